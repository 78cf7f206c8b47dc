"""Which way the words of a page run, and the frame in which they run to the right.

A direction is counted in quarter turns clockwise: 0 to the right, 1 down the page, 2 upside down, 3 up the page.
Imports: model, numpy.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Any

import numpy as np

from foia.model import Box, Word

_LONG = 2.0  # times as long as wide: a word of three letters or more that is so tall runs up or down
_GAP = 1.5  # times the height of the letters: words further apart say nothing about each other


def directions(words: Sequence[Word]) -> tuple[int, ...]:
    """For each word where it runs. Readers give the edges between letters (`cuts`) of words that run to the right, so only words
    without them are in question: long ones tell by their shape, short ones go with the line they stand in, and which of its ends a
    line begins at is told by the order of its words."""
    if all(word.cuts for word in words):
        return (0,) * len(words)
    found = [0] * len(words)
    start = 0
    for in_question, run in groupby(words, key=lambda word: not word.cuts):
        size = len(list(run))
        if in_question:
            found[start : start + size] = _of_run(words[start : start + size])
        start += size
    return tuple(found)


def _of_run(words: Sequence[Word]) -> list[int]:
    tall: list[bool | None] = [_is_tall(word) for word in words]
    order = list(range(len(words)))
    for here, before in (*zip(order[1:], order, strict=False), *zip(order[-2::-1], order[:0:-1], strict=False)):
        if (
            tall[here] is None
            and tall[before] is not None
            and _beside(words[before].box, words[here].box, tall=bool(tall[before]))
        ):
            tall[here] = tall[before]
    lines: list[list[int]] = []
    for at, word in enumerate(words):
        last = lines[-1][-1] if lines else -1
        if last < 0 or bool(tall[last]) != bool(tall[at]) or not _beside(words[last].box, word.box, tall=bool(tall[at])):
            lines.append([])
        lines[-1].append(at)
    ahead = [sum(_ahead(words[a], words[b], tall=bool(tall[a])) for a, b in pairwise(line)) for line in lines]
    usual = sum(sum_ for line, sum_ in zip(lines, ahead, strict=True) if tall[line[0]])
    ways = [0] * len(words)
    for line, sum_ in zip(lines, ahead, strict=True):
        upright = 2 if sum_ < 0 else 0
        way = (1 if (sum_ or usual) > 0 else 3) if tall[line[0]] else upright
        for at in line:
            ways[at] = way
    return ways


def _is_tall(word: Word) -> bool | None:
    width, height = word.box.x1 - word.box.x0, word.box.y1 - word.box.y0
    if len(word.text) >= 3 and height >= _LONG * width:
        return True
    return False if len(word.text) >= 3 and width >= height else None


def _beside(one: Box, other: Box, *, tall: bool) -> bool:
    """Whether two boxes stand on one line that runs along the page's height (`tall`) or width."""
    if tall:
        one, other = flipped(one), flipped(other)
    shared = min(one.y1, other.y1) - max(one.y0, other.y0)
    height = min(one.y1 - one.y0, other.y1 - other.y0)
    gap = max(other.x0 - one.x1, one.x0 - other.x1)
    return shared > 0.5 * height and -0.5 * height < gap < _GAP * max(one.y1 - one.y0, other.y1 - other.y0)


def _ahead(one: Word, following: Word, *, tall: bool) -> int:
    """1 where the following word stands to the right of this one (below it, where the line is `tall`), -1 on the other side."""
    if not _beside(one.box, following.box, tall=tall) or _runs_left(one.text) or _runs_left(following.text):
        return 0
    a, b = (flipped(one.box), flipped(following.box)) if tall else (one.box, following.box)
    return 1 if b.x0 + b.x1 > a.x0 + a.x1 else -1


def _runs_left(text: str) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)


def flipped(box: Box) -> Box:
    """The box mirrored at the diagonal: what runs along the height runs along the width."""
    return Box(box.y0, box.x0, box.y1, box.x1)


def characters(word: Word, turns: int) -> list[Box]:
    """Where each character of the word stands: by the edges the reader knows, else an even share of the word's length."""
    if word.cuts or len(word.text) < 2:
        return [word.part(at, at + 1) for at in range(len(word.text))]
    box = flipped(word.box) if turns % 2 else word.box
    step = (box.x1 - box.x0) / len(word.text)
    places = [Box(box.x0 + at * step, box.y0, box.x0 + (at + 1) * step, box.y1) for at in range(len(word.text))]
    if turns in (2, 3):
        places.reverse()
    return [flipped(place) for place in places] if turns % 2 else places


def to_level(box: Box, turns: int, width: float, height: float) -> Box:
    """The box on a page of this size, turned so that what ran in direction `turns` runs to the right."""
    x0, y0, x1, y1 = box
    if turns == 1:
        return Box(y0, width - x1, y1, width - x0)
    if turns == 2:
        return Box(width - x1, height - y1, width - x0, height - y0)
    return Box(height - y1, x0, height - y0, x1) if turns == 3 else box


def level_pixels(pixels: Any, turns: int) -> Any:
    """A view of the page's pixels, turned as `to_level` turns boxes."""
    return np.rot90(pixels, (0, 1, 2, 3)[turns]) if turns else pixels
