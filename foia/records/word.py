"""DOCX -> pages, drawn by LibreOffice where it is installed, else typeset; and what its printed pages do not show.

Imports: stdlib, lxml and this room's modules. Runs in a worker process. Tracked changes are accepted for the pages; what
they deleted, comments, hidden text and text in other parts follow on pages of their own, so that the clerk sees them.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from foia.records import libreoffice
from foia.records.ooxml import Package
from foia.records.parsed import Job, Members, Parsed
from foia.records.typeset import Block, Heading, Paragraph, Table, typeset

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DELETED = {_W + "del", _W + "moveFrom"}
_INSERTED = {_W + "ins", _W + "moveTo"}
_SKIPPED = {_W + "instrText", _W + "delInstrText", _MC + "Fallback", _W + "pPr", _W + "sectPr", _W + "tblPr"}
_COMMENT_MARKS = {_W + "commentRangeStart", _W + "commentRangeEnd", _W + "commentReference"}
_PRINTED = ("word/document.xml", "word/header", "word/footer", "word/footnotes.xml", "word/endnotes.xml")
_SILENT = ("word/styles", "word/settings", "word/fontTable", "word/numbering", "word/theme", "word/webSettings", "word/_rels")
_FETCHING = ("INCLUDEPICTURE", "INCLUDETEXT", "DDE", "DDEAUTO", "LINK", "IMPORT", "DATABASE")


@dataclass(slots=True)
class _Found:
    """What one part holds besides its printed text."""

    deleted: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    inserted: int = 0


def read(job: Job) -> Parsed:
    with Package(job) as package:
        found = _Found()
        printed = _printed(package, found)
        beside, notes = _beside(package, found)
        fields = package.properties()
        if fields:
            notes.append(f"document properties are kept beside the record, not printed: {', '.join(list(fields)[:12])}")
        members = Members(job)
        if job.libreoffice and libreoffice.is_installed():
            package.embedded("word", members, pictures=False)
            drawn = libreoffice.draw(lambda path: _accepted(package, path), job, suffix="docx", appendix=beside)
            return _result(job, drawn.pages, "libreoffice", [*notes, *drawn.notes], fields, members)
        pictures = package.embedded("word", members, pictures=True)
        if pictures:
            notes.append(f"{pictures} pictures are not drawn on the pages; they are records of their own")
        made = typeset([*printed, *beside], job.view, title=job.name, limits=job.limits)
        return _result(job, made.pages, "typeset", [*notes, *made.notes], fields, members)


def _result(job: Job, pages: Any, by: str, notes: list[str], fields: dict[str, str], members: Members) -> Parsed:
    return Parsed(
        format="docx",
        view=job.view,
        pages=pages,
        drawn_by=by,
        notes=tuple(notes),
        fields=fields,
        members=tuple(members.found),
    )


# ---------------------------------------------------------------------------------------------------------- printed text


def _printed(package: Package, found: _Found) -> list[Block]:
    blocks: list[Block] = []
    for part in package.parts("word/header"):
        blocks += _once(_blocks(package.tree(part), found), blocks)
    body = package.tree("word/document.xml")
    blocks += _blocks(body, found)
    for part in ("word/footnotes.xml", "word/endnotes.xml"):
        if part in package.names:
            blocks += [b for b in _blocks(package.tree(part), found) if not isinstance(b, Paragraph) or b.text.strip()]
    feet: list[Block] = []
    for part in package.parts("word/footer"):
        feet += _once(_blocks(package.tree(part), found), feet)
    return blocks + feet


def _once(new: list[Block], known: list[Block]) -> list[Block]:
    return [block for block in new if block not in known and not (isinstance(block, Paragraph) and not block.text.strip())]


def _blocks(element: Any, found: _Found) -> list[Block]:
    blocks: list[Block] = []
    for child in element:
        if child.tag == _W + "p":
            boxes: list[Any] = []
            blocks.append(Paragraph(_paragraph(child, found, boxes)))
            for box in boxes:
                blocks += _blocks(box, found)
        elif child.tag == _W + "tbl":
            rows = tuple(
                tuple(_cell(cell, found) for cell in _cells(row)) for row in child.iter(_W + "tr") if _is_own(row, child)
            )
            blocks.append(Table(rows, heading=False))
        elif child.tag in _DELETED:
            found.deleted.append(_plain(child))
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            blocks += _blocks(child, found)
    return blocks


def _is_own(row: Any, table: Any) -> bool:
    return next((parent for parent in row.iterancestors(_W + "tbl")), None) is table


def _cells(row: Any) -> Iterator[Any]:
    return (cell for cell in row.iter(_W + "tc") if next(cell.iterancestors(_W + "tr"), None) is row)


def _cell(cell: Any, found: _Found) -> str:
    parts = []
    for block in _blocks(cell, found):
        if isinstance(block, Table):
            parts += [" ".join(filter(None, row)) for row in block.rows]
        else:
            parts.append(block.text)
    return " ".join(filter(None, parts))


def _paragraph(element: Any, found: _Found, boxes: list[Any]) -> str:
    parts: list[str] = []
    for child in element:
        tag = child.tag
        if tag == _W + "txbxContent":
            boxes.append(child)
        elif tag in _DELETED:
            found.deleted.append(_plain(child))
        elif tag in _SKIPPED or not isinstance(tag, str):
            continue
        elif tag == _W + "r" and _is_hidden(child):
            found.hidden.append(_plain(child))
        elif tag == _W + "t":
            parts.append(child.text or "")
        elif tag == _W + "tab":
            parts.append("\t")
        elif tag in {_W + "br", _W + "cr"}:
            parts.append("\n")
        elif tag in {_W + "noBreakHyphen", _W + "softHyphen"}:
            parts.append("-" if tag.endswith("noBreakHyphen") else "")
        else:
            found.inserted += tag in _INSERTED
            parts.append(_paragraph(child, found, boxes))
    return "".join(parts)


def _is_hidden(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(_W + "val", "true") not in {"0", "false", "off"}


def _plain(element: Any) -> str:
    texts = (each.text or "" for each in element.iter(_W + "t", _W + "delText"))
    return "".join(texts)


# ------------------------------------------------------------------------------------------------ beside the printed text


def _beside(package: Package, found: _Found) -> tuple[list[Block], list[str]]:
    """Pages with what is not printed, and the notes that say so."""
    blocks: list[Block] = []
    notes: list[str] = []

    def add(title: str, texts: list[str], note: str) -> None:
        texts = [text for text in texts if text.strip()]
        if texts:
            blocks.extend([Heading(title), *(Paragraph(text) for text in texts)])
            notes.append(f"{len(texts)} {note}; added on pages of their own at the end")

    comments = []
    for part in package.parts("word/comments"):
        for comment in package.tree(part).iter(_W + "comment"):
            who, when = comment.get(_W + "author", ""), comment.get(_W + "date", "")
            comments.append(f"{who} {when}: {' '.join(_plain(p) for p in comment.iter(_W + 'p'))}".strip())
    add("Not printed: comments", comments, "comments")
    add("Not printed: text deleted by tracked changes", found.deleted, "tracked deletions (accepted for the printed pages)")
    add("Not printed: hidden text", found.hidden, "passages of hidden text")
    other = []
    for part in package.parts("word/"):
        if not part.startswith((*_PRINTED, "word/comments", *_SILENT)):
            other += ["".join(p.itertext()) for p in package.tree(part).iter("{*}p")]
    add("Not printed: text in other parts of the file", other, "passages in other parts of the file")
    if found.inserted:
        notes.append(f"{found.inserted} tracked insertions were accepted")
    if "word/vbaProject.bin" in package.names:
        notes.append("holds macros; they were neither run nor read")
    return blocks, notes


# ------------------------------------------------------------------------------------------------- a copy for LibreOffice


def _accepted(package: Package, path: Path) -> None:
    """Writes a copy with changes accepted, comments gone, and nothing that is fetched from elsewhere or run."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in package.archive.infolist():
            name = info.filename
            if name.endswith(("vbaProject.bin", "vbaData.xml")):
                continue
            content = package.read(name)
            if name.startswith("word/") and name.endswith(".xml"):
                content = _clean(package.tree(name))
            elif name.endswith(".rels"):
                content = _without_links(package.tree(name))
            copy.writestr(name, content)


def _clean(root: Any) -> bytes:
    for element in list(root.iter(*_DELETED, *_COMMENT_MARKS)):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    for element in list(root.iter(*_INSERTED)):
        parent = element.getparent()
        if parent is not None:
            at = parent.index(element)
            for child in reversed(list(element)):
                parent.insert(at, child)
            parent.remove(element)
    for element in root.iter(_W + "instrText"):
        if any(word in (element.text or "").upper() for word in _FETCHING):
            element.text = ""
    return _bytes(root)


def _without_links(root: Any) -> bytes:
    for relation in list(root):
        kind = str(relation.get("Type", ""))
        is_fetched = relation.get("TargetMode") == "External" and not kind.endswith("/hyperlink")
        if is_fetched or kind.endswith(("/vbaProject", "/attachedTemplate")):
            root.remove(relation)
    return _bytes(root)


def _bytes(root: Any) -> bytes:
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content
