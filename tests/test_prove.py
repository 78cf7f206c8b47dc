"""`prove`: every attacker finds a removal that was broken on purpose in its own way, and whatever stops an attacker fails the file."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image
from test_remove import AT, decide, decide_strings, lines_pdf, traps

from foia.errors import FileError, NotProven
from foia.model import PageSource, Reach
from foia.redaction import proof_json, prove, prove_again, remove
from foia.redaction.prove import ATTACKERS, attempts, digest
from foia.redaction.prove.ocr import OcrAttack

SECRET = "Quillon Zabrisky"
LINES = [f"Statement of {SECRET} taken at noon", "Officer Lee, star 4411, wrote it down.", "Phone 217-555-0134 on file"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("proof")
    record = lines_pdf(folder / "in.pdf", LINES, size=12, leading=20)
    decisions = decide_strings(record, SECRET, "217-555-0134")
    removals = remove(record, decisions, folder / "out.pdf")
    return record, removals, folder / "out.pdf"


def failing(path: Path, record, removals) -> set[str]:
    return {attempt.name for attempt in attempts(path, record, removals) if not attempt.passed}


def edited(source: Path, target: Path, change: Callable[[pikepdf.Pdf], None]) -> None:
    with pikepdf.open(source) as pdf:
        change(pdf)
        pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)


def repaint(pdf: pikepdf.Pdf, change: Callable[[np.ndarray], None]) -> None:
    """Change the stored pixels of the first page; it stays CCITT Group 4."""
    from foia.redaction.page_image import bilevel

    image = pdf.pages[0].Resources.XObject.Page
    pixels = np.array(pikepdf.PdfImage(image).as_pil_image().convert("L"))
    change(pixels)
    parms = Dictionary(K=-1, Columns=pixels.shape[1], Rows=pixels.shape[0], EndOfBlock=True)
    image.write(bilevel(pixels).data, filter=Name.CCITTFaxDecode, decode_parms=parms)


def test_a_sound_removal_is_proven(made):
    record, removals, out = made
    proof = prove(out, record, removals, at=AT)
    assert [attempt.name for attempt in proof.attempts] == [kind.name for kind in ATTACKERS]
    assert proof.source_sha256 == record.sha256
    assert digest(SECRET.upper(), proof.salt) in proof.digests


def rewrite(text: str, *, place: str) -> Callable[[pikepdf.Pdf], None]:
    """Add invisible words to the page's content, coded as its own words are; `place` is a Td."""

    def change(pdf: pikepdf.Pdf) -> None:
        shown = text.encode("utf-16-be").hex().upper()
        body = pdf.pages[0].Contents.read_bytes().removesuffix(b"ET").removesuffix(b"ET\n")
        pdf.pages[0].Contents.write(body + f"1 0 0 1 0 0 Tm {place} Td <{shown}> Tj\nET".encode())
        font = pdf.pages[0].Resources.Font.Text
        table = font.ToUnicode.read_bytes()
        missing = [c for c in dict.fromkeys(text) if f"<{ord(c):04X}> <".encode() not in table]
        extra = "".join(f"<{ord(c):04X}> <{ord(c):04X}>\n" for c in missing)
        font.ToUnicode.write(table.replace(b"endcmap", f"{len(missing)} beginbfchar\n{extra}endbfchar\nendcmap".encode()))

    return change


def test_text_in_a_box_is_found_by_both_engines(made, tmp_path):
    record, removals, out = made
    box = removals[0].boxes[0]
    edited(out, tmp_path / "x.pdf", rewrite("Qz", place=f"{box.x0 + 20:.1f} {792 - box.y1 + 4:.1f}"))
    assert {"text:pdfium", "text:pdfminer", "text:stream"} <= failing(tmp_path / "x.pdf", record, removals)


@pytest.mark.parametrize("text", [SECRET, SECRET.upper(), "2175550134", "ykszirbaZ nolliuQ", "Q u i l l o n", "Zabri"])
def test_a_removed_string_anywhere_in_the_text_is_found(text, made, tmp_path):
    record, removals, out = made
    edited(out, tmp_path / "x.pdf", rewrite(text, place="72 300"))
    assert {"text:pdfium", "text:pdfminer", "text:stream"} <= failing(tmp_path / "x.pdf", record, removals)


