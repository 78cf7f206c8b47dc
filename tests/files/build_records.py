"""Builds the files that the records tests read, each into a folder given. Everybody named in them is invented."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

import pikepdf
from reportlab.pdfgen.canvas import Canvas

TYPEFACE = Path(__file__).parents[2] / "foia" / "records" / "typefaces" / "DejaVuSans.ttf"
LINES = ["INCIDENT REPORT 2026-0042", "Victim: DOE, JANE Q.", "Phone: 217-555-0142", "Address: 12 Walnut Street"]


def canvas(path: Path, *, size: tuple[float, float] = (612, 792)) -> Canvas:
    return Canvas(str(path), pagesize=size, invariant=1)


def text_pdf(path: Path, pages: int = 1, lines: list[str] | None = None) -> Path:
    page = canvas(path)
    for number in range(pages):
        for index, line in enumerate(lines or LINES):
            page.setFont("Helvetica", 12)
            page.drawString(72, 720 - 20 * index, line)
        if pages > 1:
            page.drawString(72, 100, f"Sheet {number + 1}")
        page.showPage()
    page.save()
    return path


def turned_pdf(path: Path, *, rotate: int, crop: tuple[float, float, float, float] | None = None) -> Path:
    """One page shown turned by `rotate` degrees and cropped."""
    text_pdf(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0]
        page.Rotate = rotate
        if crop:
            page.CropBox = pikepdf.Array(list(crop))
        pdf.save(path)
    return path


def hidden_text_pdf(path: Path) -> Path:
    """VISIBLE words, and words no eye can see: under a box, white, transparent mode, off the page."""
    page = canvas(path)
    page.setFont("Helvetica", 12)
    page.drawString(72, 700, "VISIBLE line")
    page.drawString(72, 660, "COVERED secret")
    page.rect(60, 650, 300, 30, fill=1)
    page.setFillColorRGB(1, 1, 1)
    page.drawString(72, 620, "WHITE secret")
    page.setFillColorRGB(0, 0, 0)
    text = page.beginText(72, 580)
    text.setTextRenderMode(3)
    text.textLine("INVISIBLE secret")
    text.setTextRenderMode(0)
    page.drawText(text)
    page.drawString(2000, 560, "OUTSIDE secret")
    page.drawString(72, 520, "Half COVERED")
    page.rect(60 + 36, 510, 200, 30, fill=1)
    page.save()
    return path


def layer_off_pdf(path: Path) -> Path:
    """A layer that is switched off holds a secret."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(612, 792))
    helvetica = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    font = pdf.make_indirect(helvetica)
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("notes")))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font), Properties=pikepdf.Dictionary(L=layer))
    content = b"BT /F 14 Tf 72 700 Td (Shown text) Tj ET /OC /L BDC BT /F 14 Tf 72 600 Td (LAYERED secret) Tj ET EMC"
    page.Contents = pikepdf.Stream(pdf, content)
    off = pikepdf.Dictionary(OFF=pikepdf.Array([layer]), Order=pikepdf.Array([layer]))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=off)
    pdf.save(path)
    return path


def form_pdf(path: Path) -> Path:
    """A filled text field and a FreeText annotation: both are seen, neither is in the page's content."""
    page = canvas(path)
    page.setFont("Helvetica", 12)
    page.drawString(72, 700, "Name:")
    page.acroForm.textfield(name="name", x=130, y=690, width=200, height=24, value="Filled Fieldvalue", fontSize=12)
    page.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.FreeText,
            Rect=pikepdf.Array([72, 500, 300, 540]),
            Contents=pikepdf.String("Typed annotation"),
            DA=pikepdf.String("/Helv 12 Tf 0 g"),
            F=4,
        )
        form = pikepdf.Stream(pdf, b"BT /Helv 12 Tf 4 10 Td (Typed annotation) Tj ET")
        helvetica = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 228, 40])
        form.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=helvetica))
        note.AP = pikepdf.Dictionary(N=form)
        pdf.pages[0].Annots.append(pdf.make_indirect(note))
        pdf.save(path)
    return path


