"""Which of the times in and around a sentence a number is of."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from newsgauge.extract.context import Context
from newsgauge.extract.cues import Cued, cues, ends, pattern
from newsgauge.extract.dates import bounds, year_before
from newsgauge.extract.measures import Reading
from newsgauge.extract.spans import joined, lies_ahead, lies_past, lies_within, step_before, years_in
from newsgauge.extract.state import State
from newsgauge.extract.status import AIM_AFTER
from newsgauge.extract.time_edges import UNUSED_RULES
from newsgauge.model import PeriodSource, Status, TimeExpression
from newsgauge.units import unit_info

# 从原来的, 由: where a rise or fall begins.
_FROM = re.compile(r"[从由](?:原来的?|原先的?|此前的?|当初的?)?[\u4e00-\u9fff]{0,3}$")
_NO_STOP = re.compile(r"[^，。；、：\d]*")
_OLD_REACH = 6                 # letters between an old time and its number (由上年下降3.2%)
# 用户达80万户，同比增长5%: what has grown against a year before is of the time reported on, as its growth is.
_GROWS_NEXT = re.compile(r"[，、][但且并而]?(?:同比|[比较](?:上年|去年)同期)[^，。；\d]{1,6}[\d.]+%")
# 8月当月: says no more than 8月
_THAT_MONTH = frozenset({"当月", "当季", "当年", "当日", "单月", "单季", "单季度"})
_LISTED = re.compile(r"(?:[-+]?[\d.]+[^\d，。；、]{0,3}[、/和])+$")
# 其中，需求快速恢复，一季度…; what part of a year is told of holds on.
_PART_OF_A_YEAR = re.compile(r"-[QH]\d|-\d\d/")
WHOLE_YEAR = frozenset({"全年", "全年度"})
_YEAR_TO_DATE = re.compile(r"(\d{4})-01/\1-\d\d")
_REVIEWS = ("five-year plan", "past years", "years up to now", "since a five-year plan began")
_YEARS_BEFORE = ("上年", "上年度", "上一年", "上一年度", "前一年", "前一年度")
ONCE_DONE, YEARS_DEALT, PRICE = "once it is done", "years dealt out before", "a price held right"
BEGAN = "time of the other value"
# 共 in 公共预算 and 共同 is no sum, 建成 in 建成区 is nothing done.
_RUNS_ON = Cued("<timing runs>(?!区)|(?<!公)共(?![同享和])")
_DEED = Cued("[、，]?(?:已|共|又|还|并)*(?:<indicator hold>|<indicator keep>)")
_EVERY_YEAR = Cued("(?<!每[\u4e00-\u9fff])<timing yearly>")
# 年均增长, 五年增长了, 10年间增长
_EACH_YEAR = re.compile(r"年均|年平均|复合年?增|(?:(?<!\d)\d{1,2}|[二三四五六七八九十两])年(?:间|里)?"
                        "(?:累计|共|平均)?(?:增|提高|提升|上升|下降|减少|翻)")
_SUMS_UP = re.compile("累计|年均|总计|合计|平均")
_RISES = Cued("[^，。；]{0,4}?<timing moves>了?[至到]")
# 由上年 … 下降5.1%转为增长7.4%
_TURNS = Cued(rf"的|[^，。；、：\d]{{0,{_OLD_REACH}}}\d[\d.,]*[^，。；\d]{{0,8}}?"
              "(?:<timing moves>了?[至到为]|[转变][为成])")
_ONWARD = Cued("<timing onward>[^，。；]{0,6}?<timing moves>了?[至到]")
# 增长7.3%、创2010年以来最好位次: since when nothing was better is not when it was so.
_RECORD = Cued("的?<timing records>")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The period of a number, the words that gave it and how."""

    period: str
    text: str
    source: PeriodSource
    rule: str
    own: bool = False              # the sentence states it
    horizon: bool = False          # the words say that the time lies ahead
    holds: str = ""                # the period for the sentences after it, where this number is only of its end
    closed: bool = False           # a year, half-year, quarter or range: it may hold for the sentences after it

    def with_status(self, status: Status, status_rule: str, state: State, reference: str, context: Context,
                    reading: Reading, *, reports: bool, previous: str) -> Chosen:
        """The period once the status is known.

        Plans without a time take the announced one, current numbers that of the report or the article's date;
        `reports` says that the number is of the firm whose report the article is about, `previous` is the period of
        the number before. What was done (征收了…) in a
        tale of years long past is of no known time.
        """
        # What is planned is not of the time reported on: 上半年营收…。公司拟投资….
        past = status == "target" and self.rule == "period of the paragraph" and (
            lies_past(self.period, reference) or _YEAR_TO_DATE.fullmatch(self.period) is not None)
        if self.own or self.source == "inherited" and not past:
            return self
        yearly = self.text in cues("timing")["yearly"]
        if status == "actual":
            if state.section_period and state.section == "actual":
                period = state.section_period
                end = period.partition("/")[2]
                if end and (gets_there(context, reading) or previous == end and _stands(context, reading)):
                    period = end
                return replace(self, period=period, source="inherited", rule="period of the section")
            if reports and state.report_period and not yearly:
                return replace(self, period=state.report_period, source="inherited", rule="period of the report")
            if state.title_period and not yearly:
                return replace(self, period=state.title_period, source="inherited", rule="period of the title")
            if state.tale and "了" in context.left:
                return replace(self, rule="time of what is told")
            grows = pattern("change", "reference").search(context.left) if reading.measure == "growth" else \
                _GROWS_NEXT.match(context.sentence, context.clause_end)
            if state.stretch and not yearly and (
                    grows or reading.measure in ("growth", "change") or "占" in context.left or _is_flow(context)
                    or reading.measure == "share" and context.quantity.unit == "%" and "-" in state.stretch):
                return replace(self, period=state.stretch, source="inherited", rule="months in the title")
            if state.lead_period and grows:
                return replace(self, period=state.lead_period, source="inherited", rule="period of the lead")
            # What happens every year is of the year.
            period = reference[:4] if yearly else reference if state.daily else reference[:7]
            return replace(self, period=period, source="article" if period else "none", rule="article's date")
        if state.section_period and (state.section == "target" or status == "forecast" and state.section == "actual"):
            return replace(self, period=state.section_period, source="inherited", rule="period of the section")
        if status == "target" and yearly and state.plan_period:
            return replace(self, period=state.plan_period, source="inherited", rule="every year of the plan")
        if status == "target" and state.plan.active:
            return replace(self, period=state.plan.period, source="inherited", rule="announced earlier")
        if status == "target" and state.aim_year:
            return replace(self, period=state.aim_year, source="inherited", rule="year of the report's plans")
        if status == "target" and ("requirement" in status_rule or status_rule == "limit that is set"):
            return replace(self, period=reference[:7], source="article", rule="article's date")
        return replace(self, period="", source="none", rule="no time of its own")


