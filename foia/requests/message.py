"""A pasted e-mail, .eml, letter or form -> its parts, and a copy of the text in which everything that asks for nothing is
blank.

Imports: errors. Offsets never change: what is left out (headers, quoted messages, signature, notices) becomes spaces of the
same length, so that a span found in `Message.asked` stands at the same place in `Message.text`."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import email.utils
import re
from dataclasses import dataclass
from email.message import EmailMessage

from foia.errors import TooLarge

LARGEST = 200_000  # characters of one request, without attachments

_SAME = str.maketrans("’‘“”\u00a0\u2010\u2011–—\t\r", "''\"\" ----  ")
_HEADER = re.compile(
    r"^(from|to|cc|bcc|subject|date|sent|reply-to|importance|attachments?|message-id|re|x-[\w-]+|mime-version"
    r"|content-[\w-]+|received):(.*)$",
    re.I,
)
_QUOTE_START = re.compile(
    r"^(?:-{2,} ?(?:original message|forwarded message|forwarded by)|_{10,}\s*$|on .{5,120}wrote:\s*$|begin forwarded message)",
    re.I,
)
_CLOSING = re.compile(
    r"^(?:sincerely|respectfully(?: submitted)?|(?:kind |best |warm |with )?regards|best(?: wishes)?|cordially"
    r"|yours(?: truly)?|very truly yours|"
    r"truly yours|thank you(?: in advance| very much| so much| again)?(?: for your (?:time|help|assistance|attention"
    r"|cooperation|consideration)[^.\n]{0,60})?|"
    r"thanks(?: in advance| so much| again| very much)?|many thanks|signed|cheers|faithfully|take care|gracias)[,.!]?\s*$",
    re.I,
)
_NOTICE = re.compile(
    r"(?:confidentiality (?:notice|note|statement)|this (?:e-?mail|message"
    r"|communication)(?: and any attachments?)? (?:is|are|may be|may contain|contains) "
    r"(?:intended|confidential|privileged|only|for the)|privileged (?:and|&|or) confidential|"
    r"if you (?:are not|have received) (?:the intended|this)|sent from my|get outlook for"
    r"|please consider the environment|caution: external|"
    r"external (?:e-?mail|sender))",
    re.I,
)
_DEFINES = re.compile(
    r"(?:\"?(?:records?|documents?|communications?|public records?)\"? (?:means?|is defined|are defined|shall (?:mean"
    r"|include)|should be (?:understood|read|construed)|"
    r"includes, but|refers to|as used (?:in this|herein))|the (?:term|word|phrase)s? \"?[\w ,]+\"? (?:means?|includes?"
    r"|refers?|shall|is (?:used|defined|intended)))",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A request as it came, taken apart. `text` and `asked` have the same length."""

    text: str  # with plain quotes, dashes and spaces; same offsets as given
    asked: str  # the same, blank where nothing is asked for
    sender: str = ""
    address: str = ""
    subject: str = ""
    sent: dt.datetime | None = None
    signature: tuple[int, int] = (0, 0)
    is_email: bool = False
    attachments: tuple[str, ...] = ()


def read_message(raw: str | bytes) -> Message:
    """Takes a request apart. `bytes` are an .eml file; a `str` may be one, a pasted e-mail, a letter or a form."""
    if isinstance(raw, bytes) or (
        re.match(r"(?:[A-Za-z-]+: .*\n(?:[ \t].*\n)*){3,}\s*\n", raw) and "mime-version:" in raw.lower()[:4000]
    ):
        return _eml(raw if isinstance(raw, bytes) else raw.encode())
    return _take_apart(raw)


def _eml(raw: bytes) -> Message:
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    part = parsed.get_body(preferencelist=("plain", "html"))
    body = ""
    if part is not None:
        try:
            content = part.get_content()
            body = content if isinstance(content, str) else ""
        except (LookupError, ValueError):
            payload = part.get_payload(decode=True)
            body = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
        if part.get_content_type() == "text/html":
            body = re.sub(r"(?is)<(script|style).*?</\1>", " ", body)
            body = re.sub(r"(?i)<(?:br|/p|/div|/li|/tr)[^>]*>", "\n", body)
            body = re.sub(r"<[^>]+>", " ", body)
    subject = str(parsed.get("subject", "") or "")
    sender, address = email.utils.parseaddr(str(parsed.get("from", "") or ""))
    names = tuple(str(item.get_filename() or "attachment") for item in parsed.iter_attachments())
    message = _take_apart(f"Subject: {subject}\n\n{body}" if subject else body)
    return Message(
        text=message.text,
        asked=message.asked,
        sender=sender or message.sender,
        address=address or message.address,
        subject=subject,
        sent=_date(str(parsed.get("date", "") or "")),
        signature=message.signature,
        is_email=True,
        attachments=names,
    )


