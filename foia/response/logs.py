"""The two logs of a response, from one set of decisions. Imports: model, errors, grounds, render.

The requester's index says for each withholding: record, page, provision, reason. Counsel's log adds who, when, the version
of the law, the facts, the box and a salted hash. Neither ever holds the withheld text (unless an agency has counsel's log
keep it)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foia.model import Decision, Reach, Record, Removal, Stance
from foia.response import render
from foia.response.grounds import describe, natural, pages_of, pinpoint

INDEX_COLUMNS = ("number", "record", "page", "what", "provision", "reason")
COUNSEL_COLUMNS = (
    "decision", "record", "record_id", "page", "reach", "box", "what", "role", "node", "provision", "second", "version",
    "reason", "facts", "by", "title", "at", "sha256_salted",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the requester's index. `page` is empty for a whole record."""

    number: int
    record: str
    page: str
    what: str
    provision: str
    reason: str


def build_index(
    decisions: Sequence[Decision], records: Mapping[str, Record], *, labels: Mapping[str, str] | None = None
) -> tuple[Entry, ...]:
    """Every withholding, in the order of record, page and place. `labels` name the records as the letter does.

    A reason that repeats the withheld words is replaced by the provision's title, so that no text can slip through.
    """
    named = dict(labels or {})
    order = {record_id: place for place, record_id in enumerate([*named, *(key for key in records if key not in named)])}
    held = [decision for decision in decisions if decision.stance is Stance.REDACT and decision.basis is not None]

    def place(decision: Decision) -> tuple[object, ...]:
        pages = pages_of(decision, records.get(decision.record_id))
        box = decision.areas[0].box if decision.areas else (0.0, 0.0, 0.0, 0.0)
        where = order.get(decision.record_id, len(order))
        return where, decision.record_id, pages or (0,), max(decision.start, 0), box[1], box[0], decision.id

    entries = []
    for number, decision in enumerate(sorted(held, key=place), start=1):
        assert decision.basis is not None
        record = records.get(decision.record_id)
        exemption, second = pinpoint(decision.basis)
        entries.append(
            Entry(
                number=number,
                record=named.get(decision.record_id) or f"Record {order.get(decision.record_id, len(order)) + 1}",
                page=", ".join(str(page) for page in pages_of(decision, record))
                or ("all" if decision.reach is Reach.RECORD else ""),
                what=describe(decision)[0],
                provision=f"{exemption} with {second}" if second else exemption,
                reason=_reason(decision, record),
            )
        )
    return tuple(entries)


def index_csv(entries: Sequence[Entry]) -> bytes:
    """The index as CSV (UTF-8 with a mark, for spreadsheets)."""
    return _csv(INDEX_COLUMNS, ([getattr(entry, column) for column in INDEX_COLUMNS] for entry in entries))


def index_pdf(entries: Sequence[Entry], *, head: Sequence[str], reference: str, author: str) -> bytes:
    """The index as an annex to the letter."""
    title = f"Index of withholdings: request {reference}"
    rows = [("No.", "Record", "Page", "What", "Provision", "Reason")]
    rows += [(str(e.number), e.record, e.page, e.what, e.provision, e.reason) for e in entries]
    note = "Each line is one part that was withheld. The letter gives the facts for each provision."
    return render.table_pdf(rows, title=title, note=note, head=head, author=author)


def build_counsel_log(
    decisions: Sequence[Decision],
    records: Mapping[str, Record],
    removals: Sequence[Removal] = (),
    *,
    salt: str,
    labels: Mapping[str, str] | None = None,
    keep_text: bool = False,
) -> bytes:
    """Counsel's log as CSV: one line a removal (a decision without removals has one of its own).

    The hash is that of the proof (HMAC-SHA-256 under the salt; case and white space aside), so that counsel can check a suspicion without
    reading the text here, and each line against the proof.
    `keep_text` adds the text itself, where the agency's overlay allows that.
    """
    from foia.redaction.prove import digest

    named = labels or {}
    by_decision: dict[str, list[Removal]] = {}
    for removal in removals:
        by_decision.setdefault(removal.decision_id, []).append(removal)
    rows: list[list[object]] = []
    for decision in sorted(decisions, key=lambda one: (one.record_id, max(one.start, 0), one.id)):
        if decision.stance is not Stance.REDACT or decision.basis is None:
            continue
        record = records.get(decision.record_id)
        own = by_decision.get(decision.id, [])
        places = [(str(one.page_number), _boxes(one), one.text) for one in own]
        if not places:
            pages = ", ".join(str(page) for page in pages_of(decision, record))
            text = record.text[decision.start : decision.end] if record and decision.reach is Reach.SPAN else ""
            boxes = json.dumps([[round(edge, 1) for edge in area.box] for area in decision.areas]) if decision.areas else ""
            places = [(pages, boxes, text)]
        exemption, second = pinpoint(decision.basis)
        for pages, boxes, text in places:
            hashed = digest(text, salt) if text else ""
            role = decision.role.value if decision.role else ""
            row: list[object] = [
                decision.id,
                named.get(decision.record_id, ""),
                decision.record_id,
                pages,
                decision.reach.value,
            ]
            row += [
                boxes,
                describe(decision)[0],
                role,
                decision.basis.node,
                exemption,
                second,
                decision.basis.version.isoformat(),
            ]
            row += [decision.reason, decision.facts, decision.by, decision.title, decision.at.isoformat(), hashed]
            rows.append([*row, text] if keep_text else row)
    return _csv((*COUNSEL_COLUMNS, "text") if keep_text else COUNSEL_COLUMNS, rows)


def provisions(entries: Sequence[Entry]) -> tuple[str, ...]:
    """The provisions of an index, each once, in the order of their citations (5 ILCS 140/9(b): indexed by exemption)."""
    return tuple(sorted({entry.provision for entry in entries}, key=natural))


def _reason(decision: Decision, record: Record | None) -> str:
    assert decision.basis is not None
    reason = " ".join(decision.reason.split()) or decision.basis.title or "see the letter"
    if record is not None and 0 <= decision.start < decision.end:
        secret = " ".join(record.text[decision.start : decision.end].split())
        if len(secret) > 2 and re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", reason, re.IGNORECASE):
            return decision.basis.title or "see the letter"
    return reason


def _boxes(removal: Removal) -> str:
    if removal.whole_page:
        return "whole page"
    return json.dumps([[round(edge, 1) for edge in box] for box in removal.boxes])


def _csv(columns: Sequence[str], rows: object) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:  # type: ignore[attr-defined]
        writer.writerow([_cell(value) for value in row])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _cell(value: object) -> str:
    """A cell that no spreadsheet runs as a formula."""
    text = str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
