"""Every format gives its text, whatever the encoding; what cannot be read fails with advice."""

import io
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgauge.reading import formats, pdf
from newsgauge.reading.cleaning import clean
from newsgauge.reading.errors import ReadError
from newsgauge.reading.formats import decode, read_source, source_from_bytes
from newsgauge.reading.publisher import infer_publisher

SIMPLIFIED = "全省新增5G基站1.2万个，同比增长45.6%。\r\n工业互联网平台超过240个，连接的设备数量超过8900万台。\n"
TRADITIONAL = "數字經濟核心產業增加值達到二千億元，比上年增長。\n電子商務交易額突破一萬億元，網絡零售額增長。\n"


# ---- encodings ----

@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_simplified_text_is_decoded_as_it_stands(encoding):
    assert decode(SIMPLIFIED.encode(encoding)) == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be"])
def test_traditional_text_is_decoded_as_it_stands(encoding):
    assert decode(TRADITIONAL.encode(encoding)) == TRADITIONAL


def test_byte_order_mark_of_utf8_keeps_its_place_and_leaves_the_cleaned_text():
    text = source_from_bytes("a.txt", b"\xef\xbb\xbf" + SIMPLIFIED.encode()).text
    assert text == "\ufeff" + SIMPLIFIED
    cleaned = clean(text)
    assert cleaned.text[0] == "全"
    assert cleaned.origins[0] == 1


def test_line_ends_stay_as_they_are(tmp_path):
    file = tmp_path / "报告.txt"
    file.write_bytes("甲。\r\n乙。\r丙。\n".encode())
    source = read_source(file)
    assert source.text == "甲。\r\n乙。\r丙。\n"
    assert (source.name, source.format) == ("报告.txt", "txt")
    assert len(source.sha256) == 64


def test_a_broken_character_does_not_spoil_the_rest():
    data = SIMPLIFIED.encode() * 20
    assert decode(data[:-2]).startswith(SIMPLIFIED)
    assert "\ufffd" in decode(data[:-2])


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    text, refusal = "", ""
    try:
        text = source_from_bytes("x.txt", data).text
    except ReadError as error:
        refusal = str(error)
    assert bool(text) != refusal.startswith("x.txt: ")
    clean(text)


