"""Growth rates side by side, and shares that make up one whole."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from newsgauge.charts import marks
from newsgauge.charts.axes import PERCENT, plain_number
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
from newsgauge.charts.text import clip, escape, label_lines, period_text, say, short_period, text_width
from newsgauge.model import Language

_MOST_ROWS = 24
_WHOLE = (95.0, 101.0)           # shares of one sentence that add up to this belong together
_WHOLE_ARTICLE = (99.0, 101.0)   # of one article: only if they add up for certain


def growth(frame: pd.DataFrame, *, language: Language, theme: str = "light", title: str | None = None,
           selected: str | None = None, subject: str | None = None, conflicts: frozenset[str] = frozenset(),
           width: int = WIDTH, captions: bool = True) -> go.Figure:
    """The growth rates of `frame` as bars from nought, the highest first; one thing over time in order of time.

    Multiples (翻番, 3倍) are told in the note; they are not on the scale of percentages. `conflicts` are observation
    ids to mark with a red ≠.
    """
    data = marks.prepare(frame, language)
    data = data[data["measure"] == "growth"]
    percent = data["unit"].isin(PERCENT)
    multiples, data = int((~percent).sum()), data[percent].reset_index(drop=True)
    if data.empty:
        return empty_figure("growth", language=language, theme=theme, width=width, title=title)
    data = data.drop_duplicates(["who", "linked", "period", "number", "status"]).reset_index(drop=True)
    p = palette(theme)
    one = data["linked"].nunique() == 1 and data["who"].nunique() == 1
    order = ["period_end"] if one else ["number"]
    data = data.sort_values(order, ascending=one, kind="stable").reset_index(drop=True)
    notes = [say("note", "growth_unit", language, count=multiples)] if multiples else []
    if len(data) > _MOST_ROWS:
        notes.append(say("note", "left_out_rows", language, shown=_MOST_ROWS, count=len(data)))
        data = data.iloc[:_MOST_ROWS]
    narrow = width < 500
    one_thing = data["linked"].nunique() == 1
    labels = [label_lines(clip(_row_name(row, one, one_thing, language), 44), 110 if narrow else 230, TEXT_SIZE)
              for _, row in data.iterrows()]
    disputed = data["observation_id"].isin(conflicts)
    notes += [say("note", "conflict_bar", language)] if disputed.any() else []
    texts = [("≠ " if dispute else "") + _rate(row) + ("" if one or narrow else _when(row, language))
             for dispute, (_, row) in zip(disputed, data.iterrows(), strict=True)]
    left = 26 + label_room(labels)
    red = bool(selected) and (data["observation_id"] == selected).any()
    marks_key = marks.marks_note(data, language, bars=True, selected=bool(red))
    span = marks.bar_range(data["number_max"].fillna(data["number"]).tolist(), texts, width - left - 24)
    fig = new_figure(
        "growth", language=language, theme=theme, width=width,
        plot_height=row_height(labels, 32) * len(data) + 8, left=left, right=24, bottom=8,
        title=marks.heading("growth", data, language, subject) if title is None else title,
        subtitle=marks_key, note=("" if language == "zh" else " ").join(notes),
        source=marks.source_text(data, language), alt=_growth_alt(data, one_thing, language),
        parts=marks.name_parts(data, language, subject))
    for status in ("actual", "target", "forecast"):
        rows = data[data["status"] == status]
        if rows.empty:
            continue
        reds = [bool(selected) and name == selected for name in rows["observation_id"]]
        marks.add_bars(fig, rows, rows["number"], rows.index, status, p, reds, language, widths=0.52)
        fig.add_scatter(
            x=rows["number_max"].fillna(rows["number"]), y=rows.index, mode="markers+text",
            text=[escape(texts[place]) for place in rows.index],
            textposition=["middle right" if value >= 0 else "middle left" for value in rows["number"]],
            marker=dict(size=4, opacity=0), hoverinfo="skip", showlegend=False, cliponaxis=False,
            textfont=dict(size=12, color=[p.red if red or dispute else p.ink if status == "actual" else p.muted
                                          for red, dispute in zip(reds, disputed[rows.index], strict=True)]))
    fig.update_layout(
        barmode="overlay", yaxis=name_axis(labels, p),
        xaxis=dict(visible=True, showticklabels=False, showgrid=False, zeroline=True, zerolinecolor=p.rule, range=span))
    return dress(fig, captions=captions)


def _row_name(row: pd.Series, one: bool, one_thing: bool, language: Language) -> str:
    if one:
        return period_text(row["period"], language)
    return row["who"] if one_thing else f"{row['who']} {row['subject']}".strip()


def _rate(row: pd.Series) -> str:
    sign = "+" if row["number"] > 0 else "−" if row["number"] < 0 else ""
    text = f"{sign}{plain_number(abs(row['number']))}%"
    if pd.notna(row["number_max"]):
        text += f"–{plain_number(abs(row['number_max']))}%"
    return marks.number_signs(row, row["number"]) + text


def _when(row: pd.Series, language: Language) -> str:
    if not row["period"]:
        return ""
    return ("（{}）" if language == "zh" else " ({})").format(short_period(row["period"], language))


def _growth_alt(data: pd.DataFrame, one_thing: bool, language: Language) -> str:
    rows = data.sort_values("number", ascending=False, kind="stable")
    top, low = rows.iloc[0], rows.iloc[-1]
    names = [_row_name(row, False, one_thing, language) for row in (top, low)]
    if len(rows) == 1:
        return say("alt", "growth_one", language, top=f"{top['who']} {top['subject']}".strip(), top_value=_rate(top))
    return say("alt", "growth", language, top=names[0], top_value=_rate(top), low=names[1], low_value=_rate(low),
               count=len(rows))


def find_wholes(frame: pd.DataFrame, language: Language = "zh") -> list[pd.DataFrame]:
    """The shares of `frame` that make up one whole, a frame of each whole, in the order of the text.

    Parts belong together when one sentence states them of one entity and time and they add up to about 100 %, or one
    article does and they add up exactly. Shares that merely stand near each other (覆盖率95%以上，入驻率70%) are not.
    """
    data = marks.prepare(frame, language)
    data = data[(data["measure"] == "share") & data["number_max"].isna() & (data["number"] > 0)]
    # A fraction of a concept is in per cent already.
    factor = (data["unit"].isin(PERCENT) | data["canonical_value"].notna()).map({True: 1.0, False: 100.0})
    known = data["unit"].isin((*PERCENT, "比例"))
    data = data.assign(number=data["number"] * factor)[known]
    data = data[data["number"] <= 100]
    wholes: list[pd.DataFrame] = []
    taken: set[str] = set()
    for keys, (least, most) in ((["sentence"], _WHOLE), (["document_title", "article_title"], _WHOLE_ARTICLE)):
        free = data[~data["observation_id"].isin(taken)]
        for _, parts in free.groupby([*keys, "entity", "period", "status"], sort=False):
            parts = parts.drop_duplicates(["indicator", "number"])
            if len(parts) > 1 and parts["indicator"].is_unique and least <= parts["number"].sum() <= most:
                wholes.append(parts.reset_index(drop=True))
                taken |= set(parts["observation_id"])
    return wholes


def composition(frame: pd.DataFrame, *, language: Language, theme: str = "light", title: str | None = None,
                selected: str | None = None, subject: str | None = None, width: int = WIDTH,
                captions: bool = True) -> go.Figure:
    """Shares of one whole, each part beginning where the one before it ends; several wholes one below the other."""
    wholes = find_wholes(frame, language)[:6]
    if not wholes:
        return empty_figure("composition", language=language, theme=theme, width=width, title=title)
    p = palette(theme)
    data = pd.concat(wholes, ignore_index=True)
    narrow = width < 500
    labels: list[str] = []
    spots: list[tuple[int, float, pd.Series]] = []
    gaps: list[tuple[int, float]] = []
    for parts in wholes:
        begin = 0.0
        if len(wholes) > 1:
            labels.append("")
        for _, row in parts.iterrows():
            spots.append((len(labels), begin, row))
            labels.append(label_lines(clip(row["subject"], 40), 120 if narrow else 230, TEXT_SIZE))
            begin += row["number"]
        if begin < 99.5:
            gaps.append((len(labels), begin))
            labels.append(say("label", "not_stated", language))
    left = 26 + label_room(labels)
    name = subject or data["who"].iloc[0] if data["entity"].nunique() == 1 else subject
    red = bool(selected) and (data["observation_id"] == selected).any()
    fig = new_figure(
        "composition", language=language, theme=theme, width=width,
        plot_height=row_height(labels, 34) * len(labels) + 8, left=left, right=24, bottom=8,
        title=marks.heading("composition", data, language, name) if title is None else title,
        subtitle=marks.marks_note(data, language, bars=True, selected=bool(red)),
        note=say("note", "composition_gap", language) if gaps else "", source=marks.source_text(data, language),
        alt=_composition_alt(data, language, name), parts=marks.name_parts(data, language, name))
    room = width - left - 24
    for place, begin, row in spots:
        reds = [bool(selected) and row["observation_id"] == selected]
        fig.add_shape(type="rect", x0=0, x1=100, y0=place - 0.26, y1=place + 0.26, fillcolor=p.wash, line_width=0,
                      layer="below")
        marks.add_bars(fig, row.to_frame().T, [row["number"]], [place], row["status"], p, reds, language,
                       widths=0.52, base=[begin])
        text = f"{marks.number_signs(row, row['number'])}{plain_number(row['number'])}%"
        inside = begin + row["number"] + (text_width(text, 12) + 12) / room * 100 > 100
        fig.add_annotation(
            text=escape(text), x=begin if inside else begin + row["number"], y=place, yanchor="middle",
            xanchor="right" if inside else "left", xshift=-5 if inside else 5, showarrow=False,
            font=dict(size=12, color=p.red if reds[0] else p.ink))
    for place, begin in gaps:
        fig.add_shape(type="rect", x0=begin, x1=100, y0=place - 0.26, y1=place + 0.26, line=dict(
            color=p.grey, width=1, dash="dot"))
    if len(wholes) > 1:
        for place in (index for index, label in enumerate(labels) if not label):
            parts = next(parts for at, _, parts in spots if at == place + 1)
            heading = "，".join(filter(None, (parts["who"], period_text(parts["period"], language))))
            fig.add_annotation(text=escape(heading), x=0, y=place, xanchor="left", yanchor="middle", showarrow=False,
                               font=dict(size=TEXT_SIZE, color=p.muted))
    fig.update_layout(barmode="overlay", xaxis=dict(visible=False, range=[0, 100]), yaxis=name_axis(labels, p))
    return dress(fig, captions=captions)


def _composition_alt(data: pd.DataFrame, language: Language, subject: str | None) -> str:
    top = data.sort_values("number", ascending=False, kind="stable").iloc[0]
    return say("alt", "composition", language, subject=marks.subject_text(data, language, subject), top=top["subject"],
               top_value=f"{plain_number(top['number'])}%", count=len(data))
