"""A PDF page's own text layer -> words with boxes, in points of the displayed page. Imports: stdlib, numpy, pypdfium2, model.

PDFium gives characters in the order of the content, with the spaces and line ends that it infers. Words break there and
where the next character stands elsewhere.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as raw

from foia.model import Box
from foia.pdfium import bounds
from foia.records.lines import LEANING, Glyphs

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_HYPHENS = {0x02, 0xAD, 0xFFFE}  # what PDFium reports for a hyphen at the end of a line
UNREADABLE = "\ufffd"


def _by_address(function: Any, *arguments: Any) -> Any:
    """The same C function called with plain addresses: pypdfium2's checked pointers cost four times as much a character."""
    return ctypes.CFUNCTYPE(ctypes.c_int, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_P, _I = ctypes.c_void_p, ctypes.c_int
_get_unicode = _by_address(raw.FPDFText_GetUnicode, _P, _I)
_get_text = _by_address(raw.FPDFText_GetText, _P, _I, _I, _P)
_get_box = _by_address(raw.FPDFText_GetCharBox, _P, _I, _P, _P, _P, _P)
_get_loose_box = _by_address(raw.FPDFText_GetLooseCharBox, _P, _I, _P)
_get_angle = ctypes.CFUNCTYPE(ctypes.c_float, _P, _I)(ctypes.cast(raw.FPDFText_GetCharAngle, _P).value or 0)


@dataclass(frozen=True, slots=True)
class Characters:
    """A page's characters. `tight` are (n, 4) x0 y0 x1 y1 of their ink on the displayed page, `loose` of their cells.

    A cell is known for the first letter of each run and for letters without ink; it is zero for the others.
    """

    text: str  # one character each; a blank for one that prints nothing
    tight: Floats
    loose: Floats
    printing: Mask
    parting: Mask  # white space
    leaning: Mask  # at a slant, neither level nor upright

    def __len__(self) -> int:
        return len(self.text)


def characters(page: Any, textpage: Any) -> Characters:
    """Every character of the text layer, seen or not."""
    count = max(raw.FPDFText_CountChars(textpage), 0) if textpage else 0
    tight = np.zeros((count, 4), dtype=np.float64)  # left right bottom top
    loose = np.zeros((count, 4), dtype=np.float32)  # left top right bottom
    handle = ctypes.cast(textpage, ctypes.c_void_p).value if count else None
    at = tight.ctypes.data
    codes = _codes(handle, count)
    text = list(map(_MEANINGS.__getitem__, codes))
    numbers = np.array(codes, dtype=np.int64)
    printing, parting = numbers > 32, (numbers >= 9) & (numbers <= 32)
    for index in np.flatnonzero((numbers > 126) | (numbers < 9) | (numbers == 13)).tolist():
        printing[index], parting[index] = text[index] not in ("", " "), text[index] == " "
    for index in np.flatnonzero(printing).tolist():
        here = at + 32 * index
        _get_box(handle, index, here, here + 8, here + 16, here + 24)
    first = printing & ~np.concatenate(([False], printing[:-1]))
    flat = printing & ((tight[:, 1] <= tight[:, 0]) | (tight[:, 3] <= tight[:, 2]))
    at = loose.ctypes.data
    for index in np.flatnonzero(first | flat).tolist():
        _get_loose_box(handle, index, at + 16 * index)
    frame = bounds(page)
    cells = displayed(loose.astype(np.float64)[:, [0, 3, 2, 1]], frame)
    cells[~(first | flat)] = 0
    letters = "".join(each or " " for each in text)
    leaning = np.zeros(count, dtype=bool)
    if any(_leans(handle, index) for index in np.flatnonzero(first).tolist()):
        leaning[printing] = [_leans(handle, index) for index in np.flatnonzero(printing).tolist()]
    return Characters(letters, displayed(tight[:, [0, 2, 1, 3]], frame), cells, printing, parting, leaning)


def _leans(handle: int | None, index: int) -> bool:
    return bool(0.5 - abs(_get_angle(handle, index) / _QUARTER % 1 - 0.5) > _SLANT)


_QUARTER = math.pi / 2
_SLANT = 3.0 / 90  # of a quarter turn: scans are fed less askew than that


def _codes(handle: int | None, count: int) -> list[int]:
    """The characters' codes: at one go where the text has one unit a character, else one by one."""
    units = np.zeros(count + 1, dtype=np.uint16)
    if count and _get_text(handle, 0, count, units.ctypes.data) == count + 1 and not ((units >> 11) == 27).any():
        return cast(list[int], units[:count].tolist())
    return [_get_unicode(handle, index) for index in range(count)]


def displayed(boxes: Floats, frame: tuple[float, float, float, float, int]) -> Floats:
    """(left, bottom, right, top) in the page's user space -> (x0, y0, x1, y1) on the displayed page."""
    left, bottom, right, top, turns = frame
    x0, y0, x1, y1 = boxes.T
    if turns == 0:
        moved = (x0 - left, top - y1, x1 - left, top - y0)
    elif turns == 1:
        moved = (y0 - bottom, x0 - left, y1 - bottom, x1 - left)
    elif turns == 2:
        moved = (right - x1, y0 - bottom, right - x0, y1 - bottom)
    else:
        moved = (top - y1, right - x1, top - y0, right - x0)
    return np.stack(moved, axis=1) if len(boxes) else np.zeros((0, 4))


def _meaning(code: int) -> str:
    if 33 <= code < 127:
        return chr(code)
    if code in _HYPHENS:
        return "-"
    if code in (9, 10, 11, 12, 13, 32):
        return " "
    if code < 32 or 127 <= code < 0xA0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF or 0xE000 <= code < 0xF900:
        return UNREADABLE
    character = chr(code)
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) == "Cf" else character