def test_two_readers_that_disagree_fail_the_file(made, monkeypatch):
    record, removals, out = made
    from foia.redaction.prove import stream

    honest = stream.read
    monkeypatch.setattr(stream, "read", lambda *given: (found := honest(*given)) and found._replace(places=found.places + 1))
    assert "text:pdfminer" in failing(out, record, removals)


@pytest.mark.parametrize(
    "content",
    [b"BT 0 Tr", b"BT 3 Tr\n/Text 9 Tf 1.2.3 4 Td <0041> Tj\nET", b"BT 3 Tr\n/Text 9 Tf 1 4 Td <00414> Tj\nET", b"BT 3 Tr\n(a) Tj\nET", b"BT 3 Tr\n1 4 Td <0041> Tj\nET"],
)  # fmt: skip
def test_a_stream_of_another_shape_is_not_read_by_guessing(content):
    from foia.redaction.prove import stream

    assert stream.read(b"q 612 0 0 792 0 0 cm /Page Do Q\n" + content, stream._Map({0x41: "A"}), 792.0) is None


def show_under(pixels: np.ndarray, box, grey: Image.Image) -> None:
    scale = 200 / 72
    cut = (slice(int(box.y0 * scale), int(box.y1 * scale)), slice(int(box.x0 * scale), int(box.x1 * scale)))
    pixels[cut] = np.asarray(grey)[cut]


def test_pixels_that_were_not_overwritten_are_found(made, tmp_path):
    record, removals, out = made
    remove(record, [], tmp_path / "whole.pdf")
    whole = traps.images_of(tmp_path / "whole.pdf")[0]
    edited(out, tmp_path / "x.pdf", lambda pdf: repaint(pdf, lambda p: show_under(p, removals[0].boxes[0], whole)))
    assert {"pixels", "ocr"} & failing(tmp_path / "x.pdf", record, removals)
    assert "pixels" in failing(tmp_path / "x.pdf", record, removals)


def test_a_sliver_of_two_pixels_is_found(made, tmp_path):
    record, removals, out = made
    box = removals[0].boxes[0]
    y, x = int(box.y0 * 200 / 72) + 2, int(box.x0 * 200 / 72) + 3
    edited(out, tmp_path / "x.pdf", lambda pdf: repaint(pdf, lambda p: p.__setitem__((y, slice(x, x + 2)), 255)))
    assert failing(tmp_path / "x.pdf", record, removals) == {"pixels"}


@pytest.mark.ocr
def test_a_removed_string_in_pixels_that_no_word_covers_is_found(made, tmp_path):
    record, removals, out = made

    def draw(pixels: np.ndarray) -> None:
        from PIL import ImageDraw, ImageFont

        image = Image.fromarray(pixels)
        ImageDraw.Draw(image).text((300, 1500), f"see {SECRET} again", fill=0, font=ImageFont.load_default(36))
        pixels[:] = np.asarray(image)

    edited(out, tmp_path / "x.pdf", lambda pdf: repaint(pdf, draw))
    assert failing(tmp_path / "x.pdf", record, removals) == {"ocr"}


@pytest.mark.ocr
def test_pixels_that_disagree_with_the_words_are_read_whole(made, tmp_path):
    """A text layer of other words over the same ink (a font with a false map): the sample notices, the page is read."""
    record, removals, out = made
    page = record.pages[0]
    false = replace(
        page,
        words=tuple(w._replace(text="x" * len(w.text)) for w in page.words),
        text="".join("x" if c.isalnum() else c for c in page.text),
    )
    liar = replace(record, pages=(false,))
    result = next(a for a in attempts(out, liar, removals) if a.name == "ocr")
    assert result.detail.startswith("1 pages read whole") or "1 pages read whole" in result.detail


