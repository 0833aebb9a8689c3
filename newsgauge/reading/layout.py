"""From the characters of a page to its paragraphs: lines, page furniture, and which lines belong together."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from newsgauge.reading.vocabulary import byline, credit, opening, stamp, words_of

# A line's inside, without the characters that end a line (form feeds and the Unicode separators too).
LINE = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")
CLOSERS = "”’\"'」』）)]】"
HALF_FINISHED = re.compile(r"(?:[;；:：]|……|—{1,2})[”’\"'」』）)]{0,4}$")
NUMBERED = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}(?:、|是|章|节|部分|[.．])|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}(?:[、.．](?!\d)|(?:\.\d{1,2}){1,2}(?![\d.％%万亿千百元倍个家户台项件吨人美港])))")
CHAPTER = re.compile("[一二三四五六七八九十]{1,3}、")
STOCK_CODE = re.compile(r"[（(]\s*(?:[A-Z]{2,6}[:：.])?\d{4,6}(?:\s*[.．]\s*[A-Z]{1,3})?\s*[）)]")
NUMBERED_POINT = re.compile(r"[（(]?\d{1,2}(?:[）)]|[.．、](?!\d))")
WORD = re.compile(r"[!-~]*")
ENDS = frozenset("。！？!?")
PUNCTUATION = re.compile(r"[，。、；：,;]")
CRY = re.compile(r"^[^。！？!?；;，,]{2,12}[！!](?=.{4,30}$)")
SENTENCE_INSIDE = re.compile(r"[。！？!?；;].")
WRAP_SLACK = 5          # a wrapped line may end this many columns early: punctuation or a short word did not fit
INDENT = 4              # a paragraph's first line is set in by two Han characters, which the text no longer shows
MIN_WRAP = 14           # the narrowest newspaper column
TAIL = 60               # characters at a line's end in which a picture's credit is looked for
WINDOW = 7              # lines looked at together to find the width at which a column wraps


@dataclass(slots=True)
class Lines:
    """The lines of a text that hold something, as columns of equal length."""

    starts: list[int] = field(default_factory=list)     # of the content, white space stripped
    ends: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)       # blank lines before it; -1 before the first line
    indents: list[int] = field(default_factory=list)    # white space characters before the content
    trails: list[bool] = field(default_factory=list)    # white space after the content
    widths: list[int] = field(default_factory=list)     # in columns: a Han character takes two
    frames: list[bool] = field(default_factory=list)    # begins a page or text frame
    finished: list[bool] = field(default_factory=list)  # ends a sentence

    def select(self, keep: list[int]) -> Lines:
        """The lines with the given numbers."""
        return Lines(*([column[i] for i in keep] for column in (
            self.starts, self.ends, self.texts, self.gaps, self.indents, self.trails, self.widths, self.frames,
            self.finished)))


def display_width(text: str) -> int:
    """Columns that a line takes without its spaces: two for a Han character, one for a Latin letter.

    >>> display_width("5G 基站"), display_width("12%")
    (6, 3)
    """
    return (len(text.encode("utf-8", "replace")) + len(text)) // 2 - text.count(" ")


def ends_sentence(text: str) -> bool:
    """Whether a line ends with a full stop, question or exclamation mark, quotation marks and brackets left aside."""
    bare = text.rstrip(CLOSERS)
    return bare[-1:] in ENDS and bare != "" or (text[-1:] == "." and text[-2:-1].isalpha())


def read_lines(text: str) -> Lines:
    """The lines of `text` that hold something."""
    lines = Lines()
    last, seen = 0, False
    for match in LINE.finditer(text):
        raw = match.group()
        content = raw.strip()
        if not content:
            continue
        start, end = match.span()
        indent = len(raw) - len(raw.lstrip())
        gap_text = text[last:start]
        gap = max(gap_text.count("\n"), gap_text.count("\r")) - 1 if seen else -1
        lines.starts.append(start + indent)
        lines.ends.append(start + indent + len(content))
        lines.texts.append(content)
        lines.gaps.append(gap)
        lines.indents.append(indent)
        lines.trails.append(indent + len(content) < len(raw))
        lines.widths.append(display_width(content))
        lines.frames.append("\f" in gap_text or (gap == 0 and indent == 1))
        lines.finished.append(ends_sentence(content))
        last, seen = end, True
    return lines


def wrap_widths(lines: Lines) -> list[int]:
    """For each line the width at which the column around it wraps; 0 where lines are whole paragraphs.

    A block of lines without blank lines between them wraps at its widest line when most of its lines come near that
    width and most of those end in mid-sentence. Where blank lines stand between all lines (a digest set at double
    spacing), seven neighbouring lines are looked at instead.
    """
    wraps = _wraps_by_neighbours(lines)
    open_ends = [not finished for finished in lines.finished]
    for start, end in _runs([gap != 0 or frame for gap, frame in zip(lines.gaps, lines.frames, strict=True)]):
        widths = lines.widths[start:end]
        if end - start < 2:
            continue
        wrap = max(widths)
        full = [k for k in range(start, end - 1) if lines.widths[k] >= wrap - WRAP_SLACK - INDENT]
        even = 2 * len(full) >= end - start - 1 and 2 * sum(open_ends[k] for k in full) >= len(full) > 0
        if wrap >= MIN_WRAP and even:
            for k in range(start, end):
                wraps[k] = wrap if end - start > 3 else max(wrap, wraps[k])
    full_and_open = sum(1 for width, wrap, opened in zip(lines.widths, wraps, open_ends, strict=True)
                        if wrap and opened and width >= wrap - WRAP_SLACK)
    return wraps if full_and_open >= 0.15 * len(wraps) else [0] * len(wraps)


def _runs(begins: list[bool]) -> list[tuple[int, int]]:
    """The half-open runs of line numbers that begin where `begins` holds."""
    starts = [0] + [i for i, begin in enumerate(begins) if begin and i]
    return list(zip(starts, starts[1:] + [len(begins)], strict=True))


def _wraps_by_neighbours(lines: Lines) -> list[int]:
    """Wrap widths from windows of seven lines of one frame, three of which must end within WRAP_SLACK of one width."""
    count, half = len(lines.texts), WINDOW // 2
    if count < 3:
        return [0] * count
    # Room of empty lines between the frames keeps a window inside its frame.
    frame = np.cumsum(lines.frames)
    places = np.arange(count) + half * (frame - frame[0] + 1)
    size = int(places[-1]) + half + 1

    def windows(values: list, kind: type) -> np.ndarray:
        column = np.zeros(size, dtype=kind)
        column[places] = values
        return np.lib.stride_tricks.sliding_window_view(column, WINDOW)[places - half]

    widths = windows(lines.widths, np.int64)
    opened = ~windows(lines.finished, np.bool_)
    pointed = windows([PUNCTUATION.search(text) is not None for text in lines.texts], np.bool_)
    ordered = np.sort(widths, axis=1)
    wrap = np.zeros(count, dtype=np.int64)
    for k in range(2, WINDOW):
        level = ordered[:, k]
        wrap = np.where((level - ordered[:, k - 2] <= WRAP_SLACK) & (level >= MIN_WRAP), level, wrap)
    near = (widths >= (wrap - WRAP_SLACK)[:, None]) & (widths <= wrap[:, None]) & (widths > 0)
    wrap[(near & opened).sum(axis=1) * 2 < near.sum(axis=1)] = 0
    # A list of titles has lines of like width too, but no punctuation inside them.
    wrap[(near & pointed).sum(axis=1) * 5 < near.sum(axis=1) * 2] = 0
    return wrap.tolist()


def marks_paragraph_ends(lines: Lines, wraps: list[int]) -> bool:
    """Whether white space at a line's end tells the end of a paragraph, as in texts taken out of PDF or Word files."""
    full, ends, short_ends = [], [], []
    for i, wrap in enumerate(wraps):
        if wrap and lines.finished[i]:
            ends.append(lines.trails[i])
            if lines.widths[i] < wrap - 2 * WRAP_SLACK:
                short_ends.append(lines.trails[i])
        elif wrap and lines.widths[i] >= wrap - WRAP_SLACK and not lines.texts[i][-1].isascii():
            full.append(lines.trails[i])
    told = sum(ends) >= 2 and 2 * sum(ends) >= len(ends) and sum(short_ends) >= 0.8 * len(short_ends)
    return told and sum(full) <= 0.1 * len(full)


