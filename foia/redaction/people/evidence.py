"""Looks at one mention of a name: label, table cell, heading, signature, mail head, the words on both sides, the age beside it.

Imports: stdlib, model, layout, cues, labels.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

from foia.model import Role

from . import cues, labels, posts
from .cues import Cue
from .layout import Layout

DUTY = frozenset({Role.OFFICER, Role.PUBLIC_EMPLOYEE, Role.ATTORNEY})

MUNICIPAL = frozenset(
    {
        "minutes_open",
        "payroll",
        "personnel_file",
        "memo",
        "permit_license_application",
        "bid_proposal",
        "contract",
        "invoice",
        "it_document",
        "ordinance",
        "agenda",
        "inspection",
        "fire_report",
    }
)


@dataclass
class Shown:
    """What the text shows of one person."""

    cues: dict[tuple[int, int], list[Cue]] = field(default_factory=dict)
    role: Role = Role.UNKNOWN
    why: str = ""
    others: tuple[Role, ...] = ()
    per_mention: dict[tuple[int, int], Role] = field(default_factory=dict)
    minor: bool = False
    age_why: str = ""
    chances: Mapping[Role, float] = field(default_factory=dict)  # by the reader
    weighed: bool = False  # whether it alone gave the role


def cues_of(text: str, span: tuple[int, int], layout: Layout, kind: str | None) -> list[Cue]:
    before, after = labels.plain(layout.before(span[0], 140)), layout.after(span[1], 160)
    low, following = before.lower(), after.lower()
    found = [cue for pattern, cue in cues.BEFORE if pattern.search(low)]
    found += [cue for pattern, cue in cues.AFTER if pattern.search(following)]
    bare = cues.ASIDE.sub("", layout.after(span[1], 260))
    if bare != after and not found:
        found += [cue for pattern, cue in cues.AFTER if pattern.search(bare.lower())]
    found += _field(text, span, layout)
    found += _speaker(text, span)
    found += _signature(text, span, layout)
    found += _mail(text, span, layout, kind)
    found += _title(before, after, layout.line(layout.line_number(span[0])), kind)
    return found


def _field(text: str, span: tuple[int, int], layout: Layout) -> list[Cue]:
    found: list[Cue] = []
    label = layout.label(span[0])
    role = labels.role_of_words(label)
    generic = not label or bool(labels.GENERIC_LABEL.fullmatch(label.strip()))
    if role is not None:
        plural = True
        found.append(Cue(role, 10 if role is not Role.PRIVATE_OTHER else 7, f"a field labelled for a {_said(role)}", plural))
    row = layout.row(span[0])
    in_running_text = not row or len(text[slice(*layout.line_span(layout.line_number(span[0])))]) > 400
    if not in_running_text:
        column = layout.column(span[0])
        role = labels.role_of_words(column) if not labels.GENERIC_LABEL.fullmatch(column.strip() or "-") else None
        if (
            role in (None, Role.OFFICER, Role.PUBLIC_EMPLOYEE)
            and layout.has_column(span[0], _STAR_COLUMN)
            and layout.in_first_columns(span[0])
        ):
            found.append(Cue(Role.OFFICER, 8, "a star or badge column in the same table"))
        if role is not None:
            found.append(Cue(role, 8, f"a table column for a {_said(role)}"))
        for cell, (cell_start, _) in zip(row, layout.cells(layout.line_number(span[0])), strict=False):
            if len(cell) <= 28 and (role := _role_cell(cell, layout.column(cell_start))) is not None:
                found.append(Cue(role, 9, f"'{_said(role)}' in the same row"))
                break
    if generic or not found:
        number = layout.line_number(span[0])
        if len(text[slice(*layout.line_span(number))]) < 200:
            for above in range(number, max(number - 8, -1), -1):  # the first line of the block may say "VICTIM 1  Name: ..."
                line = layout.line(above)[:80]
                if not line.strip() and above != number:
                    break
                lead = re.match(
                    r"\W{0,4}((?:[A-Za-z/]+ ?){1,3}?(?:#? ?\d{1,2})?)(?:\W{1,3}|  +)(?:(?:last |full )?name\b|$)",
                    line,
                    re.IGNORECASE,
                )
                if lead and (role := labels.role_of_words(lead.group(1))) is not None:
                    found.append(Cue(role, 8, f"a form block for a {_said(role)}"))
                    break
    heading = layout.heading(span[0])
    if heading and (role := labels.role_of_words(heading)) is not None:
        near = layout.block(span[0])[0] - 2 <= text.rfind(heading, 0, span[0]) if heading in text else False
        if generic:
            found.append(Cue(role, 7 if label or near else 4, f"a heading for a {_said(role)}"))
    return found


def _role_cell(cell: str, column: str) -> Role | None:
    words = re.sub(r"[^A-Za-z/ ]", " ", cell).strip()
    if re.search(r"\b(?:role|type|involve\w*|code|status|person type|cd)\b", column, re.IGNORECASE):
        letters = {
            "V": Role.VICTIM,
            "W": Role.WITNESS,
            "S": Role.SUSPECT,
            "A": Role.ARRESTEE,
            "C": Role.COMPLAINANT,
            "O": Role.PRIVATE_OTHER,
        }
        if words in letters:
            return letters[words]
    if words in ("RP", "R/P"):
        return Role.COMPLAINANT
    if len(words) < 2 or len(words.split()) > 3:
        return None
    for role, pattern in labels.ROLE_WORDS:
        match = pattern.search(words)
        if match and match.start() <= 1 and match.end() >= len(words) - 1:
            return role
    return None


def _speaker(text: str, span: tuple[int, int]) -> list[Cue]:
    """'VICTIM SMITH:' at the beginning of a line is a speaker; his role comes from the word beside his name."""
    start = text.rfind("\n", 0, span[0]) + 1
    lead = text[start : span[0]].strip(" [](0123456789:-")
    if not text[span[1] : span[1] + 2].startswith(":") or len(lead) > 30:
        return []
    role = labels.role_of_words(lead) if lead else None
    return [Cue(role, 9, f"speaks as {_said(role)}")] if role is not None else []


_STAR_COLUMN = re.compile(r"\b(?:star|badge|shield)\b", re.IGNORECASE)


def _signature(text: str, span: tuple[int, int], layout: Layout) -> list[Cue]:
    """A name alone on its line with a title on the next (signature blocks, letterheads, distribution lists)."""
    number = layout.line_number(span[0])
    line_start, line_end = layout.line_span(number)
    rest = text[line_start : span[0]] + text[span[1] : line_end]
    if len(rest.strip(" ,.*_-/s#0123456789")) > 12 or number + 1 >= len(layout.starts):
        return []
    below = " / ".join(layout.line(number + ahead).strip() for ahead in (1, 2, 3) if number + ahead < len(layout.starts))[:160]
    title = below.split(" / ")[0]
    if len(title.split()) > 9 or title.endswith("."):
        return []
    if posts.ATTORNEY.search(title) or re.search(r"\battorneys? for\b|\bARDC\b", below, re.IGNORECASE):
        return [Cue(Role.ATTORNEY, 9, "a lawyer's title under the name")]
    if posts.PUBLIC_SURE.search(title):
        return [Cue(Role.PUBLIC_EMPLOYEE, 10, "a public office under the name")]
    if posts.RANK.search(title) and not re.search(r"insurance|security", title, re.IGNORECASE):
        return [Cue(Role.OFFICER, 9, "a police rank under the name")]
    if (
        posts.PUBLIC_MAYBE.search(title)
        and posts.PUBLIC_BODY.search(below)
        and not re.search(r"\b(?:inc|llc|ltd|corp|co)\b\.?", below, re.IGNORECASE)
    ):
        return [Cue(Role.PUBLIC_EMPLOYEE, 9, "a public body's title under the name")]
    return []


_MAIL_LABEL = re.compile(r"^(?:from|to|cc|bcc|sent by|reply-to)$", re.IGNORECASE)

_PUBLIC_MAIL = re.compile(
    r"@[\w.-]*(?:\.gov\b|\.il\.us\b|\.us\b|villageof|cityof|townof|pd\.(?:org|com|net)|police|county|"
    r"township|parkdistrict|sheriff)",
    re.IGNORECASE,
)


def _mail(text: str, span: tuple[int, int], layout: Layout, kind: str | None) -> list[Cue]:
    """A name in a mail's head takes its role from the address beside it."""
    if not _MAIL_LABEL.match(layout.label(span[0]).strip()):
        if kind in ("email", "it_document") and re.search(
            r"(?:^|\n)\W*(?:hi|hello|hey|good (?:morning|afternoon)|thanks|thank you)[ ,]+$",
            text[max(0, span[0] - 30) : span[0]],
            re.IGNORECASE,
        ):
            return (
                [Cue(Role.PUBLIC_EMPLOYEE, 2, "greeted in a mail of a public body")]
                if _PUBLIC_MAIL.search(text[:20_000])
                else []
            )
        return []
    address = re.match(r"[\"'’]?(?: \([^()\n]{1,40}\))?\s*[<\[(]([^>\])\s]{3,80})", text[span[1] : span[1] + 130])
    if address and _PUBLIC_MAIL.search(address.group(1)):
        return [Cue(Role.PUBLIC_EMPLOYEE, 6, "writes from a public body's mail address")]
    if address:
        return [Cue(Role.PRIVATE_OTHER, 5, "writes from a private mail address")]
    if kind == "letter" and layout.label(span[0]).strip().lower() != "from":
        return []
    return (
        [Cue(Role.PUBLIC_EMPLOYEE, 3, "in the head of a public body's letter")]
        if _PUBLIC_MAIL.search(text[:20_000]) or posts.PUBLIC_BODY.search(text[:600])
        else []
    )


