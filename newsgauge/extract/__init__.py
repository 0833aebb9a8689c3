"""Text and articles to observations: every quantity with what it measures, whose it is, when, and how certain.

The steps are pure but for the state that an article's sentences set for those after them; `observe` joins them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace

from newsgauge.extract.announcements import (
    enter_paragraph,
    enter_year,
    first_state,
    in_title_year,
    read_opening,
    read_paragraph,
)
from newsgauge.extract.attribution import sayings, speakers
from newsgauge.extract.completion import Spoken, dimension_of
from newsgauge.extract.context import ROW, Context, contexts, without_brackets, without_datelines
from newsgauge.extract.cues import Cued, cues, pattern
from newsgauge.extract.indicators import OWNERS, name_indicator
from newsgauge.extract.measures import Reading, read_measure
from newsgauge.extract.names import find_mentions
from newsgauge.extract.periods import find_times
from newsgauge.extract.phrases import noun_before
from newsgauge.extract.quantities import find_quantities
from newsgauge.extract.spans import lately_over, lies_ahead, lies_past, long_past
from newsgauge.extract.state import State
from newsgauge.extract.status import CONTINUED, NO_SIGN, Plan, foresees, read_status, where_aims_begin
from newsgauge.extract.subjects import dealt_subject, find_subject, owner_in_row, subject_to_carry
from newsgauge.extract.timing import (
    BEGAN,
    ONCE_DONE,
    PRICE,
    YEARS_DEALT,
    Chosen,
    choose_period,
    gets_there,
)
from newsgauge.extract.trade import GOODS, traded
from newsgauge.model import Article, CleanedText, Mention, Observation, Paragraph, Quantity, Source, TimeExpression
from newsgauge.regions import full_name, region_of_name

_WHITE = re.compile(r"\s+")
_RUN_IN = 12                   # letters in which a paragraph's own heading ends
_ROUNDING = 0.1                # by which part a headline's 近 or 超 may differ from the number in the text
# 协议正式发布 7家银行参与…: what is opened there are no firms or people; they begin a clause of their own.
_OPENED = Cued("<entity opens>$")
_BODIES = re.compile(r"[\d.]+[余多几百千万亿]*[家户名位人]")
# 小米则分别为: all that stands before numbers of what has been told of another.
_ONLY_DEALT = re.compile("(?:[则也而的]|其中|同期|这些?|上述|前述|[几两三四五六]项|[对相]应的?|指标|数据|数字|数值)*"
                         "分别(?:约|高达|仅)?(?:[为是]|达到?)?了?约?$")
_WITHOUT_DEAL = Cued("分别|<change reference>|<change rise fall>|[比较][^，。；]*?(?=分别|$)|变[动化]$|幅度?$|了$|为$")


def observe(source: Source, cleaned: CleanedText, articles: list[Article]) -> list[Observation]:
    """All observations of a document's articles, in the order of the text; what no article holds is passed over."""
    paragraph_starts = [paragraph.start for paragraph in cleaned.paragraphs]
    return _one_name_a_firm([
        one for article in articles for one in _observe_article(source, cleaned, article, paragraph_starts)])


def _one_name_a_firm(found: list[Observation]) -> list[Observation]:
    """The observations with each firm under the shorter name that the document has for it too: 远山公司 is 远山."""
    names = {one.entity for one in found}
    return [replace(one, entity=one.entity.removesuffix("公司"))
            if one.entity_kind == "firm" and one.entity.endswith("公司") and one.entity.removesuffix("公司") in names
            else one for one in found]


