"""What a number measures, as a short noun phrase from the text."""

from __future__ import annotations

import re
from functools import cache

from newsgauge.extract.context import Context, without_brackets
from newsgauge.extract.cues import any_of, cues, ends, pattern
from newsgauge.extract.measures import Reading, strip_light
from newsgauge.extract.phrases import (
    LONGEST,
    counted,
    is_noun,
    noun_after,
    noun_before,
    predicate,
    stands_within,
    subject_and_verb,
    tidy,
    up_to_predicate,
)
from newsgauge.patterns import Ends
from newsgauge.units import unit_info

_PHRASE_END = re.compile(r"[，。；：！？、（）()\n]|等(?=$|[，。])|——")
# 占全省用电量的比重达(12%): the whole stands between 占 and the linking words; 占比 and 占地 are other words.
_SHARE_OF = re.compile(r"(?:约?占(?![比有率地])据?到?了?)([^，。；、]{0,20}?)(?:的)?"
                       r"(?:比重|比例|份额|总数|总额|总量|数量)?"
                       r"(?:的|达到了?|达|为|约|超过|近|提高到|上升至|上升到|升至|提升至|已"
                       r"|[由从](?:[\d.]+[%％])?(?:提高|提升|上升|增加|扩大|下降|降低|回落|回升)?[至到]?|升至|降至)*$")
# 高于2%的目标
_TO_THE_AIM = re.compile(r"的(?:政策|通胀|预期|年度|既定|法定)?(?:目标|水平|红线|警戒线|均值|平均水平)(?:$|[，。；])")
# 9省份有1亿亩, 7万亿元两个台阶
_NOT_COUNTED = re.compile("有(?![效色限机关线])|(?:[两三四五]个)?[大新]?台阶|大关|关口|整数关")
_FROM_WHERE = re.compile(r"来自[^，。；]{2,16}?的([^，。；：、！？的]{2,12})")
_RATIO_TO = re.compile(r"[与和同]([^，。；]{2,14})之比(?:约?为|达到?)?$")

Named = tuple[str, str, str]   # the indicator phrase, the subject to carry on, the rule


def name_indicator(context: Context, left: str, reading: Reading, previous: str, topic: str, earlier: str) -> Named:
    """The indicator phrase, the subject to carry on to the next number of the sentence, and the rule.

    `left` is the text before the number without times and names of entities; `previous` the indicator of the
    quantity before it in the sentence; `topic` the subject phrase carried on, `earlier` that of the sentence before.
    """
    if context.restates:
        return previous, topic, "restated in brackets"
    if context.share_of_list:
        name = context.share_of_list
        name = name if name.startswith(("国内", "全国", "全球")) else tidy(name)
        before = context.sentence[:context.start].rstrip("%％/、和0123456789.")
        is_part = reading.measure == "share" and before.endswith("占")
        return name + "占比" * is_part, topic, "matched in order"
    if reading.measure in ("growth", "change"):
        return _changed(context, left, reading, previous, topic, earlier)
    if reading.measure == "share":
        return _share(context, left, previous, topic, earlier)
    return _amount(context, left, reading.measure, previous, topic, earlier)


def _amount(context: Context, left: str, measure: str, previous: str, topic: str, earlier: str) -> Named:
    """What a level or a ratio measures."""
    right, unit = context.right, context.quantity.unit
    if right.startswith("是") and left.rstrip().endswith("有"):
        right = right[1:]
    before = noun_before(left)
    if left.rstrip().endswith("等") and unit in cues("indicator")["bodies"] and not is_noun(right):
        return unit + "数", topic, "unit that is what is counted"
    if unit in ("人", "名", "位") and (people := _people(right)):
        return people, topic, "what the people counted are or do"
    if led := _led(left, right):
        return led, topic, "what those counted are led to do"
    if paid := _paid(left, context.sentence[context.end:context.end + 60], measure):
        return paid, topic, "what the money is for"
    if right.startswith("的") and (own := _of_what_follows(before, measure)):
        # 总规模50亿元的产业基金, PUE高于1.8的数据中心
        return f"{noun_after(right)}{own}", noun_after(right), "noun on both sides of the number"
    if measure == "ratio":
        following = noun_after(right)
        if word := ends("share", "ratio_nouns").after(without_brackets(right).lstrip("的")) \
                or ends("ratio", "nouns").after(right) or ends("share", "ratio_nouns").before(following) and following:
            return word, topic, "noun after the number"
        if word := ends("indicator", "valuations").before(before):
            return word, topic, "noun before the number"
    if previous and context.item > context.clause and ends("indicator", "other_end").after(left.lstrip()):
        return previous, topic, "same as before, at the other end"
    if measure != "ratio" and _counts_what_follows(context, left, right, before):
        return _following(context, left, right, before, topic)
    return _preceding(context, left, measure, before, previous, topic, earlier)


