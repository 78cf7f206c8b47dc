"""Deciding: what there is to decide about, the decisions of named persons, undo and redo. Part of the Office.

The rows that a decision leaves, undo and redo are in steps.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from foia import ledger
from foia.case import plain
from foia.case.board import Board, board, own_item, own_items, pages_of, with_areas, with_decision
from foia.case.desk import new_id
from foia.case.papers import occurrences
from foia.case.steps import StepDesk, Wish
from foia.case.views import Item, Overview, Step
from foia.errors import CheckFailed, DecisionError, UsageError
from foia.ledger import Kind
from foia.model import Actor, Area, Basis, Decision, Reach, Record, Role, Stance

VERDICTS = ("accept", "redact", "release", "clear")


class ReviewDesk(StepDesk):
    # --------------------------------------------------------------------------------------------------------- items

    def items(self, case_id: str, record_id: str, *, page: int | None = None) -> tuple[Item, ...]:
        """Everything to decide about in a record, in the order of its text; drawn boxes and whole pages last.

        With `page`, what is on that page, with the places where it stands. Without, passages of text come without their areas:
        those need the words of every page.
        """
        record, known, decided = self._board(case_id, record_id)
        own = own_items(record, [(key, decision) for key, decision in decided.items() if key not in known.at])
        if page is None:
            return (*(with_decision(item, decided.get(item.key)) for item in known.items), *own)
        here = [known.items[index] for index in known.on_page.get(page, ())]
        found = [with_decision(item, decided.get(item.key)) for item in here]
        found.extend(item for item in own if page in item.page_numbers)
        return tuple(with_areas(record, item) for item in found)

    def overview(self, case_id: str, record_id: str) -> Overview:
        """How far a record is, page by page. What lies in something withheld as a whole is not undecided."""
        with self.store.read() as connection:
            row = self._record_row(connection, case_id, record_id)
            decided = self._decisions_in_force(connection, case_id, record_id).get(record_id, {})
        record, known, _ = self._board(case_id, record_id, row, decided)
        pages = [[0, 0] for _ in range(row["pages"])]
        undecided = 0
        done = dict(zip(self._prepared(row)["proposals"], self._states(row, decided), strict=True)) if row["prepared"] else {}
        for item in known.items:
            if done[item.key]:
                for number in item.page_numbers:
                    pages[number - 1][1] += 1
            else:
                undecided += 1
                pages[item.page_numbers[0] - 1][0] += 1
                pages[item.page_numbers[0] - 1][1] += 1
        own = own_items(record, [(key, decision) for key, decision in decided.items() if key not in known.at])
        for item in own:
            for number in item.page_numbers:
                pages[number - 1][1] += 1
        return Overview(
            pages=tuple((left, all_) for left, all_ in pages),
            undecided=undecided,
            nodes=known.nodes | {item.node for item in own},
        )

    def _board(
        self, case_id: str, record_id: str, row: dict[str, Any] | None = None, decided: dict[str, Decision] | None = None
    ) -> tuple[Record, Board, dict[str, Decision]]:
        """A record, what is proposed in it, and the decisions in force."""
        if row is None or decided is None:
            with self.store.read() as connection:
                row = self._record_row(connection, case_id, record_id)
                decided = self._decisions_in_force(connection, case_id, record_id).get(record_id, {})
        record = self.record(case_id, record_id)
        proposals = self._prepared(row)["proposals"] if row["prepared"] else {}
        key = f"board/{record_id}/{row['prepared']}"
        known: Board = self._remember(key, lambda: board(record, proposals), weight=1 + len(proposals) // 500)
        return record, known, decided

    def undecided(self, case_id: str, record_id: str = "") -> int:
        return sum(
            view.undecided
            for view in self.records(case_id)
            if (not record_id or view.id == record_id) and not view.set_aside and not view.duplicate_of
        )

    def decisions(self, case_id: str, record_id: str = "") -> tuple[Decision, ...]:
        """The decisions in force, of a record or of the case."""
        with self.store.read() as connection:
            found = self._decisions_in_force(connection, case_id, record_id)
        return tuple(decision for decisions in found.values() for decision in decisions.values())

    def history(self, case_id: str, record_id: str = "") -> tuple[Step, ...]:
        """Every act of deciding, the latest first; undone ones are marked."""
        with self.store.read() as connection:
            return tuple(
                reversed([step for step in self._steps(connection, case_id) if not record_id or record_id in step.records])
            )

    # ------------------------------------------------------------------------------------------------------ deciding

    def decide(
        self,
        case_id: str,
        record_id: str,
        keys: Sequence[str],
        verdict: str,
        *,
        by: Actor,
        node: str = "",
        facts: str = "",
        reason: str = "",
        second: str = "",
        seen: int | None = None,
    ) -> Step:
        """Decide about items.

        `accept` takes each proposal as it is (one that asks cannot be accepted), `redact` withholds under `node`, `release`
        lets stand, `clear` makes it undecided again.

        `facts` are the detailed factual basis that Section 9(a) demands, where the provision needs it; `second` the other law's
        citation. `seen` is the record's version on the screen: Conflict when somebody else decided one of these since.
        """
        if verdict not in VERDICTS:
            raise DecisionError(f"'{verdict[:40]}' is no verdict", remedy=f"choose one of: {', '.join(VERDICTS)}")
        record, known, decided = self._board(case_id, record_id)
        missing = [key for key in keys if key not in known.at and key not in decided]
        if missing or not keys:
            raise DecisionError(
                "There is nothing of that name to decide about in this record",
                remedy="reload the record: its proposals changed",
            )
        how = _How(verdict=verdict, node=node, facts=facts, reason=reason, second=second)
        items = [
            with_decision(known.items[known.at[key]], decided.get(key))
            if key in known.at
            else own_item(record, key, decided[key])
            for key in keys
        ]
        wishes = [self._wish(item, how, by) for item in items]
        return self._decide(case_id, wishes, f"{verdict}", by, seen={record_id: seen} if seen is not None else {})

    def decide_all(
        self,
        case_id: str,
        *,
        verdict: str,
        by: Actor,
        person: str = "",
        string: str = "",
        stance: Stance | None = None,
        type: str = "",
        role: Role | None = None,
        record_id: str = "",
        page: int = 0,
        only_undecided: bool = True,
        node: str = "",
        facts: str = "",
        reason: str = "",
        second: str = "",
    ) -> Step:
        """Decide about everything that matches (all conditions given), on a page, in a record or over the case.

        With `string` and the verdict `redact`, every place where it stands is redacted, also where nothing was detected.
        Raises CheckFailed when nothing matches.
        """
        how = _How(verdict=verdict, node=node, facts=facts, reason=reason, second=second)
        wishes: list[Wish] = []
        for view in self.records(case_id):
            if (record_id and view.id != record_id) or view.set_aside or view.duplicate_of:
                continue
            spans = occurrences(self.record(case_id, view.id).text, string) if string else []
            covered: set[tuple[int, int]] = set()
            for item in self.items(case_id, view.id):
                if page and page not in item.page_numbers:
                    continue
                inside = [span for span in spans if item.start < span[1] and span[0] < item.end]
                if string and not inside:
                    continue
                if (person and item.person != person) or (type and item.type != type) or (role and item.role is not role):
                    continue
                if (stance and item.stance is not stance) or (only_undecided and item.state != "undecided"):
                    continue
                if verdict == "accept" and item.stance is Stance.ASK:
                    continue  # a question is answered one by one, or with a provision
                covered.update(span for span in inside if item.start <= span[0] and span[1] <= item.end)
                wishes.append(self._wish(item, how, by))
            if string and verdict == "redact":
                record = self.record(case_id, view.id)
                for start, end in spans:
                    if (start, end) not in covered and (not page or page in pages_of(record, start, start + 1)):
                        wishes.append(self._span_wish(view.id, start, end, how, by, type or "STRING"))
        if not wishes:
            raise CheckFailed("Nothing matches", why="there is nothing left to decide that fits", remedy="widen the choice")
        return self._decide(case_id, wishes, f"{verdict} all", by)

    def mark_span(
        self,
        case_id: str,
        record_id: str,
        start: int,
        end: int,
        *,
        by: Actor,
        node: str,
        facts: str = "",
        reason: str = "",
        second: str = "",
        type: str = "MARKED",
    ) -> Step:
        """Withhold the characters [start, end) of a record's text."""
        self.check_span(self.record(case_id, record_id), start, end)
        how = _How(verdict="redact", node=node, facts=facts, reason=reason, second=second)
        return self._decide(case_id, [self._span_wish(record_id, start, end, how, by, type)], "mark", by)

    def draw(
        self,
        case_id: str,
        record_id: str,
        areas: Sequence[Area],
        *,
        by: Actor,
        node: str,
        facts: str = "",
        reason: str = "",
        second: str = "",
        type: str = "DRAWN",
        replaces: str = "",
    ) -> Step:
        """Withhold rectangles drawn on pages. `replaces`: key of the drawn item that was moved or resized."""
        self._check_areas(case_id, record_id, areas)
        how = _How(verdict="redact", node=node, facts=facts, reason=reason, second=second)
        decision = self._decision(record_id, how, by, reach=Reach.AREA, areas=tuple(areas), type=type)
        wish = Wish(record_id=record_id, key=replaces or f"drawn:{decision.id}", decision=decision)
        return self._decide(case_id, [wish], "draw", by)

    def mark_pages(
        self,
        case_id: str,
        record_id: str,
        pages: Sequence[int],
        *,
        by: Actor,
        node: str,
        facts: str = "",
        reason: str = "",
        second: str = "",
    ) -> Step:
        """Withhold whole pages."""
        row = self._row(case_id, record_id)
        if not pages or not all(1 <= number <= row["pages"] for number in pages):
            raise DecisionError("A page to withhold is not in the record", remedy=f"choose from 1 to {row['pages']}")
        how = _How(verdict="redact", node=node, facts=facts, reason=reason, second=second)
        wishes = []
        for number in sorted(set(pages)):
            decision = self._decision(record_id, how, by, reach=Reach.PAGE, pages=(number,), type="PAGE")
            wishes.append(Wish(record_id=record_id, key=f"page:{number}", decision=decision))
        return self._decide(case_id, wishes, "withhold pages", by)

    def withhold_record(
        self, case_id: str, record_id: str, *, by: Actor, node: str, facts: str = "", reason: str = "", second: str = ""
    ) -> Step:
        """Withhold the whole record: no copy of it leaves, the index lists it."""
        how = _How(verdict="redact", node=node, facts=facts, reason=reason, second=second)
        decision = self._decision(record_id, how, by, reach=Reach.RECORD, type="RECORD")
        return self._decide(case_id, [Wish(record_id=record_id, key="record", decision=decision)], "withhold record", by)

    def keep_only(
        self,
        case_id: str,
        record_id: str,
        areas: Sequence[Area],
        *,
        by: Actor,
        node: str,
        facts: str = "",
        reason: str = "",
        second: str = "",
    ) -> Step:
        """Withhold everything on the areas' pages except the areas."""
        self._check_areas(case_id, record_id, areas)
        how = _How(verdict="redact", node=node, facts=facts, reason=reason, second=second)
        decision = self._decision(record_id, how, by, reach=Reach.KEEP, areas=tuple(areas), type="KEEP")
        return self._decide(case_id, [Wish(record_id=record_id, key=f"keep:{decision.id}", decision=decision)], "keep only", by)

    def wish(
        self, item: Item, verdict: str, *, by: Actor, node: str = "", facts: str = "", reason: str = "", second: str = ""
    ) -> Wish:
        """What `decide` would write for one item, to be applied with others as one step."""
        return self._wish(item, _How(verdict=verdict, node=node, facts=facts, reason=reason, second=second), by)

    def span_wish(
        self,
        record_id: str,
        start: int,
        end: int,
        *,
        by: Actor,
        node: str,
        facts: str = "",
        reason: str = "",
        second: str = "",
        type: str = "MARKED",
    ) -> Wish:
        """What `mark_span` would write, to be applied with others as one step."""
        how = _How(verdict="redact", node=node, facts=facts, reason=reason, second=second)
        return self._span_wish(record_id, start, end, how, by, type)

    def apply(self, case_id: str, wishes: Sequence[Wish], *, by: Actor, act: str = "decide") -> Step:
        """Many wishes of one person as one step (a decisions file, a policy)."""
        return self._decide(case_id, list(wishes), act, by)

    def undo(self, case_id: str, *, by: Actor, record_id: str = "") -> Step | None:
        """Take back this person's latest step (on a record). None when there is none."""
        return self._turn(case_id, by, record_id, undone=True)

    def redo(self, case_id: str, *, by: Actor, record_id: str = "") -> Step | None:
        """Do again what this person undid last. A new decision of theirs ends that possibility."""
        return self._turn(case_id, by, record_id, undone=False)

    def review_record(self, case_id: str, record_id: str, *, by: Actor) -> None:
        """This person states that they looked at every page. Raises CheckFailed while anything in it is undecided."""
        with self._step(by, "review a record") as change:
            row = self._record_row(change.connection, case_id, record_id)
            self._bar_recording_officer(change.connection, by, case_id, [record_id])
            decided = self._decisions_in_force(change.connection, case_id, record_id).get(record_id, {})
            if not row["prepared"]:
                raise CheckFailed(
                    f"{row['name']} was not searched for identifiers yet", remedy="let the program search it first"
                )
            left = sum(not state for state in self._states(row, decided))
            if left:
                raise CheckFailed(
                    f"{left} passages of {row['name']} are undecided",
                    why="every one needs a person's decision",
                    remedy="decide them",
                )
            self._reopen(change, case_id)
            row["reviewed"] = by.name
            self._save_record(change.connection, row)
            digest = ledger.digest([plain.of_decision(decision) for decision in decided.values()])
            change.tell(
                Kind.RECORD_REVIEWED, case_id, record=record_id, pages=row["pages"], decisions=len(decided), digest=digest
            )

    # ------------------------------------------------------------------------------------------------------ decisions

    def _wish(self, item: Item, how: _How, by: Actor) -> Wish:
        if how.verdict == "clear":
            return Wish(record_id=item.record_id, key=item.key, decision=None)
        if item.decision is not None and item.decision.proposal is None and how.verdict == "release":
            return Wish(record_id=item.record_id, key=item.key, decision=None)  # what a person drew is simply taken away
        proposed = item.stance is Stance.REDACT
        if how.verdict == "accept":
            if item.stance is Stance.ASK:
                raise DecisionError(
                    f"The passage on page {item.page_numbers[0]} is a question, there is nothing to accept",
                    remedy="decide: redact under a provision, or release",
                )
            verdict, node = ("redact", item.node) if proposed else ("release", item.node)
        else:
            verdict, node = how.verdict, how.node or (item.node if how.verdict == "redact" else "")
        asked = item.stance is Stance.ASK  # why the machine asks is no reason for what the person decides
        reason = how.reason or ("" if asked else item.reason)
        second = how.second or (item.second if node == item.node else "")
        whole = _How(verdict=verdict, node=node, facts=how.facts, reason=reason, second=second)
        reach: dict[str, Any] = {"reach": Reach.SPAN, "start": item.start, "end": item.end}
        if item.decision is not None and item.decision.proposal is None and item.decision.reach is not Reach.SPAN:
            reach = {"reach": item.decision.reach, "areas": item.decision.areas, "pages": item.decision.pages}
        drawn = item.state == "drawn"
        decision = self._decision(
            item.record_id,
            whole,
            by,
            **reach,
            type=item.type,
            role=item.role,
            person=item.person,
            proposal=None if drawn else item.key,
        )
        return Wish(record_id=item.record_id, key=item.key, decision=decision)

    def _span_wish(self, record_id: str, start: int, end: int, how: _How, by: Actor, type: str) -> Wish:
        decision = self._decision(record_id, how, by, reach=Reach.SPAN, start=start, end=end, type=type)
        return Wish(record_id=record_id, key=f"span:{start}-{end}", decision=decision)

    def _decision(self, record_id: str, how: _How, by: Actor, **place: Any) -> Decision:
        withholds = how.verdict == "redact"
        if withholds and not how.node:
            raise DecisionError("A decision to withhold names no provision", remedy="name the provision relied upon")
        return Decision(
            id=new_id(),
            record_id=record_id,
            stance=Stance.REDACT if withholds else Stance.RELEASE,
            by=by.name,
            title=by.title,
            at=self.now(),
            basis=self.basis(how.node, second=how.second) if withholds else None,
            reason=how.reason,
            facts=how.facts if withholds else "",
            **place,
        )

    def basis(self, node: str, *, second: str = "") -> Basis:
        """The provision as it is in force today. Raises NotInForce for anything that cannot ground a decision."""
        return self.catalog.basis(node, self.today(), second=second)

    def check_span(self, record: Record, start: int, end: int) -> None:
        if not 0 <= start < end <= len(record.text):
            raise DecisionError(
                f"The span {start} to {end} lies outside the record",
                why=f"its text has {len(record.text)} characters",
                remedy="give start < end, offsets in the record's text",
            )

    def _check_areas(self, case_id: str, record_id: str, areas: Sequence[Area]) -> None:
        if not areas:
            raise DecisionError("Nothing was drawn", remedy="draw at least one rectangle")
        for area in areas:
            page = self.page(case_id, record_id, area.page_number)
            box = area.box
            whole = box.x0 < box.x1 and box.y0 < box.y1
            if not (whole and box.x1 > 0 and box.y1 > 0 and box.x0 < page.width and box.y0 < page.height):
                raise UsageError(
                    f"A rectangle lies outside page {area.page_number}",
                    why=f"the page is {page.width:.0f} by {page.height:.0f} points",
                    remedy="draw it on the page",
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class _How:
    verdict: str
    node: str = ""
    facts: str = ""
    reason: str = ""
    second: str = ""
