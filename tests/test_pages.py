"""Every page in both languages, on the shipped corpus; filters, links and evidence as a reader uses them."""

import json
import re
import shutil
from functools import partial

import pytest
from opened import open_page, texts

from newsgauge import ingest, jobs
from newsgauge.concepts import load_concepts
from newsgauge.reconcile import reconcile
from newsgauge.store import Filters, Store, StoreError
from newsgauge.ui import kept

PAGES = ["dashboard.py", *(f"pages/{name}.py" for name in (
    "indicators", "words", "topics", "documents", "data", "sources", "about"))]


@pytest.fixture(scope="module", autouse=True)
def store(workspace):
    return Store.open(workspace)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens(page, lang):
    at = open_page(page, lang=lang)
    assert at.title[0].value
    assert len(at.page_link) >= 8
    assert not at.error


def test_the_browser_chooses_the_language_first():
    assert open_page(context={"locale": "de-DE"}).title[0].value == "Overview"


def test_the_language_stays_when_the_page_changes():
    at = open_page("dashboard.py")
    at.segmented_control(key="_language").set_value("en").run()
    assert at.query_params["lang"] == "en"
    del at.query_params["lang"]
    at.switch_page("pages/topics.py").run()
    assert at.title[0].value == "Topics"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_link_opens_the_same_selection_in_either_language(lang, store):
    chosen = {"topic": "数字贸易", "status": ["actual", "target"], "year": "2021-2023"}
    at = open_page("pages/data.py", lang=lang, **chosen)
    wanted = Filters(topics=("数字贸易",), statuses=("actual", "target"), years=(2021, 2023))
    assert at.multiselect(key="_filter_topic").value == ["数字贸易"]
    assert len(at.dataframe[0].value) == store.count(wanted)


def test_a_link_that_names_a_concept_by_its_former_id_is_followed():
    at = open_page("pages/indicators.py", show="gdp_contribution", concept="gdp_contribution")
    assert at.query_params["show"] == at.query_params["concept"] == "world_growth_contribution"


def test_a_filter_writes_its_code_into_the_url():
    at = open_page("dashboard.py", lang="en")
    at.multiselect(key="_filter_topic").set_value(["数字贸易"]).run()
    assert not at.exception
    assert at.query_params["topic"] == "数字贸易"
    at.button(key="filters_reset").click().run()
    assert "topic" not in at.query_params


def test_what_a_link_names_and_the_corpus_lacks_is_said():
    at = open_page("dashboard.py", document="0123456789abcdef", year="x")
    assert any("0123456789abcdef" in caption.value for caption in at.caption)


def test_an_empty_selection_says_why_and_what_to_do():
    at = open_page("dashboard.py", topic="设计产业", region="140000", status="forecast")
    assert at.info
    assert at.button(key="reset_nothing")


def test_evidence_opens_by_link_with_the_number_marked(store):
    row = store.observations(limit=1).iloc[0]
    at = open_page("pages/data.py", obs=row["observation_id"])
    assert any(":red-background[**:red[" in markdown.value for markdown in at.markdown)


def test_an_unknown_number_is_said():
    assert open_page("dashboard.py", obs="no-such-number").warning


@pytest.mark.parametrize("view", ["trend", "regions", "map", "targets", "growth", "composition", "timeline"])
def test_every_view_of_an_indicator(view):
    at = open_page("pages/indicators.py", show="5g_base_stations", view=view)
    assert len(at.get("plotly_chart")) == 1


@pytest.mark.parametrize("phrase", ["基站", "base stations"])
def test_indicators_are_found_by_wording_and_by_english_name(phrase):
    at = open_page("pages/indicators.py", q=phrase, lang="en")
    assert any("5G" in str(cell) for cell in at.dataframe[-1].value["indicator"])


def test_a_verdict_holds_at_once_and_can_be_taken_back(store):
    row = store.observations(limit=1).iloc[0]
    at = open_page("pages/data.py", obs=row["observation_id"])
    before = Store.open(store.home).count()
    assert _button(at, "撤回").disabled
    _button(at, "剔除").click().run()
    assert not at.exception
    assert Store.open(store.home).count() == before - 1
    assert _button(at, "剔除").disabled
    _button(at, "撤回").click().run()
    assert Store.open(store.home).count() == before
    assert _button(at, "撤回").disabled


