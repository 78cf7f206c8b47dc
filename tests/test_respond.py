"""A whole case from a file: what comes out, what the rules decide; one clear error for whatever is wrong, nothing left behind."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from foia.case import work
from foia.case.respond import respond
from foia.cli import cli
from foia.errors import (
    AnswerError,
    CatalogError,
    CheckFailed,
    DecisionError,
    FileError,
    FoiaError,
    NotInForce,
    NotPermitted,
    UsageError,
)
from foia.model import Detection, Record
from foia.response.package import check_package

REPORT = """Incident report 26-1107

The complainant Odalys Pruett called from 217-555-0143. Her SSN is 900-12-3456.
Officer T. Brandvold took the report. The blue folder was found beside Odalys Pruett.
"""
PRIVACY = "ilcs/5/140/7/1/c"
FACTS = "The person called for help on a private matter; the name says nothing of the work of the police."


class FewIdentifiers:
    def detect(self, record: Record) -> tuple[Detection, ...]:
        kinds = {"PHONE_NUMBER": r"\d{3}-\d{3}-\d{4}", "US_SSN": r"\d{3}-\d{2}-\d{4}", "PERSON": r"Odalys Pruett|T\. Brandvold"}
        return tuple(
            Detection(start=m.start(), end=m.end(), type=kind, score=0.9, text=m[0], why="listed")
            for kind, pattern in kinds.items()
            for m in re.finditer(pattern, record.text)
        )


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_detector", FewIdentifiers)


def plan() -> dict[str, Any]:
    return {
        "number": "T-7",
        "as_of": "2026-08-20T14:30",
        "request": {
            "text": "Please send me incident report 26-1107.",
            "received": "2026-08-18T10:00",
            "requester": "Luz Ferreira",
        },
        "people": [
            {"name": "Rosalind Achterberg", "title": "FOIA Officer", "role": "officer"},
            {"name": "Emil Sorvino", "title": "Records Clerk", "role": "clerk"},
            {"name": "Priya Venkataraman", "title": "Village Attorney", "role": "counsel"},
        ],
        "records": [{"file": "report.txt", "kind": "incident_report"}, {"file": "advice.txt"}],
        "answers": [{"node": "ilcs/50/706/10-20/b", "record": "report.txt", "answers": {"body_camera": False}}],
        "decisions": {
            "by": "Emil Sorvino",
            "accept": ["redact", "release"],
            "facts": {PRIVACY: FACTS, "ilcs/5/140/7/1/d/iv": FACTS},
            "rules": [
                {"stance": "ask", "then": "release", "reason": "Nothing private in it"},
                {"text": "blue folder", "then": "redact", "node": PRIVACY, "find": True},
            ],
            "records": [
                {
                    "record": "advice.txt",
                    "withhold": True,
                    "node": "ilcs/5/140/7/1/m",
                    "facts": "Legal advice, given to no one else.",
                }
            ],
            "reviewed": True,
        },
        "counsel": {"by": "Priya Venkataraman"},
    }


def run(folder: Path, case: dict[str, Any], out: str = "out") -> dict[str, Any]:
    (folder / "report.txt").write_text(REPORT)
    (folder / "advice.txt").write_text("My advice is to settle.\n")
    (folder / "case.yaml").write_text(yaml.safe_dump(case))
    return respond(folder / "case.yaml", folder / out)


def test_a_case_goes_from_file_to_package(tmp_path: Path) -> None:
    summary = run(tmp_path, plan())
    out = tmp_path / "out"
    assert [(record["name"], record["outcome"]) for record in summary["records"]] == [
        ("report.txt", "released_in_part"),
        ("advice.txt", "withheld"),
    ]
    assert (summary["due"], summary["letter"], summary["status"]) == ("2026-08-25", "partial_denial", "released")
    wanted = ["case.json", "clock.json", "counsel.csv", "decisions.jsonl", "findings.md", "index.csv", "ledger.jsonl"]
    wanted += ["letter.docx", "letter.pdf", "letter.txt", "package.zip"]
    assert sorted(path.name for path in out.iterdir() if path.is_file()) == wanted
    assert sorted(path.name for path in (out / "released").iterdir()) == [
        "record-01-incident-report.proof.json",
        "record-01-incident-report.redacted.pdf",
    ]
    assert json.loads((out / "clock.json").read_text())["due"] == "2026-08-25"
    assert "50 ILCS 706/10-20(b)" in (out / "findings.md").read_text()
    letter = (out / "letter.txt").read_text()
    assert all(words in letter for words in ("Emil Sorvino", "7(1)(m)", "Legal advice, given to no one else."))
    released = b"".join(path.read_bytes() for path in (out / "released").iterdir()) + letter.encode()
    released += (out / "index.csv").read_bytes() + (out / "ledger.jsonl").read_bytes()
    assert not [secret for secret in (b"Pruett", b"900-12-3456", b"217-555-0143", b"blue folder") if secret in released]
    result = CliRunner().invoke(cli, ["ledger", "verify", str(out / "ledger.jsonl")])
    assert result.exit_code == 0
    result = CliRunner().invoke(cli, ["ledger", "verify", "--data", str(out / "foia-data")])
    assert result.exit_code == 0


def test_single_decisions_come_before_rules_and_rules_before_what_is_accepted(tmp_path: Path) -> None:
    case = plan()
    lines = [
        {
            "record": "report.txt",
            "text": "217-555-0143",
            "stance": "release",
            "reason": "It is a shop's number",
            "by": "Rosalind Achterberg",
        },
        {"record": "report.txt", "start": 0, "end": 8, "node": PRIVACY, "facts": FACTS},
        {
            "record": "report.txt",
            "page": 1,
            "box": [300, 500, 380, 520],
            "node": "ilcs/5/140/7/1/b",
            "reason": "The handwritten signature of a private person, with an account number beside it",
        },
    ]
    (tmp_path / "each.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    case["decisions"]["each"] = "each.jsonl"
    case["decisions"]["rules"].insert(0, {"type": "US_SSN", "then": "release", "reason": "A sample number"})
    run(tmp_path, case)
    made = [json.loads(line) for line in (tmp_path / "out" / "decisions.jsonl").read_text().splitlines()]
    found = {one["type"]: (one["stance"], one["by"]) for one in made}
    assert found["PHONE_NUMBER"] == ("release", "Rosalind Achterberg")
    assert found["US_SSN"] == ("release", "Emil Sorvino")
    assert found["MARKED"][0] == found["DRAWN"][0] == "redact"


def _set(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(case: dict[str, Any]) -> None:
        at: Any = case
        *way, last = path.split(".")
        for step in way:
            at = at[int(step)] if step.isdigit() else at[step]
        at[int(last) if last.isdigit() else last] = value

    return change


WRONG: list[tuple[Callable[[dict[str, Any]], None], type[FoiaError], str]] = [
    (_set("colour", "blue"), UsageError, "colour"),
    (_set("people", []), UsageError, "people"),
    (_set("request.received", "2026-02-30"), UsageError, "not a date that exists"),
    (_set("request.received", "2026-08-21T09:00"), UsageError, "in the future"),
    (_set("request.kind", "urgent"), UsageError, "request.kind"),
    (_set("request.extended", {"reason": "because", "noticed": "2026-08-19"}), UsageError, "not a reason"),
    (_set("request.extended", {"reason": "ii", "noticed": "2026-08-26"}), UsageError, "after the request was due"),
    (_set("agency", "none.yaml"), CatalogError, "overlay"),
    (_set("records.0.file", "none.txt"), UsageError, "not there"),
    (_set("records.0.kind", "incident_reprot"), UsageError, "no kind of record"),
    (_set("records.1.file", "empty.pdf"), FileError, "empty.pdf"),
    (_set("records.1.recording", "BWC-1"), UsageError, "recordings"),
    (_set("people.0.role", "clerk"), CheckFailed, "FOIA officer"),
    (_set("people.1.role", "admin"), NotPermitted, "may not"),
    (_set("answers.0.answers", {"no_such_fact": True}), AnswerError, "no_such_fact"),
    (_set("answers.0.record", "other.txt"), UsageError, "not in the case"),
    (_set("decisions.by", "A Stranger"), UsageError, "not among the people"),
    (_set("decisions.facts", {}), DecisionError, "Facts are lacking"),
    (_set("decisions.records.0.node", "ilcs/5/140/7/1/zzz"), FoiaError, "zzz"),
    (_set("decisions.records.0.node", "ilcs/5/140/7.5/mmm"), NotInForce, "cannot ground"),
    (_set("decisions.records.0.record", "other.txt"), UsageError, "not in the case"),
    (_set("decisions.records.0.withhold", False), UsageError, "withhold"),
    (_set("decisions.rules.0.then", "blot"), UsageError, "decisions.rules.0.then"),
    (_set("decisions.rules.0", {"stance": "ask", "then": "redact", "node": "", "find": "x"}), UsageError, "find"),
    (_set("decisions.accept", ["redact"]), CheckFailed, "cannot leave"),
    (_set("decisions.reviewed", False), CheckFailed, "cannot leave"),
    (_set("decisions.each", "none.jsonl"), UsageError, "not there"),
    (_set("counsel.by", "Nobody"), UsageError, "counsel.by"),
]


@pytest.mark.parametrize(("change", "error", "says"), WRONG, ids=[says for _, _, says in WRONG])
def test_what_is_wrong_is_said_and_nothing_is_left_behind(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], error: type[FoiaError], says: str
) -> None:
    case = plan()
    (tmp_path / "empty.pdf").write_bytes(b"")
    change(case)
    with pytest.raises(error) as caught:
        run(tmp_path, case)
    assert says in f"{caught.value.what} {caught.value.why}"
    assert caught.value.remedy
    assert sorted(path.name for path in tmp_path.iterdir()) == ["advice.txt", "case.yaml", "empty.pdf", "report.txt"]
    assert not [secret for secret in ("Pruett", "900-12-3456") if secret in str(caught.value)]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 1 is not JSON"),
        ('{"record": "report.txt"}', "name one place"),
        ('{"record": "report.txt", "start": 5, "end": 999999, "node": "ilcs/5/140/7/1/b"}', "outside the record"),
        ('{"record": "report.txt", "start": 9, "end": 5, "node": "ilcs/5/140/7/1/b"}', "outside the record"),
        ('{"record": "report.txt", "start": 0, "end": 5}', "no provision"),
        ('{"record": "report.txt", "start": 0, "end": 5, "node": "ilcs/50/705/6.1/g-1"}', "cannot ground"),
        ('{"record": "report.txt", "start": 0, "end": 5, "node": "ilcs/5/140/7/1/c", "by": "X"}', "not among the people"),
        ('{"record": "report.txt", "page": 7, "box": [1, 1, 9, 9], "node": "ilcs/5/140/7/1/b"}', "no page 7"),
        ('{"record": "report.txt", "text": "not in it", "node": "ilcs/5/140/7/1/b"}', "does not stand"),
        ('{"record": "x.txt", "start": 0, "end": 5, "node": "ilcs/5/140/7/1/b"}', "not in the case"),
        ('{"record": "report.txt", "start": 0, "end": 5, "node": "ilcs/5/140/7/1/b", "sure": true}', "sure"),
    ],
)
def test_a_wrong_line_of_the_decisions_file_is_named(tmp_path: Path, line: str, says: str) -> None:
    case = plan()
    case["decisions"]["each"] = "each.jsonl"
    (tmp_path / "each.jsonl").write_text(line + "\n")
    with pytest.raises(FoiaError) as caught:
        run(tmp_path, case)
    assert says in f"{caught.value.what} {caught.value.why}"
    assert caught.value.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_an_officer_of_the_recording_cannot_be_the_one_who_decides(tmp_path: Path) -> None:
    case = plan()
    case["recordings"] = [{"id": "BWC-1", "recorded_on": "2026-08-10", "officer": "Sgt. E. Sorvino"}]
    case["records"][0]["recording"] = "BWC-1"
    with pytest.raises(NotPermitted) as caught:
        run(tmp_path, case)
    assert "10-20(a)(6)" in caught.value.why
    assert caught.value.exit_code == 8


@pytest.mark.parametrize("text", ["a: [", "- a\n- b\n", "number: 1\nnumber: 2\n", "as_of: 2026-02-30\n", "\x00"])
def test_a_file_that_is_no_case_is_explained(tmp_path: Path, text: str) -> None:
    (tmp_path / "case.yaml").write_text(text)
    with pytest.raises(UsageError, match=r"case\.yaml"):
        respond(tmp_path / "case.yaml", tmp_path / "out")


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        run(tmp_path, plan())
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_a_request_for_which_there_are_no_records_gets_its_letter(tmp_path: Path) -> None:
    case = plan()
    del case["answers"], case["decisions"], case["counsel"]
    case["records"] = []
    case["response"] = {"search": "The records room and the mail of the police department were searched for the report number."}
    summary = run(tmp_path, case)
    assert summary["letter"] == "no_records"
    assert "were searched for the report number" in " ".join((tmp_path / "out" / "letter.txt").read_text().split())


# Who and what the sample case withholds: private identifiers, and the names of the injured woman, the children and who told.
SECRETS = """512-44-0187 | V451-7938-8795 | E461-5589-4084 | 217-555-0188 | (217) 555-0173 | 217.555.0136 | 217 555 0121 | tvortiz88@quickmail.example
| 07/09/1988 | July 9th, 1988 | 03/22/1994 | 11/30/1971 | 02/18/1949 | Villanueva-Ortiz | Mateo Ortiz | Adaeze Bell | Oyelaran | Jessup"""


@pytest.mark.model
@pytest.mark.ocr
def test_the_demo_goes_from_request_to_package_and_lets_no_secret_out(tmp_path: Path) -> None:
    """Runs as a user runs it: the command in a process of its own, with the real detector."""
    from pdfminer.high_level import extract_text

    out = tmp_path / "demo"
    foia = Path(sys.executable).with_name("foia")
    done = subprocess.run([str(foia), "demo", "--out", str(out), "--json"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert (summary["status"], summary["letter"]) == ("released", "partial_denial")
    assert {record["outcome"] for record in summary["records"]} <= {"released", "released_in_part", "withheld"}
    released = sorted((out / "released").glob("*.redacted.pdf"))
    assert released
    for file in released:
        proof = json.loads(file.with_name(file.name.replace(".redacted.pdf", ".proof.json")).read_text())
        assert proof["file_sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
        assert all(attempt["passed"] for attempt in proof["attempts"])
    assert check_package(out / "package.zip") == ()
    with zipfile.ZipFile(out / "package.zip") as package:
        assert re.fullmatch(r"\d+:[0-9a-f]{64}", json.loads(package.read("manifest.json"))["ledger_head"])
        sent = [extract_text(io.BytesIO(package.read(name))) for name in package.namelist() if name.endswith(".pdf")]
    seen = squash(
        "".join([*map(extract_text, released), *sent, (out / "letter.txt").read_text(), (out / "index.csv").read_text()])
    )
    assert "incidentreport26008841" in seen  # the files can be searched at all
    assert not [secret for secret in SECRETS.split("|") if squash(secret) in seen]


def squash(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text.lower())