def _observe_article(source: Source, cleaned: CleanedText, article: Article,
                     paragraph_starts: list[int]) -> list[Observation]:
    text, paragraphs, shift = cleaned.text, cleaned.paragraphs, article.clean_start
    body = without_datelines(text[shift:article.clean_end])
    quantities = find_quantities(body)
    if not quantities:
        return []
    times = find_times(body, article.reference_date)
    time_starts = [time.start for time in times]
    state = first_state(article, body)
    times = in_title_year(times, state.title_period)
    first, last = (bisect_left(paragraph_starts, place) for place in (shift, article.clean_end))
    breaks = _breaks(source, cleaned, paragraphs[first:last], shift)
    next_paragraph = first_paragraph = bisect_right(paragraph_starts, shift) - 1
    found: list[Observation] = []
    for begin, stop, group in contexts(body, quantities, breaks):
        here = bisect_right(paragraph_starts, begin + shift) - 1
        if here != state.paragraph:
            for number in range(max(next_paragraph, 0), here + 1):
                paragraph = paragraphs[number]
                low, high = (bisect_left(time_starts, end - shift) for end in (paragraph.start, paragraph.end))
                enter_year(state, text[paragraph.start:paragraph.end], times[low:high], paragraph.start - shift)
                if number == here and paragraph.kind == "body":
                    continue       # its sentences are read below
                read_paragraph(state, text[paragraph.start:paragraph.end], paragraph, times[low:high], article,
                               number - first_paragraph)
            next_paragraph = here + 1
            subject = state.memory.subject
            enter_paragraph(state, text, paragraphs, here, first_paragraph, shift)
            if text.startswith("其中", paragraphs[here].start):
                state.memory.subject = subject         # it goes on about those told above
        state.memory.begin = begin
        read_opening(state, body, begin, times, time_starts)
        low, high = bisect_left(time_starts, begin), bisect_left(time_starts, stop)
        found.extend(_observe_sentence(source, cleaned, article, state, begin, group, times[low:high]))
        if state.early and not state.lead_period and lately_over(state.paragraph_period, article.reference_date):
            state.lead_period = state.paragraph_period
    return _headlines_explained(found, cleaned, paragraph_starts)


def _breaks(source: Source, cleaned: CleanedText, paragraphs: tuple[Paragraph, ...], shift: int) -> frozenset[int]:
    """Where a space parts two clauses of a headline (基站数位居全省第一 超半数乡镇…); cleaning took it out."""
    origins, text, raw = cleaned.origins, cleaned.text, source.text
    found = set()
    for paragraph in paragraphs:
        is_head = paragraph.kind in ("title", "heading")
        end = paragraph.end if is_head else min(paragraph.end, paragraph.start + _RUN_IN)
        places = []
        for place in range(paragraph.start + 1, end):
            gap = raw[origins[place - 1] + 1:origins[place]]
            if gap and "\n" not in gap and not gap.strip() and text[place - 1] >= "\u4e00" and (
                    text[place] >= "\u4e00" or is_head and _BODIES.match(text, place)
                    and _OPENED.search(text, paragraph.start, place)):
                places.append(place - shift)
        # 财政收支 全年实现收入…: one space behind a few words; letters all set apart are no heads.
        if is_head or len(places) == 1 and places[0] + shift - paragraph.start > 1:
            found.update(places)
    return frozenset(found)


def _headlines_explained(found: list[Observation], cleaned: CleanedText,
                         paragraph_starts: list[int]) -> list[Observation]:
    """A headline leaves out when and how sure; the body that states the same number tells both."""
    kinds = [cleaned.paragraphs[bisect_right(paragraph_starts, one.sentence_start) - 1].kind for one in found]
    told: dict[tuple, Observation] = {}
    for one, kind in zip(found, kinds, strict=True):
        if kind == "body":
            told.setdefault((one.value, one.unit, one.measure), one)
            told.setdefault((one.indicator, one.unit, one.measure), one)
    explained = []
    for one, kind in zip(found, kinds, strict=True):
        other = None
        if kind == "title":
            other = told.get((one.value, one.unit, one.measure))
            if other is None and one.period_source in ("article", "none"):
                # 规模近40万亿元 above, 规模达39.2万亿元 below: rounded for the headline.
                other = told.get((one.indicator, one.unit, one.measure))
                other = other if other is not None and _is_rounded(one, other) else None
        explained.append(one if other is None else replace(
            one, status=other.status, period=other.period, period_text=other.period_text, period_source="inherited",
            rules=(*one.rules, "explained by the text below")))
    return explained


def _is_rounded(one: Observation, other: Observation) -> bool:
    """Whether a number with a qualifier may stand for another one: 近40万亿 for 39.2万亿, 超50万 for 51.3万."""
    if one.qualifier not in ("about", "over", "under") or not other.value:
        return False
    apart = one.value / other.value - 1
    return {"about": abs(apart) <= _ROUNDING, "over": -_ROUNDING <= apart <= 0,
            "under": 0 <= apart <= _ROUNDING}[one.qualifier]


