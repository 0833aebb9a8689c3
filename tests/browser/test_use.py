"""What a reader does: select, follow a number to its sentence, send a link, download, add a document."""

import base64
import io
import re
import shutil
import zipfile
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from frontend import PATIENCE, serve
from PIL import Image
from playwright.sync_api import expect

from newsgauge.store import Store

ROWS = {"en": re.compile(r"^Rows: ([\d,]+)"), "zh": re.compile(r"^([\d,]+) 行")}

READ = {"en": "Read in", "zh": "读入"}


def rows_told(seen, lang):
    """The number of rows that the data page says it shows."""
    text = seen.page.locator("[data-testid=stCaptionContainer]").filter(has_text=ROWS[lang]).first.inner_text()
    return int(ROWS[lang].match(text)[1].replace(",", ""))


def query(seen):
    return parse_qs(urlsplit(seen.page.url).query)


def choose(seen, key, text):
    """Type into a list to choose from and take what it offers."""
    box = seen.key(key).locator("input")
    box.click()
    box.fill(text)
    seen.page.keyboard.press("Enter")
    seen.page.keyboard.press("Escape")


def open_downloads(seen):
    seen.page.locator("[data-testid=stPopoverButton]").filter(has_text="Download").first.click()


def download(seen, key):
    """Click a button of the open menu; the file's name and bytes."""
    with seen.page.expect_download(timeout=PATIENCE) as started:
        seen.key(key).get_by_role("button").click()
    return started.value.suggested_filename, started.value.path().read_bytes()


def main(seen):
    return seen.page.locator("[data-testid=stMain]")


def test_a_filter_changes_what_is_shown_and_its_link_opens_in_the_other_language(visit):
    seen = visit().open("data", lang="en")
    everything = rows_told(seen, "en")
    choose(seen, "_filter_topic", "Digital trade")
    seen.page.wait_for_url(re.compile("topic="))
    seen.settle()
    selected = rows_told(seen, "en")
    assert 0 < selected < everything
    assert query(seen)["topic"] == ["数字贸易"], "the code stands in the link, not the label"

    main(seen).get_by_role("button", name="Copy link").click()
    link = seen.page.locator("[data-testid=stCode]").first.inner_text().strip()
    expect(seen.page.get_by_text("Copied.")).to_be_visible(timeout=PATIENCE)
    assert seen.page.evaluate("navigator.clipboard.readText()") == link
    other = visit(locale="de-DE")
    other.page.goto(link.replace("lang=en", "lang=zh"))
    other.settle()
    assert other.title == "数据"
    assert rows_told(other, "zh") == selected


def test_the_selection_stays_on_the_way_to_another_page_and_language(visit):
    seen = visit().open("data", lang="en", topic="数字贸易", status="target")
    seen.key("menu").get_by_role("link", name="Topics").click()
    expect(seen.page.locator("h1")).to_have_text("Topics", timeout=PATIENCE)
    seen.settle()
    seen.key("_language").get_by_text("中文").click()
    expect(seen.page.locator("h1")).to_have_text("主题", timeout=PATIENCE)
    seen.settle().check()
    assert query(seen) | {"lang": ["zh"]} == {"lang": ["zh"], "topic": ["数字贸易"], "status": ["target"]}


def test_years_are_chosen_with_the_keyboard(visit):
    seen = visit().open("data", lang="en")
    seen.key("_filter_year").get_by_role("slider").last.focus()
    for _ in range(3):
        seen.page.keyboard.press("ArrowLeft")
    seen.page.wait_for_url(re.compile(r"year=\d{4}-\d{4}"))


