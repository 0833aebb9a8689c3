"""Words of Chinese text: segmentation with a domain dictionary, counts, keyness, dispersion, keyword in context."""

from __future__ import annotations

import logging
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from newsgauge.resources import load_words
from newsgauge.units import unit_forms

Words = tuple[str, ...]

# The frequency (in the 60 million words of the stock dictionary) that a word of the domain dictionary has at least is
# this times two for each character: the longer word wins where two overlap, 工业互联网|平台 and not 工业|互联网平台.
FREQUENCY = 500

# One character for one, so that offsets stay true: full-width ASCII and the ideographic space to half-width.
_HALF_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}

_HAN = "[\u3400-\u4dbf\u4e00-\u9fff〇]"
_NUMERALS = frozenset("零〇一二两三四五六七八九十百千万亿兆几数半多余来第")
# What a number of one word may count, beside the units.
_MEASURES = frozenset([*"个家项种次年月日天周季届批类条名位人元倍成点座台套件层份间所只步轮期场章节部级岁户枚颗架",
                       *"艘辆米吨局盘页遍趟阵匹棵朵封幅度", "月底", "月初", "月份", "年底", "年初", "年代", "世纪",
                       "来年", "多年", "余年", "几年", "钟头", "刻钟", "星期", "分钟", "小时"])


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
    for word in map(half_width, own_words or _domain_words()):
        # Enough to win against its parts; from three characters also against a neighbour's: the stock dictionary has
        # 贸易规模, which must not break 数字贸易|规模.
        least = FREQUENCY * 2 ** len(word) if len(word) > 2 else 0
        segmenter.add_word(word, max(segmenter.suggest_freq(word), least))
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
    mixed = sorted((word for word in _forms(own_words).values() if not re.fullmatch(f"{_HAN}+", word)),
                   key=len, reverse=True)

    def pattern(words: list[str]) -> str:
        # A Latin edge of a listed word must not run on into a longer word (GPT in GPT-4); a Han edge may: 5G基站3万座.
        return "(?i:" + "|".join(
            ("(?<![A-Za-z0-9])" if re.match("[A-Za-z0-9]", word) else "") + re.escape(word)
            + ("(?![A-Za-z0-9]|[-.&'][A-Za-z0-9])" if re.search("[A-Za-z0-9]$", word) else "") for word in words) + ")"

    # A run of Han characters must stop before a listed word that begins with one: 发展|人工智能+.
    inside = [word for word in mixed if re.match(_HAN, word)]
    run = f"(?:(?!{pattern(inside)}){_HAN})+" if inside else f"{_HAN}+"
    return re.compile(
        f"({pattern(mixed)})"
        r"|([A-Za-z][A-Za-z0-9]*(?:[.\-/&'][A-Za-z0-9]+)*)"
        r"|([0-9]+(?:[.,:/][0-9]+)*[A-Za-z]*)"
        f"|({run})")


def spans(text: str, own_words: Words = ()) -> Iterator[Token]:
    """Every word of `text` in order, stop words and numbers too; signs and white space are passed over.

    Chinese is cut by jieba (dictionary and unigram model, without its guessing of unknown words, which joins
    names to verbs); words with Latin letters are kept whole and counted under the form of the dictionary.

    >>> [token.term for token in spans("我国５Ｇ基站超过129万座，app用户增长。")]
    ['我国', '5G基站', '超过', '129', '万座', 'APP', '用户', '增长']
    """
    return _spans_of(text, "", tuple(own_words))


def _spans_of(text: str, part: str, own_words: Words) -> Iterator[Token]:
    """The words of `text`; with `part`, only that word (runs without it need not be cut)."""
    segmenter, forms = _segmenter(own_words), _forms(own_words)
    for match in _scanner(own_words).finditer(half_width(text)):
        start = match.start()
        if match.lastindex != 4:
            term = forms.get(match[0].lower(), match[0])
            if part in ("", term):
                yield Token(term, start, match.end())
        elif part in match[0]:
            for word in segmenter.cut(match[0], HMM=False):
                if part in ("", word):
                    yield Token(word, start, start + len(word))
                start += len(word)


@lru_cache(maxsize=4)
def _stop_words(own_stop_words: Words) -> frozenset[str]:
    return frozenset(half_width(word).lower() for word in load_words("stopwords.txt") + own_stop_words)


def _form(word: str, own_words: Words) -> str:
    """The form under which `word` is counted."""
    word = half_width(word).strip()
    return _forms(own_words).get(word.lower(), word)


