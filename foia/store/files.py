"""Files by content hash, and results by the hash of what they were derived from. A folder, or any fsspec address.

    objects/ab/<sha256>           originals, views, released files: written once, verified whenever they are read
    derived/<kind>/ab/<key>       what can be computed again (pages, detections, proposals): compressed, with its own hash
    anchors                       heads of the ledger, and entries about to be written, one a line, outside the database (see ledger.py)

A file is written beside its place, flushed to the disk and renamed: it is there whole or not at all. Two writers of the same
content write the same file, so nothing needs a lock, and a result computed twice is kept once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from foia.errors import StoreError

_CHUNK = 1 << 20


class Files:
    """The file store at a folder or at an fsspec address (`s3://bucket/foia`; its package must be installed)."""

    def __init__(self, root: str | Path) -> None:
        self.root = str(root) if "://" in str(root) else str(Path(root).absolute())
        if "://" in self.root and not self.root.startswith("file://"):
            import fsspec

            self._remote: Any = None
            self._remote, base = fsspec.core.url_to_fs(self.root)
            self._base = base.rstrip("/")
            self._folder = Path(tempfile.gettempdir()) / f"foia-{_user()}-{_key(self.root)[:16]}"  # local copies, by hash too
        else:
            self._remote, self._base = None, ""
            self._folder = Path(self.root.removeprefix("file://")).absolute()
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise _no_room(error) from error

    def __reduce__(self) -> tuple[object, ...]:
        return Files, (self.root,)  # to workers it travels as its address

    # ---------------------------------------------------------------------------------------------------- originals

    def put(self, content: bytes | Path) -> str:
        """Keep a content and return its SHA-256. Idempotent."""
        sha256 = hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else hash_file(content)
        place = self._object(sha256)
        if not (self._folder / place).is_file() or hash_file(self._folder / place) != sha256:
            self._write(place, content)
        if self._remote and not self._remote.exists(f"{self._base}/{place}"):
            self._remote.makedirs(f"{self._base}/{Path(place).parent}", exist_ok=True)
            self._remote.put_file(str(self._folder / place), f"{self._base}/{place}")
        return sha256

    def path(self, sha256: str) -> Path:
        """Where the content stands on this machine, verified. Raises StoreError when it is missing or was changed."""
        place = self._folder / self._object(sha256)
        if not place.is_file() and self._remote:
            source = f"{self._base}/{self._object(sha256)}"
            if self._remote.exists(source):
                self._write(self._object(sha256), self._remote.cat_file(source))
        if not place.is_file():
            raise StoreError(
                f"The file {sha256[:12]}… is missing from the file store",
                why="the database names it, the folder does not hold it",
                remedy="restore the folder from the last backup",
            )
        if hash_file(place) != sha256:
            raise StoreError(
                f"The file {sha256[:12]}… was changed since it was stored",
                why="its content no longer has the hash that is its name",
                remedy="restore it from the last backup; nothing was released from it",
            )
        return place

    def read(self, sha256: str) -> bytes:
        return self.path(sha256).read_bytes()

    def holds(self, sha256: str) -> bool:
        place = self._object(sha256)
        return (self._folder / place).is_file() or bool(self._remote and self._remote.exists(f"{self._base}/{place}"))

    # ------------------------------------------------------------------------------------------------------ derived

    def derived(self, kind: str, key: str) -> bytes | None:
        """A result kept before, or None; a damaged one counts as none, since it can be computed again."""
        place = self._derived(kind, key)
        try:
            if self._remote:
                source = f"{self._base}/{place}"
                packed = self._remote.cat_file(source) if self._remote.exists(source) else b""
            else:
                packed = (self._folder / place).read_bytes()
        except OSError:
            return None
        if len(packed) < 32 or hashlib.sha256(packed[32:]).digest() != packed[:32]:
            return None
        return zlib.decompress(packed[32:])

    def keep(self, kind: str, key: str, result: bytes) -> None:
        """Keep a result under the key of what it was derived from. Idempotent."""
        body = zlib.compress(result, 3)
        packed = hashlib.sha256(body).digest() + body
        place = self._derived(kind, key)
        if self._remote:
            self._remote.makedirs(f"{self._base}/{Path(place).parent}", exist_ok=True)
            self._remote.pipe_file(f"{self._base}/{place}", packed)
        else:
            self._write(place, packed)

    # ------------------------------------------------------------------------------------------------------ anchors

    def anchor(self, sequence: int, head: str) -> None:
        """Note a head of the ledger outside the database, once it is committed."""
        self._note(f"{sequence:012d}", f"{sequence} {head}\n")

    def intend(self, first: int, last: int, head: str) -> None:
        """Note, before they are committed, which entries of the ledger a step is about to write, and the head they will end
        with: what stands in the ledger without such a note was not written by this program."""
        self._note(f"{last:012d}-{head[:16]}", f"{first}-{last} {head}\n")

    def _note(self, name: str, line: str) -> None:
        """A line is written at once or not at all."""
        if self._remote:
            self._remote.makedirs(f"{self._base}/anchors.d", exist_ok=True)
            self._remote.pipe_file(f"{self._base}/anchors.d/{name}", line.encode())
            return
        try:
            handle = os.open(self._folder / "anchors", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(handle, line.encode())
            finally:
                os.close(handle)
        except OSError as error:
            raise _no_room(error) from error

    def anchors(self) -> tuple[tuple[int, str], ...]:
        """All heads noted, in the order of writing."""
        return tuple((int(number), head) for number, head in self._noted() if "-" not in number)

    def intended(self) -> tuple[tuple[int, int, str], ...]:
        """(first, last, head) of all entries that a step was about to write; those of steps that failed among them."""
        spans = ((number.partition("-"), head) for number, head in self._noted() if "-" in number)
        return tuple((int(first), int(last), head) for (first, _, last), head in spans)

    def _noted(self) -> list[tuple[str, str]]:
        """The notes; a last line cut short by a power cut is left out."""
        if self._remote:
            folder = f"{self._base}/anchors.d"
            names = sorted(self._remote.ls(folder, detail=False)) if self._remote.exists(folder) else []
            lines = [self._remote.cat_file(name).decode() for name in names]
        else:
            place = self._folder / "anchors"
            lines = place.read_text().splitlines(keepends=True) if place.is_file() else []
        return [(number, head) for number, head in (line.split() for line in lines if line.endswith("\n"))]

    # -------------------------------------------------------------------------------------------------------- places

    def scratch(self) -> tempfile.TemporaryDirectory[str]:
        """A private folder on the store's own disk, for work in hand; its context manager removes it, at the latest `sweep`."""
        place = self._folder / "work"
        place.mkdir(exist_ok=True, mode=0o700)
        return tempfile.TemporaryDirectory(prefix=f"{os.getpid()}-", dir=place)

    def sweep(self) -> None:
        """Remove what killed processes left behind: their work in hand and unfinished writes."""
        for folder in self._folder.glob("work/*-*"):
            if not _alive(folder.name.split("-")[0]):
                shutil.rmtree(folder, ignore_errors=True)
        for unfinished in self._folder.rglob(".*.writing"):
            if not _alive(unfinished.name.split(".")[1]):
                unfinished.unlink(missing_ok=True)

    def all_objects(self) -> Iterator[str]:
        """The hashes of all originals kept."""
        if self._remote:
            for name in self._remote.find(f"{self._base}/objects"):
                yield Path(name).name
        else:
            for path in sorted(self._folder.glob("objects/??/*")):
                if not path.name.startswith("."):
                    yield path.name

    def all_derived(self, kinds: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """(name, packed content) of all derived results of some kinds, for a backup."""
        for kind in kinds:
            if self._remote:
                folder = f"{self._base}/derived/{kind}"
                for name in sorted(self._remote.find(folder)) if self._remote.exists(folder) else []:
                    yield f"{kind}/{Path(name).name}", self._remote.cat_file(name)
            else:
                for path in sorted(self._folder.glob(f"derived/{kind}/??/*")):
                    if not path.name.startswith("."):
                        yield f"{kind}/{path.name}", path.read_bytes()

    def put_derived(self, name: str, packed: bytes) -> None:
        """Restore one of `all_derived`."""
        kind, _, key = name.partition("/")
        if not (kind.isalnum() and key.isalnum()):
            raise StoreError("A backup names a place outside the file store", remedy="do not restore it")
        place = f"derived/{kind}/{key[:2]}/{key}"
        if self._remote:
            self._remote.makedirs(f"{self._base}/{Path(place).parent}", exist_ok=True)
            self._remote.pipe_file(f"{self._base}/{place}", packed)
        else:
            self._write(place, packed)

    def _object(self, sha256: str) -> str:
        return f"objects/{sha256[:2]}/{sha256}"

    def _derived(self, kind: str, key: str) -> str:
        name = _key(key)
        return f"derived/{kind}/{name[:2]}/{name}"

    def _write(self, place: str, content: bytes | Path) -> None:
        target = self._folder / place
        unfinished = target.parent / f".{os.getpid()}.{os.urandom(6).hex()}.writing"
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with open(unfinished, "xb") as out:
                if isinstance(content, bytes):
                    out.write(content)
                else:
                    with open(content, "rb") as source:
                        shutil.copyfileobj(source, out, _CHUNK)
                out.flush()
                os.fsync(out.fileno())
            os.replace(unfinished, target)
            _flush_folder(target.parent)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise _no_room(error) from error


def hash_file(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal."""
    with open(path, "rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0


def _flush_folder(folder: Path) -> None:
    if os.name == "posix":  # elsewhere a folder cannot be opened, and renaming is flushed with the file
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _alive(process: str) -> bool:
    if not process.isdigit():
        return False
    if os.name != "posix":  # there, signal 0 is not a mere question
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _no_room(error: OSError) -> StoreError:
    return StoreError(
        "The file store cannot be written",
        why=error.strerror or type(error).__name__,
        remedy="free space on its disk, or give this user the right to write its folder",
    )
