"""Which words can be names, and text in natural case. Imports: stdlib.

Police narratives are often written in capitals only. A model trained on ordinary text finds one name in ten there. `natural_case`
gives such text its small letters back without moving a character, so that offsets stay those of the original.
"""

# ruff: noqa: SIM905 - word lists are kept in one piece
from __future__ import annotations

import json
import re
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import NamedTuple

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_STRONG_SURNAME = 12_000  # a surname rarer than this says little when the word is an English word too


class Lexicon(NamedTuple):
    """All in small letters. A word may be in several sets: `brown` is a word and a surname."""

    first: frozenset[str]
    last: frozenset[str]
    common_last: frozenset[str]  # the most frequent surnames
    words: frozenset[str]

    def is_name(self, word: str) -> bool:
        """A first name or surname that is no English word: strong evidence."""
        low = word.lower()
        return (low in self.first or low in self.last) and low not in self.words

    def may_be_name(self, word: str) -> bool:
        low = word.lower()
        return low in self.first or low in self.common_last or (low in self.last and low not in self.words)

    def may_be_first(self, word: str) -> bool:
        return word.lower() in self.first

    def is_plain_word(self, word: str) -> bool:
        """An English word that is neither a first name nor a frequent surname."""
        low = word.lower()
        return low in self.words and low not in self.first and low not in self.common_last


@cache
def lexicon() -> Lexicon:
    data = json.loads((Path(__file__).parent / "data" / "lexicon.json").read_text(encoding="utf-8"))
    last = data["last"].split(" ")
    words = frozenset(data["words"].split(" ")) | JARGON
    first = frozenset(data["first"].split(" ")) - NOT_FIRST
    return Lexicon(first, frozenset(last) - NOT_LAST, frozenset(last[:_STRONG_SURNAME]) - NOT_LAST, words)


# In the census lists, yet in records of public bodies hardly ever names.
NOT_FIRST = frozenset(
    (
        "the in an so an see van my do than long ok man son love sun see pa de le la chi hong young so jan may april june "
        "august unknown male female state city officer victim drive street court lane north south east west sale many in so she "
        "her him page case sha see see minor unit report asia china india france cuba israel america kenya jordan dakota "
        "georgia carolina virginia sunday season ivory golden velvet precious honey princess royal prince major general justice "
        "sergeant deputy judge marshal"
    ).split()
) - frozenset(("jordan georgia virginia carolina dakota april june august jan may marshal van prince major royal").split())
NOT_LAST = frozenset(
    (
        "the and in at on by for to from was who what when where had has have his her they are is did do be it we us you all "
        "any an as so no not street avenue drive road lane court place way boulevard north south east west county state city "
        "village town victim suspect witness officer police male female subject report case number date time phone home address "
        "black white hispanic unknown other none yes said stated told asked went left right up down out off over back then than "
        "that this there vehicle car truck door front rear side room house building store school park bank more most some many "
        "much very will would could should can may january february march april june july august september october november "
        "december monday tuesday wednesday thursday friday saturday sunday"
    ).split()
) - frozenset(["black", "white", "street", "park", "may", "march", "will", "house", "parks", "moore", "banks"])
# Shorthand of police and dispatch that must not pass for unknown words, and so for names.
JARGON = frozenset(
    (
        "offc offcr ofc ofcs ofcr veh vehs subj subjs susp suspt vict wit comp compl rp rpt rpts arr arrd arrv arrvd adv advd "
        "adv'd advsd unk unkn apt apts res resd loc locs narr narrs hbd gsw dob ssn dl oln lic reg plt ppd pcpd juv juvs juvi "
        "resp req reqs rcvd recv rec'd info ref refd re poss possi prop dom domes dist burg rob robb batt agg aggr asslt crim "
        "tresp dmg inv invest invs invest'd prelim suppl supp attn dept depts supv supvr sgts lts detc dets amb emt emts ems "
        "medics xport xported transp trans transd nb sb eb wb n/b s/b e/b w/b approx appx hrs hr min mins yoa yr yrs yo ht wt "
        "lbs lb ft blk wht hisp bro blu grn hzl cad ncic leads ucr nibrs bwc mdt mvr dui dwi dwls cdl foid ccl ccw leo bolo atl "
        "apb gtw etoh pbt bac sfst hgn ncs r/o r/p c/w rtf gta psn doa dob doc docs callback callbacks voicemail voicemails "
        "email emails online website online cellphone smartphone iphone ipad airpods uber lyft grubhub doordash venmo zelle "
        "paypal facebook snapchat instagram tiktok whatsapp walgreens walmart menards costco ikea meijer jewel osco aldi kohls "
        "macys sephora speedway citgo mobil marathon thorntons mcdonalds starbucks dunkin wendys chipotle subway popeyes "
        "culvers toyota honda nissan hyundai kia mazda subaru mitsubishi lexus acura infiniti audi bmw volkswagen volvo "
        "mercedes porsche tesla chevrolet chevy ford dodge chrysler jeep buick cadillac pontiac saturn gmc lincoln camry "
        "corolla civic accord altima sentra maxima elantra sonata impala malibu equinox tahoe suburban silverado traverse cruze "
        "trax explorer fusion focus mustang escape taurus durango charger challenger caravan cherokee wrangler compass liberty "
        "sienna highlander rav4 pilot odyssey crv tucson santa fe sorento forte optima jetta passat tiguan outback forester "
        "impreza lite brite taser tased tasered glock ruger taurus beretta sig sauer smith wesson remington winchester mossberg "
        "il ill ilcs ucpd cpd isp fbi dea atf dcfs doj epa fema osha irs usps ups fedex cta metra pace amtrak comed nicor "
        "ameren xfinity comcast verizon goa utl drvg whi lsw onscene enrt enroute hx prior onsc wb eb nb sb poss viol ord crim "
        "dmg govt cont subst unl misd misdemeanor felony viol cit cits citation citations warned tix tckt supplemental "
        "narrative cont contd cont'd pg"
    ).split()
) - frozenset(["santa", "taurus", "lincoln", "smith", "wesson", "winchester", "remington", "ruger", "jewel", "ford", "dodge"])

