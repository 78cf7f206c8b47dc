"""XLSX -> typeset tables, sheet by sheet, with everything that a printout would hide. Imports: stdlib, openpyxl, this room.

Runs in a worker process. LibreOffice is not asked: it clips cells and drops hidden sheets. Hidden sheets, rows and columns
are set like the others and noted; comments, pivot caches, cached values of other workbooks and text boxes follow each
other on pages at the end.
"""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from foia.errors import FileError, TooLarge
from foia.records.ooxml import Package
from foia.records.parsed import Job, Members, Parsed
from foia.records.typeset import Block, Heading, Paragraph, Table, legible, typeset

_WIDE = 7  # columns from which pages are set landscape
_MOST_CELLS = 3_000_000
_ODD = (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, SyntaxError, AssertionError)

Rows = tuple[tuple[str, ...], ...]


def read(job: Job) -> Parsed:
    with Package(job) as package:
        if "xl/workbook.bin" in package.names:
            raise FileError(
                f"'{job.name}' is a binary workbook (XLSB)", why="that format is not read", remedy="save it as XLSX"
            )
        blocks: list[Block] = []
        notes: list[str] = []
        tables: list[Rows] = []
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                shown = load_workbook(job.path, data_only=True, keep_links=False)
                made_of = load_workbook(job.path, data_only=False, keep_links=False)
            for sheet in shown.worksheets:
                _sheet(sheet, made_of[sheet.title], blocks, notes, tables)
                job.tick()
            charts = len(shown.chartsheets)
        except _ODD as error:
            raise FileError(
                f"'{job.name}' cannot be read",
                why=f"the workbook is damaged ({type(error).__name__})",
                remedy="open and save it again, or save it as PDF",
            ) from None
        if charts:
            notes.append(f"{charts} chart sheets are not drawn")
        comments = [text for sheet in made_of.worksheets for text in _comments(sheet)]
        _section(blocks, notes, "Not printed: comments", comments, "comments")
        _section(blocks, notes, "Not printed: pivot caches", _pivot_caches(package), "pivot caches with copies of data")
        _section(blocks, notes, "Not printed: values from other workbooks", _external(package), "links with copies of data")
        _section(blocks, notes, "Text boxes and charts", _drawings(package), "text boxes or charts")
        fields = package.properties()
        if fields:
            notes.append(f"document properties are kept beside the record, not printed: {', '.join(list(fields)[:12])}")
        if "xl/vbaProject.bin" in package.names:
            notes.append("holds macros; they were neither run nor read")
        members = Members(job)
        pictures = package.embedded("xl", members, pictures=True)
        if pictures:
            notes.append(f"{pictures} pictures are not drawn on the pages; they are records of their own")
        if not any(tables) and not comments:
            notes.append("no cell of it holds anything")
        wide = any(len(row) >= _WIDE for rows in tables for row in rows)
        made = typeset(blocks, job.view, title=job.name, limits=job.limits, wide=wide)
    return Parsed(
        format="xlsx",
        view=job.view,
        pages=made.pages,
        drawn_by="typeset",
        notes=(*notes, *made.notes),
        table=_one_table(tables),
        fields=fields,
        members=tuple(members.found),
    )


def _one_table(tables: list[Rows]) -> Rows:
    """The sheets' rows, an empty row between two sheets."""
    joined: list[tuple[str, ...]] = []
    for rows in tables:
        if joined and rows:
            joined.append(())
        joined += rows
    return tuple(joined)


def _section(blocks: list[Block], notes: list[str], title: str, texts: list[str], what: str) -> None:
    if texts:
        blocks.extend([Heading(title), *(Paragraph(text) for text in texts)])
        notes.append(f"{len(texts)} {what}; added on pages of their own at the end")


def _sheet(sheet: Any, formulas: Any, blocks: list[Block], notes: list[str], tables: list[Rows]) -> None:
    if sheet.max_row * sheet.max_column > _MOST_CELLS and len(sheet._cells) > _MOST_CELLS:
        raise TooLarge(
            f"A sheet has more than {_MOST_CELLS:,} cells",
            why="that is the most that is set on pages",
            remedy="split the workbook",
        )
    values: dict[int, dict[int, str]] = {}
    unknown = 0
    for (row, column), cell in sheet._cells.items():
        text = _shown(cell)
        if not text:
            formula = formulas._cells.get((row, column))
            text = str(formula.value) if formula is not None and formula.value is not None else ""
            unknown += text.startswith("=")
        if text.strip():
            values.setdefault(row, {})[column] = legible(text)
    columns = max((column for row in values.values() for column in row), default=0)
    used = [column for column in range(1, columns + 1) if any(column in row for row in values.values())]
    rows = tuple(tuple(values[row].get(column, "") for column in used) for row in sorted(values))
    hidden = _hidden(sheet, formulas, values, used)
    title = f"Sheet: {sheet.title}"
    if sheet.sheet_state != "visible":
        title += " (hidden in the file)"
        notes.append(f"sheet '{legible(sheet.title)}' is hidden in the file; its cells are set like the others")
    if hidden:
        notes.append(f"sheet '{legible(sheet.title)}': {hidden} are hidden in the file; set like the others")
    if unknown:
        notes.append(f"{unknown} formulas have no stored result; the formulas are shown")
    blocks.append(Heading(title))
    if rows:
        blocks.append(Table(rows))
        tables.append(rows)
    for part in (sheet.oddHeader, sheet.oddFooter):
        text = " ".join(filter(None, (part.left.text, part.center.text, part.right.text))) if part else ""
        if text.strip():
            blocks.append(Paragraph(legible(text)))


