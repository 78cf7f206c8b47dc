"""Dates of the office: what is due over all cases, a calendar file of it, what a missed date costs, who asks again and again. Part
of the Office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foia.case.desk import ILLINOIS
from foia.case.front import FrontDesk
from foia.store import database as db

if TYPE_CHECKING:
    from foia.requests import Cost, Duty

NOTICES = ("voluminous-notice.", "recurrent-notice.")
PROTECTED = ("media", "nonprofit", "academic")  # askers whose requests Section 2(g) does not count


class DatesDesk(FrontDesk):
    def duties(self) -> tuple[Duty, ...]:
        """What is to be done by when for every open case; a notice that was written is behind us."""
        from foia.requests import duties

        found: list[Duty] = []
        for summary in self.inbox():
            if summary.status in ("released", "closed"):
                continue
            with self.store.read() as connection:
                written = db.all_entries(connection, "output", case_id=summary.id)
            done = ("notice",) if any(name.startswith(NOTICES) for name in written) else ()
            found += duties(summary.number, self.case(summary.id).clock, done=done)
        return tuple(found)

    def calendar_file(self) -> bytes:
        """The same as a calendar file (.ics), with a reminder the day before; numbers of cases, no names."""
        from foia.requests import to_ics

        return to_ics(self.duties(), stamp=self.now())

    def costs(self, case_id: str) -> tuple[Cost, ...]:
        """What the office lost by missing the date of a case; empty while it has not."""
        from foia.requests import missed

        case = self.case(case_id)
        answered = case.released.astimezone(ILLINOIS).date() if case.released else None
        if answered is None and case.status == "closed":
            return ()
        return missed(case.clock, answered=answered, today=self.today())

    def recurrent(self, case_id: str) -> str:
        """Why the requester of a case is a recurrent one by what this office has received, or ""; an officer decides."""
        from foia.requests import recurrent

        case = self.case(case_id)
        who = " ".join(case.requester.split()).casefold()
        if not who or getattr(case.intake, "asker", "") in PROTECTED:
            return ""
        same = [one for one in self.inbox(closed=True) if " ".join(one.requester.split()).casefold() == who]
        history = [
            one.received.astimezone(ILLINOIS).date()
            for one in same
            if getattr(self.case(one.id).intake, "asker", "") not in PROTECTED
        ]
        return recurrent(case.received.astimezone(ILLINOIS).date(), history)
