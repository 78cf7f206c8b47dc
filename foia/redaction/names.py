"""Names of people in one text: what the model says, what labels, ranks and the shape of names say, and what forbids it.

Works on folded text in natural case (see `lexicon.natural_case`); offsets are those of the folded text.
"""

# ruff: noqa: SIM905 - word lists are kept in one piece
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from foia.redaction.lexicon import ACRONYMS, JARGON, VEHICLES, WORD, Lexicon, lexicon
from foia.redaction.recognizers.base import Hit
from foia.redaction.tagger import Entity

_CAP = r"(?:[A-ZÀ-ÖØ-ÞŁŚŻŹĆŃĄĘŠŽČĐŞĞİŐŰŘŤŇĎĚ][a-zà-öø-ÿłśżźćńąęšžčđşğıőűřťňďě'’]{1,20}[A-Z]?[a-zà-öø-ÿłśżźćńąęšžčđşğıőűřťňďě]{0,20}|(?:Mc|Mac|O['’]|D['’]|De|La|Le|Van|Di|Du|Al-|El-)[A-Z][a-zà-öø-ÿłśżźćńąęšžčđşğıőűřťňďě]{1,20}|[A-ZÀ-ÖØ-ÞŁŚŻŹĆŃĄĘŠŽČĐŞĞİŐŰŘŤŇĎĚ]{2,20})(?:-[A-ZÀ-ÖØ-ÞŁŚŻŹĆŃĄĘŠŽČĐŞĞİŐŰŘŤŇĎĚ][A-Za-zà-öø-ÿłśżźćńąęšžčđşğıőűřťňďě']{1,20})?"
_PARTICLE = r"(?:de la|de los|de las|de|del|la|van der|van den|van|von|da|dos|di|al|bin|ibn|st\.|De La|De Los|Van Der|Van|Von|Del|De|La|Da|Dos|Di|Al|Bin|St\.|Le|El|Abu|Abdul)"
_INITIAL = r"(?:[A-Z]\.|[A-Z](?=[ ,.)\n]|$))"
_SUFFIX = r"(?:,?[ ](?:Jr|Sr|JR|SR)\b\.?|,?[ ](?:III|II|IV|Iii|Ii|Iv)\b)"
_QUOTED = r"(?:[\"(“'][A-Z][\w.' -]{1,16}[\")”'])"
_GAP = r"(?:[ ]|[ ]?\n[ ]{0,6})"
_SURNAME = rf"(?:(?:{_PARTICLE} )?{_CAP}(?: {_PARTICLE} {_CAP})?)"
FIRST_LAST = (
    rf"(?:{_CAP}|{_INITIAL})(?:{_GAP}(?:{_CAP}|{_INITIAL}|{_PARTICLE}(?= [A-Z])|{_QUOTED}(?=[ ]{_CAP}))){{0,4}}{_SUFFIX}?"
)
LAST_FIRST = rf"{_SURNAME}(?: {_CAP})?{_SUFFIX}?, ?{_CAP}(?:[ ](?:{_CAP}|{_INITIAL})){{0,2}}{_SUFFIX}?"
NAME = rf"(?:{LAST_FIRST}|{FIRST_LAST}|{_INITIAL}[ ]?{_INITIAL}(?:[ ]?{_INITIAL})?)"