# ---- page furniture ----

PAGE_NUMBER = re.compile(
    r"[-—–·\s]*(?:第\s*\d{1,4}\s*页(?:\s*[,，/／]?\s*共\s*\d{1,4}\s*页)?|page\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|"
    r"[-—–]\s*\d{1,4}\s*[-—–]|\d{1,4}\s*/\s*\d{1,4}|[Pp]\.?\s?\d{1,3})[-—–·\s]*$", re.IGNORECASE)
BARE_NUMBER = re.compile(r"\d{1,4}$")
TELEPHONE = re.compile(r"(?<!\d)\d{3,4}-\d{3,4}-\d{3,4}(?!\d)")
WEB_ADDRESS = re.compile(r"https?://\S+(?:\s+\d+\s*/\s*\d+)?$")
RULE = re.compile(r"[-=_*~·—]{3,}$")
FURNITURE_LENGTH = 120
RUNNING_HEAD_LENGTH = 40
DIGITS = re.compile(r"\d+")


def find_furniture(text: str, lines: Lines) -> list[int]:
    """The numbers of the lines that are page furniture: page numbers, running heads and feet, copyright, telephone."""
    texts = lines.texts
    sure: set[int] = set()
    lowered = text.lower()
    cues = [cue for cue in words_of("furniture") if cue in lowered]
    dashed = TELEPHONE.search(text) is not None
    for i, line in enumerate(texts):
        if len(line) <= 24 and not lines.finished[i] and (PAGE_NUMBER.match(line) or RULE.match(line)):
            sure.add(i)
        elif line.startswith("http") and WEB_ADDRESS.match(line):
            sure.add(i)
        elif (cues or dashed) and len(line) <= FURNITURE_LENGTH and _has_cue(line, cues) and not _reads_as_text(line):
            sure.add(i)
    sure |= _counted_numbers(texts, sure)
    if not sure and not any(lines.frames):
        return []
    shapes: dict[str, list[int]] = {}
    for i, line in enumerate(texts):
        if len(line) <= RUNNING_HEAD_LENGTH and not lines.finished[i]:
            shapes.setdefault(DIGITS.sub("0", line), []).append(i)
    for places in shapes.values():
        if len(places) < 2:
            continue
        by_furniture = [i - 1 in sure or i + 1 in sure for i in places]
        at_edge = sum(near or lines.frames[i] or (i + 1 < len(texts) and lines.frames[i + 1])
                      for i, near in zip(places, by_furniture, strict=True))
        if 2 * sum(by_furniture) >= max(4, len(places)) or len(places) >= 4 and at_edge >= 0.7 * len(places):
            sure.update(places)
    return sorted(sure)


