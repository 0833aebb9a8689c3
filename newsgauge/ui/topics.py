"""The parts of the topics page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from newsgauge.charts.topics import topic_bars, topic_heatmap, topics_by_year
from newsgauge.model import OTHER_TOPIC
from newsgauge.ui import controls, downloads, figures, filters, labels, word_views
from newsgauge.ui.frame import View
from newsgauge.ui.language import say
from newsgauge.ui.markdown import escape

VIEWS = ("documents", "articles", "years")
_SENTENCES, _TERMS = 12, 30
_TEXTS = 400                       # documents or articles whose topics are told, of more of them


def _options(view: View) -> dict:
    return figures.options() | {"names": labels.topic_names(), "source": view.source()}


def choose_topic(topic: str, *_: str) -> None:
    """Put the topic into the URL; a callback of the figures, whose points begin with their topic."""
    st.query_params["about"] = topic


def bars(view: View, shares: pd.DataFrame) -> None:
    """The topics of the selection, largest first; a click chooses one."""
    figures.show_figure(topic_bars(shares, **_options(view)), shares, name="topic_bars", filters=view.sentence,
                        on_pick=choose_topic, documents=view.documents)


def breakdown(view: View, shape: str) -> None:
    """The topics of each document, article or year."""
    if shape == "years":
        frame = view.store.topic_shares(view.filters, by="year")
        figure = topics_by_year(frame, **_options(view))
    else:
        frame = view.store.topic_shares(view.filters, by=shape.removesuffix("s"), limit=_TEXTS)
        whole = view.store.count_articles(view.filters)[shape == "documents"]
        figure = topic_heatmap(frame, whole=whole, **_options(view))
    figures.show_figure(figure, frame, name=f"topics_{shape}", filters=view.sentence, on_pick=choose_topic,
                        documents=view.documents)


def one_topic(view: View, shares: pd.DataFrame) -> None:
    """The terms that carry a topic and the sentences that carry it most."""
    codes = [topic for topic in shares["topic"] if topic != OTHER_TOPIC]
    if not codes:
        st.info(say("topics.all_other"))
        return
    topic = controls.choose_one("about", say("topics.one"), codes, labels.topic)
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.header(say("topics.terms"), anchor=False)
        terms = view.store.topic_terms(topic, view.filters, limit=_TERMS)
        downloads.data_menu(terms, name="topic_terms", title=labels.row(say("topics.terms"), labels.topic(topic)))
        key = "table_topic_terms"
        st.dataframe(terms, hide_index=True, alt=say("topics.terms"), height=480, column_config={
            "term": st.column_config.ButtonColumn(
                say("words.term"), type="tertiary", alignment="left", key=key,
                on_click=lambda: word_views.choose_word(terms["term"].iloc[st.session_state[key]["row"]])),
            "count": st.column_config.ProgressColumn(say("words.count"), format="%d",
                                                     max_value=int(terms["count"].max()) if len(terms) else 1),
            "articles": st.column_config.NumberColumn(say("words.articles"))})
    with right:
        st.header(say("topics.sentences"), anchor=False)
        sentences = view.store.topic_sentences(topic, view.filters, limit=_SENTENCES)
        downloads.data_menu(sentences[["text", "share", "article_title", "article_date"]], name="topic_sentences",
                            title=labels.row(say("topics.sentences"), labels.topic(topic)))
        for row in sentences.to_dict("records"):
            st.markdown(escape(row["text"]))
            st.page_link("pages/documents.py", icon=":material/article:",
                         label=f":small[{escape(labels.row(row['article_title'], row['article_date']))}]",
                         query_params=filters.page_parameters(article=row["article_id"]))
