"""A statement of a number as an interval, and what it is a statement of.

A statement's number is read as an interval: an exact number is as wide as its last printed digit (39.2万亿 is 39.15 to
39.25), 超 and 以上 begin at the number and are open above, 不足 ends there and is open below, 近 reaches 10 % under, 约
5 % either way, 多 and 余 to the next digit (200余 is 200 to 300). This is interval arithmetic (Moore, Interval
Analysis, 1966), with the reading of Chinese qualifiers of the gold's rules.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date

import pandas as pd

from newsgauge.concepts import Concept, canonical_unit, counted_as, load_concepts, phrase_key, plausibility, yearly
from newsgauge.units import in_base_unit

COLUMNS = ("observation_id", "document_id", "article_id", "concept", "indicator", "entity", "entity_kind",
            "region_code", "period", "period_source", "period_start", "period_end", "measure", "status", "value",
            "value_max", "unit", "qualifier", "canonical_value", "canonical_value_max", "text", "clause", "sentence",
            "mark_start", "comparison", "article_date")          # what is read of a row of Store.observations
_DIGITS = re.compile(r"(\d[\d,，]*)(?:\.(\d+))?")


@dataclass(frozen=True, slots=True)
class Statement:
    """A row of the frame, its number in `unit` as an interval; `near_*` is what a reader takes a bound to mean."""

    row: tuple
    number: float
    upper: float                       # of a range; else the number
    low: float
    high: float
    near_low: float
    near_high: float
    unit: str

    @property
    def id(self) -> str:
        return self.row.observation_id

    @property
    def concept(self) -> Concept | None:
        return load_concepts().get(self.row.concept)

    @property
    def whose(self) -> str:
        """The code of the region that the number is of, else the name of what it is of."""
        row = self.row
        return row.region_code if row.entity_kind == "region" and row.region_code else row.entity

    @property
    def day(self) -> date | None:
        """The last day of the time it is of."""
        return _day(self.row.period_end)

    @property
    def is_stock(self) -> bool:
        """Whether it holds at one moment: no flow, and no growth."""
        concept, measure = self.concept, self.row.measure
        if measure in ("growth", "change"):
            return False
        return measure in ("share", "ratio") or concept is None or concept.kind != "flow"

    @property
    def is_level(self) -> bool:
        """Whether it tells how much there is: neither planned nor foreseen, neither a growth nor a share."""
        return self.row.measure == "level" and self.row.status == "actual"

    @property
    def is_implausible(self) -> bool:
        row = self.row
        return bool(plausibility(row.concept, _number(row.canonical_value), row.measure))

    @property
    def value(self) -> tuple[str, str, str]:
        """What it says, in figures that are alike where the values are: 3公里 and 3000米."""
        return f"{self.number:.12g}", f"{self.upper:.12g}", self.unit

    @property
    def digits(self) -> int:
        """How many digits are printed, without the zeros around them."""
        match = _DIGITS.search(self.row.text)
        return len((_without_commas(match[1]) + (match[2] or "")).strip("0")) if match else 0

    @property
    def step(self) -> float:
        """The place of the last printed digit that is not 0: 100 for 3200."""
        return _grain(self.row.text, self.number)[1]

    def thing(self) -> tuple:
        """What it is a statement of, but for the time."""
        row = self.row
        about = row.concept or f"~{phrase_key(row.indicator)}"
        compared = row.comparison if row.measure in ("growth", "change") and row.comparison not in yearly() else ""
        counted = counted_as(row) if row.measure == "level" else ""
        if counted == "total" and not self.is_stock and "累计" in row.indicator + row.clause:
            counted = "cumulative"
        return about, self.whose, row.measure, row.status, compared, counted, self.unit

    def moment(self) -> object:
        """What the times of two statements must share to be of one time; None where the time is not known."""
        first, last = _day(self.row.period_start), self.day
        if last is None:
            return None
        return (last.year, last.month) if self.row.status == "target" or self.is_stock else (first, last)


def read_statements(frame: pd.DataFrame) -> list[Statement]:
    """The statement of each row of a frame (columns as the store's); ValueError where a column is missing."""
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise ValueError(f"the frame lacks {', '.join(missing)}; take it from Store.observations")
    return [_statement(row) for row in frame[list(COLUMNS)].itertuples(index=False, name="Row")]


def _statement(row: tuple) -> Statement:
    number, upper, unit = _numbers(row)
    if upper is not None and number * upper < 0:               # from a fall to a rise
        half = _grain(row.text, number)[0]
        low, high = min(number, upper) - half, max(number, upper) + half
        return Statement(row, number, upper, low, high, low, high, unit)
    low, high, near_low, near_high = _interval(row, abs(number), None if upper is None else abs(upper))
    if number < 0:                                             # 下降超过20% lies below -20 %
        low, high, near_low, near_high = -high, -low, -near_high, -near_low
    return Statement(row, number, number if upper is None else upper, low, high, near_low, near_high, unit)


def _numbers(row: tuple) -> tuple[float, float | None, str]:
    """The number, the upper end of a range, and the unit they are compared in."""
    value, upper = _number(row.canonical_value), _number(row.canonical_value_max)
    if value is not None:
        return value, upper, canonical_unit(row.concept, row.measure, row.unit)
    value, unit = in_base_unit(float(row.value), row.unit)
    upper = _number(row.value_max)
    return value, None if upper is None else in_base_unit(upper, row.unit)[0], unit


def _number(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _day(value: object) -> date | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()


def _interval(row: tuple, number: float, upper: float | None) -> tuple[float, float, float, float]:
    """Where a number, given without its sign, can lie, and what a reader takes a bound to mean."""
    half, step = _grain(row.text, number)
    low, high = number - half, number + half
    near_low, near_high = low, high
    if upper is not None:
        low = near_low = min(number, upper) - half
        high = near_high = max(number, upper) + half
    elif row.qualifier == "over":                              # of 200余 and 200多 the next digit is the end
        low = near_low = number
        high, near_high = number + step if "多" in row.text or "余" in row.text else math.inf, number + step
    elif row.qualifier == "under":
        low, near_low = -math.inf, number - step
        high = near_high = number
    elif row.qualifier == "about" and "近" in row.text:         # 近 and 接近 come from below
        low = near_low = 0.9 * number
        high = near_high = number
    elif row.qualifier == "about":
        low = near_low = 0.95 * number
        high = near_high = 1.05 * number
    return low, high, near_low, near_high


def _grain(text: str, number: float) -> tuple[float, float]:
    """Half the last printed digit, and the place of the last digit that is not 0, in the unit of `number`."""
    match = _DIGITS.search(text)
    printed = float(f"{_without_commas(match[1])}.{match[2] or 0}") if match else 0
    if not printed:
        size = 10.0 ** math.floor(math.log10(abs(number))) if number else 1.0
        return size * 0.005, size
    factor = abs(number) / printed
    decimals = len(match[2] or "")
    digits = f"{printed:.{decimals}f}".replace(".", "")
    zeros = len(digits) - len(digits.rstrip("0"))
    return 0.5 * 10.0 ** -decimals * factor, 10.0 ** (zeros - decimals) * factor


def _without_commas(digits: str) -> str:
    return digits.replace(",", "").replace("，", "")
