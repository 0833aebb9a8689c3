"""Pages on a store too large to be shown as a whole: they show a part, say so, and lead to the rest."""

import pytest
from opened import open_page

from newsgauge.store import Filters, Store
from newsgauge.ui import agreement, frame, reader, tables


@pytest.fixture(scope="module", autouse=True)
def store(workspace):
    """The shipped corpus, which the limits of this test make a large one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(agreement, "_WHOLE", 10)
        patch.setattr(agreement, "MOST", 12)
        patch.setattr(tables, "MOST_ROWS", 100)
        patch.setattr(reader, "OFFERED", 5)
        patch.setattr(frame, "_OFFERED", 2)
        yield Store.open(workspace)


def captions(at):
    return " ".join(caption.value for caption in at.caption)


def test_the_overview_compares_the_latest(store):
    at = open_page(lang="en")
    assert "the latest 12 are compared here" in captions(at)


def test_the_chart_draws_a_part(store):
    concept, _, count = store.facets()["concept"].iloc[0]
    at = open_page("pages/indicators.py", lang="en", show=concept)
    assert f"{count} numbers are selected; 12 are used here" in captions(at)
    assert f"Statements (12 / {count})" in [header.value for header in at.header]


def test_the_table_is_turned_over(store):
    count = store.count()
    first = open_page("pages/data.py", lang="en")
    assert f"Rows 1–100 of {count:,}" in captions(first)
    last = open_page("pages/data.py", lang="en", page=str(-(-count // 100)))
    assert f"–{count:,} of {count:,}" in captions(last)


def test_articles_are_found_by_their_words(store):
    at = open_page("pages/documents.py", lang="en")
    assert len(at.selectbox(key="_article").options) == 5
    asked = store.articles()["article_id"].iloc[-1]
    at = open_page("pages/documents.py", lang="en", article=asked)
    assert at.selectbox(key="_article").value == asked
    assert open_page("pages/documents.py", lang="en", find="5G").selectbox(key="_article").options
    at = open_page("pages/documents.py", lang="en", find="没有这样的话")
    assert "No article holds these words" in at.info[0].value


def test_the_url_may_name_what_the_sidebar_does_not_offer(store):
    region = store.facets(Filters())["region"]["value"].iloc[-1]
    assert region in open_page("pages/data.py", lang="en", region=region).multiselect(key="_filter_region").value
