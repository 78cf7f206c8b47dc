"""Decides in which role each person appears, and why. Imports: stdlib, model, layout, cues, drift, evidence, mentions.

Every mention is looked at by itself (label, table cell, heading, the words on both sides); the person's role is what weighs
most
over all mentions; a mention that shows another role strongly keeps its own.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Sequence

from foia.model import Role

from . import cues, drift
from .cues import Cue
from .evidence import DUTY, MUNICIPAL, Shown, cues_of, note_child
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
    _pronouns(text, [(span, shown[index]) for span, index in order])
    if kind not in MUNICIPAL and kind not in (
        "crash_report",
        "booking_log",
        "court_filing",
        "park_registration",
        "application",
        "foia_request",
    ):
        _drift(text, [(span, shown[index]) for span, index in order])
    for entry in shown:
        _settle(entry, kind)
    _subject(text, shown, kind)
    return shown


# of whom such a record is made, where the form itself does not say
_SUBJECT = {
    "arrest_report": Role.ARRESTEE,
    "tow_citation": Role.SUSPECT,
    "field_contact": Role.SUSPECT,
    "aps_report": Role.VICTIM,
    "medical_ambulance_report": Role.VICTIM,
}
_WRONG_DONE = re.compile(
    r"theft|stolen|burglar|battery|assault|robber|fraud|scam|damage|domestic|harass|threat|struck|"
    r"vandal|stalk|identity|sexual|shooting|stabb",
    re.IGNORECASE,
)


def _subject(text: str, shown: Sequence[Shown], kind: str | None) -> None:
    """Names the person whom the record is about, when nobody has that part yet: the first who is not on duty."""
    wanted = _SUBJECT.get(kind or "")
    weak = [
        entry
        for entry in shown
        if entry.role in (Role.UNKNOWN, Role.SUSPECT, Role.PRIVATE_OTHER, Role.WITNESS) and _strength(entry) < 7
    ]
    if (
        wanted is not None
        and weak
        and not any(entry.role is wanted or (entry.minor and wanted in entry.others) for entry in shown)
    ):
        first = weak[0]
        if wanted is Role.ARRESTEE and first.role is Role.WITNESS and _strength(first) >= 4:
            return
        first.role, first.why = wanted, "the person whom such a record is about"
    elif kind in ("incident_report", "arrest_report") and not any(
        entry.role in (Role.VICTIM, Role.COMPLAINANT) or Role.VICTIM in entry.others for entry in shown
    ):
        told = [entry for entry in shown if entry.role is Role.WITNESS and _strength(entry) <= 2]
        if told:
            told[0].role = Role.VICTIM if _WRONG_DONE.search(text) else Role.COMPLAINANT
            told[0].why = "the first who told the police of it"


def _strength(entry: Shown) -> int:
    return max((cue.weight for found in entry.cues.values() for cue in found), default=0)


def _drift(text: str, order: list[tuple[tuple[int, int], Shown]]) -> None:
    """Weak signs for those of whom nothing strong is said."""
    unique = {id(entry): entry for _, entry in order}
    strong = {key: _strength(entry) for key, entry in unique.items()}
    duty = {
        key
        for key, entry in unique.items()
        if any(cue.role in DUTY and cue.weight >= 6 for found in entry.cues.values() for cue in found)
    }
    for at, (span, entry) in enumerate(order):
        if strong[id(entry)] < 8 and id(entry) not in duty:
            later = [other for other, owner in order[at + 1 : at + 8] if id(owner) not in duty and owner is not entry]
            entry.cues[span] = [*entry.cues[span], *drift.signs(text, span, later)]


def _pronouns(text: str, order: list[tuple[tuple[int, int], Shown]]) -> None:
    """Gives "he was placed under arrest" to the person last spoken of who is neither on duty nor wronged."""
    starts = [span[0] for span, _ in order]
    for match in cues.PRONOUN_ARREST.finditer(text):
        at = bisect_left(starts, match.start())
        for span, entry in reversed(order[max(0, at - 12) : at]):
            if span[0] < match.start() - 1500:
                break
            weights: dict[Role, int] = {}
            for found in entry.cues.values():
                for cue in found:
                    weights[cue.role] = max(weights.get(cue.role, 0), cue.weight)
            if (
                any(weights.get(role, 0) >= 5 for role in (*DUTY, Role.VICTIM, Role.COMPLAINANT, Role.MINOR))
                or weights.get(Role.WITNESS, 0) >= 4
            ):
                continue
            if weights.get(Role.PRIVATE_OTHER, 0) >= 7:
                continue
            entry.cues.setdefault(span, []).append(Cue(Role.ARRESTEE, 6, "was arrested, by the sentence that follows"))
            break


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


_OUTWEIGHS = ((9, 0.9), (6, 0.75), (1, 0.5))  # from this weight on a rule yields only to a chance as high as this
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
