"""Looks for bad redactions and hidden content in anybody's PDF: what would the attackers of `prove` find here?

Two kinds of findings: a *leak* (something that was meant to be blacked out can be read), and *hidden* content (not seen on the pages,
carried along: comments, form values, earlier revisions, attachments, layers, scripts, properties). Text found is kept apart
from the report and shown only on request. Every file is examined in a process of its own (see apart). Imports: model, errors.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from foia.errors import Encrypted, FileError
from foia.model import Box
from foia.redaction import apart

LEAK, HIDDEN, NOTE = "leak", "hidden", "note"
_NOT_REACHED, _NOT_DRAWN = "pages not examined", "pages that cannot be drawn"
_MOST_PAGES = 2000
_MOST_OBJECTS = 200_000
_OUTSIDE_PAGES = 300  # pdf-redaction-check takes up to 50 ms a page
_LISTED = 500  # findings of one kind a file; the rest is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """One thing found. `detail` holds counts and places, never text of the file; `text` does, and is secret."""

    severity: str  # leak | hidden | note
    kind: str
    page: int = 0  # 0: the file as a whole
    box: Box | None = None
    detail: str = ""
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What was found in one file. `clean` when nothing blacked out can be read; hidden content is listed either way."""

    name: str
    pages: int
    found: tuple[Discovery, ...]

    @property
    def clean(self) -> bool:
        return not any(item.severity == LEAK for item in self.found)

    @property
    def complete(self) -> bool:
        """Whether every page could be looked at; if not, `clean` speaks of the others only."""
        return not any(item.kind in (_NOT_REACHED, _NOT_DRAWN) for item in self.found)


def inspect(path: Path, *, seconds: float = apart.SECONDS) -> Inspection:
    """Examine one PDF. Raises FileError (no such file, not readable), Encrypted, TooLarge (time or memory); never hangs."""
    path = Path(path)
    if not path.is_file():
        raise FileError(f"'{path.name}' is not there", why="no file of that name exists", remedy="check the path")
    if path.stat().st_size == 0:
        raise FileError(f"'{path.name}' is empty", remedy="ask for the file again")
    result = apart.call("foia.redaction.inspect:examine", path, 0.6 * seconds, name=path.name, seconds=seconds)
    assert isinstance(result, Inspection)
    return result


def examine(path: Path, patience: float = 0.6 * apart.SECONDS) -> Inspection:
    """`inspect`, in this process; pages not reached within `patience` seconds are reported as not examined."""
    from foia import pdfium
    from foia.redaction.hidden import LEAKS, STAMP, hidden_on

    data = path.read_bytes()
    if b"%PDF-" not in data[:4096]:
        raise FileError(f"'{path.name}' is not a PDF", why="it does not begin like one", remedy="inspect takes PDF files")
    found: list[Discovery] = []
    unread: list[int] = []
    examined = 0
    with pdfium.open_document(data) as document:
        count = len(document)
        begun = time.monotonic()
        for index in range(min(count, _MOST_PAGES)):
            if time.monotonic() - begun > patience:
                break
            examined = index + 1
            try:
                hidden = hidden_on(document, index)
            except Exception:  # noqa: BLE001 - a damaged page is reported, the others are examined
                unread.append(index + 1)
                continue
            for item in hidden:
                severity = LEAK if item.kind in LEAKS else NOTE if item.kind == STAMP else HIDDEN
                detail = f"{len(item.text)} characters" if item.text else ""
                found.append(
                    Discovery(severity=severity, kind=item.kind, page=index + 1, box=item.box, detail=detail, text=item.text)
                )
    if examined < count:
        found.append(Discovery(severity=NOTE, kind=_NOT_REACHED, detail=f"only the first {examined} of {count}"))
    if unread:
        found.append(Discovery(severity=NOTE, kind=_NOT_DRAWN, detail=", ".join(map(str, unread[:20]))))
    found += _structure(path, data)
    if count <= _OUTSIDE_PAGES:
        found += _outside(path)
    return Inspection(name=path.name, pages=count, found=tuple(_limited(found)))


