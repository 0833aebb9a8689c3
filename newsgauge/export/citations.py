"""How to cite a figure, an observation or an article: GB/T 7714-2015, APA (7th edition), BibTeX."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Literal, get_args

from newsgauge.charts.text import MONTHS

CitationStyle = Literal["gbt7714", "apa", "bibtex"]
_MAKER = "数读 Newsgauge"
_TEX = {"\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
        "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def citation(record: Mapping[str, str], style: CitationStyle) -> str:
    """The reference for `record` in `style`; plain text, for BibTeX one entry.

    `record["kind"]` is "article" (keys: title, container, date), "observation" (the same, and `statement`: what is
    stated) or "figure" (title, sources: the documents as a text). All may have `link` and `accessed` (YYYY-MM-DD).
    What is not known is left out. Raises ValueError for another kind or style.

    >>> citation({"kind": "article", "title": "5G提速", "container": "数字经济周报", "date": "2021-11-25"}, "gbt7714")
    '5G提速[N]. 数字经济周报, 2021-11-25.'
    """
    if style not in get_args(CitationStyle):
        raise ValueError(f"no citation style {style!r}; choose one of {', '.join(get_args(CitationStyle))}")
    if record.get("kind") not in ("article", "observation", "figure"):
        raise ValueError(f"nothing to cite of kind {record.get('kind')!r}; give article, observation or figure")
    text = {key: " ".join(str(value).split()) for key, value in record.items() if value}
    return {"gbt7714": _gbt, "apa": _apa, "bibtex": _bibtex}[style](text)


def _gbt(r: Mapping[str, str]) -> str:
    online = "/OL" if r.get("link") else ""
    seen = f"[{r['accessed']}]" if r.get("accessed") else ""
    tail = f". {r['link']}." if r.get("link") else "."
    if r["kind"] == "figure":
        sources = f". 数据来源：{r['sources']}" if r.get("sources") else ""
        return f"{_MAKER}. {r['title']}[DS{online}]{sources}{'. ' + seen if seen else ''}{tail}"
    place = ", ".join(part for part in (r.get("container"), r.get("date")) if part)
    article = f"{r.get('title', '')}[N{online}]" + (f". {place}{seen if online else ''}" if place else "")
    if r["kind"] == "article":
        return article + tail
    return f"{_MAKER}. {r.get('statement', '')}[DS{online}]//{article}{tail}"


def _apa(r: Mapping[str, str]) -> str:
    link = f" {r['link']}" if r.get("link") else ""
    if r["kind"] == "figure":
        year = r.get("accessed", "")[:4] or "n.d."
        sources = f" Data from {r['sources']}." if r.get("sources") else ""
        seen = f" Retrieved {_apa_day(r['accessed'], retrieved=True)}, from" if r.get("accessed") and link else ""
        return f"{_MAKER}. ({year}). {r['title']} [Figure].{sources}{seen}{link}"
    when = _apa_day(r["date"]) if r.get("date") else "n.d."
    place = f" {r['container']}." if r.get("container") else ""
    article = f"{r.get('title', '')}. ({when}).{place}"
    if r["kind"] == "article":
        return article + link
    seen = f" Retrieved {_apa_day(r['accessed'], retrieved=True)}, from" if r.get("accessed") and link else ""
    inside = ", ".join(filter(None, (r.get("title"), r.get("container"))))
    return f"{_MAKER}. ({when}). {r.get('statement', '')} [Data point]. In {inside}.{seen}{link}"


def _apa_day(day: str, *, retrieved: bool = False) -> str:
    year, *rest = day.split("-")
    if not rest:
        return year
    name = MONTHS[int(rest[0]) - 1]
    number = f" {int(rest[1])}" if len(rest) > 1 else ""
    return f"{name}{number}, {year}" if retrieved else f"{year}, {name}{number}"


def _bibtex(r: Mapping[str, str]) -> str:
    key = hashlib.sha256("|".join(f"{name}={r[name]}" for name in sorted(r) if name != "accessed").encode()).hexdigest()
    fields = {"title": "{" + _tex(r.get("statement" if r["kind"] == "observation" else "title", "")) + "}"}
    kind = "misc"
    if r["kind"] != "article":
        fields["author"] = "{" + _tex(_MAKER) + "}"
    if r["kind"] == "article":
        kind = "article"
        fields["journal"] = _tex(r.get("container", ""))
    elif r["kind"] == "observation":
        fields["howpublished"] = "In: " + _tex(", ".join(filter(None, (r.get("title"), r.get("container")))))
    elif r.get("sources"):
        fields["note"] = "Data from " + _tex(r["sources"])
    when = r.get("date") or (r.get("accessed", "") if r["kind"] == "figure" else "")
    if when:
        fields["year"] = when[:4]
        if len(when) >= 7:
            fields["month"] = str(int(when[5:7]))
    fields["url"] = r.get("link", "")
    fields["urldate"] = r.get("accessed", "") if r.get("link") else ""
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@{kind}{{newsgauge-{key[:10]},\n" + ",\n".join(lines) + "\n}"


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in text)