_ROLE_WORDS = (
    r"victim|vict|vic|complainant|compl|complaint|comp|caller|reporting (?:party|person|officer)|r\.?/?p|rp|r/o|ro|witness|wit|w|v|s|suspect|susp|subject|subj|offender|arrestee|defendant|def|respondent|petitioner|plaintiff|"
    r"driver|drvr|operator|passenger|pass|occ|owner|registered owner|reg owner|ped(?:estrian)?|pedalcyclist|bicyclist|juvenile|juv|minor|child|student|parent|guardian|mother|father|spouse|husband|wife|patient|pt|decedent|deceased|"
    r"nam(?:e|es)?|full name|last name|first name|middle name|printed name|print name|legal name|maiden name|insured|policy ?holder|employee|applicant|claimant|tenant|landlord|resident|occupant|customer|cardholder|account holder|payee|keyholder|key holder|"
    r"emergency contact|contact(?: person| name)?|next of kin|nok|staff|oper(?:ator)?|dispatcher|clerk|cashier|teller|tech(?:nician)?|instructor|coach|teacher|reported by|prepared by|submitted by|approved by|reviewed by|signed|signature|written by|entered by|notified|notified by|supervisor|investigator|detective|det|officer|ofc|"
    r"arresting officer|assisting officer|inmate|detainee|booked|aka|a/k/a|alias(?:es)?|nickname|moniker|maiden|attn|attention|interviewer|interviewee|interpreter|translator|affiant|deponent|notary|requester|requestor|requested by|respondent|"
    r"sender|recipient|recipients|physician|doctor|nurse|attending|provider|attorney|counsel|judge|appellant|appellee|party|involved|nombre|v[ií]ctima|testigo|landlord|manager|agent|author"
)
_LABELLED = re.compile(
    rf"(?<![\w/])(?i:(?:{_ROLE_WORDS})(?:[ ]?[/&(][ ]?(?:{_ROLE_WORDS})\)?)?)(?i:[ ]?(?:#?\d{{1,2}}|no\.? ?\d|one|two|three|\([^()\n]{{1,24}}\)|name|\(s\)|info(?:rmation)?)){{0,2}}(?:[ ]{{0,2}}[:=|][ \t]{{0,12}}(?:\n[ \t]{{0,12}})?|/(?=[A-Z]))(?:\d{{1,2}}[.)][ ])?(?P<v>{NAME})"
)
_WEAK_LABEL = re.compile(
    rf"(?<![\w/])(?i:from|to|cc|bcc|re|by|person|individual|actor|other|mentioned|with|subject|q|a|present|absent|attendees|also present|in attendance)[ ]?:[ \t]{{1,12}}(?P<v>{NAME})"
)
_RANK = (
    r"(?:C/O|Dep\.|[Cc]orrections? [Oo]fficer|Ald\.?|E\.T\.|(?:[Pp]olice |[Pp]atrol |[Ss]chool [Rr]esource |[Rr]eporting |[Aa]rresting |[Pp]robation |[Pp]arole |[Cc]orrectional |[Cc]ode [Ee]nforcement |[Ff]ield [Tt]raining )?[Oo]fficers?|[Oo]fc\.?|[Oo]fcr\.?|[Oo]ff\.|P\.?O\.?|[Dd]et(?:ective)?s?\.?|[Ss]gt\.?|[Ss]ergeants?|"
    r"[Ll]t\.?|[Ll]ieutenants?|[Cc]pl\.?|[Cc]orporal|[Cc]mdr\.?|[Cc]ommander|[Cc]apt\.?|[Cc]aptain|(?:[Dd]eputy |[Pp]olice |[Ff]ire |[Bb]attalion )?[Cc]hief|[Dd]eput(?:y|ies)|[Tt]rooper|[Tt]pr\.?|[Ii]nv\.|[Ii]nvestigator|[Ss]pecial [Aa]gent|[Aa]gent|[Ss]heriff|CSO|SRO|R/O|"
    r"Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.?|Sra?\.|Señora?|Rev\.?|Reverend|Fr\.|Father|Pastor|Sister|Rabbi|Imam|Prof\.?|Professor|[Jj]udge|[Jj]ustice|(?:[Aa]ssistant )?[Ss]tate['’]s [Aa]ttorney|[Aa]ttorney|Atty\.?|ASA|A\.S\.A\.|APD|AUSA|Hon\.|"
    r"[Mm]ayor|(?:[Vv]illage |[Cc]ity |[Tt]own(?:ship)? |[Cc]ounty )?(?:[Pp]resident|[Tt]rustee|[Cc]lerk|[Mm]anager|[Aa]dministrator|[Aa]ttorney|[Ee]ngineer)|[Aa]lder(?:man|woman|person)|[Cc]ommissioner|[Ss]upervisor|[Dd]irector|[Ss]uperintendent|[Pp]rincipal|[Ss]enator|[Rr]epresentative|[Gg]overnor|"
    r"[Pp]aramedic|EMT|[Ff]irefighter|FF|[Nn]urse|RN|[Cc]oach|[Dd]ispatcher|[Tt]elecommunicator|[Cc]oroner|[Ii]nspector|[Ee]vidence [Tt]echnician|E\.?T\.?|[Tt]eacher|[Cc]ounselor|[Ss]ocial [Ww]orker)"
)
_TITLED = re.compile(
    rf"(?<![\w.'-]){_RANK}[ ]{{1,2}}(?P<v>(?:{_INITIAL} ?){{0,2}}{_SURNAME}(?:{_GAP}(?:{_CAP}|{_INITIAL}|{_PARTICLE}(?= [A-Z]))){{0,3}}{_SUFFIX}?|{LAST_FIRST})"
)
_ROLE_BEFORE = re.compile(
    r"(?<![\w-])(?i:[vwsoc]/#?[1-9]|victims?|vict\.?|complainants?|compl\.?|witness(?:es)?|suspects?|susp\.?|subjects?|subj\.?|offenders?|arrestees?|defendants?|drivers?|passengers?|caller|reporting party|r/p|rp|owner|registered owner|neighbor|roommate|"
    r"boyfriend|girlfriend|ex-(?:boyfriend|girlfriend|wife|husband)|husband|wife|fianc[eé]e?|son|daughter|mother|father|brother|sister|cousin|uncle|aunt|nephew|niece|grandson|granddaughter|grandmother|grandfather|stepson|stepfather|stepmother|stepdaughter|"
    r"friend|co-?worker|employee|manager|tenant|landlord|resident|juvenile|minor|child|infant|student|classmate|patient|client|decedent|informant|cashier|clerk|bartender|server|guard|loss prevention|plaintiff|petitioner|respondent|applicant|"
    r"classmates?|best friend|caseworker|case worker|nurse manager|technician|co-defendant|crew leader|foreman|meter technician|generalist|instructor|counselor|coach|trainer|volunteer|recorder|attest|secretary|treasurer|(?:asst\.? )?mgr|assistant manager|store manager|supervisor|keyholder|shift lead|interpreter|landlady|fianc[eé]|grandma|grandpa|mom|dad|ex|bf|gf|sister-in-law|brother-in-law|half-brother|half-sister|foster (?:mother|father|parent)|stepbrother|stepsister|godmother|godfather|pastor|teacher|principal|partner|spouse|babysitter|nanny|daughter-in-law|son-in-law|mother-in-law|father-in-law|partner|twins?|baby|homeowner|complainant/victim|victim/complainant)(?:[ ]?(?:#|no\.? ?)?\d{1,2})?"
    rf"(?:,|[ ]?\(|[ ]-|:)?[ ](?i:known as |named |identified as |was |is )?[\"“(]?(?P<v>{NAME})"
)
_CUED = re.compile(
    r"(?<![\w-])(?i:(?:later |positively |verbally |further )?identified (?:\w+ ){0,3}(?:as|by)|identify (?:\w+ ){1,4}as|known (?:to \w+ )?as|named|by the name of|name (?:is|was)|names are|a/?k/?a|aka|alias|goes by|nicknamed|street name(?: of)?|spoke (?:with|to)|speak (?:with|to)|spoken (?:with|to)|speaking (?:with|to)|met (?:with)?|"
    r"interview(?:ed|ing)?|contact(?:ed|ing)?|call(?:ed|ing)?|advis(?:ed|ing)|arrest(?:ed|ing)|transport(?:ed|ing)|told|asked|according to|per|with|and|by|from|to|for|of|against|between|signed|regards,?\n|sincerely,?\n{1,3}|submitted,?\n{1,3}|thanks?(?: you)?,?\n|/s/|s/|"
    rf"regarding|observed|saw|informed|questioned|released|issued|cited|charged|handcuffed|helped|assist(?:ed)?|located|me llamo|se llama|my name is|i am|i'm|this is|dear|hi|hello)(?:[ ]?:[ ]?|[ ]|(?<=[\n/])|(?=[\"“]))[\"“]?(?P<v>{FIRST_LAST}|{LAST_FIRST})"
)
_VERBS = (
    r"(?:said|says|stated|states|told|related|relayed|advised|reported|reports|explained|admitted|denied|refused|confirmed|claimed|alleged|replied|answered|responded|asked|requested|agreed|"
    r"fled|ran|drove|walked|struck|punched|pushed|shoved|kicked|hit|slapped|grabbed|took|left|arrived|returned|called|was|has|had|did|does|is|will|would|could|then|also|later|further|who|appeared|"
    r"signed|gave|lives|resides|works|became|began|started|continued|attempted|tried|threatened|pulled|pointed|entered|exited|declined|complained|suffered|sustained|observed|saw|heard|noticed|believes|identified|showed|provided|wrote|texted|sent|and|sr|jr)"
)
_ACTOR = re.compile(rf"(?<![\w.'-])(?P<v>[A-Z][\w'-]{{1,20}}) {_VERBS}\b")
_LAST_FIRST = re.compile(rf"(?<![\w'’-])(?P<v>{LAST_FIRST})(?![\w’-])")
_FIRST_LAST = re.compile(
    rf"(?<![\w'’-])(?P<v>{_CAP}(?:{_GAP}(?:{_INITIAL}|{_QUOTED}|(?:{_PARTICLE}[ ])?{_CAP})){{0,2}}{_GAP}(?:{_PARTICLE}[ ])?{_CAP}{_SUFFIX}?)(?![\w’-]*\w)"
)
_INITIAL_LAST = re.compile(rf"(?<![\w.'’&-])(?P<v>(?:[A-Z]\.[ ]?){{1,2}}{_CAP})(?![\w’-])")
_INITIALS = re.compile(r"(?<![\w.'’&-])(?P<v>[A-Z]\.[ ]?[A-Z]\.(?:[ ]?[A-Z]\.)?)(?![\w])")
_MINOR_NEAR = re.compile(
    r"\b(?:minor|juvenile|child|infant|toddler|student|son|daughter|victim|witness|sibling|brother|sister|initials|boy|girl|niece|nephew|respondent|ward|pupil|classmate|daycare|school|DCFS|foster|grandson|granddaughter|teen|stepson|stepdaughter|parents?|mother|father|youth|\d{1,2}[ -]?(?:years?|yrs?|yo|y/o|yoa)|age|dob|in re|interest of)\b",
    re.IGNORECASE,
)
_ALIAS = re.compile(
    r"(?<!\w)(?i:a/?k/?a|aka|alias|nicknamed?|moniker|street name(?: of)?|goes by|known (?:to \w+ |only |on the street )?as|called)[ :]{1,3}[\"“'](?P<v>[A-Z][\w. '-]{1,24}?)[\"”']"
)
_SALUTATION = re.compile(
    rf"(?:^|\n)[ \t]{{0,4}}(?i:dear|hi|hello|hey|good (?:morning|afternoon|evening)|thanks|thank you)[ ,]{{1,2}}(?P<v>{FIRST_LAST})(?=[ ]?[,:!.\n-])"
)
_QUOTED_NAME = re.compile(
    rf"(?i:(?<!\w)(?:called|nicknamed?|known as|moniker|alias|goes by|named|w/|with|and|or|by|to|from|as|subject|suspect|offender|person|p/?n|aka)[ ])[\"“](?P<v>{_CAP}(?:[ ]{_CAP})?)[\"”]"
)
_SELF = re.compile(
    rf"(?<!\w)(?i:calls? (?:me|him|her|them)|my name(?:['’]s| is)|name (?:is|was)|in the name of|named|goes by|nicknamed)[ ][\"“]?(?P<v>{FIRST_LAST})"
)
_CALLED = re.compile(
    r"(?<!\w)(?i:calls? (?:me|him|her|them)|called (?:him|her)|goes by|known (?:only |on the street )?as|street name(?: is| of)?|nicknamed?(?: is)?)[ ][\"“]?(?P<v>[A-Z][a-z]{2,14})(?=[\"”.,;)])"
)
_NUMBERED = re.compile(
    rf"(?<![\w'’-])(?P<v>{_CAP}(?:, ?{_CAP}(?: {_INITIAL})?|, ?{_INITIAL})?)[ ,]{{1,2}}[(\[]?(?:#[ ]?\d{{2,5}}\b|[*]\d{{2,5}}\b)"
)
_LAST_INITIAL = re.compile(rf"(?<![\w'’-])(?P<v>{_SURNAME}, ?[A-Z](?:\.(?:[ ]?[A-Z]\.)?|(?![\w'])))(?=$|[^\w'’-])")
_OPENING = re.compile(
    r"(?:\A|\n)[ \t]{0,4}(?P<v>[A-Z][a-z]{2,14}),(?=[ ]?\n|[ ](?i:i|we|can|could|please|the|this|here|attached|just|as|see|per|did|do|is|are|your|you|it|thanks|thank)\b)|\n[ \t]{0,4}[-–—]{1,2}[ ]?(?P<w>x)".replace(
        "|\\n[ \\t]{0,4}[-–—]{1,2}[ ]?(?P<w>x)", ""
    )
)
_AGED = re.compile(
    rf"(?<![\w'’&-])(?P<v>{_CAP}(?:[ ](?:{_CAP}|[A-Z]\.))?)(?:,[ ]|[ ]\(|[ ])(?:(?:(?<=, )|(?<=\())(?:age )?\d{{1,2}}(?=[,);]|[ ]?(?:yo|y/o|yrs?|years?)\b)|(?<=\()\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{2,4}}\)|(?<=\()\d{{6,8}}\))"
)
_UNUSUAL = re.compile(
    rf"(?<![\w'’&-])(?P<v>(?!(?:De|La|Le|El)[ ]){_CAP}[ ](?:[A-Z]\.[ ])?{_CAP})(?![\w’-]*\w)(?![ ](?-i:[A-Z]))"
)
_SEVERAL = re.compile(
    r"\b(?:Trustees|Alder(?:men|persons)|Ald\.|Commissioners|Officers|Ofcs\.|Dets\.|Detectives|Deputies|(?i:present|ayes|yeas|nays|absent|abstain(?:ed|ing)?|members|companions|attendees|in attendance|participants|passengers|occupants|children|parents|witnesses|victims)[ ]?:)[ ]{1,3}(?P<v>[^.;:\n]{3,200})"
)
_ONE_OF = re.compile(rf"(?:^|,[ ]|[ ]and[ ]|,[ ]and[ ]|&[ ])[\"“]?(?P<v>{FIRST_LAST})[\"”]?(?=,|$|[ ]and[ ]|[ ]\(|[ ]&)")
_SPEAKER = re.compile(
    rf"^[ \t]{{0,8}}(?:\[?[\d:.]{{4,12}}\]?[ ]{{1,3}})?(?P<v>{FIRST_LAST})[ ]?(?:\([^()\n]{{1,24}}\))?:(?=[ \t\"“])",
    re.MULTILINE,
)
_MAILBOX = re.compile(r"[<\[(](?:mailto:)?[^<>\s]{1,64}@[^<>\s]{1,64}[>\])]")
_BEFORE_MAILBOX = re.compile(rf"(?P<v>{NAME})[\"']?[ ]?$")

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
_THE = re.compile(r"\b[Tt]he $")
_OF_PLACE = re.compile(
    r"\b(?:[Cc]ity|[Vv]illage|[Tt]own|[Tt]ownship|[Cc]ounty|[Uu]niversity|[Bb]ank|[Cc]hurch|[Ss]chool|[Rr]epublic|[Ss]tate|[Pp]orts?|[Ll]ake|[Mm]ount|[Ff]ort) of $"
)
_FIRM_AFTER = re.compile(
    r"^(?:['’]s [A-Z][a-z]+(?! [a-z]+ed\b)|,? (?:&|and) (?:Sons?|Associates|Assoc|Bros|Brothers|Company|Co|Daughters|Partners)\b|(?: and [A-Z][a-z]+)? [Cc]ount(?:y|ies)\b)"
)
_POSSESSIVE = re.compile(r"['’]s?$")
_TITLE_WORDS = re.compile(
    rf"^(?![A-Z]\.)(?:{_RANK}|(?i:{_ROLE_WORDS}|suspects?|victims?|witness|named?|officers?|hon|esq)(?:[ ]?#?\d)?[ ]?:?)[ ,.]{{1,2}}(?=[A-Z])"
)
_TAIL_WORDS = re.compile(
    r"(?:[ ,](?:DOB|Dob|SSN|Esq|ESQ|MD|M\.D|RN|DDS|DO|PhD|CPA|M/W|M/B|F/W|F/B|Sex|Race|Age|Phone|Address|Badge|Star|Jr's|LCSW|APN|PA-C|Date|Signature|Title|Tel|Cell|Email|E-mail|Home|Work))+[.,:]?$"
)


