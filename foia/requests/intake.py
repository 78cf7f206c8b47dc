"""A request's text -> what it asks for and what kind of request it seems to be, each with the words that show it.

Imports: model, errors, and its own parts: message (taking it apart), kinds (records), purpose (kind of request), clocks.
The cues are data (cues.yaml, signs.yaml). Nothing here decides: an officer confirms what was read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from foia.model import RequestKind
from foia.requests.clocks import Due, due, parse_received
from foia.requests.cues import Found, body_camera, load_signs
from foia.requests.kinds import Item, categories, items_of, left_out, record_kinds
from foia.requests.message import Message, read_message
from foia.requests.purpose import commercial_purpose, flowing, kind_of, with_signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What was read from a request. Every `Found` holds the words it came from; an officer confirms all of it."""

    text: str
    kind: RequestKind
    kind_why: str
    kind_words: Found | None
    record_kinds: tuple[str, ...]
    found: tuple[Found, ...]  # record kinds, with their words
    items: tuple[Item, ...]
    mentions_body_camera: bool
    requester: Found | None
    address: Found | None
    commercial: Found | None
    denies_commercial: Found | None
    waiver: Found | None
    formats: tuple[Found, ...]
    asker: str  # media | nonprofit | academic | ""
    categories: int
    in_body: bool  # whether an electronic request stands in the message itself (P.A. 104-438)
    received: dt.date | dt.datetime | None
    due: Due | None
    questions: tuple[str, ...]


def intake(
    raw: str | bytes,
    *,
    received: dt.date | dt.datetime | str | None = None,
    history: Sequence[dt.date] = (),
    now: dt.datetime | None = None,
) -> Intake:
    """Reads a request: a pasted e-mail, the bytes of an .eml, the text of a letter or form.

    `received` is when the office got it (without it the message's own date is taken); `history` are the dates of the same
    requester's earlier requests. Raises UsageError for a date that does not exist, or lies in the future where `now` is given.
    """
    message = read_message(raw)
    when = parse_received(received) if isinstance(received, str) else received or message.sent
    found = tuple(record_kinds(message.asked))
    kinds = tuple(dict.fromkeys(one.value for one in found)) or ("other",)
    items = tuple(items_of(message, found))
    asker = _asker(message)
    commercial, denied = commercial_purpose(message)
    counted = categories(message, items, kinds)
    kind, why, words = kind_of(message, commercial, counted, asker, history, when)
    mentions = any(not left_out(message.asked, at.start(), at.end()) for at in body_camera().finditer(message.asked))
    clock = due(when, kind, now=now) if when is not None else None
    requester = _requester(message)
    in_body = not message.is_email or bool(found) or not _only_attached(message)
    return Intake(
        text=message.text,
        kind=kind,
        kind_why=why,
        kind_words=words,
        record_kinds=kinds,
        found=found,
        items=items,
        mentions_body_camera=mentions,
        requester=requester,
        address=_address(message),
        commercial=commercial,
        denies_commercial=denied,
        waiver=_first(message.asked, load_signs()["waiver"], "waiver"),
        formats=tuple(_formats(message)),
        asker=asker,
        categories=counted,
        in_body=in_body,
        received=when,
        due=clock,
        questions=tuple(_questions(message, kinds, commercial, denied, requester, in_body)),
    )


def _asker(message: Message) -> str:
    body = flowing(with_signature(message)) + "\n" + message.sender + " " + message.address
    for name in ("media", "nonprofit", "academic"):
        for at in load_signs()[name].finditer(body):
            near = body[max(at.start() - 90, 0) : at.end() + 10]
            own = re.search(
                r"\b(?:i am|i'm|we are|my name is|on behalf of|i work|i write|i report|as an?|for (?:the|a|an|my|our)"
                r"|with (?:the|a)|at (?:the)?|purpose|us\b|our)\b",
                near,
                re.I,
            ) or re.search(r"[A-Z]\w+, an? (?:[\w-]+ ){0,3}$", body[: at.start()])
            if own or message.signature[0] <= at.start() < message.signature[1]:
                return name
    return ""


def _requester(message: Message) -> Found | None:
    name = r"(?P<name>[A-Z][\w.'-]+(?: [A-Z][\w.'-]*\.?){1,3})"
    for pattern in (
        rf"(?:[Mm]y name is|MY NAME IS|I am|I'm|I,) {name}",
        rf"(?im:^[ \t]*(?:requester|requestor|name|requested by|full name|your name|name of requester)(?:'s name"
        rf"| name)?\s*:)\s*{name}",
    ):
        at = re.search(pattern, message.text)
        if at:
            return Found(value=at["name"], start=at.start("name"), end=at.end("name"), words=at["name"])
    start, end = message.signature
    for at in re.finditer(
        r"^[ \t]*(?:/s/ *)?([A-Z][\w.'-]+(?: [A-Z][\w.'-]*\.?){1,3})(?:,[^\n]*)?[ \t]*$", message.text[start:end], re.M
    ):
        return Found(value=at[1], start=start + at.start(1), end=start + at.end(1), words=at[1])
    if message.sender and message.sender in message.text:
        at0 = message.text.index(message.sender)
        return Found(value=message.sender, start=at0, end=at0 + len(message.sender), words=message.sender)
    return Found(value=message.sender, start=0, end=0, words=message.sender) if message.sender else None


def _address(message: Message) -> Found | None:
    at = re.search(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", message.text)
    if message.address and (at is None or message.address not in message.text):
        return Found(value=message.address, start=0, end=0, words=message.address)
    if message.address:
        start = message.text.index(message.address)
        return Found(value=message.address, start=start, end=start + len(message.address), words=message.address)
    return Found(value=at.group(), start=at.start(), end=at.end(), words=at.group()) if at else None


def _formats(message: Message) -> Iterator[Found]:
    for name, patterns in load_signs()["formats"].items():
        found = _first(message.asked, patterns, name)
        if found is not None:
            yield found


def _first(asked: str, patterns: Iterable[re.Pattern[str]], value: str) -> Found | None:
    places = [at for pattern in patterns if (at := pattern.search(asked))]
    if not places:
        return None
    at = min(places, key=lambda one: one.start())
    return Found(value=value, start=at.start(), end=at.end(), words=at.group())


def _only_attached(message: Message) -> bool:
    """Whether an e-mail only points to an attachment or a link (P.A. 104-438: the request has to stand in the message
    itself)."""
    points = re.search(r"\b(?:attached|attachment|enclosed|see the link|link below|click)\b|https?://", message.asked, re.I)
    return bool(points or message.attachments)


def _questions(
    message: Message,
    kinds: Sequence[str],
    commercial: Found | None,
    denied: Found | None,
    requester: Found | None,
    in_body: bool,
) -> Iterator[str]:
    if not in_body:
        yield "The request seems to stand in an attachment or behind a link only: ask for it in the message itself."
    if kinds == ("other",) and in_body:
        yield "Which records are meant? The request names no kind of record that the program knows."
    if commercial is None and denied is None:
        yield "Is the request for a commercial purpose? (Section 3.1(c) allows this question.)"
    if requester is None:
        yield "Where may the response be sent? No requester's name was found; a name may not be demanded."
    if not re.search(
        r"\b(?:19|20)\d\d\b|\b\d{1,2}/\d{1,2}\b|\b(?:last|past|current|recent|today|yesterday)\b", message.asked, re.I
    ):
        yield "Which period do you mean? No date was found."
