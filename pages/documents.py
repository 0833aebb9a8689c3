"""x"""
from newsgauge.ui.frame import start_page

view = start_page("documents")
