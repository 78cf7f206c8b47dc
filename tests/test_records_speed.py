"""What makes reading fast and small changes nothing in what is read."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from foia.model import Box, Page, PageSource, Record, Word
from foia.records import pdf, read, read_pages
from foia.records.evident import Evidence
from foia.records.packed import Pages, pack, unpack
from foia.records.seen import look

sys.path.insert(0, str(Path(__file__).parent / "files"))

import build_records as build


@st.composite
def _pages(draw: st.DrawFn) -> Page:
    edge = st.floats(-100, 3000, width=32)
    parts, words, at = [], [], 0
    for text in draw(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=9), max_size=12)):
        cuts = tuple(draw(st.lists(edge, min_size=len(text) + 1, max_size=len(text) + 1))) if draw(st.booleans()) else ()
        words.append(Word(text, at, Box(*draw(st.tuples(edge, edge, edge, edge))), cuts))
        parts.append(text)
        at += len(text) + 1
    source = draw(st.sampled_from(PageSource))
    return Page(
        draw(st.integers(1, 9999)), draw(edge), draw(edge), " ".join(parts), tuple(words), source, draw(st.floats(0, 1))
    )


@given(st.lists(_pages(), max_size=5), st.lists(_pages(), max_size=3))
def test_packed_pages_are_the_same_pages(first: list[Page], second: list[Page]) -> None:
    assert unpack(pack(first)) == tuple(first)
    whole = (*first, *second)
    kept = Pages([pack(first), pack(second)])
    assert kept == whole
    assert whole == kept
    assert (tuple(kept), len(kept)) == (whole, len(whole))
    assert kept[1:-1] == whole[1:-1]
    assert pickle.loads(pickle.dumps(kept)) == whole
    record = Record(id="a", name="a", format="pdf", sha256="", source=Path("a"), view=Path("a"), pages=whole)
    packed = Record(id="a", name="a", format="pdf", sha256="", source=Path("a"), view=Path("a"), pages=kept)  # type: ignore[arg-type]
    assert (packed.text, packed.starts) == (record.text, record.starts)


def test_a_long_file_is_read_in_parts_as_it_is_read_in_one(tmp_path: Path) -> None:
    path = build.text_pdf(tmp_path / "a.pdf", pages=210)
    record = read(path, into=tmp_path / "derived")[0]
    assert isinstance(record.pages, Pages)
    assert [page.number for page in record.pages] == list(range(1, 211))
    sample = read_pages(path, 99, 101)
    assert [page.text for page in record.pages[98:101]] == [page.text for page in sample]
    assert record.page_at(record.starts[99]).number == 100
    assert record.areas(record.starts[99], record.starts[99] + 4)[0].page_number == 100


def _draw(path: Path, hide: Callable[[Canvas], None]) -> Path:
    canvas = Canvas(str(path), pagesize=letter)
    for number in range(3):
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 700, "Everybody may see this line of the page and secret words")
        canvas.drawString(72, 640, "words may be secret")
        if number:
            hide(canvas)
        canvas.showPage()
    canvas.save()
    return path


def _area(canvas: Canvas, *grey: float) -> None:
    canvas.setFillGray(*grey)
    canvas.rect(60, 630, 300, 24, stroke=0, fill=1)


def _white_text(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    canvas.drawString(72, 600, "secret")


def _off_the_page(canvas: Canvas) -> None:
    canvas.drawString(700, 600, "secret")


def _clipped(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(0, 0, 20, 20)
    canvas.clipPath(path, stroke=0)
    canvas.drawString(72, 600, "secret")


def _unpainted(canvas: Canvas) -> None:
    text = canvas.beginText(72, 600)
    text.setTextRenderMode(3)
    text.textOut("secret")
    canvas.drawText(text)


def _transparent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    canvas.drawString(72, 600, "secret")


def _hatched(canvas: Canvas) -> None:
    canvas.setLineWidth(1.5)
    for line in range(20):
        canvas.line(60, 632 + line, 360, 632 + line)


def _picture(canvas: Canvas) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(Image.new("RGB", (4, 4), (0, 0, 0))), 60, 630, 300, 24)


@pytest.mark.parametrize(
    "hide",
    [
        lambda canvas: _area(canvas, 0),
        lambda canvas: _area(canvas, 1),
        _white_text,
        _off_the_page,
        _clipped,
        _unpainted,
        _transparent,
        _hatched,
        _picture,
    ],
)
def test_what_is_hidden_after_plain_pages_with_the_same_letters_is_noticed(
    tmp_path: Path, hide: Callable[[Canvas], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _draw(tmp_path / "a.pdf", hide)
    quick = list(pdf.read_range(path, 1, None))
    monkeypatch.setattr(Evidence, "knows", lambda *_: False)  # every page is drawn
    assert quick == list(pdf.read_range(path, 1, None))
    assert quick[0][0].text.count("secret") == 2
    assert all(page.text.count("secret") <= 2 for page, _ in quick)
    assert hide is _hatched or quick[1][0].text.count("secret") < 2 or "left out" in "".join(quick[1][1])


def test_plain_pages_are_not_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    monkeypatch.setattr(pdf, "look", lambda page, chars: (drawn.append(1), look(page, chars))[1])
    pages = list(pdf.read_range(build.text_pdf(tmp_path / "a.pdf", pages=5), 1, None))
    assert len(pages) == 5
    assert len(drawn) < 5
