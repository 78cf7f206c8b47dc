"""Counsel's desk: comments, approval, sending back, signing; what changed since. Part of the Office.

What counsel signs is bound by the digest of the decisions looked at and by the ledger's head; a decision changed afterwards
reopens the case.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from foia import ledger
from foia.case import plain
from foia.case.desk import Change, new_id, parse_time
from foia.case.register import RegisterDesk
from foia.case.views import Change as Difference
from foia.case.views import Comment, SignOff
from foia.errors import CheckFailed, UsageError
from foia.ledger import Kind
from foia.model import Actor
from foia.store import database as db


class CounselDesk(RegisterDesk):
    def comment(self, case_id: str, text: str, *, by: Actor, target: str = "") -> Comment:
        """Say something about the case, a record, an item or a provision."""
        if not text.strip():
            raise UsageError("The comment is empty", remedy="write something")
        with self._step(by, "comment") as change:
            self._case_row(change.connection, case_id)
            id = new_id()
            data = {
                "text": text,
                "by": by.name,
                "role": by.role.value,
                "at": change.at.isoformat(),
                "target": target,
                "resolved": False,
            }
            db.put_entry(change.connection, "comment", id, data, case_id=case_id)
            change.tell(Kind.COMMENTED, case_id, comment=id, digest=ledger.digest(data))
        return _comment(id, data)

    def comments(self, case_id: str) -> tuple[Comment, ...]:
        with self.store.read() as connection:
            found = [_comment(id, data) for id, (data, _) in db.all_entries(connection, "comment", case_id=case_id).items()]
        return tuple(sorted(found, key=lambda comment: comment.at))

    def resolve_comment(self, case_id: str, comment_id: str, *, by: Actor) -> None:
        with self._step(by, "comment") as change:
            found = db.entry(change.connection, "comment", comment_id, case_id=case_id)
            if found is None:
                raise UsageError("There is no such comment", remedy="reload the case")
            db.put_entry(change.connection, "comment", comment_id, {**found[0], "resolved": True}, case_id=case_id)
            change.tell(Kind.COMMENT_RESOLVED, case_id, comment=comment_id)

    def send_to_counsel(self, case_id: str, *, by: Actor, note: str = "") -> None:
        with self._step(by, "send to counsel") as change:
            self._reopen(change, case_id)
            row = self._case_row(change.connection, case_id)
            row["status"], row["needs_counsel"] = "counsel", True
            self._save_case(change.connection, row)
            change.tell(Kind.SENT_TO_COUNSEL, case_id, digest=ledger.digest(note))

    def approve(self, case_id: str, *, by: Actor, note: str = "") -> SignOff:
        """Counsel has no objection so far."""
        return self._judge(case_id, "approved", by, note)

    def send_back(self, case_id: str, *, by: Actor, note: str) -> SignOff:
        """Counsel wants something changed, and says what."""
        if not note.strip():
            raise UsageError("Sending a case back needs a reason", remedy="say what should be changed")
        return self._judge(case_id, "sent_back", by, note)

    def sign(self, case_id: str, *, by: Actor, note: str = "") -> SignOff:
        """Counsel signs the decisions as they are. Raises CheckFailed while anything is undecided."""
        left = self.undecided(case_id)
        if left:
            raise CheckFailed(
                f"{left} passages are undecided", why="what is signed must be whole", remedy="have them decided first"
            )
        return self._judge(case_id, "signed", by, note)

    def sign_offs(self, case_id: str) -> tuple[SignOff, ...]:
        """Counsel's judgements in order; `current` says whether the decisions are still those looked at."""
        with self.store.read() as connection:
            digest = self._decided_digest(connection, case_id)
            found = db.all_entries(connection, "sign_off", case_id=case_id)
        views = [
            SignOff(
                id=id,
                verdict=data["verdict"],
                by=data["by"],
                title=data["title"],
                at=parse_time(data["at"]),
                note=data["note"],
                digest=data["digest"],
                head=data["head"],
                current=data["digest"] == digest,
            )
            for id, (data, _) in sorted(found.items(), key=lambda entry: int(entry[1][0]["order"]))
        ]
        return tuple(views)

    def changes_since_sign_off(self, case_id: str) -> tuple[Difference, ...]:
        """Decisions that differ from those counsel looked at last."""
        with self.store.read() as connection:
            found = db.all_entries(connection, "sign_off", case_id=case_id)
            if not found:
                return ()
            last = max((data for data, _ in found.values()), key=lambda data: int(data["order"]))
            now = self._decided_plain(connection, case_id)
        kept = self.files.read(last["decisions"])
        before: dict[str, dict[str, Any]] = json.loads(kept)
        changes = []
        for record_id in sorted({*before, *now}):
            old, new = before.get(record_id, {}), now.get(record_id, {})
            for key in sorted({*old, *new}):
                if old.get(key) != new.get(key):
                    changes.append(
                        Difference(
                            record_id=record_id,
                            key=key,
                            before=plain.to_decision(old[key]) if key in old else None,
                            after=plain.to_decision(new[key]) if key in new else None,
                        )
                    )
        return tuple(changes)

    def _judge(self, case_id: str, verdict: str, by: Actor, note: str) -> SignOff:
        with self.store.read() as connection:
            looked_at = self._decided_plain(connection, case_id)
        kept = self.files.put(ledger.dump(looked_at).encode())
        with self._step(by, "judge as counsel") as change:
            row = self._case_row(change.connection, case_id)
            if row["status"] in ("released", "closed"):
                raise UsageError("This case is done", why=f"it was {row['status']}", remedy="look at its ledger")
            digest = self._decided_digest(change.connection, case_id)
            if digest != ledger.digest(looked_at):
                raise CheckFailed("A decision changed while you signed", remedy="look at the changes, then sign again")
            row["status"] = {"signed": "signed", "sent_back": "open"}.get(verdict, row["status"])
            self._save_case(change.connection, row)
            return self._sign_off(change, case_id, verdict, note, digest, kept)

    def _sign_off(self, change: Change, case_id: str, verdict: str, note: str, digest: str, kept: str) -> SignOff:
        _, head = ledger.head(change.connection)
        id = new_id()
        data = {
            "verdict": verdict,
            "by": change.by.name,
            "title": change.by.title,
            "at": change.at.isoformat(),
            "note": note,
            "digest": digest,
            "decisions": kept,
            "head": head,
        }
        kinds = {"signed": Kind.COUNSEL_SIGNED, "sent_back": Kind.COUNSEL_SENT_BACK, "approved": Kind.COUNSEL_APPROVED}
        event = change.tell(kinds[verdict], case_id, digest=digest, head=head)
        db.put_entry(change.connection, "sign_off", id, {**data, "order": event.sequence}, case_id=case_id)
        return SignOff(
            id=id,
            verdict=verdict,
            by=change.by.name,
            title=change.by.title,
            at=change.at,
            note=note,
            digest=digest,
            head=head,
            current=True,
        )

    def _decided_plain(self, connection: sa.Connection, case_id: str) -> dict[str, dict[str, Any]]:
        return {
            record_id: {key: plain.of_decision(decision) for key, decision in sorted(decisions.items())}
            for record_id, decisions in sorted(self._decisions_in_force(connection, case_id).items())
        }

    def _decided_digest(self, connection: sa.Connection, case_id: str) -> str:
        return ledger.digest(self._decided_plain(connection, case_id))


def _comment(id: str, data: dict[str, Any]) -> Comment:
    return Comment(
        id=id, text=data["text"], by=data["by"], at=parse_time(data["at"]), target=data["target"], resolved=data["resolved"]
    )
