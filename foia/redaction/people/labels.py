"""Words that name a role in a form: labels, table headers and cells, headings. Imports: stdlib and model."""

from __future__ import annotations

import re

from foia.model import Role

_FLAGS = re.IGNORECASE

# in order: the first that matches a label, cell or heading wins
ROLE_WORDS: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", _FLAGS))
    for role, words in (
        (
            Role.ATTORNEY,
            r"(?:defense|plaintiff'?s?|prosecuting|village|city|county|corporate|their|his|"
            r"her)? ?attorneys?(?: for [\w ]{1,30})?|"
            r"counsel(?: for [\w ]{1,30})?|public defender|asa|prosecutor|state'?s attorney|"
            r"corporation counsel|law firm|felony review",
        ),
        (
            Role.MINOR,
            r"juveniles?(?: (?:arrestee|offender|subject|suspect|victim|respondent|witness))?|"
            r"minors?(?: (?:child|children|victim|respondent|involved))?|"
            r"child(?:ren)?(?:'s)?(?: name)?|infant|student(?:'s)?(?: name)?|participant(?:'s)?(?: name)?|"
            r"camper(?:'s)?(?: name)?|registrant|"
            r"respondent minor|minor child(?:ren)?|player(?:'s)? name|student-athlete",
        ),
        (
            Role.OFFICER,
            r"(?:reporting|report|arresting|assisting|assist|responding|investigating|primary|secondary|"
            r"backup|back-?up|approving|booking|"
            r"issuing|lead|case|transporting|review(?:ing)?|watch|duty|shift|evidence|field training|involved|"
            r"accused|citing|on-?duty|"
            r"recording|first|second|affiant|complaining|subject|prepared by|responding/\w+) ?(?:officers?|"
            r"ofcs?\.?|ofcr|deput(?:y|ies)|detectives?|det\.?|troopers?|"
            r"invest(?:igator)?s?|sergeant|sgt\.?|lieutenant|supervisor|agent|commander|off\.?)(?: \w{0,8})?|"
            r"officers?(?: (?:name|involved|id|signature|assigned|of the day))?(?: ?/ ?\w+)?|ofc\.?|r/o|"
            r"r/d|detectives?|deputy|deputies|troopers?|sergeant|sgt|lieutenant|lt|watch commander|"
            r"chief of police|police chief|patrol|affiant|"
            r"beat officer|unit officer|supervisor approving|approved by|reviewed by|supervisor|star no|"
            r"inv(?:estigator)?|booked by|arrested by|"
            r"searched by|printed by|transported by|secured by|collected by|recovered by|inventoried by|fto|camera assigned to|"
            r"recording officer|bwc officer|wearer|investigated by|written by|entered by|primary unit|ofcr|"
            r"off(?:icer)?s? on scene",
        ),
        (
            Role.INFORMANT,
            r"informants?|confidential (?:source|informant)s?|c/?i(?: ?#?\d+)?|cooperating (?:individual|"
            r"witness)|tipster|source of information|coop\.? witness",
        ),
        (
            Role.ARRESTEE,
            r"arrestees?(?: ?#?\d+)?|arr|defendants?(?:'s)?(?: ?#?\d+)?(?: name)?|deft?|(?:person|subject|"
            r"individual|adult)s? arrested|arrested(?: (?:person|subject|party|individual)s?)?|inmates?|"
            r"detainees?|prisoners?|in custody|booking name|person in custody|accused(?! (?:officer|"
            r"employee))|offender/arrestee|suspect/arrestee",
        ),
        (
            Role.VICTIM,
            r"(?:alleged )?victims?(?: ?[#\d-]{1,3})?(?:[ /]\w+)?|vict?(?:im)?\.?(?: ?[#\d-]{1,3})?|v[-/]?\d|"
            r"injured (?:party|person)|patient(?:'s)?(?: name)?|decedent|deceased|missing person|survivor|"
            r"petitioner|complainant/victim",
        ),
        (
            Role.COMPLAINANT,
            r"complainants?(?: ?[#\d-]{1,3})?(?:'s)?(?: name)?|compl?\.?(?: ?#?\d)?|complaining (?:witness|"
            r"party)|c/?w|caller(?:'s)?(?: name)?|reporting (?:party|person)|reportee|rp|r/?p|reported by|"
            r"called in by|person reporting|complaint (?:filed )?by|informing party|caller name",
        ),
        (
            Role.WITNESS,
            r"(?:eye ?|independent |other )?witness(?:es)?(?: ?[#\d-]{1,3})?(?: name)?|"
            r"wit\.?(?: ?[#\d-]{1,3})?|w[-/]?\d|interviewees?|person interviewed|interviewed|statement of|"
            r"statements? from|neighbor interviewed|person giving statement",
        ),
        (
            Role.SUSPECT,
            r"suspects?(?: ?[#\d-]{1,3})?(?: name)?|susp?\.?(?: ?[#\d-]{1,3})?|subj(?:ect)?(?: ?[#\d]{1,3})?|"
            r"sbj|s[-/]?\d|offenders?(?: ?[#\d-]{1,3})?(?: name)?|off ?#?\d|perpetrator|person of interest|"
            r"poi|violator(?:'s)?(?: name)?|cited(?: (?:driver|party|person))?|"
            r"respondents?|alleged offender|subject of (?:stop|contact)|person cited|wanted (?:person|subject)|fi card|field (?:contact|interview)(?: card)?|fi",
        ),
        (
            Role.PUBLIC_EMPLOYEE,
            r"dispatch(?:er|ed by)?s?|call ?taker|oper|meter reader|code officer|plan(?:ner)?|engineer|crew|"
            r"deputy clerk|sec(?:retary|'y)|telecommunicators?|t/?c|operator|employees?(?:'s)?(?: name)?|"
            r"emp(?:loyee)? name|judge|honorable|presiding|hearing officer|clerk|village clerk|"
            r"trustees?(?: present)?|commissioners?|aldermen|board members?|members? (?:present|absent)|"
            r"present|absent|ayes?|nays?|yeas?|abstain(?:ed)?|moved by|motion by|seconded by|second(?:ed)?|"
            r"motion|roll call|"
            r"mayor|village president|president|village manager|village administrator|administrator|director|"
            r"department head|supervisor of \w+|inspector|"
            r"staff(?: present)?|also present|foia officer|records (?:clerk|custodian)|prepared by|custodian|"
            r"paid to employee|title holder|also in attendance|"
            r"fire chief|treasurer|assessor|incident commander|company officer|finance director|"
            r"minutes (?:taken|recorded|submitted) by|recorded by|submitted by|evaluator|evaluated by|rater|"
            r"appointed|reviewer|plan reviewer|building official|"
            r"issued by|received by|technician|coroner|medical examiner|court reporter|bailiff|paramedics?|"
            r"crew(?: member)?s?|intake (?:by|clerk)|rated by|certified by|bailiff|author|processed by|"
            r"employee name",
        ),
        (
            Role.PRIVATE_OTHER,
            r"drivers?(?: ?#?\d)?(?: name)?|drv ?\d?|operators?|passengers?(?: ?#?\d)?|pass ?\d|occupants?|"
            r"(?:registered )?owners?(?: of record)?(?:'s)?(?: name)?|r/?o of vehicle|reg(?:istered)? owner|"
            r"mother|father|parents?(?:/guardians?)?(?: name)?|guardians?|spouse|wife|husband|next of kin|nok|"
            r"emerg(?:ency)?\.? contacts?|beneficiar(?:y|ies)|key ?holders?|"
            r"applicants?(?:'s)?(?: name)?|home ?owners?|property owner|resident|tenant|landlord|contractor|"
            r"vendor|payee|bidders?|contact(?: (?:person|name))?|involved (?:person|party|other)|"
            r"other(?: person)?|mentioned|"
            r"requesters?|requestor|unit ?\d|individual involved|relative|friend|roommate|neighbor|employer|"
            r"manager|store manager|permittee|licensee|taxpayer|beneficiary|dependent|"
            r"pedestrian|pedalcyclist|bicyclist|io|i/o|o-?\d|p-?\d|treating (?:physician|doctor)|physician|"
            r"doctor|account holder|customer|claimant|candidate|"
            r"public comments?|speakers?|citizens?|reporting neighbor|co-?owner|lessee|towed vehicle owner|"
            r"alarm contact|bystander|plaintiffs?",
        ),
    )
)

