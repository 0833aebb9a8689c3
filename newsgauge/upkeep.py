"""Upkeep of a store's folder: small shards merged, replaced ones cleared away, documents wiped."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from newsgauge import corrections
from newsgauge.shards import (
    TABLES,
    Shard,
    StoreError,
    WornShardError,
    current_shards,
    in_batches,
    is_readable,
    list_shards,
    load_shard,
    lock,
    needed_shards,
    wipe_original,
    write_shard,
)

if TYPE_CHECKING:
    import pyarrow

# Shards below so many bytes are merged, this many at least, into shards of at most _LARGEST bytes.
_TIERS, _MERGED, _LARGEST = (2**19, 2**22, 2**24), 8, 2**25
_LITTER_AGE = 3600                 # seconds after which an unfinished folder can't be a running writer's
_OUTLIVES = 600                    # seconds that a replaced shard stays for those who are reading it


def tidy(home: Path) -> None:
    """Throw away shards that were replaced some time ago, and merge small ones, so that few files have to be opened."""
    with lock(home, "tidy", wait=False) as held:
        if not held:                                 # another process is at it
            return
        _discard(home, _outlived(list_shards(home)[0], time.time() - _OUTLIVES))
        for limit in _TIERS:
            small = [shard for shard in needed_shards(list_shards(home)[0]) if _size(shard) < limit]
            # What is merged is held in memory.
            groups = in_batches(((shard, _size(shard)) for shard in small), _LARGEST) if len(small) >= _MERGED else ()
            for group in (group for group in groups if len(group) > 1):
                _merge(home, group, current_shards(list_shards(home)[0]))


def _outlived(found: list[Shard], before: float) -> list[str]:
    """The names of the shards that hold nothing current, and whose last document was replaced `before` a time."""
    replaced = dict.fromkeys((shard.name for shard in found), 0.0)
    holder: dict[str, Shard] = {}
    for shard in found:
        written = (shard.path / "shard.json").stat().st_mtime
        for document in shard.documents:
            if last := holder.get(document):
                replaced[last.name] = max(replaced[last.name], written)
            holder[document] = shard
    needed = {shard.name for shard in holder.values()}
    return [name for name, when in replaced.items() if name not in needed and when <= before]


def _size(shard: Shard) -> int:
    return sum((shard.path / f"{name}.parquet").stat().st_size for name in TABLES)


def _merge(home: Path, group: list[Shard], current: Mapping[str, Shard]) -> None:
    """Write what is current in the group's shards as one that ranks as the newest of them, if there is anything."""
    import pyarrow
    import pyarrow.compute as compute
    import pyarrow.parquet as parquet

    # Removed documents are kept: they may be restored while we merge.
    kept = {shard.name: [document for document in shard.documents
                         if document in current and current[document].name == shard.name] for shard in group}

    def rows(table: str) -> pyarrow.Table:
        """What is kept of a table; one is in memory at a time."""
        parts = []
        for shard in group:
            part = parquet.read_table(shard.path / f"{table}.parquet")
            own = pyarrow.array(kept[shard.name], pyarrow.string())
            parts.append(part.filter(compute.is_in(part["document_id"], own)))
        return pyarrow.concat_tables(parts)

    documents = {document: shard.documents[document] for shard in group for document in kept[shard.name]}
    extractors = {shard.extractor for shard in group}
    # A damaged one is left as it is: readers tell it, a rebuild mends it.
    if documents and all(is_readable(shard.path) for shard in group):
        write_shard(home, rows, documents, extractors.pop() if len(extractors) == 1 else "",
                    order=int(group[-1].name[:20]) + 1)


def _discard(home: Path, names: list[str]) -> None:
    """Throw shards away: first out of sight by a rename, then from the disk."""
    for name in names:
        thrown = home / "shards" / f".old-{os.getpid()}-{secrets.token_hex(4)}"
        try:
            os.rename(home / "shards" / name, thrown)
        except OSError:                              # Windows holds a file open: the next tidying takes it
            continue
        shutil.rmtree(thrown, ignore_errors=True)


def sweep(home: Path) -> None:
    """Remove what killed processes have left: unfinished or thrown-away folders and files older than an hour."""
    folders = [home / "shards", *(home / "originals").glob("*")]
    for folder in folders:
        entries: list[os.DirEntry] = []
        with contextlib.suppress(OSError):
            entries = [entry for entry in os.scandir(folder) if entry.name.startswith(".")]
        for entry in entries:
            with contextlib.suppress(OSError):           # another process may be at it too
                if time.time() - entry.stat().st_mtime > _LITTER_AGE:
                    if entry.is_dir():
                        shutil.rmtree(entry.path, ignore_errors=True)
                    else:
                        os.unlink(entry.path)


def discard_worn(home: Path) -> None:
    """Throw away shards that have lost a part or are of an older version, once their documents have been read again."""
    with lock(home, "tidy"):
        worn = []
        for path in (home / "shards").glob("[0-9]*"):
            try:
                load_shard(path)
            except (WornShardError, FileNotFoundError):
                worn.append(path.name)
            except StoreError:                       # of a newer version
                continue
        _discard(home, worn)


# --- wiping

def wipe(home: Path, documents: Collection[str]) -> list[str]:
    """Delete documents, given by their ids, for good: their rows in every shard, corrections of them, their originals.

    They must have been marked as removed, so that readers pass them over and a build does not read them again. Killed
    half-way it can be done again. Returns a sentence on each shard that could not be searched for them.
    """
    documents = frozenset(documents)
    with lock(home, "tidy"):
        found, problems = list_shards(home)
        current = {document: shard for document, shard in current_shards(found).items() if document not in documents}
        for shard in found:
            if documents & shard.documents.keys():
                if not is_readable(shard.path):
                    problems.append(f"shard {shard.name} is damaged; rebuild with: python -m newsgauge build")
                _merge(home, [shard], current)
                _discard(home, [shard.name])
                if shard.path.exists():
                    raise StoreError(f"{shard.path}: can't be deleted; close the dashboard, then wipe again")
        for thrown in (home / "shards").glob(".old-*"):
            shutil.rmtree(thrown, ignore_errors=True)
    corrections.forget(home, documents)
    for document in documents:
        wipe_original(home, document)
    return problems
