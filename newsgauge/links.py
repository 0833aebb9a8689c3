"""What stands in an address: the selection as parameters, whose codes are the same in both languages."""

from __future__ import annotations

import re

from newsgauge.store import Filters

# Parameter -> field of Filters.
FIELDS: dict[str, str] = {
    "topic": "topics", "region": "regions", "document": "documents", "status": "statuses", "concept": "concepts",
}
_YEARS = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?")


def parse_years(text: str) -> tuple[int, int] | None:
    """The range of years an address names, in order; None if it names none.

    >>> parse_years("2023-2020"), parse_years("2021")
    ((2020, 2023), (2021, 2021))
    """
    match = _YEARS.fullmatch(text)
    if not match:
        return None
    first, last = sorted((int(match[1]), int(match[2] or match[1])))
    return first, last


def parameters(filters: Filters) -> dict[str, str | list[str]]:
    """The selection as parameters; what is not filtered leaves no trace.

    >>> parameters(Filters(topics=("数字贸易",), years=(2020, 2023)))
    {'topic': ['数字贸易'], 'year': '2020-2023'}
    """
    found: dict[str, str | list[str]] = {
        parameter: list(getattr(filters, field)) for parameter, field in FIELDS.items() if getattr(filters, field)
    }
    if filters.years:
        found["year"] = f"{filters.years[0]}-{filters.years[1]}"
    return found
