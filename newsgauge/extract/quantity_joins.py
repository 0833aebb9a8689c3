"""Puts numbers together that belong together: sums, ranges, spreads, fractions and lists with one unit."""

from __future__ import annotations

from functools import cache

from newsgauge.extract.quantity_words import qualifier_before_whole, words
from newsgauge.extract.readings import CLAUSE_ENDS, Reading
from newsgauge.units import unit_info

_ORDINAL_LISTS = frozenset({"、", "和", "及", "与", "或", "-", "—", "至", "到"})


@cache
def _between() -> frozenset[str]:
    return frozenset(words("range")["between"])


@cache
def _listed() -> frozenset[str]:
    return frozenset(words("range")["lists"])


def join_readings(text: str, readings: list[Reading]) -> list[Reading]:
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
    return ("到" in gap or "至" in gap) and not any(stop in gap for stop in CLAUSE_ENDS)


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
    elif (before.name in ("秒", "米") and reading.unit is None and reading.number_end - reading.number_start == 2
          and not before.decimal):                             # 9秒97, 1米85
        before.low += reading.low / 100
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
        before.qualifier = qualifier_before_whole(text, before.start) or "exact"
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
    else:
        reading.low = -reading.low
        reading.printed = -reading.printed
        reading.rules += ("minus sign",)
    reading.dash = False


def _share_units(text: str, readings: list[Reading]) -> None:
    """15/12/10倍; 分别为1.2、1.5和1.8亿元: numbers without unit take unit and multiplier of the list's last one."""
    for index in range(len(readings) - 2, -1, -1):
        reading, following = readings[index], readings[index + 1]
        counted = reading.name == "个" and following.name in ("百分点", "基点")       # 0.3个、0.5个百分点
        if reading.unit is not None and not counted or reading.multiplier > 1 or reading.suffixed or reading.chinese:
            continue
        if following.unit is None and following.multiplier == 1 or following.chinese or following.kind != "number":
            continue
        gap = text[reading.number_end:following.start].strip()
        if gap not in _listed():
            continue
        if not (counted or gap == "/" or reading.decimal and following.decimal
                or "分别" in text[max(0, reading.start - 30):reading.start]):
            continue
        factor = following.multiplier
        reading.low *= factor
        reading.multiplier, reading.unit, reading.name = factor, following.unit, following.name
        if reading.high is not None:
            reading.high *= factor
        reading.rules += ("unit shared with the list",)
