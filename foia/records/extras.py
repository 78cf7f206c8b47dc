"""What a PDF holds besides its pages: properties, attached files, comments, layers.

Imports: stdlib, pikepdf, this room's modules. PDFium draws the pages; pikepdf opens the same file here to list what the
pages do not show.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from foia.errors import FileError
from foia.records.parsed import Job, Member, Members, plain_name
from foia.records.typeset import legible

_MOST_ANNOTATIONS = 20_000


@dataclass(frozen=True, slots=True)
class Extras:
    notes: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    members: tuple[Member, ...] = ()
    locked: bool = False


_ODD = (
    pikepdf.PdfError,
    pikepdf.PasswordError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RuntimeError,
    OverflowError,
    NotImplementedError,
)


def extras(job: Job) -> Extras:
    """Best effort: a file that only PDFium can open has its pages read all the same, with a note."""
    try:
        pdf = pikepdf.open(job.path, password=job.password or "")
    except pikepdf.PasswordError:
        return Extras(
            notes=("whether files are attached to it could not be seen: it is locked in an unusual way",), locked=True
        )
    except _ODD:
        return Extras(notes=("its structure is damaged: whether files are attached to it could not be seen",))
    with pdf:
        notes: list[str] = []
        members = Members(job)
        with contextlib.suppress(*_ODD):
            for name, spec in pdf.attachments.items():
                _attached(members, str(name), spec.obj, notes)
        comments = 0
        with contextlib.suppress(*_ODD):
            for annotation in _annotations(pdf):
                kind = str(annotation.get("/Subtype", ""))
                if kind == "/FileAttachment":
                    with contextlib.suppress(*_ODD):
                        _attached(members, "attachment", annotation.FS, notes)
                elif kind != "/Widget" and str(annotation.get("/Contents", "")).strip() and kind != "/FreeText":
                    comments += 1
        if comments:
            notes.append(f"{comments} comments or notes on the pages are not printed and were left out")
        with contextlib.suppress(*_ODD):
            root = pdf.Root
            if "/OCProperties" in root:
                notes.append("has layers that can be switched on and off: what is shown by default was read")
            if "/AcroForm" in root and "/XFA" in root.AcroForm:
                notes.append("is a dynamic (XFA) form: its printed page was read, not the form's data")
        return Extras(tuple(notes), _properties(pdf), tuple(members.found), bool(pdf.is_encrypted))


def _attached(members: Members, name: str, spec: Any, notes: list[str]) -> None:
    name = str(spec.get("/UF", spec.get("/F", name)))
    try:
        members.room_for(0)
        members.add(name, (spec.EF.get("/F") or spec.EF.UF).read_bytes())
    except _ODD:
        notes.append(f"attached file '{plain_name(name)}' could not be unpacked")


def _annotations(pdf: pikepdf.Pdf) -> Any:
    count = 0
    for page in pdf.pages:
        listed = page.obj.get("/Annots")
        if not isinstance(listed, pikepdf.Array):
            continue
        for annotation in listed:
            count += 1
            if count > _MOST_ANNOTATIONS:
                return
            if isinstance(annotation, pikepdf.Dictionary):
                yield annotation


def _properties(pdf: pikepdf.Pdf) -> dict[str, str]:
    found: dict[str, str] = {}
    with contextlib.suppress(*_ODD):
        for key, value in pdf.docinfo.items():
            if isinstance(value, pikepdf.String):
                found[str(key).lstrip("/")] = legible(str(value))[:2000]
    return found


def rewrite(job: Job) -> None:
    """Writes the file without its password and with its structure mended to the job's view; raises FileError."""
    try:
        with pikepdf.open(job.path, password=job.password or "") as pdf:
            pdf.save(job.view, encryption=False, static_id=True)
    except _ODD:
        raise FileError(
            f"'{job.name}' cannot be opened",
            why="its structure is damaged beyond repair",
            remedy="ask for a sound copy, or print it to PDF elsewhere and add that",
        ) from None
