"""What colours mean, where no series of the figure says it."""

from __future__ import annotations

import math
from collections.abc import Mapping

import plotly.graph_objects as go

from newsgauge.charts.template import NOTE_SIZE
from newsgauge.charts.text import escape, text_width


def legend_rows(legend: Mapping[str, str], room: float) -> int:
    """Lines that plotly needs for a legend (label → colour) in `room` pixels; its columns are as wide as the longest
    label."""
    widest = max((text_width(label, NOTE_SIZE) for label in legend), default=0) + 48
    return math.ceil(len(legend) / max(1, int(room // widest)))


def add_legend(fig: go.Figure, legend: Mapping[str, str]) -> None:
    """Put `legend` (label → colour) above the plot, as squares of the colours."""
    for label, color in legend.items():
        fig.add_scatter(x=[None], y=[None], mode="markers", name=escape(label), hoverinfo="skip", showlegend=True,
                        marker=dict(size=10, color=color, symbol="square"))
    fig.update_layout(legend=dict(itemclick=False, itemdoubleclick=False))
