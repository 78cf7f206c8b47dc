"""The response: the letter with its Section 9(a) elements checked off, what is still open, release, proofs, one ZIP, the dates after."""

from __future__ import annotations

import json

import streamlit as st

from foia.case import CaseView
from foia.errors import FoiaError
from foia.requests import court, pac_request
from foia.screens import pictures, words
from foia.screens.case import STEPS
from foia.screens.session import ILLINOIS, actor, office, plain, say, select, tell, telling

LETTERS = {
    "": "As the decisions are",
    "grant": "Grant in full",
    "partial_denial": "Partial denial",
    "denial": "Denial",
    "no_records": "No records",
    "acknowledgement": "Acknowledgement",
    "extension": "Extension of time",
    "narrowing": "Narrowing an unduly burdensome request",
}


def response(view: CaseView) -> None:
    out = view.status in ("released", "closed")
    left, right = st.columns([4, 5], gap="large")
    with left:
        if out:
            _package(view)
            _proofs(view)
            _after(view)
        else:
            _open_points(view)
            _release(view)
    with right:
        _letter(view)


def _open_points(view: CaseView) -> None:
    points = office().open_points(view.id)
    if not points:
        st.success("Nothing is open: the case may leave.", icon=":material/check:")
        return
    st.subheader("What is still open")
    for number, point in enumerate(points):
        what, go = st.columns([4, 2], vertical_alignment="center")
        what.markdown(f":material/radio_button_unchecked: {plain(point.what)}")
        if point.step in STEPS and go.button(
            STEPS[point.step], key=f"point-{number}", help=f"Go to {STEPS[point.step]}", width="stretch"
        ):
            select(case=view.id, step=point.step, record=point.record_id, page="")
            st.rerun()


def _release(view: CaseView) -> None:
    desk, by = office(), actor()
    refused = desk.may(by, "release")
    points = desk.open_points(view.id)
    st.subheader("Release")
    st.caption(
        "Each redacted file is made new from what may be seen, then opened with other programs that try to find what was removed. "
        "Only if all of them fail does anything leave. A release cannot be taken back."
    )
    if refused:
        st.caption(f":material/lock: {plain(refused.splitlines()[0])}")
    if st.button("Prove and release", type="primary", icon=":material/verified_user:", disabled=bool(refused or points)):
        bar = st.progress(0.0, "Removing and proving")

        def progress(done: int, total: int) -> None:
            bar.progress(
                min(done / total, 1.0) if total else 0.0, f"Removing and proving: {done} of {words.plural(total, 'page')}"
            )

        try:
            with st.spinner("Proving that what was removed is gone"):
                desk.release(view.id, by=by, progress=progress)
                desk.letter(view.id, by=by)
                desk.index(view.id, by=by)
                desk.counsel_log(view.id, by=by)
                desk.package(view.id, by=by)
        except FoiaError as error:
            bar.empty()
            tell(error)
            return
        say("Released: every file is proven")
        st.rerun()


def _package(view: CaseView) -> None:
    desk, by = office(), actor()
    outputs = desk.outputs(view.id)
    package = next((one for one in outputs if one.kind == "package"), None)
    st.subheader("The package")
    if package is None:
        st.caption("The records are released and proven. Write the letter, the index and the package.")
        if st.button(
            "Make the package", type="primary", icon=":material/folder_zip:", disabled=bool(desk.may(by, "write a response"))
        ):
            with telling():
                desk.letter(view.id, by=by)
                desk.index(view.id, by=by)
                desk.counsel_log(view.id, by=by)
                desk.package(view.id, by=by)
                st.rerun()
    else:
        st.download_button(
            "Download the package (ZIP)",
            package.path.read_bytes(),
            file_name=package.name,
            mime="application/zip",
            type="primary",
            icon=":material/download:",
        )
        st.caption(
            "It holds the letter, the index of withholdings, the redacted files and a manifest with their checksums. Send it as it is."
        )
    with st.expander("Single files", expanded=package is None):
        for one in outputs:
            if one.kind == "package":
                continue
            st.download_button(
                f"{one.name}",
                one.path.read_bytes(),
                file_name=one.name,
                key=f"get-{one.kind}-{one.name}",
                icon=":material/description:",
                help=one.kind.replace("_", " "),
            )


