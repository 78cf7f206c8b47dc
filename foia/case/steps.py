"""Steps of deciding: rows that are never changed, and the decisions in force as a fold over them. Part of the Office.

For each record and key the latest row of a step that is not undone is in force; undoing an own step leaves what somebody else
decided after it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from foia import ledger
from foia.case import plain
from foia.case.board import pages_of
from foia.case.desk import parse_time
from foia.case.prepare import PrepareDesk
from foia.case.views import Step
from foia.errors import Conflict
from foia.ledger import Kind
from foia.model import Actor, Decision, Reach, Stance
from foia.store import database as db


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person wants for one key of one record; `decision` None takes a decision back."""

    record_id: str
    key: str
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class _Fold:
    """The decisions of a case up to the step `last`, without those of the steps `undone`."""

    last: int
    undone: frozenset[int]
    latest: Mapping[str, Mapping[str, Decision | None]]  # record id -> key -> decision; None: taken back
    decisions: dict[str, dict[str, Decision]]  # the same without what was taken back


class StepDesk(PrepareDesk):
    # ----------------------------------------------------------------------------------------------------- the fold

    def _decisions_in_force(
        self, connection: sa.Connection, case_id: str, record_id: str = ""
    ) -> dict[str, dict[str, Decision]]:
        """record id -> key -> decision. Not to be changed by the caller: outside a step it is shared."""
        if connection.get_execution_options().get("foia_writes"):
            found = self._folded(connection, case_id, None).decisions  # a step may yet be undone: nothing of it is kept
        else:
            kept = self._remember(f"decided/{case_id}", dict, weight=20)
            fold = kept["fold"] = self._folded(connection, case_id, kept.get("fold"))
            found = fold.decisions
        if not record_id:
            return found
        return {record_id: found[record_id]} if record_id in found else {}

    def _folded(self, connection: sa.Connection, case_id: str, known: _Fold | None) -> _Fold:
        """The decisions in force; `known` is carried on with the steps since, unless one was undone or redone."""
        mine = db.steps.c.case_id == case_id
        undone = frozenset(connection.execute(sa.select(db.steps.c.id).where(mine, db.steps.c.undone != 0)).scalars())
        if known is None or known.undone != undone:
            known = _Fold(0, undone, {}, {})
        query = (
            sa.select(db.decisions.c.record_id, db.decisions.c.key, db.decisions.c.data, db.decisions.c.step_id)
            .join(db.steps, db.steps.c.id == db.decisions.c.step_id)
            .where(db.decisions.c.case_id == case_id, db.decisions.c.step_id > known.last, db.steps.c.undone == 0)
            .order_by(db.decisions.c.step_id, db.decisions.c.position)
        )
        last = known.last
        fresh: dict[str, dict[str, Decision | None]] = {}
        for row in connection.execute(query):
            if row.record_id not in fresh:
                fresh[row.record_id] = dict(known.latest.get(row.record_id, {}))
            fresh[row.record_id][row.key] = None if row.data == "null" else self._decoded(row.data)
            last = row.step_id
        if not fresh:
            return known
        decisions = {
            record: {key: decision for key, decision in keys.items() if decision is not None} for record, keys in fresh.items()
        }
        return _Fold(last, undone, {**known.latest, **fresh}, {**known.decisions, **decisions})

    def _decoded(self, data: str) -> Decision:
        found: Decision = self._remember_small(data, lambda: plain.to_decision(json.loads(data)))
        return found

    def _states(self, row: dict[str, Any], decided: dict[str, Decision]) -> list[bool]:
        """For each proposal of a record, whether it is decided or lies in what is withheld anyway."""
        if not row["prepared"]:
            return []
        proposals = self._prepared(row)["proposals"]
        if any(d.reach is Reach.RECORD and d.stance is Stance.REDACT for d in decided.values()):
            return [True] * len(proposals)
        wide = [d for key, d in decided.items() if key not in proposals and d.stance is Stance.REDACT]
        spans = [(d.start, d.end) for d in wide if d.reach is Reach.SPAN]
        pages = {number for d in wide if d.reach is Reach.PAGE for number in d.pages}
        record = self.record(row["case_id"], row["id"]) if pages else None
        states = []
        for key, proposal in proposals.items():
            done = key in decided or (
                bool(spans) and any(start <= proposal.start and proposal.end <= end for start, end in spans)
            )
            if not done and record is not None:
                done = pages.issuperset(pages_of(record, proposal.start, proposal.end))
            states.append(done)
        return states

    def _outcome(self, row: dict[str, Any], decided: dict[str, Decision]) -> str:
        if row["set_aside"] or row["duplicate_of"]:
            return "not_responsive"
        if any(d.reach is Reach.RECORD and d.stance is Stance.REDACT for d in decided.values()):
            return "withheld"
        return str(row["outcome"])

    def _steps(self, connection: sa.Connection, case_id: str) -> list[Step]:
        query = sa.select(db.steps).where(db.steps.c.case_id == case_id).order_by(db.steps.c.id)
        found = []
        for raw in connection.execute(query):
            data = json.loads(raw.data)
            found.append(
                Step(
                    id=raw.id,
                    act=data["act"],
                    by=data["by"],
                    at=parse_time(data["at"]),
                    records=tuple(data["records"]),
                    keys=tuple(data["keys"]),
                    count=data["count"],
                    undone=bool(raw.undone),
                )
            )
        return found

    # ------------------------------------------------------------------------------------------------------- writing

    def _decide(self, case_id: str, wishes: list[Wish], act: str, by: Actor, *, seen: Mapping[str, int] | None = None) -> Step:
        records = sorted({wish.record_id for wish in wishes})
        with self._step(by, "decide") as change:
            self._bar_recording_officer(change.connection, by, case_id, records)
            rows = {record: self._record_row(change.connection, case_id, record) for record in records}
            self._reopen(change, case_id)
            for record, version in (seen or {}).items():
                self._check_conflict(change.connection, case_id, rows[record], version, wishes, by)
            for row in rows.values():
                row["reviewed"] = ""  # what somebody looked at has changed
                self._save_record(change.connection, row)
            change.connection.execute(
                sa.update(db.steps)
                .where(db.steps.c.id.in_(self._undone_by(change.connection, case_id, by.name)))
                .values(undone=2)
            )
            number = (change.connection.execute(sa.select(sa.func.max(db.steps.c.id))).scalar() or 0) + 1
            versions = {record: row["version"] for record, row in rows.items()}
            keys = [wish.key for wish in wishes]
            data = {
                "act": act,
                "by": by.name,
                "at": change.at.isoformat(),
                "records": versions,
                "keys": keys[:50],
                "count": len(wishes),
            }
            change.connection.execute(sa.insert(db.steps).values(id=number, case_id=case_id, undone=0, data=ledger.dump(data)))
            written = [
                {
                    "step_id": number,
                    "position": position,
                    "case_id": case_id,
                    "record_id": wish.record_id,
                    "key": wish.key,
                    "data": ledger.dump(plain.of_decision(wish.decision) if wish.decision else None),
                }
                for position, wish in enumerate(wishes)
            ]
            change.connection.execute(sa.insert(db.decisions), written)
            made = [wish.decision for wish in wishes if wish.decision]
            change.tell(
                Kind.DECIDED,
                case_id,
                step=number,
                records=records,
                act=act,
                count=len(wishes),
                redact=sum(decision.stance is Stance.REDACT for decision in made),
                release=sum(decision.stance is Stance.RELEASE for decision in made),
                citations=sorted({decision.basis.citation for decision in made if decision.basis}),
                digest=step_digest(written),
            )
        return Step(
            id=number,
            act=act,
            by=by.name,
            at=change.at,
            records=tuple(records),
            keys=tuple(keys),
            count=len(wishes),
            undone=False,
        )

    def _turn(self, case_id: str, by: Actor, record_id: str, *, undone: bool) -> Step | None:
        with self._step(by, "decide") as change:
            steps = [
                step
                for step in self._steps(change.connection, case_id)
                if step.by == by.name and (not record_id or record_id in step.records)
            ]
            if undone:
                live = [step for step in steps if not step.undone]
                chosen = live[-1] if live else None
            else:
                open_ = set(self._undone_by(change.connection, case_id, by.name))
                again = [step for step in steps if step.id in open_]
                chosen = again[0] if again else None
            if chosen is None:
                return None
            self._bar_recording_officer(change.connection, by, case_id, chosen.records)
            self._reopen(change, case_id)
            for record in chosen.records:
                row = self._record_row(change.connection, case_id, record)
                row["reviewed"] = ""
                self._save_record(change.connection, row)
            change.connection.execute(sa.update(db.steps).where(db.steps.c.id == chosen.id).values(undone=int(undone)))
            kind = Kind.DECISION_UNDONE if undone else Kind.DECISION_REDONE
            change.tell(kind, case_id, step=chosen.id, records=list(chosen.records))
        return Step(**{**{name: getattr(chosen, name) for name in Step.__slots__}, "undone": undone})

    def _undone_by(self, connection: sa.Connection, case_id: str, name: str) -> list[int]:
        query = sa.select(db.steps.c.id, db.steps.c.data).where(db.steps.c.case_id == case_id, db.steps.c.undone == 1)
        return [row.id for row in connection.execute(query.order_by(db.steps.c.id)) if json.loads(row.data)["by"] == name]

    def _check_conflict(
        self, connection: sa.Connection, case_id: str, row: dict[str, Any], seen: int, wishes: Iterable[Wish], by: Actor
    ) -> None:
        """Somebody else decided one of the same items since this person's screen was drawn."""
        keys = {wish.key for wish in wishes if wish.record_id == row["id"]}
        query = (
            sa.select(db.steps.c.data, db.decisions.c.key)
            .join(db.decisions, db.decisions.c.step_id == db.steps.c.id)
            .where(db.steps.c.case_id == case_id, db.steps.c.undone == 0, db.decisions.c.record_id == row["id"])
        )
        for found in connection.execute(query):
            step = json.loads(found.data)
            if found.key in keys and step["by"] != by.name and step["records"].get(row["id"], 0) > seen:
                raise Conflict(
                    f"{step['by']} decided about the same passage of {row['name']} in the meantime",
                    why="your screen shows an older state",
                    remedy="reload the record, look at their decision, then decide again if you still want to",
                )

    def _remember_small(self, key: str, load: Callable[[], Any]) -> Any:
        raise NotImplementedError


def step_digest(rows: Iterable[Mapping[str, Any]]) -> str:
    """Binds a step's rows of the database to its event in the ledger."""
    return ledger.digest([[row["record_id"], row["key"], row["data"]] for row in rows])
