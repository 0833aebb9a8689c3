"""A store of texts on other subjects alone: every page opens, no topic is forced, nothing is empty without a reason."""

import tomllib
from pathlib import Path

import pytest
from opened import open_page

from newsgauge import ingest
from newsgauge.model import OTHER_TOPIC
from newsgauge.store import Filters, Store
from newsgauge.ui import kept

CASES = Path(__file__).parent / "cases" / "topics_genres.toml"
TEXTS = [case for case in tomllib.loads(CASES.read_text(encoding="utf-8"))["text"]
         if case["name"].startswith("other:")]
VIEWS = [("dashboard.py", {}), ("pages/indicators.py", {}), ("pages/data.py", {}), ("pages/documents.py", {}),
         *(("pages/words.py", {"view": view}) for view in ("cloud", "keyness", "trend", "compare", "pairs")),
         ("pages/words.py", {"view": "trend", "over": "document"}),
         *(("pages/topics.py", {"view": view}) for view in ("documents", "articles", "years"))]


@pytest.fixture(scope="module", autouse=True)
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    for number, case in enumerate(TEXTS):
        (folder / f"{number:02}.txt").write_text(f"{case['title']}\n\n{case['text']}", encoding="utf-8")
    home = tmp_path_factory.mktemp("workspace")
    assert not ingest.add([folder], home).failures
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWSGAUGE_HOME", str(home))
        yield Store.open(home)


def test_no_topic_is_forced(store):
    assert len(TEXTS) >= 10
    shares = store.topic_shares(Filters(), by="article")
    assert shares.groupby("article_id")["share"].idxmax().map(shares["topic"]).tolist() == [OTHER_TOPIC] * len(TEXTS)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("page", "parameters"), VIEWS)
def test_every_view_opens(page, parameters, lang):
    at = open_page(page, lang=lang, **parameters)
    assert at.title[0].value
    assert not at.error


def test_what_cannot_be_shown_is_said():
    assert "没有日期" in open_page("pages/words.py", view="trend").info[0].value
    assert "其他" in open_page("pages/topics.py").info[0].value


def test_few_articles_are_described_and_not_made_into_topics():
    at = open_page("pages/topics.py")
    at.session_state["found_topics"] = True
    at.run()
    assert not at.exception
    assert any(f"{len(TEXTS)} 篇文章" in info.value for info in at.info)
    told = next(frame.value for frame in at.dataframe if "terms" in frame.value)
    assert set(told["title"]) == {case["title"] for case in TEXTS}
    assert set(told["group"]) == {""}
    assert not [box for box in at.text_input if str(box.key).startswith("found_label")]


def test_a_name_given_to_a_found_topic_follows_its_words(tmp_path):
    kept.keep_label(tmp_path, ("基站", "光纤"), "通信")
    kept.keep_label(tmp_path, ("基站", "频谱"), "网络", instead=("基站", "光纤"))
    assert kept.load_labels(tmp_path) == [(("基站", "频谱"), "网络")]
    kept.keep_label(tmp_path, ("基站", "频谱"), " ")
    assert kept.load_labels(tmp_path) == []
