"""Texts in figures: the words of both languages, escaping, line breaks and widths."""

from __future__ import annotations

import unicodedata
from functools import cache

from newsgauge.model import Language
from newsgauge.resources import ResourceError, load_table

# No line begins with the first nor ends with the second (Requirements for Chinese Text Layout).
_NOT_FIRST = "，。、；：？！）》」』】”’%％,.;:?!)]}…—–"
_NOT_LAST = "（《「『【“‘([{"
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")


def say(group: str, key: str, language: Language, **values: object) -> str:
    """The text `key` of `group` in charts.toml, with `values` put in.

    >>> say("label", "unit", "zh", unit="个")
    '单位：个'
    """
    try:
        text = load_table("charts.toml")[group][key][language]
    except KeyError as error:
        raise ResourceError(f"charts.toml: [{group}] {key} lacks {error}; add it") from error
    return text.format(**values) if values else text


def escape(text: object) -> str:
    """`text` so that plotly shows it as it is: documents may hold "<b>" and "&amp;", which plotly reads as markup.

    >>> escape("R&D<10%")
    'R&amp;D&lt;10%'
    """
    plain = "".join(" " if unicodedata.category(c) == "Cc" else c for c in str(text))
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@cache
def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in "iljtfI.,:;'|!()[] ":
        return 0.32
    if character in "mwMW%@—…":
        return 0.92
    return 0.66 if character.isupper() else 0.56


def text_width(text: str, size: float) -> float:
    """About how many pixels wide `text` is set at `size` pixels."""
    return sum(map(_em, text)) * size


def _pieces(text: str) -> list[str]:
    """`text` cut where a line may end: after a Han character, around a Latin word or number, never inside one."""
    pieces: list[str] = []
    for character in text:
        wide = unicodedata.east_asian_width(character) in "WF"
        last = pieces[-1] if pieces else ""
        if last and (character in _NOT_FIRST or last[-1] in _NOT_LAST
                     or not wide and last[-1] != " " and unicodedata.east_asian_width(last[-1]) not in "WF"):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def wrap(text: str, room: float, size: float, *, lines: int | None = None) -> list[str]:
    """`text` in lines of at most `room` pixels, broken as Chinese is; with `lines`, cut after so many, with "…".

    >>> wrap("工业互联网平台连接设备数", 80, 13)
    ['工业互联网平', '台连接设备数']
    """
    out: list[str] = []
    for paragraph in text.split("\n") if text else ():
        line = ""
        for piece in _pieces(paragraph):
            if line and text_width(line + piece, size) > room:
                out.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
        out.append(line.rstrip())
    if lines is not None and len(out) > lines:
        out = out[:lines]
        while out[-1] and text_width(out[-1] + "…", size) > room:
            out[-1] = out[-1][:-1]
        out[-1] += "…"
    return out


def label_lines(text: str, room: float, size: float) -> str:
    """`text` for an axis: one line, else two or three of about the same length within `room`, parted by "\\n".

    >>> label_lines("工业互联网平台连接设备数", 120, 13)
    '工业互联网平\\n台连接设备数'
    """
    whole = text_width(text, size)
    if whole <= room:
        return text
    for count in (2, 3):
        for narrow in (*(whole / count * loose for loose in (1.02, 1.12, 1.25)), room):
            if narrow <= room and len(lines := wrap(text, narrow, size)) <= count:
                return "\n".join(lines)
    return "\n".join(wrap(text, room, size, lines=3))


def clip(text: str, length: int) -> str:
    """`text`, cut to `length` characters with "…" when it is longer."""
    return text if len(text) <= length else text[: length - 1] + "…"


def period_text(period: str, language: Language) -> str:
    """A period of the contract in words; "" gives "时间不详"/"undated".

    >>> period_text("2021-11", "zh"), period_text("2019/2022", "zh"), period_text("2023-H1", "en")
    ('2021年11月', '2019年至2022年', 'H1 2023')
    """
    if not period:
        return say("label", "undated", language)
    if "/" in period:
        first, last = period.split("/", 1)
        return say("axis", "span", language, first=period_text(first, language), last=period_text(last, language))
    year, *rest = period.split("-")
    if not rest:
        return say("axis", "year", language, year=year)
    if rest[0] in ("H1", "H2"):
        half = say("axis", "first_half" if rest[0] == "H1" else "second_half", language)
        return say("axis", "half", language, year=year, half=half)
    if rest[0].startswith("Q"):
        return say("axis", "quarter", language, year=year, quarter=rest[0][1:])
    if not all(part.isdigit() for part in rest) or not 1 <= int(rest[0]) <= 12:
        return period
    words = {"year": year, "month": int(rest[0]), "month_name": MONTHS[int(rest[0]) - 1][:3]}
    if len(rest) == 1:
        return say("axis", "year_month", language, **words)
    return say("axis", "day", language, day=int(rest[1]), **words)


def short_period(period: str, language: Language) -> str:
    """A period for a narrow place.

    >>> short_period("2021-01/2021-09", "zh"), short_period("2019/2022", "zh"), short_period("2021-H1", "zh")
    ('2021-01–09', '2019–2022', '2021上半年')
    """
    first, _, last = period.partition("/")
    if last:
        if first[:5] == last[:5] and len(first) == len(last) == 7:
            last = last[5:]
        return f"{first}–{last}"
    if "-H" in period:
        half = say("axis", "first_half" if period.endswith("1") else "second_half", language)
        return f"{period[:4]}{'' if language == 'zh' else ' '}{half}"
    return period.replace("-Q", " Q")
