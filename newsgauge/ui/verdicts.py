"""The list of what readers have corrected, confirmed and rejected, and not taken back."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from newsgauge.ui import browser, evidence, labels
from newsgauge.ui.data import CachedStore
from newsgauge.ui.judge import in_words
from newsgauge.ui.language import say


def verdicts(store: CachedStore) -> None:
    """All verdicts that hold, in words, newest first; a click on a number opens its evidence, to take one back."""
    found = store.corrections()
    with st.expander(say("judge.all", count=len(found)), icon=":material/rate_review:"):
        st.caption(say("judge.all_help"))
        if found.empty:
            return
        table = pd.DataFrame({
            "text": found["text"], "what": list(map(in_words, found.to_dict("records"))),
            "when": browser.local_times(found["time"]), "why": found["reason"],
            "document": found["document_id"].map(labels.document)})

        def open_row() -> None:
            if observation_id := found["observation_id"].iloc[st.session_state["verdicts"]["row"]]:
                evidence.open_evidence(observation_id)

        config = {name: st.column_config.Column(say(f"judge.{name}")) for name in table.columns}
        config["text"] = st.column_config.ButtonColumn(say("judge.text"), type="tertiary", on_click=open_row,
                                                       key="verdicts")
        config["when"] = st.column_config.DatetimeColumn(say("judge.when"), format=browser.TIME)
        st.dataframe(table, hide_index=True, alt=say("judge.all", count=len(found)), column_config=config)
