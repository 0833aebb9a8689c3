"""Finds the words that name a time and resolves them from the reference date."""

from __future__ import annotations

import re
from datetime import timedelta

from newsgauge.extract.dates import bounds, join_periods, month_text, normalise, year_before
from newsgauge.extract.time_context import NEAR, FoundTime, TimeContext
from newsgauge.extract.time_edges import edge_period, merged, with_edge, with_surroundings
from newsgauge.extract.time_patterns import parse_count
from newsgauge.model import TimeExpression

_FULL_WIDTH = re.compile("[０-９]")
_TO_ASCII = str.maketrans("０１２３４５６７８９", "0123456789")
# “十四五”规划实施以来
_PLAN_SINCE = re.compile("(?:规划)?(?:的|实施|开局|启动)[^，。；\n]{0,6}?以来")
_WEEKDAYS = "一二三四五六日"
# 2000年前, 1000年后: after a round number a length of time, not a year.
_LENGTH = re.compile("前(?!后)|后|间|来|的?历史|的?文明")
# How far back a year of two digits may lie: 23年 is more often a length of time than 23Q3.
_YEARS_BACK = {False: 5, True: 15}
# Groups of the patterns that hold the numbers of quarters, by kind.
_QUARTER = {"quarter": ("q", "q"), "single_quarter": ("qs", "qs"), "quarter_code": ("qf", "qf"),
            "quarter_short": ("qz", "qz")}
_QUARTER_ENDS = {"quarters": ("qa", "qb"), "quarter_codes": ("qc", "qd")}


# What a part of a year is called in the rules, by kind.
_PART_NAMES = {
    "month": "month", "holiday": "month", "months": "months", "month_pair": "months", "cumulated": "months",
    "quarters": "months", "quarter_codes": "months", "quarter": "quarter", "single_quarter": "quarter",
    "quarter_code": "quarter", "quarter_short": "quarter", "half": "half", "half_code": "half", "whole": "whole",
    "report": "report",
}


def _part_name(match: re.Match, period: str) -> str:
    return "day" if match.lastgroup == "month" and len(period) >= 10 else _PART_NAMES[match.lastgroup]


