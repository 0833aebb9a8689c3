"""Sessions that click through all pages at once: errors, response times, the server's memory.

    python benchmarks/load.py [--sessions 25] [--browsers 25] [--minutes 3] [--home FOLDER]

Serves the store at FOLDER (default: the shipped documents, in a new folder) on a free port of this machine. So many of
the sessions as --browsers says are those of a headless browser here, which takes most of the cores for drawing; the
others say to the server what a browser says, and read its answers, as readers on machines of their own do. A response
is the time from a click until the page has run to its end. Exit status 1 if anything went wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

from frontend import FLAGS, NOT_OURS, serve  # noqa: E402
from playwright.async_api import BrowserContext, Page, async_playwright  # noqa: E402
from reader import reading, resident, server_process, worked  # noqa: E402

from newsgauge import ingest  # noqa: E402
from newsgauge.export import browser_path  # noqa: E402
from newsgauge.model import STATUSES  # noqa: E402
from newsgauge.resources import load_table  # noqa: E402
from newsgauge.ui.frame import PAGES  # noqa: E402

PATIENCE = 90_000                  # milliseconds until a response counts as none
PAUSE = (1.0, 4.0)                 # seconds that a reader looks at a page
FILTERED = 0.35                    # of all clicks are on a filter
DONE = """title => { const app = document.querySelector('[data-testid=stApp]'), head = document.querySelector('h1');
    return app?.dataset.testScriptState === 'notRunning' && (!title || head?.innerText.trim() === title); }"""


class Session:
    """One reader: opens the dashboard, then clicks on pages and filters until the time is over."""

    def __init__(self, number: int, address: str, times: dict[str, list[float]], errors: list[str]) -> None:
        self.chance, self.address, self.times, self.errors = random.Random(number), address, times, errors
        self.number = number

    async def run(self, context: BrowserContext, until: float) -> None:
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.errors.append(f"session {self.number}: {error}"))
        page.on("console", self._console)
        await self._timed("first visit", page, page.goto(f"{self.address}/?lang=en"))
        while time.monotonic() < until:
            await asyncio.sleep(self.chance.uniform(*PAUSE))
            try:
                await self._click(page)
            except Exception as error:             # a response that never came is a finding, not the end of the session
                self.errors.append(f"session {self.number}, {page.url}: {str(error)[:200]}")
                await page.goto(f"{self.address}/?lang=en")
            for box in await page.locator("[data-testid=stException]").all_inner_texts():
                self.errors.append(f"session {self.number}, {page.url}: {box[:300]}")

    async def _click(self, page: Page) -> None:
        pills = page.locator(".st-key-_filter_status button")
        if self.chance.random() < FILTERED and await pills.count() == len(STATUSES):
            await self._timed("filter", page, pills.nth(self.chance.randrange(len(STATUSES))).click())
            return
        place = self.chance.randrange(len(PAGES))
        slug = PAGES[place][0]
        title = load_table("strings.toml")["menu"][slug]["en"]
        await self._timed(f"page {slug}", page, page.locator(".st-key-menu a").nth(place).click(), title)

    async def _timed(self, name: str, page: Page, action, title: str = "") -> None:
        begun = time.monotonic()
        await action
        if not title:                              # the click has to reach the server before its answer can end
            await asyncio.sleep(0.15)
        await page.wait_for_function(DONE, arg=title)
        self.times[name].append(time.monotonic() - begun)

    def _console(self, message) -> None:
        if message.type == "error" and not message.location.get("url", "").endswith(NOT_OURS):
            self.errors.append(f"session {self.number}, console: {message.text[:200]}")


class Spoken:
    """One reader without a browser: asks for pages and filters over the page's own connection."""

    def __init__(self, number: int, address: str, times: dict[str, list[float]], errors: list[str]) -> None:
        self.chance, self.address, self.times, self.errors = random.Random(number), address, times, errors
        self.number = number

    async def run(self, until: float) -> None:
        async with reading(self.address, PATIENCE / 1000) as reader:
            slug, status = "", ""
            self.times["first visit"].append(await reader.visit())
            while time.monotonic() < until:
                await asyncio.sleep(self.chance.uniform(*PAUSE))
                name = "filter"
                if self.chance.random() < FILTERED and slug not in ("sources", "about"):
                    status = self.chance.choice(["", *STATUSES])
                else:
                    slug = self.chance.choice(sorted(reader.pages))
                    name = f"page {slug or 'overview'}"
                query = f"lang=en&status={status}" if status else "lang=en"
                self.times[name].append(await reader.visit(slug, query))
            self.errors += [f"session {self.number}, {error}" for error in reader.errors]


async def drive(address: str, sessions: int, browsers: int, minutes: float, memory: list[int],
                server: int) -> tuple[dict, list[str]]:
    """All sessions at once; times by what was clicked, and what went wrong."""
    times: dict[str, list[float]] = defaultdict(list)
    errors: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        contexts = [await browser.new_context(viewport={"width": 1280, "height": 900}) for _ in range(browsers)]
        until = time.monotonic() + 60 * minutes
        work = [asyncio.create_task(Session(number, address, times, errors).run(context, until))
                for number, context in enumerate(contexts)]
        work += [asyncio.create_task(Spoken(number, address, times, errors).run(until))
                 for number in range(browsers, sessions)]
        while not all(task.done() for task in work):
            memory.append(resident(server))
            await asyncio.sleep(1)
        for task in work:
            if task.exception():
                errors.append(repr(task.exception()))
        await browser.close()
    return times, errors


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sessions", type=int, default=25)
    parser.add_argument("--browsers", type=int, default=25)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home, log = options.home or Path(folder) / "home", Path(folder) / "server.log"
        if not options.home:
            ingest.build(home=home)
        with serve(home.absolute(), log) as address:
            memory: list[int] = []
            server = server_process(address)
            before = worked(server)
            times, errors = asyncio.run(drive(address, options.sessions, min(options.browsers, options.sessions),
                                              options.minutes, memory, server))
            work = worked(server) - before
        told = log.read_text("utf-8", "replace")
    every = [one for of_kind in times.values() for one in of_kind]
    print(f"{options.sessions} sessions, {min(options.browsers, options.sessions)} of them in a browser here, "
          f"{options.minutes:g} minutes, {len(every)} responses; load of the machine "
          f"{os.getloadavg()[0]:.0f} over {os.cpu_count()} cores")
    print(f"{'':24}{'count':>7}{'median s':>10}{'95 % s':>10}{'longest s':>11}")
    for name, of_kind in [("all", every), *sorted(times.items())]:
        of_kind = sorted(of_kind)
        print(f"{name:24}{len(of_kind):7}{statistics.median(of_kind):10.2f}"
              f"{of_kind[round(0.95 * (len(of_kind) - 1))]:10.2f}{of_kind[-1]:11.2f}")
    print(f"work of the server: {work:.0f} s, {work / max(len(every), 1):.2f} s a response")
    print(f"memory of the server: {memory[0]} MB at first, {max(memory)} MB at most, {memory[-1]} MB at the end")
    faults = told.count("Traceback (most recent call last)")
    print(f"errors: {len(errors)} in the browser, {faults} in the server's log")
    for error in sorted(set(errors))[:20]:
        print(f"  {error}")
    if faults:
        print(told[told.index("Traceback"):][:3000])
    return 1 if errors or faults else 0


if __name__ == "__main__":
    sys.exit(main())
