"""The request: what was read from it, each with the words it came from; the kind of request, its clock, more time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from foia.case import CaseView
from foia.model import RequestKind
from foia.requests.rules import reasons
from foia.screens import pictures, words
from foia.screens.house import dark
from foia.screens.session import actor, office, plain, say, select, telling
from foia.screens.steps.letter import KINDS

FEW = 16  # days that are shown at once
BEFORE = ("acknowledgement", "extension", "narrowing", "fee_quote", "person_check", "voluminous_notice", "recurrent_notice")


def request(view: CaseView) -> None:
    by, desk = actor(), office()
    left, right = st.columns([1, 1], gap="large")
    with left:
        _confirm(view)
    with right:
        st.subheader("The request as it came")
        st.html(pictures.marked(_text(view), _spans(view), dark=dark()))
    st.divider()
    clock, more = st.columns([1, 1], gap="large")
    with clock:
        _clock(view)
    with more:
        refused = desk.may(by, "extend the time")
        _more_time(view, refused)
        _letters(view)
        if "arrest_report" in getattr(view.intake, "record_kinds", ()):
            _arrest()


def _confirm(view: CaseView) -> None:
    by, desk = actor(), office()
    refused = desk.may(by, "confirm a request")
    locked = bool(refused) or view.status in ("released", "closed")
    st.subheader("What was read from it")
    again = desk.recurrent(view.id)
    if again and view.kind is not RequestKind.RECURRENT:
        st.warning(f"This may be a recurrent requester: {plain(again)}", icon=":material/replay:")
    for question in _questions(view.intake):
        st.warning(plain(question), icon=":material/help:")
    with st.form("confirm", border=False):
        requester = st.text_input("Who asks", value=view.requester, disabled=locked)
        title = st.text_input("Short title", value=view.title, disabled=locked)
        kinds = list(RequestKind)
        kind = st.selectbox(
            "Kind of request",
            kinds,
            index=kinds.index(view.kind),
            format_func=lambda kind: words.KINDS_OF_REQUEST[kind],
            disabled=locked,
        )
        why = str(getattr(view.intake, "kind_why", "") or "")
        if why:
            st.caption(f"Read as {words.KINDS_OF_REQUEST[RequestKind(view.intake.kind)].lower()}: {plain(why)}")
        items = st.text_area("What is asked for, one a line", value="\n".join(view.items), height=170, disabled=locked)
        camera = st.checkbox(
            "Body-camera recordings, or their paperwork, are asked for", value=view.body_camera, disabled=locked
        )
        counsel = st.checkbox("Counsel must sign before anything leaves", value=view.needs_counsel, disabled=locked)
        done = st.form_submit_button(
            "Save changes" if view.confirmed else "Confirm and go on",
            type="secondary" if view.confirmed else "primary",
            disabled=locked,
        )
    if refused:
        st.caption(f":material/lock: {plain(refused.splitlines()[0])}")
    if done:
        with telling():
            desk.confirm_request(
                view.id,
                by=by,
                kind=kind,
                requester=requester.strip(),
                title=title.strip(),
                items=[line.strip() for line in items.splitlines() if line.strip()],
                body_camera=camera,
                needs_counsel=counsel,
                seen=view.version,
            )
            say("The request is confirmed")
            if not view.confirmed:
                select(case=view.id, step="records")
            st.rerun()
    people = [person.name for person in desk.people()]
    if view.status not in ("released", "closed"):
        who = st.selectbox(
            "Who has this case",
            people,
            index=people.index(view.assigned) if view.assigned in people else 0,
            key=f"assign-{view.id}",
        )
        if who != view.assigned and not desk.may(by, "assign a case"):
            with telling():
                desk.assign(view.id, who, by=by)
                st.rerun()


def _text(view: CaseView) -> str:
    """The request as it was read: an e-mail's own words without its technical header."""
    return str(getattr(view.intake, "text", "") or view.text)


