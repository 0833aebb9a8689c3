"""What a number measures, as a short noun phrase from the text."""

from __future__ import annotations

import re
from functools import cache

from newsgauge.extract.context import Context, without_brackets
from newsgauge.extract.cues import cues, ends
from newsgauge.extract.measures import Reading, strip_light
from newsgauge.patterns import Ends, one_of
from newsgauge.units import unit_info

_PHRASE_END = re.compile(r"[，。；：！？、（）()\n]|等(?=$|[，。])|——")
_SHARE_OF = re.compile(r"(?:约?占(?![比有率地])据?到?了?)([^，。；、]{0,20}?)(?:的)?(?:比重|比例|份额|总数|总额|总量|数量)?(?:的|达到了?|达|为|约|超过|近|提高到|上升至|上升到|升至|提升至|已)*$")
_LEADING_PHRASE = re.compile(r"^在[^，。]{1,24}?(?:方面|领域|过程中|期间|基础上|背景下|环节|行业|上(?![市海云网线])|中(?![心国小期央部介学医药])|下(?![载降游滑跌])|内(?![容外存])|后(?![台端])|时(?![间代速]))(?=[^的])")
_NUMERAL = re.compile(r"^[\d.,]+$")
_MAX = 26


@cache
def _verbs() -> re.Pattern:
    indicator = cues("indicator")
    return re.compile(one_of(set(indicator["hold"]) - {"累计", "有"}))


@cache
def _prepositions() -> re.Pattern:
    # Of the single letters only those that stand alone: 在线, 对象, 由于 and 从业 are words.
    return re.compile(one_of(cues("indicator")["prepositions"]) + "|在(?![线建用校岗职售研])|对(?![象外接口应])|由(?!于)|从(?![业事而])")


def tidy(text: str) -> str:
    """The phrase without linking words at its end and openers at its beginning.

    >>> tidy("目前5G基站数已经达到了")
    '5G基站数'
    """
    text = text.strip("，。；：、 “”\"'·-—/")
    while word := ends("indicator", "links").before(text):
        text = text[:-len(word)].rstrip("，、 ")
    while (word := ends("indicator", "openers").after(text)) and not ends("indicator", "opener_guards").after(text):
        text = text[len(word):].lstrip("，、 ")
    if text.count("”") > text.count("“"):
        text = text.replace("”", "", 1)
    if text.count("“") > text.count("”"):
        text = text.replace("“", "", 1)
    return text.strip("，。；：、 的")


def noun_before(left: str) -> str:
    """The noun phrase at the end of the words before a number: 累计建设5G宏基站 → 5G宏基站."""
    text = _COMPARED_WITH.sub("", tidy(_LEADING_PHRASE.sub("", tidy(_unquoted(left)))))
    keep = set(cues("indicator")["keep"])
    while (verb := ends("indicator", "hold").after(text)) and verb not in keep and len(verb) < len(text):
        text = tidy(text[len(verb):].removeprefix("了"))
    # 软件贸易实现出口 → 软件贸易出口
    text = re.sub(r"(?<=.)(?:实现了?|完成了?)(?=.)", "", text)
    text = _WHEN.sub("", text)
    if match := _FROM_TO.match(text):
        text = match[1]
    if text in _bare_verbs():
        return ""
    if text.startswith(("被", "遭", "因", "对")) and len(text) > 4 and (word := ends("indicator", "hold").before(text)):
        text = word
    text = _NOMINAL.get(text, text)
    return _tail(text) if len(text) > _MAX else text


_NOMINAL = {"处罚": "罚款", "处以": "罚款", "被罚": "罚款", "罚": "罚款"}
_WHEN = re.compile(r"(?<=..)在[^，的]{2,12}[后时内间]$")
# 价格从单月(10元)到包年(218元)
_FROM_TO = re.compile(r"(.{2,14}?)[从由].{0,5}$")


@cache
def _bare_verbs() -> frozenset[str]:
    change = cues("change")
    return frozenset(change["rise"] + change["fall"] + ["净增", "累涨", "累跌", "报", "收", "涨", "跌"])