def holds_on(period: str, text: str, state: State) -> bool:
    """Whether a period holds for the sentences after the one that states it.

    Not a quarter within the half-year that a report is of, nor 年末 in a review of the year.
    """
    if (state.title_period or state.section_period) and text.endswith(("末", "底")):
        return False
    return period == state.report_period or not lies_within(period, state.report_period)


def choose_period(context: Context, times: list[TimeExpression], begin: int, said_until: int, reading: Reading,
                  reference: str, state: State, previous: str, so_far: set[str]) -> Chosen:
    """The period of the number, before its status is known.

    `times` are those of the sentence, which begins at `begin`; who speaks is named before `said_until`; `previous`
    is the period of the number before, `so_far` all of the sentence's.
    """
    if context.restates and 1 < context.ranks == len(state.dealt):
        return Chosen(state.dealt[context.rank], "", "inherited", "years dealt out before", own=True)
    if context.restates and previous:
        return Chosen(previous, "", "inherited", "restated in brackets")
    end = context.start + begin
    if (old := _old_value(context, times, begin)) is not None:
        period = old.period
        # 去年同期 in a firm's report is the year before that of the report.
        if state.report_period and old.text.endswith("同期") and old is times[0]:
            period = year_before(state.report_period)
        elif old.text.endswith("上年"):
            # 2020年…。…由上年的20.7%提高到24.9%, said in March 2021
            told = next((told for told in (state.paragraph_period, state.section_period, state.title_period)
                         if len(told) == 4), "")
            period = year_before(told) if told else period
        return Chosen(period, old.text, old.source, BEGAN, own=True)
    if len(so_far) > 1 and (same := _of_pair_before(context, times, begin, previous)) is not None:
        return Chosen(same.period, same.text, same.source, BEGAN if same.period != previous and _FROM.search(
            context.left) else "same years as before", own=True, horizon=same.horizon)
    if so_far and context.ranks < 2 and ends("timing", "value_before").after(context.left.lstrip("，（(")):
        return Chosen(step_before(previous), "", "inherited", "the value before", own=True)
    if (after := _time_after(context, times, begin)) is not None:
        return Chosen(after.period, after.text, after.source, "stated after the number", own=True)
    base = next((time for time in reversed(times) if time.rule == "comparison base" and time.period
                 and context.clause + begin <= time.start and time.end <= end), None)
    inside = _times_before(context, times, begin, said_until, reading, so_far)
    undated = next((time for time in reversed(times) if time.end <= end and not time.period
                    and time.rule != "within years"), None) if inside and not reference else None
    if undated is not None and undated.start >= inside[-1].end:
        return Chosen("", undated.text, "none", "a time that nothing dates", own=True)
    if pattern("timing", "valued_prices").search(context.sentence, context.clause, context.start) \
            and not any(context.clause + begin <= time.start <= end for time in inside):
        return Chosen("", "", "none", PRICE, own=True)
    if previous and _is_later_stage(context, times, begin):
        return Chosen("", "", "none", "a later stage", own=True)
    if inside and inside[-1].rule == "reference date" and inside[-1].end - begin <= context.clause \
            and pattern("timing", "foretells").search(context.left):
        inside.pop()               # 目前已有83家报名，预计规模超15万平方米
    last = inside[-1] if inside else None
    told = last is not None and last.rule != "reference date" and last.end - begin > context.segment
    if 1 < context.ranks == len(state.dealt) and not told and pattern(
            "timing", "valued_by_year").search(context.sentence, context.clause, context.start):
        # 预计2022—2024年净利润分别为…。当前股价对应PE为38/29/22倍
        return Chosen(state.dealt[context.rank], "", "inherited", YEARS_DEALT, own=True,
                      horizon=lies_ahead(state.dealt[-1], reference))
    if 1 < context.ranks == len(state.dealt) and last is None and so_far == set(state.dealt):
        # 预计2023—2025年营收分别为…；归母净利润为…
        return Chosen(state.dealt[context.rank], "", "inherited", YEARS_DEALT, own=True,
                      horizon=lies_ahead(state.dealt[-1], reference))
    if _is_once_done(context, last.end - begin if last else 0):
        return Chosen("", "", "none", ONCE_DONE, own=True)
    if last is not None and reading.measure == "growth" and (
            years := _over_years(context, times, begin, last, state)):
        return Chosen(years, last.text, last.source, "years of a rise", own=True)
    if inside:
        return _stated(context, inside, base, begin, said_until, reading, previous, so_far, state, reference)
    plan = next((time for time in reversed(times) if time.rule == "name of a five-year plan" and time.period
                 and context.clause + begin <= time.start and time.end <= end), None)
    if plan is not None and AIM_AFTER.match(context.sentence, context.end, context.clause_end):
        # 提前完成“十三五”规划5000家的目标
        return Chosen(plan.period.rpartition("/")[2], plan.text, plan.source, "end of the plan aimed at", own=True)
    if base is not None and reading.measure == "change" and _is_dated(base, previous or reference):
        section = state.section_period if state.section == "actual" else ""
        until = state.paragraph_period or (previous if previous != base.period else section) or reference[:7]
        return Chosen(joined(base.period, until), base.text, base.source, "since the date compared with", own=True)
    if context.in_list and previous and previous in so_far:
        return Chosen(previous, "", "inherited", "same as before in the list")
    if "/" in state.paragraph_period:
        period = _end_of_range(context, state.paragraph_period, reading, previous)
        if period.count("-") == 0 and "/" in period and gets_there(context, reading):
            period = period.partition("/")[2]
        return Chosen(period, "", "inherited", "period of the paragraph")
    if _RISES.match(context.right) and _FROM.search(context.left):
        year = state.section_period if state.section == "actual" else "" if state.section else state.title_period
        if len(year) == 4:
            # 由2.3人增至2.5人, in what looks back on one year: from the year before.
            return Chosen(year_before(year), "", "inherited", "year before the one told of")
        if state.section == "actual" and "/" in state.section_period:
            return Chosen(_end_of_range(context, state.section_period, reading, previous), "", "inherited",
                          "period of the section")
        return Chosen("", "", "none", "where a rise or fall began", own=True)
    yearly = _yearly(context.sentence[context.clause:context.start])
    # A margin is of the time reported on; an index or a multiple of earnings is of the day.
    if state.paragraph_period and (reading.measure != "ratio" or context.quantity.unit == "%") and not yearly:
        return Chosen(state.paragraph_period, "", "inherited", "period of the paragraph")
    for time in reversed(times):
        if time.rule == "in title" and time.end <= end and "/" in time.period:
            return Chosen(time.period, time.text, time.source, "period in a title", own=True)
    before = context.sentence[context.segment:context.start] if "累计" not in context.left else ""
    return Chosen("", _yearly(before), "none", "no time of its own")


