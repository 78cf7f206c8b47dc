"""Text that runs down, up or upside down: its boxes lie on it alone, and what stays of it is found again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen import canvas

from foia.model import Basis, Box, Decision, Record, Stance, Word
from foia.records import read
from foia.redaction import prove, remove
from foia.redaction.search import occurrences
from foia.redaction.turned import characters, directions, level_pixels, to_level

AT = dt.datetime(2026, 8, 20, 12, tzinfo=dt.UTC)
BASIS = Basis(node="ilcs/5/140/7/1/b", citation="5 ILCS 140/7(1)(b)", version=dt.date(2022, 1, 7), status="in_force")
LINES = (
    "On August 14 the officer met with Perpetua Quillfeather at the front desk.",
    "The subject gave the number 512-48-9037 and the telephone (309) 555-0178",
    "so that he may go on. Neighbour Zorbatkin heard the alarm at 2210 hours.",
)
GONE = ("Perpetua Quillfeather", "512-48-9037", "(309) 555-0178", "Zorbatkin")


def turned_lines(path: Path, degrees: int, *, leading: float = 15) -> Record:
    """LINES side by side, drawn at an angle in the middle of the page."""
    c = canvas.Canvas(str(path), pagesize=(612, 612), invariant=True)
    c.translate(306, 306)
    c.rotate(degrees)
    c.setFont("Helvetica", 12)
    for number, line in enumerate(LINES):
        c.drawString(-230, 30 - leading * number, line)
    c.showPage()
    c.save()
    return read(path, into=path.parent / "derived")[0]


@pytest.mark.parametrize("leading", [13.5, 20])
@pytest.mark.parametrize(("degrees", "way"), [(0, 0), (90, 3), (180, 2), (270, 1)])
def test_turned_lines_lose_what_was_decided_and_nothing_else(degrees, way, leading, tmp_path):
    record = turned_lines(tmp_path / "in.pdf", degrees, leading=leading)
    assert set(directions(record.pages[0].words)) == {way}
    decisions = [
        Decision(
            id=f"d{a}", record_id=record.id, stance=Stance.REDACT, by="Ann Clerk", title="", at=AT, basis=BASIS, start=a, end=b
        )
        for a, b in occurrences(record.text, GONE)
    ]
    assert len(decisions) == len(GONE)
    removals = remove(record, decisions, tmp_path / "out.pdf")
    prove(tmp_path / "out.pdf", record, removals, at=AT)
    assert len({box for removal in removals for box in removal.boxes}) == len(GONE), "no box spans two lines"
    document = pypdfium2.PdfDocument(tmp_path / "out.pdf")
    text = document[0].get_textpage().get_text_range()
    document.close()
    kept = " ".join(LINES)
    for gone in GONE:
        kept = kept.replace(gone, "")
        assert gone not in " ".join(text.split())
    assert sorted(word for word in text.split() if "7(1)" not in word) == sorted(kept.split())


def test_short_words_go_with_the_line_they_stand_in():
    tall = [
        Word("reporting", 0, Box(10, 100, 24, 160)),
        Word("the", 10, Box(10, 78, 24, 96)),
        Word("to", 14, Box(10, 62, 24, 74)),
    ]
    assert directions(tall) == (3, 3, 3)
    assert directions([Word("a", 0, Box(10, 10, 16, 24)), Word("b", 2, Box(20, 10, 26, 24))]) == (0, 0)
    level = [Word("Perpetua", 0, Box(10, 10, 60, 24), tuple(np.linspace(10, 60, 9).tolist())), *tall]
    assert directions(level) == (0, 3, 3, 3)
    hebrew = [Word("רבקה", 0, Box(60, 10, 90, 24)), Word("שלום", 5, Box(20, 10, 56, 24))]
    assert directions(hebrew) == (0, 0)


@pytest.mark.parametrize(("turns", "first"), [(1, Box(0, 0, 10, 20)), (2, Box(40, 0, 60, 10)), (3, Box(0, 40, 10, 60))])
def test_letters_stand_in_the_order_of_reading(turns, first):
    box = Box(0, 0, 60, 10) if turns == 2 else Box(0, 0, 10, 60)
    places = characters(Word("abc", 0, box), turns)
    assert places[0] == first
    assert len(places) == 3


@given(st.integers(0, 3), st.integers(0, 18), st.integers(0, 9), st.integers(1, 6), st.integers(1, 5))
def test_boxes_and_pixels_turn_alike(turns, x, y, across, down):
    pixels = np.arange(25 * 15).reshape(15, 25)
    box = to_level(Box(x, y, x + across, y + down), turns, 25, 15)
    x0, y0, x1, y1 = map(int, box)
    turned = level_pixels(pixels, turns)[y0:y1, x0:x1]
    assert sorted(turned.ravel()) == sorted(pixels[y : y + down, x : x + across].ravel())
    sides = (15, 25) if turns % 2 else (25, 15)
    assert to_level(box, -turns % 4, *sides) == Box(x, y, x + across, y + down)
