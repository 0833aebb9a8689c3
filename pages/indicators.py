"""Indicators: what is known of a thing, over time, by region, planned and reached, and where sources disagree."""

import streamlit as st

from newsgauge.ui import agreement, controls, indicators
from newsgauge.ui.frame import link_menu, start_page
from newsgauge.ui.language import say
from newsgauge.ui.markdown import escape

view = start_page("indicators", link=False)
chosen = indicators.choose(view)
link_menu(view.line)
if chosen.frame.empty:
    st.info(say("indicators.nothing"))
    st.stop()

st.header(escape(chosen.name), anchor=False)
indicators.chips(view, chosen)
agreement.jump(view.store, chosen.frame)
shape = controls.choose_view("view", say("indicators.view"), indicators.VIEWS, lambda code: say(f"view.{code}"))
indicators.figure(view, chosen, shape)
agreement.heading()
agreement.choose_rule()
agreement.panel(view.store, chosen.frame, name="indicators")
indicators.statements(chosen)