def _yearly(text: str) -> str:
    """The word by which a text tells what happens every year; "" for a rate: 每人每年640元."""
    found = _EVERY_YEAR.search(text)
    return found[0] if found else ""


def _over_years(context: Context, times: list[TimeExpression], begin: int, last: TimeExpression,
                state: State) -> str:
    """The years from the one that a rise began in to the last told, of which 年均增长8% is; else "".

    由2010年的2亿元增加到2020年的3亿元，年均增长4%; 2020年收入3亿元，比2015年年均增长4%
    """
    # 从2018年的3亿元，到2023年的6亿元，5年间，产值增长一倍
    since = last.rule == "years up to now" and last.text.endswith("间")
    if not (since or _EACH_YEAR.search(context.left)) or "/" in state.section_period + state.paragraph_period:
        return ""
    if since:
        last = next((time for time in reversed(times) if time.end <= last.start and len(time.period) == 4), last)
    began = next((time for time in reversed(times) if context.segment + begin <= time.start
                  and time.end <= context.start + begin and len(time.period) == 4 and time is not last
                  and (time.rule == "comparison base" or _is_base_of_rise(context.sentence, time, begin))), None)
    if began is None or len(last.period) != 4 or int(last.period) - int(began.period) < 2:
        return ""
    return joined(began.period, last.period)


