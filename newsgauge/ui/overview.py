"""The parts of the overview page."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from newsgauge.charts.axes import format_number
from newsgauge.store import Filters
from newsgauge.ui import filters, figures, labels
from newsgauge.ui.chip import number_chip
from newsgauge.ui.frame import View
from newsgauge.ui.language import language, say
from newsgauge.ui.sparkline import Point

_LEADING = 8


def corpus(view: View) -> None:
    """How much the selection holds, in four numbers."""
    documents = len(view.store.documents())
    articles = view.store.articles(view.filters)
    years = view.store.facets(view.filters)["year"]["value"].dropna().astype(int)
    entries = {
        "numbers": f"{view.count:,}", "articles": f"{len(articles):,}",
        "documents": f"{articles['document_id'].nunique():,} :small[/ {documents:,}]",
        "years": f"{years.min()}–{years.max()}" if len(years) else "–",
    }
    with st.grid(4, min_column_width=140):
        for name, value in entries.items():
            with st.container(gap="xxsmall"):
                st.markdown(f"### {value}", anchors=False)
                st.caption(say(f"overview.{name}"))


def leading(view: View) -> None:
    """The concepts most reported on, each as a chip: latest value, change, how it came about, target."""
    summary = view.store.concept_summary(view.filters)
    summary = summary[summary["latest_id"].notna()].head(_LEADING)
    if summary.empty:
        st.caption(say("overview.no_concepts"))
        return
    concepts = tuple(summary["concept"])
    stated = view.store.observations(Filters(concepts=concepts))
    with st.grid(4, min_column_width=220, gap="medium"):
        for row in summary.to_dict("records"):
            latest = view.store.observation(row["latest_id"])
            number_chip(latest, key=f"leading_{row['concept']}", label=labels.concept(row["concept"]),
                        history=_history(stated, row), notes=[note for note in (_change(row), _target(row)) if note])
    st.page_link("pages/indicators.py", label=say("overview.all_indicators"), icon=":material/arrow_forward:",
                 query_params=filters.page_parameters())


def _history(stated: pd.DataFrame, row: Mapping[str, object]) -> list[Point]:
    same = stated[(stated["concept"] == row["concept"]) & (stated["region_code"] == row["region_code"])
                  & (stated["measure"] == row["measure"]) & stated["period_end"].notna()
                  & stated["canonical_value"].notna()]
    return [Point(day.toordinal(), value, status)
            for day, value, status in zip(same["period_end"], same["canonical_value"], same["status"], strict=True)]


def _change(row: Mapping[str, object]) -> str:
    """Against the number before: in per cent, or in points where it is a percentage itself."""
    before, now = row["previous_value"], row["latest_value"]
    if pd.isna(before) or not before or before == now:
        return ""
    if row["measure"] == "share":
        step = say("overview.points", value=format_number(abs(now - before), language()))
    else:
        step = f"{format_number(abs(now / before - 1) * 100, language(), digits=3)}%"
    return say("overview.rise" if now > before else "overview.fall", step=step,
               period=labels.period(row["previous_period"]))


def _target(row: Mapping[str, object]) -> str:
    """What is aimed at and how far it is."""
    target, now = row["target_value"], row["latest_value"]
    if pd.isna(target) or not target:
        return ""
    value = format_number(target, language(), row["target_unit"])
    period = labels.period(row["target_period"])
    if now >= target:
        return say("overview.target_met", value=value, period=period)
    return say("overview.target", value=value, period=period, share=f"{now / target:.0%}")


def coverage(view: View) -> None:
    """Numbers by topic and year; a click on a cell selects it."""
    from newsgauge.charts.coverage import coverage as build

    frame = view.store.coverage(view.filters)
    figures.show_figure(build(frame, **figures.options()), frame, name="coverage", filters=view.sentence, on_pick=None)
