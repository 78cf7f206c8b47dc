"""Columns name the type of what stands under them: tables of a record, and delimited lines in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from foia.redaction.recognizers.base import Hit

_HEADERS: tuple[tuple[str, str], ...] = (
    (
        "US_SSN",
        r"s\.?s\.?n\.?|ss ?#|ss ?no|social(?: security)?(?: (?:number|no|#))?|soc sec(?: no)?|last ?(?:4|four)(?: of)? ?(?:ssn)?",
    ),
    (
        "US_DRIVER_LICENSE",
        r"(?:driver'?s?|drivers|operator'?s?|dr)[ .]?lic(?:ense)?(?: ?(?:no|number|num|#))?|d\.?l\.?(?: ?(?:no|number|num|#))?|oln|dln|ol number|state id(?: ?(?:no|number|#))?",
    ),
    (
        "EMPLOYEE_ID",
        r"emp(?:loyee|l)?[ .]?(?:id|no|num|number|#)|emp|payroll (?:id|no|number|#)|personnel (?:id|no|number)|ee ?(?:id|#)",
    ),
    ("BADGE_NUMBER", r"badge(?: ?(?:no|num|number|#))?|star(?: ?(?:no|num|number|#))?|shield(?: (?:no|number))?"),
    ("FOID_NUMBER", r"foid(?: ?(?:card|no|num|number|#))*|ccl(?: ?(?:no|number|#))?"),
    ("OFFENDER_ID", r"(?:ir|sid|fbi|idoc|inmate|booking|offender|isp)(?: ?(?:no|num|number|id|#))|ir|sid|idoc"),
    ("FEIN", r"fein|ein|tax ?id|tin|federal (?:tax )?id|taxpayer id(?:entification)?(?: number)?"),
    ("VIN", r"vin(?: ?(?:no|num|number|#))?|vehicle identification number"),
    (
        "LICENSE_PLATE",
        r"(?:license |lic |vehicle |veh )?plates?(?: ?(?:no|num|number|#))?|lp(?: ?(?:no|number|#))?|lpn|tag(?: (?:no|number|#))?|registration(?: (?:no|number|#))?|reg(?: (?:no|number|#))?|veh reg",
    ),
    ("DATE_OF_BIRTH", r"d\.?o\.?b\.?|birth ?(?:date|day)|date of birth|born|yob"),
    (
        "PHONE_NUMBER",
        r"(?:(?:home|cell|work|mobile|contact|day|evening|alt|emergency|parent|primary|secondary|caller|bus|business|res|guardian|emerg(?: contact)?)[ _.]?)?(?:tele)?(?:phone|ph|cell|mobile|tel|fax)(?: ?(?:no|num|number|#))?|callback|call back|(?:home|cell|work|contact|callback|caller) ?(?:no|num|number|#)",
    ),
    ("EMAIL_ADDRESS", r"(?:\w+ )?e-?mail(?: ?(?:address|addr))?"),
    (
        "STREET_ADDRESS",
        r"(?:(?:home|res(?:idence)?|street|mailing|mail|victim|owner|billing|service|property|site|current|permanent|caller|incident|employee|parent)[ _.]?)?(?:address|addr|street)(?: ?(?:line)? ?[12])?|residence|location|block(?: address)?",
    ),
    (
        "FINANCIAL_ACCOUNT",
        r"(?:(?:bank|checking|savings|deposit|direct deposit|utility|water|customer)[ _.]?)?(?:account|acct|a/c)(?: ?(?:no|num|number|#))?|routing(?: ?(?:no|number|#))?|aba(?: (?:no|number))?|iban|(?:insurance )?policy(?: ?(?:no|num|number|#))|rtn",
    ),
    (
        "CREDIT_CARD",
        r"(?:credit |debit |payment |p-?)?card(?: ?(?:no|num|number|#))|cc ?(?:no|num|number|#)|pan|credit card|debit card|p-?card",
    ),
    (
        "PASSWORD",
        r"pass ?word|passwd|pwd|pass ?code|pin(?: ?(?:code|no|number))?|(?:access|gate|door|alarm|entry|keypad|lock ?box)[ _]?codes?|user ?(?:name|id)|log[ -]?in(?: id)?|combination|account name",
    ),
    (
        "MEDICAL_RECORD_NUMBER",
        r"mrn|(?:medical|med) rec(?:ord)?(?: ?(?:no|num|number|#))?|patient (?:id|no|number|#)|(?:student|member|subscriber|medicaid|medicare|insurance|recipient|chart|pcr|run)[ _]?(?:id|no|num|number|#)|rin|mbi",
    ),
    (
        "MEDICAL_INFO",
        r"diagnos[ie]s|medical (?:condition|info(?:rmation)?|notes?|history|restrictions?)|medications?|allerg(?:y|ies)|condition|injur(?:y|ies)|medical|disability|prescriptions?|chief complaint|impression|treatment|health notes?",
    ),
    ("PASSPORT", r"passport(?: ?(?:no|number|#))?"),
    ("IP_ADDRESS", r"ip(?: ?addr(?:ess)?)?|(?:source|client|host) ip"),
    ("BIOMETRIC", r"(?:fingerprint|tcn|afis|dna)(?: ?(?:id|no|number|class|#))?"),
    ("USER", r"users?|actor|accessed by|performed by|modified by|created by|logged[ _]?in[ _]?user"),
    (
        "PERSON",
        r"(?:(?:last|first|middle|full|legal|maiden|sur|given|family|victim'?s?|witness|suspect|offender|arrestee|complainant|complnt|caller|driver|owner|employee|officer|student|child'?s?|participant|parent(?:/guardian)?|guardian|patient|contact|emergency contact|resident|tenant|"
        r"defendant|customer|applicant|requester|requestor|payee|vendor contact|supervisor|inmate|subject|registrant|reporting|arresting|insured|passenger|member|holder|account|card ?holder|user|employee|clerk|requestor|teacher|nurse|doctor|seller|buyer|occupant|homeowner|appellant|juvenile|player|camper|instructor|judge|attorney|next of kin)[ _/.]?)+"
        r"(?:name|nm)?(?: ?[#\d]| name)?|name(?: ?\([^)]*\))?|lname|fname|mname|l_?name|f_?name|last|first|middle(?: initial)?|mi|surname|victims?|witness(?:es)?|suspects?|offenders?|arrestees?|complainants?|callers?|drivers?|owners?|officers?|"
        r"reporting (?:party|person|officer)|r/p|r/o|employees?|students?|patients?|residents?|tenants?|children|child|clients?|members?|participants?|requested by|approved by|submitted by|entered by|emergency contact|parents?|guardians?|alias(?:es)?|aka",
    ),
)
_COMPILED = tuple((kind, re.compile(rf"(?:{body})", re.IGNORECASE)) for kind, body in _HEADERS)
# A longer header is typed by one telling word in it, unless it speaks of something else than the value.
_NOT_VALUES = re.compile(
    r"\b(?:type|status|count|total|amount|amt|balance|code|state|class|issued|expir\w*|exp|date|dept|department|bank name|y/n|verified|notes?|mask|format|city|zip|agency|company|co|hours|rate|pay|program|vendor)\b",
    re.IGNORECASE,
)
_PARTS = tuple(
    (kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for kind, words in (
        ("US_SSN", "ssn|social security"),
        ("DATE_OF_BIRTH", "dob|birth|birthdate|birthday"),
        ("EMAIL_ADDRESS", "e-?mail"),
        ("PHONE_NUMBER", "phone|cell|telephone|tel|mobile|fax"),
        ("STREET_ADDRESS", "address|addr|residence"),
        ("US_DRIVER_LICENSE", "dl|oln|driver'?s? licen[sc]e"),
        ("LICENSE_PLATE", "plate|lpn"),
        ("VIN", "vin"),
        ("FOID_NUMBER", "foid"),
        ("FINANCIAL_ACCOUNT", "routing|account|acct|aba|iban|policy"),
        ("MEDICAL_RECORD_NUMBER", "mrn|medicaid|medicare|member id|patient id|student id"),
        ("EMPLOYEE_ID", "employee id|emp id|emp no|employee no|employee number|payroll id"),
        ("BADGE_NUMBER", "badge|star"),
        ("PASSWORD", "password|passcode|pin|username"),
        (
            "PERSON",
            "name|victim|witness|complainant|parent|guardian|guarantor|officer|ofc|deputy|driver|owner|suspect|offender|arrestee|resident|applicant|subject|caller|inspector|visitor|by",
        ),
    )
)
_EMPTY = frozenset(
    (
        "",
        "-",
        "--",
        "n/a",
        "na",
        "none",
        "unk",
        "unknown",
        "null",
        "refused",
        "tbd",
        "no",
        "yes",
        "y",
        "n",
        "x",
        "same",
        "m",
        "f",
        "declined",
        "0",
        "not provided",
        "withheld",
        "redacted",
    )
)
_VALUES = {
    "PERSON": re.compile(r"(?=.*[^\W\d_])[^\d@$%=<>]{1,60}"),
    "DATE_OF_BIRTH": re.compile(r"(?=.*\d.*\d)(?!(?i:same))(?!.*[A-Za-z]{2,} [a-z])[\w ,./-]{4,20}"),
    "EMAIL_ADDRESS": re.compile(r"\S+@\S+"),
    "STREET_ADDRESS": re.compile(r"(?=.*\d)(?=.*[^\W\d_]).{5,120}|(?i:p\.?o\.? box).{1,40}"),
    "MEDICAL_INFO": re.compile(r"(?=.*[^\W\d_]).{3,300}"),
    "PASSWORD": re.compile(r"\S.{1,40}"),
    "LICENSE_PLATE": re.compile(r"(?:[A-Z]{2}[ /-])?[A-Za-z0-9 -]{2,10}"),
    "US_SSN": re.compile(r"[\dxX*# .-]{4,13}"),
    "PHONE_NUMBER": re.compile(r"(?=.*\d.*\d.*\d.*\d)[\d()+./ xext-]{7,24}"),
    "IP_ADDRESS": re.compile(r"[\da-fA-F.:]{3,45}"),
    "BADGE_NUMBER": re.compile(r"#?[A-Z]{0,3}-?\d{1,6}[A-Z]?"),
}
_NUMBERISH = re.compile(r"(?=.*\d)[\w */#.-]{2,40}")


@lru_cache(maxsize=4_096)
def column_type(header: str) -> str | None:
    """The type that a column's header promises, None when it promises none."""
    plain = re.sub(r"[\s_]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header.strip().strip("\"'"))).strip(" .:*")
    if not 1 < len(plain) <= 48:
        return None
    for kind, regex in _COMPILED:
        if regex.fullmatch(plain):
            return kind
    if _NOT_VALUES.search(plain):
        return None
    return next((kind for kind, regex in _PARTS if regex.search(plain)), None)


