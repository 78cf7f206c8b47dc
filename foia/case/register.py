"""The register of body-camera recordings: how long each is kept, and what was altered early. Part of the Office.

50 ILCS 706/10-20(a)(6)-(8). Kept 90 days, then destroyed, unless the encounter was flagged (two years from the flag), used in a
proceeding (until final disposition and the court's order) or designated for training; an open request for it stops destruction.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from foia import ledger
from foia.case.law import LawDesk
from foia.case.views import FLAGS, Alteration, Recording
from foia.errors import UsageError
from foia.ledger import Kind
from foia.model import Actor
from foia.store import database as db

ACTIONS = ("altered", "erased", "destroyed")


class RegisterDesk(LawDesk):
    def recordings(self, case_id: str = "") -> tuple[Recording, ...]:
        """The register, or the recordings that a case asks for; each with the date until which it must be kept, as of today."""
        with self.store.read() as connection:
            rows = db.all_entries(connection, "recording")
            return tuple(
                view
                for id, (data, version) in rows.items()
                if not case_id or case_id in data["cases"]
                for view in [self._recording(connection, id, data, version)]
            )

    def save_recording(self, recording: Recording, *, by: Actor, seen: int | None = None) -> Recording:
        """Enter a recording, or correct its entry. Raises UsageError for an unknown flag, or a date that cannot be."""
        unknown = sorted(set(recording.flags) - set(FLAGS))
        if unknown:
            raise UsageError(
                f"'{unknown[0][:40]}' is no ground for flagging a recording",
                why="50 ILCS 706/10-20(a)(7)(B) lists seven",
                remedy=f"choose from: {', '.join(FLAGS)}",
            )
        if not recording.id.strip() or not recording.officer.strip():
            raise UsageError("A recording needs its number and the officer who made it", remedy="give both")
        if recording.recorded_on > self.today():
            raise UsageError(
                f"The recording {recording.id} was made in the future", why="it cannot be", remedy="correct the date"
            )
        if recording.flagged_on and recording.flagged_on < recording.recorded_on:
            raise UsageError(
                f"The recording {recording.id} was flagged before it was made", why="it cannot be", remedy="correct the dates"
            )
        flagged_on = recording.flagged_on or (recording.recorded_on if recording.flags else None)
        data = {
            "recorded_on": recording.recorded_on.isoformat(),
            "officer": recording.officer,
            "supervisor": recording.supervisor,
            "flags": list(recording.flags),
            "flagged_on": flagged_on.isoformat() if flagged_on and recording.flags else None,
            "proceeding": recording.proceeding,
            "disposed_on": recording.disposed_on.isoformat() if recording.disposed_on else None,
            "training": recording.training,
            "non_enforcement": recording.non_enforcement,
        }
        with self._step(by, "keep the register") as change:
            old = db.entry(change.connection, "recording", recording.id)
            data["cases"] = old[0]["cases"] if old else []
            data["alterations"] = old[0]["alterations"] if old else []
            version = db.put_entry(
                change.connection, "recording", recording.id, data, seen=seen, what=f"The recording {recording.id}"
            )
            view = self._recording(change.connection, recording.id, data, version)
            change.tell(
                Kind.RECORDING_SAVED,
                recording=recording.id,
                recorded_on=data["recorded_on"],
                flags=data["flags"],
                flagged_on=data["flagged_on"],
                keep_until=view.keep_until.isoformat() if view.keep_until else "",
                digest=ledger.digest(data),
            )
        return view

    def link_recording(self, case_id: str, recording_id: str, *, by: Actor) -> Recording:
        """A request asks for the recording: it may not be destroyed while the request is open."""
        with self._step(by, "keep the register") as change:
            self._case_row(change.connection, case_id)
            data = self._known(change.connection, recording_id)
            if case_id not in data["cases"]:
                data["cases"].append(case_id)
                db.put_entry(change.connection, "recording", recording_id, data)
            view = self._recording(change.connection, recording_id, data, 0)
            change.tell(
                Kind.RECORDING_HELD,
                case_id,
                recording=recording_id,
                keep_until=view.keep_until.isoformat() if view.keep_until else "",
            )
        return view

    def record_alteration(
        self, recording_id: str, *, by: Actor, person: str, reason: str, when: dt.date, action: str = "destroyed"
    ) -> Recording:
        """The written record of an early alteration, erasure or destruction that (a)(7)(A) demands: kept one year."""
        if action not in ACTIONS or not person.strip() or not reason.strip():
            raise UsageError(
                "The record of an early alteration is not complete",
                why="50 ILCS 706/10-20(a)(7)(A) demands the name of whoever made it and the reason",
                remedy=f"give both, and what was done: {', '.join(ACTIONS)}",
            )
        if when > self.today():
            raise UsageError("The alteration lies in the future", why="it cannot be", remedy="correct the date")
        with self._step(by, "keep the register") as change:
            data = self._known(change.connection, recording_id)
            entry = {
                "action": action,
                "person": person,
                "reason": reason,
                "when": when.isoformat(),
                "keep_until": _years(when, 1).isoformat(),
                "by": by.name,
            }
            data["alterations"].append(entry)
            version = db.put_entry(change.connection, "recording", recording_id, data)
            change.tell(
                Kind.RECORDING_ALTERED,
                recording=recording_id,
                action=action,
                when=entry["when"],
                keep_until=entry["keep_until"],
                digest=ledger.digest(entry),
            )
            view = self._recording(change.connection, recording_id, data, version)
        return view

    def _known(self, connection: sa.Connection, recording_id: str) -> dict[str, Any]:
        found = db.entry(connection, "recording", recording_id)
        if found is None:
            raise UsageError(f"The register holds no recording '{recording_id[:40]}'", remedy="enter it first")
        data: dict[str, Any] = found[0]
        return data

    def _recording(self, connection: sa.Connection, id: str, data: dict[str, Any], version: int) -> Recording:
        status = sa.select(db.cases.c.status).where(db.cases.c.id.in_(data["cases"]))
        held = any(state != "closed" for state in connection.execute(status).scalars())
        recording = Recording(
            id=id,
            recorded_on=dt.date.fromisoformat(data["recorded_on"]),
            officer=data["officer"],
            supervisor=data["supervisor"],
            flags=tuple(data["flags"]),
            flagged_on=_date(data["flagged_on"]),
            proceeding=data["proceeding"],
            disposed_on=_date(data["disposed_on"]),
            training=data["training"],
            non_enforcement=data["non_enforcement"],
            cases=tuple(data["cases"]),
            held=held,
            alterations=tuple(
                Alteration(
                    action=one["action"],
                    person=one["person"],
                    reason=one["reason"],
                    when=dt.date.fromisoformat(one["when"]),
                    keep_until=dt.date.fromisoformat(one["keep_until"]),
                    by=one["by"],
                )
                for one in data["alterations"]
            ),
            version=version,
        )
        return keep(recording, self.today())


def keep(recording: Recording, today: dt.date) -> Recording:
    """The recording with the day until which it is kept, why, and whether it may or must be destroyed. The later ground wins.

    `keep_until` is the last day of keeping; None where no date can be told yet (a court's order, an open request, training).
    """
    from foia.requests import retention

    flagged = (recording.flagged_on or recording.recorded_on) if recording.flags else None
    counted = retention(recording.recorded_on, flagged=flagged)
    until, why, rule = counted.last_day, counted.why, counted.rule
    ended: dt.date | None = until
    if recording.flags and recording.proceeding:
        rule = "50 ILCS 706/10-20(a)(7)(C)"
        if recording.disposed_on is None:
            ended, why = None, "used in a proceeding: kept until its final disposition and the court's order"
        elif recording.disposed_on > until:
            ended, why = recording.disposed_on, "used in a proceeding: kept until its final disposition and the court's order"
    over = ended is not None and ended < today
    may, must = over, over
    if recording.training:
        must = False  # (a)(8): "may be retained"
        why += "; designated for training: may be kept longer"
    if recording.held:
        may = must = False
        why += "; asked for in an open request: may not be destroyed"
    if recording.non_enforcement and not recording.held and not recording.flags:
        may = True
        why += "; no law enforcement activity: the 90 days do not bind"
    return replace(recording, keep_until=ended, keep_why=why, rule=rule, may_destroy=may, must_destroy=must)


def _years(date: dt.date, years: int) -> dt.date:
    try:
        return date.replace(year=date.year + years)
    except ValueError:  # February 29: the later day, since keeping longer is the safe side
        return dt.date(date.year + years, 3, 1)


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
