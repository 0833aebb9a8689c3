"""Segmentation against sentences cut by hand, words kept and left out, and the statistics against figures of others."""

import math
import re
import tomllib
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stopwatch import processor_seconds

from newsgauge import words
from newsgauge.resources import load_words

CASES = tomllib.loads((Path(__file__).parent / "cases" / "segmentation.toml").read_text(encoding="utf-8"))


def cut(text):
    return [token.term for token in words.spans(text)]


@pytest.mark.parametrize("term", CASES["terms"])
def test_terms_of_the_field_come_out_whole(term):
    assert cut(term) == [term]
    for frame in CASES["frames"]:
        assert term in cut(frame.format(term)), frame


def test_every_word_of_the_table_comes_out_whole():
    assert len(CASES["terms"]) >= 150
    assert len(load_words("words.txt")) >= 400
    assert [word for word in load_words("words.txt") if cut(word) != [words.half_width(word)]] == []


def test_tables_hold_no_word_twice():
    for name in ("words.txt", "stopwords.txt"):
        assert [word for word, count in Counter(load_words(name)).items() if count > 1] == []


def test_sentences_agree_with_segmentation_by_hand():
    assert len(CASES["sentences"]) >= 30
    hand, program = set(), set()
    for number, sentence in enumerate(CASES["sentences"]):
        place = 0
        for word in sentence.split():
            if re.search(r"\w", word):
                hand.add((number, place, place + len(word)))
            place += len(word)
        program |= {(number, token.start, token.end) for token in words.spans(sentence.replace(" ", ""))}
    agreed = len(hand & program)
    assert 2 * agreed / (len(hand) + len(program)) >= 0.93


@pytest.mark.parametrize(("text", "kept"), [
    ("本报讯 记者近日获悉，据悉", []),
    ("2023年第三季度共有三家、两个、第一批、百余次", []),
    ("百度、三星与一带一路、千兆光网", ["百度", "三星", "一带一路", "千兆光网"]),
    ("算力达100P，芯片5nm，电压220V", ["算力", "芯片", "电压"]),
    ("５Ｇ＋ＡＩ", ["5G", "AI"]),
    ("app与App和ＡＰＰ", ["APP", "APP", "APP"]),
    ("web3.0，chatgpt，IPV6", ["Web3.0", "ChatGPT", "IPv6"]),
    ("OpenAI发布GPT-4", ["OpenAI", "GPT-4"]),
    ("人民在家", ["人民", "在家"]),
    ("", []),
    ("①②③——…%", []),
])
def test_words_that_are_counted(text, kept):
    assert words.tokenize(text) == kept


def test_own_words_are_kept_whole_and_own_stop_words_left_out():
    text = "千帆星座与云谷小镇，发展人工智能+，数据星座"
    assert "千帆星座" not in words.tokenize(text)
    kept = words.tokenize(text, own_words=["千帆星座", "云谷小镇", "人工智能+"], own_stop_words=["数据"])
    assert kept == ["千帆星座", "云谷小镇", "人工智能+", "星座"]
    assert "千帆星座" not in words.tokenize(text), "own words must not stay in the shared tokenizer"


def test_own_word_may_be_a_stop_word_or_a_single_character():
    assert words.tokenize("企业上云", own_words=["企业", "云"]) == ["企业", "上云"]
    assert words.count_terms("云，云", own_words=["云"]) == {"云": 2}


@given(st.text(alphabet="数据要素5GAI３ｘ，。 \n元宇宙的一二三/.-+万'", max_size=60))
@settings(deadline=None, max_examples=200)
def test_spans_index_the_text_and_do_not_overlap(text):
    end = 0
    for token in words.spans(text):
        assert end <= token.start < token.end <= len(text)
        assert words.half_width(text[token.start:token.end]).lower() == token.term.lower()
        end = token.end
    assert [token.term for token in words.term_spans(text)] == words.tokenize(text)


def test_long_hostile_lines_take_linear_time():
    for line in ("a" * 50_000, "1.2," * 15_000, "a-" * 25_000, "5" * 50_000 + "G", "数" * 20_000):
        assert processor_seconds(words.count_terms, line) < 2


