"""The clocks of Sections 2.15, 3 to 3.6, 9.5, and of retention, against dates counted by hand."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foia.errors import UsageError
from foia.model import RequestKind
from foia.requests import (
    Extension,
    arrest_items,
    court,
    due,
    extension_reason,
    missed,
    pac_answer,
    pac_request,
    parse_received,
    person_check,
    recurrent,
    retention,
    voluminous,
)
from foia.requests.calendar import Reading, add_business_days, counts, legal_holidays, roll_forward, state_holidays

D = dt.date.fromisoformat
STANDARD, COMMERCIAL, RECURRENT, VOLUMINOUS = RequestKind

# received, due, extended due, strict due, strict extended due
STANDARD_DATES = [
    ("2026-01-05", "2026-01-12", "2026-01-20", "2026-01-12", "2026-01-20"),
    ("2026-01-15", "2026-01-23", "2026-01-30", "2026-01-23", "2026-01-30"),
    ("2026-02-05", "2026-02-13", "2026-02-23", "2026-02-13", "2026-02-23"),
    ("2026-02-06", "2026-02-17", "2026-02-24", "2026-02-17", "2026-02-24"),
    ("2026-03-02", "2026-03-09", "2026-03-16", "2026-03-09", "2026-03-16"),
    ("2026-03-27", "2026-04-03", "2026-04-10", "2026-04-03", "2026-04-10"),
    ("2026-05-19", "2026-05-27", "2026-06-03", "2026-05-27", "2026-06-03"),
    ("2026-06-15", "2026-06-23", "2026-06-30", "2026-06-23", "2026-06-30"),
    ("2026-06-26", "2026-07-06", "2026-07-13", "2026-07-03", "2026-07-10"),
    ("2026-08-08", "2026-08-14", "2026-08-21", "2026-08-14", "2026-08-21"),
    ("2026-09-01", "2026-09-09", "2026-09-16", "2026-09-09", "2026-09-16"),
    ("2026-10-05", "2026-10-13", "2026-10-20", "2026-10-13", "2026-10-20"),
    ("2026-10-30", "2026-11-09", "2026-11-17", "2026-11-09", "2026-11-17"),
    ("2026-11-20", "2026-12-01", "2026-12-08", "2026-11-30", "2026-12-07"),
    ("2026-12-18", "2026-12-28", "2027-01-05", "2026-12-28", "2027-01-05"),
]


@pytest.mark.parametrize(("received", "first", "extended", "strict", "strict_extended"), STANDARD_DATES)
def test_five_business_days_and_the_extension_come_out(received, first, extended, strict, strict_extended):
    clock = due(D(received), extended=True)
    assert (clock.due, clock.extended_due) == (D(first), D(extended))
    assert (clock.strict_due, clock.strict_extended_due) == (D(strict), D(strict_extended))
    assert clock.target == D(strict_extended)
    assert due(D(received)).target == D(strict)


@pytest.mark.parametrize(
    ("received", "kind", "step", "date", "strict"),
    [
        ("2026-01-15", COMMERCIAL, "notice", "2026-01-23", "2026-01-23"),
        ("2026-01-15", COMMERCIAL, "respond", "2026-02-18", "2026-02-18"),
        ("2026-09-01", COMMERCIAL, "notice", "2026-09-09", "2026-09-09"),
        ("2026-09-01", COMMERCIAL, "respond", "2026-10-01", "2026-10-01"),
        ("2026-06-15", RECURRENT, "notice", "2026-06-23", "2026-06-23"),
        ("2026-06-15", RECURRENT, "respond", "2026-07-16", "2026-07-15"),
        ("2026-03-27", VOLUMINOUS, "notice", "2026-04-03", "2026-04-03"),
        ("2026-03-27", VOLUMINOUS, "requester", "2026-04-17", "2026-04-17"),
        ("2026-03-27", VOLUMINOUS, "respond", "2026-04-24", "2026-04-24"),
        ("2026-03-27", VOLUMINOUS, "extended", "2026-05-01", "2026-05-01"),
    ],
)
def test_the_other_kinds_have_their_steps(received, kind, step, date, strict):
    clock = due(D(received), kind, extended=kind is VOLUMINOUS)
    found = {one.name: one for one in clock.steps}[step]
    assert (found.date, found.strict) == (D(date), D(strict))


def test_a_voluminous_answer_shortens_only_the_bodys_own_days():
    clock = due(D("2026-03-27"), VOLUMINOUS, notice_sent=D("2026-04-01"), answered=D("2026-04-06"))
    steps = {one.name: one.date for one in clock.steps}
    assert steps["requester"] == D("2026-04-15")
    assert steps["respond"] == D("2026-04-13")
    assert clock.due == D("2026-04-03")


def test_the_requesters_last_day_is_the_latest_reading():
    clock = due(D("2026-03-20"), VOLUMINOUS)  # ten days over Good Friday, a legal holiday on which State offices are open
    requester = {one.name: one for one in clock.steps}["requester"]
    assert (requester.date, requester.strict) == (D("2026-04-10"), D("2026-04-13"))


def test_every_day_is_listed_with_its_reason():
    days = {day.date: day for day in due(D("2026-06-26")).days}
    assert days[D("2026-06-26")].why == "day of receipt: day 0"
    assert not days[D("2026-07-03")].counts
    assert "strict count includes it" in days[D("2026-07-03")].why
    assert days[D("2026-07-06")].why.startswith("business day 5")
    assert len(days) == 11


def test_receipt_after_hours_shows_both_dates_and_works_to_the_earlier():
    clock = due(dt.datetime(2026, 3, 6, 18, 30))
    assert (clock.due, clock.later_reading) == (D("2026-03-13"), D("2026-03-16"))
    assert "2026-03-16" in clock.warnings[0]
    assert due(dt.datetime(2026, 3, 6, 16, 59)).later_reading is None


def test_an_aware_time_is_counted_on_the_illinois_day():
    late = dt.datetime(2026, 3, 7, 3, 0, tzinfo=dt.UTC)  # Friday evening in Illinois
    assert due(late).counted_from == D("2026-03-06")


def test_a_closure_is_listed_but_counts_until_counsel_says_otherwise():
    closed = (D("2026-03-04"),)
    assert due(D("2026-03-02"), closures=closed).due == D("2026-03-09")
    stopped = due(D("2026-03-02"), closures=closed, closures_stop=True)
    assert (stopped.due, stopped.strict_due) == (D("2026-03-10"), D("2026-03-09"))


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "yesterday", "", "2026-02-29T10:00", "02/03/2026"])
def test_a_date_that_does_not_exist_is_refused(text):
    with pytest.raises(UsageError, match="not a date"):
        parse_received(text)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: due(D("2026-03-03"), now=dt.datetime(2026, 3, 2, 12)), "in the future"),
        (lambda: due(dt.datetime(2026, 3, 2, 13), now=dt.datetime(2026, 3, 2, 12)), "in the future"),
        (lambda: due(D("2019-03-03")), "does not reach the year 2019"),
        (lambda: due(D("2036-03-03")), "does not reach the year 2036"),
        (
            lambda: due(D("2026-03-02"), extension=Extension(reason="ii", noticed=D("2026-02-27"))),
            "before the request was received",
        ),
        (lambda: due(D("2026-03-02"), extension=Extension(reason="ii", noticed=D("2026-03-10"))), "after the request was due"),
        (lambda: due(D("2026-03-02"), extension=Extension(reason="viii", noticed=D("2026-03-05"))), "not a reason"),
        (lambda: due(D("2026-03-02"), extension=Extension(reason="ii", noticed=D("2026-03-05"), days=6)), "not possible"),
        (lambda: due(D("2026-03-02"), extension=Extension(reason="ii", noticed=D("2026-03-05"), days=0)), "not possible"),
        (lambda: due(D("2026-03-02"), COMMERCIAL, extended=True), "no extension"),
        (lambda: due(D("2026-03-02"), agreed=D("2026-03-05")), "earlier than"),
        (lambda: due(D("2026-03-02"), VOLUMINOUS, notice_sent=D("2026-03-20")), "overdue"),
    ],
)
def test_what_the_act_does_not_allow_is_refused(call, says):
    with pytest.raises(UsageError) as caught:
        call()
    assert says in str(caught.value)
    assert "What to do" in str(caught.value)


@pytest.mark.parametrize("key", ["ii", "(ii)", "2", "II", "5 ILCS 140/3(e)(ii)"])
def test_a_reason_may_be_named_in_several_ways(key):
    assert extension_reason(key).citation == "5 ILCS 140/3(e)(ii)"


def test_an_extension_and_an_agreement_move_the_target():
    clock = due(D("2026-03-02"), extension=Extension(reason="v", noticed=D("2026-03-09"), days=3))
    assert clock.target == D("2026-03-12")
    assert due(D("2026-03-02"), agreed=D("2026-04-01")).target == D("2026-04-01")


def test_arrest_items_run_by_the_clock_over_a_holiday_weekend():
    assert arrest_items(dt.datetime(2026, 7, 3, 22)).last == dt.datetime(2026, 7, 6, 22)
    assert arrest_items(dt.datetime(2026, 3, 6, 22)).last == dt.datetime(2026, 3, 9, 23)  # clocks go forward on March 8


@pytest.mark.parametrize(
    ("denied", "last"),
    [("2026-02-13", "2026-04-14"), ("2026-03-09", "2026-05-08"), ("2026-05-05", "2026-07-06"), ("2026-02-02", "2026-04-06")],
)
def test_sixty_days_to_the_counselor_roll_off_weekends_and_holidays(denied, last):
    assert pac_request(D(denied)).last == D(last)


def test_the_bodys_seven_days_and_the_five_years():
    assert pac_answer(D("2026-06-26")).last == D("2026-07-07")
    assert court(D("2024-02-29")).last == D("2029-03-01")


def test_a_recording_is_kept_ninety_days_and_the_last_day_still_stops_destruction():
    kept = retention(D("2026-01-10"))
    assert (kept.last_day, kept.destroy_not_before) == (D("2026-04-10"), D("2026-04-11"))
    assert retention(D("2026-01-10"), flagged=D("2026-03-02")).last_day == D("2028-03-02")


def test_a_person_check_never_moves_the_date_to_work_to():
    clock = due(D("2026-03-02"))
    check = person_check(clock, asked=D("2026-03-04"))
    assert (check.ask_by, check.work_to, check.deny_not_before) == (D("2026-03-09"), D("2026-03-09"), D("2026-04-04"))
    assert person_check(clock, asked=D("2026-03-04"), verified=D("2026-03-05")).deny_not_before is None
    for wrong in ({"asked": D("2026-03-10")}, {"verified": D("2026-03-05")}):
        with pytest.raises(UsageError):
            person_check(clock, **wrong)
    with pytest.raises(UsageError):
        person_check(due(D("2025-12-01")))


def test_a_missed_date_costs_the_fee_and_the_burden_claim():
    clock = due(D("2026-03-02"))
    assert missed(clock, answered=D("2026-03-09"), today=D("2026-03-20")) == ()
    costs = missed(clock, answered=None, today=D("2026-03-10"))
    assert [word for word in ("denied", "fee", "burdensome") if any(word in cost.words for cost in costs)] == [
        "denied",
        "fee",
        "burdensome",
    ]
    assert missed(due(D("2026-03-27"), VOLUMINOUS), answered=D("2026-04-24"), today=D("2026-05-01")) == ()


@pytest.mark.parametrize(
    ("earlier", "words"),
    [
        ([D("2026-03-01")] * 6, ""),
        ([D("2026-02-25")] * 7, "7 requests within 7 days"),
        ([D("2026-01-01") + dt.timedelta(days=2 * n) for n in range(15)], "15 requests within 30 days"),
        ([D("2025-04-01") + dt.timedelta(days=6 * n) for n in range(50)], "50 requests in the 12 months"),
        ([D("2024-04-01") + dt.timedelta(days=n // 8) for n in range(50)], ""),
    ],
)
def test_recurrent_is_counted_from_the_history(earlier, words):
    found = recurrent(D("2026-03-02"), earlier)
    assert found.startswith(words) if words else found == ""


def test_voluminous_by_categories_or_pages():
    assert "6 different categories" in voluminous(categories=6)
    assert voluminous(categories=5) == voluminous(pages=500) == voluminous(pages=900, single_record=True) == ""
    assert "501 pages" in voluminous(pages=501)


# The State's closing days as published for these years.
@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2022, "01-17 02-11 02-21 05-30 07-04 09-05 10-10 11-08 11-11 11-24 11-25 12-26"),
        (2023, "01-02 01-16 02-13 02-20 05-29 06-19 07-04 09-04 10-09 11-10 11-23 11-24 12-25"),
        (2026, "01-01 01-19 02-12 02-16 05-25 06-19 07-03 09-07 10-12 11-03 11-11 11-26 11-27 12-25"),
        (2027, "01-01 01-18 02-12 02-15 05-31 07-05 09-06 10-11 11-11 11-25 11-26 12-24 12-31"),
        (2028, "01-17 02-11 02-21 05-29 06-19 07-04 09-04 10-09 11-07 11-10 11-23 11-24 12-25"),
    ],
)
def test_the_states_closing_days(year, days):
    assert " ".join(f"{day:%m-%d}" for day in state_holidays(year)) == days


def test_the_two_lists_of_2026_differ_in_four_days():
    state, legal = set(state_holidays(2026)), set(legal_holidays(2026))
    assert state - legal == {D("2026-07-03"), D("2026-11-27")}
    assert {day for day in legal - state if day.weekday() < 5} == {D("2026-03-02"), D("2026-04-03")}


days_of_use = st.dates(D("2022-01-01"), D("2035-12-31"))


@given(days_of_use, st.sampled_from([STANDARD, COMMERCIAL, RECURRENT, VOLUMINOUS]))
def test_strict_is_never_later_and_dates_fall_on_business_days(received, kind):
    clock = due(received, kind)
    assert received < clock.strict_due <= clock.due
    assert counts(clock.due)
    assert [day.date for day in clock.days] == sorted({day.date for day in clock.days})
    for step in clock.steps:
        assert step.strict <= step.date or step.who == "requester"


@given(days_of_use, st.integers(1, 25))
def test_readings_are_ordered(start, days):
    strict, state, lenient = (
        add_business_days(start, days, reading=reading) for reading in (Reading.STRICT, Reading.STATE, Reading.LENIENT)
    )
    assert strict <= state <= lenient
    assert counts(roll_forward(start), reading=Reading.LENIENT)


@given(days_of_use)
def test_counting_agrees_with_the_day_list(received):
    clock = due(received)
    assert sum(day.counts for day in clock.days) == 5
    assert clock.days[-1].date == clock.due
