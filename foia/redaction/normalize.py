"""Text as the recognisers see it, with an exact way back. Imports: stdlib.

Words can be hidden from a search by characters that a reader cannot see or tell apart: zero-width and bidirectional marks, soft
hyphens, Cyrillic letters in a Latin word, full-width digits, ligatures, no-break spaces, a hyphen at the line's end. `fold` undoes these and
keeps for each character of the result where it came from, so that what is found can be removed from the original.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass, field

# Letters of other alphabets that look like Latin ones; used only in words that hold nothing else than these and Latin letters.
_LOOKALIKES = dict(
    zip(
        "АВЕЗКМНОРСТУХЅІЈԚԜаеорсухѕіјԛԝһԁӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαρν",
        "ABE3KMHOPCTYXSIJQWaeopcyxsijqwhdlABEZHIKMNOPTYXoapv",
        strict=True,
    )
)
_INVISIBLE = frozenset(
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff\ufff9\ufffa\ufffb"
)
_PLAIN = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032\u00b4\u0060", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63", "-"),
    **dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    **dict.fromkeys("\u2028\u2029\u0085\v\r", "\n"),
    "\t": "\t",
    "\u2024": ".",
    "\u2044": "/",
    "\u2215": "/",
    "\uff20": "@",
}
_TABLE = {ord(char): plain for char, plain in _PLAIN.items()} | dict.fromkeys((*range(8), *range(14, 32), 8, 127), " ")
_SAME_LENGTH = "".join(char for char in _PLAIN if char > "~")
_HARD = re.compile("[^\\x00-\\x0c\\x0e-\\x7f\u00a1-\u00ac\u00ae-\u02ff" + _SAME_LENGTH + "]")
# A hyphen at the end of a line between letters or digits: the break is dropped; before a small letter the hyphen too.
_BROKEN = re.compile(r"(?<=[^\W_])-[ \t]{0,3}\n[ \t]{0,8}(?=[^\W_])")
_WORD = re.compile(r"[^\W\d_]+")
_CLEAN = re.compile(r"[\t\n\x20-\x5f\x61-\x7e]*")  # printable ASCII without the grave accent


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` for finding. `at` holds the original offset of each of its characters; empty when nothing moved."""

    text: str
    length: int  # of the original
    at: tuple[int, ...] | list[int] = field(default=(), repr=False)
    marks: frozenset[int] = frozenset()  # original offsets of combining marks that were joined to the letter before them

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The smallest original span that holds the characters [start, end) of `text`, and all that was dropped between them."""
        if not self.at:
            return start, end
        if start >= end:
            at = self.at[start] if start < len(self.at) else self.length
            return at, at
        last = self.at[end - 1] + 1
        while last in self.marks:
            last += 1
        return self.at[start], last

    def folded(self, start: int, end: int) -> tuple[int, int]:
        """The characters of `text` that came out of the original span [start, end)."""
        if not self.at:
            return start, end
        return bisect_left(self.at, start), bisect_left(self.at, end)


def fold(text: str) -> Folded:
    """Folds `text`. O(length); nothing is kept when the text is plain ASCII without broken words."""
    if _CLEAN.fullmatch(text):
        if "-" not in text or "\n" not in text or _BROKEN.search(text) is None:
            return Folded(text, len(text))
        return _join_lines(text, range(len(text)), len(text))
    if not text.isascii():
        text = _latinise(text)
    if _HARD.search(text) is None:  # every character has a plain one of the same length
        text = text.translate(_TABLE)
        broken = "-" in text and "\n" in text and _BROKEN.search(text)
        return _join_lines(text, range(len(text)), len(text)) if broken else Folded(text, len(text))
    kept: list[str] = []
    at: list[int] = []
    marks: set[int] = set()
    for offset, char in enumerate(text):
        if " " <= char <= "~" and char != "`":
            kept.append(char)
            at.append(offset)
            continue
        if char == "\r" and text[offset + 1 : offset + 2] == "\n":
            continue
        if char in _INVISIBLE or "\U000e0000" <= char <= "\U000e007f" or "\ufe00" <= char <= "\ufe0f":
            continue
        plain = _PLAIN.get(char)
        if plain is None:
            if char in "\n\f":
                plain = char
            elif char < " " or char == "\x7f":
                plain = " "
            elif char < "\u0300":
                plain = char
            elif kept and unicodedata.combining(char):
                joined = unicodedata.normalize("NFC", kept[-1] + char)
                if len(joined) == 1:  # e + combining acute: one letter, ending where the mark ends
                    kept[-1] = joined
                    marks.add(offset)
                    continue
                plain = ""
            else:
                plain = unicodedata.normalize("NFKC", char) if not "\ud800" <= char <= "\udfff" else " "
                if any(part.isspace() for part in plain):
                    plain = " "
        for part in plain:
            kept.append(part)
            at.append(offset)
    folded = "".join(kept)
    if "-" in folded and "\n" in folded and _BROKEN.search(folded):
        return _join_lines(folded, at, len(text), frozenset(marks))
    return Folded(folded, len(text), at, frozenset(marks))


def _latinise(text: str) -> str:
    """Same length: look-alike letters become Latin in words made of nothing else than Latin letters and look-alikes."""

    def plain(match: re.Match[str]) -> str:
        word = match[0]
        if word.isascii():
            return word
        swapped = "".join(_LOOKALIKES.get(char, char) for char in word)
        return swapped if swapped.isascii() and (swapped != word) else word

    if not any(char in text for char in _LOOKALIKES):
        return text
    return _WORD.sub(plain, text)


def _join_lines(text: str, at: range | list[int], length: int, marks: frozenset[int] = frozenset()) -> Folded:
    kept: list[str] = []
    offsets: list[int] = []
    done = 0
    for match in _BROKEN.finditer(text):
        drop_hyphen = text[match.end()].islower() and text[match.start() - 1].islower()
        keep = match.start() if drop_hyphen else match.start() + 1
        kept.append(text[done:keep])
        offsets.extend(at[done:keep])
        done = match.end()
    kept.append(text[done:])
    offsets.extend(at[done:])
    return Folded("".join(kept), length, offsets, marks)