_COMPARED_WITH = re.compile(r"^(?:较|比(?![重例])|与|相比)[^，]*$")
_TITLE = re.compile(r"^.*《[^》]*》|^[^《]*》|^.*【[^】]*】|^[^【]*】")
_DEMANDED = re.compile("要求|规定|明确|提出")
_SIZED = re.compile("(?:[销产出存订流客]货?量|数量|规模|面积|人口|总数|总量|余额|总额)$")
_HAS = re.compile(r"(?<=[\u4e00-\u9fff])(?<![所拥国私享含没具])有$")
_THIS = re.compile(r"^(?:目前|当前|此外|其中)?，?(?:该|本|此|这)(?:个|些|次|一)?[\u4e00-\u9fff]{1,4}?(?=[已将可共还能正也拥实的现有则]|$)")
_LAST_PREPOSITION = re.compile(r"(?:^|(?<=[\u4e00-\u9fff]{2}))[在与和及由从向对将把以为]$")


def _unquoted(left: str) -> str:
    """The words after a title in 《》, after 在内的 and after 该 with its noun; without a preposition at the end."""
    text = _TITLE.sub("", left)
    text = _DEMANDED.split(text.rsplit("在内的", 1)[-1])[-1]
    return _HAS.sub("", _LAST_PREPOSITION.sub("", _THIS.sub("", text)))


def _tail(text: str) -> str:
    """The last part of a long phrase that can stand alone."""
    cuts = [match.end() for match in _verbs().finditer(text) if 3 <= len(text) - match.end() <= _MAX]
    if cuts:
        return tidy(text[cuts[0]:].removeprefix("了"))
    parts = text.split("的")
    if len(parts) > 1 and 3 <= len(parts[-1]):
        return parts[-2][-12:] + "的" + parts[-1] if len(parts[-1]) < 6 else parts[-1]
    parts = re.split("[、和及]", text)
    return parts[-1] if len(parts[-1]) >= 3 else text[-_MAX:]


def noun_after(right: str) -> str:
    """The noun phrase at the beginning of the words after a number.

    >>> noun_after("重点行业深度应用"), noun_after("具有行业特色的工业链平台，"), noun_after("应用案例，包括")
    ('重点行业', '具有行业特色的工业链平台', '应用案例')
    """
    text = without_brackets(right).lstrip("的")
    match = _RIGHT_END.search(text)
    text = text[:match.start()] if match else text
    text = text.rstrip("的和、及")
    verb = _predicate().search(text, 2)
    if match := _EXAMPLES.match(text):
        return _head(match[1])[:_MAX]
    particle = text.rfind("的", 0, 26)
    # 17个国家的使领馆: the places or bodies counted stand before 的.
    if (place := text.find("的")) > 0 and ends("entity", "group", "counted_wholes").before(text, place) and place <= 8:
        return text[:place]
    if verb and verb.start() < particle and not _predicate().match(text) and not ends("indicator", "hold").after(text):
        return text[:verb.start()][:_MAX]
    if 0 < particle < len(text) - 1:
        head = text[particle + 1:]
        kept = text[:particle + 1] if particle <= 14 and "、" not in text[:particle] else ""
        return kept + _head(head)
    text = text.split("、", 1)[0]
    return _head(text).strip("“” ")[:_MAX] if text.count("“") != text.count("”") else _head(text)[:_MAX]


# 10个高校、研究院所、企业等不同机构: what follows 等 is counted.
_EXAMPLES = re.compile(r"(?:[^，。；：、的]{1,10}、)+[^，。；：、的]{1,12}等(?:不同|各类|多个|多家|各)?([^，。；：、的]{2,12})")
_RIGHT_END = re.compile(r"[，。；：！？\n]|——|等(?=$|[，。])")
_PREDICATE_LETTER = re.compile(r"[是已均都被将就并且而曾]|在(?![线建用校岗职售研轨册])|与(?!会)|中$|才|有(?![效色限机关])|为(?!民)|可(?![用视见信控再])|从(?![业事])|由(?!于)")


@cache
def _predicate() -> re.Pattern:
    return re.compile(f"(?:{one_of(cues('indicator')['predicates'])})(?![者率性化级额力值]|量(?!子)|数(?![字据])|商(?!业))|{_PREDICATE_LETTER.pattern}")


_WITHIN = re.compile("[中内里间](?:$|[，、的有])")


def _head(text: str) -> str:
    """The text up to the verb that begins its predicate; the first two letters are never it."""
    match = _predicate().search(text, 2)
    return _ADVERB.sub("", text[:match.start()]) if match else text


