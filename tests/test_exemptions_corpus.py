"""Bills as numbered lines, and quotes found in them however they are broken."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foia.errors import CatalogError
from foia.exemptions.corpus import Document, Merge, Place, bill_lines, even, plain_lines, statutes

BILL = """HB0001 EnrolledLRB102 14806 KMF 20159 b

1\xa0\xa0 AN ACT.
2    (a) Words that run on, and the 10
3102nd General Assembly; law-

HB0001 Enrolled- 2 -LRB102 14806 KMF 20159 b

1enforcement agencies.
"""


def test_a_line_number_is_taken_off_even_where_it_is_glued_to_a_number() -> None:
    lines = bill_lines(BILL)
    assert [(line.page, line.number, line.text) for line in lines] == [
        (1, 1, "AN ACT."),
        (1, 2, "(a) Words that run on, and the 10"),
        (1, 3, "102nd General Assembly; law-"),
        (2, 1, "enforcement agencies."),
    ]


def document() -> Document:
    from pathlib import Path

    return Document("hb1", "HB1", "", "enacted", Path("hb1.txt"), bill_lines(BILL))


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("Words that run on", Place(1, 2)),
        ("the 10 102nd General Assembly", Place(1, 2)),  # over a line break
        ("102nd   General\nAssembly", Place(1, 3)),  # white space is even
        ("law-enforcement agencies", Place(1, 3)),  # over a page break, at a hyphen
        ("Words ... agencies.", Place(1, 2)),  # pieces in order
        ("agencies ... Words", None),  # not out of order
        ("ords that run", None),  # whole words only
        ("General Assembl", None),
    ],
)
def test_a_quote_is_found_where_it_begins(quote: str, found: Place | None) -> None:
    place = document().passage(Place(1, 1), Place(2, 1)).find(quote)
    assert (place and place[0]) == found


def test_a_merge_is_read_both_ways_and_keeps_its_line() -> None:
    passage = statutes()["hb3512-enrolled"].passage(
        Place(4, 12), Place(4, 18), [Merge("Section 9.2 9.4 of", "Section 9.2 of", 13)]
    )
    for quote in ("under Section 9.2 of the Illinois", "under Section 9.2 9.4 of the Illinois"):
        found = passage.find(quote)
        assert found is not None
        assert found[0] == Place(4, 13)
    tail = passage.find("Illinois State Police and Illinois State Police Merit Board")
    assert tail == (Place(4, 17), Place(4, 18))


def test_a_merge_that_is_not_printed_is_refused() -> None:
    with pytest.raises(CatalogError, match="does not print"):
        statutes()["hb3512-enrolled"].passage(Place(4, 12), Place(4, 18), [Merge("Section 9.3 9.4", "Section 9.3")])


def test_a_line_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CatalogError, match="no line 99"):
        statutes()["hb3512-enrolled"].span(Place(1, 99), Place(1, 99))


def test_both_bills_are_read_whole() -> None:
    texts = statutes()
    assert texts["hb3512-enrolled"].lines[-1].text.endswith("1, 2022.")
    assert max(line.page for line in texts["hb3512-enrolled"].lines) == 175
    for document in texts.values():
        for earlier, later in zip(document.lines, document.lines[1:], strict=False):
            assert (later.page, later.number) in ((earlier.page, earlier.number + 1), (earlier.page + 1, 1))
            assert later.number <= 26


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_run_of_words_is_found_at_its_line(data: st.DataObject) -> None:
    text = statutes()["hb3512-enrolled"]
    first = data.draw(st.integers(0, len(text.lines) - 6))
    span = text.lines[first : first + 5]
    words = " ".join(line.text for line in span).split()
    passage = text.passage(Place(span[0].page, span[0].number), Place(span[-1].page, span[-1].number))
    found = passage.find(" ".join(words[: data.draw(st.integers(1, len(words)))]))
    assert found is not None
    assert found[0] == Place(span[0].page, span[0].number)


def test_plain_text_counts_every_line_of_each_page() -> None:
    assert [(line.page, line.number, line.text) for line in plain_lines("one\n  two\fthree")] == [
        (1, 1, "one"),
        (1, 2, "two"),
        (2, 1, "three"),
    ]


def test_even_makes_printed_and_typed_words_alike() -> None:
    assert even("the  “law-\n enforcement”\xa0agency’s") == 'the "law-enforcement" agency\'s'
