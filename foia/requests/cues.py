"""The cues for reading a request (cues.yaml, signs.yaml), compiled, and how sentences are cut and read. Imports: stdlib,
yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent
_LONGEST = 1500  # characters of a sentence
_SENTENCE = re.compile(
    r"(?<![A-Z])(?<!\bNo)(?<!\bno)(?<!\bOfc)(?<!\bSgt)(?<!\bLt)(?<!\bDet)(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bSt)(?<!\bAve)(?<!\bInc)(?<!\bet)(?<!\bv)(?<!\bvs)"
    r"[.!?][\"')]*(?=\s)|\n[ \t]{0,80}\n|\n(?=[ \t]{0,40}(?:[-*•·▪o]\s|\(?\d{1,2}[.)]\s|\(?[a-hA-H][.)]\s))|;(?=\s)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something read from a request, with where it stands: `text[start:end] == words`."""

    value: str
    start: int
    end: int
    words: str


@lru_cache(maxsize=8)
def sentences(asked: str) -> tuple[tuple[int, int], ...]:
    """Spans of sentences and list items; one that never ends is cut at a blank, so that no text takes long to read."""
    start = 0
    spans: list[tuple[int, int]] = []
    for end in [stop.end() for stop in _SENTENCE.finditer(asked)] + [len(asked)]:
        while end - start > _LONGEST:
            cut = asked.rfind(" ", start + 1, start + _LONGEST)
            cut = cut if cut > start else start + _LONGEST
            spans.append((start, cut))
            start = cut
        spans.append((start, end))
        start = end
    return tuple(span for span in spans if asked[slice(*span)].strip())


def suppressed(sentence: str, at: int, to: int = -1) -> bool:
    """Whether the words at `at` are left out ("except the ...") or only background ("according to the ...")."""
    cues = load_cues()
    if to > at and cues["left_out_after"].match(sentence, to):
        return True
    before = sentence[:at]
    # searched in the whole sentence: "no" leaves out what is "needed" after it
    before_it = (found for found in cues["left_out"].finditer(sentence) if found.end() <= at)
    last = max(before_it, key=lambda found: found.end(), default=None)
    if last is None:
        return False
    return cues["reset"].search(before, last.end()) is None


def negated(sentence: str, at: int) -> bool:
    signs = load_signs()
    before = sentence[:at]
    last = max(signs["negation"].finditer(before), key=lambda found: found.end(), default=None)
    return last is not None and len(before) - last.end() < 90 and signs["negation_end"].search(before, last.end()) is None


@lru_cache(maxsize=1)
def body_camera() -> re.Pattern[str]:
    return _pattern(r"\b(?:body|officer|chest)[- ]?(?:worn )?[- ]?cam(?:era)?s?\b|\bBWCs?\b|\bbody[- ]?worn\b")


@lru_cache(maxsize=1)
def load_cues() -> dict[str, Any]:
    data = yaml.safe_load((_HERE / "cues.yaml").read_text(encoding="utf-8"))
    left_out = "|".join((data["not_wanted"].strip(), data["background"].strip()))
    return {
        "kinds": {kind: [_pattern(text) for text in texts] for kind, texts in data["kinds"].items()},
        "unless": {kind: [_pattern(text) for text in texts] for kind, texts in data["unless"].items()},
        "itself": _pattern(data["itself"]),
        "weak": {name: _pattern(data["weak"][name]) for name in ("report", "numbered", "police", "heads")},
        "alone": {kind: _pattern(rf"\b(?:{text})") for kind, text in data["weak"]["alone"].items()},
        "topic": _pattern(rf"\b(?:{data['topic_words']})\b"),
        "topic_for": frozenset(data["topic_for"]),
        "topic_end": _pattern(data["topic_end"]),
        "left_out": _pattern(rf"\b(?:{left_out.replace('| ', '|')})\b"),
        "left_out_after": _pattern(data["left_out_after"]),
        "reset": _pattern(rf"[:;]|(?<!\w)(?:{data['reset']})(?!\w)"),
    }


@lru_cache(maxsize=1)
def load_signs() -> dict[str, Any]:
    data = yaml.safe_load((_HERE / "signs.yaml").read_text(encoding="utf-8"))
    return {
        "commercial": [_pattern(text) for text in data["commercial"]],
        "boilerplate": _pattern(data["not_commercial_boilerplate"]),
        "negation": _pattern(data["negation"]),
        "negation_end": _pattern(data["negation_end"]),
        "media": _pattern(data["media"]),
        "nonprofit": _pattern(data["nonprofit"]),
        "academic": _pattern(data["academic"]),
        "recurrent": [_pattern(text) for text in data["recurrent"]],
        "waiver": [_pattern(text) for text in data["waiver"]],
        "numbers": {word: value for value, words in data["numbers"].items() for word in words.split()},
        "formats": {name: [_pattern(text) for text in texts] for name, texts in data["formats"].items()},
        "beside": _pattern(data["beside"]),
        "categories": {name: _pattern(text) for name, text in data["categories"].items()},
    }


def _pattern(text: str) -> re.Pattern[str]:
    """A cue as written: blanks (outside of brackets) match any white space, case is ignored."""
    flat = re.sub(r"\s*\n\s*", "", text)
    out, inside = [], False
    for at, char in enumerate(flat):
        if char == "[" and flat[at - 1 : at] != "\\":
            inside = True
        elif char == "]" and flat[at - 1 : at] != "\\":
            inside = False
        out.append((r"\s" if inside else r"\s+") if char == " " else char)
    # an optional blank (" ?", " {0,2}") keeps its own count
    joined = re.sub(r"\\s\+(?=[?*{])", r"\\s", "".join(out))
    # a look-behind has a fixed width: its blanks are one each
    joined = re.sub(r"\(\?<[!=][^)]*\)", lambda found: found.group().replace(r"\s+", r"\s"), joined)
    return re.compile(joined, re.I)
