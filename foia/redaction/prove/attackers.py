"""The attackers, in the order they try. Each looks at every page, then gives its verdict; none ever reports text it found.

An attacker passes only if it could look everywhere and found nothing; what it could not read counts as found (`prove` turns any
exception into a failed attempt). Imports: model, evidence, expected, printing, page_image.stamp (which knows no page).
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import numpy as np
import pdfminer
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from PIL import Image, JpegImagePlugin
from PIL import __version__ as pillow_version

from foia.redaction.page_image import stamp
from foia.redaction.printing import LANGUAGE, TITLE
from foia.redaction.prove.evidence import File, PageEvidence
from foia.redaction.prove.expected import Finder, Secrets, Whole, squash
from foia.redaction.prove.stream import CONTENT
from foia.redaction.text_layer import font_program, glyph_map

PDFMINER = f"pdfminer.six {pdfminer.__version__}"


class Attacker:
    """Looks at pages one by one (`look`), then at the whole file (`finish`); `found` holds what speaks against release."""

    name: ClassVar[str]
    tool: ClassVar[str]
    reads_file: ClassVar[bool] = False  # `finish` reads the whole file; else it only sums up

    def __init__(self, secrets: Secrets) -> None:
        self.secrets = secrets
        self.found: list[str] = []
        self.notes: list[str] = []

    def look(self, page: PageEvidence) -> None:
        """One page."""

    def finish(self, file: File, whole: Whole) -> None:
        """After the last page."""

    def absorb(self, other: Attacker) -> None:
        """Add what the same attacker found on later pages, in another process."""
        for name, theirs in vars(other).items():
            if name == "secrets":
                continue
            mine = getattr(self, name)
            if isinstance(theirs, bool):
                setattr(self, name, mine or theirs)
            elif isinstance(theirs, set):
                setattr(self, name, mine | theirs)
            else:  # lists and counts
                setattr(self, name, mine + theirs)

    def detail(self) -> str:
        return "; ".join([*self.found[:12], *([f"{len(self.found) - 12} more"] if len(self.found) > 12 else []), *self.notes])


class PixelAttack(Attacker):
    """Every box is overwritten, evenly, in the image as stored: black with the provision, not one other pixel."""

    name, tool = "pixels", f"Pillow {pillow_version}"

    def __init__(self, secrets: Secrets) -> None:
        super().__init__(secrets)
        self.boxes = 0

    def look(self, page: PageEvidence) -> None:
        across, down = page.scale
        dots = max(round(72 * down), 20)
        exact = resolve1(page.image.attrs.get("BitsPerComponent")) == 1
        places = []
        printed = np.zeros(page.grey.shape, dtype=bool)  # where a label is white: what is light there tells nothing else
        for number, (box, label) in enumerate(page.expected.boxes, 1):
            left, top, right, bottom = (round(v * s) for v, s in zip(box, (across, down, across, down), strict=True))
            self.boxes += 1
            if left < 0 or top < 0 or right > printed.shape[1] or bottom > printed.shape[0] or left >= right or top >= bottom:
                self.found.append(f"page {page.expected.number} box {number} lies outside the image")
                continue
            printed[top:bottom, left:right] |= stamp(right - left, bottom - top, label, dots) > 127
            places.append((number, left, top, right, bottom))
        again = None if exact else stored_again(page, places, printed)
        for number, left, top, right, bottom in places:
            cut = (slice(top, bottom), slice(left, right))
            light = page.grey[cut] > (printed[cut] * 255 if again is None else again[cut])
            if wrong := int(light.sum()):
                found = f"{wrong} of {light.size} pixels are not overwritten"
                self.found.append(f"page {page.expected.number} box {number}: {found}")
        self._page_size(page)

    def _page_size(self, page: PageEvidence) -> None:
        wanted = (page.expected.width, page.expected.height)
        box = [float(resolve1(v)) for v in page.page.mediabox]
        if any(abs(a - b) > 0.6 for a, b in zip(box, (0.0, 0.0, *wanted), strict=True)) or page.page.rotate:
            self.found.append(f"page {page.expected.number} is not of the size or position the boxes were drawn for")

    def finish(self, file: File, whole: Whole) -> None:
        self.notes.append(f"{self.boxes} boxes on {whole.pages} pages")


_EVEN = 6  # grey levels that storing a block of black and label twice may differ by
_RINGING = 110  # the same for a block that the box's edge cuts: what paper outside rings into it is known only as it was stored


def stored_again(page: PageEvidence, places: Sequence[tuple[int, ...]], printed: Any) -> Any:
    """How light each pixel of a JPEG page may be: as light as when the page, with its boxes drawn exactly, is stored once more.

    JPEG codes square blocks one by one, so a box's inner blocks come out alike whatever stood there before, if it was overwritten.
    """
    stored: Any
    with Image.open(io.BytesIO(page.image.get_rawdata())) as stored:
        tables, halved = stored.quantization, JpegImagePlugin.get_sampling(stored)
    drawn = np.array(page.pixels)
    for _, left, top, right, bottom in places:
        face = np.where(printed[top:bottom, left:right], 255, 0).astype(np.uint8)
        drawn[top:bottom, left:right] = face if drawn.ndim == 2 else face[..., None]
    out = io.BytesIO()
    options: dict[str, Any] = {} if drawn.ndim == 2 else {"subsampling": halved}
    Image.fromarray(drawn).save(out, "JPEG", qtables=tables, **options)
    with Image.open(out) as once_more:
        bound = np.asarray(once_more.convert("L")).astype(np.int16)
    block = 8 if drawn.ndim == 2 else 16
    for _, left, top, right, bottom in places:
        slack = np.full((bottom - top, right - left), _RINGING)
        slack[-top % block : slack.shape[0] - bottom % block, -left % block : slack.shape[1] - right % block] = _EVEN
        bound[top:bottom, left:right] += slack
    return bound


# --------------------------------------------------------------------------------------------------- objects and structure

_IMAGE_KEYS = {"Type", "Subtype", "Width", "Height", "BitsPerComponent", "ColorSpace", "Filter", "DecodeParms", "Length"}
_DECODE_KEYS = {"K", "Columns", "Rows", "EndOfBlock"}
_KEYS = {
    "Catalog": {"Type", "Pages", "Lang", "ViewerPreferences"},
    "Pages": {"Type", "Kids", "Count"},
    "Page": {"Type", "Parent", "MediaBox", "Resources", "Contents", "UserUnit"},
    "Font": {"Type", "Subtype", "BaseFont", "Encoding", "DescendantFonts", "ToUnicode", "CIDToGIDMap", "DW", "CIDSystemInfo", "FontDescriptor"},
    "FontDescriptor": {"Type", "FontName", "Flags", "FontBBox", "ItalicAngle", "Ascent", "Descent", "CapHeight", "StemV", "FontFile2"},
}  # fmt: skip
_STRINGS = {TITLE, LANGUAGE, "Adobe", "Identity"}
_VOCABULARY = _STRINGS | _IMAGE_KEYS | _DECODE_KEYS | set().union(*_KEYS.values()) | set(_KEYS) | {
    "XObject", "Image", "DeviceGray", "DeviceRGB", "CCITTFaxDecode", "DCTDecode", "FlateDecode", "Type0", "CIDFontType2", "Glyphless",
    "Identity-H", "Registry", "Ordering", "Supplement", "Title", "Text", "DisplayDocTitle", "Length1", "Root", "Info", "Size", "ID",
}  # fmt: skip
_SYNTAX = re.compile(  # the file's own words and numbers: they spell no text, but may look like a removed number or word
    rb"/(?:" + b"|".join(word.encode() for word in sorted(_VOCABULARY, key=len, reverse=True)) + rb")(?![\w-])"
    rb"|\b\d{10} \d{5} [nf]\b|/Length \d+|\bstartxref\s+\d+|\b(?:endobj|endstream|stream|obj|xref|trailer|true)\b"
)
_CMAP = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{4,8})>")


class ObjectAttack(Attacker):
    """Every decompressed object and every raw byte, in plain, UTF-16, hexadecimal and escaped forms."""

    name, tool, reads_file = "objects", PDFMINER, True

    def finish(self, file: File, whole: Whole) -> None:
        letters = "".join((*whole.letters, squash(TITLE)))
        allowed = {*letters, *unicodedata.normalize("NFD", letters)}  # an accent may be a character of its own
        finder, patient = Finder(self.secrets.gone), Finder(self.secrets.gone, shortest=6)
        objects = 0
        for number, value in file.objects():
            objects += 1
            if any(finder.hits(squash(text)) for text in _strings(value) if text not in _VOCABULARY):
                self.found.append(f"object {number} holds a removed string")
            if not isinstance(value, PDFStream):
                continue
            if _is_image(value):
                continue  # stored as they are: the search of the raw bytes below covers them
            data = value.get_data()
            if CONTENT.fullmatch(data):
                views = [_decoded(data)]
            elif b"begincmap" in data:
                strange = whole.known and {text for text in _mapped(data) if not set(squash(text)) <= allowed}
                if strange:
                    self.found.append(f"object {number}: the font still names {len(strange)} characters that stand nowhere")
                continue
            elif data in (font_program(), glyph_map()):
                continue
            else:
                views = list(views_of(data))
            if any(finder.hits(view) for view in views):
                self.found.append(f"object {number}: its stream holds a removed string")
        if any(patient.hits(view) for view in views_of(_SYNTAX.sub(b" ", file.data))):
            self.found.append("the raw bytes hold a removed string")
        self.notes.append(f"{objects} objects, {len(file.data)} bytes")


def _is_image(stream: PDFStream) -> bool:
    kind = resolve1(stream.attrs.get("Subtype"))
    return isinstance(kind, PSLiteral) and kind.name == "Image"


def _mapped(data: bytes) -> list[str]:
    blocks = b"\n".join(re.findall(rb"beginbf(?:char|range)(.*?)endbf", data, re.DOTALL))
    return [bytes.fromhex(m.group(2).decode()).decode("utf-16-be", "replace") for m in _CMAP.finditer(blocks)]


def _decoded(data: bytes) -> str:
    """The strings of a content stream of ours, two bytes a character."""
    return squash(
        " ".join(bytes.fromhex(m.decode()).decode("utf-16-be", "replace") for m in re.findall(rb"<([0-9A-F]+)>", data))
    )


def views_of(data: bytes) -> Iterable[str]:
    """The ways bytes may spell text: as they are, as UTF-16 (both orders), hexadecimal, with PDF escapes; squashed."""
    yield _flat(data)
    yield from _wide(data)
    runs = [bytes.fromhex(_SPACE.sub(b"", run).decode()) for run in re.findall(rb"(?:[0-9A-Fa-f]{2}\s*){6,}", data)]
    if runs:
        joined = b"\n".join(runs)
        yield _flat(joined)
        yield from _wide(joined)
    if re.search(rb"\\[0-7]{2,3}", data):
        yield _flat(re.sub(rb"\\([0-7]{1,3})", lambda m: bytes([int(m.group(1), 8) & 255]), data).replace(b"\\", b""))


_SPACE = re.compile(rb"\s")


def _flat(data: bytes) -> str:
    return data.translate(None, b" \t\r\n\0\f\v").lower().decode("latin-1")


def _wide(data: bytes) -> Iterable[str]:
    """Runs of Latin letters written as UTF-16."""
    for order, pattern in (("utf-16-be", rb"(?:[\0\1][\t-\xff]){4,}"), ("utf-16-le", rb"(?:[\t-\xff][\0\1]){4,}")):
        if runs := re.findall(pattern, data):
            yield squash("\n".join(run.decode(order, "replace") for run in runs))


def _strings(value: Any) -> Iterable[str]:
    """Every string and name in an object, streams' dictionaries included."""
    if isinstance(value, PDFStream):
        value = value.attrs
    if isinstance(value, dict):
        for key, part in value.items():
            yield str(key)
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)
    elif isinstance(value, bytes):
        yield value.decode("utf-16", "replace") if value[:2] in (b"\xfe\xff", b"\xff\xfe") else value.decode("latin-1")
    elif isinstance(value, PSLiteral):
        yield str(value.name)


