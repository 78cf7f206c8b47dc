"""What every recogniser is: a Presidio `EntityRecognizer` whose work is done by `find`, a generator of hits.

A `Rule` is one compiled pattern. Patterns are written so that they cannot blow up: every repetition is bounded, and no two
neighbouring repetitions accept the same character without a fixed one between them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from presidio_analyzer import AnalysisExplanation, EntityRecognizer, RecognizerResult

from foia.model import Role, Stance
from foia.patterns import small


class Hit(NamedTuple):
    """An identifier at [start, end) of the text searched. `why` names the rule and a field's label, never other record text."""

    start: int
    end: int
    type: str
    score: float
    why: str
    roles: Mapping[Role, float] = {}
    stances: Mapping[Stance, float] = {}


class Value(NamedTuple):
    """What a rule's check sees: the text found, and where it stands."""

    text: str
    start: int
    end: int
    whole: str  # the text searched
    lower: str


Check = Callable[[Value], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """`pattern` has a group `v`, the identifier. `cues`: lower-case strings, one of which must occur in the text at all."""

    pattern: re.Pattern[str]
    score: float
    why: str
    cues: tuple[str, ...] = ()
    check: Check | None = None
    type: str = ""
    digits: bool = True  # the value holds a digit, so that text far from any digit need not be searched
    spoken: bool = False  # the value is said in words ("five five five"): only text near such words is searched


Zones = Sequence[tuple[int, int]]
_DIGIT = re.compile(r"\d")
_BEFORE, _AFTER = 110, 90  # characters around a digit in which a label and the rest of the value stand


def digit_zones(text: str) -> Zones:
    """Parts of the text with digits, widened to hold labels, cut at spaces."""
    zones: list[tuple[int, int]] = []
    for match in _DIGIT.finditer(text):
        at = match.start()
        if zones and at - _BEFORE <= zones[-1][1]:
            if at + _AFTER > zones[-1][1] + 40:
                zones[-1] = (zones[-1][0], at + _AFTER)
        else:
            zones.append((max(0, at - _BEFORE), at + _AFTER))
    whole = []
    for start, end in zones:
        space = text.find(" ", end, end + 80)
        whole.append((start, min(len(text), space if space >= 0 else end + 80)))
    return whole


_SPOKEN_WORDS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "nineteen",
    "twenty",
    "thousand",
)


@lru_cache(maxsize=4)
def spoken_zones(lower: str) -> Zones:
    """Parts of the text in which words for digits stand close together, widened like `digit_zones`."""
    at = sorted(
        {place for word in _SPOKEN_WORDS for place in _places(lower, word)}
        | {match.start() for match in _SPACED.finditer(lower)}
    )
    close = [place for place, after in itertools.pairwise(at) if after - place < 24]
    return _widened(close, len(lower))


@lru_cache(maxsize=128)
def cue_zones(lower: str, cues: tuple[str, ...]) -> Zones:
    """Parts of the text around any of the cues."""
    return _widened(sorted({place for cue in cues for place in _places(lower, cue)}), len(lower))


_SPACED = re.compile(r"\d[ ,-]{1,2}\d[ ,-]{1,2}\d")


def _places(lower: str, word: str) -> Iterator[int]:
    at = lower.find(word)
    while at >= 0:
        yield at
        at = lower.find(word, at + 1)


def _widened(places: Sequence[int], length: int) -> Zones:
    zones: list[tuple[int, int]] = []
    for place in places:
        start, end = max(0, place - 60), min(length, place + 170)
        if zones and start <= zones[-1][1]:
            zones[-1] = (zones[-1][0], end)
        else:
            zones.append((start, end))
    return zones


@cache
def _small(pattern: re.Pattern[str]) -> re.Pattern[str] | None:
    """The same pattern for a text in small letters; None where it tells capitals from small letters."""
    if not pattern.flags & re.IGNORECASE or "(?-i:" in pattern.pattern:
        return None
    return small(pattern.pattern, pattern.flags & ~re.IGNORECASE)


