"""What readers have corrected: an append-only journal beside the shards, applied when reading.

A record names its observation by document hash and span, so it outlives rebuilds and better extractors; it keeps the
row it was made on, so that a correction is not lost even where a later extractor finds nothing. Records of whole
articles, whose `level` is "article", stand in the same journal: see article_corrections.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from newsgauge import model
from newsgauge.extract import periods
from newsgauge.shards import StoreError, append_line, drop_lines, read_lines, replace_file

FILE = "corrections.jsonl"
ACTIONS = ("change", "reject", "confirm", "reset")
ARTICLE_ACTIONS = ("change", "merge", "split", "reset")
_ACTIONS_OF = {"observation": ACTIONS, "article": ARTICLE_ACTIONS}
ARTICLE_FIELDS = ("title", "date")
_CHOICES = {"qualifier": model.QUALIFIERS, "measure": model.MEASURES, "status": model.STATUSES}
_NUMBERS = ("value", "value_max")
_LONGEST_TITLE = 200
_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_TEXTS = ("unit", "period", "indicator", "entity", "region", "region_code", "concept")
FIELDS = (*_NUMBERS, *_CHOICES, *_TEXTS)      # what can be corrected


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
           changes: Mapping[str, object] | None = None, reason: str = "") -> dict:
    """Record a correction of the observation `row` (with its ids) and return the record.

    `action`: change (fields in `changes`), reject, confirm, or reset, which takes back all earlier ones.
    Raises ValueError, naming field and allowed values, for a change that can't be.
    """
    if action not in ACTIONS:
        raise ValueError(f"action {action!r} is not one of {', '.join(ACTIONS)}")
    changes = {name: check_change(name, value) for name, value in (changes or {}).items()}
    if action == "change" and not changes:
        raise ValueError(f"nothing to change; name at least one of {', '.join(FIELDS)}")
    return record(home, "observation", action, row["document_id"], (row["start"], row["end"]), text=row["text"],
                  changes=changes, reason=reason, before={name: _plain(value) for name, value in row.items()})


def record(home: Path, level: str, action: str, document_id: str, span: tuple[int, int], **known: object) -> dict:
    """Append a record about a span of a document to the journal and return it."""
    made = {"id": secrets.token_hex(8), "time": datetime.now(UTC).isoformat(timespec="seconds"), "level": level,
            "action": action, "document_id": document_id, "start": int(span[0]), "end": int(span[1]), **known}
    append_line(home / FILE, made)
    return made


def check_change(name: str, value: object) -> object:
    """The value as it is stored; ValueError when the field can't be corrected or can't hold it.

    >>> check_change("status", "target")
    'target'
    >>> check_change("value", "1200")
    1200.0
    """
    if name in _CHOICES:
        if value not in _CHOICES[name]:
            raise ValueError(f"{name} {value!r} is not one of {', '.join(_CHOICES[name])}")
        return value
    if name in _NUMBERS:
        if name == "value_max" and value in (None, ""):
            return None
        try:
            return float(value)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{name} {value!r} is not a number; write digits such as 12.5") from error
    if name not in _TEXTS:
        raise ValueError(f"{name} can't be corrected; these can: {', '.join(FIELDS)}")
    text = str(value or "").strip()
    if name == "period" and text and periods.bounds(text) is None:
        raise ValueError(f"period {text!r} is not a time; write 2021, 2021-06, 2021-H1, 2021-Q3 or 2019/2022")
    return text


def load(home: Path) -> list[dict]:
    """The records of observations, oldest first."""
    return [record for record in load_journal(home / FILE) if record["level"] == "observation"]


def load_journal(path: Path) -> list[dict]:
    """The records of observations and articles in a file, oldest first; what is no such record is passed over."""
    found = []
    for record in read_lines(path):
        record.setdefault("level", "observation")
        if record.get("action") in _ACTIONS_OF.get(record["level"], ()) and isinstance(record.get("document_id"), str) \
                and isinstance(record.get("start"), int) and isinstance(record.get("end"), int):
            found.append(record)
    return found


def fold(records: Iterable[Mapping]) -> list[Verdict]:
    """What holds now of each span that has been spoken of."""
    verdicts: dict[tuple, Verdict] = {}
    for record in records:
        key = record["document_id"], record["start"], record["end"]
        if record["action"] == "reset":
            verdicts.pop(key, None)
            continue
        verdict = verdicts.setdefault(key, Verdict(*key))
        if record["action"] == "change":
            verdict.changes.update(record.get("changes") or {})
        verdict.rejected = record["action"] == "reject"
        verdict.confirmed = record["action"] == "confirm" or (verdict.confirmed and not verdict.rejected)
        verdict.reason, verdict.time = record.get("reason") or verdict.reason, record.get("time", "")
        verdict.before = verdict.before or record.get("before") or {}
    return list(verdicts.values())


def corrected_row(row: Mapping[str, object], verdict: Verdict) -> dict:
    """The observation `row` with the verdict's changes and what follows from them: concept, canonical value, years."""
    row = {**row, **verdict.changes}
    changed = verdict.changes.keys()
    if changed & {"value", "value_max", "unit", "indicator", "measure", "entity", "concept"}:
        row.update(_relink(row, keep_concept="concept" in changed))
    if "period" in changed:
        row.update(period_columns(row["period"]), period_source="explicit" if row["period"] else "none")
    return row


def _relink(row: Mapping[str, object], *, keep_concept: bool) -> dict:
    from newsgauge import concepts, units

    if keep_concept:
        value, value_max = (None if number is None else units.canonical(number, row["unit"])[0]
                            for number in (row["value"], row["value_max"]))
        return {"canonical_value": value, "canonical_value_max": value_max}
    names = model.Observation.__dataclass_fields__
    linked = concepts.link(model.Observation(**{name: row[name] for name in names} | {
        "concept": "", "canonical_value": None, "canonical_value_max": None, "rules": tuple(row["rules"])}))
    return {name: getattr(linked, name) for name in ("concept", "canonical_value", "canonical_value_max")}


def period_columns(period: str) -> dict[str, object]:
    """First and last day and year of a period, None where it is of no known time."""
    first, last = (periods.bounds(period) if period else None) or (None, None)
    return {"period_start": first, "period_end": last, "year": last.year if last else None}


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
    if text and (not _DATE.fullmatch(text) or periods.bounds(text) is None):
        raise ValueError(f"date {text!r} is not a date; write YYYY-MM-DD or YYYY-MM")
    return text


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
    """The valid records of an exported file; StoreError when it holds none."""
    records = load_journal(path)
    for record in records:
        check = check_change if record["level"] == "observation" else check_article_change
        try:
            record["changes"] = {name: check(name, value) for name, value in (record.get("changes") or {}).items()}
        except (ValueError, AttributeError) as error:
            raise StoreError(f"{path}: {error}; correct the file and import it again") from error
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
