"""The due list, its reminders, and the calendar file."""

import datetime as dt

import icalendar
import pytest

from foia.model import RequestKind
from foia.requests import Extension, due, due_list, reminders, to_ics
from foia.requests.reminders import days_left, duties

D = dt.date.fromisoformat


def test_the_most_urgent_comes_first_with_the_days_left():
    every = (*duties("26-2", due(D("2026-03-04"))), *duties("26-1", due(D("2026-03-02"))))
    listed = due_list(every, today=D("2026-03-06"))
    assert [(duty.reference, left) for duty, left in listed] == [("26-1", 1), ("26-2", 3)]


@pytest.mark.parametrize(
    ("today", "date", "left"),
    [
        ("2026-03-06", "2026-03-06", 0),
        ("2026-03-06", "2026-03-09", 1),
        ("2026-03-09", "2026-03-06", -1),
        ("2026-07-02", "2026-07-06", 2),
    ],
)
def test_days_left(today, date, left):
    assert days_left(D(today), D(date)) == left


def test_reminders_name_what_is_overdue_and_what_is_near():
    every = (
        *duties("26-1", due(D("2026-03-02"))),
        *duties("26-2", due(D("2026-03-04"))),
        *duties("26-3", due(D("2026-03-10"))),
    )
    lines = reminders(every, today=D("2026-03-11"))
    assert lines[0].startswith("26-1: OVERDUE since 2026-03-09")
    assert lines[1].startswith("26-2: today")
    assert len(lines) == 2


def test_an_extension_that_stands_replaces_the_first_date():
    clock = due(D("2026-03-02"), extension=Extension(reason="ii", noticed=D("2026-03-05")))
    assert [duty.date for duty in duties("26-1", clock)] == [D("2026-03-16")]
    assert [duty.date for duty in duties("26-1", due(D("2026-03-02"), extended=True))] == [D("2026-03-09")]
    agreed = due(D("2026-03-02"), agreed=D("2026-04-01"))
    assert [duty.date for duty in duties("26-1", agreed)] == [D("2026-04-01")]


def test_the_calendar_file_reads_back():
    every = duties("26-4", due(D("2026-03-27"), RequestKind.VOLUMINOUS))
    made = to_ics(every, stamp=dt.datetime(2026, 3, 27, tzinfo=dt.UTC))
    events = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert [event["dtstart"].dt for event in events] == [D("2026-04-03"), D("2026-04-17"), D("2026-04-24")]
    assert made == to_ics(every, stamp=dt.datetime(2026, 3, 27, tzinfo=dt.UTC))
    assert all("26-4" in str(event["summary"]) for event in events)
