"""The logic of a provision: a tree of tests over facts, evaluated exactly, with its trace. Imports: stdlib only.

A fact that nobody has answered is UNKNOWN, never a default. Plain three-valued logic is not exact where a fact stands in a tree
twice, so the open facts span a truth table (at most MAX_ROWS rows): a result is decided when every row agrees, and a fact is
asked only if flipping it alone can flip the result in some row. A row is one bit of a Python integer, which makes `all`, `any`
and `unless` single machine operations over the whole table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, TypeAlias

MAX_ROWS: Final = 4096  # 12 open yes/no facts
CANT_TELL: Final = "cant_tell"  # an answer: remembered, not asked again, never a yes or a no


class Truth(IntEnum):
    """NO < UNKNOWN < YES. `bool()` raises: an unknown must never slip through an `if`."""

    NO = 0
    UNKNOWN = 1
    YES = 2

    def __bool__(self) -> bool:
        raise TypeError("a Truth has three values; compare it with Truth.YES or Truth.NO")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a statute as the law reads (not as merged in print), and where they stand: page and line from 1."""

    words: str
    document: str
    page: int
    line: int


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that a person answers: once for each body, request, record, person or passage (its scope)."""

    name: str
    ask: str
    scope: str
    type: str = "bool"  # bool | date | text | enum
    options: Mapping[str, str] = field(default_factory=dict)  # enum: value -> words


@dataclass(frozen=True, slots=True)
class Moment:
    """One side of `earlier`: the answer to a date fact, a fixed date, or the day of evaluation, moved by days and years."""

    fact: str = ""
    date: dt.date | None = None  # neither fact nor date: the day of evaluation
    plus_days: int = 0
    plus_years: int = 0

    def at(self, answers: Mapping[str, object], as_of: dt.date) -> dt.date | None:
        """The date, or None while the fact is open."""
        base = answers.get(self.fact) if self.fact else (self.date or as_of)
        if not isinstance(base, dt.date):
            return None
        try:
            if self.plus_years:
                base = _years_on(base, self.plus_years)
            return base + dt.timedelta(days=self.plus_days)
        except (OverflowError, ValueError):  # beyond the last day of the calendar
            return dt.date.max


def _years_on(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February in a year that lacks it: the later day
        return dt.date(day.year + years, 3, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    name: str
    values: tuple[object, ...] = (True,)  # the answers that make it true: (True,), (False,), or enum options
    law: Quote | None = None
    unless: Test | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A definition of the statute (`term`), or another provision that this one refers to (`provision`).

    The catalogue fills in a provision's test for the day of evaluation; until then it is None.
    """

    name: str
    test: Test | None
    kind: str = "term"
    law: Quote | None = None
    unless: Test | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Every part; true when it has none."""

    parts: tuple[Test, ...]
    law: Quote | None = None
    unless: Test | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Any:
    """At least one part; false when it has none."""

    parts: tuple[Test, ...]
    law: Quote | None = None
    unless: Test | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """True when `left` lies strictly before `right`."""

    left: Moment
    right: Moment
    law: Quote | None = None
    unless: Test | None = None


Test: TypeAlias = Fact | Named | All | Any | Earlier


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """How one test came out: `truth` with its exception, `base` without. `answer` never repeats words that somebody typed."""

    test: str
    name: str
    truth: Truth
    base: Truth
    answer: str = ""
    law: Quote | None = None
    parts: tuple[Trace, ...] = ()
    unless: Trace | None = None

    def walk(self) -> Iterator[Trace]:
        yield self
        for part in self.parts:
            yield from part.walk()
        if self.unless is not None:
            yield from self.unless.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the answers given settle. `truths` holds one value for each test asked about, in their order."""

    truths: tuple[Truth, ...]
    asks: tuple[str, ...]  # open facts that can still change a truth, in the order of the trees
    blocked_by: tuple[str, ...]  # facts answered "can't tell", when nothing else can settle it
    traces: tuple[Trace, ...]


def inner(test: Test) -> tuple[Test, ...]:
    """The tests directly inside a test, its exception not among them."""
    if isinstance(test, Named):
        return () if test.test is None else (test.test,)
    return test.parts if isinstance(test, All | Any) else ()


def walk(test: Test) -> Iterator[Test]:
    """The test and everything in it, exceptions included."""
    yield test
    for part in (*inner(test), *(() if test.unless is None else (test.unless,))):
        yield from walk(part)


def leaves(test: Test) -> Iterator[Fact | Earlier]:
    """Every leaf of the tree, exceptions included, in reading order."""
    yield from (part for part in walk(test) if isinstance(part, Fact | Earlier))


def facts(test: Test) -> tuple[str, ...]:
    """Names of the facts of a tree, each once, in reading order."""
    found: dict[str, None] = {}
    for leaf in leaves(test):
        for name in (leaf.name,) if isinstance(leaf, Fact) else (leaf.left.fact, leaf.right.fact):
            if name:
                found[name] = None
    return tuple(found)


def rows(tests: Sequence[Test], questions: Mapping[str, Question]) -> int:
    """Size of the truth table when nothing is answered."""
    return _Table(tests, questions, {}, dt.date.min).rows


