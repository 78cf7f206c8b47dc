"""How much the words of a passage resemble those of passages known to fall under a provision. Imports: stdlib, numpy, errors, phrases.

A multinomial logistic model over stems (term frequency x inverse document frequency), trained by bench/train_triage.py on invented
passages and on the words of the cues. It sees words that no cue names; what weighed most is shown like a cue's words.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from .phrases import Token

NOTHING = "-"  # the class of passages under no provision
_FILE = Path(__file__).parent / "words.npz"
_LEAST = 0.02  # below this share a provision is not named
_MOST_NAMED = 6
_MOST_WORDS = 4


class Likeness(NamedTuple):
    """`share`: of 1 over all provisions and none; `words`: tokens that weighed most, in the order of their weight."""

    node: str
    share: float
    words: tuple[Token, ...]


class WordModel:
    def __init__(self, words: Sequence[str], classes: Sequence[str], idf: Any, weights: Any, bias: Any) -> None:
        self._rows = {word: row for row, word in enumerate(words)}
        self._classes, self._idf, self._weights, self._bias = tuple(classes), idf, weights, bias

    def like(self, stems: Sequence[Token]) -> tuple[float, tuple[Likeness, ...]]:
        """The share of NOTHING, and the provisions that the passage resembles, the likeliest first."""
        first: dict[str, Token] = {}
        for token in stems:
            if token.stem in self._rows:
                first.setdefault(token.stem, token)
        if not first:
            return 1.0, ()
        counts = Counter(token.stem for token in stems)
        rows = np.array([self._rows[stem] for stem in first])
        values = self._idf[rows] * np.array([1.0 + math.log(counts[stem]) for stem in first])
        values /= np.linalg.norm(values)
        weights = self._weights[rows]
        logits = values @ weights + self._bias
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        named = [int(index) for index in np.argsort(-shares)[:_MOST_NAMED] if shares[index] >= _LEAST]
        found = list(first.values())
        result = []
        for index in named:
            if self._classes[index] == NOTHING:
                continue
            parts = values * weights[:, index]
            best = [int(row) for row in np.argsort(-parts)[:_MOST_WORDS] if parts[row] > 0]
            result.append(Likeness(self._classes[index], float(shares[index]), tuple(found[row] for row in best)))
        return float(shares[self._classes.index(NOTHING)]), tuple(result)


@lru_cache(maxsize=1)
def load_words() -> WordModel:
    """The model of the package, read once a process."""
    with np.load(_FILE, allow_pickle=False) as data:
        weights = data["weights"].astype(np.float32) * data["scale"].astype(np.float32)
        words, classes = (bytes(data[name]).decode().split("\n") for name in ("words", "classes"))
        return WordModel(words, classes, data["idf"].astype(np.float32), weights, data["bias"].astype(np.float32))
