"""Who published a document, where its text tells."""

from __future__ import annotations

import re
from functools import cache

from newsgauge.model import CleanedText, Source
from newsgauge.reading.headlines import FULL_DATE
from newsgauge.reading.vocabulary import alternatives, dateline

HEAD_LINES, LONGEST_LINE, OPENING = 12, 80, 4


def infer_publisher(source: Source, cleaned: CleanedText) -> str:
    """The publisher that a line at the head or foot names (来源：海州日报), that a running head opens with (海州日报
    2024年5月7日 星期二 第3版), or that the only dateline names, if it opens the text (海州日报讯); "" if none does."""
    words = [cleaned.text[p.start:p.end] for p in cleaned.paragraphs]
    lines = [source.text[span.start:span.end].strip() for span in cleaned.dropped]
    lines = [line for line in [*words[:HEAD_LINES], *words[-2:], *lines] if len(line) <= LONGEST_LINE]
    for line in lines:
        if found := _origin().search(line):
            return found["name"]
    for line in lines:
        if FULL_DATE.search(line) and (found := _masthead().match(line)):
            return found["name"]
    opened = [(place, found) for place, text in enumerate(words) if (found := dateline().match(text))]
    if len(opened) != 1 or opened[0][0] >= OPENING:
        return ""
    name = opened[0][1]["paper"] or opened[0][1]["agency"] or ""
    return "" if name.startswith("本") else name


@cache
def _origin() -> re.Pattern[str]:
    return re.compile(rf"(?:^|\s)(?:{alternatives('origins')})\s?[：:]\s*《?"
                      r"(?P<name>[\u4e00-\u9fffA-Za-z0-9·]{2,20}?)"
                      rf"(?=[》\s|｜/／,，;；）)]|(?:{alternatives('stamps')})\s?[：:]|$)")


@cache
def _masthead() -> re.Pattern[str]:
    return re.compile(rf"《?(?P<name>[\u4e00-\u9fff]{{1,8}}?(?:{alternatives('press')}))》?(?![\u4e00-\u9fff])")
