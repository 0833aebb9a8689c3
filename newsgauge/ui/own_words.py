"""The reader's own words (to be kept whole) and own stop words (to be left out), kept beside the store."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from newsgauge.shards import replace_file

_FILE = "own_words.json"
_MOST, _LONGEST = 500, 40


@dataclass(frozen=True)
class OwnWords:
    """Words in the order they were given."""

    words: tuple[str, ...] = ()
    stop_words: tuple[str, ...] = ()


def load_own_words(home: Path) -> OwnWords:
    """What was kept last; nothing where no file is or it can't be read."""
    try:
        kept = json.loads((home / _FILE).read_text(encoding="utf-8"))
        return OwnWords(*(tidy(kept[name]) for name in ("words", "stop_words")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return OwnWords()


def keep_own_words(home: Path, own: OwnWords) -> None:
    """Write them down, whole or not at all."""
    replace_file(home / _FILE, json.dumps(asdict(own), ensure_ascii=False).encode())


def tidy(words: list[str]) -> tuple[str, ...]:
    """Without spaces around, without repetition, no more and none longer than can be used.

    >>> tidy([" 数字浙江 ", "数字浙江", ""])
    ('数字浙江',)
    """
    return tuple(dict.fromkeys(word.strip()[:_LONGEST] for word in words if word.strip()))[:_MOST]