@lru_cache(maxsize=100_000)
def _is_number(word: str) -> bool:
    """Whether `word` only counts something: 129, 十几, 三家, 第一, 二十分钟, 万亿美元, 5nm."""
    if word[0].isdigit():
        return True
    rest = word.lstrip("".join(_NUMERALS))
    return len(rest) < len(word) and (not rest or rest in _MEASURES or (len(rest) > 1 and rest in unit_forms()))


def tokenize(text: str, *, own_words: Iterable[str] = (), own_stop_words: Iterable[str] = ()) -> list[str]:
    """The words of `text` that tell what it is about: without stop words, numbers, units and single characters.

    `own_words` are kept whole and kept, whatever they are; `own_stop_words` are left out.

    >>> tokenize("据悉，截至2022年底全国建成5G基站231万个，数字经济规模突破50万亿元。")
    ['5G基站', '数字经济']
    """
    return [token.term for token in term_spans(text, own_words=own_words, own_stop_words=own_stop_words)]


def term_spans(text: str, *, own_words: Iterable[str] = (), own_stop_words: Iterable[str] = ()) -> list[Token]:
    """The words that `tokenize` keeps, each with its span."""
    own_words = tuple(own_words)
    stop, own = _stop_words(tuple(own_stop_words)), {_form(word, own_words) for word in own_words}

    def tells(term: str) -> bool:
        if term in own:
            return True
        listed = term.lower() in _forms(own_words)
        return len(term) > 1 and term.lower() not in stop and (listed or not _is_number(term))

    return [token for token in spans(text, own_words) if tells(token.term)]


def count_terms(text: str, *, own_words: Iterable[str] = (), own_stop_words: Iterable[str] = ()) -> Counter[str]:
    """How often each word of `tokenize` occurs.

    >>> count_terms("数据要素流通，数据要素市场").most_common(1)
    [('数据要素', 2)]
    """
    return Counter(tokenize(text, own_words=own_words, own_stop_words=own_stop_words))


class Context(NamedTuple):
    """A word with the text on its left and right; `start` and `end` index the text it was found in."""

    left: str
    term: str
    right: str
    start: int
    end: int


def contexts(text: str, term: str, width: int = 30, *, own_words: Iterable[str] = ()) -> list[Context]:
    """Every place of `term` in `text`, with up to `width` characters of the same paragraph on either side.

    A word is found where segmentation yields it (数据 is not found in 大数据), so that there are as many rows as
    `count_terms` counts; a phrase that segmentation cuts is found wherever it stands.

    >>> contexts("发展大数据，开放数据。", "数据", width=4)
    [Context(left='据，开放', term='数据', right='。', start=8, end=10)]
    """
    own_words = tuple(own_words)
    form = _form(term, own_words)
    if not form:
        return []
    if len(list(spans(form, own_words))) == 1:
        places = [(token.start, token.end) for token in _spans_of(text, form, own_words)]
    else:
        found = re.finditer(re.escape(form), half_width(text), re.IGNORECASE)
        places = [match.span() for match in found]
    rows = []
    for start, end in places:
        left_edge = max(text.rfind("\n", 0, start) + 1, start - width)
        line_end = text.find("\n", end)
        right_edge = min(len(text) if line_end < 0 else line_end, end + width)
        rows.append(Context(text[left_edge:start], text[start:end], text[end:right_edge], start, end))
    return rows


