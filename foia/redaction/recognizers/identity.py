"""Numbers that governments give to people and employers."""

from __future__ import annotations

import datetime as dt
import re

from foia.redaction.recognizers.base import Identifier, Rule, Value, at_least, digits, labelled, pattern

_D = r"[\dOoIl]"  # a digit, or what OCR makes of it; only after a label
_SSN_LABELS = r"s\.?s\.?n\.?|s\.?s\.? ?(?:#|no\.?|num(?:ber)?)|ss|soc(?:ial)?\.? ?(?:sec(?:urity|\.)?)?(?: ?(?:#|no\.?|num(?:ber)?))?|itin|social security (?:card|account)"
_LAST_FOUR = r"(?:last[ -]?(?:4|four)(?: digits?)?|ending(?: in| with)?|ends (?:in|with))"


def _ssn_area(value: Value) -> bool:
    number = digits(value.text)
    return number[:3] not in ("000", "666") and number[0] != "9" and number[3:5] != "00" and number[5:] != "0000"


def _mostly_digits(value: Value) -> bool:
    count = sum(char.isdigit() for char in value.text)
    return count >= 4 and (count >= 7 or len(value.text) <= 11)


class SocialSecurity(Identifier):
    """Nine digits in the groups 3-2-4, any nine digits after a label, or the last four in context."""

    type = "US_SSN"
    rules = (
        Rule(
            pattern(r"(?<![\w.-])\d{3}(?P<s>[-.]| - | )\d{2}(?P=s)\d{4}(?![\w-])(?!\.\d)"),
            0.9,
            "nine digits, 3-2-4",
            check=_ssn_area,
        ),
        Rule(
            labelled(
                _SSN_LABELS,
                rf"\d[ ]\d[ ]\d[ ]?-?[ ]\d[ ]\d[ ]?-?[ ]\d(?:[ ]\d){{3}}(?!\w)|{_D}{{3}}[-. \n]{{0,3}}{_D}{{2}}[-. \n]{{0,3}}{_D}{{4}}(?![\w])",
            ),
            0.97,
            "labelled Social Security number",
            ("s", "itin"),
            at_least(6),
        ),
        Rule(
            labelled(_SSN_LABELS, r"(?:[x*#•.]{1,5}[- ]?){0,2}[x*#•]{1,4}[- ]?\d{4}(?!\d)"),
            0.95,
            "masked Social Security number",
            ("ss", "s.s", "soc", "itin"),
        ),
        Rule(pattern(r"(?<![\w*#])(?:[xX*#•]{3}[- ]?[xX*#•]{2}[- ]?)\d{4}(?!\d)"), 0.95, "masked Social Security number"),
        Rule(
            labelled(_SSN_LABELS, r"\d{4}(?![\d/-])", gap=rf"[^\n\d]{{0,24}}{_LAST_FOUR}[^\n\d]{{0,16}}"),
            0.93,
            "last four of a Social Security number",
            ("last", "end"),
        ),
        Rule(
            re.compile(
                rf"{_LAST_FOUR}[^\n\d]{{0,24}}\b(?:ssn|ss#|social(?: security)?)(?![^\W\d_])[^\n\d]{{0,24}}(?P<v>\d{{4}})(?![\d/-])",
                re.IGNORECASE,
            ),
            0.93,
            "last four of a Social Security number",
            ("last", "end"),
        ),
        Rule(
            re.compile(
                r"(?P<v>\d{4})(?!\d)[^\n\d]{0,12}(?:as|for|are|is|were|was)?[^\n\d]{0,12}\blast (?:4|four)(?: digits)? of (?:his|her|the|their|my)? ?(?:ssn|social)",
                re.IGNORECASE,
            ),
            0.9,
            "last four of a Social Security number",
            ("last",),
        ),
        Rule(
            labelled(r"s\.?s\.?n\.?(?: ?(?:#|no\.?))?|ss ?#|soc(?:ial)? ?#", r"\d{4}(?![\d/-])"),
            0.85,
            "last four of a Social Security number",
            ("s",),
        ),
    )


def _illinois(value: Value) -> bool:
    """Letter + Soundex (digits 0 to 6), name code, year, day of the year in 31-day months, 600 more for women."""
    number = digits(value.text)
    return (
        len(number) == 11
        and all(char in "0123456" for char in number[:3])
        and 1 <= int(number[8:]) % 600 <= 372
        and re.search(
            r"(?:case|report|rd|r\.d\.|incident|complaint|event) ?(?:no\.?|number|#)?[ :#]{0,3}$",
            value.lower[max(0, value.start - 20) : value.start],
        )
        is None
    )


