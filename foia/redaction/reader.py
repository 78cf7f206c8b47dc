"""Reads a text in context: which words are an identifier, whose (in which role), and what such a mention is marked for.

A small transformer (three layers of MiniLM-L6-H384, Apache-2.0, trained on by bench/train_reader.py) over whole words. A word's vector is the mean of its
pieces' vectors, plus what is known without any model: its shape, its place in the line, the name lists, and what the rules found there.
So capitals and layout count where they tell something, and a text in capitals only reads like any other. Run by onnxruntime
on the processor; weights are in data/. Imports: stdlib, numpy, onnxruntime, tokenizers, model, lexicon, recognizers.base.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from foia.model import Role, Stance
from foia.redaction.lexicon import JARGON, Lexicon, lexicon
from foia.redaction.recognizers.base import Hit

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

DATA = Path(__file__).parent / "data"
TYPES = (
    "PERSON", "US_SSN", "US_DRIVER_LICENSE", "EMPLOYEE_ID", "BADGE_NUMBER", "FINANCIAL_ACCOUNT", "CREDIT_CARD", "PASSWORD", "MEDICAL_RECORD_NUMBER",
    "MEDICAL_INFO", "PHONE_NUMBER", "EMAIL_ADDRESS", "STREET_ADDRESS", "LICENSE_PLATE", "VIN", "DATE_OF_BIRTH", "FOID_NUMBER", "OFFENDER_ID", "FEIN",
    "PASSPORT", "IP_ADDRESS", "BIOMETRIC",
)  # fmt: skip
ROLES: tuple[Role, ...] = tuple(role for role in Role if role is not Role.UNKNOWN)
STANCES = (Stance.REDACT, Stance.RELEASE, Stance.ASK)
SPAN = 320  # words the model sees together
LAP = 48  # words two neighbouring stretches share
WIDTH = 384
SHAPES = 2_048  # kinds of numbers and codes told apart, by a checksum of their shape

BREAKS = 512  # kinds of what stands between two words
_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[-./]\d+)*")


class Token(NamedTuple):
    start: int
    end: int
    text: str


class Span(NamedTuple):
    """An identifier by the model: [start, end) of the text read; `score` is the chance that it is one of any type."""

    start: int
    end: int
    type: str
    score: float


class Told(NamedTuple):
    """What the model says of whose a span is and what becomes of it; each sums to one."""

    roles: Mapping[Role, float]
    stances: Mapping[Stance, float]


class Reading:
    """What the model says of one text."""

    def __init__(self, found: Sequence[Token], scores: Floats) -> None:
        self._starts = [token.start for token in found]
        self._ends = [token.end for token in found]
        self._tags = _chances(scores[:, :TAGS] + _LEAN)
        self._roles = _sums(_logs(scores[:, TAGS : TAGS + len(ROLES)]))
        self._stances = _sums(_logs(scores[:, TAGS + len(ROLES) :]))

    def spans(self) -> Iterator[Span]:
        """The identifiers found, in the order of their places."""
        best = self._tags.argmax(axis=1)
        at = 0
        while at < len(best):
            if best[at] == 0:
                at += 1
                continue
            kind = int(best[at] - 1) // 2
            upto = at + 1
            while upto < len(best) and best[upto] == 2 + 2 * kind:
                upto += 1
            yield Span(self._starts[at], self._ends[upto - 1], TYPES[kind], 1.0 - float(self._tags[at:upto, 0].mean()))
            at = upto

    def doubt(self, start: int, end: int) -> float:
        """The chance that [start, end) is no identifier at all; 0 where no word stands there."""
        first, last = self._words(start, end)
        return float(self._tags[first:last, 0].mean()) if first < last else 0.0

    def told(self, places: Sequence[tuple[int, int]]) -> list[Told | None]:
        """Whose each span [start, end) is, and what becomes of it. None where no word stands there."""
        words = np.array([self._words(start, end) for start, end in places], np.int64).reshape(-1, 2)
        first, last = words[:, 0], np.maximum(words[:, 1], words[:, 0])
        count = np.maximum(last - first, 1)[:, None]
        roles = _chances((self._roles[last] - self._roles[first]) / count).tolist()
        stances = _chances((self._stances[last] - self._stances[first]) / count).tolist()
        return [
            Told(dict(zip(ROLES, role, strict=True)), dict(zip(STANCES, stance, strict=True))) if some else None
            for role, stance, some in zip(roles, stances, (last > first).tolist(), strict=True)
        ]

    def _words(self, start: int, end: int) -> tuple[int, int]:
        return bisect_right(self._ends, start), bisect_left(self._starts, end)


def tokens(text: str) -> list[Token]:
    """Words, numbers and marks, with their offsets."""
    return [Token(match.start(), match.end(), match[0]) for match in _TOKEN.finditer(text)]


@lru_cache(maxsize=20_000)
def _break(between: str) -> int:
    """The bucket of what stands between two words: its marks in order, with spaces, wide gaps and line ends told apart."""
    plain = _WIDE.sub("\t", _LINE.sub(lambda match: "\n" if match[0].count("\n") == 1 else "\f", between))
    if len(plain) > 6:
        plain = plain[:3] + plain[-3:]
    return zlib.crc32(plain.encode("utf-8", "replace")) % BREAKS


_LINE = re.compile(r"[ \t]*\n\s*")
_WIDE = re.compile(r"[ ]{3,}|[ ]*\t[ \t]*")


def _shape(word: str, loud: bool) -> int:
    """0-15: how a word is written; `loud`: its line is all in capitals."""
    if word[0].isdigit():
        kind = 5
    elif word.islower():
        kind = 0
    elif len(word) == 1:
        kind = 4
    elif word.isupper():
        kind = 2
    elif word.istitle():
        kind = 1
    else:
        kind = 3
    return kind + (8 if loud else 0)


def _number(word: str) -> int:
    """The bucket of a number by its shape: digits are alike, but whole hundreds, years and days of a month are told apart."""
    shape = re.sub(r"\d", "9", word)
    if word.isascii() and word.isdigit():
        if len(word) == 4 and word[:2] in ("19", "20"):
            shape = "year"
        elif len(word) >= 3 and word.endswith("00"):
            shape = f"{len(word)}hundreds"
        elif len(word) == 3 and word in (
            "217",
            "309",
            "312",
            "331",
            "447",
            "464",
            "618",
            "630",
            "708",
            "730",
            "773",
            "779",
            "815",
            "847",
            "861",
            "872",
            "224",
        ):
            shape = "area code"
        elif len(word) == 5 and word[0] == "6" and word[1] in "012":
            shape = "zip"
        elif len(word) <= 2:
            shape = f"{len(word)} {'day' if 0 < int(word) <= 31 else 'more'}"
    return zlib.crc32(shape.encode()) % SHAPES


class Features(NamedTuple):
    """One row a word. `words` index the distinct words of the text, so that each is looked up once."""

    words: list[str]  # distinct, small letters; a number stands as "9" + its bucket
    word: Ints  # (n,) index into `words`
    shape: Ints  # (n,) 0-15
    before: Ints  # (n,) bucket of what stands between this word and the one before
    after: Ints  # (n,) ... and the one after
    hit: Ints  # (n,) 0: no rule found anything here; 1 + 2 * type (+ 1 inside)


def features(text: str, found: Sequence[Token], hits: Iterable[Hit]) -> Features:
    """`hits`: what the rules found in `text`; later ones of equal place yield to earlier ones."""
    loud = _loud_lines(text)
    distinct: dict[str, int] = {}
    count = len(found)
    word, shape, after = np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count, np.int64)
    for index, (start, end, shown) in enumerate(found):
        after[index] = _break(text[end : found[index + 1].start] if index + 1 < count else text[end : end + 8] + "\n\n")
        low = f"9{_number(shown)}" if shown[0].isdigit() else shown.lower()
        word[index] = distinct.setdefault(low, len(distinct))
        shape[index] = _shape(shown, loud(start))
    before = np.roll(after, 1)
    if count:
        before[0] = _break("\n\n" + text[max(0, found[0].start - 8) : found[0].start])
    hit = np.zeros(count, np.int64)
    starts = np.array([token.start for token in found])
    for one in sorted(hits, key=lambda hit: (-hit.score, hit.start - hit.end)):
        if one.type not in _TYPE:
            continue
        first, last = int(np.searchsorted(starts, one.start)), int(np.searchsorted(starts, one.end))
        if first < last and not hit[first:last].any():
            hit[first:last] = 2 + 2 * _TYPE[one.type]
            hit[first] -= 1
    return Features(list(distinct), word, shape, before, after, hit)


_TYPE = {name: index for index, name in enumerate(TYPES)}


def _loud_lines(text: str) -> Any:
    """A test: does an offset stand in a line written in capitals only?"""
    ends: list[int] = []
    loud: list[bool] = []
    at = 0
    for line in text.splitlines(keepends=True):
        at += len(line)
        ends.append(at)
        upper, lower = sum(map(str.isupper, line)), sum(map(str.islower, line))
        loud.append(upper > 4 * lower and upper > 3)
    edges = np.array(ends)
    return lambda offset: bool(loud[min(int(np.searchsorted(edges, offset, side="right")), len(loud) - 1)]) if loud else False


def lists(word: str, known: Lexicon) -> tuple[bool, ...]:
    """What the name lists say of a word in small letters."""
    return (word in known.first, word in known.last, word in known.common_last, word in known.words, word in JARGON)


def stretches(count: int) -> list[tuple[int, int]]:
    """[start, end) of the parts of a text of `count` words that are read one by one; neighbours share LAP words."""
    if count <= SPAN:
        return [(0, count)] if count else []
    step = SPAN - LAP
    return [(at, min(at + SPAN, count)) for at in range(0, count - LAP, step)]


TAGS = 1 + 2 * len(TYPES)
OUT = TAGS + len(ROLES) + len(STANCES)
_PIECE = 40  # letters of a longer word are no word


class Vectors:
    """The vectors of words: the mean of their pieces', looked up once a word, and the small tables that are added to them."""

    def __init__(self, stored: Any) -> None:
        self._pieces = {piece: row for row, piece in enumerate(bytes(stored["pieces"]).decode("utf-8").split("\n"))}
        self._table, self._steps = stored["table"], stored["steps"]  # 8-bit rows, each with its own step
        self._lists: Floats = stored["lists"].astype(np.float32)
        self._number: Floats = stored["number"].astype(np.float32)
        self._shape: Floats = stored["shape"].astype(np.float32)
        self._before: Floats = stored["before"].astype(np.float32)
        self._after: Floats = stored["after"].astype(np.float32)
        self._hit: Floats = stored["hit"].astype(np.float32)
        self._memo: dict[str, Floats] = {}

    def of(self, one: Features) -> Floats:
        """(words, WIDTH) of one text."""
        distinct = np.stack([self._word(word) for word in one.words])
        own: Floats = distinct[one.word] + self._shape[one.shape] + self._hit[one.hit]
        return own + self._before[one.before] + self._after[one.after]

    def _word(self, word: str) -> Floats:
        found = self._memo.get(word)
        if found is None:
            if len(self._memo) > 50_000:
                self._memo.clear()
            if word[0] == "9":
                found = self._number[int(word[1:]) + 1]
            else:
                rows = list(self._split(word))
                found = (self._table[rows] * self._steps[rows, None]).mean(axis=0, dtype=np.float32)
                found = found + np.array(lists(word, lexicon()), np.float32) @ self._lists
            self._memo[word] = found
        return found

    def _split(self, word: str) -> Iterator[int]:
        """WordPiece: the longest piece known from where one stands (Wu et al. 2016); a word with a strange letter is one unknown."""
        plain = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
        at, rows = 0, []
        while at < len(plain) <= _PIECE:
            for end in range(len(plain), at, -1):
                row = self._pieces.get(plain[at:end] if at == 0 else f"##{plain[at:end]}")
                if row is not None:
                    rows.append(row)
                    at = end
                    break
            else:
                rows = []
                break
        yield from rows or [self._pieces["[UNK]"]]


