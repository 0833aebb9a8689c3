"""What leaves the dashboard beside its pages: rows for programs, the page's language, and the report."""

import io
import re
import shutil
import urllib.request

import pandas as pd
import pypdfium2
import pytest
from frontend import PATIENCE, SLUGS, serve
from playwright.sync_api import expect

MENU = re.compile("下载|Download")


def language(seen):
    return seen.page.evaluate("document.documentElement.lang")


def get(address):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address, timeout=60) as answer:
        return answer.read()


@pytest.mark.parametrize(("locale", "parameters", "lang"), [
    ("zh-CN", {}, "zh-CN"), ("de-DE", {}, "en"), ("en-GB", {"lang": "zh"}, "zh-CN"), ("zh-TW", {"lang": "en"}, "en")])
def test_the_page_says_its_language_before_any_script_runs(visit, server, locale, parameters, lang):
    seen = visit(locale=locale, java_script_enabled=False)
    for slug in SLUGS:
        seen.page.goto(f"{server}/{slug}?{'&'.join(f'{name}={value}' for name, value in parameters.items())}")
        assert language(seen) == lang
        assert seen.page.title() != "Streamlit"


def test_the_pages_language_follows_the_switch(visit):
    seen = visit(locale="zh-CN").open("topics")
    assert language(seen) == "zh-CN"
    seen.key("_language").get_by_text("English").click()
    expect(seen.page.locator("h1")).to_have_text("Topics", timeout=PATIENCE)
    seen.settle().check()
    assert language(seen) == "en"


def test_the_data_page_tells_programs_where_its_rows_are(visit):
    seen = visit().open("data", lang="en", topic="数字贸易", q="数字")
    seen.page.locator("[data-testid=stPopover] button").filter(has_text=MENU).first.click()
    address = seen.page.locator("[data-testid=stCode]").filter(has_text="/api/").inner_text().strip()
    told = seen.page.locator("[data-testid=stCaptionContainer]").filter(has_text=re.compile(r"^Rows: [\d,]+")).first
    rows = pd.read_csv(io.BytesIO(get(address)))
    assert len(rows) == int(re.search(r"[\d,]+", told.inner_text())[0].replace(",", ""))
    assert rows["sentence"].str.contains("数字").any()
    assert get(address.replace(".csv", ".parquet"))[:4] == b"PAR1"


@pytest.mark.parametrize(("lang", "words"), [("zh", ("加入报告", "依据")), ("en", ("Add to report", "Evidence"))])
def test_figures_become_a_report_that_needs_no_newsgauge(visit, shipped, tmp_path, lang, words):
    own = tmp_path / "home"
    shutil.copytree(shipped, own)
    with serve(own, tmp_path / "server.log") as address:
        seen = visit(address)
        for slug, name, parameters in (("indicators", "indicators_trend", {"show": "5g_base_stations"}),
                                       ("words", "cloud", {"topic": "数字贸易"})):
            seen.open(slug, lang=lang, **parameters)
            seen.page.locator("[data-testid=stPopover] button").filter(has_text=MENU).first.click()
            seen.key(f"report_add_{name}").get_by_role("button", name=words[0]).click()
            expect(seen.page.locator("[data-testid=stToast]")).to_be_visible(timeout=PATIENCE)
        seen.open("data", lang=lang, view="report").check()
        files = {}
        for kind in ("pdf", "html"):
            with seen.page.expect_download(timeout=PATIENCE) as started:
                seen.key(f"report_{kind}").get_by_role("button").click()
            files[kind] = started.value.path()
        seen.check()

        document = pypdfium2.PdfDocument(files["pdf"])
        pages = [page.get_textpage().get_text_range() for page in document]
        document.close()
        assert all(f"{number} / {len(pages)}" in text for number, text in enumerate(pages, 1))
        assert words[1] in "".join(pages)
        assert "5G基站" in "".join(pages).replace("\r\n", "")

        shutil.copy(files["html"], tmp_path / "report.html")
        reader = visit(address, java_script_enabled=False, offline=True)
        reader.page.goto((tmp_path / "report.html").as_uri())
        assert reader.page.locator("mark").count() > 5
        assert reader.page.locator("figure img").count() == 2
        assert reader.page.locator("figure img").first.evaluate("(image) => image.naturalWidth") > 100
        reader.check()
