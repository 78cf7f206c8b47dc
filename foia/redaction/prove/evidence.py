"""The new file as an attacker opens it: raw bytes, parsed by pdfminer (never by the library that wrote it), images decoded here.

Imports: errors, expected, pdfminer, pypdfium2, numpy, Pillow.
"""

from __future__ import annotations

import ctypes
import hashlib
import io
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2.raw as raw
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import mult_matrix
from PIL import Image

from foia import pdfium
from foia.redaction.printing import mark
from foia.redaction.prove import stream
from foia.redaction.prove.expected import ExpectedPage, squash
from foia.redaction.prove.stream import Letters

Pixels = Any  # numpy array of uint8


class Unexpected(Exception):
    """The file is not of the shape a redacted file has. The message holds no text of the record."""


class File:
    """The new file, read once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data = path.read_bytes()
        self.sha256 = hashlib.sha256(self.data).hexdigest()

    @cached_property
    def document(self) -> Any:
        return PDFDocument(PDFParser(io.BytesIO(self.data)))

    @cached_property
    def object_ids(self) -> tuple[int, ...]:
        return tuple(sorted({number for xref in self.document.xrefs for number in xref.get_objids()}))

    def objects(self) -> Iterator[tuple[int, Any]]:
        for number in self.object_ids:
            yield number, self.document.getobj(number)
            self._forget()

    def _forget(self) -> None:
        """pdfminer keeps every object it has parsed, decoded streams too: memory would grow with the pages."""
        kept = self.document._cached_objs
        for number in [number for number, (value, _) in kept.items() if isinstance(value, PDFStream)]:
            del kept[number]

    def pages(self, expected: Sequence[ExpectedPage], *, first: int = 0, count: int = -1) -> Iterator[PageEvidence]:
        """From page index `first` on, what is expected beside what is there; raises Unexpected when the file has not `count` pages
        in all (by default, as many as are expected)."""
        count = len(expected) if count < 0 else count
        device = _Letters()
        maps: dict[int, Any] = {}
        interpreter = PDFPageInterpreter(PDFResourceManager(caching=True), device)
        with pdfium.LOCK, pdfium.open_document(self.data) as shown:
            found = list(PDFPage.create_pages(self.document))
            if len(found) != count or len(shown) != count:
                raise Unexpected(f"{len(found)} pages where {count} are expected")
            for index, (page, wanted) in enumerate(zip(found[first : first + len(expected)], expected, strict=True), first):
                yield PageEvidence(wanted, page, shown, index, interpreter, device, maps)
                self._forget()


class PageEvidence:
    """One page: what it may hold (`expected`) and what attackers see. Everything is worked out when first asked for."""

    def __init__(
        self,
        expected: ExpectedPage,
        page: Any,
        shown: Any,
        index: int,
        interpreter: Any,
        device: _Letters,
        maps: dict[int, Any],
    ) -> None:
        self.expected = expected
        self.page = page
        self._shown, self._index = shown, index
        self._interpreter, self._device, self._maps = interpreter, device, maps

    @property
    def letters(self) -> Letters:
        """Every letter the page's content draws, in the order of the stream: read exactly, or by pdfminer where that cannot be."""
        return self.exact or self.letters_of_pdfminer

    @cached_property
    def exact(self) -> Letters | None:
        """The letters by the exact reading (see stream); None where the page's content or font has any other shape."""
        fonts = resolve1(self.page.resources.get("Font") or {})
        key = getattr(fonts.get("Text"), "objid", 0)
        if list(fonts) != ["Text"] or not key:
            return None
        if key not in self._maps:
            self._maps[key] = stream.character_map(resolve1(fonts["Text"]))
        characters = self._maps[key]
        return None if characters is None else stream.read(self.content, characters, float(self.page.mediabox[3]))

    @cached_property
    def letters_of_pdfminer(self) -> Letters:
        """The same, as pdfminer decodes it."""
        self._device.start(float(self.page.mediabox[3]))
        self._interpreter.process_page(self.page)
        return self._device.letters()

    @cached_property
    def pdfium_text(self) -> tuple[str, tuple[str, ...]]:
        """(the page's text, the text inside each box) as PDFium reads them."""
        page = self._shown[self._index]
        text_page = page.get_textpage()
        try:
            inside = self._in_boxes(text_page, page.get_height())
            return text_page.get_text_range() if text_page.count_chars() else "", inside
        finally:
            text_page.close()
            page.close()

    def _in_boxes(self, text_page: Any, height: float) -> tuple[str, ...]:
        """For each box, the letters whose middle lies in it. PDFium's own search by area also gives those that only touch it."""
        if not self.expected.boxes:
            return ()
        near = tuple(
            text_page.get_text_bounded(left=box.x0, bottom=height - box.y1, right=box.x1, top=height - box.y0)
            for box, _ in self.expected.boxes
        )
        if not any(
            Counter(squash(text)) - Counter(squash(mark(label)))
            for text, (_, label) in zip(near, self.expected.boxes, strict=True)
        ):
            return near  # all that touches the box is its mark: then so is all that lies in it
        count = text_page.count_chars()
        middles = np.empty((count, 2))
        edges = [ctypes.c_double() for _ in range(4)]
        left, right, bottom, top = edges
        for at in range(count):
            raw.FPDFText_GetCharBox(text_page, at, left, right, bottom, top)
            middles[at] = (left.value + right.value) / 2, height - (bottom.value + top.value) / 2
        found = []
        for box, _ in self.expected.boxes:
            within = (middles > (box.x0, box.y0)).all(axis=1) & (middles < (box.x1, box.y1)).all(axis=1)
            found.append("".join(chr(raw.FPDFText_GetUnicode(text_page, int(at))) for at in np.flatnonzero(within)))
        return tuple(found)

    @cached_property
    def content(self) -> bytes:
        return b"\n".join(resolve1(part).get_data() for part in self.page.contents)

    @cached_property
    def image(self) -> PDFStream:
        """The page's only image."""
        stored = resolve1(self.page.resources.get("XObject") or {})
        if len(stored) != 1:
            raise Unexpected(f"page {self.expected.number} has {len(stored)} images, not one")
        image = resolve1(next(iter(stored.values())))
        if not isinstance(image, PDFStream):
            raise Unexpected(f"page {self.expected.number} has no image")
        return image

    @cached_property
    def pixels(self) -> Pixels:
        """The stored image, decoded: grey (height, width), or RGB (height, width, 3)."""
        return decode(self.image)

    @cached_property
    def grey(self) -> Pixels:
        if self.pixels.ndim == 2:
            return self.pixels
        return np.asarray(Image.fromarray(self.pixels).convert("L"))

    @property
    def scale(self) -> tuple[float, float]:
        """(pixels a point across, down)."""
        height, width = self.pixels.shape[:2]
        return width / self.expected.width, height / self.expected.height


