"""Where a word cannot be a name: streets, firms, cases, posts, makes of cars, months. For what is found by way of names found before.

Works on folded text in natural case (see `lexicon.natural_case`); offsets are those of the folded text.
"""

# ruff: noqa: SIM905 - word lists are kept in one piece
from __future__ import annotations

import re
from collections.abc import Sequence

from foia.redaction.lexicon import ACRONYMS, JARGON, VEHICLES, WORD, Lexicon, lexicon

_ORG_WORDS = frozenset(
    (
        "police department dept village city town township county state court courts courthouse district school schools "
        "university college hospital clinic center centre church temple mosque company co corp corporation inc llc llp ltd lp "
        "bank credit union association assn bureau agency office division unit committee commission board council authority "
        "service services system systems group partners associates insurance foundation fund trust society club league team "
        "restaurant cafe grill pizza bar tavern pub inn hotel motel store stores shop mart market foods pharmacy apartments "
        "apts condominiums library museum park parks mall plaza airport station terminal bridge tower hall building act code "
        "statute section article report form card license motors auto towing construction plumbing roofing electric heating "
        "landscaping cleaners salon barber fitness gym academy elementary middle high preschool kindergarten daycare funeral "
        "home homes cemetery lake river creek street st avenue ave road rd drive boulevard blvd lane ln court ct place pl "
        "parkway pkwy terrace trail expressway tollway highway hwy route bus line metra news times tribune herald gazette "
        "journal press post magazine radio tv channel records general attorney treasurer assessor clerk task force program "
        "project fire ems ambulance medical health care wellness dental family nation national united american illinois chicago "
        "federal republic government er ed icu day week month year monday tuesday wednesday thursday friday saturday sunday "
        "january february march april june july august september october november december number date time address phone email "
        "race sex age height weight hair eyes case incident offense charge charges badge star beat zone area location subject "
        "re dob ssn unknown refused none v vs versus honda toyota ford chevrolet chevy nissan hyundai kia dodge jeep jersey "
        "convention treaty protocol resolution amendment bill rights article rule rules freedom information freedom request"
    ).split()
) - frozenset(
    (
        "park hall st co re general bar bill gazette lane place mark day trust time post v fund lake rivers may hill v time "
        "april june august"
    ).split()
)
_NEVER = frozenset(
    (
        "star badge shield pt ip keyholder caregiver renter ma'am maam pob crim unl poss reinsp mon tue tues wed thu thur thurs fri sat sun hon six seven two three four five eight nine ten zero list ald acct dispatcher interior motion narrative supplement det dets sgt sgts lt ofc ofcr ofcs cpl capt cmdr po r/o r/os det sergeant lieutenant captain chief corporal commander "
        "deputy trooper mayor trustee clerk osf officer officers victim victims suspect suspects witness complainant subject "
        "driver passenger caller unknown male female juvenile adult police sergeant detective investigator reporting party "
        "dispatch dispatcher narrative north south east west northbound southbound eastbound westbound public way monday "
        "tuesday wednesday thursday friday saturday sunday january february march april july september october november "
        "december illinois chicago mr mrs ms dr miss sir madam dob ssn dl oln vin foid ccl mrn aka covid xanax narcan taser "
        "iphone android google facebook instagram snapchat uber lyft walgreens walmart target costco mcdonald's mcdonalds "
        "starbucks ups fedex amazon metra cta english spanish polish american african hispanic asian caucasian christian "
        "catholic jewish muslim internet email yes no okay please thank thanks hello hi dear sincerely regards respectfully re "
        "subject exhibit section chapter article count page table figure appendix attachment item sworn affidavit notary "
        "miranda breathalyzer jr sr ii iii north's the this that these those he she they we it i his her their our my your who "
        "what when where why how if and but or nor so yet for in on at by to from with of as after before during while since "
        "until upon under over about into through between against without within all any both each few more most other some "
        "such only own same than too very can will just visa mastercard discover amex link state county village city sex race "
        "age hair eyes height weight date time address phone cell home work name first last middle none refused n/a na unk tbd "
        "pending closed open active pit bull german shepherd labrador rottweiler chihuahua beagle husky retriever signature "
        "witness's god jesus christmas easter halloween thanksgiving xfinity comcast verizon nicor comed ford chevy honda "
        "toyota nissan dodge jeep kia hyundai bmw audi lexus er ed icu ucmc sent received forwarded trader joe's defendant "
        "plaintiff petitioner respondent appellant appellee counsel court judge attorney government applicant commission "
        "convention republic"
    ).split()
)
_PREMISES = frozenset(("park hall place lake hill store mart grove gardens green woods field fields ridge heights").split())
_AT = re.compile(r"\b(?:in|into|at|on|through|near|inside|outside|to|from)[ ](?:the[ ])?$", re.IGNORECASE)
NEVER_NAMES = _NEVER | _ORG_WORDS
_CITY_STATE = re.compile(
    r",[ ](?:IL|Il|Illinois|Ill|Indiana|Wisconsin|Iowa|Missouri|Michigan|Ohio|Kentucky|Texas|Florida|California|Arizona|Georgia|New York|Tennessee|Minnesota|Inc|LLC|Ltd|Co|Corp|P\.?C|LLP|Esq|MD|DO|RN|PhD|DDS|CPA|Jr|Sr)\b\.?$"
)
_STREET_AFTER = re.compile(
    r"^(?:['’]s)?[ ](?:(?:N|S|E|W)\.?[ ])?(?:[A-Z][a-z]+[ ])?(?:St|Street|Ave|Avenue|Av|Blvd|Boulevard|Rd|Road|Dr|Drive|Ln|Lane|Ct|Court|Pl|Place|Pkwy|Parkway|Way|Ter|Terrace|Cir|Circle|Trl|Trail|Hwy|Highway|Expressway|Expy|Expwy|Tollway|Bridge|Station|stop|bus stop|"
    r"Elementary|Middle|High|School|Academy|University|College|Hospital|Medical|Hall|Center|Centre|Park|Library|Church|Funeral|Law|Insurance|Inc|LLC|Ltd|Corp|Company|Co|Bros|Brothers|Motors|Ford|Toyota|Honda|Chevrolet|Auto|Construction|Plumbing|Foundation|Memorial|County|"
    r"Township|Village|Police|Fire|Department|Apartments|Towers|Plaza|Mall|Beach|Harbor|Field|Stadium|Arena|Theater|Theatre|Museum|Restaurant|Pizza|Grill|Pub|Tavern|Inn|Hotel|Pharmacy|Foods|Bank|Realty|Properties|Group|Associates|Partners|Act|Rule|Warning|Warnings|rights|Rights|street|avenue|road|drive|exit|ramp)\b\.?"
)
_STREET_BEFORE = re.compile(
    r"(?:\b\d{1,3}(?:st|nd|rd|th)[ ](?:and|&)[ ][A-Z][\w ]{2,24}[ ](?:and|&|/)[ ]|(?<![/#\d])\d{2,6}(?:[ ](?:block of|blk(?: of)?))?[ ](?:[NSEW]\.?[ ]|North |South |East |West )?|\b(?:block of|intersection of|corner of)[ ](?:[NSEW]\.?[ ])?|\b\d{1,3}(?:st|nd|rd|th)(?: (?:St|Street|Pl|Place)\.?)?[ ](?:and|&|/)[ ](?:[NSEW]\.?[ ])?|(?:St|Ave|Rd|Blvd|Dr|Street|Avenue|Road)\.?[ ](?:and|&|/)[ ](?:[NSEW]\.?[ ])?|"
    r"\b(?:northbound|southbound|eastbound|westbound|north|south|east|west|[nsew]/?b)[ ](?:on|along|onto|down|from|at)[ ](?:[NSEW]\.?[ ])?|\b(?:off of|west of|east of|north of|south of|crossing|onto|along)[ ](?:[NSEW]\.?[ ])?|(?<![\w.])[NSEW]\.?[ ])$"
)
_CROSS_AFTER = re.compile(
    r"^(?:[ ](?:and|&)|/)[ ]?\d{1,3}(?:st|nd|rd|th)\b|^[ ](?:and|&|/)[ ][A-Z][a-z]+[ ](?:St|Ave|Rd|Blvd|Dr|Street|Avenue|Road|Drive)\b"
)
_CASE_LAW = re.compile(r"(?:^[ ,.]{0,2}(?:v|vs)\.?[ ][A-Z])|(?:^,[ ]\d{1,4}[ ](?:Ill|U\.S|F\.|N\.E|S\.|Cal|N\.Y))")
_CASE_LAW_BEFORE = re.compile(r"(?:[A-Za-z.,)][ ](?:v|vs)\.?[ ])$")
_CITED = re.compile(
    r"^[^\n]{0,60}?(?:\d{1,4}[ ](?:Ill\.|U\.S\.|F\.\s?\d|F\. ?Supp|N\.E\.|S\. ?Ct)|\b(?:19|20)\d\d[ ]IL[ ]|\((?:19|20)\d\d\)|,[ ](?:19|20)\d\d\b)"
)
_OF_PLACE = re.compile(
    r"\b(?:[Cc]ity|[Vv]illage|[Tt]own|[Tt]ownship|[Cc]ounty|[Uu]niversity|[Bb]ank|[Cc]hurch|[Ss]chool|[Rr]epublic|[Ss]tate|[Pp]orts?|[Ll]ake|[Mm]ount|[Ff]ort) of $"
)
_FIRM_AFTER = re.compile(
    r"^(?:['’]s [A-Z][a-z]+(?! [a-z]+ed\b)|,? (?:&|and) (?:Sons?|Associates|Assoc|Bros|Brothers|Company|Co|Daughters|Partners)\b|(?: and [A-Z][a-z]+)? [Cc]ount(?:y|ies)\b)"
)
_MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec".split()
)


