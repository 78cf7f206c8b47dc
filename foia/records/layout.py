"""Words that stand somewhere on a page -> text in reading order. Imports: stdlib, model, tables.

Words are joined into segments (no wide gap), segments into rows; a band of rows that an empty vertical strip divides into
two columns of running text is read column by column, everything else row by row. In the text a space stands between two
words, a tab between two segments of a row (the cells of a table), a newline between lines, an empty line between blocks.
A row of a table is one line, whose cells are whole however many lines they take on the page; an empty cell between two
others keeps its tab.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, groupby, pairwise
from statistics import median

from foia.model import Box, Word
from foia.records import tables
from foia.records.aligned import aligned, in_order
from foia.records.lines import LEANING, Glyphs, Row, Segment, lines

__all__ = ["Glyphs", "arrange"]

_GUTTER_ROWS = 3  # rows of running text needed on both sides of a gutter
_COLUMN_WORDS = 3  # words in the typical line of a column of running text
_BLOCK_GAP = 0.75  # times the height of the line, and
_BLOCK_PITCH = 1.5  # times the usual gap between its lines: a wider vertical gap separates two blocks


_Block = list[Row]
_Tabular = Callable[[list[Row]], list[Row]]


def arrange(words: Iterable[Glyphs], rulings: Sequence[Box] = ()) -> tuple[str, tuple[Word, ...]]:
    """The page's text and its words in reading order; every word's text is `text[word.start:word.end]`.

    `rulings` are the straight lines drawn on the page, as thin boxes.
    """
    ways: list[list[Glyphs]] = [[], [], [], [], []]
    for word in words:
        ways[word.turns].append(word)
    leaning = ways.pop(LEANING)
    blocks: list[_Block] = []
    for turns, way in enumerate(ways):
        if turns and way:
            upright = [word._replace(box=_upright(word.box, turns)) for word in way]
            blocks += _blocks(upright, [_upright(box, turns) for box in rulings])
        elif way:
            blocks += _blocks(way, rulings)
    text, placed = _set_text(blocks)
    return _with_leaning(text, placed, leaning) if leaning else (text, placed)


def _with_leaning(text: str, placed: tuple[Word, ...], letters: Sequence[Glyphs]) -> tuple[str, tuple[Word, ...]]:
    """What stands at a slant (a watermark, a stamp, letters around a seal) comes last, each letter with a place of its own."""
    parts, more = [text], list(placed)
    at = len(text)
    for number, letter in enumerate(letters):
        before = "" if letter.is_glued else " " if number else "\n\n" if text else ""
        parts += (before, letter.text)
        more.append(Word(letter.text, at + len(before), letter.box))
        at += len(before) + len(letter.text)
    return "".join(parts), tuple(more)


def _upright(box: Box, turns: int) -> Box:
    """The box in a frame in which its text runs to the right."""
    x0, y0, x1, y1 = box
    return (box, Box(y0, -x1, y1, -x0), Box(-x1, -y1, -x0, -y0), Box(-y1, x0, -y0, x1))[turns]


def _set_text(blocks: Iterable[_Block]) -> tuple[str, tuple[Word, ...]]:
    parts: list[str] = []
    placed: list[Word] = []
    at = 0
    pending = ""
    for block in blocks:
        for row in block:
            before, after = row[0].tabs - 1, row[-1].after
            gaps = [segment.tabs for segment in row[1:]]
            if is_backwards := _runs_left([word for segment in row for word in segment.words]):
                row, gaps, before, after = row[::-1], gaps[::-1], after, before
            for segment, tabs in zip(row, (before, *gaps), strict=True):
                if placed:
                    pending += "\t" * tabs
                for word in _in_order(segment.words, is_backwards=is_backwards):
                    if pending:
                        parts.append(pending)
                        at += len(pending)
                    parts.append(word.text)
                    box = _upright(word.box, 4 - word.turns) if word.turns else word.box
                    placed.append(Word(word.text, at, box, word.cuts))
                    at += len(word.text)
                    pending = " "
                pending = ""
            pending = "\t" * after + "\n"
        pending = pending.rstrip("\n") + "\n\n" if placed else ""
    return "".join(parts), tuple(placed)


_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def _runs_left(words: Sequence[Glyphs]) -> bool:
    """Whether most of the words with letters are written from right to left."""
    left = sum(not word.text.isascii() and bool(_RIGHT_TO_LEFT.search(word.text)) for word in words)
    return left > 0 and 2 * left > sum(any(map(str.isalpha, word.text)) for word in words)


def _in_order(words: list[Glyphs], *, is_backwards: bool) -> Iterable[Glyphs]:
    """Words that stand side by side, as they are read: those written from right to left begin at the right."""
    if not is_backwards and all(word.text.isascii() for word in words):
        return words
    runs = [(left, list(run)) for left, run in groupby(words, key=lambda word: bool(_RIGHT_TO_LEFT.search(word.text)))]
    return [word for left, run in (reversed(runs) if is_backwards else runs) for word in (reversed(run) if left else run)]


# ---------------------------------------------------------------------------------------------------- segments and rows


def _blocks(words: Sequence[Glyphs], rulings: Sequence[Box]) -> list[_Block]:
    found = tables.ruled([word.box for word in words], rulings)
    numbers = count(1)
    rows: list[tuple[float, Row]] = []
    if found:
        inside = {index for table in found for index in table.words()}
        for table in found:
            rows += _table_rows(table, words, numbers)
        words = [word for index, word in enumerate(words) if index not in inside]
    rows += [(min(s.y0 for s in row), row) for row in lines(words)]
    rows.sort(key=lambda row: row[0])
    levels = [box for box in rulings if box.x1 - box.x0 > box.y1 - box.y0]
    return _read([row for _, row in rows], lambda loose: aligned(loose, levels, numbers))


def _table_rows(table: tables.Table, words: Sequence[Glyphs], numbers: Iterator[int]) -> list[tuple[float, Row]]:
    """The rows of a ruled table, all of them with the table's top, so that nothing beside it comes between them."""
    cells: list[list[Segment | None]] = []
    for row in table.rows:
        slots: list[Segment | None] = [None] * row.slots
        for cell in row.cells:
            within = sorted(lines([words[index] for index in cell.words]), key=lambda line: min(s.y0 for s in line))
            inside = [word for line in within for segment in line for word in segment.words]
            there = slots[cell.slot]
            segment = there or Segment([], *inside[0].box)
            for word in inside:
                segment.add(word)
            slots[cell.slot] = segment
        cells.append(slots)
    rows = in_order(cells, numbers)
    top = min((s.y0 for row in rows for s in row), default=0.0)
    return [(top, row) for row in rows]


