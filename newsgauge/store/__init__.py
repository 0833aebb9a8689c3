"""The questions that pages ask of the built documents: filters → SQL → frames. All SQL stands in this package."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from newsgauge import corrections, shards
from newsgauge.shards import SCHEMA, StoreError
from newsgauge.store.filters import ALL, Filters
from newsgauge.store.tables import open_tables, unreadable
from newsgauge.store.tables import version as tables_version

if TYPE_CHECKING:
    import pandas
    import pyarrow

__all__ = ["ALL", "Filters", "Store", "StoreError"]

_ORDERS = {
    "document": "document, start",
    "period": "period_end DESC NULLS LAST, observation_id",
    "value": "canonical_value DESC NULLS LAST, value DESC, observation_id",
    "confidence": "confidence, observation_id",
    "indicator": "indicator, period_end, observation_id",
}
_BATCH = 2048                      # rows in memory at once where a selection is read in batches


class Store:
    """The built documents, ready to be asked; safe to be shared by threads. Made by `Store.open`."""

    def __init__(self, home: Path):
        self.home = home
        self._lock = threading.Lock()
        self._tables = open_tables(home)

    @property
    def version(self) -> str:
        """Changes whenever anything in the store does; a key for caches."""
        return self._tables.version

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence for each shard that can't be read: which, why, what to do."""
        return self._tables.problems

    @property
    def extractors(self) -> frozenset[str]:
        """The versions of the extractor that made what is in the store; empty when nothing is."""
        return self._tables.extractors

    @classmethod
    def open(cls, home: Path | str | None = None) -> Store:
        """The store in `home` (default: see shards.home_path) now; builds nothing, no store is an empty one."""
        home = shards.home_path(home)
        return _open(home, tables_version(home))

    # --- asking

    def _frame(self, sql: str, params: Sequence = ()) -> pandas.DataFrame:
        return self._ask(lambda cursor: _tidy(cursor.execute(sql, list(params)).df()))

    def _rows(self, sql: str, params: Sequence = ()) -> list[tuple]:
        return self._ask(lambda cursor: cursor.execute(sql, list(params)).fetchall())

    def _ask(self, question):
        def ask(database: duckdb.DuckDBPyConnection):
            with database.cursor() as cursor:
                return question(cursor)

        return self._mend(ask)

    def _mend(self, ask: Callable[[duckdb.DuckDBPyConnection], object]):
        """What `ask` answers; once more, on the tables as they are then, when these can't be read."""
        tables = self._tables
        try:
            return ask(tables.database)
        except duckdb.Error:
            with self._lock:                       # a shard was replaced since, or is damaged inside
                if self._tables is tables:
                    fresh = open_tables(self.home)
                    if damaged := unreadable(self.home, fresh.shards):
                        fresh = open_tables(self.home, damaged=damaged)
                    self._tables = fresh
            return ask(self._tables.database)

    def _batches(self, sql: str, params: Sequence) -> Iterator[pyarrow.RecordBatch]:
        """The rows in batches, at least one, which is empty where there are no rows."""
        import pyarrow

        def start(database: duckdb.DuckDBPyConnection):
            cursor = database.cursor()
            reader = cursor.sql(sql, params=list(params)).to_arrow_reader(_BATCH)
            first = next(reader, None)
            return cursor, reader, first or pyarrow.RecordBatch.from_pylist([], schema=reader.schema)

        cursor, reader, first = self._mend(start)
        with cursor:
            yield first
            yield from reader

    # --- documents and articles

    def documents(self) -> pandas.DataFrame:
        """All documents, a row each, with the counts of their articles and observations, in order of their dates."""
        return self._frame("SELECT * FROM document ORDER BY published DESC, name")

    def articles(self, filters: Filters = ALL) -> pandas.DataFrame:
        """The articles selected, a row each, without their text, in reading order."""
        return self._frame(*_articles(filters))

    def article_batches(self, filters: Filters = ALL, *, limit: int | None = None,
                        offset: int = 0) -> Iterator[pyarrow.RecordBatch]:
        """What `articles` holds, some thousand rows at a time; `offset` rows are passed over."""
        sql, params = _articles(filters)
        return self._batches(f"{sql} {_page(limit, offset)}", params)

    def article(self, article_id: str) -> dict | None:
        """One article with `text` and `paragraphs` (start, end, kind in the text); None when there is none."""
        frame = self._frame("SELECT article.*, document.name AS document, document.title AS document_title, "
                            "document.publisher FROM article JOIN document USING (document_id) WHERE article_id = ?",
                            [article_id])
        return _record(frame)

    def sentences(self, article_id: str) -> pandas.DataFrame:
        """The sentences of an article in order, with span, top topic and topic shares."""
        return self._frame("SELECT * FROM sentence WHERE article_id = ? ORDER BY n", [article_id])

    def topic_sentences(self, topic: str, filters: Filters = ALL, limit: int = 50) -> pandas.DataFrame:
        """The sentences that carry a topic, the strongest first."""
        where, params = filters.to_sql("article")
        return self._frame(
            "SELECT sentence.*, article.title AS article_title, article.date AS article_date, "
            "list_filter(shares, lambda s: s.topic = ?)[1].share AS share "
            f"FROM sentence JOIN (SELECT * FROM article WHERE {where}) AS article USING (article_id) "
            "WHERE sentence.topic = ? ORDER BY share DESC, sentence_id LIMIT ?", [topic, *params, topic, limit])

    # --- observations

    def observations(self, filters: Filters = ALL, limit: int | None = None, order: str = "document",
                     *, offset: int = 0, rejected: bool = False) -> pandas.DataFrame:
        """The observations selected, a row each; `order` is one of document, period, value, confidence, indicator.

        Corrections are applied (columns corrected, confirmed, correction_reason); rejected ones are left out
        unless asked for.
        """
        return self._frame(*_observations(filters, order, limit, offset, rejected))

    def observation_batches(self, filters: Filters = ALL, order: str | None = None, *, limit: int | None = None,
                            offset: int = 0) -> Iterator[pyarrow.RecordBatch]:
        """The observations selected, some thousand rows at a time, so that a million need no more memory than that.

        Without an `order` they come as they are stored, each document in the order of its text; to sort them, all
        that are selected must be in memory.
        """
        return self._batches(*_observations(filters, order, limit, offset, rejected=False))

    def count(self, filters: Filters = ALL) -> int:
        """The number of observations selected."""
        where, params = filters.to_sql()
        return self._rows(f"SELECT count(*) FROM observation WHERE NOT rejected AND {where}", params)[0][0]

    def observation(self, observation_id: str) -> dict | None:
        """One observation, rejected or not; None when there is none."""
        return _record(self._frame("SELECT * FROM observation WHERE observation_id = ?", [observation_id]))

    def neighbours(self, observation_id: str) -> tuple[str, str, str]:
        """The sentence before, the sentence of the observation, the one after; "" where there is none."""
        found = self._rows("SELECT article_id, sentence_id, sentence FROM observation WHERE observation_id = ?",
                           [observation_id])
        if not found:
            return "", "", ""
        article_id, sentence_id, sentence = found[0]
        texts = self._rows(
            "SELECT beside.n - own.n, beside.text FROM sentence AS own JOIN sentence AS beside USING (article_id) "
            "WHERE own.sentence_id = ? AND own.article_id = ? AND abs(beside.n - own.n) = 1", [sentence_id, article_id])
        by_place = dict(texts)
        return by_place.get(-1, ""), sentence, by_place.get(1, "")

    def search(self, text: str, filters: Filters = ALL, limit: int = 200) -> pandas.DataFrame:
        """The observations whose indicator, entity or sentence holds every word of `text`, best first."""
        parts, params = [], []
        for word in text.split():
            where, values = Filters(text=word).to_sql()
            parts.append(where)
            params += values
        where, values = filters.to_sql()
        match = " AND ".join(parts) or "TRUE"
        return self._frame(
            f"SELECT * FROM observation WHERE NOT rejected AND {match} AND {where} "
            "ORDER BY contains(lower(indicator), ?) DESC, contains(lower(entity), ?) DESC, confidence DESC, "
            f"observation_id LIMIT {int(limit)}", [*params, *values, *[(text.split() or [""])[0].lower()] * 2])

    # --- counts and sums

    def facets(self, filters: Filters = ALL) -> dict[str, pandas.DataFrame]:
        """Facet → frame(value, label, count of observations), each under all filters but its own.

        Facets: topic, year, region, document, status, concept, measure. `label` is the title of a document and
        the name of a region, else the value.
        """
        def ask(own: dict, value: str, label: str, source: str = "observation") -> pandas.DataFrame:
            where, params = replace(filters, **own).to_sql()
            return self._frame(
                f"SELECT {value} AS value, {label} AS label, count(*) AS count FROM "
                f"(SELECT * FROM {source} WHERE NOT rejected AND {where}) GROUP BY 1 "
                "HAVING value IS NOT NULL AND value::VARCHAR <> '' ORDER BY count DESC, value", params)

        return {
            "topic": ask({"topics": ()}, "topic", "any_value(topic)",
                         "(SELECT *, unnest(topics) AS topic FROM observation)"),
            "year": ask({"years": None}, "year", "any_value(year)").sort_values("value", ignore_index=True),
            "region": ask({"regions": ()}, "region_code", "any_value(region)"),
            "document": ask({"documents": ()}, "document_id", "any_value(document_title)"),
            "status": ask({"statuses": ()}, "status", "any_value(status)"),
            "concept": ask({"concepts": ()}, "concept", "any_value(concept)"),
            "measure": ask({"measures": ()}, "measure", "any_value(measure)"),
        }

    def coverage(self, filters: Filters = ALL) -> pandas.DataFrame:
        """Observations by topic and year: frame(topic, year, count)."""
        where, params = filters.to_sql()
        return self._frame("SELECT topic, year, count(*) AS count FROM (SELECT unnest(topics) AS topic, year "
                           f"FROM observation WHERE NOT rejected AND year IS NOT NULL AND {where}) "
                           "GROUP BY topic, year ORDER BY topic, year", params)

    def concept_summary(self, filters: Filters = ALL) -> pandas.DataFrame:
        """The concepts selected, the most reported first, each with its latest value.

        frame(concept, count, documents, latest_value, latest_unit, latest_qualifier, measure, latest_period,
        latest_end, latest_id, entity, region, region_code, previous_value, previous_period, previous_id,
        target_value, target_unit, target_period, target_id). Latest: the level, share or ratio reached whose period
        ends last, of the nation, else of the region, else of the firm with the most reports; previous and target
        are of the same entity and measure. Values are in the concept's base unit; the unit is as printed.
        """
        where, params = filters.to_sql()
        return self._frame(_SUMMARY.format(where=where), params)

    def terms(self, filters: Filters = ALL, *, minimum: int = 1, limit: int | None = None) -> pandas.DataFrame:
        """Counts of terms in the articles selected, most frequent first: frame(term, count, articles, documents).

        Terms that stand there fewer than `minimum` times are left out; `limit` keeps so many.
        """
        where, params = filters.to_sql("article")
        chosen = "" if where == "TRUE" else f"WHERE article_id IN (SELECT article_id FROM article WHERE {where})"
        page = "" if limit is None else f"LIMIT {int(limit)}"
        # Hashes are told apart in half the time that ids are.
        return self._frame(
            'SELECT term, sum("count")::BIGINT AS count, count(*) AS articles, '
            f"count(DISTINCT hash(document_id)) AS documents FROM term {chosen} "
            f'GROUP BY term HAVING sum("count") >= {int(minimum)} ORDER BY 2 DESC, term {page}', params)

    def term_by(self, filters: Filters = ALL, by: str = "year") -> pandas.DataFrame:
        """Counts of terms by the articles' year or document: frame(term, year|document, count, total).

        `total` counts all terms of the year or document, so that count / total compares them.
        """
        column = _group(by, "article")
        where, params = filters.to_sql("article")
        return self._frame(
            f'WITH counts AS (SELECT term, {column} AS "{by}", sum(term."count")::BIGINT AS count FROM term '
            f"JOIN (SELECT * FROM article WHERE {where}) AS article USING (article_id) GROUP BY ALL) "
            f'SELECT *, (sum(count) OVER (PARTITION BY "{by}"))::BIGINT AS total FROM counts WHERE "{by}" IS NOT NULL '
            f'ORDER BY "{by}", count DESC, term', params)

    def contexts(self, term: str, filters: Filters = ALL, *, limit: int = 200, width: int = 30) -> pandas.DataFrame:
        """The places where a term stands: frame(left, term, right, article_id, start, end, document, date, title),
        latest articles first; start and end are places in the article's text. See words.contexts."""
        import pandas

        from newsgauge import words

        where, params = filters.to_sql("article")
        found = self._rows(
            f"SELECT article_id, text, document.name, date, article.title FROM (SELECT * FROM article WHERE {where}) "
            "AS article JOIN document USING (document_id) WHERE contains(lower(text), lower(?)) OR article_id IN "
            "(SELECT article_id FROM term WHERE lower(term) = lower(?)) ORDER BY date DESC, article_id LIMIT ?",
            [*params, term, term, limit]) if term.strip() else []
        rows: list[tuple] = []
        for article_id, text, document, date, title in found:
            if len(rows) >= limit:
                break
            rows += [(place.left, place.term, place.right, article_id, place.start, place.end, document, date, title)
                     for place in words.contexts(text, term, width)]
        columns = ["left", "term", "right", "article_id", "start", "end", "document", "date", "title"]
        return pandas.DataFrame(rows[:limit], columns=columns)

    def topic_shares(self, filters: Filters = ALL, by: str = "document") -> pandas.DataFrame:
        """Topic shares of each document, article or year, weighted by length: frame(document|article_id|year, title,
        topic, share); the shares of one group sum to 1."""
        key = {"document": "document_id", "article": "article_id", "year": "year"}[by]
        column = _group(by, "article")
        title = {"document": "any_value(document.title)", "article": "any_value(article.title)",
                 "year": "NULL::VARCHAR"}[by]
        where, params = filters.to_sql("article")
        return self._frame(
            f'WITH sums AS (SELECT {column} AS "{key}", {title} AS title, topic, '
            'sum("share" * length(article.text)) AS weight '
            f"FROM topic_share JOIN (SELECT * FROM article WHERE {where}) AS article USING (article_id) "
            "JOIN document ON document.document_id = article.document_id GROUP BY 1, topic) "
            f'SELECT "{key}", title, topic, weight / sum(weight) OVER (PARTITION BY "{key}") AS share FROM sums '
            f'WHERE "{key}" IS NOT NULL AND weight > 0 ORDER BY "{key}", share DESC, topic', params)

    def topic_terms(self, topic: str, filters: Filters = ALL, limit: int = 50) -> pandas.DataFrame:
        """The terms that carry a topic in the articles selected: frame(term, articles, count)."""
        where, params = filters.to_sql("article")
        return self._frame(
            "WITH carried AS (SELECT article_id, unnest(terms) AS term FROM topic_share WHERE topic = ? AND article_id "
            f"IN (SELECT article_id FROM article WHERE {where})) "
            'SELECT term, count(*) AS articles, coalesce(sum(term."count"), count(*))::BIGINT AS count '
            "FROM carried LEFT JOIN term USING (article_id, term) GROUP BY term ORDER BY count DESC, term LIMIT ?",
            [topic, *params, limit])

    # --- corrections

    def corrections(self) -> pandas.DataFrame:
        """The journal of corrections of observations and articles (`level`), newest first."""
        import pandas

        columns = ["id", "time", "level", "action", "document_id", "start", "end", "text", "changes", "reason"]
        records = [{column: record.get(column) for column in columns}
                   for record in corrections.load_journal(self.home / corrections.FILE)]
        return pandas.DataFrame(records[::-1], columns=columns)

    def append_correction(self, observation_id: str, *, action: str = "change",
                          changes: Mapping[str, object] | None = None, reason: str = "") -> dict:
        """Correct (`changes`: field → value), reject, confirm or reset an observation; see corrections.append.

        The store opened next shows it. Raises ValueError for an unknown observation or an impossible value.
        """
        row = self.observation(observation_id)
        if row is None:
            raise ValueError(f"no observation {observation_id!r} in the store")
        return corrections.append(self.home, row, action=action, changes=changes, reason=reason)


