"""Words that stand somewhere on a page -> text in reading order. Imports: stdlib and model.

Words are joined into segments (no wide gap), segments into rows; a band of rows that an empty vertical strip divides into
two columns of running text is read column by column, everything else row by row. In the text a space stands between two
words, a tab between two segments of a row (the cells of a table), a newline between lines, an empty line between blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from foia.model import Box, Word

_CELL_GAP = 1.25  # times the height of the letters: a wider gap separates two cells
_TOUCHING = 0.1  # times the height: pieces of one word, set apart in the content, stand closer
_TOUCHING_LETTER = 0.17  # where one of them is a single letter
_GUTTER_ROWS = 3  # rows of running text needed on both sides of a gutter
_COLUMN_WORDS = 3  # words in the typical line of a column of running text
_BLOCK_GAP = 0.75  # times the height of the line, and
_BLOCK_PITCH = 1.5  # times the usual gap between its lines: a wider vertical gap separates two blocks


class Glyphs(NamedTuple):
    """A word before it has a place in the text. `cuts` as in model.Word.

    `turns`: where its letters run, in quarter turns clockwise: 0 to the right, 1 down, 2 to the left upside down, 3 up.
    """

    text: str
    box: Box
    cuts: tuple[float, ...] = ()
    turns: int = 0


@dataclass(slots=True)
class _Segment:
    words: list[Glyphs]
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    def add(self, word: Glyphs) -> None:
        self.words.append(word)
        self.add_box(word.box)

    def add_box(self, box: Box | _Segment) -> None:
        self.x0, self.y0 = min(self.x0, box.x0), min(self.y0, box.y0)
        self.x1, self.y1 = max(self.x1, box.x1), max(self.y1, box.y1)


_Row = list[_Segment]
_Block = list[_Row]


def arrange(words: Iterable[Glyphs]) -> tuple[str, tuple[Word, ...]]:
    """The page's text and its words in reading order; every word's text is `text[word.start:word.end]`."""
    ways: list[list[Glyphs]] = [[], [], [], []]
    for word in words:
        ways[word.turns].append(word)
    lines: list[list[list[Glyphs]]] = []
    for turns, way in enumerate(ways):
        upright = [word._replace(box=_upright(word.box, turns)) for word in way] if turns else way
        for block in _blocks(upright):
            lines += [[segment.words for segment in row] for row in block]
            lines.append([])
    return _set_text(lines)


def _upright(box: Box, turns: int) -> Box:
    """The box in a frame in which its text runs to the right."""
    x0, y0, x1, y1 = box
    return (box, Box(y0, -x1, y1, -x0), Box(-x1, -y1, -x0, -y0), Box(-y1, x0, -y0, x1))[turns]


def _set_text(lines: Iterable[Sequence[Sequence[Glyphs]]]) -> tuple[str, tuple[Word, ...]]:
    parts: list[str] = []
    placed: list[Word] = []
    at = 0
    pending = ""
    for line in lines:
        if not line:  # end of a block
            pending = "\n\n" if placed else ""
            continue
        for number, segment in enumerate(line):
            if number:
                pending = "\t"
            for word in segment:
                if pending:
                    parts.append(pending)
                    at += len(pending)
                parts.append(word.text)
                placed.append(Word(word.text, at, _upright(word.box, -word.turns % 4), word.cuts))
                at += len(word.text)
                pending = " "
        pending = "\n"
    return "".join(parts), tuple(placed)


# ---------------------------------------------------------------------------------------------------- segments and rows


def _blocks(words: Sequence[Glyphs]) -> list[_Block]:
    if not words:
        return []
    rows = [_joined(sorted(row, key=lambda s: s.x0)) for row in _rows(_segments(words))]
    rows.sort(key=lambda row: min(s.y0 for s in row))
    return _read(rows)


def _segments(words: Sequence[Glyphs]) -> list[_Segment]:
    """Runs of words that follow each other on one line in the order given."""
    found: list[_Segment] = []
    for word in words:
        box = word.box
        if found:
            last = found[-1]
            previous = last.words[-1].box
            height = max(min(box.y1 - box.y0, previous.y1 - previous.y0), 0.1)
            overlap = min(box.y1, previous.y1) - max(box.y0, previous.y0)
            if overlap > 0.5 * height and -0.4 * height < box.x0 - previous.x1 < _CELL_GAP * max(box.y1 - box.y0, last.height):
                last.add(word)
                continue
        found.append(_Segment([word], *box))
    return found


def _rows(segments: list[_Segment]) -> list[_Row]:
    rows: list[_Row] = []
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


def _joined(row: _Row) -> _Row:
    """The row with segments joined that only a word gap separates."""
    joined = [row[0]]
    for segment in row[1:]:
        last = joined[-1]
        gap = segment.x0 - last.x1
        if gap < _CELL_GAP * max(last.height, segment.height):
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
    alike = min(left.box.y1, right.box.y1) - max(left.box.y0, right.box.y0) > 0.7 * height
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


# --------------------------------------------------------------------------------------------------------------- columns


def _read(rows: list[_Row], depth: int = 0) -> list[_Block]:
    gutter = _gutter(rows) if depth < 4 and len(rows) >= _GUTTER_ROWS else None
    if gutter is None:
        return _stacked(rows)
    blocks: list[_Block] = []
    band: list[_Row] = []

    def flush() -> None:
        left = _nonempty([s for s in row if s.x1 <= gutter] for row in band)
        right = _nonempty([s for s in row if s.x0 >= gutter] for row in band)
        if _is_prose(left) and _is_prose(right):
            blocks.extend(_read(left, depth + 1) + _read(right, depth + 1))
        elif band:
            blocks.extend(_stacked(band))
        band.clear()

    for row in rows:
        if any(s.x0 < gutter < s.x1 for s in row):
            flush()
            blocks.extend(_stacked([row]))
        else:
            band.append(row)
    flush()
    return blocks


def _gutter(rows: list[_Row]) -> float | None:
    """The x that most rows leave empty between two segments, if both sides of it are running text there."""
    edges: list[tuple[float, int]] = []
    for row in rows:
        for before, after in pairwise(row):
            edges += [(before.x1, 1), (after.x0, -1)]
    if len(edges) < 2 * _GUTTER_ROWS:
        return None
    edges.sort()
    best, count, where = 0, 0, 0.0
    for index, (x, step) in enumerate(edges):
        count += step
        if count > best:
            best = count
            where = (x + edges[index + 1][0]) / 2
    if best < _GUTTER_ROWS:
        return None
    clear = [row for row in rows if not any(s.x0 < where < s.x1 for s in row)]
    left = _nonempty([s for s in row if s.x1 <= where] for row in clear)
    right = _nonempty([s for s in row if s.x0 >= where] for row in clear)
    return where if _is_prose(left) and _is_prose(right) else None


def _nonempty(rows: Iterable[_Row]) -> list[_Row]:
    return [row for row in rows if row]


def _is_prose(rows: list[_Row]) -> bool:
    """Whether these rows look like a column of running text: long lines that fill the column, not cells of a table."""
    if len(rows) < _GUTTER_ROWS:
        return False
    width = max(row[-1].x1 for row in rows) - min(row[0].x0 for row in rows)
    if sum(len(row) == 1 for row in rows) < 0.7 * len(rows):  # perhaps columns within this side
        return _gutter(rows) is not None
    words = median(sum(len(s.words) for s in row) for row in rows)
    filled = median(sum(s.x1 - s.x0 for s in row) for row in rows)
    return words >= _COLUMN_WORDS and filled >= 0.6 * width


def _stacked(rows: list[_Row]) -> list[_Block]:
    """Rows split into blocks at wide vertical gaps."""
    edges = [(min(s.y0 for s in row), max(s.y1 for s in row)) for row in rows]
    gaps = [lower[0] - upper[1] for upper, lower in pairwise(edges)]
    usual = max(median(gaps), 0.0) if len(gaps) > 2 else 0.0
    blocks: list[_Block] = [rows[:1]] if rows else []
    for row, gap in zip(rows[1:], gaps, strict=True):
        if gap > max(_BLOCK_GAP * max(s.height for s in row), _BLOCK_PITCH * usual):
            blocks.append([])
        blocks[-1].append(row)
    return blocks
