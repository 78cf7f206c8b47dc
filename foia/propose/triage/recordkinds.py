"""The kind of a record, from its words, with the words that show it. Imports: stdlib, yaml, model, propose.kinds, phrases.

These are the kinds that requests name and people sort by; propose.kinds has the finer ones that the redaction rules ask for.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from foia.model import Record

from .phrases import PhraseIndex, tokens

_FILE = Path(__file__).with_name("record-kinds.yaml")
_HEAD, _READ = 350, 8_000  # characters of the heading, and read at all
_AT_HEAD, _LATER_HEAD, _SURE, _ABOUT, _AGAINST = 3.2, 1.0, 1.5, 0.5, -1.2
_MOST_SURE, _MOST_ABOUT, _MOST_FORM = 9.0, 4.0, 5.0
_NAMED = 2.0  # a heading's words in the file's name, which somebody chose
_LEAST = 2.2  # below this the kind is "other"

# the finer kinds of propose.kinds -> kinds of this module
_SAME: Final[Mapping[str, str]] = {
    "agenda": "minutes_open", "application": "permit_license_application", "inspection": "permit_license_application",
    "tow_log": "tow_citation", "booking_log": "arrest_report", "field_contact": "incident_report",
    "property_inventory": "incident_report", "lab_report": "incident_report", "interview_transcript": "incident_report",
    "fire_report": "incident_report", "memo": "draft_memo", "aps_report": "other", "court_filing": "other", "foia_request": "other",
    "invoice": "other", "it_document": "other", "keyholder_list": "other", "letter": "other", "park_registration": "other",
    "news_article": "other", "peer_support": "other", "press_release": "other", "roster": "other",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    kind: str | None
    why: str
    raises: tuple[str, ...]  # nodes of provisions usual in such a record
    score: float  # 0 to 1, how far ahead of the next kind
    certain: bool = False  # raises its provisions whatever the words


@dataclass(frozen=True, slots=True)
class _Signs:
    kind: str
    head: frozenset[int]
    sure: frozenset[int]
    about: frozenset[int]
    against: frozenset[int]
    form: tuple[re.Pattern[str], ...]
    raises: tuple[str, ...]
    always: bool


class KindBook:
    def __init__(self, path: Path = _FILE) -> None:
        self.index = PhraseIndex()
        with path.open(encoding="utf-8") as file:
            read: dict[str, dict[str, Any]] = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self.signs = {kind: self._signs(kind, entry) for kind, entry in read.items()}
        spread = Counter(number for signs in self.signs.values() for number in signs.about | signs.sure)
        self.weight = {number: 1 / math.sqrt(count) for number, count in spread.items()}

    def _signs(self, kind: str, entry: Mapping[str, Any]) -> _Signs:
        def numbers(key: str) -> frozenset[int]:
            return frozenset(self.index.add_all(part.strip() for part in str(entry.get(key, "")).split(";") if part.strip()))

        return _Signs(
            kind=kind,
            head=numbers("head"),
            sure=numbers("sure"),
            about=numbers("about"),
            against=numbers("against"),
            form=tuple(re.compile(pattern, re.MULTILINE) for pattern in entry.get("form", ())),
            raises=tuple(_node(short) for short in entry.get("raises", ())),
            always=bool(entry.get("always", False)),
        )

    def named(self, name: str) -> dict[str, str]:
        """kind -> the words of a heading that stand in a file's name."""
        plain = re.sub(r"[\W_]+", " ", name.rpartition(".")[0] or name)
        present = {hit.phrase: plain[hit.start : hit.end].lower() for hit in self.index.find(tokens(plain))}
        return {
            kind: max((present[number] for number in signs.head & present.keys()), key=len)
            for kind, signs in self.signs.items()
            if signs.head & present.keys()
        }

    def scores(self, text: str) -> dict[str, tuple[float, tuple[str, ...]]]:
        """kind -> score and the words that speak for it."""
        text = text[:_READ]
        first: dict[int, int] = {}
        shown: dict[int, str] = {}
        for hit in self.index.find(tokens(text)):
            if hit.phrase not in first or hit.start < first[hit.phrase]:
                first[hit.phrase] = hit.start
                shown[hit.phrase] = " ".join(text[hit.start : hit.end].split()).lower()
        present = frozenset(first)
        top = _top(text)
        found = {}
        for kind, signs in self.signs.items():
            heads = sorted(signs.head & present, key=lambda number: (-len(shown[number]), first[number]))
            score = 0.0
            if heads:
                score += max(
                    (_AT_HEAD + 0.6 * min(self.index.words[n].count(" "), 2)) if first[n] < top else _LATER_HEAD for n in heads
                )
                score += 0.5 * min(sum(first[n] < _HEAD for n in heads[1:]), 3)
            sure = signs.sure & present
            score += min(_SURE * sum(self.weight[number] for number in sure), _MOST_SURE)
            about = (signs.about & present) - sure
            score += min(_ABOUT * sum(self.weight[number] for number in about), _MOST_ABOUT)
            forms = 0
            for pattern in signs.form:
                forms += min(len(pattern.findall(text)), 3)
            score += min(0.9 * forms, _MOST_FORM)
            score += max(_AGAINST * len(signs.against & present), -3.6)
            if score > 0:
                words = [shown[number] for number in [*heads[:2], *sorted(sure, key=lambda n: first[n])[:4], *list(about)[:2]]]
                found[kind] = (score, tuple(dict.fromkeys(words)))
        return found


