"""The reader's network, from MiniLM's first layers, and how it is written for onnxruntime. Imports: stdlib, numpy, torch, foia.redaction."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn

from foia.redaction import reader
from foia.redaction.lexicon import lexicon


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
    def __init__(self, weights: dict[str, np.ndarray], layers: list[int], inner: int = 1536, drop: float = 0.1) -> None:
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
        self.body = Body(weights, layers, inner, drop)

    def forward(self, vectors, bits, number, shape, before, after, hit, mask):
        own = vectors + self.lists(bits) + self.number(number) + self.shape(shape) + self.hit(hit)
        return self.body(own + self.before(before) + self.after(after), mask)


class Body(nn.Module):
    """(texts, words, WIDTH), and in training a mask of 0 and 1 -> (texts, words, OUT). Onnxruntime runs it on one text at a time."""

    def __init__(self, weights: dict[str, np.ndarray], layers: list[int], inner: int, drop: float) -> None:
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
        self.layers = nn.ModuleList(Layer(weights, f"encoder.layer.{i}.", inner, drop) for i in layers)
        self.out = nn.Linear(reader.WIDTH, reader.OUT)
        self.drop = nn.Dropout(drop)

    def forward(self, x, mask=None):
        x = self.drop(self.norm(x + self.position[: x.shape[1]]))
        bias = None if mask is None else (1.0 - mask)[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return self.out(self.drop(x))


class Layer(nn.Module):
    def __init__(self, weights: dict[str, np.ndarray], key: str, inner: int, drop: float) -> None:
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
        self.drop = nn.Dropout(drop)

    def forward(self, x, bias):
        b, s, w = x.shape
        q, k, v = (part(x).view(b, s, 12, 32).transpose(1, 2) for part in (self.q, self.k, self.v))
        heat = q @ k.transpose(-1, -2) * (32**-0.5)
        weights = torch.softmax(heat if bias is None else heat + bias, dim=-1)
        x = self.norm1(x + self.drop(self.o((weights @ v).transpose(1, 2).reshape(b, s, w))))
        return self.norm2(x + self.drop(self.down(nn.functional.gelu(self.up(x)))))


def export(model: Model, vocabulary: Vocabulary) -> None:
    """Write reader.onnx (8-bit matrices) and reader.npz (tables)."""
    import hashlib
    import tempfile

    from onnxruntime.quantization import QuantType, quantize_dynamic

    model.eval()
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
