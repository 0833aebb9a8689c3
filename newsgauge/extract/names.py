"""The names in a sentence: regions, firms, institutions and projects that a number can belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from newsgauge.extract.cues import Cued, cues, ends, firm_names, pattern
from newsgauge.model import EntityKind, Mention
from newsgauge.patterns import Finder
from newsgauge.regions import Region, find_region, get_region, guard_words, province_of, region_names

_STOP_MARKS = re.compile(r"[^A-Za-z0-9\u4e00-\u9fff·&+“”（）().\-]")
# 资本市场 and 全域 name no region.
_HOME = re.compile(r"(?<!资)(?:我|全|本|该)(国|省|市(?!场)|区(?!域)|县|州|自治区)|(?:该|本)地区|当地")
_COUNTED = re.compile(r"\d+[余多]?[家个名位所座]")
_THIS_TIME = re.compile("(?:本届|本次)(?=[\u4e00-\u9fff]{2})")
# 第二十三届中国上海国际(艺术节), 2024金融街(论坛年会)
_NUMBERED_EVENT = re.compile(r"(?:第[\d一二三四五六七八九十百]{1,4}届|20\d\d年?)[\u4e00-\u9fff]{0,16}$"
                             r"|(?<!\d)\d{1,3}届$")
_NUMBERED = re.compile(r"第[\d一二三四五六七八九十百]{1,4}届(?![^，。；]*代表大会)[\u4e00-\u9fff]{0,16}$")
_EVENT_REACH, _EVENT_NAME = 600, 24
# 第15届森博会共签约
_SHORT_EVENT = re.compile(r"(第[\d一二三四五六七八九十百]{1,4}届[\u4e00-\u9fff]{1,6}会)"
                          r"(?=在|将|于|累计|共|实现|期间|签约|吸引|开幕|闭幕|[，。；\n]|$)")
_LONGEST_EVENT = 6             # letters of what 本届 stands before
_NEARBY = 80                   # letters back from 当地 in which the place is named
_OPERATORS = frozenset({"中国移动", "中国电信", "中国联通", "中国广电"})
_ACCOUNTS = ("号", "公众号", "小程序", "群")
_MARKS = frozenset("【】[]，。；：、“”《》（）()！？—… \n\t")
# 晶澜股份（688923.SH）, 云枢科技（2391.HK）
_CODE = (r"[（(\[]?\s?(?:\d{6}(?:\.(?:SH|SZ|BJ|sh|sz))?|\d{4,5}\.(?:HK|hk)|[A-Z]{1,5}\.(?:US|O|N|HK))"
         r"\s?[）)\]】]")
CODED = re.compile(rf"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{{2,6}}[A-Z]?)\s?{_CODE}")
_FOUR_LETTERS = re.compile(r"(?:^|[，。；：,\n“【])([\u4e00-\u9fff]{4})")
# 苏州旭光实现净利润
_SUBSIDIARY = re.compile("([\u4e00-\u9fff]{2})(?=实现(?:营|净|归|收)|营收|净利|归母|亏损|扣非)")
_LATIN = re.compile("[A-Z]")
_TRACK = re.compile("高铁|铁路|高速|[航路管]线")
# 我对东盟出口, 各地已投入收割机
_OURS = re.compile("(?<![\u4e00-\u9fff])我(?=[对与自]|外贸|进出口|出口|进口)")
_EVERYWHERE = re.compile("(?:^|[，。；\n])(各地)(?=[已共新]|累计|投入|完成|建成|开展|发放)")
_PART_OF_YEAR = re.compile(r"\d{0,4}[QHM]\d|[1-4]Q")
_INVESTS = ("控股", "集团", "有限", "管理", "股份", "发展")
_LONGEST = 24                  # letters of a name before its ending
_CARRIER = Cued("<entity carriers>(?!<entity not_after_carriers>)")
# 社交网站巨头ABC
_CALLED = Cued("<entity called>([A-Z][A-Za-z0-9.&]+(?: [A-Z][A-Za-z0-9.&]*)+|[A-Z][A-Za-z0-9]{2,})(?![A-Za-z0-9])")
_NAME_IN_ROW = r"[^\W\d和等的以与对有如由在让向被而仅其该了][^\W和等的了]{1,7}"
# 远山网络、云枢等多家公司, 以临光、Kolmo为代表的企业: in a row before 等 and a word for firms stand names.
_ROW = Cued(rf"(?:^|[，。；：\n]|<entity before_row>)({_NAME_IN_ROW}(?:[、和]{_NAME_IN_ROW}){{1,5}})"
            r"(?:等\d*[余多]?[多两几]?[家个]?<entity row_attributes>?<entity row_nouns>"
            r"|为代表的[^，。；、]{0,8}<entity row_nouns>)")
# 如临光科10月29日涨幅达5%, 临光科股价: what stands before a day with a rise, or before 股价, is a share's name.
_SHARE = Cued(r"(?:^|[，。；：、\n]|如|其中|而)((?![如其而但且则])[\u4e00-\u9fff]{3,4})"
              r"(?=<entity share_words>|\d{1,2}月\d{1,2}日[^，。；]{0,12}<entity share_rises>)")
# 黄淮海地区七成多, 东部核心区在65%以上: parts of a country that open a clause with a number.
_WIDE_PLACE = Cued(r"(?:^|[，。；：、\n])((?!<entity country_parts>[、和及])[\u4e00-\u9fff]{2,5}<entity wide_places>)"
                   r"(?!生产|总产|GDP)"
                   r"(?=[^，。；的]{0,8}[\d一二三四五六七八九十过近超])")
# 东部、中部、西部和东北地区, 东、中、西部: alone, these words are parts of others (西部证券).
_PARTS_IN_ROW = Cued("(?:<entity country_parts>(?:地区)?|(?<![\u4e00-\u9fff])[东中西](?=[、和及]))"
                     "(?:[、和及](?:<entity country_parts>(?:地区)?|[东中西](?=[、和及])))+")
_PART = Cued("<entity country_parts>(?:地区)?|[东中西]")
# 道指收涨: the index of a country's shares
_INDEX = Cued("(?:^|[，。；：、\n])(<entity indices>)")
_PLATFORM = Cued("(?:^|[，。；\n])(“[^“”，。；]{2,10}”)(?=<entity platform_acts>)")
# 云海母公司“远山”日前被罚款
_QUOTED_FIRM = re.compile(r"(?:公司|企业|巨头|厂商|集团)(“[^“”，。；]{2,10}”)(?=日前|近日|被|遭|因|宣布|表示|将|在|已)")
# 智能模型“远山2.0”, “远山”大模型
_QUOTED_PRODUCT = Cued("<entity products>(“[^“”，。；]{2,12}”)|(“[^“”，。；]{2,12}”<entity products>)")
# Temu今年的目标为…: a Latin name with small letters, or five capitals, that opens a clause as firms do.
_LATIN_FIRM = Cued(r"(?:^|[，。；：、\n])([A-Z][A-Za-z]*[a-z][A-Za-z]*|[A-Z]{5,12}) ?(?=<entity after_latin>)")
# 远山软件营业收入6亿元: names of four letters that end on a trade, before what only firms earn.
_EARNING = Cued(r"(?:^|[，。；：\n、和及])([\u4e00-\u9fff]{2}<entity listed_trades>)"
                r"(?=(?:[、和及][\u4e00-\u9fff]{2}<entity listed_trades>)*"
                r"(?:<entity earnings>|实现(?:营|归|净)|单季|Q\d))")
# 阳光保险1H25总保费收入…归母净利润: such names before a time, in a sentence about what firms earn.
_EARNING_WHEN = Cued(r"(?:^|[，。；：\n])([\u4e00-\u9fff]{2}<entity listed_trades>)"
                     r"(?=\d{0,4}年?(?:[QH]\d|[一二三四]季度|前[二三]季度|[上下]半年)|[1-4][QH]\d{2}"
                     r"|\d{1,2}[-—]\d{1,2}月|\d{4}年)")
# The short name of a listed firm before a post: 副会长单位远山科技总经理
WITH_POST = Cued(r"([\u4e00-\u9fff]{2}<entity listed>)(?=<entity post_ranks>?<entity posts>)")
_AFTER_LISTED = Cued(r"[：:（(】]|Q\d|<entity after_listed>")


@dataclass(slots=True)
class Memory:
    """Who was spoken of so far in the article."""

    text: str = ""                          # of the article
    begin: int = 0                          # of the sentence at hand
    paragraph: int = 0                      # start of its paragraph
    article: Mention | None = None          # whom the article is about
    region: Mention | None = None           # where the article is set
    subject: Mention | None = None          # of the sentence before, in the same paragraph
    official: bool = False                  # it is a government's report or plan: each sentence is of its region again
    stems: dict[str, Mention] = field(default_factory=dict)     # short forms of names: 远山 of 远山研究院
    seen: dict[tuple[int, int], list[Mention]] = field(default_factory=dict)
    speakers: list[tuple[int, str]] = field(default_factory=list)   # who has spoken so far, and where
    heard: int = 0                          # up to where the text was read for them

    def without_text(self) -> Memory:
        """What holds for any passage of the article."""
        return Memory(region=self.region, stems=self.stems)

    def mentions_before(self, reach: int) -> list[Mention]:
        """Names in the sentences before the one at hand, as far back as `reach` characters."""
        start = max(0, self.begin - reach)
        if (start, self.begin) not in self.seen:
            self.seen = {(start, self.begin): find_mentions(self.text[start:self.begin], self.without_text())}
        return self.seen[start, self.begin]


@cache
def _names() -> Finder:
    """Regions, words that hold a region's name without naming it, and firms."""
    return Finder(word for word in (*_guards(), *region_names(), *firm_names()) if len(word) > 1)


