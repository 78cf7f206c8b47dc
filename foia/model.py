"""The nouns of the program, as frozen values. Imports: stdlib and `errors` only.

Units, everywhere: lengths are PDF points (1/72 inch), origin at the top left of the page as it is displayed (after its own
rotation and crop); spans are Python string offsets, half-open [start, end); `page_number` counts from 1. Times are aware (UTC).

Guards live here so that no screen can get round them: a `Decision` that withholds cannot be made without a person, a
provision in force and (where the provision asks for them) written facts; a `Proof` cannot be made from a failed attempt.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from foia.errors import DecisionError, NotInForce, NotProven

PAGE_BREAK = "\f"  # stands between the texts of two pages in Record.text


class Stance(StrEnum):
    """What is proposed for, or decided about, a passage."""

    REDACT = "redact"
    RELEASE = "release"
    ASK = "ask"


class Role(StrEnum):
    """In which role a person appears in a record; the law treats each differently (5 ILCS 140/7(1)(c), (d)(iv), 2.15)."""

    OFFICER = "officer"
    PUBLIC_EMPLOYEE = "public_employee"
    ATTORNEY = "attorney"
    VICTIM = "victim"
    WITNESS = "witness"
    COMPLAINANT = "complainant"
    INFORMANT = "informant"
    MINOR = "minor"
    SUSPECT = "suspect"
    ARRESTEE = "arrestee"
    PRIVATE_OTHER = "private_other"
    UNKNOWN = "unknown"


class RequestKind(StrEnum):
    STANDARD = "standard"  # 5 ILCS 140/3
    COMMERCIAL = "commercial"  # 3.1
    RECURRENT = "recurrent"  # 3.2
    VOLUMINOUS = "voluminous"  # 3.6


class ActorRole(StrEnum):
    CLERK = "clerk"
    OFFICER = "officer"  # the FOIA officer, not a police officer
    COUNSEL = "counsel"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who uses the program. The title is printed in letters (5 ILCS 140/9(a): names and titles)."""

    name: str
    title: str
    role: ActorRole = ActorRole.OFFICER


# ---------------------------------------------------------------------------------------------------------------- records


class Box(NamedTuple):
    """A rectangle in points, origin top left of the displayed page, x to the right, y down."""

    x0: float
    y0: float
    x1: float
    y1: float


class Area(NamedTuple):
    """A rectangle on a page."""

    page_number: int
    box: Box


class Word(NamedTuple):
    """A run of characters without white space. `text == page.text[start:start + len(text)]`."""

    text: str
    start: int  # offset in Page.text
    box: Box
    cuts: tuple[float, ...] = ()  # len(text) + 1 x-edges of its characters in points, when the reader knows them

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def part(self, start: int, end: int) -> Box:
        """The box of the characters [start, end) of this word (offsets in the word); the whole word where cuts are unknown."""
        if not self.cuts or (start <= 0 and end >= len(self.text)):
            return self.box
        return Box(self.cuts[max(start, 0)], self.box.y0, self.cuts[min(end, len(self.text))], self.box.y1)


class PageSource(StrEnum):
    TEXT = "text"  # the file's own text layer
    OCR = "ocr"
    TYPESET = "typeset"  # drawn by us or by LibreOffice from a format without pages
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Page:
    """One displayed page. `words` are in reading order and do not overlap in `text`."""

    number: int
    width: float
    height: float
    text: str
    words: tuple[Word, ...]
    source: PageSource = PageSource.TEXT
    confidence: float = 1.0  # mean OCR confidence, 0 to 1

    def words_in(self, start: int, end: int) -> Iterator[Word]:
        """Words that share at least one character with [start, end), offsets in this page's text."""
        for word in self.words:
            if word.start < end and start < word.end:
                yield word


