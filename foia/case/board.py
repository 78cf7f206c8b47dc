"""What there is to decide about in a record, as items; made without the places of words, which are worked out for one page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from foia.case.views import Item
from foia.model import Decision, Proposal, Reach, Record, Stance


@dataclass(frozen=True, slots=True)
class Board:
    """The proposals of a record as items that nobody decided yet, in the order of its text. Shared: never changed."""

    items: tuple[Item, ...]
    at: Mapping[str, int]  # key -> index in `items`
    on_page: Mapping[int, tuple[int, ...]]  # page number -> indices in `items`
    nodes: frozenset[str]


def board(record: Record, proposals: Mapping[str, Proposal]) -> Board:
    items = sorted((_proposed(record, *each) for each in proposals.items()), key=lambda item: (item.start, item.end))
    on_page: dict[int, list[int]] = {}
    for index, item in enumerate(items):
        for number in item.page_numbers:
            on_page.setdefault(number, []).append(index)
    return Board(
        items=tuple(items),
        at={item.key: index for index, item in enumerate(items)},
        on_page={number: tuple(indices) for number, indices in on_page.items()},
        nodes=frozenset(item.node for item in items),
    )


def pages_of(record: Record, start: int, end: int) -> tuple[int, ...]:
    """Numbers of the pages over which [start, end) of a record's text goes; no page is fetched for it."""
    first = max(bisect_right(record.starts, start), 1)
    return tuple(range(first, max(bisect_right(record.starts, end - 1), first) + 1))


def with_decision(item: Item, decision: Decision | None) -> Item:
    """A proposal's item with the decision in force about it."""
    return item if decision is None else replace(item, state=_state(item, decision), decision=decision)


def with_areas(record: Record, item: Item) -> Item:
    """The item with where it stands. Fetches its pages."""
    reach = item.decision.reach if item.decision is not None and item.state == "drawn" else Reach.SPAN
    return replace(item, areas=record.areas(item.start, item.end)) if reach is Reach.SPAN else item


def own_items(record: Record, decided: Iterable[tuple[str, Decision]]) -> tuple[Item, ...]:
    """What persons marked and drew themselves, by page."""
    found = [own_item(record, key, decision) for key, decision in decided]
    return tuple(sorted(found, key=lambda item: (item.page_numbers, item.start, item.key)))


def own_item(record: Record, key: str, decision: Decision) -> Item:
    span = decision.reach is Reach.SPAN
    areas = () if span or decision.reach is Reach.RECORD else decision.areas
    numbers = {*decision.pages, *(area.page_number for area in areas)}
    if span:
        numbers.update(pages_of(record, decision.start, decision.end))
    basis = decision.basis
    return Item(
        key=key,
        record_id=record.id,
        start=decision.start,
        end=decision.end,
        page_numbers=tuple(sorted(numbers)),
        areas=areas,
        type=decision.type,
        stance=decision.stance,
        node=basis.node if basis else "",
        basis=basis.citation if basis else "",
        reason=decision.reason,
        score=1.0,
        role=decision.role,
        person=decision.person,
        text=record.text[decision.start : decision.end] if span else "",
        state="drawn",
        decision=decision,
        second=basis.second if basis else "",
    )


def _proposed(record: Record, key: str, proposal: Proposal) -> Item:
    return Item(
        key=key,
        record_id=record.id,
        start=proposal.start,
        end=proposal.end,
        page_numbers=pages_of(record, proposal.start, proposal.end),
        areas=(),
        type=proposal.type,
        stance=proposal.stance,
        node=proposal.node,
        basis=proposal.basis,
        reason=proposal.reason,
        score=proposal.score,
        role=proposal.role,
        person=proposal.person,
        text=record.text[proposal.start : proposal.end],
        state="undecided",
        decision=None,
        second=proposal.second,
    )


def _state(item: Item, decision: Decision) -> str:
    if decision.stance is not item.stance:
        return "changed" if item.stance is Stance.ASK else "rejected" if decision.stance is Stance.RELEASE else "changed"
    if decision.basis is not None and decision.basis.node != item.node:
        return "changed"
    return "accepted"
