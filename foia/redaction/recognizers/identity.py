"""Numbers that governments give to people and vehicles."""

from __future__ import annotations

import datetime as dt
import re

from foia.redaction.lexicon import VEHICLES, lexicon
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


_VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin_checks(vin: str) -> bool:
    """The check digit of a North American VIN (49 CFR 565.15)."""
    total = sum(
        (int(char) if char.isdigit() else _VIN_VALUES.get(char, 0)) * weight
        for char, weight in zip(vin, _VIN_WEIGHTS, strict=True)
    )
    return vin[8] == "0123456789X"[total % 11]


class Vin(Identifier):
    type = "VIN"
    rules = (
        Rule(
            pattern(r"(?<![\w-])[A-HJ-NPR-Z0-9]{17}(?![\w-])", ignore_case=True),
            0.95,
            "seventeen characters with a right check digit",
            check=lambda value: (
                any(c.isdigit() for c in value.text) and any(c.isalpha() for c in value.text) and vin_checks(value.text.upper())
            ),
        ),
        Rule(
            labelled(
                r"v\.?i\.?n\.?|vehicle (?:id|identification)|serial",
                r"[A-Z0-9]{11,17}(?!\w)|[A-Z0-9]{2,12}(?:[ -][A-Z0-9]{2,12}){1,4}(?!\w)",
            ),
            0.93,
            "labelled vehicle identification number",
            ("vin", "v.i.n", "vehicle id", "serial"),
            lambda value: (
                at_least(5)(value)
                and 11 <= sum(char.isalnum() for char in value.text) <= 17
                and not value.text.lower().startswith(("ending", "last"))
            ),
        ),
        Rule(
            labelled(
                r"(?:partial |last (?:4|6|8|four|six|eight)(?: digits?)? (?:of )?(?:the )?)?vin(?: ?#)?(?: last (?:4|6|8|four|six|eight))?",
                r"[A-HJ-NPR-Z]{0,3}\d{4,8}(?!\w)",
                gap=r"[ \t]{0,2}(?:(?:ending|ends)(?: in| with)?|(?:is|was)|[:#]|\(last (?:4|6|8|four|six|eight)\):?)?[ \t]{0,3}",
            ),
            0.85,
            "last characters of a VIN",
            ("vin",),
        ),
    )


_PHONETIC = (
    r"adam|boy|charles|david|edward|frank|george|henry|ida|john|king|lincoln|mary|nora|ocean|paul|queen|robert|sam|tom|union|victor|william|x-?ray|young|zebra|"
    r"alpha|alfa|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliet|kilo|lima|mike|november|oscar|papa|quebec|romeo|sierra|tango|uniform|whiskey|yankee|zulu"
)
_DIGIT_WORD = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|niner)"
_STATE_NAMES = (
    r"(?-i:A[LKZR]|C[AOT]|DE|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]|Ill\.?)|illinois|indiana|wisconsin|iowa|missouri|michigan|ohio|kentucky|minnesota|"
    r"tennessee|texas|florida|california|arizona|georgia|alabama|arkansas|colorado|new york|new jersey|pennsylvania|nevada|oklahoma|kansas|nebraska|(?:north|south) (?:carolina|dakota)|virginia|mississippi|louisiana|washington|oregon|utah"
)
# Words that may follow a plate in a text of capitals; a group of letters at the plate's end must be none of them.
_NO_GROUP = r"(?!(?:IL|IN|WI|IA|MO|MI|KY|OH|ST|ON|TO|AT|OF|IS|IT|BY|AS|NO|OR|WAS|HAD|AND|THE|FOR|VIN|EXP|HIS|HER|CAR|RAN|OWN|NOT|RED|TAN|REG|LIC|YR|LIY|LIS|SB|NB|EB|WB|HE|VEH|SUV)\b)"
_PLATE = (
    rf"(?-i:[A-Z]{{1,2}}\d[ ][A-Z]\d[A-Z]|[A-Z]{{1,3}}[ -]?\d{{1,3}}[ -]?\d{{2,4}}(?:[ -]?{_NO_GROUP}[A-Z]{{1,2}})?|[A-Z]{{1,3}}[ -]?\d{{1,6}}(?:[ ]?{_NO_GROUP}[A-Z]{{1,3}})?|[A-Z]{{3}}[ ][A-Z]\d{{2}}|"
    rf"\d{{3}}[ -]\d{{3}}[ ]?{_NO_GROUP}[A-Z]{{1,2}}|\d{{3,7}}[ -]{_NO_GROUP}[A-Z]{{1,3}}|\d{{1,4}}[ -]?{_NO_GROUP}[A-Z]{{1,3}}(?:[ -]?\d{{1,4}})?|[A-Z0-9]{{5,9}}|\d{{4,7}})(?![\w])|"
    r"[a-z]{1,3}\d{3,6}(?!\w)"
)
_PLATE_GAP = (
    r"[ \t]{0,2}(?:(?:no|number|num|nbr|plate|plates|lic|tag|registration)\b\.?|#)?[ \t]{0,2}(?:\([^()\n]{1,20}\))?[ \t]{0,2}"
    r"(?:(?:of|is|was|as|bearing|reading|reads|displaying|on it|listed as|being|(?:came|comes|coming) back (?:as|to)|returned (?:as|to))\b|[:#=/|,]{1,2}|-(?=[ \t]))?[ \t]{0,12}(?:\n[ \t]{0,12})?[:#\"']{0,2}[ \t]{0,2}"
    rf"(?:\(?(?:{_STATE_NAMES})(?!\w)\)?"
    r"(?:[ \t]?(?:[:#/-]|plate|reg\.?|registration|tag)){0,2}[ \t]{0,2}(?:(?:no|number)\.?[ \t])?#?)?[ \t]{0,2}[\"']?"
)


