"""Gathers mentions of names into persons, decides their roles, and finds the mentions that the model missed.

Knows nothing of the law. Imports: stdlib, rapidfuzz, model. Roles are those of `model.Role`; a person under 18 on the
event's day is a minor whatever else he is, and his other roles stand in `Person.other_roles`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from foia.model import Detection, Person, Role

from . import mentions, names, owners, roles
from .evidence import Shown
from .kinds import kind_of, like
from .layout import Layout
from .mentions import Group
from .told import judge

__all__ = ["Gathered", "Layout", "gather_case", "gather_people"]

# what a record shows of somebody when it does not tell his part in the case
_YIELDS = frozenset({Role.UNKNOWN, Role.SUSPECT, Role.PRIVATE_OTHER})
_DUTY = frozenset({Role.OFFICER, Role.PUBLIC_EMPLOYEE, Role.ATTORNEY})


class Gathered(NamedTuple):
    """What was gathered from one record: its persons, and its detections with their persons, sorted by place."""

    persons: tuple[Person, ...]
    detections: tuple[Detection, ...]


def gather_people(
    text: str,
    detections: Iterable[Detection],
    *,
    roster: Sequence[str] = (),
    event_date: dt.date | None = None,
    kind: str | None = None,
) -> Gathered:
    """Persons of one record, and its detections with the persons they belong to and with the mentions found besides.

    `roster`: names of the agency's officers and employees, in either order; who is on it is an officer for certain.
    `event_date`: the day on which ages count; when not given it is read from the record. `kind`: the record's
    kind; guessed from its words where not given.
    """
    return _gather(text, tuple(detections), [(name, True) for name in roster], event_date, kind or kind_of(text))


def gather_case(
    records: Sequence[tuple[str, Sequence[Detection]]],
    *,
    roster: Sequence[str] = (),
    event_dates: Sequence[dt.date | None] = (),
    kinds: Sequence[str | None] = (),
) -> tuple[Gathered, ...]:
    """The same over all records of a case, given as (text, detections): one id for one human being throughout.

    Somebody named in full in one record is looked for in all. A role is taken over from another record only where the record
    itself shows none or a weaker one: officers and minors everywhere, else what is certain before what was weighed, and an arrest.
    """
    known = [(name, True) for name in roster]
    days = [*event_dates, *[None] * (len(records) - len(event_dates))]
    sorts = [
        kind or kind_of(text) for kind, (text, _) in zip([*kinds, *[None] * (len(records) - len(kinds))], records, strict=True)
    ]
    first = [
        _gather(text, tuple(found), known, day, kind) for (text, found), day, kind in zip(records, days, sorts, strict=True)
    ]
    cast = _cast(first)
    everyone = known + [(person.name, False) for person in cast if names.parse(person.name).full]
    second = [
        _gather(text, tuple(found), everyone, day, kind) for (text, found), day, kind in zip(records, days, sorts, strict=True)
    ]
    cast = _cast(second)
    return tuple(_rename(gathered, cast) for gathered in second)


def _find(
    text: str, found: tuple[Detection, ...], known: list[tuple[str, bool]]
) -> tuple[list[Group], list[tuple[int, int, Group, str]]]:
    """The persons named, by their first mention, and the mentions found besides."""
    groups = mentions.gather(text, found, known)
    taken = [(d.start, d.end) for d in found]
    extra: list[tuple[int, int, Group, str]] = []
    for _ in range(2):  # a name from elsewhere is found in full first; then its surname may stand alone
        fresh = any(group.outside and not group.spans for group in groups)
        more = mentions.missed(text, groups, taken)
        for start, end, group, _why in more:
            group.spans.append((start, end))
        for group in groups:
            group.spans.sort()
        extra += more
        taken += [(start, end) for start, end, _, _ in more]
        if not (fresh and more):
            break
    groups = [group for group in groups if group.spans]
    groups.sort(key=lambda group: group.spans[0])
    return groups, extra


def _gather(
    text: str, found: tuple[Detection, ...], known: list[tuple[str, bool]], event_date: dt.date | None, kind: str | None
) -> Gathered:
    kind = like(kind)
    groups, extra = _find(text, found, known)
    new = [
        Detection(start=start, end=end, type="PERSON", score=0.8, text=text[start:end], why=why) for start, end, _, why in extra
    ]
    layout = Layout(text, tuple(sorted(span for group in groups for span in group.spans)))
    shown = roles.read_roles(text, groups, layout, kind)
    names_found = {(d.start, d.end): d for d in found if d.type == "PERSON"}
    for group, entry in zip(groups, shown, strict=True):
        judged = None if group.rostered else judge(group.spans, names_found)
        if judged is not None:
            roles.weigh(entry, judged)
    everywhere = sorted((start, end, index) for index, group in enumerate(groups) for start, end in group.spans)
    at = {(start, end): index for start, end, index in everywhere}
    given = [entry.role for entry in shown]
    parts = [(group.name.first, group.surname) for group in groups]
    owner: dict[Detection, int | None] = {
        d: owners.owner_of(d, text, layout, everywhere, given, parts) for d in found if d.type != "PERSON"
    }
    births = _births(
        owner, event_date or owners.event_day(text, [(d.start, d.end) for d in found if d.type == "DATE_OF_BIRTH"]), shown
    )
    persons = tuple(
        _person(f"p{index + 1}", group, entry, births.get(index))
        for index, (group, entry) in enumerate(zip(groups, shown, strict=True))
    )
    linked = []
    for detection in sorted((*found, *new), key=lambda d: (d.start, d.end)):
        index = at.get((detection.start, detection.end)) if detection.type == "PERSON" else owner[detection]
        linked.append(detection if index is None else replace(detection, person=persons[index].id))
    return Gathered(persons, tuple(linked))


def _births(owner: dict[Detection, int | None], day: dt.date | None, shown: list[Shown]) -> dict[int, dt.date]:
    """Birth days by person; who was under 18 on the event's day becomes a minor."""
    born: dict[int, dt.date] = {}
    for detection, index in owner.items():
        if detection.type != "DATE_OF_BIRTH" or index is None or index in born:
            continue
        pivot = (day.year if day else 2030) % 100
        dates = owners.dates_in(detection.text, pivot=pivot)
        if dates:
            born[index] = dates[0][1]
    for index, birth in born.items():
        entry = shown[index]
        if day is None or birth > day or entry.role in _DUTY:
            continue
        years = roles.age_on(birth, day)
        if years < 18 and not entry.minor:
            entry.minor = True
            entry.others = tuple(dict.fromkeys((entry.role, *entry.others))) if entry.role is not Role.UNKNOWN else entry.others
            entry.role, entry.why, entry.per_mention = (
                Role.MINOR,
                f"under 18 on the event's day by the birth date; {entry.why}".rstrip("; "),
                {},
            )
        elif years >= 18 and entry.minor and not re.search(r"\d", entry.age_why):
            entry.minor = False  # the birth date outweighs a word
            entry.role = entry.others[0] if entry.others else Role.UNKNOWN
    return born


