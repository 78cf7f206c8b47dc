"""Page images made easier to read: without specks, on even paper, without a stamp that lies across the words.

Grey pictures, 0 black to 255 white, at about 200 pixels an inch. Nothing here is shown to anybody: it is what text recognition
looks at. Imports: stdlib, numpy, Pillow.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Pixels = npt.NDArray[np.uint8]

_SPECK = 90  # grey levels by which a speck stands out from what surrounds it
_SPECKLED = 0.008  # part of the page's pixels that are specks: edges of ordinary letters come to half of that
_COARSE = 4  # pixels: the paper is looked at in squares of this side
_PAPER = 13  # squares (odd): wider than any stroke of a letter and the gaps between letters
_EVEN = 0.82  # of the usual paper: what is darker than this is a shade, not paper
_INK = 60  # grey levels above the darkest ink: what is lighter is another ink, or a shade
_BOLD = 9  # pixels (odd): thicker strokes are not those of running text
_STAMPED = (0.0005, 0.06)  # part of a page that the strokes of stamps cover
_RIM = 4  # pixels around such a stroke that go with it


def unspeckled(pixels: Pixels) -> Pixels:
    """The page without salt and pepper; as it is where it has none."""
    image = Image.fromarray(pixels)
    calm = np.asarray(image.filter(ImageFilter.MedianFilter(3)))
    specks = np.abs(pixels[::2, ::2].astype(np.int16) - calm[::2, ::2]) > _SPECK
    return calm if float(specks.mean()) > _SPECKLED else pixels


def others(pixels: Pixels, even: Pixels) -> Iterator[Pixels]:
    """Other looks at a page of which something could not be read; `even`: the page as `evened` gives it."""
    if even is not pixels:
        yield even
    yield _darkest(pixels)
    thin = _without_bold(pixels)
    if thin is not None:
        yield thin


def evened(pixels: Pixels) -> Pixels:
    """As if the paper were equally light everywhere: gradients, shadows, grey fields; the same where it is."""
    height, width = pixels.shape
    coarse = Image.fromarray(pixels).reduce(_COARSE)
    paper = coarse.filter(ImageFilter.MaxFilter(_PAPER)).filter(ImageFilter.MinFilter(_PAPER))
    usual = float(np.median(np.asarray(paper)))
    if float(np.percentile(np.asarray(paper), 2)) > _EVEN * usual:
        return pixels
    light = np.asarray(paper.filter(ImageFilter.BoxBlur(2)).resize((width, height), Image.Resampling.BILINEAR))
    return np.asarray(np.clip(pixels.astype(np.float32) * 255 / np.maximum(light, 40), 0, 255).astype(np.uint8))


def _darkest(pixels: Pixels) -> Pixels:
    """The darkest ink alone: a stamp in another ink, and whatever shades the paper, falls away."""
    ink = int(np.percentile(pixels[::2, ::2], 0.3))
    return np.where(pixels > ink + _INK, np.uint8(255), pixels)


def _without_bold(pixels: Pixels) -> Pixels | None:
    """Without strokes thicker than those of running text: a stamp in the same ink, frames, bars. None where there are none, or where
    they are so many that they are a photograph, in whose grain recognition would look for letters for minutes."""
    thick = Image.fromarray(pixels).filter(ImageFilter.MaxFilter(_BOLD)).filter(ImageFilter.MinFilter(_BOLD + _RIM))
    bold = np.asarray(thick) < 160
    few, many = _STAMPED
    return np.where(bold, np.uint8(255), pixels) if few < float(bold.mean()) < many else None
