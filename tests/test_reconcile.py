"""Agreement of statements: echoes, qualifiers, conflicts with their reason, misprints; all of it on invented texts."""

import pandas as pd
import pytest

from newsgauge.concepts import load_concepts
from newsgauge.extract.dates import bounds
from newsgauge.reconcile import REASONS, RULES, VERDICTS, reconcile
from newsgauge.resources import load_table

_BASE = {"concept": "5g_base_stations", "indicator": "5G基站数", "entity": "海州市", "entity_kind": "region",
         "region_code": "320700", "period": "2022-10", "period_source": "explicit",
         "measure": "level", "status": "actual", "value_max": None,
         "unit": "个", "qualifier": "exact", "canonical_value_max": None, "clause": "", "sentence": "",
         "comparison": "", "article_date": "2022-11-02"}


def statements(*rows):
    """A frame as the store gives it, each row from (text, value) and what differs from the base."""
    made = []
    for number, (text, value, changes) in enumerate(rows):
        row = _BASE | {"observation_id": f"o{number}", "document_id": f"d{number}",
                       "article_id": f"a{number}", "text": text, "value": value,
                       "canonical_value": value} | changes
        row["clause"] = row["clause"] or f"{row['indicator']}{text}"
        row["sentence"] = row["sentence"] or f"{row['clause']}，第{number}句。"
        row["mark_start"] = max(0, row["sentence"].find(text))
        row["period_start"], row["period_end"] = bounds(row["period"]) if row["period"] else (None, None)
        if not row["concept"]:
            row["canonical_value"] = None
        made.append(row)
    return pd.DataFrame(made)


def verdicts(*rows):
    groups = reconcile(statements(*rows)).groups
    return list(zip(groups["verdict"], groups["reason"], strict=True))


OVER, UNDER, ABOUT = {"qualifier": "over"}, {"qualifier": "under"}, {"qualifier": "about"}
ECONOMY = {"concept": "digital_economy_size", "indicator": "数字经济规模", "unit": "元", "period": "2021"}
GROWTH = {"measure": "growth", "unit": "%"}
INVESTMENT = {"concept": "data_centre_investment", "unit": "元", "period": "2022"}
ASKED = {"concept": "", "indicator": "受访用户使用比例", "measure": "share", "unit": "%", "document_id": "d",
         "sentence": "分别有61.5%和58.8%。"}
SECTORS = {"concept": "industrial_internet_sector_coverage", "indicator": "工业互联网覆盖的国民经济大类数"}
AREA = {"concept": "", "indicator": "传感器产业小镇面积", "unit": "平方公里"}
UNLINKED = {"concept": "", "indicator": "跨境陆地光缆长度", "unit": "公里"}


@pytest.mark.parametrize("rows", [
    [("3500个", 3500, {}), ("3500个", 3500, {})],
    [("超3500个", 3500, OVER), ("超过3500个", 3500, OVER), ("3500个", 3500, {})],
    [("1.2万亿元", 1.2e12, ECONOMY), ("12000亿元", 1.2e12, ECONOMY)],
    [("120公里", 120, UNLINKED), ("120公里", 120, UNLINKED)],
], ids=["twice", "with qualifiers", "other multiplier", "outside the catalogue"])
def test_echo(rows):
    assert verdicts(*rows) == [("echo", "repeated")]


