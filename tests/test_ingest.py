"""Documents into the store and out of it: what is read, what is left, what fails, and what a crash leaves."""

import ast
import contextlib
import errno
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from newsgauge import ingest, jobs, shards, tabulate, upkeep, workers
from newsgauge.store import Filters, Store

ROOT = Path(__file__).parents[1]
TEXT = "数字经济快讯\n\n2022年，浙江省建成5G基站17.1万个，同比增长{}%。到2025年，浙江省力争建成5G基站20万个。\n"


def upload(number, **known):
    return jobs.Upload(f"n{number}.txt", TEXT.format(number).encode(), **known)


def names(home):
    return set(Store.open(home).documents()["name"])


def litter(home):
    return [path.name for path in home.rglob(".*") if path.is_dir() or path.suffix in (".json", ".txt")]


def test_tables_of_a_document_agree():
    job = next(jobs.find_jobs(Path("none"), [upload(3, published="2023-01-05")]))
    tables = tabulate.process(job.source(job.data()))
    assert set(tables) == set(shards.TABLES)
    assert all(tables[name].column_names == list(columns) for name, columns in shards.SCHEMA.items())
    document, = tables["document"].to_pylist()
    article, = tables["article"].to_pylist()
    assert (document["published"], document["published_source"]) == ("2023-01-05", "given")
    assert document["observations"] == article["observations"] == tables["observation"].num_rows == 3
    for row in tables["sentence"].to_pylist():
        assert article["text"][row["start"]:row["end"]] == row["text"]
    for row in tables["observation"].to_pylist():
        sentence, = (s for s in tables["sentence"].to_pylist() if s["sentence_id"] == row["sentence_id"])
        assert row["text"] in sentence["text"]
        assert row["topics"] == article["topics"]
    assert sum(row["share"] for row in tables["topic_share"].to_pylist()) == pytest.approx(1)


@pytest.mark.parametrize("damage", [
    {"text": "17.2万个"}, {"start": 0}, {"article_start": 0}, {"sentence_id": "none"}, {"observation_id": "twice"}])
def test_tables_that_contradict_each_other_are_refused(damage):
    job = next(jobs.find_jobs(Path("none"), [upload(3)]))
    source = job.source(job.data())
    rows = tabulate._rows(source, *tabulate.analyse(source), published="", added="")
    tabulate._check(source, rows)
    for row in rows["observation"][:2]:
        row.update(damage)
    with pytest.raises(tabulate.InvariantError, match="fault of the program"):
        tabulate._check(source, rows)


def test_only_what_changed_is_read_again(tmp_path, monkeypatch):
    files = [tmp_path / f"{name}.txt" for name in "ab"]
    for number, file in enumerate(files):
        file.write_text(TEXT.format(number), encoding="utf-8")
    home = tmp_path / "home"
    first = ingest.build([tmp_path / "*.txt"], home)
    assert (first.read, first.unchanged, first.articles, first.observations) == (2, 0, 2, 6)
    assert ingest.build(files, home).unchanged == 2
    files[0].write_text(TEXT.format(9), encoding="utf-8")
    assert ingest.build(files, home).read == 1
    assert len(Store.open(home).documents()) == 3       # what was added before stays
    (tmp_path / "manifest.toml").write_text('["b.txt"]\ntitle = "新题"\npublished = "2022-12"\n', encoding="utf-8")
    assert ingest.build(files, home).read == 1
    changed = Store.open(home).documents().set_index("name").loc["b.txt"]
    assert (changed["title"], changed["published"]) == ("新题", "2022-12")
    monkeypatch.setattr(tabulate, "extractor_version", lambda: "another")
    assert ingest.build([], home).read == 3
    assert Store.open(home).extractors == {"another"}
    assert len(Store.open(home).documents()) == 3
    assert litter(home) == []


def test_the_same_document_twice_is_recognised(tmp_path):
    twin = jobs.Upload("other-name.txt", upload(1).data)
    assert ingest.add([upload(1), twin], tmp_path).read == 1
    assert ingest.add([twin], tmp_path).unchanged == 1
    assert names(tmp_path) == {"n1.txt"}


def test_what_is_known_of_a_document_can_be_changed(tmp_path):
    report = ingest.add([upload(1)], tmp_path)
    assert ingest.edit(report.documents[0], tmp_path, published="2024-05", publisher="某报").read == 1
    row = Store.open(tmp_path).documents().iloc[0]
    assert (row["published"], row["publisher"]) == ("2024-05", "某报")
    assert str(ingest.edit("none", tmp_path).failures[0]).startswith("none: is not in the store")


