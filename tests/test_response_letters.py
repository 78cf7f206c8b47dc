"""The letters, their checklist, and how they look on paper. Invented people only."""

import datetime as dt
import io
from dataclasses import replace

import docx
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foia.agency import Agency, FoiaOfficer
from foia.errors import CheckFailed, DecisionError, UsageError
from foia.model import Actor, Area, Basis, Box, Decision, Page, Reach, Record, RequestKind, Role, Stance
from foia.redaction.people.kinds import PUBLIC
from foia.requests import Extension, due, quote
from foia.response import Asked, Enclosed, LetterKind, build_letter, checklist, record_label, require

D = dt.date.fromisoformat
DAY = D("2026-03-09")
AT = dt.datetime(2026, 3, 9, 15, tzinfo=dt.UTC)
AGENCY = Agency(
    name="Marengo Falls Police Department",
    letterhead=("Marengo Falls Police Department", "120 North State Street, Marengo Falls, Illinois 60199"),
    foia_officer=FoiaOfficer(
        name="Dana Whitlock", title="FOIA Officer", email="foia@marengofalls.example", phone="815-555-0110"
    ),
)
ASKED = Asked(
    reference="2026-0117",
    requester="Renée Kowalski",
    address=("45 Elm Court", "Marengo Falls, IL 60199"),
    received=D("2026-03-02"),
    items=("Incident report 26-00417", "Body-camera recordings of that call"),
)


def basis(node: str, citation: str, **more) -> Basis:
    return Basis(node=node, citation=citation, version=D("2022-01-07"), status="in_force", **more)


PRIVATE = basis("ilcs/5/140/7/1/b", "5 ILCS 140/7(1)(b)", title="Private information")
PRIVACY = basis("ilcs/5/140/7/1/c", "5 ILCS 140/7(1)(c)", title="Personal privacy", needs_facts=True)
STATE_LAW = basis("ilcs/5/140/7/1/a", "5 ILCS 140/7(1)(a)", second="20 Ill. Adm. Code 1240.80", title="Prohibited by other law")
CAMERA = basis("ilcs/50/706/10-20/b", "50 ILCS 706/10-20(b)", title="Officer-worn body camera recordings")
FACTS = (
    "The date of birth of the woman who reported the theft would let a stranger open accounts in her name; "
    "no duty of an officer turns on it"
)


def decide(number: int, ground: Basis | None, **more) -> Decision:
    values = {"record_id": "r1", "stance": Stance.REDACT, "by": "Luis Ortega", "title": "Records Clerk", "at": AT}
    values |= {"reach": Reach.AREA, "areas": (Area(1, Box(0, 0, 9, 9)),)} | more
    return Decision(id=f"d{number}", basis=ground, **values)


PHONE = decide(
    1,
    PRIVATE,
    type="PHONE_NUMBER",
    role=Role.WITNESS,
    reason="A personal telephone number is private information (Section 2(c-5))",
)
BORN = decide(2, PRIVACY, type="DATE_OF_BIRTH", role=Role.VICTIM, facts=FACTS, areas=(Area(2, Box(0, 0, 9, 9)),))
QUERY = decide(
    3,
    STATE_LAW,
    facts="The printout shows the answer of the State's police network to a query by plate",
    by="Priya Raman",
    title="City Attorney",
)
VIDEO = decide(
    4,
    CAMERA,
    record_id="r2",
    reach=Reach.RECORD,
    areas=(),
    reason="The recording shows a home during a call without arrest, force or complaint",
)
LABELS = {"r1": "Record 1 (incident report)", "r2": "Record 2 (recording)"}


def letter(kind="partial_denial", *, decisions=(PHONE, BORN, QUERY, VIDEO), asked=ASKED, **more):
    return build_letter(kind, agency=AGENCY, asked=asked, date=DAY, decisions=decisions, labels=LABELS, **more)


def said(one) -> str:
    return " ".join(one.text.split())


