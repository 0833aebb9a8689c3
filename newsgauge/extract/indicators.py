"""What a number measures, as a short noun phrase from the text."""

from __future__ import annotations

import re
from functools import cache

from newsgauge.extract.completion import (
    Spoken,
    as_said_before,
    completed,
    dimension_of,
    earlier_clause,
    stem,
    with_head,
    with_size,
)
from newsgauge.extract.context import Context, without_brackets
from newsgauge.extract.cues import Cued, cues, ends, pattern
from newsgauge.extract.measures import Reading, strip_light, unlinked
from newsgauge.extract.phrases import (
    HAVING,
    LONGEST,
    PER,
    PREDICATE,
    counted,
    is_noun,
    noun_after,
    noun_before,
    stands_within,
    subject_and_verb,
    tidy,
    up_to_predicate,
)
from newsgauge.patterns import Ends, one_of

_PHRASE_END = re.compile(r"[，。；：！？、（）()\n]|等(?=$|[，。])|——")
# 占全省用电量的比重达(12%): the whole stands between 占 and the linking words; 占比 and 占地 are other words.
_SHARE_OF = re.compile(r"(?:约?占(?![比有率地])据?到?了?)([^，。；、]{0,20}?)(?:的)?"
                       r"(?:比重|比例|份额|总数|总额|总量|数量)?"
                       r"(?:的|达到了?|达|为|约|超过|近|提高到|上升至|上升到|升至|提升至|已"
                       r"|[由从](?:[超近约不足到]{0,2}[\d.]+[%％](?:左右|以上|以下|多)?)?(?:提高|提升|上升|增加|扩大|下降|降低|回落|回升)?[至到]?|升至|降至)*$")
# 高于2%的目标
# 增加值达到地区生产总值的(50%)
_REACHES_OF = re.compile(r"^(.{2,20}?)(?:达到?|相当于)([^，。；、\d]{2,14})的$")
_SPAN = r"的?[一二三四五六七八九十\d]{0,2}年"
# 收入年均(增长), 规模五年复合(增长率)
_HOW_LONG = re.compile(f"(?:{_SPAN})?的?(?:年均|月均|累计|平均|单日|复合)$|{_SPAN}$")
_TO_THE_AIM = re.compile(r"的(?:政策|通胀|预期|年度|既定|法定)?(?:目标|水平|红线|警戒线|均值|平均水平)(?:$|[，。；])")
# 9省份有1亿亩, 7万亿元两个台阶
_NOT_COUNTED = re.compile("有(?![效色限机关线])|(?:[两三四五]个)?[大新]?台阶|大关|关口|整数关|不变|持平")
_BECOMES = re.compile(r"(?:成为|作为|是)(?:了)?(?:一个)?$")
_IN_SO_MANY = re.compile(r"[在于从向][^，。；]{0,8}$|[在于从向][^，。；]{0,6}\d[^，。；]{0,8}$")
# Units of those who can be members of something: 10万人员的社区.
_BODIES = ("", "家", "户", "人", "名", "位")
_MEMBERS = re.compile(r"([^，。；、的]{2,16})的(?=[^，。；])")
_NEEDS = re.compile(r"(?:[只仅才就]用|[用花]了|花费了?|[只仅就还]?需要?|[只仅]要|耗[时资费]|用时|历时)+了?"
                    r"(?:约|近|不到|超过)?$")
_USES = re.compile("耗[时资费]")
_ONCE = re.compile(r"[^，。；]{0,8}?([\u4e00-\u9fff]{2})一次")
_WITHIN_TIME = re.compile(r"(?:内?(?:必须|须|应当?|要)|内(?:即可|可以?|就能|能够?|完成))"
                          r"([\u4e00-\u9fff]{2,4})(?:$|[，。；])")
