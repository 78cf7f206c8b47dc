"""Texts and records -> detections. The language model is loaded once a process; everything else works in bounded windows.

What is found is settled in one place (`_settle`): of overlapping hits the better stays, except that a number with a label beats one
known by its shape alone, and an address swallows the names of its street.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from foia.model import Detection, Record
from foia.redaction import mentions
from foia.redaction.columns import field_hits, table_hits, text_hits
from foia.redaction.lexicon import lexicon, natural_case, without_slips
from foia.redaction.names import NEVER_NAMES, find_names
from foia.redaction.normalize import Folded, fold
from foia.redaction.recognizers import RECOGNIZERS, Hit, Identifier, lowered
from foia.redaction.recognizers.address import StreetAddress
from foia.redaction.recognizers.base import digit_zones
from foia.redaction.tagger import MAX_SEGMENT, Entity, tagger

ENGINE = "detect-1"
WINDOW = 60_000  # characters looked at together
OVERLAP = 500  # shared by two windows, so that nothing is cut in half
BATCH = 400_000  # characters of many texts that are sent to the model together

_SEGMENT_BREAK = re.compile(
    r"\n[ \t]*\n|\f|[ ]{4,}|\t+|(?<=[.!?])[ ]?\n|\n(?=[ \t]{0,12}(?:[-*•]|\d{1,2}[.)]|[A-Z][\w /#.'()-]{0,30}:)[ \t])|\|"
)
# The model looks four tokens to each side: whole sentences are enough for it, and those without a candidate can be spared.
_SENTENCE = re.compile(r"(?<=[a-z0-9)\"'][.!?;])[ \n]{1,3}(?=[A-Z0-9\"'])")
_CAPITAL = re.compile(r"(?<![\w'])[A-ZÀ-Þ][\w'’À-ÿ-]*")


@dataclass(slots=True)
class _Window:
    """A part of a text: `base` is its offset in the original, hits starting outside [since, until) belong to a neighbour."""

    text_index: int
    base: int
    since: int
    until: int
    folded: Folded
    natural: str
    segments: list[tuple[int, str]]


class Detector:
    """Finds identifiers. `extra`: further recognisers of the agency (instances of `Identifier`). Not for two threads at once."""

    def __init__(self, *, extra: Sequence[Identifier] = ()) -> None:
        self.identifiers: tuple[Identifier, ...] = (*(kind() for kind in RECOGNIZERS), *extra)

    @cached_property
    def engine(self) -> str:
        """Version of rules and model together: part of the key under which results are cached."""
        return f"{ENGINE}+{tagger().version}"

    def detect(self, record: Record) -> tuple[Detection, ...]:
        """Identifiers of a record, offsets in `record.text`; the columns of its table are used where it has one."""
        found = list(self.detect_text(record.text))
        if record.table:
            hits = list(table_hits(record.table, record.text))
            known = [Hit(d.start, d.end, d.type, d.score, d.why) for d in found]
            return tuple(_detection(hit, record.text) for hit in _settle(known + hits))
        return tuple(found)

    def detect_text(self, text: str) -> tuple[Detection, ...]:
        return next(self.detect_texts((text,)))

    def detect_texts(self, texts: Iterable[str]) -> Iterator[tuple[Detection, ...]]:
        """One tuple a text, in order. Texts are read as needed and run through the model in batches."""
        source = iter(texts)
        while True:
            batch: list[str] = []
            size = 0
            for text in islice(source, 512):
                batch.append(text)
                size += len(text)
                if size >= BATCH:
                    break
            if not batch:
                return
            yield from self._batch(batch)

    def _batch(self, texts: list[str]) -> Iterator[tuple[Detection, ...]]:
        windows = (window for index, text in enumerate(texts) for window in _windows(index, text))
        found: list[Hit] = []
        current = 0
        while chunk := _take(windows, BATCH):
            tagged = tagger().tag(segment for window in chunk for _, segment in window.segments)
            for window in chunk:
                while current < window.text_index:
                    yield tuple(_detection(hit, texts[current]) for hit in _settle(found))
                    found, current = [], current + 1
                entities = [
                    Entity(offset + entity.start, offset + entity.end, entity.label, entity.margin)
                    for offset, _ in window.segments
                    for entity in next(tagged)
                ]
                found.extend(self._hits(window, entities))
        for index in range(current, len(texts)):
            yield tuple(_detection(hit, texts[index]) for hit in _settle(found))
            found = []

    def _hits(self, window: _Window, entities: list[Entity]) -> Iterator[Hit]:
        text = window.folded.text
        lower = lowered(text)
        zones = digit_zones(text)
        hits: list[Hit] = [hit for identifier in self.identifiers for hit in identifier.find(text, lower, zones)]
        mended = without_slips(text)
        if mended != text:
            hits.extend(StreetAddress().find(mended, lowered(mended)))
        hits.extend(find_names(window.natural, entities, [hit for hit in hits if hit.type == "STREET_ADDRESS"], mended))
        hits.extend(text_hits(text))
        hits.extend(field_hits(text))
        natural = window.natural
        hits.extend(mentions.spelled(text))
        hits.extend(list(mentions.speakers(natural, hits)))
        hits.extend(list(mentions.initials(text, hits)))
        hits = list(mentions.sifted(natural, hits))
        hits.extend(list(mentions.lists(natural, hits)))
        hits.extend(list(mentions.joined(natural, hits)))
        hits.extend(list(mentions.parts(natural, hits)))
        hits.extend(list(mentions.births(text, hits)))
        for hit in hits:
            start, end = window.folded.original(hit.start, hit.end)
            if window.since <= window.base + start < window.until and start < end:
                yield hit._replace(start=window.base + start, end=window.base + end)


def _take(windows: Iterator[_Window], size: int) -> list[_Window]:
    taken: list[_Window] = []
    for window in windows:
        taken.append(window)
        size -= len(window.natural)
        if size <= 0:
            break
    return taken


def _windows(index: int, text: str) -> Iterator[_Window]:
    at = 0
    while True:
        until = len(text) if len(text) - at <= WINDOW else _safe_cut(text, at + WINDOW - 4_000, at + WINDOW)
        base, stop = max(0, at - OVERLAP), min(len(text), until + OVERLAP)
        folded = fold(text[base:stop])
        natural = natural_case(without_slips(folded.text))
        yield _Window(index, base, at, until, folded, natural, list(_segments(natural)))
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


def _segments(text: str) -> Iterator[tuple[int, str]]:
    """Parts of the text that can hold a name, for the model: paragraphs, lines of a form, cells. Wrapped lines are joined."""
    at = 0
    for match in _SEGMENT_BREAK.finditer(text):
        yield from _cut(text, at, match.start())
        at = match.end()
    yield from _cut(text, at, len(text))


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    for sentence in _SENTENCE.finditer(text, start, end):
        yield from _part(text, start, sentence.end())
        start = sentence.end()
    yield from _part(text, start, end)


def _part(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    while end - start > MAX_SEGMENT:
        cut = text.rfind(". ", start + MAX_SEGMENT // 2, start + MAX_SEGMENT)
        cut = cut + 2 if cut >= 0 else _safe_cut(text, start + MAX_SEGMENT - 200, start + MAX_SEGMENT)
        yield from _part(text, start, cut)
        start = cut
    segment = text[start:end]
    if len(segment) > 1 and _may_name(segment):
        yield start, segment.replace("\n", " ")


def _may_name(segment: str) -> bool:
    """Is there a capitalised word that could be part of a name? One that opens a sentence must be no plain word."""
    lex = lexicon()
    for match in _CAPITAL.finditer(segment):
        word = match[0]
        low = word.lower()
        if low in NEVER_NAMES or len(word) == 1:
            continue
        if low not in lex.words:
            return True
        if lex.may_be_name(low) and (segment[: match.start()].strip() or _CAPITAL.match(segment, match.end() + 1)):
            return True
    return False


def _detection(hit: Hit, text: str) -> Detection:
    return Detection(start=hit.start, end=hit.end, type=hit.type, score=hit.score, text=text[hit.start : hit.end], why=hit.why)


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
    best: dict[tuple[int, int], Hit] = {}
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
    for clause in clauses:
        if best.get((clause.start, clause.end)) is None:
            best[clause.start, clause.end] = clause
            kept.append(clause)
    return sorted(kept, key=lambda hit: (hit.start, hit.end))


_TRIMMED = frozenset(name for name in _RANKING if name not in ("PERSON", "MEDICAL_INFO"))


def _swallowed(small: Hit, large: Hit) -> bool:
    """A name, or a shred of a number, within a longer identifier that is nearly as sure."""
    inside = large.start <= small.start and small.end <= large.end and small.end - small.start < large.end - large.start
    return (
        inside
        and small.type != large.type
        and (
            (small.type == "PERSON" and large.score >= 0.6 and "\n" not in small.why)
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
