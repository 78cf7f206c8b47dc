"""Measure how fast the page review answers on a long record: key to paint, key to saved, page turn, first screen.

    .venv/bin/python bench/review_speed.py                1,000 generated pages, about 5 identifiers each, everybody invented
    .venv/bin/python bench/review_speed.py --pages 100

Key to paint: from the keyboard event's own time stamp to the second animation frame after it, in headless Chromium.
Key to saved: until the server has written the decision and the browser has heard of it. Page turn: until the new page's picture
is drawn; cold pages were never drawn before. First screen: from the address to the inbox. Never part of the tests.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FIRST = ["Ada", "Ben", "Cora", "Dan", "Elsa", "Finn", "Gwen", "Hugo", "Iris", "Jonas"]
LAST = ["Abbot", "Birch", "Castell", "Dorsey", "Ellerby", "Farrow", "Grange", "Holloway", "Ingram", "Jessup"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]
PAINT = """() => { window.painted = new Promise((done) => document.addEventListener("keydown", (event) =>
  requestAnimationFrame(() => requestAnimationFrame((now) => done(now - event.timeStamp))), { once: true, capture: true })); }"""


def generate(path: Path, pages: int) -> None:
    """A PDF of narrative pages with names, telephone numbers, dates of birth and numbers of licenses."""
    from reportlab.lib.pagesizes import letter
    from reportlab.pdfgen import canvas

    chance = random.Random(7)
    pdf = canvas.Canvas(str(path), pagesize=letter)
    for number in range(1, pages + 1):
        pdf.setFont("Helvetica", 11)
        pdf.drawString(72, 740, f"SUPPLEMENT {number} TO REPORT 26-{8000 + number}")
        y = 710
        for _ in range(14):
            name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
            line = chance.choice(
                (
                    f"The witness {name} was reached at 217-555-0{chance.randint(100, 199)} in the evening.",
                    f"{name}, DOB {chance.randint(1, 12):02}/{chance.randint(1, 28):02}/19{chance.randint(50, 99)}, stated that nothing was taken.",
                    "The door was found open and the lights were on. Nothing else was noted at that time.",
                    "The vehicle was parked across the street, facing north, with the engine off.",
                )
            )
            pdf.drawString(72, y, line)
            y -= 22
        pdf.showPage()
    pdf.save()


def prepare(folder: Path, pages: int) -> tuple[str, str, int]:
    """An office with one case of one long record, searched. Returns the case's and the record's id, and the passages found."""
    from foia import jobs
    from foia.case import Office
    from foia.model import Actor, ActorRole

    source = folder / "long.pdf"
    generate(source, pages)
    office = Office.open(files=folder / "data", runner=jobs.runner(""))
    who = Actor("Karin Lindqvist", "Records Supervisor", ActorRole.OFFICER)
    office.save_person(who, by=who)
    case = office.add_request("Please send the supplements.", received=office.now(), by=who)
    record = office.add_record(case.id, source, by=who)[0]
    office.prepare(case.id, by=who)
    found = len(office.items(case.id, record.id))
    office.close()
    return case.id, record.id, found


def serve(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "FOIA_DATA": str(folder / "data"), "FOIA_WORKERS": "serial", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), f"--server.port={port}"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).close()
            break
        except OSError:
            time.sleep(0.25)
    return process, url


def measure(page: Any, url: str, case: str, record: str, rounds: int, pages: int) -> list[tuple[str, list[float]]]:
    """(what, milliseconds of each round)."""
    from foia.screens.session import short_id

    def timed(act: Any) -> float:
        start = time.perf_counter()
        act()
        return 1000 * (time.perf_counter() - start)

    who = short_id("Karin Lindqvist")

    def inbox() -> None:
        page.goto(f"{url}/?who={who}")
        page.get_by_role("button", name="Open", exact=True).first.wait_for()

    def settled() -> None:
        page.locator('.fr[data-ready="yes"]').wait_for()
        page.locator('[data-at="wait"]').wait_for(state="hidden")

    first = [timed(inbox), timed(inbox)]

    def opened() -> None:
        page.goto(f"{url}/case?who={who}&case={case}&step=redact&record={record}&page={pages // 2}")
        settled()

    opening = [timed(opened)]
    paint, saved = [], []
    page.keyboard.press("n")
    for _ in range(rounds):
        page.evaluate(PAINT)
        start = time.perf_counter()
        page.keyboard.press("r")
        paint.append(float(page.evaluate("() => window.painted")))
        settled()
        saved.append(1000 * (time.perf_counter() - start))
        page.keyboard.press("n")
        settled()

    def turn(key: str) -> None:
        before = page.locator(".fr").get_attribute("data-page")
        page.keyboard.press(key)
        page.locator(f'.fr:not([data-page="{before}"])').wait_for()
        settled()

    cold = [timed(lambda: turn("PageUp")) for _ in range(rounds // 2)]
    warm = [timed(lambda: turn("PageDown")) for _ in range(rounds // 2)]
    return [
        ("first screen (server cold, then warm)", first),
        ("review opened", opening),
        ("key to paint", paint),
        ("key to saved", saved),
        ("page turn, cold", cold),
        ("page turn, warm", warm),
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args(arguments)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is not installed: nothing is measured")
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = time.perf_counter()
        case, record, found = prepare(folder, options.pages)
        print(
            f"{options.pages:,} pages, {found:,} passages, prepared in {time.perf_counter() - start:.0f} s; load {os.getloadavg()[0]:.1f}"
        )
        process, url = serve(folder)
        try:
            with sync_playwright() as play:
                browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.set_default_timeout(60_000)
                print(f"{'':40}{'median ms':>10}{'slowest':>10}")
                for what, values in measure(page, url, case, record, options.rounds, options.pages):
                    print(f"{what:40}{statistics.median(values):10.0f}{max(values):10.0f}")
                browser.close()
        finally:
            process.terminate()
            process.wait(20)


if __name__ == "__main__":
    main()