def _top(text: str) -> int:
    """Where the heading ends: the first three lines with words, at most _HEAD characters; a sentence has none."""
    lines = list(re.finditer(r"[^\n]*\w[^\n]*", text[: 2 * _HEAD]))[:3]
    if not lines:
        return 0
    return min(lines[-1].end(), 160 if len(lines) == 1 else _HEAD)


def record_kind(record: Record | str) -> Kind:
    """The likeliest kind; "other" where nothing tells. Reads the first 8,000 characters."""
    text = record if isinstance(record, str) else record.text
    book = load_kinds()
    scores = book.scores(text)
    if not isinstance(record, str) and record.format in ("eml", "msg"):
        score, words = scores.get("email", (0.0, ()))
        scores["email"] = (score + 4.0, ("a message file", *words))
    if not isinstance(record, str):
        for kind, named in book.named(record.name).items():
            score, words = scores.get(kind, (0.0, ()))
            scores[kind] = (score + _NAMED, (f"{named} in the file's name", *words))
    ordered = sorted(scores.items(), key=lambda item: -item[1][0])
    if not ordered or ordered[0][1][0] < _LEAST:
        return Kind("other", "no words that show a kind", (), 0.0)
    kind, (score, words) = ordered[0]
    second = ordered[1][1][0] if len(ordered) > 1 else 0.0
    margin = max(0.0, min(1.0, (score - second) / max(score, 1.0)))
    signs = book.signs[kind]
    return Kind(
        kind,
        "shown by: " + ", ".join(words[:6]),
        signs.raises,
        round(margin, 3),
        signs.always and score >= 5 and margin >= 0.25,
    )


def same_kind(kind: str | None) -> str | None:
    """The kind of this module for one of propose.KINDS; unknown ones are kept as they are."""
    return _SAME.get(kind, kind) if kind else None


def known_kind(kind: str) -> Kind:
    """A kind that a person chose, with the provisions usual in it."""
    shared = same_kind(kind) or "other"
    signs = load_kinds().signs.get(shared)
    return Kind(shared, "a person said so", signs.raises if signs else (), 1.0, bool(signs and signs.always))


def _node(short: str) -> str:
    return f"ilcs/{short}" if short.startswith(("20/", "50/", "725/", "820/")) else f"ilcs/5/140/{short}"


@lru_cache(maxsize=1)
def load_kinds() -> KindBook:
    return KindBook()


RECORD_KINDS: tuple[str, ...] = tuple(load_kinds().signs)