def find_names(text: str, entities: Sequence[Entity], addresses: Sequence[Hit] = (), raw: str = "") -> Iterator[Hit]:
    """Hits of type PERSON in `text` (natural case). `entities`: what the model marked, `addresses`: found before;
    offsets in `text`. `raw`: the text before its case was restored."""
    lex = lexicon()
    premises = [hit.end for hit in addresses]
    people = [entity for entity in entities if entity.label == "PERSON"]
    places = [
        entity
        for entity in entities
        if entity.label in ("ORG", "FAC", "PRODUCT", "LAW", "WORK_OF_ART", "GPE", "LOC", "EVENT", "NORP")
    ]

    def elsewhere(start: int, end: int) -> bool:
        return any(entity.start <= start and end <= entity.end for entity in places)

    def organised(start: int, end: int) -> bool:
        return any(
            entity.label in ("ORG", "FAC", "PRODUCT", "LAW") and entity.start <= start and end < entity.end for entity in places
        )

    def premise(start: int) -> bool:
        """In parentheses after an address stands what is there: a shop, a park."""
        return any(0 <= start - at <= 30 and "(" in text[at : at + 4] and ")" not in text[at:start] for at in premises)

    def agreed(start: int, end: int) -> bool:
        return any(entity.start < end and start < entity.end for entity in people)

    for entity in people:
        for begin, end in _pieces(text, entity.start, entity.end):
            start = _with_particle(text, begin)
            words = _words(text, start, end)
            if not words or _forbidden(text, start, end, words, lex) or premise(start):
                continue
            known = [word for word in words if len(word) > 1 and lex.may_be_name(word)]
            if len(words) == 1:
                low = words[0].lower()
                if low in lex.words and (not lex.may_be_name(low) or entity.margin < 2.0 or _opens_sentence(text, start)):
                    continue
                if words[0].isupper() and not known:
                    continue
                if not known and entity.margin < 2.0:
                    continue
            elif not known and (all(word.lower() in lex.words for word in words) or raw[start:end].isupper()):
                continue
            if len(words) == 1 and _THE.search(text, max(0, start - 5), start):
                continue
            yield Hit(start, end, "PERSON", 0.9 if known else 0.75, "name found by the language model")

    def rule(regex: re.Pattern[str], score: float, why: str, *, strict: int, parts: int = 1) -> Iterator[Hit]:
        """strict 0: the label alone suffices; 1: no plain words; 2: must look like a known name. `parts`: fewest words."""
        for match in regex.finditer(text):
            for start, end in _pieces(text, *match.span("v")):
                start, end = _shrink(text, start, end, lex, strict)
                start = _with_particle(text, start)
                words = _words(text, start, end)
                if (
                    len(words) == 1
                    and raw[start:end].isupper()
                    and not lex.may_be_name(words[0])
                    and (len(words[0]) < 4 or not _VOWEL.search(words[0]))
                ):
                    continue
                if (
                    len(words) < parts
                    or not words
                    or (regex is _LAST_FIRST and "," not in text[start:end])
                    or (
                        _forbidden(text, start, end, words, lex)
                        and not (
                            regex in (_LABELLED, _ROLE_BEFORE, _TITLED)
                            and len(words) == 1
                            and words[0].lower() in VEHICLES
                            and lex.may_be_first(words[0])
                        )
                    )
                ):
                    continue
                if strict == 2 and regex is not _LAST_FIRST and not (_sure(words, lex) or agreed(start, end)):
                    continue
                if strict == 3 and not (
                    _unusual(text, end, words, lex, raw[start:end].isupper()) and not elsewhere(start, end)
                ):
                    continue
                if regex is _AGED and (
                    not all(lex.may_be_name(word) or word.lower() not in lex.words for word in words if len(word) > 1)
                    or (len(words) == 1 and words[0].lower() in _MONTHS)
                    or elsewhere(start, end)
                ):
                    continue
                if regex in (_INITIAL_LAST, _ACTOR) and strict == 2 and not raw[start:end].isupper():
                    word = words[-1]
                    if (
                        word.lower() not in lex.words
                        and len(word) > 3
                        and word[1:].replace("-", "").replace("'", "").isalpha()
                        and not elsewhere(start, end)
                        and not organised(start, end)
                        and (len(words) > 1 or not _opens_sentence(text, start))
                        and words[0] not in ("N", "S", "E", "W")
                        and word.lower() not in VEHICLES
                        and not _goes_on(text, end, lex)
                    ):
                        yield Hit(start, end, "PERSON", 0.65, why)
                        continue
                if strict == 2 and (premise(start) or (len(words) == 1 and _goes_on(text, end, lex))):
                    continue
                if strict == 1 and not any(lex.may_be_name(word) for word in words) and organised(start, end):
                    continue
                if regex is _LAST_FIRST:
                    if not _reversed(text, start, end, lex, agreed(start, end)):
                        continue
                elif strict == 2 and elsewhere(start, end) and not _full(words, lex):
                    continue
                yield Hit(start, end, "PERSON", score, why)

    yield from rule(_LABELLED, 0.9, "name after a label", strict=1)
    yield from rule(_WEAK_LABEL, 0.85, "name after a heading", strict=2)
    yield from rule(_TITLED, 0.92, "name after a rank or title", strict=1)
    yield from rule(_ROLE_BEFORE, 0.85, "name after a role", strict=1)
    yield from rule(_ALIAS, 0.8, "nickname after a label", strict=0)
    yield from rule(_SELF, 0.75, "name after words that give one", strict=1)
    yield from rule(_CALLED, 0.75, "nickname after words that give one", strict=0)
    yield from rule(_NUMBERED, 0.75, "name before a badge number", strict=1)
    yield from rule(_LAST_INITIAL, 0.75, "last name, initial", strict=1, parts=2)
    yield from rule(_OPENING, 0.75, "salutation", strict=2)
    yield from rule(_AGED, 0.75, "name before an age or a date of birth", strict=1)
    yield from rule(_UNUSUAL, 0.7, "first name of no list and surname", strict=3, parts=2)
    for several in _SEVERAL.finditer(text):
        base = several.start("v")
        for one in _ONE_OF.finditer(several["v"]):
            for start, end in _pieces(text, base + one.start("v"), base + one.end("v")):
                start, end = _shrink(text, start, end, lex, 1)
                words = _words(text, start, end)
                if words and not _forbidden(text, start, end, words, lex) and not organised(start, end):
                    yield Hit(start, end, "PERSON", 0.8, "name in a list of people")
    yield from rule(_SALUTATION, 0.8, "salutation", strict=1)
    yield from rule(_QUOTED_NAME, 0.7, "nickname in quotation marks", strict=0)
    for box in _MAILBOX.finditer(text) if "@" in text else ():
        named = _BEFORE_MAILBOX.search(
            text, max(0, box.start() - 60, text.rfind("\n", 0, box.start()), text.rfind(";", 0, box.start())), box.start()
        )
        for start, end in _pieces(text, *named.span("v")) if named else ():
            if not _forbidden(text, start, end, _words(text, start, end) or ["the"], lex):
                yield Hit(start, end, "PERSON", 0.9, "name beside an e-mail address")
    yield from rule(_LAST_FIRST, 0.88, "last name, first name", strict=2, parts=2)
    yield from rule(_FIRST_LAST, 0.85, "first and last name", strict=2, parts=2)
    yield from rule(_INITIAL_LAST, 0.75, "initial and last name", strict=2, parts=2)
    yield from rule(_CUED, 0.75, "name after a word that introduces people", strict=2)
    yield from rule(_ACTOR, 0.7, "name before a verb", strict=2)
    yield from rule(_SPEAKER, 0.8, "speaker of a transcript", strict=2)
    for match in _INITIALS.finditer(text):
        value = match["v"].replace(" ", "")
        if value in _NOT_INITIALS or re.match(r" ?[A-Z][a-z]+", text[match.end() : match.end() + 12]):
            continue
        if _MINOR_NEAR.search(text, max(0, match.start() - 60), min(len(text), match.end() + 50)):
            yield Hit(*match.span("v"), "PERSON", 0.75, "initials near words for a minor")


