"""The reader: an article's text with its numbers marked by status, each leading to its evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from newsgauge import clouds
from newsgauge.model import STATUSES
from newsgauge.store import Filters
from newsgauge.topics import find_terms
from newsgauge.ui import filters, labels
from newsgauge.ui.browser import theme
from newsgauge.ui.data import CachedStore
from newsgauge.ui.language import say
from newsgauge.ui.markdown import STATUS_MARKS, colored, escape, underlined

INKS = ("numbers", "topics")
OFFERED = 400                      # articles to choose from; of more, those that hold a phrase


def offered(store: CachedStore, chosen: Filters, asked: str) -> pd.DataFrame:
    """The articles to choose from, by their id, with the one that is `asked` for where it is among the selected."""
    articles = store.articles(chosen, OFFERED)
    if asked and asked not in set(articles["article_id"]):
        found = store.articles(replace(chosen, articles=(asked,)))
        articles = pd.concat([found, articles], ignore_index=True)
    return articles.set_index("article_id", drop=False)


def article_text(article: Mapping[str, object], observations: pd.DataFrame, selected: str = "", *,
                 ink: str = "numbers") -> None:
    """The article's paragraphs; headings, captions and bylines set apart from the body.

    `observations` are those of the article; `selected` is the id of the one to be marked red. With `ink` "topics"
    the words that speak for a topic are coloured as well.
    """
    rows = observations.sort_values("article_start").to_dict("records")
    words = topic_words(article["text"]) if ink == "topics" else {}
    colors = clouds.topic_colors(words, clouds.topic_legend(words, theme=theme()))
    for paragraph in article["paragraphs"]:
        inside = [row for row in rows if paragraph["start"] <= row["article_start"] < paragraph["end"]]
        text = marked_text(article["text"], paragraph["start"], paragraph["end"], inside, selected, colors)
        if not text.strip() or paragraph["kind"] == "title":
            continue                               # the page's own heading says the title
        if paragraph["kind"] == "heading":
            st.markdown(f"**{text}**")
        elif paragraph["kind"] in ("caption", "byline", "label"):
            st.caption(text)
        else:
            st.markdown(text)


def marked_text(text: str, start: int, end: int, observations: Iterable[Mapping[str, object]], selected: str,
                colors: Mapping[str, str]) -> str:
    """The stretch [start, end) of an article as markdown, each number a link to its evidence, coloured by status."""
    parts, place = [], start
    for row in observations:
        if row["article_start"] < place or row["article_end"] > end:
            continue                               # numbers of one quantity that overlap are shown once
        parts.append(_plain(text[place:row["article_start"]], colors))
        number = text[row["article_start"]:row["article_end"]]
        parts.append(f"[{underlined(number, row['status'], red=row['observation_id'] == selected)}]"
                     f"({_link(row['observation_id'])})")
        place = row["article_end"]
    return "".join([*parts, _plain(text[place:end], colors)])


def _plain(text: str, colors: Mapping[str, str]) -> str:
    """Text between numbers, its topic words in their colours."""
    parts, place = [], 0
    for hit in find_terms(text) if colors else ():
        if hit.term in colors:
            parts += [escape(text[place:hit.start]), colored(text[hit.start:hit.end], colors[hit.term])]
            place = hit.end
    return "".join([*parts, escape(text[place:])])


def topic_words(text: str) -> dict[str, int]:
    """The words of a text that speak for topics, with their counts."""
    return Counter(hit.term for hit in find_terms(text))


def _link(observation_id: str) -> str:
    here = {name: st.query_params[name] for name in ("article", "ink") if name in st.query_params}
    return f"?{urlencode(filters.page_parameters(**here, obs=observation_id), doseq=True)}"


def legend(text: str, ink: str) -> None:
    """What the marks of numbers, and the colours of words, mean."""
    marks = " ".join(underlined(f"{STATUS_MARKS[status]}\u00a0{labels.status(status)}", status) for status in STATUSES)
    st.markdown(f":small[{say('reader.legend')} {marks}]")
    if ink == "topics":
        st.caption(" ".join(f"{colored('■', color)} {escape(labels.topic(topic))}"
                            for topic, color in clouds.topic_legend(topic_words(text), theme=theme()).items()))
