"""`remove`: what is decided is gone for every attacker, what is not decided stays, and the same decisions give the same bytes."""

from __future__ import annotations

import datetime as dt
import importlib.util
import re
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdfminer.high_level import extract_text
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen import canvas

from foia.errors import DecisionError
from foia.model import Area, Basis, Box, Decision, Page, PageSource, Reach, Record, Stance, Word
from foia.redaction import page_image, prove, release_table, release_text, remove
from foia.redaction.cover import complement, cover, inconsistent
from foia.redaction.prove import attempts
from foia.redaction.prove.expected import squash
from foia.redaction.release import redacted
from foia.redaction.release_copy import pseudonyms_for
from foia.redaction.search import occurrences


def load_traps() -> ModuleType:
    if "build_traps" not in sys.modules:
        place = Path(__file__).parent / "files" / "build_traps.py"
        spec = importlib.util.spec_from_file_location("build_traps", place)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules["build_traps"] = module
        spec.loader.exec_module(module)
    return sys.modules["build_traps"]


traps = load_traps()
AT = dt.datetime(2026, 8, 20, 12, tzinfo=dt.UTC)
BASIS = Basis(node="ilcs/5/140/7/1/b", citation="5 ILCS 140/7(1)(b)", version=dt.date(2022, 1, 7), status="in_force")
OTHER = Basis(node="ilcs/5/140/7/1/c", citation="5 ILCS 140/7(1)(c)", version=dt.date(2022, 1, 7), status="in_force")


def decide(
    record: Record, start: int = -1, end: int = -1, *, id_: str = "d1", reach: Reach = Reach.SPAN, **more: object
) -> Decision:
    made = {"stance": Stance.REDACT, "by": "Ann Clerk", "title": "FOIA officer", "at": AT, "basis": BASIS} | more
    return Decision(id=id_, record_id=record.id, reach=reach, start=start, end=end, **made)  # type: ignore[arg-type]


def decide_strings(record: Record, *strings: str) -> list[Decision]:
    return [decide(record, a, b, id_=f"d{n}") for n, (a, b) in enumerate(occurrences(record.text, strings))]


def recovered(path: Path, secret: str, *, ocr: bool = False) -> set[str]:
    """In which ways an attacker gets at the secret, by means of his own."""
    wanted, found = squash(secret), set()

    def has(text: str) -> bool:
        return any(form in squash(text) for form in (wanted, wanted[::-1]))

    document = pypdfium2.PdfDocument(path)
    if has("".join(page.get_textpage().get_text_range() for page in document)):
        found.add("pdfium")
    document.close()
    if has(extract_text(path)):
        found.add("pdfminer")
    with pikepdf.open(path) as pdf:
        for item in pdf.objects:
            parts = [str(item)] if isinstance(item, pikepdf.String) else []
            if isinstance(item, pikepdf.Dictionary):
                parts += [str(v) for v in item.values() if isinstance(v, pikepdf.String)]
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") != pikepdf.Name.Image:
                parts.append(item.read_bytes().decode("latin-1"))
            if any(has(part) for part in parts):
                found.add("objects")
    raw = path.read_bytes()
    if any(form in raw for form in (secret.encode(), secret.encode("utf-16-be"), secret.replace(" ", "-").encode())):
        found.add("bytes")
    if ocr:
        from tesserocr import PSM

        from foia.redaction.prove.ocr import _engine

        engine = _engine()
        engine.SetPageSegMode(PSM.AUTO)
        for image in traps.images_of(path):
            engine.SetImage(image)
            if has(engine.GetUTF8Text()):
                found.add("ocr")
    return found


def words_of(path: Path) -> Counter[str]:
    document = pypdfium2.PdfDocument(path)
    words = Counter(word for page in document for word in page.get_textpage().get_text_range().split())
    document.close()
    return words