class _Meanings(dict[int, str]):
    """Code -> character, remembered."""

    def __missing__(self, code: int) -> str:
        self[code] = meaning = _meaning(code)
        return meaning


_MEANINGS = _Meanings()


# ----------------------------------------------------------------------------------------------------------------- words

_LIGATURES = re.compile("[\ufb00-\ufb06]")
_ODD_HEIGHT = 6.0  # times the ink: a font that claims a cell so tall is not believed


def words(chars: Characters, keep: Mask) -> tuple[list[Glyphs], list[int]]:
    """Words of the characters kept, in the order of the content, and the indices of their first characters; but for those that lean."""
    keep = keep & ~chars.leaning
    kept = np.flatnonzero(chars.printing & keep)
    if not len(kept):
        return [], []
    parting = chars.parting | (chars.printing & ~keep)
    tight = chars.tight[kept]
    breaks = np.diff(np.cumsum(parting)[kept]) > 0
    cells = _cells(tight, chars.loose[kept], np.concatenate(([True], breaks)))
    breaks |= _apart(cells)
    starts = np.concatenate(([0], np.flatnonzero(breaks) + 1))
    ends = np.concatenate((starts[1:], [len(kept)]))
    low = np.minimum.reduceat(cells[:, :2], starts)
    high = np.maximum.reduceat(cells[:, 2:], starts)
    middles = (tight[:, 0] + tight[:, 2], cells[:, 1] + cells[:, 3])  # of cells: a comma's ink lies lower than a letter's
    across = middles[0][ends - 1] - middles[0][starts]
    along = middles[1][ends - 1] - middles[1][starts]
    single = ends - starts == 1
    turns = _turns(across, along, single, starts)
    # edges between letters: half-way between two of them
    edges = np.empty(len(kept) + 1)
    edges[1:-1] = (cells[:-1, 2] + cells[1:, 0]) / 2
    edges[starts] = low[:, 0]
    falls = np.zeros(len(kept), dtype=bool)
    falls[:-1] = (edges[1:-1] < edges[:-2]) & ~breaks
    falls[1:] |= (edges[1:-1] > high[np.cumsum(breaks), 0]) & ~breaks
    straight = (turns == 0) & ((across > 0) | single) & (np.abs(along) <= 0.7 * (high[:, 1] - low[:, 1]))
    straight &= ~np.logical_or.reduceat(falls, starts)
    letters = chars.text if len(kept) == len(chars) else "".join(map(chars.text.__getitem__, kept.tolist()))
    between = edges.tolist()
    found: list[Glyphs] = []
    firsts: list[int] = []
    for start, end, (x0, y0), (x1, y1), way, is_straight in zip(
        starts.tolist(), ends.tolist(), low.tolist(), high.tolist(), turns.tolist(), straight.tolist(), strict=True
    ):
        if x1 <= x0 and y1 <= y0:
            continue
        text = letters[start:end]
        cuts = (*between[start:end], x1) if is_straight else ()
        if not text.isascii():
            is_oriental = _runs_left(text)  # upside down it would be rare; right to left it is usual
            way = 0 if is_oriental and way == 2 else way
            text, cuts = _unusual(text, cuts, is_backwards=is_oriental and is_straight)
        found.append(Glyphs(text, Box(x0, y0, x1, y1), cuts, way))
        firsts.append(start)
    return found, kept[firsts].tolist()