# ---- html ----

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>页题</title>
<meta property="og:title" content="新增基站一万个"><meta property="og:site_name" content="数字日报">
<meta property="article:published_time" content="2023-09-22T08:00:00+08:00"><style>p{{color:red}}</style></head>
<body><nav>首页 | 要闻</nav><h1>新增基站<b>一万个</b></h1><p>截至8月底，<a href="x">全省</a>新增基站
1.2万个。<br>同比增长45.6%。</p><script>alert("1万")</script><!-- 5万个 --><div hidden>9万个</div>
<table><tr><th>地区</th><th>数量</th></tr><tr><td>东江</td><td>300</td></tr></table><footer>版权所有</footer></body></html>"""


@pytest.mark.parametrize("day", ["2023-02-31", "9999-12-31", "2023-13-01", "0000-01-01"])
def test_a_page_dated_to_no_day_has_no_date(day):
    page = PAGE.format(charset="utf-8").replace("2023-09-22", day)
    assert source_from_bytes("a.html", page.encode()).published == ""


@pytest.mark.parametrize(("charset", "encoding"), [
    ("utf-8", "utf-8"), ("gb2312", "gb18030"), ("gbk", "gb18030"), ("none", "utf-8")])
def test_page_gives_its_text(charset, encoding):
    source = source_from_bytes("a.html", PAGE.format(charset=charset).encode(encoding))
    assert (source.title, source.publisher, source.published) == ("新增基站一万个", "数字日报", "2023-09-22")
    assert source.text.split("\n\n") == ["# 新增基站一万个", "截至8月底，全省新增基站 1.2万个。\n同比增长45.6%。",
                                         "地区\t数量", "东江\t300\n"]
    assert clean(source.text).text.split("\n")[1] == "截至8月底，全省新增基站1.2万个。"


def test_a_page_is_called_by_its_headline_without_the_name_of_the_site():
    page = "<head><title>海州市新建基站_海州网</title></head><body><h1>海州市新建基站</h1><p>建成20个。</p></body>"
    assert source_from_bytes("a.html", page.encode()).title == "海州市新建基站"
    assert source_from_bytes("a.html", page.replace("h1", "p").encode()).title == "海州市新建基站_海州网"


def test_the_name_of_a_file_is_no_title():
    page = "<head><title>Microsoft Word - 报告.docx</title></head><body><p>海州市建成基站20个。</p></body>"
    assert source_from_bytes("a.html", page.encode()).title == ""


def test_items_of_a_page_are_text_and_no_headings():
    page = ("<h1>海州市算力规模扩大</h1><p>2024年3月，海州市算力规模增长30%。</p>"
            "<ul><li>建成数据中心15个</li><li>投资20亿元</li></ul>")
    kinds = [paragraph.kind for paragraph in clean(source_from_bytes("a.html", page.encode()).text).paragraphs]
    assert kinds == ["title", "body", "body", "body"]


@pytest.mark.parametrize(("text", "publisher"), [
    ("海州市新建基站\n\n来源：海州日报 发布时间：2024-05-07\n\n海州市今年新建5G基站20个。", "海州日报"),
    ("海州市新建基站\n\n海州市今年新建5G基站20个。\n\n（稿源：《海州晚报》）", ""),
    ("海州市新建基站\n\n海州市今年新建5G基站20个。\n\n稿源：《海州晚报》", "海州晚报"),
    ("海州日报 2024年5月7日 星期二 第3版\n\n海州市新建基站\n\n海州市今年新建5G基站20个。", "海州日报"),
    ("海州日报记者2024年5月7日获悉，海州市今年新建5G基站20个。", ""),
    ("海州市新建基站\n\n2024年5月7日 海州日报讯 海州市今年新建5G基站20个。", "海州日报"),
    ("海州日报北山2024年5月7日电（记者 李明）海州市今年新建5G基站20个。", "海州日报"),
    ("海州晚报5月7日讯 海州市今年新建5G基站20个。", "海州晚报"),
    ("新华社海州5月7日电 海州市新建5G基站20个。", "新华社"),
    ("本报海州5月7日讯 海州市今年新建5G基站20个。", ""),
    ("海州日报电子版今年有读者20万人。", ""),
    ("海州日报讯 新建5G基站20个。\n\n北山晚报讯 新建5G基站30个。", ""),
    ("收入来源：财政拨款2000万元，自筹300万元。", "")])
def test_the_publisher_is_found_where_the_text_tells_it(text, publisher):
    source = source_from_bytes("a.txt", text.encode())
    assert infer_publisher(source, clean(text)) == publisher


def test_page_nested_deeply_is_read():
    data = ("<div>" * 20_000 + "数字经济" + "</div>" * 20_000).encode()
    assert "数字经济" in source_from_bytes("a.html", b"<html>" + data).text


# ---- docx ----

def docx_bytes() -> bytes:
    import docx

    document = docx.Document()
    document.core_properties.title = "数字经济简报"
    document.add_heading("新增基站一万个", level=1)
    document.add_paragraph("截至8月底，全省新增基站1.2万个。")
    table = document.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("地区", "数量"), ("东江", "300")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("同比增长45.6%。")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(("cells", "rows"), [
    ([["城市", "基站（万座）"], ["海州", "7.6"], ["北山", "1,200"]], 2),
    ([["海州", "建成7.6万座"], ["北山", "12.5%"]], 0), ([["海州市新闻", "今天"]], 0)])
def test_rows_of_tables_that_are_not_read_are_told(cells, rows):
    page = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
    notes = source_from_bytes("a.html", f"<p>海州市新闻。</p><table>{page}</table>".encode()).notes
    assert [note.partition("; ")[0] for note in notes] == [
        f"a.html: numbers alone in the cells of its tables were not read (rows: {rows})"] * bool(rows)


def test_word_file_gives_paragraphs_and_tables_in_order():
    source = source_from_bytes("a.docx", docx_bytes())
    assert source.title == "数字经济简报"
    assert source.text.split("\n\n") == [
        "# 新增基站一万个", "截至8月底，全省新增基站1.2万个。", "地区\t数量", "东江\t300", "同比增长45.6%。\n"]
    assert clean(source.text).paragraphs[0].kind == "title"


def zip_bytes(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


# ---- pdf ----

def pdf_bytes(pages: list[list[tuple[float, float, float, str]]], extra: bytes = b"") -> bytes:
    """A PDF whose pages hold lines of text: (x, y, size, words), from the lower left corner of 600 × 800 points."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"",
               b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
               b"/DescendantFonts [4 0 R] >>",
               b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) "
               b"/Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor 5 0 R >>",
               b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] "
               b"/ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 900 /StemV 80 >>"]
    kids = []
    for lines in pages:
        shown = [(size, x, y, words.encode("utf-16-be").hex().encode()) for x, y, size, words in lines]
        content = b"".join(b"BT /F1 %g Tf 1 0 0 1 %g %g Tm <%s> Tj ET\n" % line for line in shown)
        content += b"" if lines else extra
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        image = b"/XObject << /Im 99 0 R >> " if not lines and extra else b""
        objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> %s>> "
                       b"/Contents %d 0 R >>" % (image, len(objects)))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    picture = zlib.compress(b"\x80" * 64 * 64)
    out, places = b"%PDF-1.4\n", {}
    numbered = list(enumerate(objects, start=1))
    if extra:
        numbered.append((99, b"<< /Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray "
                             b"/BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
                             % (len(picture), picture)))
    for number, body in numbered:
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    return out + b"trailer << /Size 100 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def column(x: float, top: float, lines: list[str]) -> list[tuple[float, float, float, str]]:
    return [(x + (20 if k == 0 else 0), top - 14 * k, 10, words) for k, words in enumerate(lines)]


