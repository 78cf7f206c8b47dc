"""What runs in worker processes, each a module-level function of plain arguments; and work behind a closed browser.

Results are bytes kept in the file store by content hash and engine version (see jobs.run_kept). Workers load models once.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foia.case import plain
from foia.errors import FoiaError, StoreError
from foia.jobs import Cancel, Progress
from foia.store import Files, packs

if TYPE_CHECKING:
    from foia.model import Detection, Page, Record


# Where PyTorch is installed, Presidio would load all of it, only to ask whether there is a graphics card.
os.environ.setdefault("PRESIDIO_DEVICE", "cpu")

_ALONE = threading.Lock()  # the model, PDFium and OCR serve one thread of a process at a time


@lru_cache(maxsize=1)
def _detector() -> Any:
    from foia.redaction.detect import Detector

    return Detector()


RANGE = 2 * packs.CHUNK  # pages of one task of detection
_CONTEXT = 500  # characters of the pages beside a range that are looked at with it, so that nothing is cut in half


def read_range(files: Files, key: str, view: str, first: int, last: int, name: str) -> bytes:
    """Pages first..last (from 1) of a kept PDF, packed; the notes about them are kept beside, under the same key."""
    from foia.records import read_range as read

    pages, notes = read(files.path(view), first, last, name=name)
    files.keep("notes", key, plain.dumps(notes))
    return packs.pack(pages)


def detect_range(files: Files, record_key: str, kind: str, first: int, last: int) -> bytes:
    """Detections that begin on the pages first..last (from 1) of a record, as JSON; offsets in the record's text."""
    from foia.records import rest

    rest()  # what this process read files with is not needed any more
    record = _record(files, record_key)
    whole = (first, last) == (1, len(record.pages))
    part = replace(record, pages=record.pages[:] if whole else _with_context(record, first, last), kind=kind or record.kind)
    with _ALONE:
        found = _detector().detect(part)
    if not whole:
        skip = 1 if first > 1 else 0  # the page before is context
        since = part.starts[skip]
        shift = record.starts[first - 1] - since
        until = since + (record.starts[last] if last < len(record.pages) else len(record.text) + 1) - record.starts[first - 1]
        found = tuple(replace(hit, start=hit.start + shift, end=hit.end + shift) for hit in found if since <= hit.start < until)
    return plain.dumps(plain.of_detections(found))


def _with_context(record: Record, first: int, last: int) -> tuple[Page, ...]:
    """The pages of a range, and the end of the page before and the beginning of the page after."""
    pages = list(record.pages[first - 1 : last])
    if first > 1:
        before = record.pages[first - 2]
        text = before.text[-_CONTEXT:]
        if len(before.text) > _CONTEXT:
            text = text[text.find("\n") + 1 :]  # whole lines; all of it where there is no other
        pages.insert(0, replace(before, text=text, words=()))
    if last < len(record.pages):
        after = record.pages[last]
        text = after.text[:_CONTEXT]
        if len(after.text) > _CONTEXT:
            text = text[: text.rfind("\n") + 1] or text
        pages.append(replace(after, text=text, words=()))
    return tuple(pages)


def joined(parts: Iterable[Sequence[Detection]]) -> tuple[Detection, ...]:
    """The detections of a record's ranges, given in order; where two of one type meet over a seam, the longer is kept."""
    found: list[Detection] = []
    for part in parts:
        for index, hit in enumerate(part):
            last = found[-1] if found else None
            if index < 3 and last is not None and hit.start < last.end and hit.type == last.type:
                if hit.end - hit.start > last.end - last.start:
                    found[-1] = hit
                continue
            found.append(hit)
    return tuple(found)


def draw_preview(files: Files, record_key: str, decisions: str) -> bytes:
    """The redacted copy as it would be, unproven: for the screen alone."""
    from foia.redaction.remove import remove

    chosen = [plain.to_decision(item) for item in json.loads(decisions)]
    with files.scratch() as folder, _ALONE:
        out = Path(folder) / "preview.pdf"
        remove(_record(files, record_key), chosen, out)
        return out.read_bytes()


def remove_and_prove(files: Files, record_key: str, decisions: str, at: str, salt: str) -> bytes:
    """Remove, prove, and only then keep the file. Returns the proof and the removals as JSON. Raises NotProven."""
    from foia.redaction.prove import prove
    from foia.redaction.remove import remove

    record = _record(files, record_key)
    chosen = [plain.to_decision(item) for item in json.loads(decisions)]
    with files.scratch() as folder, _ALONE:
        out = Path(folder) / "redacted.pdf"
        removals = remove(record, chosen, out)
        proof = prove(out, record, removals, at=dt.datetime.fromisoformat(at), salt=salt)
        if files.put(out) != proof.file_sha256:
            raise StoreError("The redacted file changed after it was proven", remedy="try again; nothing was released")
    return plain.dumps({"proof": plain.of_proof(proof), "removals": plain.of_removals(removals)})


def page_png(files: Files, record_key: str, number: int, dpi: int) -> bytes:
    from foia.records import render_png

    meta = packs.record_meta(files, record_key)
    if meta is None:
        raise packs.not_kept()
    return bytes(render_png(files.path(meta["view"]), number, dpi))


def _record(files: Files, record_key: str) -> Record:
    record = packs.load_record(files, record_key)
    if record is None:
        raise packs.not_kept()
    return record


class Work:
    """Long work on one case in a thread of this process: what it does, how far it is, and how it ended."""

    def __init__(self, function: Callable[[Progress, Cancel], None], stage: str) -> None:
        self.stage = stage
        self.done, self.total = 0, 0
        self.error: FoiaError | None = None
        self.cancel = Cancel()
        self._function = function
        self._thread = threading.Thread(target=self._run, name=f"foia-{stage}", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def wait(self, seconds: float | None = None) -> None:
        self._thread.join(seconds)

    def _progress(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def _run(self) -> None:
        try:
            self._function(self._progress, self.cancel)
        except FoiaError as error:
            self.error = error
        except Exception as error:  # noqa: BLE001 - the edge of a thread: what is not reported here is lost
            self.error = StoreError("The work stopped on an error of the program", why=type(error).__name__, remedy="try again")
