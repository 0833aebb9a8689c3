"""What a reader sets once and finds again: small files of JSON beside the store."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from newsgauge.shards import lock, replace_file

_WORDS, _LABELS = "own_words.json", "topic_labels.json"
_MOST, _LONGEST = 500, 40
_BETWEEN = "·"


@dataclass(frozen=True)
class OwnWords:
    """The reader's own words (to be kept whole) and stop words (to be left out), in the order they were given."""

    words: tuple[str, ...] = ()
    stop_words: tuple[str, ...] = ()


def load_own_words(home: Path) -> OwnWords:
    """What was kept last; nothing where no file is or it can't be read."""
    kept = _load(home / _WORDS)
    return OwnWords(*(tidy(kept.get(name)) for name in ("words", "stop_words")))


def change_own_words(home: Path, name: str, shown: tuple[str, ...], now: object) -> None:
    """Keep what a reader changed in the list `name` (words or stop_words) that was `shown` to him and is `now`.

    Words that others kept meanwhile stay.
    """
    with lock(home, "kept"):
        own, wanted = load_own_words(home), tidy(now)
        left = [word for word in getattr(own, name) if word in wanted or word not in shown]
        _keep(home / _WORDS, asdict(replace(own, **{name: tidy([*left, *wanted])})))


def load_labels(home: Path) -> list[tuple[tuple[str, ...], str]]:
    """The reader's names of found topics: the leading words of each with its name."""
    return [(tuple(words.split(_BETWEEN)), label[:_LONGEST]) for words, label in _load(home / _LABELS).items()
            if isinstance(label, str)]


def keep_label(home: Path, words: Iterable[str], label: str, instead: Iterable[str] = ()) -> None:
    """Name a found topic by its leading words, `instead` of the words it was kept under; an empty name is taken
    back."""
    with lock(home, "kept"):
        labels = {_BETWEEN.join(known): name for known, name in load_labels(home)}
        labels.pop(_BETWEEN.join(instead), None)
        labels[_BETWEEN.join(words)] = label.strip()
        _keep(home / _LABELS, {key: name for key, name in labels.items() if name})


def tidy(words: object) -> tuple[str, ...]:
    """Words without spaces around, without repetition, no more and none longer than can be used.

    >>> tidy([" 数字浙江 ", "数字浙江", ""])
    ('数字浙江',)
    """
    found = [word.strip()[:_LONGEST] for word in words if isinstance(word, str)] if isinstance(words, list) else []
    return tuple(dict.fromkeys(word for word in found if word))[:_MOST]


def _load(path: Path) -> dict:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _keep(path: Path, kept: dict) -> None:
    replace_file(path, json.dumps(kept, ensure_ascii=False).encode())
