"""What is read from sentences of our own, as a table; and what holds for every text."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stopwatch import processor_seconds

from newsgauge.extract import observe
from newsgauge.extract.explain import explain, observe_text
from newsgauge.model import Source
from newsgauge.reading.articles import split_articles
from newsgauge.reading.cleaning import clean
from newsgauge.reading.formats import read_source

CASES = tomllib.loads((Path(__file__).parent / "cases" / "observations.toml").read_text(encoding="utf-8"))["case"]
CORPUS = sorted((Path(__file__).parents[1] / "data" / "corpus").glob("*.txt"))


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_sentence(case):
    found = observe_text(case["text"].strip(), case["published"], case.get("region", "全国"))
    assert [one.text for one in found] == [number["text"] for number in case["numbers"]]
    wrong = {(number["text"], name): (getattr(one, name), expected)
             for one, number in zip(found, case["numbers"], strict=True)
             for name, expected in number.items() if getattr(one, name) != expected}
    assert not wrong


def test_each_sentence_of_a_governments_report_is_of_its_region_again():
    body = "白河产业集群投运机架1.5万架。新建5G基站1.2万个。实施“智改”改造项目352个。高新技术企业净增313户。"
    for title, after in (("甘肃省政府工作报告", "甘肃省"), ("甘肃：产业集群跑出加速度", "白河产业集群")):
        text = f"{title}\n\n2023年1月15日\n\n一年来，全省经济稳中有进，各项事业取得新进展，人民生活继续改善。{body}"
        source, cleaned = Source(name="x", text=text, sha256=""), clean(text)
        found = observe(source, cleaned, split_articles(source, cleaned))
        assert [one.entity for one in found][:2] == ["白河产业集群", after]
        assert found[2].entity != "“智改”改造项目"


@pytest.mark.parametrize("path", CORPUS, ids=[path.name for path in CORPUS])
def test_every_observation_is_tied_to_its_characters(path):
    source = read_source(path)
    cleaned = clean(source.text)
    observations = observe(source, cleaned, split_articles(source, cleaned))
    assert observations
    for one in observations:
        assert "".join(source.text[one.start:one.end].split()) == one.text
        assert "".join(one.sentence[one.mark_start:one.mark_end].split()) == one.text
        assert one.status in ("actual", "target", "forecast")
        assert one.rules
    spans = [(one.start, one.end) for one in observations]
    assert spans == sorted(spans)
    assert all(first[1] <= second[0] for first, second in zip(spans, spans[1:], strict=False))


WORDS = st.sampled_from([
    *"，。；：、（）“”《》%", "增长", "下降", "2021年", "超过", "1.2万亿元", "30%", "5G基站", "公司", "我省", "该中心",
    "占", "分别为", "和", "将", "目标", "同比", "3家", "全国", "北京", "说，", "其", "的", "达到", "\n", "十个", "翻番",
    "（约", "12.5", "个百分点"])


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=40).map("".join))
def test_no_text_breaks_it(text):
    for one in observe_text(text, "2022-01-15"):
        assert "".join(text[one.start:one.end].split()) == one.text


def seconds(text):
    return processor_seconds(observe_text, text, "2022-01-15")


@pytest.mark.parametrize("piece", ["3个", "同比增长5%，", "分别为1%、2%和", "占全国的3%", "，该公司的1家"])
def test_time_is_linear_in_numbers(piece):
    seconds(piece * 50)
    short, long = seconds(piece * (4_000 // len(piece))), seconds(piece * (16_000 // len(piece)))
    assert long < 4 * 2.5 * max(short, 0.05)


def test_time_is_linear_in_names():
    def text(names: int) -> str:
        return "".join(f"{chr(0x4e00 + n // 80)}{chr(0x5e00 + n % 80)}研究院成立，投入3亿元。" for n in range(names))

    short, long = seconds(text(500)), seconds(text(2_000))
    assert long < 4 * 2.5 * max(short, 0.05)


@pytest.mark.parametrize("piece", ["1", "（", "之", "%", "万亿", "：“", "将达到", "的公司", "，"])
def test_a_hostile_line_of_a_megabyte_is_read(piece):
    assert seconds(piece * (1_000_000 // len(piece))) < 60


def test_a_number_without_a_name_is_less_sure():
    sure, vague = (observe_text(text, "2021-11-25")[0].confidence for text in (
        "截至10月底，湖北省5G基站超过4.8万个。", "会上提到了38家。"))
    assert 0 < vague < sure < 1


def test_explain_names_the_rules():
    lines = explain("据工信部介绍，截至今年10月底，湖北已累计建设5G宏基站4.76万个。", "2021-11-25")
    assert any("湖北省" in line for line in lines)
    assert any("said by" in line and "工信部" in line for line in lines)
    assert any("words of completion" in line for line in lines)
    assert explain("没有数字的句子。") == ["No quantity found in the text."]


@pytest.mark.parametrize(("headline", "indicator"), [
    ("临海链协议正式发布 7 家银行参与", "银行数"), ("临海算力港启用 12家企业入驻", "企业入驻数"),
    ("临海市发布 7 项标准", "标准数")])
def test_a_space_of_a_headline_parts_what_is_opened_from_who_takes_part(headline, indicator):
    source = Source("document.txt", f"{headline}\n\n近日，{headline.split()[0]}。\n", "")
    cleaned = clean(source.text)
    assert [one.indicator for one in observe(source, cleaned, split_articles(source, cleaned))] == [indicator]
