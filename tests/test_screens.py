"""Every screen drawn without a browser (AppTest), as each role sees it; and the pictures, which escape all they show."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from foia.case import Office
from foia.model import Actor, ActorRole, Box, Page, Record, Word
from foia.requests import Day
from foia.screens import pictures, words
from foia.screens.steps.letter import KINDS, WHY

JOYCE = Actor("Joyce Tremblay", "Village Clerk and FOIA Officer", ActorRole.OFFICER)
PRIYA = Actor("Priya Raman", "Village Attorney", ActorRole.COUNSEL)
ROOT = Path(__file__).resolve().parents[1]
STEPS = ("request", "records", "decide", "redact", "counsel", "response")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office with one case and one record, opened where the screens look for it."""
    folder = tmp_path_factory.mktemp("office")
    office = Office.open(files=folder)
    office.save_person(JOYCE, by=JOYCE)
    office.save_person(PRIYA, by=JOYCE)
    text = "From: Ann Lee <ann@example.com>\nSubject: <b>Minutes</b>\n\nPlease send the minutes of the May meeting.\n"
    case = office.add_request(text, received=office.now() - dt.timedelta(days=1), by=JOYCE)
    office.add_record(case.id, b"MINUTES\nPresent: A. Clerk.\nCall 217-555-0199 for details.\n", by=JOYCE, name="minutes.txt")
    office.close()
    return Office.open(files=folder)


@pytest.fixture(autouse=True)
def _main() -> Iterator[None]:
    """Streamlit leaves the page's script in the place of this process's `__main__`; processes that other tests start would run it."""
    own = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = own


