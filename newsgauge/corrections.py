"""What readers have corrected: an append-only journal beside the shards, applied when reading.

A record names its observation by document hash and span, so it outlives rebuilds and better extractors; it keeps the
row it was made on, so that a correction is not lost even where a later extractor finds nothing. Records of whole
articles, whose `level` is "article", stand in the same journal: see article_corrections.
"""

from __future__ import annotations

import contextlib
import json
import math
import re
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from newsgauge import model
from newsgauge.extract.dates import bounds, normalise, parse_day, period_columns
from newsgauge.regions import find_region, full_name, get_region, region_of_name
from newsgauge.shards import StoreError, append_line, drop_lines, now, read_lines, replace_file

if TYPE_CHECKING:
    from newsgauge.concepts import Concept

FILE = "corrections.jsonl"
ACTIONS = ("change", "reject", "confirm", "reset")
ARTICLE_ACTIONS = ("change", "merge", "split", "reset")
_ACTIONS_OF = {"observation": ACTIONS, "article": ARTICLE_ACTIONS}
ARTICLE_FIELDS = ("title", "date")
CHOICES = {"qualifier": model.QUALIFIERS, "measure": model.MEASURES, "status": model.STATUSES}
_NUMBERS = ("value", "value_max")
_LONGEST_TITLE = 200
_TEXTS = ("unit", "period", "indicator", "entity", "region", "region_code", "concept", "comparison", "attribution")
FIELDS = (*_NUMBERS, *CHOICES, *_TEXTS)      # what can be corrected

Span = tuple[str, int, int]        # document_id, start, end


@dataclass(slots=True)
class Verdict:
    """All that readers have said of one span, folded together."""

    document_id: str
    start: int
    end: int
    changes: dict = field(default_factory=dict)
    rejected: bool = False
    confirmed: bool = False
    reason: str = ""
    time: str = ""
    before: dict = field(default_factory=dict)


def append(home: Path, row: Mapping[str, object], *, action: str = "change",
           changes: Mapping[str, object] | None = None, reason: str = "", span: tuple[int, int] | None = None) -> dict:
    """Record a correction of the observation `row` (with its ids) and return the record.

    `span`: where an earlier verdict on it stands, which this one comes on top of; else where the row is now.
    `action`: change (fields in `changes`), reject, confirm, or reset, which takes back all earlier ones.
    Raises ValueError, naming field and allowed values, for a change that can't be.
    """
    if action not in ACTIONS:
        raise ValueError(f"action {action!r} is not one of {', '.join(ACTIONS)}")
    changes = changes or {}
    unit = str(changes.get("unit", row["unit"]) or "")
    changes = {name: check_change(name, value, unit) for name, value in changes.items()}
    if action == "change" and not changes:
        raise ValueError(f"nothing to change; name at least one of {', '.join(FIELDS)}")
    return record(home, "observation", action, row["document_id"], span or (row["start"], row["end"]),
                  text=row["text"], changes=changes, reason=reason,
                  before={name: _plain(value) for name, value in row.items()})


def record(home: Path, level: str, action: str, document_id: str, span: tuple[int, int], **known: object) -> dict:
    """Append a record about a span of a document to the journal and return it."""
    made = {"id": secrets.token_hex(8), "time": now(), "level": level,
            "action": action, "document_id": document_id, "start": int(span[0]), "end": int(span[1]), **known}
    append_line(home / FILE, made)
    return made


def check_change(name: str, value: object, unit: str = "") -> object:
    """The value as it is stored; ValueError when the field can't be corrected or can't hold it. A number can be written
    as pages show it, in its `unit` or without one.

    >>> check_change("status", "target")
    'target'
    >>> check_change("value", "1200"), check_change("value", "22.8万"), check_change("value", "26%", "比例")
    (1200.0, 228000.0, 0.26)
    """
    if name in CHOICES:
        if value not in CHOICES[name]:
            raise ValueError(f"{name}: {value!r} is not one of {', '.join(CHOICES[name])}")
        return value
    if name in _NUMBERS:
        if name == "value_max" and value in (None, ""):
            return None
        number = value if isinstance(value, float | int) else _read_number(str(value or ""), unit)
        if number is None or not math.isfinite(number):
            advice = "write one such as 12.5, 1,234, 22.8万 or 26%"
            if unit:
                raise ValueError(f"{name}: {value!r} is not a number of {unit}; {advice}")
            raise ValueError(f"{name}: {value!r} is not a number; {advice}")
        return float(number)
    if name not in _TEXTS:
        raise ValueError(f"{name} can't be corrected; these can: {', '.join(FIELDS)}")
    text = " ".join(str(value or "").split())
    if name == "period" and text:
        if bounds(text) is None:
            raise ValueError(f"period: {text!r} is not a time; write 2021, 2021-06, 2021-H1, 2021-Q3 or 2019/2022")
        return normalise(text)
    if name == "concept" and text and not _concept(text):
        raise ValueError(f"concept: {text!r} is not in the catalogue; choose one of concepts.toml or none")
    if name == "region_code" and text and not get_region(text):
        raise ValueError(f"region_code: {text!r} is no code of a region; "
                         "write one of GB/T 2260, CN, WORLD or of ISO 3166")
    return text


