"""The store's folder: shards written aside and renamed into place, originals, journals, locks.

    HOME/shards/<order>-<token>/{document,article,…}.parquet, shard.json     one batch of documents, never changed
    HOME/originals/ab/abcdef….txt, abcdef….json                              the file as given, and what is known of it
    HOME/removed.jsonl                                                       what was removed, wiped or restored
    HOME/corrections.jsonl                                                   see corrections.py

A document may stand in several shards; the shard with the highest name holds its current state, so a rebuilt
document replaces its old state by one rename. What holds nothing current any more stays for some minutes, for readers
that have begun. A folder whose name begins with "." is unfinished or thrown away.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import pyarrow

Item = TypeVar("Item")

FORMAT = 3                         # of the tables below; a shard of another format is not read

_PERIOD = {"period": "VARCHAR", "period_text": "VARCHAR", "period_source": "VARCHAR",
           "period_start": "DATE", "period_end": "DATE", "year": "INTEGER"}

# Table → column → DuckDB type. Columns are the field names of model.py, ids, and what pages need beside them.
SCHEMA: dict[str, dict[str, str]] = {
    "document": {
        "document_id": "VARCHAR", "name": "VARCHAR", "title": "VARCHAR", "publisher": "VARCHAR",
        "published": "VARCHAR", "published_source": "VARCHAR", "language": "VARCHAR", "format": "VARCHAR",
        "characters": "INTEGER", "articles": "INTEGER", "observations": "INTEGER", "added": "VARCHAR",
        "sha256": "VARCHAR"},
    "article": {
        "article_id": "VARCHAR", "document_id": "VARCHAR", "ordinal": "INTEGER", "start": "INTEGER",
        "end": "INTEGER", "title": "VARCHAR", "title_printed": "BOOLEAN", "piece": "INTEGER", "story": "INTEGER",
        "date": "VARCHAR", "date_source": "VARCHAR", "reference_date": "VARCHAR", "region": "VARCHAR",
        "region_code": "VARCHAR", "topics": "VARCHAR[]", "text": "VARCHAR",
        "paragraphs": 'STRUCT("start" INTEGER, "end" INTEGER, kind VARCHAR)[]', "clean_start": "INTEGER",
        "characters": "INTEGER", "observations": "INTEGER", "signature": "UINTEGER[]"},
    "sentence": {
        "sentence_id": "VARCHAR", "article_id": "VARCHAR", "document_id": "VARCHAR", "n": "INTEGER",
        "start": "INTEGER", "end": "INTEGER", "text": "VARCHAR", "topic": "VARCHAR",
        "share": "DOUBLE"},                              # of this topic
    "observation": {
        "observation_id": "VARCHAR", "article_id": "VARCHAR", "document_id": "VARCHAR", "sentence_id": "VARCHAR",
        "document": "VARCHAR", "start": "INTEGER", "end": "INTEGER", "text": "VARCHAR", "value": "DOUBLE",
        "value_max": "DOUBLE", "unit": "VARCHAR", "qualifier": "VARCHAR", "measure": "VARCHAR",
        "status": "VARCHAR", "indicator": "VARCHAR", "entity": "VARCHAR", **_PERIOD, "article": "INTEGER",
        "clause": "VARCHAR", "sentence": "VARCHAR", "sentence_start": "INTEGER", "mark_start": "INTEGER",
        "mark_end": "INTEGER", "entity_kind": "VARCHAR", "region": "VARCHAR", "region_code": "VARCHAR",
        "comparison": "VARCHAR", "attribution": "VARCHAR", "concept": "VARCHAR", "canonical_value": "DOUBLE",
        "canonical_value_max": "DOUBLE", "confidence": "DOUBLE", "rules": "VARCHAR[]",
        "article_start": "INTEGER", "article_end": "INTEGER", "topics": "VARCHAR[]", "article_title": "VARCHAR",
        "article_date": "VARCHAR", "document_title": "VARCHAR", "publisher": "VARCHAR"},
    "term": {"article_id": "VARCHAR", "document_id": "VARCHAR", "term": "VARCHAR", "count": "INTEGER",
             "total": "INTEGER"},                        # of all terms of the article
    "topic_share": {
        "article_id": "VARCHAR", "document_id": "VARCHAR", "topic": "VARCHAR", "share": "DOUBLE",
        "characters": "INTEGER", "terms": "VARCHAR[]"},  # characters: of the article
}
TABLES = tuple(SCHEMA)

# In a shard lists of texts stand as one text, their parts a line each: equal ones are kept once and read once.
LISTS = {table: [column for column, kind in columns.items() if kind == "VARCHAR[]"]
         for table, columns in SCHEMA.items()}

# Order of the rows in a shard, and rows that are read or passed over together: of a concept, of a document.
_SORTED = {"observation": ("concept", "period_end", "observation_id"), "document": ("document_id",)}
_SORTED_ELSE = ("article_id",)
# Of the table with the longest rows a few are looked up by their ids; of the longest table most are read, and its words
# are unpacked anew for each group.
_ROW_GROUP = {"article": 1_024, "term": 131_072}
_ROW_GROUP_ELSE = 16_384
_NAME = re.compile(r"(\d{20})-[0-9a-f]{8}")


class StoreError(Exception):
    """The store's folder can't be read or written; the message says what to do."""


class WornShardError(StoreError):
    """A shard is damaged or of an older version: of no use once its documents have been read again."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One finished shard: its folder and what shard.json says of it."""

    name: str
    path: Path
    extractor: str
    documents: Mapping[str, str]   # document_id → key: what the document's tables were made from


