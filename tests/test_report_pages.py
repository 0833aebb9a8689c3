"""Collecting figures on the pages, the report's view on the data page, and references to copy."""

import pytest
from opened import open_page
from streamlit.testing.v1 import AppTest

from newsgauge.store import Store
from newsgauge.ui.report_basket import load_contents, load_figure


@pytest.fixture(scope="module", autouse=True)
def store(workspace):
    return Store.open(workspace)


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception, at.exception[0].value
    return at


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_are_collected_ordered_commented_and_taken_out(store, lang):
    assert open_page("pages/data.py", view="report", lang=lang).info, "an empty report says what to do"
    for page, key, parameters in (("pages/indicators.py", "indicators_trend", {"show": "5g_base_stations"}),
                                  ("pages/words.py", "cloud", {"topic": "数字贸易"}),
                                  ("dashboard.py", "coverage", {})):
        at = open_page(page, lang=lang, **parameters)
        press(at, f"report_add_{key}")
    press(at, "report_add_coverage")
    codes = [code for code, _ in load_contents(store.home).figures]
    assert len(codes) == 3, "the same figure goes in once"
    trend, cloud, coverage = (load_figure(store.home, code) for code in codes)
    assert len(trend.evidence) > 5
    assert cloud.figure.layout.images[0].source.startswith("data:image/svg")
    assert coverage.table

    at = open_page("pages/data.py", view="report", lang=lang)
    at.text_input(key="report_title").set_value("标题")
    at.text_area(key=f"comment_{codes[1]}").set_value("一句话").run()
    press(at, f"up_{codes[1]}")
    press(at, f"remove_{codes[2]}")
    contents = load_contents(store.home)
    assert contents.title == "标题"
    assert contents.figures == ((codes[1], "一句话"), (codes[0], ""))
    for code in codes[:2]:
        press(at, f"remove_{code}")
    assert at.info


def test_a_figure_that_cannot_be_read_is_told(store):
    press(open_page("pages/topics.py"), "report_add_topic_bars")
    [(code, _)] = load_contents(store.home).figures
    (store.home / "report" / f"{code}.json").write_text("{", encoding="utf-8")
    at = open_page("pages/data.py", view="report")
    assert at.warning
    press(at, f"remove_{code}")
    assert load_contents(store.home).figures == ()


def test_every_style_of_reference_can_be_copied(store):
    row = store.observations(limit=1).iloc[0]
    codes = [code.value for code in open_page("pages/data.py", obs=row["observation_id"]).code]
    title = row["article_title"]
    assert sum("[DS/OL]//" in code and title in code for code in codes) == 1, "the number, GB/T 7714"
    assert sum(code.startswith(f"{title}[N]") for code in codes) == 1, "its article"
    assert sum("[Data point]" in code for code in codes) == 1
    assert sum(code.startswith("@article{") for code in codes) == 1

    figure = [code.value for code in open_page("pages/topics.py", lang="en").code]
    assert any("[Figure]" in code for code in figure)
    article = [code.value for code in open_page("pages/documents.py").code]
    assert any("[N/OL]" in code and "article=" in code for code in article)


def test_the_data_page_names_the_address_of_its_rows():
    at = open_page("pages/data.py", topic="数字贸易", q="数字")
    addresses = [code.value for code in at.code if "api/observations.csv" in code.value]
    assert len(addresses) == 1
    assert "topic=" in addresses[0]
    assert addresses[0].endswith("q=%E6%95%B0%E5%AD%97&order=document")
