"""Documents on their way into one shard: each read into its tables, all written at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from newsgauge import shards, tabulate
from newsgauge.jobs import Failure, Job, failure

_MOST_DOCUMENTS, _MOST_BYTES = 64, 4_000_000         # of one shard

# Counts of articles and observations of a document that is in the store now, notes on what could not be read of it, and
# its name if it has numbers and no date; None when it is read but not in the store yet, and its counts are still to
# come; or why it is not taken in.
Counts = dict[str, Any]
Result = Counts | Failure | None


class Batch:
    """Documents on their way into one shard; they are in the store when `commit` returns."""

    def __init__(self, home: Path):
        self.home = home
        self._tables: list = []
        self._keys: dict[str, str] = {}
        self._bytes = 0

    @property
    def full(self) -> bool:
        return len(self._tables) >= _MOST_DOCUMENTS or self._bytes >= _MOST_BYTES

    def read(self, job: Job) -> Counts | Failure:
        """Read one document, keep its original, and hold its tables; a document that can't be read is a Failure."""
        try:
            data = job.data()
            source = job.source(data)
            tables = tabulate.process(source, added=job.record["added"], changes=job.changes)
        except Exception as error:     # a document must not end the work on the others, whatever is wrong with it
            return failure(job.record["name"], error)
        shards.keep_original(self.home, data, job.record | {"format": source.format})
        self._tables.append(tables)
        self._keys[job.document_id] = job.key()
        self._bytes += len(data)
        dated = tables["document"]["published"][0].as_py() or not tables["observation"].num_rows
        return {"articles": tables["article"].num_rows, "observations": tables["observation"].num_rows,
                "notes": list(source.notes), "undated": [] if dated else [job.record["name"]]}

    def commit(self) -> None:
        """Write the shard, if there is anything to write."""
        if self._tables:
            import pyarrow

            tables = {name: pyarrow.concat_tables([each[name] for each in self._tables]) for name in shards.TABLES}
            shards.write_shard(self.home, tables.__getitem__, self._keys, tabulate.extractor_version())
        self._tables, self._keys, self._bytes = [], {}, 0
