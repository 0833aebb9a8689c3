"""A small drawing of how a number came about: no axes, the status of each point in its ink."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from newsgauge.charts.template import palette
from newsgauge.model import Status

_WIDTH, _HEIGHT, _EDGE = 240, 44, 7


class Point(NamedTuple):
    """A number at a day (its proleptic ordinal)."""

    day: int
    value: float
    status: Status


def sparkline(points: Sequence[Point], theme: str) -> str:
    """An SVG picture of `points` over time: a line through the actual ones, hollow marks for what is planned.

    >>> sparkline([], "light").startswith("<svg")
    True
    """
    ink, grey = palette(theme).ink, palette(theme).grey
    points = sorted(points)
    days, values = [point.day for point in points], [point.value for point in points]

    def place(value: float, all_values: Sequence[float], length: float) -> float:
        low, high = min(all_values), max(all_values)
        return _EDGE + ((value - low) / (high - low) if high > low else 0.5) * (length - 2 * _EDGE)

    spots = [(place(point.day, days, _WIDTH), _HEIGHT - place(point.value, values, _HEIGHT), point.status)
             for point in points]
    actual = [f"{x:.1f},{y:.1f}" for x, y, status in spots if status == "actual"]
    parts = [f'<polyline points="{" ".join(actual)}" fill="none" stroke="{ink}" stroke-width="1.5"/>']
    if actual and len(actual) < len(spots):
        last = [f"{x:.1f},{y:.1f}" for x, y, status in spots if status != "actual"][-1]
        parts.append(f'<polyline points="{actual[-1]} {last}" fill="none" stroke="{grey}" stroke-width="1" '
                     'stroke-dasharray="3 3"/>')
    for x, y, status in spots:
        fill = ink if status == "actual" else palette(theme).paper
        stroke = grey if status == "forecast" else ink
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{fill}" stroke="{stroke}" stroke-width="1.3"/>')
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" '
            f'viewBox="0 0 {_WIDTH} {_HEIGHT}">{"".join(parts)}</svg>')
