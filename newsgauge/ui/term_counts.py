"""Words of a selection: counts, spread, rest of the corpus, places; with the reader's own words and stop words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from newsgauge import words
from newsgauge.store import Filters
from newsgauge.ui.data import CachedStore
from newsgauge.ui.kept import OwnWords

_KEPT = 60
_MOST_PLACES = 1000
_NETWORK_TERMS = 40


def count_terms(store: CachedStore, filters: Filters, own: OwnWords) -> pd.DataFrame:
    """frame(term, count, share, articles, documents, dp), most frequent first; dp: 0 evenly spread, 1 in one."""
    return _count_terms(store, store.version, filters, own)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _count_terms(_store: CachedStore, version: str, filters: Filters, own: OwnWords) -> pd.DataFrame:
    by_article = _by_article(_store, filters, own)
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


def _by_article(store: CachedStore, filters: Filters, own: OwnWords) -> pd.DataFrame:
    """frame(term, part, count): from the store, or counted anew where own words change how text is cut."""
    if not own.words:
        return store.term_by(filters, by="article").rename(columns={"article": "part"})
    rows = [(term, article_id, count) for article_id in store.articles(filters)["article_id"]
            for term, count in words.count_terms(store.article(article_id)["text"], own_words=own.words).items()]
    return pd.DataFrame(rows, columns=["term", "part", "count"])


def compare(store: CachedStore, one: Filters, other: Filters | None, own: OwnWords) -> pd.DataFrame:
    """Keyness of one selection against another, or against the rest of the corpus."""
    target = count_terms(store, one, own).set_index("term")["count"]
    reference = count_terms(store, other or Filters(), own).set_index("term")["count"]
    if other is None:
        reference = (reference - target.reindex(reference.index).fillna(0)).astype(int)
        reference = reference[reference > 0]
    return words.keyness(target.to_dict(), reference.to_dict())


def find_places(store: CachedStore, term: str, filters: Filters, own: OwnWords) -> pd.DataFrame:
    """Every place of a word: frame(left, term, right, document_title, date, article_id, article_title)."""
    return _find_places(store, store.version, term, filters, own)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _find_places(_store: CachedStore, version: str, term: str, filters: Filters, own: OwnWords) -> pd.DataFrame:
    columns = ["left", "term", "right", "document_title", "date", "article_id", "article_title"]
    holding = _store.contexts(term, filters, limit=_MOST_PLACES)["article_id"].unique()
    rows = []
    for article_id in holding:
        article = _store.article(article_id)
        rows += [(place.left, place.term, place.right, article["document_title"], article["date"], article_id,
                  article["title"]) for place in words.contexts(article["text"], term, own_words=own.words)]
    return pd.DataFrame(rows[:_MOST_PLACES], columns=columns)


def closest_pairs(store: CachedStore, filters: Filters, own: OwnWords) -> pd.DataFrame:
    """Which of the leading words stand together in sentences: frame(source, target, sentences, log_dice)."""
    return _closest_pairs(store, store.version, filters, own)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _closest_pairs(_store: CachedStore, version: str, filters: Filters, own: OwnWords) -> pd.DataFrame:
    terms = count_terms(_store, filters, own)["term"].head(_NETWORK_TERMS)
    sentences = [text for article_id in _store.articles(filters)["article_id"]
                 for text in _store.sentences(article_id)["text"]]
    return words.cooccurrences(sentences, terms, own_words=own.words)


def near_articles(store: CachedStore, article_id: str, *, most: int = 3) -> list[str]:
    """The articles that use words most like this one: cosine of counts weighted by rarity, nearest first."""
    return _near_articles(store, store.version, article_id, most)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _near_articles(_store: CachedStore, version: str, article_id: str, most: int) -> list[str]:
    counts = _store.term_by(Filters(), by="article")
    rarity = np.log(counts["article"].nunique() / counts.groupby("term")["article"].transform("nunique"))
    counts = counts.assign(weight=(1 + np.log(counts["count"])) * rarity)
    length = np.sqrt((counts["weight"] ** 2).groupby(counts["article"]).sum())
    own = counts[counts["article"] == article_id].set_index("term")["weight"]
    shared = counts[counts["term"].isin(own.index) & (counts["article"] != article_id)]
    likeness = (shared["weight"] * shared["term"].map(own)).groupby(shared["article"]).sum() / length
    near = likeness.dropna().nlargest(most)
    return list(near[near > 0].index)
