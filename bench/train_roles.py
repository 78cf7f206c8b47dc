"""Train the scale that weighs what stands around a name: bench/gold/dev and three quarters of dev2 -> foia/redaction/data/roles.npz.

    .venv/bin/python bench/train_roles.py            train, write, and report on what was not trained on
    .venv/bin/python bench/train_roles.py --dry      the same without writing

A fourth of dev2, chosen by a checksum of the name, is never trained on, and held not at all; for both only totals are printed. The same
texts give the same file. Only features that occur in two documents count, so no single text's words are learnt by heart.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from gold import markup
from gold.markup import Document

from foia.model import Detection
from foia.redaction import Detector
from foia.redaction.people import weighed
from foia.redaction.people.learned import ROLES, SPREAD, WEIGHTS

ROUNDS, DECAY, STEP = 150, 1.0, 0.01  # of the descent; L2 penalty; the weights are stored as 8-bit multiples of STEP
Sample = tuple[str, frozenset[str], Counter[str]]  # document, features of one person, how often each role is marked
Floats = npt.NDArray[np.float32]


def samples(document: Document, found: Sequence[Detection], *, gold: bool) -> Iterator[Sample]:
    """One sample a person; with `gold`, the marked names instead of those found."""
    if gold:
        marked = [
            Detection(start=s.start, end=s.end, type="PERSON", score=1.0, text=document.text[s.start : s.end], why="")
            for s in document.spans
            if s.type == "PERSON"
        ]
        found = sorted([*marked, *(d for d in found if d.type != "PERSON")], key=lambda d: d.start)
    for spans, features in weighed(document.text, found):
        counts: Counter[str] = Counter()
        for start, end in spans:
            for span in document.spans:
                if span.type == "PERSON" and span.role and span.start < end and start < span.end:
                    counts[span.role] += 1
                    break
        yield document.id, features, counts


def matrix(bags: Sequence[frozenset[str]], index: dict[str, int]) -> Floats:
    out = np.zeros((len(bags), len(index) + 1), np.float32)
    out[:, -1] = 1
    for row, bag in enumerate(bags):
        out[row, [index[feature] for feature in bag if feature in index]] = SPREAD / max(len(bag), 1) ** 0.5
    return out


def train(rows: Sequence[Sample]) -> tuple[dict[str, int], Floats]:
    seen: dict[str, set[str]] = {}
    for document, bag, _ in rows:
        for feature in bag:
            seen.setdefault(feature, set()).add(document)
    index = {feature: at for at, feature in enumerate(sorted(f for f, documents in seen.items() if len(documents) >= 2))}
    flat = [(bag, role, count) for _, bag, counts in rows for role, count in sorted(counts.items())]
    x = matrix([bag for bag, _, _ in flat], index)
    y = np.zeros((len(flat), len(ROLES)), np.float32)
    for row, (_, role, _) in enumerate(flat):
        y[row, [r.value for r in ROLES].index(role)] = 1
    heft = np.array([[count**0.5] for _, _, count in flat], np.float32)
    weights = np.zeros((x.shape[1], len(ROLES)), np.float32)
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for turn in range(1, ROUNDS + 1):
        slope = x.T @ ((chances(x, weights) - y) * heft) + DECAY * weights
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope * slope
        rate = 0.05 * (1 - turn / (ROUNDS + 1)) + 0.001
        weights -= rate * (first / (1 - 0.9**turn)) / (np.sqrt(second / (1 - 0.99**turn)) + 1e-6)
    return index, weights


def chances(x: Floats, weights: Floats) -> Floats:
    scores = x @ weights
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    out: Floats = scores / scores.sum(axis=1, keepdims=True)
    return out


def right(rows: Sequence[Sample], index: dict[str, int], weights: Floats) -> str:
    best = chances(matrix([bag for _, bag, _ in rows], index), weights).argmax(axis=1)
    hit = sum(counts[ROLES[int(role)].value] for (_, _, counts), role in zip(rows, best, strict=True))
    of = sum(sum(counts.values()) for _, _, counts in rows)
    return f"{hit / max(of, 1):.3f} ({hit}/{of})"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dry", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    detector = Detector()
    sets: dict[str, list[Sample]] = {"trained": [], "quarter of dev2": [], "held": []}
    for half in markup.HALVES:
        documents = markup.load(half)
        for document, found in zip(documents, detector.detect_texts([d.text for d in documents]), strict=True):
            apart = half == "dev2" and zlib.crc32(document.id.encode()) % 4 == 3
            name = "held" if half == "held" else "quarter of dev2" if apart else "trained"
            sets[name] += samples(document, found, gold=False)
            if name == "trained":
                sets[name] += samples(document, found, gold=True)
    index, weights = train(sets["trained"])
    stored = np.clip(np.round(weights / STEP), -127, 127).astype(np.int8)
    for name, rows in sets.items():
        print(f"role right, {name}: {right(rows, index, stored * np.float32(STEP))}", file=sys.stderr)
    if not options.dry:
        words = np.frombuffer("\n".join(index).encode("utf-8"), np.uint8)
        np.savez_compressed(WEIGHTS, features=words, weights=stored, step=np.float32(STEP))
        print(f"{len(index)} features, {WEIGHTS.stat().st_size} bytes", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