def _old_value(context: Context, times: list[TimeExpression], begin: int) -> TimeExpression | None:
    """The time of the first number in 由上年的20%提高到25%, and of the number in 去年同期为20%."""
    before = [time for time in times if time.end <= context.start + begin]
    if not before:
        return None
    start, between = before[-1].start - begin, context.sentence[before[-1].end - begin:context.start]
    if context.rank:
        between = _LISTED.sub("", between)
    if _comes_from(context.sentence, before[-1], begin) and len(between) <= _OLD_REACH and _NO_STOP.fullmatch(between):
        # 将2024年增长预期由4月的1.7%下调至0.8%: that is when it was said.
        said = len(before) > 1 and pattern("timing", "foresight").search(context.sentence, context.clause, start)
        return before[-2] if said else before[-1]
    if before[-1].rule != "comparison base" or not before[-1].period:
        return None
    if between == "的" and context.sentence[context.clause:start] in ("较", "比"):
        return before[-1]          # 较“十三五”末的9323亿元增加…
    is_base = start in (context.clause, context.item)
    return before[-1] if is_base and _NO_STOP.fullmatch(between) and len(between) <= _OLD_REACH and not _runs(between) \
        else None


def _of_pair_before(context: Context, times: list[TimeExpression], begin: int, previous: str
                    ) -> TimeExpression | None:
    """The year that a second rise or fall begins or ends in, where it names none: that of the one before it.

    用户由2013年的6万户增至2023年的9万户，普及率从(45%)提升到(76%)
    """
    told = [time for time in times if time.end <= context.start + begin and time.period]
    if len(told) < 2 or told[-1].end > context.clause + begin \
            or not _is_base_of_rise(context.sentence, told[-2], begin):
        return None
    start = told[-1].start - begin
    if not {*context.sentence[start - 1:start + 1]} & {"至", "到"}:
        return None
    if _FROM.search(context.left) and _RISES.match(context.right):
        return told[-2]
    return told[-1] if previous == told[-2].period and _RISES.match(context.left) else None


