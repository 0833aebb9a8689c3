"""The questions that pages ask of the built documents: filters → SQL → frames. All SQL stands in this package."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from newsgauge import corrections, shards
from newsgauge.regions import load_regions
from newsgauge.shards import SCHEMA, StoreError
from newsgauge.store.echoes import make_echoes
from newsgauge.store.filters import ALL, Filters, is_in
from newsgauge.store.tables import Tables, open_tables, unreadable
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
# Facet → the field of Filters that chooses among its values, the column that holds them.
_FACETS = {"topic": ("topics", "topics"), "year": ("years", "year"), "region": ("regions", "region_code"),
           "document": ("documents", "document_id"), "status": ("statuses", "status"),
           "concept": ("concepts", "concept"), "measure": ("measures", "measure")}
_BATCH = 2048                      # rows in memory at once where a selection is read in batches
_SORTED = 200_000                  # observations that are sorted though nobody asked for an order
_EXACT = 20_000                    # articles in which the documents of every term are counted one by one
_TEXTS = 50                        # articles' texts in memory at once


class Store:
    """The built documents, ready to be asked; safe to be shared by threads. Made by `Store.open`."""

    def __init__(self, home: Path):
        self.home = home
        self._lock, self._echoes = threading.Lock(), threading.Lock()
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

    # In statements, @observation, @article … are the tables; those of some documents only where these are given.

    def _frame(self, sql: str, params: Sequence = (), documents: Collection[str] = ()) -> pandas.DataFrame:
        return self._ask(lambda found: _tidy(found.df()), sql, params, documents)

    def _rows(self, sql: str, params: Sequence = (), documents: Collection[str] = ()) -> list[tuple]:
        return self._ask(lambda found: found.fetchall(), sql, params, documents)

    def _ask(self, answer: Callable, sql: str, params: Sequence, documents: Collection[str]):
        def ask(tables: Tables):
            with tables.database.cursor() as cursor:
                return answer(cursor.execute(tables.fill(sql, documents), list(params)))

        return self._mend(ask)

    def _mend(self, ask: Callable[[Tables], object]):
        """What `ask` answers; once more, on the tables as they are then, when these can't be read."""
        tables = self._tables
        try:
            return ask(tables)
        except duckdb.Error:
            with self._lock:                       # a shard was replaced since, or is damaged inside
                if self._tables is tables:
                    fresh = open_tables(self.home)
                    if damaged := unreadable(self.home, fresh.shards):
                        fresh = open_tables(self.home, damaged=damaged)
                    self._tables = fresh
            return ask(self._tables)

    def _batches(self, sql: str, params: Sequence, documents: Collection[str] = ()
                 ) -> Iterator[pyarrow.RecordBatch]:
        """The rows in batches, at least one, which is empty where there are no rows."""
        import pyarrow

        def start(tables: Tables):
            cursor = tables.database.cursor()
            reader = cursor.sql(tables.fill(sql, documents), params=list(params)).to_arrow_reader(_BATCH)
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
        """The articles selected, a row each, without their text, in reading order.

        `echo_of` is the id of the earliest article that is nearly the same text, "" where there is none.
        """
        self._find_echoes()
        return self._frame(*_articles(filters), filters.in_documents())

    def article_batches(self, filters: Filters = ALL, *, limit: int | None = None,
                        offset: int = 0) -> Iterator[pyarrow.RecordBatch]:
        """What `articles` holds, some thousand rows at a time; `offset` rows are passed over."""
        self._find_echoes()
        sql, params = _articles(filters)
        return self._batches(f"{sql} {_page(limit, offset)}", params, filters.in_documents())

    def count_articles(self, filters: Filters = ALL) -> int:
        """The number of articles selected."""
        where, params = filters.to_sql("article")
        return self._rows(f"SELECT count(*) FROM @article WHERE {where}", params, filters.in_documents())[0][0]

    def _find_echoes(self) -> None:
        """Make the table of echoes, once for each state of the store."""
        with self._echoes:
            self._mend(lambda tables: make_echoes(tables.database))

    def article(self, article_id: str) -> dict | None:
        """One article with `text` and `paragraphs` (start, end, kind in the text); None when there is none."""
        self._find_echoes()
        return _record(self._frame(
            "SELECT article.* EXCLUDE (signature), coalesce(echo_of, '') AS echo_of, document.name AS document, "
            "document.title AS document_title, document.publisher FROM @article JOIN document USING (document_id) "
            "LEFT JOIN echo USING (article_id) WHERE article_id = ?", [article_id], _documents_of(article_id)))

    def sentences(self, article_id: str) -> pandas.DataFrame:
        """The sentences of an article in order, with span, top topic and topic shares."""
        return self._frame("SELECT * FROM @sentence WHERE article_id = ? ORDER BY n", [article_id],
                           _documents_of(article_id))

    def topic_sentences(self, topic: str, filters: Filters = ALL, limit: int = 50) -> pandas.DataFrame:
        """The sentences that carry a topic, the strongest first."""
        where, params = filters.to_sql("article")
        return self._frame(
            "SELECT sentence.*, article.title AS article_title, article.date AS article_date, "
            "list_filter(shares, lambda s: s.topic = ?)[1].share AS share "
            "FROM @sentence JOIN (SELECT article_id, title, date FROM @article "
            f"WHERE {where}) AS article USING (article_id) "
            "WHERE sentence.topic = ? ORDER BY share DESC, sentence_id LIMIT ?", [topic, *params, topic, limit],
            filters.in_documents())

    # --- observations

    def observations(self, filters: Filters = ALL, limit: int | None = None, order: str = "document",
                     *, offset: int = 0, rejected: bool = False) -> pandas.DataFrame:
        """The observations selected, a row each; `order` is one of document, period, value, confidence, indicator.

        Corrections are applied (columns corrected, confirmed, correction_reason); rejected ones are left out
        unless asked for.
        """
        return self._frame(*_observations(filters, order, limit, offset, rejected), filters.in_documents())

    def observation_batches(self, filters: Filters = ALL, order: str | None = None, *, limit: int | None = None,
                            offset: int = 0) -> Iterator[pyarrow.RecordBatch]:
        """The observations selected, some thousand rows at a time, so that a million need no more memory than that.

        Without an `order` they come document by document in the order of the text, as long as there are not so many
        that sorting them takes its time and memory; then as they are stored.
        """
        if order is None and self.count(filters) <= _SORTED:
            order = "document"
        return self._batches(*_observations(filters, order, limit, offset, rejected=False), filters.in_documents())

    def count(self, filters: Filters = ALL) -> int:
        """The number of observations selected."""
        where, params = filters.to_sql()
        return self._rows(f"SELECT count(*) FROM @observation WHERE NOT rejected AND {where}", params,
                          filters.in_documents())[0][0]

    def observation(self, observation_id: str) -> dict | None:
        """One observation, rejected or not; None when there is none."""
        return _record(self._frame("SELECT * FROM @observation WHERE observation_id = ?", [observation_id],
                                   _documents_of(observation_id)))

    def neighbours(self, observation_id: str) -> tuple[str, str, str]:
        """The sentence before, the sentence of the observation, the one after; "" where there is none."""
        found = self._rows("SELECT article_id, sentence_id, sentence FROM @observation WHERE observation_id = ?",
                           [observation_id], _documents_of(observation_id))
        if not found:
            return "", "", ""
        article_id, sentence_id, sentence = found[0]
        n = int(sentence_id.rpartition("-")[2])
        texts = self._rows(
            "SELECT n, text FROM @sentence WHERE article_id = ? AND n BETWEEN ? AND ?", [article_id, n - 1, n + 1],
            _documents_of(article_id))
        by_place = {place - n: text for place, text in texts}
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
            f"SELECT * FROM @observation WHERE NOT rejected AND {match} AND {where} "
            "ORDER BY contains(lower(indicator), ?) DESC, contains(lower(entity), ?) DESC, confidence DESC, "
            f"observation_id LIMIT {int(limit)}", [*params, *values, *[(text.split() or [""])[0].lower()] * 2],
            filters.in_documents())

    # --- counts and sums

    def facets(self, filters: Filters = ALL) -> dict[str, pandas.DataFrame]:
        """Facet → frame(value, label, count of observations), each under all filters but its own.

        Facets: topic, year, region, document, status, concept, measure. `label` is the title of a document and
        the name of a region, else the value.
        """
        found = {}
        # Facets without a choice of their own share all their filters, and are counted in one go.
        groups: dict[Filters, list[str]] = {}
        for name, (field, _) in _FACETS.items():
            others = replace(filters, **{field: None if field == "years" else ()})
            groups.setdefault(others, []).append(name)
        for others, names in groups.items():
            where, params = others.to_sql()
            columns = [_FACETS[name][1] for name in names if name != "topic"]
            if columns:
                listed = ", ".join(f'{column}::VARCHAR AS "{column}"' for column in columns)
                frame = self._frame(
                    f"SELECT {', '.join(columns)}, count(*) AS count FROM (SELECT {listed} FROM @observation "
                    f"WHERE NOT rejected AND {where}) GROUP BY GROUPING SETS ({', '.join(f'({c})' for c in columns)})",
                    params, others.in_documents())
                for name in names:
                    if name != "topic":
                        column = _FACETS[name][1]
                        found[name] = frame[[column, "count"]].rename(columns={column: "value"})
            if "topic" in names:
                found["topic"] = self._frame(
                    "SELECT topic AS value, count(*) AS count FROM (SELECT unnest(topics) AS topic FROM @observation "
                    f"WHERE NOT rejected AND {where}) GROUP BY topic", params, others.in_documents())
        return {name: self._labelled(name, found[name]) for name in _FACETS}

    def _labelled(self, facet: str, counts: pandas.DataFrame) -> pandas.DataFrame:
        """The counts of a facet with the label of each value, most frequent first; years in their order."""
        counts = counts[counts["value"].notna() & (counts["value"] != "")]
        if facet == "year":
            counts = counts.assign(value=counts["value"].astype(int))
        labels = {}
        if facet == "document":
            labels = dict(self._rows("SELECT document_id, title FROM document"))
        elif facet == "region":
            labels = {region.code: region.name for region in load_regions()}
        counts = counts.assign(label=[labels.get(value, value) for value in counts["value"]])
        by = ["value"] if facet == "year" else ["count", "value"]
        return counts[["value", "label", "count"]].sort_values(by, ascending=[facet == "year", True][:len(by)],
                                                               ignore_index=True)

    def coverage(self, filters: Filters = ALL) -> pandas.DataFrame:
        """Observations by topic and year: frame(topic, year, count)."""
        where, params = filters.to_sql()
        return self._frame("SELECT topic, year, count(*) AS count FROM (SELECT unnest(topics) AS topic, year "
                           f"FROM @observation WHERE NOT rejected AND year IS NOT NULL AND {where}) "
                           "GROUP BY topic, year ORDER BY topic, year", params, filters.in_documents())

    def concept_summary(self, filters: Filters = ALL) -> pandas.DataFrame:
        """The concepts selected, the most reported first, each with its latest value.

        frame(concept, count, documents, latest_value, latest_unit, latest_qualifier, measure, latest_period,
        latest_end, latest_id, entity, region, region_code, previous_value, previous_period, previous_id,
        target_value, target_unit, target_period, target_id). Latest: the level, share or ratio reached whose period
        ends last, of the nation, else of the region, else of the firm with the most reports; previous and target
        are of the same entity and measure. Values are in the concept's base unit; the unit is as printed.
        """
        where, params = filters.to_sql()
        return self._frame(_SUMMARY.format(where=where), params, filters.in_documents())

    def terms(self, filters: Filters = ALL, *, minimum: int = 1, limit: int | None = None) -> pandas.DataFrame:
        """Counts of terms in the articles selected, most frequent first: frame(term, count, share, articles,
        documents, dp).

        `share` is of all terms; `dp` is Gries' deviation of proportions over the articles, normalised: 0 spread as
        evenly as their lengths allow, 1 all in one (see words.dispersion). Of more than 20,000 articles `documents`
        is an estimate, some per cent off. Terms that stand there fewer than `minimum` times are left out; `limit`
        keeps so many.
        """
        where, params = filters.to_sql("article")
        documents = filters.in_documents()
        size, tokens, shortest = self._rows(
            f"SELECT count(*), coalesce(sum(total), 0), coalesce(min(total), 0) FROM (SELECT any_value(total) AS total "
            f"FROM @term {_among(where)} GROUP BY article_id)", params, documents)[0]
        told = "count(DISTINCT hash(document_id))" if size <= _EXACT else "approx_count_distinct(document_id)"
        page = "" if limit is None else f"LIMIT {int(limit)}"
        # Articles without the term add the whole of their expected share.
        return self._frame(
            f"WITH chosen AS NOT MATERIALIZED (SELECT * FROM @term {_among(where)}), best AS ("
            f'SELECT term, sum("count")::BIGINT AS count, count(*) AS articles, {told} AS documents FROM chosen '
            f'GROUP BY term HAVING sum("count") >= {int(minimum)} ORDER BY 2 DESC, term {page}), spread AS ('
            'SELECT term, sum(abs(chosen."count" / best.count - total / $tokens) - total / $tokens) AS off '
            "FROM chosen JOIN best USING (term) GROUP BY term) "
            "SELECT term, best.count, best.count / $tokens AS share, articles, documents, "
            "greatest(0, least(1, round((1 + off) / 2 / $widest, 12))) AS dp FROM best JOIN spread USING (term) "
            "ORDER BY best.count DESC, term"
            .replace("$tokens", f"{float(max(tokens, 1))!r}")
            .replace("$widest", repr(1 - shortest / tokens if size > 1 else 1.0)), params, documents)

    def term_by(self, filters: Filters = ALL, by: str = "year", terms: Collection[str] = ()) -> pandas.DataFrame:
        """Counts of terms by the articles' year, document or article: frame(term, year|document|article, count,
        total).

        `total` counts all terms of the year, document or article, so that count / total compares them. With `terms`
        only these are counted.
        """
        column = _group(by, "article")
        where, params = filters.to_sql("article")
        kept = f"WHERE {is_in('term', terms)}" if terms else ""
        return self._frame(
            f'WITH grouped AS (SELECT article_id, {column} AS "{by}" FROM @article WHERE {where}), '
            f'counts AS (SELECT term, "{by}", sum(term."count")::BIGINT AS count FROM '
            f"(SELECT * FROM @term {kept}) AS term JOIN grouped USING (article_id) GROUP BY ALL), "
            f'totals AS (SELECT "{by}", sum(total)::BIGINT AS total FROM (SELECT article_id, any_value(total) AS total '
            f'FROM @term GROUP BY article_id) JOIN grouped USING (article_id) GROUP BY "{by}") '
            f'SELECT term, "{by}", count, total FROM counts JOIN totals USING ("{by}") '
            f'ORDER BY "{by}", count DESC, term', [*params, *terms], filters.in_documents())

    def contexts(self, term: str, filters: Filters = ALL, *, limit: int = 200, width: int = 30) -> pandas.DataFrame:
        """The places where a term stands: frame(left, term, right, article_id, start, end, document, date, title),
        latest articles first; start and end are places in the article's text. See words.contexts."""
        import pandas

        from newsgauge import words

        rows: list[tuple] = []
        where, params = filters.to_sql("article")
        wanted = term.strip()
        # Most terms are among those counted; only for others are all texts looked through.
        counted = ("article_id IN (SELECT article_id FROM @term WHERE term = ?)", [wanted])
        looked_for = (" OR ".join(["contains(text, ?)"] * 3), [wanted, wanted.lower(), wanted.upper()])
        for condition, values in (counted, looked_for) if wanted else ():
            found = self._rows(
                f"SELECT article_id FROM @article WHERE {where} AND ({condition}) "
                "ORDER BY date DESC, article_id LIMIT ?", [*params, *values, limit], filters.in_documents())
            if found:
                break
        else:
            found = []
        for start in range(0, len(found), _TEXTS):
            for text, *known in self._texts([row[0] for row in found[start:start + _TEXTS]]):
                article_id, *named = known
                rows += [(place.left, place.term, place.right, article_id, place.start, place.end, *named)
                         for place in words.contexts(text, term, width)]
            if len(rows) >= limit:
                break
        columns = ["left", "term", "right", "article_id", "start", "end", "document", "date", "title"]
        return pandas.DataFrame(rows[:limit], columns=columns)

    def _texts(self, articles: Sequence[str]) -> list[tuple]:
        """Text, id, document's name, date and title of some articles, latest first."""
        return self._rows(
            "SELECT text, article_id, document.name, date, article.title FROM @article "
            "JOIN document USING (document_id) "
            f"WHERE {is_in('article_id', articles)} ORDER BY date DESC, article_id", articles, _documents_of(*articles))

    def topic_shares(self, filters: Filters = ALL, by: str = "document") -> pandas.DataFrame:
        """Topic shares of each document, article or year, weighted by length: frame(document|article_id|year, title,
        topic, share); the shares of one group sum to 1."""
        key = {"document": "document_id", "article": "article_id", "year": "year"}[by]
        where, params = filters.to_sql("article")
        if by == "year":
            source = ("@topic_share JOIN (SELECT article_id, TRY_CAST(left(reference_date, 4) AS INTEGER) AS year "
                      f"FROM @article WHERE {where}) AS article USING (article_id)")
        else:
            source = f"@topic_share {_among(where)}"
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
            "WITH carried AS (SELECT article_id, unnest(terms) AS term FROM @topic_share WHERE topic = ? "
            f"AND article_id IN (SELECT article_id FROM @article WHERE {where})) "
            'SELECT term, count(*) AS articles, coalesce(sum(term."count"), count(*))::BIGINT AS count '
            "FROM carried LEFT JOIN @term USING (article_id, term) GROUP BY term ORDER BY count DESC, term LIMIT ?",
            [topic, *params, limit], filters.in_documents())

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
    listed = [f'"{column}"' for column in SCHEMA["article"] if column not in ("text", "paragraphs", "signature")]
    columns = ", ".join(f"article.{column}" for column in listed)
    return (f"SELECT {columns}, coalesce(echo_of, '') AS echo_of, document.name AS document, "
            "document.title AS document_title, document.publisher "
            f"FROM (SELECT {', '.join(listed)} FROM @article WHERE {where}) AS article "
            "JOIN document USING (document_id) LEFT JOIN echo USING (article_id) "
            "ORDER BY document.published DESC, document.name, article.ordinal"), params


def _among(where: str) -> str:
    """Only rows of the articles for which the condition holds; nothing for all of them."""
    return "" if where == "TRUE" else f"WHERE article_id IN (SELECT article_id FROM @article WHERE {where})"


def _documents_of(*ids: str) -> tuple[str, ...]:
    """The documents that articles and observations with these ids belong to."""
    return tuple(dict.fromkeys(id.partition("-")[0] for id in ids))


def _observations(filters: Filters, order: str | None, limit: int | None, offset: int,
                  rejected: bool) -> tuple[str, list]:
    if order is not None and order not in _ORDERS:
        raise ValueError(f"order {order!r} is not one of {', '.join(_ORDERS)}")
    where, params = filters.to_sql()
    kept = "TRUE" if rejected else "NOT rejected"
    sorted_by = f"ORDER BY {_ORDERS[order]} " if order else ""
    return f"SELECT * FROM @observation WHERE {kept} AND {where} {sorted_by}{_page(limit, offset)}", params


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
    SELECT observation_id, document_id, concept, entity, entity_kind, region, region_code, unit, qualifier, measure,
        status, period, period_start, period_end, confidence, coalesce(canonical_value, value) AS number
    FROM @observation
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
