"""Builds matchers from lists of literal words: patterns are never data, data is never a pattern."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from operator import add


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
        # By their outer letter: most places are ruled out by one look.
        self.by_last = _lengths(self.words, -1)
        self.by_first = _lengths(self.words, 0)

    def before(self, text: str, end: int | None = None) -> str:
        """The longest word that ends at `end` (default: the end of `text`), or "".

        >>> Ends(["达", "达到"]).before("用户规模达到")
        '达到'
        """
        end = len(text) if end is None else end
        for length in self.by_last.get(text[end - 1:end], ()):
            if length <= end and text[end - length:end] in self.words:
                return text[end - length:end]
        return ""

    def after(self, text: str, start: int = 0) -> str:
        """The longest word that begins at `start`, or ""."""
        for length in self.by_first.get(text[start:start + 1], ()):
            if text[start:start + length] in self.words:
                return text[start:start + length]
        return ""


def _lengths(words: Iterable[str], place: int) -> dict[str, tuple[int, ...]]:
    """The lengths of the words by their letter at `place`, longest first."""
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[place], set()).add(len(word))
    return {letter: tuple(sorted(found, reverse=True)) for letter, found in lengths.items()}


class Finder:
    """Finds many literal words of two letters and more in a text, the longest at each place, none within another.

    The first two letters of every place are looked up in a table; a regular expression would try the words in turn.
    """

    def __init__(self, words: Iterable[str]):
        self.by_start: dict[str, tuple[str, ...]] = {}
        groups: dict[str, list[str]] = {}
        for word in words:
            groups.setdefault(word[:2], []).append(word)
        for start, group in groups.items():
            self.by_start[start] = tuple(sorted(set(group), key=len, reverse=True))

    def find(self, text: str, fits: Callable[[str, int, str], bool] | None = None) -> Iterator[tuple[int, str]]:
        """Start and word of each match that `fits`, which is told text, start and word.

        >>> list(Finder(["增加", "增加值", "产业"]).find("产业增加值增加"))
        [(0, '产业'), (2, '增加值'), (5, '增加')]
        """
        by_start, done = self.by_start, 0
        for place, pair in enumerate(map(add, text, text[1:])):
            if place >= done and pair in by_start:
                for word in by_start[pair]:
                    if text.startswith(word, place) and (fits is None or fits(text, place, word)):
                        yield place, word
                        done = place + len(word)
                        break