def home_path(home: Path | str | None = None) -> Path:
    """The store's folder: `home`, else what NEWSGAUGE_HOME names, else data/workspace beside the package."""
    if home is None:
        home = os.environ.get("NEWSGAUGE_HOME") or Path(__file__).parents[1] / "data" / "workspace"
    return Path(home).absolute()


# --- shards

def write_shard(home: Path, table: Callable[[str], pyarrow.Table], documents: Mapping[str, str], extractor: str,
                *, order: int | None = None) -> str:
    """Write a batch of documents as one shard and return its name; `table` gives the rows of each of TABLES.

    The shard appears whole, by one rename, or not at all. `order` ranks it among the shards that hold the same
    document (default: now). Raises StoreError when the folder can't be written or the disk is full.
    """
    import pyarrow.parquet as parquet

    shards = home / "shards"
    aside = shards / f".new-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        aside.mkdir(parents=True)
        sizes = {}
        for name in TABLES:
            file = aside / f"{name}.parquet"
            keys = [(column, "ascending") for column in _SORTED.get(name, _SORTED_ELSE)]
            parquet.write_table(_packed(name, table(name)).sort_by(keys), file, compression="zstd",
                                row_group_size=_ROW_GROUP.get(name, _ROW_GROUP_ELSE))
            _sync(file)
            sizes[name] = file.stat().st_size
        (aside / "shard.json").write_text(json.dumps(
            {"format": FORMAT, "extractor": extractor, "documents": dict(documents), "sizes": sizes}), encoding="utf-8")
        _sync(aside / "shard.json")
        _sync(aside)
        name = f"{order or _next_order(shards):020d}-{secrets.token_hex(4)}"
        os.rename(aside, shards / name)
        _sync(shards)
    except OSError as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise StoreError(f"{home}: can't write the store ({error.strerror or error}); "
                         "free some space or make the folder writable, then run it again") from error
    return name


def _packed(name: str, table: pyarrow.Table) -> pyarrow.Table:
    """The table with its lists of texts as texts; they are so already where it comes from shards."""
    import pyarrow
    import pyarrow.compute as compute

    for column in LISTS[name]:
        place = table.schema.get_field_index(column)
        if pyarrow.types.is_list(table.schema.types[place]):
            table = table.set_column(place, column, compute.binary_join(table[column], "\n"))
    return table


def _next_order(shards: Path) -> int:
    """The time now; after the newest shard also where the clock was set back."""
    newest = max((int(name[:20]) for name in os.listdir(shards) if _NAME.fullmatch(name)), default=0)
    return max(time.time_ns(), newest + 1)


def list_shards(home: Path) -> tuple[list[Shard], list[str]]:
    """The finished shards in order of their names, and a sentence about each that can't be used."""
    shards, problems = [], []
    try:
        names = sorted(entry.name for entry in os.scandir(home / "shards") if _NAME.fullmatch(entry.name))
    except FileNotFoundError:
        return [], []
    except OSError as error:
        raise StoreError(f"{home / 'shards'}: can't be read ({error.strerror}); make it readable") from error
    for name in names:
        try:
            shards.append(load_shard(home / "shards" / name))
        except FileNotFoundError:
            if (home / "shards" / name).exists():    # else another process has just replaced it
                problems.append(f"shard {name} has lost a file; rebuild with: python -m newsgauge build")
        except StoreError as error:
            problems.append(str(error))
    return shards, problems


