"""Whose number it is: which of the names in and before a sentence a number belongs to."""

from __future__ import annotations

import re

from newsgauge.extract.attribution import SAYING
from newsgauge.extract.context import Context
from newsgauge.extract.cues import Cued, cues, ends, pattern
from newsgauge.extract.measures import Reading
from newsgauge.extract.names import Memory, find_mentions, region_mention
from newsgauge.extract.phrases import is_noun, noun_after
from newsgauge.model import Mention
from newsgauge.regions import find_region, region_names
from newsgauge.units import unit_info

# What may stand between the beginning of a sentence and its subject.
_BEFORE_SUBJECT = re.compile(
                             r"(?:^|[。！？；：\n“])(?:[^，。；！？“”]{0,8}[年月日]，?|其中，|目前，?|当前，?|此外，|同时，|在[^，。；]{1,14}[，中]，?"
                             r"|作为[^，。；]{2,30}，|自[^，。；]{2,24}(?:以来|起|后)，|\d{1,2}月[^，。]{0,4}，|[一二三四]是)?$")
# 设备上云的中小企业复工率达到(60%)
_GROUP_RATE = re.compile(r"([^，。；、]{2,14}(?:企业|用户|网民|居民|老人|家庭|单位|人群|学生))"
                         r"[^，。；、的]{2,10}率(?:为|达到?|超过|约为)*$")
_EXAMPLE = re.compile(r"[^，。；等]{0,20}、[^，。；等]{2,40}等(?:一批|[\d.]+[余多]?[个项家座条])?"
                      "(?:重大|重点)?[^，。；的等]{0,6}?(?:项目|工程|平台|基地|园区)")
# 国家创新中心达33家
_HOW_MANY = re.compile(r"(?:总?数量?)?已?(?:达到?|增至|增加到|为)[近超约]?\d[\d.]*[万亿]?[多余]?[个家座所项]"
                       r"(?![\u4e00-\u9fff]{2})")
_SOLD = re.compile("[^，。；的占]{0,8}(?:出货量|销量|交付量|月活|用户数|门店数|员工)")
_KIN = re.compile("(?:其|旗下|所持)?(?:全资|控股|参股)?(?:的?(?:子|孙|分|参股)公司|的)?$")
# 自“云海”工程启动以来，
_SINCE = re.compile("[^，。；]{0,8}(?:以来|之后|后|起)[，,]")
_SURVEYED = re.compile("(?:^|[，。；：\n])(?:根?据|按照?)[^，。；：]{0,16}$")
_SURVEY = re.compile("[^，。；]{0,16}(?:调查|普查|推算|核算|测算)[^，。；]{0,6}[，,]")
_LINE = re.compile("[线段]|高铁|铁路|高速")
# 在湖北临川县某某村，
_PLACE_ENDS = re.compile("(?:[\u4e00-\u9fff]{1,6}(?:村|镇|乡|街道|社区))?[，,]")
_PARTNER = re.compile("[为是系](?:我|全|本)[国省市]")
_COMPARED_REACH = 16           # letters between a region that something is compared with and its number
_PASSAGE = 1500                # letters of the paragraph before a sentence, in which its subject is looked for
_QUOTE_REACH, _SPEAKER_REACH = 300, 40     # letters to the end of a quote, and after it to who speaks
_HEAD_REACH = 24               # letters of a passage in which its opening words are looked for
# 全球份额, 全球蜂窝模组出货份额
_IN_THE_WORLD = Cued("[^，。；的占]{0,8}?<entity after_world>")
_AGAINST = Cued("<entity against>$")
# 分别高于全省和|全国, 分别比全省、|全国高
_AGAINST_ROW = Cued(r"(?:<entity against>|(?<![占对可同环])比)[^，。；\d]{2,12}[、和与及]$")
_PUBLISHES = Cued("(?:<entity lately>|[^，。；]{0,6}日)?<entity publishes>")
_GRANTED = Cued("(?:成功|正式|顺利|相继|陆续|全面|已|率先)*<entity granted>")
_POST = Cued("<entity post_ranks>*<entity posts>")
# 小明公司总经理何平 says, what 公司 means
_ANNOUNCER = Cued("(?![该本各每我一多某两三等数这那])[^，。、“”（）的]{2,10}?(?:公司|集团)"
                  "(?=$|<entity post_ranks>|<entity posts>|<entity publishes>|[^，。]{0,6}日)")
