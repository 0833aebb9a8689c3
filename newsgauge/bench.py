"""Characters a second of each stage, and of other programs on the same text."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

_PEERS = {"jionlp": "jionlp", "Recognizers-Text": "recognizers_text", "cn2an": "cn2an"}


def run(paths: Iterable[str] | None = None, *, seconds: float = 2.0) -> Iterator[str]:
    """Measure on the documents at `paths` (default: the shipped corpus), about `seconds` a stage; yields lines.

    Characters are those of the files' text; each stage is given what the stage before it made.
    """
    from newsgauge import concepts, extract, ingest, topics, words
    from newsgauge.reading.articles import split_articles
    from newsgauge.reading.cleaning import clean
    from newsgauge.reading.formats import read_source

    files = [file for path in paths or [ingest.CORPUS] for file in ingest.find_files(path)]
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
        "all (one shard's tables)": lambda: [ingest.process(source) for source in sources],
    }
    for name, stage in stages.items():
        yield _line(name, characters, _fastest(stage, seconds))
    yield ""
    texts = [text.text for text in cleaned]
    for name, module in _PEERS.items():
        yield _peer(name, module, texts, characters, seconds)
    yield ""
    for command in ("extract", "articles"):
        yield f"start-up, {command} on the smallest document: {_start_up(command, min(files, key=_size)):.2f} s"


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
    return f"{name:26} {characters / took:14,.0f} characters a second"


def _peer(name: str, module: str, texts: list[str], characters: int, seconds: float) -> str:
    try:
        importlib.import_module(module)
    except ImportError:
        return f"{name:26} not installed"
    lines = [line for text in texts for line in text.split("\n") if line]
    try:
        return _line(name, characters, _fastest(_peer_stage(name, lines), seconds))
    except Exception as error:         # a peer's own fault is a finding, not ours to end on
        return f"{name:26} failed: {type(error).__name__}: {str(error)[:80]}"


def _peer_stage(name: str, lines: list[str]) -> Callable[[], object]:
    if name == "jionlp":
        import jionlp

        return lambda: [jionlp.ner.extract_money(line, with_parsing=True) for line in lines]
    if name == "cn2an":
        import cn2an

        return lambda: [cn2an.transform(line, "cn2an") for line in lines]
    from recognizers_number import NumberRecognizer
    from recognizers_text import Culture

    model = NumberRecognizer(Culture.Chinese).get_number_model()
    return lambda: [model.parse(line) for line in lines]


def _start_up(command: str, file: Path) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "newsgauge", command, str(file)], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun
