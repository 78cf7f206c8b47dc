"""Builds the traps that other redaction tools fell into: PDFs that look redacted, or plain, and still hold SECRET somewhere.

Run `python tests/files/build_traps.py FOLDER` to have them all as files; the tests build them into temporary folders. Everything in
them is invented.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen import canvas

from foia.model import Box, Page, PageSource, Record, Word

SECRET = "Quillon Zabrisky"
LINES = (
    "INCIDENT REPORT 2026-0117",
    f"Complainant {SECRET} called the desk at 0910 hours.",
    "Officer Lee, star 4411, took the report.",
)
SIZE, LEFT, TOP, LEADING = 12, 72, 100, 18  # points; TOP is the first base line, from the page's top


class Trap(NamedTuple):
    name: str
    build: Callable[[Path], None]
    kind: str  # what `inspect` calls it; "" where it has no name for it
    leak: bool = False  # inspect counts it as a bad redaction
    scan: bool = False  # the secret stands in pixels


def where(line: int = 1, word: str = SECRET, font: str = "Helvetica") -> Box:
    """The place of `word` in one of LINES, points from the top left."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    before = LINES[line].split(word)[0]
    x0 = LEFT + stringWidth(before, font, SIZE)
    base = TOP + line * LEADING
    return Box(x0, base - 10, x0 + stringWidth(word, font, SIZE), base + 3)


def page(
    path: Path, *, skip: tuple[int, ...] = (), extra: Callable[[canvas.Canvas], None] | None = None, **options: object
) -> None:
    """One page of LINES; `extra` draws after them."""
    c = canvas.Canvas(str(path), pagesize=letter, invariant=True, **options)
    c.setFont("Helvetica", SIZE)
    for number, line in enumerate(LINES):
        if number not in skip:
            c.drawString(LEFT, 792 - TOP - number * LEADING, line)
    if extra:
        extra(c)
    c.showPage()
    c.save()


def rectangle(c: canvas.Canvas, box: Box, *, shrink: float = 0.0, **colour: float) -> None:
    c.setFillColorRGB(0, 0, 0, alpha=colour.get("alpha", 1))
    c.rect(box.x0, 792 - box.y1 + shrink, box.x1 - box.x0, box.y1 - box.y0 - 2 * shrink, stroke=0, fill=1)


