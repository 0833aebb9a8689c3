"""Traditional characters, read as the simplified ones that tables and rules are written in, letter for letter."""

from __future__ import annotations

# Frequent characters that the other way of writing does not have, side by side.
_TRADITIONAL, _SIMPLIFIED = "億萬國個業產電這為們時會與開長東見說對發", "亿万国个业产电这为们时会与开长东见说对发"
_QUOTES = {"「": "“", "」": "”", "『": "‘", "』": "’"}


def in_simplified(text: str) -> str:
    """A text written in traditional characters in simplified ones, as long as before; any other as it is.

    Characters stand for themselves, words are not replaced (網路 is not 网络). Source: OpenCC, table t2s.

    >>> in_simplified("數位經濟規模達到3.2萬億元，設有「雲端」平臺12個")
    '数位经济规模达到3.2万亿元，设有“云端”平台12个'
    >>> in_simplified("《萬象》销量增长3万册，显著高于上年")
    '《萬象》销量增长3万册，显著高于上年'
    """
    if sum(map(text.count, _TRADITIONAL)) <= sum(map(text.count, _SIMPLIFIED)):
        return text
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    one_each = {letter: convert(letter) for letter in set(text)} | _QUOTES
    return text.translate({ord(letter): other for letter, other in one_each.items() if len(other) == 1})
