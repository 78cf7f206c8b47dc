"""EML and MBOX -> typeset header and body, attachments as members. Imports: stdlib and this room's modules.

Runs in a worker process. Nothing a message points to is fetched; its HTML is turned into text.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Mapping
from email.message import EmailMessage, Message

from foia.errors import FileError
from foia.records.markup import text_of_html
from foia.records.parsed import Job, Member, Members, Parsed, plain_name
from foia.records.plain import decode
from foia.records.typeset import Block, Heading, Paragraph, Table, legible, typeset

_SHOWN = ["From", "Sender", "To", "Cc", "Bcc", "Reply-To", "Date", "Subject", "Importance"]
_MOST_PARTS = 500


def read_eml(job: Job) -> Parsed:
    content = job.path.read_bytes()
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    fields = headers_of(message)
    members = Members(job)
    bodies, notes = _parts(message, members)
    if not fields and not bodies:
        raise FileError(
            f"'{job.name}' is not a mail message", why="it has neither headers nor a body", remedy="ask for the file again"
        )
    return compose(job, "eml", fields, bodies, members.found, notes)


def compose(
    job: Job, kind: str, fields: Mapping[str, str], bodies: list[str], members: list[Member], notes: tuple[str, ...]
) -> Parsed:
    """The message typeset: headers, bodies, list of attachments."""
    shown = [(name, fields[name]) for name in _SHOWN if fields.get(name)]
    blocks: list[Block] = [Paragraph("\n".join(f"{name}: {' '.join(value.split())}" for name, value in shown))] if shown else []
    for number, body in enumerate(bodies):
        if number:
            blocks.append(Heading(f"Further body {number + 1}"))
        blocks.append(Paragraph(body.strip("\r\n")))
    if members:
        blocks.append(Heading("Attachments"))
        blocks.append(Paragraph("\n".join(member.name for member in members)))
    left_out = [name for name in fields if name not in _SHOWN]
    if left_out:
        notes = (
            *notes,
            f"{len(left_out)} technical mail headers are kept beside the record, not printed: {', '.join(left_out[:12])}",
        )
    made = typeset(blocks, job.view, title=job.name, limits=job.limits)
    return Parsed(
        format=kind,
        view=job.view,
        pages=made.pages,
        drawn_by="typeset",
        notes=notes + made.notes,
        fields=dict(fields),
        members=tuple(members),
    )


def headers_of(message: Message) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name in dict.fromkeys(key.title() if key.islower() or key.isupper() else key for key in message.keys()):  # noqa: SIM118
        try:
            values = [str(value) for value in message.get_all(name, [])]
        except (ValueError, IndexError, LookupError, AttributeError, TypeError):  # the header parser trips over odd ones
            values = [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]
        fields[_canonical(name)] = legible(", ".join(values))
    return fields


def _canonical(name: str) -> str:
    return next((known for known in _SHOWN if known.lower() == name.lower()), name)


def _parts(message: EmailMessage, members: Members) -> tuple[list[str], tuple[str, ...]]:
    """Bodies in order, as text; everything else goes to `members`."""
    bodies: list[str] = []
    notes: list[str] = []
    seen = 0

    def visit(part: Message, *, alternative: bool) -> None:
        nonlocal seen
        seen += 1
        if seen > _MOST_PARTS:
            return
        kind = part.get_content_type()
        if kind == "message/rfc822":
            for inner in part.get_payload() if part.is_multipart() else []:
                if isinstance(inner, Message):
                    subject = str(inner.get("Subject", "")) or "message"
                    members.add(
                        plain_name(part.get_filename() or subject)[:120].removesuffix(".eml") + ".eml", inner.as_bytes()
                    )
            return
        if part.is_multipart():
            children = [each for each in part.get_payload() if isinstance(each, Message)]
            if kind == "multipart/alternative":
                _alternative(children)
                return
            for child in children:
                visit(child, alternative=False)
            return
        name = _file_name(part)
        if part.get_content_disposition() == "attachment" or name or part.get_content_maintype() != "text":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload:
                members.add(plain_name(name or f"part{seen}.{part.get_content_subtype()}"), payload)
            else:
                notes.append(f"attachment '{plain_name(name)}' is empty")
            return
        bodies.append(_text(part))

    def _alternative(children: list[Message]) -> None:
        """The plain version of a body, unless the HTML one says more."""
        plain = [each for each in children if each.get_content_type() == "text/plain" and not _file_name(each)]
        rich = [each for each in children if each.get_content_type() == "text/html" and not _file_name(each)]
        rest = [each for each in children if each not in plain and each not in rich]
        texts = [_text(each) for each in plain]
        others = [_text(each) for each in rich]
        chosen = texts if any(text.strip() for text in texts) else others
        bodies.extend(text for text in chosen if text.strip())
        if chosen is texts and others and _words("\n".join(others)) - _words("\n".join(texts)):
            notes.append("the formatted version of the message has words that the plain one lacks; both are shown")
            bodies.extend(others)
        for each in rest:
            visit(each, alternative=True)

    visit(message, alternative=False)
    if seen > _MOST_PARTS:
        notes.append(f"the message has more than {_MOST_PARTS} parts; the rest was not read")
    return bodies, tuple(notes)


def _file_name(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except (ValueError, LookupError, AttributeError, TypeError):
        return ""


def _words(text: str) -> set[str]:
    return {word for word in "".join(c if c.isalnum() else " " for c in text.lower()).split() if len(word) > 1}


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    charset = part.get_content_charset() or ""
    try:
        text = payload.decode(charset) if charset else decode(payload)[0]
    except (LookupError, UnicodeDecodeError):
        text = decode(payload)[0]
    return text_of_html(text) if part.get_content_type() == "text/html" else text


def read_mbox(job: Job) -> Parsed:
    """Each message a member; the record itself lists them."""
    content = job.path.read_bytes()
    members = Members(job)
    rows: list[tuple[str, ...]] = [("Message", "From", "Date", "Subject")]
    starts = [match.start(1) for match in re.finditer(rb"(?:\A|\r?\n\r?\n)(From )", content)]
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(content)], strict=True), start=1):
        body = content[start:end].partition(b"\n")[2].replace(b"\n>From ", b"\nFrom ")
        message = email.message_from_bytes(body, policy=email.policy.compat32)
        members.add(f"message-{number}.eml", body)
        rows.append((str(number), *(legible(str(message.get(key, ""))) for key in ("From", "Date", "Subject"))))
    made = typeset([Heading("Mailbox"), Table(tuple(rows))], job.view, title=job.name, limits=job.limits)
    return Parsed(
        format="mbox", view=job.view, pages=made.pages, drawn_by="typeset", notes=made.notes, members=tuple(members.found)
    )
