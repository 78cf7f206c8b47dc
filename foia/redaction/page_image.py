"""One redacted page as pixels: boxes fitted to the ink, everything under them overwritten, the provision printed on them.

Works on grey pixel arrays (height, width), 0 black to 255 white. Pixel boxes are (left, top, right, bottom), half-open, so that
`array[top:bottom, left:right]` is the box. Imports: model, cover, turned, numpy, Pillow.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from foia.model import Box
from foia.redaction.cover import Kept, Run, same_line
from foia.redaction.printing import short
from foia.redaction.turned import level_pixels, to_level

Pixels = Any  # numpy array of uint8

GRID = 12.0  # points: sides of a box that have room end on a multiple of this, so that the box does not tell the width
DARK = 150  # 1-bit pages: greys below this are ink
FAINT = 236  # what is lighter than this is paper; a box grows until no fainter trace is left at its edge
CLEAR = 0.14  # of the letters' height: paper left between a box and the lines above and below it, where there is room
PALE = 140  # a scan whose ink and paper are closer than this is drawn with more contrast
SPECK = 90  # grey levels by which a speck stands out from what surrounds it
SPECKLED = 0.008  # part of a page's pixels that are specks: edges of ordinary letters come to half of that
CONTRAST = 24  # a word is seen when its darkest and lightest pixel differ by this


class PixelBox(NamedTuple):
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """One page ready to store. `data` is CCITT Group 4 (bits == 1) or JPEG."""

    width: int
    height: int
    bits: int
    colours: int  # 1 grey, 3 RGB
    data: bytes


def to_pixels(box: Box, scale_x: float, scale_y: float, shape: tuple[int, ...]) -> PixelBox:
    """The pixels a box touches, at least one each way, clipped to the page."""
    height, width = shape[:2]
    left, top = (
        min(max(math.floor(box.x0 * scale_x + 1e-6), 0), width - 1),
        min(max(math.floor(box.y0 * scale_y + 1e-6), 0), height - 1),
    )
    right, bottom = min(math.ceil(box.x1 * scale_x - 1e-6), width), min(math.ceil(box.y1 * scale_y - 1e-6), height)
    return PixelBox(left, top, max(right, left + 1), max(bottom, top + 1))


def to_points(box: PixelBox, scale_x: float, scale_y: float) -> Box:
    return Box(box.left / scale_x, box.top / scale_y, box.right / scale_x, box.bottom / scale_y)


def stretched(grey: Pixels) -> Pixels:
    """A scan so pale that its ink and its paper lie close together, with the greys between them drawn apart: beside black boxes it
    would read as an empty page."""
    counts = np.bincount(grey.ravel(), minlength=256).cumsum()
    ink, paper = (int(np.searchsorted(counts, share * grey.size)) for share in (0.001, 0.5))
    if not CONTRAST <= paper - ink < PALE:
        return grey
    table = np.clip((np.arange(256) - ink) * 255 // (paper - ink), 0, 255).astype(np.uint8)
    return table[grey]


def calmed(grey: Pixels) -> Pixels:
    """A scan full of specks without them: stored in black and white they would bury its words. Any other is returned as it is."""
    calm = np.array(Image.fromarray(grey).filter(ImageFilter.MedianFilter(3)))
    specks = np.abs(grey[::2, ::2].astype(np.int16) - calm[::2, ::2]) > SPECK
    return calm if float(specks.mean()) > SPECKLED else grey


class Traces(NamedTuple):
    """The pieces that leave a visible trace, and the grey below which a pixel of a 1-bit page is ink, so that all of them still have
    ink and paper; None where no such grey exists."""

    kept: tuple[Kept, ...]
    dark: int | None


def seen(grey: Pixels, pieces: Sequence[Kept], scale_x: float, scale_y: float) -> Traces:
    """What can be seen of `pieces`: white text, text under old boxes, layers switched off and the like leave no trace.

    Pale words would vanish in black and white with the usual limit between the two: on such a page it is set higher, and a page that
    has light words on dark as well has to stay grey.
    """
    found: list[Kept] = []
    inks, papers = [0], [255]
    for piece in pieces:
        box = to_pixels(piece.box, scale_x, scale_y, grey.shape)
        part = grey[max(box.top - 1, 0) : box.bottom + 1, max(box.left - 1, 0) : box.right + 1]
        darkest, lightest = int(part.min()), int(part.max())
        if lightest - darkest >= CONTRAST:
            found.append(piece)
            inks.append(darkest)
            papers.append(lightest)
    ink, paper = max(inks), min(papers)
    if ink < DARK <= paper:
        return Traces(tuple(found), DARK)
    return Traces(tuple(found), (ink + paper) // 2 + 1 if paper - ink >= CONTRAST else None)


# ------------------------------------------------------------------------------------------------ fitting boxes to the ink


def fit(run: Run, kept: Sequence[Kept], grey: Pixels, scale_x: float, scale_y: float) -> PixelBox:
    """The box to draw for a run: over all of the run's ink, snapped and padded into free paper, never over words that stay."""
    if run.fixed:
        return to_pixels(run.box, scale_x, scale_y, grey.shape)
    if not run.turns:
        return _fit(run.box, [piece.box for piece in kept], grey, scale_x, scale_y)
    height, width = grey.shape
    turns, size = run.turns, (width / scale_x, height / scale_y)
    if turns % 2:
        scale_x, scale_y = scale_y, scale_x
    level = _fit(
        to_level(run.box, turns, *size),
        [to_level(piece.box, turns, *size) for piece in kept],
        level_pixels(grey, turns),
        scale_x,
        scale_y,
    )
    sides = (height, width) if turns % 2 else (width, height)
    left, top, right, bottom = map(round, to_level(Box(*level), 4 - turns, *sides))
    return PixelBox(left, top, right, bottom)


