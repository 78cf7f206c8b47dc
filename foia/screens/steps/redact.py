"""Redacting: choose a record, look at every page, decide about every passage, and state that you looked."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from foia.case import CaseView, RecordView
from foia.model import Stance
from foia.screens import pictures, words
from foia.screens.case import next_step
from foia.screens.house import dark
from foia.screens.review import review
from foia.screens.session import actor, office, plain, say, select, selected, telling


def redact(view: CaseView) -> None:
    live = [record for record in view.records if not record.set_aside and not record.duplicate_of]
    if not live:
        st.info("No record yet: add them first.", icon=":material/upload_file:")
        next_step(view, "records")
        return
    waiting = [record for record in live if not record.prepared]
    if waiting:
        st.warning(
            f"{words.plural(len(waiting), 'record')} not searched yet: nothing is proposed there.", icon=":material/search:"
        )
        next_step(view, "records", "Search them first")
    chosen = selected("record")
    if chosen not in {record.id for record in live}:
        open_ = [record for record in live if record.undecided] or [record for record in live if not record.reviewed] or live
        chosen = open_[0].id
        select(case=view.id, step="redact", record=chosen, page="")
    _body(view.id, chosen, view.status in ("released", "closed"))


@st.fragment  # type: ignore[untyped-decorator]
def _body(case_id: str, record_id: str, done: bool) -> None:
    """The part that is redrawn when something is decided."""
    live = [record for record in office().records(case_id) if not record.set_aside and not record.duplicate_of]
    record = next(one for one in live if one.id == record_id)
    _tabs(case_id, live, record_id)
    refused = office().may(actor(), "decide", case_id, record_id)
    if refused:
        st.error(plain(refused).replace("\n", "  \n"), icon=":material/lock:")
    review(record, done=done)
    _end(case_id, live, record)


def _tabs(case_id: str, live: list[RecordView], record_id: str) -> None:
    """The records as a row of buttons, each with what is left to do in it."""

    def label(id: str) -> str:
        record = next(one for one in live if one.id == id)
        if record.outcome == "withheld":
            return f":material/block: {plain(record.name)} · withheld"
        if record.undecided:
            return f"{plain(record.name)} · {record.undecided}"
        return f":material/{'check_circle' if record.reviewed else 'visibility'}: {plain(record.name)}"

    chosen = st.pills(
        "Records, with how many passages are undecided",
        [record.id for record in live],
        format_func=label,
        default=record_id,
        key=f"tabs-{case_id}-{record_id}",
        label_visibility="collapsed",
    )
    if chosen and chosen != record_id:
        select(case=case_id, step="redact", record=chosen, page="")
        st.rerun(scope="app")


def _end(case_id: str, live: list[RecordView], record: RecordView) -> None:
    """State that every page was looked at; what was withheld so far as a picture."""
    left, right = st.columns([3, 4], gap="large")
    with left:
        if record.outcome == "withheld":
            st.info("This record is withheld in full. No copy of it leaves; the index lists it.")
        elif record.reviewed:
            st.success(f"{plain(record.reviewed)} looked at every page.", icon=":material/check:")
        elif record.undecided:
            st.caption(
                f"When every passage is decided, you confirm here that you looked at {words.plural(record.pages, 'page')}."
            )
        else:
            st.markdown(
                f"Everything is decided. The program does not find every name: look at {words.plural(record.pages, 'page')} once more."
            )
            if st.button("I looked at every page", type="primary", icon=":material/visibility:", key=f"reviewed-{record.id}"):
                with telling():
                    office().review_record(case_id, record.id, by=actor())
                    say(f"{record.name}: looked at every page")
                    rest = [
                        one
                        for one in live
                        if one.id != record.id and (one.undecided or not one.reviewed) and one.outcome != "withheld"
                    ]
                    select(case=case_id, step="redact" if rest else "counsel", record=rest[0].id if rest else "", page="")
                    st.rerun(scope="app")
    with right:
        withheld = Counter(
            decision.basis.citation
            for decision in office().decisions(case_id, record.id)
            if decision.stance is Stance.REDACT and decision.basis
        )
        if withheld:
            st.markdown("**Withheld in this record, by provision**")
            st.html(pictures.bars(withheld.most_common(6), dark=dark()))
