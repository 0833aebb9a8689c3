"""Documents into shards: read, clean, split, observe, link, count; with progress and a report."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from newsgauge import shards
from newsgauge.model import OTHER_TOPIC, Article, CleanedText, Observation, Source

if TYPE_CHECKING:
    import pyarrow

    Tables = dict[str, pyarrow.Table]

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf")
_BATCH = 64                        # documents a shard
_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’」』）)]*|\n|$)")


class InvariantError(Exception):
    """The tables of a document contradict each other: a fault of the program, not of the document."""


@dataclasses.dataclass(frozen=True, slots=True)
class Failure:
    """A document that was not taken in, why, and what to do."""

    name: str
    reason: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}" + (f"; {self.advice}" if self.advice else "")


@dataclasses.dataclass(slots=True)
class Report:
    """What a build or an addition has done, in counts."""

    read: int = 0                  # documents taken in anew
    unchanged: int = 0             # documents that were in the store already, in the same state
    removed: int = 0
    articles: int = 0              # of the documents read
    observations: int = 0
    failures: list[Failure] = dataclasses.field(default_factory=list)
    documents: list[str] = dataclasses.field(default_factory=list)     # ids of those read or unchanged, as given

    def __str__(self) -> str:
        counts = (f"{self.read} documents read ({self.articles} articles, {self.observations} observations), "
                  f"{self.unchanged} unchanged")
        return counts + (f", {self.removed} removed" if self.removed else "") + (
            f", {len(self.failures)} failed" if self.failures else "")


@dataclasses.dataclass(frozen=True, slots=True)
class Upload:
    """A document to be added: its bytes under a name, and what is known of it ("" = to be found in the text)."""

    name: str
    data: bytes
    title: str = ""
    publisher: str = ""
    published: str = ""


Progress = Callable[[int, int, str], None]     # done, total, name of the document at hand


# --- one document

def analyse(source: Source, *, published: str = "", topics: bool = True
            ) -> tuple[CleanedText, list[Article], list[Observation]]:
    """A document's cleaned text, articles (with topics unless `topics` is False) and linked observations."""
    from newsgauge import concepts, extract

    cleaned, articles = split(source, published=published, topics=topics)
    return cleaned, articles, [concepts.link(found) for found in extract.observe(source, cleaned, articles)]


def split(source: Source, *, published: str = "", topics: bool = True) -> tuple[CleanedText, list[Article]]:
    """A document's cleaned text and its articles, with topics unless `topics` is False."""
    from newsgauge.reading.articles import split_articles
    from newsgauge.reading.cleaning import clean

    cleaned = clean(source.text)
    articles = split_articles(source, cleaned, published=published or source.published)
    if topics:
        from newsgauge.topics import assign_topics

        articles = [dataclasses.replace(article, topics=tuple(assign_topics(_body(cleaned, article), article.title)))
                    for article in articles]
    return cleaned, articles


def process(source: Source, *, published: str = "", added: str = "") -> Tables:
    """The tables of one document (see shards.SCHEMA) as pyarrow tables; a pure function of the document.

    Raises InvariantError when ids are not unique, a span does not hold its text, or a reference leads nowhere.
    """
    cleaned, articles, observations = analyse(source, published=published)
    rows = _rows(source, cleaned, articles, observations, published=published, added=added)
    _check(source, rows)
    return {name: _table(name, rows[name]) for name in shards.TABLES}


