"""Articles that are nearly the same text as an earlier one, found by their signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsgauge.echoes import BAND, PLACES, SAME

if TYPE_CHECKING:
    import duckdb


def make_echoes(database: duckdb.DuckDBPyConnection) -> None:
    """Make the table echo(article_id, echo_of): the earliest article of like signature, where there is one.

    Articles are compared only with the earliest of those whose signatures agree in a whole band, so that the time
    is in proportion to their number, however many are alike.
    """
    database.execute(f"""
CREATE TABLE IF NOT EXISTS echo AS
WITH signed AS MATERIALIZED (
    SELECT article_id, signature,
        row_number() OVER (ORDER BY article.date = '', article.date, added, article_id) AS turn
    FROM article JOIN document USING (document_id) WHERE len(signature) = {PLACES}),
bands AS MATERIALIZED (
    SELECT turn, band, hash(list_slice(signature, band * {BAND} + 1, band * {BAND} + {BAND})) AS content
    FROM signed, range({PLACES // BAND}) AS numbers(band)),
firsts AS (SELECT band, content, min(turn) AS first FROM bands GROUP BY band, content HAVING count(*) > 1),
pairs AS (SELECT DISTINCT turn, first FROM bands JOIN firsts USING (band, content) WHERE turn > first)
SELECT later.article_id, arg_min(earlier.article_id, first) AS echo_of
FROM pairs JOIN signed AS later USING (turn) JOIN signed AS earlier ON earlier.turn = first
WHERE list_count(list_filter(list_zip(later.signature, earlier.signature), lambda pair: pair[1] = pair[2]))
    >= {SAME} * {PLACES}
GROUP BY later.article_id""")
