"""Overview: what the corpus holds, the leading indicators, coverage, and figures that need a look.

`streamlit run dashboard.py` first imports this file for `app`, the server of pages and data, which then runs it as
the first of the pages.
"""

import streamlit as st

if __name__ == "__main__":
    from newsgauge.ui import overview
    from newsgauge.ui.frame import start_page
    from newsgauge.ui.language import say

    view = start_page("overview")
    overview.corpus(view)

    st.header(say("overview.leading"), anchor=False)
    overview.leading(view)

    overview.coverage(view)

    overview.needs_a_look(view)
else:
    from starlette.middleware import Middleware

    from newsgauge.api import data_routes
    from newsgauge.page_language import PageLanguage
    from newsgauge.ui.warm import lifespan

    app = st.App(__file__, routes=data_routes(st.get_option("server.baseUrlPath")),
                 middleware=[Middleware(PageLanguage)], lifespan=lifespan)
