"""The project's own annotated texts: their marks compile to spans that lie inside the text and mean something known."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from foia.model import Role, Stance

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))
markup = importlib.import_module("gold.markup")
score = importlib.import_module("gold.score")
DOCUMENTS = {half: markup.load(half) for half in markup.HALVES}
ALL = [document for documents in DOCUMENTS.values() for document in documents]
TITLE = re.compile(r"(?:mr|mrs|ms|dr|ofc|officer|sgt|det|lt|rev|judge|trustee|chief)\b\.?\s|[\"“]", re.IGNORECASE)


def test_there_are_enough_documents_in_every_set() -> None:
    assert len(ALL) >= 90
    assert min(map(len, DOCUMENTS.values())) >= 40


def test_enough_documents_name_nobody() -> None:
    assert sum(all(span.type != "PERSON" for span in document.spans) for document in ALL) >= 10


def test_no_text_stands_twice() -> None:
    assert len({document.text for document in ALL}) == len(ALL)


@pytest.mark.parametrize("half", markup.HALVES)
def test_spans_lie_inside_the_text_in_order_and_apart(half: str) -> None:
    for document in DOCUMENTS[half]:
        at = 0
        for span in document.spans:
            marked = document.text[span.start : span.end]
            assert at <= span.start < span.end <= len(document.text), document.id
            assert marked == marked.strip(), document.id
            at = span.end


@pytest.mark.parametrize("half", markup.HALVES)
def test_types_roles_stances_and_bases_are_known(half: str) -> None:
    for document in DOCUMENTS[half]:
        for span in document.spans:
            assert span.type in markup.TYPES
            assert span.stance in set(Stance)
            assert span.basis
            assert span.role in set(Role) if span.role else span.type != "PERSON", document.id


@pytest.mark.parametrize("half", markup.HALVES)
def test_titles_quotation_marks_and_possessives_stay_outside_names(half: str) -> None:
    names = [
        (document.id, document.text[span.start : span.end])
        for document in DOCUMENTS[half]
        for span in document.spans
        if span.type == "PERSON"
    ]
    assert not [(place, name) for place, name in names if TITLE.match(name) or name.lower().endswith(("'s", "’s"))]


def test_every_role_and_most_types_occur_in_every_set() -> None:
    for documents in DOCUMENTS.values():
        spans = [span for document in documents for span in document.spans]
        assert {span.role for span in spans} >= set(Role) - {Role.UNKNOWN}
        assert len({span.type for span in spans}) >= len(markup.TYPES) - 4


def test_types_are_those_of_the_recognizers() -> None:
    recognizers = pytest.importorskip("foia.redaction.recognizers")
    assert set(recognizers.TYPES) >= markup.TYPES


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("seen by {wit|A. Roe", "brace"),
        ("seen by } twice", "brace"),
        ("seen by {nosuch|A. Roe}", "no tag 'nosuch'"),
        ("seen by {wit| A. Roe}", "white space"),
        ("seen by {wit:wizard|A. Roe}", "no role 'wizard'"),
    ],
)
def test_wrong_marks_are_refused_with_their_place(source: str, problem: str) -> None:
    with pytest.raises(markup.MarkupError, match=f"sample, line 2: .*{problem}"):
        markup.compile_text(f"first line\n{source}", "sample")


def test_marks_compile_to_exact_spans() -> None:
    document = markup.compile_text("%% kind: memo\nV/1 {vic|ROE,\nANN} of {ad:victim@7(1)(c)|1 Elm}.", "sample")
    assert document.notes == {"kind": "memo"}
    assert document.text == "V/1 ROE,\nANN of 1 Elm."
    assert [(document.text[s.start : s.end], s.type, s.role, s.stance, s.basis) for s in document.spans] == [
        ("ROE,\nANN", "PERSON", "victim", "redact", "7(1)(c)"),
        ("1 Elm", "STREET_ADDRESS", "victim", "redact", "7(1)(c)"),
    ]


def found_as_marked(document: Any) -> list[Any]:
    return [score.Found(span.start, span.end, span.type, span.stance, span.role) for span in document.spans]


def test_a_system_that_says_what_is_marked_has_no_fault() -> None:
    counts = score.Score()
    assert [fault for document in ALL for fault in score.score_gold(counts, document, found_as_marked(document))] == []
    assert counts.found.rate == counts.strict.rate == counts.medical.rate == counts.private.rate == 1
    assert counts.leaking.hit == counts.blacked.hit == counts.nobody.hit == 0
    assert score.total(counts.role).rate == score.total(counts.stance).rate == 1


def test_a_system_that_finds_nothing_leaks_and_blacks_out_nothing() -> None:
    counts = score.Score()
    for document in ALL:
        score.score_gold(counts, document, [])
    assert counts.found.hit == counts.medical.hit == counts.blacked.hit == 0
    assert counts.leaking.hit > len(ALL) / 2


def test_ask_counts_as_found_but_not_strictly_and_a_wrong_redaction_as_blacked_out() -> None:
    document = markup.compile_text("{off|ROE} MET {vic|ANN DOE} AND {wit|B. LOE}", "dev/sample")
    spans = document.spans
    found = [
        score.Found(spans[0].start, spans[0].end, "PERSON", "redact", "victim"),
        score.Found(spans[1].start, spans[1].end, "PERSON", "ask", "victim"),
        score.Found(spans[2].start, spans[2].start + 2, "PERSON", "redact", "witness"),
    ]
    counts = score.Score()
    faults = score.score_gold(counts, document, found)
    assert {(fault.kind, fault.start) for fault in faults} == {
        ("BLACKED", spans[0].start),
        ("ROLE", spans[0].start),
        ("STANCE", spans[0].start),
        ("STANCE", spans[1].start),
        ("MISSED", spans[2].start),
    }
    assert (counts.found.hit, counts.found.of, counts.strict.hit) == (1, 2, 0)
