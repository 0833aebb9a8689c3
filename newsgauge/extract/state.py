"""What the sentences of an article so far have set for those after them."""

from __future__ import annotations

from dataclasses import dataclass, field

from newsgauge.extract.names import Memory
from newsgauge.extract.status import Plan
from newsgauge.model import Status


@dataclass(slots=True)
class State:
    """Names, plans and periods that hold until something else sets them."""

    memory: Memory
    plan: Plan = field(default_factory=Plan)
    section: str = ""              # "target" or "actual" where the heading says so
    section_period: str = ""
    headed: bool = False           # a heading has said so; without one each paragraph of a yearly report tells it
    paragraph: int = -1            # index of the paragraph at hand
    paragraph_period: str = ""     # the period that an earlier sentence of the paragraph began with
    daily: bool = False            # a report of one day's market: its numbers are of the day
    title_period: str = ""         # of which the whole text is, by its title: 2022年…统计公报
    lead_period: str = ""          # the year or months that the first paragraphs open with: of growth told below
    stretch: str = ""              # the months that its title tells of (前7个月我国外贸…): of its flows
    plan_period: str = ""          # for which the whole text plans, by its title: 行动计划（2023—2027年）
    aim_year: str = ""             # of which a report that a government gives every year plans
    dealt: tuple[str, ...] = ()    # the years last dealt out to a row of numbers
    report_period: str = ""        # of which the firm that the article is about reports
    trade: str = ""                # 出口 or 进口, where goods are told one by one, and the goods told last
    goods: str = ""
    topic: str = ""                # what the sentence before measured
    indicator: str = ""            # what its last number did
    first: str = ""                # what the article's first number measured
    tale: bool = False             # what was told last lies years back
    ahead: tuple[int, Status, str] = (-1, "actual", "")      # where the sentence before ends, what its last number is
    early: bool = False            # in the first paragraphs, where an article says what it is about