@pytest.mark.parametrize(("rows", "reason"), [
    ([("近60万亿元", 6e13, ECONOMY | ABOUT), ("58.4万亿元", 5.84e13, ECONOMY)], "qualifier"),
    ([("超95万座", 950000, OVER), ("95.8万座", 958000, {})], "qualifier"),
    ([("超95万座", 950000, OVER), ("114万座", 1140000, {})], "loose_bound"),
    ([("200余座", 200, OVER), ("243座", 243, {})], "qualifier"),
    ([("约500座", 500, ABOUT), ("489座", 489, {})], "qualifier"),
    ([("不到40座", 40, UNDER), ("39座", 39, {})], "qualifier"),
    ([("3.2万座", 32000, {}), ("3.18万座", 31800, {})], "rounding"),
    ([("300—500座", 300, {"value_max": 500, "canonical_value_max": 500, "qualifier": "between"}), ("420座", 420, {})],
     "qualifier"),
    ([("4100座", 4100, {}), ("4105座", 4105, {})], "rounding"),
    ([("降近20%", -20, GROWTH | ABOUT), ("降18.5%", -18.5, GROWTH)], "qualifier"),
    ([("降20多%", -20, GROWTH | OVER), ("降27%", -27, GROWTH)], "qualifier"),
    ([("降20%—30%", -20, GROWTH | {"value_max": -30, "canonical_value_max": -30, "qualifier": "between"}),
      ("降26%", -26, GROWTH)], "qualifier"),
    ([("降超20%", -20, GROWTH | OVER), ("降22.5%", -22.5, GROWTH)], "qualifier"),
    ([("降超20%", -20, GROWTH | OVER), ("降41%", -41, GROWTH)], "loose_bound"),
    ([("3平方公里", 3, AREA), ("3—4平方公里", 3, AREA | {"value_max": 4, "qualifier": "between"})], "qualifier"),
])
def test_compatible(rows, reason):
    assert verdicts(*rows) == [("compatible", reason)]


@pytest.mark.parametrize(("rows", "reason"), [
    ([("超95万座", 950000, OVER), ("超114万座", 1140000, OVER)], "bounds"),
    ([("200余座", 200, OVER), ("310座", 310, {})], "unexplained"),
    ([("降近20%", -20, GROWTH | ABOUT), ("降22%", -22, GROWTH)], "unexplained"),
    ([("降20多%", -20, GROWTH | OVER), ("降41%", -41, GROWTH)], "unexplained"),
    ([("4100座", 4100, {}), ("4500座", 4500, {"article_date": "2023-03-01"})], "date"),
    ([("4100亿元", 4.1e11, ECONOMY | {"clause": "初步核算4100亿元"}), ("4300亿元", 4.3e11, ECONOMY)], "revision"),
    ([("4100座", 4100, {}), ("4500座", 4500, {"indicator": "5G通信基站数"})], "wording"),
    ([("60公里", 60, UNLINKED), ("90公里", 90, UNLINKED)], "unexplained"),
    ([("增长9.7%", 9.7, GROWTH), ("增长9.6%", 9.6, GROWTH)], "unexplained"),
    ([("41座", 41, {}), ("42座", 42, {})], "unexplained"),
    ([("4101座", 4101, {}), ("4105座", 4105, {})], "unexplained"),
    ([("4100座", 4100, {}), ("4153座", 4153, {})], "unexplained"),
    ([("超4万座", 40000, OVER), ("不到4万座", 40000, UNDER)], "unexplained"),
    ([("近4万座", 40000, ABOUT), ("超4万座", 40000, OVER)], "unexplained"),
    ([("超4万座", 40000, OVER), ("3.98万座", 39800, {})], "unexplained"),
    ([("增长9.7%", 9.7, GROWTH | {"comparison": "同比"}), ("增长9.6%", 9.6, GROWTH)], "unexplained"),
    ([("120公里", 120, UNLINKED), ("120里", 120, UNLINKED | {"unit": "里"})], "unit"),
])
def test_conflict(rows, reason):
    assert verdicts(*rows) == [("conflict", reason)]


def test_conflict_names_both_sentences_and_spread():
    groups = reconcile(statements(("4100座", 4100, {}), ("4500座", 4500, {}), ("4100座", 4100, {}))).groups
    row = groups.iloc[0]
    assert (row["first_id"], row["second_id"]) == ("o0", "o1")
    assert row["spread"] == pytest.approx(400 / 4100)
    assert (row["statements"], row["documents"], row["low"], row["high"]) == (3, 3, 4100, 4500)


