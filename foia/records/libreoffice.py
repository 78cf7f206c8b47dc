"""Office files drawn by LibreOffice, where it is installed. Imports: stdlib, pikepdf and this room's modules.

Runs in a worker process. Each drawing has a profile of its own in the job's scratch folder, so that nothing of a record
stays behind, no window of the clerk's own LibreOffice is touched, and no macro or link of a document is trusted.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf

from foia.errors import FileError, TooLarge
from foia.model import Page, PageSource
from foia.records import pdf
from foia.records.parsed import Job, Parsed
from foia.records.typeset import Block, typeset

_SECONDS = 0.75  # of the time limit: the pages must be read after they are drawn
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">\
<value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse">\
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse">\
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@dataclass(frozen=True, slots=True)
class Drawn:
    pages: tuple[Page, ...]
    notes: tuple[str, ...]


def is_installed() -> bool:
    return _program() is not None


def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def read(job: Job, *, format: str) -> Parsed:
    """A format that only LibreOffice can draw; raises FileError where it is not installed."""
    if not (job.libreoffice and is_installed()):
        raise FileError(
            f"'{job.name}' cannot be drawn",
            why=f"{format.upper()} files need LibreOffice, which is not installed",
            remedy="install LibreOffice, or save the file as PDF or DOCX and add that",
        )
    drawn = draw(lambda path: path.write_bytes(job.path.read_bytes()), job, suffix=format)
    note = "drawn by LibreOffice: hidden parts, comments and tracked changes of this format are not looked for"
    return Parsed(format=format, view=job.view, pages=drawn.pages, drawn_by="libreoffice", notes=(note, *drawn.notes))


def draw(write: Callable[[Path], object], job: Job, *, suffix: str, appendix: Sequence[Block] = ()) -> Drawn:
    """Draws the file that `write` puts at the path given to it, and `appendix` after it, into the job's view."""
    scratch = job.scratch
    scratch.mkdir(parents=True, exist_ok=True)
    source = scratch / f"file.{suffix}"
    write(source)
    drawn = _convert(source, job)
    pages: list[Page] = []
    notes: list[str] = []
    for page, page_notes in pdf.read_range(drawn, 1, None, limits=job.limits):
        source_kind = PageSource.TYPESET if page.source is PageSource.TEXT else page.source
        pages.append(replace(page, source=source_kind))
        notes += page_notes
        job.tick()
    more = scratch / "appendix.pdf"
    if appendix:
        made = typeset(appendix, more, title=job.name, limits=job.limits)
        pages += [replace(page, number=len(pages) + page.number) for page in made.pages]
        notes += made.notes
    _join([drawn, more] if appendix else [drawn], job.view)
    return Drawn(tuple(pages), tuple(notes[:12]))


def _convert(source: Path, job: Job) -> Path:
    profile = job.scratch / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    environment = {
        key: value for key, value in os.environ.items() if key in {"PATH", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH"}
    }
    nowhere = "http://127.0.0.1:9"  # a document must not reach the network
    environment |= {"HOME": str(job.scratch), "TMPDIR": str(job.scratch), "http_proxy": nowhere, "https_proxy": nowhere}
    command = [
        _program() or "soffice",
        f"-env:UserInstallation={profile.resolve().as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--convert-to",
        "pdf",
        "--outdir",
        str(job.scratch / "out"),
        str(source),
    ]
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(timeout=job.limits.seconds * _SECONDS)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        raise TooLarge(
            f"'{job.name}' takes too long to draw",
            why=f"LibreOffice was stopped after {job.limits.seconds * _SECONDS:.0f} seconds",
            remedy="save it as PDF and add that, or raise the limit",
        ) from None
    drawn = job.scratch / "out" / f"{source.stem}.pdf"
    if not drawn.is_file():
        raise FileError(
            f"'{job.name}' cannot be drawn",
            why="LibreOffice refuses it: it is damaged or locked",
            remedy="save it as PDF and add that",
        )
    return drawn


def _join(files: list[Path], view: Path) -> None:
    """The files' pages one after the other, without properties."""
    with pikepdf.new() as joined:
        for file in files:
            with pikepdf.open(file) as part:
                joined.pages.extend(part.pages)
        joined.save(view, deterministic_id=True)
