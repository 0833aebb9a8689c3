"""What bad files leave behind: a clear sentence or sane text, within limits, and the other files are read."""

import os
import re
import unicodedata

import pytest
from bad_files import GOOD, make_bad_files

from newsgauge import ingest, jobs, workers
from newsgauge.store import Store

FEWEST = 60
MEGABYTES = 1500                   # that a process which reads them may take


@pytest.fixture(scope="module")
def added(tmp_path_factory):
    """The bad files, the report on adding them all at once with good ones between, and the store."""
    files = make_bad_files()
    home = tmp_path_factory.mktemp("hostile") / "home"
    good = [jobs.Upload(f"good{n}.txt", f"{GOOD}第{n}份好的。".encode()) for n in range(4)]
    uploads = [jobs.Upload(file.name, file.data) for file in files]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "SECONDS", 15.0)
        report = ingest.add([good[0], *uploads[::2], good[1], good[2], *uploads[1::2], good[3]], home)
    return files, report, Store.open(home)


def test_each_is_refused_with_reason_and_advice_or_read(added):
    files, report, store = added
    assert len(files) >= FEWEST
    refused = {failure.name: str(failure) for failure in report.failures}
    read = store.documents().set_index("name")["observations"]
    wrong = []
    for file in files:
        name = jobs.tidy_name(file.name)
        sentence = refused.get(name, "")
        if file.refused is None and sentence or file.refused and not re.search(file.refused, sentence):
            wrong.append((name, file.refused, sentence))
        if sentence and (not sentence.startswith(name) or "; " not in sentence or "fault of the program" in sentence):
            wrong.append((name, "reason; advice", sentence))
        if not sentence and (name not in read.index or file.numbers not in (None, read.get(name))):
            wrong.append((name, file.numbers, read.get(name)))
    assert wrong == []


def test_good_files_among_them_are_read(added):
    store = added[2]
    found = store.documents().set_index("name").loc[[f"good{n}.txt" for n in range(4)], "observations"]
    assert found.tolist() == [3] * 4
    assert store.problems == ()


def test_nothing_is_written_outside_the_store(added):
    _, report, store = added
    assert [path.name for path in store.home.parent.iterdir()] == ["home"]
    names = {path.name for path in (store.home / "originals").rglob("*") if path.is_file()}
    assert all(re.fullmatch(r"[0-9a-f]{64}\.(txt|md|html|docx|pdf|json)", name) for name in names)
    assert len(store.documents()) == report.read


def test_names_and_texts_hold_nothing_unseen(added):
    store = added[2]
    texts = list(store.documents()["name"])
    texts += [store.article(article)["text"] for article in store.articles()["article_id"]]
    for text in texts:
        unseen = {character for character in text if unicodedata.category(character) in ("Cc", "Cs")} - {"\n", "\t"}
        assert not unseen, f"{text[:40]!r} holds {unseen}"
        assert not set(text) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200b\u2060\ufeff")


def test_texts_are_kept_as_texts(added):
    store = added[2]
    assert not store.search("9万个")["indicator"].str.contains("alert").any()
    secrets = [text for text in store.observations()["sentence"] if "root:" in text]
    assert secrets == []


def test_memory_stays_within_limits(added):
    resource = pytest.importorskip("resource", reason="only Unix tells what a process has taken")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024 < MEGABYTES


def test_what_is_too_large_or_no_file_is_refused_unread(tmp_path):
    line = tmp_path / "line.txt"
    with line.open("wb") as file:
        file.truncate(200 * 2**20)               # 200 MB without a line end, and without a place on the disk
    report = ingest.add([line], tmp_path / "home")
    assert "200 MB is more than the 64 MB" in str(report.failures[0])
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.txt")
        report = ingest.add([tmp_path / "pipe.txt"], tmp_path / "home")
        assert "is not a file" in str(report.failures[0])