def scan_image(lines: tuple[str, ...] = LINES, dpi: int = 200) -> Image.Image:
    """LINES as a scanner would see them, at the same places."""
    image = Image.new("L", (612 * dpi // 72, 792 * dpi // 72), 255)
    font = ImageFont.load_default(SIZE * dpi // 72)
    for number, line in enumerate(lines):
        ImageDraw.Draw(image).text((LEFT * dpi / 72, (TOP - 10 + number * LEADING) * dpi / 72), line, fill=0, font=font)
    return image


def _edit(path: Path, change: Callable[[pikepdf.Pdf], None]) -> None:
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        change(pdf)
        pdf.save(path, static_id=True)


def _annotate(path: Path, *, drawn: bool = False, **entries: object) -> None:
    box = where()
    rect = Array([box.x0, 792 - box.y1, box.x1, 792 - box.y0])
    quads = Array([box.x0, 792 - box.y0, box.x1, 792 - box.y0, box.x0, 792 - box.y1, box.x1, 792 - box.y1])

    def change(pdf: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Rect=rect, F=4, **entries)
        if drawn:
            area = f"{box.x0:.2f} {792 - box.y1:.2f} {box.x1 - box.x0:.2f} {box.y1 - box.y0:.2f}"
            form = pikepdf.Stream(pdf, f"0 0 0 rg {area} re f".encode())
            form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, rect
            note.AP = Dictionary(N=pdf.make_indirect(form))
            note.QuadPoints = quads
        pdf.pages[0].Annots = Array([pdf.make_indirect(note)])

    _edit(path, change)


# ------------------------------------------------------------------------------------------------------------ the traps


def black_box(path: Path) -> None:
    page(path, extra=lambda c: rectangle(c, where()))


def thin_box(path: Path) -> None:
    page(path, extra=lambda c: rectangle(c, where(), shrink=4.2))


def see_through(path: Path) -> None:
    page(path, extra=lambda c: rectangle(c, where(), alpha=0.72))


def black_highlight(path: Path) -> None:
    page(path)
    _annotate(path, Subtype=Name.Highlight, C=Array([0, 0, 0]), drawn=True)


def unapplied_mark(path: Path) -> None:
    page(path)
    _annotate(path, Subtype=Name.Redact, OverlayText=b"withheld")


def black_image(path: Path) -> None:
    box = where()

    def draw(c: canvas.Canvas) -> None:
        from reportlab.lib.utils import ImageReader

        c.drawImage(ImageReader(Image.new("L", (60, 10), 0)), box.x0, 792 - box.y1, box.x1 - box.x0, box.y1 - box.y0)

    page(path, extra=draw)


def white_text(path: Path) -> None:
    def draw(c: canvas.Canvas) -> None:
        c.setFillColorRGB(1, 1, 1)
        c.drawString(72, 500, SECRET)

    page(path, skip=(1,), extra=draw)


def ocr_layer(path: Path) -> None:
    """A scan blackened in its pixels, with the text layer left as it was."""
    image = scan_image()
    box = where()
    ImageDraw.Draw(image).rectangle([v * 200 / 72 for v in (box.x0 - 4, box.y0 - 2, box.x1 + 22, box.y1 + 2)], fill=0)
    _scan(path, image, text=True)


def scan_under_box(path: Path) -> None:
    """The box is drawn over the scan; the scan is whole."""
    box = where()
    wide = Box(box.x0 - 4, box.y0 - 2, box.x1 + 22, box.y1 + 2)
    _scan(path, scan_image(), text=False, extra=lambda c: rectangle(c, wide))


def _scan(path: Path, image: Image.Image, *, text: bool, extra: Callable[[canvas.Canvas], None] | None = None) -> None:
    from reportlab.lib.utils import ImageReader

    c = canvas.Canvas(str(path), pagesize=letter, invariant=True)
    c.drawImage(ImageReader(image), 0, 0, 612, 792)
    if text:
        for number, line in enumerate(LINES):
            written = c.beginText(LEFT, 792 - TOP - number * LEADING)
            written.setTextRenderMode(3)
            written.setFont("Helvetica", SIZE)
            written.textOut(line)
            c.drawText(written)
    if extra:
        extra(c)
    c.showPage()
    c.save()


def earlier_revision(path: Path) -> None:
    """The words were taken out in a later revision; the first is still in the file."""
    page(path)
    before = path.read_bytes()
    other = path.with_suffix(".later")
    page(other, skip=(1,))
    with pikepdf.open(path) as old, pikepdf.open(other) as new:
        number = old.pages[0].Contents.objgen[0]
        data = new.pages[0].Contents.read_bytes()
        root = old.Root.objgen[0]
        size = len(old.objects) + 1
    other.unlink()
    start = before.rfind(b"startxref")
    previous = int(before[start:].split()[1])
    body = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(data), data)
    place = len(before) + 1
    table = place + len(body)
    path.write_bytes(
        before + b"\n" + body
        + b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
        % (number, place, size, root, previous, table)
    )  # fmt: skip


def layer_off(path: Path) -> None:
    page(path, skip=(1,))

    def change(pdf: pikepdf.Pdf) -> None:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=b"notes"))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group]), Order=Array([group])))
        pdf.pages[0].Resources.Properties = Dictionary(Layer=group)
        hidden = f"/OC /Layer BDC BT /F1 12 Tf 72 500 Td ({SECRET}) Tj ET EMC".encode()
        pdf.pages[0].contents_add(pikepdf.Stream(pdf, hidden))

    _edit(path, change)


def properties(path: Path) -> None:
    page(path, skip=(1,))
    _edit(path, lambda pdf: pdf.docinfo.__setitem__(Name.Subject, pikepdf.String(SECRET)))


