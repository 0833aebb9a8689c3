"""Who says what a sentence states: a body, a person, a report; never a time, a verb or a clause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, takewhile

from newsgauge.extract.cues import Cued, cues, ends, firm_names, pattern
from newsgauge.extract.names import Memory, find_mentions
from newsgauge.regions import region_names

# A verb of saying with the mark that ends it: 介绍，; 数据显示：
SAYING = Cued("<attribution verbs>(?:指出|显示|称|说|记者)?[，：,:]")
_LONGEST, _LONGEST_NAME = 80, 60
_REACH = 1500                  # letters before a sentence in which 他, 该报告 and 该部门 find what they stand for
_DAY = r"(?:(?:\d{4}|[今去])年)?(?:\d{1,2}月)?\d{1,2}日(?:[上下]午|晚间?)?|(?:\d{4}|[今去])年(?:\d{1,2}月)?|\d{1,2}月"
# 记者8月17日从工信部, 四川日报讯记者从省经信厅
_REPORTER = re.compile("^.*?记者[^，]{0,14}?从(?=..)")
_BEFORE = Cued(f"^(?:.*】|{_DAY}|<attribution leads>|在[^，《》]{{2,16}}(?:上|中|期间|时)(?=...))")
_BEHIND = Cued(f"(?:{_DAY}|（[^（）]*）|[向对](?:本报|本台|《[^《》]{{2,12}}》)?(?:记者)?"
               "|在[^，]{0,10}[中上]|<attribution trails>)$")
_WITHIN = Cued("<attribution leads>|<attribution trails>")
_ADVERBS = f"(?:{_DAY}|<attribution adverbs>|<attribution leads>)*"
# 中国信通院近日联合发布的《…》
_ISSUED_BY = Cued(f"{_ADVERBS}<attribution issues>的")
# 中国信科发布数字连接白皮书…: what follows in the sentence is from it.
_ISSUES = Cued(rf"(?:^|[。；，\n])([^。；，：\n]{{2,30}}?){_ADVERBS}<attribution issues>了?(?!的)"
               r"(《[^《》\n]{2,60}》|[^。；，：《》\n]{2,24}?<attribution reports>(?=[，：我全去今]|中国))")
# “…投资3亿元。”何平说
_AFTER_QUOTE = Cued("([^，。；：“”\n]{2,40}?)<attribution verbs>(?:记者)?[，。：]")
# 摩根士丹利发布报告
_REPORTS = Cued(f"^([^，。；：]{{2,24}}?){_ADVERBS}<attribution issues>(?:了|最新)?<attribution reports>$")
_POINTING = re.compile("^(?:该|此|本|这一?[份个]?|上述)")
_ABBREVIATION = re.compile(r"（(?:以下|下文|下)?(?:统称|简称)[^（）]*）")
# 副总经理张权, 驻华大使杜米特鲁·贝拉基什
_PERSON = Cued("<entity posts>(?:[\u4e00-\u9fff]{2,6}·[\u4e00-\u9fff·]{2,12}|[\u4e00-\u9fff]{2,4})?$")
_NAME = Cued("^<attribution surnames>[\u4e00-\u9fff]{1,2}$")
_POST = Cued("(?:^|[，。；：\n])([^，。；：、“”《》\n]{2,24}?<entity posts>)(?!<entity posts>)")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.&]+$")
_TITLED = re.compile("《([^《》\n]{3,60})》")


def sayings(text: str) -> list[tuple[str, int]]:
    """The words before each verb of saying, without a preposition, and where the saying ends.

    >>> sayings("据省通信管理局局长何平介绍，全省建成基站3万个")
    [('省通信管理局局长何平', 14)]
    """
    found = []
    for match in SAYING.finditer(text):
        low = max(0, match.start() - _LONGEST - 1)
        begin = max(low, *(text.rfind(mark, low, match.start()) + 1 for mark in "，。；：！？\n"))
        who = text[begin:match.start()]
        for prefix in cues("attribution")["prefixes"]:
            who = who.removeprefix(prefix)
        if len(who) <= _LONGEST:
            found.append((who.strip("“”，,"), match.end()))
    return found


def speakers(sentence: str, said: list[tuple[str, int]], memory: Memory) -> list[tuple[int, str]]:
    """Who speaks from each place of a sentence on, by what is `said` in it; "" where nobody is named.

    >>> sentence = "临海市工信局8月2日发布的数据显示，全市建成基站3万个"
    >>> speakers(sentence, sayings(sentence), Memory())
    [(18, '临海市工信局')]
    """
    found = []
    if pattern("attribution", "issues").search(sentence):
        found = [(match.end(), _of_publisher(match[1], match[2], memory) or "") for match in _ISSUES.finditer(sentence)]
    if sentence.endswith("”") and (match := _AFTER_QUOTE.match(memory.text, memory.begin + len(sentence))):
        found.append((0, _source(match[1], memory) or ""))
    for words, end in said:
        if (who := _source(words, memory)) is not None:
            found.append((end, who))
    return sorted(found)


def _source(words: str, memory: Memory | None) -> str | None:
    """The name in the words before a verb of saying; "" for somebody unnamed, None for what is no speaker.

    Without `memory`, what only points to somebody named before is no speaker either.
    """
    text = _ABBREVIATION.sub("", _REPORTER.sub("", words))
    *_, issued = [None, *_ISSUED_BY.finditer(text)]
    if issued:
        return _of_publisher(text[:issued.start()], _trimmed(text[issued.end():]), memory)
    reports = _REPORTS.match(_BEFORE.sub("", text))
    text = reports[1] if reports else _trimmed(text)
    pointed = _POINTING.sub("", text).strip("《》")
    if text in ("他", "她"):
        return _person_before(memory) if memory else None
    if pointed in ends("attribution", "reports").words:
        return _report_of(pointed, memory) if memory else None
    if pointed in cues("entity")["firm_nouns"]:
        return _firm_of(memory) if memory else None
    if pointed in cues("attribution")["nobody"]:
        return ""
    if pointed != text.strip("《》"):
        return _named_like(pointed, memory) if memory else None
    if reports and not ends("attribution", "clauses").after(text) or _is_name(text):
        return text
    # 农业农村部最新农情调度显示, 云脊科技披露第三季度业务数据：
    *_, head = [None, *(head for match in _WITHIN.finditer(text) if _is_name(head := text[:match.start()])
                        or head in cues("entity")["firm_nouns"])]
    return _firm_of(memory) if memory and head in cues("entity")["firm_nouns"] else head


def _of_publisher(publisher: str, report: str, memory: Memory | None) -> str | None:
    """The report under the name of who published it; the publisher where it was no report: 发布的数据."""
    publisher = _trimmed(publisher)
    if publisher in cues("entity")["firm_nouns"]:
        publisher = _firm_of(memory) if memory else ""
    elif not _is_name(publisher):
        publisher = ""
    if report in ends("attribution", "reports").words:
        return memory and _report_of(report, memory) or publisher or None
    report = report if report.startswith("《") else report.rsplit("的", 1)[-1]
    return publisher + report * _is_name(report) or None


def _trimmed(text: str) -> str:
    """The words without times, adverbs and where something was said, at either end."""
    for edge in (_BEFORE, _BEHIND):
        while (shorter := edge.sub("", text).strip(" 　“”，,")) != text:
            text = shorter
    return text


def _is_name(text: str) -> bool:
    """Whether words are the name of a body, a person or a report."""
    if not 2 <= len(text) <= _LONGEST_NAME or ends("attribution", "clauses").after(text):
        return False
    if text.endswith(("》", "》网站")) or text in region_names() or text in firm_names() \
            or text in cues("attribution")["known"] or _LATIN.search(text):
        return True
    report = ends("attribution", "reports").before(text)
    body = ends("attribution", "bodies").before(text) or ends("entity", "institution", "firm").before(text)
    if report and len(text) > len(report) + 1 or body and len(text) > len(body):
        return True
    if _PERSON.search(text) or _NAME.match(text) or len(text) == 4 and ends("entity", "listed").before(text):
        return True
    mentions = find_mentions(text, Memory())
    return bool(mentions) and mentions[-1].end == len(text)


def _said_before(memory: Memory) -> Iterator[str]:
    """Those named as speakers before the sentence, the last first; each stretch of the text is read once."""
    for words, end in sayings(memory.text[memory.heard:memory.begin]):
        if who := _source(words, None):
            memory.speakers.append((memory.heard + end, who))
    memory.heard = memory.begin
    return (who for _, who in takewhile(lambda one: one[0] > memory.begin - _REACH, reversed(memory.speakers)))


def _person_before(memory: Memory) -> str:
    """Whom 他 means: the last person who spoke, else the post told last (驻华大使杜米特鲁…: 驻华大使)."""
    for who in _said_before(memory):
        if _PERSON.search(who) or _NAME.match(who):
            return who
    *_, post = [None, *_POST.finditer(memory.text, max(0, memory.begin - _REACH), memory.begin)]
    return _trimmed(post[1]) if post else ""


def _report_of(kind: str, memory: Memory) -> str:
    """What 该报告 or 《报告》 means: the last title in 《》 with the word in it, else the report last told of.

    The parts of a printed page do not always stand in their order: what is named only below counts too.
    """
    low, high = max(0, memory.begin - 4 * _REACH), memory.begin + _REACH
    titles = [title for title in _TITLED.finditer(memory.text, low, high)
              if kind in title[1] and len(title[1]) > len(kind) + 1]
    if before := [title[0] for title in titles if title.start() < memory.begin]:
        return before[-1]
    issued = (_of_publisher(match[1], match[2], None)
              for match in reversed([*_ISSUES.finditer(memory.text, low, memory.begin)]))
    told = (who for who in chain(_said_before(memory), issued)
            if who and who.endswith(kind) and len(who) > len(kind) + 1)
    return next(told, titles[0][0] if titles else "")


def _firm_of(memory: Memory) -> str:
    """Whom 公司 means: the firm that the article is about, else the last one named."""
    if memory.article is not None:
        return memory.article.name
    return next((one.name for one in reversed(memory.mentions_before(_REACH)) if one.kind == "firm"), "")


def _named_like(noun: str, memory: Memory) -> str:
    """Whom 该 and a noun mean: the last speaker, or the last name, that ends on the noun."""
    names = (*_said_before(memory), *(one.name for one in reversed(memory.mentions_before(_REACH))))
    return next((name for name in names if name.endswith(noun) and len(name) > len(noun)), "")