def _observe_sentence(source: Source, cleaned: CleanedText, article: Article, state: State, begin: int,
                      group: list[Context], times: list[TimeExpression]) -> list[Observation]:
    """The observations of one sentence, number by number; each hands what it was read as to the next."""
    sentence, memory, reference = group[0].sentence, state.memory, article.reference_date
    mentions = find_mentions(sentence, memory)
    spans = tuple(sorted(
        [(time.start - begin, time.end - begin, True) for time in times]
        + [(one.start, one.end, False) for one in mentions if one.kind in ("region", "firm")]))
    said = sayings(sentence)
    said_by, said_until = next((one for one in reversed(said) if one[1] <= group[0].start), ("", 0))
    spoken_by = speakers(sentence, said, memory)
    found: list[Observation] = []
    reading: Reading | None = None
    whole: Mention | None = None       # whose the number before is, before a row of names is dealt out
    indicator = topic = period = unit = ""
    owner = ""                         # whose the number before is, where its clause names one
    so_far: set[str] = set()
    last_segment, ranks_before = -1, 0
    # 其中 goes on with parts of what the sentence before plans or foresees.
    ended, status_before, period_before = state.ahead if sentence.startswith("其中") else (-1, "actual", "")
    if ended != begin:
        status_before = "actual"
    dealt: list[str] = []              # what the numbers of a list after 分别 measure, one each
    row: list[Observation] = []        # what was told of another, in whose order the numbers of a list are dealt
    for number, context in enumerate(group):
        if context.segment != last_segment:
            state.topic = topic or indicator or state.topic
            last_segment, indicator, topic, unit, reading = context.segment, "", "", "", None
        context.spans = spans
        bare = without_brackets(context.words(context.item, context.start))
        reading = read_measure(context, reading)
        whole, subject_rule = find_subject(context, mentions, said_by, said_until, whole, reading, memory)
        subject = dealt_subject(whole, context)
        if subject is not whole:
            context.share_of_list, bare = "", ROW.sub("", bare)        # 湖南、江西基站分别达…: a row of owners
        if not context.in_list:
            row = _row_of_another(found, group[number:number + context.ranks], bare, subject, subject_rule)
        if row:
            like = row[context.rank]
            sign = -1 if like.measure in ("growth", "change") and like.value < 0 else 1
            reading = Reading(like.measure, sign, rule="same as before in the list")
            context.compared = like.comparison
        chosen = choose_period(context, times, begin, said_until, reading, reference, state, period, so_far)
        past = chosen.own and lies_past(chosen.period, reference)
        low = _clause_of(chosen.text, context) if past and chosen.text else \
            where_aims_begin(sentence, context.segment)
        status, status_rule = read_status(
            without_brackets(sentence[low:context.start]),
            context.left if context.item <= context.clause else sentence[context.clause:context.start], context.right,
            forbidden=context.sentence.startswith(("不得", "不应", "严禁"), context.start),
            ahead=_is_ahead(chosen, reference, context), past=past,
            worldwide=subject.name in ("全球", "世界"), plan=state.plan, section=state.section,
            foreseen=chosen.rule == PRICE or chosen.rule == ONCE_DONE and "将" not in context.left
            or foresees(sentence[:said_until]), rest=sentence[context.end:context.clause_end],
            began=chosen.rule == BEGAN, reaches=gets_there(context, reading),
            official=memory.official)
        if status_rule == NO_SIGN and status_before != "actual" and not chosen.own:
            status, status_rule = status_before, CONTINUED         # …预计达到30亿元。其中软件占70%。
            chosen = replace(chosen, period=period_before, text="", source="inherited", rule=CONTINUED)
        reports = memory.article is not None and memory.article.name == subject.name
        chosen = chosen.with_status(status, status_rule, state, reference, context, reading, reports=reports,
                                    previous=period)
        if chosen.own:
            state.tale = long_past(chosen.period, reference)
        if reports and chosen.own and not state.report_period and len(chosen.period) != 10 and status == "actual" \
                and not chosen.text.startswith(("去年", "上年")):
            state.report_period = chosen.period
        alike = context.dealt or 1 < context.ranks == ranks_before
        if not context.rank:
            dealt = _dealt(found, context, reading) if alike else []
        if alike and dealt and not context.share_of_list:
            context.share_of_list = dealt[context.rank]
        if context.rank == context.ranks - 1:
            ranks_before = context.ranks
        is_share = reading.measure == "share" and len(found) >= context.ranks + context.rank
        if alike and not context.share_of_list and is_share \
                and context.sentence.startswith(("占比", "比重", "份额"), context.clause):
            # 收入分别增长26%、64%，占比分别为66%、34%
            context.share_of_list = found[-context.ranks].indicator + "占比"
        indicator, topic, indicator_rule = (row[context.rank].indicator, topic, "matched in order") if row else \
            name_indicator(context, bare, reading,
                           Spoken(indicator, unit, topic, state.topic, state.indicator, owner, state.first))
        if indicator_rule == OWNERS:
            subject = owner_in_row(context)
            owner = subject.name
        elif not context.dealt:
            named = subject_rule.startswith("named in the clause") and subject.name not in indicator
            owner = subject.name if named else ""
        unit = context.quantity.unit
        if not state.first and dimension_of(unit) != "count":
            state.first = indicator
        indicator, indicator_rule = traded(indicator, indicator_rule, context, reading, state)
        if indicator_rule == GOODS:
            topic = state.goods
        if context.restates and found:
            status, indicator = found[-1].status, found[-1].indicator
        speaker = next((who for place, who in reversed(spoken_by) if place <= context.start), "")
        found.append(_observation(source, cleaned, article, begin, context, reading, subject, chosen, status,
                                  indicator, speaker,
                                  (reading.rule, status_rule, chosen.rule, subject_rule, indicator_rule)))
        period = chosen.period
        so_far.add(period)
        if chosen.closed:
            state.paragraph_period = chosen.holds or period
    if status_rule == "words of completion":
        state.plan = Plan()
    elif status == "target" and chosen.own and reading.measure != "change" and chosen.rule != "within years" \
            and lies_ahead(chosen.period, reference):
        lead = state.early or state.plan.lead or state.section == "target"
        state.plan = Plan(chosen.period, True, lead, state.plan.listed, here=True)
    if subject_rule.startswith(("named", "pronoun", "carried over from the number")):
        carried = subject_to_carry(sentence, mentions, said_until) or whole
        memory.subject = carried if not memory.official else None
    state.topic = topic or indicator or state.topic
    state.indicator = indicator
    last = next((one for one in reversed(found) if one.measure not in ("growth", "change")), found[-1])
    state.ahead = begin + len(sentence), last.status, last.period
    return found


