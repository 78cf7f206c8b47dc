"""What a letter must contain, element by element, read from its own words. Imports: model, errors.

A denial: 5 ILCS 140/9(a)-(b). The check reads the finished text, so it also holds after an officer has edited it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foia.errors import CheckFailed, DecisionError
from foia.model import Actor, RequestKind
from foia.response.grounds import Ground, needs_second

if TYPE_CHECKING:
    from foia.requests import Due, Quote
    from foia.requests.rules import Reason
    from foia.response.letters import Letter


@dataclass(frozen=True, slots=True)
class Check:
    """One element: what it is, the rule that demands it, and whether the letter has it."""

    element: str
    rule: str
    passed: bool
    remedy: str = ""


def check_inputs(
    kind: str,
    *,
    grounds: Sequence[Ground],
    people: Sequence[Actor],
    clock: Due | None,
    reason: Reason | None,
    quote: Quote | None,
    why: str,
    search: str,
) -> None:
    """Refuses a letter whose facts are not there, before it is written. Raises CheckFailed or DecisionError."""
    missing: list[str] = []
    if kind == "burden_denial" and not people:
        missing.append("the names and titles of everyone responsible")
    if kind in ("denial", "partial_denial"):
        if not grounds:
            raise DecisionError(
                "A denial without a decision to withhold cannot be written",
                why="5 ILCS 140/9(a) demands the exemption, its reasons and a detailed factual basis",
                remedy="decide what is withheld under which provision, or send another kind of letter",
            )
        if not people:
            missing.append("the names of everyone responsible for the denial")
        missing += [f"the title of {person.name}" for person in people if not person.title.strip()]
    if kind == "extension":
        if reason is None:
            missing.append("the reason under Section 3(e)")
        if clock is None or clock.extended_due is None:
            missing.append("the new date (a clock with the extension)")
    if (
        kind in ("narrowing", "burden_denial", "recurrent_notice", "voluminous_notice", "voluminous_response", "person_check")
        and not why.strip()
    ):
        missing.append("the facts: why the request is treated so")
    if kind in ("voluminous_notice", "recurrent_notice") and clock is None:
        missing.append("the clock, for its dates")
    if kind == "fee_quote" and quote is None:
        missing.append("the quote")
    if kind == "no_records" and len(search.split()) < 4:
        missing.append("where was looked for the records, and how")
    if missing:
        raise CheckFailed(
            f"The letter ({kind.replace('_', ' ')}) cannot be written yet",
            why="missing: " + "; ".join(missing),
            remedy="add what is missing",
        )


def checklist(letter: Letter) -> tuple[Check, ...]:
    """Every element that this kind of letter must have, in the order of the statute, with whether its words have it."""
    said = _plain(letter.text)
    checks = [
        Check(
            "names the request and the requester",
            "5 ILCS 140/3.5",
            _has(said, letter.reference) and _has(said, letter.asked.requester),
        ),
        Check("is dated", "5 ILCS 140/3.5", f"{letter.date:%B} {letter.date.day}, {letter.date.year}" in said),
    ]
    checks += [Check(f"says {what}", "the Section named", _has(said, words)) for what, words in letter.must_say]
    if letter.kind.value in ("denial", "partial_denial", "burden_denial"):
        checks += _denial(letter, said)
    if letter.kind.value in (
        "denial",
        "partial_denial",
        "burden_denial",
        "no_records",
        "voluminous_notice",
        "voluminous_response",
    ):
        checks += _review(letter, said)
    checks.append(
        Check(
            "repeats nothing that was withheld",
            "5 ILCS 140/7",
            not _repeated(letter),
            "take the withheld words out of the facts and reasons",
        )
    )
    return tuple(checks)


def require(letter: Letter) -> None:
    """Raises CheckFailed naming every element that the letter lacks."""
    lacking = [check for check in checklist(letter) if not check.passed]
    if lacking:
        raise CheckFailed(
            "The letter may not go out",
            why="it lacks: " + "; ".join(f"{check.element} ({check.rule})" for check in lacking),
            remedy="; ".join(dict.fromkeys(check.remedy for check in lacking if check.remedy))
            or "put the missing element back",
        )


def _denial(letter: Letter, said: str) -> list[Check]:
    decided = re.search(r"\b(?:den(?:y|ied|ying)|withh(?:eld|old))\b", said, re.IGNORECASE) is not None
    if letter.kind.value == "partial_denial":
        decided = decided and re.search(r"\bin part\b", said, re.IGNORECASE) is not None
    checks = [Check("states the decision", "5 ILCS 140/9(a)", decided, "say that the request is denied, or denied in part")]
    for ground in letter.grounds:
        cite = ground.exemption
        checks.append(Check(f"cites {cite}", "5 ILCS 140/9(b)", _cites(said, cite), f"cite {cite}"))
        if ground.second or needs_second(ground.basis):
            second = bool(ground.second) and _has(said, ground.second)
            checks.append(
                Check(f"cites the other law for {cite}", "5 ILCS 140/9(b)", second, "cite the other law with its Section")
            )
        if ground.cited:
            named = all(_has(said, one) for one in ground.cited)
            checks.append(Check(f"names the authority chosen for {cite}", "5 ILCS 140/9(b)", named, "name it, or choose none"))
        facts = ground.facts or ground.reasons
        stated = bool(facts) and all(_has(said, fact) for fact in facts)
        checks.append(Check(f"gives the detailed factual basis for {cite}", "5 ILCS 140/9(a)", stated, "state the facts"))
    named = bool(letter.responsible)
    for person in letter.responsible:
        named = named and bool(person.title.strip()) and _has(said, person.name) and _has(said, person.title)
    checks.append(Check("names everyone responsible, with titles", "5 ILCS 140/9(a)", named, "name each person and title"))
    return checks


def _review(letter: Letter, said: str) -> list[Check]:
    lower = said.lower()
    counselor = "public access counselor" in lower and bool(letter.pac_address) and _has(said, letter.pac_address)
    checks = [
        Check(
            "tells of review by the Public Access Counselor, with the address", "5 ILCS 140/9(a)", counselor, "set the address"
        ),
        Check(
            "gives the Counselor's telephone number", "5 ILCS 140/9(a)", bool(letter.pac_phone) and _has(said, letter.pac_phone)
        ),
    ]
    if letter.kind.value != "voluminous_notice":
        sixty = re.search(r"\b60 (?:calendar )?days\b", lower) is not None
        court = "section 11" in lower or "140/11" in lower
        judicial = court and re.search(r"\b(?:judicial review|circuit court)\b", lower) is not None
        checks += [
            Check("says that review may be asked for within 60 days", "5 ILCS 140/9.5(a)", sixty),
            Check("tells of judicial review under Section 11", "5 ILCS 140/9(a)", judicial),
        ]
    if letter.asked.kind in (RequestKind.COMMERCIAL, RequestKind.VOLUMINOUS) and letter.kind.value != "voluminous_notice":
        limit = f"treated as {letter.asked.kind.value}" in lower or f"treated as a {letter.asked.kind.value}" in lower
        checks.append(Check("says that the Counselor reviews only the classification", "5 ILCS 140/9.5(b), (b-5)", limit))
    return checks


def _repeated(letter: Letter) -> bool:
    """Whether the letter prints something that was withheld, outside the words that it has to print anyway."""
    allowed = _plain(" ".join([letter.asked.requester, *letter.asked.address, *letter.asked.items, *letter.head])).casefold()
    allowed += _plain(" ".join(f"{person.name} {person.title}" for person in letter.responsible)).casefold()
    said = _plain(letter.text).casefold()
    for secret in letter.withheld:
        needle = _plain(secret).casefold()
        if len(needle) < 5 or needle in allowed:
            continue
        if re.search(rf"(?<!\w){re.escape(needle)}(?!\w)", said):
            return True
    return False


def _plain(text: str) -> str:
    return " ".join(text.split())


def _has(said: str, words: str) -> bool:
    return bool(words.strip()) and _plain(words).casefold().rstrip(".") in said.casefold()


def _cites(said: str, citation: str) -> bool:
    """The citation itself, not the beginning of a longer one: 7(1)(b) is not found in 7(1)(b-5), nor 7(1)(d) in 7(1)(d)(iv)."""
    return re.search(re.escape(citation) + r"(?![\w(-])", said) is not None
