"""Documents to be read: where their bytes are, what is known of them, and why one can't be taken in."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from newsgauge import shards, tabulate
from newsgauge.extract.dates import parse_day
from newsgauge.reading.errors import ReadError

if TYPE_CHECKING:
    from newsgauge.model import Source

SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf")
GIVEN = ("title", "publisher", "published")          # what may be known of a document without its text
_LONGEST_NAME = 120


@dataclasses.dataclass(frozen=True, slots=True)
class Failure:
    """A document that was not taken in, why, and what to do."""

    name: str
    reason: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}" + (f"; {self.advice}" if self.advice else "")


def failure(name: str, error: Exception) -> Failure:
    """An error as a sentence about the document: what is wrong and what to do."""
    if isinstance(error, ReadError | tabulate.InvariantError | shards.StoreError):
        return Failure(name, str(error).removeprefix(f"{name}: "))
    if isinstance(error, FileNotFoundError):
        return Failure(name, str(error.strerror or "no such file"), "check the path")
    if isinstance(error, MemoryError):
        return Failure(name, "needs more memory than it may have", "split it into smaller files")
    if isinstance(error, OSError):
        return Failure(name, f"can't be read ({error.strerror or error})", "check the file and its permissions")
    return Failure(name, f"{type(error).__name__}: {error}",
                   "a fault of the program; please report it with this document")


@dataclasses.dataclass(frozen=True, slots=True)
class Upload:
    """A document to be added: its bytes under a name, and what is known of it ("" = to be found in the text)."""

    name: str
    data: bytes
    title: str = ""
    publisher: str = ""
    published: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Job:
    """A document to be read: where its bytes are, the record kept of it (see shards.keep_original), and what readers
    have corrected in its articles (see article_corrections)."""

    record: dict[str, str]
    place: Path | bytes
    changes: Sequence[Mapping] = ()

    @property
    def document_id(self) -> str:
        return self.record["sha256"][:16]

    def data(self) -> bytes:
        return self.place if isinstance(self.place, bytes) else self.place.read_bytes()

    def size(self) -> int:
        return len(self.place) if isinstance(self.place, bytes) else self.place.stat().st_size

    def key(self) -> str:
        """What the tables of the document are made from, besides its bytes: extractor, what was given, corrections."""
        given = [tabulate.extractor_version(), *(self.record.get(name, "") for name in ("name", *GIVEN))]
        given += [[record[name] for name in ("action", "start", "end", "changes", "at")] for record in self.changes]
        return hashlib.sha256(json.dumps(given).encode()).hexdigest()[:16]

    def source(self, data: bytes) -> Source:
        """The document's text, and what was given with it; ReadError where its bytes can't be read."""
        from newsgauge.reading.formats import source_from_bytes

        known = {name: self.record[name] for name in GIVEN if self.record.get(name)}
        try:
            parse_day(known.get("published", ""))
        except ValueError:                             # an older version has taken it
            del known["published"]
        return dataclasses.replace(source_from_bytes(self.record["name"], data), **known)


# --- finding documents

def find_jobs(home: Path, paths: Iterable[Path | str | Upload], *, published: str = "") -> Iterator[Job | Failure]:
    """The documents at files, folders and globs, with what a manifest beside them says, or why there is none."""
    manifests: dict[Path, dict] = {}
    for item in paths:
        if isinstance(item, Upload):
            known = {name: getattr(item, name) for name in GIVEN} | ({"published": published} if published else {})
            try:
                yield Job(_record(home, hashlib.sha256(item.data).hexdigest(), item.name, known), item.data)
            except ReadError as error:
                yield failure(item.name, error)
            continue
        try:
            files = find_files(item)
        except OSError as error:
            yield failure(str(item), error)
            continue
        for file in files:
            try:
                if file.parent not in manifests:
                    manifests[file.parent] = load_manifest(file.parent)
                known = manifests[file.parent].get(file.name, {}) | ({"published": published} if published else {})
                yield Job(_record(home, _hash_file(file), file.name, known), file)
            except (OSError, ReadError, shards.StoreError) as error:
                yield failure(str(file), error)


def _hash_file(file: Path) -> str:
    """The SHA-256 of a file that can be a document; ReadError for what is too large or no file, before it is read."""
    from newsgauge.reading.formats import check_size

    if not file.is_file():
        raise ReadError(f"{file}: is not a file; give its text to standard input and name it -")
    check_size(str(file), file.stat().st_size)
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _record(home: Path, sha256: str, name: str, given: dict[str, str]) -> dict[str, str]:
    """What is known of a document: what is given now, else what was known before; ReadError for no date."""
    check_given(name, given)
    new = {"sha256": sha256, "name": tidy_name(name), "format": "", **dict.fromkeys(GIVEN, ""), "added": shards.now()}
    return new | (shards.load_original(home, sha256) or {}) | {name: given[name] for name in GIVEN if given.get(name)}


def check_given(name: str, given: Mapping[str, str]) -> None:
    """Raise ReadError where what is given of a document can't be."""
    try:
        parse_day(given.get("published", ""))
    except ValueError as error:
        raise ReadError(f"{name}: {error}") from error


def tidy_name(name: str) -> str:
    """A document's name as it is kept and shown: without folders and characters that can't be seen, not too long.

    >>> tidy_name("../../报告\u202etxt.exe"), tidy_name("..")
    ('报告txt.exe', 'document')
    """
    name = PurePath(name.replace("\\", "/")).name
    name = "".join(" " if c.isspace() else c for c in name if c.isspace() or unicodedata.category(c)[0] != "C")
    if len(name) > _LONGEST_NAME:
        name = PurePath(name).stem[:_LONGEST_NAME] + PurePath(name).suffix[:10]
    return name if name.strip(". ") else "document"


def find_files(path: Path | str) -> list[Path]:
    """The documents at a path: the file itself, the files of a folder and its subfolders, or what a glob matches.

    Raises FileNotFoundError when there is nothing.
    """
    import glob

    path = Path(path)
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
    elif path.exists():
        files = [path]
    else:
        files = sorted(Path(name) for name in glob.glob(str(path), recursive=True) if Path(name).is_file())
    if not files:
        what = f"holds no document ({' '.join(SUFFIXES)})" if path.is_dir() else "no such file"
        raise FileNotFoundError(None, what, str(path))
    return files


def load_manifest(folder: Path) -> dict[str, dict[str, str]]:
    """File name → what the folder's manifest.toml says of it; {} when there is none."""
    file = folder / "manifest.toml"
    if not file.is_file():
        return {}
    try:
        return {name: {key: str(value) for key, value in entry.items()}
                for name, entry in tomllib.loads(file.read_text(encoding="utf-8")).items()}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError) as error:
        raise shards.StoreError(f"{file}: {error}; correct the file") from error


def kept_jobs(home: Path) -> Iterator[Job]:
    """All documents of which the store keeps the original, the removed ones too."""
    return (_kept(home, record) for record in shards.list_originals(home))


def kept_job(home: Path, document_id: str) -> Job | None:
    """The document of this id among the originals."""
    record = shards.find_original(home, document_id)
    return _kept(home, record) if record else None


def _kept(home: Path, record: dict[str, str]) -> Job:
    return Job(record, shards.original_path(home, record["sha256"], record["format"]))
