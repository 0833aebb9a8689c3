"""Finds the quantities of a text: numbers with their unit, multiplier and qualifier, as printed."""

from __future__ import annotations

import re

from newsgauge.extract.not_quantities import LATIN, is_bare_multiplier, is_latin_prefix, is_quantity
from newsgauge.extract.numerals import arabic_value, multiplier_value, parse_chinese, plain_digits
from newsgauge.extract.quantity_joins import join_readings
from newsgauge.extract.quantity_words import (
    currencies,
    find_unit,
    negated,
    qualifier_before_whole,
    qualifiers_after,
    qualifiers_before,
)
from newsgauge.extract.readings import Reading
from newsgauge.model import Quantity
from newsgauge.units import unit_info

_DIGIT = "零〇一二两三四五六七八九"
_PLACE = "十百千万亿"
_NUMERAL = _DIGIT + _PLACE
_TO = r"\s?[-–—~～至到、和及/]\s?"
_MORE_DATES = rf"(?:{_TO}\d\d?){{0,6}}"
# 千瓦 and 百帕 are units, 百分点 too: their first letter multiplies nothing.
_MULTIPLIER = "(?:[百千]?万亿|[十百千]?[亿万]|个亿|百(?![分帕])|千(?![瓦克米帕伏卡兆赫焦牛字]))"

# The first letter is taken before the branches, each of which looks back at it: so the search skips from one possible
# first letter to the next. Every branch matches there in one run or fails at once, which keeps the search linear.
_CANDIDATE = re.compile(
    rf"[\d{_NUMERAL}半翻](?:"
    # Years, dates, times of day: found so that their numbers are passed over.
    rf"(?P<time>(?<=\d)(?<![\d.,]\d)(?:"
    rf"(?:(?<=1)[5-9]|(?<=2)[01])\d\d(?:{_TO}(?:(?:1[5-9]|2[01])\d\d|\d\d)){{0,4}}\s?(?:年|财年|学年|赛季)"
    rf"|(?<=[12])\d{{3}}(?P<stroke>[-/.])\d\d?(?P=stroke)\d\d?(?!\d)"
    rf"|\d?{_MORE_DATES}\s?月(?:\s?\d\d?{_MORE_DATES}\s?[日号])?"
    rf"|\d?{_MORE_DATES}\s?[日号](?!元(?![旦宵])|均)"
    r"|\d?\s?时(?![间速长段空代])(?:\s?\d\d?\s?分)?|\d?\s?点\s?(?:\d\d?\s?分|半)"
    r"|\d?[:：]\d\d[:：]\d\d))"
    r"|(?P<ratio>(?<=\d)(?<![\d.:：∶]\d)(?P<above>\d{0,5}(?:\.\d{1,6})?)\s?[:：∶]\s?"
    r"(?P<below>\d{1,6}(?:\.\d{1,6})?)(?![\d:：∶]|\.\d))"
    r"|(?P<arabic>(?<=\d)(?P<digits>\d*+(?:,\d{3}(?!\d))*+(?:\.\d++)?)"
    rf"(?:\s?(?P<more>[多余来几]?)(?P<multiplier>{_MULTIPLIER})(?P<more2>[多余]|\+(?![\dA-Za-z])|)(?P<again>(?<=[多余])[万亿]{{1,2}})?"
    r"|(?P<more3>[多余来几]|\+(?![\dA-Za-z])|(?<=\d)\s[多余](?=[^\s])))?+)"
    r"|(?P<half>(?<=一)半|(?<=半)数|(?<=[过超近逾]半)(?![年月天日小个世途程场导径岛生信决夜百路]))"
    rf"|(?P<double>(?<=翻)了?(?P<close>近|约|超过|不止)?(?P<times>[{_DIGIT}十]|\d{{1,2}})?(?P<fold>番|倍))"
    rf"|(?P<chinese>(?:(?<=[{_DIGIT}])(?=[{_NUMERAL}成倍]|分之|点[{_DIGIT}]|[至到—~～-][{_DIGIT}])|(?<=[{_PLACE}]))"
    rf"(?P<run>[{_NUMERAL}]*+(?:点[{_DIGIT}]++[{_PLACE}]*+)?)"
    rf"(?:分之(?P<share>\d++(?:\.\d++)?|[{_NUMERAL}]++(?:点[{_DIGIT}]++)?))?(?P<more4>[多余来]?)(?P<multiplier2>[万亿]{{0,2}})))"
)
_INSIDE = {"多": "over", "余": "over", "几": "over", "+": "over", "来": "about"}


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
    readings = join_readings(plain, readings)
    return [_quantity(reading) for reading in readings if is_quantity(plain, reading)]


