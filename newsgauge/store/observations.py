"""Questions about observations: those selected, one and what stands beside it, counts, what leads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from newsgauge.regions import load_regions
from newsgauge.store.asking import Asking, documents_of, page, record
from newsgauge.store.filters import ALL, Filters, is_in
from newsgauge.store.standing import middles, precision

if TYPE_CHECKING:
    import pandas
    import pyarrow

_ORDERS = {
    "document": "document, document_id, start, observation_id",
    "period": "period_end DESC NULLS LAST, observation_id",
    "value": "canonical_value DESC NULLS LAST, value DESC, observation_id",
    "confidence": "confidence, observation_id",
    "indicator": "indicator, period_end, observation_id",
}
# Facet → the field of Filters that chooses among its values, the column that holds them.
_FACETS = {"topic": ("topics", "topics"), "year": ("years", "year"), "region": ("regions", "region_code"),
           "document": ("documents", "document_id"), "status": ("statuses", "status"),
           "concept": ("concepts", "concept"), "measure": ("measures", "measure")}
_SORTED = 200_000                  # observations that are sorted though nobody asked for an order
_HEAD = 2_000                      # rows up to which a sorted selection is cut while it is read
# Points of a leading series: what a small line can show.
_TIMES = 36


class Observations(Asking):
    """Observations and counts of them."""

    def observations(self, filters: Filters = ALL, limit: int | None = None, order: str = "document", *,
                     offset: int = 0, rejected: bool = False, columns: Collection[str] = ()) -> pandas.DataFrame:
        """The observations selected, a row each; `order` is one of document, period, value, confidence, indicator.

        Corrections are applied (columns corrected, confirmed, correction_reason); rejected ones are left out
        unless asked for. With `columns`, only these.
        """
        return self._frame(*_observations(filters, order, limit, offset, rejected, columns), filters.in_documents())

    def spread(self, filters: Filters, limit: int) -> pandas.DataFrame:
        """So many of the observations of concepts selected as tell most, the latest period first.

        First one of each thing, entity, status and period (the one that stands for it, see newsgauge.standing), then a
        second of each: the nation's before others', late periods before early ones. A chart of a thing that is stated
        ten thousand times so shows its whole time.
        """
        where, params = filters.to_sql()
        ids = self._frame(_SPREAD.format(where=where), [*params, limit], filters.in_documents())
        found = self.rows_of(ids["observation_id"].tolist(), ids["concept"].unique().tolist())
        return found.sort_values(["period_end", "observation_id"], ascending=[False, True], ignore_index=True)

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
        return record(self._frame("SELECT * FROM @observation WHERE observation_id = ?", [observation_id],
                                   documents_of(observation_id)))

    def neighbours(self, observation_id: str) -> tuple[str, str, str]:
        """The sentence before, the sentence of the observation, the one after; "" where there is none."""
        found = self._rows("SELECT article_id, sentence_id, sentence FROM @observation WHERE observation_id = ?",
                           [observation_id], documents_of(observation_id))
        if not found:
            return "", "", ""
        article_id, sentence_id, sentence = found[0]
        n = int(sentence_id.rpartition("-")[2])
        texts = self._rows(
            "SELECT n, text FROM @sentence WHERE article_id = ? AND n BETWEEN ? AND ?", [article_id, n - 1, n + 1],
            documents_of(article_id))
        by_place = {place - n: text for place, text in texts}
        return by_place.get(-1, ""), sentence, by_place.get(1, "")

    def same_thing(self, observation: Mapping[str, object], limit: int = 8) -> tuple[int, pandas.DataFrame]:
        """What else is stated of the observation's concept, entity and measure: how many statements, and the first of
        them, those of its own period first, then the latest. None for an observation without a concept."""
        where = "NOT rejected AND concept <> '' AND concept = ? AND entity = ? AND measure = ? AND observation_id <> ?"
        known = [observation[name] for name in ("concept", "entity", "measure", "observation_id")]
        count = self._rows(f"SELECT count(*) FROM @observation WHERE {where}", known)[0][0]
        return count, self._frame(
            f"SELECT * FROM @observation WHERE {where} ORDER BY period = ? DESC, period DESC, observation_id "
            f"LIMIT {int(limit)}", [*known, observation["period"]])

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

    def facets(self, filters: Filters = ALL, names: Collection[str] = tuple(_FACETS)) -> dict[str, pandas.DataFrame]:
        """Facet → frame(value, label, count of observations), each under all filters but its own.

        `names` are some of topic, year, region, document, status, concept, measure. `label` is the title of a document
        and the name of a region, else the value.
        """
        found = {}
        # Facets without a choice of their own share all their filters, and are counted in one go.
        groups: dict[Filters, list[str]] = {}
        for name in names:
            field = _FACETS[name][0]
            others = replace(filters, **{field: None if field == "years" else ()})
            groups.setdefault(others, []).append(name)
        for others, alike in groups.items():
            where, params = others.to_sql()
            columns = [_FACETS[name][1] for name in alike if name != "topic"]
            if columns:
                listed = ", ".join(f'{column}::VARCHAR AS "{column}"' for column in columns)
                frame = self._frame(
                    f"SELECT {', '.join(columns)}, count(*) AS count FROM (SELECT {listed} FROM @observation "
                    f"WHERE NOT rejected AND {where}) GROUP BY GROUPING SETS ({', '.join(f'({c})' for c in columns)})",
                    params, others.in_documents())
                for name in alike:
                    if name != "topic":
                        column = _FACETS[name][1]
                        found[name] = frame[[column, "count"]].rename(columns={column: "value"})
            if "topic" in alike:
                found["topic"] = self._frame(
                    "SELECT topic AS value, count(*) AS count FROM (SELECT unnest(topics) AS topic FROM @observation "
                    f"WHERE NOT rejected AND {where}) GROUP BY topic", params, others.in_documents())
        return {name: self._labelled(name, found[name]) for name in names}

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

    def leading(self, filters: Filters = ALL, *, at_a_time: Collection[str] = (),
                without: Collection[str] = ()) -> pandas.DataFrame:
        """The series that stands for each concept selected: actual numbers and targets, one for each time.

        It is of the nation, else of the entity with most periods; of one measure (level, share or ratio), in the
        concept's unit; of periods of like length, save for the concepts `at_a_time`, which are of the day a period
        ends. Of several numbers for one time the one that stands for it, see newsgauge.standing; of many times the
        last. Columns: of those of observations what a series and a number in words need; and `statements` (sentences)
        and `documents` that state the concept. Observations `without` are left out.
        """
        where, params = filters.to_sql()
        kept = f"AND observation_id NOT IN ({', '.join('?' * len(without))})" if without else ""
        flows = f"CASE WHEN {is_in('concept', at_a_time)} THEN 0 ELSE" if at_a_time else "CASE WHEN FALSE THEN 0 ELSE"
        return self._frame(_LEADING.format(where=f"{where} {kept}", flows=flows), [*params, *without, *at_a_time],
                           filters.in_documents())

    def rows_of(self, ids: Collection[str], concepts: Collection[str]) -> pandas.DataFrame:
        """The observations with these ids, all of them of these concepts, in the order of the text."""
        among = "observation_id IN (SELECT unnest(?)) AND concept IN (SELECT unnest(?))"
        return self._frame(f"SELECT * FROM @observation WHERE {among} ORDER BY {_ORDERS['document']}",
                           [list(ids), list(concepts)], documents_of(*ids))

    def concept_counts(self, filters: Filters = ALL) -> pandas.DataFrame:
        """The concepts selected, the most reported first: frame(concept, count of observations, documents)."""
        where, params = filters.to_sql()
        return self._frame("SELECT concept, count(*) AS count, count(DISTINCT document_id) AS documents "
                           f"FROM @observation WHERE NOT rejected AND concept <> '' AND {where} "
                           "GROUP BY concept ORDER BY count DESC, concept", params, filters.in_documents())


def _observations(filters: Filters, order: str | None, limit: int | None, offset: int,
                  rejected: bool, columns: Collection[str] = ()) -> tuple[str, list]:
    if order is not None and order not in _ORDERS:
        raise ValueError(f"order {order!r} is not one of {', '.join(_ORDERS)}")
    where, params = filters.to_sql()
    kept = "TRUE" if rejected else "NOT rejected"
    sorted_by = f"ORDER BY {_ORDERS[order]} " if order else ""
    chosen = f"FROM @observation WHERE {kept} AND {where} {sorted_by}{page(limit, offset)}"
    if order and limit is not None and limit + offset > _HEAD:
        # Far down, only what they are sorted by is sorted: whole rows of a million would not fit into memory.
        chosen = f"FROM @observation WHERE observation_id IN (SELECT observation_id {chosen}) {sorted_by}"
    return f"SELECT {', '.join(columns) or '*'} {chosen}", params


_THING = "concept, entity, measure, comparison, unit, status, period"
_SPREAD = f"""
WITH chosen AS (
    SELECT observation_id, {_THING}, period_end, qualifier, article_date, coalesce(canonical_value, value) AS number
    FROM @observation WHERE NOT rejected AND concept <> '' AND {{where}}),