def xmp(path: Path) -> None:
    page(path, skip=(1,))

    def change(pdf: pikepdf.Pdf) -> None:
        with pdf.open_metadata() as data:
            data["dc:description"] = SECRET

    _edit(path, change)


def bookmark(path: Path) -> None:
    def draw(c: canvas.Canvas) -> None:
        c.bookmarkPage("here")
        c.addOutlineEntry(f"Statement of {SECRET}", "here")

    page(path, skip=(1,), extra=draw)


def attachment(path: Path) -> None:
    page(path, skip=(1,))
    _edit(path, lambda pdf: pdf.attachments.__setitem__("notes.txt", SECRET.encode()))


def comment(path: Path) -> None:
    page(path, skip=(1,))
    _annotate(path, Subtype=Name.Text, Contents=f"call {SECRET} back".encode())


def link(path: Path) -> None:
    def draw(c: canvas.Canvas) -> None:
        c.linkURL("https://example.org/" + SECRET.replace(" ", "-"), (72, 600, 200, 620))

    page(path, skip=(1,), extra=draw)


def form_value(path: Path) -> None:
    """The value is drawn on the page by its field only."""

    def draw(c: canvas.Canvas) -> None:
        c.acroForm.textfield(name="complainant", value=SECRET, x=72, y=480, width=200, height=20, borderWidth=0)

    page(path, skip=(1,), extra=draw)


def actual_text(path: Path) -> None:
    page(path, skip=(1,))

    def change(pdf: pikepdf.Pdf) -> None:
        words = f"/Span << /ActualText ({SECRET}) >> BDC BT /F1 12 Tf 72 500 Td (withheld) Tj ET EMC".encode()
        pdf.pages[0].contents_add(pikepdf.Stream(pdf, words))

    _edit(path, change)


def letter_by_letter(path: Path) -> None:
    box = where()

    def draw(c: canvas.Canvas) -> None:
        for number, character in enumerate(SECRET):
            c.drawString(72 + 9 * number, 500, character)
        rectangle(c, Box(70, 282, 72 + 9 * len(SECRET), 296))

    assert box
    page(path, skip=(1,), extra=draw)


def two_lines(path: Path) -> None:
    first, last = SECRET.split()

    def draw(c: canvas.Canvas) -> None:
        c.drawString(400, 500, f"They spoke to {first}")
        c.drawString(72, 482, f"{last} and left.")

    page(path, skip=(1,), extra=draw)


def orphan(path: Path) -> None:
    page(path, skip=(1,))
    data = path.read_bytes()
    at = data.rfind(b"xref\n", 0, data.rfind(b"startxref"))
    junk = f"9999 0 obj\n({SECRET})\nendobj\n".encode()
    start = data.rfind(b"startxref")
    moved = int(data[start:].split()[1]) + len(junk)
    path.write_bytes(data[:at] + junk + data[at:start] + b"startxref\n%d\n%%%%EOF\n" % moved)


def _turned(angle: int) -> Callable[[Path], None]:
    def build(path: Path) -> None:
        page(path, extra=lambda c: rectangle(c, where()))
        _edit(path, lambda pdf: pdf.pages[0].rotate(angle, relative=False))

    return build


def cropped(path: Path) -> None:
    page(path, extra=lambda c: rectangle(c, where()))
    _edit(path, lambda pdf: setattr(pdf.pages[0], "cropbox", Array([50, 400, 560, 760])))


def upwards(path: Path) -> None:
    def draw(c: canvas.Canvas) -> None:
        c.translate(300, 300)
        c.rotate(90)
        c.drawString(0, 0, f"seen by {SECRET} at noon")

    page(path, skip=(1,), extra=draw)


def script(path: Path) -> None:
    page(path, skip=(1,))
    code = f"app.alert('{SECRET}')".encode()
    _edit(path, lambda pdf: setattr(pdf.Root, "OpenAction", Dictionary(S=Name.JavaScript, JS=pikepdf.String(code.decode()))))


