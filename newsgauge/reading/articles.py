"""A document's articles: where each begins and ends, its title, date, region, and the pieces of broken ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from newsgauge.model import Article, CleanedText, Paragraph, Source
from newsgauge.reading.dates import article_date, infer_date
from newsgauge.reading.headlines import SHORTEST_ARTICLE, STOCK_CODE, SUBTITLE, dateline, plain, words_of
from newsgauge.reading.layout import CREDIT, LINE, ends_sentence
from newsgauge.reading.places import article_region

__all__ = ["infer_date", "split_articles"]

CONTINUED = re.compile(r"[（(]\s*(?:上接|紧接)\s*第?\s*[\dA-Z一二三四五六七八九十]+\s*版?[^）)]{0,20}[）)]")
BRACKETED = re.compile(r"[【\[〔](?P<head>[^】\]〕]{1,40})[】\]〕]")
STANDING_TITLE = 40          # characters of the first words that stand in for a lost title
RELATED = 0.3                # share of a caption's pairs of characters found in the article it belongs to
SAME_STORY = 0.12            # share of rare pairs that two pieces of one story have in common
RUN_IN = re.compile(r"(?:[●■◆▲★▪•◇□►▶➢]\s*|\d{1,2}[、.．)）]\s*)?(?P<head>[^，。；：:、？！“”]{2,24})[：:](?=.{12})")
DATELINE_END = re.compile(r"[^，。]{0,30}?(?:讯|电|消息|报道)(?!员)\s*(?:[（(【][^）)】]{1,30}[）)】])?[：:]?|[（(][^）)]{1,30}[）)]")
HAN_PAIR = re.compile(r"(?=([\u3400-\u9fff]{2}))")


@dataclass(slots=True)
class _Item:
    """An article while it is put together: numbers of its paragraphs."""

    first: int
    titles: list[int] = field(default_factory=list)
    title: str = ""
    dateline: bool = False
    continued: bool = False
    caption: bool = False
    loose: bool = False          # begins where the page shows neither title nor dateline
    last: int = 0


def split_articles(source: Source, cleaned: CleanedText, *, published: str = "") -> list[Article]:
    """The articles of a document in the order of the page; `published` overrides the date found in the text."""
    if not cleaned.paragraphs:
        return []
    items, orphans = _find_items(source, cleaned)
    _name_items(cleaned, items, orphans)
    given = published or source.published
    document_date = given or infer_date(source, cleaned)[0]
    stories, pieces = _join_pieces(cleaned, items)
    articles = []
    for ordinal, item in enumerate(items):
        start, end = cleaned.paragraphs[item.first].start, cleaned.paragraphs[item.last].end
        raw_start = min(cleaned.origins[p.start] for p in cleaned.paragraphs[item.first:item.last + 1])
        raw_end = max(cleaned.origins[p.end - 1] for p in cleaned.paragraphs[item.first:item.last + 1]) + 1
        text = cleaned.text[start:end]
        date, found = article_date(text, document_date, given=bool(given))
        region, code = article_region(item.title, text)
        printed = bool(item.titles) or bool(item.title)
        articles.append(Article(
            document=source.name, ordinal=ordinal, start=raw_start, end=raw_end, clean_start=start, clean_end=end,
            title=item.title or _first_words(text), title_printed=printed, piece=pieces[ordinal],
            story=stories[ordinal], date=date, date_source=found, reference_date=date if len(date) == 10 else document_date or date,
            region=region, region_code=code))
    return articles


def _find_items(source: Source, cleaned: CleanedText) -> tuple[list[_Item], list[int]]:
    """The articles' paragraphs, and the titles that stand apart from their articles."""
    paragraphs = cleaned.paragraphs
    words = [cleaned.text[p.start:p.end] for p in paragraphs]
    measure = _column_measures(source, cleaned)
    run_in = _run_in_items(paragraphs, words)
    items: list[_Item] = []
    orphans: list[int] = []
    preface: list[int] = []
    i, count = 0, len(paragraphs)
    while i < count:
        kind, text = paragraphs[i].kind, words[i]
        if kind == "title":
            j = i
            while j < count and paragraphs[j].kind in ("title", "byline"):
                j += 1
            titles = [k for k in range(i, j) if paragraphs[k].kind == "title"]
            follows = words[j] if j < count else ""
            if len(titles) >= 2 and (CONTINUED.match(follows) or (len(titles) > 3 and dateline().match(follows))):
                orphans += titles
            elif len(titles) > 3 and not items:
                orphans += titles[:-1]
                items.append(_Item(first=titles[-1], titles=titles[-1:]))
            else:
                items.append(_Item(first=i, titles=titles))
            i = j
        else:
            opened = _opens(items, paragraphs, words, run_in, measure, i)
            if opened:
                items.append(opened)
            elif not items:
                if kind == "body" and len(text) >= SHORTEST_ARTICLE:
                    items.append(_Item(first=preface[0] if preface and kind != "label" else i, loose=True))
                elif kind == "heading":
                    preface = preface or [i]
                else:
                    preface = []
            i += 1
        if items:
            items[-1].last = i - 1
    # A head without text of its own (财经早餐 10月30日) is no article where articles follow it.
    told = [item for item in items if any(paragraphs[k].kind in ("body", "caption", "heading")
                                          for k in range(item.first, item.last + 1))]
    items = told or items
    if not items:
        items = [_Item(first=0, last=count - 1, loose=True)]
    for item in items:
        while item.last > item.first and paragraphs[item.last].kind == "label":
            item.last -= 1
    return items, orphans


