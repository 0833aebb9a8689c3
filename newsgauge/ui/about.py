"""The parts of the about page."""

from __future__ import annotations

from dataclasses import asdict
from typing import get_args

import pandas as pd
import streamlit as st

from newsgauge.charts.marks import CORRECTED
from newsgauge.export import CitationStyle
from newsgauge.extract.explain import observe_text
from newsgauge.model import QUALIFIERS, STATUSES
from newsgauge.scoring import ATTRIBUTES, LABELS, label_sets, score_set
from newsgauge.tabulate import extractor_version
from newsgauge.ui import evidence, labels
from newsgauge.ui.language import say
from newsgauge.ui.markdown import STATUS_MARKS, escape, marked
from newsgauge.ui.numbers import caption, heading

_STEPS, _LIMITS = 5, 7
_SHARES = ("precision", "recall", *ATTRIBUTES, "complete", "articles_f1", "topic_first", "topic_recall")
_LONGEST = 2000
_FIELD, _SCORE = 235, 145          # pixels: room for the longest name in English, and for all columns on a desk


def steps() -> None:
    """How a number gets from the page of a newspaper into a chart."""
    st.markdown("\n".join(f"{n}. {say(f'about.step_{n}')}" for n in range(1, _STEPS + 1)))


def marks() -> None:
    """What the marks mean, everywhere alike."""
    signs = {"exact": "129", "over": "≥129", "under": "≤129", "about": "≈129", "between": "100–129"}
    entries = {f"{STATUS_MARKS[status]} {labels.status(status)}": say(f"about.mark_{status}") for status in STATUSES}
    entries |= {signs[name]: say(f"qualifier.{name}") for name in QUALIFIERS}
    entries |= {f"{CORRECTED}129": say("judge.corrected")}
    st.table(entries, border="horizontal", width="content", alt=say("about.marks"))


@st.cache_data(max_entries=2, show_spinner=False)
def _figures(version: str) -> dict[str, dict[str, float]]:
    """The figures of each set of labels, measured by this very program; `version` is only the key of the cache."""
    return {name: score_set(LABELS / name).figures for name in label_sets()}


def accuracy() -> None:
    """How often each field is right, on texts labelled by hand."""
    with st.spinner(say("about.accuracy")):
        figures = _figures(extractor_version())
    st.markdown(say("about.accuracy_text", quantities=sum(one["gold"] for one in figures.values()),
                    articles=sum(one["articles_gold"] for one in figures.values())))
    frame = pd.DataFrame({"field": [say(f"accuracy.{name}") for name in _SHARES]}
                         | {name: [one[share] for share in _SHARES] for name, one in figures.items()})
    st.dataframe(frame, hide_index=True, height="content", alt=say("about.accuracy"), column_config={
        "field": st.column_config.TextColumn(say("about.field"), width=_FIELD)} | {
        name: st.column_config.ProgressColumn(say(f"labels.{name}"), format="percent", width=_SCORE, min_value=0,
                                               max_value=1) for name in figures})


def limits() -> None:
    """What the program can't do, so that nobody trusts it further than it carries."""
    st.markdown("\n".join(f"- {say(f'about.limit_{n}')}" for n in range(1, _LIMITS + 1)))


def try_a_sentence() -> None:
    """A sentence of the reader's own, read before their eyes, with the rules that were used."""
    with st.form("try", border=False):
        text = st.text_area(say("about.try_text"), say("about.try_example"), max_chars=_LONGEST, key="about_text")
        published = st.text_input(say("sources.published"), "2023-09-06", key="about_date", max_chars=10,
                                  help=say("sources.published_help"))
        st.form_submit_button(say("about.try_read"), icon=":material/search_insights:", key="about_read")
    try:
        found = observe_text(text[:_LONGEST], published)
    except ValueError:
        st.error(say("sources.published_wrong"))
        return
    if not found:
        st.info(say("about.try_nothing"))
    for number, observation in enumerate(map(asdict, found)):
        with st.container(border=True):
            left, right = st.columns([2, 3], gap="medium")
            with left:
                st.markdown(evidence.subject(observation))
                st.markdown(heading(observation), anchors=False)
                st.caption(escape(caption(observation)))
            with right:
                st.markdown(marked(observation["sentence"], observation["mark_start"], observation["mark_end"]))
                with st.expander(say("evidence.reading"), key=f"try_{number}"):
                    evidence.reading(observation)


def cite() -> None:
    """Where the references of a figure, a number or an article are found."""
    styles = labels.join(say(f"citation.{style}") for style in get_args(CitationStyle))
    st.markdown(say("about.cite_text", styles=styles))
