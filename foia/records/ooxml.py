"""The inside of DOCX and XLSX files: parts, properties, embedded files. Imports: stdlib, lxml and this room's modules."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from foia.errors import FileError, TooLarge
from foia.records.parsed import Job, Members, plain_name
from foia.records.typeset import legible

_LARGEST_PART = 300 * 1024**2
_FREE = 8 * 1024**2  # bytes a part may have at any ratio: XML of spreadsheets packs well
_PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp")


class Package:
    """An open Office file; close by `with`. Raises FileError, TooLarge."""

    def __init__(self, job: Job) -> None:
        self.job = job
        try:
            self.archive = zipfile.ZipFile(job.path)
        except (zipfile.BadZipFile, OSError):
            raise self.damaged() from None
        self.names = self.archive.namelist()
        total = 0
        for info in self.archive.infolist():
            total += info.file_size
            if info.file_size > max(_FREE, info.compress_size * job.limits.ratio) or total > _LARGEST_PART:
                raise TooLarge(
                    f"'{job.name}' unpacks to far more than its size",
                    why="such files exhaust a machine",
                    remedy="print it to PDF elsewhere and add that",
                )

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self.archive.close()

    def damaged(self) -> FileError:
        return FileError(
            f"'{self.job.name}' is damaged",
            why="its parts cannot be unpacked; it may have been cut short",
            remedy="ask for a sound copy of the file",
        )

    def read(self, name: str) -> bytes:
        try:
            return self.archive.read(name)
        except (KeyError, zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
            raise self.damaged() from None

    def tree(self, name: str) -> Any:
        """The part's root element; no entity is expanded and nothing is fetched."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
        try:
            root = etree.fromstring(self.read(name), parser)
        except (etree.XMLSyntaxError, ValueError):
            root = None
        if root is None:
            raise self.damaged()
        return root

    def parts(self, prefix: str, suffix: str = ".xml") -> Iterator[str]:
        return (name for name in sorted(self.names) if name.startswith(prefix) and name.endswith(suffix))

    def properties(self) -> dict[str, str]:
        """Core, application and custom properties that have a value."""
        found: dict[str, str] = {}
        for part in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"):
            if part not in self.names:
                continue
            for element in self.tree(part):
                name = element.get("name") or etree.QName(element).localname
                value = legible(" ".join(" ".join(element.itertext()).split()))
                if value:
                    found[name] = value[:2000]
        return found

    def embedded(self, folder: str, members: Members, *, pictures: bool) -> int:
        """Adds embedded files to `members`, pictures too when asked; the number of pictures there are."""
        count = 0
        for name in self.names:
            if name.startswith(f"{folder}/embeddings/") and not name.endswith("/"):
                members.add(plain_name(name), self.read(name))
            elif name.startswith(f"{folder}/media/") and name.lower().endswith(_PICTURES):
                count += 1
                if pictures:
                    members.add(plain_name(name), self.read(name))
        return count
