"""Who says what a sentence states."""

from __future__ import annotations

from newsgauge.extract.cues import Cued, cues

# A verb of saying with the mark that ends it: 介绍，, 数据显示：.
SAYING = Cued("<attribution verbs>(?:指出|显示|称|说)?[，：,:]")


def attribution_of(sentence: str, limit: int) -> tuple[str, int]:
    """Who says the sentence and where the saying ends; ("", 0) where nobody is named before `limit`.

    >>> attribution_of("据省通信管理局局长何平介绍，全省建成基站3万个", 18)
    ('省通信管理局局长何平', 14)
    """
    best = ("", 0)
    for match in SAYING.finditer(sentence, 0, limit + 1):
        if match.end() > limit:
            break
        begin = max(sentence.rfind(mark, 0, match.start()) for mark in "，。；：！？\n") + 1
        who = sentence[begin:match.start()]
        for prefix in cues("attribution")["prefixes"]:
            who = who.removeprefix(prefix)
        if len(who) <= 80:
            best = (who.strip("“”，,") or best[0], match.end())
    return best
