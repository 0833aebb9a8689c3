"""Documents into the store and out of it: what is read, what is left, what fails."""

import ast
import errno
import json
import os
import time
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from uploads import TEXT, names, upload

from newsgauge import ingest, jobs, shards, tabulate, upkeep
from newsgauge.store import Filters, Store

ROOT = Path(__file__).parents[1]


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


def test_shards_hold_the_columns_of_the_schema(tmp_path):
    ingest.add([upload(1)], tmp_path)
    shard = shards.list_shards(tmp_path)[0][0]
    for name, columns in shards.SCHEMA.items():
        assert parquet.read_schema(shard.path / f"{name}.parquet").names == list(columns)
