"""Which provisions to look at in a record, and where. It never concludes: a candidate is a question to a person.

Cues of the data are weighed passage by passage by a linear model whose every part can be shown, together with how much the
passage resembles passages known to fall under a provision or under none (wordmodel); detections raise the provisions
that the rules propose for them; the kind of the record and an agency's own corrections move the order. Imports: model,
exemptions, its own room.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from foia.model import Detection, Person, Proposal, Record, Stance

from .cues import HALF, CueBook, Evidence, load_cues
from .learning import Learned
from .passages import Passage, cut, tight
from .phrases import Hit, Token, tokens
from .recordkinds import Kind, known_kind, record_kind
from .wordmodel import NOTHING, load_words

if TYPE_CHECKING:
    from foia.exemptions import Catalog

THRESHOLD = 0.5  # shown from here on; below it a candidate is listed apart
MOST_SHOWN = 12
MOST_PASSAGES = 20  # of one candidate
_WEAKEST = 0.38  # below this nothing is said at all
_ELSEWHERE, _MOST_ELSEWHERE = 0.15, 3  # each further passage that would raise it by itself
_OF_KIND = 0.8  # the record is of a kind in which the provision is usual
_DETECTED, _EACH_DETECTED, _MOST_DETECTED = 1.7, 0.1, 5
_ASKED = 0.9  # proposals that only ask
# A passage's provisions and "none" share it out between them: each pulls by its likeness (tempered: the model is surer than it should
# be of passages unlike those it knows), a cued one e^(_CUE * its cues) times as much. The root of a share, times _SHARE, is the raw
# score: a share of 0.083 is just shown.
_TEMPER, _CUE, _MOST_CUE, _SHARE = 0.85, 0.5, 4.0, 5.56
_LEAST_SHARE, _FLOOR = 0.01, 1e-4
_WITHHOLDS = frozenset({"may_withhold", "must_withhold"})
_SHUT = frozenset({"proposed", "repealed", "blank", "not_yet_effective"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A provision to look at. `score` is 0 to 1 and only ranks: it is no probability that the record is exempt."""

    node: str
    citation: str
    title: str
    score: float
    passages: tuple[Passage, ...]
    why: str
    question: str
    withholds: str  # record | passage | identity
    raised_by: tuple[str, ...]  # words of the record; show them, never log them
    lowered_by: tuple[str, ...]
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """Iterating gives the candidates at or above THRESHOLD, the likeliest first."""

    kind: str | None
    kind_why: str
    candidates: tuple[Candidate, ...]
    weaker: tuple[Candidate, ...] = ()
    threshold: float = THRESHOLD

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.candidates)

    def __len__(self) -> int:
        return len(self.candidates)


def triage(
    record: Record | str,
    *,
    detections: Sequence[Detection] = (),
    persons: Sequence[Person] = (),
    proposals: Sequence[Proposal] | None = None,
    catalog: Catalog,
    kind: str | None = None,
    as_of: dt.date,
    learned: Learned | None = None,
) -> Triage:
    """Record kind and candidate provisions of a record, or of one passage.

    `detections` and `persons`: as found; `proposals`: what the rules made of them, worked out here where not given. `kind`: as a
    person corrected it. `learned`: an agency's corrections; None switches them off. Spans are offsets in the record's text.
    """
    text = record if isinstance(record, str) else record.text
    known = kind or (None if isinstance(record, str) else record.kind)
    guess = known_kind(known) if known else record_kind(record)
    if not known and learned is not None and (taught := learned.kind(text)) is not None:
        guess = replace(known_kind(taught[0]), why=taught[1])
    book = load_cues()
    found = _Found(text, book)
    found.read_passages(learned, as_of)
    if proposals is None and detections:
        from foia.propose import propose

        proposals = propose(record, detections, persons, catalog=catalog, kind=known, as_of=as_of)
    found.add_proposals(proposals or ())
    found.add_kind(guess)
    made = sorted(
        (one for one in (_candidate(total, catalog, as_of, book) for total in found.totals.values()) if one is not None),
        key=lambda one: (-one.score, one.node),
    )
    return Triage(
        kind=guess.kind,
        kind_why=guess.why,
        candidates=tuple([one for one in made if one.score >= THRESHOLD][:MOST_SHOWN]),
        weaker=tuple([one for one in made if one.score < THRESHOLD][:MOST_SHOWN]),
    )


@dataclass(slots=True)
class _Total:
    node: str
    raw: float
    best: Evidence
    passages: list[tuple[float, Passage]]
    detected: int = 0
    asked: int = 0
    reasons: tuple[str, ...] = ()


