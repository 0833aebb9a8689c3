"""What pages ask of the store, cached by the store's version; and building the store when there is none."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from newsgauge import ingest
from newsgauge.store import Store, StoreError
from newsgauge.ui.errors import told
from newsgauge.ui.language import say
from newsgauge.ui.markdown import escape

# A version of the store is asked a few hundred different questions at most; answers of older versions drop out.
_KEPT = 300


class CachedStore:
    """The store with its queries answered from a cache; `store.observations(filters)` reads like Store's own.

    Arguments must be hashable (Filters, text, numbers). Answers are copies: a page may change them.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.version = store.version
        self.home = store.home

    def __getattr__(self, query: str) -> Callable:
        return partial(_answer, self.store, self.version, query)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _answer(_store: Store, version: str, query: str, /, *arguments: object, **options: object) -> object:
    return getattr(_store, query)(*arguments, **options)


def open_store() -> CachedStore:
    """The store in its present version; built from the shipped corpus, visibly, when there is none.

    Stops the page when its folder can't be read or written, after saying why and what to do.
    """
    try:
        store = Store.open()
        if not store.extractors:
            place = st.empty()
            with place.container():
                st.markdown(say("frame.building"))
                show_progress(partial(ingest.ensure_store, store.home))
            place.empty()
            store = Store.open()
    except StoreError as error:
        st.error(escape(told(error)))
        st.stop()
    return CachedStore(store)


def show_progress(work: Callable) -> ingest.Report:
    """Run `work(progress=…)` under a bar that says which document is being read; return its report."""
    bar = st.progress(0.0, text=say("frame.reading_first"))

    def progress(done: int, total: int, name: str) -> None:
        bar.progress(min(done / max(total, 1), 1.0), text=say("frame.reading", done=done, total=total, name=name))

    report = work(progress=progress)
    bar.empty()
    return report


def document_titles() -> dict[str, str]:
    """Title of each document by its id; to be read, not changed."""
    store = Store.open()
    return _titles(store, store.version)


@st.cache_resource(max_entries=2, show_spinner=False)
def _titles(_store: Store, version: str) -> dict[str, str]:
    documents = _store.documents()
    return dict(zip(documents["document_id"], documents["title"], strict=True))
