"""The server's own visit: it reaches every page, and what it asked is not asked again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Runs the server's application without a port, visits its pages twice and prints what each visit asked of the store.
VISITS = """
import asyncio, json, sys
from streamlit import config

for name, value in json.loads(sys.argv[1]).items():
    config.set_option(name, value)

import dashboard
from newsgauge.store.asking import Asking
from newsgauge.ui import warm

warm._LATER = 1e6                      # only the visits asked for here
asked, plain = [], Asking._ask

def told(store, answer, sql, *rest):
    asked.append(sql)
    return plain(store, answer, sql, *rest)

Asking._ask = told

async def life():
    orders, started = asyncio.Queue(), asyncio.Queue()
    orders.put_nowait({"type": "lifespan.startup"})
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
    server = asyncio.create_task(dashboard.app(scope, orders.get, started.put))
    assert (await started.get())["type"] == "lifespan.startup.complete"
    for visit in range(2):
        print(*sorted(await warm.visit_pages(dashboard.app)), len(asked))
    orders.put_nowait({"type": "lifespan.shutdown"})
    await server

asyncio.run(life())
"""


@pytest.fixture
def visits(shipped):
    """The words printed for each visit, under the settings given."""
    def run(settings: dict[str, object]) -> list[list[str]]:
        done = subprocess.run(
            [sys.executable, "-c", VISITS, json.dumps(settings)], cwd=ROOT, check=True, capture_output=True, text=True,
            timeout=300, env=os.environ | {"NEWSGAUGE_HOME": str(shipped)})
        return [line.split() for line in done.stdout.splitlines()]
    return run


@pytest.mark.parametrize("below", ["", "numbers/today"])
def test_every_page_is_visited_and_leaves_nothing_to_ask(visits, below):
    first, second = visits({"server.baseUrlPath": below})
    assert first[:-1] == sorted(file.stem for file in (ROOT / "pages").glob("*.py"))
    assert int(first[-1]) > 10
    assert second == first, "the second visit asked the store again"


def test_a_server_open_to_named_hosts_only_refuses_its_own_visit(visits):
    with pytest.raises(subprocess.CalledProcessError) as refused:
        visits({"server.allowedHosts": ["news.example.org"]})
    assert "ConnectionError" in refused.value.stderr