def _opens(items: list[_Item], paragraphs: Sequence[Paragraph], words: list[str], run_in: dict[int, str],
           measure: list[int], i: int) -> _Item | None:
    """A new item if paragraph `i` begins one without a title of its own."""
    kind, text = paragraphs[i].kind, words[i]
    current = items[-1] if items else None
    bare = current is not None and all(paragraphs[k].kind in ("title", "byline", "label") for k in range(current.first, i))
    if CONTINUED.match(text):
        return None if bare else _Item(first=i, continued=True)
    if i in run_in:
        return _Item(first=i, title=run_in[i])
    if kind == "body" and dateline().match(text):
        return None if bare else _Item(first=i, dateline=True)
    if current is None:
        return None
    if kind == "caption":
        if CREDIT.search(text) and len(text) <= 30:
            return None
        article = "".join(words[current.first:i])
        return _Item(first=i, caption=True) if not bare and _share(text, article) < RELATED else None
    if current.caption and kind in ("body", "heading"):
        return _Item(first=i, loose=True)
    if kind == "heading" and current.dateline and not current.titles and paragraphs[i - 1].kind == "body":
        if _share(words[i] + (words[i + 1] if i + 1 < len(words) else ""), "".join(words[current.first:i])) < RELATED:
            return _Item(first=i, loose=True)
    if kind == "body" and measure[i] and ends_sentence(words[i - 1]):
        return _Item(first=i, loose=True)
    return None


def _column_measures(source: Source, cleaned: CleanedText) -> list[int]:
    """For each paragraph 1 if it opens a text frame set to another width than the one before, else 0."""
    changes, previous = [], 0
    text = source.text
    for paragraph in cleaned.paragraphs:
        start, end = cleaned.origins[paragraph.start], cleaned.origins[paragraph.end - 1] + 1
        widths = sorted(len(line.strip().replace(" ", "")) for line in LINE.findall(text[start:end]))
        width = widths[-1] if len(widths) > 2 else 0
        frame = start >= 2 and text[start - 1] in " \u3000" and text[start - 2] == "\n"
        changes.append(int(bool(frame and width and previous and not 0.8 < width / previous < 1.25)))
        if width:
            previous = width
    return changes


def _run_in_items(paragraphs: Sequence[Paragraph], words: list[str]) -> dict[int, str]:
    """The paragraphs that open with their own title, as digests print short items, with these titles.

    【比亚迪：前三季度净利润213.67亿元】比亚迪发布三季报…; ● 中国移动：前三季度营运收入7756亿元…; 海康威视（002415）：单季…
    """
    heads: dict[int, str] = {}
    for i, text in enumerate(words):
        if paragraphs[i].kind not in ("body", "heading"):
            continue
        bracket = BRACKETED.match(text)
        if bracket and plain(bracket["head"]) not in words_of("sections"):
            heads[i] = bracket["head"]
    counts = Counter(heads.values())
    if len(heads) >= 3 and len(counts) > len(heads) // 2:
        return {i: head for i, head in heads.items() if counts[head] == 1}
    if len(heads) >= 3:
        # One column's name before every item: 【公司】贵州茅台：…
        return {i: _up_to_stop(words[i][BRACKETED.match(words[i]).end():]) or head for i, head in heads.items()}
    coded = {i: RUN_IN.match(text) for i, text in enumerate(words) if paragraphs[i].kind == "body"}
    coded = {i: match for i, match in coded.items() if match}
    with_code = {i: match for i, match in coded.items() if STOCK_CODE.search(match["head"])}
    if len(with_code) >= 3:
        return {i: _up_to_stop(words[i][match.start("head"):]) for i, match in with_code.items()}
    names = Counter(match["head"] for match in coded.values())
    covered = sum(len(words[i]) for i in coded) >= 0.6 * sum(map(len, words))
    if len(coded) >= 4 and len(names) == len(coded) and covered and sum(p.kind == "title" for p in paragraphs) <= 2:
        return {i: _up_to_stop(words[i][match.start("head"):]) for i, match in coded.items()}
    return {}