def _counts_what_follows(context: Context, left: str, right: str, before: str) -> bool:
    """Whether the number counts or sizes the noun after it: 建成(3座)工厂, not 工厂数量达到(3座)，覆盖…."""
    unit, words = context.quantity.unit, left.rstrip()
    if ends("indicator", "sizes").before(before) and not context.in_list and not words.endswith("等"):
        return False
    holds = ends("indicator", "hold")
    moves = ends("change", "rise", "fall").after(right) or _NOT_COUNTED.match(right)
    if not (is_noun(right) or not before and right[:1].isalnum() and not stands_within(right) and not moves
            or "的" in right[2:-1] and holds.before(left)):
        return False
    core = strip_light(left.rstrip("了")).removesuffix("总计").removesuffix("共计").removesuffix("合计")
    verbal = holds.before(core) or left.endswith("的") and (
        holds.before(left[:-1]) or ends("entity", "firm", "institution").before(left[:-1]))
    return bool(not unit or _dimension(unit) == "count" or verbal or not before) and (not before or not _reaches(left))


def _following(context: Context, left: str, right: str, before: str, topic: str) -> Named:
    """The phrase for a number that counts or sizes the noun after it, with the subject or verb that goes with it."""
    noun, unit = noun_after(right), context.quantity.unit
    if _dimension(unit) == "area":
        return f"{noun}面积", topic, "noun after the number"
    if unit and _dimension(unit) != "count":
        # 元宇宙成为8万亿美元的市场
        if left.rstrip("一个").endswith(("成为", "是", "作为")) and 2 <= len(topic or before) <= 10:
            return (topic or before) + noun, topic, "noun after the number, with its subject"
        return noun, topic, "noun after the number"
    keep = cues("indicator")["keep"]
    subject, verb = subject_and_verb(left)
    if context.in_list and not subject:
        subject, verb = topic, ""
    elif not subject and verb in keep and 2 <= len(topic) <= 14:
        subject = topic
    if subject and subject != noun:
        return counted(f"{subject}{verb}{noun}"[-LONGEST - 8:]), subject, "noun after the number, with its subject"
    if verb in keep:
        return counted(verb + noun), topic, "noun after the number, with its verb"
    if not verb and 2 <= len(before) <= 14 and not context.in_list and left[-1:] not in "等的在、" and before != noun:
        # 算力网络(12个)城市节点
        return counted(before + noun), topic, "noun on both sides of the number"
    return counted(noun), topic, "noun after the number"


def _preceding(context: Context, left: str, measure: str, before: str, previous: str, topic: str,
               earlier: str) -> Named:
    """The phrase for a number that tells how large is what stands before it, or was spoken of before."""
    unit = context.quantity.unit
    if before in cues("indicator")["bears"] and (known := previous or topic or earlier):
        return known, topic, "what was spoken of before"
    if before in ("新增", "净增", "再增") and (known := previous or topic):
        return before + known, topic, "what was spoken of before"
    if not before and ends("indicator", "quotes").before(left) and _tells_of_shares(context):
        return "股价", topic, "moves of a share"
    if pair := _saved().before(left.rstrip()):
        return pair + "量", topic, "verb and object in one word"
    if not before and context.in_list and previous:
        return previous, topic, "same as before in the list"
    if before and not (len(before) == 1 and previous):
        noun = before
        if noun in cues("indicator")["general_nouns"]:
            noun = _completed(noun, context, topic, previous, earlier)
        name = counted(noun) if unit and measure == "level" and _dimension(unit) == "count" else noun
        return name, topic if tidy(left).startswith("其中") else noun, "noun before the number"
    if unit in cues("indicator")["places"]:
        return unit + "数", topic, "unit that is what is counted"
    name = _nearest(context, previous, topic) or earlier
    if unit and measure == "level" and _dimension(unit) == "count":
        name = counted(name)
    return name, topic, "carried over from the number before"


def _nearest(context: Context, previous: str, topic: str) -> str:
    """What a number without a noun measures: what the clause before says, if it came after the last number."""
    clause = re.split("[，；：]", context.sentence[:context.clause].rstrip("，；："))[-1]
    if previous and (context.item > context.clause or len(clause) < 4
                     or context.before_end >= context.clause - len(clause) - 1):
        return previous
    return earlier_clause(context) or previous or topic


def earlier_clause(context: Context) -> str:
    """The subject of the clauses before, where no number has named it: 占比呈现增长趋势，预计上升至(3.6%)."""
    for clause in reversed(re.split("[，；：]", without_brackets(context.words(context.segment, context.clause)))):
        if ends("attribution", "verbs").before(clause):
            continue
        phrase = noun_before(up_to_predicate(clause))
        if len(phrase) >= 3 and not ends("indicator", "ranked").after(phrase) and not clause.endswith("方面"):
            return phrase
    return ""


