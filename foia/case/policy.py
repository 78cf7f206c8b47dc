"""Decisions written down beforehand: a named person's rules and single decisions, applied to the proposals of a case.

The first that fits decides: whole records and pages, then each single decision, then the rules in order, then what is
accepted as proposed. What nothing decides stays undecided, and the case does not leave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foia.case.casefile import DecisionsPart, EachPart, RulePart, Where
from foia.case.office import Office
from foia.case.papers import occurrences
from foia.case.steps import Wish
from foia.case.views import Item, RecordView
from foia.errors import DecisionError, FoiaError, UsageError
from foia.model import Actor, Area, Box, Stance


class Policy:
    """One person's decisions over a case; single lines may name somebody else."""

    def __init__(
        self,
        office: Office,
        case_id: str,
        part: DecisionsPart,
        each: Sequence[EachPart],
        people: Mapping[str, Actor],
        records: Mapping[str, RecordView],
    ) -> None:
        self.office, self.case_id, self.part, self.each = office, case_id, part, each
        self.people, self.records = people, records
        self.facts = {self._node(node): facts for node, facts in part.facts.items()}
        self.record_facts = {
            self._record(name): {self._node(node): facts for node, facts in own.items()}
            for name, own in part.record_facts.items()
        }
        self.missing: dict[str, set[str]] = {}  # node -> records, where facts are lacking
        self.wishes: dict[str, list[Wish]] = {}

    def apply(self) -> None:
        """Decide everything the file decides. Raises DecisionError, naming every provision for which facts are lacking."""
        live = [v for v in self.office.records(self.case_id) if not v.set_aside and not v.duplicate_of]
        whole = self._whole()
        self._single(whole)
        for view in live:
            if view.id not in whole:
                self._record_rules(view)
        if self.missing:
            raise DecisionError(
                "Facts are lacking for decisions under "
                + "; ".join(
                    f"{self.office.catalog.citation(node)} in {', '.join(sorted(where))}"
                    for node, where in self.missing.items()
                ),
                why="5 ILCS 140/9(a) demands a detailed factual basis for each exemption claimed",
                remedy="write them under `decisions.facts`, `decisions.record_facts` or the rule, by node",
            )
        for name, wishes in self.wishes.items():
            self.office.apply(self.case_id, wishes, by=self.people[name], act="decisions file")

    # -------------------------------------------------------------------------------------------------------- stages

    def _whole(self) -> set[str]:
        """Whole records and pages; returns the records withheld in full."""
        done = set()
        for part in self.part.records:
            record_id = self._record(part.record)
            by = self._by(part)
            node, facts = self._ground(part, record_id)
            common = {"by": by, "node": node, "facts": facts, "reason": part.reason, "second": part.second}
            if part.withhold:
                self.office.withhold_record(self.case_id, record_id, **common)  # type: ignore[arg-type]
                done.add(record_id)
            else:
                self.office.mark_pages(self.case_id, record_id, part.pages, **common)  # type: ignore[arg-type]
        return done

    def _single(self, whole: set[str]) -> None:
        for number, line in enumerate(self.each, 1):
            try:
                record_id = self._record(line.record)
                if record_id in whole:
                    continue
                self._one(line, record_id)
            except FoiaError as error:
                raise type(error)(f"Decision {number}: {error.what}", why=error.why, remedy=error.remedy) from error

    def _one(self, line: EachPart, record_id: str) -> None:
        by, office = self._by(line), self.office
        node, facts = self._ground(line, record_id) if line.stance == "redact" else ("", line.facts)
        common = {"by": by, "node": node, "facts": facts, "reason": line.reason, "second": line.second}
        if line.pages:
            office.mark_pages(self.case_id, record_id, line.pages, **common)  # type: ignore[arg-type]
            return
        if line.box is not None and line.page is not None:
            area = Area(line.page, Box(*line.box))
            office.draw(self.case_id, record_id, [area], **common, type=line.type or "DRAWN")  # type: ignore[arg-type]
            return
        record = office.record(self.case_id, record_id)
        if line.text:
            spans = occurrences(record.text, line.text)
            if not spans:
                raise DecisionError("The text to decide about does not stand in the record", remedy="copy it from the record")
        else:
            spans = [(line.start or 0, line.end or 0)]
            office.check_span(record, *spans[0])
        items = office.items(self.case_id, record_id)
        verdict = line.stance
        for start, end in spans:
            same = [i for i in items if i.decision is None and i.start < end and start < i.end]
            inside = [i for i in same if start <= i.start and i.end <= end and (not line.type or i.type == line.type)]
            for item in inside:
                self._wish(item, verdict, line, by, node=node or item.node, facts=facts)
            if verdict == "redact" and not any((i.start, i.end) == (start, end) for i in inside):
                self._add(by, office.span_wish(record_id, start, end, type=line.type or "MARKED", **common))  # type: ignore[arg-type]

    def _record_rules(self, view: RecordView) -> None:
        decided = {(wish.record_id, wish.key) for wishes in self.wishes.values() for wish in wishes}
        persons = {person.id: " ".join(person.name.split()).casefold() for person in self.office.persons(self.case_id, view.id)}
        taken: set[tuple[int, int]] = set()
        for item in self.office.items(self.case_id, view.id):
            taken.add((item.start, item.end))
            if item.state != "undecided" or (view.id, item.key) in decided:
                continue
            rule = next((rule for rule in self.part.rules if self._fits(rule, item, persons)), None)
            if rule is not None:
                verdict = rule.then
                if verdict == "accept" and item.stance is Stance.ASK:
                    raise UsageError(
                        f"A rule accepts a question in {view.name}, page {item.page_numbers[0]} ({item.type})",
                        why="where the machine asks there is nothing to accept",
                        remedy="let the rule redact under a provision, or release",
                    )
                self._wish(item, verdict, rule, self._by(rule))
            elif item.stance is not Stance.ASK and item.stance.value in self.part.accept:
                self._wish(item, "accept", None, self.people[self.part.by])
        for rule in self.part.rules:
            if rule.find and rule.text and rule.then == "redact" and self._about(rule, view.id):
                record, by = self.office.record(self.case_id, view.id), self._by(rule)
                if self._lacks_facts(rule, view.id):
                    continue
                for start, end in occurrences(record.text, rule.text):
                    if not any(a <= start and end <= b for a, b in taken):
                        node, facts = self._ground(rule, view.id)
                        wish = self.office.span_wish(
                            view.id, start, end, by=by, node=node, facts=facts, reason=rule.reason, second=rule.second
                        )
                        self._add(by, wish)

    # ------------------------------------------------------------------------------------------------------- matching

    def _fits(self, rule: RulePart, item: Item, persons: Mapping[str, str]) -> bool:
        if not self._about(rule, item.record_id):
            return False
        name = persons.get(item.person or "", "")
        return (
            (not rule.type or rule.type == item.type)
            and (rule.role is None or rule.role is item.role)
            and (rule.stance is None or rule.stance is item.stance)
            and (not rule.proposed_node or self._node(rule.proposed_node) == item.node)
            and (not rule.person or " ".join(rule.person.split()).casefold() in name)
            and (not rule.text or bool(occurrences(item.text, rule.text)))
            and (not rule.page or rule.page in item.page_numbers)
            and (rule.score_below is None or item.score < rule.score_below)
        )

    def _about(self, rule: RulePart, record_id: str) -> bool:
        return not rule.record or self._record(rule.record) == record_id

    def _wish(self, item: Item, verdict: str, how: Where | None, by: Actor, *, node: str = "", facts: str = "") -> None:
        node = node or (self._node(how.node) if how and how.node else item.node)
        withholds = verdict == "redact" or (verdict == "accept" and item.stance is Stance.REDACT)
        facts = facts or (how.facts if how else "") or self._facts(node, item.record_id)
        if withholds and not facts and self.office.basis(node, second=how.second if how else "").needs_facts:
            self.missing.setdefault(node, set()).add(self._name(item.record_id))
            return
        wish = self.office.wish(
            item,
            verdict,
            by=by,
            node=node if verdict != "accept" else "",
            facts=facts if withholds else "",
            reason=how.reason if how else "",
            second=how.second if how else "",
        )
        self._add(by, wish)

    def _add(self, by: Actor, wish: Wish) -> None:
        self.wishes.setdefault(by.name, []).append(wish)

    def _ground(self, how: Where, record_id: str) -> tuple[str, str]:
        """The provision and the facts of a decision that names its own provision."""
        if not how.node:
            raise DecisionError("A decision to withhold names no provision", remedy="name the provision relied upon (`node`)")
        node = self._node(how.node)
        facts = how.facts or self._facts(node, record_id)
        if not facts and self.office.basis(node, second=how.second).needs_facts:
            raise DecisionError(
                f"A decision under {self.office.catalog.citation(node)} states no facts",
                why="5 ILCS 140/9(a) demands a detailed factual basis for each exemption claimed",
                remedy="write the facts of this record that bring it under the provision",
            )
        return node, facts

    def _lacks_facts(self, how: Where, record_id: str) -> bool:
        """Notes a provision for which the file gives no facts, so that all of them are named at once."""
        node = self._node(how.node) if how.node else ""
        if not node or how.facts or self._facts(node, record_id) or not self.office.basis(node, second=how.second).needs_facts:
            return False
        self.missing.setdefault(node, set()).add(self._name(record_id))
        return True

    def _facts(self, node: str, record_id: str) -> str:
        return self.record_facts.get(record_id, {}).get(node, "") or self.facts.get(node, "")

    def _by(self, how: Where) -> Actor:
        name = how.by or self.part.by
        if name not in self.people:
            raise DecisionError(
                "A decision names somebody who is not among the people of the case", remedy="add them to `people`"
            )
        return self.people[name]

    def _node(self, node: str) -> str:
        return self.office.catalog[node].node

    def _record(self, name: str) -> str:
        if not name and len(self.records) == 1:
            return next(iter(self.records.values())).id
        if name not in self.records:
            raise UsageError(f"The decisions name a record that is not in the case: '{name[:60]}'", remedy="name its file")
        return self.records[name].id

    def _name(self, record_id: str) -> str:
        return next((name for name, view in self.records.items() if view.id == record_id), record_id)
