"""Concepts: links an observation to the catalogue of indicators, puts its value in their units, judges it.

An observation links when its indicator, as a phrase, *ends* with an alias of a concept (Chinese noun phrases end in
their head), nothing stands before the alias that would make it something narrower (农村5G基站), and unit, measure and
scope (累计, 新增, 在建) fit. The longest alias wins. What does not fit stays unlinked: a wrong link makes a wrong
chart, a missing one leaves the observation under its own phrase.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from newsgauge.model import OTHER_TOPIC, TOPICS, Observation
from newsgauge.patterns import Ends, one_of
from newsgauge.regions import region_names
from newsgauge.resources import ResourceError, check_keys, load_table
from newsgauge.units import in_base_unit, load_units, unit_info

_FILE = "concepts.toml"
_REQUIRED = {"zh", "en", "dimension", "unit", "bounds", "kind", "topic"}
_OPTIONAL = {"aliases", "short", "context", "entities", "words", "exclude", "also_dimensions", "not_context",
             "scope", "many", "family", "former"}
_KINDS = ("stock", "flow", "share", "price", "index")
_SCOPES = ("", "total", "new", "building")
_ENTITIES = ("region", "firm", "institution", "project", "group", "")
_GROUPS = ("money", "money_per", "bare")       # dimensions of concepts that are none of units.toml


@dataclass(frozen=True, slots=True)
class Concept:
    """An entry of the catalogue of indicators; the fields are explained at the head of concepts.toml."""

    id: str
    zh: str
    en: str
    dimension: str
    unit: str
    bounds: tuple[float, float]                # in `unit`
    kind: str
    topic: str
    aliases: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    not_context: tuple[str, ...] = ()
    also_dimensions: tuple[str, ...] = ()
    scope: str = ""
    many: bool = False
    family: str = ""                           # id of the concept of scope "total"; its own id there
    former: tuple[str, ...] = ()

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Every dimension a level of this concept may have; a count may be a bare number."""
        return (self.dimension, *self.also_dimensions, *(("bare",) if self.dimension == "count" else ()))

    def name(self, language: str = "zh") -> str:
        """The name in Chinese, or in English for "en"."""
        return self.en if language == "en" else self.zh


def _complain(key: str, what: str) -> ResourceError:
    return ResourceError(f"{_FILE}: [concept.{key}] {what}")


def _concept(key: str, entry: dict, known_dimensions: frozenset[str]) -> Concept:
    check_keys(entry, file=_FILE, key=f"concept.{key}", required=_REQUIRED, optional=_OPTIONAL)
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    concept = Concept(id=key, **{"family": key, **values})
    if not re.fullmatch(r"[a-z0-9_]+", key):
        raise _complain(key, "is no id; use small letters, digits and _")
    if not (concept.aliases or concept.short):
        raise _complain(key, "has neither aliases nor short; add the phrases that mean it")
    if concept.short and not (concept.context or concept.entities):
        raise _complain(key, "has short forms without context or entities; add one or move them to aliases")
    if concept.kind not in _KINDS:
        raise _complain(key, f"has kind {concept.kind!r}; use one of {', '.join(_KINDS)}")
    if concept.scope not in _SCOPES:
        raise _complain(key, f"has scope {concept.scope!r}; use one of total, new, building")
    if unknown := set(concept.entities) - set(_ENTITIES):
        raise _complain(key, f"has unknown entity kinds {', '.join(sorted(unknown))}")
    if concept.topic not in (*TOPICS, OTHER_TOPIC):
        raise _complain(key, f"has topic {concept.topic!r}, which is not in the closed list")
    for dimension in concept.dimensions:
        if dimension not in known_dimensions and not all(part in known_dimensions for part in dimension.split("/")):
            raise _complain(key, f"has dimension {dimension!r}, which units.toml does not know")
    if concept.unit and concept.unit not in load_units() and "/" not in concept.unit:
        raise _complain(key, f"has unit {concept.unit!r}, which units.toml does not know")
    if len(concept.bounds) != 2 or not concept.bounds[0] < concept.bounds[1]:
        raise _complain(key, "needs bounds [low, high] with low < high")
    return concept


