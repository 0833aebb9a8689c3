"""A report: chosen figures with the sentences behind them as one file, for a reader who has no Newsgauge."""

from __future__ import annotations

import base64
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape as escape_html

import plotly.graph_objects as go

from newsgauge.charts.template import SANS, SERIF, palette, to_light
from newsgauge.charts.text import say
from newsgauge.export.citations import citation
from newsgauge.export.figures import drawn_in_page, figure_bytes, page_pdf, plotly_script
from newsgauge.fonts import font_faces
from newsgauge.model import Language
from newsgauge.page_language import TAGS

_LIGHT = palette("light")
# Nothing is fetched, and nothing runs unless a figure has to be drawn in the reader's own browser.
_POLICY = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'"
_STYLE = f"""
:root{{--ink:{_LIGHT.ink};--muted:{_LIGHT.muted};--rule:{_LIGHT.rule};--paper:{_LIGHT.paper};--red:{_LIGHT.red}}}
*{{box-sizing:border-box}}
html{{background:var(--paper);color:var(--ink);font:16px/1.75 {SANS}}}
body{{max-width:50rem;margin:0 auto;padding:3rem 1.25rem 5rem}}
h1,h2{{font-family:{SERIF};line-height:1.35;text-wrap:balance}}
h1{{font-size:2.1rem;margin:0 0 .5rem}}
h2{{font-size:1.35rem;margin:0 0 .25rem}}
h3{{font-size:1rem;margin:1.75rem 0 .5rem}}
p{{margin:.5rem 0}}
ol{{padding-left:1.75rem}}
a{{color:inherit;text-underline-offset:.2em}}
.small,figcaption,table{{font-size:.875rem;line-height:1.65}}
.muted,figcaption{{color:var(--muted)}}
.mast{{font-family:{SERIF};color:var(--muted);border-bottom:1px solid var(--rule);padding-bottom:.5rem;
  margin-bottom:2.5rem}}
.contents{{border-top:1px solid var(--rule);border-bottom:1px solid var(--rule);padding:.75rem 0 .75rem 1.75rem;
  margin:2rem 0}}
section{{border-top:2px solid var(--ink);padding-top:1rem;margin-top:3.5rem}}
.text{{white-space:pre-line}}
figure{{margin:1rem 0 0}}
figure img{{display:block;width:100%;height:auto}}
figcaption{{margin-top:.5rem}}
.evidence{{list-style:none;padding:0;margin:0}}
.evidence li{{border-top:1px solid var(--rule);padding:.65rem 0;display:flow-root;break-inside:avoid}}
.evidence .numbers{{float:left;width:9.5rem}}
.evidence blockquote{{margin:0 0 0 11rem}}
.number{{font-family:{SERIF};font-weight:700;font-size:1.15rem;line-height:1.4;overflow-wrap:anywhere}}
.what{{font-size:.8125rem;line-height:1.5;color:var(--muted);margin-bottom:.35rem}}
mark{{background:none;color:var(--red);font-weight:700;border-bottom:2px solid var(--red)}}
.sources{{padding-left:2.25rem;overflow-wrap:anywhere}}
table{{border-collapse:collapse;width:100%}}
th,td{{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid var(--rule);vertical-align:top}}
th{{font-weight:400;color:var(--muted)}}
th:first-child,td:first-child{{min-width:7em}}
.right{{text-align:right;font-variant-numeric:tabular-nums}}
@media (max-width:36rem){{.evidence .numbers{{float:none;width:auto}} .evidence blockquote{{margin:.25rem 0 0}}}}
@page{{size:A4;margin:18mm 18mm 20mm;
  @top-left{{content:"RUNNING";font:9pt {SERIF};color:{_LIGHT.muted}}}
  @bottom-center{{content:counter(page) " / " counter(pages);font:9pt {SANS};color:{_LIGHT.muted}}}}}
@page:first{{@top-left{{content:none}}}}
@media print{{
  html{{background:none;font-size:10.5pt}}
  body{{max-width:none;padding:0}}
  section + section{{break-before:page;margin-top:0}}
  section + .last{{break-before:auto;margin-top:2rem}}
  .head,h2,h3{{break-after:avoid}}
  .head,figure{{break-inside:avoid}}
  figure img{{width:auto;max-width:100%;max-height:195mm}}
}}
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A number behind a figure: as written, what it is of, and the sentence with its place [start, end) in it."""

    number: str
    caption: str
    sentence: str
    start: int
    end: int
    article: Mapping[str, str]               # title, container, date: as export.citation takes them