_SOUNDEX = dict(zip("BFPVCGJKQSXZDTLMNR", "111122222222334556", strict=True))


def soundex(surname: str) -> str:
    """The letter and three digits of American Soundex; "" for a name without a Latin letter."""
    letters = [char for char in surname.upper() if "A" <= char <= "Z"]
    if not letters:
        return ""
    digits_, last = "", _SOUNDEX.get(letters[0], "")
    for char in letters[1:]:
        code = _SOUNDEX.get(char, "")
        if code and code != last:
            digits_ += code
        if char not in "HW":  # the codes on both sides of H and W count as one
            last = code
    return letters[0] + (digits_ + "000")[:3]


def license_fits(number: str, surname: str, born: dt.date | None = None) -> bool:
    """Could this Illinois license number be that person's? Soundex of the surname, then year and day of birth where known
    (days are counted in 31-day months; 600 more for women)."""
    plain = "".join(char for char in number.upper() if char.isalnum())
    if len(plain) == 12 and plain[-1].isalpha():  # State ID card: the letter stands last
        plain = plain[-1] + plain[:-1]
    if len(plain) != 12 or not plain[0].isalpha() or not plain[1:].isdigit() or plain[:4] != soundex(surname):
        return False
    return born is None or (int(plain[7:9]) == born.year % 100 and int(plain[9:]) % 600 == (born.month - 1) * 31 + born.day)


_DL_LABELS = (
    r"o\.?l\.?n\.?(?: ?/ ?(?:dl|oln|sid|id))?|d\.?l\.?n?\.?(?: ?/ ?(?:oln|id|sid))?|d/l|cdl|dl/id|"
    r"(?:driver(?:'?s|s')?|drivers?'?|operator(?:'?s|s')?|drv|dr)\.? ?lic(?:ense|ence|\.)?(?: ?/ ?(?:id|state id))?|"
    r"(?:il(?:linois)? |state |st )(?:id|i\.d\.|identification)(?! ?(?:no\.?|number|#)? ?\(sid)(?: card)?|lic(?:ense)? (?:no|number|#)\.?|o\.?l\.?(?= ?[#:])|op(?:er(?:ator)?)?\.? ?lic(?:ense)?\.?|"
    r"(?:temp(?:orary)? )?visitor(?:'?s)? (?:dl|license)|permit(?: (?:no|number|#))?(?= ?[:#]? ?[A-Z]\d{3}-)"
)
_STATE = r"(?:\(?(?:IL|Ill\.?|Illinois|[A-Z]{2})\)?[ \t]?[/:#-]?[ \t]{0,2}(?=[A-Z]{0,2}[ -]?\d))?"


class DriverLicense(Identifier):
    """Illinois: a letter and eleven digits, any spacing (State ID: the letter last). Other states after a label only."""

    type = "US_DRIVER_LICENSE"
    rules = (
        Rule(
            pattern(r"(?<![A-Za-z0-9])[A-Z][ -]?\d{3}[ -]?\d{4}[ -]?\d{4}(?![\w-])"),
            0.9,
            "letter and eleven digits with Soundex and birth day in range",
            check=_illinois,
        ),
        Rule(
            pattern(
                r"(?<![A-Za-z0-9-])\d{3}[ -]?\d{4}[ -]?\d{4}[A-Z](?![A-Za-z0-9])|(?<![A-Za-z0-9-])\d{4}-\d{4}-\d{3}[A-Z](?![A-Za-z0-9])"
            ),
            0.75,
            "eleven digits and a letter, as on an Illinois State ID",
        ),
        Rule(
            labelled(
                _DL_LABELS,
                r"[A-Z][ -]?[\dOIl]{3}[ -]?[\dOIl]{4}[ -]?[\dOIl]{4}(?![\w-])|"
                r"[A-Z]{1,3}[ -]?\d{2,4}(?:[ -]{0,2}\d{2,4}){1,4}(?![\w])|[A-Z]{0,2}\d{3,13}[A-Z]{0,2}\d{0,4}(?![\w-])|"
                r"[A-Z]{1,2}\d{1,4}(?:[- ]\d{2,6}){1,4}(?!\w)|\d{2,4}(?:[- ]\d{2,4}){1,4}[A-Z]?(?!\w)|[A-Z*#x]{2,9}\d{3,4}(?!\w)|[A-Z0-9]{7,14}(?!\w)",
                gap=r"[ \t]{0,3}(?:(?:no|number|num|nbr)\b\.?|#)?[ \t]{0,2}(?:\([^()\n]{1,24}\))?[ \t]{0,2}"
                r"(?:(?:is|was|of|being|as)\b|[:#=|,]{1,2}|[-./](?=[ \t\n]))?[ \t]{0,16}(?:\n[ \t]{0,16})?[:#]?[ \t]{0,3}"
                + _STATE,
            ),
            0.93,
            "labelled license number",
            ("ol", "dl", "d.l", "d/l", "lic", "id"),
            lambda value: at_least(4)(value) and "plate" not in value.lower[max(0, value.start - 12) : value.start],
        ),
    )


