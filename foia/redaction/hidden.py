"""What a page hides: text and pictures that a reader of the file can get at though no eye sees them.

The question is asked of the pixels, so draw order, nesting and clipping need no rules: draw the page with and without its text; where
nothing changes, the text is not seen. Then draw the text alone, to learn whether something covers it. Imports: model, foia.pdfium.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pypdfium2.raw as raw

from foia import pdfium
from foia.model import Box

Pixels = Any

SCALE = 2.0  # pixels a point
CHANGE = 24  # grey levels by which text that is seen changes a pixel
EVEN = 14  # spread of grey levels within an evenly filled area
COVERED = "text under a cover"
SAME_COLOUR = "text in the colour of the box it stands on"
LAYER_UNDER = "text layer under a box"
THROUGH = "text seen through a marker"
PICTURE = "picture under a cover"
LAYER_ALONE = "invisible text where nothing is seen"
LAYER_OFF = "text on a layer that is switched off"
PALE = "text in the colour of the paper"
UNDRAWN = "text that is not drawn"
OUTSIDE = "text outside the page"
STAMP = "a redacting program's own stamp"
LEAKS = frozenset({COVERED, SAME_COLOUR, LAYER_UNDER, THROUGH, PICTURE})

_SMALL = 3.0  # points: lower covers than this hide nothing legible
_MOST_CHARACTERS = 200_000  # a page; more is not text


@dataclass(frozen=True, slots=True)
class Hidden:
    """Something on a page that is there but not seen. `text` is what a reader gets out (secret), empty for pictures."""

    kind: str
    box: Box
    text: str = ""


@dataclass(slots=True)
class _Letter:
    text: str
    at: int  # its number on the page
    word: int
    left: float
    top: float
    right: float
    bottom: float
    source: Any  # the open text page
    alone: bool = False  # it is a word by itself

    @property
    def box(self) -> Box:
        return Box(self.left, self.top, self.right, self.bottom)

    def mode(self) -> int:
        item = raw.FPDFText_GetTextObject(self.source, self.at)
        return int(raw.FPDFTextObj_GetTextRenderMode(item)) if item else -1

    def style(self) -> tuple[int, bool, int]:
        """(render mode, whether on a layer, grey level of its fill or -1); asked only of letters that are not seen."""
        item = raw.FPDFText_GetTextObject(self.source, self.at)
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        known = raw.FPDFText_GetFillColor(self.source, self.at, red, green, blue, alpha)
        return self.mode(), bool(item) and _on_layer(item), min(red.value, green.value, blue.value) if known else -1


def hidden_on(document: Any, index: int) -> list[Hidden]:
    """Everything hidden on the page at `index`, in reading order, grouped by what hides it."""
    with pdfium.LOCK:
        page = document[index]
        try:
            return _look(page)
        finally:
            page.close()


def _look(page: Any) -> list[Hidden]:
    objects = list(_leaves(page))
    scale = pdfium.fitting_scale(page, SCALE, 12_000_000)
    texts = [o for o in objects if raw.FPDFPageObj_GetType(o) == raw.FPDF_PAGEOBJ_TEXT]
    others = [o for o in objects if raw.FPDFPageObj_GetType(o) != raw.FPDF_PAGEOBJ_TEXT]
    whole = _draw(page, scale, annotations=True)
    found: list[Hidden] = []
    text_page = page.get_textpage()
    try:
        found += _hidden_text(page, text_page, texts, others, whole, scale)
    finally:
        text_page.close()
    found += _hidden_pictures(page, objects, texts, whole, scale)
    return found


def _hidden_text(
    page: Any, text_page: Any, texts: Sequence[Any], others: Sequence[Any], whole: Pixels, scale: float
) -> list[Hidden]:
    width, height = page.get_size()
    letters = _letters(page, text_page, width, height)
    if letters:
        with _off(texts):
            bare = _draw(page, scale, annotations=True)
        with _off(others):
            alone = _draw(page, scale, annotations=False)
        judged = _judge(letters, whole, bare, alone, scale, width, height)
        if any(kind == COVERED for kind, _ in judged):
            judged = _on_top(page, texts, judged, bare, alone, scale)
        return _stamps(_grouped(judged, whole, scale))
    return []


# ----------------------------------------------------------------------------------------------------------------- words


def _judge(
    letters: Sequence[_Letter], whole: Pixels, bare: Pixels, alone: Pixels, scale: float, width: float, height: float
) -> list[tuple[str, _Letter]]:
    """Each letter that is not seen, with the reason. Punctuation alone says nothing and is passed over."""
    change = _difference(whole, bare)
    printed = _darkest(alone) < 155
    shade = _darkest(whole)
    edges = np.array([letter.box for letter in letters])
    seen_all, ink_all = _sums(change > CHANGE, edges, scale), _sums(printed, edges, scale)
    areas = (edges[:, 2] - edges[:, 0]) * (edges[:, 3] - edges[:, 1]) * scale * scale
    dark_all = _sums(shade < 140, edges, scale) > 0.5 * np.maximum(areas, 1)
    uneven = np.zeros_like(printed)
    uneven[:, 1:] = np.maximum(shade[:, 1:], shade[:, :-1]) - np.minimum(shade[:, 1:], shade[:, :-1]) > EVEN
    uneven[1:] |= np.maximum(shade[1:], shade[:-1]) - np.minimum(shade[1:], shade[:-1]) > EVEN
    even_all = _sums(uneven, edges, scale) == 0
    out_all = (edges[:, 2] < 0) | (edges[:, 3] < 0) | (edges[:, 0] > width) | (edges[:, 1] > height)
    found: list[tuple[str, _Letter]] = []
    for at in np.flatnonzero((seen_all < np.maximum(0.12 * ink_all, 2)) | dark_all | out_all):
        letter, seen, ink = letters[int(at)], int(seen_all[at]), int(ink_all[at])
        if not letter.text.isalnum():
            continue
        if out_all[at]:
            found.append((OUTSIDE, letter))
            continue
        even = bool(even_all[at])
        if ink == 0 and not even and letter.mode() == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            continue  # the text layer of a scan, over the ink it was read from
        under = _cut(shade, letter.box, scale)
        if under.size == 0:
            continue
        mode, layer, colour = letter.style()
        middle = int(np.median(under))
        if mode != raw.FPDF_TEXTRENDERMODE_INVISIBLE and seen >= max(0.12 * ink, 2):
            contrast = int(_cut(change, letter.box, scale).max())
            if ink > 2 and colour < 110 and middle < 140 and contrast < 110 and seen < 1.8 * ink:
                found.append((THROUGH, letter))
            continue
        if mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            if even:
                found.append((LAYER_UNDER if middle < 128 else LAYER_ALONE, letter))
        elif ink > 2:
            found.append((COVERED, letter))
        elif layer:
            found.append((LAYER_OFF, letter))
        elif even and colour >= 0 and abs(colour - middle) <= 40:
            found.append((PALE, letter))
        elif letter.bottom - letter.top >= 1.5:
            found.append((UNDRAWN, letter))
    return found


def _difference(one: Pixels, other: Pixels) -> Pixels:
    changed = np.maximum(one, other) - np.minimum(one, other)
    return np.maximum(np.maximum(changed[..., 0], changed[..., 1]), changed[..., 2])


def _darkest(pixels: Pixels) -> Pixels:
    """The lowest of the three channels; spelled out, for numpy's own minimum over an axis of three is thirty times slower."""
    return np.minimum(np.minimum(pixels[..., 0], pixels[..., 1]), pixels[..., 2])


