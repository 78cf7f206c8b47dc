"""Identifiers by their patterns alone, without the language model: hits, near-misses, offsets after folding, hostile text."""

from __future__ import annotations

import datetime as dt
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foia.redaction.columns import column_type, text_hits
from foia.redaction.lexicon import natural_case, without_slips
from foia.redaction.normalize import fold
from foia.redaction.recognizers import RECOGNIZERS, TYPES, lowered
from foia.redaction.recognizers.base import luhn
from foia.redaction.recognizers.identity import license_fits, soundex
from foia.redaction.recognizers.money import routing_checks
from foia.redaction.recognizers.vehicle import vin_checks

BY_TYPE = {kind.type: kind() for kind in RECOGNIZERS}


def found(kind: str, text: str) -> list[str]:
    """The longest hits of a type, as text."""
    hits = sorted(BY_TYPE[kind].find(text, lowered(text)), key=lambda hit: (hit.start, -hit.end))
    kept: list[tuple[int, int]] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1][1]:
            kept.append((hit.start, hit.end))
    return [text[start:end] for start, end in kept]


HITS = [
    ("US_SSN", "SSN: 219-09-9999", "219-09-9999"),
    ("US_SSN", "his number is 219 09 9998, he said", "219 09 9998"),
    ("US_SSN", "SS# 219099999", "219099999"),
    ("US_SSN", "Social Security No. 219-\n09-9999", "219-\n09-9999"),
    ("US_SSN", "SSN ending in 4471", "4471"),
    ("US_SSN", "the last four of her SSN are 4471", "4471"),
    ("US_SSN", "SSN xxx-xx-4471", "xxx-xx-4471"),
    ("US_SSN", "SSN 2 1 9 - 0 9 - 9 9 9 9", "2 1 9 - 0 9 - 9 9 9 9"),
    ("US_DRIVER_LICENSE", "presented S530-4618-8005.", "S530-4618-8005"),
    ("US_DRIVER_LICENSE", "OLN/S53046188005 IL", "S53046188005"),
    ("US_DRIVER_LICENSE", "DL: S 530 4618 8005", "S 530 4618 8005"),
    ("US_DRIVER_LICENSE", "Wisconsin driver's license S530-4618-8005-02", "S530-4618-8005-02"),
    ("EMPLOYEE_ID", "Employee ID: 104502", "104502"),
    ("EMPLOYEE_ID", "Emp # E-20417", "E-20417"),
    ("BADGE_NUMBER", "Ofc. J. Mireles #412 arrived", "412"),
    ("BADGE_NUMBER", "Star No. 18823", "18823"),
    ("FINANCIAL_ACCOUNT", "routing number 071000013", "071000013"),
    ("FINANCIAL_ACCOUNT", "checking account no. 4410-0988-23", "4410-0988-23"),
    ("FINANCIAL_ACCOUNT", "acct ending in 8821", "8821"),
    ("FINANCIAL_ACCOUNT", "insurance policy # HP-2291-0047", "HP-2291-0047"),
    ("CREDIT_CARD", "charged to 4532 0151 1283 0366", "4532 0151 1283 0366"),
    ("CREDIT_CARD", "Visa ending in 4242", "4242"),
    ("PASSWORD", "The gate code is 4471#.", "4471#"),
    ("PASSWORD", "Password: Tulip!94", "Tulip!94"),
    ("PASSWORD", "user name: dkowal7", "dkowal7"),
    ("MEDICAL_RECORD_NUMBER", "MRN 00418823", "00418823"),
    ("MEDICAL_RECORD_NUMBER", "Member ID: XOF884120077", "XOF884120077"),
    ("MEDICAL_RECORD_NUMBER", "Student ID 2104477", "2104477"),
    ("PHONE_NUMBER", "call (630) 555-0123 after six", "(630) 555-0123"),
    ("PHONE_NUMBER", "Home Ph 6305550123", "6305550123"),
    ("PHONE_NUMBER", "H-773-555-0111  C-773-555-0112", "773-555-0111"),
    ("PHONE_NUMBER", "reached at 555-0199", "555-0199"),
    ("PHONE_NUMBER", "630.555.0123 ext. 44", "630.555.0123 ext. 44"),
    ("EMAIL_ADDRESS", "write to dana.k+foia@example.org, please", "dana.k+foia@example.org"),
    ("STREET_ADDRESS", "at 5200 S. Lake Park Ave. (alley)", "5200 S. Lake Park Ave."),
    ("STREET_ADDRESS", "on the 1200 block of W Main St at noon", "1200 block of W Main St"),
    ("STREET_ADDRESS", "lives at 411 Linden Ct., Apt 2B,\nAurora, IL 60505.", "411 Linden Ct., Apt 2B,\nAurora, IL 60505"),
    ("STREET_ADDRESS", "4N512 Powis Rd, Wayne, IL 60184", "4N512 Powis Rd, Wayne, IL 60184"),
    ("STREET_ADDRESS", "RES ADDR: 2838 W FILLMORE", "2838 W FILLMORE"),
    ("STREET_ADDRESS", "mail to PO Box 61, Galena, IL 61036", "PO Box 61, Galena, IL 61036"),
    ("STREET_ADDRESS", "1380 E. Hyde Park Blvd. was dark", "1380 E. Hyde Park Blvd."),
    ("LICENSE_PLATE", "bearing IL registration BX 41 903", "BX 41 903"),
    ("LICENSE_PLATE", "LIC/AB12345 LIY/2026", "AB12345"),
    ("VIN", "VIN 1HGCM82633A004352", "1HGCM82633A004352"),
    ("DATE_OF_BIRTH", "DOB: 04/17/1986", "04/17/1986"),
    ("DATE_OF_BIRTH", "born on March 3, 2001", "March 3, 2001"),
    ("DATE_OF_BIRTH", "M/W 04/17/1986", "04/17/1986"),
    ("FOID_NUMBER", "FOID card 61884207", "61884207"),
    ("OFFENDER_ID", "IR# 2204417", "2204417"),
    ("OFFENDER_ID", "FBI No. 440918KA2", "440918KA2"),
    ("FEIN", "FEIN 36-4410998", "36-4410998"),
    ("PASSPORT", "US passport 542817703", "542817703"),
    ("IP_ADDRESS", "login from 10.14.2.61 at 8", "10.14.2.61"),
    ("BIOMETRIC", "Fingerprint ID: LP2204471", "LP2204471"),
]
MISSES = [
    ("US_SSN", "case 000-12-3456 and 666-12-3456"),
    ("US_SSN", "part 219-09-99991"),
    ("US_DRIVER_LICENSE", "Case JF274139 / CPD case HZ123456"),
    ("US_DRIVER_LICENSE", "report 22-0012345, event 25112345678"),
    ("US_DRIVER_LICENSE", "his driver's license was suspended"),
    ("BADGE_NUMBER", "apartment #412"),
    ("EMPLOYEE_ID", "the employee was 45 years old"),
    ("CREDIT_CARD", "tracking 4532 0151 1283 0367"),
    ("PASSWORD", "the password is required to log in"),
    ("PASSWORD", "offense code: 0486"),
    ("PHONE_NUMBER", "Case No. 312-555-0199"),
    ("STREET_ADDRESS", "On 11 December 2003 the Court ordered"),
    ("STREET_ADDRESS", "ran for 12 minutes and 3 officers drove"),
    ("LICENSE_PLATE", "registered in 2019 to a firm"),
    ("VIN", "1HGCM82633A004353"),
    ("DATE_OF_BIRTH", "on 04/17/2025 officers met"),
    ("FEIN", "case 22-0012345"),
    ("IP_ADDRESS", "version 10.14.2.61 and 300.1.1.1"),
]