def test_a_point_of_a_chart_leads_to_its_sentence(visit):
    seen = visit().open("indicators", lang="en", show="5g_base_stations")
    point = seen.page.locator(".js-plotly-plot .scatterlayer .point").first
    point.click(force=True)
    drawer = seen.page.get_by_role("dialog")
    mark = drawer.locator("p .stMarkdownColoredBackground").first
    expect(mark).to_be_visible(timeout=PATIENCE)
    assert re.search(r"[\d一二三四五六七八九十百千万亿]", mark.inner_text())
    assert "5G" in mark.locator("xpath=ancestor::p").inner_text()
    seen.settle().check()
    assert query(seen)["show"] == ["5g_base_stations"]
    marked = mark.inner_text()

    again = visit()
    again.page.goto(seen.page.url)
    again.settle()
    expect(again.page.get_by_role("dialog").locator("p .stMarkdownColoredBackground").first).to_have_text(
        marked, timeout=PATIENCE)

    seen.page.keyboard.press("Escape")
    expect(drawer).to_have_count(0, timeout=PATIENCE)
    expect(seen.page).not_to_have_url(re.compile("obs="), timeout=PATIENCE)
    seen.settle()
    seen.page.locator(".js-plotly-plot .scatterlayer .point").first.click(force=True)
    expect(drawer).to_be_visible(timeout=PATIENCE)


def test_a_number_in_the_reader_leads_to_its_sentence(visit):
    seen = visit().open("documents", lang="zh")
    number = main(seen).locator("a[href*='obs=']").first
    printed = number.inner_text()
    number.click()
    drawer = seen.page.get_by_role("dialog")
    expect(drawer.locator("p .stMarkdownColoredBackground").first).to_contain_text(printed, timeout=PATIENCE)
    seen.settle().check()
    assert len(seen.page.context.pages) == 1, "in the same tab"
    assert query(seen)["obs"]
    seen.page.go_back()
    expect(drawer).to_have_count(0, timeout=PATIENCE)


def test_a_tile_leads_to_its_chart_and_its_line_to_the_sentence(visit):
    seen = visit().open("", lang="en")
    tile = seen.page.locator("[class*=st-key-way_leading_]").first
    tile.get_by_role("button").first.click()
    drawer = seen.page.get_by_role("dialog")
    expect(drawer.locator("p .stMarkdownColoredBackground").first).to_be_visible(timeout=PATIENCE)
    seen.open("", lang="en")
    tile.locator("h3").click(force=True)          # the link lies over all of the tile
    expect(seen.page.locator("h1")).to_have_text("Indicators", timeout=PATIENCE)
    assert query(seen.settle())["show"]
    seen.check()


def test_contradictions_are_one_click_from_the_top(visit):
    seen = visit().open("", lang="en")
    heading = seen.page.locator("h2#contradictions")
    expect(heading).not_to_be_in_viewport()
    seen.page.locator(".st-key-way_open h3").click(force=True)
    expect(heading).to_be_in_viewport(timeout=PATIENCE)


def test_a_region_is_found_by_its_chinese_name_in_english(visit):
    seen = visit().open("data", lang="en")
    choose(seen, "_filter_region", "山西")
    seen.page.wait_for_url(re.compile("region=140000"))


def test_a_word_of_the_cloud_leads_to_its_places(visit):
    seen = visit().open("words", lang="en")
    seen.page.locator(".js-plotly-plot .scatterlayer .point").first.click(force=True)
    seen.page.wait_for_url(re.compile("word="))
    seen.settle().check()
    expect(seen.page.locator("h2").filter(has_text=query(seen)["word"][0])).to_be_visible(timeout=PATIENCE)


def test_a_figure_is_downloaded_as_a_picture_with_ink_on_it(visit):
    seen = visit().open("indicators", lang="en", show="5g_base_stations")
    open_downloads(seen)
    name, data = download(seen, "download_indicators_trend_png")
    assert name.endswith(".png")
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    paper, others = picture.getpixel((2, 2)), picture.getcolors(picture.width * picture.height)
    ink = 1 - max(count for count, colour in others if colour == paper) / (picture.width * picture.height)
    assert picture.width >= 1500
    assert 0.005 < ink < 0.5, "a blank picture, or one without paper"
    assert len(others) > 50

    drawing = download(seen, "download_indicators_trend_svg")[1].decode("utf-8")
    assert "5G base stations" in drawing
    assert "@font-face" in drawing

    with zipfile.ZipFile(io.BytesIO(download(seen, "download_indicators_trend_zip")[1])) as bundle:
        assert {name.rsplit(".", 1)[1] for name in bundle.namelist()} >= {"png", "csv", "json", "txt"}


