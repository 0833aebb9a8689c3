"""Reached against planned: how far each target is, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from newsgauge.charts import marks
from newsgauge.charts.axes import PERCENT, POINTS, format_number, plain_number, unit_name
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
)
from newsgauge.charts.text import clip, escape, label_lines, period_text, say, text_width
from newsgauge.concepts import load_concepts
from newsgauge.model import Language, signed_qualifier
from newsgauge.units import unit_info

_MOST_ROWS = 24


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a target is: whether it is met, and which part of it is reached; None where that can't be told."""

    met: bool | None = None
    part: float | None = None


def reached(goal: Mapping[str, object], actual: Mapping[str, object]) -> Reached:
    """How far the target `goal` is by the number `actual`: rows of observations with their `number`.

    An upper limit (PUE不超过1.3) is met or not and has no part. It can't be told from a bound on the wrong side, from
    amounts of times of unlike length, and of a ratio that is no limit, since less may be better.
    """
    if not may_compare(goal, actual):
        return Reached()
    aim, now = goal["number"], actual["number"]
    limit, bound = (signed_qualifier(row["qualifier"], row["number"]) for row in (goal, actual))
    if goal["measure"] == "ratio" and limit not in ("under", "over"):
        return Reached()
    met = now <= aim if limit == "under" else now >= aim
    if met and bound == ("over" if limit == "under" else "under"):
        return Reached()
    if not met and limit == "under" and bound == "under":
        return Reached()
    has_part = limit != "under" and goal["measure"] != "ratio" and aim > 0
    return Reached(bool(met), now / aim if has_part else None)


def may_compare(goal: Mapping[str, object], actual: Mapping[str, object]) -> bool:
    """Whether the times of the two let them be compared: amounts that add up over time are of times of like length."""
    lengths = {_length(goal), _length(actual)}
    return not _adds_up(goal) or None in lengths or len(lengths) == 1


def compare_with(goals: Iterable[Mapping[str, object]], actual: pd.DataFrame) -> pd.Series:
    """For each row of `actual` whether it may be compared with one of the targets `goals`."""
    lengths = {_length(goal) if _adds_up(goal) else None for goal in goals}
    own = (actual["period_end"] - actual["period_start"]).dt.days // 20
    return pd.Series(None in lengths, actual.index) | own.isna() & bool(lengths) | own.isin(lengths)


def _length(row: Mapping[str, object]) -> int | None:
    """How long the period is, in steps of twenty days; None where that is not known."""
    length = row["period_end"] - row["period_start"]
    return None if pd.isna(length) else length.days // 20


def _adds_up(row: Mapping[str, object]) -> bool:
    """Whether a number is of a length of time and not of a day: as its concept says, else amounts of money."""
    concept = load_concepts().get(row["concept"])
    if row["measure"] != "level":
        return False
    return concept.kind == "flow" if concept else unit_info(row["unit"]).dimension.startswith("money")


