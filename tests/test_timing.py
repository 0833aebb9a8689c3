"""The period of one number of an invented sentence each, and how it was found, as of 25 November 2021."""

import tomllib
from pathlib import Path

import pytest

from newsgauge.extract import observe
from newsgauge.extract.dates import normalise
from newsgauge.extract.explain import observe_text
from newsgauge.extract.spans import lies_ahead, lies_past
from newsgauge.model import Source
from newsgauge.reading.articles import split_articles
from newsgauge.reading.cleaning import clean

# Text, number in it, period, source.
CASES = [
    ("2020年，全省建成基站3万个。", "3万个", "2020", "explicit"),
    ("去年全省建成基站3万个。", "3万个", "2020", "relative"),
    ("截至10月底，全省建成基站3万个。", "3万个", "2021-10", "relative"),
    ("全省建成基站3万个。", "3万个", "2021-11", "article"),
    ("全省每年新建基站3万个。", "3万个", "2021", "article"),
    ("全省力争建成基站3万个。", "3万个", "", "none"),
    ("全省建成基站3万个（2020年）。", "3万个", "2020", "explicit"),
    ("2020年，全省建成基站3万个；接入企业2万家。", "2万家", "2020", "explicit"),
    ("到2025年，基站达到3万个；企业达到2万家。", "2万家", "2025", "explicit"),
    ("2019年建成基站1万个，2020年建成基站3万个。", "1万个", "2019", "explicit"),
    ("2019年建成基站1万个，2020年建成基站3万个。", "3万个", "2020", "explicit"),
    ("2018年至2020年，基站数从1万个增加到3万个。", "1万个", "2018", "explicit"),
    ("2018年至2020年，基站数从1万个增加到3万个。", "3万个", "2020", "explicit"),
    ("2018—2020年，基站数分别为1万个、2万个和3万个。", "2万个", "2019", "explicit"),
    ("基站数由2019年的1万个增加到3万个。", "1万个", "2019", "explicit"),
    ("基站数由2010年的1万个增至2020年的3万个，普及率从45%提升到76%。", "45%", "2010", "explicit"),
    ("基站数由2010年的1万个增至2020年的3万个，普及率从45%提升到76%。", "76%", "2020", "explicit"),
    ("基站数由2010年的1万个增至2020年的3万个；普及率从45%提升到76%。", "45%", "2010", "explicit"),
    ("基站数由2010年的1万个增至2020年的3万个；普及率从45%提升到76%。", "76%", "2020", "explicit"),
    ("基站数由2010年的1万个增至2020年的3万个，2018年普及率从45%提升到76%。", "45%", "2018", "explicit"),
    ("基站数2010年为1万个，2020年达到3万个，普及率从45%提升到76%。", "45%", "2020", "explicit"),
    ("基站数由2010年的1万个增至2020年的3万个，普及率为76%。", "76%", "2020", "explicit"),
    ("2020年收入为3亿元，比2018年增加1亿元。", "1亿元", "2018/2020", "explicit"),
    ("2020年收入为3亿元，比上年增加1亿元。", "1亿元", "2020", "explicit"),
    ("11月9日获悉，全省建成基站3万个。", "3万个", "2021-11", "relative"),
    ("2020年，产业发展加快。全省建成基站3万个。", "3万个", "2020", "inherited"),
    ("算力今年达到400P，并持续扩容至1000P。", "1000P", "", "none"),
    ("算力今年达到400P，并保持在全国前列，带动收入1000万元。", "1000万元", "2021", "relative"),
    ("1976年以后，基站数达到3万个。", "3万个", "1976", "explicit"),
    ("20世纪80年代，美国征收了100%关税。\n“为此，美国征收了7%关税。”", "7%", "", "none"),
    ("20世纪80年代，美国征收了100%关税。\n目前税率为7%。", "7%", "2021-11", "relative"),
    ("2019年，美国征收了100%关税。\n“为此，美国征收了7%关税。”", "7%", "2021-11", "article"),
    ("收入占比由去年同期的12%提升至21%。", "12%", "2020", "relative"),
    ("2020年收入6亿元，上年同期为5亿元。", "5亿元", "2019", "relative"),
    ("2020年收入6亿元，上年同期增长5%。", "5%", "2020", "explicit"),
    ("收入由上年下降3%转为增长11%。", "3%", "2020", "relative"),
    ("2021年，收入由2010年的2亿元增加到3亿元，年均增长8%。", "8%", "2010/2021", "explicit"),
    ("2021年，收入由2010年的2亿元增加到3亿元，增长50%。", "50%", "2021", "explicit"),
    ("产值从2015年的2亿元增长到去年的4亿元，五年增长了100%。", "100%", "2015/2020", "relative"),
    ("2020年收入3亿元，比2015年年均增长8%。", "8%", "2015/2020", "explicit"),
    ("2020年收入3亿元，比2019年增长8%。", "8%", "2020", "explicit"),
    ("从2015年的3亿元，到2020年的6亿元，5年间，收入增长100%。", "100%", "2015/2020", "relative"),
    ("今年首九个月，行业平稳。\n期内，业务收入完成3亿元。", "3亿元", "2021-01/2021-09", "relative"),
    ("今年前10个月，产值平稳。公司拟投资3亿元建厂。", "3亿元", "", "none"),
    ("第二季度盈利3亿元，而一年前亏损5亿元。", "5亿元", "2020-Q2", "relative"),
    ("2021年盈利3亿元，而一年前亏损5亿元。", "5亿元", "2020", "relative"),
    ("2020年第三季，公司收入8亿元。", "8亿元", "2020-Q3", "explicit"),
    ("该剧第三季播放量8亿次。", "8亿次", "2021-11", "article"),
    ("2013年至2020年11月，申请专利6亿件。", "6亿件", "2013-01/2020-11", "explicit"),
    ("2020年第三季度收入19亿元，较上一季度的18亿元增长5%。", "18亿元", "2020-Q2", "relative"),
    ("2020年第三季度收入19亿元，较上一季度的18亿元增长5%。", "5%", "2020-Q3", "explicit"),
    ("收入从2018年的1亿元增长至2020年的4亿元，复合增长率达100%。", "100%", "2018/2020", "explicit"),
    ("公司成立于2019年，主营算力。公司现有员工3千人。", "3千人", "2021-11", "article"),
    ("公司成立于2019年3月，同年融资3亿元。", "3亿元", "2019", "relative"),
    ("2020年第三季收入8亿元，毛利率由上年的37%升至38%。期内盈利3亿元。", "3亿元", "2020-Q3", "relative"),
    ("“十四五”规划实施以来，全省开工项目3万个。", "3万个", "2021", "explicit"),
    ("“十四五”规划，全省开工项目3万个。", "3万个", "2021-11", "article"),
    ("首九个月，业务收入完成3亿元。", "3亿元", "2021-01/2021-09", "relative"),
    ("产品稳居榜首3个月，收入3亿元。", "3亿元", "2021-11", "article"),
    ("今年首九个月，行业平稳。\n建设期内，业务收入完成3亿元。", "3亿元", "2021-11", "article"),
    ("业绩再超预期！该公司Q1营收8亿元。", "8亿元", "2021-Q1", "relative"),
    ("业绩预期：该公司Q1营收8亿元。", "8亿元", "2022-Q1", "relative"),
    ("去年，补贴标准提高到每户每年600元。", "600元", "2020", "relative"),
    ("去年，全县产业兴旺。低保标准提高到每人每年6000元。", "6000元", "2020", "inherited"),
    ("去年，全县产业兴旺。县里每年发放补贴6000元。", "6000元", "2021", "article"),
    ("截至2020年底，门店总数达300家，年内净增20家。", "20家", "2020", "relative"),
    ("去年签约30家，年内已开业20家。", "20家", "2021", "relative"),
    ("全市提前完成“十三五”规划5000家的目标。", "5000家", "2020", "explicit"),
    ("全市提前完成“十三五”规划，企业达5000家。", "5000家", "2021-11", "article"),
    ("Q1/Q2/Q3营收分别为3.9/4.5/4.1亿元。", "4.5", "2021-Q2", "relative"),
    ("预计2021—2023年净利润分别为3亿元、4亿元和5亿元。对应PE分别为38倍、29倍和22倍。", "29倍", "2022", "inherited"),
    ("预计2021—2023年净利润分别为3亿元、4亿元和5亿元。客户分别有38家、29家和22家。", "29家", "2021-11", "inherited"),
    ("预计2023年收入6亿元，目标价28元（前值31元）。", "28元", "", "none"),
    ("预计2023年收入6亿元，均价28元。", "28元", "2023", "explicit"),
    ("电站开工，建成后每年可发电3亿千瓦时。", "3亿千瓦时", "", "none"),
    ("电站建成，每年发电3亿千瓦时。", "3亿千瓦时", "2021", "article"),
    ("罚款3亿美元（约19亿元人民币），2020年已缴纳。", "3亿美元", "2021-11", "article"),
]


