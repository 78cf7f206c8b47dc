"""`foia due` and `foia intake`. Imports: requests; the clock of the machine is read here, at the edge."""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import click

from foia.errors import FileError, TooLarge, UsageError
from foia.model import PAGE_BREAK, RequestKind
from foia.requests import Due, Extension, Intake, parse_received
from foia.requests import due as count
from foia.requests import intake as read

KINDS = [kind.value for kind in RequestKind]


@click.command()
@click.option("--received", required=True, help="Day or time of receipt: YYYY-MM-DD or YYYY-MM-DDTHH:MM.")
@click.option("--kind", type=click.Choice(KINDS), default="standard", show_default=True)
@click.option("--extended", is_flag=True, help="Show the date that a full extension gives.")
@click.option("--reason", help="Reason of Section 3(e) for an extension, i to vii; with --noticed.")
@click.option("--noticed", help="Day on which the requester was told of the extension.")
@click.option("--days", "length", type=int, help="Business days of the extension.")
@click.option("--agreed", help="Later date agreed on in writing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def due(
    received: str,
    kind: str,
    extended: bool,
    reason: str | None,
    noticed: str | None,
    length: int | None,
    agreed: str | None,
    as_json: bool,
) -> None:
    """When a response is due, counted day by day, with the rule."""
    moment = parse_received(received)
    extension = None
    if reason or noticed:
        if not (reason and noticed):
            raise click.UsageError("an extension needs both --reason and --noticed")
        longest = 10 if kind == "voluminous" else 5
        extension = Extension(reason=reason, noticed=_day(noticed), days=longest if length is None else length)
    clock = count(moment, RequestKind(kind), extended=extended, extension=extension, agreed=_day(agreed) if agreed else None)
    warnings = list(clock.warnings)
    if clock.counted_from > dt.date.today():
        warnings.append("The day of receipt lies in the future: this is a plan, not a clock. Check the date.")
    if as_json:
        click.echo(json.dumps(_clock(clock, received, warnings)))
    else:
        _print(clock, warnings)


def _day(text: str) -> dt.date:
    moment = parse_received(text)
    return moment.date() if isinstance(moment, dt.datetime) else moment


def _clock(clock: Due, received: str, warnings: list[str]) -> dict[str, object]:
    return {
        "received": received,
        "counted_from": clock.counted_from.isoformat(),
        "due": clock.due.isoformat(),
        "strict_due": clock.strict_due.isoformat(),
        "extended_due": clock.extended_due.isoformat() if clock.extended_due else None,
        "strict_extended_due": clock.strict_extended_due.isoformat() if clock.strict_extended_due else None,
        "rule": clock.rule,
        "days": [{"date": day.date.isoformat(), "counts": day.counts, "why": day.why} for day in clock.days],
        "warnings": warnings,
        "steps": [
            {
                "name": step.name,
                "words": step.words,
                "date": step.date.isoformat(),
                "strict": step.strict.isoformat(),
                "who": step.who,
                "rule": step.rule,
            }
            for step in clock.steps
        ],
    }


def _print(clock: Due, warnings: list[str]) -> None:
    click.echo(f"Received {clock.counted_from:%a %Y-%m-%d}, {clock.kind.value} request, {clock.rule}")
    for day in clock.days:
        click.echo(f"  {day.date:%a %Y-%m-%d}  {'counts' if day.counts else '  -   '}  {day.why}")
    for step in clock.steps:
        strict = f", work to {step.strict}" if step.strict != step.date else ""
        click.echo(f"{step.words}: by {step.date:%a %Y-%m-%d}{strict}  [{step.rule}]")
    for warning in warnings:
        click.echo(f"! {warning}")


LARGEST = 20_000_000  # bytes of one request


