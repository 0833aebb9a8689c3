"""Finds the words that name a time and resolves them from the reference date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from newsgauge.extract.dates import bounds, join, month_text, normalise, period_label, same_period
from newsgauge.model import TimeExpression
from newsgauge.resources import check_keys, load_table

__all__ = ["bounds", "find_times", "join", "normalise", "period_label", "same_period"]

_TABLE = "periods.toml"
_OFFSETS = ("year", "year_after", "month", "month_after", "quarter", "week", "day", "day_after", "plan")
_WORDS = ("now", "now_not_before", "past", "running", "future", "effort", "within", "stretch_end", "edge_last",
          "edge_first", "edge_middle", "edge_inside", "edge_not_before", "month_part", "day_part", "as_of", "by", "from",
          "compared", "compared_after", "not_by_after", "since", "starting", "during", "before", "before_not",
          "same_time", "ahead", "to", "short_year_before", "not_date_after", "name_after", "plan_name")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_SENTENCE_END = re.compile("[。！？!?\n]")
_TITLE = re.compile("《[^《》\n]{1,80}》")
_NAME_GAP = "[^，。；、！？\n《》]{0,12}?"


def _words(words) -> str:
    """One alternative of literal words, longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


def _number(text: str) -> int:
    """A small number in Arabic or Chinese digits: 12, 十, 二十五, 二〇二三."""
    if text.isdecimal():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)
    value = 0
    for character in text:
        value = 10 * value + _DIGITS[character]
    return value


@dataclass(frozen=True)
class _Patterns:
    """The compiled patterns and the tables they were built from."""

    offsets: dict[str, dict[str, int]]
    words: dict[str, tuple[str, ...]]
    start: re.Pattern
    part: re.Pattern
    day: re.Pattern
    edge: re.Pattern
    tail: re.Pattern
    joint: re.Pattern
    name: re.Pattern
    plan_name: re.Pattern
    short_year: re.Pattern
    ahead: re.Pattern


# The pieces of dates. A number of two digits before 年 is a year only where _Reader.short_year says so.
_CN = "(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])(?![一二三四五六七八九十])"
_COUNT = f"(?:[0-9]{{1,2}}|{_CN})"
_DASH = "(?:—{1,2}|－|-|–|−|~|～|〜|‐|至|到)"
_YEAR_MARK = "(?: ?年度?|财年|(?=[QH][1-4](?![0-9A-Za-z]))|[AE](?![0-9A-Za-z]))"
_YEARS = (
    rf"(?<![0-9.])(?P<years>(?:(?P<ya>[12][0-9]{{3}})年?{_DASH}(?P<yb>[12][0-9]{{3}}|[0-9]{{2}})"
    rf"|(?P<yc>[1-3][0-9]){_DASH}(?P<yd>[1-3][0-9])) ?(?:年度?(?!代)|E(?![0-9A-Za-z])))"
    rf"|(?<![0-9.])(?P<year>(?:FY ?)?(?P<y4>[12][0-9]{{3}}){_YEAR_MARK})"
    "|(?P<cnyear>[一二][一二三四五六七八九〇零○]{3}年度?)"
    r"|(?<![0-9A-Za-z.])(?P<short>(?P<y2>[0-3][0-9])(?:财?年度?(?!代)|(?=[QH][1-4](?![0-9A-Za-z]))|E(?![0-9A-Za-z])))"
    "|(?<![0-9A-Za-z])(?P<fiscal>FY ?(?P<yf>[0-9]{4}|[0-9]{2}))(?![0-9])"
    "|(?<![0-9A-Za-z])(?P<numbered>(?P<qn>[1-4])(?P<qh>[QH])(?P<yq>20[0-9]{2}|[0-3][0-9]))(?![0-9A-Za-z])"
    r"|(?<![0-9.])(?P<iso>(?P<iy>[12][0-9]{3})(?P<is>[-/.])(?P<im>[0-9]{1,2})(?P=is)(?P<id>[0-9]{1,2})(?![0-9.]))"
)
_PART = (
    rf"(?P<cumulated>[前头首]个?(?P<cn>{_COUNT})(?P<cu>个?月份?|个?季度))"
    rf"|(?<![0-9.])(?P<months>(?P<ma>[0-9]{{1,2}})月?份?{_DASH}(?P<mb>[0-9]{{1,2}}) ?月份?"
    rf"|(?P<mc>{_CN})月?份?{_DASH}(?P<md>{_CN})月份?)"
    rf"|(?P<quarters>第?(?P<qa>[一二三1-3])季?度?{_DASH}第?(?P<qb>[二三四2-4])季度|Q(?P<qc>[1-3])[-—~～至到]Q?(?P<qd>[2-4])(?![0-9A-Za-z]))"
    r"|(?<![0-9.一二三四五六七八九十])(?P<month>(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]) ?月份?(?!花|饼|球|嫂|子|薪|租|卡|票|牌|色|亮|光|活|龄|期))"
    r"|(?<![上下前每这])(?P<quarter>(?:单|第)?(?P<q>[一二三四1-4])季度(?:单季)?|第(?P<qe>[一二三四1-4])季(?!节)|首季度?)"
    r"|(?<![A-Za-z])(?P<qcode>单?Q(?P<qf>[1-4])(?:单季度?)?(?![0-9A-Za-z]))"
    r"|(?P<half>(?P<h>上|下|前|后)半年度?|(?<![A-Za-z])H(?P<hn>[12])(?![0-9A-Za-z]))"
    r"|(?P<whole>全年度?(?!龄))"
)
_DAY = (rf" ?(?:(?P<da>[0-9]{{1,2}})[日号]?{_DASH}(?P<db>[0-9]{{1,2}}) ?[日号]"
        rf"|(?P<d>[0-9]{{1,2}}) ?[日号]|(?P<dc>{_CN})日)")