_ADVERB = re.compile("(?:每[天年月周日]|目前|平均|经常|主要|全部|率先|首次)$")


def is_noun(right: str) -> bool:
    """Whether a noun follows the number directly.

    >>> is_noun("重点行业深度应用"), is_noun("，覆盖全国"), is_noun("覆盖采矿业")
    (True, False, False)
    """
    text = without_brackets(right)
    text = text.lstrip("的") if text.startswith("的") else text
    if not text or not (text[0].isalnum() or text[0] in "“《") or _WITHIN.match(text):
        return False
    return not _predicate().match(text) and not text.startswith(("左右", "以上", "以下", "不等", "之多", "之后", "后", "前", "时", "内", "来", "用于", "等"))


def counted(noun: str) -> str:
    """The phrase for a count of things: 重点行业 → 重点行业数.

    >>> counted("5G基站"), counted("融资余额")
    ('5G基站数', '融资余额')
    """
    if not noun or ends("indicator", "quantity_nouns").before(noun):
        return noun
    if noun.endswith(("数据", "信息", "流量")):
        return noun + "量"
    return noun + cues("indicator")["counted_suffix"]


def name_indicator(context: Context, left: str, reading: Reading, previous: str, topic: str,
                   earlier: str = "") -> tuple[str, str, str]:
    """The indicator phrase, the subject to carry on to the next number of the sentence, and the rule.

    `left` is the text before the number without times and names of entities; `previous` the indicator of the
    quantity before it in the sentence; `topic` the subject phrase carried on, `earlier` that of the sentence before.
    """
    if context.restates:
        return previous, topic, "restated in brackets"
    if context.share_of_list:
        return tidy(context.share_of_list), topic, "matched in order"
    measure, right = reading.measure, context.right
    if measure in ("growth", "change"):
        return _changed(context, left, reading, previous, topic, earlier)
    if measure == "share":
        return _share(context, left, previous, topic, earlier)
    if right.startswith("是") and left.rstrip().endswith("有"):
        right = right[1:]
    unit = context.quantity.unit
    before = noun_before(left)
    countable = is_noun(right) or not before and right[:1].isalnum() and not _WITHIN.match(right) \
        or "的" in right[2:-1] and bool(ends("indicator", "hold").before(left))
    bare = tidy(left)
    if unit in ("人", "名", "位") and (people := _people(right)):
        return people, topic, "what the people counted are or do"
    if paid := _paid(left, context.sentence[context.end:context.end + 60], measure):
        return paid, topic, "what the money is for"
    if right.startswith("的") and (own := _of_what_follows(before, measure)):
        # 总规模1000亿元的产业基金, PUE高于2.0的数据中心
        return f"{noun_after(right)}{own}", noun_after(right), "noun on both sides of the number"
    verbal = left.endswith("的") and bool(ends("indicator", "hold").before(left[:-1])) or bool(ends("indicator", "hold").before(strip_light(left.rstrip("了")).removesuffix("总计").removesuffix("共计").removesuffix("合计"))) or left.endswith("的") and bool(ends("entity", "firm", "institution").before(left[:-1]))
    if measure == "ratio":
        countable = False
        if word := ends("share", "ratio_nouns").after(without_brackets(right).lstrip("的")) or ends("ratio", "nouns").after(right) \
                or ends("share", "ratio_nouns").before(noun_after(right)) and noun_after(right):
            return word, topic, "noun after the number"
        if word := _VALUATION.search(before):
            return word.group(), topic, "noun before the number"
    if _SIZED.search(before) and not context.in_list and not left.rstrip().endswith("等"):
        countable = False
    attached = not unit or _is_counter(unit) or verbal or not before
    if left.lstrip().startswith(("到", "至", "增加到", "增至", "提高到")) and previous and context.item > context.clause:
        return previous, topic, "same as before, at the other end"
    if countable and attached and (not before or not _reaches(left)):
        noun = noun_after(right)
        if _is_area(unit):
            return f"{noun}面积", topic, "noun after the number"
        if unit and not _is_counter(unit):
            # 处以2.28亿美元的罚款; 元宇宙成为8万亿美元的市场
            if left.rstrip("一个").endswith(("成为", "是", "作为")) and 2 <= len(topic or before) <= 10:
                return (topic or before) + noun, topic, "noun after the number, with its subject"
            return noun, topic, "noun after the number"
        subject, verb = _subject_and_verb(left)
        if context.in_list and not subject:
            subject, verb = topic, ""
        elif not subject and verb in cues("indicator")["keep"] and 2 <= len(topic) <= 14:
            subject = topic
        if subject and subject != noun:
            return counted(f"{subject}{verb}{noun}"[-_MAX - 8:]), subject, "noun after the number, with its subject"
        if verb in cues("indicator")["keep"]:
            return counted(verb + noun), topic, "noun after the number, with its verb"
        if not verb and 2 <= len(before) <= 14 and not context.in_list and left[-1:] not in "等的在、" and before != noun:
            # 区块链服务网络(16个)城市节点
            return counted(before + noun), topic, "noun on both sides of the number"
        return counted(noun), topic, "noun after the number"
    if before in ("承担", "支付", "分摊", "分担") and (known := previous or topic or earlier):
        return known, topic, "what was spoken of before"
    if not before and _QUOTED_PRICE.search(left) and _SHARES.search(context.sentence):
        return "股价", topic, "moves of a share"
    if pair := _saved().before(left.rstrip()):
        return pair + "量", topic, "verb and object in one word"
    noun = before
    if not noun and context.in_list and previous:
        return previous, topic, "same as before in the list"
    if noun and not (len(noun) == 1 and previous):
        if noun in cues("indicator")["general_nouns"]:
            noun = _completed(noun, context, topic, previous, earlier)
        name = counted(noun) if unit and measure == "level" and _is_counter(unit) else noun
        return name, noun if not bare.startswith("其中") else topic, "noun before the number"
    if _is_place(unit):
        return unit + "数", topic, "unit that is what is counted"
    return _nearest(context, previous, topic), topic, "carried over from the number before"


