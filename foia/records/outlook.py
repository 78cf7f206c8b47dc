"""MSG (Outlook) -> typeset header and body, attachments as members. Imports: stdlib, python-oxmsg, this room's modules.

Runs in a worker process.
"""

from __future__ import annotations

import io
import re
from typing import Any

from foia.errors import FileError
from foia.records.mail import compose, headers_of
from foia.records.markup import text_of_html
from foia.records.parsed import Job, Members, Parsed, plain_name

_TO, _CC, _BCC = 1, 2, 3  # PidTagRecipientType
_RECIPIENT_TYPE = 0x0C15
_SENDER = (0x0C1A, 0x0042, 0x5D01, 0x0C1F)  # PidTagSenderName, ..SentRepresentingName, ..SmtpAddress, ..EmailAddress
_RTF = 0x1009  # PidTagRtfCompressed
_ODD = (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, LookupError, AssertionError, NotImplementedError)


def read(job: Job) -> Parsed:
    from oxmsg import Message

    try:
        message = Message.load(io.BytesIO(job.path.read_bytes()))
        fields = _fields(message)
        bodies = _bodies(message)
    except _ODD as error:
        raise FileError(
            f"'{job.name}' cannot be read",
            why=f"the Outlook message is damaged ({type(error).__name__})",
            remedy="save it as EML or PDF and add that",
        ) from None
    notes: list[str] = []
    if not bodies:
        notes.append("the message's text is stored in a form that cannot be read (rich text): ask for it as EML or PDF")
    members = Members(job)
    for number, attachment in enumerate(_attachments(message, notes), start=1):
        _attach(attachment, number, members, notes)
    return compose(job, "msg", fields, bodies, members.found, tuple(notes))


def _fields(message: Any) -> dict[str, str]:
    fields: dict[str, str] = {}
    try:
        fields = headers_of(message._message_headers)
    except _ODD:
        fields = {str(name): str(value) for name, value in message.message_headers.items()}
    found: dict[str, str] = {"From": message.sender or _sender(message), "Subject": message.subject or ""}
    lists: dict[str, list[str]] = {"To": [], "Cc": [], "Bcc": []}
    for recipient in message.recipients:
        kind = recipient.properties.int_prop_value(_RECIPIENT_TYPE)
        where = {_TO: "To", _CC: "Cc", _BCC: "Bcc"}.get(kind or _TO, "To")
        name, address = recipient.name or "", recipient.email_address or ""
        lists[where].append(f"{name} <{address}>" if name and address and name != address else name or address)
    found |= {name: "; ".join(values) for name, values in lists.items()}
    if message.sent_date:
        found["Date"] = message.sent_date.strftime("%a, %d %b %Y %H:%M:%S %z").strip()
    for name, value in found.items():
        if value and not fields.get(name):
            fields[name] = value
    return fields


def _sender(message: Any) -> str:
    names = [message.properties.str_prop_value(number) or "" for number in _SENDER]
    name, address = names[0] or names[1], names[2] or names[3]
    return f"{name} <{address}>" if name and address else name or address


def _bodies(message: Any) -> list[str]:
    plain = message.body or ""
    html = message.html_body or ""
    if plain.strip():
        return [plain.replace("\r\n", "\n")]
    if html.strip():
        return [text_of_html(html)]
    packed = message.properties.binary_prop_value(_RTF)
    text = _text_of_rtf(_unpacked_rtf(packed)) if packed else ""
    return [text] if text.strip() else []


def _attachments(message: Any, notes: list[str]) -> list[Any]:
    try:
        return list(message.attachments)
    except _ODD:
        notes.append("its attachments could not be unpacked")
        return []


def _attach(attachment: Any, number: int, members: Members, notes: list[str]) -> None:
    name = f"attachment-{number}"
    try:
        name = plain_name(attachment.file_name or name)
        content = attachment.file_bytes if attachment.attached_by_value else None
    except _ODD:
        content = None
    if content:
        members.add(name, content)
    else:
        notes.append(f"attached item '{name}' could not be unpacked: open it in Outlook and save it as a file of its own")


# ------------------------------------------------------------------------- rich text, compressed as in [MS-OXRTFCP] 2.2

_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)


def _unpacked_rtf(packed: bytes) -> bytes:
    if packed[8:12] == b"MELA":
        return packed[16:]
    if packed[8:12] != b"LZFu":
        return b""
    size = int.from_bytes(packed[4:8], "little")
    window = bytearray(4096)
    window[: len(_DICTIONARY)] = _DICTIONARY
    at, out, position = len(_DICTIONARY), bytearray(), 16
    while position < len(packed) and len(out) < size:
        control = packed[position]
        position += 1
        for bit in range(8):
            if position >= len(packed):
                break
            if control >> bit & 1:
                reference = int.from_bytes(packed[position : position + 2], "big")
                position += 2
                start, length = reference >> 4, (reference & 15) + 2
                if start == at:
                    return bytes(out)
                for offset in range(length):
                    byte = window[(start + offset) % 4096]
                    out.append(byte)
                    window[at] = byte
                    at = (at + 1) % 4096
            else:
                out.append(packed[position])
                window[at] = packed[position]
                at = (at + 1) % 4096
                position += 1
    return bytes(out)


_RTF_TOKEN = re.compile(
    rb"\\u(-?\d+) ?\??|\\'([0-9a-fA-F]{2})|\\([a-zA-Z]+)(-?\d+)? ?|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_SILENT = {"fonttbl", "colortbl", "stylesheet", "info", "pict", "themedata", "generator", "listtable", "htmltag", "mhtmltag"}


def _text_of_rtf(content: bytes) -> str:
    out: list[str] = []
    stack: list[bool] = []
    silent = False
    for match in _RTF_TOKEN.finditer(content):
        unicode_, hexadecimal, word, _, symbol, brace, text = match.groups()
        if brace == b"{":
            stack.append(silent)
        elif brace == b"}":
            silent = stack.pop() if stack else False
        elif symbol == b"*" or (word and word.decode() in _SILENT):
            silent = True
        elif silent:
            continue
        elif unicode_:
            out.append(chr(int(unicode_) % 65536))
        elif hexadecimal:
            out.append(bytes([int(hexadecimal, 16)]).decode("cp1252", errors="replace"))
        elif word in {b"par", b"line"}:
            out.append("\n")
        elif word in {b"tab", b"cell"}:
            out.append("\t")
        elif symbol in {b"\\", b"{", b"}"}:
            out.append(symbol.decode())
        elif symbol == b"~":
            out.append(" ")
        elif text:
            out.append(text.decode("cp1252", errors="replace"))
    return "".join(out)