@pytest.mark.parametrize(("kind", "text", "value"), HITS)
def test_an_identifier_is_found_without_its_label(kind: str, text: str, value: str) -> None:
    assert value in found(kind, text)


@pytest.mark.parametrize(("kind", "text"), MISSES)
def test_what_only_looks_like_one_is_left_alone(kind: str, text: str) -> None:
    assert found(kind, text) == []


def test_every_recogniser_has_a_type_that_a_clerk_can_read() -> None:
    assert {kind.type for kind in RECOGNIZERS} | {"PERSON"} == set(TYPES)


def test_presidio_can_run_a_recogniser_as_its_own() -> None:
    (result,) = BY_TYPE["US_SSN"].analyze("SSN: 219-09-9999", ["US_SSN"])
    assert (result.entity_type, result.start, result.end) == ("US_SSN", 5, 16)


def test_check_digits() -> None:
    assert luhn("4532015112830366")
    assert not luhn("4532015112830367")
    assert vin_checks("1HGCM82633A004352")
    assert routing_checks("071000013")
    assert not routing_checks("071000014")


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("DOB", "DATE_OF_BIRTH"),
        ("Home Phone", "PHONE_NUMBER"),
        ("last_name", "PERSON"),
        ("bank_routing", "FINANCIAL_ACCOUNT"),
        ("SSN", "US_SSN"),
        ("Account Type", None),
        ("Case Number", None),
        ("Department", None),
    ],
)
def test_a_header_names_the_type_of_its_column(header: str, kind: str | None) -> None:
    assert column_type(header) == kind