def _resolved(kind: str | None, value: str) -> str | None:
    """A column of users holds names or logins: a login has no space, or no capital."""
    if kind != "USER":
        return kind
    plain = value.strip()
    return "PERSON" if " " in plain and any(char.isupper() for char in plain) else "PASSWORD"


def fits(kind: str, value: str) -> bool:
    plain = value.strip().strip("\"'")
    if plain.lower() in _EMPTY or len(plain) > 300:
        return False
    if kind == "PERSON" and (not any(char.isupper() for char in plain) or "_" in plain or " of " in plain.lower()):
        return False
    return _VALUES.get(kind, _NUMBERISH).fullmatch(plain) is not None


def table_hits(table: Sequence[Sequence[str]], text: str) -> Iterator[Hit]:
    """Hits for the cells of a table whose rows stand in `text` in reading order; cells are looked for from the last one on."""
    types: list[str | None] = []
    at = 0
    for row in table:
        guess = [column_type(cell) for cell in row]
        filled = sum(bool(cell.strip()) for cell in row)
        if filled >= 2 and sum(kind is not None for kind in guess) * 2 >= min(filled, 4):
            types = guess
            for cell in row:
                heading = text.find(cell, at, at + 4_000) if cell.strip() else -1
                at = heading + len(cell) if heading >= 0 else at
            continue
        for index, cell in enumerate(row):
            value = cell.strip()
            if not value:
                continue
            found = _locate(text, value, at)
            if found is None:
                continue
            start, end = found
            kind = _resolved(types[index] if index < len(types) else None, value)
            if kind is not None and fits(kind, value):
                yield Hit(start, end, kind, 0.93, f"column '{TYPES_OF[kind]}'")
            at = max(at, end)


