"""Who somebody is by what the reader made of each mention, put together. Imports: stdlib, model.

The reader (redaction.reader) says at each mention how likely each role is. A person named often is read often: the chances of his
mentions are multiplied, as if up to three of them were independent, and the best role is what all of them speak for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from foia.model import Detection, Role

ROLES: tuple[Role, ...] = tuple(role for role in Role if role is not Role.UNKNOWN)
_INDEPENDENT = 3  # mentions that count as independent, at most
_FLOOR = 1e-4  # no single mention rules a role out
_WORDS = {
    Role.OFFICER: "an officer on duty",
    Role.PUBLIC_EMPLOYEE: "a public official or employee",
    Role.ATTORNEY: "an attorney at work",
    Role.VICTIM: "somebody wronged or hurt",
    Role.WITNESS: "a witness",
    Role.COMPLAINANT: "somebody who complains or reports",
    Role.INFORMANT: "an informant",
    Role.MINOR: "a minor",
    Role.SUSPECT: "a suspect",
    Role.ARRESTEE: "somebody arrested",
    Role.PRIVATE_OTHER: "a private person with another part",
}


class Judged(NamedTuple):
    """The chances of the roles, the likeliest of them, and why."""

    chances: Mapping[Role, float]
    role: Role
    why: str

    @property
    def chance(self) -> float:
        return self.chances[self.role]


def judge(spans: Sequence[tuple[int, int]], found: Mapping[tuple[int, int], Detection]) -> Judged | None:
    """The role of the person named at `spans`. `found`: detections by place. None where the reader read none of the mentions."""
    logs = [
        [math.log(max(found[span].roles.get(role, 0.0), _FLOOR)) for role in ROLES]
        for span in spans
        if span in found and found[span].roles
    ]
    if not logs:
        return None
    sharper = min(len(logs), _INDEPENDENT) ** 0.5
    scores = [sum(column) / len(logs) * sharper for column in zip(*logs, strict=True)]
    weights = [math.exp(score - max(scores)) for score in scores]
    chances = {role: weight / sum(weights) for role, weight in zip(ROLES, weights, strict=True)}
    best = max(ROLES, key=lambda role: chances[role])
    return Judged(chances, best, f"read in context as {_WORDS[best]} ({chances[best]:.0%} sure)")
