"""Writes the tables of figures in the documentation anew: `.venv/bin/python docs/make_tables.py`."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from newsgauge import scoring  # noqa: E402

MARKED = re.compile(r"(<!-- scores: .*? -->\n).*?(<!-- /scores -->)", re.DOTALL)


def main() -> None:
    table = "".join(line + "\n" for line in scoring.as_markdown(
        {name: scoring.score_set(scoring.LABELS / name) for name in scoring.label_sets()}))
    for name in ("README.md", "docs/extraction.md"):
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        path.write_text(MARKED.sub(lambda match: match[1] + table + match[2], text), encoding="utf-8")


if __name__ == "__main__":
    main()