def _locate(text: str, value: str, at: int) -> tuple[int, int] | None:
    whole = text.find(value, at, at + 20_000)
    if whole >= 0:
        return whole, whole + len(value)
    words = value.split()
    if len(words) > 40:
        return None
    match = re.compile(r"\s{1,40}".join(re.escape(word) for word in words)).search(text, at, min(len(text), at + 20_000))
    return match.span() if match else None


_DELIMITERS = (",", "\t", "|", ";")


def text_hits(text: str) -> Iterator[Hit]:
    """Hits in delimited lines: a line whose cells are mostly known headers, and the lines under it with as many cells."""
    yield from _aligned_hits(text)
    types: list[str | None] = []
    mark = ""
    at = 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        if len(line) > 4_000:
            types = []
            continue
        header = _header(line)
        if header:
            mark, types = header
            continue
        if not types:
            continue
        cells = list(_cells(line, mark))
        if len(cells) < max(2, len(types) - 2) or len(cells) > len(types) + 2:
            if line.strip():
                types = []
            continue
        if len(cells) != len(types):
            continue
        for kind, (begin, end) in zip(types, cells, strict=True):
            value = line[begin:end]
            kind = _resolved(kind, value)
            if kind is not None and fits(kind, value):
                yield Hit(start + begin, start + end, kind, 0.93, f"column '{TYPES_OF[kind]}'")


