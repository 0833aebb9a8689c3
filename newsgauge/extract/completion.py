"""Completes a phrase that does not stand alone with what was spoken of before it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from newsgauge.extract.context import Context, without_brackets
from newsgauge.extract.cues import Cued, any_of, cues, ends, pattern
from newsgauge.extract.measures import PERCENT
from newsgauge.extract.phrases import noun_before, up_to_predicate
from newsgauge.units import unit_info

_THAT_KIND = re.compile(r"(?:该|这|此|上述)类?([\u4e00-\u9fff]{2,4})$")
# Letters on which the name of a size ends: 全长, 水位, 时速.
_SIZE_LETTERS = tuple("长宽高深径厚距程期龄限频速位温")
_OF_EACH = re.compile(r"平均每[\u4e00-\u9fff]{2,8}$")
_RATE = re.compile(r"(?:..化|..)率$")
_HAS_NUMBER = re.compile("%|[0-9][万亿]")
_CLAUSES_BACK = 8             # beyond, what a clause measures is told again
# 主要产品产量中，; 上架率冷热不均：
_LEAD = Cued("(?:^|[，；。])[^，；。：]{0,12}?(<indicator list_heads>)(?:方面|情况)?(?:中|里|看|来看)?[，：]"
             "|(?:^|[，；。])[^，；。：]{0,12}?(<indicator list_heads>)[^，；。：]{0,8}：")
Named = tuple[str, str, str]   # the indicator phrase, the subject to carry on, the rule


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was measured before a number."""

    previous: str = ""             # by the number before it in the sentence
    unit: str = ""                 # of that number
    topic: str = ""                # the subject phrase carried on in the sentence
    earlier: str = ""              # that of the sentence before
    last: str = ""                 # by the last number of the sentence before
    owner: str = ""                # whose the number before it in the sentence is, where that names one
    first: str = ""                # by the first number of the article


def completed(noun: str, context: Context, spoken: Spoken) -> str:
    """A general noun with what is spoken of before: 规模 → 数字经济规模."""
    topic = spoken.topic
    # 公司全年收入12亿元: the money of a firm needs no more words.
    if noun in cues("indicator")["own_nouns"] and pattern("indicator", "own_signs").search(
            context.sentence, context.segment, context.start):
        return noun
    base = topic if topic not in cues("indicator")["general_nouns"] else ""
    if noun in ("占比", "比重") and spoken.previous:
        base = spoken.previous     # 其中5G手机1520万部，占比80%
    if noun in cues("indicator")["of_deals"] and (deal := _deal(context)):
        return deal + noun
    base = base or earlier_clause(context) or spoken.earlier
    # 报关单进出口 + 进出口额: what both have is said once.
    for length in range(len(noun), 1, -1):
        if (place := base.find(noun[:length])) >= 2:
            return base[:place] + noun if place <= 16 else noun
    base = base.removesuffix(ends("indicator", "dropped_ends").before(base))
    amount = ends("indicator", "quantity_nouns").before(base)
    if amount and not ends("indicator", "of_amounts").before(noun):
        # 扫地机器人销量 + 均价; a rate (续费率) has no 收入.
        if len(amount) == 1:
            return noun
        base = base.removesuffix(amount)
    return base + noun if 2 <= len(base) <= 16 and not base.endswith(noun) else noun


def _deal(context: Context) -> str:
    """What was signed or set up in the clause before: 签订采购合同，金额(1亿元) → 采购合同."""
    clause = re.split("[，；：]", context.sentence[context.segment:context.clause].rstrip("，；："))[-1]
    clause = without_brackets(clause)
    if not ends("indicator", "deals").before(clause):
        return ""
    *_, verb = [None, *re.finditer("|".join(("[的了与]", any_of("indicator", "hold"))), clause[:-2])]
    noun = clause[verb.end():] if verb else ""
    return noun if 2 <= len(noun) <= 10 else ""


def earlier_clause(context: Context) -> str:
    """The subject of the clauses before, where no number has named it: 占比呈现增长趋势，预计上升至(3.6%)."""
    clauses = re.split("[，；：]", without_brackets(context.words(context.segment, context.clause)))
    for clause in reversed(clauses[-_CLAUSES_BACK:]):
        if ends("attribution", "verbs").before(clause) or ends("indicator", "reasons").after(clause):
            continue
        phrase = noun_before(up_to_predicate(clause))
        if _HAS_NUMBER.search(phrase):
            continue
        if len(phrase) >= 3 and not ends("indicator", "ranked").after(phrase) and not clause.endswith("方面"):
            return phrase
    return ""


def nearest(context: Context, previous: str, topic: str) -> str:
    """What a number without a noun measures: what the clause before says, if it came after the last number."""
    clause = re.split("[，；：]", context.sentence[:context.clause].rstrip("，；："))[-1]
    if previous and (context.item > context.clause or len(clause) < 4
                     or context.before_end >= context.clause - len(clause) - 1 or not noun_before(clause)):
        return previous
    return earlier_clause(context) or previous or topic


