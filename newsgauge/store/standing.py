"""The rule of newsgauge.standing as SQL, for rows too many to be fetched."""

from __future__ import annotations

from newsgauge.standing import FAR, PRECISION


def middles(table: str, number: str, time: str) -> str:
    """SQL for the strength `middle` of the middle bound of each side and time; rows of one `time` are alike in these
    columns. To be joined by them and the qualifier."""
    return (f"SELECT {time}, qualifier, quantile_disc({_strength(number)}, 0.5) AS middle FROM {table} "
            f"WHERE qualifier IN ('over', 'under') GROUP BY {time}, qualifier")


def precision(number: str) -> str:
    """What to ORDER BY, so that the rows that stand before the others come first; `middle` is that of `middles`."""
    places = " ".join(f"WHEN '{qualifier}' THEN {place}" for place, qualifier in enumerate(PRECISION))
    strength = _strength(number)
    far = f"CASE sign(middle) WHEN 1 THEN middle * {FAR} WHEN -1 THEN middle / {FAR} ELSE 'inf'::DOUBLE END"
    return f"CASE qualifier {places} END, CASE WHEN {strength} < {far} THEN {strength} END DESC NULLS LAST"


def _strength(number: str) -> str:
    return f"CASE qualifier WHEN 'over' THEN abs({number}) WHEN 'under' THEN -abs({number}) END"
