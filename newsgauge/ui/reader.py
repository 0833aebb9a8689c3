"""The reader: an article's text with its numbers marked by status, each leading to its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from newsgauge.model import STATUSES
from newsgauge.ui import filters, labels
from newsgauge.ui.language import say
from newsgauge.ui.markdown import STATUS_MARKS, escape, underlined


def article_text(article: Mapping[str, object], observations: pd.DataFrame, selected: str = "") -> None:
    """The article's paragraphs; headings, captions and bylines set apart from the body.

    `observations` are those of the article; `selected` is the id of the one to be marked red.
    """
    rows = observations.sort_values("article_start").to_dict("records")
    for paragraph in article["paragraphs"]:
        inside = [row for row in rows if paragraph["start"] <= row["article_start"] < paragraph["end"]]
        text = marked_text(article["text"], paragraph["start"], paragraph["end"], inside, selected)
        if not text.strip() or paragraph["kind"] == "title":
            continue                               # the page's own heading says the title
        if paragraph["kind"] == "heading":
            st.markdown(f"**{text}**")
        elif paragraph["kind"] in ("caption", "byline", "label"):
            st.caption(text)
        else:
            st.markdown(text)


def marked_text(text: str, start: int, end: int, observations: Iterable[Mapping[str, object]], selected: str) -> str:
    """The stretch [start, end) of an article as markdown, each number a link to its evidence, coloured by status."""
    parts, place = [], start
    for row in observations:
        if row["article_start"] < place or row["article_end"] > end:
            continue                               # numbers of one quantity that overlap are shown once
        parts.append(escape(text[place:row["article_start"]]))
        number = text[row["article_start"]:row["article_end"]]
        parts.append(f"[{underlined(number, row['status'], red=row['observation_id'] == selected)}]"
                     f"({_link(row['observation_id'])})")
        place = row["article_end"]
    return "".join([*parts, escape(text[place:end])])


def _link(observation_id: str) -> str:
    query = [(name, value) for name, values in filters.page_parameters().items()
             for value in ([values] if isinstance(values, str) else values)]
    query += [(name, st.query_params[name]) for name in ("article",) if name in st.query_params]
    return f"?{urlencode([*query, ('obs', observation_id)])}"


def legend() -> None:
    """What the marks of numbers in the text mean."""
    st.caption(say("reader.legend") + " " + " ".join(
        underlined(f"{STATUS_MARKS[status]} {labels.status(status)}", status) for status in STATUSES))