LEFT = ["记者从省通信管理局获悉，今年以来，", "全省新增基站一万二千个，累计建成八万",
        "六千个，所有县城实现覆盖，每万人拥有", "基站达到十八个，高于平均水平，行政村"]
RIGHT = ["通达率达到百分之九十二，提前完成全年", "目标任务。下一步，将推进网络向园区延",
         "伸，到明年底再建两万个，并开展专项提", "升行动。"]
SCAN = b"q 600 0 0 800 0 0 cm /Im Do Q\n"


def test_columns_are_read_one_after_the_other():
    # The file holds the lines across the page, as printers often write them.
    across = [line for pair in zip(column(40, 600, LEFT), column(320, 600, RIGHT), strict=True) for line in pair]
    right = [(x - 20 if k == 0 else x, y, size, words) for k, (x, y, size, words) in enumerate(column(320, 600, RIGHT))]
    lines = [(40, 700, 28, "全省新增基站一万二千个"), *[line for line in across if line[0] < 300], *right]
    source = source_from_bytes("a.pdf", pdf_bytes([sorted(lines, key=lambda line: -line[1])]))
    paragraphs = clean(source.text).text.split("\n")
    assert paragraphs == ["全省新增基站一万二千个", "".join(LEFT + RIGHT)]


def test_pages_are_parted_and_their_feet_dropped():
    right = [(40, 700 - 14 * k, 10, words) for k, words in enumerate(RIGHT)]
    pages = [[*lines, (280, 30, 9, "数字周刊"), (300, 15, 9, f"第 {number} 页")]
             for number, lines in enumerate((column(40, 700, LEFT), right), start=1)]
    source = source_from_bytes("a.pdf", pdf_bytes(pages))
    assert source.text.count("\f") == 1
    assert clean(source.text).text == "".join(LEFT + RIGHT)


def test_scanned_page_is_named():
    source = source_from_bytes("a.pdf", pdf_bytes([column(40, 700, LEFT), []], SCAN))
    assert source.notes == ("a.pdf: page 2 was scanned without text and was passed over; "
                            "run text recognition (OCR) on the file to have it read",)
    with pytest.raises(ReadError, match="pages 1, 2 .*OCR"):
        source_from_bytes("a.pdf", pdf_bytes([[], []], SCAN))


