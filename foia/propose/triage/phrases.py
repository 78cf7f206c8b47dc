"""Phrases found in a text by the stems of their words, all of them in one pass. Imports: stdlib.

A phrase's words are divided by blanks: `a/b` is either word, `a?` may be missing, `..` is up to three words between.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

GAP = ".."
_GAP_WORDS = 3
_MOST_VARIANTS = 256  # of one phrase with its alternatives written out
_TOKEN = re.compile(r"e-mail(?:s|ed|ing)?|9-1-1|[a-z0-9]+(?:['’][a-z]+)?")
# of one syllable with one consonant behind: "taping" is of "tape" ("tapping" would be of "tap"), and "note" must not be "not"
_LOST_E = re.compile(r"(?:qu|[^aeiou])*[aeiouy][^aeiouwxy]")
_SPECIAL = {"9-1-1": "911"}
_IRREGULAR = dict(
    pair.split(":")
    for pair in [
        "wrote:write",
        "written:write",
        "said:say",
        "paid:pay",
        "sold:sell",
        "bought:buy",
        "took:take",
        "taken:take",
        "gave:give",
        "given:give",
        "told:tell",
        "held:hold",
        "children:child",
        "men:man",
        "women:woman",
        "kept:keep",
        "heard:hear",
        "sat:sit",
        "found:find",
        "died:die",
        "dying:die",
        "shot:shoot",
        "sent:send",
        "made:make",
        "came:come",
        "knew:know",
        "known:know",
        "thought:think",
        "spoke:speak",
        "sought:seek",
        "chose:choose",
        "chosen:choose",
        "drew:draw",
        "drawn:draw",
        "lost:lose",
        "broke:break",
        "met:meet",
        "hid:hide",
        "hidden:hide",
        "stole:steal",
        "stolen:steal",
        "went:go",
        "gone:go",
        "left:left",
        "saw:see",
        "seen:see",
        "got:get",
        "grew:grow",
        "led:lead",
        "ran:run",
        "rang:ring",
        "wives:wife",
        "lives:live",
        "knives:knife",
        "thieves:thief",
        "feet:foot",
        "staff:staff",
        "bus:bus",
        "gas:gas",
        "this:this",
        "has:has",
        "was:was",
        "his:his",
        "does:do",
        "did:do",
        "had:have",
        "having:have",
        "is:is",
        "as:as",
        "us:us",
        "parking:parking",
        "routing:routing",
        "parked:parked",
        "meeting:meeting",
        "used:use",
        "using:use",
        "agreed:agree",
        "began:begin",
        "begun:begin",
        "brought:bring",
        "fought:fight",
        "felt:feel",
        "fled:flee",
        "caught:catch",
        "fell:fall",
        "wore:wear",
        "worn:wear",
        "spent:spend",
        "teeth:tooth",
        "drove:drive",
        "driven:drive",
        "leaves:leaf",
        "comed:comed",
        "sued:sue",
        "suing:sue",
        "buses:bus",
    ]
)


class Token(NamedTuple):
    stem: str
    start: int
    end: int


class Hit(NamedTuple):
    """One phrase found at [start, end) of the text."""

    phrase: int
    start: int
    end: int


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A word without its ending: plural, -ed, -ing, -ate/-ation, most final e. Crude on purpose, the same for cue and text."""
    word = _SPECIAL.get(word, word).replace("’", "'")
    if word.endswith("'s"):
        word = word[:-2]
    word = word.replace("'", "").replace("-", "")
    plain = _IRREGULAR.get(word)
    if plain is not None:
        return plain if plain == word else stem(plain)
    if len(word) <= 3 or word[0].isdigit():
        return word
    if word.endswith(("ies", "ied")) and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("sses"):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ation", "ating", "ative", "ated", "ator", "ate", "at"):
        if word.endswith(ending) and len(word) - len(ending) >= 5:
            return word[: -len(ending)]
    if word.endswith("ion") and len(word) >= 8:
        return word[:-3]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and re.search(r"[aeiouy]", word[: -len(ending)]):
            word = word[: -len(ending)]
            if _LOST_E.fullmatch(word):
                return word + "e"
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            return word[:-1] if word.endswith("e") and len(word) > 3 else word
    if word.endswith("e") and len(word) > 3 and not _LOST_E.fullmatch(word[:-1]):
        word = word[:-1]
    return word


def tokens(text: str) -> list[Token]:
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter whose small form is longer would shift the offsets
        lowered = "".join(small if len(small := char.lower()) == 1 else char for char in text)
    return [Token(stem(match.group()), match.start(), match.end()) for match in _TOKEN.finditer(lowered)]


def variants(phrase: str) -> Iterator[tuple[str, ...]]:
    """The sequences of stems that a written phrase stands for."""
    slots: list[list[tuple[str, ...]]] = []
    for slot in phrase.lower().split():
        if slot == GAP:
            slots.append([(GAP,)])
            continue
        optional = slot.endswith("?")
        choices = [tuple(token.stem for token in tokens(word)) for word in slot.rstrip("?").split("/")]
        slots.append([choice for choice in choices if choice] + ([()] if optional else []))
    for combination in itertools.islice(itertools.product(*slots), _MOST_VARIANTS):
        joined = tuple(itertools.chain.from_iterable(combination))
        if joined and joined[0] != GAP and joined[-1] != GAP:
            yield joined


class _Node:
    __slots__ = ("children", "ends", "gap")

    def __init__(self) -> None:
        self.children: dict[str, _Node] = {}
        self.gap: _Node | None = None
        self.ends: list[int] = []


class PhraseIndex:
    """All phrases as one tree of stems; `find` walks a text once, whatever their number."""

    def __init__(self) -> None:
        self._root = _Node()
        self._numbers: dict[str, int] = {}
        self.words: list[str] = []

    def add(self, phrase: str) -> int:
        """The number of the phrase, the same for the same words."""
        phrase = " ".join(phrase.lower().split())
        if phrase not in self._numbers:
            number = self._numbers[phrase] = len(self.words)
            self.words.append(phrase)
            for sequence in variants(phrase):
                node = self._root
                for part in sequence:
                    if part == GAP:
                        node.gap = node = node.gap or _Node()
                    else:
                        node = node.children.setdefault(part, _Node())
                if number not in node.ends:
                    node.ends.append(number)
        return self._numbers[phrase]

    def add_all(self, phrases: Iterable[str]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self.add(phrase) for phrase in phrases))

    def find(self, found: list[Token]) -> list[Hit]:
        hits: list[Hit] = []
        root = self._root.children
        size = len(found)
        for first, token in enumerate(found):
            node = root.get(token.stem)
            if node is None:
                continue
            open_nodes = [(node, first + 1)]
            while open_nodes:
                node, at = open_nodes.pop()
                for number in node.ends:
                    hits.append(Hit(number, token.start, found[at - 1].end))
                if at < size:
                    child = node.children.get(found[at].stem)
                    if child is not None:
                        open_nodes.append((child, at + 1))
                    if node.gap is not None:
                        for later in range(at, min(at + _GAP_WORDS + 1, size)):
                            child = node.gap.children.get(found[later].stem)
                            if child is not None:
                                open_nodes.append((child, later + 1))
        return hits
