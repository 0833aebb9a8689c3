"""Clouds: the same picture each time, honest sizes, nothing overlaps, every word reacts, colours can be read."""

import random
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from stopwatch import processor_seconds

from newsgauge import clouds, export
from newsgauge.charts.template import palette
from newsgauge.fonts import font_path

WORDS = ("数字经济 工业互联网 数据中心 人工智能 区块链 元宇宙 半导体 5G VR/AR 跨境电商 算力 大模型 平台 网络 数据 用户 "
         "芯片 传感器 知识产权 专利 智能制造 政务服务 云计算 物联网 IPv6 ChatGPT 产业链 供应链 标识解析").split()
COUNTS = {word: 400 // (n + 2) for n, word in enumerate(WORDS)}


@pytest.fixture(scope="module")
def cloud():
    legend = clouds.topic_legend(COUNTS)
    return clouds.layout(COUNTS, width=640, height=400, colors=clouds.topic_colors(COUNTS, legend), legend=legend)


def test_same_words_give_the_same_picture_whatever_their_order(cloud):
    shuffled = list(COUNTS.items())
    random.Random(4).shuffle(shuffled)
    again = clouds.layout(dict(shuffled), width=640, height=400)
    assert [(w.term, w.x, w.y, w.size) for w in again.words] == [(w.term, w.x, w.y, w.size) for w in cloud.words]


def test_area_of_characters_is_proportional_to_count(cloud):
    first = cloud.words[0]
    for word in cloud.words:
        assert word.size ** 2 / word.count == pytest.approx(first.size ** 2 / first.count)
        assert word.size >= clouds.SMALLEST


def test_words_stand_inside_and_apart(cloud):
    painted = np.zeros((cloud.height, cloud.width), dtype=bool)
    for word in cloud.words:
        assert -1 <= word.left < word.left + word.width <= cloud.width + 1
        assert -1 <= word.top < word.top + word.height <= cloud.height + 1
        sheet = Image.new("L", (cloud.width, cloud.height))
        ImageDraw.Draw(sheet).text((word.x, word.y), word.term, fill=255, anchor="ls",
                                   font=ImageFont.truetype(str(font_path()), word.size))
        ink = np.asarray(sheet) > 100
        assert not (painted & ink).any(), word.term
        painted |= ink


def test_what_cannot_be_read_is_left_out_and_counted():
    many = {f"词语{n}": 1 for n in range(500)} | {"数字经济": 5000}
    small = clouds.layout(many, width=300, height=200, max_words=60)
    assert len(small.words) + small.left_out == 501
    assert small.words[0].term == "数字经济"


@pytest.mark.parametrize("counts", [{}, {"数据": 0}])
def test_no_words_give_an_empty_cloud(counts):
    empty = clouds.layout(counts)
    assert empty.words == ()
    assert "<text" not in clouds.to_svg(empty)
    assert not clouds.to_figure(empty, language="zh").data[0].x


def test_one_word_and_a_narrow_canvas():
    assert clouds.layout({"数字经济": 3}).words[0].width <= 800
    assert len(clouds.layout({"新一代信息技术产业": 3, "数据": 2}, width=120, height=80).words) >= 1


def test_svg_is_well_formed_and_holds_its_font():
    cloud = clouds.layout({"<script>alert(1)</script>": 9, "R&D": 4, "数据": 2}, width=640, height=300)
    svg = clouds.to_svg(cloud)
    root = ElementTree.fromstring(svg)
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"<script>alert(1)</script>", "R&D", "数据"} == set(texts)
    assert "@font-face" in svg
    assert "<script" not in svg


def test_files_carry_title_legend_note_and_source_once(cloud):
    figure = clouds.to_figure(cloud, language="en", title="Words of 甲", subtitle="3 articles", note="n", source="s",
                              parts=("Cloud", "甲 · 2023-11"), captions=False)
    assert not figure.layout.annotations
    paper = export.print_figure(figure)
    texts = [note.text for note in paper.layout.annotations]
    assert texts == ["Words of 甲", "3 articles", "Note: n<br>Source: s"]
    assert [trace.name for trace in paper.data[1:]] == [label for label, _ in cloud.legend]
    assert export.figure_name(paper, "svg") == "Cloud_甲_·_2023-11.svg"
    assert "<text" in export.figure_bytes(figure, "svg", language="en").decode()


def test_a_file_is_the_picture_of_the_page_at_another_size(cloud):
    texts = dict(language="zh", title="词云", subtitle="3篇文章", note="n", source="s")
    page, paper = clouds.to_figure(cloud, captions=False, **texts), clouds.to_figure(cloud, width=800, **texts)
    assert paper.layout.images[0].source == page.layout.images[0].source
    assert paper.layout.meta["plot_height"] == cloud.height * 800 / cloud.width
    assert [trace.x for trace in paper.data] == [trace.x for trace in page.data]


def test_texts_that_are_left_out_leave_nothing_behind(cloud):
    """Of a shorter list of annotations an update keeps the end of the longer one before it."""
    figure = clouds.to_figure(cloud, language="zh", title="词云", subtitle="3篇文章", note="n", source="s")
    assert len(figure.layout.annotations) == 3
    assert not export.print_figure(figure, title="", subtitle="", note="", source="").layout.annotations


def test_figure_reacts_over_every_word(cloud):
    figure = clouds.to_figure(cloud, language="zh", title="词云", alt="词云：5G最多", hover={"5G": "5G　44 次，3 篇"})
    points = figure.data[0]
    assert {data[0] for data in points.customdata} == {word.term for word in cloud.words}
    for x, y, data in zip(points.x, points.y, points.customdata, strict=True):
        word = next(word for word in cloud.words if word.term == data[0])
        assert word.left <= x <= word.left + word.width
        assert word.top <= y <= word.top + word.height
    assert "5G　44 次，3 篇" in points.text
    assert figure.layout.meta["alt"] == "词云：5G最多"
    assert len(figure.layout.images) == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_inks_can_be_read_on_the_paper(theme):
    paper = palette(theme).paper
    for ink in (*clouds.INKS[theme], palette(theme).muted):
        assert _contrast(ink, paper) >= 4.5, ink


def _contrast(one, other):
    """WCAG 2.2 contrast ratio."""
    def luminance(color):
        channels = [int(color[place:place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_colours_mean_the_leading_topics():
    counts = {"区块链": 9, "联盟链": 1, "豆腐": 30, "专利": 5}
    legend = clouds.topic_legend(counts)
    assert list(legend) == ["区块链", "知识产权"]
    assert clouds.topic_colors(counts, legend) == {"区块链": legend["区块链"], "联盟链": legend["区块链"],
                                                   "专利": legend["知识产权"]}


def test_colours_of_clouds_side_by_side_mean_the_same():
    one, other = {"专利": 50, "区块链": 1}, {"区块链": 9, "豆腐": 1}
    assert list(clouds.topic_legend(one, other)) == ["知识产权", "区块链"]


def test_words_that_other_fields_use_too_make_no_topic():
    assert clouds.topic_legend({"美术学院": 3, "造型": 2, "医院": 5}) == {}


def test_a_hundred_words_in_half_a_second():
    counts = {f"{word}{n}": 900 // (n + 3) for n in range(4) for word in WORDS}
    clouds.layout({"数据": 1})
    assert processor_seconds(lambda: clouds.layout(counts, max_words=100)) < 1.0   # twice the bar
