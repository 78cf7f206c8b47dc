"""Triage for the command line: files, or JSON Lines in and out. Imports: model, exemptions, redaction, records, its own room."""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from foia.errors import UsageError
from foia.model import Detection, Record

from .weigh import Candidate, Triage, triage

_PROGRESS = 200


class Sorter:
    """Detector, catalogue and cues, loaded once."""

    def __init__(self, *, as_of: dt.date, detect: bool = True) -> None:
        from foia.exemptions import load_catalog

        self._catalog = load_catalog()
        self._as_of = as_of
        self._detector: Any = None
        if detect:
            from foia.redaction import Detector

            self._detector = Detector()

    def texts(self, texts: Iterator[str]) -> Iterator[Triage]:
        """A triage for each text, in order."""
        if self._detector is None:
            for text in texts:
                yield self.judge(text, ())
            return
        waiting: deque[str] = deque()

        def kept() -> Iterator[str]:
            for text in texts:
                waiting.append(text)
                yield text

        for found in self._detector.detect_texts(kept()):
            yield self.judge(waiting.popleft(), found)

    def record(self, record: Record) -> Triage:
        return self.judge(record, self._detector.detect(record) if self._detector else ())

    def judge(self, record: Record | str, found: Sequence[Detection]) -> Triage:
        if not found:
            return triage(record, catalog=self._catalog, as_of=self._as_of)
        from foia.redaction import gather_people

        text = record if isinstance(record, str) else record.text
        persons, detections = gather_people(text, tuple(found))
        return triage(record, detections=detections, persons=persons, catalog=self._catalog, as_of=self._as_of)


def run_batch(source: Path, out: Path, *, as_of: dt.date, detect: bool = True) -> None:
    """Lines {"id","text"} -> lines {"id","kind","kind_why","threshold","candidates","weaker"}, in order."""
    sorter = Sorter(as_of=as_of, detect=detect)
    with source.open(encoding="utf-8", errors="replace") as lines, out.open("w", encoding="utf-8") as target:
        names: deque[Any] = deque()
        for count, result in enumerate(sorter.texts(_entries(lines, names)), 1):
            target.write(json.dumps({"id": names.popleft(), **shown(result)}) + "\n")
            if count % _PROGRESS == 0 and sys.stderr.isatty():
                print(f"{count} texts", file=sys.stderr)


def run_files(files: Sequence[Path], *, as_json: bool, as_of: dt.date) -> None:
    from foia.records import read

    sorter = Sorter(as_of=as_of)
    for path in files:
        with tempfile.TemporaryDirectory(prefix="foia-") as folder:
            for record in read(path, into=Path(folder)):
                result = sorter.record(record)
                if as_json:
                    print(json.dumps({"id": record.id, "name": record.name, **shown(result, record)}))
                else:
                    _print(record, result)


def shown(result: Triage, record: Record | None = None) -> dict[str, object]:
    return {
        "kind": result.kind,
        "kind_why": result.kind_why,
        "threshold": result.threshold,
        "candidates": [_line(one, record) for one in result.candidates],
        "weaker": [_line(one, record) for one in result.weaker],
    }


def _line(one: Candidate, record: Record | None) -> dict[str, object]:
    passages: list[dict[str, int]] = []
    for span in one.passages:
        page = {"page": record.page_at(span.start).number} if record else {}
        passages.append({"start": span.start, "end": span.end} | page)
    return {
        "node": one.node,
        "citation": one.citation,
        "title": one.title,
        "score": one.score,
        "passages": passages,
        "why": one.why,
        "question": one.question,
        "withholds": one.withholds,
        "status": one.status,
    }


def _entries(lines: IO[str], names: deque[Any]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError as error:
            raise UsageError(f"Line {number} of the batch is not JSON", remedy='give lines {"id","text"}') from error
        if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
            raise UsageError(f"Line {number} of the batch has no text", remedy='give lines {"id","text"}')
        names.append(entry.get("id", number))
        yield entry["text"]


def _print(record: Record, result: Triage) -> None:
    kind = (result.kind or "not known").replace("_", " ")
    print(f"{record.name}: {kind}" + (f" ({result.kind_why})" if result.kind_why else ""))
    if not result.candidates:
        print("  no provision to look at was found; look yourself before it goes out")
    for one in result.candidates:
        print(f"  {one.score:.2f}  {one.citation}  {one.title}")
        pages = sorted({record.page_at(span.start).number for span in one.passages})
        print(f"        p. {', '.join(map(str, pages[:10]))}; {one.why}")
        print(f"        ask: {one.question}")