_ANNOUNCES = re.compile("(?:宣布|公告|披露|透露|表示|介绍|[称说])[，：,:]?$")
_THE_FIRM = ("公司", "本公司", "该公司", "集团", "本集团", "该集团")
# 临海最大的…, 临海至远山高铁
_ATTRIBUTIVE = Cued(r"<entity attributive>|(?<=全[国球])<entity titles>|最(?=[^，。；]{0,8}的)"
                    r"|第[一二三四五六七八九十\d]"
                    r"|[至到—][\u4e00-\u9fff]{2,4}(?:高铁|铁路|高速)|[经至][\u4e00-\u9fff]{2,12}(?:高铁|铁路|高速|线|段)"
                    r"|高铁|高速公路")


def find_subject(context: Context, mentions: list[Mention], said_by: str, said_until: int, previous: Mention | None,
                 reading: Reading, memory: Memory) -> tuple[Mention, str]:
    """Whose number it is and the rule that told it, from the nearest evidence to the farthest.

    `previous` is whose the number before in the sentence is; None for the first. `said_by` and `said_until` are what
    attribution_of gives, `mentions` the names of the sentence.
    """
    if context.restates and previous is not None:
        return previous, "restated in brackets"
    if context.in_list and previous is not None:
        return previous, "carried over from the number before"
    if reading.measure == "share" and (group := _group(context)):
        return Mention(0, 0, group, "group"), "group that the share is of"
    if reading.measure == "level" and (fined := _fined(context, mentions, memory)) is not None:
        return fined, "who is fined"
    # Programmes in quotes own no numbers in a government's report.
    mentions = [one for one in mentions if not _is_counted(one, context, reading)
                and not _changes_hands(one, context)
                and not (memory.official and one.kind == "project" and one.name.startswith("“"))]
    # 低于全球2.5%的增长 is a number of the other's own.
    measure = "ratio" if reading.measure == "growth" and context.right.startswith("的") else reading.measure
    subject, rule = resolve_subject(context.sentence, context.start, context.segment, context.clause, mentions,
                                    said_until, memory, measure, _announcer(said_by, mentions, said_until))
    if subject is not None:
        seller = previous or memory.subject
        if subject.code == "WORLD" and seller is not None and seller.kind == "firm" \
                and _sells(seller, context.sentence, subject, memory):
            return seller, "what the firm sells worldwide"
        return subject, rule
    # …测试基地吸引企业74家；新增起降点43个: in a report what follows ； is the region's again.
    anew = memory.official and context.before_end < context.segment
    if previous is not None and not (anew and previous.kind != "region") \
            and (previous.kind != "group" or reading.measure != "level"):
        return previous, "carried over from the number before"
    if memory.article is not None and memory.article.kind == "firm" \
            and pattern("entity", "valued").search(context.sentence, context.clause, context.start):
        return memory.article, "whose shares are valued"
    # 临海省明确，…: who announces a plan of a region or a firm is whose number it is.
    sayers = [mention for mention in mentions if mention.start < said_until and mention.kind in ("region", "firm")
              and (said_by.startswith(context.sentence[mention.start:mention.end])
                   or said_by.endswith(mention.name[-2:]))
              and not ends("entity", "offices").after(context.sentence, mention.end)]
    if sayers:
        return sayers[-1], "who announces it"
    # 某科技副总裁介绍，企业在200多个国家…: a firm that only its officer speaks for.
    spoken = [mention for mention in mentions if mention.kind == "firm" and mention.end <= context.start
              and not _EXAMPLE.match(context.sentence, mention.end)
              and context.sentence[mention.end:mention.end + 1] not in tuple("、等")]
    if spoken and not memory.subject and not memory.official:
        return spoken[0], "whose officer speaks"
    if memory.subject is not None:
        return memory.subject, "carried over from the sentence before"
    if (earlier := subject_before(memory)) is not None:
        return earlier, "named earlier in the paragraph"
    if memory.article is not None:
        return memory.article, "whom the article is about"
    return memory.region, "where the article is set"


