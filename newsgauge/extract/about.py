"""Whom and where an article is about, as its title and its text as a whole tell."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from newsgauge.extract.cues import Cued, cues, ends, firm_names, pattern
from newsgauge.extract.names import (
    CODED,
    WITH_POST,
    Memory,
    ending_kinds,
    find_mentions,
    name_ending_on,
    name_endings,
    region_mention,
)
from newsgauge.model import Article, Mention
from newsgauge.patterns import Ends
from newsgauge.regions import Region, find_region, get_region, region_names

_ALIAS = re.compile(r"（(?:以下|下文|下)?(?:统称|简称)(?:为|：|:)?[“\"]?([^”\"“，；、）（《》]{2,8})[”\"]?")
# 【家居】和木家具：盈利能力改善, 《食品|临海乳业：…》: after its column, a firm before a colon
_IN_COLUMN = re.compile(r"(?:【[^【】]{1,8}】|《?[\u4e00-\u9fff]{2,8}[|｜])\s?([\u4e00-\u9fff]{3,6})(?=[：:])")
_HEAD = re.compile(r"[【\[]([^】\]]{2,10})[】\]]|[【\[]?([\u4e00-\u9fff]{2,8})(?=[：:])")
_CLAUSE_START = re.compile("[，。；\n“]")
_HAN = re.compile("[\u4e00-\u9fff]+")
_LISTED = 4                    # letters of the short name of a listed firm
_CLAUSE_OF_FIRM = re.compile("[，。；\n]公司")
_LONGEST_TITLED = 6            # letters of a firm's name at the head of a title
_SHORTEST_STEM, _LONGEST_STEM, _OFTEN = 2, 4, 3    # letters of a name's short form, and clauses that begin with it
_NUMBER = re.compile(r"^(?:\d{1,2}[、.．]|[●■▶◆•])\s*")
# 子公司临海新材12英寸硅片…: what follows is its name, if the text goes on to use it.
_SUBSIDIARY = re.compile("子公司([\u4e00-\u9fff]{4})")
_OFFICIAL = re.compile("政府工作报告|统计公报|规划|纲要|行动计划|行动方案|实施方案|实施意见"
                       "|国民经济和社会发展计划|计划执行情况|人民代表大会第[一二三四五六七八九十]{1,3}次会议上")
_OPENS_WITH = 2000             # letters of a text in which it says 全县 of the county that its title names
_REACH = 24                    # letters before the ending of a name in which it is looked for
# In 临海市发布十条措施 somebody publishes and nothing opens: the verb closes its clause, or 正式 stands before it.
_OPENING = Cued(r"([\u4e00-\u9fff]{3,9}?)(?:正式<entity opens>|<entity opens>(?=[ ，！|｜]|$))")

# 第三届临海论坛在抚州举行
_EVENT = Cued(r"((?:第[^，。；]{1,5}届|20\d\d年?)?[\u4e00-\u9fffA-Za-z+\d]{2,16}?<entity event>)"
              r"(?:[：:]|将|拟|今天|昨天|[今昨]日|于|在[^，。；]{2,12}?(?:举|开|召|启|闭)|开幕|闭幕|举[行办]|召开|启幕"
              r"|倒计时|圆满|成果)")


def memory_of(article: Article, body: str) -> Memory:
    """What is known before the first sentence: where the article is set, whom it is about, its short names."""
    region = find_region(article.region) if article.region else None
    region = _own_county(article.title, body) or region
    place = region_mention(region) if region is not None else Mention(0, 0, "全国", "region", "CN")
    memory = Memory(text=body, region=place, stems=find_stems(body), official=bool(_OFFICIAL.search(article.title)))
    title = _NUMBER.sub("", article.title)
    if name := quoted_firm(title) or firm_of(body[:160]) or _firms().after(title) or _reported_firm(title, body) \
            or _firm_in_column(title, body) or _titled_firm(title, body):
        memory.article = memory.stems[name] = Mention(0, 0, name, "firm")
    elif name := opened(title, body) or event_of(title, body):
        memory.article = Mention(0, 0, name, "project")
    return memory


def _own_county(title: str, body: str) -> Region | None:
    """The county that a title names and the text calls its own: 云和县…公报 with 全县; else None.

    >>> _own_county("云和县统计公报", "年末全县户籍人口11万人。").name
    '云和县'
    """
    named = [get_region(one.code) for one in find_mentions(title, Memory()) if one.kind == "region"]
    own = next((one for one in named if one is not None and one.kind == "county"), None)
    return own if own is not None and re.search(f"[全我]{own.name[-1]}", body[:_OPENS_WITH]) else None


def firm_of(text: str) -> str:
    """The firm whose stock code a text gives first, or that it gives a short name; "" where there is none.

    >>> firm_of("【电子】晶澜股份（688923.SH）：业绩高增")
    '晶澜股份'
    """
    if match := CODED.search(text):
        return match[1]
    match = _ALIAS.search(text)
    return match[1] if match and _names_firm(text, match) else ""


def _names_firm(text: str, alias: re.Match) -> bool:
    """Whether what is given a short name is a firm, not a document in 《》 or “” or an industry (服务业)."""
    return not text[:alias.start()].endswith(("》", "”", "业")) and alias[1] not in cues("entity")["no_alias"]


def quoted_firm(title: str) -> str:
    """The firm in the brackets or before the colon that a title opens with; sections (【电子】) are none.

    >>> quoted_firm("【晶澜科技】三季报点评"), quoted_firm("【电子】三季报点评")
    ('晶澜科技', '')
    """
    match = _HEAD.match(title)
    if match is None:
        return ""
    name = match[1] or match[2]
    listed = match[1] and len(name) == 4 and ends("entity", "listed").before(name)
    return name if name in firm_names() or listed else ""


def _reported_firm(title: str, body: str) -> str:
    """The name before the colon of a title whose text tells of a firm's earnings and names it again; else "".

    >>> _reported_firm("临光旭创：利润超预期", "临光旭创：利润超预期\\n临光旭创一季度营收20亿元，归母净利2亿元。")
    '临光旭创'
    """
    match = _HEAD.match(title)
    name = match[2] if match else ""
    if not name or name in region_names() or len(name) > 6 or ends("entity", "authorities").before(name):
        return ""
    text = body[len(title):len(title) + 400]
    return name if (name in text or "公司" in text) and pattern("entity", "earnings").search(text) else ""


def _titled_firm(title: str, body: str) -> str:
    """The firm whose name a title opens with, if the text says by a word before or behind the name that it is one.

    >>> _titled_firm("远山要造机器人", "远山要造机器人\\n家电设计公司远山宣布招聘2000人。")
    '远山'
    >>> _titled_firm("云海与ABC宣布合并", "云海与ABC宣布合并\\n云海科技与ABC宣布合并。")
    '云海'
    """
    for length in range(_LONGEST_TITLED, _SHORTEST_STEM - 1, -1):
        name = title[:length]
        if not _HAN.fullmatch(name) or name in region_names() \
                or name[:2] in cues("entity")["common_halves"] or name[:2] in cues("entity")["trades"]:
            continue
        listed = length > _SHORTEST_STEM + 1 and ends("entity", "listed").before(name)
        # 云海科技科创板上市进入问询: what a paragraph begins with again, and then calls 公司
        if length == _LISTED and listed and body.find(f"\n{name}", len(title)) >= 0 \
                and _CLAUSE_OF_FIRM.search(body, len(title)):
            return name
        if not ends("entity", "title_acts").after(title, length):
            continue
        if not listed and ends("entity", "trades", "generic", "group").before(name):
            continue
        place = body.find(name, len(title))
        while place >= 0:
            end = place + length
            word = "" if listed else ends("entity", "firm_ends").after(body, end)
            if (listed or word or ends("entity", "named_firms").before(body, place)) \
                    and ends("entity", "after_named").after(body, end + len(word)):
                return name
            place = body.find(name, end)
    return ""


def _firm_in_column(title: str, body: str) -> str:
    """The firm that an item of a broker's digest names after its column, if its text goes on to speak of a firm."""
    match = _IN_COLUMN.match(title)
    if match is None or match[1] in region_names() or ends("entity", "not_in_column").before(match[1]):
        return ""
    return match[1] if pattern("indicator", "own_signs").search(body, len(title)) else ""


