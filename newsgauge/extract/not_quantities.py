"""Tells quantities from the numbers that are none: ordinals, names, codes, horizons, ages, slogans."""

from __future__ import annotations

import re
import string

from newsgauge.extract.quantity_words import ends, pattern, words
from newsgauge.extract.readings import CLAUSE_ENDS, Reading

_MULTIPLIERS_ONLY = re.compile("[百千万亿]+|十[万亿]+")
LATIN = frozenset(string.ascii_letters + "&")
# Verbs after which a number without unit may be anything.
_WEAK_VERBS = frozenset({"，", "(", "（", "：", ":", "在", "至", "到", "平均", "共", "报", "的"})
_DOOR = re.compile(r"\d{1,4}(?:单元|室|号|层)")            # 18栋1单元
# “十项重大工程”
_PROGRAMME = re.compile("[^，。；：“”]{3,12}(?:工程|行动|计划|产业|举措|任务|攻坚战|战役|平台|机制|体系|政策|制度)”")
_QUOTES_BEFORE, _QUOTES_AFTER = "“‘「『《", "”’」』》"


def is_bare_multiplier(run: str) -> bool:
    """Whether a Chinese numeral has no digit of its own (百, 万亿, 十万)."""
    return _MULTIPLIERS_ONLY.fullmatch(run) is not None


def is_quantity(text: str, reading: Reading) -> bool:
    """Whether what was read as a number with its surroundings is a quantity."""
    if reading.blocked or reading.ordinal or _is_name_or_ordinal(text, reading):
        return False
    if reading.kind == "ratio":
        return _is_ratio(text, reading)
    if reading.kind in ("share", "multiple"):
        return True
    if reading.bare:
        return _is_multiplier_quantity(text, reading)
    if reading.currency and text[reading.end:reading.end + 2].strip()[:1] in LATIN:
        return False                                           # $1.2 billion: the multiplier is not read
    if reading.unit is None:
        return _is_bare_quantity(text, reading)
    if reading.chinese and reading.low < 10 and reading.unit.dimension not in ("multiple", "ratio"):
        return False                                           # 三个方面, 五元: slogans and small talk
    if reading.unit.dimension == "time":
        return _measures_time(text, reading)
    return not _is_year_or_title(text, reading)


def _is_name_or_ordinal(text: str, reading: Reading) -> bool:
    """第48次, 每100人, GPT-3, 7×24小时, 3.15晚会, “241”: by the letters that touch the number."""
    start, end = reading.number_start, reading.number_end
    if start:
        before = text[start - 1]
        if before in "·_@":
            return True
        if (before in ".,/:：∶+" and start > 1 and text[start - 2].isdecimal()
                and not (before in "/+" and (reading.unit or reading.multiplier > 1))):
            return True
        if before in LATIN and reading.start == start and not _is_latin_indicator(text, start, reading):
            return True
        place = start - (before == " ")
        if ends("not_after", "words").before(text, place) or ends("not_after", "words").before(text, reading.start):
            return True
        if reading.chinese and before == "数":                 # 数十亿元; but 基站数33个
            return True
        if reading.chinese and before == "“" and _PROGRAMME.match(text, start):
            return True
    after = text[end:end + 1]
    if after and reading.unit is None:
        if after.isascii() and (after.isalpha() and reading.multiplier == 1 or after == "_"):
            return True
        if after in ".-/:：·" and text[end + 1:end + 2].isalnum() and text[end + 1:end + 2].isascii() \
                and "unit shared with the list" not in reading.rules:
            return True
    return bool(after) and after in _QUOTES_AFTER and start > 0 and text[start - 1] in _QUOTES_BEFORE


def _latin_word(text: str, end: int) -> str:
    """The Latin letters right before `end`, twelve at most."""
    start = end
    while start and end - start < 12 and text[start - 1] in LATIN:
        start -= 1
    return text[start:end]


def is_latin_prefix(text: str, end: int) -> bool:
    """Whether the Latin word that touches a number names an indicator or a currency: PUE1.73, RMB5亿; not IPv6."""
    word = _latin_word(text, end)
    return word in ends("bare", "indicators").words or word in words("currency")


def _is_latin_indicator(text: str, end: int, reading: Reading) -> bool:
    """PUE1.73, EPS0.35元, YoY+15%: a Latin word that names an indicator, or a share right after it."""
    if _latin_word(text, end) in ends("bare", "indicators").words:
        return reading.unit is not None or reading.multiplier > 1 or _stops(text, reading.end)
    return text[end] in "+-" and reading.name in ("%", "百分点", "基点")


def _stops(text: str, end: int) -> bool:
    return end >= len(text) or text.startswith(tuple(words("bare")["stops"]), end)


def _is_ratio(text: str, reading: Reading) -> bool:
    before = text[max(0, reading.start - 10):reading.start]
    return (any(word in before for word in words("ratio")["before"])
            or text.startswith(tuple(words("ratio")["after"]), reading.end))