def _has_cue(line: str, cues: list[str]) -> bool:
    lowered = line.lower()
    return any(cue in lowered for cue in cues) or TELEPHONE.search(line) is not None


def _reads_as_text(text: str) -> bool:
    """Whether a line with a furniture cue still is a sentence of an article."""
    return ends_sentence(text) and text.count("，") >= 2 and "©" not in text and "转载" not in text


def _counted_numbers(texts: list[str], sure: set[int]) -> set[int]:
    """Lines of a bare number that count upwards through the document, as page numbers do."""
    found = [(i, int(text)) for i, text in enumerate(texts) if len(text) <= 4 and BARE_NUMBER.match(text)]
    if len(found) < 2:
        return {i for i, _ in found if i - 1 in sure or i + 1 in sure}
    steps = Counter(b - a for (_, a), (_, b) in zip(found, found[1:], strict=False))
    rising = sum(number for step, number in steps.items() if 1 <= step <= 2)
    return {i for i, _ in found} if rising >= 0.7 * (len(found) - 1) else set()


# ---- paragraphs ----

def breaks_off(text: str, following: str) -> bool:
    """Whether a short line without a full stop is a sentence broken by the layout rather than a headline.

    >>> breaks_off("尽管尚不能以签约成交额来总结这场", "国际合作对接会的价值，已经显现。")
    True
    >>> breaks_off("网络生态环境更加清朗", "2018年8月，平台上线。")
    False
    """
    if NUMBERED.match(text):
        return False
    if following and following.startswith(words_of("continuing")):
        return True
    if text.endswith(words_of("unfinished")):
        return True
    head, comma, _ = text.replace(",", "，").partition("，")
    if comma and (head.endswith(words_of("speech")) or head.startswith(words_of("openers"))):
        return True
    commas = text.count("，") + text.count(",")
    crowded = commas >= 2 and len(text) < 10 * (commas + 1)
    return crowded or (text.startswith(words_of("openers")) and not text.endswith(("？", "！")))