def dealt_subject(subject: Mention, context: Context) -> Mention:
    """The name in a row (湖北、江西) that is the number's by its place after 分别; other subjects as they are."""
    row = re.split("[、和及]", subject.name)
    if context.ranks < 2 or len(row) != context.ranks:
        return subject
    name = row[context.rank]
    region = find_region(name) if subject.kind == "region" else None
    if region is not None:
        return region_mention(region, subject.start, subject.end)
    return Mention(subject.start, subject.end, name, subject.kind)


def owner_in_row(context: Context) -> Mention:
    """The owner that a row before 分别 gives to the number: 排名二三的微云及115分别为…."""
    name = context.share_of_list.rsplit("的", 1)[-1]
    region = region_names().get(name) or region_names().get(f"{name}地区")
    return region_mention(region) if region is not None else Mention(0, 0, name, "firm")


def _sells(firm: Mention, sentence: str, world: Mention, memory: Memory) -> bool:
    """Whether 全球 is where the firm that the text is about sells: 全球(手机出货量为4050万台)."""
    about = memory.article.name if memory.article is not None and memory.article.kind == "firm" else ""
    return bool(about) and (firm.name.startswith(about) or about.startswith(firm.name)) \
        and _SOLD.match(sentence, world.end) is not None


def _changes_hands(mention: Mention, context: Context) -> bool:
    """Whether a firm is the one whose shares are sold or bought: 出售控股子公司临光光电(75%)股权."""
    return mention.end == context.start and mention.kind == "firm" \
        and bool(ends("indicator", "held").after(context.right.removeprefix("的"))) \
        and bool(ends("indicator", "stakes_moved").before(_KIN.sub("", context.sentence[:mention.start])))


def _is_counted(mention: Mention, context: Context, reading: Reading) -> bool:
    """Whether a name is what the number counts: 实施“三化”改造项目(352个)."""
    return mention.end == context.start and mention.kind == "project" and reading.measure == "level" \
        and unit_info(context.quantity.unit).dimension == "count" and not is_noun(context.right)


def _group(context: Context) -> str:
    """The group whose share is told: 79%的中小企业仍处于…; "" where there is none."""
    if len(context.left) <= 4 and is_noun(context.right):
        noun = noun_after(context.right)
        return noun if ends("entity", "group").before(noun) else ""
    match = _GROUP_RATE.search(context.left)
    return match[1] if match and ends("entity", "group").before(match[1]) else ""


def resolve_subject(sentence: str, start: int, segment: int, clause: int, mentions: list[Mention], said_until: int,
                    memory: Memory, measure: str = "level", announcer: Mention | None = None
                    ) -> tuple[Mention | None, str]:
    """The name in the sentence that the number at `start` belongs to, and the rule that chose it; (None, "") if none.

    `segment` and `clause` are where the stretch since the last ； and the clause begin, `measure` what the number is,
    `announcer` the firm that speaks up to `said_until`.
    """
    if (other := _of_the_other(sentence, start, clause, mentions, measure)) is not None:
        return other, "whose the number compared with is"
    # 汇聚了全国28%的企业: the whole, not the owner.
    mentions = [one for one in mentions if one is mentions[0] or one.end != start or measure != "share"
                or one.code not in ("CN", "WORLD")]
    if measure == "change" and len(mentions) > 1:
        mentions = [one for one in mentions
                    if one.kind != "region" or not _AGAINST_ROW.search(sentence, clause, one.start)]
    for mention in reversed(mentions):
        if mention.end == start and not ends("entity", "before_counterpart").before(sentence, mention.start) \
                and not _is_drawn_on(sentence, mention):
            return mention, "named right before the number"
    before = [mention for mention in mentions if mention.end <= start and mention.start >= said_until]
    usable = [mention for mention in _grouped(sentence, before, start) if not _beside(sentence, mention)]
    if (place := _where_built(sentence, start, segment, usable)) is not None:
        return place, "where it was built"
    for low, rule in ((clause, "named in the clause"), (segment, "named earlier in the sentence"),
                      (0, "named earlier in the sentence")):
        inside = [mention for mention in usable if mention.start >= low]
        if memory.official and low < segment:
            inside = [mention for mention in inside if mention.kind == "region" or mention.start >= segment]
        if memory.official and low != clause:
            # 武汉科创中心加快建设，重大设施达到8个: in a report a clause without numbers hands on no region.
            inside = [mention for mention in inside if mention.kind != "region"
                      or any(map(str.isdigit, sentence[mention.end:clause]))]
        place, meant = _pronoun(sentence, max(low, said_until), start, memory, announcer)
        if meant is not None and (not inside or place <= inside[0].start):
            return meant, "pronoun resolved"
        if inside:
            return _lead(sentence, inside, clause if low != clause else -1), rule
    return None, ""


