"""The invisible text of a redacted page: the remaining words and the printed provisions, in reading order, nothing else.

A font of one shape with Unicode code points as character codes (as OCR programs use): searchable and copyable in any script, and
its only table, ToUnicode, names exactly the characters that stay. Imports: model, pikepdf, stdlib.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name

from foia.model import Box
from foia.redaction.cover import same_line

_PRIVATE = 0xE000  # codes for characters beyond the Basic Multilingual Plane


class Piece(NamedTuple):
    """Text to place; `box` in points, origin top left. `turns`: where it runs (see turned)."""

    text: str
    box: Box
    turns: int = 0


class Codes:
    """Character codes used in one document; code = code point, or a private one for characters beyond U+FFFF."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}
        self._private = _PRIVATE

    def encode(self, text: str) -> str:
        """Hexadecimal two-byte codes."""
        if text.isascii():
            for character in text:
                self._used.setdefault(character, ord(character))
            return text.encode("utf-16-be").hex().upper()
        digits = []
        for character in text:
            code = self._used.get(character)
            if code is None:
                point = ord(character)
                if point > 0xFFFF or 0xE000 <= point <= 0xF8FF:
                    point, self._private = self._private, self._private + 1
                code = self._used[character] = point
            digits.append(f"{code:04X}")
        return "".join(digits)

    def to_unicode(self) -> bytes:
        """The CMap that turns codes back into characters."""
        entries = sorted((code, character) for character, code in self._used.items())
        lines = [
            "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def", "/CMapType 2 def",
            "1 begincodespacerange", "<0000> <FFFF>", "endcodespacerange",
        ]  # fmt: skip
        for first in range(0, len(entries), 100):
            block = entries[first : first + 100]
            lines.append(f"{len(block)} beginbfchar")
            lines += [f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in block]
            lines.append("endbfchar")
        lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
        return "\n".join(lines).encode("ascii")


def content(pieces: Iterable[Piece], codes: Codes, *, width: float, height: float, boxes: Sequence[Box] = ()) -> bytes:
    """The content stream of one page: its image over the whole page, then the words, each where it is seen, none on one of `boxes`.

    Positions are those of whole words, and words of one line share size and base line: how wide or high a single letter was is not
    told.
    """
    lines = [f"q {_n(width)} 0 0 {_n(height)} 0 0 cm /Page Do Q", "BT 3 Tr"]
    at_x = at_y = size = 0.0
    stretch = 100
    last: Box | None = None
    for text, box, turns in pieces:
        text = _visual(clean(text))
        if not text:
            continue
        shown = f"<{codes.encode(text + ' ')}> Tj"
        along, across = (box.y1 - box.y0, box.x1 - box.x0) if turns % 2 else (box.x1 - box.x0, box.y1 - box.y0)
        base = height - box.y1 + 0.2 * across
        # near its own place all the same: on a page scanned askew a chain of words climbs from line to line
        level = not turns and last is not None and same_line(last, box) and abs(base - at_y) < 0.25 * across
        level = level and not any(_lies_on(height - at_y - 0.3 * size, box, over) for over in boxes)
        words = []
        if not level or not 0.6 * size < across < 1.6 * size:
            size = max(round(across), 1)
            words.append(f"/Text {size} Tf")
        wanted = max(5 * int(40 * max(along, 0.5) / (size * len(text))), 5)  # every glyph is half an em wide
        if wanted != stretch:
            stretch = wanted
            words.append(f"{stretch} Tz")
        if turns:
            lines += [
                " ".join(words),
                f"{_TURNED[turns]} {_origin(box, turns, height, 0.2 * across)} Tm {shown}",
                "1 0 0 1 0 0 Tm",
            ]
            at_x = at_y = 0.0
            last = None
            continue
        x, y = round(box.x0, 1), at_y if level else round(base, 1)
        lines.append(" ".join([*words, f"{_n(x - at_x)} {_n(y - at_y)} Td", shown]))
        at_x, at_y, last = x, y, box
    lines.append("ET")
    return "\n".join(line for line in lines if line).encode("ascii")


