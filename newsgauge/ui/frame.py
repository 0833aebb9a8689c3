"""The frame of every page: masthead, menu, filters, the evidence drawer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from newsgauge.charts.marks import source_text
from newsgauge.store import Filters
from newsgauge.ui import data, evidence, filters, labels
from newsgauge.ui.language import language, language_switch, say, settle_language
from newsgauge.ui.markdown import escape

# Slug of a page, its file beside dashboard.py, its icon.
PAGES: tuple[tuple[str, str, str], ...] = (
    ("overview", "dashboard.py", ":material/newspaper:"),
    ("indicators", "pages/indicators.py", ":material/monitoring:"),
    ("words", "pages/words.py", ":material/match_word:"),
    ("topics", "pages/topics.py", ":material/stacks:"),
    ("documents", "pages/documents.py", ":material/article:"),
    ("data", "pages/data.py", ":material/table_rows:"),
    ("sources", "pages/sources.py", ":material/library_add:"),
    ("about", "pages/about.py", ":material/info:"),
)

_OFFERED = 400                     # values of a filter that the browser is sent
_NAMED = 60                        # articles among which the documents are looked for that a source line names

# The page's own picture: Streamlit's material icons of a tab are fetched from a far server.
_ICON = str(Path(__file__).with_name("icon.svg"))
_LOOK = Path(__file__).with_name("look.css")       # what the theme has no setting for


@dataclass(frozen=True)
class View:
    """What a page works with: the store, the selection, how much it holds (numbers or articles), the same in words, and
    the line that says it."""

    store: data.CachedStore
    filters: Filters
    count: int
    sentence: str
    line: DeltaGenerator | None = None

    def documents(self, *selections: Filters) -> pd.DataFrame:
        """The documents that hold an article of the selection, or of one of those given.

        frame(document_title, publisher, article_date).
        """
        store = self.store.store
        held = {code for chosen in selections or (self.filters,) for code in store.articles(chosen)["document_id"]}
        documents = store.documents()
        found = documents.loc[documents["document_id"].isin(held), ["title", "publisher", "published"]]
        return found.set_axis(["document_title", "publisher", "article_date"], axis=1)

    def source(self, selection: Filters | None = None) -> str:
        """The documents of the selection, or of another, with their dates, as the source line of a figure."""
        selection = selection or self.filters
        return source_text(self.store.sources(selection, _NAMED), language(), self.store.count_articles(selection)[1])


def start_page(slug: str, *, filtered: bool = True, counted: Literal["numbers", "articles"] = "numbers",
               link: bool = True) -> View:
    """Start the page `slug`; the first call of every page, so that a deep link to a cold server finds its frame.

    Draws masthead, menu and title, builds the store when there is none, draws the filters where the page is
    `filtered`, says what is selected and how many numbers or articles that are, and opens the evidence drawer when
    the URL names an observation. A page that pins what it shows by itself draws the `link` to copy later
    (`link_menu`). Stops a filtered page that has nothing to show, after saying why and what to do.
    """
    settle_language()
    filters.follow_old_links()
    filters.pin()
    st.set_page_config(page_title=say("frame.tab", page=say(f"menu.{slug}")), page_icon=_ICON, layout="wide")
    st.html(_LOOK)
    _masthead(slug)
    store = data.open_store()
    st.title(say(f"menu.{slug}"), anchor=False)
    if not filtered:
        st.markdown(say(f"lead.{slug}"))
        evidence.drawer(store)
        return View(store, Filters(), 0, "")
    if store.store.problems:
        st.warning(say("frame.incomplete"))
        _to_sources()
    if not store.store.size:
        st.info(say("frame.no_documents"), title=say("frame.no_documents_title"))
        _to_sources()
        st.stop()
    facets = store.facets(Filters())
    selection = filters.sidebar_filters(_choices(facets), filters.year_span(facets["year"]))
    count = store.count(selection) if counted == "numbers" else store.count_articles(selection)[0]
    sentence = filters.selection_sentence(selection, count, counted)
    line = _selection_line(sentence)
    if link:
        link_menu(line)
    evidence.drawer(store)
    if not count:
        st.info(say(f"filters.nothing_{counted}"), title=say("filters.nothing_title"))
        st.button(say("filters.reset"), icon=":material/restart_alt:", on_click=filters.reset, key="reset_nothing")
        st.stop()
    return View(store, selection, count, sentence, line)


def _to_sources() -> None:
    st.page_link("pages/sources.py", label=say("menu.sources"), icon=":material/library_add:",
                 query_params=filters.page_parameters())


def _masthead(slug: str) -> None:
    """The paper's name with the switch of languages, and below it the pages as a newspaper's sections."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="masthead"):
        st.markdown(f"### {say('frame.name')}", anchors=False, width="content")
        st.caption(say("frame.motto"), width="stretch")
        language_switch()
    with st.container(horizontal=True, gap="xsmall", key="menu"):
        for page, file, icon in PAGES:
            st.page_link(file, label=f"**{say(f'menu.{page}')}**" if page == slug else say(f"menu.{page}"), icon=icon,
                         query_params=filters.page_parameters())


def _choices(facets: dict) -> list[filters.Choice]:
    """What the sidebar offers: what the corpus holds, most frequent first, and what the URL names."""
    titles = dict(zip(facets["document"]["value"], facets["document"]["label"], strict=True))
    names = {"topic": labels.topic, "region": labels.region_in_both, "document": titles.__getitem__,
             "concept": labels.concept, "status": labels.status}
    choices = []
    for parameter, name in names.items():
        held = [value for value in facets[parameter]["value"] if value]
        asked = set(st.query_params.get_all(parameter)) & set(held[_OFFERED:])
        choices.append(filters.Choice(parameter, held[:_OFFERED] + sorted(asked), name))
    return choices


def _selection_line(sentence: str) -> DeltaGenerator:
    """The selection in words; beside it is room for its link."""
    line = st.container(horizontal=True, vertical_alignment="center")
    line.markdown(escape(sentence), width="stretch")
    return line


def link_menu(line: DeltaGenerator) -> None:
    """The link to this view in the `line` of the selection, copied as it is shown."""
    with line:
        menu = st.popover(say("filters.link"), icon=":material/link:", type="tertiary", key="link", on_change="rerun")
        if menu.open:
            with menu:
                copied(filters.view_link())
                st.caption(say("filters.link_help"))


def copied(link: str) -> None:
    """The link, put on the reader's clipboard; where the browser does not allow that, how to copy it by hand."""
    st.code(link, language=None, wrap_lines=True)
    words = [json.dumps(text).replace("<", "\\u003c") for text in (link, say("filters.link_copied"))]
    st.html(f'<p id="link-copied" role="status">{say("filters.link_by_hand")}</p><script>'
            f'navigator.clipboard?.writeText({words[0]}).then(() => {{'
            f'document.getElementById("link-copied").textContent = {words[1]};}}, () => {{}});</script>',
            unsafe_allow_javascript=True)
