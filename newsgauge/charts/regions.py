"""One indicator compared across regions: bars sorted by value, and a tile map of the provinces."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from newsgauge.charts import marks
from newsgauge.charts.axes import number_axis
from newsgauge.charts.template import (
    TEXT_SIZE,
    WIDTH,
    Palette,
    dress,
    empty_figure,
    label_room,
    name_axis,
    new_figure,
    palette,
    row_height,
)
from newsgauge.charts.text import escape, label_lines, period_text, say, short_period, text_width
from newsgauge.model import Language
from newsgauge.regions import load_regions

_WHOLES = ("CN", "WORLD")
_MOST_ROWS = 31
_LEVELS = ("level", "share", "ratio")


def latest_by(data: pd.DataFrame, key: str) -> pd.DataFrame:
    """Of each value of `key` and status one row: actual the latest, target and forecast the furthest."""
    rows = []
    for _, group in data.groupby([key, "status"], sort=False):
        newest = group[group["period_end"] == group["period_end"].max()] if group["period_end"].notna().any() else group
        rows.append(marks.most_precise(newest))
    return pd.DataFrame(rows).reset_index(drop=True) if rows else data.iloc[:0]


def _choose(frame: pd.DataFrame, key: str, language: Language) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """The rows to draw, the rows of wholes (全国) set aside, and sentences on what another scale left out."""
    placed = marks.prepare(frame, language)
    placed = placed[placed[key] != ""]
    data = marks.one_scale(placed, measures=_LEVELS, of_one_concept=True)
    if data.empty:
        return data, data, []
    left_out = marks.left_out(placed, data, language)
    whole = data["region_code"].isin(_WHOLES) | data[key].isin(("全国", "全球"))
    if data.loc[~whole, key].nunique() < 2 and whole.any():
        whole[:] = False
    return latest_by(data[~whole], key), latest_by(data[whole], key), left_out


def regions(frame: pd.DataFrame, *, language: Language, theme: str = "light", title: str | None = None,
            selected: str | None = None, subject: str | None = None, by: str = "region", unit: str = "",
            width: int = WIDTH, captions: bool = True) -> go.Figure:
    """The latest actual number and the furthest target of each region, as bars from the greatest to the least.

    `by` is the column to compare ("region", "entity"). A target is a hollow bar around the solid one; each number
    stands beside its bar with its period. Nationwide totals are told in the note, not drawn beside their parts.
    """
    data, wholes, left_out = _choose(frame, by, language)
    if data.empty:
        return empty_figure("regions", language=language, theme=theme, width=width, title=title)
    p = palette(theme)
    unit = marks.shown_unit(data, unit)
    names = _ordered(data, by)
    notes = [say("note", "latest_rule", language)] if data["status"].nunique() > 1 else []
    notes += [say("note", "left_out_wide", language, entity=marks.place_name(row[by], language),
                  value=marks.value_text(row, language, unit))
              for _, row in wholes[wholes["status"] == "actual"].iterrows()]
    if len(names) > _MOST_ROWS:
        notes.append(say("note", "left_out_rows", language, shown=_MOST_ROWS, count=len(names)))
        names = names[:_MOST_ROWS]
        data = data[data[by].isin(names)].reset_index(drop=True)
    notes += left_out
    narrow = width < 500
    labels = [label_lines(marks.place_name(name, language), 84 if narrow else 156, TEXT_SIZE) for name in names]
    left = 26 + label_room(labels)
    data["label"] = [_label(row, language, unit, short=narrow) for _, row in data.iterrows()]
    right = 24 + label_room(data["label"].tolist(), 12)
    rows = {name: place for place, name in enumerate(names)}
    data["row"] = data[by].map(rows)
    step = row_height(labels, 40 if (data.groupby(by)["status"].nunique() > 1).any() else 30)
    red = bool(selected) and (data["observation_id"] == selected).any()
    fig = new_figure(
        "regions", language=language, theme=theme, width=width, plot_height=step * len(names) + 8, left=left,
        right=right, bottom=10, title=marks.heading("regions", data, language, subject) if title is None else title,
        subtitle=marks.subtitle(unit, marks.marks_note(data, language, bars=True, selected=bool(red)), language),
        note=("" if language == "zh" else " ").join(notes), source=marks.source_text(data, language),
        alt=_alt(data, by, language, unit, subject),
        parts=marks.name_parts(data, language, subject))
    _bars(fig, data, p, language, selected)
    axis = number_axis([*data["number"], *data["number_max"].dropna()], language, unit)
    axis["range"] = [axis["range"][0], max(data["number"].max(), data["number_max"].max() if
                                           data["number_max"].notna().any() else 0, 0) or 1]
    fig.update_layout(xaxis=axis | dict(visible=False), barmode="overlay", yaxis=name_axis(labels, p))
    return dress(fig, captions=captions)


def _ordered(data: pd.DataFrame, by: str) -> list[str]:
    """Names with an actual number first, by it, then those with only a target, by that."""
    actual = data[data["status"] == "actual"].set_index(by)["number"]
    best = data.groupby(by, sort=False)["number"].max()
    return sorted(best.index, key=lambda name: (name not in actual.index, -actual.get(name, best[name])))


def _label(row: pd.Series, language: Language, unit: str, *, short: bool) -> str:
    value = marks.value_text(row, language, unit)
    kind = "" if row["status"] == "actual" else say("status", row["status"], language)
    joint = "" if language == "zh" else " "
    when = row["period"].split("/")[-1] if row["status"] != "actual" else row["period"]
    when = short_period(when, language) if short else period_text(when, language) if when else ""
    brackets = "（{}）" if language == "zh" else " ({})"
    return f"{kind}{joint if kind else ''}{value}" + (brackets.format(when) if when else "")


def _bars(fig: go.Figure, data: pd.DataFrame, p: Palette, language: Language, selected: str | None) -> None:
    """Solid bars for actual numbers, hollow for targets, hatched grey for forecasts; labels at the bars' ends."""
    several = data.groupby("row")["status"].transform("nunique") > 1
    offsets = {"actual": -0.17, "target": 0.17, "forecast": 0.17}
    for status in ("actual", "target", "forecast"):
        rows = data[data["status"] == status]
        if rows.empty:
            continue
        place = rows["row"] + several.loc[rows.index] * offsets[status]
        reds = [bool(selected) and name == selected for name in rows["observation_id"]]
        marks.add_bars(fig, rows, rows["number"], place, status, p, reds, language,
                       widths=[0.3 if s else 0.56 for s in several.loc[rows.index]])
        end = rows["number_max"].fillna(rows["number"])
        fig.add_scatter(
            x=end.clip(lower=0), y=place, mode="markers+text", text=[escape(text) for text in rows["label"]],
            textposition="middle right", marker=dict(size=4, opacity=0), hoverinfo="skip", showlegend=False,
            cliponaxis=False, textfont=dict(size=12, color=[
                p.red if r else p.ink if status == "actual" else p.muted for r in reds]))


