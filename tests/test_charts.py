"""Figures: what is drawn, how it is marked, and that texts of documents stay texts."""

import re

import pandas as pd
import pytest
from charted import (
    COUNTS,
    HOSTILE,
    KEYS,
    RATES,
    SHARES,
    STATIONS,
    TERMS,
    TERMS_BY_DOCUMENT,
    TOPIC_SHARES,
    YEARS,
    frame,
    ids,
    observation,
    shown,
    strings,
)

from newsgauge.charts import coverage, growth, marks, regions, targets, template, timeline, topics, trend, words
from newsgauge.model import QUALIFIERS
from newsgauge.resources import load_table

LANGUAGES = ("zh", "en")
BUILDERS = {
    "trend": (trend.trend, STATIONS), "regions": (regions.regions, STATIONS), "tile_map": (regions.tile_map, STATIONS),
    "targets": (targets.targets, STATIONS), "growth": (growth.growth, RATES),
    "composition": (growth.composition, SHARES), "timeline": (timeline.timeline, STATIONS),
    "coverage": (coverage.coverage, COUNTS), "topic_bars": (topics.topic_bars, TOPIC_SHARES[:2]),
    "topic_heatmap": (topics.topic_heatmap, TOPIC_SHARES), "topics_by_year": (topics.topics_by_year, YEARS),
    "term_trend": (lambda f, **k: words.term_trend(f, ["算力", "芯片"], **k), TERMS),
    "term_documents": (lambda f, **k: words.term_documents(f, ["算力", "芯片"], **k), TERMS_BY_DOCUMENT),
    "keyness": (words.keyness, KEYS),
}
OBSERVED = ("trend", "regions", "tile_map", "targets", "growth", "composition", "timeline")


@pytest.mark.parametrize("kind", BUILDERS)
@pytest.mark.parametrize(("language", "theme", "width"), [("zh", "light", 800), ("en", "dark", 360)])
def test_every_chart_states_what_it_shows(kind, language, theme, width):
    build, data = BUILDERS[kind]
    fig = build(data, language=language, theme=theme, width=width)
    meta = fig.layout.meta
    assert meta["title"]
    assert meta["alt"].endswith(("。", "."))
    assert meta["kind"] == kind
    assert fig.layout.height > meta["plot_height"]
    assert any(note.name == "caption" and note.font.family == template.SERIF for note in fig.layout.annotations)
    assert "%{" not in shown(fig)
    assert not any(data.hovertemplate or getattr(data, "texttemplate", None) for data in fig.data)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", BUILDERS)
def test_nothing_to_draw_is_said_in_a_sentence(kind, language):
    build, data = BUILDERS[kind]
    fig = build(data.iloc[:0], language=language)
    assert not fig.data
    assert fig.layout.annotations[0].text.replace("<br>", "")[-1] in "。."


@pytest.mark.parametrize("kind", OBSERVED)
def test_points_lead_to_their_observations(kind):
    build, data = BUILDERS[kind]
    found = ids(build(data, language="zh"))
    assert found
    assert found <= set(data["observation_id"])


@pytest.mark.parametrize("kind", OBSERVED)
def test_the_selected_number_is_red_and_nothing_else(kind):
    build, data = BUILDERS[kind]
    red = template.palette("light").red

    def reds(fig):
        spec = fig.to_dict()
        for trace in spec["data"]:
            trace.pop("selected", None)
        spec["layout"].pop("template")
        return list(strings(spec)).count(red)

    plain = build(data, language="zh")
    assert reds(plain) == 0
    assert reds(build(data, language="zh", selected=sorted(ids(plain))[0])) > 0


@pytest.mark.parametrize("kind", OBSERVED)
def test_texts_of_documents_are_shown_as_they_are(kind):
    build, data = BUILDERS[kind]
    hostile = data.assign(document_title=HOSTILE, sentence=HOSTILE, text=HOSTILE)
    if kind not in ("tile_map",):
        hostile["entity"] = HOSTILE if kind != "regions" else hostile["entity"]
    text = shown(build(hostile, language="zh"))
    assert "<a" not in text
    assert "<b " not in text
    assert "&lt;b onclick" in text


def test_no_trace_mixes_kinds_of_number():
    status = STATIONS.set_index("observation_id")["status"]
    for kind in ("trend", "regions", "timeline", "targets"):
        fig = BUILDERS[kind][0](STATIONS, language="zh")
        for data in fig.data:
            if data.customdata is not None:
                assert len({status[point[0]] for point in data.customdata}) == 1


