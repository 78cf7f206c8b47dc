"""`foia redact`, `foia prove` and `foia inspect`. Imports: redaction, records, response, exemptions, propose, each only when called."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from foia.errors import CatalogError, CheckFailed, DecisionError, FileError, FoiaError, UsageError
from foia.model import Area, Basis, Box, Decision, Proof, Reach, Record, Removal, Role, Stance

_FILE = click.Path(path_type=Path)
_MARK = b"\xef\xbb\xbf"  # what spreadsheets know UTF-8 by


@click.command()
@click.argument("file", type=_FILE)
@click.option("--decisions", "decisions_file", type=_FILE, help="JSON Lines of decisions.")
@click.option("--accept-proposals", is_flag=True, help="Accept every `redact` proposal; --by says who does.")
@click.option("--strings", "strings_file", type=_FILE, help="Remove every occurrence of each line of this file.")
@click.option("--node", help="The provision relied upon for --strings, e.g. ilcs/5/140/7/1/b.")
@click.option("--second", default="", help="The other law's citation, where the provision demands one.")
@click.option("--by", default="", help="The person who decides.")
@click.option("--title", default="", help="That person's title; printed in letters.")
@click.option("--facts", default="", help="The facts that bring the passages under the provision.")
@click.option("--agency", "agency_file", type=_FILE, help="The agency's overlay (YAML), for proposals.")
@click.option("--kind", help="Record kind, where it is known, for proposals.")
@click.option("--password", help="Opens an encrypted file.")
@click.option("--dpi", type=click.IntRange(100, 400), default=200, show_default=True)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day whose law counts; today by default.")
@click.option("--out", "-o", "folder", type=_FILE, required=True, help="Where the redacted file, its proof and both logs go.")
@click.option("--as", "named", default="", metavar="NAME", help="What the files written are called; by default, like FILE.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def redact(
    file: Path, decisions_file: Path | None, accept_proposals: bool, strings_file: Path | None, node: str | None, second: str,
    by: str, title: str, facts: str, agency_file: Path | None, kind: str | None, password: str | None, dpi: int,
    as_of: dt.datetime | None, folder: Path, named: str, as_json: bool,
) -> None:  # fmt: skip
    """Remove what was decided, prove that it is gone, and write the file with its proof and both logs; or write nothing."""
    if sum((decisions_file is not None, accept_proposals, strings_file is not None)) != 1:
        raise UsageError(
            "Say in one way what is to be removed", remedy="give one of --decisions FILE, --accept-proposals, --strings FILE"
        )
    if decisions_file is None and not by.strip():
        raise DecisionError("No person decides", why="the machine proposes, a named person decides", remedy="give --by NAME")
    if strings_file is not None and not node:
        raise DecisionError("No provision is named", remedy="give --node, for instance ilcs/5/140/7/1/b")
    if named and not re.fullmatch(r"[\w-][\w .-]{0,79}", named):
        raise UsageError("--as is no plain file name", remedy="use letters, digits, spaces, '-', '_' and '.', 80 at most")
    how = _Deciding(by=by, title=title, facts=facts, as_of=as_of.date() if as_of else dt.date.today(), second=second)
    plan: list[_Entry] = []
    if strings_file is not None:
        strings = [line.strip() for line in _read(strings_file).splitlines() if line.strip()]
        if not strings:
            raise UsageError(f"{strings_file.name} holds no string", remedy="write one string a line")
        basis = how.basis(node or "", second)
    elif decisions_file is not None:
        plan = list(_entries(decisions_file))
    from foia.records import read

    with tempfile.TemporaryDirectory(prefix="foia-") as derived:
        records = read(file, into=Path(derived), password=password)
        if decisions_file is not None:
            decided = how.from_entries(plan, records)
        elif strings_file is not None:
            decided = how.from_strings(strings, basis, records)
        else:
            decided = how.from_proposals(records, agency_file=agency_file, kind=kind)
        done = _write(named or file.stem, records, decided, folder, dpi=dpi, whole=decisions_file is not None)
    if as_json:
        click.echo(json.dumps({"files": done}))
        return
    for item in done:
        click.echo(f"{item['file']}: {item['removals']} removals on {item['pages']} pages, proven")
        for note in item["notes"]:
            click.echo(f"  note: {note}")


# ---------------------------------------------------------------------------------------------------- who decides what


@dataclass(frozen=True, slots=True)
class _Entry:
    line: int
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deciding:
    """The person, the day and the defaults that turn entries, strings or proposals into Decisions."""

    by: str
    title: str
    facts: str
    as_of: dt.date
    second: str

    def basis(self, node: str, second: str) -> Basis:
        from foia.exemptions import load_catalog

        if not node.strip():
            raise DecisionError("A decision names no provision", remedy='add "node", for instance ilcs/5/140/7/1/b')
        catalog = load_catalog()  # a broken catalogue is no mistake of whoever decides
        try:
            return catalog.basis(node, self.as_of, second=second)
        except CatalogError as error:
            raise DecisionError(error.what, why=error.why, remedy=error.remedy or "see `foia law list`") from None

    def from_entries(self, plan: Sequence[_Entry], records: Sequence[Record]) -> list[Decision]:
        decided = []
        for entry in plan:
            try:
                decided.append(self._decision(entry, records))
            except DecisionError as error:
                raise type(error)(f"Line {entry.line}: {error.what}", why=error.why, remedy=error.remedy) from None
            except (KeyError, TypeError, ValueError) as error:
                raise DecisionError(
                    f"Line {entry.line} of the decisions file is wrong", why=f"{type(error).__name__}", remedy=_SHAPE
                ) from None
        return decided

    def _decision(self, entry: _Entry, records: Sequence[Record]) -> Decision:
        data = entry.data
        stance = Stance(data.get("stance", "redact"))
        record = records[0]
        if "record" in data:
            found = [one for one in records if data["record"] in (one.id, one.name)]
            if not found:
                raise DecisionError("No record of that name or id is in the file", remedy='correct "record"')
            record = found[0]
        areas = tuple(Area(int(item["page"]), Box(*map(float, item["box"]))) for item in data.get("areas", ()))
        if "box" in data:
            areas = (*areas, Area(int(data["page"]), Box(*map(float, data["box"]))))
        pages = tuple(int(number) for number in data.get("pages", ()))
        if "reach" in data:
            reach = Reach(data["reach"])
        else:
            reach = Reach.SPAN if "start" in data else Reach.AREA if areas else Reach.PAGE
        if reach is Reach.PAGE and not pages:
            pages = (int(data["page"]),)
        start, end = (int(data["start"]), int(data["end"])) if reach is Reach.SPAN else (-1, -1)
        if reach is Reach.SPAN and end > len(record.text):
            raise DecisionError(
                f"The span {start} to {end} lies outside the record",
                why=f"its text has {len(record.text)} characters",
                remedy="give offsets as `foia detect --json` prints them",
            )
        return Decision(
            id=str(data.get("id") or f"line-{entry.line}"),
            record_id=record.id,
            stance=stance,
            by=str(data.get("by") or self.by),
            title=str(data.get("title") or self.title),
            at=_now(),
            reach=reach,
            start=start,
            end=end,
            areas=areas,
            pages=pages,
            type=str(data.get("type", "")),
            basis=self.basis(str(data.get("node", "")), str(data.get("second") or self.second))
            if stance is Stance.REDACT
            else None,
            reason=str(data.get("reason", "")),
            facts=str(data.get("facts") or self.facts),
            role=Role(data["role"]) if data.get("role") else None,
            person=data.get("person"),
        )

    def from_strings(self, strings: Sequence[str], basis: Basis, records: Sequence[Record]) -> list[Decision]:
        from foia.redaction.search import places

        decided: list[Decision] = []
        for number, record in enumerate(records, 1):
            found = places(record, strings)
            if doubtful := sum(not place.is_exact for place in found):
                click.echo(
                    f"foia: {doubtful} of {len(found)} places in record {number} read almost like a string, on pages read by text "
                    "recognition: look at them",
                    err=True,
                )
            for at, place in enumerate(found):
                decided.append(self._redact(f"{number}.{at}", record, place.start, place.end, basis, "", areas=place.areas))
        return decided

    def from_proposals(self, records: Sequence[Record], *, agency_file: Path | None, kind: str | None) -> list[Decision]:
        """One decision for each `redact` proposal. Its reason serves as the facts unless --facts gives better ones."""
        from foia.agency import load_agency
        from foia.exemptions import load_catalog
        from foia.propose import propose
        from foia.redaction import Detector, gather_people

        agency = load_agency(agency_file) if agency_file else None
        roster = tuple(str(entry.name) for entry in agency.roster) if agency else ()
        detector = Detector()
        decided = []
        wanting: set[str] = set()
        for record in records:
            persons, detections = gather_people(record.text, detector.detect(record), roster=roster, kind=kind or record.kind)
            for item in propose(
                record, detections, persons, catalog=load_catalog(), kind=kind, agency=agency, as_of=self.as_of
            ):
                if item.stance is Stance.REDACT:
                    basis = self.basis(item.node, self.second)
                    if basis.needs_facts and not self.facts:
                        wanting.add(basis.citation)
                    decided.append(
                        self._redact(
                            item.id, record, item.start, item.end, basis, item.reason, type_=item.type, role=item.role,
                            person=item.person, proposal=item.id,
                        )
                    )  # fmt: skip
        if wanting:
            click.echo(
                f"foia: the reasons proposed stand as the facts under {', '.join(sorted(wanting))}; 5 ILCS 140/9(a) asks for a detailed "
                "factual basis: write it with --facts, or decide with --decisions",
                err=True,
            )
        return decided

    def _redact(
        self, id_: str, record: Record, start: int, end: int, basis: Basis, reason: str, *, type_: str = "",
        role: Role | None = None, person: str | None = None, proposal: str | None = None, areas: tuple[Area, ...] = (),
    ) -> Decision:  # fmt: skip
        return Decision(
            id=id_, record_id=record.id, stance=Stance.REDACT, by=self.by, title=self.title, at=_now(), start=start, end=end,
            reach=Reach.AREA if areas else Reach.SPAN, areas=areas,
            type=type_, basis=basis, reason=reason, facts=self.facts or reason, role=role, person=person, proposal=proposal,
        )  # fmt: skip


_SHAPE = 'each line is {"start","end" | "page","box", "type","node","by","facts","stance"}'


def _entries(path: Path) -> Iterator[_Entry]:
    for number, line in enumerate(_read(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except ValueError:
            raise UsageError(f"Line {number} of {path.name} is not JSON", remedy=_SHAPE) from None
        if not isinstance(data, dict):
            raise UsageError(f"Line {number} of {path.name} is not an object", remedy=_SHAPE)
        yield _Entry(number, data)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path.name} cannot be read", why=type(error).__name__, remedy="give a text file in UTF-8") from None


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


# ------------------------------------------------------------------------------------------------------------- writing


def _write(
    stem: str, records: Sequence[Record], decided: Sequence[Decision], folder: Path, *, dpi: int, whole: bool
) -> list[dict[str, Any]]:
    """Make, prove and log every record in a folder beside the goal, then move all of it there. On any error nothing is left.

    With a decisions file, attached records without a decision of their own are not written (nobody looked at them).
    """
    from foia.redaction.release import redacted

    folder.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".foia-", dir=folder))
    done: list[dict[str, Any]] = []
    try:
        for number, record in enumerate(records):
            own = [decision for decision in decided if decision.record_id == record.id]
            if number and whole and not own:
                done[0]["notes"].append(f"attached record {number} ('{record.name}') was not decided about and is not written")
                continue
            name = stem if number == 0 else f"{stem}.{number}"  # an attachment's own name may hold what is withheld
            out = work / f"{name}.redacted.pdf"
            removals, proof = redacted(record, own, out, at=_now(), dpi=dpi)
            for suffix, data in _logs(record, own, removals, proof).items():
                (work / f"{name}{suffix}").write_bytes(data)
            warnings = [attempt.detail for attempt in proof.attempts if "warning" in attempt.detail]
            if _names(name, removals):
                warnings.append("warning: the file's own name holds a removed string; give another with --as NAME")
            done.append(
                {
                    "file": str(folder / out.name), "record": record.id, "pages": proof.pages, "removals": len(removals),
                    "sha256": proof.file_sha256, "notes": [*record.notes, *warnings],
                }
            )  # fmt: skip
        for made in sorted(work.iterdir()):
            os.replace(made, folder / made.name)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return done


def _names(name: str, removals: Sequence[Removal]) -> bool:
    """Whether a file's name holds something that was removed: a whole string, or a word of it of four letters or more."""
    from foia.redaction.prove.expected import forms, squash

    letters = "".join(c for c in squash(name) if c.isalnum())
    texts = {removal.text for removal in removals if not removal.whole_page}
    return any("".join(c for c in form if c.isalnum()) in letters for text in texts for form in forms(text) if len(form) >= 4)


