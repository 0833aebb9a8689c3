"""Builds matchers from lists of literal words: patterns are never data, data is never a pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable


def one_of(words: Iterable[str]) -> str:
    """A regular expression that matches the longest of `words`, sharing their common beginnings.

    A plain alternation tries every word at every place; the shared beginnings make that one step a letter.

    >>> re.match(one_of(["增加", "增加值", "降"]), "增加值为").group()
    '增加值'
    """
    trie: dict = {}
    for word in words:
        node = trie
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}

    def render(node: dict) -> str:
        branches = [re.escape(letter) + render(child) for letter, child in sorted(node.items()) if letter]
        if not branches:
            return ""
        body = branches[0] if len(branches) == 1 else "(?:" + "|".join(branches) + ")"
        if "" not in node:
            return body
        return (body if len(branches) > 1 else f"(?:{body})") + "?"

    return render(trie) or "(?!)"


class Ends:
    """A set of words looked up at the end or at the beginning of a stretch of text, longest first."""

    def __init__(self, words: Iterable[str]):
        self.words = frozenset(words)
        self.lengths = tuple(sorted({len(word) for word in self.words}, reverse=True))

    def before(self, text: str, end: int | None = None) -> str:
        """The longest word that ends at `end` (default: the end of `text`), or "".

        >>> Ends(["达", "达到"]).before("用户规模达到")
        '达到'
        """
        end = len(text) if end is None else end
        for length in self.lengths:
            if length <= end and text[end - length:end] in self.words:
                return text[end - length:end]
        return ""

    def after(self, text: str, start: int = 0) -> str:
        """The longest word that begins at `start`, or ""."""
        for length in self.lengths:
            if text[start:start + length] in self.words:
                return text[start:start + length]
        return ""
