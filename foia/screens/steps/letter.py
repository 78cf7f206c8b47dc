"""The letter: its kind, what an officer adds to it, its required elements, its words on paper, editing by hand."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import streamlit as st

from foia.case import CaseView
from foia.errors import FoiaError
from foia.model import RequestKind
from foia.screens import pictures, words
from foia.screens.session import actor, office, plain, say, tell, telling

KINDS = {
    "": "As the decisions are",
    "acknowledgement": "Acknowledgement",
    "extension": "Extension of time",
    "person_check": "Is the requester a person?",
    "narrowing": "Narrowing an unduly burdensome request",
    "recurrent_notice": "Notice: recurrent requester",
    "voluminous_notice": "Notice: voluminous request",
    "voluminous_response": "Response to a voluminous request",
    "fee_quote": "What the copies cost",
    "grant": "Grant in full",
    "partial_denial": "Partial denial",
    "denial": "Denial",
    "burden_denial": "Denial as unduly burdensome",
    "no_records": "No records",
    "referral": "Referral to another public body",
}
WHY = {
    "person_check": "What makes you doubt that a person sent it",
    "narrowing": "The facts of the burden",
    "burden_denial": "The facts of the burden, and what came of your offer to narrow the request",
    "recurrent_notice": "How many requests, and when",
    "voluminous_notice": "Why it is voluminous: how many categories or pages",
    "voluminous_response": "Why it is still voluminous",
    "extension": "Anything to add to the statute's reason (optional)",
}
SEARCHED = ("no_records", "referral")
ELSEWHERE = ("no_records", "referral")
NARROWED = ("narrowing", "voluminous_response")
ANSWERS = ("grant", "partial_denial", "denial")
MEGABYTE = 1_048_576  # bytes
PRICED = ("fee_quote", "voluminous_response", "grant", "partial_denial")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The letter as it stands on the screen."""

    kind: str  # "" for the one that the decisions call for
    more: dict[str, Any]
    body: str  # "" where nobody edited the words


def letter(view: CaseView) -> Chosen:
    """Draw the letter. Returns what is chosen for it."""
    from foia.response import blocks, checklist, runs  # late: it loads what writes DOCX and PDF

    desk, by = office(), actor()
    st.subheader("The letter")
    kind = st.selectbox(
        "Kind of letter", list(KINDS), format_func=lambda kind: KINDS[kind], key="letter-kind", label_visibility="collapsed"
    )
    real = kind or desk.letter_kind(view.id)
    more = _additions(view, real)
    chosen = Chosen(kind, more, "")
    try:
        made = desk.letter_preview(view.id, kind, by=by, **more)
    except FoiaError as error:
        tell(error)
        return chosen
    edited = desk.edited_letter(view.id, real)
    own = made.body
    base = edited or own
    place = st.container()
    shown, edit = st.tabs(["As it will be read", "Edit the text"])
    with edit:
        text = st.text_area(
            "Text of the letter",
            value=base,
            height=480,
            key=f"letter-body-{real}-{hashlib.sha256(base.encode()).hexdigest()[:12]}",
            label_visibility="collapsed",
        )
        st.caption("Edit last: choosing something else above starts from the program's words again. Your text is checked too.")
        refused = desk.may(by, "write a response")
        write, again = st.columns(2)
        if write.button("Write the letter (TXT, DOCX, PDF)", disabled=bool(refused), icon=":material/draft:", width="stretch"):
            _write(view, chosen, text if text != own else "")
        if edited and again.button("Take the program's words again", disabled=bool(refused), width="stretch"):
            _write(view, chosen, "")
    made = replace(made, body=text)
    with place:
        checks = checklist(made)
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
        for reminder in made.reminders:
            st.caption(f":material/lightbulb: {plain(reminder)}")
        if edited:
            st.caption(":material/edit: These words were edited by hand.")
    with shown:
        if real in ANSWERS and view.status not in ("released", "closed"):
            waiting = sum(record.undecided for record in view.records if not record.set_aside and not record.duplicate_of)
            if waiting:
                st.caption(f":material/hourglass: Not final: {words.plural(waiting, 'passage')} still undecided.")
        st.html(pictures.letter([(part.style, runs(part.text)) for part in blocks(made.body)], made.head))
    return replace(chosen, body=text if text != own else "")


def _write(view: CaseView, chosen: Chosen, body: str) -> None:
    desk, by = office(), actor()
    with telling():
        desk.letter(view.id, chosen.kind, by=by, body=body, **chosen.more)
        real = chosen.kind or desk.letter_kind(view.id)
        if view.status in ("released", "closed") and real in ANSWERS:
            desk.package(view.id, by=by, kind=chosen.kind)
        say("The letter is written")
        st.rerun()


