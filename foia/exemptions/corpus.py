"""Statute and bill texts as numbered lines, and the finder that proves a quote at its page and line. Imports: stdlib, errors.

Two printings are read: `bill` (a General Assembly bill: page headers, lines numbered from 1 on each page, the number glued to
the words) and `plain` (an agency's own text: form feeds part pages, lines are counted). The texts are never changed; where a
bill prints struck and new words together, the catalogue says how the passage reads (`Merge`), and both readings are searched.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from foia.errors import CatalogError

STATUTES: Final = Path(__file__).parents[2] / "corpus" / "statutes"
BEGINS: Final = dt.date(2022, 1, 7)  # P.A. 102-694: the oldest day whose law the corpus shows

_HEADER = re.compile(r"\S.*?(?:- (\d+) -)?LRB\d{3} \d+ \w+ \d+ \w$")
_GAP = re.compile(r"\s+")
_HYPHEN = re.compile(r"(?<=\w)- (?=\w)")  # a hyphen at the end of a line, or spaced out in print
_QUOTES: Final = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\xa0": " "})


class Line(NamedTuple):
    page: int
    number: int
    text: str  # without the line number and the indent
    indent: int  # columns of white space before the first word


class Place(NamedTuple):
    """A line of a document, both from 1."""

    page: int
    line: int


@dataclass(frozen=True, slots=True)
class Merge:
    """Struck and new words printed together: `printed` as the bill prints them, `reads` as enacted."""

    printed: str
    reads: str
    line: int = 0
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that the catalogue must cover, every one of them."""

    name: str
    start: Place
    end: Place


@dataclass(frozen=True)
class Document:
    """One text with its standing. `status` describes the text itself: enacted, introduced, reviewed."""

    name: str
    title: str
    act: str
    status: str
    path: Path
    lines: tuple[Line, ...]
    regions: tuple[Region, ...] = ()

    @cached_property
    def _index(self) -> dict[Place, int]:
        return {Place(line.page, line.number): index for index, line in enumerate(self.lines)}

    def span(self, start: Place, end: Place) -> range:
        """Indices of the lines from start to end, both included.

        Raises:
            CatalogError: the document has no such line, or the end stands before the start.
        """
        for place in (start, end):
            if place not in self._index:
                raise CatalogError(
                    f"{self.name} has no line {place.line} on page {place.page}",
                    remedy="give page and line as the bill prints them",
                )
        span = range(self._index[start], self._index[end] + 1)
        if not span:
            raise CatalogError(
                f"{self.name}: page {end.page} line {end.line} stands before page {start.page} line {start.line}"
            )
        return span

    def after(self, start: Place, lines: int) -> Place:
        """The place some lines further on (or the last line)."""
        line = self.lines[min(self._index[start] + lines, len(self.lines) - 1)] if start in self._index else None
        return Place(line.page, line.number) if line else start

    def passage(self, start: Place, end: Place, merges: Sequence[Merge] = ()) -> Passage:
        return Passage(self, self.span(start, end), tuple(merges))


class Passage:
    """Consecutive lines of a document as running text, with white space made even; every character knows its line."""

    def __init__(self, document: Document, span: range, merges: Sequence[Merge] = ()) -> None:
        self.document, self.span = document, span
        pieces: list[str] = []
        self._starts: list[int] = []
        at = 0
        for index in span:
            words = even(document.lines[index].text)
            glue = "" if not pieces or (pieces[-1].endswith("-") and pieces[-1][-2:-1].isalnum()) else " "
            self._starts.append(at + len(glue))
            pieces.append(glue + words)
            at += len(glue) + len(words)
        self.printed = "".join(pieces)
        self.reads, self._read_starts = self.printed, list(self._starts)
        for merge in merges:
            self._apply(merge)

    def _apply(self, merge: Merge) -> None:
        printed, reads = even(merge.printed), even(merge.reads)
        at = self.reads.find(printed)
        if at < 0:
            raise CatalogError(
                f"{self.document.name} does not print '{merge.printed}' on {self.where}",
                why="a `printed:` entry must repeat the bill's words, struck and new",
                remedy="copy the words as they are printed",
            )
        end, moved = at + len(printed), len(reads) - len(printed)
        self.reads = self.reads[:at] + reads + self.reads[end:]
        self._read_starts = [
            s if s <= at else max(min(s, end) + moved, at) if s < end else s + moved for s in self._read_starts
        ]

    @property
    def where(self) -> str:
        first, last = self.document.lines[self.span[0]], self.document.lines[self.span[-1]]
        end = f"line {last.number}" if first.page == last.page else f"page {last.page} line {last.number}"
        return f"page {first.page} line {first.number} to {end}"

    def find(self, quote: str) -> tuple[Place, Place] | None:
        """First and last line of a quote whose elided pieces ("...") follow in order; None when it does not stand here.

        The reading as enacted is searched first, then the words as printed.
        """
        for text, starts in ((self.reads, self._read_starts), (self.printed, self._starts)):
            begins, at = -1, 0
            for piece in pieces_of(quote):
                at = _find_words(text, piece, at)
                if at < 0:
                    break
                begins = at if begins < 0 else begins
                at += len(piece)
            else:
                if begins >= 0:
                    return self._place(starts, begins), self._place(starts, at - 1)
        return None

    def _place(self, starts: Sequence[int], offset: int) -> Place:
        line = self.document.lines[self.span[bisect_right(starts, offset) - 1]]
        return Place(line.page, line.number)


