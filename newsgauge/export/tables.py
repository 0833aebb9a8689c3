"""Data downloads: what the filters show as CSV, XLSX, JSON Lines or Parquet, harmless in a spreadsheet."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, get_args

import numpy as np
import pandas as pd
import xlsxwriter

from newsgauge.charts.text import say
from newsgauge.model import Language
from newsgauge.resources import load_table

DataFormat = Literal["csv", "xlsx", "jsonl", "parquet"]
MEDIA_TYPES: dict[DataFormat, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")   # spreadsheets read full-width signs as well
_CONTROL = {code: " " for code in (*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF)}
_MOST_ROWS, _LONGEST_CELL = 1_048_575, 32_767          # of a sheet


def safe_cell(text: str) -> str:
    """`text` as a spreadsheet shows it and never runs it: no control characters, "'" before what begins a formula.

    >>> safe_cell("=1+1"), safe_cell("－5%"), safe_cell("超8000个")
    ("'=1+1", "'－5%", '超8000个')
    """
    guarded = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    plain = text if text.isprintable() else text.translate(_CONTROL)
    return f"'{plain}" if guarded else plain


def data_bytes(frame: pd.DataFrame, format: DataFormat, *, language: Language = "zh",
               sources: pd.DataFrame | None = None, about: Mapping[str, str] | None = None) -> bytes:
    """`frame` as a file: csv (UTF-8 with BOM), xlsx (typed), jsonl, or parquet.

    `sources` (documents) and `about` (what is filtered, when it was made …) go on further sheets of the xlsx. In csv
    and xlsx lists are joined by "; " and texts are made harmless; jsonl and parquet keep every value as it is.
    Raises ValueError for another format, or for more rows than a sheet holds.
    """
    if format == "csv":
        return b"\xef\xbb\xbf" + csv_lines(frame)
    if format == "xlsx":
        return _xlsx(frame, language, sources, about or {})
    if format == "jsonl":
        return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records(frame)).encode("utf-8")
    if format == "parquet":
        out = io.BytesIO()
        frame.to_parquet(out, index=False)
        return out.getvalue()
    raise ValueError(f"no data format {format!r}; choose one of {', '.join(get_args(DataFormat))}")


def csv_lines(frame: pd.DataFrame, *, header: bool = True) -> bytes:
    """The rows of `frame` as lines of CSV, without the BOM; `header=False` for what follows in the same file."""
    return _flat(frame, safe=True).to_csv(index=False, header=header, lineterminator="\r\n").encode("utf-8")


def records(frame: pd.DataFrame) -> list[dict]:
    """The rows of `frame` as dictionaries that JSON can hold: dates as text, what is missing as None."""
    columns = [[_plain(value) for value in frame.iloc[:, place].tolist()] for place in range(len(frame.columns))]
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(value):
    if type(value) in (str, bool, int):                # nearly all; the rest is slower to tell apart
        return value
    if isinstance(value, np.ndarray | list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return None if not math.isfinite(value) else int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, pd.Timestamp | datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def _flat(frame: pd.DataFrame, *, safe: bool) -> pd.DataFrame:
    """`frame` with one plain value in each cell."""
    def cell(value):
        value = _plain(value)
        if isinstance(value, list):
            value = "; ".join(item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)
                              for item in value)
        elif isinstance(value, dict):
            value = json.dumps(value, ensure_ascii=False)
        return safe_cell(value) if safe and isinstance(value, str) else value

    flat = {name: pd.Series([cell(value) for value in frame[name].tolist()], dtype=object) for name in frame.columns}
    return pd.DataFrame(flat, columns=list(frame.columns)).rename(columns=lambda name: safe_cell(str(name)))


def _xlsx(frame: pd.DataFrame, language: Language, sources: pd.DataFrame | None, about: Mapping[str, str]) -> bytes:
    if len(frame) > _MOST_ROWS:
        raise ValueError(f"{len(frame)} rows are more than a sheet holds ({_MOST_ROWS}); choose csv or parquet")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                     "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"})
    head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    _sheet(book, say("export", "sheet_data", language), frame, head)
    columns = pd.DataFrame([(name, column_meaning(name, language)) for name in frame.columns],
                           columns=[say("export", "column", language), say("export", "meaning", language)])
    _sheet(book, say("export", "sheet_columns", language), columns, head)
    if sources is not None:
        _sheet(book, say("export", "sheet_sources", language), sources, head)
    if about:
        columns = [say("export", "item", language), say("export", "content", language)]
        _sheet(book, say("export", "sheet_about", language), pd.DataFrame(list(about.items()), columns=columns), head)
    book.close()
    return out.getvalue()


def _sheet(book, name: str, frame: pd.DataFrame, head) -> None:
    """One sheet: a head row that stays, a filter, numbers as numbers, days as days, texts harmless."""
    sheet = book.add_worksheet(name)
    flat = _flat(frame, safe=True)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for column, title in enumerate(flat.columns):
        sheet.write_string(0, column, title, head)
        dates = pd.api.types.is_datetime64_any_dtype(frame.iloc[:, column])
        for row, value in enumerate(flat.iloc[:, column], 1):
            if value is None:
                continue
            if dates:
                sheet.write_datetime(row, column, datetime.fromisoformat(value), day)
            elif isinstance(value, bool):
                sheet.write_boolean(row, column, value)
            elif isinstance(value, int | float):
                sheet.write_number(row, column, value)
            else:
                sheet.write_string(row, column, str(value)[:_LONGEST_CELL])
        texts = [title, *map(str, flat.iloc[:50, column].dropna())]
        widest = max(sum(2 if ord(c) > 0x2E7F else 1 for c in text) for text in texts)
        sheet.set_column(column, column, min(max(widest + 2, 8), 48))
    sheet.freeze_panes(1, 0)
    if len(flat.columns):
        sheet.autofilter(0, 0, len(flat), len(flat.columns) - 1)


def column_meaning(name: str, language: Language) -> str:
    """What the column `name` holds; "" for a column that charts.toml does not explain."""
    return load_table("charts.toml")["columns"].get(name, {}).get(language, "")
