"""Figures as files: PNG, SVG and PDF by one browser that is kept warm, HTML that needs nothing else.

Plotly writes the name of a font into its pictures, not the font. So each figure goes to the browser together with a
small font of just its characters; a script on the page puts it into the SVG before it becomes a picture. The picture
is then the same on a machine with no Chinese font at all.
"""

from __future__ import annotations

import asyncio
import atexit
import base64
import html
import json
import os
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import plotly.graph_objects as go

from newsgauge.charts.template import SERIF, WIDTH, finish, plotly_config, to_light
from newsgauge.charts.text import say
from newsgauge.fonts import FAMILIES, Family, font_faces
from newsgauge.model import Language

FigureFormat = Literal["png", "svg", "pdf", "html"]
MEDIA_TYPES: dict[FigureFormat, str] = {
    "png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf", "html": "text/html; charset=utf-8"}
PRINT_SCALE = 3.125         # 96 pixels an inch on the page become 300
_TIMEOUT = 60               # seconds
_SETTLED = "Promise.all([document.fonts.ready, ...[...document.images].map((image) => image.decode())]).then(() => 1)"
_ALWAYS = "".join(map(chr, range(0x20, 0x7F)))
_lock = threading.Lock()

# The page's own toImage: the fonts travel in layout.meta.fonts (CSS), are loaded before plotly measures its texts, and
# go into the SVG that every format is made from. An SVG used as a picture sees only the fonts within itself.
_SCRIPT = """
<script>
(() => {
  const original = Plotly.toImage;
  Plotly.toImage = async (figure, options) => {
    const css = ((figure.layout || {}).meta || {}).fonts || "";
    if (css) {
      const style = document.createElement("style");
      style.textContent = css;
      document.head.appendChild(style);
      for (const name of NAMES) await document.fonts.load('16px "' + name + '"', "\\u6570 1");
    }
    const bare = await original(figure, Object.assign({}, options, {format: "svg", scale: 1, imageDataOnly: true}));
    const svg = bare.replace(/<svg[^>]*>/, (tag) => tag + "<style>" + css + "</style>");
    const address = "data:image/svg+xml," + encodeURIComponent(svg);
    if (options.format === "svg") return options.imageDataOnly ? svg : address;
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(options.width * options.scale);
    canvas.height = Math.round(options.height * options.scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const url = canvas.toDataURL("image/" + options.format);
    return options.imageDataOnly ? url.slice(url.indexOf(",") + 1) : url;
  };
})();
</script>
"""


class ExportUnavailable(Exception):
    """No picture file can be made here; the message says why and what to do."""


def print_figure(fig: go.Figure, **texts: str) -> go.Figure:
    """`fig` as it goes on paper: light, with title, key, note and source inside, at the width of downloads.

    `texts` are `title`, `subtitle`, `source`, `note` of `charts.template.finish`.
    """
    return finish(to_light(fig), width=WIDTH, **texts)


def figure_bytes(fig: go.Figure, format: FigureFormat, *, language: Language = "zh", **texts: str) -> bytes:
    """`fig` as a file: png (300 dots an inch), svg and pdf with their fonts inside, html that needs no network.

    A figure of the chart builders brings title, key, note and source with it; `texts` replaces them. Raises
    ExportUnavailable for png, svg and pdf when there is no browser or it fails, ValueError for another format.
    """
    if format not in get_args(FigureFormat):
        raise ValueError(f"no figure format {format!r}; choose one of {', '.join(get_args(FigureFormat))}")
    if (fig.layout.meta or {}).get("plot_height"):
        fig = print_figure(fig, **texts)
    if format == "html":
        return _html(fig, language)
    return _render(fig, format, language)


def embedded_fonts(fig: go.Figure) -> str:
    """The CSS rules with the characters of `fig` in the fonts it names."""
    spec = fig.to_dict()
    characters = _ALWAYS + "".join(_strings(spec))
    texts: dict[Family, str] = {"sans": characters}
    if serif := "".join(text for text, font in _annotations(spec) if font == SERIF):
        texts["serif"] = _ALWAYS + serif
    return font_faces(texts)


def _annotations(spec: dict) -> Iterator[tuple[str, str]]:
    for note in spec.get("layout", {}).get("annotations", ()):
        yield note.get("text", ""), note.get("font", {}).get("family", "")


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list | tuple) or hasattr(value, "tolist"):
        for item in value if isinstance(value, list | tuple) else value.tolist():
            yield from _strings(item)


class _Page:
    """The page that the browser draws on: plotly's own script from the package, nothing from the network."""

    def generate_index(self) -> str:
        import kaleido

        page = kaleido.PageGenerator(mathjax=False).generate_index()
        script = "<style>@page{margin:0}</style>" + _SCRIPT.replace("NAMES", json.dumps(list(FAMILIES.values())))
        before, tag, after = page.partition("    </head>")
        return before + script + tag + after


