"""Pixels -> words, by Tesseract. Imports: stdlib, numpy, tesserocr, model, errors, this room's modules.

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
from foia.records import looks, skew
from foia.records.layout import arrange
from foia.records.lines import Glyphs
from foia.records.rulings import as_it_stands, levelled, of_pixels

DPI = 200  # enough: at 300 a page takes twice as long and reads no better
_POOR = 0.55  # mean confidence under which a page may be lying on its side
_NOISE = 0.20  # words less sure than this, and without two letters, are specks
_SURE = 0.4  # least confidence in a word that the first look missed
_UNREAD = 0.01  # part of the ink that no word accounts for, from which a page is looked at again
_CERTAIN = 0.6  # words less sure than this count as not read
_SIDEWAYS = 0.7  # the same for words that lie on their side: strokes of a stamp read as letters there
_SAME = 0.3  # of the smaller box: two words that share more stand at one place
_SURER = 0.1  # how much surer a word has to be to take another's place
_STEP = 4  # pixels: ink is looked for at every so many
_FAINT = 24  # grey levels between ink and paper: less shows nothing
_BLANK = 0.001  # part of a page that ink covers: less is dust
_AROUND = 3  # pixels around a known word that are taken away with it
_SHORTEST_SIDE = 12  # pixels: nothing legible fits in less

Pixels = npt.NDArray[np.uint8]


class Recognised(NamedTuple):
    """Words in points of the picture given (origin top left), the mean confidence (0 to 1)."""

    glyphs: tuple[Glyphs, ...]
    confidence: float
    sure: tuple[float, ...] = ()  # how sure each word is


class Written(NamedTuple):
    """What is written on a page: its text, the words in reading order, the mean confidence (0 to 1)."""

    text: str
    words: tuple[Word, ...]
    confidence: float
    is_whole: bool = True  # False: there is more on the page than words that could be read

    @property
    def note(self) -> str:
        """What a person has to be told; "" where there is nothing."""
        return "" if self.is_whole else "something on it (a picture, a stamp, handwriting) was not read as words: look at it"


def recognise_page(pixels: Pixels, *, scale: float) -> Written:
    """What is written on a page image, grey, of `scale` pixels a point.

    A page that lies askew is set level first, one that reads poorly is tried again turned, as its orientation suggests; its words keep their places on the page.
    """
    pixels = looks.unspeckled(pixels)
    if abs(degrees := skew.skew(pixels)) >= skew.LEAST:
        level = skew.levelled(pixels, degrees)
        straight = recognise(level.pixels, scale=scale)
        if straight.confidence >= _POOR:
            seen = _read(level.pixels, straight, scale)
            return seen._replace(words=tuple(level.back(word, scale, pixels.shape) for word in seen.words))
    upright = recognise(pixels, scale=scale)
    if upright.confidence < _POOR and _covers(_ink(pixels)):
        turns = _orientation(pixels)
        if turns:
            right = np.ascontiguousarray(np.rot90(pixels, turns))
            turned = recognise(right, scale=scale)
            if turned.confidence > upright.confidence:
                height, width = pixels.shape[0] / scale, pixels.shape[1] / scale
                seen = _read(right, turned, scale)
                back = tuple(Word(w.text, w.start, _turn_back(w.box, turns, width, height)) for w in seen.words)
                return seen._replace(words=back)
    return _read(pixels, upright, scale)


def _read(pixels: Pixels, first: Recognised, scale: float) -> Written:
    """The page after the first look at it, and after others where that left much of the ink unread."""
    even = looks.evened(pixels)
    rulings, slope = of_pixels(even, scale)
    seen, found = [first], list(zip(first.glyphs, first.sure, strict=True))

    def is_whole() -> bool:
        return not _is_unread(even, [*(glyphs.box for glyphs, sure in found if sure >= _CERTAIN), *rulings], scale)

    if not is_whole():
        for look in looks.others(pixels, even):
            seen.append(recognise(look, scale=scale))
            found = _pooled(seen)
            if is_whole():
                break
        else:
            found += _missed(even, [glyphs for glyphs, _ in found], scale)
            if not is_whole():
                found += _sideways(even, [glyphs for glyphs, _ in found], scale)
    return Written(*_arranged([glyphs for glyphs, _ in found], rulings, slope), first.confidence, is_whole())


def _pooled(seen: Sequence[Recognised]) -> list[tuple[Glyphs, float]]:
    """The words of several looks at one page, with how sure each is: those of the look that read most, and what another read where
    it read nothing, or read with more confidence."""
    best, *rest = sorted(
        seen, key=lambda each: -sum(sure * len(g.text) for g, sure in zip(each.glyphs, each.sure, strict=True))
    )
    words = list(zip(best.glyphs, best.sure, strict=True))
    for look in rest:
        boxes = np.array([glyphs.box for glyphs, _ in words]).reshape(-1, 4)
        gone: set[int] = set()
        added: list[tuple[Glyphs, float]] = []
        for glyphs, sure in zip(look.glyphs, look.sure, strict=True):
            if sure < _SURE or sum(map(str.isalnum, glyphs.text)) < 2:
                continue
            under = np.flatnonzero(_shared(boxes, glyphs.box) > _SAME).tolist()
            if gone.isdisjoint(under) and all(words[at][1] + _SURER < sure for at in under):
                gone.update(under)
                added.append((glyphs, sure))
        words = [word for at, word in enumerate(words) if at not in gone] + added
    return words


def _shared(boxes: npt.NDArray[np.float64], box: Box) -> npt.NDArray[np.float64]:
    """The area that each of `boxes` shares with `box`, as part of the smaller one."""
    across = np.minimum(boxes[:, 2], box.x1) - np.maximum(boxes[:, 0], box.x0)
    down = np.minimum(boxes[:, 3], box.y1) - np.maximum(boxes[:, 1], box.y0)
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    smaller = np.minimum(areas, (box.x1 - box.x0) * (box.y1 - box.y0))
    return np.asarray(np.maximum(across, 0) * np.maximum(down, 0) / np.maximum(smaller, 1e-6))


def _is_unread(pixels: Pixels, known: Sequence[Box], scale: float) -> bool:
    """Whether much of the page's ink belongs to none of the boxes known."""
    ink = _ink(pixels)
    left = ink & (_without(pixels, known, scale)[::_STEP, ::_STEP] == pixels[::_STEP, ::_STEP])
    return _covers(ink) and int(left.sum()) >= _UNREAD * int(ink.sum())