@pytest.fixture(autouse=True)
def _here(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOIA_DATA", str(desk.files.root))
    monkeypatch.setenv("FOIA_DATABASE", "")
    monkeypatch.setenv("FOIA_WORKERS", "serial")


def draw(screen: str, person: Actor = JOYCE, **selected: str) -> AppTest:
    """Run one screen's function as a page of its own, somebody signed in and something selected."""

    def script(module: str, name: str) -> None:
        import importlib

        getattr(importlib.import_module(module), name)()

    from foia.screens.session import short_id

    module = f"foia.screens.{screen}"
    test = AppTest.from_function(script, args=(module, screen), default_timeout=60)
    test.session_state["who"] = short_id(person.name)
    for name, value in selected.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception, [one.value for one in test.exception]
    return test


def texts(test: AppTest) -> str:
    parts = [*test.markdown, *test.caption, *test.title, *test.subheader, *test.info, *test.warning, *test.success, *test.error]
    return "\n".join(str(part.value) for part in parts)


def case_id(desk: Office) -> str:
    return desk.inbox()[0].id


@pytest.mark.parametrize("screen", ["inbox", "law", "ledger", "settings"])
@pytest.mark.parametrize("person", [JOYCE, PRIYA], ids=["officer", "counsel"])
def test_each_screen_is_drawn_for_each_role(screen: str, person: Actor) -> None:
    assert draw(screen, person).title


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("person", [JOYCE, PRIYA], ids=["officer", "counsel"])
def test_each_step_of_a_case_is_drawn_for_each_role(desk: Office, step: str, person: Actor) -> None:
    test = draw("case", person, case=case_id(desk), step=step)
    labels = [button.label for button in test.button]
    assert "1 Request" in labels
    assert "Due" in texts(test)


def test_a_scenario_of_the_law_is_tried() -> None:
    test = draw("law", node="ilcs/50/706/10-20/b")
    fill = next(button for button in test.button if button.key == "scenario-ilcs/50/706/10-20/b-2")
    assert "Row 3, flagged for an arrest" in texts(test)
    fill.click().run()
    assert not test.exception
    assert "Finding: :blue-badge[Not exempt]" in texts(test)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_letter_is_offered_with_its_fields(desk: Office, kind: str) -> None:
    test = draw("case", case=case_id(desk), step="response")
    test.selectbox(key="letter-kind").set_value(kind).run()
    assert not test.exception
    labels = [area.label for area in test.text_area]
    for name, label in WHY.items():
        assert (label in labels) == (name == kind)
    if kind == "fee_quote":
        test.number_input(key="letter-fee_quote-pages").set_value(150).run()
        assert "15.00" in texts(test)
    if kind == "acknowledgement":
        next(button for button in test.button if button.label.startswith("Write the letter")).click().run()
        assert not test.exception
        assert "acknowledgement.pdf" in [one.name for one in desk.outputs(case_id(desk))]


def test_a_case_that_does_not_exist_leads_back_to_the_inbox() -> None:
    assert "No case is open" in texts(draw("case", case="nonsense"))


def test_the_inbox_shows_what_each_case_waits_for() -> None:
    assert "Waits for" in texts(draw("inbox"))


def test_the_due_list_is_shown_when_wanted() -> None:
    test = draw("inbox")
    test.toggle(key="due-list").set_value(True).run()
    assert not test.exception
    assert any("Respond (5 ILCS 140/3(d))" in one.proto.body for one in test.get("html"))


def test_a_request_is_added_by_pasting_it(desk: Office) -> None:
    before = len(desk.inbox())
    test = draw("inbox")
    test.text_area[0].set_value("Please send all contracts with the towing firm.\nAnn Lee")
    next(button for button in test.button if button.label == "Add and start the clock").click()
    test.run()
    assert not test.exception
    assert len(desk.inbox()) == before + 1


def test_an_empty_request_is_refused_in_plain_words() -> None:
    test = draw("inbox")
    next(button for button in test.button if button.label == "Add and start the clock").click()
    test.run()
    assert "The request is empty" in test.error[0].value
    assert "What to do" in test.error[0].value


def test_the_officer_confirms_what_was_read(desk: Office) -> None:
    case = next(one for one in desk.inbox() if "Minutes" in one.title)
    test = draw("case", case=case.id, step="request")
    next(box for box in test.text_input if box.label == "Who asks").set_value("Ann Lee")
    next(button for button in test.button if button.label in ("Confirm and go on", "Save changes")).click()
    test.run()
    assert not test.exception
    assert desk.case(case.id).requester == "Ann Lee"
    assert desk.case(case.id).confirmed


def test_counsel_cannot_confirm_and_is_told_why(desk: Office) -> None:
    test = draw("case", PRIYA, case=case_id(desk), step="request")
    assert next(button for button in test.button if button.label in ("Confirm and go on", "Save changes")).disabled
    assert "may not confirm" in texts(test)


def test_the_law_is_found_by_citation_and_by_words() -> None:
    test = draw("law")
    test.text_input(key="law-query").set_value("7(1)(c)").run()
    assert not test.exception
    assert any("7(1)(c)" in button.label.replace("\\", "") for button in test.button)
    test.text_input(key="law-query").set_value("personal privacy").run()
    assert any("privacy" in button.label for button in test.button)


def test_a_mail_domain_that_is_everybodys_is_refused_in_the_settings(desk: Office) -> None:
    test = draw("settings")
    next(box for box in test.text_input if box.label == "Name of the public body").set_value("Village of Maple Hollow")
    next(box for box in test.text_area if box.label.startswith("Mail domains")).set_value("gmail.com")
    next(button for button in test.button if button.label == "Check and save").click()
    test.run()
    assert "mail domain" in test.error[0].value
    assert desk.setting("agency") is None


def test_the_ledger_is_verified_on_request() -> None:
    test = draw("ledger")
    next(button for button in test.button if button.label == "Verify").click()
    test.run()
    assert any("The chain holds" in one.value for one in test.success)


def test_the_first_person_lets_themselves_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOIA_DATA", str(tmp_path / "new"))
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not test.exception
    assert test.title[0].value == "Welcome"
    test.text_input[0].set_value("Dana Whitfield")
    test.text_input[1].set_value("Records Clerk")
    test.checkbox[0].set_value(False)
    test.button[0].click()
    test.run()
    assert not test.exception
    assert Office.open(files=tmp_path / "new").person("Dana Whitfield") is not None


def test_somebody_must_say_who_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not test.exception
    assert test.title[0].value == "Who is there?"
    assert any("Joyce Tremblay" in button.label for button in test.button)


# ---------------------------------------------------------------------------------------------------------- pictures

HOSTILE = '<script>alert("x")</script>'


@pytest.mark.parametrize(
    "made",
    [
        lambda: pictures.bars([(HOSTILE, 3)]),
        lambda: pictures.marked(f"a {HOSTILE} b", [(2, 8, HOSTILE)]),
        lambda: pictures.letter([("text", [(HOSTILE, True)]), ("bullet", [(HOSTILE, False)])], [HOSTILE]),
        lambda: pictures.law(HOSTILE),
        lambda: pictures.clock([Day(dt.date(2026, 5, 4), True, HOSTILE)], today=dt.date(2026, 5, 4), due=dt.date(2026, 5, 4)),
    ],
)
def test_pictures_escape_whatever_they_show(made: Callable[[], str]) -> None:
    assert "<script" not in made()


def test_the_clock_marks_today_the_due_date_and_days_that_do_not_count() -> None:
    days = [
        Day(dt.date(2026, 5, 8) + dt.timedelta(n), (dt.date(2026, 5, 8) + dt.timedelta(n)).weekday() < 5, "why")
        for n in range(4)
    ]
    shown = pictures.clock(days, today=dt.date(2026, 5, 8), due=dt.date(2026, 5, 11))
    assert shown.count("<li") == 4
    assert shown.count("off") == 2
    assert "today" in shown
    assert "due" in shown


@pytest.mark.parametrize(
    ("days", "overdue", "said"),
    [
        (0, False, "due today"),
        (1, False, "1 business day left"),
        (5, False, "5 business days left"),
        (-2, True, "overdue by 2 business days"),
    ],
)
def test_time_left_is_said_as_people_say_it(days: int, overdue: bool, said: str) -> None:
    assert words.left(days, overdue) == said


def test_what_the_settings_save_is_read_again(desk: Office) -> None:
    test = draw("settings")
    next(box for box in test.text_input if box.label == "Name of the public body").set_value("Village of Maple Hollow")
    next(box for box in test.text_area if box.label.startswith("Roster")).set_value("Danielle Brandt; Officer; 214")
    next(button for button in test.button if button.label == "Check and save").click()
    test.run()
    assert not test.exception
    assert not test.error
    again = Office.open(files=desk.files.root)
    assert again.agency is not None
    assert again.agency.names == ("Danielle Brandt",)
    again.close()


def test_an_answer_is_saved_as_it_is_given_and_shown_again(desk: Office) -> None:
    case = next(one for one in desk.inbox() if "Minutes" in one.title)
    record = desk.records(case.id)[0]
    node = "ilcs/5/140/7/1/f"
    desk.answer(
        case.id,
        next(iter(desk.questions(case.id, node, record.id))).fact,
        "cant_tell",
        by=JOYCE,
        node=node,
        record_id=record.id,
    )
    test = draw("case", case=case.id, step="decide", node=node, record=record.id)
    assert any("Note for counsel" in box.label for box in test.text_input)


def test_nothing_of_a_record_stands_in_the_address(desk: Office) -> None:
    case = case_id(desk)
    test = draw("case", case=case, step="redact")
    values = " ".join(str(value) for value in test.query_params.values())
    assert "217-555" not in values
    assert "minutes" not in values.lower()


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 3)), min_size=1, max_size=12), st.data())
def test_boxes_of_a_passage_are_those_of_every_word_it_touches(shape: list[tuple[int, int]], data: st.DataObject) -> None:
    found, at = [], 0
    for length, gap in shape:
        found.append(Word("x" * length, at, Box(at, 0, at + length, 10)))
        at += length + gap
    if data.draw(st.booleans(), label="out of order"):
        found.reverse()
    page = Page(number=1, width=100, height=100, text="x" * at, words=tuple(found))
    nowhere = Path("nowhere")
    record = Record(id="r", name="r", format="txt", sha256="0", source=nowhere, view=nowhere, pages=(page,))
    start = data.draw(st.integers(0, at - 1))
    end = data.draw(st.integers(start + 1, at))
    expected = {word.box for word in page.words_in(start, end)}
    assert {area.box for area in record.areas(start, end)} == expected


