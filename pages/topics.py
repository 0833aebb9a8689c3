"""Topics: what each document is about, by year, with the terms and sentences that say so."""

from newsgauge.ui import controls, found_topics, topics, word_views
from newsgauge.ui.frame import start_page
from newsgauge.ui.language import say

view = start_page("topics", counted="articles")
shares = view.store.topics(view.filters)
topics.bars(view, shares)
shape = controls.choose_view("view", say("topics.view"), topics.VIEWS, lambda code: say(f"topics.view_{code}"))
topics.breakdown(view, shape)
topics.one_topic(view, shares)
found_topics.discovered(view)
word_views.places_if_asked(view)
