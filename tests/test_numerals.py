"""Numerals against the table tests/cases/numerals.toml, and their properties."""

import contextlib
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgauge.extract.numerals import arabic_value, parse_chinese, plain_digits
from newsgauge.extract.quantities import find_quantities

CASES = tomllib.loads(Path(__file__).with_name("cases").joinpath("numerals.toml").read_text(encoding="utf-8"))
DIGITS = "零一二三四五六七八九"


def spell(number: int) -> str:
    """The number below 10^16 in Chinese, written independently of the parser."""
    if number >= 10**8:
        rest = number % 10**8
        return spell(number // 10**8) + "亿" + ("零" if 0 < rest < 10**7 else "") + (spell(rest) if rest else "")
    if number >= 10**4:
        rest = number % 10**4
        return spell(number // 10**4) + "万" + ("零" if 0 < rest < 10**3 else "") + (spell(rest) if rest else "")
    for place, sign in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= place:
            rest = number % place
            gap = "零" if 0 < rest < place // 10 else ""
            return DIGITS[number // place] + sign + gap + (spell(rest) if rest else "")
    return DIGITS[number]


def read(text):
    """The values of the quantities in a sentence with the numeral, before a unit and at its end; per cent as a part."""
    for sentence in (f"共有{text}个。", f"占{text}。", f"收入{text}元。"):
        yield [one.value / 100 if one.unit == "%" else one.value for one in find_quantities(sentence)]


@pytest.mark.parametrize(("value", "text"), [(case["value"], text) for case in CASES["case"] for text in case["texts"]],
                         ids=lambda part: str(part))
def test_value(value, text):
    assert [pytest.approx(value, rel=1e-12)] in list(read(text))


@pytest.mark.parametrize(("low", "high", "text"),
                         [(case["low"], case["high"], text) for case in CASES["pair"] for text in case["texts"]],
                         ids=lambda part: str(part))
def test_two_numbers_in_one_word(low, high, text):
    assert parse_chinese(text) == (low, high)
    assert [(one.value, one.value_max) for one in find_quantities(f"共有{text}个。")] == [(low, high)]


@pytest.mark.parametrize("text", [text for case in CASES["none"] for text in case["texts"]])
def test_what_is_no_numeral_is_none(text):
    assert list(read(text)) == [[], [], []]


@given(st.integers(min_value=1, max_value=10**15))
def test_every_spelled_number_is_read_back(number):
    assert parse_chinese(spell(number)) == (float(number), None)


@given(st.integers(min_value=1, max_value=10**12))
def test_separators_and_full_width_change_nothing(number):
    wide = "".join(chr(ord(sign) - ord("0") + ord("０")) if sign.isdecimal() else sign for sign in f"{number:,}")
    assert [one.value for form in (f"{number:,}", wide) for one in find_quantities(f"收入{form}元。")] == [number] * 2


@given(st.text(max_size=30))
def test_any_text_is_a_numeral_or_a_value_error(text):
    with contextlib.suppress(ValueError):
        low, high = parse_chinese(text)
        assert isinstance(low, float)
        assert high is None or high > low


@given(st.text(max_size=40))
def test_plain_digits_keeps_the_length(text):
    assert len(plain_digits(text)) == len(text)


def test_products_are_exact():
    assert arabic_value("3.17", 10**12) == 3170000000000
    assert arabic_value("0.1", 10**8) == 10**7