def typeface() -> str:
    """A registered font with letters of many scripts."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont("DejaVu", str(TYPEFACE)))
    return "DejaVu"


def stand_in_pdf(path: Path, stand_in: str, *, shift: int = 0) -> Path:
    """A drawn name for which the file gives another text; or, with `shift`, one whose letters the font maps that far away."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(612, 792))
    page = pdf.pages[0]
    plain = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    odd = pikepdf.Dictionary(plain)
    if shift:
        cmap = f"begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <20> <7E> <{0x20 + shift:04X}> endbfrange endcmap"
        odd.ToUnicode = pdf.make_stream(cmap.encode())
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(plain), G=pdf.make_indirect(odd)))
    name = "/G 12 Tf (Perpetua Quillfeather) Tj /F 12 Tf"
    name = f"/Span <</ActualText {stand_in}>> BDC {name} EMC" if stand_in else name
    content = f"BT /F 12 Tf 72 700 Td 20 TL (INCIDENT REPORT 44) Tj T* (Complainant ) Tj {name} ( waited) Tj T* (Officer Daniels took the report) Tj ET"
    page.Contents = pdf.make_stream(content.encode())
    pdf.save(path)
    return path


def lying_font_pdf(path: Path) -> Path:
    """The letters show a name; the text layer maps them to other letters."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(612, 792))
    shifted = "\n".join(f"<{code:02X}> <{(code - 65 + 7) % 26 + 65:04X}>" for code in range(65, 91))
    mapping = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"26 beginbfchar\n{shifted}\nendbfchar endcmap end end"
    )
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        ToUnicode=pikepdf.Stream(pdf, mapping.encode()),
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(font)))
    content = b"BT /F 16 Tf 72 700 Td (WITNESS MARGARET HOLLOWAY) Tj 0 -30 Td (CALLED DISPATCH) Tj ET"
    page.Contents = pikepdf.Stream(pdf, content)
    pdf.save(path)
    return path


def two_column_pdf(path: Path) -> Path:
    page = canvas(path)
    page.setFont("Times-Roman", 11)
    page.drawString(200, 740, "A headline over both columns of text")
    for index in range(20):
        page.drawString(54, 700 - 14 * index, f"left line {index} runs on and on through here")
        page.drawString(320, 700 - 14 * index, f"right line {index} runs on and on over there")
    page.save()
    return path


def table_pdf(path: Path) -> Path:
    page = canvas(path)
    page.setFont("Helvetica", 10)
    rows = [("Name", "Born", "Phone"), ("Doe, Jane", "01/02/1990", "217-555-0142"), ("Roe, Rick", "03/04/1985", "217-555-0143")]
    for index, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.drawString(72 + 150 * column, 700 - 18 * index, cell)
    page.save()
    return path


def locked_pdf(path: Path, password: str) -> Path:
    text_pdf(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="owner", user=password, R=6))
    return path


def attached_pdf(path: Path) -> Path:
    text_pdf(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.attachments["note.txt"] = b"An attached note about Walnut Street"
        pdf.save(path)
    return path


def endless_page_pdf(path: Path) -> Path:
    """Draws the same form a million million times: no reader finishes it."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(612, 792))
    inner = pikepdf.Stream(pdf, b"0 0 600 700 re f " * 200)
    for _ in range(6):
        inner.Type, inner.Subtype, inner.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 612, 792])
        outer = pikepdf.Stream(pdf, b"/X Do " * 100)
        outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
        inner = outer
    inner.Type, inner.Subtype, inner.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 612, 792])
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
    page.Contents = pikepdf.Stream(pdf, b"/X Do")
    pdf.save(path)
    return path


# ---------------------------------------------------------------------------------------------------------------- pictures