def pieces_of(quote: str) -> list[str]:
    return [piece for part in quote.split("...") if (piece := even(part))]


def even(text: str) -> str:
    """White space, quotation marks and hyphens at line ends made even, so that the same words compare equal."""
    return _HYPHEN.sub("-", _GAP.sub(" ", text.translate(_QUOTES)).strip())


def _find_words(text: str, piece: str, at: int) -> int:
    """Offset of whole words from `at` on, or -1."""
    while (at := text.find(piece, at)) >= 0:
        end = at + len(piece)
        inside = at > 0 and text[at - 1].isalnum() and piece[0].isalnum()
        if not inside and not (end < len(text) and text[end].isalnum() and piece[-1].isalnum()):
            return at
        at += 1
    return -1


def bill_lines(text: str) -> tuple[Line, ...]:
    """The numbered lines of a General Assembly bill; headers, title pages and blank lines fall away.

    A line's number is glued to its words ("102" + "nd", "23" + "8-20-21"), so only the number that must come next is taken off.
    """
    lines: list[Line] = []
    page, number = 0, 0
    for raw in text.split("\n"):
        header = _HEADER.match(raw.strip()) if "LRB" in raw else None
        if header:
            page, number = int(header[1] or 1), 0
            continue
        expected = str(number + 1)
        if page and raw.startswith(expected):
            words = raw[len(expected) :].replace("\xa0", " ").rstrip()
            bare = words.lstrip()
            if bare:
                number += 1
                lines.append(Line(page, number, bare, len(words) - len(bare)))
    return tuple(lines)


def plain_lines(text: str) -> tuple[Line, ...]:
    """Every line of a plain text, counted from 1 on each page (form feed)."""
    return tuple(
        Line(page, number, raw.strip(), len(raw) - len(raw.lstrip()))
        for page, body in enumerate(text.split("\f"), 1)
        for number, raw in enumerate(body.split("\n"), 1)
    )


def read_document(name: str, entry: dict[str, object], folder: Path, origin: str) -> Document:
    """Read one text that a SOURCES.toml or an overlay declares, checking its sha256 where one is given."""
    path = folder / str(entry.get("file", ""))
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CatalogError(
            f"{origin}: the text of '{name}' cannot be read", why=str(error.strerror), remedy=f"put the file at {path.name}"
        ) from error
    wanted = entry.get("sha256")
    if wanted and hashlib.sha256(raw).hexdigest() != wanted:
        raise CatalogError(
            f"{origin}: {path.name} is not the text that was reviewed",
            why="its sha256 differs from the one recorded",
            remedy="restore the file, or review the new text and record its sha256",
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CatalogError(
            f"{origin}: the text of '{name}' cannot be read", why="it is not UTF-8 text", remedy="save it as UTF-8"
        ) from error
    layout = entry.get("layout", "plain")
    lines = bill_lines(text) if layout == "bill" else plain_lines(text)
    cover = entry.get("cover", [])
    regions = tuple(
        Region(str(r["name"]), Place(r["page"], r["line"]), Place(r["to_page"], r["to_line"]))
        for r in (cover if isinstance(cover, list) else [])
    )
    return Document(
        name,
        str(entry.get("title", name)),
        str(entry.get("act", "")),
        str(entry.get("status", "reviewed")),
        path,
        lines,
        regions,
    )


@lru_cache(maxsize=1)
def statutes() -> dict[str, Document]:
    """The texts of corpus/statutes, by name, as SOURCES.toml describes them."""
    sources = STATUTES / "SOURCES.toml"
    entries = tomllib.loads(sources.read_text("utf-8"))["document"]
    return {name: read_document(name, entry, STATUTES, sources.name) for name, entry in entries.items()}
