"""Axes as readers expect them: 万 and 亿 in Chinese, K, M and B in English, years and months as words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from newsgauge.charts.text import say
from newsgauge.model import Language
from newsgauge.units import unit_info

# From which value on, by what factor, under what name: English writes thousands out up to ten of them.
_SCALES: dict[str, tuple[tuple[float, float, str], ...]] = {
    "zh": ((1e12, 1e12, "万亿"), (1e8, 1e8, "亿"), (1e4, 1e4, "万")),
    "en": ((1e12, 1e12, "T"), (1e9, 1e9, "B"), (1e6, 1e6, "M"), (1e4, 1e3, "K")),
}
PERCENT = ("%", "％", "percent")
POINTS = ("百分点", "个百分点", "pp")


def scale_for(value: float, language: Language) -> tuple[float, str]:
    """Factor and name of the largest scale that `value` fills, (1e4, "万") for 71,800.

    >>> scale_for(718_000, "zh"), scale_for(718_000, "en"), scale_for(2_711, "en")
    ((10000.0, '万'), (1000.0, 'K'), (1.0, ''))
    """
    return next(((factor, name) for least, factor, name in _SCALES[language] if abs(value) >= least), (1.0, ""))


def unit_name(unit: str, language: Language) -> str:
    """A unit as readers of `language` know it; in English "" for the counters (个, 座, 家) that it does without.

    >>> unit_name("元", "zh"), unit_name("元", "en"), unit_name("座", "en")
    ('元', 'CNY', '')
    """
    if language == "zh" or not unit:
        return unit
    known = unit_info(unit)
    return known.symbol or ("" if known.dimension == "count" else unit)


def plain_number(value: float, digits: int = 5) -> str:
    """`value` with `digits` significant digits, thousands parted, no exponent and no trailing zeros.

    >>> plain_number(3710.8), plain_number(1 / 3), plain_number(12_345_678)
    ('3,710.8', '0.33333', '12,345,678')
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "–"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_number(value: float, language: Language, unit: str = "", digits: int = 5) -> str:
    """`value` as read aloud, in the scales of `language`, with "%" or percentage points but no other unit.

    >>> format_number(1_290_000, "zh"), format_number(1_290_000, "en"), format_number(41.5, "zh", "%")
    ('129万', '1.29M', '41.5%')
    >>> format_number(2.7, "zh", "百分点"), format_number(2.7, "en", "百分点")
    ('2.7个百分点', '2.7 pp')
    """
    if unit in PERCENT:
        return f"{plain_number(value, digits)}%"
    if unit in POINTS:
        return plain_number(value, digits) + ("个百分点" if language == "zh" else " pp")
    factor, name = scale_for(value, language)
    return f"{plain_number(value / factor, digits)}{name}"


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """About `count` round values from at or below `low` to at or above `high`.

    >>> nice_ticks(0, 129)
    [0.0, 50.0, 100.0, 150.0]
    """
    if high <= low:
        high = low + (abs(low) or 1.0)
    raw = (high - low) / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


def number_axis(values: Sequence[float], language: Language, unit: str = "", *, count: int = 5,
                zero: bool = True) -> dict:
    """The plotly axis settings for `values`: range, ticks and their texts in one scale of `language`."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    ticks = nice_ticks(low, high, count)
    factor, name = scale_for(max(abs(ticks[0]), abs(ticks[-1])), language)
    if unit in (*PERCENT, *POINTS):
        factor, name = 1.0, "%" if unit in PERCENT else ""
    texts = [plain_number(tick / factor) + (name if tick or name == "%" else "") for tick in ticks]
    headroom = high + 0.07 * (high - low)           # marks and labels at the top stay inside
    return dict(tickmode="array", tickvals=ticks, ticktext=texts, range=[ticks[0], max(ticks[-1], headroom)])


def time_axis(first: date, last: date, language: Language, *, room: float, whole_years: bool = False) -> dict:
    """The plotly axis settings for the years from `first` to `last`, in years or months, as many as `room` holds.

    Where all is of `whole_years`, no months are named. A label stands in the middle of the year or month it names.
    """
    years = range(first.year, last.year + 1)
    step = next((s for s in (1, 2, 3, 4, 6) if len(years) * 12 / s * 62 <= room), 12)
    if whole_years or len(years) > 2 or step == 12:
        every = max(1, math.ceil(len(years) * 58 / max(room, 1)))
        ticks = {date(year, 7, 2): say("axis", "year", language, year=year) for year in years[::every]}
    else:
        ticks = {date(year, month, 15): f"{year}-{month:02d}" for year in years for month in range(1, 13, step)}
    return dict(tickmode="array", tickvals=[day.isoformat() for day in ticks], ticktext=list(ticks.values()),
                range=[date(first.year, 1, 1).isoformat(), date(last.year + 1, 1, 1).isoformat()], type="date",
                showgrid=False, showline=True)
