"""The catalogue is sound, phrases link to what they mean and to nothing else, values are in the concept's unit."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from stopwatch import processor_seconds

from newsgauge import concepts, resources
from newsgauge.concepts import concept_value, find_concept, link, load_concepts, phrase_key, plausibility
from newsgauge.model import Observation

CASES = tomllib.loads((Path(__file__).parent / "cases/concepts.toml").read_text(encoding="utf-8"))


def observed(indicator, *, unit="个", measure="level", entity="", entity_kind="", sentence="", clause="", text="1200",
             value=1200.0, value_max=None):
    """An observation of an invented sentence; only what linking looks at differs."""
    clause = clause or f"{indicator}达到{text}"
    sentence = sentence or clause
    return Observation(
        document="a.txt", start=0, end=4, text=text, value=value, value_max=value_max, unit=unit, qualifier="exact",
        measure=measure, status="actual", period="2022", indicator=indicator, entity=entity, article=0, clause=clause,
        sentence=sentence, sentence_start=0, mark_start=0, mark_end=len(sentence), entity_kind=entity_kind)


def phrases(kind):
    return [pytest.param(case, phrase, id=f"{phrase}-{case.get('measure', 'level')}-{case['unit']}")
            for case in CASES[kind] for phrase in case["phrases"]]


def _found(case, phrase):
    keys = ("unit", "measure", "entity_kind", "sentence")
    return find_concept(observed(phrase, **{key: case[key] for key in keys if key in case}))


@pytest.mark.parametrize(("case", "phrase"), phrases("link"))
def test_links(case, phrase):
    concept = _found(case, phrase)
    assert concept is not None
    assert concept.id == case["concept"]


@pytest.mark.parametrize(("case", "phrase"), phrases("none"))
def test_does_not_link(case, phrase):
    assert _found(case, phrase) is None


def test_catalogue_is_large_and_named_in_both_languages():
    catalogue = load_concepts()
    assert len(catalogue) >= 90
    assert len({concept.zh for concept in catalogue.values()}) == len(catalogue)
    assert len({concept.en for concept in catalogue.values()}) == len(catalogue)
    assert all(concept.en.isascii() or "–" in concept.en for concept in catalogue.values())


@pytest.mark.parametrize("concept", load_concepts().values(), ids=lambda concept: concept.id)
def test_every_phrase_of_a_concept_reaches_it(concept):
    measure = {"ratio": "share"}.get(concept.dimension, "level")
    lead = concept.words[0] if concept.words else {"new": "新建", "building": "在建"}.get(concept.scope, "")
    sentence = f"{concept.context[0]}：" if concept.context else ""
    kind = concept.entities[0] if concept.entities else ""
    missed = []
    for phrase in (*concept.aliases, *concept.short):
        whole = phrase if not lead or lead in phrase else lead + phrase
        if any(word in whole for word in (*concept.exclude, *concept.not_context)):
            continue
        unit = concept.unit or ""
        found = find_concept(observed(whole, unit=unit, measure=measure, entity_kind=kind, sentence=sentence))
        if found is None or found.family != concept.family and found.unit == concept.unit and not concept.context:
            missed.append((whole, found and found.id))
    assert missed == []


def test_scope_is_told_by_the_clause_where_the_phrase_does_not():
    new = observed("5G基站数", clause="今年新建5G基站1200", text="1200")
    assert find_concept(new).id == "5g_base_stations_new"
    total = observed("5G基站数", clause="今年新建5G基站300个，累计达1200", text="1200")
    assert find_concept(total).id == "5g_base_stations"


def test_change_links_to_the_stock_whatever_the_verb():
    grown = observed("5G用户数", unit="户", measure="change", clause="5G用户新增1200", text="1200")
    assert find_concept(grown).id == "5g_users"


def test_entity_before_the_phrase_is_no_narrowing():
    assert find_concept(observed("星河通信5G用户数", unit="户", entity="星河通信", entity_kind="firm")).id == "5g_users"
    assert find_concept(observed("星河通信5G用户数", unit="户")) is None


@pytest.mark.parametrize(("concept", "value", "unit", "measure", "text", "expected"), [
    ("digital_economy_share_of_gdp", 0.4, "比例", "share", "四成", 40),
    ("digital_economy_share_of_gdp", 2.5, "百分点", "change", "2.5个百分点", 2.5),
    ("gdp", 3, "‰", "growth", "3‰", 0.3),
    ("listed_companies", 2, "倍", "growth", "翻番", 100),
    ("listed_companies", 4, "倍", "growth", "翻两番", 300),
    ("listed_companies", 1.5, "倍", "growth", "1.5倍", 150),
    ("computing_power", 8, "EFLOPS", "level", "8EFLOPS", 8000),
    ("grain_output", 7e8, "吨", "level", "7亿吨", 1.4e12),
    ("power_generation", 1.5e9, "度", "level", "15亿度", 1.5e9),
    ("services_trade", 5e9, "元", "level", "50亿元", 5e9),
    ("services_trade", 5e9, "美元", "level", "50亿美元", None),
    ("netizens", 1.1e9, "", "level", "11亿", 1.1e9),
])
def test_values_are_in_the_unit_of_the_concept(concept, value, unit, measure, text, expected):
    found = concept_value(value, unit, measure, load_concepts()[concept], text)
    assert found == (None if expected is None else pytest.approx(expected))


def test_link_fills_both_ends_of_a_range_and_forgets_an_old_link():
    linked = link(observed("算力规模", unit="EFLOPS", value=3.0, value_max=5.0, text="3—5EFLOPS"))
    assert (linked.concept, linked.canonical_value, linked.canonical_value_max) == ("computing_power", 3000, 5000)
    other = concepts.replace(linked, indicator="外卖订单数")
    assert (link(other).concept, link(other).canonical_value) == ("", None)


@pytest.mark.parametrize(("concept", "value", "measure", "expected"), [
    ("5g_base_stations", 3.9e6, "level", ""), ("5g_base_stations", 3.9e10, "level", "above"),
    ("internet_penetration", 178, "share", "above"), ("data_centre_pue", 0.4, "ratio", "below"),
    ("gdp", -120, "growth", "below"), ("company_net_profit", -340, "growth", ""), ("gdp", 4e14, "change", ""),
    ("no_such_concept", 1, "level", ""), ("gdp", None, "level", ""),
])
def test_plausibility(concept, value, measure, expected):
    assert plausibility(concept, value, measure) == expected


def test_like_phrases_meet():
    assert phrase_key("“数字经济”的总规模") == phrase_key("数字经济规模")
    assert phrase_key("5G＋工业互联网项目（含在建）数量") == phrase_key("5G+工业互联网项目数")
    assert phrase_key("用户人数") == phrase_key("用户规模")
    assert phrase_key("粮食产量") != phrase_key("粮食产值")


def test_long_hostile_phrases_take_linear_time():
    for phrase in ("全国" * 5000, "新增" * 5000 + "5G基站", "的" * 20000, "(" * 20000, "数" * 20000):
        assert processor_seconds(link, observed(phrase)) < 0.1


@pytest.mark.parametrize(("change", "message"), [
    ({"kind": "heap"}, "kind 'heap'"), ({"unit": "斛"}, "unit '斛'"), ({"dimension": "weight"}, "dimension 'weight'"),
    ({"topic": "天气"}, "topic '天气'"), ({"aliases": []}, "neither aliases nor short"),
    ({"bounds": [5, 1]}, "low < high"),
    ({"scope": "old"}, "scope 'old'"), ({"entities": ["robot"]}, "robot"), ({"color": "red"}, "unknown color"),
    ({"short": ["总量"]}, "without context or entities"), ({"family": "nobody"}, "family 'nobody'"),
    ({"former": ["cocoon_output"]}, "former ids that concepts have now: cocoon_output"),
])
def test_a_wrong_entry_names_its_fault(monkeypatch, change, message):
    table = dict(resources.load_table("concepts.toml"))
    entry = {"zh": "蚕茧产量", "en": "Cocoon output", "aliases": ["蚕茧产量"], "dimension": "mass", "unit": "吨",
             "bounds": [1, 1e8], "kind": "flow", "topic": "其他"}
    table["concept"] = {"cocoon_output": entry | change}
    tables = {"concepts.toml": table, "units.toml": resources.load_table("units.toml")}
    monkeypatch.setattr(concepts, "load_table", tables.__getitem__)
    with pytest.raises(resources.ResourceError, match=message):
        load_concepts.__wrapped__()


@pytest.mark.parametrize(("sentence", "linked"), [
    ("全省建成5G基站1200个", True), ("《建设名单（第二批）》公布：5G基站1200个", False),
    ("首批5G基站1200个", False), ("第三批公布后，累计建成5G基站1200个", True)])
def test_one_batch_is_not_the_whole(sentence, linked):
    one = replace(observed("5G基站数", sentence=sentence + "。", clause=sentence.split("：")[-1]),
                  mark_start=sentence.index("1200"))
    assert (find_concept(one) is not None) is linked


@pytest.mark.parametrize(("sentence", "linked"), [
    ("PUE为1200", True), ("PUE高于1200", True), ("PUE高于1200的数据中心将关闭", False),
    ("PUE低于1200以上的数据中心", False), ("建成PUE为1200的数据中心", True)])
def test_a_limit_that_picks_things_out_is_no_measurement(sentence, linked):
    mark = sentence.index("1200")
    one = replace(observed("PUE", unit="", measure="ratio", sentence=sentence, clause=sentence),
                  mark_start=mark, mark_end=mark + 4)
    assert (find_concept(one) is not None) is linked


def test_no_alias_says_what_another_says_already():
    for concept in load_concepts().values():
        keys = [phrase_key(alias) for alias in concept.aliases]
        assert len(set(keys)) == len(keys), concept.id
        if not concept.words:
            assert not [(long, short) for long in keys for short in keys if long != short and long.endswith(short)
                        and concepts._says_nothing(long.removesuffix(short), ())], concept.id
