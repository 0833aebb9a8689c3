"""What titles, headings and opening words set for the sentences after them: plans, sections and their periods."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from newsgauge.extract.about import memory_of
from newsgauge.extract.cues import cues, ends, pattern
from newsgauge.extract.dates import year_before
from newsgauge.extract.periods import find_times
from newsgauge.extract.spans import lies_ahead, lies_past
from newsgauge.extract.state import State
from newsgauge.extract.status import LIST_ITEM, Plan, announces_plan
from newsgauge.extract.time_edges import UNUSED_RULES
from newsgauge.extract.time_patterns import parse_count
from newsgauge.extract.timing import WHOLE_YEAR, holds_on
from newsgauge.model import Article, Paragraph, TimeExpression

_TOP_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、")
_MONTH = re.compile(r"\d{4}-\d\d")
_PRESENT = re.compile("现有|现已|现共")
_REVIEW_LETTERS = 3000         # in which a review of a year shows what it is
_EARLY_MONTHS = ("01", "02", "03")
_SHORT = 40                    # letters; a paragraph this short may be a heading
# 圆满完成全年目标任务，交出一份成绩单。 tells what was done and opens no section.
_TOLD = re.compile("(?:完成|实现|取得|达到|交出).*[。！]$")
_EARLY = 3                     # the first paragraphs, by index, say what an article is about
_MARKET_LETTERS = 600          # in which a report of one day's market shows what it is
_LONGEST_LIST = 30            # items under one lead that are looked back over
# …的通知 临政发〔2024〕3号
_DOCUMENT_NUMBER = re.compile(r"\s?[\u4e00-\u9fff]{2,10}[〔\[（(［]20\d\d[〕\]）)］](?:第)?\d{1,4}号$")
_BARE_YEAR = re.compile(r"(?<=[\u4e00-\u9fff、])20\d\d(?=[\u4e00-\u9fff，：:]|$)")
_UNTIL = ("到", "至", "将")
_YEARS = re.compile(r"(\d{1,2}|[二三四五六七八九十两]{1,3})周?年")
_COUNTED_BACK = ("years up to now", "past years", "years running")
_BESIDE_ITS_YEAR = ("years running", "comparison base")        # times that a review of a year names too
_TO_OPENING = 6                # letters before a time that still opens its sentence (刚刚过去的2025年)
# 经济运行稳中有进 主要发展目标顺利实现
_AIMS_MET = re.compile("(?:目标|任务)[^，。；]{0,4}(?:实现|完成|达成)")
_JUST_OVER = re.compile("刚?刚?过去的")
_LAST_TIMES = 6                # before a sentence, among which the one that opens the paragraph's last sentences is


def first_state(article: Article, body: str) -> State:
    """What holds before the first sentence of an article, by its title, date and first lines."""
    state = State(memory_of(article, body))
    first_lines = body[:_MARKET_LETTERS]
    state.daily = len(article.reference_date) == 10 and len(pattern("timing", "daily").findall(first_lines)) >= 3
    if pattern("timing", "whole_reports").search(article.title):
        times = find_times(article.title, article.reference_date)
        state.title_period = next((time.period for time in times if time.period and not time.horizon), "")
    if not state.title_period and article.reference_date[5:7] in _EARLY_MONTHS:
        # 2022年我国林业产业产值超9万亿元, told in January: what has no time of its own is of that year too.
        named = {time.period for time in find_times(article.title, article.reference_date)}
        last = str(int(article.reference_date[:4]) - 1)
        state.title_period = last if named == {last} or not named and _reviewed(body, article) == last else ""
    if not state.title_period:
        stretches = (time.period for time in find_times(article.title, article.reference_date) if not time.horizon
                     and not article.title.endswith(_UNTIL, 0, time.start + 1))       # 行情持续到三季度
        state.stretch = next((period for period in stretches if "/" in period or "H" in period or "Q" in period
                              or _MONTH.fullmatch(period) and period < article.reference_date[:7]), "")
    if _is_plan(article.title):
        # 行动计划（2023—2027年）: what it states without a time is for its last year, but where a heading looks back.
        state.section = "target"
        period = max((time.period for time in find_times(article.title, article.reference_date) if time.period),
                     key=len, default="")
        # 2024年工作要点: what it states is for that year.
        if "/" in period or len(period) == 4:
            state.plan_period = period
            state.plan = Plan(period.rpartition("/")[2], True, lead=True)
    if not state.plan_period and "工作报告" in article.title:
        # Once a year a government says what it will do in that year: that of the title, else of the meeting.
        years = [time.period for time in find_times(article.title, article.reference_date) if len(time.period) == 4]
        state.aim_year = years[0] if len(years) == 1 else article.reference_date[:4] if not years else ""
    return state


def _reviewed(body: str, article: Article) -> str:
    """The year before the article's, where that is the only time its text names beside single days; else "".

    现有 names the present as 目前 does.

    >>> from newsgauge.model import Article
    >>> told = Article("", 0, 0, 9, 0, 9, "", False, None, 0, "2023-01-19", "given", "2023-01-19", "全国", "CN")
    >>> _reviewed("去年，行业平稳增长。新建基站3万个。", told), _reviewed("去年新建3万个，今年再建2万个。", told)
    ('2022', '')
    """
    named = {time.period for time in find_times(body[:_REVIEW_LETTERS], article.reference_date)
             if time.period and len(time.period) != 10 and time.rule not in _BESIDE_ITS_YEAR}
    last = str(int(article.reference_date[:4]) - 1)
    return last if named == {last} and not _PRESENT.search(body, 0, _REVIEW_LETTERS) else ""


def in_title_year(times: list[TimeExpression], title_period: str) -> list[TimeExpression]:
    """The times of a text with 全年, 年末, 上年 and 一季度 counted from the year of its title, not from its date.

    A communiqué of 2021 says 全年 of 2021 in whatever month of 2022 it appears.
    """
    if len(title_period) != 4:
        return times
    year = int(title_period)
    meant = {"全年": f"{year}", "全年度": f"{year}", "年末": f"{year}-12", "年底": f"{year}-12", "上年": f"{year - 1}",
             "上年末": f"{year - 1}-12", "上年底": f"{year - 1}-12", "年初": f"{year}-01"}
    found = []
    for time in times:
        if (text := time.text.removeprefix("截至").removeprefix("截止")) in meant:
            time = replace(time, period=meant[text], horizon=False)
        elif time.rule in _COUNTED_BACK and (count := _YEARS.search(text)) and parse_count(count[1]) > 1:
            # 两年平均, 五年来: up to the year of the title
            time = replace(time, period=f"{year - parse_count(count[1]) + 1}/{year}")
        elif time.rule.endswith("without year") and time.period.startswith(f"{year + 1}"):
            time = replace(time, period=year_before(time.period), horizon=False)
        found.append(time)
    return found


def _is_plan(title: str) -> bool:
    """Whether a title is that of a plan itself, not of news about one.

    >>> _is_plan("临海市关于印发数字经济行动计划（2023—2027年）的通知"), _is_plan("临海市印发数字经济行动计划")
    (True, False)
    """
    title = _DOCUMENT_NUMBER.sub("", title)
    name = re.sub(r"（[^（）]*）|\([^()]*\)|的通知$|》", "", title)
    itself = title.startswith(("关于", "《")) or title.endswith("的通知")
    return bool(ends("status", "plan_titles").before(name)) and (
        itself or not pattern("status", "plan_news").search(title))


def _is_listed(text: str, paragraphs: tuple[Paragraph, ...], here: int) -> bool:
    """Whether a paragraph is an item of a list that a paragraph ending in a colon opens (具体为： ——…)."""
    place = here
    while place > max(0, here - _LONGEST_LIST) and LIST_ITEM.match(text, paragraphs[place].start):
        place -= 1
    return place < here and text[paragraphs[place].end - 1] in "：:"


def enter_paragraph(state: State, text: str, paragraphs: tuple[Paragraph, ...], here: int, first: int,
                    shift: int) -> None:
    """Forget what held only for the paragraph before.

    `here` is the place of the new paragraph of `text` among `paragraphs`, `first` that of the article's first;
    the article begins at `shift`.
    """
    listed = state.plan.active and _is_listed(text, paragraphs, here)
    state.paragraph, state.paragraph_period, state.topic, state.trade = here, "", "", ""
    state.memory.subject, state.memory.paragraph = None, max(0, paragraphs[here].start - shift)
    state.early = here - first <= _EARLY
    if state.plan_period:
        state.plan = Plan(state.plan_period.rpartition("/")[2], True, lead=True)
    elif not state.plan.lead and not listed:
        state.plan = Plan()
    state.plan = replace(state.plan, listed=listed, here=False)
    if state.aim_year and not state.headed:
        state.section = "target" if _tells_of_tasks(text[paragraphs[here].start:paragraphs[here].end]) else ""


def _tells_of_tasks(text: str) -> bool:
    """Whether a paragraph of a report without headings is of what is to be done: it aims, and tells of nothing done.

    >>> _tells_of_tasks("建设基站300个，确保用户达到2万户。"), _tells_of_tasks("新建了基站300个，确保了供电。")
    (True, False)
    """
    return pattern("status", "aims").search(text) is not None and not pattern("status", "tells_of_done").search(text)


def read_paragraph(state: State, text: str, paragraph: Paragraph, times: list[TimeExpression], article: Article,
                   number: int) -> None:
    """Note what a heading, or a paragraph without numbers, sets for what follows it: plans and their years.

    `text` is the paragraph's, `times` those in it, `number` its place in the article.
    """
    if not text:
        return
    if paragraph.kind in ("heading", "title", "label") or len(text) <= _SHORT and not _TOLD.search(text):
        is_top = _TOP_HEADING.match(text)
        if is_top:
            state.section, state.section_period = ("target" if _is_plan(article.title) else ""), ""
        for section in ("target", "actual"):
            if section == "target" and _AIMS_MET.search(text):
                continue
            if any(word in text for word in cues("status")[f"{section}_sections"]):
                state.section, state.headed = section, True
                state.section_period = next((time.period for time in times if time.period), "")
                if not times and (year := _BARE_YEAR.search(text)):
                    state.section_period = year[0]         # 一、回顾2023
                return
        if is_top and times and times[0].period:
            past = lies_past(times[0].period, article.reference_date)
            state.section, state.section_period = "actual" if past else "target", times[0].period
            state.headed = True
            return
    listing = text.endswith(("：", ":"))
    if listing and not state.plan.lead:
        state.plan = Plan()        # what the list below is of, this paragraph says
    if listing or number <= _EARLY and announces_plan(text):
        for time in times:
            if time.horizon and time.rule != "within years" and lies_ahead(time.period, article.reference_date):
                state.plan = Plan(time.period, True, lead=not listing or state.plan.lead)


def enter_year(state: State, text: str, times: list[TimeExpression], start: int) -> None:
    """刚刚过去的2025年，… at the head of a paragraph of a longer review: the rest of it is of that year.

    `times` are those of the paragraph, which begins at `start`.
    """
    if state.section != "actual" or not times or times[0].period != state.section_period.partition("/")[2]:
        return
    if times[0].start - start <= _TO_OPENING and _JUST_OVER.match(text):
        state.section_period = times[0].period


def _in_a_row(body: str, time: TimeExpression, times: list[TimeExpression]) -> bool:
    """Whether another time is joined to a time by 、: 一季度、上半年、全年."""
    return any(body[min(one.end, time.end):max(one.start, time.start)] == "、" for one in times)


def read_opening(state: State, body: str, begin: int, times: list[TimeExpression], starts: list[int]) -> None:
    """A sentence of the paragraph that opens with a time sets it for those after it: 五年来，…取得新成就。生产总值…

    `times` are those of the article, which start at `starts`; `begin` is where the sentence at hand begins.
    """
    paragraph = state.memory.paragraph
    earlier = times[bisect_left(starts, paragraph):bisect_left(starts, begin)][-_LAST_TIMES:]
    for time in reversed(earlier):
        # …；今年上半年营收1亿元: what comes after is of the last stretch, not of a month that something happened in.
        marks = "。！？\n" if _MONTH.fullmatch(time.period) else "。！？；\n"
        sentence = max(paragraph, max(body.rfind(mark, paragraph, time.start) for mark in marks) + 1)
        if time.start - sentence <= _TO_OPENING and time.period and len(time.period) != 10 and not time.horizon \
                and time.rule not in UNUSED_RULES and time.rule not in ("reference date", "since", "years running") \
                and not _in_a_row(body, time, earlier) \
                and not (state.section_period and time.text in WHOLE_YEAR) \
                and holds_on(time.period, time.text, state):
            state.paragraph_period = time.period
            return
