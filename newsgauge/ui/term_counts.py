"""Words of a selection: counts, spread, rest of the corpus, places; with the reader's own words and stop words."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from newsgauge import words
from newsgauge.store import Filters
from newsgauge.ui.data import CachedStore
from newsgauge.ui.kept import OwnWords

_KEPT = 60
_MOST_TERMS = 5000
MOST_PLACES = 300
NETWORK_TERMS = 40
# Of a larger selection, the sentences that pairs are looked for in, and the articles that own words are looked for in.
_MOST_SENTENCES, _MOST_CUT = 6000, 2000


def count_terms(store: CachedStore, filters: Filters, own: OwnWords) -> pd.DataFrame:
    """frame(term, count, share, articles, documents, dp), most frequent first; dp: 0 evenly spread, 1 in one."""
    return _count_terms(store, store.version, filters, own)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _count_terms(_store: CachedStore, version: str, filters: Filters, own: OwnWords) -> pd.DataFrame:
    if not own.words:
        found = _store.terms(filters, limit=_MOST_TERMS)
        return found[~found["term"].isin(own.stop_words)].reset_index(drop=True)
    by_article = _cut_anew(_store, filters, own)
    if by_article.empty:
        return pd.DataFrame(columns=["term", "count", "share", "articles", "documents", "dp"])
    sizes = by_article.groupby("part")["count"].sum().to_dict()
    spread = words.dispersion(by_article[["term", "part", "count"]], sizes)
    documents = by_article.assign(document=by_article["part"].str.rsplit("-", n=1).str[0]).groupby("term")[
        "document"].nunique()
    frame = spread.rename(columns={"parts": "articles"}).assign(
        share=spread["count"] / max(sum(sizes.values()), 1), documents=spread["term"].map(documents))
    kept = frame[~frame["term"].isin(own.stop_words)]
    return kept[["term", "count", "share", "articles", "documents", "dp"]].reset_index(drop=True)


def _cut_anew(store: CachedStore, filters: Filters, own: OwnWords, *, without: Filters | None = None) -> pd.DataFrame:
    """frame(term, part, count), counted anew since own words change how text is cut; of the latest articles only,
    where there are more than can be cut while one waits."""
    rows = [(term, article_id, count)
            for article_id, text in store.article_texts(filters, _MOST_CUT, without=without)
            for term, count in words.count_terms(text, own_words=own.words).items()]
    return pd.DataFrame(rows, columns=["term", "part", "count"])


def compare(store: CachedStore, one: Filters, other: Filters | None, own: OwnWords) -> pd.DataFrame:
    """Keyness of one selection against another, or against the rest; articles that both hold count on neither side."""
    return _compare(store, store.version, one, other, own)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _compare(_store: CachedStore, version: str, one: Filters, other: Filters | None, own: OwnWords) -> pd.DataFrame:
    if own.words:
        sides = [_cut_anew(_store, one, own, without=other),
                 _cut_anew(_store, other or Filters(), own, without=one)]
        target, reference = ({term: int(count) for term, count in side.groupby("term")["count"].sum().items()}
                             for side in sides)
        found = words.keyness(target, reference)
    else:
        counts = _store.contrast(one, other)
        sizes = None if counts.empty else (int(counts["target_size"].iloc[0]), int(counts["reference_size"].iloc[0]))
        found = words.keyness(dict(zip(counts["term"], counts["target"], strict=True)),
                              dict(zip(counts["term"], counts["reference"], strict=True)), sizes=sizes)
    return found[~found["term"].isin(own.stop_words)].reset_index(drop=True)


def find_places(store: CachedStore, term: str, filters: Filters, own: OwnWords) -> pd.DataFrame:
    """Every place of a word: frame(left, term, right, document_title, date, article_id, article_title)."""
    return _find_places(store, store.version, term, filters, own)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _find_places(_store: CachedStore, version: str, term: str, filters: Filters, own: OwnWords) -> pd.DataFrame:
    found = _store.store.contexts(term, filters, limit=MOST_PLACES, own_words=own.words)
    return found.rename(columns={"title": "article_title"})[
        ["left", "term", "right", "document_title", "date", "article_id", "article_title"]]


def closest_pairs(store: CachedStore, filters: Filters, own: OwnWords) -> pd.DataFrame:
    """Which of the leading words stand together in sentences: frame(term, partner, sentences, log_dice)."""
    return _closest_pairs(store, store.version, filters, own)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _closest_pairs(_store: CachedStore, version: str, filters: Filters, own: OwnWords) -> pd.DataFrame:
    terms = count_terms(_store, filters, own)["term"].head(NETWORK_TERMS)
    sentences = _store.sentence_texts(filters, _MOST_SENTENCES)
    return words.cooccurrences(sentences, terms, own_words=own.words)
