"""What a reader of times knows at a place of the text: the reference date and the times named before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from newsgauge.extract.dates import bounds, month_text
from newsgauge.extract.time_patterns import time_patterns

# How far back 当日, 同年 may point, in characters.
NEAR = 300
# How far a past month carries its year on: 2014年4月上市。9月，…
_STORY = 100
_SENTENCE_END = re.compile("[。！？!?\n]")
_TITLE = re.compile("《[^《》\n]{1,100}》")


@dataclass(slots=True)
class FoundTime:
    """A time expression in the making; `core` is where the time begins behind its preposition."""

    start: int
    core: int
    end: int
    period: str
    rule: str
    relative: bool = False
    horizon: bool = False
    dated: bool = True             # gives later times their year or month, and can be the end of a range


class TimeContext:
    """The reference date, the titles of the text and the time last named; used from left to right."""

    def __init__(self, text: str, reference_date: str):
        days = bounds(reference_date)
        self.text = text
        self.known = days is not None
        self.year, self.month = (days[0].year, days[0].month) if days else (0, 1)
        self.today = days[0] if days and days[0] == days[1] else None
        self.last_day = days[1] if days else date.min
        # An inferred date can lie a little before the article was written, so a month just begun counts as past.
        late = self.last_day + timedelta(days=10)
        self.limit = (late.year, late.month)
        self.patterns = time_patterns()
        self.words, self.values = self.patterns.words, self.patterns.values
        self.seen: FoundTime | None = None
        self.seen_year = self.seen_month = 0
        self.seen_day: date | None = None
        self.seen_day_end = self.scanned = self.sentence = 0
        self.titles = [found.span() for found in _TITLE.finditer(text)]
        self.title = 0

    # --- what was named before

    def remember(self, found: FoundTime) -> None:
        days = bounds(found.period)
        # 毛利率由上年的37%升至38%。期内…: where a rise began is not what is told of.
        began = self.text[max(0, found.core - 1):found.core] in ("由", "从") and found.rule == "relative year"
        if not days or not found.dated or began and self.seen is not None:
            return
        self.seen, self.seen_year = found, days[1].year
        self.seen_month = days[1].month if (days[1] - days[0]).days < 31 else 0
        if days[0] == days[1]:
            self.seen_day, self.seen_day_end = days[0], found.end

    def in_sentence(self, position: int) -> bool:
        """Whether the last remembered time stands in the sentence of `position`."""
        for found in _SENTENCE_END.finditer(self.text, self.scanned, max(position, self.scanned)):
            self.sentence = found.end()
        self.scanned = max(position, self.scanned)
        return self.seen is not None and self.seen.end > self.sentence

    def near(self, position: int, reach: int = NEAR) -> bool:
        """Whether a time was named at most `reach` characters before."""
        return self.seen is not None and position - self.seen.end <= reach

    def in_title(self, start: int) -> bool:
        while self.title < len(self.titles) and self.titles[self.title][1] <= start:
            self.title += 1
        return self.title < len(self.titles) and self.titles[self.title][0] < start

    # --- years that are not printed

    def ahead(self, start: int, end: int) -> bool:
        """Whether words beside the time place it after the reference date: 将于12月, 预计四季度."""
        low = max(0, start - 10)
        low = max(low, *(self.text.rfind(mark, low, start) + 1 for mark in "，。；！？"))
        return bool(self.patterns.ahead.search(self.text, low, start)
                    or self.patterns.ahead.search(self.text, end, end + 4)
                    or self.patterns.deadline.match(self.text, end))

    def year_for(self, first: int, last: int, start: int, end: int, *, whole: bool) -> int:
        """The year of the months `first` to `last` printed without one; `whole` where they must be over."""
        as_of = self.text.endswith(self.words["as_of"], 0, start)
        ahead = not as_of and self.ahead(start, end)
        if not as_of and not (ahead and self.seen_year < self.year):
            past_month = self.seen_month and self.seen_year < self.year and first == last and self.near(start, _STORY)
            if self.in_sentence(start) or past_month:
                later = self.seen_month > last and (self.seen_year + 1, last) <= self.limit
                # 去年四季度以来，…12月: the month lies in the stretch that ends now.
                earlier = "/" in self.seen.period and self.seen_year == self.year and (self.year, first) > self.limit
                return self.seen_year + later - earlier
        if not self.known:
            return self.seen_year if self.in_sentence(start) else 0        # 2024年5月6日…，截至4月底: no date but this
        if ahead:
            return self.year + (last < self.month)
        limit = (self.year, self.month) if whole and self.today else self.limit
        return self.year if (self.year, last if whole else first) <= limit else self.year - 1

    def review_year(self, start: int, end: int, *, oldest: int = 0, passage: bool = True) -> int:
        """The year that 全年, 年末, 过去五年 speak of: in January to March the one that has just ended.

        A year named before in the sentence comes first, unless it lies before `oldest`; then the year that the
        passage is about, unless `passage` is False: 今年…。全年新增…, but 五年来 is of the years that have ended.
        """
        if self.in_sentence(start) and oldest <= self.seen_year <= self.year:
            return self.seen_year
        if not self.known or self.month > 3:
            return self.year
        if passage and (self.near(start) and self.seen.period == f"{self.year}" or self.ahead(start, end)):
            return self.year
        return self.year - 1

    def now(self, grain: int = 7) -> str:
        """The reference date as a period of `grain` characters: 4 a year, 7 a month, 10 a day."""
        if not self.known:
            return ""
        return (self.today.isoformat() if self.today else month_text(self.year, self.month))[:grain]
