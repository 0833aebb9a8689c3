"""Agreement: brings statements of one thing together and says whether they repeat, fit, contradict or misprint it.

Numbers are intervals (see statements). Those that share a value fit; those that do not are in conflict, or undecided
where both may hold. Numbers with the same digits that differ by 10³, 10⁴ or 10⁸, the steps that losing or doubling 千,
万, 亿 makes, are suspected misprints: the magnitude edit of statistical data editing (de Waal, Pannekoek and
Scholtus, Handbook of Statistical Data Editing and Imputation, 2011, ch. 2, "thousand error").
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from newsgauge.concepts import Concept, difference_words, phrase_key, words_before
from newsgauge.standing import precision
from newsgauge.statements import Statement, read_statements
from newsgauge.units import in_base_unit

# What statements of one thing are to each other, the gravest first.
VERDICTS = {
    "misprint": "one number is probably printed wrong",
    "conflict": "they can't hold at once",
    "undecided": "they differ, and each may hold: of another way to count, or of another time",
    "compatible": "they leave room for one value",
    "echo": "they say the same",
}
# Why a group is judged so. The page has a sentence for each; what it can put into it is said here.
REASONS = {
    "repeated": "the same value each time (documents)",
    "qualifier": "the qualifiers leave room for both",
    "rounding": "the same to the digits printed (spread)",
    "loose_bound": "one is only a bound, and a distant one (spread)",
    "bounds": "both are bounds, but more than a tenth apart (bound: over or under; spread)",
    "date": "stated at different times (first_date, second_date)",
    "scope": "counted in different ways, so that both may hold (first_words, second_words)",
    "unit": "the difference is that of the printed units (first_unit, second_unit)",
    "revision": "one is preliminary or revised (first_words, second_words)",
    "wording": "called differently (first_words, second_words)",
    "reversal": "the later number of a stock is lower (first_date, second_date, first_words, second_words)",
    "unexplained": "nothing in the sentences tells why (spread)",
    "power": "the same digits, but 10 to the power of `power` apart (power)",
    "implausible": "outside the plausible bounds of the concept (low, high, unit)",
}
RULES = ("precise", "latest", "sources")

GROUP_COLUMNS = ("group_id", "verdict", "reason", "parameters", "concept", "indicator", "entity", "region_code",
                 "period", "measure", "status", "unit", "statements", "documents", "low", "high", "spread",
                 "first_id", "second_id", "suspect_id", "one_thing")
_WEIGHT = {"scope": "undecided", "rounding": "compatible"}       # any other reason makes a conflict
_POWERS = (3, 4, 8)
_KIN_APART = 1.5           # times; further apart nobody takes two ways of counting for one
_BOUNDS_APART = 1.1
_ONE_SENTENCE = 0.05       # numbers of one sentence that differ by more are of two things
_REVERSAL_DAYS, _MISPRINT_DAYS = 100, 400
_LONG_PHRASE = 5           # a shorter phrase outside the catalogue (国家数) says too little to set numbers against it


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Groups of statements, a row each (GROUP_COLUMNS), and their members (group_id, observation_id)."""

    groups: pd.DataFrame
    members: pd.DataFrame

    def with_verdict(self, *verdicts: str) -> pd.DataFrame:
        """The groups of these verdicts, the widest spread first."""
        chosen = self.groups[self.groups["verdict"].isin(verdicts)]
        return chosen.sort_values("spread", ascending=False, kind="stable", ignore_index=True)

    def observation_ids(self, *verdicts: str) -> frozenset[str]:
        """The observations that stand in groups of these verdicts."""
        groups = self.groups.loc[self.groups["verdict"].isin(verdicts), "group_id"]
        return frozenset(self.members.loc[self.members["group_id"].isin(groups), "observation_id"])

    def superseded(self, frame: pd.DataFrame, rule: str = "precise") -> frozenset[str]:
        """The observations of `frame` that another one of `frame` stands for.

        Of each group of one thing at one time, all but the value chosen and never a suspected misprint before another.
        "precise": exact before about, a range, a bound, and the bound that implies others (see newsgauge.standing);
        then more printed digits; then the latest published; then what most documents state. "latest": the latest
        published, then as before. "sources": what most documents state, then as before. Raises ValueError for
        another rule.
        """
        if rule not in RULES:
            raise ValueError(f"rule {rule!r} is not one of {', '.join(RULES)}")
        of_one = self.groups.loc[self.groups["one_thing"].astype(bool), "group_id"]
        members = self.members[self.members["group_id"].isin(of_one)]
        held = frame["observation_id"].isin(members["observation_id"])
        stated = {one.id: one for one in read_statements(frame[held])}
        members = members[members["observation_id"].isin(stated)]
        suspects = frozenset(self.groups["suspect_id"])
        found: set[str] = set()
        for _, ids in members.groupby("group_id")["observation_id"]:
            group = [stated[code] for code in ids]
            found |= set(ids) - {_choose([one for one in group if one.id not in suspects] or group, rule)}
        return frozenset(found)


