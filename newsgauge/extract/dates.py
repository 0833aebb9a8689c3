"""Periods as the contract writes them (2021, 2021-H1, 2021-01/2021-09): their days and their display words."""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import cache

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ONE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?|-H([12])|-Q([1-4]))?")
_DAY_OR_MONTH = re.compile("[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100           # of publications; times that are counted from them stay in the calendar
_QUARTERS = "一二三四"


def month_text(year: int, month: int) -> str:
    """The period of one month; months beyond 1..12 run over into other years.

    >>> month_text(2021, 0)
    '2020-12'
    """
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return f"{year:04d}-{month:02d}"


@cache
def _part_bounds(part: str) -> tuple[date, date] | None:
    found = _ONE.fullmatch(part)
    if not found or found[1] == "0000":
        return None
    year, first, last = int(found[1]), 1, 12
    if found[4]:
        first, last = (1, 6) if found[4] == "1" else (7, 12)
    elif found[5]:
        last = 3 * int(found[5])
        first = last - 2
    elif found[2]:
        first = last = int(found[2])
        if not 1 <= first <= 12:
            return None
    days = calendar.monthrange(year, last)[1]
    if found[3]:
        day = int(found[3])
        return (date(year, first, day),) * 2 if 1 <= day <= days else None
    return date(year, first, 1), date(year, last, days)


@cache
def bounds(period: str) -> tuple[date, date] | None:
    """The first and the last day of a period; None for "" and for what is no period.

    >>> bounds("2021-H1")
    (datetime.date(2021, 1, 1), datetime.date(2021, 6, 30))
    >>> bounds("2019/2022")
    (datetime.date(2019, 1, 1), datetime.date(2022, 12, 31))
    """
    first, _, last = period.partition("/")
    begin, end = _part_bounds(first), _part_bounds(last or first)
    if not begin or not end or begin[0] > end[1]:
        return None
    return begin[0], end[1]


def parse_day(text: str) -> str:
    """The date that a document or an article is said to be of: YYYY-MM-DD, YYYY-MM, or "" for none.

    Raises ValueError, with what to write, for what is no day of the calendar or lies outside 1900 to 2100.

    >>> parse_day(" 2023-02 "), parse_day("")
    ('2023-02', '')
    """
    text = text.strip()
    days = bounds(text) if _DAY_OR_MONTH.fullmatch(text) else None
    if text and (days is None or not _FIRST_YEAR <= days[0].year <= _LAST_YEAR):
        raise ValueError(f"date {text!r} is not a date; write YYYY-MM-DD or YYYY-MM")
    return text


def period_columns(period: str) -> dict[str, object]:
    """First and last day and year of a period, None where it is of no known time.

    >>> period_columns("2021-H1")["year"], period_columns("")["period_start"]
    (2021, None)
    """
    first, last = (bounds(period) if period else None) or (None, None)
    return {"period_start": first, "period_end": last, "year": last.year if last else None}


def year_before(period: str) -> str:
    """The same part of the year before.

    >>> year_before("2023-H1"), year_before("2023-01/2023-09")
    ('2022-H1', '2022-01/2022-09')
    """
    return "/".join(f"{int(part[:4]) - 1:04d}{part[4:]}" for part in period.split("/"))


def normalise(period: str) -> str:
    """A period in its shortest form; "" for what is no period.

    >>> normalise("2021-01/2021-06"), normalise("2021-07/2021-09"), normalise("2021/2021")
    ('2021-H1', '2021-Q3', '2021')
    """
    days = bounds(period)
    if not days:
        return ""
    begin, end = days
    year = f"{begin.year:04d}"
    names = [year, *(f"{year}-H{n}" for n in (1, 2)), *(f"{year}-Q{n}" for n in (1, 2, 3, 4)),
             month_text(begin.year, begin.month), begin.isoformat()]
    for name in names:
        if bounds(name) == days:
            return name
    return period


def join_periods(first: str, last: str) -> str:
    """The period from the beginning of one to the end of another; "" if the second ends before the first begins.

    >>> join_periods("2021-Q1", "2021-Q3"), join_periods("2019", "2022"), join_periods("2022", "2019")
    ('2021-01/2021-09', '2019/2022', '')
    """
    head, tail = first.partition("/")[0], last.rpartition("/")[2]
    if head == tail:
        return head
    begin, end = bounds(head), bounds(tail)
    if not begin or not end or begin[0] > end[1]:
        return ""
    if "Q" in head + tail or "H" in head + tail:
        head, tail = month_text(begin[0].year, begin[0].month), month_text(end[1].year, end[1].month)
    return f"{head}/{tail}"


def _part_label(part: str, language: str, with_year: bool = True) -> str:
    found = _ONE.fullmatch(part)
    if not found:
        return part
    year, month, day, half, quarter = found.groups()
    if language == "zh":
        text = f"{year}年" if with_year else ""
        if half:
            return text + ("上半年" if half == "1" else "下半年")
        if quarter:
            return f"{text}第{_QUARTERS[int(quarter) - 1]}季度"
        return text + (f"{int(month)}月" if month else "") + (f"{int(day)}日" if day else "")
    words = [f"H{half}" if half else f"Q{quarter}" if quarter else _MONTHS[int(month) - 1] if month else ""]
    if day:
        words.insert(0, str(int(day)))
    if with_year:
        words.append(year)
    return " ".join(word for word in words if word)


def period_label(period: str, language: str = "zh") -> str:
    """The words that show a period to a reader; "" stays "".

    >>> period_label("2021-H1", "zh"), period_label("2021-H1", "en")
    ('2021年上半年', 'H1 2021')
    >>> period_label("2021-01/2021-09", "zh"), period_label("2021-01/2021-09", "en")
    ('2021年1—9月', 'Jan–Sep 2021')
    """
    first, _, last = period.partition("/")
    if not last or not bounds(period):
        return _part_label(first, language)
    same_year = first[:4] == last[:4]
    if language == "zh":
        end = _part_label(last, language, with_year=not same_year)
        begin = _part_label(first, language)
        if len(first) == len(last) == 4:
            return f"{first}—{last}年"
        if same_year and len(first) == len(last) == 7 and first[5].isdigit() and last[5].isdigit():
            return f"{first[:4]}年{int(first[5:])}—{int(last[5:])}月"
        return f"{begin}—{end}"
    return f"{_part_label(first, language, with_year=not same_year)}–{_part_label(last, language)}"
