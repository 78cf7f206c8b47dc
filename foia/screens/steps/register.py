"""The body-camera register beside a case: recordings with the date until which each must be kept, and the entry of one."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from foia.case import FLAGS, CaseView, Recording
from foia.screens import words
from foia.screens.session import actor, office, say, telling

_FLAG_WORDS = {
    "firearm_or_force": "a firearm was discharged, or force was used",
    "death_or_great_bodily_harm": "death or great bodily harm",
    "arrest_or_detention": "an arrest or a detention",
    "complaint": "a complaint was filed",
    "internal_investigation": "an internal investigation",
    "evidentiary_value": "evidence in a prosecution",
    "officer_request": "the officer or another party asked",
}


def register(view: CaseView) -> None:
    """The recordings, which of them this case asks for, and a form for one more."""
    desk, by = office(), actor()
    known = desk.recordings()
    with st.expander(f"Body-camera register ({len(known)})", expanded=view.body_camera and not known):
        st.caption(
            "50 ILCS 706/10-20: who made a recording, or supervises who did, may not redact it; recordings are kept for set times."
        )
        if known:
            st.dataframe(
                [
                    {
                        "Recording": one.id,
                        "Made on": words.day(one.recorded_on),
                        "Officer": one.officer,
                        "Supervisor": one.supervisor,
                        "Keep until": words.day(one.keep_until) if one.keep_until else "a court's order",
                        "Why": one.keep_why,
                        "This case asks for it": "yes" if view.id in one.cases else "no",
                    }
                    for one in known
                ],
                hide_index=True,
                width="stretch",
            )
        if desk.may(by, "keep the register"):
            return
        loose = [one.id for one in known if view.id not in one.cases]
        if loose:
            with st.container(horizontal=True, vertical_alignment="bottom"):
                chosen = st.selectbox("A recording that this request asks for", loose, width=320)
                if st.button("It may not be destroyed while this case is open"):
                    with telling():
                        desk.link_recording(view.id, chosen, by=by)
                        st.rerun()
        _enter(view)


def _enter(view: CaseView) -> None:
    desk, by = office(), actor()
    with st.form("recording", clear_on_submit=False, border=True):
        first, second, third = st.columns(3)
        number = first.text_input("Number of the recording", placeholder="BWC-26-00001")
        officer = second.text_input("Officer who made it")
        supervisor = third.text_input("That officer's supervisor")
        made = first.date_input("Made on", value=desk.today(), max_value=desk.today(), format="YYYY-MM-DD")
        flags = second.multiselect(
            "Flagged because of",
            list(FLAGS),
            format_func=lambda flag: _FLAG_WORDS.get(flag, flag.replace("_", " ")),
            placeholder="not flagged",
        )
        proceeding = third.checkbox("Used in a criminal, civil or administrative proceeding")
        training = third.checkbox("Designated for training")
        if st.form_submit_button("Enter it, and hold it for this case") and isinstance(made, dt.date):
            with telling():
                entry = Recording(
                    id=number.strip(),
                    recorded_on=made,
                    officer=officer.strip(),
                    supervisor=supervisor.strip(),
                    flags=tuple(flags),
                    proceeding=proceeding,
                    training=training,
                )
                desk.save_recording(entry, by=by)
                desk.link_recording(view.id, entry.id, by=by)
                say(f"{entry.id} is in the register")
                st.rerun()
