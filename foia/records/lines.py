"""Words -> segments without a wide gap -> the visual lines of a page. Imports: stdlib, model."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from foia.model import Box

LEANING = 4  # in the place of quarter turns: at a slant
CELL_GAP = 1.25  # times the height of the letters: a wider gap separates two cells
_TOUCHING = 0.1  # times the height: pieces of one word, set apart in the content, stand closer
_BAND = 6.0  # points: words are looked up by bands of this height
_TOUCHING_LETTER = 0.17  # where one of them is a single letter


class Glyphs(NamedTuple):
    """A word before it has a place in the text. `cuts` as in model.Word.

    `turns`: where its letters run, in quarter turns clockwise: 0 to the right, 1 down, 2 to the left upside down, 3 up; or LEANING.
    `is_glued`: a leaning letter that belongs to one word with the letter before it.
    """

    text: str
    box: Box
    cuts: tuple[float, ...] = ()
    turns: int = 0
    is_glued: bool = False


def moved(glyphs: Glyphs, dx: float, dy: float) -> Glyphs:
    x0, y0, x1, y1 = glyphs.box
    return glyphs._replace(box=Box(x0 + dx, y0 + dy, x1 + dx, y1 + dy), cuts=tuple(cut + dx for cut in glyphs.cuts))


@dataclass(slots=True)
class Segment:
    words: list[Glyphs]
    x0: float
    y0: float
    x1: float
    y1: float
    table: int = 0  # which one, where this is a cell
    tabs: int = 1  # before it, if it is not the first of its row
    after: int = 0  # empty cells that follow the last one of a row

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    def add(self, word: Glyphs) -> None:
        self.words.append(word)
        self._widen(*word.box)

    def add_box(self, other: Segment) -> None:
        self._widen(other.x0, other.y0, other.x1, other.y1)

    def _widen(self, x0: float, y0: float, x1: float, y1: float) -> None:
        # comparisons: min() and max() took a tenth of the time of reading a page
        if x0 < self.x0:
            self.x0 = x0
        if y0 < self.y0:
            self.y0 = y0
        if x1 > self.x1:
            self.x1 = x1
        if y1 > self.y1:
            self.y1 = y1


Row = list[Segment]


def lines(words: Sequence[Glyphs]) -> list[Row]:
    return [_joined(sorted(row, key=lambda s: s.x0)) for row in _rows(_segments(words))]


def _segments(words: Sequence[Glyphs]) -> list[Segment]:
    """Runs of words that follow each other on one line in the order given, with nothing between them."""
    found: list[Segment] = []
    holes = _Holes(words)
    for word in words:
        x0, y0, x1, y1 = word.box
        if found:
            last = found[-1]
            _, top, right, bottom = last.words[-1].box
            tall, known = y1 - y0, bottom - top
            height = tall if tall < known else known
            height = height if height > 0.1 else 0.1
            overlap = (y1 if y1 < bottom else bottom) - (y0 if y0 > top else top)
            gap = x0 - right
            is_next = overlap > 0.5 * height and -0.4 * height < gap < CELL_GAP * max(tall, last.y1 - last.y0)
            # letters set one by one come in any order: what stands between two of them may follow much later
            if is_next and (gap < _TOUCHING * height or holes.are_empty(right, x0, min(y0, top), max(y1, bottom))):
                last.words.append(word)
                last._widen(x0, y0, x1, y1)
                continue
        found.append(Segment([word], x0, y0, x1, y1))
    return found


class _Holes:
    """Tells whether a word stands in the gap between two others."""

    def __init__(self, words: Sequence[Glyphs]) -> None:
        self._bands: dict[int, list[tuple[float, float]]] = {}
        for _, (x0, y0, x1, y1), *_ in words:
            middle = (y0 + y1) / 2
            self._bands.setdefault(int(middle / _BAND), []).append(((x0 + x1) / 2, middle))
        for band in self._bands.values():
            band.sort()

    def are_empty(self, left: float, right: float, top: float, bottom: float) -> bool:
        reach = 0.2 * (bottom - top)
        for number in range(int((top + reach) / _BAND), int((bottom - reach) / _BAND) + 1):
            band = self._bands.get(number)
            if band:
                at = bisect_right(band, (left, 1e9))
                while at < len(band) and band[at][0] < right:
                    if top + reach <= band[at][1] <= bottom - reach:
                        return False
                    at += 1
        return True


def _rows(segments: list[Segment]) -> list[Row]:
    rows: list[Row] = []
    for segment in sorted(segments, key=lambda s: s.y0 + s.y1):
        for row in reversed(rows[-8:]):
            nearest = min(row, key=lambda s: max(s.x0 - segment.x1, segment.x0 - s.x1))
            overlap = min(nearest.y1, segment.y1) - max(nearest.y0, segment.y0)
            apart = max(nearest.x0 - segment.x1, segment.x0 - nearest.x1)
            narrow = min(nearest.x1 - nearest.x0, segment.x1 - segment.x0)
            if overlap > 0.5 * min(nearest.height, segment.height) and apart > -0.3 * narrow - 1:
                row.append(segment)
                break
        else:
            rows.append([segment])
    return rows


def _joined(row: Row) -> Row:
    """The row with segments joined that only a word gap separates."""
    joined = [row[0]]
    for segment in row[1:]:
        last = joined[-1]
        gap = segment.x0 - last.x1
        if gap < CELL_GAP * max(last.height, segment.height):
            words = segment.words
            if _is_one_word(last.words[-1], words[0]):
                last.words[-1] = _fused(last.words[-1], words[0])
                words = words[1:]
                last.add_box(segment)
            for word in words:
                last.add(word)
        else:
            joined.append(segment)
    return joined


def _is_one_word(left: Glyphs, right: Glyphs) -> bool:
    """Whether two pieces that the content keeps apart touch on the page, as letters set in odd order do."""
    height = max(left.box.y1 - left.box.y0, right.box.y1 - right.box.y0)
    least = height if all(any(map(str.isalnum, piece.text)) for piece in (left, right)) else 0.0  # a full stop is low
    least = least or min(left.box.y1 - left.box.y0, right.box.y1 - right.box.y0)
    alike = min(left.box.y1, right.box.y1) - max(left.box.y0, right.box.y0) > 0.7 * least
    apart = _TOUCHING_LETTER if min(len(left.text), len(right.text)) == 1 else _TOUCHING
    return alike and -0.15 * height < right.box.x0 - left.box.x1 < apart * height


def _fused(left: Glyphs, right: Glyphs) -> Glyphs:
    a, b = left.box, right.box
    cuts: tuple[float, ...] = ()
    if left.cuts and right.cuts and left.cuts[-1] <= right.cuts[-1]:
        middle = min(max((left.cuts[-1] + right.cuts[0]) / 2, left.cuts[-2]), right.cuts[1])
        cuts = (*left.cuts[:-1], middle, *right.cuts[1:])
    box = Box(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))
    return Glyphs(left.text + right.text, box, cuts, left.turns)