def _take_apart(raw: str) -> Message:
    if len(raw) > LARGEST:
        raise TooLarge(
            "The request is too long to be read",
            why=f"it has more than {LARGEST:,} characters",
            remedy="add it as a record instead",
        )
    text = raw.translate(_SAME)
    lines = _lines(text)
    headers, body_start = _headers(lines)
    blank: list[tuple[int, int]] = []
    subject_span = None
    for name, start, end, value_start in headers:
        if name in ("subject", "re"):
            blank.append((start, value_start))
            subject_span = (value_start, end)
        else:
            blank.append((start, end))
    body = lines[body_start:]
    quoted = _quoted(body)
    substance = sum(len(line.split()) for line, start, _ in body if not any(s <= start < e for s, e in quoted))
    if substance >= 12 or not quoted:  # a bare "please see below" leaves the forwarded words as the request
        blank += quoted
    signature = _signature(body, quoted)
    if signature[1] > signature[0]:
        blank.append(signature)
    for line, start, end in body:
        if _NOTICE.search(line):
            blank.append((start, _paragraph_end(text, end)))
    for found in _DEFINES.finditer(text):
        stop = text.find(".", found.end())
        blank.append((text.rfind(".", 0, found.start()) + 1, min(stop if stop > 0 else len(text), found.end() + 600)))
    asked = list(text)
    for start, end in blank:
        for at in range(start, min(end, len(asked))):
            if asked[at] != "\n":
                asked[at] = " "
    fields = {name: text[value:end].strip() for name, _, end, value in reversed(headers)}
    sender, address = email.utils.parseaddr(fields.get("from", ""))
    if subject_span is not None:  # a subject ends like a sentence
        at = subject_span[1]
        if at < len(asked) and asked[at] == "\n":
            asked[at] = "\n"
    return Message(
        text=text,
        asked="".join(asked),
        sender=sender,
        address=address,
        subject=fields.get("subject", fields.get("re", "")),
        sent=_date(fields.get("date") or fields.get("sent") or ""),
        signature=signature,
        is_email=bool({"from", "to", "sent"} & fields.keys()),
        attachments=tuple(
            part.strip() for part in re.split(r"[;,]", fields.get("attachments", fields.get("attachment", ""))) if part.strip()
        ),
    )


def _lines(text: str) -> list[tuple[str, int, int]]:
    """Each line with its start and end (without the line break)."""
    found, at = [], 0
    for line in text.split("\n"):
        found.append((line, at, at + len(line)))
        at += len(line) + 1
    return found


def _headers(lines: list[tuple[str, int, int]]) -> tuple[list[tuple[str, int, int, int]], int]:
    """(name, start, end, start of value) of the header lines at the top, and the number of the first line of the body."""
    found: list[tuple[str, int, int, int]] = []
    number = 0
    while number < len(lines):
        line, start, end = lines[number]
        match = _HEADER.match(line.strip())
        if match:
            found.append((match[1].lower(), start, end, start + line.index(":") + 1))
        elif line.strip() and not (found and line[:1] in " \t"):
            break
        number += 1
        if found and not line.strip() and number < len(lines) and not _HEADER.match(lines[number][0].strip()):
            break
    return found, number


def _quoted(body: list[tuple[str, int, int]]) -> list[tuple[int, int]]:
    """Spans of quoted earlier messages: `>` lines, and all that follows the line that introduces one."""
    spans = [(start, end) for line, start, end in body if line.lstrip().startswith(">")]
    for number, (line, start, _) in enumerate(body):
        stripped = line.strip()
        following = " ".join(item[0].strip() for item in body[number + 1 : number + 5])
        outlook = re.match(r"from: ", stripped, re.I) and re.search(r"\b(?:sent|date): .*\b(?:to|subject): ", following, re.I)
        if number and (_QUOTE_START.match(stripped) or outlook):
            spans.append((start, body[-1][2]))
            break
    return spans


def _signature(body: list[tuple[str, int, int]], quoted: list[tuple[int, int]]) -> tuple[int, int]:
    """The block after the closing words, when it stands at the end and is short."""
    own = [item for item in body if not any(start <= item[1] < end for start, end in quoted)]
    while own and not own[-1][0].strip():
        own.pop()
    if not own:
        return (0, 0)
    for number in range(len(own) - 1, -1, -1):
        line, start, _ = own[number]
        if line.rstrip() == "--" or line == "-- ":
            return (start, own[-1][2])
    for number, (line, start, _) in enumerate(own):
        rest = [item for item in own[number + 1 :] if item[0].strip()]
        if (
            _CLOSING.match(line.strip())
            and len(rest) <= 14
            and not any(re.match(r"\s*(?:\d+[.)]|[-*•])\s", item[0]) for item in rest)
        ):
            return (start, own[-1][2])
    return (0, 0)


def _paragraph_end(text: str, at: int) -> int:
    end = re.compile(r"\n[ \t]{0,80}\n").search(text, at)
    return end.start() if end else len(text)


def _date(value: str) -> dt.datetime | None:
    value = value.strip()
    if not value:
        return None
    try:
        return email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError):
        pass
    for pattern in (
        "%A, %B %d, %Y %I:%M %p",
        "%B %d, %Y %I:%M %p",
        "%B %d, %Y",
        "%m/%d/%Y %I:%M %p",
        "%m/%d/%Y",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%d",
    ):
        try:
            return dt.datetime.strptime(value, pattern)
        except ValueError:
            continue
    return None