@pytest.mark.parametrize("rows", [
    [("累计4100座", 4100, {"clause": "累计建成5G基站4100座"}),
     ("900座", 900, {"concept": "5g_base_stations_new", "clause": "新建5G基站900座"})],
    [("300公里", 300, UNLINKED | {"clause": "累计铺设跨境陆地光缆300公里"}),
     ("80公里", 80, UNLINKED | {"clause": "今年新增跨境陆地光缆80公里"})],
    [("800个", 800, {"concept": "5g_industrial_projects_building", "indicator": "5G+工业互联网在建项目数"}),
     ("2300个", 2300, {"concept": "5g_industrial_projects", "indicator": "5G+工业互联网项目数"})],
    [("40亿元", 4e9, INVESTMENT | {"clause": "累计投资40亿元"}),
     ("12亿元", 1.2e9, INVESTMENT | {"clause": "投资12亿元"})],
    [("4100座", 4100, {}), ("9000座", 9000, {"status": "target", "period": "2022-10"})],
    [("4100座", 4100, {}), ("9000座", 9000, {"region_code": "320100", "entity": "南京市"})],
    [("4100座", 4100, {}), ("2600座", 2600, {"period": "2021-10"})],
    [("5.2%", 5.2, GROWTH | {"concept": "gdp", "comparison": "同比"}),
     ("1.3%", 1.3, GROWTH | {"concept": "gdp", "comparison": "环比"})],
    [("61.5%", 61.5, ASKED), ("58.8%", 58.8, ASKED)],
    [("35万元", 350000, {"concept": "fine", "indicator": "罚款", "unit": "元"}),
     ("80万元", 800000, {"concept": "fine", "indicator": "罚款", "unit": "元"})],
    [("17个", 17, {"concept": "", "indicator": "国家数"}), ("47个", 47, {"concept": "", "indicator": "国家数"})],
    [("4100座", 4100, {"period": ""}), ("9000座", 9000, {"period": ""})],
], ids=["累计 and 新增", "累计 and 新增 outside the catalogue", "在建 and all", "累计 and of the year",
        "actual and target", "two cities", "two years", "同比 and 环比", "one sentence, two things", "two fines",
        "phrase too short", "no time"])
def test_no_conflict(rows):
    assert verdicts(*rows) == []


@pytest.mark.parametrize("power", [3, 4, 8])
def test_misprint_by_powers_of_ten(power):
    groups = reconcile(statements(("23个", 23, {}), ("23个", 23, {}), ("23个?", 23 * 10 ** power, {}))).groups
    row = groups.iloc[0]
    assert (row["verdict"], row["reason"], row["parameters"]["power"]) == ("misprint", "power", power)
    assert row["suspect_id"] == "o2"
    frame = statements(("23个", 23, {}), ("23个", 23, {}), ("23个?", 23 * 10 ** power, {}))
    assert "o2" in reconcile(frame).superseded(frame, "latest")


def test_misprint_between_concepts_of_a_family():
    building = {"concept": "5g_industrial_projects_building", "indicator": "5G+工业互联网在建项目数"}
    total = {"concept": "5g_industrial_projects", "indicator": "5G+工业互联网项目数", "period": "2022-12"}
    groups = reconcile(statements(("2600个", 2600, building), ("2600万个", 2.6e7, total))).groups
    assert list(groups["verdict"]) == ["misprint"]
    assert groups.iloc[0]["suspect_id"] == "o1"


def test_no_misprint_years_apart():
    assert verdicts(("23座", 23, {}), ("2.3万座", 23000, {"period": "2026-10"})) == []


def test_implausible_number_alone():
    groups = reconcile(statements(("3500亿座", 3.5e11, {}))).groups
    row = groups.iloc[0]
    assert (row["verdict"], row["reason"], row["suspect_id"]) == ("misprint", "implausible", "o0")
    assert row["parameters"]["high"] == load_concepts()["5g_base_stations"].bounds[1]


@pytest.mark.parametrize("rows", [
    [("4100座", 4100, {"clause": "规模以上企业建设4100座"}), ("4500座", 4500, {})],
    [("4500座", 4500, {"period": "2022-03"}), ("4100座", 4100, {"period": "2022-05", "indicator": "农村5G基站数"})],
    [("增长9.7%", 9.7, GROWTH | {"clause": "名义增长9.7%"}), ("增长8.1%", 8.1, GROWTH)],
    [("52个", 52, SECTORS | {"period": "2022-03"}), ("38个", 38, SECTORS | {
        "period": "2022-05", "concept": "industrial_internet_industry_coverage", "indicator": "工业大类数"})],
], ids=["same time", "later and lower", "名义", "concepts of a family"])
def test_counted_in_different_ways_is_undecided(rows):
    assert verdicts(*rows) == [("undecided", "scope")]