def test_a_cloud_is_downloaded_as_a_drawing_that_says_what_it_shows(visit):
    seen = visit().open("words", lang="en", topic="数字贸易")
    assert not seen.page.locator("[data-title*='png' i]").count(), "plotly's own picture would be another"
    open_downloads(seen)
    name, data = download(seen, "download_cloud_svg")
    drawing = data.decode("utf-8")
    assert name == "Cloud_Digital_trade.svg"
    assert "Words of Digital trade" in drawing
    assert ">Digital trade</text>" in drawing, "the legend is in the reader's language"
    words = base64.b64decode(re.search("data:image/svg\\+xml;base64,([^\"]+)", drawing)[1]).decode("utf-8")
    assert len(re.findall("<text", words)) > 20
    assert "@font-face" in words
    assert download(seen, "download_cloud_pdf")[1].startswith(b"%PDF")


def test_a_circle_of_the_network_leads_to_the_words_places(visit):
    seen = visit().open("words", lang="en", view="pairs")
    seen.page.locator(".js-plotly-plot .scatterlayer .point").nth(3).click(force=True)
    seen.page.wait_for_url(re.compile("word="))
    seen.settle().check()
    open_downloads(seen)
    assert download(seen, "download_term_network_png")[1].startswith(b"\x89PNG")


def test_a_word_at_a_documents_side_is_followed_on_the_page_and_its_places_downloaded(visit):
    seen = visit().open("documents", lang="en")
    seen.page.locator(".js-plotly-plot .scatterlayer .point").first.click(force=True)
    seen.page.wait_for_url(re.compile("word="))
    seen.settle().check()
    word = query(seen)["word"][0]
    seen.page.locator("[data-testid=stPopoverButton]").filter(has_text="Download").last.click()
    rows = pd.read_csv(io.BytesIO(download(seen, "download_places_csv")[1]))
    assert set(rows["term"].str.lower()) == {word.lower()}


def test_downloaded_data_are_the_rows_shown(visit):
    seen = visit().open("data", lang="en", topic="数字贸易")
    told = rows_told(seen, "en")
    open_downloads(seen)
    name, data = download(seen, "download_observations_csv")
    assert name.endswith(".csv")
    assert data.startswith(b"\xef\xbb\xbf"), "without this mark Excel reads Chinese as noise"
    frame = pd.read_csv(io.BytesIO(data))
    assert len(frame) == told
    assert frame["sentence"].notna().all()
    assert len(pd.read_excel(io.BytesIO(download(seen, "download_observations_xlsx")[1]))) == told


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_added_document_is_read_shown_as_text_and_removed(visit, shipped, tmp_path, lang):
    own = tmp_path / "home"
    shutil.copytree(shipped, own)
    text = ("某省<img src=x onerror=alert(1)>数字经济报告\n\n"
            "2023年6月，某省建成5G基站12.34万个。*[x](javascript:alert(2))*\n")
    (tmp_path / "报告.txt").write_text(text, encoding="utf-8")
    with serve(own, tmp_path / "server.log") as address:
        seen = visit(address)
        alerts = []
        seen.page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
        seen.open("sources", lang=lang)
        seen.page.locator("input[type=file]").set_input_files(tmp_path / "报告.txt")
        expect(seen.key("sources_upload").get_by_text("报告.txt")).to_be_visible(timeout=PATIENCE)
        seen.key("sources_upload").get_by_role("button", name=READ[lang]).click()
        expect(seen.page.locator("[data-testid=stAlertContentSuccess]")).to_be_visible(timeout=PATIENCE)
        assert rows_told(seen.open("data", lang=lang, q="12.34万"), lang) == 1
        seen.open("indicators", lang=lang, show="5g_base_stations", year="2023-2023")
        seen.page.locator(".js-plotly-plot .scatterlayer .point").first.click(force=True)
        expect(seen.page.get_by_role("dialog")).to_be_visible(timeout=PATIENCE)
        seen.settle().check()
        assert alerts == []
        assert seen.page.locator("[data-testid=stMain] img[src=x], a[href^=javascript]").count() == 0


