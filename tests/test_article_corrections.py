"""Corrected articles: another date or title, two made one, one made two; and what is read in them then."""

import json

import pytest

from newsgauge import corrections, ingest, jobs, shards, tabulate
from newsgauge.cli import main
from newsgauge.store import Store

TEXT = """# 浙江建设5G网络

去年，浙江省建成5G基站17.1万个，同比增长6.3%。

今年以来，全省又建成5G基站1.2万个。

# 工业互联网加快发展

山东省建成工业互联网平台115个，连接设备超过890万台。

# 数字贸易持续增长

去年，上海市数字贸易额达到3280亿元。
"""
UPLOAD = jobs.Upload("weekly.md", TEXT.encode(), published="2023-05-08")


@pytest.fixture
def home(tmp_path):
    ingest.add([UPLOAD], tmp_path / "home")
    return tmp_path / "home"


def articles(home):
    return Store.open(home).articles().to_dict("records")


def periods(home):
    return dict(Store.open(home).observations()[["text", "period"]].values.tolist())


def test_a_new_date_moves_the_times_told_from_it(home):
    assert periods(home)["17.1万个"] == "2022"
    report = ingest.correct_article(articles(home)[0], home, changes={"date": "2021-03-02"}, reason="旧稿")
    assert (report.read, report.failures) == (1, [])
    found = articles(home)[0]
    assert (found["date"], found["date_source"], found["reference_date"]) == ("2021-03-02", "given", "2021-03-02")
    assert periods(home)["17.1万个"] == "2020"
    assert periods(home)["3280亿元"] == "2022"                       # the other articles keep theirs
    observation = Store.open(home).observations().set_index("text").loc["17.1万个"]
    assert observation["article_date"] == "2021-03-02"


def test_a_month_keeps_the_day_of_the_document_in_it(home):
    ingest.correct_article(articles(home)[0], home, changes={"date": "2023-05"})
    assert articles(home)[0]["reference_date"] == "2023-05-08"
    ingest.correct_article(articles(home)[0], home, changes={"date": ""})
    assert (articles(home)[0]["date"], articles(home)[0]["reference_date"]) == ("", "2023-05-08")


def test_a_new_title_shows_at_its_numbers(home):
    ingest.correct_article(articles(home)[1], home, changes={"title": " 山东的  平台 "})
    assert [article["title"] for article in articles(home)] == ["浙江建设5G网络", "山东的 平台", "数字贸易持续增长"]
    assert set(Store.open(home).observations()["article_title"]) >= {"山东的 平台"}


def test_articles_are_merged_and_the_merger_taken_back(home):
    first, second, third = articles(home)
    count = Store.open(home).count()
    ingest.correct_article(first, home, action="merge", until=second)
    merged, last = articles(home)
    assert (merged["start"], merged["end"], merged["title"]) == (first["start"], second["end"], first["title"])
    assert (last["title"], last["ordinal"]) == (third["title"], 1)
    assert merged["observations"] == first["observations"] + second["observations"]
    assert Store.open(home).count() == count
    text = Store.open(home).article(merged["article_id"])["text"]
    assert "17.1万个" in text
    assert "890万台" in text
    ingest.correct_article(merged, home, action="reset")
    assert [article["title"] for article in articles(home)] == [first["title"], second["title"], third["title"]]


def test_an_article_is_split_at_a_paragraph(home):
    first = Store.open(home).article(articles(home)[0]["article_id"])
    ingest.correct_article(first, home, action="split", at=first["text"].index("今年以来") + 3)
    one, two, *_ = articles(home)
    assert len(articles(home)) == 4
    assert (one["observations"], two["observations"]) == (2, 1)
    assert (two["title"], two["title_printed"]) == ("今年以来，全省又建成5G基站1.2万个", False)
    assert two["date"] == one["date"]
    assert two["start"] >= one["end"]
    ingest.correct_article(two, home, changes={"title": "又建一批"})
    assert [article["title"] for article in articles(home)][:2] == ["浙江建设5G网络", "又建一批"]


def test_numbers_corrected_before_stay_corrected(home):
    store = Store.open(home)
    chosen = store.observations().set_index("text").loc["115个", "observation_id"]
    store.append_correction(chosen, changes={"value": 116})
    ingest.correct_article(articles(home)[0], home, action="merge", until=articles(home)[1])
    row = Store.open(home).observations().set_index("text").loc["115个"]
    assert (row["value"], row["corrected"]) == (116, True)
    journal = Store.open(home).corrections()
    assert journal["level"].tolist() == ["article", "observation"]


@pytest.mark.parametrize(("known", "message"), [
    ({"changes": {}}, "nothing to change"), ({"changes": {"title": " "}}, "title is empty"),
    ({"changes": {"date": "2023-13-01"}}, "not a date"), ({"changes": {"date": "soon"}}, "YYYY-MM-DD"),
    ({"changes": {"date": "9999-12"}}, "not a date"),
    ({"changes": {"region": "x"}}, "can't be corrected"), ({"action": "merge"}, "name that one"),
    ({"action": "split"}, "where the second part begins"), ({"action": "split", "at": 0}, "between two"),
    ({"action": "drop"}, "not one of")])
def test_what_cannot_be_is_refused(home, known, message):
    with pytest.raises(ValueError, match=message):
        ingest.correct_article(articles(home)[0], home, **known)
    assert len(Store.open(home).corrections()) == 0


def test_corrections_survive_another_extractor_and_removal(home, monkeypatch):
    ingest.correct_article(articles(home)[0], home, changes={"title": "新题"})
    assert ingest.build([], home).unchanged == 1
    monkeypatch.setattr(tabulate, "extractor_version", lambda: "another")
    assert ingest.build([], home).read == 1
    ingest.remove(["weekly.md"], home)
    ingest.restore(["weekly.md"], home)
    assert articles(home)[0]["title"] == "新题"


def test_a_record_kept_but_not_yet_applied_is_applied_by_the_next_build(home):
    """As a kill between the two would leave it."""
    first = articles(home)[0]
    corrections.record(home, "article", "change", first["document_id"], (first["start"], first["end"]),
                       changes={"title": "新题"}, at=None)
    assert articles(home)[0]["title"] == "浙江建设5G网络"
    assert ingest.build([], home).read == 1
    assert articles(home)[0]["title"] == "新题"


def test_corrections_travel(home, tmp_path, capsys):
    ingest.correct_article(articles(home)[0], home, action="merge", until=articles(home)[2])
    file, other = tmp_path / "kept.jsonl", tmp_path / "other"
    assert main(["corrections", "export", str(file), "--home", str(home)]) == 0
    ingest.add([UPLOAD], other)
    assert main(["corrections", "import", str(file), "--home", str(other)]) == 0
    assert "corrections imported: 1\ndocuments: 1 read (1 articles" in capsys.readouterr().out
    assert len(articles(other)) == 1
    record = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(record | {"changes": {"date": "x"}}), encoding="utf-8")
    with pytest.raises(shards.StoreError, match="not a date"):
        corrections.import_(other, file)
