"""The number as the extractor carries it from its first reading to the decision whether it is a quantity."""

from __future__ import annotations

from dataclasses import dataclass

from newsgauge.units import Unit

CLAUSE_ENDS = "，。；：！？,;\n"


@dataclass(slots=True)
class Reading:
    """A number as first read, before it is known whether it is a quantity and which others it belongs to."""

    start: int                     # with qualifiers, sign and currency
    number_start: int
    number_end: int                # after multiplier and unit
    end: int
    low: float
    high: float | None = None
    unit: Unit | None = None
    name: str = ""                 # the unit as reported
    qualifier: str = "exact"
    printed: float = 0.0           # the number before its multiplier
    multiplier: int = 1
    chinese: bool = False
    decimal: bool = False
    kind: str = "number"           # number, share, multiple, ratio
    bare: bool = False             # a multiplier without digits: 百, 万亿
    dash: bool = False             # "-" stands before the number: a sign, or the middle of a range
    blocked: bool = False          # its surroundings show that it is none
    measured: bool = False         # a time that changes into another one: 从3天增加到10天
    ordinal: bool = False          # 第 stands before it, or before the list it is in
    currency: bool = False
    suffixed: bool = False         # a qualifier stands after the number
    rules: tuple[str, ...] = ()
