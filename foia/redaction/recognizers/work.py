"""Work: employee numbers, which are private, and badge or star numbers, which are not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from foia.redaction.lexicon import lexicon
from foia.redaction.recognizers.base import Hit, Identifier, Rule, Value, Zones, labelled, pattern


class EmployeeId(Identifier):
    """Employee identification numbers; never a badge or star number."""

    type = "EMPLOYEE_ID"
    rules = (
        Rule(pattern(r"(?<![\w-])EMP[-# ]\d{3,8}(?![\w-])"), 0.85, "number that says it is an employee's"),
        Rule(
            labelled(
                r"(?:employee|empl?|ee|payroll|personnel|staff|worker|hr|timekeeping|kronos|associate)\.?[ -]?(?:id(?:entification)?|i\.d\.|no|number|num|nbr|#|file(?: no\.?| number)?)\.?"
                r"(?: (?:no|number|#)\.?)?|emp ?#|pernr|eid|e\.i\.d\.|time ?clock (?:no|number|#|id)\.?|clock (?:no|number|#)\.?|pc (?:no|number|#|login|id)|emp\.?(?= ?[:#]? ?\d{3})|employee|payroll(?= ?#)|munis (?:id|no|#)",
                r"[A-Z]{0,4}-?\d{3,10}(?:-\d{1,5})?[A-Z]?(?!\w)|PC[A-Z0-9]{4,6}(?!\w)",
            ),
            0.92,
            "labelled employee number",
            (
                "emp",
                "ee",
                "payroll",
                "personnel",
                "staff",
                "worker",
                "hr",
                "kronos",
                "associate",
                "pernr",
                "munis",
                "eid",
                "clock",
                "pc ",
            ),
            lambda value: (
                value.whole[value.end : value.end + 1] not in ("/", "%")
                and "$" not in value.whole[max(0, value.start - 2) : value.start]
            ),
        ),
    )


_RANKS = r"(?:p\.?o|ofc|ofcr|off|officer|det|detective|sgt|sergeant|lt|lieut(?:enant)?|cpl|corporal|cmdr|commander|capt|captain|chief|dep(?:uty)?|tpr|trooper|insp|inv(?:estigator)?|agent|sheriff|cso|r/o|ro)\.?"


_NAMED = r"(?:[A-Z][A-Za-z'’-]{1,20}(?:, ?[A-Z](?:[a-z]{1,14}|\.)?(?: [A-Z]\.?)?)?)"
_NOT_NAMED = frozenset(  # what may stand before "#12" without being an officer
    [
        "code",
        "pin",
        "gate",
        "combination",
        "case",
        "report",
        "incident",
        "unit",
        "apt",
        "apartment",
        "lot",
        "suite",
        "room",
        "item",
        "exhibit",
        "run",
        "acct",
        "account",
        "page",
        "no",
        "route",
        "rt",
        "hwy",
        "highway",
        "box",
        "truck",
        "engine",
        "squad",
        "car",
        "beat",
        "zone",
        "sector",
        "district",
        "post",
        "bldg",
        "building",
        "floor",
        "gate",
        "door",
        "locker",
        "bay",
        "pump",
        "lane",
        "channel",
        "camera",
        "tower",
        "site",
        "station",
        "store",
        "version",
        "photo",
        "image",
        "file",
        "form",
        "bid",
        "rfp",
        "po",
        "invoice",
        "check",
        "order",
        "permit",
        "license",
        "ticket",
        "citation",
        "ordinance",
        "resolution",
        "plate",
        "tag",
        "reg",
        "phone",
        "cell",
        "fax",
        "home",
        "work",
        "ext",
        "ssn",
        "dl",
        "oln",
        "foid",
        "dob",
        "vin",
        "ir",
        "sid",
        "fbi",
        "mrn",
        "pt",
        "patient",
        "victim",
        "suspect",
        "witness",
        "offender",
        "subject",
        "driver",
        "passenger",
        "juvenile",
        "vehicle",
        "veh",
        "v",
        "w",
        "s",
        "c",
        "inventory",
        "evidence",
        "property",
        "event",
        "cad",
        "rd",
        "docket",
        "count",
        "charge",
        "question",
        "answer",
        "comment",
        "option",
        "phase",
        "step",
        "level",
        "grade",
        "class",
        "team",
        "player",
        "jersey",
        "bus",
        "train",
        "flight",
        "shelter",
        "precinct",
        "ward",
        "group",
        "section",
        "arrestee",
        "defendant",
        "complainant",
        "caller",
        "male",
        "female",
        "party",
        "person",
        "parcel",
        "well",
        "hydrant",
        "pole",
        "meter",
        "policy",
        "claim",
        "loan",
        "contract",
        "project",
        "task",
        "amendment",
        "change",
        "addendum",
        "district",
        "member",
        "student",
        "and",
        "or",
        "at",
        "on",
        "in",
        "the",
        "is",
        "was",
        "of",
        "to",
        "by",
        "for",
        "with",
        "from",
        "number",
        "issue",
        "volume",
        "chapter",
        "part",
        "table",
        "figure",
        "district",
        "school",
        "local",
        "lodge",
        "chapter",
        "ambulance",
        "medic",
        "rescue",
        "battalion",
        "tank",
    ]
)


def _officer_before(value: Value) -> bool:
    """Is the word before "#214" a name?"""
    before = re.search(
        r"([A-Z][A-Za-z'’-]+)(?:, ?[A-Z](?:[a-z]{1,14}|\.)?(?: [A-Z]\.?)?)?[ ,(\[/]{1,3}$",
        value.whole[max(0, value.start - 44) : value.start].rstrip("#"),
    )
    if before is None:
        return False
    low = before[1].lower()
    return low not in _NOT_NAMED and (lexicon().may_be_name(low) or low not in lexicon().words)


_RANK_CUES = (
    "po ", "p.o", "ofc", "off ", "off.", "officer", "det", "sgt", "sergeant", "lt ", "lt.", "lieut", "cpl", "corporal", "cmdr", "command", "capt", "chief", "dep", "tpr", "trooper", "insp", "inv",
    "agent", "sheriff", "cso", "r/o", "ro ", "dispatch", "t/c", "tc ", "telecomm", "clerk", "supervisor",
)  # fmt: skip
_RANK_BEFORE = re.compile(rf"\b(?:{_RANKS}|r/os|officers|ofcs|dets|detectives|r/dets)(?![^\W\d_])", re.IGNORECASE)

_STARS = re.compile(
    r"\b(?:badge|star|shield)s?(?: (?:numbers?|nos?\.?))?[ :#]{1,3}(?P<v>\d{1,6}(?:(?:,? and |, |,? & | ?/ ?)#?\d{1,6}){1,12})(?!\w)",
    re.IGNORECASE,
)


class BadgeNumber(Identifier):
    """Badge, star and shield numbers: released."""

    def find(self, text: str, lower: str, zones: Zones | None = None) -> Iterator[Hit]:
        yield from super().find(text, lower, zones)
        for several in _STARS.finditer(text) if "star" in lower or "badge" in lower or "shield" in lower else ():
            for one in re.finditer(r"\d+", several["v"]):
                yield Hit(
                    several.start("v") + one.start(), several.start("v") + one.end(), self.type, 0.9, "badge or star numbers"
                )

    type = "BADGE_NUMBER"
    rules = (
        Rule(
            labelled(
                r"(?:badge|star|shield|bdg|unit star|dsn|officer id|ofc id|officer (?:no|number|#)\.?|police id)s?",
                r"[A-Z]{0,2}-?\d{1,6}[A-Z]?(?![\w/])|[\dOol]{2,6}(?![\w/])",
            ),
            0.93,
            "labelled badge or star number",
            ("badge", "star", "shield", "bdg", "dsn", "officer", "ofc", "police id"),
        ),
        Rule(
            re.compile(
                rf"\b{_RANKS}[ \t]{{1,2}}(?:[A-Z][\w.'-]{{0,20}},?[ \t]{{1,2}}){{1,4}}[\[(]?#[ ]?(?P<v>[A-Z]?\d{{1,6}})(?!\w)",
                re.IGNORECASE,
            ),
            0.9,
            "number after an officer's name",
            ("#",),
        ),
        Rule(
            re.compile(
                rf"\b{_RANKS}[ \t]{{1,2}}(?:[A-Z][\w.'-]{{0,20}},?[ \t]{{1,2}}){{1,3}}\((?P<v>[A-Z]?\d{{2,5}})\)", re.IGNORECASE
            ),
            0.8,
            "number in parentheses after an officer's name",
            ("(",),
        ),
        Rule(
            re.compile(r"(?<=[A-Za-z.])[ ,]{1,2}[\[(]?#[ ]?(?P<v>\d{2,6})(?!\w)"),
            0.8,
            "number after a name on a line with ranks",
            ("#",),
            lambda value: (
                _RANK_BEFORE.search(value.whole, max(0, value.whole.rfind("\n", 0, value.start)), value.start) is not None
            ),
        ),
        Rule(
            re.compile(r"(?<=[A-Za-z.])[ ,]{1,2}[\[(]?#[ ]?(?P<v>[A-Z]?\d{2,5})(?![\w-])"),
            0.7,
            "number after a name",
            ("#",),
            _officer_before,
        ),
        Rule(
            re.compile(
                rf"\b(?:{_RANKS}|dispatcher|t/?c|tele(?:communicator)?|cso|clerk|supervisor:?)[ \t]{{1,2}}(?-i:[A-Z])[\w'’-]{{1,20}}(?:,? (?-i:[A-Z])(?:\.|[\w'’-]{{1,14}})?){{0,2}}(?:,?[ ](?:(?:id|no|dsn|pin|b|s)\b\.?[ ]?[:#]?|[(\[])[ ]?|[ ]?/[ ]?|[ ]{{1,2}}[\[(]?#)(?P<v>[A-Z]?\d{{2,6}})(?![\w/-])",
                re.IGNORECASE,
            ),
            0.8,
            "number after a rank and a name",
            _RANK_CUES,
        ),
        Rule(
            re.compile(
                rf"\b{_RANKS}[ ](?-i:[A-Z])[\w'’-]{{2,20}}[ ](?P<v>\d{{2,5}})(?=[,;)/]|[.](?:\s|$)|\n|$|[ ](?:and|arrived|advised|stated|was|did|responded|reports?|bt|beat|unit)\b)",
                re.IGNORECASE,
            ),
            0.7,
            "number after a rank and a name",
            _RANK_CUES,
        ),
        Rule(
            re.compile(
                r"\b(?:id|i\.d\.|employee id|officer id)[ ]?(?:no\.?|number|#)?[ ]?[:#]?[ ]?(?P<v>[A-Z]?\d{2,5})(?![\w/-])",
                re.IGNORECASE,
            ),
            0.65,
            "identification number on a line with ranks",
            ("id", "i.d"),
            lambda value: (
                _RANK_BEFORE.search(
                    value.whole, max(0, value.whole.rfind("\n", 0, value.start)), (value.whole + "\n").find("\n", value.end)
                )
                is not None
            ),
        ),
        Rule(
            re.compile(r"(?:^|[.][ ]{1,3}|\n|[ ]{3})(?:[A-Z]\.?[ ])?(?:[A-Z][a-z]{2,}|[A-Z]{3,})[ ](?P<v>\d{2,5})\s*\Z"),
            0.65,
            "number after the name that signs",
            check=_officer_before,
        ),
        Rule(
            re.compile(r"(?<=[A-Za-z])[ ]\((?P<v>\d{3,5})\)"),
            0.65,
            "number in parentheses on a line with ranks",
            ("(",),
            lambda value: (
                _officer_before(value)
                and _RANK_BEFORE.search(value.whole, max(0, value.whole.rfind("\n", 0, value.start)), value.start) is not None
            ),
        ),
        Rule(
            re.compile(
                r"\b(?:[A-Z][a-z]+|[A-Z]{3,})(?:, ?[A-Z]\.?)?[ /](?P<v>\d{2,5})[ ]?(?:\n[ ]{0,20}(?i:officer|signature)|(?i:bt|beat|unit|watch)[ .:#]{1,2}\d)"
            ),
            0.6,
            "number after a name beside a beat or a signature",
        ),
        Rule(
            re.compile(rf"\b{_RANKS}[ \t]{{0,2}}#[ ]?(?P<v>\d{{1,6}})(?!\w)", re.IGNORECASE),
            0.85,
            "number after a rank",
            ("#",),
        ),
    )


RECOGNIZERS = (EmployeeId, BadgeNumber)