def _title(before: str, after: str, line: str, kind: str | None) -> list[Cue]:
    """Titles that are public only in a public body's setting: 'Director Ana Ruiz', 'Ana Ruiz, Accountant'."""
    left = re.search(r"(?:[\w&']+ ){0,3}[\w&']+[ ,]*$", before)
    right = re.match(r"^ ?[,(–-] ?((?:[\w&'/]+ ){0,5}[\w&'/]+)", after)
    for beside in ((left.group() if left else ""), (right.group(1) if right else "")):
        match = posts.PUBLIC_MAYBE.search(beside)
        if match is None:
            continue
        adjacent = beside is not None and (
            beside.rstrip(" ,").lower().endswith(match.group().lower()) or beside == (right.group(1) if right else None)
        )
        public = (
            kind in MUNICIPAL
            or bool(posts.PUBLIC_BODY.search(beside))
            or bool(re.search(r"\b(?:village|city|township|county|department|district)\b", line, re.IGNORECASE))
        )
        if (
            adjacent
            and public
            and not re.search(
                r"\b(?:inc|llc|ltd|corp|store|shop|company|bank|hotel|restaurant|insurance|apartments?)\b",
                beside + " " + line[:200],
                re.IGNORECASE,
            )
        ):
            return [Cue(Role.PUBLIC_EMPLOYEE, 7 if kind in MUNICIPAL else 5, "a public body's title beside the name")]
    return []