class Reader:
    """Runs the model. Safe in several threads, though each call uses `threads` of its own."""

    def __init__(self, *, threads: int = 1) -> None:
        import onnxruntime

        with np.load(DATA / "reader.npz", allow_pickle=False) as stored:
            self.vectors = Vectors({key: stored[key] for key in stored.files})
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(DATA / "reader.onnx"), options, providers=["CPUExecutionProvider"])

    def read(self, text: str, hits: Sequence[Hit]) -> Reading:
        """Reads a text. `hits`: what the rules found in it, which the model sees too."""
        found = tokens(text)
        scores = np.empty((len(found), OUT), np.float32)
        if found:
            vectors = self.vectors.of(features(text, found, hits))
            for first, last in _pages(text, found):
                for start, end in stretches(last - first):  # each alone: what is read beside it must not change its numbers
                    out = self._session.run(None, {"x": vectors[None, first + start : first + end]})[0][0]
                    left = start + LAP // 2 if start else 0
                    scores[first + left : first + end] = out[left - start :]
        return Reading(found, scores)


# a missed identifier weighs more than a false one: the scale leans to finding; less so for facts told in words, which any prose
# resembles
_LEAN = np.full(TAGS, 1.5, np.float32)
_LEAN[0] = 0.0
for _name in ("MEDICAL_INFO", "FINANCIAL_ACCOUNT"):
    _LEAN[1 + 2 * _TYPE[_name] : 3 + 2 * _TYPE[_name]] = 0.7