def pair_targets(frame: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Each target of `frame` with the latest comparable actual number: same entity, same thing, unit and measure.

    Columns: `target` and `actual` (rows of observations; actual None where none is stated), `part` (actual ÷ target)
    and `met`, see `reached`.
    Growth rates, and targets that are an upper limit (不超过), have no part reached and are left out.
    """
    data = marks.prepare(frame, language)
    data = data[data["measure"].isin(("level", "share")) & (data["comparison"] == "")]
    rows = []
    for _, group in data.groupby(["entity", "linked", "scale"], sort=False):
        goals = group[(group["status"] == "target") & (group["bound"] != "under") & (group["number"] > 0)]
        for _, same in goals.groupby("period", sort=False):
            goal = marks.most_precise(same)
            done = group[group["status"] == "actual"]
            done = done[compare_with([goal], done)]
            if pd.notna(goal["period_end"]):
                done = done[done["period_end"].isna() | (done["period_end"] <= goal["period_end"])]
            newest = done[done["period_end"] == done["period_end"].max()] if done["period_end"].notna().any() else done
            actual = marks.most_precise(newest) if not newest.empty else None
            how_far = Reached() if actual is None else reached(goal, actual)
            rows.append(dict(target=goal, actual=actual, part=how_far.part, met=how_far.met))
    return pd.DataFrame(rows, columns=["target", "actual", "part", "met"])


def targets(frame: pd.DataFrame, *, language: Language, theme: str = "light", title: str | None = None,
            selected: str | None = None, subject: str | None = None, width: int = WIDTH,
            captions: bool = True) -> go.Figure:
    """For each target a hollow bar of its full length, filled as far as it is reached, and what is missing in words.

    The scale is the share of the target reached, so targets of different units may stand together.
    """
    pairs = pair_targets(frame, language)
    if pairs.empty:
        return empty_figure("targets", language=language, theme=theme, width=width, title=title)
    p = palette(theme)
    order = pairs["part"].astype(float).fillna(-1).sort_values(ascending=False, kind="stable").index
    pairs = pairs.loc[order].reset_index(drop=True)
    notes = []
    if len(pairs) > _MOST_ROWS:
        notes.append(say("note", "left_out_rows", language, shown=_MOST_ROWS, count=len(pairs)))
        pairs = pairs.iloc[:_MOST_ROWS]
    goals = pd.DataFrame(pairs["target"].tolist()).reset_index(drop=True)
    reached = [row for row in pairs["actual"] if row is not None]
    everything = pd.concat([goals, pd.DataFrame(reached)], ignore_index=True)
    one = goals["linked"].nunique() == 1
    narrow = width < 500
    labels = []
    for goal in goals.itertuples():
        name = goal.who if one else f"{goal.who} {goal.subject}".strip()
        labels.append(label_lines(clip(name, 40), 92 if narrow else 190, TEXT_SIZE))
    left = 26 + label_room(labels)
    units = set(goals["in_unit"])
    texts = [_texts(pair.target, pair.actual, pair.part, language, len(units) > 1) for pair in pairs.itertuples()]
    longest = max(1.0, min(float(pairs["part"].astype(float).max() or 0), 1.5))
    red = bool(selected) and (everything["observation_id"] == selected).any()
    unit = units.pop() if len(units) == 1 else ""
    key = marks.marks_note(everything, language, bars=True, selected=bool(red))
    heading = marks.heading("targets", everything, language, subject)
    fig = new_figure(
        "targets", language=language, theme=theme, width=width, plot_height=58 * len(pairs) + 6, left=left, right=30,
        bottom=8, title=heading if title is None else title, subtitle=marks.subtitle(unit, key, language),
        note=("" if language == "zh" else " ").join(notes), source=marks.source_text(everything, language),
        alt=_alt(pairs, language), parts=marks.name_parts(everything, language, subject))
    room = (width - left - 30) / longest
    notes_of = [_bullet(fig, place, pair.target, pair.actual, pair.part, texts[place], room, p, language, selected)
                for place, pair in enumerate(pairs.itertuples())]
    fig.update_layout(annotations=[note for group in notes_of for note in group], barmode="overlay",
                      xaxis=dict(visible=False, range=[0, longest]), yaxis=name_axis(labels, p))
    return dress(fig, captions=captions)


def _percent(part: float, actual: pd.Series) -> str:
    sign = marks.qualifier_sign(actual["qualifier"], actual["number"])
    return f"{sign}{plain_number(part * 100, 3 if part < 10 else 4)}%"


def _texts(goal: pd.Series, actual: pd.Series | None, part: float | None, language: Language,
           with_unit: bool) -> tuple[str, str, str]:
    """What stands on the bar's line: what is reached, what is missing, the target with its year."""
    unit = goal["in_unit"] if goal["in_unit"] in (*PERCENT, *POINTS) else ""
    joint = "" if language == "zh" else " "
    name = unit_name(goal["in_unit"], language) if with_unit and not unit else ""
    tail = joint + name if name else ""
    brackets = "（{}）" if language == "zh" else " ({})"
    when = period_text(goal["period"].split("/")[-1], language) if goal["period"] else ""
    aim = say("status", "target", language) + joint + marks.value_text(goal, language, unit) + tail
    aim += brackets.format(when) if when else ""
    if actual is None or part is None:
        return say("label", "no_actual", language), "", aim
    done = marks.value_text(actual, language, unit) + tail
    day = period_text(actual["period"], language) if actual["period"] else ""
    done += (brackets.format(day) if day else "") + f"{'，' if language == 'zh' else ', '}{_percent(part, actual)}"
    gap = goal["number"] - actual["number"]
    word = "missing" if gap > 0 else "exceeded"
    # Of about 3 万 about so much is missing, of more than 3 万 no more than that; of 约5 万 that are aimed at, about.
    bound = goal["bound"] if actual["bound"] == "exact" and goal["bound"] == "about" else actual["bound"]
    sign = marks.qualifier_sign(bound, -1 if gap > 0 else 1)
    left = sign + format_number(abs(gap), language, unit, 3) + tail
    return done, say("label", word, language, value=left) if gap else "", aim


def _bullet(fig: go.Figure, place: int, goal: pd.Series, actual: pd.Series | None, part: float | None,
            texts: tuple[str, str, str], room: float, p: Palette, language: Language,
            selected: str | None) -> list[dict]:
    """Add the bars of one target, `room` pixels long; the texts beside them are the answer."""
    done, gap, aim = texts
    y, ink = place + 0.14, p.ink
    line = p.red if selected and goal["observation_id"] == selected else p.grey if actual is None else ink
    fig.add_bar(x=[1], y=[y], width=[0.34], orientation="h", showlegend=False, hoverinfo="text",
                hovertext=[marks.hover_text(goal, language)], customdata=[[goal["observation_id"]]],
                marker=dict(color=p.paper, line=dict(color=line, width=1.5)),
                selected=dict(marker=dict(opacity=1)), unselected=dict(marker=dict(opacity=1)))
    if actual is not None and part is not None:
        fill = p.red if selected and actual["observation_id"] == selected else ink
        fig.add_bar(x=[min(part, 1.5)], y=[y], width=[0.34 if part <= 1 else 0.2], orientation="h", showlegend=False,
                    hoverinfo="text", hovertext=[marks.hover_text(actual, language)],
                    customdata=[[actual["observation_id"]]], marker=dict(color=fill, line=dict(width=0)),
                    selected=dict(marker=dict(color=p.red, opacity=1)), unselected=dict(marker=dict(opacity=1)))
    above = dict(y=place - 0.06, yanchor="bottom", showarrow=False, borderpad=0)
    fits = text_width(done, 12) + text_width(aim, 12) + 12 < room
    below = above if fits else dict(above, y=place + 0.33, yanchor="top")
    notes = [dict(text=escape(done), x=0, xanchor="left", font=dict(size=12, color=p.muted if actual is None else ink),
                  **above),
             dict(text=escape(aim), x=1, xanchor="right", font=dict(size=12, color=p.muted), **below)]
    if gap and part is not None and part < 0.78:
        notes.append(dict(text=escape(gap), x=(part + 1) / 2, y=y, xanchor="center", yanchor="middle",
                          showarrow=False, font=dict(size=12, color=p.muted)))
    return notes


def _alt(pairs: pd.DataFrame, language: Language) -> str:
    known = pairs[pairs["part"].notna()]
    if known.empty:
        return say("alt", "targets_open", language, count=len(pairs))
    top = known.iloc[0]
    name = f"{top['target']['who']}{'' if language == 'zh' else ' '}{top['target']['subject']}"
    return say("alt", "targets", language, count=len(pairs), reached=int(known["met"].eq(True).sum()), top=name,
               percent=_percent(top["part"], top["actual"]))
