"""What readers would wait for, done before they come: imports at once, then the server's own visit to every page."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module

import streamlit as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_LATER = 4.0                       # seconds: who opens the browser with the server has his first page by then


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[dict]:
    """The server's life: beside its first requests it makes ready what all readers share."""
    preparing = asyncio.create_task(_prepare(app))
    yield {}
    preparing.cancel()


async def _prepare(app: st.App) -> None:
    # Where there is no store yet, the first reader sees it built.
    if await asyncio.to_thread(_import_and_open):
        await asyncio.sleep(_LATER)
        with suppress(ConnectionError):            # a server that is open to hosts by name only: not to itself
            await visit_pages(app)
        await asyncio.to_thread(_load_segmenter)


async def visit_pages(app: st.App) -> list[str]:
    """Run each page once, as for a reader who has chosen nothing; the paths of the pages, the overview's first.

    The visit goes the way of a browser's, over the pages' own connection, so that nothing has to be told here of what
    pages need. Between two pages it leaves the interpreter to readers for as long as a page took. Raises
    ConnectionError when the server does not let it in.
    """
    seen: list[str] = []
    async with _connected(app) as (ask, answers):
        pages = {"": ""}                           # path of a page → what the server calls it
        while left := [path for path in pages if path not in seen]:
            begun, asked = time.monotonic(), BackMsg()
            asked.rerun_script.page_script_hash = pages[left[0]]
            ask.put_nowait({"type": "websocket.receive", "bytes": asked.SerializeToString()})
            async for message in _until_finished(answers):
                pages |= page_hashes(message)
            seen.append(left[0])
            await asyncio.sleep(time.monotonic() - begun)
    return seen


def _import_and_open() -> bool:
    """Whether there is a store; plotly, pandas, DuckDB and the catalogue: seconds on a slow machine."""
    from newsgauge.concepts import load_concepts
    from newsgauge.store import Store, StoreError

    import_module("newsgauge.ui.overview")
    load_concepts()
    try:
        return bool(Store.open().extractors)
    except StoreError:
        return False                               # the page says it, and what to do


def _load_segmenter() -> None:
    """What the first look at the places of a word would wait for."""
    from newsgauge.words import count_terms

    count_terms("5G")


@asynccontextmanager
async def _connected(app: st.App) -> AsyncIterator[tuple[asyncio.Queue, asyncio.Queue]]:
    """A connection to the pages inside this process: what is asked, and what is answered (ASGI messages)."""
    ask, answers = asyncio.Queue(), asyncio.Queue()
    path = f"/{st.get_option('server.baseUrlPath').strip('/')}/_stcore/stream".replace("//", "/")
    scope = {"type": "websocket", "asgi": {"version": "3.0"}, "scheme": "ws", "path": path, "raw_path": path.encode(),
             "query_string": b"", "headers": [], "subprotocols": [], "state": {}}
    ask.put_nowait({"type": "websocket.connect"})
    connection = asyncio.create_task(app(scope, ask.get, answers.put))
    try:
        yield ask, answers
    finally:
        ask.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await connection


async def _until_finished(answers: asyncio.Queue) -> AsyncIterator[ForwardMsg]:
    """The messages that a run of a page sends, to its last."""
    while True:
        answer = await answers.get()
        if answer["type"] == "websocket.close":
            raise ConnectionError("the server refused its own visit")
        if answer["type"] == "websocket.send":
            message = ForwardMsg.FromString(answer["bytes"])
            if has_ended(message):
                return
            yield message


def has_ended(message: ForwardMsg) -> bool:
    """Whether it says that the run of a page is over, and not only begun again."""
    return message.WhichOneof("type") == "script_finished" and message.script_finished in (
        ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)


def page_hashes(message: ForwardMsg) -> dict[str, str]:
    """Path of each page ("" for the overview) → what the server calls it, where the message tells the pages."""
    return {"" if page.is_default else page.url_pathname: page.page_script_hash
            for page in message.navigation.app_pages}
