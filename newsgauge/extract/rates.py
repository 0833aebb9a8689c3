"""What a growth, a change or a share is of."""

from __future__ import annotations

import re

from newsgauge.extract.completion import (
    Named,
    Spoken,
    completed,
    dimension_of,
    earlier_clause,
    nearest,
    stem,
    with_head,
)
from newsgauge.extract.context import COMPARED, Context
from newsgauge.extract.cues import Cued, cues, ends, pattern
from newsgauge.extract.measures import Reading, strip_light
from newsgauge.extract.phrases import (
    LONGEST,
    PHRASE_END,
    counted,
    is_noun,
    noun_after,
    noun_before,
    reaches,
    subject_and_verb,
    tidy,
)

# 占全省用电量的比重达(12%): the whole stands between 占 and the linking words; 占比 and 占地 are other words.
_SHARE_OF = re.compile(r"(?:约?占(?![比有率地])据?到?了?)([^，。；、]{0,20}?)(?:的)?"
                       r"(?:比重|比例|份额|总数|总额|总量|数量)?"
                       r"(?:的|达到了?|达|为|约|超过|近|提高到|上升至|上升到|升至|提升至|已"
                       r"|[由从](?:[超近约不足到]{0,2}[\d.]+[%％](?:左右|以上|以下|多)?)?(?:提高|提升|上升|增加|扩大|下降|降低|回落|回升)?[至到]?|升至|降至)*$")
# 增加值达到地区生产总值的(50%)
_REACHES_OF = re.compile(r"^(.{2,20}?)(?:达到?|相当于)([^，。；、\d]{2,14})的$")
_SPAN = r"的?(?<!按)[一二三四五六七八九十\d]{0,2}年"
# 收入年均(增长), 规模五年复合(增长率)
_HOW_LONG = re.compile(f"(?:{_SPAN})?的?(?:年均|月均|累计|平均|单日|单周|单月|单季|复合)$|{_SPAN}$")
# 高于2%的目标
_TO_THE_AIM = re.compile(r"的(?:政策|通胀|预期|年度|既定|法定)?(?:目标|水平|红线|警戒线|均值|平均水平)(?:$|[，。；])")
# 费用率受益于规模效应同比(降低0.5pct)
_REASON = re.compile(r"(?<=..)(?:受益于|得益于|受[^，]{2,12}(?:影响|拖累|带动|推动))[^，]*$")
_SHARE_NAMED = re.compile(r"(?:占[^，]{0,12}|在[^，]{1,10}中的)?(?:比重|占比)$")
# 完成年度目标的(109%)
_DID = re.compile(r"[\u4e00-\u9fff]{2}了")
_FULFILLED = re.compile(r"完成(?:了)?([^，。；]{0,6}(?:目标|计划|任务|预算))的?$")
# 相当于营收的(10%)
_EQUAL_TO = re.compile(r"(?:相当于|等于|高达)([^，。；]{2,10}?)的?$|(?:为|是)([^，。；]{2,10}?)的$")
_RATIO_TO = re.compile(r"[与和同]([^，。；]{2,14})之比(?:约?为|达到?)?$")
_UP_TO_HOLDS = Cued("^.*<indicator holds>了?")
_UP_TO_TAKES = Cued("^.*<indicator takes>了?")
_SHARE_MOVES = Cued("的?(?:进一步|逐步|继续|再|<change reference>)?(?:<indicator share_moves>|<change rise fall>)")
# 份额3%占据第四
_RANKED = Cued("<indicator ranked>[^，。；]{0,10}(?:第|[榜之]首|首位|前[一二三四五六七八九十\\d列茅])")
# 由上季度的44%跌至(41%)
_MOVES_TO = Cued("(?:<change rise fall>)[至到为]")
_PRICED = Cued("<indicator priced>|[量额入润率数]$")
_PRICE_MOVED = Cued("<indicator price_moves>[了超逾近约]?$")


def tells_of_shares(context: Context) -> bool:
    """Whether the sentence is about the prices of shares."""
    return pattern("indicator", "shares").search(context.sentence) is not None