class Foid(Identifier):
    """Firearm Owner's Identification and concealed-carry license numbers (5 ILCS 140/7.5(v))."""

    type = "FOID_NUMBER"
    rules = (
        Rule(
            labelled(
                r"f\.?o\.?i\.?d\.?(?: ?card)?|firearm owner'?s?'? (?:id|identification)(?: card)?(?: ?\(foid\))?|perc(?: card)?|(?<=/)foid[ :#]{1,3}\d{6,10}[ ]?/|"
                r"ccl|concealed[- ]carry(?: (?:license|licence|permit|card))?(?: ?\(ccl\))?|fccl",
                r"\d(?:[ ]\d){6,9}(?!\w)|[A-Z]\d[ -]\d{3}[ -]\d{3}(?!\w)|[A-Z]{0,2}[- ]?\d{2,4}[- ]?\d{2,6}(?:[- ]?\d{1,4})?[A-Z]?(?!\w)",
                gap=r"[ \t]{0,3}(?:card|license|lic\.?)?(?: of [^\n:;\d]{2,30}(?=:))?,?[ \t]{0,2}(?:(?:id|no|number|num)\b\.?|#)?[ \t]{0,2}(?:\([^()\n]{1,24}\))?[ \t]{0,2}"
                r"(?:(?:is|was|of|bearing(?: number)?|numbered)\b|[:#=|,/]{1,2}|[-.](?=[ \t\n]))?[ \t]{0,16}(?:\n[ \t]{0,16})?[:#]?[ \t]{0,3}",
            ),
            0.95,
            "labelled FOID or concealed-carry number",
            ("foid", "f.o.i.d", "firearm owner", "ccl", "concealed", "perc"),
            at_least(5),
        ),
    )


class OffenderId(Identifier):
    """IR, SID, FBI, IDOC and booking numbers."""

    type = "OFFENDER_ID"
    _NEEDED = r"[ \t]{0,2}(?:(?:no|number|num|nbr|id)\b\.?[ \t]{0,2}[:#]?|[#:=|]{1,2})[ \t]{0,12}(?:\n[ \t]{0,12})?#?[ \t]{0,2}"
    rules = (
        Rule(
            labelled(
                r"i\.?r\.?|f\.?b\.?i\.?(?: ?/ ?ucn)?|s\.?i\.?d\.?|state id(?: (?:no|number|#)\.?)?(?: ?\(sid\))|isp|bureau of identification|boi|ucn|state identification|dcn|c\.?b\.?",
                r"[A-Z]{2}[- ]?\d{6,10}(?!\w)|\d{2}-\d{3,7}(?!\w)|\d{3,10}[A-Z]{0,2}\d{0,3}(?![\w.-])|[A-Z]\d{4,10}[A-Z]?(?!\w)|[A-Z] ?\d{4} ?\d{4}(?!\w)|[A-Z0-9]{8,9}(?!\w)",
                gap=_NEEDED,
            ),
            0.93,
            "labelled IR, SID or FBI number",
            (),
            at_least(3),
        ),
        Rule(
            labelled(
                r"so|leads|ncic|mug(?: ?shot)?|(?:master )?name|global(?: subject)?|subject|person|parole|probation|rap sheet",
                r"[A-Z]{0,2}\d{4,10}[A-Z]{0,2}(?!\w)|[A-Z]\d{2}-\d{4,8}(?!\w)",
                gap=r"[ \t]{0,2}(?:(?:id )?(?:no|number|num|id)\b\.?|#)[ \t]{0,2}[:#]?[ \t]{0,12}",
            ),
            0.88,
            "labelled offender number",
        ),
        Rule(
            labelled(
                r"ir|fbi(?: ?/ ?ucn)?|(?:state id (?:no\.? |number |# ?)?\()?sid\)?(?: il)?|ucn|dcn|tcn",
                r"(?=[A-Z]*\d[A-Z]*\d)[A-Z0-9]{9}(?!\w)|(?:IL[- ]?)?\d{5,9}[A-Z]{0,2}\d{0,2}(?!\w)|[A-Z]\d{6,8}(?!\w)",
                gap=r"[ \t]{1,3}",
            ),
            0.85,
            "labelled IR, SID or FBI number",
            ("ir ", "fbi", "sid", "ucn ", "dcn ", "tcn "),
        ),
        Rule(
            labelled(
                r"tcn|transaction control(?: number)?|(?:finger ?print|live ?scan|print)s? (?:transaction|control|card)",
                r"[A-Z]{0,6}-?\d[\dA-Z-]{3,24}(?!\w)",
            ),
            0.94,
            "labelled fingerprint transaction",
            ("tcn", "transaction", "control", "card"),
            at_least(3),
        ),
        Rule(
            labelled(
                r"idoc|inmate(?: id)?|offender(?: id)?|prisoner(?: id)?|booking|jail(?: id)?|detainee(?: id)?|parolee(?: id)?|arrestee id|mugshot|jacket|so id|doc",
                r"[A-Z]{0,2}-?\d{2,10}(?:-\d{1,8}){0,2}[A-Z]?(?!\w)",
                gap=_NEEDED,
            ),
            0.88,
            "labelled inmate or booking number",
            (
                "idoc",
                "inmate",
                "offender",
                "prisoner",
                "booking",
                "jail",
                "detainee",
                "parolee",
                "arrestee",
                "mugshot",
                "jacket",
                "doc",
            ),
        ),
        Rule(
            labelled(
                r"idoc|inmate|booking|jail id|detainee|prisoner",
                r"[A-Z]-?\d{5}(?!\w)|\d{2,4}-\d{3,8}(?!\w)|\d{5,10}(?![\w/])",
                gap=r"[ \t]{1,3}",
            ),
            0.88,
            "labelled inmate number",
            ("idoc", "inmate", "booking", "jail", "detainee", "prisoner"),
        ),
    )