def evaluate(
    tests: Sequence[Test], questions: Mapping[str, Question], answers: Mapping[str, object], as_of: dt.date
) -> Outcome:
    """Evaluate trees together over one set of answers; pure, never reads today's date.

    `answers` holds True/False for bool, True/False or words for text, an option for enum, a date for date, or CANT_TELL; a fact
    that is absent or None is open. Facts of all trees count: a fact is asked while it can change any of their truths.
    """
    table = _Table(tests, questions, answers, as_of)
    masks = [table.mask(test) for test in tests]
    open_facts = [name for name in table.order if any(table.moves(name, mask) for mask in masks)]
    asks = tuple(name for name in open_facts if answers.get(name) is None)
    return Outcome(
        truths=tuple(table.truth(mask) for mask in masks),
        asks=asks,
        blocked_by=() if asks else tuple(open_facts),
        traces=tuple(table.trace(test) for test in tests),
    )


class _Table:
    """The rows over what is open. Bit r of a mask is a test's value in row r."""

    def __init__(
        self, tests: Sequence[Test], questions: Mapping[str, Question], answers: Mapping[str, object], as_of: dt.date
    ) -> None:
        self.answers, self.questions, self.as_of = answers, questions, as_of
        self.variables: dict[object, tuple[int, tuple[object, ...]]] = {}  # key -> stride, values
        self.owners: dict[str, list[object]] = {}  # open fact -> the variables it moves
        self.rows = 1
        for test in tests:
            for leaf in leaves(test):
                if isinstance(leaf, Fact):
                    self._open(leaf.name, questions[leaf.name], (leaf.name,))
                elif leaf.left.at(answers, as_of) is None or leaf.right.at(answers, as_of) is None:
                    sides = (leaf.left, leaf.right)
                    self._open(sides, None, tuple(s.fact for s in sides if s.fact and s.at(answers, as_of) is None))
        self.full = (1 << self.rows) - 1
        self.order = tuple(self.owners)

    def _open(self, key: object, question: Question | None, names: tuple[str, ...]) -> None:
        if key in self.variables or (question is not None and _settled(self.answers.get(question.name))):
            return
        values: tuple[object, ...] = tuple(question.options) if question and question.options else (False, True)
        self.variables[key] = (self.rows, values)
        self.rows *= len(values)
        for name in names:
            self.owners.setdefault(name, []).append(key)

    def _column(self, key: object, wanted: tuple[object, ...]) -> int:
        stride, values = self.variables[key]
        block = (1 << stride) - 1
        period = sum(block << (index * stride) for index, value in enumerate(values) if value in wanted)
        return period * (self.full // ((1 << stride * len(values)) - 1))

    def mask(self, test: Test) -> int:
        base = self.base(test)
        return base if test.unless is None else base & ~self.mask(test.unless)

    def base(self, test: Test) -> int:
        """The test without its exception."""
        if isinstance(test, Fact):
            if test.name in self.variables:
                return self._column(test.name, test.values)
            answer = self.answers[test.name]
            return self.full if (answer if isinstance(answer, bool) or answer in test.values else True) in test.values else 0
        if isinstance(test, Earlier):
            left, right = test.left.at(self.answers, self.as_of), test.right.at(self.answers, self.as_of)
            if left is None or right is None:
                return self._column((test.left, test.right), (True,))
            return self.full if left < right else 0
        if isinstance(test, Named):
            return self.mask(_resolved(test))
        result = self.full if isinstance(test, All) else 0
        for part in test.parts:
            result = result & self.mask(part) if isinstance(test, All) else result | self.mask(part)
        return result

    def truth(self, mask: int) -> Truth:
        return Truth.YES if mask == self.full else Truth.NO if not mask else Truth.UNKNOWN

    def moves(self, name: str, mask: int) -> bool:
        """Can this open fact alone, in some row, flip the value?"""
        for key in self.owners[name]:
            stride, values = self.variables[key]
            if ((mask >> stride) ^ mask) & self._column(key, values[:-1]):
                return True
        return False

    def trace(self, test: Test) -> Trace:
        return Trace(
            test=_KINDS.get(type(test), "") or (test.kind if isinstance(test, Named) else ""),
            name=test.name if isinstance(test, Fact | Named) else between(test) if isinstance(test, Earlier) else "",
            truth=self.truth(self.mask(test)),
            base=self.truth(self.base(test)),
            answer=self._answer(test.name) if isinstance(test, Fact) else "",
            law=test.law,
            parts=tuple(self.trace(part) for part in inner(test)),
            unless=None if test.unless is None else self.trace(test.unless),
        )

    def _answer(self, name: str) -> str:
        answer = self.answers.get(name)
        if isinstance(answer, bool):
            return "yes" if answer else "no"
        if answer is None:
            return "not answered"
        if answer == CANT_TELL:
            return "can't tell"
        return str(answer) if self.questions[name].options else "stated"  # an option is one of ours; words are not repeated


_KINDS: Final[Mapping[type, str]] = {Fact: "fact", All: "all", Any: "any", Earlier: "earlier"}


def _resolved(test: Named) -> Test:
    if test.test is None:
        raise ValueError(f"{test.name} was not filled in before evaluation")
    return test.test


def _settled(answer: object) -> bool:
    return answer is not None and answer != CANT_TELL


def between(test: Earlier) -> str:
    """`as_of earlier than recorded_on + 90 days`."""
    sides = []
    for side in (test.left, test.right):
        words = side.fact or (side.date.isoformat() if side.date else "as_of")
        words += f" + {side.plus_years} years" if side.plus_years else ""
        sides.append(words + (f" + {side.plus_days} days" if side.plus_days else ""))
    return " earlier than ".join(sides)