@cache
def load_concepts() -> dict[str, Concept]:
    """The catalogue by id, checked; raises ResourceError with file and key.

    >>> load_concepts()["5g_base_stations"].en
    '5G base stations'
    """
    table = load_table(_FILE)
    check_keys(table, file=_FILE, key="top level",
               required={"words", "scope", "threshold", "batch", "comparison", "difference", "concept"})
    check_keys(table["words"], file=_FILE, key="words", required={"lead_ins", "restarts", "tails", "drop", "same"})
    check_keys(table["scope"], file=_FILE, key="scope", required={"total", "new", "building"})
    check_keys(table["threshold"], file=_FILE, key="threshold", required={"before", "after"})
    check_keys(table["batch"], file=_FILE, key="batch", required={"first", "sign"})
    check_keys(table["comparison"], file=_FILE, key="comparison", required={"yearly"})
    check_keys(table["difference"], file=_FILE, key="difference", required={"scope", "revision"})
    dimensions = frozenset(load_table("units.toml")["dimension"]).union(_GROUPS)
    concepts = {key: _concept(key, entry, dimensions) for key, entry in table["concept"].items()}
    for concept in concepts.values():
        if concept.family not in concepts:
            raise _complain(concept.id, f"has family {concept.family!r}, which is no concept")
        if taken := concepts.keys() & set(concept.former):
            raise _complain(concept.id, f"has former ids that concepts have now: {', '.join(sorted(taken))}")
    return concepts


def current_id(concept_id: str) -> str:
    """The id that a concept has now, given that or one it had before; any other as it is.

    >>> current_id("gdp_contribution"), current_id("5g_base_stations")
    ('world_growth_contribution', '5g_base_stations')
    """
    concepts = load_concepts()
    return concept_id if concept_id in concepts else next(
        (concept.id for concept in concepts.values() if concept_id in concept.former), concept_id)


# --- phrases

_MARKS = str.maketrans({**{mark: "" for mark in " \t\n\u3000“”‘’\"'《》「」·"}, "（": "(", "）": ")", "＋": "+",
                        "／": "/", "—": "-", "－": "-", "％": "%", **{chr(0xFF10 + i): str(i) for i in range(10)}})
_BATCH_REACH = 60             # characters before a number in which a batch is named
_LONGEST = 200                 # a phrase's head is at its end; what stands further before says nothing
_BRACKETS = re.compile(r"\([^()]*\)")


@cache
def _same() -> tuple[re.Pattern, re.Pattern, dict[str, str]]:
    words = load_table(_FILE)["words"]
    return re.compile(one_of(words["drop"])), re.compile(one_of(words["same"])), words["same"]


@cache
def _tails() -> Ends:
    return Ends(load_table(_FILE)["words"]["tails"])


@lru_cache(maxsize=65536)
def phrase_key(phrase: str) -> str:
    """The phrase with what makes no difference taken off, so that like phrases meet.

    >>> phrase_key("“5G+工业互联网”项目的数量"), phrase_key("数字经济占国内生产总值（GDP）的比重")
    ('5G+工业互联网项目', '数字经济占GDP比重')
    """
    particles, pattern, same = _same()
    key = particles.sub("", _BRACKETS.sub("", phrase[-_LONGEST:].translate(_MARKS)).upper())
    key = pattern.sub(lambda match: same[match.group()], key)
    while (tail := _tails().before(key)) and len(key) - len(tail) >= 2:
        key = key[:-len(tail)]
    return key


