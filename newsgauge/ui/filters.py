"""The selection: kept in the URL as codes, so that a link opens the same view in either language.

The widgets are not bound to the URL by Streamlit: that writes the labels shown, which are translated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlencode, urljoin

import streamlit as st

from newsgauge.links import FIELDS, parameters, parse_years
from newsgauge.model import STATUSES
from newsgauge.store import Filters
from newsgauge.ui import labels
from newsgauge.ui.language import language, say


class Choice(NamedTuple):
    """One filter of the sidebar: its URL parameter, what can be chosen, and how a code is called."""

    parameter: str
    options: Sequence[str]
    name: Callable[[str], str]


def read_filters(choices: Sequence[Choice]) -> tuple[Filters, list[str]]:
    """The selection the URL states, and the values in it that this corpus does not have."""
    chosen, unknown = {}, []
    for choice in choices:
        asked = tuple(dict.fromkeys(st.query_params.get_all(choice.parameter)))
        chosen[FIELDS[choice.parameter]] = tuple(value for value in asked if value in choice.options)
        unknown += [value for value in asked if value not in choice.options]
    return Filters(**chosen, years=parse_years(st.query_params.get("year", ""))), unknown


def page_parameters(filters: Filters | None = None, /, **more: str) -> dict[str, str | list[str]]:
    """The parameters a link to another page carries: the selection (that of the URL by default) and the language."""
    kept = {name: st.query_params.get_all(name) for name in (*FIELDS, "year") if name in st.query_params}
    carried = kept if filters is None else parameters(filters)
    return carried | ({"lang": language()} if "lang" in st.query_params else {}) | more


def view_link() -> str:
    """The address of this very view, with language and everything chosen on the page."""
    query = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    if "lang" not in st.query_params:
        query.append(("lang", language()))
    return f"{st.context.url or ''}?{urlencode(query)}"


def page_link(**parameters: str) -> str:
    """The address of this page with `parameters` and the language, and without the selection."""
    return f"{st.context.url or ''}?{urlencode(parameters | {'lang': language()})}"


def data_link(filters: Filters, **more: str) -> str:
    """The address of the same selection as data for programs; see docs/api.md."""
    query = urlencode(parameters(filters) | {name: value for name, value in more.items() if value}, doseq=True)
    return urljoin(st.context.url or "", f"api/observations.csv?{query}".rstrip("?"))


def _store(years: tuple[int, int]) -> None:
    """Write all filters at once: the browser's URL may be a step behind when clicks follow quickly."""
    for parameter in FIELDS:
        st.query_params.pop(parameter, None)
        if chosen := st.session_state.get(f"_filter_{parameter}"):
            st.query_params[parameter] = list(chosen)
    st.query_params.pop("year", None)
    chosen_years = tuple(st.session_state.get("_filter_year", years))
    if chosen_years != years:
        st.query_params["year"] = f"{chosen_years[0]}-{chosen_years[1]}"


def reset() -> None:
    """Drop every filter; a callback."""
    for parameter in (*FIELDS, "year"):
        st.query_params.pop(parameter, None)


def sidebar_filters(choices: Sequence[Choice], years: tuple[int, int] | None) -> Filters:
    """Draw the filters and return the selection; `years` is the range the corpus covers, None if it names no year."""
    filters, unknown = read_filters(choices)
    span = years or (0, 0)
    with st.sidebar:
        st.subheader(say("filters.title"), anchor=False)
        for choice in choices:
            key = f"_filter_{choice.parameter}"
            st.session_state[key] = list(getattr(filters, FIELDS[choice.parameter]))
            label = say(f"filters.{choice.parameter}")
            if choice.parameter == "status":
                st.pills(label, STATUSES, selection_mode="multi", format_func=choice.name, key=key,
                         on_change=_store, args=(span,))
            else:
                st.multiselect(label, choice.options, format_func=choice.name, key=key, on_change=_store,
                               args=(span,), placeholder=say("filters.all"), select_all=False)
            if choice.parameter == "topic" and years and years[0] < years[1]:
                filters = _year_slider(filters, years)
        if parameters(filters):
            st.button(say("filters.reset"), icon=":material/restart_alt:", on_click=reset, type="tertiary",
                      key="filters_reset")
        for value in unknown:
            st.caption(say("filters.unknown", value=value))
    return filters


def _year_slider(filters: Filters, years: tuple[int, int]) -> Filters:
    """The slider of years; a range in the URL that reaches beyond the corpus is cut to it."""
    first, last = filters.years or years
    within = (min(max(first, years[0]), years[1]), max(min(last, years[1]), years[0]))
    st.session_state["_filter_year"] = within
    st.slider(say("filters.year"), *years, key="_filter_year", on_change=_store, args=(years,),
              help=say("filters.year_help"))
    return replace(filters, years=within if filters.years and within != years else None)


def selection_sentence(filters: Filters, count: int, counted: str) -> str:
    """What is selected, in words: how many numbers or articles, of which years, topics, regions and so on.

    Plain text; to be escaped before it is shown as markdown.
    """
    parts = [
        labels.join(names(value) for value in getattr(filters, FIELDS[parameter]))
        for parameter, names in (("topic", labels.topic), ("region", labels.region), ("document", labels.document),
                                 ("concept", labels.concept), ("status", labels.status))
        if getattr(filters, FIELDS[parameter])
    ]
    if filters.years:
        first, last = filters.years
        parts.insert(0, str(first) if first == last else f"{first}–{last}")
    if not parts:
        return say(f"filters.all_{counted}", count=f"{count:,}")
    return say(f"filters.some_{counted}", count=f"{count:,}", parts=say("filters.and").join(parts))
