"""A case sorted for the day's work: piles, an order, minutes, which items of the request each record answers. Part of the Office.

It proposes and never decides. What is slow is kept in the file store: of each record what triage found and which items it answers,
of the records together which are alike, of the case the whole. A correction works out its own record again and no other.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from foia import ledger
from foia.case import plain, work
from foia.case.front import days_left
from foia.case.papers import record_key
from foia.case.release import ReleaseDesk
from foia.case.views import CaseView, SortedRecord, Sorting, Step
from foia.jobs import Cancel, Progress
from foia.model import Actor, Record, RequestKind
from foia.records.duplicates import Duplicate, duplicates

if TYPE_CHECKING:
    from foia.requests.kinds import Item

WORKDAY = 420  # minutes of a working day that one person can give to a case
_SORTING = TypeAdapter(Sorting)
_ALIKE = TypeAdapter(tuple[Duplicate, ...])


class SortDesk(ReleaseDesk):
    def sorting(self, case_id: str) -> Sorting:
        """The records of a case in the order to work on them; `minutes` counts those that nobody looked over yet."""
        from foia.propose.triage import DATA_VERSION

        view = self.case(case_id)
        with self.store.read() as connection:
            rows = self._record_rows(connection, case_id)
        state = [[row[name] for name in ("id", "name", "kind", "prepared", "set_aside", "duplicate_of")] for row in rows]
        key = ledger.digest([DATA_VERSION, self._law_of_today(), view.items, state])

        def load() -> Sorting:
            kept = self.files.derived("sorting", key)
            if kept is not None:
                return _SORTING.validate_json(kept)
            made = self._sort(case_id, rows, view.items)
            self.files.keep("sorting", key, _SORTING.dump_json(made))
            return made

        found: Sorting = self._remember(f"sorting/{key}", load)
        done = {record.id for record in view.records if record.reviewed or record.outcome == "withheld"}
        minutes = sum(one.minutes for one in found.records if one.record_id not in done)
        return replace(found, minutes=round(minutes), warning=self._clock_warning(view, minutes))

    def prepare_in_background(self, case_id: str, *, by: Actor) -> work.Work:
        """Search, then sort, so that the sorted case opens at once."""

        def search_and_sort(progress: Progress, cancel: Cancel) -> None:
            self.prepare(case_id, by=by, progress=progress, cancel=cancel)
            if not cancel.wished:
                self.sorting(case_id)

        return self._start(case_id, search_and_sort, "detection")

    def overreach(self, case_id: str, step: Step) -> tuple[str, ...]:
        """Warnings where a step withholds more than its provision reaches (5 ILCS 140/7(1)): what, and what could be released."""
        from foia.propose.triage import segregability

        found: list[str] = []
        for record_id in step.records:
            with self.store.read() as connection:
                decided = self._decisions_in_force(connection, case_id, record_id).get(record_id, {})
            made = [decided[key] for key in step.keys if key in decided]
            warnings = segregability(
                self.record(case_id, record_id), made, catalog=self.catalog, triage=self._triage(case_id, record_id)
            )
            found += [warning.what for warning in warnings]
        return tuple(found)

    # ------------------------------------------------------------------------------------------------------- sorting

    def _sort(self, case_id: str, rows: Sequence[dict[str, Any]], words: Sequence[str]) -> Sorting:
        from foia.propose.triage import sort_case

        records = [self.record(case_id, row["id"]) for row in rows]
        live = [row for row in rows if not row["set_aside"] and not row["duplicate_of"]]
        ready = [row for row in live if row["prepared"]]
        triages = {row["id"]: self._triage(case_id, row["id"]) for row in ready}
        made = sort_case(
            records,
            triages=triages,
            proposals={row["id"]: tuple(self._prepared(row)["proposals"].values()) for row in ready},
            not_responsive={row["id"] for row in rows if row["set_aside"]},
            alike=self._alike(records),
        )
        items = _items(words)
        read = {record.id: self._read_over(record, items) for record in records}
        hit = {item for row in live for item in read[row["id"]]["answers"]}
        notes = made.notes
        for record in records:
            notes = tuple(note.replace(record.id, record.name) for note in notes)
        return Sorting(
            records=tuple(
                SortedRecord(
                    record_id=one.record_id,
                    pile=one.pile.value,
                    why=one.why,
                    minutes=one.minutes,
                    thread=one.thread,
                    same_as=one.duplicate_of or "",
                    answers=tuple(read[one.record_id]["answers"]),
                    likely=read[one.record_id]["kind"],
                    kind_words=read[one.record_id]["why"],
                    raised=tuple(
                        f"{raised.citation} — {raised.title}. {raised.why}" for raised in triages.get(one.record_id, ())
                    ),
                )
                for one in made.records
            ),
            counts={pile.value: count for pile, count in made.counts.items()},
            unanswered=tuple(index for index in range(len(items)) if index not in hit),
            notes=notes,
        )

    def _alike(self, records: Sequence[Record]) -> tuple[Duplicate, ...]:
        key = ledger.digest([record_key(record.id) for record in records])
        kept = self.files.derived("alike", key)
        if kept is not None:
            return _ALIKE.validate_json(kept)
        found = duplicates(records)
        self.files.keep("alike", key, _ALIKE.dump_json(found))
        return found

    def _read_over(self, record: Record, items: Sequence[Item]) -> dict[str, Any]:
        """The likeliest kind of a record with the words that show it, and the items that it answers."""
        from foia.propose.triage import DATA_VERSION, answered, record_kind, same_kind

        key = ledger.digest([DATA_VERSION, record_key(record.id), record.name, record.kind, [item.words for item in items]])
        kept = self.files.derived("read_over", key)
        if kept is not None:
            return dict(json.loads(kept))
        guess = record_kind(record)
        kind = guess.kind if guess.kind != "other" else ""
        matches = answered(items, [record], kinds={record.id: record.kind or kind or "other"}).matches
        found = {
            "kind": "" if kind == same_kind(record.kind) else kind,
            "why": guess.why if kind else "",
            "answers": [match.item for match in matches],
        }
        self.files.keep("read_over", key, plain.dumps(found))
        return found

    def _clock_warning(self, view: CaseView, minutes: float) -> str:
        """Where the work does not fit before the due date, and the time can still be extended."""
        left = days_left(self.today(), view.clock.target)
        open_ = view.kind is RequestKind.STANDARD and not view.clock.extended_due and not view.clock.agreed
        if not open_ or left < 0 or minutes <= left * WORKDAY or view.status in ("released", "closed"):
            return ""
        return (
            f"About {minutes / 60:.0f} hours of work, and {left * WORKDAY / 60:.0f} working hours are left: "
            "think of an extension (Section 3(e)) today"
        )


def _items(words: Sequence[str]) -> tuple[Item, ...]:
    """The items of a request, as a person confirmed their words, with the kinds of record that they name."""
    from foia.requests.kinds import Item, record_kinds

    return tuple(
        Item(start=0, end=len(each), words=each, record_kinds=tuple(found.value for found in record_kinds(each)))
        for each in words
    )