def test_a_denial_quotes_the_law_and_cites_what_an_officer_chose():
    law = {PRIVACY.node: "(c) Personal information contained within public records", CAMERA.node: "(b) Recordings made"}
    case = "Mancini Law Group v. Schaumburg Police Department, 2021 IL 126675"
    made = letter(law=law, cited={PRIVACY.node: (case,)})
    assert "The law says: “(c) Personal information" in said(made)
    assert "50 ILCS 706/10-20(b) says: “(b) Recordings made" in said(made)
    assert f"Supporting authority: {case}." in said(made)
    assert "withheld in full" in said(made)
    with pytest.raises(CheckFailed, match="names the authority chosen for 5 ILCS 140/7\\(1\\)\\(c\\)"):
        require(replace(made, body=made.body.replace(case, "a case")))


def test_the_officer_who_signs_a_denial_is_named_as_responsible():
    assert "Dana Whitlock, FOIA Officer" in said(letter(decisions=(BORN,))).partition("WHO IS RESPONSIBLE")[2]


def test_a_partial_denial_carries_every_element_of_section_9():
    made = letter(enclosed=(Enclosed(label=LABELS["r1"], pages=3, withheld=True),))
    text = said(made)
    for words in (
        "granted in part and denied in part",
        "5 ILCS 140/7(1)(b): Private information",
        "Record 1 (incident report), page 1: 1 home or personal telephone number",
        FACTS,
        "5 ILCS 140/7(1)(a)",
        "20 Ill. Adm. Code 1240.80",
        "5 ILCS 140/7.5(cc)",
        "50 ILCS 706/10-20(b)",
        "Record 2 (recording): the whole record",
        "Luis Ortega, Records Clerk",
        "Priya Raman, City Attorney",
        "Public Access Counselor",
        "500 South Second Street, Springfield, Illinois 62701",
        "877-299-3642",
        "within 60 calendar days",
        "Friday, May 8, 2026",
        "Section 11 of the Act",
        "Dana Whitlock",
    ):
        assert words in text
    assert all(check.passed for check in checklist(made))
    assert len(checklist(made)) >= 16


@pytest.mark.parametrize(
    ("cut", "element"),
    [
        ("granted in part and denied in part", "states the decision"),
        ("5 ILCS 140/7(1)(b)", "cites 5 ILCS 140/7(1)(b)"),
        (FACTS, "factual basis for 5 ILCS 140/7(1)(c)"),
        ("20 Ill. Adm. Code 1240.80", "cites the other law"),
        ("Records Clerk", "names everyone responsible"),
        ("Priya Raman", "names everyone responsible"),
        ("500 South Second Street", "with the address"),
        ("877-299-3642", "telephone number"),
        ("60 calendar days", "within 60 days"),
        ("Section 11 of the Act (5 ILCS 140/11)", "judicial review"),
        ("2026-0117", "names the request"),
        ("Monday, March 9, 2026", "is dated"),
    ],
)
def test_an_edited_letter_that_lost_an_element_is_blocked(cut, element):
    made = letter()
    body = " ".join(made.body.split("\n")) if cut not in made.body else made.body
    broken = replace(
        made, body=body.replace(cut, "").replace("denied", "looked at") if "denied" in cut else body.replace(cut, ""), title=""
    )
    with pytest.raises(CheckFailed) as caught:
        require(broken)
    assert element in str(caught.value)


def test_a_longer_citation_does_not_stand_for_a_shorter_one():
    made = letter(decisions=(PHONE,))
    with pytest.raises(CheckFailed, match="may not go out"):
        require(replace(made, body=made.body.replace("7(1)(b)", "7(1)(b-5)")))


@pytest.mark.parametrize(
    "facts",
    [
        "exempt",
        "This is exempt under Section 7(1)(c) of the Act.",
        "Disclosure would be an unwarranted invasion of personal privacy.",
        "TBD",
        "[insert facts]",
        "n/a",
        "see above",
    ],
)
def test_facts_that_say_nothing_are_refused(facts):
    with pytest.raises(DecisionError, match="only restate the law"):
        letter(decisions=(decide(1, PRIVACY, facts=facts),))


