"""The kind of a record from its words, with and without a heading."""

from __future__ import annotations

import pytest

from foia.propose import KINDS, kind_of
from foia.propose.triage import RECORD_KINDS, record_kind, same_kind


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (
            "incident_report",
            "INCIDENT REPORT 26-1\nReporting officer: Lee. Upon arrival I spoke with the victim, who stated that her bike was stolen.",
        ),
        ("arrest_report", "Arrestee was mirandized, fingerprinted and released on bond; court date June 2."),
        ("crash_report", "Unit 1 rear-ended Unit 2 at the light. No injuries."),
        ("body_camera_transcript", "BWC TRANSCRIPT\n[00:01] OFFICER LEE: Step out.\n[00:03] DRIVER: Why? (inaudible)"),
        ("email", "From: Ana\nTo: Bob\nSent: Monday\nSubject: salt\n\nThanks, see you."),
        ("payroll", "Name,Reg hrs,OT hrs,Gross pay,FICA,Net pay\nHorn,80,2,2500,191,1840"),
        ("minutes_open", "Regular meeting. Called to order at 7. Motion by Dorsey, seconded by Ilic, to adjourn. Ayes: 5."),
        (
            "minutes_closed",
            "CLOSED SESSION MINUTES\nThe trustees discussed the suit. No votes were taken. Returned to open session.",
        ),
        ("medical_ambulance_report", "Chief complaint chest pain, BP 160/90, pulse 88, patient was transported by medic 3."),
        ("juvenile_record", "Juvenile, 14, curfew; station adjustment; released to mother."),
        (
            "contract",
            "This agreement is entered into by and between the Village and Kern. Contractor shall indemnify the Village.",
        ),
        ("other", "Something that shows nothing."),
        ("other", ""),
    ],
)
def test_the_words_show_the_kind(kind: str, text: str) -> None:
    guess = record_kind(text)
    assert guess.kind == kind
    assert guess.why


def test_finer_kinds_of_the_redaction_rules_fall_under_the_kinds_of_requests() -> None:
    assert {same_kind(kind) for kind in KINDS} == set(RECORD_KINDS)
    assert same_kind("booking_log") == "arrest_report"
    assert same_kind(None) is None


def test_the_rules_own_guess_is_untouched_by_it() -> None:
    assert kind_of("ILLINOIS TRAFFIC CRASH REPORT SR 1050") == "crash_report"
