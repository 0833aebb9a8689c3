"""A document's articles: where each begins and ends, its title, date, region, and the pieces of broken ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from newsgauge.model import Article, CleanedText, Paragraph, Source
from newsgauge.reading.dates import article_date, infer_date
from newsgauge.reading.headlines import LABEL_LENGTH, SHORTEST_ARTICLE, SUBTITLE, plain
from newsgauge.reading.layout import LINE, STOCK_CODE, display_width, ends_sentence
from newsgauge.reading.places import article_region, home_region
from newsgauge.reading.vocabulary import credit, dateline, dateline_opening, told_as_news, words_of

__all__ = ["infer_date", "split_articles"]

CONTINUED = re.compile(r"[（(]\s*(?:上接|紧接)\s*第?\s*[\dA-Z一二三四五六七八九十]+\s*版?[^）)]{0,20}[）)]")
BRACKETED = re.compile(r"[【\[〔](?P<head>[^】\]〕]{1,40})[】\]〕]")
STANDING_TITLE = 40          # characters of the first words that stand in for a lost title
RELATED = 0.3                # share of a caption's pairs of characters found in the article it belongs to
NEARBY = 3000                # characters of an article that a caption or heading in it is compared with
MOST_COMPARED = 60           # titles or pieces compared with each other; more are no newspaper page
SAME_STORY = 0.12            # share of rare pairs that two pieces of one story have in common
RUN_IN = re.compile(r"(?:[●■◆▲★▪•◇□►▶➢]\s*|\d{1,2}[、.．)）]\s*)?(?P<head>[^，。；：:、？！“”]{2,24})[：:](?=.{12})")
FEWEST_SPOKEN = 4            # paragraphs that a bulletin without titles has at least
SPOKEN_SHARE = 0.6           # share of its paragraphs that open with a day or a source
SPOKEN_OPENING = 40          # characters in which they name it
NUMBERED_HEAD = re.compile(r"(?P<number>\d{1,2})[、.．]\s*(?=[^\d\s])(?!.*。)")
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
    bare: bool = True            # nothing but titles, bylines and labels so far


def split_articles(source: Source, cleaned: CleanedText, *, published: str = "") -> list[Article]:
    """The articles of a document in the order of the page; `published` overrides the date found in the text."""
    if not cleaned.paragraphs:
        return []
    items, orphans = _find_items(source, cleaned)
    _name_items(cleaned, items, orphans)
    given = published or source.published
    document_date = given or infer_date(source, cleaned)[0]
    stories, pieces = _join_pieces(cleaned, items)
    home = home_region(cleaned.text)
    articles = []
    for ordinal, item in enumerate(items):
        start, end = cleaned.paragraphs[item.first].start, cleaned.paragraphs[item.last].end
        raw_start = min(cleaned.origins[p.start] for p in cleaned.paragraphs[item.first:item.last + 1])
        raw_end = max(cleaned.origins[p.end - 1] for p in cleaned.paragraphs[item.first:item.last + 1]) + 1
        text = cleaned.text[start:end]
        date, found = article_date(_lead(cleaned, item), document_date, given=bool(given))
        region, code = article_region(item.title, text, home, alone=len(items) == 1)
        printed = bool(item.titles) or bool(item.title)
        articles.append(Article(
            document=source.name, ordinal=ordinal, start=raw_start, end=raw_end, clean_start=start, clean_end=end,
            title=item.title or first_words(text), title_printed=printed, piece=pieces[ordinal],
            story=stories[ordinal], date=date, date_source=found,
            reference_date=date if len(date) == 10 else document_date or date,
            region=region, region_code=code))
    return articles


def _find_items(source: Source, cleaned: CleanedText) -> tuple[list[_Item], list[int]]:
    """The articles' paragraphs, and the titles that stand apart from their articles."""
    paragraphs = cleaned.paragraphs
    words = [cleaned.text[p.start:p.end] for p in paragraphs]
    measure = _column_measures(source, cleaned)
    run_in = _run_in_items(paragraphs, words) or _spoken_items(paragraphs, words) \
        or _numbered_items(paragraphs, words)
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
            elif len(titles) > 3:        # a list of titles, the last of which has its article under it
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
            items[-1].bare &= paragraphs[i - 1].kind in ("title", "byline", "label")
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
           measure: list[bool], i: int) -> _Item | None:
    """A new item if paragraph `i` begins one without a title of its own."""
    kind, text = paragraphs[i].kind, words[i]
    current = items[-1] if items else None
    bare = current is not None and current.bare
    if CONTINUED.match(text):
        return None if bare else _Item(first=i, continued=True)
    if i in run_in:
        return _Item(first=i, title=run_in[i])
    if kind == "body" and dateline().match(text):
        return None if bare else _Item(first=i, dateline=True)
    if current is None:
        return None
    if kind == "caption":
        if len(text) <= 30 and credit().search(text):
            return None
        return _Item(first=i, caption=True) if not bare and _share(text, _tail(words, current, i)) < RELATED else None
    if current.caption and kind in ("body", "heading"):
        return _Item(first=i, loose=True)
    if kind == "heading" and current.dateline and not current.titles and paragraphs[i - 1].kind == "body":
        if _share("".join(words[i:i + 2]), _tail(words, current, i)) < RELATED:
            return _Item(first=i, loose=True)
    if kind == "body" and measure[i] and ends_sentence(words[i - 1]):
        return _Item(first=i, loose=True)
    return None


