"""Values over time: what is joined, named, ringed, set apart, and said of the change."""

import pandas as pd
import pytest
from charted import STATIONS, frame, observation, shown

from newsgauge.charts import template, trend
from newsgauge.model import STATUSES
from newsgauge.resources import load_table


def test_a_thread_leads_from_what_is_reached_to_what_is_planned():
    fig = trend.trend(STATIONS, language="en")
    threads = [trace for trace in fig.data if trace.mode == "lines" and trace.line.dash == "dash"]
    assert [list(trace.y) for trace in threads] == [[30_000, 92_100]], "of one entity, and not where nothing is reached"
    assert "still\u00a0to\u00a0go" in fig.layout.meta["subtitle"]
    assert "pale\u00a0ring" in fig.layout.meta["subtitle"]
    assert "still" not in trend.trend(STATIONS[STATIONS["status"] != "target"], language="en").layout.meta["subtitle"]


def test_no_thread_leads_from_a_month_to_the_target_of_a_year():
    rows = [observation(number, "全国", value, period, unit="元", concept="gdp", canonical_value=value, status=status)
            for number, value, period, status in ((1, 110, "2022", "actual"), (2, 10, "2023-03", "actual"),
                                                  (3, 126, "2023", "target"))]
    threads = [list(trace.y) for trace in trend.trend(frame(*rows), language="en").data
               if trace.mode == "lines" and trace.line.dash == "dash"]
    assert threads == [[110, 126]]


def test_the_latest_number_and_the_target_of_each_series_have_its_name():
    texts = [text for trace in trend.trend(STATIONS, language="en").data if trace.text for text in trace.text]
    assert {"Shanxi ≈30K", "Shanxi 92.1K", "Hubei 47.6K"} <= set(texts)


def test_the_unit_is_the_one_the_numbers_are_in():
    euros = frame(observation(1, "甲", 5e8, "2020", unit="欧元", concept="fine"))
    assert "欧元" in trend.trend(euros, language="zh", unit="元").layout.meta["subtitle"]
    yuan = frame(observation(1, "甲", 5, "2020", unit="亿元", concept="fine", canonical_value=5e8))
    assert "单位：元" in trend.trend(yuan, language="zh", unit="元").layout.meta["subtitle"]


def lines(fig):
    return [data for data in fig.data if data.mode == "lines" and data.line.dash is None]


def test_lines_join_only_actual_numbers_of_one_entity():
    fig = trend.trend(STATIONS, language="zh", kind="stock")
    assert [list(line.y) for line in lines(fig)] == [[718_000, 1_290_000]]


def test_flows_of_unlike_periods_are_not_joined():
    flow = frame(observation(1, "全国", 5, "2020"), observation(2, "全国", 6, "2021"),
                 observation(3, "全国", 2, "2022-01/2022-06"))
    assert [list(line.y) for line in lines(trend.trend(flow, language="zh", kind="flow"))] == [[5, 6]]
    assert [list(line.y) for line in lines(trend.trend(flow, language="zh", kind="stock"))] == [[5, 6, 2]]


def test_of_several_numbers_for_one_period_the_most_precise_is_joined():
    data = frame(observation(1, "全国", 100, "2020"), observation(2, "全国", 190, "2021", qualifier="over"),
                 observation(3, "全国", 198, "2021", article_date="2021-12-01"),
                 observation(4, "全国", 197, "2021", article_date="2021-11-01"))
    assert [list(line.y) for line in lines(trend.trend(data, language="zh"))] == [[100, 198]]


@pytest.mark.parametrize(("qualifier", "numbers", "joined"), [
    ("over", (129, 115), 129), ("under", (8, 10), 8), ("over", (118, 1180, 142), 142), ("over", (1300, 130), 130),
    ("under", (1, 10), 10), ("over", (12, 129, 115), 129), ("over", (-20, -15), -20), ("over", (0, 0), 0),
    ("about", (129, 115), 115)])
def test_of_several_bounds_for_one_period_the_one_that_implies_the_others_is_joined(qualifier, numbers, joined):
    data = frame(observation(9, "全国", 100, "2020"), *(
        observation(place, "全国", number, "2021", qualifier=qualifier, article_date=f"2022-0{place + 1}-01")
        for place, number in enumerate(numbers)))
    assert [list(line.y) for line in lines(trend.trend(data, language="zh"))] == [[100, joined]]


