"""Count what a system found in the gold texts and the corpora: the rules are those of README.md. Imports: stdlib and markup."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gold.markup import TYPES, Document, Span

PRIVATE = frozenset(
    {
        "US_SSN",
        "US_DRIVER_LICENSE",
        "FINANCIAL_ACCOUNT",
        "CREDIT_CARD",
        "PHONE_NUMBER",
        "EMAIL_ADDRESS",
        "LICENSE_PLATE",
        "PASSWORD",
        "MEDICAL_RECORD_NUMBER",
    }
)
# first words of the names of gold texts that a police department writes
POLICE = re.compile(
    r"arrest|booking|use|cad|bwc|leads|foid|crash|incident|juvenile|complaint|internal|undercover|aps|death|tow|citation|police|"
    r"narrative|street|peer|audit|field|search"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a system says about [start, end): for Presidio the stance is always redact and the role unknown."""

    start: int
    end: int
    type: str
    stance: str
    role: str
    basis: str = ""


@dataclass(slots=True)
class Count:
    hit: int = 0
    of: int = 0

    def add(self, hit: bool) -> None:
        self.hit += hit
        self.of += 1

    @property
    def rate(self) -> float | None:
        return self.hit / self.of if self.of else None

    def __str__(self) -> str:
        return f"{self.hit / self.of:.3f} ({self.hit}/{self.of})" if self.of else "-"


def overlaps(one: Span | Found, other: Span | Found) -> bool:
    return one.start < other.end and other.start < one.end


def share(text: str, span: Span, found: Iterable[Found]) -> float:
    """Share of the span's non-space characters that `found` covers."""
    wanted = {at for at in range(span.start, span.end) if not text[at].isspace()}
    if not wanted:
        return 1.0
    covered: set[int] = set()
    for item in found:
        covered.update(range(max(item.start, span.start), min(item.end, span.end)))
    return len(wanted & covered) / len(wanted)


@dataclass(slots=True)
class Score:
    """Everything counted for one system on one set of documents."""

    recall: defaultdict[str, Count] = field(default_factory=lambda: defaultdict(Count))  # type -> overlap of the same type
    whole: defaultdict[str, Count] = field(default_factory=lambda: defaultdict(Count))  # type -> >= 90% covered by that type
    precision: defaultdict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    redacted: defaultdict[str, Count] = field(default_factory=lambda: defaultdict(Count))  # type -> redact spans not missed
    found: Count = field(default_factory=Count)  # redact spans, medical apart: covered by redact or ask
    strict: Count = field(default_factory=Count)  # ... by redact alone
    medical: Count = field(default_factory=Count)
    private: Count = field(default_factory=Count)
    leaking: Count = field(default_factory=Count)  # documents with any redact span missed, medical apart
    blacked: Count = field(default_factory=Count)  # release spans blacked out
    role: defaultdict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    stance: defaultdict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    basis: defaultdict[str, Count] = field(default_factory=lambda: defaultdict(Count))  # of redact spans proposed for redaction
    police_recall: Count = field(default_factory=Count)
    police_precision: Count = field(default_factory=Count)
    caps_recall: Count = field(default_factory=Count)
    caps_precision: Count = field(default_factory=Count)
    nobody: Count = field(default_factory=Count)  # narratives that name nobody: hit = a person falsely found
    confused: Counter[str] = field(default_factory=Counter)  # "gold role > given role"


@dataclass(frozen=True, slots=True)
class Fault:
    kind: str
    document: str
    start: int
    end: int
    type: str
    text: str
    said: str


