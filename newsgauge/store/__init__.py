"""The questions that pages ask of the built documents: filters → SQL → frames. All SQL stands in this package."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from newsgauge import article_corrections, corrections, shards
from newsgauge.shards import StoreError
from newsgauge.store.articles import Articles
from newsgauge.store.asking import documents_of
from newsgauge.store.filters import ALL, Filters
from newsgauge.store.observations import Observations
from newsgauge.store.tables import version as tables_version
from newsgauge.store.terms import Terms

if TYPE_CHECKING:
    import pandas

__all__ = ["ALL", "Filters", "Store", "StoreError"]


class Store(Observations, Articles, Terms):
    """The built documents, ready to be asked; safe to be shared by threads. Made by `Store.open`."""

    @classmethod
    def open(cls, home: Path | str | None = None) -> Store:
        """The store in `home` (default: see shards.home_path) now; builds nothing, no store is an empty one."""
        home = shards.home_path(home)
        return _open(home, tables_version(home))

    def corrections(self) -> pandas.DataFrame:
        """What readers have said of observations and articles (`level`) that holds, newest first; a row each.

        `action` is change, reject, confirm, merge or split; `changes` are the fields as they are now, `before` all of
        them as they were read.
        """
        import pandas

        columns = ["time", "level", "action", "document_id", "observation_id", "text", "changes", "before", "reason"]
        now = {(*documents_of(name), *span): name for name, span in self._tables.spoken.items()}
        found = [{"level": "observation", "document_id": one.document_id, "changes": one.changes, "before": one.before,
                  "action": "reject" if one.rejected else "change" if one.changes else "confirm", "time": one.time,
                  "observation_id": now.get((one.document_id, one.start, one.end), ""), "reason": one.reason,
                  "text": one.before.get("text", "")} for one in corrections.fold(corrections.load(self.home))]
        found += [record for records in article_corrections.load(self.home).values() for record in records]
        held = [row for row in found if self.holds(row["document_id"])]
        return pandas.DataFrame(sorted(held, key=itemgetter("time"))[::-1], columns=columns)

    def append_correction(self, observation_id: str, *, action: str = "change",
                          changes: Mapping[str, object] | None = None, reason: str = "") -> dict:
        """Correct (`changes`: field → value), reject, confirm or reset an observation; see corrections.append.

        The store opened next shows it. Raises ValueError for an unknown observation or an impossible value.
        """
        row = self.observation(observation_id)
        if row is None:
            raise ValueError(f"no observation {observation_id!r} in the store")
        return corrections.append(self.home, row, action=action, changes=changes, reason=reason,
                                  span=self._tables.spoken.get(observation_id))


@lru_cache(maxsize=4)
def _open(home: Path, version: str) -> Store:
    return Store(home)