@pytest.mark.parametrize("trap", traps.TRAPS, ids=lambda trap: trap.name)
def test_what_other_tools_leave_behind_is_gone(trap, tmp_path):
    source, out = tmp_path / "in.pdf", tmp_path / "out.pdf"
    trap.build(source)
    seen = recovered(source, traps.SECRET, ocr=trap.scan)
    assert seen or trap.name == "earlier_revision"  # that one only comes back when the file is cut
    record = traps.record_of(source)
    decisions = decide_strings(record, traps.SECRET, " ".join(traps.SECRET.replace(" ", "")))
    if trap.scan:
        box = traps.where()
        area = Area(1, Box(box.x0 - 4, box.y0 - 2, box.x1 + 22, box.y1 + 2))
        decisions.append(decide(record, id_="drawn", reach=Reach.AREA, areas=(area,)))
    removals = remove(record, decisions, out)
    assert not recovered(out, traps.SECRET, ocr=trap.scan)
    assert prove(out, record, removals, at=AT).pages == 1
    kept = words_of(out)
    if trap.name not in ("scan_under_box", "cropped"):
        assert all(kept[word] for word in ["INCIDENT", "REPORT", "Officer", "Lee,", "star", "4411,", "took", "the", "report."])


def lines_pdf(path: Path, lines: list[str], *, size: float = 11, leading: float = 13) -> Record:
    c = canvas.Canvas(str(path), pagesize=letter, invariant=True)
    c.setFont("Times-Roman", size)
    for number, line in enumerate(lines):
        c.drawString(72, 720 - leading * number, line)
    c.showPage()
    c.save()
    return traps.record_of(path)