def _logs(scores: Floats) -> Floats:
    top = scores - scores.max(axis=-1, keepdims=True)
    return top - np.log(np.exp(top).sum(axis=-1, keepdims=True))  # type: ignore[no-any-return]


def _sums(rows: Floats) -> npt.NDArray[np.float64]:
    """(n, k) -> (n + 1, k): the sum of the first rows, so that the sum of any stretch is one difference."""
    out = np.zeros((len(rows) + 1, rows.shape[1]))
    np.cumsum(rows, axis=0, out=out[1:])
    return out


def _chances(scores: npt.NDArray[Any]) -> npt.NDArray[Any]:
    top = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return top / top.sum(axis=-1, keepdims=True)  # type: ignore[no-any-return]


def _pages(text: str, found: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """[first, last) words of each page: a page reads the same whatever pages stand beside it."""
    starts = [token.start for token in found]
    edges = [0, *(bisect_left(starts, at.start()) for at in re.finditer("\f", text)), len(found)]
    for first, last in itertools.pairwise(edges):
        if first < last:
            yield first, last


@cache
def version() -> str:
    """Names the weights; part of the key under which results are cached. Loads no model."""
    with np.load(DATA / "reader.npz", allow_pickle=False) as stored:
        return f"reader-{bytes(stored['version']).decode()}"


@cache
def reader(threads: int = 1) -> Reader:
    """The one reader of this process; the first call loads the model."""
    return Reader(threads=threads)
