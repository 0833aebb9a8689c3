"""Which part each paragraph plays on the page: title, heading, body, caption, byline or label."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from newsgauge.model import ParagraphKind
from newsgauge.reading.layout import NUMBERED, NUMBERED_POINT, STOCK_CODE, breaks_off, is_headline
from newsgauge.reading.vocabulary import byline, credit, dateline, news_day, words_of

LABEL_LENGTH = 6         # a column's name over an article: 产业环境, 大咖说
CREDIT_LENGTH, CAPTION_LENGTH = 30, 160
CONTENTS = 20_000        # characters before a headline in which a table of contents may name it
OPENING = 10             # paragraphs in which a report or speech addresses its hearers
WINDOW = 800             # characters of running text compared on either side of a headline
SHORTEST_ARTICLE = 30    # characters; what is shorter under a headline is a note, not an article
MIDDLE_COHESION = 0.085
SURE, NEARLY, NEVER = 4.0, -1.0, -99.0
FEWEST_TOLD = 5          # titles of a collection, by which the other headlines are judged
CONTENTS_LINE, FEWEST_LISTED, LIST_LINES = 90, 4, 80      # of a list of what follows
COLUMN_MARK = re.compile(r"【[^【】]{1,10}】.{4}|《[^《》|｜]{1,8}[|｜].{4}")
# 【家电】青禾智家：… , 《食品|临海乳业：…》: of whom an item is, after its column
COLUMN_ITEM = re.compile(r"(?:【[^【】]{1,10}】|《[^《》|｜]{1,8}[|｜])[^，。：【】]{2,20}[：:]")
SIGNATURE = re.compile("[\u4e00-\u9fff]{2,4}$")
HELD_AT = re.compile("(?:19|20)\\d\\d年.*(?:会议|大会)上?$")
CHINESE_NUMBER = re.compile(r"第?([一二三四五六七八九十]{1,3})(?:、|[.．]|章|部分)")
SUBTITLE = re.compile(r"(?:—|-|–|―){2}")
SPEAKER_QUESTION = re.compile(r"[^，。：]{1,12}[：:].*[？?]$")
TURNING_BACK = re.compile(r".{0,3}(?:此|该|这|其|上述|同时|另外|对此)")
FULL_DATE = re.compile(
    r"(?:19|20)\d\d\s?[年./-]\s?\d{1,2}\s?[月./-]\s?\d{1,2}|第\s?\d{1,5}\s?(?:期|版)|总第|星期[一二三四五六日]")
COMPACT_DATE = re.compile(r"(?<!\d)20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)")
BRACKETED_WHOLE = re.compile(r"[（(][^（）()]*[）)]$")
NO_BODY = re.compile(r"[^\w]*$")


@dataclass(slots=True)
class Page:
    """The paragraphs of a page with what the layout tells of each, as columns of equal length."""

    text: str
    bounds: list[tuple[int, int]]
    levels: list[int]            # of a Markdown heading mark; 0 without, -1 for an item of a list or a quotation
    spaced: list[bool]           # printed with spaces beside Han characters

    def words(self, i: int) -> str:
        start, end = self.bounds[i]
        return self.text[start:end]


def paragraph_kinds(page: Page) -> list[ParagraphKind]:
    """The part that each paragraph plays."""
    kinds = [_form(page, i) for i in range(len(page.bounds))]
    for i, kind in enumerate(kinds):
        if kind == "caption" and i and kinds[i - 1] == "body" \
                and len(page.words(i)) <= CREDIT_LENGTH and len(page.words(i - 1)) <= CAPTION_LENGTH:
            kinds[i - 1] = "caption"
    groups = _headline_groups(page, kinds)
    if groups:
        _tell_titles(page, kinds, groups)
        _follow_column_marks(page, kinds)
    _set_apart_contents(page, kinds)
    return kinds


def _follow_column_marks(page: Page, kinds: list[ParagraphKind]) -> None:
    """Turn headings that open with a column's name as most titles do (【家电】青禾智家：…) into titles, in place."""
    marked = [i for i, kind in enumerate(kinds) if kind in ("title", "heading") and COLUMN_MARK.match(page.words(i))]
    titles = sum(kinds[i] == "title" for i in marked)
    alike = len(marked) > 1 and all(COLUMN_ITEM.match(page.words(i)) for i in marked)
    if titles < (1 if alike else 2) or not alike and 2 * titles <= len(marked) \
            or 2 * titles <= sum(kind == "title" for kind in kinds):
        return
    for i in marked:
        if i + 1 < len(kinds) and kinds[i + 1] == "body":
            kinds[i] = "title"