def test_the_same_input_and_decisions_give_the_same_bytes(tmp_path):
    record = lines_pdf(tmp_path / "in.pdf", ["Statement of Tessa Vantongeren,", "star 4411"])
    for name in ("a.pdf", "b.pdf"):
        remove(record, decide_strings(record, "Tessa Vantongeren"), tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_boxes_of_one_line_are_equally_high_and_hide_the_words_own_width(tmp_path):
    record = lines_pdf(tmp_path / "in.pdf", ["Name: Nona Moss", "Name: Ada Pelligrini", "Name: aeo oac"], leading=24)
    removals = remove(record, decide_strings(record, "Nona Moss", "Ada Pelligrini", "aeo oac"), tmp_path / "out.pdf")
    boxes = [box for removal in removals for box in removal.boxes]
    assert len(boxes) == 3
    assert max(b.y1 - b.y0 for b in boxes) - min(b.y1 - b.y0 for b in boxes) < 3.5
    assert all(abs(box.x1 / 12 - round(box.x1 / 12)) < 0.05 for box in boxes)


def test_neighbours_above_below_and_beside_keep_every_pixel(tmp_path):
    lines = ["jumping gypsy quagmire jogging pages", "before Bjpgdlhk after", "lofty Hill blind kettle Tall"]
    record = lines_pdf(tmp_path / "in.pdf", lines, leading=11)
    (decision,) = decide_strings(record, "Bjpgdlhk")
    (removal,) = remove(record, [decision], tmp_path / "out.pdf")
    remove(record, [], tmp_path / "plain.pdf")
    after, before = (np.asarray(traps.images_of(tmp_path / name)[0]) for name in ("out.pdf", "plain.pdf"))
    scale = 200 / 72
    for word in record.pages[0].words:
        if word.text == "Bjpgdlhk":
            continue
        cut = (
            slice(int(word.box.y0 * scale), int(word.box.y1 * scale)),
            slice(int(word.box.x0 * scale) + 1, int(word.box.x1 * scale)),
        )
        assert (after[cut] == before[cut]).mean() > 0.995, word.text
    (box,) = removal.boxes
    beside = before.copy()
    beside[int(box.y0 * scale) : int(box.y1 * scale) + 1, int(box.x0 * scale) : int(box.x1 * scale) + 1] = 255
    target = next(word.box for word in record.pages[0].words if word.text == "Bjpgdlhk")
    rest = beside[int(target.y0 * scale) : int(target.y1 * scale), int(target.x0 * scale) : int(target.x1 * scale)]
    assert (rest == 255).all()  # nothing of the removed letters stands outside the box


def test_part_of_a_word_goes_and_the_rest_of_it_stays(tmp_path):
    record = lines_pdf(tmp_path / "in.pdf", ["Mr. Vantongeren's car, Vantongeren, left"])
    remove(record, decide_strings(record, "Vantongeren"), tmp_path / "out.pdf")
    text = extract_text(tmp_path / "out.pdf")
    assert "Vantongeren" not in text
    assert "'s" in text
    assert squash(text).endswith("left")


def test_overlapping_decisions_share_one_box_that_names_both_provisions(tmp_path):
    record = lines_pdf(tmp_path / "in.pdf", ["Statement of Tessa Vantongeren of this town"])
    start = record.text.index("Tessa")
    one, two = decide(record, start, start + 17, id_="a"), decide(record, start + 6, start + 17, id_="b", basis=OTHER)
    removals = remove(record, [one, two], tmp_path / "out.pdf")
    assert {r.decision_id for r in removals} == {"a", "b"}
    assert len({box for r in removals for box in r.boxes}) == 1
    assert all(r.label == "5 ILCS 140/7(1)(b); 5 ILCS 140/7(1)(c)" for r in removals)
    prove(tmp_path / "out.pdf", record, removals, at=AT)


def test_a_release_removes_nothing(tmp_path):
    record = lines_pdf(tmp_path / "in.pdf", ["Officer Lee, star 4411"])
    assert not remove(record, [decide(record, 0, 11, stance=Stance.RELEASE, basis=None)], tmp_path / "out.pdf")
    assert "Officer" in extract_text(tmp_path / "out.pdf")


def test_withheld_pages_and_records_say_so(tmp_path):
    c = canvas.Canvas(str(tmp_path / "in.pdf"), pagesize=(400, 300), invariant=True)
    for number in (1, 2):
        c.drawString(72, 200, f"Page {number} of Vantongeren")
        c.showPage()
    c.save()
    record = traps.record_of(tmp_path / "in.pdf")
    removals = remove(record, [decide(record, reach=Reach.PAGE, pages=(2,))], tmp_path / "page.pdf")
    text = extract_text(tmp_path / "page.pdf")
    assert "This page is withheld in full" in " ".join(text.split())
    assert text.count("Vantongeren") == 1
    prove(tmp_path / "page.pdf", record, removals, at=AT)
    removals = remove(record, [decide(record, reach=Reach.RECORD)], tmp_path / "all.pdf")
    assert "Vantongeren" not in extract_text(tmp_path / "all.pdf")
    assert "(2 pages)" in extract_text(tmp_path / "all.pdf")
    assert prove(tmp_path / "all.pdf", record, removals, at=AT).pages == 1


def test_keep_only_removes_the_rest_of_the_page(tmp_path):
    record = lines_pdf(tmp_path / "in.pdf", ["alpha beta", "gamma delta", "epsilon zeta"], leading=40)
    box = record.pages[0].words[2].box
    keep = decide(record, reach=Reach.KEEP, areas=(Area(1, Box(box.x0 - 5, box.y0 - 5, box.x1 + 3, box.y1 + 5)),))
    removals = remove(record, [keep], tmp_path / "out.pdf")
    text = extract_text(tmp_path / "out.pdf")
    assert "gamma" in text
    assert not [word for word in ("alpha", "beta", "delta", "epsilon", "zeta") if word in text]
    prove(tmp_path / "out.pdf", record, removals, at=AT)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({"start": 0, "end": 10_000}, "outside"),
        ({"reach": Reach.PAGE, "pages": (7,)}, "page 7"),
        ({"reach": Reach.AREA, "areas": (Area(1, Box(50, 10, 40, 20)),)}, "reversed"),
        ({"reach": Reach.AREA}, "names no page"),
    ],
)
def test_a_decision_that_points_nowhere_is_refused(bad, why, tmp_path):
    record = lines_pdf(tmp_path / "in.pdf", ["short"])
    with pytest.raises(DecisionError, match=why):
        remove(record, [decide(record, **bad)], tmp_path / "out.pdf")
    assert not (tmp_path / "out.pdf").exists()


