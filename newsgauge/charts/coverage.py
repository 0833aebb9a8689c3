"""What the corpus covers: statements by topic and year."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from newsgauge.charts.heat import heat_map
from newsgauge.charts.template import WIDTH, empty_figure
from newsgauge.charts.text import say
from newsgauge.model import Language

_NO_NAMES: Mapping[str, str] = {}
_GAP = 10


def coverage(frame: pd.DataFrame, *, language: Language, theme: str = "light", title: str | None = None,
             names: Mapping[str, str] = _NO_NAMES, width: int = WIDTH, captions: bool = True) -> go.Figure:
    """The counts of `frame` (columns topic, year, count) as a table of shades, the fullest topic on top.

    `names` are the topics' names in the language of the page. A cell's customdata is topic and year.
    """
    data = frame.dropna(subset=["topic", "year"])
    if data.empty or not data["count"].sum():
        return empty_figure("coverage", language=language, theme=theme, width=width, title=title)
    table = data.pivot_table(index="topic", columns="year", values="count", aggfunc="sum", fill_value=0)
    table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    years = [int(year) for year in table.columns]
    for one, other in pairwise(years):
        if other - one <= _GAP:                    # a year without is seen; but not all from 1974 to 2016
            table = table.reindex(columns=sorted({*table.columns, *range(one, other)}), fill_value=0)
    years = [int(year) for year in table.columns]
    topics = table.index.tolist()
    values = table.to_numpy().tolist()
    shown = [names.get(topic, topic) for topic in topics]
    top = data.loc[data["count"].idxmax()]
    return heat_map(
        "coverage", shown, [str(year) for year in years], values,
        texts=[[f"{int(value):,}" for value in row] for row in values],
        hovers=[[f"{shown[y]}\n{years[x]}\n{say('label', 'observations', language, count=f'{int(value):,}')}"
                 for x, value in enumerate(row)] for y, row in enumerate(values)],
        keys=[[(topics[y], str(year)) for year in years] for y in range(len(topics))],
        language=language, theme=theme, width=width, captions=captions, subtitle="",
        title=say("title", "coverage", language) if title is None else title,
        alt=say("alt", "coverage", language, top=names.get(top["topic"], top["topic"]), year=int(top["year"]),
                value=f"{int(top['count']):,}", count=len(topics)))
