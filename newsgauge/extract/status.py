"""Whether a number is reached, planned or foreseen."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsgauge.extract.cues import Cued, ends, pattern
from newsgauge.model import Status

_COMPARED = re.compile(r"^(?:而?远|明显|大幅|略)?(?:低|高|少|多|优)于")
AIM_AFTER = re.compile(r"[^，。；]{0,16}的[^，。；的]{0,4}目标")
# 由往届的30%提高到50%, 从目前的3个增加到5个
_BEGAN = Cued("[从由]<status so_far>的?$")
_MUST_AFTER = re.compile(r"^.{0,3}(?:必须|应当|须|以内完成)")
# What the items of a list begin with.
LIST_ITEM = re.compile(
                       r"——|[•●■◆▪○▶]|[一二三四五六七八九十]是|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．](?!\d)")
# PUE不高于, 不超过: a limit is a requirement.
_LIMIT = re.compile(r"不[高超低少]于?过?$|PUE|要求|必须")
# 完成了…的目标 is done; 目标是, 预期目标 and 目标规模 are ahead. 虚拟 and 拟合 are no plans.
# 规划建设有序推进，…增至: only in its own clause is it a plan.
# 占年度计划的58%: the plan is a noun.
# 完成年计划的118%, 超计划19家 and “某某计划”启动 are done.
_INTENT = Cued(r"<status target>"
               r"|(?<!超)(?<!超年度)(?<!完成年)(?<!完成全年)(?<!完成年度)计划(?!的[约近超过]{0,2}$|外|生育|单列|[”》])"
               r"|(?:[今明]年|全年|要)努力"
               r"|规划建设(?=[^，。；]*$)"
               r"|(?<![虚模])拟(?![建合态真人])|拟建|目标(?=[是为：:到达规在\d]|[今明]年|全年|$)"
               # 比预期目标高4.8个百分点, 争取到的专项债券 are of the past.
               r"|(?<![比较于过成])(?:预期|发展|主要)目标"
               r"|争取(?!国家|中央|上级|[^，。；]{0,8}(?:债|资金|补助|授信|贷款))")
# 要, 应 and 需 are parts of many words (主要, 应用, 供需); the letters around them are named, not guessed.
_WEAK_INTENT = Cued(r"<status weak_target>"
                    r"|(?<![主重需必纲概摘首紧想])要(?![素点求件约领闻])|(?<![响适供效相反对感])应(?![用对急收届])"
                    r"|(?<!必)须|(?<![供内])需(?![求要])")
# 业绩符合预期 is reached, 测算的 and 估算的 are done; 不可估计 expects nothing; 故障预测 and 预期寿命 are things;
# 或 is "may" only before a verb.
_EXPECTATION = Cued(r"(?<!可)<status forecast>|[测估]算(?!的)"
                    r"|(?<![合于超及])预期(?!寿命|目标|性|[，。,；;、])"
                    r"|预测(?=[，,：到至称其该我中全今明未由从公归营净收毛\d]|[上下]调|的[约近超]?$|$)"
                    r"|[上下]调(?:公司)?[^，。；]{0,12}?(?:净利|盈利|利润|营收|收入|EPS|业绩)(?!预期[，。])"
                    r"|(?<![^，；。：\w])或(?=将|达|为|超|增|降|提|突破)|[率价量]或(?=[升降增提达超])")
# 主要预期目标是：生产总值增长6%；…: what the colon opens is aimed at to the end of the sentence.
_AIMS_LISTED = re.compile("(?<![^，。；：])[^，。；：]{0,30}?((?:预期|发展|主要)?目标)(?:任务)?(?:[是为]|如下)?[：:]")
_MET = re.compile("完成|实现|达成")
# An expectation without a number: 预计保持平稳，
_SAID_OUT = re.compile(r"[^，。；：\d]+，")
_COMPLETION = Cued(r"<status actual>|已(?!经济)|(?<![由从])目前"
                    r"|实际(?!利率|控制|需求|收益|额|数|值|使用|利用|到位|到账|吸收)")
# 将 is the future tense only before a verb; 能将 and 可将 mark an object, 产能将超过 is of the capacity.
_FUTURE = Cued(r"(?<!可)(?<!(?<![产性动节储势功])能)将(?=$|<status after_will>"
               r"|在[^，。；]{1,12}?(?:举办|举行|开展|召开|建成|推出|发放)"
               r"|在(?:\d|[今明后]年|年[内底]|未来|近[期日]|[下本]月)|[与向]$"
               r"|[向对][^，。；]{1,20}?(?:投资|投入|增资|捐赠|提供|交付|采购|支付))|届时")
_MOVED = re.compile("[^，。；]{0,4}?(?:[从由自].*[至到]|划转|返还|归还)")
# 300家企业将参展
_WILL_AFTER = Cued("[^，。；]{0,24}?(?<![可能])将<status joint_acts>")
_TASK = Cued(r"(?:[一二三四五六七八九十]是|（[一二三四五六七八九十]+）|\d+[.、])?"
             "<status task_adverbs>*<status task_verbs>")


@dataclass(frozen=True, slots=True)
class Plan:
    """What the text has announced as planned, and until when, for sentences that only say what is to be done."""

    period: str = ""
    active: bool = False
    lead: bool = False             # announced where the article says what it is about: holds to its end
    listed: bool = False           # the paragraph at hand is an item of its list (具体为：——…)
    here: bool = False             # announced in the paragraph at hand


def announces_plan(text: str) -> bool:
    """Whether the text says outright that something is planned or aimed at.

    >>> announces_plan("到2030年的发展目标"), announces_plan("目标已经实现")
    (True, False)
    """
    return _INTENT.search(text) is not None


def where_aims_begin(sentence: str, segment: int) -> int:
    """Where a list of aims begins that goes on over the semicolon before `segment`; else `segment`.

    >>> where_aims_begin("主要目标是：产值增长6%；出口增长5%。", 13), where_aims_begin("产值增长6%；出口增长5%。", 7)
    (0, 7)
    """
    aims = _AIMS_LISTED.search(sentence, 0, segment)
    return aims.start(1) if aims and not _MET.search(aims[0]) else segment


def foresees(saying: str) -> bool:
    """Whether who speaks foresees what the sentence goes on to say.

    >>> foresees("《报告》预测，"), foresees("《报告》显示，")
    (True, False)
    """
    if not saying.endswith(("，", "：", ",", ":")):
        return False
    return _EXPECTATION.search(saying) is not None or saying[:-1].endswith(("认为", "判断", "看来"))


def _last(cue: re.Pattern, text: str) -> int:
    """Where the last match begins; -1 where there is none."""
    position = -1
    for match in cue.finditer(text):
        position = match.start()
    return position


CONTINUED, NO_SIGN = "continues the sentence before", "no sign of plan or expectation"


def read_status(before: str, clause: str, right: str, *, forbidden: bool = False, ahead: bool, past: bool,
                worldwide: bool, plan: Plan, section: str, foreseen: bool = False, rest: str = "",
                began: bool = False, reaches: bool = False, official: bool = False) -> tuple[Status, str]:
    """Status and the rule that told it.

    `before` is the segment up to the number, `clause` its last clause, `right` what follows; `forbidden` says that
    the number begins with 不得; `ahead` and `past` where its time lies against the article's date; `worldwide` that
    it belongs to nobody who could plan it; `section` is "target" or "actual" where a heading says so of all below it;
    `foreseen` that the sentence opens with who foresees it (报告预测，…；到2030年…); `rest` is the clause from the
    number on, over the numbers of its list; `began` that a change begins with the number (由2020年的30%提高到…),
    `reaches` that it is where something gets to (占比达到10%), `official` that a government reports on what it will do.

    >>> read_status("力争建成", "力争建成", "座", ahead=False, past=False, worldwide=False, plan=Plan(), section="")
    ('target', 'words of intent')
    """
    if forbidden:
        return "target", "limit that is set"
    if clause.endswith("现行"):
        return "actual", "what is in force"
    if _COMPARED.match(clause) and right.startswith("的"):
        return "actual", "what it is compared with"
    if began and past or _BEGAN.search(clause):
        return "actual", "where a change began"
    intent, expected, done = (_last(cue, before) for cue in (_INTENT, _EXPECTATION, _COMPLETION))
    if 0 <= expected < len(before) - len(clause) and _SAID_OUT.match(before, expected) \
            and ends("indicator", "quantity_nouns").before(before[:expected]):
        expected = -1              # 收入增长8%，利润预计保持两位数增长，投资增长9%: only of its own clause
    # 将300万股从网下回拨至网上: 将 marks what is moved.
    will = -1 if before.endswith("将") and _MOVED.match(right) else _last(_FUTURE, before)
    will = max(will, 0 if done < 0 and _WILL_AFTER.match(right) else -1)
    if will < len(before) - len(clause) and pattern("status", "fresh").match(clause):
        will = -1
    if expected >= 0 and expected > done and expected > intent:
        if (section == "target" or official) and before.startswith("预期", expected):
            return "target", "section of plans"        # 广义货币M2预期增长12%, among the aims of a government
        return "forecast", "words of expectation"
    if intent >= 0 and intent > done:
        return "target", "words of intent"
    if done >= 0 and done > max(will, intent, expected) and not ahead:
        return "actual", "words of completion"
    if ahead:
        unplanned = foreseen or pattern("status", "valued").search(clause + right[:6])
        if worldwide or expected > intent or unplanned and intent < 0:
            return "forecast", "time ahead, nobody to plan it"
        return "target", "time ahead"
    if will > done and not past:
        # 我们认为占比将提升至35%: who says so judges and does not plan.
        unplanned = worldwide or foreseen or pattern("status", "opines").search(before)
        return ("forecast", "future of what nobody plans") if unplanned else ("target", "future of one who plans")
    if _MUST_AFTER.match(right):
        return "target", "requirement after the number"
    if AIM_AFTER.match(rest or right):
        return "target", "aim named after the number"
    if past:
        return "actual", "time passed"
    if section == "target":
        return "target", "section of plans"
    if section == "actual":
        return "actual", "section that looks back"
    weak = _last(_WEAK_INTENT, clause)
    if weak >= 0 and weak > _last(_COMPLETION, clause) and (plan.active or _LIMIT.search(clause)):
        return "target", "requirement"
    if plan.active and done < 0 and (plan.listed or plan.here and reaches or LIST_ITEM.match(before)):
        return "target", "item of an announced plan"
    if plan.active and done < 0 and (_TASK.match(clause) or _TASK.match(before)):
        return "target", "task under an announced plan"
    return "actual", NO_SIGN
