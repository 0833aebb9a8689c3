"""Loads and checks the tables of language data; the only reader of the files in newsgauge/tables."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Collection
from functools import cache
from pathlib import Path

TABLES = Path(__file__).with_name("tables")


class ResourceError(Exception):
    """A table is missing or says something that can't be read; the message names file and key."""


def _path(name: str) -> Path:
    path = TABLES / name
    if not path.is_file():
        raise ResourceError(f"{name}: no such table in {TABLES}; reinstall the program or restore the file")
    return path


@cache
def load_table(name: str) -> dict:
    """The TOML table `name` ("units.toml") as nested dictionaries; not to be changed by the caller."""
    try:
        return tomllib.loads(_path(name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ResourceError(f"{name}: {error}; mend the file") from error


@cache
def load_rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of the CSV table `name`, keyed by its header line."""
    with _path(name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def load_words(name: str) -> tuple[str, ...]:
    """The entries of the word list `name`, one a line; "#" begins a note, empty lines are passed over."""
    lines = (line.split("#", 1)[0].strip() for line in _path(name).read_text(encoding="utf-8").splitlines())
    return tuple(line for line in lines if line)


def check_keys(entry: dict, *, file: str, key: str, required: Collection[str],
               optional: Collection[str] = frozenset()) -> None:
    """Raise ResourceError unless `entry` has all `required` keys and no key beyond the `optional` ones.

    >>> check_keys({"zh": "个"}, file="units.toml", key="piece", required={"zh"})
    """
    missing, unknown = set(required) - set(entry), set(entry) - set(required) - set(optional)
    if missing:
        raise ResourceError(f"{file}: [{key}] lacks {', '.join(sorted(missing))}; add it")
    if unknown:
        raise ResourceError(f"{file}: [{key}] has unknown {', '.join(sorted(unknown))}; correct or remove it")
