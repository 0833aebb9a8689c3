"""Which series of numbers stands for a concept, how it changed, and which concepts lead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from newsgauge.charts.changes import Change, change, of_many
from newsgauge.charts.targets import may_compare
from newsgauge.concepts import load_concepts
from newsgauge.reconcile import Reconciliation
from newsgauge.store import Filters
from newsgauge.ui import agreement
from newsgauge.ui.data import CachedStore
from newsgauge.ui.sparkline import Point

Row = Mapping[str, object]                     # an observation

_AT_A_TIME = ("stock", "share", "price", "index")
_LINE = 3                          # actual numbers that make a line: two are told by their change


@dataclass(frozen=True)
class Series:
    """A concept's leading series: its latest actual number and how it came about, its target, its points (none where
    there are too few for a line), all its statements."""

    latest: Row
    change: Change | None
    target: Row | None
    history: list[Point]
    count: int                         # sentences that state the concept; 2.3亿美元（约15亿元） is one
    documents: int


def leading_concepts(store: CachedStore, filters: Filters, most: int | None = None
                     ) -> tuple[list[Series], Reconciliation]:
    """The leading series of the concepts selected, those with most to tell first and at `most` so many, without what
    are probably misprints; and the groups of statements that say so."""
    rows = leading_rows(store, filters)
    if most is not None and not agreement.compared_whole(store):
        # Comparing takes as long as all the rest: only what may be shown is compared.
        rows = rows[rows["concept"].isin(one.latest["concept"] for one in rank_concepts(rows)[:2 * most])]
    suspects = agreement.suspects(store, rows)
    groups = agreement.reconciled(store, rows)
    if suspects:
        # Of a large corpus what a misprint stood for is not looked for again, for the same reason.
        rows = (leading_rows(store, filters, suspects) if agreement.compared_whole(store)
                else rows[~rows["observation_id"].isin(suspects)])
    return rank_concepts(rows)[:most], groups


def leading_rows(store: CachedStore, filters: Filters, without: Iterable[str] = ()) -> pd.DataFrame:
    """The numbers of the series that stands for each concept selected, see Store.leading."""
    at_a_time = tuple(code for code, concept in load_concepts().items() if concept.kind in _AT_A_TIME)
    return store.leading(filters, at_a_time=at_a_time, without=tuple(sorted(without)))


def rank_concepts(rows: pd.DataFrame) -> list[Series]:
    """The leading series of every concept among the rows of Store.leading, those with most to tell first."""
    concepts: dict[str, list[Row]] = defaultdict(list)
    for row in rows.to_dict("records"):
        concepts[row["concept"]].append(row)
    found = [series for of_concept in concepts.values() if (series := leading_series(of_concept))]
    return sorted(found, key=_weight, reverse=True)


def _weight(series: Series) -> tuple:
    """What an analyst looks at first: one thing of the nation, else of a place, followed over time, stated often."""
    return (not of_many(series.latest), bool(series.history),
            series.latest["entity"] == "全国", series.latest["entity_kind"] == "region", series.change is not None,
            series.documents, series.count)


def leading_series(rows: list[Row]) -> Series | None:
    """The actual numbers among the rows of one concept's series in order of time, and the last target beyond them.

    None where there is no actual number.
    """
    actual = sorted((row for row in rows if row["status"] == "actual"), key=lambda row: row["period_end"])
    if not actual:
        return None
    latest = actual[-1]
    ahead = [row for row in rows if row["status"] == "target" and row["period_end"] > latest["period_end"]]
    target = max(ahead, key=lambda row: row["period_end"], default=None)
    drawn = [*actual, target] if target is not None and may_compare(target, latest) else actual
    history = [Point(row["period_end"].toordinal(), row["canonical_value"], row["status"]) for row in drawn]
    return Series(latest, change(*actual[-2:]) if len(actual) > 1 else None, target,
                  history if len(actual) >= _LINE else [], latest["statements"], latest["documents"])
