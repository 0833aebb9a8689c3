"""The parts of the overview page."""

from __future__ import annotations

import streamlit as st

from newsgauge.charts.axes import PERCENT, format_number
from newsgauge.charts.coverage import coverage as build_coverage
from newsgauge.concepts import load_concepts
from newsgauge.ui import agreement, figures, filters, labels
from newsgauge.ui.chip import number_chip
from newsgauge.ui.frame import View
from newsgauge.ui.language import language, say
from newsgauge.ui.leading import Series, leading_concepts, leading_rows
from newsgauge.ui.numbers import format_value

_LEADING = 8


def corpus(view: View) -> None:
    """What this is, in three sentences, and how much the selection holds, in four numbers."""
    st.markdown(say("lead.overview"))
    st.header(say("overview.holds"), anchor=False)
    articles, documents = view.store.count_articles(view.filters)
    years = view.store.facets(view.filters)["year"]["value"].dropna().astype(int)
    entries = {
        "numbers": f"{view.count:,}", "articles": f"{articles:,}",
        "documents": f"{documents:,} :small[/ {view.store.store.size:,}]",
        "years": f"{years.min()}–{years.max()}" if len(years) else "–",
    }
    with st.grid(4, min_column_width=140):
        for name, value in entries.items():
            with st.container(gap="xxsmall"):
                st.markdown(f"### {value}", anchors=False)
                st.caption(say(f"overview.{name}"))


def leading(view: View) -> None:
    """The concepts with most to tell, each as a chip: latest value, change, how it came about, target."""
    found = leading_rows(view.store, view.filters)
    series = leading_concepts(view.store, view.filters, agreement.suspects(view.store, found))
    if not series:
        st.caption(say("overview.no_concepts"))
        return
    with st.grid(4, min_column_width=220, gap="medium"):
        for one in series[:_LEADING]:
            concept = one.latest["concept"]
            number_chip(one.latest, key=f"leading_{concept}", label=labels.concept(concept), history=one.history,
                        notes=[note for note in (_change(one), _target(one)) if note])
    st.page_link("pages/indicators.py", label=say("overview.all_indicators"), icon=":material/arrow_forward:",
                 query_params=filters.page_parameters())


def _change(one: Series) -> str:
    """Against the number before: in per cent, or in points where it is a percentage itself."""
    if one.previous is None:
        return ""
    before, now = one.previous["canonical_value"], one.latest["canonical_value"]
    if not before or before == now:
        return ""
    if one.latest["measure"] == "share":
        scale = 1 if load_concepts()[one.latest["concept"]].unit in PERCENT else 100
        step = say("overview.points", value=format_number(abs(now - before) * scale, language(), digits=3))
    else:
        step = f"{format_number(abs(now / before - 1) * 100, language(), digits=3)}%"
    return say("overview.rise" if now > before else "overview.fall", step=step,
               period=labels.period(one.previous["period"]))


def _target(one: Series) -> str:
    """What is aimed at and how far it is."""
    if one.target is None:
        return ""
    target, now = one.target["canonical_value"], one.latest["canonical_value"]
    value, period = format_value(one.target, language()), labels.period(one.target["period"])
    if not target or now >= target:
        return say("overview.target_met", value=value, period=period)
    return say("overview.target", value=value, period=period, share=f"{now / target:.0%}")


def coverage(view: View) -> None:
    """Numbers by topic and year; a click on a cell selects its topic and year."""
    frame = view.store.coverage(view.filters)
    figures.show_figure(build_coverage(frame, names=labels.topic_names(), **figures.options()), frame,
                        name="coverage", filters=view.sentence, on_pick=_select_cell)


def _select_cell(topic: str, year: str) -> None:
    st.query_params["topic"] = topic
    st.query_params["year"] = f"{year}-{year}"


def needs_a_look(view: View) -> None:
    """Statements of the selection that contradict each other, and suspected misprints."""
    agreement.panel(view.store, agreement.latest(view.store, view.filters), name="overview", whole=view.count)
