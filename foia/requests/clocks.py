"""When a response is due: the count day by day, with the rule for each step. Imports: model, errors, calendar, rules.

The day of receipt is day 0. `due` counts by the State's closing days; `strict_due` is the earliest date that any reading gives
and is what the office works to. Times without a zone are Illinois time. Nothing here reads today's date: callers pass `now`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from foia.errors import UsageError
from foia.model import RequestKind
from foia.requests import calendar
from foia.requests.calendar import Reading, add_business_days
from foia.requests.rules import Period, Reason, periods, raw, reasons

ILLINOIS = ZoneInfo("America/Chicago")
CLOSES = dt.time(17, 0)  # end of office hours where the agency states none


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the count."""

    date: dt.date
    counts: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that has to happen by a date. `date` is by the State's list, `strict` the date to work to."""

    name: str  # notice, requester, respond, extended ...
    words: str
    date: dt.date
    strict: dt.date
    who: str  # body | requester
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """More time under Section 3(e), with the reason and the day on which the requester was told.

    `reason` is a numeral i to vii; `days` are business days from the original due date (1 to 5; for a voluminous request 1
    to 10 from the requester's last day to answer)."""

    reason: str
    noticed: dt.date
    days: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The clock of one request."""

    received: dt.date | dt.datetime
    kind: RequestKind
    counted_from: dt.date  # day 0
    due: dt.date  # for a voluminous request: the first notice
    strict_due: dt.date
    rule: str
    days: tuple[Day, ...]
    steps: tuple[Step, ...]
    extended_due: dt.date | None = None
    strict_extended_due: dt.date | None = None
    agreed: dt.date | None = None  # later date by written agreement
    later_reading: dt.date | None = (
        None  # due date if an after-hours receipt counted as the next business day; not to be relied on
    )
    reason: Reason | None = None
    warnings: tuple[str, ...] = ()

    @property
    def target(self) -> dt.date:
        """The date to work to: agreed, else the strict extended, else the strict due date."""
        return self.agreed or self.strict_extended_due or self.strict_due


def parse_received(text: str) -> dt.date | dt.datetime:
    """`2026-03-02` or `2026-03-02T16:45` (also with a space, seconds or a zone). Raises UsageError for a date that does not
    exist."""
    text = text.strip()
    try:
        return dt.date.fromisoformat(text) if len(text) <= 10 else dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"'{text[:40]}' is not a date that exists",
            why="a date is written YYYY-MM-DD, with a time YYYY-MM-DDTHH:MM, and must be in the calendar",
            remedy="check the year, month and day on the request",
        ) from error


def extension_reason(key: str) -> Reason:
    """The reason of Section 3(e) with this numeral (`ii`, `(ii)`, `2`, or its whole citation). Raises UsageError for any
    other."""
    numeral = key.strip().lower().removeprefix("5 ilcs 140/3(e)").strip("() .")
    known = reasons()
    if numeral.isdigit() and 1 <= int(numeral) <= len(known):
        numeral = list(known)[int(numeral) - 1]
    if numeral not in known:
        raise UsageError(
            f"'{key[:40]}' is not a reason for an extension",
            why="Section 3(e) of the Act lists seven reasons, (i) to (vii), and no others",
            remedy="choose one: " + "; ".join(f"({item.key}) {item.short}" for item in known.values()),
        )
    return known[numeral]


def due(
    received: dt.date | dt.datetime,
    kind: RequestKind = RequestKind.STANDARD,
    *,
    extended: bool = False,
    extension: Extension | None = None,
    agreed: dt.date | None = None,
    closures: Collection[dt.date] = (),
    closures_stop: bool = False,
    notice_sent: dt.date | None = None,
    answered: dt.date | None = None,
    now: dt.datetime | None = None,
    closes: dt.time = CLOSES,
) -> Due:
    """The clock of a request received on a day or at a time.

    `extended` shows the date that a full extension gives; `extension` applies one that was really noticed, and is checked.
    `agreed` is a later date agreed in writing (Section 3(e), last paragraph). `closures` are the body's own closing days:
    listed, counted all the same unless `closures_stop` (counsel decided so); the strict date never skips them.
    `notice_sent` and `answered` are the body's notice and the requester's answer in a voluminous request. Raises UsageError
    when the date lies outside the calendar or, where `now` is given, in the future; when an extension has no statutory
    reason, comes too late, is too long or does not exist for this kind; when an agreed date is earlier than the due date.
    """
    moment = _local(received)
    start = moment.date() if isinstance(moment, dt.datetime) else moment
    _check_received(moment, start, now)
    period = periods()[kind.value]
    skip = closures if closures_stop else ()
    first = add_business_days(start, period.days, closures=skip)
    strict = add_business_days(start, period.days, reading=Reading.STRICT)
    warnings = _receipt_warnings(moment, start, period.days, closes)
    if strict != first:
        warnings.append(f"The two State lists of holidays differ here: work to {strict}, the earlier date.")
    later = add_business_days(start, 1, closures=skip) if _after_hours(moment, start, closes) else None
    steps = _first_steps(kind, period, start, first, strict, skip)
    extended_due = strict_extended = None
    reason = None
    if extension or extended:
        reason = _check_extension(kind, extension, start, first)
        if kind is RequestKind.VOLUMINOUS:
            days = extension.days if extension else period.extension
        else:
            days = extension.days if extension else int(raw()["extension_days"])
            extended_due = add_business_days(first, days, closures=skip)
            strict_extended = add_business_days(strict, days, reading=Reading.STRICT)
            steps.append(
                _step("extended", "Respond, after the extension", extended_due, strict_extended, rule="5 ILCS 140/3(e)")
            )
            if not extension:
                warnings.append(f"The extension stands only if notice with its reason and the new date goes out by {strict}.")
    if kind is RequestKind.VOLUMINOUS:
        more = days if extension or extended else 0
        chain = _voluminous_steps(period, first, strict, notice_sent, answered, more, skip)
        steps += chain
        if more:
            extended_due, strict_extended = chain[-1].date, chain[-1].strict
    if agreed is not None and agreed < (extended_due or first):
        raise UsageError(
            f"The agreed date {agreed} is earlier than {extended_due or first}, when the response is due anyway",
            why="an agreement in writing under Section 3(e) lengthens the time, it does not shorten it",
            remedy="check the date that both sides agreed on",
        )
    if agreed:
        steps.append(_step("agreed", "Respond, as agreed in writing", agreed, agreed, rule="5 ILCS 140/3(e)"))
    last = max(step.date for step in steps)
    return Due(
        received=received,
        kind=kind,
        counted_from=start,
        due=first,
        strict_due=strict,
        rule=period.rule,
        days=_count(start, steps, kind, last, closures, closures_stop),
        steps=tuple(steps),
        extended_due=extended_due,
        strict_extended_due=strict_extended,
        agreed=agreed,
        later_reading=add_business_days(later, period.days, closures=skip) if later else None,
        reason=reason,
        warnings=tuple(warnings),
    )


def _local(received: dt.date | dt.datetime) -> dt.date | dt.datetime:
    """The receipt as Illinois saw it: an aware time is brought to Illinois time, a naive one is Illinois time already."""
    if isinstance(received, dt.datetime) and received.tzinfo is not None:
        return received.astimezone(ILLINOIS).replace(tzinfo=None)
    return received


def _check_received(moment: dt.date | dt.datetime, start: dt.date, now: dt.datetime | None) -> None:
    if not calendar.FIRST_YEAR <= start.year <= calendar.LAST_YEAR:
        raise calendar.beyond(start.year)
    if now is None:
        return
    present = _local(now)
    assert isinstance(present, dt.datetime)
    late = moment > present if isinstance(moment, dt.datetime) else start > present.date()
    if late:
        raise UsageError(
            f"The request is said to have been received on {start}, which is in the future",
            why=f"today is {present.date()}, and a clock starts when a request arrives",
            remedy="check the date of receipt",
        )


def _after_hours(moment: dt.date | dt.datetime, start: dt.date, closes: dt.time) -> bool:
    return not calendar.counts(start) or (isinstance(moment, dt.datetime) and moment.time() >= closes)


def _receipt_warnings(moment: dt.date | dt.datetime, start: dt.date, days: int, closes: dt.time) -> list[str]:
    if not _after_hours(moment, start, closes):
        return []
    when = "on a day that is not a business day" if not calendar.counts(start) else f"after {closes:%H:%M}"
    early = add_business_days(start, days)
    late = add_business_days(add_business_days(start, 1), days)
    return [
        f"Received {when}. Counted from the actual day it is due {early}; counted as received on the next business day, {late}."
        f" The Act does not say which: work to the earlier."
    ]


def _step(name: str, words: str, date: dt.date, strict: dt.date, *, rule: str, who: str = "body") -> Step:
    return Step(
        name=name, words=words, date=date, strict=min(date, strict) if who == "body" else max(date, strict), who=who, rule=rule
    )


def _first_steps(
    kind: RequestKind, period: Period, start: dt.date, first: dt.date, strict: dt.date, skip: Collection[dt.date]
) -> list[Step]:
    """The steps that depend on the receipt alone."""
    if kind is RequestKind.VOLUMINOUS:
        return [_step("notice", "Tell the requester that the request is voluminous", first, strict, rule=period.rule)]
    steps = []
    if kind is not RequestKind.STANDARD:
        five = periods()["standard"].days
        early, words = (
            add_business_days(start, five, reading=Reading.STRICT),
            "Tell the requester that the request is recurrent",
        )
        if kind is RequestKind.COMMERCIAL:
            words = "Be sure by now that the purpose is commercial: an ordinary request would be due"
        steps.append(_step("notice", words, add_business_days(start, five, closures=skip), early, rule=period.rule))
    steps.append(_step("respond", "Respond", first, strict, rule=period.rule))
    return steps


def _voluminous_steps(
    period: Period,
    first: dt.date,
    strict: dt.date,
    notice_sent: dt.date | None,
    answered: dt.date | None,
    more: int,
    skip: Collection[dt.date],
) -> list[Step]:
    """Section 3.6(b)-(d): the requester has 10 business days from the notice, the body 5 from the answer or the last day
    for it.

    The extension runs from the requester's last day, not from the body's own date. The requester's day is the latest
    reading, the body's strict days are chained on the earliest."""
    if notice_sent is not None and notice_sent > first:
        raise UsageError(
            f"The notice of a voluminous request went out on {notice_sent}, after {first}",
            why="Section 3.6(a) gives five business days for it; after that the request is an ordinary one that is overdue",
            remedy="respond to the request now",
        )
    sent, sent_strict = notice_sent or first, notice_sent or strict
    last = add_business_days(sent, period.requester, closures=skip)
    last_strict = add_business_days(sent_strict, period.requester, reading=Reading.STRICT)
    generous = add_business_days(sent, period.requester, reading=Reading.LENIENT, closures=skip)
    words = "Requester narrows the request or leaves it as it is"
    steps = [_step("requester", words, last, generous, who="requester", rule="5 ILCS 140/3.6(b)")]
    base, base_strict = (answered, answered) if answered and answered <= last else (last, last_strict)
    steps.append(
        _step(
            "respond",
            "Respond, whether or not the requester has answered",
            add_business_days(base, period.body, closures=skip),
            add_business_days(base_strict, period.body, reading=Reading.STRICT),
            rule="5 ILCS 140/3.6(c)",
        )
    )
    if more:
        steps.append(
            _step(
                "extended",
                "Respond, after the extension counted from the requester's last day",
                add_business_days(last, more, closures=skip),
                add_business_days(last_strict, more, reading=Reading.STRICT),
                rule="5 ILCS 140/3.6(d)",
            )
        )
    return steps


