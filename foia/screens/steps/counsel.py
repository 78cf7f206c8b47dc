"""Counsel: decisions grouped by provision and person, findings with their trees, what changed; approve, send back, sign."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

import streamlit as st

from foia.case import CaseView
from foia.case.views import Change
from foia.model import ActorRole, Decision, Stance
from foia.screens import pictures, words
from foia.screens.case import next_step
from foia.screens.house import dark
from foia.screens.review import FACTS
from foia.screens.session import ILLINOIS, actor, office, plain, say, telling


def counsel(view: CaseView) -> None:
    desk = office()
    decisions = desk.decisions(view.id)
    withheld = [decision for decision in decisions if decision.stance is Stance.REDACT]
    left, right = st.columns([5, 3], gap="large")
    with right:
        _sign(view)
        _comments(view)
    with left:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.subheader("What is withheld, and why", width="content")
            printed = st.toggle(
                "Everything open, for printing",
                key="print",
                help="Then print with your browser; buttons and menus are left out",
            )
        _changes(view)
        if not withheld:
            st.info("Nothing is withheld so far.")
        else:
            counts = Counter(decision.basis.citation for decision in withheld if decision.basis)
            st.html(pictures.bars(counts.most_common(), dark=dark()))
            group = st.segmented_control("Grouped by", ["provision", "person"], default="provision", key="group") or "provision"
            _log(view, withheld, group, printed)
        _released(view, decisions)
        _findings(view, printed)


def _log(view: CaseView, withheld: list[Decision], group: str, printed: bool) -> None:
    names = {record.id: record.name for record in view.records}
    people = {person.id: person for person in office().persons(view.id)} if group == "person" else {}

    def head(decision: Decision) -> str:
        if group == "person":
            person = people.get(decision.person or "")
            return f"{person.name} ({words.role(person.role) or 'role not known'})" if person else "No person known"
        return f"{decision.basis.citation} — {decision.basis.title}" if decision.basis else "No provision"

    for title, some in groupby(sorted(withheld, key=head), key=head):
        ones = list(some)
        with st.expander(f"{plain(title)} ({len(ones)})", expanded=printed):
            for facts, n in Counter(one.facts for one in ones if one.facts).most_common(3):
                st.markdown(f"**Facts** ({n}): {plain(facts)}")
            rows = [
                {
                    "Record": names.get(one.record_id, one.record_id),
                    "Page": _page(view.id, one),
                    "What": words.type_of(one.type),
                    "Whose": words.role(one.role),
                    "Provision": one.basis.citation if one.basis else "",
                    "Law of": str(one.basis.version) if one.basis else "",
                    "Reason": one.reason,
                    "By": one.by,
                }
                for one in ones
            ]
            if printed:
                st.table(rows)  # a scrolling grid would print its first lines only
            else:
                st.dataframe(rows, hide_index=True, width="stretch", height=min(38 + 35 * len(ones), 400))


def _page(case_id: str, decision: Decision) -> str:
    if decision.pages:
        return ", ".join(map(str, decision.pages))
    if decision.areas:
        return str(decision.areas[0].page_number)
    if decision.start >= 0:
        return str(office().record(case_id, decision.record_id).page_at(decision.start).number)
    return "all"


def _released(view: CaseView, decisions: tuple[Decision, ...]) -> None:
    released = [decision for decision in decisions if decision.stance is Stance.RELEASE]
    if released:
        with st.expander(f"Looked at and released ({len(released)})"):
            counts = Counter((words.type_of(one.type), words.role(one.role) or "—") for one in released)
            st.dataframe(
                [{"What": what, "Whose": whose, "How many": n} for (what, whose), n in counts.most_common()],
                hide_index=True,
                width="stretch",
            )


def _findings(view: CaseView, printed: bool) -> None:
    findings = office().findings(view.id)
    if not findings:
        return
    names = {record.id: record.name for record in view.records}
    st.subheader("Findings from the questions")
    for record_id, finding in findings:
        label, colour = words.FINDINGS.get(finding.finding, (finding.finding, "gray"))
        where = f" · {plain(names[record_id])}" if record_id in names else ""
        with st.expander(f"{plain(finding.citation)}{where} · :{colour}[{label}]", expanded=printed):
            st.html(pictures.tree(finding, dark=dark()))
            for answer in office().answers(view.id):
                if (
                    answer.value == "cant_tell"
                    and answer.fact in finding.questions
                    and answer.scope_id in (record_id, view.id, "body")
                ):
                    st.warning(
                        f"Can't tell: {plain(finding.questions[answer.fact].ask)}"
                        + (f" — {plain(answer.note)}" if answer.note else ""),
                        icon=":material/gavel:",
                    )


def _changes(view: CaseView) -> None:
    changes = office().changes_since_sign_off(view.id)
    if not changes:
        return
    names = {record.id: record.name for record in view.records}

    def said(decision: Decision | None) -> str:
        if decision is None:
            return "undecided"
        return f"withheld under {decision.basis.citation}" if decision.basis else "released"

    with st.expander(f":material/difference: {words.plural(len(changes), 'change')} since counsel looked last", expanded=True):
        st.dataframe(
            [
                {
                    "Record": names.get(change.record_id, ""),
                    "What": words.type_of(_either(change).type),
                    "Before": said(change.before),
                    "Now": said(change.after),
                    "By": change.after.by if change.after else "",
                }
                for change in changes
            ],
            hide_index=True,
            width="stretch",
        )


def _either(change: Change) -> Decision:
    found = change.after or change.before
    assert found is not None  # a difference has a side
    return found


def _sign(view: CaseView) -> None:
    desk, by = office(), actor()
    st.subheader("Counsel's judgement")
    judged = desk.sign_offs(view.id)
    for one in judged[-4:]:
        icon = {"signed": ":material/verified:", "approved": ":material/thumb_up:", "sent_back": ":material/undo:"}.get(
            one.verdict, ""
        )
        stale = "" if one.current else " Decisions changed since."
        st.markdown(
            f"{icon} **{plain(one.by)}** {words.VERDICTS.get(one.verdict, one.verdict)}, {words.moment(one.at, ILLINOIS)}.{stale}"
            + (f"  \n{plain(one.note)}" if one.note else "")
        )
    if view.status in ("released", "closed"):
        return
    if by.role is ActorRole.COUNSEL:
        note = st.text_area("Note", key="judge-note", height=80, placeholder="Needed when you send it back")
        with st.container(horizontal=True):
            sign = st.button("Sign", type="primary", icon=":material/verified:")
            approve = st.button("No objection so far")
            back = st.button("Send back")
        with telling():
            if sign:
                desk.sign(view.id, by=by, note=note)
                say("Signed")
                st.rerun()
            if approve:
                desk.approve(view.id, by=by, note=note)
                st.rerun()
            if back:
                desk.send_back(view.id, by=by, note=note)
                st.rerun()
        return
    if view.status == "counsel":
        st.info(
            "Waiting for counsel. Counsel signs under their own name (at the top right).", icon=":material/hourglass_empty:"
        )
    elif view.status != "signed":
        st.caption(
            "Counsel's signature is asked for."
            if view.needs_counsel
            else "Counsel's signature is not asked for in this case. You may go on, or ask for it."
        )
        refused = desk.may(by, "send to counsel")
        note = st.text_input("Note for counsel (optional)", key="to-counsel", disabled=bool(refused))
        if st.button("Send to counsel", icon=":material/send:", disabled=bool(refused)):
            with telling():
                desk.send_to_counsel(view.id, by=by, note=note)
                if note.strip():
                    desk.comment(view.id, note, by=by)
                st.rerun()
    next_step(view, "response")


def _comments(view: CaseView) -> None:
    desk, by = office(), actor()
    st.subheader("Comments")
    for one in desk.comments(view.id):
        if one.target.startswith(FACTS):
            continue
        with st.container(border=True):
            st.markdown(f"**{plain(one.by)}**, {words.moment(one.at, ILLINOIS)}" + (" · settled" if one.resolved else ""))
            st.text(one.text)
            if not one.resolved and st.button("Settled", key=f"settle-{one.id}"):
                with telling():
                    desk.resolve_comment(view.id, one.id, by=by)
                    st.rerun()
    if not desk.may(by, "comment"):
        with st.form("comment", clear_on_submit=True, border=False):
            text = st.text_area("Say something", height=80)
            if st.form_submit_button("Add the comment") and text.strip():
                with telling():
                    desk.comment(view.id, text, by=by)
                    st.rerun()