def _completed(noun: str, context: Context, topic: str, previous: str, earlier: str) -> str:
    """A general noun with what is spoken of before: 规模 → 数字经济规模."""
    if noun in cues("indicator")["this_number"]:
        return previous or topic or noun
    # 公司全年收入12亿元: the money of a firm needs no more words.
    if noun in cues("indicator")["own_nouns"] and pattern("indicator", "own_signs").search(
            context.sentence, context.clause, context.start):
        return noun
    base = topic if topic not in cues("indicator")["general_nouns"] else ""
    base = base or earlier_clause(context) or earlier
    base = base.removesuffix(ends("indicator", "dropped_ends").before(base))
    return base + noun if 2 <= len(base) <= 16 and not base.endswith(noun) else noun


@cache
def _saved() -> Ends:
    # 节电, 省水: with an amount, what is saved.
    return Ends(word for word in cues("change")["fused"] if word[0] in "节省")


def _of_what_follows(before: str, measure: str) -> str:
    """The general noun or ratio before a number that belongs to the noun after 的; "" where there is none."""
    if measure == "ratio":
        return before if len(before) <= 8 else ""
    word = ends("indicator", "general_nouns").before(before)
    return word if word not in cues("indicator")["not_of_what_follows"] else ""


def _people(right: str) -> str:
    """近百人参会 → 参会人数; 120人的科研团队 → 科研团队人数; "" where a noun for the people themselves follows."""
    text = without_brackets(right)
    if come := _FROM_WHERE.match(text):
        return counted(up_to_predicate(come[1]))        # 10位来自生产一线的先进人物
    match = re.match(r"的?([^，。；：、！？的]{2,10})", text)
    if not match:
        return ""
    if text.startswith("的"):
        return match[1] + "人数" if ends("indicator", "teams").before(match[1]) else ""
    return match[1][:8] + "人数" if predicate().match(text) or match[1][:2] in cues("indicator")["fates"] else ""


def _led(left: str, right: str) -> str:
    """推动4000家企业实现转型 → 实现转型的企业数; "" where nobody is led to do anything."""
    text = without_brackets(right)
    if not ends("indicator", "leads").before(left.rstrip("了近约超过")) or not text or text.startswith("的"):
        return ""
    noun = up_to_predicate(_PHRASE_END.split(text, maxsplit=1)[0])
    deed = _PHRASE_END.split(text[len(noun):], maxsplit=1)[0]
    if not 2 <= len(noun) <= 12 or not 4 <= len(deed) <= 14 or not ends("indicator", "led_to").after(deed):
        return ""
    return f"{deed}的{noun}数"


@cache
def _purpose() -> re.Pattern:
    return re.compile(f"，?{any_of('indicator', 'purposes')}([^，。；]{{2,40}})")


def _paid(left: str, right: str, measure: str) -> str:
    """斥资200万元用于平台开发 → 平台开发投入; "" where nothing is paid."""
    verb = ends("indicator", "pays").before(left.rstrip())
    if measure != "level" or not verb or len(left.rstrip()) - len(verb) > 8:
        return ""
    match = _purpose().match(right)
    thing = up_to_predicate(match[1].rsplit("的", 1)[-1])[:16] if match else ""
    return thing + ("投资" if "投资" in verb else "投入") if match else ""


@cache
def _dimension(unit: str) -> str:
    """What the unit measures: "count" for 个, 家, 人, where the noun is the kind of what is counted."""
    info = unit_info(unit)
    return info.dimension if info is not None else ""


def _reaches(left: str) -> bool:
    tail = left.rstrip()
    return bool(ends("indicator", "reaches").before(tail)) and not tail.endswith(("作为", "成为"))


def _tells_of_shares(context: Context) -> bool:
    return pattern("indicator", "shares").search(context.sentence) is not None


@cache
def _priced() -> re.Pattern:
    return re.compile(f"{any_of('indicator', 'priced')}|[量额入润率数]$")


@cache
def _price_moved() -> re.Pattern:
    return re.compile(f"{any_of('indicator', 'price_moves')}[了超逾近约]?$")


