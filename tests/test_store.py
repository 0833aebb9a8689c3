"""Filters to SQL, and what a store of a few invented documents answers."""

import threading

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from uploads import EAST, NATION, UPLOADS, find

from newsgauge import ingest, jobs, standing, words
from newsgauge.model import QUALIFIERS
from newsgauge.shards import SCHEMA
from newsgauge.store import ALL, Filters, Store, observations, terms
from newsgauge.store import standing as store_standing
from newsgauge.store.filters import region_prefix

SQL_CASES = [
    (Filters(), "observation", "TRUE", []),
    (Filters(topics=("数字贸易", "区块链")), "observation", "list_has_any(topics, ?)", [["数字贸易", "区块链"]]),
    (Filters(topics=("数字贸易",)), "observation", "list_contains(topics, ?)", ["数字贸易"]),
    (Filters(regions=("330000", "CN")), "observation", "(starts_with(region_code, ?) OR region_code = ?)",
     ["33", "CN"]),
    (Filters(documents=("a", "b")), "observation", '"document_id" IN (?, ?)', ["a", "b"]),
    (Filters(articles=("a-0001",)), "observation", '"article_id" IN (?)', ["a-0001"]),
    (Filters(statuses=("target", "forecast")), "observation", '"status" IN (?, ?)', ["target", "forecast"]),
    (Filters(concepts=("5g_base_stations",)), "observation", '"concept" IN (?)', ["5g_base_stations"]),
    (Filters(measures=("growth",)), "observation", '"measure" IN (?)', ["growth"]),
    (Filters(years=(2020, 2022)), "observation", "year(period_start) <= ? AND year(period_end) >= ?", [2022, 2020]),
    (Filters(text="50%_g\\"), "observation",
     "(indicator ILIKE ? ESCAPE '\\' OR entity ILIKE ? ESCAPE '\\' OR sentence ILIKE ? ESCAPE '\\')",
     ["%50\\%\\_g\\\\%"] * 3),
    (Filters(statuses=("target",), years=(2020, 2022)), "article",
     'article_id IN (SELECT article_id FROM observation WHERE NOT rejected AND "status" IN (?)) AND '
     "TRY_CAST(left(reference_date, 4) AS INTEGER) BETWEEN ? AND ?", ["target", 2020, 2022]),
    (Filters(text="贸易%"), "article", "(contains(title, ?) OR contains(text, ?))", ["贸易%"] * 2),
]


@pytest.mark.parametrize(("filters", "table", "sql", "params"), SQL_CASES)
def test_filters_become_sql(filters, table, sql, params):
    assert filters.to_sql(table) == (sql, params)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    # Signs that DuckDB reads as a pattern must not matter in the folder's name.
    home = tmp_path_factory.mktemp("ho[m]e'*")
    report = ingest.add(UPLOADS, home)
    assert (report.read, report.failures) == (2, [])
    return home


@pytest.fixture
def store(home):
    return Store.open(home)


def texts(frame):
    return set(frame["text"])


def test_columns_are_those_of_the_schema(store):
    assert list(store.documents().columns) == list(SCHEMA["document"])
    assert list(store.observations().columns)[:len(SCHEMA["observation"])] == list(SCHEMA["observation"])
    assert list(store.topic_sentences("5G与通信网络").columns)[:len(SCHEMA["sentence"])] == list(SCHEMA["sentence"])


def test_documents_and_articles(store):
    documents = store.documents().set_index("name")
    assert documents.loc["east.txt", "publisher"] == "东部日报"
    assert documents.loc["nation.txt", "published"] == "2021-11-25"
    assert documents["observations"].sum() == store.count()
    assert documents["articles"].sum() == len(store.articles())
    assert store.sources(limit=3).values.tolist() == store.articles(limit=3)[["document_title", "date"]].values.tolist()
    article = store.article(store.articles()["article_id"][0])
    for paragraph in article["paragraphs"]:
        assert "\n" not in article["text"][paragraph["start"]:paragraph["end"]]
    assert store.article("none") is None


