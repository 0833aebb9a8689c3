"""Topics discovered in the loaded articles, beside the closed list: what was found and how far to trust it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from newsgauge.discover import Discovery, FoundTopic, discover
from newsgauge.store import Filters
from newsgauge.ui import filters, kept, labels
from newsgauge.ui.data import CachedStore
from newsgauge.ui.frame import View
from newsgauge.ui.language import language, say
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
        names = kept.load_labels(view.store.home)
        named = tuple(article for topic in found.topics for article in topic.representative)
        articles = view.store.articles(Filters(articles=named))
        titles = dict(zip(articles["article_id"], articles["title"], strict=True))
        for topic in found.topics:
            _topic(view, topic, names, titles)


def _topic(view: View, topic: FoundTopic, names: dict[str, str], titles: dict[str, str]) -> None:
    """One topic: its name, how stable it is, its words, the articles that hold most of it."""
    words = [term for term, _ in topic.terms]
    key = "·".join(words[:3])
    with st.container(border=True):
        state = say(f"found.state_{topic.state}")
        st.markdown(f":{_COLORS[topic.state]}-badge[{state}] " + escape(say(
            "found.line", share=f"{topic.share:.0%}", articles=topic.articles, agreement=f"{topic.agreement:.2f}")))
        st.markdown(escape(("、" if language() == "zh" else ", ").join(words)))
        if topic.weakest_document:
            st.caption(escape(say("found.weakest", document=labels.document(topic.weakest_document),
                                  agreement=f"{topic.agreement_without:.2f}")))
        with st.container(horizontal=True):
            for article in topic.representative:
                st.page_link("pages/documents.py", label=escape(titles.get(article, article)),
                             icon=":material/article:", query_params=filters.page_parameters(article=article))
        if topic.state != "unstable":
            widget = f"found_label_{key}"
            st.text_input(say("found.label"), names.get(key, ""), key=widget, placeholder=topic.name, max_chars=40,
                          on_change=lambda: kept.keep_label(view.store.home, key, st.session_state[widget]))


def _hints(view: View, found: Discovery) -> None:
    """Below twenty articles: what sets each apart, instead of topics that would be chance."""
    st.info(say("found.too_few", articles=found.articles))
    st.dataframe(found.hints, hide_index=True, alt=say("found.title"))
