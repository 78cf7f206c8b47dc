"""The records: dropped in, read, searched in the background; kinds corrected with one click; what may apply."""

from __future__ import annotations

import streamlit as st

from foia.case import Candidate, CaseView, RecordView
from foia.errors import FoiaError
from foia.propose import KINDS
from foia.screens import words
from foia.screens.session import actor, office, plain, say, select, tell, telling
from foia.screens.steps import running
from foia.screens.steps.register import register

TYPES = ["pdf", "png", "jpg", "jpeg", "tif", "tiff", "docx", "xlsx", "csv", "txt", "eml", "msg", "zip", "srt", "vtt"]


def records(view: CaseView) -> None:
    by, desk = actor(), office()
    closed = view.status in ("released", "closed")
    refused = desk.may(by, "add a record")
    if not closed and not refused:
        _drop(view)
    live = [record for record in view.records if not record.set_aside and not record.duplicate_of]
    running.show(view.id)
    if not view.records:
        st.info("No record yet. Drop the files that answer the request.", icon=":material/upload_file:")
        return
    waiting = [record for record in live if not record.prepared]
    busy = running.busy(view.id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(
            f"{words.plural(len(live), 'record')}, {words.plural(sum(record.pages for record in live), 'page')}",
            width="content",
        )
        if (
            waiting
            and not closed
            and not refused
            and not busy
            and st.button(
                f"Search {words.plural(len(waiting), 'record')} for what may be private",
                type="primary",
                icon=":material/search:",
            )
        ):
            with telling():
                desk.prepare_in_background(view.id, by=by)
                st.rerun()
        if live and not waiting and st.button("On to Decide", type="primary", icon=":material/arrow_forward:"):
            select(case=view.id, step="decide")
            st.rerun()
    candidates: dict[str, list[str]] = {}
    if live and not busy:
        for candidate in _raised(view.id):
            candidates.setdefault(candidate.record_id, []).append(f"{candidate.citation} — {candidate.title}. {candidate.why}")
    for record in view.records:
        _row(view, record, candidates.get(record.id, []), locked=closed or bool(refused))
    if view.body_camera or desk.recordings():
        register(view)


def _raised(case_id: str) -> tuple[Candidate, ...]:
    try:
        return office().provisions(case_id)
    except FoiaError as error:
        tell(error)
        return ()


def _drop(view: CaseView) -> None:
    with st.form("drop", clear_on_submit=True, border=True):
        files = st.file_uploader(
            "Drop the records here: PDF, scans, images, Word, Excel, CSV, e-mail, text, ZIP",
            type=TYPES,
            accept_multiple_files=True,
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            add = st.form_submit_button("Add to the case", type="primary", icon=":material/add:")
            password = st.text_input("Password, if a file needs one", type="password", width=260)
    if not add or not files:
        return
    wrong: list[FoiaError] = []
    bar = st.progress(0.0, "Reading")
    for number, file in enumerate(files):
        bar.progress(number / len(files), f"Reading {plain(file.name)} ({number + 1} of {len(files)})")
        try:
            office().add_record(view.id, file.getvalue(), by=actor(), name=file.name, password=password or None)
        except FoiaError as error:
            wrong.append(error)
    bar.empty()
    if wrong:
        for one in wrong:
            tell(one)
        if len(wrong) == len(files):
            return
    say(f"{words.plural(len(files) - len(wrong), 'file')} added")
    if not wrong:
        st.rerun()


def _row(view: CaseView, record: RecordView, raised: list[str], *, locked: bool) -> None:
    by, desk = actor(), office()
    aside = record.set_aside or record.duplicate_of
    with st.container(border=True):
        name, kind, state, more = st.columns([4, 3, 2, 2], vertical_alignment="center")
        with name:
            inner = ":material/subdirectory_arrow_right: " if record.parent else ""
            st.markdown(
                f"{inner}**{plain(record.name)}**  \n:small[{words.plural(record.pages, 'page')} · {record.format.upper()}"
                + (f" · kind {plain(record.kind_why)}" if record.kind_why else "")
                + "]"
            )
        with kind:
            options = ["", *KINDS]
            chosen = st.selectbox(
                f"Kind of {record.name}",
                options,
                index=options.index(record.kind) if record.kind in options else 0,
                format_func=words.kind_of_record,
                key=f"kind-{record.id}-{record.version}",
                label_visibility="collapsed",
                disabled=locked or bool(aside),
            )
            if chosen != (record.kind if record.kind in options else ""):
                with telling():
                    desk.set_kind(view.id, record.id, chosen, by=by)
                    say(f"{record.name} is now: {words.kind_of_record(chosen)}")
                    st.rerun()
        with state:
            _state(view, record)
        duplicate = next((other.name for other in view.records if other.id == record.duplicate_of), "")
        if duplicate:
            st.caption(f":material/content_copy: The same file as {plain(duplicate)}; it is listed once.")
        if record.set_aside:
            st.caption(f":material/block: Set aside: {plain(record.set_aside)}")
        if record.notes or raised or not locked:
            with more, st.popover(_more_words(record, raised), width="stretch"):
                for note in record.notes:
                    st.markdown(f":material/info: {plain(note)}")
                if raised:
                    st.markdown("**Provisions to look at**")
                    for one in raised[:6]:
                        st.markdown(f"- {plain(one)}")
                if not locked:
                    _aside(view, record)


def _more_words(record: RecordView, raised: list[str]) -> str:
    parts = [
        words.plural(len(raised), "provision") if raised else "",
        words.plural(len(record.notes), "note") if record.notes else "",
    ]
    return ", ".join(part for part in parts if part) or "More"


def _state(view: CaseView, record: RecordView) -> None:
    if record.set_aside or record.duplicate_of:
        st.badge("not part of the response", color="gray")
    elif record.outcome == "withheld":
        st.badge("withheld in full", color="red", icon=":material/block:")
    elif not record.prepared:
        st.badge("not searched yet", color="orange", icon=":material/hourglass_empty:")
    elif record.undecided:
        if st.button(f"Decide {record.undecided}", key=f"go-{record.id}", icon=":material/edit_document:"):
            select(case=view.id, step="redact", record=record.id, page="")
            st.rerun()
    elif not record.reviewed:
        if st.button("Look", help="Look at every page", key=f"go-{record.id}", icon=":material/visibility:"):
            select(case=view.id, step="redact", record=record.id, page="")
            st.rerun()
    else:
        st.badge(f"looked at by {record.reviewed}", color="green", icon=":material/check:")


def _aside(view: CaseView, record: RecordView) -> None:
    desk, by = office(), actor()
    recordings = [""] + [recording.id for recording in desk.recordings()]
    if len(recordings) > 1:
        linked = st.selectbox(
            "Body-camera recording that it is or tells of",
            recordings,
            index=recordings.index(record.recording) if record.recording in recordings else 0,
            format_func=lambda id: id or "none",
            key=f"rec-{record.id}-{record.version}",
        )
        if linked != record.recording:
            with telling():
                desk.set_recording(view.id, record.id, linked, by=by)
                st.rerun()
    if record.set_aside or record.duplicate_of:
        if st.button("Make it part of the response again", key=f"back-{record.id}"):
            with telling():
                desk.take_back(view.id, record.id, by=by)
                st.rerun()
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        reason = st.text_input(
            "Not part of the response, because", key=f"why-{record.id}", placeholder="not responsive, a draft …"
        )
        if st.button("Set aside", key=f"aside-{record.id}"):
            with telling():
                desk.set_aside(view.id, record.id, by=by, reason=reason)
                st.rerun()
