"""Section 6, line by line."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foia.errors import UsageError
from foia.model import RequestKind
from foia.requests import quote

MB = 1024 * 1024
VOLUMINOUS, COMMERCIAL = RequestKind.VOLUMINOUS, RequestKind.COMMERCIAL


@pytest.mark.parametrize(
    ("asked", "total"),
    [
        ({"pages": 50}, "0.00"),
        ({"pages": 51}, "0.15"),
        ({"pages": 66}, "2.40"),
        ({"pages": 60, "other_pages": 4, "other_page_cost": "0.40"}, "3.10"),
        ({"media": [("one DVD", "0.65")]}, "0.65"),
        ({"pages": 55, "media": [("one flash drive", "4.10")], "certified": 2}, "6.85"),
        ({"pdf_bytes": 300 * MB}, "0.00"),
        ({"hours": "20"}, "0.00"),
        ({"video_redaction_hours": "12", "media": [("one DVD", "0.65")]}, "0.65"),
        ({"kind": COMMERCIAL, "hours": "8"}, "0.00"),
        ({"kind": COMMERCIAL, "hours": "11.5"}, "35.00"),
        ({"kind": COMMERCIAL, "hours": "9", "offsite_cost": "31.20"}, "41.20"),
        ({"kind": COMMERCIAL, "video_redaction_hours": "40"}, "0.00"),
        ({"kind": VOLUMINOUS, "other_bytes": 2 * MB}, "20.00"),
        ({"kind": VOLUMINOUS, "other_bytes": 2 * MB + 1}, "40.00"),
        ({"kind": VOLUMINOUS, "other_bytes": 4 * MB + 1}, "100.00"),
        ({"kind": VOLUMINOUS, "pdf_bytes": 80 * MB}, "20.00"),
        ({"kind": VOLUMINOUS, "pdf_bytes": 160 * MB}, "40.00"),
        ({"kind": VOLUMINOUS, "pdf_bytes": 161 * MB}, "100.00"),
        ({"kind": VOLUMINOUS, "pdf_bytes": 10 * MB, "other_bytes": 3 * MB}, "60.00"),
        ({"pages": 200, "deadline_missed": True}, "0.00"),
        ({"pages": 150, "waived": "1"}, "0.00"),
        ({"pages": 150, "waived": "0.5"}, "7.50"),
        ({}, "0.00"),
    ],
)
def test_the_most_that_may_be_charged(asked, total):
    found = quote(**asked)
    assert found.total == Decimal(total)
    assert f"Total: ${total}" in found.explanation
    assert sum(line.amount for line in found.lines) == found.total
    assert all("5 ILCS 140/" in line.rule for line in found.lines)


def test_video_redaction_is_explained_with_the_opinion():
    assert "PAC Op. 25-014" in quote(video_redaction_hours="2").explanation


def test_a_schedule_lowers_a_rate_but_never_raises_it():
    assert quote(pages=150, schedule={"page": "0.10"}).total == Decimal("10.00")
    assert quote(pages=150, schedule={"page": "0.25"}).total == Decimal("15.00")


@pytest.mark.parametrize(
    "asked",
    [{"pages": -1}, {"pages": 1.5}, {"hours": 3.5}, {"hours": "many"}, {"waived": "1.2"}, {"hours": "-1"}, {"hours": "NaN"}],
)
def test_wrong_numbers_are_refused(asked):
    with pytest.raises(UsageError):
        quote(**asked)


@given(st.integers(0, 5000), st.sampled_from(list(RequestKind)), st.booleans())
def test_paper_never_costs_more_than_the_act_allows(pages, kind, missed):
    total = quote(kind=kind, pages=pages, deadline_missed=missed).total
    assert total == (0 if missed else max(pages - 50, 0) * Decimal("0.15"))