def keyness(target: Mapping[str, int], reference: Mapping[str, int], *, minimum: int = 3,
            sizes: tuple[int, int] | None = None) -> pd.DataFrame:
    """Words that a selection uses more, or less, than the rest of the corpus.

    `target` and `reference` count the words of two texts that share no part; `sizes` are the numbers of all their
    words, where rare ones are not among those counted. Columns: term, target, reference (counts),
    target_rate and reference_rate (per 10,000 words), log_likelihood (G², Dunning 1993, in the two-cell form of Rayson
    and Garside 2000; above 15.13 is p < 0.0001), log_ratio (Hardie 2014: binary logarithm of the ratio of the rates,
    a count of 0 taken as 0.5; 1 is twice as often, below 0 is rarer). Words counted less than `minimum` times in both
    together are left out. Over-used words first, strongest first.

    >>> keyness({"算力": 9, "企业": 11}, {"企业": 80})[["term", "log_ratio"]].round(2).values.tolist()
    [['算力', 6.17], ['企业', -0.86]]
    """
    frame = pd.DataFrame({"target": pd.Series(dict(target), dtype=float),
                          "reference": pd.Series(dict(reference), dtype=float)}).fillna(0.0)
    target_size, reference_size = sizes or (frame["target"].sum(), frame["reference"].sum())
    frame = frame[frame["target"] + frame["reference"] >= minimum]
    if not target_size or not reference_size:
        frame = frame.iloc[:0]
    both = frame["target"] + frame["reference"]
    size = max(target_size + reference_size, 1.0)
    likelihood = sum(
        np.where(count > 0, count * np.log(np.where(count > 0, count, 1.0) / (both * part / size)), 0.0)
        for count, part in ((frame["target"], target_size), (frame["reference"], reference_size)))
    ratio = (frame["target"].replace(0, 0.5) / max(target_size, 1)) / (
        frame["reference"].replace(0, 0.5) / max(reference_size, 1))
    frame = frame.assign(
        target_rate=frame["target"] / max(target_size, 1) * 10_000,
        reference_rate=frame["reference"] / max(reference_size, 1) * 10_000,
        log_likelihood=2 * likelihood, log_ratio=np.log2(ratio.astype(float)),
    ).astype({"target": int, "reference": int}).rename_axis("term").reset_index()
    frame["_over"] = frame["log_ratio"] > 0
    return frame.sort_values(["_over", "log_likelihood", "term"], ascending=[False, False, True],
                             ignore_index=True).drop(columns="_over")


def dispersion(counts: pd.DataFrame, sizes: Mapping[str, int]) -> pd.DataFrame:
    """How evenly each word is spread over the parts of a corpus (articles or documents).

    `counts` has the columns term, part, count; `sizes` the number of words of every part, parts without the word too.
    Columns of the answer: term, count, parts (that hold the word), dp: Gries' deviation of proportions, normalised
    (Gries 2008; Lijffijt and Gries 2012), from 0 (spread as evenly as the parts' sizes allow) to 1 (all in the smallest
    part).

    >>> rows = pd.DataFrame({"term": ["数据", "数据", "区块链"], "part": ["a", "b", "a"], "count": [5, 5, 4]})
    >>> dispersion(rows, {"a": 100, "b": 100}).values.tolist()
    [['数据', 10, 2, 0.0], ['区块链', 4, 1, 1.0]]
    """
    whole = sum(sizes.values())
    parts = pd.Series(dict(sizes), dtype=float) / max(whole, 1)
    rows = counts.groupby(["term", "part"], as_index=False)["count"].sum()
    totals = rows.groupby("term")["count"].transform("sum")
    expected = rows["part"].map(parts).astype(float)
    rows = rows.assign(expected=expected, off=(rows["count"] / totals - expected).abs())
    grouped = rows.groupby("term").agg(count=("count", "sum"), parts=("part", "nunique"), off=("off", "sum"),
                                       expected=("expected", "sum")).reset_index()
    widest = 1 - parts.min() if len(parts) > 1 else 1.0
    # Parts without the word add the whole of their expected share.
    grouped["dp"] = ((grouped["off"] + 1 - grouped["expected"]) / 2 / widest).clip(0, 1).round(12)
    return grouped.drop(columns=["off", "expected"]).sort_values(
        ["count", "term"], ascending=[False, True], ignore_index=True)


def cooccurrences(sentences: Iterable[str], terms: Iterable[str], *, minimum: int = 2,
                  own_words: Iterable[str] = ()) -> pd.DataFrame:
    """Which of `terms` stand together in a sentence, for a network of the leading words.

    Columns: term, partner, sentences (that hold both), log_dice (Rychlý 2008: 14 + log₂ of twice the sentences with
    both over the sum of the sentences with either; 14 is always together, and one less is half as close; it does not
    depend on the size of the corpus). Pairs in fewer than `minimum` sentences are left out. Closest first.

    >>> cooccurrences(["5G与工业互联网", "工业互联网和5G", "区块链"], ["5G", "工业互联网"]).values.tolist()
    [['5G', '工业互联网', 2, 14.0]]
    """
    wanted, own_words = set(terms), tuple(own_words)
    single: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        held = sorted({token.term for token in spans(sentence, own_words)} & wanted)
        single.update(held)
        pairs.update(combinations(held, 2))
    rows = [(term, partner, count, 14 + math.log2(2 * count / (single[term] + single[partner])))
            for (term, partner), count in pairs.items() if count >= minimum]
    frame = pd.DataFrame(rows, columns=["term", "partner", "sentences", "log_dice"])
    return frame.sort_values(["log_dice", "sentences", "term", "partner"], ascending=[False, False, True, True],
                             ignore_index=True)