def test_contexts_are_as_many_as_counted():
    text = "大数据与数据：数据要素，数据。\n开放数据"
    rows = words.contexts(text, "数据", width=3)
    assert len(rows) == words.count_terms(text)["数据"] == 3
    assert [(row.left, row.right) for row in rows] == [("数据与", "：数据"), ("要素，", "。"), ("开放", "")]
    assert all(text[row.start:row.end] == row.term for row in rows)


def test_contexts_find_other_forms_of_a_word_and_whole_phrases():
    assert [row.term for row in words.contexts("ａｐｐ与App", "APP")] == ["ａｐｐ", "App"]
    assert len(words.contexts("北京市大力发展数据要素市场", "发展数据要素")) == 1
    assert words.contexts("文本", "") == []
    assert words.contexts("a.c abc", "a.c.*") == []


def test_keyness_agrees_with_the_formula_worked_by_hand():
    # By the formula of Rayson and Garside: 60 in 10,000 words against 20 in 12,000, expected 36.36 and 43.64.
    frame = words.keyness({"甲": 60, "乙": 9_940}, {"甲": 20, "乙": 11_980}).set_index("term")
    expected = 2 * (60 * math.log(60 / 36.363636) + 20 * math.log(20 / 43.636364))
    assert frame.loc["甲", "log_likelihood"] == pytest.approx(expected, rel=1e-6)
    assert frame.loc["甲", "log_ratio"] == pytest.approx(math.log2(60 / 10_000 / (20 / 12_000)))
    assert frame.loc["甲", "target_rate"] == pytest.approx(60)
    told = words.keyness({"甲": 60}, {"甲": 20}, sizes=(10_000, 12_000)).set_index("term")
    assert told.loc["甲", "log_likelihood"] == pytest.approx(expected, rel=1e-6)


def test_keyness_orders_over_use_first_and_leaves_rare_words_out():
    frame = words.keyness({"算力": 30, "机架": 2, "共有": 50}, {"共有": 50, "医院": 40})
    assert frame["term"].tolist() == ["算力", "共有", "医院"]
    assert frame["log_ratio"].iloc[0] > 0 > frame["log_ratio"].iloc[-1]
    assert words.keyness({}, {"医院": 4}).empty
    assert words.keyness({"医院": 4}, {}).empty


def test_dispersion_is_nought_when_even_and_one_when_in_one_part():
    # Gries (2008), section 3: a word in five parts of shares v = (.18,.2,.2,.2,.22), counts 1,2,3,4,5 of 15: DP 0.18.
    counts = pd.DataFrame({"term": ["a"] * 5, "part": list("vwxyz"), "count": [1, 2, 3, 4, 5]})
    frame = words.dispersion(counts, {"v": 9, "w": 10, "x": 10, "y": 10, "z": 11})
    assert frame.loc[0, "dp"] * (1 - 0.18) == pytest.approx(0.18, abs=0.01)
    assert words.dispersion(counts.iloc[:1], {"v": 9}).loc[0, "dp"] == 0
    assert words.dispersion(counts.iloc[:0], {"v": 9}).empty


def test_cooccurrences_count_sentences_not_occurrences():
    sentences = ["数据与算力、数据", "数据与算力", "数据", "芯片与算力"]
    frame = words.cooccurrences(sentences, ["数据", "算力", "芯片"])
    assert frame[["term", "partner", "sentences"]].values.tolist() == [["数据", "算力", 2]]
    assert frame.loc[0, "log_dice"] == pytest.approx(14 + math.log2(4 / 6))
    assert words.cooccurrences([], ["数据"]).columns.tolist() == ["term", "partner", "sentences", "log_dice"]


def test_the_shared_tokenizer_of_jieba_is_left_alone():
    import jieba
    list(words.spans("东数西算"))
    assert not jieba.dt.FREQ.get("东数西算")


@pytest.mark.parametrize("text", ["等了二十分钟", "出口万亿美元", "十月底降到二十度", "多亿美元", "行驶万公里"])
def test_numbers_with_their_units_tell_nothing(text):
    assert not [term for term in words.tokenize(text) if words._is_number(term) or term[0] in "二十万多"]


@pytest.mark.parametrize("word", ["百度", "数字", "双千兆", "三维", "万物互联"])
def test_words_that_begin_like_numbers_are_words(word):
    assert word in words.tokenize(f"关于{word}的报告")