def _is_place(unit: str) -> bool:
    return unit in ("省", "市", "区", "县", "国", "村", "镇", "乡", "校", "城", "企", "人")


def _nearest(context: Context, previous: str, topic: str) -> str:
    """What a number without a noun of its own measures: what the clause before says, if it came after the last number."""
    clause = re.split("[，；：]", context.sentence[:context.clause].rstrip("，；："))[-1]
    if previous and (context.item > context.clause or any(letter.isdigit() for letter in clause) or len(clause) < 4):
        return previous
    return earlier_clause(context) or previous or topic


def _completed(noun: str, context: Context, topic: str, previous: str, earlier: str) -> str:
    """规模 → 数字经济规模, with what is spoken of before."""
    general = cues("indicator")["general_nouns"]
    if noun in ("一比例", "这一比例", "该比例", "一数字", "数字"):
        return previous or topic or noun
    base = (topic if topic not in general else "") or earlier_clause(context) or earlier
    base = re.sub("(?:规模|总额|数量|数|总量|产值|收入|占比|比重)$", "", base)
    return base + noun if 2 <= len(base) <= 16 and not base.endswith(noun) else noun


_VALUATION = re.compile("(?:PE|PB|PS|PEG|市盈率|市净率|市销率)$")


@cache
def _saved() -> Ends:
    return Ends(word for word in cues("change")["fused"] if word[0] in "节省")


def _of_what_follows(before: str, measure: str) -> str:
    """The general noun or the name of a ratio before a number that belongs to the noun after 的; "" where there is none."""
    if measure == "ratio":
        return before if len(before) <= 8 else ""
    word = ends("indicator", "general_nouns").before(before)
    return word if word and word not in ("用户", "参数", "投资", "收入") else ""


def _people(right: str) -> str:
    """近百人参会 → 参会人数; 120人的科研团队 → 科研团队人数; "" where a noun for the people themselves follows."""
    text = without_brackets(right)
    match = re.match(r"的?([^，。；：、！？的]{2,10})", text)
    if not match:
        return ""
    if text.startswith("的"):
        return match[1] + "人数" if match[1].endswith(("团队", "队伍", "组织", "机构", "公司", "企业", "规模")) else ""
    return match[1][:8] + "人数" if _predicate().match(text) or match[1][:2] in _FATES else ""


