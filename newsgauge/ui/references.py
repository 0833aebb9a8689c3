"""References of a figure, a number or an article in each style, to be copied."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import get_args

import plotly.graph_objects as go
import streamlit as st

from newsgauge.export import CitationStyle, citation
from newsgauge.ui import labels
from newsgauge.ui.filters import page_link, view_link
from newsgauge.ui.language import language, say
from newsgauge.ui.numbers import format_value


def figure_references(figure: go.Figure) -> None:
    """The references of a figure as this view shows it."""
    meta = figure.layout.meta or {}
    _draw({"kind": "figure", "title": meta.get("title", ""), "sources": meta.get("source", ""), "link": view_link()})


def observation_references(observation: Mapping[str, object]) -> None:
    """The references of a number, with the article that states it, and those of the article alone."""
    stated = labels.row(labels.entity(observation), observation["indicator"], labels.period(observation["period"]),
                        format_value(observation, language()))
    article = {"title": observation["article_title"], "container": observation["document_title"],
               "date": observation["article_date"]}
    st.markdown(f"**{say('citation.number')}**")
    _draw({"kind": "observation", "statement": stated, "link": view_link()} | article)
    st.markdown(f"**{say('citation.article')}**")
    _draw({"kind": "article"} | article)


def article_references(article: Mapping[str, object]) -> None:
    """The references of an article, with the address that opens it in the reader."""
    _draw({"kind": "article", "title": article["title"], "container": article["document_title"],
           "date": article["date"], "link": page_link(article=article["article_id"])})


def _draw(record: Mapping[str, object]) -> None:
    record = {name: value for name, value in record.items() if value} | {"accessed": date.today().isoformat()}
    for style in get_args(CitationStyle):
        st.caption(say(f"citation.{style}"))
        st.code(citation(record, style), language=None, wrap_lines=True)