class StructureAttack(Attacker):
    """The file has exactly the parts a redacted file has: nothing hidden, appended, attached, scripted, orphaned or unknown."""

    name, tool, reads_file = "structure", PDFMINER, True

    def look(self, page: PageEvidence) -> None:
        number = page.expected.number
        if not CONTENT.fullmatch(page.content):
            self.found.append(f"page {number} draws something besides its image and invisible words")
        _decode_keys = set(resolve1(page.image.attrs.get("DecodeParms")) or {})
        if set(page.image.attrs) - _IMAGE_KEYS or _decode_keys - _DECODE_KEYS:
            self.found.append(f"page {number}: the image has unknown properties")
        if strange := _jpeg_extras(page.image.get_rawdata()):
            self.found.append(f"page {number}: the image holds {strange}")
        resources = page.page.resources
        if set(resources) - {"XObject", "Font"}:
            self.found.append(f"page {number} has unknown resources")

    def finish(self, file: File, whole: Whole) -> None:
        data = file.data
        for word in (b"%%EOF", b"startxref"):
            if data.count(word) != 1:
                self.found.append(f"{word.decode()} occurs {data.count(word)} times, not once")
        if not data.rstrip(b"\r\n").endswith(b"%%EOF"):
            self.found.append("bytes follow the end of the file")
        if not data.startswith(b"%PDF-"):
            self.found.append("bytes precede the start of the file")
        trailer = file.document.xrefs[0].get_trailer()
        if len(file.document.xrefs) != 1 or set(trailer) - {"Root", "Info", "Size", "ID"}:
            self.found.append("the file has more than one revision, or an unknown trailer")
        info = resolve1(trailer.get("Info")) or {}
        if set(info) - {"Title"}:
            self.found.append("document properties other than the title")
        reached: set[int] = set()
        _reach(trailer.get("Root"), reached)
        _reach(trailer.get("Info"), reached)
        orphans = set(file.object_ids) - reached
        if orphans:
            self.found.append(f"{len(orphans)} objects that nothing refers to, the first is object {min(orphans)}")
        for number, value in file.objects():
            attributes = value.attrs if isinstance(value, PDFStream) else value
            if not isinstance(attributes, dict):
                continue
            kind = resolve1(attributes.get("Type"))
            known = _KEYS.get(str(kind.name)) if isinstance(kind, PSLiteral) else None
            if known is not None and set(attributes) - known:
                self.found.append(f"object {number} ({kind.name}) has unknown entries")
            if "UserUnit" in attributes and not _is_unit(resolve1(attributes["UserUnit"])):
                self.found.append(f"object {number} has a unit that is no unit")
            for text in (v for k, v in attributes.items() if isinstance(v, bytes) and k not in ("ID",)):
                if text.decode("latin-1") not in _STRINGS:
                    self.found.append(f"object {number} holds an unknown string")
        self.notes.append(f"{len(file.object_ids)} objects, all reachable" if not orphans else "")


