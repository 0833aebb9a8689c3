"""What a reader sets once and finds again: small files of JSON beside the store."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from newsgauge.shards import replace_file

_WORDS, _LABELS = "own_words.json", "topic_labels.json"
_MOST, _LONGEST = 500, 40


@dataclass(frozen=True)
class OwnWords:
    """The reader's own words (to be kept whole) and stop words (to be left out), in the order they were given."""

    words: tuple[str, ...] = ()
    stop_words: tuple[str, ...] = ()


def load_own_words(home: Path) -> OwnWords:
    """What was kept last; nothing where no file is or it can't be read."""
    kept = _load(home / _WORDS)
    return OwnWords(*(tidy(kept.get(name)) for name in ("words", "stop_words")))


def keep_own_words(home: Path, own: OwnWords) -> None:
    """Write them down, whole or not at all."""
    _keep(home / _WORDS, asdict(own))


def load_labels(home: Path) -> dict[str, str]:
    """The reader's names of found topics, by the topics' leading words."""
    return {key: label[:_LONGEST] for key, label in _load(home / _LABELS).items() if isinstance(label, str)}


def keep_label(home: Path, key: str, label: str) -> None:
    """Name a found topic; an empty name is taken back."""
    labels = load_labels(home) | {key: label.strip()}
    _keep(home / _LABELS, {key: label for key, label in labels.items() if label})


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
