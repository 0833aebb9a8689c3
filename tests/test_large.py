"""Pages on a store too large to be shown as a whole: they show a part, say so, and lead to the rest."""

import pytest
from streamlit.testing.v1 import AppTest

from newsgauge import ingest
from newsgauge.store import Filters, Store
from newsgauge.ui import agreement, frame, reader, tables


@pytest.fixture(scope="module", autouse=True)
def store(tmp_path_factory):
    """The shipped corpus, which the limits of this test make a large one."""
    home = tmp_path_factory.mktemp("workspace")
    ingest.ensure_store(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWSGAUGE_HOME", str(home))
        patch.setattr(agreement, "_WHOLE", 10)
        patch.setattr(agreement, "MOST", 12)
        patch.setattr(tables, "MOST_ROWS", 100)
        patch.setattr(reader, "OFFERED", 5)
        patch.setattr(frame, "_OFFERED", 2)
        yield Store.open(home)


def open_page(name, /, **parameters):
    at = AppTest.from_file("../dashboard.py", default_timeout=60)
    for parameter, value in (parameters | {"lang": "en"}).items():
        at.query_params[parameter] = value
    if name:
        at.switch_page(f"pages/{name}.py")
    at.run()
    assert not at.exception, at.exception[0].value
    return at


def captions(at):
    return " ".join(caption.value for caption in at.caption)


def test_the_overview_compares_the_latest(store):
    at = open_page("")
    assert "the latest 12 are compared here" in captions(at)


def test_the_chart_draws_the_latest(store):
    concept = store.facets()["concept"]["value"][0]
    assert "the chart draws the latest 12" in captions(open_page("indicators", show=concept))


def test_the_table_is_turned_over(store):
    count = store.count()
    first = open_page("data")
    assert f"Rows 1–100 of {count:,}" in captions(first)
    last = open_page("data", page=str(-(-count // 100)))
    assert f"–{count:,} of {count:,}" in captions(last)


def test_articles_are_found_by_their_words(store):
    at = open_page("documents")
    assert len(at.selectbox(key="_article").options) == 5
    asked = store.articles()["article_id"].iloc[-1]
    at = open_page("documents", article=asked)
    assert at.selectbox(key="_article").value == asked
    assert open_page("documents", find="5G").selectbox(key="_article").options
    assert "No article holds these words" in open_page("documents", find="没有这样的话").info[0].value


def test_the_url_may_name_what_the_sidebar_does_not_offer(store):
    region = store.facets(Filters())["region"]["value"].iloc[-1]
    assert region in open_page("data", region=region).multiselect(key="_filter_region").value
