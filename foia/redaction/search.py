"""Finds given strings in a record: in its text, however they are broken there, and where letters stand one below the other.

    occurrences(text, strings)  -> spans: over lines and pages, by hyphens, letter by letter, in other cases or spacings
    places(record, strings)     -> the same, with what text recognition misread by a letter, and letters stacked on the page

Imports: stdlib, rapidfuzz, model.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from foia.model import Area, Box, Page, Record

_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"})
_BREAK = (
    r"(?:-?\s*\n\s*|-[ \t]*|\f)?"  # where a word may be parted: a line's end, with or without a hyphen; in a cell, a hyphen
)
_SPREAD = 4  # letters: shorter strings are not looked for letter by letter, or one letter off


class Place(NamedTuple):
    """Where a string stands: a span of the record's text, or, where its letters do not follow each other there, areas."""

    start: int = -1
    end: int = -1
    areas: tuple[Area, ...] = ()
    is_exact: bool = True  # False: it reads a letter or two otherwise, on a page that was read by text recognition


def places(record: Record, strings: Sequence[str]) -> list[Place]:
    """Every place where one of `strings` stands in the record."""
    spans = occurrences(record.text, strings)
    found = [Place(start, end) for start, end in spans]
    stacks: list[Place] = []
    for page, offset in zip(record.pages, record.starts, strict=True):
        if page.confidence < 1:
            close = [(offset + start, offset + end) for start, end in _misread(page.text, strings)]
            found += [Place(*span, is_exact=False) for span in close if not any(_meet(span, known) for known in spans)]
        stacks += [
            Place(areas=(Area(page.number, box),))
            for box in _stacked(page, strings, [(start - offset, end - offset) for start, end in spans])
        ]
    found.sort()
    return found + stacks


def occurrences(text: str, strings: Iterable[str]) -> list[tuple[int, int]]:
    """Every [start, end) in `text` where one of `strings` stands as whole words, sorted, overlaps merged.

    Numbers of five digits or more are found with any separators between their digits ("217-555-0134", "(217) 555 0134"), words of
    four letters or more with every letter by itself ("D A N I E L S").
    """
    folded, starts, ends = _fold(text)
    found = []
    for string in strings:
        for pattern in _patterns(string):
            for match in pattern.finditer(folded):
                start, end = match.span()
                if _inside_word(folded, start, -1) or _inside_word(folded, end - 1, 1):
                    continue
                found.append((starts[start], ends[end - 1]))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _fold(text: str) -> tuple[str, list[int], list[int]]:
    """The text in one case and one form of each character, and for each of its characters where in `text` it begins and ends."""
    if text.isascii():
        return text.lower(), list(range(len(text))), list(range(1, len(text) + 1))
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for letter in _LETTER.finditer(text):
        for part in unicodedata.normalize("NFKC", letter[0]).casefold().translate(_ALIKE):
            if unicodedata.category(part) != "Cf":  # soft hyphens and other marks that nobody sees
                characters.append(part)
                starts.append(letter.start())
                ends.append(letter.end())
    return "".join(characters), starts, ends


_LETTER = re.compile("(?s:.)[\u0300-\u036f]*")  # accents go with their letter


def _patterns(string: str) -> Iterator[re.Pattern[str]]:
    folded = _fold(string)[0]
    words = folded.split()
    letters = [c for c in folded if c.isalnum()]
    if not letters:
        return
    if sum(c.isdigit() for c in letters) >= 5 and all(c.isdigit() for c in letters):
        lead = r"(?:\((?=\d+\)))?"  # an opening bracket goes with its closing one
        yield re.compile(lead + r"[\s().\-/]{0,3}".join(letters))
    else:
        parts = [_BREAK.join(re.escape(c) for c in word) for word in words]
        yield re.compile(r"\s*-?\s+".join(parts))
    if len(letters) >= _SPREAD:
        yield re.compile(r"[ \t]{1,4}".join(re.escape(c) for c in folded if not c.isspace()))


def _inside_word(text: str, at: int, step: int) -> bool:
    """Whether the character at `at` and its neighbour belong to one word or number."""
    beside = at + step
    return 0 <= beside < len(text) and text[at].isalnum() and text[beside].isalnum()


# ------------------------------------------------------------------------------------- read by text recognition, a letter off

_CONFUSED = str.maketrans("01|!5826", "olllsbzg")  # what recognition takes for each other; no two digits become one
_LETTERS_A_SLIP = 7
_SLIPS_A_SCRAP = 2  # letters that a sign of damage ("..", "~") may stand for
_MOST_SLIPS = 0.4  # of a string's letters
_MOST_PIECES = 3  # into which recognition may have broken a string beyond its own words
_WORD = re.compile(r"""["'(\[$#]*\w(?:[\w'’./&@-]*\w)?[.,;:!?)"'\]]*""")  # as words are written