def _read_number(text: str, unit: str) -> float | None:
    """The number that someone has written, if it is one of `unit` or of none; None for what says more than a number.

    >>> [_read_number(text, "个") for text in ("1,234", "二十六万", "1.29M", "-2.5万个", "≥3", "3万家", "三四十")]
    [1234.0, 260000.0, 1290000.0, -25000.0, None, None, None]
    """
    from newsgauge.extract.numerals import parse_chinese, plain_digits
    from newsgauge.extract.quantities import find_quantities

    text = plain_digits(text.strip().replace("，", ","))
    if short := re.fullmatch(r"([+-]?\d{1,9}(?:\.\d{1,9})?)([KMBT])", text):     # as English pages write it
        return float(f"{short[1]}e{3 * ('KMBT'.index(short[2]) + 1)}")
    with contextlib.suppress(ValueError):
        return float(re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text))
    with contextlib.suppress(ValueError):
        number, upper = parse_chinese(text)
        return number if upper is None else None
    found = find_quantities(text)
    if len(found) != 1 or found[0].qualifier != "exact" or found[0].value_max is not None \
            or (found[0].start, found[0].end) != (0, len(text)):
        return None
    if (found[0].unit, unit) == ("%", "比例"):       # a fraction is shown in per cent
        return found[0].value / 100
    return found[0].value if found[0].unit in ("", unit) else None


def _concept(concept_id: str) -> Concept | None:
    from newsgauge.concepts import current_id, load_concepts

    return load_concepts().get(current_id(concept_id))


def load(home: Path) -> list[dict]:
    """The records of observations, oldest first."""
    return [record for record in load_journal(home / FILE) if record["level"] == "observation"]


def load_journal(path: Path) -> list[dict]:
    """The records of observations and articles in a file, oldest first; what is no such record is passed over, and so
    is a change that can't be."""
    found = []
    for record in filter(_is_record, map(_levelled, read_lines(path))):
        record["changes"] = dict(_possible(record))
        if record["action"] != "change" or record["changes"]:
            found.append(record)
    return found


def _levelled(record: dict) -> dict:
    return {"level": "observation", "changes": {}, "at": None, "reason": "", "time": "", "before": {},
            **{name: value for name, value in record.items() if value is not None}}


def _is_record(record: Mapping) -> bool:
    """Whether the fields of a record are of the kinds they must be."""
    texts = (record.get(name) for name in ("action", "document_id", "level", "reason", "time"))
    places = (record.get(name) for name in ("start", "end", *(["at"] if record.get("action") == "split" else [])))
    return (all(isinstance(text, str) for text in texts) and all(type(place) is int for place in places)
            and all(isinstance(record[name], dict) for name in ("changes", "before"))
            and record["action"] in _ACTIONS_OF.get(record["level"], ()))


def _checked(record: Mapping, name: str) -> object:
    check = check_change if record["level"] == "observation" else check_article_change
    return check(name, record["changes"][name])


def _possible(record: Mapping) -> Iterator[tuple[str, object]]:
    """The changes of a record that can be."""
    for name in record["changes"]:
        with contextlib.suppress(ValueError):
            yield name, _checked(record, name)


def fold(records: Iterable[Mapping], meant: Mapping[Span, Span] | None = None) -> list[Verdict]:
    """What holds now of each number that has been spoken of.

    `meant`: span of a record → that of the first verdict on the same number, where they differ.
    """
    verdicts: dict[Span, Verdict] = {}
    for record in records:
        key = span_of(record)
        key = (meant or {}).get(key, key)
        if record["action"] == "reset":
            verdicts.pop(key, None)
            continue
        verdict = verdicts.setdefault(key, Verdict(*key))
        if record["action"] == "change":
            verdict.changes.update(record["changes"])
        verdict.rejected = record["action"] == "reject"
        verdict.confirmed = record["action"] == "confirm" or (verdict.confirmed and not verdict.rejected)
        verdict.reason, verdict.time = record["reason"] or verdict.reason, record["time"]
        verdict.before = verdict.before or record["before"]
    return list(verdicts.values())