@pytest.mark.parametrize(("lang", "told"), [("zh", "已剔除"), ("en", "Rejected")])
def test_a_rejected_number_says_so_wherever_it_is_opened(store, lang, told):
    chosen = store.observations(limit=1).iloc[0]["observation_id"]
    store.append_correction(chosen, action="reject", reason="*印错*了")
    at = open_page("pages/sources.py", obs=chosen, lang=lang)
    warning = next(warning.value for warning in at.warning if warning.value.startswith(told))
    assert "\\*印错\\*了" in warning
    assert re.search(r"20\d\d", warning)
    assert any(markdown.value.startswith("### ~~") for markdown in at.markdown)
    assert at.button(key="judge_reset_rejected")
    store.append_correction(chosen, action="reset")
    at = open_page("pages/sources.py", obs=chosen, lang=lang)
    assert not any(warning.value.startswith(told) for warning in at.warning)
    assert not any(markdown.value.startswith("### ~~") for markdown in at.markdown)


@pytest.mark.parametrize(("lang", "told"), [
    ("zh", "数值：1,290,000 → 1,300,000 · 说法出自：（空） → 工信部"),
    ("en", "Value: 1,290,000 → 1,300,000 · Said by: (none) → 工信部")])
def test_a_correction_is_told_and_marked_wherever_its_number_stands(store, lang, told):
    frame = store.observations()
    chosen = frame[(frame["concept"] == "5g_base_stations") & (frame["value"] == 1290000)].iloc[0]["observation_id"]
    store.append_correction(chosen, changes={"value": 1300000, "attribution": "工信部"}, reason="看错了")
    at = open_page("pages/data.py", lang=lang, obs=chosen)
    assert any(caption.value.replace("\\", "").replace("\u2060", "") == f"{told} · 看错了" for caption in at.caption)
    assert any("※" in text for text in at.dataframe[0].value["shown"])
    at = open_page("pages/indicators.py", show="5g_base_stations", lang=lang)
    drawn = at.get("plotly_chart")[0].proto.spec.encode().decode("unicode_escape")
    assert {"zh": "※≥130万", "en": "※≥1.3M"}[lang] in drawn
    assert any("※\u00a0" in caption.value for caption in at.caption), "the key to the marks"
    store.append_correction(chosen, action="reset")


def test_verdicts_that_hold_are_listed(store):
    chosen, other = store.observations(limit=2)["observation_id"]
    store.append_correction(chosen, action="confirm")
    store.append_correction(other, action="reject")
    store.append_correction(other, action="reset")
    at = open_page("pages/data.py")
    assert "（1）" in at.expander[-1].label
    at.session_state["verdicts"] = True
    at.run()
    number, told, *_ = at.table[-1].value.iloc[0]
    assert number.endswith(f"(?obs={chosen})")
    assert told == "确认无误"
    store.append_correction(chosen, action="reset")


def test_pasted_text_is_read(store):
    at = open_page("pages/sources.py")
    at.text_area(key="sources_text_0").set_value("2023年6月，某省建成5G基站12万个。")
    at.button(key="sources_paste_0").click().run()
    assert not at.exception
    assert at.success
    added = set(Store.open(store.home).documents()["document_id"]) - set(store.documents()["document_id"])
    assert len(added) == 1
    ingest.remove(added, store.home, wipe=True)


def test_documents_without_a_date_are_named_until_they_are_given_one(store):
    text = "某省数字经济快讯\n\n今年，某省建成5G基站15.5万个。"
    at = open_page("pages/sources.py")
    for turn, published in enumerate(["", "2023-06-01"]):
        at.text_area(key=f"sources_text_{turn}").set_value(text)
        at.text_input(key=f"paste_date_{turn}").set_value(published)
        at.button(key=f"sources_paste_{turn}").click().run()
        assert not at.exception
        assert any("没有找到日期的文献：某省数字经济快讯" in warning.value for warning in at.warning) == (not published)
    ingest.remove(at.session_state["sources_report"].documents, store.home, wipe=True)


def test_what_a_full_disk_did_not_take_in_is_kept_and_tried_again(store, monkeypatch):
    def full(*_, **__):
        raise StoreError("/store: can't write the store (disk full); free some space or make the folder writable, "
                         "then run it again")

    at = open_page("pages/sources.py")
    with monkeypatch.context() as patched:
        patched.setattr(ingest, "add", full)
        at.text_area(key="sources_text_0").set_value("2023年7月，某省建成5G基站13万个。")
        at.button(key="sources_paste_0").click().run()
        assert "库写不了" in at.error[0].value
    works = at.session_state["sources_works"]
    works[0].do = partial(ingest.add, *works[0].do.args)       # the disk has room again
    _button(at, "再试一次").click().run()
    assert at.success
    assert not at.error
    ingest.remove(at.session_state["sources_report"].documents, store.home, wipe=True)


