"""Tables are read cell by cell, whatever parts their cells, and nothing is lost or moved by it."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from foia.model import Box, Page
from foia.records import read
from foia.records.layout import arrange
from foia.records.lines import Glyphs
from foia.records.rulings import as_it_stands, levelled

HEADER = ("Role", "Name (LAST, FIRST M.)", "DOB", "Sex", "Address", "Phone", "DL / ID")
PEOPLE = (
    (
        "ARRESTEE",
        "HOLLOWAY, DARIUS T.",
        "03/22/1994",
        "M",
        "402 Sycamore Court, Apt 3, Carlock, IL 61725",
        "(217) 555-0173",
        "H461",
    ),
    (
        "VICTIM",
        "SANDOVAL-PRICE, TERESA",
        "07/09/1988",
        "F",
        "118 Juniper Street, Maple Grove, IL 62999",
        "217-555-0188",
        "S451",
    ),
    ("WITNESS", "QUIMBY, ANA", "", "F", "", "217-555-0199", ""),
    ("CALLER", "OYELARAN, SAMUEL ADEBAYO", "11/30/1971", "M", "121 Juniper Street, Maple Grove, IL 62999", "", "O118"),
)
STYLES: dict[str, list[tuple[object, ...]]] = {
    "grid": [("GRID", (0, 0), (-1, -1), 0.5, colors.grey)],
    "inner grid": [("INNERGRID", (0, 0), (-1, -1), 0.5, colors.black)],
    "boxes": [("BOX", (0, 0), (-1, -1), 0.5, colors.black), ("LINEBELOW", (0, 0), (-1, -1), 0.3, colors.grey)],
    "level lines": [("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.black)],
    "stripes": [("ROWBACKGROUNDS", (0, 0), (-1, -1), [colors.Color(0.9, 0.9, 0.95), colors.white])],
    "nothing": [],
    "no padding": [("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0)],
}
CELL = ParagraphStyle("cell", fontName="Helvetica", fontSize=8, leading=10)


def table_pdf(path: Path, rows: tuple[tuple[str, ...], ...], style: list[tuple[object, ...]], rotate: int = 0) -> Path:
    cells = [[Paragraph(cell, CELL) for cell in row] for row in rows]
    table = Table(cells, colWidths=[72, 88, 56, 26, 116, 74, 50], style=TableStyle(style))
    text = "What was said follows the table and runs on for a while, so that the line wraps on the page and comes to an end."
    document = SimpleDocTemplate(str(path), pagesize=letter, leftMargin=48, rightMargin=48, invariant=1)

    def turn(canvas: Canvas, _: object) -> None:
        canvas.setPageRotation(rotate)

    document.build([Paragraph("PERSONS", CELL), table, Paragraph(text, CELL)], onFirstPage=turn)
    return path


def page_of(path: Path) -> Page:
    return read(path, into=path.parent / "derived")[0].pages[0]


def assert_rows(page: Page, rows: tuple[tuple[str, ...], ...]) -> None:
    lines = page.text.split("\n")
    at = 0
    for row in rows:
        at = lines.index("\t".join(row), at) + 1


@pytest.mark.parametrize("upright", ["TOP", "MIDDLE"])
@pytest.mark.parametrize("style", STYLES)
def test_wrapped_cells_stay_together_and_rows_keep_their_columns(tmp_path: Path, style: str, upright: str) -> None:
    page = page_of(table_pdf(tmp_path / "a.pdf", (HEADER, *PEOPLE), [("VALIGN", (0, 0), (-1, -1), upright), *STYLES[style]]))
    assert_rows(page, (HEADER, *PEOPLE))
    assert page.text.startswith("PERSONS\n")
    assert "\nWhat was said follows" in page.text
    for word in page.words:
        assert page.text[word.start : word.end] == word.text


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_tables_on_turned_pages(tmp_path: Path, rotate: int) -> None:
    assert_rows(page_of(table_pdf(tmp_path / "a.pdf", (HEADER, *PEOPLE), STYLES["grid"], rotate)), (HEADER, *PEOPLE))


def test_rulings_divide_only_where_they_make_cells(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=letter)
    canvas.rect(50, 500, 500, 250)  # a frame around running text, with an underlined and a marked word
    canvas.setFillColorRGB(1, 1, 0.4)
    canvas.rect(120, 697, 70, 14, stroke=0, fill=1)
    canvas.setFillColorRGB(0, 0, 0)
    for row in range(8):
        canvas.drawString(60, 700 - 14 * row, "The caller said that a dog ran off toward the river and was not seen again")
    canvas.line(150, 684, 190, 684)
    canvas.save()
    lines = page_of(tmp_path / "a.pdf").text.split("\n")
    assert lines == ["The caller said that a dog ran off toward the river and was not seen again"] * 8


def test_rows_without_a_first_cell_that_are_rows_stay_rows(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=letter)
    canvas.setFont("Helvetica", 10)
    rows = [
        ("01/02/2026", "Pike", "arrived"),
        ("", "Roe", "left"),
        ("01/03/2026", "Montgomery-Fairbanks", "arrived"),
        ("", "Lee", "left"),
    ]
    for row, cells in enumerate(rows):
        for x, cell in zip((60, 160, 320), cells, strict=True):
            canvas.drawString(x, 700 - 12 * row, cell)
    canvas.save()
    text = page_of(tmp_path / "a.pdf").text
    assert [line.split() for line in text.split("\n")] == [" ".join(cells).split() for cells in rows]


UNITS = (
    ("UNIT 1 DRIVER", "UNIT 2 DRIVER"),
    ("HOLLOWAY, DARIUS T.", "BELL, NGOZI C."),
    ("402 SYCAMORE COURT", "77 WINDMILL LANE"),
    ("CARLOCK IL 61725", "CARLOCK IL 61725"),
    ("DOB 03/22/1994  SEX M", "DOB 05/04/1983  SEX F"),
    ("PHONE (217) 555-0173", "PHONE (217) 555-0155"),
    ("PLATE BX41772", "PLATE CQ80316"),
)


def unit_form(path: Path) -> Path:
    canvas = Canvas(str(path), pagesize=letter)
    canvas.rect(54, 528, 504, 22 * len(UNITS))
    canvas.line(306, 528, 306, 528 + 22 * len(UNITS))
    canvas.setFont("Helvetica", 12)
    for row, cells in enumerate(UNITS):
        y = 528 + 22 * (len(UNITS) - row) - 16
        canvas.line(54, y - 6, 558, y - 6)
        for x, cell in zip((62, 314), cells, strict=True):
            canvas.drawString(x, y, cell)
    canvas.drawString(62, 480, "NARRATIVE: UNIT 1 FAILED TO STOP AND STRUCK UNIT 2.")
    canvas.save()
    return path


def in_columns() -> list[str]:
    return [" ".join(row[column].split()) for column in (0, 1) for row in UNITS]


def test_forms_side_by_side_are_read_one_after_the_other(tmp_path: Path) -> None:
    lines = [line for line in page_of(unit_form(tmp_path / "a.pdf")).text.split("\n") if line]
    assert lines[:-1] == in_columns()


@pytest.mark.ocr
@pytest.mark.parametrize("degrees", [0.0, 0.8, -1.2])
def test_ruled_forms_are_read_so_from_a_scan_askew(tmp_path: Path, degrees: float) -> None:
    import pypdfium2

    with pypdfium2.PdfDocument(unit_form(tmp_path / "drawn.pdf")) as document:
        picture = document[0].render(scale=200 / 72, grayscale=True).to_pil()
    scan = io.BytesIO()
    picture.rotate(degrees, fillcolor=255, resample=Image.Resampling.BICUBIC).save(scan, "JPEG", quality=70)
    (tmp_path / "scan.jpg").write_bytes(scan.getvalue())
    page = page_of(tmp_path / "scan.jpg")
    lines = [line for line in page.text.split("\n") if line]
    wanted = in_columns()
    read_well = sum(line in wanted for line in lines)
    assert read_well >= 0.7 * len(wanted)
    assert [line for line in wanted if line in lines] == [line for line in lines if line in wanted]
    assert lines.index("CARLOCK IL 61725") == lines.index("402 SYCAMORE COURT") + 1


_boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h), *(st.floats(0, 500), st.floats(0, 700)), *2 * (st.floats(3, 40),)
)
_lines = st.one_of(
    st.builds(
        lambda y, x, n: Box(x, y, x + n, y + 0.5),
        *(st.integers(0, 35).map(lambda n: n * 20.0), st.floats(0, 200), st.floats(50, 500)),
    ),
    st.builds(
        lambda x, y, n: Box(x, y, x + 0.5, y + n),
        *(st.integers(0, 25).map(lambda n: n * 20.0), st.floats(0, 200), st.floats(50, 700)),
    ),
)


@settings(deadline=None)
@given(st.lists(_boxes, max_size=60), st.lists(_lines, max_size=60))
def test_whatever_is_ruled_no_word_is_lost_or_moved(boxes: list[Box], rulings: list[Box]) -> None:
    # set far apart in height alternately, so that no two touch and become one word
    words = [Glyphs(f"w{index}", box, (), index % 4 if index % 7 == 0 else 0) for index, box in enumerate(boxes)]
    plain, ruled = arrange(words), arrange(words, rulings)
    for text, placed in (plain, ruled):
        end = 0
        for word in placed:
            assert text[word.start : word.end] == word.text
            assert text[end : word.start].isspace() or word.start == 0
            end = word.end

    def letters(placed: object) -> Counter[str]:
        return Counter("".join(sorted(word.text for word in placed)))  # type: ignore[attr-defined]

    assert letters(plain[1]) == letters(ruled[1])
    given_boxes = Counter(boxes)
    whole = [word for word in ruled[1] if f"{word.text}" in {glyphs.text for glyphs in words}]
    assert all(given_boxes[word.box] for word in whole)


@given(_boxes, st.floats(-0.05, 0.05))
def test_levelling_can_be_undone(box: Box, slope: float) -> None:
    assert as_it_stands(levelled(box, slope), slope) == pytest.approx(box, abs=1e-6)