def test_filters_narrow_the_observations(store):
    everything = texts(store.observations())
    assert {"17.1万个", "20万个", "超过129万个", "4.2万个"} <= everything
    assert "20万个" in texts(store.observations(Filters(statuses=("target",))))
    assert "17.1万个" not in texts(store.observations(Filters(statuses=("target",))))
    province = texts(store.observations(Filters(regions=("330000",))))
    assert {"17.1万个", "4.2万个"} <= province
    assert "超过129万个" not in province
    assert texts(store.observations(Filters(regions=("330100",)))) == {"4.2万个"}
    nation = texts(store.observations(Filters(regions=("CN",))))
    assert "超过129万个" in nation
    assert "17.1万个" not in nation
    assert "20万个" in texts(store.observations(Filters(years=(2024, 2030))))
    assert "17.1万个" not in texts(store.observations(Filters(years=(2024, 2030))))
    assert texts(store.observations(Filters(measures=("growth",)))) == {"6.3%"}
    assert "超过129万个" in texts(store.observations(Filters(text="基站")))
    assert len(store.observations(Filters(text="50%_100\\"))) >= 1
    assert len(store.observations(Filters(text="50__100"))) == 0
    one = store.articles().iloc[0]
    assert set(store.observations(Filters(articles=(one["article_id"],)))["article_id"]) <= {one["article_id"]}
    assert set(store.articles(Filters(documents=(one["document_id"],)))["document_id"]) == {one["document_id"]}
    assert len(store.articles(Filters(statuses=("target",)))) < len(store.articles())


def test_every_order_and_limit(store):
    for order in ("document", "period", "value", "confidence", "indicator"):
        assert len(store.observations(limit=2, order=order)) == 2
    first, second = store.observations(limit=1), store.observations(limit=1, offset=1)
    assert first["observation_id"][0] != second["observation_id"][0]
    with pytest.raises(ValueError, match="order 'x"):
        store.observations(order="x; DROP TABLE observation")


@pytest.mark.parametrize("order", ["document", "period", "value", "confidence", "indicator"])
def test_pages_far_down_are_those_of_the_whole(store, monkeypatch, order):
    whole = store.observations(order=order)["observation_id"].tolist()
    monkeypatch.setattr(observations, "_HEAD", 0)
    pages = [store.observations(order=order, limit=2, offset=start) for start in range(0, len(whole) + 2, 2)]
    assert [found for page in pages for found in page["observation_id"]] == whole
    parts = store.observation_batches(Filters(statuses=("actual",)), order, limit=2, offset=1)
    chosen = store.observations(Filters(statuses=("actual",)), order=order)
    assert [found for part in parts for found in part["observation_id"].to_pylist()] == \
        chosen["observation_id"].tolist()[1:3]


def test_evidence_of_a_number(store):
    observation = store.observation(find(store, "17.1万个"))
    article = store.article(observation["article_id"])
    assert article["text"][observation["article_start"]:observation["article_end"]] == "17.1万个"
    before, sentence, after = store.neighbours(observation["observation_id"])
    assert "8977亿元" in before
    assert "17.1万个" in sentence
    assert "4.2万个" in after
    assert store.observation("none") is None
    assert store.neighbours("none") == ("", "", "")


def test_facets_leave_their_own_filter_aside(store):
    facets = store.facets(Filters(statuses=("target",)))
    assert {"actual", "target"} <= set(facets["status"]["value"])
    assert facets["document"]["count"].sum() == store.count(Filters(statuses=("target",)))
    assert set(facets) == {"topic", "year", "region", "document", "status", "concept", "measure"}
    assert all(list(frame.columns) == ["value", "label", "count"] for frame in facets.values())
    regions = store.facets()["region"].set_index("value")["label"]
    assert regions["330000"] == "浙江省"