@dataclass(frozen=True, kw_only=True)
class Record:
    """One record as read. `text` is its pages' texts joined by PAGE_BREAK; spans of a record are offsets in it.

    `source` is the file as given (never changed); `view` is a PDF whose pages are exactly `pages`: the source itself when it is
    a PDF, else the PDF it was drawn into.
    """

    id: str  # stable: derived from sha256 (and, for an attachment, its place in the parent)
    name: str  # file name as given, without folders
    format: str  # pdf png jpeg tiff docx xlsx csv txt eml msg srt vtt
    sha256: str
    source: Path
    view: Path
    pages: tuple[Page, ...]
    parent: str | None = None  # id of the record this one was attached to or packed in
    kind: str | None = None  # record kind (see propose.KINDS), once known
    drawn_by: str = "original"  # original | typeset | libreoffice
    notes: tuple[str, ...] = ()  # what was not carried into the pages: hidden sheets, tracked changes, unread parts ...
    table: tuple[tuple[str, ...], ...] = field(default=(), repr=False)  # rows of a CSV/XLSX, for column-aware detection
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)  # header fields of mail, document properties

    @cached_property
    def text(self) -> str:
        return PAGE_BREAK.join(self._texts())

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Offset of each page's first character in `text`."""
        starts, at = [], 0
        for text in self._texts():
            starts.append(at)
            at += len(text) + len(PAGE_BREAK)
        return tuple(starts)

    def _texts(self) -> Iterator[str]:
        """The pages' texts; packed pages (records.packed) have them without decoding their words."""
        packed = getattr(self.pages, "texts", None)
        return packed() if packed else (page.text for page in self.pages)

    def page_at(self, offset: int) -> Page:
        return self.pages[max(bisect_right(self.starts, offset) - 1, 0)]

    def areas(self, start: int, end: int) -> tuple[Area, ...]:
        """Where the characters [start, end) of `text` stand: one area for each word touched, in reading order."""
        found = []
        first = max(bisect_right(self.starts, start) - 1, 0)
        for index in range(first, len(self.pages)):
            at = self.starts[index]
            if at >= end:
                break
            page = self.pages[index]
            for word in self._words_in(index, start - at, end - at):
                found.append(Area(page.number, word.part(start - at - word.start, end - at - word.start)))
        return tuple(found)

    def _words_in(self, index: int, start: int, end: int) -> Iterator[Word]:
        """As Page.words_in, found by halving: a long record has thousands of passages. Words out of order are tried one by one."""
        page = self.pages[index]
        if index not in self._ordered:
            ends = [word.end for word in page.words]
            ordered = all(one <= other.start for one, other in zip(ends, page.words[1:], strict=False))
            self._ordered[index] = ends if ordered else None
        known = self._ordered[index]
        if known is None:
            yield from page.words_in(start, end)
            return
        for word in page.words[bisect_right(known, start) :]:
            if word.start >= end:
                return
            yield word

    @cached_property
    def _ordered(self) -> dict[int, list[int] | None]:
        """Page index -> the ends of its words where they stand in order and apart, filled as pages are asked about."""
        return {}


# -------------------------------------------------------------------------------------------------- what is in a record


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """An identifier found at [start, end) of a record's text. `text` is secret: never log it."""

    start: int
    end: int
    type: str  # see redaction.recognizers.TYPES
    score: float
    text: str = field(repr=False)
    why: str  # which rule or model, with the label or context that supports it; no record text beyond a field's label
    person: str | None = None  # id of the Person, for PERSON and for identifiers that belong to somebody known
    roles: Mapping[Role, float] = field(
        default_factory=dict, repr=False, compare=False
    )  # whose it is, by the model that read it in context
    stances: Mapping[Stance, float] = field(
        default_factory=dict, repr=False, compare=False
    )  # what becomes of such a mention, likewise


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A human being named in a record or case, with every place where the name stands."""

    id: str
    name: str = field(repr=False)
    role: Role = Role.UNKNOWN
    why: str = ""  # what shows the role
    mentions: tuple[tuple[int, int], ...] = ()
    mention_roles: Mapping[tuple[int, int], Role] = field(default_factory=dict)  # where a mention differs from `role`
    minor: bool = False
    born: dt.date | None = field(default=None, repr=False)
    other_roles: tuple[Role, ...] = ()  # shown besides `role`: suspect or victim behind minor, suspect behind arrestee
    chances: Mapping[Role, float] = field(default_factory=dict, repr=False)  # of each role; empty where certain
    weighed: bool = False  # whether the chances alone, no rule, gave the role


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the machine proposes for one detection or drawn passage, and on which ground. Never acted upon by itself."""

    id: str
    record_id: str
    start: int
    end: int
    type: str
    stance: Stance
    node: str  # provision, e.g. "ilcs/5/140/7/1/b"; for a release, the provision that opens it
    basis: str  # printed citation, e.g. "5 ILCS 140/7(1)(b)"
    reason: str  # one sentence a clerk can read; no record text
    score: float
    role: Role | None = None
    person: str | None = None
    rule: str = ""  # key of the rule (data) that proposed it
    second: str = ""  # the other law's citation, where the provision demands one (7(1)(a), 7.5)


