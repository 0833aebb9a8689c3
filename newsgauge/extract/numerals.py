"""Numerals to numbers: Arabic and full-width digits, Chinese numerals, multipliers."""

from __future__ import annotations

import re

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
PLACES = {"十": 10, "百": 100, "千": 1000}
MULTIPLIERS = {**PLACES, "万": 10**4, "亿": 10**8}

_PLAIN = dict(zip("０１２３４５６７８９．％＋－−﹣＜＞＄／", "0123456789.%+---<>$/", strict=True))
_WIDE = re.compile(f"[{''.join(_PLAIN)}]")

# 18 Arabic digits are more than any amount of money needs; a longer run is a code, and 1 MB of digits is an attack.
_LONGEST_ARABIC = 18
_LONGEST_CHINESE = 40


def plain_digits(text: str) -> str:
    """The text with full-width digits and signs in their plain form; the length stays the same.

    >>> plain_digits("５０％")
    '50%'
    """
    return _WIDE.sub(lambda sign: _PLAIN[sign[0]], text)


def arabic_value(digits: str, multiplier: int = 1) -> float:
    """The value of Arabic digits (with separators of thousands and a decimal point) times a whole multiplier.

    The digits are multiplied as whole numbers, so that 3.17万亿 is 3170000000000 and not 3170000000000.0005.

    >>> arabic_value("3.17", 10**12)
    3170000000000.0
    >>> arabic_value("13,872")
    13872.0
    """
    if len(digits) > _LONGEST_ARABIC + 8:
        raise ValueError(f"{digits[:20]}…: {len(digits)} digits are no number; give at most {_LONGEST_ARABIC}")
    whole, _, decimals = digits.replace(",", "").partition(".")
    return int(whole + decimals) * multiplier / 10 ** len(decimals)


def multiplier_value(text: str) -> int:
    """The product of the multipliers in `text`; 1 for the empty text.

    >>> multiplier_value("万亿")
    1000000000000
    """
    product = 1
    for sign in text:
        product *= MULTIPLIERS[sign]
    return product


def parse_chinese(text: str) -> tuple[float, float | None]:
    """The value of a Chinese numeral, and the upper end where it names two neighbouring digits.

    A run of plain digits reads by place (二〇二三), a bare multiplier as one of it (百, 万亿), two neighbouring digits
    as a rough number between them (GB/T 15835-2011, 5.2).
    Raises ValueError for what is no numeral (万千, 三三).

    >>> parse_chinese("三千二百亿")
    (320000000000.0, None)
    >>> parse_chinese("一百二"), parse_chinese("两万五千")
    ((120.0, None), (25000.0, None))
    >>> parse_chinese("三四十"), parse_chinese("十七八")
    ((30.0, 40.0), (17.0, 18.0))
    """
    if not 0 < len(text) <= _LONGEST_CHINESE:
        raise ValueError(f"{text[:20]!r} is no Chinese numeral; it has {len(text)} characters")
    whole, point, decimals = text.partition("点")
    if point:
        return _parse_decimal(whole, decimals), None
    if all(sign in DIGITS for sign in text) and len(text) > 1:
        numbers = [DIGITS[sign] for sign in text]
        if len(numbers) == 2 and numbers[1] > numbers[0] > 0:
            return float(numbers[0]), float(numbers[1])
        if len(numbers) > 2 or 0 in numbers:
            return float(int("".join(map(str, numbers)))), None
        raise ValueError(f"{text!r} is no Chinese numeral")
    low = _parse_places(text, 0)
    high = _parse_places(text, 1)
    return float(low), float(high) if high != low else None


def _parse_decimal(whole: str, decimals: str) -> float:
    """三点五, 三点五亿, 十二点三万: digits after 点, then multipliers."""
    digits = decimals.rstrip("".join(MULTIPLIERS))
    if not digits or any(sign not in DIGITS for sign in digits):
        raise ValueError(f"{whole}点{decimals} is no Chinese numeral")
    number = f"{int(parse_chinese(whole)[0])}." + "".join(str(DIGITS[sign]) for sign in digits)
    return arabic_value(number, multiplier_value(decimals[len(digits):]))


def _parse_places(text: str, side: int) -> int:
    """The value by places; of two neighbouring digits (七八百) the first counts for side 0, the second for side 1."""
    above = section = 0            # above: what stands before 万 and 亿; section: below ten thousand
    digit: int | None = None
    last_place = ceiling = 10**17
    pairs = 0
    zero = False
    for index, sign in enumerate(text):
        if sign in DIGITS:
            number = DIGITS[sign]
            if number == 0:
                if digit is not None:
                    raise ValueError(f"{text!r} is no Chinese numeral")
                zero = True
            elif digit is None:
                digit = number
            elif number > digit and not pairs:
                pairs += 1
                digit = number if side else digit
            else:
                raise ValueError(f"{text!r} is no Chinese numeral")
        elif sign in PLACES:
            place = PLACES[sign]
            if digit is None and (index and (place != 10 or text[index - 1] in PLACES)) or place >= last_place:
                raise ValueError(f"{text!r} is no Chinese numeral")
            section += (1 if digit is None else digit) * place
            last_place, digit, zero = place, None, False
        elif sign not in MULTIPLIERS:
            raise ValueError(f"{text!r} is no Chinese numeral")
        else:
            section += digit or 0
            if not section and index and not (above and text[index - 1] == "万"):
                raise ValueError(f"{text!r} is no Chinese numeral")
            multiplier = MULTIPLIERS[sign]
            if sign == "亿" and index and text[index - 1] == "万":
                above *= multiplier
            elif multiplier >= ceiling and not (sign == "亿" and above < 10**8):
                raise ValueError(f"{text!r} is no Chinese numeral")
            else:
                total = section + (above if sign == "亿" and above < 10**8 else 0)
                above = (above if above >= 10**8 else 0) + (total or 1) * multiplier
            ceiling = multiplier
            section, digit, last_place, zero = 0, None, multiplier, False
    if digit is not None:
        # 一百二 is 120 and 三万五 is 35000, but 一百零二 is 102.
        colloquial = 100 <= last_place < 10**17 and not zero and not pairs
        section += digit * (last_place // 10 if colloquial else 1)
    return above + section
