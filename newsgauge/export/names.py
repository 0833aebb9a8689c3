"""File names that say what is inside and that every system takes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import plotly.graph_objects as go

_FORBIDDEN = frozenset('/\\:*?"<>|')
_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{digit}" for name in ("com", "lpt") for digit in range(1, 10))}
_LONGEST = 180              # bytes of UTF-8; file systems take 255 with the extension


def file_name(parts: Iterable[str], extension: str) -> str:
    """A file name of `parts` joined by "_", without what a file system or a shell may trip over.

    >>> file_name(["5G基站数", "全国", "2019–2025"], "png")
    '5G基站数_全国_2019-2025.png'
    >>> file_name(["../../etc/passwd", ""], "csv")
    'etc-passwd.csv'
    """
    stem = "_".join(filter(None, (_clean(part) for part in parts)))
    while len(stem.encode("utf-8")) > _LONGEST:
        stem = stem[:-1]
    if not stem or stem.split(".")[0].lower() in _RESERVED:
        stem = f"newsgauge_{stem}".rstrip("_")
    return f"{stem}.{extension}"


def figure_name(fig: go.Figure, extension: str) -> str:
    """The file name for a figure of the chart builders: what, whose, when."""
    meta = fig.layout.meta or {}
    return file_name(meta.get("parts") or [meta.get("title") or "newsgauge"], extension)


def _clean(part: str) -> str:
    kept = []
    for character in unicodedata.normalize("NFC", part):
        if character in _FORBIDDEN or character in "–—":
            kept.append("-")
        elif character.isspace():
            kept.append("_")
        elif unicodedata.category(character)[0] != "C" and character not in "'`$&;#%!{}":
            kept.append(character)
    return "".join(kept).strip("-_. ").replace("..", "").strip("-_. ").replace("-.-", "-")