_OTHER_TAG = re.compile(
    r"(?:evidence|property|inventory|inv|asset|price|name|hash|toe|dog|rabies|bag|id|barcode|equipment|tire|case|temp\.?:|body temp\w*)[ ](?:tag|no|temp)?[ ]?(?:no\.?|number|#)?[ :#]{0,3}$"
)
_CAR_NEAR = re.compile(
    rf"\b(?:{'|'.join(sorted(map(re.escape, VEHICLES - {'land', 'range', 'mini', 'ram', 'mercury', 'focus', 'escape', 'pilot', 'compass', 'fusion'}), key=len, reverse=True))}|vehicle|veh|car|sedan|suv|truck|pickup|van|minivan|coupe|hatchback|motorcycle|trailer|4dr|2dr|4-door|2-door)\b"
)
_CAR_BEFORE = re.compile(
    rf"\b(?i:{'|'.join(sorted(map(re.escape, VEHICLES), key=len, reverse=True))}|f-?\d{{3}}|van|truck|car|squad|engine|semi)(?: \d{{1,3}})?(?:: [A-Z][\w &'.]{{2,30}})?[ ,(]{{1,8}}$"
)


def _vanity(value: Value) -> bool:
    """In a text of capitals the next word is no name plate."""
    words = value.text.split(" ")
    return value.text not in (
        "UNK",
        "NONE",
        "UNKNOWN",
        "IL",
        "ILLINOIS",
        "NA",
        "STATE",
        "NO",
        "YES",
        "READER",
        "READERS",
        "NUMBER",
        "CHECK",
    ) and (":" in value.whole[value.start - 3 : value.start] or words[0].lower() not in lexicon().words)


