"""Files that nobody should have to read, made as bytes: broken, hostile, mislabelled, or merely strange.

`python tests/bad_files.py FOLDER` writes those whose names a folder can hold.
"""

from __future__ import annotations

import gzip
import io
import random
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

GOOD = "2022年，浙江省建成5G基站17.1万个，同比增长56%。到2025年，力争建成5G基站20万个。"


@dataclass(frozen=True)
class BadFile:
    """A file and what must become of it: `refused` is what the error sentence says; None: it is read; "": either.

    Of a file that is read, `numbers` is how many observations it must give, None: any number.
    """

    name: str
    data: bytes
    refused: str | None = None
    numbers: int | None = None


def make_bad_files() -> list[BadFile]:
    """All of them, the same bytes each time."""
    files = [*_texts(), *_names(), *_pages(), *_word_files(), *_pdf_files(), *_mislabelled()]
    assert len({file.name for file in files}) == len(files)
    return files


# --- text

def _texts() -> Iterator[BadFile]:
    chance = random.Random(1)
    noise = chance.randbytes(5000)
    empty = "holds no text"
    yield from (BadFile(name, data, empty) for name, data in (
        ("empty.txt", b""), ("spaces.txt", b" \r\n\t" * 500), ("zeros.txt", b"\0" * 10_000),
        ("mark-only.txt", b"\xef\xbb\xbf"), ("mark-of-utf16-only.txt", b"\xff\xfe")))
    yield BadFile("noise.txt", noise, "is not text|is a picture")
    yield BadFile("invisible.txt", "\u200b\u200d\u2060\ufeff\u202e\u2066".encode() * 500, numbers=0)
    broken = GOOD.encode()
    yield BadFile("zeros-inside.txt", broken.replace("建成".encode(), "建\0成".encode()))
    yield BadFile("cut-short.txt", (broken * 20)[:-2])
    yield BadFile("broken-in-the-middle.txt", broken * 10 + b"\xff\xfe\x80" + broken * 10)
    yield BadFile("two-encodings.txt", broken * 20 + GOOD.encode("gb18030"))
    yield BadFile("latin1.txt", "Größe: 5 %, Käufer über 3 Mio.".encode("latin-1") * 20, "is not text")
    yield BadFile("utf16-odd.txt", ("\ufeff" + GOOD).encode("utf-16-le") + b"\x31")
    yield BadFile("utf16-unmarked.txt", (GOOD * 5).encode("utf-16-be"))
    yield BadFile("utf32.txt", GOOD.encode("utf-32"))
    yield BadFile("utf7.txt", GOOD.encode("utf-7"))
    yield BadFile("surrogates.txt", broken + b"\xed\xa0\x80\xed\xb0\x80" * 3 + broken * 9)
    yield BadFile("overlong.txt", b"\xc0\xaf\xe0\x80\xaf" + broken * 20)
    # One line, no end: patterns must be linear in it.
    yield BadFile("one-line.txt", (GOOD.rstrip("。") + "，").encode() * 500)
    yield BadFile("no-punctuation.txt", "数字经济发展成效显著".encode() * 20_000, numbers=0)
    for name, unit in (("digits", "7"), ("chinese-digits", "一"), ("multipliers", "亿"), ("numbers", "1万"),
                       ("percents", "%"), ("commas", "1,"), ("points", "1."), ("ranges", "1-"), ("tildes", "3～"),
                       ("years", "2022年"), ("dates", "1月1日"), ("plans", "十四五"), ("brackets", "（"),
                       ("quotes", "“"), ("halves", "百分之"), ("spaces-between", "1 "), ("slashes", "1/"),
                       ("growth", "增长"), ("about", "约"), ("to", "至"), ("dashes", "—"), ("full-stops", "。"),
                       ("letters", "a"), ("spaces-long", "1" + " " * 200), ("new-lines", "5\n"), ("tabs", "5\t"),
                       ("names", "省"), ("marks", "、"), ("hashes", "#"), ("stars", "*"), ("pipes", "|")):
        yield BadFile(f"many-{name}.txt", (unit * (10_000 // len(unit))).encode())
    yield BadFile("vast-numbers.txt", (
        "产值达9" + "9" * 400 + "亿元。占比1e999%。增长1.2.3.4%。达1,,,2万个。共" + "亿" * 50 + "个。"
        "达1/0。3000000年建成0个。99999年13月45日投资-5亿元。百分之百分之百。零点零点零。第∞个。½个。³个。"
        "共" + "９" * 400 + "万亿亿亿亿元，" + "一" * 300 + "个。").encode())
    yield BadFile("bidi.txt", "建成基站\u202e个万5\u202c，\u2067增长\u206612%\u2069。\u200f共3万个\u200e。".encode())
    yield BadFile("zero-width.txt", "建\u200b成5\u200dG基站17\u2060.1\ufeff万\u200c个。".encode(), numbers=1)
    marks = "\u0301\u0489\u20dd" * 300
    yield BadFile("stacked-marks.txt", ("增长" + f"5{marks}" * 20 + "%").encode())
    yield BadFile("emoji.txt", "👨‍👩‍👧‍👦🇨🇳5️⃣G基站🔟万个，增长1️⃣2️⃣%。𝟓𝟔%，⑤个，㊿个，㈠万。".encode())
    yield BadFile("private-use.txt", ("\ue000\uf8ff\U000f0000\ufdd0\uffff\U0010ffff" + GOOD).encode())
    yield BadFile("terminal.txt", ("\x1b[2J\x1b]0;x\x07\x9b31m\r\x08" + GOOD).encode())
    yield BadFile("line-ends.txt", GOOD.replace("。", "。\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029").encode())
    yield BadFile("markdown.md", (
        f"# {GOOD}\n\n[点这里](javascript:alert(1)) ![x](http://192.0.2.1/a.png) <img src=x onerror=alert(1)>\n"
        f"[[链接]] [^1] **{GOOD}** ~~5个~~ `3万` $\\frac{{1}}{{0}}$ $$\\sum^{{10^9}}$$ :smile: :red[5亿]\n\n"
        "```mermaid\ngraph TD; A[5万个]-->B\n```\n\n| a | b |\n|---|---|\n| 1万 | 2% |\n").encode())
    yield BadFile("html-in-text.txt", f"<script>alert(1)</script><b>{GOOD}</b><!-- 5个 --><iframe src=//x>".encode())
    yield BadFile("formula.txt", (
        "=HYPERLINK(\"http://192.0.2.1\",\"5个\")达3个。\n+5万个。\n-5%。\n@SUM(1+1)。\n=cmd|'/c calc'!A1。").encode())
    yield BadFile("code.txt", ("'); DROP TABLE observation; -- 5个。{{7*7}}个。${7*7}%。%s%n达5%。__import__('os')。"
                               "(?:a+)+$ .* [ ( \\ 3个。../../../etc/passwd 5个。").encode())
    yield BadFile("latex.txt", r"\documentclass{x}\input{/etc/passwd}\def\a{\a\a}\a $5\times10^{8}$ 增长\%5。".encode())
    yield BadFile("json.txt", b"[" * 50_000)


def _names() -> Iterator[BadFile]:
    """The bytes are those of an ordinary text; only the names are bad."""
    for number, name in enumerate((
            "../../x.txt", "..\\..\\y.txt", "/etc/passwd", "C:\\windows\\z.txt", "con.txt", "nul", "aux.md", "..", "",
            ".txt", " ", "-rf.txt", "a\0b.txt", "new\nline.txt", "\x1b[31mred.txt", "\u202etxt.exe", "数" * 200,
            "x" * 300 + ".txt", "<img src=x onerror=alert(1)>.txt", "*?[a]|&;$(x).txt", "'; DROP TABLE document.txt",
            "%s%n.txt", "\udcff.txt", "~", "https://192.0.2.1/a.txt")):
        yield BadFile(name, f"{GOOD}第{number}份。".encode())


# --- html

def _pages() -> Iterator[BadFile]:
    def page(body: str, head: str = "") -> bytes:
        return f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'.encode()

    para = f"<p>{GOOD}</p>"
    yield BadFile("scripts.html", page(
        "<script>var a='共9万个。'</script><style>p{content:'9万个'}</style><noscript>9万个</noscript>" + para
        + "<svg onload=alert(1)><text>9万个</text></svg><p onclick='alert(1)'>无</p><object data=x>9万个</object>"),
        numbers=3)
    yield BadFile("nested.html", page("<div>" * 50_000 + GOOD))
    yield BadFile("nested-inline.html", page("<b><i>" * 20_000 + GOOD))
    yield BadFile("nested-tables.html", page("<table><tr><td>" * 3000 + GOOD))
    yield BadFile("unclosed.html", page("<p><b><table><tr><td><ul><li>" * 200 + GOOD + "<a href='" + "x" * 5000))
    yield BadFile("many-tags.html", page("<br>" * 50_000 + para))
    yield BadFile("many-attributes.html", page("<p " + " ".join(f"a{n}='{n}'" for n in range(20_000)) + f">{GOOD}</p>"))
    yield BadFile("angle-brackets.html", page("<" * 50_000 + para))
    yield BadFile("ampersands.html", page("&" * 50_000 + "&#0;&#x110000;&#xD800;&amp" + para))
    yield BadFile("comments.html", page("<!--" * 20_000 + "-->" + para))
    yield BadFile("picture-inside.html", page(f'<img src="data:image/png;base64,{"A" * 2_000_000}">' + para), numbers=3)
    yield BadFile("empty.html", page("<script>1</script>"), "no text was found")
    yield BadFile("charset-lies.html", page(para).replace(b"utf-8", b"utf-16"))
    yield BadFile("charset-unknown.html", page(para).replace(b"utf-8", b"x-no-such"), numbers=3)
    yield BadFile("meta.html", page(para, '<meta http-equiv=refresh content="0;url=file:///etc/passwd"><meta name=date '
                                          'content="2023-99-99"><title>' + "题" * 100_000 + "</title>"))
    yield BadFile("entities.html", b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 10}">'.encode() for n in range(1, 12))
        + b']><html><body>&a11;' + para.encode() + b"</body></html>")
    yield BadFile("outside.html", b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
                                  b"<html><body>&x;" + para.encode() + b"</body></html>")
    yield BadFile("vast-table.html", page("<table>" + "<tr>" + "<td>5万</td>" * 30 + "</tr>" * 1 + (
        "<tr>" + "<td>5万</td>" * 30 + "</tr>") * 300 + "</table>"))


# --- docx

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
          b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
          b'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
          b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
_RELATIONS = (b'<?xml version="1.0"?><Relationships '
              b'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
              b'Target="word/document.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
              b'officeDocument"/></Relationships>')


def docx(body: str, *, before: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """A Word file with this body; `before` goes in front of the document's root."""
    document = f'<?xml version="1.0"?>{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return _zip({"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": document.encode(),
                 **(more or {})})


def _zip(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _word_files() -> Iterator[BadFile]:
    good = _paragraph(GOOD)
    whole = docx(good)
    bomb, damaged = "it was not opened", "is damaged"
    yield BadFile("plain.docx", whole, numbers=3)
    yield BadFile("bomb.docx", docx(good + " " * 60_000_000), bomb)
    yield BadFile("bomb-beside.docx", docx(good, more={f"word/media/{n}": b"\0" * 4_000_000 for n in range(20)}), bomb)
    yield BadFile("bomb-in-bomb.docx", docx(good, more={"a.zip": _zip({"b": b"\0" * 30_000_000})}))
    yield BadFile("many-parts.docx", docx(good, more={f"word/{n}": b"" for n in range(6000)}), bomb)
    small = bytearray(docx(good + "1" * 3_000_000))
    place = small.rfind(b"PK\x01\x02", 0, small.rfind(b"word/document.xml"))
    struct.pack_into("<I", small, place + 24, 100)               # the directory says it unpacks to 100 bytes
    yield BadFile("size-lies.docx", bytes(small), damaged)
    yield BadFile("paths.docx", docx(good, more={"../../evil.xml": b"<x/>", "/etc/passwd": b"x", "C:\\x": b"x"}))
    laughs = "<!DOCTYPE w [<!ENTITY a0 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)) + "]>"
    yield BadFile("entities.docx", docx(_paragraph("&a11;"), before=laughs), damaged)
    outside = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield BadFile("outside.docx", docx(good + _paragraph("[&x;]"), before=outside))
    yield BadFile("cut-short.docx", whole[:len(whole) // 2], damaged)
    turned = whole[:200] + bytes(255 - byte for byte in whole[200:400]) + whole[400:]
    yield BadFile("bytes-turned.docx", turned, damaged)
    yield BadFile("no-relations.docx", _zip({"word/document.xml": b"<x/>"}), damaged)
    yield BadFile("not-xml.docx", _zip({"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS,
                                        "word/document.xml": b"\0\xff<"}), damaged)
    yield BadFile("no-body.docx", _zip({
        "[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS,
        "word/document.xml": f'<w:document xmlns:w="{WORD}"/>'.encode()}), damaged)
    yield BadFile("itself.docx", _zip({"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS.replace(
        b"word/document.xml", b"_rels/.rels"), "word/document.xml": b"<x/>"}), damaged)
    nested = "<w:tbl><w:tr><w:tc>" * 400 + good + "</w:tc></w:tr></w:tbl>" * 400
    deeper = "<w:sdt><w:sdtContent>" * 5000 + good + "</w:sdtContent></w:sdt>" * 5000
    yield BadFile("nested-tables.docx", docx(nested), damaged)
    yield BadFile("nested-deeper.docx", docx(deeper), damaged)
    yield BadFile("wide-cells.docx", docx(
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>' + good + "</w:tc></w:tr></w:tbl>"))
    yield BadFile("many-paragraphs.docx", docx("<w:p/>" * 10_000 + good), numbers=3)
    locked = bytearray(whole)
    for place in (6, locked.rfind(b"PK\x01\x02", 0, locked.find(b"PK\x05\x06")) + 8):
        locked[place] |= 1
    yield BadFile("locked-zip.docx", bytes(locked), damaged)
    yield BadFile("table.docx", _zip({"xl/workbook.xml": b"<x/>"}), "not a Word document")
    package = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1016 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512
    yield BadFile("locked.docx", package, "password")
    yield BadFile("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "old kind")


# --- pdf

_FONT = (b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type "
         b"/Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) "
         b"/Supplement 2 >> /DW 1000 >>] >>")


def pdf(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """A PDF file of numbered objects; 1 is the catalogue."""
    out, places = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    return out + b"trailer << /Size 9999 /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (trailer, start)


def _stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


_PAGE = (b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R "
         b"/Resources << /Font << /F1 3 0 R >> /XObject << /X 6 0 R >> >> %s >>")


def _pdf_page(content: bytes, *, page: bytes = b"", more: dict[int, bytes] | None = None, root: bytes = b"",
              trailer: bytes = b"") -> bytes:
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % root, 2: b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
                3: _FONT, 4: _PAGE % page, 5: _stream(content), **(more or {})}, trailer)


def _shown(text: str, x: float = 40, y: float = 700, size: float = 10) -> bytes:
    return b"BT /F1 %g Tf 1 0 0 1 %g %g Tm <%s> Tj ET\n" % (size, x, y, text.encode("utf-16-be").hex().encode())


def _pdf_files() -> Iterator[BadFile]:
    chance = random.Random(2)
    text = _shown(GOOD)
    whole = _pdf_page(text)
    damaged = "damaged"
    tree = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    form = (b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] "
            b"/Resources << /Font << /F1 3 0 R >> /XObject << /X %d 0 R >> >>")
    yield BadFile("plain.pdf", whole, numbers=3)
    yield BadFile("head-only.pdf", b"%PDF-1.7\n", damaged)
    yield BadFile("cut-short.pdf", whole[:len(whole) * 2 // 3], damaged)
    yield BadFile("noise.pdf", b"%PDF-1.7\n" + chance.randbytes(20_000), damaged)
    yield BadFile("bytes-turned.pdf", bytes(byte ^ (chance.random() < 0.02) for byte in whole), "")
    yield BadFile("kids-loop.pdf", pdf(tree | {2: b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>"}), "")
    twins = {2: b"<< /Type /Pages /Count 9 /Kids [3 0 R 3 0 R] >>",
             3: b"<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>"}
    yield BadFile("kids-of-each-other.pdf", pdf(tree | twins), "")
    yield BadFile("count-lies.pdf", pdf(tree | {2: b"<< /Type /Pages /Count 2000000000 /Kids [] >>"}), "")
    yield BadFile("count-negative.pdf", pdf(tree | {2: b"<< /Type /Pages /Count -5 /Kids [] >>"}), "")
    yield BadFile("many-pages.pdf", pdf(tree | {2: b"<< /Type /Pages /Count 3000 /Kids [%s] >>" % (b"3 0 R " * 3000),
                                                3: b"<< /Type /Page /Parent 2 0 R >>"}), "pages are more than")
    yield BadFile("xref-loop.pdf", whole.replace(b"/Size 9999", b"/Prev 9 /Size 9999"))
    yield BadFile("root-loop.pdf", pdf({1: b"1 0 R"}), damaged)
    yield BadFile("length-loop.pdf", pdf({**tree, 2: b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
                                          4: b"<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>",
                                          5: b"<< /Length 5 0 R >>\nstream\nBT\nendstream"}), "")
    yield BadFile("form-loop.pdf", _pdf_page(text + b"/X Do", more={6: _stream(text + b"/X Do", form % 6)}))
    yield BadFile("form-doubling.pdf", _pdf_page(text + b"/X Do", more={
        number: _stream(text + b"/X Do /X Do ", form % (number + 1)) for number in range(6, 40)}), "too long")
    zeros = zlib.compress(b" " * 100_000_000, 9)
    yield BadFile("bomb.pdf", _pdf_page(b"", page=b"/Contents 7 0 R", more={7: _stream(zeros, b"/Filter /FlateDecode")})
                  .replace(b"/Contents 5 0 R", b""), "")
    twice = zlib.compress(zlib.compress(b"\0" * 100_000_000, 9), 9)
    yield BadFile("bomb-twice.pdf", _pdf_page(b"", page=b"/Contents 7 0 R", more={
        7: _stream(twice, b"/Filter [/FlateDecode /FlateDecode]")}).replace(b"/Contents 5 0 R", b""), "")
    yield BadFile("many-operators.pdf", _pdf_page(b"q " * 200_000 + b"[" * 20_000 + text), "")
    yield BadFile("nested-objects.pdf", pdf({1: b"<< /Type /Catalog /Pages 2 0 R /X " + b"[" * 50_000 + b"]" * 50_000
                                             + b" >>", 2: b"<< /Type /Pages /Count 0 /Kids [] >>"}), "")
    yield BadFile("script.pdf", _pdf_page(text, root=b"/OpenAction << /S /JavaScript /JS (while(1);) >> "
                                                     b"/AA << /O << /S /Launch /F (calc.exe) >> >>"), numbers=3)
    lock = (b"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <%s> /U <%s> >> /ID [<00><00>]"
            % (b"41" * 32, b"42" * 32))
    yield BadFile("locked.pdf", _pdf_page(text, trailer=lock), "password")
    yield BadFile("strange-lock.pdf", _pdf_page(text, trailer=b"/Encrypt << /Filter /Mine /V 99 >>"), "")
    yield BadFile("vast-page.pdf", _pdf_page(text, page=b"/MediaBox [-1e30 -1e30 1e30 1e30] /UserUnit 1e30"))
    yield BadFile("no-size.pdf", _pdf_page(text).replace(b"[0 0 600 800]", b"[0 0 0 0]"))
    outside = _shown(GOOD, 1e30, -1e30) + _shown(GOOD, 40, 50, 1e-9) + _shown(GOOD, 0, 0, 1e9)
    yield BadFile("places.pdf", _pdf_page(outside), "")
    scattered = b"".join(_shown("五", chance.uniform(0, 600), chance.uniform(0, 800), chance.uniform(2, 40))
                         for _ in range(4000))
    yield BadFile("scattered.pdf", _pdf_page(scattered))
    yield BadFile("on-one-spot.pdf", _pdf_page(_shown("5", 100, 100) * 10_000))
    scan = {6: _stream(zlib.compress(b"\x80" * 64 * 64), b"/Type /XObject /Subtype /Image /Width 64 /Height 64 "
                       b"/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode")}
    yield BadFile("scan.pdf", _pdf_page(b"q 600 0 0 800 0 0 cm /X Do Q", more=scan), "OCR")
    vast = {6: _stream(b"x", b"/Type /XObject /Subtype /Image /Width 2000000000 /Height 2000000000 "
                       b"/ColorSpace /DeviceRGB /BitsPerComponent 16")}
    yield BadFile("vast-picture.pdf", _pdf_page(b"q 600 0 0 800 0 0 cm /X Do Q", more=vast), "")
    yield BadFile("no-text.pdf", _pdf_page(b""), "no text was found")


# --- files whose ending says something else

def _mislabelled() -> Iterator[BadFile]:
    chance = random.Random(3)
    rest = chance.randbytes(3000)
    yield BadFile("photo-png.txt", b"\x89PNG\r\n\x1a\n" + rest, "picture")
    yield BadFile("photo-jpeg.txt", b"\xff\xd8\xff\xe0" + rest, "picture")
    yield BadFile("photo-gif.md", b"GIF89a" + rest, "picture")
    yield BadFile("photo-tiff.txt", b"II*\0" + rest, "picture")
    yield BadFile("photo-bmp.txt", b"BM" + struct.pack("<IHHI", 3014, 0, 0, 54) + rest, "not text")
    yield BadFile("photo-webp.html", b"RIFF\xf4\x0b\0\0WEBPVP8 " + rest, "")
    yield BadFile("film.txt", b"\0\0\0\x18ftypmp42" + rest, "not text")
    yield BadFile("packed.txt", gzip.compress(GOOD.encode(), mtime=0), "unpack it")
    yield BadFile("packed.docx", b"7z\xbc\xaf\x27\x1c" + rest, "unpack it")
    yield BadFile("program.txt", b"\x7fELF\x02\x01\x01" + rest, "program")
    yield BadFile("letter.txt", b"{\\rtf1\\ansi " + GOOD.encode("gb18030") + b"}", "rich text")
    yield BadFile("database.txt", b"SQLite format 3\0" + rest, "not text")
    yield BadFile("text.pdf", GOOD.encode(), "ending .pdf")
    yield BadFile("text.docx", GOOD.encode() * 2, "ending .docx")
    yield BadFile("page.txt", f"<html><body><p>{GOOD}</p></body></html>".encode(), numbers=3)
    yield BadFile("word.txt", docx(_paragraph(GOOD + "。")), numbers=3)
    yield BadFile("pdf.html", _pdf_page(_shown(GOOD + "。")), numbers=3)
    yield BadFile("pdf-behind-page.html", b"<html><body>" + _pdf_page(_shown(GOOD)) + b"</body></html>")


def main(write: Callable[[Path, bytes], object] = Path.write_bytes) -> None:
    """Write the files into the folder that the command line names; tell which names no folder can hold."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for file in make_bad_files():
        try:
            if Path(file.name).name != file.name:
                raise ValueError("leads out of the folder")
            write(folder / file.name, file.data)
        except (OSError, ValueError) as error:
            print(f"{file.name!r}: {error}")


if __name__ == "__main__":
    main()