@cache
def _index() -> tuple[dict[str, tuple[tuple[Concept, bool], ...]], int]:
    """Aliases as keys, with the concepts they may mean and whether the alias is a short one; the longest length."""
    index: dict[str, list[tuple[Concept, bool]]] = {}
    for concept in load_concepts().values():
        for is_short, phrases in ((False, concept.aliases), (True, concept.short)):
            for key in dict.fromkeys(map(phrase_key, phrases)):
                index.setdefault(key, []).append((concept, is_short))
    # The more a concept asks for, the earlier it is tried.
    entries = {key: tuple(sorted(owners, key=lambda owner: (not owner[0].words, owner[1], not owner[0].context)))
               for key, owners in index.items()}
    return entries, max(map(len, entries))


@cache
def _lead_ins() -> Ends:
    table = load_table(_FILE)
    return Ends({*map(phrase_key, table["words"]["lead_ins"]), *_scope_words()[1], *region_names()})


def _says_nothing(lead: str, names: tuple[str, ...]) -> bool:
    """Whether `lead` consists of regions, `names`, dates and words that do not narrow what follows."""
    at = max(0, *map(lead.rfind, load_table(_FILE)["words"]["restarts"]))
    while at < len(lead):
        word = _lead_ins().after(lead, at)
        for name in names:
            if len(name) > len(word) and lead.startswith(name, at):
                word = name
        if not word and (lead[at].isdigit() or lead[at] in "年月日.-"):
            word = lead[at]
        if not word:
            return False
        at += len(word)
    return True


def _holds(words: tuple[str, ...], text: str) -> bool:
    return any(word in text for word in words)


@lru_cache(maxsize=65536)
def _candidates(phrase: str, entity: str) -> tuple[tuple[Concept, bool], ...]:
    """The concepts that the phrase may mean, best first, with whether it is a short form of it."""
    key, whole = phrase_key(phrase), phrase.translate(_MARKS)
    index, longest = _index()
    found: list[tuple[Concept, bool]] = []
    for length in range(min(len(key), longest), 1, -1):
        owners = index.get(key[-length:], ())
        if not owners:
            continue
        names = (phrase_key(entity),) if entity else ()
        for concept, is_short in owners:
            if concept.words:
                fits = _holds(concept.words, whole) or _holds(concept.words, key)
            else:
                fits = _says_nothing(key[:-length], (*names, *concept.context) if is_short else names)
            if fits and not _holds(concept.exclude, whole) and not _holds(concept.exclude, key):
                found.append((concept, is_short))
    return tuple(found)


# --- what else has to fit

def _dimension(unit: str) -> str:
    """The dimension of a printed unit in the words of the catalogue."""
    if not unit:
        return "bare"
    dimension = unit_info(unit).dimension
    if dimension.startswith("money_"):
        return "money_per" if "/" in dimension else "money"
    return dimension


def _fits(concept: Concept, measure: str, unit: str) -> bool:
    dimension = _dimension(unit)
    is_rate = concept.dimension == "ratio"
    if measure == "growth":
        return dimension in ("ratio", "multiple") and not is_rate
    if measure == "change":
        if dimension == "point":
            return is_rate or "ratio" in concept.also_dimensions
        return dimension in concept.dimensions and not is_rate
    if measure == "share":
        return dimension == "ratio" and (is_rate or "ratio" in concept.also_dimensions)
    return dimension in concept.dimensions


@cache
def _scope_words() -> tuple[re.Pattern, dict[str, str]]:
    scopes = {word: scope for scope, words in load_table(_FILE)["scope"].items() for word in words}
    return re.compile(one_of(scopes)), scopes


def words_before(observation: Observation) -> str:
    """The words of the clause between the number before (or the last comma) and this number."""
    clause = observation.clause
    at = clause.find(observation.text)
    before = clause[:at] if at >= 0 else ""
    cut = max((i for i, letter in enumerate(before) if letter in "，,、；;。" or letter.isdigit()), default=-1)
    # 5G基站 holds a digit that belongs to the name, so a cut inside the phrase is none.
    return before if cut >= 0 and before[cut:cut + 2].upper() == "5G" else before[cut + 1:]


