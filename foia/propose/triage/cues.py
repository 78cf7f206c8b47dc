"""The cues of every provision, read from data, and what they find in one passage. Imports: stdlib, yaml, errors, phrases.

Everything that raises or lowers a provision is a phrase of the data, so that the reasons can be shown word by word.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from foia.errors import CatalogError

from .phrases import Hit, PhraseIndex

_FOLDER = Path(__file__).parent
_FILES = ("cues-7-police.yaml", "cues-7-body.yaml", "cues-7.5.yaml", "cues-more.yaml")
# before a counter-cue it turns the sense: "no award was made", "until the sale closed"
_NOT_YET = re.compile(
    r"\b(?:no|not|never|nor|without|until|before|once|if|when|unless|yet to|\w+n['’]t)\b[\w ']*$", re.IGNORECASE
)
_KEYS = frozenset({"question", "sure", "about", "pairs", "against", "settled"})

# The linear model. A passage's raw score for a provision is a sum of these; what is shown is raw / (raw + HALF).
SURE, MORE_SURE, MOST_MORE = 2.2, 0.6, 3
PAIR, MORE_PAIR, WORD_OF_PAIR, MOST_WORDS = 1.9, 0.9, 0.12, 6
ABOUT, MOST_ABOUT = 0.75, 2.2
AGAINST, MORE_AGAINST = -1.6, -0.7
SETTLED = 1.25  # at most, where the words say that the ground has ended (award made, outcome final ...): not shown, listed
HALF = 1.6


@dataclass(frozen=True, slots=True)
class Pair:
    """One phrase of each side must stand in the passage, and none of `without`."""

    sides: tuple[frozenset[int], ...]
    without: frozenset[int]


@dataclass(frozen=True, slots=True)
class Cues:
    node: str
    question: str
    sure: frozenset[int]
    about: frozenset[int]
    pairs: tuple[Pair, ...]
    against: frozenset[int]
    settled: str


@dataclass(slots=True)
class Evidence:
    """What one passage shows for one provision."""

    node: str
    raw: float = 0.0
    words: tuple[str, ...] = ()  # phrases of the data that raised it, as they stand in the text
    lowered: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = field(default=(), repr=False)


class CueBook:
    def __init__(self, files: Iterable[Path]) -> None:
        self.index = PhraseIndex()
        self.cues: dict[str, Cues] = {}
        self._concepts = {name: _phrases(text) for name, text in _read(_FOLDER / "concepts.yaml").items()}
        for path in files:
            for node, entry in _read(path).items():
                self._add(node, entry, path.name)
        self._touched: dict[int, list[str]] = {}
        spread: Counter[int] = Counter()
        for node, cues in self.cues.items():
            numbers = cues.sure | cues.about | frozenset().union(*(side for pair in cues.pairs for side in pair.sides))
            for number in numbers:
                self._touched.setdefault(number, []).append(node)
            spread.update(cues.about | cues.sure)
        # a word that speaks for many provisions says little for each
        self._weight = {number: 1 / math.sqrt(count) for number, count in spread.items()}

    def _add(self, node: str, entry: Any, file: str) -> None:
        if not isinstance(entry, dict) or (unknown := set(entry) - _KEYS):
            raise CatalogError(
                f"{file}: {node}: unknown key", why=", ".join(sorted(unknown)), remedy=f"use {', '.join(sorted(_KEYS))}"
            )
        before = self.cues.get(node, Cues(node, "", frozenset(), frozenset(), (), frozenset(), ""))
        self.cues[node] = Cues(
            node=node,
            question=before.question or str(entry.get("question", "")),
            sure=before.sure | self._numbers(entry.get("sure", "")),
            about=before.about | self._numbers(entry.get("about", "")),
            pairs=before.pairs + tuple(self._pair(line) for line in entry.get("pairs", ())),
            against=before.against | self._numbers(entry.get("against", "")),
            settled=before.settled or str(entry.get("settled", "")),
        )

    def _numbers(self, text: str) -> frozenset[int]:
        phrases: list[str] = []
        for phrase in _phrases(text):
            if phrase.startswith("$") and phrase[1:] not in self._concepts:
                raise CatalogError(f"'{phrase}' is no concept", remedy="name one of concepts.yaml, or leave out the sign")
            phrases.extend(self._concepts[phrase[1:]] if phrase.startswith("$") else (phrase,))
        return frozenset(self.index.add_all(phrases))

    def _pair(self, line: str) -> Pair:
        wanted, _, without = line.partition(" - ")
        return Pair(tuple(self._numbers(side) for side in wanted.split(" + ")), self._numbers(without))

    def weigh(self, text: str, hits: Iterable[Hit]) -> Iterator[Evidence]:
        """Evidence for each provision that a phrase of the passage speaks for. `hits` are offsets in `text`."""
        places: dict[int, Hit] = {}
        for hit in hits:
            places.setdefault(hit.phrase, hit)
        present = frozenset(places)
        touched: dict[str, set[int]] = {}
        for number in places:
            for node in self._touched.get(number, ()):
                touched.setdefault(node, set()).add(number)
        for node, numbers in touched.items():
            cues = self.cues[node]
            if len(numbers) < 2 and not numbers & cues.sure:
                continue  # one word of many says nothing
            evidence = self._judge(cues, frozenset(numbers), present, places, text)
            if evidence.raw > 0:
                yield evidence

    def _judge(
        self, cues: Cues, own: frozenset[int], present: frozenset[int], places: Mapping[int, Hit], text: str
    ) -> Evidence:
        raw = 0.0
        used: dict[int, None] = {}
        sure = _outermost(own & cues.sure, places)
        if sure:
            used |= dict.fromkeys(sure)
            raw += SURE + MORE_SURE * min(len(sure) - 1, MOST_MORE)
        fired = 0
        paired: set[int] = set()
        for pair in cues.pairs:
            if pair.without & present:
                continue
            sides = [own & side for side in pair.sides]
            chosen = _distinct(sides, places)
            if chosen:
                fired += 1
                paired |= chosen
        if fired:
            raw += (PAIR if not sure else MORE_PAIR) + MORE_PAIR * min(fired - 1, 2)
            raw += WORD_OF_PAIR * min(len(paired) - 2, MOST_WORDS)
            used |= dict.fromkeys(sorted(paired, key=lambda number: places[number].start))
        about = _outermost((own & cues.about) - sure, places)
        if about:
            raw += min(ABOUT * sum(self._weight[number] for number in about), MOST_ABOUT)
            used |= dict.fromkeys(about)
        against = {
            n
            for n in _outermost(cues.against & present, places)
            if not _NOT_YET.search(text, max(0, places[n].start - 24), places[n].start)
        }
        if against and raw > 0:
            lower = raw + AGAINST + MORE_AGAINST * min(len(against) - 1, 2)
            raw = min(max(lower, 0.7 * SETTLED), SETTLED) if cues.settled else lower
        return Evidence(
            cues.node,
            raw,
            tuple(dict.fromkeys(_shown(text, places[number]) for number in used)),
            tuple(dict.fromkeys(_shown(text, places[number]) for number in against)),
            tuple(places[number] for number in used),
        )


def _distinct(sides: list[frozenset[int]], places: Mapping[int, Hit]) -> set[int]:
    """The phrases of all sides, if each side has one that does not lie upon a phrase of another side."""
    if not all(sides):
        return set()
    if len(sides) == 1:
        return set(sides[0])
    for first in sides[0]:
        for second in sides[1]:
            one, other = places[first], places[second]
            if one.end <= other.start or other.end <= one.start:
                rest = sides[2:]
                if not rest or all(side - {first, second} for side in rest):
                    return set().union(*sides)
    return set()


def _outermost(numbers: frozenset[int], places: Mapping[int, Hit]) -> set[int]:
    """Without the phrases that lie inside another of them ("bid" in "sealed bid")."""
    kept: list[int] = []
    for number in sorted(numbers, key=lambda n: (places[n].start - places[n].end, places[n].start)):
        hit = places[number]
        if not any(places[other].start <= hit.start and hit.end <= places[other].end for other in kept):
            kept.append(number)
    return set(kept)


def _shown(text: str, hit: Hit) -> str:
    return " ".join(text[hit.start : hit.end].split()).lower()


def _phrases(text: object) -> tuple[str, ...]:
    return tuple(phrase for part in str(text).split(";") if (phrase := " ".join(part.split()).replace(",", "")))


def _read(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        return dict(yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


@lru_cache(maxsize=1)
def load_cues() -> CueBook:
    """The cues of the package, compiled once a process."""
    return CueBook(_FOLDER / name for name in _FILES)
