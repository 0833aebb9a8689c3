"""What codes are called in the language of this run: topics, regions, documents, concepts, statuses, times."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newsgauge.concepts import load_concepts
from newsgauge.regions import display_name
from newsgauge.ui import data
from newsgauge.ui.language import language, say

_HALF_OR_QUARTER = re.compile(r"(\d{4})-([HQ])(\d)")
_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


def topic(value: str) -> str:
    """The name of a topic; the topic's own name is Chinese."""
    return say(f"topic.{value}")


def status(value: str) -> str:
    """已达成, planned, forecast …"""
    return say(f"status.{value}")


def concept(value: str) -> str:
    """The name of a concept of the catalogue, or the code where the catalogue no longer has it."""
    found = load_concepts().get(value)
    return getattr(found, f"name_{language()}") if found else value


def region(code: str) -> str:
    """The name of a region."""
    return display_name(code, language()) or code


def document(document_id: str) -> str:
    """The title of a document."""
    return data.document_titles().get(document_id, document_id)


def period(value: str) -> str:
    """A period as the language writes it: 2021年6月, 2021年上半年, Jan–Sep …; codes otherwise as they are."""
    if not value:
        return ""
    if "/" in value:
        return "–".join(period(part) for part in value.split("/", 1))
    if match := _HALF_OR_QUARTER.fullmatch(value):
        return say(f"period.{match[2]}{match[3]}", year=match[1])
    if match := _DAY.fullmatch(value):
        year, month, day = match.groups()
        name = say(f"period.month_{int(month)}")
        return say("period.day", year=year, month=name, day=int(day)) if day else say(
            "period.month", year=year, month=name)
    return say("period.year", year=value) if value.isdigit() else value


def join(names: Iterable[str]) -> str:
    """Names in a row: 甲、乙, or "a, b"; of more than three the rest is counted."""
    found = list(names)
    shown = say("format.comma").join(found[:3])
    return shown if len(found) <= 3 else say("format.more", shown=shown, count=len(found))
