"""The noun phrases on either side of a number."""

from __future__ import annotations

import re
from functools import cache

from newsgauge.extract.context import without_brackets
from newsgauge.extract.cues import Cued, cues, ends, pattern
from newsgauge.extract.measures import strip_light
from newsgauge.patterns import one_of

LONGEST = 26                   # letters of a phrase

# 在制造领域，; of the single letters only those that are no part of a word (上海, 中心, 下降).
_LEADING_LETTERS = (r"上(?![市海云网线])|中(?![心国小期央部介学医药])|下(?![载降游滑跌])|内(?![容外存])|后(?![台端])"
                    r"|时(?![间代速])")
_NOUNS = frozenset({"罚款", "融资", "试点", "服务", "合作", "订单", "签约", "研发"})
# With 的 after them they are attributes: 有影响力的平台, 达到深度应用阶段的企业.
# 对东盟出口, 与欧盟贸易总值
_PARTNER = re.compile(r"[对与同][^，。；]{2,12}(?:出口|进口|贸易|顺差|逆差)")
HAVING = ("有", "具有", "具备", "拥有", "达到", "处于", "位于", "属于", "来自")
# After a verb these make a noun of it: 管理层, 服务商, 签约额.
_MAKES_NOUN = (r"[者层率师]|房(?![屋地产])|员(?!工)|商(?![业务品户标城场])|量(?!子)|额(?![外度])|值(?![得班])"
               r"|数(?![字据智控码])|器(?![件械官材])|线(?![上下路缆])|费(?!用(?!率))|力(?!争)")
_COMPARED_WITH = re.compile(r"^(?:较|比(?![重例])|与(?![^，]{2,12}(?:贸易|进出口))|相比)[^，]*$")
# 较2022年12月新增网民(2480万人), without its time
_SINCE_THEN = re.compile(r"^[较比](?=(?:新增|净增|再增)[^，]{2})")
_TITLE = re.compile(r"^.*《[^》]*》|^[^《]*》|^.*【[^】]*】|^[^【]*】")
# 国内生产总值[2]
_NOTE = re.compile(r"[\[［〔]\d{1,3}[\]］〕]")
# 按可比价格计算比上年, 按年率计算达
_RECKONED = re.compile(r"，?(?:按|以)[^，。；]{1,8}(?:计算|计价|口径|估算|折算)，?")
_HAS = re.compile(r"(?<=[\u4e00-\u9fff])(?<![所拥国私享含没具])有$")
# 一块面板, 这条铁路
_ONE = re.compile(r"^(?:一[家个名位]|[这那该某][个家位名块台条项座所辆张部款种只型片批])(?=[^，性级线体期般]{2})")
# 没有一家企业的良品率能(超过90%)
_NONE_DOES = re.compile(r"^(?:.*[，；：])?[^，；：]{0,8}?(?:没有|尚无|还无|仍无|并无|无)(?:任何|哪)?"
                        r"一[家个名位座款种条台户项次](?:[^，的]{1,6}的(?=.)|[^，的]{0,4}?(?:企业|公司|厂商?|国家?|城市|省份?|地区|机构|平台|项目|银行|产品"
                        r"|团队|[县市区])?)")
_ABLE = re.compile("(?<![智性功动产技节储势职电本效核])(?:能够?|可以|可|曾|会)(?:达到?)?$")
_HAS_IN_ALL = re.compile(r"(?:了|共|(?<![拥具所含持享])有)+$")
_THIS = re.compile(r"^(?:目前|当前|此外|其中)?，?(?:该|本|此|这)(?:个|些|次|一)?[\u4e00-\u9fff]{1,4}?"
                   r"(?=[已将可共还能正也拥实的现有则]|$)")
_LAST_PREPOSITION = re.compile(r"(?:^|(?<=[\u4e00-\u9fff]{2}))[在与和及由从向对将把以为]$")
_ACHIEVED = re.compile(r"(?<=.)(?:最终[只仅]?|仅)?(?:实现了?|完成了?)(?=.)")
# 五年净增608万户
_SPAN = re.compile("[两三四五六七八九十]年?[来间]?")
_WHEN = re.compile(r"(?<=..)在[^，的]{2,12}[后时内间]$")
# 3年内上市公司数量, 三年来
_HORIZON = re.compile(r"^(?:未来|今后|近|过去|最近)?[\d一二两三四五六七八九十百]+个?(?:年|月|天|日|周|小时)"
                      r"(?:以?内|来|间|之内|以后|后)(?=..)")