def _opens_sentence(text: str, start: int) -> bool:
    return re.search(r"(?:^|[.!?:/|\n\"(-])[ \t]{0,3}$", text[max(0, start - 4) : start]) is not None


def _goes_on(text: str, end: int, lex: Lexicon) -> bool:
    """A capitalised word follows that is no name: "Fairfax Connector"."""
    following = re.match(r"[ -]([A-Z][a-z]+|[A-Z]{2,})", text[end : end + 24])
    return following is not None and not lex.may_be_name(following[1])


def _words(text: str, start: int, end: int) -> list[str]:
    return [word[:-2] if word[-2:] in ("'s", "’s") else word for word in WORD.findall(text[start:end])]


_BRANDS = frozenset(
    (
        "john deere,harley davidson,jimmy john,jimmy johns,papa john,papa johns,papa murphy,trader joe,sam adams,louis vuitton,michael kors,calvin klein,ralph lauren,tommy hilfiger,jack daniels,jack daniel,jim beam,johnnie walker,johnny walker,mary kay,martha stewart,smith wesson,philip morris,charles schwab,edward jones,wells fargo,mary jane,captain morgan,jose cuervo,don julio,casey,wendy,arby,culver,portillo,kohl,macy,lowe,mariano,dick,denny,applebee,chili,hardee,popeye,dr pepper,jolly rancher,miranda,terry,brady,garrity,garmin,dairy queen,burger king,ray ban,steve madden,kate spade,marc jacobs,jimmy choo,christian dior,hugo boss,eddie bauer,ben franklin,uncle sam,john doe hearing,paul revere,jersey mike"
    ).split(",")
) - frozenset(("terry", "dick", "casey", "miranda", "wendy", "brady", "mariano", "denny"))