class LicensePlate(Identifier):
    """A plate after a label; a name plate only in quotation marks or capitals after a colon."""

    type = "LICENSE_PLATE"
    _LABELS = (
        r"(?:license |lic\.? |vehicle |veh |temp(?:orary)? |dealer |partial |rear |front |state |il(?:linois)? )?plates?|(?:il(?:linois)? )?temp(?:orary)?(?: tags?| reg(?:istration)?)?|lic(?:ense)?\.? ?plt|licen[sc]e|lic(?=/)|"
        r"(?:vehicle |veh |il(?:linois)? |wi |in |ia |mo )?reg(?:istration|\.)?|lp[nr]?|tags?|plt|lic(?:\.|(?= ?[#:]))|r/n|registered"
    )
    rules = (
        Rule(
            labelled(_LABELS, _PLATE, gap=_PLATE_GAP),
            0.9,
            "labelled license plate",
            ("plate", "lic", "reg", "lp", "tag", "plt", "r/n", "temp"),
            lambda value: (
                any(c.isdigit() for c in value.text)
                and not _dated(value)
                and not _OTHER_TAG.search(value.lower, max(0, value.start - 32), value.start)
            ),
        ),
        Rule(
            re.compile(
                rf"(?<![\w#-])(?P<v>{_PLATE})[ ]{{1,2}}(?:(?:license )?plates?\b|\((?:{_STATE_NAMES})\))", re.IGNORECASE
            ),
            0.75,
            "plate before its label",
            ("plate", "("),
            lambda value: any(c.isdigit() for c in value.text) and any(c.isalpha() for c in value.text) and len(value.text) > 4,
        ),
        Rule(
            pattern(r"(?<![\w#$-])(?:[A-Z]{1,2} \d{2} \d{3}|M \d{3} \d{3})(?![\w-]|,\d)"),
            0.6,
            "letters and digits in the groups of an Illinois plate",
        ),
        Rule(
            pattern(
                r"(?<![\w#$/-])(?:[A-Z]{2}\d{5}|[A-Z]\d{6}|\d{3}[A-Z]\d{3}|\d{6,7} ?[A-Z]|[A-Z]{2} ?\d{4,5}|[A-Z]{3}[ -]?\d{3,4})(?![\w-])"
            ),
            0.6,
            "plate near a vehicle",
            check=lambda value: (
                _CAR_NEAR.search(value.lower, max(0, value.start - 70, value.lower.rfind("\n", 0, value.start)), value.start)
                is not None
            ),
        ),
        Rule(
            re.compile(
                r"\b(?:plates?|registration|reg|lp|tag)\b\.?[ \t]{0,2}(?:no\.?|number|#)?[ \t]{0,2}(?:[:=]|of|reading|reads|bearing|is|was)?[ \t]{0,3}[\"'](?P<v>[A-Z0-9][A-Z0-9 -]{0,7}[A-Z0-9])[\"']",
                re.IGNORECASE,
            ),
            0.88,
            "labelled license plate in quotation marks",
            ("plate", "reg", "lp", "tag"),
            digits=False,
        ),
        Rule(
            re.compile(
                r"(?i:\b(?:license plate|lic plate|plate|lpn?|tag)(?:[ \t]{0,2}[:=/][ \t]{0,8}|(?: no\.?| number| #):?[ \t]{1,8}|(?<=plate)(?: of| reading)?[ \t]{1,2}))(?:IL[ /:-]{1,3})?(?P<v>[A-Z]{2,7}(?: [A-Z0-9]{1,4})?)(?![\w])"
            ),
            0.8,
            "labelled name plate",
            ("plate", "lp", "tag"),
            _vanity,
            digits=False,
        ),
        Rule(
            re.compile(
                r"(?<![\w])(?:IL|IN|WI|IA|MO)[ ]?[/:][ ]?(?P<v>\d{5,7} [A-Z](?= |$|[,.;)])|[A-Z]{1,3}[ -]?\d{2,3}[ -]?\d{1,4}|[A-Z]{1,3}[ ]?\d{3,6}|\d{2,4}[ ]?[A-Z]{1,3}|[A-Z]{2}\d{5})(?![\w-])"
            ),
            0.75,
            "plate after its state",
        ),
        Rule(
            re.compile(
                r"(?<=[ ,(])(?P<v>[A-Z]{1,2} \d{2,4} \d{2,4}|[A-Z] \d{4} [A-Z]{2}|[A-Z]{2} \d{4}|\d{4} ?[A-Z]{2,3}|M[ ]?\d{3}[ ]\d{3}|[A-Z]{1,2}[ ]\d{2}[ ]\d{3}|[A-Z]{1,3}[ ]?\d{3,6}|\d{4}[ ]\d{3}[ ][A-Z]|[A-Z]{1,2}\d{1,2}[ ]\d{3,4})(?![\w-])"
            ),
            0.7,
            "plate after a vehicle",
            check=lambda value: _CAR_BEFORE.search(value.whole, max(0, value.start - 64), value.start) is not None,
        ),
        Rule(
            re.compile(
                rf"\b(?:{'|'.join(sorted({name.title() for name in VEHICLES} | {'Car', 'Van', 'Truck', 'SUV', 'Sedan'}, key=len, reverse=True))})(?:,[ ]|[ ]\()(?P<v>[A-Z]{{2,7}}(?:[ ][A-Z0-9]{{1,4}}){{0,2}})(?=[.,;)]|[ ](?:IL|plate)|\n|$)"
            ),
            0.65,
            "name plate after a vehicle",
            check=lambda value: value.text not in ("IL", "SUV", "VIN", "WI", "IN", "USA", "DOB", "RV") and _vanity(value),
            digits=False,
        ),
        Rule(
            pattern(
                rf"(?<![\w-])(?:(?:{_PHONETIC})[ ,-]{{1,2}}){{1,3}}(?:(?:{_DIGIT_WORD}|\d)[ ,-]{{1,2}}){{2,6}}(?:{_DIGIT_WORD}|\d)(?![\w-])",
                ignore_case=True,
            ),
            0.8,
            "plate in the phonetic alphabet",
            digits=False,
            spoken=True,
        ),
        Rule(
            pattern(r"(?<![\w-])(?:[A-Z]{1,2}|[A-Z] [A-Z]) \d(?: \d){3,5}(?: [A-Z])?(?![\w-])"),
            0.6,
            "letters and spaced digits",
        ),
        Rule(
            re.compile(
                r"(?<![\w-])(?:IL|Ill\.?|Illinois)[ ](?P<v>\d{3,7}[ ]\d{0,3}[ ]?[A-Z](?![\w])|[A-Z]{1,2}[ ]\d{2,4}[ ]\d{2,4}(?![\w-])|\d{4}[ ][A-Z]{2,3}(?![\w]))"
            ),
            0.7,
            "plate after its state",
        ),
        Rule(
            re.compile(
                r"(?<![\w-])(?P<v>[A-Z]{1,3}[ ]?\d{2,6}(?:[ ]\d{3})?|\d{3,7}[ ]?[A-Z]{1,3})[ ,]{1,2}(?:IL|Illinois)(?=[ ,.;)\n]|$)"
            ),
            0.6,
            "plate before its state",
            check=lambda value: (
                sum(char.isalnum() for char in value.text) >= 5
                and not re.search(
                    r"(?:rt|rte|route|us|il|hwy|highway|dr|case|no|st|ave|po box|box|apt|unit|ste|suite)\.?[ #]*$",
                    value.lower[max(0, value.start - 10) : value.start],
                )
                and not re.match(r"(?:RT|US|IL|APT|UNIT|LOT|STE|BOX|HWY|NO|ST|RD)[ ]?\d", value.text)
            ),
        ),
        Rule(
            pattern(r"(?<![\w-])\d{4} [A-HJ-NP-Z]{3}(?![\w-])"),
            0.55,
            "plate among words of vehicles",
            check=lambda value: (
                re.search(
                    r"plate|vehicle|leads|number down|car |truck|registered|tag",
                    value.lower[max(0, value.start - 120) : value.end + 60],
                )
                is not None
                and value.text[-3:] not in ("HRS", "AND", "THE", "WAS", "FOR", "ILL", "CST", "CDT", "BLK")
            ),
        ),
        Rule(
            pattern(
                r"(?<=[ ]IL[ ])(?:[A-Z]{1,3}\d{1,2}[ ]\d{3,4}|[A-Z]{1,2}\d{5}|[A-Z]{2}[ ]\d{5}|[A-Z]\d{2}[ ]\d{4}|[A-Z]{2}[ ]\d{2}[ ]\d{3})(?![\w-])"
            ),
            0.7,
            "plate after its state",
            ("il ",),
        ),
    )


_DATED = re.compile(r"(?:19|20)\d\d")


def _dated(value: Value) -> bool:
    """A year after "reg" or "registered" is no plate; neither is a number that goes on as a date or an amount."""
    return (
        bool(_DATED.fullmatch(value.text))
        or value.whole[value.end : value.end + 1] in ("/", "$", "%", "-")
        or (value.text.isdigit() and len(value.text) < 4)
    )


RECOGNIZERS = (SocialSecurity, DriverLicense, Foid, OffenderId, Passport, EmployerId, Vin, LicensePlate)
