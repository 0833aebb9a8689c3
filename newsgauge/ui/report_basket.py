"""What readers collect for a report: figures with the numbers behind them, kept beside the store as they were."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import plotly.io

from newsgauge.export import records
from newsgauge.report import figure_ids
from newsgauge.shards import replace_file

MOST = 30                          # figures of one report
_EVIDENCE, _ROWS = 60, 25          # numbers or documents of one figure, and rows of one without numbers
_FIELDS = ("value", "value_max", "unit", "qualifier", "measure", "status", "period", "indicator", "entity",
           "region_code", "concept", "canonical_value", "canonical_value_max", "sentence", "mark_start", "mark_end",
           "article_title", "article_date", "document_title", "corrected")
_CONTENTS = "contents.json"


@dataclass(frozen=True)
class Contents:
    """The report's texts, and its figures in their order: the id of each with the reader's comment on it."""

    title: str = ""
    introduction: str = ""
    figures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Kept:
    """A figure as it was when it was chosen; `evidence` are rows of observations, `rows` all the data behind it."""

    figure: go.Figure
    evidence: list[dict]
    table: list[dict]
    rows: int
    selection: str
    link: str
    documents: list[dict] = field(default_factory=list)    # what it rests on, where no sentence stands behind it


def load_contents(home: Path) -> Contents:
    """What was kept last; an empty report where nothing is or it can't be read."""
    kept = _load(home / "report" / _CONTENTS)
    figures = kept.get("figures") if isinstance(kept.get("figures"), list) else []
    return Contents(str(kept.get("title", "")), str(kept.get("introduction", "")),
                    tuple((str(code), str(comment)) for code, comment in figures))


def keep_contents(home: Path, contents: Contents) -> None:
    """Write texts and order down, and drop the figures that are no longer among them."""
    folder = home / "report"
    folder.mkdir(parents=True, exist_ok=True)
    replace_file(folder / _CONTENTS, json.dumps(asdict(contents), ensure_ascii=False).encode())
    wanted = {f"{code}.json" for code, _ in contents.figures} | {_CONTENTS}
    for file in folder.glob("*.json"):
        if file.name not in wanted and not file.name.startswith("."):
            file.unlink(missing_ok=True)


def add(home: Path, figure: go.Figure, table: pd.DataFrame, *, selection: str, link: str,
        documents: pd.DataFrame | None = None) -> bool:
    """Put a figure at the end of the report; False when it is there already or the report is full.

    `table` is its data: of observations those are kept that the figure draws, of other data the first rows and the
    first of the `documents` (columns document_title, publisher, article_date) that they were counted in.
    """
    contents = load_contents(home)
    spec = figure.to_json()
    code = hashlib.sha256(f"{spec}{selection}".encode()).hexdigest()[:16]
    if code in dict(contents.figures) or len(contents.figures) >= MOST:
        return False
    kept = {"figure": json.loads(spec), "selection": selection, "link": link,
            "evidence": [], "table": [], "rows": len(table)}
    if "observation_id" in table:
        by_id = table.drop_duplicates("observation_id").set_index("observation_id", drop=False)
        drawn = [name for name in figure_ids(figure) if name in by_id.index]
        rows = by_id.loc[drawn] if drawn else by_id
        kept |= {"evidence": records(rows.head(_EVIDENCE).reindex(columns=list(_FIELDS))), "rows": len(rows)}
    else:
        kept["table"] = records(table.head(_ROWS))
        kept["documents"] = [] if documents is None else records(documents.head(_EVIDENCE))
    folder = home / "report"
    folder.mkdir(parents=True, exist_ok=True)
    replace_file(folder / f"{code}.json", json.dumps(kept, ensure_ascii=False).encode())
    keep_contents(home, Contents(contents.title, contents.introduction, (*contents.figures, (code, ""))))
    return True


def load_figure(home: Path, code: str) -> Kept | None:
    """A figure of the report; None where its file is gone or can't be read."""
    kept = _load(home / "report" / f"{code}.json")
    kept.pop("picture", None)              # version 0.1.0 kept word clouds as pictures
    try:
        figure = plotly.io.from_json(json.dumps(kept.pop("figure")))
        return Kept(figure=figure, **kept)
    except (KeyError, TypeError, ValueError):
        return None


def _load(path: Path) -> dict:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}