class _Reader(TimeContext):
    """Reads one text from left to right."""

    def find(self) -> list[FoundTime]:
        results: list[FoundTime] = []
        position = 0
        while match := self.patterns.start.search(self.text, position):
            position = match.end()
            for found in self.read(match):
                position = found.end
                if results and merged(self, results[-1], found):
                    found = results[-1]
                else:
                    if results and found.start < results[-1].end:
                        found.start = found.core
                    # 较一季度、上半年和前三季度分别提高…: each is compared with.
                    if results and results[-1].rule == "comparison base" \
                            and self.text[results[-1].end:found.core] in ("、", "和", "及", "与"):
                        found.rule, found.dated = "comparison base", False
                    results.append(found)
                self.remember(found)
        return results

    # --- the kinds of expressions

    def read(self, match: re.Match) -> list[FoundTime]:
        """The expressions that begin with `match`; none where it is no time."""
        kind = match.lastgroup
        if kind == "listed":
            return self.read_listed(match)
        if kind == "listed_quarters":
            return self.read_listed_quarters(match)
        reader = getattr(self, f"read_{kind}", None) or (self.read_step if kind.endswith("_word") else self.read_dated)
        found = reader(match)
        return [with_surroundings(self, found)] if found else []

    def _found(self, match: re.Match, period: str, rule: str, **fields) -> FoundTime:
        return FoundTime(match.start(), match.start(), fields.pop("end", match.end()), period, rule, **fields)

    def read_past(self, match: re.Match) -> FoundTime | None:
        """近三年, 过去五年: whole years up to the year in review; 过去一年, 近6个月: months back from now."""
        if not match["pu"] or match["pu"] == "个月":
            months = parse_count(match["pn"]) if match["pn"] else 6
            return self._months(match, -months, "past months")
        count = parse_count(match["pn"])
        if count == 1 and match[0][0] == "这":
            return None
        if count == 1 and self.month > 3:
            return self._months(match, -12, "past year")
        return self._years(match, count, "past years")

    def _months(self, match: re.Match, step: int, rule: str) -> FoundTime:
        ends = sorted((self.now(), month_text(self.year, self.month + step)))
        return self._found(match, "/".join(ends), rule, relative=True, horizon=step > 0, dated=False)

    def _years(self, match: re.Match, count: int, rule: str) -> FoundTime | None:
        if count < 1:
            return None
        last = self.review_year(match.start(), match.end(), oldest=self.year - 2, passage=False)
        return self._found(match, join_periods(f"{last - count + 1:04d}", f"{last:04d}"), rule, relative=True,
                           dated=False)

    def read_running(self, match: re.Match) -> FoundTime | None:
        if self.ahead(match.start(), match.end()):
            return self._ahead_years(match, parse_count(match["rn"]) - 1, "within years")       # 将连续三年安排…
        return self._years(match, parse_count(match["rn"]), "years running")

    def read_upto(self, match: re.Match) -> FoundTime | None:
        count = parse_count(match["tn"])
        if count == 1 and self.month > 3 and match[0].endswith("来"):
            return self._months(match, -12, "years up to now")
        return self._years(match, count, "years up to now")

    def read_ago(self, match: re.Match) -> FoundTime:
        year = self.year - parse_count(match["an"])
        if year == self.year - 1 and self.in_sentence(match.start()) and self.seen.period[5:6] in ("H", "Q"):
            # 第二季度盈利3亿元，而一年前亏损5亿元
            return self._found(match, year_before(self.seen.period), "years ago", relative=True, dated=False)
        return self._found(match, f"{year:04d}", "years ago", relative=True, dated=False)

    def read_future(self, match: re.Match) -> FoundTime:
        if not match["fu"] or match["fu"] == "个月":
            return self._months(match, parse_count(match["fm"] or match["fn"]) if match["fn"] else 6, "coming months")
        # Said early in a year, the year itself is the first of the coming five.
        years = parse_count(match["fm"] or match["fn"]) - (self.month <= 3)
        return self._ahead_years(match, years, "coming years")

    def _ahead_years(self, match: re.Match, years: int, rule: str) -> FoundTime:
        period = join_periods(f"{self.year:04d}", f"{self.year + years:04d}") if self.known else ""
        return self._found(match, period, rule, relative=True, horizon=True, dated=False)

    def read_within(self, match: re.Match) -> FoundTime:
        count = parse_count(match["wn"])
        return self._ahead_years(match, count, "within years") if match["wu"] == "年" else \
            self._months(match, count, "within months")

    def read_effort(self, match: re.Match) -> FoundTime:
        return self._ahead_years(match, parse_count(match["em"] or match["en"]), "within years")

    def read_century(self, match: re.Match) -> FoundTime | None:
        return self._century(match, parse_count(match["cw"]), match["dec"], match["ce"])

    def read_this_century(self, match: re.Match) -> FoundTime | None:
        return self._century(match, 21 if match["tw"] == "本" else 20, match["td"], match["te"])

    def _century(self, match: re.Match, number: int, tens: str | None, part: str | None) -> FoundTime | None:
        if not 1 <= number <= 30:
            return None
        first = 100 * (number - 1)
        if tens:
            first += parse_count(tens)
            return self._found(match, f"{first:04d}/{first + 9:04d}", "decade")
        if part == "中叶" and first >= 2000:
            return self._found(match, f"{first + 50}", "middle of a century")
        return self._found(match, f"{first + 1:04d}/{first + 100:04d}", "century")

    def read_decade(self, match: re.Match) -> FoundTime:
        tens = parse_count(match["dw"])
        first = (1900 if tens >= 30 else 2000) + tens
        return self._found(match, f"{first}/{first + 9}", "decade")

    def read_plan(self, match: re.Match) -> FoundTime | None:
        """“十四五”期间, “十三五”末; the short names (“九五”) only in quotes and with 期间."""
        name, suffix = match["pl"], match["ps"] or ""
        if len(name) == 2 and not (match["plan"][0] in "“\"「‘" and suffix):
            return None
        first, last, end, rule = self.values["plan"][name], 4, match.end(), "five-year plan"
        if suffix.startswith("末"):
            return self._found(match, str(first + 4), "end of a five-year plan")
        if suffix.startswith("初"):
            return self._found(match, str(first), "start of a five-year plan")
        since = _PLAN_SINCE.match(self.text, end) if not suffix else None
        if suffix == "以来" or since:
            period = join_periods(str(first), self.now(4)) or str(first)
            return self._found(match, period, "since a five-year plan began", dated=False,
                               end=since.end() if since else end)
        if years := self.patterns.plan_years.match(self.text, end):
            last, end = parse_count(years[1]) - 1, years.end()
        elif not suffix and self.patterns.plan_name.match(self.text, end):
            rule = "name of a five-year plan"
        return self._found(match, f"{first}/{first + last}", rule, end=end, dated=False)

    def read_event(self, match: re.Match) -> FoundTime:
        first = str(self.values["event"][match[0]])
        return self._found(match, join_periods(first, self.now(4)) or first, "since an event", dated=False)

    def read_then(self, match: re.Match) -> FoundTime | None:
        """当时, 那时: the time named before, if that is near."""
        near = self.seen is not None and self.near(match.start())
        return self._found(match, self.seen.period, "time told before", relative=True) if near else None

    def read_earlier(self, match: re.Match) -> FoundTime | None:
        """此前三年: the years before the one named before in the sentence, else before the year in review."""
        year = self.seen_year if self.in_sentence(match.start()) and self.seen_year else self.year
        count = parse_count(match["bn"])
        if count < 2 or not year:
            return None
        return self._found(match, f"{year - count}/{year - 1}", "years before", relative=True, dated=False)

    def read_reporting(self, match: re.Match) -> FoundTime | None:
        return self._found(match, self.seen.period, "reporting period", relative=True) if self.seen else None

    def read_reporting_end(self, match: re.Match) -> FoundTime | None:
        """期末, 报告期末: the last month of the period named last."""
        days = bounds(self.seen.period) if self.seen else None
        return self._found(match, month_text(days[1].year, days[1].month), "end of the reporting period",
                           relative=True, dated=False) if days else None

    def read_year_edge(self, match: re.Match) -> FoundTime:
        """年底, 年初, 年内 without a year."""
        edge = self.patterns.edge.match(self.text, match.start())
        year, start, end = self.year, match.start(), match.end()
        # 年末全国人口 is a count at the end of the year in review, 年底通车 a term.
        as_of = self.text.endswith(self.words["as_of"], 0, start)
        # 2017年…。年底用户占比达到84%, said in a report of January to March
        reviewed = self.month <= 3 and self.near(start) and self.seen_year == self.year - 1 \
            and not self.ahead(start, end)
        term = edge[0] == "年底" and not reviewed or self.text.endswith(self.words["by"], 0, start)
        if edge.lastgroup == "last" and (as_of or not term) and not self.patterns.tail.match(self.text, end):
            year = self.review_year(start, end)
        elif edge.lastgroup == "inside" and self.in_sentence(start) and self.text[self.seen.end - 1] in "底末":
            year = self.seen_year          # 截至2020年底，门店达300家，年内净增20家
        period, horizon = edge_period(self, year, edge.lastgroup)
        return self._found(match, period, "edge of the year", relative=True, horizon=horizon)

    def read_month_edge(self, match: re.Match) -> FoundTime:
        return self._found(match, self.now(), "edge of the month", relative=True)

    def read_weekday(self, match: re.Match) -> FoundTime | None:
        """周五: the last one; 上周五, 本周三: in the week before, in this week."""
        if not self.today:
            return None
        day = self.today + timedelta(days=_WEEKDAYS.index(match["wd"]) - self.today.weekday())
        if match["wp"] in ("上", "下"):
            day += timedelta(days=7 if match["wp"] == "下" else -7)
        elif not match["wp"] and day > self.today:
            day -= timedelta(days=7)
        return self._found(match, day.isoformat(), "weekday", relative=True)

    def read_days(self, match: re.Match) -> FoundTime | None:
        """24日, 3日至8日: in the month named before in the sentence, else the last such day."""
        start = match.start()
        first, last = int(match["xa"] or match["x"]), int(match["xb"] or match["xa"] or match["x"])
        before = self.words["not_date_after"] + self.words["length_after"]
        if not 1 <= first <= last <= 31 or self.text.endswith(before, 0, start):
            return None
        if self.in_sentence(start) and self.seen_month:
            month = month_text(self.seen_year, self.seen_month)
        else:
            late = self.last_day + timedelta(days=3) if self.known else self.last_day
            month = month_text(self.year, self.month - (first > late.day and late.month == self.month))
        period = f"{month}-{first:02d}" + (f"/{month}-{last:02d}" if last > first else "")
        return self._found(match, period, "day", relative=True)

    def read_iso(self, match: re.Match) -> FoundTime | None:
        period = f"{match['iy']}-{int(match['im']):02d}-{int(match['id']):02d}"
        return self._found(match, period, "day") if bounds(period) else None

    def read_years(self, match: re.Match) -> FoundTime | None:
        first, last = match["ya"], match["yb"]
        period = join_periods(first, last if len(last) == 4 else first[:2] + last)
        return self._found(match, period, "year range") if period else None

    def read_short_years(self, match: re.Match) -> FoundTime | None:
        first, last = (self.two_digits(match[key], match, match[0].endswith("E")) for key in ("yc", "yd"))
        period = join_periods(str(first), str(last)) if first and last else ""
        return self._found(match, period, "year range") if period else None

    def two_digits(self, number: str, match: re.Match, marked: bool) -> int:
        """The year of 24年, 23Q3; 0 where the two digits are no year."""
        year, start = 2000 + int(number), match.start()
        if self.known and not -_YEARS_BACK[marked] <= year - self.year <= 8:
            return 0
        if marked:
            return year
        if not self.known or self.text.endswith(self.words["not_date_after"] + self.words["length_after"], 0, start):
            return 0
        if self.patterns.short_year.match(self.text, match.end()) \
                or self.patterns.short_year_after.search(self.text, max(0, start - 6), start):
            return year
        return 0

    def read_listed(self, match: re.Match) -> list[FoundTime]:
        """2021、2022年, 23/24/25年: each number is a year."""
        results = []
        for number in re.finditer("[0-9]+", match[0]):
            year = int(number[0]) if len(number[0]) == 4 else self.two_digits(number[0], match, match[0].endswith("E"))
            if not year:
                return []
            start = match.start() + number.start()
            results.append(FoundTime(start, start, match.start() + number.end(), str(year), "listed years"))
        results[-1].end = match.end()
        return [*results[:-1], with_surroundings(self, results[-1])]

    def read_listed_quarters(self, match: re.Match) -> list[FoundTime]:
        """二、三季度: each number is a quarter of one year."""
        numbers = list(re.finditer("[一二三四1-4]", match[0]))
        quarters = [parse_count(number[0]) for number in numbers]
        year = self.year_for(3 * quarters[0] - 2, 3 * quarters[1], match.start(), match.end(), whole=True)
        starts = [match.start() + number.start() for number in numbers]
        ends = [match.start() + re.search("[、和]", match[0]).start(), match.end()]
        found = [FoundTime(start, start, end, f"{year:04d}-Q{quarter}", "quarter without year", relative=True)
                 for start, end, quarter in zip(starts, ends, quarters, strict=True)]
        return [found[0], with_surroundings(self, found[1])]

    def read_step(self, match: re.Match) -> FoundTime:
        """Words of the table that count from the reference date, or from the time named before: 去年, 当日."""
        key = match.lastgroup.removesuffix("_word")
        step, start = self.values[key][match[0]], match.start()
        if key in ("year", "year_after"):
            return self.read_dated(match)
        if key == "week":
            if not self.today:
                return self._found(match, "", "relative week", relative=True, dated=False)
            monday = self.today + timedelta(days=7 * step - self.today.weekday())
            period = f"{monday}/{monday + timedelta(days=6)}"
            return self._found(match, period, "relative week", relative=True, dated=False)
        if key == "quarter":
            number = 4 * self.year + (self.month - 1) // 3 + step
            if step < 0 and self.in_sentence(start) and self.seen.period[5:6] == "Q":
                # 2025年第三季度收入5亿元，较上一季度增长5%
                number = 4 * int(self.seen.period[:4]) + int(self.seen.period[6:7]) - 1 + step
            period = f"{number // 4:04d}-Q{number % 4 + 1}"
            return self._found(match, period, "relative quarter", relative=True)
        if key in ("day", "day_after"):
            near = key == "day_after" and self.seen_day and start - self.seen_day_end <= NEAR
            day = self.seen_day if near else self.today
            period = (day + timedelta(days=step)).isoformat() if day else self.now()
            return self._found(match, period, "relative day", relative=True)
        base = (self.year, self.month)
        if key == "month_after" and self.seen_month and self.near(start):
            base = (self.seen_year, self.seen_month)
        month = month_text(base[0], base[1] + step)
        period, end = self.month_rest(month, match.end())
        return self._found(match, period, "relative month", relative=True, end=end)

    def read_lone_quarter(self, match: re.Match) -> FoundTime | None:
        """前三季度…，单季度营收…: the last quarter of the months told in the sentence."""
        days = bounds(self.seen.period) if self.in_sentence(match.start()) else None
        if days is None or days[0].month != 1 or days[1].month % 3 or days[0].year != days[1].year:
            return None
        return self._found(match, f"{days[1].year:04d}-Q{days[1].month // 3}", "last quarter told of")

    def read_now(self, match: re.Match) -> FoundTime:
        return self._found(match, self.now(), "reference date", relative=True)

    def read_dated(self, match: re.Match) -> FoundTime | None:
        """A year with what follows (2021年6月, 去年第三季度末, 23Q3), or a part of a year alone (10月底)."""
        kind, start, end = match.lastgroup, match.start(), match.end()
        if kind == "year":
            year = int(match["y4"])
            if self.text.endswith(self.words["not_date_after"], 0, start) \
                    or year % 100 == 0 and _LENGTH.match(self.text, end):
                return None
        elif kind == "chinese_year":
            year = parse_count(match["cy"])
        elif kind == "short_year":
            year = self.two_digits(match["y2"], match, not match[0].endswith(("年", "年度")))
        elif kind in ("fiscal", "numbered"):
            number = match["yf"] or match["yq"]
            year = int(number) if len(number) == 4 else self.two_digits(number, match, True)
        elif kind == "year_word":
            year = self.year + self.values["year"][match[0]]
        elif kind == "year_after_word":
            step = self.values["year_after"][match[0]]
            named = self.in_sentence(start) or step >= 0 and self.near(start)
            year = (self.seen_year if named else self.year) + step
        else:
            return self.year_part(match)
        relative = kind.endswith("_word")
        if not year and not relative:
            return None
        rule = "relative year" if relative else "year"
        if kind == "numbered":
            part = self.numbered(match, year)
            return self._found(match, part, "year and part of it") if part else None
        period = f"{year:04d}"
        skip = self.text[end:end + 1] in ("的", " ")
        if part := self.patterns.part.match(self.text, end + skip):
            if result := self.part(year, part):
                period, end = result
                rule = f"{rule} and {_part_name(part, period)}"
        period, end, horizon = with_edge(self, period, end)
        return self._found(match, period, rule, relative=relative, horizon=horizon, end=end)

    def numbered(self, match: re.Match, year: int) -> str:
        """The period of 3Q23, 1H23, 9M23."""
        number, sign = int(match["qn"]), match["qh"]
        if sign == "M":
            return f"{year}-01/{year}-{number:02d}"
        return f"{year}-{sign}{number}" if number <= (4 if sign == "Q" else 2) else ""

    def year_part(self, match: re.Match) -> FoundTime | None:
        kind, start = match.lastgroup, match.start()
        before = self.text[start - 1:start]
        if self.text.endswith(self.words["yearly"], 0, start):
            return None
        if kind in ("quarter_code", "quarter_codes", "half_code") and before.isascii() and before.isalnum():
            return None
        if kind == "half_code" and not self.patterns.short_year.match(self.text, match.end()):
            return None
        if kind == "report" and match[0] not in ("一季报", "三季报", "半年报"):
            return None
        if kind == "cumulated" and (
                parse_count(match["cn"]) == 1 or before and before in self.patterns.not_after[match[0][0]]):
            return None
        result = self.part(None, match)
        if not result:
            return None
        period, end, horizon = with_edge(self, *result)
        rule = f"{_part_name(match, result[0])} without year"
        return self._found(match, period, rule, relative=True, horizon=horizon, end=end)

    def part(self, year: int | None, match: re.Match) -> tuple[str, int] | None:
        """Period and end of a part of a year: 6月24日, 第三季度, 前9个月; `year` None where none is printed."""
        kind, start, end = match.lastgroup, match.start(), match.end()
        whole = True
        if kind == "whole":
            return f"{self.review_year(start, end) if year is None else year:04d}", end
        if kind == "month":
            first = last = parse_count(match["m"])
            whole = False
        elif kind == "holiday":
            first = last = self.values["holiday"][match[0]]
            whole = False
        elif kind == "month_pair":
            first, last = parse_count(match["mc"]), parse_count(match["md"])
        elif kind == "months":
            first, last = parse_count(match["ma"]), parse_count(match["mb"])
        elif kind == "cumulated":
            first, last = 1, parse_count(match["cn"]) * (3 if "季" in match["cu"] else 1)
        elif kind == "report":
            first, last = 1, self.values["report"][match[0]]
        elif kind in ("quarters", "quarter_codes"):
            first, last = (parse_count(text) for text in match.group(*_QUARTER_ENDS[kind]))
            first, last = 3 * first - 2, 3 * last
        elif kind in _QUARTER:
            last = 3 * parse_count(next(filter(None, match.group(*_QUARTER[kind])), "1"))
            first = last - 2
            whole = not self.text.startswith(self.words["since"], end)
        else:
            last = 6 if match[0][0] in "上前" or match[0] == "H1" else 12
            first = last - 5
            whole = last == 6
        if not 1 <= first <= last <= 12 or kind == "months" and first == last:
            return None
        if year is None:
            year = self.year_for(first, last, start, end, whole=whole)
        if kind == "month":
            return self.month_rest(f"{year:04d}-{first:02d}", end)
        if kind in _QUARTER:
            return f"{year:04d}-Q{last // 3}", end
        if kind in ("half", "half_code"):
            return f"{year:04d}-H{last // 6}", end
        period = f"{year:04d}-{first:02d}/{year:04d}-{last:02d}"
        return normalise(period) or period, end

    def month_rest(self, month: str, end: int) -> tuple[str, int]:
        """Period and end of a month with the day, days or part of the month behind it."""
        if day := self.patterns.day.match(self.text, end):
            first = f"{month}-{parse_count(day['da'] or day['d'] or day['dc']):02d}"
            period = f"{first}/{month}-{parse_count(day['db']):02d}" if day["db"] else first
            if bounds(period) or month < "0001":
                return period, day.end()
        for word in self.words["month_part"]:
            if self.text.startswith(word, end) and \
                    (len(word) > 1 or not self.text.startswith(self.words["edge_not_before"], end + 1)):
                return month, end + len(word)
        return month, end


def find_times(text: str, reference_date: str) -> list[TimeExpression]:
    """All words of a text that name a time, in order and without overlap, resolved from the reference date.

    `reference_date` is YYYY-MM-DD, YYYY-MM or "" (then 去年, 目前 and months without a year have the period "").
    `rule` says how the words were read; "comparison base" (较去年12月), "in title" (《…（2021年）》) and
    "name of a five-year plan" mark times that a number seldom belongs to.

    >>> [(t.text, t.period) for t in find_times("截至10月底，山西今年前9个月", "2021-11-25")]
    [('截至10月底', '2021-10'), ('今年前9个月', '2021-01/2021-09')]
    """
    plain = text.translate(_TO_ASCII) if _FULL_WIDTH.search(text) else text
    reader = _Reader(plain, reference_date)
    expressions = []
    for found in reader.find():
        days = bounds(found.period)
        ahead = found.horizon or bool(days and reader.known and (
            days[1].year > reader.year or days[0] > reader.last_day))
        expressions.append(TimeExpression(
            found.start, found.end, text[found.start:found.end], found.period if days else "",
            "relative" if found.relative else "explicit", found.rule, ahead))
    return expressions