@lru_cache(maxsize=4)
def _open(home: Path, version: str) -> Store:
    return Store(home)


# --- questions

def _articles(filters: Filters) -> tuple[str, list]:
    where, params = filters.to_sql("article")
    columns = ", ".join(f'article."{column}"' for column in SCHEMA["article"] if column not in ("text", "paragraphs"))
    return (f"SELECT {columns}, length(article.text) AS characters, document.name AS document, "
            "document.title AS document_title, document.publisher "
            f"FROM (SELECT * FROM article WHERE {where}) AS article JOIN document USING (document_id) "
            "ORDER BY document.published DESC, document.name, article.ordinal"), params


def _observations(filters: Filters, order: str | None, limit: int | None, offset: int,
                  rejected: bool) -> tuple[str, list]:
    if order is not None and order not in _ORDERS:
        raise ValueError(f"order {order!r} is not one of {', '.join(_ORDERS)}")
    where, params = filters.to_sql()
    kept = "TRUE" if rejected else "NOT rejected"
    sorted_by = f"ORDER BY {_ORDERS[order]} " if order else ""
    return f"SELECT * FROM observation WHERE {kept} AND {where} {sorted_by}{_page(limit, offset)}", params


def _page(limit: int | None, offset: int) -> str:
    return ("" if limit is None else f"LIMIT {int(limit)} ") + (f"OFFSET {int(offset)}" if offset else "")


