"""Pixels -> words, by Tesseract. Imports: stdlib, numpy, tesserocr, model, errors, layout.

One engine a process, one thread an engine: with several threads on busy cores a page took twenty times as long.
"""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from foia.errors import FileError
from foia.model import Box, Word
from foia.records import skew
from foia.records.layout import arrange
from foia.records.lines import Glyphs
from foia.records.rulings import as_it_stands, levelled, of_pixels

DPI = 200  # enough: at 300 a page takes twice as long and reads no better
_POOR = 0.55  # mean confidence under which a page may be lying on its side
_NOISE = 0.20  # words less sure than this, and without two letters, are specks
_SURE = 0.4  # least confidence in a word that the first look missed
_UNREAD = 0.15  # part of the ink that no word accounts for, from which a page is looked at again
_AROUND = 3  # pixels around a known word that are taken away with it
_SHORTEST_SIDE = 12  # pixels: nothing legible fits in less

Pixels = npt.NDArray[np.uint8]


class Recognised(NamedTuple):
    """Words in points of the picture given (origin top left), the mean confidence (0 to 1)."""

    glyphs: tuple[Glyphs, ...]
    confidence: float


def recognise_page(pixels: Pixels, *, scale: float) -> tuple[str, tuple[Word, ...], float]:
    """(text, words in reading order, mean confidence) of a page image, grey, of `scale` pixels a point.

    A page that lies askew is set level first, one that reads poorly is tried again turned, as its orientation suggests; its words keep their places on the page.
    """
    if abs(degrees := skew.skew(pixels)) >= skew.LEAST:
        level = skew.levelled(pixels, degrees)
        straight = recognise(level.pixels, scale=scale)
        if straight.confidence >= _POOR:
            text, words = _arranged(straight.glyphs, level.pixels, scale)
            return text, tuple(level.back(word, scale, pixels.shape) for word in words), straight.confidence
    upright = recognise(pixels, scale=scale)
    if upright.confidence < _POOR and _ink(pixels) > 0.001:
        turns = _orientation(pixels)
        if turns:
            turned = recognise(np.ascontiguousarray(np.rot90(pixels, turns)), scale=scale)
            if turned.confidence > upright.confidence:
                height, width = pixels.shape[0] / scale, pixels.shape[1] / scale
                text, words = _arranged(turned.glyphs, np.rot90(pixels, turns), scale)
                back = tuple(Word(w.text, w.start, _turn_back(w.box, turns, width, height)) for w in words)
                return text, back, turned.confidence
    text, words = _arranged((*upright.glyphs, *_missed(pixels, upright.glyphs, scale)), pixels, scale)
    return text, words, upright.confidence