def _set_apart_contents(page: Page, kinds: list[ParagraphKind]) -> None:
    """Turn a numbered list (1.…； 2.…； （1）…；) of the titles that follow into labels, in place."""
    listed = [i for i in range(min(LIST_LINES, len(kinds)))
              if kinds[i] != "title" and len(page.words(i)) <= CONTENTS_LINE and NUMBERED_POINT.match(page.words(i))]
    if len(listed) < FEWEST_LISTED or any(len(page.words(i)) > CONTENTS_LINE for i in range(listed[0])):
        return
    titles = {plain(page.words(i)) for i in range(listed[0], len(kinds)) if kinds[i] in ("title", "label")}
    repeated = [i for i in listed if plain(NUMBERED_POINT.sub("", page.words(i), count=1)).rstrip("；;。：:") in titles]
    if 2 * len(repeated) < len(listed):
        return
    last = max(repeated[-1], max((i for i in listed if i <= repeated[-1] + 2), default=0))
    for i in range(last + 1):
        if len(page.words(i)) <= CONTENTS_LINE:
            kinds[i] = "label"


def _form(page: Page, i: int) -> ParagraphKind:
    """The kind of a paragraph as far as its own form tells; "heading" for every headline."""
    words = page.words(i)
    if NO_BODY.match(words):
        return "body"
    if len(words) <= 200 and credit().search(words):
        return "caption"
    if len(words) <= 60 and byline().match(words) and not dateline().match(words):
        return "byline"
    if len(words) <= 30 and COMPACT_DATE.search(words) and any(word in words for word in words_of("collections")):
        return "byline"                     # # 《新闻联播》(20230117)
    if page.levels[i] > 0:
        return "heading"
    if page.levels[i] < 0 and -1 in (page.levels[i - 1:i] + page.levels[i + 1:i + 2]):
        return "body"                       # - 建成数据中心15个, one of several items
    if len(words) <= 24 and words.endswith(("：", ":")) and dateline().match(words):
        return "byline"                     # 央视网消息（新闻联播）：
    if len(words) <= 60 and BRACKETED_WHOLE.match(words) and "上接" not in words:
        return "byline"                     # （2023年3月5日）
    if len(words) > 60 or not is_headline(words) or SPEAKER_QUESTION.match(words) or "上接第" in words:
        return "body"
    if FULL_DATE.search(words) and (len(words) <= 30 or SUBTITLE.match(words)):
        return "byline"                     # ——2023年3月5日在第十四届全国人民代表大会第一次会议上; 2023年10月31日星期二
    if page.spaced[i] and len(words) <= 14 and any(office in words[:-2] for office in words_of("offices")) \
            and not words.endswith(("：", ":")):
        return "byline"                     # 国务院总理 李克强
    if 0 < i and len(words) <= 14 and words.endswith(words_of("offices")) and FULL_DATE.search(page.words(i - 1)):
        return "byline"                     # 省长, whose name was taken away, under the date of the report
    if 0 < i <= OPENING and SIGNATURE.match(words) and HELD_AT.search(page.words(i - 1)):
        return "byline"                     # 何平, who delivers the report, under its day and place
    following = page.words(i + 1) if i + 1 < len(page.bounds) else ""
    if words.endswith(("：", ":")) and not (following and is_headline(following)):
        return "body"                       # 各位代表：
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
    bodies = [i for i, kind in enumerate(kinds) if kind == "body"]
    head = "".join(page.words(i) for i in range(*groups[0]))[:80] if groups[0][0] <= 1 else ""
    style = _Style(spaced_bodies=sum(page.spaced[i] for i in bodies) / max(1, len(bodies)),
                   collection=any(word in head for word in words_of("collections")), level=_article_level(page),
                   single=_is_single(page, kinds, groups))
    told, nearly = 0, []
    for n, (i, j) in enumerate(groups):
        after = groups[n + 1][0] if n + 1 < len(groups) else len(kinds)
        headlines = [k for k in range(i, j) if kinds[k] == "heading"]
        bylines = [k for k in range(i, j) if kinds[k] == "byline"]
        labels: list[int] = []
        dated = next((k for k in bylines if FULL_DATE.search(page.words(k))), None)
        if dated is not None and i <= 1 and any(k > dated and _opens_digest(page, style, k) for k in headlines):
            labels += [k for k in headlines if k < dated]
            headlines = [k for k in headlines if k > dated]
        unlabelled = (n for n, k in enumerate(headlines[:-1]) if not _is_label(page.words(k)))
        heads = next(unlabelled, max(0, len(headlines) - 1))
        labels, headlines = labels + headlines[:heads], headlines[heads:]
        if bylines and headlines and headlines[0] < bylines[0]:
            headlines = _before_byline(page, headlines, bylines[0], labels)
        elif len(headlines) > 1 and len(page.words(headlines[-1])) <= LABEL_LENGTH < len(page.words(headlines[0])) // 2:
            labels.append(headlines.pop())
        if labels:
            style.briefs = plain(page.words(labels[-1])).endswith(words_of("briefs"))
        score = _title_score(page, compare, style, (i, j, after), headlines, bool(labels), bool(bylines))
        if score > (SURE if n in ordered or (style.single and i > 0) else 0):
            told += 1
            for k in headlines:
                kinds[k] = "title"
            for k in labels:
                kinds[k] = "label"
        elif NEARLY < score <= 0 and len(headlines) == 1 and not labels:
            nearly += headlines
    # 新闻联播: where nearly every headline opens an item, a short one does too.
    if style.collection and told >= max(FEWEST_TOLD, 3 * len(nearly)):
        for k in nearly:
            kinds[k] = "title"


