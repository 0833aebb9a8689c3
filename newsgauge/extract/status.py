"""Whether a number is reached, planned or foreseen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from newsgauge.extract.cues import cues
from newsgauge.model import Status
from newsgauge.patterns import one_of

# 将 is the future tense only before a verb; before a noun it marks the object (将数据结合起来).
_WILL = re.compile(r"(?<![能可])将(?=$|要|会|达|超|突破|增|降|提|升|建|打造|推|进一步|继续|累计|实现|成为|为|新|培|加|完|形成|拥有|带动|逐步|全|占|投|扩|启|开|有|保持"
                   r"|不|接近|近|上|下|从|由|至|翻|迎|在\d|节|缩|替代|再|是|分|率|争|落|募)")
_DONE = re.compile(r"已(?!经济)|截至|截止|(?<![由从])目前|实际|迄今|[成到现立布造行施]了|达了|累计(?:完成|实现|建成|投入)|以来")
_IMPERATIVE = re.compile(r"^(?:[一二三四五六七八九十]是|（[一二三四五六七八九十]+）|\d+[.、])?(?:持续|加快|全面|深入|积极|大力|着力|扎实|稳步|有序|严格|进一步|切实|统筹|继续|努力|力争)*"
                         r"(?:优化|提升|提高|推动|推进|加强|完善|深化|建立|健全|落实|培育|打造|实施|新增|新开放|新建|扩大|支持|促进|强化|拓展|确保|做好|抓好|开展|发展|加大|引导|鼓励|建设|构建|增强|争取|保障|安排|启动|改造|实现|保持|降低|压减)")
_COMPARED = re.compile(r"^(?:而?远|明显|大幅|略)?(?:低|高|少|多|优)于")
# A clause that begins like this says how things are, whatever the clause before it foresees.
_FRESH = re.compile(r"^(?:这|该|其中|目前|当前|而|但|截至|现在|此前)")
_AIM_AFTER = re.compile(r"^[^，。；]{0,12}的[^，。；的]{0,4}目标")
_VALUED = re.compile(r"PE|PB|PS|EPS|估值|市盈率|市净率|每股收益|净利润|营收")
_MUST = re.compile(r"^.{0,3}(?:必须|应当|须|以内完成)")


@dataclass(frozen=True, slots=True)
class Plan:
    """What the text has announced as planned, and until when, for sentences that only say what is to be done."""

    period: str = ""
    active: bool = False
    lead: bool = False             # announced where the article says what it is about: holds to its end


@cache
def _strong() -> re.Pattern:
    status = cues("status")
    # 完成了…的目标 is done; 目标是, 预期目标 and 目标规模 are ahead.
    words = set(status["target"]) - set(status["weak_target"]) - {"目标", "拟"}
    return re.compile(rf"{one_of(words)}|(?<![虚模])拟(?![建合态真人])|拟建|目标(?=[是为：:到达规在价\d]|$)|(?:预期|发展|主要)目标")


@cache
def _weak() -> re.Pattern:
    # 要 and 应 are parts of many words (主要, 应用); the words around them are named, not guessed.
    words = set(cues("status")["weak_target"]) - {"要", "应", "须", "需"}
    return re.compile(rf"{one_of(words)}|(?<![主重需必纲概摘首紧想])要(?![素点求件约领闻])|(?<![响适供效相反对感])应(?![用对急收届])|(?<!必)须|(?<![供内])需(?![求要])")


@cache
def _forecast() -> re.Pattern:
    # 故障预测 and 需求预测 are things, not sayings.
    words = set(cues("status")["forecast"]) - {"或", "料", "预测", "预期"}
    return re.compile(rf"(?<!可){one_of(words)}|预期(?!寿命|目标|性)|预测(?=[，,：到至称其该我中全今明未\d]|$)|(?<![^，；。：\w])或(?=将|达|为|超|增|降|提|突破)|[率价量]或(?=[升降增提达超])")


def announces_plan(text: str) -> bool:
    """Whether the text says outright that something is planned or aimed at."""
    return _strong().search(text) is not None


def _last(pattern: re.Pattern, text: str) -> int:
    position = -1
    for match in pattern.finditer(text):
        position = match.start()
    return position


def read_status(before: str, clause: str, right: str, *, ahead: bool, past: bool, worldwide: bool,
                plan: Plan, section: str) -> tuple[Status, str]:
    """Status and the rule that told it.

    `before` is the segment up to the number, `clause` its last clause, `right` what follows; `ahead` and `past`
    say where the time of the number lies against the article's date; `worldwide` that the number belongs to
    nobody who could plan it; `section` is "target" or "actual" where a heading says so of all that follows.
    """
    if _COMPARED.match(clause) and right.startswith("的"):
        return "actual", "what it is compared with"
    target, forecast, done = _last(_strong(), before), _last(_forecast(), before), _last(_DONE, before)
    will = _last(_WILL, before)
    if will < len(before) - len(clause) and _FRESH.match(clause):
        will = -1
    if forecast >= 0 and forecast > done and forecast > target:
        return "forecast", "words of expectation"
    if target >= 0 and target > done:
        return "target", "words of intent"
    if done >= 0 and done > max(will, target, forecast) and not ahead:
        return "actual", "words of completion"
    if ahead:
        if worldwide or forecast > target or _VALUED.search(clause + right[:6]) and target < 0:
            return "forecast", "time ahead, nobody to plan it"
        return "target", "time ahead"
    if will > done and not past:
        return ("forecast", "future of what nobody plans") if worldwide else ("target", "future of one who plans")
    if _MUST.match(right):
        return "target", "requirement after the number"
    if _AIM_AFTER.match(right):
        return "target", "aim named after the number"
    if past:
        return "actual", "time passed"
    if section == "target":
        return "target", "section of plans"
    if section == "actual":
        return "actual", "section that looks back"
    weak = _last(_weak(), clause)
    if weak >= 0 and weak > _last(_DONE, clause) and (plan.active or re.search(r"不[高超低少]于?过?$|PUE", clause + right[:0])
                                                   or "要求" in clause or "必须" in clause):
        return "target", "requirement"
    if plan.active and done < 0 and (_IMPERATIVE.match(clause) or _IMPERATIVE.match(before)):
        return "target", "task under an announced plan"
    return "actual", "no sign of plan or expectation"
