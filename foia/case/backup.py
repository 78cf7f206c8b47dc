"""A backup: one ZIP with the rows of the database, the originals and released files, and a manifest. Verified both ways.

It holds everything that cannot be computed again; derived results (pages, detections, previews) are left out, except proofs and
proposals that decisions rest on. The same file serves to move an office from SQLite to PostgreSQL or back.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa

from foia import ledger
from foia.case.office import Office
from foia.errors import FileError, StoreError
from foia.store import Files, Store
from foia.store import database as db

_FORMAT = "foia-backup 1"
_TABLES = (db.cases, db.records, db.steps, db.decisions, db.entries, ledger.ledger)
_DERIVED = ("record", "pages", "proposals", "proven", "salt")


@dataclass(frozen=True, slots=True)
class Backup:
    files: int
    entries: int
    head: str
    sha256: str


def write(office: Office, out: Path) -> Backup:
    """Write a backup of the office to `out`, read it again and verify it. `out` is whole or not there.

    Raises FileError, StoreError, LedgerBroken.
    """
    if out.exists():
        raise FileError(f"{out.name} is there already", why="a backup never overwrites another", remedy="name a new file")
    office.verify_ledger()
    draft = out.with_name(f".{out.name}.{os.getpid()}.writing")
    hashes: dict[str, str] = {}
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            with office.store.read() as connection:  # one state of the database throughout
                sequence, head = ledger.head(connection)
                for table in _TABLES:
                    name = f"rows/{table.name}.jsonl"
                    with archive.open(name, "w", force_zip64=True) as lines:
                        hashes[name] = _rows(connection, table, lines)
            for sha256 in office.files.all_objects():
                name = f"objects/{sha256}"
                archive.write(office.files.path(sha256), name)
                hashes[name] = sha256
            for name, content in office.files.all_derived(_DERIVED):
                archive.writestr(f"derived/{name}", content)
                hashes[f"derived/{name}"] = hashlib.sha256(content).hexdigest()
            manifest = {"format": _FORMAT, "sequence": sequence, "head": head, "files": hashes}
            archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        with zipfile.ZipFile(draft) as archive:
            _verify(archive)
        with open(draft, "rb+") as written:
            os.fsync(written.fileno())
        os.replace(draft, out)
    except OSError as error:
        raise StoreError(
            f"{out.name} cannot be written", why=error.strerror or "", remedy="free space, or choose another"
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    with open(out, "rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    return Backup(len(hashes), sequence, head, digest)


def restore(source: Path, *, files: str | Path, url: str | None = None) -> Backup:
    """Restore a backup into an empty database and folder, and verify it. Raises FileError, StoreError, LedgerBroken."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _verify(archive)
            return _restore(archive, manifest, source, files, url)
    except (OSError, zipfile.BadZipFile) as error:
        raise FileError(f"{source.name} is no backup that can be read", remedy="take another backup") from error


def _restore(archive: zipfile.ZipFile, manifest: dict[str, Any], source: Path, files: str | Path, url: str | None) -> Backup:
    kept = Files(files)
    store = Store(url or f"sqlite:///{Path(files).absolute() / 'foia.db'}")
    try:
        with store.change() as connection:
            if ledger.head(connection)[0] or connection.execute(sa.select(db.cases.c.id)).first():
                raise StoreError(
                    "There is work in this database already",
                    why="a backup is restored to an empty place",
                    remedy="name another",
                )
            for name in manifest["files"]:
                if name.startswith("objects/"):
                    kept.put(archive.read(name))
                elif name.startswith("derived/"):
                    kept.put_derived(name.removeprefix("derived/"), archive.read(name))
            for table in _TABLES:
                with archive.open(f"rows/{table.name}.jsonl") as lines:
                    rows = [json.loads(line) for line in lines]
                for first in range(0, len(rows), 500):
                    connection.execute(sa.insert(table), rows[first : first + 500])
            connection.execute(sa.update(ledger.ledger_head).values(sequence=manifest["sequence"], hash=manifest["head"]))
            found = ledger.verify(connection)
        kept.anchor(found.entries, found.head)
    finally:
        store.close()
    with open(source, "rb") as whole:
        digest = hashlib.file_digest(whole, "sha256").hexdigest()
    return Backup(len(manifest["files"]), found.entries, found.head, digest)


def _rows(connection: sa.Connection, table: sa.Table, lines: IO[bytes]) -> str:
    digest = hashlib.sha256()
    for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns)).mappings():
        line = ledger.dump(dict(row)).encode() + b"\n"
        digest.update(line)
        lines.write(line)
    return digest.hexdigest()


def _verify(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, every file's hash compared. Raises FileError."""
    try:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
        if manifest["format"] != _FORMAT:
            raise FileError("The backup was written by another version", remedy="restore it with that version")
        listed = dict(manifest["files"])
    except (KeyError, ValueError, TypeError) as error:
        raise FileError("The backup has no manifest", why="it is no backup of this program, or was cut off") from error
    if set(archive.namelist()) != {*listed, "manifest.json"}:
        raise FileError("The backup does not hold what its manifest lists", remedy="take another backup")
    for name, expected in listed.items():
        with archive.open(name) as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != expected:  # type: ignore[arg-type]
                raise FileError(f"A file of the backup was changed: {name[:80]}", remedy="take another backup")
    return manifest
