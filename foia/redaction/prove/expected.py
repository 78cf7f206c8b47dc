"""What a redacted file may still say, worked out from the record and the drawn boxes alone.

Independent of how `remove` chose its words: a character whose middle lies in a box must be gone, every other may stay. Everything
an attacker finds is measured against this. Imports: model, printing, turned.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from foia.model import Box, Page, Record, Removal, Word
from foia.redaction.printing import TITLE, mark, printed, statement
from foia.redaction.turned import characters, directions


class Piece(NamedTuple):
    text: str
    box: Box


@dataclass(frozen=True)
class ExpectedPage:
    """One page of the new file: its size, the words that may stay, the boxes with what is printed on them."""

    number: int
    width: float
    height: float
    kept: tuple[Piece, ...] = field(repr=False)
    boxes: tuple[tuple[Box, str], ...]  # box, label
    scanned: bool = False  # words were read from pixels (or there are none), so only pixels tell what is on the page
    placeholder: bool = False
    known: bool = True  # False where the record is not at hand: then `kept` says nothing

    @cached_property
    def letters(self) -> Counter[str]:
        """Every character that may be there, white space left out."""
        allowed = self.stays.copy()
        for _, label in self.boxes:
            allowed.update(squash(mark(label)))
        return allowed

    @cached_property
    def stays(self) -> Counter[str]:
        """Every character of the words that may stay."""
        return Counter(self.squashed)

    @cached_property
    def squashed(self) -> str:
        return squash("".join(piece.text for piece in self.kept))


def expect(record: Record, removals: Sequence[Removal]) -> Iterator[ExpectedPage]:
    """The pages of the new file, in order. Where every page is withheld, the one placeholder."""
    by_page = removals_by_page(removals)
    if record.pages and all(any(r.whole_page for r in by_page.get(page.number, ())) for page in record.pages):
        words = statement(len(record.pages), printed([r.label for r in removals]))
        yield ExpectedPage(1, 612.0, 792.0, _plain(words), (), placeholder=True)
        return
    yield from expect_part(record.pages, by_page)


def expect_part(pages: Sequence[Page], by_page: Mapping[int, Sequence[Removal]]) -> Iterator[ExpectedPage]:
    """`expect` for a run of pages, not all of them withheld; `by_page` has their removals by page number."""
    for page in pages:
        mine = by_page.get(page.number, ())
        if any(removal.whole_page for removal in mine):
            words = statement(1, printed([r.label for r in mine if r.whole_page]))
            yield ExpectedPage(page.number, page.width, page.height, _plain(words), (), placeholder=True)
            continue
        labels: dict[Box, str] = {}
        for removal in mine:
            for box in removal.boxes:
                labels[box] = removal.label
        turns = directions(page.words)
        kept = tuple(
            piece for word, way in zip(page.words, turns, strict=True) for piece in _remaining(word, way, tuple(labels))
        )
        scanned = page.source.value in ("ocr", "empty")
        yield ExpectedPage(page.number, page.width, page.height, kept, tuple(labels.items()), scanned)


def removals_by_page(removals: Iterable[Removal]) -> dict[int, list[Removal]]:
    found: dict[int, list[Removal]] = {}
    for removal in removals:
        found.setdefault(removal.page_number, []).append(removal)
    return found


def _plain(lines: Iterable[str]) -> tuple[Piece, ...]:
    return tuple(Piece(word, Box(0, 0, 0, 0)) for line in lines for word in line.split())


def _remaining(word: Word, turns: int, boxes: Sequence[Box]) -> list[Piece]:
    near = [
        box for box in boxes if box.x0 < word.box.x1 and word.box.x0 < box.x1 and box.y0 < word.box.y1 and word.box.y0 < box.y1
    ]
    if not near:
        return [Piece(word.text, word.box)]
    places = characters(word, turns)
    stays = [not any(_middle_in(place, box) for box in near) for place in places]
    pieces, at = [], 0
    while at < len(stays):
        to = at + 1
        while to < len(stays) and stays[to] == stays[at]:
            to += 1
        if stays[at]:
            first, last = places[at], places[to - 1]
            boxed = Box(min(first.x0, last.x0), min(first.y0, last.y0), max(first.x1, last.x1), max(first.y1, last.y1))
            pieces.append(Piece(word.text[at:to], boxed))
        at = to
    return pieces


def _middle_in(small: Box, big: Box) -> bool:
    return big.x0 <= (small.x0 + small.x1) / 2 <= big.x1 and big.y0 <= (small.y0 + small.y1) / 2 <= big.y1


# --------------------------------------------------------------------------------------------------- secrets, as searched for

_ODD = str.maketrans({"￾": "-", "\x02": "-", "­": "-", "‐": "-", "‑": "-"})
_NOT_SEEN = {2: "-", **dict.fromkeys((*range(2), *range(3, 33), 127))}  # ASCII that leaves no letter


def squash(text: str) -> str:
    """Compatibility-normalised, case folded, without white space: what is left when only the letters count."""
    if text.isascii():
        return text.translate(_NOT_SEEN).casefold()
    folded = unicodedata.normalize("NFKC", text.translate(_ODD)).casefold()
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def forms(text: str) -> frozenset[str]:
    """The squashed forms in which a removed passage could be found again.

    The whole, with and without punctuation and line-end hyphens; backwards; each line and each word of three letters or
    more; digits alone where there are five or more.
    """
    found = {squash(line) for line in text.splitlines()}
    whole = squash(text)
    found |= {whole, whole[::-1], squash(re.sub(r"-\s*\n\s*", "", text))}
    found |= {squash(word.strip(".,;:!?()[]\"'’")) for word in text.split()}
    plain = "".join(c for c in whole if c.isalnum())
    found.add(plain)
    digits = "".join(c for c in whole if c.isdigit())
    if len(digits) >= 5:
        found.add(digits)
    return frozenset(form for form in found if len(form) >= 3)


@dataclass(frozen=True)
class Secrets:
    """All that was removed, as forms to search for, and which of them legitimately remain (not decided, or released)."""

    forms: frozenset[str] = field(repr=False)
    gone: tuple[str, ...] = field(repr=False)  # forms that may occur nowhere in the new file, four characters or more
    remaining: tuple[int, ...]  # pages on which a whole removed passage may still be read, because nobody decided it there


@dataclass(frozen=True)
class Whole:
    """The new file as a whole: how many pages, and every character that may stand on any of them."""

    pages: int
    letters: Counter[str] = field(repr=False)
    known: bool = True


def overview(removals: Sequence[Removal], pages: Iterable[ExpectedPage]) -> tuple[Secrets, Whole]:
    """What to search for everywhere, and what is expected of the whole; goes once through `pages` and keeps their letters only."""
    wanted: set[str] = set()
    wholes: set[str] = set()
    for text in {removal.text for removal in removals if removal.text.strip()}:
        wanted |= forms(text)
        wholes.add(squash(text))
    letters: Counter[str] = Counter()
    texts: dict[int, str] = {}
    labels: dict[str, None] = {}
    known = True
    for page in pages:
        letters.update(page.letters)
        texts[page.number] = page.squashed
        labels |= dict.fromkeys(label for _, label in page.boxes)
        known = known and page.known
    furniture = squash(" ".join((TITLE, *(mark(label) + " " + label for label in labels))))
    body = "\n".join([furniture, *texts.values()])
    digits = "\n".join("".join(c for c in text if c.isdigit()) for text in texts.values())
    alnum = "\n".join("".join(c for c in text if c.isalnum()) for text in texts.values())
    gone = tuple(
        sorted(form for form in wanted if len(form) >= 4 and form not in body and form not in alnum and form not in digits)
    )
    still = {whole for whole in wholes if len(whole) >= 4 and whole in body}
    remaining = tuple(number for number, text in texts.items() if any(whole in text for whole in still)) if still else ()
    return Secrets(frozenset(wanted), gone, remaining), Whole(len(texts), letters, known)


class Finder:
    """Finds which of many strings occur in a text, in time that hardly grows with their number."""

    def __init__(self, needles: Iterable[str], *, shortest: int = 4) -> None:
        self._index: dict[str, list[str]] = {}
        self.shortest = shortest
        self._few: list[str] = sorted({needle for needle in needles if len(needle) >= shortest})
        for needle in self._few:
            self._index.setdefault(needle[:shortest], []).append(needle)

    def hits(self, text: str) -> int:
        """How many of the strings occur in `text`."""
        if len(self._few) <= 60:
            return sum(needle in text for needle in self._few)
        found: set[str] = set()
        size, index = self.shortest, self._index
        for at in range(len(text) - size + 1):
            for needle in index.get(text[at : at + size], ()):
                if text.startswith(needle, at):
                    found.add(needle)
        return len(found)
