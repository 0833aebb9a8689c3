"""One document into its tables: clean, split, assign topics, observe, link, count; a pure function of the document."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from newsgauge import shards
from newsgauge.model import OTHER_TOPIC, Article, CleanedText, Observation, Source

# The steps are imported where they are used, so that `extract` starts without what only tables need.
if TYPE_CHECKING:
    import pyarrow

    Tables = dict[str, pyarrow.Table]

_SPACE = re.compile(r"\s+")
_NOT_OF_TABLES = ("strings.toml", "charts.toml", "errors.toml")      # language data that only pages use


class InvariantError(Exception):
    """The tables of a document contradict each other: a fault of the program, not of the document."""


def analyse(source: Source, *, published: str = "", topics: bool = True, changes: Sequence[Mapping] = ()
            ) -> tuple[CleanedText, list[Article], list[Observation]]:
    """A document's cleaned text, articles (with topics unless `topics` is False) and linked observations.

    `changes` are the records of what readers have corrected in its articles, see article_corrections.
    """
    from newsgauge import concepts, confidence, extract

    cleaned, articles = split(source, published=published, topics=topics, changes=changes)
    found = extract.observe(source, cleaned, articles)
    return cleaned, articles, [confidence.rate(concepts.link(observation)) for observation in found]


def split(source: Source, *, published: str = "", topics: bool = True, changes: Sequence[Mapping] = ()
          ) -> tuple[CleanedText, list[Article]]:
    """A document's cleaned text and its articles, with topics unless `topics` is False."""
    from newsgauge.reading.articles import split_articles
    from newsgauge.reading.cleaning import clean

    cleaned = clean(source.text)
    articles = split_articles(source, cleaned, published=published or source.published)
    if changes:
        from newsgauge import article_corrections

        articles = article_corrections.apply(changes, articles, cleaned)
    if topics:
        from newsgauge.topics import assign_topics

        articles = [dataclasses.replace(article, topics=tuple(assign_topics(_body(cleaned, article), article.title)))
                    for article in articles]
    return cleaned, articles


def process(source: Source, *, published: str = "", added: str = "", changes: Sequence[Mapping] = ()) -> Tables:
    """The tables of one document (see shards.SCHEMA) as pyarrow tables; a pure function of the document, and of the
    `changes` that readers have made to its articles.

    Raises InvariantError when ids are not unique, a span does not hold its text, or a reference leads nowhere.
    """
    cleaned, articles, observations = analyse(source, published=published, changes=changes)
    rows = _rows(source, cleaned, articles, observations, published=published, added=added)
    _check(source, rows)
    return {name: _table(name, rows[name]) for name in shards.TABLES}


def _rows(source: Source, cleaned: CleanedText, articles: Sequence[Article], observations: Sequence[Observation],
          *, published: str, added: str) -> dict[str, list[dict]]:
    from newsgauge.echoes import signature
    from newsgauge.extract.dates import period_columns
    from newsgauge.reading.articles import infer_date
    from newsgauge.reading.publisher import infer_publisher
    from newsgauge.topics import measure_topics, topic_shares
    from newsgauge.words import count_terms

    document_id = source.sha256[:16]
    given = published or source.published
    date, date_source = (given, "given") if given else infer_date(source, cleaned)
    publisher = source.publisher or infer_publisher(source, cleaned)
    title = source.title or (articles[0].title if articles else "") or source.name
    rows: dict[str, list[dict]] = {name: [] for name in shards.TABLES}
    sentence_starts: dict[int, list[int]] = {}
    by_ordinal = {article.ordinal: article for article in articles}
    counts = Counter(observation.article for observation in observations)

    for article in articles:
        article_id = f"{document_id}-{article.ordinal:04d}"
        ids = {"article_id": article_id, "document_id": document_id}
        text = _body(cleaned, article)
        shift = article.clean_start
        rows["article"].append(_fields(article) | ids | {
            "topics": list(article.topics), "text": text, "characters": len(text),
            "observations": counts[article.ordinal], "signature": signature(text),
            "paragraphs": [{"start": p.start - shift, "end": p.end - shift, "kind": p.kind} for p in cleaned.paragraphs
                           if article.clean_start <= p.start and p.end <= article.clean_end]})
        spans = _sentence_spans(text)
        sentence_starts[article.ordinal] = [start for start, _ in spans]
        for n, (start, end) in enumerate(spans):
            shares = topic_shares(text[start:end])
            top = max(shares, key=shares.get, default="")
            topic = top if top != OTHER_TOPIC else ""
            rows["sentence"].append(ids | {
                "sentence_id": f"{article_id}-{n:04d}", "n": n, "start": start, "end": end, "text": text[start:end],
                "topic": topic, "share": shares.get(topic, 0.0)})
        terms = count_terms(text)
        total = sum(terms.values())
        rows["term"] += [ids | {"term": term, "count": count, "total": total} for term, count in terms.items()]
        rows["topic_share"] += [ids | {"topic": found.topic, "share": found.share, "characters": len(text),
                                       "terms": list(found.terms)} for found in measure_topics(text, article.title)]

    for observation in observations:
        article = by_ordinal[observation.article]
        article_id = f"{document_id}-{article.ordinal:04d}"
        start = observation.sentence_start + observation.mark_start - article.clean_start
        n = max(0, bisect_right(sentence_starts[article.ordinal], start) - 1)
        rows["observation"].append(_fields(observation) | period_columns(observation.period) | {
            "observation_id": f"{document_id}-{observation.start}-{observation.end}", "article_id": article_id,
            "document_id": document_id, "sentence_id": f"{article_id}-{n:04d}", "rules": list(observation.rules),
            "article_start": start, "article_end": start + observation.mark_end - observation.mark_start,
            "topics": list(article.topics), "article_title": article.title, "article_date": article.date,
            "document_title": title, "publisher": publisher})

    rows["document"] = [{
        "document_id": document_id, "name": source.name, "title": title, "publisher": publisher,
        "published": date, "published_source": date_source, "language": _language(source.text),
        "format": source.format, "characters": len(source.text), "articles": len(articles),
        "observations": len(observations), "added": added, "sha256": source.sha256}]
    return rows


