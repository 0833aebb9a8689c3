"""When a document appeared and what day an article speaks from."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

from newsgauge.model import CleanedText, Source
from newsgauge.reading.vocabulary import dateline, event_year, recurring_events

FULL_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:\s?年\s?|[-./／])(?P<month>0?[1-9]|1[0-2])(?:\s?月\s?|[-./／])(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)日?")
COMPACT_DATE = re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
MONTH_DAY = re.compile(
    r"(?<![\d年至到—–-])(?P<month>1[0-2]|0?[1-9])月(?P<day>3[01]|[12]\d|0?[1-9])"
    r"(?:[—–~～至-]{1,2}(?P<until>3[01]|[12]\d|[1-9]))?日")
AHEAD = re.compile(r"(?:将于|定于|拟于|自|从|截至|截止|预计|到|至)$")
YEAR = re.compile(r"(?<!\d)(20\d\d)年")
YEAR_AHEAD = re.compile(r"(?:到|至|力争|预计|计划|未来|明年|截止|—|-|～)[^\d，。]{0,3}$|(?:预计|预测|估计)[，,]$")
WILL_BE = re.compile("[^，。；]{0,20}(?:将|有望|力争)")
WHOLE_YEAR = re.compile("预计全年|去年|收官之年|成绩单|过去一年|上一年")
# 今年1至9月, 今年前8个月: told in the month after
THIS_YEAR_SO_FAR = re.compile(r"今年(?:1月?[至到—–~～-](1[0-2]|[1-9])月|前(1[01]|[1-9])个?月)")
PART_OF_YEAR = r"(?:\s?\d|前|上半年|下半年|第?[一二三四]季度|[春夏秋冬])"
THIS_YEAR_MONTH = re.compile(r"今年(1[0-2]|[1-9])月")
TODAY = re.compile(r"[今昨][天日]")
YESTERDAY = re.compile(r"[昨前][天日][（(]$")
# 二、2022年工作总体要求和主要目标; 三、对2023年政府工作的建议; 一、2021年工作回顾
PLANNED_YEAR = re.compile(
    r"(20\d\d)年(?:经济社会发展)?(?:的)?(?:政府)?(?:工作)?(?:的)?(?:总体|主要|目标|重点|安排|建议|任务|打算|部署)")
REVIEWED_YEAR = re.compile(r"(20\d\d)年(?:和[^。，]{2,12})?(?:政府)?(?:主要)?工作(?:情况)?(?:的)?回顾")
# （《…联播》 20230720 19:00）, under a list of headlines
BROADCAST = re.compile(r"[（(][^（）()]{0,20}20\d{6}(?!\d)[^（）()]{0,12}[）)]$")
# 20230720.md, news_2023-07-20.txt; not inside a checksum
STAMP = re.compile(r"(?<![0-9A-Za-z])20\d\d([-._]?)\d\d\1\d\d(?![0-9A-Za-z])")
HEAD_LINES, HEAD_LENGTH, LIST_LINES = 12, 60, 60
# 中新社北京2023年5月19日电, 远山日报2024年5月6日
_PRINTED_DAY = r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日"
DATED_LINE = re.compile(rf"[^。，,]{{2,24}}?{_PRINTED_DAY}(?:电|讯|消息|报道)"
                        rf"|[\u4e00-\u9fff]{{1,10}}(?:报|社|网|台|刊|在线){_PRINTED_DAY}")
# 2022年全年, 2022年12月末: told as past, so that a day in January is of the next year
YEAR_OVER = re.compile(
    r"(?<![\d至到])(20\d\d)年(?:全年|年末|末|四季度|第四季度|下半年|1[—–~～至-]12月|12月(?!\d))(?!前)")
LEAD = 220
NEAR = timedelta(days=31)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full(text: str, *, compact: bool = False) -> date | None:
    match = FULL_DATE.search(text) or (COMPACT_DATE.search(text) if compact else None)
    return _day(int(match["year"]), int(match["month"]), int(match["day"])) if match else None


def infer_date(source: Source, cleaned: CleanedText) -> tuple[str, str]:
    """The date a document appeared (YYYY-MM-DD or YYYY-MM, "" if its text does not tell) and how it was found.

    Looked for in this order: page furniture; a date line at the head, at the foot or under a list of headlines; the
    years a report reviews and plans; the file's name; the newest day that a lead or dateline names, with the year that
    events carry (a newspaper appears the day after); the month of events that recur each year; the newest month called
    this year's.
    """
    for span in cleaned.dropped:
        found = _full(source.text[span.start:span.end])
        if found:
            return found.isoformat(), "furniture"
    words = [cleaned.text[p.start:p.end] for p in cleaned.paragraphs]
    for text in [*words[:HEAD_LINES], *words[-2:]]:
        found = _full(text, compact=True) if len(text) <= HEAD_LENGTH else None
        if found:
            return found.isoformat(), "date line"
    for text in words[:LIST_LINES]:
        stamp = BROADCAST.search(text[-HEAD_LENGTH:])
        found = _full(stamp.group(), compact=True) if stamp else None
        if found:
            return found.isoformat(), "date line"
    report = _report_month(words)
    if report:
        return report, "report"
    stamp = STAMP.search(source.name)
    named = _full(stamp.group(), compact=True) if stamp else None
    if named:
        return named.isoformat(), "file name"
    for text in _leads(cleaned, words):
        found = dateline().match(text) or DATED_LINE.match(text)
        if found and (day := _full(found.group())):
            return day.isoformat(), "dateline"
    year = _opening_year(cleaned, words) or _named_year(cleaned.text) or _newest_year(cleaned.text)
    if not year:
        return "", "none"
    if str(year) in YEAR_OVER.findall(cleaned.text):
        told = [day for text in [*words[:2], *_leads(cleaned, words)] for day in _days(text[:LEAD], year)]
        year += bool(told) and max(told).month <= 3
    elif _looks_back(cleaned.text, year) and any(
            day.month <= 2 for text in _leads(cleaned, words) for day in _days(text, year)):
        year += 1                  # 山东2022年干了这些大事, told on 13 January
    for text in words[:2]:
        days = _days(text, year) if len(text) <= HEAD_LENGTH // 2 else []
        if days:
            return days[-1].isoformat(), "date line"
    days = sorted(day for text in _leads(cleaned, words) for day in _days(text, year))
    if days:
        return (days[-1] + timedelta(days=1)).isoformat(), "newest event"
    month = _recurring_month(cleaned.text, year)
    if month:
        return f"{year}-{month:02d}", "recurring event"
    months = [int(match.group(1)) for match in THIS_YEAR_MONTH.finditer(cleaned.text)]
    spans = [int(match[1] or match[2]) + 1 for match in THIS_YEAR_SO_FAR.finditer(cleaned.text)]
    if months or spans:
        # 今年1至9月 beside 2022年, which is always the whole year: this year is the next.
        if not _named_year(cleaned.text) and not re.search(f"{year}年{PART_OF_YEAR}", cleaned.text):
            year += 1
        return f"{year}-{min(12, max([*months, *spans])):02d}", "newest month"
    return "", "none"


def _report_month(words: list[str]) -> str:
    """The month in which a government's report on its work was given: January in provinces, March for the country."""
    head = "".join(words[:12])[:1500]
    if "政府工作报告" not in head and "各位代表" not in head:
        return ""
    short = [text for text in words if len(text) <= HEAD_LENGTH]
    planned = [int(year) for text in short for year in PLANNED_YEAR.findall(text)]
    reviewed = [int(year) + 1 for text in short for year in REVIEWED_YEAR.findall(text)]
    years = planned or reviewed
    if not years:
        return ""
    national = "国务院" in head or "全国人民代表大会" in head
    return f"{max(years)}-{3 if national else 1:02d}"