def test_terms_and_topics(store):
    terms = store.terms().set_index("term")
    assert terms.loc["5G基站", "documents"] == 2
    assert terms.loc["5G基站", "count"] == (EAST + NATION).count("5G基站")
    by_year = store.term_by(by="year")
    assert set(by_year["year"]) == {2021, 2023}
    assert by_year.groupby("year")["count"].sum().equals(by_year.groupby("year")["total"].first().rename("count"))
    assert set(store.term_by(by="document")["document"]) == set(store.documents()["document_id"])
    # The whole is the mean of the articles, each by its length.
    rows = store.topic_shares(by="article").merge(store.articles()[["article_id", "characters"]], on="article_id")
    expected = rows.assign(weight=rows["share"] * rows["characters"]).groupby("topic")["weight"].sum()
    whole = store.topics().set_index("topic")["share"]
    assert whole.sum() == pytest.approx(1)
    assert whole.to_dict() == pytest.approx((expected / expected.sum()).to_dict())
    for by in ("document", "article", "year"):
        shares = store.topic_shares(by=by)
        key = {"document": "document_id", "article": "article_id", "year": "year"}[by]
        assert shares.groupby(key)["share"].sum().round(6).eq(1).all()
    assert "5G基站" in set(store.topic_terms("5G与通信网络")["term"])
    first = store.topic_shares(limit=1)
    assert first.equals(store.topic_shares().query(f"document_id == {first['document_id'][0]!r}"))
    assert first["document_id"].nunique() == 1
    assert len(store.topic_sentences("5G与通信网络")) >= 3


def test_two_selections_are_contrasted_by_all_their_words(store):
    rows = store.term_by(by="article")
    one, other = store.documents()["document_id"]
    counted = rows.assign(one=rows["article"].str.startswith(one)).pivot_table(
        index="term", columns="one", values="count", aggfunc="sum", fill_value=0)
    chosen = Filters(documents=(one,))
    rest, pair = store.contrast(chosen, minimum=1), store.contrast(chosen, Filters(documents=(other,)), minimum=1)
    assert rest.equals(pair)
    assert dict(zip(rest["term"], rest["target"], strict=True)) == counted[True].to_dict()
    assert dict(zip(rest["term"], rest["reference"], strict=True)) == counted[False].to_dict()
    assert set(rest["target_size"]) == {counted[True].sum()}
    assert set(rest["reference_size"]) == {counted[False].sum()}
    assert set(store.contrast(chosen, minimum=3)["target_size"]) == {counted[True].sum()}
    assert store.contrast(chosen, chosen).empty              # what is on both sides is on neither
    assert len(store.article_texts(without=chosen)) == len(store.articles()) - len(store.articles(chosen))


def test_articles_without_a_word_have_no_words(tmp_path):
    ingest.add([jobs.Upload(f"{n}.txt", f"的了和与是在有{n}".encode()) for n in (1, 2)], tmp_path)
    assert Store.open(tmp_path).terms().empty


def test_counts_of_terms_are_those_of_the_selection(store):
    for filters in (ALL, Filters(regions=("330000",)), Filters(documents=tuple(store.documents()["document_id"][:1]))):
        rows = store.term_by(filters, by="article").rename(columns={"article": "part"})
        sizes = dict(zip(rows["part"], rows["total"], strict=True))
        expected = words.dispersion(rows[["term", "part", "count"]], sizes).set_index("term")
        found = store.terms(filters).set_index("term")
        assert found["count"].to_dict() == expected["count"].to_dict()
        assert found["articles"].to_dict() == expected["parts"].to_dict()
        assert found["dp"].to_dict() == pytest.approx(expected["dp"].to_dict())
        assert found["share"].sum() == pytest.approx(1)
        assert (found["documents"] <= found["articles"]).all()
    assert len(store.terms(limit=3)) == 3
    assert store.terms(minimum=2)["count"].min() == 2
    chosen = store.term_by(terms=("5G基站", "浙江省"))
    assert set(chosen["term"]) == {"5G基站", "浙江省"}
    assert chosen.drop_duplicates("year")["total"].sum() == store.term_by()["count"].sum()


def test_many_terms_are_counted_by_estimate(store, monkeypatch):
    exact = store.terms().set_index("term")
    for most in (0, 1):                                                # a sample of no article, of one document
        monkeypatch.setattr(terms, "_EXACT", most)
        estimated = store.terms().set_index("term")
        for column in ("count", "share", "articles", "documents"):                        # few are told exactly
            assert estimated[column].to_dict() == exact[column].to_dict()
        assert estimated["dp"].between(0, 1).all()


