"""Places where the text layer may say something else than is drawn: looked at by text recognition, and corrected.

Two kinds: text with a stand-in (ActualText), which PDFium reports instead of the letters drawn, and words of signs without a
meaning. A whole font that lies is found elsewhere (fonts.py). Imports: stdlib, numpy, pypdfium2, foia.pdfium, glyphs, lines, ocr, seen.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

import numpy as np
import pypdfium2.raw as raw

from foia import pdfium
from foia.model import Box
from foia.records import ocr
from foia.records.fonts import bare
from foia.records.glyphs import UNREADABLE, displayed
from foia.records.lines import Glyphs, moved
from foia.records.seen import text_objects

_ALIKE = 0.7  # of the letters in the text layer and those recognised: then the text layer is right
_SURE = 0.4  # least confidence in a recognised word
_WIDE = 1.2  # times the height: what is narrower is a hyphen, a bullet or a ligature
_PAD = 2.0  # points around a place that is looked at
_FEW = 2  # different signs: a rule, a bullet, a box to tick


def rechecked(page: Any, words: Sequence[Glyphs], *, scale: float, max_pixels: int) -> list[Glyphs]:
    """The page's words, corrected where what is drawn reads otherwise. Costs nothing on a page without such a place."""
    stand_ins = _stand_ins(page)
    doubtful = {
        at for at, word in enumerate(words) if _is_meaningless(word.text) or any(_lies_in(word.box, box) for box in stand_ins)
    }
    places = _joined([*stand_ins, *(words[at].box for at in doubtful if not words[at].turns)])
    places = [box for box in places if box.x1 - box.x0 > _WIDE * (box.y1 - box.y0)]
    if not places:
        return list(words)
    pixels = pdfium.render(page, scale=scale, grey=True, max_pixels=max_pixels)
    gone: set[int] = set()
    added: list[Glyphs] = []
    for box in places:
        x0, y0, x1, y1 = (round(edge * scale) for edge in (box.x0 - _PAD, box.y0 - _PAD, box.x1 + _PAD, box.y1 + _PAD))
        x0, y0 = max(x0, 0), max(y0, 0)
        cut = np.ascontiguousarray(pixels[y0:y1, x0:x1])
        if min(cut.shape) < 2 or int(cut.max()) - int(cut.min()) < _TRACE:
            continue
        seen = ocr.recognise(np.pad(cut, _MARGIN, mode="edge"), scale=scale, block=True, least=_SURE)
        found = [moved(glyphs, (x0 - _MARGIN) / scale, (y0 - _MARGIN) / scale) for glyphs in seen.glyphs]
        within = [at for at, word in enumerate(words) if _lies_in(word.box, box)]
        drawn, claimed = (bare("".join(word.text for word in each)) for each in (found, [words[at] for at in within]))
        if len(drawn) < 2 or SequenceMatcher(None, drawn, claimed, autojunk=False).ratio() >= _ALIKE:
            continue
        gone.update(within)
        added += _as_high(found, [words[at].box for at in within])
    return [word for at, word in enumerate(words) if at not in gone] + added


def _as_high(found: list[Glyphs], cells: list[Box]) -> list[Glyphs]:
    """Recognised words as high as the words they stand for, which are as high as their line."""
    if not cells:
        return found
    top, bottom = min(box.y0 for box in cells), max(box.y1 for box in cells)
    return [
        glyphs._replace(box=Box(glyphs.box.x0, min(glyphs.box.y0, top), glyphs.box.x1, max(glyphs.box.y1, bottom)))
        for glyphs in found
    ]


_TRACE = 24  # grey levels: less contrast shows nothing
_MARGIN = 10  # pixels: Tesseract misses letters at the very edge


def _is_meaningless(text: str) -> bool:
    """Whether a word says nothing that can be searched for: mostly signs, and no row of one ornament either."""
    if text.isascii():
        return False
    plain = sum(c.isascii() or unicodedata.category(c)[0] in "LM" or c.isdecimal() for c in text)
    return UNREADABLE in text or (len(set(text)) > _FEW and 2 * plain < len(text))


def _stand_ins(page: Any) -> list[Box]:
    """Where text is drawn that the file gives another text for, in points of the displayed page."""
    found = []
    edges = [ctypes.c_float() for _ in range(4)]
    for each in text_objects(page):
        if any(_has_stand_in(each, number) for number in range(raw.FPDFPageObj_CountMarks(each))) and raw.FPDFPageObj_GetBounds(
            each, *edges
        ):
            found.append([edge.value for edge in edges])
    boxes = displayed(np.array(found).reshape(-1, 4), pdfium.bounds(page))
    return [Box(*row) for row in boxes.tolist()]


def _has_stand_in(each: Any, number: int) -> bool:
    length = ctypes.c_ulong()
    mark = raw.FPDFPageObj_GetMark(each, number)
    return bool(raw.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", None, 0, length)) and length.value > 2


def _joined(boxes: list[Box]) -> list[Box]:
    """Boxes of one line that overlap or nearly touch, as one."""
    found: list[Box] = []
    for box in sorted(boxes, key=lambda each: each.x0):
        for at, other in enumerate(found):
            low, high = min(box.y1 - box.y0, other.y1 - other.y0), max(box.y1 - box.y0, other.y1 - other.y0)
            if min(other.y1, box.y1) - max(other.y0, box.y0) > 0.5 * low and box.x0 - other.x1 < high:
                found[at] = Box(other.x0, min(other.y0, box.y0), max(other.x1, box.x1), max(other.y1, box.y1))
                break
        else:
            found.append(box)
    return found


def _lies_in(small: Box, big: Box) -> bool:
    return big.x0 - 1 < (small.x0 + small.x1) / 2 < big.x1 + 1 and big.y0 - 1 < (small.y0 + small.y1) / 2 < big.y1 + 1