def _person(identity: str, group: Group, entry: Shown, born: dt.date | None) -> Person:
    return Person(
        id=identity,
        name=group.shown,
        role=entry.role,
        why=entry.why,
        mentions=tuple(group.spans),
        mention_roles=dict(entry.per_mention),
        minor=entry.minor,
        born=born,
        other_roles=entry.others,
        chances=entry.chances,
        weighed=entry.weighed,
    )


def _cast(gathered: Sequence[Gathered]) -> list[Person]:
    """Each human being of a case once, under one id; the fullest form of the name."""
    cast: list[Person] = []
    for record in gathered:
        for person in record.persons:
            name = names.parse(person.name)
            same = next((i for i, other in enumerate(cast) if _same(other, person, name)), None)
            if same is None:
                cast.append(replace(person, id=f"p{len(cast) + 1}", mentions=(), mention_roles={}))
                continue
            other = cast[same]
            better = max(other, person, key=_standing)
            longer = max(other.name, person.name, key=lambda shown: len(names.parse(shown).first))
            cast[same] = replace(
                other,
                role=better.role,
                why=better.why,
                minor=better.minor,
                chances=better.chances,
                weighed=better.weighed,
                name=longer,
                born=other.born or person.born,
                other_roles=tuple(dict.fromkeys((*other.other_roles, *person.other_roles))),
            )
    return cast


def _standing(person: Person) -> tuple[bool, bool, bool, bool]:
    """How far a role shown in one record counts in the others: minors and duties, what is certain, an arrest."""
    known = person.role is not Role.UNKNOWN
    certain = known and not person.chances
    return (certain and (person.minor or person.role in _DUTY), certain, person.role is Role.ARRESTEE, known)


def _same(other: Person, person: Person, name: names.Name) -> bool:
    if other.born and person.born and other.born != person.born:
        return False
    known = names.parse(other.name)
    if known.full and name.full:
        return names.matches(known, name)
    return bool(known.single) and known.single == name.single


def _rename(gathered: Gathered, cast: Sequence[Person]) -> Gathered:
    """Gives the persons of one record their ids in the case, and the certain or missing roles from the other records."""
    new: dict[str, str] = {}
    persons = []
    for person in gathered.persons:
        name = names.parse(person.name)
        match = next((other for other in cast if _same(other, person, name)), None)
        if match is None:  # a lone first name or surname
            match = person
        new[person.id] = match.id
        if (
            match.role is not person.role
            and match.role is not Role.UNKNOWN
            and (_standing(match)[0] or (_standing(match) > _standing(person) and (person.chances or person.role in _YIELDS)))
        ):
            person = replace(
                person,
                role=match.role,
                why=f"in another record of this case: {match.why}",
                minor=match.minor,
                chances=match.chances,
                weighed=match.weighed,
                mention_roles={},
                other_roles=tuple(dict.fromkeys((*person.other_roles, *match.other_roles))),
            )
        persons.append(replace(person, id=match.id, name=match.name, born=person.born or match.born))
    detections = tuple(replace(d, person=new[d.person]) if d.person else d for d in gathered.detections)
    return Gathered(tuple(persons), detections)
