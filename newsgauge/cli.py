"""The command line: extract, articles, build, add, remove, corrections, export, explain, score, bench."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import os
import sys
from collections.abc import Callable, Container, Iterator, Sequence
from pathlib import Path

from newsgauge.model import MEASURES, OTHER_TOPIC, STATUSES, TOPICS

# Only the standard library and the closed lists here: each command imports what it needs, so that `extract` starts at
# once.

_NAMED = 5                         # documents of a kind named in one line
_STDIN = "-"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0 when all was done, 1 when a file or the command failed."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = _parser().parse_args(argv)
    try:
        return arguments.run(arguments)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        _complain("stopped; nothing half done remains")
        return 130
    except Exception as error:
        if type(error).__name__ not in ("StoreError", "ResourceError", "UsageError"):
            raise
        _complain(str(error))
        return 1


class UsageError(Exception):
    """The command can't do what it was asked; the message says what to do."""


# --- extract, articles

def _extract(arguments: argparse.Namespace) -> int:
    def observations(source, published: str) -> Iterator[dict]:
        from newsgauge.tabulate import analyse

        _, articles, found = analyse(source, published=published, topics=False)
        by_ordinal = {article.ordinal: article for article in articles}
        for observation in found:
            article = by_ordinal[observation.article]
            yield observation_record(observation) | {
                "article_title": article.title, "article_date": article.date or None,
                "date_source": article.date_source}

    return _over_documents(arguments, observations)


def _articles(arguments: argparse.Namespace) -> int:
    def articles(source, published: str) -> Iterator[dict]:
        from newsgauge.tabulate import split

        return map(article_record, split(source, published=published)[1])

    return _over_documents(arguments, articles)


def observation_record(observation) -> dict:
    """An observation with the fields of the contract, in their order, then the further ones; whole values as int."""
    record = dataclasses.asdict(observation)
    for name in ("value", "value_max", "canonical_value", "canonical_value_max"):
        record[name] = _whole(record[name])
    return record


def article_record(article) -> dict:
    """An article with the fields of the contract: `date` null when unknown, `piece` null for a whole item."""
    record = dataclasses.asdict(article)
    del record["clean_start"], record["clean_end"]
    return record | {"date": article.date or None}


def _whole(number: float | None) -> float | int | None:
    return int(number) if number is not None and number.is_integer() and abs(number) < 2**63 else number


def _over_documents(arguments: argparse.Namespace, records: Callable) -> int:
    """Write the records of every document as JSON Lines, whole or not at all; a line to stderr for each that failed."""
    from newsgauge import jobs
    from newsgauge.reading.formats import read_source, source_from_bytes

    _check_date(arguments.published)
    lines, failed = [], 0
    for path in arguments.paths:
        try:
            files = [path] if path == _STDIN else jobs.find_files(path)
        except OSError as error:
            _complain(str(jobs.failure(path, error)))
            failed += 1
            continue
        for file in files:
            try:
                source = (source_from_bytes("stdin.txt", sys.stdin.buffer.read()) if file == _STDIN
                          else read_source(file))
                lines += [json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"
                          for record in records(source, arguments.published)]
            except Exception as error:  # one document must not end the work on the others, whatever is wrong with it
                _complain(str(jobs.failure(str(file), error)))
                failed += 1
    _write("".join(lines).encode("utf-8", "backslashreplace"), arguments.output)
    return 1 if failed else 0


def _check_date(text: str) -> None:
    from newsgauge.extract.dates import parse_day

    try:
        parse_day(text)
    except ValueError as error:
        raise UsageError(f"--published: {error}") from error


def _write(data: bytes, output: str | None) -> None:
    """Write to the file, whole or not at all, or to standard output."""
    if output is None:
        stream = getattr(sys.stdout, "buffer", None)
        if stream is None:
            sys.stdout.write(data.decode("utf-8"))
        else:
            stream.write(data)
            stream.flush()
        return
    from newsgauge.shards import replace_file

    try:
        replace_file(Path(output), data)
    except OSError as error:
        raise UsageError(f"{output}: can't be written ({error.strerror or error}); name another file with --output"
                         ) from error


