"""Regions: the table is sound, names in running text mean one region, the hierarchy answers."""

import re
from collections import Counter

import pytest

from newsgauge import regions
from newsgauge.extract.explain import observe_text
from newsgauge.regions import (
    contains,
    display_name,
    find_region,
    full_name,
    get_region,
    guard_words,
    load_regions,
    province_of,
    region_names,
    region_of_name,
)


def test_table_holds_what_news_names():
    kinds = Counter(region.kind for region in load_regions())
    assert kinds["province"] == 34
    assert kinds["city"] >= 333
    assert kinds["country"] >= 100
    assert kinds["zone"] >= 30
    assert kinds["macro"] >= 25


def test_codes_say_where_a_region_lies():
    for region in load_regions():
        if region.kind == "province":
            assert re.fullmatch(r"\d\d0000", region.code)
        elif region.kind in ("city", "county"):
            assert re.fullmatch(r"\d{6}", region.code), region
        if region.kind in ("city", "county", "zone"):
            assert province_of(region.code).code[:2] == region.code[:2], region


def test_every_region_leads_to_the_world():
    assert {regions.chain(region.code)[-1].code for region in load_regions()} == {"WORLD"}


def test_tiles_are_one_a_province():
    tiles = [region.tile for region in load_regions() if region.kind == "province"]
    assert None not in tiles
    assert len(set(tiles)) == 34
    assert all(region.tile is None for region in load_regions() if region.kind != "province")


def test_english_names():
    named = [region for region in load_regions() if region.kind in ("world", "country", "macro", "province", "city")]
    assert [region.name for region in named if not region.name_en] == []
    assert display_name("610000", "en") == "Shaanxi"
    assert display_name("140000", "en") == "Shanxi"
    assert display_name("140400", "en") == "Changzhi"


def test_names_in_running_text_have_two_characters_at_least():
    assert min(map(len, region_names())) >= 2


@pytest.mark.parametrize(("name", "expected"), [
    ("山西", "山西省"), ("山西省", "山西省"), ("我国", "全国"), ("中国", "全国"), ("全球", "全球"),
    ("沙特", "沙特阿拉伯"),
    ("吉林", "吉林省"), ("吉林市", "吉林省吉林市"), ("海南", "海南省"), ("海南州", "青海省海南藏族自治州"),
    ("广西", "广西壮族自治区"), ("内蒙古", "内蒙古自治区"), ("香港", "香港特别行政区"), ("欧盟", "欧盟"),
    ("浦东", "上海市浦东新区"), ("昆山", "江苏省苏州市昆山市"), ("贵安新区", "贵州省贵安新区"),
    ("大湾区", "粤港澳大湾区"),
    ("杭州市西湖区", "浙江省杭州市西湖区"), ("南昌西湖区", "江西省南昌市西湖区"), ("深圳南山", "广东省深圳市南山区"),
    ("雄安新区", "河北省雄安新区"), ("东北三省", "东北地区"),
])
def test_a_name_in_running_text(name, expected):
    assert full_name(region_names()[name].code) == expected


@pytest.mark.parametrize("name", ["晋", "京", "朝阳", "朝阳区", "西湖区", "世界", "东方", "老城区", "城区", "西部",
                                  "新城区", "忠县"])
def test_a_name_that_is_not_safe_in_running_text(name):
    assert name not in region_names()


@pytest.mark.parametrize(("name", "code"), [("晋", "140000"), ("沪", "310000"), ("朝阳市", "211300"), ("世界", "WORLD"),
                                            ("杭州", "330100"), ("浙江杭州", "330100"), ("内地", "CN")])
def test_a_name_that_stands_alone(name, code):
    assert find_region(name).code == code


def test_a_shared_name_needs_its_place():
    assert find_region("鼓楼区") is None
    assert find_region("鼓楼区", within="320100").code == "320106"
    assert find_region("鼓楼区", within="350000").code == "350102"
    assert find_region("无此地") is None


@pytest.mark.parametrize(("name", "code"), [
    ("深圳第一造船有限公司", "440300"), ("郑州·东方传感谷", "410100"), ("美国第一银行", "US"),
    ("海淀第一中学", "110108"), ("中国第一造船厂", ""), ("长三角第一造船厂", ""), ("中山大学", ""),
    ("第一造船厂", ""), ("", "")])
def test_a_name_is_of_the_region_it_begins_with(name, code):
    assert getattr(region_of_name(name), "code", "") == code


def test_a_number_is_of_the_region_its_owner_is_named_after():
    text = "海州日报讯 武汉远山船厂有限公司上半年营业收入30亿元，深圳市专利授权量12万件。"
    assert [(one.entity, one.region) for one in observe_text(text, "2021-08-02", "浙江省")] == [
        ("武汉远山船厂有限公司", "湖北省武汉市"), ("深圳市", "广东省深圳市")]


def test_guards_hold_the_name_of_a_region():
    names = region_names()
    idle = [word for word in guard_words() if not any(word[i:j] in names and word != word[i:j]
                                                     for i in range(len(word)) for j in range(i + 2, len(word) + 1))]
    assert idle == []


def test_contains_follows_hierarchy_and_groups():
    assert contains("CN", "330106")
    assert contains("YRD", "330106")
    assert contains("EU", "DE")
    assert contains("WORLD", "US")
    assert not contains("CN", "US")
    assert not contains("330100", "330000")
    assert get_region("nowhere") is None
    assert full_name("nowhere") == ""