# a bare label "Name" says nothing: the block's heading does
GENERIC_LABEL = re.compile(
    r"(?:full |last |first |legal |print(?:ed)? )?names?(?: \(?(?:last|first|l,? ?f|"
    r"last,? ?first)[\w,. /]*\)?)?|aka|alias(?:es)?|nickname|maiden name|also known as|nm|subject name",
    _FLAGS,
)

_TAIL = re.compile(r"\b(?:for|of|to|by|vs?)\b", _FLAGS)


def plain(words: str) -> str:
    """Undoes the slip of OCR that hides ranks and labels most often: a nought for an O ("0fficer", "REP0RTING")."""
    return re.sub(r"(?<![\d])0(?=[A-Za-z]{2})", "O", words)


def role_of_words(words: str) -> Role | None:
    """The role that a label, a table cell or a heading names; None when it names none.

    English puts the noun that counts last ("police officer applicants"), but before "for", "of", "by" ("attorney for the
    defendant").
    """
    if not words or len(words) > 80:
        return None
    words = plain(words.replace("_", " "))
    head = _TAIL.split(words)[0]
    return _last_role(head) or (_last_role(words) if head != words else None)


def _last_role(words: str) -> Role | None:
    best, best_end = None, -1
    for role, pattern in ROLE_WORDS:
        for match in pattern.finditer(words):
            # "Complainant/Victim" and the like: the earlier in the table wins
            if match.end() > best_end and not (best is not None and words[best_end : best_end + 1] == "/"):
                best, best_end = role, match.end()
    return best
