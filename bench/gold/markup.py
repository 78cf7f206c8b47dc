"""Compile the gold texts: inline marks -> plain text with exact spans. Imports: stdlib only.

A mark is `{tag|marked text}`, `{tag:role|...}`, `{tag@basis|...}` or `{tag:role@basis|...}`; tags are listed in tags.toml.
Braces stand for nothing else in these texts, so any brace that is not part of a mark is an error. Marks do not nest. Lines that
begin with `%%` at the top of a file are notes (`%% key: value`), not text.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
HALVES = ("train", "dev", "dev2", "held", "held2")
MEASURING = ("held", "held2")  # never read, never trained on
TYPES = frozenset(
    {
        "PERSON",
        "US_SSN",
        "US_DRIVER_LICENSE",
        "EMPLOYEE_ID",
        "BADGE_NUMBER",
        "FINANCIAL_ACCOUNT",
        "CREDIT_CARD",
        "PASSWORD",
        "MEDICAL_RECORD_NUMBER",
        "MEDICAL_INFO",
        "PHONE_NUMBER",
        "EMAIL_ADDRESS",
        "STREET_ADDRESS",
        "LICENSE_PLATE",
        "VIN",
        "DATE_OF_BIRTH",
        "FOID_NUMBER",
        "OFFENDER_ID",
        "FEIN",
        "PASSPORT",
        "IP_ADDRESS",
        "BIOMETRIC",
    }
)
ROLES = frozenset(
    {
        "officer",
        "public_employee",
        "attorney",
        "victim",
        "witness",
        "complainant",
        "informant",
        "minor",
        "suspect",
        "arrestee",
        "private_other",
    }
)
STANCES = frozenset(("redact", "release", "ask"))
_MARK = re.compile(r"\{([a-z0-9]+)(?::([a-z_]+))?(?:@([^|{}]+))?\|([^{}]+)\}")


class MarkupError(ValueError):
    """A gold text is marked wrongly; names the file, the line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Span:
    """One marked passage: [start, end) in the compiled text. `role` is "" where the owner is not said."""

    start: int
    end: int
    type: str
    role: str
    stance: str
    basis: str


@dataclass(frozen=True, slots=True)
class Document:
    """One compiled gold text."""

    id: str
    text: str
    spans: tuple[Span, ...]
    notes: dict[str, str] = field(default_factory=dict)


@cache
def tags() -> dict[str, tuple[str, str, str, str]]:
    """tag -> (type, role, stance, basis)."""
    raw = tomllib.loads((HERE / "tags.toml").read_text(encoding="utf-8"))
    return {tag: (row[0], row[1], row[2], row[3]) for tag, row in raw.items()}


def compile_text(source: str, name: str = "text") -> Document:
    """Marked text -> Document. Raises MarkupError."""
    notes: dict[str, str] = {}
    while source.startswith("%%"):
        line, _, source = source.partition("\n")
        key, _, value = line[2:].partition(":")
        notes[key.strip()] = value.strip()

    parts: list[str] = []
    spans: list[Span] = []
    at, length = 0, 0

    def plain(piece: str, offset: int) -> None:
        nonlocal length
        if stray := re.search(r"[{}]", piece):
            line = source.count("\n", 0, offset + stray.start()) + 1
            raise MarkupError(f"{name}, line {line}: a brace that belongs to no mark")
        parts.append(piece)
        length += len(piece)

    for mark in _MARK.finditer(source):
        plain(source[at : mark.start()], at)
        tag, role, basis, marked = mark.groups()
        place = f"{name}, line {source.count(chr(10), 0, mark.start()) + 1}"
        if tag not in tags():
            raise MarkupError(f"{place}: no tag '{tag}' in tags.toml")
        if marked != marked.strip():
            raise MarkupError(f"{place}: white space at the edge of a mark")
        kind, default_role, stance, default_basis = tags()[tag]
        spans.append(Span(length, length + len(marked), kind, role or default_role, stance, basis or default_basis))
        if spans[-1].role and spans[-1].role not in ROLES:
            raise MarkupError(f"{place}: no role '{role}'")
        parts.append(marked)
        length += len(marked)
        at = mark.end()
    plain(source[at:], at)
    return Document(name, "".join(parts), tuple(spans), notes)


def load(half: str) -> tuple[Document, ...]:
    """All documents of one of HALVES, by name: a file is one document, or several, each under a line `=== name`."""
    documents = []
    for file in sorted((HERE / half).glob("*.txt")):
        source = file.read_text(encoding="utf-8")
        if source.startswith("=== "):
            for part in re.split(r"^=== ", source, flags=re.MULTILINE)[1:]:
                name, _, body = part.partition("\n")
                documents.append(compile_text(body.strip("\n"), f"{half}/{name.strip()}"))
        else:
            documents.append(compile_text(source, f"{half}/{file.stem}"))
    return tuple(documents)