def _sums(marked: Pixels, edges: Pixels, scale: float) -> Pixels:
    """How many marked pixels lie in each box (points); vectorised over the boxes."""
    height, width = marked.shape
    total = np.zeros((height + 1, width + 1), dtype=np.int32)
    np.cumsum(np.cumsum(marked, axis=0, dtype=np.int32), axis=1, out=total[1:, 1:])
    x0, y0 = (np.clip((edges[:, n] * scale).astype(int), 0, limit) for n, limit in ((0, width), (1, height)))
    x1, y1 = (np.clip((edges[:, n] * scale).astype(int) + 1, 0, limit) for n, limit in ((2, width), (3, height)))
    return total[y1, x1] - total[y0, x1] - total[y1, x0] + total[y0, x0]


def _on_top(
    page: Any, texts: Sequence[Any], judged: list[tuple[str, _Letter]], bare: Pixels, alone: Pixels, scale: float
) -> list[tuple[str, _Letter]]:
    """Tell letters under a cover from letters drawn after it in its own colour, by giving all text another colour."""
    for item in texts:
        raw.FPDFPageObj_SetFillColor(item, 255, 0, 255, 255)
    change = _difference(_draw(page, scale, annotations=True), bare) > CHANGE
    printed = _darkest(alone) < 155

    def on_top(letter: _Letter) -> bool:
        return int(_cut(change, letter.box, scale).sum()) > 0.5 * int(_cut(printed, letter.box, scale).sum())

    return [(SAME_COLOUR if kind == COVERED and on_top(letter) else kind, letter) for kind, letter in judged]


