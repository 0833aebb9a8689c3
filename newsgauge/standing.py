"""Which of several numbers stated of one time stands for it; newsgauge.store.standing says the same in SQL.

The most precise; among bounds of one side the one that implies the others (of ≥115万 and ≥129万 the latter, of ≤10% and
≤8% the latter); then the latest published. A bound far beyond the middle one of its side is rather a misprint, or of
another thing, and stands behind the others.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

PRECISION = ("exact", "about", "between", "over", "under")        # qualifiers, the most precise first
FAR = 5                            # times the middle bound


def precision(qualifiers: Sequence[str], numbers: Sequence[float]) -> list[tuple[int, float]]:
    """For each of several numbers of one time a rank, the least for those that stand before the others.

    >>> precision(["over", "over", "about", "over"], [1150000, 1290000, 1200000, 12900000])
    [(3, -1150000), (3, -1290000), (1, 0.0), (3, inf)]
    """
    sides: dict[str, list[float]] = defaultdict(list)
    for qualifier, number in zip(qualifiers, numbers, strict=True):
        if (strength := _strength(qualifier, number)) is not None:
            sides[qualifier].append(strength)
    far = {qualifier: _far(sorted(side)[(len(side) - 1) // 2]) for qualifier, side in sides.items()}
    ranks = []
    for qualifier, number in zip(qualifiers, numbers, strict=True):
        strength = _strength(qualifier, number)
        place = PRECISION.index(qualifier) if qualifier in PRECISION else len(PRECISION)
        ranks.append((place, 0.0 if strength is None else -strength if strength < far[qualifier] else math.inf))
    return ranks


def _strength(qualifier: str, number: float) -> float | None:
    """The greater, the more a bound implies; 下降超过20% says more than 下降超过15%, 不足8% more than 不足10%."""
    return {"over": abs(number), "under": -abs(number)}.get(qualifier)


def _far(middle: float) -> float:
    return middle * FAR if middle > 0 else middle / FAR if middle else math.inf
