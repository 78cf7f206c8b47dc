"""Money, work, secrets, health, birth: values that mean something only beside a label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from foia.redaction.lexicon import lexicon
from foia.redaction.recognizers.base import Hit, Identifier, Rule, Value, Zones, at_least, digits, labelled, luhn, pattern

_ENDING = r"[ \t]{0,3}(?:(?:card|account|acct|number|no\.?|#)[ \t]{0,2}){0,2}(?:\([^()\n]{1,24}\)[ \t]?)?(?:(?:ending|ends|ended)(?: in| with)?|last (?:4|four)(?: digits?)?(?: of)?|(?:[x*#•.]{1,5}[- ]?){1,4})[ \t:#-]{0,3}"


def _card(value: Value) -> bool:
    number = digits(value.text)
    return 13 <= len(number) <= 19 and number[0] in "23456" and len(set(number)) > 1 and luhn(number)


class CreditCard(Identifier):
    """Payment cards that satisfy the Luhn check, any card number after a label, last four in context."""

    type = "CREDIT_CARD"
    _NAMES = r"visa|master ?card|amex|american express|discover|debit(?: card)?|credit(?: card)?|mc|p-?card|purchas(?:e|ing) card|fuel card|gift card|ebt(?: card)?|link card|(?:bank |atm |card )card|card"
    rules = (
        Rule(
            pattern(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w]|-\d)"), 0.95, "card number with a right check digit", check=_card
        ),
        Rule(
            labelled(
                _NAMES, r"\d{4}(?:[ -]{1,3}\d{4}){2,3}(?:[ -]\d{1,3})?(?!\w)|\d{4}[ -]\d{6}[ -]\d{5}(?!\w)|\d{13,19}(?!\w)"
            ),
            0.93,
            "labelled card number",
            ("card", "visa", "amex", "express", "discover", "debit", "credit", "mc"),
        ),
        Rule(
            labelled(_NAMES, r"\d{4}(?![\d/-])", gap=_ENDING),
            0.9,
            "last four of a card",
            ("card", "visa", "amex", "express", "discover", "debit", "credit", "mc"),
        ),
        Rule(
            re.compile(r"\bcard[^\n\d]{0,40}?last (?:4|four)(?: digits)?[^\n\d]{0,20}(?P<v>\d{4})(?![\d/-])", re.IGNORECASE),
            0.85,
            "last four of a card",
            ("card",),
        ),
        Rule(pattern(r"(?<!\w)(?:[xX*•]{4}[ -]?){2,3}\d{4}(?!\d)"), 0.85, "masked card number"),
        Rule(
            pattern(r"(?<![\w-])\d{4}(?P<gap>[ -])\d{4}(?P=gap)\d{4}(?P=gap)\d{4}(?![\w-])"),
            0.8,
            "sixteen digits near a card",
            ("card", "ebt"),
            lambda value: (
                "card" in value.lower[max(0, value.start - 80) : value.start]
                or "ebt" in value.lower[max(0, value.start - 80) : value.start]
            ),
        ),
        Rule(
            labelled(r"cvv2?|cvc|security code on (?:the )?card", r"\d{3,4}(?!\d)"),
            0.85,
            "card security code",
            ("cvv", "cvc", "security code"),
        ),
    )


def routing_checks(number: str) -> bool:
    """The check digit of a bank routing number (ABA): weights 3, 7, 1; the first two digits name a Federal Reserve district."""
    prefix = int(number[:2])
    in_use = prefix <= 12 or 21 <= prefix <= 32 or 61 <= prefix <= 72 or prefix == 80
    return in_use and sum(int(char) * (3, 7, 1)[index % 3] for index, char in enumerate(number)) % 10 == 0


def _iban(value: Value) -> bool:
    code = value.text.replace(" ", "").upper()
    if not 15 <= len(code) <= 34:
        return False
    return int("".join(str(int(char, 36)) for char in code[4:] + code[:4])) % 97 == 1


_NUMBER = r"\d{2,4}(?:[ ]\d{3,5}){2,3}(?![\w-])|[A-Z]{0,4}[- ]?\d[\dA-Z]{2,17}(?:[ -][A-Z]{0,2}\d[\dA-Z]{0,8}){0,4}(?![\w-])|\d{1,3}(?:-[A-Z]{0,2}\d{1,9}[A-Z]{0,2}){1,5}(?:[ ]\d)?(?!\w)|[A-Z]{2,5}-[A-Z0-9]{0,4}\d[\dA-Z-]{2,14}(?!\w)"
_ACCOUNT = (
    r"r ?/ ?t(?: (?:no|number|#)\.?)?|direct deposit(?: (?:to|into))?|auto-?pay(?: (?:from|to))?|(?:mortgage |student |auto |personal |car )?loan(?: (?:no|number|num|#|id)\.?)|(?:electric |gas |water )?meter(?: (?:no|number|#|id)\.?)|(?:customer|payee|remitter|payor|premise)(?: (?:no|number|num|#|id)\.?)|"
    r"(?:insurance |ins\.? |loss )?claim(?: (?:no|number|num|#|id)\.?)|"
    r"(?:(?:bank|checking|savings|chk|sav|credit union|deposit|utility|water|electric|gas|comed|nicor|ameren|lease|tenant|trust|inmate|commissary|loan|mortgage|customer|billing|escrow|brokerage|retirement|pension|payee|paypal|"
    r"direct deposit|pers(?:onal)?|business|money market)[ -]?)?(?:accounts?|accts?|acct|a/c)(?: (?:no|number|num|#)\.?)?|"
    r"routing(?: ?/ ?transit)?(?: (?:no|number|#)\.?)?|rout(?:ing)?|rtn|aba|rtg|transit|checking|savings|iban|swift|cash ?app|venmo|zelle"
)


class FinancialAccount(Identifier):
    """Bank accounts, routing numbers, IBANs, insurance policies."""

    type = "FINANCIAL_ACCOUNT"
    rules = (
        Rule(
            labelled(_ACCOUNT, _NUMBER),
            0.92,
            "labelled account number",
            (
                "acc",
                "a/c",
                "pay",
                "r/t",
                "r / t",
                "loan",
                "meter",
                "customer",
                "premise",
                "claim",
                "remitter",
                "deposit",
                "rout",
                "rtn",
                "aba",
                "rtg",
                "transit",
                "checking",
                "savings",
                "iban",
                "swift",
                "cash",
                "venmo",
                "zelle",
            ),
            lambda value: (
                at_least(4)(value)
                and "card" not in value.lower[max(0, value.start - 24) : value.start]
                and value.whole[max(0, value.start - 1) : value.start] != "$"
                and value.whole[value.end : value.end + 1] not in ("/", "%")
            ),
        ),
        Rule(
            labelled(
                r"accounts?|accts?",
                r"\d{3,6}(?:[ -]\d{2,6}){1,4}(?![\w/])|\d{6,17}(?![\w/])",
                gap=r"[ ](?:at|with|from|in)[ ][^\n\d.;]{2,30}?[ ,:#]{1,3}(?:(?:no|number|#)\.?[ ]?)?",
            ),
            0.88,
            "account number after the bank",
            ("acc",),
        ),
        Rule(
            pattern(
                r"\b(?:(?:wage )?garnishment(?: order)?[ #:]{1,3}[A-Z0-9-]*\d[A-Z0-9-]*|child support(?: of| order)?[ :]{1,2}\$?\d[\d,.]*\d|chapter (?:7|11|12|13)(?: bankruptcy)?,? (?:case |no\.? ?|#)?\d{2}-[A-Z\d-]{3,12})(?!\w)",
                ignore_case=True,
            ),
            0.7,
            "deduction, support order or bankruptcy",
            ("garnish", "child support", "chapter"),
        ),
        Rule(
            labelled(_ACCOUNT, r"\d{3,4}(?![\d/-])", gap=r"\.?" + _ENDING),
            0.9,
            "last digits of an account",
            ("acc", "a/c", "checking", "savings"),
        ),
        Rule(
            labelled(_ACCOUNT, r"[x*#•]{2,14}[- ]?\d{3,4}(?!\d)"),
            0.92,
            "masked account number",
            ("acc", "a/c", "checking", "savings"),
        ),
        Rule(
            labelled(
                r"(?:(?:insurance|ins|auto|car|homeowner'?s|policy holder|liability)\.?[ /]{1,2})?(?:policy|pol)\.?(?:[ /](?:no|number|num|#)\.?)?|"
                r"(?:insurance|ins)\.? ?(?:co\.?|company|carrier)? ?/ ?policy[ \t]?:[^\n:;/#]{3,30}/|(?:insurance|ins)\.? (?:card|no|number|#)\.?|(?:insurance|ins\.?)(?: co\.?| carrier| company)?[ \t]?:[^\n:;,#]{3,30}[,#]",
                r"[A-Z]{0,5}[- ]?\d[\dA-Z]{1,14}(?:[ -][A-Z]{0,3}\d[\dA-Z]{0,9}){0,4}(?:[- ](?-i:[A-Z])(?=[ ]{2}|[.,;)\n]|$))?(?:-[A-Z\d]{1,4}){0,2}(?!\w)|[A-Z]{2,5}(?:-[A-Z\d]{1,10}){1,4}(?!\w)|\d{1,3}(?:[- ][\dA-Z]{1,9}){1,4}(?!\w)",
            ),
            0.88,
            "labelled insurance policy number",
            ("pol", "ins"),
            at_least(4),
        ),
        Rule(
            labelled(r"venmo|cash ?app|zelle|paypal|cashtag", r"[@$][\w.-]{2,30}|[\w.+-]{2,40}@[\w.-]{3,40}"),
            0.88,
            "name of a payment account",
            ("venmo", "cash", "zelle", "paypal"),
            digits=False,
        ),
        Rule(
            re.compile(
                r"(?<![^\W_])(?P<v>(?:(?:wage )?garnishments?(?: order)?|garnish|withhold|(?:child|spousal) supp(?:ort)?\.?|maintenance payments?|alimony|wage (?:assignment|deduction|levy)|tax levy|levy|401\(?k\)?(?: loan| contribution)?|deferred comp(?:ensation)?|457(?: plan)?|union dues|pension contribution|bankruptcy (?:payment|trustee)|net pay|direct deposit)(?![^\W\d_])(?: (?:withholding|order|deduction|deductions|payments?|amount|of|is|was|at|for|in the amount of)){0,3}[ \t:,|]{1,16}(?:\$[ ]?\d[\d,]*(?:\.\d\d)?|\d[\d,]*\.\d\d(?!\d)|\d{2}-[A-Z]{1,3}-\d{1,6}(?!\w)))",
                re.IGNORECASE,
            ),
            0.8,
            "deduction from somebody's pay",
            (
                "garnish",
                "support",
                "alimony",
                "maintenance",
                "wage",
                "levy",
                "401",
                "defer",
                "457",
                "dues",
                "pension",
                "bankrupt",
                "net pay",
                "deposit",
            ),
        ),
        Rule(
            labelled(
                r"(?:state farm|allstate|geico|progressive|country financial|farmers|american family|usaa|nationwide|liberty mutual|safe auto|esurance|travelers|erie|pekin|kemper|american access|bristol west)(?:[^\n.;:]{0,20}?(?:policy|pol\.?|#)(?: (?:no|number|#)\.?)?|(?= ?[:,#]? ?(?:[A-Z]{1,5}-?)?\d{3}[\d -]{3}))",
                _NUMBER,
            ),
            0.85,
            "insurance policy number after the insurer",
            check=at_least(4),
        ),
        Rule(
            pattern(r"(?<![\w$.])[xX*•#]{1,6}-?\d{4}(?![\w-])"),
            0.6,
            "masked number",
        ),
        Rule(
            pattern(r"(?<![\w.-])\d{9}[ ]?/[ ]?\d{5,17}(?![\w-])"),
            0.85,
            "routing and account number",
            ("/",),
            lambda value: routing_checks(value.text[:9]),
        ),
        Rule(
            pattern(
                r"\$[ ]?\d[\d,]*(?:\.\d\d)? ?(?:per (?:pay ?check|check|pay(?: period)?)|bi-?weekly|semi-?monthly|/ ?(?:wk|pay|check))\b"
            ),
            0.6,
            "amount of somebody's pay",
            ("$",),
        ),
        Rule(
            pattern(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)"),
            0.95,
            "IBAN with right check digits",
            check=_iban,
        ),
        Rule(
            pattern(r"(?<![\w.-])\d{9}(?![\w-])"),
            0.8,
            "routing number with a right check digit",
            ("routing", "aba", "bank", "deposit", "account", "credit union"),
            lambda value: (
                routing_checks(value.text)
                and any(
                    word in value.lower[max(0, value.start - 80) : value.start]
                    for word in ("routing", "aba", "rtn", "bank", "account", "deposit", "credit union")
                )
            ),
        ),
        Rule(
            pattern(r"\b(?:bc1[a-z0-9]{25,62}|0x[a-fA-F0-9]{40}|[13][a-km-zA-HJ-NP-Z1-9]{26,33})\b"),
            0.85,
            "wallet address",
            check=lambda value: (
                (at_least(3)(value) and any(c.islower() for c in value.text) and any(c.isupper() for c in value.text))
                or value.text[:3] in ("bc1",)
                or value.text[:2] == "0x"
            ),
        ),
    )


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


_STARS = re.compile(
    r"\b(?:badge|star|shield)s?(?: (?:numbers?|nos?\.?))?[ :#]{1,3}(?P<v>\d{1,6}(?:(?:,? and |, |,? & | ?/ ?)#?\d{1,6}){1,12})(?!\w)",
    re.IGNORECASE,
)
_WORD_VALUE = r"(?:\"[^\"\n]{2,40}\"|'[^'\n]{2,40}'|[^\s\"',;()<>]{3,40})"


def _secret(value: Value) -> bool:
    """After "is" only what does not read like a sentence going on; never the first half of a person's name."""
    if re.match(r"(?:[A-Z][a-z]+|[A-Z][a-z]{1,4}\.) [A-Z][a-z]", value.whole[value.start : value.end + 4]):
        return False
    text = value.text.rstrip(".,;:!?")
    before = value.whole[max(0, value.start - 3) : value.start]
    low = text.lower()
    return (
        (
            text.isalpha()
            and len(text) > 4
            and low not in lexicon().words
            and not low.endswith(("ed", "ing", "ly"))
            and not text[0].isupper()
        )
        or any(char.isdigit() or not char.isalnum() for char in text.strip("\"'"))
        or any(mark in before for mark in ":=-|\n")
        or text[:1] in "\"'"
        or (
            text.isupper()
            and value.whole[max(0, value.start - 30) : value.start].upper()
            != value.whole[max(0, value.start - 30) : value.start]
        )
    )