@cache
def _firms() -> Ends:
    return Ends(firm_names())


def opened(title: str, text: str) -> str:
    """What a title says to have opened or started, if the text goes on about it; else "".

    >>> opened("临海算力港正式启用", "临海算力港位于……临海算力港由……临海算力港将……临海算力港已……")
    '临海算力港'
    """
    match = _OPENING.match(title)
    return match[1] if match and text.count(match[1]) >= 4 else ""


def event_of(title: str, text: str) -> str:
    """The event that a title says is held or tells of, if the text goes on to name it; else "".

    >>> event_of("2024临海论坛年会将于4月举办", "2024临海论坛年会将于4月举办。2024临海论坛年会有120场活动。")
    '2024临海论坛年会'
    """
    match = _EVENT.match(title)
    return match[1] if match and match[1] in text[len(title):] else ""


def find_stems(text: str) -> dict[str, Mention]:
    """Short forms by which an article goes on calling what it once named in full: 远山研究院 … 远山组建了….

    A stem of a name has two to four letters and begins a clause at least three times.

    >>> find_stems("远山研究院成立。远山投入3亿元，远山招收百人，远山建成两座楼。")["远山"].name
    '远山研究院'
    """
    stems = {match[1]: Mention(0, 0, match[1], "firm") for match in CODED.finditer(text)}
    for match in _ALIAS.finditer(text):
        if _names_firm(text, match):
            stems[match[1]] = Mention(0, 0, match[1], "firm")
    for name, often in Counter(_SUBSIDIARY.findall(text)).items():
        if often and text.count(name) > 1 and name not in stems:
            stems[name] = Mention(0, 0, name, "firm")
    begun: Counter[str] = Counter()     # counted where a name first asks for it
    for match in WITH_POST.finditer(text):
        stem = match[1][:2]
        if stem not in stems and stem not in region_names() and any(mark + stem in text for mark in "，。；\n“"):
            stems[stem] = Mention(0, 0, match[1], "firm")
    for start, word in name_endings().find(text):
        if ending_kinds()[word] != "firm" and word not in ("研究院", "研究所"):
            continue
        mention = name_ending_on(text[max(0, start - _REACH):start + len(word)], min(start, _REACH), word, [])
        if mention is None:
            continue
        stem = mention.name[:-len(word)]
        if not _SHORTEST_STEM <= len(stem) <= _LONGEST_STEM or stem in stems or stem in region_names() or "·" in stem:
            continue
        if not begun:
            begun.update(text[match.end():match.end() + length] for match in _CLAUSE_START.finditer(text)
                         for length in range(_SHORTEST_STEM, _LONGEST_STEM + 1))
        if begun[stem] >= _OFTEN:
            stems[stem] = Mention(0, 0, mention.name, mention.kind)
    return stems
