"""Which records a request asks for, and as which items. Imports: message, cues."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from foia.requests.cues import Found, body_camera, load_cues, load_signs, sentences, suppressed
from foia.requests.message import Message

_SEARCHED = (
    r"\b(?:contain|includ|mention|referenc|keyword|search term|words?|phrases?|terms?)"  # words to look for are not records
)
_NEAR = 80  # characters between "records" and the matter they are about
_REPORTS = frozenset(
    [
        "incident_report",
        "arrest_report",
        "crash_report",
        "use_of_force_report",
        "complaint_register",
        "internal_investigation",
        "medical_ambulance_report",
        "body_camera_audit_log",
        "leads_printout",
        "juvenile_record",
        "permit_license_application",
        "test_material",
        "security_plan",
        "draft_memo",
        "tow_citation",
    ]
)  # kinds that a bare "report" may stand for
_FINER = _REPORTS - {"incident_report", "body_camera_audit_log"}
_MOST = 6  # mentions of one kind in a sentence that are looked at
_ITEM = re.compile(r"^\s*(?:[-*•·▪]|o(?=\s)|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)]|item \d+:?)\s+(?=\S)", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that is asked for."""

    start: int
    end: int
    words: str
    record_kinds: tuple[str, ...]


def record_kinds(asked: str) -> Iterator[Found]:
    """The kinds of record asked for, each once, at its first mention, in the order of the text."""
    seen: set[str] = set()
    taken: list[tuple[int, int]] = []
    for start, end in sentences(asked):
        hits = _in_sentence(asked, start, end)
        itself = load_cues()["itself"].search(asked, start, end)
        if itself and body_camera().search(asked, 0, end) and not suppressed(asked[start:end], itself.start() - start):
            hits.append(("body_camera_recording", itself.start(), itself.end()))
        for kind, at, to in hits:
            taken.append((at, to))
            if kind not in seen:
                seen.add(kind)
                yield Found(value=kind, start=at, end=to, words=asked[at:to])
        if "other" not in seen and seen:
            beside = _beside(asked, start, end, hits)
            if beside is not None:
                seen.add("other")
                yield beside
    weak = None if seen & _REPORTS else _bare_report(asked, taken)
    if weak is None and not seen:
        weak = _alone(asked)
    if weak is not None:
        yield weak


def _beside(asked: str, start: int, end: int, hits: list[tuple[str, int, int]]) -> Found | None:
    """Records of no kind of their own that are plainly asked for beside others: dashboard video, invoices, budgets."""
    for at in load_signs()["beside"].finditer(asked, start, end):
        own = not any(a < at.end() and at.start() < b for _, a, b in hits)
        sentence, place, to = asked[start:end], at.start() - start, at.end() - start
        if own and not suppressed(sentence, place, to) and not _is_topic(sentence, place, to, "other", hits, start):
            return Found(value="other", start=at.start(), end=at.end(), words=at.group())
    return None


def _bare_report(asked: str, taken: Sequence[tuple[int, int]]) -> Found | None:
    """A report by its number, or a bare "the report" where police are spoken of; no report of another kind is named."""
    weak = load_cues()["weak"]
    for pattern in (weak["numbered"], weak["report"]) if weak["police"].search(asked) else (weak["numbered"],):
        for start, end in sentences(asked):
            for found in pattern.finditer(asked, start, end):
                free = not any(at < found.end() and found.start() < to for at, to in taken)
                if free and not suppressed(asked[start:end], found.start() - start, found.end() - start):
                    return Found(value="incident_report", start=found.start(), end=found.end(), words=found.group())
    return None


def _alone(asked: str) -> Found | None:
    """Records of some matter ("anything you have on the wreck at Fifth and Oak"), where no record is named."""
    for start, end in sentences(asked):
        head = load_cues()["weak"]["heads"].search(asked, start, end)
        if head is None or suppressed(asked[start:end], head.start() - start):
            continue
        places = [
            (at.start(), kind, at)
            for kind, pattern in load_cues()["alone"].items()
            if (at := pattern.search(asked, max(start, head.start() - _NEAR), min(end, head.end() + _NEAR)))
        ]
        if places:
            _, kind, at = min(places, key=lambda place: place[0])
            return Found(value=kind, start=at.start(), end=at.end(), words=at.group())
    return None


