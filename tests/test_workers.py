"""Documents read by other processes: they read what this one would, and one that hangs or dies ends alone."""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

from uploads import TEXT, names, upload

from newsgauge import ingest, jobs, workers
from newsgauge.store import Store

ROOT = Path(__file__).parents[1]


def test_workers_read_what_this_process_would(tmp_path):
    uploads = [upload(number) for number in range(20)] + [jobs.Upload("scan.pdf", b"%PDF-1.4 broken")]
    report = ingest.add(uploads, tmp_path / "many")
    assert (report.read, report.observations, len(report.failures)) == (20, 60, 1)
    for chunk in range(0, 20, 5):
        ingest.add(uploads[chunk:chunk + 5], tmp_path / "few")
    left, right = (Store.open(tmp_path / name).observations(order="value").drop(columns="rules").astype(str)
                   for name in ("many", "few"))
    order = ["observation_id"]
    assert left.sort_values(order).values.tolist() == right.sort_values(order).values.tolist()


def test_a_document_that_hangs_or_kills_its_worker_is_ended_alone(tmp_path, monkeypatch):
    package = tmp_path / "faults"
    package.mkdir()
    (package / "sitecustomize.py").write_text(
        "import os, sys, time\n"
        "if 'newsgauge.workers' in sys.orig_argv:\n"
        "    from newsgauge import tabulate\n"
        "    whole = tabulate.process\n"
        "    def process(source, **known):\n"
        "        if source.name == 'hang.txt': time.sleep(60)\n"
        "        if source.name == 'crash.txt': os._exit(9)\n"
        "        return whole(source, **known)\n"
        "    tabulate.process = process\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(package), str(ROOT), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setattr(workers, "SECONDS", 4.0)
    uploads = [upload(number) for number in range(10)]
    uploads[3:3] = [jobs.Upload("hang.txt", b"1"), jobs.Upload("crash.txt", b"2")]
    report = ingest.add(uploads, tmp_path / "home")
    assert report.read == 10
    assert {failure.name for failure in report.failures} == {"hang.txt", "crash.txt"}
    assert "ended" in report.failures[0].reason
    assert len(names(tmp_path / "home")) == 10


def test_a_batch_that_can_not_be_written_is_written_one_by_one(tmp_path, monkeypatch):
    package = tmp_path / "faults"
    package.mkdir()
    heavy = jobs.Upload("heavy.txt", TEXT.format(99).encode())
    (package / "sitecustomize.py").write_text(
        "import os, sys\n"
        "if 'newsgauge.workers' in sys.orig_argv:\n"
        "    from newsgauge import shards\n"
        "    whole = shards.write_shard\n"
        "    def write_shard(home, tables, documents, *rest, **known):\n"
        f"        if len(documents) > 1 or {hashlib.sha256(heavy.data).hexdigest()[:16]!r} in documents: os._exit(9)\n"
        "        return whole(home, tables, documents, *rest, **known)\n"
        "    shards.write_shard = write_shard\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(package), str(ROOT), os.environ.get("PYTHONPATH", "")]))
    due = list(jobs.find_jobs(tmp_path / "home", [*(upload(number) for number in range(4)), heavy]))
    found = {job.record["name"]: result for job, result in workers.read_in_workers(tmp_path / "home", due, workers=1)
             if result is not None}
    assert len(found) == 5
    assert [name for name, result in found.items() if isinstance(result, jobs.Failure)] == ["heavy.txt"]
    assert len(names(tmp_path / "home")) == 4


def test_two_writers_at_once_lose_nothing(tmp_path):
    code = ("import sys; from newsgauge import ingest, jobs; exec(sys.argv[3])\n"
            "for n in range(int(sys.argv[1]), int(sys.argv[1]) + 5):\n"
            "    report = ingest.add([upload(n)], sys.argv[2])\n    assert report.read == 1, report.failures")
    definition = f"TEXT = {TEXT!r}\ndef upload(n): return jobs.Upload(f'n{{n}}.txt', TEXT.format(n).encode())"
    writers = [subprocess.Popen([sys.executable, "-c", code, str(start), str(tmp_path), definition], cwd=ROOT)
               for start in (0, 5)]
    while any(writer.poll() is None for writer in writers):
        Store.open(tmp_path).count()                     # a reader beside them is not disturbed
        time.sleep(0.1)                                  # it leaves the writers the processor
    assert [writer.returncode for writer in writers] == [0, 0]
    assert names(tmp_path) == {f"n{number}.txt" for number in range(10)}
    assert Store.open(tmp_path).count() == 30