@pytest.mark.parametrize(
    ("decisions", "says"),
    [
        ((), "without a decision"),
        ((decide(1, PRIVATE),), "states no facts"),
        ((decide(1, basis("ilcs/5/140/7/1/a", "5 ILCS 140/7(1)(a)"), facts=FACTS),), "does not cite the other law"),
        ((decide(1, basis("ilcs/5/140/7.5/q", "5 ILCS 140/7.5(q)"), facts=FACTS),), "does not cite the other law"),
    ],
)
def test_a_denial_without_grounds_is_refused(decisions, says):
    with pytest.raises(DecisionError, match=says):
        letter("denial", decisions=decisions)


def test_an_identifier_withheld_per_se_is_its_own_fact():
    made = letter(decisions=(decide(1, PRIVATE, type="US_SSN", role=Role.VICTIM),))
    assert "The withheld part is a Social Security number of a victim." in said(made)


def test_a_person_without_a_title_blocks_the_letter():
    with pytest.raises(CheckFailed) as caught:
        letter(decisions=(decide(1, PRIVATE, reason="A home telephone number", title=" "),))
    assert "title of Luis Ortega" in str(caught.value)


@pytest.mark.parametrize(("kind", "cite"), [(RequestKind.COMMERCIAL, "9.5(b)"), (RequestKind.VOLUMINOUS, "9.5(b-5)")])
def test_the_counselors_limits_are_told(kind, cite):
    assert cite in said(letter(asked=replace(ASKED, kind=kind)))


def test_withheld_words_in_the_facts_block_the_letter(tmp_path):
    text = "Seen by Quentin Abernathy at noon"
    page = Page(1, 612, 792, text, ())
    record = Record(id="r1", name="a.txt", format="txt", sha256="0", source=tmp_path, view=tmp_path, pages=(page,))
    one = decide(
        1,
        PRIVACY,
        reach=Reach.SPAN,
        start=8,
        end=25,
        areas=(),
        facts="Quentin Abernathy saw it from his porch and fears his neighbor",
    )
    with pytest.raises(CheckFailed) as caught:
        letter(decisions=(one,), records={"r1": record})
    assert "repeats nothing that was withheld" in str(caught.value)
    assert "Abernathy" not in str(caught.value)
    fine = replace(one, facts="A neighbor saw it from his porch and fears for his safety")
    assert ", page 1: " in said(letter(decisions=(fine,), records={"r1": record}))


def _every_kind():
    standard = due(D("2026-03-02"))
    voluminous = due(D("2026-03-02"), RequestKind.VOLUMINOUS)
    large = replace(ASKED, kind=RequestKind.VOLUMINOUS)
    why = "It asks for nine different categories of records"
    people = (Actor("Dana Whitlock", "FOIA Officer"),)
    extended = due(D("2026-03-02"), extension=Extension(reason="ii", noticed=DAY))
    yield "acknowledgement", {"clock": standard}, ["Monday, March 9, 2026"]
    yield "extension", {"clock": extended}, ["substantial number", "Monday, March 16, 2026"]
    yield "person_check", {"why": "The same words came from eleven addresses in one minute"}, ["need not give us your name"]
    yield "narrowing", {"why": why, "ways": ("name the months",)}, ["140/3(g)", "name the months"]
    yield "burden_denial", {"why": why, "responsible": people}, ["denied", "Public Access Counselor", "140/11"]
    yield "recurrent_notice", {"why": why, "clock": due(D("2026-03-02"), RequestKind.RECURRENT)}, ["Tuesday, March 31, 2026"]
    yield (
        "voluminous_notice",
        {"why": why, "clock": voluminous, "asked": large},
        ["10 business days", "10 additional business days", "877-299-3642", "collect"],
    )
    yield (
        "voluminous_response",
        {"why": why, "asked": large, "quote": quote(kind=RequestKind.VOLUMINOUS, pdf_bytes=9)},
        ["$20.00"],
    )
    yield "fee_quote", {"quote": quote(pages=66)}, ["$2.40", "first 50 are free"]
    yield "grant", {"enclosed": (Enclosed(label="Record 1", pages=1),)}, ["granted", "in full"]
    yield (
        "no_records",
        {"search": "We searched the report system by address for January 2026"},
        ["no records", "by address", "877-299-3642"],
    )
    yield "referral", {"other_body": ("County Sheriff, 2200 North Seminary Avenue",)}, ["County Sheriff"]
    yield "denial", {"decisions": (VIDEO,)}, ["denied", "Priya" and "Luis Ortega"]
    yield "partial_denial", {"decisions": (PHONE,), "not_held": ("Radio log",)}, ["Radio log"]