@pytest.fixture(scope="module")
def own_server(shipped, tmp_path_factory):
    """The address of a server whose store a test may change, and that store."""
    folder = tmp_path_factory.mktemp("own")
    shutil.copytree(shipped, folder / "home")
    with serve(folder / "home", folder / "server.log") as address:
        yield address, folder / "home"


@pytest.mark.parametrize("pause", [0, 60, 120, 250])
@pytest.mark.parametrize("form", ["paste", "upload"])
def test_a_double_click_takes_in_what_was_given_once(visit, own_server, tmp_path, form, pause):
    address, home = own_server
    name, text = f"{form}{pause}", f"2023年6月，某省建成5G基站{pause + 7}.5{len(form)}万个。"
    before = set(Store.open(home).documents()["document_id"])
    seen = visit(address).open("sources", lang="zh")
    fields = seen.key(f"sources_{form}")
    if form == "paste":
        fields.get_by_role("textbox").first.fill(text)
    else:
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        with seen.page.expect_response(lambda answer: "upload_file" in answer.url and answer.request.method == "PUT"):
            fields.locator("input[type=file]").set_input_files(tmp_path / f"{name}.txt")
        expect(fields.get_by_text(f"{name}.txt")).to_be_visible(timeout=PATIENCE)
    fields.get_by_role("button", name=READ["zh"]).hover()      # which waits until the form has found its place
    for _ in range(2):
        seen.page.mouse.down()
        seen.page.mouse.up()
        seen.page.wait_for_timeout(pause)
    expect(main(seen).get_by_text("读入 1 份（1 篇文章，1 个数字）")).to_be_visible(timeout=PATIENCE)
    seen.settle().check()
    assert main(seen).get_by_text("还没有").count() == 0, "nothing was missing"
    documents = Store.open(home).documents()
    assert list(documents.loc[~documents["document_id"].isin(before), "articles"]) == [1]
    assert text not in fields.inner_text()


def test_a_number_rejected_in_its_drawer_is_struck_through_until_that_is_taken_back(visit, own_server):
    address, home = own_server
    chosen = Store.open(home).observations(limit=1)["observation_id"].iloc[0]
    seen = visit(address).open("data", lang="en", obs=chosen)
    drawer = seen.page.get_by_role("dialog")
    drawer.get_by_text("Confirm, correct or reject").click()
    drawer.get_by_role("button", name="Reject").click()
    expect(drawer.locator("h3 del")).to_be_visible(timeout=PATIENCE)
    expect(drawer.get_by_text("left out of all numbers, charts and downloads")).to_be_visible()
    drawer.get_by_role("button", name="Take back").first.click()
    expect(drawer.locator("h3 del")).to_have_count(0, timeout=PATIENCE)
    seen.settle().check()


@pytest.mark.parametrize(("lang", "wrong"), [("zh", r"数值：'≥22.8万' 不是"), ("en", r"Value:.? '≥22.8万' is not")])
def test_a_number_is_corrected_as_the_page_shows_it(visit, own_server, lang, wrong):
    address, home = own_server
    store = Store.open(home)
    frame = store.observations()
    chosen = frame[(frame["unit"] == "个") & (frame["value"] > 10000)]["observation_id"].iloc[0]
    seen = visit(address).open("data", lang=lang, obs=chosen)
    drawer = seen.page.get_by_role("dialog")
    drawer.get_by_text({"zh": "确认、更正或剔除", "en": "Confirm, correct or reject"}[lang]).click()
    change = drawer.get_by_role("button", name={"zh": "更正", "en": "Correct"}[lang], exact=True)
    value = drawer.get_by_role("textbox", name={"zh": "数值", "en": "Value"}[lang], exact=True)
    value.fill("≥22.8万")
    change.click()
    expect(drawer.get_by_text(re.compile(wrong))).to_be_visible(timeout=PATIENCE)
    value.fill("22.8万")
    change.click()
    expect(drawer.locator("h3").first).to_contain_text({"zh": "22.8万", "en": "228K"}[lang], timeout=PATIENCE)
    assert Store.open(home).observation(chosen)["value"] == 228000
    store.append_correction(chosen, action="reset")
