"""Which part a paragraph plays on the page: title, heading, body, caption, byline or label."""

from __future__ import annotations

from newsgauge.model import ParagraphKind
from newsgauge.reading.layout import BYLINE, CREDIT, is_headline


def paragraph_kinds(text: str, bounds: list[tuple[int, int]], levels: list[int], frames: list[bool]) -> list[ParagraphKind]:
    kinds: list[ParagraphKind] = []
    for (start, end), level in zip(bounds, levels, strict=True):
        words = text[start:end]
        if CREDIT.search(words):
            kinds.append("caption")
        elif BYLINE.match(words) and len(words) < 60:
            kinds.append("byline")
        elif is_headline(words) or level:
            kinds.append("heading")
        else:
            kinds.append("body")
    return kinds
