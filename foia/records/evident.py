"""Pages on which everything printed is evidently seen, told from their objects alone, so that they need not be drawn.

Nothing lies on the text, nothing dark under it, it is dark, filled, unclipped, on no layer, of a usual size and on the page,
and its fonts have drawn the same letters before. Where any of that is not certain the page is drawn (see seen.py).
Imports: stdlib, numpy, pypdfium2, glyphs.
"""

from __future__ import annotations

import ctypes
import re
from typing import Any

import numpy as np
import pypdfium2.raw as raw

from foia.records.glyphs import Characters

_MOST_TEXTS = 160  # more cost as much to look at as to draw
_MOST_PATHS = 240
_DARK, _LIGHT = 150, 200  # of 255: the brightest channel of text, the darkest of an area
_SMALLEST, _TALLEST = 4.0, 60.0  # points, of a text object
_THIN = 1.6  # points: of lines that may touch text
_LINES_ON_TEXT = 2
_LONG = 20.0  # points: shorter lines might be strokes of letters
_COVERING = re.compile("[\u2580-\u25ff\ufffd]")  # blocks and shapes, and what has no meaning

_P, _I = ctypes.c_void_p, ctypes.c_int


def _plain(function: Any, *arguments: Any, result: Any = ctypes.c_int) -> Any:
    return ctypes.CFUNCTYPE(result, *arguments)(ctypes.cast(function, _P).value or 0)


_object = _plain(raw.FPDFPage_GetObject, _P, _I, result=_P)
_kind = _plain(raw.FPDFPageObj_GetType, _P)
_bounds = _plain(raw.FPDFPageObj_GetBounds, _P, _P, _P, _P, _P)
_marks = _plain(raw.FPDFPageObj_CountMarks, _P)
_mark = _plain(raw.FPDFPageObj_GetMark, _P, ctypes.c_ulong, result=_P)
_mark_name = _plain(raw.FPDFPageObjMark_GetName, _P, _P, ctypes.c_ulong, _P)
_clip = _plain(raw.FPDFPageObj_GetClipPath, _P, result=_P)
_clip_paths = _plain(raw.FPDFClipPath_CountPaths, _P)
_colour = _plain(raw.FPDFPageObj_GetFillColor, _P, _P, _P, _P, _P)
_stroke_width = _plain(raw.FPDFPageObj_GetStrokeWidth, _P, _P)
_draw_mode = _plain(raw.FPDFPath_GetDrawMode, _P, _P, _P)
_segments = _plain(raw.FPDFPath_CountSegments, _P)
_render_mode = _plain(raw.FPDFTextObj_GetTextRenderMode, _P)
_font = _plain(raw.FPDFTextObj_GetFont, _P, result=_P)


class Evidence:
    """What earlier pages of one open file have shown of its fonts."""

    def __init__(self) -> None:
        self._drawn: dict[frozenset[int], set[str]] = {}

    def fonts(self, page: Any, chars: Characters) -> frozenset[int] | None:
        """The page's fonts if all of its text is evidently seen, provided that `knows` them; None where it must be drawn."""
        return _evident(page, chars)

    def knows(self, fonts: frozenset[int], chars: Characters) -> bool:
        return set(chars.text) <= self._drawn.get(fonts, set())

    def learn(self, fonts: frozenset[int], chars: Characters) -> None:
        """These fonts have drawn all of these letters, visibly."""
        self._drawn.setdefault(fonts, {" "}).update(chars.text)


