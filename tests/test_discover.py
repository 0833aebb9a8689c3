"""Topics found in articles: recovered where they are planted, doubted where there are none, the same each time."""

import dataclasses
import random

import pandas as pd
import pytest

from newsgauge import discover

PLANTED = {
    "5G": "基站 光纤 宽带 频谱 核心网 漫游 天线 信号 专网 切片 铁塔 套餐".split(),
    "贸易": "出口 进口 海关 关税 口岸 货轮 集装箱 报关 海外仓 保税区 清关 运单".split(),
    "农业": "小麦 玉米 灌溉 农机 化肥 粮仓 收割 种子 大棚 土壤 病虫害 亩产".split(),
}


def planted(articles, *, seed=3, mixed=False):
    """Counts of invented articles, each of words of one planted subject (or of all), over a common stock."""
    chance, rows = random.Random(seed), []
    subjects = list(PLANTED)
    for n in range(articles):
        own = sum(PLANTED.values(), []) if mixed else PLANTED[subjects[n % len(subjects)]]
        for word in sorted({*chance.sample(own, 8), *chance.sample([f"杂词{i}" for i in range(60)], 6), "企业"}):
            rows.append((f"a{n:03d}", f"d{n % 4}", word, chance.randint(1, 4)))
    return pd.DataFrame(rows, columns=["article_id", "document_id", "term", "count"])


@pytest.fixture(scope="module")
def found():
    return discover.discover(planted(36))


def test_twenty_articles_are_enough_and_nineteen_are_not():
    assert discover.discover(planted(20)).k == 3
    assert discover.discover(planted(19)).k == 0


def test_planted_subjects_are_found(found):
    assert found.k == 3
    for topic in found.topics:
        words = {term for term, _ in topic.terms}
        assert max(len(words & set(own)) for own in PLANTED.values()) >= 9
        assert topic.state == "stable"
        assert topic.articles == 12
        assert topic.name.count("·") == 2
        assert len(topic.representative) == 3
        assert topic.agreement_without > 0.5
    assert sum(topic.share for topic in found.topics) == pytest.approx(1)
    assert found.tried["k"].tolist() == [3, 4]
    assert "企业" not in {term for topic in found.topics for term, _ in topic.terms}, "in every article: says nothing"


def test_shares_of_an_article_sum_to_one(found):
    sums = found.shares.groupby("article_id")["share"].sum()
    assert len(sums) == 36
    assert sums.round(6).eq(1).all()


def test_same_counts_and_seed_give_the_same_topics(found):
    shuffled = planted(36).sample(frac=1, random_state=1)
    again = discover.discover(shuffled)
    assert [topic.terms[:5] for topic in again.topics] == [topic.terms[:5] for topic in found.topics]
    assert [topic.agreement for topic in again.topics] == [topic.agreement for topic in found.topics]


def test_texts_without_subjects_give_no_stable_topics():
    topics = discover.discover(planted(36, mixed=True)).topics
    assert topics
    assert all(topic.state != "stable" for topic in topics)


def test_an_unstable_topic_has_no_name(found):
    doubtful = dataclasses.replace(found.topics[0], state="unstable")
    assert doubtful.name == ""
    assert discover.carry_labels([doubtful], [([term for term, _ in doubtful.terms], "名")]) == {}


def test_a_topic_of_one_document_is_known_by_leaving_it_out():
    counts = planted(36)
    agriculture = counts["article_id"].str[1:].astype(int) % 3 == 2
    counts.loc[agriculture, "document_id"] = "only"
    topic = next(topic for topic in discover.discover(counts, k=3).topics
                 if {term for term, _ in topic.terms} & set(PLANTED["农业"]))
    assert topic.weakest_document == "only"
    assert topic.agreement_without < 0.5


def test_below_twenty_articles_there_are_hints_and_no_topics():
    answer = discover.discover(planted(19))
    assert answer.topics == ()
    assert answer.shares.empty
    assert len(answer.hints) == 19
    assert all(len(terms) == 5 for terms in answer.hints["terms"])
    groups = answer.hints.groupby(answer.hints["article_id"].str[1:].astype(int) % 3)["group"].agg(set)
    assert sorted(map(sorted, groups)) == [[1], [2], [3]], "articles of one subject, and no others, share a group"


def test_few_articles_that_share_no_word_stand_alone():
    counts = pd.DataFrame([("a", "甲", 2), ("b", "乙", 1), ("b", "丙", 3)], columns=["article_id", "term", "count"])
    hints = discover.discover(counts).hints
    assert hints["terms"].tolist() == [["甲"], ["丙", "乙"]]
    assert hints["group"].tolist() == [0, 0]
    assert discover.discover(counts).articles == 2


def test_no_articles_at_all():
    answer = discover.discover(planted(19).iloc[:0])
    assert (answer.topics, answer.articles, len(answer.hints)) == ((), 0, 0)


def test_labels_follow_their_words(found):
    kept = [([term for term, _ in topic.terms[:8]] + ["别的"], f"名{topic.number}") for topic in found.topics]
    assert discover.carry_labels(found.topics, kept) == {1: "名1", 2: "名2", 3: "名3"}
    assert discover.carry_labels(found.topics, [(["无关"], "空")]) == {}
