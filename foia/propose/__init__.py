"""Proposes what to do with each identifier: redact, release or ask; on which ground, and why. The machine never decides.

The rules are data (rules.yaml), read from the top; the first that fits decides. Imports: model, errors, agency,
redaction.people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from foia.agency import Agency
from foia.errors import FoiaError
from foia.model import Detection, Person, Proposal, Record, Role, Stance

from .context import Context
from .kinds import KINDS, kind_of, like
from .rulebook import Rule, RuleBook, load_rules
from .triage import RECORD_KINDS, Triage, triage

__all__ = ["KINDS", "RECORD_KINDS", "Citations", "Triage", "kind_of", "load_rules", "propose", "triage"]


class Citations(Protocol):
    """What is needed of the catalogue: the printed citation of a node."""

    def citation(self, node: str) -> str: ...


def propose(
    record: Record | str,
    detections: Sequence[Detection],
    persons: Sequence[Person],
    *,
    catalog: Citations | None = None,
    kind: str | None = None,
    agency: Agency | None = None,
    as_of: dt.date,
    requester: str | None = None,
) -> tuple[Proposal, ...]:
    """One proposal for each detection, in the order of the text.

    `record`: the record, or its text. `kind`: one of KINDS; guessed from the text where not given. `requester`: the name of who
    asks; his own data is asked about. `as_of`: the date whose law counts, kept for the catalogue's citations.
    Never raises for what stands in the record; CatalogError where the rules themselves are wrong.
    """
    text = record if isinstance(record, str) else record.text
    identity = "" if isinstance(record, str) else record.id
    kind = kind or (None if isinstance(record, str) else record.kind) or kind_of(text)
    kinds = frozenset((kind, like(kind)))
    book = load_rules()
    context = Context(text, detections, persons, book, agency=agency, requester=requester)
    made = []
    for detection in sorted(detections, key=lambda d: (d.start, d.end)):
        role = context.role(detection)
        rule = _heeded(book, context, detection, role, kinds, _first(book, context, detection, role, kinds))
        made.append(
            Proposal(
                id=f"{identity}:{detection.start}-{detection.end}:{detection.type}",
                record_id=identity,
                start=detection.start,
                end=detection.end,
                type=detection.type,
                stance=rule.stance,
                node=rule.node,
                basis=_citation(rule.node, book, catalog),
                reason=rule.reason,
                score=detection.score,
                role=role,
                person=detection.person,
                rule=rule.key,
                second=book.seconds.get(rule.node, ""),
            )
        )
    return tuple(made)


def _first(book: RuleBook, context: Context, detection: Detection, role: Role | None, kinds: frozenset[str | None]) -> Rule:
    for rule in book.fitting(detection.type, role, kinds):
        if rule.also and not rule.also & set(context.other_roles(detection)):
            continue
        if not all(context.holds(flag, detection) for flag in rule.when):
            continue
        if rule.any_of and not any(context.holds(flag, detection) for flag in rule.any_of):
            continue
        if any(context.holds(flag, detection) for flag in rule.unless):
            continue
        return rule
    raise AssertionError("the last rule fits everything")


# Where the words around a mention read otherwise than the rule says: from the first chance on what they say is proposed, from
# the second on a person is asked, since to hide what must be open and to show what must be hidden are equally grave.
_READ, _DOUBTED = 0.95, 0.5


def _heeded(
    book: RuleBook, context: Context, detection: Detection, role: Role | None, kinds: frozenset[str | None], rule: Rule
) -> Rule:
    """The rule, or another where the reader is sure that such a mention is dealt with otherwise. Computed facts are never outread."""
    read = context.stances(detection)
    if not read or rule.key in book.certain:
        return rule
    stance = max(read, key=lambda one: read[one])
    chance = read[stance]
    if stance is rule.stance or chance < _DOUBTED:
        return rule
    if chance >= _READ:
        return _bare(book, detection, role, kinds, stance) or rule
    if Stance.ASK in (stance, rule.stance):
        return rule
    return replace(rule, stance=Stance.ASK, reason=f"{rule.reason} But the words around it read otherwise: decide by hand.")


def _bare(book: RuleBook, detection: Detection, role: Role | None, kinds: frozenset[str | None], stance: Stance) -> Rule | None:
    """The first rule of that stance for such a span that asks for no words around it; None where there is none: then no ground
    would fit."""
    for rule in book.fitting(detection.type, role, kinds):
        if rule.stance is stance and rule.types and not (rule.when or rule.any_of or rule.also):
            return rule
    return None


def _citation(node: str, book: RuleBook, catalog: Citations | None) -> str:
    if catalog is not None:
        try:
            return catalog.citation(node)
        except (FoiaError, KeyError):
            pass  # Sections that open records (1.2, 2.15) need not be in a catalogue of exemptions
    return book.citations[node]
