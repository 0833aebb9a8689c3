"""The order of the tests: those with a browser come last, after all that fail in milliseconds."""

from pathlib import Path

BROWSER = Path(__file__).parent / "browser"


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.is_relative_to(BROWSER))