def _sentence_spans(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences of an article, without white space at their ends."""
    from newsgauge.extract.context import sentence_bounds

    spans = []
    for start, end in zip(*sentence_bounds(text), strict=True):
        part = text[start:end]
        if part.strip():
            spans.append((start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())))
    return spans


def _body(cleaned: CleanedText, article: Article) -> str:
    return cleaned.text[article.clean_start:article.clean_end]


def _fields(record: object) -> dict:
    return {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}


def _language(text: str) -> str:
    """zh when at least a tenth of the letters are Han characters, else und (not determined)."""
    letters = sum(map(str.isalpha, text))
    return "zh" if letters and sum("\u4e00" <= c <= "\u9fff" for c in text) >= letters / 10 else "und"


def _table(name: str, rows: list[dict]) -> pyarrow.Table:
    import pyarrow as pa

    text = pa.string()
    types = {"VARCHAR": text, "INTEGER": pa.int32(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(),
             "DATE": pa.date32(), "VARCHAR[]": pa.list_(text), "UINTEGER[]": pa.list_(pa.uint32()),
             'STRUCT("start" INTEGER, "end" INTEGER, kind VARCHAR)[]':
                 pa.list_(pa.struct({"start": pa.int32(), "end": pa.int32(), "kind": text}))}
    return pa.table({column: pa.array([row[column] for row in rows], types[kind])
                     for column, kind in shards.SCHEMA[name].items()})


def _check(source: Source, rows: dict[str, list[dict]]) -> None:
    """Raise InvariantError unless the rows agree with each other and with the text."""
    def fail(what: str) -> None:
        raise InvariantError(f"{what}: a fault of the program; please report it with this document")

    for table, key in (("article", "article_id"), ("sentence", "sentence_id"), ("observation", "observation_id")):
        ids = [row[key] for row in rows[table]]
        if len(ids) != len(set(ids)):
            fail(f"the same {key} twice ({next(i for i in ids if ids.count(i) > 1)})")
    articles = {row["article_id"]: row for row in rows["article"]}
    sentences = {row["sentence_id"] for row in rows["sentence"]}
    for row in rows["article"]:
        if not 0 <= row["start"] <= row["end"] <= len(source.text):
            fail(f"article {row['ordinal']} lies outside the text")
    for row in rows["observation"]:
        where = f"the quantity at {row['start']}"
        article = articles[row["article_id"]]
        if not row["text"] or _SPACE.sub("", source.text[row["start"]:row["end"]]) != row["text"]:
            fail(f"{where} is not what its span holds")
        if row["sentence_id"] not in sentences:
            fail(f"{where} stands in no sentence")
        mark = article["text"][row["article_start"]:row["article_end"]]
        if mark != row["sentence"][row["mark_start"]:row["mark_end"]] or not mark:
            fail(f"{where} is marked wrongly in its sentence")


# --- what the tables depend on

@cache
def extractor_version() -> str:
    """Hash of the code and the tables of language data that documents are turned into tables with."""
    digest = hashlib.sha256()
    for file in extractor_files():
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def extractor_files() -> list[Path]:
    """The modules and tables of language data that documents are turned into tables with; a test holds the list to
    what the modules import."""
    package = Path(__file__).parent
    files = [package / f"{name}.py" for name in (
        "model", "resources", "patterns", "units", "regions", "concepts", "words", "topics", "confidence", "shards",
        "tabulate", "corrections", "article_corrections", "echoes")]
    files += sorted([*(package / "reading").glob("*.py"), *(package / "extract").glob("*.py")])
    return files + sorted(file for file in (package / "tables").iterdir() if file.name not in _NOT_OF_TABLES)
