"""`foia app`, `demo`, `respond`, `ledger`, `backup`, `restore`. The working folder is read here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from foia.errors import UsageError

TOP = Path(__file__).resolve().parents[2]  # the checkout, or the folder that holds the package

_DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=lambda: Path(os.environ.get("FOIA_DATA", "foia-data")),
    show_default="./foia-data, or FOIA_DATA",
    help="Folder of the files, and of the embedded database.",
)
_DATABASE = click.option(
    "--database",
    default=lambda: os.environ.get("FOIA_DATABASE", ""),
    show_default="SQLite in --data, or FOIA_DATABASE",
    help="Address of a database: postgresql+pg8000://USER@HOST/NAME.",
)
_RUNNER = click.option(
    "--workers",
    "runner",
    default="",
    help="auto (the default), serial, pool:N, dask, or a scheduler's address (tcp://HOST:PORT).",
)


@click.command()
@click.option("--port", type=int, default=8501, show_default=True)
@click.option("--address", default="127.0.0.1", show_default=True, help="Listens to this machine alone unless told otherwise.")
@click.option("--browser/--no-browser", default=True, help="Open a browser window.")
@_DATA
@_DATABASE
def app(port: int, address: str, browser: bool, data: Path, database: str) -> None:
    """Start the front end on an embedded database in the working folder."""
    page = next((place for place in (TOP / "app.py", Path.cwd() / "app.py") if place.is_file()), None)
    if page is None:
        raise UsageError(
            "The front end is not here", why="app.py is missing beside the package", remedy="run it in the checkout"
        )
    environment = {
        **os.environ,
        "FOIA_DATA": str(data.absolute()),
        "FOIA_DATABASE": database,
        "PYTHONPATH": os.pathsep.join([str(TOP), *filter(None, [os.environ.get("PYTHONPATH")])]),
    }
    command = [sys.executable, "-m", "streamlit", "run", str(page.absolute())]
    options = {
        "server.address": address,
        "server.port": str(port),
        "server.headless": str(not browser).lower(),
        "server.showEmailPrompt": "false",  # else the first start on a machine waits for an address
        "server.maxUploadSize": "500",  # megabytes
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
    }
    command += [f"--{key}={value}" for key, value in options.items()]
    try:
        place = page.absolute().parent  # Streamlit looks for .streamlit/config.toml where it is started
        sys.exit(subprocess.run(command, cwd=place, env=environment, check=False).returncode)
    except KeyboardInterrupt:
        sys.exit(130)


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="Folder for the response; an earlier demo is replaced."
)
@_RUNNER
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def demo(out: Path, runner: str, as_json: bool) -> None:
    """Run the sample case from request to package. Everybody in it is invented."""
    sample = TOP / "corpus" / "samples" / "case.yaml"
    if not sample.is_file():
        raise UsageError("The sample case is not here", why="corpus/samples is missing", remedy="run it in the checkout")
    _respond(sample, out, runner, as_json, replace=True)


@click.command()
@click.argument("case_file", type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path), required=True, help="A new or empty folder.")
@click.option("--replace", is_flag=True, help="Replace what an earlier run wrote there.")
@_RUNNER
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def respond(case_file: Path, out: Path, replace: bool, runner: str, as_json: bool) -> None:
    """Run a whole case from a file: clock, decisions, redactions with proofs, letter, index, package, ledger."""
    _respond(case_file, out, runner, as_json, replace=replace)


def _respond(case_file: Path, out: Path, runner: str, as_json: bool, *, replace: bool) -> None:
    from foia import jobs
    from foia.case.respond import respond as run

    chosen = jobs.runner(runner) if runner else None
    summary = run(case_file, out, runner=chosen, say=_progress(as_json), replace=replace)
    if as_json:
        click.echo(json.dumps({**summary, "folder": str(out)}, ensure_ascii=False))
        return
    click.echo(f"Request {summary['number']} ({summary['kind']}), received {summary['received']}, due {summary['due']}")
    for record in summary["records"]:
        pages = f"{record['pages']} page{'s' if record['pages'] != 1 else ''}"
        outcome = record["outcome"].replace("_", " ")
        click.echo(f"  {record['name']}: {record['kind'] or record['name']}, {pages}, {outcome}")
    click.echo(f"Letter: {summary['letter'].replace('_', ' ')}")
    click.echo(f"Ledger: {summary['ledger']['entries']} entries, verified; head {summary['ledger']['head'][:16]}…")
    click.echo("Seconds: " + ", ".join(f"{stage} {seconds}" for stage, seconds in summary["seconds"].items()))
    click.echo(f"Written to {out}")


def _progress(quiet: bool) -> Any:
    if quiet or not sys.stderr.isatty():
        return None

    def say(stage: str, done: int, total: int) -> None:
        shown = f"{stage}: {done} of {total} pages" if total else f"{stage} ..."
        click.echo(f"\r\033[K{shown}", nl=False, err=True)
        if total and done == total:
            click.echo("\r\033[K", nl=False, err=True)

    return say


@click.group()
def ledger() -> None:
    """The ledger: verify its chain, export it."""


@ledger.command()
@click.argument("export", type=click.Path(path_type=Path), required=False)
@click.option("--anchor", "anchors", multiple=True, metavar="SEQUENCE:HASH", help="A head noted elsewhere; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_DATA
@_DATABASE
def verify(export: Path | None, anchors: tuple[str, ...], as_json: bool, data: Path, database: str) -> None:
    """Recompute the chain of the database, or of an exported ledger (EXPORT, JSON Lines). Exit code 7 when it is broken."""
    from foia import ledger as chain

    noted = [_anchor(text) for text in anchors]
    if export is not None:
        try:
            with open(export, encoding="utf-8") as lines:
                found = chain.verify_lines(lines, anchors=noted)
        except OSError as error:
            raise UsageError(f"{export.name} cannot be read", why=error.strerror or "", remedy="check its name") from error
    else:
        office = _office(data, database)
        try:
            found = office.verify_ledger(anchors=noted)
        finally:
            office.close()
    if as_json:
        click.echo(json.dumps({"entries": found.entries, "head": found.head, "anchors": found.anchors}))
    else:
        click.echo(f"The ledger holds: {found.entries} entries, head {found.head or '(empty)'}")
        click.echo(f"Compared with {found.anchors} heads noted outside the database.")


@ledger.command("export")
@click.argument("out", type=click.Path(path_type=Path))
@_DATA
@_DATABASE
def export_(out: Path, data: Path, database: str) -> None:
    """Write the whole ledger as JSON Lines, closed by its head."""
    office = _office(data, database)
    try:
        count = office.export_ledger(out)
    finally:
        office.close()
    click.echo(f"{count} entries written to {out}")


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@_DATA
@_DATABASE
def backup(out: Path, data: Path, database: str) -> None:
    """Write the database and all files to one verified file (.zip)."""
    from foia.case.backup import write

    office = _office(data, database)
    try:
        made = write(office, out)
    finally:
        office.close()
    click.echo(f"{made.files} files and {made.entries} ledger entries written to {out}; SHA-256 {made.sha256}")


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@_DATA
@_DATABASE
def restore(source: Path, data: Path, database: str) -> None:
    """Restore a backup into an empty place, and verify it."""
    from foia.case.backup import restore as read

    made = read(source, files=data, url=database or None)
    click.echo(f"{made.files} files and {made.entries} ledger entries restored and verified")


def _office(data: Path, database: str) -> Any:
    from foia.case import Office

    if not database and not (data / "foia.db").is_file():
        raise UsageError(
            f"There is no database in {data}", why="foia.db is not there", remedy="go to its folder, or name it with --data"
        )
    return Office.open(database or None, data)


def _anchor(text: str) -> tuple[int, str]:
    number, _, head = text.partition(":")
    if not number.isdigit() or len(head) != 64:
        raise UsageError("A head is written SEQUENCE:HASH", why="the number of its entry and 64 hexadecimal digits")
    return int(number), head
