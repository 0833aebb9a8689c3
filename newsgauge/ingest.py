"""What a store takes in and gives up: documents built, added, removed and restored, with progress and a report."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from newsgauge import article_corrections, shards, tabulate, upkeep
from newsgauge.batch import Batch, Result
from newsgauge.cluster import read_on_cluster
from newsgauge.jobs import GIVEN, Failure, Job, Upload, check_given, failure, find_jobs, kept_job, kept_jobs
from newsgauge.reading.errors import ReadError
from newsgauge.workers import read_in_workers

if TYPE_CHECKING:
    from newsgauge.model import Article

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
# Up to here plain text is read in this process: it starts at once, and text can neither hang nor explode.
_FEW, _SMALL = 8, 1_000_000


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
    undated: list[str] = dataclasses.field(default_factory=list)       # names of those read in which no date was found
    documents: list[str] = dataclasses.field(default_factory=list)     # ids of those read, unchanged or removed

    def __str__(self) -> str:
        read = f"{self.read} read ({self.articles} articles, {self.observations} observations)"
        counts = ((self.read, read), (self.unchanged, f"{self.unchanged} unchanged"),
                  (self.removed, f"{self.removed} removed"), (self.failures, f"{len(self.failures)} failed"))
        return "documents: " + (", ".join(text for count, text in counts if count) or "none")

    def __add__(self, other: Report) -> Report:
        return Report(*(getattr(self, one.name) + getattr(other, one.name) for one in dataclasses.fields(self)))


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
    jobs = _found(home, [CORPUS] if paths is None else paths, report)
    for job in kept_jobs(home):
        jobs.setdefault(job.document_id, job)
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
    _take_in(home, list(_found(home, paths, report, published).values()), report, progress)
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
        shards.mark_removed(home, report.documents, "wipe" if wipe else "remove")
    if wipe and report.documents:
        report.notes += upkeep.wipe(home, report.documents)
    report.removed = len(report.documents)
    return report


def restore(documents: Iterable[str], home: Path | str | None = None, *, progress: Progress | None = None) -> Report:
    """Bring removed documents back, given by id or file name; they are read again where the extractor has changed."""
    home = shards.home_path(home)
    report = _named(home, documents, shards.removed_documents(home), "is not among the removed documents")
    jobs = {document_id: kept_job(home, document_id) for document_id in report.documents}
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
    job = kept_job(home, document_id)
    if job is None:
        report.failures.append(Failure(document_id, "is not in the store", "give the id of a document that is"))
        return report
    try:
        check_given(job.record["name"], known)
    except ReadError as error:
        report.failures.append(failure(job.record["name"], error))
        return report
    record = job.record | {name: known[name] for name in GIVEN if name in known}
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
    job = kept_job(home, str(article["document_id"]))
    if job is None:
        raise ValueError("the article's document is not in the store any more")
    with shards.lock(home, "correct"):
        job = dataclasses.replace(job, changes=article_corrections.load(home).get(job.document_id, ()))
        cleaned, articles = tabulate.split(job.source(job.data()), topics=False, changes=job.changes)

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
    jobs = (kept_job(home, document_id) for document_id in dict.fromkeys(documents) if document_id not in removed)
    _take_in(home, [job for job in jobs if job], report, None)
    return report


def ensure_store(home: Path | str | None = None, *, progress: Progress | None = None) -> Report:
    """Build the shipped corpus into the store if there is none; two callers at once build it once."""
    home = shards.home_path(home)
    if shards.list_shards(home)[0]:
        return Report()
    with shards.lock(home, "build"):
        return Report() if shards.list_shards(home)[0] else build(None, home, progress=progress)


def _found(home: Path, paths: Iterable[Path | str | Upload], report: Report, published: str = "") -> dict[str, Job]:
    """The documents at `paths`, each once, by their ids; what can't be read goes to the report."""
    jobs: dict[str, Job] = {}
    for found in find_jobs(home, paths, published=published):
        if isinstance(found, Failure):
            report.failures.append(found)
        else:
            jobs.setdefault(found.document_id, found)
    return jobs


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
        shards.mark_removed(home, restored, "restore")


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
        done = read_on_cluster(home, due, cluster, exchange=exchange)
    elif few and sum(job.size() for job in due) <= _SMALL:
        done = _read_here(home, due)
    else:
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
            report.undated += result["undated"]
            report.documents.append(job.document_id)
    upkeep.tidy(home)


def _read_here(home: Path, jobs: list[Job]) -> Iterator[tuple[Job, Result]]:
    batch, read = Batch(home), []
    for job in jobs:
        result = batch.read(job)
        yield job, result if isinstance(result, Failure) else None
        if not isinstance(result, Failure):
            read.append((job, result))
    batch.commit()
    yield from read
