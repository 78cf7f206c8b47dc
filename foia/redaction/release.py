"""Removes and proves in one step, in processes of their own; what is not proven is deleted.

Long records go through two processes at once, each drawing and then attacking a run of the pages; the pages travel to them in parts, so
that no process holds more than its share. The file and the proof are the same either way. Imports: model, errors, apart.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foia.model import Decision, PageSource, Proof, Reach, Record, Removal
from foia.redaction import apart
from foia.redaction.cover import by_page, check, removing

if TYPE_CHECKING:
    from foia.redaction.prove.expected import Secrets, Whole
    from foia.redaction.prove.run import Assault

SECONDS_A_PAGE = 4.0
LONG = 64  # pages from which a second process pays
SCANNED = 16  # a scanned page, which the proof reads by OCR, takes as long as so many others
_FILE_SHARE = 0.3  # of the pages: what the process that also examines the file as a whole looks at less


def redacted(
    record: Record, decisions: Sequence[Decision], out: Path, *, at: dt.datetime, dpi: int = 200, workers: int | None = None
) -> tuple[tuple[Removal, ...], Proof]:
    """The removals and the proof of the redacted copy, which is written to `out` and stays there only if it was proven.

    `workers`: 1 or 2; by default two for long records where there are two processors.
    Raises DecisionError, FileError, TooLarge, NotProven.
    """
    check(record, decisions)
    acting = removing(decisions)
    withheld = {n for d in acting if d.reach is Reach.PAGE for n in d.pages}
    plain = all(d.reach is not Reach.RECORD for d in acting) and len(withheld) < len(record.pages)
    weight = sum(SCANNED if page.source in (PageSource.OCR, PageSource.EMPTY) else 1 for page in record.pages)
    many = len(record.pages) > 1 and (weight >= LONG and (os.cpu_count() or 1) > 1 if workers is None else workers > 1)
    seconds = apart.SECONDS + SECONDS_A_PAGE * len(record.pages)
    try:
        if many and plain:
            return _in_two(record, acting, out, at=at, dpi=dpi, seconds=seconds)
        result: tuple[tuple[Removal, ...], Proof] = apart.call(
            "foia.redaction.release:make", record, tuple(decisions), out, at, dpi, name=record.name, seconds=seconds
        )
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    return result


def make(
    record: Record, decisions: Sequence[Decision], out: Path, at: dt.datetime, dpi: int
) -> tuple[tuple[Removal, ...], Proof]:
    """`redacted`, in this process."""
    from foia.redaction.prove import prove
    from foia.redaction.remove import remove

    removals = remove(record, decisions, out, dpi=dpi)
    return removals, prove(out, record, removals, at=at)


# ------------------------------------------------------------------------------------------------------- two processes


def _in_two(
    record: Record, acting: Sequence[Decision], out: Path, *, at: dt.datetime, dpi: int, seconds: float
) -> tuple[tuple[Removal, ...], Proof]:
    from foia.redaction.prove.evidence import File
    from foia.redaction.prove.expected import expect, overview, removals_by_page
    from foia.redaction.prove.run import proof_of
    from foia.redaction.remove import CHUNK, covering, join

    count = len(record.pages)
    touching = by_page(record, acting)

    def call(task: str, *arguments: object) -> Any:
        return apart.call(f"foia.redaction.release:{task}", *arguments, name=record.name, seconds=seconds)

    with tempfile.TemporaryDirectory(prefix=".foia-", dir=out.parent) as folder, ThreadPoolExecutor(2) as pool:
        half = max(round(count / 2 / CHUNK) * CHUNK, CHUNK)
        spans = [(0, half), (half, count)] if half < count else [(0, count)]
        paths = [Path(folder) / f"{first}.pdf" for first, _ in spans]
        drawn = [
            pool.submit(
                call, "draw", _only(record, first, last), _moved(record, acting, touching, first, last), path, first, count, dpi
            )
            for (first, last), path in zip(spans, paths, strict=True)
        ]  # fmt: skip
        removals = tuple(removal for part in drawn for removal in part.result())
        whole_pages = {removal.page_number for removal in removals if removal.whole_page}
        on_them = {
            acting[index].id
            for page, among in zip(record.pages, touching, strict=True)
            if page.number in whole_pages
            for index in among
        }
        covering(acting, {removal.decision_id for removal in removals} | on_them)
        join(paths, out)
        secrets, whole = overview(removals, expect(record, removals))
        split = max(round(count * (1 - _FILE_SHARE) / 2), 1)
        theirs = removals_by_page(removals)
        looked = [
            pool.submit(
                call, "assail", out, record.pages[first:last], {page.number: theirs[page.number] for page in record.pages[first:last] if page.number in theirs},
                first, secrets, whole, not first,
            )
            for first, last in ((0, split), (split, count))
        ]  # fmt: skip
        (sha256, assault), (other, rest) = (part.result() for part in looked)
        assault.join(rest)
        opened = File(out)
        tried = assault.verdict(opened, whole)
        if not sha256 == other == opened.sha256:
            sha256 = ""  # not one file: proof_of refuses
        return removals, proof_of(out, record, removals, tried, sha256, pages=count, at=at)


def _only(record: Record, first: int, last: int) -> Record:
    """The record of the pages [first, last) alone, to be drawn from the same view."""
    return replace(record, pages=record.pages[first:last], table=(), fields={})


def _moved(
    record: Record, acting: Sequence[Decision], touching: Sequence[Sequence[int]], first: int, last: int
) -> tuple[Decision, ...]:
    """The decisions that touch the pages [first, last), spans counted from the first of these pages."""
    begin = record.starts[first]
    length = (record.starts[last - 1] + len(record.pages[last - 1].text)) - begin
    numbers = {page.number for page in record.pages[first:last]}
    moved = []
    for index in sorted({index for among in touching[first:last] for index in among}):
        decision = acting[index]
        if decision.reach is Reach.SPAN:
            start, end = max(decision.start - begin, 0), min(decision.end - begin, length)
            if start < end:
                moved.append(replace(decision, start=start, end=end))
        else:
            areas = tuple(area for area in decision.areas if area.page_number in numbers)
            moved.append(replace(decision, areas=areas, pages=tuple(n for n in decision.pages if n in numbers)))
    return tuple(moved)


def draw(part: Record, decisions: Sequence[Decision], out: Path, first: int, pages: int, dpi: int) -> tuple[Removal, ...]:
    from foia.redaction.remove import remove_part

    return remove_part(part, decisions, out, first=first, pages=pages, dpi=dpi)


def assail(
    file: Path,
    pages: Sequence[Any],
    removals: dict[int, list[Removal]],
    first: int,
    secrets: Secrets,
    whole: Whole,
    examine: bool,
) -> tuple[str, Assault]:
    """The attackers after a look at the pages from index `first` on; with `examine`, at the file as a whole too."""
    from foia.redaction.prove.evidence import File
    from foia.redaction.prove.expected import expect_part
    from foia.redaction.prove.run import Assault

    opened = File(file)
    assault = Assault(secrets)
    assault.look(opened, tuple(expect_part(pages, removals)), first=first, count=whole.pages)
    if examine:
        assault.examine(opened, whole)
    return opened.sha256, assault