def _tail(words: list[str], item: _Item, i: int) -> str:
    """The newest part of an article whose paragraphs reach up to `i`."""
    return "".join(words[max(item.first, i - 12):i])[-NEARBY:]


def _column_measures(source: Source, cleaned: CleanedText) -> list[bool]:
    """For each paragraph whether it opens a text frame set to another width than the one before."""
    changes, previous = [], 0
    text = source.text
    for paragraph in cleaned.paragraphs:
        start, end = cleaned.origins[paragraph.start], cleaned.origins[paragraph.end - 1] + 1
        cuts = text.count("\n", start, end)
        changed = False
        if cuts > 1:
            widths = sorted(display_width(line) for line in LINE.findall(text[start:end]) if line.strip())
            width = widths[len(widths) // 2]
            frame = start >= 2 and text[start - 1] == " " and text[start - 2] == "\n"
            changed = bool(frame and previous and not 0.8 < width / previous < 1.25)
            previous = width
        changes.append(changed)
    return changes


def _run_in_items(paragraphs: Sequence[Paragraph], words: list[str]) -> dict[int, str]:
    """The paragraphs that open with their own title, as digests print short items, with these titles.

    【比亚迪：前三季度净利润213.67亿元】比亚迪发布三季报…
    ● 中国移动：前三季度营运收入7756亿元…
    海康威视（002415）：单季净利润重回正增长…
    """
    heads: dict[int, str] = {}
    again = Counter(words)
    for i, text in enumerate(words):
        again[text] -= 1
        if paragraphs[i].kind not in ("body", "heading") or again[text]:
            continue                     # what stands again later is a table of contents here
        bracket = BRACKETED.match(text)
        # A head has words: [1] is a note.
        if bracket and HAN_PAIR.search(bracket["head"]) and plain(bracket["head"]) not in words_of("sections"):
            heads[i] = bracket["head"]
    counts = Counter(heads.values())
    if len(heads) >= 3 and len(counts) > len(heads) // 2:
        return {i: head if len(plain(head)) > LABEL_LENGTH else _after_column(words[i], head)
                for i, head in heads.items() if counts[head] == 1}
    if len(heads) >= 3:
        return {i: _after_column(words[i], head) for i, head in heads.items()}
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


def _numbered_items(paragraphs: Sequence[Paragraph], words: list[str]) -> dict[int, str]:
    """The numbered headings of a digest, each of an item of its own: 1、临光通讯：净利润增长 ⏎ … ⏎ 2、云枢网络：…"""
    heads = [i for i, text in enumerate(words) if paragraphs[i].kind != "body" and NUMBERED_HEAD.match(text)]
    numbers = [int(NUMBERED_HEAD.match(words[i])["number"]) for i in heads]
    named = sum("：" in words[i] for i in heads)
    if len(heads) < 3 or numbers != list(range(1, len(heads) + 1)) or named < 0.6 * len(heads):
        return {}
    return {i: words[i] for i in heads if paragraphs[i].kind != "title"}


def _after_column(text: str, head: str) -> str:
    """The title of an item that opens with a column's name: 【公司】贵州茅台：… 【电子】晶澜股份（688923.SH）：…"""
    if "。" not in text and len(text) <= 2 * STANDING_TITLE:
        return text
    return _up_to_stop(text[BRACKETED.match(text).end():]) or head


def _spoken_items(paragraphs: Sequence[Paragraph], words: list[str]) -> dict[int, str]:
    """The paragraphs of a bulletin as it is read out, without titles, each an item of its own that names day or source.

    国家统计局今天公布上半年国民经济运行情况。… ⏎ 记者从中国国家铁路集团了解到，…
    """
    if any(paragraph.kind in ("title", "heading") for paragraph in paragraphs):
        return {}
    bodies = [i for i, paragraph in enumerate(paragraphs) if paragraph.kind == "body"]
    told = sum(told_as_news().search(words[i][:SPOKEN_OPENING].split("，")[0]) is not None for i in bodies)
    if len(bodies) < FEWEST_SPOKEN or told < SPOKEN_SHARE * len(bodies):
        return {}
    return {i: "" for i in bodies}


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


def _lead(cleaned: CleanedText, item: _Item) -> str:
    """The beginning of an article, without the names that close it."""
    lead, told = "", False
    for paragraph in cleaned.paragraphs[item.first:item.last + 1]:
        if paragraph.kind == "byline" and told:
            break
        told = told or paragraph.kind == "body"
        lead += cleaned.text[paragraph.start:paragraph.end] + "\n"
        if len(lead) > NEARBY:
            break
    return lead


def first_words(text: str) -> str:
    """What stands in for a lost title: the first sentence, at most STANDING_TITLE characters, without its dateline."""
    lines = text.split("\n")
    body = next((line for line in lines if len(CONTINUED.sub("", line)) > 12), lines[0])
    body = CONTINUED.sub("", body, count=1)
    match = dateline_opening().match(body) if dateline().match(body) else None
    body = (body[match.end():] if match else body).strip(" ）)】：:，,")
    sentence = re.split(r"[。！？]", body, maxsplit=1)[0]
    if len(sentence) > STANDING_TITLE:
        clause = max(sentence.rfind(comma, 8, STANDING_TITLE) for comma in "，,；")
        sentence = sentence[:clause] if clause > 0 else sentence[:STANDING_TITLE]
    return sentence or lines[0][:STANDING_TITLE]


def _name_items(cleaned: CleanedText, items: list[_Item], orphans: list[int]) -> None:
    """Give each item its printed title; titles that stand apart go to the untitled items nearest to them in words."""
    words = {i: cleaned.text[cleaned.paragraphs[i].start:cleaned.paragraphs[i].end] for i in orphans}
    for item in items:
        lines = [cleaned.text[cleaned.paragraphs[k].start:cleaned.paragraphs[k].end] for k in item.titles]
        if lines:
            item.title = _join_title(lines)
    untitled = [n for n, item in enumerate(items) if not item.title and not item.caption]
    free = [i for i in orphans if not words[i].endswith(("专题", "专刊", "特刊"))]
    texts = {n: _pairs(_item_text(cleaned, items[n])) for n in untitled[:MOST_COMPARED]}
    titles = {i: _pairs(words[i]) for i in free[:MOST_COMPARED]}
    ranked = sorted(((len(pairs & texts[n]) / max(1, len(pairs)), n, i) for n in texts for i, pairs in titles.items()),
                    reverse=True)
    for share, n, i in ranked:
        if n in untitled and i in free and share >= 0.4:
            items[n].title = words[i]
            untitled.remove(n)
            free.remove(i)
    if len(untitled) == len(free) == 1:
        items[untitled[0]].title = words[free[0]]


def _item_text(cleaned: CleanedText, item: _Item) -> str:
    return cleaned.text[cleaned.paragraphs[item.first].start:cleaned.paragraphs[item.last].end]


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
    texts = {n: _pairs(_item_text(cleaned, items[n])) for n in loose}
    spread = Counter(pair for pairs in texts.values() for pair in pairs)
    for at, n in enumerate(loose):
        earlier = loose[max(0, at - MOST_COMPARED):at]
        best = max(((_rare_share(texts[m], texts[n], spread), m) for m in earlier), default=(0.0, -1))
        if best[0] >= SAME_STORY:
            stories[n] = stories[best[1]]
    by_story: dict[int, list[int]] = {}
    for n in loose:
        by_story.setdefault(stories[n], []).append(n)
    for members in by_story.values():
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
