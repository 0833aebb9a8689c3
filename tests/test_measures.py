"""Level, growth, change, share or ratio, and the sign: one number of an invented sentence each."""

import pytest

from newsgauge.extract.explain import observe_text
from newsgauge.extract.measures import strip_light

# Sentence, number in it, measure, value.
CASES = [
    ("全市软件业务收入达860亿元。", "860亿元", "level", 860e8),
    ("全市软件业务收入增长12.5%。", "12.5%", "growth", 12.5),
    ("全市软件业务收入同比下降3.1%。", "3.1%", "growth", -3.1),
    ("全市软件业务收入增长至860亿元。", "860亿元", "level", 860e8),
    ("软件业务收入比上年增加86亿元。", "86亿元", "change", 86e8),
    ("软件业务收入比上年减少86亿元。", "86亿元", "change", -86e8),
    ("今年全市新增用户86万户。", "86万户", "level", 860_000),
    ("软件业务收入降幅达到4%。", "4%", "growth", -4),
    ("软件业务收入增速回升至6.4%。", "6.4%", "growth", 6.4),
    ("产业以9%的年均增速发展。", "9%", "growth", 9),
    ("改造以后，车间节电18%。", "18%", "growth", -18),
    ("新品种使每亩增产50公斤。", "50公斤", "change", 50),
    ("新工艺使设备故障率降低2.3个百分点。", "2.3个百分点", "change", -2.3),
    ("城镇渗透率低于全省平均水平4个百分点。", "4个百分点", "change", -4),
    ("城镇渗透率高于全省平均水平4个百分点。", "4个百分点", "change", 4),
    ("软件业务收入占全省的比重为34%。", "34%", "share", 34),
    ("企业上云比例由40%提高到65%。", "65%", "share", 65),
    ("该基金的年化收益率为4.2%。", "4.2%", "ratio", 4.2),
    ("该货物的关税为15%。", "15%", "ratio", 15),
    ("当月采购经理指数为50.3。", "50.3", "ratio", 50.3),
    ("机房的PUE值降至1.25。", "1.25", "ratio", 1.25),
    ("新机型的速度是旧机型的3倍。", "3倍", "ratio", 3),
    ("用工成本缩短了20%的预算。", "20%", "growth", -20),
    ("改造后减少运维人力投入25%。", "25%", "growth", -25),
    ("软件业务收入由去年同期的12%提升至21%。", "12%", "share", 12),
    ("全市最大降雨量达744毫米。", "744毫米", "level", 744),
    ("软件支出比上年多86亿元。", "86亿元", "change", 86e8),
    ("软件支出比上年少86亿元。", "86亿元", "change", -86e8),
    ("软件支出多达86亿元。", "86亿元", "level", 86e8),
    ("新业务增幅最高，达90.7%。", "90.7%", "growth", 90.7),
    ("新业务占比最高，达90.7%。", "90.7%", "share", 90.7),
    ("消费对经济增长贡献率83.2%。", "83.2%", "share", 83.2),
    ("新机房PUE降到1.25，老机房高达1.8。", "1.8", "ratio", 1.8),
    ("该产业的工业增加值为320亿元。", "320亿元", "level", 320e8),
    ("二季度毛利率21.4%环比下降1.1个百分点。", "21.4%", "ratio", 21.4),
    ("二季度毛利率21.4%环比下降1.1个百分点。", "1.1个百分点", "change", -1.1),
    ("产业以9%的速度增长，占比达30%。", "9%", "growth", 9),
    ("41个行业的增长面均超九成。", "超九成", "share", 0.9),
    ("软件业务收入按年下跌3%。", "3%", "growth", -3),
    ("人口自然增长率比上年下降3.18个千分点。", "3.18个千分点", "change", -3.18),
]


@pytest.mark.parametrize(("sentence", "number", "measure", "value"), CASES, ids=[case[0] for case in CASES])
def test_measure_and_sign(sentence, number, measure, value):
    found = {one.text: one for one in observe_text(sentence, "2022-03-15")}
    assert number in found
    assert (found[number].measure, found[number].value) == (measure, pytest.approx(value))


@pytest.mark.parametrize(("text", "core"), [
    ("增长了约", "增长"), ("下降幅度达", "下降"), ("增长至", "增长至"), ("", "")])
def test_light_words_are_passed_over(text, core):
    assert strip_light(text) == core


def test_the_numbers_of_a_list_are_read_alike():
    found = observe_text("三项指标分别增长5%、6%和7%。", "2022-03-15")
    assert [one.measure for one in found] == ["growth"] * 3
