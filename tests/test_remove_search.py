"""`search`: a string is found however its letters stand, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pdfminer.high_level import extract_text
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen import canvas
from test_remove import AT, decide

from foia.model import Box, Page, PageSource, Reach, Record, Word
from foia.records import read
from foia.redaction import prove, remove
from foia.redaction.search import occurrences, places


@pytest.mark.parametrize(
    ("text", "string", "found"),
    [
        ("Mr. Zabrisky left", "Zabrisky", ["Zabrisky"]),
        ("Quillon\nZab-\nrisky left", "Quillon Zabrisky", ["Quillon\nZab-\nrisky"]),
        ("Quillon Zab- risky\tgate", "Quillon Zabrisky", ["Quillon Zab- risky"]),
        ("by Z a b r i s k y, star 4", "Zabrisky", ["Z a b r i s k y"]),
        ("by Z\ta b r i s k y", "Quillon Zabrisky", []),
        ("Jose\u0301 Nu\u0301n\u0303ez came", "José Núñez", ["Jose\u0301 Nu\u0301n\u0303ez"]),
        ("Zabri\u00adsky came", "Zabrisky", ["Zabri\u00adsky"]),
        ("Zabrisky-Moore came", "Zabrisky", ["Zabrisky"]),
        ("call (217) 555 0134 now", "217-555-0134", ["(217) 555 0134"]),
        ("Zabriskys, Zabrisk", "Zabrisky", []),
        ("a I b", "I", ["I"]),
    ],
)
def test_strings_are_found_however_they_are_broken(text, string, found):
    assert [text[start:end] for start, end in occurrences(text, [string])] == found


def recognised(text: str) -> Record:
    """A scanned page of one line."""
    words, at = [], 0
    for part in text.split(" "):
        words.append(Word(part, at, Box(72 + 6 * at, 100, 72 + 6 * (at + len(part)), 112)))
        at += len(part) + 1
    page = Page(1, 612, 792, text, tuple(words), PageSource.OCR, 0.9)
    return Record(id="r", name="r.pdf", format="pdf", sha256="0" * 64, source=None, view=None, pages=(page,))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "string", "found"),
    [
        ("seen by Vantongercn there", "Vantongeren", ["Vantongercn"]),
        ("seen by Va1longeren there", "Vantongeren", []),
        ("seen by Tessa ..ungeren there", "Tessa Vantongeren", ["Tessa ..ungeren"]),
        ("seen by Tessa Vartanian there", "Tessa Vantongeren", []),
        ("call 217-S5S-O134 now", "217-555-0134", ["217-S5S-O134"]),
        ("call 217-555-0135 now", "217-555-0134", []),
        ("seen by Stone there", "Storm", []),
        ("at Quillon Zabrisky at", "Quillon Zabrisky", ["Quillon Zabrisky"]),
        ("at Quillon Zabrlsky at", "Quillon Zabrisky", ["Quillon Zabrlsky"]),
    ],
)
def test_what_recognition_misread_by_a_letter_is_found_on_scans_only(text, string, found):
    record = recognised(text)
    assert [text[place.start : place.end] for place in places(record, [string])] == found
    sure = replace(record, pages=(replace(record.pages[0], confidence=1.0),))
    assert [place for place in places(sure, [string]) if not place.is_exact] == []


def stacked_pdf(path, name: str, *, x: float = 60, pitch: float = 15, beside: bool = True) -> Record:
    """The letters of a name one below the other, beside lines of text."""
    page = canvas.Canvas(str(path), pagesize=letter, invariant=True)
    page.setFont("Helvetica", 11)
    for number in range(14):
        if beside:
            page.drawString(90, 700 - 15 * number, f"Line {number} was written by the officer on duty")
    for number, character in enumerate(name):
        if character != " ":
            page.drawString(x, 700 - pitch * number, character)
    page.showPage()
    page.save()
    return read(path, into=path.parent / "derived")[0]


@pytest.mark.parametrize("pitch", [11, 15, 22])
@pytest.mark.parametrize(
    ("drawn", "string"), [("ZABRISKY", "Zabrisky"), ("YKSIRBAZ", "Zabrisky"), ("5550134271", "555-013-4271")]
)
def test_letters_that_stand_one_below_the_other_are_found_and_go(drawn, string, pitch, tmp_path):
    record = stacked_pdf(tmp_path / "in.pdf", drawn, pitch=pitch)
    (place,) = places(record, [string])
    reach = Reach.AREA if place.areas else Reach.SPAN
    decision = decide(record, place.start, place.end, reach=reach, areas=place.areas)
    removals = remove(record, [decision], tmp_path / "out.pdf")
    assert "".join(removals[0].text.split()) == drawn
    prove(tmp_path / "out.pdf", record, removals, at=AT)
    text = read(tmp_path / "out.pdf", into=tmp_path / "derived")[0].text
    assert text.count("was written by the officer on duty") == 14


@pytest.mark.parametrize("drawn", ["ZABRISK", "ZAB RISKY", "YNYNNYNY"])
def test_other_letters_below_each_other_stay(drawn, tmp_path):
    found = places(stacked_pdf(tmp_path / "in.pdf", drawn, pitch=30), ["Zabrisky"])
    assert found == []


@pytest.mark.parametrize("degrees", [-30, 15, 38])
def test_a_name_at_a_slant_goes_and_what_stands_around_it_stays(degrees, tmp_path):
    page = canvas.Canvas(str(tmp_path / "in.pdf"), pagesize=letter, invariant=True)
    page.setFont("Helvetica", 14)
    page.drawString(72, 740, "Officer Lee took the report")
    page.translate(120, 400)
    page.rotate(degrees)
    page.drawString(0, 0, "Confidential copy for Quillon Zabrisky handed out")
    page.showPage()
    page.save()
    record = read(tmp_path / "in.pdf", into=tmp_path / "derived")[0]
    (place,) = places(record, ["Quillon Zabrisky"])
    removals = remove(record, [decide(record, place.start, place.end)], tmp_path / "out.pdf")
    prove(tmp_path / "out.pdf", record, removals, at=AT)
    words = extract_text(tmp_path / "out.pdf").split()
    assert {"Officer", "Lee", "took", "the", "report", "Confidential", "copy", "handed", "out"} <= set(words)
