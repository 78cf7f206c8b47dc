"""What every part of the office stands on: the store, the files, the rooms below, who may do what, and one way to write.

May import: everything but cli and screens. Heavy rooms (language model, PDF libraries) are imported where they are used.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from foia import ledger
from foia.errors import NotPermitted, UsageError
from foia.jobs import Auto, Runner
from foia.ledger import Kind
from foia.model import Actor, ActorRole, Event
from foia.store import Files, Store
from foia.store import database as db

if TYPE_CHECKING:
    from foia.agency import Agency
    from foia.exemptions import Catalog

ILLINOIS = ZoneInfo("America/Chicago")

_CLERK, _OFFICER, _COUNSEL, _ADMIN = ActorRole.CLERK, ActorRole.OFFICER, ActorRole.COUNSEL, ActorRole.ADMIN

# Each step and who may take it. Settings and people are the admin's; while there is no admin, the FOIA officer's.
MAY: Mapping[str, frozenset[ActorRole]] = {
    step: frozenset(roles)
    for step, roles in {
        "add a request": (_CLERK, _OFFICER),
        "confirm a request": (_OFFICER,),
        "extend the time": (_OFFICER,),
        "assign a case": (_CLERK, _OFFICER),
        "close a case": (_OFFICER,),
        "reopen a case": (_OFFICER,),
        "add a record": (_CLERK, _OFFICER),
        "set a record aside": (_CLERK, _OFFICER),
        "answer a question": (_CLERK, _OFFICER, _COUNSEL),
        "decide": (_CLERK, _OFFICER, _COUNSEL),
        "review a record": (_CLERK, _OFFICER, _COUNSEL),
        "comment": (_CLERK, _OFFICER, _COUNSEL),
        "send to counsel": (_CLERK, _OFFICER),
        "judge as counsel": (_COUNSEL,),
        "release": (_OFFICER,),
        "write a response": (_CLERK, _OFFICER),
        "keep the register": (_CLERK, _OFFICER),
        "save a setting": (_ADMIN, _OFFICER),
        "save a person": (_ADMIN, _OFFICER),
        "make a backup": (_ADMIN, _OFFICER),
    }.items()
}


def utcnow() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Refusal(Exception):
    """A step that a statute forbids to this person: undone, then recorded, then raised as NotPermitted."""

    def __init__(self, error: NotPermitted, case_id: str, data: Mapping[str, Any]) -> None:
        super().__init__(error.what)
        self.error, self.case_id, self.data = error, case_id, data


class Desk:
    """Store, files, agency, clock; one transaction a step."""

    def __init__(
        self,
        store: Store,
        files: Files,
        *,
        agency: Agency | None,
        overlays: tuple[Path, ...],
        runner: Runner | None,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self.store, self.files = store, files
        self._agency, self._overlays = agency, overlays
        self.runner: Runner = runner or Auto()
        self._clock = clock

    # ------------------------------------------------------------------------------------------------- rooms below

    @property
    def agency(self) -> Agency | None:
        """The public body's own data: as given on opening, else as saved in the settings."""
        return self._agency

    @property
    def catalog(self) -> Catalog:
        from foia.exemptions import load_catalog

        return load_catalog(self._overlays)

    def now(self) -> dt.datetime:
        return self._clock().astimezone(dt.UTC)

    def today(self) -> dt.date:
        """The day in Illinois: the law's days are counted there."""
        return self._clock().astimezone(ILLINOIS).date()

    # ------------------------------------------------------------------------------------------------------- steps

    @contextmanager
    def _step(self, by: Actor, step: str) -> Iterator[Change]:
        """One step: permission, changes and events in one transaction; then the ledger's head is noted outside the database."""
        try:
            with self.store.change() as connection:
                self._permit(connection, by, step)
                change = Change(connection, by, self.now())
                yield change
                head = self._announced(connection, change.events)
        except Refusal as refusal:
            with self.store.change() as connection:
                data = {"step": step, **refusal.data}
                ledger.append(connection, Kind.ACT_REFUSED, by=by, at=self.now(), case_id=refusal.case_id, data=data)
                head = self._announced(connection, 1)
            self.files.anchor(*head)
            raise refusal.error from None
        if change.events:
            self.files.anchor(*head)

    def _announced(self, connection: sa.Connection, events: int) -> tuple[int, str]:
        """The head that the step ends with, noted before the commit with the number of entries that it wrote."""
        sequence, head = ledger.head(connection)
        if events:
            self.files.intend(sequence - events + 1, sequence, head)
        return sequence, head

    def may(self, by: Actor, step: str, case_id: str = "", record_id: str = "") -> str:
        """Why this person may not take this step (of MAY, on this record), or ""."""
        try:
            with self.store.read() as connection:
                self._permit(connection, by, step)
                if record_id:
                    self._bar_recording_officer(connection, by, case_id, [record_id])
        except NotPermitted as error:
            return str(error)
        except Refusal as refusal:
            return str(refusal.error)
        return ""

    def _permit(self, connection: sa.Connection, by: Actor, step: str) -> None:
        allowed = MAY[step]
        people = db.all_entries(connection, "person")
        if not people:
            if step == "save a person":
                return  # the first person lets themselves in
            raise NotPermitted(
                f"{by.name} is not known here",
                why="nobody has been registered yet",
                remedy="save the people who work on requests",
            )
        known = people.get(by.name)
        if known is None or known[0]["role"] != by.role.value or not known[0]["active"]:
            raise NotPermitted(
                f"{by.name} is not registered as {by.role.value}",
                why="only people whom the office has registered may change anything",
                remedy="ask whoever keeps the list of people",
            )
        no_admin = not any(person["role"] == _ADMIN.value and person["active"] for person, _ in people.values())
        if step == "save a person" and by.role is _OFFICER and not no_admin:
            allowed = frozenset({_ADMIN})
        if by.role not in allowed:
            roles = " or ".join(sorted(role.value for role in allowed))
            raise NotPermitted(
                f"A {by.role.value} may not {step}", why=f"that is for: {roles}", remedy="ask one of them to do it"
            )

    def _bar_recording_officer(
        self, connection: sa.Connection, by: Actor, case_id: str, record_ids: list[str] | tuple[str, ...]
    ) -> None:
        """50 ILCS 706/10-20(a)(6): who made a recording, and their supervisor, may not redact, label or duplicate it."""
        rows = {row["id"]: row for row in self._record_rows(connection, case_id)}
        for record_id in record_ids:
            recording_id, at = "", rows.get(record_id)
            while at is not None and not recording_id:  # what was attached to it or packed with it counts as it does
                recording_id, at = at["recording"], rows.get(at["parent"] or "")
            if not recording_id:
                continue
            found = db.entry(connection, "recording", recording_id)
            if found is None:
                continue
            for who, words in (
                (found[0]["officer"], "the officer who made it"),
                (found[0]["supervisor"], "that officer's supervisor"),
            ):
                if who and same_person(who, by.name):
                    citation = "50 ILCS 706/10-20(a)(6)"
                    error = NotPermitted(
                        f"{by.name} may not redact, label, duplicate or otherwise alter the recording {recording_id}",
                        why=f"{by.name} is {words}: {citation}",
                        remedy="let somebody else do it; if the register names the wrong person, correct the register",
                    )
                    data = {"record": record_id, "recording": recording_id, "citation": citation}
                    raise Refusal(error, case_id, data)

    # -------------------------------------------------------------------------------------------------------- rows

    def _case_row(self, connection: sa.Connection, case_id: str) -> dict[str, Any]:
        row = connection.execute(sa.select(db.cases).where(db.cases.c.id == case_id)).mappings().first()
        if row is None:
            raise UsageError(f"There is no case '{case_id[:40]}'", remedy="choose one from the inbox")
        return db.loaded(row)  # type: ignore[arg-type]

    def _save_case(self, connection: sa.Connection, row: dict[str, Any], *, seen: int | None = None) -> None:
        """Write a case back and count its version up; `row` as `_case_row` gave it, changed."""
        db.check_version(seen, row["version"], what="This case")
        row["version"] += 1
        columns = {"id", "number", "status", "version"}
        connection.execute(
            sa.update(db.cases)
            .where(db.cases.c.id == row["id"])
            .values(
                status=row["status"],
                version=row["version"],
                data=ledger.dump({key: value for key, value in row.items() if key not in columns}),
            )
        )

    def _record_rows(self, connection: sa.Connection, case_id: str) -> list[dict[str, Any]]:
        query = sa.select(db.records).where(db.records.c.case_id == case_id).order_by(db.records.c.position)
        return [db.loaded(row) for row in connection.execute(query).mappings()]  # type: ignore[arg-type]

    def _record_row(self, connection: sa.Connection, case_id: str, record_id: str) -> dict[str, Any]:
        query = sa.select(db.records).where(db.records.c.case_id == case_id, db.records.c.id == record_id)
        row = connection.execute(query).mappings().first()
        if row is None:
            raise UsageError(f"The case has no record '{record_id[:40]}'", remedy="choose one of its records")
        return db.loaded(row)  # type: ignore[arg-type]

    def _save_record(self, connection: sa.Connection, row: dict[str, Any], *, seen: int | None = None) -> None:
        db.check_version(seen, row["version"], what=f"The record {row['name']}")
        row["version"] += 1
        columns = {"case_id", "id", "position", "sha256", "version"}
        connection.execute(
            sa.update(db.records)
            .where(db.records.c.case_id == row["case_id"], db.records.c.id == row["id"])
            .values(version=row["version"], data=ledger.dump({k: v for k, v in row.items() if k not in columns}))
        )