class _Letters(PDFTextDevice):  # type: ignore[misc]
    """Collects letters and their places; pdfminer's layout analysis is left out, so nothing is merged or guessed."""

    def __init__(self) -> None:
        super().__init__(PDFResourceManager())
        self.start(0.0)

    def start(self, height: float) -> None:
        self._height = height
        self._text: list[str] = []
        self._rows: list[tuple[float, ...]] = []

    def letters(self) -> Letters:
        """a, b, c, d, e, f of each letter's matrix, then its middle within it, become points on the displayed page."""
        rows = np.array(self._rows).reshape(-1, 8)
        a, b, c, d, e, f, across, up = rows.T
        return Letters(
            "".join(self._text), np.stack([a * across + c * up + e, self._height - (b * across + d * up + f)], axis=1)
        )

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        a, b, c, d, e, f = mult_matrix(textstate.matrix, self.ctm)
        font, size, scaling = textstate.font, textstate.fontsize, textstate.scaling * 0.01
        x, y = textstate.linematrix
        up = y + textstate.rise + 0.3 * size
        for part in seq:
            if not isinstance(part, bytes):
                x -= part * 0.001 * size * scaling
                continue
            for code in font.decode(part):
                try:
                    text = font.to_unichr(code)
                except KeyError:
                    text = chr(0xFFFD)
                width = font.char_width(code) * size * scaling
                middle = (a, b, c, d, e, f, x + width / 2, up)
                for character in text:
                    self._text.append(character)
                    self._rows.append(middle)
                x += width + textstate.charspace * scaling
        textstate.linematrix = (x, y)

    def begin_page(self, page: Any, ctm: Any) -> None:
        self.ctm = ctm


# --------------------------------------------------------------------------------------------------------- stored images


def decode(stream: PDFStream) -> Pixels:
    """The pixels of a stored image; raises Unexpected for any coding that `remove` does not write."""
    attributes = {key: resolve1(value) for key, value in stream.attrs.items()}
    name = _name(attributes.get("Filter"))
    width, height = int(attributes["Width"]), int(attributes["Height"])
    data = stream.get_rawdata()
    if name == "CCITTFaxDecode":
        parameters = resolve1(attributes.get("DecodeParms")) or {}
        if resolve1(parameters.get("K")) != -1 or resolve1(parameters.get("Columns")) != width:
            raise Unexpected("an image is coded in an unexpected way")
        with Image.open(io.BytesIO(_tiff(data, width, height))) as image:
            return np.asarray(image.convert("L"))
    if name == "DCTDecode":
        with Image.open(io.BytesIO(data)) as image:
            if image.size != (width, height):
                raise Unexpected("an image is larger than it says")
            return np.asarray(image)
    raise Unexpected("an image is coded in an unexpected way")


def _name(value: Any) -> str:
    if isinstance(value, list):
        value = resolve1(value[0]) if len(value) == 1 else None
    return value.name if isinstance(value, PSLiteral) and isinstance(value.name, str) else ""


def _tiff(data: bytes, width: int, height: int) -> bytes:
    """The smallest TIFF file around a Group 4 strip."""
    tags = [
        (256, 4, width), (257, 4, height), (258, 3, 1), (259, 3, 4), (262, 3, 0), (273, 4, 8),
        (277, 3, 1), (278, 4, height), (279, 4, len(data)),
    ]  # fmt: skip
    directory = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    padded = data + b"\0" * (len(data) % 2)
    return b"II*\0" + struct.pack("<I", 8 + len(padded)) + padded + directory + b"\0\0\0\0"
