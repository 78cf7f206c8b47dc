"""The way through: who may do what, what may be decided, what keeps a case from leaving, and what is left behind of it all."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
import sqlite3
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from foia.case import Office, plain, work
from foia.case.backup import restore, write
from foia.case.desk import same_person
from foia.case.register import keep
from foia.case.views import Recording
from foia.cli import cli
from foia.errors import (
    AnswerError,
    CheckFailed,
    Conflict,
    DecisionError,
    FileError,
    FoiaError,
    LedgerBroken,
    NotInForce,
    NotPermitted,
    NotProven,
    StoreError,
    UsageError,
)
from foia.jobs import Cancel, Serial
from foia.ledger import Kind
from foia.model import PAGE_BREAK, Actor, ActorRole, Area, Box, Detection, Record, RequestKind, Stance
from foia.propose.triage import Triage, triage
from foia.store import database as db

OFFICER = Actor("Rosalind Achterberg", "FOIA Officer", ActorRole.OFFICER)
CLERK = Actor("Emil Sorvino", "Records Clerk", ActorRole.CLERK)
OTHER = Actor("Beatriz Holloway", "Records Clerk", ActorRole.CLERK)
COUNSEL = Actor("Priya Venkataraman", "Village Attorney", ActorRole.COUNSEL)
POLICE = Actor("Karen Mills", "Patrol Officer", ActorRole.CLERK)
NOW = dt.datetime(2026, 8, 20, 19, 30, tzinfo=dt.UTC)

REPORT = """Incident report 26-1107

The complainant Odalys Pruett called from 217-555-0143. Her SSN is 900-12-3456.
Officer T. Brandvold took the report. The blue folder was found beside Odalys Pruett.
"""
NOTE = "The meeting was moved to Tuesday at noon.\n"
PRIVATE = "ilcs/5/140/7/1/b"
PRIVACY = "ilcs/5/140/7/1/c"
FACTS = "The number belongs to a private person who called for help and says nothing of the work of the police."


class FewIdentifiers:
    """Stands in for the detector, so that these tests load no model."""

    def detect(self, record: Record) -> tuple[Detection, ...]:
        kinds = {"PHONE_NUMBER": r"\d{3}-\d{3}-\d{4}", "US_SSN": r"\d{3}-\d{2}-\d{4}", "PERSON": r"Odalys Pruett|T\. Brandvold"}
        return tuple(
            Detection(start=m.start(), end=m.end(), type=kind, score=0.9, text=m[0], why="listed")
            for kind, pattern in kinds.items()
            for m in re.finditer(pattern, record.text)
        )


@pytest.fixture(autouse=True)
def _no_model(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not request.node.get_closest_marker("model"):
        monkeypatch.setattr(work, "_detector", FewIdentifiers)


def open_office(folder: Path) -> Office:
    return Office.open(files=folder, clock=lambda: NOW)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with a case of two records, searched but not decided; tests work on copies of it."""
    folder = tmp_path_factory.mktemp("office")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "_detector", FewIdentifiers)
        office = open_office(folder / "data")
        for person in (OFFICER, CLERK, OTHER, COUNSEL, POLICE):
            office.save_person(person, by=OFFICER)
        case = office.add_request(
            "Please send me the incident report 26-1107.\n\nLuz Ferreira", received=dt.date(2026, 8, 18), by=CLERK, number="A-1"
        )
        office.confirm_request(case.id, by=OFFICER, requester="Luz Ferreira")
        office.add_record(case.id, REPORT.encode(), name="report.txt", by=CLERK, kind="incident_report")
        office.add_record(case.id, NOTE.encode(), name="note.txt", by=CLERK, kind="memo")
        office.prepare(case.id, by=CLERK)
        office.close()
    return folder / "data"


class Desk:
    """The office, its case, and the ids of its records."""

    def __init__(self, folder: Path) -> None:
        self.office = open_office(folder)
        self.case = self.office.find_case("A-1")
        self.report, self.note = (view.id for view in self.office.records(self.case))

    def keys(self, type: str) -> list[str]:
        return [item.key for item in self.office.items(self.case, self.report) if item.type == type]

    def decide_everything(self) -> None:
        self.office.decide_all(self.case, verdict="redact", by=CLERK, type="US_SSN", node=PRIVATE)
        self.office.decide_all(self.case, verdict="redact", by=CLERK, type="PHONE_NUMBER", node=PRIVATE)
        self.office.decide_all(self.case, verdict="redact", by=CLERK, string="Odalys Pruett", node=PRIVACY, facts=FACTS)
        self.office.decide_all(self.case, verdict="release", by=CLERK)
        for record in (self.report, self.note):
            self.office.review_record(self.case, record, by=CLERK)

    @property
    def points(self) -> list[str]:
        return [point.what for point in self.office.open_points(self.case)]


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(prepared, tmp_path / "data")
    found = Desk(tmp_path / "data")
    yield found
    found.office.verify_ledger()
    found.office.close()


# ------------------------------------------------------------------------------------------------------------- people


@pytest.mark.parametrize(
    ("who", "act"),
    [
        (CLERK, lambda o, c: o.confirm_request(c, by=CLERK)),
        (CLERK, lambda o, c: o.release(c, by=CLERK)),
        (CLERK, lambda o, c: o.sign(c, by=CLERK)),
        (CLERK, lambda o, c: o.save_setting("agency", {}, by=CLERK)),
        (COUNSEL, lambda o, c: o.extend(c, reason="i", by=COUNSEL)),
        (OFFICER, lambda o, c: o.approve(c, by=OFFICER)),
    ],
)
def test_nobody_takes_a_step_that_is_not_theirs(desk: Desk, who: Actor, act: Callable[[Office, str], object]) -> None:
    before = len(desk.office.events(limit=None))
    with pytest.raises((NotPermitted, CheckFailed)) as caught:
        act(desk.office, desk.case)
    assert isinstance(caught.value, NotPermitted) or "leave" in caught.value.what or "undecided" in caught.value.what
    assert len(desk.office.events(limit=None)) == before


@pytest.mark.parametrize("stranger", [Actor("Nobody", "Clerk", ActorRole.CLERK), Actor(CLERK.name, "Clerk", ActorRole.OFFICER)])
def test_only_the_registered_in_their_role_change_anything(desk: Desk, stranger: Actor) -> None:
    with pytest.raises(NotPermitted, match="not registered") as caught:
        desk.office.comment(desk.case, "hello", by=stranger)
    assert caught.value.exit_code == 8
    assert desk.office.may(stranger, "comment")
    assert desk.office.may(CLERK, "comment") == ""


