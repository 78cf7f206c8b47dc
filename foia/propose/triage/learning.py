"""What a reviewer's corrections teach: candidates of like passages move up or down, and say because of which correction.

Nothing is stored here and no record's text is kept: a passage is remembered as weights of word stems. The corrections are plain
data of the agency's own database; leave `learned` out and they have no effect. Imports: stdlib, phrases.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .phrases import Token, tokens

LIKE = 0.35  # cosine from which two passages are alike
MOST_UP, MOST_DOWN = 1.6, -1.6  # what corrections may move a passage's raw score by, all together
_COMMON = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "with",
        "by",
        "from",
        "is",
        "was",
        "be",
        "were",
        "are",
        "been",
        "it",
        "that",
        "this",
        "as",
        "we",
        "our",
        "not",
        "no",
        "has",
        "had",
        "have",
        "he",
        "she",
        "they",
        "his",
        "her",
        "their",
        "who",
        "which",
        "will",
        "would",
        "can",
        "could",
        "may",
        "but",
        "if",
        "so",
        "then",
        "than",
        "into",
        "out",
        "up",
        "us",
        "you",
        "your",
        "i",
        "my",
        "me",
        "him",
        "them",
        "there",
        "do",
        "said",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One correction. `node` with `confirmed` True or False for a passage; or `kind` for a whole record."""

    features: Mapping[str, float]  # see `remember`
    on: dt.date
    by: str
    node: str = ""
    confirmed: bool = True
    kind: str = ""

    def plain(self) -> dict[str, Any]:
        """For storage, as JSON can hold it."""
        return {
            "features": dict(self.features), "on": self.on.isoformat(), "by": self.by,
            "node": self.node, "confirmed": self.confirmed, "kind": self.kind,
        }  # fmt: skip

    @staticmethod
    def of(plain: Mapping[str, Any]) -> Example:
        return Example(
            features={str(stem): float(weight) for stem, weight in plain["features"].items()},
            on=dt.date.fromisoformat(plain["on"]),
            by=str(plain["by"]),
            node=str(plain.get("node", "")),
            confirmed=bool(plain.get("confirmed", True)),
            kind=str(plain.get("kind", "")),
        )


@dataclass(frozen=True, slots=True)
class Change:
    node: str
    amount: float
    why: str


@dataclass(frozen=True, slots=True)
class Learned:
    examples: tuple[Example, ...] = ()

    def changes(self, text: str, stems: Sequence[Token] | None = None) -> Iterator[Change]:
        """How the corrections move the provisions for this passage; the likest correction gives the reason."""
        here = remember(text, stems)
        moved: dict[str, tuple[float, float, Example]] = {}
        for example in self.examples:
            if not example.node:
                continue
            alike = similarity(here, example.features)
            if alike < LIKE:
                continue
            amount = (2.0 if example.confirmed else -2.0) * alike
            total, best, shown = moved.get(example.node, (0.0, 0.0, example))
            moved[example.node] = (total + amount, max(best, alike), example if alike > best else shown)
        for node, (total, _, example) in moved.items():
            verb = "confirmed" if example.confirmed else "rejected"
            yield Change(
                node,
                max(MOST_DOWN, min(MOST_UP, total)),
                f"because {example.by} {verb} it for a like passage on {example.on.isoformat()}",
            )

    def kind(self, text: str) -> tuple[str, str] | None:
        """(kind, reason) of the likest corrected record, if one is alike."""
        here = remember(text[:6_000])
        best = max(
            ((similarity(here, example.features), index) for index, example in enumerate(self.examples) if example.kind),
            default=(0.0, -1),
        )
        if best[0] < LIKE + 0.1:
            return None
        example = self.examples[best[1]]
        return example.kind, f"because {example.by} called a like record so on {example.on.isoformat()}"


def learn(examples: Iterable[Example]) -> Learned:
    """The later of two corrections of the same passage and provision counts."""
    latest: dict[tuple[str, str, str], Example] = {}
    for example in sorted(examples, key=lambda one: one.on):
        latest[(example.node, "kind" if example.kind else "", _digest(example.features))] = example
    return Learned(tuple(latest.values()))


def remember(text: str, stems: Sequence[Token] | None = None) -> dict[str, float]:
    """Stem (hashed) -> weight, of length 1. Words cannot be read back; numbers and capitalised-only words are left out."""
    counts: Counter[str] = Counter()
    for token in tokens(text) if stems is None else stems:
        name = (
            text[token.start].isupper()
            and token.start > 0
            and text[token.start - 1] == " "
            and text[token.start - 2 : token.start - 1] != "."
        )
        if (
            len(token.stem) > 2
            and not token.stem[0].isdigit()
            and token.stem not in _COMMON
            and not (name and text[token.start : token.end].istitle())
        ):
            counts[token.stem] += 1
    length = math.sqrt(sum((1 + math.log(count)) ** 2 for count in counts.values())) or 1.0
    return {hashed(stem): round((1 + math.log(count)) / length, 4) for stem, count in counts.items()}


def hashed(stem: str) -> str:
    return hashlib.blake2b(stem.encode(), digest_size=5).hexdigest()


def similarity(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Cosine of two remembered passages, 0 to 1."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other.get(stem, 0.0) for stem, weight in one.items())


def _digest(features: Mapping[str, float]) -> str:
    return hashlib.blake2b("".join(sorted(features)).encode(), digest_size=8).hexdigest()