class _Found:
    """What was found in one text, by provision."""

    def __init__(self, text: str, book: CueBook) -> None:
        self.text = text
        self.book = book
        self.totals: dict[str, _Total] = {}

    def read_passages(self, learned: Learned | None, as_of: dt.date) -> None:
        for passage in cut(self.text):
            part = self.text[passage.start : passage.end]
            stems = tokens(part)
            for evidence in _shared_out(part, stems, self.book.weigh(part, self.book.index.find(stems))):
                total = self._total(evidence.node)
                span = tight(
                    self.text,
                    passage,
                    [(hit.start + passage.start, hit.end + passage.start) for hit in evidence.hits] or [passage],
                )
                self._add(total, evidence, span)
            if learned is not None:
                for change in learned.changes(part, stems):
                    total = self._total(change.node)
                    evidence = Evidence(change.node, max(total.raw, 0.0) + change.amount)
                    total.reasons += (change.why,)
                    if change.amount > 0:
                        self._add(total, evidence, tight(self.text, passage, [passage]))
                    else:
                        total.raw += change.amount
        for total in self.totals.values():
            others = sum(raw >= HALF for raw, _ in total.passages) - 1
            total.raw += _ELSEWHERE * max(0, min(others, _MOST_ELSEWHERE))

    def add_proposals(self, proposals: Sequence[Proposal]) -> None:
        for proposal in proposals:
            if proposal.stance is Stance.RELEASE:
                continue
            total = self._total(proposal.node)
            if proposal.stance is Stance.REDACT:
                total.detected += 1
            else:
                total.asked += 1
            total.passages.append((HALF, Passage(proposal.start, proposal.end)))
        for total in self.totals.values():
            if total.detected:
                base = _DETECTED + _EACH_DETECTED * min(total.detected - 1, _MOST_DETECTED)
                total.raw = base if total.raw <= 0 else max(total.raw, base) + 0.4
            elif total.asked:
                total.raw = max(total.raw, _ASKED)

    def add_kind(self, kind: Kind) -> None:
        for node in kind.raises:
            total = self.totals.get(node)
            if total is not None and total.raw > 0 and not total.best.lowered:
                total.raw += _OF_KIND * kind.score
                total.reasons += (f"usual in this kind of record ({(kind.kind or '').replace('_', ' ')})",)
            elif total is None and kind.certain:
                total = self._total(node)
                total.raw = HALF + 0.2
                total.passages.append((HALF, Passage(0, min(len(self.text), 200))))
                total.reasons = (f"the record is of a kind that it covers ({(kind.kind or '').replace('_', ' ')})",)

    def _total(self, node: str) -> _Total:
        if node not in self.totals:
            self.totals[node] = _Total(node, 0.0, Evidence(node), [])
        return self.totals[node]

    def _add(self, total: _Total, evidence: Evidence, span: Passage) -> None:
        total.passages.append((evidence.raw, span))
        if evidence.raw > total.raw:
            total.raw, total.best = evidence.raw, evidence


def _shared_out(part: str, stems: Sequence[Token], cued: Iterable[Evidence]) -> list[Evidence]:
    """The evidence of one passage, by cues and likeness together. Where words say that the ground has ended, likeness adds nothing."""
    like = load_words().like(part, stems)
    known = {evidence.node: evidence for evidence in cued}
    pull = {node: max(share, _FLOOR) ** _TEMPER for node, share in like.shares.items()}
    ended = [evidence for evidence in known.values() if evidence.lowered]
    pull[NOTHING] += sum(pull.pop(one.node, 0.0) for one in ended)
    for node, evidence in known.items():
        if not evidence.lowered:
            pull[node] = pull.get(node, _FLOOR**_TEMPER) * math.exp(_CUE * min(evidence.raw, _MOST_CUE))
    whole = sum(pull.values())
    del pull[NOTHING]
    for node, amount in pull.items():
        if amount >= _LEAST_SHARE * whole:
            evidence = known.get(node) or Evidence(node)
            words = like.words(node)
            evidence.raw = _SHARE * math.sqrt(amount / whole)
            evidence.words = tuple(dict.fromkeys([*evidence.words, *(part[one.start : one.end].lower() for one in words)]))
            evidence.hits = evidence.hits or tuple(Hit(-1, one.start, one.end) for one in words)
            ended.append(evidence)
    return [evidence for evidence in ended if evidence.raw > 0]


def _candidate(total: _Total, catalog: Catalog, as_of: dt.date, book: CueBook) -> Candidate | None:
    score = max(total.raw, 0.0) / (max(total.raw, 0.0) + HALF)
    if score < _WEAKEST or total.node not in catalog:
        return None
    provision = catalog[total.node]
    cues = book.cues.get(total.node)
    if provision.effect not in _WITHHOLDS and cues is None:
        return None
    status = str(getattr(provision.as_of(as_of), "status", "informational"))
    if status in _SHUT or provision.effect == "must_disclose":
        return None
    question = cues.question if cues else ""
    if status == "informational":
        question = f"Look up the current text: the catalogue lacks its words. {question}".strip()
    ordered = sorted(total.passages, key=lambda pair: (-pair[0], pair[1]))
    best = list(dict.fromkeys(span for raw, span in ordered if raw >= min(HALF, ordered[0][0])))[:MOST_PASSAGES]
    return Candidate(
        node=total.node,
        citation=catalog.citation(total.node),
        title=provision.title,
        score=round(score, 3),
        passages=tuple(best),
        why=_why(total, cues.settled if cues else ""),
        question=question,
        withholds=provision.withholds,
        raised_by=total.best.words,
        lowered_by=total.best.lowered,
        status=status,
    )


def _why(total: _Total, settled: str) -> str:
    parts = []
    if total.best.words:
        parts.append("words: " + ", ".join(total.best.words[:8]))
    if total.detected:
        parts.append(f"{total.detected} identifier{'s' if total.detected > 1 else ''} that the rules would redact under it")
    elif total.asked:
        parts.append(f"{total.asked} passage{'s' if total.asked > 1 else ''} about which the rules ask")
    parts.extend(total.reasons[:3])
    if total.best.lowered:
        parts.append(f"lowered by: {', '.join(total.best.lowered[:4])}" + (f" ({settled})" if settled else ""))
    return "; ".join(parts)
