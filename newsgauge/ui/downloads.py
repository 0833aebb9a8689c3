"""Downloads of figures and data, made on a click and not before; and the table that says what a figure shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import get_args

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from newsgauge.export import figures as figure_files
from newsgauge.export import tables as table_files
from newsgauge.ui import tables
from newsgauge.ui.filters import view_link
from newsgauge.ui.language import language, say

_NOT_IN_NAMES = re.compile(r"[^\w\-–]+")


def file_stem(title: str) -> str:
    """A file name, without its ending, that says what is inside.

    >>> file_stem("5G基站数的变化，全国，2019–2025")
    '5G基站数的变化_全国_2019–2025'
    """
    return _NOT_IN_NAMES.sub("_", title).strip("_")[:80] or "newsgauge"


def figure_menu(figure: go.Figure, table: pd.DataFrame, *, name: str) -> None:
    """The figure as a file of each kind, and its data; texts and marks are inside, Chinese in an embedded font."""
    stem = file_stem((figure.layout.meta or {}).get("title") or name)
    with st.popover(say("download.menu"), icon=":material/download:"):
        st.caption(say("download.figure"))
        browser = figure_files.browser_path()
        with st.container(horizontal=True):
            for kind in get_args(figure_files.FigureFormat):
                st.download_button(
                    kind.upper(), partial(figure_files.figure_bytes, figure, kind, language=language()),
                    f"{stem}.{kind}", figure_files.MEDIA_TYPES[kind], key=f"download_{name}_{kind}",
                    on_click="ignore", disabled=browser is None and kind != "html")
        if browser is None:
            st.caption(say("download.no_browser"))
        _data_buttons(table, name=name, stem=stem)


def data_menu(frame: pd.DataFrame, *, name: str, title: str, sources: pd.DataFrame | None = None) -> None:
    """The rows shown as CSV, XLSX, JSON Lines or Parquet; `sources` (documents) go on a sheet of the XLSX."""
    with st.popover(say("download.menu"), icon=":material/download:"):
        _data_buttons(frame, name=name, stem=file_stem(title), sources=sources)


def _data_buttons(frame: pd.DataFrame, *, name: str, stem: str, sources: pd.DataFrame | None = None) -> None:
    st.caption(say("download.data", count=f"{len(frame):,}"))
    about: Mapping[str, str] = {say("download.made"): date.today().isoformat(), say("download.link"): view_link()}
    with st.container(horizontal=True):
        for kind in get_args(table_files.DataFormat):
            st.download_button(
                kind.upper(), partial(table_files.data_bytes, frame, kind, language=language(), sources=sources,
                                      about=about),
                f"{stem}.{kind}", table_files.MEDIA_TYPES[kind], key=f"download_{name}_{kind}", on_click="ignore")


def table_twin(table: pd.DataFrame, *, name: str, title: str) -> None:
    """The figure's data as a table, for those who read rather than look; made when it is opened."""
    twin = st.expander(say("figure.table"), key=f"twin_{name}", on_change="rerun", icon=":material/table_rows:")
    if twin.open:
        with twin:
            if "observation_id" in table:
                tables.observation_table(table, name=f"twin_{name}", alt=title)
            else:
                st.dataframe(table, hide_index=True, alt=title)
