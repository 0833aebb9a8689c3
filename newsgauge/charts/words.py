"""Words: how often over the years, what sets a selection apart, how evenly they are spread."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from newsgauge.charts import marks
from newsgauge.charts.axes import number_axis, plain_number
from newsgauge.charts.heat import heat_map
from newsgauge.charts.template import WIDTH, dress, empty_figure, label_room, name_axis, new_figure, palette
from newsgauge.charts.text import clip, escape, say, text_width
from newsgauge.model import Language

_MOST_DOCUMENTS = 16


def term_trend(frame: pd.DataFrame, terms: Sequence[str], *, language: Language, theme: str = "light",
               title: str | None = None, source: str = "", width: int = WIDTH, height: int = 280,
               captions: bool = True) -> go.Figure:
    """How often each of `terms` stands in 10,000 words of each year (columns term, year, count, total).

    A year in which a word does not occur counts as 0; lines join neighbouring years only. The first six words have
    colours, more are grey. customdata is the word.
    """
    totals = frame.groupby("year")["total"].max() if not frame.empty else pd.Series(dtype=float)
    found = [term for term in dict.fromkeys(terms) if term in set(frame["term"])] if not frame.empty else []
    if not found:
        return empty_figure("term_trend", language=language, theme=theme, width=width, title=title)
    p = palette(theme)
    counts = frame[frame["term"].isin(found)].pivot_table(index="year", columns="term", values="count", aggfunc="sum")
    rates = counts.reindex(totals.index).fillna(0).div(totals, axis=0) * 10_000
    colors = marks.series_colors(found, p)
    years = [int(year) for year in rates.index]
    axis = number_axis(rates.to_numpy().ravel().tolist(), language)
    left = 20 + max(text_width(text, 12) for text in axis["ticktext"])
    right = 24 + min(max(text_width(clip(term, 12), 12) for term in found), 120)
    top = rates.sum().idxmax()
    fig = new_figure("term_trend", language=language, theme=theme, width=width, plot_height=height, left=left,
                     right=right, source=source, subtitle=say("label", "per_10k", language),
                     title=say("title", "term_trend", language) if title is None else title,
                     alt=say("alt", "terms", language, top=top, count=len(found), value=plain_number(
                         float(counts[top].sum()))))
    labels = marks.Labels(width, height, margin=200)
    spread = axis["range"][1] - axis["range"][0]
    for term in sorted(found, key=lambda name: -rates[name].iloc[-1]):
        xs: list[int | None] = []
        ys: list[float | None] = []
        for year, rate in zip(years, rates[term], strict=True):
            if xs and xs[-1] is not None and year - xs[-1] > 1:
                xs.append(None)
                ys.append(None)
            xs.append(year)
            ys.append(float(rate))
        hovers = ["" if x is None else f"<b>{escape(term)}</b><br>{x}<br>{plain_number(y, 3)}"
                  for x, y in zip(xs, ys, strict=True)]
        fig.add_scatter(x=xs, y=ys, mode="lines+markers", name=escape(clip(term, 12)), customdata=[[term]] * len(xs),
                        line=dict(color=colors[term], width=1.6), marker=dict(size=7, color=colors[term]),
                        hoverinfo="text", hovertext=hovers, cliponaxis=False,
                        unselected=dict(marker=dict(opacity=1)), selected=dict(marker=dict(color=p.red, opacity=1)))
        y_pixel = (1 - (ys[-1] - axis["range"][0]) / spread) * height
        if labels.place(width - 200, y_pixel, clip(term, 12), 12, positions=("middle right",)):
            fig.add_annotation(text=escape(clip(term, 12)), x=years[-1], y=ys[-1], xanchor="left", yanchor="middle",
                               xshift=9, showarrow=False, font=dict(size=12, color=p.ink))
        else:
            fig.update_layout(showlegend=True, meta=fig.layout.meta | {"legend_rows": 1 + len(found) // 7})
    every = max(1, round(len(years) * 56 / max(width - left - right, 1)))
    ticks = years[::every]
    fig.update_layout(yaxis=axis, xaxis=dict(
        tickmode="array", tickvals=ticks, showgrid=False, showline=True,
        ticktext=[say("axis", "year", language, year=year) for year in ticks],
        range=[years[0] - 0.3, years[-1] + 0.3] if len(years) == 1 else
        [years[0] - 0.04 * (years[-1] - years[0]), years[-1]]))
    return dress(fig, captions=captions)


def term_documents(frame: pd.DataFrame, terms: Sequence[str], *, language: Language, theme: str = "light",
                   title: str | None = None, source: str = "", width: int = WIDTH, captions: bool = True) -> go.Figure:
    """How often each of `terms` stands in 10,000 words of each document (columns term, document, title, count, total).

    Shades; documents in the order of the rows, up to eight side by side, more one below the other. customdata is the
    word.
    """
    found = [term for term in dict.fromkeys(terms) if term in set(frame["term"])] if not frame.empty else []
    if not found:
        return empty_figure("term_documents", language=language, theme=theme, width=width, title=title)
    wide = width >= 500
    titles = dict(zip(frame["document"], frame["title"], strict=True))
    shown = list(titles)[:_MOST_DOCUMENTS if wide else 5]
    note = say("note", "left_out_rows", language, shown=len(shown), count=len(titles)) \
        if len(shown) < len(titles) else ""
    totals = frame.groupby("document")["total"].max()
    counts = frame[frame["term"].isin(found)].pivot_table(index="term", columns="document", values="count",
                                                          aggfunc="sum", fill_value=0)
    table = counts.reindex(index=found, columns=shown, fill_value=0).div(totals.reindex(shown)) * 10_000
    upright = len(shown) > 8
    grid = table.T if upright else table
    names = {**{term: clip(term, 14) for term in found}, **{code: clip(titles[code], 26) for code in shown}}
    values = grid.to_numpy().tolist()
    pairs = [[(column, row) if upright else (row, column) for column in grid.columns] for row in grid.index]
    top = table.sum(axis=1).idxmax()
    return heat_map(
        "term_documents", [names[row] for row in grid.index], [names[column] for column in grid.columns], values,
        texts=[[f"{value:.0f}" if value >= 0.5 else "" for value in row] for row in values],
        hovers=[[f"{term}\n{titles[code]}\n{say('label', 'times', language, count=f'{counts.at[term, code]:,}')}"
                 if code in counts else "" for term, code in row] for row in pairs],
        keys=[[(term,) for term, _ in row] for row in pairs], language=language, theme=theme, width=width,
        captions=captions, source=source, note=note, subtitle=say("label", "per_10k", language),
        title=say("title", "term_documents", language) if title is None else title,
        alt=say("alt", "terms", language, top=top, count=len(found), value=plain_number(
            float(counts.loc[top].sum()))))


def keyness(frame: pd.DataFrame, *, language: Language, theme: str = "light", title: str | None = None,
            source: str = "", most: int = 15, sides: tuple[str, str] | None = None, width: int = WIDTH,
            captions: bool = True) -> go.Figure:
    """The words that most set a selection apart (columns term, target, reference, log_likelihood, log_ratio).

    To the right, solid: words of the selection; to the left, hollow: words of the rest, or of the second of two
    `sides` that are compared. customdata is the word.
    """
    over = frame[frame["log_ratio"] > 0].nlargest(most, "log_likelihood")
    under = frame[frame["log_ratio"] < 0].nlargest(most // 2, "log_likelihood")
    if over.empty:
        return empty_figure("keyness", language=language, theme=theme, width=width, title=title)
    p = palette(theme)
    data = pd.concat([over, under.iloc[::-1]], ignore_index=True)
    signed = data["log_likelihood"] * data["log_ratio"].map(lambda ratio: 1 if ratio > 0 else -1)
    labels = [clip(term, 14) for term in data["term"]]
    texts = [f"{row.target:,} : {row.reference:,}" for row in data.itertuples()]
    left = 26 + label_room(labels)
    span = marks.bar_range(signed.tolist(), texts, width - left - 24)
    one, other = (clip(side, 16) for side in sides) if sides else (
        say("label", "the_selection", language), say("label", "the_rest", language))
    key = f"■ {say('label', 'typical_of', language, what=one)}" + \
        (f"　□ {say('label', 'typical_of', language, what=other)}" if not under.empty else "")
    fig = new_figure("keyness", language=language, theme=theme, width=width, plot_height=26 * len(data) + 8, left=left,
                     right=24, bottom=8, source=source, subtitle=f"{say('label', 'keyness', language)}　　{key}",
                     title=say("title", "keyness", language) if title is None else title,
                     note=say("note", "keyness", language, one=one, other=other),
                     alt=say("alt", "keyness", language, top=over.iloc[0]["term"], count=len(over)))
    fills = [p.ink if value > 0 else p.paper for value in signed]
    fig.add_bar(x=signed, y=list(data.index), orientation="h", width=0.5, showlegend=False,
                marker=dict(color=fills, line=dict(color=p.ink, width=[0 if v > 0 else 1.4 for v in signed])),
                customdata=data[["term"]].to_numpy(), hoverinfo="text",
                hovertext=[f"<b>{escape(row.term)}</b><br>{text}<br>G² {plain_number(row.log_likelihood, 3)}"
                           f"<br>{say('label', 'log_ratio', language)} {row.log_ratio:+.1f}"
                           for row, text in zip(data.itertuples(), texts, strict=True)],
                selected=dict(marker=dict(color=p.red, opacity=1)), unselected=dict(marker=dict(opacity=1)))
    fig.add_scatter(x=signed, y=list(data.index), mode="markers+text", text=texts, hoverinfo="skip", showlegend=False,
                    textposition=["middle right" if value > 0 else "middle left" for value in signed],
                    marker=dict(size=4, opacity=0), textfont=dict(size=12, color=p.muted), cliponaxis=False)
    fig.update_layout(
        yaxis=name_axis(labels, p),
        xaxis=dict(showticklabels=False, showgrid=False, zeroline=True, zerolinecolor=p.rule, range=span))
    return dress(fig, captions=captions)
