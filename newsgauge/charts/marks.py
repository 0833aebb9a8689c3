"""What every chart of observations shares: which numbers go on one scale, the marks for status and qualifier, hover
texts, labels that do not collide, and the lines on source and left-out numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import hypot

import pandas as pd
import plotly.graph_objects as go

from newsgauge.charts.axes import PERCENT, format_number, unit_name
from newsgauge.charts.template import Palette
from newsgauge.charts.text import clip, escape, period_text, say, text_width, wrap
from newsgauge.concepts import canonical_unit
from newsgauge.model import QUALIFIERS, STATUSES, Language, signed_qualifier
from newsgauge.regions import find_region
from newsgauge.standing import precision
from newsgauge.units import unit_info

# A column that the store may lack, and what stands for it.
_DEFAULTS = {
    "observation_id": "", "value_max": None, "canonical_value": None, "canonical_value_max": None, "unit": "",
    "text": "", "qualifier": "exact", "measure": "level", "status": "actual", "period": "", "indicator": "",
    "entity": "", "region": "", "region_code": "", "concept": "", "concept_name": "", "comparison": "",
    "article_date": "", "article_title": "", "document_title": "", "publisher": "", "sentence": "",
    "period_start": None, "period_end": None, "corrected": False,
}
_TOLD = 4                      # numbers of a note that are written out
_NEARER = 1                    # pixels that a text is nearer to its own point than to others
_HOVERED = 40                  # characters of a sentence in the box at a point
CORRECTED = "※"                # before a number that a reader has corrected
_SIGN = {"exact": "", "over": "≥", "under": "≤", "about": "≈", "between": ""}
SYMBOL = {"actual": "circle", "target": "circle-open", "forecast": "diamond-open"}


def prepare(frame: pd.DataFrame, language: Language) -> pd.DataFrame:
    """`frame` with all columns of an observation and some to draw by; rows without a number are dropped.

    `number`, `number_max`: the canonical value where the observation has one, else the value as printed. `who`: the
    entity as the language names it. `subject`: the name of the concept, else the indicator. `linked`: what two numbers
    must share to be of one thing. `in_unit`: the unit of `number`. `scale`: what two must share to stand on one axis,
    measure and unit. `bound`: the qualifier as it bounds the signed number. Dates are dates.
    """
    data = frame.copy().reset_index(drop=True)
    for column, default in _DEFAULTS.items():
        if column not in data.columns:
            data[column] = default
        elif isinstance(default, str):
            data[column] = data[column].fillna(default).astype(str)
    data["number"] = pd.to_numeric(data["canonical_value"], errors="coerce").fillna(
        pd.to_numeric(data["value"], errors="coerce"))
    data["number_max"] = pd.to_numeric(data["canonical_value_max"], errors="coerce").fillna(
        pd.to_numeric(data["value_max"], errors="coerce"))
    for column in ("period_start", "period_end"):
        data[column] = pd.to_datetime(data[column], errors="coerce")
    name = data["concept_name"].where(data["concept_name"] != "", data["indicator"])
    data["subject"] = name
    data["who"] = [place_name(entity, language) for entity in data["entity"]]
    data["linked"] = data["concept"].where(data["concept"] != "", data["indicator"])
    data["in_unit"] = [canonical_unit(row.concept, row.measure, unit) if pd.notna(row.canonical_value) else unit
                       for row, unit in zip(data.itertuples(), data["unit"].replace({"％": "%"}), strict=True)]
    data["scale"] = [f"{measure}/{unit}" for measure, unit in zip(data["measure"], data["in_unit"], strict=True)]
    data["bound"] = [signed_qualifier(*pair) for pair in zip(data["qualifier"], data["number"], strict=True)]
    return data[data["number"].notna()].reset_index(drop=True)


@cache
def place_name(name: str, language: Language) -> str:
    """The name of a region, or of several (德国、英国), in `language`, where it has one; any other name as it is."""
    regions = [find_region(part) for part in name.split("、")] if language == "en" and name else []
    return ", ".join(region.name_en for region in regions) if regions and all(
        region and region.name_en for region in regions) else name


def one_scale(data: pd.DataFrame, *, measures: Sequence[str] = (), of_one_concept: bool = False) -> pd.DataFrame:
    """The rows that may stand on one axis: of the commonest scale, and of one concept where nothing else parts them."""
    kept = data[data["measure"].isin(measures)] if measures else data
    if kept.empty:
        return kept
    things = kept["scale"] + "/" + kept["concept"] if of_one_concept else kept["scale"]
    counts = things.value_counts()
    chosen = things[things.map(counts).eq(counts.max())].iloc[0]
    return kept[things == chosen].reset_index(drop=True)


def left_out(data: pd.DataFrame, drawn: pd.DataFrame, language: Language) -> list[str]:
    """Which rows of `data` the scale of `drawn` does not hold, and why, in sentences."""
    rest = data[~data["observation_id"].isin(drawn["observation_id"])]
    of_rates, of_money = drawn["measure"].isin(("growth", "change")).any(), any(map(_is_money, drawn["in_unit"]))
    rates = rest["measure"].isin(("growth", "change") if not of_rates else ())
    others = {unit for unit in rest["in_unit"] if _is_money(unit)} - set(drawn["in_unit"])
    money = ~rates & rest["in_unit"].isin(others if of_money else ())
    notes = []
    if money.any():
        notes.append(listed("left_out_money", rest[money], language))
    for name, those in (("left_out_rates", rates), ("left_out_scale", ~rates & ~money)):
        notes += [say("note", name, language, count=int(those.sum()))] if those.any() else []
    return notes


def listed(note: str, data: pd.DataFrame, language: Language) -> str:
    """The note of that name, with the numbers that it is about; of many the first."""
    rows = data.drop_duplicates(["text", "who", "period"])
    values = [_told(row, language) for _, row in rows.head(_TOLD).iterrows()]
    if len(rows) > _TOLD:
        values.append(say("label", "more_values", language, count=len(rows)))
    return say("note", note, language, values=("，" if language == "zh" else ", ").join(values))


def _is_money(unit: str) -> bool:
    return unit_info(unit).dimension.startswith("money")


def _told(row: pd.Series, language: Language) -> str:
    """An amount with its currency, whose and when: 5.4T USD (China, 2020)."""
    name = unit_name(row["in_unit"], language)
    value = qualifier_sign(row["qualifier"], row["number"]) + format_number(row["number"], language)
    value += name if language == "zh" or not name else f" {name}"
    of = ("，" if language == "zh" else ", ").join(filter(None, (
        row["who"], period_text(row["period"], language) if row["period"] else "")))
    return value + (("（{}）" if language == "zh" else " ({})").format(of) if of else "")


def shown_unit(data: pd.DataFrame, unit: str = "") -> str:
    """The unit to print: that of the rows, `unit` where there are none."""
    return unit if data.empty else str(data["in_unit"].mode().iloc[0])


def qualifier_sign(qualifier: str, value: float) -> str:
    """The sign before a number that says how exact it is; a bound of a negative one is turned round.

    >>> qualifier_sign("over", 129), qualifier_sign("over", -20), qualifier_sign("exact", 3)
    ('≥', '≤', '')
    """
    return _SIGN.get(signed_qualifier(qualifier, value), "")


def number_signs(row: Mapping[str, object], value: float) -> str:
    """The signs before the number of an observation: that a reader has corrected it, and how exact it is."""
    return (CORRECTED if row.get("corrected") else "") + qualifier_sign(row["qualifier"], value)


def value_text(row: Mapping[str, object], language: Language, unit: str = "") -> str:
    """The number of `row` with its marks: "≥129万", "300–500"."""
    text = format_number(row["number"], language, unit)
    if pd.notna(row["number_max"]):
        text += f"–{format_number(row['number_max'], language, unit)}"
    return number_signs(row, row["number"]) + text


def hover_text(row: Mapping[str, object], language: Language) -> str:
    """The hover text of an observation: whose, what, as printed, when, kind, source; pseudo-HTML with texts escaped."""
    printed = row["text"] or value_text(row, language, row["unit"])
    if row["corrected"]:
        printed = (f"{value_text(row, language, row['in_unit'])}　{say('mark', 'corrected', language)}　"
                   f"{say('label', 'printed', language)} {printed}")
    head = " · ".join(part for part in (clip(row["who"], 24), clip(row["subject"], 28)) if part)
    source = " · ".join(part for part in (clip(row["document_title"], 30), row["article_date"]) if part)
    lines = [f"<b>{escape(head)}</b>", escape(printed),
             f"{escape(period_text(row['period'], language))} · {say('status', row['status'], language)}"]
    if row["sentence"]:
        lines += [f"<i>{escape(line)}</i>" for line in wrap(_around(row), 260, 13)]
    if source:
        lines.append(escape(source))
    return "<br>".join(lines)


def _around(row: Mapping[str, object]) -> str:
    """The clause of the sentence that states the number, as much of it as does not hide the chart."""
    printed, sentence = row["text"], row["sentence"]
    place = sentence.find(printed) if printed else -1
    first = max(place - (_HOVERED - len(printed)) // 2, 0) if place >= 0 else 0
    part = clip(sentence[first:], _HOVERED)
    return f"…{part}" if first else part


def most_precise(group: pd.DataFrame) -> pd.Series:
    """The row of `group` that stands for one period: as newsgauge.standing ranks them, then the first."""
    ranks = precision(group["qualifier"].tolist(), group["number"].tolist())
    dates = group["article_date"].tolist()
    best = min(ranks)
    latest = max(day for day, rank in zip(dates, ranks, strict=True) if rank == best)
    return group.iloc[next(place for place, rank in enumerate(ranks) if rank == best and dates[place] == latest)]


def series_colors(names: Sequence[str], p: Palette) -> dict[str, str]:
    """A colour for each series, the most important first: ink for one alone, six colours, then grey."""
    if len(names) == 1:
        return {names[0]: p.ink}
    return {name: p.series[place] if place < len(p.series) else p.grey for place, name in enumerate(names)}


def marks_note(data: pd.DataFrame, language: Language, *, bars: bool = False, selected: bool = False,
               to_go: bool = False, rings: bool = False) -> str:
    """What the marks in the figure mean, in words, only of those that occur.

    `to_go`: threads lead from what is reached to what is planned; `rings`: a pale one is about a number that is about.
    """
    group = "bar" if bars else "mark"
    parts = [say(group, status, language) for status in STATUSES if (data["status"] == status).any()]
    parts += [say("mark", "to_go", language)] if to_go else []
    parts += [say("mark", "about_point" if rings and name == "about" else name, language)
              for name in QUALIFIERS[1:] if (data["bound"] == name).any()]
    parts += [say("mark", "corrected", language)] if data["corrected"].any() else []
    parts += [say("mark", "selected", language)] if selected else []
    return "　".join(part.replace(" ", "\u00a0") for part in parts)


def subtitle(unit: str, marks: str, language: Language) -> str:
    """The line under the title: the unit, then the key to the marks."""
    called = "" if unit in PERCENT else unit_name(unit, language)
    name = say("label", "unit", language, unit=called) if called else ""
    return "　　".join(part for part in (name, marks) if part)


def source_text(data: pd.DataFrame, language: Language, count: int = 0) -> str:
    """The documents behind `data` with their dates; of more than three the first two and how many (`count` where
    `data` does not hold them all)."""
    pairs = dict.fromkeys(zip(data["document_title"], data["article_date"], strict=True))
    documents: dict[str, list[str]] = {}
    for title, day in pairs:
        if title:
            documents.setdefault(title, []).append(day)
    parts = []
    for title, days in documents.items():
        dated = sorted(filter(None, days))
        when = "" if not dated else dated[0] if dated[0] == dated[-1] else f"{dated[0]}–{dated[-1]}"
        name = f"《{clip(title, 30)}》" if language == "zh" else clip(title, 30)
        parts.append(f"{name}（{when}）" if when and language == "zh" else f"{name} ({when})" if when else name)
    count = max(count, len(parts))
    if count > 3:
        parts = [*parts[:2], say("label", "more_sources", language, count=count)]
    return ("；" if language == "zh" else "; ").join(parts)


def subject_text(data: pd.DataFrame, language: Language, subject: str | None = None) -> str:
    """What the figure is of: the name given, the one indicator, or how many there are."""
    if subject:
        return subject
    names = data["subject"].drop_duplicates().tolist()
    return names[0] if len(names) == 1 else say("label", "indicators", language, count=len(names))


def heading(kind: str, data: pd.DataFrame, language: Language, subject: str | None) -> str:
    """A title that states what is shown, where and when."""
    parts = [say("title", kind, language, subject=subject_text(data, language, subject))]
    names = data["who"].drop_duplicates().tolist()
    if len(names) == 1 and names[0] and names[0] != subject:
        parts.append(names[0])
    if years := years_text(data["period_end"]):
        parts.append(years)
    return ("，" if language == "zh" else ", ").join(parts)


def name_parts(data: pd.DataFrame, language: Language, subject: str | None) -> list[str]:
    """The parts of a file name that says what is inside: what, whose, when."""
    names = data["who"].drop_duplicates().tolist()
    return [subject_text(data, language, subject), names[0] if len(names) == 1 else "", years_text(data["period_end"])]


def years_text(dates: pd.Series) -> str:
    """The span of `dates` in years: "2020–2025", "2023", or "" when there is none."""
    years = dates.dropna().dt.year
    if years.empty:
        return ""
    return str(years.min()) if years.min() == years.max() else f"{years.min()}–{years.max()}"


def add_bars(fig: go.Figure, rows: pd.DataFrame, lengths: Sequence[float], places: Sequence[float], status: str,
             p: Palette, reds: Sequence[bool], language: Language, *, widths: float | Sequence[float],
             base: Sequence[float] | None = None) -> None:
    """Add bars of one status: solid for actual numbers, hollow for targets, hatched grey for forecasts."""
    hollow = status != "actual"
    color = p.grey if status == "forecast" else p.ink
    colors = [p.red if red else color for red in reds]
    spread = (rows["number_max"] - rows["number"]).fillna(0).astype(float)
    fig.add_bar(
        x=list(lengths), y=list(places), base=base, orientation="h", width=widths, showlegend=False,
        name=say("status", status, language),
        marker=dict(color=[p.paper] * len(rows) if hollow else colors,
                    line=dict(color=colors, width=1.5 if hollow else 0),
                    pattern=dict(shape="/" if status == "forecast" else "", fgcolor=p.grey, size=6, solidity=0.25,
                                 fillmode="overlay")),
        selected=dict(marker=dict(color=p.red, opacity=1)), unselected=dict(marker=dict(opacity=1)),
        error_x=dict(type="data", symmetric=False, array=spread, arrayminus=spread * 0, width=4, thickness=1.4,
                     color=color, visible=bool(spread.any())),
        customdata=rows[["observation_id"]].to_numpy(), hoverinfo="text",
        hovertext=[hover_text(row, language) for row in rows.to_dict("records")])


def bar_range(values: Sequence[float], texts: Sequence[str], room: float, size: float = 12) -> list[float]:
    """The range of an axis of `room` pixels that holds bars from 0 to `values` and a text at the end of each."""
    low, high = min(0.0, *values), max(0.0, *values)
    widths = [text_width(text, size) + 12 for text in texts]
    first, last = low, high if high > low else low + 1.0
    for _ in range(12):             # the texts' widths in units depend on the range, which depends on them: it settles
        unit = (last - first) / max(room, 1)
        first = min([low, *(v - w * unit for v, w in zip(values, widths, strict=True) if v < 0)])
        last = max([high, *(v + w * unit for v, w in zip(values, widths, strict=True) if v >= 0)])
    return [first, last] if last > first else [0.0, 1.0]


class Labels:
    """Places texts beside points so that none covers another; a text that finds no place is left out.

    Coordinates are pixels from the upper left of the plot.
    """

    def __init__(self, width: float, height: float, *, margin: float = 0):
        self._taken: list[tuple[float, float, float, float]] = []
        self._points: list[tuple[float, float]] = []
        self._width, self._height, self._margin = width, height, margin

    def block(self, x: float, y: float, size: float) -> None:
        """Keep the square of `size` around a point free of texts."""
        self._taken.append((x - size / 2, y - size / 2, x + size / 2, y + size / 2))

    def point(self, x: float, y: float) -> None:
        """A point that may have a text: no text of another stands as near to it as to its own."""
        self.block(x, y, 12)
        self._points.append((x, y))

    def place(self, x: float, y: float, text: str, size: float, gap: float = 8,
              positions: Iterable[str] = ("top center", "middle right", "bottom center", "middle left", "top right",
                                          "top left", "bottom right", "bottom left")) -> str | None:
        """The first of plotly's text positions that is free for `text` at `gap` pixels from the point, or None."""
        wide, high = text_width(text, size) + 4, size * 1.25
        for position in positions:
            vertical, horizontal = position.split()
            left = {"left": x - gap - wide, "center": x - wide / 2, "right": x + gap}[horizontal]
            upper = {"top": y - gap - high, "middle": y - high / 2, "bottom": y + gap}[vertical]
            box = (left, upper, left + wide, upper + high)
            if left < -self._margin or box[2] > self._width + self._margin or upper < -24 or box[3] > self._height + 4:
                continue
            if all(box[2] <= a or c <= box[0] or box[3] <= b or d <= box[1] for a, b, c, d in self._taken) and (
                    self._is_nearest(box, x, y)):
                self._taken.append(box)
                return position
        return None

    def _is_nearest(self, box: tuple[float, float, float, float], x: float, y: float) -> bool:
        """Whether no other point lies as near to the box as the one at x and y."""
        def away(x: float, y: float) -> float:
            return hypot(max(box[0] - x, 0, x - box[2]), max(box[1] - y, 0, y - box[3]))

        own = away(x, y)
        return all((a, b) == (x, y) or away(a, b) > own + _NEARER for a, b in self._points)
