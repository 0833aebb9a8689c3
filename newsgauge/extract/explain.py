"""Shows for a sentence what was read from it, and by which rules."""

from __future__ import annotations

from newsgauge.concepts import link
from newsgauge.confidence import rate
from newsgauge.extract import observe
from newsgauge.extract.dates import parse_day
from newsgauge.model import Article, Observation, Source
from newsgauge.reading.cleaning import clean
from newsgauge.regions import find_region

_FIELDS = ("indicator", "entity", "period", "status", "measure")


def observe_text(text: str, published: str = "", region: str = "全国") -> list[Observation]:
    """Observations of a text that is no file, with their concepts; times are resolved from `published` (YYYY-MM-DD or
    YYYY-MM, or "").

    Raises ValueError for another date.

    >>> [one.value for one in observe_text("5G基站超过129万座。", "2021-11-25")]
    [1290000.0]
    """
    published, cleaned = parse_day(published), clean(text)
    place = find_region(region)
    article = Article(
        document="", ordinal=0, start=0, end=len(text), clean_start=0, clean_end=len(cleaned.text), title="",
        title_printed=False, piece=None, story=0, date=published, date_source="given" if published else "none",
        reference_date=published, region=region, region_code=place.code if place else "")
    return [rate(link(one)) for one in observe(Source("", text, ""), cleaned, [article])]


def explain(text: str, published: str = "") -> list[str]:
    """Lines that say for each quantity of the text its attributes and the rules that gave them.

    >>> explain("5G基站超过12万座。")[0].startswith("超过12万座  =  120,000 座  [over]")
    True
    """
    lines: list[str] = []
    for one in observe_text(text, published):
        value = f"{one.value:,g}" if one.value_max is None else f"{one.value:,g} – {one.value_max:,g}"
        lines.append(f"{one.text}  =  {value} {one.unit}".rstrip()
                     + f"  [{one.qualifier}]  confidence {one.confidence:.2f}")
        for name in _FIELDS:
            said = f"  (from “{one.period_text}”, {one.period_source})" if name == "period" and one.period_text else ""
            lines.append(f"    {name:10} {getattr(one, name) or '–'}{said}")
        if one.comparison:
            lines.append(f"    comparison {one.comparison}")
        if one.attribution:
            lines.append(f"    said by    {one.attribution}")
        lines.append(f"    rules      {'; '.join(rule for rule in one.rules if rule)}")
    return lines or ["No quantity found in the text."]
