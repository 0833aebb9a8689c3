"""An observation's number as a page writes it: mark, number in 万 or K, unit, and the line beneath it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from newsgauge.charts.axes import PERCENT, POINTS, format_number, unit_name
from newsgauge.charts.marks import CORRECTED, number_signs
from newsgauge.concepts import canonical_unit
from newsgauge.model import Language
from newsgauge.ui import labels
from newsgauge.ui.language import language, say
from newsgauge.ui.markdown import STATUS_MARKS, escape

_FRACTION = "比例"                 # 四分之一 is 0.25比例: shown as 25%


def format_parts(observation: Mapping[str, object], language: Language) -> tuple[str, str]:
    """Number and unit of an observation's row: with ※ ≥ ≤ ≈, both ends of a range, and the sign of a growth.

    Of a concept it is the number in the concept's unit, so that its statements read alike (座 and 个, 万吨 and 吨); of
    all else, and of a currency that is not the concept's, as printed.

    >>> format_parts({"value": 8000, "value_max": None, "unit": "个", "qualifier": "over", "measure": "level"}, "zh")
    ('≥8,000', '个')
    """
    unit = observation["unit"] or ""
    value, value_max = observation["value"], observation["value_max"]
    if observation.get("concept") and pd.notna(observation.get("canonical_value")):
        unit = canonical_unit(observation["concept"], observation["measure"], unit)
        value, value_max = observation["canonical_value"], observation.get("canonical_value_max")
    number = _number(value, language, unit)
    if value_max is not None and pd.notna(value_max):
        number = f"{number}–{_number(value_max, language, unit)}"
    elif observation["measure"] in ("growth", "change") and value > 0:
        number = f"+{number}"
    return number_signs(observation, value) + number, _unit(unit, language)


def _number(value: float, language: Language, unit: str) -> str:
    """Shortened by 万 or K, in per cent where it is a fraction."""
    return format_number(value * 100, language, "%") if unit == _FRACTION else format_number(value, language, unit)


def _unit(unit: str, language: Language) -> str:
    """The unit where the number does not say it."""
    return "" if unit in (_FRACTION, *PERCENT, *POINTS) else unit_name(unit, language)


def format_value(observation: Mapping[str, object], language: Language) -> str:
    """Number and unit in one string.

    >>> format_value({"value": 3.2, "value_max": None, "unit": "%", "qualifier": "exact", "measure": "growth"}, "en")
    '+3.2%'
    """
    number, unit = format_parts(observation, language)
    return f"{number} {unit}" if language == "en" and unit else f"{number}{unit}"


def heading(observation: Mapping[str, object], *, red: bool = False) -> str:
    """The number with its mark, large, and its unit, small, as a markdown heading; red for the one looked at, struck
    through if a reader has rejected it."""
    value, unit = (escape(part) for part in format_parts(observation, language()))
    if observation.get("rejected"):
        value = f"~~:gray[{value}]~~"
    elif red:
        value = f":red[{value}]"
    return f"### {value}" + (f" :small[{unit}]" if unit else "")


def caption(observation: Mapping[str, object], *, whose: bool = True) -> str:
    """Whose (unless said elsewhere) and when, after the mark of the status; what is not actual, and what a reader has
    corrected or rejected, is said in a word."""
    status = observation["status"]
    return f"{STATUS_MARKS[status]} " + labels.row(
        labels.entity(observation) if whose else "", labels.period(observation["period"]),
        labels.status(status) if status != "actual" else "",
        f"{CORRECTED} {say('judge.corrected')}" if observation.get("corrected") else "",
        say("judge.told_reject") if observation.get("rejected") else "")