@pytest.mark.parametrize(
    "text",
    [
        'Name,DOB,SSN\n"Kowal, Dana",1/2/1980,219099999\n',
        "Name|DOB|SSN\nKowal, Dana|1/2/1980|219099999\n",
        "Name            DOB         SSN\nKowal, Dana     1/2/1980    219099999\n",
    ],
)
def test_cells_take_the_type_of_their_column(text: str) -> None:
    assert {(hit.type, text[hit.start : hit.end]) for hit in text_hits(text)} == {
        ("PERSON", "Kowal, Dana"),
        ("DATE_OF_BIRTH", "1/2/1980"),
        ("US_SSN", "219099999"),
    }


@pytest.mark.parametrize(
    ("hidden", "plain"),
    [
        ("J\u200bo\u200dhn", "John"),
        ("J\u043ehn", "John"),  # Cyrillic o
        ("Hender-\nson", "Henderson"),
        ("219-\n09-9999", "219-09-9999"),
        ("\ufb01ne", "fine"),
        ("219\u201309\u20139999", "219-09-9999"),
        ("\uff12\uff11\uff19", "219"),
        ("Ann\u00a0Lee", "Ann Lee"),
        ("\u202eJohn\u202c", "John"),
        ("so\u00adcial", "social"),
        ("a\r\nb", "a\nb"),
        ("Иван", "Иван"),
    ],
)
def test_folding_undoes_what_hides_words(hidden: str, plain: str) -> None:
    assert fold(hidden).text == plain


@given(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=80)
    | st.text(alphabet="aé\u0301\u200b-\n\r oо\ufb01\u00ad9", max_size=60)
)
def test_every_folded_character_leads_back_to_where_it_stood(text: str) -> None:
    folded = fold(text)
    spans = [folded.original(at, at + 1) for at in range(len(folded.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    for char, (start, end) in zip(folded.text, spans, strict=True):
        if char.isascii() and char.isalnum() and text[start].isascii():
            assert char == text[start]
        assert end - start == 1 or unicodedata.combining(text[end - 1])


@given(st.text(max_size=200))
def test_restoring_case_never_moves_a_character(text: str) -> None:
    assert len(natural_case(text)) == len(text)
    assert natural_case(text).lower() == text.lower() or not text.isascii()
    assert len(without_slips(text)) == len(text)


def test_capitals_become_sentences_with_names() -> None:
    text = "OFFICER GREEN SPOKE WITH TYRONE MCDONALD AT THE SCENE. O'BRIEN, MARY REFUSED."
    assert natural_case(text) == "Officer Green spoke with Tyrone McDonald at the scene. O'Brien, Mary refused."


HOSTILE = {
    "digits": "1" * 8_000,
    "spaced digits": "1 " * 4_000,
    "dashes": "1-" * 4_000,
    "words": "Aa " * 3_000,
    "numbers and words": "12 Aa Bb " * 2_500,
    "suffixes": "1 Main St" + " Apt" * 4_000,
    "labels": "password: " * 2_000,
    "dots": "a." * 4_000 + "@",
    "masks": "xxx-" * 5_000,
    "spaces": " " * 8_000,
    "quotes": '"' * 8_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_pattern_blows_up(name: str) -> None:
    text = HOSTILE[name]
    started = time.process_time()
    for recogniser in BY_TYPE.values():
        list(recogniser.find(text, text.lower()))
    list(text_hits(text))
    assert time.process_time() - started < 4


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_junk_is_read_without_complaint(junk: bytes) -> None:
    folded = fold(junk.decode("latin-1")).text
    for recogniser in BY_TYPE.values():
        assert all(0 <= hit.start < hit.end <= len(folded) for hit in recogniser.find(folded, lowered(folded)))


@pytest.mark.parametrize(
    ("name", "code"),
    [("Robert", "R163"), ("Ashcraft", "A261"), ("Tymczak", "T522"), ("Pfister", "P236"), ("Lee", "L000"), ("O'Neill", "O540")],
)
def test_soundex_of_surnames(name: str, code: str) -> None:
    assert soundex(name) == code


@pytest.mark.parametrize(
    ("number", "surname", "born", "fits"),
    [
        ("P653-1239-0074", "Prentiss", dt.date(1990, 3, 12), True),
        ("P653-1239-0674", "Prentiss", dt.date(1990, 3, 12), True),  # a woman: 600 more
        ("653-1239-0074P", "Prentiss", dt.date(1990, 3, 12), True),  # State ID card
        ("P653-1239-0074", "Prentiss", None, True),
        ("P653-1239-0074", "Prentiss", dt.date(1991, 3, 12), False),
        ("P653-1239-0074", "Okafor", None, False),
        ("25-00412", "Prentiss", None, False),
    ],
)
def test_a_license_number_fits_its_owner(number: str, surname: str, born: dt.date | None, fits: bool) -> None:
    assert license_fits(number, surname, born) is fits
