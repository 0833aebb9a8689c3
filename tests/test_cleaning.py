"""Cleaning joins, drops and keeps what it should, and every character kept leads back to the file."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stopwatch import processor_seconds

from newsgauge.extract.explain import observe_text
from newsgauge.model import CleanedText
from newsgauge.reading.characters import in_simplified
from newsgauge.reading.cleaning import clean
from newsgauge.reading.layout import breaks_off

ROOT = Path(__file__).parent
CASES = tomllib.loads((ROOT / "cases" / "cleaning.toml").read_text(encoding="utf-8"))
CORPUS = sorted((ROOT.parent / "data" / "corpus").glob("*.txt"))


def paragraphs(cleaned: CleanedText) -> list[str]:
    return [cleaned.text[paragraph.start:paragraph.end] for paragraph in cleaned.paragraphs]


def check_map(raw: str, cleaned: CleanedText) -> None:
    """Every character that the file has stands at its origin; paragraphs and line breaks make up the text."""
    assert len(cleaned.origins) == len(cleaned.text)
    for character, origin in zip(cleaned.text, cleaned.origins, strict=True):
        assert raw[origin] == character or character in " \n"
    assert "\n".join(paragraphs(cleaned)) == cleaned.text
    assert all(paragraph.start < paragraph.end for paragraph in cleaned.paragraphs)
    for span in cleaned.dropped:
        assert 0 <= span.start < span.end <= len(raw)


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_page_becomes_paragraphs(case):
    cleaned = clean(case["raw"])
    assert paragraphs(cleaned) == case["paragraphs"]
    check_map(case["raw"], cleaned)


def test_traditional_characters_are_read_as_simplified_ones_and_numbers_as_printed():
    simplified = "截至2021年10月底，海州市已建成5G基站超过3.1万个，同比增长12.5%；“云端工场”平台服务企业近2000家。"
    traditional = "截至2021年10月底，海州市已建成5G基站超過3.1萬個，同比增長12.5%；「雲端工場」平臺服務企業近2000家。"
    texts = [observe_text(text, "2021-11-01") for text in (traditional, simplified)]
    assert clean(traditional).text == simplified
    assert [replace(one, text="") for one in texts[0]] == [replace(one, text="") for one in texts[1]]
    assert [one.text for one in texts[0]] == ["超過3.1萬個", "12.5%", "近2000家"]


@pytest.mark.parametrize("text", ["显著高于《萬象》，近3万个。", "5G 12%", "", "於是"])
def test_no_other_text_is_put_into_simplified_characters(text):
    assert in_simplified(text) == text


@pytest.mark.parametrize("case", CASES["space"], ids=lambda case: case["clean"])
def test_layout_spaces_go_and_others_stay(case):
    cleaned = clean(case["raw"])
    assert cleaned.text == case["clean"]
    check_map(case["raw"], cleaned)


@pytest.mark.parametrize("case", CASES["join"], ids=lambda case: case["meet"])
def test_wrapped_lines_meet(case):
    # The line stands in a column whose other lines tell where it wraps.
    column = ["有关部门负责人介绍，今年以来各地采取措施，", "推动各项政策落地见效，经济运行持续好转，恢",
              "复向好的态势不断巩固，发展质量稳步提升，结", "构调整成效明显，市场信心得到增强，新的动能"]
    raw = "\n".join([*column, *case["lines"]])
    cleaned = clean(raw)
    assert case["meet"] in cleaned.text
    check_map(raw, cleaned)


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_shipped_documents_keep_their_map(file):
    raw = file.read_bytes().decode("utf-8")
    cleaned = clean(raw)
    check_map(raw, cleaned)
    kept = sum(not character.isspace() for character in cleaned.text)
    dropped = sum(not character.isspace() for span in cleaned.dropped for character in raw[span.start:span.end])
    marks = raw.count("#") + raw.count("- ")
    assert 0 <= sum(not character.isspace() for character in raw) - kept - dropped <= marks


def test_raw_span_leads_back_to_the_file():
    raw = "截至9月底，规模突破 1.2 \n万亿元，在建项目一千个。\n截至10月底，项目增至两千个，规模还在扩大\n之中。"
    cleaned = clean(raw)
    start = cleaned.text.index("1.2")
    span = cleaned.raw_span(start, start + 3)
    assert raw[span.start:span.end] == "1.2"


@pytest.mark.parametrize(("line", "following", "broken"), [
    ("尽管还不能用签约金额来总结这场", "对接会的价值，合作已经开始。", True),
    ("省工信厅厅长王明表示，数字化转型不是要不要", "转的问题，而是怎么转的问题。", True),
    ("园区内的道路、管网、供电以及", "供水设施都已完工。", True),
    ("来自全国各地的年轻人", "们在这里创业。", True),
    ("融合应用走向深入", "在江北的一家工厂里，机器人正在忙碌。", False),
    ("数字技术爆发式发展，成为新一轮变革的主角", "当前，新一轮科技革命正在到来。", False),
    ("一、总体要求", "坚持稳中求进。", False),
])
def test_broken_sentence_is_no_headline(line, following, broken):
    assert breaks_off(line, following) is broken


# ---- the same paragraphs, set in many ways ----

PARAGRAPHS = [
    "全省智能工厂建设提速",
    "省工业和信息化厅近日公布的数据显示，截至9月底，全省累计建成智能工厂612家、数字化车间1830个，规模以上工业企业数字化研发设计工具普及率达到81.5%，比上年同期提高3.2个百分点。",
    "“设备会说话，管理才能跑得快。”在临江重工的总装车间，厂长李建国指着大屏幕说，去年以来，企业投入2.3亿元改造产线，生产效率提高了26%，单位产值能耗下降18%。",
    "据了解，省里设立了总规模100亿元的专项基金，对通过评估的企业给予最高500万元的奖励，目前已有近千家企业提出申请。",
    "下一步，我省将实施新一轮行动计划，到2025年，建成国家级智能制造示范工厂50家以上，培育系统解决方案供应商200家，打造若干具有全国影响力的产业集群，为制造强省建设提供支撑。",
]


def wrap(text: str, columns: int, indent: int) -> list[str]:
    """Lines of at most `columns` columns; closing punctuation hangs over the edge, as printers set it."""
    lines, line, width = [], "", indent
    for character in text:
        size = 2 if character > "\u2000" else 1
        if width + size > columns and line and character not in "，。、；：”！？%":
            lines.append(line)
            line, width = "", 0
        line += character
        width += size
    return [*lines, line]


@pytest.mark.parametrize("columns", [30, 36, 44, 60, 84])
@pytest.mark.parametrize("setting", ["blank", "indent", "marked", "plain", "plain-blank", "crlf"])
def test_setting_makes_no_difference(columns, setting):
    wrapped = [wrap(text, columns, 4 if k else 0) for k, text in enumerate(PARAGRAPHS)]
    raw = {
        "blank": "\n\n".join("\n".join(lines) for lines in wrapped),
        "indent": "\n".join(("　　" if k else "") + "\n".join(lines) for k, lines in enumerate(wrapped)),
        "marked": " \n\n".join("\n\n".join(lines) for lines in wrapped) + " \n",
        "plain": "\n".join(PARAGRAPHS),
        "plain-blank": "\n\n".join(PARAGRAPHS),
        "crlf": "\r\n".join(PARAGRAPHS),
    }[setting]
    cleaned = clean(raw)
    assert paragraphs(cleaned) == PARAGRAPHS
    check_map(raw, cleaned)


# ---- any text ----

PIECES = st.sampled_from([
    "数字经济", "，", "。", "\n", "\n\n", " ", "　　", "# ", "12.5%", "FISCO", "“", "”", "（上接第1版）", "\f",
    "x", "本报讯", "记者 王明 摄", "第 3 页", "©", "\u200b", "\r\n", "：", "一、", "【公司】", "\t", "\x00", "<p>",
    "</p>", "**", "[原文](a)"])


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=80).map("".join)))
def test_any_text_keeps_its_map(raw):
    check_map(raw, clean(raw))


# One line without an end may be a million characters; lines and marks have a fixed cost each, so fewer of them.
LONG = {"one line": "字", "open quotes": "“", "dashes": "—", "credits": "摄", "digits": "1", "hash marks": "#"}
MANY = {"spaces": "字 ", "Latin spaces": "a ", "percent signs": "% ", "form feeds": "字\f", "zero-width": "字\u200b",
        "lines of one character": "字\n", "headlines": "全省新增基站\n", "labels": "要闻\n", "page numbers": "Page 1\n",
        "open sentences": "他们正在努力把这件事情办好而且\n\n", "telephones": "400-007-6879 ",
        "heads and bodies": "新增基站建设情况\n各地都在加快建设网络设施，情况良好，全年完成投资两亿元。\n"}


@pytest.mark.parametrize("name", [*LONG, *MANY])
def test_time_is_linear_on_hostile_lines(name):
    piece, size = (LONG[name], 1_000_000) if name in LONG else (MANY[name], 120_000)

    def seconds(length: int) -> float:
        return processor_seconds(clean, piece * (length // len(piece)))

    small, large = seconds(size // 8), seconds(size)
    assert large < 5
    assert large < 24 * small + 0.2


def test_a_million_spaces_between_two_words_are_one():
    raw = "FISCO" + " " * 1_000_000 + "BCOS"
    assert clean(raw).text == "FISCO BCOS"