@dataclass(slots=True)
class Change:
    """A step under way: its connection, who takes it, and when."""

    connection: sa.Connection
    by: Actor
    at: dt.datetime
    events: int = 0

    def tell(self, kind: Kind, case_id: str = "", **data: Any) -> Event:
        """Append the event of this change, in its transaction."""
        self.events += 1
        return ledger.append(self.connection, kind, by=self.by, at=self.at, case_id=case_id, data=data)


def new_id() -> str:
    return secrets.token_hex(6)


def parse_time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


_TITLES = frozenset(
    """officer ofc off sergeant sgt lieutenant lt captain capt chief deputy dep detective det corporal cpl commander cmdr
    sheriff trooper tpr patrol patrolman patrolwoman p.o po agent sa mr mrs ms dr jr sr ii iii iv""".split()  # noqa: SIM905 - a list of words
)


def same_person(one: str, other: str) -> bool:
    """Whether two names may be one person's: surname and first name or its initial agree; ranks and titles do not count.

    Errs on the side of yes, since it bars; a register with full first names keeps apart two people of one surname.
    """
    first, second = _name(one), _name(other)
    if not first or not second or first[-1] != second[-1]:
        return False
    if len(first) == 1 or len(second) == 1:
        return True
    a, b = first[0], second[0]
    return a == b or (min(len(a), len(b)) == 1 and a[0] == b[0])


def _name(text: str) -> list[str]:
    if "," in text:
        last, _, rest = text.partition(",")
        if not all(part.strip(". ").lower() in _TITLES for part in rest.split()):
            text = f"{rest} {last}"
    words = [word.strip(".,'\"()#").casefold() for word in text.split()]
    return [word for word in words if word and word not in _TITLES and not word.isdigit()]
