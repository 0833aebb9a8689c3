"""Topics discovered in the loaded articles, beside the closed list: what was found and how far to trust it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from newsgauge.discover import Discovery, FoundTopic, carry_labels, discover
from newsgauge.store import Filters
from newsgauge.ui import downloads, filters, kept, labels, word_views
from newsgauge.ui.data import CachedStore
from newsgauge.ui.frame import View
from newsgauge.ui.language import say
from newsgauge.ui.markdown import escape

_MOST_ARTICLES = 1500              # of more, the latest are looked through
_COLORS = {"stable": "green", "look": "orange", "unstable": "gray"}


@st.cache_data(max_entries=20, show_spinner=False)
def _discover(_store: CachedStore, version: str, selection: Filters) -> Discovery:
    if _store.count_articles(selection)[0] > _MOST_ARTICLES:
        latest = _store.articles(selection, _MOST_ARTICLES)["article_id"]
        selection = replace(selection, articles=tuple(latest))
    counts = _store.term_by(selection, by="article").rename(columns={"article": "article_id"})
    return discover(counts.assign(document_id=counts["article_id"].str.rsplit("-", n=1).str[0]))


def discovered(view: View) -> None:
    """The topics the articles themselves suggest, made when asked for; a reader's names for them are kept."""
    fold = st.expander(say("found.title"), key="found_topics", on_change="rerun", icon=":material/explore:")
    if not fold.open:
        return
    with fold:
        with st.spinner(say("found.working")):
            found = _discover(view.store, view.store.version, view.filters)
        if not found.topics:
            _hints(view, found)
            return
        st.caption(say("found.how", k=found.k, articles=found.articles, seed=found.seed))
        named_before = kept.load_labels(view.store.home)
        names = carry_labels(found.topics, named_before)
        named = tuple(article for topic in found.topics for article in topic.representative)
        articles = view.store.articles(Filters(articles=named))
        titles = dict(zip(articles["article_id"], articles["title"], strict=True))
        for topic in found.topics:
            name = names.get(topic.number, "")
            _topic(view, topic, name, _kept_words(topic, name, named_before), titles)
        downloads.data_menu(pd.DataFrame([
            {"name": names.get(topic.number, topic.name), "terms": " ".join(term for term, _ in topic.terms),
             "share": topic.share, "articles": topic.articles, "agreement": topic.agreement, "state": topic.state}
            for topic in found.topics]), name="found_topics", title=say("found.title"))


def _kept_words(topic: FoundTopic, name: str, kept_labels: list[tuple[tuple[str, ...], str]]) -> tuple[str, ...]:
    """The words under which the name of a topic was kept: of those with the name, the ones it shares most of."""
    words = {term for term, _ in topic.terms}
    return max((known for known, label in kept_labels if label == name),
               key=lambda known: len(words & set(known)), default=())


def _topic(view: View, topic: FoundTopic, name: str, before: tuple[str, ...], titles: dict[str, str]) -> None:
    """One topic: its name, how stable it is, its words, the articles that hold most of it.

    `before` are the words under which its name was kept.
    """
    words = tuple(term for term, _ in topic.terms)
    with st.container(border=True):
        state = say(f"found.state_{topic.state}")
        st.markdown(f":{_COLORS[topic.state]}-badge[{state}] " + escape(say(
            "found.line", share=f"{topic.share:.0%}", articles=topic.articles, agreement=f"{topic.agreement:.2f}")))
        st.pills(say("words.term"), words, key=(pills := f"found_words_{topic.number}"), label_visibility="collapsed",
                 on_change=lambda: word_views.choose_word(st.session_state[pills] or ""))
        if topic.weakest_document:
            st.caption(escape(say("found.weakest", document=labels.document(topic.weakest_document),
                                  agreement=f"{topic.agreement_without:.2f}")))
        with st.container(horizontal=True):
            for article in topic.representative:
                st.page_link("pages/documents.py", label=escape(titles.get(article, article)),
                             icon=":material/article:", query_params=filters.page_parameters(article=article))
        if topic.state != "unstable":
            widget = f"found_label_{topic.number}_{topic.name}"
            st.text_input(say("found.label"), name, key=widget, placeholder=topic.name, max_chars=40,
                          on_change=lambda: kept.keep_label(view.store.home, words, st.session_state[widget], before))


def _hints(view: View, found: Discovery) -> None:
    """Below twenty articles: what sets each apart and which are alike, instead of topics that would be chance."""
    st.info(say("found.too_few", articles=found.articles))
    titles = view.store.articles(Filters(articles=tuple(found.hints["article_id"]))).set_index("article_id")["title"]
    table = found.hints.assign(title=found.hints["article_id"].map(titles)).sort_values(
        "group", kind="stable", key=lambda groups: groups.where(groups > 0, len(groups)))[["title", "terms", "group"]]
    table["group"] = table["group"].map(lambda group: str(group) if group else "")
    downloads.data_menu(table.assign(terms=table["terms"].map(" ".join)), name="found_hints", title=say("found.title"))
    st.dataframe(table, hide_index=True, alt=say("found.title"), column_config={
        "title": st.column_config.TextColumn(say("field.article_title")),
        "terms": st.column_config.ListColumn(say("found.apart")),
        "group": st.column_config.TextColumn(say("found.group"), help=say("found.group_help"))})
