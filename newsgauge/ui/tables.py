"""Tables of observations: columns named and ordered for reading; the number leads to its sentence."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from newsgauge.export.tables import column_meaning
from newsgauge.ui import browser, evidence, labels
from newsgauge.ui.language import language, say
from newsgauge.ui.markdown import STATUS_MARKS
from newsgauge.ui.numbers import format_value

MOST_ROWS = 2000                   # of a table; more are turned over page by page
# Columns a reader wants first, and all that can be added.
MAIN = ("shown", "indicator", "entity", "period", "status", "article_date", "document_title")
ALL = (*MAIN, "concept", "value", "value_max", "unit", "qualifier", "measure", "region", "comparison", "attribution",
       "text", "sentence", "article_title", "publisher", "topics", "confidence")
# Pixels of columns, none of which may cut a date, nor the edge of the table one in view at first; on a phone texts are
# broken into lines, which a table does from this height of a row.
_WIDE = {"indicator": 240, "entity": 130, "period": 115, "status": 80, "article_date": 100, "sentence": 400}
_NARROW = {"indicator": 98, "entity": 64, "period": 78, "status": 80, "article_date": 100, "sentence": 240,
           "document_title": 110}
_NUMBER = 118                      # of the number on a phone
_LINES = 66


def readable(frame: pd.DataFrame, columns: Sequence[str] = MAIN) -> pd.DataFrame:
    """Observations with codes replaced by their names; the columns keep their names."""
    table, rows, now = frame.copy(), frame.to_dict("records"), language()
    table["shown"] = [format_value(row, now) for row in rows]
    table["status"] = [f"{STATUS_MARKS[status]} {labels.status(status)}" for status in frame["status"]]
    if now == "en":                    # the wording is Chinese; the concept says what it is
        table["indicator"] = [f"{labels.concept(concept)} · {wording}" if concept else wording
                              for concept, wording in zip(frame["concept"], frame["indicator"], strict=True)]
    table["entity"] = [labels.entity(row) for row in rows]
    table["concept"] = [labels.concept(concept) if concept else "" for concept in frame["concept"]]
    for name in ("qualifier", "measure"):
        table[name] = [say(f"{name}.{value}") for value in frame[name]]
    table["topics"] = [[labels.topic(topic) for topic in topics] for topics in frame["topics"]]
    return table[list(columns)]


# Column of a figure's data → how the pages call it.
_HEADINGS = {"topic": "filters.topic", "year": "filters.year", "title": "field.document_title", "term": "words.term",
             "count": "words.count", "share": "words.share", "articles": "words.articles",
             "documents": "words.documents", "dp": "words.dp"}


def named(table: pd.DataFrame) -> pd.DataFrame:
    """The data of a figure with the names of its topics in the language of this run."""
    if "topic" not in table:
        return table
    return table.assign(topic=table["topic"].map({code: labels.topic(code) for code in table["topic"].unique()}))


def heading(column: str) -> str:
    """What the pages call a column of a figure's data."""
    key = _HEADINGS.get(column)
    return say(key) if key else column_meaning(column, language()) or column


def column_config(columns: Sequence[str]) -> dict:
    """How the columns of `readable` are headed and set."""
    config = {name: st.column_config.Column(say(f"field.{name}")) for name in columns}
    for name in ("value", "value_max"):
        config[name] = st.column_config.NumberColumn(say(f"field.{name}"), format="localized")
    config["confidence"] = st.column_config.NumberColumn(say("field.confidence"), format="percent")
    for name, width in (_NARROW if browser.on_phone() else _WIDE).items():
        config[name] = st.column_config.TextColumn(say(f"field.{name}"), width=width)
    return config


def observation_table(frame: pd.DataFrame, *, name: str, alt: str, columns: Sequence[str] = MAIN, **options) -> None:
    """The observations as a table; a click on the number opens its evidence."""
    key = f"table_{name}"

    def open_row() -> None:
        evidence.open_evidence(frame["observation_id"].iloc[st.session_state[key]["row"]])

    config = column_config(columns) | {"shown": st.column_config.ButtonColumn(
        say("field.shown"), type="tertiary", alignment="right", on_click=open_row, key=key,
        width=_NUMBER if browser.on_phone() else None)}
    if browser.on_phone():
        options["row_height"] = _LINES
    st.dataframe(readable(frame, columns), hide_index=True, column_config=config, alt=alt, **options)