def browser_path() -> str | None:
    """The Chrome, Chromium or Edge to draw with: BROWSER_PATH, else an installed one, else None."""
    from choreographer.browsers.chromium import Chromium

    named = os.environ.get("BROWSER_PATH")
    if named:
        return named if Path(named).is_file() else None
    return Chromium.find_browser(skip_local=False)


class _Warm:
    """A browser that stays open in a thread of its own, with a page ready to draw on."""

    def __init__(self, path: str):
        import kaleido

        self._kaleido = kaleido.Kaleido(path=path, page_generator=_Page(), timeout=_TIMEOUT)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        try:
            self._wait(self._kaleido.open())
        except BaseException:
            self.close()
            raise

    def _wait(self, task: Coroutine):
        return asyncio.run_coroutine_threadsafe(task, self._loop).result(_TIMEOUT)

    def draw(self, spec: dict, options: dict) -> bytes:
        return self._wait(self._kaleido.calc_fig(spec, opts=options))

    def print(self, page: str) -> bytes:
        return self._wait(self._print(page))

    async def _print(self, page: str) -> bytes:
        tab = await self._kaleido.create_tab("about:blank")
        try:
            tree = await tab.send_command("Page.getFrameTree")
            frame = tree["result"]["frameTree"]["frame"]["id"]
            await tab.send_command("Page.setDocumentContent", {"frameId": frame, "html": page})
            await tab.send_command("Runtime.evaluate", {"expression": _SETTLED, "awaitPromise": True})
            printed = await tab.send_command("Page.printToPDF", {
                "preferCSSPageSize": True, "printBackground": True, "generateTaggedPDF": True,
                "generateDocumentOutline": True})
        finally:
            await self._kaleido.close_tab(tab.target_id)
        if "result" not in printed:
            raise RuntimeError(printed.get("error", {}).get("message", "printing failed"))
        return base64.b64decode(printed["result"]["data"])

    def close(self) -> None:
        with suppress(Exception):           # what has gone already cannot be closed
            self._wait(self._kaleido.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)


_warm: _Warm | None = None


def _render(fig: go.Figure, format: str, language: Language) -> bytes:
    spec = fig.to_dict()
    width, height = (fig.layout.meta or {}).get("width", WIDTH), fig.layout.height or 450
    spec["layout"]["meta"] = {"fonts": embedded_fonts(fig)}
    options = dict(format=format, width=width, height=height, scale=PRINT_SCALE if format == "png" else 1)
    return _with_browser(lambda browser: browser.draw(spec, options), language)


def page_pdf(page: bytes, *, language: Language = "zh") -> bytes:
    """An HTML page that needs nothing else as PDF, laid out by its own rules for print (`@page`).

    Raises ExportUnavailable when there is no browser or it fails.
    """
    return _with_browser(lambda browser: browser.print(page.decode("utf-8")), language)


def _with_browser(work: Callable[[_Warm], bytes], language: Language) -> bytes:
    global _warm
    path = browser_path()
    if path is None:
        raise ExportUnavailable(say("export", "no_browser", language))
    with _lock:
        try:
            if _warm is None:
                _warm = _Warm(path)
                atexit.register(stop)
            return work(_warm)
        except Exception as error:
            stop()
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise ExportUnavailable(say("export", "browser_failed", language, reason=reason)) from error


def stop() -> None:
    """Close the browser; the next figure starts it again."""
    global _warm
    atexit.unregister(stop)
    warm, _warm = _warm, None
    if warm is not None:
        warm.close()


@cache
def plotly_script() -> str:
    """Plotly's own script, 4.8 MB."""
    from plotly.offline import get_plotlyjs

    return get_plotlyjs()


def _html(fig: go.Figure, language: Language) -> bytes:
    """One page with plotly's script and the fonts in it; texts are escaped, scripts from documents cannot start."""
    meta = fig.layout.meta or {}
    title = html.escape(meta.get("title", ""))
    paper = fig.layout.template.layout.paper_bgcolor
    lang = "zh-CN" if language == "zh" else "en"
    page = f"""<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>{embedded_fonts(fig)}
body{{margin:0;background:{paper}}} #figure{{max-width:{meta.get("width", WIDTH)}px;margin:auto}}</style>
<script>{plotly_script()}</script></head>
<body>{drawn_in_page(fig, "figure", language=language, alt=html.escape(meta.get('alt', '')) or title)}</body></html>
"""
    return page.encode("utf-8")


def drawn_in_page(fig: go.Figure, name: str, *, language: Language, alt: str) -> str:
    """The HTML that draws `fig` in a page that has plotly's script and the fonts; `name` is the element's id, `alt`
    HTML."""
    spec = json.dumps(json.loads(fig.to_json()), ensure_ascii=False).replace("<", "\\u003c")
    config = json.dumps(plotly_config(language, "figure"), ensure_ascii=False).replace("<", "\\u003c")
    return f"""<div id="{name}" role="img" aria-label="{alt}"></div>
<script>document.fonts.ready.then(() => {{ const spec = {spec};
Plotly.newPlot("{name}", spec.data, spec.layout, {config}); }});</script>"""
