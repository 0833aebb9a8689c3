"""Whose number it is: the regions, firms, institutions, projects and groups that a sentence names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from newsgauge.extract.cues import cues, ends, firm_names, pattern
from newsgauge.model import EntityKind, Mention
from newsgauge.patterns import Finder, one_of
from newsgauge.regions import Region, get_region, guard_words, province_of, region_names

_NAME_LETTERS = "A-Za-z0-9\u4e00-\u9fff·&“”（）().-"
_STOP_MARKS = re.compile(r"[^A-Za-z0-9\u4e00-\u9fff·&+“”（）().\-]")
_WORLD = {"全球", "世界", "国际"}
_HOME = re.compile(r"(?:我|全|本|该)(国|省|市|区|县|州|自治区)|(?:该|本)地区|当地")
_BEFORE_FIRM = frozenset("【】[]，。；：、“”《》（）()！？—… \n\t和与由在如据对向为是让被了的及比以从年月日到使给经跟即像仅而但则等中")
_TELECOM = re.compile(r"(?:移动|联通|电信|铁塔|广电)(?!互联|通信|端|支付|网|办公|应用|数据|业务|用户|运营|设备|终端|智能|芯片|平台|电话|医疗|阅读)")
_POSTS = re.compile(r"^(?:副|党组|党委|执行|首席|高级|原|前|轮值|第一)*(?:总|院长|主任|部长|局长|司长|处长|厅长|市长|省长|书记|董事|总裁|总经理|负责人|工程师|专家|教授|院士|"
                    r"研究员|分析师|主席|会长|秘书长|CEO|创始人|首席|发言人|经济学家|委员|常委|所长|校长|行长|人士|记者|代表)")
_FOLLOWS_LISTED = re.compile(r"[：:（(】]|国际|市场|技术|执行|副?总|董事|创始|首席|发布|公告|披露|实现|拟|预计|上半年|前三|今年|去年|全年|20\d|一季|二季|三季|四季|Q\d|营收|净利|20|近日|宣布|表示|完成|中标|签|业绩|股价|涨|跌|报")
# What a name ending on 中心, 平台 … must not consist of alone.
_GENERIC = frozenset({"数据中心", "计算中心", "互联网平台", "工业互联网平台", "公共服务平台", "研究机构", "产业园区", "重点项目", "重大项目", "工程", "项目",
                      "平台", "中心", "基地", "园区", "公司", "集团", "工厂", "银行", "大会", "论坛", "协议", "组织", "大学", "企业", "科技", "上市公司",
                      "商业银行", "子公司", "分公司", "医院", "学校", "机场", "铁路", "高铁", "港口", "煤矿", "景区", "控股", "股份", "石油", "汽车"})


@dataclass(slots=True)
class Memory:
    """Who was spoken of so far in the article."""

    text: str = ""                          # of the article
    begin: int = 0                          # of the sentence at hand
    paragraph: int = 0                      # start of its paragraph
    article: Mention | None = None          # whom the article is about
    region: Mention | None = None           # where the article is set
    subject: Mention | None = None          # of the sentence before, in the same paragraph
    stems: dict[str, Mention] = field(default_factory=dict)     # short forms of names in the article: 智源 of 智源研究院

    seen: dict[tuple[int, int], list[Mention]] = field(default_factory=dict)

    def mentions_before(self, reach: int) -> list[Mention]:
        """Names in the sentences before the one at hand, as far back as `reach` characters."""
        start = max(0, self.begin - reach)
        if (start, self.begin) not in self.seen:
            self.seen = {(start, self.begin): find_mentions(self.text[start:self.begin], Memory(region=self.region, stems=self.stems))}
        return self.seen[start, self.begin]


@cache
def _names() -> Finder:
    """Regions, words that hold a region's name without naming it, and firms."""
    return Finder(word for word in (*guard_words(), "其中", *region_names(), *firm_names()) if len(word) > 1)


@cache
def _guards() -> frozenset[str]:
    return frozenset((*guard_words(), "其中"))


def _is_province(code: str) -> bool:
    region = get_region(code)
    return region is not None and region.kind == "province" and not _is_city(code)


def _is_city(code: str) -> bool:
    region = get_region(code)
    return region is not None and (region.kind == "city" or code in ("110000", "120000", "310000", "500000"))


