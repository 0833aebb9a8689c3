"""Topics of the closed list: shares for sentences, articles and documents, from weighted lexicons."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from newsgauge.model import OTHER_TOPIC, TOPICS
from newsgauge.patterns import Finder
from newsgauge.resources import ResourceError, check_keys, load_table

WEIGHTS = {"names": 3.0, "specific": 2.0, "related": 1.0, "hints": 0.4}

# A term in an enumeration (5G、云计算、人工智能) or in a name (工业互联网研究院院长) is said in passing.
# The end of a name is looked for within so many characters after the term.
IN_PASSING = 0.4
NAME_REACH = 6
# Every sentence holds this much evidence for "something else", in points of the weights above …
RESERVE = 1.0
# … of which a text of many sentences feels this part: a sentence without terms is mostly about what the others name.
RESERVE_IN_TEXT = 0.25
# The title counts as this many sentences, and as this share of all sentences of a long text.
TITLE_SENTENCES, TITLE_SHARE = 1.5, 0.15
# Further topics: at least this part of the first one's share.
SECOND_TOPIC = 0.15

_SENTENCE = re.compile(r"[^。！？!?；;\n…]+")
_LETTER = re.compile(r"[a-z0-9]")


class TermHit(NamedTuple):
    """A term of the lexicons in a text: the form in the lexicon, and its span."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TopicShare:
    """How much of a text is about a topic (0 to 1; the shares of a text sum to 1), and the terms that say so."""

    topic: str
    share: float
    terms: tuple[str, ...]         # strongest first


# Half-width and lower-case, one character for one, so that offsets stay true.
_FOLD = ({0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}
         | {start + i: ord("a") + i for start in (ord("A"), 0xFF21) for i in range(26)})


def _folded(text: str) -> str:
    return text.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    weights: dict[str, dict[str, float]]     # folded term → topic → weight; empty for neutral stretches
    forms: dict[str, str]                    # folded term → as the table has it
    finder: Finder
    latin: frozenset[str]                    # terms that begin or end with a Latin letter or digit
    together: dict[str, tuple[str, ...]]     # topic → words of which its texts hold at least one


@cache
def _lexicon() -> _Lexicon:
    table = load_table("topics.toml")
    check_keys(table, file="topics.toml", key="(top level)", required={"names_end", "neutral", *TOPICS})
    weights: dict[str, dict[str, float]] = defaultdict(dict, {_folded(term): {} for term in table["neutral"]})
    forms: dict[str, str] = {}
    for topic in TOPICS:
        check_keys(table[topic], file="topics.toml", key=topic, required=set(WEIGHTS), optional={"with"})
        for kind, weight in WEIGHTS.items():
            for form in table[topic][kind]:
                term = _folded(form)
                if len(term) < 2 or topic in weights[term]:
                    raise ResourceError(f"topics.toml: [{topic}] {kind}: {form} is too short or stands there twice; "
                                        "remove it")
                weights[term][topic] = weight
                forms[term] = form
    return _Lexicon(
        dict(weights), forms, Finder(weights),
        frozenset(term for term in weights if _LETTER.match(term[0]) or _LETTER.match(term[-1])),
        {topic: tuple(map(_folded, table[topic]["with"])) for topic in TOPICS if "with" in table[topic]})


@cache
def _names() -> tuple[str, ...]:
    return tuple(load_table("topics.toml")["names_end"])


def find_terms(text: str) -> list[TermHit]:
    """The terms of the lexicons in `text`, leftmost and longest first, not overlapping; for colouring a text.

    >>> [hit.term for hit in find_terms("５g+工业互联网、工业互联网平台，MAIN制造业")]
    ['5G+工业互联网', '工业互联网平台', '制造业']
    """
    forms = _lexicon().forms
    return [TermHit(forms[term], start, end) for term, start, end in _scan(_folded(text))]


def _scan(text: str) -> list[tuple[str, int, int]]:
    """Terms in folded `text` with their spans."""
    lexicon = _lexicon()
    return [(term, start, start + len(term)) for start, term in lexicon.finder.find(text, _stands_alone)
            if lexicon.weights[term]]


def _stands_alone(text: str, start: int, term: str) -> bool:
    """Whether a term's Latin letters are not part of a longer word: AI in "AI大模型", not in "MAIN"."""
    return term not in _lexicon().latin or not any(
        _LETTER.match(text[place - 1]) and _LETTER.match(text[place])
        for place in (start, start + len(term)) if 0 < place < len(text))


