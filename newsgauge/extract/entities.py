"""Whose number it is: the regions, firms, institutions, projects and groups that a sentence names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from newsgauge.extract.cues import cues, ends, firm_names, pattern
from newsgauge.model import EntityKind, Mention
from newsgauge.patterns import one_of
from newsgauge.regions import Region, find_region, region_names

_NAME_LETTERS = "A-Za-z0-9\u4e00-\u9fff·&“”（）().-"
_STOP_MARKS = re.compile(r"[^A-Za-z0-9\u4e00-\u9fff·&“”（）().\-]")
_WORLD = {"全球", "世界", "国际"}
_HOME = re.compile(r"(?:我|全|本|该)(国|省|市|区|县|州|自治区)|国内|(?:该|本)地区|当地")
_HERE = {"省": "province", "自治区": "province", "市": "city", "区": "", "县": "county", "州": "city"}
_TELECOM = re.compile(r"(?:移动|联通|电信|铁塔|广电)(?!互联|通信|端|支付|网|办公|应用|数据|业务|用户|运营|设备|终端|智能|芯片|平台|电话|医疗|阅读)")
_POSTS = re.compile(r"^(?:副|党组|党委|执行|首席|高级|原|前|轮值|第一)*(?:总|院长|主任|部长|局长|司长|处长|厅长|市长|省长|书记|董事|总裁|总经理|负责人|工程师|专家|教授|院士|"
                    r"研究员|分析师|主席|会长|秘书长|CEO|创始人|首席|发言人|经济学家|委员|常委|所长|校长|行长|人士|记者|代表)")
# What a name ending on 中心, 平台 … must not consist of alone.
_GENERIC = frozenset({"数据中心", "计算中心", "互联网平台", "工业互联网平台", "公共服务平台", "研究机构", "产业园区", "重点项目", "重大项目", "工程", "项目",
                      "平台", "中心", "基地", "园区", "公司", "集团", "工厂", "银行", "大会", "论坛", "协议", "组织", "大学", "企业", "科技", "上市公司",
                      "商业银行", "子公司", "分公司", "医院", "学校", "机场", "铁路", "高铁", "港口", "煤矿", "景区", "控股", "股份", "石油", "汽车"})


@dataclass(slots=True)
class Memory:
    """Who was spoken of so far in the article."""

    subject: Mention | None = None          # of the sentence before, in the same paragraph
    named: Mention | None = None            # the last firm, institution or project named
    article: Mention | None = None          # whom the article is about
    region: Mention | None = None           # where the article is set
    city: Mention | None = None


@cache
def _region_pattern() -> re.Pattern:
    return re.compile(one_of(region_names()))


@cache
def _firm_pattern() -> re.Pattern:
    return re.compile(one_of(firm_names()))


@cache
def _suffix_pattern() -> re.Pattern:
    words = cues("entity")
    return re.compile(one_of(words["firm"] + words["institution"] + words["project"]))


@cache
def _suffix_kind() -> dict[str, EntityKind]:
    words = cues("entity")
    return {word: kind for kind in ("project", "institution", "firm") for word in words[kind]}


def region_mention(region: Region, start: int = 0, end: int = 0) -> Mention:
    """The mention of a region under its full name."""
    name = {"CN": "全国", "WORLD": "全球"}.get(region.code, region.name)
    return Mention(start, end, name, "region", region.code)


def find_mentions(sentence: str, memory: Memory) -> list[Mention]:
    """Names in a sentence from left to right, none within another."""
    found: list[Mention] = []
    names = region_names()
    for match in _region_pattern().finditer(sentence):
        end = match.end()
        region = names[match.group()]
        if telecom := _TELECOM.match(sentence, end):
            found.append(Mention(match.start(), telecom.end(), sentence[match.start():telecom.end()], "firm"))
            continue
        # 北京、上海市; the letter after a short name may complete it.
        while end < len(sentence) and sentence[end] in "省市区县" and sentence[match.start():end + 1] in names:
            end += 1
            region = names[sentence[match.start():end]]
        found.append(region_mention(region, match.start(), end))
    for match in _HOME.finditer(sentence):
        if mention := _here(match, memory):
            found.append(mention)
    for match in _firm_pattern().finditer(sentence):
        # Latin names must not be parts of longer words.
        if match.group()[0].isascii() and match.start() and sentence[match.start() - 1].isascii() and sentence[match.start() - 1].isalnum():
            continue
        found.append(Mention(match.start(), match.end(), match.group(), "firm"))
    for match in _suffix_pattern().finditer(sentence):
        if mention := _grown(sentence, match):
            found.append(mention)
    found.sort(key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
        elif mention.end > kept[-1].end and mention.kind != "region":
            kept[-1] = Mention(kept[-1].start, mention.end, sentence[kept[-1].start:mention.end], mention.kind)
    return kept


def _here(match: re.Match, memory: Memory) -> Mention | None:
    word = match.group()
    if word in ("我国", "全国", "国内", "本国"):
        return Mention(match.start(), match.end(), "全国", "region", "CN")
    home = memory.city if match[1] == "市" and memory.city else memory.region
    if match[1] in ("省", "自治区") and memory.region is not None:
        region = find_region(memory.region.name)
        while region is not None and region.kind not in ("province", "country"):
            region = find_region(region.parent) if region.parent else None
        if region is not None and region.kind == "province":
            return region_mention(region, match.start(), match.end())
    if home is None or home.code in ("CN", "WORLD"):
        return None
    return Mention(match.start(), match.end(), home.name, "region", home.code)


def _grown(sentence: str, match: re.Match) -> Mention | None:
    """The name that ends on the suffix found: it runs back to the last boundary word or mark."""
    end = match.end()
    low = max(0, match.start() - 24)
    stretch = sentence[low:match.start()]
    cut = 0
    for mark in _STOP_MARKS.finditer(stretch):
        cut = mark.end()
    for word in pattern("entity", "boundaries").finditer(stretch, cut):
        cut = word.end()
    start = low + cut
    name = sentence[start:end]
    # An unopened closing mark belongs to what stands before.
    for opening, closing in ("“”", "（）", "()"):
        if name.count(closing) > name.count(opening):
            start += name.rindex(closing) + 1 if name.rindex(closing) + 1 < len(name) else 0
            name = sentence[start:end]
        if name.count(opening) > name.count(closing):
            start += name.rindex(opening) + 1
            name = sentence[start:end]
    name = name.strip("·-.")
    if len(name) - len(match.group()) < 2 or name in _GENERIC or name[0].isdigit():
        return None
    if end < len(sentence) and sentence[end] in "级类型化性数群":
        return None
    return Mention(start, end, name, _suffix_kind()[match.group()])


def attribution_of(sentence: str, limit: int) -> tuple[str, int]:
    """Who says the sentence and where the saying ends: ("工信部总工程师韩夏", 12) in 工信部总工程师韩夏介绍，…

    Only what is said before `limit` is looked at; ("", 0) where nobody is named.
    """
    best = ("", 0)
    for match in _SAYING.finditer(sentence, 0, limit + 1):
        if match.end() > limit:
            break
        who = match[1]
        for prefix in cues("attribution")["prefixes"]:
            who = who.removeprefix(prefix)
        best = (who.strip("“”，,") or best[0], match.end())
    return best


_SAYING = re.compile(r"([^，。；：！？\n]{0,40}?)(?:介绍|表示|说|称|透露|指出|认为|显示|宣布|披露|预测|强调|谈到|坦言|提出|测算|声称|报道|获悉|了解到|统计|分析称|公告|明确|发布的?[^，。；]{0,24}数据显示|发布的《[^》]{1,40}》(?:显示|指出|称)?)[，：,:]")


def resolve_subject(sentence: str, start: int, segment: int, clause: int, mentions: list[Mention], said_until: int,
                    memory: Memory) -> tuple[Mention | None, str]:
    """The mention that the number at `start` belongs to, and the rule that chose it."""
    usable = [mention for mention in mentions if mention.end <= start and mention.start >= said_until
              and not _beside(sentence, mention)]
    in_clause = [mention for mention in usable if mention.start >= clause]
    if in_clause:
        lead = in_clause[0]
        narrower = [m for m in in_clause[1:] if m.kind != "region" or (lead.kind == "region" and m.start == lead.end)]
        if lead.kind == "region" and narrower and narrower[0].start - lead.end <= 1:
            return narrower[0], "named in the clause"
        return lead, "named in the clause"
    if clause_subject := _anaphor(sentence[clause:start], memory):
        return clause_subject, "pronoun resolved"
    in_segment = [mention for mention in usable if mention.start >= segment]
    if in_segment:
        return in_segment[-1] if len(in_segment) > 1 and _begins_clause(sentence, in_segment[-1]) else in_segment[0], "named earlier in the sentence"
    if subject := _anaphor(sentence[segment:start], memory):
        return subject, "pronoun resolved"
    if usable:
        return usable[0], "named earlier in the sentence"
    return None, ""


def _begins_clause(sentence: str, mention: Mention) -> bool:
    return mention.start == 0 or sentence[mention.start - 1] in "，；：。,;:“"


def _beside(sentence: str, mention: Mention) -> bool:
    """Whether the mention is what the number is compared with, part of or done to, or stands in a title or before a post."""
    before = sentence[:mention.start]
    if before.rfind("《") > before.rfind("》"):
        return True
    if before.rfind("（") > before.rfind("）"):
        return True
    if _POSTS.match(sentence[mention.end:mention.end + 8]):
        return True
    if ends("entity", "wholes").before(before):
        return True
    # 在杭州举行 is where, 在大同市，… is of whom.
    return before.endswith("在") and mention.kind == "region" and sentence[mention.end:mention.end + 1] not in ("，", ",")


def _anaphor(text: str, memory: Memory) -> Mention | None:
    for word in cues("entity")["anaphors"]:
        place = text.find(word)
        if place < 0:
            continue
        if word in ("其", "企业", "我们", "集团", "公司") and not (place == 0 or text[place - 1] in "，；：。“、" or place <= 4):
            continue
        if word == "其" and text.startswith("其中", place):
            continue
        if word == "企业" and text[place + 2:place + 3] not in ("，", "已", "的", "目", "共", "在"):
            continue
        kind = "firm" if any(letter in word for letter in "司行团") else ""
        for mention in (memory.named, memory.article, memory.subject):
            if mention is not None and (not kind or mention.kind == "firm"):
                return mention
    return None
