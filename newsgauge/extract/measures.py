"""What kind of number a quantity is: level, growth, change, share or ratio, with the sign of its direction."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from newsgauge.extract.context import Context
from newsgauge.extract.cues import Cued, cues, ends, pattern
from newsgauge.model import Measure
from newsgauge.patterns import Ends, one_of

PERCENT = frozenset({"%", "％", "‰", "比例", "成"})
POINTS = frozenset({"百分点", "个百分点", "千分点", "基点", "bp", "pct", "pp", "pcts"})
MULTIPLES = frozenset({"倍"})
# 增速有望回升至5%
_RATE_REACHED = Cued("(<change moving_rates moving_falls>)[^，。；]{0,8}[至到为在]$")
# 以5%的年均增速
# 低于去年|同期(0.1个百分点)
_LOWER_THAN = Cued("<change lower>[^，。；]{0,6}$")
# 增速连续四年(超过6%)
_RUNNING = re.compile(r"(?:均|已)?连续[一二两三四五六七八九十\d]+(?:年|个月|个季度)(?:均|都|保持|保持在|稳定在)?$")
_RATE_AFTER = Cued("的?<change before_rates_after>*(<change rates_after falls_after>)(?![至到为了])")
_RATE_BEFORE = Cued("([^，。；]{0,12})<change rate_stands>，(?:高?达到?|为)$")


@dataclass(frozen=True, slots=True)
class Reading:
    """The measure of a quantity and how it was told."""

    measure: Measure
    sign: int = 1                  # -1 where the words say a fall
    thing: str = ""                # what rises or falls, where it stands between verb and number or within the verb
    head: str | None = None        # the clause before the words of change; None where there are none
    rule: str = ""


@cache
def _verbs() -> dict[str, int]:
    table = cues("change")
    return {**dict.fromkeys(table["rise"], 1), **dict.fromkeys(table["fall"], -1)}


@cache
def _verb_ends() -> Ends:
    return Ends(_verbs())


@cache
def _far_verbs() -> re.Pattern:
    """Verbs that may stand apart from the number, unless they are part of a noun or say the level reached."""
    table = cues("change")
    words = set(table["rise"] + table["fall"]) - set(table["adjacent_only"])
    # 最大降雨量 holds no 大降; 增长面 is a share.
    return re.compile(f"(?<!最)({one_of(words)})(?!{one_of(table['not_before'])}|面(?!积))了?")


def strip_light(text: str) -> str:
    """The text without the light words at its end.

    >>> strip_light("同比增长了约")
    '同比增长'
    """
    light = ends("change", "light")
    while word := light.before(text):
        text = text[:-len(word)]
    return text


def read_measure(context: Context, previous: Reading | None) -> Reading:
    """The measure of the quantity; `previous` is the reading of the quantity before it in the sentence."""
    quantity, left, right = context.quantity, context.left, context.right
    unit = quantity.unit
    percent, points = unit in PERCENT, unit in POINTS
    proportional = percent or unit in MULTIPLES
    if context.restates and previous is not None:
        return replace(previous, rule="restated in brackets")
    if context.in_list and previous is not None and len(left) <= 2:
        if proportional or points or previous.measure in ("level", "ratio", "change"):
            return replace(previous, rule="same as before in the list")
    core = strip_light(left.rstrip())              # YoY 52%
    signed = context.sentence[context.start] in "+-−＋－"
    old_value = _OLD_VALUE.search(core) is not None
    if (proportional or points) and not old_value and (signed or ends("change", "reference").before(core)):
        head = _before_reference(core)
        lower = None if signed else _LOWER_THAN.search(head)
        head = head[:lower.start()] if lower else head
        return Reading("change" if points else "growth", -1 if lower else 1, "", head, "change against a reference")
    if proportional and (rate := _named_rate(left, right="")):
        return rate
    if unit in MULTIPLES and "doubling" in quantity.rules:
        return Reading("growth", 1, "", core, "multiplied")
    reached = ends("change", "reached").before(left)
    if not reached and (verb := _verb_ends().before(core)):
        head = core[:-len(verb)]
        # 新增800万人 is an amount, not a change of one; 净增, 递增 and 倍增 are words of their own.
        if not head.endswith("新") and not (verb in ("增", "升") and head.endswith(("递", "倍"))):
            head = head.removesuffix("净")
            thing = _object_after(right) if right.startswith("的") else ""
            return Reading("growth" if proportional else "change", _verbs()[verb], thing, head,
                           "verb of change before the number")
    if not reached and unit and not proportional and not points and (more := _MORE.search(core)):
        return Reading("change", 1 if more[1] == "多" else -1, "", core[:more.start()], "more or less than before")
    if proportional and (rate := _rate_in_clause_before(context)):
        return rate
    if not reached and (fused := _fused_change(core, proportional)):
        return fused
    if proportional and (rate := _named_rate(left, "" if _leads_on(context) else right)):
        return rate
    if not reached and (proportional or points or unit) and (far := _far_change(
            core, left, percent or points or proportional and not left.endswith("的"))):
        sign, thing, head = far
        return Reading("growth" if proportional else "change", sign, thing, head, "verb of change and its object")
    if points:
        lower = not pattern("share", "whole").search(core) \
            and (pattern("change", "lower").search(core) or _LOW.search(core))
        return Reading("change", -1 if lower else 1, rule="points of difference")
    if unit in MULTIPLES:
        return Reading("ratio", rule="times another number")
    if percent:
        ahead = _noun_ahead(right)
        rates = ends("share", "ratio_nouns")
        if _names_ratio(core) or rates.before(ahead) or rates.after(ahead):
            return Reading("ratio", rule="rate that is no share")
        # 毛利率提高5.5pct至47.53%
        if core in _AT_LAST and previous is not None and previous.measure == "change" \
                and _names_ratio(previous.head or ""):
            return Reading("ratio", rule="rate that is no share")
        return Reading("share", rule="part of a whole")
    if unit == "" and ("ratio" in quantity.rules or _names_index(left)
                       or previous is not None and previous.measure == "ratio" and quantity.value < _LARGEST_RATIO):
        return Reading("ratio", rule="index or ratio")
    return Reading("level", rule="amount")


def _named_rate(left: str, right: str) -> Reading | None:
    """The reading of a number whose rate of change is named before it (降幅达5%) or, given `right`, after it."""
    table = cues("change")
    if right:
        match = _RATE_AFTER.match(right)
        return Reading("growth", -1 if match[1] in table["falls_after"] else 1, "", left,
                       "rate of change after the number") if match else None
    if (noun := ends("change", "rate_nouns", "fall_nouns").before(_RUNNING.sub("", unlinked(left)))) and noun != "增长":
        return Reading("growth", -1 if noun in table["fall_nouns"] else 1, "", left[:left.rindex(noun)],
                       "rate of change named")
    match = _RATE_REACHED.search(left)
    return Reading("growth", -1 if match[1] in table["moving_falls"] else 1, "", left[:match.start()],
                   "rate of change named") if match else None


def _leads_on(context: Context) -> bool:
    """Whether the verb of change behind a number is that of the next one: 毛利率20%环比下降(2个百分点)."""
    return context.end + len(context.right) < context.clause_end \
        and bool(ends("change", "rise", "fall").before(strip_light(context.right)))


def _rate_in_clause_before(context: Context) -> Reading | None:
    """The reading of a number whose rate the clause before names: 增幅最高，达(90.7%)."""
    match = _RATE_BEFORE.search(context.sentence, max(0, context.clause - 24), context.start)
    if match is None:
        return None
    noun = ends("change", "rate_nouns", "fall_nouns").before(match[1])
    if not noun or noun == "增长":
        return None
    return Reading("growth", -1 if noun in cues("change")["fall_nouns"] else 1, "", match[1].removesuffix(noun),
                   "rate of change in the clause before")


def _fused_change(core: str, proportional: bool) -> Reading | None:
    """The reading of 节电30%, and of 增产50万吨, where the amount is that of the rise itself."""
    pair = (_fused() if proportional else _yields()).before(core)
    if not pair:
        return None
    direction, thing = cues("change")["fused"][pair]
    return Reading("growth" if proportional else "change", 1 if direction == "rise" else -1, thing, core[:-len(pair)],
                   "verb and object in one word")


@cache
def _fused() -> Ends:
    return Ends(cues("change")["fused"])


@cache
def _yields() -> Ends:
    return Ends(word for word in cues("change")["fused"] if word in _OWN_AMOUNTS)


# What rises or falls is of the kind of the amount itself (增产50万吨).
_OWN_AMOUNTS = frozenset({"增产", "减产", "增收", "减收", "增亏", "减亏"})
_AT_LAST = frozenset({"至", "到", "达到", "达", ""})
_LARGEST_RATIO = 1000          # beyond, a bare number after a ratio is a count
# 收入比由上年的(1.89)
_OLD_ONE = re.compile(r"[由从][^，。；]{0,6}$")
# 由去年同期(12%)提升至21%: a level of its own
_OLD_VALUE = re.compile(r"[由从][^，。；]{0,6}同期的?$")
# 比上年多(1.1万亿元)
_MORE = re.compile(r"(?:比|较)[^，。；]{1,12}(多|少)$")
# 比去年预算低(0.4个百分点), 同比低(0.3个百分点)
_LOW = re.compile(r"[比较][^，]{0,12}[低少]$")


def _before_reference(core: str) -> str:
    """The clause before 同比 and its like: 营业收入同比 → 营业收入."""
    while word := ends("change", "reference").before(core):
        core = core[:-len(word)]
    return core.rstrip("（(，, +-")


def _object_after(right: str) -> str:
    """缩短了20%的设计周期 → 设计周期."""
    match = re.match(r"的([^，。；、！？（）]{1,14})", right)
    return match[1] if match else ""


def _far_change(core: str, left: str, percent: bool) -> tuple[int, str, str] | None:
    """Sign, object and head of 降低运维人力投入(25%), 减少成本(超过1000万元)."""
    *_, match = [None, *_far_verbs().finditer(core)]
    if match is None or not 1 <= len(core) - match.end() <= 16:
        return None
    thing = core[match.end():]
    if thing in ("保持在", "维持在", "稳定在", "控制在"):
        return _verbs()[match[1]], "", core[:match.start()]          # 年均增长保持在6.5%以上
    if any(mark in thing for mark in "、《》“”") or thing.startswith("影响") \
            or thing[-1] in "率重比额" and left.endswith(("达到", "为", "超过")):
        return None
    sign = _verbs()[match[1]]
    if not percent and (sign > 0 or thing[0] in "的"):
        return None
    return sign, thing.removeprefix("的"), core[:match.start()]


def _noun_ahead(right: str) -> str:
    """征收了100%反倾销税 → 反倾销税."""
    match = re.match(r"的?([^，。；、！？（）的]{1,8})", right)
    return match[1] if match else ""


def unlinked(left: str) -> str:
    """The last words before the number without linking words.

    >>> unlinked("PUE值已达到")
    'PUE值'
    """
    tail = left[-20:].removesuffix("在")
    while word := ends("indicator", "links").before(tail):
        tail = tail[:-len(word)]
    return tail


def _names_ratio(core: str) -> bool:
    return bool(ends("share", "ratio_nouns").before(unlinked(core)))


def _names_index(left: str) -> bool:
    tail = unlinked(_OLD_ONE.sub("", left))
    return bool(ends("ratio", "nouns").before(tail.removesuffix("值")) or ends("ratio", "nouns").before(tail))
