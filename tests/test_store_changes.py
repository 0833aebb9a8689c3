"""What becomes of a store: echoes, corrections, removed documents, damaged and older shards."""

import json

import pytest
from uploads import UPLOADS, find

from newsgauge import corrections, ingest, jobs, shards, tabulate, upkeep
from newsgauge.store import Filters, Store, asking
from newsgauge.store.tables import open_tables


@pytest.fixture
def own_home(tmp_path):
    ingest.add(UPLOADS, tmp_path)
    return tmp_path


def texts(frame):
    return set(frame["text"])


# --- echoes

def test_articles_of_nearly_the_same_text_are_echoes(tmp_path):
    cities = "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水".split()
    text = "".join(f"{city}市今年建成5G基站{n}.{n % 7}万个，同比增长{n + 3}%，覆盖{n * 3}个园区。"
                   for n, city in enumerate(cities, start=2))
    uploads = [
        jobs.Upload("later.txt", (text + "（记者 张三）").encode(), published="2023-05-03"),
        jobs.Upload("first.txt", text.encode(), published="2023-05-01"),
        jobs.Upload("other.txt", text[::-1].encode(), published="2023-04-01"),
        jobs.Upload("wider.txt", text.replace("，", " , ").encode(), published="2023-05-02"),
        jobs.Upload("short-a.txt", "杭州市建成5G基站4.2万个。".encode()),
        jobs.Upload("short-b.txt", "杭州市建成5G基站4.2万个！".encode())]
    ingest.add(uploads, tmp_path)
    store = Store.open(tmp_path)
    articles = store.articles().set_index("document")
    original = articles.loc["first.txt", "article_id"]
    assert articles["echo_of"].to_dict() == {
        "first.txt": "", "later.txt": original, "wider.txt": original, "other.txt": "", "short-a.txt": "",
        "short-b.txt": ""}
    assert store.article(articles.loc["later.txt", "article_id"])["echo_of"] == original
    ingest.remove(["first.txt"], tmp_path)
    after = Store.open(tmp_path).articles().set_index("document")
    assert after.loc["later.txt", "echo_of"] == after.loc["wider.txt", "article_id"]


def test_all_copies_are_echoes_of_the_first(tmp_path):
    text = "浙江省建成5G基站，覆盖全部园区和乡镇，带动产业发展。到年底，力争实现城区连续覆盖，惠及百姓与企业。" * 3
    ingest.add([jobs.Upload(f"copy{n}.txt", (text + "！" * n).encode()) for n in range(8)], tmp_path)
    echoes = Store.open(tmp_path).articles()["echo_of"]
    assert (echoes == "").sum() == 1
    assert echoes.nunique() == 2


# --- corrections

def test_corrections_show_wherever_the_number_appears(own_home):
    store = Store.open(own_home)
    chosen = find(store, "17.1万个")
    store.append_correction(chosen, changes={"value": "181000", "period": "2023-H1"}, reason="误读")
    after = Store.open(own_home)
    assert after.version != store.version
    row = after.observation(chosen)
    assert (row["value"], row["year"], row["corrected"], row["correction_reason"]) == (181000, 2023, True, "误读")
    assert str(row["period_end"])[:10] == "2023-06-30"
    assert row["canonical_value"] == 181000
    assert chosen in set(after.observations(Filters(years=(2023, 2023)))["observation_id"])
    after.append_correction(chosen, action="confirm")
    assert Store.open(own_home).observation(chosen)["confirmed"]
    after.append_correction(chosen, action="reset")
    assert Store.open(own_home).observation(chosen)["value"] == 171000


def test_rejected_observations_are_left_out(own_home):
    store = Store.open(own_home)
    chosen = find(store, "6.3%")
    store.append_correction(chosen, action="reject", reason="不是增速")
    after = Store.open(own_home)
    assert chosen not in set(after.observations()["observation_id"])
    assert chosen in set(after.observations(rejected=True)["observation_id"])
    assert after.count() == store.count() - 1
    assert after.observation(chosen)["rejected"]


@pytest.mark.parametrize(("changes", "message"), [
    ({"value": "many"}, "not a number"), ({"status": "done"}, "actual, target, forecast"),
    ({"period": "soon"}, "2021-H1"), ({"text": "x"}, "can't be corrected"), ({}, "nothing to change")])
def test_impossible_corrections_are_refused(own_home, changes, message):
    store = Store.open(own_home)
    with pytest.raises(ValueError, match=message):
        store.append_correction(find(store, "17.1万个"), changes=changes)
    assert len(Store.open(own_home).corrections()) == 0


def test_corrections_survive_another_extractor(own_home, monkeypatch):
    store = Store.open(own_home)
    count = store.count()
    store.append_correction(find(store, "17.1万个"), changes={"value": 1.0})
    store.append_correction(find(store, "4.2万个"), changes={"value": 2.0})
    record = corrections.load(own_home)[0]
    # The better extractor reads the first one with a longer span, and does not find the second at all.
    path = own_home / corrections.FILE
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    lines[0]["start"] -= 1
    lines[1] |= {"start": record["start"] - 3, "end": record["start"] - 2}
    lines[1]["before"] |= {"start": record["start"] - 3, "end": record["start"] - 2, "observation_id": "older"}
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    monkeypatch.setattr(tabulate, "extractor_version", lambda: "another")
    assert ingest.build([], own_home).read == 2
    after = Store.open(own_home).observations()
    assert set(after[after["corrected"]]["value"]) == {1.0, 2.0}
    assert len(after) == count + 1