def _fined(context: Context, mentions: list[Mention], memory: Memory) -> Mention | None:
    """Who pays a fine: a firm named in or before the sentence, never who imposes it; nobody where none is named.

    None where the number is no fine that somebody gets.
    """
    sentence, start = context.sentence, context.start
    clause = sentence[context.clause:context.clause_end]
    money = unit_info(context.quantity.unit).dimension.startswith("money")
    if not money or not pattern("entity", "fines").search(clause):
        return None
    firms = [one for one in _grouped(sentence, [one for one in mentions if one.end <= start], start)
             if one.kind == "firm"]
    for one in reversed(firms):
        gap = sentence[context.clause:one.start]
        if max(gap.rfind("对"), gap.rfind("向")) >= len(gap) - 8 and one.start >= context.clause and gap[-8:]:
            return one
    earlier = [memory.subject, subject_before(memory), memory.article]
    firms = firms[-1:] or [one for one in earlier if one is not None and one.kind == "firm"]
    if firms:
        return firms[0]
    return Mention(0, 0, "", "") if pattern("entity", "fined").search(sentence, 0, start) else None


def _where_built(sentence: str, start: int, segment: int, mentions: list[Mention]) -> Mention | None:
    """The place that a sentence opens with, for what somebody built there: 在临海景区，某公司新建了(6座); else None."""
    first = next((one for one in mentions if one.start >= segment), None)
    if first is None or first.kind not in ("project", "region") or first.start - segment > 2 \
            or sentence[first.start - 1:first.start] != "在" or sentence[first.end:first.end + 1] not in "，,内里":
        return None
    return first if ends("entity", "builds").before(sentence[:start].removesuffix("了")) else None


def _of_the_other(sentence: str, start: int, clause: int, mentions: list[Mention], measure: str) -> Mention | None:
    """Whose a number is that something is compared with: PUE低于全国平均的1.5, 高于全省6.2%的平均水平; None elsewhere.

    A difference (高于全国2个百分点) belongs to what is compared.
    """
    if measure not in ("level", "ratio", "share"):
        return None
    for mention in reversed(mentions):
        if clause <= mention.start and mention.end <= start and start - mention.end <= _COMPARED_REACH \
                and mention.kind == "region" and _AGAINST.search(sentence, clause, mention.start):
            return mention
    return None


def subject_to_carry(sentence: str, mentions: list[Mention], said_until: int) -> Mention | None:
    """Whom the next sentence goes on about: the last name that began a clause of this one."""
    for mention in reversed(mentions):
        if mention.start >= said_until and _begins_clause(sentence, mention) and not _beside(sentence, mention):
            return mention
    return None


def subject_before(memory: Memory) -> Mention | None:
    """The last name that began a sentence or clause earlier in the paragraph."""
    if memory.begin <= memory.paragraph or memory.official:
        return None
    passage = memory.text[max(memory.paragraph, memory.begin - _PASSAGE):memory.begin]
    for mention in reversed(find_mentions(passage, memory.without_text())):
        head = max(0, mention.start - _HEAD_REACH)
        if _BEFORE_SUBJECT.search(passage, head, mention.start) and not _beside(passage, mention):
            return mention
    return None


def _lead(sentence: str, mentions: list[Mention], clause: int) -> Mention:
    """Of the names before a number the one it belongs to: the first, or the narrower one right behind it.

    `clause` is where the clause of the number begins, if none of the names stands in it, else -1.
    """
    # …发布智能模型“远山2.0”，参数规模达到…: what the clause before ends on in quotes is spoken of.
    if clause > 0 and mentions[-1].kind == "project" and sentence[mentions[-1].end:clause] in ("”，", "，") \
            and "“" in sentence[mentions[-1].start - 1:mentions[-1].start + 1]:
        return mentions[-1]
    # 某公司发布白皮书 我国数字经济规模…: who publishes is not what is measured where something else is named.
    mentions = [one for one in mentions[:-1] if not _PUBLISHES.match(sentence, one.end)] + mentions[-1:]
    lead = mentions[0]
    if clause >= 0:
        starters = [mention for mention in mentions if _begins_clause(sentence, mention)]
        return starters[-1] if starters else lead
    for mention in mentions[1:]:
        gap = sentence[lead.end:mention.start]
        if lead.kind == "region" and mention.kind != "institution" and (len(gap) <= 1 or (
                mention.kind == "firm" and len(gap) <= 8 and ends("entity", "called").before(gap))):
            return mention
    return lead


