"""Downloads of figures and data, made on a click and not before; and the table that says what a figure shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import get_args

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from newsgauge import export
from newsgauge.export import figures as figure_files
from newsgauge.export import tables as table_files
from newsgauge.ui import references, report_view, tables
from newsgauge.ui.filters import view_link
from newsgauge.ui.language import language, say


def figure_menu(figure: go.Figure, table: pd.DataFrame, *, name: str, filters: str,
                paper: Callable[[], go.Figure] | None = None,
                documents: Callable[[], pd.DataFrame] | None = None) -> None:
    """The figure as a file of each kind, with or without its data; `filters` says in words what is selected.

    Title, key, note and source are inside the files, Chinese in an embedded font. `paper` draws the figure for files
    where it is not the one of the page in light colours (a word cloud is). `documents` tells what the figure rests on
    where `table` does not (frame of document_title, publisher, article_date).
    """
    paper = paper or (lambda: figure)
    shown = tables.named(table)
    words = language()                         # files are made in a thread that knows no page

    def write(kind: export.FigureFormat) -> bytes:
        return export.figure_bytes(paper(), kind, language=words)

    def write_all(**about: str) -> bytes:
        return export.figure_zip(paper(), shown, documents=documents() if documents else None, language=words,
                                 format="png" if browser else "html", **about)

    browser = export.browser_path()
    with st.popover(say("download.menu"), icon=":material/download:"):
        st.caption(say("download.figure"))
        with st.container(horizontal=True):
            for kind in get_args(export.FigureFormat):
                st.download_button(
                    kind.upper(), partial(write, kind), export.figure_name(figure, kind),
                    figure_files.MEDIA_TYPES[kind], key=f"download_{name}_{kind}", on_click="ignore",
                    disabled=browser is None and kind != "html")
        if browser is None:
            st.caption(say("download.no_browser"))
        _data_buttons(shown, name=name, file=partial(export.figure_name, figure))
        st.caption(say("download.all"))
        st.download_button(
            "ZIP", partial(write_all, link=view_link(), filters=filters, downloaded=date.today().isoformat()),
            export.figure_name(figure, "zip"), "application/zip", key=f"download_{name}_zip", on_click="ignore")
        report_view.add_button(table, name=name, selection=filters, paper=paper, documents=documents)
        with st.expander(say("citation.title"), icon=":material/format_quote:"):
            references.figure_references(figure)


def data_menu(frame: pd.DataFrame, *, name: str, title: str, sources: pd.DataFrame | None = None,
              address: str = "") -> None:
    """The rows shown as CSV, XLSX, JSON Lines or Parquet; `sources` (documents) go on a sheet of the XLSX, and
    `address` is where a program gets the same rows."""
    with st.popover(say("download.menu"), icon=":material/download:"):
        _data_buttons(frame, name=name, file=lambda kind: export.file_name([title], kind), sources=sources)
        if address:
            st.caption(say("download.address"))
            st.code(address, language=None, wrap_lines=True)


def _data_buttons(frame: pd.DataFrame, *, name: str, file: Callable[[str], str],
                  sources: pd.DataFrame | None = None) -> None:
    st.caption(say("download.data"))
    about: Mapping[str, str] = {say("download.made"): date.today().isoformat(), say("download.link"): view_link()}
    with st.container(horizontal=True):
        for kind in get_args(export.DataFormat):
            st.download_button(
                f"{kind.upper()} ({len(frame):,})",
                partial(export.data_bytes, frame, kind, language=language(), sources=sources, about=about),
                file(kind), table_files.MEDIA_TYPES[kind], key=f"download_{name}_{kind}", on_click="ignore")


def table_twin(table: pd.DataFrame, *, name: str, title: str) -> None:
    """The figure's data as a table, for those who read rather than look; made when it is opened."""
    twin = st.expander(say("figure.table"), key=f"twin_{name}", on_change="rerun", icon=":material/table_rows:")
    if twin.open:
        with twin:
            if "observation_id" in table:
                tables.observation_table(table, name=f"twin_{name}", alt=title)
            else:
                st.dataframe(tables.named(table), hide_index=True, alt=title, column_config={
                    name: st.column_config.Column(tables.heading(name)) for name in table.columns})
