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

from .phrases import Token, tokens

NOTHING = "-"  # the class of passages under no provision
_FILE = Path(__file__).parent / "words.npz"
_LEAST = 0.02  # below this share a provision is not named
_MOST_NAMED = 6
_MOST_WORDS = 4
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
    """The passage's vector, of length 1 with its unknown words: two known words among twenty unknown ones say little."""
    values = idf * np.array([1.0 + math.log(count) for count in counts], np.float32)
    return values / max(math.sqrt(float(values @ values) + unknown * rarest * rarest), 1e-6)


class Likeness(NamedTuple):
    """`share`: of 1 over all provisions and none; `words`: tokens that weighed most, in the order of their weight."""

    node: str
    share: float
    words: tuple[Token, ...]


class WordModel:
    def __init__(self, words: Sequence[str], classes: Sequence[str], idf: Any, weights: Any, bias: Any) -> None:
        self._rows = {word: row for row, word in enumerate(words)}
        self._classes, self._idf, self._weights, self._bias = tuple(classes), idf, weights, bias
        self._rarest = float(idf.max())

    def like(self, stems: Sequence[Token]) -> tuple[float, tuple[Likeness, ...]]:
        """The share of NOTHING, and the provisions that the passage resembles, the likeliest first."""
        counts = signs(stems)
        first = {token.stem: token for token in reversed(stems) if token.stem in self._rows}
        known = [sign for sign in counts if sign in self._rows]
        if not known:
            return 1.0, ()
        rows = np.array([self._rows[sign] for sign in known])
        values = scaled(self._idf[rows], [counts[sign] for sign in known], len(counts) - len(known), self._rarest)
        weights = self._weights[rows]
        logits = values @ weights + self._bias
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        named = [int(index) for index in np.argsort(-shares)[:_MOST_NAMED] if shares[index] >= _LEAST]
        found = [first[sign] for sign in known]
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
