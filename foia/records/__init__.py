"""Files in: one reader a format -> Record of pages with words and boxes. Knows neither the law nor what must not be seen.

    read(path, into=...)            -> the record, then what was attached to it or packed in it
    page_count, read_pages,
    read_range                      -> a PDF (or a record's view) by ranges of pages, for long ones
    render_png                      -> a page as a picture, safe from any thread
    fingerprint, duplicates         -> the same content, the same text, nearly the same text

Every parse runs in a worker process with limits on time, memory, pages and pixels (see worker.py); nothing here uses the
network. Imports: stdlib, model, errors and this room's modules; parsers are imported in the worker only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import cast

from foia.errors import Encrypted, FileError, FoiaError, TooLarge
from foia.model import Page, Record
from foia.records import worker
from foia.records.duplicates import Duplicate, Fingerprint, Likeness, duplicates, fingerprint
from foia.records.limits import Limits
from foia.records.packed import CHUNK, Pages, unpack
from foia.records.parsed import Job, Parsed, gathered

__all__ = [
    "Duplicate",
    "Fingerprint",
    "Likeness",
    "Limits",
    "duplicates",
    "fingerprint",
    "page_count",
    "read",
    "read_pages",
    "read_range",
    "render_png",
    "rest",
]


_WORKERS = max(1, min(2, os.cpu_count() or 1))  # that read one file
_PACKED_FROM = 200  # pages of a record that are kept packed


def read(
    path: Path,
    *,
    into: Path,
    password: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    libreoffice: bool = True,
    outline: int = 0,
) -> tuple[Record, ...]:
    """The record in the file, then the records attached to it or packed in it, at every depth, each with its parent's id.

    `into` is a folder for derived files: drawn views `<sha256>.view.pdf` and unpacked members `<sha256>.<suffix>`; the file
    itself is never changed. Office files are drawn by LibreOffice where it is installed unless `libreoffice` is False.
    With `outline`, a PDF of more pages than that comes with empty pages, to be read by `read_range`: for long ones, whose
    pages need not be in memory together. An attachment that cannot be read is named, with the reason, in its parent's notes, and the others are read.
    Raises FileError, TooLarge, Encrypted for the file itself.
    """
    into.mkdir(parents=True, exist_ok=True)
    path = Path(path)
    main, parsed = _read_one(path, path.name, None, "", into, password, limits, libreoffice, outline)
    found = [main]
    waiting = deque((main.id, 1, number, member) for number, member in enumerate(parsed.members))
    total = 0
    while waiting:
        parent, depth, number, member = waiting.popleft()
        total += 1
        where = next(index for index, record in enumerate(found) if record.id == parent)
        try:
            if depth > limits.depth or total > limits.members:
                raise TooLarge(
                    f"'{member.name}' was not opened", why="files are nested too deeply, or there are too many of them"
                )
            record, inner = _read_one(
                member.path, member.name, parent, f"{parent}/{number}", into, password, limits, libreoffice, outline
            )
        except FoiaError as error:
            why = f" ({error.why})" if error.why else ""
            note = f"attached file '{member.name}' is not among the records: {error.what}{why}"
            found[where] = replace(found[where], notes=(*found[where].notes, note))
            continue
        found.append(record)
        waiting.extend((record.id, depth + 1, index, each) for index, each in enumerate(inner.members))
    return tuple(found)


def _read_one(
    path: Path,
    name: str,
    parent: str | None,
    place: str,
    into: Path,
    password: str | None,
    limits: Limits,
    libreoffice: bool,
    outline: int,
) -> tuple[Record, Parsed]:
    sha256 = _hash(path, name, limits)
    view = into / f"{sha256}.view.pdf"
    scratch = into / f".{uuid.uuid4().hex}"
    job = Job(
        path=path,
        name=name,
        into=into,
        view=view,
        scratch=scratch,
        password=password,
        limits=limits,
        libreoffice=libreoffice,
        outline=outline,
        apart=True,
    )
    try:
        parsed: Parsed = worker.call("reader:read_file", job, limits=limits, name=name)
        if parsed.unread:
            parsed = _read_apart(job, parsed)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    record = Record(
        id=_identity(sha256, place),
        name=name,
        format=parsed.format,
        sha256=sha256,
        source=path,
        view=parsed.view,
        pages=parsed.pages,
        parent=parent,
        drawn_by=parsed.drawn_by,
        notes=parsed.notes,
        table=parsed.table,
        fields=parsed.fields,
    )
    return record, parsed


def _read_apart(job: Job, parsed: Parsed) -> Parsed:
    """The pages of a PDF read by several workers at once, in order; one of them takes over where pages are damaged."""
    try:
        count = page_count(parsed.view, password=job.password, limits=job.limits)
        step = max(2, min(CHUNK, -(-count // (2 * _WORKERS))))

        def part(first: int) -> tuple[bytes, tuple[str, ...]]:
            last = min(first + step - 1, count)
            result: tuple[bytes, tuple[str, ...]] = worker.call(
                "reader:read_part", parsed.view, first, last, job.password, job.limits, limits=job.limits, name=job.name
            )
            return result

        pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="pages")
        try:
            parts = list(pool.map(part, range(1, count + 1, step)))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    except (TooLarge, Encrypted):
        raise
    except FileError:
        job.scratch.mkdir(parents=True, exist_ok=True)
        whole: Parsed = worker.call("reader:read_file", replace(job, apart=False), limits=job.limits, name=job.name)
        return whole
    packed = [each for each, _ in parts]
    pages = tuple(chain.from_iterable(map(unpack, packed))) if count < _PACKED_FROM else cast(tuple[Page, ...], Pages(packed))
    notes = gathered([note for _, each in parts for note in each])
    return replace(parsed, pages=pages, notes=(*parsed.notes, *notes))


def _identity(sha256: str, place: str) -> str:
    return sha256[:16] if not place else hashlib.sha256(f"{sha256} {place}".encode()).hexdigest()[:16]


def _hash(path: Path, name: str, limits: Limits) -> str:
    """SHA-256 of the file; raises FileError when it is missing or not a file, TooLarge."""
    try:
        if path.is_dir():
            raise FileError(f"'{name}' is a folder", why="one file is read at a time", remedy="name the files in it")
        size = path.stat().st_size
        if size > limits.file_size:
            raise TooLarge(
                f"'{name}' has {size / 1024**2:,.0f} MiB",
                why=f"files of at most {limits.file_size / 1024**2:,.0f} MiB are read",
                remedy="split the file, or raise the limit",
            )
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise FileError(f"'{name}' is not there", why="no file of that name exists", remedy="check the path") from None
    except OSError as error:
        raise FileError(
            f"'{name}' cannot be opened", why=error.strerror or "the system refused", remedy="check the permissions"
        ) from None


def page_count(path: Path, *, password: str | None = None, limits: Limits = Limits()) -> int:  # noqa: B008 - frozen
    """Pages of a PDF (for another format, of its record's view); raises as `read`."""
    result: int = worker.call("reader:count_pages", path, password, limits, limits=limits, name=path.name)
    return result


def read_pages(
    path: Path,
    first: int,
    last: int | None = None,
    *,
    password: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> tuple[Page, ...]:
    """Pages `first` to `last` (from 1, both included; None: to the end) of a PDF or of a record's view; raises as `read`.

    Ranges are independent of each other: read them in parallel, and keep no more of them than needed.
    """
    result: tuple[Page, ...] = worker.call(
        "reader:read_pages", path, first, last, password, limits, limits=limits, name=path.name
    )
    return result


def read_range(
    view: Path,
    first: int,
    last: int,
    *,
    name: str = "",
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> tuple[tuple[Page, ...], tuple[str, ...]]:
    """As `read_pages`, with the notes that `read` would have put on the record; `name` stands in errors for the view's own."""
    pages, notes = worker.call("reader:read_range", view, first, last, limits, limits=limits, name=name or view.name)
    return pages, notes


def rest() -> None:
    """Ends the worker processes that wait for the next file, and gives their memory back."""
    worker.stop_all()


def render_png(view: Path, page_number: int, dpi: int = 100, *, password: str | None = None) -> bytes:
    """A page (from 1) as PNG, as it is displayed; safe from any thread, for it is drawn in a worker. Raises as `read`."""
    result: bytes = worker.call("reader:picture", view, page_number, dpi, password, limits=Limits(), name=view.name)
    return result