VEHICLES = frozenset(
    (
        "toyota honda nissan hyundai kia mazda subaru mitsubishi lexus acura infiniti audi bmw volkswagen vw volvo mercedes "
        "mercedes-benz benz porsche tesla chevrolet chevy ford dodge chrysler jeep buick cadillac pontiac saturn gmc lincoln "
        "ram harley-davidson harley yamaha kawasaki suzuki ducati freightliner kenworth peterbilt mack isuzu scion fiat jaguar "
        "rover range land mini genesis rivian oldsmobile plymouth mercury hummer bentley maserati ferrari camry corolla civic "
        "accord altima sentra maxima elantra sonata impala malibu equinox tahoe suburban silverado traverse cruze trax explorer "
        "fusion focus mustang escape taurus durango charger challenger caravan cherokee wrangler compass sienna highlander rav4 "
        "odyssey tucson sorento forte optima jetta passat tiguan outback forester impreza"
    ).split()
)

ACRONYMS = frozenset(
    (
        "DOB SSN DL OLN VIN FOID CCL MRN IR FBI SID IDOC DOC LEADS NCIC CPD UCPD ISP PD FD EMS EMT ICU ER USA US IL IN WI IA MO "
        "KY OH MI AKA DBA LLC INC DUI BAC SUV ATM PIN TV DVD CD PC CTA AM PM NB SB EB WB NE NW SE SW PO RD ID RP CAD BWC HIV "
        "PTSD ADHD COPD DCFS SRO ASA SAO CCSAO FOIA PAC AG HR IT EIN FEIN ABA IBAN PHI CSI DNA GPS NIBRS UCR IUCR TCN LP OK UNK "
        "NA"
    ).split()
)
_SMALL_IN_NAMES = frozenset(("de la del los las van von der den di da dos el al bin ibn y").split())
_TITLES = frozenset(
    (
        "officer ofc ofcr off det detective sgt sergeant lt lieutenant cpl corporal cmdr commander capt captain chief deputy "
        "dep trooper tpr inv investigator agent sheriff p.o po mr mrs ms miss dr judge justice attorney atty asa apd hon mayor "
        "trustee alderman principal nurse victim suspect witness complainant offender subject driver passenger arrestee "
        "defendant reporting caller owner named resident patient juvenile husband wife son daughter mother father brother "
        "sister boyfriend girlfriend neighbor friend uncle aunt cousin"
    ).split()
)
_LOUD = re.compile(r"[A-Z]{2}")
_SENTENCE_END = re.compile(r"[.!?:;]\s*$|\n\s*$|^\s*$")


_SLIPPED = re.compile(
    r"(?<![\w-])(?:[A-Za-z]{1,20}[0135][a-z]{2,20}(?:[015][a-z]{1,10})?|[A-Za-z]?[a-z]{1,20}[015]{1,2}[a-z]{0,12}|[05][a-z]{3,20}|[A-Z]{2,20}[015][A-Z]{2,20})(?![\w-])"
)
# a number in groups, some of whose digits came out as letters: O8-3O-6l, 7O8 555 OlO7, 9l2
_SLIPPED_NUMBER = re.compile(r"(?<![\w-])(?!I[- ])[\dOolI]{1,6}(?:(?:[-/.]|[ ](?=[OolI]{0,3}\d))[\dOolI]{1,6}){0,5}(?![\w])")
_DIGITS = str.maketrans("OolI", "0011")


