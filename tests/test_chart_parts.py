"""The parts of figures: axes, numbers, times, lines of text, labels, colours."""

from datetime import date
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest

from newsgauge.charts import axes, marks, targets, template
from newsgauge.charts.text import escape, label_lines, period_text, text_width, wrap

LANGUAGES = ("zh", "en")


@pytest.mark.parametrize(("low", "high", "unit", "zh", "en"), [
    (0, 1_290_000, "个", ["0", "50万", "100万", "150万"], ["0", "0.5M", "1M", "1.5M"]),
    (0, 5.02e13, "元", ["0", "20万亿", "40万亿", "60万亿"], ["0", "20T", "40T", "60T"]),
    (0, 41.5, "%", ["0%", "10%", "20%", "30%", "40%", "50%"], ["0%", "10%", "20%", "30%", "40%", "50%"]),
    (0, 900, "个", ["0", "200", "400", "600", "800", "1,000"], ["0", "200", "400", "600", "800", "1,000"])])
def test_axes_count_as_readers_do(low, high, unit, zh, en):
    assert axes.number_axis([low, high], "zh", unit)["ticktext"] == zh
    assert axes.number_axis([low, high], "en", unit)["ticktext"] == en


@pytest.mark.parametrize(("value", "unit", "zh", "en"), [
    (71_800, "个", "7.18万", "71.8K"), (3.7108e11, "美元", "3,710.8亿", "371.08B"), (1.2e12, "元", "1.2万亿", "1.2T"),
    (0, "个", "0", "0"), (-80, "%", "-80%", "-80%"), (1.09, "", "1.09", "1.09"), (8000, "个", "8,000", "8,000"),
    (1e17, "个", "100,000万亿", "100,000T")])
def test_numbers_are_read_aloud(value, unit, zh, en):
    assert axes.format_number(value, "zh", unit) == zh
    assert axes.format_number(value, "en", unit) == en


def test_dates_stand_over_their_year():
    axis = axes.time_axis(date(2019, 12, 31), date(2025, 12, 31), "zh", room=700)
    assert list(axis["ticktext"]) == [f"{year}年" for year in range(2019, 2026)]
    assert len(axes.time_axis(date(1990, 1, 1), date(2025, 1, 1), "zh", room=300)["ticktext"]) <= 6


@pytest.mark.parametrize("text", ["工业互联网平台连接设备数（台套），2025年", "全国 “光芯屏端网”产业集群规模",
                                  "5G+工业互联网in 2021"])
def test_lines_break_as_chinese_is_set(text):
    for room in (40, 60, 90, 140):
        found = wrap(text, room, 13)
        assert "".join(found).replace(" ", "") == text.replace(" ", "")
        assert not any(line[0] in "，。、）》”" or line[-1] in "（《“" for line in found)
    assert label_lines(text, 400, 13) == text
    for name in ("Industrial internet and smart manufacturing", "Digital government and smart cities"):
        assert label_lines(name, 124, 13).replace("\n", " ") == name, "no name of a topic is cut on a phone"
    assert text_width(text, 26) == 2 * text_width(text, 13)


@pytest.mark.parametrize("period", ["", "2021", "2021-11", "2021-11-25", "2021-H1", "2021-Q3", "2019/2022", "9999-99"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_period_has_words(period, language):
    assert period_text(period, language)


def test_escaping_leaves_nothing_to_interpret():
    assert escape("<br>&lt;\x00\n") == "&lt;br&gt;&amp;lt;  "


def test_labels_never_cover_each_other():
    labels = marks.Labels(400, 300)
    assert labels.place(200, 150, "129万", 12) == "top center"
    assert labels.place(202, 152, "115万", 12) != "top center"
    assert labels.place(2, 150, "很长的一段标签", 12) == "middle right"


# --- colours, as different eyes see them (Machado, Oliveira and Fernandes 2009, full deficiency)

_EYES = {
    "normal": np.eye(3),
    "protan": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                        [-0.003882, -0.048116, 1.051998]]),
    "deutan": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                        [-0.011820, 0.042940, 0.968881]]),
    "tritan": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                        [0.004733, 0.691367, 0.303900]]),
}


def linear(color):
    part = np.array([int(color[i:i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    low, high = sorted(float(linear(color) @ [0.2126, 0.7152, 0.0722]) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(rgb):
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ np.clip(rgb, 0, 1)
    xyz = xyz / [0.95047, 1, 1.08883]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("theme", template.PALETTES)
def test_colours_can_be_told_apart_and_read(theme):
    p = template.palette(theme)
    for color in (p.ink, p.muted, p.red):
        assert contrast(color, p.paper) >= 4.5
    for color in (*p.series, p.grey):
        assert contrast(color, p.paper) >= 3
    for eye in _EYES.values():
        seen = [lab(eye @ linear(color)) for color in (*p.series, p.red)]
        assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) >= 17
    brightness = [contrast(color, p.paper) for color in p.ramp]
    assert brightness == sorted(brightness)
    for first, (low, high) in enumerate(zip(p.ramp, p.ramp[1:], strict=False)):
        for part in np.arange(0, 1, 0.1):
            mixed = [round(int(low[i:i + 2], 16) * (1 - part) + int(high[i:i + 2], 16) * part) for i in (1, 3, 5)]
            text = p.text_on((first + part) / (len(p.ramp) - 1))
            assert contrast(text, "#" + "".join(f"{value:02x}" for value in mixed)) >= 3.4, (first, part)


def test_times_compare_in_columns_as_they_do_one_by_one():
    ends = pd.to_datetime(["2025-12-31", "2025-06-30", None])
    starts = pd.to_datetime(["2025-01-01", "2025-01-01", None])
    rows = pd.DataFrame([{"concept": "", "measure": measure, "unit": unit, "period_start": start, "period_end": end}
                         for measure, unit, (start, end) in product(("level", "share"), ("元", "座"),
                                                                    zip(starts, ends, strict=True))])
    goals = rows.to_dict("records")
    for chosen in [[], *([goal] for goal in goals), *map(list, combinations(goals, 2))]:
        one_by_one = [any(targets.may_compare(goal, row) for goal in chosen) for row in goals]
        assert targets.compare_with(chosen, rows).tolist() == one_by_one


def test_no_text_stands_as_near_to_another_point_as_to_its_own():
    labels = marks.Labels(200, 200)
    labels.point(100, 100)
    labels.point(100, 122)
    assert labels.place(100, 100, "甲 ≥115万", 12, 18, ("bottom right", "middle right")) == "middle right"