@pytest.mark.parametrize("date", ["2023-99", "2023-02-31", "9999-12", "soon"])
def test_a_date_that_is_none_fails_its_document_alone(tmp_path, date):
    folder, home = tmp_path / "in", tmp_path / "home"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT.format(1), encoding="utf-8")
    (folder / "b.txt").write_text(TEXT.format(2), encoding="utf-8")
    (folder / "manifest.toml").write_text(f'["b.txt"]\npublished = "{date}"\n', encoding="utf-8")
    for report in (ingest.add([folder], home), ingest.add([upload(1), upload(2, published=date)], tmp_path / "other")):
        assert (report.read, len(report.failures)) == (1, 1)
        assert "is not a date; write YYYY-MM-DD or YYYY-MM" in str(report.failures[0])
    known = ingest.add([upload(3)], home).documents[0]
    assert "is not a date" in str(ingest.edit(known, home, published=date).failures[0])
    # One that an older version has kept is passed over.
    place = next(home.glob("originals/*/*.json"))
    place.write_text(json.dumps(json.loads(place.read_text(encoding="utf-8")) | {"published": date}), encoding="utf-8")
    assert ingest.build([], home).failures == []


def test_originals_are_kept_as_they_are(tmp_path):
    ingest.add([jobs.Upload("../../x\x00.txt", upload(1).data)], tmp_path / "home")
    record, = shards.list_originals(tmp_path / "home")
    assert shards.original_path(tmp_path / "home", record["sha256"], "txt").read_bytes() == upload(1).data
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_a_bad_document_fails_alone(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "manifest.toml").write_text("[[", encoding="utf-8")
    (folder / "a.txt").write_text("x", encoding="utf-8")
    report = ingest.add([upload(1), tmp_path / "none.txt", tmp_path / "none*", folder,
                         jobs.Upload("scan.pdf", b"%PDF-1.4 broken")], tmp_path / "home")
    assert report.read == 1
    assert len(report.failures) == 4
    assert all(failure.name and failure.reason for failure in report.failures)
    assert "no such file" in str(report.failures[0])
    assert str(report) == "documents: 1 read (1 articles, 3 observations), 4 failed"


def test_a_fault_of_the_program_is_told_and_the_rest_is_read(tmp_path, monkeypatch):
    whole = tabulate.process
    monkeypatch.setattr(tabulate, "process", lambda source, **known: 1 / 0 if source.name == "n1.txt"
                        else whole(source, **known))
    report = ingest.add([upload(1), upload(2)], tmp_path)
    assert names(tmp_path) == {"n2.txt"}
    assert "please report it" in str(report.failures[0])


def test_removing_and_restoring(tmp_path):
    ingest.add([upload(1), upload(2)], tmp_path)
    report = ingest.remove(["n1.txt", "none.txt"], tmp_path)
    assert (report.removed, [failure.name for failure in report.failures]) == (1, ["none.txt"])
    assert names(tmp_path) == {"n2.txt"}
    assert ingest.remove(["n1.txt"], tmp_path).removed == 0
    assert ingest.restore(["n1.txt"], tmp_path).unchanged == 1
    assert names(tmp_path) == {"n1.txt", "n2.txt"}
    ingest.remove(["n1.txt"], tmp_path)
    ingest.add([upload(1)], tmp_path)
    assert names(tmp_path) == {"n1.txt", "n2.txt"}
    assert ingest.restore(["n1.txt"], tmp_path).failures


def traces(home, document_id, sha256):
    """Where a document is still to be found in a store's folder."""
    tables = [file for file in home.rglob("*.parquet")
              if document_id in parquet.read_table(file, columns=["document_id"])["document_id"].to_pylist()]
    return tables + [file for file in home.rglob("*") if sha256 in file.name or file.name == "corrections.jsonl"
                     and document_id in file.read_text(encoding="utf-8")]


