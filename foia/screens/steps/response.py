"""The response: the letter with its Section 9(a) elements checked off, what is still open, release, proofs, one ZIP, the dates after."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import streamlit as st

from foia.case import CaseView
from foia.requests import court, pac_answer, pac_request
from foia.screens.case import STEPS
from foia.screens.session import ILLINOIS, actor, office, plain, select, telling
from foia.screens.steps import running
from foia.screens.steps.letter import ANSWERS, Chosen, letter

ENDS = {
    "no_records": "No records: the letter says so",
    "referred": "Referred to another public body",
    "denied": "Denied as unduly burdensome",
    "withdrawn": "The requester withdrew it",
}


def response(view: CaseView) -> None:
    out = view.status in ("released", "closed")
    left, right = st.columns([4, 5], gap="large")
    with right:
        chosen = letter(view)
    with left:
        running.show(view.id)
        if out:
            if not running.busy(view.id):
                _package(view, chosen)
            _proofs(view)
            _after(view)
        else:
            _open_points(view)
            _release(view, chosen)
            _files(view, expanded=True)
            _end(view)


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


def _release(view: CaseView, chosen: Chosen) -> None:
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
    if st.button(
        "Prove and release",
        type="primary",
        icon=":material/verified_user:",
        disabled=bool(refused or points or running.busy(view.id)),
    ):
        desk.release_in_background(view.id, by=by, **_answer(chosen))
        st.rerun()


def _answer(chosen: Chosen) -> dict[str, Any]:
    """The letter as it stands on the screen, where it is one that records go out with."""
    if chosen.kind not in ("", *ANSWERS):
        return {}
    return {"kind": chosen.kind, "body": chosen.body, **chosen.more}


def _package(view: CaseView, chosen: Chosen) -> None:
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
                desk.write_response(view.id, by=by, **_answer(chosen))
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
    _files(view, expanded=package is None)


def _files(view: CaseView, *, expanded: bool) -> None:
    """The files written so far, one by one."""
    outputs = [one for one in office().outputs(view.id) if one.kind != "package"]
    if not outputs:
        return
    with st.expander(f"Single files ({len(outputs)})", expanded=expanded):
        for one in outputs:
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
        with st.expander("The Public Access Counselor asks us for records"):
            came = st.date_input("Their copy came on", value=None, format="YYYY-MM-DD", key="pac-came", min_value=day)
            if isinstance(came, dt.date):
                owed = pac_answer(came)
                st.markdown(f"**{plain(str(owed.last))}**: {plain(owed.what)} ({plain(owed.rule)})")
    may_close = view.status == "released" and not office().may(actor(), "close a case")
    if may_close and st.button("Close the case", icon=":material/inventory_2:"):
        with telling():
            kind = office().letter_kind(view.id)
            outcome = {"denial": "denied", "no_records": "no_records"}.get(kind, "released")
            office().close_case(view.id, by=actor(), outcome=outcome)
            st.rerun()
    _reopen(view)


def _end(view: CaseView) -> None:
    """The end of a case of which no record leaves."""
    if office().may(actor(), "close a case"):
        return
    with st.expander("End the case without sending records"):
        outcome = st.selectbox("How it ends", list(ENDS), format_func=lambda one: ENDS[one], key="end-outcome")
        if st.button("End the case", icon=":material/inventory_2:"):
            with telling():
                office().close_case(view.id, by=actor(), outcome=outcome)
                st.rerun()


def _reopen(view: CaseView) -> None:
    """A further or corrected response; what left stays kept."""
    if office().may(actor(), "reopen a case"):
        return
    with st.expander("A further or corrected response"):
        reason = st.text_input("What it is for", key="reopen-reason")
        if st.button("Open the case again", disabled=not reason.strip()):
            with telling():
                office().reopen(view.id, by=actor(), reason=reason)
                st.rerun()
