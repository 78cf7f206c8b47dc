"""What is read from a request, over the scenarios and the awkward shapes that requests come in."""

import datetime as dt
import json
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from foia.cli.requests import due as due_command
from foia.cli.requests import intake as intake_command
from foia.errors import FileError, TooLarge, UsageError
from foia.model import RequestKind
from foia.requests import due, intake
from foia.requests.message import read_message

SCENARIOS = yaml.safe_load((Path(__file__).parent / "scenarios" / "requests.yaml").read_text(encoding="utf-8"))
KINDS = set(
    yaml.safe_load((Path(__file__).parents[1] / "foia" / "requests" / "cues.yaml").read_text(encoding="utf-8"))["kinds"]
)


@pytest.mark.parametrize("case", SCENARIOS, ids=[case["id"] for case in SCENARIOS])
def test_scenarios(case):
    found = intake(case["text"], received=str(case["received"]))
    assert found.kind == case["kind"], found.kind_words
    assert set(found.record_kinds) == set(case["kinds"]), [(one.value, one.words) for one in found.found]
    assert found.mentions_body_camera == case.get("body_camera", False)
    expected = case.get("due") or due(case["received"], RequestKind(case["kind"])).due
    assert str(found.due.due) == str(expected)


def test_scenarios_are_many_and_name_known_kinds_only():
    assert len(SCENARIOS) >= 40
    assert {kind for case in SCENARIOS for kind in case["kinds"]} == KINDS


@pytest.mark.parametrize("case", SCENARIOS[:20], ids=[case["id"] for case in SCENARIOS[:20]])
def test_what_was_read_stands_where_it_says(case):
    found = intake(case["text"], received=str(case["received"]))
    for one in (*found.found, *found.items, *found.formats, found.waiver, found.commercial):
        if one is not None:
            assert found.text[one.start : one.end] == one.words


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_an_error(text):
    found = intake(text, received="2026-03-02")
    assert len(found.text) == len(text)
    assert found.record_kinds


def test_a_quoted_message_is_not_the_request():
    message = read_message(
        "I only need the towing contract, nothing more than that one paper, thank you so much.\n\n> all emails\n> payroll\n"
    )
    assert "emails" not in message.asked
    assert len(message.asked) == len(message.text)


def test_a_forwarded_request_under_a_bare_cover_is_read():
    text = (
        "See below.\n\n---------- Forwarded message ---------\nFrom: K. Ames\n\nI request the minutes of the June 3 meeting.\n"
    )
    assert intake(text).record_kinds == ("minutes_open",)


def test_an_eml_gives_sender_date_and_body():
    mail = EmailMessage()
    mail["From"] = "Ilse Brandt <ilse@example.org>"
    mail["To"] = "foia@example.gov"
    mail["Subject"] = "FOIA"
    mail["Date"] = "Mon, 02 Mar 2026 20:15:00 -0600"
    mail.set_content("Please send the crash report for Main and Oak on 2/14/2026.\n")
    found = intake(mail.as_bytes())
    assert (found.requester.value, found.address.value) == ("Ilse Brandt", "ilse@example.org")
    assert str(found.due.due) == "2026-03-09"
    assert found.due.later_reading is not None
    assert found.record_kinds == ("crash_report",)
    assert found.in_body


def test_an_html_mail_is_read_and_one_that_only_points_to_an_attachment_is_noticed():
    mail = EmailMessage()
    mail["From"] = "a@example.org"
    mail["Subject"] = "Request"
    mail.set_content("<p>My request is <b>attached</b>.</p>", subtype="html")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="request.pdf")
    found = intake(mail.as_bytes(), received="2026-03-02")
    assert not found.in_body
    assert any("attachment" in question for question in found.questions)


@pytest.mark.parametrize(
    ("line", "commercial"),
    [
        ("Commercial purpose? Yes", True),
        ("Commercial purpose? No", False),
        ("Commercial use: [x] yes [ ] no", True),
        ("Commercial use: [ ] yes [x] no", False),
        ("Is this for a commercial purpose?  Yes ( )  No (X)", False),
        ("Is this for a commercial purpose?  Yes (X)  No ( )", True),
        ("☒ Non-commercial  ☐ Commercial", False),
        ("☐ Non-commercial  ☒ Commercial", True),
        ("Is this a commercial request?\nNo", False),
        ("I will not sell these records.", False),
        ("These records will be resold.", True),
        ("This is neither for resale nor for solicitation.", False),
        ("Let me know if this counts as a commercial request.", False),
        ("The records concern the commercial property next door.", False),
    ],
)
def test_a_commercial_purpose_is_stated_or_it_is_not(line, commercial):
    found = intake(f"Please send the building permits for 4 Oak Street.\n{line}\n", received="2026-03-02")
    assert (found.kind is RequestKind.COMMERCIAL) == commercial


def test_history_makes_a_recurrent_requester_but_not_of_a_reporter():
    history = [dt.date(2026, 2, 27)] * 7
    assert intake("Please send the towing log.", received="2026-03-02", history=history).kind is RequestKind.RECURRENT
    text = "I am a reporter for the Tri-County Tribune. Please send the towing log."
    assert intake(text, received="2026-03-02", history=history).kind is RequestKind.STANDARD


