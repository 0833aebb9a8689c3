"""The language of the interface: chosen by link, by switch, or by the browser; all its strings."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from newsgauge.model import Language
from newsgauge.page_language import TAGS
from newsgauge.resources import load_table

LANGUAGES: tuple[Language, ...] = get_args(Language)
NAMES: dict[Language, str] = {"zh": "中文", "en": "English"}


def phrase(key: str, language: Language, /, **values: object) -> str:
    """The interface string `key` ("section.name") in `language`, its {placeholders} filled in.

    >>> phrase("status.target", "en")
    'target'
    """
    section, name = key.split(".", 1)
    entry = load_table("strings.toml")[section][name][language]
    return entry.format(**values) if values else entry


def language() -> Language:
    """The language of this run, settled by `settle_language`."""
    return st.session_state.get("language", "zh")


def say(key: str, /, **values: object) -> str:
    """The interface string `key` in the language of this run."""
    return phrase(key, language(), **values)


def settle_language() -> Language:
    """Take the language from the link, else from this session, else from the browser, and keep it.

    The switch is a widget and loses its value on a change of page, so the choice is kept under a key of its own.
    """
    asked = st.query_params.get("lang")
    if asked in LANGUAGES:
        st.session_state["language"] = asked
    elif "language" not in st.session_state:
        locale = st.context.locale or "zh"
        st.session_state["language"] = "zh" if locale.lower().startswith("zh") else "en"
    return language()


def _switch() -> None:
    chosen = st.session_state["_language"]
    st.session_state["language"] = chosen
    st.query_params["lang"] = chosen


def language_switch() -> None:
    """Draw the switch between the two languages, each named in itself."""
    st.session_state["_language"] = language()
    # The page was sent in the language it was opened in; the switch changes it without sending it anew.
    st.html(f'<script>document.documentElement.lang = "{TAGS[language()]}"</script>', width="content",
            unsafe_allow_javascript=True)
    st.segmented_control(
        say("frame.language"), LANGUAGES, format_func=NAMES.__getitem__, key="_language", required=True,
        on_change=_switch, label_visibility="collapsed",
    )
