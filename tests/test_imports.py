"""Imports point one way: pages → ui → store, charts … → reading, extract, concepts → resources → model."""

import ast
import subprocess
import sys
from collections import defaultdict
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# A module imports from its own tier and those below it. A package stands for its modules.
TIERS = (
    ("model",),
    ("resources", "patterns", "standing"),
    ("regions", "units", "confidence", "page_language"),
    ("reading", "extract", "concepts"),
    ("words", "topics", "echoes", "statements", "reconcile", "fonts"),
    ("discover",),
    ("shards", "corrections", "article_corrections", "upkeep", "tabulate", "jobs", "batch", "clouds",
     "charts"),
    ("store", "export", "report", "ingest", "workers", "cluster"),
    ("scoring", "links"),
    ("bench", "cli", "ui"),
    ("api",),
    ("__main__",),
    ("pages",),
)
RANK = {name: rank for rank, tier in enumerate(TIERS) for name in tier}
# Library → the modules that alone may import it.
ALONE = {"streamlit": {"ui", "pages", "bench"}, "duckdb": {"store"}, "jieba": {"words"},
         "plotly": {"charts", "clouds", "export", "report", "ui", "pages"},
         "sklearn": {"discover"}, "distributed": {"cluster"}}


def module_files():
    files = [(file, file.relative_to(ROOT / "newsgauge").parts[0].removesuffix(".py"))
             for file in sorted((ROOT / "newsgauge").rglob("*.py"))]
    return files + [(file, "pages") for file in [ROOT / "dashboard.py", *sorted((ROOT / "pages").glob("*.py"))]]


def imported_names(file):
    """The dotted names that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}: a relative import; write the module's full name"
            if node.module == "newsgauge":
                yield from (f"newsgauge.{alias.name}" for alias in node.names)
            else:
                yield node.module


@pytest.mark.parametrize(("file", "module"), module_files(), ids=lambda value: getattr(value, "name", value))
def test_imports_point_one_way(file, module):
    if module == "__init__":
        return
    assert module in RANK, f"{module} has no place in the order of imports; give it one in TIERS"
    for name in imported_names(file):
        first, *rest = name.split(".")
        if first == "newsgauge" and rest:
            assert RANK.get(rest[0], -1) <= RANK[module], f"{module} must not import {name}"
        if first in ALONE:
            assert module in ALONE[first], f"{module} must not import {first}; only {sorted(ALONE[first])} may"


def test_nothing_goes_in_a_circle():
    edges = defaultdict(set)
    for file, module in module_files():
        edges[module] |= {name.split(".")[1] for name in imported_names(file) if name.startswith("newsgauge.")}
    TopologicalSorter({module: known & RANK.keys() - {module} for module, known in edges.items()}).prepare()


def test_extract_starts_without_what_it_does_not_need():
    heavy = ("streamlit", "pandas", "sklearn", "duckdb", "pyarrow", "jieba", "plotly", "wordcloud")
    code = ("import sys, io; from newsgauge.cli import main; sys.stdin = io.TextIOWrapper(io.BytesIO("
            "'全省建成5G基站3万个。'.encode())); assert main(['extract', '-']) == 0; "
            f"sys.exit(', '.join(name for name in {heavy!r} if name in sys.modules) or 0)")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "3万个" in done.stdout
