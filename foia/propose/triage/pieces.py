"""What a passage is about, as one vector: the mean of its word pieces' vectors, rare pieces weighing more. Imports: stdlib, numpy, phrases.

The vectors are the input table of all-MiniLM-L6-v2 (Apache-2.0), letters only, in 4 bits; made by bench/train_triage.py. They tell that
"bled" is near "wound" without either standing in a cue. No network runs here: a passage costs a sum over some tens of rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from .phrases import Token

_FILE = Path(__file__).parent / "pieces.npz"
_INNER = "##"  # before a piece that goes on with a word
_LITTLE = 6.0  # a passage counts as if it held so many mean pieces more that point nowhere
_MOST_PIECES = 4  # a word of more is a code or a slip of the scanner, and says nothing
_LETTERS = re.compile(r"[a-z]+")


class Meaning(NamedTuple):
    """`whole`: the passage's vector, of a length below 1 (of 0 where no word is known). `parts`: what each token adds to it."""

    whole: Any
    parts: tuple[tuple[Token, Any], ...]


class PieceTable:
    """`rows`: piece -> row. `packed`: two signed 4-bit values a byte, the even column in the low half; `scale`: of each row."""

    def __init__(self, rows: Mapping[str, int], packed: Any, scale: Any) -> None:
        self._rows, self._packed, self._scale = rows, packed, scale
        self._known: dict[str, tuple[int, ...]] = {}
        self.width = 2 * packed.shape[1]

    def __len__(self) -> int:
        return len(self._scale)

    def pieces(self, word: str) -> tuple[int, ...]:
        """The rows of a word of small letters, longest pieces first; none where it cannot be read."""
        if word not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            self._known[word] = self._cut(word)
        return self._known[word]

    def _cut(self, word: str) -> tuple[int, ...]:
        rows: list[int] = []
        at = 0
        while at < len(word):
            before = _INNER if at else ""
            end = next((end for end in range(len(word), at, -1) if before + word[at:end] in self._rows), at)
            if end == at or len(rows) == _MOST_PIECES:
                return ()
            rows.append(self._rows[before + word[at:end]])
            at = end
        return tuple(rows)

    def rows_of(self, text: str, stems: Sequence[Token]) -> list[tuple[Token, tuple[int, ...]]]:
        """The rows of each token of `text`; tokens without any are left out."""
        found = (
            (one, tuple(row for word in _LETTERS.findall(text[one.start : one.end].lower()) for row in self.pieces(word)))
            for one in stems
        )
        return [(one, rows) for one, rows in found if rows]

    def vectors(self, rows: Sequence[int]) -> Any:
        packed = self._packed[list(rows)]
        both = np.empty((len(rows), self.width), np.float32)
        both[:, 0::2] = (packed & 15).astype(np.int8) - 8
        both[:, 1::2] = (packed >> 4).astype(np.int8) - 8
        return both * self._scale[list(rows)][:, None]

    def meaning(self, text: str, stems: Sequence[Token], weight: Any) -> Meaning:
        """`weight`: of each row of the table."""
        listed = self.rows_of(text, stems)
        rows = [row for _, several in listed for row in several]
        if not rows:
            return Meaning(np.zeros(self.width, np.float32), ())
        each = self.vectors(rows) * weight[rows][:, None]
        starts = np.cumsum([0, *(len(several) for _, several in listed[:-1])])
        parts = np.add.reduceat(each, starts, axis=0)
        whole = parts.sum(axis=0)
        length = max(float(np.sqrt(whole @ whole + _LITTLE * (each * each).sum() / len(rows))), 1e-6)
        return Meaning(whole / length, tuple(zip((one for one, _ in listed), parts / length, strict=True)))


def pack(vectors: Any) -> tuple[Any, Any]:
    """Rows of an even number of floats -> what PieceTable reads: bytes and the scale of each row."""
    scale = np.abs(vectors).max(axis=1) / 7
    values = (np.round(vectors / np.maximum(scale, 1e-9)[:, None]) + 8).astype(np.uint8)
    return values[:, 0::2] | (values[:, 1::2] << 4), scale.astype(np.float16)


@lru_cache(maxsize=1)
def load_pieces() -> PieceTable:
    """The table of the package, read once a process."""
    with np.load(_FILE, allow_pickle=False) as data:
        names = bytes(data["pieces"]).decode().split("\n")
        return PieceTable({name: row for row, name in enumerate(names)}, data["packed"], data["scale"].astype(np.float32))
