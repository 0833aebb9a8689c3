"""Numbers as a reader of the language writes them: 1.2万亿 or 1.2T, with the mark of their qualifier."""

from __future__ import annotations

import math
from collections.abc import Mapping

from newsgauge.model import Language

_STEPS: dict[Language, tuple[tuple[float, str], ...]] = {
    "zh": ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")),
    "en": ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e5, "K")),
}
_MARKS = {"over": "≥ ", "under": "≤ ", "about": "≈ "}


def format_number(value: float, language: Language) -> str:
    """`value` shortened by 万, 亿 or K, M, B, at most four significant digits after which nothing is lost silently.

    >>> format_number(1_290_000, "zh"), format_number(1_290_000, "en"), format_number(8000, "zh")
    ('129万', '1.29M', '8,000')
    """
    size = abs(value)
    for step, name in _STEPS[language]:
        if size >= step:
            return _plain(value / step) + name
    return _plain(value)


def _plain(value: float) -> str:
    size = abs(value)
    if size >= 1000 or value == int(value):
        digits = 0 if value == int(value) else 1
    else:
        digits = 3 - max(0, int(math.log10(size))) if size >= 1 else 4
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_value(observation: Mapping[str, object], language: Language) -> str:
    """Value and unit of an observation's row, with ≥ ≤ ≈, the two ends of a range, and the sign of a growth.

    >>> format_value({"value": 8000, "value_max": None, "unit": "个", "qualifier": "over", "measure": "level"}, "zh")
    '≥ 8,000个'
    """
    value, value_max = observation["value"], observation["value_max"]
    number = format_number(value, language)
    if value_max is not None and not math.isnan(value_max):
        number = f"{number}–{format_number(value_max, language)}"
    elif observation["measure"] in ("growth", "change") and value > 0:
        number = f"+{number}"
    unit = observation["unit"] or ""
    gap = " " if language == "en" and unit and not unit.startswith("%") else ""
    return f"{_MARKS.get(observation['qualifier'], '')}{number}{gap}{unit}"