_NOT_INITIALS = frozenset(
    (
        "U.S. U.S.A. D.C. A.M. P.M. P.O. N.E. N.W. S.E. S.W. D.O. M.D. R.N. D.L. I.D. I.R. D.B. P.C. L.P. P.A. E.R. I.L. J.D. "
        "N.A. V.A. N.B. S.B. E.B. W.B. I.V. E.M. P.D. F.D. C.O. L.L. T.V. B.A. B.S. M.A. R.P. H.R."
    ).split()
) - frozenset(("J.D.", "V.A.", "M.A.", "B.A.", "B.S.", "P.A.", "D.B.", "L.P.", "L.L.", "E.M.", "R.P."))


_MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_DOES = re.compile(rf"[ ]{_VERBS}\b|,[ ](?:\d|a |the |an |who|of|age|seated|standing|[a-z]+ed\b)|[.;)]|[ ]\(")


def _unusual(text: str, end: int, words: Sequence[str], lex: Lexicon, loud: bool) -> bool:
    """Two words of which the first is on no list: a name when the second is a surname, or when neither is a word and they act."""
    first, last = words[0].lower(), words[-1].lower()
    if first in lex.words or len(first) < 3 or last in _ORG_WORDS or not words[0][1:].islower() or not words[-1][1:].islower():
        return False
    if loud:
        return (
            last not in lex.words
            and min(len(first), len(last)) > 3
            and first not in VEHICLES
            and last not in VEHICLES
            and _DOES.match(text, end) is not None
        )
    return lex.may_be_name(last) and (lex.is_name(last) or lex.may_be_first(first) or last in lex.common_last)


