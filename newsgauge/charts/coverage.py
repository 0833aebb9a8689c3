"""What the corpus covers: statements by topic and year."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from newsgauge.charts.heat import heat_map
from newsgauge.charts.template import WIDTH, empty_figure
from newsgauge.charts.text import say
from newsgauge.charts.topics import order_topics
from newsgauge.model import Language

_NO_NAMES: Mapping[str, str] = {}
_GAP = 10


def coverage(frame: pd.DataFrame, *, language: Language, theme: str = "light", title: str | None = None,
             names: Mapping[str, str] = _NO_NAMES, source: str = "", width: int = WIDTH, captions: bool = True,
             span: tuple[int, int] | None = None) -> go.Figure:
    """The counts of `frame` (columns topic, year, count) as a table of shades, the fullest topic on top.

    `names` are the topics' names in the language of the page. Years before and after `span`, where it is given, share
    a column each. A cell's customdata is topic and year, or first and last year (1974-2015).
    """
    data = frame.dropna(subset=["topic", "year"])
    if data.empty or not data["count"].sum():
        return empty_figure("coverage", language=language, theme=theme, width=width, title=title)
    known = [int(year) for year in data["year"]]
    first, last = span or (min(known), max(known))
    columns = data["year"].astype(int).clip(first - 1, last + 1)
    table = data.assign(year=columns).pivot_table(index="topic", columns="year", values="count", aggfunc="sum",
                                                  fill_value=0)
    table = table.loc[order_topics(table.sum(axis=1))]
    for one, other in pairwise(map(int, table.columns)):
        if other - one <= _GAP:                    # a year without is seen; but not all of a long gap
            table = table.reindex(columns=sorted({*table.columns, *range(one, other)}), fill_value=0)
    codes = {first - 1: f"{min(known)}-{first - 1}", last + 1: f"{last + 1}-{max(known)}"}
    heads = {first - 1: f"≤{first - 1}", last + 1: f"≥{last + 1}"}
    years = [codes.get(int(year), str(year)) for year in table.columns]
    shown_years = [heads.get(int(year), str(year)) for year in table.columns]
    topics = table.index.tolist()
    values = table.to_numpy().tolist()
    shown = [names.get(topic, topic) for topic in topics]
    top = data.loc[data["count"].idxmax()]
    return heat_map(
        "coverage", shown, shown_years, values,
        texts=[[f"{int(value):,}" for value in row] for row in values],
        hovers=[[f"{shown[y]}\n{shown_years[x]}\n{say('label', 'observations', language, count=f'{int(value):,}')}"
                 for x, value in enumerate(row)] for y, row in enumerate(values)],
        keys=[[(topics[y], year) for year in years] for y in range(len(topics))],
        language=language, theme=theme, width=width, captions=captions, source=source, subtitle="",
        title=say("title", "coverage", language) if title is None else title,
        alt=say("alt", "coverage", language, top=names.get(top["topic"], top["topic"]), year=int(top["year"]),
                value=f"{int(top['count']):,}", count=len(topics)))