def test_what_was_removed_elsewhere_can_be_restored_or_deleted_for_good(store):
    added = ingest.add([jobs.Upload("a.txt", "2023年6月，某省建成5G基站12万个。".encode())], store.home).documents
    ingest.remove(added, store.home)
    at = open_page("pages/sources.py")                 # opened anew: nothing of it is known in this session
    button = partial(_button, at)
    assert button("恢复").disabled
    at.multiselect[-1].set_value(added).run()
    button("恢复").click().run()
    assert not at.exception
    assert set(added) <= set(Store.open(store.home).documents()["document_id"])
    ingest.remove(added, store.home)
    at.run()
    at.multiselect[-1].set_value(added).run()
    button("彻底删除").click().run()
    assert at.button(key="sources_confirm")            # the dialog asks; what it does, it does in a browser alone
    assert any(element.value.startswith("- a") for element in at.markdown)
    ingest.remove(added, store.home, wipe=True)
    at.run()
    assert not at.multiselect


def _button(at, label):
    return next(button for button in at.button if button.label.startswith(label))


def test_a_file_that_cannot_be_read_is_reported():
    at = open_page("pages/sources.py")
    at.file_uploader(key="sources_files_0").upload("broken.pdf", b"not a pdf")
    at.button(key="sources_upload_0").click().run()
    assert not at.exception
    assert any("broken" in error.value for error in at.error)


def test_the_reader_colours_topic_words_and_shows_what_was_left_out():
    at = open_page("pages/documents.py", ink="topics")
    assert any(":color[" in markdown.value for markdown in at.markdown)
    assert not [caption for caption in at.caption if "0 处" in caption.value]
    at.session_state["dropped"] = True
    at.run()
    assert not at.exception
    assert any("页眉" in caption.value for caption in at.caption)


@pytest.mark.parametrize(("view", "figures"), [
    ("cloud", ["cloud"]), ("keyness", ["keyness"]), ("trend", ["term_trend"]),
    ("compare", ["cloud", "cloud", "keyness"]), ("pairs", ["term_network"])])
def test_every_view_of_the_words(view, figures):
    at = open_page("pages/words.py", view=view, topic="数字贸易")
    assert [json.loads(chart.proto.spec)["layout"]["meta"]["kind"] for chart in at.get("plotly_chart")] == figures


def test_a_word_is_listed_at_as_many_places_as_it_is_counted():
    at = open_page("pages/words.py", word="工业互联网")
    terms, places = at.dataframe[0].value, at.dataframe[-1].value
    assert len(places) == terms.set_index("term")["count"]["工业互联网"]


def test_own_words_and_stop_words_are_kept(store):
    at, another = open_page("pages/words.py"), open_page("pages/words.py")
    at.multiselect(key="own_stop_words").set_value(["5G"]).run()
    assert "5G" not in set(at.dataframe[0].value["term"])
    # A second reader, who still sees no stop words, adds one: both are kept.
    another.multiselect(key="own_stop_words").set_value(["技术"]).run()
    assert kept.load_own_words(store.home).stop_words == ("5G", "技术")
    again = open_page("pages/words.py")
    assert not {"5G", "技术"} & set(again.dataframe[0].value["term"])
    again.multiselect(key="own_stop_words").set_value([]).run()
    again.multiselect(key="own_words").set_value(["大型数据"]).run()
    trend = open_page("pages/words.py", view="trend")
    assert any("自定词" in caption.value for caption in trend.caption)
    again.multiselect(key="own_words").set_value([]).run()
    assert kept.load_own_words(store.home) == kept.OwnWords()


@pytest.mark.parametrize("view", ["documents", "articles", "years"])
def test_every_view_of_the_topics(view):
    assert len(open_page("pages/topics.py", view=view).get("plotly_chart")) == 2


def test_discovered_topics_are_made_when_asked_for():
    at = open_page("pages/topics.py")
    assert not [element for element in at.text_input if str(element.key).startswith("found_label")]
    at.session_state["found_topics"] = True
    at.run()
    assert not at.exception
    assert any("非负矩阵分解" in caption.value for caption in at.caption)


