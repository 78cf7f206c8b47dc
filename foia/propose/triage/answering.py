"""Which items of a request each record answers, and which items nothing answers. Imports: model, its own room."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from foia.model import Record

from .phrases import tokens
from .recordkinds import load_kinds, same_kind

# report numbers, dates, house numbers with a street: what a request and a record share if they speak of the same matter
_NUMBER = re.compile(r"\b(?=[A-Z0-9-]*\d)[A-Z0-9]{1,6}(?:-[A-Z0-9]{1,10}){1,3}\b|\b\d{5,12}\b", re.IGNORECASE)
_DATE = re.compile(r"\b(\d{1,2})[/-](\d{1,2})[/-](\d{2,4})\b|\b(\d{4})-(\d{2})-(\d{2})\b")
_LONG_DATE = re.compile(
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b", re.IGNORECASE
)
_PLACE = re.compile(r"\b(\d{1,5}) (?:block of )?((?:[NSEW]\.? )?[A-Z][a-z]+)\b")
_NAME = re.compile(
    r"\b(?!(?:The|All|Any|Please|Copies|Records|Officer|Village|City|County|Police|Department)\b)[A-Z][a-z]{2,} (?:[A-Z]\. )?[A-Z][a-z]{2,}\b"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_RELATION = re.compile(
    r"\b(?:about|against|at|between|by|concerning|for|from|in|of|on|regarding|that|to|which|with)\b", re.IGNORECASE
)
_KIND, _SHARED, _WORDS, _ENOUGH = 1.0, 1.5, 0.6, 1.0
_COMMON = frozenset(
    [
        "record",
        "report",
        "copy",
        "all",
        "any",
        "every",
        "the",
        "and",
        "for",
        "from",
        "with",
        "about",
        "regard",
        "concern",
        "relate",
        "between",
        "date",
        "send",
        "provide",
        "request",
        "document",
        "of",
        "to",
        "in",
        "on",
        "a",
        "an",
        "or",
        "by",
        "that",
        "this",
        "please",
        "officer",
        "police",
        "department",
        "village",
        "city",
    ]
)


class Asked(Protocol):
    """One item of a request, as foia.requests reads it."""

    @property
    def words(self) -> str: ...
    @property
    def record_kinds(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Match:
    item: int  # index of the item
    record_id: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Answered:
    matches: tuple[Match, ...]
    unanswered: tuple[int, ...]  # items for which no record was found: the letter says so
    unasked: tuple[str, ...]  # records that answer no item


def answered(items: Sequence[Asked], records: Sequence[Record], *, kinds: Mapping[str, str]) -> Answered:
    """`kinds`: record id -> kind, as triage guessed or a person corrected. Where an item names a number, date or place, a record must
    share one of them; a shared kind alone answers an item that names none.
    """
    known = {record.id: (identifiers(record.text), _stems(record.text)) for record in records}
    matches = []
    for index, item in enumerate(items):
        wanted = identifiers(item.words)
        asked = _kinds_asked(item)
        hard = {one for one in wanted if not one.startswith("name:")}
        stems = {stem for stem in _stems(item.words) if stem not in _COMMON}
        for record in records:
            here, words = known[record.id]
            shared = wanted & here
            kind = same_kind(kinds.get(record.id))
            of_kind = kind is not None and kind in asked
            overlap = len(stems & words) / len(stems) if stems else 0.0
            score = _KIND * of_kind + _SHARED * bool(shared) + _WORDS * overlap
            if (hard and not shared) or score < _ENOUGH or (not of_kind and not shared):
                continue
            if asked and not of_kind and overlap < 0.5:
                continue
            why = [f"kind {(kind or '').replace('_', ' ')}"] if of_kind else []
            why += sorted({one.split(":", 1)[0] for one in shared})
            matches.append(Match(index, record.id, round(score, 2), "shared: " + ", ".join(why)))
    matches.sort(key=lambda match: (match.item, -match.score, match.record_id))
    items_hit, records_hit = {match.item for match in matches}, {match.record_id for match in matches}
    return Answered(
        tuple(matches),
        tuple(index for index in range(len(items)) if index not in items_hit),
        tuple(record.id for record in records if record.id not in records_hit),
    )


def _kinds_asked(item: Asked) -> set[str | None]:
    """The kinds that an item asks for: as it was read, and those whose headings stand before its first "of", "about" and the like
    ("the incident or arrest report").
    """
    named = load_kinds().named(_RELATION.split(item.words, maxsplit=1)[0] + ".")
    return {same_kind(one) for one in item.record_kinds} | set(named)


def identifiers(text: str) -> frozenset[str]:
    """`number:`, `date:`, `place:` and `name:` entries of a text, in one spelling each."""
    found = set()
    for match in _DATE.finditer(text):
        month, day, year, long_year, long_month, long_day = match.groups()
        if long_year:
            found.add(f"date:{long_year}-{long_month}-{long_day}")
        else:
            found.add(f"date:{int(year) + (2000 if len(year) == 2 else 0)}-{int(month):02}-{int(day):02}")
    for match in _LONG_DATE.finditer(text):
        found.add(f"date:{match[3]}-{_MONTHS.index(match[1].lower()) + 1:02}-{int(match[2]):02}")
    dates = [match.span() for match in _DATE.finditer(text)]
    for match in _NUMBER.finditer(text):
        if not any(start <= match.start() < end for start, end in dates):
            found.add("number:" + re.sub(r"[^a-z0-9]", "", match.group().lower()))
    found.update(f"place:{match[1]} {match[2].lower()}" for match in _PLACE.finditer(text))
    found.update(f"name:{match.group().lower()}" for match in _NAME.finditer(text))
    return frozenset(found)


def _stems(text: str) -> frozenset[str]:
    return frozenset(token.stem for token in tokens(text[:20_000]) if len(token.stem) > 2)