def _unlike_words(value: Value) -> bool:
    text = value.text.rstrip(".,;:!?")
    return (
        text.isalpha()
        and text.islower()
        and len(text) > 4
        and text not in lexicon().words
        and not text.endswith(("ed", "ing", "ly", "s"))
    )


def _mixed(value: Value) -> bool:
    """With nothing but a space before it: letters and digits together, or a mark inside."""
    text = value.text.rstrip(".,;:!?")
    kinds = (
        any(char.isdigit() for char in text),
        any(char.isalpha() for char in text),
        any(char in "#!$%&*_@+." for char in text),
    )
    return sum(kinds) >= 2 and not re.fullmatch(r"\d{1,3}(?:st|nd|rd|th)|\d+%|\$[\d.,]+", text)


class Password(Identifier):
    """Passwords, access, gate and alarm codes, personal identification numbers, user names."""

    type = "PASSWORD"
    _CODES = (
        r"(?:(?:access|gate|door|alarm|lock ?box|key ?pad|security|garage|entry|entrance|building|panel|disarm|duress|voice ?mail|unlock|phone|lock|vault|safe|padlock|"
        r"front door|back door|station|elevator|call ?box|knox|bypass|master|tenant|gym|pool|arming|verbal|alarm panel|key ?less|ring|abort|unlocking|screen|device|login|knox(?: ?box)?|key|buzzer|one[- ]time|verification|debit(?: card)?|card|panic|laundry|mail ?room|wi-?fi|server room|evidence room|sally ?port)[ -]?)(?:pass ?)?(?:codes?|pin|combo|combination|password)"
    )
    rules = (
        Rule(
            re.compile(
                rf"(?<![^\W_])(?:pass ?words?|passwd|pw[d]?|pass(?=:)|pass ?phrase|pass ?code|code ?word|wi-?fi(?: (?:key|pass(?:word)?|pw|network))?|network key|ssid|user(?: ?(?:name|id))?|log[ -]?(?:in|on)(?: (?:id|name))?|screen ?name|(?:panic|duress|safe|secret|verbal)(?:/(?:panic|duress))? ?word|"
                rf"security (?:answer|question answer)|secret answer|creds?|credentials|user ?(?:name|id)? ?/ ?(?:pw|pass(?:word)?)|gamer ?tag|handle)"
                rf"(?: (?:for|to|on|of|at) [^\n:=\"]{{2,40}}?)?[ \t]{{0,2}}(?:\([^()\n]{{1,30}}\))?[ \t]{{0,2}}(?:(?:is|was|of|as|being|set to|changed to|reset to|to)\b[ \t]{{0,2}}:?|[:=|]|-(?=[ \t]))[ \t]{{0,12}}(?:\n[ \t]{{0,8}})?(?P<v>{_WORD_VALUE})",
                re.IGNORECASE,
            ),
            0.9,
            "labelled password or user name",
            ("pass", "pw", "wifi", "wi-fi", "key", "user", "log", "screen", "word", "answer", "cred", "ssid", "tag", "handle"),
            _secret,
            digits=False,
        ),
        Rule(
            re.compile(
                rf"(?<![^\W_])(?:pass ?words?|passwd|pwd?|pass ?code|pass|wi-?fi(?: (?:key|pw|pass(?:word)?))?|ssid [\w-]{{2,30}} key|user ?(?:name|id)|log[ -]?(?:in|on)(?: id)?|creds?|credentials|terminal|term)[ \t]{{1,2}}\(?(?P<v>{_WORD_VALUE})",
                re.IGNORECASE,
            ),
            0.8,
            "password or user name after its label",
            ("pass", "pw", "wifi", "wi-fi", "key", "user", "log", "cred", "term"),
            lambda value: (
                _mixed(value) or (_unlike_words(value) and "log" in value.lower[max(0, value.start - 12) : value.start])
            ),
            digits=False,
        ),
        Rule(
            re.compile(
                r"(?<![^\W_])(?:user|username|log[ -]?in|wi-?fi|creds?)(?: ?/ ?(?:pw|pwd|pass(?:word)?))?[ \t]{0,2}(?:[:=][ \t]{0,4}|(?=[ ]))[ ]?[^\s/]{2,40}[ ]?/[ ]?(?:(?:pw|pass|password):?[ ]?)?(?P<v>[^\s/,;]{3,40})",
                re.IGNORECASE,
            ),
            0.85,
            "password after a user name",
            ("user", "log", "wifi", "wi-fi", "cred"),
            digits=False,
        ),
        Rule(
            re.compile(
                rf"(?<![^\W_])(?:{_CODES}|code|pin|pass ?code|lock ?box|combination|combo|key ?pad|gate(?= - )|code to (?:get in|enter|the \w+))(?: (?:no|number|#)\.?)?(?: (?:for|to|on|of|at) [^\n:=\"\d]{{2,40}}?)?[ \t]{{0,2}}(?:\([^()\n\d]{{1,30}}\))?[ \t]{{0,2}}"
                r"(?:(?:\(?(?:it )?(?:is|was)(?: now)?|of|as|being|set to|changed to|entered|to get in is)\b|\((?=[#*\dLRA-Z])[ \t]{0,2}:?|[:=#|,]|-(?=[ \t])|(?=[ \t]))[ \t]{0,12}(?:\n[ \t]{0,8})?(?P<v>[#*]?\d{1,4}(?:[ -]{1,3}\d{1,4}){1,4}[#*]?(?!\w)|[LR]\d{1,3}(?:[ ,-]{1,2}[LR]?\d{1,3}){1,3}(?!\w)|[#*]?\d{3,10}[#*]?(?![\w-])|[#*]?[A-Z]{0,3}\d{2,8}[A-Z]{0,3}[#*!]?(?![\w-]))",
                re.IGNORECASE,
            ),
            0.85,
            "labelled access code",
            ("code", "pin", "comb", "combo", "pass", "pad", "gate", "lock"),
            lambda value: (
                not re.search(
                    r"(?:zip|area|postal|offense|ucr|nibrs|incident|event|disposition|statute|charge|municipal|city|village|building|fire|health|penal|criminal|commission|class|account|object|fund|crime|signal|iucr|color|agency|county|property|parcel|tax|project|job|activity|dispo|beat|radio|call|error|bar|qr|source|type|ilcs|admin(?:istrative)?|labor|vehicle|building|ten|10|clearance|case|priority|nature|cause|diagnosis|icd|cpt|billing|tax|naics|sic|gl|dress|morse|no|reason|status|response|department|dept|program|fee|rate|pay|hour|earning|location|district|sub|plumbing|electrical|zoning|revised|ordinance|traffic|see|under|section|of|the (?:village|city|criminal))[ ]?(?:code|pin)s?[^\w]{0,4}(?:is|was|no\.?)?[^\w]{0,4}$",
                    value.lower[max(0, value.start - 32) : value.start],
                )
                and not re.match(r"\s?(?:ilcs|cfr|u\.?s\.?c|ill\.? adm)", value.lower[value.end : value.end + 10])
                and (at_least(3)(value) or len(value.text) > 6)
                and re.fullmatch(r"(?:19|20)\d\d|\d{2}-\d{2}-\d{3}-\d{3}(?:-\d{4})?", value.text) is None
            ),
        ),
        Rule(
            re.compile(
                rf"(?<![^\W_])(?:{_CODES}|code|pin|pass ?code|key ?pad|lock ?box|combination)[^\n\d]{{0,24}}?(?P<v>(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)[ ,-]{{1,2}}){{3,7}}(?:zero|oh|one|two|three|four|five|six|seven|eight|nine))(?!\w)",
                re.IGNORECASE,
            ),
            0.8,
            "access code in words",
            ("code", "pin", "pad", "box", "comb"),
            digits=False,
            spoken=True,
        ),
        Rule(
            labelled(
                _CODES,
                r"\d(?:-\d){3,7}(?![\w-])|[#*]?\d{3,10}[#*]?(?![\w-])|(?:\"[^\"\n]{3,24}\")",
                gap=r"(?: for [^\n\d,:;.]{2,30})?,?[ \t]{1,3}",
            ),
            0.8,
            "labelled access code",
            ("code", "pin", "comb", "combo"),
            digits=False,
        ),
        Rule(
            labelled(
                r"(?:(?:verbal|alarm|security|code|safe|panic|duress|the) ?)?(?:pass(?:word|code|phrase)|code ?word|(?:duress|panic|safe) word)",
                r"(?:\"[^\"\n]{3,30}\"|(?-i:[A-Z][A-Za-z0-9]{2,20}))",
                gap=r"[ \t]{0,2}(?:is|was|[:=]|(?=\"))[ \t]{0,3}",
            ),
            0.8,
            "labelled code word",
            ("pass", "word"),
            lambda value: value.text[0] == '"' or not value.whole[max(0, value.start - 12) : value.start].isupper(),
            digits=False,
        ),
    )


