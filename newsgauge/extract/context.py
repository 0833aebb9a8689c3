"""Where a quantity stands: its sentence, clause and list, the words on either side of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from newsgauge.extract.cues import Cued, cues, ends
from newsgauge.model import Quantity

SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’」』）)]*|\n|$)")
# No writer's sentence is longer; what is, is a table or hostile, and is read in pieces so that time stays linear.
_LONGEST = 500
_CLAUSE_START = re.compile(r"[，；：。！？,;!?\n]|:(?!\d)|——|…+")
_CLAUSE_END = re.compile(r"[，；：。！？,;!?\n]|:(?!\d)|——|…|$")
_SEGMENT_START = re.compile(r"；")
# 10户、 or 88元和: what stands between numbers of one list. The noun of the number before may stand there too.
_LIST_JOIN = re.compile(r"^(?:[^，。；：！？,;]{0,14}(?:[、/及和与]|以及))?$")
_JOINT = re.compile(r"(?:[、/及和与]|以及)$")
_PER = re.compile(r"(?:单位|每?万元)[^、]{0,6}?(?:生产总值|增加值|GDP|产值)")
# 前三季度公司实现营收/归母净利润
_BEFORE_SLASHES = re.compile(r"^.*(?:\d年|季度|半年|全年|单季|月|[HQ]\d|公司|集团|实现|完成)(?=..)")
_TIME_AHEAD = re.compile(r"^(?:\d{2,4}年度?|今年|去年|\d{0,4}[QH]\d|[1-4][QH]\d\d)?"
                         r"(?:\d{1,2}月份?|[上下]半年|前[二三]季度|前\d{1,2}个月|第?[一二三四]季度|当月)?"
                         r"(?:公司(?=..)|分[^，。]{1,4}看)?")
_NOT_A_TIME = re.compile(r"(?!(?:\d{2,4}年?)?(?:[QH]\d|[上下]半年|第?[一二三四]季度|\d{1,2}月)|\d{2,4}年$)..")
_WITH_WHOM = re.compile("(?:货物|双边|经贸|服务)?(?:贸易|进出口)")
_SCALE = re.compile("[百千万亿]级$")
_DONE = re.compile("(?:实现|完成|达成|取得)了?")
# 分别增长0.8%、下降1.3%
_MOVES = re.compile("[、/和及](?:同比|环比)?(?:增长|下降|上升|增加|减少|提高|降低|上涨|下跌)$")
# 较2018年(提高), 高于上云程度低的企业(12个百分点)
COMPARED = Cued(r"(?:较|(?<![占对可同环])比(?![重例率特赛])|<indicator compared>)[^，]*$")
# 客船、货船|从无到有: what becomes of a row of things before 分别
_ROSE = re.compile(r"^([^，；\d]+?、[^，；\d]+?)(?:从无到有|(?:均|都|双双|同步|稳步|持续|快速|较快|平稳|不断|大幅"
                   r"|明显|显著|进一步|加快|逐年)[^、，；的]{0,6}|增长|提高|增加|下降)$")
# What parts the names of a row: 和, 及 and 与 may belong to one of them.
_PARTING = ("[、和及与]|以及", "[、/]", "[、和]", "[、及]", "[、与]", "、")
# 同比/环比分别增长(12%和5%)
_BOTH = re.compile(r"(同比|环比)[、/和与及](同比|环比)(?:分别|各)?")
_ASIDE = re.compile(r"（[^（）]{0,40}）|\([^()]{0,40}\)")
_BRACKETS = re.compile(r"（[^（）]*）|\([^()]*\)")
# 本报讯, 新华社北京电（记者何平）, 临海日报8月15日电, 临海日报2024年5月6日 before the text itself
_DAY = r"\d{1,2}月\d{1,2}日(?:[上下]午)?"
_PAPER = "[\u4e00-\u9fff]{1,6}(?:报|社|网|台|刊|在线)[\u4e00-\u9fff]{0,6}?"
_DATELINE = re.compile(rf"^[（(【]?(?:{_PAPER}(?:20\d\d年)?{_DAY}[讯电](?![员话力子信商动量网器价费])"
                       rf"|{_PAPER}20\d\d年{_DAY}(?![，,、的报刊头第发])"
                       r"|(?:本[报刊台网]|新华社|中新社)[\u4e00-\u9fff]{0,4}[讯电](?![员话力子信商动量网器价费]))"
                       r"(?:[（(][^（）()\n]{1,30}[）)])?[）)】]?[：:]?", re.MULTILINE)


def without_datelines(text: str) -> str:
    """The text with line ends in the place of its datelines, whose day and town no number is of.

    >>> without_datelines("本报杭州5月6日讯全市").strip()
    '全市'
    """
    return _DATELINE.sub(lambda opening: "\n" * len(opening[0]), text)


def sentence_bounds(text: str) -> tuple[list[int], list[int]]:
    """Starts and ends of the sentences of a cleaned text; together they cover it.

    >>> sentence_bounds("一。二！”三")
    ([0, 2, 5], [2, 5, 6])
    """
    starts, ends = [], []
    for match in SENTENCE.finditer(text):
        start, stop = match.span()
        while stop - start > _LONGEST:
            cut = max(text.rfind(mark, start + 1, start + _LONGEST) for mark in "；，、")
            cut = cut + 1 if cut > start else start + _LONGEST
            starts.append(start)
            ends.append(cut)
            start = cut
        if stop > start:
            starts.append(start)
            ends.append(stop)
    return starts, ends


def without_brackets(text: str) -> str:
    """The text without what stands in round brackets.

    >>> without_brackets("总额（甲与乙之和）由")
    '总额由'
    """
    return _BRACKETS.sub("", text) if "（" in text or "(" in text else text


@dataclass(slots=True)
class Context:
    """A quantity within its sentence; indices are into `sentence`."""

    sentence: str
    offset: int                    # of the sentence in the text
    quantity: Quantity
    start: int                     # of the quantity
    end: int
    segment: int                   # start of the stretch since the last ；
    clause: int                    # start of the clause
    item: int                      # start of the words that belong to this quantity alone
    clause_end: int
    left: str                      # clause up to the quantity, or what follows the quantity before it
    right: str                     # from the quantity to the end of the clause or the next quantity
    in_list: bool                  # joined to the quantity before it by 、 和 or 及
    restates: bool                 # in brackets right after another quantity: 3.5亿美元（约22.6亿元）
    spans: tuple[tuple[int, int, bool], ...] = ()    # times and names in the sentence: start, end, is it a time
    before_end: int = -1           # where the quantity before it ends in the sentence; -1 for the first
    compared: str = ""             # 同比 or 环比, where both stand before two numbers
    share_of_list: str = ""        # its own part of a list of names: 甲和乙分别为…
    rank: int = 0                  # its place among the numbers after 分别, and how many there are
    ranks: int = 0
    dealt: bool = False            # after 分别

    def words(self, low: int, high: int) -> str:
        """The words between two places of the sentence, without times and opening names."""
        return words_without(self.sentence, low, high, self.spans)


def words_without(sentence: str, low: int, high: int, spans: tuple[tuple[int, int, bool], ...]) -> str:
    """The words between two places, without times, and without names that open a clause.

    >>> words_without("中国2020年5G基站数达", 0, 13, ((0, 2, False), (2, 7, True)))
    '5G基站数达'
    """
    text, place = "", low
    for start, end, is_time in spans:
        if start >= high:
            break
        if end <= low or start < place:
            continue
        text += sentence[place:start]
        if is_time:
            text = _BEFORE_TIME.sub("", text)
        # A name inside the phrase stays: 占全球70%; one that opens it goes, and so does 汇聚全省(129个)点.
        elif end == high and not text.endswith(("占", "居")):
            pass
        elif ends("indicator", "market_shares").after(sentence, end):
            text += sentence[start:end]          # 国内市占率, 全球份额
        elif text.endswith(("自", "对", "向")) or text.endswith(("与", "同")) and _WITH_WHOM.match(sentence, end):
            # 自东盟进口: the partner is part of what is measured.
            text += sentence[start:end]
        elif _WORD.search(ROW.sub("", re.split("[，；：]", text)[-1])):
            text += sentence[start:end]
        place = max(place, end)
    return text + sentence[place:high]


_BEFORE_TIME = re.compile("(?:截至|截止|在|(?<![高低多少快慢优大小好])于|从|自|由|到|至|以)$")
# 湖南、江西和安徽三省分别: what is left of a row of names without them
ROW = re.compile("^(?:[、和及]|以及)+(?:[两三四五六七八九十][省市县区州国地家])?(?:分别)?")
_WORD = re.compile(r"(?![在从自由截至止到其中较比])\w")


def contexts(text: str, quantities: list[Quantity], breaks: frozenset[int] = frozenset()
             ) -> Iterator[tuple[int, int, list[Context]]]:
    """For each sentence that holds quantities: its start, its end and a Context for each quantity.

    `breaks` are further places of the text at which a clause begins: the spaces of headlines.
    """
    starts, ends = sentence_bounds(text)
    index = 0
    while index < len(quantities):
        number = bisect_right(starts, quantities[index].start) - 1
        begin, stop = starts[number], ends[number]
        group = []
        while index < len(quantities) and quantities[index].start < stop:
            # A run without punctuation is cut at its length: what lies on the cut belongs to no sentence.
            if quantities[index].end <= stop:
                group.append(quantities[index])
            index += 1
        inside = [place - begin for place in breaks if begin < place < stop] if breaks else []
        if group:
            yield begin, stop, _contexts_of(text[begin:stop], begin, group, inside)


def _contexts_of(sentence: str, offset: int, quantities: list[Quantity], breaks: list[int]) -> list[Context]:
    found, previous_end = [], 0
    # 7.3万亿元（人民币，下同）、增长8.5%: a comma in words in brackets begins no clause.
    asides = [match.span() for match in _ASIDE.finditer(sentence) if not any(map(str.isdigit, match.group()))]
    marks = sorted([match.end() for match in _CLAUSE_START.finditer(sentence)
                    if not any(low < match.start() < high for low, high in asides)] + breaks)
    segments = [match.end() for match in _SEGMENT_START.finditer(sentence)]
    for index, quantity in enumerate(quantities):
        start, end = quantity.start - offset, quantity.end - offset
        place = bisect_right(marks, start)
        clause = marks[place - 1] if place else 0
        place = bisect_right(segments, start)
        segment = segments[place - 1] if place else 0
        bracket = max(sentence.rfind("（", clause, start), sentence.rfind("(", clause, start))
        inside = bracket >= 0 and max(sentence.find("）", bracket, start), sentence.find(")", bracket, start)) < 0
        between = sentence[previous_end:start] if found else "?"
        item = max(clause, bracket + 1 if inside else 0, previous_end if previous_end > clause else 0)
        restates = bool(found) and inside and previous_end == bracket and len(sentence[bracket:start]) <= 3 \
            and not {quantity.unit, found[-1].quantity.unit} & {"%", "百分点"}
        in_list = bool(found) and not restates and len(between) <= 16 and bool(_LIST_JOIN.match(between))
        # 50多个国家和地区的(1000多家企业): the words belong to the number before.
        if in_list or item == previous_end and between.endswith("的") and len(between) <= 10:
            item = start
        clause_end = min([_CLAUSE_END.search(sentence, end).start(), *(place for place in breaks if place >= end)])
        # 3.5亿美元（约22.6亿元人民币）的罚款: what is in brackets does not part the number from its noun.
        aside = _ASIDE.match(sentence, end)
        right = aside.end() if aside and aside.end() < clause_end else end
        # 7个千亿级产业: the scale belongs to the noun.
        following = next((other.start - offset for other in quantities[index + 1:] if other.start - offset >= right
                          and not (other.start - offset == right
                                   and _SCALE.search(sentence, right, other.end - offset))), clause_end)
        right_end = max(right, min(clause_end, following))
        found.append(Context(sentence, offset, quantity, start, end, segment, clause, item, clause_end,
                             without_brackets(sentence[item:start]), sentence[right:right_end], in_list, restates,
                             before_end=previous_end if found else -1))
        previous_end = end
    # 61.5%及58.8%的受访用户: numbers joined by nothing but 及 share what follows the last.
    for one, other in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        if other.in_list and _JOINT.match(sentence, one.end, other.start) and not one.right.strip("、/及和与以"):
            one.right = other.right
    _distribute(found)
    return found


def _distribute(found: list[Context]) -> None:
    """Give the numbers of a list after 分别 their ranks, and the names before it where there are as many."""
    for place, one in enumerate(found):
        if one.in_list:
            continue
        dealt = "分别" in one.left
        last = place
        # Without 分别 only bare numbers in a row (2.01元、2.52元、3.15元) are of the years before them in order.
        while last + 1 < len(found) and (dealt and found[last + 1].clause == one.clause
                                         and _MOVES.match(found[last + 1].left) or found[last + 1].in_list) and (
                dealt or _JOINT.match(one.sentence, found[last].end, found[last + 1].start)):
            last += 1
        count = last - place + 1
        if count < 2:
            continue
        if count == 2 and (both := _BOTH.search(one.left)):
            one.compared, found[last].compared = both[1], both[2]
            one.left = one.left[:both.start()] + both[1] + one.left[both.end():]
            continue
        if dealt:
            # 分别实现营收和归母净利润(124亿元和49亿元): the names may stand behind.
            ahead, _, behind = one.left.partition("分别")
            names = names_in_order(ahead, count) or names_in_order(_DONE.sub("", behind, count=1), count)
            if not names and not ahead:
                names = _names_said_before(one, count)
            # 增速分别高于全省和全国(0.8个、1.3个百分点): with whom it is compared is not what is measured.
            if names and COMPARED.search(one.left):
                names = []
        else:
            names = _between_slashes(one.left, count)
        for rank in range(count):
            found[place + rank].rank, found[place + rank].ranks, found[place + rank].dealt = rank, count, dealt
            if names:
                found[place + rank].share_of_list = names[rank]


def _between_slashes(text: str, count: int) -> list[str]:
    """The names before as many numbers, all parted by strokes: 营收/归母净利润(27.3/1.1亿元); else []."""
    parts = _BEFORE_SLASHES.sub("", text).split("/")
    return parts if len(parts) == count and all(2 <= len(part) <= 12 and not re.search(r"\d", part)
                                                for part in parts) else []


def _names_said_before(context: Context, count: int) -> list[str]:
    """The names of a row in the clause before 分别, if it has no digits: 客船、货船从无到有，分别达…; else []."""
    end = context.clause - 1
    start = max(context.sentence.rfind(mark, 0, end) for mark in "，；：。\n") + 1 if end > 0 else 0
    said = _ROSE.search(context.sentence[start:max(start, end)])
    return names_in_order(said[1], count) if said else []


def _is_head(text: str) -> bool:
    return len(text) > 1 and bool(ends("indicator", "quantity_nouns").before(text))


def _is_whole(text: str) -> bool:
    """Whether a name needs no head from the last of its row: 营收、归母净利润; not 销售、管理费用率."""
    return _is_head(text) and text not in cues("indicator")["keep"]


def _parted(marks: str, text: str) -> list[str]:
    return [part for part in re.split(marks, text) if part]


def names_in_order(text: str, count: int) -> list[str]:
    """The names of a list before 分别, each with the noun that the last one carries for all.

    >>> names_in_order("服务业、工业、农业数字经济渗透率", 3)
    ['服务业数字经济渗透率', '工业数字经济渗透率', '农业数字经济渗透率']
    >>> names_in_order("单季和单月的费用", 2)
    ['单季的费用', '单月的费用']
    """
    parts = next((parts for marks in _PARTING if len(parts := _parted(marks, text)) == count), [])
    if not parts and count == 2 and (pair := next((word for word in cues("indicator")["pairs"] if word in text), "")):
        # 汽车产销分别为…
        text = _TIME_AHEAD.sub("", text)
        return [text.replace(pair, one, 1) for one in cues("indicator")["pairs"][pair]]
    if not parts:
        return []
    if (per := _PER.match(parts[0])) and not any(_PER.match(part) for part in parts[1:]):
        # 单位国内生产总值用水量、能耗: both are told per unit of it.
        parts[1:] = [per.group() + part for part in parts[1:]]
    parts[0] = _TIME_AHEAD.sub("", parts[0])
    if not all(_NOT_A_TIME.match(part) for part in parts):
        return []                  # Q1/Q2/Q3营收: the periods are dealt out
    last = parts[-1]
    head = ""
    if "的" in last and not any("的" in part for part in parts[:-1]):
        head = last[last.index("的"):]
    elif 0 <= (place := last.find(parts[0][-1])) <= 5 and place < len(last) - 1:
        head = last[place + 1:]
    elif (shared := re.search("人均|平均|每[百千万]?[人户元]", last)) and shared.start() >= 2:
        head = last[shared.start():]
    elif all(len(part) <= 3 for part in parts[:-1]) and not _is_whole(parts[0]) and (
            len(last) >= len(parts[0]) + 4 or _is_head(last[len(parts[0]):])):
        # 城镇、农村居民人均可支配收入: the names are of one length.
        head = last[len(parts[0]):]
    return [part if part.endswith(head) else part + head for part in parts]