def scan(lines: list[str] | None = None, *, dpi: int = 150):  # type: ignore[no-untyped-def]
    """A page image as a scanner makes it, as a Pillow picture."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(str(TYPEFACE), dpi * 12 // 72)
    image = Image.new("L", (int(8.5 * dpi), 4 * dpi), 255)
    draw = ImageDraw.Draw(image)
    for index, line in enumerate(lines or LINES):
        draw.text((dpi, dpi // 2 + index * dpi // 3), line, font=font, fill=0)
    return image


def scan_pdf(path: Path, *, layer: str = "") -> Path:
    """An image-only page; with `layer`, invisible text over it that says something else."""
    page = canvas(path, size=(612, 288))
    page.drawInlineImage(scan(), 0, 0, 612, 288)
    if layer:
        text = page.beginText(72, 200)
        text.setFont("Helvetica", 12)
        text.setTextRenderMode(3)
        text.textLine(layer)
        page.drawText(text)
    page.save()
    return path


# ---------------------------------------------------------------------------------------------------------- office and mail


def docx(path: Path) -> Path:
    import docx as library
    from docx.oxml import parse_xml

    document = library.Document()
    document.add_paragraph("Printed paragraph about JANE DOE")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Cell one", "Cell two"
    document.sections[0].header.paragraphs[0].text = "Headerline"
    document.sections[0].footer.paragraphs[0].text = "Footerline"
    document.add_paragraph("before ").add_run("Vanished").font.hidden = True
    changed = document.add_paragraph("kept ")
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    changed._p.append(parse_xml(f'<w:del {space} w:id="1" w:author="A"><w:r><w:delText>Deletedword</w:delText></w:r></w:del>'))
    changed._p.append(parse_xml(f'<w:ins {space} w:id="2" w:author="A"><w:r><w:t>Insertedword</w:t></w:r></w:ins>'))
    document.add_comment(changed.runs[0], text="Commentword", author="Clerk")
    document.core_properties.author = "Invented Author"
    document.save(str(path))
    return path


def xlsx(path: Path) -> Path:
    import datetime as dt

    from openpyxl import Workbook
    from openpyxl.comments import Comment

    book = Workbook()
    sheet = book.active
    sheet.title = "Log"
    sheet.append(["Name", "Number", "Pay", "Date"])
    sheet.append(["Doe, Jane", 123456789, 1234.5, dt.datetime(2026, 3, 4)])
    sheet["B2"].number_format = "000-00-0000"
    sheet["A2"].comment = Comment("Cellcomment", "Clerk")
    sheet.column_dimensions["C"].hidden = True
    hidden = book.create_sheet("Back")
    hidden["A1"] = "Hiddencell"
    hidden.sheet_state = "veryHidden"
    book.save(path)
    return path


def eml(path: Path, attachments: Mapping[str, bytes] | None = None) -> Path:
    message = EmailMessage()
    message["From"] = "Ann Sample <ann@example.org>"
    message["To"] = "records@village.example"
    message["Subject"] = "Request, with café"
    message["Date"] = "Mon, 02 Nov 2026 10:00:00 -0600"
    message["X-Mailer"] = "invented"
    message.set_content("Dear officer,\n\nplease send the report on 12 Walnut Street.\n")
    message.add_alternative("<p>Dear officer,</p><p>please send the report on 12 Walnut Street.</p>", subtype="html")
    for name, content in (attachments or {}).items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    path.write_bytes(message.as_bytes())
    return path


def packed(path: Path, members: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def msg(path: Path, *, body: str, subject: str, attachment: tuple[str, bytes]) -> Path:
    """An Outlook message: a compound file with the properties of [MS-OXMSG] that a reader needs, and one attachment."""

    def properties(head: bytes, values: Mapping[int, str | bytes | int]) -> tuple[bytes, dict[str, bytes]]:
        streams: dict[str, bytes] = {}
        table = head
        for number, value in values.items():
            if isinstance(value, int):
                table += struct.pack("<HHIQ", 0x0003, number, 6, value)
                continue
            kind = 0x001F if isinstance(value, str) else 0x0102
            content = value.encode("utf-16-le") if isinstance(value, str) else value
            table += struct.pack("<HHIII", kind, number, 6, len(content) + (2 if kind == 0x001F else 0), 0)
            streams[f"__substg1.0_{number:04X}{kind:04X}"] = content
        return table, streams

    name, content = attachment
    top, streams = properties(
        struct.pack("<8x4I8x", 1, 1, 1, 1),
        {0x001A: "IPM.Note", 0x0037: subject, 0x1000: body, 0x0C1A: "Ann Sample", 0x340D: 0x40000},
    )
    tree: dict[str, object] = {"__properties_version1.0": top, **streams}
    table, inner = properties(bytes(8), {0x3001: "Rick Roe", 0x3003: "rick@village.example", 0x0C15: 1})
    tree["__recip_version1.0_#00000000"] = {"__properties_version1.0": table, **inner}
    table, inner = properties(bytes(8), {0x3701: content, 0x3707: name, 0x3705: 1})
    tree["__attach_version1.0_#00000000"] = {"__properties_version1.0": table, **inner}
    tree["__nameid_version1.0"] = {"__substg1.0_00020102": b"", "__substg1.0_00030102": b"", "__substg1.0_00040102": b""}
    path.write_bytes(_compound(tree))
    return path


def _compound(tree: Mapping[str, object]) -> bytes:
    """A compound file ([MS-CFB], version 3) with these storages (mappings) and streams (bytes)."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    entries: list[list[object]] = []  # name, type, left, right, child, content

    def add(name: str, content: object) -> int:
        index = len(entries)
        entries.append([name, 2 if isinstance(content, bytes) else 1, free, free, free, content])
        if isinstance(content, Mapping):
            children = sorted(content, key=lambda each: (len(each), each.upper()))
            indices = [add(child, content[child]) for child in children]
            entries[index][4] = link(indices)
        return index

    def link(indices: list[int]) -> int:
        if not indices:
            return free
        middle = len(indices) // 2
        entries[indices[middle]][2] = link(indices[:middle])
        entries[indices[middle]][3] = link(indices[middle + 1 :])
        return indices[middle]

    add("Root Entry", tree)
    entries[0][1] = 5
    small, small_chain, big, chain = io.BytesIO(), [], io.BytesIO(), []
    placed: list[tuple[int, int]] = []
    for _, kind, *_, content in entries:
        if kind != 2 or not content:
            placed.append((end, 0))
            continue
        assert isinstance(content, bytes)
        store, links, unit = (small, small_chain, 64) if len(content) < 4096 else (big, chain, 512)
        start, count = len(links), -(-len(content) // unit)
        store.write(content.ljust(count * unit, b"\0"))
        links += [*range(start + 1, start + count), end]
        placed.append((start, len(content)))
    root_start, root_size = len(chain), len(small.getvalue())
    count = -(-root_size // 512)
    big.write(small.getvalue().ljust(count * 512, b"\0"))
    chain += [*range(root_start + 1, root_start + count), end]
    mini_start = len(chain)
    table = struct.pack(f"<{len(small_chain)}I", *small_chain)
    minis = max(-(-len(table) // 512), 1)
    big.write(table.ljust(minis * 512, b"\xff"))
    chain += [*range(mini_start + 1, mini_start + minis), end]
    placed[0] = (root_start, root_size)
    directory = b""
    for (name, kind, left, right, child, _), (start, size) in zip(entries, placed, strict=True):
        encoded = str(name).encode("utf-16-le") + b"\0\0"
        entry = struct.pack("<HBBIII16xI8x8xIQ", len(encoded), kind, 1, left, right, child, 0, start, size)
        directory += encoded.ljust(64, b"\0") + entry
    directory_start = len(chain)
    count = -(-len(directory) // 512)
    big.write(directory.ljust(count * 512, b"\0"))
    chain += [*range(directory_start + 1, directory_start + count), end]
    fat_start = len(chain)
    fats = 1
    while fats * 128 < len(chain) + fats:
        fats += 1
    chain += [0xFFFFFFFD] * fats
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(fats * 512, b"\xff")
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E, 3, 0xFFFE, 9, 6, 0, fats, directory_start, 0, 4096, mini_start, minis, end, 0,
    )  # fmt: skip
    head += struct.pack(f"<{fats}I", *range(fat_start, fat_start + fats))
    return head.ljust(512, b"\xff") + big.getvalue() + fat
