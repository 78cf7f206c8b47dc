"""Detection with the language model: names in police text, precision, windows, the command."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from foia.model import Detection, Stance
from foia.propose import propose
from foia.redaction.detect import WINDOW, Detector, _changed
from foia.redaction.lexicon import without_slips
from foia.redaction.people import gather_people

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


def names(found: tuple[Detection, ...]) -> list[str]:
    return [detection.text for detection in found if detection.type == "PERSON"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VICTIM: KOWALCZYK, IRENA M   DOB: 01/02/1990", ["KOWALCZYK, IRENA M"]),
        ("OFFICER GREEN SPOKE WITH NGUYEN WHO RELATED THAT TYRONE BROWN TOOK THE KEYS.", ["GREEN", "NGUYEN", "TYRONE BROWN"]),
        (
            "Sgt. Fiona McGonagle met Maria de la Cruz and O'Neill, Patrick J.",
            ["Fiona McGonagle", "Maria de la Cruz", "O'Neill, Patrick J."],
        ),
        ('He said Robert "Bobby" Vance hit him.', ['Robert "Bobby" Vance']),
        ("The mother of the minor, T.R., age 9, was called.", ["T.R."]),
        ("R/P: Al-Sayed, Nadia", ["Al-Sayed, Nadia"]),
        ("Smith's car was gone. John Smith said so.", ["Smith", "John Smith"]),
    ],
)
def test_names_as_police_write_them(detector: Detector, text: str, expected: list[str]) -> None:
    assert names(detector.detect_text(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The bus went north on Washington Street past Kennedy Expressway in March.",
        "See People v. Garcia, 123 Ill. 2d 456 (1988).",
        "OLN, SSN and DOB were not given. Unknown suspect fled in a Honda Accord.",
        "Location: 1355 E. 53rd St. (Nichols Park). Victim leaned bike against a tree in the park / Referred to CPD",
        "The Village Board met on Monday at Lincoln Elementary School.",
    ],
)
def test_streets_cases_firms_and_labels_are_nobody(detector: Detector, text: str) -> None:
    assert names(detector.detect_text(text)) == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("VICTIM  ESTELLE M0ORE   DOB O8-3O-6l", "DATE_OF_BIRTH", "O8-3O-6l"),
        ("WITNESS CHERYL DAY  PHONE 7O8 555 OlO7", "PHONE_NUMBER", "7O8 555 OlO7"),
        ("S.S. NO. 33l-0O-8821", "US_SSN", "33l-0O-8821"),
    ],
)
def test_digits_that_ocr_took_for_letters_are_still_a_number(detector: Detector, text: str, kind: str, value: str) -> None:
    assert (kind, value) in [(found.type, found.text) for found in detector.detect_text(text)]


@given(st.lists(st.sampled_from(["ab\n", "x0y\n", "\n", "q"]), max_size=12), st.sets(st.integers(0, 40)))
def test_every_mended_character_lies_in_a_part_that_is_read_again(lines: list[str], places: set[int]) -> None:
    text = "".join(lines)
    mended = "".join("#" if at in places and char != "\n" else char for at, char in enumerate(text))
    parts = list(_changed(text, mended))
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(parts))
    assert all(any(start <= at < end for start, end in parts) for at in range(len(text)) if text[at] != mended[at])


@pytest.mark.parametrize("text", ["Route I-55 and I 57", "O2 sat 95", "When I 911 called", "at 10 I 20 went", "PO Box IL"])
def test_letters_that_are_no_slips_stay(text: str) -> None:
    assert without_slips(text) == text


def test_spans_are_those_of_the_given_text(detector: Detector) -> None:
    text = "Victim J\u200bane D\u043ee, SSN 219\u201309\u2011 9999 x. Called (630) 555\u20110123."
    for detection in detector.detect_text(text):
        assert text[detection.start : detection.end] == detection.text
    assert any(detection.type == "PHONE_NUMBER" for detection in detector.detect_text(text))


def test_a_text_is_found_alike_wherever_a_window_ends(detector: Detector) -> None:
    sentence = "On that day Maria Delgado called (630) 555-0123. "
    text = sentence * (2 * WINDOW // len(sentence))
    found = detector.detect_text(text)
    count = text.count("Maria")
    assert sum(detection.type == "PHONE_NUMBER" for detection in found) == count
    assert names(found).count("Maria Delgado") == count


def test_batches_give_what_single_texts_give(detector: Detector) -> None:
    texts = ["Jane Doe lives at 12 Elm St.", "", "Nothing here.", "SSN 219-09-9999"]
    assert list(detector.detect_texts(texts)) == [detector.detect_text(text) for text in texts]


@pytest.mark.parametrize("text", ["\x00\x01\xff" * 500, "\ud800 lone", "Aa " * 4_000, "\u202e" * 1_000, "," * 5_000])
def test_junk_does_no_harm(detector: Detector, text: str) -> None:
    for detection in detector.detect_text(text):
        assert 0 <= detection.start < detection.end <= len(text)


def test_the_command_writes_a_line_for_a_line(tmp_path: Path) -> None:
    from foia.cli.detect import detect

    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(json.dumps({"id": n, "text": t}) for n, t in enumerate(["SSN 219-09-9999", "none"])) + "\n")
    result = CliRunner().invoke(detect, ["--jsonl", str(source), "--out", str(out)], catch_exceptions=False)
    assert result.exit_code == 0
    first, second = (json.loads(line) for line in out.read_text().splitlines())
    (found,) = first["detections"]
    assert set(found) == {"start", "end", "type", "score", "role", "stance", "basis", "why"}
    assert (found["start"], found["end"], found["type"], found["stance"]) == (4, 15, "US_SSN", "redact")
    assert second == {"id": 1, "detections": []}


_SHORT = {
    "ssn": "US_SSN", "dl": "US_DRIVER_LICENSE", "emp": "EMPLOYEE_ID", "star": "BADGE_NUMBER", "acct": "FINANCIAL_ACCOUNT", "card": "CREDIT_CARD", "pw": "PASSWORD", "mrn": "MEDICAL_RECORD_NUMBER",
    "med": "MEDICAL_INFO", "ph": "PHONE_NUMBER", "em": "EMAIL_ADDRESS", "ad": "STREET_ADDRESS", "pl": "LICENSE_PLATE", "vin": "VIN", "dob": "DATE_OF_BIRTH", "foid": "FOID_NUMBER", "off": "OFFENDER_ID",
    "fein": "FEIN", "ip": "IP_ADDRESS", "bio": "BIOMETRIC", "p": "PERSON", "pass": "PASSPORT",
}  # fmt: skip
_MARK = re.compile(r"\{(\w+)\|([^{}]*)\}")


def _marked(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The text of a line of identifier_lines.txt and the spans marked in it."""
    text, spans, at = "", [], 0
    for mark in _MARK.finditer(line):
        text += line[at : mark.start()]
        spans.append((len(text), len(text) + len(mark[2]), _SHORT[mark[1]]))
        text, at = text + mark[2], mark.end()
    return (text + line[at:]).replace("\u23ce", "\n").replace("\u21e5", "\t"), spans


