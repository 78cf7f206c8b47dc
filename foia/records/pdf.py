"""PDF -> pages with words: the file's own text where it is what is seen, text recognition where it is not.

Imports: stdlib, numpy, pypdfium2, foia.pdfium, model, errors and this room's modules. Runs in a worker process.
"""

from __future__ import annotations

import ctypes
import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as raw

from foia import pdfium
from foia.errors import Encrypted, FileError, TooLarge
from foia.model import Page, PageSource
from foia.records import ocr
from foia.records.evident import Evidence
from foia.records.extras import extras, rewrite
from foia.records.fonts import Fonts
from foia.records.glyphs import UNREADABLE, Characters, characters, leaning, words
from foia.records.layout import arrange
from foia.records.limits import Limits
from foia.records.lines import Glyphs, moved
from foia.records.parsed import Job, Parsed, gathered
from foia.records.rechecked import rechecked
from foia.records.rulings import of_page
from foia.records.seen import Look, Patch, look, objects, without_text

_SCALE = ocr.DPI / 72
_MAX_PIXELS = 16_000_000  # of a page drawn for recognition: a letter page at 200 dpi has 3.7 million
_SURE = 0.4  # least confidence in a word recognised beside a text layer: rules and ornaments read as letters too
_UNUSABLE = 0.1  # part of the characters without a meaning that makes a text layer unusable


def count_pages(path: Path, *, password: str | None = None, limits: Limits = Limits()) -> int:  # noqa: B008 - frozen
    """Pages of the PDF; raises FileError, Encrypted, TooLarge."""
    with pdfium.open_document(path, password=password) as document:
        return _count(document, limits)


def _count(document: Any, limits: Limits) -> int:
    count = len(document)
    if count > limits.pages:
        raise TooLarge(
            f"The PDF has {count:,} pages",
            why=f"at most {limits.pages:,} pages are read from one file",
            remedy="split the file, or raise the limit",
        )
    return count


def read(job: Job) -> Parsed:
    """The whole PDF. A locked or damaged one is viewed through an unlocked, mended copy: nobody has to do it again."""
    _refuse_cut_short(job)
    extra = extras(job)
    view, notes = job.path, list(extra.notes)
    if job.apart and not (job.password and extra.locked):
        with pdfium.open_document(view, password=job.password) as document:
            count = _count(document, job.limits)
            is_scan = view.stat().st_size > _SCAN * count
            if count >= (2 if is_scan else _APART_FROM) and not (job.outline and count > job.outline):
                return Parsed(
                    format="pdf",
                    view=view,
                    pages=(),
                    notes=extra.notes,
                    fields=extra.fields,
                    members=extra.members,
                    unread=True,
                )
    try:
        pages, more = _all_pages(view, job)
    except (TooLarge, Encrypted):
        raise
    except FileError:
        rewrite(job)
        view = job.view
        pages, more = _all_pages(view, job)
        notes.append("the file's structure is damaged; a repaired copy was read")
    else:
        if job.password and extra.locked:
            rewrite(job)
            view = job.view
    return Parsed(
        format="pdf", view=view, pages=pages, notes=(*notes, *gathered(more)), fields=extra.fields, members=extra.members
    )


def _all_pages(path: Path, job: Job) -> tuple[tuple[Page, ...], list[str]]:
    if job.outline:
        outlined = _outline(path, job)
        if len(outlined) > job.outline:
            return outlined, []
    pages: list[Page] = []
    notes: list[str] = []
    for page, page_notes in read_range(path, 1, None, password=job.password, limits=job.limits):
        pages.append(page)
        notes += page_notes
        job.tick()
    if not pages:
        raise FileError(
            f"'{job.name}' has no pages", why="its list of pages is empty or damaged", remedy="ask for a sound copy"
        )
    return tuple(pages), notes


def _outline(path: Path, job: Job) -> tuple[Page, ...]:
    """The pages' numbers and sizes alone."""
    with pdfium.open_document(path, password=job.password) as document:
        sizes = [document.get_page_size(index) for index in range(_count(document, job.limits))]
    return tuple(Page(number, width, height, "", (), PageSource.EMPTY) for number, (width, height) in enumerate(sizes, 1))