def test_text_pages_stay_small_and_coloured_ones_stay_readable(tmp_path):
    record = lines_pdf(tmp_path / "in.pdf", ["The officer stated that the vehicle was parked near the residence on Oak"] * 48)
    remove(record, [], tmp_path / "out.pdf")
    assert (tmp_path / "out.pdf").stat().st_size < 100_000
    c = canvas.Canvas(str(tmp_path / "colour.pdf"), pagesize=letter, invariant=True)
    c.setFillColorRGB(0.2, 0.7, 0.3)
    c.rect(0, 300, 612, 400, stroke=0, fill=1)
    c.setFillColorRGB(1, 1, 0.6)
    c.drawString(100, 500, "pale words of Vantongeren on green")
    c.showPage()
    c.save()
    record = traps.record_of(tmp_path / "colour.pdf")
    removals = remove(record, decide_strings(record, "Vantongeren"), tmp_path / "out.pdf")
    prove(tmp_path / "out.pdf", record, removals, at=AT)
    assert {"pale", "words", "green"} <= set(extract_text(tmp_path / "out.pdf").split())
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        assert pikepdf.PdfImage(next(iter(pdf.pages[0].images.values()))).mode == "RGB"


def test_nothing_but_the_stated_parts_is_in_the_file(tmp_path):
    record = lines_pdf(tmp_path / "Statement of Vantongeren.pdf", ["Statement of Vantongeren"])
    remove(record, decide_strings(record, "Vantongeren"), tmp_path / "out.pdf")
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        assert dict(pdf.docinfo) == {"/Title": "Redacted record"}
        assert str(pdf.Root.Lang) == "en-US"
        assert set(pdf.pages[0].keys()) == {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents"}
    assert b"Vantongeren" not in (tmp_path / "out.pdf").read_bytes()


@pytest.mark.parametrize(("unit", "stays"), [(2.5, 2.5), (1, None), (217.5550134, 100)])
def test_a_page_stays_as_large_as_its_units_make_it(unit, stays, tmp_path):
    lines_pdf(tmp_path / "in.pdf", ["Statement of Vantongeren taken at noon"])
    with pikepdf.open(tmp_path / "in.pdf", allow_overwriting_input=True) as pdf:
        pdf.pages[0].UserUnit = unit
        pdf.save(tmp_path / "in.pdf")
    record = traps.record_of(tmp_path / "in.pdf")
    removals = remove(record, decide_strings(record, "Vantongeren"), tmp_path / "out.pdf")
    prove(tmp_path / "out.pdf", record, removals, at=AT)
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        assert pdf.pages[0].obj.get("/UserUnit") == stays


def test_boxes_leave_paper_around_the_words_beside_and_above_and_below(tmp_path):
    record = lines_pdf(
        tmp_path / "in.pdf", ["jumping gypsy quagmire", "before Vantongeren after", "lofty Hill blind"], leading=16
    )
    (removal,) = remove(record, decide_strings(record, "Vantongeren"), tmp_path / "out.pdf")
    (box,) = removal.boxes
    scale = 200 / 72
    pixels = np.asarray(traps.images_of(tmp_path / "out.pdf")[0].convert("L"))
    left, top, right, bottom = (round(v * scale) for v in box)
    assert (pixels[top - 4 : top, left:right] == 255).all()
    assert (pixels[bottom : bottom + 4, left:right] == 255).all()
    assert (pixels[top:bottom, left - 4 : left] == 255).all()
    assert (pixels[top:bottom, right : right + 4] == 255).all()


WORDS = st.text(alphabet="abdfghjklpqrtyABGJQ0123456789", min_size=2, max_size=9)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.lists(WORDS, min_size=2, max_size=7), min_size=2, max_size=6), data=st.data())
def test_no_removed_character_is_left_and_no_other_word_lost(tmp_path, lines, data):
    record = lines_pdf(tmp_path / "in.pdf", [" ".join(words) for words in lines], leading=12)
    spans = data.draw(st.lists(st.tuples(st.integers(0, len(record.text) - 1), st.integers(1, 15)), min_size=1, max_size=4))
    decisions = [decide(record, a, min(a + n, len(record.text)), id_=f"d{i}") for i, (a, n) in enumerate(spans)]
    decisions = [d for d in decisions if record.text[d.start : d.end].strip()]
    gone = {at for d in decisions for at in range(d.start, d.end)}
    removals = remove(record, decisions, tmp_path / "out.pdf", dpi=120)
    stays = Counter(c for at, c in enumerate(record.text) if at not in gone and not c.isspace())
    seen = Counter("".join(extract_text(tmp_path / "out.pdf").split()))
    marks = Counter("[7(1)(b)]" * sum(len(r.boxes) for r in removals))
    assert not seen - stays - marks
    assert not stays - seen
    prove(tmp_path / "out.pdf", record, removals, at=AT)


