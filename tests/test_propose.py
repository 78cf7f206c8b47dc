"""Stances over whole invented records: each marked passage is handed over as a detection, as if found, and must come out as
marked.

Marks: `[[T:stance|words]]`, for names `[[P:role:stance|words]]`. Types by letter, see TYPES. All people, numbers and places
are invented.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from foia.agency import load_agency
from foia.errors import CatalogError
from foia.model import Detection, Person, Role, Stance
from foia.propose import KINDS, kind_of, load_rules, propose
from foia.propose.rulebook import COMPUTED
from foia.redaction.people import gather_people

SAMPLE_AGENCY = Path(__file__).parents[1] / "corpus" / "samples" / "agency.yaml"
DAY = dt.date(2026, 3, 2)
TYPES = {
    "P": "PERSON", "D": "DATE_OF_BIRTH", "A": "STREET_ADDRESS", "T": "PHONE_NUMBER", "M": "EMAIL_ADDRESS", "L": "LICENSE_PLATE",
    "V": "VIN", "S": "US_SSN", "O": "US_DRIVER_LICENSE", "E": "EMPLOYEE_ID", "B": "BADGE_NUMBER", "F": "FINANCIAL_ACCOUNT",
    "C": "CREDIT_CARD", "W": "PASSWORD", "R": "MEDICAL_RECORD_NUMBER", "H": "MEDICAL_INFO", "G": "FOID_NUMBER", "I": "OFFENDER_ID",
    "N": "FEIN", "X": "IP_ADDRESS",
}  # fmt: skip
STANCES = {"r": Stance.REDACT, "k": Stance.RELEASE, "a": Stance.ASK}
ROLES = {
    "off": Role.OFFICER, "emp": Role.PUBLIC_EMPLOYEE, "att": Role.ATTORNEY, "vic": Role.VICTIM, "wit": Role.WITNESS,
    "com": Role.COMPLAINANT, "inf": Role.INFORMANT, "min": Role.MINOR, "sus": Role.SUSPECT, "arr": Role.ARRESTEE,
    "oth": Role.PRIVATE_OTHER,
}  # fmt: skip
_MARK = re.compile(r"\[\[(\w)(?::(\w{3}))?:([rka])\|(.*?)\]\]", re.DOTALL)

TEXTS: dict[str, str] = {
    "incident form with blocks": """MAPLE HOLLOW POLICE DEPARTMENT
INCIDENT REPORT          Case: 26-00418
Date of Occurrence: 02/11/2026   Reporting Officer: [[P:off:k|R. Okafor]] #[[B:k|317]]

VICTIM
Name: [[P:vic:r|DELACROIX, SIMONE A]]   DOB: [[D:r|07/19/1984]]   Phone: [[T:r|708-555-0172]]
Address: [[A:r|118 Larkspur Ln, Maple Hollow, IL 60999]]

SUSPECT
Name: [[P:sus:r|HARGROVE, TYLER J]]   DOB: [[D:r|11/02/1990]]
Address: [[A:r|2210 Quarry Rd, Maple Hollow, IL]]

WITNESS
Name: [[P:wit:r|PETRAKIS, HELENA]]   Phone: [[T:r|(312) 555-0148]]

NARRATIVE
On the above date I, Officer [[P:off:k|Okafor]], met with [[P:vic:r|Delacroix]], who stated that [[P:sus:r|Hargrove]] broke the rear
window of her car. [[P:wit:r|Petrakis]] saw [[P:sus:r|Hargrove]] run toward the alley. Sgt. [[P:off:k|Mina Castellan]] was notified.
""",
    "capitals narrative with an arrest": """ARREST REPORT
