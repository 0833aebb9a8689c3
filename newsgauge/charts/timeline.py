"""What was said when: each statement from its day of publication to the time it is of."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from newsgauge.charts import marks
from newsgauge.charts.axes import PERCENT, POINTS, time_axis, unit_name
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
from newsgauge.model import Language

_MOST_ROWS = 30


def timeline(frame: pd.DataFrame, *, language: Language, theme: str = "light", title: str | None = None,
             selected: str | None = None, subject: str | None = None, width: int = WIDTH,
             captions: bool = True) -> go.Figure:
    """One row a statement, the first published on top: a stroke at its publication, a mark at the time it is of."""
    everything = marks.prepare(frame, language)
    everything["said"] = pd.to_datetime(everything["article_date"], errors="coerce", format="ISO8601")
    data = everything[everything["said"].notna() & everything["period_end"].notna()]
    data = data.drop_duplicates(["who", "linked", "number", "period", "status", "said"])
    if data.empty:
        return empty_figure("timeline", language=language, theme=theme, width=width, title=title)
    p = palette(theme)
    data = data.sort_values(["said", "period_end", "who"], kind="stable").reset_index(drop=True)
    notes = [say("note", "timeline", language)]
    if len(data) > _MOST_ROWS:
        notes.append(say("note", "left_out_rows", language, shown=_MOST_ROWS, count=len(data)))
        keep = set(data.index[:_MOST_ROWS]) | set(data.index[data["observation_id"] == selected])
        data = data.loc[sorted(keep)].reset_index(drop=True)
    one = data["linked"].nunique() == 1
    narrow = width < 500
    labels = [label_lines(clip(row["who"] if one else f"{row['who']} {row['subject']}".strip(), 36),
                          92 if narrow else 200, TEXT_SIZE) for _, row in data.iterrows()]
    texts = [_value(row, language) for _, row in data.iterrows()]
    left, right = 26 + label_room(labels), 26 + label_room(texts, 12)
    first, last = min(data["said"].min(), data["period_end"].min()), max(data["said"].max(), data["period_end"].max())
    red = bool(selected) and (data["observation_id"] == selected).any()
    ahead = int((data["status"] != "actual").sum())
    fig = new_figure(
        "timeline", language=language, theme=theme, width=width,
        plot_height=row_height(labels, 28) * len(data) + 12, left=left, right=right, bottom=34,
        title=marks.heading("timeline", data, language, subject) if title is None else title,
        subtitle=marks.marks_note(data, language, selected=bool(red)),
        note=("" if language == "zh" else " ").join(notes),
        source=marks.source_text(data, language), parts=marks.name_parts(data, language, subject),
        alt=say("alt", "timeline", language, count=len(data), first=f"{data['said'].min():%Y-%m-%d}",
                last=f"{data['said'].max():%Y-%m-%d}", ahead=ahead))
    times = time_axis(first.date(), last.date(), language, room=width - left - right)
    fig.update_layout(xaxis=times | dict(showgrid=False), yaxis=name_axis(labels, p))
    xs, ys = [], []
    for place, row in data.iterrows():
        xs += [row["said"], row["period_end"], None]
        ys += [place, place, None]
    fig.add_scatter(x=xs, y=ys, mode="lines", line=dict(color=p.rule, width=1), hoverinfo="skip", showlegend=False)
    fig.add_scatter(x=data["said"], y=list(data.index), mode="markers", hoverinfo="skip", showlegend=False,
                    marker=dict(symbol="line-ns-open", size=11, color=p.muted, line=dict(width=1.4)))
    for status in ("actual", "target", "forecast"):
        rows = data[data["status"] == status]
        if rows.empty:
            continue
        reds = [bool(selected) and name == selected for name in rows["observation_id"]]
        colors = [p.red if mark else p.grey if status == "forecast" else p.ink for mark in reds]
        fig.add_scatter(
            x=rows["period_end"], y=list(rows.index), mode="markers", cliponaxis=False, showlegend=False,
            marker=dict(symbol=marks.SYMBOL[status], size=10, color=colors,
                        line=dict(width=2 if status != "actual" else 0)),
            selected=dict(marker=dict(color=p.red, opacity=1)), unselected=dict(marker=dict(opacity=1)),
            customdata=rows[["observation_id"]].to_numpy(), hoverinfo="text",
            hovertext=[marks.hover_text(row, language) for row in rows.to_dict("records")])
        fig.add_scatter(
            x=rows[["said", "period_end"]].max(axis=1), y=list(rows.index), mode="markers+text", showlegend=False,
            text=[escape(texts[place]) for place in rows.index], textposition="middle right", hoverinfo="skip",
            marker=dict(size=14, opacity=0), cliponaxis=False,
            textfont=dict(size=12, color=[p.red if r else p.ink if status == "actual" else p.muted for r in reds]))
    return dress(fig, captions=captions)


def _value(row: pd.Series, language: Language) -> str:
    """The number with its unit; signed where it is a change."""
    unit = row["unit"] if row["unit"] in (*PERCENT, *POINTS) else ""
    text = marks.value_text(row, language, unit)
    if row["measure"] in ("growth", "change") and row["number"] > 0 and text[0].isdigit():
        text = f"+{text}"
    name = "" if unit or row["number"] != row["value"] else unit_name(row["unit"], language)
    return f"{text}{'' if language == 'zh' else ' '}{name}" if name else text