def _changed(context: Context, left: str, reading: Reading, previous: str, topic: str, earlier: str) -> Named:
    """What a rate or an amount of change is the change of."""
    cut = _without_change(left, context.left, reading)
    subject = noun_before(cut)
    if subject in cues("indicator")["after_amount"]:
        subject = ""               # 突破万亿元大关、增长3%
    if reading.thing:
        if reading.rule == "verb and object in one word" and subject:
            return f"{subject}{reading.thing}"[-LONGEST:], subject, "object of the verb of change"
        thing = noun_before(reading.thing) or reading.thing
        if len(thing) <= 2 and 2 <= len(subject) <= 12:
            thing = subject + thing
        return thing, topic, "object of the verb of change"
    if subject in cues("indicator")["general_nouns"]:
        return _completed(subject, context, topic, previous, earlier), topic, "general noun completed"
    if reading.rule == "rate of change named" and _tells_of_shares(context) and not _priced().search(subject):
        return "股价", topic, "moves of a share"
    if subject:
        return subject, subject, "noun before the verb of change"
    if previous:
        return previous, topic, "growth of the amount before it"
    if _price_moved().search(context.left) and _tells_of_shares(context):
        return "股价", topic, "moves of a share"
    if context.right.startswith("的") and not topic:
        return noun_after(context.right), topic, "noun after the number"
    return topic or earlier_clause(context) or earlier or tidy(cut), topic, "carried over from the clause before"


@cache
def _compared() -> re.Pattern:
    # 较2018年(提高), 高于上云程度低的企业(12个百分点)
    return re.compile(rf"(?:较|(?<![占对可])比(?![重例率特赛])|{any_of('indicator', 'compared')})[^，]*$")


def _without_change(left: str, raw: str, reading: Reading) -> str:
    """The words before a number without the words of change and what is compared with."""
    text = left
    if reading.head is not None:
        # The head was read with times and names in it; what follows it is the same in both.
        tail = raw[len(reading.head):] if raw.startswith(reading.head) else ""
        text = left.removesuffix(tail) if tail and left.endswith(tail) else reading.head
        text = re.sub(r"(?:的?(?:年均|月均|年|累计|平均|单日))$", "", text)
    while word := ends("change", "degrees").before(text) or ends("change", "reference").before(text):
        text = text[:-len(word)]
    return _compared().sub("", text)


@cache
def _up_to(key: str) -> re.Pattern:
    """All up to the last of the verbs of a list."""
    return re.compile(f"^.*{any_of('indicator', key)}了?")


@cache
def _share_moves() -> re.Pattern:
    return re.compile(f"的?(?:进一步|逐步|继续|再)?{any_of('indicator', 'share_moves')}")


def _share(context: Context, left: str, previous: str, topic: str, earlier: str) -> Named:
    """What a share is the share of, with the whole where it is named."""
    right = context.right
    if match := _RATIO_TO.search(left):
        return f"{topic or previous or earlier_clause(context)}与{match[1]}之比", topic, "ratio to a named whole"
    bare_right = right.removeprefix("的")
    if stake := ends("indicator", "held").after(bare_right):
        owned = noun_before(_up_to("holds").sub("", left)) if not context.in_list else ""
        return f"持有{owned}{stake}比例" if owned else f"{stake}比例", topic, "share that is held"
    if part := ends("indicator", "market_shares").after(bare_right):
        whole = _up_to("takes").sub("", left) if pattern("indicator", "takes").search(left) else ""
        following = bare_right[len(part):]
        thing = noun_after(following) if following.startswith("的") else ""
        return f"{thing}{tidy(whole) or whole}{part}", topic, "share of a market"
    if _TO_THE_AIM.match(right) and (previous or topic):
        return previous or topic, topic, "the aim of what was spoken of"
    match = _SHARE_OF.search(left) or context.item > context.clause and _SHARE_OF.search(
        context.words(context.clause, context.start))
    if match:
        whole = match[1].strip("的主要 ")
        own = noun_after(right) if right.startswith("的") and len(match.string[:match.start()]) <= 2 else ""
        subject = own or noun_before(match.string[:match.start()]) or topic or previous or earlier_clause(context)
        return f"{subject}占{whole}比重" if whole else f"{subject}占比", subject, "part of a named whole"
    noun = noun_before(left)
    if right and (right.startswith("的") or is_noun(right)) and not _reaches(left):
        phrase = _PHRASE_END.split(right.lstrip("的"), maxsplit=1)[0][:LONGEST]
        if len(noun) > 1 and not context.in_list:
            return f"{noun}{phrase}"[:LONGEST + 6], noun, "share of what follows"
        return f"{phrase}占比", topic, "share of what follows"
    if right and not _PHRASE_END.match(right) and not _share_moves().match(right):
        phrase = _PHRASE_END.split(right, maxsplit=1)[0]
        return f"{noun or topic or previous}{phrase}"[:LONGEST + 4], topic, "share that does what follows"
    if noun in cues("indicator")["general_nouns"]:
        return _completed(noun, context, topic, previous, earlier), topic, "general noun completed"
    if noun:
        return noun, noun, "noun before the number"
    return _nearest(context, previous, topic), topic, "carried over from the number before"
