"""The straight lines drawn on a page: of a PDF's paths, or seen in a picture. Imports: stdlib, numpy, pypdfium2, model."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as raw

from foia.model import Box
from foia.pdfium import bounds
from foia.records.glyphs import displayed

_MOST_OBJECTS = 6_000  # maps and drawings have more, tables fewer
_MOST_POINTS = 60  # of one path
_NESTING = 6
_STRAIGHT = 0.7  # points off the axis
_SHORTEST = 6.0  # points
_THIN = 3.0  # points: a filled box so narrow is a line
_WHITE = 250

Matrix = tuple[float, float, float, float, float, float]
Mask = npt.NDArray[np.bool_]


def of_page(page: Any) -> tuple[Box, ...]:
    """The page's level and upright lines as thin boxes, in points of the displayed page; none where there are too many."""
    found: list[tuple[float, float, float, float]] = []
    count = raw.FPDFPage_CountObjects(page)
    if count > _MOST_OBJECTS:
        return ()
    for index in range(count):
        _collect(raw.FPDFPage_GetObject(page, index), None, found, 0)
    if len(found) < 4:
        return ()
    moved = displayed(np.array(found, dtype=np.float64), bounds(page))
    return tuple(Box(*each) for each in moved.tolist())


def _collect(each: Any, outer: Matrix | None, found: list[tuple[float, float, float, float]], depth: int) -> None:
    kind = raw.FPDFPageObj_GetType(each)
    if kind == raw.FPDF_PAGEOBJ_PATH:
        if len(found) < _MOST_OBJECTS:
            _of_path(each, outer, found)
    elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _NESTING:
        matrix = _after(_matrix(each), outer)
        for index in range(min(raw.FPDFFormObj_CountObjects(each), _MOST_OBJECTS)):
            _collect(raw.FPDFFormObj_GetObject(each, index), matrix, found, depth + 1)


def _matrix(each: Any) -> Matrix:
    own = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(each, ctypes.byref(own)):
        return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
    return own.a, own.b, own.c, own.d, own.e, own.f


def _after(first: Matrix, then: Matrix | None) -> Matrix:
    if then is None:
        return first
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _of_path(path: Any, outer: Matrix | None, found: list[tuple[float, float, float, float]]) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke)) or not (fill.value or stroke.value):
        return
    count = raw.FPDFPath_CountSegments(path)
    if not 2 <= count <= _MOST_POINTS:
        return
    a, b, c, d, e, f = _after(_matrix(path), outer)
    x, y = ctypes.c_float(), ctypes.c_float()
    strokes: list[tuple[float, float, float, float]] = []
    begin = last = (0.0, 0.0)
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_BEZIERTO or not raw.FPDFPathSegment_GetPoint(segment, x, y):
            return
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            begin = point
        else:
            strokes.append((*last, *point))
        if raw.FPDFPathSegment_GetClose(segment):
            strokes.append((*point, *begin))
        last = point
    if not strokes:
        return
    xs, ys = ([each[i] for each in strokes] + [each[i + 2] for each in strokes] for i in (0, 1))
    x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
    if not stroke.value:
        if min(x1 - x0, y1 - y0) <= _THIN:
            strokes = [(x0, y0, x1, y1)]
        elif _is_white(path):
            return
    for left, bottom, right, top in strokes:
        left, right = min(left, right), max(left, right)
        bottom, top = min(bottom, top), max(bottom, top)
        narrow = min(right - left, top - bottom)
        if max(right - left, top - bottom) >= _SHORTEST and narrow <= (_STRAIGHT if len(strokes) > 1 else _THIN):
            found.append((left, bottom, right, top))