def test_letters_joined_by_fonts_are_parted():
    lines = [(40, 700, 10, "e\ufb03cient o\ufb00ice \u2f00\u2f24 数字")]
    assert "efficient office 一大 数字" in source_from_bytes("a.pdf", pdf_bytes([lines])).text


def test_reading_order_of_a_page_with_two_stories():
    def story(top: float, names: str) -> list[pdf.Piece]:
        head = [pdf.Piece(40, top - 24, 300, top, "题" + names[0])]
        body = [pdf.Piece(x, top - 50 - 14 * k, x + 150, top - 40 - 14 * k, f"{name}{k}")
                for x, name in zip((40, 220, 400), names, strict=True) for k in range(4)]
        return head + body

    pieces = [*story(700, "甲乙丙"), *story(500, "丁戊己")]
    order = [piece.text for block in pdf.reading_order(sorted(pieces, key=lambda piece: piece.text)) for piece in block]
    assert order == ["题甲", *[f"{name}{k}" for name in "甲乙丙" for k in range(4)],
                     "题丁", *[f"{name}{k}" for name in "丁戊己" for k in range(4)]]


# ---- what cannot be read ----

@pytest.mark.parametrize(("name", "data", "advice"), [
    ("empty.txt", b"", "holds no text"),
    ("nul.txt", b"\0" * 500, "holds no text"),
    ("noise.txt", bytes(range(128, 256)) * 20, "save it as UTF-8"),
    ("old.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 100, "save it as .docx"),
    ("photo.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "text recognition"),
    ("pack.txt", b"\x1f\x8b" + b"\0" * 50, "unpack it"),
    ("letter.rtf", b"{\\rtf1 text}", "save it as .docx or .txt"),
    ("broken.pdf", b"%PDF-1.4 nothing", "damaged"),
    ("wrong.pdf", SIMPLIFIED.encode(), "ending .pdf"),
    ("broken.docx", b"PK\x03\x04broken", "damaged"),
    ("table.docx", zip_bytes({"xl/workbook.xml": b"<x/>"}), "not a Word document"),
    ("parts.docx", zip_bytes({"word/document.xml": b"<w>"}), "damaged"),
    ("bomb.docx", zip_bytes({"word/document.xml": b" " * 30_000_000}), "not opened"),
    ("empty.html", b"<html><body><script>1</script></body></html>", "no text was found"),
])
def test_what_cannot_be_read_says_what_to_do(name, data, advice):
    with pytest.raises(ReadError, match=advice) as error:
        source_from_bytes(name, data)
    assert str(error.value).startswith(f"{name}: ")


def test_files_that_are_not_there_or_too_large_are_refused(tmp_path, monkeypatch):
    with pytest.raises(ReadError, match="no.txt: .*check the path"):
        read_source(tmp_path / "no.txt")
    with pytest.raises(ReadError, match="is a folder"):
        read_source(tmp_path)
    monkeypatch.setattr(formats, "LARGEST_FILE", 10)
    (tmp_path / "a.txt").write_bytes(b"0123456789ab")
    with pytest.raises(ReadError, match="split the file"):
        read_source(tmp_path / "a.txt")
    with pytest.raises(ReadError, match="split the file"):
        source_from_bytes("a.txt", b"0123456789ab")
    monkeypatch.setattr(pdf, "MOST_PAGES", 1)
    monkeypatch.setattr(formats, "LARGEST_FILE", 10**6)
    with pytest.raises(ReadError, match="2 pages"):
        source_from_bytes("a.pdf", pdf_bytes([column(40, 700, LEFT)] * 2))


def test_names_lose_their_folders():
    assert source_from_bytes("../../etc/报告.txt", SIMPLIFIED.encode()).name == "报告.txt"
    assert source_from_bytes("C:\\temp\\con.txt", SIMPLIFIED.encode()).name == "con.txt"
