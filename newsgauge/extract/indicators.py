"""What a number measures, as a short noun phrase from the text."""

from __future__ import annotations

import re
from functools import cache

from newsgauge.extract.completion import (
    Named,
    Spoken,
    as_said_before,
    completed,
    dealt_part,
    dimension_of,
    nearest,
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
    PHRASE_END,
    PREDICATE,
    counted,
    is_noun,
    noun_after,
    noun_before,
    reaches,
    stands_within,
    subject_and_verb,
    tidy,
    up_to_predicate,
)
from newsgauge.extract.rates import name_change, name_share, tells_of_shares
from newsgauge.patterns import Ends, one_of

# 9省份有1亿亩, 7万亿元两个台阶
_NOT_COUNTED = re.compile("有(?![效色限机关线])|(?:[两三四五]个)?[大新]?台阶|大关|关口|整数关|不变|持平")
# 建议242件|和提案429件: what follows has its own number.
# 其中，(55家)已投产, 剩下(27家)正在筹建
_REST = re.compile("(?:其中|其余|剩下|剩余|余下|另有|还有)?")
_REST_OF_BEFORE = re.compile("(?:其中|其余|剩下|剩余|余下|这当中)[，、]?的?")
_JOINED = re.compile("(?:和(?![平谐美])|以及|及(?!时))[^，。；]*$")
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
_THIS_NUMBER = re.compile(r"(?:这一?|该|上述|此)(?:比例|数字|占比|比重|数据|数值|指标)$")
_FROM_WHERE = re.compile(r"来自[^，。；]{2,16}?的([^，。；：、！？的]{2,12})")
_PURPOSE = Cued("，?<indicator purposes>([^，。；]{2,40})")
# 风机、水泵、阀门等产品产量快速增长，分别增长…; 风机、水泵等高端产品出口分别增长…
_ROW_OF_KIND = Cued("(?:^|[，。；：])([^，。；：、等]{1,12}(?:、[^，。；：、等]{1,12})+)"
                    "等[^，。；：]{0,24}?(<indicator row_heads>)[^，。；：、]{0,10}，?$")
_FROM = re.compile("^[从由][^，。；]{0,12}的$")
_MOVED_BELOW = Cued("，([^，。；]{3,24}?)<change rise fall>了?[\\d近约超]")
_BELOW = 80                    # letters after a clause in which it is told what its number was of
OWNERS = "owners in order"


def name_indicator(context: Context, left: str, reading: Reading, spoken: Spoken) -> Named:
    """The indicator phrase, the subject to carry on to the next number of the sentence, and the rule.

    `left` is the text before the number without times and names of entities.
    """
    if context.restates:
        return spoken.previous, spoken.topic, "restated in brackets"
    if row := _dealt_of_kind(context):
        return row, spoken.topic, "matched in order"
    if context.share_of_list:
        name = context.share_of_list
        # Names of nothing that could be measured, after a number of the kind: 月活达9万人，甲和乙分别为7万人和6万人
        if spoken.previous and spoken.unit == context.quantity.unit and context.dealt \
                and not context.right.strip("，、和及与以") \
                and not ends("indicator", "quantity_nouns", "amount_nouns", "nominal", "keep").before(name):
            if spoken.owner:
                return spoken.previous, spoken.topic, OWNERS
            if reading.measure == "level":
                return dealt_part(tidy(name), context, reading.measure, spoken), spoken.topic, "matched in order"
        name = name if name.startswith(("国内", "全国", "全球")) else tidy(name)
        before = context.sentence[:context.start].rstrip("%％/、和0123456789.")
        is_part = reading.measure == "share" and before.endswith("占")
        return name + "占比" * is_part, spoken.topic, "matched in order"
    if reading.measure in ("growth", "change"):
        return name_change(context, left, reading, spoken)
    if _THIS_NUMBER.search(unlinked(left)) and (known := spoken.previous or spoken.last):
        return known, spoken.topic, "the number told before"
    if reading.measure == "share":
        return name_share(context, left, spoken)
    return _amount(context, left, reading.measure, spoken)


