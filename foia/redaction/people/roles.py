"""Decides in which role each person appears, and why. Imports: stdlib, model, layout, cues, evidence, mentions, told.

Every mention is looked at by itself (label, table cell, heading, the words on both sides); the person's role is what weighs
most over all mentions; a mention that shows another role strongly keeps its own. What a story tells, the reader reads (see told).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from foia.model import Role

from . import cues
from .cues import Cue
from .evidence import DUTY, Shown, cues_of, note_child
from .layout import Layout
from .mentions import Group
from .told import Judged

# where roles weigh about alike, the one that matters more for what may be shown wins
_RANKING = (
    Role.OFFICER,
    Role.ATTORNEY,
    Role.PUBLIC_EMPLOYEE,
    Role.ARRESTEE,
    Role.INFORMANT,
    Role.VICTIM,
    Role.COMPLAINANT,
    Role.SUSPECT,
    Role.WITNESS,
    Role.PRIVATE_OTHER,
)
# kinds of record in which a bare title (director, clerk) is a public one and people named in passing are not crime's people
# where nothing is said of a person, the role that such a record's persons have
_BY_KIND = {
    "crash_report": Role.PRIVATE_OTHER,
    "booking_log": Role.ARRESTEE,
    "payroll": Role.PUBLIC_EMPLOYEE,
    "park_registration": Role.MINOR,
    "application": Role.PRIVATE_OTHER,
    "minutes_open": Role.PUBLIC_EMPLOYEE,
    "it_document": Role.PUBLIC_EMPLOYEE,
    "agenda": Role.PUBLIC_EMPLOYEE,
    "roster": Role.OFFICER,
    "bid_proposal": Role.PRIVATE_OTHER,
    "foia_request": Role.PRIVATE_OTHER,
}


def read_roles(text: str, groups: Sequence[Group], layout: Layout, kind: str | None) -> list[Shown]:
    """The role of each group, in their order. Minors are not decided here but marked by age words; see `ages`."""
    shown = [Shown() for _ in groups]
    order = sorted((span, index) for index, group in enumerate(groups) for span in group.spans)
    previous: tuple[tuple[int, int], list[Cue]] | None = None
    for span, index in order:
        found = cues_of(text, span, layout, kind)
        strongest = max((cue.weight for cue in found), default=0)
        if previous is not None and strongest < 6 and cues.JOIN.match(text[previous[0][1] : span[0]][:60]):
            found += [cue for cue in previous[1] if cue.plural]
        if groups[index].rostered:
            found.append(Cue(Role.OFFICER, 20, "on the agency's roster"))
        note_child(text, span, layout, shown[index], kind)
        shown[index].cues[span] = found
        previous = (span, found)
    for entry in shown:
        _settle(entry, kind)
    return shown


def _strength(entry: Shown) -> int:
    return max((cue.weight for found in entry.cues.values() for cue in found), default=0)


def _settle(entry: Shown, kind: str | None) -> None:
    best: dict[Role, Cue] = {}
    tally: dict[Role, int] = {}
    for found in entry.cues.values():
        for cue in found:
            tally[cue.role] = tally.get(cue.role, 0) + cue.weight
            if cue.role not in best or best[cue.role].weight < cue.weight:
                best[cue.role] = cue
    if (
        Role.MINOR in best
        and best[Role.MINOR].weight >= 8
        and not any(best.get(role, Cue(role, 0, "")).weight >= 10 for role in DUTY)
    ):
        entry.minor, entry.age_why = True, entry.age_why or best[Role.MINOR].reason
    ranked = sorted(
        (cue for role, cue in best.items() if role is not Role.MINOR),
        key=lambda cue: (-cue.weight - min(tally[cue.role] - cue.weight, 9) / 10, _RANKING.index(cue.role)),
    )
    if ranked:
        top = ranked[0]
        # who was arrested is no mere suspect, whatever the form called him; kinship yields to a part in the event
        arrested = best.get(Role.ARRESTEE)
        if arrested is not None and arrested.weight >= 6 and top.role in (Role.SUSPECT, Role.PRIVATE_OTHER, Role.WITNESS):
            top = arrested
        elif top.role is Role.PRIVATE_OTHER and len(ranked) > 1 and kind != "crash_report":
            least = 4 if top.weight >= 8 else 2
            events = [
                cue
                for cue in ranked
                if cue.role in (Role.VICTIM, Role.COMPLAINANT, Role.SUSPECT, Role.INFORMANT, Role.WITNESS)
                and cue.weight >= least
            ]
            top = events[0] if events else top
        if (
            kind == "crash_report"
            and top.weight < 7
            and top.role in (Role.SUSPECT, Role.COMPLAINANT, Role.VICTIM, Role.WITNESS)
            and not (top.role is Role.WITNESS and top.weight >= 4)
        ):
            top = Cue(Role.PRIVATE_OTHER, top.weight, "a party of the crash")
        entry.role, entry.why = top.role, top.reason
        entry.others = tuple(cue.role for cue in ranked if cue.role is not top.role and cue.weight >= 4)
    elif kind in _BY_KIND:
        entry.role, entry.why = _BY_KIND[kind], "as the persons of such a record are"
        entry.minor = entry.role is Role.MINOR
        entry.age_why = entry.why if entry.minor else ""
    for span, found in entry.cues.items():
        strong = max(
            (cue for cue in found if cue.weight >= 8 and cue.role is not Role.MINOR), key=lambda cue: cue.weight, default=None
        )
        if (
            strong is not None
            and strong.role is not entry.role
            and entry.role is not Role.ARRESTEE
            and (strong.role in DUTY) == (entry.role in DUTY)
        ):
            entry.per_mention[span] = strong.role
    if entry.minor and entry.role is Role.MINOR:
        return
    if entry.minor and entry.role not in DUTY:
        entry.others = tuple(dict.fromkeys((entry.role, *entry.others))) if entry.role is not Role.UNKNOWN else entry.others
        entry.role, entry.why = Role.MINOR, entry.age_why + (f"; {entry.why}" if entry.why else "")
        entry.per_mention = {}
    else:
        entry.minor = False


_OUTWEIGHS = ((9, 0.8), (6, 0.6), (1, 0.0))  # from this weight on a rule yields only to a chance as high as this
_CERTAIN = 9
_GUESS = 0.3  # below this chance nobody's role is named
_ALSO = 0.2  # from this chance on a role is kept beside the first


def weigh(entry: Shown, judged: Judged) -> None:
    """Lets the reader's word decide where no rank, label or phrase beside the name is certain. An age is never outweighed."""
    strength = _strength(entry)
    certain = strength >= _CERTAIN and entry.role is not Role.UNKNOWN
    if certain and (judged.role is entry.role or judged.chance < _OUTWEIGHS[0][1]):
        return
    entry.chances = judged.chances
    if entry.role is judged.role or entry.minor or judged.chance < _GUESS:
        return
    if entry.role is not Role.UNKNOWN and any(strength >= weight and judged.chance < least for weight, least in _OUTWEIGHS):
        return
    others = [role for role, chance in judged.chances.items() if chance >= _ALSO]
    entry.others = tuple(
        role for role in dict.fromkeys((*entry.others, entry.role, *others)) if role not in (judged.role, Role.UNKNOWN)
    )
    entry.role, entry.why, entry.per_mention, entry.weighed = judged.role, judged.why, {}, True
    entry.minor = judged.role is Role.MINOR
    entry.age_why = judged.why if entry.minor else ""


def age_on(born: dt.date, day: dt.date) -> int:
    """Whole years between a birth and a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