def _limited(found: list[Discovery]) -> Iterator[Discovery]:
    counts: Counter[str] = Counter()
    for item in found:
        counts[item.kind] += 1
        if counts[item.kind] <= _LISTED:
            yield item
    for kind, count in counts.items():
        if count > _LISTED:
            yield Discovery(severity=NOTE, kind=kind, detail=f"{count - _LISTED} more not listed")


# ------------------------------------------------------------------------------------------------------------- structure


def _structure(path: Path, data: bytes) -> Iterator[Discovery]:
    import pikepdf

    yield from _revisions(data)
    try:
        pdf = pikepdf.open(path)
    except pikepdf.PasswordError:
        raise Encrypted(f"'{path.name}' is locked with a password", remedy="unlock it first") from None
    except Exception as error:  # noqa: BLE001 - damaged files raise many kinds
        yield Discovery(severity=NOTE, kind="structure not read", detail=type(error).__name__)
        return
    with pdf:
        for step in (_properties, _annotations, _catalogue, _fields, _spoken, _attached):
            try:
                yield from step(pdf)
            except Exception as error:  # noqa: BLE001 - one damaged part must not hide the others
                yield Discovery(
                    severity=NOTE, kind="structure not read", detail=f"{step.__name__.strip('_')}: {type(error).__name__}"
                )


def _revisions(data: bytes) -> Iterator[Discovery]:
    ends = [m.end() for m in re.finditer(rb"%%EOF", data)]
    linearised = b"/Linearized" in data[:2048]
    earlier = len(ends) - (2 if linearised else 1)
    if earlier > 0:
        yield Discovery(severity=HIDDEN, kind="earlier revisions", detail=f"{earlier}; the file can be cut back to them")
    if ends and len(data[ends[-1] :].strip(b"\r\n\0 ")) > 16:
        yield Discovery(severity=HIDDEN, kind="data after the end", detail=f"{len(data) - ends[-1]} bytes")


def _properties(pdf: Any) -> Iterator[Discovery]:
    for key, value in pdf.docinfo.items() if "/Info" in pdf.trailer else ():
        text = str(value).strip()
        if text:
            yield Discovery(severity=HIDDEN, kind="document property", detail=str(key).lstrip("/"), text=text)
    if "/Metadata" in pdf.Root:
        text = bytes(pdf.Root.Metadata.read_bytes()).decode("utf-8", "replace")
        yield Discovery(severity=HIDDEN, kind="XMP metadata", detail=f"{len(text)} characters", text=text)


def _annotations(pdf: Any) -> Iterator[Discovery]:
    for number, page in enumerate(pdf.pages, 1):
        if number > _MOST_PAGES:
            return
        height = float(page.mediabox[3])
        for note in list(page.obj.get("/Annots", []))[:5000]:
            kind = str(note.get("/Subtype", "")).lstrip("/")
            try:
                x0, y0, x1, y1 = (float(v) for v in note.get("/Rect", (0, 0, 0, 0)))
            except (TypeError, ValueError):
                x0 = y0 = x1 = y1 = 0.0
            box = Box(min(x0, x1), height - max(y0, y1), max(x0, x1), height - min(y0, y1))
            text = str(note.get("/Contents", "")).strip()
            if kind == "Redact":
                yield Discovery(severity=LEAK, kind="redaction marked but not applied", page=number, box=box, text=text)
            elif kind == "Widget":
                continue
            elif kind == "Link":
                target = str(note.get("/A", {}).get("/URI", "")) if "/A" in note else ""
                if target:
                    yield Discovery(severity=NOTE, kind="link", page=number, box=box, text=target)
            elif kind == "FileAttachment":
                yield Discovery(severity=HIDDEN, kind="attached file", page=number, box=box, text=text)
            elif text and kind != "Popup":
                yield Discovery(
                    severity=HIDDEN, kind="comment", page=number, box=box, detail=f"{kind}, {len(text)} characters", text=text
                )


