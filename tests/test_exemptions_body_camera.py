"""50 ILCS 706/10-20(b): every combination of the facts against the table that the words of the Act give."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from foia.errors import AnswerError
from foia.exemptions import load_catalog

NODE = "ilcs/50/706/10-20/b"
DAY = dt.date(2026, 8, 20)
FACTS = (
    "body_camera", "requester_in_recording", "flagged", "expected_privacy", "arrested", "victim", "witness",
    "written_permission",
)  # fmt: skip


def by_the_table(facts: dict[str, bool]) -> str:
    """Rows 1 to 7, in the order of the Act's own words; not the tree."""
    if not facts["body_camera"]:
        return "not_exempt"
    if facts["requester_in_recording"]:
        return "not_exempt"  # row 1, (b)(3)
    if not facts["flagged"]:
        return "exempt"  # row 2, (b)
    if facts["arrested"]:
        return "not_exempt"  # row 3, (b)(2) and the paragraph after (3)
    if not facts["expected_privacy"]:
        return "not_exempt"  # row 4, (b)(2)
    if facts["victim"] or facts["witness"]:
        return "not_exempt" if facts["written_permission"] else "exempt"  # rows 5 and 6, (b)(1)
    return "exempt"  # row 7


def test_all_combinations_agree_with_the_table() -> None:
    catalog = load_catalog()
    for values in itertools.product((False, True), repeat=len(FACTS)):
        facts = dict(zip(FACTS, values, strict=True))
        finding = catalog.evaluate(NODE, facts, DAY)
        assert finding.finding == by_the_table(facts), facts
        assert (finding.asks, finding.blocked_by) == ((), ())


def test_every_partial_answer_is_decided_exactly_when_its_completions_agree() -> None:
    """3^8 = 6,561 partial answers; plain three-valued logic gets 16 of them wrong."""
    catalog = load_catalog()
    verdicts: dict[tuple[bool | None, ...], set[str]] = {}
    for values in itertools.product((False, True), repeat=len(FACTS)):
        verdicts[values] = {by_the_table(dict(zip(FACTS, values, strict=True)))}

    def possible(partial: tuple[bool | None, ...]) -> set[str]:
        if partial not in verdicts:
            at = partial.index(None)
            verdicts[partial] = set().union(*(possible((*partial[:at], value, *partial[at + 1 :])) for value in (False, True)))
        return verdicts[partial]

    for partial in itertools.product((None, False, True), repeat=len(FACTS)):
        answers = {name: value for name, value in zip(FACTS, partial, strict=True) if value is not None}
        finding = catalog.evaluate(NODE, answers, DAY)
        expected = possible(partial)
        assert finding.finding == (next(iter(expected)) if len(expected) == 1 else "undetermined"), answers
        assert bool(finding.asks) is (len(expected) == 2)


def test_the_fact_names_are_a_contract() -> None:
    assert set(load_catalog().questions(NODE, DAY)) == set(FACTS)


@pytest.mark.parametrize("answers", [{"requester_in_recording": True}, {"flagged": True, "arrested": True}])
def test_a_release_carries_its_duties(answers: dict[str, bool]) -> None:
    finding = load_catalog().evaluate(NODE, {"body_camera": True, **answers}, DAY)
    assert {duty.do for duty in finding.duties} == {
        "redact", "check_other_exemptions", "responsive_portions_only", "redactor_is_not_the_recording_officer_or_supervisor",
    }  # fmt: skip
    assert all(duty.law is not None for duty in finding.duties)


def test_row_seven_goes_to_counsel() -> None:
    facts = dict.fromkeys(FACTS, False) | {"body_camera": True, "flagged": True, "expected_privacy": True}
    finding = load_catalog().evaluate(NODE, facts, DAY)
    assert finding.finding == "exempt"
    assert any("counsel" in note for note in finding.notes)


def test_several_subjects_are_evaluated_one_by_one_and_marked_for_counsel() -> None:
    shared = {"body_camera": True, "requester_in_recording": False, "flagged": True}
    subjects = {
        "P1": {"arrested": True},
        "P2": {"arrested": False, "expected_privacy": True, "victim": True, "written_permission": False},
    }
    found = load_catalog().evaluate_subjects(NODE, shared, subjects, DAY)
    assert {person: finding.finding for person, finding in found.items()} == {"P1": "not_exempt", "P2": "exempt"}
    assert all(any("inference" in note for note in finding.notes) for finding in found.values())
    assert all(any("P1: not exempt; P2: exempt" in note for note in finding.notes) for finding in found.values())


def test_a_fact_about_the_record_is_not_a_fact_about_one_person() -> None:
    with pytest.raises(AnswerError, match="not a fact about one person"):
        load_catalog().evaluate_subjects(NODE, {}, {"P1": {"flagged": True}}, DAY)


def test_a_fact_about_one_person_is_not_answered_for_all_when_persons_are_named() -> None:
    for shared in ({"arrested": True}, {"person": {"arrested": True}}):
        with pytest.raises(AnswerError, match="'arrested' is a fact about one person"):
            load_catalog().evaluate_subjects(NODE, shared, {"P1": {}, "P2": {}}, DAY)


@pytest.mark.parametrize("answers", [{"flagged": True, "arrested": True}, {"requester_in_recording": True}])
def test_the_foia_item_carries_the_duties_and_notes_of_the_act(answers: dict[str, bool]) -> None:
    """5 ILCS 140/7.5(cc) points to 10-20(b): whoever cites the one is told what follows from the other."""
    for given in ({"body_camera": True, **answers}, dict.fromkeys(FACTS, False) | _ROW_SEVEN):
        item, act = (load_catalog().evaluate(node, given, DAY) for node in ("7.5(cc)", NODE))
        assert (item.finding, item.duties) == (act.finding, act.duties)
        assert set(act.notes) <= set(item.notes)


_ROW_SEVEN = {"body_camera": True, "flagged": True, "expected_privacy": True}


@pytest.mark.parametrize(
    ("flag", "opens"),
    [
        ("flag_complaint", True), ("flag_force", True), ("flag_death_or_great_harm", True), ("flag_detention_or_arrest", True),
        ("flag_internal_investigation", False), ("flag_evidentiary_value", False), ("flag_officer_request", False),
    ],
)  # fmt: skip
def test_all_seven_flags_keep_a_recording_but_only_four_open_it(flag: str, opens: bool) -> None:
    flags = [name for name in load_catalog().questions("10-20(a)(7)", DAY) if name.startswith("flag_")]
    assert len(flags) == 7
    answers = dict.fromkeys(flags, False) | {flag: True, "recorded_on": "2025-08-01", "flagged_on": "2025-08-02"}
    finding = load_catalog().evaluate("50 ILCS 706/10-20(a)(7)", answers, DAY)
    assert finding.applies.name == "YES"
    assert any("do not open disclosure" in note for note in finding.notes) is not opens