_AWAY = re.compile(r"(?:距离?|相距|距离于)([^，。；]{2,8}?)(?:约|仅|不到|近|超过)?$")
_SHARE_NAMED = re.compile(r"(?:占[^，]{0,12}|在[^，]{1,10}中的)?(?:比重|占比)$")
_THIS_NUMBER = re.compile(r"(?:这一?|该|上述|此)(?:比例|数字|占比|比重|数据|数值|指标)$")
# 完成年度目标的(109%)
_DID = re.compile(r"[\u4e00-\u9fff]{2}了")
_FULFILLED = re.compile(r"完成(?:了)?([^，。；]{0,6}(?:目标|计划|任务|预算))的?$")
# 相当于营收的(10%)
_EQUAL_TO = re.compile(r"(?:相当于|等于|高达)([^，。；]{2,10}?)的?$|(?:为|是)([^，。；]{2,10}?)的$")
_FROM_WHERE = re.compile(r"来自[^，。；]{2,16}?的([^，。；：、！？的]{2,12})")
_RATIO_TO = re.compile(r"[与和同]([^，。；]{2,14})之比(?:约?为|达到?)?$")

Named = tuple[str, str, str]   # the indicator phrase, the subject to carry on, the rule
_UP_TO_HOLDS = Cued("^.*<indicator holds>了?")
_UP_TO_TAKES = Cued("^.*<indicator takes>了?")
_SHARE_MOVES = Cued("的?(?:进一步|逐步|继续|再)?(?:<indicator share_moves>|<change rise fall>)")
_PURPOSE = Cued("，?<indicator purposes>([^，。；]{2,40})")
_PRICED = Cued("<indicator priced>|[量额入润率数]$")
_PRICE_MOVED = Cued("<indicator price_moves>[了超逾近约]?$")
# 较2018年(提高), 高于上云程度低的企业(12个百分点)
_COMPARED = Cued(r"(?:较|(?<![占对可同环])比(?![重例率特赛])|<indicator compared>)[^，]*$")


def name_indicator(context: Context, left: str, reading: Reading, spoken: Spoken) -> Named:
    """The indicator phrase, the subject to carry on to the next number of the sentence, and the rule.

    `left` is the text before the number without times and names of entities.
    """
    if context.restates:
        return spoken.previous, spoken.topic, "restated in brackets"
    if context.share_of_list:
        name = context.share_of_list
        name = name if name.startswith(("国内", "全国", "全球")) else tidy(name)
        before = context.sentence[:context.start].rstrip("%％/、和0123456789.")
        is_part = reading.measure == "share" and before.endswith("占")
        return name + "占比" * is_part, spoken.topic, "matched in order"
    if reading.measure in ("growth", "change"):
        return _changed(context, left, reading, spoken)
    if _THIS_NUMBER.search(unlinked(left)) and (known := spoken.previous or spoken.last):
        return known, spoken.topic, "the number told before"
    if reading.measure == "share":
        return _share(context, left, spoken)
    return _amount(context, left, reading.measure, spoken)


def _amount(context: Context, left: str, measure: str, spoken: Spoken) -> Named:
    """What a level or a ratio measures."""
    previous, topic = spoken.previous, spoken.topic
    right, unit = context.right, context.quantity.unit
    if right.startswith("是") and left.rstrip().endswith("有"):
        right = right[1:]
    before = noun_before(left)
    if left.rstrip().endswith("等") and unit in cues("indicator")["bodies"] and not is_noun(right):
        return unit + "数", topic, "unit that is what is counted"
    if unit in ("人", "名", "位") and (people := _people(right)):
        return people, topic, "what the people counted are or do"
    if scale := _of_scale(context, right):
        return scale, topic, "size of what follows"
    if apart := _apart(left, right, unit):
        return apart, topic, "how far apart"
    if needed := _needed(left, right, unit, spoken):
        return needed, topic, "what is needed"
    if led := _led(left, right):
        return led, topic, "what those counted are led to do"
    if paid := _paid(left, context.sentence[context.end:context.end + 60], measure):
        return paid, topic, "what the money is for"
    if right.startswith("的") and not ends("indicator", "no_things").after(right, 1) \
            and (own := _of_what_follows(before, measure)):
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
        return _following(context, left, right, before, spoken)
    return _preceding(context, left, measure, before, spoken)