def _is_once_done(context: Context, low: int) -> bool:
    """Whether the number is of what will be when something stands (建成后每年可发电…), said after the place `low`.

    明年建成通车后 is of its own time.
    """
    if "后" not in context.sentence:
        return False
    stands = pattern("timing", "once_done").search(context.sentence, max(low, context.segment), context.start)
    if stands is None or low and _NO_STOP.fullmatch(context.sentence, low, stands.start()) \
            or pattern("entity", "against").search(context.left):
        return False
    return pattern("timing", "will").search(context.sentence, stands.end(), context.start) is not None


def _runs(between: str) -> bool:
    """Whether the words between a time and a number tell a change from it: 上年同期增长, 去年同期相比."""
    return bool(ends("change", "rise", "fall").before(between)) or "比" in between


def _time_after(context: Context, times: list[TimeExpression], begin: int) -> TimeExpression | None:
    """The time after the number that it is of: 建成3万个（2022年）, 增加3万个，直到2030年, 100个气象站18日记录到….

    A day counts right after the noun that the number counts, where no other time stands before.
    """
    after = next((time for time in times if context.start + begin <= time.start < context.clause_end + begin
                  and time.period and time.rule not in UNUSED_RULES), None)
    if after is None:
        return None
    reaches = after.horizon and pattern("timing", "until").search(context.sentence, context.end, after.end - begin)
    between = context.sentence[context.end:after.start - begin]
    daily = len(after.period) == 10 and after.text[-1:] in "日天号）)" \
        and 2 <= len(between) <= 12 and _NO_STOP.fullmatch(between) \
        and not any(context.segment + begin <= time.start < after.start for time in times if time.period) \
        and not ends("timing", "not_that_day").after(context.sentence, after.end - begin)
    return after if reaches or daily or between in ("（", "(") else None


def _is_base_of_rise(sentence: str, time: TimeExpression, begin: int) -> bool:
    """Whether a time is only where a rise began: 由2010年的2万亿元增加到3万亿元; what follows is of another."""
    return _comes_from(sentence, time, begin) and _TURNS.match(sentence, time.end - begin) is not None


def _comes_from(sentence: str, time: TimeExpression, begin: int) -> bool:
    """Whether 由 or 从 stands before a time."""
    start = time.start - begin
    return time.text.startswith(("由", "从")) or sentence[max(0, start - 1):start] in ("由", "从")


def _is_later_stage(context: Context, times: list[TimeExpression], begin: int) -> bool:
    """Whether the number lies beyond the time of the one before: 今年达到400P，并持续扩容至(1000P)."""
    low = context.clause + begin
    return not context.in_list and _ONWARD.search(context.left) is not None \
        and not any(low <= time.start < context.start + begin for time in times)


