"""Texts and records -> detections: rules for what has a form or a label, the reader for what only its context tells.

The reader is loaded once a process; everything works in bounded windows.

What is found is settled in one place (`_settle`): of overlapping hits the better stays, except that a number with a label beats one
known by its shape alone, and an address swallows the names of its street.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from foia.model import Detection, Record
from foia.redaction import mentions
from foia.redaction.columns import field_hits, table_hits, text_hits
from foia.redaction.lexicon import WORD, lexicon, natural_case, without_slips
from foia.redaction.names import cited
from foia.redaction.normalize import Folded, fold
from foia.redaction.reader import Reading, Span, reader, version
from foia.redaction.recognizers import RECOGNIZERS, Hit, Identifier, lowered
from foia.redaction.recognizers.base import digit_zones

RULES = "detect-2"
WINDOW = 60_000  # characters looked at together
OVERLAP = 500  # shared by two windows, so that nothing is cut in half


@dataclass(slots=True)
class _Window:
    """A part of a text: `base` is its offset in the original, hits starting outside [since, until) belong to a neighbour."""

    base: int
    since: int
    until: int
    folded: Folded
    natural: str


def engine() -> str:
    """Version of rules and reader together: part of the key under which results are cached. Loads no model."""
    return f"{RULES}+{version()}"


class Detector:
    """Finds identifiers. `extra`: further recognisers of the agency (instances of `Identifier`). Not for two threads at once."""

    def __init__(self, *, extra: Sequence[Identifier] = ()) -> None:
        self.identifiers: tuple[Identifier, ...] = (*(kind() for kind in RECOGNIZERS), *extra)

    def detect(self, record: Record) -> tuple[Detection, ...]:
        """Identifiers of a record, offsets in `record.text`; the columns of its table are used where it has one."""
        found = list(self.detect_text(record.text))
        if record.table:
            hits = list(table_hits(record.table, record.text))
            known = [Hit(d.start, d.end, d.type, d.score, d.why, d.roles, d.stances) for d in found]
            return tuple(_detection(hit, record.text) for hit in _settle(known + hits))
        return tuple(found)

    def detect_text(self, text: str) -> tuple[Detection, ...]:
        return next(self.detect_texts((text,)))

    def detect_texts(self, texts: Iterable[str]) -> Iterator[tuple[Detection, ...]]:
        """One tuple a text, in order. Texts are read as needed, and each by itself: what else is read changes nothing."""
        for text in texts:
            found = [hit for window in _windows(text) for hit in self._hits(window)]
            yield tuple(_detection(hit, text) for hit in _settle(found))

    def rule_hits(self, text: str) -> list[Hit]:
        """What labels, shapes and check digits say of a folded text, without the model. Hits may overlap."""
        hits = list(self._ruled(text))
        for start, end in _changed(text, mended := without_slips(text)):
            hits.extend(hit._replace(start=hit.start + start, end=hit.end + start) for hit in self._ruled(mended[start:end]))
        return hits

    def _ruled(self, text: str) -> Iterator[Hit]:
        lower, zones = lowered(text), digit_zones(text)
        for identifier in self.identifiers:
            yield from identifier.find(text, lower, zones)
        yield from text_hits(text)
        yield from field_hits(text)

    def _hits(self, window: _Window) -> Iterator[Hit]:
        text, natural = window.folded.text, window.natural
        ruled = self.rule_hits(text)
        reading = reader(_threads()).read(without_slips(text), ruled)
        hits = list(_merged(text, natural, ruled, reading))
        hits.extend(list(mentions.numbered(natural, hits)))
        hits.extend(mentions.spelled(text))
        hits.extend(list(mentions.speakers(natural, hits)))
        hits.extend(list(mentions.initials(text, hits)))
        hits.extend(list(mentions.lists(natural, hits)))
        hits.extend(list(mentions.joined(natural, hits)))
        hits.extend(list(mentions.again(natural, hits)))
        hits.extend(list(mentions.parts(natural, hits)))
        hits.extend(list(mentions.births(text, hits)))
        told = reading.told([(hit.start, hit.end) for hit in hits])
        for hit, heard in zip(hits, told, strict=True):
            start, end = window.folded.original(hit.start, hit.end)
            if window.since <= window.base + start < window.until and start < end:
                hit = hit._replace(start=window.base + start, end=window.base + end)
                yield hit if heard is None else hit._replace(roles=heard.roles, stances=heard.stances)


def _changed(text: str, mended: str) -> Iterator[tuple[int, int]]:
    """[start, end) of the lines of two texts of one length that differ, each run of them with the lines beside it."""
    if text == mended:
        return
    edges = [0, *(match.end() for match in re.finditer("\n", text)), len(text)]
    lines = list(itertools.pairwise(edges))
    first: int | None = None
    for number, (start, end) in enumerate(lines):
        if text[start:end] != mended[start:end]:
            first = max(0, number - 1) if first is None else first
            last = number + 1
        elif first is not None and number > last:
            yield lines[first][0], lines[number - 1][1]
            first = None
    if first is not None:
        yield lines[first][0], len(text)


def _merged(text: str, natural: str, ruled: Sequence[Hit], reading: Reading) -> Iterator[Hit]:
    """What the rules and the reader say together. A number that fits a rule keeps the rule's type and edges, unless the reader is
    nearly sure that it is nothing; where they differ in type and the rule is weak, the reader's word counts."""
    spans = [
        span
        for span in (_bare(natural, whole) for whole in _whole(text, reading.spans()))
        if _fits(text[span.start : span.end], span.type)
        and not (span.type == "PERSON" and (cited(natural, span.start, span.end) or _no_name(natural, span)))
        and not (span.type == "DATE_OF_BIRTH" and _recent(text[span.start : span.end], text))
        and not (span.type not in _LOOSE and _NOBODYS.search(text, max(0, span.start - 30), span.start))
    ]
    names = _Near(span for span in spans if span.type == "PERSON")
    spans = [span for span in spans if span.type not in _FACTS or _somebodys(text, span, names)]
    read, rules = _Near(spans), _Near(hit for hit in ruled if hit.type != "MEDICAL_INFO")
    for hit in mentions.listed(natural):
        if (
            all(span.type == "PERSON" for span in read.over(hit.start, hit.end))
            and reading.doubt(hit.start, hit.end) <= _SURE_OF_NOTHING
        ):
            yield hit
    for hit in ruled:
        if hit.type == "DATE_OF_BIRTH" and hit.score < _SURE_OF_BIRTH and _recent(text[hit.start : hit.end], text):
            continue
        if read.over(hit.start, hit.end) or hit.score >= _LABELLED or reading.doubt(hit.start, hit.end) <= _SURE_OF_NOTHING:
            yield hit
    for span in spans:
        over = rules.over(span.start, span.end)
        same = [hit for hit in over if hit.type == span.type]
        known = same and span.type not in ("STREET_ADDRESS", "PERSON")
        outruled = (
            not same
            and span.type != "MEDICAL_INFO"
            and any(
                hit.score >= 0.6 and min(hit.end, span.end) - max(hit.start, span.start) >= 0.7 * (span.end - span.start)
                for hit in over
            )
        )
        if not known and not outruled:
            yield Hit(span.start, span.end, span.type, round(max(0.3, min(0.95, span.score)), 2), "read in context")