@given(st.lists(st.tuples(*[st.integers(0, 50)] * 4), max_size=5))
def test_the_complement_and_its_holes_cover_the_page_once(corners):
    holes = [Box(min(a, c), min(b, d), max(a, c) + 1, max(b, d) + 1) for a, b, c, d in corners]
    parts = complement(holes, Box(0, 0, 60, 60))
    for x in range(0, 60, 7):
        for y in range(0, 60, 7):
            point = (x + 0.5, y + 0.5)
            inside = [box.x0 < point[0] < box.x1 and box.y0 < point[1] < box.y1 for box in parts]
            held = any(box.x0 < point[0] < box.x1 and box.y0 < point[1] < box.y1 for box in holes)
            assert sum(inside) == (0 if held else 1)


def test_a_word_without_known_letter_places_goes_whole():
    page = Page(
        1, 200, 100, "12Smith-34 end", (Word("12Smith-34", 0, Box(10, 10, 60, 20)), Word("end", 11, Box(70, 10, 90, 20)))
    )
    record = Record(id="r", name="n", format="pdf", sha256="0", source=Path("x"), view=Path("x"), pages=(page,))
    part = cover(record, 0, [decide(record, 2, 7)])
    assert [piece.text for piece in part.kept] == ["end"]


@pytest.mark.parametrize(
    ("text", "string", "count"),
    [
        ("John Smith met JOHN  SMITH", "John Smith", 2),
        ("met John\nSmith and John\fSmith", "john smith", 2),
        ("Mr. Vanton-\ngeren left", "Vantongeren", 1),
        ("sleepy Lee, Lees", "Lee", 1),
        ("(217) 555-0134 and 217.555.0134 and 2175550134, not 12175550134", "217-555-0134", 3),
        ("217-555-\n0134", "217-555-0134", 1),
        ("O’Hara and O'HARA", "O'Hara", 2),
        ("ﬁnd Ms. Weiß", "weiss", 1),
    ],
)
def test_strings_are_found_however_they_are_broken(text, string, count):
    assert len(occurrences(text, [string])) == count


