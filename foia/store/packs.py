"""Records as compact files: what is known of a record, and its pages in chunks, so that one page can be had without the rest.

A page is packed as JSON for its text and sizes, and 32-bit numbers for boxes and character edges (exact to 0.0001 points).
No pickles: a shared file store must not be able to run code.
"""

from __future__ import annotations

import json
import struct
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from foia.model import Box, Page, PageSource, Record, Word
from foia.store.files import Files

CHUNK = 16  # pages


def keep_record(files: Files, key: str, record: Record) -> None:
    """Keep a record as read under `key`; its source and view go to the objects by their hash."""
    for first in range(0, len(record.pages), CHUNK):
        files.keep("pages", f"{key}/{first}", _pack(record.pages[first : first + CHUNK]))
    source = files.put(record.source)
    meta = {
        "id": record.id,
        "name": record.name,
        "format": record.format,
        "sha256": record.sha256,
        "source": source,
        "view": source if record.view == record.source else files.put(record.view),
        "pages": len(record.pages),
        "parent": record.parent,
        "kind": record.kind,
        "drawn_by": record.drawn_by,
        "notes": record.notes,
        "table": record.table,
        "fields": dict(record.fields),
    }
    files.keep("record", key, json.dumps(meta, ensure_ascii=False).encode())  # last: it vouches for the chunks


def record_meta(files: Files, key: str) -> dict[str, Any] | None:
    """What is known of the record apart from its pages, or None when it is not kept (or was kept by another version)."""
    packed = files.derived("record", key)
    return None if packed is None else json.loads(packed)


def load_pages(files: Files, key: str, first: int, last: int) -> tuple[Page, ...] | None:
    """The pages first..last (from 1, both included), or None when a chunk is missing."""
    found: list[Page] = []
    for start in range((first - 1) // CHUNK * CHUNK, last, CHUNK):
        packed = files.derived("pages", f"{key}/{start}")
        if packed is None:
            return None
        found.extend(page for page in _unpack(packed) if first <= page.number <= last)
    return tuple(found)


def load_record(files: Files, key: str, *, pages: bool = True) -> Record | None:
    """The record with all its pages (or none of them), its files verified; None when it is not kept."""
    meta = record_meta(files, key)
    if meta is None:
        return None
    loaded = load_pages(files, key, 1, meta["pages"]) if pages else ()
    if loaded is None:
        return None
    source = files.path(meta["source"])
    return Record(
        id=meta["id"],
        name=meta["name"],
        format=meta["format"],
        sha256=meta["sha256"],
        source=source,
        view=source if meta["view"] == meta["source"] else files.path(meta["view"]),
        pages=loaded,
        parent=meta["parent"],
        kind=meta["kind"],
        drawn_by=meta["drawn_by"],
        notes=tuple(meta["notes"]),
        table=tuple(tuple(row) for row in meta["table"]),
        fields=meta["fields"],
    )


def has_files(files: Files, key: str) -> bool:
    """Whether the record's source and view are still kept."""
    meta = record_meta(files, key)
    return meta is not None and files.holds(meta["source"]) and files.holds(meta["view"])


def named(files: Files, sha256: str, name: str, folder: Path) -> Path:
    """A copy of a kept file under its own name, for readers that look at the name's ending."""
    target = folder / (Path(name).name or "file")
    target.write_bytes(files.read(sha256))
    return target


def _pack(pages: Sequence[Page]) -> bytes:
    heads, numbers = [], array("f")
    for page in pages:
        starts: list[int] = []
        cuts: list[int] = []
        for word in page.words:
            starts.extend((word.start, len(word.text)))
            cuts.append(len(word.cuts))
            numbers.extend(word.box)
            numbers.extend(word.cuts)
        heads.append([page.number, page.width, page.height, page.text, page.source.value, page.confidence, starts, cuts])
    head = json.dumps(heads, ensure_ascii=False, separators=(",", ":")).encode()
    return struct.pack("<I", len(head)) + head + numbers.tobytes()


def _unpack(packed: bytes) -> list[Page]:
    (length,) = struct.unpack_from("<I", packed)
    numbers = array("f")
    numbers.frombytes(packed[4 + length :])
    values = numbers.tolist()
    at, pages = 0, []
    for number, width, height, text, source, confidence, starts, cuts in json.loads(packed[4 : 4 + length]):
        words = []
        for index, count in enumerate(cuts):
            start, size = starts[2 * index], starts[2 * index + 1]
            box = Box(*values[at : at + 4])
            words.append(Word(text[start : start + size], start, box, tuple(values[at + 4 : at + 4 + count])))
            at += 4 + count
        pages.append(Page(number, width, height, text, tuple(words), PageSource(source), confidence))
    return pages
