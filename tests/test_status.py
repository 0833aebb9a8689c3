"""Reached, planned or foreseen: one number of an invented sentence each, as of 25 November 2021."""

import pytest

from newsgauge.extract.explain import observe_text
from newsgauge.extract.status import Plan, announces_plan, read_status

ACTUAL = [
    "全省已建成充电桩3万个。",
    "截至10月底，全省建成充电桩3万个。",
    "去年全省建成充电桩3万个。",
    "全省超额完成了3万个充电桩的建设目标。",
    "平台将数据汇集起来，服务企业3万家。",
    "全省主要企业达到3万家。",
    "公司将3百万股从网下回拨至网上。",
    "上半年收入增长8%，利润预计保持两位数增长，投资增长3%。",
    "经过努力，全省新增企业3万家。",
    "该中心与3万家企业签约，产品可将与众不同的体验带给客户。",
    "该系统应用于3万家企业。",
    "虚拟电厂接入用户3万户。",
    "2020年，全省计划外新建充电桩已有3万个。",
    "企业供需对接平台登记企业3万家。",
    "《报告》显示，2020年市场规模突破7万亿元；人才缺口仍有3百万人。",
]
TARGET = [
    "全省力争建成充电桩3万个。",
    "到2025年，全省建成充电桩3万个。",
    "该公司拟投资3亿元建设新厂。",
    "公司计划三年内招收工程师3万人。",
    "全省将新建充电桩3万个。",
    "今年努力新建充电桩3万个。",
    "该公司将向新实验室投资3亿元。",
    "管理层目标今年收入增长3%。",
    "3百家企业将与当地工厂开展合作。",
    "目标是接入企业3万家。",
    "方案提出，2023年底前改造车间3万个。",
    "机房上架率必须达到60%。",
    "预期目标是增长3%。",
    "全省将建成充电桩3万个。",
]
FORECAST = [
    "预计全年出货量达到3万台。",
    "该行预测，明年市场规模达3亿元。",
    "全年出货量有望突破3万台。",
    "市场规模或达3亿元。",
    "收入低于我们预测的3亿元。",
    "我们将2021年收入预测下调3%。",
    "到2025年，全球出货量将达到3亿台。",
    "该机构估计，损失超过3亿元。",
    "预计市场保持平稳，投资增长3%。",
    "公司收入预计达到7亿元，利润增长3%。",
    "何平教授认为，新规将带动出口增长3%。",
    "专家看好全年增长3%。",
    "我们将明年净利润预测由7亿元下调至3亿元。",
    "《报告》预测，2025年市场规模突破7万亿元；到2023年，人才缺口仍有3百万人。",
]
CASES = [(sentence, status) for status, sentences in (("actual", ACTUAL), ("target", TARGET), ("forecast", FORECAST))
         for sentence in sentences]


@pytest.mark.parametrize(("sentence", "status"), CASES, ids=[case[0] for case in CASES])
def test_status(sentence, status):
    *_, last = observe_text(sentence, "2021-11-25")
    assert last.status == status, last.rules


@pytest.mark.parametrize(("clause", "status"), [
    ("持续优化服务，新建网点", "target"), ("二是大力培育龙头企业", "target"), ("网点分布在城乡", "actual"),
    ("已培育龙头企业", "actual")])
def test_tasks_under_an_announced_plan(clause, status):
    said = read_status(clause, clause, "家", ahead=False, past=False, worldwide=False, plan=Plan("2025", True),
                       section="")
    assert said[0] == status


@pytest.mark.parametrize("section", ["target", "actual"])
def test_a_section_tells_of_sentences_that_do_not(section):
    said = read_status("新建网点", "新建网点", "家", ahead=False, past=False, worldwide=False, plan=Plan(),
                       section=section)
    assert said[0] == section


@pytest.mark.parametrize(("text", "announces"), [
    ("规划建设三个园区，力争五年见效", True), ("主要目标如下", True),
    ("目标已经实现", False), ("模拟实验取得进展", False)])
def test_announcements(text, announces):
    assert announces_plan(text) is announces


def test_a_stretch_ahead_is_a_plan_without_a_date_too():
    (one,) = observe_text("省里提出用2至3年时间，数据交易额达到100亿元。", "")
    assert (one.status, one.period) == ("target", "")


def test_tasks_of_the_next_paragraph_are_planned_too():
    text = "省里提出，到2025年，收入达到7亿元。\n遴选场景8个。\n全省共有企业9万家。"
    found = {one.text: one.status for one in observe_text(text, "2021-11-25")}
    assert found == {"7亿元": "target", "8个": "target", "9万家": "actual"}
