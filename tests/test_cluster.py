"""The build on a Dask cluster: a scheduler and two workers, each a process of its own, on loopback."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from uploads import TEXT

from newsgauge import cluster, ingest, shards, tabulate
from newsgauge.cli import main
from newsgauge.store import Store

ROOT = Path(__file__).parents[1]


def end(process):
    """Kill a process and those it has started, as a machine that loses power would."""
    if os.name == "nt":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture(scope="module")
def dask_cluster(tmp_path_factory):
    """The address of the scheduler and the processes of its two workers."""
    folder = tmp_path_factory.mktemp("dask")
    file, log = folder / "scheduler.json", (folder / "log.txt").open("wb")

    def start(module, *options):
        return subprocess.Popen([sys.executable, "-m", f"distributed.cli.{module}", *options], cwd=ROOT, stdout=log,
                                stderr=log, start_new_session=True)

    processes = [start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                       "--scheduler-file", str(file))]
    try:
        workers = [start("dask_worker", "--scheduler-file", str(file), "--host", "127.0.0.1", "--nthreads", "1",
                         "--no-dashboard", "--no-nanny", "--local-directory", str(folder / name)) for name in "ab"]
        processes += workers
        until = time.monotonic() + 30
        while not file.exists() and time.monotonic() < until:
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        from distributed import Client

        with Client(address) as client:
            client.wait_for_workers(2, timeout=30)
        yield address, workers
    finally:
        for process in processes:
            end(process)
        log.close()


@pytest.fixture
def documents(tmp_path, monkeypatch):
    """A folder of documents, each large enough for a batch of its own."""
    monkeypatch.setattr(cluster, "BATCH_BYTES", (1, 1))
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(4):
        (folder / f"n{number}.txt").write_text(TEXT.format(number), encoding="utf-8")
    return folder


def rows(home):
    frame = Store.open(home).observations(order="value").drop(columns=["rules", "topics"])
    return sorted(frame.astype(str).values.tolist())


def test_workers_that_share_no_folder_exchange_shards(dask_cluster, tmp_path, documents):
    home, exchange = tmp_path / "home", tmp_path / "exchange"
    (documents / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    report = ingest.build([documents], home, cluster=dask_cluster[0], exchange=exchange.as_uri())
    assert (report.read, report.observations) == (4, 12)
    assert [failure.name for failure in report.failures] == ["broken.pdf"]
    assert list(exchange.iterdir()) == []
    assert len(list(shards.list_originals(home))) == 4
    (documents / "broken.pdf").unlink()
    ingest.build([documents], tmp_path / "here")
    assert rows(home) == rows(tmp_path / "here")
    assert ingest.build([documents], home).unchanged == 4


def test_a_worker_that_dies_is_survived(dask_cluster, tmp_path, documents):
    address, workers = dask_cluster
    told = []

    def progress(done, total, name):
        told.append(done)
        if done == 1:
            end(workers[1])

    home = tmp_path / "home"
    report = ingest.build([documents], home, progress=progress, cluster=address)
    assert (report.read, report.observations, report.failures) == (4, 12, [])
    assert told == list(range(5))
    assert workers[1].poll() is not None
    assert len(Store.open(home).documents()) == 4
    assert Store.open(home).count() == 12
    assert not list(home.glob(".cluster-*"))


def test_what_cannot_be_done_is_said(capsys, tmp_path, documents, monkeypatch):
    def error_of(*options):
        assert main(["build", str(documents), "--home", str(tmp_path), *options]) == 1
        return capsys.readouterr().err

    assert "is for a cluster" in error_of("--exchange", "file:///x")
    assert "no scheduler answers there" in error_of("--cluster", "nonsense://x")
    with pytest.raises(shards.StoreError, match="another version of the program"):
        cluster._read_batch(tmp_path, [], "other", "mark", False)
    with pytest.raises(shards.StoreError, match="does not see the store's folder"):
        cluster._read_batch(tmp_path, [], tabulate.extractor_version(), "no mark", False)
    with pytest.raises(shards.StoreError, match="fsspec knows"):
        cluster._open_exchange("nonsense://x")
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "pip install -r requirements-cluster.txt" in error_of("--cluster", "tcp://127.0.0.1:1")
