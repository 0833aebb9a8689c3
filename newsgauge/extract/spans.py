"""How periods lie to one another and to the date of a text."""

from __future__ import annotations

from newsgauge.extract.dates import bounds, month_text

_TALE = 5                      # years back, beyond which what is told is history


def lies_ahead(period: str, reference: str) -> bool:
    """Whether the period ends in a later year than the reference date, or begins after it.

    >>> lies_ahead("2025", "2023-11-25"), lies_ahead("2023-12", "2023-11-25"), lies_ahead("2023", "2023-11-25")
    (True, True, False)
    """
    both = bounds(period), bounds(reference)
    if both[0] is None or both[1] is None:
        return False
    (first, last), (_, today) = both
    return last.year > today.year or first > today


def lies_past(period: str, reference: str) -> bool:
    """Whether the period ended before the reference date began.

    >>> lies_past("2022", "2023-11-25"), lies_past("2023", "2023-11-25")
    (True, False)
    """
    both = bounds(period), bounds(reference)
    return both[0] is not None and both[1] is not None and both[0][1] < both[1][0]


def lately_over(period: str, reference: str) -> bool:
    """Whether the period has ended and begun in the year of the reference date or the one before.

    >>> lately_over("2020", "2021-11"), lately_over("2021", "2021-11"), lately_over("2016/2020", "2021-11")
    (True, False, False)
    """
    return lies_past(period, reference) and int(reference[:4]) - int(period[:4]) <= 1


def long_past(period: str, reference: str) -> bool:
    """Whether the period ended more than _TALE years before the reference date.

    >>> long_past("1980/1989", "2021-11"), long_past("2019", "2021-11")
    (True, False)
    """
    both = bounds(period), bounds(reference)
    return both[0] is not None and both[1] is not None and both[1][0].year - both[0][1].year > _TALE


def lies_within(period: str, whole: str) -> bool:
    """Whether a period lies within another: 2023-Q2 in 2023-H1."""
    both = bounds(period), bounds(whole)
    return both[0] is not None and both[1] is not None and both[1][0] <= both[0][0] and both[0][1] <= both[1][1]


def step_before(period: str) -> str:
    """The month or quarter before one, of which 前值 is; the period itself where it is neither: 2023-01 → 2022-12."""
    if len(period) != 7:
        return period
    year, part = int(period[:4]), period[5:]
    if part[0] in "QH":
        number = int(part[1]) - 1
        return f"{year}-{part[0]}{number}" if number else f"{year - 1}-{part[0]}{4 if part[0] == 'Q' else 2}"
    return month_text(year, int(part) - 1)


def years_in(period: str) -> list[str]:
    """The years of a range of years, the months of one of months: 2023/2025 → 2023, 2024, 2025."""
    first, _, last = period.partition("/")
    if len(first) == len(last) == 7 and first[:5] == last[:5] and (first[5:] + last[5:]).isdigit():
        return [f"{first[:5]}{month:02d}" for month in range(int(first[5:]), int(last[5:]) + 1)]
    if len(first) != 4 or len(last) != 4:
        return []
    return [str(year) for year in range(int(first), int(last) + 1)]


def joined(first: str, last: str) -> str:
    """The stretch from the beginning of one period to the end of another: 2018, 2020 → 2018/2020."""
    first, last = first.split("/")[0], last.split("/")[-1]
    return first if first == last else f"{first}/{last}"
