"""The parts of the overview page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from newsgauge.charts.axes import format_number
from newsgauge.charts.coverage import coverage as build_coverage
from newsgauge.charts.marks import qualifier_sign
from newsgauge.charts.targets import reached
from newsgauge.ui import agreement, figures, filters, labels
from newsgauge.ui.chip import number_chip
from newsgauge.ui.frame import View
from newsgauge.ui.language import language, say
from newsgauge.ui.leading import Series, leading_concepts
from newsgauge.ui.numbers import format_value

_LEADING = 8


def corpus(view: View) -> None:
    """What this is, in three sentences, and how much the selection holds, in four numbers."""
    st.markdown(say("lead.overview"))
    st.header(say("overview.holds"), anchor=False)
    articles, documents = view.store.count_articles(view.filters)
    disputed = len(agreement.among(view.store, _latest(view), agreement.OPEN))
    years = filters.year_span(view.store.facets(view.filters, ("year",))["year"])
    ends = view.filters.years or (years.span if years else ())
    entries = {
        "numbers": (f"{view.count:,}", "pages/data.py"), "articles": (f"{articles:,}", "pages/documents.py"),
        "documents": (f"{documents:,} :small[/ {view.store.store.size:,}]", "pages/sources.py"),
        "open": (f":red[{disputed:,}]" if disputed else "0", f"#{agreement.ANCHOR}"),
        "years" if view.filters.years or not years or years.span == years.whole else "years_most": (
            "–".join(map(str, dict.fromkeys(ends))) or "–", ""),
    }
    with st.grid(5, min_column_width=140, gap="xsmall"):
        for name, (value, leads) in entries.items():
            with st.container(gap="xxsmall", key=f"{'way' if leads else 'count'}_{name}"):
                st.markdown(f"### {value}", anchors=False)
                label = say(f"overview.{name}")
                if leads.startswith("#"):
                    st.markdown(f"[{label}]({leads})")
                elif leads:
                    st.page_link(leads, label=label, query_params=filters.page_parameters())
                else:
                    st.caption(label)


def leading(view: View) -> None:
    """The concepts with most to tell, each as a chip: latest value, change, how it came about, target."""
    series, groups = leading_concepts(view.store, view.filters, _LEADING)
    disagreeing, misprinted = groups.observation_ids("conflict"), groups.observation_ids("misprint")
    if not series:
        st.caption(say("overview.no_concepts"))
        return
    with st.grid(4, min_column_width=165, gap="small"):
        for one in series:
            concept = one.latest["concept"]
            disagrees = one.latest["observation_id"] in disagreeing
            # A fall from 45 to 41 that two sources dispute is none.
            notes = (say("overview.disagree") if disagrees else _change(one), _target(one),
                     say("overview.misprint") if one.latest["observation_id"] in misprinted else "")
            number_chip(one.latest, key=f"leading_{concept}", label=labels.concept(concept), show=concept,
                        history=() if disagrees else one.history, notes=[note for note in notes if note])
    st.page_link("pages/indicators.py", label=say("overview.all_indicators"), icon=":material/arrow_forward:",
                 query_params=filters.page_parameters())


def _change(one: Series) -> str:
    """Against the number before, where the two compare: in per cent, in points where they are percentages."""
    if one.change is None:
        return ""
    amount = abs(one.change.amount)
    step = format_number(amount, language(), "pp", 3) if one.change.points else format_number(
        amount * 100, language(), "%", 3)
    return say("overview.rise" if one.change.amount > 0 else "overview.fall", step=one.change.sign + step,
               period=labels.period(one.change.since["period"]))


def _target(one: Series) -> str:
    """What is aimed at and how far it is."""
    if one.target is None:
        return ""
    target, now = ({**row, "number": row["canonical_value"]} for row in (one.target, one.latest))
    value, period = format_value(target, language()), labels.period(target["period"])
    how_far = reached(target, now)
    if how_far.met or how_far.part is None:
        name = "target_met" if how_far.met else "target_missed" if how_far.met is False else "target_open"
        return say(f"overview.{name}", value=value, period=period)
    share = f"{qualifier_sign(now['qualifier'], now['number'])}{how_far.part:.0%}"
    return say("overview.target", value=value, period=period, share=share)


def coverage(view: View) -> None:
    """Numbers by topic and year; a click on a cell selects its topic and year.

    Of years that are selected no others are shown: the number of a longer time counts in the last of them.
    """
    frame = view.store.coverage(view.filters)
    if view.filters.years:
        frame["year"] = frame["year"].clip(*view.filters.years)
        frame = frame.groupby(["topic", "year"], as_index=False)["count"].sum()
    counts = frame.groupby("year", as_index=False)["count"].sum().rename(columns={"year": "value"})
    years = filters.year_span(counts)
    figures.show_figure(build_coverage(frame, names=labels.topic_names(), span=years.span if years else None,
                                       source=view.source(), **figures.options()), frame,
                        name="coverage", filters=view.sentence, on_pick=_select_cell,
                        documents=view.documents)


def _select_cell(topic: str, year: str) -> None:
    st.query_params["topic"] = topic
    st.query_params["year"] = year if "-" in year else f"{year}-{year}"


def needs_a_look(view: View) -> None:
    """Statements of the selection that contradict each other, and suspected misprints."""
    agreement.heading()
    agreement.panel(view.store, _latest(view), name="overview", whole=view.count)


def _latest(view: View) -> pd.DataFrame:
    return agreement.latest(view.store, view.filters, agreement.COLUMNS)
