"""What the way through hands to its faces: frozen values, ready to be drawn or printed. Imports: model and what it draws on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from foia.model import Area, Decision, Event, RequestKind, Role, Stance

__all__ = ["Event"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSummary:
    """One line of the inbox."""

    id: str
    number: str
    title: str
    requester: str
    received: dt.datetime
    kind: RequestKind
    due: dt.date  # the date to work to
    days_left: int  # business days from today to `due`; negative when overdue
    overdue: bool
    status: str  # new | open | counsel | signed | released | closed
    assigned: str
    waits_for: str  # one short phrase: what the case needs next
    records: int
    undecided: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """A record of a case, without its pages."""

    id: str
    case_id: str
    name: str
    format: str
    sha256: str
    pages: int
    kind: str
    kind_why: str
    parent: str | None
    duplicate_of: str | None
    notes: tuple[str, ...]
    recording: str  # id of the body-camera recording it is, or is about
    set_aside: str  # why it is not part of the response; "" when it is
    reviewed: str  # who looked at every page, "" while nobody has (or something changed since)
    prepared: bool  # detected and proposed
    undecided: int
    decided: int
    outcome: str  # pending | released | released_in_part | withheld | not_responsive
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case with its request, clock and records."""

    id: str
    number: str
    title: str
    requester: str
    received: dt.datetime
    kind: RequestKind
    status: str
    assigned: str
    version: int
    text: str = field(repr=False)  # the request as it was read
    request_sha256: str
    address: str = field(repr=False)  # where the requester is reached, as read
    intake: Any = field(repr=False)  # requests.intake.Intake
    clock: Any = field(repr=False)  # requests.Due
    items: tuple[str, ...]  # what is asked for
    body_camera: bool
    confirmed: bool
    needs_counsel: bool
    outcome: str
    released: dt.datetime | None
    records: tuple[RecordView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SortedRecord:
    """Where a record stands in the day's work: a proposal, never a decision."""

    record_id: str
    pile: str  # of propose.triage.Pile: needs_decision | needs_redaction | release_as_is | not_responsive | duplicate
    why: str
    minutes: float  # of a person's work
    thread: str  # records of one e-mail conversation share it; "" for none
    same_as: str  # the record whose words it repeats, "" for none
    answers: tuple[int, ...]  # items of the request, as indexes
    likely: str  # the kind that its words show where it is not the one it has, of propose.triage.RECORD_KINDS; else ""
    kind_words: str = field(repr=False)
    raised: tuple[str, ...] = field(repr=False)  # provisions to look at


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorting:
    """A case sorted for the day's work."""

    records: tuple[SortedRecord, ...]  # in the order to work on them
    counts: dict[str, int]  # pile -> records
    unanswered: tuple[int, ...]  # items of the request that no record answers
    notes: tuple[str, ...]
    minutes: int = 0  # of work left
    warning: str = ""  # where the work does not fit before the due date


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something to decide about: a proposal, or what a person drew, with the decision in force."""

    key: str
    record_id: str
    start: int
    end: int
    page_numbers: tuple[int, ...]
    areas: tuple[Area, ...]  # of text only where the items of one page are asked for
    type: str
    stance: Stance  # proposed; for a drawn item what was decided
    node: str
    basis: str
    reason: str
    score: float
    role: Role | None
    person: str | None
    text: str = field(repr=False)
    state: str  # undecided | accepted | rejected | changed | drawn
    decision: Decision | None
    second: str = ""  # the other law's citation, proposed or decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How far the deciding about a record is."""

    pages: tuple[tuple[int, int], ...]  # of each page: passages undecided (where they begin), passages in all
    undecided: int
    nodes: frozenset[str]  # provisions proposed or relied upon


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act of deciding, which can be undone as a whole."""

    id: int
    act: str
    by: str
    at: dt.datetime
    records: tuple[str, ...]
    keys: tuple[str, ...]
    count: int
    undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A provision that the case raises, with what raised it."""

    node: str
    citation: str
    title: str
    score: float
    why: str
    record_id: str
    passages: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    fact: str
    scope: str  # body | request | record | person | passage
    scope_id: str
    value: object
    note: str
    by: str
    at: dt.datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """A question of a provision, answered or not."""

    fact: str
    ask: str
    scope: str
    scope_id: str
    type: str  # bool | date | text | enum
    options: tuple[tuple[str, str], ...]
    law: str  # the statute's words
    open: bool  # its answer can still change the finding
    answer: AnswerView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    id: str
    text: str
    by: str
    at: dt.datetime
    target: str  # a record's id, an item's key, a node, or ""
    resolved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    id: str
    verdict: str  # approved | sent_back | signed
    by: str
    title: str
    at: dt.datetime
    note: str
    digest: str  # of the decisions looked at
    head: str  # of the ledger at that moment
    current: bool  # the decisions are still those looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A difference between the decisions signed and those in force."""

    record_id: str
    key: str
    before: Decision | None
    after: Decision | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Something that keeps the case from leaving."""

    what: str
    record_id: str = ""
    step: str = ""  # records | decide | redact | counsel | response


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A file made for the response."""

    kind: str  # redacted | proof | letter | index | counsel_log | package | ...
    name: str
    sha256: str
    path: Path
    record_id: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A place where a searched string stands."""

    record_id: str
    page_number: int
    start: int
    end: int
    areas: tuple[Area, ...]


FLAGS = (
    "complaint",
    "firearm_or_force",
    "death_or_great_bodily_harm",
    "arrest_or_detention",
    "internal_investigation",
    "evidentiary_value",
    "officer_request",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A body-camera recording in the register (50 ILCS 706/10-20(a)(7)-(8)). `keep_until` None: until a court's order."""

    id: str
    recorded_on: dt.date
    officer: str
    supervisor: str = ""
    flags: tuple[str, ...] = ()  # of FLAGS, the seven ways of (a)(7)(B)
    flagged_on: dt.date | None = None
    proceeding: bool = False  # used in a criminal, civil or administrative proceeding: (a)(7)(C)
    disposed_on: dt.date | None = None  # final disposition and order of the court
    training: bool = False  # designated by a supervisor: (a)(8)
    non_enforcement: bool = False  # a non-law enforcement activity or encounter: (a)(7)(A)
    cases: tuple[str, ...] = ()  # requests it answers to, set by the program
    held: bool = False  # an open request asks for it
    keep_until: dt.date | None = None
    keep_why: str = ""
    rule: str = ""
    may_destroy: bool = False
    must_destroy: bool = False
    alterations: tuple[Alteration, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """The written record of an early alteration, erasure or destruction, kept for one year ((a)(7)(A))."""

    action: str  # altered | erased | destroyed
    person: str
    reason: str = field(repr=False)
    when: dt.date
    keep_until: dt.date
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What left: every output with its proof."""

    case_id: str
    at: dt.datetime
    outputs: tuple[Output, ...]
    proofs: tuple[Any, ...]  # model.Proof
    withheld: tuple[str, ...]  # records withheld in full
