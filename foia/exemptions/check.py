"""`foia law check`: what loading does not prove already. Imports: the catalogue.

Loading proves the schema, every quote at its page and line, and that no two versions start together. Here: every line of the
covered Sections lies in an entry, every question can matter, every pointer points somewhere, every entry has scenarios on both
sides and every exception is exercised by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from foia.exemptions.catalog import Catalog
from foia.exemptions.corpus import Place
from foia.exemptions.logic import Named, Question, Quote, Test, Trace, Truth, evaluate, facts, inner, walk
from foia.exemptions.provision import Provision, Status, Version
from foia.exemptions.scenario import Scenario, from_examples, read_scenarios
from foia.exemptions.schema import UNNAMED


@dataclass(slots=True)
class Report:
    """What was looked at, and what does not hold (each a sentence that names the entry)."""

    provisions: int = 0
    versions: int = 0
    quotes: int = 0
    scenarios: int = 0
    coverage: dict[str, tuple[int, int]] = field(default_factory=dict)  # region -> lines covered, lines
    problems: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        yield f"{self.provisions} provisions, {self.versions} versions"
        yield f"{self.quotes} quotes found in the corpus at their page and line"
        yield f"{self.scenarios} scenarios"
        for name, (covered, total) in self.coverage.items():
            yield f"coverage of {name}: {covered} of {total} lines"
        yield from (f"does not hold: {problem}" for problem in self.problems)
        if not self.problems:
            yield "all checks hold"

    def as_json(self) -> dict[str, Any]:
        return {
            "provisions": self.provisions,
            "versions": self.versions,
            "quotes": self.quotes,
            "scenarios": self.scenarios,
            "coverage": {name: {"covered": covered, "lines": total} for name, (covered, total) in self.coverage.items()},
            "problems": self.problems,
        }


def check_catalog(catalog: Catalog, scenarios: tuple[Scenario, ...] | None = None) -> Report:
    """Check everything; problems are collected, not raised."""
    report = Report(provisions=len(catalog))
    for provision in catalog:
        report.versions += len(provision.versions)
        for version in provision.versions:
            report.quotes += len(set(_quotes(version)))
            report.problems += [
                f"{provision.citation}, {version.start}: {fault}" for fault in _faults(catalog, provision, version)
            ]
        for pointer in (*provision.overrides, *((provision.part_of,) if provision.part_of else ())):
            if not any(other.node == pointer or other.node.startswith(pointer + "/") for other in catalog):
                report.problems.append(f"{provision.citation}: points to {pointer}, which is not in the catalogue")
    report.problems += _two_meanings(catalog)
    _cover(catalog, report)
    _run(catalog, read_scenarios() if scenarios is None else scenarios, report)
    return report


def _quotes(version: Version) -> Iterator[Quote]:
    if version.law is not None:
        yield version.law
    if version.test is not None:
        yield from (test.law for test in walk(version.test) if test.law is not None)
    for duty in version.if_released:
        if duty.law is not None:
            yield duty.law


def _faults(catalog: Catalog, provision: Provision, version: Version) -> Iterator[str]:
    step = provision.node.rsplit("/", 1)[-1]
    if version.law is not None and not step.startswith("para") and provision.node.count("/") > 3:
        first = version.law.words.split()[0].strip("().").lower()
        if version.law.words.startswith("(") and first != step.lower():
            yield f"the words begin with '({first})', the node ends with '{step}'"
    used = set(version.factors)
    for test in (
        version.test,
        *(duty.when for duty in version.if_released),
        *(note.when for note in version.notes),
        *(change.when for change in provision.later_changes),
    ):
        used |= set(facts(test)) if test is not None else set()
    yield from (f"the question '{name}' is declared but never used" for name in version.questions if name not in used)
    if version.test is not None:
        full, questions = catalog.expanded(provision, version, version.start)
        if full is None:
            return
        asked = evaluate([full], questions, {}, version.start).asks
        yield from (f"the question '{name}' can never change the result" for name in facts(full) if name not in asked)
        if version.status is Status.IN_FORCE and provision.exempts and not asked:
            yield "it exempts without asking anything"
    elif provision.exempts and version.status is Status.IN_FORCE:
        yield "it exempts, but has no test"


def _two_meanings(catalog: Catalog) -> Iterator[str]:
    """A fact is answered once and used by every provision that names it: it must be the same question everywhere."""
    first: dict[str, tuple[Provision, Question]] = {}
    for provision in catalog:
        for version in provision.versions:
            for name, question in version.questions.items():
                other, known = first.setdefault(name, (provision, question))
                if name != UNNAMED and known != question:
                    yield f"{provision.citation}: the fact '{name}' is another question in {other.citation}"


def _cover(catalog: Catalog, report: Report) -> None:
    for document in catalog.documents.values():
        covered: set[int] = set()
        for provision in catalog:
            for version in provision.versions:
                for source in version.sources:
                    if source.document == document.name:
                        covered |= set(document.span(source.start, source.end))
        for region in document.regions:
            span = document.span(region.start, region.end)
            open_lines = [document.lines[index] for index in span if index not in covered]
            report.coverage[region.name] = (len(span) - len(open_lines), len(span))
            if open_lines:
                at = Place(open_lines[0].page, open_lines[0].number)
                report.problems.append(
                    f"{region.name}: {len(open_lines)} lines belong to no entry, the first at page {at.page} line {at.line}"
                )


def _run(catalog: Catalog, given: tuple[Scenario, ...], report: Report) -> None:
    by_node: dict[str, list[Scenario]] = {provision.node: list(from_examples(provision)) for provision in catalog}
    for scenario in given:
        if scenario.node not in catalog:
            report.problems.append(f"{scenario.origin}: scenario '{scenario.name}' names no provision")
            continue
        by_node[catalog[scenario.node].node].append(scenario)
    for provision in catalog:
        sides: set[object] = set()
        exercised: set[str] = set()
        for scenario in by_node[provision.node]:
            report.scenarios += 1
            finding, fault = scenario.run(catalog)
            if fault:
                report.problems.append(fault)
            elif finding is not None:
                sides.add(finding.finding if provision.exempts else finding.applies)
                exercised |= set(_exercised(finding.trace))
        report.problems += [f"{provision.citation}: {fault}" for fault in _unproven(catalog, provision, sides, exercised)]


def _unproven(catalog: Catalog, provision: Provision, sides: set[object], exercised: set[str]) -> Iterator[str]:
    runs = [
        v
        for v in provision.versions
        if v.status is Status.IN_FORCE or (not provision.exempts and v.status is Status.INFORMATIONAL)
    ]
    if not runs or runs[-1].test is None:
        return
    wanted: Mapping[object, str] = (
        {"exempt": "exempt", "not_exempt": "not exempt"}
        if provision.exempts
        else {Truth.YES: "applying", Truth.NO: "not applying"}
    )
    yield from (f"no scenario shows it {words}" for side, words in wanted.items() if side not in sides)
    test, _ = catalog.expanded(provision, runs[-1], runs[-1].start)
    if test is not None and not any(isinstance(part, Named) and part.kind == "provision" for part in walk(test)):
        for path in _unlesses(test):
            if path not in exercised:
                yield f"no scenario shows its exception at {path}"


def _unlesses(test: Test, path: str = "test") -> Iterator[str]:
    for index, part in enumerate(inner(test)):
        yield from _unlesses(part, f"{path}[{index}]")
    if test.unless is not None:
        yield f"{path}.unless"
        yield from _unlesses(test.unless, f"{path}.unless")


def _exercised(trace: Trace | None, path: str = "test") -> Iterator[str]:
    """Paths of the exceptions that turned a yes into a no."""
    if trace is None:
        return
    for index, part in enumerate(trace.parts):
        yield from _exercised(part, f"{path}[{index}]")
    if trace.unless is not None:
        if trace.base is not Truth.NO and trace.unless.truth is Truth.YES:
            yield f"{path}.unless"
        yield from _exercised(trace.unless, f"{path}.unless")