# 使其代工能力(增加), 公司发布了新产品, 盯着屏幕: what the number is of stands after these.
_CAUSED = re.compile(r"^.*(?:(?<![大行即假天特])使(?![用命馆者节])|(?<![转出受割谦])让(?![利步渡出])"
                     r"|(?<![命法指夏禁条])令(?!牌))得?[其它]?(?=[^，]{2})")
# 成为少数出货量(超过20万台)的设备
_WITHIN_WHEN = re.compile(r"^[^，]{0,10}在[^，的]{2,8}(?:期间|之前|内(?![容外存部])|后(?![台端续]))(?=[^，]{2})"
                          r"|^(?:上市|上线|开业|投产|发布|成立)[一二三四五六七八九十两\d]+(?:个月|年|天|周)[内来后]?(?=[^，]{2})")
_BECAME = re.compile("成为(?:少数|唯一|首[个款家])?(?=[^，]{2})")
# 大会连续举办(4届)
_ADVERB_WITHIN = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:已经?|连续|共|成功)+(?=[\u4e00-\u9fff]{2}$)")
_DONE = re.compile(r"^.*[\u4e00-\u9fff]{2}(?<![除为])了(?![解然])(?=[^，的]{2})"
                   r"|^.*[\u4e00-\u9fff]着(?![陆眼力重手色装名])(?=[^，]{2})")
# 成功率低，(不足10%)
_JUDGED = re.compile("(?<=..[率额量数值比])(?:[较很偏更最不]?[高低大小多少])$")
# 5G全国在建项目: generic names of regions inside a phrase say nothing that the entity does not.
_WHERE = re.compile(r"(?<=[\u4e00-\u9fffA-Z”])(?<![占居自对向比较与和及到于据、])"
                    r"(?:全国|全省|全市|我国|我省|我市)(?![化性场])(?=[^，]{2})")
# 价格从单月(10元)到包年(98元)
_FROM_TO = re.compile(r"(.{2,14}?)[从由](?:.{0,5}|[^，。；从由]{2,16}的)$")
# 6部门向全社会发布, 12国对此表示关注
_TOWARDS = re.compile("向(?![导量日])|对(?![象外接口应联虾])")
# 被处罚, 对某公司处罚; 对外投资 is a noun
_AGAINST_WHOM = re.compile("[被遭因]|对(?![外内华美欧日俄]|东盟|非洲)")
# 10个高校、研究院所、企业等不同机构: what follows 等 is counted.
_EXAMPLES = re.compile(r"(?:[^，。；：、的]{1,10}、)+[^，。；：、的]{1,12}等(?:不同|各类|多个|多家|各)?"
                       r"([^，。；：、的]{2,12})")
# 50个国家、地区和国际组织的外宾
_WHOLES_IN_ROW = Cued("<entity counted_wholes>[、和及]")
PHRASE_END = re.compile(r"[，。；：！？、（）()\n]|等(?=$|[，。])|——")
_RIGHT_END = re.compile(r"[，。；：！？\n]|——|等(?=$|[，。])")
_WITHIN = re.compile("[中内里间](?:$|[，、的有])")
_SHORT_NOUNS = tuple("县市区省村镇乡校")
# Letters that begin a predicate, where they are not part of a word (在线, 有效, 可视).
_PREDICATE_LETTER = (r"[是已均都被将就并且而曾]|在(?![线建用校岗职售研轨册])|与(?!会)|中$|才|刚(?![需性果石才强])"
                     r"|有(?![效色限机关])"
                     r"|为(?!民)|做(?![工法账空市强大优])|共(?![享建同用和识])|可(?![用视见信控再])|从(?![业事])|由(?!于)")
_LEADING_PHRASE = Cued(rf"^在[^，。]{{1,24}}?(?:<indicator frames>|{_LEADING_LETTERS})(?=[^的])")
# Of the single letters only those that stand alone: 在线, 对象, 由于 and 从业 are words.
_PREPOSITIONS = Cued("<indicator prepositions>|给(?![出予付与])|在(?![线建用校岗职售研])|对(?![象外接口应])"
                     "|由(?!于)|从(?![业事而])")
# What begins a predicate after a counted noun: 41个地市|上线, 3家企业|已….
PREDICATE = Cued(r"\d{1,2}日|[今昨][天日]|[近日前]日(?!期)|"
                 "<indicator predicates>(?![者率性化级额力值卡器师板剂]|实验室|量(?!子)|数(?![字据])|商(?!业))"
                 f"|[\u4e00-\u9fff]{{2}}了(?!解)|{_PREDICATE_LETTER}")
