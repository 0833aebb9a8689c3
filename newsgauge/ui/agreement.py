"""Where sources agree and where they do not: groups of statements of one thing, each with both sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from newsgauge import statements
from newsgauge.charts.axes import format_number, unit_name
from newsgauge.reconcile import RULES, Reconciliation, reconcile
from newsgauge.store import Filters
from newsgauge.ui import controls, evidence, labels
from newsgauge.ui.data import CachedStore
from newsgauge.ui.language import language, say
from newsgauge.ui.markdown import escape, marked

OPEN, UNDECIDED, SETTLED = ("conflict", "misprint"), ("undecided",), ("echo", "compatible")
ALL = "all"
ANCHOR = "contradictions"           # of the panel's heading, for links within a page
_SHOWN, _SETTLED = 6, 30
# What of an observation is compared and shown in a card.
COLUMNS = (*statements.COLUMNS, "mark_end", "document_title")
# Observations that are compared as a whole, and that are drawn and compared of a larger selection.
_WHOLE, MOST = 20_000, 1_000


def reconciled(store: CachedStore, frame: pd.DataFrame) -> Reconciliation:
    """All groups of the corpus, whatever is selected: agreement does not depend on what one looks at.

    Of a corpus too large to be compared while one waits, the groups among the rows of `frame`; columns that are
    compared and that it lacks are taken from the store.
    """
    if compared_whole(store):
        return _reconcile(store, store.version)
    return _reconcile_rows(store, frame, store.version, hash(tuple(frame["observation_id"])))


def compared_whole(store: CachedStore) -> bool:
    """Whether all observations of the store are compared with each other."""
    return store.count() <= _WHOLE


@st.cache_resource(max_entries=6, show_spinner=False)
def _reconcile(_store: CachedStore, version: str) -> Reconciliation:
    return reconcile(_store.observations())


@st.cache_resource(max_entries=30, show_spinner=False)
def _reconcile_rows(_store: CachedStore, _frame: pd.DataFrame, version: str, rows: int) -> Reconciliation:
    if not set(statements.COLUMNS) <= set(_frame.columns):
        _frame = _store.store.rows_of(_frame["observation_id"].tolist(), _frame["concept"].unique().tolist())
    return reconcile(_frame)


def latest(store: CachedStore, chosen: Filters, columns: tuple[str, ...] = ()) -> pd.DataFrame:
    """The observations selected whose period ends last, as many as can be compared while one waits; `columns` see
    Store.observations."""
    return store.observations(chosen, MOST, "period", columns=columns)


def suspects(store: CachedStore, frame: pd.DataFrame) -> frozenset[str]:
    """The observations that are probably misprints."""
    groups = reconciled(store, frame).groups
    return frozenset(groups.loc[groups["verdict"] == "misprint", "suspect_id"]) - {""}


def among(store: CachedStore, frame: pd.DataFrame, verdicts: tuple[str, ...]) -> pd.DataFrame:
    """The groups with one of the verdicts that hold an observation of `frame`; the widest spread first."""
    found = reconciled(store, frame)
    held = found.members.loc[found.members["observation_id"].isin(frame["observation_id"]), "group_id"]
    groups = found.with_verdict(*verdicts)
    return groups[groups["group_id"].isin(held)].reset_index(drop=True)


def drawn(store: CachedStore, frame: pd.DataFrame) -> tuple[pd.DataFrame, frozenset[str]]:
    """What a chart draws of `frame` by the rule in the URL, and the ids of those that disagree."""
    found = reconciled(store, frame)
    disagreeing = found.observation_ids("conflict") & frozenset(frame["observation_id"])
    rule = st.query_params.get("rule", ALL)
    if rule not in RULES:
        return frame, disagreeing
    return frame[~frame["observation_id"].isin(found.superseded(frame, rule))], disagreeing


def jump(store: CachedStore, frame: pd.DataFrame) -> None:
    """How many groups disagree or hold a misprint, with the way down to them; nothing where none do."""
    if count := len(among(store, frame, OPEN)):
        st.markdown(f":red[≠] [{say('agreement.open', count=count)}](#{ANCHOR})")


def heading() -> None:
    """The heading that `jump` leads to."""
    st.header(say("agreement.title"), anchor=ANCHOR)


def choose_rule() -> None:
    """Which of several statements of one time the charts draw; `drawn` reads it from the URL."""
    st.caption(say("agreement.rule"))
    controls.choose_view("rule", say("agreement.rule"), (ALL, *RULES), lambda code: say(f"agreement.rule_{code}"))


def panel(store: CachedStore, frame: pd.DataFrame, *, name: str, whole: int = 0) -> None:
    """The groups that disagree or hold a misprint, with both sentences; below those that may, and, closed, those that
    agree.

    `whole` is how many observations are selected, where `frame` may hold only some of them.
    """
    if whole > len(frame):
        st.caption(say("agreement.part", count=f"{len(frame):,}", whole=f"{whole:,}"))
    groups = among(store, frame, OPEN)
    if groups.empty:
        st.caption(say("agreement.none"))
    _leading_cards(store, frame, groups, name)
    undecided = among(store, frame, UNDECIDED)
    if not undecided.empty:
        st.header(say("agreement.undecided", count=len(undecided)), anchor=False)
        st.caption(say("agreement.undecided_help"))
        _leading_cards(store, frame, undecided, name)
    settled = among(store, frame, SETTLED)
    if settled.empty:
        return
    fold = st.expander(say("agreement.settled", count=len(settled)), key=f"settled_{name}", on_change="rerun")
    if fold.open:
        with fold:
            _cards(store, frame, settled.head(_SETTLED), name)


def _leading_cards(store: CachedStore, frame: pd.DataFrame, groups: pd.DataFrame, name: str) -> None:
    _cards(store, frame, groups.head(_SHOWN), name)
    if len(groups) > _SHOWN:
        st.caption(say("agreement.more", count=len(groups) - _SHOWN))


def _cards(store: CachedStore, frame: pd.DataFrame, groups: pd.DataFrame, name: str) -> None:
    """The groups; their statements stand in the frame, or, where they are not selected, in the store."""
    shown = frame[frame["observation_id"].isin([*groups["first_id"], *groups["second_id"]])]
    known = {row["observation_id"]: row for row in shown.to_dict("records")}
    for group in groups.to_dict("records"):
        ids = dict.fromkeys(code for code in (group["first_id"], group["second_id"]) if code)
        rows = [known.get(code) or store.observation(code) for code in ids]
        _card(group, [row for row in rows if row], name)


def _card(group: Mapping[str, object], stated: Sequence[Mapping[str, object]], name: str) -> None:
    """One group: what it is about, the verdict and its reason, the statements side by side."""
    serious = group["verdict"] in OPEN
    verdict = say(f"verdict.{group['verdict']}")
    badge = f":{'red' if serious else 'gray'}-badge[{verdict}]"
    subject = labels.row(labels.concept(group["concept"]) if group["concept"] else group["indicator"],
                         say(f"measure.{group['measure']}") if group["measure"] in ("growth", "change") else "",
                         labels.entity(group), labels.period(group["period"]))
    with st.container(border=True):
        st.markdown(f"{badge} **{escape(subject)}**")
        st.caption(escape(say(f"reason.{group['reason']}", **_parameters(group))))
        for column, statement in zip(st.columns(len(stated) or 1, gap="medium"), stated, strict=False):
            with column:
                _statement(statement, key=f"{name}_{group['group_id']}_{statement['observation_id']}")


def _statement(observation: Mapping[str, object], *, key: str) -> None:
    st.markdown(marked(observation["sentence"], observation["mark_start"], observation["mark_end"]))
    st.button(escape(labels.row(observation["article_date"], observation["document_title"])), key=f"open_{key}",
              type="tertiary", icon=":material/format_quote:", on_click=evidence.open_evidence,
              args=(observation["observation_id"],))


def _parameters(group: Mapping[str, object]) -> dict[str, str]:
    """What the reason's sentence says, in words: how far apart in per cent, or, of percentages, in points; words of the
    texts in their quotation marks."""
    parameters = group["parameters"]

    def word(name: str, value: object) -> str:
        if name == "spread":
            points = group["unit"] == "%"
            return format_number(group["high"] - group["low"], language(), "pp", 2) if points else f"{value:.0%}"
        if name == "bound":
            return say(f"agreement.bound_{value}")
        if name.endswith("_words"):
            return f"“{value}”" if value else say("agreement.no_word")
        return unit_name(value, language()) or value if name.endswith("_unit") else str(value)

    words = {name: word(name, value) for name, value in parameters.items()}
    if "power" in parameters:
        times = 10 ** parameters["power"]
        words["times"] = format_number(times, language()) if language() == "zh" else f"{times:,}"
    if "low" in parameters:
        ends = (format_number(parameters[name], language()) for name in ("low", "high"))
        words["bounds"] = labels.row("–".join(ends), unit_name(parameters["unit"], language()))
    return words