def _proofs(view: CaseView) -> None:
    desk = office()
    names = {record.id: record.name for record in view.records}
    rows = []
    for one in desk.outputs(view.id):
        if one.kind == "proof":
            proof = json.loads(one.path.read_bytes())
            removed = proof["removals"]
            rows.append(
                {
                    "Record": names.get(one.record_id, ""),
                    "Pages": proof["pages"],
                    "Removed": removed if isinstance(removed, int) else len(removed),
                    "Attempts that failed to find it": sum(attempt["passed"] for attempt in proof["attempts"]),
                }
            )
    withheld = [record.name for record in view.records if record.outcome == "withheld"]
    if rows:
        st.subheader("Proofs")
        st.dataframe(rows, hide_index=True, width="stretch")
    if withheld:
        st.caption("Withheld in full: " + plain(", ".join(withheld)))


def _after(view: CaseView) -> None:
    st.subheader("Afterwards")
    if view.released is not None:
        day = view.released.astimezone(ILLINOIS).date()
        pac, suit = pac_request(day), court(day)
        for one in (pac, suit):
            st.markdown(
                f"- **{plain(str(one.last))}**: {plain(one.what)} ({plain(one.rule)})"
                + (f". {plain(one.why)}" if one.why else "")
            )
    may_close = view.status == "released" and not office().may(actor(), "close a case")
    if may_close and st.button("Close the case", icon=":material/inventory_2:"):
        with telling():
            kind = office().letter_kind(view.id)
            outcome = {"denial": "denied", "no_records": "no_records"}.get(kind, "released")
            office().close_case(view.id, by=actor(), outcome=outcome)
            st.rerun()


def _letter(view: CaseView) -> None:
    desk, by = office(), actor()
    out = view.status in ("released", "closed")
    st.subheader("The letter")
    kind = st.selectbox(
        "Kind of letter", list(LETTERS), format_func=lambda kind: LETTERS[kind], key="letter-kind", label_visibility="collapsed"
    )
    more: dict[str, str] = {}
    if kind in ("narrowing",):
        more["why"] = st.text_area("The facts of the burden", key="letter-why", height=80)
    if kind == "no_records" or (not kind and desk.letter_kind(view.id) == "no_records"):
        more["search"] = st.text_area("Where was searched, and how", key="letter-search", height=80)
    try:
        letter = desk.letter_preview(view.id, kind, by=by, **more)
    except FoiaError as error:
        tell(error)
        return
    checks = desk.checklist(view.id, kind, by=by, **more)
    missing = [check for check in checks if not check.passed]
    with st.expander(
        f":material/checklist: {len(checks) - len(missing)} of {len(checks)} required elements"
        if missing
        else f":material/check_circle: All {len(checks)} required elements are there",
        expanded=bool(missing),
    ):
        for check in checks:
            mark = ":material/check_circle:" if check.passed else ":material/error:"
            st.markdown(
                f"{mark} {plain(check.element)} ({plain(check.rule)})"
                + (f"  \n**{plain(check.remedy)}**" if not check.passed and check.remedy else "")
            )
    for reminder in letter.reminders:
        st.caption(f":material/lightbulb: {plain(reminder)}")
    shown, edit = st.tabs(["As it will be read", "Edit the text"])
    with shown:
        st.html(pictures.letter(letter.text))
    with edit:
        text = st.text_area(
            "Text of the letter",
            value=letter.body,
            height=480,
            key=f"letter-body-{kind}-{view.version}",
            label_visibility="collapsed",
        )
        st.caption("Your text is checked again: a required element that is taken out is refused.")
        refused = desk.may(by, "write a response")
        if st.button("Write the letter (TXT, DOCX, PDF)", disabled=bool(refused), icon=":material/draft:"):
            with telling():
                desk.letter(view.id, kind, by=by, body=text if text != letter.body else "", **more)
                if out:
                    desk.package(view.id, by=by, kind=kind, **more)
                say("The letter is written")
                st.rerun()