def scope_of(text: str) -> str:
    """In which way the text says that something is counted: "new", "building", or "total" where it says neither.

    The last word that tells it decides.

    >>> scope_of("新建5G基站"), scope_of("在建项目"), scope_of("累计建成5G基站"), scope_of("新增独角兽企业总数")
    ('new', 'building', 'total', 'total')
    """
    pattern, scopes = _scope_words()
    found = pattern.findall(text)
    return scopes[found[-1]] if found else "total"


@cache
def _batch() -> re.Pattern:
    words = load_table(_FILE)["batch"]
    return re.compile(f"{one_of(words['first'])}|第[一二三四五六七八九十0-9]{{1,3}}{re.escape(words['sign'])}")


def counted_as(observation: Observation) -> str:
    """The scope (`scope_of`) that the indicator tells, else the clause right before the number.

    "batch" where the sentence counts those of one batch: 《…名单（第二批）》：300家企业.
    """
    scope = scope_of(observation.indicator)
    stretch = words_before(observation)
    if scope == "total":
        scope = scope_of(stretch)
    if scope == "total" and not _scope_words()[0].search(stretch):
        before = observation.sentence[max(0, observation.mark_start - _BATCH_REACH):observation.mark_start]
        if _batch().search(re.split("[。；]", before)[-1]):
            return "batch"
    return scope


@cache
def yearly() -> frozenset[str]:
    """The comparisons with the year before, which a growth without a comparison is understood to be."""
    return frozenset(load_table(_FILE)["comparison"]["yearly"])


def difference_words() -> dict[str, tuple[str, ...]]:
    """Words that explain why two numbers of one name differ, by what they tell: "scope" or "revision"."""
    return {kind: tuple(words) for kind, words in load_table(_FILE)["difference"].items()}


def _scope_fits(concept: Concept, observation: Observation) -> bool:
    if observation.measure == "change":
        return concept.scope in ("", "total")
    scope = counted_as(observation)
    if scope == "batch" and concept.dimension != "count":
        scope = "total"
    if not concept.scope:
        return concept.kind != "stock" or scope == "total"
    return concept.scope == scope


def _short_fits(concept: Concept, observation: Observation) -> bool:
    if concept.entities and observation.entity_kind not in concept.entities:
        return False
    if not concept.context:
        return True
    text = observation.indicator + observation.entity + observation.sentence[:observation.mark_end]
    return _holds(concept.context, text.translate(_MARKS))


def _is_spoilt(concept: Concept, observation: Observation) -> bool:
    """Whether a word near the number says that it is of something else."""
    return bool(concept.not_context) and (_holds(concept.not_context, observation.clause)
                                          or _holds(concept.not_context, observation.sentence[:observation.mark_end]))


@cache
def _threshold() -> tuple[re.Pattern, re.Pattern]:
    words = load_table(_FILE)["threshold"]
    return re.compile(f"{one_of(words['before'])}$"), re.compile(f"(?:{one_of(words['after'])})?的")


def _selects(observation: Observation) -> bool:
    """Whether the number is a limit that picks things out: PUE高于2.0的数据中心将关闭, 收入2000万元以上的企业."""
    sentence, mark = observation.sentence, observation.mark_start
    before, after = _threshold()
    printed = sentence[mark:observation.mark_end]
    following = after.match(sentence, observation.mark_end)
    if following is None:
        return False
    bounded = before.search(sentence[:mark]) or before.search(printed.rstrip("0123456789.%，,万亿千百个家元"))
    return bool(bounded or following.end() - following.start() > 1 or printed.endswith(("以上", "以下")))