_FIELD = re.compile(
    r"(?:^|(?<=[ ]{2})|(?<=\t)|(?<=[|;]) ?|(?<=\n))(?P<label>[A-Za-z][A-Za-z0-9 .#'()_-]{1,32}?)[ ]?:[ \t]{0,12}(?P<v>[^\n\t|;:]{2,60}?)(?=[ ]{2}|[\n\t|;]|$)",
    re.MULTILINE,
)
_ABOVE = re.compile(
    r"^[ \t]{0,12}(?P<label>[A-Za-z][A-Za-z0-9 .#'()_-]{2,32}?)[ \t]{0,2}:?[ \t]{0,3}\n[ \t]{0,12}(?P<v>[^\n\t|;:]{2,60}?)[ \t]{0,4}$",
    re.MULTILINE,
)
_PAIR = re.compile(
    r"(?<![\w/])(?P<a>[A-Za-z][A-Za-z.']{1,12}(?: (?:no|#)\.?)?)[ ]?[/&][ ]?(?P<b>[A-Za-z][A-Za-z.']{1,12}(?: (?:no|#)\.?)?)[ ]?[:#=]{1,2}[ \t]{0,8}\n?[ \t]{0,8}(?P<v>[^\s,;]{3,24})(?:[ ]?[/,][ ]?|[ ]{1,8})(?P<w>[^\s,;]{3,24})"
)
_NOT_FIELDS = frozenset(
    ("PERSON", "STREET_ADDRESS", "MEDICAL_INFO", "EMPLOYEE_ID", "CREDIT_CARD")
)  # a header may promise them, a label says too little
_CODE = re.compile(
    r"(?=[^\n]*\d[^\n]*\d)#?[A-Za-z]{0,5}[ -]?\d[\dA-Za-z]*(?:[ ./-][A-Za-z]{0,3}\d[\dA-Za-z]*){0,5}(?:[ -][A-Z]{1,2})?(?!\w)"
)
_NOT_CODES = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}:\d\d|(?:19|20)\d\d|\$")