def _stamps(found: list[Hidden]) -> list[Hidden]:
    """The same few words, drawn after the box and in its colour, on three boxes or more: the redacting program's own stamp."""
    counts = Counter(item.text for item in found if item.kind == SAME_COLOUR)
    often = [text for text, count in counts.items() if count >= 3]
    return [
        Hidden(STAMP, item.box, item.text) if item.kind == SAME_COLOUR and any(item.text in text for text in often) else item
        for item in found
    ]


def _grouped(found: Sequence[tuple[str, _Letter]], whole: Pixels, scale: float) -> list[Hidden]:
    """Neighbours of one line hidden in one way are one finding, unless paper shows between them: one cover, one finding.

    A single letter whose neighbours are seen is a clipped edge of a box, not a finding.
    """
    grey = _darkest(whole)
    groups: list[tuple[str, list[_Letter]]] = []
    for kind, letter in found:
        if groups:
            last_kind, members = groups[-1]
            last = members[-1]
            size = max(letter.bottom - letter.top, letter.right - letter.left, 6)
            across = max(letter.left - last.right, last.left - letter.right, 0)
            down = max(letter.top - last.bottom, last.top - letter.bottom, 0)
            if kind == last_kind and min(across, down) < 0.5 * size and max(across, down) < 3 * size:
                xs, ys = (
                    sorted((_middle(last.left, last.right), _middle(letter.left, letter.right))),
                    sorted((_middle(last.top, last.bottom), _middle(letter.top, letter.bottom))),
                )
                between = _cut(grey, Box(xs[0], ys[0], xs[1], ys[1]), scale)
                ground = int(np.median(_cut(grey, last.box, scale)))
                if between.size == 0 or abs(int(np.median(between)) - ground) <= 60 or letter.at == last.at + 1:
                    members.append(letter)
                    continue
        groups.append((kind, [letter]))
    return [
        Hidden(
            kind,
            Box(min(w.left for w in ws), min(w.top for w in ws), max(w.right for w in ws), max(w.bottom for w in ws)),
            _spelled(ws),
        )
        for kind, ws in groups
        if len(ws) > 1 or ws[0].alone
    ]


def _middle(one: float, other: float) -> float:
    return (one + other) / 2


def _spelled(letters: Sequence[_Letter]) -> str:
    parts = [letters[0].text]
    for last, letter in pairwise(letters):
        parts.append((" " if letter.word != last.word else "") + letter.text)
    return "".join(parts)


