"""The truth table behind every finding: exact, monotone, and sparing with questions."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foia.exemptions.logic import (
    CANT_TELL,
    All,
    Any,
    Earlier,
    Fact,
    Moment,
    Named,
    Question,
    Test,
    Truth,
    evaluate,
    facts,
    rows,
    walk,
)

DAY = dt.date(2026, 8, 20)
NAMES = ("a", "b", "c", "d")
QUESTIONS = {name: Question(name, f"{name}?", "record") for name in NAMES} | {
    "kind": Question("kind", "Which kind?", "record", "enum", {"x": "x", "y": "y", "z": "z"}),
    "why": Question("why", "Why?", "record", "text"),
    "on": Question("on", "When?", "record", "date"),
}


def truth(test: Test, **answers: object) -> Truth:
    return evaluate([test], QUESTIONS, answers, DAY).truths[0]


def trees_over(names: tuple[str, ...]) -> st.SearchStrategy[Test]:
    leaf = st.builds(lambda n, v: Fact(name=n, values=(v,)), st.sampled_from(names), st.booleans())

    def grow(inner: st.SearchStrategy[Test]) -> st.SearchStrategy[Test]:
        parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
        unless = st.none() | inner
        return (
            st.builds(lambda p, u: All(parts=p, unless=u), parts, unless)
            | st.builds(lambda p, u: Any(parts=p, unless=u), parts, unless)
            | st.builds(lambda t, u: Named(name="term", test=t, unless=u), inner, unless)
        )

    return st.recursive(leaf, grow, max_leaves=10)


def plain(test: Test, answers: dict[str, bool]) -> bool:
    """Two-valued evaluation, written a second time and without a table."""
    if isinstance(test, Fact):
        base = answers[test.name] in test.values
    elif isinstance(test, Named):
        assert test.test is not None
        base = plain(test.test, answers)
    else:
        assert isinstance(test, All | Any)
        base = (all if isinstance(test, All) else any)(plain(part, answers) for part in test.parts)
    return base and not (test.unless is not None and plain(test.unless, answers))


def completions(answers: dict[str, bool]) -> list[dict[str, bool]]:
    open_names = [name for name in NAMES if name not in answers]
    return [
        answers | dict(zip(open_names, values, strict=True))
        for values in itertools.product((False, True), repeat=len(open_names))
    ]


@settings(max_examples=150, deadline=None)
@given(trees_over(NAMES), st.dictionaries(st.sampled_from(NAMES), st.booleans()))
def test_a_result_is_decided_exactly_when_every_completion_agrees(test: Test, answers: dict[str, bool]) -> None:
    results = {plain(test, whole) for whole in completions(answers)}
    expected = Truth.UNKNOWN if len(results) == 2 else Truth.YES if True in results else Truth.NO
    assert evaluate([test], QUESTIONS, answers, DAY).truths[0] is expected


@settings(max_examples=150, deadline=None)
@given(trees_over(NAMES), st.dictionaries(st.sampled_from(NAMES), st.booleans()))
def test_a_fact_is_asked_exactly_when_flipping_it_can_flip_the_result(test: Test, answers: dict[str, bool]) -> None:
    wanted = {
        name
        for name in NAMES
        if name not in answers
        for whole in completions(answers)
        if plain(test, whole | {name: True}) != plain(test, whole | {name: False})
    }
    assert set(evaluate([test], QUESTIONS, answers, DAY).asks) == wanted


@settings(max_examples=150, deadline=None)
@given(
    trees_over(NAMES),
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from([True, False, CANT_TELL])),
    st.sampled_from(NAMES),
)
def test_a_decided_result_never_flips_when_more_is_answered(test: Test, answers: dict[str, object], more: str) -> None:
    before = evaluate([test], QUESTIONS, answers, DAY)
    for value in (True, False):
        after = evaluate([test], QUESTIONS, {**answers, more: value}, DAY) if more not in answers else before
        assert before.truths[0] is Truth.UNKNOWN or after.truths == before.truths
    undecided = before.truths[0] is Truth.UNKNOWN
    assert bool(before.asks or before.blocked_by) is undecided
    assert not (before.asks and before.blocked_by)


def test_a_truth_is_no_boolean() -> None:
    with pytest.raises(TypeError, match="three values"):
        bool(Truth.UNKNOWN)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (Moment(fact="on"), Moment(date=dt.date(2026, 1, 2)), Truth.YES),
        (Moment(fact="on"), Moment(date=dt.date(2026, 1, 1)), Truth.NO),  # half-open: the day itself is not earlier
        (Moment(), Moment(fact="on", plus_days=231), Truth.NO),
        (Moment(), Moment(fact="on", plus_days=232), Truth.YES),
        (Moment(), Moment(fact="on", plus_years=1), Truth.YES),
    ],
)
def test_earlier_is_strict(left: Moment, right: Moment, expected: Truth) -> None:
    assert truth(Earlier(left=left, right=right), on=dt.date(2026, 1, 1)) is expected
    assert truth(Earlier(left=left, right=right)) is Truth.UNKNOWN


def test_two_years_after_a_leap_day_end_on_the_later_day() -> None:
    assert Moment(fact="on", plus_years=2).at({"on": dt.date(2024, 2, 29)}, DAY) == dt.date(2026, 3, 1)
    assert Moment(fact="on", plus_years=4).at({"on": dt.date(2024, 2, 29)}, DAY) == dt.date(2028, 2, 29)


@pytest.mark.parametrize("moment", [Moment(fact="on", plus_years=1), Moment(fact="on", plus_days=91)])
def test_a_date_beyond_the_calendar_is_its_last_day(moment: Moment) -> None:
    assert moment.at({"on": dt.date(9999, 12, 31)}, DAY) == dt.date.max


def test_an_enum_counts_as_one_question_with_several_answers() -> None:
    covered = Any(parts=(Fact(name="kind", values=("x", "y")), Fact(name="kind", values=("z",))))
    assert truth(covered) is Truth.YES
    only = Fact(name="kind", values=("x",))
    assert (truth(only), truth(only, kind="x"), truth(only, kind="z")) == (Truth.UNKNOWN, Truth.YES, Truth.NO)


def test_written_words_satisfy_a_text_fact_and_an_outright_no_fails_it() -> None:
    fact = Fact(name="why")
    assert (truth(fact, why="because"), truth(fact, why=True), truth(fact, why=False)) == (Truth.YES, Truth.YES, Truth.NO)


def test_cant_tell_is_not_asked_again_and_blocks_when_nothing_else_can_decide() -> None:
    both = All(parts=(Fact(name="a"), Fact(name="b")))
    waiting = evaluate([both], QUESTIONS, {"a": CANT_TELL}, DAY)
    assert (waiting.asks, waiting.blocked_by) == (("b",), ())
    blocked = evaluate([both], QUESTIONS, {"a": CANT_TELL, "b": True}, DAY)
    assert (blocked.truths, blocked.asks, blocked.blocked_by) == ((Truth.UNKNOWN,), (), ("a",))
    decided = evaluate([both], QUESTIONS, {"a": CANT_TELL, "b": False}, DAY)
    assert (decided.truths, decided.blocked_by) == ((Truth.NO,), ())


def test_helpers_see_the_whole_tree() -> None:
    test = Fact(name="a", unless=All(parts=(Fact(name="b"), Fact(name="a", unless=Fact(name="c")))))
    assert facts(test) == ("a", "b", "c")
    assert len(list(walk(test))) == 5
    assert rows([test], QUESTIONS) == 8