def test_wiped_documents_leave_no_trace(tmp_path):
    home, folder = tmp_path / "home", tmp_path / "folder"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"n{number}.txt").write_text(TEXT.format(number), encoding="utf-8")
    document, other = ingest.build([folder], home).documents
    ingest.edit(document, home, title="新题")             # its older state stays in a shard for a while
    store = Store.open(home)
    for row in store.observations().to_dict("records"):
        store.append_correction(row["observation_id"], action="confirm")
    sha256 = shards.find_original(home, document)["sha256"]
    before = Store.open(home).observations(Filters(documents=(other,)))
    assert len(traces(home, document, sha256)) > 12
    assert ingest.remove([document], home).removed == 1
    report = ingest.remove([document], home, wipe=True)  # after it was only removed
    assert (report.removed, report.notes, report.failures) == (1, [], [])
    assert traces(home, document, sha256) == []
    after = Store.open(home)
    assert after.observations(Filters(documents=(other,))).equals(before)
    assert (after.size, len(after.corrections()), after.problems) == (1, 3, ())
    assert "was wiped; add the document again" in str(ingest.restore([document], home).failures[0])
    assert ingest.build([folder], home).read == 0         # though its file is still there
    assert ingest.remove([document], home, wipe=True).removed == 0
    assert ingest.add([folder], home).read == 1
    assert Store.open(home).size == 2
    assert ingest.remove(["n1.txt", "n2.txt"], home, wipe=True).removed == 2
    assert Store.open(home).size == 0


def test_wiping_takes_what_a_damaged_shard_may_hold(tmp_path):
    first = ingest.add([upload(1), upload(2)], tmp_path).documents[0]
    file = shards.list_shards(tmp_path)[0][0].path / "sentence.parquet"
    data = file.read_bytes()
    file.write_bytes(data[:4] + bytes(len(data) - 12) + data[-8:])
    report = ingest.remove([first], tmp_path, wipe=True)
    assert "is damaged; rebuild" in report.notes[0]
    assert not file.exists()
    assert ingest.build([], tmp_path).read == 1
    assert names(tmp_path) == {"n1.txt", "n2.txt"} - {"n1.txt"}


def test_progress_counts_every_document(tmp_path):
    told = []
    ingest.add([upload(1), upload(2)], tmp_path, progress=lambda *state: told.append(state))
    assert told == [(0, 2, "n1.txt"), (1, 2, "n1.txt"), (2, 2, "n2.txt")]


def test_ensure_store_builds_once(tmp_path, monkeypatch):
    calls = []
    monkeypatch.setattr(ingest, "CORPUS", tmp_path / "corpus")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text(TEXT.format(1), encoding="utf-8")
    whole = ingest.build
    monkeypatch.setattr(ingest, "build", lambda *given, **known: calls.append(1) or whole(*given, **known))
    for _ in range(2):
        ingest.ensure_store(tmp_path / "home")
    assert len(calls) == 1
    assert names(tmp_path / "home") == {"a.txt"}


def test_the_shipped_corpus_has_a_manifest():
    manifest = jobs.load_manifest(ingest.CORPUS)
    assert set(manifest) == {file.name for file in jobs.find_files(ingest.CORPUS)}
    assert all(set(entry) == {"title", "publisher", "published", "language"} for entry in manifest.values())


def test_small_shards_are_merged(tmp_path, monkeypatch):
    for number in range(9):
        ingest.add([upload(number)], tmp_path)
    ingest.remove(["n3.txt"], tmp_path)
    found = shards.list_shards(tmp_path)[0]
    assert len(shards.needed_shards(found)) == 2
    assert len(found) == 10                              # those merged stay for readers that have begun
    assert ingest.build([], tmp_path).unchanged == 8
    assert len(shards.list_shards(tmp_path)[0]) == 10
    monkeypatch.setattr(upkeep, "_OUTLIVES", -1)
    assert ingest.build([], tmp_path).unchanged == 8
    assert len(shards.list_shards(tmp_path)[0]) == 2
    store = Store.open(tmp_path)
    assert len(store.documents()) == 8
    assert store.count() == 24
    assert ingest.build([], tmp_path).unchanged == 8
    assert litter(tmp_path) == []


@pytest.mark.parametrize("step", ["mkdir", "replace", "rename", "fsync"])
def test_a_full_disk_or_read_only_folder_is_told_and_loses_nothing(tmp_path, monkeypatch, step):
    ingest.add([upload(1)], tmp_path)

    def full(*given, **known):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(*((Path, "mkdir") if step == "mkdir" else (os, step)), full)
        with pytest.raises(shards.StoreError, match="No space left on device.*free some space"):
            ingest.add([upload(2)], tmp_path)
    assert names(tmp_path) == {"n1.txt"}
    assert litter(tmp_path) == []
    assert ingest.add([upload(2)], tmp_path).read == 1