def _missed(pixels: Pixels, known: Sequence[Glyphs], scale: float) -> list[Glyphs]:
    """Words in what is left when those known are taken away: a stamp across a line makes Tesseract take its lines for a picture."""
    if not known:
        return []
    paper = int(np.median(pixels))
    left = pixels.copy()
    for glyphs in known:
        x0, y0, x1, y1 = (round(edge * scale) for edge in glyphs.box)
        left[max(y0 - _AROUND, 0) : y1 + _AROUND, max(x0 - _AROUND, 0) : x1 + _AROUND] = paper
    if _ink(left) < _UNREAD * _ink(pixels):
        return []
    tall = sorted(glyphs.box.y1 - glyphs.box.y0 for glyphs in known)[len(known) // 2]
    found = recognise(left, scale=scale, sparse=True, least=_SURE).glyphs
    return [
        glyphs
        for glyphs in found
        if sum(map(str.isalnum, glyphs.text)) >= 3 and 0.5 * tall < glyphs.box.y1 - glyphs.box.y0 < 4 * tall
    ]


def _arranged(found: Sequence[Glyphs], pixels: Pixels, scale: float) -> tuple[str, tuple[Word, ...]]:
    """In reading order, by the lines ruled on the picture; a page scanned askew is read as if it were level."""
    rulings, slope = of_pixels(pixels, scale)
    if not slope:
        return arrange(found, rulings)
    text, words = arrange([glyphs._replace(box=levelled(glyphs.box, slope)) for glyphs in found], rulings)
    return text, tuple(word._replace(box=as_it_stands(word.box, slope)) for word in words)


def recognise(pixels: Pixels, *, scale: float, block: bool = False, sparse: bool = False, least: float = 0.0) -> Recognised:
    """Words seen in a grey picture of `scale` pixels a point; `block` when it is a single block of text, not a page, `sparse` when
    words stand anywhere on it.

    Words surer than `least` only.
    """
    import tesserocr

    height, width = pixels.shape
    if min(height, width) < _SHORTEST_SIDE:
        return Recognised((), 0.0)
    engine = _engine()
    engine.SetPageSegMode(tesserocr.PSM.SINGLE_BLOCK if block else tesserocr.PSM.SPARSE_TEXT if sparse else tesserocr.PSM.AUTO)
    pixels = np.ascontiguousarray(pixels)
    engine.SetImageBytes(pixels.tobytes(), width, height, 1, width)
    engine.SetSourceResolution(max(round(scale * 72), 70))
    engine.Recognize()
    found, confidences = _words(engine, scale, least)
    engine.Clear()
    weights = [len(glyphs.text) for glyphs in found]
    mean = float(np.average(confidences, weights=weights)) if found else 0.0
    return Recognised(tuple(found), mean)


def _words(engine: Any, scale: float, least: float) -> tuple[list[Glyphs], list[float]]:
    from tesserocr import RIL, iterate_level

    found: list[Glyphs] = []
    confidences: list[float] = []
    letters: list[tuple[str, float, float]] = []
    iterator = engine.GetIterator()
    if iterator is None:
        return found, confidences
    for symbol in iterate_level(iterator, RIL.SYMBOL):
        edges = symbol.BoundingBox(RIL.SYMBOL)
        try:
            text = symbol.GetUTF8Text(RIL.SYMBOL)
        except RuntimeError:  # an empty symbol
            text = ""
        text = "".join(text.split())
        if symbol.IsAtBeginningOf(RIL.WORD):
            letters = []
        if text and edges:
            letters.append((text, edges[0] / scale, edges[2] / scale))
        if not symbol.IsAtFinalElement(RIL.WORD, RIL.SYMBOL) or not letters:
            continue
        box = symbol.BoundingBox(RIL.WORD)
        confidence = symbol.Confidence(RIL.WORD) / 100
        word = "".join(letter for letter, _, _ in letters)
        if not box or confidence < least or (confidence < _NOISE and sum(map(str.isalnum, word)) < 2):
            continue
        area = Box(*(edge / scale for edge in box))
        found.append(Glyphs(word, area, _cuts(letters, area)))
        confidences.append(confidence)
        letters = []
    return found, confidences


def _cuts(letters: list[tuple[str, float, float]], box: Box) -> tuple[float, ...]:
    """Edges between the letters, half-way between their boxes; () where the boxes are not in order."""
    cuts = [box.x0]
    for (text, x0, x1), following in zip(letters, [*letters[1:], None], strict=True):
        end = (x1 + following[1]) / 2 if following else box.x1
        start = cuts[-1]
        if end <= start or x0 < start - (x1 - x0):
            return ()
        cuts += [start + (end - start) * (i + 1) / len(text) for i in range(len(text))]
    return tuple(cuts)


def _turn_back(box: Box, turns: int, width: float, height: float) -> Box:
    """A box in the picture turned `turns` quarters counter-clockwise -> the box in the picture of width x height points."""
    if turns == 1:
        return Box(width - box.y1, box.x0, width - box.y0, box.x1)
    if turns == 2:
        return Box(width - box.x1, height - box.y1, width - box.x0, height - box.y0)
    return Box(box.y0, height - box.x1, box.y1, height - box.x0)


def _orientation(pixels: Pixels) -> int:
    """Quarter turns counter-clockwise that would set the page upright, 0 when that cannot be told."""
    import tesserocr

    engine = _orientation_engine()
    if engine is None:
        return 0
    height, width = pixels.shape
    engine.SetImageBytes(np.ascontiguousarray(pixels).tobytes(), width, height, 1, width)
    try:
        found = engine.DetectOS()
    except RuntimeError:
        return 0
    finally:
        engine.Clear()
    if not found:
        return 0
    # Tesseract's page directions: 0 up, 1 right, 2 down, 3 left, each a quarter turn that must be undone
    return {
        tesserocr.Orientation.PAGE_RIGHT: 1,
        tesserocr.Orientation.PAGE_DOWN: 2,
        tesserocr.Orientation.PAGE_LEFT: 3,
    }.get(int(found["orientation"]), 0)


def _ink(pixels: Pixels) -> float:
    return float(np.mean(pixels[::4, ::4] < 128))


def language_data() -> Path:
    """The folder that holds eng.traineddata; raises FileError when it is not installed."""
    given = os.environ.get("TESSDATA_PREFIX")
    for folder in (Path(given) if given else None, Path(sysconfig.get_path("data")) / "share" / "tessdata"):
        if folder and (folder / "eng.traineddata").is_file():
            return folder
    raise FileError(
        "Scanned pages cannot be read",
        why="the language data of the text recognition is not installed",
        remedy="run `make setup` again, or set TESSDATA_PREFIX to a folder with eng.traineddata",
    )


@lru_cache(maxsize=1)
def _engine() -> Any:
    os.environ["OMP_THREAD_LIMIT"] = "1"
    import tesserocr

    return tesserocr.PyTessBaseAPI(path=str(language_data()), lang="eng", oem=tesserocr.OEM.LSTM_ONLY)


@lru_cache(maxsize=1)
def _orientation_engine() -> Any:
    import tesserocr

    if not (language_data() / "osd.traineddata").is_file():
        return None
    try:
        return tesserocr.PyTessBaseAPI(path=str(language_data()), lang="osd", psm=tesserocr.PSM.OSD_ONLY)
    except RuntimeError:
        return None