def _opens_sentence(text: str, start: int) -> bool:
    return re.search(r"(?:^|[.!?:/|\n\"(-])[ \t]{0,3}$", text[max(0, start - 4) : start]) is not None


def _goes_on(text: str, end: int, lex: Lexicon) -> bool:
    """A capitalised word follows that is no name: "Fairfax Connector"."""
    following = re.match(r"[ -]([A-Z][a-z]+|[A-Z]{2,})", text[end : end + 24])
    return following is not None and not lex.may_be_name(following[1])


_VOWEL = re.compile(r"[aeiouyAEIOUY]")
_PARTICLE_BEFORE = re.compile(
    r"(?<![\w])(?:de la|de los|de las|dos|das|da|del|della|van der|van den|van|von|bin|ibn|de|la|le|di|du) $"
)


def _with_particle(text: str, start: int) -> int:
    """The start moved back over "de la", "dos", "van" and the like."""
    particle = _PARTICLE_BEFORE.search(text, max(0, start - 10), start)
    return particle.start() if particle else start


def _words(text: str, start: int, end: int) -> list[str]:
    return [word[:-2] if word[-2:] in ("'s", "’s") else word for word in WORD.findall(text[start:end])]


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cuts what surrounds a name inside a span: titles, labels, possessives, quotation marks, what follows a line break in a form."""
    while True:
        while start < end and not (text[start].isalpha()):
            start += 1
        title = _TITLE_WORDS.match(text[start:end])
        if not title or title.end() >= end - start:
            break
        start += title.end()
    tail = _TAIL_WORDS.search(text[start:end])
    if tail:
        end = start + tail.start()
    possessive = _POSSESSIVE.search(text[start:end])
    if (possessive and possessive[0] != "'") or (possessive and text[start:end].endswith("s'")):
        end = start + possessive.start()
    while end > start and not (text[end - 1].isalnum() or (text[end - 1] == "." and _ends_abbreviated(text[start:end]))):
        end -= 1
    for broken in re.finditer(r"\n[ \t]*\n|[ ]{3,}|\t|[:;|]", text[start:end]):
        yield from _pieces(text, start, start + broken.start())
        return
    if end - start >= 2 and end - start <= 80:
        yield start, end


def _ends_abbreviated(name: str) -> bool:
    return re.search(r"(?:^|[ .,])(?:[A-Z]|Jr|Sr|JR|SR|St)\.$", name) is not None


def _shrink(text: str, start: int, end: int, lex: Lexicon, strict: int) -> tuple[int, int]:
    """Takes words off both ends that are no part of a name: plain English words, months, organisations."""
    if strict == 0:
        return start, end
    tokens = [(match.start() + start, match.end() + start, match[0]) for match in WORD.finditer(text[start:end])]

    def alien(word: str) -> bool:
        low = word.lower()
        return (
            low in _NEVER
            or lex.is_plain_word(word)
            or (word.isupper() and len(word) > 3 and not lex.may_be_name(word))
            or (low in _ORG_WORDS and not lex.may_be_name(low))
        )

    first, last = 0, len(tokens)
    while first < last and alien(tokens[first][2]):
        first += 1
    cut = first
    while cut < last and not (alien(tokens[cut][2]) and len(tokens[cut][2]) > 1 and text[tokens[cut][0] - 1] not in '"“('):
        cut += 1
    if first == cut:
        return start, start
    finish = tokens[cut - 1][1]
    if cut == last:
        finish = end
    elif len(tokens[cut - 1][2]) == 1 and text[finish : finish + 1] == ".":
        finish += 1
    return tokens[first][0], finish


def _sure(words: Sequence[str], lex: Lexicon) -> bool:
    """Do the words by themselves look like somebody's name?"""
    full = [
        word
        for word in words
        if len(word) > 1 and word.lower() not in ("jr", "sr", "ii", "iii", "iv", "de", "la", "del", "van", "von", "al", "el")
    ]
    if not full:
        return False
    strong = sum(_strong(word, lex) for word in full)
    maybe = sum(lex.may_be_name(part) for word in full for part in (word,))
    foreign = sum(word.lower() not in lex.words for word in full)
    if len(full) == 1:
        return strong == 1
    return (
        (strong >= 1 and maybe + foreign - strong >= 2 and maybe >= 1)
        or (strong >= 1 and maybe >= 2)
        or (maybe == len(full) == 2 and any(lex.may_be_first(word) for word in full) and strong >= 1)
    )


