"""The clocks beside the response's own: arrest items, person check, Public Access Counselor, court, retention of
recordings, what a missed date costs, and what makes a request recurrent or voluminous. Imports: model, errors, calendar,
clocks, rules.

A body's own date is the earliest reading, somebody else's right the latest (see calendar).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from foia.errors import UsageError
from foia.requests import calendar
from foia.requests.calendar import Reading, add_business_days, roll_forward
from foia.requests.clocks import ILLINOIS, Due
from foia.requests.rules import raw

ARREST_HOURS = 72
PAC_DAYS = 60
PAC_ANSWER_DAYS = 7
RETENTION_DAYS = 90
FLAGGED_YEARS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A date or moment with its rule. `late` is the latest reading where the day has to be left to somebody else."""

    what: str
    last: dt.date | dt.datetime
    rule: str
    why: str = ""


def arrest_items(arrested: dt.datetime) -> Deadline:
    """Section 2.15(a): the items about an arrest, 72 clock hours after the arrest; nights, weekends and holidays count.

    The hours run in elapsed time: an aware moment crosses a change of clocks correctly, a naive one is Illinois time.
    """
    aware = arrested if arrested.tzinfo else arrested.replace(tzinfo=ILLINOIS)
    latest = (aware.astimezone(dt.UTC) + dt.timedelta(hours=ARREST_HOURS)).astimezone(aware.tzinfo)
    return Deadline(
        what="Give the arrest items (name, age, address, photograph, charges, time and place, agency, custody times)",
        last=latest if arrested.tzinfo else latest.replace(tzinfo=None),
        rule="5 ILCS 140/2.15(a)",
        why="as soon as practical, never later than 72 hours after the arrest; weekends and holidays do not stop it; "
        "only items (iii) to (vi) may be withheld, on the grounds of Section 2.15(c)",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCheck:
    """Asking whether a person sent the request (P.A. 104-438, from 2026). `work_to` never relies on the clock being stopped."""

    ask_by: dt.date
    work_to: dt.date
    deny_not_before: dt.date | None
    warnings: tuple[str, ...]


def person_check(clock: Due, *, asked: dt.date | None = None, verified: dt.date | None = None) -> PersonCheck:
    """The dates of a person check. Raises UsageError before 2026, when asked too late, or when verified before asked."""
    if clock.counted_from < dt.date(2026, 1, 1):
        raise UsageError(
            "A request received before 2026 cannot be put to a person check",
            why="P.A. 104-438 took effect on January 1, 2026",
            remedy="answer the request",
        )
    ask_by = add_business_days(clock.counted_from, 5, reading=Reading.STRICT)
    if asked is not None and not clock.counted_from <= asked <= ask_by:
        raise UsageError(
            f"The requester was asked on {asked}, outside the time for asking",
            why=f"the public body may ask within five business days of receipt, here by {ask_by}",
            remedy="answer the request by its own date",
        )
    if verified is not None and (asked is None or verified < asked):
        raise UsageError("A person check was answered before it was asked", remedy="check both dates")
    warnings = [
        "Answer by the date that the clock gives without any stop: whether it stops while the requester is asked was not "
        "verified in the words of the Act.",
        "A telephone call or an e-mail is enough; no name, identity card or other personal information may be demanded.",
    ]
    return PersonCheck(
        ask_by=ask_by,
        work_to=clock.target,
        deny_not_before=asked + dt.timedelta(days=31) if asked and not verified else None,
        warnings=tuple(warnings),
    )


def pac_request(denied: dt.date) -> Deadline:
    """Section 9.5(a): the requester's last day to ask the Public Access Counselor for review, 60 calendar days after the
    denial."""
    return Deadline(
        what="Requester may ask the Public Access Counselor for review",
        last=roll_forward(denied + dt.timedelta(days=PAC_DAYS), reading=Reading.LENIENT),
        rule="5 ILCS 140/9.5(a); 5 ILCS 70/1.11",
        why="60 calendar days after the denial; a last day on a weekend or holiday moves to the next business day",
    )


def pac_answer(copy_received: dt.date) -> Deadline:
    """Section 9.5(c)-(d): the body's records and its answer, seven business days after it received the Counselor's copy."""
    return Deadline(
        what="Furnish the records that the Public Access Counselor asks for, and answer if you wish to",
        last=add_business_days(copy_received, PAC_ANSWER_DAYS, reading=Reading.STRICT),
        rule="5 ILCS 140/9.5(c), (d)",
        why="seven business days after receipt",
    )


def court(denied: dt.date) -> Deadline:
    """Section 11 with 735 ILCS 5/13-205: five years to file suit after the denial."""
    try:
        last = denied.replace(year=denied.year + 5)
    except ValueError:  # February 29
        last = dt.date(denied.year + 5, 3, 1)
    return Deadline(what="Requester may file suit in the circuit court", last=last, rule="5 ILCS 140/11; 735 ILCS 5/13-205")


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long a body-camera recording has to be kept. A request received on or before `last_day` stops its destruction."""

    last_day: dt.date
    destroy_not_before: dt.date
    rule: str
    why: str


def retention(recorded: dt.date, *, flagged: dt.date | None = None) -> Retention:
    """50 ILCS 706/10-20(a)(7): 90 days; two years from the day it was `flagged` where that is later (or for as long as a
    proceeding lasts, which the register holds)."""
    last = recorded + dt.timedelta(days=RETENTION_DAYS)
    rule, why = "50 ILCS 706/10-20(a)(7)", "every recording is kept 90 days"
    if flagged is not None:
        try:
            years = flagged.replace(year=flagged.year + FLAGGED_YEARS)
        except ValueError:  # February 29: the later day, since keeping longer is the safe side
            years = dt.date(flagged.year + FLAGGED_YEARS, 3, 1)
        if years > last:
            last, rule, why = years, "50 ILCS 706/10-20(a)(7)(B)-(C)", "flagged: kept two years from the flag"
    inside = last.year <= calendar.LAST_YEAR
    after = (roll_forward(last, reading=Reading.LENIENT) if inside else last) + dt.timedelta(days=1)
    return Retention(last_day=last, destroy_not_before=after, rule=rule, why=why)


@dataclass(frozen=True, slots=True)
class Cost:
    """One consequence of a missed deadline."""

    words: str
    rule: str


def missed(clock: Due, *, answered: dt.date | None, today: dt.date) -> tuple[Cost, ...]:
    """What the office lost by missing the date, nothing when it did not.

    Judged by the date of the State's list (extended or agreed where so): the strict date is a safety margin, not a default.
    For a voluminous request the last step that binds the body counts."""
    final = [step.date for step in clock.steps if step.who == "body" and step.name in ("respond", "extended", "agreed")]
    last = clock.agreed or (max(final) if final else clock.due)
    done = answered or today
    if done <= last:
        return ()
    return tuple(Cost(entry["cost"], entry["rule"]) for entry in raw()["missed"][clock.kind.value])


def recurrent(received: dt.date, history: Sequence[dt.date]) -> str:
    """Why one more request makes its sender a recurrent requester, or "" (Section 2(g)).

    `history` are the dates of this requester's earlier requests to the same body, one a submission, without those whose
    principal purpose is news, research or education. Counted over the 12 months before the request, windows half-open. A
    window of 30 or of 7 days may lie anywhere in those months."""
    year_ago = received - dt.timedelta(days=365)
    dates = sorted(date for date in history if year_ago <= date <= received)
    for limit in raw()["recurrent_counts"]["limits"]:
        wanted, span = limit["requests"], dt.timedelta(days=limit["days"])
        for index in range(len(dates) - wanted + 1):
            if "months" in limit or dates[index + wanted - 1] - dates[index] < span:
                return f"{limit['words']} ({raw()['recurrent_counts']['rule']})"
    return ""


def voluminous(*, categories: int = 0, pages: int = 0, single_record: bool = False) -> str:
    """Why a request is voluminous, or "" (Section 2(h)).

    `categories` are different categories of records asked for in this request or over 20 business days; `pages` letter or legal
    pages to be compiled; more than 500 do not count when one single record alone is longer.
    """
    limits = raw()["voluminous_counts"]
    if categories > limits["categories"]:
        return f"{categories} different categories of records, more than {limits['categories']} ({limits['rule']})"
    if pages > limits["pages"] and not single_record:
        return f"{pages} pages, more than {limits['pages']} ({limits['rule']})"
    return ""