# --------------------------------------------------------------------------------------------------- decisions and proof


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A provision in force on a date: the only thing that can ground a decision to withhold.

    Made by `exemptions.catalog` from a Provision's version; raises NotInForce when made from anything else.
    """

    node: str
    citation: str
    version: dt.date  # start date of the version of the text relied upon
    status: str  # must be "in_force"
    needs_facts: bool = False  # the letter must state facts (Section 9(a)); harm exemptions ask for them at decision
    second: str = ""  # the other law's citation, where the provision demands one (7(1)(a), 7.5)
    title: str = ""

    def __post_init__(self) -> None:
        if self.status != "in_force":
            raise NotInForce(
                f"{self.citation} cannot ground a decision",
                why=f"its status on that date is '{self.status}', not 'in force'",
                remedy="choose a provision that is in force, or release the passage",
            )


class Reach(StrEnum):
    """How much of a record a decision covers."""

    SPAN = "span"  # [start, end) of the record's text
    AREA = "area"  # rectangles drawn on pages
    PAGE = "page"  # whole pages
    RECORD = "record"  # the whole record
    KEEP = "keep"  # everything on the pages of `areas` except those areas


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A named person's decision about a passage. Only stance REDACT removes anything; RELEASE records that it was looked at."""

    id: str
    record_id: str
    stance: Stance
    by: str
    title: str
    at: dt.datetime
    reach: Reach = Reach.SPAN
    start: int = -1
    end: int = -1
    areas: tuple[Area, ...] = ()
    pages: tuple[int, ...] = ()
    type: str = ""
    basis: Basis | None = None
    reason: str = ""
    facts: str = ""
    role: Role | None = None
    person: str | None = None
    proposal: str | None = None

    def __post_init__(self) -> None:
        if self.stance is Stance.ASK:
            raise DecisionError("A decision is redact or release, never ask", remedy="decide, or leave it open for counsel")
        if not self.by.strip():
            raise DecisionError(
                "A decision names no person", why="the machine proposes, a named person decides", remedy="say who decides"
            )
        if self.stance is Stance.REDACT:
            if self.basis is None:
                raise DecisionError("A decision to withhold names no provision", remedy="name the provision relied upon")
            if self.basis.needs_facts and not self.facts.strip():
                raise DecisionError(
                    f"A decision under {self.basis.citation} states no facts",
                    why="5 ILCS 140/9(a) demands a detailed factual basis for each exemption claimed",
                    remedy="write the facts of this record that bring it under the provision",
                )
        if self.reach is Reach.SPAN and not 0 <= self.start < self.end:
            raise DecisionError(
                "A decision's span is empty or reversed", remedy="give start < end, offsets in the record's text"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What `remove` took out of one page for one decision. `text` is secret; proofs keep only salted hashes of it."""

    decision_id: str
    page_number: int
    boxes: tuple[Box, ...]  # as drawn, after snapping and padding
    label: str  # the provision printed on the box
    text: str = field(default="", repr=False)
    whole_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attacker's try to find what was removed."""

    name: str  # pixels, text:pdfium, text:pdfminer, objects, ocr, structure, width, ...
    tool: str  # library and version
    passed: bool
    detail: str  # counts, page numbers, object numbers; never the text found
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """That a file holds nothing of what was removed, as far as every attempt could find. Cannot exist otherwise."""

    record_id: str
    source_sha256: str
    file_sha256: str
    file: Path
    pages: int
    removals: int
    attempts: tuple[Attempt, ...]
    digests: tuple[str, ...]  # salted SHA-256 of each removed string
    salt: str
    at: dt.datetime
    engine: str

    def __post_init__(self) -> None:
        failed = [attempt.name for attempt in self.attempts if not attempt.passed]
        if failed or not self.attempts:
            raise NotProven(
                "The redacted file could not be proven clean",
                why=f"attempts that found something, or could not run: {', '.join(failed) or 'all'}",
                remedy="do not release it; look at the report, widen the boxes or withhold the page, and try again",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of the ledger. `data` holds ids, counts, citations and hashes; never text of a record."""

    sequence: int
    at: dt.datetime
    case_id: str
    kind: str  # one of ledger.KINDS
    by: str
    role: str
    data: Mapping[str, object]
    previous: str
    hash: str
