"""Decisions to withhold, gathered by provision: what was withheld where, under which law, on which facts. Imports: model,
errors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from foia.errors import DecisionError
from foia.model import Basis, Decision, Reach, Record, Role, Stance

IDENTIFIERS = "ilcs/5/140/7/1/b"
BODY_CAMERA = "ilcs/50/706/10-20"
FOIA = "ilcs/5/140/"
LEAST_WORDS = 3  # words of substance that a statement of facts has at the least


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Like things withheld in one record: `2 home addresses, pages 1 and 3`."""

    record: str  # label of the record
    words: str
    pages: tuple[int, ...]  # empty for a whole record


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One exemption claimed, with everything that Section 9 demands of it."""

    basis: Basis
    exemption: str  # the pinpoint in the Freedom of Information Act
    second: str  # the other law that forbids disclosure, or ""
    withheld: tuple[Withheld, ...]
    facts: tuple[str, ...]  # detailed factual basis, as written at decision, each once
    reasons: tuple[str, ...]  # what stands in for facts where the provision asks for no harm: the kind of the identifier
    law: str = ""  # the provision's own words, as a letter quotes them
    cited: tuple[str, ...] = ()  # cases and opinions that an officer chose to cite

    @property
    def lines(self) -> tuple[Withheld, ...]:
        """One line a record, in the order of the records: everything withheld in it, and on which pages."""
        by_record: dict[str, list[Withheld]] = {}
        for part in self.withheld:
            by_record.setdefault(part.record, []).append(part)
        return tuple(
            Withheld(
                record=record,
                words=", ".join(part.words for part in parts),
                pages=tuple(sorted({page for part in parts for page in part.pages}))
                if all(part.pages for part in parts)
                else (),
            )
            for record, parts in by_record.items()
        )


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return data


def pinpoint(basis: Basis) -> tuple[str, str]:
    """The exemption of the Freedom of Information Act and the second citation that a ground is printed with.

    A provision outside the Act reaches a request only through it: the body-camera Section through 7.5(cc), any other law
    through 7(1)(a), "specifically prohibited from disclosure by federal or State law". An item of 7.5 names its Act in its
    title."""
    if basis.node.startswith(FOIA):
        named = basis.node.startswith("ilcs/5/140/7.5/") and re.search(
            r"\b(?:Act|Law|Code|Rule|Constitution)\b|ILCS", basis.title
        )
        return basis.citation, basis.second or (basis.title if named else "")
    exemption = "5 ILCS 140/7.5(cc)" if basis.node.startswith(BODY_CAMERA) else "5 ILCS 140/7(1)(a)"
    return exemption, "; ".join(part for part in (basis.citation, basis.second) if part and part != exemption)


def needs_second(basis: Basis) -> bool:
    """Whether the exemption only points to another law, which must then be cited too (7(1)(a), and every item of 7.5)."""
    return basis.node == "ilcs/5/140/7/1/a" or basis.node.startswith("ilcs/5/140/7.5/")


def grounds(
    decisions: Sequence[Decision],
    records: Mapping[str, Record],
    labels: Mapping[str, str],
    *,
    law: Mapping[str, str] | None = None,
    cited: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Ground, ...]:
    """The grounds of all decisions that withhold something, in the order of their citations.

    `records` gives the pages of spans (a record may be missing: no page is printed then); `labels` names records in the letter;
    `law` the words and `cited` the authorities of a provision, by its node.
    Raises DecisionError when a decision states neither facts nor a reason, when facts only restate the law, or when a required
    second citation is missing.
    """
    by_basis: dict[tuple[str, str], list[Decision]] = {}
    for decision in decisions:
        if decision.stance is Stance.REDACT and decision.basis is not None:
            by_basis.setdefault((decision.basis.node, decision.basis.second), []).append(decision)
    found = [
        replace(_ground(group, records, labels), law=(law or {}).get(node, ""), cited=(cited or {}).get(node, ()))
        for (node, _), group in by_basis.items()
    ]
    return tuple(sorted(found, key=lambda ground: natural(ground.exemption)))


def natural(citation: str) -> tuple[object, ...]:
    """A sort key that puts (b) before (b-5) and 7(1)(c) before 7.5(a)."""
    return tuple(part.zfill(4) if part.isdigit() else part for part in re.findall(r"\d+|[a-z]+|[^\da-z]", citation.lower()))


def record_label(number: int, kind: str | None, form: str = "") -> str:
    """How the letter, the index and the logs name a record: `Record 3 (911 and dispatch log)`. A file's own name is not
    printed: it may tell what was withheld."""
    what = words()["kinds"].get(kind or "") or (kind.replace("_", " ") if kind and kind not in ("unknown", "other") else "")
    return f"Record {number} ({what or (form + ' file').strip()})"


def _ground(group: Sequence[Decision], records: Mapping[str, Record], labels: Mapping[str, str]) -> Ground:
    basis = group[0].basis
    assert basis is not None
    exemption, second = pinpoint(basis)
    if needs_second(basis) and not second:
        raise DecisionError(
            f"A decision under {basis.citation} does not cite the other law",
            why="that exemption only points to another law; Section 9(b) demands the citation to supporting legal authority",
            remedy="name the federal or State law, with its Section, that forbids the disclosure",
        )
    facts = tuple(dict.fromkeys(_line(decision.facts) for decision in group if decision.facts.strip()))
    reasons = tuple(dict.fromkeys(_reason(decision, basis) for decision in group if not decision.facts.strip()))
    if basis.node == IDENTIFIERS and len({decision.type for decision in group}) > 1:
        reasons = _identifiers(group, basis)
    for text in facts:
        _refuse_hollow(text, basis)
    return Ground(
        basis=basis,
        exemption=exemption,
        second=second,
        withheld=_withheld(group, records, labels),
        facts=facts,
        reasons=tuple(reason for reason in reasons if reason and reason not in facts),
    )


def _identifiers(group: Sequence[Decision], basis: Basis) -> tuple[str, ...]:
    """The facts of many identifiers in a sentence: which of them they are, since the Act protects them as such."""
    bare = [decision for decision in group if not decision.facts.strip()]
    known = words()["types"]
    named = list(dict.fromkeys(known[decision.type][1] for decision in bare if decision.type in known))
    listed = " and ".join(part for part in (", ".join(named[:-1]), named[-1] if named else "") if part)
    kinds = f"Each of these is private information as the Act defines it (5 ILCS 140/2(c-5)): {listed}"
    others = [_reason(decision, basis) for decision in bare if decision.type not in known]
    return tuple(dict.fromkeys([kinds, *others])) if named else tuple(dict.fromkeys(others))


def _reason(decision: Decision, basis: Basis) -> str:
    """Why one decision withholds, in a sentence. Where an exemption asks for no harm, the kind of the identifier is its
    fact."""
    reason = _line(decision.reason)
    if not reason and not decision.facts.strip():
        if decision.type not in words()["types"] or basis.needs_facts:
            raise DecisionError(
                f"Decision {decision.id} under {basis.citation} states no facts",
                why="5 ILCS 140/9(a) demands the reasons and a detailed factual basis for each exemption claimed",
                remedy="write what is in the withheld part and why the provision reaches it, without repeating its words",
            )
        one, _ = describe(decision)
        return f"The withheld part is {'an' if one[0] in 'aeiou' else 'a'} {one}"
    if not decision.facts.strip() and decision.type not in words()["types"]:
        _refuse_hollow(reason, basis)
    return reason


def _refuse_hollow(text: str, basis: Basis) -> None:
    hollow = words()["hollow"]
    empty = set(hollow["words"].split())
    substance = {word for word in re.findall(r"[a-z][a-z'-]+", text.lower()) if word not in empty}
    said = text.lower().strip(" .[]()")
    if (
        len(substance) < LEAST_WORDS
        or said in hollow["phrases"]
        or re.search(r"\[(?:insert|facts|tbd)[^\]]*\]|\blorem ipsum\b", said)
    ):
        raise DecisionError(
            f"The facts stated under {basis.citation} only restate the law or say nothing",
            why="5 ILCS 140/9(a) demands a detailed factual basis: why this part of this record comes under the exemption",
            remedy="say what kind of information it is, whose, and what would follow from its release",
        )


def _line(text: str) -> str:
    return " ".join(text.split())


def pages_of(decision: Decision, record: Record | None) -> tuple[int, ...]:
    """The pages that a decision touches, from 1; empty for a whole record, or when the record is not at hand."""
    if decision.reach is Reach.RECORD:
        return ()
    if decision.reach is Reach.PAGE:
        return tuple(sorted(set(decision.pages)))
    if decision.areas:
        return tuple(sorted({area.page_number for area in decision.areas}))
    if record is None or not record.pages or decision.start < 0:
        return tuple(sorted(set(decision.pages)))
    touched = {area.page_number for area in record.areas(decision.start, decision.end)}
    return tuple(sorted(touched or {record.page_at(decision.start).number}))


def describe(decision: Decision, *, roles: bool = True) -> tuple[str, str]:
    """What a decision withholds in plain words, for one and for several, with whose it is; never the words themselves."""
    known = words()
    one, many = known["types"].get(decision.type) or known["reaches"][decision.reach.value]
    role = known["roles"].get(decision.role.value) if decision.role and roles else None
    if role and decision.type in known["types"]:
        one, many = f"{one} of {role}", f"{many} of {_several(role)}"
    return one, many


def _several(role: str) -> str:
    """`a witness` -> `witnesses`, `another private person` -> `other private persons`."""
    bare = re.sub(r"^(?:an?|another) ", "other " if role.startswith("another") else "", role)
    head, _, rest = bare.partition(" who ") if " who " in bare else (bare, "", "")
    if head.endswith((" suspected", " arrested")):
        noun, _, tail = head.rpartition(" ")
        return f"{noun}s {tail}"
    plural = head + ("es" if head.endswith("s") else "s")
    return f"{plural} who {rest}" if rest else plural


def _withheld(group: Sequence[Decision], records: Mapping[str, Record], labels: Mapping[str, str]) -> tuple[Withheld, ...]:
    counted: Counter[tuple[str, tuple[str, str]]] = Counter()
    pages: dict[tuple[str, tuple[str, str]], set[int]] = {}
    for decision in group:
        # whose a name is decides, and whether a child is meant; a number is protected whosesoever it is
        key = (decision.record_id, describe(decision, roles=decision.type == "PERSON" or decision.role is Role.MINOR))
        touched = pages_of(decision, records.get(decision.record_id))
        counted[key] += len(touched) if decision.reach is Reach.PAGE else 1
        pages.setdefault(key, set()).update(touched)
    return tuple(
        Withheld(
            record=labels.get(record_id, "the record"),
            words=one if number == 1 and one.startswith("the ") else f"{number} {one if number == 1 else many}",
            pages=tuple(sorted(pages[record_id, (one, many)])),
        )
        for (record_id, (one, many)), number in sorted(
            counted.items(), key=lambda item: natural(labels.get(item[0][0], ""))
        )  # by record, and in a record as decided
    )