def _observation(source: Source, cleaned: CleanedText, article: Article, begin: int, context: Context,
                 reading: Reading, subject: Mention, chosen: Chosen, status: str, indicator: str, speaker: str,
                 rules: tuple[str, ...]) -> Observation:
    """The record of one quantity, tied to its characters in the file."""
    quantity, sentence = context.quantity, context.sentence
    raw = cleaned.raw_span(quantity.start + article.clean_start, quantity.end + article.clean_start)
    clause = sentence[context.clause:context.clause_end]
    is_rate = reading.measure in ("growth", "change")
    sign = reading.sign if is_rate else 1
    region, region_code = _region_of(subject, article)
    return Observation(
        document=source.name, start=raw.start, end=raw.end, text=_WHITE.sub("", source.text[raw.start:raw.end]),
        value=_signed(quantity.value, sign),
        value_max=None if quantity.value_max is None else _signed(quantity.value_max, sign),
        unit=quantity.unit, qualifier=_qualifier(quantity, context), measure=reading.measure, status=status,
        period=chosen.period, indicator=indicator, entity=subject.name, article=article.ordinal, clause=clause,
        sentence=sentence.strip("\n"), sentence_start=begin + article.clean_start,
        mark_start=context.start, mark_end=context.end, period_text=chosen.text, period_source=chosen.source,
        entity_kind=subject.kind, region=region, region_code=region_code,
        comparison=context.compared or next((word for word in cues("change")["comparisons"] if word in clause), "")
        if is_rate else "",
        attribution=speaker, rules=(*quantity.rules, *rules))


