"""What a PDF shows is what its words say, and stands where they say."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from foia import pdfium
from foia.errors import Encrypted, FileError
from foia.model import Page, PageSource, Record
from foia.records import page_count, read, read_pages, render_png

sys.path.insert(0, str(Path(__file__).parent / "files"))

import build_records as build

Builder = Callable[[Path], Path]


def one(path: Path, **options: str) -> Record:
    return read(path, into=path.parent / "derived", **options)[0]  # type: ignore[arg-type]


def pixels_of(view: Path, scale: float) -> np.ndarray:  # type: ignore[type-arg]
    with pdfium.LOCK, pdfium.open_document(view) as document, pdfium.open_page(document, 0) as page:
        return pdfium.render(page, scale=scale, grey=True)  # type: ignore[no-any-return]


def assert_sound(page: Page) -> None:
    end = 0
    for word in page.words:
        assert page.text[word.start : word.end] == word.text
        assert word.start >= end
        assert not word.cuts or (len(word.cuts) == len(word.text) + 1 and list(word.cuts) == sorted(word.cuts))
        end = word.end


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (36.0, 400.0, 560.0, 760.0)])
def test_boxes_cover_all_ink_of_turned_and_cropped_pages(
    tmp_path: Path, rotate: int, crop: tuple[float, float, float, float] | None
) -> None:
    record = one(build.turned_pdf(tmp_path / "a.pdf", rotate=rotate, crop=crop))
    page = record.pages[0]
    assert_sound(page)
    assert "DOE, JANE Q." in page.text
    shape = (page.width, page.height)
    whole = (524.0, 360.0) if crop else (612.0, 792.0)
    assert shape == (whole if rotate in {0, 180} else whole[::-1])
    scale = 3.0
    pixels = pixels_of(record.view, scale)
    for word in page.words:
        x0, y0, x1, y1 = (edge * scale for edge in word.box)
        area = pixels[max(int(y0), 0) : int(np.ceil(y1)), max(int(x0), 0) : int(np.ceil(x1))]
        assert area.min() < 100, f"no ink at word {word.start}"
        area[:] = 255
    assert pixels.min() > 200, "ink outside the words' boxes"


def test_letters_stand_between_their_cuts(tmp_path: Path) -> None:
    page = one(build.text_pdf(tmp_path / "a.pdf", lines=["iWiWiW"])).pages[0]
    word = page.words[0]
    narrow, wide = (word.cuts[1] - word.cuts[0], word.cuts[2] - word.cuts[1])
    assert narrow < wide
    assert word.part(1, 2).x0 == word.cuts[1]


def test_text_that_nobody_sees_is_left_out_and_noted(tmp_path: Path) -> None:
    record = one(build.hidden_text_pdf(tmp_path / "a.pdf"))
    words = record.text.split()
    assert words[:2] == ["VISIBLE", "line"]
    assert "Half" in words
    assert not {"COVERED", "WHITE", "INVISIBLE", "OUTSIDE", "secret"} & set(words)
    assert any("not seen on the page" in note for note in record.notes)


def test_layers_switched_off_are_left_out(tmp_path: Path) -> None:
    record = one(build.layer_off_pdf(tmp_path / "a.pdf"))
    assert record.text == "Shown text"
    assert any("layers" in note for note in record.notes)


def test_form_values_and_typed_annotations_are_read(tmp_path: Path) -> None:
    record = one(build.form_pdf(tmp_path / "a.pdf"))
    assert "Name:\tFilled Fieldvalue" in record.text or "Name: Filled Fieldvalue" in record.text
    assert "Typed annotation" in record.text


@pytest.mark.ocr
@pytest.mark.parametrize(
    ("builder", "expected", "note"),
    [
        (lambda path: build.lying_font_pdf(path), "WITNESS MARGARET HOLLOWAY", "says something else"),
        (lambda path: build.scan_pdf(path), "Victim: DOE, JANE Q.", ""),
        (lambda path: build.scan_pdf(path, layer="Somebody Else"), "Victim: DOE, JANE Q.", "not seen on the page"),
    ],
    ids=["lying font", "scan", "scan with a false text layer"],
)
def test_what_is_seen_counts_not_the_text_layer(tmp_path: Path, builder: Builder, expected: str, note: str) -> None:
    record = one(builder(tmp_path / "a.pdf"))
    page = record.pages[0]
    assert_sound(page)
    assert expected in page.text
    assert page.source is PageSource.OCR
    assert page.confidence > 0.8
    assert "Somebody" not in page.text
    assert any(note in each for each in record.notes) or not note


@pytest.mark.ocr
def test_a_picture_of_text_beside_text_is_read_too(tmp_path: Path) -> None:
    page = build.canvas(tmp_path / "a.pdf")
    page.drawString(72, 740, "Typed heading")
    page.drawInlineImage(build.scan(["Pictured: ROE, RICK"]), 72, 300, 400, 188)
    page.save()
    record = one(tmp_path / "a.pdf")
    assert "Typed heading" in record.text
    assert "ROE, RICK" in record.text


def test_letters_set_one_by_one_in_odd_order_make_words(tmp_path: Path) -> None:
    page = build.canvas(tmp_path / "a.pdf")
    page.setFont("Helvetica", 12)
    text = "JANE DOE lives at 12 Walnut"
    places = [(72 + page.stringWidth(text[:index], "Helvetica", 12), letter) for index, letter in enumerate(text)]
    for x, letter in sorted(places, key=lambda place: ord(place[1]) % 7 + place[0] / 1000):
        if letter != " ":
            page.drawString(x, 700, letter)
    page.save()
    assert one(tmp_path / "a.pdf").text == text


def test_columns_are_read_one_after_the_other_and_tables_row_by_row(tmp_path: Path) -> None:
    columns = one(build.two_column_pdf(tmp_path / "columns.pdf")).text
    assert columns.startswith("A headline over both columns of text")
    assert columns.index("left line 19") < columns.index("right line 0")
    assert "left line 3 runs on and on through here\nleft line 4" in columns
    table = one(build.table_pdf(tmp_path / "table.pdf")).text
    assert table == "Name\tBorn\tPhone\nDoe, Jane\t01/02/1990\t217-555-0142\nRoe, Rick\t03/04/1985\t217-555-0143"


def test_a_locked_file_needs_its_password_and_is_viewed_without(tmp_path: Path) -> None:
    path = build.locked_pdf(tmp_path / "a.pdf", "open sesame")
    for password in (None, "wrong"):
        with pytest.raises(Encrypted) as caught:
            read(path, into=tmp_path / "derived", password=password)
        assert caught.value.exit_code == 4
    record = one(path, password="open sesame")
    assert "JANE" in record.text
    assert record.source == path
    assert "JANE" in read_pages(record.view, 1)[0].text


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_file_cut_short_is_refused(tmp_path: Path, kept: float) -> None:
    content = build.text_pdf(tmp_path / "a.pdf", pages=5).read_bytes()
    (tmp_path / "cut.pdf").write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(FileError) as caught:
        one(tmp_path / "cut.pdf")
    assert caught.value.exit_code == 3


def test_a_damaged_structure_is_mended(tmp_path: Path) -> None:
    content = build.text_pdf(tmp_path / "a.pdf").read_bytes()
    (tmp_path / "b.pdf").write_bytes(content.replace(b"%PDF-1.", b"%PDF-x."))
    assert "JANE" in one(tmp_path / "b.pdf").text


def test_attached_files_are_records_of_their_own(tmp_path: Path) -> None:
    main, note = read(build.attached_pdf(tmp_path / "a.pdf"), into=tmp_path / "derived")
    assert (note.name, note.parent, note.format) == ("note.txt", main.id, "txt")
    assert "Walnut Street" in note.text


def test_pages_can_be_read_by_ranges(tmp_path: Path) -> None:
    path = build.text_pdf(tmp_path / "a.pdf", pages=7)
    assert page_count(path) == 7
    whole = one(path)
    assert read_pages(path, 1, 3) + read_pages(path, 4) == whole.pages
    assert [page.number for page in read_pages(path, 6, 99)] == [6, 7]
    assert whole.text[whole.starts[2] :].startswith("INCIDENT")


def test_a_page_is_drawn_as_png(tmp_path: Path) -> None:
    path = build.text_pdf(tmp_path / "a.pdf")
    assert render_png(path, 1, 50).startswith(b"\x89PNG")
    with pytest.raises(FileError, match="no page 2"):
        render_png(path, 2)


@pytest.mark.ocr
@pytest.mark.parametrize("stand_in", ["(Somebody Else)", "( )", "(Called the desk)"])
def test_a_stand_in_does_not_hide_what_is_drawn(tmp_path: Path, stand_in: str) -> None:
    text = one(build.stand_in_pdf(tmp_path / "a.pdf", stand_in)).text
    assert (
        text.replace("\n\n", "\n")
        == "INCIDENT REPORT 44\nComplainant Perpetua Quillfeather waited\nOfficer Daniels took the report"
    )


@pytest.mark.ocr
def test_words_of_signs_without_meaning_are_read_as_they_look(tmp_path: Path) -> None:
    record = one(build.stand_in_pdf(tmp_path / "a.pdf", "", shift=0x2560))
    assert "Complainant Perpetua Quillfeather waited" in record.text


def test_a_stand_in_that_says_what_is_drawn_keeps_the_files_own_words(tmp_path: Path) -> None:
    page = one(build.stand_in_pdf(tmp_path / "a.pdf", "(Perpetua Quillfeather)")).pages[0]
    assert "Complainant Perpetua Quillfeather waited" in page.text
    assert page.confidence == 1.0


def test_lines_written_from_right_to_left_are_read_so(tmp_path: Path) -> None:
    lines = ["המתלוננת רבקה זילברשטיין מסרה", "רבקה טלפון 555 0178 בית", "Officer Lee met רבקה זילברשטיין at 0910"]
    drawn = ["הרסמ ןייטשרבליז הקבר תננולתמה", "תיב 555 0178 ןופלט הקבר", "Officer Lee met ןייטשרבליז הקבר at 0910"]
    page = build.canvas(tmp_path / "a.pdf")
    page.setFont(build.typeface(), 12)
    for number, line in enumerate(drawn):
        page.drawString(72, 700 - 20 * number, line)
    page.save()
    record = one(tmp_path / "a.pdf")
    assert record.text.split("\n") == lines
    assert_sound(record.pages[0])


@pytest.mark.parametrize(
    "seed",
    range(12),
)
def test_letters_set_at_random_make_the_same_words(tmp_path: Path, seed: int) -> None:
    page = build.canvas(tmp_path / "a.pdf")
    page.setFont("Helvetica", 12)
    lines = ["Officer Daniels photographed the door frame.", "A number, 512-48-9037, and Mr. Roe's phone (309) 555-0178."]
    letters = [
        (72 + page.stringWidth(line[:index], "Helvetica", 12), 700 - 20 * number, letter)
        for number, line in enumerate(lines)
        for index, letter in enumerate(line)
        if letter != " "
    ]
    random.Random(seed).shuffle(letters)
    for x, y, letter in letters:
        page.drawString(x, y, letter)
    page.save()
    assert one(tmp_path / "a.pdf").text == "\n".join(lines)


@pytest.mark.ocr
@pytest.mark.parametrize("degrees", [-6, -4, 5])
def test_a_page_scanned_far_askew_is_read_and_its_words_stand_on_their_ink(tmp_path: Path, degrees: int) -> None:
    lines = [f"Line {number} says that ROE, RICK lives at {number} Walnut Street" for number in range(9)]
    page = build.canvas(tmp_path / "a.pdf")
    upright = build.scan(lines)
    page.drawInlineImage(upright.rotate(degrees, fillcolor=255), 0, 400, 612, 288)
    page.save()
    record = one(tmp_path / "a.pdf")
    assert_sound(record.pages[0])
    assert record.text.count("ROE, RICK") >= 8
    pixels = pixels_of(record.view, 2.0)
    for word in record.pages[0].words:
        x0, y0, x1, y1 = (edge * 2.0 for edge in word.box)
        assert pixels[max(int(y0), 0) : int(np.ceil(y1)), max(int(x0), 0) : int(np.ceil(x1))].min() < 120


def stamped(image: Image.Image, *, grey: int) -> Image.Image:
    """A big framed word across the lines, at a slant."""
    stamp = Image.new("L", (700, 170), 255)
    draw = ImageDraw.Draw(stamp)
    draw.text((25, 20), "RECEIVED", font=ImageFont.truetype(str(build.TYPEFACE), 110), fill=grey)
    draw.rectangle((5, 5, 690, 160), outline=grey, width=10)
    over = Image.new("L", image.size, 255)
    over.paste(stamp.rotate(20, expand=True, fillcolor=255), (200, 60))
    return ImageChops.darker(image, over)


def peppered(image: Image.Image) -> Image.Image:
    pixels, chance = np.array(image), np.random.default_rng(3).random((image.height, image.width))
    pixels[chance < 0.03], pixels[chance > 0.97] = 0, 255
    return Image.fromarray(pixels)


def shaded(image: Image.Image) -> Image.Image:
    paper = np.tile(np.linspace(115, 250, image.width), (image.height, 1)).astype(np.uint8)
    return Image.fromarray(np.minimum(np.array(image), paper))


@pytest.mark.ocr
@pytest.mark.parametrize(
    ("spoil", "least"),
    [(lambda image: stamped(image, grey=90), 9), (peppered, 9), (shaded, 10)],
    ids=["stamped", "salt and pepper", "in the shade"],
)
def test_words_under_stamps_specks_and_shades_are_read(spoil: Callable[[Image.Image], Image.Image], least: int) -> None:
    from foia.records import ocr

    lines = [f"Line {number} says that ROE, RICK lives at {number} Walnut Street" for number in range(10)]
    seen = ocr.recognise_page(np.array(spoil(build.scan(lines, dpi=200))), scale=200 / 72)
    assert seen.text.count("ROE, RICK lives") >= least


@pytest.mark.ocr
def test_what_could_not_be_read_on_a_scan_is_said(tmp_path: Path) -> None:
    page = build.canvas(tmp_path / "a.pdf", size=(612, 288))
    page.drawInlineImage(stamped(build.scan(dpi=200), grey=0), 0, 0, 612, 288)
    page.save()
    assert any("was not read as words" in note for note in one(tmp_path / "a.pdf").notes)
    page = build.canvas(tmp_path / "b.pdf", size=(612, 288))
    page.drawInlineImage(build.scan(dpi=200), 0, 0, 612, 288)
    page.save()
    assert not one(tmp_path / "b.pdf").notes


@pytest.mark.ocr
def test_lines_that_run_down_a_scan_are_read_line_by_line(tmp_path: Path) -> None:
    lines = [f"Line {number} says that ROE, RICK lives at {number} Walnut Street" for number in range(9)]
    page = build.canvas(tmp_path / "a.pdf", size=(288, 612))
    page.drawInlineImage(build.scan(lines, dpi=200).rotate(-90, expand=True), 0, 0, 288, 612)
    page.save()
    assert one(tmp_path / "a.pdf").text.count("ROE, RICK lives at") == 9


@pytest.mark.parametrize("degrees", [-35, 12, 40])
def test_lines_at_a_slant_are_read_letter_by_letter_beside_level_ones(tmp_path: Path, degrees: int) -> None:
    page = build.canvas(tmp_path / "a.pdf")
    page.setFont("Helvetica", 12)
    page.drawString(72, 740, "Officer Daniels took the report")
    page.saveState()
    page.translate(150, 400)
    page.rotate(degrees)
    page.drawString(0, 0, "Copy of ROE, RICK")
    page.restoreState()
    page.drawString(72, 72, "Nothing else was seen")
    page.save()
    record = one(tmp_path / "a.pdf")
    assert_sound(record.pages[0])
    assert record.text == "Officer Daniels took the report\n\nNothing else was seen\n\nCopy of ROE, RICK"
    pixels = pixels_of(record.view, 3.0)
    for word in record.pages[0].words:
        x0, y0, x1, y1 = (edge * 3.0 for edge in word.box)
        pixels[max(int(y0), 0) : int(np.ceil(y1)), max(int(x0), 0) : int(np.ceil(x1))] = 255
    assert pixels.min() > 200
