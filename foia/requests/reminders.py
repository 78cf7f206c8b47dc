"""What is due when, over all open requests: the due list, reminders, and a calendar file. Imports: clocks, icalendar.

The date to work to is always the strict one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import icalendar

from foia.requests import calendar
from foia.requests.clocks import Due

SOON = 2  # business days before its date at which a duty is called up


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One thing that somebody has to do for one request by a date."""

    reference: str  # the office's number of the request; never a requester's name
    words: str
    date: dt.date  # the date to work to
    latest: dt.date  # by the State's list
    rule: str
    who: str = "body"  # body | requester


def duties(reference: str, clock: Due, *, done: Sequence[str] = ()) -> tuple[Duty, ...]:
    """The open steps of one clock; `done` are names of steps that are behind us (notice, requester, respond ...).

    Once an extension or an agreed date stands, it takes the place of the first response date.
    """
    names = {step.name for step in clock.steps}
    replaced = {"respond"} if clock.reason is not None or "agreed" in names else set()
    if "agreed" in names:
        replaced.add("extended")
    elif clock.extended_due is not None and clock.reason is None:
        replaced.add("extended")  # only shown as possible, not taken
    return tuple(
        Duty(reference=reference, words=step.words, date=step.strict, latest=step.date, rule=step.rule, who=step.who)
        for step in clock.steps
        if step.name not in replaced and step.name not in done
    )


def due_list(all_duties: Sequence[Duty], *, today: dt.date) -> tuple[tuple[Duty, int], ...]:
    """What the office has to do, most urgent first, each with the business days left (below zero: overdue)."""
    own = sorted((duty for duty in all_duties if duty.who == "body"), key=lambda duty: (duty.date, duty.reference))
    return tuple((duty, days_left(today, duty.date)) for duty in own)


def days_left(today: dt.date, date: dt.date) -> int:
    """Business days from `today` to `date`, by the strict reading; 0 on the day itself, negative after it."""
    step = 1 if date >= today else -1
    count, day = 0, today
    while day != date:
        day += dt.timedelta(days=step)
        count += step * calendar.counts(day if step > 0 else day + dt.timedelta(days=1), reading=calendar.Reading.STRICT)
    return count if step > 0 else min(count, -1)


def reminders(all_duties: Sequence[Duty], *, today: dt.date, soon: int = SOON) -> tuple[str, ...]:
    """One line for each duty that is overdue or due within `soon` business days."""
    lines = []
    for duty, left in due_list(all_duties, today=today):
        if left < 0:
            lines.append(f"{duty.reference}: OVERDUE since {duty.date}: {duty.words} [{duty.rule}]")
        elif left <= soon:
            when = "today" if duty.date == today else f"by {duty.date:%A, %B} {duty.date.day}"
            lines.append(f"{duty.reference}: {when}: {duty.words} [{duty.rule}]")
    return tuple(lines)


def to_ics(all_duties: Sequence[Duty], *, stamp: dt.datetime, name: str = "FOIA deadlines") -> bytes:
    """A calendar file of whole-day entries with a reminder the day before. `stamp` (aware) is when it was made."""
    book = icalendar.Calendar()
    book.add("prodid", "-//foia//deadlines//EN")
    book.add("version", "2.0")
    book.add("x-wr-calname", name)
    for duty in sorted(all_duties, key=lambda one: (one.date, one.reference, one.words)):
        event = icalendar.Event()
        key = f"{duty.reference}|{duty.words}|{duty.rule}"
        event.add("uid", hashlib.sha256(key.encode()).hexdigest()[:32] + "@foia")
        event.add("dtstamp", stamp)
        event.add("dtstart", duty.date)
        event.add("dtend", duty.date + dt.timedelta(days=1))
        event.add("summary", f"{duty.reference}: {duty.words}")
        later = f" State calendar: {duty.latest}." if duty.latest != duty.date else ""
        event.add("description", f"{duty.rule}.{later}")
        event.add("transp", "TRANSPARENT")
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"{duty.reference}: {duty.words}")
        alarm.add("trigger", dt.timedelta(hours=-16))
        event.add_component(alarm)
        book.add_component(event)
    content: bytes = book.to_ical()
    return content
