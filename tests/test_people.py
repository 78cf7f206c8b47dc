"""Mentions into persons, roles with reasons, owners of identifiers, and mentions that were not detected. Invented people
only."""

from __future__ import annotations

import datetime as dt
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foia.model import Detection, Person, Role
from foia.redaction.people import Gathered, Layout, gather_case, gather_people
from foia.redaction.people.lookup import keys
from foia.redaction.people.names import matches, parse, same_word


def spans(text: str, *marks: tuple[str, str] | str) -> list[Detection]:
    """A detection for every place of each given string; a bare string is a name."""
    found = []
    for mark in marks:
        words, kind = (mark, "PERSON") if isinstance(mark, str) else mark
        at = text.index(words)
        found.append(Detection(start=at, end=at + len(words), type=kind, score=0.9, text=words, why="given"))
    return found


def who(gathered: Gathered, text: str, words: str, nth: int = 0) -> Person | None:
    """The person at the nth place where `words` stand."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return next((p for p in gathered.persons if any(a <= at < b for a, b in p.mentions)), None)


# --------------------------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Jane M. Doe", "jane", "doe"),
        ("DOE, JANE M", "jane", "doe"),
        ("Doe,Jane", "jane", "doe"),
        ("J. Doe", "j", "doe"),
        ("Sgt. Mina Castellan", "mina", "castellan"),
        ("Luis de la Cruz", "luis", "de la cruz"),
        ("DE LA CRUZ, LUIS", "luis", "de la cruz"),
        ("Aisha Bint-Yusuf", "aisha", "bint-yusuf"),
        ("Robert Lowe Jr.", "robert", "lowe"),
        ("Wilhelmina O’Dowd", "wilhelmina", "o'dowd"),
        ("Remy\nLacroix", "remy", "lacroix"),
        ('Obiageli "Obi" Amaechi', "obiageli", "amaechi"),
    ],
)
def test_names_are_read_in_either_order(text: str, first: str, last: str) -> None:
    name = parse(text)
    assert (name.first, name.last) == (first, last)


@pytest.mark.parametrize(
    ("known", "other", "same"),
    [
        ("Robert Lowe", "Bob Lowe", True),
        ("Robert Lowe", "LOWE, R", True),
        ("Robert Lowe", "Lowe", True),
        ("Robert Lowe", "Roberta Lowe", False),
        ("Robert Lowe Jr.", "Robert Lowe Sr.", False),
        ("Robert A. Lowe", "Robert C. Lowe", False),
        ("Maria Santos-Reyes", "Santos", True),
        ("Maria Santos-Reyes", "Reyes", True),
        ("Wilhelmina Strand", "Wi1helmina Strand", True),
        ("Joan Miller", "John Miller", False),
        ("Ann Castellanos", "Ann Castellano", True),  # one letter in a long name
        ("Ann Bates", "Ann Gates", False),
        ("Jordan Diaz", "J.D.", True),
        ('Javier "Spooky" Arriaga', "SPOOKY", True),
        ("Obiageli Amaechi", "Obi", True),
    ],
)
def test_two_spellings_of_one_name(known: str, other: str, same: bool) -> None:
    assert matches(parse(known), parse(other)) is same


def test_look_alike_letters_are_slips_and_short_words_are_not() -> None:
    assert same_word("castellan", "caste11an")
    assert same_word("milligan", "rnilligan")
    assert not same_word("hale", "hall")


@given(st.text(max_size=60))
def test_any_text_parses_and_matches_without_error(text: str) -> None:
    name = parse(text)
    matches(name, name)


# -------------------------------------------------------------------------------------------------------- gathering

STORY = """INCIDENT REPORT
Victim: CASTELLANOS, BEATRIZ R.   DOB: 04/02/1981
On 03/14/2024 I spoke with Beatriz Castellanos. Castellanos said that Dwight Farnsworth took her bag. Farnsworth's car left.
CASTELLANOS LATER CALLED. Caste11anos gave a statement. Farnsworth Street is closed. Farnsworth Motors was shut. Mr. Farnsworth came back.
"""


def test_one_person_however_the_name_is_written() -> None:
    gathered = gather_people(STORY, spans(STORY, "CASTELLANOS, BEATRIZ R.", "Beatriz Castellanos", "Dwight Farnsworth"))
    assert len(gathered.persons) == 2
    victim, other = gathered.persons
    found = [STORY[a:b] for a, b in victim.mentions]
    assert found == ["CASTELLANOS, BEATRIZ R.", "Beatriz Castellanos", "Castellanos", "CASTELLANOS", "Caste11anos"]
    assert [STORY[a:b] for a, b in other.mentions] == ["Dwight Farnsworth", "Farnsworth", "Farnsworth"]
    assert victim.role is Role.VICTIM


def test_streets_and_firms_named_after_a_person_are_not_the_person() -> None:
    gathered = gather_people(STORY, spans(STORY, "Dwight Farnsworth"))
    for place in ("Farnsworth Street", "Farnsworth Motors"):
        assert who(gathered, STORY, place) is None


@pytest.mark.parametrize(
    ("text", "bare", "found"),
    [
        ("Officers met Alma Brown. A brown car left. Brown said no.", "Brown said", True),
        ("Officers met Alma Brown. Brown cars are common.", "Brown cars", False),
        ("MET ALMA BROWN. A BROWN CAR LEFT.", "BROWN CAR", False),
        ("MET ALMA BROWN. BROWN STATED THAT SHE RAN.", "BROWN STATED", True),
        ("Witness Alma Park went to the Park on Park Ave.", "Park on", False),
        ("Alma Grant came. See Grant v. Hall, 12 Ill. 2d 3.", "Grant v.", False),
        ("Alma Ostrowski came. Ostrowski & Sons was closed.", "Ostrowski & Sons", False),
        ("Alma Ostrowski came. OSTROWSKI-BELL LLC billed it.", "OSTROWSKI-BELL", False),
    ],
)
def test_common_words_are_not_names(text: str, bare: str, found: bool) -> None:
    name = next(n for n in ("Alma Brown", "ALMA BROWN", "Alma Park", "Alma Grant", "Alma Ostrowski") if n in text)
    gathered = gather_people(text, spans(text, name))
    assert (who(gathered, text, bare) is not None) is found


def test_a_name_over_a_line_break_is_found() -> None:
    text = "Victim: Tobias Ravenscroft\nLater Tobias\nRavenscroft left. TOBIAS L. RAVENSCROFT signed. RAVENSCROFT, TOBIAS was seen."
    gathered = gather_people(text, spans(text, "Tobias Ravenscroft"))
    (person,) = gathered.persons
    assert len(person.mentions) == 4
    assert text[slice(*person.mentions[1])] == "Tobias\nRavenscroft"


def test_two_people_of_one_surname_are_told_apart() -> None:
    text = (
        "The juvenile, Marcus Lindqvist, was held. His mother, Ingrid Lindqvist, came. Mrs. Lindqvist signed. Officer Paul Lindqvist, no relation, "
        "drove. Officer Lindqvist left."
    )
    gathered = gather_people(text, spans(text, "Marcus Lindqvist", "Ingrid Lindqvist", "Paul Lindqvist"))
    assert who(gathered, text, "Mrs. Lindqvist".removeprefix("Mrs. "), 2) is who(gathered, text, "Ingrid Lindqvist")
    assert who(gathered, text, "Lindqvist left") is who(gathered, text, "Paul Lindqvist")


def test_a_nickname_given_beside_the_name_joins_it() -> None:
    text = 'Victim Khalid al-Masri, who goes by "Abe", was calm. Abe chose photo 4.'
    gathered = gather_people(text, spans(text, "Khalid al-Masri", "Abe"))
    assert who(gathered, text, "Abe") is who(gathered, text, "Khalid al-Masri")


def test_new_detections_never_overlap_given_ones() -> None:
    text = "Victim: Ana Farnsworth, 12 Farnsworth Ln. Farnsworth left ana.farnsworth@example.com."
    given_spans = spans(
        text, "Ana Farnsworth", ("12 Farnsworth Ln", "STREET_ADDRESS"), ("ana.farnsworth@example.com", "EMAIL_ADDRESS")
    )
    detections = gather_people(text, given_spans).detections
    assert len(detections) == 4
    for one, two in pairwise(detections):
        assert one.end <= two.start


# ------------------------------------------------------------------------------------------------------------- roles


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Ofc. Dana Whitlock arrived.", "Dana Whitlock", Role.OFFICER),
        ("R/O WHITLOCK #212 RESPONDED.", "WHITLOCK", Role.OFFICER),
        ("Assisted by Dana Whitlock, Star 212.", "Dana Whitlock", Role.OFFICER),
        ("Officers Pryce and Whitlock drove.", "Whitlock", Role.OFFICER),
        ("Trustee Ines Dorsey voted aye.", "Ines Dorsey", Role.PUBLIC_EMPLOYEE),
        ("Ines Dorsey, Director of Public Works, spoke.", "Ines Dorsey", Role.PUBLIC_EMPLOYEE),
        ("The Honorable Ines Dorsey presiding.", "Ines Dorsey", Role.PUBLIC_EMPLOYEE),
        ("ASA Ian Frey approved charges.", "Ian Frey", Role.ATTORNEY),
        ("Ian Frey, Esq., appeared.", "Ian Frey", Role.ATTORNEY),
        ("Respectfully,\n\nIan Frey\nAttorney for Plaintiff", "Ian Frey", Role.ATTORNEY),
        ("The victim, later identified as Nils Berg, left.", "Nils Berg", Role.VICTIM),
        ("V/1 NILS BERG STATED HE FELL.", "NILS BERG", Role.VICTIM),
        ("Nils Berg was struck in the face.", "Nils Berg", Role.VICTIM),
        ("WITNESS INFORMATION\nName: BERG, NILS\nPhone: none", "BERG, NILS", Role.WITNESS),
        ("Nils Berg, who lives next door, saw the van.", "Nils Berg", Role.WITNESS),
        ("Reporting Party: Nils Berg", "Nils Berg", Role.COMPLAINANT),
        ("Nils Berg called 911.", "Nils Berg", Role.COMPLAINANT),
        ("At 1500 Oak Rd Nils Berg called 911.", "Nils Berg", Role.COMPLAINANT),
        ("Rep0rting 0fficer: Nils Berg", "Nils Berg", Role.OFFICER),
        ("Confidential informant Nils Berg was paid.", "Nils Berg", Role.INFORMANT),
        ("Suspect #2: BERG, NILS", "BERG, NILS", Role.SUSPECT),
        ("Officers arrested Nils Berg at home.", "Nils Berg", Role.ARRESTEE),
        ("Nils Berg was placed under arrest.", "Nils Berg", Role.ARRESTEE),
        ("Suspect Nils Berg fled. Nils Berg was taken into custody.", "Nils Berg", Role.ARRESTEE),
        ("Defendant: Nils Berg", "Nils Berg", Role.ARRESTEE),
        ("Her son, Nils Berg, 14, was home.", "Nils Berg", Role.MINOR),
        ("A 9-year-old girl, Nila Berg, was home.", "Nila Berg", Role.MINOR),
        ("NILS BERG M/W/16 WAS SEEN.", "NILS BERG", Role.MINOR),
        ("Nils Berg, 41, was home with his wife, Ada Berg.", "Ada Berg", Role.PRIVATE_OTHER),
        ("Nils Berg.", "Nils Berg", Role.UNKNOWN),
        (
            "Name            Role      Phone\nBerg, Nils      Witness   none\nHolt, Uma       Victim    none",
            "Berg, Nils",
            Role.WITNESS,
        ),
        ('name,role,phone\n"Berg, Nils",suspect,1\n"Holt, Uma",victim,2', "Holt, Uma", Role.VICTIM),
        ("Officer | Complainant | Date\nPryce | Nils Berg | May 1", "Nils Berg", Role.COMPLAINANT),
    ],
)
def test_what_shows_a_role(text: str, name: str, role: Role) -> None:
    gathered = gather_people(text, spans(text, name))
    person = who(gathered, text, name)
    assert person is not None
    assert person.role is role, person.why
    assert bool(person.why) is (role is not Role.UNKNOWN)


def test_reasons_hold_no_text_of_the_record() -> None:
    text = "VICTIM ZEBEDEE SURNAMESON told Ofc. Quux that Zebedee Surnameson lives at 9 Hidden Ct."
    gathered = gather_people(text, spans(text, "ZEBEDEE SURNAMESON", "Quux"))
    said = " ".join([p.why for p in gathered.persons] + [d.why for d in gathered.detections]).lower()
    assert "zebedee" not in said
    assert "quux" not in said


@pytest.mark.parametrize(
    ("day", "minor"), [(dt.date(2024, 8, 7), True), (dt.date(2029, 8, 7), True), (dt.date(2029, 8, 8), False), (None, True)]
)
def test_who_is_a_minor_is_reckoned_on_the_day_of_the_event(day: dt.date | None, minor: bool) -> None:
    text = "Date of Occurrence: 04/10/2024\nVictim: Joy Abara   DOB: 08/08/2011\n"
    found = spans(text, "Joy Abara", ("08/08/2011", "DATE_OF_BIRTH"))
    (person,) = gather_people(text, found, event_date=day).persons
    assert person.minor is minor
    assert person.role is (Role.MINOR if minor else Role.VICTIM)
    if minor:
        assert Role.VICTIM in person.other_roles
    assert person.born == dt.date(2011, 8, 8)


def test_who_is_on_the_roster_is_an_officer_for_certain() -> None:
    text = "Whitlock was struck by Nils Berg. Mr. Whitlock is fine."
    gathered = gather_people(text, spans(text, "Whitlock", "Nils Berg"), roster=["Whitlock, Dana"])
    person = who(gathered, text, "Whitlock")
    assert person is not None
    assert person.role is Role.OFFICER
    assert "roster" in person.why


def test_one_name_may_stand_in_two_roles() -> None:
    text = "Victim: Ada Holt\nPhone: none\n\nCASE 2\nWitness: Ada Holt\nPhone: none\n\nVictim: Ada Holt\n"
    at = [text.index("Ada Holt"), text.index("Ada Holt", 20), text.rindex("Ada Holt")]
    found = [Detection(start=a, end=a + 8, type="PERSON", score=0.9, text="Ada Holt", why="given") for a in at]
    (person,) = gather_people(text, found).persons
    roles = [person.mention_roles.get(span, person.role) for span in person.mentions]
    assert roles == [Role.VICTIM, Role.WITNESS, Role.VICTIM]


# ------------------------------------------------------------------------------------------------------------ owners


def test_identifiers_go_to_their_owner() -> None:
    text = (
        "ARRESTEE: BERG, NILS   DOB: 01/02/1990\nADDRESS: 4 Elm Ct\n\nVICTIM: HOLT, UMA   DOB: 03/04/1985\nADDRESS: 9 Oak Ct\n\n"
        "Ofc. Pryce #88 drove. Holt, whose number is 708-555-0101, left."
    )
    found = spans(
        text, "BERG, NILS", "HOLT, UMA", "Pryce", ("01/02/1990", "DATE_OF_BIRTH"), ("03/04/1985", "DATE_OF_BIRTH"), ("4 Elm Ct", "STREET_ADDRESS"),
        ("9 Oak Ct", "STREET_ADDRESS"), ("88", "BADGE_NUMBER"), ("708-555-0101", "PHONE_NUMBER"),
    )  # fmt: skip
    gathered = gather_people(text, found)
    roles = {p.id: p.role for p in gathered.persons}
    owner = {d.text: roles.get(d.person or "") for d in gathered.detections if d.type != "PERSON"}
    assert owner == {
        "01/02/1990": Role.ARRESTEE, "4 Elm Ct": Role.ARRESTEE, "03/04/1985": Role.VICTIM, "9 Oak Ct": Role.VICTIM,
        "88": Role.OFFICER, "708-555-0101": Role.VICTIM,
    }  # fmt: skip


def test_in_a_table_the_owner_stands_in_the_same_row() -> None:
    text = "Role    Name          DOB          Phone\nVIC     HOLT, UMA     03/04/1985   708-555-0101\nSUS     BERG, NILS    01/02/1990   708-555-0102\n"
    found = spans(text, "HOLT, UMA", "BERG, NILS", ("708-555-0101", "PHONE_NUMBER"), ("01/02/1990", "DATE_OF_BIRTH"))
    gathered = gather_people(text, found)
    names = {p.id: p.name for p in gathered.persons}
    owner = {d.text: names.get(d.person or "") for d in gathered.detections if d.type != "PERSON"}
    assert owner == {"708-555-0101": "HOLT, UMA", "01/02/1990": "BERG, NILS"}


def test_a_mail_address_goes_to_whose_name_it_bears() -> None:
    text = "Uma Holt and Nils Berg wrote from nberg@example.com."
    gathered = gather_people(text, spans(text, "Uma Holt", "Nils Berg", ("nberg@example.com", "EMAIL_ADDRESS")))
    names = {p.id: p.name for p in gathered.persons}
    assert [names[d.person or ""] for d in gathered.detections if d.type == "EMAIL_ADDRESS"] == ["Nils Berg"]


# -------------------------------------------------------------------------------------------------------------- cases


def test_a_person_of_one_record_is_found_in_all_records_of_the_case() -> None:
    first = "Victim: Beatriz Castellanos told Ofc. Pryce so."
    second = "THE CALLER MENTIONED BEATRIZ CASTELLANOS TWICE. CASTELLANOS LEFT."
    one, two = gather_case([(first, spans(first, "Beatriz Castellanos", "Pryce")), (second, [])])
    (again,) = two.persons
    assert again.id == one.persons[0].id
    assert len(again.mentions) == 2
    assert again.role is Role.VICTIM
    assert "another record" in again.why
    assert all(d.person == again.id for d in two.detections)


def test_an_officer_of_one_record_is_an_officer_in_all() -> None:
    first = "Sgt. Mina Castellan, Star 204, signed."
    second = "Mina Castellan told the board that it was late."
    _, two = gather_case([(first, spans(first, "Mina Castellan")), (second, spans(second, "Mina Castellan"))])
    assert two.persons[0].role is Role.OFFICER


# ------------------------------------------------------------------------------------------------------------ bounds


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="AB cdé.,:|\n\t\"'()/#0123456789-", max_size=300), st.data())
def test_any_text_and_any_spans_are_borne(text: str, data: st.DataObject) -> None:
    found = []
    for _ in range(data.draw(st.integers(0, 4)) if len(text) > 2 else 0):
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        kind = data.draw(st.sampled_from(["PERSON", "STREET_ADDRESS", "DATE_OF_BIRTH", "PHONE_NUMBER"]))
        found.append(Detection(start=start, end=end, type=kind, score=0.5, text=text[start:end], why="given"))
    gathered = gather_people(text, found)
    assert len(gathered.detections) >= len(found)
    for detection in gathered.detections:
        assert text[detection.start : detection.end] == detection.text


def test_a_long_text_without_lines_takes_little_time() -> None:
    text = "Victim Beatriz Castellanos said a lot, and then Officer Pryce wrote. " * 1500
    found = spans(text, "Beatriz Castellanos", "Pryce")
    start = time.perf_counter()
    gather_people(text, found)
    assert time.perf_counter() - start < 15


def test_the_heading_above_and_the_column_are_seen() -> None:
    layout = Layout("WITNESSES\n\nName: A\n\nNARRATIVE\nText.\n")
    assert layout.heading(layout.text.index("A\n")) == "WITNESSES"
    assert layout.heading(layout.text.index("Text")) == "NARRATIVE"
    assert layout.label(layout.text.index("A\n")) == "Name"


_FIRST = st.sampled_from(
    ["Robert", "Bob", "Bobby", "R.", "Katherine", "Kathy", "Kate", "José", "J", "Maximiliano", "Max", "Rob", "Katharine"]
)
_LAST = st.sampled_from(
    [
        "Kowalczyk",
        "Kowalcyzk",
        "Kowa1czyk",
        "Garcia-Lopez",
        "Lopez",
        "de la Cruz",
        "Cruz",
        "Clark",
        "Dark",
        "O'Neill",
        "Oneill",
        "Schroeder",
        "Schroder",
    ]
)


@st.composite
def _written(draw: st.DrawFn) -> str:
    first, last = draw(_FIRST), draw(_LAST)
    form = draw(
        st.sampled_from(
            ["{f} {l}", "{l}, {f}", "{l}, {f} M.", "{l}", "{f}", "{i}.{j}.", '{f} "Ace" {l}', "Ace", "{f} Q. {l} Jr."]
        )
    )
    return form.format(f=first, l=last, i=first[0], j=last[0].upper())


@settings(max_examples=600)
@given(_written(), _written())
def test_names_that_match_have_a_key_in_common(one: str, other: str) -> None:
    known, name = parse(one), parse(other)
    if matches(known, name) and (known.full or known.single):
        assert keys(known) & keys(name)