def _lies_on(middle: float, word: Box, over: Box) -> bool:
    """Whether letters of a word set with their middle so far from the top would lie on a box."""
    return over.y0 < middle < over.y1 and over.x0 < word.x1 and word.x0 < over.x1


_TURNED = ("1 0 0 1", "0 -1 1 0", "-1 0 0 -1", "0 1 -1 0")


def _origin(box: Box, turns: int, height: float, base: float) -> str:
    """Where a turned word begins, `base` from the edge its letters stand on."""
    if turns == 1:
        return f"{_n(box.x0 + base)} {_n(height - box.y0)}"
    if turns == 2:
        return f"{_n(box.x1)} {_n(height - box.y0 - base)}"
    return f"{_n(box.x1 - base)} {_n(height - box.y1)}"


def clean(text: str) -> str:
    """Without control characters and surrogates, which no reader shows."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs"))


def _visual(text: str) -> str:
    """Right-to-left words are stored from left to right, as in any PDF; readers turn them round."""
    if text.isascii():
        return text
    first = next((unicodedata.bidirectional(c) for c in text if unicodedata.bidirectional(c) in ("L", "R", "AL")), "L")
    return text[::-1] if first in ("R", "AL") else text


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if round(value, 2) else "0"


def font(pdf: Any, codes: Codes) -> Any:
    """The font's dictionary, made last, when all codes are known."""
    program = pikepdf.Stream(pdf, font_program())
    program[Name.Length1] = len(font_program())
    descriptor = pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor, FontName=Name.Glyphless, Flags=4, FontBBox=Array([0, -200, 500, 800]), ItalicAngle=0,
            Ascent=800, Descent=-200, CapHeight=800, StemV=80, FontFile2=pdf.make_indirect(program),
        )
    )  # fmt: skip
    descendant = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.Glyphless, CIDToGIDMap=pdf.make_indirect(pikepdf.Stream(pdf, glyph_map())), DW=500,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0), FontDescriptor=descriptor,
    )  # fmt: skip
    return Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Glyphless, Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]), ToUnicode=pdf.make_indirect(pikepdf.Stream(pdf, codes.to_unicode())),
    )  # fmt: skip


def font_program() -> bytes:
    """A TrueType font whose one glyph is a plain rectangle, half an em wide; the same bytes always.

    The text is never painted (render mode 3); but PDFium drops text that runs up the page when its glyphs have no extent.
    """
    head = struct.pack(">IIIIHHQQhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, 1000, 0, 0, 0, -200, 500, 800, 0, 8, 2, 0, 0)
    hhea = struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, 800, -200, 0, 500, 0, 0, 500, 1, 0, 0, 0, 0, 0, 0, 0, 2)
    maxp = struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    cmap = struct.pack(">HHHHI", 0, 1, 3, 1, 12) + struct.pack(">HHHHHHH", 4, 24, 0, 2, 2, 0, 0)
    cmap += struct.pack(">HHHHH", 0xFFFF, 0, 0xFFFF, 1, 0)
    outline = struct.pack(">hhhhhHH", 1, 0, -200, 500, 800, 3, 0) + b"\x01" * 4
    outline += struct.pack(">hhhh", 0, 500, 0, -500) + struct.pack(">hhhh", -200, 0, 1000, 0)
    outline += b"\0" * (-len(outline) % 4)
    tables = {
        b"cmap": cmap, b"glyf": outline, b"head": head, b"hhea": hhea, b"hmtx": struct.pack(">HhHh", 500, 0, 500, 0),
        b"loca": struct.pack(">HHH", 0, 0, len(outline) // 2), b"maxp": maxp,
    }  # fmt: skip
    offset = 12 + 16 * len(tables)
    directory, body = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64), b""
    for tag, data in tables.items():
        padded = data + b"\0" * (-len(data) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += tag + struct.pack(">III", total, offset + len(body), len(data))
        body += padded
    return directory + body


def glyph_map() -> bytes:
    """CIDToGIDMap: every code shows the one glyph."""
    return b"\0\1" * 65536
