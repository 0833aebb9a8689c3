"""The parts of the sources page: what goes into the store and comes out of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from newsgauge import ingest, jobs, shards
from newsgauge.store import StoreError
from newsgauge.ui import browser, data, errors, labels
from newsgauge.ui.language import say
from newsgauge.ui.markdown import escape

_MEGABYTES = 50
_ICON = ":material/library_add:"
_TEXT, _COUNT = (st.column_config.TextColumn, {}), (st.column_config.NumberColumn, {"format": "localized"})
_COLUMNS = {"title": _TEXT, "publisher": _TEXT, "published": _TEXT, "articles": _COUNT, "observations": _COUNT,
            "characters": _COUNT, "name": _TEXT,
            "added": (st.column_config.DatetimeColumn, {"format": browser.TIME})}
_NOT_IN_NAMES = re.compile(r"[^\w\u4e00-\u9fff-]+")


def upload_form() -> None:
    """Several files at once, with a date for those that do not tell theirs."""
    with st.form("upload", border=False, clear_on_submit=True):
        files = st.file_uploader(say("sources.files", size=_MEGABYTES), type=[suffix[1:] for suffix in jobs.SUFFIXES],
                                 accept_multiple_files=True, max_upload_size=_MEGABYTES, key="sources_files")
        published = _date_field("upload_date")
        if st.form_submit_button(say("sources.read"), icon=_ICON, key="sources_upload"):
            if not files:
                st.warning(say("sources.no_file"))
                return
            uploads = [jobs.Upload(file.name, file.getvalue(), published=published) for file in files]
            _run(partial(ingest.add, uploads))


def paste_form() -> None:
    """The text of one article, pasted."""
    with st.form("paste", border=False, clear_on_submit=True):
        text = st.text_area(say("sources.text"), height=160, key="sources_text")
        title = st.text_input(say("sources.title"), max_chars=200)
        published = _date_field("paste_date")
        if st.form_submit_button(say("sources.read"), icon=_ICON, key="sources_paste"):
            if not text.strip():
                st.warning(say("sources.no_text"))
                return
            name = (_NOT_IN_NAMES.sub("-", title or text.strip()[:20]).strip("-") or "text") + ".txt"
            _run(partial(ingest.add, [jobs.Upload(name, text.encode(), title=title, published=published)]))


def _date_field(key: str) -> str:
    return st.text_input(say("sources.published"), key=key, placeholder="2023-11-25",
                         help=say("sources.published_help"),
                         validate=(r"^(\d{4}-\d{2}(-\d{2})?)?$", say("sources.published_wrong"))).strip()


def _run(work: Callable) -> None:
    """Do the work under a progress bar, keep its report for the next run, and show the new state of the store."""
    try:
        st.session_state["sources_report"] = data.show_progress(work)
    except StoreError as error:
        st.error(escape(errors.told(error)))
        return
    st.rerun()


def last_report() -> None:
    """What the last addition or rebuild has done: counts, and each failure with its reason."""
    report: ingest.Report | None = st.session_state.get("sources_report")
    if report is None:
        return
    counts = say("sources.report", read=report.read, unchanged=report.unchanged, removed=report.removed,
                 articles=report.articles, observations=report.observations)
    (st.info if report.failures else st.success)(counts)
    for failure in report.failures:
        st.error(escape(errors.told(failure)))
    for note in report.notes:
        st.warning(escape(errors.told(note)))


def document_table(store: data.CachedStore) -> None:
    """The documents of the store; those chosen can be removed, everything rebuilt."""
    for problem in store.store.problems:
        st.warning(escape(errors.told(problem)))
    documents = store.documents()
    chosen = []
    if documents.empty:
        st.info(say("sources.none"))
    else:
        event = st.dataframe(
            documents.assign(added=browser.local_times(documents["added"])), hide_index=True, column_order=_COLUMNS,
            on_select="rerun", selection_mode="multi-row", key=f"sources_documents_{store.version}",
            alt=say("sources.documents"), column_config={
                name: kind(say(f"sources.column_{name}"), **options) for name, (kind, options) in _COLUMNS.items()})
        chosen = documents.iloc[event.selection.rows]["document_id"].tolist()
        st.caption(say("sources.choose"))
    with st.container(horizontal=True):
        if st.button(say("sources.remove", count=len(chosen)), icon=":material/delete:", disabled=not chosen):
            _confirm_removal(store, {document: labels.document(document) for document in chosen})
        if st.button(say("sources.rebuild"), icon=":material/refresh:", help=say("sources.rebuild_help")):
            _run(partial(ingest.build, None, store.home))


def removed_documents(store: data.CachedStore) -> None:
    """The documents that were removed, whenever and however: those chosen can be restored or deleted for good."""
    removed = shards.removed_originals(store.home)
    if not removed:
        return
    last: ingest.Report | None = st.session_state.get("sources_report")
    chosen = st.multiselect(
        say("sources.removed"), list(removed), format_func=removed.get, key=f"sources_removed_{store.version}",
        default=[document for document in last.documents if document in removed] if last and last.removed else None)
    with st.container(horizontal=True):
        if st.button(say("sources.restore", count=len(chosen)), icon=":material/undo:", disabled=not chosen):
            _run(partial(ingest.restore, chosen, store.home))
        if st.button(say("sources.wipe"), icon=":material/delete_forever:", disabled=not chosen):
            _confirm_removal(store, {document: removed[document] for document in chosen}, only_wipe=True)


def _confirm_removal(store: data.CachedStore, documents: Mapping[str, str], *, only_wipe: bool = False) -> None:
    """Ask before documents, id → name, are removed; `only_wipe`: they were removed before."""
    @st.dialog(say("sources.wipe") if only_wipe else say("sources.remove", count=len(documents)))
    def confirm() -> None:
        for name in documents.values():
            st.markdown(f"- {escape(name)}")
        wipe = only_wipe or st.checkbox(say("sources.wipe"), key="sources_wipe")
        st.markdown(say("sources.wipe_help" if wipe else "sources.remove_help"))
        if st.button(say("sources.remove", count=len(documents)), key="sources_confirm"):
            try:
                st.session_state["sources_report"] = ingest.remove(documents, store.home, wipe=wipe)
            except StoreError as error:
                st.error(escape(errors.told(error)))
                return
            st.rerun()

    confirm()