@pytest.mark.parametrize(("kind", "more", "words"), list(_every_kind()), ids=[kind for kind, *_ in _every_kind()])
def test_every_letter_is_made_checked_and_the_same_on_paper(kind, more, words):
    made = letter(kind, **({"decisions": ()} | more))
    assert all(word in said(made) for word in words)
    assert "Dana Whitlock, FOIA Officer" in said(made) or "Dana Whitlock FOIA Officer" in said(made)
    assert made.pdf() == made.pdf()
    assert made.docx() == made.docx()
    pages = pypdfium2.PdfDocument(made.pdf())
    paper = " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())
    word_file = " ".join(" ".join(paragraph.text for paragraph in docx.Document(io.BytesIO(made.docx())).paragraphs).split())
    for word in words:
        assert word in paper
        assert word in word_file


def test_every_kind_of_letter_is_tried():
    assert {kind for kind, *_ in _every_kind()} == set(LetterKind)


@pytest.mark.parametrize(
    ("kind", "lacks"),
    [
        ("extension", "Section 3(e)"),
        ("narrowing", "the facts"),
        ("person_check", "the facts"),
        ("burden_denial", "names and titles"),
        ("voluminous_notice", "the clock"),
        ("fee_quote", "the quote"),
        ("no_records", "where was looked"),
    ],
)
def test_a_letter_without_its_facts_is_an_error(kind, lacks):
    with pytest.raises(CheckFailed) as caught:
        letter(kind, decisions=())
    assert lacks in str(caught.value)


def test_an_unknown_letter_and_an_agency_without_an_officer_are_errors():
    with pytest.raises(UsageError, match="no letter"):
        letter("farewell")
    with pytest.raises(UsageError, match="FOIA officer"):
        build_letter("grant", agency=Agency(name="Village of Ashby"), asked=ASKED, date=DAY)


def test_reminders_are_for_the_office_only():
    made = letter(discipline_released=True)
    assert any("820 ILCS 40/7" in reminder for reminder in made.reminders)
    assert "820 ILCS 40/7" not in made.text


@given(st.text(max_size=60))
def test_no_value_can_set_headings_or_bold(text):
    made = letter("referral", decisions=(), other_body=("Sheriff",), why="x " + text)
    assert made.body.count("\x02") == 0
    assert len([line for line in made.body.splitlines() if line.startswith("# ")]) == 1


def test_what_was_withheld_in_a_record_stands_in_one_line_and_identifiers_need_one_reason():
    plate = replace(PHONE, id="d5", type="LICENSE_PLATE", reason="A personal license plate", areas=(Area(3, Box(0, 0, 9, 9)),))
    name = decide(6, PRIVACY, type="PERSON", role=Role.VICTIM, facts=FACTS)
    made = letter(decisions=(PHONE, plate, replace(PHONE, id="d7"), BORN, name))
    text = said(made)
    assert "Record 1 (incident report), pages 1 and 3: 2 home or personal telephone numbers, 1 personal license plate" in text
    assert "pages 1 and 2: 1 date of birth, 1 name of a victim" in text
    assert "(5 ILCS 140/2(c-5)): home or personal telephone numbers and personal license plates." in text
    assert text.count(FACTS) == 1


def test_every_kind_of_record_has_a_name_in_letters():
    named = {kind: record_label(3, kind) for kind in PUBLIC}
    assert named["cad_911_log"] == "Record 3 (911 and dispatch log)"
    assert named["body_camera_transcript"] == "Record 3 (body camera transcript)"
    assert named["other"] == "Record 3 (file)"
    assert record_label(3, "other", "pdf") == "Record 3 (pdf file)"
    assert not any("_" in name for name in named.values())
