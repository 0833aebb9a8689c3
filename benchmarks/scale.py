"""Builds stores of 100 to 100,000 articles, and times what the pages ask of them.

    python benchmarks/scale.py [SIZE …] [--folder FOLDER]

Sizes are numbers of articles (default: 100 1000 10000 100000). Documents and stores are made in FOLDER (default:
build/scale); a store that is there is not built again, and then its building is not measured. Prints tables for
docs/performance.md: seconds as they passed, and in brackets the seconds of work of all cores.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

from frontend import serve  # noqa: E402
from reader import reading, resident, server_process, worked  # noqa: E402

SIZES = (100, 1_000, 10_000, 100_000)
PAGES = ("indicators", "words", "topics", "documents", "data", "sources")
FILTERS = ({"topic": "数字贸易"}, {"region": "330000"}, {"status": "target"})
READY = 25                         # seconds after its first answer until a server has visited its own pages
ADDED = 5                          # documents added one after the other


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "scale")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--documents", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        print(json.dumps(PARTS[options.part](options.folder, options.documents)))
        return
    results = {size: measure(size, options.folder.absolute()) for size in options.sizes}
    for title, rows in tables(results):
        print(f"\n{title}\n\n| | " + " | ".join(f"{size:,}" for size in results) + " |")
        print("|---|" + "---:|" * len(results))
        for name, cells in rows.items():
            print(f"| {name} | " + " | ".join(cells) + " |")


def measure(size: int, folder: Path) -> dict[str, dict]:
    """All measurements of one size, each part in a process of its own."""
    from recombined import write_documents

    documents, home = folder / f"documents-{size}", folder / f"store-{size}"
    if not documents.is_dir():
        write_documents(documents, size)
    found = {}
    for part in PARTS:
        if part == "build" and (home / "shards").is_dir():
            continue
        print(f"{size:,} articles: {part} …", file=sys.stderr, flush=True)
        command = [sys.executable, __file__, "--part", part, "--folder", str(home), "--documents", str(documents)]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True,
                              env=os.environ | {"NEWSGAUGE_HOME": str(home)})
        found[part] = json.loads(done.stdout.splitlines()[-1])
        print(json.dumps(found[part]), file=sys.stderr, flush=True)
    return found


# --- the parts

def build(home: Path, documents: Path) -> dict:
    import resource

    from newsgauge import ingest, shards

    begun = time.perf_counter()
    report = ingest.build([documents], home)
    took = time.perf_counter() - begun
    own, workers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"seconds": took, "work": sum(use.ru_utime + use.ru_stime for use in (own, workers)),
            "articles": report.articles, "observations": report.observations, "failures": len(report.failures),
            "characters": sum(len(path.read_text("utf-8")) for path in documents.iterdir()),
            "memory": own.ru_maxrss >> 10, "worker_memory": workers.ru_maxrss >> 10,
            # What was merged stays beside it for some minutes and is not counted.
            "megabytes": sum(file.stat().st_size for shard in shards.needed_shards(shards.list_shards(home)[0])
                             for file in shard.path.glob("*.parquet")) / 1e6}


def questions(home: Path, documents: Path) -> dict:
    """What the pages ask of the store: the first time and, median of three, again with another choice."""
    from newsgauge.store import Filters, Store

    found = {"open": timed(lambda: Store.open(home))}
    store = Store.open(home)
    concept = store.facets()["concept"]["value"][0]
    row = store.observations(Filters(concepts=(concept,)), limit=1).to_dict("records")[0]
    topics = [Filters(topics=(topic,)) for topic in ("数字贸易", "区块链", "人工智能与大模型")]
    asked: dict[str, Callable[[Filters], object]] = {
        "facets": store.facets, "count": store.count, "leading series": store.leading, "coverage": store.coverage,
        "latest 1,000 numbers": lambda chosen: store.observations(chosen, 1000, "period"),
        "words of a cloud": lambda chosen: store.terms(chosen, limit=5000),
        "contexts of a word": lambda chosen: store.contexts("平台", chosen),
        "topic shares": store.topic_shares, "400 articles": lambda chosen: store.articles(chosen, 400),
        "search": lambda chosen: store.search("平台 设备", chosen)}
    for name, ask in asked.items():
        found[f"{name}, all"] = timed(lambda ask=ask: ask(Filters()))
        again = [timed(lambda ask=ask, chosen=chosen: ask(chosen)) for chosen in topics]
        found[f"{name}, one topic"] = [statistics.median(pair[k] for pair in again) for k in (0, 1)]
    found["evidence of a number"] = timed(lambda: (
        store.observation(row["observation_id"]), store.neighbours(row["observation_id"]), store.same_thing(row)))
    found["article with its numbers"] = timed(lambda: (
        store.article(row["article_id"]), store.observations(Filters(articles=(row["article_id"],)))))
    found["near articles"] = timed(lambda: store.near_articles(row["article_id"]))
    return found


def pages(home: Path, documents: Path) -> dict:
    """Whole pages, as a reader gets them from a server: right after its start, and once it has visited them itself."""
    wanted: dict[str, list[dict[str, str]]] = {}       # what is measured → what is chosen on the page, time after time
    for page in ("overview", *PAGES):
        changes = {} if page == "sources" else {f"{page}, another filter": FILTERS}
        wanted |= {f"{page}, first": [{}], **changes, f"{page}, again": [{}]}
    wanted["overview, with evidence"] = [{"obs": _latest_observation()}]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with serve(home, log) as address:
            at_once = asyncio.run(_visits(address, {"overview, right after the start": [{}]}))
        with serve(home, log) as address:
            time.sleep(READY)
            found = asyncio.run(_visits(address, wanted))
            return at_once | found | {"memory of the server, MB": resident(server_process(address))}


async def _visits(address: str, wanted: dict[str, list[dict[str, str]]]) -> dict[str, list[float]]:
    """The visits wanted, one after the other: seconds, and seconds of the server's work; the median of several."""
    server, found = server_process(address), {}
    async with reading(address) as reader:
        for name, choices in wanted.items():
            page, times = name.partition(",")[0], []
            for chosen in choices:
                before = worked(server)
                seconds = await reader.visit("" if page == "overview" else page, urlencode({"lang": "en"} | chosen))
                times.append((seconds, worked(server) - before))
            found[name] = [statistics.median(column) for column in zip(*times, strict=True)]
        assert not reader.errors, reader.errors[0]
    return found


