"""Plain words for what the program calls by short names. Imports: stdlib and model."""

from __future__ import annotations

import datetime as dt

from foia.model import RequestKind, Role, Stance

KINDS_OF_REQUEST = {
    RequestKind.STANDARD: "Standard",
    RequestKind.COMMERCIAL: "Commercial purpose",
    RequestKind.RECURRENT: "Recurrent requester",
    RequestKind.VOLUMINOUS: "Voluminous",
}
STATUS = {
    "new": "New",
    "open": "In work",
    "counsel": "With counsel",
    "signed": "Signed by counsel",
    "released": "Released",
    "closed": "Closed",
}
STANCES = {Stance.REDACT: "Withhold", Stance.RELEASE: "Release", Stance.ASK: "Your call"}
FINDINGS = {
    "exempt": ("Exempt", "green"),
    "not_exempt": ("Not exempt", "blue"),
    "undetermined": ("Not settled yet", "orange"),
    "not_in_force": ("Not law now", "gray"),
}
SCOPES = {
    "body": "about your public body",
    "request": "about this request",
    "record": "about this record",
    "person": "about this person",
    "passage": "about this passage",
}
SPECIAL_KINDS = {
    "body_camera_transcript": "Body camera transcript",
    "cad_911_log": "Dispatch (CAD, 911) log",
    "aps_report": "Adult Protective Services report",
}
PILES = {
    "needs_decision": "Needs a decision",
    "needs_redaction": "Needs redaction",
    "release_as_is": "Nothing found",
    "not_responsive": "Not part of the response",
    "duplicate": "Duplicate",
}
VERDICTS = {"approved": "had no objection", "sent_back": "sent it back", "signed": "signed"}


def kind_of_record(kind: str) -> str:
    return SPECIAL_KINDS.get(kind) or (kind.replace("_", " ").capitalize() if kind and kind != "unknown" else "Not known")


def role(value: Role | None) -> str:
    return value.value.replace("_", " ") if value is not None and value is not Role.UNKNOWN else ""


def type_of(value: str) -> str:
    special = {
        "US_SSN": "Social Security number",
        "IL_DRIVER_LICENSE": "driver's license",
        "EMAIL_ADDRESS": "e-mail address",
        "PHONE_NUMBER": "telephone number",
        "DRAWN": "drawn box",
        "PAGE": "whole page",
        "RECORD": "whole record",
        "KEEP": "all but the box",
        "MARKED": "marked passage",
        "STRING": "same words",
        "DOB": "date of birth",
        "VIN": "VIN",
    }
    return special.get(value) or value.replace("US_", "").replace("IL_", "").replace("_", " ").lower()


def day(date: dt.date) -> str:
    """Tue, Sep 8"""
    return f"{date:%a, %b} {date.day}"


def long_day(date: dt.date) -> str:
    return f"{date:%A, %B} {date.day}, {date.year}"


def moment(at: dt.datetime, zone: dt.tzinfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%b} {local.day}, {local.year}, {local:%I:%M %p}".replace(", 0", ", ")


def left(days: int, overdue: bool) -> str:
    """How much time is left, as people say it."""
    if overdue:
        return f"overdue by {plural(max(-days, 1), 'business day')}"
    if days == 0:
        return "due today"
    return f"{plural(days, 'business day')} left"


def plural(number: int, thing: str, things: str = "") -> str:
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"
