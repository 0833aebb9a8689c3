"""The cue words of tables/cues.toml as matchers, built once, when first used."""

from __future__ import annotations

import re
from functools import cache, cached_property

from newsgauge.patterns import Ends, one_of
from newsgauge.resources import check_keys, load_table, load_words

_SECTIONS = {
    "change": {"rise", "fall", "adjacent_only", "not_before", "rate_nouns", "fall_nouns", "reference", "degrees",
        "light", "reached", "lower", "moving_rates", "moving_falls", "rates_after", "falls_after", "before_rates_after",
        "comparisons", "fused", "rate_stands"},
    "share": {"whole", "ratio_nouns"},
    "ratio": {"nouns"},
    "status": {"target", "weak_target", "forecast", "after_will", "actual", "task_adverbs", "task_verbs", "opines",
        "fresh", "valued", "target_sections", "actual_sections", "plan_titles", "plan_news", "aims",
        "tells_of_done", "joint_acts", "so_far"},
    "indicator": {"links", "hold", "opener_guards", "general_nouns", "keep", "prepositions", "predicates",
        "quantity_nouns", "counted_suffix", "openers", "frames", "demands", "sizes", "bare_verbs", "adverbs",
        "after_amount", "mass_nouns", "fates", "teams", "pays", "purposes", "bears", "reaches", "other_end",
        "valuations", "places", "bodies", "not_of_what_follows", "dropped_ends", "ranked", "quotes",
        "price_moves", "shares", "priced", "held", "holds", "market_shares", "takes", "share_moves", "compared",
        "nominal", "pairs", "leads", "led_to",
        "link_guards", "says", "attains", "gaps", "big", "members", "events", "deals",
        "of_deals", "of_amounts", "these", "parts", "part_ends", "flows", "both_ways", "stems", "list_heads",
        "row_heads", "shares_of", "counts", "amount_nouns", "stakes_moved", "sizes_of", "sizes_of_units",
        "no_things", "counted_suffixes", "expects", "sayers", "reasons", "each",
        "discourse", "doers", "own_nouns", "own_signs"},
    "entity": {"firm", "listed", "trades", "institution", "project", "group", "counted_wholes", "boundaries",
        "anaphors", "wholes", "carriers", "not_after_carriers", "called", "before_firm", "after_listed", "generic",
        "common_endings", "proper_endings", "not_in_name", "not_first_in_name", "not_last_in_name", "not_before",
        "no_alias", "opens", "post_ranks", "posts", "offices", "publishes", "lately", "attributive", "after_world",
        "titles", "event", "works", "works_have", "common_works", "valued",
        "before_counterpart", "firm_nouns", "not_pronouns", "row_nouns", "row_attributes", "before_row", "not_in_row",
        "judges_of_firms", "share_words", "share_rises", "not_shares", "products", "against", "fines",
        "fined", "builds", "home_of_firms", "wide_places", "country_parts", "not_wide_places", "carries_out",
        "earnings", "houses", "common_parks", "after_latin", "not_firms",
        "listed_trades", "common_halves", "title_acts", "named_firms", "firm_ends", "after_named",
        "platform_acts", "no_platforms",
        "not_after_operators", "indices", "authorities", "not_subsidiaries", "not_in_column", "granted",
        "draws_on"},
    "timing": {"announced", "until", "moves", "arrivals", "stock_units", "flow", "yearly", "whole_reports", "daily",
        "onward", "will", "foresight", "foretells", "valued_by_year", "valued_prices", "once_done", "value_before",
        "runs", "gets_to", "not_that_day", "records"},
    "attribution": {"verbs", "prefixes", "leads", "trails", "adverbs", "issues", "reports", "bodies", "known",
        "nobody", "clauses", "surnames"},
}

_LISTS = re.compile("<([a-z]+(?: [a-z_]+)+)>")


@cache
def cues(section: str) -> dict:
    """One section of the table, its keys checked."""
    table = load_table("cues.toml")
    check_keys(table, file="cues.toml", key="top level", required=_SECTIONS.keys())
    check_keys(table[section], file="cues.toml", key=section, required=_SECTIONS[section])
    return table[section]


@cache
def ends(section: str, *keys: str) -> Ends:
    """The words of one or several lists of a section, looked up at the ends of a text.

    >>> ends("change", "rise", "fall").before("营业收入增长")
    '增长'
    """
    return Ends(word for key in keys for word in cues(section)[key])


@cache
def any_of(section: str, *keys: str) -> str:
    """The piece of a regular expression that matches any word of one or several lists of a section, grouped.

    >>> bool(re.fullmatch(any_of("change", "reached") + "5万", "到5万"))
    True
    """
    return f"(?:{one_of(word for key in keys for word in cues(section)[key])})"


@cache
def pattern(section: str, *keys: str) -> re.Pattern:
    """A pattern that matches any word of one or several lists of a section."""
    return re.compile(any_of(section, *keys))


class Cued:
    """A regular expression with words of the table in it, built when it is first used.

    <change rise fall> in it matches any word of these two lists of the section.

    >>> Cued("<change reached>5万").match("到5万").group()
    '到5万'
    """

    def __init__(self, source: str):
        self.source = source

    @cached_property
    def compiled(self) -> re.Pattern:
        """The pattern with the words in their places."""
        return re.compile(_LISTS.sub(lambda lists: any_of(*lists[1].split()), self.source))

    def __getattr__(self, name: str):
        # Asked once for each of the pattern's methods, which is found without coming here from then on.
        method = getattr(self.compiled, name)
        setattr(self, name, method)
        return method


@cache
def firm_names() -> frozenset[str]:
    """Names of firms that carry no word for "firm"."""
    return frozenset(load_words("firms.txt"))