def field_hits(text: str) -> Iterator[Hit]:
    """Fields of a form: "Label: value", the value under its label, and two labels with two values ("SSN/DOB: 1 2")."""
    for regex, score in ((_FIELD, 0.8), (_ABOVE, 0.75)):
        for match in regex.finditer(text):
            kind = column_type(match["label"])
            if kind is None or kind in _NOT_FIELDS or kind == "USER":
                continue
            code = _CODE.match(match["v"])
            if kind == "PASSWORD":
                continue
            if kind in _VALUES:
                if fits(kind, match["v"]) and (kind == "DATE_OF_BIRTH" or any(char.isdigit() for char in match["v"])):
                    yield Hit(*match.span("v"), kind, score, f"field '{TYPES_OF[kind]}'")
            elif code and (kind == "DATE_OF_BIRTH" or not _NOT_CODES.match(code[0])):
                yield Hit(match.start("v"), match.start("v") + code.end(), kind, score, f"field '{TYPES_OF[kind]}'")
    for match in _PAIR.finditer(text):
        for label, name in (("a", "v"), ("b", "w")):
            kind = column_type(match[label])
            if kind is not None and kind != "USER" and kind not in _NOT_FIELDS and fits(kind, match[name]):
                yield Hit(*match.span(name), kind, 0.9, f"field '{TYPES_OF[kind]}'")


_RUN = re.compile(r"\S+(?:[ ]\S+){0,12}")


def _aligned_hits(text: str) -> Iterator[Hit]:
    """The same for columns that are kept apart by runs of spaces, as in printed logs: a cell belongs to the header above it."""
    columns: list[tuple[int, str | None]] = []
    at = misses = 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        if "  " not in line.strip() or len(line) > 400:
            misses += 1
            if not line.strip() or misses > 3:
                columns = columns if misses <= 2 else []
            continue
        runs = list(_RUN.finditer(line))
        kinds = [column_type(run[0]) for run in runs]
        if (
            len(runs) >= 3
            and sum(kind is not None for kind in kinds) >= 2
            and sum(char.isdigit() for char in line) < 3
            and ":" not in line
        ):
            columns, misses = [(run.start(), kind) for run, kind in zip(runs, kinds, strict=True)], 0
            continue
        if not columns:
            continue
        misses = 0
        for run in runs:
            index = next((i for i in range(len(columns) - 1, -1, -1) if columns[i][0] <= run.start() + 2), None)
            if index is None or abs(columns[index][0] - run.start()) > 3:
                continue
            kind = _resolved(columns[index][1], run[0])
            if kind is not None and ":" not in run[0] and fits(kind, run[0]):
                yield Hit(start + run.start(), start + run.end(), kind, 0.88, f"column '{TYPES_OF[kind]}'")


def _header(line: str) -> tuple[str, list[str | None]] | None:
    if len(line) > 1_500:
        return None
    best: tuple[int, str, list[str | None]] | None = None
    for mark in _DELIMITERS:
        if line.count(mark) < 1:
            continue
        cells = [line[begin:end] for begin, end in _cells(line, mark)]
        kinds = [column_type(cell) for cell in cells]
        known = sum(kind is not None for kind in kinds)
        labels = sum(
            len(cell) <= 40 and not any(char.isdigit() for char in cell.replace("1", "").replace("2", "")) for cell in cells
        )
        fitting = len(cells) >= 2 and known >= 2 and known * 8 >= len(cells) and labels == len(cells)
        if fitting and (best is None or known > best[0]):  # a header may hold another mark: "Name (LAST, FIRST)"
            best = known, mark, kinds
    return best[1:] if best else None


def _cells(line: str, mark: str) -> Iterator[tuple[int, int]]:
    """Spans of the cells of a delimited line, without quotation marks and surrounding spaces."""
    at = 0
    while at <= len(line):
        if mark == "," and line[at : at + 1] == '"':
            close = at + 1
            while True:
                close = line.find('"', close)
                if close < 0:
                    close = len(line)
                    break
                if line[close + 1 : close + 2] == '"':
                    close += 2
                    continue
                break
            begin, end = at + 1, close
            following = line.find(mark, close)
        else:
            following = line.find(mark, at)
            begin, end = at, following if following >= 0 else len(line)
        while begin < end and line[begin] in " \t":
            begin += 1
        while end > begin and line[end - 1] in " \t\r":
            end -= 1
        yield begin, end
        if following < 0:
            return
        at = following + 1


TYPES_OF = {kind: kind.lower().replace("_", " ") for kind, _ in _HEADERS}
