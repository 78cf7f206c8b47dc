"""Builds a new PDF that holds only what may be seen. It never edits the old file.

Each page of the record's view is drawn by PDFium with forms and annotations flattened, the pixels under every removal are
overwritten, the provision is printed on the box, and an invisible text layer of the remaining *seen* words is laid over it. Nothing
else of the old file is carried over, because nothing else is ever read but the length of a page's unit. What this does not do: decide
anything (it takes Decisions, never Proposals), or prove anything (see prove). Imports: model, errors, foia.pdfium, pikepdf, numpy, Pillow.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence, Set
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name

from foia import pdfium
from foia.errors import DecisionError, FileError
from foia.model import Box, Decision, PageSource, Record, Removal
from foia.redaction import page_image, text_layer
from foia.redaction.cover import Kept, PageCover, by_page, check, cover, joined, outside, removing
from foia.redaction.page_image import Drawn, PixelBox
from foia.redaction.printing import LANGUAGE, TITLE, mark, printed, statement
from foia.redaction.text_layer import Piece

MOST_UNITS = 100.0  # points for a unit of the page: a sheet of 14,400 units is then half a kilometre long
CHUNK = 32  # pages that share a font; long records are drawn in runs of whole chunks
PAGE_BYTES = 92_000  # what a page with photographs is pressed into, where that leaves it legible


def remove(record: Record, decisions: Sequence[Decision], out: Path, *, dpi: int = 200) -> tuple[Removal, ...]:
    """Write to `out` the redacted copy of `record`; return what was taken from which page, with the boxes as drawn (points).

    Only decisions with stance REDACT remove anything. Overlapping decisions share boxes. A page withheld in full becomes a page that
    says so; when every page is withheld, the file is one such page. The same record and decisions give the same bytes.

    Raises DecisionError for a decision outside the record, FileError when the view cannot be drawn.
    """
    check(record, decisions)
    acting = removing(decisions)
    touching = by_page(record, acting)
    covers = [cover(record, index, acting, among) for index, among in enumerate(touching)]
    taking = {number for part in covers for number in (*part.texts, *(d for run in part.runs for d in run.decisions))}
    for part, among in zip(covers, touching, strict=True):
        taking.update(among if part.withheld else ())  # a page withheld in full takes whatever else was decided on it
    covering(acting, {acting[number].id for number in taking})
    if not (covers and all(part.withheld for part in covers)):
        with pikepdf.new() as pdf:
            removals = _draw(pdf, record, covers, acting, dpi=dpi, first=0, pages=len(record.pages))
            _save(pdf, out)
        return tuple(removals)
    labels = [_label(decision) for decision in acting]
    with pikepdf.new() as pdf:
        fonts = _Fonts(pdf)
        _withheld_record(pdf, *fonts.at(0), covers, labels, dpi)
        fonts.finish()
        _save(pdf, out)
    return tuple(removal for part in covers for removal in _whole(part, acting, labels))


def remove_part(
    part: Record, decisions: Sequence[Decision], out: Path, *, first: int, pages: int, dpi: int
) -> tuple[Removal, ...]:
    """`remove` for a run of pages: `part` holds the pages from index `first` on of a view with `pages` pages, `decisions` are those that
    touch them, with spans in the part's own text. `out` is joined to the other parts by `join`. `first` is a multiple of CHUNK."""
    acting = removing(decisions)
    covers = [cover(part, index, acting, among) for index, among in enumerate(by_page(part, acting))]
    with pikepdf.new() as pdf:
        removals = _draw(pdf, part, covers, acting, dpi=dpi, first=first, pages=pages)
        pdf.save(out, static_id=True, compress_streams=False)  # `join` compresses, so that the bytes come out as `remove`'s
    return tuple(removals)


def join(parts: Sequence[Path], out: Path) -> None:
    """One file of the parts' pages, the same bytes as `remove` would have written."""
    with contextlib.ExitStack() as opened:
        pdf = opened.enter_context(pikepdf.new())
        for path in parts:
            pdf.pages.extend(opened.enter_context(pikepdf.open(path)).pages)
        _save(pdf, out)


def covering(acting: Sequence[Decision], taking: Set[str]) -> None:
    """Raise DecisionError when one of the decisions took nothing; `taking` are the ids of those that did."""
    for decision in acting:
        if decision.id not in taking:
            raise DecisionError(f"Decision {decision.id} covers nothing of the record", remedy="correct its place")