def test_litter_of_killed_writers_is_swept(tmp_path):
    ingest.add([upload(1)], tmp_path)
    old, young = tmp_path / "shards" / ".new-1-old", tmp_path / "shards" / ".new-2-young"
    for folder in (old, young):
        folder.mkdir()
        (folder / "term.parquet").write_bytes(b"half")
    os.utime(old, (0, 0))
    ingest.add([upload(2)], tmp_path)
    assert (old.exists(), young.exists()) == (False, True)
    assert names(tmp_path) == {"n1.txt", "n2.txt"}


def test_an_entry_that_goes_meanwhile_ends_no_sweep(tmp_path):
    ingest.add([upload(1)], tmp_path)
    for number in range(8):
        # The state of a link to nowhere can't be read, like that of an entry that is gone.
        (tmp_path / "shards" / f".new-{number}-gone").symlink_to(tmp_path / "nowhere")
        old = tmp_path / "shards" / f".new-{number}-old"
        old.mkdir()
        os.utime(old, (0, 0))
    upkeep.sweep(tmp_path)
    assert list((tmp_path / "shards").glob(".new-*-old")) == []


def test_what_is_written_last_holds_though_the_clock_was_set_back(tmp_path, monkeypatch):
    ingest.add([upload(1)], tmp_path)
    monkeypatch.setattr(time, "time_ns", lambda: 10**9)
    ingest.edit(ingest.add([upload(1)], tmp_path).documents[0], tmp_path, title="新题")
    assert Store.open(tmp_path).documents()["title"].tolist() == ["新题"]


def test_the_extractors_version_is_of_all_that_makes_tables():
    """Of every module that tabulate imports, directly or not, and of every table but those of the interface."""
    package, found = ROOT / "newsgauge", set()
    waiting = [package / "tabulate.py"]
    while waiting:
        file = waiting.pop()
        if file in found:
            continue
        found.add(file)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [f"{node.module}.{alias.name}" for alias in node.names] + [node.module] \
                if isinstance(node, ast.ImportFrom) and node.module else []
            for name in names:
                place = ROOT / name.replace(".", "/")
                waiting += [path for path in (place.with_suffix(".py"), place / "__init__.py")
                            if path.is_file() and path.parent != ROOT]
    made = set(tabulate.extractor_files())
    assert {file for file in found if file.name != "__init__.py" or file.parent != package} <= made
    assert {file.name for file in made if file.suffix != ".py"} == \
        {file.name for file in (package / "tables").iterdir()} - {"strings.toml", "charts.toml", "errors.toml"}


# --- workers

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
            "for n in range(int(sys.argv[1]), int(sys.argv[1]) + 8):\n"
            "    report = ingest.add([upload(n)], sys.argv[2])\n    assert report.read == 1, report.failures")
    definition = f"TEXT = {TEXT!r}\ndef upload(n): return jobs.Upload(f'n{{n}}.txt', TEXT.format(n).encode())"
    writers = [subprocess.Popen([sys.executable, "-c", code, str(start), str(tmp_path), definition], cwd=ROOT)
               for start in (0, 8)]
    while any(writer.poll() is None for writer in writers):
        Store.open(tmp_path).count()                     # a reader beside them is not disturbed
        time.sleep(0.01)
    assert [writer.returncode for writer in writers] == [0, 0]
    assert names(tmp_path) == {f"n{number}.txt" for number in range(16)}
    assert Store.open(tmp_path).count() == 48


# --- kill -9 at any moment

TRIALS = 110 if hasattr(os, "fork") else 12              # without fork every trial has to start Python anew

# Told one operation a line, runs each in a process of its own (a fork, so that it starts at once) and answers when it
# is at work. With an argument: runs that operation and ends.
KILLED = r"""
import json, os, sys
from newsgauge import corrections, ingest, jobs, shards, tabulate, upkeep
TEXT = sys.argv[1]
upkeep._OUTLIVES = 0.2             # so that what was replaced is thrown away in time to be killed over it
def upload(n): return jobs.Upload(f"n{n}.txt", TEXT.format(n).encode())
def run(home, action, argument):
    if action == "add": ingest.add([upload(argument)], home)
    elif action == "remove": ingest.remove([argument], home)
    elif action == "wipe": ingest.remove([argument], home, wipe=True)
    elif action == "restore": ingest.restore([argument], home)
    elif action == "correct": corrections.append(home, argument, changes={"value": 7.0})
    else:
        tabulate.extractor_version = lambda: argument
        ingest.build([], home)
if len(sys.argv) > 2:
    home, action, argument = json.loads(sys.argv[2])
    run(__import__("pathlib").Path(home), action, argument)
    sys.exit()
job = next(jobs.find_jobs(__import__("pathlib").Path("none"), [upload(0)]))
tabulate.process(job.source(job.data()))
import pyarrow.parquet, pyarrow.compute, newsgauge.workers
for line in sys.stdin:
    home, action, argument = json.loads(line)
    child = os.fork()
    if not child:
        run(__import__("pathlib").Path(home), action, argument)
        os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("ended", flush=True)
"""


