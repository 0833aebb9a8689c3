"""The dashboard as a program on a port, and a page of it in a browser: what the tests here and the pictures need."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, Playwright, expect

from newsgauge.export import browser_path

ROOT = Path(__file__).parents[2]
SLUGS = ("", *sorted(file.stem for file in (ROOT / "pages").glob("*.py")))     # "" is the overview
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")
PATIENCE = 60_000              # milliseconds for one step, on a slow machine with other work
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2,
         "user_agent": "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 "
                       "Mobile Safari/537.36"}
# The frontend looks for the server's address below a page's own first, and says so on the console.
NOT_OURS = ("/_stcore/host-config", "/_stcore/health")
# Pages with charts; the others hold tables or text.
CHARTED = ("", "documents", "indicators", "topics", "words")
# What plotly draws for data: points, words of a cloud, bars, the cells of a heat map.
MARKS = ".js-plotly-plot :is(.scatterlayer .point, .scatterlayer .textpoint, .barlayer .point, .heatmaplayer image)"


def launch(playwright: Playwright):
    """A headless browser of the machine's own; a sentence says what to do when there is none."""
    path = browser_path()
    assert path, ("no Chrome, Chromium or Edge was found: install one (Debian: apt install chromium fonts-noto-cjk) or "
                  "name it in BROWSER_PATH")
    return playwright.chromium.launch(executable_path=path, args=list(FLAGS))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serve(home: Path, log: Path):
    """`streamlit run dashboard.py` on the store at `home`; the address, once it answers."""
    port = free_port()
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port), "--server.headless",
             "true", "--server.fileWatcherType", "none"], cwd=ROOT, stdout=out, stderr=subprocess.STDOUT,
            env=dict(os.environ, NEWSGAUGE_HOME=str(home), PYTHONUTF8="1"))
    try:
        address = f"http://localhost:{port}"
        _wait_for(address, server, log)
        yield address
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + PATIENCE / 1000
    while True:
        try:
            opener.open(f"{address}/_stcore/health", timeout=2).read()
            return
        except OSError:
            tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
            assert server.poll() is None, f"the server ended at once:\n{tail}"
            assert time.monotonic() < end, f"the server does not answer:\n{tail}"
            time.sleep(0.1)


class Visit:
    """A page in a browser, and what went wrong on it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.errors: list[str] = []
        self.opened: list[Page] = []           # pages that links of this one have opened
        page.set_default_timeout(PATIENCE)
        page.on("console", self._console)
        page.on("popup", lambda page: self.opened.append(page))
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _console(self, message) -> None:
        where = message.location.get("url", "")
        if message.type == "error" and not where.endswith(NOT_OURS):
            self.errors.append(f"{message.text} {where}")

    def open(self, slug: str, **parameters: str | list[str]) -> Visit:
        """Go to a page by its address and wait until it is drawn."""
        self.page.goto(f"{self.address}/{slug}?{urlencode(parameters, doseq=True)}")
        return self.settle()

    def settle(self) -> Visit:
        """Wait until the page's script has run and nothing of it is left to draw."""
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning] h1")
        expect(self.page.locator("[data-testid=stSkeleton]")).to_have_count(0, timeout=PATIENCE)
        self.page.wait_for_function("""() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')]
            .every(chart => chart.querySelector('.main-svg'))""")
        return self

    @property
    def title(self) -> str:
        return self.page.locator("h1").first.inner_text()

    def check(self) -> None:
        """No exception on the page, no error on the console."""
        boxes = self.page.locator("[data-testid=stException]").all_inner_texts()
        assert not boxes, f"{self.page.url}:\n{boxes[0]}"
        assert not self.errors, f"{self.page.url}:\n" + "\n".join(self.errors)

    def marks(self) -> int:
        """How many marks the charts on the page have."""
        return self.page.locator(MARKS).count()

    def key(self, key: str):
        """The element whose key in the code is `key`."""
        return self.page.locator(f".st-key-{key}")
