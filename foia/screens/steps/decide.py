"""Deciding: the questions that matter, a few at a time, the statute's words beside each; the finding and its tree as you answer."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import streamlit as st

from foia.case import CaseView, QuestionView, RecordView
from foia.errors import FoiaError
from foia.model import Stance
from foia.screens import pictures, words
from foia.screens.case import next_step
from foia.screens.house import dark
from foia.screens.review import FACTS, saved_facts
from foia.screens.session import actor, go, office, plain, say, select, selected, tell, telling

AT_ONCE = 4  # questions
AT_FIRST = 6  # provisions
CANT_TELL = "cant_tell"


def decide(view: CaseView) -> None:
    live = [record for record in view.records if not record.set_aside and not record.duplicate_of]
    if not live:
        st.info("No record yet: add them first.", icon=":material/upload_file:")
        next_step(view, "records")
        return
    with st.spinner("Looking which provisions the words of the records raise"):
        raised = _raised(view.id)
    left, right = st.columns([2, 5], gap="large")
    with left:
        record_id = _which_record(live, raised)
        node = _choose(view, raised, record_id)
        next_step(view, "redact")
    with right:
        if not node:
            st.info("No provision was raised by this record. Add one on the left, or go on to Redact.")
            return
        _interview(view, node, record_id)


def _raised(case_id: str) -> list[tuple[str, str]]:
    """(node, record id), the likeliest first: what the words of the records raise, what is proposed, what somebody answers."""
    found: dict[tuple[str, str], None] = {}
    try:
        for candidate in office().provisions(case_id):
            found.setdefault((candidate.node, candidate.record_id))
    except FoiaError as error:
        tell(error)
    for record in office().records(case_id):
        if record.prepared and not record.set_aside and not record.duplicate_of:
            proposed = Counter(item.node for item in office().items(case_id, record.id) if item.stance is Stance.REDACT)
            for node, _ in proposed.most_common():
                found.setdefault((node, record.id))
    for record_id, finding in office().findings(case_id):
        found.setdefault((finding.node, record_id))
    added: list[tuple[str, str]] = st.session_state.get(f"added-{case_id}", [])
    return [*added, *(one for one in found if one not in added)]


def _which_record(live: list[RecordView], raised: list[tuple[str, str]]) -> str:
    names = {record.id: record.name for record in live}
    ids = list(names)
    likeliest = next((record_id for _, record_id in raised if record_id in names), ids[0])
    asked = next((record for node, record in raised if node == selected("node") and record in names), likeliest)
    chosen = selected("record") if selected("record") in names else asked
    return str(st.selectbox("Record", ids, index=ids.index(chosen), format_func=lambda id: names[id], key="decide-record"))


def _choose(view: CaseView, raised: list[tuple[str, str]], record_id: str) -> str:
    """The provisions raised by the record, the likeliest in sight, and the way to any other."""
    desk = office()
    nodes = list(dict.fromkeys(node for node, record in raised if record in (record_id, "")))
    node = selected("node") if selected("node") in nodes else next(iter(nodes), "")
    answered = {finding.node: finding.finding for about, finding in desk.findings(view.id) if about in (record_id, "")}
    st.markdown("**Provisions it raises**")

    def offer(one: str) -> None:
        mark = ""
        if one in answered:
            label, colour = words.FINDINGS.get(answered[one], (answered[one], "gray"))
            mark = f" · :{colour}[{label}]"
        provision = desk.catalog[one]
        label = f"**{plain(provision.citation)}**{mark}  \n{plain(provision.title)}"
        if st.button(label, key=f"node-{one}", type="primary" if one == node else "secondary", width="stretch"):
            select(case=view.id, step="decide", node=one, record=record_id)
            st.rerun()

    first = nodes[:AT_FIRST] if node in nodes[:AT_FIRST] else [node, *nodes[: AT_FIRST - 1]]
    for one in first if node else []:
        offer(one)
    rest = [one for one in nodes if one not in first]
    if rest:
        with st.expander(f"Less likely ({len(rest)})"):
            for one in rest:
                offer(one)
    with st.expander("Look at another provision"):
        every = {provision.node: f"{provision.citation} — {provision.title}" for provision in desk.catalog if provision.exempts}
        other = st.selectbox(
            "Provision",
            list(every),
            format_func=lambda id: every[id],
            index=None,
            placeholder="Type a citation or a word",
            key="other-node",
        )
        if other and st.button("Look at it"):
            st.session_state.setdefault(f"added-{view.id}", []).append((other, record_id))
            select(case=view.id, step="decide", node=other, record=record_id)
            st.rerun()
    return node


@st.fragment  # type: ignore[untyped-decorator]
def _interview(view: CaseView, node: str, record_id: str) -> None:
    """One provision for one record; answering redraws this part alone."""
    desk, by = office(), actor()
    provision = desk.catalog[node]
    finding = desk.evaluate(view.id, node, record_id)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(f"{plain(provision.citation)} — {plain(provision.title)}", width="content")
        if st.button("The law", icon=":material/menu_book:", key=f"law-{node}"):
            go("law", node=node)
            st.rerun()
    scopes = {question.scope for question in finding.questions.values()}
    person = _person(view, record_id, node) if "person" in scopes else ""
    passage = _passage(view, record_id, node) if "passage" in scopes else ""
    finding = desk.evaluate(view.id, node, record_id, person=person, passage=passage)
    about = {"person": person, "passage": passage}
    label, colour = words.FINDINGS.get(finding.finding, (finding.finding, "gray"))
    st.markdown(f"Finding as of {words.day(finding.as_of)}: :{colour}-badge[{label}]")
    for note in finding.notes:
        st.caption(f":material/info: {plain(note)}")
    refused = desk.may(by, "answer a question")
    closed = bool(refused) or view.status in ("released", "closed")
    if refused:
        st.caption(f":material/lock: {plain(refused.splitlines()[0])}")
    with st.container(key="interview"):
        asks, tree = st.columns([3, 2], gap="medium")
    questions = desk.questions(view.id, node, record_id, person=person, passage=passage)
    with asks:
        open_now = [question for question in questions if question.open and question.answer is None and question.scope_id]
        for question in open_now[:AT_ONCE]:
            _question(view, node, record_id, question, about, closed=closed)
        if len(open_now) > AT_ONCE:
            st.caption(f"{words.plural(len(open_now) - AT_ONCE, 'more question')} may follow, depending on these.")
        if not open_now and finding.finding != "undetermined":
            st.success("Nothing more to ask: the finding stands on the answers below.", icon=":material/check:")
        _duties(finding)
        given = [question for question in questions if question.answer is not None]
        if given:
            with st.expander(f"Answers given ({len(given)}): change any in place", expanded=not open_now):
                for question in given:
                    _question(view, node, record_id, question, about, closed=closed)
        if provision.exempts:
            _facts(view, node, provision.needs_facts, closed=closed)
    with tree:
        st.markdown("**Why**")
        st.html(pictures.tree(finding, dark=dark()))
        if finding.blocked_by:
            st.warning(
                "For counsel: " + plain(", ".join(name.replace("_", " ") for name in finding.blocked_by)),
                icon=":material/gavel:",
            )
        version = provision.as_of(finding.as_of)
        if version.words:
            with st.expander("The statute's words"):
                st.html(pictures.law(version.words, dark=dark()))


def _person(view: CaseView, record_id: str, node: str) -> str:
    """Whom the questions are about: this provision asks about one person."""
    people = office().persons(view.id, record_id)
    names = {person.id: f"{person.name} ({words.role(person.role) or 'role not known'})" for person in people}
    if not names:
        st.caption("This provision asks about a person; none was found in this record.")
        return ""
    return str(
        st.selectbox("About the person", list(names), format_func=lambda id: names[id], key=f"person-{node}-{record_id}")
    )


def _passage(view: CaseView, record_id: str, node: str) -> str:
    """Which passage the questions are about: those proposed under this provision come first."""
    items = [item for item in office().items(view.id, record_id) if item.text]
    items.sort(key=lambda item: item.node != node)
    names = {item.key: f"page {item.page_numbers[0]}: {item.text[:60]} ({words.type_of(item.type)})" for item in items}
    if not names:
        st.caption("This provision asks about single passages; none was found in this record.")
        return ""
    return str(
        st.selectbox("About the passage", list(names), format_func=lambda key: names[key], key=f"passage-{node}-{record_id}")
    )


def _question(
    view: CaseView, node: str, record_id: str, question: QuestionView, about: dict[str, str], *, closed: bool
) -> None:
    """One question; an answer is saved as it is given."""
    key = f"q-{node}-{question.scope_id}-{question.fact}"
    answer = question.answer
    note_key = f"{key}-note"
    with st.container(border=True):
        if question.law:
            st.html(pictures.law("“" + question.law + "”", dark=dark()))
        value: Any = _UNSET
        if question.type in ("bool", "enum"):
            options: dict[object, str] = {True: "Yes", False: "No"} if question.type == "bool" else dict(question.options)
            options = {**options, CANT_TELL: "Can't tell"}
            now = answer.value if answer is not None else None
            value = (
                st.segmented_control(
                    question.ask,
                    list(options),
                    format_func=lambda one: options[one],
                    default=now if now in options else None,
                    key=f"{key}-{answer.version if answer else 0}",
                    disabled=closed,
                )
                if len(options) <= 4
                else st.selectbox(
                    question.ask,
                    list(options),
                    format_func=lambda one: options[one],
                    index=list(options).index(now) if now in options else None,
                    key=f"{key}-{answer.version if answer else 0}",
                    disabled=closed,
                    placeholder="Choose",
                )
            )
            changed = value != now
        elif question.type == "date":
            before = dt.date.fromisoformat(str(answer.value)) if answer is not None and answer.value != CANT_TELL else None
            value = st.date_input(
                question.ask,
                value=before,
                key=f"{key}-{answer.version if answer else 0}",
                format="YYYY-MM-DD",
                disabled=closed,
                min_value=dt.date(1900, 1, 1),
            )
            changed = value != before and isinstance(value, dt.date)
        else:
            before_text = str(answer.value) if answer is not None else ""
            value = st.text_input(
                question.ask, value=before_text, key=f"{key}-{answer.version if answer else 0}", disabled=closed
            )
            changed = value != before_text and bool(value)
        said = f"Asked {words.SCOPES.get(question.scope, '')}."
        if answer is not None:
            said += f" Answered by {answer.by}."
        st.caption(plain(said))
        if changed and not closed:
            _save(view, node, record_id, question, about, value, answer.note if answer else "")
        if answer is not None and answer.value == CANT_TELL:
            note = st.text_input(
                "Note for counsel", value=answer.note, key=note_key, disabled=closed, placeholder="What would you need to know?"
            )
            if note != answer.note and not closed:
                _save(view, node, record_id, question, about, answer.value, note)


_UNSET = object()


def _save(
    view: CaseView, node: str, record_id: str, question: QuestionView, about: dict[str, str], value: object, note: str
) -> None:
    try:
        office().answer(
            view.id,
            question.fact,
            value,
            by=actor(),
            node=node,
            record_id=record_id,
            note=note,
            **about,
            seen=question.answer.version if question.answer else None,
        )
    except FoiaError as error:
        tell(error)
        return
    st.rerun(scope="fragment")


def _duties(finding: Any) -> None:
    for duty in finding.duties:
        st.markdown(f":material/rule: **{plain(duty.do.replace('_', ' '))}** {plain(duty.what)}")
    for question in finding.factors:
        st.caption(f":material/balance: To be weighed and written down: {plain(question.ask)}")


def _facts(view: CaseView, node: str, needed: bool, *, closed: bool) -> None:
    """The facts that the letter must state: used for every decision under this provision that gives none of its own."""
    saved = saved_facts(view.id).get(node, "")
    with st.container(border=True):
        text = st.text_area(
            "Facts for the letter" + ("" if needed else " (optional here)"),
            value=saved,
            key=f"facts-{view.id}-{node}",
            disabled=closed,
            height=90,
            placeholder="What in these records brings them under this provision? Do not quote what is withheld.",
        )
        st.caption("5 ILCS 140/9(a): a denial states a detailed factual basis for each exemption claimed.")
        if st.button("Save the facts", key=f"save-facts-{node}", disabled=closed) and text.strip() and text.strip() != saved:
            with telling():
                office().comment(view.id, text.strip(), by=actor(), target=FACTS + node)
                say("The facts are saved; they go with every decision under this provision")
                st.rerun()