def _in_sentence(asked: str, start: int, end: int) -> list[tuple[str, int, int]]:
    sentence = asked[start:end]
    hits: list[tuple[int, int, str]] = []
    searched = (
        [found.span() for found in re.finditer(r'"[^"\n]{1,60}"', sentence)] if re.search(_SEARCHED, sentence, re.I) else []
    )
    for kind, patterns in load_cues()["kinds"].items():
        masked = searched + [
            found.span() for pattern in load_cues()["unless"].get(kind, ()) for found in pattern.finditer(sentence)
        ]
        for pattern in patterns:
            for found in pattern.finditer(sentence):
                if found.end() > found.start() and not any(a < found.end() and found.start() < b for a, b in masked):
                    hits.append((found.start(), found.end(), kind))
    hits.sort(key=lambda hit: (hit[0], -hit[1]))
    finer = [(at, to) for at, to, kind in hits if kind in _FINER]
    hits = [hit for hit in hits if hit[2] != "incident_report" or not any(at <= hit[0] < to for at, to in finer)]
    kept: list[tuple[str, int, int]] = []
    tried: dict[str, int] = {}
    for at, to, kind in hits:
        tried[kind] = tried.get(kind, 0) + 1
        if tried[kind] > _MOST or suppressed(sentence, at, to) or _is_topic(sentence, at, to, kind, kept, start):
            continue
        kept.append((kind, start + at, start + to))
    return kept


def _is_topic(sentence: str, at: int, to: int, kind: str, kept: list[tuple[str, int, int]], start: int) -> bool:
    """Whether the words at `at` only say what another record is about: the contract in "e-mails about the contract"."""
    cues = load_cues()
    for head, head_start, head_end in reversed(kept):
        if head == kind or head_start - start >= at:
            continue
        between = sentence[head_end - start : at]
        topic = cues["topic"].search(between)
        if topic is None and head in cues["topic_for"]:
            topic = re.search(r"\bfor\b", between)
        if topic is None and head in ("policy", "minutes_open", "minutes_closed", "draft_memo"):
            topic = re.search(r"\b(?:on|governing)\b", between)
        if topic is not None and cues["topic_end"].search(sentence, head_end - start + topic.end(), to) is None:
            return True
    return False


def left_out(asked: str, at: int, to: int) -> bool:
    """Whether the words at [at, to) are not asked for, or only background."""
    start, end = next(((a, b) for a, b in sentences(asked) if a <= at < b), (0, len(asked)))
    return suppressed(asked[start:end], at - start, to - start)


def items_of(message: Message, found: Sequence[Found]) -> Iterator[Item]:
    """The list items of the request; without a list, the sentences that name a record."""
    spans: list[tuple[int, int]] = []
    at, current = 0, None
    for line in message.asked.split("\n"):
        end = at + len(line)
        mark = _ITEM.match(line)
        if mark:
            current = [at + mark.end(), end]
            spans.append((current[0], current[1]))
        elif current is not None and line.strip() and line[:1] in " \t" and spans:
            spans[-1] = (spans[-1][0], end)
        else:
            current = None
        at = end + 1
    inline = list(re.finditer(r"(?<!\S)\(?(\d{1,2})[.)]\s+(?=\S)", message.asked))
    if len(spans) < 2 and len(inline) >= 2 and [int(one[1]) for one in inline] == list(range(1, len(inline) + 1)):
        ends = [one.start() for one in inline[1:]] + [_paragraph_break(message.asked, inline[-1].end())]
        spans = [(one.end(), end) for one, end in zip(inline, ends, strict=True)]
    if len(spans) < 2:
        spans = [(a, b) for a, b in sentences(message.asked) if any(a <= one.start < b for one in found)]
    for start, end in spans:
        words = message.asked[start:end].strip()
        if words:
            lead = len(message.asked[start:end]) - len(message.asked[start:end].lstrip())
            kinds = tuple(dict.fromkeys(kind for kind, *_ in _in_sentence(message.asked, start, end)))
            yield Item(start=start + lead, end=start + lead + len(words), words=words, record_kinds=kinds)


def _paragraph_break(text: str, at: int) -> int:
    stop = re.compile(r"\n[ \t]{0,80}\n").search(text, at)
    return stop.start() if stop else len(text)


def categories(message: Message, items: Sequence[Item], kinds: Sequence[str]) -> int:
    """How many different categories of records are asked for (Section 2(h))."""
    named = {kind for kind in kinds if kind != "other"}
    for start, end in sentences(message.asked):
        sentence = message.asked[start:end]
        for category, pattern in load_signs()["categories"].items():
            at = pattern.search(sentence)
            if at and not suppressed(sentence, at.start()) and _asks(message.asked, items, start):
                named.add(f"other: {category}")
    for item in items:
        known = any(pattern.search(item.words) for pattern in load_signs()["categories"].values())
        if not item.record_kinds and not known and len(items) > 2:
            named.add("other: " + " ".join(re.findall(r"[a-z]{4,}", item.words.lower())[:2]))
    return len(named)


def _asks(asked: str, items: Sequence[Item], at: int) -> bool:
    """Whether the sentence at `at` is part of the list, or asks for something itself."""
    start, end = next(((a, b) for a, b in sentences(asked) if a <= at < b), (at, len(asked)))
    if any(item.start < end and start < item.end for item in items):
        return True
    return (
        re.search(
            r"\b(?:request|want|need|seek|send|provide|copy|copies|obtain|looking for|produce|all|any|records?)\b",
            asked[start:end],
            re.I,
        )
        is not None
    )