@dataclass(frozen=True, slots=True)
class Section:
    """A figure with what belongs to it. `figure` brings title, subtitle, note, source and alt in its `layout.meta`."""

    figure: go.Figure
    evidence: Sequence[Evidence] = ()
    left_out: int = 0                        # numbers, or rows, behind the figure beyond those given
    table: Sequence[Mapping[str, object]] = ()   # its data by named columns, where no sentence stands behind it
    comment: str = ""                        # what the reader who chose it says
    selection: str = ""                      # what was filtered, in words
    link: str = ""
    documents: Sequence[Mapping[str, str]] = ()  # what it was counted in, as the articles of its evidence


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says besides its figures; `made` is the day (YYYY-MM-DD)."""

    title: str
    sections: Sequence[Section]
    introduction: str = ""
    made: str = ""
    language: Language = "zh"


def report_html(report: Report, *, drawn: bool = True) -> bytes:
    """The report as one page that needs no network and runs no script.

    Figures are pictures with their fonts inside, for which a browser is needed (ExportUnavailable without one);
    with `drawn=False` the reader's own browser draws them, by a script that the page brings with it.
    """
    language = report.language

    def word(key: str, **values: object) -> str:
        return say("report", key, language, **values)

    cited = _cited(report)
    parts = [f"<p class='mast'>{_text(word('mast'))}</p>", f"<h1>{_text(report.title)}</h1>",
             f"<p class='small muted'>{_text(word('made', day=report.made, count=len(report.sections)))}</p>"]
    if report.introduction:
        parts.append(f"<p class='text'>{_text(report.introduction, lines=True)}</p>")
    if len(report.sections) > 1:
        titles = "".join(f"<li><a href='#figure{n}'>{_text(_meta(section, 'title'))}</a></li>"
                         for n, section in enumerate(report.sections, 1))
        parts.append(f"<ol class='contents'>{titles}</ol>")
    parts += [_section(section, number, cited, language, drawn) for number, section in enumerate(report.sections, 1)]
    parts.append(_closing(report, cited))
    body = "\n".join(parts)
    style = _STYLE.replace("RUNNING", _css_text(report.title))
    headings = "".join((report.title, word("mast"), *(_meta(section, "title") for section in report.sections),
                        *(row.number for section in report.sections for row in section.evidence),
                        word("sources"), word("about")))
    latin = "".join(map(chr, range(0x20, 0x7F)))
    fonts = font_faces({"sans": latin + body, "serif": latin + headings})
    script = "" if drawn else f"<script>{plotly_script()}</script>"
    policy = _POLICY if drawn else f"{_POLICY}; script-src 'unsafe-inline'"
    return f"""<!DOCTYPE html>
<html lang="{TAGS[language]}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_text(report.title)}</title>
<style>{fonts}{style}</style>{script}</head>
<body>
{body}
</body></html>
""".encode()


def report_pdf(report: Report) -> bytes:
    """The report on A4 pages, numbered, with bookmarks; raises ExportUnavailable without a browser."""
    return page_pdf(report_html(report), language=report.language)


def _text(text: object, *, lines: bool = False) -> str:
    """Plain text for HTML; what is no character (controls, directions) is dropped."""
    kept = "".join(c for c in str(text) if unicodedata.category(c) not in ("Cc", "Cf", "Cs") or (lines and c == "\n"))
    return escape_html(kept)


def _css_text(text: str) -> str:
    """Text between the quotes of a CSS string inside a <style>."""
    plain = "".join(c for c in text if unicodedata.category(c)[0] != "C")
    return "".join(f"\\{ord(c):x} " if c in "\"\\<>&" else c for c in plain)


def _meta(section: Section, key: str) -> str:
    return str((section.figure.layout.meta or {}).get(key) or "")


# --- the parts of the page

def _section(section: Section, number: int, cited: Mapping[tuple, int], language: Language, drawn: bool) -> str:
    def word(key: str, **values: object) -> str:
        return say("report", key, language, **values)

    title = _meta(section, "title")
    parts = [f"<section id='figure{number}'><div class='head'>",
             f"<p class='small muted'>{_text(word('figure', number=number))}</p><h2>{_text(title)}</h2>"]
    if subtitle := _meta(section, "subtitle"):
        parts.append(f"<p class='small muted'>{_text(subtitle)}</p>")
    if section.comment:
        parts.append(f"<p class='text'>{_text(section.comment, lines=True)}</p>")
    parts.append("</div>")
    below = [say("label", key, language, text=_meta(section, key)) for key in ("note", "source") if _meta(section, key)]
    if section.selection:
        below.append(word("selection", text=section.selection))
    if section.link:
        below.append(word("link", link=section.link))
    lines = "<br>".join(map(_text, below))
    if section.documents:
        lines += " " + "".join(map(_reference, dict.fromkeys(cited[_key(document)] for document in section.documents)))
    parts.append(f"<figure>{_picture(section, number, language, drawn)}<figcaption>{lines}</figcaption></figure>")
    if section.evidence:
        parts.append(f"<h3>{_text(word('evidence', count=len(section.evidence) + section.left_out))}</h3>")
        parts.append(_evidence(section.evidence, cited))
    if section.table:
        parts += [f"<h3>{_text(word('data'))}</h3>", _table(section.table)]
    if section.left_out:
        key = "left_out" if section.evidence else "rows_left_out"
        parts.append(f"<p class='small muted'>{_text(word(key, count=section.left_out))}</p>")
    return "\n".join(parts) + "</section>"


def _picture(section: Section, number: int, language: Language, drawn: bool) -> str:
    alt = _text(_meta(section, "alt") or _meta(section, "title"))
    if not drawn:
        return drawn_in_page(_bare(section.figure), f"plot{number}", language=language, alt=alt)
    svg = figure_bytes(_bare(section.figure), "svg", language=language, title="", subtitle="", note="", source="")
    # A picture of its own, not part of the page: it can neither run a script nor take the page's names.
    return f"<img alt='{alt}' src='data:image/svg+xml;base64,{base64.b64encode(svg).decode()}'>"


def _bare(figure: go.Figure) -> go.Figure:
    """On the page's own paper, which is white in print."""
    clear = "rgba(0,0,0,0)"
    return to_light(figure).update_layout(paper_bgcolor=clear, plot_bgcolor=clear)