def test_every_way_of_writing_an_identifier_is_found(detector: Detector) -> None:
    lines = (Path(__file__).parent / "identifier_lines.txt").read_text(encoding="utf-8").splitlines()
    cases = [_marked(line) for line in lines if line and not line.startswith("#")]
    missed = []
    for (text, spans), found in zip(cases, detector.detect_texts(text for text, _ in cases), strict=True):
        for start, end, kind in spans:
            if not any(item.type == kind and item.start <= start and end <= item.end for item in found):
                missed.append(f"{kind} {text[start:end]!r} in {text!r}")
    assert missed == []


@pytest.mark.parametrize(
    "text", ["x" * 100_000, "12 34-5 " * 10_000, "A. B, C " * 10_000, "".join(map(chr, range(1, 256))) * 300]
)
def test_long_lines_and_junk_take_bounded_time(detector: Detector, text: str) -> None:
    started = time.process_time()
    detector.detect_text(text)
    assert len(text) / (time.process_time() - started) > 6_000


@pytest.mark.parametrize(
    "paper", sorted((Path(__file__).parent.parent / "corpus" / "background").glob("*.txt")), ids=lambda path: path.stem[:3]
)
def test_papers_of_officials_acting_in_public_are_released_whole(detector: Detector, paper: Path) -> None:
    text = paper.read_text(encoding="utf-8")
    persons, found = gather_people(text, detector.detect_text(text))
    proposals = propose(text, found, persons, as_of=dt.date(2026, 7, 1))
    assert [text[p.start : p.end] for p in proposals if p.stance is Stance.REDACT] == []