def _logs(record: Record, decided: Sequence[Decision], removals: Sequence[Removal], proof: Proof) -> dict[str, bytes]:
    from foia.redaction.prove import proof_json
    from foia.response import build_counsel_log, build_index, index_csv

    by_id = {record.id: record}
    return {
        ".proof.json": proof_json(proof, removals).encode(),
        ".counsel.csv": _with_key(build_counsel_log(decided, by_id, removals, salt=proof.salt), proof.salt),
        ".index.csv": index_csv(build_index(decided, by_id)),
    }


def _with_key(log: bytes, salt: str) -> bytes:
    """Counsel's log with the key of its digests, without which neither they nor those of the proof can be compared."""
    rows = list(csv.reader(io.StringIO(log.decode("utf-8-sig"))))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for number, row in enumerate(rows):
        writer.writerow([*row, salt if number else "salt"])
    return _MARK + out.getvalue().encode()


# ------------------------------------------------------------------------------------------------------- prove, inspect


@click.command()
@click.argument("file", type=_FILE)
@click.option("--log", "log", type=_FILE, required=True, help="NAME.proof.json, or NAME.counsel.csv with the proof beside it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def prove(file: Path, log: Path, as_json: bool) -> None:
    """Prove an existing redacted file again, by the log that was written with it."""
    from foia.redaction import prove_again

    proof = prove_again(file, log, at=_now())
    if as_json:
        tried = [{"name": a.name, "tool": a.tool, "passed": a.passed, "detail": a.detail} for a in proof.attempts]
        click.echo(json.dumps({"file": file.name, "proven": True, "sha256": proof.file_sha256, "attempts": tried}))
        return
    click.echo(f"{file.name}: proven again ({proof.pages} pages, {proof.removals} removals)")
    for attempt in proof.attempts:
        click.echo(f"  {attempt.name:14} {'held' if attempt.passed else 'FAILED'}  {attempt.detail}")


@click.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file.")
@click.option("--reveal", is_flag=True, help="Print the text found as well: it is what somebody meant to hide.")
@click.option("--seconds", type=click.FloatRange(1, 3600), default=50.0, show_default=True, help="Time limit a file.")
def inspect(files: tuple[Path, ...], as_json: bool, reveal: bool, seconds: float) -> None:
    """Look for bad redactions and hidden content in anybody's PDF. Ends with 1 when something blacked out can be read."""
    from foia.redaction import inspect as examine

    leaking: list[str] = []
    failed: FoiaError | None = None
    for path in files:
        try:
            result = examine(path, seconds=seconds)
        except FoiaError as error:
            failed = error
            if as_json:
                click.echo(json.dumps({"file": path.name, "error": error.what, "why": error.why}))
            if len(files) > 1:
                click.echo(f"foia: {error}", err=True)
            continue
        if not result.clean:
            leaking.append(path.name)
        if as_json:
            click.echo(json.dumps(_shown(result, reveal)))
        else:
            _report(result, reveal)
    if leaking:
        sys.exit(CheckFailed.exit_code)
    if failed is not None:
        if len(files) > 1:
            raise FileError("Some files could not be examined", why=failed.what, remedy="see the messages above")
        raise failed


def _shown(result: Any, reveal: bool) -> dict[str, Any]:
    counts: dict[str, int] = {}
    for item in result.found:
        counts[item.severity] = counts.get(item.severity, 0) + 1
    return {
        "file": result.name,
        "pages": result.pages,
        "clean": result.clean,
        "complete": result.complete,
        "bad_redactions": counts.get("leak", 0),
        "hidden": counts.get("hidden", 0),
        "findings": [
            {
                "severity": item.severity, "kind": item.kind, "page": item.page or None,
                "box": [round(v, 1) for v in item.box] if item.box else None, "detail": item.detail,
                **({"text": item.text} if reveal and item.text else {}),
            }
            for item in result.found
        ],
    }  # fmt: skip


def _report(result: Any, reveal: bool) -> None:
    looked = "" if result.complete else " in what could be examined"
    verdict = f"no bad redaction found{looked}" if result.clean else "BAD REDACTIONS"
    click.echo(f"{result.name}: {result.pages} pages, {verdict}")
    for item in result.found:
        where = f"page {item.page}" if item.page else "file"
        place = f" at {', '.join(str(round(v)) for v in item.box)}" if item.box else ""
        click.echo(f"  {item.severity:6} {where}{place}: {item.kind}{f' ({item.detail})' if item.detail else ''}")
        if reveal and item.text:
            click.echo(f"         {item.text!r}")