def test_only_numbers_of_one_scale_stand_on_one_axis():
    mixed = pd.concat([STATIONS, RATES, SHARES], ignore_index=True)
    fig = trend.trend(mixed, language="zh")
    assert ids(fig) == {f"o{n}" for n in range(1, 8)}
    assert "3条增长率" in fig.layout.meta["note"]
    assert "3条以其他单位" in fig.layout.meta["note"]


def test_concepts_of_one_unit_stand_on_one_axis_over_time_but_not_side_by_side_of_regions():
    both = frame(*(observation(number, who, value, "2022", unit="元", concept=concept, canonical_value=value,
                               concept_name=concept, region_code=code)
                   for number, who, code, value, concept in (
                       (1, "全国", "CN", 5.02e13, "digital_economy_size"),
                       (2, "浙江省", "330000", 4e12, "digital_economy_size"),
                       (3, "全国", "CN", 4.68e12, "digital_trade_full_scope"))))
    assert ids(trend.trend(both, language="en")) == {"o1", "o2"}, "unlike things that a search found"
    fig = trend.trend(both, language="en", together=True)
    assert ids(fig) == {"o1", "o2", "o3"}
    assert "Not drawn" not in fig.layout.meta["note"]
    assert ids(regions.regions(both, language="en")) <= {"o1", "o2"}


def test_amounts_in_another_currency_are_named_with_the_reason():
    sizes = frame(*(observation(number, who, value, "2020", unit=unit, concept="digital_economy_size",
                                canonical_value=value if unit == "元" else None)
                    for number, who, value, unit in ((1, "全国", 3.92e13, "元"), (2, "全国", 4.5e13, "元"),
                                                     (3, "全国", 5.4e12, "美元"))))
    notes = {language: trend.trend(sizes, language=language).layout.meta["note"] for language in LANGUAGES}
    assert "5.4万亿美元（全国，2020年）" in notes["zh"]
    assert "5.4T USD (China, 2020)" in notes["en"]
    assert "none is converted" in notes["en"]


def test_the_box_at_a_point_holds_the_clause_and_hides_little():
    long = observation(1, "全国", 5, "2020", text="5万个", sentence="前" * 200 + "建成5万个，" + "后" * 200)
    lines = marks.hover_text(marks.prepare(frame(long), "zh").iloc[0], "zh").split("<br>")
    assert "建成5万个" in re.sub("<.*?>", "", "".join(lines[3:]))
    assert len(lines) <= 7


def test_years_between_are_seen_but_not_decades():
    counts = pd.DataFrame({"topic": "区块链", "year": [1974, 2019, 2021], "count": [1, 2, 3]})
    heads = coverage.coverage(counts, language="zh").layout.xaxis.ticktext
    assert list(heads) == ["1974", "2019", "2020", "2021"]


def test_years_far_from_the_others_share_a_column():
    counts = pd.DataFrame({"topic": "区块链", "year": [1974, 1980, 2019, 2021, 2100], "count": [1, 1, 2, 3, 1]})
    fig = coverage.coverage(counts, language="zh", span=(2019, 2021))
    assert list(fig.layout.xaxis.ticktext) == ["≤2018", "2019", "2020", "2021", "≥2022"]
    assert {tuple(point) for point in fig.data[1].customdata} == {
        ("区块链", year) for year in ("1974-2018", "2019", "2021", "2022-2100")}


def test_regions_leave_the_nation_aside_and_say_so():
    fig = regions.regions(STATIONS, language="zh")
    assert not ids(fig) & {"o1", "o2"}
    assert "全国：≥129万" in fig.layout.meta["note"]
    assert list(fig.layout.yaxis.ticktext) == ["湖北省", "山西省", "四川省", "贵州省"]
    assert list(regions.regions(STATIONS, language="en").layout.yaxis.ticktext)[0] == "Hubei"


def test_tile_map_holds_all_provinces_and_only_them():
    fig = regions.tile_map(STATIONS, language="zh")
    assert len(fig.data[0].x) == 34
    assert len({*zip(fig.data[0].x, fig.data[0].y, strict=True)}) == 34
    assert ids(fig) == {"o3", "o5", "o6", "o7"}


def test_targets_say_what_is_missing():
    fig = targets.targets(STATIONS, language="zh")
    text = shown(fig)
    assert "差≈6.21万" in text                 # 约3万 is reached, so what is missing is about so much too
    assert "≈32.6%" in text
    assert "尚无实际数" in text
    pairs = targets.pair_targets(STATIONS, "zh")
    assert pairs["part"].notna().tolist() == [True, False]