def _check_extension(kind: RequestKind, extension: Extension | None, start: dt.date, first: dt.date) -> Reason | None:
    if kind in (RequestKind.COMMERCIAL, RequestKind.RECURRENT):
        raise UsageError(
            f"A {kind.value} request has no extension",
            why="Section 3(e) extends the five business days of Section 3 only; Sections 3.1 and 3.2 give 21 days and no more",
            remedy="respond within the 21 business days, or agree on a later date with the requester in writing",
        )
    if extension is None:
        return None
    longest = periods()["voluminous"].extension if kind is RequestKind.VOLUMINOUS else int(raw()["extension_days"])
    if not 1 <= extension.days <= longest:
        raise UsageError(
            f"An extension of {extension.days} business days is not possible",
            why=f"the Act allows 1 to {longest} business days for a {kind.value} request",
            remedy="choose a shorter one, or agree on a later date with the requester in writing (Section 3(e))",
        )
    reason = extension_reason(extension.reason)
    if extension.noticed < start:
        raise UsageError(
            f"The extension was noticed on {extension.noticed}, before the request was received on {start}",
            why="an extension is of one request, and is told to whoever made it",
            remedy="check the dates of the notice and of the receipt",
        )
    if kind is RequestKind.STANDARD and extension.noticed > first:
        raise UsageError(
            f"The extension was noticed on {extension.noticed}, after the request was due on {first}",
            why="Section 3(f) demands the notice, with its reason and the new date, within the first five business days",
            remedy="respond now; the request counts as denied since its due date, and copies are free of charge (Section 3(d))",
        )
    return reason


def _count(
    start: dt.date,
    steps: list[Step],
    kind: RequestKind,
    last: dt.date,
    closures: Collection[dt.date],
    closures_stop: bool,
) -> tuple[Day, ...]:
    """Every day from the receipt to the last step, with what falls on it; the numbers start anew where a new period starts."""
    fresh = {"notice", "requester"} if kind is RequestKind.VOLUMINOUS else {"respond"}
    days = [Day(start, False, "day of receipt: day 0")]
    ends = {step.date: step for step in steps}
    number, day = 0, start
    while day < last:
        day += dt.timedelta(days=1)
        counts = calendar.counts(day, closures=closures if closures_stop else ())
        note = calendar.why(day, closures=closures, closures_stop=closures_stop)
        number += counts
        words = f"business day {number}" if counts else ""
        why = "; ".join(part for part in (words, note, ends[day].words if day in ends else "") if part)
        days.append(Day(day, counts, why))
        if day in ends and ends[day].name in fresh:
            number = 0
    return tuple(days)
