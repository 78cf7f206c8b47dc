"""Pages of long records kept as bytes and decoded when they are asked for: a tenth of the memory that words as objects take.

A page is packed as its text and numbers, boxes and letters' edges as 32-bit floats (exact to 0.0001 points), without pickles.
Imports: stdlib, model.
"""

from __future__ import annotations

import json
import struct
import threading
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, overload

from foia.model import Box, Page, PageSource, Word

CHUNK = 16  # pages that are decoded at once
_KEPT = 4  # chunks kept decoded

_HEAD = struct.Struct("<3I")


def pack(pages: Sequence[Page]) -> bytes:
    heads = [[p.number, p.width, p.height, p.text, p.source.value, p.confidence, len(p.words)] for p in pages]
    head = json.dumps(heads, ensure_ascii=False, separators=(",", ":")).encode()
    whole, numbers = array("I"), array("f")
    for page in pages:
        for word in page.words:
            whole.extend((word.start, len(word.text), len(word.cuts)))
            numbers.extend(word.box)
            numbers.extend(word.cuts)
    return _HEAD.pack(len(head), len(whole), len(numbers)) + head + whole.tobytes() + numbers.tobytes()


def _heads(packed: bytes) -> tuple[list[list[Any]], int]:
    (length, _, _) = _HEAD.unpack_from(packed)
    return json.loads(packed[_HEAD.size : _HEAD.size + length]), _HEAD.size + length


def unpack(packed: bytes) -> tuple[Page, ...]:
    heads, at = _heads(packed)
    _, count, _ = _HEAD.unpack_from(packed)
    whole, numbers = array("I"), array("f")
    whole.frombytes(packed[at : at + whole.itemsize * count])
    numbers.frombytes(packed[at + whole.itemsize * count :])
    values = numbers.tolist()
    places = iter(whole.tolist())
    at, pages = 0, []
    for number, width, height, text, source, confidence, many in heads:
        words = []
        for _ in range(many):
            start, size, cuts = next(places), next(places), next(places)
            edges = tuple(values[at + 4 : at + 4 + cuts])
            words.append(Word(text[start : start + size], start, Box(*values[at : at + 4]), edges))
            at += 4 + cuts
        pages.append(Page(number, width, height, text, tuple(words), PageSource(source), confidence))
    return tuple(pages)


class Pages(Sequence[Page]):
    """Pages in order, like a tuple of them; safe in several threads."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = tuple(chunks)
        self._starts: list[int] = []
        count = 0
        for chunk in self._chunks:
            self._starts.append(count)
            count += len(_heads(chunk)[0])
        self._count = count
        self._decoded: OrderedDict[int, tuple[Page, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def texts(self) -> Iterator[str]:
        """The pages' texts, without their words."""
        for chunk in self._chunks:
            for head in _heads(chunk)[0]:
                yield head[3]

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Page: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Page, ...]: ...
    def __getitem__(self, index: int | slice) -> Page | tuple[Page, ...]:
        if isinstance(index, slice):
            return tuple(self[each] for each in range(*index.indices(self._count)))
        at = index + self._count if index < 0 else index
        if not 0 <= at < self._count:
            raise IndexError(f"there is no page at {index} of {self._count}")
        chunk = bisect_right(self._starts, at) - 1
        return self._pages(chunk)[at - self._starts[chunk]]

    def __iter__(self) -> Iterator[Page]:
        return chain.from_iterable(self._pages(chunk) for chunk in range(len(self._chunks)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (Pages, tuple)):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(self._chunks)

    def __getstate__(self) -> tuple[bytes, ...]:
        return self._chunks

    def __setstate__(self, chunks: tuple[bytes, ...]) -> None:
        Pages.__init__(self, chunks)

    def _pages(self, chunk: int) -> tuple[Page, ...]:
        with self._lock:
            known = self._decoded.get(chunk)
            if known is None:
                known = self._decoded[chunk] = unpack(self._chunks[chunk])
                if len(self._decoded) > _KEPT:
                    self._decoded.popitem(last=False)
            else:
                self._decoded.move_to_end(chunk)
            return known
