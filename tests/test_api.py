"""The data routes on a port, and the language of the page beside them."""

import http.client
import io
import json
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route

from newsgauge.api import ROUTES, data_routes
from newsgauge.concepts import canonical_unit
from newsgauge.export import data_bytes
from newsgauge.page_language import PageLanguage, preferred_language
from newsgauge.store import Filters, Store
from newsgauge.ui.data import CachedStore
from newsgauge.ui.leading import leading_concepts

SHELL = '<!DOCTYPE html><html lang="en"><head><title>Streamlit</title></head><body></body></html>'


@pytest.fixture(scope="module")
def store(workspace):
    return Store.open(workspace)


@pytest.fixture(scope="module")
def server():
    """The routes and a page like Streamlit's on a port of their own."""
    app = Starlette(routes=[*data_routes(), Route("/{page:path}", lambda request: HTMLResponse(SHELL))],
                    middleware=[Middleware(PageLanguage)])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def ask(server, path, *, method="GET", headers=None, **parameters):
    """Status, headers and body of the answer."""
    request = urllib.request.Request(f"{server}{path}?{urlencode(parameters, doseq=True)}", method=method,
                                     headers=headers or {})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


CHOSEN = {"topic": "数字贸易", "status": ["actual", "target"], "year": "2021-2023"}
SAME = Filters(topics=("数字贸易",), statuses=("actual", "target"), years=(2021, 2023))


def test_the_parameters_of_a_page_select_the_same(server, store):
    wanted = list(store.observations(SAME)["observation_id"])
    assert len(wanted) > 5
    for format, read in (("csv", pd.read_csv), ("json", pd.read_json), ("parquet", pd.read_parquet)):
        status, _, body = ask(server, f"/api/observations.{format}", **CHOSEN, order="document")
        assert status == 200
        assert list(read(io.BytesIO(body))["observation_id"]) == wanted


def test_a_former_id_of_a_concept_means_it(server):
    assert ask(server, "/api/observations.json", concept="gdp_contribution")[0] == 200


def test_csv_is_the_file_that_the_page_offers(server, store):
    _, headers, body = ask(server, "/api/observations.csv", order="document")
    assert body == data_bytes(store.observations(), "csv")
    assert headers["content-type"] == "text/csv; charset=utf-8"


def test_json_and_parquet_keep_every_value(server, store):
    row = json.loads(ask(server, "/api/observations.json", order="value", limit=1)[2])[0]
    whole = store.observation(row["observation_id"])
    assert {name: row[name] for name in ("value", "text", "topics", "rules")} == {
        name: whole[name] for name in ("value", "text", "topics", "rules")}
    frame = pd.read_parquet(io.BytesIO(ask(server, "/api/observations.parquet", limit=1, order="value")[2]))
    assert frame["period_end"].iloc[0] == whole["period_end"].date()


def test_pages_of_rows_make_the_whole(server, store):
    rows = [row["observation_id"] for offset in range(0, store.count(), 200)
            for row in json.loads(ask(server, "/api/observations.json", limit=200, offset=offset)[2])]
    assert rows == list(store.observations()["observation_id"])
    assert ask(server, "/api/observations.json", offset=10**9)[2] == b"[]\n"
    header, *rest = ask(server, "/api/observations.csv", limit=0)[2].splitlines()
    assert header.startswith(b"\xef\xbb\xbfobservation_id")
    assert rest == []


def test_concepts_articles_and_documents(server, store):
    concepts = json.loads(ask(server, "/api/concepts.json", topic="5G与通信网络")[2])
    counts = store.concept_counts(Filters(topics=("5G与通信网络",)))
    assert [row["concept"] for row in concepts] == list(counts["concept"])
    assert [row["count"] for row in concepts] == list(counts["count"])
    assert {"zh", "en", "unit", "count", "latest_value"} <= set(concepts[0])
    assert concepts[1:3] == json.loads(ask(server, "/api/concepts.json", topic="5G与通信网络", limit=2, offset=1)[2])
    articles = json.loads(ask(server, "/api/articles.json")[2])
    assert [row["article_id"] for row in articles] == list(store.articles()["article_id"])
    documents = json.loads(ask(server, "/api/documents.json")[2])
    one = documents[0]["document_id"]
    of_one = json.loads(ask(server, "/api/articles.json", document=one)[2])
    assert {row["document_id"] for row in of_one} == {one}
    by_article = json.loads(ask(server, "/api/observations.json", article=of_one[0]["article_id"])[2])
    assert {row["article_id"] for row in by_article} <= {of_one[0]["article_id"]}


def test_the_latest_value_of_a_concept_is_that_of_its_tile(server, store):
    """In the concept's unit, of one currency, once a concept, without what is probably a misprint."""
    concepts = json.loads(ask(server, "/api/concepts.json")[2])
    assert len({row["concept"] for row in concepts}) == len(concepts)
    tiles = {one.latest["concept"]: one for one in leading_concepts(CachedStore(store), Filters())[0]}
    for row in concepts:
        tile = tiles.get(row["concept"])
        assert row["latest_id"] == (tile and tile.latest["observation_id"])
        assert row["target_id"] == (tile.target["observation_id"] if tile and tile.target else None)
        if tile:
            assert row["latest_value"] == tile.latest["canonical_value"]
            assert row["latest_unit"] == canonical_unit(row["concept"], row["measure"], tile.latest["unit"])
    assert any(row["previous_value"] is not None for row in concepts)


