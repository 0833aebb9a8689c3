"""Makes the pictures of the documentation anew: `.venv/bin/python docs/make_pictures.py`.

Each is a page of the dashboard on the shipped documents, as a reader sees it.
"""

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

from frontend import PHONE, Visit, launch, serve  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
DESK = {"viewport": {"width": 1280, "height": 860}}
NUMBER = ".js-plotly-plot .scatterlayer .point"


def point(seen: Visit) -> None:
    """Open the evidence of the chart's first point."""
    seen.page.locator(NUMBER).first.click(force=True)
    seen.page.wait_for_selector("[role=dialog] .stMarkdownColoredBackground")


def downloads(seen: Visit) -> None:
    """Open the download menu of the first figure."""
    seen.page.locator("[data-testid=stPopoverButton]").last.click()


# Name → page, parameters, window, what is done on the page, what is brought to the top of the window.
PICTURES = {
    "overview": ("", {"lang": "zh"}, DESK, None, None),
    "evidence": ("indicators", {"lang": "zh", "show": "5g_base_stations"}, DESK, point, None),
    "disagreement": ("indicators", {"lang": "en", "show": "5g_base_stations"}, DESK, None, "#contradictions"),
    "words": ("words", {"lang": "zh"}, DESK, None, None),
    "topics": ("topics", {"lang": "en"}, DESK, None, None),
    "documents": ("documents", {"lang": "zh"}, DESK | {"color_scheme": "dark"}, None, None),
    "data": ("data", {"lang": "en", "topic": "数字贸易"}, DESK, None, None),
    "sources": ("sources", {"lang": "en"}, DESK, None, None),
    "phone": ("indicators", {"lang": "zh", "show": "5g_base_stations"}, PHONE | {"device_scale_factor": 1}, None, None),
}


def take(browser, address: str, name: str) -> None:
    """One picture, in 256 colours: a quarter of the size, and nobody sees it."""
    slug, parameters, window, act, top = PICTURES[name]
    context = browser.new_context(**window)
    seen = Visit(context.new_page(), address).open(slug, **parameters)
    if act:
        act(seen)
    if top:
        seen.page.locator(top).evaluate("(element) => element.scrollIntoView()")
    seen.settle().check()
    seen.page.wait_for_timeout(1500)           # pictures fade in
    path = FOLDER / f"{name}.png"
    seen.page.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    context.close()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright, \
            serve(Path(place) / "home", Path(place) / "server.log") as address:
        browser = launch(playwright)
        for name in sys.argv[1:] or PICTURES:
            take(browser, address, name)
            print(FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