def _firm(after: str, lex: Lexicon) -> bool:
    """What follows makes it a firm or a county: "Kuang's Wok", "Cantu & Sons"."""
    match = _FIRM_AFTER.match(after)
    return match is not None and not (
        after[:2] in ("'s", "’s") and (lex.may_be_name(match[0][3:].strip()) or match[0][3:].strip().lower() in NEVER_NAMES)
    )


def _forbidden(text: str, start: int, end: int, words: Sequence[str], lex: Lexicon) -> bool:
    """Streets, organisations, cases, labels, places that the model or a rule took for a person."""
    span = text[start:end]
    lows = [word.lower() for word in words]
    if (
        any(char.isdigit() or char in "@/_=\\$%#<>[]{}" for char in span)
        or len(words) > 7
        or not any(word[0].isupper() for word in words)
    ):
        return True
    if (
        all(low in _NEVER for low in lows)
        or any(low in _ORG_WORDS for low in lows[1:])
        or (lows[0] in _ORG_WORDS and not lex.may_be_first(lows[0]))
    ):
        return True
    if len(words) == 1 and (lows[0] in _NEVER or len(lows[0]) < 2):
        return True
    if lows[-1] in _PREMISES and (
        (len(words) > 1 and not lex.may_be_first(lows[0])) or _AT.search(text[max(0, start - 12) : start])
    ):
        return True
    if (lows[0] in VEHICLES and not (len(words) > 1 and lex.is_name(words[1]))) or (
        len(words) == 2 and lows[1] in VEHICLES and not lex.is_name(words[0])
    ):
        return True
    earlier = re.search(r"([\w-]+)[ ]$", text[max(0, start - 20) : start])
    if earlier and earlier[1].lower() in VEHICLES:
        return True
    if lows[0] in ("the", "this", "that", "our", "my", "and", "or", "no", "not", "if", "when"):
        return True
    if (
        (lows[0] in JARGON and not lex.may_be_name(lows[0]))
        or (len(words) == 1 and words[0] in ACRONYMS)
        or span in ("P.C.", "D.D.S.", "M.D.")
    ):
        return True
    if (
        len(words) == 1
        and lows[0] in _MONTHS
        and (
            re.match(r"[.,]?[ ]\d|[.\n]|$", text[end : end + 3])
            or re.search(
                r"\b(?:of|in|by|since|until|through|late|early|last|next|this|for)[ ]$", text[max(0, start - 8) : start]
            )
        )
    ):
        return True
    after, before = text[end : end + 60], text[max(0, start - 40) : start]
    if _STREET_AFTER.match(after) or _CROSS_AFTER.match(after) or _CITY_STATE.search(span):
        return True
    if _STREET_BEFORE.search(before) and not (len(words) > 1 and lex.is_name(words[0]) and lex.may_be_first(words[0])):
        return True
    if _OF_PLACE.search(before) or _firm(after, lex) or " ".join(lows) in _BRANDS:
        return True
    if _CASE_LAW.match(after) and (len(words) == 1 or _CITED.match(after)):
        return True
    return bool(_CASE_LAW_BEFORE.search(before) and (len(words) == 1 or _CITED.match(after)))


def forbidden(text: str, start: int, end: int, *, plain_opening: bool = False) -> bool:
    """May [start, end) not be a name where it stands? `plain_opening`: nor an English word that opens a sentence."""
    lex = lexicon()
    words = _words(text, start, end)
    if (
        plain_opening
        and words[0].lower() in lex.words
        and _opens_sentence(text, start)
        and text[end : end + 2] not in ("'s", "’s")
    ):
        return True
    return not words or _forbidden(text, start, end, words, lex) or _goes_on(text, end, lex)


def cited(text: str, start: int, end: int) -> bool:
    """Is [start, end) a party in the name of a reported case: "People v. Garcia, 123 Ill. 2d 456"?"""
    after, before = text[end : end + 60], text[max(0, start - 40) : start]
    beside = _CASE_LAW.match(after) or _CASE_LAW_BEFORE.search(before)
    return bool(beside and _CITED.match(after))