@pytest.mark.parametrize(("before", "now", "told"), [
    ({}, {}, "，增加50万"),
    ({}, {"qualifier": "over"}, "，增加至少50万"),
    ({"qualifier": "under"}, {}, "，增加至少50万"),
    ({"qualifier": "about"}, {}, "，增加约50万"),
    ({}, {"value": 5e5, "qualifier": "under"}, "，减少至少50万"),
    ({}, {"value": 1e6}, "，持平"),
    ({}, {"value": 1e6, "qualifier": "over"}, ""),
    ({}, {"qualifier": "under"}, ""),                                           # it may have risen, or not
    ({"qualifier": "over"}, {"qualifier": "over"}, ""),
    ({}, {"observation_id": "disputed"}, ""),
    ({"observation_id": "disputed"}, {}, "")])
def test_the_description_tells_no_more_of_a_change_than_is_known(before, now, told):
    rows = observation(1, "全国", 1e6, "2020"), observation(2, "全国", 1.5e6, "2021")
    data = frame(*(row | one for row, one in zip(rows, (before, now), strict=True)))
    alt = trend.trend(data, language="zh", subject="用户", conflicts=frozenset({"disputed"})).layout.meta["alt"]
    assert alt.partition("年的")[2].partition("年的")[2].lstrip("≥≤≈0123456789.万") == f"{told}；共2条数。"


def test_a_point_that_would_cover_one_of_another_series_stands_beside_it():
    data = frame(observation(1, "全国", 700, "2020"), observation(2, "全国", 1150, "2021-11", qualifier="over"),
                 observation(3, "甲公司", 1150, "2021-11", qualifier="over"), observation(4, "全国", 1150, "2021-11"))
    fig = trend.trend(data, language="zh", kind="stock", conflicts=frozenset({"o2"}))
    spots = {name: (x, y) for trace in fig.data if trace.customdata is not None
             for (name,), x, y in zip(trace.customdata, trace.x, trace.y, strict=True)}
    assert spots["o2"] == spots["o4"] == (pd.Timestamp("2021-11-30"), 1150)
    assert spots["o3"] > spots["o2"]
    assert [list(line.x)[-1] for line in lines(fig)] == [pd.Timestamp("2021-11-30")]
    assert "挪开" in fig.layout.meta["note"]
    assert "挪开" not in trend.trend(data[:2], language="zh", kind="stock").layout.meta["note"]


def test_grey_points_that_have_no_name_in_the_figure_are_named_below():
    crowd = [observation(place, f"第{place}个相当长的名字的地方", 1, "2021-11") for place in range(2, 14)]
    fig = trend.trend(frame(observation(1, "全国", 900, "2021"), *crowd), language="zh", width=360)
    assert "灰点中图上没有标名的：1个（第" in fig.layout.meta["note"]
    told = trend.trend(frame(observation(1, "全国", 900, "2021"), *crowd), language="en", width=360).layout.meta["note"]
    assert "in the figure: 1 (第" in told
    assert "灰点" not in trend.trend(STATIONS, language="zh").layout.meta["note"]


def test_cumulated_and_new_are_not_joined():
    data = frame(observation(1, "全国", 100, "2020"), observation(2, "全国", 20, "2021", comparison="同比"))
    assert lines(trend.trend(data, language="zh")) == []


def test_qualifiers_and_ranges_are_drawn():
    fig = trend.trend(STATIONS, language="zh")
    symbols = [data.marker.symbol for data in fig.data if data.marker.standoff]
    assert symbols == ["triangle-down"]
    assert any(data.error_y.visible and max(data.error_y.array) == 10_000 for data in fig.data)
    text = shown(fig)
    assert "≥129万" in text
    assert "≈3万" in text
    for status in STATUSES:
        assert load_table("charts.toml")["mark"][status]["zh"].replace(" ", "\u00a0") in fig.layout.meta["subtitle"]


def test_more_than_six_series_are_grey():
    data = frame(*(observation(n, f"企业{n}", 100 + n, "2021") for n in range(9)))
    fig = trend.trend(data, language="en")
    colors = [color for data in fig.data if data.customdata is not None for color in data.marker.color]
    assert len(set(colors)) == 7
    assert colors[6:] == [template.palette("light").grey] * 3
    assert "others: 3" in shown(fig)


def test_conflicts_are_ringed():
    fig = trend.trend(STATIONS, language="zh", conflicts=frozenset({"o2"}))
    rings = [data for data in fig.data if data.marker.symbol == "circle-open" and data.marker.size == 20]
    assert [list(ring.y) for ring in rings] == [[1_290_000]]
