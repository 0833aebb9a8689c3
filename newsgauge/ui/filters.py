"""The selection: kept in the URL as codes, so that a link opens the same view in either language.

The widgets are not bound to the URL by Streamlit: that writes the labels shown, which are translated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlencode, urljoin

import pandas as pd
import streamlit as st

from newsgauge.concepts import current_id
from newsgauge.links import FIELDS, parameters, parse_years
from newsgauge.model import STATUSES
from newsgauge.store import Filters
from newsgauge.ui import labels
from newsgauge.ui.language import language, say

_PINNED = "pinned"
_FAR, _FEW = 10, 0.01              # years apart from all others, and the share of numbers, that are not on the slider


class Years(NamedTuple):
    """The years from one end of the slider to the other, and those of all numbers, which its ends stand for."""

    span: tuple[int, int]
    whole: tuple[int, int]


class Choice(NamedTuple):
    """One filter of the sidebar: its URL parameter, what can be chosen, and how a code is called."""

    parameter: str
    options: Sequence[str]
    name: Callable[[str], str]


def follow_old_links() -> None:
    """Put the present id of a concept in the address where it names one of before."""
    for parameter in ("concept", "show"):
        asked = st.query_params.get_all(parameter)
        if (now := [current_id(code) for code in asked]) != asked:
            st.query_params[parameter] = now


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
    """The address of this very view, with everything chosen on the page, and what the page showed by itself (`pin`);
    the language only where it was chosen."""
    query = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    query += [pair for pair in st.session_state.get(_PINNED, {}).items() if pair[0] not in st.query_params]
    return f"{st.context.url or ''}?{urlencode(query)}".rstrip("?")


def pin(**parameters: str) -> None:
    """Have links to this view say what it shows though nobody chose it; none (at the start of each page) drops them.

    It does not stand in the URL itself: there it would stay when the selection changes, and be a step of the way back.
    """
    st.session_state[_PINNED] = parameters


def page_link(**parameters: str) -> str:
    """The address of this page with `parameters` alone, without selection and language."""
    return f"{st.context.url or ''}?{urlencode(parameters)}"


def data_link(filters: Filters, **more: str) -> str:
    """The address of the same selection as data for programs; see docs/api.md."""
    query = urlencode(parameters(filters) | {name: value for name, value in more.items() if value}, doseq=True)
    return urljoin(st.context.url or "", f"api/observations.csv?{query}".rstrip("?"))


def year_span(counts: pd.DataFrame) -> Years | None:
    """The years that are worth a slider, of the years of all numbers with their counts (frame(value, count)).

    A single 1974 or 2100 would make it useless: years that stand more than ten apart from all others and hold at most
    one number in a hundred are taken in by its ends. None where no number has a year.

    >>> year_span(pd.DataFrame({"value": [1974, 2019, 2021, 2100], "count": [1, 90, 300, 1]}))
    Years(span=(2019, 2021), whole=(1974, 2100))
    """
    runs: list[list[tuple[int, int]]] = []
    for year, count in sorted(zip(counts["value"].astype(int), counts["count"].astype(int), strict=True)):
        if not runs or year - runs[-1][-1][0] > _FAR:
            runs.append([])
        runs[-1].append((year, count))
    if not runs:
        return None
    few = _FEW * counts["count"].sum()
    kept = [run for run in runs if sum(count for _, count in run) > few]
    return Years((kept[0][0][0], kept[-1][-1][0]), (runs[0][0][0], runs[-1][-1][0]))


def _store(years: Years | None) -> None:
    """Write all filters at once: the browser's URL may be a step behind when clicks follow quickly."""
    for parameter in FIELDS:
        st.query_params.pop(parameter, None)
        if chosen := st.session_state.get(f"_filter_{parameter}"):
            st.query_params[parameter] = list(chosen)
    st.query_params.pop("year", None)
    chosen = st.session_state.get("_filter_year")
    if years and chosen and tuple(chosen) != years.span:
        first, last = (whole if year == end else year
                       for year, end, whole in zip(chosen, years.span, years.whole, strict=True))
        st.query_params["year"] = f"{first}-{last}"


def reset() -> None:
    """Drop every filter; a callback."""
    for parameter in (*FIELDS, "year"):
        st.query_params.pop(parameter, None)


def sidebar_filters(choices: Sequence[Choice], years: Years | None) -> Filters:
    """Draw the filters and return the selection; `years` are those the corpus covers, None if it names none."""
    filters, unknown = read_filters(choices)
    with st.sidebar:
        st.subheader(say("filters.title"), anchor=False)
        for choice in choices:
            key = f"_filter_{choice.parameter}"
            st.session_state[key] = list(getattr(filters, FIELDS[choice.parameter]))
            label = say(f"filters.{choice.parameter}")
            if choice.parameter == "status":
                st.pills(label, STATUSES, selection_mode="multi", format_func=choice.name, key=key,
                         on_change=_store, args=(years,))
            else:
                st.multiselect(label, choice.options, format_func=choice.name, key=key, on_change=_store,
                               args=(years,), placeholder=say("filters.all"), select_all=False)
            if choice.parameter == "topic" and years and years.span[0] < years.span[1]:
                filters = _year_slider(filters, years)
        if parameters(filters):
            st.button(say("filters.reset"), icon=":material/restart_alt:", on_click=reset, type="tertiary",
                      key="filters_reset")
        for value in unknown:
            st.caption(say("filters.unknown", value=value))
    return filters


def _year_slider(filters: Filters, years: Years) -> Filters:
    """The slider of years; a range in the URL that reaches beyond the corpus is cut to it."""
    chosen = _within(filters.years or years.whole, years.whole)
    st.session_state["_filter_year"] = _within(chosen, years.span)
    help_text = say("filters.year_help") if years.span == years.whole else say(
        "filters.year_beyond", first=years.whole[0], last=years.whole[1])
    st.slider(say("filters.year"), *years.span, key="_filter_year", on_change=_store, args=(years,), help=help_text)
    return replace(filters, years=chosen if filters.years and chosen != years.whole else None)


def _within(years: tuple[int, int], ends: tuple[int, int]) -> tuple[int, int]:
    return min(max(years[0], ends[0]), ends[1]), max(min(years[1], ends[1]), ends[0])


def selected(filters: Filters) -> str:
    """The years, topics, regions and so on that are chosen, in plain words; "" where nothing is."""
    parts = [
        labels.join(names(value) for value in getattr(filters, FIELDS[parameter]))
        for parameter, names in (("topic", labels.topic), ("region", labels.region), ("document", labels.document),
                                 ("concept", labels.concept), ("status", labels.status))
        if getattr(filters, FIELDS[parameter])
    ]
    if filters.years:
        parts.insert(0, say("filters.of_years", years="–".join(map(str, dict.fromkeys(filters.years)))))
    return say("format.semicolon").join(parts)


def selection_sentence(filters: Filters, count: int, counted: str) -> str:
    """What is selected, in words: how many numbers or articles, of which years, topics, regions and so on.

    Plain text; to be escaped before it is shown as markdown.
    """
    parts = selected(filters)
    key = f"filters.some_{counted}" if parts else f"filters.all_{counted}"
    return say(key, count=f"{count:,}", parts=parts)