@dataclass(frozen=True, slots=True)
class _Setting:
    """How a text is set."""

    wraps: list[int]          # for each line the width at which its column wraps
    marked: bool              # white space at a line's end tells the end of a paragraph
    indented: bool            # paragraphs begin with an indent


def group_paragraphs(lines: Lines) -> list[list[int]]:
    """The numbers of the lines of each paragraph, in the order of the page.

    A wrapped line is joined to the next; a sentence that a column break or a picture interrupts is joined again
    (the caption follows the paragraph it interrupted).
    """
    wraps = wrap_widths(lines)
    indented = sum(indent >= 2 for indent in lines.indents)
    page = _Setting(wraps, marks_paragraph_ends(lines, wraps), 3 <= indented <= 0.7 * len(wraps))
    groups: list[list[int]] = []
    for i in range(len(lines.texts)):
        if groups and _continues(lines, page, groups[-1], i):
            groups[-1].append(i)
        else:
            groups.append([i])
    return _mend_interrupted(lines, groups)


def is_headline(text: str) -> bool:
    """Whether a whole paragraph has the form of a title or heading: short, no sentence ends in it or after it."""
    # “成绩单”来了！临海去年干了这些大事: a cry may open a short title.
    if len(text) > 60 or SENTENCE_INSIDE.search(CRY.sub("", text, count=1).rstrip("！？!?")):
        return False
    if text.count("“") != text.count("”") or text.count("《") != text.count("》"):
        return False
    return text[-1] not in "。，,、；;" and text.count("，") + text.count(",") <= 3


def _continues(lines: Lines, page: _Setting, group: list[int], i: int) -> bool:
    """Whether line `i` continues the paragraph whose lines are `group`."""
    p = i - 1
    before, text, gap = lines.texts[p], lines.texts[i], lines.gaps[i]
    first = len(group) == 1
    wrap = page.wraps[p] or page.wraps[i]
    finished = lines.finished[p]
    if first and before.startswith("#"):
        return False
    if opening().match(text) and (finished or gap > 0 or first):
        return False
    if first and (stamp().match(before) or stamp().match(text)):
        return False
    if gap > 0 and (finished or HALF_FINISHED.search(before)) and NUMBERED_POINT.match(text):
        return False
    if first and gap == 0 and _names_a_firm(before) and (wrap - lines.widths[p] > INDENT or text.startswith("公司")):
        return False
    # 二、主要目标 between lines that end in ；
    if _opens_chapter(text) and HALF_FINISHED.search(before) \
            or first and _opens_chapter(before) and HALF_FINISHED.search(text):
        return False
    width = lines.widths[p]
    slack = WRAP_SLACK + (INDENT if first else 0)
    full = width >= wrap - slack
    if page.marked:
        if lines.trails[p]:
            # The space may belong to two Latin words: "联盟链FISCO ⏎ BCOS的开发".
            return full and before[-1].isascii() and before[-1].isalnum() and text[0].isascii() and text[0].isalnum()
        return full or not finished
    if not wrap or (page.indented and lines.indents[i] >= 2):
        return False
    # Where lines near by stand directly under each other, a blank line parts paragraphs or columns.
    apart = gap > 0 and any(_adjacent(lines, k) for k in range(max(1, p - 1), i + 4))
    if finished or (apart and HALF_FINISHED.search(before)):
        if not full or apart or lines.indents[i] >= 2:
            return False
        # What follows a full stop and is neither a full line nor a sentence's end is a heading.
        return lines.widths[i] >= wrap - WRAP_SLACK or lines.finished[i]
    if apart and (_headline_block(lines, group[0], p, wrap) or (first and byline().match(before))):
        return False
    if full or (text[0].isascii() and width >= wrap - slack - min(20, len(WORD.match(text).group()))):
        return True
    return gap == 0 and not first and width >= wrap - 2 * WRAP_SLACK and not HALF_FINISHED.search(before)