def _rows(source: Source, cleaned: CleanedText, articles: Sequence[Article], observations: Sequence[Observation],
          *, published: str, added: str) -> dict[str, list[dict]]:
    from newsgauge.corrections import period_columns
    from newsgauge.reading.articles import infer_date
    from newsgauge.topics import topic_shares
    from newsgauge.words import count_terms

    document_id = source.sha256[:16]
    given = published or source.published
    date, date_source = (given, "given") if given else infer_date(source, cleaned)
    title = source.title or (articles[0].title if articles else "") or source.name
    rows: dict[str, list[dict]] = {name: [] for name in shards.TABLES}
    sentence_starts: dict[int, list[int]] = {}
    by_ordinal = {article.ordinal: article for article in articles}
    counts = dict.fromkeys(by_ordinal, 0)
    for observation in observations:
        counts[observation.article] = counts.get(observation.article, 0) + 1

    for article in articles:
        article_id = f"{document_id}-{article.ordinal:04d}"
        ids = {"article_id": article_id, "document_id": document_id}
        text = _body(cleaned, article)
        shift = article.clean_start
        rows["article"].append(_fields(article) | ids | {
            "topics": list(article.topics), "text": text, "observations": counts[article.ordinal],
            "paragraphs": [{"start": p.start - shift, "end": p.end - shift, "kind": p.kind} for p in cleaned.paragraphs
                           if article.clean_start <= p.start and p.end <= article.clean_end]})
        spans = split_sentences(text)
        sentence_starts[article.ordinal] = [start for start, _ in spans]
        for n, (start, end) in enumerate(spans):
            shares = topic_shares(text[start:end])
            top = max(shares, key=shares.get, default="")
            rows["sentence"].append(ids | {
                "sentence_id": f"{article_id}-{n:04d}", "n": n, "start": start, "end": end, "text": text[start:end],
                "topic": top if top != OTHER_TOPIC else "",
                "shares": [{"topic": topic, "share": share} for topic, share in shares.items()]})
        rows["term"] += [ids | {"term": term, "count": count} for term, count in count_terms(text).items()]
        rows["topic_share"] += [ids | {"topic": topic, "share": share, "terms": []}
                                for topic, share in topic_shares(text).items()]

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
            "document_title": title, "publisher": source.publisher})

    rows["document"] = [{
        "document_id": document_id, "name": source.name, "title": title, "publisher": source.publisher,
        "published": date, "published_source": date_source, "language": _language(source.text),
        "format": source.format, "characters": len(source.text), "articles": len(articles),
        "observations": len(observations), "added": added, "sha256": source.sha256}]
    return rows


def split_sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences of a cleaned text, without white space at their ends.

    >>> text = "产值1.2万亿元。“很好！”他说。\\n下一段"
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['产值1.2万亿元。', '“很好！”', '他说。', '下一段']
    """
    spans = []
    for match in _SENTENCE.finditer(text):
        part = match.group()
        start = match.start() + len(part) - len(part.lstrip())
        end = match.end() - len(part) + len(part.rstrip())
        if start < end:
            spans.append((start, end))
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
             "DATE": pa.date32(), "VARCHAR[]": pa.list_(text),
             'STRUCT(topic VARCHAR, "share" DOUBLE)[]': pa.list_(pa.struct({"topic": text, "share": pa.float64()})),
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
    package = Path(__file__).parent
    files = [package / f"{name}.py" for name in
             ("model", "resources", "units", "regions", "concepts", "words", "topics", "shards", "ingest")]
    files += sorted([*(package / "reading").glob("*.py"), *(package / "extract").glob("*.py"),
                     *(file for file in (package / "tables").iterdir() if file.name != "strings.toml")])
    digest = hashlib.sha256()
    for file in files:
        if file.is_file():
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def document_key(record: dict[str, str]) -> str:
    """What the tables of a document were made from, besides its bytes: the extractor and what was given."""
    given = [extractor_version(), *(record.get(name, "") for name in ("name", "title", "publisher", "published"))]
    return hashlib.sha256(json.dumps(given).encode()).hexdigest()[:16]


def load_manifest(folder: Path) -> dict[str, dict[str, str]]:
    """File name → what the folder's manifest.toml says of it; {} when there is none."""
    file = folder / "manifest.toml"
    if not file.is_file():
        return {}
    try:
        return {name: {key: str(value) for key, value in entry.items()}
                for name, entry in tomllib.loads(file.read_text(encoding="utf-8")).items()}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError) as error:
        raise shards.StoreError(f"{file}: {error}; correct the file") from error


# --- many documents