_Part = TypeVar("_Part", Span, Hit)


class _Near(Generic[_Part]):
    """Spans or hits by their place, so that those over a stretch are found without a look at all of them."""

    _BLOCK = 128  # characters

    def __init__(self, parts: Iterable[_Part]) -> None:
        self._blocks: dict[int, list[_Part]] = {}
        for part in parts:
            for block in range(part.start // self._BLOCK, part.end // self._BLOCK + 1):
                self._blocks.setdefault(block, []).append(part)

    def over(self, start: int, end: int) -> list[_Part]:
        """Those that share a character with [start, end), each once, in the order given."""
        seen: dict[int, _Part] = {}
        for block in range(start // self._BLOCK, end // self._BLOCK + 1):
            for part in self._blocks.get(block, ()):
                if part.start < end and start < part.end:
                    seen.setdefault(id(part), part)
        return list(seen.values())


_SURE_OF_NOTHING = 0.97
_SURE_OF_BIRTH = 0.9  # from this score on a label or a column says that it is one
_LABELLED = 0.6  # from this score on a rule rests on a label or a check digit
_LOOSE = frozenset(("PERSON", "MEDICAL_INFO", "STREET_ADDRESS"))  # read word by word; all other types are numbers and codes
_EDGE = re.compile(r"[\w#$*!&@+-]*$")
_REST = re.compile(r"[\w#$*!&@+-]*(?:[./][\w#$*!&@+-]+)*")
_JOINT = re.compile(r"[ ]?[-#/.*]?[ ]?")


def _whole(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans with whole edges: an initial with its point, a code with all its characters, its groups as one."""
    last: Span | None = None
    for span in spans:
        start, end = span.start, span.end
        if span.type not in _LOOSE:
            start -= len(_EDGE.search(text, max(0, start - 40), start)[0])  # type: ignore[index]
            end += len(_REST.match(text, end, end + 60)[0])  # type: ignore[index]
        elif span.type == "PERSON" and text[end : end + 1] == "." and _POINTED.search(text, start, end):
            end += 1
        span = span._replace(start=start, end=end)
        if last is not None and not {last.type, span.type} & _LOOSE and _adjoin(text, last.end, span.start):
            best = max(last, span, key=lambda one: (one.end - one.start, one.score))
            last = Span(last.start, max(last.end, span.end), best.type, max(last.score, span.score))
            continue
        if last is not None and last.type == span.type == "PERSON" and _particles(text, last, span):
            last = last._replace(end=span.end, score=max(last.score, span.score))
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


_PARTICLE = r"(?:de|la|las|los|del|della|da|das|dos|di|du|van|von|der|den|ter|bin|ibn|al|el|st\.?)"
_PARTICLES = re.compile(rf"(?:[ ]{_PARTICLE}){{1,3}}[ ]", re.IGNORECASE)


def _particles(text: str, last: Span, span: Span) -> bool:
    """Do only particles of a surname stand between two halves of a name, or at the end of the first: "Maria de" "la" "Cruz"?"""
    word = text.rfind(" ", last.start, last.end)
    return any(_PARTICLES.fullmatch(text, start, span.start) for start in (last.end, word) if start > last.start)


_SMALL = re.compile(r"(?:(?!(?:de|la|del|van|von|der|den|bin|ibn|al|el|da|di|dos|st)\b)[a-z]+[ ]+)+(?=[A-Z])")


def _bare(natural: str, span: Span) -> Span:
    """A name without the small words that the reader took with it: "day Maria Delgado"."""
    small = _SMALL.match(natural, span.start, span.end) if span.type == "PERSON" else None
    return span._replace(start=small.end()) if small else span


# the least that a value read in context must hold to be one: a page's number is no address, an hour no password
_LEAST = {
    "STREET_ADDRESS": re.compile(
        r"(?!\d{1,2}(?::?\d\d)?[ ]?(?:o['’]?[ ]?clock|[ap]\.?m\b|h(?:ou)?rs?\b))(?=.*\d)(?=.*[^\W\d_]{2}).{5,}|.*\d.*,.*\d.*",
        re.DOTALL | re.IGNORECASE,
    ),
    "PHONE_NUMBER": re.compile(r"(?:\D*\d){4}"),
    "US_SSN": re.compile(r"(?:\D*\d){4}"),
    "CREDIT_CARD": re.compile(r"(?:\D*\d){4}"),
    "VIN": re.compile(r"(?:[^\dA-Za-z]*[\dA-Za-z]){6}"),
    "US_DRIVER_LICENSE": re.compile(r"(?:\D*\d){4}"),
    "EMAIL_ADDRESS": re.compile(r".+@.+", re.DOTALL),
    "IP_ADDRESS": re.compile(r"(?:.*[.:]){2}"),
    "DATE_OF_BIRTH": re.compile(r"\d{6}$|\d{8}$|(?!\d+$)(?=.*\d.*\d).{4,}|.*[^\W\d_]{3}", re.DOTALL),
    "BADGE_NUMBER": re.compile(r".*\d"),
    "LICENSE_PLATE": re.compile(r"(?:\W*\w){2}"),
    "PERSON": re.compile(r".*[^\W\d_]", re.DOTALL),
    "MEDICAL_INFO": re.compile(r".*[^\W\d_]{3}", re.DOTALL),
}
_LEAST_CODE = re.compile(r"(?:\W*\w){3}")


def _fits(value: str, kind: str) -> bool:
    return _LEAST.get(kind, _LEAST_CODE).match(value) is not None


# labels of numbers that are no person's: of the agency, the case, the paper
_NOBODYS = re.compile(
    r"\b(?:ori|(?:case|report|incident|docket|ordinance|invoice|permit|parcel|citation|event|cad|rd)(?: ?(?:no|num|number|nbr))?)\.?[ ]?[:#]{0,2}[ ]{0,3}$",
    re.IGNORECASE,
)
_FACTS = frozenset(("MEDICAL_INFO", "FINANCIAL_ACCOUNT"))
_SOMEBODY = re.compile(
    r"\b(?:he|she|his|hers?|him|my|me|i|you|your|patient|victim|subject|caller|driver|male|female|inmate|detainee|employee|student|child|"
    r"tenant|resident|applicant|claimant|member|husband|wife|mother|father|son|daughter|[vwsoc][-/# ]?\d|pt)\b",
    re.IGNORECASE,
)
_ABOUT = 250  # characters within which the person stands of whom a fact is told


def _somebodys(text: str, span: Span, names: _Near[Span]) -> bool:
    """A fact told in words is private where it is somebody's; a single word is none, unless a number stands with it."""
    value = text[span.start : span.end]
    if span.type == "FINANCIAL_ACCOUNT" and not any(char.isdigit() for char in value) and len(value.split()) < 2:
        return False
    start, end = max(0, span.start - _ABOUT), span.end + _ABOUT
    return bool(names.over(start, end)) or _SOMEBODY.search(text, start, min(len(text), end)) is not None


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?:(?<=\d[/.-]\d[/.-])|(?<=\d[/.-]\d\d[/.-]))\d\d(?![\d/.-]\d?)")
_INFANT = 4  # years
_FIRST_TWO = 30  # "30" and less is 2030 and before, more is of the last century


def _recent(value: str, text: str) -> bool:
    """A date of the last years before the latest other date of the text is that of an event, unless a label says that somebody was
    born then."""
    for year in _years(value):
        last, before = _latest(text)
        latest = before if year == last else last
        if latest - _INFANT < year <= latest:
            return True
    return False


def _years(text: str) -> Iterator[int]:
    for match in _YEAR.finditer(text):
        year = int(match[0])
        yield year if year > 99 else 2000 + year if year <= _FIRST_TWO else 1900 + year


@lru_cache(maxsize=2)
def _latest(text: str) -> tuple[int, int]:
    """The latest year of the text, and the latest of its other dates (the same year where it stands twice)."""
    years = sorted((year for year in _years(text) if year <= 2000 + _FIRST_TWO), reverse=True)
    return (years[0] if years else 0, years[1] if len(years) > 1 else 0)


def _no_name(natural: str, span: Span) -> bool:
    """Small words of the language, in a text that has capitals."""
    shown = natural[span.start : span.end]
    return shown.islower() and not natural.islower() and all(word in lexicon().words for word in WORD.findall(shown))


def _adjoin(text: str, end: int, start: int) -> bool:
    return start < end or _JOINT.fullmatch(text, end, start) is not None


_POINTED = re.compile(r"\b(?:[A-Z]|[JS][Rr])$")


def _threads() -> int:
    """Two where this process has the machine to itself, one in a pool of workers, which has a process a core."""
    return 1 if multiprocessing.parent_process() is not None else min(2, os.cpu_count() or 1)


def _windows(text: str) -> Iterator[_Window]:
    at = 0
    while True:
        until = len(text) if len(text) - at <= WINDOW else _safe_cut(text, at + WINDOW - 4_000, at + WINDOW)
        base, stop = max(0, at - OVERLAP), min(len(text), until + OVERLAP)
        folded = fold(text[base:stop])
        natural = natural_case(without_slips(folded.text))
        yield _Window(base, at, until, folded, natural)
        at = until
        if at >= len(text):
            return


def _safe_cut(text: str, low: int, high: int) -> int:
    """A place between `low` and `high` where nothing is torn: after an empty line, a line, a space; else `high`."""
    for mark in ("\n\n", "\n", " "):
        found = text.rfind(mark, low, high)
        if found >= 0:
            return found + len(mark)
    return high


def _detection(hit: Hit, text: str) -> Detection:
    return Detection(
        start=hit.start,
        end=hit.end,
        type=hit.type,
        score=hit.score,
        text=text[hit.start : hit.end],
        why=hit.why,
        roles=hit.roles,
        stances=hit.stances,
    )


# Where spans overlap: the type earlier in this list wins against a later one of nearly the same score.
_RANKING = {
    name: rank
    for rank, name in enumerate(
        (
            "EMAIL_ADDRESS", "US_SSN", "CREDIT_CARD", "VIN", "FOID_NUMBER", "OFFENDER_ID", "PASSPORT", "FEIN", "US_DRIVER_LICENSE", "DATE_OF_BIRTH", "BIOMETRIC",
            "EMPLOYEE_ID", "BADGE_NUMBER", "MEDICAL_RECORD_NUMBER", "FINANCIAL_ACCOUNT", "IP_ADDRESS", "PASSWORD", "LICENSE_PLATE", "PHONE_NUMBER", "STREET_ADDRESS", "PERSON", "MEDICAL_INFO",
        )
    )
}  # fmt: skip


def _settle(hits: list[Hit]) -> list[Hit]:
    """Hits in order of their start, without overlaps, except that a MEDICAL_INFO clause may hold other identifiers."""
    kept: list[Hit] = []
    clauses = [hit for hit in hits if hit.type == "MEDICAL_INFO"]
    others = [hit for hit in hits if hit.type != "MEDICAL_INFO"]
    groups: list[list[Hit]] = []
    reach = -1
    for hit in sorted(others, key=lambda hit: (hit.start, -hit.end)):
        if hit.start < reach:
            groups[-1].append(hit)
        else:
            groups.append([hit])
        reach = max(reach, hit.end) if hit.start < reach else hit.end
    for group in groups:
        if len(group) == 1:
            kept.append(group[0])
            continue
        taken: list[Hit] = []
        for hit in sorted(group, key=_merit):
            clash = [other for other in taken if other.start < hit.end and hit.start < other.end]
            if not clash:
                taken.append(hit)
            elif hit.type != "PERSON" and all(_swallowed(other, hit) for other in clash):
                taken = [other for other in taken if other not in clash]
                taken.append(hit)
            elif hit.type in _TRIMMED and len(clash) == 1 and clash[0].type in _TRIMMED and clash[0].type != hit.type:
                taken.extend(_rest(hit, clash[0]))
            elif all(other.type == hit.type for other in clash):
                taken = [other for other in taken if other not in clash]
                span = (min(hit.start, *(other.start for other in clash)), max(hit.end, *(other.end for other in clash)))
                taken.append(clash[0]._replace(start=span[0], end=span[1]))
        kept.extend(taken)
    kept.extend({(clause.start, clause.end): clause for clause in reversed(clauses)}.values())
    return sorted(kept, key=lambda hit: (hit.start, hit.end))


_TRIMMED = frozenset(name for name in _RANKING if name not in ("PERSON", "MEDICAL_INFO"))


def _swallowed(small: Hit, large: Hit) -> bool:
    """A name, or a shred of a number, within a longer identifier that is nearly as sure."""
    inside = large.start <= small.start and small.end <= large.end and small.end - small.start < large.end - large.start
    return (
        inside
        and small.type != large.type
        and (
            (small.type == "PERSON" and large.score >= 0.6)
            or (2 * (small.end - small.start) < large.end - large.start and large.score >= small.score - 0.35)
        )
    )


def _rest(hit: Hit, other: Hit) -> Iterator[Hit]:
    """What of `hit` stands outside `other`, where it is more than a shred: nothing that was found goes uncovered."""
    if hit.start < other.start and other.start - hit.start >= 4:
        yield hit._replace(end=other.start)
    if hit.end > other.end and hit.end - other.end >= 4:
        yield hit._replace(start=other.end)


def _merit(hit: Hit) -> tuple[float, int, int]:
    """Sorts better hits first: surer, then by type, then longer."""
    if hit.type == "STREET_ADDRESS" and hit.score >= 0.75:
        return (-0.94, _RANKING[hit.type], hit.start - hit.end)
    return (-round(hit.score, 1), _RANKING.get(hit.type, 99), hit.start - hit.end)
