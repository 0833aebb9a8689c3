"""Text and articles to observations: every quantity with what it measures, whose it is, when, and how certain.

The steps are pure; `observe` is the only one that sees all of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from functools import cache

from newsgauge.extract.context import Context, contexts, without_brackets
from newsgauge.extract.cues import cues, ends, firm_names
from newsgauge.extract.entities import Memory, attribution_of, find_mentions, find_stems, firm_of, opened, quoted_firm, region_mention, resolve_subject, subject_before, subject_to_carry
from newsgauge.extract.indicators import is_noun, name_indicator, noun_after
from newsgauge.extract.measures import Reading, read_measure
from newsgauge.extract.periods import find_times
from newsgauge.extract.status import Plan, announces_plan, read_status
from newsgauge.extract.timing import UNUSED_RULES, choose_period, lies_ahead, lies_past
from newsgauge.model import Article, CleanedText, Mention, Observation, Paragraph, Quantity, Source, TimeExpression
from newsgauge.patterns import one_of
from newsgauge.regions import find_region, full_name

_WHITE = re.compile(r"\s+")
# 数字化程度高的中小企业疫后恢复率达到(60%)
_GROUP_RATE = re.compile(r"([^，。；、]{2,14}(?:企业|用户|网民|居民|老人|家庭|单位|人群|学生))[^，。；、的]{2,10}率(?:为|达到?|超过|约为)*$")
_COMPARISONS = ("年均复合", "年均", "同比", "环比", "较上年同期", "较上年", "比上年", "较去年", "比去年", "月均", "日均")
_WHOLE_REPORT = re.compile(r"公报|运行情况|发展情况|主要指标|统计数据|统计报告|年报|半年报|季报|业绩报告|统计报告")
_TOP_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、")
_DAILY = re.compile(r"收盘|收报|收涨|收跌|两市|开盘|盘中")


@dataclass(slots=True)
class _State:
    """What the sentences of an article so far have set."""

    memory: Memory
    plan: Plan = field(default_factory=Plan)
    section: str = ""              # "target" or "actual" where the heading says so
    section_period: str = ""
    paragraph: int = -1
    paragraph_period: str = ""     # the period that an earlier sentence of the paragraph began with
    daily: bool = False            # a report of one day's market: its numbers are of the day
    title_period: str = ""         # of which the whole text is, by its title: 2022年…统计公报
    report_period: str = ""        # of which the firm that the article is about reports
    topic: str = ""                # what the sentence before measured
    early: bool = False            # in the first paragraphs, where an article says what it is about


def observe(source: Source, cleaned: CleanedText, articles: list[Article]) -> list[Observation]:
    """All observations of a document, in the order of the text.

    `articles` may be empty: the whole text is then taken as one, and current numbers have no period.
    """
    from newsgauge.extract.quantities import find_quantities
    text = cleaned.text
    quantities = find_quantities(text)
    starts = [quantity.start for quantity in quantities]
    paragraph_starts = [paragraph.start for paragraph in cleaned.paragraphs]
    found: list[Observation] = []
    for article in articles:
        low, high = bisect_left(starts, article.clean_start), bisect_left(starts, article.clean_end)
        if low < high:
            found.extend(_observe_article(source, cleaned, article, quantities[low:high], paragraph_starts))
    return found


def _observe_article(source: Source, cleaned: CleanedText, article: Article, quantities: list[Quantity],
                     paragraph_starts: list[int]) -> list[Observation]:
    text = cleaned.text
    shift = article.clean_start
    body = text[shift:article.clean_end]
    times = find_times(body, article.reference_date)
    time_starts = [time.start for time in times]
    state = _State(_memory_of(article, body))
    state.memory.text = body
    state.memory.stems = find_stems(body)
    state.daily = len(article.reference_date) == 10 and len(_DAILY.findall(body[:600])) >= 3
    if _WHOLE_REPORT.search(article.title):
        named = [time.period for time in find_times(article.title, article.reference_date) if time.period and not time.horizon]
        state.title_period = named[0] if named else ""
    paragraphs = cleaned.paragraphs
    first, last = (bisect_left(paragraph_starts, place) for place in (shift, article.clean_end))
    breaks = _breaks(source, cleaned, paragraphs[first:last], shift)
    found: list[Observation] = []
    local = [quantity if not shift else _moved(quantity, -shift) for quantity in quantities]
    next_paragraph = first_paragraph = bisect_right(paragraph_starts, shift) - 1
    for begin, stop, group in contexts(body, local, breaks):
        here = bisect_right(paragraph_starts, begin + shift) - 1
        if here != state.paragraph:
            for number in range(max(next_paragraph, 0), here + 1):
                paragraph = paragraphs[number]
                _read_announcement(text[paragraph.start:paragraph.end] if number < here or paragraph.kind != "body" else "",
                                   paragraph.kind, paragraph.start - shift, times, time_starts, article, state, number - first_paragraph <= 3)
            next_paragraph = here + 1
            state.paragraph, state.paragraph_period = here, ""
            state.topic = ""
            state.memory.subject, state.memory.paragraph = None, max(0, paragraphs[here].start - shift)
            if not state.plan.lead:
                state.plan = Plan()
        state.memory.begin = begin
        _read_opening(body, state, begin, times[bisect_left(time_starts, state.memory.paragraph):bisect_left(time_starts, begin)])
        state.early = here - first_paragraph <= 3
        low, high = bisect_left(time_starts, begin), bisect_left(time_starts, stop)
        found.extend(_observe_sentence(source, cleaned, article, state, begin, group, times[low:high]))
    return _headlines_explained(found, cleaned, paragraph_starts)


def _headlines_explained(found: list[Observation], cleaned: CleanedText, paragraph_starts: list[int]) -> list[Observation]:
    """A headline leaves out when and how sure; the body that states the same number tells both."""
    kinds = [cleaned.paragraphs[bisect_right(paragraph_starts, one.sentence_start) - 1].kind for one in found]
    for place, (one, kind) in enumerate(zip(found, kinds, strict=True)):
        if kind != "title":
            continue
        for other, other_kind in zip(found, kinds, strict=True):
            if other_kind == "body" and (other.value, other.unit, other.measure) == (one.value, one.unit, one.measure):
                found[place] = replace(one, status=other.status, period=other.period, period_text=other.period_text,
                                       period_source="inherited", rules=(*one.rules, "explained by the text below"))
                break
    return found


def _breaks(source: Source, cleaned: CleanedText, paragraphs: tuple[Paragraph, ...], shift: int) -> frozenset[int]:
    """Where a space parts two clauses of a headline (储备位居全球第一 超半数网民…); cleaning took it out."""
    origins, text, raw = cleaned.origins, cleaned.text, source.text
    found = set()
    for paragraph in paragraphs:
        if paragraph.kind not in ("title", "heading"):
            continue
        for place in range(paragraph.start + 1, paragraph.end):
            gap = raw[origins[place - 1] + 1:origins[place]]
            if gap and "\n" not in gap and not gap.strip() and text[place - 1] > "\u4e00" and text[place] > "\u4e00":
                found.add(place - shift)
    return frozenset(found)


def _read_opening(body: str, state: _State, begin: int, times: list[TimeExpression]) -> None:
    """A sentence of the paragraph that opens with a time sets it for those after it: 五年来，…取得新成就。国内生产总值…"""
    for time in reversed(times[-6:]):
        start = max(body.rfind(mark, state.memory.paragraph, time.start) for mark in "。！？\n") + 1
        start = max(start, state.memory.paragraph)
        if time.start - start <= 4 and time.period and len(time.period) != 10 and not time.horizon \
                and time.rule not in UNUSED_RULES and time.rule not in ("reference date", "since"):
            state.paragraph_period = time.period
            return


def _moved(quantity: Quantity, by: int) -> Quantity:
    return Quantity(quantity.start + by, quantity.end + by, quantity.number_start + by, quantity.number_end + by,
                    quantity.value, quantity.value_max, quantity.unit, quantity.qualifier, quantity.rules)


def _memory_of(article: Article, body: str) -> Memory:
    """Where the article is set, and the firm that its title is about."""
    memory = Memory()
    region = find_region(article.region) if article.region else None
    memory.region = region_mention(region) if region is not None else Mention(0, 0, "全国", "region", "CN")
    name = quoted_firm(article.title) or firm_of(body[:160]) or _leading_firm(article.title)
    if name:
        memory.article = Mention(0, 0, name, "firm")
    elif name := opened(article.title, body):
        memory.article = Mention(0, 0, name, "project")
    return memory


@cache
def _firm_start() -> re.Pattern:
    return re.compile(f"(?:{one_of(firm_names())})")


def _leading_firm(title: str) -> str:
    match = _firm_start().match(title)
    return match.group() if match else ""


def _read_announcement(text: str, kind: str, start: int, times: list[TimeExpression], time_starts: list[int],
                       article: Article, state: _State, early: bool) -> None:
    """Note what a heading, or a paragraph without numbers, sets for what follows it: plans and their years."""
    if not text:
        return
    low, high = bisect_left(time_starts, start), bisect_left(time_starts, start + len(text))
    inside = times[low:high]
    if kind in ("heading", "title", "label") or len(text) <= 40:
        sections = cues("status")
        if _TOP_HEADING.match(text):
            state.section = state.section_period = ""
        if any(word in text for word in sections["target_sections"]):
            state.section = "target"
            state.section_period = next((time.period for time in inside if time.period), "")
            return
        if any(word in text for word in sections["actual_sections"]):
            state.section = "actual"
            state.section_period = next((time.period for time in inside if time.period), "")
            return
        if _TOP_HEADING.match(text) and inside and inside[0].period:
            ahead = not lies_past(inside[0].period, article.reference_date)
            state.section, state.section_period = "target" if ahead else "actual", inside[0].period
            return
    if early and announces_plan(text):
        for time in inside:
            if time.horizon and time.rule != "within years" and lies_ahead(time.period, article.reference_date):
                state.plan = Plan(time.period, True, lead=True)


def _observe_sentence(source: Source, cleaned: CleanedText, article: Article, state: _State, begin: int,
                      group: list[Context], times: list[TimeExpression]) -> list[Observation]:
    sentence = group[0].sentence
    memory = state.memory
    mentions = find_mentions(sentence, memory)
    spans = tuple(sorted([(time.start - begin, time.end - begin, True) for time in times]
                   + [(mention.start, mention.end, False) for mention in mentions if mention.kind in ("region", "firm")]))
    said_by, said_until = attribution_of(sentence, group[0].start)
    found: list[Observation] = []
    reading: Reading | None = None
    entity: Mention | None = None
    indicator = topic = period = ""
    so_far: set[str] = set()
    last_segment = -1
    for context in group:
        if context.segment != last_segment:
            last_segment, indicator, topic, reading = context.segment, "", "", None
        context.spans = spans
        bare = without_brackets(context.words(context.item, context.start))
        reading = read_measure(context, reading)
        subject, entity_rule = _entity_of(context, bare, mentions, said_until, said_by, entity, reading, memory, found)
        if context.ranks > 1 and len(row := re.split("[、和]", subject.name)) == context.ranks:
            subject = Mention(subject.start, subject.end, row[context.rank], subject.kind)
        before = sentence[context.segment:context.start]
        chosen = choose_period(context, times, begin, said_until, reading, article.reference_date, state, period, so_far)
        status, status_rule = read_status(
            before, context.left if context.item <= context.clause else sentence[context.clause:context.start],
            context.right, ahead=chosen.own and ((chosen.horizon or chosen.text[:1] in "到至") and not article.reference_date or chosen.rule == "within years" or lies_ahead(chosen.period, article.reference_date)),
            past=lies_past(chosen.period, article.reference_date) and chosen.own,
            worldwide=subject.name in ("全球", "世界"), plan=state.plan, section=state.section)
        chosen = chosen.with_status(status, status_rule, state, article.reference_date, memory.article is subject)
        if memory.article is subject and chosen.own and not state.report_period and len(chosen.period) != 10 and status == "actual":
            state.report_period = chosen.period
        if context.dealt and not context.share_of_list and (names := _dealt(found, context, reading)):
            context.share_of_list = names[context.rank]
        indicator, topic, indicator_rule = name_indicator(context, bare, reading, indicator, topic, state.topic)
        sign = reading.sign if reading.measure in ("growth", "change") else 1
        quantity = context.quantity
        if context.restates and found:
            status, indicator = found[-1].status, found[-1].indicator
        raw = cleaned.raw_span(quantity.start + article.clean_start, quantity.end + article.clean_start)
        clause_text = sentence[context.clause:context.clause_end]
        found.append(Observation(
            document=source.name, start=raw.start, end=raw.end, text=_WHITE.sub("", source.text[raw.start:raw.end]),
            value=_signed(quantity.value, sign), value_max=None if quantity.value_max is None else _signed(quantity.value_max, sign),
            unit=quantity.unit, qualifier=_qualifier(quantity, context), measure=reading.measure, status=status,
            period=chosen.period, indicator=indicator or "", entity=subject.name,
            article=article.ordinal, clause=clause_text, sentence=sentence.strip("\n"),
            sentence_start=begin + article.clean_start, mark_start=context.start, mark_end=context.end,
            period_text=chosen.text, period_source=chosen.source, entity_kind=subject.kind,
            region=_region_of(subject, article)[0], region_code=_region_of(subject, article)[1],
            comparison=next((word for word in _COMPARISONS if word in clause_text), "") if reading.measure in ("growth", "change") else "",
            attribution=said_by, rules=(*quantity.rules, reading.rule, status_rule, chosen.rule,
                                                        entity_rule, indicator_rule)))
        entity, period = subject, chosen.period
        so_far.add(period)
        if chosen.closed:
            state.paragraph_period = chosen.period
    if status_rule == "words of completion":
        state.plan = Plan()
    elif status == "target" and chosen.own and chosen.rule != "within years" and lies_ahead(chosen.period, article.reference_date):
        state.plan = Plan(chosen.period, True, lead=state.early or state.plan.lead)
    if entity is not None and entity_rule.startswith(("named", "pronoun", "carried over from the number")):
        memory.subject = subject_to_carry(sentence, mentions, said_until) or entity
    state.topic = topic or indicator or state.topic
    return found


def _dealt(found: list[Observation], context: Context, reading: Reading) -> list[str]:
    """What 同比分别增长257%、140%和48% is the growth of: the amounts before it, where there are as many."""
    if context.rank:
        found = found[:-context.rank]
    levels = [one.indicator for one in found if one.measure == "level"][-context.ranks:]
    return levels if len(levels) == context.ranks and reading.measure in ("growth", "change") and len(context.left) <= 8 else []


def _signed(value: float, sign: int) -> float:
    # Twelve digits: 156.2 × 10⁸ is not exact in binary.
    value = float(f"{value:.12g}")
    return -abs(value) if sign < 0 else value


def _qualifier(quantity: Quantity, context: Context) -> str:
    """约占中国网民的54.52%: the qualifier stands before the verb."""
    if quantity.qualifier == "exact":
        clause = context.left
        place = max(clause.rfind("约占"), clause.rfind("大约占"), clause.rfind("约为"), clause.rfind("接近占"))
        if place >= 0 and len(clause) - place <= 14:
            return "about"
        place = clause.rfind("超占")
        if place >= 0:
            return "over"
    return quantity.qualifier


def _entity_of(context: Context, bare: str, mentions: list[Mention], said_until: int, said_by: str, previous: Mention | None,
               reading: Reading, memory: Memory, found: list[Observation]) -> tuple[Mention, str]:
    """Whose number it is, from the nearest evidence to the farthest."""
    if context.restates and previous is not None:
        return previous, "restated in brackets"
    if context.in_list and previous is not None and found:
        return previous, "carried over from the number before"
    if reading.measure == "share" and (group := _group_after(context)):
        return Mention(0, 0, group, "group"), "group that the share is of"
    subject, rule = resolve_subject(context.sentence, context.start, context.segment, context.clause, mentions,
                                    said_until, memory)
    if subject is not None:
        return subject, rule
    if previous is not None and found:
        return previous, "carried over from the number before"
    # 贵州省明确，…; 北京推出的《…方案》指出，…: who announces a plan of a region or a firm is whose number it is.
    sayers = [mention for mention in mentions if mention.start < said_until and mention.kind in ("region", "firm")
              and (said_by.startswith(context.sentence[mention.start:mention.end]) or said_by.endswith(mention.name[-2:]))
              and not context.sentence.startswith(_OFFICES, mention.end)]
    if sayers:
        return sayers[-1], "who announces it"
    # 某科技副总裁介绍，企业在200多个国家…: a firm that only its officer speaks for.
    spoken = [mention for mention in mentions if mention.kind == "firm" and mention.end <= context.start]
    if spoken and not memory.subject:
        return spoken[0], "whose officer speaks"
    if memory.subject is not None:
        return memory.subject, "carried over from the sentence before"
    if (earlier := subject_before(memory)) is not None:
        return earlier, "named earlier in the paragraph"
    if memory.article is not None:
        return memory.article, "whom the article is about"
    return memory.region, "where the article is set"


# After a region, these make it the seat of an office: what the office says need not be the region's own.
_OFFICES = ("信息", "统计", "互联网", "工业", "科学", "社会", "经济", "电子", "证券", "金融", "物流", "汽车", "半导体", "人民大学", "工程院", "传媒")


def _group_after(context: Context) -> str:
    """79%的中小企业仍处于…: the group whose share is told."""
    if len(context.left) <= 4 and is_noun(context.right):
        noun = noun_after(context.right)
        return noun if ends("entity", "group").before(noun) else ""
    match = _GROUP_RATE.search(context.left)
    return match[1] if match and ends("entity", "group").before(match[1]) else ""


def _region_of(subject: Mention, article: Article) -> tuple[str, str]:
    if subject.kind == "region" and subject.code:
        return full_name(subject.code) or subject.name, subject.code
    return article.region, article.region_code
