"""The letters of a request, from its acknowledgement to its denial. Imports: model, errors, requests, grounds, checklist,
render.

A letter is made from the request, the clock, the decisions and the agency's letterhead, by the templates beside this file. One
that lacks an element which the Act demands is not made: `build_letter` raises, and says what is missing. The officer may edit a
letter's body afterwards; `require` then checks it again before it is sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import jinja2

from foia.agency import Agency, FoiaOfficer
from foia.errors import UsageError
from foia.model import Actor, Decision, Reach, Record, RequestKind
from foia.requests import Due, Extension, Quote, due, extension_reason, pac_request
from foia.response import render
from foia.response.checklist import check_inputs, require
from foia.response.grounds import Ground, grounds


class LetterKind(StrEnum):
    ACKNOWLEDGEMENT = "acknowledgement"
    EXTENSION = "extension"  # 3(e)-(f)
    PERSON_CHECK = "person_check"  # P.A. 104-438
    NARROWING = "narrowing"  # 3(g)
    RECURRENT_NOTICE = "recurrent_notice"  # 3.2(a)
    VOLUMINOUS_NOTICE = "voluminous_notice"  # 3.6(a)
    VOLUMINOUS_RESPONSE = "voluminous_response"  # 3.6
    FEE_QUOTE = "fee_quote"  # 6, 3.1
    GRANT = "grant"
    PARTIAL_DENIAL = "partial_denial"  # 9
    DENIAL = "denial"  # 9
    BURDEN_DENIAL = "burden_denial"  # 3(g), after an offer to narrow
    NO_RECORDS = "no_records"
    REFERRAL = "referral"


DENIALS = (LetterKind.PARTIAL_DENIAL, LetterKind.DENIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The request that a letter answers, as an officer confirmed it."""

    reference: str  # the office's number of the request
    requester: str
    received: dt.date
    address: tuple[str, ...] = ()  # postal or e-mail address, a line each
    kind: RequestKind = RequestKind.STANDARD
    items: tuple[str, ...] = ()  # what was asked for, in the requester's words


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A record that goes out, in full or with passages withheld."""

    label: str
    pages: int
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A finished letter. `body` is markup (see render) and may be edited; the rest is what it has to contain."""

    kind: LetterKind
    date: dt.date
    reference: str
    title: str
    body: str
    head: tuple[str, ...]
    author: str
    asked: Asked
    grounds: tuple[Ground, ...] = ()
    responsible: tuple[Actor, ...] = ()
    pac_address: str = ""
    pac_phone: str = ""
    must_say: tuple[tuple[str, str], ...] = ()  # (what it is, the words) that this kind of letter must contain
    reminders: tuple[str, ...] = ()  # for the office, never printed
    withheld: tuple[str, ...] = field(default=(), repr=False)  # strings that no letter may contain; secret, never stored

    @property
    def text(self) -> str:
        return render.as_text(self.body, self.head)

    def docx(self) -> bytes:
        return render.as_docx(self.body, self.head, title=self.title, author=self.author, date=self.date)

    def pdf(self) -> bytes:
        return render.as_pdf(self.body, self.head, title=self.title, author=self.author)


