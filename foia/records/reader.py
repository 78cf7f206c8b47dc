"""One file of any format -> Parsed: the one function that runs in a worker for `read`. Imports: this room's modules."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from foia.errors import FileError
from foia.model import Page
from foia.records.limits import Limits
from foia.records.packed import pack
from foia.records.parsed import Job, Parsed
from foia.records.sniff import kind_of

# format -> module of this room and function; modules are imported when first needed: they are heavy
_READERS: dict[str, tuple[str, str]] = {
    "pdf": ("pdf", "read"),
    "txt": ("plain", "read_text"),
    "srt": ("plain", "read_text"),
    "vtt": ("plain", "read_text"),
    "csv": ("plain", "read_table"),
    "eml": ("mail", "read_eml"),
    "mbox": ("mail", "read_mbox"),
    "msg": ("outlook", "read"),
    "html": ("markup", "read_html"),
    "zip": ("archive", "read"),
    "docx": ("word", "read"),
    "xlsx": ("sheets", "read"),
    **dict.fromkeys(("png", "jpeg", "tiff", "gif", "bmp", "webp"), ("pictures", "read")),
    **dict.fromkeys(("doc", "xls", "ppt", "pptx", "odt", "ods", "rtf"), ("libreoffice", "read")),
}
_NEEDS_FORMAT = {
    "txt",
    "srt",
    "vtt",
    "png",
    "jpeg",
    "tiff",
    "gif",
    "bmp",
    "webp",
    "doc",
    "xls",
    "ppt",
    "pptx",
    "odt",
    "ods",
    "rtf",
}


def read_file(job: Job, *, tick: Callable[[], None]) -> Parsed:
    """Reads one file by what it is; its view appears under its final name only when it is whole. Raises FileError and kin."""
    kind, note = kind_of(job.path, job.name)
    module, function = _READERS[kind]
    read: Callable[..., Parsed] = getattr(importlib.import_module(f"foia.records.{module}"), function)
    job.scratch.mkdir(parents=True, exist_ok=True)
    draft = job.scratch / "view.pdf"
    working = replace(job, view=draft, tick=tick)
    parsed = read(working, format=kind) if kind in _NEEDS_FORMAT else read(working)
    if parsed.view == draft:
        os.replace(draft, job.view)
        parsed = replace(parsed, view=job.view)
    if not parsed.pages and not parsed.unread:
        raise FileError(
            f"'{job.name}' has no pages", why="nothing in it can be shown", remedy="ask for a sound copy of the file"
        )
    return parsed.noting(note) if note else parsed


def read_pages(
    path: Path, first: int, last: int | None, password: str | None, limits: Limits, *, tick: Callable[[], None]
) -> tuple[Page, ...]:
    from foia.records import pdf

    pages = []
    for page, _ in pdf.read_range(path, first, last, password=password, limits=limits):
        pages.append(page)
        tick()
    return tuple(pages)


def read_range(
    path: Path, first: int, last: int, limits: Limits, *, tick: Callable[[], None]
) -> tuple[tuple[Page, ...], tuple[str, ...]]:
    from foia.records import pdf

    pages: list[Page] = []
    notes: list[str] = []
    for page, more in pdf.read_range(path, first, last, limits=limits):
        pages.append(page)
        notes += more
        tick()
    return tuple(pages), tuple(notes)


def read_part(
    path: Path, first: int, last: int, password: str | None, limits: Limits, *, tick: Callable[[], None]
) -> tuple[bytes, tuple[str, ...]]:
    """Pages `first` to `last`, packed, and their notes."""
    from foia.records import pdf

    pages: list[Page] = []
    notes: list[str] = []
    for page, page_notes in pdf.read_range(path, first, last, password=password, limits=limits):
        pages.append(page)
        notes += page_notes
        tick()
    return pack(pages), tuple(notes)


def count_pages(path: Path, password: str | None, limits: Limits, *, tick: Callable[[], None]) -> int:
    from foia.records import pdf

    return pdf.count_pages(path, password=password, limits=limits)


def picture(path: Path, page_number: int, dpi: int, password: str | None, *, tick: Callable[[], None]) -> bytes:
    """The page as PNG."""
    import io

    from PIL import Image

    from foia import pdfium

    with pdfium.open_document(path, password=password) as document:
        if not 1 <= page_number <= len(document):
            raise FileError(
                f"There is no page {page_number}", why=f"the file has {len(document)} pages", remedy="choose another"
            )
        with pdfium.open_page(document, page_number - 1) as page:
            pixels = pdfium.render(page, scale=dpi / 72, max_pixels=25_000_000)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG", compress_level=1)
    return out.getvalue()