class Biometric(Identifier):
    """Numbers that stand for fingerprints, DNA and the like."""

    type = "BIOMETRIC"
    rules = (
        Rule(
            labelled(
                r"(?:finger ?prints?|livescan|live scan|latent(?: print)?|prints?)(?: (?:classification|class|id|template))?|fpc|(?:thumb|index|middle|ring|little|palm) ?(?:finger)? ?prints?(?: (?:classification|class))?|ncic fpc|henry(?: class(?:ification)?)?|afis(?: (?:id|no|number|#))?|abis(?: id)?|codis(?: (?:id|specimen|sample))?|dna (?:profile|sample|specimen|index)(?: (?:id|no|number|#))?|palm ?prints? id|iris (?:scan|template)(?: id)?|face ?(?:print|template)(?: id)?|biometric (?:id|template)|voice ?print(?: id)?",
                r"(?:[A-Z0-9]{2}[ ]?){10}(?!\w)|[A-Z0-9]{20}(?!\w)|\d{1,2}[ ]?[A-Z][ ]?\d{1,2}[ ]?[A-Z][A-Z0-9]{0,3}(?:[ -](?-i:[A-Z0-9]{1,4})\b){0,5}|\d{1,2}[ ][A-Z](?:[ -](?-i:[A-Z0-9]{1,4})\b){1,6}|[A-Z]{0,6}[- ]?\d[\dA-Z-]{3,24}(?!\w)",
            ),
            0.88,
            "labelled biometric number",
            (
                "print",
                "livescan",
                "live scan",
                "latent",
                "fpc",
                "henry",
                "afis",
                "abis",
                "codis",
                "dna",
                "iris",
                "face",
                "biometric",
            ),
            at_least(2),
        ),
    )


