"""The report: a file that stands alone, whatever the documents say; and what is kept for it."""

import os
import re
from datetime import date
from html.parser import HTMLParser

import pandas as pd
import plotly.graph_objects as go
import pypdfium2
import pytest

from newsgauge.charts.trend import trend
from newsgauge.export import figures
from newsgauge.report import Evidence, Report, Section, figure_ids, report_html, report_pdf
from newsgauge.ui import report_basket
from newsgauge.ui.report_basket import Contents, add, keep_contents, load_contents, load_figure

# A machine without any Chinese font: the report must bring its own.
NO_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><cachedir>{0}</cachedir><dir>{0}</dir></fontconfig>"""
HOSTILE = "<script>alert(1)</script>\"'&amp;</style><img src=x onerror=alert(2)>\x00\u202e甲"
SENTENCE = "到2023年底，全省要累计建成9.21万座5G基站，2025年达到15万座。"
NINE, FIFTEEN = ((SENTENCE.index(words), SENTENCE.index(words) + len(words)) for words in ("9.21万座", "15万座"))


def observation(number, start, end, **changes):
    return dict(
        observation_id=f"d-{start}-{end}", value=number, value_max=None, unit="座", qualifier="exact", measure="level",
        status="target", period="2023", indicator="5G基站数", entity="山西省", region_code="140000",
        sentence=SENTENCE, mark_start=start, mark_end=end, document_title="信息产业监测",
        article_title="山西吹响5G建设号角", article_date="2021-10-21", text=SENTENCE[start:end],
        period_start=date(2023, 1, 1), period_end=date(2023, 12, 31)) | changes


ROWS = pd.DataFrame([observation(92_100.0, *NINE),
                     observation(150_000.0, *FIFTEEN, period="2025", period_start=date(2025, 1, 1),
                                 period_end=date(2025, 12, 31))])
ARTICLE = {"title": "山西吹响5G建设号角", "container": "信息产业监测", "date": "2021-10-21"}


@pytest.fixture(scope="module")
def figure():
    return trend(ROWS, language="zh", theme="dark", width=920, captions=False)


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


def evidence(start, end, **changes):
    return Evidence(**{"number": SENTENCE[start:end], "caption": "○ 山西省", "sentence": SENTENCE, "start": start,
                       "end": end, "article": ARTICLE} | changes)


def drawing(title="甲", **texts):
    """A figure with nothing in it but what is said around it."""
    return go.Figure(layout={"meta": {"title": title, "alt": title} | texts})


class Seen(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text, self._open = [], "", []
        self.feed(page.decode())

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self._open.append(tag)

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        if "style" not in self._open and "script" not in self._open:
            self.text += data


def test_whatever_a_document_says_is_shown_as_text():
    row = evidence(0, 8, number=HOSTILE, caption=HOSTILE, sentence=HOSTILE,
                   article={"title": HOSTILE, "container": HOSTILE, "date": "2021"})
    section = Section(drawing(HOSTILE, note=HOSTILE, source=HOSTILE, subtitle=HOSTILE), evidence=[row],
                      comment=HOSTILE, selection=HOSTILE, link=f"https://example.org/?{HOSTILE}")
    table = Section(drawing("乙"), table=[{HOSTILE: HOSTILE}])
    page = report_html(Report(HOSTILE, [section, table], HOSTILE, "2026-01-02"))
    seen = Seen(page)
    assert {tag for tag, _ in seen.tags}.isdisjoint({"script", "iframe", "object", "link", "form"})
    assert all(values["src"].startswith("data:image/svg") for tag, values in seen.tags if tag == "img")
    assert not [name for _, values in seen.tags for name in values if name.startswith("on")]
    assert page.count(b"</style>") == 1
    assert seen.text.count("<script>alert(1)</script>") >= 10
    assert b"\x00" not in page
    assert "\u202e" not in page.decode()


def test_nothing_is_fetched_and_nothing_runs():
    page = report_html(Report("标题", [Section(drawing(), link="https://example.org/data")])).decode()
    assert "default-src 'none'" in page
    assert "script-src" not in page
    addresses = set(re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([a-z]+:|//)""", page))
    assert addresses == {"data:"}