def _clause_of(time: str, context: Context) -> int:
    """Where the clause of a time past begins; what is foreseen before it (展望后市，前10个月新增…) is apart."""
    place = context.sentence.rfind(time, context.segment, context.start)
    return max(context.segment, *(context.sentence.rfind(mark, 0, place) + 1 for mark in "，：,:")) if place >= 0 \
        else context.segment


def _is_ahead(chosen: Chosen, reference: str, context: Context) -> bool:
    """Whether the time that the sentence states lies ahead; without a date to judge by, what its words say."""
    if not chosen.own:
        return False
    if chosen.rule in ("within years", ONCE_DONE, PRICE) or lies_ahead(chosen.period, reference):
        return True
    # 年底前新建30座, said in March
    if chosen.horizon and not lies_past(chosen.period, reference) and (
            chosen.text.endswith("前") or chosen.text.startswith(("到", "至"))
            or chosen.text.endswith("年内") and "已" not in context.left and "了" not in context.left):
        return True
    if chosen.rule == YEARS_DEALT and chosen.horizon:
        return True
    # 现价对应23/24年PE: a firm's earnings of the year at hand are not yet known.
    if chosen.period == reference[:4] and pattern("timing", "valued_by_year").search(context.left + context.right[:6]):
        return True
    return not reference and (chosen.horizon or chosen.text[:1] in ("到", "至"))


def _dealt(found: list[Observation], context: Context, reading: Reading) -> list[str]:
    """What 同比分别增长7%、4%和8% is the growth of: the amounts before it, else the rates, where there are as many."""
    levels = [one.indicator for one in found if one.measure not in ("growth", "change")][-context.ranks:]
    if context.dealt and len(levels) != context.ranks:
        levels = [one.indicator for one in found][-context.ranks:]
    is_rate = reading.measure in ("growth", "change") and "/" not in context.left       # 同/环比
    # 毛利率分别提升1.3和1.9个百分点 have a name of their own.
    own = noun_before(_WITHOUT_DEAL.sub("", context.left))
    if context.left in ("至", "到") and reading.measure not in ("growth", "change"):
        return [one.indicator for one in found][-context.ranks:]      # 收入分别同比+17%/+27%至(164/62亿元)
    return levels if len(levels) == context.ranks and is_rate and len(context.left) <= 8 and not own else []


def _row_of_another(found: list[Observation], numbers: list[Context], bare: str, subject: Mention,
                    subject_rule: str) -> list[Observation]:
    """What has been told of somebody else in as many numbers of the same units, where the `numbers` of a list are
    dealt to their owner without a word for what they measure: 甲营收7亿元，占比3%；乙则分别为2亿元和5%. Else none."""
    if not 2 <= len(numbers) <= len(found) or not numbers[0].dealt or numbers[0].share_of_list \
            or subject_rule != "named in the clause" or not _ONLY_DEALT.match(bare):
        return []
    row, before = found[-len(numbers):], found[:-len(numbers)]
    fits = all(one.unit == other.quantity.unit and one.entity == row[0].entity != subject.name and one.indicator
               for one, other in zip(row, numbers, strict=True))
    return row if fits and not (before and before[-1].entity == row[0].entity) else []


def _signed(value: float, sign: int) -> float:
    # Twelve digits: 156.2 × 10⁸ is not exact in binary.
    value = float(f"{value:.12g}")
    return -abs(value) if sign < 0 else value


def _qualifier(quantity: Quantity, context: Context) -> str:
    """约占全省用户的54%: the qualifier may stand before the verb."""
    if quantity.qualifier == "exact":
        clause = context.left
        place = max(clause.rfind(words) for words in ("约占", "约为", "接近占"))
        if place >= 0 and len(clause) - place <= 14:
            return "about"
        if "超占" in clause:
            return "over"
    return quantity.qualifier


def _region_of(subject: Mention, article: Article) -> tuple[str, str]:
    """Name and code of the region that the number is of: the subject's, or the one its name begins with, else the
    article's."""
    if subject.kind == "region":
        # A row of regions has no code; it is not the region where the article is set.
        return full_name(subject.code) or subject.name, subject.code
    if region := region_of_name(subject.name):
        return full_name(region.code), region.code
    return article.region, article.region_code
