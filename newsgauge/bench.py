"""Characters a second of each stage, and of other programs on the same text; start-up and page times."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

# Other programs → the modules they need. They are given this much of the text: some read a few thousand characters a
# second.
_PEERS = {"jionlp, money and times": ("jionlp",), "cn2an, numerals": ("cn2an",),
          "Recognizers-Text, numbers with units": ("recognizers_number", "recognizers_number_with_unit")}
_PEER_CHARACTERS = 10_000


def run(paths: Iterable[str] | None = None, *, seconds: float = 2.0) -> Iterator[str]:
    """Measure on the documents at `paths` (default: the shipped corpus), about `seconds` a stage; yields lines.

    Characters are those of the files' text; each stage is given what the stage before it made.
    """
    from newsgauge import concepts, extract, ingest, jobs, tabulate, topics, words
    from newsgauge.reading.articles import split_articles
    from newsgauge.reading.cleaning import clean
    from newsgauge.reading.formats import read_source

    files = [file for path in paths or [ingest.CORPUS] for file in jobs.find_files(path)]
    sources = [read_source(file) for file in files]
    cleaned = [clean(source.text) for source in sources]
    articles = [split_articles(*pair) for pair in zip(sources, cleaned, strict=True)]
    observations = [extract.observe(*triple) for triple in zip(sources, cleaned, articles, strict=True)]
    bodies = [text.text[article.clean_start:article.clean_end]
              for text, of_document in zip(cleaned, articles, strict=True) for article in of_document]
    characters = sum(len(source.text) for source in sources)
    yield f"{len(files)} documents, {characters:,} characters, {sum(map(len, observations)):,} observations"
    yield f"one of {os.cpu_count()} cores; the fastest of the rounds made in {seconds:g} seconds"
    yield ""
    stages: dict[str, Callable[[], object]] = {
        "read": lambda: [read_source(file) for file in files],
        "clean": lambda: [clean(source.text) for source in sources],
        "split": lambda: [split_articles(*pair) for pair in zip(sources, cleaned, strict=True)],
        "observe": lambda: [extract.observe(*triple) for triple in zip(sources, cleaned, articles, strict=True)],
        "link": lambda: [concepts.link(found) for of_document in observations for found in of_document],
        "topics": lambda: [topics.assign_topics(body, "") for body in bodies],
        "tokens": lambda: [words.count_terms(body) for body in bodies],
        "all (one shard's tables)": lambda: [tabulate.process(source) for source in sources],
    }
    for name, stage in stages.items():
        yield _line(name, characters, _fastest(stage, seconds))
    yield ""
    text = "\n".join(text.text for text in cleaned)
    for name, modules in _PEERS.items():
        yield _peer(name, modules, text, seconds)
    yield ""
    for command in ("extract", "articles"):
        yield f"start-up, {command} on the smallest document: {_start_up(command, min(files, key=_size)):.2f} s"
    yield ""
    with tempfile.TemporaryDirectory() as home:
        ingest.build(files, Path(home))
        yield from _page_times(Path(home))


def _size(file: Path) -> int:
    return file.stat().st_size


def _fastest(stage: Callable[[], object], seconds: float) -> float:
    """Seconds of the fastest round; the first, which loads tables, does not count."""
    stage()
    best, until = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < until or best == float("inf"):
        begun = time.perf_counter()
        stage()
        best = min(best, time.perf_counter() - begun)
    return best


def _line(name: str, characters: int, took: float) -> str:
    return f"{name:40} {characters / took:14,.0f} characters a second"


def _peer(name: str, modules: tuple[str, ...], text: str, seconds: float) -> str:
    lines = [line for line in text[:_PEER_CHARACTERS].split("\n") if line]
    quiet = io.StringIO()              # peers greet and warn
    try:
        with (contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet),
              warnings.catch_warnings(action="ignore")):
            for module in modules:
                importlib.import_module(module)
            return _line(name, sum(map(len, lines)), _fastest(_peer_stage(name, lines), seconds))
    except ImportError:
        return f"{name:40} not installed"
    except Exception as error:         # a peer's own fault is a finding, not ours to end on
        return f"{name:40} failed: {type(error).__name__}: {str(error)[:80]}"


def _peer_stage(name: str, lines: list[str]) -> Callable[[], object]:
    if name.startswith("jionlp"):
        import jionlp

        return lambda: [(jionlp.ner.extract_money(line, with_parsing=True),
                         jionlp.ner.extract_time(line, with_parsing=True)) for line in lines]
    if name.startswith("cn2an"):
        import cn2an

        return lambda: [cn2an.transform(line, "cn2an") for line in lines]
    from recognizers_number import NumberRecognizer
    from recognizers_number_with_unit import NumberWithUnitRecognizer
    from recognizers_text import Culture

    numbers = NumberRecognizer(Culture.Chinese)
    units = NumberWithUnitRecognizer(Culture.Chinese)
    models = [numbers.get_number_model(), numbers.get_percentage_model(), units.get_currency_model(),
              units.get_dimension_model()]
    return lambda: [model.parse(line) for line in lines for model in models]


def _start_up(command: str, file: Path) -> float:
    command_line = [sys.executable, "-m", "newsgauge", command, str(file)]
    return _fastest(lambda: subprocess.run(command_line, check=True, stdout=subprocess.DEVNULL), 0)


def _page_times(home: Path) -> Iterator[str]:
    """Each page of a store run twice, as the server does: the first time it imports, asks and draws."""
    from streamlit import logger
    from streamlit.testing.v1 import AppTest

    logger.set_log_level("error")                  # it warns that no server runs
    dashboard = Path(__file__).parents[1] / "dashboard.py"
    yield f"{'page':40} {'first':>14} {'again':>8} seconds"
    with _shown(home):
        for file in (dashboard, *sorted(dashboard.parent.glob("pages/*.py"))):
            at, took = AppTest.from_file(str(dashboard), default_timeout=600), []
            if file != dashboard:
                at.switch_page(f"pages/{file.name}")
            for _ in range(2):
                begun = time.perf_counter()
                at.run()
                took.append(time.perf_counter() - begun)
            yield f"{'overview' if file == dashboard else file.stem:40} {took[0]:14.2f} {took[1]:8.2f}"


@contextlib.contextmanager
def _shown(home: Path) -> Iterator[None]:
    """Meanwhile pages show the store at `home`."""
    before = os.environ.get("NEWSGAUGE_HOME")
    os.environ["NEWSGAUGE_HOME"] = str(home)
    try:
        yield
    finally:
        del os.environ["NEWSGAUGE_HOME"]
        if before is not None:
            os.environ["NEWSGAUGE_HOME"] = before