def _is_multiplier_quantity(text: str, reading: Reading) -> bool:
    """近百人, 上亿, 百余家, 百亿级, 万亿社会投资; not 百姓, 万物, 千万不要."""
    qualified = reading.start < reading.number_start or reading.suffixed or reading.qualifier != "exact"
    if reading.unit is not None and reading.unit.dimension == "time":
        return qualified and _measures_time(text, reading)
    if not qualified:
        qualified = bool(ends("multiplier", "before").before(text, reading.start))
    printed = text[reading.number_start:reading.number_end]
    if reading.unit is not None:
        printed = printed[:next((i for i, sign in enumerate(printed) if sign not in "十百千万亿余多来"), len(printed))]
    numeral = printed.rstrip("余多来")
    if reading.unit is not None:
        return qualified or numeral in words("multiplier")["alone"]
    if reading.qualifier == "about" and reading.suffixed:      # 百亿级
        return numeral in words("multiplier")["alone"] or numeral == "亿"
    if qualified:
        return reading.low >= 10**6 or numeral in ("万", "千", "百") and _stops(text, reading.end) or bool(
            pattern("noun", "counted").match(text, reading.end))
    return numeral in words("multiplier")["without_unit"]


def _is_bare_quantity(text: str, reading: Reading) -> bool:
    """A number without unit: 3.81亿, PUE<1.3, 指数为102.3, 超10万科研人员; not 12306, 360集团, 2019."""
    if reading.multiplier >= 10**4:
        return True
    if reading.chinese:
        return reading.low >= 10**4 and not text.startswith(("里", "火", "个为什么", "大山"), reading.end)
    if reading.currency:
        return True
    qualified = reading.start < reading.number_start
    if qualified and reading.start and text[reading.start] in "<>≤≥" and text[reading.start - 1].isdecimal():
        return False                                           # 1+1>2
    if not reading.decimal and 1900 <= reading.low <= 2100 and reading.multiplier == 1:
        return False
    if pattern("noun", "counted").match(text, reading.end) and (qualified or reading.qualifier != "exact"):
        return True
    if not _stops(text, reading.end):
        return False
    if qualified or reading.suffixed:
        return reading.decimal or text[reading.start] in "<>≤≥" or not reading.suffixed or reading.low >= 10
    place = reading.start - (text[reading.start - 1:reading.start] == " ")
    verb = ends("bare", "verbs").before(text, place)
    named_end = place - len(verb)
    if ends("bare", "indicators").before(text, named_end):
        return True                                            # PUE 1.09, 景气指数为102.3
    if not verb:
        return reading.decimal and bool(ends("bare", "direct").before(text, place))
    if verb not in _WEAK_VERBS and (reading.decimal or ends("bare", "endings").before(text, named_end)
                                    or verb in words("bare")["counting"] and reading.low >= 10):
        return True
    window = text[max(0, named_end - 12):named_end]
    return (reading.decimal or verb not in _WEAK_VERBS) and any(word in window for word in words("bare")["indicators"])


def _measures_time(text: str, reading: Reading) -> bool:
    """审批时长44小时, 24小时内必须回复; not 3年内, 近10年, 为期一年, 连续4年."""
    unit, place = reading.unit.name, reading.start
    clause = text[max(0, reading.number_start - 12):reading.number_start]
    for stop in CLAUSE_ENDS + "、":
        clause = clause.rpartition(stop)[2]
    if reading.measured or any(word in clause for word in words("time")["changing_before"]):
        return True
    qualified = reading.start < reading.number_start
    if qualified and text[reading.start] == "近":
        return False
    after = reading.end if reading.suffixed else reading.number_end
    if text.startswith(("以内", "之内", "内"), reading.number_end):
        rest = text[after:after + 12].split("，")[0].split("。")[0]
        if any(word in rest for word in words("time")["service"]):
            return True
        return bool(ends("time", "measuring_before").before(text, place))
    if ends("time", "horizon_after").after(text, after):
        return False
    if ends("time", "measuring_before").before(text, place):
        return True
    if ends("time", "horizon_before").before(text, place):
        return False
    if unit in words("time")["measuring_units"]:
        return reading.low != 24 or qualified                  # 24小时 alone is round the clock
    if any(word in clause for word in words("time")["measuring_before"] if len(word) > 1):
        return True
    window = text[after:after + 6]
    return any(word in window for word in words("time")["measuring_after"])


def _is_year_or_title(text: str, reading: Reading) -> bool:
    """2019国家…, 2021级, 1080P, 500强: a year or a model with a word behind it that also is a unit."""
    unit = reading.unit
    plain_year = (1980 <= reading.low <= 2040 and reading.multiplier == 1 and reading.qualifier == "exact"
                  and not reading.decimal and not reading.chinese
                  and "," not in text[reading.number_start:reading.number_end])
    if plain_year and (unit.digits_only or unit.name in ("款", "本", "股", "台", "对", "支", "起", "场")):
        return True
    if unit.name in ("栋", "幢", "座") and _DOOR.match(text, reading.end):
        return True
    if unit.name == "P" and reading.low in (480, 720, 1080, 1440, 2160):
        return True
    return unit.name == "条" and text[reading.end:reading.end + 1] in _QUOTES_AFTER
