"""Questions about documents, articles, sentences and what they are about."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from newsgauge.shards import SCHEMA
from newsgauge.store.asking import Asking, among, documents_of, page, record
from newsgauge.store.echoes import make_echoes
from newsgauge.store.filters import ALL, Filters

if TYPE_CHECKING:
    import pandas
    import pyarrow

# Words of an article by which others like it are looked for, and how many of those are weighed.
_TELLING, _CANDIDATES = 40, 50


class Articles(Asking):
    """Documents, articles, sentences, topics."""

    def __init__(self, home: Path):
        super().__init__(home)
        self._echoes = threading.Lock()

    def documents(self) -> pandas.DataFrame:
        """All documents, a row each, with the counts of their articles and observations, in order of their dates."""
        return self._frame("SELECT * FROM document ORDER BY published DESC, name")

    def articles(self, filters: Filters = ALL, limit: int | None = None, *, offset: int = 0) -> pandas.DataFrame:
        """The articles selected, a row each, without their text, in reading order.

        `echo_of` is the id of the earliest article that is nearly the same text, "" where there is none.
        """
        self._find_echoes()
        sql, params = _articles(filters)
        return self._frame(f"{sql} {page(limit, offset)}", params, filters.in_documents())

    def sources(self, filters: Filters = ALL, limit: int | None = None) -> pandas.DataFrame:
        """Where the articles selected stand, a row each in reading order: frame(document_title, article_date)."""
        where, params = filters.to_sql("article")
        return self._frame(
            "SELECT document.title AS document_title, date AS article_date FROM (SELECT document_id, date, ordinal "
            f"FROM @article WHERE {where}) AS article JOIN document USING (document_id) "
            f"ORDER BY document.published DESC, document.name, ordinal {page(limit, 0)}", params,
            filters.in_documents())

    def article_batches(self, filters: Filters = ALL, *, limit: int | None = None,
                        offset: int = 0) -> Iterator[pyarrow.RecordBatch]:
        """What `articles` holds, some thousand rows at a time; `offset` rows are passed over."""
        self._find_echoes()
        sql, params = _articles(filters)
        return self._batches(f"{sql} {page(limit, offset)}", params, filters.in_documents())

    def count_articles(self, filters: Filters = ALL) -> tuple[int, int]:
        """The number of articles selected, and of the documents they stand in."""
        where, params = filters.to_sql("article")
        return self._rows(f"SELECT count(*), count(DISTINCT document_id) FROM @article WHERE {where}", params,
                          filters.in_documents())[0]

    def article(self, article_id: str) -> dict | None:
        """One article with `text` and `paragraphs` (start, end, kind in the text); None when there is none."""
        self._find_echoes()
        return record(self._frame(
            "SELECT article.* EXCLUDE (signature), coalesce(echo_of, '') AS echo_of, document.name AS document, "
            "document.title AS document_title, document.publisher FROM @article JOIN document USING (document_id) "
            "LEFT JOIN echo USING (article_id) WHERE article_id = ?", [article_id], documents_of(article_id)))

    def sentence_texts(self, filters: Filters = ALL, limit: int | None = None) -> list[str]:
        """The sentences of the articles selected, those of the latest articles first."""
        where, params = filters.to_sql("article")
        return [text for text, in self._rows(
            "SELECT sentence.text FROM @sentence JOIN (SELECT article_id, reference_date FROM @article "
            f"WHERE {where} {_page_of_latest(limit)}) AS article USING (article_id) "
            f"ORDER BY reference_date DESC, article_id, n {page(limit, 0)}", params, filters.in_documents())]

    def topic_sentences(self, topic: str, filters: Filters = ALL, limit: int = 50) -> pandas.DataFrame:
        """The sentences that carry a topic, the strongest first."""
        where, params = filters.to_sql("article")
        return self._frame(
            "WITH best AS MATERIALIZED (SELECT article_id, n FROM @sentence "
            f"{among(where)} {'AND' if among(where) else 'WHERE'} topic = ? "
            f"ORDER BY share DESC, article_id, n LIMIT {int(limit)}) "
            "SELECT sentence.*, article.title AS article_title, article.date AS article_date "
            "FROM @sentence JOIN best USING (article_id, n) JOIN @article USING (article_id) "
            # What the join would leave out is not unpacked.
            "WHERE topic = ? AND sentence.article_id IN (SELECT article_id FROM best) "
            "ORDER BY share DESC, article_id, n", [*params, topic, topic], filters.in_documents())

    def topics(self, filters: Filters = ALL) -> pandas.DataFrame:
        """Topic shares of the articles selected, each by its length: frame(topic, share), largest first, 1 in all."""
        where, params = filters.to_sql("article")
        return self._frame(
            f'WITH sums AS (SELECT topic, sum("share" * characters) AS weight FROM @topic_share {among(where)} '
            "GROUP BY topic) SELECT topic, weight / sum(weight) OVER () AS share FROM sums WHERE weight > 0 "
            "ORDER BY share DESC, topic", params, filters.in_documents())

    def topic_shares(self, filters: Filters = ALL, by: str = "document", limit: int | None = None) -> pandas.DataFrame:
        """Topic shares of each document, article or year, weighted by length: frame(document|article_id|year, title,
        topic, share); the shares of one group sum to 1. With a `limit`, of the first documents or articles by id."""
        key = {"document": "document_id", "article": "article_id", "year": "year"}[by]
        where, params = filters.to_sql("article")
        if by == "year":
            source = ("@topic_share JOIN (SELECT article_id, TRY_CAST(left(reference_date, 4) AS INTEGER) AS year "
                      f"FROM @article WHERE {where}) AS article USING (article_id)")
        else:
            source = (f"@topic_share {among(where)} {'AND' if among(where) else 'WHERE'} \"{key}\" IN (SELECT DISTINCT "
                      f'"{key}" FROM @article WHERE {where} ORDER BY 1 {page(limit, 0)})')
            params = params * 2
        title = {"document": "document.title", "article": "article.title", "year": "NULL::VARCHAR"}[by]
        named = "" if by == "year" else f'LEFT JOIN @{by} USING ("{key}")'
        return self._frame(
            f'WITH sums AS (SELECT "{key}", topic, sum("share" * characters) AS weight FROM {source} GROUP BY 1, 2) '
            f'SELECT "{key}", {title} AS title, topic, weight / sum(weight) OVER (PARTITION BY "{key}") AS share '
            f'FROM sums {named} WHERE weight > 0 AND "{key}" IS NOT NULL ORDER BY "{key}", share DESC, topic',
            params, filters.in_documents())

    def topic_terms(self, topic: str, filters: Filters = ALL, limit: int = 50) -> pandas.DataFrame:
        """The terms that carry a topic in the articles selected: frame(term, articles, count)."""
        where, params = filters.to_sql("article")
        return self._frame(
            "WITH carried AS MATERIALIZED (SELECT article_id, unnest(terms) AS term FROM @topic_share "
            f"{among(where)} {'AND' if among(where) else 'WHERE'} topic = ?), "
            'counted AS (SELECT article_id, term, "count" FROM @term WHERE term IN (SELECT term FROM carried)) '
            'SELECT term, count(*) AS articles, coalesce(sum("count"), count(*))::BIGINT AS count '
            "FROM carried LEFT JOIN counted USING (article_id, term) GROUP BY term ORDER BY count DESC, term LIMIT ?",
            [*params, topic, limit], filters.in_documents())

    def near_articles(self, article_id: str, limit: int = 3) -> pandas.DataFrame:
        """The articles that use words most like this one's, nearest first: frame(article_id, title, date, likeness).

        `likeness` is the cosine of logarithms of counts, those of this article weighted by rarity (lnc.ltc of Salton
        and Buckley 1988), over its most telling words.
        """
        documents = documents_of(article_id)
        own = self._rows('SELECT term, "count" FROM @term WHERE article_id = ?', [article_id], documents)
        if not own:
            return self._frame("SELECT article_id, title, date, 0.0 AS likeness FROM article LIMIT 0")
        terms = [term for term, _ in own]
        held = dict(self._rows(
            "SELECT term, count(*) FROM @term WHERE term IN (SELECT unnest(?)) GROUP BY term", [terms]))
        whole = self.count_articles()[0]
        weights = {term: (1 + math.log(count)) * math.log(whole / held.get(term, 1)) for term, count in own}
        telling = sorted(weights, key=lambda term: (-weights[term], term))[:_TELLING]
        values = ", ".join(["(?, ?::DOUBLE)"] * len(telling))
        return self._frame(
            f"WITH weighted(term, weight) AS (VALUES {values}), nearest AS (SELECT article_id, "
            'sum((1 + ln("count")) * weight) AS product FROM @term JOIN weighted USING (term) '
            f"WHERE article_id <> ? GROUP BY article_id ORDER BY product DESC, article_id LIMIT {_CANDIDATES}), "
            'lengths AS (SELECT article_id, sqrt(sum((1 + ln("count")) ** 2)) AS length FROM @term '
            "WHERE article_id IN (SELECT article_id FROM nearest) GROUP BY article_id) "
            "SELECT article_id, title, date, product / length / ? AS likeness FROM nearest JOIN lengths "
            "USING (article_id) JOIN @article USING (article_id) WHERE product > 0 "
            f"ORDER BY likeness DESC, article_id LIMIT {int(limit)}",
            [*(part for term in telling for part in (term, weights[term])), article_id,
             math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0])

    def _find_echoes(self) -> None:
        """Make the table of echoes, once for each state of the store."""
        with self._echoes:
            self._mend(lambda tables: make_echoes(tables.database))


def _articles(filters: Filters) -> tuple[str, list]:
    where, params = filters.to_sql("article")
    listed = [f'"{column}"' for column in SCHEMA["article"] if column not in ("text", "paragraphs", "signature")]
    columns = ", ".join(f"article.{column}" for column in listed)
    return (f"SELECT {columns}, coalesce(echo_of, '') AS echo_of, document.name AS document, "
            "document.title AS document_title, document.publisher "
            f"FROM (SELECT {', '.join(listed)} FROM @article WHERE {where}) AS article "
            "JOIN document USING (document_id) LEFT JOIN echo USING (article_id) "
            "ORDER BY document.published DESC, document.name, article.ordinal"), params


def _page_of_latest(limit: int | None) -> str:
    """So many of the latest articles as hold as many sentences: no article is without one."""
    return "" if limit is None else f"ORDER BY reference_date DESC, article_id LIMIT {int(limit)}"