def test_items_are_split():
    found = intake(
        "I request:\n1. the arrest report\n2. the 911 call\n   from June 3\n3. the towing contract\n", received="2026-03-02"
    )
    assert [item.record_kinds for item in found.items] == [("arrest_report",), ("cad_911_log",), ("contract",)]


def test_a_wrong_date_is_an_error():
    with pytest.raises(UsageError):
        intake("minutes please", received="2026-02-30")


def test_the_batch_writes_one_line_a_request_in_order(tmp_path):
    lines = [{"id": case["id"], "text": case["text"], "received": str(case["received"])} for case in SCENARIOS[:5]]
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    result = CliRunner().invoke(intake_command, ["--jsonl", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out.jsonl")])
    assert result.exit_code == 0, result.exception
    found = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in found] == [line["id"] for line in lines]
    assert all(set(line) == {"id", "kind", "record_kinds", "mentions_body_camera", "due"} for line in found)


def test_a_bad_line_is_reported_and_the_others_are_kept(tmp_path):
    (tmp_path / "in.jsonl").write_text(
        '{"id":1,"text":"minutes of May","received":"2026-02-30"}\nnot json\n{"id":2,"text":"x","received":"2026-03-02"}\n'
    )
    result = CliRunner().invoke(intake_command, ["--jsonl", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out.jsonl")])
    assert isinstance(result.exception, UsageError)
    found = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in found] == [1, None, 2]
    assert found[0]["due"] is None


def test_one_request_from_the_standard_input():
    result = CliRunner().invoke(
        intake_command, ["-", "--received", "2026-03-02", "--json"], input="The arrest report of 2/1, please."
    )
    found = json.loads(result.output)
    assert (found["record_kinds"], found["due"]) == (["arrest_report"], "2026-03-09")
    text = (
        CliRunner().invoke(intake_command, ["-", "--received", "2026-03-02"], input="The arrest report of 2/1, please.").output
    )
    assert "arrest_report" in text


def test_due_prints_the_contract():
    found = json.loads(
        CliRunner().invoke(due_command, ["--received", "2026-06-26", "--kind", "standard", "--extended", "--json"]).output
    )
    assert (found["due"], found["strict_due"], found["extended_due"]) == ("2026-07-06", "2026-07-03", "2026-07-13")
    assert set(found["days"][0]) == {"date", "counts", "why"}
    assert "2026-07-06" in CliRunner().invoke(due_command, ["--received", "2026-06-26"]).output
    future = json.loads(CliRunner().invoke(due_command, ["--received", "2035-06-26", "--json"]).output)
    assert any("future" in warning for warning in future["warnings"])


@pytest.mark.parametrize(
    "text",
    ["any email and report " * 300, "x" * 6000, "\n" * 6000, "commercial [x] yes " * 300, "> q\n" * 1500, "1. all\n" * 800],
)
def test_no_text_takes_long_to_read(text):
    began = time.process_time()
    intake(text)
    assert time.process_time() - began < 8


def test_a_text_of_a_book_is_refused():
    with pytest.raises(TooLarge):
        intake("a " * 150_000)


def test_a_request_that_is_a_letter_on_paper_is_read(tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "letter.pdf"
    canvas = Canvas(str(path))
    for number, line in enumerate(("Dear Records Clerk,", "please send me the crash report of March 1, 2026.", "Ida Moss")):
        canvas.drawString(72, 720 - 20 * number, line)
    canvas.save()
    result = CliRunner().invoke(intake_command, [str(path), "--received", "2026-03-02", "--json"])
    assert result.exit_code == 0, result.exception
    assert json.loads(result.output)["record_kinds"] == ["crash_report"]


def test_a_request_without_words_is_refused(tmp_path):
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    result = CliRunner().invoke(intake_command, [str(tmp_path / "broken.pdf"), "--json"])
    assert isinstance(result.exception, FileError)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Everything you have on case 26-1234, please.", {"incident_report"}),
        ("All reports and documents related to case number 26-1234.", {"incident_report"}),
        ("The report from when officers came to 88 Dover.", {"incident_report"}),
        ("The report that the consultant gave on downtown parking.", {"other"}),
        ("The accident report, report # 26-3381.", {"crash_report"}),
        ("The use of force report completed by Officer Lund.", {"use_of_force_report"}),
        ("No body camera needed; just the dashcam video.", {"other"}),
        ("The bodycam and the dashcam of Officer Kowal.", {"body_camera_recording", "other"}),
        ("The towing contract. Please send an invoice for the copies.", {"contract"}),
    ],
)
def test_a_broad_or_bare_request_names_what_is_literally_asked_for(text, kinds):
    assert set(intake(text, received="2026-03-02").record_kinds) == kinds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("All e-mails of the manager, which is more than\n10,000 pages.", "voluminous"),
        ("Civic Light, a 501(c)(3), asks for all e-mails of the manager, more than 10,000 pages.", "standard"),
        ("Since January I have filed 52 FOIA requests. The petty cash ledger, please.", "recurrent"),
        ("Since March I have filed 9 FOIA requests. The petty cash ledger, please.", "standard"),
        ("We sell copies to insurers. Crash reports of August, please.", "commercial"),
    ],
)
def test_the_kind_of_request_is_shown_by_its_words(text, kind):
    assert intake(text, received="2026-03-02").kind == kind
