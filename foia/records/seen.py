"""Which characters of a PDF page can be seen, and what else on it may be text. Imports: stdlib, numpy, pypdfium2, foia.pdfium.

The page is drawn twice, with and without its text objects. A character is seen exactly if the two pictures differ where it
stands: text that is covered, transparent, white on white, off the page or on a layer switched off changes nothing. What the
picture without text still shows (scans, pictures of text, letters drawn as lines) is looked at for the texture of writing.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as raw

from foia import pdfium
from foia.records.glyphs import Characters

_SCALE = 1.0  # pixels a point
_MAX_PIXELS = 4_000_000
_BLOCK = 8  # pixels: the texture of writing is looked for in squares of this side
_CONTRAST = 24  # grey levels between neighbours that count as an edge
_NESTING = 12  # forms within forms

Mask = npt.NDArray[np.bool_]
Pixels = npt.NDArray[np.uint32]


class Patch(NamedTuple):
    """A part of the page that may hold writing, in points of the displayed page."""

    x0: float
    y0: float
    x1: float
    y1: float


class Look(NamedTuple):
    seen: Mask  # for each character
    patches: tuple[Patch, ...]  # where something other than text objects may be writing
    coverage: float  # part of the page that those patches' texture covers, 0 to 1


def look(page: Any, chars: Characters) -> Look:
    """See the module. The page's objects are as before afterwards."""
    scale = pdfium.fitting_scale(page, _SCALE, _MAX_PIXELS)
    drawn = _draw(page, scale)
    with without_text(page) as any_text:
        bare = _draw(page, scale) if any_text else drawn
    seen = _changed(drawn != bare, chars, scale) if any_text else np.zeros(len(chars), dtype=bool)
    patches, coverage = _writing(bare, scale)
    return Look(seen, patches, coverage)


class without_text:
    """Switches the page's text objects off for a while; the value says whether there was any."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._objects: list[Any] = []

    def __enter__(self) -> bool:
        self._objects = [each for each in text_objects(self._page) if _is_active(each)]
        for each in self._objects:
            raw.FPDFPageObj_SetIsActive(each, False)
        return bool(self._objects)

    def __exit__(self, *_: object) -> None:
        for each in self._objects:
            raw.FPDFPageObj_SetIsActive(each, True)


def _is_active(each: Any) -> bool:
    active = ctypes.c_int(1)
    raw.FPDFPageObj_GetIsActive(each, ctypes.byref(active))
    return bool(active.value)


def text_objects(page: Any) -> Iterator[Any]:
    return objects(page, raw.FPDF_PAGEOBJ_TEXT)


def objects(page: Any, kind: int) -> Iterator[Any]:
    """The page's objects of one kind, those within forms too."""
    for index in range(raw.FPDFPage_CountObjects(page)):
        yield from _within(raw.FPDFPage_GetObject(page, index), kind, 0)


def _within(each: Any, kind: int, depth: int) -> Iterator[Any]:
    found = raw.FPDFPageObj_GetType(each)
    if found == kind:
        yield each
    elif found == raw.FPDF_PAGEOBJ_FORM and depth < _NESTING:
        for index in range(raw.FPDFFormObj_CountObjects(each)):
            yield from _within(raw.FPDFFormObj_GetObject(each, index), kind, depth + 1)


def _draw(page: Any, scale: float) -> Pixels:
    """The page on white, a number a pixel, drawn straight into numpy's memory."""
    width, height = (max(math.ceil(side * scale), 1) for side in (page.get_width(), page.get_height()))
    pixels = np.full((height, width), 0xFFFFFFFF, dtype=np.uint32)
    bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_BGRx, pixels.ctypes.data, 4 * width)
    try:
        raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, raw.FPDF_ANNOT)
    finally:
        raw.FPDFBitmap_Destroy(bitmap)
    return pixels


