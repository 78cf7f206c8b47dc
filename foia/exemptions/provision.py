"""What the catalogue holds, as frozen values: provisions, versions, findings. Imports: stdlib, logic, corpus."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from foia.exemptions.corpus import Merge, Place
from foia.exemptions.logic import Question, Quote, Test, Trace, Truth

EXEMPTS: Final = frozenset({"may_withhold", "must_withhold"})
EFFECTS: Final = ("may_withhold", "must_withhold", "must_disclose", "duty", "information")
CURRENT_TEXT: Final = "current_text"  # in `blocked_by`: the corpus does not show the words in force, somebody must look


class Status(StrEnum):
    """Standing of a provision on a date. Only IN_FORCE can ground a decision."""

    IN_FORCE = "in_force"
    PROPOSED = "proposed"
    REPEALED = "repealed"
    BLANK = "blank"
    INFORMATIONAL = "informational"  # known to be law, but its words are not in the corpus
    NOT_YET = "not_yet_effective"  # before a start date that is exact
    UNKNOWN_TEXT = "unknown_text"  # before a start date that is only "since at least"


@dataclass(frozen=True, slots=True)
class Source:
    """Lines of a document, both ends included."""

    document: str
    start: Place
    end: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What must be done when the record is disclosed (or, for a duty, when it applies)."""

    do: str
    what: str = ""
    law: Quote | None = None
    when: Test | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    note: str
    when: Test | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterChange:
    """A change after the corpus that is known to exist. `flips`: findings that it could turn."""

    act: str
    what: str
    certainty: str  # high | medium | low
    effective: dt.date | None = None
    flips: frozenset[str] = frozenset()
    when: Test | None = None

    @property
    def words(self) -> str:
        since = f", effective {self.effective.isoformat()}" if self.effective else ", effective date not known"
        return f"{self.act}{since} ({self.certainty} certainty): {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A case or opinion. Printed in a denial only where `confidence` is high and it does not speak for disclosure."""

    id: str
    name: str
    cite: str
    year: int
    holding: str
    confidence: str
    supports: str  # exemption | disclosure | either
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One text of a provision, in force (or not) from `start` until the next version starts.

    `test` says when it exempts (effects that withhold) or applies (all others); None: nothing to ask.
    """

    start: dt.date
    status: Status
    exact: bool = False
    enacted_by: str = ""
    sources: tuple[Source, ...] = ()
    merges: tuple[Merge, ...] = ()
    law: Quote | None = None
    words: str = ""  # all its words as the law reads; our own words where the corpus has none
    own_words: bool = False
    certainty: str = ""
    test: Test | None = None
    questions: Mapping[str, Question] = field(default_factory=dict)
    if_released: tuple[Duty, ...] = ()
    notes: tuple[Note, ...] = ()
    factors: tuple[str, ...] = ()  # facts to be weighed and written down; they decide nothing by themselves


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    node: str
    citation: str
    title: str
    effect: str
    withholds: str
    versions: tuple[Version, ...]
    cues: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    second_citation: bool = False
    underlying: tuple[str, ...] = ()
    needs_facts: bool = False
    later_changes: tuple[LaterChange, ...] = ()
    authorities: tuple[Authority, ...] = ()
    remarks: tuple[str, ...] = ()
    time_limit: str = ""
    refuses: str = ""
    part_of: str = ""
    overrides: tuple[str, ...] = ()
    examples: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    origin: str = ""  # the file that holds it

    @property
    def exempts(self) -> bool:
        """Can it withhold at all, or is it a duty, a definition, an order to disclose?"""
        return self.effect in EXEMPTS

    def as_of(self, date: dt.date) -> Version:
        """The version in force on a date; before the first one, that text with status NOT_YET or UNKNOWN_TEXT."""
        found = [version for version in self.versions if version.start <= date]
        if found:
            return found[-1]
        first = self.versions[0]
        if first.status is not Status.IN_FORCE:
            return first
        return replace(first, status=Status.NOT_YET if first.exact else Status.UNKNOWN_TEXT)

    def first_with_words_of(self, version: Version) -> Version:
        """The earliest version of an unbroken run that says the same with the same standing: since when it has been so."""
        first = version
        for earlier in reversed([v for v in self.versions if v.start < version.start]):
            if earlier.status is not version.status or earlier.words.split() != version.words.split():
                break
            first = earlier
        return first


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a provision says of a record on a date, given the answers so far."""

    node: str
    citation: str
    title: str
    effect: str
    as_of: dt.date
    version: dt.date
    since: dt.date  # with these words and this standing, over versions that say the same
    status: Status
    finding: str  # exempt | not_exempt | undetermined | not_in_force
    applies: Truth  # for duties and orders to disclose: do they reach this record? For exemptions: is it exempt?
    asks: tuple[Question, ...] = ()
    blocked_by: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    trace: Trace | None = None
    notes: tuple[str, ...] = ()
    questions: Mapping[str, Question] = field(default_factory=dict)
    enacted_by: str = ""
    exact: bool = False
    source: Source | None = None
    law: Quote | None = None
    words: str = ""
    if_released: tuple[Duty, ...] = ()
    factors: tuple[Question, ...] = ()  # still unanswered
    answered: frozenset[str] = frozenset()