def _alt(data: pd.DataFrame, by: str, language: Language, unit: str, subject: str | None) -> str:
    actual = data[data["status"] == "actual"]
    rows = (actual if not actual.empty else data).sort_values("number", ascending=False, kind="stable")
    top, low = rows.iloc[0], rows.iloc[-1]
    values = dict(subject=marks.subject_text(data, language, subject), top=marks.place_name(top[by], language),
                  top_value=marks.value_text(top, language, unit))
    if len(rows) == 1:
        return say("alt", "regions_one", language, **values)
    return say("alt", "regions", language, **values, low=marks.place_name(low[by], language),
               low_value=marks.value_text(low, language, unit),
               count=rows[by].nunique())


def tile_map(frame: pd.DataFrame, *, language: Language, theme: str = "light", title: str | None = None,
             selected: str | None = None, subject: str | None = None, unit: str = "", width: int = WIDTH,
             captions: bool = True) -> go.Figure:
    """The latest number of each province on a tile: darker is more, hollow is planned, pale has no number.

    Tiles show where provinces lie, neither borders nor size. Cities and counties are left out.
    """
    tiles = {region.code: region for region in load_regions() if region.tile}
    data = marks.prepare(frame, language)
    placed = data[data["region_code"].isin(tiles)]
    data = marks.one_scale(placed, measures=_LEVELS, of_one_concept=True)
    if data.empty:
        return empty_figure("tile_map", language=language, theme=theme, width=width, title=title)
    p = palette(theme)
    unit = marks.shown_unit(data, unit)
    best = latest_by(data, "region_code")
    best = best.assign(_rank=best["status"].map({"actual": 0, "forecast": 1, "target": 2}))
    best = best.sort_values("_rank", kind="stable").drop_duplicates("region_code").reset_index(drop=True)
    columns = max(region.tile[0] for region in tiles.values()) + 1
    lines = max(region.tile[1] for region in tiles.values()) + 1
    side = min((width - 36) / columns, 62)
    margin = (width - side * columns) / 2
    notes = [say("note", "tile_map", language), *marks.left_out(placed, data, language)]
    red = bool(selected) and (best["observation_id"] == selected).any()
    fig = new_figure(
        "tile_map", language=language, theme=theme, width=width, plot_height=side * lines, left=margin, right=margin,
        bottom=6, title=marks.heading("tile_map", best, language, subject) if title is None else title,
        subtitle=marks.subtitle(unit, marks.marks_note(best, language, bars=True, selected=bool(red)), language),
        note=("" if language == "zh" else " ").join(notes), source=marks.source_text(best, language),
        alt=_alt(best, "region", language, unit, subject), parts=marks.name_parts(best, language, subject))
    found = best.set_index("region_code")
    top = best.loc[best["status"] == "actual", "number"].max()
    shapes = []
    for code, region in tiles.items():
        x, y = region.tile
        fill, line = p.wash, p.wash
        row = found.loc[code] if code in found.index else None
        if row is not None:
            is_red = bool(selected) and row["observation_id"] == selected
            fill = _shade(row["number"] / top if top else 0, p.ramp) if row["status"] == "actual" else p.paper
            line = p.red if is_red else p.grey if row["status"] == "forecast" else p.ink
            line = fill if row["status"] == "actual" and not is_red else line
        shapes.append(dict(type="rect", x0=x - 0.46, x1=x + 0.46, y0=y - 0.46, y1=y + 0.46, fillcolor=fill,
                           layer="below", line=dict(
                               color=line, width=2 if line == p.red else 1.4,
                               dash="dot" if row is not None and row["status"] == "forecast" else "solid")))
    _tile_texts(fig, tiles, found, p, language, unit, side, top)
    fig.update_layout(shapes=shapes, xaxis=dict(visible=False, range=[-0.5, columns - 0.5]),
                      yaxis=dict(visible=False, range=[lines - 0.5, -0.5], scaleanchor="x", constrain="domain"))
    return dress(fig, captions=captions)


