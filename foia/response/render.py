"""A letter's markup -> plain text, DOCX and PDF. Imports: errors, python-docx, reportlab.

The markup is small: `# ` the subject line, `## ` and `### ` headings, `- ` a bullet, `| ` a line of an address or
signature, `> ` facts (set in), an empty line between paragraphs, and \\x02 ... \\x03 around bold words. Both outputs are
the same bytes for the same letter."""

from __future__ import annotations

import datetime as dt
import io
import re
import textwrap
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import docx
from docx.shared import Inches, Pt
from reportlab.lib.pagesizes import landscape
from reportlab.lib.pagesizes import letter as LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, HRFlowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

BOLD, PLAIN = "\x02", "\x03"
WIDTH = 88  # characters of a line of plain text
_MARKS = {"# ": "subject", "## ": "heading", "### ": "subheading", "- ": "bullet", "| ": "line", "> ": "facts"}


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph. `style` is subject, heading, subheading, bullet, line, facts or text."""

    style: str
    text: str


def blocks(markup: str) -> tuple[Block, ...]:
    """The paragraphs of a letter's markup, in order."""
    found: list[Block] = []
    running: list[str] = []

    def close() -> None:
        if running:
            found.append(Block("text", " ".join(running)))
            running.clear()

    for raw in markup.splitlines():
        line = raw.strip()
        mark = next((mark for mark in _MARKS if f"{line} ".startswith(mark)), "")
        if not line or mark:
            close()
        if mark:
            found.append(Block(_MARKS[mark], line[len(mark) :].strip()))
        elif line:
            running.append(line)
    close()
    return tuple(found)


def as_text(markup: str, head: Sequence[str] = ()) -> str:
    """Plain text, wrapped."""
    out: list[str] = [line for line in head if line] + ([""] if head else [])
    previous = ""
    for block in blocks(markup):
        text = block.text.replace(BOLD, "").replace(PLAIN, "")
        if out and out[-1] and not (block.style == previous and block.style in ("line", "bullet")):
            out.append("")
        first, rest = {"bullet": ("  - ", "    "), "facts": ("    ", "    ")}.get(block.style, ("", ""))
        if block.style == "heading":
            text = text.upper()
        out += textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False) or [""]
        previous = block.style
    return "\n".join(out) + "\n"


