"""Which series of a concept's observations stands for it: one entity, one measure, one unit, comparable periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from newsgauge.charts.marks import most_precise
from newsgauge.concepts import load_concepts
from newsgauge.ui.sparkline import Point

_LEVELS = ("level", "share", "ratio")
_AT_A_TIME = ("stock", "share", "price", "index")


@dataclass(frozen=True)
class Series:
    """A concept's leading series: its latest and previous actual number, its target, its points, all its statements."""

    latest: Mapping[str, object]
    previous: Mapping[str, object] | None
    target: Mapping[str, object] | None
    history: list[Point]
    count: int


def rank_concepts(observations: pd.DataFrame) -> list[Series]:
    """The leading series of every concept among the observations, those with most to tell first."""
    linked = observations[observations["concept"] != ""]
    found = [series for _, rows in linked.groupby("concept") if (series := leading_series(rows))]
    return sorted(found, key=lambda series: (len(series.history) > 1, series.count), reverse=True)


def leading_series(rows: pd.DataFrame) -> Series | None:
    """The series of the nation, else of the entity with most periods, among the observations of one concept.

    Numbers of a flow join only where their periods are of like length. None where there is no actual number of
    known time.
    """
    dated = rows[rows["period_end"].notna() & rows["canonical_value"].notna() & rows["measure"].isin(_LEVELS)
                 & (rows["comparison"] == "")]
    days = (dated["period_end"] - dated["period_start"]).dt.days
    concept = load_concepts().get(rows["concept"].iloc[0])
    dated = dated.assign(length="any" if concept and concept.kind in _AT_A_TIME else (days // 20).astype(str))
    actual = dated[dated["status"] == "actual"]
    if actual.empty:
        return None
    keys = ["entity", "measure", "unit", "length"]
    groups = actual.groupby(keys, sort=False)["period"].nunique().reset_index(name="periods")
    groups["nation"] = groups["entity"] == "全国"
    best = groups.sort_values(["nation", "periods"], ascending=False, kind="stable").iloc[0]
    same = dated[(dated[keys] == best[keys]).all(axis=1)]
    by_time = [most_precise(group) for _, group in same[same["status"] == "actual"].groupby("period_end", sort=True)]
    targets = dated[(dated[keys[:3]] == best[keys[:3]]).all(axis=1) & (dated["status"] == "target")
                    & (dated["period_end"] > by_time[-1]["period_end"])]
    target = None if targets.empty else targets.sort_values("period_end", kind="stable").iloc[-1]
    drawn = by_time if target is None else [*by_time, target]
    history = [Point(row["period_end"].toordinal(), row["canonical_value"], row["status"]) for row in drawn]
    return Series(by_time[-1].to_dict(), by_time[-2].to_dict() if len(by_time) > 1 else None,
                  None if target is None else target.to_dict(), history, len(rows))