_PASSPORT_GAP = (
    r"[ \t]{0,3}(?:card|book)?[ \t]{0,2}(?:(?:no|number|num)\b\.?|#)?[ \t]{0,2}(?:\([^()\n]{1,24}\))?[ \t]{0,2}"
    r"(?:(?:is|was|of|bearing)\b|[:#=|]{1,2})?[ \t]{0,16}(?:\n[ \t]{0,16})?[:#]?[ \t]{0,3}"
)


class Passport(Identifier):
    type = "PASSPORT"
    rules = (
        Rule(
            labelled(
                r"passport|consular id|matr[ií]cula(?: consular)?|alien(?: reg(?:istration|\.)?)?|a[- ]?number|a(?=#)|uscis|visa (?:no|number|#)\.?|green card|permanent resident card|i-94|"
                r"resident alien card|naturali[sz]ation (?:no|number|#)\.?",
                r"[A-Z]{0,3}[ -]?\d{3}[ -]\d{3}[ -]\d{3}(?!\w)|[A-Z]{0,3}[ -]?\d{5,10}(?!\w)|[A-Z0-9]{7,13}(?!\w)",
                gap=_PASSPORT_GAP,
            ),
            0.93,
            "labelled passport, visa or alien number",
            ("passport", "consular", "alien", "number", "a#", "uscis", "matr", "visa", "card", "i-94", "natural"),
            at_least(5),
        ),
    )


_EIN_NOT = frozenset(("00", "07", "08", "09", "17", "18", "19", "28", "29", "49", "69", "70", "78", "79", "89", "96", "97"))


def _ein(value: Value) -> bool:
    number = digits(value.text)
    return number[:2] not in _EIN_NOT


class EmployerId(Identifier):
    """Federal employer identification number: nine digits, the first two a prefix that the IRS has given out."""

    type = "FEIN"
    rules = (
        Rule(
            labelled(
                r"f\.?e\.?i\.?n\.?|e\.?i\.?n\.?|federal (?:employer |tax(?:payer)? )?(?:id|i\.d\.|identification)|tax(?:payer)? ?(?:id|i\.d\.|identification)|tin|employer identification|ibt|irs (?:no|number|#)\.?",
                r"\d{2}[- ]?\d{7}(?!\w)|[x*#]{2}-?[x*#]{3}\d{4}(?!\w)",
            ),
            0.95,
            "labelled employer number",
            ("ein", "e.i.n", "federal", "tax", "tin", "employer id", "ibt", "irs"),
        ),
        Rule(
            pattern(r"(?<![\w-])\d{2}-\d{7}(?![\w-])"),
            0.4,
            "two and seven digits with a prefix in use",
            ("ein", "w-9", "tax"),
            check=_ein,
        ),
    )


RECOGNIZERS = (SocialSecurity, DriverLicense, Foid, OffenderId, Passport, EmployerId)