middles AS ({middles("chosen", "number", _THING)})
SELECT observation_id, concept FROM chosen LEFT JOIN middles USING ({_THING}, qualifier)
ORDER BY row_number() OVER (PARTITION BY {_THING}
    ORDER BY {precision("number")}, article_date DESC, observation_id),
    entity = '全国' DESC, period_end DESC NULLS LAST, observation_id LIMIT ?
"""
_LEADING = f"""
WITH chosen AS (
    SELECT observation_id, document_id, sentence_id, document, document_title, article_date, start, text, concept,
        entity, entity_kind, region, region_code, measure, unit, status, comparison, qualifier, value, value_max,
        canonical_value, canonical_value_max, period, period_start, period_end, corrected FROM @observation
    WHERE NOT rejected AND concept <> '' AND {{where}}),
counted AS (
    SELECT concept, count(DISTINCT hash(sentence_id)) AS statements, count(DISTINCT hash(document_id)) AS documents
    FROM chosen GROUP BY concept),
usable AS (
    SELECT *, {{flows}} date_diff('day', period_start, period_end) // 20 END AS length FROM chosen
    WHERE period_end IS NOT NULL AND canonical_value IS NOT NULL AND comparison = ''
        AND measure IN ('level', 'share', 'ratio') AND status IN ('actual', 'target')),
