"""Draws the two PDFs of the sample case: a born-digital incident report and a crash report that is only a scanned image.

Every person, address and number is invented. Run: `python corpus/samples/build.py` (same bytes every time).
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from PIL import Image
from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

HERE = Path(__file__).parent
BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=10.5, leading=13.5, spaceAfter=7)
CELL = ParagraphStyle("cell", fontName="Helvetica", fontSize=8, leading=10)
HEAD = ParagraphStyle("head", fontName="Helvetica-Bold", fontSize=11, leading=14, spaceBefore=8, spaceAfter=4)

FACTS = [
    ("Report no.", "26-008841", "Date / time reported", "08/14/2026 20:43"),
    ("Offense", "Battery (720 ILCS 5/12-3); Criminal damage", "Location", "118 Juniper Street, Maple Hollow, IL 62999"),
    (
        "Reporting officer",
        "Ofc. Danielle Brandt, Star 214",
        "Assisting",
        "Ofc. Mateo Ruiz, Star 231; Sgt. Leon Pawlak, Star 108",
    ),
    ("Status", "Cleared by arrest", "Body camera", "BWC-26-04417-A, BWC-26-04418-B"),
]
PEOPLE = [
    ("Role", "Name (LAST, FIRST M.)", "DOB", "Sex", "Address", "Phone", "DL / ID"),
    (
        "ARRESTEE",
        "ELLERBY, MARCUS T.",
        "03/22/1994",
        "M",
        "402 Sycamore Court, Apt 3, Maple Hollow, IL 62999",
        "(217) 555-0173",
        "E461-5589-4084",
    ),
    (
        "VICTIM",
        "VILLANUEVA-ORTIZ, TERESA M.",
        "07/09/1988",
        "F",
        "118 Juniper Street, Maple Hollow, IL 62999",
        "217-555-0188",
        "V451-7938-8795",
    ),
    (
        "WITNESS",
        "OYELARAN, SAMUEL A.",
        "11/30/1971",
        "M",
        "121 Juniper Street, Maple Hollow, IL 62999",
        "217.555.0136",
        "not shown",
    ),
    (
        "COMPLAINANT",
        "JESSUP, HAROLD R.",
        "02/18/1949",
        "M",
        "116 Juniper Street, Maple Hollow, IL 62999",
        "217 555 0121",
        "not shown",
    ),
]
NARRATIVE = [
    "ON 08/14/2026 AT APPROXIMATELY 2043 HOURS R/O BRANDT #214 WAS DISPATCHED TO 118 JUNIPER STREET FOR A BATTERY JUST "
    "OCCURRED. UPON ARRIVAL R/O MET WITH VILLANUEVA-ORTIZ, WHO WAS HOLDING HER LEFT WRIST AND CRYING. VILLANUEVA-ORTIZ STATED "
    "THAT HER SISTER'S FORMER BOYFRIEND, MARCUS ELLERBY, CAME TO THE DOOR AND DEMANDED TO SEE HER SISTER, CARMEN VILLANUEVA.",
    "VILLANUEVA-ORTIZ TOLD ELLERBY TO LEAVE. ELLERBY GRABBED HER BY THE ARM AND PUSHED HER DOWN THE FRONT STEPS. SHE RELATED "
    "THAT ELLERBY THEN KICKED THE STORM DOOR, BREAKING THE GLASS, AND LEFT IN A BLACK FORD F-150 BEARING ILLINOIS REGISTRATION "
    "BX41772.",
    "R/O SPOKE WITH OYELARAN, WHO LIVES ACROSS THE STREET. OYELARAN STATED HE SAW ELLERBY PUSH THE VICTIM AND HEARD GLASS "
    "BREAK. JESSUP CALLED 911 AND ASKED THAT HIS NAME NOT BE GIVEN TO ELLERBY.",
    "AT 2049 HOURS OFC. RUIZ #231 LOCATED THE F-150 AT JUNIPER STREET AND DEPOT ROAD, WHERE IT HAD STRUCK A TOYOTA CAMRY (SEE "
    "CRASH REPORT 26-008842). ELLERBY COMPLIED WITH COMMANDS AND WAS PLACED UNDER ARREST AT 2052 HOURS.",
    "MAPLE HOLLOW FIRE PROTECTION DISTRICT AMBULANCE 41 TRANSPORTED VILLANUEVA-ORTIZ TO PRAIRIE MEMORIAL HOSPITAL, WHERE SHE "
    "WAS DIAGNOSED WITH A FRACTURED LEFT WRIST. ELLERBY'S SOCIAL SECURITY NUMBER WAS CONFIRMED AT BOOKING AS 512-44-0187.",
]
SUPPLEMENT = [
    "On 08/17/2026 I telephoned Teresa Villanueva-Ortiz at 217-555-0188 to arrange photographs of her injuries. Ms. "
    "Villanueva-Ortiz asked that further contact be by e-mail at tvortiz88@quickmail.example. She said that her 15-year-old son, "
    "Mateo Ortiz, saw the push from the window and has had trouble sleeping since.",
    "On 08/18/2026 Assistant State's Attorney Gregory Haldane approved charges of battery and criminal damage to property "
    "against Marcus T. Ellerby (IR no. 4471902). Bond was not required; Ellerby was released on conditions on 08/15/2026 at "
    "10:30 hours.",
    "I reviewed body-camera recording BWC-26-04417-A, which is flagged for an arrest, and asked Records Supervisor Karin "
    "Lindqvist for a copy for the State's Attorney.",
]


def incident_report() -> None:
    def chrome(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica-Bold", 13)
        canvas.drawString(54, 752, "MAPLE HOLLOW POLICE DEPARTMENT")
        canvas.setFont("Helvetica", 9)
        canvas.drawString(54, 739, "10 Depot Road, Maple Hollow, Illinois 62999    (217) 555-0100    ORI IL0999900")
        canvas.drawRightString(558, 752, "INCIDENT REPORT 26-008841")
        canvas.drawRightString(558, 36, f"Page {document.page} of 3")
        canvas.line(54, 732, 558, 732)

    def grid(rows: list[tuple[str, ...]], widths: list[int], header: bool) -> Table:
        cells = [[Paragraph(cell, CELL) for cell in row] for row in rows]
        style = [
            ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 4),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ]
        if header:
            style.append(("BACKGROUND", (0, 0), (-1, 0), colors.Color(0.9, 0.9, 0.9)))
        return Table(cells, colWidths=widths, style=TableStyle(style), hAlign="LEFT")

    story = [
        Paragraph("INCIDENT", HEAD),
        grid(FACTS, [80, 172, 90, 162], header=False),
        Paragraph("PERSONS", HEAD),
        grid(PEOPLE, [72, 90, 56, 26, 116, 70, 74], header=True),
        Paragraph("PROPERTY AND VEHICLES", HEAD),
        grid(
            [
                ("Item", "Description", "Owner", "Value"),
                ("1", "Storm door, glass broken", "Villanueva-Ortiz", "$340.00"),
                ("2", "2017 Ford F-150, black, IL plate BX41772, VIN 1FTEW1EG5HFA04417", "Ellerby", "towed"),
            ],
            [36, 292, 106, 70],
            header=True,
        ),
        PageBreak(),
        Paragraph("NARRATIVE", HEAD),
        *[Paragraph(text, BODY) for text in NARRATIVE],
        Spacer(1, 10),
        Paragraph("Ofc. Danielle Brandt, Star 214, Patrol &nbsp;&nbsp;&nbsp; Approved: Sgt. Leon Pawlak, Star 108", BODY),
        PageBreak(),
        Paragraph("SUPPLEMENT 1 - Det. Ruth Abara, Star 77", HEAD),
        *[Paragraph(text, BODY) for text in SUPPLEMENT],
        Paragraph("Det. Ruth Abara, Star 77, desk line (217) 555-0104, rabara@maplehollowil.example", BODY),
    ]
    document = SimpleDocTemplate(
        str(HERE / "incident-report.pdf"), pagesize=letter, leftMargin=54, rightMargin=54, topMargin=70, bottomMargin=54, invariant=1,
        title="Incident report 26-008841", author="Maple Hollow Police Department",
    )  # fmt: skip
    document.build(story, onFirstPage=chrome, onLaterPages=chrome)


UNITS = [
    ("UNIT 1 DRIVER", "UNIT 2 DRIVER"),
    ("ELLERBY, MARCUS T.", "OKAFOR-BELL, NGOZI C."),
    ("402 SYCAMORE COURT APT 3", "77 WINDMILL LANE"),
    ("MAPLE HOLLOW IL 62999", "MAPLE HOLLOW IL 62999"),
    ("DOB 03/22/1994   SEX M", "DOB 05/04/1983   SEX F"),
    ("DL E461-5589-4084  IL", "DL O216-5938-3735  IL"),
    ("PHONE (217) 555-0173", "PHONE (217) 555-0155"),
    ("PLATE BX41772  IL  2026", "PLATE CQ80316  IL  2027"),
    ("2017 FORD F-150", "2019 TOYOTA CAMRY"),
    ("INSURANCE NONE SHOWN", "INSURANCE POLICY 77-4410-9926"),
]
CRASH_TEXT = [
    "PASSENGERS: UNIT 2 - BELL, ADAEZE N., DOB 10/12/2012, NO INJURY",
    "WITNESS: FENWICK, LOUISE, 9 DEPOT ROAD, (217) 555-0129",
    "",
    "NARRATIVE: UNIT 1 WAS EASTBOUND ON JUNIPER STREET AND FAILED TO STOP AT THE",
    "STOP SIGN AT DEPOT ROAD. UNIT 1 STRUCK THE PASSENGER SIDE OF UNIT 2, WHICH WAS",
    "NORTHBOUND ON DEPOT ROAD. OKAFOR-BELL STATED SHE DID NOT SEE UNIT 1 BEFORE THE",
    "IMPACT. FENWICK STATED UNIT 1 NEVER BRAKED. ELLERBY WAS CITED FOR FAILURE TO",
    "YIELD, CITATION MH-55120, AND ARRESTED ON A SEPARATE CHARGE (26-008841).",
    "",
    "INVESTIGATING OFFICER: MATEO RUIZ, STAR 231        DATE 08/14/2026  TIME 2049",
]


def crash_report() -> None:
    """A form drawn, rendered at 200 dpi, turned by a fraction of a degree, speckled, and kept only as a JPEG picture."""
    drawn = io.BytesIO()
    canvas = Canvas(drawn, pagesize=letter, invariant=1)
    canvas.setFont("Helvetica-Bold", 15)
    canvas.drawString(60, 730, "ILLINOIS TRAFFIC CRASH REPORT")
    canvas.setFont("Helvetica", 10.5)
    canvas.drawString(60, 708, "AGENCY: MAPLE HOLLOW PD     REPORT NO. 26-008842     DATE 08/14/2026     TIME 2048")
    canvas.drawString(60, 690, "LOCATION: JUNIPER STREET AT DEPOT ROAD, MAPLE HOLLOW")
    canvas.rect(54, 440, 504, 236)
    canvas.line(306, 440, 306, 676)
    canvas.setFont("Helvetica", 11)
    for row, (left, right) in enumerate(UNITS):
        y = 656 - row * 22
        canvas.drawString(62, y, left)
        canvas.drawString(314, y, right)
        if row:
            canvas.line(54, y + 15, 558, y + 15)
    for row, line in enumerate(CRASH_TEXT):
        canvas.drawString(60, 412 - row * 19, line)
    canvas.showPage()
    canvas.save()
    pdf = pdfium.PdfDocument(drawn.getvalue())
    picture = (
        pdf[0]
        .render(scale=200 / 72, grayscale=True)
        .to_pil()
        .rotate(0.4, expand=False, fillcolor=255, resample=Image.Resampling.BICUBIC)
    )
    pixels = np.asarray(picture, dtype=np.int16)
    noise = np.random.default_rng(20260814).normal(0, 9, pixels.shape)
    scan = Image.fromarray(np.clip(pixels * 0.94 + 8 + noise, 0, 255).astype(np.uint8))
    jpeg = HERE / "crash-scan.jpg"
    scan.save(jpeg, quality=62)
    page = Canvas(str(HERE / "crash-report-scan.pdf"), pagesize=letter, invariant=1)
    page.drawImage(str(jpeg), 0, 0, *letter)
    page.showPage()
    page.save()
    jpeg.unlink()


if __name__ == "__main__":
    incident_report()
    crash_report()