def _hidden(sheet: Any, formulas: Any, values: dict[int, dict[int, str]], used: list[int]) -> str:
    columns: list[str] = []
    for letter, dimension in formulas.column_dimensions.items():
        if dimension.hidden:
            first, last = dimension.min or 0, dimension.max or 0
            columns += [get_column_letter(c) for c in used if first <= c <= last] or ([letter] if not first else [])
    rows = [str(number) for number, dimension in sheet.row_dimensions.items() if dimension.hidden and number in values]
    parts = []
    if columns:
        parts.append(f"columns {', '.join(columns[:20])}")
    if rows:
        parts.append(f"rows {', '.join(rows[:20])}{' ...' if len(rows) > 20 else ''}")
    return " and ".join(parts)


def _comments(sheet: Any) -> Iterator[str]:
    for cell in sheet._cells.values():
        if cell.comment is not None:
            yield legible(f"{sheet.title}!{cell.coordinate} {cell.comment.author or ''}: {cell.comment.text or ''}")


# ----------------------------------------------------------------------------------------------------------------- values


def _shown(cell: Any) -> str:
    """The cell's value as a reader would see it, as far as its number format is simple."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        if value.time() == dt.time(0):
            return value.strftime("%m/%d/%Y")
        return value.strftime("%m/%d/%Y %H:%M:%S").removesuffix(":00")
    if isinstance(value, dt.date):
        return value.strftime("%m/%d/%Y")
    if isinstance(value, (int, float)):
        return _number(value, cell.number_format or "General")
    return str(value)


_MASK = re.compile(r"[0#()\-\s./\\\"]+")


def _number(value: int | float, layout: str) -> str:
    layout = layout.split(";")[0]
    plain = str(int(value)) if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15) else repr(value)
    if layout.endswith("%") and layout[:-1].replace("0", "").replace(".", "") == "":
        return f"{value * 100:.{max(len(layout) - 3, 0)}f}%"
    if "$" in layout:
        return f"${value:,.2f}"
    if "#,##0" in layout:
        return (
            f"{value:,.{len(layout.split('.')[1]) if '.' in layout else 0}f}"
            if re.fullmatch(r"#,##0(\.0+)?", layout)
            else plain
        )
    bare = layout.replace("\\", "").replace('"', "")
    if _MASK.fullmatch(layout) and "." not in bare and bare.count("0") >= 2 and plain.isdigit():
        return _masked(plain, bare)  # 000-00-0000, (000) 000-0000, 00000
    return plain


def _masked(digits: str, mask: str) -> str:
    digits = digits.rjust(mask.count("0"), "0")
    places = mask.count("0") + mask.count("#")
    extra, left = digits[: max(len(digits) - places, 0)], list(digits[max(len(digits) - places, 0) :])
    out = []
    for sign in reversed(mask):
        if sign in "0#":
            out.append(left.pop() if left else "")
        else:
            out.append(sign)
    return extra + "".join(reversed(out)).strip()


# ------------------------------------------------------------------------------------------------- what is not in a sheet


def _values_in(package: Package, prefix: str) -> list[str]:
    texts = []
    for part in package.parts(prefix):
        values = []
        for element in package.tree(part).iter("{*}s", "{*}n", "{*}d", "{*}v"):
            value = element.get("v") or (element.text or "").strip()
            if value:
                values.append(value)
        if values:
            texts.append(legible("; ".join(dict.fromkeys(values))))
    return texts


def _pivot_caches(package: Package) -> list[str]:
    return _values_in(package, "xl/pivotCache/pivotCache")


def _external(package: Package) -> list[str]:
    return _values_in(package, "xl/externalLinks/externalLink")


def _drawings(package: Package) -> list[str]:
    texts = []
    for folder in ("xl/drawings/drawing", "xl/charts/chart"):
        for part in package.parts(folder):
            root = package.tree(part)
            lines = ["".join(p.itertext()) for p in root.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}p")]
            lines += [v.text or "" for v in root.iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}v")]
            text = legible("\n".join(dict.fromkeys(line for line in lines if line.strip())))
            if text:
                texts.append(text)
    return texts
