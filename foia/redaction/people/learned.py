"""The trained scale: from a person's features to a chance for each role, with the features that told most, in words.

A multinomial logistic regression, trained by bench/train_roles.py on marked texts of invented people. It decides where the
certain rules (a roster, a rank, an explicit label) do not. Imports: stdlib, numpy, model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from foia.model import Role

WEIGHTS = Path(__file__).parents[1] / "data" / "roles.npz"
ROLES: tuple[Role, ...] = (
    Role.OFFICER,
    Role.PUBLIC_EMPLOYEE,
    Role.ATTORNEY,
    Role.VICTIM,
    Role.WITNESS,
    Role.COMPLAINANT,
    Role.INFORMANT,
    Role.MINOR,
    Role.SUSPECT,
    Role.ARRESTEE,
    Role.PRIVATE_OTHER,
)
SPREAD = 8.0  # a person's features weigh together SPREAD**2, however many they are
_PLACES: Mapping[str, str] = {
    "l1": "'{}' just before the name",
    "l2": "'{}' before the name",
    "l3": "'{}' before the name",
    "l": "'{}' before the name",
    "l12": "'{}' before the name",
    "r1": "'{}' just after the name",
    "r2": "'{}' after the name",
    "r3": "'{}' after the name",
    "r": "'{}' after the name",
    "r12": "'{}' after the name",
    "then": "'{}' in the sentence that follows",
    "subject": "does what '{}' says",
    "object": "'{}' as what is acted on",
    "undergoes": "undergoes what '{}' says",
    "is": "is said to be '{}'",
    "label": "'{}' in the field's label",
    "column": "'{}' in the column's header",
    "heading": "'{}' in the heading",
    "cell": "'{}' in the same row",
    "bracket": "'{}' in brackets after the name",
    "speaks as": "speaks as '{}'",
    "said by": "named by '{}'",
    "has": "a {} follows the name",
    "on the line": "a {} on the same line",
}
_OF_THE_RULES = ("sign:", "reason:", "rules:", "rules+", "other:", "order", "mentions:", "kind:", "part", "minor", "initial")


class Judged(NamedTuple):
    """The chances of the roles, the likeliest of them, and why."""

    chances: Mapping[Role, float]
    role: Role
    why: str
    spoken: bool  # whether any word beside the name counted, not only its place and shape

    @property
    def chance(self) -> float:
        return self.chances[self.role]


@lru_cache(maxsize=1)
def _load() -> tuple[dict[str, int], npt.NDArray[np.float32]]:
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        words = bytes(stored["features"]).decode("utf-8").split("\n")
        weights = stored["weights"].astype(np.float32) * float(stored["step"])
    return {word: index for index, word in enumerate(words)}, weights


def judge(features: Iterable[str]) -> Judged:
    """The role of one person by the features of all mentions. The last row of the weights is the bias."""
    index, weights = _load()
    bag = sorted(features)
    rows = [(index[feature], feature) for feature in bag if feature in index]
    each = SPREAD / len(bag) ** 0.5 if bag else 0.0
    scores = weights[[row for row, _ in rows]].sum(axis=0) * each + weights[-1]
    scores = np.exp(scores - scores.max())
    chances = scores / scores.sum()
    order = np.argsort(-chances, kind="stable")
    lead = weights[:, order[0]] - weights[:, order[1]]
    telling = sorted(((float(lead[row]), feature) for row, feature in rows), key=lambda item: (-item[0], item[1]))
    said: list[str] = []
    for gain, feature in telling:
        words = _in_words(feature)
        if gain > 0 and words and words not in said:
            said.append(words)
        if len(said) == 3:
            break
    return Judged(
        {role: float(chance) for role, chance in zip(ROLES, chances, strict=True)},
        ROLES[int(order[0])],
        "by the words around: " + "; ".join(said) if said else "by the kind and shape of the record",
        any(place in _PLACES and word[:1].isalpha() for place, _, word in (feature.partition(":") for _, feature in rows)),
    )


def _in_words(feature: str) -> str:
    if feature.startswith(_OF_THE_RULES):
        return ""
    place, _, word = feature.partition(":")
    shape = _PLACES.get(place)
    if shape is None:
        if place.startswith("acted on"):
            return f"acted on by '{word}'" + (f" {place[9:]}" if len(place) > 9 else "")
        return feature.replace("NAME", "a name").replace(":", ": ") if place in ("place", "shape", "by NAME") else ""
    return shape.format(
        word.replace("_", " ").lower().replace("name", "a name", 1) if "NAME" in word else word.replace("_", " ").lower()
    )