def test_what_has_not_changed_is_not_sent_again(server, store):
    status, headers, _ = ask(server, "/api/observations.csv", topic="数字贸易")
    tag = headers["etag"]
    assert status == 200
    status, _, body = ask(server, "/api/observations.csv", topic="数字贸易", headers={"If-None-Match": f'"x", {tag}'})
    assert (status, body) == (304, b"")
    assert ask(server, "/api/observations.csv", headers={"If-None-Match": tag})[0] == 200
    row = store.observations(limit=1).iloc[0]
    store.append_correction(row["observation_id"], action="confirm")
    assert ask(server, "/api/observations.csv", topic="数字贸易", headers={"If-None-Match": tag})[0] == 200
    store.append_correction(row["observation_id"], action="reset")


def test_the_head_of_an_answer_is_told_without_making_it(server, store):
    status, headers, body = ask(server, "/api/observations.parquet", method="HEAD")
    assert (status, body) == (200, b"")
    assert headers["etag"]
    assert "content-length" not in headers


@pytest.mark.parametrize(("parameters", "named"), [
    ({"topics": "数字贸易"}, ["topics", "concept"]),
    ({"topic": "数字"}, ["数字", "数字贸易"]),
    ({"status": "planned"}, ["planned", "target"]),
    ({"region": "999999"}, ["999999", "330000"]),
    ({"concept": "5g"}, ["5g", "concepts.json"]),
    ({"document": "0" * 16}, ["documents.json"]),
    ({"article": "../x"}, ["articles.json"]),
    ({"year": "lately"}, ["lately", "2020-2023"]),
    ({"year": ["2020-2021", "2022-2023"]}, ["year"]),
    ({"limit": "-1"}, ["limit", "-1"]),
    ({"limit": "9" * 30}, ["limit"]),
    ({"offset": "١"}, ["offset"]),
    ({"order": "random"}, ["random", "period"]),
    ({"lang": "fr"}, ["fr", "zh"]),
])
def test_what_does_not_exist_is_told_in_a_sentence(server, store, parameters, named):
    status, headers, body = ask(server, "/api/observations.json", **({"lang": "en"} | parameters))
    assert status == 400
    assert headers["content-type"] == "application/json"
    sentence = json.loads(body)["error"]
    assert sentence.endswith((".", "。"))
    assert all(word in sentence for word in named)


def test_sentences_follow_the_language_of_the_request(server, store):
    def error(**headers):
        return json.loads(ask(server, "/api/observations.json", headers=headers, colour="red")[2])["error"]

    assert error().startswith("没有")
    assert error(**{"Accept-Language": "en-GB"}).startswith("There is no parameter")


def test_other_addresses_and_methods(server, store):
    status, _, body = ask(server, "/api/observations.xlsx", lang="en")
    assert status == 404
    assert "observations.parquet" in json.loads(body)["error"]
    assert ask(server, "/api/observations.csv", method="POST")[0] == 405
    for path in ("/api", "/api/"):
        listed = json.loads(ask(server, path)[2])["routes"]
        assert len(listed) == sum(len(data.formats) for data in ROUTES)
        assert all(ask(server, f"/api/{route['path']}")[0] == 200 for route in listed)


def test_a_store_that_is_not_built_is_told(server, tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSGAUGE_HOME", str(tmp_path))
    status, headers, body = ask(server, "/api/observations.csv", lang="en")
    assert status == 503
    assert headers["retry-after"]
    assert "newsgauge build" in json.loads(body)["error"]


def test_routes_below_a_path_of_the_pages():
    assert [route.path for route in data_routes("/numbers/")] == ["/numbers/api", "/numbers/api"]


@pytest.mark.parametrize(("path", "headers", "lang"), [
    ("/", {}, "zh-CN"),
    ("/", {"Accept-Language": "zh-TW,zh;q=0.9,en;q=0.8"}, "zh-CN"),
    ("/topics", {"Accept-Language": "de-DE,de;q=0.9,zh;q=0.8"}, "en"),
    ("/topics?lang=en", {"Accept-Language": "zh-CN", "Accept-Encoding": "gzip"}, "en"),
    ("/topics?lang=zh", {"Accept-Language": "en"}, "zh-CN"),
    ("/topics?lang=<x>", {"Accept-Language": "en"}, "en"),
])
def test_the_page_says_its_language(server, path, headers, lang):
    path, _, query = path.partition("?")
    status, answered, body = ask(server, path, headers=headers, **dict([query.split("=")] if query else []))
    assert status == 200
    assert f'<html lang="{lang}">' in body.decode()
    assert answered["content-language"] == lang
    assert "<title>Streamlit</title>" not in body.decode()


@pytest.mark.parametrize(("accepted", "language"), [
    ("en;q=0.2,zh-CN;q=0.9", "zh"), ("*", "zh"), (",,;", "en"), ("fr;q=x,zh", "zh"), ("zh;q=0.1,en", "en")])
def test_the_first_language_of_a_browser(accepted, language):
    assert preferred_language(accepted) == language


def test_what_breaks_off_is_no_shorter_file(server, store, monkeypatch):
    whole = Store.observation_batches

    def breaking(self, *arguments, **options):
        yield next(whole(self, *arguments, **options))
        raise RuntimeError("the shard has gone")

    monkeypatch.setattr(Store, "observation_batches", breaking)
    with pytest.raises(http.client.IncompleteRead):
        ask(server, "/api/observations.csv")
    monkeypatch.undo()
    assert ask(server, "/api/observations.csv")[0] == 200


def test_the_guide_names_every_address_and_parameter():
    guide = (Path(__file__).parents[1] / "docs" / "api.md").read_text(encoding="utf-8")
    for data in ROUTES:
        assert f"/api/{data.name}.{data.formats[0]}" in guide
        assert [name for name in (*data.formats, *data.parameters) if f"`{name}`" not in guide
                and f"`.{name}`" not in guide and f"{data.name}.{name}" not in guide] == []
