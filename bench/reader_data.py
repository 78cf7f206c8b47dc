"""What the reader learns from: marked texts, seen anew in each round, as numbers. Imports: stdlib, numpy, gold, foia.redaction."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from gold import markup

from foia.redaction import reader
from foia.redaction.detect import Detector
from foia.redaction.lexicon import lexicon
from foia.redaction.normalize import fold

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "text"
IGNORE = -100  # a word of which nothing is to be learnt
ROLE = {role.value: i for i, role in enumerate(reader.ROLES)}
STANCE = {stance.value: i for i, stance in enumerate(reader.STANCES)}
TYPE = {name: i for i, name in enumerate(reader.TYPES)}
FIRST = sorted(lexicon().first)
LAST = sorted(lexicon().last)
COMMON = sorted(lexicon().common_last)


@dataclass
class Source:
    """A text with spans (start, end, type, role, stance); `partial`: only names are marked."""

    id: str
    text: str
    spans: list[tuple[int, int, str, str, str]]
    partial: bool = False


def gold(halves: list[str]) -> list[Source]:
    return [
        Source(d.id, d.text, [(s.start, s.end, s.type, s.role, s.stance) for s in d.spans])
        for h in halves
        for d in markup.load(h)
    ]


def corpora() -> list[Source]:
    out = []
    for name, person, most in (
        ("wikigold", "PER", 100),
        ("wnut17_test", "person", 600),
        ("re3d_test", "Person", 120),
        ("tab_train92", "PERSON", 40),
    ):
        path = SHARED / f"{name}.jsonl"
        if not path.exists():
            continue
        rows = [json.loads(line) for line in path.read_text().splitlines()]
        rows = [row for i, row in enumerate(rows) if i % 3][:most]  # a third is left for measuring
        for row in rows:
            text = row["text"][:6000]
            spans = sorted({(s["start"], s["end"]) for s in row["spans"] if s["type"] == person and s["end"] <= len(text)})
            clean, at = [], 0
            for s, e in spans:
                if name == "tab_train92":
                    m = re.match(r"(?:(?:Mr|Mrs|Ms|Dr|Judge|Lord|Sir)\.? )+", text[s:e])
                    s += m.end() if m else 0
                if s >= at and s < e:
                    clean.append((s, e, "PERSON", "", ""))
                    at = e
            out.append(Source(f"{name}/{row['id']}", text, clean, True))
    return out


# ------------------------------------------------------------------------------------------------------ new faces of a text


def rename(source: Source, rng: random.Random) -> Source:
    """Other people: each word of a name becomes another from the lists, the same one throughout the text."""
    lex = lexicon()
    new: dict[str, str] = {}

    def swap(match: re.Match[str]) -> str:
        word = match[0]
        low = word.lower()
        if len(word) < 3 or low in ("van", "von", "der", "los", "las", "del", "bin", "ibn", "iii", "mac"):
            return word
        if low not in new:
            if low in lex.first and (low not in lex.common_last or rng.random() < 0.5):
                new[low] = rng.choice(FIRST)
            else:
                new[low] = rng.choice(COMMON if rng.random() < 0.6 else LAST)
        other = new[low]
        return other.upper() if word.isupper() else other.capitalize() if word[0].isupper() else other

    parts, spans, at, length = [], [], 0, 0
    for start, end, kind, role, stance in source.spans:
        parts.append(source.text[at:start])
        length += start - at
        shown = source.text[start:end]
        if kind == "PERSON":
            shown = re.sub(r"[A-Za-z]+", swap, shown)
        parts.append(shown)
        spans.append((length, length + len(shown), kind, role, stance))
        length += len(shown)
        at = end
    parts.append(source.text[at:])
    return Source(source.id, "".join(parts), spans, source.partial)


def same_length(source: Source, rng: random.Random) -> Source:
    """Other case, slips of OCR: no character moves."""
    text = source.text
    draw = rng.random()
    caps = sum(map(str.isupper, text)) > sum(map(str.islower, text))
    if draw < 0.22 and not caps:
        upper = text.upper()
        text = upper if len(upper) == len(text) else text
    elif draw < 0.25:
        text = text.lower() if len(text.lower()) == len(text) else text
    elif caps and draw < 0.45:
        text = text.title() if len(text.title()) == len(text) else text
    if rng.random() < 0.06:
        chars = list(text)
        for _ in range(len(chars) // 60):
            i = rng.randrange(len(chars))
            chars[i] = {"o": "0", "l": "1", "e": "c", "O": "0", "I": "l", "m": "n", "S": "5", "i": "l", "u": "v"}.get(
                chars[i], chars[i]
            )
        text = "".join(chars)
    if rng.random() < 0.1:  # other line breaks
        text = "".join(c if c != " " or rng.random() > 0.06 else "\n" for c in text)
    return Source(source.id, text, source.spans, source.partial)


class Prepared:
    """Numbers for one text: what `reader.features` gives, and what is to be learnt."""

    def __init__(self, source: Source, detector: Detector) -> None:
        folded = fold(source.text)
        text = folded.text
        found = reader.tokens(text)
        self.features = reader.features(text, found, detector.rule_hits(text))
        n = len(found)
        self.tag = np.zeros(n, np.int64)
        self.role = np.full(n, IGNORE, np.int64)
        self.stance = np.full(n, IGNORE, np.int64)
        starts = np.array([t.start for t in found])
        ends = np.array([t.end for t in found])
        for s, e, kind, role, stance in source.spans:
            s, e = folded.folded(s, e)
            first, last = int(np.searchsorted(ends, s, side="right")), int(np.searchsorted(starts, e))
            if first >= last:
                continue
            self.tag[first:last] = 2 + 2 * TYPE[kind]
            self.tag[first] -= 1
            if role:
                self.role[first:last] = ROLE[role]
            if stance:
                self.stance[first:last] = STANCE[stance]
        if source.partial:  # other types are not marked there: nothing is learnt of words that a rule claims
            other = (self.features.hit > 2) & (self.tag == 0)
            self.tag[other] = IGNORE
