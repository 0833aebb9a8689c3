"""Development over time: one series a colour, one mark a kind of number, lines only where numbers compare."""

from __future__ import annotations

import math
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from newsgauge.charts import marks
from newsgauge.charts.axes import format_number, number_axis, time_axis
from newsgauge.charts.changes import change
from newsgauge.charts.targets import compare_with, may_compare
from newsgauge.charts.template import WIDTH, Palette, dress, empty_figure, new_figure, palette
from newsgauge.charts.text import clip, escape, period_text, say, text_width
from newsgauge.model import Language

_MOST_SERIES = 6
_COVERS = 6                 # pixels; points as near cover each other
_ASIDE, _BESIDE_RING = 10, 15   # pixels that the second then stands aside
_LABELLED = 40              # with more points than this, only each series' latest has its value beside it


def trend(frame: pd.DataFrame, *, language: Language, theme: str = "light", title: str | None = None,
          selected: str | None = None, subject: str | None = None, by: str = "entity", unit: str = "",
          kind: str = "", together: bool = False, conflicts: frozenset[str] = frozenset(), width: int = WIDTH,
          height: int = 320, captions: bool = True) -> go.Figure:
    """The values of `frame` (observations) over time, a series for each value of the column `by`.

    `kind` is the concept's (stock, flow, share, price): a flow is joined only with periods of the same length, a
    stock stands at the end of its period. `together`: several concepts may share the axis, where they have one unit,
    as they do where they were chosen to be compared. `unit` is that of `canonical_value`. `conflicts` are observation
    ids to ring in red. `height` is the plot's, without texts. Each point carries its observation id as customdata.
    """
    everything = marks.prepare(frame, language)
    dated = everything[everything["period_end"].notna()]
    measures = ("level", "share", "ratio") if (dated["measure"].isin(("level", "share", "ratio"))).any() else ()
    data = marks.one_scale(dated, measures=measures, of_one_concept=not together)
    if data.empty:
        return empty_figure("trend", language=language, theme=theme, width=width, title=title)
    p = palette(theme)
    unit = marks.shown_unit(data, unit)
    data["series"] = _series(data, by)
    data["x"] = _positions(data, kind)
    names, runs = _ranked(data), _runs(data, kind)
    colors = marks.series_colors(names, p)
    axis = number_axis([*data["number"], *data["number_max"].dropna()], language, unit)
    left = 20 + max(text_width(text, 12) for text in axis["ticktext"])
    right = 28
    room = width - left - right
    times = time_axis(data["x"].min().date(), data["x"].max().date(), language, room=room,
                      whole_years=_whole_years(data))
    notes = [say("note", "line_rule", language)] if runs else []
    undated = len(everything) - len(dated)
    notes += marks.left_out(dated, data, language)
    notes += [say("note", "left_out_undated", language, count=undated)] if undated else []
    ringed = data["observation_id"].isin(conflicts)
    notes += [say("note", "conflict", language)] if ringed.any() else []
    ways = _ways(data)
    key = marks.marks_note(data, language, selected=bool(selected) and (data["observation_id"] == selected).any(),
                           to_go=bool(ways), rings=True)
    joint = "" if language == "zh" else " "
    fig = new_figure(
        "trend", language=language, theme=theme, width=width, plot_height=height, left=left, right=right,
        title=marks.heading("trend", data, language, subject) if title is None else title,
        subtitle=marks.subtitle(unit, key, language), source=marks.source_text(data, language),
        alt=_alt(data, language, unit, subject, conflicts), parts=marks.name_parts(data, language, subject))
    fig.update_layout(xaxis=times, yaxis=axis)
    size = (room, height)
    data["x"], aside = _set_apart(data, names, _pixels(data, size, times["range"], axis["range"]),
                                  (pd.Timestamp(times["range"][1]) - pd.Timestamp(times["range"][0])) / room, ringed)
    _stems(fig, data, colors, p, axis)
    _lines(fig, runs, names, colors)
    _threads(fig, ways, colors)
    _points(fig, data, names, colors, p, language, selected)
    _qualifiers(fig, data, colors, p, selected)
    if ringed.any():
        _rings(fig, data[ringed], p)
    paths = [rows for _, rows in runs] + [[row for _, row in rows.iterrows()] for _, rows in ways]
    named = _labels(fig, data, paths, names, language, unit, p, selected, size,
                    _pixels(data, size, times["range"], axis["range"]), axis)
    if len(names) > 1 and len(named) < len(names):
        fig.update_layout(showlegend=True, meta=fig.layout.meta | {"legend_rows": _legend_rows(names, width)})
    notes += [say("note", "aside", language)] if aside else []
    if nameless := [name for name in names[_MOST_SERIES:] if name not in named]:
        notes.append(marks.listed("nameless", data[data["series"].isin(nameless)], language))
    fig.update_layout(meta=fig.layout.meta | {"note": joint.join(notes)})
    return dress(fig, captions=captions)


