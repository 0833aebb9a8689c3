"""What codes are called in the language of this run: topics, regions, documents, concepts, statuses, times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from newsgauge.charts.marks import place_name
from newsgauge.charts.text import period_text
from newsgauge.concepts import load_concepts
from newsgauge.model import OTHER_TOPIC, TOPICS
from newsgauge.regions import display_name, get_region
from newsgauge.ui import data
from newsgauge.ui.language import language, say


def topic(value: str) -> str:
    """The name of a topic; the topic's own name is Chinese."""
    return say(f"topic.{value}")


def topic_names() -> dict[str, str]:
    """The names of all topics."""
    return {value: topic(value) for value in (*TOPICS, OTHER_TOPIC)}


def status(value: str) -> str:
    """实际, target, forecast."""
    return say(f"status.{value}")


def concept(value: str) -> str:
    """The name of a concept of the catalogue, or the code where the catalogue no longer has it."""
    found = load_concepts().get(value)
    return found.name(language()) if found else value


def region(code: str) -> str:
    """The name of a region."""
    return display_name(code, language()) or code


def region_in_both(code: str) -> str:
    """The name of a region in both languages, so that a list of them can be searched in either: Shanxi 山西省."""
    names = dict.fromkeys((region(code), display_name(code, "zh"), display_name(code, "en")))
    return " ".join(name for name in names if name)


def entity(statement: Mapping[str, object]) -> str:
    """Whose number it is, of a row with `entity` and `region_code`: a region in the language of this run, all else as
    the text says it."""
    named = get_region(statement["region_code"])
    if named and (not statement["entity"] or statement["entity"] == named.name):
        return region(named.code)
    return place_name(statement["entity"], language())


def document(document_id: str) -> str:
    """The title of a document."""
    return data.document_titles().get(document_id, document_id)


def article(title: str, printed: bool = True) -> str:
    """The title of an article; the first words of one that was printed without show that they go on."""
    return title if printed or title.endswith("…") else f"{title}…"


def period(value: str) -> str:
    """A period in words; "" for none."""
    return period_text(value, language()) if value else ""


def row(*parts: str) -> str:
    """The parts that are not empty, in a row."""
    return " · ".join(part for part in parts if part)


def join(names: Iterable[str]) -> str:
    """Names in a row: 甲、乙, or "a, b"; of more than three the rest is counted."""
    found = list(names)
    shown = say("format.comma").join(found[:3])
    return shown if len(found) <= 3 else say("format.more", shown=shown, count=len(found))