def leaning(chars: Characters, keep: Mask) -> list[Glyphs]:
    """The letters kept that stand at a slant, one by one: a box around a word of them would cover its neighbours."""
    kept = np.flatnonzero(chars.printing & keep & chars.leaning)
    if not len(kept):
        return []
    boxes = chars.tight[kept]
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    size = np.maximum((boxes[:, 2:] - boxes[:, :2]).max(axis=1), 1.0)
    parted = np.diff(np.cumsum(chars.parting)[kept]) > 0
    far = np.hypot(*(middles[1:] - middles[:-1]).T) > _REACH * np.maximum(size[1:], size[:-1])
    glued = [False, *(~(parted | far)).tolist()]
    return [
        Glyphs(chars.text[at], Box(*box), is_glued=is_glued, turns=LEANING)
        for at, box, is_glued in zip(kept.tolist(), boxes.tolist(), glued, strict=True)
    ]


_REACH = 1.6  # times the letters' size: letters further apart belong to two words


def _turns(across: Floats, along: Floats, single: Mask, starts: npt.NDArray[np.intp]) -> npt.NDArray[np.int64]:
    """Where each word runs; a word of one letter runs as the one before it, or after it."""
    turns = np.where(np.abs(along) > np.abs(across), np.where(along > 0, 1, 3), np.where(across >= 0, 0, 2))
    known = np.flatnonzero(~single)
    if not len(known):
        return np.zeros(len(starts), dtype=np.int64)
    before = np.maximum(np.searchsorted(known, np.arange(len(starts)), side="right") - 1, 0)
    return np.asarray(turns[known[before]])


def _cells(tight: Floats, loose: Floats, first: Mask) -> Floats:
    """What each letter covers: its ink and, as high as the cell of its run's first letter, where the font is to be believed."""
    inked = (tight[:, 2] > tight[:, 0]) & (tight[:, 3] > tight[:, 1])
    celled = (loose[:, 2] > loose[:, 0]) & (loose[:, 3] > loose[:, 1])
    tall = np.maximum(np.where(inked, tight[:, 3] - tight[:, 1], 0), 2.0)
    celled &= ~(inked & (loose[:, 3] - loose[:, 1] > _ODD_HEIGHT * tall))
    both = np.concatenate((np.minimum(tight[:, :2], loose[:, :2]), np.maximum(tight[:, 2:], loose[:, 2:])), axis=1)
    cells = np.where((celled & inked)[:, None], both, np.where(celled[:, None], loose, tight))
    # a run's other letters stand on the same line: as high as its first
    runs = np.flatnonzero(first)
    run = np.cumsum(first) - 1
    top, bottom = cells[runs, 1][run], cells[runs, 3][run]
    same = (tight[:, 1] < bottom) & (tight[:, 3] > top) & celled[runs][run]
    cells[same, 1] = np.minimum(cells[same, 1], top[same])
    cells[same, 3] = np.maximum(cells[same, 3], bottom[same])
    return cells


def _apart(cells: Floats) -> Mask:
    """For each character but the last: whether the next one stands so far off that it begins another word."""
    a, b = cells[:-1], cells[1:]
    sides = np.maximum(cells[:, 2] - cells[:, 0], cells[:, 3] - cells[:, 1])
    size = np.maximum(np.maximum(sides[:-1], sides[1:]), 1.0)
    across = np.maximum(b[:, 0] - a[:, 2], a[:, 0] - b[:, 2])
    along = np.maximum(b[:, 1] - a[:, 3], a[:, 1] - b[:, 3])
    return np.asarray((across > 0.9 * size) | (along > 0.6 * size))


def _unusual(text: str, cuts: tuple[float, ...], *, is_backwards: bool) -> tuple[str, tuple[float, ...]]:
    """Ligatures spelled out; words written from right to left, but stored as they stand, in reading order."""
    if _LIGATURES.search(text):
        pieces = [unicodedata.normalize("NFKC", c) if _LIGATURES.match(c) else c for c in text]
        if cuts:
            edges = [cuts[0]]
            for piece, start, end in zip(pieces, cuts, cuts[1:], strict=False):
                edges += [start + (end - start) * (i + 1) / len(piece) for i in range(len(piece))]
            cuts = tuple(edges)
        text = "".join(pieces)
    return (text[::-1], ()) if is_backwards else (text, cuts)


def _runs_left(text: str) -> bool:
    return sum(unicodedata.bidirectional(c) in {"R", "AL"} for c in text) > len(text) / 2