def topic_of(term: str, least: str = "related") -> str:
    """The topic that a word speaks for most strongly, `least` being the weakest kind that counts; "" for none.

    >>> topic_of("联盟链"), topic_of("豆腐"), topic_of("美术学院"), topic_of("美术学院", "specific")
    ('区块链', '', '设计产业', '')
    """
    weights = _lexicon().weights.get(_folded(term), {})
    strong = {topic: weight for topic, weight in weights.items() if weight >= WEIGHTS[least]}
    return max(strong, key=strong.get) if strong else ""


def split_sentences(text: str) -> list[str]:
    """Stretches of `text` between full stops, question marks, semicolons and line ends that hold a Han character."""
    return [match[0] for match in _SENTENCE.finditer(text) if re.search(r"[\u4e00-\u9fff]", match[0])]


def _evidence(sentence: str) -> dict[str, dict[str, float]]:
    """Points for each topic by term; a term counts once a sentence, less where it is one of an enumeration."""
    folded = _folded(sentence)
    weights, points = _lexicon().weights, {}
    for term, start, end in _scan(folded):
        passing = (folded[start - 1:start] == "、" or folded[end:end + 1] == "、"
                   or any(name in folded[end:end + NAME_REACH] for name in _names()))
        factor = IN_PASSING if passing else 1.0
        points[term] = max(points.get(term, 0.0), factor)
    evidence: dict[str, dict[str, float]] = defaultdict(dict)
    for term, factor in points.items():
        for topic, weight in weights[term].items():
            evidence[topic][term] = weight * factor
    return evidence


def measure_topics(text: str | Sequence[str], title: str = "") -> tuple[TopicShare, ...]:
    """The topics of a text (or of its sentences) with their shares and terms, largest first; 其他 is one of them.

    Each sentence is shared out among the topics by the points of its terms, with a reserve for 其他; the text's
    shares are the mean over its sentences, the title counting as several, unless it is only the text's first words
    because none was printed.

    >>> [(share.topic, round(share.share, 2)) for share in measure_topics("联盟链跨链协议发布。")]
    [('区块链', 0.96), ('其他', 0.04)]
    """
    sentences = split_sentences(text) if isinstance(text, str) else list(text)
    lexicon = _lexicon()
    parts = [(sentence, 1.0) for sentence in sentences]
    opening = text if isinstance(text, str) else "".join(sentences[:1])
    if title and (not opening.startswith(title) or opening.startswith(title + "\n")):
        parts.append((title, TITLE_SENTENCES + TITLE_SHARE * len(sentences)))
    totals: dict[str, float] = defaultdict(float)
    terms: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for part, weight in parts:
        evidence = _evidence(part)
        # A title that names nothing (三季度净利润增长12%) says no more than another sentence.
        weight = weight if evidence else 1.0
        points = {topic: sum(found.values()) for topic, found in evidence.items()}
        whole = RESERVE + sum(points.values())
        totals[OTHER_TOPIC] += weight * RESERVE_IN_TEXT * RESERVE / whole
        for topic, value in points.items():
            totals[topic] += weight * value / whole
            for term, term_points in evidence[topic].items():
                terms[topic][term] += weight * term_points / whole
    everything = _folded("\n".join(part for part, _ in parts))
    for topic in terms:
        core = any(lexicon.weights[term][topic] >= WEIGHTS["specific"] for term in terms[topic])
        if not core or not any(word in everything for word in lexicon.together.get(topic, ("",))):
            totals[OTHER_TOPIC] += RESERVE_IN_TEXT * totals.pop(topic)
    whole = sum(totals.values()) or 1.0
    shares = [TopicShare(topic, total / whole, tuple(
        lexicon.forms[term] for term in sorted(terms[topic], key=terms[topic].get, reverse=True)))
        for topic, total in totals.items()]
    return tuple(sorted(shares, key=lambda share: (-share.share, share.topic)))


def topic_shares(text: str | Sequence[str], title: str = "") -> dict[str, float]:
    """The share of each topic in a text, 其他 among them; the shares sum to 1 (an empty text has none)."""
    return {share.topic: share.share for share in measure_topics(text, title)}


def assign_topics(text: str, title: str = "") -> tuple[str, ...]:
    """One to three topics of an article, most central first; ("其他",) when none of the closed list fits.

    >>> assign_topics("全省累计建成5G基站3.1万个，5G网络实现乡镇全面覆盖。", "5G建设提速")
    ('5G与通信网络',)
    >>> assign_topics("把豆腐切块，下锅煎至两面金黄。", "家常豆腐的做法")
    ('其他',)
    """
    shares = topic_shares(text, title)
    other = shares.pop(OTHER_TOPIC, 1.0)
    if other >= 0.5:
        return (OTHER_TOPIC,)
    first = max(shares.values())
    return tuple(sorted((topic for topic, share in shares.items() if share >= SECOND_TOPIC * first),
                        key=lambda topic: -shares[topic])[:3])
