"""The agency overlay: strict reading, clear errors, and what counts as the body's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from foia.agency import Agency, agency_from, load_agency
from foia.errors import CatalogError

SAMPLE = Path(__file__).parents[1] / "corpus" / "samples" / "agency.yaml"
HALL = {
    "name": "Village of Elm Ridge",
    "phone": "708-555-4100",
    "switchboard": ["708-555-41"],
    "domains": ["elmridge.il.us"],
    "addresses": ["200 Civic Plaza", "880 Depot Road"],
}


@pytest.fixture(scope="module")
def agency() -> Agency:
    return agency_from(HALL)


def test_the_sample_overlay_reads_whole() -> None:
    agency = load_agency(SAMPLE)
    assert agency.name == "Village of Maple Hollow Police Department"
    assert agency.foia_officer is not None
    assert agency.foia_officer.name == "Joyce Tremblay"
    assert {name.split()[-1] for name in agency.names} >= {
        "Brandt",
        "Ruiz",
        "Pawlak",
        "Abara",
        "Whitfield",
        "Lindqvist",
        "Tremblay",
    }
    assert agency.owns_phone("(217) 555-0100")
    assert agency.owns_mail("clerk@maplehollowil.example")
    assert agency.owns_address("10 DEPOT RD")
    assert agency.source == "agency.yaml"


@pytest.mark.parametrize(
    ("number", "own"),
    [
        ("708-555-4100", True),
        ("(708) 555-4199", True),
        ("1-708-555-4123 ext. 9", True),
        ("708.555.4155 x12", True),
        ("555-4188", True),
        ("708-555-0134", False),
        ("312-555-4100", False),
        ("", False),
    ],
)
def test_own_numbers_in_any_spelling(agency: Agency, number: str, own: bool) -> None:
    assert agency.owns_phone(number) is own


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("PVoss@ElmRidge.il.us", True),
        ("a@mail.elmridge.il.us", True),
        ("a@notelmridge.il.us", False),
        ("elmridge.il.us@example.com", False),
    ],
)
def test_own_mail_domains(agency: Agency, address: str, own: bool) -> None:
    assert agency.owns_mail(address) is own


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("200 CIVIC PLAZA, Elm Ridge", True),
        ("880 Depot\nRd.", True),
        ("2200 Civic Plaza", False),
        ("118 Larkspur Ln", False),
    ],
)
def test_own_buildings(agency: Agency, address: str, own: bool) -> None:
    assert agency.owns_address(address) is own


BAD: dict[str, tuple[str, str]] = {
    "misspelt key": ("name: A\nswitchbord: [708-555-41]\n", "switchbord"),
    "key twice": ("name: A\nphone: '1'\nphone: '2'\n", "stands twice"),
    "no name": ("phone: 708-555-4100\n", "lacks 'name'"),
    "not a mapping": ("- a\n- b\n", "key: value"),
    "no YAML": ("name: [a\n", "not readable YAML"),
    "list expected": ("name: A\ndomains: example.il.us\n", "domains is not a list"),
    "roster without name": ("name: A\nroster:\n  - {rank: Chief}\n", "roster[1] lacks 'name'"),
    "roster with unknown key": ("name: A\nroster:\n  - {name: B, salary: 1}\n", "salary"),
    "no date": ("name: A\nclosures: [soon]\n", "no date"),
    "too short a prefix": ("name: A\nswitchboard: ['708']\n", "fewer than six"),
    "everybody's domain": ("name: A\ndomains: [gmail.com]\n", "everybody's"),
    "no domain": ("name: A\ndomains: ['not a domain']\n", "no mail domain"),
    "fee above the Act": ("name: A\nfees: {cents_per_page: 25}\n", "more than the Act allows"),
    "too few free pages": ("name: A\nfees: {free_pages: 10}\n", "more than the Act allows"),
    "fee not whole": ("name: A\nfees: {cents_per_page: 1.5}\n", "whole number"),
    "officer without name": ("name: A\nfoia_officer: {title: X}\n", "lacks 'name'"),
    "text expected": ("name: {a: b}\n", "not text"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_faulty_overlay_says_which_key_is_wrong(case: str, tmp_path: Path) -> None:
    text, said = BAD[case]
    path = tmp_path / "overlay.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError) as raised:
        load_agency(path)
    assert said in str(raised.value)
    assert raised.value.remedy


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="There is no agency overlay"):
        load_agency(tmp_path / "none.yaml")


def test_an_agency_of_only_a_name_owns_nothing() -> None:
    bare = agency_from({"name": "Town of Nowhere"})
    assert not bare.owns_phone("708-555-4100")
    assert not bare.owns_mail("a@b.gov")
    assert not bare.owns_address("1 Main St")
