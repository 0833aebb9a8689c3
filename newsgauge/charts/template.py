"""One look for all figures: paper, ink and one red pencil; by day and by night."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import plotly.graph_objects as go

from newsgauge.charts.text import escape, say, text_width, wrap
from newsgauge.model import Language
from newsgauge.resources import load_table

SANS = "Noto Sans SC, PingFang SC, Microsoft YaHei, Source Han Sans SC, Noto Sans CJK SC, sans-serif"
SERIF = "Noto Serif SC, Songti SC, Source Han Serif SC, Noto Serif CJK SC, STSong, SimSun, serif"

WIDTH = 800                  # pixels a figure is laid out for when the page does not say; also that of downloads
TITLE_SIZE, TEXT_SIZE, NOTE_SIZE = 21, 13, 12
_DEEP = 0.6                 # of a ramp; from there on paper has more contrast than ink, in both themes
PAD = 18                     # between the figure's edge and everything in it


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by their part on the page; all texts reach 4.5:1 on `paper`, all series 3:1."""

    paper: str
    ink: str
    muted: str                   # texts of second rank
    grey: str                    # forecasts, and series beyond the sixth
    rule: str                    # thin lines: axes, brackets
    grid: str
    wash: str                    # the palest area: tiles without data, what is missing
    red: str                     # the selected number; numbers that disagree
    series: tuple[str, ...]
    ramp: tuple[str, ...]        # from little to much

    def text_on(self, place: float) -> str:
        """The colour of a text that stands on the ramp at `place`, 0 to 1: ink or paper, whichever is read better."""
        return self.paper if place > _DEEP else self.ink


# Both series lists were searched for the largest smallest distance (CIE76) as seen with normal, protan, deutan and
# tritan sight, the red pencil included, at 3:1 or more on the paper; tests/test_chart_parts.py measures it again.
PALETTES: dict[str, Palette] = {
    "light": Palette(paper="#FBF8F1", ink="#211E1A", muted="#6A645A", grey="#8F887C", rule="#CFC7B8", grid="#ECE6D9",
                     wash="#F1ECE0", red="#C4161C",
                     series=("#0072B2", "#DD6F00", "#07A454", "#CA699B", "#882255", "#332288"),
                     ramp=("#EFE9DC", "#DCD9D0", "#BCC6CC", "#93ADBF", "#6791B0", "#3B729B", "#1B4F78", "#0C3152")),
    "dark": Palette(paper="#1A1816", ink="#ECE5D8", muted="#A89F92", grey="#837C71", rule="#4A453E", grid="#2C2925",
                    wash="#25221F", red="#FF5A4D",
                    series=("#5585F0", "#F0AC28", "#48DA9A", "#AE77BC", "#A45060", "#F3DAFB"),
                    ramp=("#26231F", "#2B3137", "#2F4453", "#335B76", "#3F7699", "#5C95BA", "#8AB8D6", "#C4DFF0")),
}


def palette(theme: str) -> Palette:
    """The colours of `theme`, "light" or "dark"."""
    return PALETTES[theme]


@cache
def template(theme: str) -> go.layout.Template:
    """The plotly template of `theme`: fonts, colours, thin rules, no boxes."""
    p = palette(theme)
    axis = dict(gridcolor=p.grid, linecolor=p.rule, zerolinecolor=p.rule, tickcolor=p.rule, zeroline=False,
                tickfont=dict(color=p.muted, size=NOTE_SIZE), title=dict(font=dict(color=p.muted, size=NOTE_SIZE)),
                fixedrange=True, automargin=False)
    return go.layout.Template(layout=dict(
        paper_bgcolor=p.paper, plot_bgcolor=p.paper, colorway=list(p.series),
        font=dict(family=SANS, size=TEXT_SIZE, color=p.ink),
        xaxis=axis, yaxis=axis | dict(ticks="outside", ticklen=6, tickcolor="rgba(0,0,0,0)"), dragmode=False,
        hovermode="closest", clickmode="event+select",
        hoverlabel=dict(bgcolor=p.paper, bordercolor=p.rule, align="left",
                        font=dict(family=SANS, size=TEXT_SIZE, color=p.ink)),
        legend=dict(orientation="h", x=0, xanchor="left", y=1, yanchor="bottom", bgcolor="rgba(0,0,0,0)",
                    font=dict(color=p.ink, size=NOTE_SIZE), itemsizing="constant", traceorder="normal"),
        margin=dict(l=PAD, r=PAD, t=PAD, b=PAD), separators=".,",
    ))