@pytest.mark.parametrize(("text", "number", "period", "source"), CASES, ids=[f"{case[0]}{case[1]}" for case in CASES])
def test_period(text, number, period, source):
    found = {one.text: one for one in observe_text(text, "2021-11-25")}
    assert number in found
    assert (found[number].period, found[number].period_source) == (period, source), found[number].rules


TEXTS = tomllib.loads((Path(__file__).parent / "cases" / "timing.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", TEXTS, ids=[case["what"] for case in TEXTS])
def test_text(case):
    if "published" in case:
        observed = observe_text(case["text"], case["published"], case.get("region", "全国"))
    else:
        source = Source("document.txt", case["text"], "")
        cleaned = clean(source.text)
        observed = observe(source, cleaned, split_articles(source, cleaned))
    found: dict[str, list] = {}
    for one in observed:
        found.setdefault(one.text, []).append([normalise(one.period), one.status])
    for number, period, status in case["numbers"]:
        assert number in found
        assert [normalise(period), status] in found[number], f"{number}: {found[number]}"


@pytest.mark.parametrize(("period", "ahead", "past"), [
    ("2025", True, False), ("2022-H1", True, False), ("2021", False, False), ("2021-12", True, False),
    ("2021-11", False, False), ("2020", False, True), ("2018/2020", False, True), ("", False, False)])
def test_against_the_date(period, ahead, past):
    assert (lies_ahead(period, "2021-11-25"), lies_past(period, "2021-11-25")) == (ahead, past)


def test_a_title_tells_the_period_only_of_its_text():
    (one,) = observe_text("全省建成基站3万个。", "")
    assert (one.period, one.period_source) == ("", "none")


PLAN = """关于印发临海省数字经济行动计划（2021—2025年）的通知

一、发展基础
全省建成基站3万个。

二、发展目标
到2023年，基站达到4万个；到2025年，基站达到5万个。
算力规模达到6万P。

三、重点任务
绿电占比2023年达到7%。
引进企业8家。
每年安排资金9亿元。
"""


def read(text, published):
    source = Source("a.txt", text, "")
    cleaned = clean(text)
    articles = split_articles(source, cleaned, published=published)
    return {one.text: one for one in observe(source, cleaned, articles)}


@pytest.mark.parametrize(("number", "period", "status"), [
    ("3万个", "2021-06", "actual"), ("4万个", "2023", "target"), ("5万个", "2025", "target"),
    ("6万P", "2025", "target"), ("7%", "2023", "target"), ("8家", "2025", "target"), ("9亿元", "2021/2025", "target")])
def test_a_plan_is_for_its_last_year(number, period, status):
    found = read(PLAN, "2021-06-09")
    assert (found[number].period, found[number].status) == (period, status), found[number].rules


REVIEW = """临海省人民政府工作报告

2021年1月8日在临海省第十三届人民代表大会第五次会议上

各位代表：
现在，我代表省人民政府向大会报告工作，请予审议。

一、“十三五”发展回顾
“十三五”是我省发展极不平凡的五年。全省生产总值由2015年的2万亿元增加到3万亿元，年均增长8%；财政收入突破4000亿元；固定资产投资累计完成11万亿元。
城镇新增就业353万人。
"""


@pytest.mark.parametrize(("number", "period"), [
    ("2万亿元", "2015"), ("3万亿元", "2020"), ("8%", "2016/2020"), ("突破4000亿元", "2020"), ("11万亿元", "2016/2020"),
    ("353万人", "2016/2020")])
def test_a_review_of_five_years_has_flows_and_ends(number, period):
    found = read(REVIEW, "2021-01-08")
    assert found[number].period == period, found[number].rules


COMMUNIQUE = """2020年临海市国民经济和社会发展统计公报

临海市统计局
2021年4月8日

全年实现地区生产总值700亿元，上年为600亿元。
财政收支 全年税收收入80亿元。
年末常住人口90万人。
"""


@pytest.mark.parametrize(("number", "period", "indicator"), [
    ("700亿元", "2020", "地区生产总值"), ("600亿元", "2019", "地区生产总值"), ("80亿元", "2020", "税收收入"),
    ("90万人", "2020-12", "常住人口")])
def test_a_communique_counts_from_the_year_of_its_title(number, period, indicator):
    found = read(COMMUNIQUE, "2021-04-08")
    assert (found[number].period, found[number].indicator) == (period, indicator), found[number].rules


RELEASE = """前7个月临海外贸增长10%

海关8月7日发布数据，前7个月临海外贸总值90亿元，增长10%。

民营企业进出口30亿元，占外贸总值的33%，增长15%。有实绩的企业3万家。
"""


@pytest.mark.parametrize(("number", "period"), [
    ("30亿元", "2022-01/2022-07"), ("33%", "2022-01/2022-07"), ("15%", "2022-01/2022-07"), ("3万家", "2022-08")])
def test_the_months_of_a_title_hold_for_flows(number, period):
    assert read(RELEASE, "2022-08-07")[number].period[:len(period)] == period


def test_a_clause_without_numbers_hands_on_no_region_in_a_report():
    text = """2026年湖北省政府工作报告
——2026年1月27日在湖北省第十四届人民代表大会第四次会议上

各位代表：

一、2025年工作回顾

科技创新明显提升，武汉跑出加速度，重大科技基础设施达到8个。武汉建成基站3万个，新增企业2万家。
"""
    found = read(text, "2026-01-27")
    assert [found[number].entity for number in ("8个", "3万个", "2万家")] == ["湖北省", "武汉市", "武汉市"]
