"""Tables of shades: rows by columns, the darker the more."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from newsgauge.charts.template import TEXT_SIZE, dress, label_room, name_axis, new_figure, palette, row_height
from newsgauge.charts.text import escape, label_lines, text_width, wrap
from newsgauge.model import Language


def heat_map(kind: str, rows: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[float]],
             texts: Sequence[Sequence[str]], hovers: Sequence[Sequence[str]], keys: Sequence[Sequence[Sequence[str]]],
             *, language: Language, theme: str, width: int, title: str, subtitle: str, alt: str, source: str = "",
             note: str = "", captions: bool = True) -> go.Figure:
    """A figure of `values` (rows × columns) in shades, 0 blank, with `texts` in the cells.

    `hovers` are plain; `keys` are the customdata of each cell, so that a click can select it.
    """
    p = palette(theme)
    narrow = width < 500
    labels = [label_lines(name, 124 if narrow else 200, TEXT_SIZE) for name in rows]
    # The page may be narrower than what a figure is laid out for: the cells shrink, the names at their foot do not.
    shrunk = 1.0 if narrow else 0.7
    left = 26 + label_room(labels)
    cell = max((width - left - 20) / max(len(columns), 1), 14)
    room = max(cell * shrunk - 4, 26)
    heads = [wrap(name, room, 12, lines=6) for name in columns]
    # Words too long for their column stand upright.
    upright = any(text_width(line, 12) > room + 4 for head in heads for line in head)
    if upright:
        heads = [wrap(name, 120, 12, lines=2) for name in columns]
    deep = label_room(["\n".join(head) for head in heads], 12) if upright else 16 * max(map(len, heads), default=1)
    high = max((value for row in values for value in row), default=0) or 1
    fig = new_figure(kind, language=language, theme=theme, width=width, left=left, right=20, bottom=14 + deep,
                     plot_height=max(row_height(labels, 30) * len(rows), 60), title=title, subtitle=subtitle, alt=alt,
                     source=source, note=note)
    step = 1 / (len(p.ramp) - 1)
    shades = [[(value / high) ** 0.6 if value else None for value in row] for row in values]
    fig.add_heatmap(
        z=shades, zmin=0, zmax=1,
        x=list(range(len(columns))), y=list(range(len(rows))), xgap=2, ygap=2, showscale=False, hoverinfo="skip",
        colorscale=[[place * step, color] for place, color in enumerate(p.ramp)])
    spots = [(x, y) for y in range(len(rows)) for x in range(len(columns)) if values[y][x]]
    fits = cell >= 24
    fig.add_scatter(
        x=[x for x, _ in spots], y=[y for _, y in spots], mode="markers+text" if fits else "markers",
        text=[escape(texts[y][x]) for x, y in spots], customdata=[list(keys[y][x]) for x, y in spots],
        hoverinfo="text", hovertext=["<br>".join(map(escape, hovers[y][x].split("\n"))) for x, y in spots],
        marker=dict(symbol="square", size=26, opacity=0), showlegend=False,
        textfont=dict(size=12, color=[p.text_on(shades[y][x]) for x, y in spots]))
    fig.update_layout(
        yaxis=name_axis(labels, p),
        xaxis=dict(tickmode="array", tickvals=list(range(len(columns))), showgrid=False,
                   tickangle=-90 if upright else 0,
                   ticktext=["<br>".join(map(escape, head)) for head in heads], range=[-0.5, len(columns) - 0.5]))
    return dress(fig, captions=captions)