def _catalogue(pdf: Any) -> Iterator[Discovery]:
    import pikepdf

    root = pdf.Root
    with pdf.open_outline() as outline:
        titles = [str(item.title) for item in outline.root]
    if titles:
        yield Discovery(severity=HIDDEN, kind="bookmarks", detail=f"{len(titles)}", text="\n".join(titles))
    groups = root.get("/OCProperties", {})
    if groups:
        named = len(list(groups.get("/OCGs", [])))
        off = list(groups.get("/D", {}).get("/OFF", []))
        yield Discovery(severity=HIDDEN, kind="layers", detail=f"{named}, {len(off)} of them switched off")
    scripts = 0
    for at, item in enumerate(pdf.objects):
        if at > _MOST_OBJECTS:
            break
        try:
            inner = item.values() if isinstance(item, pikepdf.Dictionary) else ()
            scripts += "/JS" in item or any(isinstance(v, pikepdf.Dictionary) and "/JS" in v for v in inner)
        except (TypeError, ValueError):
            continue
    if scripts or "/JavaScript" in root.get("/Names", {}):
        yield Discovery(severity=HIDDEN, kind="script", detail=str(scripts))
    for key in ("/OpenAction", "/AA"):
        if key in root:
            yield Discovery(severity=NOTE, kind="runs something when opened", detail=key.lstrip("/"))


def _fields(pdf: Any) -> Iterator[Discovery]:
    form = pdf.Root.get("/AcroForm", {})
    todo = list(form.get("/Fields", [])) if form else []
    seen = 0
    while todo and seen < 20_000:
        item = todo.pop()
        seen += 1
        todo += list(item.get("/Kids", []))
        value = str(item.get("/V", "")).strip()
        if value and value != "/Off":
            yield Discovery(severity=HIDDEN, kind="form value", detail=f"{len(value)} characters", text=value)
    if form and "/XFA" in form:
        yield Discovery(severity=HIDDEN, kind="XFA form data")


def _spoken(pdf: Any) -> Iterator[Discovery]:
    """Text for screen readers that stands beside what is drawn."""
    import pikepdf

    for at, item in enumerate(pdf.objects):
        if at > _MOST_OBJECTS:
            return
        try:
            for key in ("/ActualText", "/Alt"):
                if key in item and str(item[key]).strip():
                    text = str(item[key])
                    yield Discovery(
                        severity=HIDDEN, kind="replacement text", detail=f"{key.lstrip('/')}, {len(text)} characters", text=text
                    )
        except (TypeError, ValueError):
            continue
    for number, page in enumerate(pdf.pages, 1):
        if number > _MOST_PAGES:
            return
        content = page.obj.get("/Contents")
        if content is None:
            continue
        parts = content if isinstance(content, pikepdf.Array) else [content]
        for part in parts:
            raw = part.read_bytes()
            if b"/ActualText" in raw:
                yield Discovery(
                    severity=HIDDEN, kind="replacement text", page=number, detail="ActualText in the page's content"
                )
                break


def _attached(pdf: Any) -> Iterator[Discovery]:
    for name in pdf.attachments:
        yield Discovery(severity=HIDDEN, kind="attached file", text=str(name))


def _outside(path: Path) -> Iterator[Discovery]:
    """What pdf-redaction-check adds: letters left in subset fonts, and whatever it could not read."""
    import pdf_redaction_check as outside

    try:
        report, _ = outside.analyze(path, [])
    except Exception as error:  # noqa: BLE001 - a second opinion that fails is said to have failed
        yield Discovery(severity=NOTE, kind="pdf-redaction-check could not read the file", detail=type(error).__name__)
        return
    counts: Counter[tuple[str, str]] = Counter()
    for finding in report.findings:
        if finding.severity.name != "INFO":
            counts[(finding.check, finding.severity.name)] += 1
    for (check, level), count in sorted(counts.items()):
        severity = HIDDEN if level == "CRITICAL" else NOTE
        yield Discovery(severity=severity, kind=f"pdf-redaction-check: {check}", detail=f"{count} {level.lower()}")