def _complain(message: str) -> None:
    """One line to standard error; what a name holds that could steer a terminal is told as \\u…."""
    line = " ".join(message.split())
    print("".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line), file=sys.stderr)


# --- build, add, remove

def _build(arguments: argparse.Namespace) -> int:
    from newsgauge import ingest

    if arguments.exchange and not arguments.cluster:
        raise UsageError("--exchange is for a cluster; name its scheduler with --cluster ADDRESS")
    return _told(ingest.build(arguments.paths or None, arguments.home, progress=_progress(), cluster=arguments.cluster,
                              exchange=arguments.exchange))


def _add(arguments: argparse.Namespace) -> int:
    from newsgauge import ingest, jobs

    _check_date(arguments.published)
    items = [jobs.Upload(arguments.name, sys.stdin.buffer.read()) if path == _STDIN else path
             for path in arguments.paths]
    return _told(ingest.add(items, arguments.home, published=arguments.published, progress=_progress()))


def _remove(arguments: argparse.Namespace) -> int:
    from newsgauge import ingest

    if arguments.undo:
        return _told(ingest.restore(arguments.documents, arguments.home))
    return _told(ingest.remove(arguments.documents, arguments.home, wipe=arguments.wipe))


def _told(report) -> int:
    for line in (*report.notes, *map(str, report.failures)):
        _complain(line)
    if report.undated:
        more = f" and {len(report.undated) - _NAMED} more" if len(report.undated) > _NAMED else ""
        _complain(f"no date was found in: {', '.join(report.undated[:_NAMED])}{more}; "
                  "so 今年 and 去年 have no year there; add them again with --published")
    print(report)
    return 1 if report.failures else 0


