"""The parts of the words page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from newsgauge import clouds
from newsgauge.charts.network import term_network
from newsgauge.charts.template import WIDTH, palette
from newsgauge.charts.text import escape as plain
from newsgauge.charts.words import keyness as keyness_figure
from newsgauge.charts.words import term_documents, term_trend
from newsgauge.store import Filters
from newsgauge.ui import controls, downloads, figures, filters, kept, labels, term_counts
from newsgauge.ui.data import CachedStore
from newsgauge.ui.frame import View
from newsgauge.ui.kept import OwnWords
from newsgauge.ui.language import language, say
from newsgauge.ui.markdown import escape

VIEWS = ("cloud", "keyness", "trend", "compare", "pairs")
INKS = ("topic", "use")
OVER = ("year", "document")
_HEIGHT = 460
_DRAWN = 150                       # words that a cloud has room for at most


def own_words_form(store: CachedStore) -> OwnWords:
    """The reader's own words and stop words; kept, also when the program is started again."""
    own = kept.load_own_words(store.home)

    def keep(name: str, shown: tuple[str, ...]) -> None:
        kept.change_own_words(store.home, name, shown, st.session_state[f"own_{name}"])

    with st.popover(say("words.own"), icon=":material/tune:"):
        st.caption(say("words.own_help"))
        for name, given in (("words", own.words), ("stop_words", own.stop_words)):
            st.session_state[f"own_{name}"] = list(given)     # as kept, by whichever reader
            st.multiselect(
                say(f"words.own_{name}"), given, accept_new_options=True, select_all=False,
                placeholder=say("words.own_add"), key=f"own_{name}", on_change=keep, args=(name, given))
    return own


def choose_word(word: str) -> None:
    """Put the word into the URL, so that its places are shown; a callback of the figures."""
    st.query_params["word"] = word


@st.cache_data(max_entries=60, show_spinner=False)
def _lay_out(counts: tuple[tuple[str, int], ...], colors: tuple[tuple[str, str], ...],
             legend: tuple[tuple[str, str], ...], theme: str, width: int, height: int) -> clouds.CloudLayout:
    return clouds.layout(dict(counts), width=width, height=height, colors=dict(colors), legend=dict(legend),
                         theme=theme)


def _inks(view: View, terms: pd.DataFrame, own: OwnWords, ink: str, theme: str,
          counts: Sequence[Mapping[str, float]]) -> tuple[dict, dict]:
    """Colours of words and what they mean: their topic, of the leading ones of `counts`, or their use against the rest
    of the corpus."""
    if ink == "topic":
        legend = clouds.topic_legend(*counts, theme=theme)
        colors, rest = clouds.topic_colors(terms["term"].head(_DRAWN), legend), say("words.no_topic")
        return colors, {labels.topic(code): color for code, color in legend.items()} | {rest: palette(theme).muted}
    key = term_counts.compare(view.store, view.filters, None, own)
    more, less = clouds.INKS[theme][:2]
    return clouds.use_colors(dict(zip(key["term"], key["log_ratio"], strict=True)), theme=theme), {
        say("words.more"): more, say("words.less"): less, say("words.alike"): palette(theme).muted}


def _as_counts(terms: pd.DataFrame) -> dict[str, int]:
    return dict(zip(terms["term"], terms["count"].map(int), strict=True))


def cloud(view: View, selection: Filters, own: OwnWords, *, name: str, what: str, heading: str = "",
          sentence: str = "", ink: str = "topic", size: tuple[int, int] = (460, 460),
          colored_by: Sequence[Mapping[str, float]] = ()) -> None:
    """The cloud of a selection, at most of `size` in pixels; a click on a word shows its places.

    `what` names the selection in the title and in the names of files, `sentence` says it in full; the page prints
    `heading` where the title would repeat what stands above. The leading topics of `colored_by` (word → count) have
    the colours, else those of the selection itself.
    """
    terms = term_counts.count_terms(view.store, selection, own)
    if terms.empty:
        st.info(say("words.empty"))
        return
    options = figures.options()
    leading = tuple(_as_counts(terms.head(_DRAWN)).items())
    title = say("words.cloud_of", what=what)
    texts = {
        "title": title, "language": language(), "parts": (say("words.view_cloud"), what),
        "source": view.source(selection), "note": say("words.note", count=f"{int(terms['count'].sum()):,}"),
        "alt": say("words.alt", title=title, words=labels.join(term for term, _ in leading[:5])),
        "hover": {row.term: plain(say("words.hover", term=row.term, count=row.count, articles=row.articles,
                                      documents=row.documents)) for row in terms.head(_DRAWN).itertuples()}}

    canvas = min(options["width"], size[0]), size[1]

    def draw(theme: str, **how: object) -> go.Figure:
        colors, legend = inks[theme]
        shown = tuple((term, colors[term]) for term, _ in leading if term in colors)
        return clouds.to_figure(_lay_out(leading, shown, tuple(legend.items()), theme, *canvas), theme=theme, **texts,
                                **how)

    counts = colored_by or [dict(leading)]
    inks = {theme: _inks(view, terms, own, ink, theme, counts) for theme in {options["theme"], "light"}}
    st.header(escape(heading or title), anchor=False)
    figures.show_figure(
        draw(options["theme"], captions=False), terms, name=name, filters=sentence or what, on_pick=choose_word,
        twin=False, heading=False, paper=partial(draw, "light", width=WIDTH, subtitle=sentence),
        documents=partial(view.documents, selection))


def term_table(view: View, own: OwnWords) -> None:
    """The words of the selection as a table; a click on a word shows its places."""
    terms = term_counts.count_terms(view.store, view.filters, own)
    key = "table_terms"

    def pick() -> None:
        choose_word(terms["term"].iloc[st.session_state[key]["row"]])

    st.dataframe(terms, hide_index=True, alt=say("words.table"), height=_HEIGHT, column_config={
        "term": st.column_config.ButtonColumn(say("words.term"), type="tertiary", alignment="left", on_click=pick,
                                              key=key),
        "count": st.column_config.NumberColumn(say("words.count"), format="localized"),
        "share": st.column_config.NumberColumn(say("words.share"), format="percent"),
        "articles": st.column_config.NumberColumn(say("words.articles")),
        "documents": st.column_config.NumberColumn(say("words.documents")),
        "dp": st.column_config.NumberColumn(say("words.dp"), format="%.2f", help=say("words.dp_help"))})


def keyness(view: View, own: OwnWords) -> None:
    """What the selection says more, and less, than the rest of the corpus."""
    if view.filters == Filters():
        st.info(say("words.keyness_all"))
        return
    frame = term_counts.compare(view.store, view.filters, None, own)
    figures.show_figure(keyness_figure(frame, source=view.source(), **figures.options()), frame, name="keyness",
                        filters=view.sentence, on_pick=choose_word, documents=view.documents)


def trend(view: View, own: OwnWords) -> None:
    """Chosen words over the years of the articles, or by document."""
    if own.words:
        st.caption(say("words.trend_own"))
    counted = OwnWords(stop_words=own.stop_words)      # the store has counted the words of its own dictionary only
    terms = list(term_counts.count_terms(view.store, view.filters, counted)["term"].head(400))
    chosen = controls.choose_several("term", say("words.trend_terms"), terms, str, default=terms[:4],
                                     max_selections=6, placeholder=say("words.trend_add"))
    over = controls.choose_view("over", say("words.over"), OVER, lambda code: say(f"words.over_{code}"))
    frame = view.store.term_by(view.filters, over, tuple(chosen or terms[:4]))
    if over == "year" and frame.empty:
        st.info(say("words.no_years"))
        return
    if over == "document":
        order = {code: place for place, code in enumerate(view.store.documents()["document_id"])}
        frame = frame.assign(title=frame["document"].map(labels.document)).sort_values(
            "document", key=lambda codes: codes.map(order), kind="stable", ignore_index=True)
    build = term_trend if over == "year" else term_documents
    figures.show_figure(build(frame, chosen or terms[:4], source=view.source(), **figures.options()),
                        frame.drop(columns="document", errors="ignore"), name=f"term_{over}", filters=view.sentence,
                        on_pick=choose_word, documents=view.documents)


def compare(view: View, own: OwnWords) -> None:
    """Two documents or topics side by side, and the words that set them apart."""
    facets = view.store.facets(Filters())
    codes = [f"document:{value}" for value in facets["document"]["value"]]
    codes += [f"topic:{value}" for value in facets["topic"]["value"]]
    columns = st.columns(2, gap="large")
    chosen = []
    for column, parameter, default in zip(columns, ("one", "other"), (codes[0], codes[min(1, len(codes) - 1)]),
                                          strict=True):
        with column:
            chosen.append(controls.choose_one(parameter, say(f"words.compare_{parameter}"), codes, _slice_name,
                                              default=default))
    slices = [_slice(view.filters, code) for code in chosen]
    both = [_as_counts(term_counts.count_terms(view.store, part, own).head(_DRAWN)) for part in slices]
    names = [_slice_name(code) for code in chosen]
    for column, parameter, part, name in zip(columns, ("one", "other"), slices, names, strict=True):
        with column:
            cloud(view, part, own, name=f"cloud_{parameter}", what=name, colored_by=both)
    frame = term_counts.compare(view.store, slices[0], slices[1], own)
    figures.show_figure(
        keyness_figure(frame, title=say("words.apart"), sides=(names[0], names[1]), **figures.options()), frame,
        name="keyness_compare", filters=" – ".join(names), on_pick=choose_word,
        documents=partial(view.documents, *slices))
    st.caption(say("words.apart_help"))