HIDING: dict[str, tuple[Callable[[pikepdf.Pdf], None], str]] = {
    "annotation": (
        lambda pdf: setattr(
            pdf.pages[0], "Annots", Array([Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), Contents=SECRET.encode())])
        ),
        "objects",
    ),
    "property": (lambda pdf: pdf.docinfo.__setitem__(Name.Author, pikepdf.String(SECRET)), "objects"),
    "attachment": (lambda pdf: pdf.attachments.__setitem__("a.txt", SECRET.encode()), "objects"),
    "utf-16 stream": (lambda pdf: setattr(pdf.Root, "Notes", pdf.make_indirect(pikepdf.Stream(pdf, SECRET.encode("utf-16-le")))), "objects"),
    "hexadecimal": (lambda pdf: setattr(pdf.Root, "Notes", pdf.make_indirect(pikepdf.Stream(pdf, SECRET.encode().hex().encode()))), "objects"),
    "escaped": (
        lambda pdf: setattr(
            pdf.Root, "Notes", pdf.make_indirect(pikepdf.Stream(pdf, "".join(f"\\{ord(c):03o}" for c in SECRET).encode()))
        ),
        "objects",
    ),
    "script": (lambda pdf: setattr(pdf.Root, "OpenAction", Dictionary(S=Name.JavaScript, JS=b"1")), "structure"),
    "layers": (lambda pdf: setattr(pdf.Root, "OCProperties", Dictionary(OCGs=Array([]))), "structure"),
    "xmp": (lambda pdf: setattr(pdf.Root, "Metadata", pdf.make_indirect(pikepdf.Stream(pdf, b"<x/>"))), "structure"),
    "visible words": (lambda pdf: pdf.pages[0].contents_add(b"BT 0 Tr ET"), "structure"),
    "digits in a page's unit": (lambda pdf: setattr(pdf.pages[0].obj, "UserUnit", Decimal("21.7555")), "structure"),
    "soft mask": (lambda pdf: setattr(pdf.pages[0].Resources.XObject.Page, "SMask", Dictionary()), "structure"),
}  # fmt: skip


@pytest.mark.parametrize("name", HIDING)
def test_what_is_hidden_in_the_structure_is_found(name, made, tmp_path):
    record, removals, out = made
    change, attacker = HIDING[name]
    edited(out, tmp_path / "x.pdf", change)
    assert attacker in failing(tmp_path / "x.pdf", record, removals)


def test_raw_bytes_orphans_and_revisions_are_found(made, tmp_path):
    record, removals, out = made
    data = out.read_bytes()
    path = tmp_path / "x.pdf"
    path.write_bytes(data + b"\n% " + SECRET.encode() + b"\n%%EOF\n")
    assert {"objects", "structure", "revisions"} <= failing(path, record, removals)
    trap = tmp_path / "in.pdf"
    trap.write_bytes(data.replace(b"%\xbf\xf7\xa2\xfe\n", b"%\xbf\xf7\xa2\xfe %" + SECRET.encode() + b"\n"))
    assert failing(trap, record, removals)


def test_letters_left_in_the_font_are_found(made, tmp_path):
    record, removals, out = made

    def change(pdf: pikepdf.Pdf) -> None:
        font = pdf.pages[0].Resources.Font.Text
        font.ToUnicode.write(
            font.ToUnicode.read_bytes().replace(b"endcmap", b"1 beginbfchar\n<0051> <0051>\nendbfchar\nendcmap")
        )

    edited(out, tmp_path / "x.pdf", change)
    assert {"objects", "outside"} <= failing(tmp_path / "x.pdf", record, removals)


def test_lost_words_fail_the_file_too(made, tmp_path):
    record, removals, out = made

    def change(pdf: pikepdf.Pdf) -> None:
        lines = pdf.pages[0].Contents.read_bytes().split(b"\n")
        pdf.pages[0].Contents.write(b"\n".join(lines[:4] + lines[-1:]))

    edited(out, tmp_path / "x.pdf", change)
    assert "text:stream" in failing(tmp_path / "x.pdf", record, removals)


def test_a_picture_with_a_tail_is_found(made, tmp_path):
    record, removals, out = made

    def change(pdf: pikepdf.Pdf) -> None:
        image = pdf.pages[0].Resources.XObject.Page
        stored = io.BytesIO()
        pikepdf.PdfImage(image).as_pil_image().convert("L").save(stored, "JPEG", quality=90, comment=b"note")
        image.write(stored.getvalue(), filter=Name.DCTDecode)
        image.BitsPerComponent = 8

    edited(out, tmp_path / "x.pdf", change)
    assert "structure" in failing(tmp_path / "x.pdf", record, removals)


