"""Controls of a page whose choice stands in the URL as a code, whatever language they are shown in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st


def _write(parameter: str, default: str | list[str] = "") -> None:
    chosen = st.session_state[f"_{parameter}"]
    if not chosen or chosen == default:
        st.query_params.pop(parameter, None)
    else:
        st.query_params[parameter] = chosen


def choose_view(parameter: str, label: str, codes: Sequence[str], name: Callable[[str], str]) -> str:
    """One of a few views side by side; the first is what is shown when the URL names none."""
    asked = st.query_params.get(parameter, codes[0])
    st.session_state[f"_{parameter}"] = asked if asked in codes else codes[0]
    return st.segmented_control(label, codes, format_func=name, key=f"_{parameter}", required=True, wrap=True,
                                on_change=_write, args=(parameter, codes[0]), label_visibility="collapsed")


def choose_one(parameter: str, label: str, codes: Sequence[str], name: Callable[[str], str], *,
               default: str = "", **options) -> str:
    """One of many, to be searched in; `default` (else the first) when the URL names none of them."""
    fallback = default if default in codes else codes[0]
    asked = st.query_params.get(parameter, fallback)
    st.session_state[f"_{parameter}"] = asked if asked in codes else fallback
    return st.selectbox(label, codes, format_func=name, key=f"_{parameter}", on_change=_write,
                        args=(parameter, fallback), **options)


def choose_several(parameter: str, label: str, codes: Sequence[str], name: Callable[[str], str], *,
                   default: Sequence[str] = (), **options) -> list[str]:
    """Several of many, `default` when the URL names none of them; what it names beyond `codes` is left out."""
    asked = [code for code in dict.fromkeys(st.query_params.get_all(parameter)) if code in codes]
    st.session_state[f"_{parameter}"] = asked or list(default)
    return st.multiselect(label, codes, format_func=name, key=f"_{parameter}", on_change=_write,
                          args=(parameter, list(default)), select_all=False, **options)


def choose_page(pages: int) -> int:
    """The number of one of so many pages, 1 for the first."""
    return st.pagination(pages, key="page", bind="query-params")


def ask_text(parameter: str, label: str, **options) -> str:
    """A line of text, such as a phrase to search for."""
    st.session_state[f"_{parameter}"] = st.query_params.get(parameter, "")
    return st.text_input(label, key=f"_{parameter}", on_change=_write, args=(parameter,), max_chars=100,
                         **options).strip()
