"""Formats without pages -> a plain PDF and the pages' words, laid out by this module so that both agree by construction.

Imports: stdlib, reportlab, model, errors, limits. The same input gives the same bytes. No character is dropped: one that the
fonts lack is drawn as an empty box, stays in the text, and is counted for a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from foia.errors import TooLarge
from foia.model import Box, Page, PageSource, Word
from foia.records.limits import Limits

_FONTS = {"sans": "DejaVuSans", "bold": "DejaVuSans-Bold", "mono": "DejaVuSansMono"}
_LETTER = (612.0, 792.0)
_MARGIN = 54.0
_LEADING = 1.3
_MISSING = "□"
_CELL_PADDING = 8.0  # points between two columns of a table
_MOST_COLUMNS = 16  # a wider table is set as one paragraph a row
_TAB = 8  # columns of a monospaced line


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; line ends in it are kept."""

    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Monospaced lines, spaces kept; a form feed starts a page."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first is repeated on each page when `heading`. In the text: one line a row, tabs between."""

    rows: tuple[tuple[str, ...], ...]
    heading: bool = True


Block = Heading | Paragraph | Lines | Table


@dataclass(frozen=True, slots=True)
class Typeset:
    pages: tuple[Page, ...]
    notes: tuple[str, ...]


def typeset(
    blocks: Iterable[Block],
    view: Path,
    *,
    title: str,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    wide: bool = False,
) -> Typeset:
    """Writes `view`; landscape pages when `wide`. Raises TooLarge."""
    setter = _Setter(view, title, limits, wide)
    for block in blocks:
        if isinstance(block, Heading):
            setter.flow(block.text, "bold", 11)
        elif isinstance(block, Paragraph):
            setter.flow(block.text, "sans", 9.5)
        elif isinstance(block, Lines):
            setter.lines(block.text)
        else:
            setter.table(block)
    return setter.finish()


