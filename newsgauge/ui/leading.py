"""Which series of a concept's observations stands for it: one entity, one measure, one unit, comparable periods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from newsgauge.concepts import load_concepts
from newsgauge.model import QUALIFIERS
from newsgauge.ui.sparkline import Point

Row = Mapping[str, object]                     # an observation

_LEVELS = ("level", "share", "ratio")
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


def rank_concepts(observations: pd.DataFrame) -> list[Series]:
    """The leading series of every concept among the observations, those with most to tell first."""
    concepts: dict[str, list[Row]] = defaultdict(list)
    for row in observations[observations["concept"] != ""].to_dict("records"):
        concepts[row["concept"]].append(row)
    found = [series for rows in concepts.values() if (series := leading_series(rows))]
    return sorted(found, key=lambda series: (len(series.history) > 1, series.documents, series.count), reverse=True)


def leading_series(rows: list[Row]) -> Series | None:
    """The series of the nation, else of the entity with most periods, among the observations of one concept.

    Numbers of a flow join only where their periods are of like length. None where there is no actual number of
    known time.
    """
    concept = load_concepts().get(rows[0]["concept"])
    at_a_time = concept is not None and concept.kind in _AT_A_TIME
    actual: dict[tuple, list[Row]] = defaultdict(list)
    targets: dict[tuple, list[Row]] = defaultdict(list)
    for row in rows:
        if pd.isna(row["period_end"]) or pd.isna(row["canonical_value"]) or row["measure"] not in _LEVELS \
                or row["comparison"]:
            continue
        key = (row["entity"], row["measure"], row["unit"])
        length = 0 if at_a_time else (row["period_end"] - row["period_start"]).days // 20
        if row["status"] == "actual":
            actual[*key, length].append(row)
        elif row["status"] == "target":
            targets[key].append(row)
    if not actual:
        return None
    best = max(actual, key=lambda key: (key[0] == "全国", len({row["period"] for row in actual[key]})))
    by_time = _one_a_time(actual[best])
    latest = by_time[-1]
    ahead = [row for row in targets[best[:3]] if row["period_end"] > latest["period_end"]]
    target = max(ahead, key=lambda row: row["period_end"], default=None)
    history = [Point(row["period_end"].toordinal(), row["canonical_value"], row["status"])
               for row in (by_time if target is None else [*by_time, target])]
    return Series(latest, by_time[-2] if len(by_time) > 1 else None, target, history,
                  len({row["sentence_id"] for row in rows}), len({row["document_id"] for row in rows}))


def _one_a_time(rows: Iterable[Row]) -> list[Row]:
    """Of the numbers for one time the most precise, of those the latest published; in order of time."""
    chosen: dict[object, Row] = {}
    for row in sorted(rows, key=lambda row: row["article_date"], reverse=True):
        known = chosen.get(row["period_end"])
        if known is None or QUALIFIERS.index(row["qualifier"]) < QUALIFIERS.index(known["qualifier"]):
            chosen[row["period_end"]] = row
    return [chosen[day] for day in sorted(chosen)]
