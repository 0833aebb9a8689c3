"""About: how it works, how right it is, what it can't do, how to cite it; and a box to try a sentence."""

import streamlit as st

from newsgauge.ui import about
from newsgauge.ui.frame import start_page
from newsgauge.ui.language import say

start_page("about", filtered=False)
text, side = st.columns([3, 2], gap="large")
with text:
    st.header(say("about.how"), anchor=False)
    about.steps()
    st.header(say("about.limits"), anchor=False)
    about.limits()
    st.header(say("about.cite"), anchor=False)
    about.cite()
with side:
    st.header(say("about.marks"), anchor=False)
    about.marks()

st.header(say("about.try"), anchor=False)
about.try_a_sentence()

st.header(say("about.accuracy"), anchor=False)
about.accuracy()