def _is_unit(value: Any) -> bool:
    """A number of points with one decimal at most: more could carry what was removed."""
    return isinstance(value, int | float) and 1 < value <= 100 and round(value, 1) == value


def _reach(value: Any, reached: set[int]) -> None:
    todo = [value]
    while todo:
        part = todo.pop()
        if isinstance(part, PDFObjRef):
            if part.objid in reached:
                continue
            reached.add(part.objid)
            part = part.resolve()
        if isinstance(part, PDFStream):
            part = part.attrs
        if isinstance(part, dict):
            todo += part.values()
        elif isinstance(part, list):
            todo += part


def _jpeg_extras(data: bytes) -> str:
    """What a JPEG holds besides its picture: comments, thumbnails, EXIF, a tail. Empty for a clean one, and for other codings."""
    if not data.startswith(b"\xff\xd8"):
        return ""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xFE or (0xE1 <= marker <= 0xEF and marker != 0xEE):
            return "metadata"
        if marker == 0xE0 and (data[at + 4 : at + 9] != b"JFIF\0" or length != 16):
            return "a thumbnail or unknown header"
        at += 2 + length
        if marker == 0xDA:
            end = data.rfind(b"\xff\xd9")
            return "" if end == len(data) - 2 and b"\xff\xd8" not in data[at:] else "more than one picture, or a tail"
    return "a damaged header"


