"""Overview: what the corpus holds, the leading indicators, coverage, and figures that need a look."""

import streamlit as st

from newsgauge.ui import overview
from newsgauge.ui.frame import start_page
from newsgauge.ui.language import say

view = start_page("overview")
overview.corpus(view)

st.header(say("overview.leading"), anchor=False)
overview.leading(view)

overview.coverage(view)

st.header(say("overview.look"), anchor=False)
overview.needs_a_look(view)