@lru_cache(maxsize=4096)
def load_shard(path: Path) -> Shard:
    """What shard.json says; a finished shard never changes, so it is read once."""
    try:
        record = json.loads((path / "shard.json").read_text(encoding="utf-8"))
        version, sizes = record["format"], record["sizes"]
        shard = Shard(path.name, path, record["extractor"], record["documents"])
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WornShardError(f"shard {path.name} is damaged; rebuild with: python -m newsgauge build") from error
    if version > FORMAT:
        raise StoreError(f"shard {path.name} was written by a newer version of the program; update the program")
    if version < FORMAT:
        raise WornShardError(f"shard {path.name} was written by an older version of the program; "
                             "rebuild with: python -m newsgauge build")
    for name in TABLES:
        if (path / f"{name}.parquet").stat().st_size != sizes.get(name):
            raise WornShardError(f"shard {path.name} is damaged ({name}.parquet is cut short); "
                                 "rebuild with: python -m newsgauge build")
    return shard


def is_readable(path: Path) -> bool:
    """Whether every table of the shard in this folder can be read to its end; a folder that is gone counts as such."""
    import pyarrow
    import pyarrow.parquet as parquet

    try:
        for table in TABLES:
            with parquet.ParquetFile(path / f"{table}.parquet") as file:
                for _ in file.iter_batches():
                    pass
    except (OSError, pyarrow.ArrowException):
        return not path.exists()
    return True


def current_shards(shards: list[Shard]) -> dict[str, Shard]:
    """document_id → the shard that holds its current state; `shards` in order of their names."""
    return {document: shard for shard in shards for document in shard.documents}


def needed_shards(shards: list[Shard]) -> list[Shard]:
    """Those of the `shards`, in order of their names, that hold the current state of a document."""
    names = {shard.name for shard in current_shards(shards).values()}
    return [shard for shard in shards if shard.name in names]


# --- originals

def keep_original(home: Path, data: bytes, record: Mapping[str, str]) -> None:
    """Keep a document's bytes by their hash, and beside them the `record` of what is known of it.

    `record` has sha256, name, format, and what the user or a manifest gave: title, publisher, published, added.
    """
    path = original_path(home, record["sha256"], record["format"])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.stat().st_size != len(data):
            replace_file(path, data)
        replace_file(path.with_suffix(".json"),
                     json.dumps(dict(record), ensure_ascii=False, indent=1).encode("utf-8"))
    except OSError as error:
        raise StoreError(f"{home}: can't keep the original ({error.strerror or error}); "
                         "free some space or make the folder writable, then add it again") from error


def original_path(home: Path, sha256: str, suffix: str) -> Path:
    """Where the original with this hash is kept; `suffix` is the format, one of a closed list, never a name given."""
    return home / "originals" / sha256[:2] / f"{sha256}.{suffix}"


def list_originals(home: Path) -> Iterator[dict[str, str]]:
    """The records of all originals, in order of their hashes; damaged records are passed over."""
    for path in sorted((home / "originals").glob("??/[0-9a-f]*.json")):
        with contextlib.suppress(OSError, ValueError):
            yield json.loads(path.read_text(encoding="utf-8"))


