"""The evidence of a number: its sentence with the number marked, where it stands, how it was read, who else says so."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from newsgauge.store import Filters
from newsgauge.ui import filters, judge, labels, references
from newsgauge.ui.language import language, say
from newsgauge.ui.markdown import STATUS_MARKS, escape, marked
from newsgauge.ui.numbers import caption, format_value, heading

# Links in text open a new tab; those to evidence stay on the page, as going back and forth does. With a key held
# down they open as the reader wishes.
_STAY = """<script>
if (!window.staysWithEvidence) {
  window.staysWithEvidence = true;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="?"][href*="obs="]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState({}, "", link.getAttribute("href"));
    dispatchEvent(new PopStateEvent("popstate"));
  }, true);
}
</script>"""
_SHOWN = 8                         # other statements of the same thing in the drawer; the rest is on the chart


def open_evidence(observation_id: str) -> None:
    """Put the observation into the URL; the frame draws its drawer. A callback of buttons, charts and tables."""
    st.query_params["obs"] = observation_id


def close_evidence() -> None:
    """Take the observation out of the URL; charts and tables forget their selection, so that it can be made again."""
    st.query_params.pop("obs", None)
    st.session_state["evidence_round"] = evidence_round() + 1


def open_links_here() -> None:
    """Let links to evidence (`?obs=…`) in the text of a page open its drawer instead of a new tab."""
    st.html(_STAY, unsafe_allow_javascript=True)


def evidence_round() -> int:
    """A number that changes when the drawer closes; part of the key of every chart and table that opens it."""
    return st.session_state.get("evidence_round", 0)


def drawer(store) -> None:
    """Open the drawer when the URL names an observation; say so when this corpus does not have it."""
    observation_id = st.query_params.get("obs")
    if not observation_id:
        return
    observation = store.observation(observation_id)
    if observation is None:
        st.warning(say("evidence.unknown", id=escape(observation_id)))
        return
    st.dialog(say("evidence.title"), width=560, position="right", on_dismiss=close_evidence)(_evidence)(
        store, observation)


def _evidence(store, observation: Mapping[str, object]) -> None:
    st.markdown(subject(observation))
    st.markdown(heading(observation, red=True), anchors=False)
    st.caption(escape(caption(observation)))
    judge.rejection(store, observation)
    _quotation(store, observation)
    _links(observation)
    _others(store, observation)
    with st.expander(say("evidence.reading"), icon=":material/manufacturing:"):
        reading(observation)
    with st.expander(say("citation.title"), icon=":material/format_quote:"):
        references.observation_references(observation)
        st.markdown(f"**{say('evidence.link')}**")
        st.code(filters.view_link(), language=None, wrap_lines=True)
    judge.verdict(store, observation)


def subject(observation: Mapping[str, object]) -> str:
    """What is measured: the concept in the reader's language, and how the text calls it."""
    quoted = escape(observation["indicator"])
    if not observation["concept"]:
        return quoted
    name = labels.concept(observation["concept"])
    return f"**{escape(name)}**" + (f" :gray[“{quoted}”]" if name != observation["indicator"] else "")


def _quotation(store, observation: Mapping[str, object]) -> None:
    """The sentence with the red pencil's mark, its neighbours in grey, and the article it stands in."""
    before, _, after = store.neighbours(observation["observation_id"])
    with st.container(border=True, gap="small"):
        if before:
            st.caption(escape(before))
        st.markdown(marked(observation["sentence"], observation["mark_start"], observation["mark_end"]))
        if after:
            st.caption(escape(after))
    st.markdown(say("evidence.stated", who=f"**{escape(observation['attribution'] or say('evidence.nobody'))}**"))
    article = store.article(observation["article_id"])
    printed = article is None or article["title_printed"]
    st.markdown(f"**{escape(labels.article(observation['article_title'], printed))}**"
                + ("" if printed else f" :gray[{say('evidence.untitled')}]"))
    st.caption(say("evidence.document", document=escape(labels.row(
        observation["document_title"], observation["publisher"], observation["article_date"]))))


def _links(observation: Mapping[str, object]) -> None:
    """To the article in the reader, to the chart of the concept, and the address of this very evidence."""
    with st.container(horizontal=True):
        st.page_link("pages/documents.py", label=say("evidence.read"), icon=":material/article:",
                     query_params=filters.page_parameters(article=observation["article_id"],
                                                          mark=observation["observation_id"]))
        if observation["concept"]:
            st.page_link("pages/indicators.py", label=say("evidence.chart"), icon=":material/monitoring:",
                         query_params=filters.page_parameters(show=observation["concept"]))


def _others(store, observation: Mapping[str, object]) -> None:
    """What else the corpus states about the same concept and entity, with a button to each sentence: of a document of
    many articles the article is named."""
    if not observation["concept"]:
        return
    count, found = store.store.same_thing(observation, _SHOWN)
    if not count:
        st.caption(say("evidence.alone"))
        return
    st.markdown(f"**{say('evidence.others', count=f'{count:,}')}**")
    many = {name for name in found["document_id"].unique()
            if store.store.count_articles(Filters(documents=(name,)))[0] > 1}
    for other in found.to_dict("records"):
        mark = STATUS_MARKS[other["status"]]
        label = labels.row(f"{mark} {format_value(other, language())}", labels.period(other["period"]),
                           other["document_id"] in many and other["article_title"] or other["document_title"])
        if st.button(escape(label), key=f"other_{other['observation_id']}", type="tertiary"):
            open_evidence(other["observation_id"])
            st.rerun()


def reading(observation: Mapping[str, object]) -> None:
    """How the program read it: the printed form, every field, the rules and how sure it is."""
    fields = {
        "text": observation["text"], "measure": say(f"measure.{observation['measure']}"),
        "qualifier": say(f"qualifier.{observation['qualifier']}"),
        "period": labels.row(
            labels.period(observation["period"]), observation["period_text"],
            say(f"period_source.{observation['period_source']}")),
        "entity": observation["entity"], "region": labels.region(observation["region_code"]),
        "concept": labels.concept(observation["concept"]) if observation["concept"] else "",
        "comparison": observation["comparison"], "attribution": observation["attribution"],
        "confidence": f"{observation['confidence']:.0%}", "rules": " · ".join(observation["rules"]),
    }
    st.table({say(f"field.{name}"): escape(value) for name, value in fields.items() if value},
             border="horizontal", alt=say("evidence.reading"))