@pytest.mark.parametrize(("reached", "aimed", "told"), [
    ("exact", "exact", "差50"), ("over", "exact", "差≤50"), ("under", "over", "差≥50"), ("exact", "over", "差50"),
    ("exact", "about", "差≈50")])
def test_what_is_missing_is_as_exact_as_what_is_known(reached, aimed, told):
    both = frame(observation(1, "山西省", 50, "2021", qualifier=reached),
                 observation(2, "山西省", 100, "2023", status="target", qualifier=aimed))
    assert told in shown(targets.targets(both, language="zh")).replace("个", "")


def test_a_target_is_not_compared_with_another_unit_or_a_limit():
    data = frame(observation(1, "甲", 10, "2021", unit="家"), observation(2, "甲", 20, "2025", status="target"),
                 observation(3, "甲", 1.3, "2025", status="target", qualifier="under", indicator="PUE"))
    pairs = targets.pair_targets(data, "zh")
    assert [row["observation_id"] for row in pairs["target"]] == ["o2"]
    assert pairs["actual"].tolist() == [None]


@pytest.mark.parametrize(("goal", "actual", "met", "part"), [
    ({"number": 100}, {"number": 96}, False, 0.96), ({"number": 100}, {"number": 100}, True, 1.0),
    ({"number": 1.3, "qualifier": "under", "measure": "ratio"}, {"number": 1.49, "measure": "ratio"}, False, None),
    ({"number": 1.3, "qualifier": "under", "measure": "ratio"}, {"number": 1.25, "measure": "ratio"}, True, None),
    ({"number": 1.3, "qualifier": "under"}, {"number": 1.2, "qualifier": "over"}, None, None),  # at least 1.2: open
    ({"number": 100}, {"number": 120, "qualifier": "under"}, None, None),
    ({"number": 100}, {"number": 80, "qualifier": "over"}, False, 0.8),
    ({"number": 1.3, "measure": "ratio"}, {"number": 1.25, "measure": "ratio"}, None, None),    # which way is better?
    ({"number": 60, "concept": "gdp"}, {"number": 15, "concept": "gdp", "period": "2025-03"}, None, None),
    ({"number": 60, "concept": "gdp"}, {"number": 55, "concept": "gdp"}, False, 55 / 60),
    ({"number": 60, "concept": "5g_base_stations"}, {"number": 30, "period": "2025-06"}, False, 0.5)])
def test_how_far_a_target_is(goal, actual, met, part):
    rows = [observation(1, "甲", row["number"], row.get("period", "2025")) | {"concept": goal.get("concept", "")} | row
            for row in (goal, actual)]
    found = targets.reached(*rows)
    assert (found.met, found.part) == (met, part)


def test_a_yearly_target_is_not_held_against_a_month():
    yearly, monthly = (observation(number, "甲", value, period, unit="元", indicator="软件业务收入")
                       for number, value, period in ((1, 90, "2022"), (2, 9, "2023-11")))
    goal = observation(3, "甲", 100, "2023", unit="元", indicator="软件业务收入", status="target")
    pairs = targets.pair_targets(frame(yearly, monthly, goal), "zh")
    assert [row["observation_id"] for row in pairs["actual"]] == ["o1"]


def test_a_fall_keeps_its_bound_the_right_way_round():
    falls = frame(observation(1, "甲", -20, "2022", measure="growth", unit="%", qualifier="over"),
                  observation(2, "乙", -30, "2022", measure="growth", unit="%", qualifier="under"))
    text = shown(growth.growth(falls, language="zh"))
    assert "≤−20%" in text
    assert "≥−30%" in text
    levels = falls.assign(measure="level", unit="元", indicator="利润")
    assert "≤-20" in shown(trend.trend(levels, language="zh"))


def test_growth_keeps_multiples_apart():
    fig = growth.growth(RATES, language="zh")
    assert ids(fig) == {"o11", "o12"}
    assert "1条" in fig.layout.meta["note"]
    assert "+7.2%" in shown(fig)
    assert "−30%" in shown(fig)


def test_rates_that_disagree_are_marked():
    fig = growth.growth(RATES, language="zh", conflicts=frozenset({"o11"}))
    assert "≠ +7.2%" in shown(fig)
    assert "≠ −30%" not in shown(fig)
    assert "≠" in fig.layout.meta["note"]
    assert "≠" not in shown(growth.growth(RATES, language="zh"))


