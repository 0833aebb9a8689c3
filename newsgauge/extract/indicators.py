"""What a number measures, as a short noun phrase from the text."""

from __future__ import annotations

import re
from functools import cache

from newsgauge.extract.context import Context
from newsgauge.extract.cues import cues, ends
from newsgauge.extract.measures import Reading, strip_light
from newsgauge.patterns import one_of

_PHRASE_END = re.compile(r"[，。；：！？、（）()\n]|等(?=$|[，。])|——")
_SHARE_OF = re.compile(r"(?:约?占据?到?了?)([^，。；、]{0,20}?)(?:的)?(?:比重|比例|份额|总数|总额|总量|数量)?(?:的|达到了?|达|为|约|超过|近|提高到|上升至|上升到|升至|提升至|已)*$")
_LEADING_PHRASE = re.compile(r"^在[^，。]{1,24}?(?:方面|领域|过程中|期间|基础上|背景下|环节|行业|上|中|下|内|后|时)(?=[^的])")
_NUMERAL = re.compile(r"^[\d.,]+$")
_MAX = 26


@cache
def _verbs() -> re.Pattern:
    indicator = cues("indicator")
    return re.compile(one_of(set(indicator["hold"]) - {"累计", "有"}))


@cache
def _prepositions() -> re.Pattern:
    return re.compile(one_of(cues("indicator")["prepositions"]))


def tidy(text: str) -> str:
    """The phrase without linking words at its end and openers at its beginning.

    >>> tidy("目前5G基站数已经达到了")
    '5G基站数'
    """
    text = text.strip("，。；：、 “”\"'·-—")
    while word := ends("indicator", "links").before(text):
        text = text[:-len(word)].rstrip("，、 ")
    while (word := ends("indicator", "openers").after(text)) and len(word) < len(text):
        text = text[len(word):].lstrip("，、 ")
    if text.count("”") > text.count("“"):
        text = text.replace("”", "", 1)
    if text.count("“") > text.count("”"):
        text = text.replace("“", "", 1)
    return text.strip("，。；：、 的")


def noun_before(left: str) -> str:
    """The noun phrase at the end of the words before a number: 累计建设5G宏基站 → 5G宏基站."""
    text = _LEADING_PHRASE.sub("", tidy(left))
    text = tidy(text)
    keep = set(cues("indicator")["keep"])
    while (verb := ends("indicator", "hold").after(text)) and verb not in keep and len(verb) < len(text):
        text = tidy(text[len(verb):].removeprefix("了"))
    # 软件贸易实现出口 → 软件贸易出口
    text = re.sub(r"(?<=.)(?:实现了?|完成了?)(?=.)", "", text)
    if len(text) > _MAX:
        text = _tail(text)
    return text


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
    """The noun phrase at the beginning of the words after a number: 重点行业深度应用 → 重点行业."""
    text = right.lstrip("的")
    match = _PHRASE_END.search(text)
    text = text[:match.start()] if match else text
    head = _head(text)
    return head if head else text[:_MAX]


def _head(text: str) -> str:
    """The text up to the verb that begins its predicate; a relative clause before 的 is part of the phrase."""
    particle = text.rfind("的", 0, 24)
    place = particle + 1 if 0 < particle < len(text) - 1 else 1
    predicates = ends("indicator", "predicates")
    position = max(place, 1)
    while position < len(text):
        if predicates.after(text, position) and not _inside_word(text, position):
            break
        position += 1
    return text[:position]


def _inside_word(text: str, position: int) -> bool:
    """Whether the predicate found is the middle of a noun: 应用|案例, 参与|者."""
    word = ends("indicator", "predicates").after(text, position)
    rest = text[position + len(word):]
    return len(word) == 1 and word in "中后前时来内于等为向对将可能由从以给有" and len(rest) >= 1 and rest[0] not in "，。、" and word not in "将为" \
        or rest[:1] in ("者", "率", "量", "额", "数", "性", "化", "级") or (word in ("运营", "服务", "支持", "开放", "运行") and rest[:1] == "商")


def is_noun(right: str) -> bool:
    """Whether a noun follows the number directly."""
    text = right.lstrip("的") if right.startswith("的") else right
    if not text or _PHRASE_END.match(text) or not (text[0].isalnum() or text[0] in "“《"):
        return False
    word = ends("indicator", "predicates").after(text)
    return not word or (len(word) == 1 and len(text) > 1 and word in "中后前内") or text[:len(word) + 1].endswith(("者", "商"))


def counted(noun: str) -> str:
    """The phrase for a count of things: 重点行业 → 重点行业数.

    >>> counted("5G基站"), counted("融资余额")
    ('5G基站数', '融资余额')
    """
    if not noun or ends("indicator", "quantity_nouns").before(noun):
        return noun
    return noun + cues("indicator")["counted_suffix"]


