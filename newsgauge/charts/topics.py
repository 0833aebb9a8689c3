"""Topics: their shares in a text, in each document, in each year."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from newsgauge.charts.heat import heat_map
from newsgauge.charts.template import (
    TEXT_SIZE,
    WIDTH,
    dress,
    empty_figure,
    label_room,
    name_axis,
    new_figure,
    palette,
    row_height,
)
from newsgauge.charts.text import clip, escape, label_lines, say
from newsgauge.model import OTHER_TOPIC, Language

_NO_NAMES: Mapping[str, str] = {}
_LEAST = 0.02               # a topic that reaches this share nowhere is left out of the tables
_MOST_GROUPS = 24


def order_topics(sizes: pd.Series) -> list[str]:
    """The topics of `sizes` (by topic), the largest first; what fits no topic stands last.

    >>> order_topics(pd.Series({"区块链": 0.2, "其他": 0.5, "数字贸易": 0.3}))
    ['数字贸易', '区块链', '其他']
    """
    found = sizes.sort_values(ascending=False, kind="stable").index
    return sorted(found, key=lambda topic: topic == OTHER_TOPIC)


def topic_bars(frame: pd.DataFrame, *, language: Language, theme: str = "light", title: str | None = None,
               names: Mapping[str, str] = _NO_NAMES, source: str = "", width: int = WIDTH,
               captions: bool = True) -> go.Figure:
    """The shares of `frame` (columns topic, share from 0 to 1) as bars, in order of `order_topics`.

    `names` are the topics' names in the language of the page. A bar's customdata is its topic.
    """
    shares = frame.set_index("topic")["share"]
    shares = shares.loc[order_topics(shares)]
    if shares.empty:
        return empty_figure("topic_bars", language=language, theme=theme, width=width, title=title)
    p = palette(theme)
    shown = [names.get(topic, topic) for topic in shares.index]
    labels = [label_lines(name, 124 if width < 500 else 220, TEXT_SIZE) for name in shown]
    texts = [_percent(share) for share in shares]
    left = 26 + label_room(labels)
    fig = new_figure("topic_bars", language=language, theme=theme, width=width,
                     plot_height=row_height(labels, 28) * len(shares) + 8, left=left, right=56, bottom=8,
                     source=source, alt=_alt(shown[0], shares.iloc[0], shares, language),
                     title=say("title", "topic_bars", language) if title is None else title)
    places = list(range(len(shares)))
    fig.add_bar(x=shares.tolist(), y=places, orientation="h", width=0.5, showlegend=False, marker=dict(color=p.ink),
                customdata=[[topic] for topic in shares.index], hoverinfo="text",
                hovertext=[f"<b>{escape(name)}</b><br>{text}" for name, text in zip(shown, texts, strict=True)],
                selected=dict(marker=dict(color=p.red, opacity=1)), unselected=dict(marker=dict(opacity=1)))
    fig.add_scatter(x=shares.tolist(), y=places, mode="markers+text", text=texts, textposition="middle right",
                    marker=dict(size=4, opacity=0), textfont=dict(size=12, color=p.ink), hoverinfo="skip",
                    showlegend=False, cliponaxis=False)
    fig.update_layout(xaxis=dict(visible=False, range=[0, float(shares.max())]), yaxis=name_axis(labels, p))
    return dress(fig, captions=captions)


def topic_heatmap(frame: pd.DataFrame, *, language: Language, theme: str = "light", title: str | None = None,
                  names: Mapping[str, str] = _NO_NAMES, source: str = "", width: int = WIDTH,
                  captions: bool = True, whole: int = 0) -> go.Figure:
    """The topic shares of documents or articles (columns document_id or article_id, title, topic, share) in shades.

    Up to eight texts stand side by side, more one below the other. `whole` is how many there are, where the frame holds
    only some. A cell's customdata is topic and text.
    """
    key = "article_id" if "article_id" in frame.columns else "document_id"
    kind = "topics_by_article" if key == "article_id" else "topic_heatmap"
    titles = frame.drop_duplicates(key).set_index(key)["title"].fillna("").to_dict() if not frame.empty else {}
    return _shares(kind, frame, key, {k: clip(str(v), 26) for k, v in titles.items()}, language=language,
                   theme=theme, title=title, names=names, source=source, width=width, captions=captions, whole=whole)


def topics_by_year(frame: pd.DataFrame, *, language: Language, theme: str = "light", title: str | None = None,
                   names: Mapping[str, str] = _NO_NAMES, source: str = "", width: int = WIDTH,
                   captions: bool = True) -> go.Figure:
    """The topic shares of each year (columns year, topic, share) in shades; a cell's customdata is topic and year."""
    data = frame.dropna(subset=["year"])
    years = {year: str(int(year)) for year in sorted(data["year"].unique())}
    return _shares("topics_by_year", data, "year", years, language=language, theme=theme, title=title, names=names,
                   source=source, width=width, captions=captions)


def _shares(kind: str, frame: pd.DataFrame, key: str, groups: Mapping, *, language: Language, theme: str,
            title: str | None, names: Mapping[str, str], source: str, width: int, captions: bool,
            whole: int = 0) -> go.Figure:
    table = frame.pivot_table(index="topic", columns=key, values="share", aggfunc="sum", fill_value=0.0) \
        if not frame.empty else pd.DataFrame()
    if not table.empty:
        table = table[table.max(axis=1) >= _LEAST]
    if table.empty:
        return empty_figure(kind, language=language, theme=theme, width=width, title=title)
    table = table.loc[order_topics(table.sum(axis=1))]
    note, wide = "", width >= 500
    most = _MOST_GROUPS if wide else 6
    if len(table.columns) > most:
        note = say("note", "left_out_rows", language, shown=most, count=f"{max(whole, len(table.columns)):,}")
        table = table.iloc[:, :most] if key != "year" else table.iloc[:, -most:]
    upright = wide and len(table.columns) > 8 and key != "year"
    top = table.index[0]
    grid = table.T if upright else table
    ids = [[(row, column) if not upright else (column, row) for column in grid.columns] for row in grid.index]
    values = grid.to_numpy().tolist()

    def name_of(topic: str, group: object) -> str:
        return f"{names.get(topic, topic)}\n{groups[group]}\n"

    topics = [names.get(topic, topic) for topic in table.index]
    columns = [groups[group] for group in table.columns]
    return heat_map(
        kind, columns if upright else topics, topics if upright else columns, values,
        texts=[[f"{share * 100:.0f}" if share >= 0.005 else "" for share in row] for row in values],
        hovers=[[name_of(*ids[y][x]) + _percent(share) for x, share in enumerate(row)]
                for y, row in enumerate(values)],
        keys=[[(str(topic), str(group)) for topic, group in row] for row in ids], language=language, theme=theme,
        width=width, captions=captions, source=source, note=note,
        subtitle=say("label", "unit", language, unit="%"),
        title=say("title", kind, language) if title is None else title,
        alt=_alt(names.get(top, top), float(table.loc[top].mean()), table, language))


def _percent(share: float) -> str:
    return f"{share * 100:.0f}%" if share >= 0.095 else f"{share * 100:.1f}%"


def _alt(top: str, share: float, rows: pd.Series | pd.DataFrame, language: Language) -> str:
    return say("alt", "topics", language, top=top, value=_percent(share), count=len(rows))
