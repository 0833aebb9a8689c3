"""A store's folder as tables of an in-memory database: views on the current shards, with corrections applied."""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
import re
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from newsgauge import corrections, shards
from newsgauge.extract.dates import period_columns
from newsgauge.shards import LISTS, SCHEMA, TABLES, StoreError
from newsgauge.store.filters import is_in

REBUILD = "rebuild with: python -m newsgauge build"
# What a correction adds to each observation.
_VERDICT = {"corrected": "BOOLEAN", "confirmed": "BOOLEAN", "rejected": "BOOLEAN", "correction_reason": "VARCHAR"}


# What a database may hold in memory; beyond, it writes to the system's folder for passing files.
_MEMORY = "1GB"
_FEW_DOCUMENTS = 50                # so many are looked up in their own shards
_TABLE = re.compile(rf"@({'|'.join(TABLES)})\b")


@dataclass(frozen=True, slots=True)
class Tables:
    """A state of the store: the database of its tables, and what was found on the way."""

    version: str
    database: duckdb.DuckDBPyConnection
    shards: tuple[str, ...]        # names of those read
    problems: tuple[str, ...]      # a sentence for each shard that can't be read
    extractors: frozenset[str]     # versions of the extractor that made the shards
    places: Mapping[str, shards.Shard]     # document_id → the shard that holds its rows, of all that are current
    spoken: Mapping[str, tuple[int, int]]  # observation_id → the span under which readers have spoken of it

    def fill(self, sql: str, documents: Collection[str] = ()) -> str:
        """The statement with the tables it names as @observation, @article … put in.

        With `documents`, only their rows: of a few, from the shards that hold them, so that the time to find them
        does not grow with the store.
        """
        if not documents or len(documents) > _FEW_DOCUMENTS:
            return _TABLE.sub(r"\1", sql)
        return _TABLE.sub(lambda match: f"({self._rows_of(match[1], documents)}) AS {match[1]}", sql)

    def _rows_of(self, table: str, documents: Collection[str]) -> str:
        known = sorted(document for document in documents if document in self.places)
        if not known:
            return f"SELECT * FROM {table} LIMIT 0"
        found = {shard.name: shard for shard in map(self.places.__getitem__, known)}
        among = f"document_id IN ({', '.join(map(_literal, known))})"
        rows = f"{_read_sql(table, found.values())} WHERE {among}"
        return _with_verdicts(f"({rows})", f"WHERE {among}") if table == "observation" else rows


def open_tables(home: Path, *, damaged: frozenset[str] = frozenset()) -> Tables:
    """The tables of the store now; shards that can't be read, and the `damaged` ones, are told and left out."""
    for _ in range(20):                            # again when a writer has changed the folder meanwhile
        before, fault = version(home), None
        found, problems = shards.list_shards(home)
        found = shards.needed_shards([shard for shard in found if shard.name not in damaged])
        try:
            database, places, spoken = _make_tables(home, found)
        except duckdb.Error as error:
            fault, worse = error, unreadable(home, tuple(shard.name for shard in found))
            if not worse and before == version(home):
                break
            damaged |= worse
        if not fault and before == version(home):
            break
    if fault:
        raise StoreError(f"{home}: the store can't be read ({fault}); {REBUILD}") from fault
    problems += [f"shard {name} is damaged; {REBUILD}" for name in sorted(damaged)]
    return Tables(before, database, tuple(shard.name for shard in found), tuple(problems),
                  frozenset(shard.extractor for shard in found), places, spoken)


def _make_tables(home: Path, found: list[shards.Shard]
                 ) -> tuple[duckdb.DuckDBPyConnection, dict[str, shards.Shard], dict[str, tuple[int, int]]]:
    current, removed = shards.current_shards(found), shards.removed_documents(home)
    database = duckdb.connect(config={
        "autoinstall_known_extensions": False, "autoload_known_extensions": False, "memory_limit": _MEMORY,
        "temp_directory": str(Path(tempfile.gettempdir()) / "newsgauge-duckdb")})
    database.execute("SET parquet_metadata_cache = true")
    clean, mixed = [], []
    for shard in found:
        gone = [document for document in shard.documents if document in removed or current[document] is not shard]
        if not gone:
            clean.append(shard)
        elif len(gone) < len(shard.documents):
            mixed.append((shard, gone))
    for table in TABLES:
        database.execute(_view_sql(table, clean, mixed))
    places = {document: shard for document, shard in current.items() if document not in removed}
    records = [record for record in corrections.load(home) if record["document_id"] in places]
    return database, places, _apply_corrections(database, records, places)