R/O [[P:off:k|VANDERMEER]] ALONG WITH DET. [[P:off:k|L. OSTROWSKI]] RESPONDED TO A CALL OF A BATTERY IN PROGRESS. UPON ARRIVAL R/O SPOKE WITH
THE VICTIM, [[P:vic:r|AALIYAH BENTON]], WHO RELATED THAT HER NEIGHBOR, [[P:arr:k|CURTIS WHITE]], PUNCHED HER IN THE FACE. [[P:vic:r|BENTON]] SIGNED
COMPLAINTS. [[P:arr:k|WHITE]] WAS PLACED UNDER ARREST AND TRANSPORTED TO THE STATION. [[P:arr:k|WHITE]], M/W/44, OF [[A:k|909 CEDAR CT #2]], WAS
CHARGED WITH BATTERY. IR# [[I:r|2213457]]. A WHITE SEDAN LEFT THE AREA.
""",
    "traffic crash": """ILLINOIS TRAFFIC CRASH REPORT  SR 1050
CRASH DATE: 01/22/2026   LOCATION: ROUTE 9 AT MILL ST
UNIT 1 DRIVER: [[P:oth:k|KOWALCZYK, ANNA M]]  DOB: [[D:r|03/14/1971]]  DL: [[O:r|K422-0057-1674]]
ADDRESS: [[A:r|51 Birch Ct, Tamarack, IL]]  PHONE: [[T:r|815-555-0110]]
PLATE: [[L:r|CX 41 882]]  INSURANCE POLICY: [[F:r|SF-8841-220]]
UNIT 2 DRIVER: [[P:oth:k|ORTEGA, LUIS]]  DOB: [[D:r|09/30/1988]]
PASSENGER: [[P:oth:k|ORTEGA, CARMEN]]
WITNESS: [[P:wit:k|PRESTON HALE]]  PHONE: [[T:r|630-555-0164]]
INVESTIGATING OFFICER: [[P:off:k|D. SORENSEN]]  BADGE: [[B:k|221]]

Witness [[P:wit:k|Hale]] said Unit 1 ran the light. [[P:oth:k|Ortega]] was not hurt.
""",
    "juvenile arrest": """SUPPLEMENTAL REPORT
Date of incident: 05/06/2025
Juvenile Offender: [[P:min:r|MARCUS T. LINDQVIST]]  DOB: [[D:r|06/01/2009]]
The juvenile was taken into custody and released to his mother, [[P:oth:r|Ingrid Lindqvist]].
Juvenile Officer [[P:off:k|Tam Nguyen]] completed a station adjustment for [[P:min:r|Lindqvist]].
""",
    "minor by birth date": """INCIDENT REPORT
Date of Occurrence: 04/10/2024
Victim: [[P:min:r|Joy Abara]]  DOB: [[D:r|08/08/2011]]
[[P:min:r|Abara]] told Ofc. [[P:off:k|Reyes]] that a boy took her bicycle.
""",
    "traffic stop: cited, warned": """TRAFFIC STOP LOG
Ofc. [[P:off:k|Bianchi]] stopped a gray sedan, IL plate [[L:r|BR 77 120]]. The driver, [[P:sus:k|Owen Fairbairn]], was cited for speeding.

At 2210 hours Ofc. [[P:off:k|Bianchi]] stopped a second car. The driver, [[P:oth:a|Lucille Prado]], was given a verbal warning for a broken lamp.
""",
    "body-camera transcript": """BODY WORN CAMERA TRANSCRIPT
Camera assigned to: Officer [[P:off:k|Jae Park]]
OFC. [[P:off:k|PARK]]: Can you tell me what happened?
VICTIM [[P:vic:r|RUIZ]]: He hit me and ran.
OFC. [[P:off:k|PARK]]: And who is that over there?
VICTIM [[P:vic:r|RUIZ]]: That's a bystander, [[P:oth:r|Dale Umberto]], he was just walking by.
""",
    "domestic at the shared home": """ARREST REPORT
Officers responded to a domestic battery. Victim: [[P:vic:r|Nadia Kessler]], address [[A:a|77 Fern Ave, Apt 3, Maple Hollow]].
Arrestee: [[P:arr:k|Paul Kessler]], address [[A:a|77 Fern Ave, Apt 3, Maple Hollow]]. DOB [[D:r|01/05/1979]]. SSN [[S:r|219-09-9999]].
""",
    "dispatch log": """CAD CALL FOR SERVICE
Call Taker: [[P:emp:k|T. Villanueva]]
Caller: [[P:com:r|Beth Aronson]]  Phone: [[T:r|847-555-0199]]
Location: 4800 block of W Hawthorne Ave
Responding to: [[A:k|4800 W Hawthorne Ave]]
Keyholder: [[P:oth:a|Sal Marchetti]]
""",
    "village board minutes": """MINUTES OF THE REGULAR MEETING OF THE VILLAGE BOARD
Call to order by Village President [[P:emp:k|Corinne Abbate]].
ROLL CALL: Present: Trustees [[P:emp:k|Whitcomb]], [[P:emp:k|Ilic]], and [[P:emp:k|Dorsey]]
Absent: Trustee [[P:emp:k|Hanrahan]]
Also present: Village Attorney [[P:att:k|Saul Greenbriar]], Village Manager [[P:emp:k|Petra Voss]]
PUBLIC COMMENT
Resident [[P:oth:k|Theo Mandel]] spoke against the rezoning of the mill.
Motion by Trustee [[P:emp:k|Ilic]], seconded by Trustee [[P:emp:k|Dorsey]], to approve the minutes. Motion carried.
""",
    "payroll": """PAYROLL REGISTER  Pay period 02/01/2026
Employee Name        Emp ID     Title               Gross Pay
[[P:emp:k|Halvorsen, Gail]]      [[E:r|E10442]]     Records Clerk       2,114.20
[[P:emp:k|Bautista, Ramon]]      [[E:r|E10517]]     Equipment Operator  2,530.00
Deductions: garnishment for child support, account [[F:r|88201145]]
Direct deposit to checking account [[F:r|004417723]]
""",
    "invoice and cards": """INVOICE 5521
Bill to: Village of Maple Hollow, 1 Civic Plaza
Village FEIN: [[N:r|36-5550001]]
Vendor: Tamarack Paving LLC   Vendor FEIN: [[N:a|47-5550002]]
Contact: [[P:oth:k|Joan Felder]], [[T:k|815-555-0133]], [[M:k|jfelder@tamarackpaving.com]]
Paid by village p-card [[C:r|4111 1111 1111 1111]]
""",
    "network notes": """IT HELP DESK TICKET #4410
Server MHPD-DC1 internal IP address: [[X:r|10.20.4.15]]
Firewall login user name [[W:r|svc_backup]], password: [[W:r|Blue!Heron22]]
Suspicious mail, sender X-Originating-IP [[X:a|203.0.113.77]]
Reported by [[P:emp:k|Dana Whitlock]], Network Administrator, Village of Maple Hollow, ext. [[T:k|708-555-4100]]
""",
    "mail from a resident": """From: [[P:oth:r|Gwen Sato]] <[[M:r|gwensato71@gmail.com]]>
To: [[P:emp:k|Petra Voss]] <[[M:k|pvoss@maplehollow.il.us]]>
Subject: Snow plowing

Dear Ms. [[P:emp:k|Voss]], the plow missed our street again. My cell is [[T:r|708-555-0121]].

[[P:emp:k|Petra Voss]]
Village Manager
Village of Maple Hollow
Office: [[T:k|708-555-4101]]
""",
    "park programme": """MAPLE HOLLOW PARK DISTRICT
SUMMER CAMP REGISTRATION
Participant: [[P:min:r|Ellie Brandt]]   DOB: [[D:r|05/17/2017]]
Parent/Guardian: [[P:oth:r|Kurt Brandt]]   Phone: [[T:r|708-555-0155]]
Home Address: [[A:r|640 Juniper St, Maple Hollow, IL]]
Allergies: [[H:r|allergic to peanuts, carries an EpiPen]]
""",
    "adult protective services": """ADULT PROTECTIVE SERVICES REFERRAL
Caseworker [[P:emp:k|Odette Lund]] advised that the alleged victim, [[P:vic:r|Harold Finnegan]], 81, lives with his nephew, [[P:oth:r|Rory Finnegan]].
Reporter: the complainant, [[P:com:r|Wanda Cole]], visits weekly.
""",
    "applicants": """POLICE OFFICER APPLICANT RANKING LIST
1. [[P:oth:k|Imani Grover]] - hired
2. [[P:oth:r|Colin Stavros]] - not selected
3. [[P:oth:r|Bettina Wray]] - not selected
""",
    "informant and undercover": """INVESTIGATIVE REPORT
Confidential informant [[P:inf:r|Ray Tolliver]] told Det. [[P:off:k|Nora Quist]] that the suspect, [[P:sus:r|Dmitri Volkov]], keeps pills at his home.
Undercover Officer [[P:off:r|Abel Nunez]] bought two pills. U/C Officer [[P:off:r|Nunez]] left.
""",
    "odds and ends": """INCIDENT REPORT
The offender fled in a car with a partial plate of [[L:a|BK7]]. The squad car, municipal plate [[L:k|M 204 118]], was struck.
VIN [[V:a|1HGCM82633A004352]]. FOID card [[G:r|55512345]]. The sexual assault kit number [[R:r|SAK-004411]] was sealed.
TCN: [[I:a|XC55120091]]. Mail to [[A:r|P.O. Box 118, Maple Hollow, IL]].
[[P:vic:r|Lena Thorsen]] was struck in the arm; [[H:a|she complained of pain in her arm]].
Victim [[P:vic:r|Thorsen]] was [[H:r|diagnosed with a fractured wrist at the hospital]].
Dr. [[P:oth:a|Amir Sohail]] examined her. She works at a bank, her work number is [[T:a|312-555-0177]].
The offense took place at the gas station at [[A:k|1500 Harlem Ave]].
""",
    "permits": """BUILDING PERMIT APPLICATION
Property owner: [[P:oth:a|Margit Olsson]]
Contractor: Ridge Roofing Inc
Building Inspector [[P:emp:k|Gus Pappas]] approved the deck.
""",
    "court order": """IN THE CIRCUIT COURT OF TAMARACK COUNTY, ILLINOIS
PEOPLE OF THE STATE OF ILLINOIS v. [[P:arr:k|JEROME VASQUEZ]], Defendant.
The Honorable [[P:emp:k|Ruth Bellweather]] presiding. Assistant State's Attorney [[P:att:k|Ian Frey]] appeared for the People;
[[P:att:k|Lois Tan]], attorney for the defendant, appeared with [[P:arr:k|Vasquez]].
""",
    "the dead": """DEATH INVESTIGATION  INCIDENT REPORT
R/O was met by paramedics at the scene. [[P:vic:a|Edgar Pruitt]] was pronounced dead at 0412 hours.
His wife, [[P:oth:r|Opal Pruitt]], was told by Ofc. [[P:off:k|Lamb]].
""",
}


def compiled(marked: str) -> tuple[str, list[tuple[int, int, str, Role | None, Stance]]]:
    """The text without its marks, and what each mark says."""
    text, spans, at = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        letter, role, stance, words = match.groups()
        spans.append((len(text), len(text) + len(words), TYPES[letter], ROLES[role] if role else None, STANCES[stance]))
        text += words
        at = match.end()
    return text + marked[at:], spans


def found(text: str, spans: list[tuple[int, int, str, Role | None, Stance]]) -> list[Detection]:
    return [Detection(start=a, end=b, type=kind, score=0.9, text=text[a:b], why="given") for a, b, kind, _, _ in spans]


@pytest.mark.parametrize("name", TEXTS)
def test_every_passage_gets_its_stance_and_role(name: str) -> None:
    text, spans = compiled(TEXTS[name])
    kind = kind_of(text)
    persons, detections = gather_people(text, found(text, spans), kind=kind)
    proposals = {(p.start, p.end): p for p in propose(text, detections, persons, kind=kind, as_of=DAY)}
    wrong = []
    for start, end, type_, role, stance in spans:
        proposal = proposals[start, end]
        if proposal.stance is not stance or (role is not None and proposal.role is not role):
            wrong.append(
                f"{text[start:end]!r} {type_}: wanted {role} {stance.value}, got {proposal.role} "
                f"{proposal.stance.value} by {proposal.rule}"
            )
    assert not wrong, f"kind {kind}\n" + "\n".join(wrong)


# One line a rule: key ~ record kind ~ role of the person or owner (/ another role of his) ~ type by letter ~ text, the span in [[ ]].
# `@agency` and `@requester` in the text's place of the kind field switch those on. Ages, rosters and mentions play no part here.
RULE_CASES = r"""
requesters-own ~ email @requester ~ oth ~ P ~ From: [[Gwen Sato]]
confidential-address ~ incident_report ~ vic ~ A ~ She is in the Address Confidentiality Program and lives at [[4 Elm Ct]].
confidential-address-unowned ~ letter ~ ~ A ~ ACP participant, [[4 Elm Ct]]
peer-support-name ~ peer_support ~ off ~ P ~ Session with [[Ann Ito]]
undercover-name ~ incident_report ~ off ~ P ~ Undercover Officer [[Ann Ito]] bought it.
informant-name ~ incident_report ~ inf ~ P ~ [[Ann Ito]]
informant-behind ~ incident_report ~ wit/inf ~ P ~ [[Ann Ito]]
park-minor ~ park_registration ~ min ~ P ~ Camper: [[Ann Ito]]
park-other ~ park_registration ~ oth ~ P ~ Parent: [[Ann Ito]]
minor-arrested ~ incident_report ~ min/arr ~ P ~ [[Ann Ito]]
minor-investigated ~ incident_report ~ min ~ P ~ The minor was taken into custody, [[Ann Ito]].
minor-crash-witness ~ crash_report ~ min/wit ~ P ~ [[Ann Ito]]
minor-crash-saw ~ crash_report ~ min ~ P ~ [[Ann Ito]] saw the crash.
minor-name ~ incident_report ~ min ~ P ~ [[Ann Ito]] was home.
aps-party ~ aps_report ~ vic ~ P ~ [[Ann Ito]]
aps-party-elsewhere ~ incident_report ~ vic ~ P ~ Adult Protective Services case: [[Ann Ito]]
officer-threatened ~ incident_report ~ off ~ P ~ There were threats against the officer, [[Ann Ito]].
officer-off-duty ~ incident_report ~ off ~ P ~ Off-duty Officer [[Ann Ito]] was shopping.
duty ~ incident_report ~ off ~ P ~ [[Ann Ito]]
duty-employee ~ minutes_open ~ emp ~ P ~ [[Ann Ito]]
attorney ~ court_filing ~ att ~ P ~ [[Ann Ito]]
dead ~ incident_report ~ vic ~ P ~ [[Ann Ito]] was pronounced dead.
arrestee ~ arrest_report ~ arr ~ P ~ [[Ann Ito]]
treating-doctor ~ incident_report ~ oth ~ P ~ Dr. [[Ann Ito]]
crash-kin ~ crash_report ~ oth ~ P ~ Next of kin: [[Ann Ito]]
crash-party ~ crash_report ~ wit ~ P ~ Unit 1 driver [[Ann Ito]]
warned-driver ~ tow_citation ~ oth ~ P ~ [[Ann Ito]] was given a verbal warning.
cited ~ tow_citation ~ sus ~ P ~ [[Ann Ito]] was cited for speeding.
keyholder ~ cad_911_log ~ oth ~ P ~ Keyholder: [[Ann Ito]]
tow-log-owner ~ tow_log ~ oth ~ P ~ Owner: [[Ann Ito]]
towed-owner ~ incident_report ~ oth ~ P ~ The car was towed; registered owner: [[Ann Ito]]
camera-encounter ~ body_camera_transcript ~ oth ~ P ~ The driver, [[Ann Ito]], is told to step out.
published ~ news_article ~ oth ~ P ~ Neighbors said [[Ann Ito]] had led the march.
camera-bystander ~ body_camera_transcript ~ oth ~ P ~ Over there is [[Ann Ito]].
camera-bystander-named ~ incident_report ~ wit ~ P ~ On the body camera a bystander, [[Ann Ito]], walks by.
sexual-victim ~ incident_report ~ vic ~ P ~ Offense: criminal sexual assault. [[Ann Ito]]
victim ~ incident_report ~ vic ~ P ~ [[Ann Ito]]
code-violator ~ inspection ~ oth ~ P ~ Owner: [[Ann Ito]]
minutes-speaker ~ minutes_open ~ oth ~ P ~ Roll call. Resident [[Ann Ito]] addressed the board.
minutes-other ~ minutes_open ~ oth ~ P ~ Roll call. A letter by [[Ann Ito]].
witness ~ incident_report ~ wit ~ P ~ [[Ann Ito]]
complainant ~ inspection ~ com ~ P ~ [[Ann Ito]]
order-of-protection ~ court_filing ~ sus ~ P ~ Order of Protection. Respondent: [[Ann Ito]]
court-party ~ court_filing ~ oth ~ P ~ Plaintiff [[Ann Ito]]
suspect ~ incident_report ~ sus ~ P ~ [[Ann Ito]]
hired ~ application ~ oth ~ P ~ [[Ann Ito]] was hired.
applicant ~ application ~ oth ~ P ~ [[Ann Ito]], score 71
payroll-name ~ payroll ~ unk ~ P ~ [[Ann Ito]]
payroll-other ~ payroll ~ oth ~ P ~ Beneficiary: [[Ann Ito]]
permit-owner ~ permit_license_application ~ oth ~ P ~ Homeowner [[Ann Ito]]
vendor ~ invoice ~ oth ~ P ~ Contact: [[Ann Ito]]
permit-other ~ permit_license_application ~ oth ~ P ~ See [[Ann Ito]].
private ~ incident_report ~ oth ~ P ~ [[Ann Ito]]
kin ~ letter ~ oth ~ P ~ His mother, [[Ann Ito]]
private-elsewhere ~ fire_report ~ oth ~ P ~ [[Ann Ito]]
requester-name ~ foia_request ~ oth ~ P ~ [[Ann Ito]]
resident-complains ~ email ~ oth ~ P ~ I want to complain. [[Ann Ito]]
private-unsure ~ court_filing ~ oth ~ P ~ [[Ann Ito]]
private-person ~ letter ~ oth ~ P ~ [[Ann Ito]]
roster-name ~ roster ~ unk ~ P ~ [[Ann Ito]]
name-in-narrative ~ incident_report ~ unk ~ P ~ [[Ann Ito]] owns a cat.
name-unknown ~ letter ~ unk ~ P ~ [[Ann Ito]]
badge ~ incident_report ~ off ~ B ~ Undercover Officer #[[88]]
badge-public ~ incident_report ~ off ~ B ~ Officer #[[88]]
unique ~ incident_report ~ vic ~ S ~ SSN [[219-09-9999]]
birth-juvenile ~ incident_report ~ min/sus ~ D ~ DOB [[1/2/2010]]
birth-park ~ park_registration ~ min ~ D ~ DOB [[1/2/2010]]
birth ~ incident_report ~ vic ~ D ~ DOB [[1/2/1980]]
foid-status ~ incident_report ~ sus ~ G ~ FOID: [[revoked]]
foid ~ incident_report ~ sus ~ G ~ FOID: [[55512345]]
transaction ~ booking_log ~ arr ~ I ~ TCN: [[XC5512]]
offender-number ~ arrest_report ~ arr ~ I ~ IR: [[2213457]]
kit ~ lab_report ~ vic ~ R ~ Kit number [[SAK-1]]
kit-any ~ lab_report ~ ~ I ~ Evidence kit [[SAK-1]]
park-member ~ park_registration ~ min ~ R ~ Member no. [[M-1]]
record-number ~ incident_report ~ vic ~ R ~ MRN [[M-1]]
peer-support-content ~ peer_support ~ off ~ H ~ [[cannot sleep]]
aps-content ~ aps_report ~ vic ~ H ~ [[has dementia]]
medical-park ~ park_registration ~ min ~ H ~ [[peanut allergy]]
lay-injury ~ incident_report ~ vic ~ H ~ She had [[a swollen lip]].
medical ~ incident_report ~ vic ~ H ~ He was [[diagnosed with asthma]].
no-name ~ email @agency ~ unk ~ P ~ at the [[MAPLE HOLLOW]] station
within-duty-name ~ email ~ off ~ W ~ user [[Ann]] Ito
cited-list ~ tow_citation ~ sus ~ P ~ Citation No. 4 [[Ann Ito]]
closed-meeting ~ minutes_closed ~ oth ~ P ~ [[Ann Ito]]
closed-part ~ minutes_open ~ oth ~ P ~ CLOSED SESSION\n\nOf [[Ann Ito]] it was said little.
phone-to-call ~ letter ~ oth ~ T ~ Residents call [[708-555-0122]]
peer-supporter ~ peer_support ~ off ~ P ~ Coordinator: [[Ann Ito]]
own-building ~ email @agency ~ ~ A ~ at [[10 Depot Road]]
street-only ~ crash_report ~ oth ~ A ~ on [[Randall Road]]
po-box ~ letter ~ oth ~ A ~ [[P.O. Box 118]]
po-box-public ~ invoice ~ ~ A ~ Remit to: Ridge LLC, [[P.O. Box 118]]
coordinates ~ incident_report ~ ~ A ~ at [[41.88011, -87.63022]]
park-address ~ park_registration ~ oth ~ A ~ [[4 Elm Ct]]
arrest-place ~ arrest_report ~ ~ A ~ Place of arrest: [[1900 W Dearing Ave]]
domestic-arrestee-home ~ arrest_report ~ arr ~ A ~ Domestic battery. Address: [[4 Elm Ct]]
arrestee-home ~ arrest_report ~ arr ~ A ~ Address: [[4 Elm Ct]]
juvenile-home ~ incident_report ~ min/sus ~ A ~ Address: [[4 Elm Ct]]
public-building ~ incident_report ~ ~ A ~ He came to the police station at [[9 Oak St]].
employee-home ~ personnel_file ~ off ~ A ~ Home address: [[4 Elm Ct]]
payroll-home ~ payroll ~ emp ~ A ~ [[4 Elm Ct]]
sole-owner-address ~ invoice ~ oth ~ A ~ W-9, [X] individual. Address [[4 Elm Ct]]
commerce-address ~ invoice ~ ~ A ~ Ridge LLC, [[4 Elm Ct]]
home-of-private ~ letter ~ oth ~ A ~ He lives at [[4 Elm Ct]].
business-of-private ~ incident_report ~ vic ~ A ~ Ann Ito, [[9 Oak St]], pharmacy
business-place ~ incident_report ~ ~ A ~ It happened at the pharmacy, [[9 Oak St]].
permit-site ~ permit_license_application ~ oth ~ A ~ Owner address: [[4 Elm Ct]]
permit-place ~ permit_license_application ~ ~ A ~ Location: [[4 Elm Ct]]
minutes-place ~ minutes_open ~ ~ A ~ Minutes of the board: the fence of [[4 Elm Ct]]
home-address ~ incident_report ~ vic ~ A ~ Address: [[4 Elm Ct]]
home-unowned ~ incident_report ~ ~ A ~ Mailing address: [[4 Elm Ct]]
residential-scene ~ incident_report ~ ~ A ~ A domestic at [[4 Elm Ct]].
block ~ incident_report ~ ~ A ~ in the [[4800 block of Elm Ct]]
home-of-owner ~ incident_report ~ vic ~ A ~ Ann Ito, [[4 Elm Ct]], was told.
duty-address ~ letter ~ att ~ A ~ Ian Frey, [[9 Oak St]]
permit-address ~ permit_license_application ~ ~ A ~ see [[4 Elm Ct]]
letter-block ~ letter ~ oth ~ A ~ Ann Ito\n[[4 Elm Ct]]\nMaple Hollow
address-unknown ~ incident_report ~ ~ A ~ see [[4 Elm Ct]]
body-phone ~ email @agency ~ oth ~ T ~ [[217-555-0101]]
park-phone ~ park_registration ~ oth ~ T ~ [[708-555-0122]]
issued-phone ~ email ~ off ~ T ~ department-issued cell [[708-555-0122]]
workplace-phone ~ incident_report ~ com ~ T ~ her work number is [[708-555-0122]]
employee-home-phone ~ email ~ emp ~ T ~ Home: [[708-555-0122]]
home-phone ~ email ~ ~ T ~ my cell is [[708-555-0122]]
firm-cell ~ bid_proposal ~ oth ~ T ~ Cell: [[708-555-0122]]
toll-free ~ letter ~ ~ T ~ call [[800-555-0122]]
payroll-phone ~ payroll ~ emp ~ T ~ [[708-555-0122]]
duty-phone ~ email ~ emp ~ T ~ [[708-555-0122]]
body-line ~ letter ~ ~ T ~ call Village Hall at [[708-555-0122]]
work-line ~ letter ~ ~ T ~ Office: [[708-555-0122]]
commerce-phone ~ bid_proposal ~ oth ~ T ~ [[708-555-0122]]
firm-phone ~ incident_report ~ ~ T ~ Ridge LLC [[708-555-0122]]
private-phone ~ incident_report ~ wit ~ T ~ [[708-555-0122]]
firm-phone-owned ~ letter ~ unk ~ T ~ Ridge LLC [[708-555-0122]]
phone-police ~ incident_report ~ ~ T ~ [[708-555-0122]]
phone-unknown ~ letter ~ ~ T ~ [[708-555-0122]]
body-mail ~ letter @agency ~ ~ M ~ [[x@maplehollowil.example]]
park-mail ~ park_registration ~ oth ~ M ~ [[x@example.com]]
public-mail ~ letter ~ ~ M ~ [[x@isp.illinois.gov]]
free-mail ~ letter ~ ~ M ~ [[x@gmail.com]]
free-mail-firm ~ bid_proposal ~ ~ M ~ [[x@gmail.com]]
duty-mail ~ letter ~ att ~ M ~ [[x@freylaw.test]]
commerce-mail ~ bid_proposal ~ ~ M ~ [[x@ridge.test]]
private-mail ~ incident_report ~ vic ~ M ~ [[x@ridge.test]]
mail-unknown ~ letter ~ oth ~ M ~ [[x@ridge.test]]
plate-fragment ~ incident_report ~ sus ~ L ~ partial plate [[BK7]]
plate-municipal-sure ~ incident_report ~ vic ~ L ~ municipal plate [[M 204 118]]
plate-municipal ~ incident_report ~ ~ L ~ squad car, plate [[AB 12 345]]
plate-municipal-owned ~ incident_report ~ off ~ L ~ his squad car, [[AB 12 345]]
plate-company ~ incident_report ~ ~ L ~ a delivery truck, [[AB 12 345]]
plate ~ incident_report ~ vic ~ L ~ plate [[AB 12 345]]
vin-municipal ~ invoice ~ ~ V ~ fleet VIN [[1HGCM82633A004352]]
vin-fleet ~ invoice ~ ~ V ~ Odometer 4411. There follow many words that keep the number far from any sign, one after another, until [[1HGCM82633A004352]]
vin ~ incident_report ~ vic ~ V ~ VIN [[1HGCM82633A004352]]
insurance-policy ~ incident_report ~ vic ~ F ~ State Farm policy [[SF-88]]
crash-policy ~ crash_report ~ oth ~ F ~ [[SF-88]]
account-of-person ~ payroll ~ ~ F ~ direct deposit to checking [[00441]]
account-of-owner ~ incident_report ~ vic ~ F ~ [[00441]]
account-of-firm ~ invoice ~ ~ F ~ Vendor bank account: [[00441]]
account-of-body ~ memo ~ ~ F ~ Village of Elm general fund account [[00441]]
account-of-body-invoice ~ memo ~ ~ F ~ account [[00441]]
account ~ incident_report ~ ~ F ~ account [[00441]]
password-of-body ~ it_document ~ ~ W ~ password: [[Blue!22]]
password-of-system ~ incident_report ~ ~ W ~ RMS login [[Blue!22]]
password ~ incident_report ~ vic ~ W ~ gate code [[4411]]
fein-of-body ~ letter @agency ~ ~ N ~ [[36-5550001]]
fein-label-firm ~ invoice ~ ~ N ~ Vendor FEIN: [[47-5550002]]
fein-of-firm ~ invoice ~ ~ N ~ Ridge LLC [[47-5550002]]
fein-by-words ~ letter ~ ~ N ~ our FEIN is [[47-5550002]]
fein ~ letter ~ ~ N ~ [[47-5550002]]
ip-internal ~ email ~ ~ X ~ [[10.1.2.3]]
ip-sender ~ email ~ ~ X ~ X-Originating-IP: [[203.0.113.7]]
ip-equipment ~ email ~ ~ X ~ the firewall at [[203.0.113.7]]
ip-document ~ it_document ~ ~ X ~ [[203.0.113.7]]
ip ~ email ~ ~ X ~ [[203.0.113.7]]
"""
_NOT_IN_TABLE = {
    "shared-home",
    "arrestee-home-again",
    "signature-duty",
    "signature",
    "face",
    "other",
    "duty-doubtful",
    "private-doubtful",
}  # tested below


def by_hand(start: int, end: int, kind: str, text: str, person: str | None = None) -> Detection:
    return Detection(start=start, end=end, type=kind, score=0.9, text=text[start:end], why="given", person=person)


@pytest.mark.parametrize("line", RULE_CASES.strip().splitlines(), ids=lambda line: line.split(" ~ ")[0])
def test_each_rule_decides_its_case(line: str) -> None:
    key, kind, role, letter, marked = (part.strip() for part in line.split("~", 4))
    marked = marked.replace("\\n", "\n")
    start = marked.index("[[")
    text = marked.replace("[[", "").replace("]]", "")
    end = start + marked.index("]]") - start - 2
    persons: list[Person] = []
    if role:
        first, _, second = role.partition("/")
        name = "Gwen Sato" if "@requester" in kind else "Ann Ito"
        spans = [(start, end)] if letter == "P" else [(text.index(name), text.index(name) + len(name))] if name in text else []
        also = (ROLES[second],) if second else ()
        persons = [Person(id="p1", name=name, role=ROLES.get(first, Role.UNKNOWN), mentions=tuple(spans), other_roles=also)]
    detection = by_hand(start, end, TYPES[letter], text, "p1" if persons else None)
    agency = load_agency(SAMPLE_AGENCY) if "@agency" in kind else None
    requester = "Gwen Sato" if "@requester" in kind else None
    (proposal,) = propose(text, [detection], persons, kind=kind.split()[0], as_of=DAY, agency=agency, requester=requester)
    assert proposal.rule == key
    rule = next(rule for rule in load_rules().rules if rule.key == key)
    assert (proposal.stance, proposal.node, proposal.reason) == (rule.stance, rule.node, rule.reason)
    assert proposal.basis == load_rules().citations[rule.node]


@pytest.mark.parametrize(
    ("role", "other", "chance", "stance"),
    [
        (Role.OFFICER, Role.WITNESS, 0.45, Stance.ASK),
        (Role.OFFICER, Role.WITNESS, 0.1, Stance.RELEASE),
        (Role.OFFICER, Role.PUBLIC_EMPLOYEE, 0.45, Stance.RELEASE),
        (Role.ARRESTEE, Role.VICTIM, 0.45, Stance.ASK),
        (Role.VICTIM, Role.OFFICER, 0.45, Stance.ASK),
        (Role.VICTIM, Role.WITNESS, 0.45, Stance.REDACT),
    ],
)
def test_who_may_as_well_be_of_the_other_sort_is_asked_about(role: Role, other: Role, chance: float, stance: Stance) -> None:
    person = Person(id="p1", name="Ann Ito", role=role, mentions=((0, 7),), chances={role: 1 - chance, other: chance})
    (made,) = propose("Ann Ito", [by_hand(0, 7, "PERSON", "Ann Ito", "p1")], [person], kind="incident_report", as_of=DAY)
    assert made.stance is stance


def test_every_rule_has_a_case() -> None:
    tested = {line.split(" ~")[0] for line in RULE_CASES.strip().splitlines()} | _NOT_IN_TABLE
    assert tested == {rule.key for rule in load_rules().rules}


def test_an_arrestees_address_counts_wherever_it_stands_unless_the_victim_lives_there() -> None:
    text = "Arrestee at 4 Elm Ct. Later 4 ELM CT was searched. Victim at 4 Elm Ct."
    places = [match.span() for match in re.finditer("(?i)4 elm ct", text)]
    persons = [Person(id="a", name="A B", role=Role.ARRESTEE), Person(id="v", name="C D", role=Role.VICTIM)]
    two = [by_hand(*places[0], "STREET_ADDRESS", text, "a"), by_hand(*places[1], "STREET_ADDRESS", text)]
    three = [*two, by_hand(*places[2], "STREET_ADDRESS", text, "v")]
    assert [p.rule for p in propose(text, two, persons, kind="arrest_report", as_of=DAY)] == [
        "arrestee-home",
        "arrestee-home-again",
    ]
    assert {p.rule for p in propose(text, three, persons, kind="arrest_report", as_of=DAY)} == {"shared-home"}


@pytest.mark.parametrize(
    ("type_", "role", "rule"),
    [
        ("SIGNATURE", Role.OFFICER, "signature-duty"),
        ("SIGNATURE", Role.VICTIM, "signature"),
        ("FACE", None, "face"),
        ("NEW_TYPE", None, "other"),
    ],
)
def test_what_is_in_pictures_and_what_no_rule_knows(type_: str, role: Role | None, rule: str) -> None:
    persons = [Person(id="p", name="A B", role=role)] if role else []
    (proposal,) = propose("xxxx", [by_hand(0, 4, type_, "xxxx", "p" if role else None)], persons, kind="letter", as_of=DAY)
    assert proposal.rule == rule


def test_the_same_number_is_judged_alike_everywhere() -> None:
    text = "Home phone: 708-555-0122\n\nNarrative: the number (708) 555-0122 rang."
    spans = [match.span() for match in re.finditer(r"\(?708\)?[- ]555-0122", text)]
    found_ = [by_hand(*span, "PHONE_NUMBER", text) for span in spans]
    assert {p.rule for p in propose(text, found_, [], kind="letter", as_of=DAY)} == {"home-phone"}


def test_citations_come_from_the_catalogue_where_it_has_them() -> None:
    class Shelf:
        def citation(self, node: str) -> str:
            if node.endswith("7/1/c"):
                return "printed by the catalogue"
            raise KeyError(node)

    text = "Ann Ito 10 Depot Road"
    found_ = [by_hand(0, 7, "PERSON", text), by_hand(8, 23, "STREET_ADDRESS", text)]
    made = propose(text, found_, [], kind="letter", as_of=DAY, catalog=Shelf(), agency=load_agency(SAMPLE_AGENCY))
    assert [p.basis for p in made] == ["printed by the catalogue", "5 ILCS 140/1.2"]


def test_reasons_are_one_sentence_and_the_last_rule_fits_everything() -> None:
    rules = load_rules().rules
    last = rules[-1]
    assert not any((last.types, last.roles, last.kinds, last.when, last.any_of, last.unless))
    for rule in rules:
        assert rule.reason.endswith("."), rule.key
        assert len(rule.reason) < 200, rule.key
    names = {flag for rule in rules for flag in (*rule.when, *rule.any_of, *rule.unless)}
    assert names == set(load_rules().flags) | COMPUTED


BAD_RULES = {
    "unknown flag": ("when: [no_such_flag]", "no_such_flag"),
    "unknown kind": ("kind: postcard", "postcard"),
    "unknown key": ("wenn: [x]", "wenn"),
    "undefined node": ("node: ilcs/9/9", "ilcs/9/9"),
}


@pytest.mark.parametrize("case", BAD_RULES)
def test_a_faulty_rule_is_named(case: str, tmp_path: Path) -> None:
    line, said = BAD_RULES[case]
    node = "" if line.startswith("node") else "    node: n\n"
    path = tmp_path / "rules.yaml"
    path.write_text(
        f"citations: {{n: N}}\nflags: {{}}\nrules:\n  - key: mine\n    stance: ask\n{node}    {line}\n    reason: R.\n",
        encoding="utf-8",
    )
    with pytest.raises(CatalogError) as raised:
        load_rules(path)
    assert said in str(raised.value)
    assert "mine" in str(raised.value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ILLINOIS TRAFFIC CRASH REPORT\nUnit 1", "crash_report"),
        ("MINUTES OF THE VILLAGE BOARD\nRoll call. Motion carried.", "minutes_open"),
        ("INVOICE 12\nAmount due $5. Remit to Ridge LLC", "invoice"),
        ("From: a\nTo: b\nSubject: c\n\nHello", "email"),
        ("R/O RESPONDED TO A THEFT. VICTIM STATED HER BIKE WAS GONE.", "incident_report"),
        ("JAIL BOOKING LOG 02/10/2025", "booking_log"),
        ("Roses are red.", None),
    ],
)
def test_the_kind_of_a_record_is_guessed_from_its_words(text: str, kind: str | None) -> None:
    assert kind_of(text) == kind
    assert kind is None or kind in KINDS
