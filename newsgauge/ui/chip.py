"""The number chip: the one element that recurs on every page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from newsgauge.ui import evidence, labels
from newsgauge.ui.language import language, say
from newsgauge.ui.markdown import STATUS_MARKS, escape
from newsgauge.ui.numbers import format_value


def caption(observation: Mapping[str, object]) -> str:
    """What, whose, when, and whether reached: the line under a number, as plain text."""
    status = observation["status"]
    parts = (observation["entity"] or observation["region"], labels.period(observation["period"]),
             f"{STATUS_MARKS[status]} {labels.status(status)}")
    return " · ".join(part for part in parts if part)


def source_note(observation: Mapping[str, object]) -> str:
    """The margin note: document and date, as plain text."""
    return " · ".join(part for part in (observation["document_title"], observation["article_date"]) if part)


def number_chip(
    observation: Mapping[str, object], *, key: str, label: str = "", delta: str | None = None,
    delta_help: str = "", history: Sequence[float] = (), target: str = "",
) -> None:
    """A number with its mark and unit, large; beneath it what, whose, when; a margin note that opens its sentence.

    `history` draws a small line when it has two values or more; `target` is a line of plain text about what is aimed at.
    """
    with st.container(border=True, height="stretch", gap="xxsmall"):
        st.metric(
            escape(label or observation["indicator"]), escape(format_value(observation, language())),
            delta=escape(delta) if delta else None, delta_color="off", delta_description=delta_help or None,
            chart_data=list(history) if len(history) > 1 else None, chart_type="area",
        )
        st.caption(escape(caption(observation)))
        if target:
            st.caption(f"○ {escape(target)}")
        st.space("stretch")
        st.button(
            escape(source_note(observation)), key=key, type="tertiary", icon=":material/format_quote:",
            help=say("evidence.open"), on_click=evidence.open_evidence, args=(observation["observation_id"],),
        )