def _is_single(page: Page, kinds: list[ParagraphKind], groups: list[tuple[int, int]]) -> bool:
    """Whether the document is one report, speech or official paper, however many headings it has."""
    for i in range(min(OPENING, len(page.bounds))):
        words = page.words(i)
        if words.startswith(words_of("speeches")) or (len(words) <= 20 and words.endswith(words_of("speeches"))):
            return True
    first = next((page.words(i) for i in range(*groups[0]) if kinds[i] == "heading"), "")
    parts = sum(CHINESE_NUMBER.match(page.words(i)) is not None for i, _ in groups)
    return parts >= 3 and groups[0][0] <= 1 and plain(first).endswith(words_of("papers"))


def _article_level(page: Page) -> int:
    """The level of the Markdown headings of articles: the highest after the first line's that has two real titles.

    In "# 新闻联播 / ## 新闻摘要 / ## 详细新闻 / ### 全国水利建设…" it is the third, since the second holds columns.
    """
    counts: dict[int, int] = {}
    for i, level in enumerate(page.levels):
        if level > 1 and not _is_label(page.words(i)):
            counts[level] = counts.get(level, 0) + 1
    return min((level for level, count in counts.items() if count > 1), default=2)


@dataclass(slots=True)
class _Style:
    """What the document as a whole tells about its headlines."""

    spaced_bodies: float          # share of running text printed with spaces beside Han characters
    collection: bool              # its head says that it gathers many items: 晨会纪要
    single: bool                  # it is one report or speech
    level: int                    # of the heading marks ("##") that articles have
    briefs: bool = False          # the column entered last is one of short items: 国内联播快讯


def _before_byline(page: Page, headlines: list[int], byline_at: int, labels: list[int]) -> list[int]:
    """The headlines over a byline; short ones under it (本报记者 祝梅 / 数贸观察) join the labels."""
    labels += [k for k in headlines if k > byline_at and len(page.words(k)) <= LABEL_LENGTH]
    return [k for k in headlines if k < byline_at]


def _opens_digest(page: Page, style: _Style, k: int) -> bool:
    """Whether headline `k` under a dated head belongs to the first item of a digest rather than to the head itself."""
    words = page.words(k)
    return not _is_label(words) and not NUMBERED.match(words) and (style.collection or bool(STOCK_CODE.search(words)))


def plain(words: str) -> str:
    """A headline without brackets, bullets and spaces."""
    return re.sub(r"[【】\[\]>》·—■●□◆\s]+", "", words)


def _is_label(words: str) -> bool:
    bare = plain(words)
    return len(bare) <= LABEL_LENGTH or (len(bare) <= 2 * LABEL_LENGTH and bare.endswith(words_of("labels")))


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