def _counts_what_follows(context: Context, left: str, right: str, before: str) -> bool:
    """Whether the number counts or sizes the noun after it: 建成(3座)工厂, not 工厂数量达到(3座)，覆盖…."""
    unit, words = context.quantity.unit, left.rstrip()
    if ends("indicator", "sizes").before(before) and not context.in_list and not words.endswith("等"):
        return False
    if is_noun(right) and (_BECOMES.search(words)
                           or words.endswith("了") and not ends("indicator", "reaches").before(words)):
        return True
    holds = ends("indicator", "hold")
    moves = ends("change", "rise", "fall").after(right) or _NOT_COUNTED.match(right)
    if not (is_noun(right) or not before and right[:1].isalnum() and not stands_within(right) and not moves
            and right[0] not in "就才" and not (ends("indicator", "these").before(left) and PREDICATE.match(right))
            or "的" in right[2:-1] and holds.before(left)):
        return False
    core = strip_light(left.rstrip("了")).removesuffix("总计").removesuffix("共计").removesuffix("合计")
    verbal = holds.before(core) or holds.before(left) or left.endswith("的") and (
        holds.before(left[:-1]) or ends("entity", "firm", "institution").before(left[:-1]))
    counts = not unit or dimension_of(unit) == "count" or verbal or not before
    return bool(counts) and (not before or not _reaches(left))


def _following(context: Context, left: str, right: str, before: str, spoken: Spoken) -> Named:
    """The phrase for a number that counts or sizes the noun after it, with the subject or verb that goes with it."""
    unit, topic = context.quantity.unit, spoken.topic
    noun = _counted_noun(right, unit)
    if event := _event(right, noun, unit):
        return event, topic, "what befell those counted"
    if dimension_of(unit) == "area":
        return f"{noun}面积", topic, "noun after the number"
    if unit and dimension_of(unit) != "count":
        # 元宇宙成为8万亿美元的市场
        if _BECOMES.search(left.rstrip()):
            noun = noun.removeprefix(ends("indicator", "big").after(noun))
            base = before if 2 <= len(before) <= 10 else topic
            noun = noun if not 2 <= len(base) <= 10 or noun.startswith(base) else base + noun
            return noun + "规模" if noun.endswith("市场") else noun, topic, "noun after the number, with its subject"
        if noun in cues("indicator")["general_nouns"]:
            return completed(noun, context, spoken), topic, "general noun completed"
        is_count = unit in cues("indicator")["counted_suffixes"]
        return counted(noun, unit) if is_count else noun, topic, "noun after the number"
    noun = noun.removesuffix("建设") if len(noun) > 5 else noun        # 推进10个工作面建设
    keep = cues("indicator")["keep"]
    subject, verb = subject_and_verb(left)
    holding = bool(verb)
    # 在200多个国家拥有6000多个伙伴: the countries hold nothing.
    if context.item > context.clause and (subject == left.strip()
                                          or _IN_SO_MANY.search(context.sentence, context.clause, context.item)):
        subject = ""
    if context.in_list and not subject:
        subject, verb = topic, ""
    elif not subject and verb in keep and 2 <= len(topic) <= 14 \
            and not ends("indicator", "quantity_nouns", "amount_nouns").before(topic):
        subject = topic
    if verb in ("造成", "导致", "来自"):
        subject = verb = ""
    verb = "" if verb in HAVING else verb
    if subject and subject != noun:
        name = f"{subject}{verb}{noun}"[-LONGEST - 8:]
        return counted(name, unit), subject, "noun after the number, with its subject"
    if verb in keep:
        return counted(verb + noun, unit), topic, "noun after the number, with its verb"
    if not holding and 2 <= len(before) <= 14 and context.item <= context.clause and "、" not in left \
            and left[-1:] not in "等的在、和及与对向为给从" and before != noun:
        # 算力网络(12个)城市节点
        return counted(before + noun, unit), topic, "noun on both sides of the number"
    return counted(noun, unit), topic, "noun after the number"