def _is_white(path: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(path, red, green, blue, alpha):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= _WHITE


# ------------------------------------------------------------------------------------------------------------- pictures

_RUN = 26.0  # points of unbroken ink that letters do not have
_UNBROKEN = 0.85
_STEEPEST = 0.05  # about three degrees
_MOST_PIECES = 20_000


def of_pixels(pixels: npt.NDArray[np.uint8], scale: float) -> tuple[tuple[Box, ...], float]:
    """(lines, slope) of a grey picture of `scale` pixels a point.

    `slope` is how far a level line falls for each point to the right; the lines are given as they would stand if it were
    level: see `levelled`.
    """
    height, width = (side // 2 * 2 for side in pixels.shape)
    if min(height, width) < 4:
        return (), 0.0
    taller = np.minimum(pixels[0:height:2, :width], pixels[1:height:2, :width])
    halved = np.minimum(taller[:, ::2], taller[:, 1::2])
    paper = float(np.percentile(halved[::8, ::8], 80))
    dark = halved < 0.72 * paper
    unit = scale / 2
    level, upright = _pieces(dark, unit), _pieces(np.ascontiguousarray(dark.T), unit)
    if len(level) < 2 or not len(upright):
        return (), 0.0
    slope = _slope(level)
    at, start, end = level.T
    start, end, at = start + slope * at, end + slope * at, at - slope * (start + end) / 2
    lines = [Box(x0, y - 0.1, x1, y + 0.1) for y, x0, x1 in zip(at.tolist(), start.tolist(), end.tolist(), strict=True)]
    at, start, end = upright.T
    start, end, at = start - slope * at, end - slope * at, at + slope * (start + end) / 2
    lines += [Box(x - 0.1, y0, x + 0.1, y1) for x, y0, y1 in zip(at.tolist(), start.tolist(), end.tolist(), strict=True)]
    return tuple(lines), slope


def _pieces(dark: Mask, unit: float) -> npt.NDArray[np.float64]:
    """(n, 3) unbroken runs along the rows: where, from, to, in points."""
    run = max(round(_RUN * unit), 4)
    if dark.shape[1] <= run:
        return np.zeros((0, 3))
    total = np.zeros((dark.shape[0], dark.shape[1] + 1), dtype=np.int32)
    np.cumsum(dark, axis=1, out=total[:, 1:])
    full = np.zeros((dark.shape[0], dark.shape[1] - run + 3), dtype=np.int8)
    full[:, 1:-1] = total[:, run:] - total[:, :-run] >= _UNBROKEN * run
    steps = np.diff(full, axis=1)
    rows, starts = np.nonzero(steps == 1)
    _, ends = np.nonzero(steps == -1)
    if len(rows) > _MOST_PIECES:
        return np.zeros((0, 3))
    spare = (1 - _UNBROKEN) / 2 * run  # a window may begin so much before the ink, and end so much after it
    return np.stack(((rows + 0.5) / unit, (starts + spare) / unit, (ends + run - 1 - spare) / unit), axis=1)


def _slope(pieces: npt.NDArray[np.float64]) -> float:
    """The slope at which the pieces fall together into the fewest lines."""
    at, start, end = pieces.T
    middle, weight = (start + end) / 2, end - start
    best, slope = -1.0, 0.0
    for step in sorted(np.arange(-_STEEPEST, _STEEPEST, 0.0005).tolist(), key=abs):
        bins = np.rint((at - step * middle) * 2).astype(np.int64)
        score = float((np.bincount(bins - bins.min(), weights=weight) ** 2).sum())
        if score > best * 1.0001:
            best, slope = score, step
    return float(slope)


def levelled(box: Box, slope: float) -> Box:
    """The box moved to where it would stand if the page were level."""
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return Box(box.x0 + slope * y, box.y0 - slope * x, box.x1 + slope * y, box.y1 - slope * x)


def as_it_stands(box: Box, slope: float) -> Box:
    """The inverse of `levelled`."""
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    whole = 1 + slope * slope
    dx, dy = (x - slope * y) / whole - x, (y + slope * x) / whole - y
    return Box(box.x0 + dx, box.y0 + dy, box.x1 + dx, box.y1 + dy)