def test_text_copies_hold_what_stays_and_consistent_pseudonyms(tmp_path):
    text = "Lee saw Ames.\nAmes left; Lee stayed."
    page = Page(
        1, 200, 100, text, tuple(Word(m.group(), m.start(), Box(m.start(), 0, m.end(), 9)) for m in re.finditer(r"\S+", text))
    )
    page = replace(
        page, words=tuple(w._replace(cuts=tuple(float(w.start + n) for n in range(len(w.text) + 1))) for w in page.words)
    )
    record = Record(id="r", name="n", format="txt", sha256="0", source=tmp_path, view=tmp_path, pages=(page,))
    found = [(m.start(), m.end(), m.group()) for m in re.finditer("Lee|Ames", text)]
    from foia.model import Role

    decisions = [decide(record, a, b, id_=f"d{a}", person=name, role=Role.OFFICER) for a, b, name in found]
    assert release_text(record, decisions) == "[7(1)(b)] saw [7(1)(b)].\n[7(1)(b)] left; [7(1)(b)] stayed."
    names = pseudonyms_for(decisions)
    assert release_text(record, decisions, pseudonyms=names) == "OFFICER 1 saw OFFICER 2.\nOFFICER 2 left; OFFICER 1 stayed."
    table = replace(record, table=(("Lee", "saw", "Ames."), ("Ames left;", "Lee stayed.")))
    assert (
        release_table(table, decisions, pseudonyms=names) == "OFFICER 1,saw,OFFICER 2.\r\nOFFICER 2 left;,OFFICER 1 stayed.\r\n"
    )


def test_two_processes_make_the_same_file_and_proof_as_one(tmp_path):
    c = canvas.Canvas(str(tmp_path / "in.pdf"), pagesize=(240, 120), invariant=True)
    for number in range(36):
        c.drawString(20, 80, f"Page {number} of Tessa {'Vantongeren' if number % 3 else 'Mill'} here")
        c.drawString(20, 40, "x" * (number % 5 + 1))
        c.showPage()
    c.save()
    record = traps.record_of(tmp_path / "in.pdf")
    decisions = [*decide_strings(record, "Tessa Vantongeren"), decide(record, id_="p", reach=Reach.PAGE, pages=(3, 35))]
    across = record.starts[32] - 7
    decisions.append(decide(record, across, across + 12, id_="over the border"))
    one, proof_one = redacted(record, decisions, tmp_path / "one.pdf", at=AT, workers=1)
    two, proof_two = redacted(record, decisions, tmp_path / "two.pdf", at=AT, workers=2)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    assert one == two
    assert [(a.name, a.passed) for a in proof_one.attempts] == [(a.name, a.passed) for a in proof_two.attempts]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_decision_that_covers_nothing_is_refused_by_two_processes_too(tmp_path):
    c = canvas.Canvas(str(tmp_path / "in.pdf"), pagesize=(240, 120), invariant=True)
    for _ in range(34):
        c.drawString(20, 80, "one  two")
        c.showPage()
    c.save()
    record = traps.record_of(tmp_path / "in.pdf")
    outside = decide(record, reach=Reach.AREA, areas=(Area(1, Box(300, 10, 320, 20)),))
    with pytest.raises(DecisionError, match="covers nothing"):
        redacted(record, [outside], tmp_path / "out.pdf", at=AT, workers=2)
    assert not (tmp_path / "out.pdf").exists()


def test_copies_of_one_record_that_are_redacted_differently_are_named(tmp_path):
    one = lines_pdf(tmp_path / "a.pdf", ["Statement of Tessa Vantongeren,", "star 4411"])
    two = replace(one, id="other")
    first = decide_strings(one, "Tessa Vantongeren")
    shown = inconsistent([one, two], first)
    assert [(shows, hides, two.text[start:end]) for shows, hides, start, end in shown] == [
        ("other", one.id, "Tessa"),
        ("other", one.id, "Vantongeren,"),
    ]
    assert not inconsistent([one, two], [*first, *(replace(decision, record_id="other") for decision in first)])
    assert not inconsistent([one], first)


def test_several_boxes_in_one_run_of_text_leave_the_words_between(tmp_path):
    record = lines_pdf(tmp_path / "in.pdf", ["before Ames and Lee or Mill with Ortega after"])
    removals = remove(record, decide_strings(record, "Ames", "Lee", "Mill", "Ortega"), tmp_path / "out.pdf")
    words = [word for word in extract_text(tmp_path / "out.pdf").split() if not word.startswith("[")]
    assert words == ["before", "and", "or", "with", "after"]
    prove(tmp_path / "out.pdf", record, removals, at=AT)