def build_letter(
    kind: LetterKind | str,
    *,
    agency: Agency,
    asked: Asked,
    date: dt.date,
    decisions: Sequence[Decision] = (),
    records: Mapping[str, Record] | None = None,
    labels: Mapping[str, str] | None = None,
    enclosed: Sequence[Enclosed] = (),
    responsible: Sequence[Actor] = (),
    clock: Due | None = None,
    extension: Extension | None = None,
    quote: Quote | None = None,
    why: str = "",
    search: str = "",
    ways: Sequence[str] = (),
    other_body: Sequence[str] = (),
    not_held: Sequence[str] = (),
    online: str = "",
    waiver: str = "",
    discipline_released: bool = False,
    law: Mapping[str, str] | None = None,
    cited: Mapping[str, tuple[str, ...]] | None = None,
) -> Letter:
    """One letter, checked.

    `decisions` with `records` (for the pages) and `labels` (names of records in the letter, by record id) make the grounds of a
    denial; everyone who decided is named as responsible, besides `responsible`. `clock` gives dates, `extension` with it the
    reason of an extension, `quote` a fee. `why` are the facts of a burden, a classification or a doubt; `search` says where was
    looked for records that were not found; `ways` are suggestions for narrowing; `other_body` who else may hold the records;
    `not_held` items of the request for which no record was found; `online` where a record is published (Section 8.5); `law` the
    words of the provisions relied on and `cited` the authorities chosen, by node.

    Raises DecisionError for grounds without facts, CheckFailed for a letter that lacks an element, UsageError for a wrong kind.
    """
    kind = _kind(kind)
    named = dict(labels or {})
    found = grounds(decisions, records or {}, named, law=law, cited=cited)
    officer = _officer(agency)
    signs = [Actor(officer.name, officer.title)] if kind in DENIALS else []  # who answers by name denies too
    people = _responsible(decisions, [*signs, *responsible])
    if kind is LetterKind.VOLUMINOUS_NOTICE and clock is not None:
        clock = due(clock.received, clock.kind, notice_sent=date)  # the requester's ten days run from this letter
    reason = extension_reason(extension.reason) if extension else clock.reason if clock else None
    check_inputs(kind.value, grounds=found, people=people, clock=clock, reason=reason, quote=quote, why=why, search=search)
    final = kind in (*DENIALS, LetterKind.BURDEN_DENIAL, LetterKind.NO_RECORDS, LetterKind.VOLUMINOUS_RESPONSE)
    body = _template(kind.value).render(
        agency=agency,
        officer=officer,
        asked=asked,
        kind=asked.kind.value,
        date=date,
        grounds=found,
        enclosed=tuple(enclosed),
        whole=_whole(decisions, named),
        people=people,
        clock=clock,
        steps={step.name: step for step in clock.steps} if clock else {},
        reason=reason,
        quote=quote,
        why=why,
        search=search,
        ways=tuple(ways),
        other_body=tuple(other_body),
        not_held=tuple(not_held),
        online=online,
        waiver=waiver,
        pac=agency.pac,
        pac_last=pac_request(date).last if final else None,
    )
    letter = Letter(
        kind=kind,
        date=date,
        reference=asked.reference,
        title=f"{_TITLES[kind]}: request {asked.reference}",
        body=body,
        head=_head(agency),
        author=agency.name,
        asked=asked,
        grounds=found,
        responsible=people,
        pac_address=agency.pac.address,
        pac_phone=agency.pac.phone,
        must_say=_must_say(kind, clock, reason.letter if reason else "", quote, why, search, other_body),
        reminders=_reminders(kind, asked, discipline_released),
        withheld=_strings(decisions, records or {}),
    )
    require(letter)
    return letter


_TITLES = {
    LetterKind.ACKNOWLEDGEMENT: "Your request was received",
    LetterKind.EXTENSION: "More time to respond",
    LetterKind.PERSON_CHECK: "Please confirm your request",
    LetterKind.NARROWING: "Please help us narrow your request",
    LetterKind.RECURRENT_NOTICE: "Recurrent request",
    LetterKind.VOLUMINOUS_NOTICE: "Voluminous request",
    LetterKind.VOLUMINOUS_RESPONSE: "Response to a voluminous request",
    LetterKind.FEE_QUOTE: "Estimate of fees",
    LetterKind.GRANT: "Request granted",
    LetterKind.PARTIAL_DENIAL: "Request granted in part and denied in part",
    LetterKind.DENIAL: "Request denied",
    LetterKind.BURDEN_DENIAL: "Request denied as unduly burdensome",
    LetterKind.NO_RECORDS: "No records found",
    LetterKind.REFERRAL: "Another public body",
}


def _officer(agency: Agency) -> FoiaOfficer:
    if agency.foia_officer is None:
        raise UsageError(
            f"No FOIA officer is named for {agency.name}",
            why="every letter is signed, with name and title (5 ILCS 140/3.5, 9(a))",
            remedy="name the officer in the agency's overlay",
        )
    return agency.foia_officer


def _head(agency: Agency) -> tuple[str, ...]:
    """The letterhead; without one, the body's name and how to reach it."""
    reach = "  ".join(part for part in (agency.phone and f"Telephone {agency.phone}", agency.email) if part)
    return tuple(line for line in agency.letterhead if line.strip()) or tuple(
        line for line in (agency.name, agency.address, reach) if line
    )


def _kind(kind: LetterKind | str) -> LetterKind:
    try:
        return LetterKind(kind)
    except ValueError as error:
        raise UsageError(f"There is no letter '{kind}'", remedy="choose one of: " + ", ".join(LetterKind)) from error


def _responsible(decisions: Sequence[Decision], more: Sequence[Actor]) -> tuple[Actor, ...]:
    """Everyone who decided to withhold, and those added, each once by name and title (Section 9(a))."""
    people: dict[tuple[str, str], Actor] = {}
    for decision in decisions:
        if decision.basis is not None:
            person = Actor(decision.by.strip(), decision.title.strip())
            people.setdefault((person.name, person.title), person)
    for person in more:
        people.setdefault((person.name, person.title), person)
    return tuple(people.values())


