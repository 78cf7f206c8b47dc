"""The attacker that reads pixels: OCR of the images stored in the new file.

Scans, and pages where ink stands that no remaining word accounts for, are read (whole, or where that ink is); pages drawn from
words are sampled to see that ink and words agree, and read whole as soon as they do not. Imports: model, attackers, tesserocr, numpy.
"""

from __future__ import annotations

import os
import sysconfig
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from rapidfuzz import fuzz

from foia.model import Box
from foia.redaction.printing import mark
from foia.redaction.prove.attackers import Attacker
from foia.redaction.prove.evidence import File, PageEvidence, Unexpected
from foia.redaction.prove.expected import Secrets, Whole, squash

SAMPLE_EVERY = 8  # of the pages that lose something and were drawn from words
SAMPLE_LINES = 3
AGREE = 0.6  # share of a sample's words that OCR must read as the text layer has them
SPECK = 14  # half-size pixels of unexplained ink in one neighbourhood that are taken for possible letters


class Seen(NamedTuple):
    text: str
    box: Box  # points


class OcrAttack(Attacker):
    """No removed string may be read in the pixels: not in or at a box, not where the record was never read."""

    name = "ocr"

    def __init__(self, secrets: Secrets) -> None:
        super().__init__(secrets)
        self.whole = self.parts = self.sampled = self.losing = 0
        self.distrust = False
        self.elsewhere: set[int] = set()

    @property
    def tool(self) -> str:  # type: ignore[override]
        return _version()

    def look(self, page: PageEvidence) -> None:
        if page.expected.placeholder:
            return
        if page.expected.scanned or self.distrust:
            self._whole(page)
            return
        ink = unexplained(page)
        if ink is not None:
            if _area(ink) > 0.4 * page.expected.width * page.expected.height:
                self._whole(page)
                return
            self.parts += 1
            self._judge(page, _read(page, ink))
        if page.expected.boxes:
            self.losing += 1
            if self.losing % SAMPLE_EVERY == 1 and not self._agrees(page):
                self.distrust = True
                self._whole(page)

    def _whole(self, page: PageEvidence) -> None:
        self.whole += 1
        self._judge(page, _read(page, Box(0, 0, page.expected.width, page.expected.height), layout=True))

    def _judge(self, page: PageEvidence, words: list[Seen]) -> None:
        if not self.secrets.gone and not page.expected.boxes:
            return
        marks = {squash(part) for _, label in page.expected.boxes for part in (mark(label), label)}
        inside = unread = 0
        for at in range(len(words)):
            text = ""
            for to in range(at, min(at + 6, len(words))):  # a removed string may be several words
                text += squash(words[to].text)
                if len(text) > 60:
                    break
                if not any(_same(text, form) for form in self.secrets.gone):
                    continue
                area = _union([word.box for word in words[at : to + 1]])
                if any(_same(text, label) or text in label for label in marks):
                    continue
                if any(_overlap(area, box) > 0.3 for box, _ in page.expected.boxes):
                    inside += 1
                elif any(_overlap(area, piece.box) > 0.3 for piece in page.expected.kept):
                    self.elsewhere.add(page.expected.number)
                else:
                    unread += 1
        if inside:
            self.found.append(f"page {page.expected.number}: a removed string can be read in the pixels at a box")
        if unread:
            self.found.append(
                f"page {page.expected.number}: a removed string can be read in the pixels where the record's text has no word; draw a box there"
            )

    def _agrees(self, page: PageEvidence) -> bool:
        """Whether OCR of a few lines around the first boxes reads the words that the text layer has there."""
        self.sampled += 1
        kept, total, read = page.expected.kept, 0, 0
        for box, _ in page.expected.boxes[:: max(len(page.expected.boxes) // SAMPLE_LINES, 1)][:SAMPLE_LINES]:
            middle = (box.y0 + box.y1) / 2
            line = [piece for piece in kept if piece.box.y0 < middle < piece.box.y1]
            if not line:
                continue
            around = _union([box, *(piece.box for piece in line)])
            words = _read(page, Box(around.x0 - 4, around.y0 - 0.5, around.x1 + 4, around.y1 + 0.5), line=True)
            self._judge(page, words)
            found = "".join(squash(word.text) for word in words)
            for piece in line:
                text = squash(piece.text)
                if len(text) >= 4 and text.isalnum():
                    total += 1
                    read += fuzz.partial_ratio(text, found) >= 75
        return total < 4 or read >= AGREE * total

    def finish(self, file: File, whole: Whole) -> None:
        self.notes.append(f"{self.whole} pages read whole, {self.parts} in part, {self.sampled} sampled")
        if self.elsewhere:
            shown = ", ".join(map(str, sorted(self.elsewhere)[:20]))
            self.notes.append(f"warning: pixels of a word that stays read like a removed string: page {shown}")


def _same(seen: str, form: str) -> bool:
    """Equal but for what OCR commonly confuses: one character in eight."""
    if seen == form:
        return True
    return len(form) >= 8 and abs(len(seen) - len(form)) <= len(form) // 8 and fuzz.ratio(seen, form) >= 100 * (1 - 0.9 / 8)


# ------------------------------------------------------------------------------------------------- ink without a word


def unexplained(page: PageEvidence) -> Box | None:
    """Where ink stands that neither a word that stays, nor a box, nor a ruled line accounts for (points); None if nowhere."""
    across, down = page.scale
    ink = page.grey < 150
    height, width = ink.shape
    ink = ink.copy()
    areas = [_grow(box, 0.6) for box, _ in page.expected.boxes]
    areas += [_grow(piece.box, 0.12 * (piece.box.y1 - piece.box.y0) + 1.2) for piece in page.expected.kept]
    for box in areas:
        ink[max(int(box.y0 * down), 0) : int(box.y1 * down) + 1, max(int(box.x0 * across), 0) : int(box.x1 * across) + 1] = (
            False
        )
    if not ink.any():
        return None
    small = ink[: height // 2 * 2, : width // 2 * 2].reshape(height // 2, 2, width // 2, 2).any(axis=(1, 3))
    small &= ~(_long_runs(small, 40) | _long_runs(small.T, 40).T)
    cells = _cells(small, 16)
    if not (cells >= SPECK).any():
        return None
    ys, xs = np.nonzero(cells > 0)
    top, bottom, left, right = ys.min() * 32, (ys.max() + 1) * 32, xs.min() * 32, (xs.max() + 1) * 32
    return _grow(Box(left / across, top / down, right / across, bottom / down), 6)


def _long_runs(ink: Any, length: int) -> Any:
    """Which ink belongs to a horizontal run of at least `length`: ruled lines, table borders."""
    total = np.cumsum(np.pad(ink.astype(np.int32), ((0, 0), (1, 0))), axis=1)
    full = (total[:, length:] - total[:, :-length]) == length  # a run of `length` starts here
    ends = np.cumsum(np.pad(full.astype(np.int32), ((0, 0), (length, length - 1))), axis=1)
    return (ends[:, length:] - ends[:, :-length])[:, : ink.shape[1]] > 0


def _cells(ink: Any, size: int) -> Any:
    height, width = (n // size * size for n in ink.shape)
    return ink[:height, :width].reshape(height // size, size, width // size, size).sum(axis=(1, 3))


def _grow(box: Box, by: float) -> Box:
    return Box(box.x0 - by, box.y0 - by, box.x1 + by, box.y1 + by)


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.y1 - box.y0)


def _union(boxes: list[Box]) -> Box:
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))


def _overlap(one: Box, other: Box) -> float:
    """Shared area as a share of the smaller box."""
    width, height = min(one.x1, other.x1) - max(one.x0, other.x0), min(one.y1, other.y1) - max(one.y0, other.y0)
    return width * height / max(min(_area(one), _area(other)), 1e-6) if width > 0 and height > 0 else 0.0


# ----------------------------------------------------------------------------------------------------------- Tesseract


def _read(page: PageEvidence, area: Box, *, line: bool = False, layout: bool = False) -> list[Seen]:
    """Words that Tesseract reads in a part of the stored image."""
    from tesserocr import PSM, RIL, iterate_level

    across, down = page.scale
    height, width = page.grey.shape
    left, top = max(int(area.x0 * across), 0), max(int(area.y0 * down), 0)
    right, bottom = min(int(area.x1 * across) + 1, width), min(int(area.y1 * down) + 1, height)
    part = np.ascontiguousarray(page.grey[top:bottom, left:right])
    if min(part.shape, default=0) < 8:
        return []
    part = np.pad(part, 12, constant_values=255)
    engine = _engine()
    engine.SetPageSegMode(PSM.SINGLE_LINE if line else PSM.AUTO if layout else PSM.SPARSE_TEXT)
    engine.SetImageBytes(part.tobytes(), part.shape[1], part.shape[0], 1, part.shape[1])
    engine.SetSourceResolution(max(round(72 * down), 70))
    engine.Recognize()
    words = []
    cursor = engine.GetIterator()
    if cursor is not None:
        for word in iterate_level(cursor, RIL.WORD):
            try:
                box, text = word.BoundingBox(RIL.WORD), word.GetUTF8Text(RIL.WORD)
            except RuntimeError:  # what tesserocr raises where there is nothing to read
                continue
            if box and text and text.strip():
                x0, y0, x1, y1 = ((v - 12 + o) / s for v, o, s in zip(box, (left, top) * 2, (across, down) * 2, strict=True))
                words.append(Seen(text.strip(), Box(x0, y0, x1, y1)))
    engine.Clear()
    return words


@lru_cache(maxsize=1)
def _engine() -> Any:
    os.environ["OMP_THREAD_LIMIT"] = "1"
    from tesserocr import OEM, PyTessBaseAPI

    given = os.environ.get("TESSDATA_PREFIX")
    for folder in (Path(given) if given else None, Path(sysconfig.get_path("data")) / "share" / "tessdata"):
        if folder is not None and (folder / "eng.traineddata").is_file():
            return PyTessBaseAPI(path=str(folder), lang="eng", oem=OEM.LSTM_ONLY)
    raise Unexpected("the OCR language file eng.traineddata is not installed")


@lru_cache(maxsize=1)
def _version() -> str:
    import tesserocr

    return "Tesseract " + str(tesserocr.tesseract_version()).split()[1]
