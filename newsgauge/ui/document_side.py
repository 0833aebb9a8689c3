"""What stands beside an article in the reader: its topics, words and numbers, and articles like it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from newsgauge import shards
from newsgauge.reading.cleaning import clean
from newsgauge.reading.formats import ReadError, source_from_bytes
from newsgauge.store import Filters
from newsgauge.ui import evidence, kept, labels, reader, word_views
from newsgauge.ui.frame import View
from newsgauge.ui.language import language, say
from newsgauge.ui.markdown import STATUS_MARKS, escape
from newsgauge.ui.numbers import format_value

_NUMBERS, _TOPICS = 12, 4
_LIKE = 0.03                       # cosine below which two articles have only common words in common
_CLOUD = (340, 260)


def about(view: View, article: Mapping[str, object], observations: pd.DataFrame) -> None:
    """Topics, words and numbers of the article, and the articles nearest to it."""
    only = Filters(articles=(article["article_id"],))
    st.header(say("documents.topics"), anchor=False)
    shares = view.store.topics(only)
    for row in shares.head(_TOPICS).to_dict("records"):
        st.progress(min(row["share"], 1.0), text=f"{escape(labels.topic(row['topic']))} {row['share']:.0%}")
    word_views.cloud(view, only, kept.load_own_words(view.store.home), name="cloud_article",
                     what=labels.row(article["title"], article["date"]), heading=say("documents.words"), size=_CLOUD,
                     colored_by=[reader.topic_words(article["text"])])
    st.header(say("documents.numbers", count=len(observations)), anchor=False)
    with st.container(gap=None):
        for row in observations.head(_NUMBERS).to_dict("records"):
            label = labels.row(f"{STATUS_MARKS[row['status']]} {format_value(row, language())}", row["indicator"])
            st.button(escape(label), key=f"side_{row['observation_id']}", type="tertiary", wrap=False,
                      on_click=evidence.open_evidence, args=(row["observation_id"],))
    if len(observations) > _NUMBERS:
        st.caption(say("documents.more_numbers", count=len(observations) - _NUMBERS))
    _near(view, article)


def _near(view: View, article: Mapping[str, object]) -> None:
    near = view.store.near_articles(article["article_id"])
    near = near[near["likeness"] >= _LIKE]
    st.header(say("documents.near"), anchor=False)
    if near.empty:
        st.caption(say("documents.none_near"))
    for other in near.to_dict("records"):
        st.button(escape(other["title"]), key=f"near_{other['article_id']}", icon=":material/article:", type="tertiary",
                  on_click=_open_article, args=(other["article_id"],))


def _open_article(article_id: str) -> None:
    st.query_params["article"] = article_id


def dropped(view: View, article: Mapping[str, object]) -> None:
    """What reading took out of the article's document as page furniture; read again when it is asked for."""
    fold = st.expander(say("documents.dropped"), key="dropped", on_change="rerun", icon=":material/content_cut:")
    if not fold.open:
        return
    documents = view.store.documents().set_index("document_id")
    document = documents.loc[article["document_id"]]
    path = shards.original_path(view.store.home, document["sha256"], document["format"])
    with fold:
        try:
            text = source_from_bytes(document["name"], path.read_bytes()).text
        except (OSError, ReadError):
            st.caption(say("documents.no_original"))
            return
        spans = [span for span in clean(text).dropped if article["start"] <= span.start < article["end"]]
        st.caption(say("documents.dropped_count", count=len(spans)))
        for span in spans:
            st.text(text[span.start:span.end].strip())