def _counted_noun(right: str, unit: str) -> str:
    """The noun after a number that its unit can count: 47个国家GDP的比重 → 国家, 10万人员的社区 → 人员."""
    text = without_brackets(right).lstrip("的")
    if unit in _BODIES and (member := _MEMBERS.match(text)) \
            and (ends("entity", "group").before(member[1]) or ends("indicator", "members").before(member[1])):
        return member[1]
    noun = noun_after(right)
    # 10吨桅杆的装配: what is so heavy stands next to the unit.
    if dimension_of(unit) in ("mass", "length", "volume") and not right.startswith("的") and noun.find("的") >= 2:
        return noun.split("的", 1)[0]
    amount = ends("indicator", "quantity_nouns").before(noun) \
        or unit in _BODIES and ends("indicator", "mass_nouns").before(noun)
    if amount and dimension_of(unit) == "count" and (body := _body().search(noun, 0, len(noun) - len(amount))):
        return noun[:body.end()]
    return noun


def _event(right: str, noun: str, unit: str) -> str:
    """162家企业上榜 → 上榜企业数; "" where nothing befell those counted."""
    text = without_brackets(right).lstrip("的")
    deed = text[len(noun):] if text.startswith(noun) else ""
    deed = _PHRASE_END.split(deed, maxsplit=1)[0].removeprefix("成功")
    event = ends("indicator", "events").after(deed)
    if not event and (event := ends("indicator", "events").before(noun)) and len(noun) - len(event) >= 2:
        noun, deed = noun.removesuffix(event), event
    if not event or len(noun) > 10:
        return ""
    return counted(f"{event}{noun}" if deed == event or len(deed) > 16 else f"{deed}的{noun}", unit)


def _apart(left: str, right: str, unit: str) -> str:
    """在距地面500米的矿井 → 矿井距地面距离; "" where nothing is so far away."""
    match = _AWAY.search(left) if dimension_of(unit) == "length" else None
    if match is None:
        return ""
    thing = noun_after(right) if right.startswith("的") else noun_before(left[:match.start()])
    return f"{thing}距{match[1]}距离"


def _of_scale(context: Context, right: str) -> str:
    """万亿级的产业集群 → 产业集群规模; "" where the number is of no scale."""
    if context.quantity.unit or not context.sentence.startswith("级", context.end - 1):
        return ""
    noun = up_to_predicate(_PHRASE_END.split(right.lstrip("的"), maxsplit=1)[0].split("的", 1)[0])
    if noun.startswith("参数"):
        return "参数规模"
    return noun + "规模" if 2 <= len(noun) <= 16 and not ends("indicator", "quantity_nouns").before(noun) else noun


def _needed(left: str, right: str, unit: str, spoken: Spoken) -> str:
    """审查需(7天) → 审查所需时间, 改造只要(4万元) → 改造费用, (20年)爆发一次 → 爆发周期; "" where nothing is needed."""
    dimension = dimension_of(unit)
    time, money = dimension == "time", dimension.startswith("money")
    if not time and not money:
        return ""
    before = ""
    if match := _NEEDS.search(left):
        if is_noun(right) and not right.startswith("时间"):
            return ""
        before = noun_before(left[:match.start()]) or stem(spoken.previous) or spoken.topic or spoken.earlier
        if not before or _USES.match(before) or ends("indicator", "quantity_nouns").before(before):
            return verb[0] if (verb := _USES.search(match[0])) else ""
        return before + ("所需时间" if time else "费用")
    if time and (match := _ONCE.match(right)) and (before := noun_before(left)):
        return f"{before}{match[1]}周期"
    if time and (match := _WITHIN_TIME.match(right)) and (before := noun_before(left)) and len(before) <= 12:
        return f"{before}{match[1]}时限"
    return ""


