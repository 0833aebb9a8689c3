"""The fonts that ship with the program hold what Chinese news needs, and can be cut down to what a file needs."""

import io
import time

import pytest
from fontTools.ttLib import TTFont

from newsgauge.fonts import FAMILIES, font_faces, font_path, font_subset
from newsgauge.resources import load_table

GB2312 = "".join(bytes((row, cell)).decode("gb2312", "ignore")
                 for row in (*range(0xA1, 0xAA), *range(0xB0, 0xF8)) for cell in range(0xA1, 0xFF))
MARKS = "≥≤≈●○◇■□▨├┤–—…·−→“”《》€£¥％"


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_character_has_a_glyph(family):
    with TTFont(font_path(family), lazy=True) as font:
        known = font.getBestCmap()
    words = "".join(strings(load_table("charts.toml")))
    missing = {c for c in GB2312 + MARKS + words if ord(c) not in known and c.isprintable()}
    assert not missing


@pytest.mark.parametrize("family", FAMILIES)
def test_a_subset_is_small_and_holds_the_glyphs(family):
    began = time.perf_counter()
    data = font_subset(family, frozenset("数字经济5G基站≥129万"))
    assert time.perf_counter() - began < 3
    assert len(data) < 40_000
    with TTFont(io.BytesIO(data)) as font:
        assert {ord(c) for c in "数字经济5G基站≥129万"} <= set(font.getBestCmap())
        assert font["name"].getDebugName(13)            # the licence goes with it


def test_a_character_no_font_has_is_left_out():
    assert font_subset("sans", frozenset("数\U0001F600\ue000"))


def test_faces_are_style_rules():
    css = font_faces({"sans": "数", "serif": "读"})
    assert css.count("@font-face") == 2
    assert '"Noto Sans SC"' in css
    assert "</" not in css