def is_caps(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and sum(map(str.isupper, letters)) / len(letters) >= 0.85


def stance_of(text: str, span: Span, found: Sequence[Found]) -> str:
    """What becomes of a marked span: redact or ask where that covers half of it, else it stays readable."""
    if share(text, span, (item for item in found if item.stance == "redact")) >= 0.5:
        return "redact"
    if share(text, span, (item for item in found if item.stance != "release")) >= 0.5:
        return "ask"
    return "release"


def score_types(score: Score, text: str, spans: Sequence[Span], found: Sequence[Found], types: frozenset[str]) -> None:
    """Recall and precision by type."""
    for span in spans:
        same = [item for item in found if item.type == span.type and overlaps(item, span)]
        score.recall[span.type].add(bool(same))
        score.whole[span.type].add(share(text, span, same) >= 0.9)
    for item in found:
        if item.type in types:
            score.precision[item.type].add(any(span.type == item.type and overlaps(item, span) for span in spans))


def score_gold(score: Score, document: Document, found: Sequence[Found]) -> list[Fault]:
    """Everything the annotation guidelines ask for, on one gold document; returns its faults."""
    text, faults = document.text, []

    def fault(kind: str, at: Span | Found, said: str) -> None:
        faults.append(Fault(kind, document.id, at.start, at.end, at.type, text[at.start : at.end], said))

    score_types(score, text, document.spans, found, TYPES)
    hidden = [item for item in found if item.stance == "redact"]
    held = [item for item in found if item.stance != "release"]
    leaks = False
    for span in document.spans:
        label = f"{span.role or '-'} {span.stance} {span.basis}"
        same = [item for item in found if item.type == span.type and overlaps(item, span)]
        if span.stance == "redact":
            caught = share(text, span, held) >= 0.9
            score.redacted[span.type].add(caught)
            if span.type == "MEDICAL_INFO":
                score.medical.add(caught)
            else:
                score.found.add(caught)
                score.strict.add(share(text, span, hidden) >= 0.9)
                if span.type in PRIVATE:
                    score.private.add(caught)
                leaks |= not caught
            if not caught:
                seen = sorted({f"{item.type}/{item.stance}/{item.role}" for item in found if overlaps(item, span)})
                fault("MISSED", span, f"{label}; given {', '.join(seen) or 'nothing'}")
        if span.stance == "release":
            black = share(text, span, hidden) >= 0.5
            score.blacked.add(black)
            if black:
                over = sorted({f"{item.type}/{item.role}" for item in hidden if overlaps(item, span)})
                fault("BLACKED", span, f"{label}; hidden as {', '.join(over)}")
        if span.type == "PERSON" and span.role and same:
            best = max(same, key=lambda item: min(item.end, span.end) - max(item.start, span.start))
            score.role[span.role].add(best.role == span.role)
            if best.role != span.role:
                score.confused[f"{span.role} > {best.role or 'none'}"] += 1
                fault("ROLE", span, f"{span.role}; given {best.role or 'none'}")
        stance = stance_of(text, span, found)
        if span.stance == stance == "redact" and same:
            score.basis[span.basis].add(any(span.basis in item.basis for item in same if item.stance == "redact"))
        score.stance[span.stance].add(stance == span.stance)
        if stance != span.stance and not (span.stance == "redact" and stance == "release"):
            fault("STANCE", span, f"{label}; given {stance}")
    score.leaking.add(leaks)

    names = [item for item in found if item.type == "PERSON"]
    groups = []
    if POLICE.fullmatch(document.id.split("/")[1].split("_")[0]):
        groups.append((score.police_recall, score.police_precision))
    if is_caps(text):
        groups.append((score.caps_recall, score.caps_precision))
    right = [any(span.type == "PERSON" and overlaps(span, item) for span in document.spans) for item in names]
    for recalls, precisions in groups:
        for span in document.spans:
            if span.type == "PERSON":
                recalls.add(any(overlaps(span, item) for item in names))
        for hit in right:
            precisions.add(hit)
    for item, hit in zip(names, right, strict=True):
        if not hit:
            fault("FALSE NAME", item, f"{item.role} {item.stance}")
    if not any(span.type == "PERSON" for span in document.spans):
        score.nobody.add(bool(names))
    return faults


def total(counts: dict[str, Count]) -> Count:
    return Count(sum(count.hit for count in counts.values()), sum(count.of for count in counts.values()))


def as_json(score: Score) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name in Score.__slots__:
        value = getattr(score, name)
        if isinstance(value, Count):
            out[name] = [value.hit, value.of]
        elif isinstance(value, Counter):
            out[name] = dict(value)
        else:
            out[name] = {key: [count.hit, count.of] for key, count in value.items()}
    return out
