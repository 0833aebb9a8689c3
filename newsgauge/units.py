"""Units: what a printed unit measures, and values in the base unit of its dimension."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from newsgauge.resources import ResourceError, check_keys, load_table

_FILE = "units.toml"
_REQUIRED = {"name", "dimension", "factor", "symbol"}
_OPTIONAL = {"aliases", "not_before", "not_after", "needs_before", "needs_after", "decimals", "digits_only", "in_text"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is reported: value × factor is in the base unit of the dimension."""

    name: str
    dimension: str
    factor: float
    symbol: str                              # English sign or word; "" where there is none
    base: str = ""                           # name of the dimension's base unit
    aliases: tuple[str, ...] = ()            # printed forms that are reported under this name
    not_before: tuple[str, ...] = ()         # conditions of reading it in text: see the head of units.toml
    not_after: tuple[str, ...] = ()
    needs_before: tuple[str, ...] = ()
    needs_after: tuple[str, ...] = ()
    decimals: bool = False
    digits_only: bool = False
    in_text: bool = True


@cache
def load_units() -> dict[str, Unit]:
    """All units of the table by name; raises ResourceError where the table is wrong."""
    table = load_table(_FILE)
    bases = table["dimension"]
    units: dict[str, Unit] = {}
    owners: dict[str, str] = {}
    for group in table["group"]:
        check_keys(group, file=_FILE, key="group", required={"about", "units"})
        for entry in group["units"]:
            name = entry.get("name", "?")
            check_keys(entry, file=_FILE, key=name, required=_REQUIRED, optional=_OPTIONAL)
            if entry["dimension"] not in bases:
                raise ResourceError(f"{_FILE}: [{name}] has no dimension {entry['dimension']!r}; add it to [dimension]")
            for form in (name, *entry.get("aliases", ())):
                if form in owners:
                    raise ResourceError(f"{_FILE}: {form!r} belongs to {owners[form]} and to {name}; keep one")
                owners[form] = name
            values = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
            units[name] = Unit(**{**values, "factor": float(entry["factor"])}, base=bases[entry["dimension"]])
    return units


@cache
def unit_forms() -> dict[str, Unit]:
    """Every printed form, names and aliases, with its unit."""
    return {form: unit for unit in load_units().values() for form in (unit.name, *unit.aliases)}


@lru_cache(maxsize=4096)
def unit_info(unit: str) -> Unit:
    """The unit printed as `unit`; compound units (元/人) are worked out from their parts.

    A unit that no table knows counts as a dimension of its own with factor 1, as does the empty one.

    >>> unit_info("公里").factor, unit_info("公里").base
    (1000.0, '米')
    >>> unit_info("元/吨").base, unit_info("元/吨").factor
    ('元/千克', 0.001)
    """
    known = unit_forms().get(unit)
    if known:
        return known
    parts = unit.split("/")
    if len(parts) == 2 and all(part in unit_forms() for part in parts):
        above, below = (unit_forms()[part] for part in parts)
        return Unit(unit, f"{above.dimension}/{below.dimension}", above.factor / below.factor,
                    f"{above.symbol}/{below.symbol}" if above.symbol and below.symbol else "",
                    f"{above.base}/{below.base}")
    return Unit(unit, unit, 1.0, unit if unit.isascii() else "", unit)


def in_base_unit(value: float, unit: str) -> tuple[float, str]:
    """The value in the base unit of the unit's dimension, and that unit.

    >>> in_base_unit(3.5, "万") , in_base_unit(2, "公顷"), in_base_unit(41.5, "%")
    ((3.5, '万'), (20000.0, '平方米'), (0.415, '比例'))
    """
    info = unit_info(unit)
    whole = round(1 / info.factor) if info.factor < 1 else 1
    if whole > 1 and abs(whole * info.factor - 1) < 1e-12:
        return value / whole, info.base          # 7.2% is 0.072 and not 0.07200000000000001
    return value * info.factor, info.base
