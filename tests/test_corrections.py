"""What follows from a correction, whose number it is said of, and journals that others wrote."""

import json

import pytest

from newsgauge import corrections, ingest, jobs, shards
from newsgauge.store import Filters, Store

TEXT = """山西数字经济加快发展

本报太原3月1日讯 2022年，山西省建成5G基站7.1万个，互联网普及率达到79.2%。

2022年，全国粮食总产量6.5亿吨，美国国内生产总值18万亿美元。
"""


@pytest.fixture
def home(tmp_path):
    ingest.add([jobs.Upload("one.txt", TEXT.encode(), published="2023-03-01")], tmp_path)
    return tmp_path


def find(home, text):
    frame = Store.open(home).observations()
    return frame[frame["text"] == text].iloc[0]["observation_id"]


def change(home, observation_id, **changes):
    Store.open(home).append_correction(observation_id, changes=changes)
    return Store.open(home).observation(observation_id)


def journal(home, **fields):
    """Append a record of the document at hand as another hand may have written it."""
    document_id = Store.open(home).documents()["document_id"][0]
    record = {"id": "1", "level": "observation", "action": "change", "document_id": document_id, "start": 30, "end": 34}
    with (home / corrections.FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(record | fields) + "\n")


# --- what follows from a change

def test_a_corrected_concept_has_its_value_in_the_concepts_unit(home):
    share, grain, dollars = (find(home, text) for text in ("79.2%", "6.5亿吨", "18万亿美元"))
    assert change(home, share, concept="internet_penetration")["canonical_value"] == pytest.approx(79.2)
    assert change(home, grain, concept="grain_output")["canonical_value"] == pytest.approx(1.3e12)     # 斤
    assert change(home, dollars, concept="gdp")["canonical_value"] is None       # never converted
    assert change(home, share, concept="")["canonical_value"] is None
    assert change(home, share, concept="gdp_contribution")["concept"] == "world_growth_contribution", "its id now"


def test_a_corrected_entity_takes_its_region_along(home):
    chosen = find(home, "7.1万个")
    row = change(home, chosen, entity="浙江省")
    assert (row["region"], row["region_code"], row["entity_kind"]) == ("浙江省", "330000", "region")
    assert chosen in set(Store.open(home).observations(Filters(regions=("330000",)))["observation_id"])
    row = change(home, chosen, entity="远山科技有限公司")
    set_in = Store.open(home).articles()["region_code"][0]
    assert (row["region_code"], row["entity_kind"]) == (set_in, "firm")
    assert change(home, chosen, region_code="310000")["region"] == "上海市"
    row = change(home, chosen, entity="浙江省", region="江苏省", region_code="320000")
    assert (row["entity"], row["region_code"]) == ("浙江省", "320000")


@pytest.mark.parametrize(("changes", "message"), [
    ({"value": "nan"}, "not a number"), ({"value": "1e999"}, "not a number"), ({"value_max": "inf"}, "not a number"),
    ({"concept": "no_such_thing"}, "not in the catalogue"), ({"region_code": "990000"}, "no code of a region")])
def test_what_no_number_can_be_is_refused(home, changes, message):
    with pytest.raises(ValueError, match=message):
        change(home, find(home, "79.2%"), **changes)


@pytest.mark.parametrize(("unit", "written", "value"), [
    ("个", "22.8万", 228000), ("元", "1.2亿", 120000000), ("元", "1.2万亿", 1.2e12), ("个", "二十六万", 260000),
    ("%", "26%", 26), ("%", "-3.2％", -3.2), ("个", "1,234", 1234), ("个", "１，２３４．５", 1234.5),
    ("个", "22.8 万个", 228000), ("比例", "26%", 0.26), ("个", "1.29M", 1290000), ("个", "250K", 250000),
    ("个", "两百", 200), ("百分点", "2.7个百分点", 2.7)])
def test_a_corrected_number_can_be_written_as_pages_show_it(unit, written, value):
    assert corrections.check_change("value", written, unit) == value


@pytest.mark.parametrize("written", [
    "≥115万", "100–129", "约3万", "26%", "3万家", "三四十", "3个和4个", "", "9" * 400, "1,23"])
def test_what_says_more_than_a_number_is_no_corrected_number(written):
    with pytest.raises(ValueError, match="value: .* is not a number of 个; write one such as"):
        corrections.check_change("value", written, "个")


def test_a_corrected_period_is_kept_in_its_shortest_form():
    assert corrections.check_change("period", "2021-01/2021-06") == "2021-H1"


# --- whose number a verdict is of

def moved(home, monkeypatch):
    """A change of the base stations, made when the extractor read them with another span."""
    change(home, find(home, "7.1万个"), value=1.0)
    path = home / corrections.FILE
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(record | {"start": record["start"] - 1}) + "\n", encoding="utf-8")
    return find(home, "7.1万个")


@pytest.mark.parametrize(("action", "changes", "expected"), [
    ("reject", None, (1.0, True)), ("reset", None, (71000, False)), ("change", {"value": 2.0}, (2.0, False))])
def test_verdicts_follow_a_number_whose_span_has_moved(home, monkeypatch, action, changes, expected):
    chosen = moved(home, monkeypatch)
    count = Store.open(home).count()
    Store.open(home).append_correction(chosen, action=action, changes=changes)
    row = Store.open(home).observation(chosen)
    assert (row["value"], row["rejected"]) == expected
    assert Store.open(home).count() == count - (action == "reject")


def test_verdicts_of_one_lost_number_restore_it_once(home, monkeypatch):
    chosen = moved(home, monkeypatch)
    Store.open(home).append_correction(chosen, action="confirm")
    path = home / corrections.FILE
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for record in records:                   # neither finds it any more
        record["start"] -= record["end"] - 8
        record["end"] = 8
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    rows = Store.open(home).observations()
    assert rows["confirmed"].sum() == 1


# --- journals by other hands

@pytest.mark.parametrize("fields", [
    {"level": "article", "action": "split"}, {"level": "article", "action": "split", "at": "5"},
    {"level": "article", "action": "merge"}, {"level": "article", "changes": {"date": "x"}}, {"level": ["article"]},
    {"changes": {"value": float("nan")}}, {"changes": ["value"]}, {"changes": {"concept": "no_such_thing"}},
    {"changes": {"value": 3}, "before": {"value": 1, "observation_id": "x"}}, {"start": True},
    {"changes": {"value": 3}, "before": ["x"]}, {"before": {"value": "x", "observation_id": 7, "year": "soon"}},
    {"action": "reject", "reason": 5}])
def test_records_by_another_hand_stop_no_build(home, fields):
    count = Store.open(home).count()
    journal(home, **fields)
    assert ingest.build([], home).failures == []
    assert Store.open(home).count() >= count - 1
    Store.open(home).corrections()


def test_an_import_names_what_is_wrong(home, tmp_path):
    file = tmp_path / "in.jsonl"
    file.write_text('{"action": "change", "document_id": "a", "start": 1, "end": 2, "changes": {"value": "1e999"}}')
    with pytest.raises(shards.StoreError, match="not a number"):
        corrections.import_(home, file)
    file.write_text('{"level": "article", "action": "split", "document_id": "a", "start": 1, "end": 2}')
    with pytest.raises(shards.StoreError, match="holds no corrections"):
        corrections.import_(home, file)