def note_child(text: str, span: tuple[int, int], layout: Layout, entry: Shown, kind: str | None) -> None:
    before, after = layout.before(span[0], 90), layout.after(span[1], 60)
    age = None
    if match := cues.AGE_BEFORE.search(before):
        word = match.group(1).lower()
        age = 0 if "month" in match.group().lower() else cues.NUMBER_WORDS.get(word, int(word) if word.isdigit() else None)
        if not re.fullmatch(r"[\w ,'-]{0,40}", before[match.end(1) :]) or re.search(
            r"\b(?:and|whose|'s) [\w ]*$", before[match.end(1) :]
        ):
            age = None
    if age is None and (match := cues.AGE_AFTER.match(after)):
        age = int(match.group(1))
    if age is None and (match := cues.SEX_AGE.match(after)):
        age = int(match.group(1))
    if age is None:
        age = _age_field(text, span, layout)
    if age is not None and age < 18:
        entry.minor, entry.age_why = True, f"{age} years old by the text beside the name"
    elif age is None and cues.CHILD_AFTER.search(after):
        entry.minor, entry.age_why = True, "a word for a child after the name"


def _age_field(text: str, span: tuple[int, int], layout: Layout) -> int | None:
    """'Age: 16' in the same row or on the next two lines of the same form block, before the next name."""
    number = layout.line_number(span[0])
    row = layout.row(span[0])
    if len(row) >= 3:
        for cell, at in zip(row, layout.cells(number), strict=True):
            if re.fullmatch(r"\d{1,2}", cell) and re.fullmatch(r"age\W*", layout.column(at[0]).strip(), re.IGNORECASE):
                return int(cell)
    end = min(layout.block(span[0])[1], span[1] + 200)
    following = bisect_left(layout.names, (span[1], -1))
    if following < len(layout.names):
        end = min(end, layout.names[following][0])
    match = re.search(r"(?<!\w)age ?(?:\(yrs?\))? ?[:#=] ?(\d{1,2})\b(?! ?[-/])", text[span[1] : end], re.IGNORECASE)
    return int(match.group(1)) if match else None


def _said(role: Role) -> str:
    return role.value.replace("_", " ")