def _shade(part: float, ramp: tuple[str, ...]) -> str:
    return ramp[min(int(max(part, 0) ** 0.6 * (len(ramp) - 2)) + 1, len(ramp) - 1)]


def _tile_texts(fig: go.Figure, tiles: dict, found: pd.DataFrame, p: Palette, language: Language, unit: str,
                side: float, top: float) -> None:
    xs, ys, texts, sizes, colors, ids, hovers = [], [], [], [], [], [], []
    for code, region in tiles.items():
        name = region.short if language == "zh" or not region.name_en else region.name_en
        row = found.loc[code] if code in found.index else None
        lines = name.split()
        if row is not None and side > 40:
            lines.append(marks.value_text(row, language, unit))
        shade = _shade(row["number"] / top, p.ramp) if row is not None and row["status"] == "actual" else p.ramp[0]
        xs.append(region.tile[0])
        ys.append(region.tile[1])
        texts.append("<br>".join(map(escape, lines)))
        sizes.append(min(12 if side > 46 else 10, max(8, (side - 4) / max(text_width(line, 1) for line in lines))))
        colors.append(p.text_on(p.ramp.index(shade) / (len(p.ramp) - 1)) if row is not None else p.grey)
        ids.append([row["observation_id"] if row is not None else ""])
        hovers.append(marks.hover_text(row, language) if row is not None
                      else f"<b>{escape(name)}</b><br>{say('label', 'no_data', language)}")
    fig.add_scatter(x=xs, y=ys, mode="markers+text", text=texts, hovertext=hovers, hoverinfo="text", customdata=ids,
                    marker=dict(symbol="square", size=side * 0.9, opacity=0), showlegend=False,
                    textfont=dict(size=sizes, color=colors))
