"""What runs in worker processes, each a module-level function of plain arguments; and work behind a closed browser.

Results are bytes kept in the file store by content hash and engine version (see jobs.run_kept). Workers load models once.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foia.case import plain
from foia.errors import FoiaError, StoreError
from foia.jobs import Cancel, Progress
from foia.store import Files, packs

if TYPE_CHECKING:
    from foia.model import Record


_ALONE = threading.Lock()  # the model, PDFium and OCR serve one thread of a process at a time


@lru_cache(maxsize=1)
def _detector() -> Any:
    from foia.redaction.detect import Detector

    return Detector()


def detect_record(files: Files, record_key: str, kind: str) -> bytes:
    """Detections of one record, as JSON."""
    from dataclasses import replace

    record = _record(files, record_key)
    with _ALONE:
        found = _detector().detect(replace(record, kind=kind or record.kind))
    return plain.dumps(plain.of_detections(found))


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
        raise _not_kept()
    return bytes(render_png(files.path(meta["view"]), number, dpi))


def _record(files: Files, record_key: str) -> Record:
    record = packs.load_record(files, record_key)
    if record is None:
        raise _not_kept()
    return record


def _not_kept() -> StoreError:
    return StoreError(
        "The pages of a record are missing from the file store",
        why="they were removed, or read by another version",
        remedy="open the record again",
    )


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
