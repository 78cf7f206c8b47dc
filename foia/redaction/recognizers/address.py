"""Street addresses as one unit: house or block number, direction, street, unit, city, state, ZIP, over line breaks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from foia.redaction.lexicon import lexicon
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
_NAME_WORD = r"(?!(?:AND|OR|BY|WAS|WERE|IS|IN|AT|TO|WITH|FROM|FOR|WHO|THAT|FOUND|HAD|HAS|ON|NO|NOT|NAME|Found|And|Was|By)[ ])(?:(?:St|Ste|Mt|Ft|Dr|ST|MT|FT|DR)\.?(?=[ ][A-Z])|[A-ZÀ-Þ][\w'’À-ÿ]{0,20}(?:-[A-Z][\w']{1,16})?|[A-Z]\.|\d{1,3}(?:st|nd|rd|th|ST|ND|RD|TH)|de|del|la|las|los|of|the|el|y|du|von|van)"
_UNIT = (
    r"(?:(?:,[ ]{0,2}|[ ]{1,2})?(?:\n[ ]{0,8})?(?:(?:upstairs|downstairs|(?:upper|lower|garage|basement|attic|rear|front|side|coach house) (?:apartment|apt|unit|flat)\b\.?)|\(?(?:apt|apartment|unit|ste|suite|rm|room|bldg|building|fl|floor|lot|trlr|trailer|bay|spc|space|dept|no|apto|depto|basement|bsmt|upper|lower|rear|front|"
    r"garden|coach house|penthouse|ph(?=[ ]?[A-Z\d]{1,3}(?![\w.-]))|side)\b\.?[ ]{0,2}\n?#?[ ]?(?:[A-Za-z]?-?\d{1,5}(?:st|nd|rd|th)?-?[A-Za-z]{0,2}(?![\w])|[A-Za-z](?![\w'])|(?=[,.;\n)]|$))\)?|#[ ]?[A-Za-z]?-?\d{1,5}-?[A-Za-z]{0,2}(?!\w)|#[ ]?[A-Za-z]{1,2}(?!\w)|(?<=[a-z.]\b )(?-i:\d{1,2}[A-F])(?![\w-])|(?:(?<=,)|(?<=,[ ])|(?<=-[ ]))(?-i:\d{1,3}[A-Z]|[A-Z]\d{1,3})(?![\w-])|"
    r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|top|ground)[ ](?:floor|fl)\b\.?)){0,2}"
)
_CITY = "|".join(sorted((re.escape(city).replace(r"\ ", r"\s{1,2}") for city in CITIES), key=len, reverse=True))
_STATES = r"lL|1L|I\.?[ ]?L\.(?=[ ]\d)|" + "|".join(
    sorted((re.escape(state).replace(r"\ ", r"\s") for state in _STATE_NAMES), key=len, reverse=True)
)
_CAPWORD = r"[A-Z][A-Za-z.'’-]{1,20}"
_ZIP = r"\d{5}(?:-\d{4})?(?![\d-])"
# A capitalised word after "12 Elm St, " at the end of a clause is a town, unless it begins something else.
_NO_CITY = r"(?:Officer|Ofc|Det|Sgt|Lt|Mr|Mrs|Ms|Dr|Unit|Apt|The|He|She|They|Victim|Suspect|Witness|On|At|In|Case|DOB|Phone|Tel|Cell|Home|Work|Driver|We|It|When|While|After|Jr|Sr|Basement|Lower|Upper|Rear|Front)(?![a-z])"
_TAIL = (
    rf"(?:[ ]{{0,2}}[.,]?[ ]{{0,3}}(?:\n[ ]{{0,20}})?(?:in[ ])?(?:(?<=,[ ]){_CAPWORD}[ ](?-i:Twp|Township|TWP)\b\.?|(?:unincorporated[ ])?{_CAPWORD}(?:[ ]{_CAPWORD}){{0,3}},?[ ]{{0,3}}(?:\n[ ]{{0,20}})?(?:(?-i:{_STATES}|Ill?\.?)(?!\w)\.?)(?:,?[ ]{{0,3}}(?:\n[ ]{{0,20}})?{_ZIP})?|"
    rf"(?:{_CITY})(?![\w'])(?:[ ](?-i:[A-Z][a-z]{{2,14}})(?=[ ]?[.;)\n]|[ ]{{2}}|,[ ]|$))?(?:,?[ ]{{0,3}}(?:(?-i:{_STATES})(?!\w)\.?))?(?:,?[ ]{{0,3}}{_ZIP})?|{_CAPWORD}(?:[ ]{_CAPWORD}){{0,2}},?[ ]{{1,3}}{_ZIP}|(?-i:IL|Illinois)(?!\w)(?:,?[ ]{{0,3}}{_ZIP})?|{_ZIP}|(?<=,[ ])(?-i:(?!{_NO_CITY})[A-Z][a-z]{{2,14}}(?:[ ][A-Z][a-z]{{2,14}}){{0,2}})(?=[ ]?(?:[.;)\n]|,[ ][a-z\d(]|$)|[ ]{{2}}|[ ](?:for|where|when|on|at|to|regarding|after|in)[ ])|(?<=,[ ])(?-i:(?!{_NO_CITY})[A-Z]{{3,14}}(?:[ ](?!(?:WAS|FOR|AND|WHERE|WHEN|REGARDING|AFTER)\b)[A-Z]{{3,14}}){{0,2}})(?=[ ]?(?:[.;)\n/]|$)|[ ]{{2}}|[ ](?:WAS|FOR|ON|AT|TO|IN|WHERE|WHEN|REGARDING|AFTER)[ ])))?"
)
_START = r"(?<![\w$#.-])(?<!\d[/:])(?<!\d )"
_HEAD = rf"{_START}{_HOUSE}[ ]{{0,2}}{_BLOCK}?"
_BREAK = r"(?:[ ]{1,2}|[ ]?\n[ ]{0,12})"

_NUMBERED = re.compile(
    rf"(?P<v>(?i:{_HEAD}){_BREAK}(?:(?i:{_DIR})(?![\w'])\.?{_BREAK})?"
    rf"(?!(?:the|of|de|del|la|el|y|las|los|and)[ ])(?:{_NAME_WORD}[ ]){{0,5}}?(?:{_NAME_WORD})(?:[ ]|[ ]?\n[ ]{{0,12}}){_SUFFIX_CASED}(?!['’]?\w)(?!\.?[ ](?!Lot|LOT){_SUFFIX_CASED}(?![\w'])(?![ ]?,?[ ](?:IL|Illinois)))(?:\.(?=[\s,;)]|\.|$))?(?:[ ](?i:street|st|ave|avenue)\b(?=[.,]))?(?:[ ](?-i:N|S|E|W|NE|NW|SE|SW|North|South|East|West)(?![\w'])\.?)?"
    rf"(?i:{_UNIT})(?:{_TAIL}))"
)
_DIRECTED = re.compile(  # a direction takes the place of a suffix: 5200 S. Lake Park, 1522 E. Midway
    rf"(?P<v>(?i:{_HEAD})[ ]{{1,2}}(?:(?:North|South|East|West|NORTH|SOUTH|EAST|WEST|[NSEW]|N[EW]|S[EW])(?![\w'])\.?)[ ]{{1,2}}(?:{_NAME_WORD}[ ]){{0,2}}(?:[A-ZÀ-Þ][\w'’À-ÿ]{{1,20}}|\d{{1,3}}(?:st|nd|rd|th|ST|ND|RD|TH))"
    rf"(?!['’]?\w)(?i:{_UNIT})(?:{_TAIL}))"
)
_HIGHWAY = re.compile(
    rf"(?P<v>{_HEAD}[ ]{{1,2}}(?:{_DIR}(?![\w'])\.?[ ]{{1,2}})?(?:old[ ])?(?:(?:u\.?s\.?|il(?:linois)?|ill\.|state|county|co\.?|interstate|township|twp|rural|business)[ .]{{1,2}})?(?:route|rte|rt|highway|hwy|road|rd|cr|c\.r|co\.? rd|us|il|i)\.?[ -]{{1,2}}"
    rf"(?:[A-Z]?\d{{1,4}}[ ]?(?-i:[NSEW])?(?![a-z])[A-Z]?|(?-i:[A-Z]{{1,2}}))(?!\w)(?:[ ](?:north|south|east|west|n|s|e|w)(?![\w']))?{_UNIT}(?:{_TAIL}))",
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
    rf"(?<![\w])(?P<v>(?:(?:r\.?[ ]?r\.?|rural route|route|h\.?c\.?|star route)[ ]?#?\d{{1,3}},?[ ]{{1,2}}box[ ]#?\d{{1,5}}[A-Z]?|(?:p\.?[ ]?o\.?[ ]{{0,2}}(?:box|drawer)|post office box|box(?=[ ]\d{{2,6}},?[ ]\n?(?-i:[A-Z])[a-z]+,?[ ](?:IL|Ill)))[ ]{{0,2}}#?\d{{1,7}}|"
    rf"(?-i:P\.?O\.?B\.?)[ ]\d{{1,7}}|general delivery(?=,?[ ]))(?:{_TAIL}))",
    re.IGNORECASE,
)
_ONES = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|oh|o|zero|hundred|thousand)"
_SPELLED = re.compile(  # Forty-two Birch Lane; Sixteen-oh-four Hinman, apartment three
    rf"(?<![\w-])(?P<v>(?i:{_ONES})(?P<more>(?:[ -](?:and )?(?i:{_ONES})\b){{1,5}})?[ ](?:(?i:{_DIR})(?![\w'])\.?[ ])?(?:{_NAME_WORD}[ ]){{0,2}}?{_NAME_WORD}"
    rf"(?P<suffix>[ ]{_SUFFIX_CASED}(?![\w'])\.?)?(?P<unit>,?[ ](?i:apartment|apt\.?|unit|number|lot|suite|floor)[ ](?i:{_ONES}(?:[ -]{_ONES})?|[a-z]?\d+[a-z]?|[a-z])(?!\w))?(?:{_TAIL}))"
)
_GRID = re.compile(  # 1180 N 2250 East Rd; 1400E 600N
    rf"(?P<v>{_START}\d{{2,5}}[ ]?[NSEW]\.?[ ]{{1,2}}(?:(?:CR|County Road|Co\.? Rd\.?)[ ])?\d{{2,5}}(?:(?:st|nd|rd|th)?[ ]?(?:[NSEW](?![\w])\.?|East|West|North|South))?(?:[ ](?i:road|rd|street|st|avenue|ave|lane|ln)\b\.?)?{_UNIT}(?:{_TAIL}))"
)
_BLOCKED = re.compile(
    rf"(?P<v>{_START}(?:\d{{2,6}}|[1-9]\d{{0,3}}[Xx]{{2}})[ ]{{1,2}}(?i:{_BLOCK})[ ](?:(?i:{_DIR})(?![\w'])\.?[ ])?[A-Z][\w'’]{{2,20}}(?:[ ](?!{_SUFFIX_CASED})[A-Z][\w'’]{{2,20}})?(?![\w-]))"
)
_CUED = re.compile(  # a house number and a name without "Street", after words that announce where somebody lives or what happened
    rf"(?<!\w)(?:(?P<home>(?i:(?:lives?|lived|living|resid(?:es?|ed|ing)|stay(?:s|ed|ing)|home|house|residence|address|apartment|apt|moved|sleeps|sleeping|crash(?:es|ing)|evicted)(?: (?:is|was|over|in|at|to|from|of|on|with \w+ at)){{0,2}}))|(?i:at|from|to|of|near|outside|inside|behind|leaving|left|entered|for|by))[ ]"
    rf"(?P<v>(?!(?:19|20)\d\d[ ])\d{{2,5}}[ ](?:(?i:{_DIR})(?![\w'])\.?[ ])?(?P<word>[A-Z][a-z'’]{{2,20}}|[A-Z]{{3,20}})(?:[ ](?P<next>[A-Z][a-z'’]{{2,20}}))?(?![\w-])(?i:{_UNIT})(?:{_TAIL}))"
)
_ALONE = re.compile(
    rf"^[ \t]{{0,12}}(?P<v>\d{{2,5}}[ ](?:{_DIR}(?![\w'])\.?[ ])?(?P<word>[A-Z][A-Za-z'’]{{2,20}})(?:[ ][A-Z][A-Za-z'’]{{2,20}})?(?i:{_UNIT}))[ ]{{0,3}}(?=\n|$)",
    re.MULTILINE,
)
_CELL = re.compile(  # a number, a name and a town in a cell of their own: 208 Lilac, Prairie du Luc
    rf"(?:^|(?<=[ ]{{2}})|(?<=\t))[ ]{{0,8}}(?P<v>\d{{1,5}}[ ](?:{_DIR}(?![\w'])\.?[ ])?(?P<word>[A-Z][A-Za-z'’]{{2,20}})(?:[ ][A-Z][A-Za-z'’]{{2,20}})?(?i:{_UNIT}),[ ](?!{_NO_CITY})[A-Z][A-Za-z'’.]{{2,20}}(?:[ ](?:du|de|la|of))?(?:[ ][A-Z][A-Za-z'’.]{{2,20}}){{0,2}}(?:,?[ ](?:IL|Ill\.?)(?:[ ]{_ZIP})?)?)(?=[ ]{{2}}|[ ]?[\n\t]|$)",
    re.MULTILINE,
)
_APARTMENT = re.compile(
    r"(?<!\w)(?P<v>(?:[Aa]pt\.?|[Aa]partment|APT\.?|APARTMENT)[ ]#?(?:\d{1,4}[A-Z]?|[A-Z]\d{0,4}|\d{1,2}-[A-Z])(?![\w]))"
)
_ROOM = re.compile(
    r"(?i:(?:stay(?:s|ed|ing)|liv(?:es|ed|ing)|resid(?:es|ed|ing)|lodg(?:ed|ing)|registered|checked|rents?|renting|occupant of|resident of|tenant of)(?: (?:in|at|into|to|as a guest in|out of)){0,2}) (?P<v>(?i:room|rm\.?|unit|lot|space|site|dorm room|suite|cabin|trailer)[ ]#?[A-Z]?\d{1,4}[A-Z]?(?!\w))"
)
_BEFORE_HOUSE = re.compile(
    r"(?<!\w)(?:apt|apartment|unit|lot|rm|room|suite|ste|trlr|trailer|space|spc|bldg|building|floor|fl)\b\.?[ ]?#?(?:[A-Z]?\d{1,4}[A-Z]?|[A-Z])(?:,?[ ]|[ ]?-[ ]|[ ](?:at|of)[ ]|,?\n)$|(?<![\w#.-])\d{3,5}(?:,| and| &| or| to)[ ]$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_LAST_CAPITAL = re.compile(r"[A-Z][\w'’]+")
_PHONE_LIKE = re.compile(r"\d{3}-\d{4}(?!\d)")
_LOWER = re.compile(  # dispatch and chat text in small letters: only with a direction, or after words that announce an address
    rf"(?:(?<=\b)(?P<cue>(?:resides?|lives?|living|residing|home|address|addr|add|residence|location|loc|resp(?:ond)?(?:ed)? to|delivered to|at|to|from|near|of)[ ]?(?:at|is|of|:|=)?[ ]{{0,3}}))?"
    rf"(?P<v>{_HEAD}[ ]{{1,2}}(?P<dir>{_DIR}(?![\w'])\.?[ ]{{1,2}})?(?:(?!and\b|in\b|at\b|on\b|the\b|to\b|of\b|was\b|were\b|is\b|for\b|or\b)[a-z][\w'-]{{1,20}}[ ]|\d{{1,3}}(?:st|nd|rd|th)[ ]){{1,3}}?{_SUFFIX}(?!['’]?\w)\.?(?:{_UNIT})(?:{_TAIL}))",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?<![^\W_])(?:(?:home|res(?:idence)?|mailing|street|mail|current|permanent|billing|physical|business|bus|work|property|site|prior|last known|victim|owner|employer|service|premises?|delivery)?[ .'s]{0,3}"
    r"(?:addr(?:ess)?|add)|res(?:idence)?|property|premises?|scene|domicilio|direcci[oó]n|loc(?:ation)?(?: of (?:incident|occurrence|offense|arrest))?)\.?[ ]{0,2}(?:\([^()\n]{1,20}\))?[ ]{0,2}[:=#|][ ]{0,16}(?:\n[ ]{0,12})?"
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
    r"(?i:\d+[ ](?:mph|am|pm|hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?|yrs?|feet|ft|inches|miles?|dollars|percent|people|persons|officers?|victims?|ilcs|ill|m\.|block[ ]?$|rounds?|times|copies|pages|lbs?|pounds|gallons?|tons|cubic|square|sq|acres?|gal|cu|per|kids|cars|units))\b"
)
_YEAR = re.compile(r"(?:19|20)\d\d[ ](?!(?:block|blk|[NSEW]\b))", re.IGNORECASE)
_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|since|the|a|of|until|by|from|and|jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?|\d,?)[ ]$",
    re.IGNORECASE,
)
_MONTHS = re.compile(
    r"\d+[ ](?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![\w'’]|[ ](?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|court|ct|blvd|way|place|pl)\b)",
    re.IGNORECASE,
)


_COUNTED = frozenset(  # what a number before it counts, and what is no street
    [
        "hours",
        "hour",
        "hrs",
        "hr",
        "mph",
        "am",
        "pm",
        "officers",
        "officer",
        "victims",
        "victim",
        "suspects",
        "units",
        "unit",
        "miles",
        "mile",
        "feet",
        "minutes",
        "days",
        "weeks",
        "months",
        "years",
        "people",
        "persons",
        "dollars",
        "percent",
        "rounds",
        "pages",
        "copies",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "ford",
        "chevy",
        "chevrolet",
        "honda",
        "toyota",
        "nissan",
        "dodge",
        "jeep",
        "kia",
        "hyundai",
        "bmw",
        "audi",
        "mazda",
        "buick",
        "gmc",
        "subaru",
        "lexus",
        "acura",
        "block",
        "blk",
        "the",
        "and",
        "of",
        "ilcs",
        "ill",
        "illinois",
        "il",
        "usc",
        "cfr",
        "shall",
        "times",
        "calls",
        "cases",
        "votes",
        "north",
        "south",
        "east",
        "west",
        "beat",
        "zone",
        "district",
        "ward",
        "precinct",
        "truck",
        "squad",
        "engine",
        "ambulance",
        "medic",
        "channel",
        "apt",
        "apartment",
        "dogs",
        "cats",
        "kids",
        "children",
        "women",
        "men",
        "males",
        "females",
        "subjects",
        "juveniles",
        "adults",
        "shots",
        "casings",
        "grams",
        "pills",
        "bags",
        "hundred",
        "thousand",
        "million",
        "members",
        "residents",
        "employees",
        "students",
        "pounds",
        "lbs",
        "inches",
        "degrees",
        "cartons",
        "bottles",
        "cans",
        "central",
        "standard",
        "est",
        "cst",
        "cdt",
        "general",
        "ordinance",
        "act",
        "report",
        "case",
    ]
)
_STREETY = frozenset(  # ordinary words that streets are named for
    [
        "oak",
        "elm",
        "maple",
        "cedar",
        "pine",
        "birch",
        "ash",
        "walnut",
        "cherry",
        "willow",
        "spruce",
        "hickory",
        "chestnut",
        "poplar",
        "sycamore",
        "linden",
        "locust",
        "holly",
        "laurel",
        "ivy",
        "rose",
        "lily",
        "garden",
        "forest",
        "park",
        "lake",
        "river",
        "hill",
        "valley",
        "meadow",
        "prairie",
        "main",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "church",
        "school",
        "mill",
        "market",
        "bridge",
        "spring",
        "front",
        "high",
        "pleasant",
        "sunset",
        "sunrise",
        "orchard",
        "vine",
        "grove",
        "woodland",
        "timber",
        "fox",
        "deer",
        "eagle",
        "hawk",
        "robin",
        "sandpiper",
        "cardinal",
        "heron",
        "falcon",
        "pheasant",
        "quail",
        "liberty",
        "union",
        "state",
        "court",
        "centre",
        "center",
        "water",
        "canal",
        "harbor",
        "shore",
        "dogwood",
        "magnolia",
        "juniper",
        "aspen",
        "redwood",
        "violet",
        "clover",
        "briar",
        "thistle",
        "stone",
        "rock",
        "clay",
        "sand",
        "silver",
        "gold",
        "copper",
        "broadway",
        "king",
        "queen",
        "college",
        "university",
    ]
)


class StreetAddress(Identifier):
    """Numbered, block, grid, highway and box addresses with whatever city, state and ZIP follows."""

    type = "STREET_ADDRESS"
    _PATTERNS = (
        (_NUMBERED, 0.9, "house number and street"),
        (_DIRECTED, 0.75, "house number, direction and street"),
        (_HIGHWAY, 0.85, "house number and highway"),
        (_GRID, 0.85, "grid address"),
        (_BLOCKED, 0.76, "block of a street"),
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
        if (
            "add" in lower
            or "res" in lower
            or "prop" in lower
            or "prem" in lower
            or "scene" in lower
            or "loc" in lower
            or "domicilio" in lower
            or "direcci" in lower
        ):
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
        for match in _over(zones, _CUED, text):
            word, following = match["word"], match["next"]
            sure = bool(match["home"]) or not word.isupper()  # a capital in the middle of a sentence
            if self._no_street(word, sure) or (following and self._no_street(following, sure)):
                continue
            number = match["v"].split(" ")[0]
            if number[0] == "0" or (
                not match["home"]
                and _CLOCK.fullmatch(number)
                and match.end("v") - match.end("next" if following else "word") < 3
                and (lexicon().is_name(word) or (following and lexicon().is_name(following)))
            ):
                continue
            hit = self._checked(text, match, 0.86 if match["home"] else 0.75, "house number and name")
            if hit:
                yield hit
        for match in _over(zones, _ALONE, text):
            if not self._no_street(match["word"], False):
                hit = self._checked(text, match, 0.7, "house number and name on a line of its own")
                if hit:
                    yield hit
        for match in _over(zones, _CELL, text):
            if match["word"].lower() not in _COUNTED and _MONTHS.match(match["v"]) is None:
                yield self._hit(text, match, 0.8, "house number, name and town")
        if "ap" in lower:
            for match in _over(zones, _APARTMENT, text):
                yield self._hit(text, match, 0.6, "apartment")
        for match in _over(zones, _ROOM, text):
            yield self._hit(text, match, 0.7, "room where somebody stays")
        for match in _SPELLED.finditer(text):
            more = (match["more"] or "").lower()
            if (
                match["suffix"]
                or (more and match["unit"])
                or (
                    len(more) > 3
                    and "thousand" not in more
                    and not self._no_street((["", *_LAST_CAPITAL.findall(match["v"])])[-1] or "the", not match["v"].isupper())
                )
            ):
                yield self._hit(text, match, 0.8 if match["suffix"] or match["unit"] else 0.6, "address in words")
        for match in _over(zones, _COORDINATES, text):
            yield self._hit(text, match, 0.8, "coordinates")
        for match in _over(zones, _CITY_LINE, text):
            yield self._hit(text, match, 0.6, "city, state and ZIP")

    @staticmethod
    def _no_street(word: str, cued: bool) -> bool:
        """Is the word after the number an ordinary one, so that the number counts something? After "lives at" any name will do."""
        low = word.lower()
        if low in _COUNTED:
            return True
        return not cued and low in lexicon().words and (word.isupper() or low not in _STREETY)

    def _checked(self, text: str, match: re.Match[str], score: float, why: str) -> Hit | None:
        value = match["v"]
        if _PHONE_LIKE.match(value):
            return None
        before = text[max(0, match.start("v") - 16) : match.start("v")]
        if _UNITS_OF_TIME.match(value) or _MONTHS.match(value) or (_YEAR.match(value) and _BEFORE_YEAR.search(before)):
            return None
        if score < 0.85 and _NOT_HOUSES.search(before):
            return None
        return self._hit(text, match, score, why)

    def _hit(self, text: str, match: re.Match[str], score: float, why: str) -> Hit:
        start, end = match.span("v")
        unit = _BEFORE_HOUSE.search(text, max(0, start - 24), start) if text[start].isdigit() else None
        start = unit.start() if unit else start
        while end > start and text[end - 1] in " \t\n,;":
            end -= 1
        return Hit(start, end, self.type, score, why)


def _over(zones: Zones, regex: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    return (match for zone in zones for match in regex.finditer(text, *zone))


RECOGNIZERS = (StreetAddress,)