def unreadable(home: Path, names: tuple[str, ...]) -> frozenset[str]:
    """Those of the named shards that can't be read to their end."""
    return frozenset(name for name in names if not shards.is_readable(home / "shards" / name))


def version(home: Path) -> str:
    """Changes when a shard, a removal or a correction does."""
    digest = hashlib.sha256(str(home).encode())
    with contextlib.suppress(OSError):
        for name in sorted(os.listdir(home / "shards")):
            if not name.startswith("."):
                digest.update(name.encode())
    for name in ("removed.jsonl", corrections.FILE):
        with contextlib.suppress(OSError):
            state = (home / name).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}".encode())
    return digest.hexdigest()[:16]


def _view_sql(table: str, clean: list[shards.Shard], mixed: list[tuple[shards.Shard, list[str]]]) -> str:
    """The statement that makes `table` of all current rows; rows of superseded or removed documents are left out."""
    columns = SCHEMA[table]
    name = f"raw_{table}" if table == "observation" else table
    if not clean and not mixed:
        return f"CREATE TABLE {name} ({', '.join(f'{_quote(column)} {kind}' for column, kind in columns.items())})"
    parts = [_read_sql(table, clean)] if clean else []
    parts += [f"{_read_sql(table, [shard])} WHERE document_id NOT IN ({', '.join(map(_literal, gone))})"
              for shard, gone in mixed]
    return f"CREATE VIEW {name} AS {' UNION ALL '.join(parts)}"


def _read_sql(table: str, chosen: Iterable[shards.Shard]) -> str:
    listed = ", ".join(f"CASE WHEN {column} = '' THEN [] ELSE string_split({column}, chr(10)) END AS {column}"
                       if column in LISTS[table] else _quote(column) for column in SCHEMA[table])
    files = ", ".join(_literal(_no_glob(str(shard.path / f"{table}.parquet"))) for shard in chosen)
    return f"SELECT {listed} FROM read_parquet([{files}])"


def _quote(name: str) -> str:
    return f'"{name}"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _no_glob(path: str) -> str:
    """A path as read_parquet takes it literally."""
    return "".join(f"[{character}]" if character in "[*?" else character for character in path)


def _apply_corrections(database: duckdb.DuckDBPyConnection, records: list[dict],
                       places: Mapping[str, shards.Shard]) -> dict[str, tuple[int, int]]:
    """Make `observation` of `raw_observation` and what readers have said of it; tells under which span they have."""
    columns = SCHEMA["observation"] | _VERDICT
    database.execute(f"CREATE TABLE spoken ({', '.join(f'{_quote(name)} {kind}' for name, kind in columns.items())})")
    rows, spans = _spoken_rows(database, records, places) if records else ([], {})
    if rows:
        database.executemany(f"INSERT INTO spoken VALUES ({', '.join('?' * len(columns))})",
                             [[row[name] for name in columns] for row in rows])
    database.execute(f"CREATE VIEW observation AS {_with_verdicts('raw_observation')}" if rows else
                     f"CREATE VIEW observation AS {_without_verdicts('raw_observation')}")
    return spans


def _without_verdicts(source: str) -> str:
    return (f"SELECT {', '.join(map(_quote, SCHEMA['observation']))}, FALSE AS corrected, FALSE AS confirmed, "
            f"FALSE AS rejected, '' AS correction_reason FROM {source}")


def _with_verdicts(source: str, among: str = "") -> str:
    """The observations of `source`, those that readers have spoken of (where `among` holds) as they now are."""
    return (f"{_without_verdicts(source)} WHERE observation_id NOT IN (SELECT observation_id FROM spoken) "
            f"UNION ALL SELECT * FROM spoken {among}")


