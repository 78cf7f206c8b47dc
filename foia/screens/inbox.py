"""The inbox: cases by due date, overdue first; who has them, what each waits for; and the place to add a request."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from foia.case import CaseSummary
from foia.model import Actor
from foia.screens import pictures, words
from foia.screens.house import add_sample, dark, look, who_is_here
from foia.screens.session import ILLINOIS, SAMPLES, actor, go, office, plain, say, telling

REQUESTS = ["eml", "msg", "pdf", "docx", "txt", "png", "jpg", "jpeg", "tif", "tiff"]


def inbox() -> None:
    look()
    by = actor()
    desk = office()
    st.title("Inbox")
    who_is_here()
    left, right = st.columns([5, 3], gap="large")
    with right:
        _add(by)
    with left:
        everything = st.toggle("Show closed cases too", key="closed")
        cases = desk.inbox(closed=everything)
        if not cases:
            st.info("No open case. Paste a request on the right; its clock starts at once.", icon=":material/inbox:")
            sample = (SAMPLES / "request.eml").is_file() and not desk.may(by, "add a request")
            if sample and st.button("Add the sample case to learn on", icon=":material/school:"):
                add_sample(by)
                st.rerun()
            return
        late = sum(case.overdue for case in cases)
        soon = sum(not case.overdue and case.days_left <= 2 and case.status not in ("released", "closed") for case in cases)
        st.caption(
            " · ".join(
                part
                for part in (
                    words.plural(len(cases), "case"),
                    f"{late} overdue" if late else "",
                    f"{soon} due within two business days" if soon else "",
                )
                if part
            )
        )
        for case in cases:
            _row(case)
        _due_list()


def _due_list() -> None:
    """Every step that the office owes, over all cases, and the same for a calendar; counted when somebody wants to see it."""
    from foia.requests import due_list

    if not st.toggle("What is due when, over all cases", key="due-list"):
        return
    desk = office()
    owed = due_list(desk.duties(), today=desk.today())
    rows = [(words.day(one.date), words.left(left, left < 0), one.reference, f"{one.words} ({one.rule})") for one, left in owed]
    st.html(pictures.table(("By", "", "Case", "What"), rows, dark=dark()))
    st.download_button(
        "Calendar file (.ics)",
        desk.calendar_file,
        file_name="foia-deadlines.ics",
        mime="text/calendar",
        icon=":material/calendar_month:",
        help="Case numbers and steps, no names; with a reminder the day before",
    )


def _row(case: CaseSummary) -> None:
    done = case.status in ("released", "closed")
    with st.container(border=True):
        what, when = st.columns([5, 3], vertical_alignment="center")
        with what:
            st.markdown(f"**{plain(case.number)} · {plain(case.title)}**")
            st.caption(
                f"{plain(case.requester) or 'Requester not known'} · {words.KINDS_OF_REQUEST[case.kind].lower()} · "
                f"{words.plural(case.records, 'record')} · with {plain(case.assigned) or 'nobody'}  \n"
                + (words.STATUS.get(case.status, case.status) if done else f"Waits for: {plain(case.waits_for)}")
            )
        with when:
            if not done:
                colour = "red" if case.overdue else "orange" if case.days_left <= 2 else "blue"
                icon = ":material/warning:" if case.overdue else ":material/schedule:"
                st.badge(words.left(case.days_left, case.overdue), icon=icon, color=colour)
                st.caption(f"Due {words.day(case.due)}")
            if st.button(
                "Open",
                key=f"open-{case.id}",
                type="primary" if case.overdue else "secondary",
                width="stretch",
                help=f"Open case {case.number}",
            ):
                go("case", case=case.id, step="", record="", page="")
                st.rerun()


def _add(by: Actor) -> None:
    desk = office()
    refused = desk.may(by, "add a request")
    st.subheader("New request")
    if refused:
        st.info(refused)
        return
    now = desk.now().astimezone(ILLINOIS)
    with st.form("new-request", border=False):
        text = st.text_area(
            "Paste the request", height=190, placeholder="The e-mail or letter as it came, with its header if there is one"
        )
        dropped = st.file_uploader("or drop the e-mail, letter or form", type=REQUESTS)
        day, hour = st.columns([3, 2])
        received_day = day.date_input("Received on", value=now.date(), max_value=now.date(), format="YYYY-MM-DD")
        received_hour = hour.time_input("at", value=now.time().replace(second=0, microsecond=0), step=900)
        number = st.text_input("Your number (optional)", placeholder="given automatically")
        if st.form_submit_button("Add and start the clock", type="primary", icon=":material/add:"):
            with telling():
                received = dt.datetime.combine(received_day, received_hour, ILLINOIS)
                source = dropped.getvalue() if dropped is not None else text
                name = dropped.name if dropped is not None else "request"
                made = desk.add_request(source, received=min(received, now), by=by, name=name, number=number)
                say(f"Case {made.number} is open")
                go("case", case=made.id, step="request", record="", page="")
                st.rerun()