TRAPS = (
    Trap("black_box", black_box, "text under a cover", leak=True),
    Trap("thin_box", thin_box, ""),
    Trap("see_through", see_through, "text seen through a marker", leak=True),
    Trap("black_highlight", black_highlight, "text under a cover", leak=True),
    Trap("unapplied_mark", unapplied_mark, "redaction marked but not applied", leak=True),
    Trap("black_image", black_image, "text under a cover", leak=True),
    Trap("white_text", white_text, "text in the colour of the paper"),
    Trap("ocr_layer", ocr_layer, "text layer under a box", leak=True),
    Trap("scan_under_box", scan_under_box, "picture under a cover", leak=True, scan=True),
    Trap("earlier_revision", earlier_revision, "earlier revisions"),
    Trap("layer_off", layer_off, "text on a layer that is switched off"),
    Trap("properties", properties, "document property"),
    Trap("xmp", xmp, "XMP metadata"),
    Trap("bookmark", bookmark, "bookmarks"),
    Trap("attachment", attachment, "attached file"),
    Trap("comment", comment, "comment"),
    Trap("link", link, "link"),
    Trap("form_value", form_value, "form value"),
    Trap("actual_text", actual_text, "replacement text"),
    Trap("letter_by_letter", letter_by_letter, "text under a cover", leak=True),
    Trap("two_lines", two_lines, ""),
    Trap("orphan", orphan, ""),
    Trap("turned_90", _turned(90), "text under a cover", leak=True),
    Trap("turned_180", _turned(180), "text under a cover", leak=True),
    Trap("turned_270", _turned(270), "text under a cover", leak=True),
    Trap("cropped", cropped, "text under a cover", leak=True),
    Trap("upwards", upwards, ""),
    Trap("script", script, "script"),
)


# ------------------------------------------------------------------------------------------- reading them without records/


def record_of(path: Path, *, source: PageSource = PageSource.TEXT) -> Record:
    """A Record of a PDF by the plainest of readers: PDFium's characters, split at white space, on the displayed page."""
    import hashlib

    from foia import pdfium as shared

    pages = []
    with shared.open_document(path) as document:
        for index in range(len(document)):
            with shared.open_page(document, index) as shown:
                pages.append(_page(shown, index + 1, source))
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    return Record(id=sha[:16], name=path.name, format="pdf", sha256=sha, source=path, view=path, pages=tuple(pages))


def _page(shown: pdfium.PdfPage, number: int, source: PageSource) -> Page:
    from foia import pdfium as shared

    width, height = shown.get_size()
    left, bottom, right, top, turns = shared.bounds(shown)

    def display(x: float, y: float) -> tuple[float, float]:
        return ((x - left, top - y), (y - bottom, x - left), (right - x, y - bottom), (top - y, right - x))[turns]

    text_page = shown.get_textpage()
    text, words, start, boxes = "", [], 0, []

    def close() -> None:
        if boxes:
            box = Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))
            rising = all(a.x1 <= b.x1 + 0.5 for a, b in pairwise(boxes)) and box.x1 - box.x0 > 0
            cuts = (*(b.x0 for b in boxes), boxes[-1].x1) if rising and list(boxes) == sorted(boxes) else ()
            words.append(Word(text[start:], start, box, tuple(cuts)))
        boxes.clear()

    for at in range(text_page.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(text_page, at))
        if character.isspace() or not character.isprintable():
            close()
            text += "\n" if character == "\n" else " "
            start = len(text)
            continue
        west, south, east, north = text_page.get_charbox(at)
        (x0, y0), (x1, y1) = display(west, south), display(east, north)
        text += character
        boxes.append(Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    close()
    text_page.close()
    return Page(number, width, height, text, tuple(words), source)


def images_of(path: Path) -> list[Image.Image]:
    """Every image stored in a PDF, wherever it hangs."""
    found = []
    with pikepdf.open(path) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == Name.Image:
                found.append(pikepdf.PdfImage(item).as_pil_image().convert("L"))
    return found


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for trap in TRAPS:
        trap.build(target / f"{trap.name}.pdf")
    print(f"{len(TRAPS)} files in {target}")
