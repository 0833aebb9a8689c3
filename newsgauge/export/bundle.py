"""A figure with everything that belongs to it, as one ZIP file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import get_args

import pandas as pd
import plotly.graph_objects as go

from newsgauge.charts.text import say
from newsgauge.export.citations import CitationStyle, citation
from newsgauge.export.figures import FigureFormat, figure_bytes
from newsgauge.export.names import figure_name
from newsgauge.export.tables import column_meaning, data_bytes
from newsgauge.model import Language

_MADE = (1980, 1, 1, 0, 0, 0)          # the same figure gives the same file


def figure_zip(fig: go.Figure, frame: pd.DataFrame, *, documents: pd.DataFrame | None = None,
               language: Language = "zh", format: FigureFormat = "png", link: str = "", filters: str = "",
               downloaded: str = "", **texts: str) -> bytes:
    """`fig` as a file, its data as CSV, metadata.json and README.txt, zipped.

    `documents` (columns document_title, publisher, article_date) are what the figure rests on, where the rows of
    `frame` do not name them.
    `filters` says in words what is filtered, `link` opens the same view, `downloaded` is the date (YYYY-MM-DD);
    `texts` replace title, subtitle, source and note of the figure. Raises ExportUnavailable as `figure_bytes` does.
    """
    meta = dict(fig.layout.meta or {}) | texts
    title = meta.get("title") or "Newsgauge"
    record = {"kind": "figure", "title": title, "sources": meta.get("source", ""), "link": link,
              "accessed": downloaded}
    citations = {style: citation(record, style) for style in get_args(CitationStyle)}
    documents = frame if documents is None else documents
    told = [column for column in ("document_title", "publisher", "article_date") if column in documents.columns]
    sources = documents[told].drop_duplicates().sort_values(told).astype(str).to_dict("records") if told else []
    columns = {str(name): column_meaning(str(name), language) for name in frame.columns}
    metadata = {"title": title, "subtitle": meta.get("subtitle", ""), "note": meta.get("note", ""),
                "source": meta.get("source", ""), "description": meta.get("alt", ""), "link": link,
                "filters": filters, "downloaded": downloaded, "language": language, "rows": len(frame),
                "columns": columns, "documents": sources, "citation": citations}
    names = {"figure": figure_name(fig, format), "data": figure_name(fig, "csv")}
    readme = _readme(metadata, names, language)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in ((names["figure"], figure_bytes(fig, format, language=language, **texts)),
                           (names["data"], data_bytes(frame, "csv", language=language)),
                           ("metadata.json", json.dumps(metadata, ensure_ascii=False, indent=2).encode("utf-8")),
                           ("README.txt", readme.encode("utf-8-sig"))):
            archive.writestr(zipfile.ZipInfo(name, _MADE), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _readme(metadata: Mapping, names: Mapping[str, str], language: Language) -> str:
    def word(key: str, **values: object) -> str:
        return say("export", key, language, **values)

    lines = [word("readme_title", title=metadata["title"]), ""]
    lines += [metadata["description"], ""] if metadata["description"] else []
    lines += [word("readme_filters", text=metadata["filters"] or word("readme_all"))]
    lines += [word("readme_link", link=metadata["link"])] if metadata["link"] else []
    lines += [word("readme_made", day=metadata["downloaded"])] if metadata["downloaded"] else []
    lines += [metadata[key] for key in ("subtitle", "note") if metadata[key]]
    caution = word("readme_caution" if "sentence" in metadata["columns"] else "readme_counted")
    lines += ["", caution, "", f"# {word('readme_files')}",
              f"{names['figure']}: {word('readme_figure')}",
              f"{names['data']}: {word('readme_data', count=metadata['rows'])}",
              f"metadata.json: {word('readme_metadata')}"]
    lines += ["", f"# {word('readme_columns')}",
              *(f"{name}: {meaning}" for name, meaning in metadata["columns"].items())]
    lines += ["", f"# {word('readme_sources')}",
              *(", ".join(filter(None, source.values())) for source in metadata["documents"])]
    lines += ["", f"# {word('readme_citation')}",
              *(f"{style}:\n{text}\n" for style, text in metadata["citation"].items())]
    return "\r\n".join("\n".join(lines).splitlines()) + "\r\n"
