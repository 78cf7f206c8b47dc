"""The package that is sent: letter, index, redacted records and a manifest of hashes in one ZIP. Imports: model, errors.

It takes proofs, never bare files: a file whose bytes are not those that were proven is refused. The same contents give the same
bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from foia.errors import FileError, NotProven, TooLarge, UsageError
from foia.model import Proof
from foia.response.checklist import require
from foia.response.letters import Letter
from foia.response.logs import Entry, index_csv, index_pdf

LARGEST = 2 * 2**30  # bytes of one package


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """One file of the package."""

    name: str
    sha256: str
    bytes: int
    record_id: str = ""  # for a record
    source_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The ZIP as written, with its manifest in order."""

    file: Path
    sha256: str
    files: tuple[Packed, ...]


def build_package(
    out: Path,
    *,
    letter: Letter,
    proofs: Sequence[Proof],
    index: Sequence[Entry] = (),
    names: Mapping[str, str] | None = None,
    head: str = "",
) -> Package:
    """Writes the package to `out` and returns what is in it.

    `names` gives a record's file name without an ending, by record id; without it records are called `record-001` and so on,
    since a file's own name may tell what was withheld. `head` is the ledger's head when the case was released, as
    `foia ledger verify --anchor` takes it (SEQUENCE:HASH); the manifest carries it. Counsel's log never goes in. Raises CheckFailed for a letter that
    lacks an element, NotProven for a file whose bytes are not the proven ones, FileError for one that cannot be read,
    TooLarge above 2 GiB, UsageError for two records of one name. Nothing is written when it raises."""
    require(letter)
    contents: list[tuple[Packed, bytes]] = []

    def add(name: str, blob: bytes, **more: str) -> None:
        if any(packed.name == name for packed, _ in contents):
            raise UsageError(f"Two files of the package would be called {name}", remedy="give each record a name of its own")
        contents.append((Packed(name=name, sha256=hashlib.sha256(blob).hexdigest(), bytes=len(blob), **more), blob))
        if sum(packed.bytes for packed, _ in contents) > LARGEST:
            raise TooLarge("The package is larger than 2 GiB", remedy="send the records in several responses")

    add("letter.pdf", letter.pdf())
    add("letter.docx", letter.docx())
    if index:
        add("index.csv", index_csv(index))
        add("index.pdf", index_pdf(index, head=letter.head, reference=letter.reference, author=letter.author))
    for number, proof in enumerate(proofs, start=1):
        blob = _proven(proof)
        name = _safe((names or {}).get(proof.record_id, "")) or f"record-{number:03}"
        add(f"records/{name}.pdf", blob, record_id=proof.record_id, source_sha256=proof.source_sha256)
    manifest = {
        "request": letter.reference,
        "letter": letter.kind.value,
        "date": letter.date.isoformat(),
        **({"ledger_head": head} if head else {}),
        "files": [
            {"name": packed.name, "sha256": packed.sha256, "bytes": packed.bytes}
            for packed, _ in sorted(contents, key=lambda one: one[0].name)
        ],
    }
    add("manifest.json", (json.dumps(manifest, indent=1) + "\n").encode())
    whole = _zip(contents)
    part = out.with_name(out.name + ".part")
    try:
        part.write_bytes(whole)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise FileError(
            f"The package {out.name} could not be written", why=str(error.strerror), remedy="check the folder"
        ) from error
    return Package(file=out, sha256=hashlib.sha256(whole).hexdigest(), files=tuple(packed for packed, _ in contents))


def check_package(file: Path) -> tuple[str, ...]:
    """What is wrong with a package: a file whose hash is not the manifest's, one too many or one too few. Empty when all is
    well."""
    try:
        with zipfile.ZipFile(file) as archive:
            listed = {entry["name"]: entry["sha256"] for entry in json.loads(archive.read("manifest.json"))["files"]}
            found = {
                name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist() if name != "manifest.json"
            }
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise FileError(f"{file.name} is not a package that can be read", remedy="build it again") from error
    wrong = [f"{name}: changed" for name in sorted(listed.keys() & found.keys()) if listed[name] != found[name]]
    wrong += [f"{name}: missing" for name in sorted(listed.keys() - found.keys())]
    wrong += [f"{name}: not in the manifest" for name in sorted(found.keys() - listed.keys())]
    return tuple(wrong)


def _proven(proof: Proof) -> bytes:
    if not isinstance(proof, Proof):
        raise NotProven("Only a proven file can be sent", remedy="redact and prove the record first")
    try:
        blob = proof.file.read_bytes()
    except OSError as error:
        raise FileError(
            f"The proven file of record {proof.record_id} cannot be read",
            why=str(error.strerror),
            remedy="redact the record again",
        ) from error
    if hashlib.sha256(blob).hexdigest() != proof.file_sha256:
        raise NotProven(
            f"The file of record {proof.record_id} is not the one that was proven",
            why="its contents changed after the proof",
            remedy="redact and prove the record again",
        )
    return blob


def _safe(name: str) -> str:
    """A file name of plain letters, figures, dots and dashes, without a path or an ending."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", name).strip(".-")[:80].removesuffix(".pdf")


def _zip(contents: Sequence[tuple[Packed, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for packed, blob in sorted(contents, key=lambda one: one[0].name):
            entry = zipfile.ZipInfo(packed.name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, blob)
    return stream.getvalue()
