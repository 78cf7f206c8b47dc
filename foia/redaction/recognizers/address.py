"""Street addresses as one unit: house or block number, direction, street, unit, city, state, ZIP, over line breaks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from foia.redaction.recognizers.base import Hit, Identifier, Zones, digit_zones

_DATA = Path(__file__).parents[1] / "data" / "places.json"
_PLACES = json.loads(_DATA.read_text(encoding="utf-8"))
CITIES = tuple(_PLACES["illinois"])
_STATE_NAMES = _PLACES["states"]

# Unmistakable after a number and a name, in any case; the others are plain words too and count only when capitalised.
_STRONG = (
    r"(?:street|st|str|avenue|ave|av|aven|boulevard|blvd|road|rd|drive|dr|ct|crt|lane|ln|pl|plaza|plz|terrace|ter|terr|trl|parkway|pkwy|pky|circle|cir|highway|hwy|expressway|expy|"
    r"turnpike|tpke|frontage road|service road)"
)
_WEAK = (
    r"(?:court|place|trail|tr|way|wy|crcl|bl|square|sq|alley|aly|loop|run|path|pass|pike|point|pt|ridge|rdg|row|walk|view|vw|crossing|xing|crescent|cres|cove|cv|glen|gln|grove|grv|heights|hts|hill|hl|"
    r"hollow|holw|landing|lndg|manor|mnr|meadows|mews|park|pk|plaisance|esplanade|bend|commons|creek|estates|gardens|gdns|green|grn|harbor|hbr|isle|junction|knoll|lake|mall|oval|promenade|shore|shores|spur|"
    r"springs|station|summit|trace|trce|vale|valley|vista|woods|bluff|fork|chase|concourse|frontage)"
)


def _capitalised(words: str) -> str:
    """The same alternatives, each with a capital letter or in capitals (for patterns that are otherwise case-sensitive)."""
    return "(?:" + "|".join(f"{word[0].upper()}(?:{word[1:]}|{word[1:].upper()})" for word in words[3:-1].split("|")) + ")"


_SUFFIX = rf"(?:{_STRONG}|{_WEAK})"
_SUFFIX_CASED = rf"(?:(?i:{_STRONG})|{_capitalised(_WEAK)})"
_DIR = r"(?:(?:north|south|east|west)(?:east|west)?|n\.?[ ]?e|n\.?[ ]?w|s\.?[ ]?e|s\.?[ ]?w|n|s|e|w)"
_HOUSE = (
    r"(?:\d{1,6}(?:[ ]?-[ ]?\d{1,5})?(?:[ ]1/2|[ ]?½|-?[A-Da-d](?=[ ]))?|\d{1,2}[ ]?[NSEWnsew]\.?[ ]?\d{2,4}|[NSEWnsew]\d{1,3}[ ]?[NSEWnsew]?\d{2,5}|"
    r"\d{1,2}(?:,\d{3})|[1-9]\d{0,4}[Xx]{2})"
)
_BLOCK = r"(?:(?:hundred[ ])?(?:-[ ]?)?(?:block|blk|bl|bk)\b\.?(?:[ ](?:of|on))?(?:[ ]the)?)"
# Street names: capitalised or all-capital words, ordinals, small particles. Bounded to four words.
_NAME_WORD = r"(?:[A-ZÀ-Þ][\w'’À-ÿ]{0,20}(?:-[A-Z][\w']{1,16})?|[A-Z]\.|\d{1,3}(?:st|nd|rd|th|ST|ND|RD|TH)|de|del|la|las|los|of|the|el|y|du|von|van)"
_UNIT = (
    r"(?:[ ]{0,2},?[ ]{0,2}\n?[ ]{0,8}(?:\(?(?:apt|apartment|unit|ste|suite|rm|room|bldg|building|fl|floor|lot|trlr|trailer|bay|spc|space|dept|no|apto|depto|basement|bsmt|upper|lower|rear|front|"
    r"garden|coach house|penthouse|ph|side)\b\.?[ ]{0,2}\n?#?[ ]?(?:[A-Za-z]?-?\d{1,5}(?:st|nd|rd|th)?-?[A-Za-z]{0,2}(?![\w])|[A-Za-z](?![\w'])|(?=[,.;\n)]|$))\)?|#[ ]?[A-Za-z]?-?\d{1,5}-?[A-Za-z]{0,2}(?!\w)|#[ ]?[A-Za-z]{1,2}(?!\w)|"
    r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|top|ground)[ ](?:floor|fl)\b\.?)){0,2}"
)
_CITY = "|".join(sorted((re.escape(city).replace(r"\ ", r"\s{1,2}") for city in CITIES), key=len, reverse=True))
_STATES = "|".join(sorted((re.escape(state).replace(r"\ ", r"\s") for state in _STATE_NAMES), key=len, reverse=True))
_CAPWORD = r"[A-Z][A-Za-z.'’-]{1,20}"
_ZIP = r"\d{5}(?:-\d{4})?(?![\d-])"
# A capitalised word after "12 Elm St, " at the end of a clause is a town, unless it begins something else.
_NO_CITY = r"(?:Officer|Ofc|Det|Sgt|Lt|Mr|Mrs|Ms|Dr|Unit|Apt|The|He|She|They|Victim|Suspect|Witness|On|At|In|Case|DOB|Phone|Tel|Cell|Home|Work|Driver|We|It|When|While|After|Jr|Sr|Basement|Lower|Upper|Rear|Front)(?![a-z])"
_TAIL = (
    rf"(?:[ ]{{0,2}}[.,]?[ ]{{0,3}}(?:\n[ ]{{0,20}})?(?:in[ ])?(?:(?:unincorporated[ ])?{_CAPWORD}(?:[ ]{_CAPWORD}){{0,3}},?[ ]{{0,3}}(?:\n[ ]{{0,20}})?(?:(?-i:{_STATES}|Ill?\.?)(?!\w)\.?)(?:,?[ ]{{0,3}}(?:\n[ ]{{0,20}})?{_ZIP})?|"
    rf"(?:{_CITY})(?![\w'])(?:[ ](?-i:[A-Z][a-z]{{2,14}})(?=[ ]?[.;)\n]|$))?(?:,?[ ]{{0,3}}(?:(?-i:{_STATES})(?!\w)\.?))?(?:,?[ ]{{0,3}}{_ZIP})?|{_CAPWORD}(?:[ ]{_CAPWORD}){{0,2}},?[ ]{{1,3}}{_ZIP}|(?-i:IL|Illinois)(?!\w)(?:,?[ ]{{0,3}}{_ZIP})?|{_ZIP}|(?<=,[ ])(?-i:(?!{_NO_CITY})[A-Z][a-z]{{2,14}}(?:[ ][A-Z][a-z]{{2,14}}){{0,2}})(?=[ ]?(?:[.;)\n]|,[ ][a-z\d(]|$))|(?<=,[ ])(?-i:(?!{_NO_CITY})[A-Z]{{3,14}}(?:[ ][A-Z]{{3,14}}){{0,2}})(?=[ ]?(?:[.;)\n/]|$))))?"
)
_START = r"(?<![\w$#.-])(?<!\d[/:])(?<!\d )"
_HEAD = rf"{_START}{_HOUSE}[ ]{{0,2}}{_BLOCK}?"
_BREAK = r"(?:[ ]{1,3}|[ ]?\n[ ]{0,12})"

_NUMBERED = re.compile(
    rf"(?P<v>(?i:{_HEAD}){_BREAK}(?:(?i:{_DIR})(?![\w'])\.?{_BREAK})?"
    rf"(?!(?:the|of|de|del|la|el|y|las|los|and)[ ])(?:{_NAME_WORD}[ ]){{0,3}}?(?:{_NAME_WORD})(?:[ ]|[ ]?\n[ ]{{0,12}}){_SUFFIX_CASED}(?!['’]?\w)(?!\.?[ ]{_SUFFIX_CASED}(?![\w'])(?![ ]?,?[ ](?:IL|Illinois)))(?:\.(?=[\s,;)]|\.|$))?(?:[ ](?i:street|st|ave|avenue)\b(?=[.,]))?(?:[ ](?-i:N|S|E|W|NE|NW|SE|SW|North|South|East|West)(?![\w'])\.?)?"
    rf"(?i:{_UNIT})(?:{_TAIL}))"
)
_DIRECTED = re.compile(  # a direction takes the place of a suffix: 5200 S. Lake Park, 1522 E. Midway
    rf"(?P<v>(?i:{_HEAD})[ ]{{1,2}}(?:(?:North|South|East|West|NORTH|SOUTH|EAST|WEST|[NSEW]|N[EW]|S[EW])(?![\w'])\.?)[ ]{{1,2}}(?:{_NAME_WORD}[ ]){{0,2}}(?:[A-ZÀ-Þ][\w'’À-ÿ]{{1,20}}|\d{{1,3}}(?:st|nd|rd|th|ST|ND|RD|TH))"
    rf"(?!['’]?\w)(?i:{_UNIT})(?:{_TAIL}))"
)
_HIGHWAY = re.compile(
    rf"(?P<v>{_HEAD}[ ]{{1,2}}(?:{_DIR}(?![\w'])\.?[ ]{{1,2}})?(?:old[ ])?(?:(?:u\.?s\.?|il(?:linois)?|ill\.|state|county|co\.?|interstate|township|twp|rural|business)[ .]{{1,2}})?(?:route|rte|rt|highway|hwy|road|rd|us|il|i)\.?[ -]{{1,2}}"
    rf"(?:[A-Z]?\d{{1,4}}[A-Z]?)(?!\w)(?:[ ](?:north|south|east|west|n|s|e|w)(?![\w']))?{_UNIT}(?:{_TAIL}))",
    re.IGNORECASE,
)
_SPANISH = re.compile(
    rf"(?P<v>(?i:{_HEAD})[ ]{{1,2}}(?:(?i:{_DIR})(?![\w'])\.?[ ]{{1,2}})?(?:Calle|Avenida|Camino|Paseo|Via|Plaza|Rue|Rancho|Avenue|Ave\.?|CALLE|AVENIDA|CAMINO|PASEO|VIA|AVENUE|AVE\.?|Broadway|BROADWAY|The)[ ]"
    rf"(?:(?:de|del|la|las|los|el|of|the|DE|DEL|LA|LAS|LOS|EL|OF|THE)[ ]){{0,2}}(?:[A-Z][\w'-]{{0,20}}|[A-Z])(?:[ ][A-Z][\w'-]{{1,20}})?(?!['’]?\w)(?i:{_UNIT})(?:{_TAIL}))"
)
_BROADWAY = re.compile(
    rf"(?P<v>(?i:{_HEAD})[ ]{{1,2}}(?:(?i:{_DIR})(?![\w'])\.?[ ]{{1,2}})?(?i:broadway|esplanade|midway plaisance|the strand|riverwalk|boardwalk)(?![\w'])(?i:{_UNIT})(?:{_TAIL}))"
)
_BOX = re.compile(
    rf"(?<![\w])(?P<v>(?:(?:r\.?[ ]?r\.?|rural route|route|h\.?c\.?|star route)[ ]?#?\d{{1,3}},?[ ]{{1,2}}box[ ]#?\d{{1,5}}[A-Z]?|(?:p\.?[ ]?o\.?[ ]{{0,2}}(?:box|drawer)|post office box|box(?=[ ]\d{{2,6}},?[ ]\n?[A-Z]))[ ]{{0,2}}#?\d{{1,7}}|"
    rf"p\.?o\.?b\.?[ ]\d{{1,7}}|general delivery(?=,?[ ]))(?:{_TAIL}))",
    re.IGNORECASE,
)
_LOWER = re.compile(  # dispatch and chat text in small letters: only with a direction, or after words that announce an address
    rf"(?:(?<=\b)(?P<cue>(?:resides?|lives?|living|residing|home|address|addr|add|residence|location|loc|resp(?:ond)?(?:ed)? to|delivered to|at|to|from|near|of)[ ]?(?:at|is|of|:|=)?[ ]{{0,3}}))?"
    rf"(?P<v>{_HEAD}[ ]{{1,2}}(?P<dir>{_DIR}(?![\w'])\.?[ ]{{1,2}})?(?:(?!and\b|in\b|at\b|on\b|the\b|to\b|of\b|was\b|were\b|is\b|for\b|or\b)[a-z][\w'-]{{1,20}}[ ]|\d{{1,3}}(?:st|nd|rd|th)[ ]){{1,3}}?{_SUFFIX}(?!['’]?\w)\.?(?:{_UNIT})(?:{_TAIL}))",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?<![^\W_])(?:(?:home|res(?:idence)?|mailing|street|mail|current|permanent|billing|physical|business|bus|work|property|site|prior|last known|victim|owner|employer|service|premises?|delivery)?[ .'s]{0,3}"
    r"(?:addr(?:ess)?|add)|res(?:idence)?|domicilio|direcci[oó]n|loc(?:ation)?(?: of (?:incident|occurrence|offense|arrest))?)\.?[ ]{0,2}(?:\([^()\n]{1,20}\))?[ ]{0,2}[:=#|][ ]{0,16}(?:\n[ ]{0,12})?"
    rf"(?P<v>(?:{_HOUSE}|[A-Z0-9-]{{1,8}})[ ][^\n|;:]{{2,60}}?(?=[ ]{{3}}|\n|[|;]|$|[ ](?:DOB|SSN|PH|PHONE|TEL|CITY|SEX|RACE|DL|OLN|CELL|HOME|AGE)\b)(?:\n[ ]{{0,20}}{_CAPWORD}(?:[ ]{_CAPWORD}){{0,3}},?[ ]{{1,3}}(?-i:{_STATES}|IL)(?!\w)(?:[ ]{{1,3}}{_ZIP})?)?)",
    re.IGNORECASE,
)
_CITY_LINE = re.compile(
    rf"(?<![\w])(?P<v>(?:{_CITY}|{_CAPWORD}(?:[ ]{_CAPWORD}){{0,2}}),?[ ]{{1,2}}(?:IL|Illinois|ILLINOIS|Ill\.)(?!\w),?[ ]{{0,2}}{_ZIP})"
)
_COORDINATES = re.compile(
    r"(?<![\w.])(?P<v>[-+]?\d{1,2}\.\d{3,8}°?[ ]?[NS]?,?[ ]{1,2}[-+]?\d{1,3}\.\d{3,8}°?(?:[ ]?[EW]\b)?)(?!\.?\d)"
)
_NOT_HOUSES = re.compile(
    r"(?:case|report|no\.?|number|#|page|pages|age|aged|section|sec\.|chapter|unit|beat|zone|badge|star|route|rte|hwy|room|article|rd|count|exhibit|item|form|over|about|approximately|approx\.?|"
    r"channel|engine|truck|squad|car|vehicle|ilcs|lot|pursuant to|under|mile|milepost|exit)[ ]?$",
    re.IGNORECASE,
)
_UNITS_OF_TIME = re.compile(
    r"(?i:\d+[ ](?:mph|am|pm|hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?|yrs?|feet|ft|inches|miles?|dollars|percent|people|persons|officers?|victims?|ilcs|ill|m\.|block[ ]?$|rounds?|times|copies|pages))\b"
)
_YEAR = re.compile(r"(?:19|20)\d\d[ ](?!(?:block|blk|[NSEW]\b))", re.IGNORECASE)
_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|since|the|a|of|until|by|from|and|jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?|\d,?)[ ]$",
    re.IGNORECASE,
)
_MONTHS = re.compile(r"\d+[ ](?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)


class StreetAddress(Identifier):
    """Numbered, block, grid, highway and box addresses with whatever city, state and ZIP follows."""

    type = "STREET_ADDRESS"
    _PATTERNS = (
        (_NUMBERED, 0.9, "house number and street"),
        (_DIRECTED, 0.75, "house number, direction and street"),
        (_HIGHWAY, 0.85, "house number and highway"),
        (_SPANISH, 0.8, "house number and street"),
        (_BROADWAY, 0.85, "house number and street"),
    )

    def find(self, text: str, lower: str, zones: Zones | None = None) -> Iterator[Hit]:
        zones = digit_zones(text) if zones is None else zones
        for regex, score, why in self._PATTERNS:
            for match in _over(zones, regex, text):
                hit = self._checked(text, match, score, why)
                if hit:
                    yield hit
        if "box" in lower or "general delivery" in lower or "drawer" in lower or "pob" in lower:
            for match in _BOX.finditer(text):
                yield self._hit(text, match, 0.92, "post-office box")
        if "add" in lower or "res" in lower or "loc" in lower or "domicilio" in lower or "direcci" in lower:
            for match in _over(zones, _LABEL, text):
                value = match["v"]
                if (
                    any(char.isdigit() for char in value)
                    and value[0].isdigit()
                    and sum(c.isalpha() for c in value) >= 3
                    and "@" not in value
                    and not re.match(r"\d{1,2}[/:-]\d", value)
                ):
                    yield self._hit(text, match, 0.8, "labelled address")
        for match in _over(zones, _LOWER, text):
            if (
                (match["cue"] or match["dir"])
                and _UNITS_OF_TIME.match(match["v"]) is None
                and _MONTHS.match(match["v"]) is None
            ):
                yield self._hit(text, match, 0.7, "house number and street in small letters")
        for match in _over(zones, _COORDINATES, text):
            yield self._hit(text, match, 0.8, "coordinates")
        for match in _over(zones, _CITY_LINE, text):
            yield self._hit(text, match, 0.6, "city, state and ZIP")

    def _checked(self, text: str, match: re.Match[str], score: float, why: str) -> Hit | None:
        value = match["v"]
        before = text[max(0, match.start("v") - 16) : match.start("v")]
        if _UNITS_OF_TIME.match(value) or _MONTHS.match(value) or (_YEAR.match(value) and _BEFORE_YEAR.search(before)):
            return None
        if score < 0.85 and _NOT_HOUSES.search(before):
            return None
        return self._hit(text, match, score, why)

    def _hit(self, text: str, match: re.Match[str], score: float, why: str) -> Hit:
        start, end = match.span("v")
        while end > start and text[end - 1] in " \t\n,;":
            end -= 1
        return Hit(start, end, self.type, score, why)


def _over(zones: Zones, regex: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    return (match for zone in zones for match in regex.finditer(text, *zone))


RECOGNIZERS = (StreetAddress,)