@lru_cache(maxsize=8)
def _face(style: str) -> tuple[str, dict[int, float], float]:
    """(font name, advance of each character at size 1, advance of the box for a missing one)."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    name = _FONTS[style]
    font = TTFont(name, str(Path(__file__).parent / "typefaces" / f"{name}.ttf"))
    pdfmetrics.registerFont(font)
    widths = {code: width / 1000 for code, width in font.face.charWidths.items()}
    return name, widths, widths[ord(_MISSING)]


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_PIECE = re.compile(r"\S+|\s+")


def legible(text: str) -> str:
    """`text` with control characters replaced by the sign for an unknown one, and one kind of line end."""
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n"))


class _Setter:
    """Sets words from the top of the page down, and writes down where each came to stand."""

    def __init__(self, view: Path, title: str, limits: Limits, wide: bool) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self._width, self._height = reversed(_LETTER) if wide else _LETTER
        self._canvas: Any = Canvas(str(view), pagesize=(self._width, self._height), invariant=1, pageCompression=1)
        self._canvas.setTitle(title)
        self._limits = limits
        self._pages: list[Page] = []
        self._missing = 0
        self._start_page()

    # ------------------------------------------------------------------------------------------------------------ pages

    def _start_page(self) -> None:
        self._y = _MARGIN
        self._text: list[str] = []
        self._at = 0
        self._words: list[Word] = []

    def _end_page(self) -> None:
        text = "".join(self._text).rstrip()
        source = PageSource.TYPESET if self._words else PageSource.EMPTY
        number = len(self._pages) + 1
        if number > self._limits.pages:
            raise TooLarge(
                f"The file fills more than {self._limits.pages:,} pages",
                why="that is the most that is read from one file",
                remedy="split the file, or raise the limit",
            )
        self._pages.append(Page(number, self._width, self._height, text, tuple(self._words), source))
        self._canvas.showPage()
        self._start_page()

    def finish(self) -> Typeset:
        if self._words or not self._pages:
            self._end_page()
        self._canvas.save()
        notes: tuple[str, ...] = ()
        if self._missing:
            notes = (f"{self._missing} characters have no sign in the fonts used and are drawn as empty boxes",)
        return Typeset(tuple(self._pages), notes)

    def _room(self, height: float) -> bool:
        """Starts a page when `height` does not fit on this one; says whether it did."""
        if self._y + height <= self._height - _MARGIN or not self._words:
            return False
        self._end_page()
        return True

    # ------------------------------------------------------------------------------------------------------------- text

    def _write(self, text: str) -> None:
        if text:
            self._text.append(text)
            self._at += len(text)

    def _gap(self, separator: str) -> None:
        """Separates what follows from what stands on this page, if anything does."""
        if self._words:
            self._write(separator)

    def _word(self, text: str, x: float, baseline: float, style: str, size: float) -> float:
        """Draws a word at x and returns where it ends."""
        name, widths, box_width = _face(style)
        cuts = [x]
        shown = []
        for character in text:
            known = ord(character) in widths
            self._missing += not known
            shown.append(character if known else _MISSING)
            cuts.append(cuts[-1] + (widths[ord(character)] if known else box_width) * size)
        self._canvas.setFont(name, size)
        self._canvas.drawString(x, self._height - baseline, "".join(shown))
        end = max(cuts[-1], x + 0.1 * size)
        area = Box(x, baseline - 0.93 * size, end, baseline + 0.24 * size)
        self._words.append(Word(text, self._at, area, tuple(cuts)))
        self._write(text)
        return end

    def _measure(self, text: str, style: str, size: float) -> float:
        _, widths, box_width = _face(style)
        return size * sum(widths.get(ord(character), box_width) for character in text)

    def _wrap(self, line: str, width: float, style: str, size: float) -> list[list[str]]:
        """The words of one line, in rows that fit `width`; a word wider than that is cut."""
        space = self._measure(" ", style, size)
        rows: list[list[str]] = [[]]
        used = 0.0
        for word in line.split():
            for piece in self._fitting(word, width, style, size):
                long = self._measure(piece, style, size)
                if rows[-1] and used + space + long > width:
                    rows.append([])
                used = long if not rows[-1] else used + space + long
                rows[-1].append(piece)
        return rows

    def _fitting(self, word: str, width: float, style: str, size: float) -> list[str]:
        if self._measure(word, style, size) <= width:
            return [word]
        pieces, current, used = [], "", 0.0
        for character in word:
            wide = self._measure(character, style, size)
            if current and used + wide > width:
                pieces.append(current)
                current, used = "", 0.0
            current += character
            used += wide
        return [*pieces, current]

    def flow(self, text: str, style: str, size: float) -> None:
        """A paragraph or heading over the full width."""
        leading = size * _LEADING
        first = True
        for line in legible(text).split("\n"):
            for row in self._wrap(line, self._width - 2 * _MARGIN, style, size):
                self._room(leading)
                if row:
                    self._gap("\n\n" if first else "\n")
                    first = False
                    x = _MARGIN
                    for number, word in enumerate(row):
                        if number:
                            self._write(" ")
                            x += self._measure(" ", style, size)
                        x = self._word(word, x, self._y + size, style, size)
                elif not first and self._words:
                    self._write("\n")
                self._y += leading
        self._y += leading * 0.6

    def lines(self, text: str) -> None:
        """Monospaced text as it stands, long lines broken at a space where there is one."""
        size = 9.0
        leading = size * _LEADING
        advance = self._measure("0", "mono", size)
        columns = int((self._width - 2 * _MARGIN) / advance)
        for number, sheet in enumerate(legible(text).split("\f")):
            if number and (self._words or not self._pages):
                self._end_page()
            for line_number, line in enumerate(sheet.split("\n")):
                for row in _broken(line, columns):
                    self._room(leading)
                    if line_number or self._words:
                        self._gap("\n")
                    self._line(row, advance, size)
                    self._y += leading
        self._y += leading * 0.6

    def _line(self, row: str, advance: float, size: float) -> None:
        column = 0
        for piece in _PIECE.findall(row.rstrip()):
            if piece.isspace():
                if self._words:
                    self._write(piece)
                for character in piece:
                    column += _TAB - column % _TAB if character == "\t" else 1
            else:
                end = self._word(piece, _MARGIN + column * advance, self._y + size, "mono", size)
                column = max(column + len(piece), round((end - _MARGIN) / advance + 0.49))

    # ----------------------------------------------------------------------------------------------------------- tables

    def table(self, table: Table) -> None:
        rows = [tuple(" ".join(legible(cell).split()) for cell in row) for row in table.rows]
        columns = max(map(len, rows), default=0)
        if not columns:
            return
        size = 8.0
        widths = self._column_widths(rows, columns, size)
        if widths is None:
            self._as_paragraphs(rows, heading=table.heading)
            return
        heading = table.heading
        first = self._wrapped(rows[0], widths, "bold", size)
        for number, row in enumerate(rows):
            style = "bold" if heading and number == 0 else "sans"
            cells = self._wrapped(row, widths, style, size)
            tall = max(map(len, cells), default=1) * size * _LEADING + 2
            if self._room(min(tall, self._height - 2 * _MARGIN)) and heading and number:
                self._row(first, widths, "bold", size, separator="")
            self._row(cells, widths, style, size, separator="\n" if number else "\n\n")
        self._y += size

    def _wrapped(self, row: Sequence[str], widths: Sequence[float], style: str, size: float) -> list[list[list[str]]]:
        return [self._wrap(cell, width, style, size) for cell, width in zip(row, widths, strict=False)]

    def _row(self, cells: list[list[list[str]]], widths: Sequence[float], style: str, size: float, *, separator: str) -> None:
        """Sets one row, over pages if it must be."""
        leading = size * _LEADING
        tall = max(map(len, cells), default=1)
        start = 0
        while start < tall:
            most = max(int((self._height - _MARGIN - self._y) / leading), 1)
            if start == 0:
                self._gap(separator)
            x = _MARGIN
            empty = not self._words
            for number, (cell, width) in enumerate(zip(cells, widths, strict=False)):
                part = cell[start : start + most]
                if number and not (empty and not self._words):
                    self._write("\t")
                self._cell(part, x, style, size)
                x += width + _CELL_PADDING
            self._y += leading * min(tall - start, most) + 2
            start += most
            if start < tall:
                self._end_page()

    def _cell(self, rows: list[list[str]], x0: float, style: str, size: float) -> None:
        first = True
        for number, row in enumerate(rows):
            x = x0
            for index, word in enumerate(row):
                if not first:
                    self._write(" ")
                first = False
                if index:
                    x += self._measure(" ", style, size)
                x = self._word(word, x, self._y + size + number * size * _LEADING, style, size)

    def _column_widths(self, rows: Sequence[Sequence[str]], columns: int, size: float) -> list[float] | None:
        """Widths in points that share the line, or None where the columns would be too narrow to read."""
        room = self._width - 2 * _MARGIN - _CELL_PADDING * (columns - 1)
        if columns > _MOST_COLUMNS or room / columns < 28:
            return None
        sample = rows if len(rows) <= 400 else [*rows[:200], *rows[200 :: len(rows) // 200 + 1]]
        natural, least = [0.0] * columns, [20.0] * columns
        for row in sample:
            for number, cell in enumerate(row):
                natural[number] = max(natural[number], self._measure(cell, "bold", size) + 1)
                longest = max(cell.split(), key=len, default="")
                least[number] = max(least[number], min(self._measure(longest, "bold", size) + 1, 120.0))
        if sum(natural) <= room:
            return natural
        if sum(least) > room:
            return None
        spare = room - sum(least)
        wish = [max(n - m, 0.0) for n, m in zip(natural, least, strict=True)]
        total = sum(wish) or 1.0
        return [m + spare * w / total for m, w in zip(least, wish, strict=True)]

    def _as_paragraphs(self, rows: Sequence[Sequence[str]], *, heading: bool) -> None:
        """A table too wide for the page: each row a block of `column: value` lines."""
        names = list(rows[0]) if heading and rows else []
        for number, row in enumerate(rows[1:] if names else rows, start=1):
            lines = []
            for index, cell in enumerate(row):
                if cell:
                    name = names[index] if index < len(names) and names[index] else f"Column {index + 1}"
                    lines.append(f"{name}: {cell}")
            self.flow("\n".join([f"Row {number}", *lines]), "sans", 8.5)


def _broken(line: str, columns: int) -> list[str]:
    """A long line in pieces of at most `columns` characters, broken after a space where there is one."""
    pieces = []
    line = line.rstrip()
    while len(line.expandtabs(_TAB)) > columns:
        fit = columns
        while len(line[:fit].expandtabs(_TAB)) > columns:
            fit -= 1
        cut = line.rfind(" ", 1, fit + 1)
        cut = cut + 1 if cut > fit // 3 else fit
        pieces.append(line[:cut])
        line = line[cut:]
    return [*pieces, line]
