"""The kinds of record that make a difference for roles and stances, and a first guess at one from a record's words. Imports: stdlib.

This is the program's one list: requests, triage, the case and the rules speak of these.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from foia.patterns import small

PUBLIC: tuple[str, ...] = (  # what requests name and people sort by
    "incident_report",
    "arrest_report",
    "crash_report",
    "body_camera_recording",
    "body_camera_transcript",
    "body_camera_audit_log",
    "use_of_force_report",
    "complaint_register",
    "internal_investigation",
    "cad_911_log",
    "leads_printout",
    "personnel_file",
    "payroll",
    "email",
    "attorney_communication",
    "draft_memo",
    "minutes_open",
    "minutes_closed",
    "bid_proposal",
    "contract",
    "settlement",
    "permit_license_application",
    "test_material",
    "security_plan",
    "medical_ambulance_report",
    "juvenile_record",
    "tow_citation",
    "map_plan",
    "policy",
    "other",
)
_FINER: tuple[str, ...] = (  # what the rules distinguish besides
    "booking_log",
    "interview_transcript",
    "court_filing",
    "field_contact",
    "tow_log",
    "property_inventory",
    "lab_report",
    "fire_report",
    "aps_report",
    "peer_support",
    "application",
    "agenda",
    "inspection",
    "invoice",
    "it_document",
    "park_registration",
    "foia_request",
    "press_release",
    "news_article",
    "keyholder_list",
    "roster",
    "memo",
    "letter",
)
KINDS: tuple[str, ...] = PUBLIC + _FINER
# whose rules hold for a kind that has none of its own
LIKE: Mapping[str, str] = {
    "use_of_force_report": "incident_report",
    "leads_printout": "incident_report",
    "juvenile_record": "incident_report",
    "internal_investigation": "complaint_register",
    "body_camera_recording": "body_camera_transcript",
    "minutes_closed": "minutes_open",
    "draft_memo": "memo",
    "security_plan": "it_document",
    "attorney_communication": "email",
    "settlement": "contract",
}

# (kind, pattern, weight): in the first lines a hit counts three times
_CUES: tuple[tuple[str, str, int], ...] = (
    (
        "crash_report",
        r"(?:traffic )?(?:crash|accident|collision) (?:report|narrative|summary|supplement|investigation)|"
        r"SR[ -]?1050|illinois traffic crash",
        6,
    ),
    ("crash_report", r"rescue (?:report|run)|extricat\w+", 5),
    (
        "crash_report",
        r"\bunit ?#?[12]\b[^\n]{0,60}\b(?:driver|struck|northbound|southbound|eastbound|westbound)|"
        r"rear-?ended|(?:crash|collision) diagram|contributory cause|\bdriver (?:of )?(?:unit|"
        r"vehicle) ?#?[12]\b|\bUNIT ?[12]\b",
        2,
    ),
    (
        "crash_report",
        r"\b(?:crash|collision|accident)\b|hit[- ](?:and|&|n)[- ]run|rear-?ended|t-?boned|side-?swiped|"
        r"struck (?:by )?(?:a |the )?(?:parked|pedestrian|other vehicle|veh\b|tree|pole|deer|guardrail|"
        r"rear|vehicle|bicyclist)|"
        r"\bveh(?:icle)? ?#?[12]\b|\bunit ?#?[12]\b|\bdriver ?#?[12]\b|left (?:the )?scene|\bPDO\b|"
        r"airbags?|damage to (?:the )?(?:front|rear|driver|passenger|left|right)",
        2,
    ),
    (
        "tow_citation",
        r"\b(?:speeding|posted (?:speed )?limit|violator|fine amount|bond amount|"
        r"issued (?:a )?(?:written |verbal )?(?:warning|citation)|stopped (?:a|the|for) |traffic (?:stop|"
        r"warning)|warning for|625 ILCS|insurance card|\d\d in a \d\d)\b",
        2,
    ),
    (
        "court_filing",
        r"petition(?:er)? (?:for|v)|order(?:ed)? that|respondent (?:is|shall)|it is (?:so )?ordered|"
        r"this court|judge\b|emergency order|plenary order",
        2,
    ),
    (
        "minutes_open",
        r"zoning board|plan(?:ning)? commission|\bZBA\b|quorum|called to order|\b(?:moved|seconded)\b|"
        r"variance|aye\b|village board|regular meeting|special meeting|workshop meeting|meeting of",
        2,
    ),
    (
        "personnel_file",
        r"hire[ _-]?date|seniority|date of hire|probationary period|workers'? comp\w*|light duty|fmla|"
        r"human resources|time ?clock|separation agreement|retirement|union grievance|"
        r"\bemp(?:loyee)?[ _]?(?:id|no|number)\b",
        3,
    ),
    (
        "park_registration",
        r"\b(?:roster|coach|practice|jersey|t-?shirt size|age group|camper|swim lessons?|soccer|baseball|"
        r"softball|gymnastics|dance class|park district|day ?camp|emergency pickup|authorized pick-?up|"
        r"grade (?:level|in fall))\b",
        2,
    ),
    (
        "fire_report",
        r"\b(?:engine \d+|ladder \d+|structure fire|fire (?:marshal|origin|investigator)|smoke detector|"
        r"point of origin|ignition|extinguish\w*)\b",
        2,
    ),
    (
        "application",
        r"\b(?:liquor license|applicant(?:'s)?|license application|background check|references?:|position applied)\b",
        2,
    ),
    ("arrest_report", r"arrest (?:warrant|narrative)|consent to search|booking|lock-?up", 2),
    ("arrest_report", r"arrest report|arrestee|booking (?:report|sheet|number)|probable cause (?:statement|affidavit)", 4),
    (
        "booking_log",
        r"\bbook(?:ing)?[_ ]?(?:no|num|id|#)\w*,|(?:weekly|daily|monthly) (?:adult )?arrests?\b|(?:booking|jail|inmate|custody|lock-?up|arrest) (?:log|roster|list|register|blotter)|daily (?:arrest|booking)s?",
        6,
    ),
    (
        "cad_911_log",
        r"\bCAD\b|computer[- ]aided dispatch|call for service|dispatch (?:log|notes|record|detail|ticket)|"
        r"call (?:detail|history|log)|event chronology|time (?:received|dispatched|cleared)",
        4,
    ),
    (
        "tow_citation",
        r"(?:traffic|citation|warning|ordinance|traffic stop) (?:citation|ticket|notice|log|report|data)|"
        r"uniform citation|written warning|notice to appear",
        4,
    ),
    ("body_camera_transcript", r"body[- ]?(?:worn )?(?:camera|cam)\b|\bbwc\b|axon", 4),
    (
        "interview_transcript",
        r"(?:interview|interrogation|recorded statement|911|9-1-1|call|audio|deposition) transcript|"
        r"transcript of (?:interview|recorded|911|call|statement|telephone)|^Q[.:] .{1,200}\n+A[.:] ",
        5,
    ),
    (
        "court_filing",
        r"in the circuit court|circuit court of|state of illinois\s*\)|people of the state of illinois|"
        r"plaintiff|\bv\. ?|order of protection|appellate court|memorandum opinion|supreme court|"
        r"it is hereby ordered",
        2,
    ),
    (
        "court_filing",
        r"in the circuit court|united states district court|appellate court of illinois|case no\. \d{2,4}[- ][A-Z]{1,3}",
        4,
    ),
    (
        "complaint_register",
        r"complaint register|\bCR ?(?:log)?[ #-]?(?:no|number|\d)|internal affairs|"
        r"office of professional standards|allegation|sustained|not sustained|exonerated|"
        r"accused (?:officer|member)|citizen complaint (?:form|report)",
        2,
    ),
    ("field_contact", r"\bFI card\b|field (?:contact|interview)(?: card| report)?|contact card|investigatory stop", 5),
    (
        "tow_log",
        r"tow (?:/ impound )?(?:log|sheet|report|record)|impound (?:report|log|sheet)|towed vehicle|"
        r"impound(?:ed)? vehicle|vehicle tow",
        4,
    ),
    (
        "property_inventory",
        r"(?:property|evidence) (?:inventory|log|sheet|receipt|record)|chain of custody|inventory number",
        4,
    ),
    (
        "lab_report",
        r"(?:crime )?lab(?:oratory)? report|forensic (?:science|biology)|sexual assault (?:evidence )?(?:kit|collection)",
        5,
    ),
    (
        "medical_ambulance_report",
        r"patient care report|\bems (?:run|report|narrative)|ambulance (?:run )?report|"
        r"emergency department|medical record|discharge summary|chief complaint:",
        4,
    ),
    ("fire_report", r"fire (?:incident|investigation|run) report|nfirs|alarm (?:time|incident)|origin and cause", 5),
    ("aps_report", r"adult protective services|\baps (?:report|case|intake|referral)|elder abuse|self-neglect", 5),
    (
        "peer_support",
        r"peer support (?:session|team|contact|note|log|program|encounter|advisor|adviser)|critical incident stress",
        5,
    ),
    (
        "personnel_file",
        r"personnel (?:file|action|record)|performance (?:evaluation|appraisal|review)|"
        r"disciplinary (?:action|notice|history)|employee (?:record|evaluation)|leave (?:request|"
        r"of absence)|training record|notice of (?:suspension|discipline)",
        4,
    ),
    (
        "application",
        r"(?:employment|job) application|applicant (?:list|ranking|pool|log|roster|score)|"
        r"eligibility (?:list|register)|candidates? (?:list|rank|score|evaluat)|hiring (?:process|"
        r"committee)|(?:not selected|unsuccessful)|liquor license application|interview (?:score|panel)",
        4,
    ),
    (
        "payroll",
        r"payroll|pay period|gross pay|net pay|earnings statement|deductions?|salary (?:schedule|list|"
        r"register|roster)|compensation report|overtime (?:report|detail)|garnishment|withholding order|"
        r"direct deposit",
        3,
    ),
    (
        "minutes_open",
        r"(?:meeting )?minutes of|minutes|call to order|roll call|motion (?:carried|passed|by|was made)|"
        r"seconded by|ayes?:|nays?:|public comment|adjourn",
        2,
    ),
    ("agenda", r"\bagenda\b", 4),
    (
        "permit_license_application",
        r"(?:building|demolition|sign|fence|electrical|plumbing|special use|deck|roof(?:ing)?|zoning|pool|"
        r"driveway|block party) (?:permit|variance|application)|permit (?:application|no|number|#|type|"
        r"log|issued|register)|certificate of occupancy",
        4,
    ),
    (
        "inspection",
        r"(?:code (?:enforcement|violation|compliance)|property maintenance|building|rental|health|"
        r"final) (?:inspection|violation|notice|complaint|case)|notice of violation|inspection (?:report|"
        r"date)|violation notice",
        4,
    ),
    (
        "bid_proposal",
        r"bid (?:tabulation|opening|results?|summary|form|proposal|bond)|sealed bids?|bidder|"
        r"request for (?:proposals?|bids|qualifications)|\brfp\b|lowest responsible",
        4,
    ),
    (
        "contract",
        r"(?:this )?(?:professional services |intergovernmental |service |consult\w+ )?agreement|"
        r"(?:contractor|consultant) shall|hereinafter|whereas|terms and conditions|scope of (?:work|"
        r"services)",
        2,
    ),
    (
        "invoice",
        r"\binvoice\b|purchase order|\bremit(?:tance)?\b|amount due|accounts payable|warrant list|"
        r"bill list|vendor (?:payment|number|id|name)|w-9|\bcheck (?:register|run)|procurement card|"
        r"p-?card|purchasing card|expense report",
        3,
    ),
    (
        "it_document",
        r"(?:network|server|firewall|vpn|wi-?fi|system) (?:diagram|configuration|inventory|credentials?|"
        r"access|log|settings|setup|change)|ip address|password|help ?desk|user ?name|subnet|syslog|login|"
        r"ticket #",
        2,
    ),
    (
        "park_registration",
        r"(?:park district|recreation|camp|day camp|program|swim|soccer|youth|preschool|after-?school|"
        r"t-ball|summer|league) (?:registration|enrol+ment|roster|sign-?up|waiver)|registrants?|"
        r"participant (?:list|roster|name|information)|(?:camp|class|team|program) roster",
        4,
    ),
    (
        "foia_request",
        r"freedom of information (?:act )?request|foia request|request for (?:public )?records|i (?:am|hereby) request",
        4,
    ),
    ("press_release", r"(?:press|news|media) release|for immediate release", 6),
    (
        "news_article",
        r"\bcredit: [a-z][\w.'-]+ [a-z][\w.'-]+/|\bsubscribe to [a-z]+ [a-z]+|read the full (?:report|story) online|^related: ",
        9,
    ),
    (
        "roster",
        r"(?:shift|duty|patrol|weekly|monthly|watch|work|squad|detail) (?:schedule|roster|assignments?|"
        r"bid)|\bRDO\b|days? off|training (?:roster|record)s?,?",
        4,
    ),
    (
        "keyholder_list",
        r"key ?holder (?:list|card|information|register)|premise (?:information|contact)|alarm (?:permit|registration|user)s?",
        4,
    ),
    ("letter", r"^dear\b|^re:|sincerely|enclosure|yours truly|very truly", 2),
    ("peer_support", r"peer support", 1),
    ("email", r"^(?:from|to|subject|sent|cc): .+$", 2),
    ("memo", r"memorandum|\bmemo\b|interoffice|inter-office|^(?:TO|FROM|RE|DATE):", 2),
    ("letter", r"^dear (?:mr|ms|mrs|sir|chief|resident|village|mayor|[A-Z])|^sincerely|^very truly yours", 2),
    (
        "incident_report",
        r"(?:incident|offen[sc]e|case|police|supplement(?:al|ary)?|original case|investigati(?:on|ve)|"
        r"field|general offense|theft|burglary|domestic|battery|missing person)(?: case)? (?:report|"
        r"narrative|supplement)|supplemental narrative",
        5,
    ),
    (
        "incident_report",
        r"\bR/?[OD]s?\b|reporting officer|responding officer|\bvictim|\bsuspect|offender|narrative|"
        r"dispatched to|i spoke (?:with|to)|i (?:observed|responded|arrived)|complainant|\bofficers?\b",
        1,
    ),
    ("arrest_report", r"placed (?:\w+ ){1,3}under arrest|taken into custody|mirandized|miranda", 1),
)
_DISPATCH = small(
    r"\b(?:call ?taker|disp(?:atched|atcher)?|on ?scene|en ?route|arrived|units? (?:assigned|sent|resp)|\brp\b|clear(?:ed)?|10-\d|code \d)\b",
)
_REQUEST = small(
    r"(?:under|pursuant to|per) (?:the )?(?:illinois )?(?:freedom of information act|foia)[^.]{0,60}?\bI(?: am| hereby|'m)? "
    r"(?:request|ask|seek|want)|\bI(?: am| hereby|'m)? (?:request|ask|seek)[^.]{0,160}?"
    r"(?:under|pursuant to) (?:the )?(?:illinois )?(?:freedom of information act|foia)",
)
# in the first lines, they tell a kind from the elder whose rules it shares
_FINER_SIGNS = tuple(
    (kind, small(pattern))
    for kind, pattern in (
        ("use_of_force_report", r"use[- ]of[- ]force|response to resistance|show of force"),
        ("leads_printout", r"\bLEADS (?:response|inquiry|hit|return|printout|message|query)|\bNLETS\b|\bNAM/"),
        (
            "juvenile_record",
            r"in the interest of|juvenile (?:petition|contact|record|court|arrest|report|referral)|\bstation adjustment",
        ),
        ("internal_investigation", r"internal (?:affairs|investigation)|administrative (?:investigation|interrogation)"),
        (
            "minutes_closed",
            r"(?:closed|executive)[- ](?:session|meeting)[^\n]{0,40}minutes|minutes[^\n]{0,60}(?:closed|executive)[- ](?:session|meeting)",
        ),
        ("settlement", r"settlement agreement|release and settlement|settlement (?:and|of) (?:release|claims)"),
        ("draft_memo", r"\bdraft\b[^\n]{0,40}\bmemo|\bmemo(?:randum)?\b[^\n]{0,60}\bdraft\b"),
        ("attorney_communication", r"attorney[- ]client|privileged (?:and|&) confidential"),
    )
)
# words that hardly anybody but the police writes
_POLICE_TALK = small(
    r"\bR/?[OD]s?\b|\b(?:ofc|det|sgt|ptl|tpr)\b\.?|\bofficers? [A-Z]|\bdetective\b|\bsuspect\b|"
    r"\boffender\b|\barrestee\b|\bLEADS\b|\b[VWS]/?\d\b|\bGOA\b|\bBOLO\b|\bM/[WBHA]\b|\bF/[WBHA]\b|"
    r"\bCFS\b|\bFI card\b|"
    r"\bbattery\b|\bburglar\w*|\bin custody\b|\bphoto (?:array|lineup)|\bsearch warrant\b|"
    r"\bundercover\b|\b(?:10-\d\d)\b|\bOLN\b|\bdeputy\b|\bsquad\b",
)
_POLICE_HINT = small(
    r"\b(?:police|officers?|ofcs?|arrest\w*|victim|witness\w*|complainant|stolen|theft|dispatched|"
    r"responded|reported|case (?:no|number|#)|sheriff|sergeant|lieutenant|patrol|warrant|juvenile|"
    r"custody|unknown (?:male|person|subject)|station|evidence|bodycam|fraud|offense|MHPD|"
    r"[A-Z]{2,4}PD)\b",
)

_COMPILED = tuple((kind, small(pattern, re.MULTILINE), weight) for kind, pattern, weight in _CUES)


def like(kind: str | None) -> str | None:
    """The kind whose rules hold for a kind: itself where it has some, else its elder in LIKE."""
    return LIKE.get(kind, kind) if kind else None


def kind_of(text: str) -> str | None:
    """The likeliest kind of a record, from the words of its first 8,000 characters; None when nothing tells."""
    return _kind_of(text[:8_000])


@lru_cache(maxsize=8)
def _kind_of(text: str) -> str | None:
    lower = text.lower()
    head, rest = lower[:600], lower[600:]
    scores: dict[str, int] = {}
    for kind, pattern, weight in _COMPILED:
        hits = len(pattern.findall(head)) * (3 if weight >= 3 else 2)
        hits += min(len(pattern.findall(rest)), 4)
        if hits:
            scores[kind] = scores.get(kind, 0) + min(hits, 6) * weight
    if _REQUEST.search(lower[:2_500]):
        return "foia_request"
    times = len(
        re.findall(
            r"^\W{0,3}(?:\d{1,2}/\d{1,2}(?:/\d\d(?:\d\d)?)?,? )?(?:[01]\d|2[0-3]):?[0-5]\d(?::?[0-5]\d)?\b", text, re.MULTILINE
        )
    )
    if times >= 4 and _DISPATCH.search(lower):
        scores["cad_911_log"] = scores.get("cad_911_log", 0) + 10
    speakers = len(re.findall(r"^\s*(?:\[?\d{1,2}:\d{2}(?::\d{2})?\]?\s*)?[A-Z][A-Z .,#0-9'()-]{2,30}: ", text, re.MULTILINE))
    if speakers >= 5 and "body_camera_transcript" in scores:
        scores["body_camera_transcript"] += 12
    # an incident in which somebody crashed is a crash report only when the crash is its matter
    if scores.get("arrest_report", 0) >= 8 or scores.get("court_filing", 0) >= 8 or scores.get("minutes_open", 0) >= 6:
        scores.pop("crash_report", None) if scores.get("crash_report", 0) < 14 else None
    for kind, pattern in _FINER_SIGNS:
        elder = LIKE[kind]
        if pattern.search(head) and scores.get(elder, 0) + 6 >= max(scores.values(), default=0):
            return kind
    best = max(scores, key=lambda kind: (scores[kind], -KINDS.index(kind)), default=None)
    if (
        best is not None
        and scores[best] >= 4
        and not (best in ("email", "memo", "letter", "it_document", "invoice", "court_filing") and scores[best] < 6)
    ):
        return best
    talk = 2 * len(_POLICE_TALK.findall(lower)) + len(_POLICE_HINT.findall(lower))
    if talk >= (2 if best is None else 4):
        return "incident_report"
    return best if best and scores[best] >= 3 else None