def _up_to_stop(text: str) -> str:
    """The first clause of a text, at most STANDING_TITLE characters."""
    clause = re.split(r"[。；，,]", text, maxsplit=1)[0]
    return clause[:STANDING_TITLE]


def _pairs(text: str) -> set[str]:
    return set(HAN_PAIR.findall(text))


def _share(part: str, whole: str) -> float:
    """The share of the pairs of Han characters of `part` that `whole` has too."""
    pairs = _pairs(part)
    return len(pairs & _pairs(whole)) / max(1, len(pairs))


def _first_words(text: str) -> str:
    """What stands in for a lost title: the first sentence, at most STANDING_TITLE characters, without its dateline."""
    lines = text.split("\n")
    body = next((line for line in lines if len(CONTINUED.sub("", line)) > 12), lines[0])
    body = CONTINUED.sub("", body, count=1)
    match = DATELINE_END.match(body) if dateline().match(body) else None
    body = (body[match.end():] if match else body).strip(" ）)】：:")
    sentence = re.split(r"[。！？]", body, maxsplit=1)[0]
    if len(sentence) > STANDING_TITLE:
        clause = max(sentence.rfind(comma, 8, STANDING_TITLE) for comma in "，,；")
        sentence = sentence[:clause] if clause > 0 else sentence[:STANDING_TITLE]
    return sentence or lines[0][:STANDING_TITLE]


def _name_items(cleaned: CleanedText, items: list[_Item], orphans: list[int]) -> None:
    """Give each item its printed title; titles that stand apart go to the untitled items that share most words with them."""
    words = {i: cleaned.text[cleaned.paragraphs[i].start:cleaned.paragraphs[i].end] for i in orphans}
    for item in items:
        lines = [cleaned.text[cleaned.paragraphs[k].start:cleaned.paragraphs[k].end] for k in item.titles]
        if lines:
            item.title = _join_title(lines)
    untitled = [n for n, item in enumerate(items) if not item.title and not item.caption]
    free = [i for i in orphans if not words[i].endswith(("专题", "专刊", "特刊"))]
    texts = {n: cleaned.text[cleaned.paragraphs[items[n].first].start:cleaned.paragraphs[items[n].last].end] for n in untitled}
    ranked = sorted(((_share(words[i], texts[n]), n, i) for n in untitled for i in free), reverse=True)
    for share, n, i in ranked:
        if n in untitled and i in free and share >= 0.4:
            items[n].title = words[i]
            untitled.remove(n)
            free.remove(i)
    if len(untitled) == len(free) == 1:
        items[untitled[0]].title = words[free[0]]


def _join_title(lines: list[str]) -> str:
    title = lines[0]
    for line in lines[1:]:
        title += line if SUBTITLE.match(line) or title.endswith(("：", ":", "——")) else f" {line}"
    return title


def _join_pieces(cleaned: CleanedText, items: list[_Item]) -> tuple[list[int], list[int | None]]:
    """For each item the ordinal of the first piece of its story, and its number in it if the layout broke it."""
    stories = list(range(len(items)))
    pieces: list[int | None] = [2 if item.continued else None for item in items]
    loose = [n for n, item in enumerate(items) if item.loose]
    if len(loose) < 2 or len(items) < 2:
        return stories, pieces
    texts = {n: _pairs(cleaned.text[cleaned.paragraphs[items[n].first].start:cleaned.paragraphs[items[n].last].end]) for n in loose}
    spread = Counter(pair for pairs in texts.values() for pair in pairs)
    for at, n in enumerate(loose):
        best = max(((_rare_share(texts[m], texts[n], spread), m) for m in loose[:at]), default=(0.0, -1))
        if best[0] >= SAME_STORY:
            stories[n] = stories[best[1]]
    for story in set(stories[n] for n in loose):
        members = [n for n in loose if stories[n] == story]
        if len(members) > 1:
            # The lead stands without a heading; what follows under a heading was cut off from it.
            members.sort(key=lambda n: (cleaned.paragraphs[items[n].first].kind == "heading", n))
            for number, n in enumerate(members, start=1):
                pieces[n] = number
    return stories, pieces


def _rare_share(a: set[str], b: set[str], spread: Counter) -> float:
    """The share of pairs that few items have which both sets hold."""
    common = sum(1 / spread[pair] for pair in a & b)
    return common / max(1.0, min(len(a), len(b)))
