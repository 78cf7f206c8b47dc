"""A whole case from a file, without a browser: the same steps as on the screens, each by a named person. See docs/respond.md.

Nothing appears in the output folder unless the whole case went through.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from foia.case import plain
from foia.case.casefile import AnswersPart, CaseFile, load_case_file, load_each
from foia.case.desk import ILLINOIS
from foia.case.letters import ANSWERS
from foia.case.office import Office
from foia.case.policy import Policy
from foia.case.views import Output, Recording, RecordView
from foia.errors import CheckFailed, UsageError
from foia.jobs import Runner
from foia.model import Actor, ActorRole

Say = Callable[[str, int, int], None]  # stage, pages done, pages in all

_MARK = "case.json"


def respond(
    case_path: Path, out: Path, *, runner: Runner | None = None, say: Say | None = None, replace: bool = False
) -> dict[str, Any]:
    """Run the case and write everything to the folder `out`; returns what `case.json` holds.

    `replace` allows an `out` that an earlier run wrote. Raises the errors of every step; `out` is then as it was.
    """
    file = load_case_file(case_path)
    out = out.absolute()
    if out.exists() and (not out.is_dir() or any(out.iterdir())) and not (replace and (out / _MARK).is_file()):
        raise UsageError(
            f"The folder {out.name} is not empty",
            why="a response is written to a folder of its own",
            remedy="name a new folder",
        )
    draft = out.parent / f".{out.name}.{os.getpid()}.{secrets.token_hex(3)}"
    try:
        draft.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise UsageError(f"The folder {out.name} cannot be made", why=error.strerror or "", remedy="choose another") from error
    try:
        summary = _Run(file, case_path.absolute().parent, draft, runner, say or (lambda *_: None)).run()
        if out.exists():
            shutil.rmtree(out)
        draft.rename(out)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return summary


class _Run:
    def __init__(self, file: CaseFile, folder: Path, out: Path, runner: Runner | None, say: Say) -> None:
        from foia.agency import load_agency

        self.file, self.folder, self.out, self.say = file, folder, out, say
        self.people = {person.name: Actor(person.name, person.title, person.role) for person in file.people}
        self.seconds: dict[str, float] = {}
        started, moment = time.monotonic(), _moment(file.as_of) if file.as_of else dt.datetime.now(dt.UTC)
        self.office = Office.open(
            files=out / "foia-data",
            agency=load_agency(folder / file.agency) if file.agency else None,
            runner=runner,
            clock=lambda: moment + dt.timedelta(seconds=time.monotonic() - started),
        )

    def run(self) -> dict[str, Any]:
        try:
            return self._run()
        finally:
            self.office.close()

    def _run(self) -> dict[str, Any]:
        officer = self._officer()
        self.office.save_person(officer, by=officer)
        for person in self.people.values():
            if person != officer:
                self.office.save_person(person, by=officer)
        case_id = self._timed("request", lambda: self._request(officer))
        records = self._timed("read", lambda: self._records(case_id, officer))
        self._timed("detect", lambda: self._prepare(case_id, officer))
        self._timed("decide", lambda: self._decide(case_id, records, officer))
        self._timed("release", lambda: self._release(case_id, officer))
        self._timed("respond", lambda: self._write(case_id, records, officer))
        return self._summary(case_id)

    def _timed(self, stage: str, function: Callable[[], Any]) -> Any:
        self.say(stage, 0, 0)
        started = time.monotonic()
        result = function()
        self.seconds[stage] = round(time.monotonic() - started, 2)
        return result

    # --------------------------------------------------------------------------------------------------------- steps

    def _request(self, officer: Actor) -> str:
        part = self.file.request
        source: bytes | str = self._path(part.file).read_bytes() if part.file else part.text
        case = self.office.add_request(
            source, received=_received(part.received), by=officer, name=part.file or "request.txt", number=self.file.number
        )
        self.office.confirm_request(
            case.id,
            by=officer,
            kind=part.kind,
            requester=part.requester or None,
            title=self.file.title or None,
            items=part.items,
            needs_counsel=self.file.counsel is not None or None,
        )
        if part.extended:
            extended = part.extended
            self.office.extend(case.id, reason=extended.reason, noticed=extended.noticed, days=extended.days, by=officer)
        if part.agreed_until:
            self.office.extend(case.id, agreed_until=part.agreed_until, by=officer)
        for line in self.file.recordings:
            self.office.save_recording(Recording(**line.model_dump()), by=officer)
            self.office.link_recording(case.id, line.id, by=officer)
        return case.id

    def _records(self, case_id: str, officer: Actor) -> dict[str, RecordView]:
        """The records by their name in the case file; a member of an archive or an attachment by `file/name`."""
        found: dict[str, RecordView] = {}
        for part in self.file.records:
            added = self.office.add_record(
                case_id,
                self._path(part.file),
                by=officer,
                name=Path(part.file).name,
                password=part.password,
                kind=part.kind,
                recording=part.recording,
            )
            for view in added:
                found[part.file if view.parent is None else f"{part.file}/{view.name}"] = view
            if part.not_responsive:
                for view in added:
                    self.office.set_aside(case_id, view.id, by=officer, reason=part.not_responsive)
        return found

    def _prepare(self, case_id: str, officer: Actor) -> None:
        self.office.prepare(case_id, by=officer, progress=lambda done, total: self.say("detect", done, total))

    def _decide(self, case_id: str, records: Mapping[str, RecordView], officer: Actor) -> None:
        for answers in self.file.answers:
            self._answer(case_id, answers, records, officer)
        part = self.file.decisions
        if part is None:
            return
        policy = Policy(self.office, case_id, part, load_each(self._path(part.each)) if part.each else (), self.people, records)
        policy.apply()
        if part.reviewed:
            for view in self.office.records(case_id):
                if not view.set_aside and not view.duplicate_of and view.outcome != "withheld" and not view.undecided:
                    self.office.review_record(case_id, view.id, by=self.people[part.by])
        if self.file.counsel and not self.office.undecided(case_id):
            self.office.send_to_counsel(case_id, by=officer)
            self.office.sign(case_id, by=self.people[self.file.counsel.by], note=self.file.counsel.note)

    def _answer(self, case_id: str, part: AnswersPart, records: Mapping[str, RecordView], officer: Actor) -> None:
        if part.record and part.record not in records:
            raise UsageError(f"The answers name a record that is not in the case: '{part.record[:60]}'", remedy="name its file")
        record_id = records[part.record].id if part.record else ""
        by = self.people[part.by] if part.by else officer
        for fact, value in part.answers.items():
            self.office.answer(case_id, fact, value, by=by, node=part.node, record_id=record_id, note=part.note)

    @property
    def _goes_out(self) -> bool:
        """Whether the letter is the answer with which records leave, and not a step on the way there."""
        return bool(self.file.records) and self.file.response.letter in ("", *ANSWERS)

    def _release(self, case_id: str, officer: Actor) -> None:
        if not self._goes_out:
            return
        self.office.release(case_id, by=officer, progress=lambda done, total: self.say("release", done, total))

    # -------------------------------------------------------------------------------------------------------- output

    def _write(self, case_id: str, records: Mapping[str, RecordView], officer: Actor) -> None:
        from foia.exemptions import explain

        case = self.office.case(case_id)
        more = self.file.response.model_dump(exclude={"by", "formats", "letter"}, exclude_defaults=True)
        kind = self.file.response.letter
        for output in self.office.letter(case_id, kind, by=officer, formats=self.file.response.formats, **more):
            self._copy(output, f"letter{Path(output.name).suffix}")
        if self._goes_out:
            self._copy(self.office.index(case_id, by=officer), "index.csv")
            self._copy(self.office.counsel_log(case_id, by=officer), "counsel.csv")
            self._copy(self.office.package(case_id, by=officer, kind=kind), "package.zip")
        for output in self.office.outputs(case_id):
            if output.kind in ("redacted", "proof"):
                self._copy(output, f"released/{output.name}")
        self._json("clock.json", clock_json(case.clock))
        names = {view.id: name for name, view in records.items()}
        parts = [f"# Findings: request {case.number}\n\nAs of {self.office.today()}.\n"]
        for record_id, finding in self.office.findings(case_id):
            parts.append(f"\n## {names.get(record_id, 'The request')}\n\n{explain.markdown(finding)}\n")
        raised = self.office.provisions(case_id)
        if raised:
            parts.append("\n# Provisions that the records raise\n\n| record | provision | title |\n|---|---|---|\n")
            parts += [f"| {names.get(one.record_id, '')} | {one.citation} | {one.title} |\n" for one in raised]
        (self.out / "findings.md").write_text("".join(parts), encoding="utf-8")
        lines = [json.dumps(plain.of_decision(one), ensure_ascii=False) + "\n" for one in self.office.decisions(case_id)]
        (self.out / "decisions.jsonl").write_text("".join(lines), encoding="utf-8")
        self.office.verify_ledger()
        self.office.export_ledger(self.out / "ledger.jsonl")

    def _summary(self, case_id: str) -> dict[str, Any]:
        case = self.office.case(case_id)
        verified = self.office.verify_ledger()
        summary = {
            "number": case.number,
            "status": case.status,
            "kind": case.kind.value,
            "received": case.received.isoformat(),
            "due": case.clock.due.isoformat(),
            "target": case.clock.target.isoformat(),
            "letter": self.file.response.letter or self.office.letter_kind(case_id),
            "records": [
                {"name": view.name, "kind": view.kind, "pages": view.pages, "outcome": view.outcome, "decided": view.decided}
                for view in case.records
            ],
            "ledger": {"entries": verified.entries, "head": verified.head},
            "seconds": self.seconds,
        }
        self._json(_MARK, summary)
        return summary

    def _copy(self, output: Output, name: str) -> None:
        target = self.out / name
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(output.path, target)

    def _json(self, name: str, value: Any) -> None:
        (self.out / name).write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    # -------------------------------------------------------------------------------------------------------- places

    def _officer(self) -> Actor:
        if self.file.response.by:
            return self.people[self.file.response.by]
        officers = [person for person in self.people.values() if person.role is ActorRole.OFFICER]
        if not officers:
            raise CheckFailed(
                "The case file names no FOIA officer",
                why="only the FOIA officer confirms a request and releases records",
                remedy="add somebody with `role: officer` to its people",
            )
        return officers[0]

    def _path(self, name: str) -> Path:
        path = self.folder / name
        if not path.is_file():
            raise UsageError(
                f"The case file names '{name[:80]}', which is not there", remedy="paths are relative to the case file"
            )
        return path


def clock_json(clock: Any) -> dict[str, Any]:
    """A clock as `foia due --json` prints it."""
    return {
        "received": clock.received.isoformat(),
        "counted_from": clock.counted_from.isoformat(),
        "due": clock.due.isoformat(),
        "strict_due": clock.strict_due.isoformat(),
        "extended_due": clock.extended_due.isoformat() if clock.extended_due else None,
        "rule": clock.rule,
        "days": [{"date": day.date.isoformat(), "counts": day.counts, "why": day.why} for day in clock.days],
        "warnings": list(clock.warnings),
    }


def _received(value: str | dt.datetime | dt.date) -> dt.datetime | dt.date:
    from foia.requests import parse_received

    return parse_received(value) if isinstance(value, str) else value


def _moment(value: str | dt.datetime | dt.date) -> dt.datetime:
    given = _received(value)
    moment = given if isinstance(given, dt.datetime) else dt.datetime.combine(given, dt.time(12))
    return moment if moment.utcoffset() is not None else moment.replace(tzinfo=ILLINOIS)