def _grouped(sentence: str, mentions: list[Mention], start: int) -> list[Mention]:
    """Regions or firms in a row as one mention (太原、晋中、运城); a row right before the number is what it counts."""
    grouped: list[Mention] = []
    row: list[Mention] = []
    for mention in [*mentions, None]:
        if mention is not None and row and mention.kind == row[-1].kind and mention.kind in ("region", "firm") \
                and sentence[row[-1].end:mention.start] in ("、", "和", "及"):
            row.append(mention)
            continue
        if len(row) > 1:
            if sentence[row[-1].end:start] not in ("", "等", "这"):
                low, high = row[0].start, row[-1].end
                grouped.append(Mention(low, high, sentence[low:high], row[0].kind))
        elif row:
            grouped.append(row[0])
        row = [mention] if mention is not None else []
    return grouped


def _is_drawn_on(sentence: str, mention: Mention) -> bool:
    """Whether 全国 or 全球 is where something comes from or goes to: 调集全国(2000名)救援人员."""
    return mention.code in ("CN", "WORLD") and bool(ends("entity", "draws_on").before(sentence, mention.start))


def _begins_clause(sentence: str, mention: Mention) -> bool:
    return mention.start == 0 or sentence[mention.start - 1] in "，；：。,;:“"


def _beside(sentence: str, mention: Mention) -> bool:
    """Whether the mention is what the number is compared with, part of or done to, in a title or before a post."""
    before, after = sentence[:mention.start], mention.end
    if before.rfind("《") > before.rfind("》") or before.rfind("（") > before.rfind("）"):
        return True
    if _POST.match(sentence, after, after + 8) or _ATTRIBUTIVE.match(sentence, after):
        return True
    if ends("entity", "wholes").before(before):
        return True
    # 除临海数据交易中心外，其余7家…
    if before.endswith(("除", "除了")):
        return True
    # 东盟为我国第一大贸易伙伴: what follows is ours; 实施“415”培育工程: what is done is nobody.
    # 腾讯基地、云中心等项目落地: examples of what is counted.
    if mention.kind in ("firm", "project", "institution") and _EXAMPLE.match(sentence, after):
        return True
    if _PARTNER.match(sentence, after) or mention.kind == "project" and ends("entity", "carries_out").before(before):
        return True
    if mention.code == "WORLD" and _IN_THE_WORLD.match(sentence, after):
        # 全球比重高达41.7%: the whole, not the owner.
        return True
    # 国家实验室获批，新增3家: what was granted or opened owns nothing.
    if mention.kind != "region" and _GRANTED.match(sentence, after):
        return True
    if mention.kind == "project" and before.endswith("自") and _SINCE.match(sentence, after):
        return True
    if mention.kind in ("project", "institution") and _HOW_MANY.match(sentence, after):
        return True
    # 据全省抽样调查推算，: where the number comes from
    if mention.kind == "region" and _SURVEYED.search(sentence, 0, after) and _SURVEY.match(sentence, after):
        return True
    if mention.kind == "institution":
        return bool(_PUBLISHES.match(sentence, after))
    if mention.kind != "region":
        return False
    if before.endswith(("至", "到", "—")) and _LINE.match(sentence, after):
        return True
    # 国内/海外收入: where a firm sells.
    if sentence[mention.start:after] == "国内" and (
            ends("entity", "home_of_firms").after(sentence, after) or before.endswith(("海外和", "国外和", "境外和"))):
        return True
    if _is_drawn_on(sentence, mention):
        return True
    # 在杭州举行 is where, 在大同市，… is of whom.
    return bool(ends("indicator", "hold").before(before)) \
        or before.endswith("在") and not _PLACE_ENDS.match(sentence, after)