@cache
def _suffixes() -> Finder:
    words = cues("entity")
    return Finder(words["firm"] + words["institution"] + words["project"])


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
    names, guards, firms = region_names(), _guards(), firm_names()
    for start, word in _names().find(sentence):
        end = start + len(word)
        if word in guards and word not in firms:
            continue
        if word in firms:
            # 浪潮 is a firm at the head of a clause, a wave in 数字化浪潮; Latin names must not be parts of longer words.
            if not start or sentence[start - 1] in _BEFORE_FIRM or ends("indicator", "openers").before(sentence, start):
                found.append(Mention(start, end, word, "firm"))
            continue
        region = names[word]
        if region.kind in ("province", "city") and (telecom := _TELECOM.match(sentence, end)):
            found.append(Mention(start, telecom.end(), sentence[start:telecom.end()], "firm"))
            continue
        # 北京、上海市; the letter after a short name may complete it.
        while end < len(sentence) and sentence[end] in "省市区县" and sentence[start:end + 1] in names:
            end += 1
            region = names[sentence[start:end]]
        found.append(region_mention(region, start, end))
    for match in _HOME.finditer(sentence):
        if mention := _here(match, found, memory):
            found.append(mention)
    for stem, mention in memory.stems.items():
        place = sentence.find(stem)
        if place >= 0 and (place == 0 or sentence[place - 1] in _BEFORE_FIRM):
            found.append(Mention(place, place + len(stem), mention.name, mention.kind))
    for start, word in _suffixes().find(sentence):
        if mention := _grown(sentence, start, word, found):
            found.append(mention)
    for match in _CODED.finditer(sentence):
        found.append(Mention(match.start(1), match.end(1), match[1], "firm"))
    for match in _CALLED.finditer(sentence):
        found.append(Mention(match.start(1), match.end(1), match[1], "firm"))
    for match in _LISTED.finditer(sentence):
        if ends("entity", "listed").before(match[1]) and _FOLLOWS_LISTED.match(sentence, match.end()):
            found.append(Mention(match.start(1), match.end(1), match[1], "firm"))
    found.sort(key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
        elif mention.end > kept[-1].end and mention.kind != "region":
            kept[-1] = Mention(kept[-1].start, mention.end, sentence[kept[-1].start:mention.end], mention.kind)
    return kept


_LISTED = re.compile(r"(?:^|[，。；：,\n“【])([\u4e00-\u9fff]{4})")


# 晶澜股份（688923.SH）, 云枢科技（2391.HK）; 社交网站巨头GREE
_CODE = r"[（(\[]?\s?(?:\d{6}(?:\.(?:SH|SZ|BJ|sh|sz))?|\d{4,5}\.(?:HK|hk)|[A-Z]{1,5}\.(?:US|O|N|HK))\s?[）)\]】]"
_CODED = re.compile(rf"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{{2,6}}[A-Z]?)\s?{_CODE}")
_CALLED = re.compile(r"(?:巨头|公司|企业|厂商|平台|机构)([A-Z][A-Za-z0-9]{2,})(?![A-Za-z0-9])")
_ALIAS = re.compile(r"（(?:以下|下文|下)?(?:统称|简称)(?:为|：|:)?[“\"]?([^”\"“，；、）（《》]{2,8})[”\"]?")


def firm_of(text: str) -> str:
    """The firm whose stock code a text gives first, or that it gives a short name; "" where there is none.

    >>> firm_of("【电子】晶澜股份（688923.SH）：业绩高增")
    '晶澜股份'
    """
    if match := _CODED.search(text):
        return match[1]
    match = _ALIAS.search(text)
    return match[1] if match and not text[:match.start()].endswith(("》", "”")) and match[1] not in ("公司", "报告", "规划", "方案") else ""


def quoted_firm(title: str) -> str:
    """The firm in the brackets a title opens with, if it is one: 【比亚迪】, 【某某科技】; sections (【电子】) are none."""
    match = re.match(r"[【\[]([^】\]]{2,10})[】\]]|([\u4e00-\u9fff]{2,8})(?=[：:])", title)
    name = match[1] or match[2] if match else ""
    return name if name in firm_names() or match and match[1] and len(name) == 4 and ends("entity", "listed").before(name) else ""


def opened(title: str, text: str) -> str:
    """What a title says to have opened or started, if the text goes on about it: 某某协议正式发布 …; else ""."""
    match = re.match(r"([\u4e00-\u9fff]{3,9}?)(?:正式)?(?:发布|上线|启动|成立|开通|投运|揭牌|落成|启用|开园)", title)
    return match[1] if match and text.count(match[1]) >= 4 else ""


def find_stems(text: str) -> dict[str, Mention]:
    """Short forms by which an article goes on calling what it once named in full: 智源研究院 … 智源快速组建了….

    A stem has two to four letters and begins a clause at least three times.
    """
    stems: dict[str, Mention] = {}
    for match in _CODED.finditer(text):
        stems[match[1]] = Mention(0, 0, match[1], "firm")
    for match in _ALIAS.finditer(text):
        if not text[:match.start()].endswith(("》", "”")) and match[1] not in ("公司", "报告", "规划", "方案", "通知", "意见"):
            stems[match[1]] = Mention(0, 0, match[1], "firm")
    for start, word in _suffixes().find(text):
        if _suffix_kind()[word] != "firm" and word not in ("研究院", "研究所"):
            continue
        mention = _grown(text[max(0, start - 24):start + len(word)], min(start, 24), word, [])
        if mention is None:
            continue
        stem = mention.name[:-len(word)]
        if 2 <= len(stem) <= 4 and stem not in stems and stem not in region_names() and "·" not in stem \
                and sum(text.count(mark + stem) for mark in "，。；\n“") >= 3:
            stems[stem] = Mention(0, 0, mention.name, mention.kind)
    return stems


def subject_to_carry(sentence: str, mentions: list[Mention], said_until: int) -> Mention | None:
    """Whom the next sentence goes on about: the last name that began a clause of this one."""
    for mention in reversed(mentions):
        if mention.start >= said_until and _begins_clause(sentence, mention) and not _beside(sentence, mention):
            return mention
    return None


def _here(match: re.Match, found: list[Mention], memory: Memory) -> Mention | None:
    """The region that 全省, 我市 or 该县 means: the last of its kind named before, else where the article is set."""
    if match.group() in ("我国", "全国", "本国"):
        return Mention(match.start(), match.end(), "全国", "region", "CN")
    kind = match[1]
    is_kind = _is_province if kind in ("省", "自治区") else _is_city if kind == "市" else None
    home = memory.region
    if is_kind is not None:
        known = [mention for mention in found if mention.end <= match.start() and is_kind(mention.code)]
        if not known and memory.text and not (home is not None and is_kind(home.code)):
            known = [mention for mention in memory.mentions_before(600) if is_kind(mention.code)]
        if known:
            return region_mention(get_region(known[-1].code), match.start(), match.end())
        if kind != "市" and home is not None and (province := province_of(home.code)) is not None:
            return region_mention(province, match.start(), match.end())
        if kind == "市" and memory.text and (known := [mention for mention in memory.mentions_before(400) if _is_city(mention.code)]):
            return region_mention(get_region(known[-1].code), match.start(), match.end())
    if home is None or home.code in ("CN", "WORLD", ""):
        return None
    return Mention(match.start(), match.end(), home.name, "region", home.code)


def _grown(sentence: str, place: int, suffix: str, known: list[Mention]) -> Mention | None:
    """The name that ends on the suffix found: it runs back to the last boundary word or mark.

    Names of platforms, parks and the like are common nouns (跨行业跨领域工业互联网平台) unless a region, a firm, quotation
    marks or 国家 make them proper.
    """
    end = place + len(suffix)
    low = max(0, place - 24)
    stretch = sentence[low:place]
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
    # 本报北京电（记者某某）北京某中心: brackets belong to a name only before 有限公司 and its like.
    if (bracket := name.rfind("）")) >= 0 and not name[bracket + 1:].startswith(("有限", "股份", "集团", "公司", "科技", "网络")):
        start += bracket + 1
        name = sentence[start:end]
    name = name.strip("·-.")
    if len(name) - len(suffix) < 2 or name in _GENERIC or name[0].isdigit() and not name[:4].isdigit() \
            or name[0] in "全该本各每我":
        return None
    if end < len(sentence) and (sentence[end] in "级类型化性数群们员额率量" or sentence.startswith(_NO_NAME_BEFORE, end)):
        return None
    kind = _suffix_kind()[suffix]
    if (kind == "project" or suffix in _COMMON) and not (
            "“" in name or name.startswith("国家") or name[:4].isdigit() or _proper_before(name, suffix)
            or any(mention.start >= start and mention.end <= end and mention.code not in ("CN", "WORLD") for mention in known)):
        return None
    return Mention(start, end, name, _suffix_kind()[suffix])


_NO_NAME_BEFORE = ("技术", "行业", "产业", "企业", "市场", "领域", "设备", "方案", "建设", "项目", "服务")
_COMMON = frozenset({"中心", "组织", "联盟", "办公室", "学校", "医院", "研究中心", "实验室", "公司", "集团", "子公司", "分公司", "银行", "协会", "图书馆",
                     "博物馆", "交易所", "基金会", "商会", "学会"})


def _proper_before(name: str, suffix: str) -> bool:
    """Whether a name on a common suffix is short enough to be one, Latin, or of an institution (悦来集团, ABC公司)."""
    rest = name[:-len(suffix)]
    if any(letter in rest for letter in "率季度年月日高低增减长降亿元%再创其旗"):
        return False
    if suffix in ("公司", "集团", "银行", "协会", "学会", "商会", "联盟", "基金会", "医院", "学校"):
        return 2 <= len(rest) <= 8 and not ends("entity", "group").before(rest) and rest[0] not in "大小多两三几本外新老各国商上互" \
            and rest[-1] not in "级型类网家资业" and not ends("entity", "listed", "trades").before(rest)
    return False


def attribution_of(sentence: str, limit: int) -> tuple[str, int]:
    """Who says the sentence and where the saying ends: ("工信部总工程师韩夏", 12) in 工信部总工程师韩夏介绍，…

    Only what is said before `limit` is looked at; ("", 0) where nobody is named.
    """
    best = ("", 0)
    for match in _saying().finditer(sentence, 0, limit + 1):
        if match.end() > limit:
            break
        begin = max(sentence.rfind(mark, 0, match.start()) for mark in "，。；：！？\n") + 1
        who = sentence[begin:match.start()]
        for prefix in cues("attribution")["prefixes"]:
            who = who.removeprefix(prefix)
        if len(who) <= 80:
            best = (who.strip("“”，,") or best[0], match.end())
    return best


@cache
def _saying() -> re.Pattern:
    return re.compile(f"(?:{one_of(cues('attribution')['verbs'])})(?:指出|显示|称|说)?[，：,:]")


def resolve_subject(sentence: str, start: int, segment: int, clause: int, mentions: list[Mention], said_until: int,
                    memory: Memory) -> tuple[Mention | None, str]:
    """The mention that the number at `start` belongs to, and the rule that chose it."""
    for mention in reversed(mentions):
        if mention.end == start and not sentence[:mention.start].endswith(("、", "在", "占", "居", "向", "于", "对", "从", "来自", "销往", "首批")):
            return mention, "named right before the number"
    usable = [mention for mention in _grouped(sentence, [mention for mention in mentions if mention.end <= start
                                                         and mention.start >= said_until], start)
              if not _beside(sentence, mention)]
    for low, rule in ((clause, "named in the clause"), (segment, "named earlier in the sentence"),
                      (0, "named earlier in the sentence")):
        inside = [mention for mention in usable if mention.start >= low]
        place, anaphor = _anaphor(sentence, max(low, said_until), start, memory)
        if anaphor is not None and (not inside or place <= inside[0].start):
            return anaphor, "pronoun resolved"
        if inside:
            return _lead(sentence, inside, low == clause), rule
    return None, ""


def _lead(sentence: str, mentions: list[Mention], same_clause: bool) -> Mention:
    """Of the names before a number the one it belongs to: the first, or the narrower one right behind it."""
    # 某公司发布白皮书 我国数字经济规模…: who publishes is not what is measured where something else is named.
    mentions = [mention for mention in mentions[:-1] if not _PUBLISHES.match(sentence, mention.end)] + mentions[-1:]
    lead = mentions[0]
    if same_clause:
        for mention in mentions[1:]:
            gap = sentence[lead.end:mention.start]
            if lead.kind == "region" and mention.kind != "institution" and (
                    len(gap) <= 1 or mention.kind == "firm" and len(gap) <= 8 and gap.endswith(("巨头", "公司", "企业", "厂商", "平台"))):
                return mention
        return lead
    starters = [mention for mention in mentions if _begins_clause(sentence, mention)]
    return starters[-1] if starters else lead


_PUBLISHES = re.compile(r"(?:今天|昨天|近日|日前|今日|昨日|刚刚|[^，。；]{0,6}日)?(?:发布|公布|印发|出台|宣布|预计|预测|认为|：)")


def _grouped(sentence: str, mentions: list[Mention], start: int) -> list[Mention]:
    """Regions or firms in a row as one mention (太原、晋中、运城); a row right before the number is what it counts."""
    grouped: list[Mention] = []
    row: list[Mention] = []
    for mention in [*mentions, None]:
        if mention is not None and row and mention.kind == row[-1].kind and mention.kind in ("region", "firm") \
                and sentence[row[-1].end:mention.start] in ("、", "和"):
            row.append(mention)
            continue
        if len(row) > 1:
            if sentence[row[-1].end:start] not in ("", "等", "这"):
                grouped.append(Mention(row[0].start, row[-1].end, sentence[row[0].start:row[-1].end], row[0].kind, ""))
        elif row:
            grouped.append(row[0])
        row = [mention] if mention is not None else []
    return grouped


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
    if _ATTRIBUTIVE.match(sentence, mention.end):
        return True
    # 全球比重高达41.7%: the whole, not the owner.
    if mention.code == "WORLD" and sentence.startswith(("市场份额", "比重", "占比", "份额", "排名"), mention.end):
        return True
    if mention.kind == "institution" and _PUBLISHES.match(sentence, mention.end):
        return True
    if mention.kind == "region" and ends("indicator", "hold").before(before):
        return True
    return before.endswith("在") and mention.kind == "region" and sentence[mention.end:mention.end + 1] not in ("，", ",")


_ATTRIBUTIVE = re.compile(r"最|首|第[一二三四五六七八九十\d]|领先|知名|唯一|一流|范围|[至到—][\u4e00-\u9fff]{2,4}(?:高铁|铁路|高速)|高铁|高速公路")


def _anaphor(sentence: str, low: int, high: int, memory: Memory) -> tuple[int, Mention | None]:
    """Where a word like 该公司 or 其 stands between `low` and `high`, and whom it means; (-1, None) where none does."""
    for word in cues("entity")["anaphors"]:
        place = sentence.find(word, low, high)
        if place < 0:
            continue
        between = sentence[low:place]
        opening = place == 0 or sentence[place - 1] in "，；：。“、" or len(between) <= 3 and (
            word not in ("公司", "企业", "集团") or not between or bool(ends("indicator", "openers").before(between)))
        if word[0] != "该" and not opening:
            continue
        if sentence.startswith(("其中", "其他", "其它", "其余", "其实"), place):
            continue
        if word == "企业" and sentence[place + 2:place + 3] not in ("，", "已", "目", "共", "在"):
            continue
        if word == "我们":
            mention = _speaker(memory) or memory.subject or subject_before(memory) or memory.article
        elif word == "其":
            mention = memory.subject or subject_before(memory) or memory.article
        else:
            mention = _named_like(word.lstrip("该我本上市"), memory)
        if mention is not None:
            return place, mention
    return -1, None


def _speaker(memory: Memory) -> Mention | None:
    """For whom the one speaks whose saying came last in the paragraph: 埃及驻上海总领馆商务领事说 → 埃及."""
    passage = memory.text[memory.paragraph:memory.begin]
    sayings = list(_saying().finditer(passage))
    if not sayings:
        return None
    begin = max(passage.rfind(mark, 0, sayings[-1].start()) for mark in "，。；：！？\n”") + 1
    mentions = find_mentions(passage[begin:sayings[-1].start()], Memory(region=memory.region, stems=memory.stems))
    return mentions[0] if mentions else None


def _named_like(noun: str, memory: Memory) -> Mention | None:
    """The last name before the sentence that 该 and a noun can mean: 该中心 → …计算中心; firms for 公司."""
    mentions = memory.mentions_before(1200)
    wants_firm = noun in ("公司", "集团", "企业", "行", "市公司")
    for mention in reversed(mentions):
        if mention.name.endswith(noun) and len(mention.name) > len(noun):
            return mention
        if wants_firm and mention.kind == "firm":
            break
    if wants_firm:
        if memory.article is not None and memory.article.kind == "firm":
            return memory.article
        return next((mention for mention in reversed(mentions) if mention.kind == "firm"), None)
    return None


def subject_before(memory: Memory) -> Mention | None:
    """The last name that began a sentence or clause earlier in the paragraph."""
    reach = memory.begin - memory.paragraph
    if reach <= 0:
        return None
    passage = memory.text[memory.paragraph:memory.begin]
    for mention in reversed(find_mentions(passage, Memory(region=memory.region, stems=memory.stems))):
        if _opens(passage, mention) and not _beside(passage, mention):
            return mention
    return None


_BEFORE_SUBJECT = re.compile(r"(?:^|[。！？；：\n“])(?:[^，。；！？“”]{0,8}[年月日]，?|其中，|目前，?|当前，?|此外，|同时，|在[^，。；]{1,14}[，中]，?|作为[^，。；]{2,30}，|\d{1,2}月[^，。]{0,4}，|[一二三四]是)?$")


def _opens(passage: str, mention: Mention) -> bool:
    return bool(_BEFORE_SUBJECT.search(passage, max(0, mention.start - 24), mention.start))