_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
DATE = (
    rf"(?:\d{{1,2}}[ ]?[/.-][ ]?\d{{1,2}}[ ]?[/.-][ ]?(?:19|20)?\d{{2}}(?!\d)|(?:19|20)\d{{2}}[/.-]\d{{1,2}}[/.-]\d{{1,2}}(?!\d)|{_MONTH}\.?[ ]{{1,2}}\d{{1,2}}(?:st|nd|rd|th)?,?\s{{1,2}}(?:19|20)?\d{{2}}(?!\d)|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -]?{_MONTH}\.?,?[ -]?(?:19|20)?\d{{2}}(?!\d))"
)
_SEXRACE = r"(?:[MFUX][ ]?/?[ ]?[WBHAIULOP]|[WBHAIULOP][ ]?/?[ ]?[MFUX]|[MFX])"
_SAID = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w{3,5})?|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
_LOOSE = r"|(?:19|20)\d{6}(?!\d)|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:19|20)\d\d|\d\d)(?!\d)|(?:0?[1-9]|1[0-2])/(?:[x*?]{2}|\d{2})/(?:[x*?]{2,4}|\d{2,4})|[x*]{2}/[x*]{2}/\d{2,4}|[O\dl]{2}/[O\dl]{2}/[O\dl]{2,4}"