def test_people_are_the_admins_matter_once_there_is_one(desk: Desk) -> None:
    admin = Actor("Ada Quist", "Village Administrator", ActorRole.ADMIN)
    desk.office.save_person(admin, by=OFFICER)
    with pytest.raises(NotPermitted, match="admin"):
        desk.office.save_person(CLERK, by=OFFICER)
    desk.office.save_person(CLERK, by=admin, active=False)
    assert desk.office.person(CLERK.name) is None
    with pytest.raises(NotPermitted):
        desk.office.comment(desk.case, "hello", by=CLERK)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Karen Mills", "Karen Mills", True),
        ("Ofc. K. Mills #214", "Karen Mills", True),
        ("MILLS, KAREN A.", "Karen Mills", True),
        ("Sgt. Mills", "Karen Mills", True),
        ("Karen Mills", "Thomas Mills", False),
        ("Karen Mills", "Karen Miller", False),
        ("", "Karen Mills", False),
    ],
)
def test_names_are_compared_without_ranks_and_in_either_order(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same
    assert same_person(other, one) is same


# ------------------------------------------------------------------------------------------------------------ requests


def test_a_request_opens_a_case_with_its_clock(desk: Desk) -> None:
    case = desk.office.case(desk.case)
    assert (case.number, case.requester, case.kind, case.confirmed) == ("A-1", "Luz Ferreira", RequestKind.STANDARD, True)
    assert case.clock.due == dt.date(2026, 8, 25)
    summary = desk.office.inbox()[0]
    assert (summary.due, summary.days_left, summary.overdue) == (dt.date(2026, 8, 25), 3, False)
    assert "decisions" in summary.waits_for


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda d: d.office.add_request("x", received=dt.date(2026, 8, 21), by=CLERK), "in the future"),
        (lambda d: d.office.add_request("  \n", received=dt.date(2026, 8, 18), by=CLERK), "is empty"),
        (lambda d: d.office.add_request("x", received=dt.date(2026, 8, 18), by=CLERK, number="A-1"), "already"),
        (lambda d: d.office.extend(d.case, reason="because", by=OFFICER), "not a reason"),
        (lambda d: d.office.extend(d.case, reason="ii", noticed=dt.date(2026, 8, 27), by=OFFICER), "after the request was due"),
        (lambda d: d.office.extend(d.case, reason="ii", days=9, by=OFFICER), "not possible"),
        (lambda d: d.office.case("none"), "no case"),
        (lambda d: d.office.close_case(d.case, by=OFFICER, outcome="lost"), "no outcome"),
        (lambda d: d.office.set_aside(d.case, d.note, by=CLERK, reason=" "), "for a reason"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(desk: Desk, act: Callable[[Desk], object], says: str) -> None:
    before = desk.office.events(limit=None)
    with pytest.raises(UsageError, match=says) as caught:
        act(desk)
    assert caught.value.remedy
    assert desk.office.events(limit=None) == before


def test_an_extension_is_given_once_and_moves_the_date(desk: Desk) -> None:
    case = desk.office.extend(desk.case, reason="ii", by=OFFICER)
    assert case.clock.target == dt.date(2026, 9, 1)
    with pytest.raises(UsageError, match="already"):
        desk.office.extend(desk.case, reason="ii", by=OFFICER)
    assert desk.office.extend(desk.case, agreed_until=dt.date(2026, 9, 15), by=OFFICER).clock.target == dt.date(2026, 9, 15)


def test_two_people_who_change_one_case_do_not_overwrite_each_other(desk: Desk) -> None:
    seen = desk.office.case(desk.case).version
    desk.office.confirm_request(desk.case, by=OFFICER, title="One", seen=seen)
    with pytest.raises(Conflict, match="somebody else"):
        desk.office.confirm_request(desk.case, by=OFFICER, title="Two", seen=seen)
    assert desk.office.case(desk.case).title == "One"


# ------------------------------------------------------------------------------------------------------------- records


def test_the_same_file_is_added_once(desk: Desk) -> None:
    again = desk.office.add_record(desk.case, REPORT.encode(), name="copy.txt", by=CLERK)
    assert [view.id for view in again] == [desk.report]
    assert len(desk.office.records(desk.case)) == 2


def test_attachments_become_records_of_their_own(desk: Desk) -> None:
    mail = (
        b"From: a@example.org\nTo: b@example.org\nSubject: x\nDate: Mon, 10 Aug 2026 10:00:00 -0500\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/mixed; boundary="B"\n\n--B\nContent-Type: text/plain\n\nSee attached.\n--B\n'
        b'Content-Type: text/plain; name="plan.txt"\nContent-Disposition: attachment; filename="plan.txt"\n\nThe plan.\n--B--\n'
    )
    added = desk.office.add_record(desk.case, mail, name="thread.eml", by=CLERK)
    assert [(view.name, view.parent) for view in added] == [("thread.eml", None), ("plan.txt", added[0].id)]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 and then nothing"])
def test_a_file_that_cannot_be_read_leaves_nothing_behind(desk: Desk, content: bytes) -> None:
    before = desk.office.events(limit=None)
    with pytest.raises(FileError):
        desk.office.add_record(desk.case, content, name="bad.pdf", by=CLERK)
    assert len(desk.office.records(desk.case)) == 2
    assert desk.office.events(limit=None) == before


def test_lost_pages_are_read_again_from_the_original(desk: Desk, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "data" / "derived" / "pages")
    assert desk.office.record(desk.case, desk.report).text.strip() == REPORT.strip()


def long_pdf(pages: int) -> bytes:
    """A report of many pages, somebody on each, and one telephone number cut in half by the end of a range."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 200), invariant=1)
    for number in range(1, pages + 1):
        canvas.drawString(20, 170, f"Page {number}. Seen by Odalys Pruett at {number % 12 + 1} o'clock.")
        canvas.drawString(20, 150, f"Her SSN is 900-{number % 90 + 10}-3456.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_a_long_record_is_read_and_searched_by_ranges_as_if_it_were_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    content, seen = long_pdf(70), []
    (view,) = desk.office.add_record(
        desk.case, content, name="long.pdf", by=CLERK, kind="incident_report", progress=lambda *at: seen.append(at)
    )
    assert (view.pages, seen[0], seen[-1]) == (70, (0, 70), (70, 70))
    record = desk.office.record(desk.case, view.id)
    assert [page.number for page in record.pages] == list(range(1, 71))
    assert record.text == PAGE_BREAK.join(page.text for page in record.pages)
    assert record.text[record.starts[69] :].startswith("Page 70.")
    assert not isinstance(record.pages, tuple)
    desk.office.prepare(desk.case, by=CLERK)
    found = {(item.start, item.end, item.type) for item in desk.office.items(desk.case, view.id)}
    whole = {(hit.start, hit.end, hit.type) for hit in FewIdentifiers().detect(record)}
    assert found == whole
    assert len(whole) == 140
    calls: list[str] = []
    monkeypatch.setattr(work, "_detector", lambda: calls.append("asked"))
    desk.office.prepare(desk.case, by=CLERK)  # everything is kept
    assert not calls


def test_reading_that_was_stopped_goes_on_where_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    content, cancel = long_pdf(70), Cancel()
    desk.office.runner = Serial()
    with pytest.raises(CheckFailed, match="stopped"):
        desk.office.add_record(
            desk.case, content, name="long.pdf", by=CLERK, cancel=cancel, progress=lambda done, _: cancel() if done else None
        )
    assert len(desk.office.records(desk.case)) == 2
    read: list[int] = []
    ranged = work.read_range
    monkeypatch.setattr(
        work, "read_range", lambda files, key, view, first, *rest: read.append(first) or ranged(files, key, view, first, *rest)
    )
    desk.office.add_record(desk.case, content, name="long.pdf", by=CLERK)
    assert read == [17, 33, 49, 65]


def test_a_hit_on_the_seam_of_two_ranges_is_kept_once() -> None:
    def hit(start: int, end: int, type: str = "STREET_ADDRESS") -> Detection:
        return Detection(start=start, end=end, type=type, score=0.9, text="x" * (end - start), why="")

    first, second = [hit(0, 5), hit(90, 120)], [hit(100, 118), hit(119, 125, "PERSON"), hit(200, 210)]
    assert work.joined([first, second]) == (hit(0, 5), hit(90, 120), hit(119, 125, "PERSON"), hit(200, 210))


def test_a_string_is_found_however_it_is_broken(desk: Desk) -> None:
    desk.office.add_record(desk.case, b"Odalys\nPruett and ODALYS   PRUETT, not Odalys Pruettson\n", name="b.txt", by=CLERK)
    assert len(desk.office.search(desk.case, "odalys pruett")) == 4


# ------------------------------------------------------------------------------------------------------------ deciding


def test_every_proposal_waits_for_a_person(desk: Desk) -> None:
    items = desk.office.items(desk.case, desk.report)
    assert {item.state for item in items} == {"undecided"}
    assert {item.text for item in items if item.type == "US_SSN"} == {"900-12-3456"}
    assert desk.office.undecided(desk.case) == len(items) == 5
    assert all(item.page_numbers == (1,) for item in items)
    placed = desk.office.items(desk.case, desk.report, page=1)
    assert [item.key for item in placed] == [item.key for item in items]
    assert all({area.page_number for area in item.areas} == {1} for item in placed)
    assert desk.office.items(desk.case, desk.report, page=2) == ()


def test_a_decision_carries_person_provision_version_and_facts(desk: Desk) -> None:
    [key] = desk.keys("US_SSN")
    desk.office.decide(desk.case, desk.report, [key], "accept", by=CLERK)
    [decision] = desk.office.decisions(desk.case)
    assert (decision.by, decision.title, decision.at) == (CLERK.name, CLERK.title, NOW)
    assert decision.basis is not None
    assert (decision.basis.node, decision.basis.status) == (PRIVATE, "in_force")
    assert desk.office.undecided(desk.case) == 4


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ({"verdict": "redact", "node": PRIVACY}, DecisionError),  # states no facts
        ({"verdict": "redact", "node": "ilcs/5/140/7.5/mmm", "facts": FACTS}, NotInForce),
        ({"verdict": "redact", "node": "ilcs/5/140/7/1/zzz"}, FoiaError),
        ({"verdict": "blot"}, DecisionError),
    ],
)
def test_a_decision_without_ground_is_refused(desk: Desk, how: dict[str, str], error: type[FoiaError]) -> None:
    with pytest.raises(error):
        desk.office.decide(desk.case, desk.report, desk.keys("US_SSN"), **how, by=CLERK)
    with pytest.raises(DecisionError):
        desk.office.decide(desk.case, desk.report, ["no-such-key"], "release", by=CLERK)
    assert desk.office.decisions(desk.case) == ()


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (9, 3), (0, 10**6)])
def test_a_span_outside_the_text_is_refused(desk: Desk, start: int, end: int) -> None:
    with pytest.raises(DecisionError, match=r"outside|empty"):
        desk.office.mark_span(desk.case, desk.report, start, end, by=CLERK, node=PRIVATE)


@pytest.mark.parametrize("box", [Box(10, 10, 5, 20), Box(-50, 10, -5, 20), Box(5000, 10, 5050, 20)])
def test_a_rectangle_off_the_page_is_refused(desk: Desk, box: Box) -> None:
    with pytest.raises(UsageError, match="outside page 1"):
        desk.office.draw(desk.case, desk.report, [Area(1, box)], by=CLERK, node=PRIVATE)


def test_a_string_is_redacted_everywhere_even_where_nothing_was_detected(desk: Desk) -> None:
    step = desk.office.decide_all(desk.case, verdict="redact", by=CLERK, string="blue folder", node=PRIVACY, facts=FACTS)
    assert step.count == 1
    [item] = [item for item in desk.office.items(desk.case, desk.report) if item.state == "drawn"]
    assert item.text == "blue folder"
    with pytest.raises(CheckFailed, match="Nothing matches"):
        desk.office.decide_all(desk.case, verdict="redact", by=CLERK, string="no such words", node=PRIVATE)


def test_every_mention_of_a_person_goes_together(desk: Desk) -> None:
    first = next(item for item in desk.office.items(desk.case, desk.report) if item.text == "Odalys Pruett")
    assert first.person
    step = desk.office.decide_all(desk.case, verdict="redact", by=CLERK, person=first.person, node=PRIVACY, facts=FACTS)
    texts = [item.text for item in desk.office.items(desk.case, desk.report) if item.state != "undecided"]
    assert texts.count("Odalys Pruett") == 2
    assert step.count == len(texts)


def test_what_lies_on_a_withheld_page_needs_no_decision_of_its_own(desk: Desk) -> None:
    desk.office.mark_pages(desk.case, desk.report, [1], by=CLERK, node=PRIVACY, facts=FACTS)
    assert desk.office.undecided(desk.case) == 0
    desk.office.undo(desk.case, by=CLERK)
    desk.office.withhold_record(desk.case, desk.report, by=CLERK, node=PRIVACY, facts=FACTS)
    assert desk.office.undecided(desk.case) == 0
    assert desk.office.records(desk.case)[0].outcome == "withheld"


def test_what_is_remembered_of_decisions_is_what_a_fresh_office_reads(desk: Desk) -> None:
    office, case, report = desk.office, desk.case, desk.report
    first, second, third = (item.key for item in office.items(case, report)[:3])
    drawn = [Area(1, Box(50, 600, 120, 640))]
    for act in (
        lambda: office.decide(case, report, [first, second], "release", by=CLERK),
        lambda: office.decide(case, report, [second], "clear", by=OTHER),
        lambda: office.undo(case, by=CLERK),
        lambda: office.decide(case, report, [third], "redact", by=OTHER, node=PRIVATE),
        lambda: office.redo(case, by=CLERK),
        lambda: office.draw(case, report, drawn, by=CLERK, node=PRIVACY, facts=FACTS),
        lambda: office.undo(case, by=OTHER),
        lambda: office.decide(case, report, [second], "release", by=CLERK),
        lambda: office.mark_pages(case, report, [1], by=CLERK, node=PRIVACY, facts=FACTS),
    ):
        act()
        other = open_office(office.files.root)
        assert office.decisions(case) == other.decisions(case)
        assert office.items(case, report) == other.items(case, report)
        overview = office.overview(case, report)
        assert overview == other.overview(case, report)
        view = next(view for view in other.records(case) if view.id == report)
        assert overview.undecided == view.undecided == sum(left for left, _ in overview.pages)
        other.close()


def test_a_step_that_fails_leaves_nothing_remembered(desk: Desk) -> None:
    decision = desk.office.span_wish(desk.report, 0, 4, by=CLERK, node=PRIVATE).decision
    assert decision is not None
    row = {"step_id": 1, "position": 0, "case_id": desk.case, "record_id": desk.report, "key": "span:0-4"}
    seen = []

    def fail() -> None:
        with desk.office._step(CLERK, "decide") as change:
            change.connection.execute(sa.insert(db.steps).values(id=1, case_id=desk.case, undone=0, data="{}"))
            change.connection.execute(sa.insert(db.decisions).values(**row, data=json.dumps(plain.of_decision(decision))))
            seen.append(desk.office._decisions_in_force(change.connection, desk.case)[desk.report])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert seen == [{"span:0-4": decision}]
    assert desk.office.decisions(desk.case) == ()


def test_undo_and_redo_go_back_and_forth_without_end(desk: Desk) -> None:
    office, case = desk.office, desk.case
    states = [office.decisions(case)]
    for type in ("US_SSN", "PHONE_NUMBER", "PERSON"):
        office.decide(case, desk.report, desk.keys(type), "release", by=CLERK)
        states.append(office.decisions(case))
    for back in (2, 1, 0):
        assert office.undo(case, by=CLERK) is not None
        assert office.decisions(case) == states[back]
    assert office.undo(case, by=CLERK) is None
    for forth in (1, 2, 3):
        assert office.redo(case, by=CLERK) is not None
        assert office.decisions(case) == states[forth]
    assert office.redo(case, by=CLERK) is None
    office.undo(case, by=CLERK)
    office.decide(case, desk.report, desk.keys("PERSON"), "clear", by=CLERK)
    assert office.redo(case, by=CLERK) is None  # a new decision ends that possibility
    assert [step.undone for step in reversed(office.history(case))] == [False, False, True, False]


def test_undoing_leaves_what_somebody_else_decided_after(desk: Desk) -> None:
    keys = desk.keys("US_SSN")
    desk.office.decide(desk.case, desk.report, keys, "release", by=CLERK)
    desk.office.decide(desk.case, desk.report, keys, "accept", by=OTHER)
    desk.office.undo(desk.case, by=CLERK)
    [decision] = desk.office.decisions(desk.case)
    assert (decision.by, decision.stance) == (OTHER.name, Stance.REDACT)


def test_two_people_on_one_passage_are_told_of_each_other(desk: Desk) -> None:
    office, seen = desk.office, desk.office.records(desk.case)[0].version
    office.decide(desk.case, desk.report, desk.keys("US_SSN"), "accept", by=CLERK, seen=seen)
    office.decide(
        desk.case, desk.report, desk.keys("PHONE_NUMBER"), "accept", by=OTHER, seen=seen
    )  # another passage: no matter
    with pytest.raises(Conflict, match=CLERK.name):
        office.decide(desk.case, desk.report, desk.keys("US_SSN"), "release", by=OTHER, seen=seen)
    fresh = office.records(desk.case)[0].version
    office.decide(desk.case, desk.report, desk.keys("US_SSN"), "release", by=OTHER, seen=fresh)


# ------------------------------------------------------------------------------------------- a recording's own officer


def _recording(desk: Desk, **who: str) -> None:
    entry = Recording(id="BWC-1", recorded_on=dt.date(2026, 8, 10), **{"officer": "Ofc. K. Mills", **who})
    desk.office.save_recording(entry, by=OFFICER)
    desk.office.set_recording(desk.case, desk.report, "BWC-1", by=OFFICER)


@pytest.mark.parametrize("who", [{}, {"officer": "Daniel Roe", "supervisor": "MILLS, KAREN"}])
def test_a_recordings_officer_and_supervisor_may_not_touch_it(desk: Desk, who: dict[str, str]) -> None:
    _recording(desk, **who)
    for act in (
        lambda: desk.office.decide(desk.case, desk.report, desk.keys("US_SSN"), "accept", by=POLICE),
        lambda: desk.office.draw(desk.case, desk.report, [Area(1, Box(1, 1, 9, 9))], by=POLICE, node=PRIVATE),
        lambda: desk.office.review_record(desk.case, desk.report, by=POLICE),
        lambda: desk.office.preview(desk.case, desk.report, by=POLICE),
    ):
        with pytest.raises(NotPermitted, match="may not redact") as caught:
            act()
        assert "50 ILCS 706/10-20(a)(6)" in caught.value.why
    refused = desk.office.events(kinds=[Kind.ACT_REFUSED])
    assert len(refused) == 4
    assert {(event.by, event.data["citation"]) for event in refused} == {(POLICE.name, "50 ILCS 706/10-20(a)(6)")}
    assert desk.office.decisions(desk.case) == ()
    assert "10-20(a)(6)" in desk.office.may(POLICE, "decide", desk.case, desk.report)
    desk.office.decide(desk.case, desk.report, desk.keys("US_SSN"), "accept", by=CLERK)


def test_decisions_made_before_the_register_was_right_keep_the_case_in(desk: Desk) -> None:
    desk.office.decide(desk.case, desk.report, desk.keys("US_SSN"), "accept", by=POLICE)
    _recording(desk)
    assert any("10-20(a)(6)" in point for point in desk.points)


@pytest.mark.parametrize(
    ("entry", "until", "must", "may"),
    [
        ({}, dt.date(2026, 4, 1), True, True),
        ({"training": True}, dt.date(2026, 4, 1), False, True),
        ({"held": True}, dt.date(2026, 4, 1), False, False),
        ({"flags": ("complaint",)}, dt.date(2028, 1, 1), False, False),
        ({"flags": ("complaint",), "flagged_on": dt.date(2026, 3, 1)}, dt.date(2028, 3, 1), False, False),
        ({"flags": ("complaint",), "flagged_on": dt.date(2024, 2, 29)}, dt.date(2026, 4, 1), True, True),
        ({"flags": ("arrest_or_detention",), "proceeding": True}, None, False, False),
        (
            {"flags": ("complaint",), "proceeding": True, "disposed_on": dt.date(2029, 5, 1)},
            dt.date(2029, 5, 1),
            False,
            False,
        ),
        ({"recorded_on": dt.date(2026, 8, 1), "non_enforcement": True}, dt.date(2026, 10, 30), False, True),
    ],
)
def test_how_long_a_recording_is_kept(entry: dict[str, object], until: dt.date | None, must: bool, may: bool) -> None:
    recording = Recording(**{"id": "B", "officer": "K. Mills", "recorded_on": dt.date(2026, 1, 1), **entry})  # type: ignore[arg-type]
    found = keep(recording, dt.date(2026, 8, 20))
    assert (found.keep_until, found.must_destroy, found.may_destroy) == (until, must, may)
    assert "10-20(a)(7)" in found.rule


def test_a_request_stops_the_destruction_of_what_it_asks_for(desk: Desk) -> None:
    old = Recording(id="BWC-9", recorded_on=dt.date(2026, 1, 5), officer="Daniel Roe")
    assert desk.office.save_recording(old, by=OFFICER).must_destroy
    held = desk.office.link_recording(desk.case, "BWC-9", by=OFFICER)
    assert (held.held, held.may_destroy, held.must_destroy) == (True, False, False)
    desk.office.close_case(desk.case, by=OFFICER, outcome="withdrawn")
    assert desk.office.recordings()[0].must_destroy


def test_an_early_alteration_leaves_a_written_record_for_a_year(desk: Desk) -> None:
    _recording(desk)
    with pytest.raises(UsageError, match="not complete"):
        desk.office.record_alteration("BWC-1", by=OFFICER, person="", reason="x", when=dt.date(2026, 8, 15))
    made = desk.office.record_alteration(
        "BWC-1", by=OFFICER, person="Daniel Roe", reason="Test recording", when=dt.date(2026, 8, 15), action="erased"
    )
    [entry] = made.alterations
    assert (entry.person, entry.keep_until) == ("Daniel Roe", dt.date(2027, 8, 15))
    assert "Test recording" not in json.dumps([dict(event.data) for event in desk.office.events(limit=None)])


@pytest.mark.parametrize(
    "wrong",
    [
        {"flags": ("because",)},
        {"officer": " "},
        {"recorded_on": dt.date(2026, 9, 1)},
        {"flagged_on": dt.date(2026, 1, 1), "flags": ("complaint",)},
    ],
)
def test_an_entry_that_cannot_be_is_refused(desk: Desk, wrong: dict[str, object]) -> None:
    entry = {"id": "B", "officer": "K. Mills", "recorded_on": dt.date(2026, 8, 1), **wrong}
    with pytest.raises(UsageError):
        desk.office.save_recording(Recording(**entry), by=OFFICER)  # type: ignore[arg-type]


# ----------------------------------------------------------------------------------------------------------- questions


def test_answers_are_kept_by_fact_and_change_the_finding(desk: Desk) -> None:
    node, office = "ilcs/50/706/10-20/b", desk.office
    for fact, value in {"body_camera": True, "requester_in_recording": False, "flagged": False}.items():
        finding = office.answer(desk.case, fact, value, by=CLERK, node=node, record_id=desk.report)
    assert finding.finding == "exempt"
    finding = office.answer(desk.case, "flagged", True, by=OTHER, node=node, record_id=desk.report)
    assert finding.finding == "undetermined"
    assert office.answer(desk.case, "arrested", True, by=CLERK, node=node, record_id=desk.report).finding == "not_exempt"
    assert office.evaluate(desk.case, node, desk.note).finding == "undetermined"  # of another record nothing was said
    views = {view.fact: view for view in office.questions(desk.case, node, desk.report)}
    assert views["flagged"].answer is not None
    assert (views["flagged"].answer.by, views["flagged"].answer.version) == (OTHER.name, 2)
    assert not any(view.open for view in views.values())


def test_a_question_answered_by_two_at_once_is_noticed(desk: Desk) -> None:
    ask = {"node": "ilcs/50/706/10-20/b", "record_id": desk.report}
    desk.office.answer(desk.case, "flagged", True, by=CLERK, seen=0, **ask)
    with pytest.raises(Conflict):
        desk.office.answer(desk.case, "flagged", False, by=OTHER, seen=0, **ask)
    for fact, value in (("no_such_fact", True), ("flagged", "perhaps")):
        with pytest.raises(AnswerError):
            desk.office.answer(desk.case, fact, value, by=CLERK, **ask)


# ------------------------------------------------------------------------------------------------------------- counsel


def test_a_decision_changed_after_sign_off_reopens_the_case(desk: Desk) -> None:
    desk.decide_everything()
    desk.office.send_to_counsel(desk.case, by=CLERK)
    assert desk.points == ["Counsel has not signed"]
    assert desk.office.sign(desk.case, by=COUNSEL).current
    assert desk.points == []
    assert desk.office.case(desk.case).status == "signed"
    desk.office.decide(desk.case, desk.report, desk.keys("US_SSN"), "release", by=CLERK)
    assert desk.office.case(desk.case).status == "open"
    assert not desk.office.sign_offs(desk.case)[0].current
    [change] = desk.office.changes_since_sign_off(desk.case)
    assert change.before is not None
    assert change.after is not None
    assert (change.before.stance, change.after.stance) == (Stance.REDACT, Stance.RELEASE)
    assert "Decisions changed since counsel signed" in desk.points
    assert desk.office.events(kinds=[Kind.SIGN_OFF_REOPENED])


def test_what_counsel_sends_back_stays(desk: Desk) -> None:
    desk.decide_everything()
    desk.office.send_back(desk.case, by=COUNSEL, note="The facts are too thin.")
    assert desk.points == ["Counsel sent the case back"]
    desk.office.approve(desk.case, by=COUNSEL)
    assert desk.points == []


def test_nobody_signs_what_is_undecided(desk: Desk) -> None:
    with pytest.raises(CheckFailed, match="undecided"):
        desk.office.sign(desk.case, by=COUNSEL)


def test_comments_stay_out_of_the_ledger(desk: Desk) -> None:
    comment = desk.office.comment(desk.case, "Why was Odalys Pruett left in?", by=COUNSEL, target=desk.report)
    desk.office.resolve_comment(desk.case, comment.id, by=CLERK)
    assert desk.office.comments(desk.case)[0].resolved
    assert "Pruett" not in json.dumps([dict(event.data) for event in desk.office.events(limit=None)])


# ------------------------------------------------------------------------------------------------------------- release


def test_nothing_leaves_while_anything_is_open(desk: Desk) -> None:
    assert any("undecided" in point for point in desk.points)
    with pytest.raises(CheckFailed, match="cannot leave"):
        desk.office.release(desk.case, by=OFFICER)
    with pytest.raises(CheckFailed, match="undecided"):
        desk.office.review_record(desk.case, desk.report, by=CLERK)
    desk.decide_everything()
    assert desk.points == []
    desk.office.decide(desk.case, desk.report, desk.keys("US_SSN"), "release", by=CLERK)
    assert any("looked at every page" in point for point in desk.points)  # what was reviewed has changed


def test_a_released_case_is_proven_and_can_no_longer_be_changed(desk: Desk) -> None:
    desk.decide_everything()
    release = desk.office.release(desk.case, by=OFFICER)
    assert [proof.removals > 0 for proof in release.proofs] == [True, False]
    views = desk.office.records(desk.case)
    assert [view.outcome for view in views] == ["released_in_part", "released"]
    for proof in release.proofs:
        content = proof.file.read_bytes()
        assert b"Pruett" not in content
    letter = desk.office.letter(desk.case, by=OFFICER)
    text = next(output for output in letter if output.name.endswith(".txt")).path.read_text()
    for words in ("A-1", "Luz Ferreira", "7(1)(b)", "7(1)(c)", CLERK.name, CLERK.title, "Public Access Counselor"):
        assert words in text
    assert "Pruett" not in text
    assert "Pruett" not in desk.office.index(desk.case, by=OFFICER).path.read_text()
    assert desk.office.counsel_log(desk.case, by=OFFICER).path.read_text().count(PRIVATE) == 2
    assert desk.office.package(desk.case, by=OFFICER).path.stat().st_size > 1000
    with pytest.raises(UsageError, match="done"):
        desk.office.decide(desk.case, desk.report, desk.keys("US_SSN"), "release", by=CLERK)
    kinds = {event.kind for event in desk.office.events(desk.case, limit=None)}
    assert {Kind.RECORD_RELEASED, Kind.CASE_RELEASED, Kind.OUTPUT_WRITTEN} <= kinds
    ledger = json.dumps([dict(event.data) for event in desk.office.events(limit=None)])
    assert not [secret for secret in ("Pruett", "900-12-3456", "217-555-0143") if secret in ledger]


def test_a_supplemental_response_leaves_the_first_as_it_was(desk: Desk) -> None:
    desk.decide_everything()
    with pytest.raises(UsageError, match="not done"):
        desk.office.reopen(desk.case, by=OFFICER, reason="More was found")
    desk.office.release(desk.case, by=OFFICER)
    before = {output.name: output.sha256 for output in desk.office.outputs(desk.case)}
    with pytest.raises(NotPermitted):
        desk.office.reopen(desk.case, by=CLERK, reason="More was found")
    assert desk.office.reopen(desk.case, by=OFFICER, reason="More was found").status == "open"
    assert desk.office.events(desk.case)[-1].kind == Kind.CASE_REOPENED
    (more,) = desk.office.add_record(desk.case, b"The lost and found list of May.\n", name="more.txt", by=CLERK)
    desk.office.withhold_record(desk.case, desk.note, by=CLERK, node=PRIVACY, facts=FACTS)
    desk.office.prepare(desk.case, by=CLERK)
    desk.office.review_record(desk.case, more.id, by=CLERK)
    again = desk.office.release(desk.case, by=OFFICER)
    assert {proof.record_id for proof in again.proofs} == {desk.report, more.id}
    kept = {output.name: output.sha256 for output in desk.office.outputs(desk.case)}
    assert {f"response-1/{name}": sha256 for name, sha256 in before.items()}.items() <= kept.items()
    with zipfile.ZipFile(desk.office.package(desk.case, by=OFFICER).path) as package:
        assert len([name for name in package.namelist() if name.startswith("records/")]) == 2


def test_an_edited_letter_leaves_as_it_was_edited(desk: Desk) -> None:
    desk.decide_everything()
    own = desk.office.letter_preview(desk.case, by=OFFICER, online="On our site")
    desk.office.letter(
        desk.case, by=OFFICER, body=own.body + "\n\nThe blue folder waits for you at the counter.\n", online="On our site"
    )
    with pytest.raises(CheckFailed, match="may not go out"):
        desk.office.letter(desk.case, by=OFFICER, body="We deny it.")
    desk.office.release(desk.case, by=OFFICER)
    with zipfile.ZipFile(desk.office.write_response(desk.case, by=OFFICER).path) as package:
        document = zipfile.ZipFile(io.BytesIO(package.read("letter.docx"))).read("word/document.xml").decode()
    assert "waits for you at the counter" in document
    assert "On our site" in document
    assert not [one.name for one in desk.office.outputs(desk.case) if one.name.endswith((".body", ".choices"))]


def test_a_denial_cites_what_was_chosen_and_nothing_else(desk: Desk) -> None:
    desk.decide_everything()
    offered = {one.id for one in desk.office.citable(desk.case)}
    assert "mancini-law-group-2021" in offered
    text = desk.office.letter_preview(desk.case, by=OFFICER, cite=["mancini-law-group-2021"]).text
    assert "2021 IL 126675" in text
    assert "The law says: “(b) Private information" in text
    assert "Supporting authority" not in desk.office.letter_preview(desk.case, by=OFFICER).text
    with pytest.raises(UsageError, match="no authority"):
        desk.office.letter_preview(desk.case, by=OFFICER, cite=["kalven-2014"])  # speaks for disclosure


def test_a_release_in_the_background_writes_everything_and_tells_what_stopped_it(desk: Desk) -> None:
    desk.decide_everything()
    stopped = desk.office.release_in_background(desk.case, by=OFFICER, body="We deny it.")
    stopped.wait(60)
    assert isinstance(stopped.error, CheckFailed)
    assert desk.office.case(desk.case).status == "open"
    going = desk.office.release_in_background(desk.case, by=OFFICER)
    going.wait(60)
    assert going.error is None
    assert {"letter", "index", "counsel_log", "package"} <= {output.kind for output in desk.office.outputs(desk.case)}


def test_a_fee_is_quoted_by_the_agencys_schedule_and_never_after_the_time(desk: Desk) -> None:
    assert desk.office.quote(desk.case, pages=150).total == 15
    text = desk.office.letter_preview(desk.case, "fee_quote", by=OFFICER, fee={"pages": 150}).text
    assert "The copies will cost $15.00" in text
    desk.office.save_setting("agency", {"name": "Village", "fees": {"free_pages": 100, "cents_per_page": 10}}, by=OFFICER)
    assert desk.office.quote(desk.case, pages=150).total == 5
    desk.office._clock = lambda: NOW + dt.timedelta(days=30)
    assert desk.office.quote(desk.case, pages=150).total == 0


def test_what_is_due_is_told_over_all_cases_and_for_a_calendar(desk: Desk) -> None:
    assert [duty.reference for duty in desk.office.duties()] == ["A-1"]
    calendar = desk.office.calendar_file().decode()
    assert "SUMMARY:A-1: Respond" in calendar
    assert "Ferreira" not in calendar
    assert desk.office.costs(desk.case) == ()
    desk.office._clock = lambda: NOW + dt.timedelta(days=30)
    assert desk.office.costs(desk.case)
    desk.office.close_case(desk.case, by=OFFICER, outcome="withdrawn")
    assert desk.office.duties() == ()
    assert desk.office.costs(desk.case) == ()


def test_who_asks_seven_times_in_a_week_may_be_recurrent(desk: Desk) -> None:
    for _ in range(5):
        desk.office.add_request("Please send the towing contract.\n\nLuz Ferreira", received=dt.date(2026, 8, 19), by=CLERK)
    for case in desk.office.inbox():
        desk.office.confirm_request(case.id, by=OFFICER, requester="Luz  ferreira")
    assert desk.office.recurrent(desk.case) == ""
    last = desk.office.add_request("The towing policy, please.\n\nLuz Ferreira", received=dt.date(2026, 8, 20), by=CLERK)
    desk.office.confirm_request(last.id, by=OFFICER, requester="Luz Ferreira")
    assert "7" in desk.office.recurrent(last.id)


def test_a_case_without_records_ends_with_its_letter(desk: Desk) -> None:
    with pytest.raises(UsageError, match="was not written"):
        desk.office.close_case(desk.case, by=OFFICER, outcome="no_records")
    with pytest.raises(UsageError, match="not released"):
        desk.office.close_case(desk.case, by=OFFICER, outcome="released")
    desk.office.letter(desk.case, "no_records", by=OFFICER, search="The archive and the officer's mailbox, by number and name")
    desk.office.close_case(desk.case, by=OFFICER, outcome="no_records")
    assert desk.office.case(desk.case).status == "closed"


def test_a_package_carries_the_ledgers_head(desk: Desk) -> None:
    desk.decide_everything()
    desk.office.release(desk.case, by=OFFICER)
    with zipfile.ZipFile(desk.office.package(desk.case, by=OFFICER).path) as package:
        number, _, head = json.loads(package.read("manifest.json"))["ledger_head"].partition(":")
    assert desk.office.verify_ledger(anchors=[(int(number), head)]).anchors > 0
    with pytest.raises(LedgerBroken):
        desk.office.verify_ledger(anchors=[(int(number), head[::-1])])


def test_what_is_not_proven_does_not_leave(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.decide_everything()

    def unproven(*_: object) -> bytes:
        raise NotProven("The redacted file could not be proven clean", why="a test")

    monkeypatch.setattr(work, "remove_and_prove", unproven)
    with pytest.raises(NotProven) as caught:
        desk.office.release(desk.case, by=OFFICER)
    assert caught.value.exit_code == 5
    assert desk.office.outputs(desk.case) == ()
    assert desk.office.case(desk.case).status == "open"
    [event] = desk.office.events(kinds=[Kind.RELEASE_REFUSED])
    assert event.data["error"] == "NotProven"


def test_a_record_withheld_in_full_has_no_copy(desk: Desk) -> None:
    desk.office.withhold_record(desk.case, desk.report, by=CLERK, node=PRIVACY, facts=FACTS)
    desk.office.review_record(desk.case, desk.note, by=CLERK)
    release = desk.office.release(desk.case, by=OFFICER)
    assert release.withheld == (desk.report,)
    assert [proof.record_id for proof in release.proofs] == [desk.note]
    assert desk.office.letter_kind(desk.case) == "partial_denial"


def test_copies_of_one_text_must_be_redacted_alike(desk: Desk) -> None:
    desk.office.add_record(desk.case, REPORT.replace("\n", "\r\n").encode(), name="again.txt", by=CLERK, kind="incident_report")
    desk.office.prepare(desk.case, by=CLERK)
    desk.office.decide_all(desk.case, verdict="redact", by=CLERK, type="US_SSN", node=PRIVATE, record_id=desk.report)
    desk.office.decide_all(desk.case, verdict="release", by=CLERK)
    assert any("same text" in point for point in desk.points)


# -------------------------------------------------------------------------------------------------- ledger, and backup


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE decisions SET data = replace(data, 'redact', 'release')",
        "DELETE FROM decisions",
        "UPDATE steps SET undone = 1",
        "INSERT INTO decisions SELECT step_id, 99, case_id, record_id, key, data FROM decisions LIMIT 1",
    ],
)
def test_decisions_changed_behind_the_programs_back_are_found(prepared: Path, tmp_path: Path, tampering: str) -> None:
    shutil.copytree(prepared, tmp_path / "data")
    desk = Desk(tmp_path / "data")
    desk.office.decide(desk.case, desk.report, desk.keys("US_SSN"), "accept", by=CLERK)
    desk.office.close()
    with sqlite3.connect(tmp_path / "data" / "foia.db") as raw:
        raw.execute(tampering)
    raw.close()
    result = CliRunner().invoke(cli, ["ledger", "verify", "--data", str(tmp_path / "data")])
    assert isinstance(result.exception, LedgerBroken)


def test_the_ledger_is_verified_and_exported_from_the_command(desk: Desk, tmp_path: Path) -> None:
    data = ["--data", str(tmp_path / "data")]
    shown = CliRunner().invoke(cli, ["ledger", "verify", "--json", *data])
    assert json.loads(shown.output)["entries"] == len(desk.office.events(limit=None))
    assert CliRunner().invoke(cli, ["ledger", "export", str(tmp_path / "l.jsonl"), *data]).exit_code == 0
    assert CliRunner().invoke(cli, ["ledger", "verify", str(tmp_path / "l.jsonl")]).exit_code == 0
    head = json.loads(shown.output)["head"]
    wrong = CliRunner().invoke(cli, ["ledger", "verify", "--anchor", f"999:{head}", *data])
    assert isinstance(wrong.exception, LedgerBroken)
    missing = CliRunner().invoke(cli, ["ledger", "verify", "--data", str(tmp_path / "none")])
    assert isinstance(missing.exception, UsageError)


def test_a_backup_brings_everything_back(desk: Desk, tmp_path: Path) -> None:
    desk.office.decide(desk.case, desk.report, desk.keys("US_SSN"), "accept", by=CLERK)
    made = write(desk.office, tmp_path / "backup.zip")
    back = restore(tmp_path / "backup.zip", files=tmp_path / "restored")
    assert (back.entries, back.head, back.files) == (made.entries, made.head, made.files)
    other = Desk(tmp_path / "restored")
    assert other.office.decisions(other.case) == desk.office.decisions(desk.case)
    assert other.office.items(other.case, other.report) == desk.office.items(desk.case, desk.report)
    assert other.office.events(limit=None) == desk.office.events(limit=None)
    other.office.verify_ledger()
    other.office.close()
    with pytest.raises(StoreError, match="work in this database"):
        restore(tmp_path / "backup.zip", files=tmp_path / "restored")
    with pytest.raises(FileError, match="there already"):
        write(desk.office, tmp_path / "backup.zip")


def test_a_damaged_backup_is_refused(desk: Desk, tmp_path: Path) -> None:
    write(desk.office, tmp_path / "backup.zip")
    content = bytearray((tmp_path / "backup.zip").read_bytes())
    content[len(content) // 2] ^= 0xFF
    (tmp_path / "backup.zip").write_bytes(content)
    with pytest.raises(FileError):
        restore(tmp_path / "backup.zip", files=tmp_path / "restored")
    (tmp_path / "cut.zip").write_bytes(content[:1000])
    with pytest.raises(FileError):
        restore(tmp_path / "cut.zip", files=tmp_path / "restored2")


def test_a_view_of_the_same_state_is_the_same(desk: Desk) -> None:
    assert desk.office.items(desk.case, desk.report) == desk.office.items(desk.case, desk.report)
    desk.office.prepare(desk.case, by=CLERK)  # nothing to do: no event
    before = desk.office.events(limit=None)
    desk.office.prepare(desk.case, by=CLERK)
    assert desk.office.events(limit=None) == before


def test_work_in_the_background_tells_how_far_it_is(desk: Desk) -> None:
    desk.office.set_kind(desk.case, desk.note, "letter", by=CLERK)
    started = desk.office.prepare_in_background(desk.case, by=CLERK)
    assert desk.office.work(desk.case) is started
    started.wait(60)
    assert (started.running, started.error, started.done) == (False, None, started.total)
    assert all(view.prepared for view in desk.office.records(desk.case))


# -------------------------------------------------------------------------------------------------------------- sorting


def test_a_case_is_sorted_with_the_items_that_its_records_answer(desk: Desk) -> None:
    desk.office.confirm_request(
        desk.case, by=OFFICER, items=["the incident report 26-1107", "the crash report 26-2210 of the same evening"]
    )
    copy = desk.office.add_record(desk.case, NOTE.upper().encode(), name="copy.txt", by=CLERK)[0].id
    desk.office.prepare(desk.case, by=CLERK)
    made = desk.office.sorting(desk.case)
    places = {one.record_id: one for one in made.records}
    assert places[desk.report].pile == "needs_decision"
    assert places[desk.report].answers == (0,)
    assert "incident report" in places[desk.report].kind_words
    assert places[desk.note].pile == "release_as_is"
    assert (places[copy].pile, places[copy].same_as) == ("duplicate", desk.note)
    assert made.unanswered == (1,)
    assert made.records[0].record_id == desk.report
    assert sum(made.counts.values()) == 3


def test_what_was_looked_over_or_set_aside_is_no_work_left(desk: Desk) -> None:
    before = desk.office.sorting(desk.case)
    assert before.minutes > 0
    desk.decide_everything()
    assert desk.office.sorting(desk.case).minutes == 0
    desk.office.set_aside(desk.case, desk.note, by=CLERK, reason="not asked for")
    assert desk.office.sorting(desk.case).counts["not_responsive"] == 1


def test_a_corrected_kind_works_out_no_other_record_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.office.sorting(desk.case)
    desk.office.set_kind(desk.case, desk.note, "letter", by=CLERK)
    again = Office.open(files=desk.office.files.root, clock=lambda: NOW)  # remembers nothing in memory
    looked: list[str] = []

    def watched(record: Record, **more: Any) -> Triage:
        looked.append(record.id)
        return triage(record, **more)

    monkeypatch.setattr(sys.modules["foia.propose.triage"], "triage", watched)
    places = {one.record_id: one for one in again.sorting(desk.case).records}
    assert places[desk.note].why == "not looked at yet"  # until it is searched as what it is
    assert looked == []
    again.prepare(desk.case, by=CLERK)
    again.sorting(desk.case)
    assert looked == [desk.note]
    again.close()


def test_work_that_does_not_fit_before_the_due_date_is_said_while_it_can_be_extended(desk: Desk) -> None:
    assert desk.office.sorting(desk.case).warning == ""
    late = Office.open(files=desk.office.files.root, clock=lambda: NOW + dt.timedelta(days=5))
    assert late.case(desk.case).clock.target == late.today()
    assert "3(e)" in late.sorting(desk.case).warning
    late.extend(desk.case, reason="i", by=OFFICER)
    assert late.sorting(desk.case).warning == ""
    late.close()


def test_a_whole_page_under_a_provision_that_reaches_words_is_warned_of(desk: Desk) -> None:
    step = desk.office.mark_pages(desk.case, desk.report, [1], by=CLERK, node=PRIVACY, facts=FACTS)
    (warning,) = desk.office.overreach(desk.case, step)
    assert "1 whole page would be withheld under" in warning
    spans = desk.office.mark_span(desk.case, desk.note, 0, 3, by=CLERK, node=PRIVACY, facts=FACTS)
    assert desk.office.overreach(desk.case, spans) == ()
