"""Tables without rulings: columns that stand one below the other, and cells that go on in the next line.

Only what is sure is joined: a line goes on the cell above it where it begins (or ends, or is centred) as that cell's line
does, where the cell's line had no room left for its next word, and where either its first column is empty or it stands
closer than rows do. Imports: stdlib, lines, tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from foia.model import Box
from foia.records.lines import Row, Segment
from foia.records.tables import are_twins

_ROWS = 3  # lines with two cells or more that make a table
_AWAY = 2.2  # times the height: lines further apart do not belong to one table
_FLUSH = 1.6  # points by which edges that stand in line may differ
_NARROW = 0.3  # times the height: the least gap at which a line may be cut where a column begins
_TIGHT = 0.75  # times the height: lines of one cell are not further apart
_MARGIN = 16.0  # points: cells are not set further apart than this where their lines are full
_PROSE = 300.0  # points: so wide a second and last column is running text with numbers or dates before it
_LONGEST = 8  # lines of one cell

_Column = list[float]  # x0, x1 of everything in it
_Line = list[Segment | None]  # for each column


def aligned(rows: list[Row], levels: Sequence[Box], numbers: Iterator[int]) -> list[Row]:
    """The rows with wrapped cells joined; rows of a table get its number and a tab for each empty cell.

    `levels` are the level rulings, which no cell crosses; `numbers` are for new tables.
    """
    found: list[Row] = []
    at = 0
    while at < len(rows):
        end, columns = _region(rows, at)
        if columns:
            # cells set in the middle of their row begin above its other cells
            while at and found and _overlap(rows[at - 1], rows[at]) and (wider := _fitted(rows[at - 1], columns, beside=True)):
                at, columns = at - 1, wider
                found.pop()
            found += _joined(rows[at:end], columns, levels, numbers)
        else:
            found += rows[at:end]
        at = end
    return found


def _region(rows: list[Row], start: int) -> tuple[int, list[_Column]]:
    """(end, columns) of the table that begins with this row; no columns where none begins."""
    if len(rows[start]) < 2 or rows[start][0].table:
        return start + 1, []
    columns = [[s.x0, s.x1] for s in rows[start]]
    several = 1
    last_full = start
    at = start + 1
    while at < len(rows) and not rows[at][0].table:
        row = rows[at]
        height = max(s.height for s in rows[at - 1])
        if _top(row) - _bottom(rows[at - 1]) > _AWAY * height:
            break
        widened = _fitted(row, columns, beside=_overlap(rows[at - 1], row))
        if widened is None:
            break
        columns = widened
        if len(row) > 1:
            several += 1
            last_full = at
        at += 1
    end = at if at - last_full <= _LONGEST else last_full + 1
    if several < _ROWS or (len(columns) == 2 and columns[1][1] - columns[1][0] > _PROSE):
        return start + 1, []
    return end, columns


def _fitted(row: Row, columns: list[_Column], *, beside: bool) -> list[_Column] | None:
    """The columns widened by this row, None where it does not fit them; cuts its segments where a column begins.

    A line alone makes a column of its own only `beside` others.
    """
    cut: Row = []
    for segment in row:
        cut += _cut(segment, columns)
    wider = [list(column) for column in columns]
    used: set[int] = set()
    for segment in cut:
        over = [i for i, column in enumerate(wider) if segment.x0 < column[1] and column[0] < segment.x1]
        if len(over) > 1 or (over and over[0] in used):
            return None
        if over:
            column = wider[over[0]]
            column[0], column[1] = min(column[0], segment.x0), max(column[1], segment.x1)
            used.add(over[0])
        elif len(cut) < 2 and not beside:
            return None
        else:
            wider.append([segment.x0, segment.x1])
            used.add(len(wider) - 1)
    row[:] = cut
    return sorted(wider)


def _cut(segment: Segment, columns: list[_Column]) -> list[Segment]:
    pieces = [Segment([segment.words[0]], *segment.words[0].box)]
    for before, word in pairwise(segment.words):
        gap = word.box.x0 - before.box.x1
        begins = any(abs(word.box.x0 - column[0]) < _FLUSH / 2 for column in columns)
        if begins and gap > _NARROW * segment.height:
            pieces.append(Segment([word], *word.box))
        else:
            pieces[-1].add(word)
    return pieces


def _joined(rows: list[Row], columns: list[_Column], levels: Sequence[Box], numbers: Iterator[int]) -> list[Row]:
    bands = [rows[:1]]
    for row in rows[1:]:
        if _overlap(bands[-1][-1], row):
            bands[-1].append(row)
        else:
            bands.append([row])
    close = _closer(bands)
    logical: list[_Line] = []
    last: _Line = []  # the lowest line of each cell of the row being made
    for number, band in enumerate(bands):
        first, lowest, whole = _gathered(band, columns)
        if logical and _goes_on(first, whole, last, bands[number - 1], band, columns, levels, close):
            for index, (segment, low) in enumerate(zip(whole, lowest, strict=True)):
                cell = logical[-1][index]
                if segment is None or cell is None:
                    logical[-1][index] = segment or cell
                else:
                    for word in segment.words:
                        cell.add(word)
                last[index] = low or last[index]
        else:
            logical.append(whole)
            last = lowest
    full = sum(all(line) for line in logical)
    has_slots = full * 2 >= len(logical) or all(logical[0])
    return in_order(logical, numbers, has_slots=has_slots)


def _gathered(band: list[Row], columns: list[_Column]) -> tuple[_Line, _Line, _Line]:
    """The first line, the last line and the whole of each cell of these lines."""
    first: _Line = [None] * len(columns)
    lowest: _Line = [None] * len(columns)
    whole: _Line = [None] * len(columns)
    for row in band:
        for segment in row:
            index = _column(segment, columns)
            lowest[index] = segment
            cell = whole[index]
            if cell is None:
                first[index] = segment
                whole[index] = Segment(list(segment.words), segment.x0, segment.y0, segment.x1, segment.y1)
            else:
                for word in segment.words:
                    cell.add(word)
    return first, lowest, whole


def _goes_on(
    first: _Line,
    whole: _Line,
    last: _Line,
    upper: list[Row],
    band: list[Row],
    columns: list[_Column],
    levels: Sequence[Box],
    close: float,
) -> bool:
    """Whether this band of lines goes on in the cells of the band above it."""
    top, bottom = min(map(_top, band)), max(map(_bottom, upper))
    gap = top - bottom
    height = median(s.height for row in band for s in row)
    is_close = gap <= close
    if gap > _TIGHT * height or not (is_close or whole[0] is None):
        return False
    middle, reach = (top + bottom) / 2, max(gap, 1.0)
    x0, x1 = (edge(s for s in first if s) for edge in (_left, _right))
    if any(abs((b.y0 + b.y1) / 2 - middle) <= reach and b.x0 < x1 and x0 < b.x1 for b in levels):
        return False
    joins = False
    for index, (segment, above, column) in enumerate(zip(first, last, columns, strict=True)):
        if segment is None:
            continue
        if above is None:
            if not is_close:
                return False
            continue
        if not _in_line(segment, above):
            return False
        # the column is at least as wide as its widest line; where only that speaks for it, the next column bounds it too
        width = column[1] - column[0] - 0.5
        if not is_close and index + 1 < len(columns):
            width = max(width, columns[index + 1][0] - column[0] - _MARGIN)
        if above.x1 - above.x0 + _next(segment) <= width:
            return False
        joins = True
    return joins


def _left(segments: Iterable[Segment]) -> float:
    return min(s.x0 for s in segments)


def _right(segments: Iterable[Segment]) -> float:
    return max(s.x1 for s in segments)


def _overlap(upper: Row, lower: Row) -> bool:
    """Whether these lines stand so close that they must be of cells side by side."""
    return not upper[0].table and _bottom(upper) - _top(lower) > 0.25 * min(
        _bottom(upper) - _top(upper), _bottom(lower) - _top(lower)
    )


def _next(segment: Segment) -> float:
    """The room that the first word of this line would have needed."""
    box = segment.words[0].box
    return box.x1 - box.x0 + 0.25 * segment.height


def _in_line(a: Segment, b: Segment) -> bool:
    return min(abs(a.x0 - b.x0), abs(a.x1 - b.x1), abs(a.x0 + a.x1 - b.x0 - b.x1) / 2) < _FLUSH


def _closer(bands: list[list[Row]]) -> float:
    """The widest gap between lines of one row, where rows stand visibly further apart than lines; else below any gap."""
    gaps = sorted(min(map(_top, lower)) - max(map(_bottom, upper)) for upper, lower in pairwise(bands))
    height = median(s.height for band in bands for row in band for s in row)
    steps = [(wide - tight, tight) for tight, wide in pairwise(gaps)]
    step, tight = max(steps, default=(0.0, 0.0))
    wider = sum(gap > tight for gap in gaps)
    return tight + 0.1 if step > 0.25 * height and wider >= _ROWS - 1 else -1e9


def _column(segment: Segment, columns: list[_Column]) -> int:
    return next(i for i, column in enumerate(columns) if segment.x0 < column[1] + 0.01 and column[0] < segment.x1 + 0.01)


def in_order(cells: Sequence[Sequence[Segment | None]], numbers: Iterator[int], *, has_slots: bool = True) -> list[Row]:
    """Rows of cells (None: empty) as rows of the page: row by row, or, where every column is a form of its own, column by column.

    With `has_slots` an empty cell keeps its tab.
    """
    texts = [[" ".join(word.text for word in cell.words) if cell else "" for cell in row] for row in cells]
    if are_twins(texts):
        rows: list[Row] = []
        for slot in range(max(map(len, cells))):
            number = next(numbers)
            for row in cells:
                if slot < len(row) and (cell := row[slot]):
                    cell.table = number
                    rows.append([cell])
        return rows
    number = next(numbers)
    return [_row(row, number, has_slots=has_slots) for row in cells if any(row)]


def _row(line: Sequence[Segment | None], number: int, *, has_slots: bool) -> Row:
    found: Row = []
    last = -1
    for index, segment in enumerate(line):
        if segment is None:
            continue
        segment.table = number
        segment.tabs = index - last if has_slots else 1
        found.append(segment)
        last = index
    found[-1].after = len(line) - 1 - last if has_slots else 0
    return found


def _top(row: Row) -> float:
    return min(s.y0 for s in row)


def _bottom(row: Row) -> float:
    return max(s.y1 for s in row)
