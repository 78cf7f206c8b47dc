"""The page of a case: its clock, its steps as a line, and the step that is open."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable

import streamlit as st

from foia.case import CaseView
from foia.errors import FoiaError
from foia.screens import pictures, words
from foia.screens.house import dark, look, who_is_here
from foia.screens.session import ILLINOIS, actor, go, office, plain, select, selected, tell

STEPS = {
    "request": "Request",
    "records": "Records",
    "decide": "Decide",
    "redact": "Redact",
    "counsel": "Counsel",
    "response": "Response",
}


def case() -> None:
    look()
    actor()
    try:
        view = office().case(selected("case")) if selected("case") else None
    except FoiaError:
        view = None
    if view is None:
        st.title("Case")
        st.info("No case is open. Choose one from the inbox.", icon=":material/inbox:")
        if st.button("To the inbox"):
            go("inbox", case="")
        return
    step = selected("step")
    if step not in STEPS:
        step = _step_that_waits(view)
        select(case=view.id, step=step)
    _head(view)
    _line(view, step)
    try:
        _screen(step)(view)
    except FoiaError as error:
        tell(error)


def _head(view: CaseView) -> None:
    """Number and title; the clock as days; who is signed in."""
    today = office().today()
    target: dt.date = view.clock.target
    done = view.status in ("released", "closed")
    who_is_here()
    with st.container(key="head"):
        left, right = st.columns([5, 6], vertical_alignment="top", gap="medium")
    with left:
        st.markdown(f"#### {plain(view.number)} · {plain(view.title)}", width="stretch")
        st.caption(
            f"{plain(view.requester) or 'Requester not known'} · {words.STATUS.get(view.status, view.status)} · with {plain(view.assigned) or 'nobody'}"
        )
    with right:
        if done:
            st.markdown(
                f":material/check_circle: **{words.STATUS[view.status]}**"
                + (f" on {words.day(view.released.astimezone(ILLINOIS).date())}" if view.released else "")
            )
        else:
            summary = next((one for one in office().inbox() if one.id == view.id), None)
            text = words.left(summary.days_left, summary.overdue) if summary else ""
            st.markdown(f":material/schedule: **Due {words.long_day(target)}** · {text}")
            st.html(pictures.clock(view.clock.days, today=today, due=target, dark=dark()))


def _line(view: CaseView, step: str) -> None:
    """The steps as a line: done, open, still to come. Each is a button."""
    done = _done(view)
    with st.container(horizontal=True, gap="small", key="steps"):
        for number, (name, title) in enumerate(STEPS.items(), 1):
            mark = ":material/check_circle:" if done[name] else ":material/radio_button_unchecked:"
            if st.button(
                f"{number} {title}",
                key=f"step-{name}",
                type="primary" if name == step else "secondary",
                icon=mark,
                help="done" if done[name] else "not done yet",
                width="stretch",
            ):
                select(case=view.id, step=name)
                st.rerun()


def _done(view: CaseView) -> dict[str, bool]:
    live = [record for record in view.records if not record.set_aside and not record.duplicate_of]
    ready = bool(live) and all(record.prepared for record in live)
    reviewed = ready and all((record.reviewed and not record.undecided) or record.outcome == "withheld" for record in live)
    out = view.status in ("released", "closed")
    return {
        "request": view.confirmed,
        "records": ready,
        "decide": out or bool(office().findings(view.id)),
        "redact": out or reviewed,
        "counsel": out or view.status == "signed" or (reviewed and not view.needs_counsel),
        "response": out,
    }


def _step_that_waits(view: CaseView) -> str:
    done = _done(view)
    return next((name for name in STEPS if not done[name] and name != "decide"), "response")


def next_step(view: CaseView, name: str, words_: str = "") -> None:
    """The button at a step's end that leads on."""
    if st.button(words_ or f"On to {STEPS[name]}", type="primary", icon=":material/arrow_forward:", key=f"on-{name}"):
        select(case=view.id, step=name)
        st.rerun()


def _screen(step: str) -> Callable[[CaseView], None]:
    """The function that draws a step; its module is loaded when the step is first opened."""
    module = importlib.import_module(f"foia.screens.steps.{step}")
    found: Callable[[CaseView], None] = getattr(module, step)
    return found