class _Fonts:
    """One font for every CHUNK pages, filled in when the codes that its pages use are known."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._made: dict[int, tuple[Any, text_layer.Codes]] = {}

    def at(self, page_index: int) -> tuple[Any, text_layer.Codes]:
        chunk = page_index // CHUNK
        if chunk not in self._made:
            self._made[chunk] = self._pdf.make_indirect(Dictionary(Type=Name.Font)), text_layer.Codes()
        return self._made[chunk]

    def finish(self) -> None:
        for font, codes in self._made.values():
            for key, value in text_layer.font(self._pdf, codes).items():
                font[key] = value


def _draw(
    pdf: Any, record: Record, covers: Sequence[PageCover], acting: Sequence[Decision], *, dpi: int, first: int, pages: int
) -> list[Removal]:
    """Append the redacted pages of `record`, which are those from index `first` on of its view with `pages` pages."""
    labels = [_label(decision) for decision in acting]
    removals: list[Removal] = []
    fonts = _Fonts(pdf)
    units = _user_units(record.view)
    with pdfium.LOCK, pdfium.open_document(record.view) as document:
        if len(document) != pages:
            raise FileError(
                "The record's pages do not match its file",
                why=f"it was read with {pages} pages, the file shows {len(document)}",
                remedy="read the record again",
            )
        for index, part in enumerate(covers, first):
            font, codes = fonts.at(index)
            if part.withheld:
                _withheld_page(pdf, font, codes, part, labels, dpi)
                removals += _whole(part, acting, labels)
            else:
                removals += _page(pdf, font, codes, document, index, part, acting, labels, dpi)
            if index in units:
                pdf.pages[-1].obj.UserUnit = Decimal(str(units[index]))
    fonts.finish()
    return removals


def _user_units(view: Path) -> dict[int, float]:
    """By page index, how many points a unit of the page stands for, where that is not one: PDFium counts units only.

    This number is all that is taken from the old file unseen; it is cut to what it is for, so that it cannot carry digits across.
    """
    try:
        with pikepdf.open(view) as old:
            found = {index: float(page.obj.get("/UserUnit", 1)) for index, page in enumerate(old.pages)}
    except (pikepdf.PdfError, TypeError, ValueError, OverflowError):
        return {}  # a damaged file that PDFium draws all the same
    return {index: min(round(unit, 1), MOST_UNITS) for index, unit in found.items() if unit >= 1.05}


def _save(pdf: Any, out: Path) -> None:
    pdf.Root[Name.Lang] = pikepdf.String(LANGUAGE)
    pdf.Root[Name.ViewerPreferences] = Dictionary(DisplayDocTitle=True)
    pdf.docinfo[Name.Title] = pikepdf.String(TITLE)
    needs = "1.6" if any("/UserUnit" in page.obj for page in pdf.pages) else ""  # what PDF knows such units since
    pdf.save(
        out,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=True,
        min_version=needs,
    )


def _label(decision: Decision) -> str:
    return decision.basis.citation if decision.basis else ""


def _page(
    pdf: Any, font: Any, codes: text_layer.Codes, document: Any, index: int, part: PageCover, acting: Sequence[Decision],
    labels: Sequence[str], dpi: int,
) -> list[Removal]:  # fmt: skip
    page = part.page
    with pdfium.open_page(document, index) as shown:
        grey = pdfium.render(shown, scale=dpi / 72, grey=True)
        colourful = _colourful(shown)
        if page.source is PageSource.OCR:
            grey = page_image.stretched(page_image.calmed(grey))
        scale_y, scale_x = grey.shape[0] / page.height, grey.shape[1] / page.width
        dots = max(round(72 * scale_y), 20)
        kept, dark = page_image.seen(grey, part.kept, scale_x, scale_y)
        boxes = [(page_image.fit(run, kept, grey, scale_x, scale_y), run) for run in part.runs]
        merged = page_image.merge([(box, run.turns) for box, run in boxes])
        owners = [
            tuple(sorted({d for small, run in boxes if _inside(small, big) for d in run.decisions})) for big in merged
        ]  # every decision that took something under the box is named on it
        texts = [printed([labels[d] for d in owner]) for owner in owners]
        kind = page_image.kind(grey, colourful)
        if kind == "bilevel" and dark is None:
            kind = "grey"
        pixels = pdfium.render(shown, scale=dpi / 72) if kind == "colour" else grey
    pixels = np.ascontiguousarray(pixels)
    for box, text in zip(merged, texts, strict=True):
        face = page_image.stamp(box.right - box.left, box.bottom - box.top, text, dots)
        pixels[box.top : box.bottom, box.left : box.right] = face if pixels.ndim == 2 else face[..., None]
    marks = []
    for box, text in zip(merged, texts, strict=True):
        place = page_image.label_place(box, text, dots) or page_image.note_beside(pixels, box, text, dots)
        if place is not None:  # the text layer says what is printed, where it is printed
            marks.append(Piece(mark(text), page_image.to_points(place, scale_x, scale_y)))
    drawn = (
        page_image.jpeg(pixels, target=PAGE_BYTES) if kind != "bilevel" or dark is None else page_image.bilevel(pixels, dark)
    )
    boxed = [page_image.to_points(box, scale_x, scale_y) for box in merged]
    pieces = _reading_order(joined(outside(page, kept, boxed), boxed), marks)
    _add(pdf, font, codes, drawn, pieces, page.width, page.height, boxed)
    found = []
    for number in sorted({d for owner in owners for d in owner} | set(part.texts)):
        mine = [position for position, owner in enumerate(owners) if number in owner]
        for text in dict.fromkeys([texts[position] for position in mine] or [labels[number]]):
            found.append(
                Removal(
                    decision_id=acting[number].id,
                    page_number=page.number,
                    boxes=tuple(boxed[position] for position in mine if texts[position] == text),
                    label=text,
                    text=part.texts.get(number, ""),
                )
            )
    return found


def _inside(small: PixelBox, big: PixelBox) -> bool:
    return small.left >= big.left and small.top >= big.top and small.right <= big.right and small.bottom <= big.bottom


def _colourful(shown: Any) -> bool:
    """Whether coloured areas (not just coloured letters or lines) make up a visible part of the page."""
    red, green, blue = np.moveaxis(pdfium.render(shown, scale=36 / 72), 2, 0)
    chroma = np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)
    return float((chroma > 48).mean()) > 0.01


def _reading_order(kept: Sequence[Kept], marks: Sequence[Piece]) -> list[Piece]:
    """The kept words in their order, each mark before the first kept word that follows its box."""
    words = [Piece(piece.text, piece.box, piece.turns) for piece in kept]
    placed: list[tuple[int, Piece]] = []
    for label in marks:
        at = len(words)
        for position, word in enumerate(words):
            middle = (label.box.y0 + label.box.y1) / 2
            if word.box.y0 > middle or (word.box.y1 > middle and word.box.x0 >= label.box.x1 - 1):
                at = position
                break
        placed.append((at, label))
    for at, label in sorted(placed, key=lambda item: item[0], reverse=True):
        words.insert(at, label)
    return words


def _add(
    pdf: Any, font: Any, codes: text_layer.Codes, drawn: Drawn, pieces: Sequence[Piece], width: float, height: float,
    boxes: Sequence[Box] = (),
) -> None:  # fmt: skip
    image = pikepdf.Stream(pdf, drawn.data)
    image.stream_dict = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=drawn.width, Height=drawn.height, BitsPerComponent=drawn.bits,
        ColorSpace=Name.DeviceRGB if drawn.colours == 3 else Name.DeviceGray,
    )  # fmt: skip
    if drawn.bits == 1:
        image.write(
            drawn.data,
            filter=Name.CCITTFaxDecode,
            decode_parms=Dictionary(K=-1, Columns=drawn.width, Rows=drawn.height, EndOfBlock=True),
        )
    else:
        image.write(drawn.data, filter=Name.DCTDecode)
    stream = pikepdf.Stream(pdf, text_layer.content(pieces, codes, width=width, height=height, boxes=boxes))
    page = Dictionary(
        Type=Name.Page, MediaBox=Array([0, 0, round(width, 3), round(height, 3)]),
        Resources=Dictionary(XObject=Dictionary(Page=pdf.make_indirect(image)), Font=Dictionary(Text=font)),
        Contents=pdf.make_indirect(stream),
    )  # fmt: skip
    pdf.pages.append(pikepdf.Page(page))


# ------------------------------------------------------------------------------------------------------- withheld in full


def _whole(part: PageCover, acting: Sequence[Decision], labels: Sequence[str]) -> list[Removal]:
    box = Box(0, 0, part.page.width, part.page.height)
    return [
        Removal(
            decision_id=acting[d].id, page_number=part.page.number, boxes=(box,), label=labels[d], text=text, whole_page=True
        )
        for d, text in part.texts.items()
    ]


def _withheld_page(pdf: Any, font: Any, codes: text_layer.Codes, part: PageCover, labels: Sequence[str], dpi: int) -> None:
    text = statement(1, printed([labels[d] for d in part.withheld]))
    _placeholder(pdf, font, codes, part.page.width, part.page.height, text, dpi)


def _withheld_record(
    pdf: Any, font: Any, codes: text_layer.Codes, covers: Sequence[PageCover], labels: Sequence[str], dpi: int
) -> None:
    text = statement(len(covers), printed([labels[d] for part in covers for d in part.withheld]))
    _placeholder(pdf, font, codes, 612.0, 792.0, text, dpi)


def _placeholder(
    pdf: Any, font: Any, codes: text_layer.Codes, width: float, height: float, text: Sequence[str], dpi: int
) -> None:
    scale = min(dpi / 72, 4000 / max(width, height))
    pixels, places = page_image.placeholder(
        max(round(width * scale), 50), max(round(height * scale), 50), text, round(72 * scale)
    )
    across, down = pixels.shape[1] / width, pixels.shape[0] / height
    pieces = [Piece(word, page_image.to_points(box, across, down)) for word, box in places]
    _add(pdf, font, codes, page_image.bilevel(pixels), pieces, width, height)
