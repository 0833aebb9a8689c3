"""The region that an article is about."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from newsgauge import regions
from newsgauge.reading.headlines import STOCK_CODE

LEAD = 300                  # characters of an article in which its place is looked for
IN_TITLE, IN_DATELINE = 6, 4
PLACED_DATELINE = re.compile(r"(?:本报|新华社|中新社|本台)(?P<place>[\u4e00-\u9fff]{2,8}?)(?:\d{1,2}月|\d{1,2}日|电|讯)")
WORLDWIDE = re.compile(r"全球|世界")


@cache
def _names() -> tuple[dict[str, str], dict[str, tuple[int, ...]]]:
    """Code of each region name, and for each first two characters the lengths of the names and guard words that begin so."""
    codes = {name: region.code for name, region in regions.region_names().items()}
    lengths: dict[str, set[int]] = {}
    for name in (*codes, *regions.guard_words()):
        lengths.setdefault(name[:2], set()).add(len(name))
    return codes, {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()}


def find_places(text: str) -> list[str]:
    """The codes of the regions that `text` names, in order, each as often as it stands there."""
    codes, lengths = _names()
    guards = _guards()
    found, at, end = [], 0, len(text) - 1
    while at < end:
        for length in lengths.get(text[at:at + 2], ()):
            name = text[at:at + length]
            if name in guards:
                at += length - 1
                break
            if name in codes:
                found.append(codes[name])
                at += length - 1
                break
        at += 1
    return found


@cache
def _guards() -> frozenset[str]:
    return frozenset(regions.guard_words())


def article_region(title: str, text: str) -> tuple[str, str]:
    """Name and code of the region an article is about: named in its title, its dateline, or most often in its lead.

    >>> article_region("山西吹响5G建设应用提速号角", "山西省累计建成5G基站3万座。")
    ('山西省', '140000')
    """
    votes: Counter[str] = Counter()
    for code in find_places(title) if not STOCK_CODE.search(title) else ():
        votes[code] += IN_TITLE
    lead = text[:LEAD]
    match = PLACED_DATELINE.search(lead[:60])
    place = regions.find_region(match.group("place")) if match else None
    if place and place.code != "110000":      # agencies write from Beijing about everything
        votes[place.code] += IN_DATELINE
    for code in find_places(lead):
        votes[code] += 1
    if WORLDWIDE.search(title) and not any(votes[code] >= IN_TITLE for code in votes if code not in ("CN", "WORLD")):
        votes["WORLD"] += 3
    votes["CN"] += 3                          # a Chinese paper's default
    code = max(votes, key=lambda code: votes[code])
    return regions.full_name(code), code