def test_a_sentence_of_the_readers_own_is_read():
    at = open_page("pages/about.py")
    at.text_area(key="about_text").set_value("全市数字经济规模突破300亿元。")
    at.button(key="about_read").click().run()
    assert any("300亿元" in markdown.value for markdown in at.markdown)


def test_a_tile_of_the_overview_leads_to_its_indicator_and_the_counts_to_what_they_count():
    at = open_page("dashboard.py", lang="en", topic="5G与通信网络")
    links = {link.label: (link.page, link.query_string) for link in at.get("page_link")}
    assert links["**5G base stations**"][0] == "indicators"
    assert "show=5g_base_stations" in links["**5G base stations**"][1]
    assert "topic=" in links["**5G base stations**"][1]
    assert [links[name][0] for name in ("Numbers", "Articles", "Documents")] == ["data", "documents", "sources"]


def test_contradictions_are_counted_at_the_top_with_the_way_to_them(store):
    groups = reconcile(store.observations()).with_verdict("conflict", "misprint")
    concept = next(concept for concept in groups["concept"] if concept)
    for at in (open_page("dashboard.py", lang="en"), open_page("pages/indicators.py", show=concept)):
        assert any("](#contradictions)" in markdown.value for markdown in at.markdown)
        assert any(header.anchor == "contradictions" for header in at.header)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_regions_can_be_searched_in_both_languages(lang):
    options = open_page("dashboard.py", lang=lang).multiselect(key="_filter_region").options
    assert [option for option in options if "山西省" in option and "Shanxi" in option]


def test_the_link_shows_the_indicator_that_nobody_chose_and_no_language_that_nobody_chose():
    at = open_page("pages/indicators.py")
    assert "show" not in at.query_params, "it would be a step of the way back"
    at.session_state["link"] = True
    at.run()
    assert any("show=" in code.value and "lang=" not in code.value for code in at.code)


def test_the_link_to_the_reader_names_the_article_that_nobody_chose():
    at = open_page("pages/documents.py")
    at.session_state["link"] = True
    at.run()
    article = next(code.value for code in at.code if "article=" in code.value).rpartition("article=")[2]
    assert open_page("pages/documents.py", article=article).header[0].value == at.header[0].value


def test_the_indicator_that_nobody_chose_follows_the_selection():
    at = open_page("pages/indicators.py")
    first = at.header[0].value
    at.multiselect(key="_filter_topic").set_value(["网络治理与监管"]).run()
    assert at.header[0].value != first
    at.session_state["link"] = True
    at.run()
    shown = next(code.value for code in at.code if "show=" in code.value).rpartition("show=")[2]
    assert load_concepts()[shown].zh == at.header[0].value


def test_the_numbers_of_the_region_selected_come_first():
    at = open_page("pages/indicators.py", lang="en", show="5g_base_stations", region="140000")
    chips = [markdown.value for markdown in at.markdown if markdown.value in ("Shanxi", "Datong")]
    assert chips == ["Shanxi", "Shanxi", "Datong"]


def test_coverage_of_selected_years_shows_no_others():
    at = open_page("dashboard.py", year="2021-2021")
    figure = json.loads(at.get("plotly_chart")[0].proto.spec)
    assert figure["layout"]["xaxis"]["ticktext"] == ["2021"]


def test_evidence_names_the_concept_who_says_so_and_the_document(store):
    rows = store.observations(Filters(concepts=("5g_base_stations",)))
    said = rows[rows["attribution"] != ""].iloc[0]
    shown = texts(open_page("pages/data.py", lang="en", obs=said["observation_id"]))
    assert f"**5G base stations** :gray[“{said['indicator']}”]" in shown
    assert f"Stated by: **{said['attribution']}**" in shown
    assert f"Document: {said['document_title']}" in shown


def test_first_words_that_stand_for_a_title_go_on(store):
    articles = store.articles()
    bare = articles[~articles["title_printed"] & (articles["observations"] > 0)].iloc[0]
    at = open_page("pages/documents.py", article=bare["article_id"])
    assert f"{bare['title']}…" in "\n".join(header.value for header in at.header).replace("\\", "")
    row = store.observations(Filters(articles=(bare["article_id"],))).iloc[0]
    assert f"{bare['title']}…" in texts(open_page("pages/data.py", obs=row["observation_id"])).replace("\\", "")


