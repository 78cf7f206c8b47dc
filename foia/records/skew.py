"""Pages scanned askew: by how much, set level, and words put back to where they stand. Imports: stdlib, numpy, Pillow, model."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from foia.model import Box, Word

LEAST = 2.5  # degrees: text recognition copes with less by itself, and reads nothing, or next to nothing, at four
_MOST, _STEP = 9.0, 0.5  # degrees looked at
_SMALL = 600  # pixels: the width at which the angle is measured
_PEAKED = 1.25  # times as uneven as the page as it lies: else the lines do not tell an angle

Pixels = npt.NDArray[np.uint8]


def skew(pixels: Pixels) -> float:
    """Degrees by which lines of writing fall to the right (negative: rise), 0 where that cannot be told.

    At the right angle lines and the gaps between them fall into rows of their own, so that the sums of rows differ most.
    """
    step = max(pixels.shape[1] // _SMALL, 1)
    small = pixels[::step, ::step]
    limit = (int(small.min()) + int(np.median(small))) // 2
    y, x = np.nonzero(small < limit)
    if len(y) < 200:
        return 0.0
    angles = np.arange(-_MOST, _MOST + _STEP, _STEP)
    uneven = []
    for angle in angles:
        rows = np.bincount(np.round(y - x * math.tan(math.radians(angle))).astype(np.int64) + small.shape[1])
        uneven.append(float((rows.astype(np.float64) ** 2).sum()))
    best = int(np.argmax(uneven))
    level = uneven[len(uneven) // 2]
    return float(angles[best]) if uneven[best] > _PEAKED * level and 0 < best < len(angles) - 1 else 0.0


class Levelled(NamedTuple):
    """A page turned about its middle so that its lines are level; larger than the page, so that no corner is lost."""

    pixels: Pixels
    degrees: float
    shift: tuple[float, float]  # the page's middle in the picture, less that in the page

    def back(self, word: Word, scale: float, shape: tuple[int, ...]) -> Word:
        """A word of this picture, in points, where it stands on the page of `shape` pixels."""
        middle_x, middle_y = shape[1] / 2 / scale, shape[0] / 2 / scale
        cos, sin = math.cos(math.radians(self.degrees)), math.sin(math.radians(self.degrees))

        def point(x: float, y: float) -> tuple[float, float]:
            x, y = x - self.shift[0] / scale - middle_x, y - self.shift[1] / scale - middle_y
            return middle_x + x * cos - y * sin, middle_y + x * sin + y * cos

        x0, y0, x1, y1 = word.box
        corners = [point(x, y) for x in (x0, x1) for y in (y0, y1)]
        box = Box(*(edge(corner[axis] for corner in corners) for edge in (min, max) for axis in (0, 1)))
        inner = [point(cut, (y0 + y1) / 2)[0] for cut in word.cuts]
        cuts = (box.x0, *inner[1:-1], box.x1) if inner else ()
        return word._replace(box=box, cuts=cuts if list(cuts) == sorted(cuts) else ())


def levelled(pixels: Pixels, degrees: float) -> Levelled:
    """The page with lines that fall by `degrees` set level."""
    paper = int(np.median(pixels))
    turned = np.asarray(Image.fromarray(pixels).rotate(degrees, Image.Resampling.BILINEAR, expand=True, fillcolor=paper))
    shift = ((turned.shape[1] - pixels.shape[1]) / 2, (turned.shape[0] - pixels.shape[0]) / 2)
    return Levelled(turned, degrees, shift)