def _spans(view: CaseView) -> list[tuple[int, int, str]]:
    """Where in the text the facts were read."""
    read = view.intake
    found: list[tuple[int, int, str]] = []
    named = {
        "requester": "who asks",
        "kind_words": "kind of request",
        "commercial": "commercial purpose",
        "denies_commercial": "not commercial",
        "waiver": "fee waiver asked for",
        "address": "address",
    }
    for name, why in named.items():
        one = getattr(read, name, None)
        if one is not None and one.end > one.start:
            found.append((one.start, one.end, why))
    for one in getattr(read, "found", ()):
        found.append((one.start, one.end, f"kind of record: {words.kind_of_record(one.value)}"))
    return found


def _questions(read: Any) -> tuple[str, ...]:
    return tuple(str(question) for question in getattr(read, "questions", ()))


def _clock(view: CaseView) -> None:
    clock = view.clock
    st.subheader("The clock")
    st.caption(f"{plain(clock.rule)}. The day of receipt is day 0.")
    rows = [(words.day(day.date), "yes" if day.counts else "no", day.why) for day in clock.days]
    with st.expander(f"Day by day ({len(rows)})", expanded=len(rows) <= FEW):
        st.html(pictures.table(("Day", "Counts", "Why"), rows, dark=dark()))
    for step in clock.steps:
        st.markdown(f"- **{words.day(step.strict)}**: {plain(step.words)} ({plain(step.rule)})")
    for cost in office().costs(view.id):
        st.warning(f"The date was missed: {plain(cost.words)} ({plain(cost.rule)})", icon=":material/event_busy:")
    for warning in clock.warnings:
        st.caption(f":material/info: {plain(warning)}")


def _letters(view: CaseView) -> None:
    """The way to the letters that are sent before the records."""
    st.subheader("Write to the requester")
    with st.container(horizontal=True):
        for kind in BEFORE:
            if st.button(KINDS[kind], key=f"write-{kind}"):
                st.session_state["letter-kind"] = kind
                select(case=view.id, step="response")
                st.rerun()


def _arrest() -> None:
    """Section 2.15: a clock of its own, which this request does not start and nothing stops."""
    from foia.requests import arrest_items

    with st.expander("Arrest information is due within 72 hours of the arrest"):
        day, hour = st.columns(2)
        made = day.date_input("Arrested on", value=None, format="YYYY-MM-DD", key="arrest-day")
        at = hour.time_input("at", value=dt.time(12), step=900, key="arrest-hour")
        if isinstance(made, dt.date):
            due = arrest_items(dt.datetime.combine(made, at))
            st.markdown(f"**By {words.long_day(due.last)}, {due.last:%H:%M}**: {plain(due.what)} ({plain(due.rule)})")
            st.caption(plain(due.why))


def _more_time(view: CaseView, refused: str) -> None:
    st.subheader("More time")
    if view.clock.reason is not None:
        st.success(
            f"Extended: {plain(view.clock.reason.short)} ({plain(view.clock.reason.citation)}). Send the extension letter from the Response step."
        )
    if refused or view.status in ("released", "closed"):
        st.caption("Only the FOIA officer extends the time." if refused else "This case is done.")
        return
    with st.expander("Extend by up to five business days, Section 3(e)", expanded=False):
        known = reasons()
        reason = st.radio(
            "The statute's seven reasons", list(known), format_func=lambda key: f"({key}) {known[key].short}", key="ext-reason"
        )
        days = st.slider("Business days", 1, 5, 5)
        if st.button("Extend the time"):
            with telling():
                office().extend(view.id, reason=reason, by=actor(), days=days)
                say("The time is extended; the requester must be told before the first date passes")
                st.rerun()
    with st.expander("A later date agreed with the requester in writing"):
        agreed = st.date_input(
            "Agreed date", value=view.clock.target + dt.timedelta(days=7), min_value=office().today(), format="YYYY-MM-DD"
        )
        if st.button("Record the agreement") and isinstance(agreed, dt.date):
            with telling():
                office().extend(view.id, by=actor(), agreed_until=agreed)
                st.rerun()
