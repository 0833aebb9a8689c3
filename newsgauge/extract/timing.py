"""Which of the times in and around a sentence a number is of."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsgauge.extract.context import Context
from newsgauge.extract.dates import bounds
from newsgauge.extract.measures import Reading
from newsgauge.model import PeriodSource, Status, TimeExpression

if TYPE_CHECKING:
    from newsgauge.extract import _State

_ANNOUNCED = re.compile(r"获悉|透露|显示|介绍|发布的|表示|召开的|举行的|举办的|传出消息|了解到|说[，：]|称[，：]|指出|印发|公布的数据")
_UNTIL = re.compile(r"等到|要到|直到|至|到")
_FROM = re.compile(r"[从由](?:原来的?|原先的?|此前的?|当初的?)?[\u4e00-\u9fff]{0,3}$")
_RISES = re.compile(r"[^，。；]{0,4}?(?:增加|增长|提高|提升|上升|下降|降低|减少|扩大|缩短|升|降|增|涨|跌)了?(?:至|到)")
_YEAR_TO_DATE = re.compile(r"(\d{4})-01/\1-\d\d")
# Things that are counted at a date; with one of these words the count is of what came in the months up to it.
_STOCK_UNITS = frozenset("家 户 个 座 台 架 所".split())
_FLOW = re.compile(r"新|增|累计|完成|实现|销|产|签|招|落地|开工|发放|减|运|接|办|查|投|收|处|引")
_YEARLY = ("每年",)
_BASE_RULES = frozenset({"comparison base"})
UNUSED_RULES = frozenset({"comparison base", "in title", "name of a five-year plan"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """The period of a number, the words that gave it and how."""

    period: str
    text: str
    source: PeriodSource
    rule: str
    own: bool = False              # the sentence states it
    horizon: bool = False          # the words say that the time lies ahead
    closed: bool = False           # a year, half-year, quarter or range: it may hold for the sentences after it

    def with_status(self, status: Status, status_rule: str, state: _State, reference: str,
                    reports: bool) -> Chosen:
        """The period once the status is known: plans without a time take the announced one, current numbers the article's date."""
        if self.own or self.source == "inherited":
            return self
        if status == "actual":
            if state.section_period and state.section == "actual":
                return replace(self, period=state.section_period, source="inherited", rule="period of the section")
            if reports and state.report_period and self.text not in _YEARLY:
                return replace(self, period=state.report_period, source="inherited", rule="period of the report")
            if state.title_period and self.text not in _YEARLY:
                return replace(self, period=state.title_period, source="inherited", rule="period of the title")
            # What happens every year is of the year.
            period = reference[:4] if self.text in _YEARLY else reference if state.daily else reference[:7]
            return replace(self, period=period, source="article" if period else "none", rule="article's date")
        if state.section == "target" and state.section_period:
            return replace(self, period=state.section_period, source="inherited", rule="period of the section")
        if status == "target" and state.plan.active:
            return replace(self, period=state.plan.period, source="inherited", rule="announced earlier")
        if status == "target" and "requirement" in status_rule:
            return replace(self, period=reference[:7], source="article", rule="article's date")
        return replace(self, period="", source="none", rule="no time of its own")


def lies_ahead(period: str, reference: str) -> bool:
    """Whether the period ends after the month of the reference date and its year is not that of the date.

    >>> lies_ahead("2025", "2023-11-25"), lies_ahead("2023-11", "2023-11-25")
    (True, False)
    """
    both = bounds(period), bounds(reference)
    if both[0] is None or both[1] is None:
        return False
    return both[0][1] > both[1][1] and (both[0][1].year > both[1][1].year or both[0][0] > both[1][1])


def lies_past(period: str, reference: str) -> bool:
    """Whether the period ended before the reference date began."""
    both = bounds(period), bounds(reference)
    return both[0] is not None and both[1] is not None and both[0][1] < both[1][0]


