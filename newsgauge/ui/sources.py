"""The parts of the sources page: what goes into the store and comes out of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

import streamlit as st

from newsgauge import ingest, jobs, shards
from newsgauge.store import StoreError
from newsgauge.ui import browser, data, errors, labels, work
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
    turn = work.form_round("upload")
    with st.container(key="sources_upload"), st.form(f"upload_{turn}", border=False):
        files = st.file_uploader(say("sources.files", size=_MEGABYTES), type=[suffix[1:] for suffix in jobs.SUFFIXES],
                                 accept_multiple_files=True, max_upload_size=_MEGABYTES, key=f"sources_files_{turn}")
        published = _date_field(f"upload_date_{turn}")
        if st.form_submit_button(say("sources.read"), icon=_ICON, key=f"sources_upload_{turn}"):
            if not files:
                work.missing(say("sources.no_file"))
                return
            uploads = tuple(jobs.Upload(file.name, file.getvalue(), published=published) for file in files)
            work.begin(partial(ingest.add, uploads), uploads, "upload")


def paste_form() -> None:
    """The text of one article, pasted."""
    turn = work.form_round("paste")
    with st.container(key="sources_paste"), st.form(f"paste_{turn}", border=False):
        text = st.text_area(say("sources.text"), height=160, key=f"sources_text_{turn}")
        title = st.text_input(say("sources.title"), max_chars=200, key=f"sources_title_{turn}")
        published = _date_field(f"paste_date_{turn}")
        if st.form_submit_button(say("sources.read"), icon=_ICON, key=f"sources_paste_{turn}"):
            if not text.strip():
                work.missing(say("sources.no_text"))
                return
            name = (_NOT_IN_NAMES.sub("-", title or text.strip()[:20]).strip("-") or "text") + ".txt"
            upload = jobs.Upload(name, text.encode(), title=title, published=published)
            work.begin(partial(ingest.add, [upload]), upload, "paste")


def _date_field(key: str) -> str:
    return st.text_input(say("sources.published"), key=key, placeholder="2023-11-25",
                         help=say("sources.published_help"),
                         validate=(r"^(\d{4}-\d{2}(-\d{2})?)?$", say("sources.published_wrong"))).strip()


def last_report() -> None:
    """How far an addition or rebuild is, or what the last one has done: counts, and each failure with its reason."""
    work.show()
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
    if report.undated:
        st.warning(escape(say("sources.undated", names=labels.join(report.undated))))


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
            work.begin(partial(ingest.build, None, store.home), "build")


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
            work.begin(partial(ingest.restore, chosen, store.home), tuple(chosen))
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
