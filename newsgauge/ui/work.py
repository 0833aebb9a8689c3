"""Work on the store in the background: no second click, change of page or language ends it or loses what was given."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from threading import Thread

import streamlit as st

from newsgauge.ingest import Report
from newsgauge.store import StoreError
from newsgauge.ui import errors
from newsgauge.ui.language import say
from newsgauge.ui.markdown import escape

_LOOKED_AT = 0.1                   # seconds between two looks at work that goes on
_DOUBLE_CLICK = 3                  # seconds after a click in which another one on an empty form is no wish


@dataclass(slots=True)
class _Work:
    """What is done, what it was given (the same is not done twice at once), how far it is, and how it ended."""

    do: Callable[..., Report]
    given: Hashable
    at: tuple[int, int, str] | None = None
    report: Report | None = None
    error: Exception | None = None
    thread: Thread = field(init=False)

    def start(self) -> None:
        self.error = None
        self.thread = Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        def progress(done: int, total: int, name: str) -> None:
            self.at = done, total, name

        try:
            self.report = self.do(progress=progress)
        except Exception as error:     # told where the work is shown
            self.error = error


def _works() -> list[_Work]:
    return st.session_state.setdefault("sources_works", [])


def begin(do: Callable[..., Report], given: Hashable, form: str = "") -> None:
    """Start the work and draw the page anew, with the `form` that gave it empty."""
    # Nothing is drawn before the work holds what was given: a second click can end this run wherever it draws.
    work = next((work for work in _works() if work.given == given), None)
    if work is None:
        work = _Work(do, given)
        work.start()
        _works().append(work)
    elif work.error:
        work.start()
    st.session_state[f"sources_round_{form}"] = form_round(form) + 1
    st.session_state["sources_begun"] = time.monotonic()
    st.session_state.pop("sources_report", None)
    st.rerun()


def form_round(form: str) -> int:
    """A number that changes when what the form holds was taken; part of the key of all in it, which empties it."""
    return st.session_state.get(f"sources_round_{form}", 0)


def missing(told: str) -> None:
    """Say that the form is empty, unless that is the second half of a double click."""
    if time.monotonic() - st.session_state.get("sources_begun", -_DOUBLE_CLICK) >= _DOUBLE_CLICK:
        st.warning(told)


def show() -> None:
    """Bars of the work that goes on until it is done; its report is kept, and the page drawn anew."""
    with st.container():
        bars = [(work, st.empty()) for work in _works()]
    while any(work.thread.is_alive() for work, _ in bars):
        for work, place in bars:
            done, total, name = work.at or (0, 1, "")
            text = say("frame.reading", done=done, total=total, name=name) if work.at else say("frame.reading_first")
            place.progress(min(done / max(total, 1), 1.0), text=escape(text))
        time.sleep(_LOOKED_AT)
    st.session_state["sources_works"] = [work for work in _works() if isinstance(work.error, StoreError)]
    reports = [work.report for work, _ in bars if work.report]
    if reports:
        st.session_state["sources_report"] = reduce(add, reports)
    for work, place in bars:
        if isinstance(work.error, StoreError):
            with place.container():
                st.error(escape(errors.told(work.error)))
                st.button(say("sources.again"), icon=":material/refresh:", key=f"again_{id(work)}", on_click=work.start)
        elif work.error:
            raise work.error
    if reports:
        st.rerun()
