"""Documents into the store: what is new or has changed is read, the rest is left; with progress and a report."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from newsgauge import article_corrections, shards, upkeep
from newsgauge.extract.dates import parse_day
from newsgauge.reading.errors import ReadError
from newsgauge.tabulate import InvariantError, analyse, process, split

if TYPE_CHECKING:
    from newsgauge.model import Article, Source

__all__ = ["Failure", "Job", "Report", "Upload", "add", "analyse", "build", "correct_article", "edit", "ensure_store",
           "process", "remove", "reread", "restore", "split"]

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf")
_NOT_OF_TABLES = ("strings.toml", "charts.toml", "errors.toml")      # language data that only pages use
_GIVEN = ("title", "publisher", "published")
_LONGEST_NAME = 120
_BATCH_DOCUMENTS, _BATCH_BYTES = 64, 4_000_000     # of one shard
# Up to here plain text is read in this process: it starts at once, and text can neither hang nor explode.
_FEW, _SMALL = 8, 1_000_000


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
    """What a build, an addition or a removal has done, in counts."""

    read: int = 0                  # documents read anew
    unchanged: int = 0             # documents that were in the store already, in the same state
    removed: int = 0
    articles: int = 0              # of the documents read
    observations: int = 0
    failures: list[Failure] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)         # what could not be read of those read
    documents: list[str] = dataclasses.field(default_factory=list)     # ids of those read, unchanged or removed

    def __str__(self) -> str:
        read = f"{self.read} read ({self.articles} articles, {self.observations} observations)"
        counts = ((self.read, read), (self.unchanged, f"{self.unchanged} unchanged"),
                  (self.removed, f"{self.removed} removed"), (self.failures, f"{len(self.failures)} failed"))
        return "documents: " + (", ".join(text for count, text in counts if count) or "none")


@dataclasses.dataclass(frozen=True, slots=True)
class Upload:
    """A document to be added: its bytes under a name, and what is known of it ("" = to be found in the text)."""

    name: str
    data: bytes
    title: str = ""
    publisher: str = ""
    published: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Job:
    """A document to be read: where its bytes are, the record kept of it (see shards.keep_original), and what readers
    have corrected in its articles (see article_corrections)."""

    record: dict[str, str]
    place: Path | bytes
    changes: Sequence[Mapping] = ()

    @property
    def document_id(self) -> str:
        return self.record["sha256"][:16]

    def data(self) -> bytes:
        return self.place if isinstance(self.place, bytes) else self.place.read_bytes()

    def size(self) -> int:
        return len(self.place) if isinstance(self.place, bytes) else self.place.stat().st_size

    def key(self) -> str:
        """What the tables of the document are made from, besides its bytes: extractor, what was given, corrections."""
        given = [extractor_version(), *(self.record.get(name, "") for name in ("name", *_GIVEN))]
        given += [[record[name] for name in ("action", "start", "end", "changes", "at")] for record in self.changes]
        return hashlib.sha256(json.dumps(given).encode()).hexdigest()[:16]


Progress = Callable[[int, int, str], None]     # done, total, name of the document at hand


# --- what the commands do

def build(paths: Iterable[Path | str] | None = None, home: Path | str | None = None,
          *, progress: Progress | None = None, cluster: str = "", exchange: str = "") -> Report:
    """Bring the store up to date: the documents at `paths` (default: the shipped corpus) and all added before.

    Only what changed is read again: a document, what is known of it, or the extractor; and what stands in a damaged
    shard. Documents that were removed stay removed. `cluster` and `exchange`: read on a Dask cluster, see
    cluster.read_on_cluster.
    """
    home = shards.home_path(home)
    report = Report()
    removed = shards.removed_documents(home)
    jobs = {job.document_id: job for job in _jobs(home, [CORPUS] if paths is None else paths, report)}
    for record in shards.list_originals(home):
        place = shards.original_path(home, record["sha256"], record["format"])
        jobs.setdefault(record["sha256"][:16], Job(record, place))
    _take_in(home, [job for job in jobs.values() if job.document_id not in removed], report, progress,
             damaged={shard.name for shard in shards.list_shards(home)[0] if not shards.is_readable(shard.path)},
             cluster=cluster, exchange=exchange)
    upkeep.discard_worn(home)
    return report


def add(paths: Iterable[Path | str | Upload], home: Path | str | None = None, *, published: str = "",
        progress: Progress | None = None) -> Report:
    """Add documents (files, folders, globs, Uploads) to the store; one that was removed before comes back."""
    home = shards.home_path(home)
    report = Report()
    jobs: dict[str, Job] = {}
    for job in _jobs(home, paths, report, published=published):
        jobs.setdefault(job.document_id, job)
    _take_in(home, list(jobs.values()), report, progress)
    _mark_restored(home, report.documents)
    return report


def remove(documents: Iterable[str], home: Path | str | None = None, *, wipe: bool = False) -> Report:
    """Remove documents, given by id or file name; the originals stay, so that `restore` brings them back.

    With `wipe` nothing of them stays in the store: neither originals nor corrections; documents that were removed
    before can be wiped too. Raises StoreError when something of them can't be deleted.
    """
    home = shards.home_path(home)
    gone = shards.removed_documents(home)
    current = shards.current_shards(shards.list_shards(home)[0]).keys()
    kept = (record["sha256"][:16] for record in shards.list_originals(home)) if wipe else ()
    report = _named(home, documents, current | set(kept) if wipe else current - gone, "is not in the store")
    if report.documents:
        shards.mark_removed(home, report.documents, "wipe" if wipe else "remove", _now())
    if wipe and report.documents:
        report.notes += upkeep.wipe(home, report.documents)
    report.removed = len(report.documents)
    return report


def restore(documents: Iterable[str], home: Path | str | None = None, *, progress: Progress | None = None) -> Report:
    """Bring removed documents back, given by id or file name; they are read again where the extractor has changed."""
    home = shards.home_path(home)
    report = _named(home, documents, shards.removed_documents(home), "is not among the removed documents")
    jobs = {document_id: _kept(home, document_id) for document_id in report.documents}
    report.documents = []
    report.failures += [Failure(document_id, "was wiped", "add the document again")
                        for document_id, job in jobs.items() if job is None]
    _take_in(home, [job for job in jobs.values() if job], report, progress)
    _mark_restored(home, report.documents)
    return report


def edit(document_id: str, home: Path | str | None = None, **known: str) -> Report:
    """Say what is known of a document (`title`, `publisher`, `published`; "" = find it in the text); reads it again."""
    home = shards.home_path(home)
    report = Report()
    job = _kept(home, document_id)
    if job is None:
        report.failures.append(Failure(document_id, "is not in the store", "give the id of a document that is"))
        return report
    try:
        _check_given(job.record["name"], known)
    except ReadError as error:
        report.failures.append(failure(job.record["name"], error))
        return report
    record = job.record | {name: known[name] for name in _GIVEN if name in known}
    _take_in(home, [dataclasses.replace(job, record=record)], report, None)
    return report


def correct_article(article: Mapping[str, object], home: Path | str | None = None, *, action: str = "change",
                    changes: Mapping[str, object] | None = None, until: Mapping[str, object] | None = None,
                    at: int | None = None, reason: str = "") -> Report:
    """Correct an article of the store (a row of Store.articles) and read its document again.

    `action`: change (`changes`: title, date), merge (with those that follow, up to the row `until`), split (the second
    part begins at the paragraph nearest to the index `at` of the article's text), reset. Raises ValueError for what
    can't be; see article_corrections.append.
    """
    home = shards.home_path(home)
    job = _kept(home, str(article["document_id"]))
    if job is None:
        raise ValueError("the article's document is not in the store any more")
    with shards.lock(home, "correct"):
        job = dataclasses.replace(job, changes=article_corrections.load(home).get(job.document_id, ()))
        cleaned, articles = split(_source(job.record, job.data()), topics=False, changes=job.changes)

        def found(row: Mapping[str, object]) -> Article:
            """The article as it is split now, whatever extractor made the row."""
            return max(articles, key=lambda one: min(one.end, row["end"]) - max(one.start, row["start"]))

        own = found(article)
        place = None if at is None else own.clean_start + at
        article_corrections.append(
            home, job.document_id, own, action=action, changes=changes, until=until and found(until), reason=reason,
            at=cleaned.origins[place] if place is not None and 0 <= place < len(cleaned.origins) else None)
        return reread([job.document_id], home)


def reread(documents: Iterable[str], home: Path | str | None = None) -> Report:
    """Read documents again, given by id, where something they are made from has changed: corrections of articles."""
    home = shards.home_path(home)
    report = Report()
    removed = shards.removed_documents(home)
    jobs = (_kept(home, document_id) for document_id in dict.fromkeys(documents) if document_id not in removed)
    _take_in(home, [job for job in jobs if job], report, None)
    return report


def _kept(home: Path, document_id: str) -> Job | None:
    """The document of this id among the originals."""
    record = shards.find_original(home, document_id)
    return Job(record, shards.original_path(home, record["sha256"], record["format"])) if record else None


def ensure_store(home: Path | str | None = None, *, progress: Progress | None = None) -> Report:
    """Build the shipped corpus into the store if there is none; two callers at once build it once."""
    home = shards.home_path(home)
    if shards.list_shards(home)[0]:
        return Report()
    with shards.lock(home, "build"):
        return Report() if shards.list_shards(home)[0] else build(None, home, progress=progress)


def _named(home: Path, documents: Iterable[str], among: Iterable[str], otherwise: str) -> Report:
    """A report whose documents are the ids of those named, each by id or file name, `among` these ids."""
    among, report = set(among), Report()

    @cache
    def by_name() -> dict[str, list[str]]:
        ids: dict[str, list[str]] = {}
        for record in shards.list_originals(home):
            if (document_id := record["sha256"][:16]) in among:
                ids.setdefault(record["name"], []).append(document_id)
        return ids

    for name in documents:
        found = [name] if name in among else by_name().get(Path(name).name, [])
        report.documents += [document_id for document_id in found if document_id not in report.documents]
        if not found:
            report.failures.append(Failure(name, otherwise, "give its file name or its id"))
    return report


def _mark_restored(home: Path, documents: Iterable[str]) -> None:
    if restored := sorted(shards.removed_documents(home) & set(documents)):
        shards.mark_removed(home, restored, "restore", _now())


# --- reading what is not in the store in the same state

def _take_in(home: Path, jobs: list[Job], report: Report, progress: Progress | None, *,
             damaged: Collection[str] = (), cluster: str = "", exchange: str = "") -> None:
    """Read the jobs whose documents are not in the store in the same state, in a shard that is not `damaged`."""
    upkeep.sweep(home)
    keys = {document: shard.documents[document]
            for document, shard in shards.current_shards(shards.list_shards(home)[0]).items()
            if shard.name not in damaged}
    changes = article_corrections.load(home)
    due = []
    for job in jobs:
        job = dataclasses.replace(job, changes=changes.get(job.document_id, ()))
        if keys.get(job.document_id) == job.key():
            report.unchanged += 1
            report.documents.append(job.document_id)
        else:
            due.append(job)
    few = len(due) <= _FEW and all(Path(job.record["name"]).suffix.lower() in (".txt", ".md") for job in due)
    if cluster:
        from newsgauge.cluster import read_on_cluster

        done = read_on_cluster(home, due, cluster, exchange=exchange)
    elif few and sum(job.size() for job in due) <= _SMALL:
        done = _read_here(home, due)
    else:
        from newsgauge.workers import read_in_workers

        done = read_in_workers(home, due)
    read = 0
    if due and progress:
        progress(0, len(due), due[0].record["name"])
    for job, result in done:
        if result is None or isinstance(result, Failure):
            read = min(read + 1, len(due))     # a worker that died leaves some to be read twice
            if progress:
                progress(read, len(due), job.record["name"])
        if isinstance(result, Failure):
            report.failures.append(result)
        elif result is not None:
            report.read += 1
            report.articles += result["articles"]
            report.observations += result["observations"]
            report.notes += result["notes"]
            report.documents.append(job.document_id)
    upkeep.tidy(home)


# Counts of articles and observations of a document that is in the store now, and notes on what could not be read of it;
# None when it is read but not in the store yet, and its counts are still to come; or why it is not taken in.
Counts = dict[str, Any]
Result = Counts | Failure | None


def _read_here(home: Path, jobs: list[Job]) -> Iterator[tuple[Job, Result]]:
    batch, read = Batch(home), []
    for job in jobs:
        result = batch.read(job)
        yield job, result if isinstance(result, Failure) else None
        if not isinstance(result, Failure):
            read.append((job, result))
    batch.commit()
    yield from read


class Batch:
    """Documents on their way into one shard; they are in the store when `commit` returns."""

    def __init__(self, home: Path):
        self.home = home
        self._tables: list = []
        self._keys: dict[str, str] = {}
        self._bytes = 0

    @property
    def full(self) -> bool:
        return len(self._tables) >= _BATCH_DOCUMENTS or self._bytes >= _BATCH_BYTES

    def read(self, job: Job) -> Counts | Failure:
        """Read one document, keep its original, and hold its tables; a document that can't be read is a Failure."""
        try:
            data = job.data()
            source = _source(job.record, data)
            tables = process(source, added=job.record["added"], changes=job.changes)
        except Exception as error:     # a document must not end the work on the others, whatever is wrong with it
            return failure(job.record["name"], error)
        shards.keep_original(self.home, data, job.record | {"format": source.format})
        self._tables.append(tables)
        self._keys[job.document_id] = job.key()
        self._bytes += len(data)
        return {"articles": tables["article"].num_rows, "observations": tables["observation"].num_rows,
                "notes": list(source.notes)}

    def commit(self) -> None:
        """Write the shard, if there is anything to write."""
        if self._tables:
            import pyarrow

            tables = {name: pyarrow.concat_tables([each[name] for each in self._tables]) for name in shards.TABLES}
            shards.write_shard(self.home, tables.__getitem__, self._keys, extractor_version())
        self._tables, self._keys, self._bytes = [], {}, 0


def _source(record: dict[str, str], data: bytes) -> Source:
    from newsgauge.reading.formats import source_from_bytes

    known = {name: record[name] for name in _GIVEN if record.get(name)}
    try:
        parse_day(known.get("published", ""))
    except ValueError:                             # an older version has taken it
        del known["published"]
    return dataclasses.replace(source_from_bytes(record["name"], data), **known)


def failure(name: str, error: Exception) -> Failure:
    """An error as a sentence about the document: what is wrong and what to do."""
    if isinstance(error, ReadError | InvariantError | shards.StoreError):
        return Failure(name, str(error).removeprefix(f"{name}: "))
    if isinstance(error, FileNotFoundError):
        return Failure(name, str(error.strerror or "no such file"), "check the path")
    if isinstance(error, MemoryError):
        return Failure(name, "needs more memory than it may have", "split it into smaller files")
    if isinstance(error, OSError):
        return Failure(name, f"can't be read ({error.strerror or error})", "check the file and its permissions")
    return Failure(name, f"{type(error).__name__}: {error}",
                   "a fault of the program; please report it with this document")


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


# --- finding documents

def _jobs(home: Path, paths: Iterable[Path | str | Upload], report: Report, *, published: str = "") -> Iterator[Job]:
    """The documents at files, folders and globs, with what a manifest beside them says; failures go to the report."""
    manifests: dict[Path, dict] = {}
    for item in paths:
        if isinstance(item, Upload):
            known = {name: getattr(item, name) for name in _GIVEN} | ({"published": published} if published else {})
            try:
                yield Job(_record(home, hashlib.sha256(item.data).hexdigest(), item.name, known), item.data)
            except ReadError as error:
                report.failures.append(failure(item.name, error))
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
                known = manifests[file.parent].get(file.name, {}) | ({"published": published} if published else {})
                yield Job(_record(home, _hash_file(file), file.name, known), file)
            except (OSError, ReadError, shards.StoreError) as error:
                report.failures.append(failure(str(file), error))


def _hash_file(file: Path) -> str:
    """The SHA-256 of a file that can be a document; ReadError for what is too large or no file, before it is read."""
    from newsgauge.reading.formats import check_size

    if not file.is_file():
        raise ReadError(f"{file}: is not a file; give its text to standard input and name it -")
    check_size(str(file), file.stat().st_size)
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _record(home: Path, sha256: str, name: str, given: dict[str, str]) -> dict[str, str]:
    """What is known of a document: what is given now, else what was known before; ReadError for no date."""
    _check_given(name, given)
    record = {"sha256": sha256, "name": tidy_name(name), "format": "", **dict.fromkeys(_GIVEN, ""), "added": _now()}
    record |= shards.load_original(home, sha256) or {}
    return record | {name: given[name] for name in _GIVEN if given.get(name)}


def _check_given(name: str, given: Mapping[str, str]) -> None:
    try:
        parse_day(given.get("published", ""))
    except ValueError as error:
        raise ReadError(f"{name}: {error}") from error


def tidy_name(name: str) -> str:
    """A document's name as it is kept and shown: without folders and characters that can't be seen, not too long.

    >>> tidy_name("../../报告\u202etxt.exe"), tidy_name("..")
    ('报告txt.exe', 'document')
    """
    name = PurePath(name.replace("\\", "/")).name
    name = "".join(" " if c.isspace() else c for c in name if c.isspace() or unicodedata.category(c)[0] != "C")
    if len(name) > _LONGEST_NAME:
        name = PurePath(name).stem[:_LONGEST_NAME] + PurePath(name).suffix[:10]
    return name if name.strip(". ") else "document"


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


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
