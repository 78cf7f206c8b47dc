"""The periods, reasons and consequences of Sections 2 to 3.6 as read from rules.yaml. Imports: stdlib, yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Period:
    """How many business days a kind of request gives, and under which Section."""

    days: int
    rule: str
    requester: int = 0  # days that the requester of a voluminous request has to narrow it
    body: int = 0  # days that the body has after that
    extension: int = 0  # longest extension, from the requester's last day


@dataclass(frozen=True, slots=True)
class Reason:
    """One of the seven reasons of Section 3(e) for which a public body may take more time."""

    key: str  # i, ii, ... vii
    citation: str
    short: str
    letter: str


@lru_cache(maxsize=1)
def raw() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "rules.yaml").read_text(encoding="utf-8"))
    return data


@lru_cache(maxsize=1)
def periods() -> dict[str, Period]:
    return {kind: Period(**entry) for kind, entry in raw()["periods"].items()}


@lru_cache(maxsize=1)
def reasons() -> dict[str, Reason]:
    """The seven reasons of Section 3(e), by their numeral."""
    return {key: Reason(key, **entry) for key, entry in raw()["extension_reasons"].items()}
