"""Letting records out: what is still open, preview, removal and proof, letter, logs, package. Part of the Office.

Nothing leaves while anything is undecided, unreviewed or returned by counsel; nothing leaves unproven; one record that fails
keeps all.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foia import ledger
from foia.case import plain, work
from foia.case.desk import Change, same_person
from foia.case.letters import LetterDesk
from foia.case.papers import record_key
from foia.case.views import Output, Point, RecordView, Release
from foia.errors import CheckFailed, UsageError
from foia.jobs import Cancel, Progress, Task, run_kept
from foia.ledger import Kind
from foia.model import Actor, Decision, Proof, Reach, Stance
from foia.store import database as db

if TYPE_CHECKING:
    pass


class ReleaseDesk(LetterDesk):
    # -------------------------------------------------------------------------------------------------- what is open

    def open_points(self, case_id: str) -> tuple[Point, ...]:
        """Everything that still keeps the case from leaving; empty when it may."""
        case = self.case(case_id)
        live = self._live(case.records)
        points = []
        if not case.confirmed:
            points.append(Point(what="The FOIA officer has not confirmed the request", step="request"))
        if not live:
            points.append(Point(what="There is no record to respond with", step="records"))
        for view in live:
            if view.outcome == "withheld":
                continue
            if not view.prepared:
                points.append(Point(what=f"{view.name} was not searched for identifiers", record_id=view.id, step="redact"))
            if view.undecided:
                points.append(Point(what=f"{view.name}: {view.undecided} undecided", record_id=view.id, step="redact"))
            elif view.prepared and not view.reviewed:
                points.append(Point(what=f"{view.name}: nobody has looked at every page", record_id=view.id, step="redact"))
        points.extend(self._barred(case_id, live))
        points.extend(self._unlike(case_id, live))
        judged = self.sign_offs(case_id)
        if judged and judged[-1].verdict == "sent_back":
            points.append(Point(what="Counsel sent the case back", step="counsel"))
        elif case.needs_counsel and not any(one.verdict == "signed" and one.current for one in judged):
            changed = any(one.verdict == "signed" for one in judged)
            what = "Decisions changed since counsel signed" if changed else "Counsel has not signed"
            points.append(Point(what=what, step="counsel"))
        return tuple(points)

    def _barred(self, case_id: str, live: Sequence[RecordView]) -> list[Point]:
        """Decisions by somebody who, the register says, made the recording or supervises who did."""
        points = []
        views = {view.id: view for view in live}
        with self.store.read() as connection:
            register = db.all_entries(connection, "recording")
            in_force = self._decisions_in_force(connection, case_id)
        for view in live:
            at: RecordView | None = view
            while at is not None and not at.recording:
                at = views.get(at.parent or "")
            if at is None or at.recording not in register:
                continue
            data = register[at.recording][0]
            names = {decision.by for decision in in_force.get(view.id, {}).values()} | ({view.reviewed} - {""})
            for name in sorted(names):
                if any(who and same_person(who, name) for who in (data["officer"], data["supervisor"])):
                    what = f"{view.name} was redacted by {name}, the recording's officer or supervisor: 50 ILCS 706/10-20(a)(6)"
                    points.append(Point(what=what, record_id=view.id, step="redact"))
        return points

    def _unlike(self, case_id: str, live: Sequence[RecordView]) -> list[Point]:
        """Records of the same text that are redacted differently: together they give away what each withholds."""
        by_text: dict[str, list[RecordView]] = {}
        with self.store.read() as connection:
            texts = {row["id"]: row["text_sha256"] for row in self._record_rows(connection, case_id)}
            in_force = self._decisions_in_force(connection, case_id)
        for view in live:
            if texts[view.id]:
                by_text.setdefault(texts[view.id], []).append(view)
        points = []
        for same in by_text.values():
            words = [self._removed_words(case_id, view.id, in_force.get(view.id, {})) for view in same]
            for view, own in zip(same[1:], words[1:], strict=True):
                if own != words[0]:
                    what = f"{view.name} has the same text as {same[0].name}, but other passages are withheld"
                    points.append(Point(what=what, record_id=view.id, step="redact"))
        return points

    def _removed_words(self, case_id: str, record_id: str, decided: dict[str, Decision]) -> frozenset[int]:
        """Which words of the text (by their number) are withheld by span; whole pages and drawn boxes are compared by eye."""
        text = self.record(case_id, record_id).text
        removed: set[int] = set()
        for decision in decided.values():
            if decision.stance is Stance.REDACT and decision.reach is Reach.SPAN:
                first = len(text[: decision.start].split())
                removed.update(range(first, first + len(text[decision.start : decision.end].split())))
        return frozenset(removed)

    # ------------------------------------------------------------------------------------------------------- release

    def preview(self, case_id: str, record_id: str, *, by: Actor) -> Path:
        """The redacted copy as it would be now, unproven: for looking at, never for sending."""
        self._check_not_barred(case_id, [record_id], by)
        decisions = self._dumped(self.decisions(case_id, record_id))
        key = f"{record_key(record_id)}/{ledger.digest(decisions)}"
        kept = self.files.derived("preview", key)
        if kept is None:
            self.record(case_id, record_id)
            kept = work.draw_preview(self.files, record_key(record_id), decisions)
            self.files.keep("preview", key, kept)
        return self.files.path(self.files.put(kept))

    def release(self, case_id: str, *, by: Actor, progress: Progress | None = None, cancel: Cancel | None = None) -> Release:
        """Remove and prove every record, then let the case out.

        Raises CheckFailed while anything is open, NotProven when a removal cannot be proven; then nothing leaves, and the
        refusal is in the ledger.
        """
        points = self.open_points(case_id)
        if points:
            raise CheckFailed(
                "The case cannot leave yet",
                why="; ".join(point.what for point in points[:12])
                + (f"; and {len(points) - 12} more" if len(points) > 12 else ""),
                remedy="settle these points first",
            )
        case = self.case(case_id)
        live = self._live(case.records)
        going = [view for view in live if view.outcome != "withheld"]
        self._check_not_barred(case_id, [view.id for view in going], by)
        with self.store.read() as connection:
            self._permit(connection, by, "release")
            digest = self._decided_digest(connection, case_id)
        self.letter_preview(case_id, by=by)  # what the letter lacks is better known before anything is final
        proofs = self._prove_all(case_id, going, by, progress, cancel)
        if cancel is not None and cancel.wished:
            raise CheckFailed("The release was stopped", remedy="start it again; what was proven is kept")
        with self._step(by, "release") as change:
            if self._decided_digest(change.connection, case_id) != digest:
                raise CheckFailed("A decision changed during the release", remedy="look at the change, then release again")
            row = self._case_row(change.connection, case_id)
            if row["status"] in ("released", "closed"):
                raise UsageError("This case is done", why=f"it was {row['status']} already", remedy="look at its outputs")
            for number, view in enumerate(live, 1):
                self._let_out(change, case_id, view, number, proofs.get(view.id))
            row["status"], row["released"] = "released", change.at.isoformat()
            _, head = ledger.head(change.connection)
            event = change.tell(
                Kind.CASE_RELEASED, case_id, released=len(going), withheld=len(live) - len(going), digest=digest, head=head
            )
            row["head"] = f"{event.sequence}:{event.hash}"
            self._save_case(change.connection, row)
        return Release(
            case_id=case_id,
            at=change.at,
            outputs=self.outputs(case_id),
            proofs=tuple(proofs[view.id][0] for view in going),
            withheld=tuple(view.id for view in live if view.outcome == "withheld"),
        )

    def release_in_background(self, case_id: str, *, by: Actor, kind: str = "", body: str = "", **more: Any) -> work.Work:
        """Release, then write the response, in a thread of this process; it goes on when the browser is closed."""

        def out(progress: Progress, cancel: Cancel) -> None:
            self.worded(case_id, kind, by=by, body=body, **more)  # what it lacks is better known before anything is final
            self.release(case_id, by=by, progress=progress, cancel=cancel)
            self.write_response(case_id, by=by, kind=kind, body=body, **more)

        return self._start(case_id, out, "release")

    def _prove_all(
        self, case_id: str, going: Sequence[RecordView], by: Actor, progress: Progress | None, cancel: Cancel | None
    ) -> dict[str, tuple[Proof, Any]]:
        from foia.redaction.prove import ENGINE

        at, salt = self.now().isoformat(), self._salt(case_id)
        tasks = []
        for view in going:
            self.record(case_id, view.id)  # read anew if its pages were lost
            decisions = self._dumped(self.decisions(case_id, view.id))
            key = f"{record_key(view.id)}/{ENGINE}/{ledger.digest([decisions, salt])}"
            tasks.append(Task(key, (record_key(view.id), decisions, at, salt), max(1, view.pages)))
        views = {task.key: view for task, view in zip(tasks, going, strict=True)}
        proofs: dict[str, tuple[Proof, Any]] = {}
        run = run_kept(self.runner, self.files, "proven", work.remove_and_prove, tasks, progress=progress, cancel=cancel)
        for result in run:
            view = views[result.task.key]
            if result.error is not None:
                with self._step(by, "release") as change:
                    change.tell(Kind.RELEASE_REFUSED, case_id, record=view.id, error=type(result.error).__name__)
                raise result.error
            found = json.loads(result.value)
            proof = plain.to_proof(found["proof"])
            proofs[view.id] = (replace(proof, file=self.files.path(proof.file_sha256)), found["removals"])
        return proofs

    def _let_out(self, change: Change, case_id: str, view: RecordView, number: int, proven: tuple[Proof, Any] | None) -> None:
        from foia.redaction.prove import proof_json

        row = self._record_row(change.connection, case_id, view.id)
        stem = output_name(view, number)
        if proven is None:
            row["outcome"] = "withheld"
            decided = self._decisions_in_force(change.connection, case_id, view.id)[view.id]
            cited = {d.basis.citation for d in decided.values() if d.basis and d.reach is Reach.RECORD}
            change.tell(
                Kind.RECORD_WITHHELD, case_id, record=view.id, sha256=view.sha256, citations=sorted(cited), pages=view.pages
            )
        else:
            proof, removals = proven
            row["outcome"] = "released_in_part" if proof.removals else "released"
            self._put_output(change, case_id, "redacted", f"{stem}.redacted.pdf", proof.file_sha256, view.id)
            shown = proof_json(replace(proof, file=Path(f"{stem}.redacted.pdf")), plain.to_removals(removals))
            self._put_output(change, case_id, "proof", f"{stem}.proof.json", self.files.put(shown.encode()), view.id)
            kept = self.files.put(plain.dumps({"proof": plain.of_proof(proof), "removals": removals}))
            self._put_output(change, case_id, "proven", f"{stem}.proven.json", kept, view.id)
            change.tell(
                Kind.RECORD_RELEASED,
                case_id,
                record=view.id,
                source_sha256=proof.source_sha256,
                file_sha256=proof.file_sha256,
                pages=proof.pages,
                removals=proof.removals,
                attempts=len(proof.attempts),
                engine=proof.engine,
                in_full=not proof.removals,
            )
        self._save_record(change.connection, row)

    # ------------------------------------------------------------------------------------------------------ response

    def write_response(self, case_id: str, *, by: Actor, kind: str = "", body: str = "", **more: Any) -> Output:
        """Everything that goes with a release: the letter, the index, counsel's log, and the package, which is returned.

        A letter that an officer edited by hand stays as edited, and is checked again."""
        body = body or self.edited_letter(case_id, kind or self.letter_kind(case_id))
        self.letter(case_id, kind, by=by, body=body, **more)
        self.index(case_id, by=by)
        self.counsel_log(case_id, by=by)
        return self.package(case_id, by=by, kind=kind)

    def index(self, case_id: str, *, by: Actor) -> Output:
        """The requester's index of withholdings, as CSV: record, page, provision, reason; never the text."""
        from foia.response.logs import build_index, index_csv

        records, labels = self._labelled(case_id, self._live(self.records(case_id)))
        entries = build_index(self._of(case_id, labels), records, labels=labels)
        return self._write(case_id, "index", "index.csv", index_csv(entries), by)

    def counsel_log(self, case_id: str, *, by: Actor) -> Output:
        """Counsel's log as CSV: who withheld what, under which version of which provision, on which facts."""
        from foia.response.logs import build_counsel_log

        records, labels = self._labelled(case_id, self._live(self.records(case_id)))
        removals = [removal for found in self._proven(case_id) for removal in plain.to_removals(found["removals"])]
        content = build_counsel_log(self._of(case_id, labels), records, removals, salt=self._salt(case_id), labels=labels)
        return self._write(case_id, "counsel_log", "counsel.csv", content, by)

    def package(self, case_id: str, *, by: Actor, kind: str = "", **more: Any) -> Output:
        """The ZIP that is sent: letter, index, proven files, manifest. Raises CheckFailed before the release."""
        from foia.response.logs import build_index
        from foia.response.package import build_package

        case = self.case(case_id)
        if case.status not in ("released", "closed"):
            raise CheckFailed("The case was not released", why="a package holds proven files only", remedy="release it first")
        live = self._live(case.records)
        records, labels = self._labelled(case_id, live)
        letter = self.letter_preview(case_id, kind, by=by, **more)
        written = self._inner(case_id, f"{letter.kind.value.replace('_', '-')}.body")
        if written:
            letter = replace(letter, body=written)
        proofs = []
        for found in self._proven(case_id):
            proof = plain.to_proof(found["proof"])
            proofs.append(replace(proof, file=self.files.path(proof.file_sha256)))
        names = {view.id: output_name(view, number) for number, view in enumerate(live, 1)}
        with self.files.scratch() as folder:
            target = Path(folder) / "package.zip"
            index = build_index(self._of(case_id, labels), records, labels=labels)
            build_package(target, letter=letter, proofs=proofs, index=index, names=names, head=self._released_head(case_id))
            return self._write(case_id, "package", f"{case.number}.zip", target.read_bytes(), by)

    def _released_head(self, case_id: str) -> str:
        """The ledger's entry of the release, SEQUENCE:HASH: what the package carries out of this program's reach."""
        with self.store.read() as connection:
            return str(self._case_row(connection, case_id).get("head", ""))

    def _proven(self, case_id: str) -> list[dict[str, Any]]:
        """Proof and removals of every record that left, in the order of their names; for the logs and the package alone."""
        kept = [output for output in self.outputs(case_id, inner=True) if output.kind == "proven"]
        return [json.loads(output.path.read_bytes()) for output in sorted(kept, key=lambda output: output.name)]

    def _salt(self, case_id: str) -> str:
        """One salt a case, for its proofs and counsel's log alike; kept apart from what is handed out."""
        kept = self.files.derived("salt", case_id)
        if kept is None:
            import secrets

            kept = secrets.token_hex(32).encode()
            self.files.keep("salt", case_id, kept)
        return kept.decode()

    def _check_not_barred(self, case_id: str, record_ids: Sequence[str], by: Actor) -> None:
        with self._step(by, "write a response" if len(record_ids) == 1 else "release") as change:
            self._bar_recording_officer(change.connection, by, case_id, list(record_ids))

    @staticmethod
    def _dumped(decisions: Sequence[Decision]) -> str:
        return ledger.dump([plain.of_decision(decision) for decision in decisions if decision.stance is Stance.REDACT])


def output_name(view: RecordView, number: int) -> str:
    """A file name that tells nothing of the record but its number and kind."""
    kind = (view.kind or view.format).replace("_", "-")
    return f"record-{number:02d}-{kind}"
