"""A document's text without page furniture, wrapped lines and stray spaces, with the way back to the file."""

from __future__ import annotations

import re
from array import array

import numpy as np

from newsgauge.model import CleanedText, Paragraph, Span
from newsgauge.reading.characters import in_simplified
from newsgauge.reading.headlines import Page, paragraph_kinds
from newsgauge.reading.layout import Lines, find_furniture, group_paragraphs, read_lines

# Characters without a width of their own: control characters, zero-width and bidirectional marks, soft hyphens.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]+")
# Tags in texts saved from pages (a line end for each block), and the marks of Markdown inside a line.
TAG = re.compile(r"(?P<block></?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|blockquote)(?:\s[^<>]{0,200})?/?>)"
                 r"|</?(?:strong|b|i|em|span|a|font|u|td|th|img|sup|sub)(?:\s[^<>]{0,400})?/?>|&nbsp;")
EMPHASIS = re.compile(r"\*\*|!?\[(?=[^\[\]\n]{0,200}\]\([^()\s]{1,400}\))|(?<=[^\s\[])\]\([^()\s]{1,400}\)")
# A space that only the layout put there: next to a character that is not of a Latin word or number.
# Possessive, and only from the first space of a run on: a run of a million spaces is looked at once.
LAYOUT_SPACE = re.compile(r"(?<=[^\x21-\x7e\s])[^\S\n\t]++|(?<!\s)[^\S\n\t]++(?=[^\x21-\x7e\s]|[%‰])")
WIDE_SPACE = re.compile(r"[^\S ]\s*|\s\s+")
MARKS = re.compile(r"(#{1,6})\s+(?=\S)|[-*•]\s+(?=\S)|>\s?(?=\S)")
ANY_SPACE = re.compile(r"\s")


def clean(source_text: str) -> CleanedText:
    """Clean a document's text; the line breaks left are ends of paragraphs. Traditional characters become simplified.

    >>> clean("工业互联网平台超\\n过240个，规模突破 1.2 万\\n亿元。").text
    '工业互联网平台超过240个，规模突破1.2万亿元。'
    """
    visible, back = _without_marks(source_text)
    cleaned = _clean_visible(in_simplified(visible))
    if back is None:
        return cleaned
    origins = array("I", [back[i] for i in cleaned.origins])
    dropped = tuple(Span(back[span.start], back[span.end - 1] + 1) for span in cleaned.dropped)
    return CleanedText(cleaned.text, origins, cleaned.paragraphs, dropped)


def _without_marks(text: str) -> tuple[str, array | None]:
    """The text without invisible characters, tags and Markdown marks; if there were any, each character's origin."""
    patterns = []
    if INVISIBLE.search(text):
        patterns.append(INVISIBLE.pattern)
    if "</" in text or "<br" in text:
        patterns.append(TAG.pattern)
    if "](" in text or "**" in text:
        patterns.append(EMPHASIS.pattern)
    if not patterns:
        return text, None
    pieces, back, last = [], array("I"), 0
    for match in re.finditer("|".join(patterns), text):
        start, end = match.span()
        pieces.append(text[last:start])
        back.extend(range(last, start))
        if match.lastgroup == "block":
            pieces.append("\n\n")
            back.extend((start, start))
        last = end
    pieces.append(text[last:])
    back.extend(range(last, len(text)))
    return "".join(pieces), back


def _clean_visible(text: str) -> CleanedText:
    lines = read_lines(text)
    furniture = find_furniture(text, lines)
    dropped = tuple(Span(lines.starts[i], lines.ends[i]) for i in furniture)
    if furniture:
        gone = set(furniture)
        lines = lines.select([i for i in range(len(lines.texts)) if i not in gone])
    groups = group_paragraphs(lines)
    writer = _Writer(text)
    bounds, levels = [], []
    for group in groups:
        if bounds:
            writer.insert("\n", lines.starts[group[0]])
        start = writer.length
        levels.append(writer.write_paragraph(lines, group))
        bounds.append((start, writer.length))
    whole, origins = writer.finish()
    spaced = [LAYOUT_SPACE.search(lines.texts[group[0]]) is not None if " " in lines.texts[group[0]]
              or "\u3000" in lines.texts[group[0]] else False for group in groups]
    kinds = paragraph_kinds(Page(whole, bounds, levels, spaced))
    paragraphs = tuple(Paragraph(start, end, kind) for (start, end), kind in zip(bounds, kinds, strict=True))
    return CleanedText(whole, origins, paragraphs, dropped)


class _Writer:
    """Collects the cleaned text and the origin of each of its characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.base = array("I", np.arange(len(text) + 1, dtype=np.uint32).tobytes())
        self.pieces: list[str] = []
        self.origins = array("I")
        self.length = 0

    def keep(self, start: int, end: int) -> None:
        """Take over text[start:end]."""
        if start >= end:
            return
        self.pieces.append(self.text[start:end])
        self.origins.extend(self.base[start:end])
        self.length += end - start

    def insert(self, character: str, origin: int) -> None:
        """Add a character that the file does not have, before the character at `origin`."""
        self.pieces.append(character)
        self.origins.append(origin)
        self.length += 1

    def write_paragraph(self, lines: Lines, group: list[int]) -> int:
        """Write the lines of one paragraph; the level of its heading mark ("##" → 2), -1 for an item of a list or a
        quotation ("- ", "> "), 0 without."""
        level, previous = 0, -1
        for i in group:
            start, end, content = lines.starts[i], lines.ends[i], lines.texts[i]
            if previous < 0:
                match = MARKS.match(content)
                if match:
                    level = len(match[1]) if match[1] else -1
                    start += match.end()
                    content = content[match.end():]
            elif _needs_space(lines, previous, i):
                self.insert(" ", start)
            if ANY_SPACE.search(content):
                self._keep_without_layout_space(start, content)
            else:
                self.keep(start, end)
            previous = i
        return level

    def _keep_without_layout_space(self, start: int, content: str) -> None:
        last = 0
        for match in LAYOUT_SPACE.finditer(content):
            self._keep_narrowed(start, content, last, match.start())
            last = match.end()
        self._keep_narrowed(start, content, last, len(content))

    def _keep_narrowed(self, start: int, content: str, first: int, stop: int) -> None:
        """Take over content[first:stop], each wide gap or tab as one space."""
        last = first
        for match in WIDE_SPACE.finditer(content, first, stop):
            self.keep(start + last, start + match.start())
            self.insert(" ", start + match.end())
            last = match.end()
        self.keep(start + last, start + stop)

    def finish(self) -> tuple[str, array]:
        return "".join(self.pieces), self.origins


def _needs_space(lines: Lines, p: int, i: int) -> bool:
    """Whether the lines `p` and `i` of one paragraph meet at a space between Latin words."""
    a, b = lines.texts[p][-1], lines.texts[i][0]
    if not (a.isascii() and b.isascii()):
        return False
    if lines.trails[p]:
        return True
    return (a.isalpha() and b.isalpha()) or (a in ",.;:!?" and b.isalpha())