def dealt_part(name: str, context: Context, measure: str, spoken: Spoken) -> str:
    """A part in a row with what was measured of the part before: 软件收入30亿元，芯片和面板分别为… → 芯片收入."""
    head = _lead_head(context, context.quantity.unit, measure) or _head(spoken.previous, name, whole=False)
    # 个人用户 + 用户数: what both have is said once.
    shared = next((length for length in range(len(head), 0, -1) if name.endswith(head[:length])), 0)
    return name + head[shared:]


def as_said_before(noun: str, spoken: Spoken) -> str:
    """该类产品 → the products spoken of; "" where the noun points to nothing before."""
    match = _THAT_KIND.match(noun)
    if not match:
        return ""
    for phrase in (spoken.previous, spoken.topic, spoken.last, spoken.earlier):
        place = phrase.find(match[1])
        if place >= 2 and "每" not in phrase:
            return phrase[:place] + match[1]
    return ""


def with_head(noun: str, context: Context, left: str, measure: str, spoken: Spoken) -> str:
    """The noun with the word for what is measured of it, where that was said before: 农业 → 农业产值."""
    amounts = ends("indicator", "quantity_nouns", "amount_nouns")
    unit, previous = context.quantity.unit, spoken.previous
    # 5G基站100万个，其中新建(30万个): a verb alone with what was spoken of
    if noun in cues("indicator")["keep"] and (base := previous or spoken.topic or spoken.earlier):
        if dimension_of(unit) == "count":
            base = base.removeprefix(noun).removeprefix("累计").removesuffix(amounts.before(base))
            return noun + base if 2 <= len(base) <= 14 else noun
        if noun in cues("indicator")["flows"]:
            base = stem(base).removesuffix("总")
            base = base.removesuffix(ends("indicator", "both_ways").before(base))
            return base + noun + "额" if 2 <= len(base) <= 14 and not ends("indicator", "flows").before(base) else noun
        return noun
    if amounts.before(noun) or len(noun) > 1 and previous.endswith(noun[-2:]):
        return noun
    if head := _lead_head(context, unit, measure):
        return noun.removeprefix(head[:2]) + head
    if not previous or unit != spoken.unit:
        return noun
    if _OF_EACH.match(noun):
        # 充电桩3600根，平均每个服务区12根
        *_, verb = [None, *re.finditer(any_of("indicator", "hold"), previous[:-2])]
        return noun + previous[verb.end() if verb else 0:]
    if not (left.lstrip("，、 ").startswith("其中") or noun in cues("indicator")["parts"]
            or ends("indicator", "part_ends").before(noun)):
        return noun
    if dimension_of(unit) in ("count", "event") and noun not in cues("indicator")["parts"] \
            and (previous.endswith("数") or noun[-2:] not in previous):
        return noun
    head = _head(previous, noun, whole=left.lstrip("，、 ").startswith("其中") or noun in cues("indicator")["parts"])
    return noun if not head or noun.endswith(head) else noun + head


def with_size(noun: str, unit: str) -> str:
    """The noun with the word for its size, where it names none: 腾退土地 → 腾退土地面积, 行驶 → 行驶里程."""
    if ends("indicator", "quantity_nouns", "amount_nouns").before(noun) or noun[-1:] in _SIZE_LETTERS:
        return noun
    dimension = dimension_of(unit)
    return noun + (cues("indicator")["sizes_of_units"].get(unit) or cues("indicator")["sizes_of"].get(dimension, ""))


def _head(phrase: str, part: str, *, whole: bool) -> str:
    """What is measured of the thing that a phrase names first: 软件业营业收入 beside 制造业 → 营业收入.

    Beside a part of it (其中中央…) the `whole` phrase is.
    """
    if (place := phrase.find(part[-2:])) >= 0 and len(phrase) > place + 3:
        return phrase[place + 2:]
    place = phrase.find(part[-1:], 1)
    if part[-1:] in "业类端区线级口品" and 0 < place < len(phrase) - 2:
        return phrase[place + 1:].removeprefix("企业")
    if whole and len(phrase) <= 12:
        return phrase.removeprefix(ends("indicator", "parts").after(phrase))
    noun = ends("indicator", "quantity_nouns", "amount_nouns").before(phrase)
    if len(noun) == 1 and (match := _RATE.search(phrase)):
        return match[0]
    return noun if len(noun) > 1 else phrase[-3:] if noun and len(phrase) > 3 else ""


def _lead_head(context: Context, unit: str, measure: str) -> str:
    """The head that the sentence opens with for a list: 产品产量中，…汽车(147万辆) → 产量; "" where it names none."""
    *_, match = [None, *_LEAD.finditer(context.sentence, 0, context.clause)]
    if match is None:
        return ""
    word = match[1] or match[2]
    share = bool(ends("indicator", "shares_of").before(word))
    return word if share == (unit in PERCENT) and (share or measure == "level") else ""


def stem(phrase: str) -> str:
    """A phrase without the word for its amount: 原油进口量 → 原油进口."""
    return phrase.removesuffix(ends("indicator", "dropped_ends", "stems").before(phrase))


@cache
def dimension_of(unit: str) -> str:
    """What the unit measures: "count" for 个, 家, 人, where the noun is the kind of what is counted."""
    return unit_info(unit).dimension