def finish(fig: go.Figure, *, title: str | None = None, subtitle: str | None = None, source: str | None = None,
           note: str | None = None, width: int | None = None) -> go.Figure:
    """A copy of `fig` that stands alone: title, unit and marks above, source line and note below, at `width` pixels.

    What is not given is taken from what the builder knew (`fig.layout.meta`); "" leaves a part out. The texts are
    plain, not pseudo-HTML. The plot keeps its height; the figure grows with its texts.
    """
    fig = copy.deepcopy(fig)
    given = {"title": title, "subtitle": subtitle, "source": source, "note": note, "width": width}
    fig.layout.meta = dict(fig.layout.meta) | {key: value for key, value in given.items() if value is not None}
    return dress(fig, captions=True)


def dress(fig: go.Figure, *, captions: bool) -> go.Figure:
    """`fig` itself with its texts (none where the page prints them: `captions=False`), its height and margins."""
    meta = fig.layout.meta
    p = palette(meta["theme"])
    language: Language = meta["language"]
    room = meta["width"] - 2 * PAD
    texts = {key: meta[key] if captions else "" for key in ("title", "subtitle", "note", "source")}
    head = wrap(texts["title"], room, TITLE_SIZE)
    small = wrap(texts["subtitle"], room, TEXT_SIZE)
    foot = [line for key in ("note", "source") if texts[key]
            for line in wrap(say("label", key, language, text=texts[key]), room, NOTE_SIZE)]
    head_height, small_height = len(head) * 29, len(small) * 19
    legend = 20 * meta["legend_rows"] + 10 if meta["legend_rows"] else 0
    # On a phone the menu of a figure always shows, and covers what is drawn where nothing stands above.
    bare = 34 if meta["width"] < 500 and not (head or small or legend) else PAD
    top = bare + head_height + small_height + (14 if head or small else 0) + legend
    bottom = meta["bottom"] + (len(foot) * 18 + 22 if foot else 0)
    layout: dict = dict(height=top + meta["plot_height"] + bottom,
                        margin=dict(t=top, b=bottom, l=meta["left"], r=meta["right"]))
    if legend:
        plot_width = meta["width"] - meta["left"] - meta["right"]
        layout["legend"] = dict(x=(PAD - meta["left"]) / plot_width, y=1 + 10 / meta["plot_height"])
    captions_of = [
        dict(name="caption", text="<br>".join(map(escape, lines)), xref="paper", yref="paper", x=0, y=y,
             xanchor="left", yanchor="top", xshift=PAD - meta["left"], yshift=shift, showarrow=False, align="left",
             font=font, borderpad=0)
        for lines, y, shift, font in (
            (head, 1, top - PAD, dict(family=SERIF, size=TITLE_SIZE, color=p.ink)),
            (small, 1, top - PAD - head_height, dict(size=TEXT_SIZE, color=p.muted)),
            (foot, 0, -meta["bottom"] - 10, dict(size=NOTE_SIZE, color=p.muted))) if lines]
    # Assigned, since an update would keep what stands beyond the end of a shorter list.
    fig.layout.annotations = [*(a for a in fig.layout.annotations if a.name != "caption"), *captions_of]
    return fig.update_layout(layout)


