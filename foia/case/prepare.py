"""Preparing a case: detection in every record, persons over the case, proposals. Part of the Office.

In this process, in workers, or behind a closed browser; what was worked out before is taken from the file store.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from foia import ledger
from foia.case import plain, work
from foia.case.papers import READ, RecordDesk, record_key
from foia.errors import StoreError
from foia.jobs import Cancel, Progress, Task, run_kept
from foia.ledger import Kind
from foia.model import Actor, Detection, Person, Proposal
from foia.store import packs


class PrepareDesk(RecordDesk):
    _works: dict[str, work.Work]

    def prepare(self, case_id: str, *, by: Actor, progress: Progress | None = None, cancel: Cancel | None = None) -> None:
        """Detect in every record, gather persons over the case, propose. What was done before is taken from the file store."""
        from foia import propose
        from foia.redaction.detect import engine as version_of_engine

        engine = version_of_engine()

        with self.store.read() as connection:
            self._permit(connection, by, "add a record")
            case = self._case_row(connection, case_id)
            rows = [row for row in self._record_rows(connection, case_id) if not row["duplicate_of"]]
        for row in rows:
            if packs.record_meta(self.files, record_key(row["id"])) is None:
                self._read_again(row)
        tasks: list[Task] = []
        found: dict[str, dict[str, tuple[Detection, ...]]] = {}  # record -> key of the range -> detections
        of: dict[str, str] = {}  # key of the range -> record
        for row in rows:
            found[row["id"]] = {}
            for first, last in self._ranges(row):
                key = f"{row['id']}/{READ}/{engine}/{row['kind']}/{first}-{last}"
                tasks.append(Task(key, (record_key(row["id"]), row["kind"], first, last), last - first + 1))
                found[row["id"]][key], of[key] = (), row["id"]
        for result in run_kept(
            self.runner, self.files, "detections", work.detect_range, tasks, progress=progress, cancel=cancel
        ):
            if result.error is not None:
                raise result.error
            found[of[result.task.key]][result.task.key] = plain.to_detections(json.loads(result.value))
        if cancel is not None and cancel.wished:
            return
        self.runner.rest()
        detections = {record_id: work.joined(parts.values()) for record_id, parts in found.items()}
        found.clear()
        gathered = self._gather(case_id, rows, detections)
        as_of = self.today()
        for row in rows:
            if cancel is not None and cancel.wished:
                return
            record = self.record(case_id, row["id"])
            persons, own = gathered.pop(row["id"])
            proposals = propose.propose(
                record,
                own,
                persons,
                catalog=self.catalog,
                kind=row["kind"] or None,
                agency=self.agency,
                as_of=as_of,
                requester=case["requester"] or None,
            )
            self._keep_proposals(case_id, row, proposals, persons, by, engine)

    def _ranges(self, row: dict[str, Any]) -> list[tuple[int, int]]:
        """The ranges of pages (from 1, both included) that are searched one by one; a table is searched as a whole."""
        count = max(1, row["pages"])
        meta = packs.record_meta(self.files, record_key(row["id"])) if count > work.RANGE else None
        if meta is None or meta["table"]:
            return [(1, count)]
        return [(first, min(first + work.RANGE - 1, count)) for first in range(1, count + 1, work.RANGE)]

    def prepare_in_background(self, case_id: str, *, by: Actor) -> work.Work:
        """The same in a thread of this process; it goes on when the browser is closed. One at a time for a case."""
        return self._start(
            case_id, lambda progress, cancel: self.prepare(case_id, by=by, progress=progress, cancel=cancel), "detection"
        )

    def _start(self, case_id: str, function: Callable[[Progress, Cancel], None], stage: str) -> work.Work:
        running = self._works.get(case_id)
        if running is not None and running.running:
            return running
        self._works[case_id] = work.Work(function, stage)
        return self._works[case_id]

    def work(self, case_id: str) -> work.Work | None:
        return self._works.get(case_id)

    def persons(self, case_id: str, record_id: str = "") -> tuple[Person, ...]:
        """Persons found in a record, or over all records of the case (each once)."""
        found: dict[str, Person] = {}
        with self.store.read() as connection:
            rows = self._record_rows(connection, case_id)
        for row in rows:
            if row["prepared"] and (not record_id or row["id"] == record_id):
                for person in self._prepared(row)["persons"]:
                    found.setdefault(person.id, person)
        return tuple(found.values())

    def _gather(
        self, case_id: str, rows: Sequence[dict[str, Any]], detections: dict[str, tuple[Detection, ...]]
    ) -> dict[str, tuple[tuple[Person, ...], tuple[Detection, ...]]]:
        """Record id -> its persons and its detections with their persons; one id for one human being in the case."""
        from foia.redaction.people import gather_case

        found = gather_case(
            [(self.record(case_id, row["id"]).text, detections[row["id"]]) for row in rows],
            roster=self.agency.names if self.agency else (),
            kinds=[row["kind"] or None for row in rows],
        )
        return {row["id"]: (gathered.persons, gathered.detections) for row, gathered in zip(rows, found, strict=True)}

    def _keep_proposals(
        self,
        case_id: str,
        row: dict[str, Any],
        proposals: Sequence[Proposal],
        persons: Sequence[Person],
        by: Actor,
        engine: str,
    ) -> None:
        unique: dict[str, Proposal] = {}
        for proposal in proposals:
            unique.setdefault(_key(proposal), proposal)
        content = plain.dumps({"proposals": plain.of_proposals(unique.values()), "persons": plain.of_persons(persons)})
        key = ledger.digest(content.decode())
        if row["prepared"] == key and self.files.derived("proposals", key) is not None:
            return
        self.files.keep("proposals", key, content)
        with self._step(by, "add a record") as change:
            fresh = self._record_row(change.connection, case_id, row["id"])
            fresh["prepared"] = key
            self._save_record(change.connection, fresh)
            change.tell(Kind.RECORD_PREPARED, case_id, record=row["id"], engine=engine, count=len(unique), digest=key)

    def _prepared(self, row: dict[str, Any]) -> dict[str, Any]:
        """Proposals and persons of a prepared record."""
        key = row["prepared"]

        def load() -> dict[str, Any]:
            kept = self.files.derived("proposals", key)
            if kept is None:
                raise StoreError(
                    f"The proposals for {row['name']} are missing from the file store", remedy="prepare the case again"
                )
            raw = json.loads(kept)
            proposals = plain.to_proposals(raw["proposals"])
            return {
                "proposals": {_key(proposal): proposal for proposal in proposals},
                "persons": plain.to_persons(raw["persons"]),
            }

        found: dict[str, Any] = self._remember(f"proposals/{key}", load)
        return found


def _key(proposal: Proposal) -> str:
    """What a decision about a proposal is kept under: its place and type, so that it outlives a newer engine."""
    return f"{proposal.start}-{proposal.end}:{proposal.type}"
