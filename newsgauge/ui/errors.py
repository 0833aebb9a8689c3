"""Sentences of errors in the language of this run: the program's own are English, clause by clause."""

from __future__ import annotations

from newsgauge.model import Language
from newsgauge.resources import load_table
from newsgauge.ui.language import language


def told(error: object, language_: Language | None = None) -> str:
    """What an error, a failure or a note says, in `language_` (default: of this run); what the table lacks stays as
    it is.

    >>> told("a.pdf: page 3 could not be read (no font); print it to a new PDF", "zh")
    'a.pdf：第 3 页读不了（no font）；请打印成新的 PDF'
    """
    sentence = str(error)
    if (language_ or language()) == "en":
        return sentence
    clauses = sentence.split("; ")
    return "；".join([_first(clauses[0]), *(_clause(clause) or clause for clause in clauses[1:])])


def _first(clause: str) -> str:
    """The clause that may begin with what it is about: a name, a path."""
    if known := _clause(clause):
        return known
    place = clause.find(": ")
    while place >= 0:
        if known := _clause(clause[place + 2:]):
            return f"{clause[:place]}：{known}"
        place = clause.find(": ", place + 1)
    return clause


def _clause(clause: str) -> str:
    """The clause in Chinese; "" where the table lacks it."""
    table = load_table("errors.toml")["clause"]
    if clause in table:
        return table[clause]
    found = (chinese.format(*filled) for english, chinese in table.items()
             if (filled := _filled(english, clause)) is not None)
    return next(found, "")


def _filled(template: str, clause: str) -> list[str] | None:
    """What stands in the clause for each {} of the template; None where it does not fit."""
    first, *rest = template.split("{}")
    if not rest or not clause.startswith(first):
        return None
    found, done = [], len(first)
    for number, part in enumerate(rest):
        place = len(clause) - len(part) if number == len(rest) - 1 else clause.find(part, done)
        if place <= done or not clause.startswith(part, place):
            return None
        found.append(clause[done:place])
        done = place + len(part)
    return found