def _latest_observation() -> str:
    from newsgauge.store import Filters, Store

    return Store.open().observations(Filters(), limit=1)["observation_id"][0]


def add(home: Path, documents: Path) -> dict:
    """One document after the other into the store: median."""
    from recombined import make_articles

    from newsgauge import ingest, jobs

    texts = ["\n".join(make_articles(10, seed=time.time_ns() + n)) for n in range(ADDED + 1)]
    took = [timed(lambda n=n, text=text: ingest.add([jobs.Upload(f"added-{n}.md", text.encode())], home))
            for n, text in enumerate(texts)]
    return {"add": [statistics.median(pair[k] for pair in took[1:]) for k in (0, 1)]}


PARTS: dict[str, Callable[[Path, Path], dict]] = {"build": build, "questions": questions, "pages": pages, "add": add}


def timed(work: Callable[[], object]) -> list[float]:
    """Seconds as they passed, and seconds of work of all cores."""
    begun, worked = time.perf_counter(), time.process_time()
    work()
    return [time.perf_counter() - begun, time.process_time() - worked]


# --- as tables

def tables(results: dict[int, dict]) -> list[tuple[str, dict[str, list[str]]]]:
    built = [found.get("build") for found in results.values()]
    cells = {
        "observations": lambda b: f"{b['observations']:,}", "characters": lambda b: f"{b['characters']:,}",
        "seconds": lambda b: f"{b['seconds']:.1f}", "seconds of work": lambda b: f"{b['work']:.1f}",
        "articles a second and core": lambda b: f"{b['articles'] / b['work']:.0f}",
        "characters a second and core": lambda b: f"{b['characters'] / b['work']:,.0f}",
        "memory of the command, MB": lambda b: f"{b['memory']}",
        "memory of a worker, MB": lambda b: f"{b['worker_memory']}", "store, MB": lambda b: f"{b['megabytes']:.1f}"}
    found = [("Build", {name: [cell(b) if b else "" for b in built] for name, cell in cells.items()})]
    for part, title in (("questions", "Questions"), ("pages", "Pages"), ("add", "One more document")):
        names = next(iter(results.values()))[part]
        found.append((title, {name: [_cell(result[part][name]) for result in results.values()] for name in names}))
    return found


def _cell(value: list[float] | float) -> str:
    return f"{value[0]:.2f} ({value[1]:.2f})" if isinstance(value, list) else f"{value:,}"


if __name__ == "__main__":
    main()