def build(paths: Iterable[Path | str] | None = None, home: Path | str | None = None,
          *, progress: Progress | None = None) -> Report:
    """Bring the store up to date: the documents at `paths` (default: the shipped corpus) and all added before.

    Only what changed is built again: a document, what is known of it, or the extractor. Documents that were removed
    stay removed.
    """
    home = shards.home_path(home)
    report = Report()
    uploads = _collect([CORPUS] if paths is None else paths, report)
    _take_in(home, uploads, report, progress, restore=False, originals=True)
    return report


def add(paths: Iterable[Path | str | Upload], home: Path | str | None = None, *, published: str = "",
        progress: Progress | None = None) -> Report:
    """Add documents (files, folders, globs, Uploads) to the store; one that was removed before comes back."""
    home = shards.home_path(home)
    report = Report()
    uploads = _collect(paths, report)
    if published:
        uploads = (dataclasses.replace(upload, published=published) for upload in uploads)
    _take_in(home, uploads, report, progress, restore=True, originals=False)
    return report


def remove(documents: Iterable[str], home: Path | str | None = None) -> Report:
    """Remove documents, given by id or name, from the store; the originals stay, so that `restore` brings them back."""
    home = shards.home_path(home)
    report = Report()
    found, _ = shards.list_shards(home)
    current = shards.current_shards(found)
    names = {record["name"]: record["sha256"][:16] for record in shards.list_originals(home)}
    gone = shards.removed_documents(home)
    ids = []
    for name in documents:
        document_id = name if name in current else names.get(Path(name).name, "")
        if document_id in current and document_id not in gone:
            ids.append(document_id)
        else:
            report.failures.append(Failure(name, "no such document in the store", "give its file name or its id"))
    if ids:
        shards.mark_removed(home, ids, "remove", _now())
    report.removed = len(ids)
    return report


def restore(documents: Iterable[str], home: Path | str | None = None) -> None:
    """Take back the removal of documents, given by id."""
    home = shards.home_path(home)
    shards.mark_removed(home, list(documents), "restore", _now())


def ensure_store(home: Path | str | None = None, *, progress: Progress | None = None) -> Report:
    """Build the shipped corpus into the store if there is none; two callers at once build it once."""
    home = shards.home_path(home)
    if _exists(home):
        return Report()
    with shards.lock(home, "build"):
        return Report() if _exists(home) else build(None, home, progress=progress)


def _exists(home: Path) -> bool:
    return bool(shards.list_shards(home)[0])


def _take_in(home: Path, uploads: Iterable[Upload], report: Report, progress: Progress | None,
             *, restore: bool, originals: bool) -> None:
    """Process what is not in the store in the same state, in batches, a shard each."""
    shards.sweep(home)
    found, _ = shards.list_shards(home)
    keys = {document: shard.documents[document] for document, shard in shards.current_shards(found).items()}
    removed = shards.removed_documents(home)
    uploads = list(uploads)
    seen: set[str] = set()
    batch: list[tuple[dict, Tables]] = []
    jobs: list[tuple[dict, Upload | None]] = []
    restored = []
    for upload in uploads:
        record = _record(home, upload)
        document_id = record["sha256"][:16]
        if document_id in seen or (document_id in removed and not restore):
            report.unchanged += document_id in seen
            continue
        seen.add(document_id)
        if document_id in removed:
            restored.append(document_id)
        jobs.append((record, upload))
    if originals:
        jobs += [(record, None) for record in shards.list_originals(home)
                 if record["sha256"][:16] not in seen | removed]

    def commit() -> None:
        if batch:
            shards.write_shard(home, _concat([tables for _, tables in batch]),
                               {record["sha256"][:16]: document_key(record) for record, _ in batch},
                               extractor_version())
            batch.clear()

    for n, (record, upload) in enumerate(jobs):
        if progress:
            progress(n, len(jobs), record["name"])
        document_id = record["sha256"][:16]
        if keys.get(document_id) == document_key(record):
            report.unchanged += 1
            report.documents.append(document_id)
            continue
        try:
            data = upload.data if upload else _read_original(home, record)
            source = _source(record, data)
            tables = process(source, added=record["added"])
            shards.keep_original(home, data, record | {"format": source.format})
        except shards.StoreError:
            raise
        except Exception as error:     # a document must not end the build of the others, whatever is wrong with it
            report.failures.append(failure(record["name"], error))
            continue
        batch.append((record, tables))
        report.documents.append(document_id)
        report.read += 1
        report.articles += tables["article"].num_rows
        report.observations += tables["observation"].num_rows
        if len(batch) >= _BATCH:
            commit()
    commit()
    restored = [document for document in restored if document in report.documents]
    if restored:
        shards.mark_removed(home, restored, "restore", _now())
    if progress:
        progress(len(jobs), len(jobs), "")
    _discard_superseded(home)


