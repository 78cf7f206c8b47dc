"""Cuts a text into passages, the unit on which cues are weighed. Imports: stdlib."""

from __future__ import annotations

import re
from typing import NamedTuple

MOST = 900  # characters of one passage
FEWEST = 200  # shorter paragraphs are joined with the next, up to JOINED
JOINED = 500
_PARAGRAPH = re.compile(r"\n[ \t]*\n|\f")
_SENTENCE = re.compile(r"(?<=[.!?;:])[\"')\]]*\s+|\n+")


class Passage(NamedTuple):
    """[start, end) of a text."""

    start: int
    end: int


def cut(text: str) -> list[Passage]:
    """Paragraphs; long ones cut between sentences or lines, short neighbours joined."""
    found: list[Passage] = []
    at = 0
    for match in [*_PARAGRAPH.finditer(text), None]:
        end = match.start() if match else len(text)
        if text[at:end].strip():
            for piece in _pieces(text, at, end):
                last = found[-1] if found else None
                near = last is not None and "\f" not in text[last.end : piece.start]
                if last and near and last.end - last.start < FEWEST and piece.end - last.start <= JOINED:
                    found[-1] = Passage(last.start, piece.end)
                else:
                    found.append(piece)
        at = match.end() if match else end
    return found


def _pieces(text: str, start: int, end: int) -> list[Passage]:
    if end - start <= MOST:
        return [Passage(start, end)]
    pieces: list[Passage] = []
    opened = start
    for sentence in sentences(text, start, end):
        if sentence.end - opened > JOINED + FEWEST and sentence.start > opened:
            pieces.append(Passage(opened, sentence.start))
            opened = sentence.start
        while sentence.end - opened > MOST:  # no sentence, no line: a wall of text
            pieces.append(Passage(opened, opened + MOST))
            opened += MOST
    if opened < end:
        pieces.append(Passage(opened, end))
    return pieces


def sentences(text: str, start: int, end: int) -> list[Passage]:
    found: list[Passage] = []
    at = start
    for match in _SENTENCE.finditer(text, start, end):
        if match.end() > at:
            found.append(Passage(at, match.end()))
            at = match.end()
    if at < end:
        found.append(Passage(at, end))
    return found


def tight(text: str, passage: Passage, spans: list[tuple[int, int]]) -> Passage:
    """The whole sentences of a passage from the first to the last of `spans`, without blanks at the ends."""
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    inside = [one for one in sentences(text, passage.start, passage.end) if one.start < last and first < one.end]
    start, end = (inside[0].start, inside[-1].end) if inside else passage
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Passage(start, end)