def _leads(cleaned: CleanedText, words: list[str]) -> list[str]:
    """The openings in which articles name their day: after titles, after datelines, and captions."""
    leads, fresh = [], True
    for paragraph, text in zip(cleaned.paragraphs, words, strict=True):
        if paragraph.kind in ("title", "byline", "label"):
            fresh = True
            continue
        if fresh or paragraph.kind == "caption" or dateline().match(text):
            leads.append(text[:LEAD])
        fresh = False
    return leads


def _days(text: str, year: int) -> list[date]:
    """The days without a year, or of this one, that `text` names as past."""
    days = [day for match in FULL_DATE.finditer(text) if int(match["year"]) == year
            and not AHEAD.search(text[max(0, match.start() - 3):match.start()])
            and (day := _day(year, int(match["month"]), int(match["day"])))]
    for match in MONTH_DAY.finditer(text):
        if AHEAD.search(text[max(0, match.start() - 3):match.start()]):
            continue
        found = _day(year, int(match["month"]), int(match["until"] or match["day"]))
        if found:
            days.append(found)
    return days


def _opening_year(cleaned: CleanedText, words: list[str]) -> int:
    """The year of the day with which the text opens, where it names no year more often; a story may begin long ago."""
    opening = next((match for text in _leads(cleaned, words)[:1] if (match := FULL_DATE.match(text))), None)
    years = Counter(YEAR.findall(cleaned.text))
    return int(opening["year"]) if opening and years[opening["year"]] == max(years.values(), default=0) else 0


