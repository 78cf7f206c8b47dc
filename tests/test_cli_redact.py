"""`foia redact` in its three forms and `foia prove`: files and logs when all holds, a clear end and nothing written when it does not."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pdfminer.high_level import extract_text
from test_remove import traps

from foia.cli.redact import prove, redact
from foia.errors import CatalogError, DecisionError, FileError, FoiaError, NotInForce, NotProven, UsageError
from foia.redaction.prove import digest
from foia.redaction.prove.expected import squash

SECRET = "Quillon Zabrisky"
PRIVATE = "ilcs/5/140/7/1/b"
SUFFIXES = ("counsel.csv", "index.csv", "proof.json", "redacted.pdf")


@pytest.fixture
def file(tmp_path):
    traps.page(tmp_path / "report.pdf")
    return tmp_path / "report.pdf"


def run(command, *arguments: object) -> Result:
    result = CliRunner().invoke(command, [str(part) for part in arguments])
    if result.exception and not isinstance(result.exception, SystemExit | FoiaError):
        raise result.exception
    return result


def strings(folder: Path, *lines: str) -> Path:
    (folder / "strings.txt").write_text("\n".join(lines), encoding="utf-8")
    return folder / "strings.txt"


def written(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def nowhere(folder: Path, secret: str = SECRET) -> bool:
    """No file of the folder holds the secret, the PDF's text included."""
    forms = [squash(part) for part in (secret, *secret.split())]
    texts = [path.read_bytes().decode("latin-1") for path in folder.iterdir()]
    texts += [extract_text(path) for path in folder.glob("*.pdf")]
    return not any(form in squash(text) for form in forms for text in texts)


def test_strings_are_removed_proven_and_logged(file, tmp_path):
    out = tmp_path / "out"
    result = run(
        redact,
        file,
        "--strings",
        strings(tmp_path, SECRET.lower()),
        "--node",
        "5 ILCS 140/7(1)(b)",
        "--by",
        "Ann Clerk",
        "-o",
        out,
        "--json",
    )
    assert result.exit_code == 0
    assert written(out) == [f"report.{suffix}" for suffix in SUFFIXES]
    (made,) = json.loads(result.stdout)["files"]
    assert (made["removals"], made["pages"]) == (1, 1)
    assert nowhere(out)
    (line,) = csv.DictReader((out / "report.counsel.csv").read_text(encoding="utf-8-sig").splitlines())
    proof = json.loads((out / "report.proof.json").read_text(encoding="utf-8"))
    assert line["by"] == "Ann Clerk"
    assert [line["sha256_salted"]] == proof["digests"]["values"] == [digest(SECRET, line["salt"])]
    assert proof["file_sha256"] == made["sha256"]


def test_a_broken_catalogue_is_no_mistake_of_the_one_who_decides(file, tmp_path, monkeypatch):
    def broken() -> None:
        raise CatalogError("a quote does not match")

    monkeypatch.setattr("foia.exemptions.load_catalog", broken)
    given = ["--strings", strings(tmp_path, SECRET), "--node", PRIVATE, "--by", "Ann Clerk", "-o", tmp_path / "out"]
    result = run(redact, file, *given)
    assert result.exception.exit_code == 6
    assert not (tmp_path / "out").exists()


def test_decisions_take_spans_boxes_and_pages(file, tmp_path):
    box = traps.where()
    entries = [
        {"page": 1, "box": [box.x0 - 1, box.y0, box.x1 + 1, box.y1], "node": PRIVATE, "by": "Ann Clerk"},
        {"start": 0, "end": 8, "node": PRIVATE, "by": "Ann Clerk", "stance": "release"},
    ]
    (tmp_path / "d.jsonl").write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")
    out = tmp_path / "out"
    assert run(redact, file, "--decisions", tmp_path / "d.jsonl", "-o", out).exit_code == 0
    assert nowhere(out)
    assert "INCIDENT" in extract_text(out / "report.redacted.pdf")


@pytest.mark.model
def test_proposals_are_accepted_by_a_named_person_and_facts_asked_for(tmp_path):
    lines = (
        "INCIDENT REPORT 2026-0117",
        f"Victim: {SECRET}, SSN 219-09-9999, was struck.",
        "Officer Lee, star 4411, took the report.",
    )
    from reportlab.pdfgen import canvas

    c = canvas.Canvas(str(tmp_path / "r.pdf"), invariant=True)
    for number, line in enumerate(lines):
        c.drawString(72, 700 - 18 * number, line)
    c.save()
    out = tmp_path / "out"
    result = run(redact, tmp_path / "r.pdf", "--accept-proposals", "--by", "Ann Clerk", "--title", "FOIA officer", "-o", out)
    assert result.exit_code == 0
    assert "219-09-9999" not in extract_text(out / "r.redacted.pdf")
    assert "4411" in extract_text(out / "r.redacted.pdf")
    with (out / "r.counsel.csv").open(encoding="utf-8-sig", newline="") as log:
        nodes = {row["node"] for row in csv.DictReader(log)}
    assert ("--facts" in result.stderr) == bool(nodes - {PRIVATE})


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ([], UsageError, "one way"),
        (["--strings", "S", "--node", PRIVATE], DecisionError, "No person decides"),
        (["--strings", "S", "--by", "Ann"], DecisionError, "No provision"),
        (["--strings", "S", "--by", "Ann", "--node", "50 ILCS 705/6.1(g-1)", "--facts", "f"], NotInForce, "never enacted"),
        (["--strings", "S", "--by", "Ann", "--node", "ilcs/5/140/99"], UsageError, "140/99"),
        (["--strings", "S", "--by", "Ann", "--node", PRIVATE, "--as", "../up"], UsageError, "--as"),
        (["--decisions", "missing.jsonl"], UsageError, "cannot be read"),
    ],
)
def test_a_wrong_call_ends_with_two_and_writes_nothing(arguments, error, says, file, tmp_path):
    given = [strings(tmp_path, SECRET) if part == "S" else part for part in arguments]
    result = run(redact, file, *given, "-o", tmp_path / "out")
    assert isinstance(result.exception, error)
    assert result.exception.exit_code == 2
    assert says in f"{result.exception.what} {result.exception.why} {result.exception.remedy}"
    assert not written(tmp_path / "out")


