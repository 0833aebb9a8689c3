"""Overview: what the corpus holds, the leading indicators, coverage, and figures that need a look."""

from newsgauge.ui.frame import start_page

view = start_page("overview")

import streamlit as st
from newsgauge.ui.chip import number_chip
with st.grid(4, gap="medium"):
    for n, o in enumerate(view.store.observations(view.filters).head(8).to_dict("records")):
        number_chip(o, key=f"c{n}", history=[1,2,3], target="到 2025 年 200万个")