# 逆差收窄至
_ARRIVED = Cued("(?<=..)<change rise fall>(?:至|到|为)了?$")
# What an amount is told for each of, at the end of the words before it: 低保标准|每人每月, 单产|每亩.
PER = Cued("(?:每<indicator each>){1,2}$")
# 分季度看，…; 从全国来看
_DISCOURSE = Cued("^[^，。；]{0,10}<indicator discourse>$|^按[^，。；]{1,8}分(?:类|组|布)?$")
# 三家基础电信企业发展用户, 各地建成站点: who does it is not what is counted.
_DOERS = Cued("^[^的，“”]{0,10}<indicator doers>(?:已|共|累计|已经|新|陆续|分别)*$")
# 远低于国内平均PUE(1.7)
_HIGHER_THAN = Cued("^(?:远远|远|大幅|明显|略|均)?<entity against>(?=...)")
# 公司宣布其用户数, 管理层指引收入; 显示器 and 预测准确率 are nouns.
_SAID = Cued("^(?:[^，]{0,14}?<indicator says>"
             "|(?:[^，]{0,8}<indicator sayers>)?(?:<indicator expects>"
             "|预期(?!寿命|目标|收益|值|性|差|年化|年限|信用|损失|管理|指数)))"
             "其?(?![的器屏率模准精值])(?=[^，]{2})")
# 央行已将增速预期(由5%下调): 将 marks the object
_MARKED = re.compile(r"(?:(?<=[\u4e00-\u9fff]{2})(?:已|再次)?|^)[将把]{1,2}(?=[^，]{3})")
_VERB_NOUN = Cued(_MAKES_NOUN)


@cache
def _verbs() -> re.Pattern:
    return re.compile(one_of(set(cues("indicator")["hold"]) - {"累计", "有"}))


@cache
def _bare_verbs() -> frozenset[str]:
    table = cues("indicator")
    built = set(table["hold"]) - set(table["keep"]) - set(table["nominal"]) - set(table["quantity_nouns"]) \
        - set(table["pays"]) - _NOUNS
    return ends("change", "rise", "fall").words | ends("indicator", "bare_verbs").words | built


def tidy(text: str) -> str:
    """The phrase without linking words at its end and openers at its beginning.

    >>> tidy("目前5G基站数已经达到了")
    '5G基站数'
    """
    text = text.strip("，。；：、 【】\"'·-—/")
    if text.count("“") != text.count("”"):
        text = text.strip("“”")
    if text[-1:] in "至到为了":
        text = _ARRIVED.sub("", text)
    while (word := ends("indicator", "links").before(text)) and not ends("indicator", "link_guards").before(text):
        text = text[:-len(word)].rstrip("，、 ")
    if text[:1] in "一这那该某":
        text = _ONE.sub("", text)
    while (word := ends("indicator", "openers").after(text)) and not ends("indicator", "opener_guards").after(text) \
            and not _PARTNER.match(text):
        if word in HAVING and "的" in text[len(word) + 1:-1]:
            break
        text = text[len(word):].lstrip("，、 ")
    if text.count("”") > text.count("“"):
        text = text.replace("”", "", 1)
    if text.count("“") > text.count("”"):
        text = text.replace("“", "", 1)
    return text.strip("，。；：、 的/")


def noun_before(left: str) -> str:
    """The noun phrase at the end of the words before a number.

    >>> noun_before("累计建设5G宏基站"), noun_before("软件贸易实现出口")
    ('5G宏基站', '软件贸易出口')
    """
    text = tidy(_unframed(left))
    if text[:1] == "在":
        text = tidy(_LEADING_PHRASE.sub("", text))
    if "每" in text:
        text = tidy(PER.sub("", text))
    if not ends("indicator", "gaps").before(text):
        text = _COMPARED_WITH.sub("", _SINCE_THEN.sub("", text))
    if _DISCOURSE.match(text):
        return ""
    shorter = _after_predicate(text)
    if "全" in shorter or "我" in shorter:
        shorter = _WHERE.sub("", shorter)
    if shorter[-1:] in "高低大小多少":
        shorter = _JUDGED.sub("", shorter)
    shorter = _HIGHER_THAN.sub("", shorter)
    text = tidy(shorter) if shorter != text else text
    keep = cues("indicator")["keep"]
    while (verb := ends("indicator", "hold").after(text)) and verb not in keep and len(verb) < len(text):
        # 具有影响力的平台 is a kind of platform; 建成后PUE is of what was built.
        if verb in HAVING and "的" in text[len(verb) + 1:-1] or _makes_noun(verb, text[len(verb):]):
            break
        text = tidy(re.sub("^[了后](?=..)", "", text[len(verb):]))
    if "实现" in text or "完成" in text:
        text = _ACHIEVED.sub("", text)
    if text[-1:] in "后时内间":
        text = _WHEN.sub("", text)
    text = _ADVERB_WITHIN.sub("", text)
    if ("从" in text or "由" in text) and (match := _FROM_TO.match(text)):
        text = match[1]
    if text in _bare_verbs() or _SPAN.fullmatch(text):
        return ""
    if (done := _verbs().search(text)) and len(text) - done.end() > 2 and _DOERS.match(text[:done.start()]):
        text = tidy(text[done.end():].removeprefix("了"))
    # 因违规收费被处罚
    if _AGAINST_WHOM.match(text) and not _PARTNER.match(text) and len(text) > 4 \
            and (word := ends("indicator", "hold").before(text)):
        text = word
    # 某公司日前被欧盟罚款
    if ("被" in text or "遭" in text) and (word := ends("entity", "fines").before(text)):
        text = word
    text = cues("indicator")["nominal"].get(text.rsplit("被", 1)[-1], text)
    return _tail(text) if len(text) > LONGEST else text


