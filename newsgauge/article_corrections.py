"""What readers have corrected in articles: another title or date, two that are one, one that is two.

Numbers are read in the light of their article: 去年 is told from its date, 我省 from where it is set. So these records
are applied where a document is split into articles, before anything is read in them, and the document is read again.
They name articles by document hash and span, and find them by overlap, so that they outlive a better split.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from newsgauge import corrections
from newsgauge.model import Article, CleanedText

Record = Mapping[str, object]


def load(home: Path) -> dict[str, list[dict]]:
    """document_id → the records of its articles that hold, oldest first; a reset takes back those it overlaps."""
    found: dict[str, list[dict]] = {}
    for record in corrections.load_journal(home / corrections.FILE):
        if record["level"] != "article":
            continue
        records = found.setdefault(record["document_id"], [])
        if record["action"] == "reset":
            records[:] = [earlier for earlier in records if _overlap(earlier, record["start"], record["end"]) <= 0]
        else:
            records.append(record)
    return {document_id: records for document_id, records in found.items() if records}


def append(home: Path, document_id: str, article: Article, *, action: str = "change",
           changes: Mapping[str, object] | None = None, until: Article | None = None, at: int | None = None,
           reason: str = "") -> dict:
    """Record a correction of an article and return the record.

    `action`: change (`changes`: title, date), merge (with all that follow up to the article `until`), split (the
    second part begins at the paragraph nearest to the raw index `at`), or reset, which takes all of these back.
    Raises ValueError, with what to do, for what can't be.
    """
    if action not in corrections.ARTICLE_ACTIONS:
        raise ValueError(f"action {action!r} is not one of {', '.join(corrections.ARTICLE_ACTIONS)}")
    changes = {name: corrections.check_article_change(name, value) for name, value in (changes or {}).items()}
    start, end = article.start, article.end
    if action == "change" and not changes:
        raise ValueError(f"nothing to change; name at least one of {', '.join(corrections.ARTICLE_FIELDS)}")
    if action == "merge":
        if until is None or until.ordinal == article.ordinal:
            raise ValueError("an article is merged with another one of its document; name that one")
        start, end = min(start, until.start), max(end, until.end)
    if action == "split" and (at is None or not start < at < end):
        raise ValueError("an article is split between two of its paragraphs; name where the second part begins")
    return corrections.record(
        home, "article", action, document_id, (start, end), text=article.title, changes=changes, at=at, reason=reason,
        before={"title": article.title, "date": article.date})


def apply(records: Iterable[Record], articles: Sequence[Article], cleaned: CleanedText) -> list[Article]:
    """The articles of a document with its records applied, numbered anew; a record that fits none is passed over."""
    found = list(articles)
    for record in records:
        if record["action"] == "change":
            _change(found, record)
        elif record["action"] == "merge":
            _merge(found, record, cleaned)
        else:
            _split(found, record, cleaned)
    return _numbered(found)


def _overlap(record: Record, start: int, end: int) -> int:
    return min(record["end"], end) - max(record["start"], start)


def _nearest(articles: list[Article], record: Record) -> int | None:
    """The place of the article that overlaps the record's span most."""
    best = max(range(len(articles)), default=None,
               key=lambda place: _overlap(record, articles[place].start, articles[place].end))
    found = best is not None and _overlap(record, articles[best].start, articles[best].end) > 0
    return best if found else None


def _change(articles: list[Article], record: Record) -> None:
    place = _nearest(articles, record)
    if place is None:
        return
    changes = dict(record["changes"])
    if "title" in changes:
        changes["title_printed"] = True
    if "date" in changes:
        date, reference = changes["date"], articles[place].reference_date
        changes["date_source"] = "given" if date else "none"
        # A month leaves open which of its days 昨日 is told from: the document's own, where that lies in it.
        changes["reference_date"] = reference if reference.startswith(date) else date
    articles[place] = dataclasses.replace(articles[place], **changes)


def _merge(articles: list[Article], record: Record, cleaned: CleanedText) -> None:
    """Make one of the articles that lie, for the most part, in the record's span."""
    inside = [place for place, article in enumerate(articles)
              if 2 * _overlap(record, article.start, article.end) > article.end - article.start]
    if len(inside) < 2:
        return
    first, last = articles[inside[0]], articles[inside[-1]]
    parts = articles[inside[0]:inside[-1] + 1]
    merged = dataclasses.replace(
        first, start=min(part.start for part in parts), end=max(part.end for part in parts), piece=None,
        clean_end=last.clean_end, **_date_of(next((part for part in parts if part.date), first)))
    articles[inside[0]:inside[-1] + 1] = [_placed(merged, cleaned)]


def _split(articles: list[Article], record: Record, cleaned: CleanedText) -> None:
    """Part the article that holds the record's place at the start of the paragraph nearest to it."""
    from newsgauge.reading.articles import first_words

    at = record["at"]
    place = next((place for place, article in enumerate(articles) if article.start < at < article.end), None)
    if place is None:
        return
    whole = articles[place]
    inside = [paragraph for paragraph in cleaned.paragraphs
              if whole.clean_start < paragraph.start and paragraph.end <= whole.clean_end]
    if not inside:
        return
    cut = min(inside, key=lambda paragraph: abs(cleaned.origins[paragraph.start] - at))
    raw = cleaned.origins[cut.start]
    before = max(paragraph.end for paragraph in cleaned.paragraphs if paragraph.end <= cut.start)
    printed = cut.kind in ("title", "heading")
    title = cleaned.text[cut.start:cut.end] if printed else first_words(cleaned.text[cut.start:whole.clean_end])
    first = dataclasses.replace(whole, end=cleaned.origins[before - 1] + 1, clean_end=before)
    second = dataclasses.replace(whole, start=raw, clean_start=cut.start, title=title, title_printed=printed,
                                 piece=None)
    articles[place:place + 1] = [_placed(first, cleaned), _placed(second, cleaned)]


def _date_of(article: Article) -> dict[str, str]:
    return {name: getattr(article, name) for name in ("date", "date_source", "reference_date")}


def _placed(article: Article, cleaned: CleanedText) -> Article:
    """The article with the region that its title and its text, as they are now, are about."""
    from newsgauge.reading.places import article_region, home_region

    text = cleaned.text[article.clean_start:article.clean_end]
    region, code = article_region(article.title, text, home_region(cleaned.text))
    return dataclasses.replace(article, region=region, region_code=code)


def _numbered(articles: list[Article]) -> list[Article]:
    """With ordinals in order; pieces of a story find its first piece again."""
    new = {article.ordinal: ordinal for ordinal, article in reversed(list(enumerate(articles)))}
    return [dataclasses.replace(article, ordinal=ordinal,
                                story=ordinal if article.piece is None else new.get(article.story, ordinal))
            for ordinal, article in enumerate(articles)]