class RevisionAttack(Attacker):
    """Cut at the first end-of-file mark: an earlier revision would come back."""

    name, tool, reads_file = "revisions", "raw bytes", True

    def finish(self, file: File, whole: Whole) -> None:
        end = file.data.find(b"%%EOF")
        if end < 0 or file.data[end + 5 :].strip(b"\r\n"):
            self.found.append("an earlier revision, or data after the end, can be cut out of the file")
        if b"/Prev" in file.data[-2048:] or b"/Linearized" in file.data[:1024]:
            self.found.append("the file refers to an earlier cross-reference table")


class WidthAttack(Attacker):
    """How much the gaps still tell: boxes held between two neighbouring words show the removed width, the others do not.

    A report, not a test: in running text the gap between the neighbours cannot be hidden without moving words.
    (Bland et al., "Story Beyond the Eye: Glyph Positions Break PDF Text Redaction".)
    """

    name, tool = "width", "geometry"

    def __init__(self, secrets: Secrets) -> None:
        super().__init__(secrets)
        self.pinned = self.free = 0

    def look(self, page: PageEvidence) -> None:
        for box, _ in page.expected.boxes:
            level = [
                p.box for p in page.expected.kept if min(p.box.y1, box.y1) - max(p.box.y0, box.y0) > 0.5 * (p.box.y1 - p.box.y0)
            ]
            left = any(0 <= box.x0 - other.x1 < 5 for other in level)
            right = any(0 <= other.x0 - box.x1 < 5 for other in level)
            if left and right:
                self.pinned += 1
            else:
                self.free += 1

    def finish(self, file: File, whole: Whole) -> None:
        self.notes.append(
            f"{self.free} boxes end in free paper and tell no width; {self.pinned} stand between two words and tell their gap"
        )