def _evident(page: Any, chars: Characters) -> frozenset[int] | None:
    count = raw.FPDFPage_CountObjects(page)
    if not 0 < count <= _MOST_TEXTS + _MOST_PATHS or raw.FPDFPage_HasTransparency(page) or _COVERING.search(chars.text):
        return None
    tight = chars.tight[chars.printing]
    if not len(tight) or not ((tight[:, 2] > tight[:, 0]) & (tight[:, 3] > tight[:, 1])).all():
        return None
    if tight.min() < 0 or tight[:, 2].max() > page.get_width() or tight[:, 3].max() > page.get_height():
        return None
    handle = ctypes.cast(page.raw, _P).value
    boxes = np.zeros((count, 4), dtype=np.float32)
    at = boxes.ctypes.data
    is_text = np.zeros(count, dtype=bool)
    fonts: set[int] = set()
    for index in range(count):
        each = _object(handle, index)
        kind = _kind(each)
        here = at + 16 * index
        if not _bounds(each, here, here + 4, here + 8, here + 12) or _is_apart(each):
            return None
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            is_text[index] = True
            font = _font(each)
            if _render_mode(each) != raw.FPDF_TEXTRENDERMODE_FILL or _brightness(each)[1] > _DARK or not font:
                return None
            fonts.add(font)
        elif kind != raw.FPDF_PAGEOBJ_PATH or not _is_harmless(each):
            return None
    heights = (boxes[:, 3] - boxes[:, 1])[is_text]
    widths = (boxes[:, 2] - boxes[:, 0])[is_text]
    if not len(heights) or len(heights) > _MOST_TEXTS or np.minimum(heights, widths).max() > _TALLEST:
        return None
    if (np.maximum(heights, widths) < _SMALLEST).any():
        return None
    return frozenset(fonts) if _is_uncovered(boxes, is_text) else None


_numbers = (ctypes.c_uint * 4)()
_colour_at = [ctypes.addressof(_numbers) + 4 * index for index in range(4)]
_name = ctypes.create_string_buffer(16)
_length = ctypes.c_ulong()
_modes = (ctypes.c_int * 2)()
_width = ctypes.c_float()


def _brightness(each: int) -> tuple[int, int]:
    """(darkest, brightest) channel of an object's fill; (0, 999) where it is not plain and opaque."""
    if not _colour(each, *_colour_at) or _numbers[3] != 255:
        return 0, 999
    channels = _numbers[:3]
    return min(channels), max(channels)


def _is_apart(each: int) -> bool:
    """Whether the object is clipped, or marked as being on a layer."""
    clip = _clip(each)
    if clip and _clip_paths(clip) > 0:
        return True
    for index in range(_marks(each)):
        mark = _mark(each, index)
        if not _mark_name(mark, ctypes.addressof(_name), 16, ctypes.addressof(_length)):
            return True
        if _name.raw[: _length.value].decode("utf-16-le", "replace").rstrip("\0") == "OC":
            return True
    return False


def _is_harmless(path: int) -> bool:
    """A straight line, or an area so light that dark text is read on it."""
    at = ctypes.addressof(_modes)
    if not _draw_mode(path, at, at + 4) or _segments(path) > 6:
        return False
    if _modes[1] and (not _stroke_width(path, ctypes.addressof(_width)) or _width.value > _THIN):
        return False
    return not _modes[0] or _brightness(path)[0] >= _LIGHT or _is_thin(path)


def _is_thin(path: int) -> bool:
    box = (ctypes.c_float * 4)()
    at = ctypes.addressof(box)
    return bool(_bounds(path, at, at + 4, at + 8, at + 12)) and min(box[2] - box[0], box[3] - box[1]) <= _THIN


def _is_uncovered(boxes: Any, is_text: Any) -> bool:
    """Whether no area comes after text that it touches, few lines cross text, and no line is as short as a letter's."""
    if is_text.all():
        return True
    paths, texts = boxes[~is_text], boxes[is_text]
    sides = np.sort(np.stack((paths[:, 2] - paths[:, 0], paths[:, 3] - paths[:, 1])), axis=0)
    thin = sides[0] <= 2 * _THIN
    if (sides[1] < _LONG).any():
        return False
    touching = (
        (paths[:, None, 0] < texts[:, 2])
        & (texts[:, 0] < paths[:, None, 2])
        & (paths[:, None, 1] < texts[:, 3])
        & (texts[:, 1] < paths[:, None, 3])
    )
    after = np.flatnonzero(~is_text)[:, None] > np.flatnonzero(is_text)
    if (touching & after & ~thin[:, None]).any():
        return False
    return bool((touching & thin[:, None]).sum(axis=0).max(initial=0) <= _LINES_ON_TEXT)
