"""The reader's verdict on an observation: confirm, correct or reject it; kept as corrections that no rebuild loses."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from newsgauge.concepts import load_concepts
from newsgauge.corrections import CHOICES, FIELDS
from newsgauge.store import StoreError
from newsgauge.ui import browser, labels
from newsgauge.ui.errors import told
from newsgauge.ui.language import say
from newsgauge.ui.markdown import escape

# Field of a correction → how the pages call it, where they have another name for it.
_CALLED = {"region_code": "region", "title": "article_title", "date": "article_date"}


def verdict(store, observation: Mapping[str, object]) -> None:
    """Draw what was said before, the buttons and the form of a correction; a change is in force at once, everywhere."""
    said = {"confirm": observation["confirmed"], "reject": observation["rejected"],
            "reset": not (observation["corrected"] or observation["confirmed"] or observation["rejected"])}
    with st.expander(say("judge.title"), icon=":material/rate_review:"):
        for row in _verdicts(store, observation):
            st.caption(escape(labels.row(*in_words(row), row["reason"])))
        st.caption(say("judge.help"))
        with st.container(horizontal=True):
            for action, icon in (("confirm", ":material/check:"), ("reject", ":material/close:"),
                                 ("reset", ":material/undo:")):
                if st.button(say(f"judge.{action}"), icon=icon, key=f"judge_{action}", disabled=bool(said[action])):
                    _append(store, observation, action=action)
        _form(store, observation)


def rejection(store, observation: Mapping[str, object]) -> None:
    """Say of a rejected number that it is, since when and why, with the button that takes that back."""
    if not observation["rejected"]:
        return
    for row in _verdicts(store, observation):
        when = browser.local_times(pd.Series([row["time"]])).dt.strftime("%Y-%m-%d %H:%M").iloc[0]
        st.warning(escape(say("judge.rejected", since=labels.row(when, row["reason"]))))
    if st.button(say("judge.reset"), icon=":material/undo:", key="judge_reset_rejected"):
        _append(store, observation, action="reset")


def _verdicts(store, observation: Mapping[str, object]) -> list[dict]:
    """What readers have said of the number, as rows of Store.corrections."""
    found = store.corrections()
    return found[found["observation_id"] == observation["observation_id"]].to_dict("records")


def in_words(verdict: Mapping[str, object]) -> list[str]:
    """A row of Store.corrections in words: what was changed from what to what, that it was confirmed or rejected."""
    changes = [say("judge.told_change", field=say(f"field.{_CALLED.get(name, name)}"), now=_said(name, now),
                   before=_said(name, verdict["before"].get(name))) for name, now in verdict["changes"].items()]
    return changes if verdict["action"] == "change" else [*changes, say(f"judge.told_{verdict['action']}")]


def _said(name: str, value: object) -> str:
    """A field's value as pages say it."""
    if value is None or value == "":
        return say("judge.empty")
    if name in CHOICES:
        return say(f"{name}.{value}")
    names = {"concept": labels.concept, "region_code": labels.region}.get(name, str)
    return f"{value:,.12g}" if isinstance(value, float | int) else names(value)


def _form(store, observation: Mapping[str, object]) -> None:
    with st.form("judge_change", border=False):
        left, right = st.columns(2)
        changes = {
            "value": left.text_input(say("field.value"), _text(observation["value"])),
            "value_max": right.text_input(say("field.value_max"), _text(observation["value_max"])),
            "unit": left.text_input(say("field.unit"), observation["unit"]),
            "qualifier": _choice(right, "qualifier", observation),
            "measure": _choice(left, "measure", observation),
            "status": _choice(right, "status", observation),
            "period": left.text_input(say("field.period"), observation["period"], help=say("judge.period_help")),
            "entity": right.text_input(say("field.entity"), observation["entity"]),
            "indicator": left.text_input(say("field.indicator"), observation["indicator"]),
            "comparison": left.text_input(say("field.comparison"), observation["comparison"]),
            "attribution": right.text_input(say("field.attribution"), observation["attribution"]),
            "region": right.text_input(say("field.region"), observation["region"], help=say("judge.region_help")),
            "concept": _concept(observation["concept"]),
        }
        reason = st.text_input(say("judge.reason"))
        if st.form_submit_button(say("judge.change"), icon=":material/edit:"):
            changed = {name: value for name, value in changes.items() if value != _text(observation[name])}
            if changed:
                _append(store, observation, action="change", changes=changed, reason=reason)
            else:
                st.caption(say("judge.nothing"))


def _concept(concept: str) -> str:
    known = ["", *load_concepts()]
    return st.selectbox(say("field.concept"), known, known.index(concept) if concept in known else 0,
                        format_func=lambda name: labels.concept(name) if name else say("judge.no_concept"))


def _choice(column, name: str, observation: Mapping[str, object]) -> str:
    return column.selectbox(say(f"field.{name}"), CHOICES[name], CHOICES[name].index(observation[name]),
                            format_func=lambda value: say(f"{name}.{value}"))


def _text(value: object) -> str:
    """A cell as the form shows it: no number is nothing, and whole numbers have no fraction."""
    if value is None or value != value:
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _append(store, observation: Mapping[str, object], **correction: object) -> None:
    try:
        store.store.append_correction(observation["observation_id"], **correction)
    except (ValueError, StoreError) as error:
        st.error(escape(_told(error)))
        return
    st.toast(say("judge.kept"), icon=":material/check:")
    st.rerun()


def _told(error: Exception) -> str:
    """What is wrong, with the field named as the form names it."""
    name, colon, wrong = str(error).partition(": ")
    if colon and name in FIELDS:
        return say("judge.wrong", field=say(f"field.{_CALLED.get(name, name)}"), wrong=told(wrong))
    return told(error)