best AS (
    SELECT concept, entity, measure, length FROM usable WHERE status = 'actual'
    GROUP BY concept, entity, measure, length
    QUALIFY row_number() OVER (PARTITION BY concept ORDER BY entity = '全国' DESC, count(DISTINCT period) DESC,
        min((document, start)), measure, length) = 1),
stated AS (
    SELECT observation_id, concept, status, period_end, qualifier, canonical_value, article_date, document, start
    FROM usable JOIN best USING (concept, entity, measure)
    WHERE status = 'target' OR usable.length = best.length),
middles AS ({middles("stated", "canonical_value", "concept, status, period_end")}),
series AS (
    SELECT observation_id, concept, status, period_end
    FROM stated LEFT JOIN middles USING (concept, status, period_end, qualifier)
    QUALIFY row_number() OVER (PARTITION BY concept, status, period_end
        ORDER BY {precision("canonical_value")}, article_date DESC, document, start) = 1),
latest AS (
    SELECT observation_id, concept FROM series
    QUALIFY row_number() OVER (PARTITION BY concept, status ORDER BY period_end DESC) <= {_TIMES})
SELECT usable.* EXCLUDE (length), statements, documents
FROM latest JOIN counted USING (concept) JOIN usable USING (observation_id) ORDER BY document, start
"""