class BirthDate(Identifier):
    """A date after a label that says birth, or beside sex and race as in dispatch shorthand (M/W 04/17/1986)."""

    type = "DATE_OF_BIRTH"
    rules = (
        Rule(
            labelled(
                r"d\.? ?o\.? ?b\.?(?: ?/ ?age)?|(?:date|year|day|month) of birth|birth ?(?:date|day)?s?|b[- ]?day|dte? of birth|born(?: (?:on(?: the)?|in [A-Z]\w{2,20},?(?: IL)?,? on))?|b\.|b/d|bd|db|yob|fecha de nacimiento|nacimiento|bth",
                DATE + _LOOSE,
            ),
            0.95,
            "labelled date of birth",
            ("b", "nacim"),
        ),
        Rule(
            labelled(
                r"yob|year of birth|born(?: (?:in|about|around|circa))?|d\.?o\.?b\.?|b\.|birth ?(?:date|year)?",
                r"(?:19|20)\d{2}(?![\d/-])",
                gap=r"[ \t]{0,2}[:=(]?[ \t]{0,3}(?:(?:unk(?:nown)?|approx(?:imately|\.)?|about|abt|circa|ca\.?|est(?:imated|\.)?|only)[ /,]{0,2}){0,3}[ \t]{0,3}",
            ),
            0.85,
            "labelled year of birth",
            ("yob", "birth", "born", "ob", "b."),
        ),
        Rule(
            labelled(
                r"born(?: on)?|birth ?(?:date|day)|d\.?o\.?b\.?",
                rf"(?:{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}/\d{{1,2}})(?![\d/])",
            ),
            0.8,
            "labelled birthday",
            ("born", "birth", "ob"),
        ),
        Rule(
            re.compile(
                rf"(?<!\w)(?:[MFUX][ ]?/[ ]?[WBHAIULO]|[WBHAIULO][ ]?/[ ]?[MFUX])(?:[HNU]|[ ]?/[ ]?[HNU])?[ ]?[,/-]?[ ]{{0,2}}(?:DOB:?[ ]?)?(?P<v>{DATE}|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:19|20)\d\d|\d\d))(?!\d)",
                re.IGNORECASE,
            ),
            0.9,
            "date beside sex and race",
            ("/",),
        ),
        Rule(
            re.compile(
                rf"(?<!\w){_SEXRACE}[ ]?[,/ -][ ]?\d{{1,3}}(?:[ ]?(?:yo|yoa|yrs?|y/o))?[ ]?[,(/-]?[ ]{{0,3}}(?P<v>{DATE}|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:19|20)\d\d|\d\d))(?!\d)",
                re.IGNORECASE,
            ),
            0.85,
            "date beside sex, race and age",
        ),
        Rule(
            re.compile(
                rf"(?<!\w)(?-i:{_SEXRACE})[ ]{{1,2}}(?P<v>(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:19|20)\d\d|\d\d))(?![\d-])",
                re.IGNORECASE,
            ),
            0.7,
            "six or eight digits beside sex and race",
        ),
        Rule(
            re.compile(
                rf"\b(?:age|aged)[ :]{{1,2}}\d{{1,3}}[ ]?[,(/-]?[ ]{{0,2}}(?P<v>{DATE})|\b\d{{1,3}}[ -]?(?:yo|y/o|yoa|years?[ -]old)[ ]?[,(][ ]?(?P<w>{DATE})".replace(
                    "(?P<w>", "(?:"
                ),
                re.IGNORECASE,
            ),
            0.8,
            "date after an age",
            ("age",),
        ),
        Rule(
            re.compile(
                rf"\b(?:dob|d\.o\.b\.|date of birth)[ ]?[:#]?[^\n\d]{{0,12}}\d{{3}}-\d{{2}}-\d{{4}}[ ,/|;]{{1,4}}(?P<v>{DATE})",
                re.IGNORECASE,
            ),
            0.9,
            "date of birth after another number",
            ("ob", "birth"),
        ),
        Rule(
            re.compile(
                r"(?<=[A-Za-z.])[ ]?[,(][ ]?(?P<v>(?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|[12]\d|3[01])[/-](?:19[2-9]\d|200\d|201[0-5]|2[7-9]|[3-9]\d|0\d|1[0-5])|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:19[2-9]\d|20[01]\d|[3-9]\d|0\d|1[0-5])(?!\d))(?=[ ]?\))"
            ),
            0.55,
            "past date in parentheses after a name",
        ),
        Rule(
            re.compile(r"(?<=[A-Z]\.)[ ]?\((?P<v>(?:0?[1-9]|1[0-2])/(?:19|20)\d\d)\)"),
            0.7,
            "month and year after initials",
        ),
        Rule(
            pattern(
                rf"(?<!\w)(?:{_MONTH}|{_SAID})[ ,]{{1,2}}(?:the )?{_SAID}(?:th|st|nd|rd)?[ ,]{{1,2}}(?:of )?(?:(?:nineteen|two thousand|twenty)[ -](?:and |oh[ -])?{_SAID}|(?:thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w{{3,5}})?)(?!\w)",
                ignore_case=True,
            ),
            0.6,
            "date in words",
            digits=False,
            spoken=True,
        ),
        Rule(
            re.compile(rf"(?P<v>{DATE})[ ]?\(?(?:d\.?o\.?b\.?|date of birth|birth ?date)(?!\w)", re.IGNORECASE),
            0.9,
            "date before its label",
            ("ob", "birth"),
        ),
    )


RECOGNIZERS = (CreditCard, FinancialAccount, EmployeeId, BadgeNumber, Password, Biometric, BirthDate)
