"""What the pages are made of, without a page: safe markdown, numbers in words, the series that stands for a concept."""

import re

import pandas as pd
import pytest

from newsgauge.ui.agreement import _parameters
from newsgauge.ui.filters import year_span
from newsgauge.ui.leading import change, leading_series
from newsgauge.ui.markdown import escape, marked, underlined
from newsgauge.ui.numbers import format_value
from newsgauge.ui.sparkline import Point, sparkline

HOSTILE = [
    "**粗** _斜_ `码` ~删~", "# 标题", "1. 列表", "- 列表", "> 引文", "[链接](javascript:alert(1))", "![图](x)",
    "<script>alert(1)</script>", "$x^2$ 与 $$y$$", ":tada: :material/delete: :streamlit:", ":red[红] :blue-badge[章]",
    ":shimmer[闪]", "a -> b <- c -- d >= e <= f ~= g", "https://example.com www.example.com a@example.com",
    "| 甲 | 乙 |\n|---|---|", "```\n码\n```", "&nbsp;&#58;", "\\*", "[^1]: 注", "a{foreground=\"red\"}", "===\n---",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_keeps_its_characters_and_no_markup(text):
    safe = escape(text)
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", safe).replace("\u2060", "")
    assert shown == re.sub(r"\s+", " ", text)
    bare = re.sub(r"\\.", "", safe)
    assert not re.search(r"[!-/:-@\[-`{-~]", bare), "every sign is behind a backslash"
    assert "\n" not in safe


def test_shortcodes_pairs_and_addresses_are_broken_up():
    plain = re.sub(r"\\", "", escape(":tada: a->b https://x.y www.x.y a@x.y"))
    assert not re.search(r":tada:|->|://|www\.|a@x", plain)


def test_the_number_is_marked_inside_its_sentence():
    text = marked("建成5G基站71.8万个。", 6, 12)
    assert ":red[71\\.8万个]" in text
    assert text.startswith("建成5G基站")
    assert underlined("*7*", "target") == r":violet-background[\*7\*]"


@pytest.mark.parametrize(("changes", "zh", "en"), [
    ({}, "≥115万个", "≥1.15M"),
    ({"qualifier": "exact", "measure": "growth", "value": 3.2, "unit": "%"}, "+3.2%", "+3.2%"),
    ({"qualifier": "exact", "measure": "growth", "value": -80.0, "unit": "%"}, "-80%", "-80%"),
    ({"qualifier": "over", "measure": "growth", "value": -20.0, "unit": "%"}, "≤-20%", "≤-20%"),
    ({"qualifier": "under", "measure": "growth", "value": -20.0, "unit": "%"}, "≥-20%", "≥-20%"),
    ({"qualifier": "between", "value": 300.0, "value_max": 500.0, "unit": "家"}, "300–500家", "300–500"),
    ({"qualifier": "about", "value": 1.2e12, "unit": "元"}, "≈1.2万亿元", "≈1.2T CNY"),
    ({"qualifier": "exact", "measure": "share", "value": 0.25, "unit": "比例"}, "25%", "25%"),
    ({"qualifier": "exact", "value": 2711.0, "unit": "座"}, "2,711座", "2,711"),
    ({"qualifier": "exact", "measure": "change", "value": 2.7, "unit": "百分点"}, "+2.7个百分点", "+2.7 pp"),
    ({"concept": "5g_base_stations", "canonical_value": 1.29e6, "value": 1.29e6, "unit": "座"}, "≥129万个", "≥1.29M"),
    ({"concept": "digital_economy_size", "canonical_value": None, "qualifier": "exact", "value": 5.4e12,
      "unit": "美元"}, "5.4万亿美元", "5.4T USD"),
])
def test_numbers_as_a_reader_writes_them(changes, zh, en):
    row = {"value": 1.15e6, "value_max": None, "unit": "个", "qualifier": "over", "measure": "level"} | changes
    assert format_value(row, "zh") == zh
    assert format_value(row, "en").startswith(en)


def _rows(*rows: dict) -> list[dict]:
    base = {"concept": "5g_base_stations", "entity": "全国", "entity_kind": "region", "measure": "level", "unit": "个",
            "status": "actual", "comparison": "", "qualifier": "exact", "article_date": "2023-01-01", "statements": 3,
            "documents": 2}
    return [base | dict.fromkeys(("period_start", "period_end"), pd.Timestamp(row["period"])) | row for row in rows]


def test_a_target_lies_ahead_of_the_latest_number():
    series = leading_series(_rows(
        {"period": "2020-12-31", "canonical_value": 7e5}, {"period": "2021-06-30", "canonical_value": 9e5},
        {"period": "2022-12-31", "canonical_value": 2.3e6},
        {"period": "2021-12-31", "canonical_value": 2e6, "status": "target"},
        {"period": "2025-12-31", "canonical_value": 4e6, "status": "target"}))
    assert series.latest["canonical_value"] == 2.3e6
    assert series.change.since["canonical_value"] == 9e5
    assert series.target["canonical_value"] == 4e6
    assert [point.status for point in series.history] == ["actual", "actual", "actual", "target"]


def test_the_target_of_a_longer_time_is_told_and_not_drawn():
    years = [{"period": f"{year}-12-31", "period_start": pd.Timestamp(f"{year}-01-01"), "canonical_value": 1e13 * year,
              "concept": "gdp"} for year in (2020, 2021, 2022)]
    plan = {"period": "2025-12-31", "period_start": pd.Timestamp("2021-01-01"), "canonical_value": 6e14,
            "status": "target", "concept": "gdp"}
    series = leading_series(_rows(*years, plan))
    assert series.target["canonical_value"] == 6e14
    assert [point.status for point in series.history] == ["actual"] * 3


def test_two_numbers_are_no_line():
    series = leading_series(_rows({"period": "2020-12-31", "canonical_value": 7e5},
                                  {"period": "2022-12-31", "canonical_value": 2.3e6}))
    assert series.history == []
    assert series.change.amount == pytest.approx(2.3 / 0.7 - 1)


@pytest.mark.parametrize(("before", "now", "sign"), [
    ({}, {"qualifier": "over"}, "≥"),                                           # 39.2万亿, 超过50万亿
    ({"qualifier": "under"}, {}, "≥"),
    ({"qualifier": "about"}, {}, "≈"),
    ({}, {"qualifier": "under"}, None),                                         # it may have risen, or not
    ({"qualifier": "over"}, {"qualifier": "over"}, None),
    ({}, {"canonical_value": 1500.0}, None),                                    # more than tenfold: of another thing
    ({"period_start": pd.Timestamp("1980-01-01")}, {}, None),                   # a decade is no point in time
    ({"canonical_value": 100.0}, {}, None),
    ({"concept": "fine"}, {"concept": "fine"}, None),                           # one fine is not the next
])
def test_change_is_told_between_numbers_that_compare(before, now, sign):
    rows = _rows({"period": "2020-12-31", "canonical_value": 100.0} | before,
                 {"period": "2022-12-31", "canonical_value": 150.0} | now)
    if before.get("canonical_value"):
        rows[1]["canonical_value"] = 100.0
    found = change(*rows)
    assert (found and found.sign) == sign


def test_a_deeper_loss_is_a_fall():
    found = change(*_rows({"period": "2020-12-31", "canonical_value": -100.0},
                          {"period": "2022-12-31", "canonical_value": -150.0, "qualifier": "over"}))
    assert (found.amount, found.sign) == (-0.5, "≥")         # by at least half


def test_the_change_of_a_percentage_is_in_points():
    found = change(*_rows({"period": "2020-12-31", "canonical_value": 38.6, "concept": "digital_economy_share_of_gdp",
                           "measure": "share", "unit": "%"},
                          {"period": "2022-12-31", "canonical_value": 41.5, "concept": "digital_economy_share_of_gdp",
                           "measure": "share", "unit": "%"}))
    assert found.points
    assert found.amount == pytest.approx(2.9)


def test_plans_alone_make_no_series():
    assert leading_series(_rows({"period": "2025-12-31", "canonical_value": 4e6, "status": "target"})) is None


def test_years_far_from_all_others_are_no_end_of_the_slider():
    def years(**counts):
        return year_span(pd.DataFrame({"value": [int(year[1:]) for year in counts], "count": list(counts.values())}))

    assert years(y1974=1, y2019=90, y2025=40, y2100=1) == ((2019, 2025), (1974, 2100))
    assert years(y1974=10, y2019=90) == ((1974, 2019), (1974, 2019)), "a tenth of the numbers is no exception"
    assert years(y2019=1, y2025=200) == ((2019, 2025), (2019, 2025))
    assert years() is None


@pytest.mark.parametrize(("parameters", "words"), [
    ({"power": 4, "spread": 9999.0}, {"power": "4", "spread": "999900%", "times": "1万"}),
    ({"low": 1.0, "high": 2e7, "unit": "个", "spread": 0.0}, {"bounds": "1–2,000万 · 个"}),
    ({"first_words": "企业", "second_words": ""}, {"first_words": "“企业”", "second_words": "没有这样的词"}),
])
def test_reasons_are_told_in_words(parameters, words):
    group = {"parameters": parameters, "unit": "个", "low": 1.0, "high": 2.0}
    assert _parameters(group).items() >= words.items()


def test_percentages_are_points_apart():
    group = {"parameters": {"spread": 0.0104}, "unit": "%", "low": 9.6, "high": 9.7}
    assert _parameters(group) == {"spread": "0.1个百分点"}


def test_sparkline_draws_a_mark_for_each_point():
    picture = sparkline([Point(1, 2.0, "actual"), Point(5, 3.0, "actual"), Point(9, 4.0, "target")], "dark")
    assert picture.count("<circle") == 3
    assert "stroke-dasharray" in picture
