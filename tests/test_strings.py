"""The strings of the interface: both languages complete, alike in placeholders, all used and none missing."""

import re
from pathlib import Path

import pytest

from newsgauge.model import MEASURES, OTHER_TOPIC, QUALIFIERS, STATUSES, TOPICS
from newsgauge.resources import load_table

ROOT = Path(__file__).parents[1]
SOURCES = [ROOT / "dashboard.py", ROOT / "newsgauge" / "api.py", *(ROOT / "pages").glob("*.py"),
           *(ROOT / "newsgauge" / "ui").glob("*.py")]
TABLE = load_table("strings.toml")
ENTRIES = [(f"{section}.{name}", entry) for section, entries in TABLE.items() for name, entry in entries.items()]
PLACEHOLDER = re.compile(r"\{(\w*)\}")


@pytest.mark.parametrize(("key", "entry"), ENTRIES, ids=[key for key, _ in ENTRIES])
def test_both_languages_are_filled_and_alike(key, entry):
    assert set(entry) == {"zh", "en"}
    assert all(text.strip() or text == " " for text in entry.values())
    assert sorted(PLACEHOLDER.findall(entry["zh"])) == sorted(PLACEHOLDER.findall(entry["en"]))
    assert "<" not in entry["zh"] + entry["en"], "no HTML in strings"


def test_strings_of_english_hold_no_chinese_sentence():
    quoted = re.compile(r"[一-鿿]{9,}")
    assert [key for key, entry in ENTRIES if quoted.search(entry["en"])] == []


def _used() -> tuple[set[str], set[str]]:
    """Keys named in the code, and beginnings of keys that it completes."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    literal = set(re.findall(r"""(?:say|phrase|BadQuery|_error\(request, [\w.]+)[(,]\s*["']([\w.]+)["']""", text))
    literal |= {key for pair in re.findall(r"""say\("([\w.]+)" if .*? else "([\w.]+)\"""", text) for key in pair}
    return literal, set(re.findall(r"""(?:say|phrase|BadQuery)\(\s*f["']([\w.]+)\{""", text))


def test_every_key_in_the_code_stands_in_the_table():
    literal, _ = _used()
    assert literal - {key for key, _ in ENTRIES} == set()


def test_every_string_of_the_table_is_used():
    literal, beginnings = _used()
    unused = {key for key, _ in ENTRIES if key not in literal and not key.startswith(tuple(beginnings))}
    assert unused == set()


def test_codes_of_the_model_have_names():
    assert set(TABLE["topic"]) == {*TOPICS, OTHER_TOPIC}
    assert set(TABLE["status"]) == set(STATUSES)
    assert set(TABLE["measure"]) == set(MEASURES)
    assert set(TABLE["qualifier"]) == set(QUALIFIERS)
