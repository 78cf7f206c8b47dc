"""Letters of 25 varied cases, checked as an outsider would: `foia respond` writes each; its DOCX and PDF are read back with other
libraries and held against a list written from 5 ILCS 140/9(a)-(b), not against the program's own checklist.

    .venv/bin/python bench/letters.py [--keep DIR] [NAME ...]

Everybody in the cases is invented. Prints one line a case; exits with 1 when an element is missing.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import docx
import pdfplumber
import yaml

ROOT = Path(__file__).resolve().parents[1]
REPORT = """GRAND PRAIRIE POLICE DEPARTMENT
INCIDENT REPORT 26-01877
Reported: 04/02/2026 21:40   Offense: Theft from motor vehicle
Complainant: Louisa Brennick   DOB 05/14/1971   Phone 309-555-0142
Address: 418 Alder Street, Grand Prairie, IL 61999
Witness: Tobias Fenn   Phone 309-555-0177

NARRATIVE
Officer Gail Trask spoke with Louisa Brennick, who said a toolbox was taken from her truck.
Tobias Fenn told officers that he saw a man walk away from the truck. No arrest was made.
"""
JUVENILE = """GRAND PRAIRIE POLICE DEPARTMENT
JUVENILE CONTACT REPORT 26-02001
Juvenile: Micah Torvald   DOB 03/09/2012   Address: 77 Linden Court, Grand Prairie, IL 61999
Parent: Signe Torvald   Phone 309-555-0119
NARRATIVE
Officer Gail Trask took the juvenile into custody for retail theft and released him to his parent.
"""
TRANSCRIPT = """BODY CAMERA TRANSCRIPT  Recording BWC-26-0551  Officer Gail Trask
21:44 Trask: Evening. You called about the noise?
21:44 Woman: Yes. I am Odile Marchetti, I live at 9 Quarry Lane.
21:45 Trask: And your number?
21:45 Woman: 309-555-0188.
21:46 Trask: Nobody is being arrested tonight. Keep the music down.
"""
LEGAL = """From: Hollis Amberg <amberg@amberglaw.example>
To: Clerk of Grand Prairie <clerk@grandprairie.example>
Subject: Easement dispute

