"""Documents read by the workers of a Dask cluster: a batch of documents is a task, a worker that dies is survived.

A worker of the cluster reads its batch as `workers` does, in a process of its own that can be ended, and writes shards
into the store's folder, which all workers see under the same path. Where there is no such folder, shards and originals
travel through an exchange: any place that fsspec can write to.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from newsgauge import shards
from newsgauge.batch import Result
from newsgauge.jobs import Failure, Job
from newsgauge.tabulate import extractor_version
from newsgauge.workers import read_in_workers

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"
# A batch is read in one go: large enough that starting a process does not count, small enough that little is lost with
# a worker, and, between these sizes, that each thread of the cluster gets several.
BATCH_BYTES, BATCHES_A_THREAD = (500_000, 16_000_000), 4
PATIENCE = 60.0                    # seconds to wait for a cluster that has no workers

# Of one batch: each document with its counts, or why it was not taken in.
BatchResult = list[tuple[str, Result]]


def read_on_cluster(home: Path, jobs: list[Job], address: str, *, exchange: str = "") -> Iterator[tuple[Job, Result]]:
    """Read the jobs on the cluster at `address` (of its scheduler; "local" starts one over this machine's cores).

    Yields each job with None when it is read, and with its counts when it is in the store or why it is not. Without
    an `exchange` (a URL that fsspec knows, such as s3://bucket/folder) all workers must see `home` and the documents
    under the same path. Raises StoreError when the cluster can't do it.
    """
    by_id = {job.document_id: job for job in jobs}
    token = secrets.token_hex(8)
    with _connect(address) as client, _meeting_place(home, token, exchange) as place:
        threads = _threads(client)
        waiting = deque(_batches(jobs, threads))
        running: dict = {}
        try:
            while waiting or running:
                while waiting and len(running) < 2 * max(threads, 1):
                    batch = waiting.popleft()
                    sent = [Job(job.record, job.data(), job.changes) for job in batch] if exchange else batch
                    running[client.submit(_read_batch, home, sent, extractor_version(), place, bool(exchange),
                                          pure=False)] = batch
                for future in _finished(client, running):
                    batch = running.pop(future)
                    found = _result(future, batch)
                    if found is None:                    # it has ended several workers: find out which document does
                        middle = len(batch) // 2
                        waiting.extendleft([batch[:middle], batch[middle:]])
                        continue
                    if exchange:
                        _take_over(home, f"{place}/{_name_of(batch)}")
                    for document_id, result in found:
                        if not isinstance(result, Failure):
                            yield by_id[document_id], None
                        yield by_id[document_id], result
                threads = _threads(client)
        finally:
            client.cancel(list(running))


# --- on the side of the command

@contextlib.contextmanager
def _connect(address: str) -> Iterator[Client]:
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise shards.StoreError(f"--cluster needs a package that is not installed ({error.name}); install what it "
                                "needs with: pip install -r requirements-cluster.txt") from error
    with contextlib.ExitStack() as stack:
        try:
            if address == LOCAL:
                address = stack.enter_context(LocalCluster(
                    threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL))
            client = stack.enter_context(Client(address, timeout=20))
        except (OSError, ValueError) as error:
            raise shards.StoreError(f"--cluster {address}: no scheduler answers there ({error}); start one with "
                                    "`dask scheduler`, or name another address, such as tcp://host:8786") from error
        _wait_for_workers(client)
        yield client


def _threads(client: Client) -> int:
    return sum(client.nthreads().values())


def _wait_for_workers(client: Client) -> None:
    until = time.monotonic() + PATIENCE
    while not _threads(client):
        if time.monotonic() > until:
            raise shards.StoreError("the cluster has no workers; start some with `dask worker ADDRESS` in this "
                                    "project's folder and environment, and run it again: what was read is kept")
        time.sleep(0.2)


def _finished(client: Client, running: dict) -> list:
    """The batches that are done; waits for one."""
    from distributed import wait

    while True:
        try:
            return list(wait(list(running), timeout=PATIENCE, return_when="FIRST_COMPLETED").done)
        except TimeoutError:
            _wait_for_workers(client)


def _result(future, batch: list[Job]) -> BatchResult | None:
    """What a batch gave; None when it has ended several workers and holds more than one document."""
    from distributed import KilledWorker

    try:
        return future.result()
    except KilledWorker:
        if len(batch) > 1:
            return None
        return [(batch[0].document_id, Failure(batch[0].record["name"], "reading it has ended several workers of the "
                                               "cluster", "split it into smaller files, or save it as plain text"))]
    except ImportError as error:
        raise shards.StoreError(f"a worker of the cluster does not find the program ({error}); start the workers in "
                                "this project's folder and environment") from error


def _batches(jobs: list[Job], threads: int) -> Iterator[list[Job]]:
    sizes = [job.size() for job in jobs]
    limit = min(max(sum(sizes) // (BATCHES_A_THREAD * max(threads, 1)), BATCH_BYTES[0]), BATCH_BYTES[1])
    return shards.in_batches(zip(jobs, sizes, strict=True), limit)


# --- where command and workers meet: the store's folder, or the exchange

@contextlib.contextmanager
def _meeting_place(home: Path, token: str, exchange: str) -> Iterator[str]:
    """A file in the store's folder that only those who see the same folder find, or a folder of the exchange."""
    if exchange:
        place = f"{exchange.rstrip('/')}/newsgauge-{token}"
        files, path = _open_exchange(place)
        try:
            yield place
        finally:
            with contextlib.suppress(FileNotFoundError):
                files.rm(path, recursive=True)
        return
    mark = home / f".cluster-{token}"
    try:
        home.mkdir(parents=True, exist_ok=True)
        mark.touch()
    except OSError as error:
        raise shards.StoreError(f"{home}: can't write the store ({error.strerror or error}); "
                                "make the folder writable or name another with --home") from error
    try:
        yield mark.name
    finally:
        mark.unlink(missing_ok=True)


def _open_exchange(url: str):
    """The file system of the exchange and the path on it."""
    import fsspec

    try:
        return fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise shards.StoreError(f"--exchange {url}: can't be used ({error}); name a URL that fsspec knows, such as "
                                "s3://bucket/folder, and install its package here and on the workers") from error


def _name_of(batch: list[Job]) -> str:
    return f"{batch[0].document_id}-{len(batch)}"


def _take_over(home: Path, url: str) -> None:
    """Bring what a worker has left in the exchange into the store: originals first, then shards, each by a rename."""
    files, path = _open_exchange(url)
    if not files.exists(path):                           # nothing of the batch could be read
        return
    (home / "shards").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=home / "shards") as folder:
        files.get(path.rstrip("/") + "/", folder + "/", recursive=True)
        for file in sorted(Path(folder).glob("originals/*/*")):
            place = home / "originals" / file.parent.name / file.name
            place.parent.mkdir(parents=True, exist_ok=True)
            file.replace(place)
        for shard in sorted(Path(folder).glob("shards/*")):
            shard.rename(home / "shards" / shard.name)
    files.rm(path, recursive=True)


# --- on the side of a worker of the cluster

def _read_batch(home: Path, jobs: list[Job], extractor: str, place: str, exchanged: bool) -> BatchResult:
    """Read a batch; what is in the store, or the exchange, when this returns."""
    if extractor_version() != extractor:
        raise shards.StoreError("a worker of the cluster runs another version of the program; bring all to one")
    if not exchanged:
        if not (home / place).exists():
            raise shards.StoreError(f"a worker of the cluster does not see the store's folder {home}; mount it there "
                                    "under the same path, or name a place both can write to with --exchange URL")
        return _read(home, jobs)
    files, path = _open_exchange(f"{place}/{_name_of(jobs)}")
    with tempfile.TemporaryDirectory(prefix="newsgauge-") as folder:
        results = _read(Path(folder), jobs)
        with contextlib.suppress(FileNotFoundError):     # of a worker that died over the same batch
            files.rm(path, recursive=True)
        for name in ("originals", "shards"):
            for file in sorted((Path(folder) / name).rglob("*")):
                if file.is_file():
                    target = f"{path}/{file.relative_to(folder).as_posix()}"
                    files.makedirs(target.rpartition("/")[0], exist_ok=True)
                    files.put_file(str(file), target)
    return results


def _read(home: Path, jobs: list[Job]) -> BatchResult:
    return [(job.document_id, result) for job, result in read_in_workers(home, jobs, workers=1) if result is not None]
