"""The network of words: what is drawn, always alike, and every word told apart."""

import pandas as pd
import pytest

from newsgauge import words
from newsgauge.charts import network, template

SENTENCES = (["算力支撑大模型。"] * 4 + ["大模型需要数据。"] * 3 + ["数据要素市场起步，数据流通加快。"] * 2
             + ["联盟链支持跨链。"] * 3 + ["5G基站覆盖乡镇。"])
TERMS = pd.DataFrame([("大模型", 7), ("数据", 7), ("算力", 4), ("联盟链", 3), ("跨链", 3), ("5G基站", 1)],
                     columns=["term", "count"])
COLORS = {"联盟链": "#0069B0", "跨链": "#0069B0"}


@pytest.fixture(scope="module")
def pairs():
    return words.cooccurrences(SENTENCES, TERMS["term"], minimum=2)


def draw(pairs, **options):
    return network.term_network(TERMS, pairs, colors=COLORS, legend={"区块链": "#0069B0"}, language="zh", **options)


def nodes(fig):
    return next(trace for trace in fig.data if trace.customdata is not None)


def test_a_circle_for_each_word_with_company(pairs):
    circles = nodes(draw(pairs))
    assert [data[0] for data in circles.customdata] == ["大模型", "数据", "算力", "联盟链", "跨链"]
    sizes = dict(zip((data[0] for data in circles.customdata), circles.marker.size, strict=True))
    assert sizes["大模型"] ** 2 / sizes["算力"] ** 2 == pytest.approx(7 / 4)
    assert circles.marker.color[3] == COLORS["联盟链"]
    assert circles.marker.color[0] == template.palette("light").muted
    assert "4次" in circles.hovertext[2]
    assert "大模型" in circles.hovertext[2]


def test_the_same_words_give_the_same_picture(pairs):
    assert draw(pairs).to_json() == draw(pairs).to_json()


def test_groups_without_a_line_stand_apart_and_inside(pairs):
    circles = nodes(draw(pairs, width=800, height=500))
    spots = {data[0]: (x, y) for data, x, y in zip(circles.customdata, circles.x, circles.y, strict=True)}
    assert all(0 <= x <= 800 and 0 <= y <= 500 for x, y in spots.values())

    def apart(one, other):
        return sum((a - b) ** 2 for a, b in zip(spots[one], spots[other], strict=True))

    assert apart("联盟链", "跨链") < apart("联盟链", "大模型")


def test_every_word_keeps_its_closest_pairs(pairs):
    drawn = network.choose_pairs(pairs, closest=1)
    assert {*drawn["term"], *drawn["partner"]} == {*pairs["term"], *pairs["partner"]}
    assert len(drawn) <= len(pairs)


@pytest.mark.parametrize(("language", "end"), [("zh", "。"), ("en", ".")])
def test_nothing_to_draw_is_said_in_a_sentence(pairs, language, end):
    fig = network.term_network(TERMS, pairs.iloc[:0], colors={}, legend={}, language=language)
    assert not fig.data
    assert fig.layout.annotations[0].text.endswith(end)


def test_words_stay_words():
    hostile = "<b onclick='x()'>"
    pairs = pd.DataFrame([(hostile, "数据", 3, 9.0)], columns=["term", "partner", "sentences", "log_dice"])
    terms = pd.DataFrame([(hostile, 5), ("数据", 4)], columns=["term", "count"])
    circles = nodes(network.term_network(terms, pairs, colors={}, legend={}, language="zh"))
    assert "<b on" not in "".join(circles.text) + "".join(circles.hovertext)