Privileged and confidential. You asked for my legal advice on the easement behind the depot. In my opinion the village should
not settle before the survey is done; the weak point of our position is the deed of 1987.
"""
DRAFT = """DRAFT - for discussion only
To: Board of Trustees   From: Village Administrator
Recommendation on the new water rate. I recommend that the board consider a rate of four dollars, and I think a second step next
year would be wiser than one. These are my preliminary thoughts and no decision was taken.
"""
PAYROLL = """VILLAGE OF GRAND PRAIRIE
PAYROLL REGISTER  April 2026
Employee: Bram Osterholt  Title: Street foreman  Gross pay: $4,120.00  SSN 512-44-9031  Employee ID 00417
Employee: Cora Whitlatch  Title: Clerk II  Gross pay: $3,310.00  SSN 498-21-7752  Employee ID 00422
"""
BANK = """VILLAGE OF GRAND PRAIRIE
VENDOR PAYMENT RECORD
Payee: Sandhill Paving LLC   Invoice 3319   Amount: $18,200.00
Paid from: First Prairie Bank, routing 071000013, account 4417002298, operating account of the Village
"""
MINUTES = """VILLAGE OF GRAND PRAIRIE
MINUTES OF THE REGULAR MEETING, April 7, 2026
President Una Delacroix called the meeting to order at 7:00 p.m. Trustees present: Abel Root, Ines Calder.
The board approved Ordinance 2026-11 by a vote of five to none. Adjourned at 7:52 p.m.
"""
CRASH = """ILLINOIS TRAFFIC CRASH REPORT  26-00713
Unit 1 driver: Petra Ullsworth  DOB 11/02/1988  DL U424-6708-8912  Phone 309-555-0133  Plate IL BK 44 917
Unit 2 driver: Anton Brisk  DOB 07/30/1964  DL B620-0106-4216  Phone 309-555-0155  Plate IL DM 10 552
Unit 2 struck the rear of Unit 1 at Main Street and Depot Road. No injuries.
"""
SECURITY = """EMERGENCY RESPONSE PLAN - WATER TREATMENT PLANT
The east gate camera is off from 02:00 to 02:20 for maintenance. The chlorine store is opened with the key in the pump house.
The weakest point of the perimeter is the culvert under the rail line.
"""
PEOPLE = [
    {"name": "Maren Okoye", "title": "Village Clerk and FOIA Officer", "role": "officer"},
    {"name": "Dell Ferris", "title": "Records Technician", "role": "clerk"},
    {"name": "Hollis Amberg", "title": "Village Attorney", "role": "counsel"},
]
AGENCY = {
    "name": "Village of Grand Prairie",
    "letterhead": ["VILLAGE OF GRAND PRAIRIE", "200 Market Street, Grand Prairie, Illinois 61999"],
    "foia_officer": {"name": "Maren Okoye", "title": "Village Clerk and FOIA Officer", "phone": "309-555-0100"},
    "roster": [{"name": "Gail Trask", "rank": "Officer", "badge": "31"}],
}
PRIVACY = (
    "The passages name a private person who reported a theft and give her date of birth; a stranger could use them to find or "
    "impersonate her, and they say nothing of how the police did their work."
)
SOURCE = (
    "He told the officers what he saw; no charge was filed, and his name in the report would show that he was their source."
)
ADVICE = "The village's attorney answers a question of the clerk about a pending dispute; the message went to nobody else."
B, C, D4, F, M = (f"ilcs/5/140/7/1/{end}" for end in ("b", "c", "d/iv", "f", "m"))


def report(**more: Any) -> dict[str, Any]:
    """Decisions on the incident report: what is proposed is accepted, what is asked is withheld or released by rule."""
    rules = [
        {"stance": "ask", "type": "PERSON", "role": "complainant", "then": "redact", "node": C},
        {"stance": "ask", "type": "PERSON", "role": "witness", "then": "redact", "node": D4},
        {"stance": "ask", "then": "release", "reason": "A public place or an official at work"},
    ]
    facts = {C: PRIVACY, D4: SOURCE}
    return {"by": "Dell Ferris", "accept": ["redact", "release"], "facts": facts, "rules": rules, "reviewed": True, **more}


def whole(record: str, node: str, facts: str, **more: Any) -> dict[str, Any]:
    return {"record": record, "withhold": True, "node": node, "facts": facts, **more}


def case(ask: str, expect: str, records: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    return {"ask": ask, "expect": expect, "records": records or {}, **more}


OPEN = {
    "by": "Maren Okoye",
    "accept": ["redact", "release"],
    "rules": [{"then": "release", "reason": "Public business"}],
    "reviewed": True,
}
CASES: dict[str, dict[str, Any]] = {
    "grant-minutes": case("Please send the minutes of April 7, 2026.", "grant", {"minutes.txt": MINUTES}, decisions=OPEN),
    "grant-not-held": case(
        "Please send the minutes of April 7, 2026, and the recording of that meeting.",
        "grant",
        {"minutes.txt": MINUTES},
        decisions=OPEN,
        response={"not_held": ["The recording of that meeting"]},
    ),
    "partial-report": case("The report 26-01877.", "partial_denial", {"report.txt": REPORT}, decisions=report()),
    "partial-two-deciders": case(
        "The report 26-01877 and the minutes of April 7.",
        "partial_denial",
        {"report.txt": REPORT, "minutes.txt": MINUTES},
        decisions=report(rules=[
            {"stance": "ask", "type": "PERSON", "role": "complainant", "then": "redact", "node": C, "by": "Maren Okoye"},
            {"stance": "ask", "type": "PERSON", "role": "witness", "then": "redact", "node": D4},
            {"stance": "ask", "then": "release", "reason": "A public place or an official at work"},
        ]),
    ),
    "partial-counsel": case(
        "The report 26-01877 and e-mails about the easement.",
        "partial_denial",
        {"report.txt": REPORT, "mail.txt": LEGAL},
        decisions=report(records=[whole("mail.txt", M, ADVICE, by="Maren Okoye")]),
        counsel={"by": "Hollis Amberg"},
    ),
    "partial-cited": case(
        "The crash report 26-00713.",
        "partial_denial",
        {"crash.txt": CRASH},
        decisions=report(),
        response={"cite": ["mancini-law-group-2021"]},
    ),
    "partial-payroll": case(
        "The payroll register of April 2026.",
        "partial_denial",
        {"payroll.txt": PAYROLL},
        decisions={**OPEN, "rules": [{"stance": "ask", "then": "release", "reason": "Pay and title of a public employee are public"}]},
    ),
    "partial-bank": case(
        "The payment record of invoice 3319.",
        "partial_denial",
        {"bank.txt": BANK},
        decisions={
            **OPEN,
            "rules": [{"stance": "ask", "then": "release", "reason": "Public business"}],
            "facts": {"ilcs/5/140/7/1/kk": "The numbers open an account of the village, and whoever has them could draw on it."},
        },
    ),
    "partial-juvenile": case(
        "The juvenile contact report 26-02001.",
        "denial",
        {"juvenile.txt": JUVENILE},
        decisions={
            "by": "Dell Ferris",
            "records": [
                whole(
                    "juvenile.txt",
                    "ilcs/5/140/7.5/bb",
                    "The report tells of the taking into custody of a child of fourteen years; no adult was charged with anything.",
                    second="705 ILCS 405/1-7",
                )
            ],
        },
    ),
    "partial-video-transcript": case(
        "Body camera recording and transcript BWC-26-0551.",
        "denial",
        {"transcript.txt": TRANSCRIPT},
        recordings=[{"id": "BWC-26-0551", "recorded_on": "2026-04-02", "officer": "Gail Trask", "supervisor": "Lowell Pryor"}],
        recording="BWC-26-0551",
        decisions={
            "by": "Dell Ferris",
            "records": [
                whole(
                    "transcript.txt",
                    "ilcs/50/706/10-20/b",
                    "The recording was made with a body camera; it is not flagged, nobody was arrested, and the requester is not in it.",
                )
            ],
        },
    ),
    "denial-draft": case(
        "The administrator's memorandum on the water rate.",
        "denial",
        {"draft.txt": DRAFT},
        decisions={
            "by": "Maren Okoye",
            "records": [
                whole(
                    "draft.txt",
                    F,
                    "The memorandum states the administrator's opinion before the board had decided on a rate, and it was not cited since.",
                )
            ],
        },
    ),
    "denial-attorney": case(
        "All e-mails with the village attorney about the easement.",
        "denial",
        {"mail.txt": LEGAL},
        decisions={"by": "Maren Okoye", "records": [whole("mail.txt", M, ADVICE)]},
        counsel={"by": "Hollis Amberg"},
    ),
    "denial-security": case(
        "The emergency response plan of the water plant.",
        "denial",
        {"plan.txt": SECURITY},
        decisions={
            "by": "Maren Okoye",
            "records": [
                whole(
                    "plan.txt",
                    "ilcs/5/140/7/1/v",
                    "The plan tells when a camera is off and where the plant can be entered; somebody could use it to reach the chlorine.",
                )
            ],
        },
    ),
    "denial-leads": case(
        "The computer printout about my neighbor.",
        "denial",
        {"printout.txt": "LEADS RESPONSE 04/02/2026\nNAM/FENN, TOBIAS  CRIMINAL HISTORY RECORD FOLLOWS\n"},
        decisions={
            "by": "Dell Ferris",
            "records": [
                whole(
                    "printout.txt",
                    "ilcs/5/140/7/1/a",
                    "The printout is an answer of the State's police data network to a query by an officer.",
                    second="20 Ill. Adm. Code 1240.80",
                )
            ],
        },
        response={"cite": ["better-government-ass-n-2014"]},
    ),
    "partial-mixed": case(
        "Everything on the theft, and the advice you took on it.",
        "partial_denial",
        {"report.txt": REPORT, "mail.txt": LEGAL, "minutes.txt": MINUTES, "payroll.txt": PAYROLL},
        decisions=report(records=[whole("mail.txt", M, ADVICE, by="Maren Okoye")]),
        counsel={"by": "Hollis Amberg"},
    ),
    "partial-with-fee": case(
        "The report 26-01877, on paper, certified.",
        "partial_denial",
        {"report.txt": REPORT},
        decisions=report(),
        response={"fee": {"pages": 64, "certified": 1}},
    ),
    "partial-commercial": case(
        "The crash report 26-00713. We sell repair services and will use it to find customers.",
        "partial_denial",
        {"crash.txt": CRASH},
        kind="commercial",
        decisions=report(),
    ),
    "no-records": case(
        "Minutes of a joint meeting with the City of Abernathy in 1951.",
        "no_records",
        response={"search": "The minute books of 1949 to 1953 in the vault, page by page, and the index of the clerk's office"},
    ),
    "no-records-elsewhere": case(
        "The autopsy report of March 3.",
        "no_records",
        response={
            "search": "The police department's case files and the clerk's correspondence of March",
            "other_body": ["Coroner of Sandhill County, 1 Court Square, Abernathy, Illinois 61998"],
        },
    ),
    "extension": case(
        "All permits since 2009.",
        "extension",
        extended={"reason": "ii", "noticed": "2026-04-10"},
        response={"letter": "extension"},
    ),
    "fee-paper": case(
        "Paper copies of the audit of 2025.",
        "fee_quote",
        response={"letter": "fee_quote", "fee": {"pages": 212, "other_pages": 3, "other_page_cost": "0.60"}},
    ),
    "fee-video": case(
        "The body camera video of April 2 on a drive.",
        "fee_quote",
        response={"letter": "fee_quote", "fee": {"media": [["a 64 GB USB drive", "6.50"]], "video_redaction_hours": "4"}},
    ),
    "voluminous": case(
        "All e-mails of all employees since 2015.",
        "voluminous_notice",
        kind="voluminous",
        response={"letter": "voluminous_notice", "why": "The request compiles more than 500 pages: a first count gave 41,000 e-mails"},
    ),
    "burden": case(
        "Every document that mentions water.",
        "burden_denial",
        response={
            "letter": "burden_denial",
            "why": "A first search of the servers found 310,000 documents; reading them would take two clerks about three years, and "
            "you did not answer our letter of April 3 that offered to narrow the request",
        },
    ),
    "referral": case(
        "Crash statistics of Interstate 155.",
        "referral",
        response={"letter": "referral", "other_body": ["Illinois Department of Transportation, 2300 South Dirksen Parkway, Springfield"]},
    ),
}  # fmt: skip
DENIALS = ("partial_denial", "denial", "burden_denial")


def write(name: str, folder: Path) -> Path:
    """The case file and its records."""
    one = CASES[name]
    folder.mkdir(parents=True)
    (folder / "agency.yaml").write_text(yaml.safe_dump(AGENCY), encoding="utf-8")
    records = []
    for file, text in one["records"].items():
        (folder / file).write_text(text, encoding="utf-8")
        records.append({"file": file, **({"recording": one["recording"]} if "recording" in one else {})})
    request = {"text": f"{one['ask']}\n\nThank you,\nEsther Nakamura-Boyle", "received": "2026-04-06T10:00"}
    request |= {"kind": one.get("kind", "standard"), "requester": "Esther Nakamura-Boyle", "items": [one["ask"]]}
    if "extended" in one:
        request["extended"] = one["extended"]
    content = {
        "number": f"2026-{list(CASES).index(name) + 1:04}",
        "agency": "agency.yaml",
        "as_of": "2026-04-10T15:00",
        "request": request,
        "people": PEOPLE,
        "records": records,
        **{key: one[key] for key in ("decisions", "counsel", "recordings", "response") if key in one},
    }
    path = folder / "case.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return path


def words_of_docx(path: Path) -> str:
    return " ".join(" ".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs).split())


def words_of_pdf(path: Path) -> str:
    with pdfplumber.open(path) as pdf:
        return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def lacking(name: str, said: str, out: Path) -> list[str]:
    """What 5 ILCS 140/9(a)-(b) and 3(d)-(g), 6 and 9.5 ask of such a letter and its words do not have."""
    one = CASES[name]
    kind = json.loads((out / "case.json").read_text())["letter"]
    wrong = [] if kind == one["expect"] else [f"it is a {kind}"]
    loose = said.replace("- ", "-")

    def need(what: str, *alternatives: str) -> None:
        if not any(re.search(words, loose, re.IGNORECASE) for words in alternatives):
            wrong.append(what)

    need("the requester's name", "Esther Nakamura-Boyle")
    need("the date of the letter", "April 10, 2026")
    need("when the request was received", "April 6, 2026")
    need("what was asked", re.escape(one["ask"].rstrip(".")))
    need("who signs, with title", "Maren Okoye Village Clerk and FOIA Officer")
    decided = [json.loads(line) for line in (out / "decisions.jsonl").read_text().splitlines() if line.strip()]
    withheld = [line for line in decided if line["stance"] == "redact"]
    if one["expect"] in DENIALS:
        need("the decision", r"is (?:denied|granted in part and denied in part)")
        for line in withheld:
            cited = line["basis"]["citation"] if line["basis"]["citation"].startswith("5 ILCS 140") else "5 ILCS 140/7.5(cc)"
            need(f"the exemption {cited}", re.escape(cited) + r"(?![\w(-])")
            if line["basis"]["citation"] != cited:
                need("the other law", re.escape(line["basis"]["citation"]))
            if line["basis"]["second"]:
                need("the second law", re.escape(line["basis"]["second"]))
            if line["facts"]:
                need(f"the facts under {cited}", re.escape(line["facts"].rstrip(".")))
            need(
                "the officer who signs, as responsible",
                "responsible for this decision.*Maren Okoye, Village Clerk and FOIA Officer",
            )
            need(f"{line['by']} with title", re.escape(f"{line['by']}, {line['title']}"))
        if one.get("counsel"):
            need("counsel with title", "Hollis Amberg, Village Attorney")
        if one["expect"] == "burden_denial":
            need("who is responsible", "responsible for this decision .{0,12}Maren Okoye, Village Clerk")
    if one["expect"] in (*DENIALS, "no_records"):
        need("review by the Public Access Counselor", "Public Access Counselor")
        need("the Counselor's address", "500 South Second Street, Springfield, Illinois 62701")
        need("the Counselor's telephone", "877-299-3642")
        need("60 days", r"60 (?:calendar )?days")
        need("the last day for review", "June 9, 2026")
        need("judicial review under Section 11", r"Section 11 .{0,40}140/11")
    if one["expect"] == "extension":
        need("the reason of 3(e)", r"3\(e\)\(ii\)")
        need("the date of the response", "April 20, 2026")
    if one["expect"] == "fee_quote":
        need("the amount", r"\$(?:26\.10|6\.50)")
        need("the rule", r"140/6\(")
    if one["expect"] == "voluminous_notice":
        for what in ("10 business days", "5 business days", "10 additional business days", "877-299-3642"):
            need(what, what)
    if re.search(r"\{\{|\}\}|\{%|None\b|undefined|\bTODO\b|ilcs/|[a-z]_[a-z]", said):
        wrong.append("machine's words in it")
    return wrong


def index_matches(out: Path) -> list[str]:
    """Whether the index lists what was decided, and each released page's bars are what the index says: by count."""
    if not (out / "index.csv").is_file():
        return []
    rows = list(csv.DictReader((out / "index.csv").read_text(encoding="utf-8-sig").splitlines()))
    decided = [json.loads(line) for line in (out / "decisions.jsonl").read_text().splitlines() if line.strip()]
    withheld = sum(line["stance"] == "redact" for line in decided)
    wrong = [] if len(rows) == withheld else [f"{len(rows)} lines of the index for {withheld} decisions"]
    boxes = sum(len(json.loads(path.read_text())["removals"]) for path in out.glob("released/*.proof.json"))
    if boxes and boxes < sum(row["what"] != "the whole record" for row in rows):
        wrong.append("fewer bars than lines of the index")
    if any(not row["reason"] or not row["provision"] for row in rows):
        wrong.append("a line of the index without reason or provision")
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--keep", type=Path, help="A new folder to keep cases and letters in.")
    parser.add_argument("names", nargs="*", help="Only these cases.")
    options = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        top = options.keep or Path(scratch)
        for name in options.names or CASES:
            path, out = write(name, top / name), top / name / "out"
            command = [sys.executable, "-c", "from foia.cli import main; main()", "respond", str(path), "-o", str(out)]
            ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            if ran.returncode:
                wrong = [f"exit {ran.returncode}: {ran.stderr.strip()[:600]}"]
            else:
                readings = {"docx": words_of_docx(out / "letter.docx"), "pdf": words_of_pdf(out / "letter.pdf")}
                wrong = [f"{form}: {one}" for form, said in readings.items() for one in lacking(name, said, out)]
                wrong += index_matches(out)
            failed += bool(wrong)
            print(f"{name:28}{'ok' if not wrong else '; '.join(wrong)}", flush=True)
    print(f"{failed} of {len(options.names or CASES)} letters lack something")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
