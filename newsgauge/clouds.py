"""Word clouds: counts of words into a layout that is always the same, and the layout into pictures and a figure."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from random import Random

import plotly.graph_objects as go
from PIL import ImageFont

from newsgauge.charts import text
from newsgauge.charts.legend import add_legend, legend_rows
from newsgauge.charts.template import PAD, dress, new_figure, palette
from newsgauge.fonts import FAMILIES, font_faces, font_path
from newsgauge.model import Language
from newsgauge.topics import topic_of

SMALLEST = 12                     # pixels: smaller Han characters are not read on a screen
_COARSE = 2                       # the layout is searched on a canvas this many times smaller
_FILL = 0.52                      # of the canvas that the words' boxes may take at most; more has not been placed yet
_STEP = 0.94                      # largest size of the next attempt, when words did not fit
_HIT = 16                         # pixels between the points that make a word react to the pointer

# Words are text, also small ones: 4.5:1 on the paper of the theme, and apart by 10 (CIE76) for every sight.
INKS = {"light": ("#0069B0", "#A85200", "#B8327A", "#3A2A9A", "#882255"),
        "dark": ("#6FA8FF", "#F0AC28", "#48DA9A", "#F3DAFB", "#D98ACB")}


@dataclass(frozen=True, slots=True)
class CloudWord:
    """A word in the picture; all measures in pixels from the upper left corner."""

    term: str
    count: float
    size: float                   # of the font
    x: float                      # where the pen starts
    y: float                      # of the base line
    left: float                   # the box of the ink
    top: float
    width: float
    height: float
    color: str


@dataclass(frozen=True, slots=True)
class CloudLayout:
    """Where the words of a cloud stand. The area of a word's characters is proportional to its count."""

    width: int
    height: int
    words: tuple[CloudWord, ...]  # most frequent first
    left_out: int                 # words that would have been smaller than can be read, or beyond `max_words`
    legend: tuple[tuple[str, str], ...] = ()     # what a colour means: label, colour


class _DoesNotFit(Exception):
    pass


def layout(frequencies: Mapping[str, float], *, width: int = 800, height: int = 460, seed: int = 0,
           max_words: int = 100, font: Path | None = None, colors: Mapping[str, str] | None = None,
           legend: Mapping[str, str] | None = None, theme: str = "light") -> CloudLayout:
    """Place the leading words of `frequencies` (word → count) on a canvas of `width` × `height` pixels.

    The same words, counts, size and seed always give the same picture. Sizes are honest: the side of a character
    grows with the square root of the count, so its area with the count, and no word is made smaller to find room;
    instead all are, together, until they fit. Words that would fall below 12 pixels are left out and counted.
    `colors` (word → colour) says what a colour means, `legend` (label → colour) names it; other words are muted ink.
    """
    from wordcloud import WordCloud  # draws in matplotlib, which takes half a second to import

    path = str(font or font_path())
    counted = sorted(((term, count) for term, count in frequencies.items() if count > 0),
                     key=lambda item: (-item[1], item[0]))
    if not counted:
        return CloudLayout(width, height, (), 0, tuple((legend or {}).items()))
    chosen, largest = counted[:max_words], counted[0][1]
    area = sum(_em_width(term) * count / largest for term, count in chosen)
    size = min(height * 0.6, 0.92 * width / _em_width(chosen[0][0]), math.sqrt(_FILL * width * height / area))
    while True:
        sizes = {term: size * math.sqrt(count / largest) for term, count in chosen}
        sizes = {term: wanted for term, wanted in sizes.items() if wanted >= SMALLEST} or {chosen[0][0]: size}
        coarse = {term: math.ceil(wanted / _COARSE) for term, wanted in sizes.items()}

        def place(term: str, font_size: int, coarse: dict[str, int] = coarse, **_: object) -> str:
            if font_size < coarse[term]:
                raise _DoesNotFit
            return "black"

        cloud = WordCloud(font_path=path, width=width // _COARSE, height=height // _COARSE, margin=2,
                          max_words=len(coarse), prefer_horizontal=1.0, relative_scaling=1, min_font_size=1,
                          color_func=place, random_state=Random(seed))
        try:
            cloud.generate_from_frequencies(coarse, max_font_size=max(coarse.values()))
        except (_DoesNotFit, ValueError):
            if size < SMALLEST:
                return CloudLayout(width, height, (), len(counted), tuple((legend or {}).items()))
            size *= _STEP
            continue
        break
    counts, muted = dict(chosen), palette(theme).muted
    words = []
    for (term, _), font_size, (row, column), _, _ in cloud.layout_:
        words.append(_word(term, counts[term], sizes[term], (colors or {}).get(term, muted), path,
                           *_box(term, font_size, path, column, row)))
    return CloudLayout(width, height, tuple(words), len(counted) - len(words), tuple((legend or {}).items()))


def _em_width(term: str) -> float:
    """About how many times its size a word is wide."""
    return sum(1.0 if ord(character) > 0x2E7F else 0.6 for character in term)


def _box(term: str, font_size: int, path: str, column: int, row: int) -> tuple[float, float]:
    """The middle of the place that the library found for a word on the coarse canvas, in pixels of the picture."""
    left, top, right, bottom = ImageFont.truetype(path, font_size).getbbox(term, anchor="lt")
    return (int(column) + (right - left) / 2) * _COARSE, (int(row) + (bottom - top) / 2) * _COARSE