def _refuse_cut_short(job: Job) -> None:
    """Raises FileError when the end is missing: PDFium would show the pages that are left as if they were all."""
    with job.path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - _TAIL, 0))
        tail = file.read()
    if tail.rfind(b"startxref") < tail.rfind(b"endobj") or b"startxref" not in tail:
        raise FileError(
            f"'{job.name}' was cut short",
            why="the end of the PDF is missing, and pages may be missing with it",
            remedy="ask for the file again",
        )


_APART_FROM = 24  # pages of text: fewer are not worth a second worker
_SCAN = 40_000  # bytes a page: such pages are pictures, and take long
_TAIL = 1024 * 1024  # bytes


def read_range(
    path: Path,
    first: int,
    last: int | None,
    *,
    password: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Iterator[tuple[Page, tuple[str, ...]]]:
    """Pages `first` to `last` (from 1, both included; None: to the end), each with its notes."""
    with pdfium.open_document(path, password=password) as document:
        count = _count(document, limits)
        fonts, evidence = Fonts(), Evidence()
        for number in range(max(first, 1), min(last or count, count) + 1):
            with pdfium.open_page(document, number - 1) as page:
                _refuse_huge(page, number, limits)
                yield _read_page(page, number, fonts, evidence)


def _refuse_huge(page: Any, number: int, limits: Limits) -> None:
    """Raises TooLarge for a picture that would take minutes to draw, again and again."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    for image in objects(page, raw.FPDF_PAGEOBJ_IMAGE):
        if raw.FPDFImageObj_GetImagePixelSize(image, width, height) and width.value * height.value > limits.pixels:
            raise TooLarge(
                f"Page {number} has a picture of {width.value:,} x {height.value:,} pixels",
                why=f"at most {limits.pixels:,} pixels are read",
                remedy="print the file to PDF again at a lower resolution",
            )


def _read_page(page: Any, number: int, fonts: Fonts, evidence: Evidence) -> tuple[Page, tuple[str, ...]]:
    width, height = page.get_width(), page.get_height()
    notes: list[str] = []
    textpage = raw.FPDFText_LoadPage(page)
    try:
        chars = characters(page, textpage)
        used = evidence.fonts(page, chars)
        if used is not None and evidence.knows(used, chars):
            seen = Look(np.ones(len(chars), dtype=bool), (), 0.0)
        else:
            seen = look(page, chars)
            if used is not None and not seen.patches and not (chars.printing & ~seen.seen).any():
                evidence.learn(used, chars)
        visible = seen.seen & chars.printing
        found, firsts = words(chars, visible)
        slanted = leaning(chars, visible)
        doubt = _doubt(page, textpage, chars, visible, found, firsts, fonts, used)
    finally:
        if textpage:
            raw.FPDFText_ClosePage(textpage)
    hidden = int((chars.printing & ~visible).sum())
    if hidden:
        notes.append(f"page {number}: {hidden} characters of the file's text layer are not seen on the page and were left out")
    if doubt:
        notes.append(f"page {number}: {doubt}; read by text recognition")
    if not doubt:
        found = rechecked(page, found, scale=pdfium.fitting_scale(page, _SCALE, _MAX_PIXELS), max_pixels=_MAX_PIXELS)
    if doubt or (not found and not slanted and seen.patches):
        recognised = _recognised(page, number, width, height, notes)
        return recognised, tuple(notes)
    source, confidence = PageSource.TEXT, 1.0
    if seen.patches:
        added, sure = _pictures(page, seen, width, height)
        added = _beside(added, found)
        if len(added) > len(found):
            source = PageSource.OCR
        confidence = sure if added else 1.0
        found += added
    text, placed = arrange([*found, *slanted], of_page(page))
    return Page(number, width, height, text, placed, source if placed else PageSource.EMPTY, confidence), tuple(notes)


def _doubt(
    page: Any,
    textpage: Any,
    chars: Characters,
    visible: npt.NDArray[np.bool_],
    found: list[Glyphs],
    firsts: list[int],
    fonts: Fonts,
    used: frozenset[int] | None,
) -> str:
    """Why the text layer does not say what is seen, "" if it does."""
    if found and _is_unusable(chars, visible):
        return "the text layer does not say what its letters mean"
    if found and not (used and fonts.are_honest(used)) and fonts.lie(page, textpage, found, firsts):
        return "the text layer says something else than its letters show"
    return ""


def _is_unusable(chars: Characters, visible: npt.NDArray[np.bool_]) -> bool:
    unreadable = chars.text.count(UNREADABLE)
    if not unreadable:
        return False
    shown = [text for text, is_seen in zip(chars.text, visible.tolist(), strict=True) if is_seen]
    return shown.count(UNREADABLE) > _UNUSABLE * len(shown)


# ------------------------------------------------------------------------------------------------------- recognised parts


def _recognised(page: Any, number: int, width: float, height: float, notes: list[str]) -> Page:
    scale = pdfium.fitting_scale(page, _SCALE, _MAX_PIXELS)
    pixels = pdfium.render(page, scale=scale, grey=True, max_pixels=_MAX_PIXELS)
    seen = ocr.recognise_page(pixels, scale=scale)
    if seen.note:
        notes.append(f"page {number}: {seen.note}")
    source = PageSource.OCR if seen.words else PageSource.EMPTY
    return Page(number, width, height, seen.text, seen.words, source, seen.confidence if seen.words else 1.0)


_known: OrderedDict[bytes, ocr.Recognised] = OrderedDict()  # letterheads and logos return on every page
_KNOWN = 64


def _pictures(page: Any, seen: Look, width: float, height: float) -> tuple[list[Glyphs], float]:
    """Words in what is not text on the page: pictures, scans, letters drawn as lines."""
    scale = pdfium.fitting_scale(page, _SCALE, _MAX_PIXELS)
    with without_text(page):
        pixels = pdfium.render(page, scale=scale, grey=True, max_pixels=_MAX_PIXELS)
    found: list[Glyphs] = []
    weights, sure = 0, 0.0
    for patch in seen.patches:
        x0, y0, x1, y1 = (round(edge * scale) for edge in patch)
        cut = np.ascontiguousarray(pixels[y0:y1, x0:x1])
        recognised = _remembered(cut, scale, whole=_is_whole(patch, width, height))
        for glyphs in recognised.glyphs:
            if not any(map(str.isalnum, glyphs.text)):  # a ruling
                continue
            found.append(moved(glyphs, x0 / scale, y0 / scale))
            weights += 1
            sure += recognised.confidence
    return found, sure / weights if weights else 1.0


def _is_whole(patch: Patch, width: float, height: float) -> bool:
    return (patch.x1 - patch.x0) * (patch.y1 - patch.y0) > 0.25 * width * height


def _remembered(cut: Any, scale: float, *, whole: bool) -> ocr.Recognised:
    key = hashlib.sha1(cut.tobytes() + repr((cut.shape, round(scale, 4))).encode(), usedforsecurity=False).digest()
    if key in _known:
        _known.move_to_end(key)
        return _known[key]
    # a margin helps: Tesseract misses letters at the very edge
    margin = 10
    framed = np.pad(cut, margin, mode="edge")
    result = ocr.recognise(framed, scale=scale, block=not whole, least=_SURE)
    placed = tuple(moved(glyphs, -margin / scale, -margin / scale) for glyphs in result.glyphs)
    _known[key] = ocr.Recognised(placed, result.confidence)
    if len(_known) > _KNOWN:
        _known.popitem(last=False)
    return _known[key]


def _beside(added: list[Glyphs], known: list[Glyphs]) -> list[Glyphs]:
    """The words recognised that do not lie on a word already known."""
    if not known:
        return added
    boxes = np.array([glyphs.box for glyphs in known])
    kept = []
    for glyphs in added:
        x0, y0, x1, y1 = glyphs.box
        across = np.minimum(boxes[:, 2], x1) - np.maximum(boxes[:, 0], x0)
        down = np.minimum(boxes[:, 3], y1) - np.maximum(boxes[:, 1], y0)
        covered = np.maximum(across, 0) * np.maximum(down, 0)
        if covered.max() < 0.5 * (x1 - x0) * (y1 - y0):
            kept.append(glyphs)
    return kept