_BORN = re.compile(r"\.?,?[ \t]{0,3}\(?(?:D\.?O\.?B\b|born\b|(?:0?[1-9]|1[0-2])[/-]\d{1,2}[/-](?:19|20)?\d\d\b)", re.IGNORECASE)


def _reversed(text: str, start: int, end: int, lex: Lexicon, agreed: bool) -> bool:
    """Is "Last, First" a name: a first name after the comma, no plain word before it, and no town before a State?"""
    comma = text.index(",", start)
    last, first = _words(text, start, comma), _words(text, comma, end)
    if last and first and _BORN.match(text, end) and not any(w.lower() in NEVER_NAMES for w in (*last, *first)):
        return True  # "BELL, ADAEZE N., DOB ...": who has a birth date is a person, whatever the surname means
    if not last or not first or any(lex.is_plain_word(word) or word.lower() in NEVER_NAMES for word in (*last, first[0])):
        return False
    return (lex.may_be_first(first[0]) and (lex.may_be_name(last[-1]) or last[-1].lower() not in lex.words)) or (
        agreed and not lex.is_plain_word(first[0])
    )


def _full(words: Sequence[str], lex: Lexicon) -> bool:
    """A first name and a surname that nobody takes for words or places."""
    return len(words) > 1 and (
        (lex.may_be_first(words[0]) and lex.is_name(words[0]) and lex.is_name(words[-1]) and words[0].lower() not in _SAINTS)
        or (lex.may_be_first(words[-1]) and lex.is_name(words[0]) and lex.is_name(words[-1]))
    )


_SAINTS = frozenset(["san", "santa", "saint", "st", "los", "las", "el", "la", "fort", "port", "mount", "new"])


def _strong(word: str, lex: Lexicon) -> bool:
    return lex.is_name(word) or any(lex.is_name(part) for part in re.split(r"['’-]", word) if len(part) > 2)


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