def _evidence(rows: Sequence[Evidence], cited: Mapping[tuple, int]) -> str:
    """Each sentence once, with all of its numbers marked and listed beside it."""
    groups: dict[tuple, list[Evidence]] = {}
    for row in rows:
        groups.setdefault((row.sentence, _key(row.article)), []).append(row)
    items = []
    for (sentence, article), group in groups.items():
        numbers = "".join(f"<div class='number'>{_text(row.number)}</div><div class='what'>{_text(row.caption)}</div>"
                          for row in group)
        items.append(f"<li><div class='numbers'>{numbers}</div><blockquote>"
                     f"{_marked(sentence, [(row.start, row.end) for row in group])} "
                     f"{_reference(cited[article])}</blockquote></li>")
    return f"<ul class='evidence'>{''.join(items)}</ul>"


def _reference(source: int) -> str:
    return f"<a class='small muted' href='#source{source}'>[{source}]</a>"


def _marked(sentence: str, spans: Sequence[tuple[int, int]]) -> str:
    parts, done = [], 0
    for start, end in sorted(spans):
        if start >= done:                    # a correction may have made two of one place
            parts += [_text(sentence[done:start]), f"<mark>{_text(sentence[start:end])}</mark>"]
            done = end
    return "".join(parts) + _text(sentence[done:])


def _table(rows: Sequence[Mapping[str, object]]) -> str:
    head = "".join(f"<th scope='col'{_alignment(value)}>{_text(name)}</th>" for name, value in rows[0].items())
    body = "".join("<tr>" + "".join(_cell(value) for value in row.values()) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    text = "" if value is None else value
    if isinstance(value, float):
        text = f"{value:,.4g}"
    elif isinstance(value, int) and value >= 10_000:         # years are numbers too
        text = f"{value:,}"
    return f"<td{_alignment(value)}>{_text(text)}</td>"


def _alignment(value: object) -> str:
    """Numbers, and numbers with a sign behind them, stand at the right."""
    return " class='right'" if isinstance(value, int | float) or str(value).endswith("%") else ""


def _closing(report: Report, cited: Mapping[tuple, int]) -> str:
    """The articles that were cited, how the numbers were made, and how to cite the report."""
    language = report.language
    style = "gbt7714" if language == "zh" else "apa"
    parts = []
    if cited:
        references = "".join(f"<li id='source{number}'>{_text(citation(dict(kind='article', **dict(key)), style))}</li>"
                             for key, number in cited.items())
        parts.append(f"<section class='last'><h2>{_text(say('report', 'sources', language))}</h2>"
                     f"<ol class='sources small'>{references}</ol></section>")
    own = citation({"kind": "figure", "title": report.title, "accessed": report.made}, style)
    paragraphs = [say("report", key, language) for key in ("how", "marks", "caution")]
    paragraphs.append(say("report", "cite", language, text=own))
    parts.append(f"<section class='last'><h2>{_text(say('report', 'about', language))}</h2>"
                 + "".join(f"<p class='small'>{_text(paragraph)}</p>" for paragraph in paragraphs) + "</section>")
    return "\n".join(parts)


def _key(article: Mapping[str, str]) -> tuple:
    return tuple((name, article.get(name) or "") for name in ("title", "container", "date"))


def _cited(report: Report) -> dict[tuple, int]:
    """The articles and documents in the order they are first cited, numbered from 1."""
    keys = dict.fromkeys(_key(cited) for section in report.sections
                         for cited in (*(row.article for row in section.evidence), *section.documents))
    return {key: number for number, key in enumerate(keys, 1)}


def figure_ids(figure: go.Figure) -> list[str]:
    """What the points of `figure` stand for, in the order drawn: the first of each point's customdata."""
    found: dict[str, None] = {}
    for trace in json.loads(figure.to_json())["data"]:
        for data in trace.get("customdata") or ():
            first = data[0] if isinstance(data, list) and data else data
            if isinstance(first, str):
                found[first] = None
    return list(found)
