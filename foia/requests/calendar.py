"""Which days count as business days in Illinois. Imports: model, errors, `holidays`.

FOIA does not define "business day". Three sources matter and they differ:

- the State's closing days, as Central Management Services lists them (80 Ill. Adm. Code 303.190, a Saturday holiday kept on
  Friday, a Sunday holiday on Monday, and the day after Thanksgiving): what `due` dates are counted by;
- the legal holidays of 205 ILCS 630/17, which add Casimir Pulaski Day and Good Friday and know neither the weekday that
  stands in for a weekend holiday nor the day after Thanksgiving;
- a body's own closing days, which no statute mentions: shown, never counted as holidays unless counsel says so.

The strict reading stops the clock only on days that both State lists name, so it gives the earliest date. The cautious reading
for somebody else's right (the requester's last day, the end of retention) skips the days that either names, so it gives the
latest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from enum import StrEnum
from functools import lru_cache

import holidays

from foia.errors import UsageError

FIRST_YEAR, LAST_YEAR = 2022, 2035  # years in which requests are received; the calendar itself reaches one year further

_RENAMED = {
    "Juneteenth National Independence Day": "Juneteenth",
    "Election Day": "General Election Day",
    "Washington's Birthday": "Washington's Birthday (Presidents Day)",
    "Columbus Day": "Columbus Day (Indigenous Peoples' Day)",
}
_ONLY_LEGAL = ("Casimir Pulaski Day", "Good Friday")


class Reading(StrEnum):
    """How to read "business day" where the sources differ."""

    STATE = "state"  # the State's closing days
    STRICT = "strict"  # the earliest date: only days that both lists name are skipped
    LENIENT = "lenient"  # the latest date: days that either list names are skipped


@lru_cache(maxsize=64)
def state_holidays(year: int) -> dict[dt.date, str]:
    """The days of `year` on which State offices close, weekdays only, with their names, in order.

    From the `holidays` package, corrected: Casimir Pulaski Day is dropped (State offices are open), the day after Thanksgiving
    and, in even years, General Election Day are ensured, and a Saturday or Sunday date gives way to the weekday it is kept
    on, except Juneteenth (5 ILCS 490/63: no weekday takes its place)."""
    _in_range(year)
    named: dict[dt.date, str] = {}
    known = holidays.country_holidays("US", subdiv="IL", years=(year - 1, year, year + 1), observed=False)
    for day, name in known.items():
        for part in name.split("; "):
            if part not in _ONLY_LEGAL:
                named[day] = _RENAMED.get(part, part)
    for near in (year - 1, year, year + 1):
        thanksgiving = _nth(near, 11, 3, 4)
        named[thanksgiving + dt.timedelta(days=1)] = "Day after Thanksgiving"
        if near % 2 == 0:
            named[_nth(near, 11, 0, 1) + dt.timedelta(days=1)] = "General Election Day"
    kept: dict[dt.date, str] = {}
    for day, name in named.items():
        shift = {5: -1, 6: 1}.get(day.weekday(), 0) if name != "Juneteenth" else 0  # 5 ILCS 490/63: never moved to a weekday
        kept[day + dt.timedelta(days=shift)] = name + (" (observed)" if shift else "")
    return {day: kept[day] for day in sorted(kept) if day.year == year and day.weekday() < 5}


@lru_cache(maxsize=64)
def legal_holidays(year: int) -> dict[dt.date, str]:
    """The legal holidays of 205 ILCS 630/17 in `year`, in order, on their own dates: that Section moves none off a weekend."""
    _in_range(year)
    fixed = [(1, 1, "New Year's Day"), (2, 12, "Lincoln's Birthday"), (6, 19, "Juneteenth"), (7, 4, "Independence Day")]
    fixed += [(11, 11, "Veterans Day"), (12, 25, "Christmas Day")]
    named = {dt.date(year, month, day): name for month, day, name in fixed}
    named[_nth(year, 1, 0, 3)] = "Martin Luther King Jr. Day"
    named[_nth(year, 2, 0, 3)] = _RENAMED["Washington's Birthday"]
    named[_nth(year, 3, 0, 1)] = "Casimir Pulaski Day"
    named[_easter(year) - dt.timedelta(days=2)] = "Good Friday"
    named[_nth(year, 6, 0, 1) - dt.timedelta(days=7)] = "Memorial Day"
    named[_nth(year, 9, 0, 1)] = "Labor Day"
    named[_nth(year, 10, 0, 2)] = _RENAMED["Columbus Day"]
    named[_nth(year, 11, 3, 4)] = "Thanksgiving Day"
    if year % 2 == 0:
        named[_nth(year, 11, 0, 1) + dt.timedelta(days=1)] = "General Election Day"
    return {day: named[day] for day in sorted(named)}


def counts(day: dt.date, *, reading: Reading = Reading.STATE, closures: Collection[dt.date] = ()) -> bool:
    """Whether `day` is a business day under `reading`; `closures` are further days that counsel lets stop the clock."""
    if day.weekday() >= 5:
        return False
    state, legal = day in state_holidays(day.year), day in legal_holidays(day.year)
    match reading:
        case Reading.STATE:
            closed = state or day in closures
        case Reading.STRICT:
            closed = state and legal  # a body's own closure never lengthens the strict count
        case Reading.LENIENT:
            closed = state or legal or day in closures
    return not closed


def why(day: dt.date, *, closures: Collection[dt.date] = (), closures_stop: bool = False) -> str:
    """In a few words, why `day` counts or does not by the State's list, and where another list differs."""
    if day.weekday() >= 5:
        return "Saturday" if day.weekday() == 5 else "Sunday"
    state, legal = state_holidays(day.year).get(day), legal_holidays(day.year).get(day)
    if state and legal:
        return f"State holiday: {state}"
    if state:
        return f"State holiday: {state}; not a legal holiday under 205 ILCS 630/17, so the strict count includes it"
    if day in closures:
        if closures_stop:
            return "the public body is closed; not counted, as counsel decided; the strict count includes it"
        return "the public body is closed, but that does not stop the clock"
    if legal:
        return f"{legal} is a legal holiday (205 ILCS 630/17), but State offices are open: it counts"
    return ""


def add_business_days(
    start: dt.date, days: int, *, reading: Reading = Reading.STATE, closures: Collection[dt.date] = ()
) -> dt.date:
    """The `days`-th business day after `start`, which is itself day 0."""
    day, counted = start, 0
    while counted < days:
        day += dt.timedelta(days=1)
        counted += counts(day, reading=reading, closures=closures)
    return day


def roll_forward(day: dt.date, *, reading: Reading = Reading.LENIENT) -> dt.date:
    """`day` itself, or the next business day when it is a weekend day or a holiday (5 ILCS 70/1.11)."""
    while not counts(day, reading=reading):
        day += dt.timedelta(days=1)
    return day


def beyond(year: int) -> UsageError:
    """The error for a year whose holidays were not checked."""
    return UsageError(
        f"The calendar of State holidays does not reach the year {year}",
        why=f"the holidays of {FIRST_YEAR} to {LAST_YEAR} were checked, and no others",
        remedy="check the date; a request from another year has to be counted by hand",
    )


def _in_range(year: int) -> None:
    if not FIRST_YEAR - 1 <= year <= LAST_YEAR + 1:
        raise beyond(year)


def _nth(year: int, month: int, weekday: int, n: int) -> dt.date:
    """The n-th `weekday` (Monday is 0) of a month."""
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def _easter(year: int) -> dt.date:
    """Easter Sunday by the Gregorian rule (Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return dt.date(year, month, (h - m + r + month + 19) % 32)