def name_indicator(context: Context, left: str, reading: Reading, previous: str, topic: str) -> tuple[str, str, str]:
    """The indicator phrase, the subject to carry on to the next number of the sentence, and the rule.

    `left` is the text before the number without times and names of entities; `previous` the indicator of the
    quantity before it in the sentence; `topic` the subject phrase carried on.
    """
    if context.restates:
        return previous, topic, "restated in brackets"
    measure, right = reading.measure, context.right
    if measure in ("growth", "change"):
        return _changed(context, left, reading, previous, topic)
    if measure == "share":
        return _share(context, left, previous, topic)
    countable = right and is_noun(right)
    bare = tidy(left)
    if countable and not _reaches(left):
        noun = noun_after(right)
        subject, verb = _subject_and_verb(left)
        if context.in_list and not subject:
            subject, verb = topic, ""
        if subject and subject != noun:
            return counted(f"{subject}{verb}{noun}"[-_MAX - 8:]), subject, "noun after the number, with its subject"
        if verb in cues("indicator")["keep"]:
            return counted(verb + noun), topic, "noun after the number, with its verb"
        return counted(noun), topic, "noun after the number"
    noun = noun_before(left)
    if noun:
        if len(noun) == 1 and previous:
            noun = previous
        unit = context.quantity.unit
        name = counted(noun) if unit and measure == "level" and unit in _COUNTERS else noun
        return name, noun if not bare.startswith("其中") else topic, "noun before the number"
    return previous or topic, topic, "carried over from the number before"


_COUNTERS = frozenset("个 家 座 项 户 台 套 台套 条 件 名 人 位 所 架 辆 艘 种 类 例 篇 款 只 处 场 批 次 万 宗 笔 张 部 本 支 组 幢 栋 间 口 头 片 份 班 列 对 门 起 城 市 区 县 省 国 村".split())


def _reaches(left: str) -> bool:
    tail = left.rstrip()
    return tail.endswith(("达", "达到", "为", "至", "到", "是", "约为", "突破", "有望", "计", "超过", "报", "占", "了")) and not tail.endswith(
        ("建成了", "发布了", "公布了", "打造了", "形成了", "作为", "推出了", "新建了", "设立了", "培育了", "完成了", "实现了", "建设了", "提供了", "聚集了", "吸引了",
         "包含了", "入选了", "举办了", "签约了", "带动了", "服务了", "获得了", "建立了", "收购了"))


def _subject_and_verb(left: str) -> tuple[str, str]:
    """Subject and verb of a clause whose object is counted: 在建项目覆盖 → (在建项目, 覆盖)."""
    text = _LEADING_PHRASE.sub("", tidy(left)) if left else ""
    verb = ends("indicator", "hold").before(strip_light(left.rstrip("了共有")))
    stops = [match.start() for pattern_ in (_verbs(), _prepositions()) for match in pattern_.finditer(text)]
    subject = text[:min(stops)] if stops else ("" if not text else text)
    subject = tidy(subject)
    subject = re.split("[、和及]", subject)[-1] if "、" in subject else subject
    if len(subject) < 2 or len(subject) > 18:
        subject = ""
    return subject, verb


def _changed(context: Context, left: str, reading: Reading, previous: str, topic: str) -> tuple[str, str, str]:
    head = left
    if reading.head is not None and reading.head and left.startswith(reading.head[:1]):
        head = reading.head
    cut = _without_change(left, reading)
    subject = noun_before(cut)
    if reading.thing:
        if reading.rule == "verb and object in one word" and subject:
            return f"{subject}{reading.thing}"[-_MAX:], subject, "object of the verb of change"
        return noun_before(reading.thing) or reading.thing, topic, "object of the verb of change"
    if subject and subject not in ("规模", "总额"):
        return subject, subject, "noun before the verb of change"
    if previous:
        return previous, topic, "growth of the amount before it"
    if context.right.startswith("的") and not topic:
        return noun_after(context.right), topic, "noun after the number"
    return topic or tidy(head), topic, "carried over from the clause before"


def _without_change(left: str, reading: Reading) -> str:
    """The words before a number without the words of change themselves."""
    text = left
    if reading.head is not None:
        core = strip_light(left)
        if core.startswith(reading.head):
            text = reading.head
        elif reading.head and (place := left.find(reading.head)) >= 0:
            text = left[:place + len(reading.head)]
        else:
            text = reading.head
    while word := ends("change", "reference").before(text):
        text = text[:-len(word)]
    return text


def _share(context: Context, left: str, previous: str, topic: str) -> tuple[str, str, str]:
    match = _SHARE_OF.search(left)
    if match:
        whole = tidy(match[1]) if match[1] else ""
        subject = noun_before(left[:match.start()]) or topic or previous
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
    if right and not _PHRASE_END.match(right):
        stop = _PHRASE_END.search(right)
        phrase = right[:stop.start()] if stop else right
        base = noun or topic or previous
        return f"{base}{phrase}"[:_MAX + 4], topic, "share that does what follows"
    if noun:
        return noun, noun, "noun before the number"
    return previous or topic, topic, "carried over from the number before"
