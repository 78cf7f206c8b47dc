"""The office: every desk at one address, and its ledger. See the package's docstring."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from foia import ledger
from foia.case.desk import utcnow
from foia.case.sorting import SortDesk
from foia.case.steps import step_digest
from foia.errors import LedgerBroken
from foia.jobs import Runner
from foia.ledger import Kind, Verification
from foia.model import Event
from foia.store import Files, Store
from foia.store import database as db

if TYPE_CHECKING:
    from foia.agency import Agency


class Office(SortDesk):
    """One office: a database, a file store, an agency. Safe to share between threads.

    Every step that changes anything takes `by`, the person; raises NotPermitted when they may not take it.
    """

    @classmethod
    def open(
        cls,
        url: str | None = None,
        files: str | Path = "foia-data",
        *,
        agency: Agency | None = None,
        overlays: Sequence[Path] = (),
        runner: Runner | None = None,
        clock: Callable[[], dt.datetime] = utcnow,
    ) -> Office:
        """Open an office, making it where there is none. Raises StoreError.

        `url` None: SQLite in the folder `files`. `overlays` add provisions to the catalogue. Without `agency` the one saved in
        the settings serves.
        """
        if url is None:
            url = f"sqlite:///{Path(files).absolute() / 'foia.db'}"
        kept = Files(files)
        kept.sweep()
        office = cls(Store(url), kept, agency=agency, overlays=tuple(overlays), runner=runner, clock=clock)
        office._memory, office._small = OrderedDict(), {}
        office._memory_lock = threading.Lock()
        office._works = {}
        return office

    def close(self) -> None:
        self.runner.close()
        self.store.close()

    @property
    def agency(self) -> Agency | None:
        if self._agency is not None:
            return self._agency
        saved = self.setting("agency")
        if not saved:
            return None
        from foia.agency import agency_from

        found: Agency = self._remember(f"agency/{ledger.digest(saved)}", lambda: agency_from(saved, source="the settings"))
        return found

    # -------------------------------------------------------------------------------------------------------- ledger

    def events(
        self, case_id: str | None = None, *, kinds: Sequence[Kind] = (), by: str = "", after: int = 0, limit: int | None = 1000
    ) -> tuple[Event, ...]:
        """Entries of the ledger in order, filtered."""
        with self.store.read() as connection:
            return tuple(ledger.events(connection, case_id=case_id, kinds=kinds, by=by, after=after, limit=limit))

    def verify_ledger(self, *, anchors: Sequence[tuple[int, str]] = ()) -> Verification:
        """Recompute the chain, compare it with the heads noted outside the database, and what it binds with what is kept.

        `anchors`: further heads (sequence, hash) that somebody noted elsewhere.

        Raises LedgerBroken naming the first thing that does not hold.
        """
        with self.store.read() as connection:
            found = ledger.verify(connection, anchors=[*self.files.anchors(), *anchors], intended=self.files.intended)
            self._verify_steps(connection)
        return found

    def export_ledger(self, path: Path) -> int:
        """Write the whole ledger as JSON Lines, closed by its head. Returns the number of entries."""
        with self.store.read() as connection, open(path, "w", encoding="utf-8") as out:
            count = -1
            for line in ledger.export(connection):
                out.write(line)
                count += 1
        return count

    def _verify_steps(self, connection: sa.Connection) -> None:
        """Every decision kept is the one that the ledger tells of, and every step is done or undone as it tells."""
        told: dict[int, tuple[str, bool]] = {}
        kinds = [Kind.DECIDED, Kind.DECISION_UNDONE, Kind.DECISION_REDONE]
        for event in ledger.events(connection, kinds=kinds):
            number = int(str(event.data["step"]))
            if event.kind == Kind.DECIDED:
                told[number] = (str(event.data["digest"]), False)
            else:
                told[number] = (told[number][0], event.kind == Kind.DECISION_UNDONE)
        kept: dict[int, list[dict[str, Any]]] = {}
        query = sa.select(db.decisions).order_by(db.decisions.c.step_id, db.decisions.c.position)
        for row in connection.execute(query).mappings():
            kept.setdefault(row["step_id"], []).append(dict(row))
        states = {row.id: bool(row.undone) for row in connection.execute(sa.select(db.steps.c.id, db.steps.c.undone))}
        for number in sorted({*told, *states}):
            digest, undone = told.get(number, ("", False))
            if number not in states or step_digest(kept.get(number, [])) != digest or states[number] != undone:
                raise LedgerBroken(
                    f"The decisions of step {number} are not those that the ledger tells of",
                    why="rows of the database were changed, dropped or added outside the program",
                    remedy="stop work on the cases concerned, keep the database as it is, and compare it with the last backup",
                )

    # -------------------------------------------------------------------------------------------------------- memory

    _small: dict[str, Any]

    def _remember_small(self, key: str, load: Any) -> Any:
        found = self._small.get(key)
        if found is None:
            found = load()
            if len(self._small) > 50_000:
                self._small.clear()
            self._small[key] = found
        return found
