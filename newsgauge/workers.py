"""Documents read by processes of their own, over all cores: one that hangs or explodes is ended, the others go on.

A worker is `python -m newsgauge.workers HOME`. It is given one job a line and answers each with a line; it writes its
own shards, and names in its answers the jobs that are in the store now. What an ended worker had not yet
written is read again by the next one.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path

from newsgauge import shards
from newsgauge.batch import Batch, Result
from newsgauge.jobs import Failure, Job
from newsgauge.model import Source
from newsgauge.tabulate import process

# What one document may take: enough for a book, and an end for what would never end.
SECONDS, SECONDS_PER_MEGABYTE = 60.0, 30.0
_TRIES = 3                         # of a document that was read but not written: the last time by itself
MEMORY = 4 * 2**30                 # bytes of address space of a worker, where the system can hold it to that


def read_in_workers(home: Path, jobs: list[Job], *, workers: int | None = None) -> Iterator[tuple[Job, Result]]:
    """Read the jobs; yields each with None when read, with its counts when it is in the store, or why it failed."""
    waiting, results, lost = deque(jobs), queue.SimpleQueue(), Counter()
    count = max(1, min(workers or _cores(), len(jobs)))
    with tempfile.TemporaryDirectory(prefix="newsgauge-") as folder:
        pool = [_Worker(home, waiting, results, lost, Path(folder)) for _ in range(count)]
        try:
            done = 0
            while done < len(jobs):
                found = results.get()
                if isinstance(found, BaseException):
                    raise found
                done += found[1] is not None
                yield found
        finally:
            waiting.clear()
            for worker in pool:
                worker.stop()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Worker(threading.Thread):
    """Feeds one process after another until nothing is waiting."""

    def __init__(self, home: Path, waiting: deque[Job], results: queue.SimpleQueue, lost: Counter, folder: Path):
        super().__init__(daemon=True)
        self._home, self._waiting, self._results, self._folder = home, waiting, results, folder
        self._lost = lost                      # document → how often it was read in vain, by whichever worker
        self._process: subprocess.Popen | None = None
        self._stopped = False
        self._unwritten: dict[str, tuple[Job, Result]] = {}       # read, but not in the store yet
        self.start()

    def stop(self) -> None:
        self._stopped = True
        if process := self._process:
            process.kill()
        self.join()

    def run(self) -> None:
        try:
            while not self._stopped:
                try:
                    job = self._waiting.popleft()
                except IndexError:
                    if self._ask({"commit": True}) is None:
                        continue                                  # it died before it had written: once more
                    break
                self._give(job)
        except BaseException as error:                            # to be raised where the results are read
            self._results.put(error)
        finally:
            self._end()

    def _give(self, job: Job) -> None:
        alone = self._lost[job.document_id] == _TRIES - 1
        if self._lost[job.document_id] >= _TRIES:
            self._fail(job)
            return
        if alone:
            self._ask({"commit": True})
        question = {"record": job.record, "place": str(self._place(job)), "changes": list(job.changes)}
        limit = SECONDS + SECONDS_PER_MEGABYTE * job.size() / 1e6
        begun = time.monotonic()
        answer = self._ask(question, limit)
        if answer is None and time.monotonic() - begun < limit:
            answer = self._ask(question, limit)                   # the process was killed: not for this job, perhaps
        if answer is None:
            self._fail(job)
        elif "failure" in answer:
            self._results.put((job, Failure(*answer["failure"])))
        else:
            self._results.put((job, None))
            self._unwritten[job.document_id] = job, answer["counts"]
            self._settle(answer)
            if alone:
                self._ask({"commit": True})

    def _fail(self, job: Job) -> None:
        self._results.put((job, Failure(job.record["name"], "reading it took too long or too much memory, "
                                        "and was ended", "split it into smaller files, or save it as plain text")))

    def _settle(self, answer: dict) -> None:
        if "error" in answer:
            raise shards.StoreError(answer["error"])
        for document_id in answer.get("written", ()):
            self._results.put(self._unwritten.pop(document_id))

    def _ask(self, question: dict, limit: float = SECONDS) -> dict | None:
        """The process's answer; None when it died or had to be ended, and then its unwritten jobs wait again."""
        if self._process is None:
            if "commit" in question:
                return {}
            if self._stopped:
                return None
            self._process = _start(self._home)
            if self._ask({}) is None:
                raise shards.StoreError("a process that reads documents could not be started; "
                                        "the lines above say why; free some memory and run it again")
        timer = threading.Timer(limit, self._process.kill)
        timer.start()
        try:
            self._process.stdin.write(json.dumps(question).encode() + b"\n")
            self._process.stdin.flush()
            answer = json.loads(self._process.stdout.readline())
        except (OSError, ValueError):
            self._end()
            self._lost.update(list(self._unwritten))
            self._waiting.extend(job for job, _ in self._unwritten.values())
            self._unwritten.clear()
            return None
        finally:
            timer.cancel()
        if "commit" in question:
            self._settle(answer)
        return answer

    def _end(self) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()
        self._process = None

    def _place(self, job: Job) -> Path:
        if isinstance(job.place, Path):
            return job.place.absolute()
        place = self._folder / job.document_id
        place.write_bytes(job.place)
        return place


def _start(home: Path) -> subprocess.Popen:
    package = str(Path(__file__).parents[1])
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
    return subprocess.Popen([sys.executable, "-m", "newsgauge.workers", str(home)], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": path})


def _serve(home: Path) -> None:
    """A worker's life: answer each line of standard input until there is no more."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)                      # what a library prints must not stand among the answers
    process(Source("warm-up.txt", "全省建成5G基站3万个。", "0" * 64))      # loads the tables: no document's time
    batch = Batch(home)
    unwritten: list[str] = []
    for line in sys.stdin.buffer:
        question, answer = json.loads(line), {}
        try:
            if "record" in question:
                job = Job(question["record"], Path(question["place"]), question["changes"])
                result = batch.read(job)
                if isinstance(result, Failure):
                    answer["failure"] = dataclasses.astuple(result)
                else:
                    answer["counts"] = result
                    unwritten.append(job.document_id)
            if "commit" in question or batch.full:
                batch.commit()
                answer["written"], unwritten = unwritten, []
        except shards.StoreError as error:
            answer = {"error": str(error), "counts": {}}
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):       # who asked has ended
        _serve(Path(sys.argv[1]))
