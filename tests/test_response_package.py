"""The index, counsel's log, and the package that leaves."""

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace

import pypdfium2
import pytest
from test_response_letters import AGENCY, ASKED, AT, DAY, LABELS, PHONE, PRIVATE, VIDEO, decide, letter

from foia.errors import CheckFailed, FileError, NotProven, UsageError
from foia.model import Area, Attempt, Box, Page, Proof, Reach, Record, Removal
from foia.redaction.prove import digest
from foia.response import (
    Enclosed,
    build_counsel_log,
    build_index,
    build_letter,
    build_package,
    check_package,
    index_csv,
    index_pdf,
    provisions,
)

TEXT = "Call Quentin Abernathy\fat 815-555-0123"


@pytest.fixture
def record(tmp_path):
    first, second = TEXT.split("\f")
    pages = (Page(1, 612, 792, first, ()), Page(2, 612, 792, second, ()))
    return Record(id="r1", name="=secret name.pdf", format="pdf", sha256="5" * 64, source=tmp_path, view=tmp_path, pages=pages)


@pytest.fixture
def number():
    start = TEXT.index("815")
    return decide(
        7, PRIVATE, reach=Reach.SPAN, start=start, end=start + 12, areas=(), type="PHONE_NUMBER", reason="A personal number"
    )


def proof(tmp_path, record_id="r1", content=b"%PDF-1.7 clean") -> Proof:
    file = tmp_path / f"{record_id}.redacted.pdf"
    file.write_bytes(content)
    return Proof(
        record_id=record_id,
        source_sha256="5" * 64,
        file_sha256=hashlib.sha256(content).hexdigest(),
        file=file,
        pages=1,
        removals=1,
        attempts=(Attempt(name="pixels", tool="test", passed=True, detail=""),),
        digests=(),
        salt="s",
        at=AT,
        engine="test",
    )


def rows(blob: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(blob.decode("utf-8-sig"))))


def test_the_index_is_in_the_order_of_the_records_and_never_holds_the_text(record, number):
    named = decide(
        1, PRIVATE, reach=Reach.SPAN, start=5, end=22, areas=(), type="PERSON", reason="Quentin Abernathy asked for it"
    )
    entries = build_index([VIDEO, number, named, PHONE], {"r1": record}, labels=LABELS)
    assert [(entry.record, entry.page) for entry in entries] == [
        (LABELS["r1"], "1"), (LABELS["r1"], "1"), (LABELS["r1"], "2"), (LABELS["r2"], "all"),
    ]  # fmt: skip
    blob = index_csv(entries)
    assert b"Abernathy" not in blob
    assert b"815-555" not in blob
    assert rows(blob)[0] == ["number", "record", "page", "what", "provision", "reason"]
    assert entries[-1].provision == "5 ILCS 140/7.5(cc) with 50 ILCS 706/10-20(b)"
    assert provisions(entries)[0] == "5 ILCS 140/7(1)(b)"


def test_the_annex_is_steady_and_readable(number, record):
    entries = build_index([number] * 60, {"r1": record})
    made = index_pdf(entries, head=("Marengo Falls",), reference="2026-0117", author="Marengo Falls")
    assert made == index_pdf(entries, head=("Marengo Falls",), reference="2026-0117", author="Marengo Falls")
    document = pypdfium2.PdfDocument(made)
    assert len(document) > 1
    assert "Provision" in document[1].get_textpage().get_text_range()


def test_counsels_log_tells_who_when_and_why_with_a_salted_hash(record, number):
    removal = Removal(decision_id="d7", page_number=2, boxes=(Box(1, 2, 3, 4),), label="7(1)(b)", text="815-555-0123")
    blob = build_counsel_log([number], {"r1": record}, [removal], salt="grain")
    line = dict(zip(*rows(blob), strict=True))
    assert (line["by"], line["title"], line["version"], line["page"]) == ("Luis Ortega", "Records Clerk", "2022-01-07", "2")
    assert line["sha256_salted"] == digest("815-555-0123", "grain")
    assert line["box"] == "[[1, 2, 3, 4]]"
    assert b"815-555" not in blob
    assert b"815-555" in build_counsel_log([number], {"r1": record}, [removal], salt="grain", keep_text=True)


