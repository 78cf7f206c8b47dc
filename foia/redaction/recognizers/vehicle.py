"""Vehicles: identification numbers and license plates."""

from __future__ import annotations

import re

from foia.redaction.lexicon import VEHICLES, lexicon
from foia.redaction.recognizers.base import Identifier, Rule, Value, at_least, labelled, pattern

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


RECOGNIZERS = (Vin, LicensePlate)