def _quantity(reading: Reading) -> Quantity:
    qualifier = "between" if reading.high is not None else reading.qualifier
    return Quantity(reading.start, reading.end, reading.number_start, reading.number_end, reading.low, reading.high,
                    reading.name, qualifier, reading.rules)


def _read_arabic(text: str, match: re.Match) -> Reading | None:
    digits, more, multiplier, more2, again, more3 = match.group(
        "digits", "more", "multiplier", "more2", "again", "more3")
    start, end = match.span()
    digits = text[start] + digits
    if len(digits) > 24 or start and text[start - 1] in LATIN and not is_latin_prefix(text, start):
        return None
    factor = 1 if not multiplier else 10**8 if multiplier == "个亿" else multiplier_value(multiplier + (again or ""))
    if multiplier == "个亿" and text.startswith(("元以上", "元级", "级"), end):
        # 5771个亿元以上项目 are as many projects.
        end, factor, more2, again, more3 = match.start("multiplier"), 1, None, None, None
    reading = Reading(start, start, end, end, arabic_value(digits, factor), printed=arabic_value(digits),
                      multiplier=factor, decimal="." in digits, rules=("number in digits",))
    sign = more or more2 or more3 and more3.strip()
    if sign:
        reading.qualifier = _INSIDE[sign]
        reading.rules += ("word for more in the number",)
    return _complete(text, reading)


def _read_chinese(text: str, match: re.Match) -> Reading | None:
    run, share, more, multiplier = match.group("run", "share", "more4", "multiplier2")
    start, end = match.span()
    run = text[start] + run
    if share:
        return _read_share(text, match, run, share)
    if (not more and run[-1] in "百千" and any(sign in _PLACE for sign in run[:-1])
            and find_unit(text, end - 1, start, False, True)[0]):
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
    """半, 一半 and 半数 are a half; 过半 is more and 近半 about as much; 另一半 names the rest."""
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
    start, end = match.span()
    above, below = float(text[start] + match["above"]), float(match["below"])
    if not below:
        return None
    return Reading(start, start, end, end, above / below, kind="ratio", unit=unit_info("比例"), name="比例",
                   rules=("ratio",))


_READERS = {"arabic": _read_arabic, "chinese": _read_chinese, "half": _read_half, "double": _read_double,
            "ratio": _read_ratio}


def _complete(text: str, reading: Reading) -> Reading:
    """The reading with its unit, and with the sign, currency and qualifiers around it."""
    if reading.unit is None:
        number_end = reading.number_end
        reading.unit, reading.number_end = find_unit(text, number_end, reading.start, reading.decimal,
                                                     reading.chinese)
        if reading.unit is not None and reading.unit.name == "成":
            _read_tenths(text, reading)
        elif text.startswith("个多", number_end):              # 3个多月
            reading.qualifier = "over"
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
    if sign == "-" and not reading.chinese or sign == "+" and (
            reading.name in ("%", "百分点", "基点") or text[start - 2:start - 1] not in LATIN):
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
    money, currency = currencies().before(text, start - (start > 0 and text[start - 1] == " "))
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
        reading.start, qualifier = negated(text, place, qualifier)
        # 控制在5.5%左右: the word after it says how far.
        if not reading.suffixed or reading.qualifier == "about" and text[place:start] != "控制在":
            reading.qualifier = qualifier
        reading.rules += ("qualifier before the number",)
    else:
        reading.start, reading.qualifier = negated(text, reading.number_start, reading.qualifier)
        if reading.qualifier == "exact" and (reading.kind == "share" or reading.name == "%"):
            qualifier = qualifier_before_whole(text, reading.start)
            if qualifier:
                reading.qualifier = qualifier
                reading.rules += ("qualifier before the whole",)


def _fits(text: str, place: int, start: int, reading: Reading) -> bool:
    """过 and 上 qualify large round numbers only: 过亿, 上百家; not 通过3家, 网上20万人."""
    word = text[place:start]
    if word == "上":
        return reading.bare
    if word == "过":
        return reading.bare or reading.multiplier >= 10**4 or reading.kind == "share"
    return True