def test_a_tile_bears_a_mark_where_its_number_is_among_the_misprints(store):
    """1800 stands beside 1800万: the tile shows the one that is believed, with the way to the other."""
    groups = reconcile(store.observations()).with_verdict("misprint")
    at = open_page("dashboard.py", lang="en")
    shown = {button.key.removeprefix("leading_") for button in at.button if str(button.key).startswith("leading_")}
    marked = [caption.value for caption in at.caption if "possible misprint" in caption.value]
    assert len(marked) == len(shown & set(groups["concept"])) > 0


def test_what_may_contradict_stands_open_and_what_agrees_is_folded(store):
    undecided = reconcile(store.observations()).with_verdict("undecided")
    said = texts(open_page("dashboard.py", lang="en")) + "".join(
        subheader.value for subheader in open_page("dashboard.py", lang="en").subheader)
    assert f"May or may not contradict ({len(undecided)})" in said
    assert "undecided]" in said


def test_tiles_tell_changes_between_numbers_that_compare():
    captions = [caption.value for caption in open_page("dashboard.py", lang="en").caption]
    changes = [caption for caption in captions if re.match("[↗↘]", caption)]
    assert any("pp up" in caption for caption in changes), "percentages differ by points"
    assert not any(re.search(r"[\d.]K%|\d{3,}(\\.\d+)?\\%", caption) for caption in changes), changes


def test_the_rule_of_the_drawn_value_can_be_changed():
    at = open_page("pages/indicators.py", show="5g_base_stations", rule="latest")
    assert at.get("plotly_chart")
    assert at.segmented_control(key="_rule").value == "latest"


@pytest.mark.parametrize("page", ["dashboard.py", "pages/indicators.py"])
def test_the_bound_that_implies_the_other_stands_for_the_month_and_that_they_differ_is_told(page):
    at = open_page(page, show="5g_base_stations", topic="5G与通信网络")
    assert any(text.value.startswith("### ≥129万") for text in at.markdown)
    assert not any(text.value.startswith("### ≥115万") and "全国" in text.value for text in at.markdown)
    assert sum("来源说法不一" in caption.value for caption in at.caption) == 1


def test_other_statements_name_their_article_where_its_document_has_many(store):
    frame = store.observations(Filters(concepts=("5g_base_stations",)))
    _, others = store.same_thing(frame[frame["entity"] == "全国"].iloc[0].to_dict())
    at = open_page("pages/data.py", obs=frame[frame["entity"] == "全国"].iloc[0]["observation_id"])
    shown = [button.label.replace("\\", "") for button in at.button if button.key.startswith("other_")]
    assert len(shown) == len(others) > 0
    assert all(label.endswith(title) for label, title in zip(shown, others["article_title"], strict=True)), shown


def test_a_sentence_tried_names_the_indicator_in_the_language_of_the_page():
    at = open_page("pages/about.py", lang="en")
    assert any(text.value.startswith("**5G base stations**") for text in at.markdown)


def test_the_store_is_built_when_there_is_none(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSGAUGE_HOME", str(tmp_path))
    at = open_page("dashboard.py")
    assert at.title[0].value
    assert Store.open(tmp_path).count() > 100


def test_what_is_missing_from_a_damaged_store_is_said_on_every_page(shipped, tmp_path, monkeypatch):
    whole = shutil.copytree(shipped, tmp_path / "whole")
    ingest.add([jobs.Upload("一.txt", "2023年，浙江省建成5G基站20万个。".encode())], whole)
    home = shutil.copytree(whole, tmp_path / "home")         # one that nothing has opened yet
    (max((home / "shards").iterdir()) / "observation.parquet").write_bytes(b"PAR1")
    monkeypatch.setenv("NEWSGAUGE_HOME", str(home))
    for page in ("dashboard.py", "pages/data.py"):
        assert "A part of the store can't be read" in texts(open_page(page, lang="en"))
    assert "is damaged" in texts(open_page("pages/sources.py", lang="en"))


def test_an_empty_store_leads_to_the_sources(shipped, tmp_path, monkeypatch):
    home = shutil.copytree(shipped, tmp_path / "home")
    monkeypatch.setenv("NEWSGAUGE_HOME", str(home))
    ingest.remove(Store.open(home).documents()["document_id"], home)
    at = open_page("dashboard.py")
    assert at.info
    assert not open_page("pages/sources.py").exception


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_column_of_dates_is_narrower_than_a_date(lang):
    columns = json.loads(open_page("pages/data.py", lang=lang).dataframe[0].proto.columns)
    assert columns["article_date"]["width"] >= 100
    assert columns["period"]["width"] >= 110