_BARE_DAY = (rf"(?<![0-9.])(?P<days>(?P<xa>[0-9]{{1,2}})日?{_DASH}(?P<xb>[0-9]{{1,2}})日|(?P<x>[0-9]{{1,2}})日)"
             "(?![内均龄游间线元活])")


@cache
def _patterns() -> _Patterns:
    table = load_table(_TABLE)
    check_keys(table, file=_TABLE, key="(top)", required={*_OFFSETS, "words"})
    check_keys(table["words"], file=_TABLE, key="words", required=set(_WORDS))
    words = {key: tuple(value) for key, value in table["words"].items()}
    offsets = {key: table[key] for key in _OFFSETS}
    relative = "|".join(f"(?P<{key}_word>{_words(offsets[key])})" for key in _OFFSETS[:-1])
    edges = [*words["edge_last"], *words["edge_first"], *words["edge_middle"], *words["edge_inside"]]
    bare = [word for word in edges if len(word) > 1 and word not in ("末期", "初期")]
    count = rf"(?P<n>{_COUNT})(?:[-—~～至到](?P<n2>{_COUNT}))?"
    unit = "(?P<u>个?年|个月)"
    stretch = (
        rf"(?P<running>{_words(words['running'])}(?P<rn>{_COUNT})年)"
        rf"|(?P<past>{_words(words['past'])}(?P<pn>{_COUNT})(?P<pu>个?年|个月)(?![多余])(?:{_words(words['stretch_end'])}|{_words(words['within'])})?)"
        rf"|(?P<future>{_words(words['future'])}{count}{unit}(?![多余])(?:{_words(words['within'])}|{_words(words['stretch_end'])})?)"
        rf"|(?P<effort>{_words(words['effort'])}(?P<en>{_COUNT})(?:[-—~～至到](?P<en2>{_COUNT}))?年(?:左右)?的?时间)"
        rf"|(?<![0-9.一二三四五六七八九十几数])(?P<within>(?P<wn>{_COUNT})(?P<wu>个?年|个月){_words(words['within'])}(?!蒙))"
        rf"|(?<![0-9.一二三四五六七八九十几数近约])(?P<ago>(?P<an>{_COUNT})年(?:之前|以前|前))"
        rf"|(?<![0-9.一二三四五六七八九十几数])(?P<upto>(?P<tn>{_COUNT})年(?:以来|来|间))"
    )
    plans = _words(offsets["plan"])
    plan = (rf"(?<![一二三四五六七八九十])(?P<plan>[“\"「‘]?(?P<pl>{plans})[”\"」’]?(?P<ps>期间|时期|末期?|初期?|以来)?(?![岁个名家万天人]))")
    century = (r"(?P<century>(?P<cw>[上本]|[0-9]{1,2}|" + _CN + r")个?世纪(?:(?P<dec>[1-9]0|[一二三四五六七八九]十)年代)?(?:初期?|中期|中叶|末期?|后期)?)"
               r"|(?<![0-9.一二三四五六七八九十])(?P<decade>(?P<dw>[1-9]0|[二三四五六七八九]十)年代(?:初期?|中期|末期?|后期)?)")
    now = f"(?P<now>{_words(words['now'])}(?!{_words(words['now_not_before'])}))"
    bare_edge = rf"(?P<bare>{_words(bare)}(?!{_words(words['edge_not_before'])}))"
    first = "".join(sorted({w[0] for key in _OFFSETS[:-1] for w in offsets[key]}
                           | {w[0] for key in ("now", "past", "running", "future", "effort") for w in words[key]}
                           | {w[0] for w in bare} | {w[0] for w in offsets["plan"]}
                           | set("0123456789一二两三四五六七八九十首头前后上下第单全QHF“\"「‘")))
    start = re.compile(f"(?=[{re.escape(first)}])(?:" + "|".join(
        (_YEARS, stretch, century, now, relative, plan, bare_edge, _PART, _BARE_DAY)) + ")")
    tail = (rf"(?P<same>{_words(words['same_time'])})"
            rf"|(?P<since>(?:起|开始)?{_words(words['since'])}(?!{_words(words['now_not_before'])}))"
            rf"|(?P<starting>{_words(words['starting'])}(?![步飞点草初源来诉]))"
            rf"|(?P<during>{_words(words['during'])}(?![接距隔]))"
            rf"|(?P<before>{_words(words['before'])}(?!\d|{_words(words['before_not'])}))")
    return _Patterns(
        offsets, words, start, re.compile(_PART), re.compile(_DAY),
        re.compile(rf"(?P<last>{_words(words['edge_last'])})(?!{_words(words['edge_not_before'])})"
                   rf"|(?P<first>{_words(words['edge_first'])})(?!{_words(words['edge_not_before'])})"
                   rf"|(?P<middle>{_words(words['edge_middle'])}|中(?=[，。；、）]))(?!{_words(words['edge_not_before'])})"
                   rf"|(?P<inside>{_words(words['edge_inside'])})(?!{_words(words['edge_not_before'])})"
                   rf"|(?P<late>{_words(words['month_part'])})(?!{_words(words['edge_not_before'])})"),
        re.compile(tail), re.compile(_words(words["to"])), re.compile(_words(words["name_after"])),
        re.compile(f"{_NAME_GAP}{_words(words['plan_name'])}"), re.compile(_words(words["short_year_before"])),
        re.compile(_words(words["ahead"])))