def _slice_name(code: str) -> str:
    kind, value = code.split(":", 1)
    return labels.document(value) if kind == "document" else labels.topic(value)


def _slice(selection: Filters, code: str) -> Filters:
    kind, value = code.split(":", 1)
    return replace(selection, documents=(value,)) if kind == "document" else replace(selection, topics=(value,))


def pairs(view: View, own: OwnWords) -> None:
    """Leading words that stand together in sentences, as a network and as a table."""
    found = term_counts.closest_pairs(view.store, view.filters, own)
    terms = term_counts.count_terms(view.store, view.filters, own).head(term_counts.NETWORK_TERMS)
    texts = {"language": language(), "source": view.source(), "what": filters.selected(view.filters)}

    def draw(theme: str, width: int, captions: bool) -> go.Figure:
        return term_network(terms, found, colors=inks[theme][0], legend=inks[theme][1], theme=theme, width=width,
                            captions=captions, **texts)

    options = figures.options()
    inks = {theme: _inks(view, terms, own, "topic", theme, [_as_counts(terms)])
            for theme in {options["theme"], "light"}}
    figures.show_figure(draw(options["theme"], options["width"], False), found, name="term_network",
                        filters=view.sentence, on_pick=choose_word, twin=False,
                        paper=partial(draw, "light", WIDTH, True),
                        documents=view.documents)
    if found.empty:
        return
    st.caption(say("words.pairs_help", count=len(terms)))
    st.dataframe(found, hide_index=True, height=_HEIGHT, alt=say("words.pairs_table"), column_config={
        "term": st.column_config.TextColumn(say("words.term")),
        "partner": st.column_config.TextColumn(say("words.with")),
        "sentences": st.column_config.NumberColumn(say("words.together")),
        "log_dice": st.column_config.ProgressColumn(say("words.log_dice"), min_value=0, max_value=14, format="%.1f")})


def places(view: View, own: OwnWords) -> None:
    """The word that was clicked in its contexts, aligned; the word leads to the reader."""
    word = controls.ask_text("word", say("words.word"), placeholder=say("words.word_hint"), icon=":material/search:")
    if not word:
        st.caption(say("words.no_word"))
        return
    found = term_counts.find_places(view.store, word, view.filters, own)
    title = say("words.places", word=word, count=f"{len(found):,}")
    st.header(escape(title), anchor=False)
    if found.empty:
        st.info(say("words.no_places"))
        return
    with st.container(horizontal=True):
        order = controls.choose_view("by", say("words.order"), ("text", "left", "right"),
                                     lambda code: say(f"words.order_{code}"))
        if order != "text":
            keys = found["left"].str[::-1] if order == "left" else found["right"]
            found = found.loc[keys.sort_values(kind="stable").index].reset_index(drop=True)
        downloads.data_menu(found.drop(columns="article_id"), name="places", title=title)
    if len(found) == term_counts.MOST_PLACES:
        st.caption(say("words.places_most", count=len(found)))
    key = "table_places"

    def read() -> None:
        article = found["article_id"].iloc[st.session_state[key]["row"]]
        st.switch_page("pages/documents.py", query_params=filters.page_parameters(article=article))

    st.dataframe(found, hide_index=True, alt=title, column_config={
        "left": st.column_config.TextColumn(say("words.left"), alignment="right", width=270),
        "term": st.column_config.ButtonColumn(word, type="tertiary", on_click=read, key=key),
        "right": st.column_config.TextColumn(say("words.right"), width=290),
        "document_title": st.column_config.TextColumn(say("field.document_title"), width=110),
        "date": st.column_config.TextColumn(say("field.article_date"), width=90),
        "article_title": st.column_config.TextColumn(say("field.article_title")), "article_id": None})


def places_if_asked(view: View) -> None:
    """The places of a word that was clicked on a page that is about something else."""
    if st.query_params.get("word"):
        places(view, kept.load_own_words(view.store.home))
