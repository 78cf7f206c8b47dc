"""Invented pages for the benchmarks of speed: PDFs with a text layer, the same as scans, and the secrets that stand in them."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from pathlib import Path

FIRST = [
    "Odalys",
    "Tamsin",
    "Bertil",
    "Ngozi",
    "Lorcan",
    "Ilse",
    "Ravi",
    "Marguerite",
    "Teodoro",
    "Yusra",
    "Casimir",
    "Philippa",
    "Anselm",
    "Beatriz",
    "Hollis",
    "Zuri",
]
LAST = "Pruett Castellane Okonkwo Brandvold Ferreira Achterberg Sorvino Quist Varga Lindqvist Holloway Embry Tancredi Oyelaran".split()  # noqa: SIM905
STREETS = "Juniper Sycamore Larkspur Depot Quarry Millrace Hawthorn Kestrel".split()  # noqa: SIM905
PLAIN = (
    "The report was taken at the front desk and filed with the other papers of the week.",
    "Officers checked the doors of the building and found them closed.",
    "The vehicle was moved to the lot behind the station and later returned.",
    "No further action is planned unless more is learned about the matter.",
    "The light at the crossing was out, and the public works department was told.",
    "A copy of the form was handed out and the rest of the time was spent on patrol.",
    "The caller was told how to ask for a copy of this report.",
    "It rained, and the road was wet; nothing else of note was seen that night.",
)


@dataclass(frozen=True, slots=True)
class Pages:
    """A drawn PDF, and what has to be gone from it: numbers that identify private persons."""

    path: Path
    count: int
    secrets: tuple[str, ...]


def draw(path: Path, count: int, *, seed: int = 1, lines: int = 44) -> Pages:
    """A PDF of `count` pages with a text layer. The same arguments give the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    chance = random.Random(seed)
    canvas = Canvas(str(path), pagesize=(612, 792), invariant=1)
    secrets: list[str] = []
    for page in range(1, count + 1):
        canvas.setFont("Helvetica", 10)
        canvas.drawString(54, 748, f"INCIDENT REPORT 26-{seed:02d}{page:05d}     Page {page} of {count}")
        for line in range(lines):
            canvas.drawString(54, 722 - 15 * line, _line(chance, secrets))
        canvas.showPage()
    canvas.save()
    return Pages(path, count, tuple(dict.fromkeys(secrets)))


def scan(source: Path, path: Path, count: int, *, dpi: int = 200) -> None:
    """The first pages of a PDF as grey pictures with some noise, without any text layer."""
    import numpy as np
    import pypdfium2 as pdfium
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    noise = np.random.default_rng(7)
    canvas = Canvas(str(path), pagesize=(612, 792), invariant=1)
    with pdfium.PdfDocument(source) as document:
        for index in range(count):
            pixels = document[index].render(scale=dpi / 72, grayscale=True).to_numpy().reshape(-1, round(612 * dpi / 72))
            worn = np.clip(pixels.astype(np.int16) + noise.integers(-14, 15, pixels.shape), 0, 255).astype(np.uint8)
            held = io.BytesIO()
            Image.fromarray(worn).save(held, "JPEG", quality=80)
            canvas.drawImage(ImageReader(held), 0, 0, 612, 792)
            canvas.showPage()
    canvas.save()


def _line(chance: random.Random, secrets: list[str]) -> str:
    roll = chance.random()
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    if roll > 0.16:
        return chance.choice(PLAIN)
    phone = f"217-555-01{chance.randrange(100):02d}"
    if roll > 0.10:
        secrets.append(phone)
        return (
            f"Witness {name}, of {chance.randrange(100, 999)} {chance.choice(STREETS)} Street, cell phone {phone}, saw the car."
        )
    if roll > 0.05:
        ssn = f"9{chance.randrange(10, 99)}-{chance.randrange(10, 99)}-{chance.randrange(1000, 9999)}"
        secrets.append(ssn)
        return f"Social Security number {ssn} was given by {name} at booking."
    license = (
        f"{chance.choice('ABCDEFGH')}{chance.randrange(100, 999)}-{chance.randrange(1000, 9999)}-{chance.randrange(1000, 9999)}"
    )
    secrets.append(license)
    return f"Driver's license {license} was shown by {name}, victim."
