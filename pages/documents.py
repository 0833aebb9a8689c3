"""Documents: the reader, with numbers marked by status; words and topics of the document at its side."""

from dataclasses import replace

import streamlit as st

from newsgauge.store import Filters
from newsgauge.ui import controls, document_side, evidence, filters, labels, reader, references, word_views
from newsgauge.ui.frame import link_menu, start_page
from newsgauge.ui.language import say
from newsgauge.ui.markdown import escape

view = start_page("documents", counted="articles", link=False)
chosen = view.filters
if view.count > reader.OFFERED:
    chosen = replace(chosen, text=controls.ask_text(
        "find", say("documents.find", count=reader.OFFERED), placeholder=say("documents.find_hint"),
        icon=":material/search:"))
articles = reader.offered(view.store, chosen, st.query_params.get("article", ""))
if articles.empty:
    st.info(say("documents.nothing"))
    st.stop()
counts = articles["observations"]
titles = {row["article_id"]: labels.article(row["title"], row["title_printed"]) for row in articles.to_dict("records")}
article_id = controls.choose_one(
    "article", say("documents.article"), list(articles["article_id"]),
    lambda code: say("documents.option", title=titles[code], count=counts[code],
                     document=articles["document_title"][code]),
    default=str(counts.idxmax()))
filters.pin(article=article_id)
link_menu(view.line)
article = view.store.article(article_id)
observations = view.store.observations(Filters(articles=(article_id,)))

text, side = st.columns([5, 3], gap="large")
with text:
    st.header(escape(titles[article_id]), anchor=False)
    st.caption(escape(labels.row(article["document_title"], article["publisher"], article["date"], article["region"])))
    ink = controls.choose_view("ink", say("reader.ink"), reader.INKS, lambda code: say(f"reader.ink_{code}"))
    evidence.open_links_here()
    reader.legend(article["text"], ink)
    reader.article_text(article, observations, st.query_params.get("mark", ""), ink=ink)
    document_side.dropped(view, article)
    with st.expander(say("citation.title"), icon=":material/format_quote:"):
        references.article_references(article)
with side:
    document_side.about(view, article, observations)
word_views.places_if_asked(view)