def test_words_of_the_rest_of_the_clause_explain_nothing():
    rows = [("4100座", 4100, {"clause": "5G基站4100座服务重点企业"}), ("4500座", 4500, {})]
    assert verdicts(*rows) == [("conflict", "unexplained")]


def test_one_batch_is_not_the_whole():
    batch = {"sentence": "《试点名单（第二批）》公布：5G基站10个。", "clause": "5G基站10个"}
    assert verdicts(("10个", 10, batch), ("20个", 20, {})) == []


def test_times_within_one_article_are_those_stated():
    rows = [("114个", 114, {"article_id": "a", "period_source": "article", "period": "2022-11"}),
            ("105个", 105, {"article_id": "a", "period": "2022-09"})]
    (group,) = reconcile(statements(*rows)).groups.to_dict("records")
    assert (group["reason"], {group["parameters"][key] for key in ("first_date", "second_date")}) == (
        "date", {"2022-09", "2022-11"})
    assert group["verdict"] == "undecided"                   # a stock that has grown is no contradiction


def test_two_bounds_say_which():
    groups = reconcile(statements(("超95万座", 950000, OVER), ("超114万座", 1140000, OVER))).groups
    assert groups.iloc[0]["parameters"]["bound"] == "over"


def test_what_more_articles_state_is_no_misprint():
    same = {"document_id": "d"}
    rows = [("1800座", 1800, same), ("1800座", 1800, same), ("1800万座", 18000000, same)]
    groups = reconcile(statements(*rows)).groups
    assert list(groups.loc[groups["verdict"] == "misprint", "suspect_id"]) == ["o2"]


def test_reversal_of_a_stock():
    sectors = SECTORS
    assert verdicts(("52个", 52, sectors | {"period": "2022-03"}), ("47个", 47, sectors | {"period": "2022-05"})) == [
        ("conflict", "reversal")]
    assert verdicts(("47个", 47, sectors | {"period": "2022-03"}), ("52个", 52, sectors | {"period": "2022-05"})) == []
    assert verdicts(("52个", 52, sectors | {"period": "2022-03"}), ("47个", 47, sectors | {"period": "2024-05"})) == []


@pytest.mark.parametrize(("rule", "chosen"), [("precise", "o1"), ("latest", "o2"), ("sources", "o3")])
def test_choice_of_the_value(rule, chosen):
    frame = statements(("超4000座", 4000, OVER), ("4123座", 4123, {"article_date": "2022-11-01"}),
                       ("约4200座", 4200, ABOUT | {"article_date": "2022-12-30"}),
                       ("4100座", 4100, {"article_date": "2022-11-01"}),
                       ("4100座", 4100, {"article_date": "2022-10-01"}))
    assert {"o0", "o1", "o2", "o3", "o4"} - reconcile(frame).superseded(frame, rule) == {chosen}


@pytest.mark.parametrize(("rule", "rows", "chosen"), [
    ("latest", [("4100座", 4100, {"article_date": "2022-11"}), ("4500座", 4500, {"article_date": "2022-11-21"})], "o1"),
    ("precise", [("超120000座", 120000, OVER), ("超13万座", 130000, OVER), ("超12万座", 120000, OVER)], "o1"),
    ("precise", [("129,000座", 129000, {}), ("1.284万座", 12840 * 10, {})], "o1"),
    ("sources", [("2亿元", 2e8, ECONOMY), ("2亿元", 2e8, ECONOMY), ("30000万元", 3e8, ECONOMY),
                 ("3亿元", 3e8, ECONOMY), ("0.0003万亿元", 3e8, ECONOMY)], "o2"),
    ("sources", [("2千米", 2, UNLINKED | {"unit": "千米"}), ("3000米", 3000, UNLINKED | {"unit": "米"}),
                 ("3公里", 3, UNLINKED), ("2米", 2, UNLINKED | {"unit": "米"}),
                 ("3000米", 3000, UNLINKED | {"unit": "米"})], "o1")])