def _additions(view: CaseView, kind: str) -> dict[str, Any]:
    """What this kind of letter says beyond the case itself; what was written before stands in the fields."""
    before = office().letter_choices(view.id, kind)
    more: dict[str, Any] = {}

    def lines(name: str, label: str) -> None:
        said = st.text_area(label, value="\n".join(before.get(name, ())), key=f"letter-{kind}-{name}", height=80)
        more[name] = tuple(line.strip() for line in said.splitlines() if line.strip())

    if kind in WHY:
        more["why"] = st.text_area(WHY[kind], value=before.get("why", ""), key=f"letter-{kind}-why", height=80).strip()
    if kind in SEARCHED:
        label = "Where was searched, and how" + ("" if kind == "no_records" else " (optional)")
        more["search"] = st.text_area(label, value=before.get("search", ""), key=f"letter-{kind}-search", height=80).strip()
    if kind in ELSEWHERE:
        lines("other_body", "Who may hold them: name and address, one a line" + ("" if kind == "referral" else " (optional)"))
    if kind in NARROWED:
        lines("ways", "How it could be narrowed, one a line (optional)")
    if kind in ANSWERS:
        with st.expander("Also say: not held, published, authorities"):
            lines("not_held", "Items of which you hold no record, one a line")
            _unanswered(view, more["not_held"], f"letter-{kind}-not_held")
            more["online"] = st.text_input(
                "Where records are published", value=before.get("online", ""), key=f"letter-{kind}-online"
            )
            if kind != "grant":
                more["cite"] = _authorities(view, kind, before.get("cite", ()))
    if kind in PRICED:
        more["fee"] = _fee(view, kind, before.get("fee"))
    return more


def _unanswered(view: CaseView, said: tuple[str, ...], key: str) -> None:
    """Items that no record of the case answers and the letter does not name: taken over with one click, never by themselves."""
    left = [view.items[index] for index in office().sorting(view.id).unanswered if view.items[index] not in said]
    if not left:
        return

    def take() -> None:
        st.session_state[key] = "\n".join([*said, *left])

    st.caption("No record of this case seems to answer: " + "; ".join(plain(item) for item in left))
    st.button("The letter says that you hold none of these", key=f"{key}-take", on_click=take, icon=":material/add:")


def _authorities(view: CaseView, kind: str, before: Any) -> tuple[str, ...]:
    """Cases and opinions to cite: offered with what they hold; a person chooses."""
    offered = {one.id: one for one in office().citable(view.id)}
    if not offered:
        return ()
    chosen = st.multiselect(
        "Authorities to cite",
        list(offered),
        default=[id for id in before if id in offered],
        format_func=lambda id: f"{offered[id].name}, {offered[id].cite}",
        key=f"letter-{kind}-cite",
        placeholder="None",
    )
    for one in offered.values():
        st.caption(f"{plain(one.name)}: {plain(one.holding)}")
    return tuple(chosen)


def _fee(view: CaseView, kind: str, before: Any) -> dict[str, Any] | None:
    """The measures of a fee; None where nothing is charged and nobody asked for a quote."""
    known: dict[str, Any] = dict(before or {})
    asked = kind == "fee_quote"
    place = st.container() if asked else st.expander("What the copies cost", expanded=bool(known))
    with place:
        left, right = st.columns(2)

        def count(where: Any, name: str, label: str, **how: Any) -> int:
            key = f"letter-{kind}-{name}"
            return int(where.number_input(label, min_value=0, value=int(known.get(name, 0)), step=1, key=key, **how))

        def money(where: Any, name: str, label: str, **how: Any) -> str:
            start = float(Decimal(str(known.get(name, "0"))))
            value = where.number_input(label, min_value=0.0, value=start, step=0.05, key=f"letter-{kind}-{name}", **how)
            return str(Decimal(str(value)).quantize(Decimal("0.01")))

        fee: dict[str, Any] = {
            "pages": count(
                left, "pages", "Black-and-white pages on paper", help="Letter or legal size; the first 50 are free."
            ),
            "certified": count(right, "certified", "Records to certify"),
            "other_pages": count(left, "other_pages", "Color or odd-sized pages"),
            "other_page_cost": money(right, "other_page_cost", "Actual cost of one such page ($)"),
        }
        media = known.get("media") or (("", "0"),)
        medium = left.text_input("Disc or drive", value=media[0][0], key=f"letter-{kind}-medium", placeholder="a USB drive")
        cost = right.number_input(
            "Its actual cost ($)", min_value=0.0, value=float(media[0][1]), step=0.5, key=f"letter-{kind}-medium-cost"
        )
        if medium.strip():
            fee["media"] = ((medium.strip(), str(Decimal(str(cost)).quantize(Decimal("0.01")))),)
        if view.kind is RequestKind.COMMERCIAL:
            fee["hours"] = money(
                left, "hours", "Hours of search and review", help="The first 8 are free; $10 an hour after that."
            )
            fee["offsite_cost"] = money(right, "offsite_cost", "Cost of retrieval from a third party's store ($)")
        if view.kind is RequestKind.VOLUMINOUS:
            for name, where, label in (("pdf_bytes", left, "PDF"), ("other_bytes", right, "other formats")):
                known[name] = int(known.get(name, 0)) // MEGABYTE
                fee[name] = MEGABYTE * count(where, name, f"Megabytes of {label}")
        if view.body_camera:
            st.caption("Redacting body-camera video is never charged (5 ILCS 140/6(a); PAC Op. 25-014).")
        part = st.slider(
            "Waived in the public interest (%)", 0, 100, int(100 * float(known.get("waived", 0))), key=f"letter-{kind}-waived"
        )
        if part:
            fee["waived"] = str(Decimal(part) / 100)
        given = {name: value for name, value in fee.items() if value not in (0, "0.00", "")}
        given = given if set(given) - {"waived", "other_page_cost"} else {}
        if not given and not asked:
            return None
        with telling():
            quoted = office().quote(view.id, **given)
            st.caption(f"**${quoted.total}.** {plain(quoted.explanation)}")
            for note in quoted.notes:
                st.caption(f":material/info: {plain(note)}")
        return given