def without_slips(text: str) -> str:
    """Same length: digits that OCR put for letters inside words ("Wi1helmina", "5trand"), and letters put for digits in numbers."""
    if not any(char in text for char in "015OlI"):
        return text

    def word(match: re.Match[str]) -> str:
        shown = match[0]
        if sum(char.isalpha() for char in shown) < 3 or not any(char.isdigit() for char in shown):
            return shown
        mended = shown.replace("0", "o").replace("5", "s").replace("1", "l").replace("3", "e")
        return mended.upper() if shown.isupper() else mended[0].upper() + mended[1:] if shown[0] in "05" else mended

    def number(match: re.Match[str]) -> str:
        shown = match[0]
        real = sum(char.isdigit() for char in shown)
        slips = sum(char.isalpha() for char in shown)
        sure = real >= 2 or (real == slips == 1 and shown[0] == "l")  # O2 and I-55 are themselves
        return shown.translate(_DIGITS) if sure and 0 < slips <= real else shown

    return _SLIPPED_NUMBER.sub(number, _SLIPPED.sub(word, text))


def natural_case(text: str) -> str:
    """Same length, with runs of capitals in small letters or title case. Text in ordinary case comes back nearly untouched."""
    lex = lexicon()
    if not _LOUD.search(text):
        return text
    tokens = list(WORD.finditer(text))
    lines = _shouting_lines(text, tokens)
    out = list(text)
    for index, match in enumerate(tokens):
        word = match[0]
        if len(word) < 2 or not word.isupper():
            continue
        shouting = bool(lines[bisect_right(lines, (match.start(), True)) - 1][1])
        if len(word) < 3 and not shouting:
            continue
        low = word.lower()
        before, after = tokens[index - 1] if index else None, tokens[index + 1] if index + 1 < len(tokens) else None
        new: str
        if word in ACRONYMS or (len(word) == 2 and not lex.may_be_name(word) and low not in lex.words):
            continue
        if low in lex.words:
            named = lex.may_be_name(word) and _near_name(text, match, before, after, lex)
            if named:
                new = _title(word)
            elif not shouting:
                continue
            else:
                opening = _SENTENCE_END.search(text[max(0, match.start() - 3) : match.start()]) is not None
                new = _title(word) if opening else low
        elif low in _SMALL_IN_NAMES and before is not None:
            new = low
        elif (
            shouting
            or lex.is_name(word)
            or any(lex.is_name(part) for part in re.split(r"['’-]", word))
            or (
                len(word) >= 4
                and before is not None
                and after is not None
                and (lex.is_name(before[0]) or lex.is_name(after[0]))
            )
        ):
            new = _title(word)
        else:
            continue
        out[match.start() : match.end()] = new
    return "".join(out)


def _shouting_lines(text: str, tokens: list[re.Match[str]]) -> list[tuple[int, bool]]:
    """(offset, is it mostly in capitals) of each line; a line with hardly a word follows the line before it."""
    lines: list[tuple[int, bool]] = []
    at = index = 0
    last = False
    while at <= len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        loud = total = 0
        while index < len(tokens) and tokens[index].start() < end:
            word = tokens[index][0]
            index += 1
            if len(word) > 1:
                total += len(word)
                loud += len(word) * word.isupper()
        last = loud > 0.6 * total if total > 8 else last and loud == total
        lines.append((at, last))
        at = end + 1
    return lines


def _near_name(
    text: str, match: re.Match[str], before: re.Match[str] | None, after: re.Match[str] | None, lex: Lexicon
) -> bool:
    """Is the neighbour (a space, comma, initial or full stop away) a title, or surely a name?"""
    if before is not None:
        gap = text[before.end() : match.start()]
        if gap in (" ", ", ", ". ", " \n", "\n", ": ", ":") and (
            before[0].lower() in _TITLES or ("\n" not in gap and ":" not in gap and lex.is_name(before[0]))
        ):
            return True
        if gap == ", " and lex.may_be_first(match[0]) and before[0].lower() not in lex.words:
            return True
        if len(before[0]) == 1 and gap in (" ", ". ") and before[0].isupper() and before[0] not in "AI":
            return True
    if after is not None:
        gap = text[match.end() : after.start()]
        if gap in (" ", ", ", ",") and lex.is_name(after[0]):
            return True
        if gap == ", " and lex.may_be_first(after[0]) and lex.may_be_name(match[0]):
            return True
        if gap == " " and len(after[0]) == 1 and text[after.end() : after.end() + 1] == "." and after[0] not in "AI":
            return True
    return False


def _title(word: str) -> str:
    parts = re.split(r"(['’-])", word)
    shaped = "".join(part.capitalize() for part in parts)
    if re.search(r"['’]S$", word):
        shaped = shaped[:-1] + "s"
    if word.startswith("MC") and len(word) > 4:
        shaped = "Mc" + shaped[2:].capitalize()
    return shaped if len(shaped) == len(word) else word
