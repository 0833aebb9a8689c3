"""Downloads: pictures that hold their Chinese, data that is harmless in a spreadsheet, names and citations."""

import csv
import io
import json
import os
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import openpyxl
import pandas as pd
import plotly.graph_objects as go
import pypdfium2
import pytest
from PIL import Image

from newsgauge import export
from newsgauge.charts.trend import trend
from newsgauge.export import figures

# A machine without any Chinese font: the pictures must bring their own.
NO_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><cachedir>{0}</cachedir><dir>{0}</dir></fontconfig>"""

ROWS = pd.DataFrame([
    dict(observation_id="d-1-5", entity="山西省", value=30_000, unit="座", text="近3万座", qualifier="about",
         status="actual", measure="level", period="2021-10", indicator="5G基站数", period_start=date(2021, 10, 1),
         period_end=date(2021, 10, 31), article_date="2021-11-25", document_title="数字经济周报", sentence="近3万座。"),
    dict(observation_id="d-9-14", entity="山西省", value=92_100, unit="座", text="9.21万座", qualifier="exact",
         status="target", measure="level", period="2023", indicator="5G基站数", period_start=date(2023, 1, 1),
         period_end=date(2023, 12, 31), article_date="2021-11-25", document_title="数字经济周报",
         sentence="9.21万座。"),
])
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", " =1", "=cmd|' /C calc'!A0",
           "a\x00b\x1f", "数,\"字\"\n二"]


@pytest.fixture(scope="module")
def figure():
    return trend(ROWS, language="zh", theme="dark", width=400)


@pytest.fixture(scope="module", autouse=True)
def bare_machine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fonts")
    (folder / "fonts.conf").write_text(NO_FONTS.format(folder), encoding="utf-8")
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(folder / "fonts.conf")
    figures.stop()
    yield
    figures.stop()
    os.environ.pop("FONTCONFIG_FILE") if before is None else os.environ.update(FONTCONFIG_FILE=before)


def test_there_is_a_browser():
    assert export.browser_path(), "install Chrome, Chromium or Edge, or name it in BROWSER_PATH"


def test_pdf_is_one_page_of_real_text(figure):
    document = pypdfium2.PdfDocument(export.figure_bytes(figure, "pdf"))
    try:
        assert len(document) == 1
        text = document[0].get_textpage().get_text_range()
        width, height = document[0].get_size()
        corner = document[0].render(scale=0.5).to_pil().convert("RGB").getpixel((2, 2))
    finally:
        document.close()
    for part in ("5G基站数的变化，山西省，2021–2023", "≈3万", "9.21万", "来源：《数字经济周报》（2021-11-25）", "目标"):
        assert part in text
    assert width == pytest.approx(600, abs=2)
    assert width > height
    assert corner == (0xFB, 0xF8, 0xF1)            # paper to the edge, light whatever the page's theme


def ink(picture, box):
    pixels = np.asarray(picture.convert("L").crop(box), dtype=int)
    return pixels < 128


def test_png_has_print_size_and_glyphs_not_boxes(figure):
    def title(text):
        picture = Image.open(io.BytesIO(export.figure_bytes(figure, "png", title=text)))
        return picture, ink(picture, (40, 40, 900, 140))

    picture, one = title("数字经济")
    assert picture.size[0] == 2500
    other = title("网络安全")[1]
    assert 2000 < one.sum() < 40_000
    assert (one != other).mean() > 0.02             # boxes would be alike
    again = title("数字经济")[1]
    assert (one == again).all()


def test_svg_brings_its_font(figure):
    text = export.figure_bytes(figure, "svg").decode("utf-8")
    assert text.count("@font-face") == 2
    assert "数字经济周报" in text
    assert len(text) < 200_000


def test_html_needs_nothing_else(figure):
    text = export.figure_bytes(figure, "html", title='</script><script>alert("x")</script>').decode("utf-8")
    assert '<html lang="zh-CN">' in text
    assert "</script><script>alert" not in text
    assert "近3万座" in text
    assert 'src="http' not in text
    assert "下载图片" in text


def test_a_figure_of_another_maker_is_drawn_too():
    picture = export.figure_bytes(go.Figure(go.Bar(x=["甲", "乙"], y=[1, 2])), "png")
    assert Image.open(io.BytesIO(picture)).size == (2500, 1406)


def test_without_a_browser_the_error_says_what_to_do(figure, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chrome")
    with pytest.raises(export.ExportUnavailable, match="BROWSER_PATH"):
        export.figure_bytes(figure, "png")
    assert export.figure_bytes(figure, "html")


def test_a_browser_that_fails_is_told_and_tried_again(figure, monkeypatch):
    figures.stop()
    with monkeypatch.context() as patch:
        patch.setenv("BROWSER_PATH", sys.executable)
        patch.setattr(figures, "_TIMEOUT", 1)
        with pytest.raises(export.ExportUnavailable, match="browser could not"):
            export.figure_bytes(figure, "png", language="en")
    assert export.figure_bytes(figure, "svg")


def test_figures_may_be_asked_for_at_once(figure):
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda format: export.figure_bytes(figure, format), ["svg", "png", "pdf", "svg"]))
    assert made[0].startswith(b"<svg")
    assert len(made[0]) == len(made[3])
    assert made[1].startswith(b"\x89PNG")
    assert made[2].startswith(b"%PDF")


def test_unknown_formats_are_named(figure):
    with pytest.raises(ValueError, match="gif"):
        export.figure_bytes(figure, "gif")
    with pytest.raises(ValueError, match="ods"):
        export.data_bytes(ROWS, "ods")


def test_zip_holds_what_belongs_together(figure):
    made = dict(link="https://example.org/?lang=zh&obs=1", filters="地区：山西省", downloaded="2023-12-01",
                format="svg")
    data = export.figure_zip(figure, ROWS, **made)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["5G基站数_山西省_2021-2023.svg", "5G基站数_山西省_2021-2023.csv", "metadata.json",
                                      "README.txt"]
        metadata = json.loads(archive.read("metadata.json"))
        readme = archive.read("README.txt").decode("utf-8-sig")
        table = archive.read("5G基站数_山西省_2021-2023.csv")
    assert metadata["rows"] == 2
    assert metadata["filters"] == "地区：山西省"
    assert metadata["documents"] == [{"document_title": "数字经济周报", "article_date": "2021-11-25"}]
    for part in (made["link"], made["filters"], "2023-12-01", "原文写法", "数字经济周报", "[DS/OL]", "@misc{"):
        assert part in readme
    assert table.startswith(b"\xef\xbb\xbf")


def test_zip_names_the_documents_that_the_rows_do_not(figure):
    words = pd.DataFrame({"term": ["数据"], "count": [3]})
    documents = pd.DataFrame([{"document_title": "数字经济周报", "publisher": "", "article_date": "2021-11-25"}])
    with zipfile.ZipFile(io.BytesIO(export.figure_zip(figure, words, documents=documents, format="html"))) as archive:
        metadata, readme = json.loads(archive.read("metadata.json")), archive.read("README.txt").decode("utf-8-sig")
    assert metadata["documents"] == documents.to_dict("records")
    assert "# 来源\r\n数字经济周报, 2021-11-25" in readme
    assert "sentence" not in readme


# --- data


def frame():
    return pd.DataFrame({
        "text": HOSTILE, "value": [1.5, 8e7, np.nan, -3, 0, 1, 2, 3, 4, 5, 6],
        "day": pd.to_datetime(["2023-11-25", None] + ["2021-01-01"] * 9), "topics": [["区块链", "=x"]] * 11,
        "year": pd.array([2023, None] + [2021] * 9, dtype="Int64"), "good": [True] * 11})


def test_csv_opens_in_a_spreadsheet_and_runs_nothing():
    data = export.data_bytes(frame(), "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [row["text"] for row in rows[:9]] == [
        "'=1+1", "'+1", "'-1", "'@SUM(A1)", "' =1", "' =1", "'＝1", "' =1", "'=cmd|' /C calc'!A0"]
    assert rows[9]["text"] == "a b "
    assert rows[10]["text"] == '数,"字" 二'
    assert rows[0]["day"] == "2023-11-25"
    assert rows[1]["day"] == rows[2]["value"] == rows[1]["year"] == ""
    assert [rows[0]["value"], rows[1]["value"], rows[3]["value"]] == ["1.5", "80000000", "-3"]
    assert rows[0]["topics"] == "区块链; =x"


def test_xlsx_is_typed_and_explained():
    sources = pd.DataFrame({"title": ["周报"], "published": ["2021-11-25"]})
    data = export.data_bytes(frame(), "xlsx", sources=sources, about={"筛选": "=全部"})
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["数据", "各列说明", "来源", "说明"]
    sheet = book["数据"]
    assert [cell.value for cell in sheet[1]] == ["text", "value", "day", "topics", "year", "good"]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    assert sheet["A2"].value == "'=1+1"
    assert sheet["B3"].value == 80_000_000
    assert sheet["C2"].value.date() == date(2023, 11, 25)
    assert sheet["E3"].value is None
    assert sheet["F2"].value is True
    assert sheet.freeze_panes == "A2"
    assert book["各列说明"]["B2"].value == "原文写法"
    assert [cell.value for row in book["说明"] for cell in row] == ["项目", "内容", "筛选", "'=全部"]


def test_jsonl_and_parquet_keep_values_as_they_are():
    lines = export.data_bytes(frame(), "jsonl").decode("utf-8").splitlines()
    first, second = json.loads(lines[0]), json.loads(lines[1])
    assert first == {"text": "=1+1", "value": 1.5, "day": "2023-11-25", "topics": ["区块链", "=x"], "year": 2023,
                     "good": True}
    assert second["value"] == 80_000_000
    assert second["day"] is second["year"] is None
    back = pd.read_parquet(io.BytesIO(export.data_bytes(frame(), "parquet")))
    assert back["text"].tolist() == HOSTILE
    assert list(back["topics"][0]) == ["区块链", "=x"]


@pytest.mark.parametrize("format", ["csv", "xlsx", "jsonl", "parquet"])
def test_no_rows_are_a_file_with_columns(format):
    data = io.BytesIO(export.data_bytes(frame().iloc[:0], format))
    if format == "jsonl":                    # a row names its own columns
        assert data.getvalue() == b""
        return
    back = {"csv": pd.read_csv, "xlsx": pd.read_excel, "parquet": pd.read_parquet}[format](data)
    assert list(back.columns) == list(frame().columns)
    assert back.empty


# --- names and citations


@pytest.mark.parametrize(("parts", "name"), [
    (["5G基站数", "全国", "2019–2025"], "5G基站数_全国_2019-2025.png"),
    (["a/b\\c:d*e?f\"g<h>i|j"], "a-b-c-d-e-f-g-h-i-j.png"),
    (["..", "."], "newsgauge.png"), ([], "newsgauge.png"), (["CON"], "newsgauge_CON.png"),
    (["多 空\n格\x00\u202e"], "多_空_格.png"), (["x`$(rm)`;"], "x(rm).png"), (["-rf"], "rf.png")])
def test_file_names_are_safe(parts, name):
    assert export.file_name(parts, "png") == name


def test_file_names_are_not_too_long():
    assert len(export.file_name(["数" * 500], "parquet").encode("utf-8")) < 200


OBSERVATION = {"kind": "observation", "statement": "山西省5G基站数：9.21万座（2023年，目标）", "title": "5G_100%提速",
               "container": "数字经济周报", "date": "2021-11-25", "link": "https://example.org/?obs=1",
               "accessed": "2023-12-01"}


@pytest.mark.parametrize(("style", "text"), [
    ("gbt7714", "数读 Newsgauge. 山西省5G基站数：9.21万座（2023年，目标）[DS/OL]//5G_100%提速[N/OL]. 数字经济周报, "
                "2021-11-25[2023-12-01]. https://example.org/?obs=1."),
    ("apa", "数读 Newsgauge. (2021, November 25). 山西省5G基站数：9.21万座（2023年，目标） [Data point]. "
            "In 5G_100%提速, 数字经济周报. Retrieved December 1, 2023, from https://example.org/?obs=1")])
def test_an_observation_is_cited(style, text):
    assert export.citation(OBSERVATION, style) == text


def test_bibtex_is_escaped():
    text = export.citation(OBSERVATION | {"kind": "article"}, "bibtex")
    assert text.startswith("@article{newsgauge-")
    assert r"title = {{5G\_100\%提速}}" in text
    assert "year = {2021}" in text
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("style", ["gbt7714", "apa", "bibtex"])
@pytest.mark.parametrize("record", [
    {"kind": "article", "title": "无名"}, {"kind": "figure", "title": "图", "sources": "《周报》"},
    {"kind": "article", "title": "a{b", "date": "2021"}, OBSERVATION])
def test_what_is_not_known_is_left_out(style, record):
    text = export.citation(record, style)
    assert "None" not in text
    assert ".." not in text
    assert ", ," not in text


def test_unknown_styles_and_kinds_are_named():
    with pytest.raises(ValueError, match="mla"):
        export.citation(OBSERVATION, "mla")
    with pytest.raises(ValueError, match="book"):
        export.citation({"kind": "book"}, "apa")
