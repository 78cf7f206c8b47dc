"""Opens PDF pages with PDFium the one way this program looks at them: form values and annotations flattened into the page.

Imports: stdlib, pypdfium2 and errors only, so that reading, removing and the screens can share it.

PDFium is not safe in two threads at once, not even on two documents: hold `LOCK` around every use in a process that has
threads (`render_png` in records does so by working in another process). What is seen and what is read agree only if both
come from `open_page`: without flattening, form values stay readable in the pixels though no text engine reports them.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from foia.errors import Encrypted, FileError

LOCK = threading.RLock()

logging.getLogger("pypdfium2").setLevel(logging.ERROR)  # it advises on every XFA form to build PDFium anew

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_SECURITY_ERROR = 5  # FPDF_ERR_SECURITY


@contextmanager
def open_document(source: Path | bytes, *, password: str | None = None) -> Iterator[Any]:
    """The open pypdfium2 document, with its form environment, so that fields without an appearance get one.

    Raises Encrypted when a password is needed or wrong, FileError when PDFium cannot read the file.
    """
    if isinstance(source, Path) and not source.is_file():
        raise FileError("The file is not there", why="no file of that name exists", remedy="check the path")
    try:
        document = pypdfium2.PdfDocument(source, password=password)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == _PASSWORD_ERROR:
            raise Encrypted(
                "The PDF is locked with a password",
                why="the password given does not open it" if password else "no password was given",
                remedy="give the password that opens the document",
            ) from None
        if code == _SECURITY_ERROR:
            raise Encrypted(
                "The PDF is locked by a security scheme that cannot be opened here",
                why="it needs a certificate or a rights server, not a password",
                remedy="ask whoever made it for an unlocked copy",
            ) from None
        raise FileError(
            "The PDF cannot be opened", why="its structure is damaged or incomplete", remedy="ask for a sound copy of the file"
        ) from None
    try:
        # a broken form dictionary is no reason to stop: the pages can still be drawn
        with contextlib.suppress(pypdfium2.PdfiumError):
            document.init_forms()
        yield document
    finally:
        document.close()


@contextmanager
def open_page(document: Any, page_index: int) -> Iterator[Any]:
    """The page with its annotations and form fields drawn into its content, as a pypdfium2 page; raises FileError."""
    page = _load(document, page_index)
    try:
        if raw.FPDFPage_GetAnnotCount(page) > 0 and raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
            page.close()
            page = _load(document, page_index)  # a flattened page shows its new content only after it is loaded again
        yield page
    finally:
        page.close()


def _load(document: Any, page_index: int) -> Any:
    try:
        return document.get_page(page_index)
    except pypdfium2.PdfiumError:
        raise FileError(
            f"Page {page_index + 1} of the PDF cannot be opened",
            why="its page object is missing or damaged",
            remedy="ask for a sound copy of the file",
        ) from None


def render(page: Any, *, scale: float, grey: bool = False, max_pixels: int = 40_000_000) -> Any:
    """The page as a numpy array (height, width) or (height, width, 3) RGB; `scale` is pixels a point.

    The scale is lowered where the page would have more than `max_pixels` pixels: see `fitting_scale`.
    """
    scale = fitting_scale(page, scale, max_pixels)
    bitmap = page.render(scale=scale, grayscale=grey, may_draw_forms=False, rev_byteorder=True)
    try:
        pixels = bitmap.to_numpy()
        pixels = pixels[..., 0] if grey and pixels.ndim == 3 else pixels
        return pixels[..., :3].copy() if pixels.ndim == 3 else pixels.copy()
    finally:
        bitmap.close()


def fitting_scale(page: Any, scale: float, max_pixels: int) -> float:
    """`scale`, or the largest smaller one at which the page has at most `max_pixels` pixels."""
    width, height = max(page.get_width(), 1.0), max(page.get_height(), 1.0)
    scale = min(scale, 30_000 / width, 30_000 / height)
    pixels = width * height * scale * scale
    return float(scale if pixels <= max_pixels else scale * (max_pixels / pixels) ** 0.5)


def bounds(page: Any) -> tuple[float, float, float, float, int]:
    """(left, bottom, right, top, quarter turns clockwise) of the page's visible part, in its own user space."""
    rect = raw.FS_RECTF()
    if not raw.FPDF_GetPageBoundingBox(page, ctypes.byref(rect)):
        return 0.0, 0.0, page.get_width(), page.get_height(), 0
    return rect.left, rect.bottom, rect.right, rect.top, max(raw.FPDFPage_GetRotation(page), 0) % 4
