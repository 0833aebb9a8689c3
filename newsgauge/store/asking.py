"""Statements put to the tables of a store: rows, frames and batches, once more when a shard was replaced meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from newsgauge.store.tables import Tables, open_tables, unreadable

if TYPE_CHECKING:
    import pandas
    import pyarrow

_BATCH = 2048                      # rows in memory at once where a selection is read in batches
_TRIES = 5                         # to read shards while others replace them


class Asking:
    """What all questions to the store share; safe to be shared by threads."""

    def __init__(self, home: Path):
        self.home = home
        self._lock = threading.Lock()
        self._tables = open_tables(home)

    @property
    def version(self) -> str:
        """Changes whenever anything in the store does; a key for caches."""
        return self._tables.version

    @property
    def size(self) -> int:
        """The number of documents."""
        return len(self._tables.places)

    def holds(self, document_id: str) -> bool:
        """Whether the document is in the store."""
        return document_id in self._tables.places

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence for each shard that can't be read: which, why, what to do."""
        return self._tables.problems

    @property
    def extractors(self) -> frozenset[str]:
        """The versions of the extractor that made what is in the store; empty when nothing is."""
        return self._tables.extractors

    # In statements, @observation, @article … are the tables; those of some documents only where these are given.

    def _frame(self, sql: str, params: Sequence = (), documents: Collection[str] = ()) -> pandas.DataFrame:
        return self._ask(_to_frame, sql, params, documents)

    def _rows(self, sql: str, params: Sequence = (), documents: Collection[str] = ()) -> list[tuple]:
        return self._ask(lambda found: found.fetchall(), sql, params, documents)

    def _ask(self, answer: Callable, sql: str, params: Sequence, documents: Collection[str]):
        def ask(tables: Tables):
            with tables.database.cursor() as cursor:
                return answer(cursor.execute(tables.fill(sql, documents), list(params)))

        return self._mend(ask)

    def _mend(self, ask: Callable[[Tables], object]):
        """What `ask` answers; once more, on the tables as they are then, when these can't be read."""
        for _ in range(_TRIES):
            tables = self._tables
            try:
                return ask(tables)
            except duckdb.Error:
                with self._lock:
                    if self._tables is tables:
                        self._tables = self._reopened(tables)
        return ask(self._tables)

    def _reopened(self, tables: Tables) -> Tables:
        """The tables now that `tables` have failed: of other shards, as some were replaced since or are damaged
        inside. Raises the error at hand when there is nothing of the kind."""
        fresh = open_tables(self.home)
        if fresh.shards == tables.shards:
            damaged = unreadable(self.home, fresh.shards)
            if not damaged:
                raise
            fresh = open_tables(self.home, damaged=damaged)
        return fresh

    def _batches(self, sql: str, params: Sequence, documents: Collection[str] = ()
                 ) -> Iterator[pyarrow.RecordBatch]:
        """The rows in batches, at least one, which is empty where there are no rows."""
        import pyarrow

        def start(tables: Tables):
            cursor = tables.database.cursor()
            reader = cursor.sql(tables.fill(sql, documents), params=list(params)).to_arrow_reader(_BATCH)
            first = next(reader, None)
            return cursor, reader, first or pyarrow.RecordBatch.from_pylist([], schema=reader.schema)

        cursor, reader, first = self._mend(start)
        with cursor:
            yield first
            yield from reader


# --- parts of statements

def among(where: str) -> str:
    """Only rows of the articles for which the condition holds; nothing for all of them."""
    return "" if where == "TRUE" else f"WHERE article_id IN (SELECT article_id FROM @article WHERE {where})"


def documents_of(*ids: str) -> tuple[str, ...]:
    """The documents that articles and observations with these ids belong to."""
    return tuple(dict.fromkeys(id.partition("-")[0] for id in ids))


def page(limit: int | None, offset: int) -> str:
    return ("" if limit is None else f"LIMIT {int(limit)} ") + (f"OFFSET {int(offset)}" if offset else "")


# --- frames

def _to_frame(found: duckdb.DuckDBPyConnection) -> pandas.DataFrame:
    import pandas

    # Pages go through frames row by row, which takes a third of the time when texts are Python's own, not Arrow's.
    pandas.set_option("mode.string_storage", "python")
    return tidy(found.df())


def tidy(frame: pandas.DataFrame) -> pandas.DataFrame:
    """Lists as lists, not as arrays, so that a frame can be shown, compared and written."""
    for column in frame.columns:
        if frame[column].dtype == object and len(frame):
            frame[column] = [value.tolist() if hasattr(value, "tolist") else value for value in frame[column]]
    return frame


def record(frame: pandas.DataFrame) -> dict | None:
    """The first row as plain values: None for what is missing."""
    import pandas

    if not len(frame):
        return None
    row = frame.iloc[0].to_dict()
    return {name: value if isinstance(value, list) else None if pandas.isna(value)
            else value.item() if hasattr(value, "item") else value for name, value in row.items()}