def _named_year(text: str) -> int:
    """The year that the events and reports named in the text carry most often."""
    named = Counter(int(a or b) for a, b in event_year().findall(text))
    if named:
        top = max(named.values())
        return max(year for year, count in named.items() if count * 2 >= top)
    return 0


def _newest_year(text: str) -> int:
    """The newest year that the text names as present or past."""
    years = [int(match.group(1)) for match in YEAR.finditer(text)
             if not YEAR_AHEAD.search(text[max(0, match.start() - 6):match.start()])
             and not WILL_BE.match(text, match.end())]
    counts = Counter(years)
    return max((year for year, count in counts.items() if count * 8 >= max(counts.values())), default=0)


def _looks_back(text: str, year: int) -> bool:
    """Whether a text tells of the whole of a year as of one that is over, and of no year before or after it."""
    return WHOLE_YEAR.search(text) is not None and f"{year - 1}年" not in text and f"{year + 1}年" not in text


def _recurring_month(text: str, year: int) -> int:
    """The month of the yearly event that the text says was just held."""
    for event, month in recurring_events().items():
        at = text.find(event)
        while at >= 0:
            before = text[max(0, at - 24):at]
            if str(year) in before and re.search("近日|日前|刚刚|正在|举行|开幕|闭幕", before):
                return month
            at = text.find(event, at + 1)
    return 0


def article_date(text: str, document_date: str, *, given: bool = False) -> tuple[str, str]:
    """The day an article speaks from (YYYY-MM-DD, YYYY-MM or "") and how it was found (see Article.date_source)."""
    lead = text[:LEAD + 80]
    newest = _last_day(document_date)
    for match in FULL_DATE.finditer(lead):
        found = _day(int(match["year"]), int(match["month"]), int(match["day"]))
        if found and newest and newest - NEAR <= found <= newest:
            return found.isoformat(), "event"
    if newest:
        for match in MONTH_DAY.finditer(lead):
            if YESTERDAY.search(lead, max(0, match.start() - 4), match.start()):
                continue                              # 截至昨天（1月16日）
            for year in (newest.year, newest.year - 1):
                found = _day(year, int(match["month"]), int(match["day"]))
                if found and newest - NEAR <= found <= newest:
                    return found.isoformat(), "dateline" if dateline().match(text) else "event"
        if len(document_date) == 10 and TODAY.search(text[:HEAD_LENGTH]):
            return document_date, "event"         # 昨天 too is counted from the day the text speaks on
        return (document_date, "given") if given else (document_date[:7], "document")
    return "", "none"


def _last_day(day: str) -> date | None:
    """The last day of YYYY-MM, or the day itself."""
    if not day:
        return None
    if len(day) == 10:
        return date.fromisoformat(day)
    year, month = map(int, day.split("-")[:2])
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