def _spoken_rows(database: duckdb.DuckDBPyConnection, records: list[dict], places: Mapping[str, shards.Shard]
                 ) -> tuple[list[dict], dict[str, tuple[int, int]]]:
    """The observations that records speak of as they now are, and the span under which each is spoken of.

    They are found by the same span, else by the one that overlaps it most, else restored from the row that the
    verdict was made on.
    """
    ids = sorted({record["document_id"] for record in records})
    holding = {places[document].name: places[document] for document in ids}.values()
    found = _by_document(database, f"{_read_sql('observation', holding)} WHERE {is_in('document_id', ids)}", ids)
    articles = _by_document(database, 'SELECT document_id, article_id, ordinal, "start", "end", region, region_code '
                            f"FROM article WHERE {is_in('document_id', ids)}", ids)
    spans = dict.fromkeys(map(corrections.span_of, records))
    nearest = {span: _nearest(found.get(span[0], ()), span) for span in spans}
    rows: dict[str, dict] = {}
    spoken: dict[str, tuple[int, int]] = {}
    for verdict in corrections.fold(records, _same_number(nearest)):
        row = nearest[verdict.document_id, verdict.start, verdict.end]
        around = articles.get(verdict.document_id, ())
        if row is None or row["observation_id"] in rows:
            row = _restored_row(verdict, around)
        if row is not None:
            home = next(((article["region"], article["region_code"]) for article in around
                         if article["article_id"] == row["article_id"]), ("", ""))
            spoken[row["observation_id"]] = verdict.start, verdict.end
            rows[row["observation_id"]] = corrections.corrected_row(row, verdict, home) | {
                "corrected": bool(verdict.changes), "confirmed": verdict.confirmed, "rejected": verdict.rejected,
                "correction_reason": verdict.reason}
    return list(rows.values()), spoken


def _by_document(database: duckdb.DuckDBPyConnection, sql: str, params: list) -> dict[str, list[dict]]:
    cursor = database.execute(sql, params)
    names = [column[0] for column in cursor.description]
    rows: dict[str, list[dict]] = {}
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        rows.setdefault(row["document_id"], []).append(row)
    return rows


def _overlap(one: Sequence, other: Sequence) -> int:
    return min(one[-1], other[-1]) - max(one[-2], other[-2])


def _nearest(rows: Iterable[dict], span: corrections.Span) -> dict | None:
    """The observation of this span, else the one that overlaps it most."""
    def place(row: dict) -> tuple[bool, int]:
        own = row["start"], row["end"]
        return own == span[1:], _overlap(own, span)

    best = max(rows, key=place, default=None)
    return best if best is not None and place(best)[1] > 0 else None


def _same_number(nearest: Mapping[corrections.Span, dict | None]) -> dict[corrections.Span, corrections.Span]:
    """Span → the first one spoken of that means the same number: the same observation, or none, and they overlap."""
    meant: dict[corrections.Span, corrections.Span] = {}
    heads: dict[tuple, list[corrections.Span]] = {}
    for span, row in nearest.items():
        known = heads.setdefault((span[0], row and row["observation_id"]), [])
        head = next((head for head in known if _overlap(head, span) > 0), None)
        if head is None:
            known.append(span)
        meant[span] = head or span
    return meant


_MISSING = {"VARCHAR": "", "VARCHAR[]": [], "INTEGER": 0}
_KINDS = {"VARCHAR": str, "VARCHAR[]": list, "DOUBLE": int | float, "INTEGER": int}
_LIMIT = {"DOUBLE": math.inf, "INTEGER": 2**31}


def _restored_row(verdict: corrections.Verdict, articles: Iterable[dict]) -> dict | None:
    """The row the verdict was made on, put into the article that holds its span now; None when it can't be."""
    def cell(name: str, kind: str) -> object:
        value = verdict.before.get(name)
        fits = isinstance(value, _KINDS.get(kind, ())) and (isinstance(value, str | list) or abs(value) < _LIMIT[kind])
        return value if fits else _MISSING.get(kind)

    row = {name: cell(name, kind) for name, kind in SCHEMA["observation"].items()}
    article = max((article for article in articles if article["start"] <= verdict.start
                   and verdict.end <= article["end"]), key=lambda article: article["start"], default=None)
    if article is None or row["value"] is None or not row["observation_id"] or verdict.rejected \
            or not all(row[name] in choices for name, choices in corrections.CHOICES.items()):
        return None
    return row | {"article_id": article["article_id"], "article": article["ordinal"],
                  "topics": [topic for topic in row["topics"] if isinstance(topic, str)],
                  "rules": [rule for rule in row["rules"] if isinstance(rule, str)], **period_columns(row["period"])}