# --- frames

def _group(by: str, table: str) -> str:
    groups = {"year": f"TRY_CAST(left({table}.reference_date, 4) AS INTEGER)",
              "document": f"{table}.document_id", "article": f"{table}.article_id"}
    if by not in groups:
        raise ValueError(f"by {by!r} is not one of {', '.join(groups)}")
    return groups[by]


def _tidy(frame: pandas.DataFrame) -> pandas.DataFrame:
    """Lists as lists, not as arrays, so that a frame can be shown, compared and written."""
    for column in frame.columns:
        if frame[column].dtype == object and len(frame):
            frame[column] = [value.tolist() if hasattr(value, "tolist") else value for value in frame[column]]
    return frame


def _record(frame: pandas.DataFrame) -> dict | None:
    """The first row as plain values: None for what is missing."""
    import pandas

    if not len(frame):
        return None
    row = frame.iloc[0].to_dict()
    return {name: value if isinstance(value, list) else None if pandas.isna(value)
            else value.item() if hasattr(value, "item") else value for name, value in row.items()}


_SUMMARY = """
WITH chosen AS (
    SELECT *, coalesce(canonical_value, value) AS number FROM observation
    WHERE NOT rejected AND concept <> '' AND {where}),
counted AS (
    SELECT concept, count(*) AS count, count(DISTINCT document_id) AS documents FROM chosen GROUP BY concept),
reached AS (
    SELECT * FROM chosen
    WHERE status = 'actual' AND measure IN ('level', 'share', 'ratio') AND period_end IS NOT NULL),
home AS (
    SELECT concept, entity, measure FROM reached GROUP BY concept, entity, measure
    QUALIFY row_number() OVER (PARTITION BY concept ORDER BY entity = '全国' DESC, bool_or(entity_kind = 'region') DESC,
        count(*) DESC, min(region_code), max(period_end) DESC, entity, measure) = 1),
ranked AS (
    SELECT reached.*, dense_rank() OVER (PARTITION BY concept ORDER BY period_end DESC, period_start DESC) AS place,
        row_number() OVER (PARTITION BY concept, period ORDER BY confidence DESC, observation_id) AS turn
    FROM reached JOIN home USING (concept, entity, measure)),
planned AS (
    SELECT chosen.* FROM chosen JOIN home USING (concept, entity, measure) WHERE status = 'target'
    QUALIFY row_number() OVER (PARTITION BY concept ORDER BY period_end DESC NULLS LAST, observation_id) = 1)
SELECT counted.concept, counted.count, counted.documents,
    latest.number AS latest_value, latest.unit AS latest_unit, latest.qualifier AS latest_qualifier,
    latest.measure AS measure, latest.period AS latest_period, latest.period_end AS latest_end,
    latest.observation_id AS latest_id, latest.entity AS entity, latest.region AS region,
    latest.region_code AS region_code,
    previous.number AS previous_value, previous.period AS previous_period, previous.observation_id AS previous_id,
    planned.number AS target_value, planned.unit AS target_unit, planned.period AS target_period,
    planned.observation_id AS target_id
FROM counted
LEFT JOIN ranked AS latest ON latest.concept = counted.concept AND latest.place = 1 AND latest.turn = 1
LEFT JOIN ranked AS previous ON previous.concept = counted.concept AND previous.place = 2 AND previous.turn = 1
LEFT JOIN planned ON planned.concept = counted.concept
ORDER BY counted.count DESC, counted.concept
"""
