"""Noun phrases on either side of a number, and what numbers of invented sentences measure."""

import tomllib
from pathlib import Path

import pytest

from newsgauge.extract.explain import observe_text
from newsgauge.extract.phrases import counted, is_noun, noun_after, noun_before, tidy, up_to_predicate


@pytest.mark.parametrize(("left", "phrase"), [
    ("累计建成充电桩", "充电桩"), ("目前充电桩数量已经达到", "充电桩数量"), ("其中机器人密度", "机器人密度"),
    ("软件产品实现出口", "软件产品出口"), ("《年度报告》显示充电桩数量为", "充电桩数量"),
    ("同比增长", ""), ("", ""),
    ("会费从单月", "会费"), ("较年初", ""), ("建成后极限能耗", "极限能耗"),
    ("具有影响力的平台数", "具有影响力的平台数"),
    ("具有平台", "平台"), ("远低于国内设计能耗", "设计能耗"), ("该平台用户数", "平台用户数")])
def test_before(left, phrase):
    assert noun_before(left) == phrase


@pytest.mark.parametrize(("right", "phrase"), [
    ("充电桩，覆盖全省", "充电桩"), ("企业参加展会", "企业"), ("具有特色的产品，", "具有特色的产品"),
    ("国家的使领馆", "国家"), ("高校、研究院所、企业等不同机构", "机构"), ("（约12套）机床", "机床"),
    ("，覆盖全省", ""), ("", "")])
def test_after(right, phrase):
    assert noun_after(right) == phrase


@pytest.mark.parametrize(("right", "answer"), [
    ("充电桩", True), ("的充电桩", True), ("“远山”平台", True), ("，覆盖", False), ("覆盖全省", False), ("左右", False),
    ("以上", False), ("中，", False), ("", False)])
def test_is_a_noun_next(right, answer):
    assert is_noun(right) is answer


def test_small_steps():
    assert tidy("目前充电桩数已经达到了") == "充电桩数"
    assert up_to_predicate("地市每天上线") == "地市"
    assert [counted(noun) for noun in ("充电桩", "贷款余额", "")] == ["充电桩数", "贷款余额", ""]
    assert counted("监测数据") == "监测数据量"


# Sentence, number in it, indicator.
CASES = [
    ("全省建成充电桩3万个。", "3万个", "充电桩数"),
    ("全省建成3万个充电桩。", "3万个", "充电桩数"),
    ("全省充电桩数量为3万个。", "3万个", "充电桩数量"),
    ("软件业收入达300亿元，同比增长5%。", "5%", "软件业收入"),
    ("软件业收入占服务业的比重为34%。", "34%", "软件业收入占服务业比重"),
    ("灾害造成300人受灾。", "300人", "受灾人数"),
    ("基地有120人的科研团队。", "120人", "科研团队人数"),
    ("企业斥资200万元用于平台开发。", "200万元", "平台开发投入"),
    ("省里设立总规模50亿元的产业基金。", "50亿元", "产业基金总规模"),
    ("软件业、制造业产值分别为3亿元和4亿元。", "4亿元", "制造业产值"),
    ("改造后缩短了20%的设计周期。", "20%", "设计周期"),
    ("车间节电300万千瓦时。", "300万千瓦时", "节电量"),
    ("该基金持有云枢科技8%的股份。", "8%", "持有云枢科技股份比例"),
    ("新机型拿下冰箱市场8%的市场份额。", "8%", "冰箱市场市场份额"),
    ("罚款3亿美元（约19亿元人民币）。", "约19亿元人民币", "罚款"),
    ("全省推动3000家中小企业实现数字化转型。", "3000家", "实现数字化转型的中小企业数"),
    ("全省培育3000家中小企业，实现数字化转型。", "3000家", "中小企业数"),
    ("软件业收入增长7%。分季度看，一季度增长4%。", "4%", "软件业收入"),
    ("软件业收入达8亿元，由下降3%转为增长4%。", "4%", "软件业收入"),
    ("公司订单充足，预计全年收入8亿元。", "8亿元", "收入"),
    ("软件出口突破万亿元大关、增长3%。", "3%", "软件出口"),
    ("全省抓好100项重点项目。", "100项", "重点项目数"),
    ("归母净利由7/9亿元下修至6/8亿元。", "8亿元", "归母净利"),
    ("生产总值先后跨上6万亿元、7万亿元两个台阶，达7.8万亿元。", "7.8万亿元", "生产总值"),
    ("软件业占服务业的比重由37%提高到48%。", "48%", "软件业占服务业比重"),
    ("软件业占服务业的比重由37%提高到48%。", "37%", "软件业占服务业比重"),
    ("通胀率达9%，高于2%的目标。", "高于2%", "通胀率"),
    ("占经济总量70%的个人消费增长4%。", "70%", "个人消费占经济比重"),
    ("新增5G基站9000个，累计建成3万个。", "3万个", "新增5G基站数"),
    ("三家企业发展物联网用户3万户。", "3万户", "物联网用户数"),
    ("累计培育“未来工厂”52家。", "52家", "未来工厂数"),
    ("销售/管理/研发费用率分别为7%/8%/9%。", "8%", "管理费用率"),
    ("医保和公卫经费人均财政补助标准分别提高30元和5元。", "30元", "医保人均财政补助标准"),
    ("A类/B类营收分别为3/4亿元，同比+5%/+6%。", "+5%", "A类营收"),
    ("按可比价格计算，软件业收入比上年增长8%。", "8%", "软件业收入"),
    ("公司国内市占率9%，全球市占率3%。", "3%", "全球市占率"),
    ("数字经济总量超1.4万亿元，占GDP比重提高2个百分点。", "2个百分点", "数字经济占GDP比重"),
    ("新建高速公路300公里，总里程突破7500公里。", "突破7500公里", "新建高速公路总里程"),
    ("中央财政再次下达10亿元资金，支持救灾。", "10亿元", "资金"),
    ("软件业收入增长8%，同口径增长9%。", "9%", "软件业收入"),
    ("新能源汽车产销分别完成80万辆和78万辆，分别增长3%和4%。", "78万辆", "新能源汽车销量"),
    ("新能源汽车产销分别完成80万辆和78万辆，分别增长3%和4%。", "3%", "新能源汽车产量"),
    ("城乡居民收入分别为8万元和4万元。", "4万元", "农村居民收入"),
    ("终端、产品收入分别增长26%、64%，占比分别为66%、34%。", "66%", "终端收入占比"),
    ("营收、归母净利润同比分别增长11%和19%。", "11%", "营收"),
    ("对共建“一带一路”国家进出口1013亿元。", "1013亿元", "对共建“一带一路”国家进出口"),
    ("维持22/23年盈利预测81/94亿元不变。", "94亿元", "盈利预测"),
    ("软件业规模达到9亿元，五年复合增长率21%。", "21%", "软件业规模"),
    ("软件业占服务业的比重由不足1%上升到5%。", "5%", "软件业占服务业比重"),
    ("智能算力占比要达到35%。", "35%", "智能算力占比"),
    ("软件业规模扩大，增加值达300亿元，规模以上企业有3万家。", "300亿元", "增加值"),
]


