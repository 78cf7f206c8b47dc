"""Records of a case: added, read, kept, prepared (detected, gathered, proposed) and shown. Part of the Office."""

from __future__ import annotations

import difflib
import json
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from foia import ledger
from foia.case import work
from foia.case.desk import Change, Desk
from foia.case.views import Hit, RecordView
from foia.errors import CheckFailed, DecisionError, FileError, StoreError, TooLarge, UsageError
from foia.jobs import Cancel, Progress, Task, run_kept
from foia.ledger import Kind
from foia.model import Actor, Decision, Page, Record
from foia.store import database as db
from foia.store import packs

REMEMBERED = 1200  # pages kept in memory, over all cases
_NOTES = 12  # on pages, shown with a long record


class RecordDesk(Desk):
    _memory: OrderedDict[str, tuple[Any, int]]
    _memory_lock: threading.Lock

    # -------------------------------------------------------------------------------------------------------- adding

    def add_record(
        self,
        case_id: str,
        source: Path | bytes,
        *,
        by: Actor,
        name: str = "",
        password: str | None = None,
        kind: str | None = None,
        recording: str = "",
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> tuple[RecordView, ...]:
        """Read a file into the case: the record, and what was attached to it or packed in it. What is there already stays one.

        A long PDF is read by ranges of pages in the office's runner; stopped or interrupted, it goes on where it was.
        Raises FileError, TooLarge, Encrypted, CheckFailed when stopped; then the case stays as it was.
        """
        from foia.records import read

        _check_kind(kind)
        with self.store.read() as connection:
            self._case_row(connection, case_id)
            self._permit(connection, by, "add a record")
        with self.files.scratch() as folder:
            name = Path(name or (source.name if isinstance(source, Path) else "record")).name
            given = Path(folder) / "given" / name
            given.parent.mkdir()
            if isinstance(source, bytes):
                given.write_bytes(source)
            else:
                try:
                    given.write_bytes(source.read_bytes())
                except OSError as error:
                    raise UsageError(
                        f"The file {name} cannot be opened", why=error.strerror or "", remedy="check its name"
                    ) from error
            into = Path(folder) / "derived"
            into.mkdir()
            found = tuple(
                self._keep_read(record, into, password, progress, cancel)
                for record in read(given, into=into, password=password, outline=packs.LONG)
            )
        kinds = [self._kind_of(record, kind if not record.parent else None) for record in found]
        with self._step(by, "add a record") as change:
            if recording and db.entry(change.connection, "recording", recording) is None:
                raise UsageError(f"The register holds no recording '{recording[:40]}'", remedy="enter it in the register first")
            self._reopen(change, case_id)
            rows = self._record_rows(change.connection, case_id)
            for record, (record_kind, why) in zip(found, kinds, strict=True):
                self._insert(change, case_id, rows, record, record_kind, why, recording)
        wanted = {record.id for record in found}
        return tuple(view for view in self.records(case_id) if view.id in wanted)

    def _keep_read(
        self, record: Record, into: Path, password: str | None, progress: Progress | None, cancel: Cancel | None
    ) -> Record:
        """Keep a record as read; one that came as an outline is read now, its pages never in memory together."""
        key = record_key(record.id)
        if record.format != "pdf" or len(record.pages) <= packs.LONG:
            packs.keep_record(self.files, key, record)
            return record
        try:
            notes = self._read_ranges(record, progress, cancel)
        except FileError as error:
            if isinstance(error, TooLarge):
                raise
            return self._read_whole(record, into, password)
        shown = (*notes[:_NOTES], *([f"and {len(notes) - _NOTES} more notes of this kind"] if len(notes) > _NOTES else ()))
        packs.keep_meta(self.files, key, replace(record, notes=(*record.notes, *shown)))
        return self._load(key)

    def _read_ranges(self, record: Record, progress: Progress | None, cancel: Cancel | None) -> list[str]:
        """Read and keep the pages of a PDF by chunks; the notes about them."""
        key, count, view = record_key(record.id), len(record.pages), self.files.put(record.view)
        tasks = []
        for first in range(0, count, packs.CHUNK):
            last = min(first + packs.CHUNK, count)
            name = packs.chunk_key(key, first)
            tasks.append(Task(name, (name, view, first + 1, last, record.name), last - first))
        run = run_kept(self.runner, self.files, "pages", work.read_range, tasks, progress=progress, cancel=cancel, values=False)
        for result in run:
            if result.error is not None:
                raise result.error
        if cancel is not None and cancel.wished:
            raise CheckFailed(f"The reading of {record.name} was stopped", remedy="add it again; what was read is kept")
        self.runner.rest()
        return [note for task in tasks for note in json.loads(self.files.derived("notes", task.key) or b"[]")]

    def _read_whole(self, record: Record, into: Path, password: str | None) -> Record:
        """A PDF with a damaged page: only reading it from its beginning mends it."""
        from foia.records import read

        whole = read(record.source, into=into, password=password)[0]
        whole = replace(whole, id=record.id, name=record.name, parent=record.parent)
        packs.keep_record(self.files, record_key(record.id), whole)
        return whole

    def _load(self, key: str) -> Record:
        record = packs.load_record(self.files, key)
        if record is None:
            raise packs.not_kept()
        return record

    def _insert(
        self, change: Change, case_id: str, rows: list[dict[str, Any]], record: Record, kind: str, why: str, recording: str
    ) -> None:
        if any(row["id"] == record.id for row in rows):
            return
        same = next((row["id"] for row in rows if row["sha256"] == record.sha256 and not row["duplicate_of"]), None)
        data = {
            "name": record.name,
            "format": record.format,
            "pages": len(record.pages),
            "kind": kind,
            "kind_why": why,
            "parent": record.parent,
            "duplicate_of": same,
            "notes": list(record.notes),
            "recording": recording if not record.parent else "",
            "set_aside": "",
            "reviewed": "",
            "prepared": "",
            "text_sha256": ledger.digest(" ".join(record.text.split())) if record.text.strip() else "",
            "outcome": "pending",
        }
        change.connection.execute(
            sa.insert(db.records).values(
                case_id=case_id, id=record.id, position=len(rows), sha256=record.sha256, version=1, data=ledger.dump(data)
            )
        )
        rows.append({"case_id": case_id, "id": record.id, "sha256": record.sha256, **data})
        change.tell(
            Kind.RECORD_ADDED,
            case_id,
            record=record.id,
            sha256=record.sha256,
            format=record.format,
            pages=len(record.pages),
            parent=record.parent,
            duplicate_of=same,
            record_kind=kind,
        )

    def set_kind(self, case_id: str, record_id: str, kind: str, *, by: Actor) -> None:
        """Say what kind of record it is (of propose.KINDS); its proposals are made anew at the next `prepare`."""
        _check_kind(kind)
        self._change_record(case_id, record_id, by, kind=kind, kind_why=f"said by {by.name}", prepared="")

    def set_recording(self, case_id: str, record_id: str, recording: str, *, by: Actor) -> None:
        """Say that the record is (a copy of, a transcript of, paperwork of) a body-camera recording of the register."""
        self._change_record(case_id, record_id, by, recording=recording)

    def set_aside(self, case_id: str, record_id: str, *, by: Actor, reason: str) -> None:
        """Take a record out of the response: not responsive, or a duplicate. It stays kept, with the reason."""
        if not reason.strip():
            raise UsageError("A record is set aside for a reason", remedy="say why it is not part of the response")
        with self._step(by, "set a record aside") as change:
            row = self._record_row(change.connection, case_id, record_id)
            row["set_aside"], row["outcome"] = reason, "not_responsive"
            self._save_record(change.connection, row)
            self._reopen(change, case_id)
            change.tell(Kind.RECORD_SET_ASIDE, case_id, record=record_id, digest=ledger.digest(reason))

    def take_back(self, case_id: str, record_id: str, *, by: Actor) -> None:
        """Make a record that was set aside part of the response again."""
        self._change_record(case_id, record_id, by, set_aside="", outcome="pending", duplicate_of=None)

    def _change_record(self, case_id: str, record_id: str, by: Actor, **fields: Any) -> None:
        with self._step(by, "add a record") as change:
            row = self._record_row(change.connection, case_id, record_id)
            if fields.get("recording") and db.entry(change.connection, "recording", fields["recording"]) is None:
                raise UsageError("The register holds no such recording", remedy="enter it in the register first")
            row.update(fields)
            self._save_record(change.connection, row)
            self._reopen(change, case_id)
            change.tell(Kind.RECORD_CHANGED, case_id, record=record_id, record_kind=row["kind"], recording=row["recording"])

    def _reopen(self, change: Change, case_id: str) -> None:
        """What counsel signed is no longer what would leave: the case goes back to open."""
        row = self._case_row(change.connection, case_id)
        if row["status"] in ("released", "closed"):
            raise UsageError(
                "This case is done",
                why=f"it was {row['status']}; what left cannot be changed",
                remedy="reopen it for a supplemental or corrected response",
            )
        if row["status"] == "signed":
            row["status"] = "open"
            self._save_case(change.connection, row)
            change.tell(Kind.SIGN_OFF_REOPENED, case_id)

    # ------------------------------------------------------------------------------------------------------- showing

    def records(self, case_id: str) -> tuple[RecordView, ...]:
        with self.store.read() as connection:
            return self._record_views(connection, case_id, self._record_rows(connection, case_id))

    def record(self, case_id: str, record_id: str) -> Record:
        """The record with all its pages. For one page of a long record take `page`."""
        row = self._row(case_id, record_id)
        key = record_key(record_id)

        def load() -> Record:
            record = packs.load_record(self.files, key)
            return record if record is not None else self._read_again(row)

        long = row["pages"] > packs.LONG
        record: Record = self._remember(f"record/{key}", load, weight=packs.LONG if long else row["pages"])
        return packs.renamed(record, name=row["name"], kind=row["kind"] or None)

    def page(self, case_id: str, record_id: str, number: int) -> Page:
        row = self._row(case_id, record_id)
        if not 1 <= number <= row["pages"]:
            raise UsageError(f"The record has no page {number}", why=f"it has {row['pages']}", remedy="choose one of them")
        found = packs.load_pages(self.files, record_key(record_id), number, number)
        return found[0] if found else self.record(case_id, record_id).pages[number - 1]

    def page_png(self, case_id: str, record_id: str, number: int, *, dpi: int = 100) -> bytes:
        """The page as it is seen, as PNG. Kept, so that it is drawn once."""
        self._row(case_id, record_id)
        key = f"{record_key(record_id)}/{number}/{dpi}"
        kept = self.files.derived("png", key)
        if kept is None:
            kept = work.page_png(self.files, record_key(record_id), number, dpi)
            self.files.keep("png", key, kept)
        return kept

    def search(self, case_id: str, text: str, *, record_id: str = "") -> tuple[Hit, ...]:
        """Every place where a string stands, whatever its case and however it is broken over lines."""
        found = []
        for view in self.records(case_id):
            if record_id and view.id != record_id:
                continue
            record = self.record(case_id, view.id)
            for start, end in occurrences(record.text, text):
                areas = record.areas(start, end)
                found.append(
                    Hit(record_id=view.id, page_number=record.page_at(start).number, start=start, end=end, areas=areas)
                )
        return tuple(found)

    def _row(self, case_id: str, record_id: str) -> dict[str, Any]:
        with self.store.read() as connection:
            return self._record_row(connection, case_id, record_id)

    def _read_again(self, row: dict[str, Any]) -> Record:
        """A record whose pages were lost, or kept by another version: read from the original, which is always kept."""
        from foia.records import read

        with self.store.read() as connection:
            rows = {other["id"]: other for other in self._record_rows(connection, row["case_id"])}
        top = row
        while top["parent"] in rows:
            top = rows[top["parent"]]
        with self.files.scratch() as folder:
            into = Path(folder) / "derived"
            into.mkdir()
            given = packs.named(self.files, top["sha256"], top["name"], Path(folder))
            for record in read(given, into=into, outline=packs.LONG):
                self._keep_read(record, into, None, None, None)
        found = packs.load_record(self.files, record_key(row["id"]))
        if found is None:
            raise StoreError(f"The record {row['name']} can no longer be read", remedy="add the file again")
        return found

    def _record_views(self, connection: sa.Connection, case_id: str, rows: list[dict[str, Any]]) -> tuple[RecordView, ...]:
        decided = self._decisions_in_force(connection, case_id)
        views = []
        for row in rows:
            items = self._states(row, decided.get(row["id"], {}))
            views.append(
                RecordView(
                    id=row["id"],
                    case_id=case_id,
                    name=row["name"],
                    format=row["format"],
                    sha256=row["sha256"],
                    pages=row["pages"],
                    kind=row["kind"],
                    kind_why=row["kind_why"],
                    parent=row["parent"],
                    duplicate_of=row["duplicate_of"],
                    notes=tuple(row["notes"]),
                    recording=row["recording"],
                    set_aside=row["set_aside"],
                    reviewed=row["reviewed"],
                    prepared=bool(row["prepared"]),
                    undecided=sum(not state for state in items),
                    decided=sum(items),
                    outcome=self._outcome(row, decided.get(row["id"], {})),
                    version=row["version"],
                )
            )
        return tuple(views)

    def _kind_of(self, record: Record, kind: str | None) -> tuple[str, str]:
        if kind:
            return kind, "given"
        from foia.propose import kind_of

        return kind_of(record.text) or "", "proposed from its words"

    # -------------------------------------------------------------------------------------------------------- memory

    def _remember(self, key: str, load: Callable[[], Any], *, weight: int = 1) -> Any:
        """A few heavy things in memory, those not used for longest let go first. `weight`: about how many pages it is."""
        with self._memory_lock:
            if key in self._memory:
                self._memory.move_to_end(key)
                return self._memory[key][0]
        value = load()
        with self._memory_lock:
            self._memory[key] = (value, weight)
            while len(self._memory) > 1 and sum(each for _, each in self._memory.values()) > REMEMBERED:
                self._memory.popitem(last=False)
        return value

    def _decisions_in_force(self, connection: sa.Connection, case_id: str) -> dict[str, dict[str, Decision]]:
        raise NotImplementedError

    def _states(self, row: dict[str, Any], decided: dict[str, Decision]) -> list[bool]:
        raise NotImplementedError

    def _outcome(self, row: dict[str, Any], decided: dict[str, Decision]) -> str:
        raise NotImplementedError


READ = "1"  # counts up when reading changes what a page holds


def _check_kind(kind: str | None) -> None:
    from foia.propose import KINDS

    if kind and kind not in KINDS:
        near = difflib.get_close_matches(kind, KINDS, n=1, cutoff=0.4)
        raise UsageError(
            f"'{kind[:40]}' is no kind of record",
            why=f"did you mean '{near[0]}'?" if near else "the rules do not know it",
            remedy=f"leave it out, or choose one of: {', '.join(KINDS)}",
        )


def record_key(record_id: str) -> str:
    return f"{record_id}/{READ}"


def occurrences(text: str, string: str) -> list[tuple[int, int]]:
    """Where a string stands in a text: any case, any white space, hyphenated at a line's end, never inside a longer word."""
    parts = string.split()
    if not parts:
        raise DecisionError("The string to look for is empty", remedy="give at least one character")
    letters = [r"(?:-\s*\n\s*)?".join(re.escape(char) for char in part) for part in parts]
    pattern = r"\s+".join(letters)
    if string.strip()[0].isalnum():
        pattern = r"(?<!\w)" + pattern
    if string.strip()[-1].isalnum():
        pattern += r"(?!\w)"
    return [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