def _times_before(context: Context, times: list[TimeExpression], begin: int, said_until: int, reading: Reading,
                  so_far: set[str]) -> list[TimeExpression]:
    """The times before the number that may be its own.

    Across a semicolon a time holds that stands at the head of the sentence, or that all numbers so far are of:
    到2025年，甲达到…；乙达到…
    """
    running = reading.measure != "level" or "累计" in context.sentence or not any(
        time.rule == "years up to now" for time in times) or _RUNS_ON.search(context.left) is not None
    usable = [time for time in times if time.end <= context.start + begin and time.rule not in UNUSED_RULES
              and (time.period or time.rule == "within years") and time.text not in ("迄今", "至今")
              and (running or time.rule != "years up to now")
              and not _is_base_of_rise(context.sentence, time, begin)
              and not (time.text in _THAT_MONTH and any(other.end == time.start for other in times))
              and not (time.rule == "since" and _RECORD.match(context.sentence, time.end - begin))]
    # 2020年，…扭转了上年下降3%的局面，…: the year before holds for its clause alone, as does 两年平均.
    # 连续两年获评优秀，产值达5亿元: so is what goes on for years, also where no other time is told.
    while usable and usable[-1].end - begin <= context.clause and (
            _is_of_its_clause(context, usable[-1], begin) or len(usable) > 1 and (
                usable[-1].text in _YEARS_BEFORE or usable[-1].rule == "years running"
                or usable[-1].rule == "years up to now" and usable[-1].text[-1] == "年")):
        usable.pop()
    return [time for time in usable if time.start - begin >= context.segment] or \
        [time for time in usable if time.start - begin <= said_until + 3 or so_far == {time.period}]


def _is_of_its_clause(context: Context, time: TimeExpression, begin: int) -> bool:
    """Whether years in a row are told of by their clause alone: 连续三年居首，…; not 连续三年，… and 累计…."""
    return time.rule == "years running" and not context.sentence.startswith("，", time.end - begin) \
        and not _SUMS_UP.search(context.left)


def _in_a_row(times: list[TimeExpression], count: int) -> list[str]:
    """The periods of the last `count` times where nothing but / or 、 stands between them; else none."""
    row = times[-count:]
    apart = [later.start - earlier.end for earlier, later in zip(row, row[1:], strict=False)]
    return [time.period for time in row] if len(row) == count and all(gap <= 1 for gap in apart) else []


def _stated(context: Context, inside: list[TimeExpression], base: TimeExpression | None, begin: int, said_until: int,
            reading: Reading, previous: str, so_far: set[str], state: State, reference: str) -> Chosen:
    """The period that the last of the times before the number gives, seen together with those around it."""
    time = inside[-1]
    if time.rule == "within years" and reading.measure not in ("growth", "change"):
        return Chosen("", time.text, time.source, "within years", own=True)
    period = reference if state.daily and time.rule == "reference date" else time.period
    # 2022年是收官之年。预计全年…, said in January: the year that the paragraph opened with.
    if time.text in WHOLE_YEAR and len(state.paragraph_period) == 4:
        period = state.paragraph_period
    elif time.text in WHOLE_YEAR and reference[5:7] in ("01", "02") and period == reference[:4] \
            and (state.section == "actual" or context.sentence.endswith("预计", 0, time.start - begin)):
        period = str(int(period) - 1)
    if time.rule == "end of the reporting period" and state.report_period:
        period = bounds(state.report_period)[1].isoformat()[:7]
    if len(inside) > 1 and _spans(context.sentence, inside[-2], time, begin):
        period = joined(inside[-2].period, period)
    years = years_in(period)
    if context.ranks > 1 and len(years) != context.ranks:
        years = _in_a_row(inside, context.ranks)
    dealt = context.ranks > 1 and len(years) == context.ranks
    if dealt:
        # 2023—2025年归母净利润分别为…, Q1/Q2/Q3营收分别为…
        period = years[context.rank]
        state.dealt = tuple(years)
    if len(period) == 10 and pattern("timing", "announced").search(context.sentence, time.end - begin,
                                                                   context.clause or context.start):
        period = period[:7]
    stated = period
    period = _end_of_range(context, period, reading, previous, passed=time.rule in _REVIEWS and not time.horizon)
    if base is not None and reading.measure == "change" and _is_dated(base, period):
        period = joined(base.period, period)
    if _YEAR_TO_DATE.fullmatch(period) and context.quantity.unit in cues("timing")["stock_units"] \
            and not pattern("timing", "flow").search(context.left + context.right[:6]):
        period = period[8:]
    closed = len(period) != 10 and not time.horizon and time.rule not in ("reference date", "years running") \
        and not so_far \
        and (time.start - begin <= said_until + 10
             or _PART_OF_A_YEAR.search(period) and context.sentence[time.start - begin - 1] in "，：") \
        and reading.measure != "change" and not (dealt and _PART_OF_A_YEAR.search(period)) \
        and holds_on(period, time.text, state)
    rule = "within years" if time.rule == "within years" else "stated in the sentence"
    return Chosen(period, time.text, time.source, rule, own=True, closed=closed, horizon=time.horizon,
                  holds=stated if period in stated.split("/") else period)


