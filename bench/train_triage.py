"""Trains foia/propose/triage/words.npz: which words speak for which provision. Deterministic; about a minute.

    python bench/train_triage.py [--without SET[:N/K] --out FILE]

From the passages of `dev*`, and, with less weight, the words of the cues and the catalogue's titles. Never from `held*`.
`--without dev4` leaves out a set and `--without dev2:0/5` every fifth of its passages, to measure on passages that the model has not seen.
"""

from __future__ import annotations

import argparse
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from triage import SETS, passages

from foia.exemptions import load_catalog
from foia.propose.triage.phrases import tokens
from foia.propose.triage.wordmodel import NOTHING, scaled, signs

FOLDER = Path(__file__).parent.parent / "foia" / "propose" / "triage"
CUE_WEIGHT, NOTHING_WEIGHT, DECAY = 0.3, 0.5, 1e-5
MEANT = 0.6  # the share of the provision meant, where others are as good
STEPS, RATE = 220, 0.08
PER_EXAMPLE = 6  # cue phrases that make one example


def cue_examples() -> Iterator[tuple[str, str]]:
    catalog = load_catalog()
    concepts = yaml.safe_load((FOLDER / "concepts.yaml").read_text(encoding="utf-8"))

    def plain(text: str) -> list[str]:
        listed = [part.strip() for part in text.split(";") if part.strip()]
        opened = [inner for one in listed for inner in (concepts[one[1:]].split(";")[:10] if one.startswith("$") else [one])]
        return [re.sub(r"[/?.]+", " ", one) for one in opened]

    for path in sorted(FOLDER.glob("cues-*.yaml")):
        for node, entry in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if node not in catalog:
                continue
            yield node, f"{catalog[node].title} {entry.get('question', '')}"
            sure = plain(entry.get("sure", ""))
            for at in range(0, len(sure), PER_EXAMPLE):
                yield node, " ".join(sure[at : at + PER_EXAMPLE])
            for line in entry.get("pairs", ()):
                yield node, " ".join(word for side in line.partition(" - ")[0].split(" + ") for word in plain(side))


def fit(x: Any, target: Any, weight: Any) -> tuple[Any, Any]:
    """Softmax regression by Adam over the whole batch, in 32 bits. `target`: the shares that each example should get."""
    n, width = x.shape
    weight = (weight / weight.sum()).astype(np.float32)[:, None]
    x = np.hstack([x, np.ones((n, 1), np.float32)])
    w = np.zeros((width + 1, target.shape[1]), np.float32)
    mean, square = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, STEPS + 1):
        z = x @ w
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        g = x.T @ ((p - target) * weight) + np.float32(DECAY) * w
        mean = np.float32(0.9) * mean + np.float32(0.1) * g
        square = np.float32(0.99) * square + np.float32(0.01) * g * g
        rate = np.float32(RATE * (1 if step < 0.7 * STEPS else 0.3) / (1 - 0.9**step) * math.sqrt(1 - 0.99**step))
        w -= rate * mean / (np.sqrt(square) + np.float32(1e-9))
    return w[:-1], w[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", default="")
    parser.add_argument("--out", type=Path, default=FOLDER / "words.npz")
    options = parser.parse_args()
    left_out, _, parts = options.without.partition(":")
    part, of = map(int, parts.split("/")) if parts else (0, 1)
    real = [
        (nodes or (NOTHING,), text)
        for half in SETS
        if half.startswith("dev")
        for at, (nodes, text) in enumerate(passages(half))
        if half != left_out or at % of != part
    ]
    made = list(cue_examples())
    labels = [labels for labels, _ in real] + [(label,) for label, _ in made]
    texts = [signs(tokens(text)) for _, text in real + made]
    classes = [NOTHING, *sorted({label for several in labels for label in several} - {NOTHING})]
    seen = Counter(stem for text in texts for stem in text)
    words = sorted(stem for stem, count in seen.items() if count >= 2)
    row = {word: at for at, word in enumerate(words)}
    idf = np.array([math.log(len(texts) / seen[word]) for word in words], np.float32)
    x = np.zeros((len(texts), len(words)), np.float32)
    for at, text in enumerate(texts):
        known = [stem for stem in text if stem in row]
        if known:
            rows = [row[stem] for stem in known]
            x[at, rows] = scaled(idf[rows], [text[stem] for stem in known], len(text) - len(known), float(idf.max()))
    target = np.zeros((len(texts), len(classes)), np.float32)
    for at, several in enumerate(labels):
        for label in several[1:]:
            target[at, classes.index(label)] = (1 - MEANT) / (len(several) - 1)
        target[at, classes.index(several[0])] = MEANT if several[1:] else 1.0
    weight = np.array([NOTHING_WEIGHT if several == (NOTHING,) else 1.0 for several, _ in real] + [CUE_WEIGHT] * len(made))
    w, bias = fit(x, target, weight)
    w[np.abs(w) < 0.02 * np.abs(w).max()] = 0  # what says nothing packs well
    scale = np.abs(w).max(axis=0) / 127
    packed = np.round(w / np.maximum(scale, 1e-9)).astype(np.int8)
    named = {name: np.frombuffer("\n".join(one).encode(), np.uint8) for name, one in (("words", words), ("classes", classes))}
    np.savez_compressed(
        options.out, weights=packed, scale=scale.astype(np.float32), bias=bias, idf=idf.astype(np.float16), **named
    )
    print(f"{len(texts)} examples, {len(words)} words, {len(classes)} classes, {options.out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
