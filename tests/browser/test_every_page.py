"""Every page in both languages, light and dark, on a desk and on a phone: drawn, readable, within the window."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from frontend import CHARTED, PHONE, SLUGS

from newsgauge.ui.language import phrase

EACH_PAGE = pytest.mark.parametrize("slug", SLUGS, ids=lambda slug: slug or "overview")
# The paper behind and the ink of each text of the charts that stands on it, as [red, green, blue].
COLOURS = """() => {
    const rgb = (text) => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
    const style = (element) => getComputedStyle(element);
    const texts = document.querySelectorAll('.js-plotly-plot :is(.xtick, .ytick, .legend) text');
    return [rgb(style(document.querySelector('[data-testid=stApp]')).backgroundColor),
            [...texts].map((text) => rgb(style(text).fill))];
}"""
# What reaches beyond the window at the right, in the page or within its main part.
BEYOND = """() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
    .map((part) => part.scrollWidth - part.clientWidth)"""
# What is cut off at the right: not within the window, nor in a part that can be moved sideways or ends in "…".
OUTSIDE = """() => {
    const style = (element) => getComputedStyle(element);
    const moves = (element) => element && (element.scrollWidth > element.clientWidth + 1
        && ['auto', 'scroll'].includes(style(element).overflowX) || style(element).textOverflow === 'ellipsis'
        || moves(element.parentElement));
    return [...document.querySelectorAll('[data-testid=stMain] :is(h1, h2, h3, p, button, input, .main-svg)')]
        .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !moves(e))
        .map((e) => e.outerHTML.slice(0, 200));
}"""


def luminance(colour):
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def violations(page):
    """What axe-core finds that keeps readers out, and headings that skip a level, as sentences."""
    return [f"{found['id']} ({found['impact']}): {node['html'][:200]} {node['failureSummary'][:300]}"
            for found in Axe().run(page).response["violations"] for node in found["nodes"]
            if found["impact"] in ("serious", "critical") or found["id"] == "heading-order"]


@EACH_PAGE
@pytest.mark.parametrize(("lang", "scheme"), [("zh", "light"), ("en", "dark")])
def test_every_page_on_a_desk(visit, slug, lang, scheme):
    seen = visit(color_scheme=scheme, locale="de-DE" if lang == "en" else "zh-CN")
    far = []
    seen.page.on("request", lambda request: far.append(request.url) if urlsplit(request.url).hostname not in
                 ("localhost", None, "") else None)
    seen.open(slug)
    seen.check()
    assert seen.title == phrase(f"menu.{slug or 'overview'}", lang), "the browser's language where the link has none"
    assert seen.page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[lang]
    assert bool(seen.marks()) == (slug in CHARTED)
    assert far == [], "the dashboard runs without a network"
    paper, inks = seen.page.evaluate(COLOURS)
    assert (luminance(paper) < 0.1) == (scheme == "dark")
    assert all(contrast(paper, ink) >= 4.5 for ink in inks)
    assert "\n".join(violations(seen.page)) == ""


@EACH_PAGE
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_fits_a_phone(visit, slug, lang):
    seen = visit(**PHONE).open(slug, lang=lang)
    seen.check()
    assert bool(seen.marks()) == (slug in CHARTED)
    assert max(seen.page.evaluate(BEYOND)) <= 0
    outside = seen.page.evaluate(OUTSIDE)
    assert outside == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_tags_of_chosen_values_are_readable(visit, scheme):
    seen = visit(color_scheme=scheme).open("data", topic="数字贸易", lang="en")
    ink, *papers = seen.page.locator("[data-tag]").first.evaluate("""(tag) => {
        const behind = [];
        for (let part = tag; part; part = part.parentElement) behind.push(getComputedStyle(part).backgroundColor);
        const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
        return [rgb(getComputedStyle(tag).color), ...behind.map(rgb)];
    }""")
    paper = next(colour for colour in papers if len(colour) == 3 or colour[3] == 1)
    assert contrast(ink[:3], paper[:3]) >= 4.5


@pytest.mark.parametrize("address", [
    *(f"indicators?show=5g_base_stations&view={view}" for view in ("regions", "map", "targets", "timeline")),
    *(f"words?view={view}&topic=数字贸易" for view in ("keyness", "trend", "compare")),
    "topics?view=articles", "topics?view=years"])
def test_every_view_draws_its_marks(visit, address):
    slug, _, query = address.partition("?")
    seen = visit().open(slug, **dict(pair.split("=") for pair in query.split("&")))
    seen.check()
    assert seen.marks()