def _misread(text: str, strings: Sequence[str]) -> list[tuple[int, int]]:
    """Spans of whole words that read like one of `strings` but for what recognition confuses, one letter in seven, and more where
    signs that stand in no word show that something lay across the letters.

    A number has to have its own digits: another digit is another number.
    """
    tokens = [(match.start(), match.end(), _bare(match[0]), _scraps(match[0])) for match in re.finditer(r"\S+", text)]
    close: list[tuple[int, int, int]] = []  # how far off, start, end
    for string in strings:
        wanted = _bare(string)
        if len(wanted) <= _SPREAD:
            continue
        is_number = sum(c.isdigit() for c in string) > sum(c.isalpha() for c in string)
        most = len(string.split()) + _MOST_PIECES
        for first in range(len(tokens)):
            joined, slips = "", 0 if is_number else len(wanted) // _LETTERS_A_SLIP
            for _, end, part, scraps in tokens[first : first + most]:
                joined += part
                slips += 0 if is_number else min(_SLIPS_A_SCRAP * scraps, int(_MOST_SLIPS * len(wanted)) - slips)
                if len(joined) > len(wanted) + slips:
                    break
                if (off := Levenshtein.distance(joined, wanted, score_cutoff=slips)) <= slips:
                    close.append((off, tokens[first][0], end))
    chosen: list[tuple[int, int]] = []
    for _, *span in sorted(close):  # the words next to a name make it a name with a slip, too: the closest counts
        if not any(_meet((span[0], span[1]), other) for other in chosen):
            chosen.append((span[0], span[1]))
    return sorted(chosen)


def _scraps(token: str) -> int:
    """How many signs in a word show that it was not read as it is written."""
    return 0 if _WORD.fullmatch(token) or len(token) == 1 else sum(not c.isalnum() for c in token)


def _bare(text: str) -> str:
    """Letters and digits alone, with what recognition confuses made one."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_CONFUSED).replace("i", "l").replace("rn", "m")
    return "".join(c for c in plain if c.isalnum())


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


# ---------------------------------------------------------------------------------------- letters that stand below each other

_NEXT = 1.6  # times a letter's height: the widest gap between two letters of a stack
_MARGIN = 1.0  # points around them
_ALIGNED = 0.45  # times a letter's height: how far apart their middles, or their left edges, may lie


def _stacked(page: Page, strings: Sequence[str], known: Sequence[tuple[int, int]]) -> Iterator[Box]:
    """Where the letters of one of `strings` stand one below the other, each a word by itself, read downwards or upwards.

    `known`: spans of the page's text that are found already."""
    single = [word for word in page.words if len(_letters(word.text)) == 1]
    single = [word for word in single if not any(_meet((word.start, word.end), span) for span in known)]
    single.sort(key=lambda word: word.box.y0)
    if len(single) <= _SPREAD:
        return
    usual = median(word.box.y1 - word.box.y0 for word in page.words)
    wanted = {letters for string in strings if len(letters := _letters(string)) > _SPREAD}
    for stack in _stacks([word.box for word in single], usual):
        text = "".join(_letters(single[at].text) for at in stack)
        for form in {each for letters in wanted for each in (letters, letters[::-1])}:
            for match in re.finditer(form, text):
                x0, y0, x1, y1 = zip(*(single[at].box for at in stack[match.start() : match.end()]), strict=True)
                yield Box(min(x0) - _MARGIN, min(y0) - _MARGIN, max(x1) + _MARGIN, max(y1) + _MARGIN)


def _stacks(boxes: Sequence[Box], usual: float) -> Iterator[list[int]]:
    """Boxes, sorted from the top, as runs in which each stands right below the one before it; `usual`: how high letters are."""
    below: dict[int, int] = {}
    taken: set[int] = set()
    for at, box in enumerate(boxes):
        for number in range(at + 1, len(boxes)):
            other = boxes[number]
            height = max(box.y1 - box.y0, other.y1 - other.y0, usual)
            if other.y0 - box.y1 > _NEXT * height:
                break
            if number in taken or other.y0 + other.y1 <= 2 * box.y1:
                continue
            apart = (other.x0 - box.x0, (other.x0 + other.x1 - box.x0 - box.x1) / 2, other.x1 - box.x1)
            if min(map(abs, apart)) < _ALIGNED * height:
                below[at] = number
                taken.add(number)
                break
    for at in sorted(below.keys() - taken):
        run = [at]
        while run[-1] in below:
            run.append(below[run[-1]])
        yield run


def _letters(text: str) -> str:
    return "".join(c for c in _fold(text)[0] if c.isalnum())
