"""Sources: add documents, see what was read and what failed, remove, restore, rebuild."""

import streamlit as st

from newsgauge.ui import sources
from newsgauge.ui.frame import start_page
from newsgauge.ui.language import say

view = start_page("sources", filtered=False)
upload, paste = st.columns(2, gap="large")
with upload:
    st.header(say("sources.add"), anchor=False)
    sources.upload_form()
with paste:
    st.header(say("sources.paste"), anchor=False)
    sources.paste_form()
sources.last_report()

st.header(say("sources.documents"), anchor=False)
sources.document_table(view.store)
sources.removed_documents(view.store)
