"""What stands around the words that name a time: 截至 … 底, … 以来, 较 …, … 同期, … 至 …."""

from __future__ import annotations

import re

from newsgauge.extract.dates import bounds, join_periods, month_text
from newsgauge.extract.time_context import FoundTime, TimeContext
from newsgauge.extract.time_patterns import parse_count

# Rules whose times are bases, names or lengths: no number is of them, and no time after them takes its year from them.
UNUSED_RULES = frozenset({"comparison base", "in title", "name of a five-year plan", "founded"})
_MONTH = re.compile(r"\d{4}-\d\d")


def with_edge(context: TimeContext, period: str, end: int) -> tuple[str, int, bool]:
    """Period, end and horizon of a time with 底, 末, 初 behind it: 2020年底, 三季度末."""
    grain = len(period)
    if "/" in period or grain not in (4, 7) or period[5:6].isdigit():
        return period, end, False
    found = context.patterns.edge.match(context.text, end)
    if not found:
        return period, end, False
    if grain == 4:
        period, ahead = edge_period(context, int(period), found.lastgroup)
        return period, found.end(), ahead
    days = bounds(period)
    if not days or found[0] not in ("底", "末", "初"):
        return period, end, False
    day = days[0] if found[0] == "初" else days[1]
    return month_text(day.year, day.month), found.end(), False


def edge_period(context: TimeContext, year: int, kind: str) -> tuple[str, bool]:
    """Period and horizon of the end ("last"), beginning ("first") or middle of a year: 年底, 年初, 年内."""
    if kind == "last":
        # A year-end still ahead is a term: what is to be reached by then counts for the year.
        ahead = context.known and (year, 12) > (context.year, context.month)
        return (f"{year:04d}" if ahead else f"{year:04d}-12"), ahead
    if kind == "first":
        return f"{year:04d}-01", False
    return f"{year:04d}", kind == "inside" and context.known and year >= context.year


def with_surroundings(context: TimeContext, found: FoundTime) -> FoundTime:
    """Adds what stands around the time: 截至 … 以来, 起, 期间, 前, 同期, 较 …, 与 … 相比, a title's marks."""
    text, words = context.text, context.words
    if found.rule == "reference date":
        return found
    head = found.period.partition("/")[0]
    if len(head) == 10 and head == found.period:
        found.end = context.patterns.clock.match(text, found.end).end()
    prefix = next((word for key in ("as_of", "from", "by") for word in words[key]
                   if text.endswith(word, 0, found.core)), "")
    before = found.core - len(prefix)
    if prefix in words["by"] and text.endswith(words["not_by_after"], 0, before):
        prefix = ""
    if prefix:
        found.start = before
    grain = 4 if len(head) == 4 else 10 if len(head) == 10 else 7
    if tail := context.patterns.tail.match(text, found.end):
        found.end = tail.end()
        if tail.lastgroup == "same":
            found.period, found.rule = _same_part(context, found), "comparison base"
        elif tail.lastgroup == "since" or tail.lastgroup == "starting" and grain == 4:
            found.period, found.rule = join_periods(head, context.now(grain)) or found.period, "since"
        elif tail.lastgroup == "after":
            found.rule = "after"                 # until when is not said
        elif tail.lastgroup == "before":
            days, found.rule = bounds(found.period), "before"
            found.horizon = found.horizon or bool(days and context.known and days[1] > context.last_day)
    elif prefix in words["from"] and context.patterns.since_later.match(text, found.end):
        found.period, found.rule = join_periods(head, context.now(grain)) or found.period, "since"
    elif prefix in words["as_of"] and (months := context.patterns.months_before.match(text, found.end)):
        days = bounds(found.period)
        if days:
            first = month_text(days[1].year, days[1].month - parse_count(months["n"]) + 1)
            found.period, found.end = f"{first}/{month_text(days[1].year, days[1].month)}", months.end()
    if text.endswith(words["compared"], 0, found.core) and not text.endswith(words["not_compared"], 0, found.core) \
            or text.startswith(words["compared_after"], found.end) or _is_multiplied(context, found):
        found.rule = "comparison base"
    if context.in_title(found.core):
        found.rule = "in title"
    found.dated = found.dated and found.rule not in UNUSED_RULES
    if found.rule not in UNUSED_RULES and text.endswith(words["founded"], 0, found.core):
        found.rule = "founded"         # 公司成立于2020年，…: nothing it has is of then, but 同年 is
    return found


def _is_multiplied(context: TimeContext, found: FoundTime) -> bool:
    """Whether something is told as a multiple of what was at the time: 是2015年的2.5倍."""
    if context.text.find("倍", found.end, found.end + 28) < 0:
        return False
    return bool(context.patterns.multiple.match(context.text, found.end) or (
        context.patterns.times_of.search(context.text, max(0, found.core - 6), found.core)
        and context.patterns.far_multiple.match(context.text, found.end)))


def _same_part(context: TimeContext, found: FoundTime) -> str:
    """The period of 去年同期: the months, quarter or days named before, in that year."""
    if len(found.period) != 4 or not context.near(found.core) or len(context.seen.period) < 7:
        return found.period
    shift = int(found.period) - context.seen_year
    period = "/".join(f"{int(part[:4]) + shift:04d}{part[4:]}" for part in context.seen.period.split("/"))
    return period if bounds(period) else found.period


def merged(context: TimeContext, first: FoundTime, second: FoundTime) -> bool:
    """Whether two times are the ends of one stretch, 2019年6月至2021年6月; then `first` becomes the stretch."""
    if not first.dated or not second.dated or second.core - first.end > 4 \
            or not context.patterns.to.fullmatch(context.text, first.end, second.core):
        return False
    head = first.period.partition("/")[0]
    if len(head) == 4 and _MONTH.fullmatch(second.period) and first.period == head:
        head += "-01"                  # 2013年至2022年11月
    period = join_periods(head, context.now(len(head)) if second.rule == "reference date" else second.period)
    if not period:
        return False
    first.end, first.period, first.rule = second.end, period, "range"
    first.relative, first.horizon = first.relative and second.relative, first.horizon or second.horizon
    return True