def _is_flow(context: Context) -> bool:
    """Whether a number is an amount of money or goods, which adds up over months, and no price or count."""
    info = unit_info(context.quantity.unit)
    return info.dimension.startswith(("money_", "mass", "volume")) and "/" not in info.dimension


def gets_there(context: Context, reading: Reading) -> bool:
    """Whether a number is what was reached at the end of several years: 财政收入突破4000亿元; not 累计投资…."""
    if reading.measure not in ("level", "share", "ratio") or _RUNS_ON.search(context.left):
        return False
    printed = context.sentence[context.start:context.end]
    return bool(ends("timing", "gets_to").before(context.left) or ends("timing", "gets_to").after(printed))


def _stands(context: Context, reading: Reading) -> bool:
    """Whether a number says how many there are or how large a part, and not what was done: 、重点实验室45家."""
    counted = reading.measure == "level" and context.quantity.unit in cues("timing")["stock_units"]
    return (counted or reading.measure in ("share", "ratio")) and context.right[:1] in "、，" \
        and not _RUNS_ON.search(context.left) and not _DEED.match(context.left)


def _end_of_range(context: Context, period: str, reading: Reading, previous: str, *, passed: bool = False) -> str:
    """The end of a range that a number is of (五年来由53万亿元增加到82万亿元); the range for what grew in it.

    `passed` says that the range is over, so that what was reached in it (收入突破…) stood at its end.
    """
    if "/" not in period or reading.measure in ("growth", "change"):
        return period
    first, last = period.split("/", 1)
    if passed and len(last) == 4 and gets_there(context, reading):
        return last
    if _FROM.search(context.left) and _RISES.match(context.right):
        return first
    # What follows in the sentence is of the same end: …增加到2.5万公里，占总里程的三分之二.
    goes_on = previous == last and not _RUNS_ON.search(context.left)
    return last if ends("timing", "arrivals").before(context.left) or goes_on else period


def _is_dated(base: TimeExpression, period: str) -> bool:
    """Whether what is compared with is a date of its own (2018年, 去年12月), not the period before (上年, 一季度)."""
    if base.source == "explicit" and len(base.period) == 4:
        years_apart = period[:4].isdigit() and int(period[:4]) - int(base.period) != 1
        return years_apart or "年" in base.text and base.text[0].isdigit()
    is_month = len(base.period) == 7 and base.period[5].isdigit() and base.period != step_before(period)
    return is_month and "月" in base.text or "底" in base.text or "末" in base.text


def _spans(sentence: str, earlier: TimeExpression, time: TimeExpression, begin: int) -> bool:
    """Whether two times are the ends of one: 自2016年开始…，到2020年已累计投资."""
    closing = time.text[:1] + sentence[max(0, time.start - begin - 1):time.start - begin]
    return earlier.rule == "since" and any(letter in closing for letter in "到至") and not time.horizon


