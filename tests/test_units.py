"""Units against an independent little table of arithmetic, and the table's own consistency."""

import re

import pytest

from newsgauge.resources import load_table
from newsgauge.units import in_base_unit, load_units, unit_forms, unit_info

# Written from the standards, not from units.toml.
EQUAL = """
1 公里 = 1000 米;  1 千米 = 1 公里;  1 毫米 = 0.001 米;  10 毫米 = 1 厘米;  1 海里 = 1852 米;
1 英里 = 1.609344 公里;  12 英寸 = 1 英尺;  3 英尺 = 0.9144 米;  1000 纳米 = 1 微米;  2 里 = 1 公里;
1 平方公里 = 100 公顷;  1 公顷 = 10000 平方米;  15 亩 = 1 公顷;  3 亩 = 2000 平方米;
1 英亩 = 4046.8564224 平方米;  1 平方公里 = 1500 亩;  1 立方米 = 1000 升;  1 升 = 1000 毫升;
1 桶 = 42 加仑;  1 桶 = 158.987294928 升;  1 斤 = 500 克;  1 公斤 = 2 斤;  1 吨 = 1000 千克;
1 克 = 1000 毫克;  1 毫克 = 1000 微克;  1 磅 = 16 盎司;  1 磅 = 453.59237 克;  5 克拉 = 1 克;
1 吨标准煤 = 1000 千克标准煤;  1 小时 = 60 分钟;  1 分钟 = 60 秒;  1 天 = 24 小时;  1 周 = 7 天;
1 秒 = 1000 毫秒;  1 毫秒 = 1000 微秒;  1 年 = 12 个月;  1 年 = 4 个季度;  100 年 = 1 个世纪;
1 千瓦时 = 3.6e6 焦耳;  1 度 = 1 千瓦时;  1 兆瓦时 = 1000 千瓦时;  1 GWh = 100 万千瓦时;
1 千卡 = 4186.8 焦耳;  1 兆瓦 = 1000 千瓦;  1 吉瓦 = 1000 兆瓦;  1 GW = 1 吉瓦;  1 千伏 = 1000 伏;
1 GHz = 1000 兆赫;  1 百帕 = 100 帕;  1 兆帕 = 1 万百帕;  3.6 公里/小时 = 1 米/秒;
1 km/h = 1 公里/小时;  1 TB = 1000 GB;  1 PB = 1000 TB;  1 字节 = 8 比特;  8 Gb = 1 GB;  1 Gbps = 1000 Mbps;
1 MB/s = 8 Mbps;  1 兆 = 1 Mbps;  1 EFLOPS = 1000 PFLOPS;  1 P = 1 PFLOPS;  1 PFLOPS = 1000 TFLOPS;
1 比例 = 100 %;  1 % = 10 ‰;  1 成 = 10 %;  1 百分点 = 100 基点;  10 千分点 = 1 百分点;
1 元 = 10 角;  1 美元 = 100 美分;
1 元/斤 = 2 元/公斤;  1 元/千瓦时 = 1 元/度;  1 元/公斤 = 1000 元/吨;  1 升/千瓦时 = 0.001 立方米/度;
1 家 = 1 个;  3 户 = 3 人
"""


@pytest.mark.parametrize("line", [line.strip() for line in EQUAL.replace("\n", "").split(";")])
def test_arithmetic(line):
    amount, unit, _, other, other_unit = line.split()
    multiplier = {"万": 10**4}.get(other_unit[0], 1)
    value, base = in_base_unit(float(amount), unit)
    same, same_base = in_base_unit(float(other) * multiplier, other_unit.removeprefix("万"))
    assert (value, base) == (pytest.approx(same, rel=1e-9), same_base)


def test_currencies_are_not_converted():
    assert in_base_unit(1, "美元")[1] != in_base_unit(1, "元")[1]


@pytest.mark.parametrize(("one", "other"), [
    ("修正总吨", "总吨"), ("载重吨", "总吨"), ("载重吨", "吨"), ("吨二氧化碳当量", "吨"), ("吨油当量", "吨"),
    ("吨油当量", "吨标准煤"), ("TOPS", "TFLOPS"), ("芯公里", "公里"), ("皮长公里", "公里"), ("芯公里", "皮长公里"),
    ("车道公里", "公里")])
def test_what_only_sounds_alike_is_not_converted(one, other):
    assert unit_info(one).dimension != unit_info(other).dimension


def test_percent_points_are_not_percent():
    assert unit_info("百分点").dimension != unit_info("%").dimension


def test_every_dimension_has_its_base_among_the_units():
    bases = load_table("units.toml")["dimension"]
    for unit in load_units().values():
        assert load_units()[unit.base].dimension == unit.dimension
        assert load_units()[unit.base].factor == 1, unit.base
        assert unit.factor > 0
    assert {unit.dimension for unit in load_units().values()} == set(bases)


def test_the_table_is_large_and_its_conditions_are_literal():
    assert len(load_units()) >= 150
    assert sum(unit.dimension == "count" for unit in load_units().values()) >= 100
    for form in unit_forms():
        assert form == form.strip()
        assert not re.search(r"[\\*?\[\]{}|^]", form)


def test_aliases_report_one_name():
    assert {form for form, unit in unit_forms().items() if unit.name == "元"} >= {"元人民币", "人民币"}
    assert unit_forms()["个百分点"].name == unit_forms()["pct"].name == "百分点"


def test_unknown_and_empty_units_measure_themselves():
    assert in_base_unit(3, "") == (3, "")
    assert in_base_unit(3, "箩筐") == (3, "箩筐")
    assert unit_info("元/箩筐").factor == 1