def _preceding(context: Context, left: str, measure: str, before: str, spoken: Spoken) -> Named:
    """The phrase for a number that tells how large is what stands before it, or was spoken of before."""
    unit, previous, topic, earlier = context.quantity.unit, spoken.previous, spoken.topic, spoken.earlier
    if before in cues("indicator")["bears"] and (known := previous or topic or earlier):
        return known, topic, "what was spoken of before"
    if before in ("新增", "净增", "再增") and (known := previous or topic):
        return before + known, topic, "what was spoken of before"
    if not before and dimension_of(unit).startswith("money") and ends("indicator", "quotes").before(left) \
            and _tells_of_shares(context):
        return "股价", topic, "moves of a share"
    if pair := _saved().before(left.rstrip()):
        return pair + "量", topic, "verb and object in one word"
    if not before and context.in_list and previous:
        return previous, topic, "same as before in the list"
    if before and not (len(before) == 1 and previous):
        noun = before
        if noun in cues("indicator")["general_nouns"]:
            noun = completed(noun, context, spoken)
        elif context.item > context.clause and (counted_before := previous.removesuffix("数")) != previous \
                and noun.startswith(counted_before) and len(noun) - len(counted_before) > 2:
            noun = noun.removeprefix(counted_before)       # (47个)国家数字经济规模
        elif known := as_said_before(noun, spoken):
            noun = known
        else:
            noun = with_head(noun, context, left, measure, spoken)
        bare = not unit and (ends("entity", "group").before(noun) or ends("indicator", "members").before(noun))
        if measure == "level":
            noun = with_size(noun, unit)
        countable = measure == "level" and (bare or unit and dimension_of(unit) in ("count", "event"))
        name = counted(noun, unit) if countable else noun
        return name, topic if left.lstrip("，、 ").startswith("其中") else noun, "noun before the number"
    if ends("indicator", "these").before(left) and (known := previous or spoken.last):
        return known, topic, "those told before"
    if unit in cues("indicator")["places"]:
        return unit + "数", topic, "unit that is what is counted"
    name = _nearest(context, previous, topic) or earlier
    if not name and unit:
        return unit + "数", topic, "unit that is what is counted"
    if "每" in left and dimension_of(unit).startswith("money") and PER.search(left):
        return name if name.endswith("价") else stem(name) + "均价", topic, "price of each"
    if unit and measure == "level" and dimension_of(unit) == "count":
        name = counted(name)
    elif name.endswith("数") and dimension_of(unit).startswith("money") and dimension_of(spoken.unit) == "count":
        name = stem(name) + "金额"       # 发放消费券5批共(8亿元)
    return name, topic, "carried over from the number before"


def _nearest(context: Context, previous: str, topic: str) -> str:
    """What a number without a noun measures: what the clause before says, if it came after the last number."""
    clause = re.split("[，；：]", context.sentence[:context.clause].rstrip("，；："))[-1]
    if previous and (context.item > context.clause or len(clause) < 4
                     or context.before_end >= context.clause - len(clause) - 1):
        return previous
    return earlier_clause(context) or previous or topic


@cache
def _body() -> re.Pattern:
    words = [*cues("entity")["group"], *cues("entity")["counted_wholes"], *cues("indicator")["members"]]
    return re.compile(one_of(word for word in words if len(word) > 1))


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
    return match[1][:8] + "人数" if pattern("indicator", "fates").search(match[1][:6]) else ""


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


def _paid(left: str, right: str, measure: str) -> str:
    """斥资200万元用于平台开发 → 平台开发投入; "" where nothing is paid."""
    verb = ends("indicator", "pays").before(left.rstrip())
    if measure != "level" or not verb or len(left.rstrip()) - len(verb) > 8:
        return ""
    match = _PURPOSE.match(right)
    thing = match[1].split(",")[0] if match else ""
    thing = (thing.rsplit("的", 1)[1] if "的" in thing[:-1] else thing.split("、")[0])[:16]
    return thing + ("投资" if "投资" in verb else "投入") if match else ""


