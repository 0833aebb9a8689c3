"""What the first page needs, made ready while its reader's browser fetches the frontend."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from newsgauge.concepts import load_concepts
from newsgauge.store import Store, StoreError


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[dict]:
    """The server's life: it begins with importing and reading, beside the first requests."""
    threading.Thread(target=_warm, name="warm", daemon=True).start()
    yield {}


def _warm() -> None:
    # plotly, pandas, DuckDB and the catalogue: some seconds on a slow machine, otherwise spent before the first chart.
    import_module("newsgauge.ui.overview")
    load_concepts()
    try:
        Store.open()
    except StoreError:
        pass                           # the page says it, and what to do
