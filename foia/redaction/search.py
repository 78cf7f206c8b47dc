"""Finds given strings in a record's text, however they are broken: over lines and pages, by hyphens, in other cases or spacings.

Imports: stdlib.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"})
_BREAK = r"(?:-?\s*\n\s*|\f)?"  # where a word may be parted: a line's end, with or without a hyphen


def occurrences(text: str, strings: Iterable[str]) -> list[tuple[int, int]]:
    """Every [start, end) in `text` where one of `strings` stands as whole words, sorted, overlaps merged.

    Numbers of five digits or more are found with any separators between their digits ("217-555-0134", "(217) 555 0134").
    """
    folded, places = _fold(text)
    found = []
    for string in strings:
        pattern = _pattern(string)
        if pattern is None:
            continue
        for match in pattern.finditer(folded):
            start, end = match.span()
            if _inside_word(folded, start, -1) or _inside_word(folded, end - 1, 1):
                continue
            found.append((places[start], places[end - 1] + 1))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _fold(text: str) -> tuple[str, list[int]]:
    """The text in one case and one form of each character, and for each of its characters the offset in `text`."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    characters, places = [], []
    for at, character in enumerate(text):
        if character == "\u00ad":
            continue
        for part in unicodedata.normalize("NFKC", character).casefold().translate(_ALIKE):
            characters.append(part)
            places.append(at)
    return "".join(characters), places


def _pattern(string: str) -> re.Pattern[str] | None:
    folded, _ = _fold(string)
    words = folded.split()
    if not words or not any(c.isalnum() for c in folded):
        return None
    digits = [c for c in folded if c.isalnum()]
    if sum(c.isdigit() for c in digits) >= 5 and all(c.isdigit() for c in digits):
        lead = r"(?:\((?=\d+\)))?"  # an opening bracket goes with its closing one
        return re.compile(lead + r"[\s().\-/]{0,3}".join(digits))
    parts = [_BREAK.join(re.escape(c) for c in word) for word in words]
    return re.compile(r"\s*-?\s+".join(parts))


def _inside_word(text: str, at: int, step: int) -> bool:
    """Whether the character at `at` and its neighbour belong to one word or number."""
    beside = at + step
    return 0 <= beside < len(text) and text[at].isalnum() and text[beside].isalnum()
