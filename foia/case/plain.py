"""The nouns as plain JSON and back. Imports: model, pydantic (which checks what comes from disk, the nouns' guards too)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from foia.model import Decision, Detection, Person, Proof, Proposal, Removal, Role

if TYPE_CHECKING:
    from foia.propose.triage import Triage

_DECISION = TypeAdapter(Decision)
_DETECTIONS = TypeAdapter(tuple[Detection, ...])
_PROPOSALS = TypeAdapter(tuple[Proposal, ...])
_REMOVALS = TypeAdapter(tuple[Removal, ...])
_PROOF = TypeAdapter(Proof)


def of_decision(decision: Decision) -> dict[str, Any]:
    return _DECISION.dump_python(decision, mode="json")  # type: ignore[no-any-return]


def to_decision(plain: Any) -> Decision:
    return _DECISION.validate_python(plain)


def of_proof(proof: Proof) -> dict[str, Any]:
    return _PROOF.dump_python(proof, mode="json")  # type: ignore[no-any-return]


def to_proof(plain: Any) -> Proof:
    return _PROOF.validate_python(plain)


def of_removals(removals: Iterable[Removal]) -> Any:
    return _REMOVALS.dump_python(tuple(removals), mode="json")


def to_removals(plain: Any) -> tuple[Removal, ...]:
    return _REMOVALS.validate_python(plain)


def of_detections(detections: Iterable[Detection]) -> Any:
    return _DETECTIONS.dump_python(tuple(detections), mode="json")


def to_detections(plain: Any) -> tuple[Detection, ...]:
    return _DETECTIONS.validate_python(plain)


def of_proposals(proposals: Iterable[Proposal]) -> Any:
    return _PROPOSALS.dump_python(tuple(proposals), mode="json")


def to_proposals(plain: Any) -> tuple[Proposal, ...]:
    return _PROPOSALS.validate_python(plain)


def of_persons(persons: Iterable[Person]) -> list[dict[str, Any]]:
    return [
        {
            "id": person.id,
            "name": person.name,
            "role": person.role.value,
            "why": person.why,
            "mentions": [list(mention) for mention in person.mentions],
            "mention_roles": [[*mention, role.value] for mention, role in person.mention_roles.items()],
            "minor": person.minor,
            "born": person.born.isoformat() if person.born else None,
        }
        for person in persons
    ]


def to_persons(plain: Iterable[dict[str, Any]]) -> tuple[Person, ...]:
    found = []
    for item in plain:
        roles = {(start, end): Role(role) for start, end, role in item["mention_roles"]}
        person = _PERSON.validate_python({**item, "mention_roles": {}})
        found.append(replace(person, mention_roles=roles))
    return tuple(found)


def of_triage(triage: Triage) -> bytes:
    return _triage().dump_json(triage)


def to_triage(kept: bytes) -> Triage:
    return _triage().validate_json(kept)


@cache
def _triage() -> TypeAdapter[Triage]:
    from foia.propose.triage import Triage  # late: it loads its data

    return TypeAdapter(Triage)


_PERSON = TypeAdapter(Person)


def dumps(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