def choose_period(context: Context, times: list[TimeExpression], begin: int, said_until: int, reading: Reading,
                  reference: str, state: _State, previous: str, so_far: set[str]) -> Chosen:
    """The period of the number, before its status is known."""
    end = context.start + begin
    usable = [time for time in times if time.end <= end and time.rule not in UNUSED_RULES and time.period
              and time.text not in ("迄今", "至今")
              and not (time.rule == "years up to now" and reading.measure == "level" and "累计" not in context.sentence)]
    # Across a semicolon a time holds that stands at the head of the sentence, or that all numbers so far are of:
    # 到2025年，甲达到…；乙达到…
    inside = [time for time in usable if time.start - begin >= context.segment] or \
        [time for time in usable if time.start - begin <= said_until + 3 or so_far == {time.period}]
    base = next((time for time in reversed(times) if time.rule in _BASE_RULES and time.period
                 and context.clause + begin <= time.start and time.end <= end), None)
    if context.restates and previous:
        return Chosen(previous, "", "inherited", "restated in brackets")
    # 由上年的20.7%提高到24.9%
    if times and (before := [time for time in times if time.end <= end]) and context.sentence[before[-1].end - begin:context.start] == "的" \
            and context.sentence[before[-1].start - begin - 1:before[-1].start - begin] in ("由", "从"):
        return Chosen(before[-1].period, before[-1].text, before[-1].source, "stated in the sentence", own=True)
    after = next((time for time in times if end <= time.start < context.clause_end + begin and time.period
                  and time.rule not in UNUSED_RULES), None)
    if after is not None and (after.horizon and _UNTIL.search(context.sentence, context.end, after.end - begin)
                              or context.sentence[context.end:after.start - begin] in ("（", "(")):
        return Chosen(after.period, after.text, after.source, "stated after the number", own=True)
    if inside and inside[-1].rule == "within years" and reading.measure not in ("growth", "change"):
        return Chosen("", inside[-1].text, inside[-1].source, "within years", own=True)
    if inside:
        time = inside[-1]
        period = time.period
        earlier = inside[-2] if len(inside) > 1 else None
        if earlier is not None and _spans(context.sentence, earlier, time, begin):
            period = _join(earlier.period, period)
        years = _years(period)
        if context.ranks > 1 and len(years) == context.ranks:
            # 2023—2025年归母净利润分别为…
            period = years[context.rank]
        if len(period) == 10 and _ANNOUNCED.search(context.sentence, time.end - begin, context.clause or context.start):
            period = period[:7]
        if "/" in period and reading.measure == "level":
            first, last = period.split("/", 1)
            if context.left.rstrip().endswith(("从", "由")) and _RISES.match(context.right):
                period = first
            elif context.left.endswith(("增加至", "增至", "增长至", "提高至", "提升至", "上升至", "增长到", "增加到", "提高到", "降至", "下降至", "扩大至", "提升到")):
                period = last
        if base is not None and reading.measure == "change" and _is_dated(base, period):
            period = _join(base.period, period)
        if _YEAR_TO_DATE.fullmatch(period) and context.quantity.unit in _STOCK_UNITS and not _FLOW.search(context.left + context.right[:6]):
            period = period[8:]
        closed = len(period) != 10 and not time.horizon and time.start - begin <= said_until + 10 and not so_far and time.rule != "reference date"
        return Chosen(period, time.text, time.source,
                      "within years" if time.rule == "within years" else "stated in the sentence", own=True, closed=closed and reading.measure != "change", horizon=time.horizon)
    if base is not None and reading.measure == "change" and _is_dated(base, previous or reference):
        return Chosen(_join(base.period, state.paragraph_period or previous or reference[:7]), base.text, base.source, "since the date compared with", own=True)
    if _RISES.match(context.right) and _FROM.search(context.left):
        return Chosen("", "", "none", "where a rise or fall began", own=True)
    if state.paragraph_period and reading.measure != "ratio":
        return Chosen(state.paragraph_period, "", "inherited", "period of the paragraph")
    title = next((time for time in reversed(times) if time.rule == "in title" and time.end <= end and "/" in time.period), None)
    if title is not None:
        return Chosen(title.period, title.text, title.source, "period in a title", own=True)
    yearly = next((word for word in _YEARLY if word in context.sentence[context.segment:context.start]), "")
    return Chosen("", yearly, "none", "no time of its own")


def _years(period: str) -> list[str]:
    first, _, last = period.partition("/")
    if len(first) != 4 or len(last) != 4:
        return []
    return [str(year) for year in range(int(first), int(last) + 1)]


def _is_dated(base: TimeExpression, period: str) -> bool:
    """Whether what is compared with is a date of its own (2018年, 去年12月), not just the period before (上年, 一季度)."""
    if base.source == "explicit" and len(base.period) == 4:
        return period[:4].isdigit() and int(period[:4]) - int(base.period) != 1 or "年" in base.text and base.text[0].isdigit()
    return len(base.period) == 7 and "-0" <= base.period[4:6] <= "-1" and "月" in base.text or "底" in base.text or "末" in base.text


def _spans(sentence: str, earlier: TimeExpression, time: TimeExpression, begin: int) -> bool:
    """自2019年开始…，到2021年已累计投资."""
    closing = time.text[:1] + sentence[max(0, time.start - begin - 1):time.start - begin]
    return earlier.rule == "since" and any(letter in closing for letter in "到至") and not time.horizon


def _join(first: str, last: str) -> str:
    first, last = first.split("/")[0], last.split("/")[-1]
    return first if first == last else f"{first}/{last}"
