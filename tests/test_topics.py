"""Topic shares of the closed list: invented texts of this field and of others, the table, the speed."""

import tomllib
from pathlib import Path

import pytest
from stopwatch import processor_seconds

from newsgauge import topics
from newsgauge.model import OTHER_TOPIC, TOPICS
from newsgauge.resources import ResourceError, load_table

CASES = Path(__file__).parent / "cases"
TEXTS = [case for name in ("topics.toml", "topics_genres.toml")
         for case in tomllib.loads((CASES / name).read_text(encoding="utf-8"))["text"]]
READERS = [pytest.param(case, id=case["name"], marks=[pytest.mark.xfail(strict=True, reason=case["beyond"])]
                        if "beyond" in case else []) for case in TEXTS]


@pytest.mark.parametrize("case", READERS)
def test_first_topic_is_the_readers(case):
    answer = topics.assign_topics(case["text"], case["title"])
    assert answer[0] == case["first"], topics.measure_topics(case["text"], case["title"])
    assert set(case.get("also", [])) <= set(answer)
    assert 1 <= len(answer) <= 3
    assert len(set(answer)) == len(answer)
    if case["first"] == OTHER_TOPIC:
        assert answer == (OTHER_TOPIC,)


def test_cases_hold_every_topic_and_many_other_fields():
    firsts = [case["first"] for case in TEXTS]
    assert set(TOPICS) <= set(firsts)
    assert firsts.count(OTHER_TOPIC) >= 40


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case["name"])
def test_shares_sum_to_one(case):
    shares = topics.topic_shares(case["text"], case["title"])
    assert sum(shares.values()) == pytest.approx(1)
    assert min(shares.values()) >= 0
    assert set(shares) <= {*TOPICS, OTHER_TOPIC}


def test_terms_that_carry_a_topic_stand_in_the_text():
    case = next(case for case in TEXTS if case["first"] == "区块链")
    best = topics.measure_topics(case["text"], case["title"])[0]
    assert best.topic == "区块链"
    assert best.terms
    assert all(term in case["title"] + case["text"] for term in best.terms)


def test_text_without_words_is_about_nothing_of_the_list():
    assert topics.assign_topics("", "") == (OTHER_TOPIC,)
    assert topics.topic_shares("") == {}
    assert topics.assign_topics("12.5 %\n\n——", "") == (OTHER_TOPIC,)


def test_title_weighs_more_than_a_sentence():
    text = "数字贸易快速增长。区块链平台上线。"
    assert topics.assign_topics(text, "区块链平台上线")[0] == "区块链"
    assert topics.assign_topics(text, "数字贸易快速增长")[0] == "数字贸易"


def test_first_words_that_stand_in_for_a_title_do_not_count_twice():
    text = "数字贸易快速增长，区块链平台上线。\n区块链应用增多。"
    assert topics.topic_shares(text, "数字贸易快速增长") == topics.topic_shares(text)
    assert topics.topic_shares("数字贸易\n" + text, "数字贸易") != topics.topic_shares("数字贸易\n" + text)


@pytest.mark.parametrize("name", ["区块链研究院", "区块链产业联盟", "区块链科技有限公司", "全球区块链创新大赛"])
def test_names_of_bodies_and_fairs_count_less(name):
    assert topics.topic_shares(f"{name}的代表说")["区块链"] < topics.topic_shares("区块链的代表说")["区块链"]


def test_sentences_may_be_given_instead_of_a_text():
    text = "数字贸易快速增长。区块链平台上线。"
    assert topics.topic_shares(topics.split_sentences(text)) == topics.topic_shares(text)


@pytest.mark.parametrize(("text", "terms"), [
    ("企业在产业链上下游协同", []),
    ("把链上数据公开", ["链上", "数据"]),
    ("大多数商品降价，8月活动开始", []),
    ("交通信号灯", []),
    ("上海南京东路与北京东城区", []),
    ("在ＶＲ和vr/ar里，VRAM不算", ["VR", "VR/AR"]),
    ("MAIN函数与AI算法", ["AI算法"]),
    ("工业互联网平台企业", ["工业互联网平台"]),
])
def test_terms_are_found_whole_and_longest_first(text, terms):
    assert [hit.term for hit in topics.find_terms(text)] == terms


def test_spans_of_terms_index_the_text_as_given():
    text = "　ＡＩ大模型、Web3.0与5g网络"
    for hit in topics.find_terms(text):
        assert topics.topic_of(text[hit.start:hit.end]) == topics.topic_of(hit.term)
    assert [text[hit.start:hit.end] for hit in topics.find_terms(text)] == ["ＡＩ大模型", "Web3.0", "5g网络"]


def test_place_names_carry_no_weight():
    for place in ("北京", "上海", "浙江", "杭州", "重庆", "深圳", "贵州", "武汉", "郑州", "山西"):
        assert topics.topic_of(place) == ""


def test_table_with_an_unknown_key_is_refused(monkeypatch):
    table = dict(load_table("topics.toml"))
    monkeypatch.setattr(topics, "load_table", lambda name: table | {"气象": {}})
    topics._lexicon.cache_clear()
    with pytest.raises(ResourceError, match="topics.toml.*气象"):
        topics.topic_shares("天气")
    topics._lexicon.cache_clear()


def test_a_million_characters_a_second():
    text = "".join(case["text"] for case in TEXTS) * 30
    topics.topic_shares("数据")
    best = min(processor_seconds(topics.find_terms, text) for _ in range(3))
    assert len(text) / best > 500_000   # half of the bar of 1,000,000: the machine may be busy
