"""Words that keep company: a network of the leading words, drawn from how often they share sentences."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from newsgauge.charts import marks
from newsgauge.charts.axes import plain_number
from newsgauge.charts.legend import add_legend, legend_rows
from newsgauge.charts.template import PAD, WIDTH, dress, empty_figure, new_figure, palette
from newsgauge.charts.text import clip, escape, say
from newsgauge.model import Language

CLOSEST = 2                       # lines that start at each word
_SMALLEST, _LARGEST = 9, 40       # pixels across a circle
_LABEL = 12
_ON_A_PHONE = 20                  # words that a narrow figure has room for
_SHRUNK = 0.75
_FAR = 20                         # less the logDice of two words is how far apart they stand


def choose_pairs(pairs: pd.DataFrame, closest: int = CLOSEST) -> pd.DataFrame:
    """Of `pairs` (term, partner, log_dice, closest first) those that are among the `closest` of one of their words.

    >>> choose_pairs(pd.DataFrame({"term": list("aab"), "partner": list("bcc"), "log_dice": [9, 8, 7]}), 1).values
    array([['a', 'b', 9],
           ['a', 'c', 8]], dtype=object)
    """
    ends = pd.concat([pairs.assign(end=pairs[side]) for side in ("term", "partner")])
    ends = ends.sort_index(kind="stable").groupby("end").head(closest)
    return pairs.loc[sorted(set(ends.index))]


def term_network(terms: pd.DataFrame, pairs: pd.DataFrame, *, colors: Mapping[str, str], legend: Mapping[str, str],
                 language: Language, theme: str = "light", title: str | None = None, source: str = "", what: str = "",
                 width: int = WIDTH, height: int = 600, captions: bool = True) -> go.Figure:
    """A circle for each word (columns term, count), a line for each of its closest company (see words.cooccurrences).

    The area of a circle grows with the word's count, a line is the wider the closer its words are (logDice). `colors`
    (word → colour) says what a colour means, `legend` (label → colour) names it; `what` names the selection in files'
    names. customdata is the word.
    """
    if width < 500:
        terms = terms.head(_ON_A_PHONE)
        pairs = pairs[pairs["term"].isin(terms["term"]) & pairs["partner"].isin(terms["term"])].reset_index(drop=True)
    drawn = choose_pairs(pairs)
    held = set(drawn["term"]) | set(drawn["partner"])
    nodes = terms[terms["term"].isin(held)].reset_index(drop=True)
    if nodes.empty:
        return empty_figure("term_network", language=language, theme=theme, width=width, title=title)
    p = palette(theme)
    sizes = dict(zip(nodes["term"], (_LARGEST * (nodes["count"] / nodes["count"].max()) ** 0.5).clip(_SMALLEST),
                     strict=True))
    room = width - 2 * PAD
    spots = _spots(drawn, list(nodes["term"]), room, height)
    title = say("title", "term_network", language) if title is None else title
    fig = new_figure("term_network", language=language, theme=theme, width=width, plot_height=height, left=PAD,
                     right=PAD, bottom=PAD, source=source, title=title, subtitle=say("label", "network", language),
                     note=say("note", "network", language, closest=CLOSEST), legend_rows=legend_rows(legend, room),
                     parts=(title, what),
                     alt=say("alt", "term_network", language, count=len(nodes), one=drawn["term"].iloc[0],
                             other=drawn["partner"].iloc[0]))
    weakest, span = drawn["log_dice"].min(), max(drawn["log_dice"].max() - drawn["log_dice"].min(), 1e-9)
    drawn = drawn.assign(width=1 + ((drawn["log_dice"] - weakest) / span * 2).round() * 1.2)
    for wide, group in drawn.groupby("width"):
        x, y = [], []
        for row in group.itertuples():
            (x0, y0), (x1, y1) = spots[row.term], spots[row.partner]
            x += [x0, x1, None]
            y += [y0, y1, None]
        fig.add_scatter(x=x, y=y, mode="lines", line=dict(color=p.rule, width=wide), hoverinfo="skip", showlegend=False)
    # Placed as on a narrower page than the figure is laid out for: words come closer there, but texts do not shrink.
    shrunk = 1 if width < 500 else _SHRUNK
    close = {term: (x * shrunk, y) for term, (x, y) in spots.items()}
    labels = marks.Labels(room * shrunk, height)
    for term in nodes["term"]:
        labels.block(*close[term], sizes[term])
    named = {}
    for size in (_LABEL, _LABEL - 2):
        for term in nodes["term"]:
            gap = sizes[term] / 2 + 1
            if term not in named and (place := labels.place(*close[term], clip(term, 12), size, gap)):
                named[term] = place, size
    fig.add_scatter(
        x=[spots[term][0] for term in nodes["term"]], y=[spots[term][1] for term in nodes["term"]],
        mode="markers+text", text=[escape(clip(term, 12)) if term in named else "" for term in nodes["term"]],
        textposition=[named.get(term, ("top center", _LABEL))[0] for term in nodes["term"]],
        textfont=dict(size=[named.get(term, ("", _LABEL))[1] for term in nodes["term"]], color=p.ink),
        marker=dict(size=[sizes[term] for term in nodes["term"]], opacity=1, line=dict(color=p.paper, width=1.5),
                    color=[colors.get(term, p.muted) for term in nodes["term"]]),
        customdata=[[term] for term in nodes["term"]], hoverinfo="text", showlegend=False, cliponaxis=False,
        hovertext=[_hover(row.term, row.count, pairs, language) for row in
                   nodes[["term", "count"]].itertuples(index=False, name="Node")],
        unselected=dict(marker=dict(opacity=1)), selected=dict(marker=dict(color=p.red, opacity=1)))
    add_legend(fig, legend)
    fig.update_xaxes(visible=False, range=[0, room])
    fig.update_yaxes(visible=False, range=[height, 0])
    return dress(fig, captions=captions)


def _spots(pairs: pd.DataFrame, terms: list[str], width: float, height: float) -> dict[str, tuple[float, float]]:
    """Where each word stands, in pixels: by Kamada and Kawai (1989), so that lines are the shorter the closer their
    words; groups without a line between them stand as far apart as the farthest words of one group."""
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(terms)
    for row in pairs.itertuples():
        graph.add_edge(row.term, row.partner, far=_FAR - row.log_dice)
    far = dict(networkx.all_pairs_dijkstra_path_length(graph, weight="far"))
    most = max((value for near in far.values() for value in near.values()), default=1)
    places = networkx.kamada_kawai_layout(
        graph, dist={one: {other: far[one].get(other, most) for other in terms} for one in terms})
    room = 44
    xs, ys = ([float(place[axis]) for place in places.values()] for axis in (0, 1))

    def scaled(value: float, values: list[float], size: float) -> float:
        return room + (value - min(values)) / max(max(values) - min(values), 1e-9) * (size - 2 * room)

    return {term: (scaled(float(x), xs, width), scaled(float(y), ys, height)) for term, (x, y) in places.items()}


def _hover(term: str, count: int, pairs: pd.DataFrame, language: Language) -> str:
    """The word, its count, and with whom it stands most."""
    near = pairs[(pairs["term"] == term) | (pairs["partner"] == term)].head(5)
    lines = [f"<b>{escape(term)}</b>", say("label", "times", language, count=f"{count:,}")]
    lines += [f"{escape(row.partner if row.term == term else row.term)}　"
              + say("label", "together", language, count=row.sentences, value=plain_number(row.log_dice, 3))
              for row in near.itertuples()]
    return "<br>".join(lines)