def test_a_sentence_stands_once_with_all_its_numbers_marked():
    section = Section(drawing(), evidence=[evidence(*FIFTEEN), evidence(*NINE)], left_out=7)
    text = report_html(Report("标题", [section])).decode()
    assert text.count("到2023年底") == 1
    assert re.findall("<mark>(.+?)</mark>", text) == ["9.21万座", "15万座"]
    assert "9个数字" in text, "those that are not listed count as well"
    assert "另有7个" in text


def test_marks_that_overlap_leave_the_sentence_whole():
    shifted = evidence(NINE[0] + 2, NINE[1] + 2)
    page = report_html(Report("标题", [Section(drawing(), evidence=[evidence(*NINE), shifted])]))
    quoted = re.search("<blockquote>(.+?)<a", page.decode())[1]
    assert re.sub("<[^>]+>", "", quoted).strip() == SENTENCE


def test_sources_are_numbered_and_each_sentence_points_to_its_own():
    other = ARTICLE | {"title": "各地5G建设提速", "date": "2021-11-25"}
    elsewhere = evidence(*FIFTEEN, sentence="另一句" + SENTENCE, article=other)
    page = report_html(Report("标题", [
        Section(drawing(), evidence=[evidence(*NINE), elsewhere]),
        Section(drawing("乙"), evidence=[evidence(*NINE)])])).decode()
    assert re.findall(r"href='#(source\d)'", page) == ["source1", "source2", "source1"]
    assert re.findall(r"<li id='(source\d)'>(.+?)</li>", page) == [
        ("source1", "山西吹响5G建设号角[N]. 信息产业监测, 2021-10-21."),
        ("source2", "各地5G建设提速[N]. 信息产业监测, 2021-11-25.")]


def test_the_documents_of_a_figure_without_sentences_are_among_the_sources():
    counted = {"title": "信息产业监测", "container": "某出版者", "date": "2021-10-21"}
    words = Section(drawing("词云", source="《信息产业监测》"), documents=[counted])
    page = report_html(Report("标题", [Section(drawing(), evidence=[evidence(*NINE)]), words])).decode()
    assert re.search(r"<figcaption>来源：《信息产业监测》 <a class='small muted' href='#source2'>\[2\]</a>", page)
    assert "<li id='source2'>信息产业监测[N]. 某出版者, 2021-10-21.</li>" in page


def test_both_languages():
    sections = [Section(drawing("A"), evidence=[evidence(*NINE)]), Section(drawing("B"), table=[{"Year": 2021}])]
    english = Seen(report_html(Report("Numbers", sections, made="2026-01-02", language="en")))
    assert ("html", {"lang": "en"}) in english.tags
    assert "Evidence" in english.text
    assert "Figure 2" in english.text
    assert "(2021, October 21)" in english.text, "APA, as English readers cite"
    assert "2021" in english.text
    assert ("html", {"lang": "zh-CN"}) in Seen(report_html(Report("数字", sections))).tags