def _reaches(left: str) -> bool:
    tail = left.rstrip()
    return bool(ends("indicator", "reaches").before(tail)) and not ends("indicator", "link_guards").before(tail) \
        and not tail.endswith(("作为", "成为"))


def _tells_of_shares(context: Context) -> bool:
    return pattern("indicator", "shares").search(context.sentence) is not None


def _changed(context: Context, left: str, reading: Reading, spoken: Spoken) -> Named:
    """What a rate or an amount of change is the change of."""
    previous, topic = spoken.previous, spoken.topic
    cut = _without_change(left, context.left, reading)
    subject = noun_before(cut)
    if subject in cues("indicator")["after_amount"]:
        subject = ""               # 突破万亿元大关、增长3%
    if subject.startswith("占") and len(subject) > 2 and (known := previous or topic or earlier_clause(context)):
        # 数字经济总量超1.4万亿元，占GDP比重提高2个百分点
        return stem(known) + subject, topic, "part of a named whole"
    if reading.thing and ends("indicator", "no_things").before(reading.thing):
        subject = subject if tidy(cut) != subject else ""      # 扭转了增长8%的局面
    elif reading.thing:
        if reading.rule == "verb and object in one word" and subject:
            return f"{subject}{reading.thing}"[-LONGEST:], subject, "object of the verb of change"
        thing = noun_before(reading.thing) or reading.thing
        if not subject and previous.endswith(thing):
            thing = previous
        if len(thing) <= 2 and 2 <= len(subject) <= 12:
            thing = subject + thing
        return thing, topic, "object of the verb of change"
    if subject in cues("indicator")["general_nouns"]:
        return completed(subject, context, spoken), topic, "general noun completed"
    if reading.rule == "rate of change named" and _tells_of_shares(context) and not _PRICED.search(subject):
        return "股价", topic, "moves of a share"
    if subject:
        subject = with_head(subject, context, left, "share" if reading.measure == "change" else "level", spoken)
        return subject, subject, "noun before the verb of change"
    if previous:
        # 数字经济占比超过65%，中国以9.6%的增速领先: what grows is no share.
        if reading.measure == "growth" and (share := _SHARE_NAMED.search(previous)) and share.start() >= 2:
            previous = previous[:share.start()]
        return previous, topic, "growth of the amount before it"
    if _PRICE_MOVED.search(context.left) and _tells_of_shares(context):
        return "股价", topic, "moves of a share"
    if context.right.startswith("的") and not topic:
        return noun_after(context.right), topic, "noun after the number"
    return topic or earlier_clause(context) or spoken.earlier or tidy(cut), topic, "carried over from the clause before"


def _without_change(left: str, raw: str, reading: Reading) -> str:
    """The words before a number without the words of change and what is compared with."""
    text = left
    if reading.head is not None:
        # The head was read with times and names in it; what follows it is the same in both.
        tail = raw[len(reading.head):] if raw.startswith(reading.head) else ""
        text = left.removesuffix(tail) if tail and left.endswith(tail) else reading.head
        text = _HOW_LONG.sub("", text)
    text = text.removesuffix("分别")
    while word := ends("change", "degrees").before(text) or ends("change", "reference").before(text):
        text = text[:-len(word)]
    return _COMPARED.sub("", text)


def _deed(text: str) -> str:
    """What part of a whole does: 实现了共享 → 实现共享, 是人为造成的 → 人为造成."""
    text = text.lstrip("都均已仍")
    if text.startswith("是") and text.endswith("的"):
        return text[1:-1]
    return re.sub("^(..)了", r"\1", text)


