"""What stands beside an article in the reader: its numbers, its topics, its words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from newsgauge.store import Filters
from newsgauge.ui import evidence, labels
from newsgauge.ui.frame import View
from newsgauge.ui.language import language, say
from newsgauge.ui.markdown import STATUS_MARKS, escape
from newsgauge.ui.numbers import format_value

_NUMBERS, _WORDS = 12, 24


def about(view: View, article: Mapping[str, object], observations: pd.DataFrame) -> None:
    """Topics, words and numbers of the article."""
    only = Filters(articles=(article["article_id"],))
    shares = view.store.topic_shares(only, by="article")
    st.markdown(f"#### {say('documents.topics')}", anchors=False)
    for row in shares.head(4).to_dict("records"):
        st.progress(min(row["share"], 1.0), text=f"{escape(labels.topic(row['topic']))} {row['share']:.0%}")
    st.markdown(f"#### {say('documents.numbers', count=len(observations))}", anchors=False)
    with st.container(gap=None):
        for row in observations.head(_NUMBERS).to_dict("records"):
            label = labels.row(f"{STATUS_MARKS[row['status']]} {format_value(row, language())}", row["indicator"])
            st.button(escape(label), key=f"side_{row['observation_id']}", type="tertiary", wrap=False,
                      on_click=evidence.open_evidence, args=(row["observation_id"],))
    if len(observations) > _NUMBERS:
        st.caption(say("documents.more_numbers", count=len(observations) - _NUMBERS))
