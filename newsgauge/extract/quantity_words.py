"""The words of tables/quantities.toml and units.toml as matchers, built once, when first used."""

from __future__ import annotations

import re
import string
from collections import defaultdict
from functools import cache

from newsgauge.extract.readings import CLAUSE_ENDS
from newsgauge.patterns import Ends, one_of
from newsgauge.resources import check_keys, load_table
from newsgauge.units import Unit, unit_forms, unit_info

_FILE = "quantities.toml"
_LATIN = frozenset(string.ascii_letters + string.digits)
_SECTIONS = {
    "before": {"over", "under", "about", "not_after", "whole", "negators", "none", "not_none", "can"},
    "after": {"over", "under", "about"},
    "inside": {"over", "about"},
    "bare": {"indicators", "endings", "direct", "verbs", "counting", "stops"},
    "time": {"measuring_units", "horizon_before", "horizon_after", "changing_before", "measuring_before",
             "measuring_after", "service"},
    "not_after": {"words"},
    "multiplier": {"alone", "without_unit", "before"},
    "noun": {"counted"},
    "range": {"between", "lists", "change_before", "from", "fraction_before"},
    "ratio": {"before", "after"},
}


@cache
def words(section: str) -> dict:
    """One section of the table, its keys checked."""
    table = load_table(_FILE)
    check_keys(table, file=_FILE, key="top level", required={*_SECTIONS, "currency"})
    if section in _SECTIONS:
        check_keys(table[section], file=_FILE, key=section, required=_SECTIONS[section])
    return table[section]


@cache
def pattern(section: str, key: str) -> re.Pattern:
    """A pattern that matches any word of a list, the longest first."""
    return re.compile(one_of(words(section)[key]))


@cache
def ends(section: str, key: str) -> Ends:
    """The words of a list, looked up at the ends of a text."""
    return Ends(words(section)[key])


class Endings:
    """Words with a meaning each, looked up before a place in the text: by the last letter, longest first."""

    def __init__(self, meanings: dict[str, str], not_after: dict[str, list[str]]):
        self.by_letter: dict[str, list[tuple[str, str, frozenset[str]]]] = defaultdict(list)
        for word in sorted(meanings, key=len, reverse=True):
            self.by_letter[word[-1]].append((word, meanings[word], frozenset(not_after.get(word, ()))))
        self.by_letter = dict(self.by_letter)

    def before(self, text: str, end: int) -> tuple[int, str]:
        """Where the word that ends at `end` begins, and its meaning; (end, "") without one."""
        if end > 0:
            for word, meaning, not_after in self.by_letter.get(text[end - 1], ()):
                start = end - len(word)
                if start >= 0 and text.startswith(word, start):
                    if start and any(text.endswith(part, 0, start) for part in not_after):
                        return end, ""
                    return start, meaning
        return end, ""


@cache
def qualifiers_before() -> Endings:
    """The qualifier words that stand before a number."""
    section = words("before")
    meanings = {word: name for name in ("about", "under", "over") for word in section[name]}
    return Endings(meanings, section["not_after"])


@cache
def qualifiers_after() -> tuple[re.Pattern, dict[str, str]]:
    """A pattern of the qualifier words that stand after a number or its unit, and their meanings."""
    meanings = {word: name for name in ("over", "under", "about") for word in words("after")[name]}
    return re.compile(one_of(meanings)), meanings


_REACH = 28                    # letters of its clause in which it is looked for that nobody reaches a number
_DONE = ("达到", "达")
_TURNED = {"over": "under", "under": "over"}


@cache
def _none_does() -> re.Pattern:
    can = one_of(words("before")["can"])
    none = one_of(words("before")["none"])
    return re.compile(rf"(?<![在除有])(?:{none}(?P<who>[^，。；：！？,;\n]{{0,20}}?)(?P<can>{can})?$"
                      rf"|没有[\u4e00-\u9fff]{{2,8}}?{can}$)|(?<![\u4e00-\u9fff])无一(?!例外)")


@cache
def _no_such() -> re.Pattern:
    return re.compile(one_of(words("before")["not_none"]) + "|[下中]$")


@cache
def _negators() -> Ends:
    return Ends(words("before")["negators"])