def test_contexts_of_a_term(store):
    found = store.contexts("5g基站", width=6)
    assert len(found) == (EAST + NATION).count("5G基站")
    assert set(found["term"]) == {"5G基站"}
    for row in found.itertuples():
        text = store.article(row.article_id)["text"]
        assert row.left + row.term + row.right in text
        assert text[row.start:row.end] == row.term
    assert len(store.contexts(" ")) == 0
    assert len(store.contexts("5g基站", limit=2)) == 2


def test_search_wants_every_word(store):
    assert texts(store.search("5G基站 杭州市")) == {"4.2万个"}
    assert len(store.search("5G基站 火星")) == 0


def test_concepts_are_counted(store):
    counts = store.concept_counts().set_index("concept")
    assert tuple(counts.loc["5g_base_stations"]) == (4, 2)
    assert store.concept_counts(Filters(regions=("CN",))).set_index("concept").loc["5g_base_stations", "count"] == 1


def test_no_store_is_an_empty_one(tmp_path):
    empty = Store.open(tmp_path / "none")
    for frame in (empty.documents(), empty.articles(), empty.observations(), empty.terms(), empty.term_by(),
                  empty.topic_shares(), empty.concept_counts(), empty.contexts("5G"), empty.search("5G"),
                  empty.corrections(), empty.coverage(), *empty.facets().values()):
        assert len(frame) == 0
        assert len(frame.columns) > 0
    assert not (tmp_path / "none").exists()


def test_the_leading_series_is_that_of_the_nation_and_of_one_number_a_time(tmp_path):
    ingest.add([
        jobs.Upload("a.txt", "截至2021年底，全国5G基站142.5万个。截至2021年底，浙江省5G基站10万个。".encode(),
                      published="2022-01-02"),
        jobs.Upload("b.txt", "截至2021年底，全国5G基站超过142万个。截至2022年底，全国5G基站231.2万个。".encode(),
                      published="2023-01-02"),
        jobs.Upload("c.txt", "到2025年，全国5G基站将达到360万个。".encode(), published="2023-02-02")], tmp_path)
    store = Store.open(tmp_path)
    rows = store.leading(at_a_time=("5g_base_stations",))
    assert rows[["text", "status"]].values.tolist() == [
        ["142.5万个", "actual"], ["231.2万个", "actual"], ["360万个", "target"]]
    assert set(rows["statements"]) == {5}
    assert set(rows["documents"]) == {3}
    without = rows["observation_id"].tolist()[:1]
    assert "超过142万个" in set(store.leading(without=without)["text"])
    assert len(store.leading(Filters(regions=("330000",)))) == 1
    whole = store.rows_of(rows["observation_id"].tolist(), ["5g_base_stations"])
    assert whole[list(rows.columns[:-2])].equals(rows.iloc[:, :-2])
    assert len(store.rows_of(rows["observation_id"].tolist(), ["5g_users"])) == 0


def test_of_many_statements_those_are_taken_that_show_the_whole_time(tmp_path):
    ingest.add([jobs.Upload(f"{n}.txt", text.encode(), published=f"2023-01-0{n + 1}") for n, text in enumerate((
        "截至2022年底，全国5G基站超过231万个。截至2022年底，全国5G基站231.2万个。截至2022年底，浙江省5G基站17万个。",
        "截至2022年底，全国5G基站约231万个。截至2021年底，全国5G基站142.5万个。",
        "截至2020年底，全国5G基站71.8万个。"))], tmp_path)
    store = Store.open(tmp_path)
    wanted = Filters(concepts=("5g_base_stations",))
    assert len(store.spread(wanted, 10)) == store.count(wanted) == 6
    assert store.spread(wanted, 3)["text"].tolist() == ["231.2万个", "142.5万个", "71.8万个"]
    assert set(store.spread(wanted, 4)["text"]) - set(store.spread(wanted, 3)["text"]) == {"17万个"}
    assert list(store.spread(wanted, 1).columns) == list(store.observations(wanted).columns)
    assert store.spread(Filters(concepts=("5g_users",)), 5).empty


