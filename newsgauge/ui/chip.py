"""The number chip: the one element that recurs on every page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from newsgauge.ui import evidence, filters, labels
from newsgauge.ui.browser import theme
from newsgauge.ui.language import say
from newsgauge.ui.markdown import escape
from newsgauge.ui.numbers import caption, heading
from newsgauge.ui.sparkline import Point, sparkline


def number_chip(
    observation: Mapping[str, object], *, key: str, label: str = "", whose: bool = True,
    history: Sequence[Point] = (), notes: Sequence[str] = (), show: str = "",
) -> None:
    """A number with its mark and unit, large; beneath it what, whose, when; a margin note that opens its sentence.

    `label` stands for the indicator; `whose=False` where it names the entity. `history` draws a small line where it
    has points; `notes` are lines of plain text (change, target). With `show`, a concept, all of the chip but the margin
    note leads to its chart.
    """
    name = label or observation["indicator"]
    with st.container(border=True, height="stretch", gap="xxsmall", key=f"{'way' if show else 'chip'}_{key}"):
        if show:
            st.page_link("pages/indicators.py", label=f"**{escape(name)}**",
                         query_params=filters.page_parameters(show=show))
        else:
            st.markdown(escape(name))
        st.markdown(heading(observation), anchors=False)
        st.caption(escape(caption(observation, whose=whose)))
        if history:
            st.image(sparkline(history, theme()), alt=say("chip.history", name=name), width="stretch")
        for note in notes:
            st.caption(escape(note))
        st.space("stretch")
        source = labels.row(observation["article_date"], observation["document_title"])
        st.button(escape(source), key=key, type="tertiary", icon=":material/format_quote:", wrap=False,
                  help=say("evidence.open"), on_click=evidence.open_evidence, args=(observation["observation_id"],))
