"""Topics found in the loaded articles themselves, each with a measure of how far it can be trusted."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

State = Literal["stable", "look", "unstable"]

FEWEST_ARTICLES = 20              # below, a topic model says more about chance than about the texts
LEAST_TOPICS, MOST_TOPICS = 3, 12
ARTICLES_A_TOPIC = 8              # so many at least, on average, where there are more than three topics
RUNS, RUNS_PER_K = 20, 6          # of the model, for the final agreement and for each number of topics tried
SUBSAMPLE = 0.9                   # of the articles that a run sees
TOP = 10                          # words that stand for a topic
ALIKE = 0.15                      # mean cosine of articles that are shown as a group, below 20 articles
STABLE, LOOK = 0.7, 0.5           # agreement from which a topic is stable, or worth a look
LEAST_ARTICLES, MOST_ARTICLES_SHARE = 2, 0.6      # that hold a word, for the word to count


@dataclass(frozen=True, slots=True)
class FoundTopic:
    """A group of words that keep each other's company, and the articles they stand in."""

    number: int                                  # 1, 2 … by share
    terms: tuple[tuple[str, float], ...]         # the ten leading words with their weights, the first has 1
    share: float                                 # of all articles' text, 0 to 1
    articles: int                                # of which it is the largest topic
    representative: tuple[str, ...]              # ids of the three articles that hold most of it
    agreement: float                             # mean overlap (Jaccard) of the ten words with those of other runs
    state: State
    weakest_document: str                        # without this document the topic agrees least; "" if not known
    agreement_without: float                     # … and this far

    @property
    def name(self) -> str:
        """Its first three words; "" when the topic is not stable enough to have a name."""
        return "" if self.state == "unstable" else "·".join(term for term, _ in self.terms[:3])


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found, and how. `topics` is empty when there are fewer than 20 articles; then `hints` help."""

    topics: tuple[FoundTopic, ...]
    shares: pd.DataFrame                         # article_id, topic (number), share
    tried: pd.DataFrame                          # k, agreement: the numbers of topics that were tried
    hints: pd.DataFrame                          # below 20 articles: article_id, terms (its own), group (0: alone)
    articles: int
    terms: int
    k: int
    seed: int


def discover(counts: pd.DataFrame, *, k: int | None = None, seed: int = 0) -> Discovery:
    """Topics of a set of articles by non-negative matrix factorisation of TF-IDF (scikit-learn).

    `counts` has the columns article_id, term, count and, for the check by documents, document_id. Without `k` the
    number of topics is the one between 3 and min(12, articles/8) on which repeated runs agree best (the fewer where
    equal). Every run has its own seed and sees a random nine tenths of the articles (after Greene, O'Callaghan and
    Cunningham 2014); topics of two runs are matched one to one, and agreement is the mean Jaccard overlap of their ten
    leading words: from 0.7 stable, from 0.5 worth a look, below unstable. A second check leaves out each document in
    turn: a topic that then agrees little lives on that document. The same
    counts and seed give the same answer.
    """
    matrix, articles, terms = _tf_idf(counts)
    empty = pd.DataFrame({"article_id": [], "topic": [], "share": []}), pd.DataFrame({"k": [], "agreement": []})
    most = min(MOST_TOPICS, max(LEAST_TOPICS, len(articles) // ARTICLES_A_TOPIC), len(terms) - 1) if k is None else k
    if len(articles) < FEWEST_ARTICLES or most < (LEAST_TOPICS if k is None else 1):
        return Discovery((), *empty, _hints(counts), counts["article_id"].nunique(), len(terms), 0, seed)

    tried = []
    for number in ([k] if k else range(min(LEAST_TOPICS, most), most + 1)):
        agreements = _agreements(matrix, _leading(_fit(matrix, number, seed)[1]), number, seed, RUNS_PER_K)
        tried.append((number, round(float(agreements.mean()), 4)))
    k = max(tried, key=lambda pair: (pair[1], -pair[0]))[0]

    belonging, words = _fit(matrix, k, seed)
    leading = _leading(words)
    agreements = _agreements(matrix, leading, k, seed, RUNS)
    weakest = _without_documents(matrix, leading, k, seed, _documents(counts, articles))
    shares = belonging / np.maximum(belonging.sum(axis=1, keepdims=True), 1e-12)
    order = np.argsort(-shares.mean(axis=0), kind="stable")
    largest = shares.argmax(axis=1)
    topics = tuple(FoundTopic(
        number=number, share=float(shares[:, topic].mean()), articles=int((largest == topic).sum()),
        terms=tuple((terms[term], float(words[topic, term] / max(words[topic].max(), 1e-12)))
                    for term in leading[topic]),
        representative=tuple(articles[row] for row in np.argsort(-shares[:, topic], kind="stable")[:3]),
        agreement=float(agreements[topic]), state=_state(agreements[topic]), weakest_document=weakest[topic][0],
        agreement_without=weakest[topic][1]) for number, topic in enumerate(order, 1))
    rows = [(articles[row], number, float(shares[row, topic])) for row in range(len(articles))
            for number, topic in enumerate(order, 1) if shares[row, topic] > 0]
    return Discovery(topics, pd.DataFrame(rows, columns=["article_id", "topic", "share"]),
                     pd.DataFrame(tried, columns=["k", "agreement"]), _hints(counts.iloc[:0]), len(articles),
                     len(terms), k, seed)


def carry_labels(topics: Iterable[FoundTopic], kept: Iterable[tuple[Sequence[str], str]]) -> dict[int, str]:
    """Labels that a reader gave to topics of an earlier run (their leading words, label), for topics of this one.

    A label goes to the topic that shares most of its words, at least half of them; unstable topics take none.
    """
    topics, labels = [topic for topic in topics if topic.state != "unstable"], {}
    pairs = sorted(((_jaccard(words, [term for term, _ in topic.terms]), place, topic.number, label)
                    for place, (words, label) in enumerate(kept) for topic in topics),
                   key=lambda pair: (-pair[0], pair[1], pair[2]))
    used: set[int] = set()
    for overlap, place, number, label in pairs:
        if overlap >= LOOK and number not in labels and place not in used:
            labels[number] = label
            used.add(place)
    return labels


def _tf_idf(counts: pd.DataFrame, least: int = LEAST_ARTICLES):
    """The weighted matrix articles × terms, of terms that at least so many articles hold, its row and column names.

    A word counts by the logarithm of its count, more the fewer articles hold it; every article has length 1.
    """
    from scipy.sparse import csr_matrix

    rows = counts.groupby(["article_id", "term"], as_index=False)["count"].sum()
    total = rows["article_id"].nunique()
    held = rows.groupby("term")["article_id"].transform("nunique")
    rows = rows[(held >= least) & (held <= max(LEAST_ARTICLES, MOST_ARTICLES_SHARE * total))]
    held = held.loc[rows.index]
    weights = (1 + np.log(rows["count"].astype(float))) * (np.log((1 + total) / (1 + held)) + 1)
    lengths = np.sqrt((weights ** 2).groupby(rows["article_id"]).transform("sum"))
    rows = rows.assign(weight=weights / lengths)
    articles, terms = sorted(rows["article_id"].unique()), sorted(rows["term"].unique())
    row_of, column_of = {name: n for n, name in enumerate(articles)}, {name: n for n, name in enumerate(terms)}
    matrix = csr_matrix((rows["weight"].to_numpy(dtype=float),
                         (rows["article_id"].map(row_of).to_numpy(dtype=int),
                          rows["term"].map(column_of).to_numpy(dtype=int))), shape=(len(articles), len(terms)))
    return matrix, articles, terms


def _fit(matrix, k: int, seed: int, init: str = "nndsvda") -> tuple[np.ndarray, np.ndarray]:
    """Articles × topics and topics × words of one run."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        # A run that is cut short agrees less with the others, which is measured.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = NMF(n_components=k, init=init if k <= min(matrix.shape) else "random", random_state=seed, max_iter=300,
                    tol=1e-3)
        return model.fit_transform(matrix), model.components_