def _share(context: Context, left: str, spoken: Spoken) -> Named:
    """What a share is the share of, with the whole where it is named."""
    previous, topic, right = spoken.previous, spoken.topic, context.right
    if match := _RATIO_TO.search(left):
        return f"{topic or previous or earlier_clause(context)}与{match[1]}之比", topic, "ratio to a named whole"
    bare_right = right.removeprefix("的").removeprefix("公司").removeprefix("本公司")
    if stake := ends("indicator", "held").after(bare_right):
        if moved := ends("indicator", "stakes_moved").before(strip_light(left)):
            return f"{moved}{stake}比例", topic, "share that is held"
        owned = noun_before(_UP_TO_HOLDS.sub("", left)) if not context.in_list else ""
        holder = subject_and_verb(left)[0] if owned == "" else ""
        if stake in ("股份", "股权"):
            return f"{holder}持有{owned}{stake}比例", topic, "share that is held"
        return f"{holder}{stake}比例", topic, "share that is held"
    if part := ends("indicator", "market_shares").after(bare_right):
        whole = _UP_TO_TAKES.sub("", left) if pattern("indicator", "takes").search(left) else ""
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
        owner = match.string[:match.start()]
        # 甲、乙和丙合计占: the row goes on after the name cut off, and says whose it is, not what
        if owner.startswith(("、", "和", "及", "与")) and whole:
            return f"占{whole}比重", topic, "part of a named whole"
        subject = own or noun_before(owner) \
            or (previous if context.item > context.clause and match.string is left else "") \
            or topic or previous or earlier_clause(context)
        if not whole and _SHARE_NAMED.search(subject):
            return subject, subject, "part of a named whole"
        return f"{subject}占{whole}比重" if whole else f"{subject}占比", subject, "part of a named whole"
    if (match := _EQUAL_TO.search(left)) and ends("indicator", "quantity_nouns").before(match[1] or match[2]):
        subject = noun_before(left[:match.start()]) or topic or previous
        return f"{subject}占{match[1] or match[2]}比重", topic, "part of a named whole"
    if match := _FULFILLED.search(left):
        return match[1] + "完成率", topic, "part of what was aimed at"
    if match := _REACHES_OF.search(left):
        subject = noun_before(match[1]) or topic or previous
        return f"{subject}占{match[2]}比重", subject, "part of a named whole"
    noun = noun_before(left)
    if right and (right.startswith("的") or is_noun(right)) and not _reaches(left):
        phrase = _PHRASE_END.split(right.lstrip("的"), maxsplit=1)[0][:LONGEST].rstrip("和及与")
        if verb := ends("entity", "wholes").after(noun):
            # 覆盖全行业八成产能
            share = "" if ends("indicator", "shares_of").before(phrase) else "占比"
            return tidy(noun[len(verb):]) + phrase + share, topic, "share of what follows"
        if len(noun) > 1 and not context.in_list and noun not in cues("indicator")["hold"]:
            name = f"{noun}{phrase}"[:LONGEST + 6]
            return name + "占比" * bool(_DID.search(phrase)), noun, "share of what follows"
        return f"{phrase}占比", topic, "share of what follows"
    if right and not _PHRASE_END.match(right) and not _SHARE_MOVES.match(right):
        phrase = _deed(_PHRASE_END.split(right, maxsplit=1)[0])
        known = "" if previous.endswith("占比") else previous
        subject = noun or topic or known or earlier_clause(context)
        if not ends("indicator", "counts").before(subject):
            subject = subject.removesuffix("数")
        name = f"{subject}{phrase}"[:LONGEST + 4]
        name = name if ends("indicator", "shares_of").before(name) else name + "占比"
        return name, topic, "share that does what follows"
    if noun in cues("indicator")["general_nouns"]:
        return completed(noun, context, spoken), topic, "general noun completed"
    if noun:
        noun = with_head(noun, context, left, "share", spoken)
        return noun, noun, "noun before the number"
    return _nearest(context, previous, topic), topic, "carried over from the number before"