def _series(data: pd.DataFrame, by: str) -> pd.Series:
    name = data["who" if by == "entity" else by].astype(str)
    several = data.groupby(name)["linked"].transform("nunique") > 1
    if several.any() and name.nunique() == 1:
        return data["subject"]                     # 数字经济规模, 数字贸易总额: that both are of 全国 says the title
    return name.where(~several, name + " · " + data["subject"])


def _ranked(data: pd.DataFrame) -> list[str]:
    """Series, those with most numbers first, then those with the greatest."""
    rank = data.groupby("series", sort=False)["number"].agg(["size", "max"])
    return rank.sort_values(["size", "max"], ascending=False, kind="stable").index.tolist()


def _whole_years(data: pd.DataFrame) -> bool:
    return bool(data["period"].str.fullmatch(r"\d{4}").all())


def _positions(data: pd.DataFrame, kind: str) -> pd.Series:
    """Where on the time axis: a stock at the end of its period, a flow in its middle, whole years over their label."""
    if kind == "flow" or _whole_years(data):
        return data["period_start"] + (data["period_end"] - data["period_start"]) / 2
    return data["period_end"]


def _pixels(data: pd.DataFrame, size: tuple[float, float], x_range: list[str], y_range: list[float]
            ) -> dict[int, tuple[float, float, float]]:
    """Of each row how far it lies from the upper left of the plot, and how long a range it is."""
    first, last = (pd.Timestamp(day) for day in x_range)
    high = size[1] / (y_range[1] - y_range[0])
    xs = (data["x"] - first) / (last - first) * size[0]
    ys = (y_range[1] - data["number"]) * high
    ranges = (data["number_max"] - data["number"]).fillna(0) * high
    return dict(zip(data.index, zip(xs, ys, ranges, strict=True), strict=True))


def _set_apart(data: pd.DataFrame, names: list[str], pixels: dict[int, tuple[float, float, float]],
               pixel: pd.Timedelta, ringed: pd.Series) -> tuple[pd.Series, bool]:
    """Where on the time axis, a few pixels aside where a point would cover one of a series that comes before its own;
    and whether any stands aside. Of more points than have labels none does."""
    moved = dict.fromkeys(data.index, 0.0)
    rank = {name: place for place, name in enumerate(names)}
    taken: list[tuple[float, float, str, bool]] = []
    order = data["series"].map(rank).sort_values(kind="stable").index if len(data) <= _LABELLED else ()
    for index, series in ((index, data.at[index, "series"]) for index in order):
        x, y, _ = pixels[index]
        while there := [ring for a, b, other, ring in taken
                        if abs(x - a) < _COVERS and abs(y - b) < _COVERS and series != other]:
            x += _BESIDE_RING if any(there) else _ASIDE
        taken.append((x, y, series, ringed[index]))
        moved[index] = x - pixels[index][0]
    return data["x"] + pd.Series(moved) * pixel if any(moved.values()) else data["x"], any(moved.values())


