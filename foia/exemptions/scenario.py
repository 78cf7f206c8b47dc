"""Scenarios: whole answers with the finding a lawyer expects, read from YAML and run. Imports: strict, the catalogue.

- name: Flagged for an arrest, so it is released
  node: ilcs/50/706/10-20/b
  as_of: 2026-08-20
  given: {body_camera: true, requester_in_recording: false, flagged: true, arrested: true}
  expect: not_exempt
  also: [redact, check_other_exemptions]     # duties that must follow; optional
  applies: true                              # optional, for duties and orders to disclose
  asks: []                                   # optional, exact
  blocked_by: []                             # optional, exact
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from foia.errors import CatalogError, FoiaError
from foia.exemptions.catalog import Catalog
from foia.exemptions.logic import Any as AnyOf
from foia.exemptions.logic import Fact, Test, Truth
from foia.exemptions.provision import Finding, Provision, Status, Version
from foia.exemptions.strict import load_yaml

FOLDER: Final = Path(__file__).parents[2] / "tests" / "scenarios"
_KEYS: Final = {"name", "node", "as_of", "given", "expect", "also", "applies", "asks", "blocked_by"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    name: str
    node: str
    as_of: dt.date
    given: Mapping[str, object]
    expect: str
    also: tuple[str, ...] = ()
    applies: bool | None = None
    asks: tuple[str, ...] | None = None
    blocked_by: tuple[str, ...] | None = None
    origin: str = ""

    def run(self, catalog: Catalog) -> tuple[Finding | None, str]:
        """The finding, and what is wrong with it ("" when it is as expected)."""
        try:
            finding = catalog.evaluate(self.node, self.given, self.as_of)
        except FoiaError as error:
            return None, f"{self._where}: {error.what}"
        missing = [do for do in self.also if do not in {duty.do for duty in finding.duties}]
        asks = tuple(question.name for question in finding.asks)
        wrong = [
            f"finding is {finding.finding}, expected {self.expect}" if finding.finding != self.expect else "",
            f"duties lack {', '.join(missing)}" if missing else "",
            f"asks {list(asks)}, expected {list(self.asks)}" if self.asks is not None and asks != self.asks else "",
            f"blocked by {list(finding.blocked_by)}"
            if self.blocked_by is not None and finding.blocked_by != self.blocked_by
            else "",
            f"applies is {finding.applies.name}"
            if self.applies is not None and finding.applies is not (Truth.YES if self.applies else Truth.NO)
            else "",
        ]
        faults = "; ".join(fault for fault in wrong if fault)
        return finding, f"{self._where}: {faults}" if faults else ""

    @property
    def _where(self) -> str:
        return f"{self.origin}: scenario '{self.name}' ({self.node})"


def read_scenarios(folder: Path = FOLDER) -> tuple[Scenario, ...]:
    """Every scenario of a folder; none when there is no such folder.

    Raises:
        CatalogError: a scenario is not well formed.
    """
    found = []
    for path in sorted(folder.glob("*.yaml")):
        raw = load_yaml(path.read_text("utf-8"), f"scenarios/{path.name}")
        items = raw if isinstance(raw, list) else []
        if not any(isinstance(item, dict) and "node" in item for item in items):
            continue  # other rooms keep their scenarios in the same folder
        for index, item in enumerate(items):
            found.append(_scenario(item, f"scenarios/{path.name}", index))
    return tuple(found)


def _scenario(item: Any, origin: str, index: int) -> Scenario:
    if not isinstance(item, dict) or not set(item) <= _KEYS or not {"name", "node", "as_of", "given", "expect"} <= set(item):
        raise CatalogError(
            f"{origin}: scenario {index + 1} is not well formed",
            why=f"unknown keys: {', '.join(map(str, set(item) - _KEYS)) or 'none'}"
            if isinstance(item, dict)
            else "it is no mapping",
            remedy="give name, node, as_of, given, expect; optional: also, applies, asks, blocked_by",
        )
    lists = {key: tuple(item[key]) if key in item else None for key in ("asks", "blocked_by")}
    return Scenario(
        name=item["name"], node=item["node"], as_of=item["as_of"], given=item["given"] or {}, expect=item["expect"],
        also=tuple(item.get("also", ())), applies=item.get("applies"), asks=lists["asks"], blocked_by=lists["blocked_by"],
        origin=origin,
    )  # fmt: skip


def from_examples(provision: Provision) -> Iterator[Scenario]:
    """The scenarios that a plain entry's `examples` stand for, one on each side, and one for each of its exceptions."""
    version = next((v for v in reversed(provision.versions) if _runs(provision, v)), None)
    if version is None or version.test is None or not provision.examples:
        return
    test = version.test
    plain = tuple(test.parts) if not isinstance(test, Fact) and hasattr(test, "parts") else (test,)
    yes = {part.name: _answer(part, version, True) for part in plain if isinstance(part, Fact)}
    first = next(iter(yes))
    exceptions = _exceptions(test.unless)
    no = dict.fromkeys((part.name for part in exceptions), False)
    sides: list[tuple[str, dict[str, object], bool]] = [
        (provision.examples.get("exempt") or provision.examples.get("applies") or "", yes | no, True),
        (
            provision.examples.get("not_exempt") or provision.examples.get("does_not_apply") or "",
            {**yes, **no, first: _answer(plain[0], version, False)},
            False,
        ),
    ]
    sides += [
        (f"{sides[0][0]}; but {part.name}", {**yes, **no, part.name: _answer(part, version, True)}, False)
        for part in exceptions
    ]
    for name, given, holds in sides:
        if name:
            expect = "exempt" if holds and provision.exempts else "not_exempt"
            yield Scenario(
                name=name, node=provision.node, as_of=version.start, given=given, expect=expect, origin=provision.origin,
                applies=None if provision.exempts else holds,
            )  # fmt: skip


def _runs(provision: Provision, version: Version) -> bool:
    return version.status is Status.IN_FORCE or (version.status is Status.INFORMATIONAL and not provision.exempts)


def _exceptions(unless: Test | None) -> list[Fact]:
    parts = unless.parts if isinstance(unless, AnyOf) else [unless] if unless is not None else []
    return [part for part in parts if isinstance(part, Fact)]


def _answer(test: Test, version: Version, holds: bool) -> object:
    if not isinstance(test, Fact):
        return holds
    question = version.questions[test.name]
    if question.type == "enum":
        wanted = [option for option in question.options if (option in test.values) is holds]
        return wanted[0] if wanted else None
    if question.type == "text":
        return "stated" if holds else False
    return (True in test.values) is holds
