"""Data routes beside the pages: what their filters select, as CSV, JSON or Parquet, for programs.

The parameters are those of the pages' addresses, with the same values; see docs/api.md.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, get_args

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route

from newsgauge import __version__
from newsgauge.concepts import canonical_unit, current_id, load_concepts
from newsgauge.links import FIELDS, parse_years
from newsgauge.model import MEASURES, OTHER_TOPIC, STATUSES, TOPICS, Language
from newsgauge.page_language import request_language
from newsgauge.regions import get_region
from newsgauge.store import Filters, Store, StoreError
from newsgauge.ui.language import phrase

if TYPE_CHECKING:
    import pandas
    import pyarrow

    from newsgauge.ui.leading import Series

PARAMETERS: dict[str, str] = FIELDS | {"measure": "measures", "article": "articles"}
ORDERS = ("document", "period", "value", "confidence", "indicator")
_SINGLE = ("year", "q", "order", "limit", "offset", "lang")
_PART = 2**18                      # bytes handed on at a time


class BadQuery(ValueError):
    """The address asks for what does not exist; holds the key of the sentence that says so and its values."""

    def __init__(self, key: str, **values: object):
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True)
class Query:
    """What an address asks for."""

    filters: Filters = field(default_factory=Filters)
    order: str | None = None
    limit: int | None = None
    offset: int = 0


def read_query(items: list[tuple[str, str]], store: Store, *, allowed: tuple[str, ...]) -> Query:
    """The query that the parameters `items` state; raises BadQuery for a parameter not `allowed`, or a value that
    neither the closed lists, the catalogues nor the store know."""
    given: dict[str, list[str]] = {}
    for name, value in items:
        given.setdefault(name, []).append(current_id(value) if name == "concept" else value)
    for name, values in given.items():
        if name not in allowed:
            raise BadQuery("api.unknown_parameter", name=name, allowed=", ".join(allowed))
        if name in _SINGLE and len(values) > 1:
            raise BadQuery("api.repeated", name=name)
        for value in values:
            _check(name, value, store)
    chosen = {PARAMETERS[name]: tuple(dict.fromkeys(values)) for name, values in given.items() if name in PARAMETERS}
    one = {name: values[0] for name, values in given.items() if name in _SINGLE}
    return Query(
        Filters(**chosen, years=parse_years(one["year"]) if "year" in one else None, text=one.get("q", "")),
        one.get("order"), int(one["limit"]) if "limit" in one else None, int(one.get("offset", 0)))


def _check(name: str, value: str, store: Store) -> None:
    closed = {"topic": (*TOPICS, OTHER_TOPIC), "status": STATUSES, "measure": MEASURES, "order": ORDERS,
              "lang": get_args(Language)}.get(name)
    if closed and value not in closed:
        raise BadQuery("api.unknown_value", name=name, value=value, allowed=", ".join(closed))
    if name == "year" and not parse_years(value):
        raise BadQuery("api.no_years", value=value)
    if name in ("limit", "offset") and not (value.isascii() and value.isdigit() and len(value) <= 12):
        raise BadQuery("api.no_count", name=name, value=value)
    known: dict[str, Callable[[], bool]] = {
        "region": lambda: get_region(value) is not None,
        "concept": lambda: value in load_concepts(),
        "document": lambda: store.holds(value),
        "article": lambda: store.article(value) is not None,
    }
    if name in known and not known[name]():
        raise BadQuery(f"api.unknown_{name}", value=value)


# --- answers

def observations(store: Store, query: Query, format: str) -> Iterator[bytes]:
    """The observations as a file of the format csv, json or parquet, in parts."""
    return _WRITERS[format](store.observation_batches(query.filters, query.order, limit=query.limit,
                                                      offset=query.offset))


def articles(store: Store, query: Query, format: str) -> Iterator[bytes]:
    """The articles without their texts, in parts."""
    return _WRITERS[format](store.article_batches(query.filters, limit=query.limit, offset=query.offset))


def concepts(store: Store, query: Query, format: str) -> Iterator[bytes]:
    """The concepts that the selection states, the most reported first: names, unit, kind, and the latest value and
    target as on the tiles of the overview."""
    import pandas  # with the pages' own modules half a second, which the server's start need not wait for

    from newsgauge.ui.data import CachedStore
    from newsgauge.ui.leading import leading_concepts

    catalogue = load_concepts()
    series = {one.latest["concept"]: one for one in leading_concepts(CachedStore(store), query.filters)[0]}
    listed = ("zh", "en", "unit", "dimension", "kind", "topic")
    rows = [{"concept": row["concept"]} | {name: getattr(catalogue[row["concept"]], name) for name in listed} | row
            | _latest(series.get(row["concept"])) for row in store.concept_counts(query.filters).to_dict("records")
            if row["concept"] in catalogue]
    rows = _records(pandas.DataFrame(rows))
    stop = None if query.limit is None else query.offset + query.limit
    yield json.dumps(rows[query.offset:stop], ensure_ascii=False).encode("utf-8")


def _latest(series: Series | None) -> dict[str, object]:
    """The latest value of a concept, the one before where the two compare, and the target; None for what there is not.

    Values are in the unit beside them, that of the concept.
    """
    latest = series.latest if series else {}
    known: dict[str, object] = {name: latest.get(name) for name in ("measure", "entity", "region", "region_code")}
    for name, row in (("latest", latest), ("previous", series.change.since if series and series.change else {}),
                      ("target", series.target or {} if series else {})):
        known |= {f"{name}_value": row.get("canonical_value"), f"{name}_qualifier": row.get("qualifier"),
                  f"{name}_unit": canonical_unit(row["concept"], row["measure"], row["unit"]) if row else None,
                  f"{name}_period": row.get("period"), f"{name}_id": row.get("observation_id")}
    return known


def documents(store: Store, query: Query, format: str) -> Iterator[bytes]:
    """The documents of the store."""
    yield json.dumps(_records(store.documents()), ensure_ascii=False).encode("utf-8")


def _records(frame: pandas.DataFrame) -> list[dict]:
    from newsgauge.export import records

    return records(frame)


def _csv(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[bytes]:
    """The same lines as the page's download: with a BOM, and harmless in a spreadsheet."""
    from newsgauge.export.tables import csv_lines

    yield b"\xef\xbb\xbf"
    for number, batch in enumerate(batches):
        yield csv_lines(batch.to_pandas(), header=number == 0)