def _changed(changed: Mask, chars: Characters, scale: float) -> Mask:
    """For each character whether a pixel of its box has changed."""
    height, width = changed.shape
    inside = np.zeros(len(chars), dtype=bool)
    if not len(chars) or not changed.any():
        return inside
    total = np.zeros((height, width + 1), dtype=np.uint16)  # running count along each row: wide pages have 30,000 pixels
    np.cumsum(changed, axis=1, dtype=np.uint16, out=total[:, 1:])
    x0, y0, x1, y1 = (np.clip(np.nan_to_num(edge * scale, posinf=1e6, neginf=-1e6), -1e6, 1e6) for edge in chars.tight.T)
    left = np.clip(np.floor(x0), 0, width).astype(np.intp)
    right = np.clip(np.ceil(np.maximum(x1, x0 + 0.5)), 0, width).astype(np.intp)
    top = np.clip(np.floor(y0), 0, height).astype(np.intp)
    bottom = np.clip(np.ceil(np.maximum(y1, y0 + 0.5)), 0, height).astype(np.intp)
    rest = np.flatnonzero((bottom > top) & (right > left))
    row = top.copy()
    while len(rest):  # one row of every box at a time; a box is done when a change is found or it ends
        at = row[rest]
        hit = total[at, right[rest]] != total[at, left[rest]]
        inside[rest[hit]] = True
        row[rest] += 1
        rest = rest[~hit & (row[rest] < bottom[rest])]
    return inside


# --------------------------------------------------------------------------------------------------- texture of writing


def _writing(bare: Pixels, scale: float) -> tuple[tuple[Patch, ...], float]:
    if bare.size < 4 * _BLOCK * _BLOCK or not (bare != bare[0, 0]).any():
        return (), 0.0
    # most pages hold nothing but rules and boxes besides their text: a look at bare inequality settles that
    if not _busy(_differs(bare, 1), _differs(bare, 0)).any():
        return (), 0.0
    grey = _grey(bare)
    busy = _busy(_contrasts(grey, 1), _contrasts(grey, 0))
    if not busy.any():
        return (), 0.0
    coverage = float(busy.mean())
    rows = np.flatnonzero(busy.any(axis=1))
    if coverage > 0.15:
        return (Patch(0, 0, grey.shape[1] / scale, grey.shape[0] / scale),), coverage
    patches = []
    for band in np.split(rows, np.flatnonzero(np.diff(rows) > 3) + 1):
        columns = np.flatnonzero(busy[band[0] : band[-1] + 1].any(axis=0))
        for part in np.split(columns, np.flatnonzero(np.diff(columns) > 12) + 1):
            edge = _BLOCK / scale
            patches.append(
                Patch(
                    max((part[0] - 1.5) * edge, 0.0),
                    max((band[0] - 1.5) * edge, 0.0),
                    min((part[-1] + 2.5) * edge, grey.shape[1] / scale),
                    min((band[-1] + 2.5) * edge, grey.shape[0] / scale),
                )
            )
    return tuple(patches), coverage


def _grey(pixels: Pixels) -> npt.NDArray[np.int16]:
    blue, green, red = (pixels >> shift & 0xFF for shift in (0, 8, 16))
    return np.asarray((blue + 2 * green + red) >> 2, dtype=np.int16)


def _differs(pixels: Pixels, axis: int) -> Mask:
    height, width = (side // _BLOCK * _BLOCK for side in pixels.shape)
    edges = np.zeros((height, width), dtype=bool)
    if axis:
        np.not_equal(pixels[:height, 1:width], pixels[:height, : width - 1], out=edges[:, : width - 1])
    else:
        np.not_equal(pixels[1:height, :width], pixels[: height - 1, :width], out=edges[: height - 1])
    return edges


def _contrasts(grey: npt.NDArray[np.int16], axis: int) -> Mask:
    height, width = (side // _BLOCK * _BLOCK for side in grey.shape)
    edges = np.zeros((height, width), dtype=bool)
    steps = np.abs(np.diff(grey[:height, :width], axis=axis)) > _CONTRAST
    edges[: steps.shape[0], : steps.shape[1]] = steps
    return edges


def _busy(across: Mask, down: Mask) -> Mask:
    """Squares with edges both ways, as letters have and ruled lines have not, next to another such square."""
    busy = (_sums(across) >= 5) & (_sums(down) >= 4)
    neighbour = np.zeros_like(busy)
    neighbour[:, 1:] |= busy[:, :-1]
    neighbour[:, :-1] |= busy[:, 1:]
    return np.asarray(busy & neighbour)


def _sums(edges: Mask) -> npt.NDArray[np.uint64]:
    """The number of edges in each square: eight of them are added at once, as the bytes of one word."""
    height, width = edges.shape
    rows = edges.view(np.uint64) * np.uint64(0x0101010101010101) >> np.uint64(56)
    return np.asarray(rows.reshape(height // _BLOCK, _BLOCK, width // _BLOCK).sum(axis=1))