def find_concept(observation: Observation) -> Concept | None:
    """The concept that the observation is of, None where none fits."""
    entity = observation.entity if observation.entity and observation.entity in observation.indicator else ""
    if _selects(observation):
        return None
    for concept, is_short in _candidates(observation.indicator, entity):
        if (_fits(concept, observation.measure, observation.unit) and _scope_fits(concept, observation)
                and (not is_short or _short_fits(concept, observation)) and not _is_spoilt(concept, observation)):
            return concept
    return None


# --- values

def concept_value(value: float | None, unit: str, measure: str, concept: Concept, text: str = "") -> float | None:
    """The value in the concept's unit: growth and shares in per cent, changes of shares in percentage points.

    None where it cannot be told: another currency than the concept's is not converted. `text` is the quantity as
    printed (翻番 says less than 增长2倍).

    >>> concepts = load_concepts()
    >>> concept_value(0.25, "比例", "share", concepts["internet_penetration"])
    25.0
    >>> concept_value(6.5e8, "吨", "level", concepts["grain_output"]), concept_value(2, "倍", "growth", concepts["gdp"])
    (1300000000000.0, 200)
    >>> concept_value(2, "倍", "growth", concepts["listed_companies"], "翻番")
    100
    """
    if value is None:
        return None
    if measure == "growth":
        if _dimension(unit) == "multiple":
            return (value - 1 if "翻" in text else value) * 100
        return _converted(value, unit, "%")
    if measure == "change" and _dimension(unit) == "point":
        return _converted(value, unit, "百分点")
    if _dimension(unit) == "money" and unit_info(unit).base != unit_info(concept.unit).base:
        return None
    return _converted(value, unit, concept.unit)


def _converted(value: float, unit: str, to: str) -> float:
    """The value in the unit `to` of the same dimension; a number of another accepted dimension (户 and 人次) stays."""
    if unit == to or unit_info(unit).dimension != unit_info(to).dimension:
        return value
    base, factor = in_base_unit(value, unit)[0], unit_info(to).factor
    whole = round(1 / factor) if factor < 1 else 1
    return base * whole if whole > 1 and abs(whole * factor - 1) < 1e-12 else base / factor


def canonical_unit(concept_id: str, measure: str, unit: str) -> str:
    """The unit that a canonical value of the concept is in; `unit`, as printed, where there is no such concept.

    >>> canonical_unit("gdp", "level", "元"), canonical_unit("gdp", "growth", "倍"), canonical_unit("", "level", "台")
    ('元', '%', '台')
    """
    concept = load_concepts().get(concept_id)
    if concept is None:
        return unit
    if measure == "growth":
        return "%"
    return "百分点" if measure == "change" and _dimension(unit) == "point" else concept.unit


def link(observation: Observation) -> Observation:
    """The observation with `concept`, `canonical_value` and `canonical_value_max` filled.

    `concept` is "" where none fits. The canonical values are in the concept's unit (`concept_value`), None without a
    concept.
    """
    concept = find_concept(observation)
    if concept is None:
        if not observation.concept and observation.canonical_value is None:
            return observation
        return replace(observation, concept="", canonical_value=None, canonical_value_max=None)
    value, upper = (concept_value(number, observation.unit, observation.measure, concept, observation.text)
                    for number in (observation.value, observation.value_max))
    return replace(observation, concept=concept.id, canonical_value=value, canonical_value_max=upper)


def plausibility(concept_id: str, canonical_value: float | None, measure: str) -> str:
    """ "below" or "above" where a canonical value lies outside the concept's bounds, else "".

    Growth is held against -100 % where the concept can't be negative; changes are not judged.

    >>> plausibility("5g_base_stations", 1.29e6, "level"), plausibility("5g_base_stations", 2.5e9, "level")
    ('', 'above')
    """
    concept = load_concepts().get(concept_id)
    if concept is None or canonical_value is None or measure == "change":
        return ""
    if measure == "growth":
        return "below" if canonical_value < -100 and concept.bounds[0] >= 0 else ""
    low, high = concept.bounds
    return "below" if canonical_value < low else "above" if canonical_value > high else ""