def _json(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[bytes]:
    """One list of objects, a line each."""
    opening = "[\n"
    for batch in batches:
        if lines := ",\n".join(json.dumps(record, ensure_ascii=False) for record in _records(batch.to_pandas())):
            yield f"{opening}{lines}".encode()
            opening = ",\n"
    yield b"[]\n" if opening == "[\n" else b"\n]\n"


def _parquet(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[bytes]:
    """Written to the disk first: the end of a Parquet file says where its parts are."""
    import pyarrow.parquet as parquet

    first = next(batches)
    with tempfile.TemporaryFile() as file:
        with parquet.ParquetWriter(file, first.schema, compression="zstd") as writer:
            writer.write_batch(first)
            for batch in batches:
                writer.write_batch(batch)
        yield from _parts(file)


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while part := file.read(_PART):
        yield part


_WRITERS = {"csv": _csv, "json": _json, "parquet": _parquet}
_MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json", "parquet": "application/vnd.apache.parquet"}


# --- routes

@dataclass(frozen=True)
class Data:
    """A route: the name in its address, what answers it, its formats and parameters."""

    name: str
    answer: Callable[[Store, Query, str], Iterator[bytes]]
    formats: tuple[str, ...] = ("json",)
    parameters: tuple[str, ...] = ()


_SELECTING = (*PARAMETERS, "year", "q", "limit", "offset", "lang")
ROUTES = (
    Data("observations", observations, ("csv", "json", "parquet"), (*_SELECTING, "order")),
    Data("concepts", concepts, parameters=_SELECTING),
    Data("articles", articles, parameters=_SELECTING),
    Data("documents", documents, parameters=("lang",)),
)


def data_routes(base: str = "") -> list[BaseRoute]:
    """The routes, to stand before those of the pages; `base` is the path that the pages are served under, if any."""
    files = [Route(f"/{data.name}.{format}", _endpoint(data, format)) for data in ROUTES for format in data.formats]
    app = Starlette(routes=[Route("/", _index), *files], exception_handlers={
        HTTPException: _http_error, BadQuery: _bad_query, StoreError: _store_error})
    path = f"/{base.strip('/')}/api" if base.strip("/") else "/api"
    return [Route(path, _index), Mount(path, app)]


def _endpoint(data: Data, format: str) -> Callable[[Request], Response]:
    def respond(request: Request) -> Response:
        store = Store.open()
        if not store.extractors:
            return _error(request, 503, "api.not_built")
        query = read_query(request.query_params.multi_items(), store, allowed=data.parameters)
        tag = _tag(store, request)
        headers = {"ETag": tag, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        if tag in (given.strip() for given in request.headers.get("if-none-match", "").split(",")):
            return Response(status_code=304, headers=headers)
        if request.method == "HEAD":
            answer = Response(headers=headers, media_type=_MEDIA[format])
            del answer.headers["content-length"]
            return answer
        return StreamingResponse(_begun(data.answer(store, query, format)), headers=headers, media_type=_MEDIA[format])

    return respond


def _begun(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The same parts with the first made already, so that what goes wrong at the start can still be said."""
    first = next(parts)

    def all_parts() -> Iterator[bytes]:
        yield first
        yield from parts

    return all_parts()


def _tag(store: Store, request: Request) -> str:
    """Changes when the store, the program or the question does."""
    asked = "\n".join((__version__, store.version, request.url.path,
                       *(f"{name}={value}" for name, value in request.query_params.multi_items())))
    return f'W/"{hashlib.sha256(asked.encode()).hexdigest()[:24]}"'


def _index(request: Request) -> Response:
    """What there is, for who asks for /api/ itself."""
    return JSONResponse({"name": "Newsgauge", "version": __version__, "routes": [
        {"path": f"{data.name}.{format}", "parameters": list(data.parameters)}
        for data in ROUTES for format in data.formats]})


# --- errors

def _error(request: Request, status: int, key: str, **values: object) -> Response:
    headers = {"Retry-After": "60"} if status == 503 else None
    return JSONResponse({"error": phrase(key, request_language(request.scope), **values)}, status, headers)


def _bad_query(request: Request, error: BadQuery) -> Response:
    return _error(request, 400, error.key, **error.values)


def _http_error(request: Request, error: HTTPException) -> Response:
    if error.status_code == 404:
        there = ", ".join(f"{data.name}.{format}" for data in ROUTES for format in data.formats)
        return _error(request, 404, "api.no_route", path=request.url.path, routes=there)
    return _error(request, error.status_code, "api.method", method=request.method)


def _store_error(request: Request, error: StoreError) -> Response:
    return _error(request, 500, "api.store", reason=str(error))