def _without(pixels: Pixels, known: Sequence[Box], scale: float) -> Pixels:
    left = pixels.copy()
    paper = int(np.median(pixels))
    for box in known:
        x0, y0, x1, y1 = (round(edge * scale) for edge in box)
        left[max(y0 - _AROUND, 0) : y1 + _AROUND, max(x0 - _AROUND, 0) : x1 + _AROUND] = paper
    return left


def _missed(pixels: Pixels, known: Sequence[Glyphs], scale: float) -> list[tuple[Glyphs, float]]:
    """Words in what is left when those known are taken away: a stamp across a line makes Tesseract take its lines for a picture."""
    left = _without(pixels, [glyphs.box for glyphs in known], scale)
    seen = recognise(left, scale=scale, sparse=True, least=_SURE)
    return [word for word in zip(seen.glyphs, seen.sure, strict=True) if _is_sensible(word[0], known)]


def _sideways(pixels: Pixels, known: Sequence[Glyphs], scale: float) -> list[tuple[Glyphs, float]]:
    """Words in what is left that run up or down the page beside others."""
    left = _without(pixels, [glyphs.box for glyphs in known], scale)
    height, width = pixels.shape[0] / scale, pixels.shape[1] / scale
    found: list[tuple[Glyphs, float]] = []
    for turns in (1, 3):
        seen = recognise(np.ascontiguousarray(np.rot90(left, turns)), scale=scale, sparse=True, least=_SIDEWAYS)
        for glyphs, sure in zip(seen.glyphs, seen.sure, strict=True):
            if _is_sensible(glyphs, known):
                found.append((Glyphs(glyphs.text, _turn_back(glyphs.box, turns, width, height), (), turns), sure))
    return found


def _is_sensible(glyphs: Glyphs, known: Sequence[Glyphs]) -> bool:
    """Whether a word found in the leavings of a page is as high as the page's other words, and no scrap."""
    tall = sorted(other.box.y1 - other.box.y0 for other in known)[len(known) // 2] if known else 12.0
    return sum(map(str.isalnum, glyphs.text)) >= 3 and 0.5 * tall < glyphs.box.y1 - glyphs.box.y0 < 4 * tall


def _arranged(found: Sequence[Glyphs], rulings: Sequence[Box], slope: float) -> tuple[str, tuple[Word, ...]]:
    """In reading order, by the lines ruled on the picture; a page scanned askew is read as if it were level."""
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
    return Recognised(tuple(found), mean, tuple(confidences))


def _words(engine: Any, scale: float, least: float) -> tuple[list[Glyphs], list[float]]:
    from tesserocr import RIL, WritingDirection, iterate_level

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
        turns = int(symbol.Orientation()[1] == WritingDirection.TOP_TO_BOTTOM)  # Tesseract finds these lines by itself
        found.append(Glyphs(word, area, () if turns else _cuts(letters, area), turns))
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
    return int(found["orientation"]) if found else 0


def _ink(pixels: Pixels) -> npt.NDArray[np.bool_]:
    """Where ink is, at every few pixels: darker than half-way between the darkest ink and the paper."""
    few = pixels[::_STEP, ::_STEP]
    darkest, paper = np.percentile(few, 0.3), np.median(few)
    return np.asarray(few < (darkest + paper) / 2 if paper - darkest > _FAINT else few < 0)


def _covers(ink: npt.NDArray[np.bool_]) -> bool:
    return float(ink.mean()) > _BLANK


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
