"""Sorts the records of a case: what can go out, what needs work, in which order, and how long it may take.

A pile is a proposal for the day's work, never a decision. Imports: model, records.duplicates, its own room.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import yaml

from foia.model import Proposal, Record, Stance
from foia.records.duplicates import Duplicate, Likeness, duplicates

from .weigh import Triage

_EFFORT = Path(__file__).with_name("effort.yaml")
_ID = re.compile(r"<[^<>\s]+>")
_REPLY = re.compile(r"^(?:\s*(?:re|fw|fwd|aw|wg)\s*(?:\[\d+\])?:\s*|\s*\[[^\]]{1,20}\]\s*)+", re.IGNORECASE)


class Pile(StrEnum):
    NEEDS_DECISION = "needs_decision"
    NEEDS_REDACTION = "needs_redaction"
    RELEASE_AS_IS = "release_as_is"
    NOT_RESPONSIVE = "not_responsive"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    record_id: str
    pile: Pile
    why: str
    minutes: float
    thread: str = ""  # records of one e-mail conversation share it
    parent: str | None = None
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSort:
    records: tuple[Sorted, ...]  # in the order to work on them
    counts: Mapping[Pile, int]
    minutes: float
    notes: tuple[str, ...]


def sort_case(
    records: Sequence[Record],
    *,
    triages: Mapping[str, Triage],
    proposals: Mapping[str, Sequence[Proposal]] | None = None,
    not_responsive: AbstractSet[str] = frozenset(),
    minutes_left: float | None = None,
    alike: Sequence[Duplicate] | None = None,
) -> CaseSort:
    """`triages` and `proposals` by record id; a record without a triage needs a decision. `minutes_left`: working minutes before
    the due date. `alike`: records.duplicates of the records, worked out here where not given. Order: what must be decided comes
    first (it may go to counsel), then redaction, then what can simply go out; threads and attachments stay together.
    """
    effort = load_effort()
    pairs = duplicates(records) if alike is None else alike
    twins = {pair.second: pair.first for pair in pairs if pair.likeness in (Likeness.SAME_FILE, Likeness.SAME_TEXT)}
    near = [pair for pair in pairs if pair.likeness is Likeness.NEAR]
    conversation = threads(records)
    found = [
        _sorted(
            record, triages.get(record.id), (proposals or {}).get(record.id, ()), effort,
            skipped=record.id in not_responsive, twin=first if (first := _topmost(record.id, twins)) != record.id else None, thread=conversation.get(record.id, ""),
        )
        for record in records
    ]  # fmt: skip
    order = list(Pile)
    number = {record.id: index for index, record in enumerate(records)}
    parents = {record.id: record.parent for record in records if record.parent}
    family = {one.record_id: one.thread or _topmost(one.record_id, parents) for one in found}
    hardest: dict[str, int] = {}
    earliest: dict[str, int] = {}
    for one in found:  # a thread or family is worked on where its hardest member belongs, and without a break
        key = family[one.record_id]
        hardest[key] = min(hardest.get(key, len(order)), order.index(one.pile))
        earliest[key] = min(earliest.get(key, len(records)), number[one.record_id])
    found.sort(
        key=lambda one: (
            len(order) if one.pile in (Pile.NOT_RESPONSIVE, Pile.DUPLICATE) else hardest[family[one.record_id]],
            earliest[family[one.record_id]],
            number[one.record_id],
        )
    )
    total = round(sum(one.minutes for one in found), 1)
    notes = [f"{pair.first} and {pair.second} share {pair.share:.0%} of their words: redact them alike" for pair in near]
    if minutes_left is not None and total > minutes_left:
        notes.insert(
            0, f"about {total:.0f} minutes of work, {minutes_left:.0f} are left: think of an extension (Section 3(e)) today"
        )
    return CaseSort(records=tuple(found), counts=Counter(one.pile for one in found), minutes=total, notes=tuple(notes))


def _sorted(
    record: Record,
    result: Triage | None,
    proposals: Sequence[Proposal],
    effort: Mapping[str, float],
    *,
    skipped: bool,
    twin: str | None,
    thread: str,
) -> Sorted:
    redact = sum(one.stance is Stance.REDACT for one in proposals)
    ask = sum(one.stance is Stance.ASK for one in proposals)
    settled = {one.node for one in proposals if one.stance is Stance.REDACT}
    open_ones = [one for one in result or () if not (one.withholds != "record" and one.node in settled)]
    minutes = len(record.pages) * effort["page"] + redact * effort["redact"] + ask * effort["ask"]
    minutes += sum(effort["record_withheld" if one.withholds == "record" else "candidate"] for one in open_ones[:3])
    if twin is not None:
        pile, why, minutes = Pile.DUPLICATE, "the same words as another record", 0.0
    elif skipped:
        pile, why, minutes = Pile.NOT_RESPONSIVE, "answers no item of the request, as a person said", 0.0
    elif result is None:
        pile, why = Pile.NEEDS_DECISION, "not looked at yet"
    elif open_ones or ask:
        cited = ", ".join(one.citation for one in open_ones[:3])
        pile, why = Pile.NEEDS_DECISION, f"to decide: {cited}" if cited else f"{ask} passages about which the rules ask"
    elif redact:
        pile, why = Pile.NEEDS_REDACTION, f"{redact} proposals to redact, nothing else found"
    else:
        pile, why = Pile.RELEASE_AS_IS, "nothing found; look it over before it goes out"
    return Sorted(
        record_id=record.id, pile=pile, why=why, minutes=round(minutes, 1), thread=thread, parent=record.parent, duplicate_of=twin
    )  # fmt: skip


def threads(records: Sequence[Record]) -> dict[str, str]:
    """Record id -> name of its e-mail conversation. Attachments go with their mail.

    By Message-ID, References and In-Reply-To. Where a reply names no other mail it goes by its subject, with every mail of that
    subject; the subject alone joins no two mails of which neither answers.
    """
    names: dict[str, str] = {}  # message id or subject -> thread

    def root(name: str) -> str:
        while names.get(name, name) != name:
            name = names[name]
        return name

    mails: dict[str, tuple[list[str], str]] = {}
    lost: set[str] = set()
    for record in records:
        fields = {key.lower(): value for key, value in record.fields.items()}
        keys = [part for key in ("references", "in-reply-to", "message-id") for part in _ID.findall(fields.get(key, ""))]
        written = fields.get("subject", "")
        subject = _REPLY.sub("", written).strip().casefold()
        if keys or record.format in ("eml", "msg"):
            mails[record.id] = keys, subject
            answers = bool(_ID.search(fields.get("references", "") + fields.get("in-reply-to", "")))
            if subject and _REPLY.match(written) and not answers:
                lost.add(subject)
    found: dict[str, str] = {}
    for identity, (keys, subject) in mails.items():
        if subject in lost:
            keys.append(f"subject:{subject}")
        if not keys:
            continue
        first = root(names.setdefault(keys[0], keys[0]))
        for key in keys[1:]:
            names[root(names.setdefault(key, key))] = first
        found[identity] = keys[0]
    whole = {identity: root(key) for identity, key in found.items()}
    sizes = Counter(whole.values())
    short = {
        name: f"thread {index}" for index, name in enumerate((n for n in dict.fromkeys(whole.values()) if sizes[n] > 1), 1)
    }
    result = {identity: short[name] for identity, name in whole.items() if name in short}
    parents = {record.id: record.parent for record in records if record.parent}
    for record in records:
        if record.id not in result and (mail := _topmost(record.id, parents)) in result:
            result[record.id] = result[mail]
    return result


def _topmost(record_id: str, parents: Mapping[str, str]) -> str:
    """The record that this one came with or repeats, and that one in turn, up to the first. One that names itself ends it."""
    seen = {record_id}
    while (parent := parents.get(record_id)) is not None and parent not in seen:
        record_id = parent
        seen.add(parent)
    return record_id


@lru_cache(maxsize=1)
def load_effort() -> Mapping[str, float]:
    with _EFFORT.open(encoding="utf-8") as file:
        return {str(key): float(value) for key, value in yaml.safe_load(file).items()}
