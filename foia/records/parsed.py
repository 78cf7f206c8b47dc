"""What a reader is asked and what it answers, inside the worker process. Imports: stdlib, model, errors, limits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from foia.errors import TooLarge
from foia.model import Page
from foia.records.limits import Limits


def _silent() -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One file to read. `view` is where a drawn PDF goes; `into` takes members; what else is written goes to
    `scratch`, which the caller removes. `tick` is called after each page.
    """

    path: Path
    name: str
    into: Path
    view: Path
    scratch: Path
    password: str | None = None
    limits: Limits = Limits()  # noqa: RUF009 - frozen
    libreoffice: bool = True
    outline: int = 0  # a PDF of more pages than this comes with empty pages, to be read by ranges; 0: never
    apart: bool = False  # the caller reads a PDF's pages itself, by ranges: everything else is wanted
    tick: Callable[[], None] = field(default=_silent, compare=False)


@dataclass(frozen=True, slots=True)
class Member:
    """A file that was attached or packed, written into the job's folder under the hash of its content."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a reader found. `view` is the job's, or the file itself when it is a PDF."""

    format: str
    view: Path
    pages: tuple[Page, ...]
    drawn_by: str = "original"
    notes: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    members: tuple[Member, ...] = ()
    unread: bool = False  # the pages were left to the caller

    def noting(self, *notes: str) -> Parsed:
        return replace(self, notes=(*notes, *self.notes))


@dataclass(slots=True)
class Members:
    """Writes members, counting; raises TooLarge when they are too many or too big together."""

    job: Job
    found: list[Member] = field(default_factory=list)
    size: int = 0

    def room_for(self, size: int) -> None:
        """Raises TooLarge when a member of `size` bytes would be too much."""
        limits = self.job.limits
        if len(self.found) >= limits.members:
            raise TooLarge(
                f"'{self.job.name}' holds more than {limits.members:,} files",
                why="that is the most that is unpacked from one file",
                remedy="split it, or raise the limit",
            )
        if self.size + size > limits.unpacked:
            raise TooLarge(
                f"'{self.job.name}' unpacks to more than {limits.unpacked // 1024**2:,} MiB",
                why="that is the most that is unpacked from one file",
                remedy="split it, or raise the limit",
            )

    def add(self, name: str, content: bytes) -> Member:
        self.room_for(len(content))
        self.size += len(content)
        suffix = Path(name).suffix.lower()
        suffix = suffix if suffix[1:].isalnum() and len(suffix) <= 8 else ""
        path = self.job.into / (hashlib.sha256(content).hexdigest() + suffix)
        if not path.is_file() or path.stat().st_size != len(content):
            path.write_bytes(content)
        member = Member(plain_name(name), path)
        self.found.append(member)
        return member


def plain_name(name: str) -> str:
    """The last part of a path of either kind, without control characters; never empty."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable()).strip()[:200] or "unnamed"


_MOST_NOTES = 12


def gathered(notes: list[str]) -> list[str]:
    """The first notes, and how many more there are."""
    more = len(notes) - _MOST_NOTES
    return notes if more <= 0 else [*notes[:_MOST_NOTES], f"and {more} more notes of this kind on further pages"]
