"""Text of documents made safe for markdown: shown as it stands, never as markup."""

from __future__ import annotations

import re

from newsgauge.model import Status

# Plugins of the renderer look for shortcodes (:tada:), typographic pairs (->) and addresses (www., a@b) after
# backslashes are gone; an invisible word joiner inside them keeps them text.
_JOINER = "\u2060"
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_PAIRS = re.compile(r"(?<=[<>~=-])(?=[<>~=-])")
_ADDRESSES = re.compile(r"(?<=:)|(?<=@)|(?<=www)(?=\.)", re.IGNORECASE)
_SPACE = re.compile(r"[^\S\u00a0\u3000]+")      # a fixed space holds a mark to its word; a wide one parts them

# Ink tells status: solid for reached, hollow for planned, a hollow diamond for forecast; the marks of the charts.
STATUS_MARKS: dict[Status, str] = {"actual": "●", "target": "○", "forecast": "◇"}
_STATUS_COLORS: dict[Status, str] = {"actual": "blue", "target": "violet", "forecast": "gray"}


def escape(text: str) -> str:
    r"""`text` as one line of markdown that shows exactly it: no markup, formula, shortcode, directive or link.

    >>> escape("*5G* $x$") == r"\*5G\* \$x\$"
    True
    """
    text = _SPACE.sub(" ", text)
    text = _PAIRS.sub(_JOINER, _ADDRESSES.sub(_JOINER, text))
    return _PUNCTUATION.sub(r"\\\1", text)


def marked(sentence: str, start: int, end: int) -> str:
    """The sentence as markdown with the number at [start, end) marked by the red pencil."""
    before, number, after = sentence[:start], sentence[start:end], sentence[end:]
    return f"{escape(before)}:red-background[**:red[{escape(number)}]**]{escape(after)}"


def underlined(number: str, status: Status, *, red: bool = False) -> str:
    """A number in running text as markdown, coloured by its status; red for the one looked at."""
    return f":{'red' if red else _STATUS_COLORS[status]}-background[{escape(number)}]"


def colored(text: str, color: str) -> str:
    """Text in a colour (#rrggbb) as markdown."""
    return f':color[{escape(text)}]{{foreground="{color}"}}'