def load_original(home: Path, sha256: str) -> dict[str, str] | None:
    """The record of one original; None when there is none."""
    try:
        return json.loads(original_path(home, sha256, "json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def find_original(home: Path, document_id: str) -> dict[str, str] | None:
    """The record of the original whose document has this id; None when there is none."""
    if not re.fullmatch("[0-9a-f]{16}", document_id):
        return None
    for path in (home / "originals" / document_id[:2]).glob(f"{document_id}*.json"):
        return load_original(home, path.stem)
    return None


def wipe_original(home: Path, document_id: str) -> None:
    """Delete the original whose document has this id and the record of it, if they are there."""
    if record := find_original(home, document_id):
        path = original_path(home, record["sha256"], "json")
        try:
            for file in path.parent.glob(f"*{record['sha256']}*"):
                if file != path:
                    file.unlink(missing_ok=True)
            path.unlink(missing_ok=True)             # last: it tells the document's name to who wipes again
        except OSError as error:
            raise StoreError(f"{path}: can't be deleted ({error.strerror or error}); make the folder writable, "
                             "then wipe it again") from error


# --- journals: files to which whole lines are appended

def append_line(path: Path, record: Mapping[str, object]) -> None:
    """Append one JSON line to a journal; a line that a crash has left half before it stays a line of its own."""
    line = json.dumps(dict(record), ensure_ascii=False).encode("utf-8") + b"\n"
    with _journal(path), path.open("ab+", buffering=0) as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                line = b"\n" + line
        file.write(line)
        os.fsync(file.fileno())


def drop_lines(path: Path, drop: Callable[[dict], bool]) -> None:
    """Write a journal anew without the records to drop."""
    with _journal(path):
        records = read_lines(path)
        kept = [record for record in records if not drop(record)]
        if len(kept) < len(records):
            replace_file(path, "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in kept).encode())


@contextlib.contextmanager
def _journal(path: Path) -> Iterator[None]:
    """Hold a journal against other writers."""
    with lock(path.parent, "journal"):
        try:
            yield
        except OSError as error:
            raise StoreError(f"{path}: can't be written ({error.strerror or error}); "
                             "free some space or make the folder writable, then do it again") from error


def read_lines(path: Path) -> list[dict]:
    """The records of a journal, oldest first; lines cut short by a crash are passed over."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StoreError(f"{path}: can't be read ({error.strerror}); make it readable") from error
    records = []
    for line in data.split(b"\n"):
        with contextlib.suppress(ValueError):
            record = json.loads(line)
            if isinstance(record, dict):
                records.append(record)
    return records


def removed_documents(home: Path) -> set[str]:
    """The ids of the documents that were removed and not restored since."""
    removed: set[str] = set()
    for record in read_lines(home / "removed.jsonl"):
        ids = set(record.get("documents", ()))
        removed = removed - ids if record.get("action") == "restore" else removed | ids
    return removed


def removed_originals(home: Path) -> dict[str, str]:
    """Id → name of the documents that were removed and can be brought back or wiped, in order of their names."""
    records = filter(None, (find_original(home, document_id) for document_id in removed_documents(home)))
    return {record["sha256"][:16]: record["name"] for record in sorted(records, key=lambda one: one["name"])}


def mark_removed(home: Path, documents: list[str], action: str) -> None:
    """Record that documents were removed (`action` "remove", or "wipe" for good) or taken back ("restore")."""
    append_line(home / "removed.jsonl", {"time": now(), "action": action, "documents": documents})


# --- files and locks

def in_batches(sized: Iterable[tuple[Item, int]], most: int) -> Iterator[list[Item]]:
    """Things, each given with its size, in lists whose sizes add up to no more than `most`, but for a single one.

    >>> list(in_batches([("甲", 3), ("乙", 4), ("丙", 9)], 8))
    [['甲', '乙'], ['丙']]
    """
    batch, filled = [], 0
    for item, size in sized:
        if batch and filled + size > most:
            yield batch
            batch, filled = [], 0
        batch.append(item)
        filled += size
    if batch:
        yield batch


def now() -> str:
    """The time, as journals and records tell it."""
    return datetime.now(UTC).isoformat(timespec="seconds")

def replace_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    aside = path.with_name(f".{secrets.token_hex(4)}-{path.name}")
    try:
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _sync(path: Path) -> None:
    """Bring a file or folder to the disk; Windows knows no such thing for folders."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def lock(home: Path, name: str, *, wait: bool = True) -> Iterator[bool]:
    """Hold a lock of the store against other processes; the system frees it when the holder dies.

    Yields whether it is held: always True with `wait`.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        file = (home / f".{name}.lock").open("a+b")
    except OSError as error:
        raise StoreError(f"{home}: can't write the store ({error.strerror or error}); "
                         "make the folder writable or name another with NEWSGAUGE_HOME") from error
    with file:
        held = _acquire(file, wait)
        try:
            yield held
        finally:
            if held:
                _release(file)


if os.name == "nt":
    import msvcrt

    def _acquire(file, wait: bool) -> bool:
        while True:
            file.seek(0)
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                return True
            except OSError:
                if not wait:
                    return False
                time.sleep(0.1)

    def _release(file) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _acquire(file, wait: bool) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            return False

    def _release(file) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