def test_whatever_stops_an_attacker_fails_the_file(made, monkeypatch):
    record, removals, out = made
    monkeypatch.setattr(OcrAttack, "look", lambda *_: 1 / 0)
    with pytest.raises(NotProven, match="could not be proven") as caught:
        prove(out, record, removals, at=AT)
    assert "ocr: could not finish: ZeroDivisionError" in caught.value.why


@pytest.mark.parametrize("damage", [b"", b"%PDF-1.7 nothing else", b"\0" * 400])
def test_a_damaged_file_is_never_proven(damage, made, tmp_path):
    record, removals, _ = made
    (tmp_path / "x.pdf").write_bytes(damage)
    with pytest.raises(NotProven):
        prove(tmp_path / "x.pdf", record, removals, at=AT)


def test_a_missing_page_is_never_proven(made, tmp_path):
    record, removals, out = made
    longer = replace(record, pages=(*record.pages, replace(record.pages[0], number=2)))
    with pytest.raises(NotProven):
        prove(out, longer, removals, at=AT)


def test_the_same_string_left_undecided_is_a_warning_not_a_failure(tmp_path):
    record = lines_pdf(tmp_path / "in.pdf", ["John Ames came in", "then John left alone"], leading=20)
    removals = remove(record, [decide(record, 0, 9)], tmp_path / "out.pdf")
    proof = prove(tmp_path / "out.pdf", record, removals, at=AT)
    assert not [a for a in proof.attempts if "warning" in a.detail]  # "John" alone is not what was removed
    removals = remove(record, [decide(record, 0, 4)], tmp_path / "out.pdf")
    proof = prove(tmp_path / "out.pdf", record, removals, at=AT)
    assert [a for a in proof.attempts if "warning" in a.detail]


@pytest.mark.ocr
def test_a_scan_is_read_whole(tmp_path):
    traps._scan(tmp_path / "in.pdf", traps.scan_image(), text=False)
    record = traps.record_of(tmp_path / "in.pdf", source=PageSource.OCR)
    remove(record, [], tmp_path / "out.pdf")
    box = traps.where()
    from foia.model import Area, Box

    wide = Box(box.x0 - 4, box.y0 - 2, box.x1 + 22, box.y1 + 2)
    removals = remove(record, [decide(record, reach=Reach.AREA, areas=(Area(1, wide),))], tmp_path / "good.pdf")
    named = tuple(replace(removal, text=traps.SECRET) for removal in removals)
    assert not failing(tmp_path / "good.pdf", record, named)
    assert {"pixels", "ocr"} <= failing(tmp_path / "out.pdf", record, named)


def test_the_proof_as_json_holds_no_secret_and_no_key(made, tmp_path):
    record, removals, out = made
    proof = prove(out, record, removals, at=AT)
    text = proof_json(proof, removals)
    assert "Quillon" not in text
    assert "0134" not in text
    assert proof.salt not in text
    assert json.loads(text)["file_sha256"] == proof.file_sha256


def test_a_file_is_proven_again_by_its_log_and_only_that_file(made, tmp_path):
    record, removals, out = made
    proof = prove(out, record, removals, at=AT)
    (tmp_path / "n.proof.json").write_text(proof_json(proof, removals), encoding="utf-8")
    (tmp_path / "n.counsel.csv").write_text(f"decision,salt\nd0,{proof.salt}\n", encoding="utf-8")
    for log in ("n.proof.json", "n.counsel.csv"):
        again = prove_again(out, tmp_path / log, at=AT)
        assert again.file_sha256 == proof.file_sha256
    other = tmp_path / "other.pdf"
    other.write_bytes(out.read_bytes() + b"\n")
    with pytest.raises(NotProven):
        prove_again(other, tmp_path / "n.proof.json", at=AT)
    with pytest.raises(FileError):
        prove_again(out, tmp_path / "missing.json", at=AT)