@click.command()
@click.argument("file", required=False)
@click.option("--jsonl", type=click.Path(path_type=Path), help='Read lines {"id","text","received"}.')
@click.option("--out", type=click.Path(path_type=Path), help="Write one line a request here; with --jsonl.")
@click.option("--received", help="Day or time of receipt; without it, the message's own date.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def intake(file: str | None, jsonl: Path | None, out: Path | None, received: str | None, as_json: bool) -> None:
    """What a request asks for, what kind it is, and when the answer is due."""
    if jsonl is not None:
        if out is None or file is not None:
            raise click.UsageError("--jsonl needs --out, and no FILE")
        _batch(jsonl, out)
        return
    if file is None:
        raise click.UsageError("name a FILE, or - for the standard input")
    found = read(_content(file), received=received)
    if as_json:
        click.echo(json.dumps(_reading(found), ensure_ascii=False, default=str))
    else:
        _show(found)


def _content(file: str) -> str | bytes:
    try:
        raw = sys.stdin.buffer.read(LARGEST + 1) if file == "-" else Path(file).read_bytes()[: LARGEST + 1]
    except OSError as error:
        raise FileError(
            f"The request {Path(file).name} cannot be read", why=str(error.strerror), remedy="check the path"
        ) from error
    if len(raw) > LARGEST:
        raise TooLarge("The request is larger than 20 MB", remedy="add it to the case as a record instead")
    if file.lower().endswith(".eml"):
        return raw
    if raw[:4] == b"%PDF" or b"\0" in raw[:1000]:
        return _letter(file, raw)
    return raw.decode("utf-8-sig", "replace")


def _letter(file: str, raw: bytes) -> str:
    """The text of a letter, form or message that is not plain text: PDF, scan, DOCX, MSG. Its derived files are gone after."""
    from foia.records import read as read_record  # late: it loads the readers of every format

    with tempfile.TemporaryDirectory(prefix="foia-intake-") as folder:
        path = Path(file)
        if file == "-":
            path = Path(folder, "request.pdf" if raw[:4] == b"%PDF" else "request.docx")
            path.write_bytes(raw)
        records = read_record(path, into=Path(folder, "read"))
        text = records[0].text.replace(PAGE_BREAK, "\n\n")
    if not text.strip():
        raise FileError(
            f"No words were found in the request {Path(file).name}",
            why="its pages hold no text that could be read, also not by OCR",
            remedy="type or paste the request as text",
        )
    return text


def _batch(jsonl: Path, out: Path) -> None:
    """One line in, one line out, in order. A line that cannot be read is written with its problem, and the command ends
    with 2."""
    try:
        lines = jsonl.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"{jsonl.name} cannot be read", remedy="give a file of JSON Lines in UTF-8") from error
    written, problems = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            found = read(str(entry["text"]), received=entry.get("received") or None)
            answer: dict[str, object] = {"id": entry.get("id"), **_short(found)}
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError):
            answer = {"id": None, "error": f"line {number} is not an object with a text"}
            problems.append(number)
        except UsageError as error:
            answer = {
                "id": entry.get("id"),
                **_short(read(str(entry["text"]), received=None)),
                "due": None,
                "error": error.what,
            }
            problems.append(number)
        written.append(json.dumps(answer, ensure_ascii=False))
    try:
        out.write_text("".join(line + "\n" for line in written), encoding="utf-8")
    except OSError as error:
        raise FileError(f"{out.name} cannot be written", why=str(error.strerror), remedy="check the folder") from error
    if problems:
        raise UsageError(
            f"{len(problems)} of {len(written)} lines could not be read in full",
            why="lines " + ", ".join(str(number) for number in problems[:20]),
            remedy="see the field 'error' of those lines; the others are complete",
        )


def _short(found: Intake) -> dict[str, object]:
    return {
        "kind": found.kind.value,
        "record_kinds": list(found.record_kinds),
        "mentions_body_camera": found.mentions_body_camera,
        "due": found.due.due.isoformat() if found.due else None,
    }


def _reading(found: Intake) -> dict[str, object]:
    """Everything read, with the words it came from."""
    whole = {key: value for key, value in asdict(found).items() if key not in ("text", "due", "kind")}
    clock = _clock(found.due, str(found.received), list(found.due.warnings)) if found.due else None
    return {**_short(found), "strict_due": found.due.strict_due.isoformat() if found.due else None, **whole, "clock": clock}


def _show(found: Intake) -> None:
    click.echo(f"Kind: {found.kind.value} ({found.kind_why})")
    click.echo("Records: " + ", ".join(found.record_kinds))
    for one in found.found:
        click.echo(f'  {one.value}: "{" ".join(one.words.split())}" [{one.start}-{one.end}]')
    click.echo(f"Body camera: {'yes' if found.mentions_body_camera else 'no'}")
    for name, part in (("Requester", found.requester), ("Commercial", found.commercial), ("Fee waiver", found.waiver)):
        if part is not None:
            click.echo(f'{name}: "{" ".join(part.words.split())}"')
    if found.formats:
        click.echo("Format: " + ", ".join(part.value for part in found.formats))
    for number, item in enumerate(found.items, start=1):
        click.echo(f"Item {number}: {' '.join(item.words.split())}")
    if found.due is not None:
        strict = f", work to {found.due.strict_due}" if found.due.strict_due != found.due.due else ""
        click.echo(f"Due: {found.due.due}{strict} [{found.due.rule}]")
    else:
        click.echo("Due: not known; give --received")
    for question in found.questions:
        click.echo(f"? {question}")