_FATES = frozenset(("受灾", "死亡", "遇难", "失踪", "受伤", "参会", "参赛", "就业", "失业", "脱贫", "获救", "死于", "报名", "确诊", "转移", "观看", "出席", "伤亡"))
_PAYS = Ends(("斥资", "投入", "投资", "出资", "拨款", "募资", "耗资", "花费", "安排", "投入了", "投资了"))
_PURPOSE = re.compile(r"，?(?:用于|投向|支持|投建|在(?:改善)?|建设|建立|打造|改善)([^，。；]{2,40})")


def _paid(left: str, right: str, measure: str) -> str:
    """斥资2000万美元用于平台开发 → 平台开发投入; 8.3%的股份 is not paid."""
    verb = _PAYS.before(left.rstrip())
    if measure != "level" or not verb or len(left.rstrip()) - len(verb) > 8:
        return ""
    match = _PURPOSE.match(right)
    return f"{_head(match[1].rsplit('的', 1)[-1])[:16]}{'投资' if '投资' in verb else '投入'}" if match else ""


def earlier_clause(context: Context) -> str:
    """The subject of the clauses before, where no number has named it: 增加值占比呈现增长趋势，预计上升至(3.67%)."""
    for clause in reversed(re.split("[，；：]", without_brackets(context.words(context.segment, context.clause)))):
        if ends("attribution", "verbs").before(clause):
            continue
        phrase = noun_before(_head(clause))
        if len(phrase) >= 3 and not phrase.startswith(("居", "位居", "位列", "排名", "列")) and not clause.endswith("方面"):
            return phrase
    return ""


@cache
def _is_counter(unit: str) -> bool:
    """Whether the unit counts things (个, 家, 人), so that the noun is their kind and not a size of its own."""
    info = unit_info(unit)
    return info is not None and info.dimension == "count"


@cache
def _is_area(unit: str) -> bool:
    info = unit_info(unit)
    return info is not None and info.dimension == "area"


def _reaches(left: str) -> bool:
    tail = left.rstrip()
    return tail.endswith(("达", "达到", "为", "至", "到", "是", "约为", "突破", "超过", "报", "占", "达到了", "超过了", "突破了")) and not tail.endswith(("作为", "成为"))


def _subject_and_verb(left: str) -> tuple[str, str]:
    """Subject and verb of a clause whose object is counted: 在建项目覆盖 → (在建项目, 覆盖)."""
    text = _LEADING_PHRASE.sub("", tidy(_unquoted(left)))
    verb = ends("indicator", "hold").before(strip_light(left.rstrip("了共有")))
    stops = [match.start() for pattern_ in (_verbs(), _prepositions()) for match in pattern_.finditer(text)]
    subject = text[:min(stops)] if stops else text
    # 采矿、钢铁等(10个)行业: examples of what is counted are no subject.
    if subject[:1] in ("向", "对", "为") and not ends("indicator", "opener_guards").after(subject):
        subject = ""
    listed = "、" in subject or not stops and left.rstrip().endswith(("等", "等共", "这"))
    subject = "" if listed else tidy(subject)
    if len(subject) < 2 or len(subject) > 18:
        subject = ""
    return subject, verb


def _changed(context: Context, left: str, reading: Reading, previous: str, topic: str, earlier: str) -> tuple[str, str, str]:
    cut = _without_change(left, context.left, reading)
    subject = noun_before(cut)
    if reading.thing:
        if reading.rule == "verb and object in one word" and subject:
            return f"{subject}{reading.thing}"[-_MAX:], subject, "object of the verb of change"
        thing = noun_before(reading.thing) or reading.thing
        if len(thing) <= 2 and 2 <= len(subject) <= 12:
            return subject + thing, topic, "object of the verb of change"
        return thing, topic, "object of the verb of change"
    if subject in cues("indicator")["general_nouns"]:
        return _completed(subject, context, topic, previous, earlier), topic, "general noun completed"
    if reading.rule == "rate of change named" and _SHARES.search(context.sentence) and not _PRICED.search(subject):
        return "股价", topic, "moves of a share"
    if subject:
        return subject, subject, "noun before the verb of change"
    if previous:
        return previous, topic, "growth of the amount before it"
    if _MOVED.search(context.left) and _SHARES.search(context.sentence):
        return "股价", topic, "moves of a share"
    if context.right.startswith("的") and not topic:
        return noun_after(context.right), topic, "noun after the number"
    return topic or earlier_clause(context) or earlier or tidy(cut), topic, "carried over from the clause before"


