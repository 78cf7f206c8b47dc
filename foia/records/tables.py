"""Ruled tables and forms: which words stand in which cell, and which cells make a row. Imports: stdlib, numpy, model.

A cell is what the nearest ruling on each side encloses. Only rulings that meet count, so that an underline, a frame around a
paragraph or a coloured stripe divides nothing; only rows of two cells or more are taken, everything else stays text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from foia.model import Box

_MEETING = 3.0  # points: rulings that end so near to each other meet
_SAME_LINE = 1.5  # points between two strokes of one ruling
_BROKEN = 4.0  # points missing in a ruling that still is one
_OVERHANG = 7.0  # points by which a ruling may run past the table's outer edge
_THICK = 5.0  # points: more is an area, whose edges are the rulings
_MOST_LINES = 1500
_MOST_WORDS = 20_000
_TWIN_ROWS = 3  # rows whose cells begin with the same label, needed to read column by column

Floats = npt.NDArray[np.float64]


class Cell(NamedTuple):
    """Indices of the words in it (unordered), and its place: the slot in its row, from 0."""

    words: list[int]
    slot: int


@dataclass(slots=True)
class Row:
    """The cells of one row that hold words, from left to right, of `slots` cells in all."""

    cells: list[Cell]
    slots: int
    top: float


@dataclass(slots=True)
class Table:
    rows: list[Row] = field(default_factory=list)

    def words(self) -> list[int]:
        return [index for row in self.rows for cell in row.cells for index in cell.words]


class _Lines(NamedTuple):
    """Rulings of one direction: where they stand, and from where to where they run; each (n,)."""

    at: Floats
    start: Floats
    end: Floats

    def only(self, keep: npt.NDArray[np.bool_]) -> _Lines:
        return _Lines(self.at[keep], self.start[keep], self.end[keep])


_NONE = _Lines(*(np.zeros(0) for _ in range(3)))


def ruled(boxes: Sequence[Box], rulings: Sequence[Box]) -> list[Table]:
    """The tables that the rulings (thin boxes) make around the words' boxes, from the top down."""
    if len(rulings) < 4 or not 2 <= len(boxes) <= _MOST_WORDS:
        return []
    edges = np.array(rulings, dtype=np.float64)
    flat = edges[:, 2] - edges[:, 0] >= edges[:, 3] - edges[:, 1]
    across = _merged((edges[flat, 1] + edges[flat, 3]) / 2, edges[flat, 0], edges[flat, 2])
    down = _merged((edges[~flat, 0] + edges[~flat, 2]) / 2, edges[~flat, 1], edges[~flat, 3])
    across, down, part = _grid(across, down)
    if len(across.at) < 2 or not len(down.at):
        return []
    places = np.array(boxes, dtype=np.float64)
    x, y = (places[:, 0] + places[:, 2]) / 2, (places[:, 1] + places[:, 3]) / 2
    sides = np.stack(
        (_nearest(across, x, y, -1), _nearest(across, x, y, 1), _nearest(down, y, x, -1), _nearest(down, y, x, 1)), axis=1
    )
    cells: dict[tuple[int, int, int, int], list[int]] = defaultdict(list)
    known = sides >= 0  # the outer rulings may be missing
    for index in np.flatnonzero((known[:, 0] | known[:, 1]) & (known[:, 2] | known[:, 3])).tolist():
        top, bottom, left, right = sides[index].tolist()
        cells[top, bottom, left, right].append(index)
    return _tables(cells, across, down, part, x)


def _merged(at: Floats, start: Floats, end: Floats) -> _Lines:
    """Strokes that lie on and follow each other, as one ruling each."""
    if not len(at):
        return _Lines(at, start, end)
    order = np.argsort(at, kind="stable")
    found: list[tuple[float, float, float]] = []
    bounds = np.flatnonzero(np.diff(at[order]) > _SAME_LINE) + 1
    for band in np.split(order, bounds):
        spans = sorted(zip(start[band].tolist(), end[band].tolist(), at[band].tolist(), strict=True))
        first, last, low, high = *spans[0][:2], spans[0][2], spans[0][2]
        for x0, x1, y in [*spans[1:], (np.inf, np.inf, 0.0)]:
            if x0 <= last + _BROKEN:
                last, low, high = max(last, x1), min(low, y), max(high, y)
                continue
            found += [(edge, first, last) for edge in ((low, high) if high - low > _THICK else ((low + high) / 2,))]
            first, last, low, high = x0, x1, y, y
    lines = np.array(found, dtype=np.float64)
    return _Lines(lines[:, 0], lines[:, 1], lines[:, 2])