CASES_OF = [tomllib.loads((Path(__file__).parent / "cases" / name).read_text(encoding="utf-8"))["case"]
            for name in ("indicators.toml", "indicators_genres.toml")]
TABLE = [case for cases in CASES_OF for case in cases]


@pytest.mark.parametrize("case", TABLE, ids=[case["text"][:24] for case in TABLE])
def test_indicators_of_a_sentence(case):
    found = {one.text: one.indicator for one in observe_text(case["text"], "2023-05-20")}
    assert {number: found.get(number) for number, _ in case["numbers"]} == dict(case["numbers"])


@pytest.mark.parametrize(("sentence", "number", "indicator"), CASES, ids=[case[0] for case in CASES])
def test_indicator(sentence, number, indicator):
    found = {one.text: one for one in observe_text(sentence, "2022-03-15")}
    assert number in found
    assert found[number].indicator == indicator, found[number].rules


# Sentence, number in it, indicator, entity.
TRADE = [
    ("我国出口手机7亿台，价值7000亿元；汽车1800亿元，增长5%。", "7亿台", "手机出口量"),
    ("我国出口手机7亿台，价值7000亿元；汽车1800亿元，增长5%。", "7000亿元", "手机出口额"),
    ("我国出口手机7亿台，价值7000亿元；汽车1800亿元，增长5%。", "1800亿元", "汽车出口额"),
    ("我国出口手机7亿台，价值7000亿元；汽车1800亿元，增长5%。", "5%", "汽车出口额"),
    ("进口原油4亿吨，每吨3208元，上涨3%。", "3208元", "原油进口均价"),
    ("进口原油4亿吨，每吨3208元，上涨3%。", "3%", "原油进口均价"),
    ("我国出口手机7亿台，参展企业有3万家。", "3万家", "参展企业数"),
    ("我国对东盟出口3万亿元。", "3万亿元", "对东盟出口"),
    ("我国与欧盟贸易总值为3万亿元。", "3万亿元", "与欧盟贸易总值"),
    ("数字服务贸易净出口规模达467亿美元。", "467亿美元", "数字服务贸易净出口规模"),
    ("我国货物贸易进出口总值3万亿元。", "3万亿元", "货物贸易进出口总值"),
]


@pytest.mark.parametrize(("sentence", "number", "indicator"), TRADE, ids=[f"{case[0]}{case[1]}" for case in TRADE])
def test_goods_that_are_traded(sentence, number, indicator):
    found = {one.text: one for one in observe_text(sentence, "2022-03-15")}
    assert found[number].indicator == indicator, found[number].rules
