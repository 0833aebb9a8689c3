"""Which series of numbers stands for a concept, and which concepts lead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from newsgauge.concepts import load_concepts
from newsgauge.store import Filters
from newsgauge.ui.data import CachedStore
from newsgauge.ui.sparkline import Point

Row = Mapping[str, object]                     # an observation

_AT_A_TIME = ("stock", "share", "price", "index")


@dataclass(frozen=True)
class Series:
    """A concept's leading series: its latest and previous actual number, its target, its points, all its statements."""

    latest: Row
    previous: Row | None
    target: Row | None
    history: list[Point]
    count: int                         # sentences that state the concept; 2.3亿美元（约15亿元） is one
    documents: int


def leading_rows(store: CachedStore, filters: Filters, without: Iterable[str] = ()) -> pd.DataFrame:
    """The numbers of the series that stands for each concept selected, see Store.leading."""
    at_a_time = tuple(code for code, concept in load_concepts().items() if concept.kind in _AT_A_TIME)
    return store.leading(filters, at_a_time=at_a_time, without=tuple(sorted(without)))


def leading_concepts(store: CachedStore, filters: Filters, without: Iterable[str] = ()) -> list[Series]:
    """The leading series of every concept selected, those with most to tell first; observations `without` left out."""
    return _leading_concepts(store, store.version, filters, tuple(sorted(without)))


@st.cache_data(max_entries=60, show_spinner=False)
def _leading_concepts(_store: CachedStore, version: str, filters: Filters, without: tuple[str, ...]) -> list[Series]:
    return rank_concepts(leading_rows(_store, filters, without))


def rank_concepts(rows: pd.DataFrame) -> list[Series]:
    """The leading series of every concept among the rows of Store.leading, those with most to tell first."""
    concepts: dict[str, list[Row]] = defaultdict(list)
    for row in rows.to_dict("records"):
        concepts[row["concept"]].append(row)
    found = [series for of_concept in concepts.values() if (series := leading_series(of_concept))]
    return sorted(found, key=lambda series: (len(series.history) > 1, series.documents, series.count), reverse=True)


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
    history = [Point(row["period_end"].toordinal(), row["canonical_value"], row["status"])
               for row in (actual if target is None else [*actual, target])]
    return Series(latest, actual[-2] if len(actual) > 1 else None, target, history, latest["statements"],
                  latest["documents"])
