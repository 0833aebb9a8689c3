"""The parts of the indicators page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from newsgauge.charts.growth import composition, growth
from newsgauge.charts.marks import most_precise, prepare
from newsgauge.charts.regions import regions, tile_map
from newsgauge.charts.targets import targets
from newsgauge.charts.timeline import timeline
from newsgauge.charts.trend import trend
from newsgauge.concepts import load_concepts
from newsgauge.regions import get_region
from newsgauge.ui import agreement, controls, figures, filters, labels, tables
from newsgauge.ui.chip import number_chip
from newsgauge.ui.frame import View
from newsgauge.ui.language import language, say
from newsgauge.ui.leading import leading_rows, rank_concepts

_BUILDERS = {"trend": trend, "regions": regions, "map": tile_map, "targets": targets, "growth": growth,
             "composition": composition, "timeline": timeline}
VIEWS = tuple(_BUILDERS)
_WITH_UNIT = ("trend", "regions", "map")
_CHIPS = 4
_TABLE = "statements"              # anchor of the table below the chart


@dataclass(frozen=True)
class Chosen:
    """What the page is about: concepts of the catalogue or a phrase, with the observations of it that are selected."""

    name: str
    concepts: tuple[str, ...]
    frame: pd.DataFrame
    count: int                         # of all that are selected; the frame holds those that tell most

    def counted(self) -> dict[str, str]:
        """How many statements are shown, for a sentence: of how many, where these are not all."""
        shown, whole = len(self.frame), self.count
        return {"count": f"{shown:,}" if shown == whole else f"{shown:,} / {whole:,}"}


def choose(view: View) -> Chosen:
    """Concepts, most reported first, or any phrase; the phrase goes first where there is one."""
    counts = view.store.facets(replace(view.filters, concepts=()), ("concept",))["concept"]
    codes = list(counts["value"])
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        shown = controls.choose_several("show", say("indicators.concepts"), codes, _option(counts),
                                        placeholder=say("indicators.concepts_hint"), max_selections=6)
    with right:
        phrase = controls.ask_text("q", say("indicators.search"), placeholder=say("indicators.search_hint"),
                                   icon=":material/search:")
    if phrase:
        found = _named(_search(view, phrase))
        return Chosen(say("indicators.phrase", phrase=phrase), (), found, len(found))
    concepts = tuple(shown) or view.filters.concepts
    if not concepts and (ranked := rank_concepts(leading_rows(view.store, view.filters))):
        concepts = (ranked[0].latest["concept"],)
        filters.pin(show=concepts[0])
    chosen = replace(view.filters, concepts=concepts)
    frame, count = view.store.spread(chosen, agreement.MOST), view.store.count(chosen)
    return Chosen(labels.join(map(labels.concept, concepts)), concepts, _named(frame), count)


def _search(view: View, phrase: str) -> pd.DataFrame:
    """Observations that hold the words, then those of concepts that are called so in either language."""
    called = tuple(code for code, concept in load_concepts().items()
                   if phrase.lower() in concept.zh.lower() or phrase.lower() in concept.en.lower())
    found = view.store.search(phrase, view.filters)
    if not called:
        return found
    of_concepts = view.store.spread(replace(view.filters, concepts=called), agreement.MOST)
    return pd.concat([of_concepts, found], ignore_index=True).drop_duplicates("observation_id", ignore_index=True)


def _option(counts: pd.DataFrame) -> Callable[[str], str]:
    by_code = dict(zip(counts["value"], counts["count"], strict=True))
    return lambda code: say("indicators.option", name=labels.concept(code), count=by_code[code])


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """With the names of concepts, for the charts."""
    return frame.assign(concept_name=[labels.concept(code) if code else "" for code in frame["concept"]])


def chips(view: View, chosen: Chosen) -> None:
    """The latest numbers of what is chosen, one of each concept, entity and status; those of the regions selected, then
    the nation's first. Of several for one time the one that stands for it."""
    dated = prepare(chosen.frame[chosen.frame["period_end"].notna()], language())
    dated["sound"] = ~dated["observation_id"].isin(agreement.suspects(view.store, chosen.frame))
    groups = agreement.reconciled(view.store, chosen.frame)
    disagreeing, misprinted = groups.observation_ids("conflict"), groups.observation_ids("misprint")
    keys = ["entity", "status", "concept" if chosen.concepts else "indicator"]
    order = dated.assign(
        own=_is_own(dated, view.filters.regions), nation=dated["entity"] == "全国",
        level=~dated["measure"].isin(("growth", "change")), actual=dated["status"] == "actual",
    )
    order = order.sort_values(["level", "own", "nation", "actual", "period_end", "sound", "confidence"],
                              ascending=False, kind="stable")
    latest = order.drop_duplicates(keys).head(_CHIPS)
    if latest.empty:
        return
    with st.grid(_CHIPS, min_column_width=165, gap="small"):
        for first in latest.to_dict("records"):
            alike = [*keys, "scale", "comparison", "period", "sound"]
            row = most_precise(dated[(dated[alike] == [first[name] for name in alike]).all(axis=1)]).to_dict()
            one = len(chosen.concepts) == 1
            label = labels.entity(row) if one else labels.concept(row["concept"]) if row["concept"] else ""
            notes = [say(f"overview.{name}") for name, ids in (("disagree", disagreeing), ("misprint", misprinted))
                     if row["observation_id"] in ids]
            number_chip(row, key=f"chip_{row['observation_id']}", label=label, whose=not one, notes=notes)


def _is_own(frame: pd.DataFrame, codes: Sequence[str]) -> pd.Series:
    """Whether a number is of one of the regions themselves, not of a place or a firm in them."""
    names = {region.name for code in codes if (region := get_region(code))}
    return frame["region_code"].isin(codes) & frame["entity"].isin(names)


def figure(view: View, chosen: Chosen, shape: str) -> None:
    """The chosen chart, with what the concept's kind and unit say about how to draw it."""
    if chosen.count > len(chosen.frame):
        st.caption(say("indicators.part", count=f"{len(chosen.frame):,}", whole=f"{chosen.count:,}"))
    frame, disagreeing = agreement.drawn(view.store, chosen.frame)
    concept = load_concepts().get(chosen.concepts[0]) if len(chosen.concepts) == 1 else None
    options = figures.options() | {"subject": chosen.name or None, "selected": st.query_params.get("obs")}
    if concept and shape in _WITH_UNIT:
        options["unit"] = concept.unit
    if concept and shape == "trend":
        options["kind"] = concept.kind
    if shape == "trend":
        options["together"] = len(chosen.concepts) > 1
    if shape in ("trend", "growth"):
        options["conflicts"] = disagreeing
    figures.show_figure(_BUILDERS[shape](frame, **options), frame, name=f"indicators_{shape}",
                        filters=view.sentence, twin=False)
    st.markdown(f"[{say('indicators.to_statements', **chosen.counted())}](#{_TABLE})")


def statements(chosen: Chosen) -> None:
    """Everything the selection states about what is chosen, as a table."""
    title = say("indicators.statements", **chosen.counted())
    st.header(title, anchor=_TABLE)
    tables.observation_table(chosen.frame, name="statements", alt=title)
