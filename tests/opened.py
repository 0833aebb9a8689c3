"""Pages opened as Streamlit runs them, without a browser."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

_DASHBOARD = str(Path(__file__).parents[1] / "dashboard.py")


def open_page(page: str = "dashboard.py", /, *, context: dict | None = None, **parameters: str) -> AppTest:
    """The page with these parameters in its address, run to its end; `context` is what the browser tells of itself."""
    at = AppTest.from_file(_DASHBOARD, default_timeout=60)
    if context:
        at.context = context
    for name, value in parameters.items():
        at.query_params[name] = value
    if page != "dashboard.py":
        at.switch_page(page)
    at.run()
    assert not at.exception, at.exception[0].value
    return at


def texts(at: AppTest) -> str:
    """What the page says."""
    return "\n".join(str(element.value) for kind in ("title", "header", "markdown", "caption", "info", "warning")
                     for element in getattr(at, kind))