def _after_predicate(text: str) -> str:
    """The words after a verb in them whose object is measured: 平台发布了新产品 → 新产品, 将使其代工能力 → 代工能力."""
    text = _HORIZON.sub("", text.removeprefix(ends("timing", "once_done").after(text)))
    if any(letter in text for letter in "使让令"):
        text = _CAUSED.sub("", text)
    if ("了" in text or "着" in text) and (match := _DONE.match(text)):
        verb = ends("indicator", "keep").before(match[0].rstrip("了着"))
        text = verb + text[match.end():]
    if match := _SAID.match(text):
        text = text[match.end():]
    if match := _WITHIN_WHEN.match(text):
        text = text[match.end():]
    if "成为" in text and (match := _BECAME.search(text)) and ends("indicator", "quantity_nouns").before(text):
        return text[match.end():]
    for match in _MARKED.finditer(text) if "将" in text or "把" in text else ():
        if not ends("status", "after_will").after(text, match.end()):
            return text[match.end():]
    return text


def _makes_noun(verb: str, rest: str) -> bool:
    """Whether a verb and what follows it are one noun: 管理|层, 运营|成本; 实现|收入 is verb and object."""
    if rest in cues("indicator")["quantity_nouns"] and rest > "\u4e00" and verb not in cues("indicator")["attains"]:
        return True
    if verb == "有" and ends("indicator", "opener_guards").after(verb + rest[:1]):
        return True
    return _VERB_NOUN.match(rest) is not None


def _unframed(left: str) -> str:
    """The words after a title in 《》, after 在内的 and after 该 with its noun; without a preposition at the end."""
    text = _RECKONED.sub("", _NOTE.sub("", _TITLE.sub("", left)))
    text = pattern("indicator", "demands").split(text.rsplit("在内的", 1)[-1])[-1]
    text = _THIS.sub("", text)
    if "一" in text and (none := _NONE_DOES.match(text)):
        text = _ABLE.sub("", text[none.end():])
    if not ends("indicator", "link_guards").before(text):
        text = _LAST_PREPOSITION.sub("", text)
    return _HAS.sub("", text)


def _tail(text: str) -> str:
    """The last part of a long phrase that can stand alone."""
    cuts = [match.end() for match in _verbs().finditer(text) if 3 <= len(text) - match.end() <= LONGEST]
    if cuts:
        return tidy(text[cuts[0]:].removeprefix("了"))
    parts = text.split("的")
    if len(parts) > 1 and 3 <= len(parts[-1]):
        return parts[-2][-12:] + "的" + parts[-1] if len(parts[-1]) < 6 else parts[-1]
    parts = re.split("[、和及]", text)
    return parts[-1] if len(parts[-1]) >= 3 else text[-LONGEST:]