def _without_change(left: str, raw: str, reading: Reading) -> str:
    """The words before a number without the words of change themselves."""
    text = left
    if reading.head is not None:
        # The head was read with times and names in it; what follows it is the same in both.
        tail = raw[len(reading.head):] if raw.startswith(reading.head) else ""
        text = left.removesuffix(tail) if tail and left.endswith(tail) else reading.head
        text = re.sub(r"(?:的?(?:年均|月均|年|累计|平均|单日))$", "", text)
    while word := ends("change", "reference").before(text):
        text = text[:-len(word)]
    # 较2018年(提高), 高于数字化程度低的企业(12个百分点) is what it is compared with.
    return _COMPARED.sub("", text)


_QUOTED_PRICE = re.compile("(?:报|收于|收报)$")
_MOVED = re.compile("(?:上涨|下跌|收涨|收跌|大涨|大跌|涨|跌)(?:了|超|逾|近|约)?$")
_SHARES = re.compile("股价|个股|股票|板块|涨停|收盘|盘中|A股|公司股")
_PRICED = re.compile("指数|价|成指|期货|主力|合约|出货|[量额入润率数]$")
_COMPARED = re.compile(r"(?:较|(?<![占对])比(?![重例率特赛])|相比|高于|低于|多于|少于|领先|落后)[^，]*$")


_HELD = re.compile("的?(股份|股权|投票权|表决权)")
_MARKET = re.compile("的?(市场份额|市场占有率|市占率|份额)")
_RATIO_TO = re.compile(r"[与和同]([^，。]{2,14})之比(?:约?为|达到?)?$")
_MOVES = re.compile(r"的?(?:进一步|逐步|继续|再)?(?:提高|提升|上升|增长|增加|下降|降低|降|升|减少|回升|回落|扩大|收窄|至|到)")


def _share(context: Context, left: str, previous: str, topic: str, earlier: str) -> tuple[str, str, str]:
    if match := _RATIO_TO.search(left):
        return f"{topic or previous or earlier_clause(context)}与{match[1]}之比", topic, "ratio to a named whole"
    if match := _HELD.match(context.right):
        owned = noun_before(re.sub(r"^.*(?:拥有|持有|控制|控股|占有?|占据)了?", "", left)) if not context.in_list else ""
        return f"持有{owned}{match[1]}比例" if owned else f"{match[1]}比例", topic, "share that is held"
    if match := _MARKET.match(context.right):
        whole = re.sub(r"^.*(?:占据?|拿下|拥有|获得|取得)了?", "", left) if re.search("占|拿下|拥有|获得|取得", left) else ""
        thing = noun_after(context.right[match.end():]) if context.right[match.end():].startswith("的") else ""
        return f"{thing}{tidy(whole) or whole}{match[1]}", topic, "share of a market"
    match = _SHARE_OF.search(left) or context.item > context.clause and _SHARE_OF.search(
        context.words(context.clause, context.start))
    if match:
        whole = match[1].strip("的主要 ")
        subject = noun_before(match.string[:match.start()]) or topic or previous or earlier_clause(context)
        return f"{subject}占{whole}比重" if whole else f"{subject}占比", subject, "part of a named whole"
    right = context.right
    noun = noun_before(left)
    if right and (right.startswith("的") or is_noun(right)) and not _reaches(left):
        rest = right.lstrip("的")
        stop = _PHRASE_END.search(rest)
        rest = rest[:stop.start()] if stop else rest
        phrase = rest[:_MAX]
        if noun and len(noun) > 1 and not context.in_list:
            return f"{noun}{phrase}"[:_MAX + 6], noun, "share of what follows"
        return f"{phrase}占比", topic, "share of what follows"
    if right and not _PHRASE_END.match(right) and not _MOVES.match(right):
        stop = _PHRASE_END.search(right)
        phrase = right[:stop.start()] if stop else right
        base = noun or topic or previous
        return f"{base}{phrase}"[:_MAX + 4], topic, "share that does what follows"
    if noun in cues("indicator")["general_nouns"]:
        return _completed(noun, context, topic, previous, earlier), topic, "general noun completed"
    if noun:
        return noun, noun, "noun before the number"
    return _nearest(context, previous, topic), topic, "carried over from the number before"