def span_of(record: Mapping) -> Span:
    """Which place of which document a record is about."""
    return record["document_id"], record["start"], record["end"]


def corrected_row(row: Mapping[str, object], verdict: Verdict, home: tuple[str, str] = ("", "")) -> dict:
    """The observation `row` with the verdict's changes and what follows from them: region, concept, canonical value,
    years. `home`: name and code of the region of its article."""
    changes = verdict.changes
    row = {**row, **changes}
    if "entity" in changes:
        row.update(_whose(row["entity"], home) | changes)
    if "region_code" in changes and "region" not in changes:
        row["region"] = full_name(row["region_code"])
    if "region" in changes and "region_code" not in changes:
        row["region_code"] = getattr(find_region(row["region"]), "code", "")
    if changes.keys() & {"value", "value_max", "unit", "indicator", "measure", "entity", "concept"}:
        row.update(_relink(row, keep_concept="concept" in changes))
    if "period" in changes:
        row.update(period_columns(row["period"]), period_source="explicit" if row["period"] else "none")
    return row


def _whose(entity: str, home: tuple[str, str]) -> dict[str, str]:
    """Kind and region of an entity; one that is no region is of that its name begins with, else of its article's."""
    from newsgauge.extract.names import Memory, find_mentions

    if region := find_region(entity):
        return {"entity_kind": "region", "region": full_name(region.code), "region_code": region.code}
    if region := region_of_name(entity):
        home = full_name(region.code), region.code
    kinds = (mention.kind for mention in find_mentions(entity, Memory()) if mention.end == len(entity))
    return {"entity_kind": next(kinds, ""), "region": home[0], "region_code": home[1]}


def _relink(row: Mapping[str, object], *, keep_concept: bool) -> dict:
    from newsgauge import concepts

    if keep_concept:
        concept = _concept(row["concept"])
        return {"concept": concept.id if concept else ""} | {f"canonical_{name}": concept and concepts.concept_value(
            row[name], row["unit"], row["measure"], concept, row["text"]) for name in _NUMBERS}
    names = model.Observation.__dataclass_fields__
    linked = concepts.link(model.Observation(**{name: row[name] for name in names} | {
        "concept": "", "canonical_value": None, "canonical_value_max": None, "rules": tuple(row["rules"])}))
    return {name: getattr(linked, name) for name in ("concept", "canonical_value", "canonical_value_max")}


def check_article_change(name: str, value: object) -> str:
    """The title or date of an article as it is stored; ValueError when it can't be.

    >>> check_article_change("date", "2023-05-04")
    '2023-05-04'
    """
    text = " ".join(str(value or "").split())
    if name == "title":
        if not text:
            raise ValueError("title is empty; write the words that stand over the article")
        return text[:_LONGEST_TITLE]
    if name != "date":
        raise ValueError(f"{name} of an article can't be corrected; these can: {', '.join(ARTICLE_FIELDS)}")
    return parse_day(text)


def forget(home: Path, documents: Collection[str]) -> None:
    """Delete all records of documents, given by their ids, from the journal."""
    drop_lines(home / FILE, lambda record: record.get("document_id") in documents)


def export(home: Path, path: Path) -> int:
    """Write the records to a file of JSON Lines and return their number."""
    records = load_journal(home / FILE)
    replace_file(path, "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode("utf-8"))
    return len(records)


def import_(home: Path, path: Path) -> list[dict]:
    """Append the records of an exported file that are not here yet, and return them."""
    if not path.is_file():
        raise StoreError(f"{path}: no such file; name a file that was written by an export of corrections")
    known = {record.get("id") for record in load_journal(home / FILE)}
    new = [record for record in load_file(path) if record.get("id") not in known]
    for record in new:
        append_line(home / FILE, record)
    return new


def load_file(path: Path) -> list[dict]:
    """The records of an exported file; StoreError when it holds none, or a change that can't be."""
    for record in filter(_is_record, map(_levelled, read_lines(path))):
        try:
            for name in record["changes"]:
                _checked(record, name)
        except ValueError as error:
            raise StoreError(f"{path}: {error}; correct the file and import it again") from error
    records = load_journal(path)
    if not records:
        raise StoreError(f"{path}: holds no corrections; name a file that was written by an export of corrections")
    return records


def _plain(value: object) -> object:
    """A cell of a frame as JSON can hold it."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if value == value else None
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, Iterable):
        return [_plain(item) for item in value]
    return None
