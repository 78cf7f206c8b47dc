"""The same record twice, or nearly: by bytes, by text, by most of the text. Imports: stdlib, model.

Records released twice must be redacted alike: what one copy hides, the other would show.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from foia.model import Record

_SHINGLE = 3  # words
_HASHES = 64
_BANDS = 16  # of four hashes each: pairs alike at 0.7 meet in one with probability 0.99
_NEAR = 0.7  # part of the shingles that two records share
_FEWEST = 8  # shingles: below, only the same text counts
_PRIME = (1 << 61) - 1
_WORD = re.compile(r"[^\W_]+")


class Likeness(StrEnum):
    SAME_FILE = "same_file"
    SAME_TEXT = "same_text"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells records alike: hash of the file, hash of its words, least hashes of its shingles (() for a short text)."""

    sha256: str
    text: str
    least: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two records that are alike; `share` is the part of their shingles in common, as estimated (1.0 for the same text)."""

    first: str
    second: str
    likeness: Likeness
    share: float


def fingerprint(record: Record) -> Fingerprint:
    """Upper and lower case, punctuation, line ends and page breaks do not count."""
    words = _WORD.findall(record.text.casefold())
    joined = " ".join(words)
    text = hashlib.sha256(joined.encode()).hexdigest() if words else ""
    shingles = {hash_of(" ".join(words[i : i + _SHINGLE])) for i in range(max(len(words) - _SHINGLE + 1, 0))}
    if len(shingles) < _FEWEST:
        return Fingerprint(record.sha256, text, ())
    least = tuple(min((a * value + b) % _PRIME for value in shingles) for a, b in _COEFFICIENTS)
    return Fingerprint(record.sha256, text, least)


def hash_of(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest(), "big")


# fixed, so that fingerprints stored today compare with tomorrow's
_COEFFICIENTS = tuple((hash_of(f"a{i}") | 1, hash_of(f"b{i}")) for i in range(_HASHES))


def duplicates(records: Iterable[Record]) -> tuple[Duplicate, ...]:
    """Every pair that is alike, in the order given; a pair is named once, by its strongest likeness."""
    listed = [(record.id, fingerprint(record)) for record in records]
    return compare(listed)


def compare(listed: Sequence[tuple[str, Fingerprint]]) -> tuple[Duplicate, ...]:
    """As `duplicates`, from fingerprints kept earlier: (record id, fingerprint)."""
    buckets: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, (_, print_) in enumerate(listed):
        buckets[("file", print_.sha256)].append(index)
        if print_.text:
            buckets[("text", print_.text)].append(index)
        rows = _HASHES // _BANDS
        for band in range(_BANDS if print_.least else 0):
            buckets[(band, *print_.least[band * rows : (band + 1) * rows])].append(index)
    pairs = {(a, b) for members in buckets.values() for i, a in enumerate(members) for b in members[i + 1 :]}
    found = []
    for a, b in sorted(pairs):
        (first, one), (second, other) = listed[a], listed[b]
        if one.sha256 == other.sha256:
            found.append(Duplicate(first, second, Likeness.SAME_FILE, 1.0))
        elif one.text and one.text == other.text:
            found.append(Duplicate(first, second, Likeness.SAME_TEXT, 1.0))
        elif one.least and other.least:
            share = sum(x == y for x, y in zip(one.least, other.least, strict=True)) / _HASHES
            if share >= _NEAR:
                found.append(Duplicate(first, second, Likeness.NEAR, share))
    return tuple(found)
