"""What kind of request it is: its purpose, how often its sender asks, how much it asks for. Imports: model, cues, message,
deadlines."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from foia.model import RequestKind
from foia.requests.cues import Found, load_signs, negated, sentences
from foia.requests.deadlines import recurrent, voluminous
from foia.requests.message import Message

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_MARK = r"\[ ?[xX✓✔]? ?\]|\( ?[xX✓✔]? ?\)|[☐☑☒✓✔]|_+ ?[xX✓✔]? ?_+|(?<![A-Za-z])[xX](?![A-Za-z])"


def kind_of(
    message: Message,
    commercial: Found | None,
    categories: int,
    asker: str,
    history: Sequence[dt.date],
    when: dt.date | dt.datetime | None,
) -> tuple[RequestKind, str, Found | None]:
    if commercial is not None:
        return (
            RequestKind.COMMERCIAL,
            "the requester says what the records are for: sale, solicitation or advertising",
            commercial,
        )
    if not asker:
        day = when.date() if isinstance(when, dt.datetime) else when
        counted = recurrent(day, history) if day and history else ""
        if counted:
            return RequestKind.RECURRENT, counted, None
        stated = _recurrent(message)
        if stated is not None:
            return RequestKind.RECURRENT, "the request itself says so", stated
        pages = _pages(message)
        if pages is not None:
            return RequestKind.VOLUMINOUS, pages.value, pages
        explicit = _said(
            message,
            re.compile(
                r"\b(?:this|it|my request|the request|these)\b[^.;]{0,40}\bvoluminous\b|\ba voluminous (?:foia )?request\b",
                re.I,
            ),
            "voluminous",
        )
        if explicit is not None:
            return RequestKind.VOLUMINOUS, "the request itself says so", explicit
        why = voluminous(categories=categories)
        if why:
            return RequestKind.VOLUMINOUS, why, None
    return RequestKind.STANDARD, "nothing shows another kind", None


def commercial_purpose(message: Message) -> tuple[Found | None, Found | None]:
    """(the words that state a commercial purpose, the words that deny one). A ticked box of a form decides before prose
    does."""
    body = with_signature(message)
    ticked = _ticked(body)
    if ticked is not None:
        return (ticked, None) if ticked.value == "commercial" else (None, ticked)
    denied = None
    signs = load_signs()
    for start, end in sentences(body):
        sentence = flowing(body[start:end])
        for pattern in signs["commercial"]:
            for at in pattern.finditer(sentence):
                found = Found(value="commercial", start=start + at.start(), end=start + at.end(), words=at.group())
                if re.search(signs["boilerplate"], sentence):
                    continue
                if negated(sentence, at.start()) or re.match(r"non[- ]?", sentence[max(at.start() - 4, 0) : at.start()], re.I):
                    denied = denied or Found(value="not commercial", start=found.start, end=found.end, words=found.words)
                    continue
                return found, None
    return None, denied


def with_signature(message: Message) -> str:
    start, end = message.signature
    return message.asked[:start] + message.text[start:end] + message.asked[end:]


def flowing(text: str) -> str:
    """The text with its line breaks as blanks, of the same length; a blank line still parts paragraphs."""
    return re.sub(r"(?<!\n)\n(?![ \t]*\n)", " ", text)


def _ticked(body: str) -> Found | None:
    """The answer of a form to its question about a commercial purpose: a ticked box, or yes or no."""
    for at in re.finditer(r"\bcommercial\b", body, re.I):
        start = max(body.rfind("\n", 0, at.start()) + 1, at.start() - 200)
        block = "\n".join(body[start : at.end() + 400].split("\n")[:3])
        marks = list(re.finditer(rf"(?P<mark>{_MARK})|(?P<option>\b(?:yes|no|non-?commercial|commercial)\b)", block, re.I))
        marks = [
            one
            for one in marks
            if not (one["mark"] and re.fullmatch(r"[xX]", one["mark"]) and not re.search(r"yes|no", block, re.I))
        ]
        if any(one["mark"] for one in marks) and any(
            one["option"] and one["option"].lower() in ("yes", "no", "noncommercial", "non-commercial") for one in marks
        ):
            pairs = _pairs(marks)
            for option, ticked in pairs:
                if ticked:
                    yes = option in ("yes", "commercial")
                    return Found(
                        value="commercial" if yes else "not commercial", start=start, end=start + len(block), words=block
                    )
        answer = re.search(
            r"commercial(?:[- ](?:purposes?|use|requests?|requester|reasons?))?[^.\n]{0,60}?(?:[?:]|\.{2,}"
            r"|=)\s*(?:\n\s*)?\(?(yes|no|y|n|none|not? applicable|n/a|true|false)\b",
            block,
            re.I,
        )
        if answer:
            yes = answer[1].lower() in ("yes", "y", "true")
            return Found(
                value="commercial" if yes else "not commercial",
                start=start + answer.start(),
                end=start + answer.end(),
                words=answer.group(),
            )
    return None


def _pairs(marks: Sequence[re.Match[str]]) -> list[tuple[str, bool]]:
    """Boxes with the words they belong to; boxes stand before the words when the first of both is a box."""
    choices = [
        one
        for one in marks
        if one["mark"] or one["option"].lower() in ("yes", "no", "noncommercial", "non-commercial", "commercial")
    ]
    first = next((index for index, one in enumerate(choices) if one["mark"]), 0)
    box_first = not (first > 0 and choices[first - 1]["option"] and choices[first - 1]["option"].lower() in ("yes", "no"))
    pairs = []
    for index, one in enumerate(choices):
        if not one["mark"]:
            continue
        other = index + 1 if box_first else index - 1
        if 0 <= other < len(choices) and choices[other]["option"]:
            ticked = bool(re.search(r"[xX✓✔☑☒]", one["mark"]))
            pairs.append((choices[other]["option"].lower(), ticked))
    return pairs


def _recurrent(message: Message) -> Found | None:
    signs = load_signs()
    for pattern in signs["recurrent"]:
        found = _said(message, pattern, "recurrent")
        if found is not None:
            return found
    words = "|".join(word for word, value in signs["numbers"].items() if value > 3)
    number = rf"(?P<n>\d{{1,3}}|(?:{words})(?:-[a-z]+)?)(?:st|nd|rd|th)?"
    span = (
        r"(?P<span>7 days|seven days|week|30 days|thirty days|month|12 months|twelve months|year|calendar year"
        rf"|{_MONTHS})"
    )
    for pattern in (
        rf"\b(?:my|our)(?: foia)? requests? (?:number |no\.? ?|#) ?{number}\b[^.;]{{0,80}}?\b(?:this|past|last|in"
        rf"|within)(?: \w+){{0,3}}? {span}",
        rf"\b(?:my|our) {number} (?:\w+ ){{0,4}}?(?:requests?|FOIAs?)\b[^.;]{{0,80}}?\b(?:this|past|last|in (?:a|one|the)"
        rf"|within|over|during)(?: \w+){{0,3}}? {span}",
        rf"\b(?:submitted|filed|sent|made|placed|have|lodged)(?: \w+){{0,4}}? {number}(?: \w+){{0,4}}? (?:requests?"
        rf"|FOIAs?)\b[^.;]{{0,80}}?\b(?:this|past|last|in|within|over|during|since)(?: \w+){{0,3}}? {span}",
        rf"\b(?:this|past|last|in|within|over|during|since)(?: the)?(?: \w+){{0,2}}? {span}[^.;]{{0,60}}?\b(?:submitted|filed"
        rf"|sent|made|lodged) (?:\w+ ){{0,4}}?{number} (?:\w+ ){{0,4}}?(?:requests?|FOIAs?)\b",
    ):
        for at in re.finditer(pattern, flowing(message.asked), re.I):
            if _often(at["n"], at["span"]):
                return Found(value="recurrent", start=at.start(), end=at.end(), words=at.group())
    return None


def _number(word: str) -> int:
    """A number in figures or words; 0 when it is none."""
    if word.isdigit():
        return int(word)
    known = load_signs()["numbers"]
    parts = word.lower().split("-")
    return sum(known[part] for part in parts) if all(part in known for part in parts) else 0


def _often(number: str, span: str) -> bool:
    count = _number(number)
    span = " ".join(span.lower().split())
    least = 7 if span in ("week", "7 days", "seven days") else 15 if span in ("month", "30 days", "thirty days") else 50
    return count >= least


def _pages(message: Message) -> Found | None:
    """A statement that more than 500 pages are asked for, unless one single record is that long."""
    figure = (
        r"(?P<n>\d{1,3}(?:,\d{3})+|\d+|five hundred|one thousand|(?:several|two|three|four|five|ten) thousand"
        r"|thousands of|hundreds of thousands of)"
    )
    for start, end in sentences(message.asked):
        sentence = flowing(message.asked[start:end])
        for at in re.finditer(rf"\b{figure}\+?[- ](?:\w+ )?pages?\b", sentence, re.I):
            words = at["n"].lower()
            count = int(words.replace(",", "")) if words[0].isdigit() else 500 if words == "five hundred" else 1000
            lead = sentence[: at.start("n")].lower()
            if re.search(
                r"(?:not? (?:to )?exceed|no more than|not more than|(?:fewer|less) than|under|up to|at most"
                r"|limit\w*(?: \w+){0,4}|first|if (?:\w+ ){0,6}|maximum(?: of)?|below|within)\s*(?:the |about "
                r"|approximately )?$",
                lead,
            ):
                continue
            if re.search(r"\bif\b[^,]*$", lead) or re.search(
                r"\bsingle (?:record|document|report|file|contract)\b|\bone (?:document|record|report|contract)\b",
                message.asked[start : end + 80],
                re.I,
            ):
                continue
            more = re.search(r"(?:more than|over|exceed\w*|in excess of|above|upwards of|at least)\s*$", lead) is not None
            why = voluminous(pages=count + (1 if more else 0))
            if why:
                return Found(
                    value=why, start=start + at.start("n"), end=start + at.end(), words=sentence[at.start("n") : at.end()]
                )
    return None


def _said(message: Message, pattern: re.Pattern[str], value: str) -> Found | None:
    """The first time that the pattern is said and not denied."""
    for start, end in sentences(message.asked):
        sentence = flowing(message.asked[start:end])
        for at in pattern.finditer(sentence):
            if not negated(sentence, at.start()) and not re.search(
                r"\bif\b|\bunless\b|\bwhether\b", sentence[: at.start()], re.I
            ):
                return Found(value=value, start=start + at.start(), end=start + at.end(), words=at.group())
    return None
