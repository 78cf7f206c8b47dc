"""The records: dropped in, read, searched in the background, sorted; kinds corrected with one click; what may apply."""

from __future__ import annotations

import streamlit as st

from foia.case import CaseView, RecordView, SortedRecord, Sorting
from foia.errors import FoiaError
from foia.propose import KINDS
from foia.screens import words
from foia.screens.session import actor, office, plain, say, select, tell, telling
from foia.screens.steps import running
from foia.screens.steps.register import register

ROWS = 50  # records drawn at a time
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
    made = None if busy else _sorting(view.id)
    chosen = _piles(view, made) if made else ""
    at = {one.record_id: one for one in made.records} if made else {}
    order = {id: number for number, id in enumerate(at)}
    shown = sorted(
        (record for record in view.records if not chosen or (record.id in at and at[record.id].pile == chosen)),
        key=lambda record: order.get(record.id, len(order)),
    )
    thread = ""
    for record in _part(shown):
        place = at.get(record.id)
        if place and place.thread and place.thread != thread:
            together = sum(one.thread == place.thread for one in at.values())
            st.caption(
                f":material/forum: {place.thread.capitalize()}: {together} messages and attachments that belong together"
            )
        thread = place.thread if place else ""
        _row(view, record, place, locked=closed or bool(refused))
    if view.body_camera or desk.recordings():
        register(view)


def _sorting(case_id: str) -> Sorting | None:
    try:
        return office().sorting(case_id)
    except FoiaError as error:
        tell(error)
        return None


def _piles(view: CaseView, made: Sorting) -> str:
    """The case sorted: how many records a pile has, how long it may take, which items have no record. Returns the pile chosen."""
    counts = {pile: made.counts[pile] for pile in words.PILES if made.counts.get(pile)}
    chosen = st.pills(
        "Piles, in the order to work on them",
        list(counts),
        format_func=lambda pile: f"{words.PILES[pile]} · {counts[pile]}",
        key=f"pile-{view.id}",
        label_visibility="collapsed",
    )
    work = f"about {words.plural(made.minutes, 'minute')} of work left" if made.minutes else "looked over"
    st.caption(f":material/sort: Sorted by the program, {work}: what may need counsel first. You decide about each record.")
    if made.warning:
        st.warning(plain(made.warning), icon=":material/schedule:")
    if view.items:
        without = len(made.unanswered)
        title = (
            f"{words.plural(without, 'item')} of the request for which no record was recognized"
            if without
            else "Every item has a record"
        )
        with st.expander(title, icon=":material/playlist_remove:" if without else ":material/playlist_add_check:"):
            _items(view, made)
    for note in made.notes:
        st.caption(f":material/difference: {plain(note)}")
    return chosen or ""


def _items(view: CaseView, made: Sorting) -> None:
    """Each item of the request with the records that seem to answer it."""
    names = {record.id: record.name for record in view.records if not record.set_aside and not record.duplicate_of}
    for index, item in enumerate(view.items):
        found = [names[one.record_id] for one in made.records if index in one.answers and one.record_id in names]
        told = ", ".join(found[:8]) + (f" and {len(found) - 8} more" if len(found) > 8 else "")
        st.markdown(
            f"{index + 1}. {plain(item)}  \n" + (f":small[{plain(told)}]" if found else "**None recognized: look yourself**")
        )
    if made.unanswered:
        st.caption("Look once more before the letter says that you hold none: Response, *Also say*.")


def _part(shown: list[RecordView]) -> list[RecordView]:
    """The records drawn now: all, or one part of many."""
    if len(shown) <= ROWS:
        return shown
    first = st.selectbox(
        "Records shown",
        range(0, len(shown), ROWS),
        format_func=lambda first: f"{first + 1} to {min(first + ROWS, len(shown))} of {len(shown)}",
        key="records-shown",
        width=220,
    )
    return shown[first : first + ROWS]


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


def _row(view: CaseView, record: RecordView, place: SortedRecord | None, *, locked: bool) -> None:
    by, desk = actor(), office()
    aside = record.set_aside or record.duplicate_of
    raised = place.raised if place else ()
    with st.container(border=True):
        name, kind, state, more = st.columns([4, 3, 2, 2], vertical_alignment="center")
        with name:
            inner = ":material/subdirectory_arrow_right: " if record.parent else ""
            st.markdown(
                f"{inner}**{plain(record.name)}**  \n:small[{words.plural(record.pages, 'page')} · {record.format.upper()}"
                + (f" · kind {plain(record.kind_why)}" if record.kind_why else "")
                + (f"  \n{_place(place)}" if place and not aside else "")
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
            if place and place.kind_words and not aside:
                instead = f"Rather {words.kind_of_record(place.likely).lower()}, " if place.likely else ""
                st.caption(plain(instead + place.kind_words))
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


def _place(place: SortedRecord) -> str:
    """Why a record lies in its pile, and what it answers."""
    answers = ", ".join(str(index + 1) for index in place.answers)
    parts = [
        f"**{words.PILES[place.pile]}**: {plain(place.why)}",
        f"answers item {answers}" if answers else "",
        f"about {words.plural(round(place.minutes), 'minute')}" if place.minutes >= 1 else "",
    ]
    return " · ".join(part for part in parts if part)


def _more_words(record: RecordView, raised: tuple[str, ...]) -> str:
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
