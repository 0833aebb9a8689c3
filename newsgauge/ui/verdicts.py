"""The list of what readers have corrected, confirmed and rejected, and not taken back."""

from __future__ import annotations

from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from newsgauge.ui import browser, evidence, filters, labels
from newsgauge.ui.data import CachedStore
from newsgauge.ui.judge import in_words
from newsgauge.ui.language import say
from newsgauge.ui.markdown import escape

_LISTED = 100                      # the newest


def verdicts(store: CachedStore) -> None:
    """The verdicts that hold, in words, newest first; a number leads to its evidence, where one is taken back."""
    found = store.corrections()
    fold = st.expander(say("judge.all", count=len(found)), key="verdicts", on_change="rerun",
                       icon=":material/rate_review:")
    if not fold.open:
        return
    with fold:
        st.caption(say("judge.all_help", count=_LISTED))
        if found.empty:
            return
        evidence.open_links_here()
        listed = found.head(_LISTED)
        table = pd.DataFrame({
            "text": [_linked(row["text"], row["observation_id"]) for row in listed.to_dict("records")],
            "what": [escape(labels.row(*in_words(row))) for row in listed.to_dict("records")],
            "when": browser.local_times(listed["time"]).dt.strftime("%Y-%m-%d %H:%M"),
            "why": listed["reason"].map(escape), "document": listed["document_id"].map(labels.document).map(escape)})
        if browser.on_phone():                     # too narrow for all
            table = table.drop(columns="document")
        st.table(table.rename(columns=lambda name: say(f"judge.{name}")), border="horizontal", hide_index=True,
                 alt=say("judge.all", count=len(found)))


def _linked(text: str, observation_id: object) -> str:
    """What was printed, as a link to its evidence where it is a number."""
    if not observation_id or observation_id != observation_id:     # an article has none
        return escape(text)
    return f"[{escape(text)}](?{urlencode(filters.page_parameters(obs=observation_id), doseq=True)})"