def _opens_chapter(line: str) -> bool:
    """Whether a line is a heading of the first rank: 二、主要目标."""
    return line[0] in "一二三四五六七八九十" and CHAPTER.match(line) is not None and is_headline(line)


def _names_a_firm(line: str) -> bool:
    """Whether a line has the form of the title that an item on a listed firm has in a digest.

    >>> _names_a_firm("【汽车】远驰股份（603988.SH）：原料涨价拖累毛利，海外订单增长")
    True
    >>> _names_a_firm("远驰股份（603988）一季度营收9.36亿元，同比增长12.4%。")
    False
    """
    code = STOCK_CODE.search(line[:RUNNING_HEAD_LENGTH])
    return bool(code) and is_headline(line) and re.match(r"[^，。]{0,20}[：:]", line[code.end():]) is not None


def _adjacent(lines: Lines, i: int) -> bool:
    """Whether line `i` stands directly under the line before it, in the same column."""
    return i < len(lines.gaps) and lines.gaps[i] == 0 and not lines.frames[i]


def _headline_block(lines: Lines, start: int, p: int, wrap: int) -> bool:
    """Whether the paragraph that has come to lines `start` to `p` is a title rather than a part of a column."""
    if p - start >= 3 or _adjacent(lines, start):
        return False
    block = lines.texts[start:p + 1]
    if not is_headline("".join(block)):
        return False
    even = all(-WRAP_SLACK - INDENT * (k == start) <= lines.widths[k] - wrap <= WRAP_SLACK for k in range(start, p + 1))
    inner = "，,、" if p > start else "，,"
    return not (even and any(mark in text for text in block for mark in inner))


def _mend_interrupted(lines: Lines, groups: list[list[int]]) -> list[list[int]]:
    """Join paragraphs that a column break or a picture with its caption split in mid-sentence."""
    mended: list[list[int]] = []
    k = 0
    while k < len(groups):
        group = groups[k]
        if not mended or not _is_open(lines, mended[-1], lines.texts[group[0]]):
            mended.append(group)
            k += 1
            continue
        # The sentence before is open: pass over captions, then continue it if running text follows.
        j = k
        while j < len(groups) and j < k + 4 and _caption_length(lines, groups, j):
            j += _caption_length(lines, groups, j)
        if j < len(groups) and _may_continue(lines, groups, j):
            held = groups[k:j]
            mended[-1].extend(groups[j])
            k = j + 1
            mended.extend(held)
        else:
            mended.append(group)
            k += 1
    return mended


def _joined(lines: Lines, group: list[int]) -> str:
    return "".join(lines.texts[i] for i in group)


def _is_open(lines: Lines, group: list[int], following: str) -> bool:
    """Whether a paragraph is running text that stops in mid-sentence."""
    last = lines.texts[group[-1]]
    if lines.finished[group[-1]] or credit().search(last[-TAIL:]) or last.startswith("#"):
        return False
    text = _joined(lines, group[-12:])
    if HALF_FINISHED.search(last):
        return last.endswith("…") and text.count("“") > text.count("”")
    if byline().match(text) or text.startswith("|"):
        return False
    return breaks_off(text, following) if is_headline(text) else True


def _may_continue(lines: Lines, groups: list[list[int]], j: int) -> bool:
    """Whether paragraph `j` can be the rest of a sentence broken before it."""
    group = groups[j]
    text = lines.texts[group[0]]
    if opening().match(text) or text.startswith("#") or lines.indents[group[0]] >= 2:
        return False
    joined = _joined(lines, group[:12])
    if byline().match(joined):
        return False
    return not is_headline(joined) or HALF_FINISHED.search(joined) is not None


def _caption_length(lines: Lines, groups: list[list[int]], j: int) -> int:
    """How many paragraphs from `j` on are a picture's caption with its credit; 0 if it is none."""
    def credited(group: list[int]) -> bool:
        return len(group) <= 3 and credit().search(lines.texts[group[-1]][-TAIL:]) is not None

    if credited(groups[j]):
        return 1
    if j + 1 < len(groups) and credited(groups[j + 1]) and len(_joined(lines, groups[j + 1])) <= 30 \
            and len(_joined(lines, groups[j][:12])) <= 160:
        return 2
    return 0