def _runs(data: pd.DataFrame, kind: str) -> list[tuple[str, list[pd.Series]]]:
    """What a line may join, with its series: one scale, actual, levels and shares, comparable periods, in order."""
    actual = data[(data["status"] == "actual") & data["measure"].isin(("level", "share", "ratio"))
                  & (data["comparison"] == "")]
    days = (actual["period_end"] - actual["period_start"]).dt.days
    length = pd.Series("any", actual.index) if kind in ("stock", "share", "price") else (days // 20).astype(str)
    runs = []
    for (series, _, _), group in actual.groupby(["series", "scale", length], sort=False):
        if group["x"].nunique() > 1:
            runs.append((series, [marks.most_precise(same) for _, same in group.groupby("x", sort=True)]))
    return runs


def _grouped(names: list[str]) -> dict[str, list[str]]:
    """Legend group → its series: six of their own, the rest together."""
    groups = {str(place): [name] for place, name in enumerate(names[:_MOST_SERIES])}
    return groups | ({"others": names[_MOST_SERIES:]} if len(names) > _MOST_SERIES else {})


def _lines(fig: go.Figure, runs: list[tuple[str, list[pd.Series]]], names: list[str], colors: dict[str, str]) -> None:
    for group, members in _grouped(names).items():
        xs: list = []
        ys: list = []
        for series, rows in runs:
            if series in members:
                xs += [*(row["x"] for row in rows), None]
                ys += [*(row["number"] for row in rows), None]
        if xs:
            fig.add_scatter(x=xs[:-1], y=ys[:-1], mode="lines", line=dict(color=colors[members[0]], width=1.6),
                            hoverinfo="skip", showlegend=False, legendgroup=group)


def _ways(data: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """From the latest actual number of a series to its targets beyond that compare with it, in order of time."""
    ways = []
    comparable = data[data["measure"].isin(("level", "share", "ratio")) & (data["comparison"] == "")]
    for (series, _), group in comparable.groupby(["series", "scale"], sort=False):
        goals = [row for _, row in group[group["status"] == "target"].sort_values("x", kind="stable").iterrows()]
        actual = group[group["status"] == "actual"]
        actual = actual[compare_with(goals, actual)]
        if actual.empty:
            continue
        latest = marks.most_precise(actual[actual["x"] == actual["x"].max()])
        ahead = {goal["x"]: goal for goal in reversed(goals) if goal["x"] > latest["x"] and may_compare(goal, latest)}
        if ahead:
            ways.append((series, pd.DataFrame([latest, *reversed(ahead.values())])))
    return ways


def _threads(fig: go.Figure, ways: list[tuple[str, pd.DataFrame]], colors: dict[str, str]) -> None:
    """What is still to go: a thin dashed thread from the latest actual number to the target."""
    for series, rows in ways:
        fig.add_scatter(x=rows["x"].tolist(), y=rows["number"].tolist(), mode="lines", hoverinfo="skip",
                        showlegend=False, line=dict(color=colors[series], width=1, dash="dash"))


def _stems(fig: go.Figure, data: pd.DataFrame, colors: dict[str, str], p: Palette, axis: dict) -> None:
    """A forecast hangs on a dashed grey thread from the axis: nothing holds it yet."""
    ahead = data[data["status"] == "forecast"]
    xs, ys = [], []
    for row in ahead.itertuples():
        xs += [row.x, row.x, None]
        ys += [axis["range"][0], row.number, None]
    if xs:
        fig.add_scatter(x=xs, y=ys, mode="lines", line=dict(color=p.grey, width=1, dash="dot"), hoverinfo="skip",
                        showlegend=False)


def _points(fig: go.Figure, data: pd.DataFrame, names: list[str], colors: dict[str, str], p: Palette,
            language: Language, selected: str | None) -> None:
    shown: set[str] = set()
    for group, members in _grouped(names).items():
        label = clip(members[0], 24) if group != "others" else say("label", "others", language, count=len(members))
        for status in ("actual", "target", "forecast"):
            rows = data[data["series"].isin(members) & (data["status"] == status)]
            if rows.empty:
                continue
            color = p.grey if status == "forecast" else colors[members[0]]
            red = rows["observation_id"] == selected if selected else pd.Series(False, rows.index)
            spread = (rows["number_max"] - rows["number"]).fillna(0)
            fig.add_scatter(
                x=rows["x"], y=rows["number"].tolist(), mode="markers", name=escape(label), legendgroup=group,
                showlegend=group not in shown,
                customdata=rows[["observation_id"]].to_numpy(), hoverinfo="text", cliponaxis=False,
                hovertext=[marks.hover_text(row, language) for row in rows.to_dict("records")],
                marker=dict(symbol=marks.SYMBOL[status], size=[13 if r else 10 for r in red],
                            color=[p.red if r else color for r in red], opacity=1,
                            line=dict(width=2 if status != "actual" else 0)),
                selected=dict(marker=dict(color=p.red, opacity=1)), unselected=dict(marker=dict(opacity=1)),
                error_y=dict(type="data", symmetric=False, array=spread.tolist(), arrayminus=[0] * len(rows), width=5,
                             thickness=1.4, color=color, visible=bool(spread.any())))
            shown.add(group)


def _qualifiers(fig: go.Figure, data: pd.DataFrame, colors: dict[str, str], p: Palette, selected: str | None) -> None:
    """The small stroke above or below a point: the true number lies there; a ring of haze: it lies about here."""
    for name, angle in (("over", 180), ("under", 0)):   # a standoff moves a mark against its angle
        rows = data[data["bound"] == name]
        if rows.empty:
            continue
        fig.add_scatter(
            x=rows["x"], y=rows["number"], mode="markers", hoverinfo="skip", showlegend=False, cliponaxis=False,
            marker=dict(symbol="triangle-down", angle=angle, size=7, standoff=11,
                        color=[p.red if row.observation_id == selected else p.grey if row.status == "forecast"
                               else colors[row.series] for row in rows.itertuples()]))
    rows = data[data["qualifier"] == "about"]
    if not rows.empty:
        fig.add_scatter(x=rows["x"], y=rows["number"], mode="markers", hoverinfo="skip", showlegend=False,
                        cliponaxis=False, marker=dict(
                            symbol="circle", size=19, opacity=0.22, color=[colors[name] for name in rows["series"]]))


def _rings(fig: go.Figure, rows: pd.DataFrame, p: Palette) -> None:
    fig.add_scatter(x=rows["x"], y=rows["number"].tolist(), mode="markers", hoverinfo="skip", showlegend=False,
                    cliponaxis=False, marker=dict(symbol="circle-open", size=20, color=p.red, line=dict(width=1.5)))


def _labels(fig: go.Figure, data: pd.DataFrame, paths: list[list[pd.Series]], names: list[str],
            language: Language, unit: str, p: Palette, selected: str | None, size: tuple[float, float],
            pixels: dict[int, tuple[float, float, float]], axis: dict) -> set[str]:
    """The values beside their points, the selected and the latest first, as many as find a place off the `paths`.

    Of several series each has its name at its latest point of each status; the answer is those that were named.
    """
    labels = marks.Labels(*size, margin=24)
    low, high = axis["range"]
    for tick in axis["tickvals"]:
        labels.block(-16, (high - tick) / (high - low) * size[1], 16)
    for index, row in data.iterrows():
        x, y = pixels[index][:2]
        labels.point(x, y)
        if pd.notna(row["number_max"]):
            for part in range(int(pixels[index][2] // 8) + 1):
                labels.block(x, y - part * 8, 10)
        if row["bound"] in ("over", "under"):
            labels.block(x, y - 11 if row["bound"] == "over" else y + 11, 8)
    for rows in paths:
        spots = [pixels[row.name][:2] for row in rows]
        for (x0, y0), (x1, y1) in pairwise(spots):
            steps = max(int(max(abs(x1 - x0), abs(y1 - y0)) / 8), 1)
            for part in range(1, steps):
                labels.block(x0 + (x1 - x0) * part / steps, y0 + (y1 - y0) * part / steps, 3)
    order = data.assign(_first=data["observation_id"] != selected).sort_values(
        ["_first", "x"], ascending=[True, False], kind="stable")
    if len(order) > _LABELLED:          # too many for all: each series' latest, and the selected
        order = order[~order.duplicated("series") | ~order["_first"]]
    seen: set[tuple] = set()
    named: set[tuple[str, str]] = set()
    placed: list[tuple] = []
    for index, row in order.iterrows():
        value = marks.value_text(row, language, unit)
        series = row["series"]
        called = f"{clip(series, 20)} {value}" if len(names) > 1 and (series, row["status"]) not in named else value
        if (series, row["x"], value) in seen:
            continue
        gap = 18 if row["bound"] in ("over", "under") else 8
        for text in dict.fromkeys((called, value)):            # where the name finds no place, the number may
            if position := labels.place(*pixels[index][:2], text, 12, gap):
                break
        if position:
            seen.add((series, row["x"], value))
            named |= {(series, row["status"])} if text == called else set()
            red = bool(selected) and row["observation_id"] == selected
            color = p.red if red else p.muted if row["status"] == "forecast" else p.ink
            placed.append((row["x"], row["number"], escape(text), position, color, gap * 2 - 3))
    if placed:
        xs, ys, texts, positions, colors, sizes = map(list, zip(*placed, strict=True))
        fig.add_scatter(x=xs, y=ys, mode="markers+text", text=texts, textposition=positions, cliponaxis=False,
                        textfont=dict(size=12, color=colors), marker=dict(size=sizes, opacity=0), hoverinfo="skip",
                        showlegend=False)
    return {series for series, _ in named}


def _legend_rows(names: list[str], width: int) -> int:
    shown = [clip(name, 24) for name in names[:_MOST_SERIES]]
    across = max(int((width - 60) // (max(text_width(name, 12) for name in shown) + 56)), 1)
    return math.ceil((len(shown) + (len(names) > _MOST_SERIES)) / across)


def _alt(data: pd.DataFrame, language: Language, unit: str, subject: str | None, conflicts: frozenset[str]) -> str:
    """The takeaway: first and last actual number of the leading series."""
    name = marks.subject_text(data, language, subject)
    actual = data[data["status"] == "actual"]
    lead = _ranked(actual if not actual.empty else data)[0]
    rows = (actual if not actual.empty else data).query("series == @lead").sort_values("x", kind="stable")
    first, last = (marks.most_precise(rows[rows["x"] == x]) for x in (rows["x"].iloc[0], rows["x"].iloc[-1]))
    who = f"{lead}{'' if language == 'zh' else ' '}{name}" if lead and lead != name else name
    if first["x"] == last["x"]:
        return say("alt", "trend_one", language, subject=who, period=period_text(last["period"], language),
                   value=marks.value_text(last, language, unit), count=len(data))
    told = _change(first, last, language, unit, conflicts)
    return say("alt", "trend", language, subject=who, first=marks.value_text(first, language, unit),
               last=marks.value_text(last, language, unit), first_period=period_text(first["period"], language),
               last_period=period_text(last["period"], language), count=len(data),
               change=f"{'，' if language == 'zh' else ', '}{told}" if told else "")


def _change(first: pd.Series, last: pd.Series, language: Language, unit: str, conflicts: frozenset[str]) -> str:
    """By how much it rose or fell, as far as that is known; "" where a bound leaves it open, or sources disagree."""
    if not conflicts.isdisjoint((first["observation_id"], last["observation_id"])) or not may_compare(first, last):
        return ""
    if first["number"] == last["number"] and {first["qualifier"], last["qualifier"]} == {"exact"}:
        return say("alt", "level", language)
    found = change(*({**row, "canonical_value": row["number"]} for row in (first, last)))
    if found is None:
        return ""
    amount = format_number(abs(last["number"] - first["number"]), language, unit, 3)
    if found.points:
        amount = say("alt", "points", language, value=amount.removesuffix("%"))
    if found.sign:
        amount = say("alt", "least" if found.sign == "≥" else "about", language, value=amount)
    return say("alt", "rise" if found.amount > 0 else "fall", language, value=amount)