def test_values_are_compared_as_what_they_say(rule, rows, chosen):
    frame = statements(*rows)
    assert set(frame["observation_id"]) - reconcile(frame).superseded(frame, rule) == {chosen}


def test_a_rule_drops_nothing_of_other_things_and_times():
    kin = statements(("52个", 52, SECTORS | {"period": "2022-03"}), ("38个", 38, SECTORS | {
        "period": "2022-05", "concept": "industrial_internet_industry_coverage", "indicator": "工业大类数"}))
    reversal = statements(("52个", 52, SECTORS | {"period": "2022-03"}), ("47个", 47, SECTORS | {"period": "2022-05"}))
    counted = statements(("4100座", 4100, {"clause": "规模以上企业建设4100座"}), ("4500座", 4500, {}))
    grown = statements(("4100座", 4100, {"period": "2022-10-05"}), ("4500座", 4500, {"period": "2022-10-28"}))
    for frame in (kin, reversal, counted, grown):
        assert len(reconcile(frame).groups) == 1
        assert reconcile(frame).superseded(frame, "latest") == frozenset()


def test_a_rule_chooses_among_what_is_selected():
    frame = statements(("4123座", 4123, {}), ("约4000座", 4000, ABOUT), ("约4200座", 4200, ABOUT))
    assert reconcile(frame).superseded(frame.iloc[1:], "precise") == {"o1"}
    assert reconcile(frame).superseded(frame.iloc[1:2], "precise") == frozenset()


def test_a_headline_speaks_of_the_time_its_article_states():
    headline = ECONOMY | {"period": "2022-10", "period_source": "article", "article_id": "a"}
    body = ECONOMY | {"article_id": "a"}
    above = ("近60万亿元", 6e13, headline | ABOUT)
    assert verdicts(above, ("58.4万亿元", 5.84e13, body)) == [("compatible", "qualifier")]
    assert verdicts(above, ("58.4万亿元", 5.84e13, ECONOMY)) == []


def test_a_headline_of_an_article_on_two_years_is_of_neither():
    headline = ECONOMY | {"period": "2022-10", "period_source": "article", "article_id": "a"}
    for years in (("2021", "2020"), ("2020", "2021")):
        body = [("58.4万亿元", 5.84e13, ECONOMY | {"article_id": "a", "period": year}) for year in years]
        assert ("compatible", "qualifier") not in verdicts(("近60万亿元", 6e13, headline | ABOUT), *body)


def test_ways_of_counting_are_found_whatever_stands_first():
    first = ("52个", 52, SECTORS | {"period": "2019-03"})
    second = ("52个", 52, SECTORS | {"period": "2022-03"})
    other = ("38个", 38, SECTORS | {"period": "2022-05", "concept": "industrial_internet_industry_coverage",
                                   "indicator": "工业大类数"})
    for rows in ((first, second, other), (other, second, first)):
        assert verdicts(*rows) == [("undecided", "scope")]


def test_unknown_rule_and_missing_column_say_what_to_do():
    with pytest.raises(ValueError, match="precise, latest, sources"):
        reconcile(statements(("1座", 1, {}))).superseded(statements(("1座", 1, {})), "best")
    with pytest.raises(ValueError, match="lacks clause"):
        reconcile(statements(("1座", 1, {})).drop(columns="clause"))


def test_every_reason_is_listed():
    rows = [("4100座", 4100, {}), ("4500座", 4500, {})]
    result = reconcile(statements(*rows))
    assert set(result.groups["reason"]) <= set(REASONS)
    assert set(result.groups["verdict"]) <= set(VERDICTS)
    assert set(load_table("strings.toml")["reason"]) == set(REASONS)
    assert set(load_table("strings.toml")["verdict"]) == set(VERDICTS)
    assert result.observation_ids("conflict") == {"o0", "o1"}
    assert len(result.with_verdict("conflict", "misprint")) == 1
    assert RULES[0] == "precise"


def test_empty_frame():
    result = reconcile(statements(("4100座", 4100, {})).iloc[:0])
    assert result.groups.empty
    assert result.observation_ids("conflict") == frozenset()