def _letters(page: Any, text_page: Any, width: float, height: float) -> list[_Letter]:
    to_display = _display(page, width, height)
    letters: list[_Letter] = []
    word = 0
    edges = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = edges
    loose = raw.FS_RECTF()
    sizes: dict[int, int] = {}
    for at in range(min(text_page.count_chars(), _MOST_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(text_page, at)
        character = chr(code) if 0 < code < 0x110000 else ""
        if not character or character.isspace() or 0xD800 <= code < 0xE000 or raw.FPDFText_IsGenerated(text_page, at) == 1:
            word += 1
            continue
        if not raw.FPDFText_GetCharBox(text_page, at, left, right, bottom, top):
            continue
        if top.value - bottom.value < 0.5 and raw.FPDFText_GetLooseCharBox(text_page, at, loose):  # a glyph without ink
            left.value, bottom.value, right.value, top.value = loose.left, loose.bottom, loose.right, loose.top
        x0, y0, x1, y1 = to_display(left.value, bottom.value, right.value, top.value)
        letters.append(_Letter(character, at, word, x0, y0, x1, y1, text_page))
        sizes[word] = sizes.get(word, 0) + 1
    for letter in letters:
        letter.alone = sizes[letter.word] == 1
    return letters


def _on_layer(item: Any) -> bool:
    """Whether an object is marked as belonging to an optional-content group."""
    buffer = (ctypes.c_ushort * 32)()
    size = ctypes.c_ulong()
    for at in range(max(raw.FPDFPageObj_CountMarks(item), 0)):
        mark = raw.FPDFPageObj_GetMark(item, at)
        if (
            raw.FPDFPageObjMark_GetName(mark, buffer, 64, size)
            and bytes(buffer)[: size.value].decode("utf-16-le").strip("\0") == "OC"
        ):
            return True
    return False


# -------------------------------------------------------------------------------------------------------------- pictures


def _hidden_pictures(page: Any, objects: Sequence[Any], texts: Sequence[Any], whole: Pixels, scale: float) -> list[Hidden]:
    """Pictures that go on under an evenly filled cover: the whole scan kept under the box."""
    display = _display(page, *page.get_size())
    images = [o for o in objects if raw.FPDFPageObj_GetType(o) == raw.FPDF_PAGEOBJ_IMAGE]
    if not images:
        return []
    first = next(at for at, o in enumerate(objects) if raw.FPDFPageObj_GetType(o) == raw.FPDF_PAGEOBJ_IMAGE)
    covers = []
    for item in objects[first + 1 :]:
        if raw.FPDFPageObj_GetType(item) not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            continue
        box = _bounds(item, display)
        if box and box.x1 - box.x0 > _SMALL and box.y1 - box.y0 > _SMALL and _even(whole, _grow(box, -1), scale):
            covers.append((item, box))
    annotated = [box for box in _annotation_boxes(page, display) if _even(whole, _grow(box, -1), scale)]
    if not covers and not annotated:
        return []
    with _off([*texts, *(item for item, _ in covers)]):
        lifted = _draw(page, scale, annotations=False)
    with _off([o for o in objects if o not in images]), _off([item for item, _ in covers]):
        pictures = _draw(page, scale, annotations=False)
    found = []
    for box in [*(box for _, box in covers), *annotated]:
        inner = _grow(box, -1)
        if not _even(lifted, inner, scale, 90) and not _even(pictures, inner, scale, 90):
            found.append(Hidden(PICTURE, box))
    return found


def _annotation_boxes(page: Any, display: Any) -> list[Box]:
    boxes = []
    rect = raw.FS_RECTF()
    for at in range(min(max(raw.FPDFPage_GetAnnotCount(page), 0), 2000)):
        note = raw.FPDFPage_GetAnnot(page, at)
        if not note:
            continue
        if raw.FPDFAnnot_GetSubtype(note) != raw.FPDF_ANNOT_WIDGET and raw.FPDFAnnot_GetRect(note, rect):
            box = Box(*display(rect.left, rect.bottom, rect.right, rect.top))
            if box.x1 - box.x0 > _SMALL and box.y1 - box.y0 > _SMALL:
                boxes.append(box)
        raw.FPDFPage_CloseAnnot(note)
    return boxes


# ------------------------------------------------------------------------------------------------------------- with PDFium


def _leaves(page: Any) -> Iterator[Any]:
    """The page's objects in drawing order, those inside form XObjects too."""
    yield from _within([raw.FPDFPage_GetObject(page, at) for at in range(max(raw.FPDFPage_CountObjects(page), 0))], 0)


def _within(items: Sequence[Any], depth: int) -> Iterator[Any]:
    for item in items:
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_FORM and depth < 8:
            inner = [raw.FPDFFormObj_GetObject(item, at) for at in range(max(raw.FPDFFormObj_CountObjects(item), 0))]
            yield from _within(inner, depth + 1)
        else:
            yield item


class _off:
    """Leaves objects undrawn for a while."""

    def __init__(self, items: Sequence[Any]) -> None:
        self._items = list(items)

    def __enter__(self) -> None:
        for item in self._items:
            raw.FPDFPageObj_SetIsActive(item, False)

    def __exit__(self, *_: object) -> None:
        for item in self._items:
            raw.FPDFPageObj_SetIsActive(item, True)


def _draw(page: Any, scale: float, *, annotations: bool) -> Pixels:
    bitmap = page.render(scale=scale, draw_annots=annotations, may_draw_forms=annotations, rev_byteorder=True)
    try:
        pixels = bitmap.to_numpy()
        return (pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, axis=2))[..., :3].copy()
    finally:
        bitmap.close()


def _display(page: Any, width: float, height: float) -> Any:
    """A function from a rectangle in the page's own space to one on the displayed page (origin top left)."""
    left, bottom, right, top, turns = pdfium.bounds(page)

    def turn(x: float, y: float) -> tuple[float, float]:
        if turns == 1:
            return y - bottom, x - left
        if turns == 2:
            return right - x, y - bottom
        if turns == 3:
            return top - y, right - x
        return x - left, top - y

    def rectangle(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        (a, b), (c, d) = turn(x0, y0), turn(x1, y1)
        return min(a, c), min(b, d), max(a, c), max(b, d)

    return rectangle


def _bounds(item: Any, display: Any) -> Box | None:
    edges = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(item, *edges):
        return None
    return Box(*display(*(edge.value for edge in edges)))


def _grow(box: Box, by: float) -> Box:
    return Box(box.x0 - by, box.y0 - by, box.x1 + by, box.y1 + by)


def _cut(pixels: Pixels, box: Box, scale: float) -> Pixels:
    return pixels[
        max(int(box.y0 * scale), 0) : max(int(box.y1 * scale) + 1, 0),
        max(int(box.x0 * scale), 0) : max(int(box.x1 * scale) + 1, 0),
    ]


def _even(pixels: Pixels, box: Box, scale: float, spread: int = EVEN) -> bool:
    part = _cut(pixels, box, scale)
    if part.size == 0:
        return True
    grey = _darkest(part)
    return int(np.percentile(grey, 99)) - int(np.percentile(grey, 1)) <= spread