def negated(text: str, start: int, qualifier: str) -> tuple[int, str]:
    """Where a bound that is denied begins, and what it then says; as given where nothing denies it.

    `start` is where the word of the bound stands, or the number without one: of such, 没有达到 makes a bound.

    >>> negated("占比不能超过30%", 4, "over"), negated("没有一家企业能超过30%", 7, "over")
    ((2, 'under'), (7, 'under'))
    >>> negated("没有达到30%", 4, "exact")
    (0, 'under')
    """
    done = ""
    if qualifier not in _TURNED:
        if text[start - 1:start] not in ("到", "达"):
            return start, qualifier
        done = next((word for word in _DONE if text.endswith(word, 0, start)), "")
        if not done:
            return start, qualifier
    turned = _TURNED.get(qualifier, "under")
    place = start - len(done)
    if negator := _negators().before(text, place):
        low = place - len(negator)
        if text.endswith(("能", "会", "有"), 0, low):
            return start, "exact"                              # 能不能超过30% asks
        return (start, qualifier) if negator == "不得" and text.startswith("不", place) else (low, turned)
    window = text[max(0, place - _REACH):place]
    if "没有" not in window and "无" not in window:
        return start, qualifier
    none = _none_does().search(window, max(window.rfind(stop) for stop in CLAUSE_ENDS) + 1)
    if none is None or _no_such().search(none["who"] or ""):
        return start, qualifier
    # 没有一家企业的良品率超过90%; 没有一家企业倒闭的园区超过10个 is of those that …
    who, of, _ = (none["who"] or "").partition("的")
    return (start, qualifier) if of and len(who) > 4 and not none["can"] else (start, turned)


@cache
def currencies() -> Endings:
    """Signs and words of currencies that stand before a number."""
    return Endings(words("currency"), {})


@cache
def units_by_letter(*, in_text: bool = True) -> dict[str, tuple[tuple[str, Unit], ...]]:
    """The printed forms of units by their first letter, the longest first; all, or those that follow a number."""
    table: dict[str, list[tuple[str, Unit]]] = defaultdict(list)
    for form, unit in unit_forms().items():
        if unit.in_text or not in_text:
            table[form[0]].append((form, unit))
    return {letter: tuple(sorted(forms, key=lambda pair: -len(pair[0]))) for letter, forms in table.items()}


def find_unit(text: str, end: int, number_start: int, decimal: bool, chinese: bool) -> tuple[Unit | None, int]:
    """The unit printed at `end` (one space is passed over) and where it ends; (None, end) without one.

    `number_start` is where the number begins that the unit belongs to: some units count only after certain words.
    """
    place = end + 1 if text.startswith(" ", end) else end
    forms = units_by_letter().get(text[place:place + 1])
    if not forms:
        return None, end
    for form, unit in forms:
        if not text.startswith(form, place) or chinese and unit.digits_only:
            continue
        after = place + len(form)
        if form[-1] in _LATIN and text[after:after + 1] in _LATIN:
            continue
        if unit.not_before and text.startswith(unit.not_before, after):
            continue
        if unit.not_after and text.endswith(unit.not_after, max(0, number_start - 4), number_start):
            continue
        if (unit.needs_before or unit.needs_after) and not (
                decimal and unit.decimals
                or text.startswith(unit.needs_after, after)
                or any(word in text[max(0, number_start - 10):number_start] for word in unit.needs_before)):
            continue
        return _compound(text, unit, after)
    return None, end


def _compound(text: str, unit: Unit, end: int) -> tuple[Unit, int]:
    """元/人, 微克/立方米, 个（套）: the unit with what a stroke or brackets add to it."""
    sign = text[end:end + 1]
    if sign == "/" or sign and sign in "（(" and unit.dimension == "count":
        for form, second in units_by_letter(in_text=False).get(text[end + 1:end + 2], ()):
            if text.startswith(form, end + 1):
                after = end + 1 + len(form)
                if sign == "/" and text.startswith("比", after) and form in ("环", "同"):
                    break                                # 同比-1.0pct/环比+1.3pct
                if sign == "/":
                    return unit_info(f"{unit.name}/{second.name}"), after
                if second.dimension == "count" and text[after:after + 1] in ("）", ")"):
                    return unit_info(unit.name + second.name), after + 1
    return unit, end


def qualifier_before_whole(text: str, start: int) -> str:
    """What stands before the whole that the share at `start` is of: 约占中国网民的54.52%, 不超过总投资的30%."""
    window = text[max(0, start - 24):start]
    clause = window[max(window.rfind(stop) for stop in CLAUSE_ENDS) + 1:]
    place = clause.rfind("占")
    if place >= 0:
        return qualifiers_before().before(clause, place)[1] or qualifiers_before().before(clause, place + 1)[1]
    if not clause.endswith("的"):
        return ""
    found = [match.end() for match in pattern("before", "whole").finditer(clause)]
    if not found or any(sign.isdecimal() for sign in clause[found[-1]:]):
        return ""
    return qualifiers_before().before(clause, found[-1])[1]