class Identifier(EntityRecognizer):  # type: ignore[misc]
    """One kind of identifier. Subclasses set `type` and `rules`, or override `find`."""

    type: str = ""
    rules: Sequence[Rule] = ()

    def __init__(self) -> None:
        super().__init__(supported_entities=[self.type], name=type(self).__name__, supported_language="en")

    def load(self) -> None:
        """Patterns are compiled at import; nothing to load."""

    def find(self, text: str, lower: str, zones: Zones | None = None) -> Iterator[Hit]:
        """Hits in `text`; `lower` is text.lower() of the same length, `zones` = digit_zones(text). Hits may overlap: the detector settles that."""
        if zones is None:
            zones = digit_zones(text)
        everywhere = ((0, len(text)),)
        for rule in self.rules:
            cues, pattern, seen = rule.cues, rule.pattern, text
            if cues and not any(cue in lower for cue in cues):
                continue
            if quick := _small(pattern):
                pattern, seen = quick, lower
            where = (
                zones if rule.digits else spoken_zones(lower) if rule.spoken else cue_zones(lower, cues) if cues else everywhere
            )
            for begin, stop in where:
                if cues and rule.digits and not any(lower.find(cue, begin, stop) >= 0 for cue in cues):
                    continue
                for match in pattern.finditer(seen, begin, stop):
                    start, end = match.span("v")
                    while end > start and text[end - 1] in " \t\n":
                        end -= 1
                    if start < end and (rule.check is None or rule.check(Value(text[start:end], start, end, text, lower))):
                        yield Hit(start, end, rule.type or self.type, rule.score, rule.why)

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[Any]:
        """Presidio's face of the same thing."""
        best: dict[tuple[int, int, str], Hit] = {}
        for hit in self.find(text, lowered(text)):
            key = (hit.start, hit.end, hit.type)
            if (not entities or hit.type in entities) and (key not in best or best[key].score < hit.score):
                best[key] = hit
        return [
            RecognizerResult(
                hit.type,
                hit.start,
                hit.end,
                hit.score,
                AnalysisExplanation(recognizer=self.name, original_score=hit.score, textual_explanation=hit.why),
            )
            for hit in best.values()
        ]


def lowered(text: str) -> str:
    """text.lower(), but always of the same length."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(char if len(char.lower()) != 1 else char.lower() for char in text)


# Between a label and its value: "No.", "#", a remark in parentheses, "is", a colon, at most one line break.
GAP = (
    r"(?:[ ]?[/&][ ]?[A-Za-z][A-Za-z.]{1,9}(?:[ ]?(?:no|#)\.?)?(?=[ ]?[:=]))?"  # "DOB/SSN:"
    r"[ \t]{0,3}(?:(?:no|nos|number|num|nbr|nr)\b\.?|#)?[ \t]{0,2}(?:\([^()\n]{1,24}\))?[ \t]{0,2}"
    r"(?:(?:is|was|of|as|at|being|reads|given as|listed as|shows)\b|[:#=|/]{1,2}|[-.](?=[ \t\n]))?[ \t]{0,16}(?:\n[ \t]{0,16})?[:#]?[ \t]{0,3}"
)


def labelled(labels: str, value: str, *, gap: str = GAP) -> re.Pattern[str]:
    """A value after one of `labels` (alternatives of a regular expression, whole words)."""
    return re.compile(rf"(?<![^\W_])(?:{labels})(?![^\W\d_]){gap}(?P<v>{value})", re.IGNORECASE)


def pattern(value: str, *, ignore_case: bool = False) -> re.Pattern[str]:
    return re.compile(f"(?P<v>{value})", re.IGNORECASE if ignore_case else 0)


def digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def at_least(count: int) -> Check:
    """The value holds at least `count` digits."""
    return lambda value: sum(char.isdigit() for char in value.text) >= count


def luhn(number: str) -> bool:
    """The check digit of payment cards (ISO/IEC 7812-1)."""
    total = 0
    for index, char in enumerate(reversed(number)):
        digit = int(char) * (2 if index % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0
