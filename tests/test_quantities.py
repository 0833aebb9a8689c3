"""Quantities against the tables in tests/cases, and what must hold for every text."""

import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stopwatch import processor_seconds

from newsgauge.extract.quantities import find_quantities
from newsgauge.units import unit_info

FOLDER = Path(__file__).with_name("cases")
CASES = tomllib.loads(FOLDER.joinpath("quantities.toml").read_text(encoding="utf-8"))
NEGATIVES = tomllib.loads(FOLDER.joinpath("not_quantities.toml").read_text(encoding="utf-8"))["none"]


def known(case, text):
    """The phrase, expected to fail where the case names it as a gap."""
    gap = text in case.get("gaps", ())
    return pytest.param(case, text, id=text, marks=[pytest.mark.xfail(strict=True, reason="known gap")] if gap else [])


def read(text):
    return [(text[q.start:q.end], q.value, q.value_max, q.unit, q.qualifier) for q in find_quantities(text)]


def expected(line):
    surface, value, unit, qualifier = (part.strip() for part in line.split("|"))
    low, _, high = value.partition("..")
    return (surface, pytest.approx(float(low), rel=1e-9), pytest.approx(float(high), rel=1e-9) if high else None, unit,
            qualifier)


@pytest.mark.parametrize(("case", "text"), [known(case, text) for case in CASES["case"] for text in case["texts"]])
def test_phrase_is_one_quantity(case, text):
    high = case.get("value_max")
    assert read(case.get("before", "") + text) == [
        (text, pytest.approx(case["value"], rel=1e-9), high and pytest.approx(high, rel=1e-9), case["unit"],
         case.get("qualifier", "exact"))]


@pytest.mark.parametrize("case", CASES["sentence"], ids=lambda case: case["text"][:20])
def test_sentence(case):
    assert read(case["text"]) == [expected(line) for line in case["quantities"]]


@pytest.mark.parametrize(("case", "text"), [known(case, text) for case in NEGATIVES for text in case["texts"]])
def test_what_is_none(case, text):
    assert read(text) == [], case["why"]
    assert read(f"据介绍，{text}。") == [], case["why"]


PIECES = """
    超过 约 近 第 每 1 2.5 2023 10 300 5G 万 亿 千 百 十 三 分之 成 % 个 元 家 年 月 日 小时 以上 左右 多 余 - — 至 /
    + ± < ¥ ， 。 、 和 “ ” 翻番 一半 半 倍 PUE 台（套） : . 零下 占 的
""".split() + [" ", "\n"]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=80))
def test_spans_are_in_order_and_inside(text):
    end = 0
    for quantity in find_quantities(text):
        assert end <= quantity.start <= quantity.number_start < quantity.number_end <= quantity.end <= len(text)
        assert quantity.value_max is None or quantity.value <= quantity.value_max
        assert (quantity.qualifier == "between") == (quantity.value_max is not None)
        assert abs(quantity.value) < 1e30
        assert unit_info(quantity.unit).factor > 0
        end = quantity.end


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_same_answer_twice_and_with_a_paragraph_before(text):
    first = read(text)
    assert read(text) == first
    assert read("据悉。\n" + text) == first


HOSTILE = """
    1 9. 1,000 ( （1 之 分之 三分之 % 5% 元 万亿 亿万 百千万亿 十 1- 1— 1~2~ 1/ 1、 1和2 一二三 点 一点 台（ 1个 5个个
    约 超过 不超过 + - ±1 1: 1:2: 翻 翻了 2023年 2023年至 1月 1日、 3小时 第1、 A1 a ￥ 零下 占 1/2 1= 公里/ 1公里/
    1.2.3. “1”
""".split() + ["12 ", "\n1"]


def seconds(text):
    return processor_seconds(find_quantities, text)


@pytest.mark.parametrize("piece", HOSTILE, ids=repr)
def test_hostile_lines_take_linear_time(piece):
    """A line eight times as long takes about eight times as long, not sixty-four times."""
    short, long = (piece * (size // len(piece)) for size in (2**11, 2**14))
    assert seconds(long) < 24 * max(seconds(short), 0.003)


@pytest.mark.parametrize("piece", "1 ( （ 之 分之 % 元 万亿 百 一 超过 台（套） 公里/ a1 翻了".split(), ids=repr)
def test_a_hostile_line_of_a_megabyte(piece):
    assert seconds(piece * (2**20 // len(piece))) < 20


def test_a_long_line_of_mixed_pieces():
    chooser = random.Random(7)
    assert seconds("".join(chooser.choice(PIECES + HOSTILE) for _ in range(50_000))) < 10


def test_rules_are_named():
    assert find_quantities("超过8000个")[0].rules == ("number in digits", "qualifier before the number")