@given(st.lists(st.tuples(st.sampled_from(QUALIFIERS), st.sampled_from([-50.0, -8, 0, 1, 2, 9, 10, 60])), min_size=1,
                max_size=8))
def test_what_stands_for_a_time_is_the_same_in_sql(numbers):
    qualifiers, values = zip(*numbers, strict=True)
    ranks = standing.precision(qualifiers, values)
    with duckdb.connect() as database:
        database.execute("CREATE TABLE stated (place INTEGER, qualifier VARCHAR, number DOUBLE, time INTEGER)")
        database.executemany("INSERT INTO stated VALUES (?, ?, ?, 1)", [(n, *row) for n, row in enumerate(numbers)])
        found = database.execute(
            f"WITH middles AS ({store_standing.middles('stated', 'number', 'time')}) SELECT place FROM stated LEFT "
            f"JOIN middles USING (time, qualifier) ORDER BY {store_standing.precision('number')}, place").fetchall()
    assert [place for place, in found] == sorted(range(len(ranks)), key=lambda place: (ranks[place], place))


def test_what_else_is_stated_of_the_same_thing(store):
    row = store.observation(find(store, "17.1万个"))
    count, rows = store.same_thing(row)
    assert (count, rows["text"].tolist()) == (1, ["20万个"])
    assert len(store.same_thing(row, limit=0)[1]) == 0
    assert store.same_thing(row | {"concept": ""})[0] == 0


def test_articles_near_by_their_words(tmp_path):
    ingest.add([jobs.Upload(f"{n}.txt", text.encode()) for n, text in enumerate((
        "区块链平台上线，跨链协议发布，链上存证增加。", "区块链存证案件增加，跨链协议推广到各地法院。",
        "数据中心能耗下降，算力枢纽开工建设。", "全省算力枢纽建成，数据中心机架增加。"))], tmp_path)
    store = Store.open(tmp_path)
    articles = store.articles().set_index("document")["article_id"]
    assert store.near_articles(articles["0.txt"])["article_id"].tolist()[0] == articles["1.txt"]
    assert store.near_articles(articles["3.txt"])["article_id"].tolist()[0] == articles["2.txt"]
    assert store.near_articles(articles["0.txt"], limit=1)["likeness"].between(0, 1).all()
    assert len(store.near_articles("none-0000")) == 0


def test_pages_of_articles_and_sentences(store):
    assert store.count_articles() == (len(store.articles()), 2)
    assert store.count_articles(Filters(regions=("330000",))) == (1, 1)
    second = store.articles(limit=1, offset=1)
    assert second["article_id"].tolist() == store.articles()["article_id"].tolist()[1:2]
    assert len(store.sentence_texts(limit=2)) == 2
    assert store.sentence_texts()[:1] == store.sentence_texts(Filters(regions=("330000",)), limit=1)


def test_threads_share_a_store(store):
    expected, failures = store.count(), []

    def ask():
        for _ in range(10):
            if store.count() != expected or len(store.observations()) != expected:
                failures.append(threading.current_thread().name)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.parametrize(("code", "expected"), [
    ("330000", ("33", False)), ("330100", ("3301", False)), ("330106", ("330106", True)), ("CN", ("CN", True)),
    ("WORLD", ("WORLD", True)), ("110000", ("11", False))])
def test_a_province_includes_its_cities(code, expected):
    assert region_prefix(code) == expected


def test_of_several_bounds_the_one_that_implies_the_others_stands_for_the_time(tmp_path):
    texts = {"2022-01-02": "超过142万座", "2022-03-02": "超过118万个", "2022-04-02": "超过1180万个"}
    ingest.add([jobs.Upload(f"{day}.txt", f"截至2021年底，全国5G基站{number}。".encode(), published=day)
                for day, number in texts.items()], tmp_path)
    store = Store.open(tmp_path)
    assert store.leading(at_a_time=("5g_base_stations",))["text"].tolist() == ["超过142万座"]
    assert store.spread(Filters(concepts=("5g_base_stations",)), 1)["text"].tolist() == ["超过142万座"]
