"""A reader without a browser: says to the server what a browser says, and reads its answers."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from newsgauge.ui.warm import has_ended, page_hashes


class Reader:
    """One session; made by `reading`."""

    def __init__(self, socket: ClientConnection, patience: float) -> None:
        self.socket, self.patience = socket, patience
        self.pages: dict[str, str] = {}            # slug of a page ("" is the overview) → what the server calls it
        self.errors: list[str] = []                # exceptions that pages have shown

    async def visit(self, slug: str = "", query: str = "lang=en") -> float:
        """Seconds until the page has run to its end. Raises TimeoutError when the server is silent for too long."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_script_hash = self.pages[slug] if slug else ""
        begun = time.monotonic()
        await self.socket.send(asked.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await asyncio.wait_for(self.socket.recv(), self.patience))
            self.pages |= page_hashes(answer)
            if answer.delta.new_element.WhichOneof("type") == "exception":
                self.errors.append(f"{slug or 'overview'}: {answer.delta.new_element.exception.message}")
            if has_ended(answer):
                return time.monotonic() - begun


@asynccontextmanager
async def reading(address: str, patience: float = 90.0) -> AsyncIterator[Reader]:
    """A session of the server at the address, which may be silent for so many seconds at most."""
    place = address.replace("http", "ws", 1) + "/_stcore/stream"
    async with connect(place, origin=address, subprotocols=["streamlit"], max_size=None) as socket:
        yield Reader(socket, patience)


def resident(process: int) -> int:
    """Memory of a process, in MB."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) >> 10
    return 0


def worked(process: int) -> float:
    """Seconds of work that a process has done."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def server_process(address: str) -> int:
    """The process that serves at the address: a child of this one."""
    port = address.rpartition(":")[2]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if parent == os.getpid() and port.encode() in words:
            return int(folder.name)
    raise SystemExit("the server's process was not found")
