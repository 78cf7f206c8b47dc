"""What shows a person's role: tables of patterns, each with a weight and a reason a clerk can read. Imports: stdlib and model.

Weights: 10 a rank or an explicit label; 8 a table cell or a heading; 6 a phrase beside the name; 2-5 a verb. Patterns look at
bounded windows (see layout), never at the whole text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from foia.model import Role
from foia.patterns import small

from .posts import ATTORNEY_WORDS, PUBLIC_SURE_WORDS, RANK_WORDS, RELATION_WORDS

_FLAGS = re.IGNORECASE


class Cue(NamedTuple):
    role: Role
    weight: int
    reason: str
    plural: bool = False  # holds for the names that follow in the same list too


# ------------------------------------------------------------------------------------------------ words that name a role


_WORDS = {
    Role.VICTIM: r"victims?|v/?-?\d\b|vict?\.|complainant/victim|patient|decedent|deceased(?: subject)?|"
    r"injured (?:party|man|woman|person|pedestrian|driver|passenger)|missing (?:person|man|woman)|"
    r"survivor",
    Role.WITNESS: r"w/?-?\d\b|(?:eye ?|independent |other )?witness(?:es)?|wit\.|passers?-?by|bystander(?= who (?:saw|called))",
    Role.COMPLAINANT: r"c/\d\b|complainants?|compl?\.|reporting (?:party|person)|caller|r/?p|c/?w|"
    r"complaining (?:witness|party)",
    Role.INFORMANT: r"(?:confidential |reliable |registered )?(?:informant|source)|c/?i|tipster|"
    r"cooperating (?:witness|individual|defendant)",
    Role.SUSPECT: r"[so]/-?\d\b|suspects?|gang member|susp\.|offenders?|perpetrator|person of interest|"
    r"possible suspect|alleged (?:offender|assailant|thief)|violator|wanted (?:subject|person)|"
    r"assailant",
    Role.ARRESTEE: r"a/\d\b|arrestees?|defendants?|deft?\.|co-?defendants?|inmate|detainee|prisoner|the accused|"
    r"arrested subject",
}
# between the role word and the name: "#2,", "who was verbally identified as", "later identified to be", "Mr."
_FILL = (
    r"(?:[ -]?#? ?\(?[A-Z]?\d{1,2}\)?)?(?:\(s\))?(?:[ ,:;(\"-]+(?:(?:who|that|and|was|were|is|"
    r"has been|had been|later|then|positively|verbally|also|subsequently|further|previously|only|"
    r"by \w+|via \w+|through (?:his|her|their|a|"
    r"an)? ?[\w' ]{2,30})[ ,]+){0,6}(?:(?:self-)?identified(?: (?:himself|herself|themselves))?"
    r"(?: by [\w ]{2,30}| via [\w' ]{2,30}| from [\w' ]{2,40}| verbally| through [\w' ]{2,30})? (?:as|"
    r"to be)|known (?:to \w+ )?(?:as|to be)|named?|name of|id'?d as|i/?d'?d? as|is|was|being|as|"
    r"gave (?:his|her|their) name as|,))?[ ,:;(\"-]*(?:(?:mr|mrs|ms|miss|dr|mx)\.?,? *)?$"
)

_BEFORE: list[tuple[re.Pattern[str], Cue]] = []
_AFTER: list[tuple[re.Pattern[str], Cue]] = []


def _b(pattern: str, role: Role, weight: int, reason: str, *, plural: bool = False) -> None:
    _BEFORE.append((small(pattern), Cue(role, weight, reason, plural)))


def _a(pattern: str, role: Role, weight: int, reason: str) -> None:
    _AFTER.append((small(pattern), Cue(role, weight, reason)))


_NAMES_BETWEEN = r"(?:[ ,]+(?:of|for) the [\w .]{3,40},?)?"
_b(
    rf"(?<![\w'-])(?:{PUBLIC_SURE_WORDS}){_NAMES_BETWEEN},? +(?:pro tem |emeritus )?$",
    Role.PUBLIC_EMPLOYEE,
    11,
    "a public office before the name",
    plural=True,
)
_b(
    rf"(?<![\w'-])(?:{ATTORNEY_WORDS})(?:[:,]? +)(?:(?:mr|mrs|ms|miss)\.? )?$",
    Role.ATTORNEY,
    11,
    "a lawyer's title before the name",
    plural=True,
)
_b(
    rf"(?<!insurance )(?<!real estate )(?<!leasing )(?<!\bfire )(?<!ticket )(?<![\w'-])(?:{RANK_WORDS}) "
    rf"*(?:\(?#? ?\d{{1,5}}\)? *)?$",
    Role.OFFICER,
    10,
    "a police rank before the name",
    plural=True,
)
_b(
    r"\b(?:bwc|body[- ]?(?:worn )?cam(?:era)?|squad video|dash ?cam|assigned(?: to)?)(?: of| for|:)? +$",
    Role.OFFICER,
    5,
    "a camera or post assigned to the person",
)
_b(
    r"\b(?:police officers|officers|ofcs?\.?|detectives|dets?\.?|deputies|sgts?\.|sergeants|troopers|"
    r"r/os) (?:[A-Z][\w'’.-]+(?: #?\d{1,5})?(?:,? and|,| &|/) ?){1,5}$",
    Role.OFFICER,
    8,
    "in a list of officers",
    plural=True,
)
_b(
    r"(?:illinois state police|isp|[A-Z][a-z]+ (?:pd|police(?: department)?)|sheriff'?s (?:office|department)) +$",
    Role.OFFICER,
    5,
    "a police agency before the name",
)
_b(
    rf"(?:\b(?:his|her|their|my|our|your|whose)|['’]s|s['’]|\bthe|\ba|\ban|\bwith|\bto|^|"
    rf",) +{RELATION_WORDS}(?: of (?:the )?[\w ]{{2,25}})?[ ,:;(-]*(?:(?:whose name is|who (?:was|"
    rf"is) )?(?:identified as |named )?(?:mr|mrs|ms|miss|dr)?\.? *)$",
    Role.PRIVATE_OTHER,
    7,
    "a word of kinship or acquaintance before the name",
)
for _role, _words in _WORDS.items():
    _b(rf"(?<![\w'-])(?:{_words}){_FILL}", _role, 9, f"the word '{_role.value}' beside the name", plural=True)
_b(
    r"(?<!of her )(?<!of his )(?<!of their )(?<!of the )(?<!of a )"  # the father of her child, Smith
    r"\b(?:juvenile|minor|child|infant|toddler|baby|boy|girl|kid|teen(?:ager)?|newborn|student|"
    r"preschooler|kindergartner)(?: (?:male|female|victim|offender|suspect|witness|son|daughter))?" + _FILL,
    Role.MINOR,
    8,
    "a word for a child before the name",
    plural=True,
)
_b(
    r"\b(?:owner|driver|passenger|operator|resident|homeowner|tenant|employee|cashier|"
    r"clerk at [\w' ]{2,25}|store manager|manager|bartender|security guard|loss prevention (?:agent|"
    r"officer|associate)|guest|customer|applicant|contractor|subject|male|female|man|woman|pedestrian|"
    r"bicyclist|motorist|occupant|property owner|registered owner|keyholder|bystander|individual|"
    r"person|party|vendor|physician|(?:ed |er |attending |emergency )?doctor|dr\.|nurse)" + _FILL,
    Role.PRIVATE_OTHER,
    5,
    "a private capacity stated before the name",
)
_b(
    r"(?:arrested|arrest(?:ing)? of|apprehended|detained and arrested|mirandized|booked|fingerprinted|"
    r"custody of|handcuffed|arrest warrant for|charged|charges against|indictment of|indicted|"
    r"people (?:of the state of illinois )?v(?:s?\.|ersus)|state v\.|illinois v\.|"
    r"bond (?:hearing )?for)[ ,:]+(?:(?:the )?(?:defendant|suspect|offender|subject),? +)?(?:mr|mrs|"
    r"ms|miss)?\.? *$",
    Role.ARRESTEE,
    6,
    "words of arrest or charge before the name",
)
_b(
    r"(?:cited|ticketed|issued|wrote|citation (?:issued )?to|ticket to|summons to|"
    r"citation for)[ :]+(?:the driver,? +)?(?:mr|mrs|ms|miss)?\.? *$",
    Role.SUSPECT,
    5,
    "a citation issued to the person",
)
_b(
    r"(?:spoke (?:again )?(?:with|to)|speaking (?:with|to)|interviewed|interview(?:ing)? (?:of|with)?|"
    r"met with|contact(?:ed)? (?:with )?|made contact with|statements? (?:from|of|by)|according to|"
    r"canvass\w*|information from|asked|re-?contacted|telephoned|took a statement from|(?:voicemail|"
    r"message) for)[ ,:]+(?:mr|mrs|ms|miss|dr)?\.? *$",
    Role.WITNESS,
    2,
    "the person was spoken to",
)
_b(
    r"(?:call(?:ed in)? (?:from|by)|complaint (?:filed |made |signed |received )?(?:by|from|of)|"
    r"reported by|(?:report|complaint|call|e-?mail|letter) (?:was )?(?:made|received|submitted|"
    r"filed) (?:by|from)|behalf of|complaints? (?:signed )?by|flagged down by|dispatched (?:to|"
    r"for) a? ?call from|summoned by)[ ,:]+(?:mr|mrs|ms|miss)?\.? *$",
    Role.COMPLAINANT,
    5,
    "the person called or complained",
)
_b(
    r"(?:called in by|phoned in by|made by|placed by|noise complaint from|calls? (?:was |"
    r"were )?(?:placed|made) by|911 caller,?|flagged (?:me|us|r/os?|officers?) down[ ,]+|"
    r"requested by)[ ,:]+(?:mr|mrs|ms|miss)?\.? *$",
    Role.COMPLAINANT,
    5,
    "the person called or complained",
)
_b(
    r"\b(?:rented|leased|occupied|operated|driven|possessed|owned|carried|held|worn) by[ ,:]+(?:mr|mrs|ms|miss)?\.? *$",
    Role.PRIVATE_OTHER,
    4,
    "a private capacity stated before the name",
)
_b(
    r"\b(?:registered to|returned (?:valid )?to|comes? back to|came back to|r/o is|listed to|"
    r"reg(?:istered)? owner(?: is)?|belong(?:s|ed|ing) to|title[d]? to|in the name of|lease is in|"
    r"leaseholder)[ ,:]+(?:mr|mrs|ms|miss)?\.? *$",
    Role.PRIVATE_OTHER,
    5,
    "named as an owner",
)
_b(
    r"\b(?:well[- ]?being check|welfare check|wellness check|check (?:the )?well[- ]?being|"
    r"missing person|wbc)(?: on| for| of)[ ,:]+(?:mr|mrs|ms|miss)?\.? *$",
    Role.VICTIM,
    4,
    "the person looked after",
)
_b(
    r"\b(?:identified|recognized|picked(?: out)?|pointed (?:out|at|to)|chose|stop(?:ped)?|chased|"
    r"pursued|search(?:ed|ing) for|detained|located|observed|saw|believes?|"
    r"suspects?)[ ,:]+(?:photo \d+,? |number \d+,? |ex-\w+ |a male,? |the male,? )?(?:mr|mrs|ms|"
    r"miss)?\.? *$",
    Role.SUSPECT,
    2,
    "the person was looked for or pointed out",
)
_b(
    r"\b(?:offender|suspect|driver|subject|male|female|man|woman)s? (?:\w+ ){0,4}(?:as|named)[ ,:\"“]+$",
    Role.SUSPECT,
    2,
    "identified by the police",
)
_b(
    r"\b(?:e\.?t\.?|evidence tech\w*|csi|bt|breath operator|dre|sro|asst|duty (?:officer|sgt)|"
    r"unit \d\w*|beat \d+|car \d+|squad \d+)[ .:#-]+$",
    Role.OFFICER,
    6,
    "a police post before the name",
    plural=True,
)
_b(
    r"\b(?:per|by|w/|advised|notified|relieved by|assist(?:ed)? by|approved by|reviewed by)[ :]+(?:lt|"
    r"sgt|det|ofc|cmdr|capt|chief|dep)\.? *$",
    Role.OFFICER,
    10,
    "a police rank before the name",
)
_b(
    r"(?:struck|hit|punched|stabbed|shot|kicked|choked|robbed|pushed|shoved|threatened|assaulted|"
    r"battered|strangled|grabbed|slapped|bit|injured|attacked|beat|beating|hitting|punching|"
    r"harass(?:ed|ing)|threatening|spat on|stole from|stalked|killed)[ ,:]+(?:the victim,? +)?(?:mr|"
    r"mrs|ms|miss)?\.? *$",
    Role.VICTIM,
    4,
    "the object of an attack",
)
_b(
    r"(?:property|wallet|purse|vehicle|bike|bicycle|phone|identity|residence|home|apartment|garage|"
    r"house) (?:of|belonging to|owned by|stolen from|taken from)[ ,:]+(?:mr|mrs|ms|miss)?\.? *$",
    Role.VICTIM,
    3,
    "the owner of what was taken or damaged",
)
_b(
    r"(?:searching for|warrant for|looking for|identified (?:the )?(?:suspect|offender) as|bolo for|"
    r"attempt to locate|probable cause to arrest|named as the (?:suspect|offender)|accus(?:ed|ing)|"
    r"suspects that|blamed)[ ,:]+(?:mr|mrs|ms|miss)?\.? *$",
    Role.SUSPECT,
    5,
    "named as the one suspected",
)

_a(
    r"^,? ?\(?(?:star|badge|shield|unit|beat|s#|b#|bdg|radio)(?: ?(?:no|number|id)\.?)? ?#?:? ?\d{1,5}\b",
    Role.OFFICER,
    9,
    "a star or badge number after the name",
)
_a(r"^,? ?\(?(?:#|id ?#|badge ?#|star ?#) ?\d{1,5}\b\)?", Role.OFFICER, 6, "a number as officers carry it after the name")
_a(
    rf"^ ?[,(-] ?(?:a |an |the )?(?:{PUBLIC_SURE_WORDS})\b(?! (?:complaint|report))",
    Role.PUBLIC_EMPLOYEE,
    10,
    "a public office after the name",
)
_a(
    rf"^ ?[,(-]? ?(?:a |an |the )?(?:{ATTORNEY_WORDS}|esq\.?|esquire|arDC)\b",
    Role.ATTORNEY,
    10,
    "a lawyer's title after the name",
)
_a(rf"^ ?[,(-] ?(?:a |an |the )?(?:[a-z]+ )?(?:{RANK_WORDS})(?=[\s,;.)#]|$)", Role.OFFICER, 9, "a police rank after the name")
_a(
    r"^,? (?:of|with|from) the (?:[\w.]+ ){1,5}(?:police(?: department)?|sheriff'?s (?:office|department)|p\.?d\.?)\b",
    Role.OFFICER,
    8,
    "of a police agency",
)
_a(r"^,? (?:pd|police department)\b", Role.OFFICER, 4, "a police agency after the name")
_a(
    r"^ ?(?:,|\(|-|–|, ?who (?:is|was)|is|was|as)(?: identified as)? ?(?:the |his |her |their |an? |[\w.]+['’]s )?(?:\w+ )?"
    + RELATION_WORDS
    + r"\b(?! (?:of|to) police)",
    Role.PRIVATE_OTHER,
    6,
    "a word of kinship or acquaintance after the name",
)
for _role, _words in _WORDS.items():
    _a(
        rf"^ ?(?:,|\(|-|–| is| was| as|/)(?: identified as)? ?(?:the |an? )?(?:alleged |possible |primary |"
        rf"juvenile |sole |main |only |named )?(?:{_words})(?:[ -]?#?\d{{1,2}})?\b",
        _role,
        8,
        f"the word '{_role.value}' after the name",
    )
_a(r"^ ?\((?:V|V-?\d|vic)\)", Role.VICTIM, 9, "marked as a victim")
_a(r"^ ?\((?:W|W-?\d|wit)\)", Role.WITNESS, 9, "marked as a witness")
_a(r"^ ?\((?:S|S-?\d|susp)\)", Role.SUSPECT, 9, "marked as a suspect")
_a(r"^ ?\((?:A|A-?\d|arr|D-?\d|deft?)\)", Role.ARRESTEE, 9, "marked as an arrestee")
_a(r"^ ?\((?:C|C-?\d|comp|rp|r/p|c/w)\)", Role.COMPLAINANT, 9, "marked as a complainant")
_a(
    r"^ ?\(?,? ?(?:was|were|is|are|being|had been|has been|be)(?: (?:then|also|subsequently|later|"
    r"immediately|formally|both|placed|taken|again|lawfully|physically))* ?(?:arrested|under arrest|"
    r"in(?:to)? custody|in(?:to)? handcuffs|handcuffed|charged|booked|processed|mirandized|"
    r"finger-?printed|lodged|remanded|indicted|convicted|sentenced|found guilty|arraigned|read (?:his|"
    r"her|their) (?:miranda )?rights|transported to (?:the )?(?:station|lockup|lock-up|jail|"
    r"county jail|mhpd|pd|police)|held on|released on (?:bond|his own|her own|a? ?(?:notice|recogn|"
    r"i-bond|conditions))|in custody)\b",
    Role.ARRESTEE,
    7,
    "was arrested or charged",
)
_a(r"^ ?\([^()]{0,30}\barrested\b|^[^\n.]{0,70}\barrested ?[:?] ?\[? ?(?:x|y(?:es)?)\b", Role.ARRESTEE, 9, "marked as arrested")
_a(r"^ (?:under arrest|in(?:to)? custody|in handcuffs)\b", Role.ARRESTEE, 7, "was placed under arrest")
_a(
    r"^,?(?: \w+)? (?:ple(?:a)?d(?:ed)? (?:not )?guilty|waived (?:his|her) (?:miranda )?rights|"
    r"posted bond|invoked (?:his|her)|submitted to (?:a )?(?:breath|chemical|field)|"
    r"refused (?:the )?(?:breath|chemical|field sobriety|breathalyzer)|"
    r"failed (?:the )?field sobriety)\b",
    Role.ARRESTEE,
    6,
    "words of arrest or court after the name",
)
_a(
    r"^,? (?:was|were|had been|is) (?:\w+ )?(?:issued|cited|given|"
    r"ticketed)\b(?!(?: \w+){0,3} (?:warning|trespass))[^.]{0,60}?(?:citations?|tickets?|summons|"
    r"notice to appear|p-?ticket|ordinance|cited|ticketed|for)\b",
    Role.SUSPECT,
    6,
    "was cited",
)
_a(
    r"^,? (?:was|were|had been|being|got)(?: (?:\w+ly|also|then|both))* (?:struck|hit|punched|stabbed|"
    r"shot|kicked|choked|robbed|pushed|shoved|threatened|assaulted|battered|strangled|grabbed|slapped|"
    r"bitten|injured|attacked|beaten|harassed|killed|pronounced|scammed|defrauded|burglarized|"
    r"carjacked|molested|sexually|raped|knocked|thrown|transported (?:by (?:ambulance|ems)|"
    r"to [\w' ]{0,30}(?:hospital|medical|emergency))|treated|bleeding|unconscious|found (?:dead|"
    r"unresponsive|deceased)|the victim)",
    Role.VICTIM,
    5,
    "something was done to the person",
)
_a(
    r"^['’]s (?:[\w-]+ ){0,4}(?:was|were|had been|has been) (?:stolen|taken|burglarized|damaged|"
    r"broken|vandalized|missing|forced|entered|ransacked|keyed|cut|removed|hacked|used without)",
    Role.VICTIM,
    5,
    "the person's property was taken or damaged",
)
_a(
    r"^,? (?:sustained|suffered|complained of|refused (?:medical|ems|treatment|transport)|"
    r"declined (?:medical|ems|treatment|transport|to (?:press|sign|prosecute))|is missing|"
    r"was last seen|(?:discovered|found|noticed|realized)(?: that)? (?:his|her|their) |"
    r"had (?:visible )?(?:injur|bruis|lacerat|swelling|redness)|lost consciousness|"
    r"reported (?:that )?(?:his|her) )",
    Role.VICTIM,
    4,
    "words of injury or loss after the name",
)
_a(
    r"^,?(?: who)? (?:called|phoned|dialed|telephoned|summoned|flagged down|"
    r"contacted)(?: the)? (?:911|9-1-1|police|officers?|dispatch|mhpd|r/?o|the (?:police|station|"
    r"department)|village hall|[A-Z]\w+ (?:pd|police))",
    Role.COMPLAINANT,
    5,
    "called the police",
)
_a(
    r"^,? (?:came (?:in)?to (?:the )?(?:station|lobby|police|pd|front desk)|(?:wished|wants|wanted|"
    r"agreed|would like|refused) to (?:sign|file|press|pursue|make a (?:report|complaint))|"
    r"signed (?:a |the |complaints?|criminal)|filed (?:a|this|the) (?:complaint|report|police)|"
    r"complained|alleges|alleged|reported (?:a|the|that a|that an|that someone|that somebody|an|"
    r"seeing|hearing))",
    Role.COMPLAINANT,
    4,
    "complained or reported",
)
_a(
    r"^,? (?:fled|ran (?:from|away|off)|took off|struck|punched|threatened|pointed (?:a|the)|stole|"
    r"grabbed|kicked|pushed|shoved|strangled|choked|broke (?:into|the)|forced (?:his|her|open)|"
    r"took (?:the|his|her) (?:purse|wallet|phone|money)|shot|stabbed|(?:is|was) (?:wanted|"
    r"identified as (?:the )?(?:suspect|offender)|suspected|believed to (?:be|have)|named as)|(?:has|"
    r"had) (?:an? )?(?:active|outstanding) warrant|became (?:combative|belligerent|irate)|resisted|"
    r"violated|admitted|denied (?:hitting|striking|taking|stealing|being|any involvement|the)|"
    r"sent (?:threatening|harassing))",
    Role.SUSPECT,
    3,
    "an offence is laid to the person",
)
_a(
    r"^,? (?:is|was|are) (?:wanted|sought|believed|suspected|responsible|a person of interest|"
    r"the one who|the (?:shooter|driver of the suspect|offender))|^,? may (?:be|"
    r"have been) (?:responsible|involved)|^,? (?:had|has) (?:thrown|taken|stolen|hit|struck|"
    r"threatened|broken|kicked|damaged|been (?:harassing|threatening|following|stalking))|^,? (?:is|"
    r"was) banging|^,? (?:drove|ran) (?:off|away)|^,? (?:admitted|confessed)|^['’]s (?:gang|"
    r"residence was searched|fingerprints)",
    Role.SUSPECT,
    4,
    "an offence is laid to the person",
)
_a(
    r"^,? (?:came home|returned (?:home )?(?:and|to find)|left for work|awoke|woke up|found (?:the|"
    r"his|her|their)|noticed (?:his|her|the)|lives alone|was (?:home|asleep|walking|sitting|standing|"
    r"waiting|riding) ?|felt|feared|could not (?:move|breathe)|"
    r"has an? (?:active )?(?:order of protection|o/?p)|declined|was very upset|was crying|"
    r"began to cry|showed (?:me|us|r/o) (?:the|his|her))",
    Role.VICTIM,
    3,
    "words of one to whom it happened",
)
_a(
    r"^,?(?: who)?(?: (?:further|also|then|later|again|verbally))? (?:saw|observed|witnessed|heard|"
    r"overheard|noticed (?:a|the|two|someone)|watched)\b",
    Role.WITNESS,
    4,
    "saw or heard what happened",
)
_a(
    r"^,?(?: who| both)?(?: (?:further|also|then|later|again|verbally|initially|both))* (?:told|"
    r"stated|said|advised|related|reported|explained|indicated|recalled|described|confirmed|provided|"
    r"gave|added|replied|answered|identified|denied|claimed|believed|thought|remembered|estimated|"
    r"recounted|thanked|showed)\b",
    Role.WITNESS,
    2,
    "gave information",
)
_a(
    r"^,? (?:arrived on scene|conducted (?:a|the)|initiated|activated (?:his|her)|responded|canvassed|"
    r"photographed|collected|transported|inventoried|mirandized|read \w+ (?:his|her|the|their)|"
    r"placed \w+ (?:under|in)|arrested|assisted (?:with|in|on|me|r/?o)|processed the|"
    r"secured the scene|was dispatched|cleared the|issued (?:a|the|him|her|\w+) |interviewed|cited)",
    Role.OFFICER,
    3,
    "police work is told of the person",
)
_a(
    r"^ ?,? ?(?:a |the )?(?:owner|driver|passenger|manager|store manager|clerk|employee|resident|"
    r"tenant|homeowner|cashier|property manager|keyholder|landlord|registered owner) (?:of|at|for)\b",
    Role.PRIVATE_OTHER,
    5,
    "a private capacity stated after the name",
)

# what may stand between a name and its verb: "(M/W 34)", ", who lives at 12 Elm St,", an address, a birth date
ASIDE = re.compile(
    r"^(?: ?\([^()]{1,80}\)|,? (?:[MF]/?[WBHAIU]|[WBHAIU]/?[MF])(?:[/ -]?\d{1,2})?,?|,? \d{1,2},|"
    r", (?:who|whom|whose|of|at|age|aged|an?|the|his|her|their|also|then|dob|"
    r"\d)\b[^,.;]{0,90}(?:,[^,.;]{0,30}\b(?:IL|Illinois)(?: \d{5})?)?,|"
    r",? \d{1,6} [\w. ]{3,40}?(?= (?:saw|heard|stated|said|told|advised|related|observed|called|was|had|reported)\b))+",
    _FLAGS,
)

_a(r"^,? (?:C\.?|P\.?)?JJ?\.(?= |,|$)", Role.PUBLIC_EMPLOYEE, 9, "a judge, by the letters after the name")
_a(rf"^ ?\(?[\"“(]+(?:the )?[\"“]?(?:{RANK_WORDS})[\"”]", Role.OFFICER, 9, "called by a police rank")
_a(rf"^ ?\(?[\"“(]+(?:the )?[\"“]?(?:employee|{PUBLIC_SURE_WORDS})[\"”]", Role.PUBLIC_EMPLOYEE, 8, "called by a public post")
_a(
    r"^,? v(?:s|ersus)?\. |^,? (?:the )?(?:plaintiff|appell(?:ant|ee)|petitioner|cross-\w+)s?\b",
    Role.PRIVATE_OTHER,
    5,
    "a party by the caption",
)
_b(
    r"\bv(?:s|ersus)?\. $|\b(?:plaintiff|appell(?:ant|ee)|estate of|in re|marriage of)[ ,]+$",
    Role.PRIVATE_OTHER,
    5,
    "a party by the caption",
)
_b(r"\b(?:i['’]?m|i am|my name is|my name['’]s|this is|name is)[ ,]+$", Role.WITNESS, 2, "says who he or she is")

BEFORE: tuple[tuple[re.Pattern[str], Cue], ...] = tuple(_BEFORE)
AFTER: tuple[tuple[re.Pattern[str], Cue], ...] = tuple(_AFTER)

JOIN = re.compile(r"^[\s\"”)]*(?:#? ?\d{1,5}\)?|\([^()\n]{1,30}\))?\s*(?:,|;|/|&|,? ?\band\b|,\s*&|\bor\b)\s*$", _FLAGS)
AGE_AFTER = re.compile(
    r"^ ?(?:,|\(|-|is|was|who is|who was)* ?(?:an? |age[ds]?:? ?|approximately |"
    r"then )?\(?(\d{1,3})(?:[ -]?(?:years?|yrs?|yr)[ -](?:old|of age)|[ -]?y/?o\b|[ -]?yoa\b|"
    r"(?= ?[,;)]))",
    _FLAGS,
)
AGE_BEFORE = re.compile(
    r"\b(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen)[ -]?(?:years?[ -]old|y/?o|yoa|yr[ -]old|month[ -]old|"
    r"months?[ -]old)\b[\w ,'-]{0,40}$",
    _FLAGS,
)
SEX_AGE = re.compile(
    r"^[ ,]*[(\[]?(?!of\b)(?:[MF]/?[WBHAUIO]|[WBHAUIO]/?[MF]|male|female|[MF])[ /,-]{0,2}(\d{1,2})\b(?![/-])", _FLAGS
)
CHILD_AFTER = re.compile(
    r"^ ?[,(-]? ?(?:is |was )?(?:an? |the )?(?:juvenile|minor|infant|toddler|newborn|child|(?:[1-9]|"
    r"1[0-2])(?:st|nd|rd|th)[- ]grade(?:r)?|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|"
    r"ninth|tenth|eleventh)[- ]grader?|kindergart\w+|preschooler|high school (?:student|freshman|"
    r"sophomore|junior)|freshman at [\w ]+ high)\b",
    _FLAGS,
)
NUMBER_WORDS = {
    word: index
    for index, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
        ]
    )
}