def test_corrections_travel(own_home, tmp_path):
    store = Store.open(own_home)
    store.append_correction(find(store, "17.1万个"), changes={"value": 1.0})
    file = tmp_path / "corrections-export.jsonl"
    assert corrections.export(own_home, file) == 1
    other = tmp_path / "other"
    ingest.add(UPLOADS, other)
    assert len(corrections.import_(other, file)) == 1
    assert corrections.import_(other, file) == []
    assert Store.open(other).observations()["corrected"].sum() == 1
    file.write_text('{"action": "change", "document_id": "a", "start": 1, "end": 2, "changes": {"value": "x"}}')
    with pytest.raises(shards.StoreError, match="not a number"):
        corrections.import_(other, file)


# --- what may happen to the folder

def test_removed_and_restored(own_home):
    ingest.remove(["east.txt"], own_home)
    store = Store.open(own_home)
    assert set(store.documents()["name"]) == {"nation.txt"}
    assert {name for name in store.terms()["term"]} & {"浙江省", "浙江"} == set()
    assert set(store.articles()["document"]) == {"nation.txt"}
    ingest.build([], own_home)
    assert set(Store.open(own_home).documents()["name"]) == {"nation.txt"}
    ingest.restore(["east.txt"], own_home)
    assert set(Store.open(own_home).documents()["name"]) == {"east.txt", "nation.txt"}


def test_few_documents_are_looked_up_in_their_shards(own_home):
    ingest.add([jobs.Upload("third.txt", "上海市建成5G基站5万个。".encode())], own_home)
    Store.open(own_home).append_correction(find(Store.open(own_home), "17.1万个"), changes={"value": 5})
    store = Store.open(own_home)
    for document in store.documents()["document_id"]:
        rows = store.observations(Filters(documents=(document,)))
        whole = store.observations()
        assert rows.astype(str).values.tolist() == whole[whole["document_id"] == document].astype(str).values.tolist()
    assert store.observation(find(store, "17.1万个"))["value"] == 5
    assert len(store.observations(Filters(documents=("none",)))) == 0
    assert store.observation("none-1-2") is None


def test_a_damaged_shard_is_named_and_the_rest_works(own_home):
    ingest.add([jobs.Upload("third.txt", "上海市建成5G基站5万个。".encode())], own_home)
    shard = shards.list_shards(own_home)[0][0]
    file = shard.path / "observation.parquet"
    file.write_bytes(file.read_bytes()[:-10])
    shards.load_shard.cache_clear()
    (own_home / "removed.jsonl").touch()                         # another version: opened anew
    store = Store.open(own_home)
    assert shard.name in store.problems[0]
    assert "rebuild" in store.problems[0]
    assert set(store.documents()["name"]) == {"third.txt"}
    assert ingest.build([], own_home).read == 2
    assert len(Store.open(own_home).documents()) == 3
    assert Store.open(own_home).problems == ()


def test_bytes_damaged_inside_are_found_when_read(own_home):
    ingest.add([jobs.Upload("third.txt", "上海市建成5G基站5万个。".encode())], own_home)
    file = shards.list_shards(own_home)[0][0].path / "term.parquet"
    data = bytearray(file.read_bytes())
    data[4:-8] = bytes(len(data) - 12)
    file.write_bytes(data)
    (own_home / "removed.jsonl").touch()
    store = Store.open(own_home)
    assert set(store.terms()["term"]) >= {"5G基站"}
    assert "damaged" in store.problems[0]
    assert ingest.build([], own_home).read == 2
    store = Store.open(own_home)
    assert (len(store.terms()) > 0, store.size, store.problems) == (True, 3, ())


@pytest.mark.parametrize(("version", "message"), [(0, "older version"), (99, "newer version")])
def test_shards_of_another_version_are_named(own_home, version, message):
    file = shards.list_shards(own_home)[0][0].path / "shard.json"
    record = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(record | {"format": version}), encoding="utf-8")
    shards.load_shard.cache_clear()
    (own_home / "removed.jsonl").touch()
    store = Store.open(own_home)
    assert message in store.problems[0]
    assert len(store.documents()) == 0
    assert ingest.build([], own_home).read == 2
    assert len(Store.open(own_home).problems) == (version > shards.FORMAT)


def test_an_open_store_outlives_the_replacement_of_its_shards(own_home, monkeypatch):
    store = Store.open(own_home)
    parts = store.observation_batches()
    next(parts)
    monkeypatch.setattr(tabulate, "extractor_version", lambda: "another")
    assert ingest.build([], own_home).read == 2
    assert len(shards.list_shards(own_home)[0]) == 2     # the old one stays for readers that have begun
    assert Store.open(own_home).extractors == {"another"}
    list(parts)
    monkeypatch.setattr(upkeep, "_OUTLIVES", -1)
    ingest.build([], own_home)
    assert len(shards.list_shards(own_home)[0]) == 1
    assert len(store.documents()) == 2


def test_shards_that_go_again_and_again_while_they_are_asked(own_home, monkeypatch):
    store, opened = Store.open(own_home), []

    def open_and_replace(home, **known):
        tables = open_tables(home, **known)
        if len(opened) < 3:
            opened.append(tables)
            monkeypatch.setattr(tabulate, "extractor_version", lambda: str(len(opened)))
            ingest.build([], home)
            ingest.build([], home)
        return tables

    monkeypatch.setattr(upkeep, "_OUTLIVES", -1)
    monkeypatch.setattr(asking, "open_tables", open_and_replace)
    monkeypatch.setattr(tabulate, "extractor_version", lambda: "another")
    ingest.build([], own_home)
    ingest.build([], own_home)
    assert store.count() > 0
    assert len(opened) == 3


def test_a_line_cut_short_does_not_spoil_the_journal(own_home):
    journal = own_home / "removed.jsonl"
    journal.write_bytes(b'{"action": "remove", "docu')
    assert shards.removed_documents(own_home) == set()
    ingest.remove(["east.txt"], own_home)
    assert len(shards.removed_documents(own_home)) == 1