def _leading(words: np.ndarray) -> np.ndarray:
    """The columns of the ten leading words of every topic."""
    return np.argsort(-words, axis=1, kind="stable")[:, :TOP]


def _jaccard(one: Iterable, other: Iterable) -> float:
    one, other = set(one), set(other)
    return len(one & other) / max(len(one | other), 1)


def _match(leading: np.ndarray, others: np.ndarray) -> np.ndarray:
    """For every topic the overlap of its leading words with those of its partner among `others`."""
    from scipy.optimize import linear_sum_assignment

    overlap = np.array([[_jaccard(one, other) for other in others] for one in leading])
    own, partner = linear_sum_assignment(-overlap)
    agreed = np.zeros(len(leading))
    agreed[own] = overlap[own, partner]
    return agreed


def _agreements(matrix, leading: np.ndarray, k: int, seed: int, runs: int) -> np.ndarray:
    """The mean overlap of every topic over `runs` of the model, each on its own part of the articles."""
    random = np.random.default_rng(seed)
    agreed = []
    for run in range(runs):
        part = random.choice(matrix.shape[0], size=max(k, round(SUBSAMPLE * matrix.shape[0])), replace=False)
        agreed.append(_match(leading, _leading(_fit(matrix[np.sort(part)], k, seed + run + 1, "random")[1])))
    return np.mean(agreed, axis=0)