def noun_after(right: str) -> str:
    """The noun phrase at the beginning of the words after a number.

    >>> noun_after("重点行业深度应用"), noun_after("具有行业特色的工业链平台，"), noun_after("应用案例，包括")
    ('重点行业', '具有行业特色的工业链平台', '应用案例')
    """
    text = without_brackets(right).lstrip("的")
    match = _RIGHT_END.search(text)
    text = text[:match.start()] if match else text
    text = text.rstrip("的和、及")
    # 12家基地中的部分基地; 7大领域“大显身手”
    if (whole := text.find("中的")) >= 2:
        text = text[:whole]
    if text.endswith("”") and (quote := text.rfind("“")) >= 2 and text[quote - 1] not in "的、和级型类性式":
        text = text[:quote]
    if match := _EXAMPLES.match(text):
        return up_to_predicate(match[1])[:LONGEST]
    # 17个国家的使领馆: the places or bodies counted stand before 的.
    if 0 < (place := text.find("的")) <= 8 and ends("entity", "group", "counted_wholes").before(text, place) \
            or 0 < place <= 14 and _WHOLES_IN_ROW.match(text):
        return text[:place]
    verb, particle = PREDICATE.search(text, 2), text.rfind("的", 0, LONGEST)
    if verb and verb.start() < particle and not PREDICATE.match(text) and not ends("indicator", "hold").after(text):
        return text[:verb.start()][:LONGEST]
    if 0 < particle < len(text) - 1:
        kept = text[:particle + 1] if particle <= 14 and "、" not in text[:particle] else ""
        return kept + up_to_predicate(text[particle + 1:])
    text = text.split("、", 1)[0]
    noun = up_to_predicate(text)
    return (noun.strip("“” ") if text.count("“") != text.count("”") else noun)[:LONGEST]


def up_to_predicate(text: str) -> str:
    """The text up to the verb that begins its predicate; the first two letters are never it.

    >>> up_to_predicate("地市每天上线")
    '地市'
    """
    # 114个县列入示范
    match = PREDICATE.search(text, 1 if text[:1] in _SHORT_NOUNS else 2)
    if not match:
        return text
    noun = text[:match.start()]
    return noun.removesuffix(ends("indicator", "adverbs").before(noun))


def is_noun(right: str) -> bool:
    """Whether a noun follows the number directly.

    >>> is_noun("重点行业深度应用"), is_noun("，覆盖全国"), is_noun("覆盖采矿业")
    (True, False, False)
    """
    text = without_brackets(right).lstrip("的")
    if not text or not (text[0].isalnum() or text[0] in "“《") or stands_within(text) or _TOWARDS.match(text):
        return False
    return not PREDICATE.match(text) and not ends("indicator", "after_amount").after(text)


def stands_within(right: str) -> bool:
    """Whether the number is a whole that something is in: 300家企业中(有…) after its noun, 3年内."""
    return _WITHIN.match(right) is not None


def counted(noun: str, unit: str = "") -> str:
    """The phrase for a count of things: 重点行业 → 重点行业数.

    >>> counted("5G基站"), counted("融资余额"), counted("下载", "次")
    ('5G基站数', '融资余额', '下载次数')
    """
    if noun.startswith("“") and noun.endswith("”") and noun.count("“") == 1:
        noun = noun[1:-1]
    if not noun or ends("indicator", "quantity_nouns").before(noun):
        return noun
    if unit in ("人", "名", "位") and ends("indicator", "fates").before(noun):
        return noun + "人数"
    if suffix := cues("indicator")["counted_suffixes"].get(unit):
        return noun if noun.endswith(suffix) else noun + suffix
    if ends("indicator", "mass_nouns").before(noun):
        return noun + "量"
    return noun + cues("indicator")["counted_suffix"]


def subject_and_verb(left: str) -> tuple[str, str]:
    """Subject and verb of a clause whose object is counted.

    >>> subject_and_verb("智能工厂覆盖")
    ('智能工厂', '覆盖')
    """
    text = _LEADING_PHRASE.sub("", tidy(_unframed(left)))
    verb = ends("indicator", "hold").before(strip_light(_HAS_IN_ALL.sub("", left)))
    stops = [match.start() for stop in (_verbs(), _PREPOSITIONS) for match in stop.finditer(text)]
    subject = text[:min(stops)] if stops else text
    # 采矿、钢铁等(10个)行业: examples of what is counted are no subject.
    if subject[:1] in ("向", "对", "为") and not ends("indicator", "opener_guards").after(subject):
        subject = ""
    listed = "、" in subject or left.endswith(("和", "及", "与", "、")) \
        or not stops and left.rstrip().endswith(("等", "等共", "这"))
    # 而不是盯着屏幕上(20个)人, 工业互联网已全面融入
    if listed or "着" in subject or left[-1:] in "对向为与给从" or subject in cues("indicator")["expects"] \
            or subject in cues("indicator")["doers"]:
        subject = ""
    subject = tidy(subject)
    return subject if 2 <= len(subject) <= 18 else "", verb


def reaches(left: str) -> bool:
    """Whether the words before a number end on a verb that says what is reached: 工厂数量达到."""
    tail = left.rstrip()
    return bool(ends("indicator", "reaches").before(tail)) and not ends("indicator", "link_guards").before(tail) \
        and not tail.endswith(("作为", "成为"))