@dataclass(slots=True)
class _Found:
    """A time expression in the making; `core` is where the time begins behind its preposition."""

    start: int
    core: int
    end: int
    period: str
    rule: str
    relative: bool = False
    horizon: bool = False
    joins: bool = True


class _Reader:
    """Reads one text from left to right and remembers the times named before."""

    def __init__(self, text: str, reference_date: str):
        days = bounds(reference_date)
        self.text = text
        self.known = days is not None
        self.year, self.month = (days[0].year, days[0].month) if days else (0, 1)
        self.today = days[0] if days and days[0] == days[1] else None
        self.last_day = days[1] if days else None
        # The month up to which a month without year may belong to the reference date's year: an inferred date
        # can lie a little before the article was written.
        late = days[1] + timedelta(days=10) if days else None
        self.limit = (late.year, late.month) if late else (0, 0)
        self.patterns = _patterns()
        self.seen_year = self.seen_month = 0
        self.seen_day: date | None = None
        self.seen_end = self.scanned = self.sentence = 0
        self.titles = [found.span() for found in _TITLE.finditer(text)]
        self.title = 0

    # --- what was named before
    def same_sentence(self, position: int) -> bool:
        """Whether the last remembered time stands in the sentence of `position`."""
        for found in _SENTENCE_END.finditer(self.text, self.scanned, max(position, self.scanned)):
            self.sentence = found.end()
        self.scanned = max(position, self.scanned)
        return self.seen_year > 0 and self.seen_end >= self.sentence

    def remember(self, found: _Found) -> None:
        days = bounds(found.period)
        if not days or not found.joins:
            return
        self.seen_year, self.seen_end = days[1].year, found.end
        self.seen_month = days[1].month if (days[1] - days[0]).days < 31 else 0
        if days[0] == days[1]:
            self.seen_day = days[0]

    def in_title(self, start: int) -> bool:
        while self.title < len(self.titles) and self.titles[self.title][1] <= start:
            self.title += 1
        return self.title < len(self.titles) and self.titles[self.title][0] < start

    # --- years that are not printed
    def ahead(self, start: int, end: int) -> bool:
        """Whether words beside the time place it after the reference date."""
        before = max(self.text.rfind("，", max(0, start - 10), start), self.text.rfind("。", max(0, start - 10), start))
        return bool(self.patterns.ahead.search(self.text, max(before, start - 10, 0), start)
                    or self.patterns.ahead.search(self.text, end, end + 4))

    def year_for(self, first: int, last: int, start: int, end: int, *, whole: bool) -> int:
        """The year of months `first`..`last` printed without one; `whole` where the stretch must have ended."""
        as_of = self.text.endswith(self.patterns.words["as_of"], 0, start)
        if not as_of and self.same_sentence(start):
            year = self.seen_year
            if self.seen_month > last and (year + 1, last) <= (self.year, self.month):
                year += 1
            return year
        if not self.known:
            return 0
        if self.ahead(start, end) and not as_of:
            return self.year + (last < self.month)
        month = last if whole else first
        limit = (self.year, self.month) if whole and self.today else self.limit
        return self.year if (self.year, month) <= limit else self.year - 1

    def review_year(self, start: int, end: int) -> int:
        """The year that 全年, 年末, 过去五年 speak of: in January to March the year that has just ended."""
        if self.same_sentence(start) and self.seen_year <= self.year:
            return self.seen_year
        return self.year - (self.known and self.month <= 3 and not self.ahead(start, end))

    # --- the kinds of expressions
    def now(self, length: int = 7) -> str:
        if not self.known:
            return ""
        return f"{self.year:04d}-{self.month:02d}-{self.today.day:02d}"[:length] if self.today else \
            f"{self.year:04d}-{self.month:02d}"[:length]

    def stretch(self, found: re.Match, kind: str) -> tuple[str, str, bool] | None:
        """Period, rule and horizon of 近三年, 未来五年, 3年内, 连续4年, 两年前."""
        get = {"past": ("pn", "pu"), "running": ("rn", None), "future": ("n", "u"), "effort": ("en", None),
               "within": ("wn", "wu"), "ago": ("an", None), "upto": ("tn", None)}[kind]
        count = _number(found[get[0]])
        months = bool(get[1]) and found[get[1]].endswith("月")
        if not 0 < count < 100:
            return None
        if kind in ("future", "effort", "within"):
            high = found["n2"] if kind == "future" else found["en2"] if kind == "effort" else None
            count = _number(high) if high else count
            period = f"{self.now()}/{month_text(self.year, self.month + count)}" if months else \
                f"{self.year}/{self.year + count}"
            return period, "within years" if kind != "future" else "coming years", True
        if kind == "ago":
            return str(self.year - count), "years ago", False
        if months:
            return f"{month_text(self.year, self.month - count)}/{self.now()}", "past months", False
        if kind == "past" and count == 1 and self.month > 3:
            return f"{month_text(self.year - 1, self.month)}/{self.now()}", "past year", False
        last = self.review_year(found.start(), found.end())
        rule = {"past": "past years", "running": "years running", "upto": "years up to now"}[kind]
        return join(str(last - count + 1), str(last)), rule, False

    def century(self, found: re.Match) -> str:
        if found["century"] is None:
            tens = _number(found["dw"])
            first = (1900 if tens >= 30 else 2000) + tens
            return f"{first}/{first + 9}"
        number = {"上": 20, "本": 21}.get(found["cw"]) or _number(found["cw"])
        if not 1 <= number <= 30:
            return ""
        if found["dec"]:
            first = 100 * (number - 1) + _number(found["dec"])
            return f"{first:04d}/{first + 9:04d}"
        return f"{100 * (number - 1) + 1:04d}/{100 * number:04d}"

    def plan(self, found: re.Match) -> tuple[str, str] | None:
        name, suffix, text = found["pl"], found["ps"] or "", self.text
        quoted = found["plan"][0] in "“\"「‘"
        if len(name) == 2 and not (quoted and suffix):
            return None
        first = self.patterns.offsets["plan"][name]
        if suffix.startswith("末"):
            return str(first + 4), "end of a five-year plan"
        if suffix.startswith("初"):
            return str(first), "start of a five-year plan"
        if suffix == "以来":
            return join(str(first), self.now(4)) or str(first), "since a five-year plan began"
        if not suffix and self.patterns.plan_name.match(text, found.end()):
            return f"{first}/{first + 4}", "name of a five-year plan"
        return f"{first}/{first + 4}", "five-year plan"

    def short_year(self, number: str, start: int, end: int, marked: bool) -> int:
        """The year of 24年, 23Q3; 0 where the two digits are no year."""
        year = 2000 + int(number)
        if self.known and abs(year - self.year) > 12:
            return 0
        if not marked and (self.text.endswith(self.patterns.words["not_date_after"], 0, start)
                           or not self.patterns.short_year.match(self.text, end)):
            return 0
        return year

    def part(self, year: int | None, found: re.Match) -> tuple[str, str, int] | None:
        """Period, rule and end of a part of a year: 6月24日, 第三季度, 前9个月; `year` None where none is printed."""
        kind, start, end = found.lastgroup, found.start(), found.end()
        whole, ends = False, end
        if kind == "month":
            first = last = _number(found["m"])
            rule = "month"
        elif kind == "months":
            a, b = (found["ma"], found["mb"]) if found["ma"] else (found["mc"], found["md"])
            first, last, rule, whole = _number(a), _number(b), "months of a year", True
        elif kind == "cumulated":
            last = _number(found["cn"]) * (3 if "季" in found["cu"] else 1)
            first, rule, whole = 1, "months of a year", True
        elif kind == "quarters":
            a, b = (found["qa"], found["qb"]) if found["qa"] else (found["qc"], found["qd"])
            first, last, rule, whole = 3 * _number(a) - 2, 3 * _number(b), "quarters of a year", True
        elif kind in ("quarter", "qcode"):
            text = found["q"] or found["qe"] or found["qf"] or "1"
            last = 3 * _number(text)
            first, rule = last - 2, "quarter"
        elif kind == "half":
            first = 1 if found["h"] in ("上", "前") or found["hn"] == "1" else 7
            last, rule, whole = first + 5, "half year", first == 1
        else:
            if year is None:
                year = self.review_year(start, end)
            return f"{year:04d}", "whole year", end
        if not 1 <= first <= last <= 12:
            return None
        day = self.patterns.day.match(self.text, end) if kind == "month" else None
        if year is None:
            year = self.year_for(first, last, start, end, whole=whole)
        if day:
            a, b = day["da"] or day["d"] or day["dc"], day["db"]
            head = f"{year:04d}-{first:02d}-{_number(a):02d}"
            period = f"{head}/{year:04d}-{first:02d}-{_number(b):02d}" if b else head
            if year <= 0 or bounds(period):
                return period, "day", day.end()
        if first == last:
            return f"{year:04d}-{first:02d}", rule, ends
        if rule == "quarter":
            return f"{year:04d}-Q{last // 3}", rule, ends
        if rule == "half year":
            return f"{year:04d}-H{1 if first == 1 else 2}", rule, ends
        return f"{year:04d}-{first:02d}/{year:04d}-{last:02d}", rule, ends

    def edge(self, period: str, end: int) -> tuple[str, int, bool]:
        """The period of 2020年底, 三季度末, 11月初: the edge's month, or the year where a year-end lies ahead."""
        found = self.patterns.edge.match(self.text, end)
        if not found or "/" in period:
            return period, end, False
        kind = found.lastgroup
        if len(period) == 4:
            if kind == "late":
                return period, end, False
            return (*self.year_edge(int(period), kind, found.end()),)
        if len(period) == 7 and period[5].isdigit():
            return (period, found.end(), False) if found[0] in self.patterns.words["month_part"] else (period, end, False)
        days = bounds(period)
        if days and kind in ("last", "late") and found[0] in ("末", "底"):
            return month_text(days[1].year, days[1].month), found.end(), False
        if days and found[0] == "初":
            return month_text(days[0].year, days[0].month), found.end(), False
        return period, end, False

    def year_edge(self, year: int, kind: str, end: int) -> tuple[str, int, bool]:
        if kind == "last":
            # A year-end still ahead is a term: what is to be reached by then counts for the year.
            if self.known and (year, 12) > (self.year, self.month):
                return f"{year:04d}", end, True
            return f"{year:04d}-12", end, False
        if kind == "inside":
            return f"{year:04d}", end, self.known and year >= self.year
        return f"{year:04d}-{'01' if kind == 'first' else '06'}", end, False

    def read(self, found: re.Match) -> _Found | None:
        """The expression that begins with `found`; None where it is no time."""
        kind, start, end, text = found.lastgroup, found.start(), found.end(), self.text
        patterns, horizon, relative, joins, year = self.patterns, False, False, True, None
        key = kind.removesuffix("_word")
        if kind in ("past", "running", "future", "effort", "within", "ago", "upto"):
            result = self.stretch(found, kind)
            if result is None:
                return None
            return _Found(start, start, end, result[0], result[1], True, result[2], False)
        if kind in ("century", "decade"):
            if patterns.name.match(text, text.find("世纪", start, end) if kind == "century" else end):
                return None
            period, rule = self.century(found), "century" if kind == "century" and not found["dec"] else "decade"
        elif kind == "plan":
            result = self.plan(found)
            if result is None:
                return None
            period, rule = result
            joins = False
        elif kind == "now":
            return _Found(start, start, end, self.now(), "reference date", True)
        elif kind == "bare":
            edge = patterns.edge.match(text, start)
            year, relative = self.year, True
            if edge.lastgroup == "last" and not text.endswith(patterns.words["by"], 0, start) \
                    and not patterns.tail.match(text, end):
                year = self.review_year(start, end)
            period, end, horizon = self.year_edge(year, edge.lastgroup, end)
            rule = "edge of the reference year"
        elif kind in ("month_word", "month_after_word"):
            step = patterns.offsets[key][found[0]]
            base = (self.seen_year, self.seen_month) if key == "month_after" and self.seen_month else (self.year, self.month)
            period, rule, relative = month_text(base[0], base[1] + step), "relative month", True
        elif kind == "quarter_word":
            number = 4 * self.year + (self.month - 1) // 3 + patterns.offsets[key][found[0]]
            period, rule, relative = f"{number // 4:04d}-Q{number % 4 + 1}", "relative quarter", True
        elif kind == "week_word":
            period, rule, relative = "", "relative week", True
            if self.today:
                monday = self.today - timedelta(days=self.today.weekday() - 7 * patterns.offsets[key][found[0]])
                period = f"{monday}/{monday + timedelta(days=6)}"
        elif kind in ("day_word", "day_after_word"):
            base = self.seen_day if key == "day_after" and self.seen_day else self.today
            period = str(base + timedelta(days=patterns.offsets[key][found[0]])) if base else self.now()
            rule, relative = "relative day", True
        elif kind == "days":
            if text.endswith(patterns.words["not_date_after"], 0, start):
                return None
            result = self.bare_day(found)
            if result is None:
                return None
            period, rule, relative = result, "day", True
        elif kind == "iso":
            period, rule = f"{found['iy']}-{int(found['im']):02d}-{int(found['id']):02d}", "day"
            if not bounds(period):
                return None
        elif kind == "years":
            first, last = found["ya"] or found["yc"], found["yb"] or found["yd"]
            if found["yc"] and not (self.short_year(first, start, end, True) and "E" in found[0]
                                    or self.short_year(first, start, end, False) or self.ahead(start, end)):
                return None
            first = first if len(first) == 4 else "20" + first
            last = last if len(last) == 4 else first[:2] + last
            period, rule = join(first, last), "year range"
            if not period:
                return None
        else:
            if kind == "year":
                year, rule = int(found["y4"]), "year"
                if text.endswith(patterns.words["not_date_after"], 0, start) and "FY" not in found[0]:
                    return None
            elif kind == "cnyear":
                year, rule = _number(found[0].rstrip("度").rstrip("年")), "year"
            elif kind == "short":
                marked = not found[0].endswith(("年", "年度"))
                year, rule = self.short_year(found["y2"], start, end, marked), "short year"
            elif kind == "fiscal":
                year, rule = int(found["yf"]) + (2000 if len(found["yf"]) == 2 else 0), "fiscal year"
            elif kind == "numbered":
                year = int(found["yq"]) + (2000 if len(found["yq"]) == 2 else 0)
                rule = "quarter" if found["qh"] == "Q" else "half year"
                if found["qh"] == "H" and found["qn"] > "2":
                    return None
            elif kind == "year_word":
                year, rule, relative = self.year + patterns.offsets[key][found[0]], "relative year", True
            elif kind == "year_after_word":
                base = self.seen_year if self.same_sentence(start) else self.year
                year, rule, relative = base + patterns.offsets[key][found[0]], "relative year", True
            if year == 0 and kind == "short":
                return None
            if kind == "numbered":
                period = f"{year}-{found['qh']}{found['qn']}"
            else:
                part = found if year is None else patterns.part.match(text, end + (text[end:end + 1] in ("的", " ")))
                result = self.part(year, part) if part else None
                if result is None and year is None:
                    return None
                relative = relative or year is None
                if result:
                    period, rule, end = result
                else:
                    period = f"{year:04d}"
            period, end, horizon = self.edge(period, end)
        return self.finish(_Found(start, start, end, period, rule, relative, horizon, joins))

    def bare_day(self, found: re.Match) -> str | None:
        """The date of 24日: in the month named before in the sentence, else the last such day."""
        first, last = found["xa"] or found["x"], found["xb"]
        if not 1 <= int(first) <= 31 or last and not int(first) < int(last) <= 31:
            return None
        if self.same_sentence(found.start()) and self.seen_month:
            month = month_text(self.seen_year, self.seen_month)
        elif self.known:
            late = self.last_day + timedelta(days=3)
            month = month_text(self.year, self.month - (int(first) > late.day and late.month == self.month))
        else:
            return ""
        return f"{month}-{int(first):02d}/{month}-{int(last):02d}" if last else f"{month}-{int(first):02d}"

    def finish(self, found: _Found) -> _Found:
        """Adds what stands around the time: 截至 … 以来, 起, 期间, 前, 同期, 较 …, 与 … 相比, a title's marks."""
        text, words = self.text, self.patterns.words
        if len(found.period) >= 10 and "/" not in found.period[:10]:
            part = next((word for word in words["day_part"] if text.startswith(word, found.end)), "")
            found.end += len(part)
        tail = self.patterns.tail.match(text, found.end)
        if tail:
            kind = tail.lastgroup
            found.end = tail.end()
            head = found.period.partition("/")[0]
            if kind == "same":
                found.rule = "comparison base"
            elif kind == "since" or kind == "starting" and len(head) == 4:
                grain = len(head) if head[5:6].isdigit() else 7 if head[5:] else 4
                found.period = join(head, self.now(grain)) or found.period
                found.rule = "since"
            elif kind == "before":
                found.rule = "before"
                days = bounds(found.period)
                found.horizon = found.horizon or bool(days and self.known and days[1] > self.last_day)
        if text.endswith(words["compared"], 0, found.core) and not text.endswith(("占比", "同比", "环比"), 0, found.core) \
                or text.startswith(words["compared_after"], found.end) or text.startswith("相比", found.end + 2):
            found.rule = "comparison base"
        prefix = next((word for key in ("as_of", "from", "by") for word in words[key]
                       if text.endswith(word, 0, found.core)), "")
        before = found.core - len(prefix)
        if prefix and not (prefix in words["by"] and text.endswith(words["not_by_after"], 0, before)):
            found.start = before
        if self.in_title(found.core):
            found.rule = "in title"
        if found.rule in ("comparison base", "in title"):
            found.joins = False
        return found

    def joined(self, first: _Found, second: _Found) -> bool:
        """Whether two times are the ends of one stretch, 2019年6月至2021年6月; then `first` becomes the stretch."""
        gap = self.text[first.end:second.core]
        if not first.joins or not (second.joins or second.rule == first.rule) or not self.patterns.joint.fullmatch(gap):
            return False
        head = first.period.partition("/")[0]
        last = self.now(len(head)) if second.rule == "reference date" else second.period
        period = join(first.period, last)
        if not period:
            return False
        first.end, first.period, first.rule = second.end, period, "range"
        first.relative, first.horizon = first.relative and second.relative, first.horizon or second.horizon
        return True

    def find(self) -> list[_Found]:
        results: list[_Found] = []
        position = 0
        while match := self.patterns.start.search(self.text, position):
            found = self.read(match)
            if found is None:
                position = match.end()
                continue
            position = found.end
            if results and self.joined(results[-1], found):
                self.remember(results[-1])
                continue
            if results and found.start < results[-1].end:
                found.start = found.core
            self.remember(found)
            results.append(found)
        return results


def find_times(text: str, reference_date: str) -> list[TimeExpression]:
    """All words of a text that name a time, in order and without overlap, resolved from the reference date.

    `reference_date` is YYYY-MM-DD, YYYY-MM or "" (then 去年, 目前 and months without a year have the period "").
    `rule` says how the words were read; "comparison base" (较去年12月), "in title" (《…（2021年）》) and
    "name of a five-year plan" mark times that a number seldom belongs to.

    >>> [(t.text, t.period) for t in find_times("截至10月底，山西今年前9个月", "2021-11-25")]
    [('截至10月底', '2021-10'), ('今年前9个月', '2021-01/2021-09')]
    """
    reader = _Reader(text, reference_date)
    expressions = []
    for found in reader.find():
        days = bounds(found.period)
        horizon = found.horizon or bool(days and reader.known and (
            days[1].year > reader.year or days[0] > reader.last_day))
        expressions.append(TimeExpression(
            found.start, found.end, text[found.start:found.end], found.period if days else "",
            "relative" if found.relative else "explicit", found.rule, horizon))
    return expressions
