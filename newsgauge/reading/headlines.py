"""Which part each paragraph plays on the page: title, heading, body, caption, byline or label."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from newsgauge.model import ParagraphKind
from newsgauge.reading.layout import BYLINE, CREDIT, is_headline
from newsgauge.resources import load_table

LABEL_LENGTH = 6         # a column's name over an article: 产业环境, 大咖说
WINDOW = 800             # characters of running text compared on either side of a headline
SHORTEST_ARTICLE = 30    # characters; what is shorter under a headline is a note, not an article
MIDDLE_COHESION = 0.085
BUCKETS = 1 << 16        # of the hashed pairs of characters
NUMBERED = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}(?:、|是|章|节|部分|[.．])|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}(?:[、.．](?!\d)|\.\d))")
CHINESE_NUMBER = re.compile(r"第?([一二三四五六七八九十]{1,3})(?:、|[.．]|章|部分)")
SUBTITLE = re.compile(r"(?:—|-|–|―){2}")
SPEAKER_QUESTION = re.compile(r"[^，。：]{1,12}[：:].*[？?]$")
SOON = re.compile(r"[“‘]?(?:近日|日前|昨日|昨天|今天|今日|当地时间|\d{1,2}月|(?:记者)?\d{1,2}月\d{1,2}日|\d{1,2}日|本报|\d{4}年\d{1,2}月\d{1,2}日)")
TURNING_BACK = re.compile(r".{0,3}(?:此|该|这|其|上述|同时|另外|对此)")
NO_BODY = re.compile(r"[^\w]*$")


@cache
def dateline() -> re.Pattern[str]:
    """What opens a news item: 本报讯, 本报北京电, 本报杭州11月24日讯, 新华社北京9月5日电, 央视网消息, 记者11月22日从…获悉."""
    table = load_table("reading.toml")
    agencies, ends = ("|".join(map(re.escape, sorted(table[key], key=len, reverse=True)))
                      for key in ("agencies", "dateline_ends"))
    return re.compile(rf"[（(【\[]?(?:{agencies})(?:[^。！？，,：:（(]{{0,24}}?)(?:{ends})(?!员)(?:[）)】\]]|\s|[（(：:，,]|记者|[^，。]{{2,6}}报道|(?=[^，。]))"
                      rf"|[（(](?:记者|通讯员)[^（）()，。]{{1,24}}[）)]")


@cache
def _words(key: str) -> tuple[str, ...]:
    return tuple(load_table("reading.toml")[key])


def breaks_off(text: str, following: str) -> bool:
    """Whether a short line without a full stop is a sentence broken by the layout rather than a headline.

    >>> breaks_off("尽管尚不能以签约成交额来总结这场", "国际合作对接会的价值，已经显现。")
    True
    >>> breaks_off("网络生态环境更加清朗", "2018年8月，平台上线。")
    False
    """
    if NUMBERED.match(text):
        return False
    if following and following.startswith(_words("continuing")):
        return True
    if text.endswith(_words("unfinished")):
        return True
    head, comma, _ = text.replace(",", "，").partition("，")
    if comma and (head.endswith(_words("speech")) or head.startswith(_words("openers"))):
        return True
    commas = text.count("，") + text.count(",")
    return text.startswith(_words("openers")) and not text.endswith(("？", "！")) or (commas >= 2 and len(text) < 10 * (commas + 1))


@dataclass(slots=True)
class Page:
    """The paragraphs of a page with what the layout tells of each, as columns of equal length."""

    text: str
    bounds: list[tuple[int, int]]
    levels: list[int]            # of a Markdown heading mark; 0 without
    spaced: list[bool]           # printed with spaces beside Han characters

    def words(self, i: int) -> str:
        start, end = self.bounds[i]
        return self.text[start:end]


def paragraph_kinds(page: Page) -> list[ParagraphKind]:
    """The part that each paragraph plays."""
    kinds = [_form(page, i) for i in range(len(page.bounds))]
    for i, kind in enumerate(kinds):
        if kind == "caption" and i and len(page.words(i)) <= 30 and kinds[i - 1] == "body" and len(page.words(i - 1)) <= 160:
            kinds[i - 1] = "caption"
    groups = _headline_groups(page, kinds)
    if groups:
        _tell_titles(page, kinds, groups)
    return kinds


def _form(page: Page, i: int) -> ParagraphKind:
    """The kind of a paragraph as far as its own form tells; "heading" for every headline."""
    words = page.words(i)
    if NO_BODY.match(words):
        return "body"
    if len(words) <= 200 and CREDIT.search(words):
        return "caption"
    if len(words) <= 60 and BYLINE.match(words) and not dateline().match(words):
        return "byline"
    if page.levels[i]:
        return "heading"
    if len(words) > 60 or not is_headline(words) or SPEAKER_QUESTION.match(words) or "上接第" in words:
        return "body"
    following = page.words(i + 1) if i + 1 < len(page.bounds) else ""
    return "body" if breaks_off(words, following) else "heading"


def _headline_groups(page: Page, kinds: list[ParagraphKind]) -> list[tuple[int, int]]:
    """The half-open runs of headlines and bylines that hold at least one headline."""
    groups, i = [], 0
    while i < len(kinds):
        if kinds[i] not in ("heading", "byline"):
            i += 1
            continue
        j = i
        while j < len(kinds) and kinds[j] in ("heading", "byline"):
            # A mark of a higher level begins a group of its own: "### 专家观点" before "## 马大为".
            if j > i and 0 < page.levels[j] < page.levels[j - 1] and kinds[j] == "heading" and _has_title(page, i, j):
                break
            j += 1
        if "heading" in kinds[i:j]:
            groups.append((i, j))
        i = j
    return groups


def _has_title(page: Page, i: int, j: int) -> bool:
    return any(len(page.words(k)) > LABEL_LENGTH + 4 for k in range(i, j))


def _tell_titles(page: Page, kinds: list[ParagraphKind], groups: list[tuple[int, int]]) -> None:
    """Turn the headings that open an article into titles, and column names into labels, in place."""
    compare = _Comparison(page)
    ordered = _ordered_headings(page, groups)
    body = [i for i, kind in enumerate(kinds) if kind == "body"]
    spaced_bodies = sum(page.spaced[i] for i in body) / max(1, len(body))
    for n, (i, j) in enumerate(groups):
        before = groups[n - 1][1] if n else 0
        after = groups[n + 1][0] if n + 1 < len(groups) else len(kinds)
        headlines = [k for k in range(i, j) if kinds[k] == "heading"]
        labels = []
        while len(headlines) > 1 and _is_label(page.words(headlines[0])):
            labels.append(headlines.pop(0))
        if n in ordered:
            continue
        score = _title_score(page, kinds, compare, (before, i, j, after), headlines, bool(labels), spaced_bodies)
        if score > 0:
            for k in headlines:
                kinds[k] = "title"
            for k in labels:
                kinds[k] = "label"


def _is_label(words: str) -> bool:
    plain = words.strip("【】[]>》》·—-■●□ ")
    return len(plain) <= LABEL_LENGTH or (len(plain) <= 2 * LABEL_LENGTH and plain.endswith(_words("labels")))


def _ordered_headings(page: Page, groups: list[tuple[int, int]]) -> set[int]:
    """The groups that stand inside a running count 一、二、三、… : parts of one article, whatever they look like."""
    inside: set[int] = set()
    opened, last = -1, 0
    for n, (i, j) in enumerate(groups):
        for k in range(i, j):
            match = CHINESE_NUMBER.match(page.words(k))
            number = _count(match.group(1)) if match else 0
            if not number:
                continue
            if number == last + 1 and opened >= 0:
                inside.update(range(opened, n + 1))
                opened, last = n, number
            elif number == 1:
                opened, last = n, 1
                if k == i:
                    inside.add(n)
    return inside


def _count(numeral: str) -> int:
    """The value of a Chinese numeral below 100.

    >>> _count("二十三"), _count("十"), _count("九")
    (23, 10, 9)
    """
    digits = "一二三四五六七八九"
    tens, ten, ones = numeral.rpartition("十")
    value = digits.index(ones) + 1 if ones in digits and ones else 0
    if not ten:
        return value
    return value + 10 * (digits.index(tens) + 1 if tens in digits and tens else 1)


def _title_score(page: Page, kinds: list[ParagraphKind], compare: _Comparison, places: tuple[int, int, int, int],
                 headlines: list[int], labelled: bool, spaced_bodies: float) -> float:
    """How much a group of headlines looks like the title of an article (above 0) rather than a heading inside one.

    The weights were set by hand around a logistic fit on the headlines of the shipped documents: what precedes a
    title shares few words with it and with what follows, a title is long and printed with more space than text.
    """
    before, i, j, after = places
    if not headlines:
        return -9.0
    first, last = page.words(headlines[0]), page.words(headlines[-1])
    if NUMBERED.match(first):
        return -9.0
    level = page.levels[headlines[0]]
    lead = page.words(j) if j < len(kinds) else ""
    score = -1.0
    if level:
        score += {1: 4.0, 2: 2.0}.get(level, -4.0)
    if any(kinds[k] == "byline" for k in range(i, j)):
        score += 3.0
    if dateline().match(lead):
        score += 3.0
    elif SOON.match(lead):
        score += 2.5
    elif TURNING_BACK.match(lead):
        score -= 0.8
    if i == 0:
        score += 4.0
    if any(SUBTITLE.match(page.words(k)) for k in headlines[1:]):
        score += 6.0
    if len(headlines) > 4 and i > 0:
        score -= 8.0
    if last.endswith(("——", "：", ":")):
        score -= 2.0
    if labelled:
        score += 0.5
    if any(page.spaced[k] for k in headlines):
        score += 4.0 * max(0.0, 1 - 3 * spaced_bodies)
    if re.search(r"[：:].", last):
        score += 1.8
    score += 0.22 * min(24, max(len(page.words(k)) for k in headlines))
    following = page.bounds[after - 1][1] - page.bounds[j][0] if after > j else 0
    if following < SHORTEST_ARTICLE:
        return score - 4.0
    known, in_lead, cohesion = compare.around(page.bounds[i][0], page.bounds[j - 1][1], headlines, j)
    return score - 6.0 * known + 2.8 * in_lead - 54.0 * min(0.15, cohesion)


class _Comparison:
    """Compares the words on either side of a headline by pairs of characters, rare ones counting more."""

    def __init__(self, page: Page) -> None:
        self.page = page
        codes = np.frombuffer(page.text.encode("utf-32-le", "replace"), dtype=np.uint32)
        pairs = (codes[:-1] * np.uint32(40503) + codes[1:]) % np.uint32(BUCKETS) if len(codes) > 1 else codes[:0]
        self.pairs = pairs.astype(np.int64)
        number = np.zeros(len(self.pairs), dtype=np.int64)
        starts = np.array([start for start, _ in page.bounds[1:]], dtype=np.int64)
        number[starts[starts < len(number)]] = 1
        number = np.cumsum(number)
        seen = np.unique(number * BUCKETS + self.pairs) % BUCKETS
        spread = np.bincount(seen, minlength=BUCKETS)
        self.weights = np.log(max(2, len(page.bounds)) / np.maximum(1, spread))
        han = (codes >= 0x3400) & (codes < 0xA000) | (codes < 0x80) & (codes > 0x2F)
        self.solid = (han[:-1] & han[1:]) if len(codes) > 1 else han[:0]
        self.mark = np.zeros(BUCKETS, dtype=bool)

    def _set(self, start: int, end: int) -> np.ndarray:
        end = max(start, end - 1)
        return np.unique(self.pairs[start:end][self.solid[start:end]])

    def around(self, start: int, end: int, headlines: list[int], lead: int) -> tuple[float, float, float]:
        """Shares of the headlines' pairs known before and found in the lead; share of pairs common to both sides."""
        bounds = self.page.bounds
        title = np.unique(np.concatenate([self._set(*bounds[k]) for k in headlines]))
        before = self._set(max(0, start - WINDOW), start)
        after = self._set(end, min(len(self.page.text), end + WINDOW))
        whole = self.weights[title].sum() or 1.0
        known = self._common(title, before) / whole
        in_lead = self._common(title, self._set(*bounds[lead])) / whole
        smaller = min(self.weights[before].sum(), self.weights[after].sum())
        cohesion = self._common(before, after) / max(1.0, smaller)
        # Little text tells little: draw the figure towards the middle.
        trust = min(start, len(self.page.text) - end, WINDOW) / WINDOW
        return known, in_lead, trust * cohesion + (1 - trust) * MIDDLE_COHESION

    def _common(self, a: np.ndarray, b: np.ndarray) -> float:
        self.mark[a] = True
        common = b[self.mark[b]]
        self.mark[a] = False
        return float(self.weights[common].sum())