def _documents(counts: pd.DataFrame, articles: list[str]) -> list[str]:
    """The document of each article; all "" where the counts do not say."""
    if "document_id" not in counts:
        return [""] * len(articles)
    documents = counts.drop_duplicates("article_id").set_index("article_id")["document_id"]
    return [str(documents[article]) for article in articles]


def _without_documents(matrix, leading: np.ndarray, k: int, seed: int, documents: list[str]) -> list[tuple[str, float]]:
    """For every topic the document without which it agrees least with itself, and how far it then agrees."""
    names, owner = sorted(set(documents)), np.array(documents)
    weakest = [("", 1.0)] * k
    for name in names if 1 < len(names) <= RUNS else []:
        rest = np.flatnonzero(owner != name)
        if len(rest) < k:
            continue
        for topic, agreed in enumerate(_match(leading, _leading(_fit(matrix[rest], k, seed)[1]))):
            if agreed < weakest[topic][1]:
                weakest[topic] = (name, float(agreed))
    return weakest


def _state(agreement: float) -> State:
    return "stable" if agreement >= STABLE else "look" if agreement >= LOOK else "unstable"


def _hints(counts: pd.DataFrame) -> pd.DataFrame:
    """The five heaviest words of every article, and the number of the group it stands in, the largest first.

    Articles are joined while their words are alike on average (agglomerative clustering of cosines).
    """
    from sklearn.cluster import AgglomerativeClustering

    matrix, articles, terms = _tf_idf(counts, least=1)
    groups = np.zeros(len(articles), dtype=int)
    if len(articles) > 1:
        found = AgglomerativeClustering(n_clusters=None, metric="cosine", linkage="average",
                                        distance_threshold=1 - ALIKE).fit_predict(matrix.toarray())
        sizes = pd.Series(found).value_counts()
        number = {group: place for place, group in enumerate(sizes[sizes > 1].index, 1)}
        groups = np.array([number.get(group, 0) for group in found])
    heaviest = np.argsort(-matrix.toarray(), axis=1, kind="stable")[:, :5]
    words = [[terms[column] for column in row if matrix[place, column] > 0] for place, row in enumerate(heaviest)]
    return pd.DataFrame({"article_id": articles, "terms": words, "group": groups})