def as_docx(markup: str, head: Sequence[str], *, title: str, author: str, date: dt.date) -> bytes:
    """A Word document; its times are the letter's date, so that the same letter gives the same bytes."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1.1)
    section.top_margin = section.bottom_margin = Inches(1)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(11.5)
    for number, line in enumerate(head):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(10 if number == len(head) - 1 else 0)
        run = paragraph.add_run(line)
        run.bold, run.font.size = number == 0, Pt(14 if number == 0 else 9.5)
    for block in blocks(markup):
        style = {"heading": "Heading 2", "subheading": "Heading 3", "bullet": "List Bullet"}.get(block.style, "Normal")
        paragraph = document.add_paragraph(style=style)
        paragraph.paragraph_format.space_after = Pt(0 if block.style == "line" else 4 if block.style == "bullet" else 8)
        if block.style == "facts":
            paragraph.paragraph_format.left_indent = Inches(0.3)
        if block.style == "line":
            paragraph.paragraph_format.keep_with_next = True
        if block.style in ("heading", "subheading"):
            paragraph.paragraph_format.space_before = Pt(10)
            paragraph.paragraph_format.keep_with_next = True
        for part, bold in runs(block.text):
            paragraph.add_run(part).bold = True if bold or block.style == "subject" else None
    properties = document.core_properties
    properties.author = properties.last_modified_by = author
    properties.title, properties.comments = title, ""
    properties.created = properties.modified = dt.datetime(date.year, date.month, date.day)
    stream = io.BytesIO()
    document.save(stream)
    return _steady_zip(stream.getvalue())


def as_pdf(markup: str, head: Sequence[str], *, title: str, author: str) -> bytes:
    """A PDF on letter paper, with page numbers from the second page; no times or random ids inside.

    Set in Times, which holds the letters of western European languages; others lose their accents here (not in DOCX).
    """
    styles = _pdf_styles()
    story: list[Flowable] = []
    for number, line in enumerate(head):
        story.append(Paragraph(_pdf_text(line), styles["name" if number == 0 else "head"]))
    if head:
        story += [Spacer(1, 4), HRFlowable(width="100%", thickness=0.8, color="#444444"), Spacer(1, 14)]
    previous = ""
    together: list[Flowable] = []  # an address, or the closing words with the signature: never parted by a page's end

    def place() -> None:
        if together:
            story.append(KeepTogether(together[:]))
            together.clear()

    parts = blocks(markup)
    last = max((number for number, block in enumerate(parts) if block.style != "line"), default=-1)
    for number, block in enumerate(parts):
        if previous == "line" and block.style != "line":
            together.append(Spacer(1, 9))
            place()
        if previous == "bullet" and block.style in ("text", "facts"):
            story.append(Spacer(1, 3))
        text = "".join(f"<b>{_pdf_text(part)}</b>" if bold else _pdf_text(part) for part, bold in runs(block.text))
        if block.style == "bullet":
            story.append(Paragraph(text, styles["bullet"], bulletText="\u2022"))
        elif block.style == "line":
            together.append(Paragraph(text, styles["line"]) if block.text else Spacer(1, 10))
        elif number == last:
            together.append(Paragraph(text, styles[block.style]))
        else:
            story.append(Paragraph(text, styles[block.style]))
        previous = block.style
    place()
    stream = io.BytesIO()
    document = SimpleDocTemplate(
        stream,
        pagesize=LETTER,
        leftMargin=1.1 * inch,
        rightMargin=1.1 * inch,
        topMargin=0.9 * inch,
        bottomMargin=0.9 * inch,
        title=_latin(title),
        author=_latin(author),
        invariant=1,
    )
    document.build(story, onLaterPages=_page_number)
    return stream.getvalue()


def table_pdf(rows: Sequence[Sequence[str]], *, title: str, note: str, head: Sequence[str], author: str) -> bytes:
    """A table on letter paper laid on its side, its first row repeated on each page; as steady as `as_pdf`."""
    styles = _pdf_styles()
    cell, top = styles["cell"], styles["celltop"]
    story: list[object] = [Paragraph(_pdf_text(line), styles["name" if n == 0 else "head"]) for n, line in enumerate(head[:1])]
    story += [Spacer(1, 8), Paragraph(_pdf_text(title), styles["subject"]), Paragraph(_pdf_text(note), styles["text"])]
    cells = [[Paragraph(_pdf_text(text), top if n == 0 else cell) for text in row] for n, row in enumerate(rows)]
    widths = [inch * share for share in (0.4, 1.6, 0.6, 1.7, 1.8, 3.1)]
    table = Table(cells, colWidths=widths, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, "#444444"),
                ("LINEBELOW", (0, 1), (-1, -1), 0.3, "#BBBBBB"),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    story.append(table)
    stream = io.BytesIO()
    margin = 0.9 * inch
    document = SimpleDocTemplate(
        stream,
        pagesize=landscape(LETTER),
        leftMargin=margin,
        rightMargin=margin,
        topMargin=margin,
        bottomMargin=margin,
        title=_latin(title),
        author=_latin(author),
        invariant=1,
    )
    document.build(story, onLaterPages=_page_number)
    return stream.getvalue()


def _page_number(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.saveState()
    canvas.setFont("Times-Roman", 9)
    canvas.drawCentredString(document.pagesize[0] / 2, 0.55 * inch, f"Page {document.page}")
    canvas.restoreState()


def _pdf_styles() -> dict[str, ParagraphStyle]:
    base = ParagraphStyle("text", fontName="Times-Roman", fontSize=10.8, leading=13.4, spaceAfter=7)
    return {
        "text": base,
        "subject": ParagraphStyle("subject", parent=base, fontName="Times-Bold", spaceBefore=2, spaceAfter=10),
        "heading": ParagraphStyle(
            "heading", parent=base, fontName="Helvetica-Bold", fontSize=11, spaceBefore=9, spaceAfter=5, keepWithNext=1
        ),
        "subheading": ParagraphStyle(
            "subheading", parent=base, fontName="Times-Bold", spaceBefore=5, spaceAfter=4, keepWithNext=1
        ),
        "bullet": ParagraphStyle("bullet", parent=base, leftIndent=20, bulletIndent=8, spaceAfter=3),
        "line": ParagraphStyle("line", parent=base, spaceAfter=0),
        "facts": ParagraphStyle("facts", parent=base, leftIndent=20, spaceAfter=7),
        "name": ParagraphStyle("name", fontName="Helvetica-Bold", fontSize=14, leading=18),
        "head": ParagraphStyle("head", fontName="Helvetica", fontSize=8.5, leading=11, textColor="#333333"),
        "cell": ParagraphStyle("cell", fontName="Times-Roman", fontSize=9.5, leading=12),
        "celltop": ParagraphStyle("celltop", fontName="Helvetica-Bold", fontSize=8.5, leading=12),
    }


def runs(text: str) -> list[tuple[str, bool]]:
    """The text cut at its bold marks: (words, is bold)."""
    found, bold = [], False
    for part in re.split(f"([{BOLD}{PLAIN}])", text):
        if part in (BOLD, PLAIN):
            bold = part == BOLD
        elif part:
            found.append((part, bold))
    return found


def _pdf_text(text: str) -> str:
    return escape(_latin(text), quote=False)


def _latin(text: str) -> str:
    """The text with every character that the standard fonts lack replaced by its base letter, or `?`."""
    out = []
    for char in unicodedata.normalize("NFC", text):
        try:
            char.encode("cp1252")
            out.append(char)
        except UnicodeEncodeError:
            stripped = unicodedata.normalize("NFKD", {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "\u2011": "-"}.get(char, char))
            plain = "".join(part for part in stripped if not unicodedata.combining(part))
            out.append(plain.encode("cp1252", "replace").decode("cp1252"))
    return "".join(out)


def _steady_zip(blob: bytes) -> bytes:
    """The same archive with fixed times, in the same order."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(blob)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()