def test_headings_are_in_order_and_pictures_have_words():
    seen = Seen(report_html(Report("标题", [Section(drawing("甲"), evidence=[evidence(*NINE)])])))
    levels = [int(tag[1]) for tag, _ in seen.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    assert [values["alt"] for tag, values in seen.tags if tag == "img"] == ["甲"]


def test_pdf_has_numbered_pages_of_real_text_and_bookmarks(figure):
    report = Report("山西的基站", [Section(figure, [evidence(*NINE), evidence(*FIFTEEN)], comment="一句评论"),
                              Section(drawing("第二幅"))], "引言", "2026-01-02")
    document = pypdfium2.PdfDocument(report_pdf(report))
    texts = [page.get_textpage().get_text_range() for page in document]
    assert len(texts) >= 2
    assert all(f"{number} / {len(texts)}" in text for number, text in enumerate(texts, 1))
    assert "山西的基站" not in texts[0].splitlines()[0], "the running head begins on the second page"
    assert "山西的基站" in texts[1]
    whole = "".join(texts).replace("\r\n", "")
    assert all(words in whole for words in ("一句评论", "9.21万座", "引言", "信息产业监测"))
    assert [mark.get_title() for mark in document.get_toc()][0] == "山西的基站"
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    document.close()


def test_without_a_browser_the_readers_own_draws(figure, monkeypatch):
    monkeypatch.setattr(figures, "browser_path", lambda: None)
    report = Report("标题", [Section(figure, [evidence(*NINE)])])
    with pytest.raises(figures.ExportUnavailable):
        report_html(report)
    page = report_html(report, drawn=False).decode()
    assert "script-src 'unsafe-inline'" in page
    assert 'Plotly.newPlot("plot1"' in page


def test_a_figure_knows_what_it_draws(figure):
    assert figure_ids(figure) == list(ROWS["observation_id"])
    assert figure_ids(go.Figure()) == []


# --- what is kept

def test_a_figure_is_kept_as_it_is_with_the_numbers_it_draws(tmp_path, figure):
    more = pd.concat([ROWS, pd.DataFrame([observation(5.0, 0, 3)])], ignore_index=True)
    assert add(tmp_path, figure, more, selection="全部", link="")
    assert not add(tmp_path, figure, more, selection="全部", link=""), "once is enough"
    [(code, comment)] = load_contents(tmp_path).figures
    kept = load_figure(tmp_path, code)
    assert comment == ""
    assert kept.figure.layout.meta["title"] == figure.layout.meta["title"]
    assert [row["value"] for row in kept.evidence] == [92_100, 150_000]
    assert (kept.rows, kept.table, kept.selection) == (2, [], "全部")


def test_data_without_sentences_are_kept_as_a_table(tmp_path, figure):
    words = pd.DataFrame({"term": [f"词{n}" for n in range(40)], "count": range(40)})
    assert add(tmp_path, figure, words, selection="", link="")
    kept = load_figure(tmp_path, load_contents(tmp_path).figures[0][0])
    assert (len(kept.table), kept.rows) == (25, 40)


def test_the_documents_that_words_were_counted_in_are_kept(tmp_path, figure):
    words = pd.DataFrame({"term": ["词"], "count": [3]})
    documents = [{"document_title": "信息产业监测", "publisher": "", "article_date": "2021-10-21"}]
    add(tmp_path, figure, words, selection="", link="", documents=pd.DataFrame(documents))
    assert load_figure(tmp_path, load_contents(tmp_path).figures[0][0]).documents == documents


def test_what_is_taken_out_leaves_no_file(tmp_path, figure):
    for selection in ("甲", "乙"):
        add(tmp_path, figure, ROWS, selection=selection, link="")
    (first, _), second = load_contents(tmp_path).figures
    keep_contents(tmp_path, Contents("题", "言", ((second[0], "说"),)))
    assert load_contents(tmp_path) == Contents("题", "言", ((second[0], "说"),))
    assert load_figure(tmp_path, first) is None
    assert len(list((tmp_path / "report").iterdir())) == 2


def test_a_report_is_full_some_time(tmp_path, figure, monkeypatch):
    monkeypatch.setattr(report_basket, "MOST", 1)
    assert add(tmp_path, figure, ROWS, selection="甲", link="")
    assert not add(tmp_path, figure, ROWS, selection="乙", link="")


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"figure": 3}', '{"figure": {"data": [{"type": "none"}]}}'])
def test_damaged_files_are_no_figures(tmp_path, figure, damage):
    add(tmp_path, figure, ROWS, selection="甲", link="")
    [(code, _)] = load_contents(tmp_path).figures
    (tmp_path / "report" / f"{code}.json").write_text(damage, encoding="utf-8")
    assert load_figure(tmp_path, code) is None
    (tmp_path / "report" / "contents.json").write_text(damage, encoding="utf-8")
    assert load_contents(tmp_path) == Contents()
