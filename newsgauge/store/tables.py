"""A store's folder as tables of an in-memory database: views on the current shards, with corrections applied."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from newsgauge import corrections, shards
from newsgauge.shards import SCHEMA, TABLES, StoreError
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
            database, places = _make_tables(home, found)
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
                  frozenset(shard.extractor for shard in found), places)


def _make_tables(home: Path, found: list[shards.Shard]) -> tuple[duckdb.DuckDBPyConnection, dict[str, shards.Shard]]:
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
    _apply_corrections(database, corrections.fold(corrections.load(home)), places)
    return database, places


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
    listed = ", ".join(map(_quote, SCHEMA[table]))
    files = ", ".join(_literal(_no_glob(str(shard.path / f"{table}.parquet"))) for shard in chosen)
    return f"SELECT {listed} FROM read_parquet([{files}])"


def _quote(name: str) -> str:
    return f'"{name}"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _no_glob(path: str) -> str:
    """A path as read_parquet takes it literally."""
    return "".join(f"[{character}]" if character in "[*?" else character for character in path)


def _apply_corrections(database: duckdb.DuckDBPyConnection, verdicts: list[corrections.Verdict],
                       places: Mapping[str, shards.Shard]) -> None:
    """Make `observation` of `raw_observation` and what readers have said of it."""
    columns = SCHEMA["observation"] | _VERDICT
    database.execute(f"CREATE TABLE spoken ({', '.join(f'{_quote(name)} {kind}' for name, kind in columns.items())})")
    verdicts = [verdict for verdict in verdicts if verdict.document_id in places]
    if verdicts:
        rows = _spoken_rows(database, verdicts, places)
        database.executemany(f"INSERT INTO spoken VALUES ({', '.join('?' * len(columns))})",
                             [[row[name] for name in columns] for row in rows])
    database.execute(f"CREATE VIEW observation AS {_with_verdicts('raw_observation')}" if verdicts else
                     f"CREATE VIEW observation AS {_without_verdicts('raw_observation')}")


def _without_verdicts(source: str) -> str:
    return (f"SELECT {', '.join(map(_quote, SCHEMA['observation']))}, FALSE AS corrected, FALSE AS confirmed, "
            f"FALSE AS rejected, '' AS correction_reason FROM {source}")


def _with_verdicts(source: str, among: str = "") -> str:
    """The observations of `source`, those that readers have spoken of (where `among` holds) as they now are."""
    return (f"{_without_verdicts(source)} WHERE observation_id NOT IN (SELECT observation_id FROM spoken) "
            f"UNION ALL SELECT * FROM spoken {among}")


def _spoken_rows(database: duckdb.DuckDBPyConnection, verdicts: list[corrections.Verdict],
                 places: Mapping[str, shards.Shard]) -> list[dict]:
    """The observations that verdicts speak of: found by the same span, else by the one that overlaps it most, else
    restored from the row that the verdict was made on."""
    ids = sorted({verdict.document_id for verdict in verdicts})
    holding = {places[document].name: places[document] for document in ids}.values()
    cursor = database.execute(f"{_read_sql('observation', holding)} WHERE {is_in('document_id', ids)}", ids)
    names = [column[0] for column in cursor.description]
    by_document: dict[str, list[dict]] = {}
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        by_document.setdefault(row["document_id"], []).append(row)
    rows: dict[str, dict] = {}
    for verdict in verdicts:
        def overlap(row: dict, verdict: corrections.Verdict = verdict) -> tuple[bool, int]:
            return ((row["start"], row["end"]) == (verdict.start, verdict.end),
                    min(row["end"], verdict.end) - max(row["start"], verdict.start))

        found = max(by_document.get(verdict.document_id, ()), key=overlap, default=None)
        if found is None or overlap(found)[1] <= 0 or found["observation_id"] in rows:
            found = _restored_row(database, verdict)
        if found is not None:
            rows[found["observation_id"]] = corrections.corrected_row(found, verdict) | {
                "corrected": bool(verdict.changes), "confirmed": verdict.confirmed, "rejected": verdict.rejected,
                "correction_reason": verdict.reason}
    return list(rows.values())


def _restored_row(database: duckdb.DuckDBPyConnection, verdict: corrections.Verdict) -> dict | None:
    """The row the verdict was made on, put into the article that holds its span now; None when it can't be."""
    row = {name: verdict.before.get(name) for name in SCHEMA["observation"]}
    found = database.execute('SELECT article_id, ordinal FROM article WHERE document_id = ? AND "start" <= ? '
                             'AND "end" >= ? ORDER BY "start" DESC LIMIT 1',
                             [verdict.document_id, verdict.start, verdict.end]).fetchone()
    if not found or row["value"] is None or not row["observation_id"] or verdict.rejected:
        return None
    return row | {"article_id": found[0], "article": found[1],
                  "rules": row["rules"] or [], "topics": row["topics"] or []}
