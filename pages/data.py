"""Data: the table of all observations; sort, search, choose columns, correct, download; and the report."""

from dataclasses import replace

import streamlit as st

from newsgauge.ui import controls, downloads, report_view, tables, verdicts
from newsgauge.ui.filters import data_link
from newsgauge.ui.frame import start_page
from newsgauge.ui.language import say

view = start_page("data")
shape = controls.choose_view("view", say("data.view"), ("table", "report"), lambda code: say(f"data.view_{code}"))
if shape == "report":
    report_view.report_view()
    st.stop()
with st.container(horizontal=True, vertical_alignment="bottom"):
    text = controls.ask_text("q", say("data.search"), placeholder=say("data.search_hint"), icon=":material/search:")
    order = controls.choose_one("order", say("data.order"), ("document", "period", "value", "confidence", "indicator"),
                                lambda code: say(f"data.order_{code}"), width=200)
extra = controls.choose_several("column", say("data.columns"), [name for name in tables.ALL if name not in tables.MAIN],
                                lambda code: say(f"field.{code}"), placeholder=say("data.columns_hint"))
filters = replace(view.filters, text=text)
count = view.store.count(filters)
pages = -(-count // tables.MOST_ROWS)
page = controls.choose_page(pages) if pages > 1 else 1
frame = view.store.observations(filters, tables.MOST_ROWS, order, offset=(page - 1) * tables.MOST_ROWS)
st.caption(say("data.rows", count=f"{count:,}"))
if pages > 1:
    first = (page - 1) * tables.MOST_ROWS + 1
    st.caption(say("data.part", first=f"{first:,}", last=f"{first + len(frame) - 1:,}", count=f"{count:,}"))
if frame.empty:
    st.info(say("data.nothing"))
    st.stop()
tables.observation_table(frame, name="data", alt=say("data.rows", count=len(frame)), height=640,
                         columns=(*tables.MAIN, *extra))
downloads.data_menu(frame, name="observations", title=say("data.file"), sources=view.store.documents(),
                    address=data_link(view.filters, q=text, order=order))
verdicts.verdicts(view.store)