def test_the_records_are_sorted_and_the_letter_takes_items_without_a_record_with_one_click(
    desk: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office.open(files=tmp_path)
    office.save_person(JOYCE, by=JOYCE)
    case = office.add_request("Please send the memo and the payroll.", received=office.now(), by=JOYCE)
    office.confirm_request(case.id, by=JOYCE, items=["the memo on mowing", "the payroll register for 2025"])
    office.add_record(case.id, b"MEMORANDUM\nThe lawn is mown on Monday.\n", by=JOYCE, name="mowing.txt", kind="memo")
    office.add_record(case.id, b"INVOICE\nOne hundred bags of road salt.\n", by=JOYCE, name="salt.txt", kind="invoice")
    for record in office.records(case.id)[1:]:
        office.set_aside(case.id, record.id, by=JOYCE, reason="not asked for")
    office.close()
    monkeypatch.setenv("FOIA_DATA", str(tmp_path))

    test = draw("case", case=case.id, step="records")
    shown = texts(test)
    assert "answers item 1" in shown
    assert "None recognized" in shown
    piles = next(group for group in test.button_group if group.key == f"pile-{case.id}")
    assert piles.options == ["Needs a decision · 1", "Not part of the response · 1"]
    piles.set_value("not_responsive").run()
    assert not test.exception
    assert "salt.txt" in texts(test)
    assert "not looked at yet" not in texts(test)

    test = draw("case", case=case.id, step="response")
    test.selectbox(key="letter-kind").set_value("grant").run()
    assert not test.text_area(key="letter-grant-not_held").value
    test.button(key="letter-grant-not_held-take").click().run()
    assert test.text_area(key="letter-grant-not_held").value == "the payroll register for 2025"
    assert not [button for button in test.button if button.key == "letter-grant-not_held-take"]


def test_a_whole_page_under_a_provision_that_reaches_words_is_warned_of_in_the_review(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from foia.screens import review

    monkeypatch.setattr(review, "office", lambda: desk)
    monkeypatch.setattr(review, "actor", lambda: JOYCE)
    case = next(one.id for one in desk.inbox() if "Minutes" in one.title)
    record = desk.records(case)[0].id
    state: dict[str, Any] = {"client": "a", "ack": 7, "errors": []}
    ground = {"node": "ilcs/5/140/7/1/c", "facts": "The number is that of a private person."}
    review._apply(case, record, {"kind": "pages", "pages": [1], "seq": 7, **ground}, state)
    (message,) = state["errors"]
    assert "only what identifies a person" in message["text"] or "only the passages" in message["text"]
    assert message["seq"] == 7
    assert len(desk.decisions(case, record)) == 1  # the person's decision stands
    desk.undo(case, by=JOYCE, record_id=record)
