"""Finds the quantities of a text: numbers with their unit, multiplier and qualifier, as printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from newsgauge.extract.not_quantities import is_bare_multiplier, is_quantity
from newsgauge.extract.numerals import arabic_value, multiplier_value, parse_chinese, plain_digits
from newsgauge.extract.quantity_words import (
    currencies, find_unit, pattern, qualifiers_after, qualifiers_before, words,
)
from newsgauge.model import Quantity
from newsgauge.units import Unit, unit_info

_DIGIT = "零〇一二两三四五六七八九"
_NUMERAL = _DIGIT + "十百千万亿"
_YEAR = r"(?:1[5-9]|20|21)\d\d"
_TO = r"\s?[-–—~至到、和及/]\s?"
# 千瓦 and 百帕 are units, 百分点 too: their first letter multiplies nothing.
_PLACE = "百(?![分帕])|千(?![瓦克米帕伏卡兆赫焦牛字])"
_MULTIPLIER = f"(?:[百千]?万亿|[十百千]?[亿万]|个亿|{_PLACE})"

# Every alternative that can begin at a place matches there in one run or fails at once, so the search is linear.
_CANDIDATE = re.compile(
    # Years, dates, times of day: found so that their numbers are passed over.
    rf"(?P<time>(?<![\d.,])(?:{_YEAR}(?:{_TO}(?:{_YEAR}|\d\d)){{0,4}}\s?(?:年|财年|学年|赛季)"
    rf"|{_YEAR}(?P<stroke>[-/.])\d\d?(?P=stroke)\d\d?(?!\d)"
    rf"|\d\d?(?:{_TO}\d\d?){{0,6}}\s?月(?:\s?\d\d?(?:{_TO}\d\d?){{0,6}}\s?[日号])?"
    rf"|\d\d?(?:{_TO}\d\d?){{0,6}}\s?[日号](?!元(?![旦宵])|均)"
    r"|\d\d?\s?时(?![间速长段空代])(?:\s?\d\d?\s?分)?|\d\d?\s?点\s?(?:\d\d?\s?分|半)"
    r"|\d\d?[:：]\d\d[:：]\d\d))"
    r"|(?P<ratio>(?<![\d.:：∶])(?P<above>\d{1,6}(?:\.\d{1,6})?)\s?[:：∶]\s?(?P<below>\d{1,6}(?:\.\d{1,6})?)(?![\d:：∶]))"
    r"|(?P<arabic>(?P<digits>\d++(?:,\d{3}(?!\d))*+(?:\.\d++)?)"
    rf"(?:\s?(?P<more>[多余来几]?)(?P<multiplier>{_MULTIPLIER})(?P<more2>[多余]|\+(?![\dA-Za-z])|)|(?P<more3>[多余来几]|\+(?![\dA-Za-z])))?+)"
    r"|(?P<half>一半|半数|(?<=[过超近逾])半(?![年月天日小个世途程场导径岛生信决夜百路]))"
    rf"|(?P<double>翻了?(?P<close>近|约|超过|不止)?(?P<times>[{_DIGIT}十]|\d{{1,2}})?(?P<fold>番|倍))"
    rf"|(?P<chinese>(?P<run>(?:[{_DIGIT}](?=[{_NUMERAL}成倍]|分之|点[{_DIGIT}]|[至到—~-][{_DIGIT}])|[十百千万亿])"
    rf"[{_NUMERAL}]*+(?:点[{_DIGIT}]++[十百千万亿]*+)?)"
    rf"(?:分之(?P<share>\d++(?:\.\d++)?|[{_NUMERAL}]++(?:点[{_DIGIT}]++)?))?(?P<more4>[多余来]?)(?P<multiplier2>[万亿]{{0,2}}))")
_ORDINAL_LISTS = frozenset({"、", "和", "及", "与", "或", "-", "—", "至", "到"})
_CLAUSE_ENDS = "，。；：！？,;\n"
_INSIDE = {"多": "over", "余": "over", "几": "over", "+": "over", "来": "about"}


@dataclass(slots=True)
class Reading:
    """A number as first read, before it is known whether it is a quantity and which others it belongs to."""

    start: int                     # with qualifiers, sign and currency
    number_start: int
    number_end: int                # after multiplier and unit
    end: int
    low: float
    high: float | None = None
    unit: Unit | None = None
    name: str = ""                 # the unit as reported
    qualifier: str = "exact"
    printed: float = 0.0           # the number before its multiplier
    multiplier: int = 1
    chinese: bool = False
    decimal: bool = False
    kind: str = "number"           # number, share, multiple, ratio
    bare: bool = False             # a multiplier without digits: 百, 万亿
    dash: bool = False             # "-" stands before the number: a sign, or the middle of a range
    blocked: bool = False          # its surroundings show that it is none
    measured: bool = False         # a time that changes into another one: 从3天增加到10天
    ordinal: bool = False          # 第 stands before it, or before the list it is in
    currency: bool = False
    suffixed: bool = False         # a qualifier stands after the number
    rules: tuple[str, ...] = ()


def find_quantities(text: str) -> list[Quantity]:
    """The quantities of a text in their order; spans are indices into `text` and don't overlap.

    Takes time linear in the length of the text.

    >>> [(q.value, q.unit, q.qualifier) for q in find_quantities("5G基站超过129万座，同比增长36.9%")]
    [(1290000.0, '座', 'over'), (36.9, '%', 'exact')]
    >>> [(q.value, q.value_max, q.unit) for q in find_quantities("入驻企业约300—500家，就业2—3万人")]
    [(300.0, 500.0, '家'), (20000.0, 30000.0, '人')]
    """
    plain = plain_digits(text)
    readings: list[Reading] = []
    for match in _CANDIDATE.finditer(plain):
        kind = match.lastgroup
        if kind == "time":
            continue
        reading = _READERS[kind](plain, match)
        if reading is not None:
            readings.append(reading)
    readings = _join(plain, readings)
    return [_quantity(reading) for reading in readings if is_quantity(plain, reading)]


def _quantity(reading: Reading) -> Quantity:
    qualifier = "between" if reading.high is not None else reading.qualifier
    return Quantity(reading.start, reading.end, reading.number_start, reading.number_end, reading.low, reading.high,
                    reading.name, qualifier, reading.rules)


def _read_arabic(text: str, match: re.Match) -> Reading | None:
    digits, more, multiplier, more2, more3 = match.group("digits", "more", "multiplier", "more2", "more3")
    if len(digits) > 24:
        return None
    start, end = match.span()
    factor = 1 if not multiplier else 10**8 if multiplier == "个亿" else multiplier_value(multiplier)
    reading = Reading(start, start, end, end, arabic_value(digits, factor), printed=arabic_value(digits),
                      multiplier=factor, decimal="." in digits)
    sign = more or more2 or more3
    if sign:
        reading.qualifier = _INSIDE[sign]
        reading.rules = ("word for more in the number",)
    return _complete(text, reading)


def _read_chinese(text: str, match: re.Match) -> Reading | None:
    run, share, more, multiplier = match.group("run", "share", "more4", "multiplier2")
    start, end = match.span()
    if share:
        return _read_share(text, match, run, share)
    if not more and len(run) > 1 and run[-1] in "百千" and find_unit(text, end - 1, start, False, True)[0]:
        run, end = run[:-1], end - 1                 # 两万千瓦: 千 belongs to the unit
    try:
        low, high = parse_chinese(run)
    except ValueError:
        return None
    factor = multiplier_value(multiplier)
    reading = Reading(start, start, end, end, low * factor, high * factor if high else None, printed=low,
                      multiplier=factor, chinese=True, bare=is_bare_multiplier(run), rules=("Chinese numeral",))
    if more:
        reading.qualifier = _INSIDE[more]
        reading.rules += ("word for more in the number",)
    return _complete(text, reading)


def _read_share(text: str, match: re.Match, run: str, share: str) -> Reading | None:
    """四分之一 is 0.25 of a whole; 百分之三十 is 30%."""
    try:
        below = parse_chinese(run)[0]
        above = arabic_value(share) if share[0].isdecimal() else parse_chinese(share)[0]
    except ValueError:
        return None
    if not below:
        return None
    start, end = match.span()
    percent = below == 100
    reading = Reading(start, start, end, end, above if percent else above / below, kind="share",
                      unit=unit_info("%" if percent else "比例"), rules=("fraction in words",))
    if match["more4"]:
        reading.qualifier = _INSIDE[match["more4"]]
    return _complete(text, reading)


def _read_half(text: str, match: re.Match) -> Reading | None:
    start, end = match.span()
    if start and text[start - 1] == "另":              # 另一半
        return None
    reading = Reading(start, start, end, end, 0.5, kind="share", unit=unit_info("比例"), rules=("half",))
    _complete(text, reading)
    if match[0] == "半" and reading.start == start:    # 跌去过半市值
        reading.start = start - 1
        reading.qualifier = "about" if text[start - 1] == "近" else "over"
    return reading


def _read_double(text: str, match: re.Match) -> Reading | None:
    """翻番 and 翻倍 are twofold, 翻两番 fourfold, 翻了三倍 threefold."""
    close, number, fold = match.group("close", "times", "fold")
    times = 1 if not number else int(number) if number.isdecimal() else int(parse_chinese(number)[0])
    start, end = match.span()
    value = 2.0 ** min(times, 20) if fold == "番" else float(max(times, 2))
    reading = Reading(start, start, end, end, value, kind="multiple", unit=unit_info("倍"), rules=("doubling",))
    if close:
        reading.qualifier = "about" if close in ("近", "约") else "over"
    return _complete(text, reading)


def _read_ratio(text: str, match: re.Match) -> Reading | None:
    above, below = float(match["above"]), float(match["below"])
    if not below:
        return None
    start, end = match.span()
    return Reading(start, start, end, end, above / below, kind="ratio", unit=unit_info("比例"), name="比例",
                   rules=("ratio",))


_READERS = {"arabic": _read_arabic, "chinese": _read_chinese, "half": _read_half, "double": _read_double,
            "ratio": _read_ratio}


def _complete(text: str, reading: Reading) -> Reading:
    """The reading with its unit, and with the sign, currency and qualifiers around it."""
    if reading.unit is None:
        reading.unit, reading.number_end = find_unit(text, reading.number_end, reading.start, reading.decimal,
                                                     reading.chinese)
        if reading.unit is not None and reading.unit.name == "成":
            _read_tenths(text, reading)
    if reading.unit is not None:
        reading.name = reading.unit.name
    _look_right(text, reading)
    _look_left(text, reading)
    return reading


def _read_tenths(text: str, reading: Reading) -> None:
    """两成 is 0.2 of a whole, 两成半 0.25."""
    half = text.startswith("半", reading.number_end)
    reading.number_end += half
    reading.low = (reading.low * 10 + 5 * half) / 100
    if reading.high is not None:
        reading.high = (reading.high * 10 + 5 * half) / 100
    reading.printed = reading.low
    reading.unit, reading.kind = unit_info("比例"), "share"
    reading.rules += ("tenths",)


def _look_right(text: str, reading: Reading) -> None:
    end = reading.number_end
    if reading.unit is not None and text.startswith("多", end) and reading.unit.dimension in (
            "ratio", "multiple", "length", "time", "money_cny") and not text.startswith(
            ("年", "样", "种", "个", "元", "方", "地", "家", "次"), end + 1):
        end += 1
        reading.qualifier = "over"
        reading.rules += ("more words after",)
    pattern, meanings = qualifiers_after()
    after = pattern.match(text, end + 1 if text.startswith(" ", end) else end)
    if after:
        word = after[0]
        if (word == "内" and (reading.unit is None or reading.unit.dimension not in ("time", "length"))
                or word == "级" and not reading.bare and (reading.unit is not None or reading.multiplier < 10**4)
                or word == "上下" and text.startswith("游", after.end())
                or word == "+"):
            pass
        else:
            end = after.end()
            reading.suffixed = True
            reading.qualifier = meanings[word]
            reading.rules += ("qualifier after the number",)
    reading.end = end


def _look_left(text: str, reading: Reading) -> None:
    start = reading.number_start
    sign = text[start - 1] if start else ""
    reading.ordinal = sign == "第"
    if sign in ("+", "-") and not reading.chinese:
        start -= 1
        reading.dash = sign == "-"
        reading.number_start = start
    elif sign == "±":
        start -= 1
        if reading.unit is None or reading.unit.dimension != "voltage":
            reading.low, reading.high = -reading.low, reading.low
        reading.number_start = start
        reading.rules += ("plus or minus",)
    elif text.endswith("零下", 0, start):
        start -= 2
        reading.low = -reading.low
        reading.number_start = start
        reading.rules += ("below zero",)
    money, currency = currencies().before(text, start)
    if currency and not (reading.unit is not None and not reading.unit.dimension.startswith("money")):
        start = money
        reading.currency = True
        if reading.unit is None:
            reading.unit, reading.name = unit_info(currency), currency
        reading.number_start = start
        reading.rules += ("currency before the number",)
    if start and text[start - 1] == " ":
        start -= 1
    place, qualifier = qualifiers_before().before(text, start)
    if qualifier and _fits(text, place, start, reading):
        reading.start = place
        if not reading.suffixed or reading.qualifier == "about":
            reading.qualifier = qualifier
        reading.rules += ("qualifier before the number",)
    else:
        reading.start = reading.number_start
        if reading.qualifier == "exact" and (reading.kind == "share" or reading.name == "%"):
            _look_for_detached(text, reading)


def _look_for_detached(text: str, reading: Reading) -> None:
    """约占中国网民的54.52%, 不超过总投资的30%: the qualifier stands before the whole that the share is of."""
    window = text[max(0, reading.start - 24):reading.start]
    clause = window[max(window.rfind(stop) for stop in _CLAUSE_ENDS) + 1:]
    found = ""
    place = clause.rfind("占")
    if place >= 0:
        found = qualifiers_before().before(clause, place)[1] or qualifiers_before().before(clause, place + 1)[1]
    elif clause.endswith("的"):
        last = None
        for last in pattern("before", "whole").finditer(clause):
            pass
        if last and not any(sign.isdecimal() for sign in clause[last.end():]):
            found = qualifiers_before().before(clause, last.end())[1]
    if found:
        reading.qualifier = found
        reading.rules += ("qualifier before the whole",)


def _fits(text: str, place: int, start: int, reading: Reading) -> bool:
    """过 and 上 qualify large round numbers only: 过亿, 上百家; not 通过3家, 网上20万人."""
    word = text[place:start]
    if word == "上":
        return reading.bare
    if word == "过":
        return reading.bare or reading.multiplier >= 10**4 or reading.kind == "share"
    return True


@cache
def _between() -> frozenset[str]:
    return frozenset(words("range")["between"])


@cache
def _listed() -> frozenset[str]:
    return frozenset(words("range")["lists"])


def _join(text: str, readings: list[Reading]) -> list[Reading]:
    """The readings with sums (3亿5000万), ranges (300—500家) and lists (15/12/10倍) put together."""
    joined: list[Reading] = []
    for reading in readings:
        before = joined[-1] if joined else None
        if before is not None and reading.number_start - before.end <= 4:
            if (_add(text, before, reading) or _make_range(text, before, reading)
                    or _make_fraction(text, before, reading)):
                continue
            gap = text[before.end:reading.start]
            if before.ordinal and gap in _ORDINAL_LISTS:       # 第1、3名
                reading.ordinal = True
            if gap.strip() == "=":                             # 1PFLOPS=1000万亿次
                before.blocked = reading.blocked = True
        if before is not None and _is_change_of_time(text, before, reading):
            before.measured = reading.measured = True
        if reading.dash:
            _make_negative(text, reading)
        joined.append(reading)
    _share_units(text, joined)
    return joined


def _is_change_of_time(text: str, before: Reading, reading: Reading) -> bool:
    """从3天增加到能预报10天: two times with 到 or 至 between them, in one clause."""
    if (before.unit is None or reading.unit is None or not before.unit.dimension == reading.unit.dimension == "time"
            or not 1 < reading.start - before.end <= 12):
        return False
    gap = text[before.end:reading.start]
    return ("到" in gap or "至" in gap) and not any(stop in gap for stop in _CLAUSE_ENDS)


def _add(text: str, before: Reading, reading: Reading) -> bool:
    """3亿5000万, 1小时30分钟 and 4小时18分 are one number each."""
    if before.end != reading.number_start or before.suffixed or reading.dash or before.high is not None:
        return False
    if before.unit is None:
        if before.multiplier <= 1 or reading.low >= before.multiplier or reading.chinese:
            return False
        before.low += reading.low
        before.unit, before.name = reading.unit, reading.name
        if before.qualifier == "exact" or reading.suffixed:
            before.qualifier = reading.qualifier
    elif before.name == "小时" and reading.unit is None and text.startswith("分", reading.number_end):
        before.low += reading.low / 60
        reading.end = reading.number_end = reading.number_end + 1
    elif (reading.unit is not None and before.unit.dimension == reading.unit.dimension == "time"
          and before.unit.factor > reading.unit.factor):
        before.low += reading.low * reading.unit.factor / before.unit.factor
    else:
        return False
    before.number_end, before.end, before.suffixed = reading.number_end, reading.end, reading.suffixed
    before.rules += ("sum of parts",)
    return True


def _make_range(text: str, before: Reading, reading: Reading) -> bool:
    """15%至20%, 2—3万人, -5℃至3℃: `before` becomes the range when the two numbers are one."""
    if before.suffixed or before.high is not None or reading.high is not None and reading.low > 0:
        return False
    gap = text[before.number_end:reading.number_start].strip()
    if reading.dash and not gap:
        middle = "-"
    elif gap in _between():
        middle = gap
        if reading.dash:
            _make_negative(text, reading)
    elif gap == "±" or not gap and "plus or minus" in reading.rules:
        return _spread(before, reading)
    else:
        return False
    if before.unit is not None and (reading.unit is None or before.unit.dimension != reading.unit.dimension):
        return False
    if before.unit is None and reading.unit is not None and before.multiplier > 1 and reading.multiplier == 1:
        return False
    low, name, unit = before.low, before.name, before.unit
    if unit is None:
        unit, name = reading.unit, reading.name
        if reading.kind == "share" and reading.unit is not None and reading.unit.name == "比例":
            low = low / 10 if "tenths" in reading.rules else low
        elif before.multiplier == 1 and reading.multiplier > 1 and before.printed < reading.printed:
            low *= reading.multiplier
        elif before.chinese and reading.chinese and before.low < 10 and reading.low >= 10**4 > 10 > before.low:
            low *= _leading_multiplier(reading.low)
    opening = text[max(0, before.start - 3):before.start]
    if middle in ("至", "到"):
        spread = text.startswith("不等", reading.end)
        if (opening.endswith(tuple(words("range")["from"])) and not spread
                or opening.endswith(tuple(words("range")["change_before"])) and name not in ("%", "")):
            before.low, before.unit, before.name = low, unit, name
            return False
    high = reading.low
    before.low, before.high = (low, high) if low <= high else (high, low)
    before.unit, before.name, before.kind = unit, name, reading.kind
    before.multiplier = max(before.multiplier, reading.multiplier)
    before.number_end, before.end, before.suffixed = reading.number_end, reading.end, reading.suffixed
    before.chinese = before.chinese and reading.chinese
    before.rules += ("range",)
    return True


def _make_fraction(text: str, before: Reading, reading: Reading) -> bool:
    """约占1/3, 2/3的企业: a fraction in digits, told from dates and lists by the words beside it."""
    if (before.unit is not None or reading.unit is not None or before.decimal or reading.decimal
            or text[before.number_end:reading.number_start] != "/"
            or not 0 < before.low < reading.low <= 100 or before.multiplier * reading.multiplier > 1
            or text.startswith("/", reading.number_end) or text.endswith("/", 0, before.number_start)):
        return False
    if before.start == before.number_start and not (
            text.startswith(("的", "以上", "左右", "多", "强"), reading.number_end)
            or text.endswith(tuple(words("range")["fraction_before"]), 0, before.start)):
        return False
    before.low /= reading.low
    before.kind, before.unit, before.name = "share", unit_info("比例"), "比例"
    before.number_end, before.end, before.suffixed = reading.number_end, reading.end, reading.suffixed
    if reading.suffixed:
        before.qualifier = reading.qualifier
    elif before.qualifier == "exact":
        _look_for_detached(text, before)
    before.rules += ("fraction in digits",)
    return True


def _leading_multiplier(value: float) -> int:
    """三到五亿: the multiplier that the second numeral carries and the first one shares."""
    multiplier = 1
    while multiplier * 10 <= value:
        multiplier *= 10
    return multiplier


def _spread(before: Reading, reading: Reading) -> bool:
    """50±5%: from 45% to 55%."""
    if before.unit is not None and before.name != reading.name:
        return False
    width = abs(reading.low)
    before.low, before.high = before.low - width, before.low + width
    before.unit, before.name = reading.unit, reading.name
    before.number_end, before.end = reading.number_end, reading.end
    before.rules += ("plus or minus",)
    return True


def _make_negative(text: str, reading: Reading) -> None:
    """同比-8.5% is negative; 万元-5 and GPT-3 are not."""
    place = reading.number_start
    before = text[place - 1:place] if place else ""
    if before.isascii() and before.isalnum() and reading.name not in ("%", "百分点", "基点"):
        reading.blocked = True
    elif reading.unit is not None:
        reading.low = -reading.low
        reading.rules += ("minus sign",)
    reading.dash = False


def _share_units(text: str, readings: list[Reading]) -> None:
    """15/12/10倍; 分别为1.2、1.5和1.8亿元: numbers without unit take unit and multiplier of the list's last one."""
    for index in range(len(readings) - 2, -1, -1):
        reading, following = readings[index], readings[index + 1]
        if reading.unit is not None or reading.multiplier > 1 or reading.suffixed or reading.chinese:
            continue
        if following.unit is None and following.multiplier == 1 or following.chinese or following.kind != "number":
            continue
        gap = text[reading.number_end:following.start].strip()
        if gap not in _listed():
            continue
        if gap != "/" and not (reading.decimal and following.decimal) and "分别" not in text[max(0, reading.start - 30):reading.start]:
            continue
        factor = following.multiplier
        reading.low *= factor
        reading.multiplier, reading.unit, reading.name = factor, following.unit, following.name
        if reading.high is not None:
            reading.high *= factor
        if "minus sign" not in reading.rules and text[reading.number_start] == "-" and reading.low > 0:
            reading.low = -reading.low
        reading.rules += ("unit shared with the list",)