def _whole(decisions: Sequence[Decision], labels: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the records that are withheld in full."""
    kept = [one.record_id for one in decisions if one.basis is not None and one.reach is Reach.RECORD]
    return tuple(labels.get(record_id, "The record") for record_id in dict.fromkeys(kept))


def _strings(decisions: Sequence[Decision], records: Mapping[str, Record]) -> tuple[str, ...]:
    """The strings that were withheld from the records at hand: none of them may stand in a letter."""
    found: dict[str, None] = {}
    for decision in decisions:
        record = records.get(decision.record_id)
        if decision.basis is not None and record is not None and 0 <= decision.start < decision.end:
            found.setdefault(" ".join(record.text[decision.start : decision.end].split()))
    return tuple(found)


def _must_say(
    kind: LetterKind,
    clock: Due | None,
    reason: str,
    quote: Quote | None,
    why: str,
    search: str,
    other_body: Collection[str],
) -> tuple[tuple[str, str], ...]:
    said: list[tuple[str, str]] = []
    steps = {step.name: step for step in clock.steps} if clock else {}
    match kind:
        case LetterKind.EXTENSION:
            said.append(("the reason for the extension (Section 3(e))", reason))
            if clock and clock.extended_due:
                said.append(("the date of the response (Section 3(f))", long_date(clock.extended_due)))
        case LetterKind.NARROWING | LetterKind.BURDEN_DENIAL:
            said.append(("why the request is unduly burdensome (Section 3(g))", why))
        case LetterKind.RECURRENT_NOTICE | LetterKind.VOLUMINOUS_NOTICE:
            said.append(("why the request is classed so", why))
            for name in ("requester", "respond"):
                if name in steps:
                    said.append((steps[name].words.lower(), long_date(steps[name].date)))
        case LetterKind.FEE_QUOTE:
            if quote:
                said.append(("the amount", f"${quote.total}"))
        case LetterKind.NO_RECORDS:
            said.append(("where was looked", search))
        case LetterKind.REFERRAL:
            said += [("the other public body", line) for line in other_body]
    return tuple((what, words) for what, words in said if words)


def _reminders(kind: LetterKind, asked: Asked, discipline_released: bool) -> tuple[str, ...]:
    notes = []
    if kind in (*DENIALS, LetterKind.BURDEN_DENIAL):
        keep = "Keep a copy of this denial in the office's public file, indexed by exemption and, where feasible, by type of record"
        notes.append(f"{keep} (5 ILCS 140/9(b)).")
    if discipline_released:
        notes.append("A disciplinary record is released: notify the employee in writing on or before the day of disclosure "
                     "(820 ILCS 40/7); an e-mail is enough for a FOIA release.")  # fmt: skip
    if asked.kind is RequestKind.COMMERCIAL and kind in DENIALS:
        notes.append(
            "The Public Access Counselor reviews only whether the request was rightly called commercial (5 ILCS 140/9.5(b))."
        )
    return tuple(notes)


def long_date(date: dt.date) -> str:
    """`Friday, July 3, 2026`."""
    return f"{date:%A, %B} {date.day}, {date.year}"


class _Marked(str):
    """Text that already went through `_clean`, with marks of its own."""

    __slots__ = ()


def _clean(value: object) -> object:
    """What a template prints: one line, without control characters, so that no value can set a heading or a bold mark."""
    if isinstance(value, _Marked) or not isinstance(value, str):
        return "" if value is None else value
    return " ".join("".join(char if char.isprintable() else " " for char in value).split())


def _as_is(value: object) -> _Marked:
    """What a macro of these templates made: its values were cleaned one by one already."""
    return _Marked(str(value))


def _strong(value: object) -> _Marked:
    return _Marked(f"{render.BOLD}{_clean(str(value))}{render.PLAIN}")


def _sentence(value: object) -> str:
    """The text ended by a full stop."""
    text = str(_clean(str(value)))
    return text if text.endswith((".", "!", "?", '."')) else text + "."


def _opened(value: object) -> str:
    """The text begun with a capital letter."""
    text = str(_clean(str(value)))
    return text[:1].upper() + text[1:]


def _pages(numbers: Sequence[int]) -> str:
    """`page 3`, `pages 1, 2 and 5`, `pages 1 to 4`."""
    if not numbers:
        return ""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts: list[str] = []
    for run in runs:
        parts += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(number) for number in run]
    listed = parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
    return ("page " if len(set(numbers)) == 1 else "pages ") + listed


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=jinja2.StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # not HTML; `_clean` is the guard
    )
    environment.filters.update(date=long_date, strong=_strong, as_is=_as_is, sentence=_sentence, opened=_opened, pages=_pages)
    return environment


def _template(name: str) -> jinja2.Template:
    return _environment().get_template(f"{name}.j2")