def _fit(box: Box, kept: Sequence[Box], grey: Pixels, scale_x: float, scale_y: float) -> PixelBox:
    """`fit` for letters that run to the right, beside the boxes of what stays.

    Each side first goes to the nearest free line of pixels outside the run's own box; where a word that stays is in the way,
    to the emptiest line between the two. Left and right then stretch over free paper to a multiple of GRID.
    """
    height, width = grey.shape
    unit = max(min(box.y1 - box.y0, box.x1 - box.x0, 24.0), 4.0)
    core = to_pixels(box, scale_x, scale_y, grey.shape)
    above, below, before, after = -math.inf, math.inf, -math.inf, math.inf
    line_top, line_bottom = box.y0, box.y1
    for other in kept:
        if other.y1 < box.y0 - 2 * unit or other.y0 > box.y1 + 2 * unit:
            continue
        if same_line(box, other):
            line_top, line_bottom = min(line_top, other.y0), max(line_bottom, other.y1)
            if other.x0 + other.x1 < box.x0 + box.x1:
                before = max(before, other.x1)
            else:
                after = min(after, other.x0)
        elif other.x0 < box.x1 + unit and box.x0 - unit < other.x1:
            if other.y0 + other.y1 < box.y0 + box.y1:
                above = max(above, other.y1)
            else:
                below = min(below, other.y0)
    reach = max(round(0.35 * unit * scale_y), 2)
    rows = grey[:, core.left : core.right].min(axis=1) < FAINT
    weight_rows = (255 - grey[:, core.left : core.right].astype(np.int32)).sum(axis=1)
    top = _edge(rows, weight_rows, core.top, -1, above * scale_y, reach, core.bottom)
    bottom = _edge(rows, weight_rows, core.bottom, 1, below * scale_y, reach, core.top)
    columns = grey[top:bottom, :].min(axis=0) < FAINT
    weight_columns = (255 - grey[top:bottom, :].astype(np.int32)).sum(axis=0)
    reach = max(round(0.35 * unit * scale_x), 2)
    left = _edge(columns, weight_columns, core.left, -1, before * scale_x, reach, core.right)
    right = _edge(columns, weight_columns, core.right, 1, after * scale_x, reach, core.left)
    gap = max(round(0.2 * unit * scale_x), 1)  # paper left beside a word that stays
    grid = GRID * scale_x
    goal = max(math.floor((left - gap) / grid) * grid, before * scale_x + gap, 0)
    left = _stretch(columns, left, math.ceil(goal), -1)
    goal = min(math.ceil((right + gap) / grid) * grid, after * scale_x - gap, width)
    right = _stretch(columns, right, math.floor(goal), 1)
    # as high as the line, whether or not the removed letters had ascenders or descenders
    rows = grey[:, left:right].min(axis=1) < FAINT
    clear = max(round(CLEAR * unit * scale_y), 2)
    goal = max(line_top - 0.12 * unit, above) * scale_y
    top = _stretch(rows, max(top, 0), max(math.ceil(goal), 0), -1, clear)
    usual = sorted(other.y1 - other.y0 for other in kept)[len(kept) // 2] if kept else unit
    goal = min(max(line_bottom, line_top + 1.35 * min(usual, 2 * unit)), below) * scale_y
    bottom = _stretch(rows, min(bottom, height), min(math.floor(goal), height), 1, clear)
    return PixelBox(left, top, right, bottom)


def _edge(inked: Pixels, weight: Pixels, at: int, step: int, limit: float, reach: int, far: int) -> int:
    """Where a side goes that starts at `at`: outwards (step) to the first free line, or to the emptiest line before `limit`.

    `at` is a half-open edge: going down or right, the line outside is `at`; going up or left, it is `at - 1`.
    """
    last = len(inked)

    def outside(edge: int) -> int:
        return edge if step > 0 else edge - 1

    stop = int(min(math.floor(limit), last)) if step > 0 and limit != math.inf else last
    if step < 0:
        stop = int(max(math.ceil(limit), 0)) if limit != -math.inf else 0
    if (stop - at) * step < 0:  # the boxes overlap: the emptiest line of the overlap, nearest to the word that stays
        middle = (at + far) // 2
        stop = min(stop, middle) if step < 0 else max(stop, middle)
        candidates = range(at, stop - step, -step) if step > 0 else range(at, stop + 1)
        edges = [edge for edge in candidates if 0 <= outside(edge) < last]
        if not edges:
            return at
        best = min(edges, key=lambda edge: (int(weight[outside(edge)]), abs(edge - at)))
        return best
    edge = at
    while edge != stop and 0 <= outside(edge) < last and abs(edge - at) < reach and inked[outside(edge)]:
        edge += step
    if edge != stop and 0 <= outside(edge) < last and not inked[outside(edge)]:
        edge += step  # one line of paper, for what anti-aliasing leaves
    return edge


def _stretch(inked: Pixels, edge: int, goal: int, step: int, clear: int = 1) -> int:
    """Move a side over free lines only, to `goal` at most, and stay `clear` lines off ink: letters that touch black are hard to read."""
    while (goal - edge) * step > 0:
        if (inked[edge : edge + clear] if step > 0 else inked[max(edge - clear, 0) : edge]).any():
            break
        edge += step
    return edge


def merge(boxes: Sequence[tuple[PixelBox, int]]) -> list[PixelBox]:
    """Join boxes of one line that touch or overlap, so that no hair line between them tells where one word ended.

    Each comes with the direction its letters run in (see turned): lines side by side up the page are not one line."""
    level = _merged([box for box, turns in boxes if not turns % 2])
    tall = _merged([_flipped(box) for box, turns in boxes if turns % 2])
    return level + [_flipped(box) for box in tall]


def _flipped(box: PixelBox) -> PixelBox:
    return PixelBox(box.top, box.left, box.bottom, box.right)


def _merged(boxes: Sequence[PixelBox]) -> list[PixelBox]:
    merged: list[PixelBox] = []
    for box in sorted(boxes, key=lambda b: (b.top, b.left, -b.right, -b.bottom)):
        for number, other in enumerate(merged):
            level = min(box.bottom, other.bottom) - max(box.top, other.top) > 0.6 * max(
                box.bottom - box.top, other.bottom - other.top
            )
            held = other.left <= box.left and other.top <= box.top and box.right <= other.right and box.bottom <= other.bottom
            if held:
                break
            if level and box.left <= other.right + 1 and other.left <= box.right + 1:
                merged[number] = PixelBox(
                    min(box.left, other.left),
                    min(box.top, other.top),
                    max(box.right, other.right),
                    max(box.bottom, other.bottom),
                )
                break
        else:
            merged.append(box)
    return merged


# ------------------------------------------------------------------------------------------------------ overwriting, printing


@lru_cache(maxsize=256)
def stamp(width: int, height: int, label: str, dpi: int) -> Pixels:
    """What a box of this size looks like: black, with the label in white where it fits. Knows nothing of the page.

    The fullest form of the label that fits at a legible size is printed.
    """
    image = Image.new("L", (width, height), 0)
    if found := _fitting(width, height, label, dpi):
        text, font = found
        left, top, right, bottom = font.getbbox(text)
        draw = ImageDraw.Draw(image)
        draw.fontmode = "1"  # plain pixels: the same on every machine, and nothing grey for a 1-bit page to lose
        draw.text(((width - (right - left)) / 2 - left, (height - (bottom - top)) / 2 - top), text, fill=255, font=font)
    return np.asarray(image)


def _fitting(width: int, height: int, label: str, dpi: int) -> tuple[str, Any] | None:
    for form in forms(label):
        for points in (7.5, 6.5, 5.5, 5.0):
            font = _font(max(round(points * dpi / 72), 6))
            left, top, right, bottom = font.getbbox(form)
            if right - left <= width - 4 and bottom - top <= height - 2:
                return form, font
    return None


def forms(label: str) -> tuple[str, ...]:
    """The ways a label may be printed, the fullest first."""
    return tuple(dict.fromkeys((label, short(label))))


@lru_cache(maxsize=32)
def _font(pixels: int) -> Any:
    return ImageFont.load_default(pixels)


def label_place(box: PixelBox, label: str, dpi: int) -> PixelBox | None:
    """Where in a box its label is printed; None where none fits."""
    width, height = box.right - box.left, box.bottom - box.top
    found = _fitting(width, height, label, dpi)
    if found is None:
        return None
    left, top, right, bottom = found[1].getbbox(found[0])
    x, y = box.left + round((width - (right - left)) / 2), box.top + round((height - (bottom - top)) / 2)
    return PixelBox(x, y, x + right - left, y + bottom - top)


def note_beside(pixels: Pixels, box: PixelBox, label: str, dpi: int) -> PixelBox | None:
    """Print the label on free paper: in the margin on the box's height, else anywhere along the foot or the head of the page, else in
    the free place nearest to the box. Returns where, or None on a page without any free paper."""
    height, width = pixels.shape[:2]
    paper = (pixels if pixels.ndim == 2 else pixels.min(axis=2)) >= FAINT
    margin = round(0.15 * dpi)
    for form in reversed(forms(label)):
        font = _font(max(round(5.5 * dpi / 72), 6))
        left, top, right, bottom = font.getbbox(form)
        across, down = round(right - left) + 6, round(bottom - top) + 4
        beside = min(max((box.top + box.bottom - down) // 2, 0), max(height - down, 0))
        places = [(width - across - margin, beside), (margin, beside)]
        rows = sorted(
            range(margin, height - down - margin, down), key=lambda y: (min(y, height - y) > height / 12, abs(y - box.top))
        )
        places += [(x, y) for y in rows for x in (margin, (width - across) // 2, width - across - margin)]
        for x, y in places:
            if x < 0 or y < 0 or y + down > height or x + across > width or not paper[y : y + down, x : x + across].all():
                continue
            image = Image.new("L", (across, down), 255)
            draw = ImageDraw.Draw(image)
            draw.fontmode = "1"
            draw.text((3 - left, 2 - top), form, fill=0, font=font)
            note = np.asarray(image)
            pixels[y : y + down, x : x + across] = note if pixels.ndim == 2 else note[..., None]
            return PixelBox(x, y, x + across, y + down)
    return None


def placeholder(width: int, height: int, lines: Sequence[str], dpi: int) -> tuple[Pixels, list[tuple[str, PixelBox]]]:
    """A white page that states in words what was withheld, and where each word of it stands."""
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    draw.fontmode = "1"
    size = max(min(round(12 * dpi / 72), width // 24, height // (2 * len(lines) + 4)), 6)
    font = _font(size)
    places = []
    y = max(height // 3, 0)
    for line in lines:
        x = width // 10
        for word in line.split():
            across = round(font.getlength(word + " "))
            if x + across > width - width // 20 and x > width // 10:
                x, y = width // 10, y + round(1.5 * size)
            draw.text((x, y), word, fill=0, font=font)
            places.append((word, PixelBox(x, y, x + round(font.getlength(word)), y + round(1.2 * size))))
            x += across
        y += 2 * size
    return np.array(image), places


# --------------------------------------------------------------------------------------------------------------- storing


def kind(grey: Pixels, colourful: bool) -> str:
    """How a page is best stored: 'bilevel' when it is dark marks on paper, 'grey' or 'colour' when it has tones."""
    step = grey[::2, ::2]
    middle = (step > 60) & (step < 225)
    thick = middle[:-2, :-2] & middle[2:, 2:] & middle[:-2, 2:] & middle[2:, :-2] & middle[1:-1, 1:-1]
    if float(thick.mean()) > 0.004:
        return "colour" if colourful else "grey"
    return "colour" if colourful else "bilevel"


def bilevel(grey: Pixels, dark: int = DARK) -> Drawn:
    """What is darker than `dark` as ink, in CCITT Group 4 with ink as black runs; one strip: Pillow would write several, and a PDF reader shows only the first."""
    height, width = grey.shape
    out = io.BytesIO()
    packed = np.packbits(grey < dark, axis=1).tobytes()
    Image.frombytes("1", (width, height), packed).save(out, "TIFF", compression="group4", tiffinfo={278: height})
    out.seek(0)
    with Image.open(out) as stored:
        tags: Any = stored.tag_v2  # type: ignore[attr-defined]
        (start,), (length,) = tags[273], tags[279]
    return Drawn(width, height, 1, 1, out.getvalue()[start : start + length])


def jpeg(pixels: Pixels, *, target: int, quality: int = 60) -> Drawn:
    """JPEG at the highest quality of a short list that stays within `target` bytes, or the last one."""
    height, width = pixels.shape[:2]
    image = Image.fromarray(pixels)
    data = b""
    for level in (quality, 45, 32, 24, 16):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=level, optimize=True)
        data = out.getvalue()
        if len(data) <= target:
            break
    return Drawn(width, height, 8, 3 if pixels.ndim == 3 else 1, data)