def test_words_written_from_right_to_left_go_and_stay_alike(tmp_path):
    record = lines_pdf(tmp_path / "in.pdf", ["before Bjpgdlhk after"])
    words = {"before": "שלומות", "Bjpgdlhk": "محمدعلية", "after": "טובים"}
    page = record.pages[0]
    text = "".join(words.get(part, part) for part in re.split(r"(\s+)", page.text))
    found = [(words[match.group()], match.start()) for match in re.finditer(r"\S+", page.text)]
    shift, placed = 0, []
    for word, (new, start) in zip(page.words, found, strict=True):
        placed.append(Word(new, start + shift, word.box))
        shift += len(new) - len(word.text)
    record = replace(record, pages=(replace(page, text=text, words=tuple(placed)),))
    removals = remove(record, decide_strings(record, words["Bjpgdlhk"]), tmp_path / "out.pdf")
    seen = "".join(words_of(tmp_path / "out.pdf"))
    assert words["before"] in seen
    assert words["after"] in seen
    assert words["Bjpgdlhk"] not in seen
    assert words["Bjpgdlhk"][::-1] not in seen
    prove(tmp_path / "out.pdf", record, removals, at=AT)


@pytest.mark.parametrize("colour", [False, True], ids=["grey", "colour"])
def test_boxes_in_photographs_are_black_to_the_block(colour, tmp_path):
    """Nothing of what was below, not even a blur of it: JPEG blocks within a box hold no grey but its label's."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    noise = np.random.default_rng(1).integers(90, 255, (300, 230, 3)).astype(np.uint8)
    picture = Image.fromarray(noise if colour else noise[..., 0]).resize((920, 1200), Image.Resampling.BICUBIC)
    c = canvas.Canvas(str(tmp_path / "in.pdf"), pagesize=letter, invariant=True)
    c.drawImage(ImageReader(picture), 0, 0, 612, 792)
    c.showPage()
    c.save()
    record = traps.record_of(tmp_path / "in.pdf")
    area = Area(1, Box(101.3, 203.1, 263.7, 331.9))
    removals = remove(record, [decide(record, reach=Reach.AREA, areas=(area,))], tmp_path / "out.pdf", dpi=100)
    prove(tmp_path / "out.pdf", record, removals, at=AT)
    stored = np.asarray(traps.images_of(tmp_path / "out.pdf")[0])
    (box,) = removals[0].boxes
    left, top, right = (int(v * 100 / 72) for v in (box.x0, box.y0, box.x1))
    assert (stored[top + 17 : top + 37, left + 17 : right - 17] <= 4).all()


def test_a_box_too_small_for_its_label_is_labelled_elsewhere_on_the_page(tmp_path):
    record = lines_pdf(tmp_path / "in.pdf", ["a b c"], size=5)
    removals = remove(record, decide_strings(record, "b"), tmp_path / "out.pdf")
    prove(tmp_path / "out.pdf", record, removals, at=AT)
    assert extract_text(tmp_path / "out.pdf").count("[7(1)(b)]") == 1


def coloured_pdf(path: Path, *, ink: float, paper: tuple[float, float, float] = (1, 1, 1)) -> Record:
    c = canvas.Canvas(str(path), pagesize=letter, invariant=True)
    c.setFillColorRGB(*paper)
    c.rect(60, 600, 500, 150, stroke=0, fill=1)
    c.setFillColorRGB(ink, ink, ink)
    c.setFont("Times-Roman", 11)
    for number in range(6):
        c.drawString(72, 720 - 19 * number, f"Statement {number} of Tessa Vantongeren, made at noon to the desk by telephone.")
    c.showPage()
    c.save()
    return traps.record_of(path)


def test_pale_letters_become_black_on_a_text_page(tmp_path):
    record = coloured_pdf(tmp_path / "in.pdf", ink=0.72)
    removals = remove(record, decide_strings(record, "Tessa Vantongeren"), tmp_path / "out.pdf")
    prove(tmp_path / "out.pdf", record, removals, at=AT)
    (image,) = traps.images_of(tmp_path / "out.pdf")
    pixels = np.asarray(image.convert("L"))
    assert set(np.unique(pixels)) <= {0, 255}
    for word in record.pages[0].words[::9]:
        x0, y0, x1, y1 = (round(v * 200 / 72) for v in word.box)
        assert 0.05 < (pixels[y0:y1, x0:x1] == 0).mean() < 0.5, "legible, neither gone nor a blot"


@pytest.mark.parametrize("paper", [(1, 1, 0.8), (0.2, 0.5, 0.9), (1, 0.5, 0.5)], ids=["yellow", "blue", "red"])
def test_labelled_boxes_on_coloured_pages_are_proven_and_their_breach_is_found(paper, tmp_path):
    record = coloured_pdf(tmp_path / "in.pdf", ink=0.0, paper=paper)
    removals = remove(record, decide_strings(record, "Tessa Vantongeren"), tmp_path / "out.pdf")
    prove(tmp_path / "out.pdf", record, removals, at=AT)
    assert (tmp_path / "out.pdf").stat().st_size <= 100_000
    box = removals[2].boxes[0]
    with pikepdf.open(tmp_path / "out.pdf", allow_overwriting_input=True) as pdf:
        image = pdf.pages[0].Resources.XObject.Page
        pixels = np.array(pikepdf.PdfImage(image).as_pil_image())
        left, top, bottom = (round(v * 200 / 72) for v in (box.x0, box.y0, box.y1))
        pixels[top:bottom, left : left + 4] = [round(255 * v) for v in paper]
        image.write(page_image.jpeg(pixels, target=92_000).data, filter=pikepdf.Name.DCTDecode)
        pdf.save(tmp_path / "x.pdf", deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    failed = {attempt.name for attempt in attempts(tmp_path / "x.pdf", record, removals) if not attempt.passed}
    assert "pixels" in failed


@pytest.mark.parametrize("size", [3.5, 4.5, 6])
def test_tiny_letters_beside_a_box_are_not_set_into_it(size, tmp_path):
    lines = ["Mr. Zorbatkin's statement, Zorbatkin, is 'Zorbatkin'.", "The victim, Zorbatkin: declined; (Zorbatkin)."]
    record = lines_pdf(tmp_path / "in.pdf", lines, size=size, leading=size * 1.5)
    removals = remove(record, decide_strings(record, "Zorbatkin"), tmp_path / "out.pdf")
    prove(tmp_path / "out.pdf", record, removals, at=AT)


def test_a_pale_scan_stays_legible_beside_its_black_boxes(tmp_path):
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    rng = np.random.default_rng(4)
    scan = np.asarray(traps.scan_image()).astype(float) * 60 / 255 + 150
    pale = Image.fromarray(np.clip(scan + rng.normal(0, 4, scan.shape), 0, 255).astype(np.uint8))
    assert page_image.stretched(np.asarray(traps.scan_image())).min() == 0, "ink on white paper needs no help"
    c = canvas.Canvas(str(tmp_path / "in.pdf"), pagesize=letter, invariant=True)
    c.drawImage(ImageReader(pale), 0, 0, 612, 792)
    c.showPage()
    c.save()
    record = replace(traps.record_of(tmp_path / "in.pdf"))
    page = replace(record.pages[0], source=PageSource.OCR)
    record = replace(record, pages=(page,))
    box = traps.where()
    area = Area(1, Box(box.x0 - 4, box.y0 - 2, box.x1 + 22, box.y1 + 2))
    removals = remove(record, [decide(record, reach=Reach.AREA, areas=(area,))], tmp_path / "out.pdf")
    assert removals
    pixels = np.asarray(traps.images_of(tmp_path / "out.pdf")[0].convert("L"))
    title = pixels[round(88 * 200 / 72) : round(104 * 200 / 72), round(72 * 200 / 72) : round(240 * 200 / 72)]
    assert int(title.max()) - int(title.min()) > 200