def reconcile(frame: pd.DataFrame) -> Reconciliation:
    """Group the observations of `frame` (columns as the store's) that state one thing, and judge each group.

    One thing: the same concept (else the same phrase), entity, measure, status and time. A stock or a share is of the
    month its period ends in, a flow or a growth of exactly its period; a number that has only its article's date is
    of the time that the article states for the same thing, where it states only one. Groups of one statement are left
    out, unless it is implausible. `one_thing` tells whether the numbers are of one value, so that a chart may draw one
    for all: not where the verdict is undecided, nor for a reversal or misprints across concepts. Raises ValueError
    where a column is missing.
    """
    statements = read_statements(frame)
    found: list[tuple[dict, list[Statement]]] = []
    by_thing: dict[tuple, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_thing[statement.thing()].append(statement)
    for same in by_thing.values():
        by_time: dict[object, list[Statement]] = defaultdict(list)
        stated: dict[str, set] = defaultdict(set)
        for one in same:
            if one.row.period_source != "article" and (moment := one.moment()) is not None:
                stated[one.row.article_id].add(moment)
        for statement in same:
            moment = statement.moment()
            if statement.row.period_source == "article":
                # The headline 数字经济规模近40万亿元 speaks of the year that its article names.
                named = stated.get(statement.row.article_id, ())
                moment = next(iter(named)) if len(named) == 1 else moment
            if moment is not None:
                by_time[moment].append(statement)
        groups = [of_one for group in by_time.values() if (of_one := _of_one_thing(group))]
        for group in groups:
            if len(group) > 1 and (verdict := _judge(group)):
                found.append((verdict | {"one_thing": verdict["verdict"] != "undecided"}, group))
        found += _reversals(groups)
    found += _kin(statements)
    found += _misprints(statements, found)
    return _tables(found)


# --- verdicts

def _of_one_thing(group: list[Statement]) -> list[Statement]:
    """The group without sentences that contradict themselves: a writer who gives two numbers gives them of two things.

    (分别为437.4万人及386.7万人)
    """
    by_sentence: dict[tuple, list[Statement]] = defaultdict(list)
    for one in group:
        by_sentence[one.row.document_id, one.row.sentence].append(one)
    return [one for alike in by_sentence.values() if abs(_spread(alike)) < _ONE_SENTENCE
            and not _above(max(each.low for each in alike), min(each.high for each in alike)) for one in alike]


def _judge(group: list[Statement]) -> dict | None:
    """Verdict, reason, parameters and the two statements that show it; None where nothing can be said."""
    highest, lowest = max(group, key=lambda one: one.low), min(group, key=lambda one: one.high)
    spread = _spread(group)
    concept = group[0].concept
    if not _above(highest.low, lowest.high):
        return _agreement(group, spread)
    if concept.many if concept else len(phrase_key(group[0].row.indicator)) < _LONG_PHRASE:
        return None
    if power := _power(lowest.number, highest.number):
        suspect = _suspect(lowest, highest, group)
        return _verdict("misprint", "power", lowest, highest, spread, suspect=suspect, power=power)
    reason, parameters = _why(lowest, highest)
    if reason not in _WEIGHT and _has_grown(lowest, highest, concept):
        return _verdict("undecided", "date", lowest, highest, spread,
                        first_date=lowest.row.period, second_date=highest.row.period)
    return _verdict(_WEIGHT.get(reason, "conflict"), reason, lowest, highest, spread, **parameters)


def _has_grown(lower: Statement, higher: Statement, concept: Concept | None) -> bool:
    """Whether a stock was lower at an earlier time of its own and higher at a later one."""
    if concept is None or concept.kind != "stock" or higher.row.measure != "level":
        return False
    return (_days(lower, higher) or 0) > 0


def _days(one: Statement, other: Statement) -> int | None:
    """Days from the time of one to that of the other; None where a time is not known."""
    return (other.day - one.day).days if one.day and other.day else None


def _agreement(group: list[Statement], spread: float) -> dict | None:
    first, last = min(group, key=lambda one: one.number), max(group, key=lambda one: one.upper)
    documents = len({one.row.document_id for one in group})
    if len({one.value for one in group}) == 1:
        return _verdict("echo", "repeated", group[0], group[-1], 0.0, documents=documents)
    for bounds in ([one for one in group if one.high == math.inf], [one for one in group if one.low == -math.inf]):
        if len(bounds) > 1:
            least, most = min(bounds, key=lambda one: one.number), max(bounds, key=lambda one: one.number)
            if least.number > 0 and most.number / least.number > _BOUNDS_APART:
                return _verdict("conflict", "bounds", least, most, most.number / least.number - 1,
                                bound=least.row.qualifier)
    near_highest, near_lowest = max(group, key=lambda one: one.near_low), min(group, key=lambda one: one.near_high)
    if _above(near_highest.near_low, near_lowest.near_high):
        return _verdict("compatible", "loose_bound", near_lowest, near_highest, spread)
    exact = all(one.row.qualifier == "exact" for one in group)
    return _verdict("compatible", "rounding" if exact else "qualifier", first, last, spread)


def _verdict(verdict: str, reason: str, first: Statement, second: Statement, spread: float, *,
             suspect: Statement | None = None, **parameters: object) -> dict:
    return {"verdict": verdict, "reason": reason, "parameters": parameters | {"spread": spread}, "spread": spread,
            "first_id": first.id, "second_id": second.id,
            "suspect_id": suspect.id if suspect else "", "one_thing": False}


def _above(low: float, high: float) -> bool:
    """Whether no value lies between: 9.6 and 9.7 only touch, and no number is rounded to both."""
    return low >= high - 1e-12 * abs(high)


def _spread(group: Iterable[Statement]) -> float:
    """(greatest − least) ÷ least, of the numbers as stated; 0 where the least is 0."""
    numbers = [one.number for one in group]
    least = min(numbers, key=abs)
    return (max(numbers) - min(numbers)) / abs(least) if least else 0.0


def _power(one: float, other: float) -> int:
    """3, 4 or 8 where one is 10 to that power times the other (within 2 %), else 0.

    >>> _power(1800, 18000000), _power(1800, 18000), _power(1800, 1850)
    (4, 0, 0)
    """
    small, great = sorted((abs(one), abs(other)))
    return next((power for power in _POWERS if small and abs(great / small / 10 ** power - 1) < 0.02), 0)


def _suspect(one: Statement, other: Statement, group: Sequence[Statement]) -> Statement | None:
    """The one of two that is the misprint: what lies outside the bounds, else what fewer documents state."""
    wrong = [statement for statement in (one, other) if statement.is_implausible]
    if len(wrong) == 1:
        return wrong[0]
    for voter in ("document_id", "article_id", "observation_id"):
        votes = [len({getattr(each.row, voter) for each in group if math.isclose(each.number, statement.number)})
                 for statement in (one, other)]
        if votes[0] != votes[1]:
            return one if votes[0] < votes[1] else other
    return None


def _words(words: Sequence[str], statement: Statement, against: Statement) -> str:
    """Those of `words` in what one statement measures, or right before its number, that the other lacks."""
    own, theirs = (each.row.indicator + words_before(each.row) for each in (statement, against))
    return "、".join(word for word in words if word in own and word not in theirs)


def _why(first: Statement, second: Statement) -> tuple[str, dict]:
    """The likely reason why two numbers differ, from what their clauses, units, dates and names tell."""
    apart = abs(second.number - first.number) / max(abs(first.number), abs(second.number))
    units = [in_base_unit(1, each.row.unit)[0] for each in (first, second)]
    steps = (units[0] / units[1], units[1] / units[0])
    ratio = second.number / first.number if first.number else 0
    if units[0] != units[1] and any(math.isclose(ratio, step, rel_tol=0.02) for step in steps):
        return "unit", {"first_unit": first.row.unit, "second_unit": second.row.unit}
    for reason, words in difference_words().items():
        own, other = _words(words, first, second), _words(words, second, first)
        if own or other:
            return reason, {"first_words": own, "second_words": other}
    coarser = max(first.step, second.step)                                         # 3200 stands for 3185 to 3214
    bounded = {first.row.qualifier, second.row.qualifier} & {"over", "under"}
    if not bounded and apart <= 0.01 and abs(second.number - first.number) <= coarser / 2:
        return "rounding", {}
    dates = [str(each.row.article_date or each.row.period) for each in (first, second)]
    if dates[0][:7] == dates[1][:7]:
        dates = [str(each.row.period) for each in (first, second)]
    if dates[0][:7] != dates[1][:7]:
        return "date", {"first_date": dates[0], "second_date": dates[1]}
    if phrase_key(first.row.indicator) != phrase_key(second.row.indicator):
        return "wording", {"first_words": first.row.indicator, "second_words": second.row.indicator}
    return "unexplained", {}


def _reversals(moments: list[list[Statement]]) -> list[tuple[dict, list[Statement]]]:
    """Stocks of the catalogue whose later number is lower, where no more than _REVERSAL_DAYS lie between."""
    sample = moments[0][0] if moments else None
    concept = sample.concept if sample else None
    if concept is None or concept.kind != "stock" or not sample.is_level:
        return []
    ordered = sorted(moments, key=lambda group: group[0].day)
    found = []
    for earlier, later in zip(ordered, ordered[1:], strict=False):
        top, bottom = max(earlier, key=lambda one: one.low), min(later, key=lambda one: one.high)
        near = 0 < _days(top, bottom) <= _REVERSAL_DAYS
        if near and _above(top.low, bottom.high) and not _power(top.number, bottom.number):
            reason, parameters = _why(top, bottom)
            if reason != "scope":
                reason, parameters = "reversal", {
                    "first_date": top.row.period, "second_date": bottom.row.period,
                    "first_words": top.row.indicator, "second_words": bottom.row.indicator}
            verdict = _verdict(_WEIGHT.get(reason, "conflict"), reason, top, bottom, _spread([top, bottom]),
                               **parameters)
            found.append((verdict, [top, bottom]))
    return found


def _kin(statements: list[Statement]) -> list[tuple[dict, list[Statement]]]:
    """Numbers of two stocks of one family that look like a disagreement and are counted differently.

    45个国民经济大类 and 41个工业大类: near in time and size, so that a reader asks which of them is right. Of two
    concepts the two numbers nearest in time.
    """
    by_family: dict[tuple, dict[str, dict[tuple, Statement]]] = defaultdict(lambda: defaultdict(dict))
    for one in statements:
        concept, day = one.concept, one.day
        if concept and day and concept.kind == "stock" and one.is_level:
            by_family[concept.family, one.whose, one.unit][concept.id].setdefault((day, one.number), one)
    found = []
    for (family, _, _), kin in by_family.items():
        for concept_id in sorted(kin.keys() - {family}) if family in kin else ():
            pairs = (pair for second in kin[concept_id].items() for pair in _near(kin[family], *second))
            if nearest := min(pairs, default=None, key=lambda pair: pair[:3]):
                apart, (first, second) = nearest[1], nearest[3]
                found.append((_verdict("undecided", "scope", first, second, apart - 1,
                                       first_words=first.row.indicator, second_words=second.row.indicator),
                              [first, second]))
    return found


def _near(stated: dict[tuple, Statement], key: tuple, second: Statement) -> Iterator[tuple]:
    """Days and times apart, the day, and the pair of each statement that `second` may be taken to disagree with."""
    day, number = key
    for (other, size), first in stated.items():
        days, apart = abs((day - other).days), max(size, number) / (min(size, number) or 1)
        if days <= _REVERSAL_DAYS and 1 < apart <= _KIN_APART:
            yield days, apart, -other.toordinal(), (first, second)


def _misprints(statements: list[Statement], found: list[tuple[dict, list[Statement]]]
               ) -> list[tuple[dict, list[Statement]]]:
    """Numbers of one family of concepts with the same digits and 10³, 10⁴ or 10⁸ apart, and implausible ones.

    The family is compared, not the concept: 在建项目1800个 and 项目1800万个 are two concepts of one family.
    """
    known = {verdict["suspect_id"] for verdict, _ in found}
    by_digits: dict[tuple, list[Statement]] = defaultdict(list)
    for one in statements:
        concept = one.concept
        if concept and not concept.many and one.is_level and one.number:
            by_digits[concept.family, one.whose, one.unit, f"{abs(one.number):.3e}".partition("e")[0]].append(one)
    new = []
    for alike in by_digits.values():
        values = sorted({one.number for one in alike})
        for small in values:
            for great in values:
                if small >= great or not (power := _power(small, great)):
                    continue
                pair = [one for one in alike if one.number in (small, great)]
                first = next(one for one in pair if one.number == small)
                second = next(one for one in pair if one.number == great)
                suspect, days = _suspect(first, second, pair), _days(first, second)
                if days is not None and abs(days) <= _MISPRINT_DAYS and not known & {one.id for one in pair}:
                    verdict = _verdict("misprint", "power", first, second, great / small - 1, suspect=suspect,
                                       power=power)
                    new.append((verdict, pair))
                    known.update(one.id for one in pair if one.number == (suspect or second).number)
    for one in statements:
        if one.is_implausible and one.id not in known:
            low, high = one.concept.bounds
            new.append((_verdict("misprint", "implausible", one, one, 0.0, suspect=one, low=low, high=high,
                                 unit=one.concept.unit), [one]))
    return new


# --- tables and the value to draw

def _tables(found: list[tuple[dict, list[Statement]]]) -> Reconciliation:
    groups, members = [], []
    for number, (verdict, group) in enumerate(found):
        row = min(group, key=lambda one: one.row.period_source == "article").row
        group_id = f"g{number:05d}"
        groups.append(verdict | {
            "group_id": group_id, "concept": row.concept, "indicator": row.indicator, "entity": row.entity,
            "region_code": row.region_code, "period": row.period, "measure": row.measure, "status": row.status,
            "unit": group[0].unit, "statements": len(group), "documents": len({one.row.document_id for one in group}),
            "low": min(one.number for one in group), "high": max(one.number for one in group)})
        members += [(group_id, one.id) for one in group]
    return Reconciliation(pd.DataFrame(groups, columns=list(GROUP_COLUMNS)),
                          pd.DataFrame(members, columns=["group_id", "observation_id"]))


def _choose(group: Sequence[Statement], rule: str) -> str:
    documents: dict[tuple, set[str]] = defaultdict(set)
    for one in group:
        documents[one.value].add(one.row.document_id)

    ranks = precision([one.row.qualifier for one in group], [one.number for one in group])
    precise_of = {one.id: (rank, -one.digits) for one, rank in zip(group, ranks, strict=True)}

    def rank(one: Statement) -> tuple:
        precise = precise_of[one.id]
        # The later date first; a month comes before its days.
        latest = -int(f"{one.row.article_date or '0000'}-00-00"[:10].replace("-", ""))
        sources = -len(documents[one.value])
        return {"precise": 0, "latest": latest, "sources": sources}[rule], precise, latest, sources

    return min(group, key=rank).id
