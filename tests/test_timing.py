"""The period of one number of an invented sentence each, and how it was found, as of 25 November 2021."""

import pytest

from newsgauge.extract.explain import observe_text
from newsgauge.extract.timing import lies_ahead, lies_past

# Text, number in it, period, source.
CASES = [
    ("2020年，全省建成基站3万个。", "3万个", "2020", "explicit"),
    ("去年全省建成基站3万个。", "3万个", "2020", "relative"),
    ("截至10月底，全省建成基站3万个。", "3万个", "2021-10", "relative"),
    ("全省建成基站3万个。", "3万个", "2021-11", "article"),
    ("全省每年新建基站3万个。", "3万个", "2021", "article"),
    ("全省力争建成基站3万个。", "3万个", "", "none"),
    ("全省建成基站3万个（2020年）。", "3万个", "2020", "explicit"),
    ("2020年，全省建成基站3万个；接入企业2万家。", "2万家", "2020", "explicit"),
    ("到2025年，基站达到3万个；企业达到2万家。", "2万家", "2025", "explicit"),
    ("2019年建成基站1万个，2020年建成基站3万个。", "1万个", "2019", "explicit"),
    ("2019年建成基站1万个，2020年建成基站3万个。", "3万个", "2020", "explicit"),
    ("2018年至2020年，基站数从1万个增加到3万个。", "1万个", "2018", "explicit"),
    ("2018年至2020年，基站数从1万个增加到3万个。", "3万个", "2020", "explicit"),
    ("2018—2020年，基站数分别为1万个、2万个和3万个。", "2万个", "2019", "explicit"),
    ("基站数由2019年的1万个增加到3万个。", "1万个", "2019", "explicit"),
    ("2020年收入为3亿元，比2018年增加1亿元。", "1亿元", "2018/2020", "explicit"),
    ("2020年收入为3亿元，比上年增加1亿元。", "1亿元", "2020", "explicit"),
    ("11月9日获悉，全省建成基站3万个。", "3万个", "2021-11", "relative"),
    ("2020年，产业发展加快。全省建成基站3万个。", "3万个", "2020", "inherited"),
    ("算力今年达到400P，并持续扩容至1000P。", "1000P", "", "none"),
    ("算力今年达到400P，并保持在全国前列，带动收入1000万元。", "1000万元", "2021", "relative"),
    ("1976年以后，基站数达到3万个。", "3万个", "1976", "explicit"),
    ("20世纪80年代，美国征收了100%关税。\n“为此，美国征收了7%关税。”", "7%", "", "none"),
    ("20世纪80年代，美国征收了100%关税。\n目前税率为7%。", "7%", "2021-11", "relative"),
    ("2019年，美国征收了100%关税。\n“为此，美国征收了7%关税。”", "7%", "2021-11", "article"),
    ("罚款3亿美元（约19亿元人民币），2020年已缴纳。", "3亿美元", "2021-11", "article"),
]


@pytest.mark.parametrize(("text", "number", "period", "source"), CASES, ids=[f"{case[0]}{case[1]}" for case in CASES])
def test_period(text, number, period, source):
    found = {one.text: one for one in observe_text(text, "2021-11-25")}
    assert number in found
    assert (found[number].period, found[number].period_source) == (period, source), found[number].rules


@pytest.mark.parametrize(("period", "ahead", "past"), [
    ("2025", True, False), ("2022-H1", True, False), ("2021", False, False), ("2021-12", True, False),
    ("2021-11", False, False), ("2020", False, True), ("2018/2020", False, True), ("", False, False)])
def test_against_the_date(period, ahead, past):
    assert (lies_ahead(period, "2021-11-25"), lies_past(period, "2021-11-25")) == (ahead, past)


def test_a_title_tells_the_period_only_of_its_text():
    (one,) = observe_text("全省建成基站3万个。", "")
    assert (one.period, one.period_source) == ("", "none")