@cache
def _guards() -> frozenset[str]:
    return frozenset((*guard_words(), "其中"))


@cache
def name_endings() -> Finder:
    """The last words of names: 研究院, 有限公司, 产业园."""
    words = cues("entity")
    return Finder(words["firm"] + words["institution"] + words["project"])


@cache
def ending_kinds() -> dict[str, EntityKind]:
    """What kind of name each of the last words makes."""
    words = cues("entity")
    return {word: kind for kind in ("project", "institution", "firm") for word in words[kind]}


def _is_city(code: str) -> bool:
    region = get_region(code)
    return region is not None and (region.kind == "city" or code in ("110000", "120000", "310000", "500000"))


def _is_province(code: str) -> bool:
    region = get_region(code)
    return region is not None and region.kind == "province" and not _is_city(code)


def region_mention(region: Region, start: int = 0, end: int = 0) -> Mention:
    """The mention of a region under its full name."""
    name = {"CN": "全国", "WORLD": "全球"}.get(region.code, region.name)
    return Mention(start, end, name, "region", region.code)


def find_mentions(sentence: str, memory: Memory) -> list[Mention]:
    """Names in a sentence from left to right, none within another.

    >>> [(one.name, one.kind) for one in find_mentions("湖北省开工，远山研究院投入200万元", Memory())]
    [('湖北省', 'region'), ('远山研究院', 'institution')]
    """
    found = _known_names(sentence)
    for match in _HOME.finditer(sentence):
        if mention := _home(match, found, memory):
            found.append(mention)
    for match in _THIS_TIME.finditer(sentence):
        if mention := _this_event(sentence, match, memory):
            found.append(mention)
    if ("出口" in sentence or "进口" in sentence or "贸易" in sentence) and (ours := _OURS.search(sentence)):
        found.append(Mention(ours.start(), ours.end(), "全国", "region", "CN"))
    if (everywhere := _EVERYWHERE.search(sentence)) and memory.region is not None:
        start, end = everywhere.span(1)
        found.append(Mention(start, end, memory.region.name, "region", memory.region.code))
    for stem, mention in memory.stems.items():
        place = sentence.find(stem)
        while place >= 0:
            if _can_begin(sentence, place) or sentence.endswith("公司", 0, place):
                found.append(Mention(place, place + len(stem), mention.name, mention.kind))
            place = sentence.find(stem, place + len(stem))
    for start, word in name_endings().find(sentence):
        if mention := name_ending_on(sentence, start, word, found):
            found.append(mention)
    found += _firms(sentence, memory)
    found += _named_by_place(sentence)
    found.sort(key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    for mention in found:
        if kept and mention.start == kept[-1].end and mention.kind == kept[-1].kind == "firm" \
                and kept[-1].name.endswith("公司") and "有限" not in kept[-1].name:
            kept[-1] = mention     # 家电设计公司|远山在大会上宣布: the description of the firm named
        elif not kept or mention.start >= kept[-1].end:
            kept.append(mention)
        elif mention.end > kept[-1].end and mention.kind != "region":
            start = kept[-1].start
            kept[-1] = Mention(start, mention.end, sentence[start:mention.end], mention.kind)
    return kept


def _firms(sentence: str, memory: Memory) -> list[Mention]:
    """Firms that the words beside them tell: a stock code, a post, what only firms earn."""
    words = cues("entity")
    matches = [match for naming in (CODED, _CALLED, _LATIN_FIRM) for match in naming.finditer(sentence)
               if match[1] not in words["not_firms"]]
    matches += WITH_POST.finditer(sentence)
    earning = [*_EARNING.finditer(sentence)]
    if memory.article is None and pattern("entity", "earnings").search(sentence):
        earning += _EARNING_WHEN.finditer(sentence)
    matches += [match for match in earning
                if match[1][:2] not in words["common_halves"] and match[1][:2] not in region_names()]
    matches += [match for match in _FOUR_LETTERS.finditer(sentence)
                if ends("entity", "listed").before(match[1]) and _AFTER_LISTED.match(sentence, match.end())]
    return [Mention(match.start(1), match.end(1), match[1], "firm") for match in matches]


def _named_by_place(sentence: str) -> list[Mention]:
    """Names that carry no word for what they are, told by where they stand: rows, shares, products in quotes."""
    found: list[Mention] = []
    if "等" in sentence or "为代表的" in sentence:
        for match in _ROW.finditer(sentence):
            start = match.start(1)
            names = re.split("[、和]", match[1])
            if pattern("entity", "not_in_row").search(match[1]) or any(name in region_names() for name in names):
                continue
            for name in names:
                found.append(Mention(start, start + len(name), name, "firm"))
                start += len(name) + 1
    if "股" in sentence or "幅" in sentence or "涨" in sentence or "跌" in sentence:
        found.extend(Mention(match.start(1), match.end(1), match[1], "firm") for match in _SHARE.finditer(sentence)
                     if not ends("entity", "not_shares").before(match[1]) and match[1] not in region_names()
                     and not ends("entity", "generic").before(match[1]))
    if "地区" in sentence or "区" in sentence or "群" in sentence:
        for match in _WIDE_PLACE.finditer(sentence):
            if not pattern("entity", "not_wide_places").match(match[1]) and match[1] not in region_names():
                found.append(Mention(match.start(1), match.end(1), match[1], "region"))
    if "部" in sentence:
        found.extend(region_mention(find_region(f"{part[0]}部"[:2]), part.start(), part.end())
                     for row in _PARTS_IN_ROW.finditer(sentence) for part in _PART.finditer(sentence, *row.span()))
    if "指" in sentence or "标普" in sentence:
        # Of no length, as the name of the index stays in the phrase.
        found.extend(region_mention(find_region(cues("entity")["indices"][match[1]]), match.start(1), match.start(1))
                     for match in _INDEX.finditer(sentence))
    if "届" in sentence:
        found.extend(Mention(match.start(1), match.end(1), match[1], "project")
                     for match in _SHORT_EVENT.finditer(sentence)
                     if not match[1].endswith(("代表大会", "委会", "员会", "事会")))
    if "“" in sentence:
        found.extend(Mention(match.start(1), match.end(1), match[1].strip("“”"), "project")
                     for match in _PLATFORM.finditer(sentence)
                     if not pattern("entity", "no_platforms").match(match[1], 1))
        found.extend(Mention(match.start(1), match.end(1), match[1].strip("“”"), "firm")
                     for match in _QUOTED_FIRM.finditer(sentence))
        for match in _QUOTED_PRODUCT.finditer(sentence):
            group = 1 if match[1] else 2
            name = match[group].strip("“”") if group == 1 else match[group]
            found.append(Mention(match.start(group), match.end(group), name, "project"))
    return found


def _known_names(sentence: str) -> list[Mention]:
    """The regions and firms of the tables in a sentence."""
    found: list[Mention] = []
    names, guards, firms = region_names(), _guards(), firm_names()
    for start, word in _names().find(sentence):
        end = start + len(word)
        if word in firms:
            # 浪潮 is a firm at the head of a clause, a wave in 数字化浪潮; Latin names are not parts of longer words.
            if sentence.startswith(_ACCOUNTS, end):
                continue
            # 中国移动游戏用户: the country's mobile games; not 中国移动用户
            if word in _OPERATORS and ends("entity", "not_after_operators").after(sentence, end):
                found.append(region_mention(names["中国"], start, start + 2))
                continue
            if _can_begin(sentence, start) or ends("indicator", "openers").before(sentence, start):
                found.append(Mention(start, end, word, "firm"))
            continue
        if word in guards:
            continue
        region = names[word]
        if region.kind in ("province", "city") and (carrier := _CARRIER.match(sentence, end)):
            found.append(Mention(start, carrier.end(), sentence[start:carrier.end()], "firm"))
            continue
        if region.kind in ("province", "city") and (own := _SUBSIDIARY.match(sentence, end)) \
                and own[1] not in ends("entity", "not_subsidiaries").words:
            found.append(Mention(start, own.end(), sentence[start:own.end()], "firm"))
            continue
        # 北京、上海市; the letter after a short name may complete it.
        while end < len(sentence) and sentence[end] in "省市区县" and sentence[start:end + 1] in names:
            end += 1
            region = names[sentence[start:end]]
        found.append(region_mention(region, start, end))
    return found


def _can_begin(sentence: str, place: int) -> bool:
    """Whether a name can begin at `place`."""
    return not place or sentence[place - 1] in _MARKS or bool(ends("entity", "before_firm").before(sentence, place))


def _home(match: re.Match, found: list[Mention], memory: Memory) -> Mention | None:
    """The region that 全省, 我市 or 该县 means: the last of its kind named before, else where the article is set; where
    neither is known, 全省 itself."""
    start, end, kind = match.start(), match.end(), match[1]
    if match.group() == "本国":
        return None                # whichever country is spoken of
    if match.group() == "当地" and (near := _near_region(found, start, memory)) is not None:
        return region_mention(near, start, end)
    if match.group() in ("我国", "全国"):
        return Mention(start, end, "全国", "region", "CN")
    is_kind = _is_province if kind in ("省", "自治区") else _is_city if kind == "市" else None
    home = memory.region
    # 全市 in the report of a county's 市 is that 市, whatever city it has named beside it.
    own = memory.official and home is not None and (home.name.endswith("市") if kind == "市" else
                                                    is_kind is not None and is_kind(home.code))
    if kind == "市" and home is not None and not own and get_region(home.code).kind == "county":
        home = region_mention(get_region(get_region(home.code).parent))        # 全市 in the report of a 县
    if is_kind is not None and not own:
        known = [mention for mention in found if mention.end <= start and is_kind(mention.code)]
        if not known and memory.text and not (home is not None and is_kind(home.code)):
            known = [mention for mention in memory.mentions_before(600) if is_kind(mention.code)]
        if known:
            return region_mention(get_region(known[-1].code), start, end)
        if kind != "市" and home is not None and (province := province_of(home.code)) is not None:
            return region_mention(province, start, end)
    if home is None or home.code in ("CN", "WORLD", ""):
        # Whichever it is, it is not the nation.
        return Mention(start, end, f"全{kind}", "region") if kind not in (None, "国") else None
    return Mention(start, end, home.name, "region", home.code)


def _near_region(found: list[Mention], start: int, memory: Memory) -> Region | None:
    """The region named last before `start` in the sentence, else in the one before: 在临海，当地建成…"""
    known = [one for one in found if one.end <= start] or (memory.mentions_before(_NEARBY) if memory.text else [])
    codes = [one.code for one in known if one.code and one.code not in ("CN", "WORLD")]
    return get_region(codes[-1]) if codes else None


def _this_event(sentence: str, match: re.Match, memory: Memory) -> Mention | None:
    """The event that 本届 or 本次 means, under the name with its number that the article gave it: 第136届广交会."""
    told = memory.text[:memory.begin + match.start()][-_EVENT_REACH:]
    for length in range(min(_LONGEST_EVENT, len(sentence) - match.end()), 1, -1):
        noun = sentence[match.end():match.end() + length]
        place = told.rfind(noun)
        if place < 0:
            continue
        name = _NUMBERED_EVENT.search(told, max(0, place - _EVENT_NAME), place)
        if name is not None:
            return Mention(match.start(), match.end() + length, name.group() + noun, "project")
    return None


def name_ending_on(sentence: str, place: int, ending: str, known: list[Mention]) -> Mention | None:
    """The name whose last word `ending` stands at `place`: it runs back to the last boundary word or mark.

    Names of platforms, parks and the like are common nouns (跨行业工业互联网平台) unless a region, a firm, quotation
    marks or 国家 make them proper; `known` are the names found so far.
    """
    end = place + len(ending)
    start = _name_start(sentence, place, end, known)
    if sentence.startswith(("自“", "继“", "令“"), start):
        start += 1                 # 自“云海”工程启动以来
    if ending in ends("entity", "event").words \
            and (numbered := _NUMBERED.search(sentence, max(0, end - _EVENT_NAME), end)):
        start = numbered.start()   # 第七届数字建设峰会
    name = sentence[start:end].strip("·-.")
    if len(name) - len(ending) < 2 or name in ends("entity", "generic").words or name[0] in "全该本各每我" \
            or name[0].isdigit() and not name[:4].isdigit():
        return None
    # 成都至自贡高铁: a line between two places, of which only the second stands before the ending.
    if sentence[start - 1:start] in tuple("至到—-") and _TRACK.search(name):
        return None
    # Q3公司 is the quarter of a firm, 公司境内医院 are what a firm has.
    if _PART_OF_YEAR.match(name) or name.startswith(("公司", "企业")) or _COUNTED.search(name):
        return None
    # 临海集团全资子公司Hill Brook: the name follows.
    if ending == "子公司" and (_LATIN.match(sentence, end) or name[-5:-3] in ("全资", "控股", "旗下")):
        return None
    if sentence[end:end + 1] in tuple("级类型化性数群们员额率量") or ends("entity", "not_before").after(sentence, end):
        return None
    kind = ending_kinds()[ending]
    if (kind == "project" or ending in ends("entity", "common_endings").words) and not (
            "“" in name or re.match("国家(?!级)", name) or _houses(sentence, start, end, name)
            or _is_work(sentence, start, end, name, ending)
            or kind == "project" and (name[:4].isdigit() or _NUMBERED.match(name)) or _makes_proper(name, ending)
            or any(one.start >= start and one.end <= end and one.code not in ("CN", "WORLD") for one in known)):
        return None
    return Mention(start, end, name, kind)


def _houses(sentence: str, start: int, end: int, name: str) -> bool:
    """Whether a name that begins a clause goes on as a park does: 马山文创园集聚企业400家; not 工业园区集聚企业."""
    opens = start == 0 or sentence[start - 1] in _MARKS
    return opens and bool(ends("entity", "houses").after(sentence, end)) and len(name) >= 5 \
        and not name.endswith(("项目", "工程", "协议")) \
        and not pattern("entity", "common_parks").match(name)


def _is_work(sentence: str, start: int, end: int, name: str, ending: str) -> bool:
    """Whether a name that begins a clause goes on as a bridge or a line does: 临海大桥全长3公里; not 水利工程总投资."""
    opens = start == 0 or sentence[start - 1] in _MARKS
    return opens and ending in ends("entity", "works").words \
        and bool(ends("entity", "works_have").after(sentence, end)) \
        and len(name) - len(ending) >= 2 and not pattern("entity", "common_works").match(name)


def _name_start(sentence: str, place: int, end: int, known: list[Mention]) -> int:
    """Where a name begins that ends at `end` on a word at `place`; `known` are the names found so far."""
    low = max(0, place - _LONGEST)
    stretch = sentence[low:place]
    cut = 0
    for mark in _STOP_MARKS.finditer(stretch):
        cut = mark.end()
    for word in pattern("entity", "boundaries").finditer(stretch, cut):
        # 临海仁和数据中心: what 和 joins is longer than one letter.
        if word[0] == "和" and (word.start() - cut == 1 or any(low + word.start() - one.end == 1 for one in known)):
            continue
        if any(one.start < low + word.end() <= one.end and one.kind == "firm" for one in known):
            continue               # 华为云
        if word[0] == "投资" and sentence.startswith(_INVESTS, low + word.end()):
            continue               # 云海投资控股有限公司
        cut = word.end()
        if word[0] == "投资" and stretch[cut:cut + 1] in tuple("者人方商"):
            cut += 1
    start = low + cut
    # A mark without its partner belongs to what stands before.
    for opening, closing in ("“”", "（）", "()"):
        name = sentence[start:end]
        if name.count(closing) > name.count(opening) and name.rindex(closing) + 1 < len(name):
            start += name.rindex(closing) + 1
            name = sentence[start:end]
        if name.count(opening) > name.count(closing):
            start += name.rindex(opening) + 1
    # 本报北京电（记者某某）北京某中心: brackets belong to a name only before 有限公司 and its like.
    name = sentence[start:end]
    bracket = name.rfind("）")
    if bracket >= 0 and not name[bracket + 1:].startswith(("有限", "股份", "集团", "公司", "科技", "网络")):
        start += bracket + 1
    return start


def _makes_proper(name: str, ending: str) -> bool:
    """Whether what stands before a common ending is short enough to make a name of it (临海集团, ABC公司)."""
    rest = name[:-len(ending)]
    if ending not in ends("entity", "proper_endings").words or not 2 <= len(rest) <= 8 or rest[0] in "（(":
        return False
    return not (pattern("entity", "not_in_name").search(rest) or ends("entity", "not_first_in_name").after(rest)
                or ends("entity", "not_last_in_name", "group", "listed", "trades").before(rest))