def test_on_a_phone_the_texts_of_a_target_do_not_cover_each_other():
    rows = [observation(1, "山西省", 30000, "2021-10", qualifier="about"),
            observation(2, "山西省", 92100, "2023", status="target")]
    narrow, wide = (targets.targets(frame(*rows), language="zh", width=width, captions=False) for width in (360, 820))
    assert len({note.y for note in narrow.layout.annotations if "2021" in note.text or "2023" in note.text}) == 2
    assert len({note.y for note in wide.layout.annotations if "2021" in note.text or "2023" in note.text}) == 1


@pytest.mark.parametrize(("change", "wholes"), [
    ({}, 1), ({"sentence": ["甲。", "乙。", "丙。"]}, 1), ({"entity": ["甲", "乙", "丙"]}, 0),
    ({"value": [95, 70, 100]}, 0), ({"value": [41.5, 21, 3]}, 0), ({"indicator": "覆盖率"}, 0)])
def test_shares_belong_together_only_when_they_make_a_whole(change, wholes):
    assert len(growth.find_wholes(SHARES.assign(**change))) == wholes


def test_fractions_of_a_concept_are_in_per_cent_already():
    parts = SHARES.assign(unit="比例", concept="internet_penetration", canonical_value=SHARES["value"],
                          value=SHARES["value"] / 100)
    assert len(growth.find_wholes(parts)) == 1
    assert len(growth.find_wholes(parts.assign(concept="", canonical_value=None))) == 1


def test_a_year_without_statements_is_a_blank_column():
    fig = coverage.coverage(COUNTS, language="zh")
    assert list(fig.layout.xaxis.ticktext) == ["2021", "2022", "2023"]
    assert ("区块链", "2021") in {tuple(point) for point in fig.data[1].customdata}


def test_a_missing_year_breaks_the_line_of_a_word():
    fig = words.term_trend(TERMS, ["算力"], language="zh")
    assert list(fig.data[0].x) == [2020, 2021, None, 2023]
    assert [y for y in fig.data[0].y if y is not None] == [50, 90, 60]


def test_a_year_seen_alone_stands_over_its_year_and_not_between_two_months():
    fig = trend.trend(frame(observation(1, "浙江省", 8, "2023", status="target")), language="zh")
    assert list(fig.layout.xaxis.ticktext) == ["2023年"]
    assert [day.month for trace in fig.data if trace.customdata is not None for day in pd.to_datetime(trace.x)] == [7]


def test_words_are_there_in_both_languages():
    table = load_table("charts.toml")
    for group, entries in table.items():
        if group == "plotly_zh":
            continue
        for key, entry in entries.items():
            assert set(entry) == {"zh", "en"}, f"[{group}] {key}"
    assert {"actual", *QUALIFIERS[1:]} <= set(table["mark"])
    for kind in BUILDERS:
        assert kind in table["title"]
        assert kind in table["empty"]


def test_plotly_speaks_chinese():
    config = template.plotly_config("zh", "5G基站数_全国")
    assert config["locales"]["zh-CN"]["dictionary"]["Autoscale"] == "自动缩放"
    assert config["toImageButtonOptions"]["filename"] == "5G基站数_全国"
    assert "locale" not in template.plotly_config("en", "x")


def test_a_dark_figure_is_light_on_paper():
    dark = trend.trend(STATIONS, language="zh", theme="dark", selected="o2", width=400)
    light = template.finish(template.to_light(dark), width=800)
    used = set(strings(light.to_dict()))
    night = template.palette("dark")
    assert not used & {night.paper, night.ink, night.muted, night.red, *night.series}
    assert light.layout.template.layout.paper_bgcolor == template.palette("light").paper


def test_captions_can_be_left_to_the_page():
    fig = trend.trend(STATIONS, language="zh", captions=False)
    assert not [note for note in fig.layout.annotations if note.name == "caption"]
    assert fig.layout.meta["source"] == "《数字经济周报》（2021-11-25）"


def test_words_by_document_say_how_many_documents_are_not_drawn():
    fig = words.term_documents(TERMS_BY_DOCUMENT, ["算力", "没有"], language="zh")
    assert "16" in fig.layout.meta["note"]
    assert "20" in fig.layout.meta["note"]
    assert {key for data in fig.data if data.customdata is not None for (key,) in data.customdata} == {"算力"}
    assert "第3期" in shown(fig)
