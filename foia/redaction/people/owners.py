"""Links identifiers (birth dates, phones, homes, licences ...) to the person they belong to. Imports: stdlib, model, layout,
roles.

In a table the owner stands in the same row, in a form in the same block, in running text in the same sentence, else just
before.
An officer is not taken for the owner of a home or a birth date when somebody else is near.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Sequence

from foia.model import Detection, Role

from .layout import Layout

PERSONAL = frozenset(
    [
        "DATE_OF_BIRTH",
        "PHONE_NUMBER",
        "STREET_ADDRESS",
        "US_DRIVER_LICENSE",
        "US_SSN",
        "EMAIL_ADDRESS",
        "LICENSE_PLATE",
        "VIN",
        "MEDICAL_RECORD_NUMBER",
        "EMPLOYEE_ID",
        "BADGE_NUMBER",
        "FINANCIAL_ACCOUNT",
        "CREDIT_CARD",
        "FOID_NUMBER",
        "OFFENDER_ID",
        "MEDICAL_INFO",
        "PASSPORT",
        "IP_ADDRESS",
        "PASSWORD",
        "BIOMETRIC",
        "SIGNATURE",
        "FEIN",
    ]
)
_REACH = 320  # characters back in running text
_PLACE_OF_EVENT = re.compile(
    r"(?:location|occurr\w+|incident|scene|address of (?:incident|occurrence)|loc|dispatched to|"
    r"responded to|arrest location|place of arrest)\W*$",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(r"\n\s*\n")


def owner_of(
    detection: Detection,
    text: str,
    layout: Layout,
    mentions: Sequence[tuple[int, int, int]],
    roles: Sequence[Role],
    names: Sequence[tuple[str, str]],
) -> int | None:
    """Index of the person whom an identifier belongs to, or None. `mentions`: (start, end, person), sorted; `names`: first and
    last name of each person, folded, for matching mail addresses."""
    if detection.type not in PERSONAL or not mentions:
        return None
    if detection.type == "EMAIL_ADDRESS":
        index = _by_mail(detection.text, names)
        if index is not None:
            return index
    number = layout.line_number(detection.start)
    line_start, line_end = layout.line_span(number)
    if detection.type == "STREET_ADDRESS" and _PLACE_OF_EVENT.search(
        text[max(line_start, detection.start - 60) : detection.start].rstrip(" :")
    ):
        return None
    on_line = [m for m in mentions if line_start <= m[0] < line_end]
    tabular = len(layout.cells(number)) >= 3 and line_end - line_start < 400
    if tabular and len({m[2] for m in on_line}) == 1:
        return on_line[0][2]
    block_start, block_end = layout.block(detection.start)
    starts = [m[0] for m in mentions]
    at = bisect_left(starts, detection.start)
    back = [m for m in mentions[max(0, at - 12) : at] if m[0] >= max(block_start, detection.start - 1500)]
    running = line_end - line_start > 160 or bool(
        re.search(r"[a-z]{2,}[.!?] +[A-Z]", text[max(block_start, detection.start - 400) : detection.start])
    )
    if running:
        sentence = detection.start - len(layout.before(detection.start, _REACH))
        back = [m for m in back if m[0] >= sentence - 2] or [m for m in back if m[0] >= detection.start - _REACH]
    wanted = _fitting(back, detection, roles, running)
    if wanted is not None:
        return wanted
    ahead = [m for m in mentions[at : at + 3] if m[0] < min(block_end, detection.end + (90 if running else 200))]
    if ahead and (
        tabular
        or not running
        or re.fullmatch(
            r"\W{0,4}(?:\([\w ]{1,10}\)\W*)?(?:is |belongs to |belonging to |registered to |returned to |"
            r"comes? back to |for |of |owned by )?\W*",
            text[detection.end : ahead[0][0]],
        )
    ):
        return _fitting(ahead[:1], detection, roles, running)
    return None


def _fitting(
    candidates: Sequence[tuple[int, int, int]], detection: Detection, roles: Sequence[Role], running: bool
) -> int | None:
    if not candidates:
        return None
    duty = {Role.OFFICER, Role.PUBLIC_EMPLOYEE, Role.ATTORNEY}
    if detection.type == "BADGE_NUMBER":
        officers = [m for m in candidates if roles[m[2]] in duty]
        return officers[-1][2] if officers else None
    others = [m for m in candidates if roles[m[2]] not in duty]
    nearest = candidates[-1]
    if running and roles[nearest[2]] in duty and not others:
        return (
            nearest[2]
            if 0 <= detection.start - nearest[1] <= 30 or detection.type in ("EMPLOYEE_ID", "EMAIL_ADDRESS")
            else None
        )
    if not others or (not running and detection.type in ("PHONE_NUMBER", "EMAIL_ADDRESS", "EMPLOYEE_ID")):
        return nearest[2]
    if nearest[2] != others[-1][2] and detection.start - nearest[1] <= 12 and nearest[1] <= detection.start:
        return nearest[2]
    return others[-1][2]


def _by_mail(address: str, names: Sequence[tuple[str, str]]) -> int | None:
    local = re.sub(r"[^a-z.]", "", address.lower().split("@")[0])
    flat = local.replace(".", "")
    for index, (first, last) in enumerate(names):
        last = re.sub(r"[^a-z]", "", last)
        if len(last) < 3 or last not in flat:
            continue
        rest = flat.replace(last, "", 1)
        if not rest or not first or first.startswith(rest) or rest.startswith(first) or rest[0] == first[0]:
            return index
    return None


_DATE = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b|\b(\d{4})-(\d{2})-(\d{2})\b")
_MONTHS = {m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}
_WORDED = re.compile(
    r"\b(?:(\d{1,2}) )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?:(\d{1,2})(?:st|nd|rd|th)?,? )?(\d{4})\b",
    re.IGNORECASE,
)


def dates_in(text: str, *, pivot: int) -> list[tuple[int, dt.date]]:
    """Dates written in a text, American order, with their offsets. Two-digit years above `pivot` are of the last century."""
    found = []
    for match in _DATE.finditer(text):
        month, day, year, iso_year, iso_month, iso_day = match.groups()
        if iso_year:
            parts = (int(iso_year), int(iso_month), int(iso_day))
        else:
            full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) > pivot else 2000)
            parts = (full, int(month), int(day))
        if 1900 <= parts[0] <= 2099 and 1 <= parts[1] <= 12 and 1 <= parts[2] <= 31:
            found.append(
                (match.start(), dt.date(parts[0], parts[1], min(parts[2], 28) if parts[1] == 2 else min(parts[2], 30)))
            )
    for match in _WORDED.finditer(text):
        day_text = match.group(3) or match.group(1)
        if day_text and 1 <= int(day_text) <= 31 and 1900 <= int(match.group(4)) <= 2099:
            found.append(
                (match.start(), dt.date(int(match.group(4)), _MONTHS[match.group(2).lower()[:3]], min(int(day_text), 28)))
            )
    return sorted(found)


def event_day(text: str, births: Sequence[tuple[int, int]]) -> dt.date | None:
    """The day a record is about: the first date after words of occurrence or reporting, else the latest date that is no
    birth date."""
    dates = [(at, day) for at, day in dates_in(text[:60_000], pivot=99) if not any(start <= at < end for start, end in births)]
    for at, day in dates:
        lead = text[max(0, at - 40) : at].lower()
        if re.search(
            r"(?:occurr|incident|offen[sc]e|report|arrest|event|stop|crash|call|date/time|"
            r"date)[\w /().]*[:\s]\W*(?:on |from )?$",
            lead,
        ) and not re.search(r"birth|dob|d\.o\.b|hire|expir|print|issued|effective", lead):
            return day
    plausible = [day for _, day in dates if day.year >= 1990]
    return max(plausible, default=None)
