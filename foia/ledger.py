"""The ledger: what was done, by whom and when; append-only, each entry bound to the one before by its hash.

An entry's hash is SHA-256 over the canonical JSON of everything else in it, the previous entry's hash included. Its data are
ids, counts, dates, citations and hashes from a closed list of keys per kind, never text of a record; what a person wrote
(facts, reasons, comments) stays in the database and is bound here by a digest.

What `verify` finds, and how:
- an entry changed, dropped, inserted, moved or repeated: the chain of hashes and the unbroken numbering;
- an entry appended, with a hash and a head that fit, by somebody who writes into the database: only by comparison with what the
  program notes in the file store before each step is committed (`intended`);
- the last entries cut off: the head kept in its own row, written in the same transaction;
- the last entries and the head cut off together, or the whole chain written anew from some entry on: only by comparison with
  a head noted elsewhere. Heads are noted after every step in the file store (`anchors`), and in every package that leaves.
  Whoever can rewrite the database, the file store and every package that was handed out cannot be found by any means of this
  program: keep a package, or the printed head, where they cannot reach.

May import: model, errors. Its two tables are made with the others by store.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from foia.errors import LedgerBroken, UsageError
from foia.model import Actor, Event

LONGEST = 300  # characters of a value: room for a citation or a list of ids' digest, none for a narrative


class Kind(StrEnum):
    """Everything that can have happened."""

    PERSON_SAVED = "person_saved"
    SETTING_SAVED = "setting_saved"
    REQUEST_ADDED = "request_added"
    REQUEST_CONFIRMED = "request_confirmed"
    TIME_EXTENDED = "time_extended"
    CASE_ASSIGNED = "case_assigned"
    CASE_CLOSED = "case_closed"
    CASE_REOPENED = "case_reopened"
    RECORD_ADDED = "record_added"
    RECORD_PREPARED = "record_prepared"
    RECORD_CHANGED = "record_changed"
    RECORD_SET_ASIDE = "record_set_aside"
    RECORD_REVIEWED = "record_reviewed"
    QUESTION_ANSWERED = "question_answered"
    DECIDED = "decided"
    DECISION_UNDONE = "decision_undone"
    DECISION_REDONE = "decision_redone"
    COMMENTED = "commented"
    COMMENT_RESOLVED = "comment_resolved"
    SENT_TO_COUNSEL = "sent_to_counsel"
    COUNSEL_APPROVED = "counsel_approved"
    COUNSEL_SENT_BACK = "counsel_sent_back"
    COUNSEL_SIGNED = "counsel_signed"
    SIGN_OFF_REOPENED = "sign_off_reopened"
    RECORD_RELEASED = "record_released"
    RECORD_WITHHELD = "record_withheld"
    RELEASE_REFUSED = "release_refused"
    CASE_RELEASED = "case_released"
    OUTPUT_WRITTEN = "output_written"
    RECORDING_SAVED = "recording_saved"
    RECORDING_HELD = "recording_held"
    RECORDING_ALTERED = "recording_altered"
    ACT_REFUSED = "act_refused"
    BACKUP_MADE = "backup_made"
    BACKUP_RESTORED = "backup_restored"


KINDS = tuple(kind.value for kind in Kind)

# The keys an event of each kind may carry. `digest` binds what is kept in the database; `head` is the chain's own head.
_KEYS: Mapping[Kind, frozenset[str]] = {
    kind: frozenset(keys.split())
    for kind, keys in {
        Kind.PERSON_SAVED: "person title role",
        Kind.SETTING_SAVED: "setting digest",
        Kind.REQUEST_ADDED: "number sha256 received request_kind due",
        Kind.REQUEST_CONFIRMED: "request_kind due digest",
        Kind.TIME_EXTENDED: "reason due until",
        Kind.CASE_ASSIGNED: "digest",
        Kind.CASE_CLOSED: "outcome",
        Kind.CASE_REOPENED: "count digest",
        Kind.RECORD_ADDED: "record sha256 format pages parent duplicate_of record_kind",
        Kind.RECORD_PREPARED: "record engine count digest",
        Kind.RECORD_CHANGED: "record record_kind recording",
        Kind.RECORD_SET_ASIDE: "record digest",
        Kind.RECORD_REVIEWED: "record pages decisions digest",
        Kind.QUESTION_ANSWERED: "node fact scope scope_id value digest",
        Kind.DECIDED: "step records act count redact release citations digest",
        Kind.DECISION_UNDONE: "step records",
        Kind.DECISION_REDONE: "step records",
        Kind.COMMENTED: "comment digest",
        Kind.COMMENT_RESOLVED: "comment",
        Kind.SENT_TO_COUNSEL: "digest",
        Kind.COUNSEL_APPROVED: "digest head",
        Kind.COUNSEL_SENT_BACK: "digest head",
        Kind.COUNSEL_SIGNED: "digest head",
        Kind.SIGN_OFF_REOPENED: "step",
        Kind.RECORD_RELEASED: "record source_sha256 file_sha256 pages removals attempts engine in_full",
        Kind.RECORD_WITHHELD: "record sha256 citations pages",
        Kind.RELEASE_REFUSED: "record error attempts",
        Kind.CASE_RELEASED: "released withheld digest head",
        Kind.OUTPUT_WRITTEN: "output sha256 format head",
        Kind.RECORDING_SAVED: "recording recorded_on flags flagged_on keep_until digest",
        Kind.RECORDING_HELD: "recording keep_until",
        Kind.RECORDING_ALTERED: "recording action when keep_until digest",
        Kind.ACT_REFUSED: "step record recording citation",
        Kind.BACKUP_MADE: "sha256 files entries head",
        Kind.BACKUP_RESTORED: "sha256 files entries head",
    }.items()
}


metadata = sa.MetaData()
ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("case_id", sa.String(40), nullable=False, index=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("by", sa.String(200), nullable=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)
ledger_head = sa.Table(
    "ledger_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Verification:
    """What a whole chain was found to be."""

    entries: int
    head: str
    anchors: int  # heads noted elsewhere that were compared


def dump(value: object) -> str:
    """Canonical JSON: sorted keys, no spaces. The same value always gives the same text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(value: object) -> str:
    """SHA-256 of a value's canonical JSON: binds to the ledger what is kept in the database."""
    return hashlib.sha256(dump(value).encode()).hexdigest()


