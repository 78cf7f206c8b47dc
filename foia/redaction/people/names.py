"""Personal names as police paper writes them: parsed, compared, and turned into search patterns. Imports: stdlib, rapidfuzz.

A name is written "Jane M. Doe", "DOE, JANE M", "J. Doe", "Doe", "Jane", "J.D." or over two lines. Comparison is
conservative: two
names are one person only when nothing that both of them say differs, slips of OCR apart.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

_WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
_TITLES = frozenset(_WORDS["titles"].split())
_SUFFIXES = frozenset(_WORDS["suffixes"].split())
_PARTICLES = frozenset(_WORDS["particles"].split())
COMMON = frozenset(_WORDS["common"].split())
_NICK: dict[str, frozenset[int]] = {}
for _index, _group in enumerate(_WORDS["nicknames"].splitlines()):
    for _nick in _group.split():
        _NICK[_nick] = _NICK.get(_nick, frozenset()) | {_index}


_TOKEN = re.compile(r"[^\W\d_](?:[\w'’`.\-]*[\w.])?", re.UNICODE)
_SUSPECT_CHARS = str.maketrans({"0": "o", "1": "l", "5": "s", "8": "b", "|": "l", "!": "l", "i": "l"})


def fold(word: str) -> str:
    """Lower-cased, apostrophes straight, without trailing points."""
    return word.replace("’", "'").replace("`", "'").strip(".,").lower()


@lru_cache(maxsize=65_536)
def ocr_fold(word: str) -> str:
    """The same for two words that OCR often takes for each other (0/o, 1/l/i, 5/s, 8/b, rn/m, vv/w)."""
    return fold(word).translate(_SUSPECT_CHARS).replace("rn", "m").replace("vv", "w").replace("cl", "d")


@dataclass(frozen=True, slots=True)
class Name:
    """The parts of a name, folded to lower case. `last` is empty when only a first name or initials are known to be given."""

    first: str = ""
    middle: tuple[str, ...] = ()
    last: str = ""
    suffix: str = ""
    single: str = ""  # a lone word: first or last name, not known which
    initials: str = ""  # "J.D." -> "jd"
    nick: str = ""  # quoted inside the name

    @property
    def full(self) -> bool:
        return bool(self.last and self.first)


@lru_cache(maxsize=8192)
def parse(text: str) -> Name:
    """Reads a name in either order; titles, ranks and post-nominals are dropped."""
    quoted = re.search(r"(?<=\s)[\"“'‘(]([^\"“”()]{2,20})[\"”’)](?=\s|$|,)", " ".join(text.split()))
    if quoted:
        bare = parse(" ".join(text.split()).replace(quoted.group(), " "))
        return replace(bare, nick=fold(quoted.group(1)))
    text = " ".join(text.split())
    text = re.sub(r"['’]s\b", "", text, flags=re.IGNORECASE)
    if (
        re.fullmatch(r"(?:[A-Za-z]\.?[\s-]?){2,3}", text)
        and re.sub(r"[^A-Za-z]", "", text).isupper()
        and len(text) <= 8
        and ("." in text or " " in text or len(text) == 2)
    ):
        return Name(initials=re.sub(r"[^a-z]", "", text.lower()))
    if "," in text:
        left, right = text.split(",", 1)
        given = [part for part in _words(right) if part not in _SUFFIXES]
        family = _words(left)
        if given and family:
            suffix = next((part for part in _words(text) if part in _SUFFIXES), "")
            family = [part for part in family if part not in _SUFFIXES] or family
            return Name(first=given[0], middle=tuple(given[1:]), last=" ".join(family), suffix=suffix)
        text = left
    words = _words(text)
    suffix = words.pop() if len(words) > 1 and words[-1] in _SUFFIXES else ""
    if not words:
        return Name()
    if len(words) == 1:
        return Name(single=words[0], suffix=suffix)
    at = len(words) - 1
    while at > 1 and words[at - 1] in _PARTICLES:
        at -= 1
    if at == 1 and words[0] in _PARTICLES and len(words) > 1:
        return Name(single=" ".join(words), suffix=suffix)
    return Name(first=words[0], middle=tuple(words[1:at]), last=" ".join(words[at:]), suffix=suffix)


def _words(text: str) -> list[str]:
    words = [fold(match.group()) for match in _TOKEN.finditer(text)]
    while len(words) > 1 and words[0] in _TITLES:
        words.pop(0)
    return [word for word in words if word]


LONG = 7  # from so many letters on one wrong letter is taken for a slip


def nick_groups(first: str) -> frozenset[int]:
    """The groups of first names and their short forms that a name belongs to."""
    return _NICK.get(first, frozenset())


def same_word(a: str, b: str) -> bool:
    """Equal, or a likely slip of OCR: equal after folding look-alikes, or one edit in a word of seven letters or more."""
    if a == b:
        return True
    if not a or not b or min(len(a), len(b)) < 4:
        return False
    if ocr_fold(a) == ocr_fold(b):
        return True
    return min(len(a), len(b)) >= LONG and a[0] == b[0] and OSA.distance(a, b, score_cutoff=1) <= 1


def same_first(a: str, b: str) -> bool:
    if not a or not b:
        return True
    if len(a) == 1 or len(b) == 1:
        return a[0] == b[0]
    return same_word(a, b) or bool(nick_groups(a) & nick_groups(b))


@lru_cache(maxsize=65_536)
def surnames(word: str) -> tuple[str, ...]:
    return tuple(re.split(r"[\s-]+", word))


def same_last(a: str, b: str) -> bool:
    """Equal, or one of a hyphenated or double surname's parts."""
    if same_word(a, b):
        return True
    left, right = surnames(a), surnames(b)
    if len(left) == len(right):
        return len(left) > 1 and all(same_word(x, y) for x, y in zip(left, right, strict=True))
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    parts = [part for part in longer if part not in _PARTICLES]
    return len(shorter) == 1 and shorter[0] in parts


def matches(known: Name, other: Name) -> bool:
    """Whether `other` can be another way of writing `known` (a full name)."""
    if other.initials:
        return bool(known.full) and other.initials[0] == known.first[0] and other.initials[-1] == known.last[0]
    if known.single:
        return (
            same_word(known.single, other.single)
            if other.single
            else same_last(other.last, known.single) or known.single == other.first
        )
    if other.single:
        if other.single == known.nick or same_last(known.last, other.single):
            return True
        return (
            len(other.single) > 2
            and len(known.first) > 1
            and (same_first(known.first, other.single) or known.first.startswith(other.single))
        )
    if (
        known.suffix
        and other.suffix
        and known.suffix != other.suffix
        and {known.suffix, other.suffix} <= {"jr", "sr", "ii", "iii", "iv"}
    ):
        return False
    if not same_last(known.last, other.last) or not same_first(known.first, other.first):
        # a middle name used as the first, or double first names
        return bool(same_last(known.last, other.last) and other.first in known.middle and len(other.first) > 2)
    if known.middle and other.middle:
        return known.middle[0][0] == other.middle[0][0]
    return True