def _word(term: str, count: float, size: float, color: str, path: str, middle: float, centre: float) -> CloudWord:
    """A word of exactly `size` with its ink centred on a point."""
    left, top, right, bottom = ImageFont.truetype(path, size).getbbox(term, anchor="ls")
    return CloudWord(term, count, size, middle - (left + right) / 2, centre - (top + bottom) / 2,
                     middle - (right - left) / 2, centre - (bottom - top) / 2, right - left, bottom - top, color)


def to_svg(cloud: CloudLayout) -> str:
    """The words alone as SVG on no ground, with their font inside (only the characters they need)."""
    used = "".join(word.term for word in cloud.words)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{cloud.width}" height="{cloud.height}" '
        f'viewBox="0 0 {cloud.width} {cloud.height}">',
        f"<style>{font_faces({'sans': used})}text{{font-family:'{FAMILIES['sans']}',sans-serif;"
        "white-space:pre}</style>",
        *(f'<text x="{word.x:.1f}" y="{word.y:.1f}" font-size="{word.size:.2f}" fill="{word.color}">'
          f"{escape(word.term)}</text>" for word in cloud.words),
        "</svg>\n"])


def to_figure(cloud: CloudLayout, *, language: Language, theme: str = "light", title: str = "", subtitle: str = "",
              source: str = "", note: str = "", alt: str = "", parts: Sequence[str] = (), width: int = 0,
              hover: Mapping[str, str] | None = None, captions: bool = True) -> go.Figure:
    """The cloud as a plotly figure that grows and shrinks with the page and whose words react to pointer and click.

    The picture lies behind; over each word lie unseen points with `customdata` [word], and the text of `hover` for
    the word (default: word and count). `parts` say what is shown in the names of files. The figure is `width` pixels
    wide, and the picture in it with it; its own width when that is 0.
    """
    width = width or cloud.width
    scale = width / cloud.width
    rows = legend_rows(dict(cloud.legend), width - 2 * PAD)
    fig = new_figure("cloud", language=language, theme=theme, width=width, plot_height=cloud.height * scale,
                     title=title, subtitle=subtitle, source=source, note=note, alt=alt, left=0, right=0, bottom=0,
                     legend_rows=rows, parts=parts)
    picture = base64.b64encode(to_svg(cloud).encode()).decode("ascii")
    fig.add_layout_image(source=f"data:image/svg+xml;base64,{picture}", xref="x", yref="y", x=0, y=0,
                         sizex=cloud.width, sizey=cloud.height, sizing="stretch", layer="below")
    x, y, texts, data = [], [], [], []
    for word in cloud.words:
        columns, lines = max(1, round(word.width / _HIT)), max(1, round(word.height / _HIT))
        for n in range(columns * lines):
            x.append(word.left + (n % columns + 0.5) * word.width / columns)
            y.append(word.top + (n // columns + 0.5) * word.height / lines)
            texts.append((hover or {}).get(word.term, f"{text.escape(word.term)}  {word.count:g}"))
            data.append([word.term])
    fig.add_scatter(x=x, y=y, mode="markers", marker=dict(size=_HIT, opacity=0), text=texts, customdata=data,
                    hovertemplate="%{text}<extra></extra>", showlegend=False,
                    selected=dict(marker=dict(opacity=0)), unselected=dict(marker=dict(opacity=0)))
    add_legend(fig, dict(cloud.legend))
    fig.update_xaxes(range=[0, cloud.width], visible=False, constrain="domain")
    fig.update_yaxes(range=[cloud.height, 0], visible=False, scaleanchor="x", constrain="domain", constraintoward="top")
    return dress(fig.update_layout(hoverdistance=round(_HIT * scale)), captions=captions)


def topic_legend(*counts: Mapping[str, float], theme: str = "light") -> dict[str, str]:
    """A colour for each of the five topics that most of the counted words speak for; more could not be told apart.

    A topic of which no word is a term of its own has none: 美术学院 alone makes no 设计产业. Several counts (word →
    count), such as those of two clouds side by side, weigh alike.

    >>> topic_legend({"区块链": 5, "联盟链": 1, "豆腐": 9, "美术学院": 2})
    {'区块链': '#0069B0'}
    """
    weights: dict[str, float] = {}
    own = {topic_of(term, "specific") for words in counts for term in words}
    for words in counts:
        whole = sum(words.values()) or 1
        for term, count in words.items():
            topic = topic_of(term)
            if topic and topic in own:
                weights[topic] = weights.get(topic, 0) + count / whole
    leading = sorted(weights, key=lambda topic: (-weights[topic], topic))[:len(INKS[theme])]
    return dict(zip(leading, INKS[theme], strict=False))


def topic_colors(terms: Iterable[str], legend: Mapping[str, str]) -> dict[str, str]:
    """Colours for words by the topic they speak for, as a `topic_legend` has them; words of other topics have none.

    >>> topic_colors(["联盟链", "豆腐"], {"区块链": "#0069B0"})
    {'联盟链': '#0069B0'}
    """
    return {term: legend[topic_of(term)] for term in terms if topic_of(term) in legend}


def use_colors(log_ratios: Mapping[str, float], *, theme: str = "light", at_least: float = 1.0) -> dict[str, str]:
    """Colours for words by over-use and under-use (`words.keyness`): twice as often as elsewhere, half as often.

    >>> use_colors({"算力": 2.1, "企业": 0.1, "医院": -1.4})
    {'算力': '#0069B0', '医院': '#A85200'}
    """
    more, less = INKS[theme][:2]
    return {term: more if ratio > 0 else less for term, ratio in log_ratios.items() if abs(ratio) >= at_least}