def _dealt_of_kind(context: Context) -> str:
    """What the number is of, by its place, where a row before 等 is dealt out: 风机、水泵等产品产量…分别; else ""."""
    if not context.dealt:
        return ""
    sentence = context.sentence
    place = sentence.rfind("分别", context.clause, context.start)
    row = _ROW_OF_KIND.search(context.words(context.segment, place)) if place >= 0 else None
    names = row[1].split("、") if row else []
    return tidy(names[context.rank]) + row[2] if row and len(names) == context.ranks else ""


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
    if previous and context.item > context.clause and ends("indicator", "other_end").after(
            context.sentence[context.item:context.start].lstrip()):
        return previous, topic, "same as before, at the other end"
    opening = not previous and _REST_OF_BEFORE.fullmatch(context.sentence, 0, context.start)
    known = spoken.last if opening else previous if spoken.unit == unit else ""
    if known.endswith("数") and unit not in ("", "人", "名", "位") and dimension_of(unit) == "count" \
            and (opening or _REST.fullmatch(left)) and PREDICATE.match(right):
        return known, topic, "part of those told before"
    if measure != "ratio" and _counts_what_follows(context, left, right, before):
        return _following(context, left, right, before, spoken)
    return _preceding(context, left, measure, before, spoken)


def _counts_what_follows(context: Context, left: str, right: str, before: str) -> bool:
    """Whether the number counts or sizes the noun after it: 建成(3座)工厂, not 工厂数量达到(3座)，覆盖…."""
    unit, words = context.quantity.unit, left.rstrip()
    if _JOINED.match(right):
        return False
    # 对电商巨头亚马逊(7亿欧元)的罚款: the name is no part of what is measured.
    named = context.start if right.startswith("的") else context.start - 1 if left.endswith("的") else -1
    if is_noun(right) and any(end == named and not is_time for _, end, is_time in context.spans):
        return True
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
    return bool(counts) and (not before or not reaches(left))


def _following(context: Context, left: str, right: str, before: str, spoken: Spoken) -> Named:
    """The phrase for a number that counts or sizes the noun after it, with the subject or verb that goes with it."""
    unit, topic = context.quantity.unit, spoken.topic
    reckoned = left.rstrip().endswith(("按", "以", "据"))          # 按114元/股的发行价计算
    noun = _counted_noun(right, unit, leads_on=context.end + len(right) < context.clause_end)
    noun = noun.removesuffix("计算").removesuffix("测算") if reckoned else noun
    if event := _event(right, noun, unit):
        event = event.removesuffix("数") + "面积" if dimension_of(unit) == "area" else event
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


def _counted_noun(right: str, unit: str, *, leads_on: bool = False) -> str:
    """The noun after a number that its unit can count: 47个国家GDP的比重 → 国家, 10万人员的社区 → 人员."""
    text = without_brackets(right).lstrip("的")
    if unit in _BODIES and (member := _MEMBERS.match(text)) \
            and (ends("entity", "group").before(member[1]) or ends("indicator", "members").before(member[1])):
        return member[1]
    noun = noun_after(right)
    # 在50个城市建设(5万个)充电桩: the verb is that of the next number.
    if leads_on and (verb := ends("indicator", "hold").before(noun)) and text.rstrip() == noun \
            and len(noun) - len(verb) >= 2:
        noun = noun.removesuffix(verb)
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
    deed = PHRASE_END.split(deed, maxsplit=1)[0].removeprefix("成功")
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
    noun = up_to_predicate(PHRASE_END.split(right.lstrip("的"), maxsplit=1)[0].split("的", 1)[0])
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
            and tells_of_shares(context):
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
    name = nearest(context, previous, topic) or earlier
    if dimension_of(unit).startswith("money") and name.endswith(("占比", "比重")):
        name = name[:-2]                 # no share is in 元
    if not name and (below := _told_below(context)):
        return below, topic, "what the sentence goes on to tell"
    if not name and unit:
        return unit + "数", topic, "unit that is what is counted"
    if "每" in left and dimension_of(unit).startswith("money") and PER.search(left):
        return name if name.endswith("价") else stem(name) + "均价", topic, "price of each"
    if unit and measure == "level" and dimension_of(unit) == "count":
        name = counted(name)
    elif name.endswith("数") and dimension_of(unit).startswith("money") and dimension_of(spoken.unit) == "count":
        name = stem(name) + "金额"       # 发放消费券5批共(8亿元)
    return name, topic, "carried over from the number before"


def _told_below(context: Context) -> str:
    """从2018年的(1.5万亿元)，到2023年的3.3万亿元，全市软件业收入增长了1.2倍 → 软件业收入; "" where nothing is told."""
    if not _FROM.search(context.sentence[context.clause:context.start]):
        return ""
    for match in _MOVED_BELOW.finditer(context.sentence, context.clause_end, context.clause_end + _BELOW):
        if noun := noun_before(context.words(match.start(1), match.end(1))):
            return noun
    return ""


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
    noun = up_to_predicate(PHRASE_END.split(text, maxsplit=1)[0])
    deed = PHRASE_END.split(text[len(noun):], maxsplit=1)[0]
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