def _progress() -> Callable[[int, int, str], None] | None:
    """A line that counts the documents, where somebody is looking."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int, name: str) -> None:
        print(f"\r\033[K{done}/{total} {name[:60]}" if name else "\r\033[K", end="", file=sys.stderr, flush=True)

    return show


# --- corrections, export

def _corrections(arguments: argparse.Namespace) -> int:
    from newsgauge import corrections, ingest, shards

    home = shards.home_path(arguments.home)
    if arguments.action == "export":
        print(f"corrections exported: {corrections.export(home, Path(arguments.file))}")
        return 0
    records = corrections.import_(home, Path(arguments.file))
    print(f"corrections imported: {len(records)}")
    # Corrections of articles change what is read in them.
    report = ingest.reread([record["document_id"] for record in records if record["level"] == "article"], home)
    return _told(report) if report.documents or report.failures else 0


def _export(arguments: argparse.Namespace) -> int:
    from newsgauge import export
    from newsgauge.concepts import load_concepts
    from newsgauge.store import Filters, Store

    store = Store.open(arguments.home)
    documents = store.documents()
    ids = dict(zip(documents["name"], documents["document_id"], strict=True))
    chosen = tuple(ids.get(name, name) for name in arguments.document)
    for name in chosen:
        _check_known("document", name, ids.values(), "name a document of the store, by file name or id")
    for name in arguments.concept:
        _check_known("concept", name, load_concepts(), "name an id of newsgauge/tables/concepts.toml")
    filters = Filters(
        topics=tuple(arguments.topic), regions=tuple(map(_region_code, arguments.region)), documents=chosen,
        statuses=tuple(arguments.status), concepts=tuple(arguments.concept), measures=tuple(arguments.measure),
        years=arguments.years, text=arguments.text)
    data = export.data_bytes(store.observations(filters), arguments.format, sources=documents)
    _write(data, arguments.output)
    return 0


def _region_code(name: str) -> str:
    from newsgauge.regions import find_region, get_region

    region = get_region(name) or find_region(name)
    if region is None:
        raise UsageError(f"--region {name}: there is none; write a name (浙江省) or a code (330000, CN, WORLD)")
    return region.code


def _check_known(option: str, value: str, known: Container[str], advice: str) -> None:
    if value not in known:
        raise UsageError(f"--{option} {value}: there is none; {advice}")


def _years(text: str) -> tuple[int, int]:
    """2021 or 2019-2023, as first and last year."""
    from newsgauge.links import parse_years

    if not (years := parse_years(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no range of years; write 2021 or 2019-2023")
    return years


# --- explain, score, bench

def _explain(arguments: argparse.Namespace) -> int:
    from newsgauge.extract.explain import explain

    _check_date(arguments.published)
    text = sys.stdin.read() if arguments.sentence == _STDIN else arguments.sentence
    lines = "".join(line + "\n" for line in explain(text, arguments.published))
    _write(lines.encode("utf-8", "backslashreplace"), None)
    return 0


def _score(arguments: argparse.Namespace) -> int:
    from newsgauge import scoring

    chosen = [Path(arguments.gold)] if arguments.gold else \
        [scoring.LABELS / name for name in arguments.set or scoring.label_sets()]
    try:
        scores = {folder.name: scoring.score_set(folder) for folder in chosen}
    except scoring.LabelsError as error:
        raise UsageError(str(error)) from error
    lines: list[str] = []
    if arguments.json:
        lines.append(json.dumps({name: score.figures for name, score in scores.items()}, ensure_ascii=False))
    if arguments.markdown:
        lines.extend(scoring.as_markdown(scores))
    for name, score in scores.items() if not (arguments.json or arguments.markdown) else ():
        lines.append(f"{name}")
        if arguments.errors:
            lines.extend(_error_line(*error) for error in score.errors)
        lines.extend(f"  {key:20} {figure:.3f}" if isinstance(figure, float) else f"  {key:20} {figure}"
                     for key, figure in score.figures.items())
    _write("".join(line + "\n" for line in lines).encode("utf-8", "backslashreplace"), None)
    return 0


def _error_line(kind: str, label: dict | None, made: dict | None) -> str:
    """One line of `score --errors`: what was wanted and what was read."""
    one = label or made
    parts = [f"  {kind.upper():10} {one['document']} {one['start']} {one.get('text') or one.get('title')}"]
    if label and made:
        key = {"article": "title", "topic": "topics"}.get(kind, kind)
        value = f" ({made['value']:g})" if kind == "measure" else ""
        parts.append(f"want {label.get(key)} got {made.get(key)}{value}")
    parts.append(one.get("clause", "")[:60])
    return " | ".join(part for part in parts if part)


def _bench(arguments: argparse.Namespace) -> int:
    from newsgauge import bench

    for line in bench.run(arguments.paths or None, seconds=arguments.seconds):
        print(line, flush=True)
    return 0


# --- the commands and their options

def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m newsgauge",
        description="The numbers in Chinese news, each tied to the sentence that states it.",
        epilog="`python -m newsgauge COMMAND --help` explains a command. The dashboard: python3 start.py")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Callable, summary: str, details: str = "") -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}. {details}")
        sub.set_defaults(run=run)
        return sub

    def with_home(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--home", metavar="DIR", help="the store's folder (default: NEWSGAUGE_HOME or data/workspace)")

    for name, run, what in (("extract", _extract, "observations"), ("articles", _articles, "articles")):
        sub = command(name, run, f"write the {what} of documents as JSON Lines",
                      "Spans (start, end) are half-open indices into the text of the file as it stands on disk. "
                      "Nothing is stored.")
        sub.add_argument("paths", nargs="+", metavar="PATH", help="file, folder, glob, or - for standard input")
        sub.add_argument("--published", default="", metavar="DATE",
                         help="publication date, YYYY-MM-DD or YYYY-MM (default: found in the text)")
        sub.add_argument("--output", metavar="FILE", help="write here, whole or not at all (default: standard output)")

    sub = command("build", _build, "bring the store up to date",
                  "Reads the documents at PATH (default: the shipped corpus) and all that were added before; only what "
                  "changed is built again, removed documents stay removed.")
    sub.add_argument("paths", nargs="*", metavar="PATH", help="file, folder or glob (default: data/corpus)")
    sub.add_argument("--cluster", default="", metavar="ADDRESS",
                     help="read on a Dask cluster: the address of its scheduler, or local for one over the cores here")
    sub.add_argument("--exchange", default="", metavar="URL",
                     help="where the cluster's workers leave what they made (s3://bucket/folder or what else fsspec "
                     "knows), when they do not see the store's folder")
    with_home(sub)

    sub = command("add", _add, "add documents to the store", "Files: txt, md, html, docx, pdf with text.")
    sub.add_argument("paths", nargs="+", metavar="PATH", help="file, folder, glob, or - for standard input")
    sub.add_argument("--published", default="", metavar="DATE",
                     help="publication date, YYYY-MM-DD or YYYY-MM (default: found in the text)")
    sub.add_argument("--name", default="stdin.txt", help="the name of the document read from standard input")
    with_home(sub)

    sub = command("remove", _remove, "remove documents from the store",
                  "The originals stay, so that --undo brings the documents back; --wipe deletes them for good.")
    sub.add_argument("documents", nargs="+", metavar="DOCUMENT", help="file name or document id")
    act = sub.add_mutually_exclusive_group()
    act.add_argument("--undo", action="store_true", help="bring removed documents back")
    act.add_argument("--wipe", action="store_true",
                     help="delete originals, numbers and corrections of the documents; there is no way back")
    with_home(sub)

    sub = command("corrections", _corrections, "export or import what readers have corrected")
    sub.add_argument("action", choices=("export", "import"))
    sub.add_argument("file", metavar="FILE", help="JSON Lines")
    with_home(sub)

    sub = command("export", _export, "write the observations of the store to a file",
                  "Filters narrow what is written; one that is given several times takes any of its values.")
    sub.add_argument("--format", choices=("csv", "xlsx", "jsonl", "parquet"), default="csv", help="default: csv")
    sub.add_argument("--output", metavar="FILE", help="write here, whole or not at all (default: standard output)")
    for name, what, choices in (
            ("topic", "a topic, such as 数字贸易", (*TOPICS, OTHER_TOPIC)),
            ("region", "a name or code, such as 浙江省 or 330000", None),
            ("document", "a file name or document id", None),
            ("status", "actual, target or forecast", STATUSES),
            ("concept", "an id of the catalogue, such as 5g_base_stations", None),
            ("measure", "level, growth, change, share or ratio", MEASURES)):
        sub.add_argument(f"--{name}", action="append", default=[], metavar=name.upper(), help=what, choices=choices)
    sub.add_argument("--years", type=_years, metavar="A-B", help="periods that overlap these years: 2021 or 2019-2023")
    sub.add_argument("--text", default="", help="words in indicator, entity or sentence")
    with_home(sub)

    sub = command("explain", _explain, "show how a sentence is read: each quantity, its attributes and the rules")
    sub.add_argument("sentence", help="a sentence, or - for standard input")
    sub.add_argument("--published", default="", metavar="DATE", help="the date that 去年, 目前 … are told from")

    sub = command("score", _score, "measure the extraction on labelled documents",
                  "Extracts from the labelled documents and says how much of it is right, for each set of labels.")
    sub.add_argument("--set", action="append", metavar="NAME", help="a set of labels of data/labels (default: all)")
    sub.add_argument("--gold", metavar="DIR", help="another folder with gold.jsonl, articles.jsonl and ranges.json")
    sub.add_argument("--errors", action="store_true", help="list what was missed, spurious or wrong")
    sub.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    sub.add_argument("--markdown", action="store_true", help="print the figures as the table of docs/extraction.md")

    sub = command("bench", _bench, "measure characters a second of each stage, and of other programs on the same text")
    sub.add_argument("paths", nargs="*", metavar="PATH", help="documents to measure on (default: data/corpus)")
    sub.add_argument("--seconds", type=float, default=2.0, help="time for each measurement (default: 2)")
    return parser