def test_no_cell_is_run_as_a_formula(record):
    one = decide(1, PRIVATE, reason="=HYPERLINK(1)", areas=(Area(1, Box(0, 0, 1, 1)),))
    assert rows(index_csv(build_index([one], {"r1": record})))[1][5].startswith("'=")


def test_a_package_holds_letter_index_records_and_a_true_manifest(tmp_path, record, number):
    made = letter(decisions=(number,), records={"r1": record})
    entries = build_index([number], {"r1": record}, labels=LABELS)
    package = build_package(tmp_path / "out.zip", letter=made, proofs=[proof(tmp_path)], index=entries)
    with zipfile.ZipFile(package.file) as archive:
        assert set(archive.namelist()) == {
            "letter.pdf",
            "letter.docx",
            "index.csv",
            "index.pdf",
            "records/record-001.pdf",
            "manifest.json",
        }
        listed = {entry["name"]: entry["sha256"] for entry in json.loads(archive.read("manifest.json"))["files"]}
        assert all(hashlib.sha256(archive.read(name)).hexdigest() == value for name, value in listed.items())
    assert check_package(package.file) == ()
    again = build_package(tmp_path / "again.zip", letter=made, proofs=[proof(tmp_path)], index=entries)
    assert again.sha256 == package.sha256


def test_a_changed_package_is_noticed(tmp_path):
    made = build_letter("grant", agency=AGENCY, asked=ASKED, date=DAY, enclosed=(Enclosed(label="Record 1", pages=1),))
    package = build_package(tmp_path / "out.zip", letter=made, proofs=[proof(tmp_path)])
    with zipfile.ZipFile(package.file) as old, zipfile.ZipFile(tmp_path / "bad.zip", "w") as new:
        for name in old.namelist():
            if name != "letter.docx":
                new.writestr(name, b"other" if name.startswith("records/") else old.read(name))
        new.writestr("extra.txt", b"x")
    assert check_package(tmp_path / "bad.zip") == (
        "records/record-001.pdf: changed", "letter.docx: missing", "extra.txt: not in the manifest",
    )  # fmt: skip
    (tmp_path / "no.zip").write_bytes(b"no")
    with pytest.raises(FileError):
        check_package(tmp_path / "no.zip")


def test_nothing_unproven_is_packed(tmp_path):
    made = build_letter("grant", agency=AGENCY, asked=ASKED, date=DAY)
    one = proof(tmp_path)
    one.file.write_bytes(b"%PDF-1.7 with the original inside")
    with pytest.raises(NotProven, match="not the one that was proven"):
        build_package(tmp_path / "out.zip", letter=made, proofs=[one])
    one.file.unlink()
    with pytest.raises(FileError):
        build_package(tmp_path / "out.zip", letter=made, proofs=[one])
    with pytest.raises(NotProven):
        build_package(tmp_path / "out.zip", letter=made, proofs=[tmp_path / "bare.pdf"])
    assert not (tmp_path / "out.zip").exists()


def test_a_letter_that_lacks_an_element_is_not_packed(tmp_path):
    made = letter(decisions=(PHONE,))
    with pytest.raises(CheckFailed):
        build_package(tmp_path / "out.zip", letter=replace(made, body="# nothing"), proofs=[])


def test_two_records_of_one_name_are_refused(tmp_path):
    made = build_letter("grant", agency=AGENCY, asked=ASKED, date=DAY)
    proofs = [proof(tmp_path), proof(tmp_path, "r2")]
    with pytest.raises(UsageError, match="Two files"):
        build_package(tmp_path / "out.zip", letter=made, proofs=proofs, names={"r1": "report", "r2": "re/../report"[6:]})
    safe = build_package(tmp_path / "out.zip", letter=made, proofs=proofs, names={"r1": "../../etc/passwd"})
    assert [packed.name for packed in safe.files if packed.record_id] == ["records/etc-passwd.pdf", "records/record-002.pdf"]