def new_figure(kind: str, *, language: Language, theme: str, width: int, plot_height: float, title: str,
               subtitle: str = "", note: str = "", source: str = "", alt: str = "", left: float = 56,
               right: float = 24, bottom: float = 34, legend_rows: int = 0,
               parts: Sequence[str] = ()) -> go.Figure:
    """An empty figure in the one template that carries its texts and measures in `layout.meta`."""
    meta = dict(kind=kind, language=language, theme=theme, width=width, plot_height=round(plot_height), title=title,
                subtitle=subtitle, note=note, source=source, alt=alt, left=round(left), right=round(right),
                bottom=round(bottom), legend_rows=legend_rows, parts=[part for part in parts if part])
    return go.Figure(layout=dict(template=template(theme), meta=meta, showlegend=bool(legend_rows)))


def empty_figure(kind: str, *, language: Language, theme: str, width: int, title: str | None) -> go.Figure:
    """A figure that says in a sentence why there is nothing to see and what to do."""
    p = palette(theme)
    sentence = say("empty", kind, language)
    fig = new_figure(kind, language=language, theme=theme, width=width, plot_height=150, title=title or "",
                     alt=say("alt", "empty", language), left=PAD, right=PAD, bottom=PAD)
    lines = wrap(sentence, width - 4 * PAD, 14)
    fig.add_annotation(text="<br>".join(map(escape, lines)), x=0.5, y=0.5, xref="paper", yref="paper",
                       showarrow=False, font=dict(size=14, color=p.muted))
    return dress(fig.update_layout(xaxis_visible=False, yaxis_visible=False), captions=bool(title))


def to_light(fig: go.Figure) -> go.Figure:
    """A copy of `fig` in the light theme, for paper; the two palettes correspond colour by colour."""
    meta = dict(fig.layout.meta or {})
    if meta.get("theme") != "dark":
        return copy.deepcopy(fig)
    text = fig.to_json()
    dark, light = palette("dark"), palette("light")
    pairs = [(getattr(dark, name), getattr(light, name))
             for name in ("paper", "ink", "muted", "grey", "rule", "grid", "wash", "red")]
    pairs += [*zip(dark.series, light.series, strict=True), *zip(dark.ramp, light.ramp, strict=True)]
    for old, new in pairs:
        text = text.replace(f'"{old}"', f'"{new}"').replace(f"color:{old}", f"color:{new}")
    spec = json.loads(text)
    spec["layout"]["meta"]["theme"] = "light"
    spec["layout"].pop("template", None)
    return go.Figure(spec).update_layout(template=template("light"))


def name_axis(labels: list[str], p: Palette) -> dict:
    """The plotly settings of an upright axis that names rows 0, 1, 2 … from the top; lines parted by "\\n"."""
    return dict(tickmode="array", tickvals=list(range(len(labels))), showgrid=False,
                ticktext=["<br>".join(map(escape, label.split("\n"))) for label in labels],
                range=[len(labels) - 0.5, -0.5], tickfont=dict(size=TEXT_SIZE, color=p.ink))


def row_height(labels: list[str], least: int) -> int:
    """Pixels from row to row: `least`, or what the lines of the highest label need."""
    return max(least, max((label.count("\n") for label in labels), default=0) * 18 + 20)


def label_room(labels: list[str], size: int = TEXT_SIZE) -> float:
    """Pixels that the widest line of `labels` (plain, lines parted by "\\n") needs."""
    return max((text_width(line, size) for label in labels for line in label.split("\n")), default=0)


def plotly_config(language: Language, filename: str, *, format: str = "png", camera: bool = True) -> dict:
    """The `config` of a figure on a page: plotly's menu in `language`, its own picture download named `filename`, or
    without it (`camera=False`) where it would differ from ours."""
    config = {
        "displaylogo": False, "responsive": True, "typesetMath": False, "scrollZoom": False,
        "modeBarButtonsToRemove": ["select2d", "lasso2d", "zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "autoScale2d",
                                   "resetScale2d", *([] if camera else ["toImage"])],
        "toImageButtonOptions": {"format": format, "filename": filename, "scale": 3},
    }
    if language == "zh":
        config |= {"locale": "zh-CN", "locales": {"zh-CN": load_table("charts.toml")["plotly_zh"]}}
    return config
