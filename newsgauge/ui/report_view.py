"""Collecting figures for a report, and the view that makes it: order, comments, HTML and PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from newsgauge import export
from newsgauge.report import Evidence, Report, Section, report_html, report_pdf
from newsgauge.shards import home_path
from newsgauge.ui import labels, report_basket, tables
from newsgauge.ui.filters import page_parameters, view_link
from newsgauge.ui.language import language, say
from newsgauge.ui.markdown import escape
from newsgauge.ui.numbers import caption, format_value
from newsgauge.ui.report_basket import Contents, Kept

_LONGEST_TITLE, _LONGEST_TEXT = 120, 5000


def add_button(table: pd.DataFrame, *, name: str, selection: str,
               paper: Callable[[], go.Figure], documents: Callable[[], pd.DataFrame] | None) -> None:
    """The button of a figure's menu that puts it into the report, and the way there once something is in it.

    `paper` and `documents` see `downloads.figure_menu`.
    """
    count = len(report_basket.load_contents(home_path()).figures)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(say("report.add"), key=f"report_add_{name}", icon=":material/note_add:", help=say("report.add_help"),
                  on_click=_add, args=(paper, documents, table, selection, view_link()))
        if count:
            st.page_link("pages/data.py", label=say("report.open", count=count), icon=":material/summarize:",
                         query_params=page_parameters(view="report"))


def _add(paper: Callable[[], go.Figure], documents: Callable[[], pd.DataFrame] | None, table: pd.DataFrame,
         selection: str, link: str) -> None:
    added = report_basket.add(home_path(), paper(), table, selection=selection, link=_shared(link),
                              documents=documents() if documents else None)
    if added:
        st.toast(say("report.added", count=len(report_basket.load_contents(home_path()).figures)),
                 icon=":material/check:")
    else:
        st.toast(say("report.not_added", most=report_basket.MOST), icon=":material/info:")


def _shared(link: str) -> str:
    """The link if others can open it; "" for a dashboard that only this machine reaches."""
    return "" if urlsplit(link).hostname in (None, "localhost", "127.0.0.1", "::1") else link


def report_view() -> None:
    """The report as it stands: its texts, its figures in order, and the files."""
    home = home_path()
    contents = report_basket.load_contents(home)
    st.markdown(say("report.lead"))
    if not contents.figures:
        st.info(say("report.empty"), title=say("report.empty_title"))
        return
    title, introduction = _texts(home, contents)
    kept = [(code, comment, _figure(home, code)) for code, comment in contents.figures]
    sections = [_section(figure, comment) for _, comment, figure in kept if figure]
    _files(Report(title, sections, introduction, date.today().isoformat(), language()))
    for place, (code, comment, figure) in enumerate(kept):
        _card(home, contents, place, code, comment, figure)


def _texts(home: Path, contents: Contents) -> tuple[str, str]:
    def keep() -> None:
        report_basket.keep_contents(home, replace(
            report_basket.load_contents(home), title=st.session_state["report_title"].strip(),
            introduction=st.session_state["report_introduction"].strip()))

    title = st.text_input(say("report.title"), contents.title, key="report_title", max_chars=_LONGEST_TITLE,
                          placeholder=say("report.title_default"), on_change=keep)
    introduction = st.text_area(say("report.introduction"), contents.introduction, key="report_introduction",
                                max_chars=_LONGEST_TEXT, height=100, on_change=keep)
    return title.strip() or say("report.title_default"), introduction.strip()


def _files(report: Report) -> None:
    browser = export.browser_path() is not None
    with st.container(horizontal=True):
        for kind, make in (("pdf", partial(report_pdf, report)), ("html", partial(report_html, report, drawn=browser))):
            st.download_button(kind.upper(), make, export.file_name([report.title], kind),
                               export.figures.MEDIA_TYPES[kind], key=f"report_{kind}", on_click="ignore",
                               icon=":material/download:", disabled=kind == "pdf" and not browser)
    if not browser:
        st.caption(say("report.html_only"))


def _card(home: Path, contents: Contents, place: int, code: str, comment: str, figure: Kept | None) -> None:
    """A figure of the report: what it is, the reader's comment, and its place."""
    def keep() -> None:
        _change(home, [(other, st.session_state[f"comment_{code}"].strip() if other == code else said)
                       for other, said in report_basket.load_contents(home).figures])

    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(gap="xxsmall"):
                if figure:
                    st.markdown(f"**{place + 1}. {escape((figure.figure.layout.meta or {}).get('title') or code)}**")
                    behind = "behind" if figure.evidence else "behind_rows"
                    st.caption(escape(labels.row(say(f"report.{behind}", count=figure.rows), figure.selection)))
                else:
                    st.warning(say("report.unreadable"))
            if place:
                st.button(say("report.up"), key=f"up_{code}", icon=":material/arrow_upward:", type="tertiary",
                          on_click=_move_up, args=(home, code))
            st.button(say("report.remove"), key=f"remove_{code}", icon=":material/close:", type="tertiary",
                      on_click=_remove, args=(home, code))
        if figure:
            st.text_area(say("report.comment"), comment, key=f"comment_{code}", max_chars=_LONGEST_TEXT, height=68,
                         on_change=keep)


def _change(home: Path, figures: list[tuple[str, str]]) -> None:
    report_basket.keep_contents(home, replace(report_basket.load_contents(home), figures=tuple(figures)))


def _remove(home: Path, code: str) -> None:
    _change(home, [figure for figure in report_basket.load_contents(home).figures if figure[0] != code])


def _move_up(home: Path, code: str) -> None:
    figures = list(report_basket.load_contents(home).figures)
    place = next((place for place, figure in enumerate(figures) if figure[0] == code), 0)
    if place:
        figures[place - 1], figures[place] = figures[place], figures[place - 1]
        _change(home, figures)


def _figure(home: Path, code: str) -> Kept | None:
    try:
        return _load(home, code)
    except LookupError:
        return None


@st.cache_resource(max_entries=2 * report_basket.MOST, show_spinner=False)
def _load(home: Path, code: str) -> Kept:
    kept = report_basket.load_figure(home, code)
    if kept is None:
        raise LookupError(code)                # so that it is looked for again
    return kept


def _section(kept: Kept, comment: str) -> Section:
    """A kept figure in the words of the language of this run."""
    evidence = [Evidence(
        format_value(row, language()), labels.row(caption(row), row["indicator"]), row["sentence"], row["mark_start"],
        row["mark_end"], {"title": row["article_title"], "container": row["document_title"],
                          "date": row["article_date"]}) for row in kept.evidence]
    told = {name for row in kept.table for name, value in row.items() if value is not None and not name.endswith("_id")}
    table = [dict(_words(name, value) for name, value in row.items() if name in told) for row in kept.table]
    documents = [{"title": row["document_title"], "container": row["publisher"], "date": row["article_date"]}
                 for row in kept.documents]
    return Section(kept.figure, evidence, kept.rows - len(evidence or table), table, comment,
                   kept.selection, kept.link, documents)


def _words(name: str, value: object) -> tuple[str, object]:
    """A cell of a table with the name of its column, both as the pages say them."""
    if name == "topic":
        value = labels.topic(str(value))
    elif name == "share" and isinstance(value, int | float):
        value = f"{value:.1%}"
    return tables.heading(name), value
