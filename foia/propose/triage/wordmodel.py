"""How much a passage resembles passages known to fall under a provision. Imports: stdlib, numpy, phrases, pieces.

A multinomial logistic model over the passage's stems (term frequency x inverse document frequency) and over what it is about (pieces),
trained by bench/train_triage.py on invented passages and on the words of the cues. It sees words that no cue names; what weighed most
is shown like a cue's words.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from .phrases import Token, tokens
from .pieces import PieceTable, load_pieces

NOTHING = "-"  # the class of passages under no provision
_FILE = Path(__file__).parent / "words.npz"
_MOST_WORDS = 4
FEW_WORDS = 3  # a passage counts as if it held so many unknown words more
OF_MEANING = 2.0  # the length of the passage's meaning beside its stems (of length 1)
_NO_SIGNS = frozenset(
    token.stem
    for token in tokens(
        """
        the a an and or of to in on at for with by from is was be were are been it its that this as we our not no has
        had have he she they his her their who him them i you your my us will would can could may do if so but than then
        there which what when where how into monday tuesday wednesday thursday friday saturday sunday january february
        march april june july august september october november december two three four five six seven eight nine ten
        please one now just also each about up out down back here am pm week day today mr ms mrs
        """
    )
)


def signs(stems: Sequence[Token]) -> Counter[str]:
    """The stems that may say something, with their counts: no small words, numbers or days."""
    return Counter(
        token.stem for token in stems if token.stem not in _NO_SIGNS and len(token.stem) > 1 and not token.stem[0].isdigit()
    )


def scaled(idf: Any, counts: Sequence[int], unknown: int, rarest: float) -> Any:
    """The passage's vector, of a length below 1: two known words among twenty unknown ones say little, and so do two alone."""
    values = idf * np.array([1.0 + math.log(count) for count in counts], np.float32)
    return values / max(math.sqrt(float(values @ values) + (unknown + FEW_WORDS) * rarest * rarest), 1e-6)


class Likeness:
    """What one passage resembles. `shares`: of every class, NOTHING among them; they sum to one."""

    def __init__(self, shares: Mapping[str, float], spoke: Callable[[str], Mapping[Token, float]] = lambda _: {}) -> None:
        self.shares, self._spoke = shares, spoke

    def words(self, node: str) -> tuple[Token, ...]:
        """The tokens that weighed most for a provision, in the order of their weight."""
        spoke = self._spoke(node)
        return tuple(sorted((token for token in spoke if spoke[token] > 0), key=lambda token: -spoke[token])[:_MOST_WORDS])


class WordModel:
    def __init__(
        self,
        words: Sequence[str],
        classes: Sequence[str],
        *,
        idf: Any,
        of_words: Any,
        of_meaning: Any,
        bias: Any,
        pieces: PieceTable,
        piece_weight: Any,
    ) -> None:
        """`of_words`: a row for each word; `of_meaning`: a row for each dimension; both with a column for each class."""
        self._rows = {word: row for row, word in enumerate(words)}
        self._columns, self._idf, self._bias = {name: column for column, name in enumerate(classes)}, idf, bias
        self._weights, self._meant = of_words, of_meaning * OF_MEANING
        self._pieces, self._piece_weight = pieces, piece_weight
        self._rarest = float(idf.max())

    def like(self, text: str, stems: Sequence[Token]) -> Likeness:
        """What the passage `text` of `stems` resembles; NOTHING alone where no word of it is known."""
        counts = signs(stems)
        known = [sign for sign in counts if sign in self._rows]
        if not known:
            return Likeness({NOTHING: 1.0})
        rows = np.array([self._rows[sign] for sign in known])
        values = scaled(self._idf[rows], [counts[sign] for sign in known], len(counts) - len(known), self._rarest)
        weights = self._weights[rows]
        meaning = self._pieces.meaning(text, stems, self._piece_weight)
        logits = values @ weights + meaning.whole @ self._meant + self._bias
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        first = {token.stem: token for token in reversed(stems)}

        def spoke(node: str) -> dict[Token, float]:
            if node not in self._columns:
                return {}
            column = self._columns[node]
            said = {first[sign]: float(part) for sign, part in zip(known, values * weights[:, column], strict=True)}
            for token, vector in meaning.parts:
                if token.stem in counts:
                    said[token] = said.get(token, 0.0) + float(vector @ self._meant[:, column])
            return said

        return Likeness(dict(zip(self._columns, shares.tolist(), strict=True)), spoke)


@lru_cache(maxsize=1)
def load_words() -> WordModel:
    """The model of the package, read once a process."""
    with np.load(_FILE, allow_pickle=False) as data:
        words, classes = (bytes(data[name]).decode().split("\n") for name in ("words", "classes"))
        of_words, of_meaning = (data[name] * data[f"{name}_scale"] for name in ("of_words", "of_meaning"))
        idf, bias, piece_weight = (data[name].astype(np.float32) for name in ("idf", "bias", "piece_weight"))
    return WordModel(
        words,
        classes,
        idf=idf,
        of_words=of_words,
        of_meaning=of_meaning,
        bias=bias,
        pieces=load_pieces(),
        piece_weight=piece_weight,
    )