def _discard_superseded(home: Path) -> None:
    """Throw away the shards none of whose documents are current."""
    found, _ = shards.list_shards(home)
    needed = {shard.name for shard in shards.current_shards(found).values()}
    shards.discard(home, [shard.name for shard in found if shard.name not in needed])


def _concat(tables: list[Tables]) -> Tables:
    import pyarrow as pa

    return {name: pa.concat_tables([each[name] for each in tables]) for name in shards.TABLES}


def _source(record: dict, data: bytes) -> Source:
    from newsgauge.reading.formats import source_from_bytes

    known = {name: record[name] for name in ("title", "publisher", "published") if record.get(name)}
    return dataclasses.replace(source_from_bytes(record["name"], data), **known)


def _record(home: Path, upload: Upload) -> dict[str, str]:
    """What is known of a document: what is given now, else what was known before."""
    sha256 = hashlib.sha256(upload.data).hexdigest()
    known = shards.load_original(home, sha256) or {}
    given = {name: value for name in ("title", "publisher", "published") if (value := getattr(upload, name))}
    return {"sha256": sha256, "name": upload.name, "format": "", "title": "", "publisher": "", "published": "",
            "added": _now()} | known | given


def _read_original(home: Path, record: dict[str, str]) -> bytes:
    return shards.original_path(home, record["sha256"], record["format"]).read_bytes()


def _collect(paths: Iterable[Path | str | Upload], report: Report) -> list[Upload]:
    """The documents at files, folders and globs, with what a manifest beside them says; failures go to the report."""
    uploads, manifests = [], {}
    for item in paths:
        if isinstance(item, Upload):
            uploads.append(item)
            continue
        try:
            files = find_files(item)
        except OSError as error:
            report.failures.append(failure(str(item), error))
            continue
        for file in files:
            try:
                if file.parent not in manifests:
                    manifests[file.parent] = load_manifest(file.parent)
                entry = manifests[file.parent].get(file.name, {})
                uploads.append(Upload(file.name, file.read_bytes(), entry.get("title", ""),
                                      entry.get("publisher", ""), entry.get("published", "")))
            except (OSError, shards.StoreError) as error:
                report.failures.append(failure(str(file), error))
    return uploads


def find_files(path: Path | str) -> list[Path]:
    """The documents at a path: the file itself, the files of a folder and its subfolders, or what a glob matches.

    Raises FileNotFoundError when there is nothing.
    """
    import glob

    path = Path(path)
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
    elif path.exists():
        files = [path]
    else:
        files = sorted(Path(name) for name in glob.glob(str(path), recursive=True) if Path(name).is_file())
    if not files:
        what = f"holds no document ({' '.join(SUFFIXES)})" if path.is_dir() else "no such file"
        raise FileNotFoundError(None, what, str(path))
    return files


def failure(name: str, error: Exception) -> Failure:
    """An error as a sentence about the document: what is wrong and what to do."""
    from newsgauge.reading.formats import ReadError

    if isinstance(error, ReadError | InvariantError | shards.StoreError):
        return Failure(name, str(error).removeprefix(f"{name}: "))
    if isinstance(error, FileNotFoundError):
        return Failure(name, str(error.strerror or "no such file"), "check the path")
    if isinstance(error, OSError):
        return Failure(name, f"can't be read ({error.strerror or error})", "check the file and its permissions")
    return Failure(name, f"{type(error).__name__}: {error}",
                   "a fault of the program; please report it with this document")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
