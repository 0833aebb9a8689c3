"""One browser and one warm server for the tests of the dashboard, which come after all that fail in milliseconds."""

from pathlib import Path

import pytest
from frontend import Visit, launch, serve
from playwright.sync_api import sync_playwright


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.is_relative_to(Path(__file__).parent))


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(shipped, tmp_path_factory):
    """The address of a server that has answered before."""
    with serve(shipped, tmp_path_factory.mktemp("server") / "server.log") as address:
        yield address


@pytest.fixture(scope="session")
def windows(browser):
    """Windows by their options, kept: a new one would fetch and compile the frontend again."""
    kept = {}

    def window(options):
        key = repr(sorted(options.items()))
        if key not in kept:
            kept[key] = browser.new_context(permissions=["clipboard-read", "clipboard-write"], **options)
        return kept[key]

    return window


@pytest.fixture
def visit(windows, request):
    """Opens a page: on a desk, light, in English, on the warm server; options are those of a browser context."""
    visits = []

    def open_page(address: str = "", **options) -> Visit:
        window = windows({"locale": "en-GB", "viewport": {"width": 1280, "height": 900}} | options)
        visits.append(Visit(window.new_page(), address or request.getfixturevalue("server")))
        return visits[-1]

    yield open_page
    for seen in visits:
        for page in [*seen.opened, seen.page]:
            page.close()