@pytest.mark.parametrize(
    "line",
    ["not json", "[]", '{"start": 5}', '{"start": 0, "end": 99999, "node": "ilcs/5/140/7/1/b", "by": "Ann"}', '{"start": 0, "end": 3, "by": "Ann"}'],
)  # fmt: skip
def test_a_wrong_line_is_named_and_nothing_is_written(line, file, tmp_path):
    good = json.dumps({"start": 0, "end": 8, "node": PRIVATE, "by": "Ann"})
    (tmp_path / "d.jsonl").write_text(f"{good}\n{line}\n", encoding="utf-8")
    result = run(redact, file, "--decisions", tmp_path / "d.jsonl", "-o", tmp_path / "out")
    assert isinstance(result.exception, UsageError)
    assert "ine 2" in str(result.exception)
    assert not written(tmp_path / "out")


def test_what_cannot_be_proven_is_not_written(file, tmp_path, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise NotProven("not clean")

    monkeypatch.setattr("foia.redaction.release.redacted", fail)
    result = run(redact, file, "--strings", strings(tmp_path, SECRET), "--node", PRIVATE, "--by", "Ann", "-o", tmp_path / "out")
    assert isinstance(result.exception, NotProven)
    assert result.exception.exit_code == 5
    assert not written(tmp_path / "out")


def test_an_unreadable_file_ends_with_three(tmp_path):
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7 nothing")
    result = run(
        redact, tmp_path / "x.pdf", "--strings", strings(tmp_path, "x1"), "--node", PRIVATE, "--by", "A", "-o", tmp_path / "out"
    )
    assert isinstance(result.exception, FileError)
    assert result.exception.exit_code == 3


def test_a_telling_file_name_is_warned_about_and_can_be_replaced(tmp_path):
    traps.page(tmp_path / "Statement of Zabrisky.pdf")
    common = ("--strings", strings(tmp_path, SECRET), "--node", PRIVATE, "--by", "Ann")
    result = run(redact, tmp_path / "Statement of Zabrisky.pdf", *common, "-o", tmp_path / "out")
    assert "--as NAME" in result.stdout
    result = run(redact, tmp_path / "Statement of Zabrisky.pdf", *common, "-o", tmp_path / "named", "--as", "record-1")
    assert "--as NAME" not in result.stdout
    assert written(tmp_path / "named") == [f"record-1.{suffix}" for suffix in SUFFIXES]
    assert nowhere(tmp_path / "named")


def test_a_file_is_proven_again_until_a_byte_changes(file, tmp_path):
    out = tmp_path / "out"
    run(redact, file, "--strings", strings(tmp_path, SECRET), "--node", PRIVATE, "--by", "Ann", "-o", out)
    made, log = out / "report.redacted.pdf", out / "report.counsel.csv"
    again = run(prove, made, "--log", log, "--json")
    assert again.exit_code == 0
    assert json.loads(again.stdout)["proven"]
    made.write_bytes(made.read_bytes().replace(b"/Type /Catalog", b"/Type  /Catalo"))
    result = run(prove, made, "--log", log)
    assert isinstance(result.exception, NotProven)


def word_file(path: Path) -> None:
    """The secret in header, footer, body, comment, properties, and in an insertion and a deletion that are tracked."""
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = f"Statement of {SECRET}"
    made.sections[0].footer.paragraphs[0].text = f"signed {SECRET}"
    paragraph = made.add_paragraph(f"Then {SECRET} left the place.")
    for kind, tag in (("ins", "t"), ("del", "delText")):
        inside = f'<w:r><w:{tag} xml:space="preserve"> {SECRET} </w:{tag}></w:r>'
        paragraph._p.append(parse_xml(f'<w:{kind} {nsdecls("w")} w:id="9" w:author="{SECRET}">{inside}</w:{kind}>'))
    if hasattr(made, "add_comment"):
        made.add_comment(paragraph.runs[0], text=f"ask {SECRET}", author=SECRET)
    made.core_properties.author = made.core_properties.title = SECRET
    made.save(str(path))


def spreadsheet(path: Path) -> None:
    """The secret in a cell, a hidden sheet, a hidden row, a comment and the properties."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Name", "Unit"])
    sheet.append([SECRET, "Patrol"])
    sheet.append([SECRET, "hidden row"])
    sheet.row_dimensions[3].hidden = True
    sheet["B2"].comment = Comment(f"call {SECRET}", SECRET)
    other = book.create_sheet("keep")
    other.append([SECRET])
    other.sheet_state = "hidden"
    book.properties.creator = book.properties.title = SECRET
    book.save(path)


@pytest.mark.parametrize(("name", "build"), [("a.docx", word_file), ("a.xlsx", spreadsheet)])
def test_what_office_files_carry_out_of_sight_does_not_leave(name, build, tmp_path):
    build(tmp_path / name)
    result = run(
        redact,
        tmp_path / name,
        "--strings",
        strings(tmp_path, SECRET),
        "--node",
        PRIVATE,
        "--by",
        "Ann",
        "-o",
        tmp_path / "out",
    )
    assert result.exit_code == 0, result.exception
    assert nowhere(tmp_path / "out")
    assert "Patrol" in extract_text(tmp_path / "out" / "a.redacted.pdf") or name == "a.docx"