def _announcer(said_by: str, mentions: list[Mention], said_until: int) -> Mention | None:
    """The firm that speaks, or whose officer does: 小明公司宣布，…; None for others and for those who judge firms."""
    if not said_by or pattern("entity", "judges_of_firms").search(said_by):
        return None
    named = next((one for one in mentions if one.kind == "firm" and one.start < said_until
                  and said_by.startswith(one.name)), None)
    if named is not None or not (told := _ANNOUNCER.match(said_by)):
        return named
    rest = told[0][:-2]
    common = ends("entity", "not_last_in_name", "group", "listed", "trades").before(rest) or rest[-1] in "型微子家"
    return None if common or told[0] in ends("entity", "generic").words else Mention(0, 0, told[0], "firm")


def _pronoun(sentence: str, low: int, high: int, memory: Memory, announcer: Mention | None = None
             ) -> tuple[int, Mention | None]:
    """Where a word like 该公司 or 其 stands between `low` and `high`, and whom it means; (-1, None) where none does."""
    announces = announcer is not None and _ANNOUNCES.search(sentence, 0, low) is not None
    for word in cues("entity")["anaphors"]:
        place = sentence.find(word, low, high)
        if place < 0 or not _is_pronoun(sentence, low, place, word):
            continue
        if word == "我们" and ends("attribution", "verbs").after(sentence, place + 2):
            continue
        if word == "我们":
            meant = _speaker(memory) or memory.subject or subject_before(memory) or memory.article
        elif announces and word in _THE_FIRM:
            meant = announcer
        elif word == "其":
            meant = memory.subject or subject_before(memory) or memory.article
        else:
            quoted = word == "公司" and sentence[place - 1:place] == "“"
            own = word in ("公司", "本公司") and memory.article is not None and memory.article.kind == "firm"
            meant = quoted and _speaker(memory) or own and memory.article \
                or _named_like(word.lstrip("该我本上市"), memory) or (_speaker(memory) if word == "公司" else None) \
                or (announcer if word in _THE_FIRM else None)
        if meant is not None:
            return place, meant
    return -1, None


def _is_pronoun(sentence: str, low: int, place: int, word: str) -> bool:
    """Whether the word found at `place` stands for a name: 该 always does, the others at the head of a clause."""
    between = sentence[low:place]
    # 我们上调公司2022年净利润
    opening = place == 0 or sentence[place - 1] in "，；：。“、" or between.startswith("我们") and len(between) <= 8 \
        or len(between) <= 3 and (
        word not in ("公司", "企业", "集团") or not between or bool(ends("indicator", "openers").before(between)))
    if word[0] != "该" and not opening or ends("entity", "not_pronouns").after(sentence, place):
        return False
    return word != "企业" or sentence[place + 2:place + 3] in ("，", "已", "目", "共", "在")


def _speaker(memory: Memory) -> Mention | None:
    """For whom the one speaks whose saying came last in the paragraph: 埃及驻临海领事说 → 埃及."""
    passage = memory.text[max(memory.paragraph, memory.begin - _PASSAGE):memory.begin]
    sayings = list(SAYING.finditer(passage))
    if not sayings:
        # “…我们投入3亿元。”远山科技总经理何平说，…: who speaks is named after the quote.
        closing = memory.text.find("”", memory.begin, memory.begin + _QUOTE_REACH)
        after = memory.text[closing + 1:closing + 1 + _SPEAKER_REACH].split("。")[0] + "，" if closing >= 0 else ""
        said = SAYING.search(after)
        mentions = find_mentions(after[:said.start()], memory.without_text()) if said else []
        return next((one for one in mentions if one.kind != "region"), None)
    end = sayings[-1].start()
    begin = max(passage.rfind(mark, 0, end) for mark in "，。；：！？\n”") + 1
    mentions = find_mentions(passage[begin:end], memory.without_text())
    return mentions[0] if mentions else None


def _named_like(noun: str, memory: Memory) -> Mention | None:
    """The last name before the sentence that 该 and a noun can mean: 该中心 → …计算中心; firms for 公司."""
    mentions = memory.mentions_before(1200)
    wants_firm = noun in cues("entity")["firm_nouns"]
    for mention in reversed(mentions):
        if mention.name.endswith(noun) and len(mention.name) > len(noun):
            return mention
        if wants_firm and mention.kind == "firm":
            break
    if not wants_firm:
        return None
    if memory.article is not None and memory.article.kind == "firm":
        return memory.article
    return next((mention for mention in reversed(mentions) if mention.kind == "firm"), None)
