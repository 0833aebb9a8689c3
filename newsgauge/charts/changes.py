"""How a number changed from one time to another, as far as the two tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from newsgauge.charts.axes import PERCENT
from newsgauge.charts.marks import qualifier_sign
from newsgauge.concepts import canonical_unit, load_concepts
from newsgauge.model import signed_qualifier

Row = Mapping[str, object]                     # an observation

_YEAR = 366                        # days; a number of a longer time is of no point in time
_TENFOLD = 10                      # numbers further apart are of different things, or one is misprinted


@dataclass(frozen=True)
class Change:
    """From one number to the next: relative, or in points where they are percentages; positive where it rose."""

    since: Row
    amount: float
    points: bool
    sign: str                          # ≥ or ≈, where the numbers are bounds or about


def of_many(row: Row) -> bool:
    """Whether an entity has many of these at a time, as of fines; a store may hold concepts that the catalogue lost."""
    concept = load_concepts().get(row["concept"])
    return concept is not None and concept.many


def change(before: Row, now: Row) -> Change | None:
    """How the number changed from `before` to `now`, two of one series; None where they do not compare.

    They do not where an entity has many such numbers at a time (fines), where one is of longer than a year, where they
    are more than tenfold apart, and where a bound leaves open which way it went.
    """
    first, last = before["canonical_value"], now["canonical_value"]
    lasting = any((row["period_end"] - row["period_start"]).days > _YEAR for row in (before, now))
    if of_many(now) or lasting or first == last or first * last <= 0:
        return None
    points = canonical_unit(now["concept"], now["measure"], now["unit"]) in PERCENT
    if not points and not 1 / _TENFOLD <= last / first <= _TENFOLD:
        return None
    amount = last - first if points else (last - first) / abs(first)
    since, until = (signed_qualifier(row["qualifier"], row["canonical_value"]) for row in (before, now))
    open_up = until == "over" or since == "under"                # it rose by more, fell by less
    open_down = until == "under" or since == "over"
    if "between" in (since, until) or open_up and amount < 0 or open_down and amount > 0:
        return None
    about = "about" in (since, until)
    sign = qualifier_sign("over" if open_up or open_down else "about" if about else "exact", 1)
    return Change(before, amount, points, sign)
