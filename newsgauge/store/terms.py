"""Questions about words: how often they stand where, how evenly, in what company."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from newsgauge.shards import in_batches
from newsgauge.store.asking import Asking, documents_of, page
from newsgauge.store.filters import ALL, Filters, is_in

if TYPE_CHECKING:
    import pandas

_EXACT = 5_000                     # articles in which every term is counted to the end
_TEXTS = 2_000_000                 # characters of articles' texts in memory at once
_GROUPS = {"year": "TRY_CAST(left(reference_date, 4) AS INTEGER)", "document": "document_id", "article": "article_id"}


class Terms(Asking):
    """Words of articles."""

    def terms(self, filters: Filters = ALL, *, minimum: int = 1, limit: int | None = None) -> pandas.DataFrame:
        """Counts of terms in the articles selected, most frequent first: frame(term, count, share, articles,
        documents, dp).

        `share` is of all terms; `dp` is Gries' deviation of proportions over the articles, normalised: 0 spread as
        evenly as their lengths allow, 1 all in one (see words.dispersion). Of more than 5,000 articles `documents`
        is an estimate, some per cent off, and `dp` is that of a sample of as many articles, whole documents by chance.
        Terms that stand there fewer than `minimum` times are left out; `limit` keeps so many.
        """
        where, params = filters.to_sql("article")
        documents = filters.in_documents()
        size = self.count_articles(filters)[0]
        told = "count(DISTINCT hash(document_id))" if size <= _EXACT else "approx_count_distinct(document_id)"
        # A document's id is of a hash, so that those before some value are a sample; and they stand together.
        sampled = "TRUE" if size <= _EXACT else f"document_id < '{16**8 * _EXACT // size:08x}'"
        of_wanted = "" if where == "TRUE" else "WHERE article_id IN (SELECT article_id FROM wanted)"
        # Articles without the term add the whole of their expected share.
        return self._frame(
            f"WITH wanted AS MATERIALIZED (SELECT article_id FROM @article WHERE {where}), "
            f"chosen AS NOT MATERIALIZED (SELECT * FROM @term {of_wanted}), "
            f'part AS MATERIALIZED (SELECT term, "count", total FROM chosen WHERE {sampled}), '
            'counted AS MATERIALIZED (SELECT term, sum("count")::BIGINT AS count, count(*) AS articles, '
            f"{told} AS documents FROM chosen GROUP BY term), "
            'held AS MATERIALIZED (SELECT term, sum("count")::DOUBLE AS held, min(total)::DOUBLE AS shortest '
            "FROM part GROUP BY term), "
            'sizes AS MATERIALIZED (SELECT (SELECT sum("count")::DOUBLE FROM counted) AS tokens, sum(held) AS own, '
            "min(shortest) AS shortest FROM held), "
            'spread AS (SELECT term, sum(abs("count" / held - total / own) - total / own) AS off '
            "FROM part JOIN held USING (term), sizes GROUP BY term), "
            f'best AS (SELECT * FROM counted WHERE "count" >= {int(minimum)} '
            f'ORDER BY "count" DESC, term {page(limit, 0)}) '
            'SELECT term, best."count", best."count" / tokens AS share, articles, documents, '
            "greatest(0, least(1, round((1 + coalesce(off, 1)) / 2 / "
            "CASE WHEN shortest < own THEN 1 - shortest / own ELSE 1 END, 12))) AS dp "
            'FROM best LEFT JOIN spread USING (term), sizes ORDER BY best."count" DESC, term', params, documents)

    def contrast(self, one: Filters, other: Filters | None = None, *, minimum: int = 3) -> pandas.DataFrame:
        """Counts of terms in two selections of articles: frame(term, target, reference, target_size, reference_size).

        Without `other` the reference is all that `one` leaves out; articles that both hold are counted on neither
        side. The sizes, the same in every row, are of all terms; terms that stand fewer than `minimum` times on both
        sides together are left out.
        """
        first, params = one.to_sql("article")
        second, more = ("TRUE", []) if other is None else other.to_sql("article")
        return self._frame(
            f"WITH sides AS (SELECT article_id, coalesce({first}, FALSE) AS one, coalesce({second}, FALSE) AS other "
            "FROM @article), chosen AS (SELECT article_id, one FROM sides WHERE "
            f"{'TRUE' if other is None else 'one <> other'}), "
            'counts AS (SELECT term, coalesce(sum("count") FILTER (one), 0)::BIGINT AS target, '
            'coalesce(sum("count") FILTER (NOT one), 0)::BIGINT AS reference '
            "FROM @term JOIN chosen USING (article_id) GROUP BY term), "
            "sized AS (SELECT *, sum(target) OVER ()::BIGINT AS target_size, "
            "sum(reference) OVER ()::BIGINT AS reference_size FROM counts) "
            f"SELECT * FROM sized WHERE target + reference >= {int(minimum)} ORDER BY term", [*params, *more])

    def term_by(self, filters: Filters = ALL, by: str = "year", terms: Collection[str] = ()) -> pandas.DataFrame:
        """Counts of terms by the articles' year, document or article: frame(term, year|document|article, count,
        total).

        `total` counts all terms of the year, document or article, so that count / total compares them. With `terms`
        only these are counted.
        """
        if by not in _GROUPS:
            raise ValueError(f"by {by!r} is not one of {', '.join(_GROUPS)}")
        column = _GROUPS[by]
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

    def contexts(self, term: str, filters: Filters = ALL, *, limit: int = 200, width: int = 30,
                 own_words: Collection[str] = ()) -> pandas.DataFrame:
        """The places where a term stands: frame(left, term, right, article_id, start, end, document, document_title,
        date, title), latest articles first; start and end are places in the article's text. See words.contexts."""
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
                f"SELECT article_id, characters FROM @article WHERE {where} AND ({condition}) "
                "ORDER BY date DESC, article_id LIMIT ?", [*params, *values, limit], filters.in_documents())
            if found:
                break
        else:
            found = []
        for articles in in_batches(found, _TEXTS):
            for text, *known in self._texts(articles):
                article_id, *named = known
                rows += [(place.left, place.term, place.right, article_id, place.start, place.end, *named)
                         for place in words.contexts(text, term, width, own_words=own_words)]
            if len(rows) >= limit:
                break
        columns = ["left", "term", "right", "article_id", "start", "end", "document", "document_title", "date", "title"]
        return pandas.DataFrame(rows[:limit], columns=columns)

    def article_texts(self, filters: Filters = ALL, limit: int | None = None, *,
                      without: Filters | None = None) -> list[tuple[str, str]]:
        """Id and text of the articles selected, but for those that `without` selects, latest first."""
        where, params = filters.to_sql("article")
        if without:
            left_out, more = without.to_sql("article")
            where, params = f"({where}) AND NOT coalesce({left_out}, FALSE)", [*params, *more]
        return self._rows(f"SELECT article_id, text FROM @article WHERE {where} "
                          f"ORDER BY reference_date DESC, article_id {page(limit, 0)}", params, filters.in_documents())

    def _texts(self, articles: Sequence[str]) -> list[tuple]:
        """Text, id, document's name and title, date and title of some articles, latest first."""
        return self._rows(
            "SELECT text, article_id, document.name, document.title, date, article.title FROM @article "
            "JOIN document USING (document_id) "
            # Both conditions as sets: what they leave out is not unpacked.
            "WHERE article_id IN (SELECT unnest(?)) AND document_id IN (SELECT unnest(?)) "
            "ORDER BY date DESC, article_id",
            [list(articles), list(documents_of(*articles))], documents_of(*articles))
