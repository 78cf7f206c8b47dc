"""Records as compact files: what is known of a record, and its pages in chunks, so that one page can be had without the rest.

The pages of a long record are never in memory together: its `pages` fetch chunks as they are asked for and keep the last few.

A page is packed as JSON for its text and sizes, and 32-bit numbers for boxes and character edges (exact to 0.0001 points).
No pickles: a shared file store must not be able to run code.
"""

from __future__ import annotations

import json
import struct
import threading
from array import array
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast, overload

from foia.errors import StoreError
from foia.model import PAGE_BREAK, Box, Page, PageSource, Record, Word
from foia.store.files import Files

CHUNK = 16  # pages
LONG = 64  # pages; of a longer record only a few chunks are in memory
_KEPT = 6  # chunks of a long record in memory


def keep_record(files: Files, key: str, record: Record) -> None:
    """Keep a record as read under `key`; its source and view go to the objects by their hash."""
    for first in range(0, len(record.pages), CHUNK):
        files.keep("pages", chunk_key(key, first), pack(record.pages[first : first + CHUNK]))
    keep_meta(files, key, record)


def chunk_key(key: str, first: int) -> str:
    """Under which the chunk that begins with the page of index `first` is kept, as kind "pages"."""
    return f"{key}/{first}"


def keep_meta(files: Files, key: str, record: Record) -> None:
    """Keep what is known of a record whose chunks are kept already; its source and view go to the objects by their hash."""
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
        packed = files.derived("pages", chunk_key(key, start))
        if packed is None:
            return None
        found.extend(page for page in _unpack(packed) if first <= page.number <= last)
    return tuple(found)


def load_record(files: Files, key: str, *, pages: bool = True) -> Record | None:
    """The record with its pages (or none of them), its files verified; None when it is not kept."""
    meta = record_meta(files, key)
    if meta is None:
        return None
    long = meta["pages"] > LONG
    texts = load_texts(files, key, meta["pages"]) if pages and long else None
    loaded: tuple[Page, ...] | None
    if long:
        loaded = cast("tuple[Page, ...]", LongPages(files, key, meta["pages"])) if texts is not None else None
    else:
        loaded = load_pages(files, key, 1, meta["pages"])
    if not pages:
        loaded = ()
    if loaded is None:
        return None
    source = files.path(meta["source"])
    record = Record(
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
    return record if texts is None else with_texts(record, texts)


def with_texts(record: Record, texts: Sequence[str]) -> Record:
    """The record with its text and its pages' places in it worked out from `texts`, so that no page need be fetched for them."""
    starts, at = [], 0
    for text in texts:
        starts.append(at)
        at += len(text) + len(PAGE_BREAK)
    vars(record).update(text=PAGE_BREAK.join(texts), starts=tuple(starts))  # where cached_property looks first
    return record


def renamed(record: Record, *, name: str, kind: str | None) -> Record:
    """The record under another name and kind; what was worked out for a long one is not worked out again."""
    other = replace(record, name=name, kind=kind)
    vars(other).update({key: value for key, value in vars(record).items() if key in ("text", "starts")})
    return other


class LongPages(Sequence[Page]):
    """The pages of a long record, fetched by chunks. It travels to other processes as an address, not as pages."""

    def __init__(self, files: Files, key: str, count: int) -> None:
        self._files, self._key, self._count = files, key, count
        self._chunks: OrderedDict[int, tuple[Page, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[object, ...]:
        return LongPages, (self._files, self._key, self._count)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Page: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Page, ...]: ...

    def __getitem__(self, index: int | slice) -> Page | tuple[Page, ...]:
        if isinstance(index, slice):
            return tuple(self[at] for at in range(*index.indices(self._count)))
        at = index + self._count if index < 0 else index
        if not 0 <= at < self._count:
            raise IndexError(index)
        return self._chunk(at // CHUNK * CHUNK)[at % CHUNK]

    def __iter__(self) -> Iterator[Page]:
        for first in range(0, self._count, CHUNK):
            yield from self._chunk(first)

    def _chunk(self, first: int) -> tuple[Page, ...]:
        with self._lock:
            if first in self._chunks:
                self._chunks.move_to_end(first)
                return self._chunks[first]
        found = load_pages(self._files, self._key, first + 1, min(first + CHUNK, self._count))
        if found is None:
            raise not_kept()
        with self._lock:
            self._chunks[first] = found
            while len(self._chunks) > _KEPT:
                self._chunks.popitem(last=False)
        return found


def load_texts(files: Files, key: str, count: int) -> list[str] | None:
    """The texts of all `count` pages of a record, or None when a chunk is missing."""
    texts: list[str] = []
    for first in range(0, count, CHUNK):
        packed = files.derived("pages", chunk_key(key, first))
        if packed is None:
            return None
        (length,) = struct.unpack_from("<I", packed)
        texts.extend(head[3] for head in json.loads(packed[4 : 4 + length]))
    return texts


def not_kept() -> StoreError:
    return StoreError(
        "The pages of a record are missing from the file store",
        why="they were removed, or read by another version",
        remedy="open the record again",
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


def pack(pages: Sequence[Page]) -> bytes:
    """A chunk's pages as kept."""
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
