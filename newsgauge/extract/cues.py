"""The cue words of tables/cues.toml as matchers, built once, when first used."""

from __future__ import annotations

import re
from functools import cache

from newsgauge.patterns import Ends, one_of
from newsgauge.resources import check_keys, load_table, load_words

_SECTIONS = {
    "change": {"rise", "fall", "adjacent_only", "not_before", "rate_nouns", "fall_nouns", "reference", "fused"},
    "share": {"whole", "nouns", "ratio_nouns"},
    "ratio": {"nouns"},
    "status": {"target", "weak_target", "forecast", "future", "actual", "target_sections", "actual_sections"},
    "indicator": {"links", "hold", "keep", "predicates", "quantity_nouns", "counted_suffix", "openers", "opener_guards",
                  "general_nouns", "prepositions"},
    "entity": {"firm", "listed", "trades", "institution", "project", "group", "counted_wholes", "boundaries", "anaphors", "wholes"},
    "attribution": {"verbs", "prefixes"},
}


@cache
def cues(section: str) -> dict:
    """One section of the table, its keys checked."""
    table = load_table("cues.toml")
    check_keys(table, file="cues.toml", key="top level", required=_SECTIONS.keys())
    check_keys(table[section], file="cues.toml", key=section, required=_SECTIONS[section])
    return table[section]


@cache
def ends(section: str, *keys: str) -> Ends:
    """The words of one or several lists of a section, looked up at the ends of a text."""
    return Ends(word for key in keys for word in cues(section)[key])


@cache
def pattern(section: str, *keys: str) -> re.Pattern:
    """A pattern that matches any word of one or several lists of a section."""
    return re.compile(one_of(word for key in keys for word in cues(section)[key]))


@cache
def firm_names() -> frozenset[str]:
    """Names of firms that carry no word for "firm"."""
    return frozenset(load_words("firms.txt"))