def state_of(home):
    """What the store holds, document by document, as a reader sees it."""
    store = Store.open(home)
    assert store.problems == ()
    documents = store.documents().set_index("document_id")["observations"].to_dict()
    observations = store.observations(rejected=True)
    counts = observations.groupby("document_id").size().to_dict()
    assert counts == documents                           # no table without its fellow
    assert set(store.articles()["document_id"]) == set(documents)
    return set(documents), float(observations["value"].sum())


def test_kill_at_any_moment_leaves_the_old_or_the_new_state(tmp_path):
    chance = random.Random(5)
    home = tmp_path / "home"
    ingest.add([upload(number) for number in range(3)], home)
    zygote = None
    if hasattr(os, "fork"):
        zygote = subprocess.Popen([sys.executable, "-c", KILLED, TEXT], cwd=ROOT, text=True,
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    outcomes = {"old": 0, "new": 0}
    try:
        took = run_and_kill(zygote, [str(home), "add", 50], after=60)      # as long as it wants
        after, total_after = state_of(home)
        for trial in range(TRIALS):
            before, total = after, total_after
            action, argument, documents, change = choose(chance, home, trial, before)
            run_and_kill(zygote, [str(home), action, argument], after=chance.uniform(0, 1.3 * took))
            after, total_after = state_of(home)
            new = after == documents and (change is None or total_after == pytest.approx(total + change))
            old = after == before and total_after == pytest.approx(total)
            assert old or new, f"trial {trial}: {action} left {after} and {total_after} of {before} and {total}"
            outcomes["new" if new and not (old and action == "correct") else "old"] += 1
    finally:
        if zygote:
            zygote.stdin.close()
            zygote.wait()
            zygote.stdout.close()
    assert min(outcomes.values()) > TRIALS / 20, f"the kills did not hit the work: {outcomes}"
    ingest.build([], home)                               # and the next build finds all in order
    assert state_of(home)


def choose(chance, home, trial, before):
    """An operation, the documents it should leave, and by how much it changes the sum of values if it says so."""
    removed = sorted(shards.removed_documents(home))
    actions = ["add", "add", "remove", "wipe", "restore", "correct", "build"] if len(before) < 7 else ["wipe"]
    action = chance.choice(actions)
    if action == "restore" and removed:
        return action, removed[0], before | {removed[0]}, None
    if action in ("remove", "wipe") and len(before) > 2:
        gone = chance.choice(sorted(before))
        return action, gone, before - {gone}, None
    if action == "correct":
        row = Store.open(home).observation(Store.open(home).observations(limit=1)["observation_id"][0])
        row = {name: str(value) if name.startswith("period_") else value for name, value in row.items()}
        return action, row, before, 7.0 - row["value"]
    if action == "build":                                # completes the additions that were killed after the reading
        known = {record["sha256"][:16] for record in shards.list_originals(home)}
        return action, f"version {trial}", known - set(removed), None
    text = TEXT.format(trial + 100).encode()
    return "add", trial + 100, before | {hashlib.sha256(text).hexdigest()[:16]}, None


def kill(process):
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def run_and_kill(zygote, operation, *, after):
    """Start an operation, kill it when it takes longer than `after` seconds, and return how long it took."""
    begun = time.monotonic()
    if zygote is None:
        victim = subprocess.Popen([sys.executable, "-c", KILLED, TEXT, json.dumps(operation)], cwd=ROOT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            victim.wait(after)
        victim.kill()
        victim.wait()
    else:
        zygote.stdin.write(json.dumps(operation) + "\n")
        zygote.stdin.flush()
        victim, begun = int(zygote.stdout.readline()), time.monotonic()
        killer = threading.Timer(after, kill, [victim])
        killer.start()
        assert zygote.stdout.readline() == "ended\n"
        killer.cancel()
    return time.monotonic() - begun


def test_shards_hold_the_columns_of_the_schema(tmp_path):
    ingest.add([upload(1)], tmp_path)
    shard = shards.list_shards(tmp_path)[0][0]
    for name, columns in shards.SCHEMA.items():
        assert parquet.read_schema(shard.path / f"{name}.parquet").names == list(columns)
