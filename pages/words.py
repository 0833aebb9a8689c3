"""Words: cloud, list, keyness, trend and comparison of the selection; every word leads to where it stands."""

import streamlit as st

from newsgauge.ui import controls, filters, word_views
from newsgauge.ui.frame import start_page
from newsgauge.ui.language import say

view = start_page("words", counted="articles")
with st.container(horizontal=True, vertical_alignment="center"):
    shape = controls.choose_view("view", say("words.view"), word_views.VIEWS, lambda code: say(f"words.view_{code}"))
    own = word_views.own_words_form(view.store)

if shape == "cloud":
    picture, table = st.columns([9, 11], gap="medium")
    with picture:
        ink = controls.choose_view("ink", say("words.ink"), word_views.INKS, lambda code: say(f"words.ink_{code}"))
        word_views.cloud(view, view.filters, own, name="cloud", what=filters.selected(view.filters) or say("words.all"),
                         sentence=view.sentence, ink=ink, size=(400, 440))
    with table:
        word_views.term_table(view, own)
else:
    getattr(word_views, shape)(view, own)
word_views.places(view, own)
