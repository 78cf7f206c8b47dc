"""The text of a redacted page straight from its content stream, by a reader that knows one grammar: the only one allowed.

What `remove` may write is so little that it can be read exactly: an image over the page, then invisible words. A stream of any other
shape is not read here (pdfminer reads it, and the structure attacker fails the file). So this reader, written from the PDF specification
(ISO 32000-1, 9.4) and not from `text_layer`, sees all that a text engine could see, at a tenth of its cost; pdfminer is held
against it on the pages that PdfminerText samples. Imports: evidence's nouns, pdfminer's objects, numpy.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral

_NUMBER = rb"-?\d+(?:\.\d+)?"
_TURN = rb"(?:1 0 0 1|0 1 -1 0|-1 0 0 -1|0 -1 1 0)"
CONTENT = re.compile(
    rb"q " + _NUMBER + rb" 0 0 " + _NUMBER + rb" 0 0 cm /Page Do Q\nBT 3 Tr\n"
    rb"(?:(?:/Text \d+ Tf ?|\d+ Tz ?|" + _NUMBER + rb" " + _NUMBER + rb" Td ?|" + _TURN + rb" " + _NUMBER + rb" " + _NUMBER
    + rb" Tm ?|<(?:[0-9A-F]{4})+> Tj)+\n)*ET\n?"
)  # fmt: skip
_OPERATOR = re.compile(
    rb"/Text (\d+) Tf|(\d+) Tz|(" + _NUMBER + rb") (" + _NUMBER + rb") Td|(" + _TURN + rb") (" + _NUMBER + rb") (" + _NUMBER
    + rb") Tm|<([0-9A-F]+)> Tj"
)  # fmt: skip
_CMAP = re.compile(
    rb"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    rb"/CIDSystemInfo << /Registry \(Adobe\) /Ordering \(UCS\) /Supplement 0 >> def\n"
    rb"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
    rb"((?:\d+ beginbfchar\n(?:<[0-9A-F]{4}> <[0-9A-F]{4,8}>\n)*endbfchar\n)*)"
    rb"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n?"
)
_PAIR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{4,8})>")
_MIDDLE = 0.3  # of the size above the base line: a letter's middle


class Letters(NamedTuple):
    text: str  # one character a letter
    places: Any  # array (letters, 2): middles in points, from the left and from the top


class _Map(dict[int, str]):
    """Code to character; a code that the font does not name is a letter nobody knows."""

    def __missing__(self, code: int) -> str:
        return "\ufffd"


def character_map(font: Any) -> _Map | None:
    """What the font of a page maps its codes to; None when it is not exactly the font a redacted file has."""
    descendants = resolve1(font.get("DescendantFonts")) or []
    descendant = resolve1(descendants[0]) if len(descendants) == 1 else None
    stream, encoding = resolve1(font.get("ToUnicode")), resolve1(font.get("Encoding"))
    if not isinstance(descendant, dict) or not isinstance(stream, PDFStream):
        return None
    if descendant.get("DW") != 500 or {"W", "W2", "DW2"} & set(descendant):
        return None
    if not isinstance(encoding, PSLiteral) or encoding.name != "Identity-H":
        return None
    shape = _CMAP.fullmatch(stream.get_data())
    if shape is None:
        return None
    found = _Map()
    for code, text in _PAIR.findall(shape.group(1)):
        character = bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
        if int(code, 16) in found or len(character) != 1:
            return None  # two meanings, or several letters: readers differ about them
        found[int(code, 16)] = character
    return found


def read(content: bytes, characters: _Map, height: float) -> Letters | None:
    """Every letter of a page `height` points high, in the order of the stream; None when the stream has any other shape."""
    if CONTENT.fullmatch(content) is None:
        return None
    texts: list[str] = []
    runs: list[tuple[float, ...]] = []  # letters, first middle x, y, step x, y
    size, stretch, e, f, along = 0, 1.0, 0.0, 0.0, 0.0
    a, b = 1, 0  # the text matrix is a quarter turn: a b -b a e f
    for new_size, new_stretch, tx, ty, turn, mx, my, codes in _OPERATOR.findall(content):
        if codes:
            if not size:
                return None  # letters of no font
            text = bytes.fromhex(codes.decode()).decode("utf-16-be", "replace").translate(characters)
            step, up = 0.5 * size * stretch, _MIDDLE * size
            first = along + step / 2
            place = (e + a * first - b * up, height - f - b * first - a * up, a * step, -b * step)
            texts.append(text)
            runs.append((len(text), *place))
            along += step * len(text)
        elif tx:
            x, y = float(tx), float(ty)
            e, f, along = e + a * x - b * y, f + b * x + a * y, 0.0
        elif new_stretch:
            stretch = int(new_stretch) / 100
        elif new_size:
            size = int(new_size)
        else:
            e, f, along = float(mx), float(my), 0.0
            a, b = map(int, turn.split()[:2])
    if not runs:
        return Letters("", np.empty((0, 2)))
    rows = np.array(runs)
    counts = rows[:, 0].astype(np.int64)
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    order = (np.arange(counts.sum()) - starts)[:, None]
    return Letters("".join(texts), np.repeat(rows[:, 1:3], counts, axis=0) + order * np.repeat(rows[:, 3:5], counts, axis=0))
