"""`foia detect` and `foia triage`. Imports: redaction, propose, records, exemptions, each only when called."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import click

from foia.errors import UsageError
from foia.model import Detection, Proposal, Record

# small matrices: a second thread costs more than it gives
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")
os.environ.setdefault("BLIS_NUM_THREADS", "1")

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_PROGRESS = 200  # texts between two lines of progress


@click.command()
@click.argument("files", nargs=-1, type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a record.")
@click.option("--jsonl", "source", type=_FILE, help='Batch: lines {"id","text"}.')
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the batch's lines go.")
@click.option("--kind", help="Record kind, where it is known: crash_report, arrest_report ...")
@click.option("--agency", "agency_file", type=_FILE, help="The agency's overlay (YAML): roster, domains, own addresses.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day whose law counts; today by default.")
def detect(
    files: tuple[Path, ...],
    as_json: bool,
    source: Path | None,
    out: Path | None,
    kind: str | None,
    agency_file: Path | None,
    as_of: dt.datetime | None,
) -> None:
    """Identifiers in records, whose they are, and what is proposed for each. Nothing is decided by it."""
    if (source is None) == (not files) or (source is None) != (out is None):
        raise click.UsageError("give files, or --jsonl with --out")
    from foia.agency import load_agency

    find = _Finder(
        kind=kind,
        agency=load_agency(agency_file) if agency_file else None,
        as_of=as_of.date() if as_of else dt.date.today(),
    )
    if source is not None and out is not None:
        with source.open(encoding="utf-8", errors="replace") as lines, out.open("w", encoding="utf-8") as target:
            find.batch(lines, target)
        return
    for path in files:
        with tempfile.TemporaryDirectory(prefix="foia-") as folder:
            for record, found in find.file(path, Path(folder)):
                if as_json:
                    click.echo(json.dumps(_shown(record, found)))
                else:
                    _print(record, found)


Found = tuple[tuple[Detection, ...], tuple[Proposal, ...]]


class _Finder:
    """Detector, people and proposals with the model loaded once."""

    def __init__(self, *, kind: str | None, agency: Any, as_of: dt.date) -> None:
        from foia.exemptions import load_catalog
        from foia.redaction.detect import Detector

        self._detector = Detector()
        self._catalog: Any = load_catalog()
        self._kind, self._agency, self._as_of = kind, agency, as_of
        self._roster = tuple(str(entry.name) for entry in agency.roster) if agency else ()

    def batch(self, lines: IO[str], target: IO[str]) -> None:
        """One line out for each line in, in order, written as soon as it is known."""
        waiting: deque[tuple[Any, str]] = deque()

        def texts() -> Iterator[str]:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    waiting.append(_entry(line, number))
                    yield waiting[-1][1]

        for count, found in enumerate(self._detector.detect_texts(texts()), 1):
            identity, text = waiting.popleft()
            detections, proposals = self._judged(text, text, found)
            shown = [_line(d, p) for d, p in zip(detections, proposals, strict=True)]
            target.write(json.dumps({"id": identity, "detections": shown}) + "\n")
            if count % _PROGRESS == 0 and sys.stderr.isatty():
                click.echo(f"{count} texts", err=True)

    def file(self, path: Path, folder: Path) -> Iterator[tuple[Record, Found]]:
        from foia.records import read

        for record in read(path, into=folder):
            yield record, self._judged(record, record.text, self._detector.detect(record))

    def _judged(self, record: Record | str, text: str, found: tuple[Detection, ...]) -> Found:
        from foia.propose import propose
        from foia.redaction.people import gather_people

        persons, detections = gather_people(text, found, roster=self._roster, kind=self._kind)
        proposals = propose(
            record, detections, persons, catalog=self._catalog, kind=self._kind, agency=self._agency, as_of=self._as_of
        )
        ordered = tuple(sorted(detections, key=lambda d: (d.start, d.end)))
        return ordered, proposals


def _entry(line: str, number: int) -> tuple[Any, str]:
    try:
        entry = json.loads(line)
    except ValueError as error:
        raise UsageError(f"Line {number} of the batch is not JSON", remedy='give lines {"id","text"}') from error
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
        raise UsageError(f"Line {number} of the batch has no text", remedy='give lines {"id","text"}')
    return entry.get("id", number), entry["text"]


def _line(detection: Detection, proposal: Proposal) -> dict[str, object]:
    return {
        "start": detection.start,
        "end": detection.end,
        "type": detection.type,
        "score": round(detection.score, 3),
        "role": proposal.role.value if proposal.role else None,
        "stance": proposal.stance.value,
        "basis": proposal.basis,
        "why": f"{detection.why}; {proposal.reason}",
    }


def _shown(record: Record, found: Found) -> dict[str, object]:
    lines = []
    for detection, proposal in zip(*found, strict=True):
        boxes = [
            {"page": area.page_number, "box": [round(edge, 2) for edge in area.box]}
            for area in record.areas(detection.start, detection.end)
        ]
        lines.append(_line(detection, proposal) | {"page": record.page_at(detection.start).number, "boxes": boxes})
    return {"id": record.id, "name": record.name, "detections": lines}


def _print(record: Record, found: Found) -> None:
    """A table for the eye; it shows the text found, as the record is in front of the reader anyway."""
    click.echo(f"{record.name}: {len(found[0])} identifiers")
    for detection, proposal in zip(*found, strict=True):
        page = record.page_at(detection.start).number
        shown = " ".join(detection.text.split())
        role = f" ({proposal.role.value})" if proposal.role else ""
        click.echo(f"  p. {page:<3} {proposal.stance.value:<8} {detection.type}{role}: {shown[:60]}  [{proposal.basis}]")


@click.command()
@click.argument("files", nargs=-1, type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a record.")
@click.option("--jsonl", "source", type=_FILE, help='Batch: lines {"id","text"}.')
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the batch's lines go.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day whose law counts; today by default.")
def triage(files: Sequence[Path], as_json: bool, source: Path | None, out: Path | None, as_of: dt.datetime | None) -> None:
    """What kind of record it is, and which provisions to look at, ranked, with the passages that raised them."""
    if (source is None) == (not files) or (source is None) != (out is None):
        raise click.UsageError("give files, or --jsonl with --out")
    from foia.propose.triage import run_batch, run_files

    day = as_of.date() if as_of else dt.date.today()
    if source is not None and out is not None:
        run_batch(source, out, as_of=day)
    else:
        run_files(files, as_json=as_json, as_of=day)