def _grid(across: _Lines, down: _Lines) -> tuple[_Lines, _Lines, tuple[list[int], list[int]]]:
    """The rulings that meet at least two others, and which connected grid each of them belongs to."""
    while True:
        if not len(across.at) or not len(down.at) or len(across.at) + len(down.at) > _MOST_LINES:
            return _NONE, _NONE, ([], [])
        meet = (
            (across.start[:, None] - _MEETING <= down.at)
            & (down.at <= across.end[:, None] + _MEETING)
            & (down.start - _MEETING <= across.at[:, None])
            & (across.at[:, None] <= down.end + _MEETING)
        )
        rows, columns = (meet.sum(axis=1) >= 1) & (across.end - across.start > 2 * _MEETING), meet.sum(axis=0) >= 2
        if rows.all() and columns.all():
            break
        across, down = across.only(rows), down.only(columns)
    group = np.arange(len(across.at))
    while True:  # the least number spreads through everything that meets
        of_columns = np.where(meet, group[:, None], len(group)).min(axis=0)
        spread = np.where(meet, of_columns[None, :], len(group)).min(axis=1)
        if (spread == group).all():
            return across, down, (group.tolist(), of_columns.tolist())
        group = spread


def _nearest(lines: _Lines, along: Floats, at: Floats, way: int) -> npt.NDArray[np.intp]:
    """For each point the nearest line before (-1) or after (1) it, -1 where there is none."""
    off = (lines.at[None, :] - at[:, None]) * way
    off[(off < 0) | (along[:, None] < lines.start - 1) | (along[:, None] > lines.end + 1)] = np.inf
    nearest = off.argmin(axis=1)
    return np.where(np.isfinite(off[np.arange(len(at)), nearest]), nearest, -1)


def _tables(
    cells: dict[tuple[int, int, int, int], list[int]],
    across: _Lines,
    down: _Lines,
    part: tuple[list[int], list[int]],
    x: Floats,
) -> list[Table]:
    of: dict[int, dict[int, list[tuple[int, int, int, int]]]] = defaultdict(lambda: defaultdict(list))
    for key in cells:
        top, bottom, _, _ = key
        grid = part[0][max(top, bottom)] if top < 0 or bottom < 0 else part[0][top]
        of[grid][top if top >= 0 else -1 - bottom].append(key)
    found: list[Table] = []
    for by_line in of.values():
        table = Table()
        for keys in sorted(by_line.values(), key=lambda keys: _top(keys[0], across)):
            row = _row(keys, cells, across, down, x)
            if row.slots < 2:  # the whole width: text, which parts the table
                found.append(table)
                table = Table()
            else:
                table.rows.append(row)
        found.append(table)
    found = [table for table in found if len(table.rows) > 1 or any(len(row.cells) > 1 for row in table.rows)]
    return sorted(found, key=lambda table: table.rows[0].top)


def _top(key: tuple[int, int, int, int], across: _Lines) -> float:
    return float(across.at[key[0]]) if key[0] >= 0 else float(across.at[key[1]]) - 20.0


def _row(
    keys: list[tuple[int, int, int, int]],
    cells: dict[tuple[int, int, int, int], list[int]],
    across: _Lines,
    down: _Lines,
    x: Floats,
) -> Row:
    """The row with all its slots, empty ones too: what parts them are the rulings that run through the height of the row."""
    top = _top(keys[0], across)
    bottom = min((float(across.at[key[1]]) for key in keys if key[1] >= 0), default=top + 20.0)
    line = keys[0][0] if keys[0][0] >= 0 else keys[0][1]
    first, last = float(across.start[line]), float(across.end[line])
    middle = (top + bottom) / 2
    through = (down.start <= middle) & (down.end >= middle) & (down.at > first + _OVERHANG) & (down.at < last - _OVERHANG)
    parting = np.sort(down.at[through])
    placed = [Cell(cells[key], int(np.searchsorted(parting, x[cells[key][0]]))) for key in keys]
    return Row(sorted(placed, key=lambda cell: cell.slot), len(parting) + 1, top)


# ---------------------------------------------------------------------------------------------------------- twin columns

_LABEL = re.compile(r"[^\W\d_]{2,}")


def are_twins(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the columns of this table are forms of their own side by side, to be read one after the other.

    `rows` are the cells' texts. They are when row after row begins with the same label in every column (DOB ... | DOB ...)
    and no label stands alone beside its value.
    """
    alike = 0
    for row in rows:
        if len(row) < 2 or not all(row):
            continue
        labels = [match[0].casefold() if (match := _LABEL.match(cell)) else "" for cell in row]
        longer = all(len(cell.split()) > 1 for cell in row)
        alike += bool(labels[0]) and longer and all(left == right for left, right in pairwise(labels))
    return alike >= _TWIN_ROWS and alike * 3 >= len(rows)
