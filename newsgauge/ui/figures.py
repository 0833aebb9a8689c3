"""A figure on a page: heading, marks, plot whose points open their evidence, note, source, table twin, downloads."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from newsgauge.charts.template import plotly_config
from newsgauge.ui import browser, downloads, evidence
from newsgauge.ui.language import language, say
from newsgauge.ui.markdown import escape

_PHONE, _PAGE = 360, 820       # pixels figures are laid out for: a phone, and beside the filters on 1280


def options() -> dict:
    """What every chart builder is told: language, theme of the page, width; texts are printed by the page."""
    return {"language": language(), "theme": browser.theme(), "captions": False,
            "width": _PHONE if browser.on_phone() else _PAGE}


def _pick(key: str, on_pick: Callable[..., None]) -> None:
    """A click on a point: its customdata says what the point stands for."""
    points = st.session_state[key]["selection"]["points"]
    picked = points[0].get("customdata") if points else None
    if picked:
        on_pick(*map(str, picked if isinstance(picked, list | tuple) else [picked]))


def show_figure(
    figure: go.Figure, table: pd.DataFrame, *, name: str, filters: str = "",
    on_pick: Callable[..., None] | None = evidence.open_evidence, twin: bool = True, heading: bool = True,
    paper: Callable[[], go.Figure] | None = None, documents: Callable[[], pd.DataFrame] | None = None,
) -> None:
    """Show `figure` with everything that belongs to it; `table` is its data, `name` ASCII for keys.

    `on_pick` is called with a point's customdata when the point is clicked: by default the id of an observation,
    whose evidence opens; None for a figure without points to follow. `filters` says in words what is selected, for
    the download; `paper` and `documents` see `downloads.figure_menu`. `twin=False` where the page shows the table
    anyway, and `heading=False` where it writes the title.
    """
    meta = figure.layout.meta or {}
    if heading and meta.get("title"):
        st.header(escape(meta["title"]), anchor=False)
    if meta.get("subtitle"):
        st.caption(escape(meta["subtitle"]))
    key = f"figure_{name}_{evidence.evidence_round()}"
    selection = {"on_select": lambda: _pick(key, on_pick), "selection_mode": "points"} if on_pick else {}
    st.plotly_chart(figure, theme=None, key=key, alt=meta.get("alt") or meta.get("title") or name,
                    config=plotly_config(language(), name, camera=paper is None), **selection)
    for part in ("note", "source"):
        if meta.get(part):
            st.caption(say(f"figure.{part}", text=escape(meta[part])))
    if not meta.get("title"):
        return                                     # the sentence that there is nothing to see
    with st.container(horizontal=True):
        downloads.figure_menu(figure, table, name=name, filters=filters, paper=paper, documents=documents)
        if twin:
            downloads.table_twin(table, name=name, title=meta["title"])
