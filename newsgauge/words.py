"""Words of Chinese text: segmentation with a domain dictionary, counts, keyness, dispersion, keyword in context."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from newsgauge.resources import load_words

Words = tuple[str, ...]

# One character for one, so that offsets stay true: full-width ASCII and the ideographic space to half-width.
_HALF_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}

_NUMERALS = frozenset("零〇一二两三四五六七八九十百千万亿兆几数半多余来第")
_MEASURES = frozenset("个家项种次年月日天周季届批类条名位人元倍成点座台套件层份间所只步轮期场"
                      "章节部级岁户枚颗架艘辆米吨")


class Token(NamedTuple):
    """A word of a text: the form it is counted under and its span, indices into the text as given."""

    term: str
    start: int
    end: int


def half_width(text: str) -> str:
    """`text` with full-width letters, digits and signs made half-width; of the same length.

    >>> half_width("５Ｇ＋工业互联网（试点）")
    '5G+工业互联网(试点)'
    """
    return text.translate(_HALF_WIDTH)


@lru_cache(maxsize=4)
def _segmenter(own_words: Words):
    """A jieba tokenizer of our own that knows the domain dictionary and `own_words`."""
    import jieba

    # jieba reports the reading of its dictionary on standard error, where only failures belong.
    jieba.setLogLevel(logging.WARNING)
    segmenter = jieba.Tokenizer()
    if own_words:
        known = _segmenter(())
        segmenter.FREQ, segmenter.total = dict(known.FREQ), known.total
    else:
        # Read here rather than by initialize(), which shares a cache file with every user of the machine.
        segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
    segmenter.initialized = True
    for word in own_words or _domain_words():
        segmenter.add_word(half_width(word))
    return segmenter


@cache
def _domain_words() -> Words:
    return load_words("words.txt")


@lru_cache(maxsize=4)
def _forms(own_words: Words) -> dict[str, str]:
    """Words of the dictionary by their lower-case form."""
    return {half_width(word).lower(): half_width(word) for word in _domain_words() + own_words}


@lru_cache(maxsize=4)
def _scanner(own_words: Words) -> re.Pattern[str]:
    """Finds listed words with Latin letters or digits (group 1), other Latin words (2), numbers (3), Han runs (4)."""
    mixed = sorted((word for word in _forms(own_words).values() if re.search(r"[A-Za-z0-9]", word)),
                   key=len, reverse=True)
    # A Latin edge of a listed word must not run on into a longer word; a Han edge may: 5G基站3万座.
    listed = "|".join(("(?<![A-Za-z0-9])" if word[0].isascii() else "") + re.escape(word)
                      + ("(?![A-Za-z0-9])" if word[-1].isascii() else "") for word in mixed)
    return re.compile(
        rf"((?i:{listed}))"
        r"|([A-Za-z][A-Za-z0-9]*(?:[.\-/&'][A-Za-z0-9]+)*)"
        r"|([0-9]+(?:[.,:/][0-9]+)*[A-Za-z]*)"
        r"|([\u3400-\u4dbf\u4e00-\u9fff〇]+)")


def spans(text: str, own_words: Words = ()) -> Iterator[Token]:
    """Every word of `text` in order, stop words and numbers too; signs and white space are passed over.

    Chinese is cut by jieba (dictionary and unigram model, without its guessing of unknown words, which joins
    names to verbs); words with Latin letters are kept whole and counted under the form of the dictionary.

    >>> [token.term for token in spans("我国５Ｇ基站超过129万座，app用户增长。")]
    ['我国', '5G基站', '超过', '129', '万座', 'APP', '用户', '增长']
    """
    own_words = tuple(own_words)
    segmenter, forms = _segmenter(own_words), _forms(own_words)
    for match in _scanner(own_words).finditer(half_width(text)):
        start = match.start()
        if match.lastindex == 4:
            for word in segmenter.cut(match[0], HMM=False):
                yield Token(word, start, start + len(word))
                start += len(word)
        else:
            yield Token(forms.get(match[0].lower(), match[0]), start, match.end())


@lru_cache(maxsize=4)
def _stop_words(own_stop_words: Words) -> frozenset[str]:
    return frozenset(half_width(word).lower() for word in load_words("stopwords.txt") + own_stop_words)


@lru_cache(maxsize=100_000)
def _is_number(word: str) -> bool:
    """Whether `word` only counts something: 129, 十几, 三家, 第一, 5nm."""
    if word[0].isdigit():
        return True
    rest = word.lstrip("".join(_NUMERALS))
    return len(rest) < len(word) and (not rest or (len(rest) == 1 and rest in _MEASURES))


def tokenize(text: str, *, own_words: Iterable[str] = (), own_stop_words: Iterable[str] = ()) -> list[str]:
    """The words of `text` that tell what it is about: without stop words, numbers, units and single characters.

    >>> tokenize("据悉，截至2022年底全国建成5G基站231万个，数字经济规模突破50万亿元。")
    ['5G基站', '数字经济']
    """
    return [token.term for token in term_spans(text, own_words=own_words, own_stop_words=own_stop_words)]


def term_spans(text: str, *, own_words: Iterable[str] = (), own_stop_words: Iterable[str] = ()) -> list[Token]:
    """The words that `tokenize` keeps, each with its span."""
    own_words = tuple(own_words)
    stop, forms = _stop_words(tuple(own_stop_words)), _forms(own_words)
    kept = []
    for token in spans(text, own_words):
        term = token.term
        if len(term) < 2 or term.lower() in stop or (_is_number(term) and term.lower() not in forms):
            continue
        kept.append(token)
    return kept


def count_terms(text: str, *, own_words: Iterable[str] = (), own_stop_words: Iterable[str] = ()) -> Counter[str]:
    """How often each word of `tokenize` occurs.

    >>> count_terms("数据要素流通，数据要素市场").most_common(1)
    [('数据要素', 2)]
    """
    return Counter(tokenize(text, own_words=own_words, own_stop_words=own_stop_words))
