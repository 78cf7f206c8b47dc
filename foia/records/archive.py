"""ZIP -> a typeset list of contents, members as records of their own. Imports: stdlib and this room's modules.

Runs in a worker process. Sizes are counted while unpacking: the sizes that an archive states are not believed.
"""

from __future__ import annotations

import stat
import zipfile
import zlib

from foia.errors import FileError, TooLarge
from foia.records.parsed import Job, Members, Parsed, plain_name
from foia.records.typeset import Heading, Table, legible, typeset

_CHUNK = 1024 * 1024
_FREE = 1024 * 1024  # bytes a member may have at any ratio
_CLUTTER = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")


def read(job: Job) -> Parsed:
    members = Members(job)
    notes: list[str] = []
    rows: list[tuple[str, ...]] = [("File", "Bytes", "Read")]
    try:
        with zipfile.ZipFile(job.path) as archive:
            listed = [info for info in archive.infolist() if not info.is_dir()]
            if len(listed) > job.limits.members:
                raise TooLarge(
                    f"'{job.name}' holds {len(listed):,} files",
                    why=f"at most {job.limits.members:,} are unpacked",
                    remedy="split it, or raise the limit",
                )
            for info in listed:
                name = legible(info.filename).replace("\n", " ")
                refusal = _unpacked(archive, info, job, members)
                if refusal:
                    notes.append(f"packed file '{plain_name(name)}' is not among the records: {refusal}")
                rows.append((name, str(info.file_size), refusal or "yes"))
                job.tick()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise FileError(
            f"'{job.name}' is a damaged archive", why="its contents cannot be unpacked", remedy="ask for the file again"
        ) from None
    if len(rows) == 1:
        raise FileError(f"'{job.name}' is an empty archive", why="no file is packed in it", remedy="ask for the file again")
    made = typeset([Heading(f"Contents of {job.name}"), Table(tuple(rows))], job.view, title=job.name, limits=job.limits)
    return Parsed(
        format="zip",
        view=job.view,
        pages=made.pages,
        drawn_by="typeset",
        notes=(*notes, *made.notes),
        members=tuple(members.found),
    )


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, job: Job, members: Members) -> str:
    """Adds the member; why not, where it was not added. Raises TooLarge for a bomb."""
    if any(part in info.filename.lower() for part in _CLUTTER):
        return "left by an operating system"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a link, not a file"
    try:
        content = _content(archive, info, job, members)
    except RuntimeError:
        return "the password opens it not" if job.password else "locked with a password"
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError):
        return "damaged, or packed in a way that is not supported"
    if not content:
        return "empty"
    members.add(info.filename, content)
    return ""


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, job: Job, members: Members) -> bytes:
    allowed = max(_FREE, info.compress_size * job.limits.ratio)
    parts: list[bytes] = []
    size = 0
    with archive.open(info, pwd=job.password.encode() if job.password else None) as file:
        while part := file.read(_CHUNK):
            size += len(part)
            members.room_for(size)
            if size > allowed:
                raise TooLarge(
                    f"'{job.name}' holds a file that unpacks to more than {job.limits.ratio} times its size",
                    why="such archives are made to exhaust a machine",
                    remedy="unpack it elsewhere and add the files themselves",
                )
            parts.append(part)
    return b"".join(parts)