def name_change(context: Context, left: str, reading: Reading, spoken: Spoken) -> Named:
    """What a rate or an amount of change is the change of."""
    previous, topic = spoken.previous, spoken.topic
    unit = context.quantity.unit
    if reading.measure == "change" and unit and dimension_of(unit) == "count" \
            and (context.in_list or reading.rule == "verb of change before the number") and is_noun(context.right) \
            and not context.right.startswith("的") and len(noun := noun_after(context.right)) > 1:
        return counted(noun, unit), topic, "noun after the number"         # 比上年增加了15个国家
    if context.in_list and not left and previous:
        return previous, topic, "same as before in the list"
    cut = _without_change(left, context.left, reading)
    subject = noun_before(cut)
    if subject in cues("indicator")["after_amount"]:
        subject = ""               # 突破万亿元大关、增长3%
    if subject.startswith("占") and len(subject) > 2 and (known := previous or topic or earlier_clause(context)):
        # 数字经济总量超1.4万亿元，占GDP比重提高2个百分点
        return stem(known) + subject, topic, "part of a named whole"
    if reading.thing and ends("indicator", "no_things").before(reading.thing):
        subject = "" if "了" in cut and tidy(cut) == subject else subject      # 扭转了增长8%的局面
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
    if reading.rule == "rate of change named" and tells_of_shares(context) and not _PRICED.search(subject):
        return "股价", topic, "moves of a share"
    if subject:
        subject = with_head(subject, context, left, "share" if reading.measure == "change" else "level", spoken)
        return subject, subject, "noun before the verb of change"
    if previous:
        # 数字经济占比超过65%，中国以9.6%的增速领先: what grows is no share.
        if reading.measure == "growth" and (share := _SHARE_NAMED.search(previous)) and share.start() >= 2:
            previous = previous[:share.start()]
        return previous, topic, "growth of the amount before it"
    if _PRICE_MOVED.search(context.left) and tells_of_shares(context):
        return "股价", topic, "moves of a share"
    if context.right.startswith("的") and not topic and reading.rule != "rate of change after the number":
        return noun_after(context.right), topic, "noun after the number"
    name = topic or earlier_clause(context) or spoken.earlier or tidy(cut) or spoken.first
    return name, topic, "carried over from the clause before"


def _without_change(left: str, raw: str, reading: Reading) -> str:
    """The words before a number without the words of change and what is compared with."""
    text = left
    if reading.head is not None:
        # The head was read with times and names in it; what follows it is the same in both.
        tail = raw[len(reading.head):] if raw.startswith(reading.head) else ""
        text = left.removesuffix(tail) if raw.startswith(reading.head) and left.endswith(tail) else reading.head
        text = _HOW_LONG.sub("", text)
    text = _REASON.sub("", text.removesuffix("分别"))
    while word := ends("change", "degrees").before(text) or ends("change", "reference").before(text):
        text = text[:-len(word)]
    return COMPARED.sub("", text)


def _deed(text: str) -> str:
    """What part of a whole does: 实现了共享 → 实现共享, 是人为造成的 → 人为造成."""
    text = text.lstrip("都均已仍")
    if text.startswith("是") and text.endswith("的"):
        return text[1:-1]
    return re.sub("^(..)了", r"\1", text)


def name_share(context: Context, left: str, spoken: Spoken) -> Named:
    """What a share is the share of, with the whole where it is named."""
    previous, topic, right = spoken.previous, spoken.topic, context.right
    left = left.replace("占比重", "占比")           # 占(全年)比重, without its time
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
    if right and (right.startswith("的") or is_noun(right)) and not reaches(left) and not _RANKED.match(right) \
            and not _MOVES_TO.fullmatch(right):
        phrase = PHRASE_END.split(right.lstrip("的"), maxsplit=1)[0][:LONGEST].rstrip("和及与")
        if verb := ends("entity", "wholes").after(noun):
            # 覆盖全行业八成产能
            share = "" if ends("indicator", "shares_of").before(phrase) else "占比"
            return tidy(noun[len(verb):]) + phrase + share, topic, "share of what follows"
        if len(noun) > 1 and not context.in_list and noun not in cues("indicator")["hold"]:
            name = f"{noun}{phrase}"[:LONGEST + 6]
            return name + "占比" * bool(_DID.search(phrase)), noun, "share of what follows"
        return f"{phrase}占比", topic, "share of what follows"
    if right and not PHRASE_END.match(right) and not _SHARE_MOVES.match(right) and not _RANKED.match(right):
        phrase = _deed(PHRASE_END.split(right, maxsplit=1)[0])
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
    return nearest(context, previous, topic), topic, "carried over from the number before"