# --------------------------------------------------------------------------------------------------------------- columns


def _read(rows: list[Row], tabular: _Tabular, depth: int = 0) -> list[_Block]:
    gutter = _gutter(rows) if depth < 4 and len(rows) >= _GUTTER_ROWS else None
    if gutter is None:
        return _stacked(tabular(rows))
    blocks: list[_Block] = []
    band: list[Row] = []

    def flush() -> None:
        left = _nonempty([s for s in row if s.x1 <= gutter] for row in band)
        right = _nonempty([s for s in row if s.x0 >= gutter] for row in band)
        if _is_prose(left) and _is_prose(right):
            blocks.extend(_read(left, tabular, depth + 1) + _read(right, tabular, depth + 1))
        elif band:
            blocks.extend(_stacked(tabular(band)))
        band.clear()

    for row in rows:
        if any(s.x0 < gutter < s.x1 for s in row) or (row[0].table and row[0].x0 < gutter < row[-1].x1):
            flush()
            blocks.extend(_stacked([row]))
        else:
            band.append(row)
    flush()
    return blocks


def _gutter(rows: list[Row]) -> float | None:
    """The x that most rows leave empty between two segments, if both sides of it are running text there."""
    edges: list[tuple[float, int]] = []
    for row in _loose(rows):
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
    clear = [row for row in _loose(rows) if not any(s.x0 < where < s.x1 for s in row)]
    left = _nonempty([s for s in row if s.x1 <= where] for row in clear)
    right = _nonempty([s for s in row if s.x0 >= where] for row in clear)
    return where if _is_prose(left) and _is_prose(right) else None


def _loose(rows: Iterable[Row]) -> list[Row]:
    """The rows that do not belong to a table."""
    return [row for row in rows if not row[0].table]


def _nonempty(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row]


def _is_prose(rows: list[Row]) -> bool:
    """Whether these rows look like a column of running text: long lines that fill the column, not cells of a table."""
    rows = _loose(rows)
    if len(rows) < _GUTTER_ROWS:
        return False
    width = max(row[-1].x1 for row in rows) - min(row[0].x0 for row in rows)
    if sum(len(row) == 1 for row in rows) < 0.7 * len(rows):  # perhaps columns within this side
        return _gutter(rows) is not None
    words = median(sum(len(s.words) for s in row) for row in rows)
    filled = median(sum(s.x1 - s.x0 for s in row) for row in rows)
    return words >= _COLUMN_WORDS and filled >= 0.6 * width


def _stacked(rows: list[Row]) -> list[_Block]:
    """Rows split into blocks at wide vertical gaps; a table is a block."""
    edges = [(min(s.y0 for s in row), max(s.y1 for s in row)) for row in rows]
    gaps = [lower[0] - upper[1] for upper, lower in pairwise(edges)]
    between = [gap for gap, (upper, lower) in zip(gaps, pairwise(rows), strict=True) if not (upper[0].table or lower[0].table)]
    usual = max(median(between), 0.0) if len(between) > 2 else 0.0
    blocks: list[_Block] = [rows[:1]] if rows else []
    for (upper, row), gap in zip(pairwise(rows), gaps, strict=True):
        far = gap > max(_BLOCK_GAP * max(s.height for s in row), _BLOCK_PITCH * usual)
        if upper[0].table != row[0].table or (far and not row[0].table):
            blocks.append([])
        blocks[-1].append(row)
    return blocks