def append(
    connection: sa.Connection,
    kind: Kind,
    *,
    by: Actor,
    at: dt.datetime,
    case_id: str = "",
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Add an entry in the transaction of the change it tells of. `connection` comes from `Store.change`, which writes alone."""
    data = _checked(kind, data or {})
    if at.utcoffset() is None:
        raise ValueError("the time of an event needs its zone")
    last = connection.execute(sa.select(ledger_head.c.sequence, ledger_head.c.hash)).one()
    event = _sealed(
        Event(
            sequence=last.sequence + 1,
            at=at.astimezone(dt.UTC),
            case_id=case_id,
            kind=kind.value,
            by=by.name,
            role=by.role.value,
            data=data,
            previous=last.hash,
            hash="",
        )
    )
    connection.execute(
        sa.insert(ledger).values(
            sequence=event.sequence,
            at=event.at.isoformat(),
            case_id=case_id,
            kind=event.kind,
            by=event.by,
            role=event.role,
            data=dump(data),
            previous=event.previous,
            hash=event.hash,
        )
    )
    connection.execute(sa.update(ledger_head).values(sequence=event.sequence, hash=event.hash))
    return event


def head(connection: sa.Connection) -> tuple[int, str]:
    """(sequence, hash) of the last entry; (0, "") of an empty ledger."""
    last = connection.execute(sa.select(ledger_head.c.sequence, ledger_head.c.hash)).one()
    return last.sequence, last.hash


def events(
    connection: sa.Connection,
    *,
    case_id: str | None = None,
    kinds: Sequence[Kind] = (),
    by: str = "",
    after: int = 0,
    limit: int | None = None,
) -> Iterator[Event]:
    """Entries in order, filtered."""
    query = sa.select(ledger).where(ledger.c.sequence > after).order_by(ledger.c.sequence)
    if case_id is not None:
        query = query.where(ledger.c.case_id == case_id)
    if kinds:
        query = query.where(ledger.c.kind.in_([kind.value for kind in kinds]))
    if by:
        query = query.where(ledger.c.by == by)
    for row in connection.execute(query.limit(limit)):
        yield _event(row)


def verify(
    connection: sa.Connection,
    *,
    anchors: Iterable[tuple[int, str]] = (),
    intended: Callable[[], Iterable[tuple[int, int, str]]] = tuple,
) -> Verification:
    """Recompute the chain. Raises LedgerBroken naming the first entry that does not hold.

    `intended` gives (first, last, head) of what the program was about to write; it is called when the entries were read, so that
    it knows of each of them."""
    return _verify(_rows(connection), head(connection), anchors, intended)


def verify_lines(lines: Iterable[str], *, anchors: Iterable[tuple[int, str]] = ()) -> Verification:
    """The same for an exported ledger: JSON Lines, one entry a line, the last line its head."""
    entries: list[Event] = []
    last: tuple[int, str] | None = None
    for number, line in enumerate(lines, 1):
        try:
            raw = json.loads(line)
            if last is not None:
                raise _broken(f"Line {number} of the exported ledger follows its head", "an export ends with its head")
            if "head" in raw:
                last = (int(raw["head"]["sequence"]), str(raw["head"]["hash"]))
            else:
                entries.append(_from_json(raw))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _broken(f"Line {number} of the exported ledger cannot be read", "it is no entry of a ledger") from error
    if last is None:
        raise _broken("The exported ledger has no head", "its last line is missing: it was cut off")
    return _verify(entries, last, anchors)


def export(connection: sa.Connection) -> Iterator[str]:
    """The whole ledger as JSON Lines, closed by a line with its head. (A part of a chain could not be verified.)"""
    for event in events(connection):
        yield dump({**_body(event), "hash": event.hash}) + "\n"
    sequence, last = head(connection)
    yield dump({"head": {"sequence": sequence, "hash": last}}) + "\n"


def _verify(
    entries: Iterable[Event],
    last: tuple[int, str],
    anchors: Iterable[tuple[int, str]],
    intended: Callable[[], Iterable[tuple[int, int, str]]] = tuple,
) -> Verification:
    noted: dict[int, set[str]] = {}
    for sequence, hash_ in anchors:
        noted.setdefault(sequence, set()).add(hash_)
    previous, count, hashes = "", 0, [""]
    for event in entries:
        count += 1
        if event.sequence != count:
            raise _broken(f"Entry {count} of the ledger is missing", f"entry {event.sequence} stands in its place")
        if event.previous != previous:
            raise _broken(f"Entry {count} of the ledger does not follow the one before", "its link to that entry is wrong")
        if _sealed(event).hash != event.hash:
            raise _broken(f"Entry {count} of the ledger was changed", "its content no longer has its hash")
        if noted.get(count, {event.hash}) != {event.hash}:
            raise _broken(
                f"Entry {count} of the ledger is not the one that was written", "a head noted outside the database differs"
            )
        previous = event.hash
        hashes.append(event.hash)
    if (count, previous) != last:
        raise _broken(
            "The ledger does not end where it should",
            f"it holds {count} entries, its head says {last[0]}"
            if count != last[0]
            else "its head differs from its last entry",
        )
    if noted and max(noted) > count:
        raise _broken(
            "The end of the ledger is missing", f"it holds {count} entries, a head noted outside the database says {max(noted)}"
        )
    _check_intended(hashes, intended())
    return Verification(count, previous, len(noted))


def _check_intended(hashes: Sequence[str], intended: Iterable[tuple[int, int, str]]) -> None:
    """Every entry was announced by the program before it was written; those before the first announcement are older."""
    spans = sorted(intended)
    reached = spans[0][0] - 1 if spans else len(hashes) - 1
    for first, end, head in spans:
        if end < len(hashes) and hashes[end] == head and first <= reached + 1:
            reached = max(reached, end)
    if reached < len(hashes) - 1:
        raise _broken(
            f"Entry {reached + 1} of the ledger was not written by this program",
            "nothing was noted outside the database before it was written",
        )


def _rows(connection: sa.Connection) -> Iterator[Event]:
    for row in connection.execute(sa.select(ledger).order_by(ledger.c.sequence)):
        try:
            yield _event(row)
        except (ValueError, TypeError, AttributeError) as error:
            raise _broken(f"Entry {row.sequence} of the ledger was changed", "it cannot be read") from error


def _event(row: Any) -> Event:
    event = Event(
        sequence=row.sequence,
        at=dt.datetime.fromisoformat(row.at),
        case_id=row.case_id,
        kind=row.kind,
        by=row.by,
        role=row.role,
        data=json.loads(row.data),
        previous=row.previous,
        hash=row.hash,
    )
    if event.at.isoformat() != row.at or dump(event.data) != row.data:
        raise ValueError("not as it was written")  # the hash is over the parsed values: their spelling must be the only one
    return event


def _from_json(raw: Mapping[str, Any]) -> Event:
    if set(raw) != {"sequence", "at", "case_id", "kind", "by", "role", "data", "previous", "hash"}:
        raise ValueError("unknown or missing keys")
    return Event(**{**raw, "at": dt.datetime.fromisoformat(raw["at"])})


def _body(event: Event) -> dict[str, object]:
    return {
        "sequence": event.sequence,
        "at": event.at.isoformat(),
        "case_id": event.case_id,
        "kind": event.kind,
        "by": event.by,
        "role": event.role,
        "data": dict(event.data),
        "previous": event.previous,
    }


def _sealed(event: Event) -> Event:
    return Event(**{**_body(event), "at": event.at, "hash": digest(_body(event))})  # type: ignore[arg-type]


def _checked(kind: Kind, data: Mapping[str, Any]) -> dict[str, Any]:
    """Refuse what an event must not carry. A programming error, unless a person chose a very long name for something."""
    if unknown := set(data) - _KEYS[kind]:
        raise ValueError(f"an event '{kind}' carries no {sorted(unknown)}")
    kept = {key: value for key, value in data.items() if value not in (None, "", [], ())}
    for key, value in kept.items():
        parts = value if isinstance(value, list | tuple) else [value]
        for part in parts:
            if not isinstance(part, str | int | bool):
                raise ValueError(f"'{key}' of an event '{kind}' is a {type(part).__name__}")
            if isinstance(part, str) and (len(part) > LONGEST or "\n" in part):
                raise UsageError(
                    f"The {key.replace('_', ' ')} is too long for the ledger, or has several lines",
                    why=f"an entry of the ledger holds short values only (at most {LONGEST} characters)",
                    remedy="shorten it",
                )
    return json.loads(dump(kept))  # type: ignore[no-any-return]


def _broken(what: str, why: str) -> LedgerBroken:
    return LedgerBroken(
        what,
        why=why,
        remedy="stop work on the cases concerned, keep the database as it is, and compare it with the last backup",
    )
