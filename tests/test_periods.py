"""Times are found whole and resolved from the reference date; the phrases stand in cases/periods.toml."""

import random
import tomllib
from datetime import date
from pathlib import Path

import pytest
from stopwatch import processor_seconds

from newsgauge.extract.dates import bounds, join_periods, normalise, period_label
from newsgauge.extract.periods import find_times
from newsgauge.model import TimeExpression

CASES = tomllib.loads((Path(__file__).parent / "cases" / "periods.toml").read_text(encoding="utf-8"))


def phrases(table: str, value: str):
    return [pytest.param(case, text, id=f"{case[value]} {text}") for case in CASES[table] for text in case["texts"]]


@pytest.mark.parametrize(("case", "phrase"), phrases("case", "period"))
def test_phrase_names_one_period(case, phrase):
    text = case.get("before", "") + phrase + case.get("after", "")
    found = find_times(text, case["reference"])
    assert [(time.text, time.period) for time in found] == [(phrase, case["period"])]


@pytest.mark.parametrize("case", CASES["sentence"], ids=lambda case: case["text"][:30])
def test_sentence_gives_its_times_in_order(case):
    found = find_times(case["text"], case["reference"])
    assert [[time.text, time.period] for time in found] == case["times"]


@pytest.mark.parametrize("case", [
    pytest.param(case, marks=pytest.mark.xfail(strict=True, reason=case["why"]), id=case["text"])
    for case in CASES["gap"]
])
def test_known_gap(case):
    assert [[time.text, time.period] for time in find_times(case["text"], case["reference"])] == case["times"]


@pytest.mark.parametrize(("case", "text"), phrases("rule", "rule"))
def test_rule_is_named(case, text):
    assert [time.rule for time in find_times(text, case["reference"])] == [case["rule"]]


@pytest.mark.parametrize("text", CASES["negative"]["texts"])
def test_what_is_no_time_gives_none(text):
    assert find_times(text, CASES["negative"]["reference"]) == []


@pytest.mark.parametrize(("case", "text"), phrases("horizon", "horizon"))
def test_horizon_lies_ahead(case, text):
    assert [time.horizon for time in find_times(text, case["reference"])] == [case["horizon"]]


@pytest.mark.parametrize(("case", "text"), phrases("source", "source"))
def test_source_says_whether_the_year_is_printed(case, text):
    assert [time.source for time in find_times(text, case["reference"])] == [case["source"]]


def check_invariants(text: str, found: list[TimeExpression]) -> None:
    end = 0
    for expression in found:
        assert end <= expression.start < expression.end <= len(text)
        assert expression.text == text[expression.start:expression.end]
        assert expression.period == "" or bounds(expression.period) is not None
        assert expression.rule
        end = expression.end


PIECES = CASES["mixture"]["words"] + list(CASES["mixture"]["characters"]) + ["\n"]


def test_any_mixture_of_time_words_keeps_the_invariants():
    generator = random.Random(7)
    for reference in ("2021-11-25", "2021-11", "", "2024-02-29", "2020-12-31", "2021-01-01", "not a date"):
        for _ in range(150):
            text = "".join(generator.choices(PIECES, k=generator.randint(1, 40)))
            check_invariants(text, find_times(text, reference))


@pytest.mark.parametrize("piece", CASES["hostile"]["pieces"])
def test_time_grows_no_faster_than_the_text(piece):
    def seconds(size: int) -> float:
        text = (piece * (size // len(piece) + 1))[:size]
        return processor_seconds(find_times, text, "2021-11-25")

    check_invariants(piece * 50, find_times(piece * 50, "2021-11-25"))
    small, large = seconds(5_000), seconds(20_000)
    assert large < 3 * 4 * small + 0.1


def test_one_megabyte_of_hostile_text_is_read_in_seconds():
    text = "".join(random.Random(3).choices("0123456789年月日—至一十季", k=1_000_000))
    assert processor_seconds(find_times, text, "2021-11-25") < 10


@pytest.mark.parametrize(("period", "first", "last"), [
    ("2022", "2022-01-01", "2022-12-31"),
    ("2020-02", "2020-02-01", "2020-02-29"),
    ("2021-11-21", "2021-11-21", "2021-11-21"),
    ("2021-H1", "2021-01-01", "2021-06-30"),
    ("2021-H2", "2021-07-01", "2021-12-31"),
    ("2021-Q3", "2021-07-01", "2021-09-30"),
    ("2019/2022", "2019-01-01", "2022-12-31"),
    ("2021-01/2021-09", "2021-01-01", "2021-09-30"),
    ("2021-10-29/2021-11-11", "2021-10-29", "2021-11-11"),
    ("1701/1800", "1701-01-01", "1800-12-31"),
])
def test_bounds_are_the_first_and_last_day(period, first, last):
    assert bounds(period) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("period", ["", "2021-13", "2021-02-30", "2021-Q5", "2022/2019", "年", "0000", "/"])
def test_what_is_no_period_has_no_bounds(period):
    assert bounds(period) is None


@pytest.mark.parametrize(("period", "chinese", "english"), [
    ("2022", "2022年", "2022"),
    ("2021-06", "2021年6月", "Jun 2021"),
    ("2021-11-21", "2021年11月21日", "21 Nov 2021"),
    ("2021-H1", "2021年上半年", "H1 2021"),
    ("2021-H2", "2021年下半年", "H2 2021"),
    ("2021-Q3", "2021年第三季度", "Q3 2021"),
    ("2019/2022", "2019—2022年", "2019–2022"),
    ("2021-01/2021-09", "2021年1—9月", "Jan–Sep 2021"),
    ("2019-06/2021-06", "2019年6月—2021年6月", "Jun 2019–Jun 2021"),
    ("2021-10-29/2021-11-11", "2021年10月29日—11月11日", "29 Oct–11 Nov 2021"),
    ("", "", ""),
])
def test_label_in_both_languages(period, chinese, english):
    assert (period_label(period, "zh"), period_label(period, "en")) == (chinese, english)


def test_periods_of_the_same_days_are_the_same():
    assert normalise("2021-01/2021-12") == "2021"
    assert normalise("2021-07/2021-09") == "2021-Q3"
    assert normalise("2021-01/2021-09") == "2021-01/2021-09"
    assert join_periods("2021-Q2", "2021-Q3") == "2021-04/2021-09"
