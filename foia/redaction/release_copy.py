"""A release copy as text or as a table, built from what stays and nothing else; pseudonyms where the law wants them.

Imports: model, errors, cover; presidio-anonymizer only where pseudonyms are asked for.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from foia.errors import DecisionError
from foia.model import PAGE_BREAK, Decision, Reach, Record
from foia.redaction.cover import Kept, check, cover, removing
from foia.redaction.printing import mark, printed, statement


def release_text(record: Record, decisions: Sequence[Decision], *, pseudonyms: Mapping[str, str] | None = None) -> str:
    """The record's text without what the decisions remove; each removed passage reads "[7(1)(b)]".

    `pseudonyms` maps a decision's `person` to what stands in the passage's place instead, the same each time ("OFFICER 1"; see
    `pseudonyms_for`): 50 ILCS 705/9.2(e) wants anonymous identifiers. Pages withheld in full say so.
    """
    check(record, decisions)
    acting = removing(decisions)
    labels = [decision.basis.citation if decision.basis else "" for decision in acting]
    named = dict(pseudonyms or {})
    pages = []
    for index, page in enumerate(record.pages):
        part = cover(record, index, acting)
        if part.withheld:
            pages.append("\n".join(statement(1, printed([labels[d] for d in part.withheld]))))
            continue
        spans: list[tuple[int, int, str]] = []
        offset = record.starts[index]
        for number, decision in enumerate(acting):
            instead = named.get(decision.person or "", "") or mark(labels[number])
            if decision.reach is Reach.SPAN:
                start, end = max(decision.start - offset, 0), min(decision.end - offset, len(page.text))
                spans += [(start, end, instead)] if start < end else []
        units = _units(page.text, part.kept, spans, mark(labels[0]) if labels else "")
        pages.append(_replace(page.text, units, anonymize=bool(named)))
    return PAGE_BREAK.join(pages)


def _units(text: str, kept: Sequence[Kept], spans: Sequence[tuple[int, int, str]], drawn: str) -> list[tuple[int, int, str]]:
    """Stretches of the page's text that go, each with what stands in its place; all characters outside them stay or are blank."""
    stays = bytearray(len(text))
    for piece in kept:
        stays[piece.start : piece.start + len(piece.text)] = b"\1" * len(piece.text)
    units: list[tuple[int, int, str]] = []
    owner: tuple[int, int, str] | None = None
    fresh = True
    for at, character in enumerate(text):
        if stays[at]:
            fresh = True
            continue
        if character.isspace():
            continue
        covering = next((span for span in spans if span[0] <= at < span[1]), None)
        if units and not fresh and covering == owner:
            units[-1] = (units[-1][0], at + 1, units[-1][2])
        else:
            units.append((at, at + 1, covering[2] if covering else drawn))
        owner, fresh = covering, False
    return units


def _replace(text: str, units: Sequence[tuple[int, int, str]], *, anonymize: bool) -> str:
    if not anonymize:
        parts, at = [], 0
        for start, end, instead in units:
            parts += [text[at:start], instead]
            at = end
        return "".join([*parts, text[at:]])
    from presidio_anonymizer import AnonymizerEngine
    from presidio_anonymizer.entities import OperatorConfig, RecognizerResult

    found = [
        RecognizerResult(entity_type=f"UNIT_{n}", start=start, end=end, score=1.0) for n, (start, end, _) in enumerate(units)
    ]
    ways = {f"UNIT_{n}": OperatorConfig("replace", {"new_value": instead}) for n, (_, _, instead) in enumerate(units)}
    if not found:
        return text
    engine = AnonymizerEngine()
    return str(engine.anonymize(text=text, analyzer_results=found, operators=ways, merge_entities_with_spaces=False).text)


def release_table(record: Record, decisions: Sequence[Decision], *, pseudonyms: Mapping[str, str] | None = None) -> str:
    """The rows of a CSV or spreadsheet record as CSV, without what the decisions remove.

    Cells are found in the record's text in order; a removed cell, or part of one, reads as in `release_text`. Raises DecisionError when
    the record has no table, or its text cannot be laid over its rows.
    """
    if not record.table:
        raise DecisionError(f"Record {record.id} is not a table", remedy="ask for the text copy instead")
    check(record, decisions)
    acting = removing(decisions)
    if any(decision.reach is not Reach.SPAN for decision in acting):
        raise DecisionError(
            f"Record {record.id} has drawn boxes or withheld pages, which have no place in a table",
            remedy="ask for the text copy",
        )
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    at = 0
    named = dict(pseudonyms or {})
    for row in record.table:
        cells = []
        for cell in row:
            spans = _place(record.text, cell, at)
            if spans is None:
                raise DecisionError(
                    f"The table of record {record.id} does not match its text",
                    remedy="release the PDF or the text copy instead",
                )
            at = spans[-1][1] if spans else at
            cells.append(_cell(record, spans, acting, named))
        writer.writerow(cells)
    return out.getvalue()


def _place(text: str, cell: str, at: int) -> list[tuple[int, int]] | None:
    """Where the words of a cell stand in the text from `at` on; None when they do not follow."""
    spans = []
    for word in cell.split():
        found = text.find(word, at)
        if found < 0:
            return None
        spans.append((found, found + len(word)))
        at = found + len(word)
    return spans


def _cell(record: Record, spans: Sequence[tuple[int, int]], acting: Sequence[Decision], named: Mapping[str, str]) -> str:
    words: list[str] = []
    for start, end in spans:
        hit = next((d for d in acting if d.start < end and start < d.end), None)
        if hit is None:
            words.append(record.text[start:end])
            continue
        before, after = record.text[start : max(hit.start, start)], record.text[min(hit.end, end) : end]
        instead = named.get(hit.person or "", "") or mark(hit.basis.citation if hit.basis else "")
        if not words or words[-1] != instead or before:
            words.append(before + instead)
        if after:
            words[-1] += after
    return " ".join(words)


def pseudonyms_for(decisions: Sequence[Decision]) -> dict[str, str]:
    """For every person that removing decisions name: the role and a number in the order of first mention, "OFFICER 1"."""
    names: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for decision in sorted(removing(decisions), key=lambda one: (one.start, one.id)):
        if decision.person and decision.person not in names:
            role = (decision.role.value if decision.role else "person").replace("_", " ").upper()
            numbers[role] = numbers.get(role, 0) + 1
            names[decision.person] = f"{role} {numbers[role]}"
    return names