def _title_score(page: Page, compare: _Comparison, style: _Style, places: tuple[int, int, int], headlines: list[int],
                 labelled: bool, signed: bool) -> float:
    """How much a group of headlines looks like the title of an article (above 0) rather than a heading inside one.

    `places` are the first paragraph of the group, the first after it, and the first of the next group. The weights
    are rounded from a logistic fit on the headlines of the shipped documents: what precedes a title shares few words
    with it and with what follows; a title is long, and printed with more space than running text.
    """
    i, j, after = places
    if not headlines:
        return NEVER
    first, last = page.words(headlines[0]), page.words(headlines[-1])
    if plain(last) in words_of("sections"):
        return NEVER
    level = page.levels[headlines[0]]
    lead = page.words(j) if j < len(page.bounds) else ""
    score = -0.7
    if STOCK_CODE.search(first):
        score += 12.0
    elif NUMBERED.match(first):
        return NEVER
    if level > 0:
        score += 4.0 if level == 1 else 2.0 if level <= style.level else -4.0
    if signed:
        score += 3.0
    if dateline().match(lead):
        score += 6.0
    elif news_day().match(lead):
        score += 2.5
    elif TURNING_BACK.match(lead):
        score -= 0.8
    if i == 0:
        score += 8.0
    if any(SUBTITLE.match(page.words(k)) for k in headlines[1:]):
        score += 6.0
    if len(headlines) > 4 and i > 0:
        score -= 8.0
    if last.endswith(("——", "：", ":")):
        score -= 2.0
    if labelled:
        score += 0.5
    if style.collection or style.briefs:
        score += 5.0 if style.briefs else 2.5
    if len(last) >= 8 and page.text.find(last, max(0, page.bounds[i][0] - CONTENTS), page.bounds[i][0]) >= 0:
        score += 8.0                        # it stands in a table of contents
    if any(page.spaced[k] for k in headlines):
        score += 4.0 * max(0.0, 1 - 3 * style.spaced_bodies)
    if re.search(r"[：:].", last):
        score += 1.8
    score += 0.22 * min(24, max(len(page.words(k)) for k in headlines))
    following = page.bounds[after - 1][1] - page.bounds[j][0] if after > j else 0
    if following < SHORTEST_ARTICLE and i > 0:
        return score - 4.0
    if j >= len(page.bounds):
        return score
    known, in_lead, cohesion = compare.around(page.bounds[i][0], page.bounds[j - 1][1], headlines, j)
    return score - 6.0 * known + 2.8 * in_lead - 54.0 * min(0.15, cohesion)


class _Comparison:
    """Compares the words on either side of a headline by pairs of characters, rare ones counting more.

    Each pair counts once on a side: at the place where it first stands there, which the place where it stood before
    (`last`) tells.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        codes = np.frombuffer(page.text.encode("utf-32-le", "replace"), dtype=np.uint32)
        self.size = max(0, len(codes) - 1)
        pairs = (codes[:-1] * np.uint32(40503) + codes[1:]).astype(np.uint16)
        order = np.argsort(pairs, kind="stable")
        same = pairs[order][1:] == pairs[order][:-1]
        self.last = np.full(self.size, -1)
        self.last[order[1:][same]] = order[:-1][same]
        word = (codes >= 0x3400) & (codes < 0xA000) | (codes > 0x2F) & (codes < 0x80)
        paragraph = np.zeros(self.size, dtype=np.int64)
        paragraph[[start for start, _ in page.bounds if start < self.size]] = 1
        paragraph = np.cumsum(paragraph)
        fresh = self.last < 0
        fresh[~fresh] = paragraph[self.last[~fresh]] != paragraph[~fresh]
        spread = np.bincount(pairs[fresh], minlength=1 << 16)
        weights = np.log(max(2, len(page.bounds)) / np.maximum(1, spread))
        self.weights = np.where(word[:-1] & word[1:], weights[pairs], 0.0) if self.size else np.zeros(0)

    def _side(self, start: int, end: int) -> tuple[np.ndarray, np.ndarray]:
        """For each place in text[start:end]: where its pair stood before, and its weight if the pair is new here."""
        last = self.last[start:end]
        return last, np.where(last < start, self.weights[start:end], 0.0)

    def _stood(self, last: np.ndarray, start: int, end: int) -> np.ndarray:
        """Whether the pairs whose former places are `last` stood in text[start:end]; places behind are passed over."""
        for _ in range(3):
            beyond = last >= end
            if not beyond.any():
                break
            last = np.where(beyond, self.last[last], last)
        return (last >= start) & (last < end)

    def around(self, start: int, end: int, headlines: list[int], lead: int) -> tuple[float, float, float]:
        """Shares of the headlines' pairs known before and found in the lead; share of pairs common to both sides."""
        first, stop = self.page.bounds[headlines[0]][0], self.page.bounds[headlines[-1]][1]
        left, right = max(0, start - WINDOW), min(self.size, end + WINDOW)
        _, before = self._side(left, start)
        last, after = self._side(end, right)
        smaller = min(before.sum(), after.sum())
        cohesion = after[self._stood(last, left, start)].sum() / max(1.0, smaller)
        last, title = self._side(first, min(stop, self.size))
        whole = title.sum() or 1.0
        known = title[self._stood(last, left, start)].sum() / whole
        lead_start, lead_end = self.page.bounds[lead]
        last, opening = self._side(lead_start, min(lead_end, self.size))
        in_lead = opening[self._stood(last, first, stop)].sum() / whole
        # Little text tells little: draw the figure towards the middle.
        trust = min(start, len(self.page.text) - end, WINDOW) / WINDOW
        return known, in_lead, trust * cohesion + (1 - trust) * MIDDLE_COHESION
