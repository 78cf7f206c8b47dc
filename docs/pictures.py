"""Take the pictures of docs/screens.md: the sample case in headless Chromium, each screen once.

    .venv/bin/python docs/pictures.py              writes docs/pictures/*.png (about two minutes)

Uses a throw-away office; everybody in the pictures is invented.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "pictures"
SAMPLES = ROOT / "corpus" / "samples"
RECORDS = ("incident-report.pdf", "crash-report-scan.pdf", "bwc-transcript.txt", "bwc-audit-log.csv", "attorney-thread.eml")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]
FACTS = "The passage names a private person who was a victim of, or a witness to, the incident; no public duty of theirs is concerned."


def fill(folder: Path) -> str:
    """An office with the sample case, searched, and two more cases in the inbox. Returns the sample case's id."""
    import yaml

    from foia.agency import load_agency
    from foia.case import Office
    from foia.model import Actor, ActorRole

    office = Office.open(files=folder)
    joyce = Actor("Joyce Tremblay", "Village Clerk and FOIA Officer", ActorRole.OFFICER)
    office.save_person(joyce, by=joyce)
    for other in (
        Actor("Karin Lindqvist", "Records Supervisor", ActorRole.CLERK),
        Actor("Priya Raman", "Village Attorney", ActorRole.COUNSEL),
    ):
        office.save_person(other, by=joyce)
    agency = SAMPLES / "agency.yaml"
    if agency.is_file():
        load_agency(agency)
        known = yaml.safe_load(agency.read_text(encoding="utf-8"))
        office.save_setting("agency", _plain({key: one for key, one in known.items() if key != "closures"}), by=joyce)
    now = office.now()
    office.add_request(
        "Please send all building permits for 12 Mill Lane.\nOwen Farrow", received=now - dt.timedelta(days=16), by=joyce
    )
    office.add_request(
        "Please send the police overtime records of July.\nIris Grange", received=now - dt.timedelta(days=6), by=joyce
    )
    case = office.add_request((SAMPLES / "request.eml").read_bytes(), received=now - dt.timedelta(days=2), by=joyce)
    office.confirm_request(case.id, by=joyce)
    for name in RECORDS:
        office.add_record(case.id, SAMPLES / name, by=joyce)
    office.prepare(case.id, by=joyce)
    office.close()
    return case.id


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, dt.date) else value


def serve(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "FOIA_DATA": str(folder),
        "FOIA_DATABASE": "",
        "FOIA_WORKERS": "serial",
        "PYTHONPATH": str(ROOT),
    }
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


class Camera:
    def __init__(self, page: Any, url: str, case: str) -> None:
        from foia.screens.session import short_id

        self.page, self.url, self.case, self.short_id = page, url, case, short_id

    def idle(self) -> None:
        self.page.wait_for_timeout(400)
        self.page.wait_for_function("() => !document.querySelector('[data-testid=stStatusWidget], [data-stale=true]')")
        self.page.mouse.move(640, 4)
        self.page.wait_for_timeout(300)

    def take(self, name: str, path: str, sign: str, *, who: str = "Joyce Tremblay", **selected: str) -> None:
        """Open an address and take its picture when `sign` is in sight."""
        self.open(path, sign, who=who, **selected)
        self.shot(name)

    def open(self, path: str, sign: str, *, who: str = "Joyce Tremblay", **selected: str) -> None:
        query = "&".join(f"{key}={value}" for key, value in {"who": self.short_id(who), **selected}.items())
        self.page.goto(f"{self.url}/{path}?{query}")
        self.page.get_by_text(sign).first.wait_for()
        self.idle()

    def shot(self, name: str) -> None:
        self.idle()
        self.page.screenshot(path=OUT / f"{name}.png")
        print(f"docs/pictures/{name}.png")

    def settled(self) -> None:
        self.page.locator('.fr[data-ready="yes"]').wait_for()
        self.page.locator('[data-at="wait"]').wait_for(state="hidden")

    def facts(self) -> None:
        self.page.wait_for_timeout(80)
        while self.page.locator("dialog[open]").count():
            self.page.locator("#fr-facts").fill(FACTS)
            if self.page.locator("#fr-second").is_visible():
                self.page.locator("#fr-second").fill("625 ILCS 5/2-123")
            self.page.locator('[data-at="ok"]').click()
            self.page.wait_for_timeout(80)

    def undecided(self) -> bool:
        return "undecided" in self.page.locator('[data-at="counts"]').inner_text()

    def decide_all(self) -> None:
        for _ in range(400):
            self.settled()
            if not self.undecided():
                return
            self.page.keyboard.press("Shift+A")
            self.facts()
            self.settled()
            self.page.keyboard.press("n")
            self.settled()
            if "Your call" in self.page.locator('[data-at="detail"]').inner_text():
                self.page.keyboard.press("r")


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is not installed: no picture is taken")
    from playwright.sync_api import sync_playwright

    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        case = fill(Path(name))
        process, url = serve(Path(name))
        try:
            with sync_playwright() as play:
                browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
                page = browser.new_page(viewport={"width": 1280, "height": 860})
                page.set_default_timeout(60_000)
                tour(Camera(page, url, case))
                browser.close()
        finally:
            process.terminate()
            process.wait(20)


def tour(camera: Camera) -> None:
    page, case = camera.page, camera.case
    camera.take("inbox", "", "New request")
    camera.take("request", "case", "The request as it came", case=case, step="request")
    camera.take("records", "case", "Drop the records here", case=case, step="records")
    camera.open("case", "Facts for the letter", case=case, step="decide", node="ilcs/50/706/10-20/b")
    page.get_by_role("radio", name="Yes").or_(page.get_by_role("button", name="Yes", exact=True)).first.click()
    camera.shot("decide")
    camera.open("case", "Next undecided", case=case, step="redact")
    camera.settled()
    page.set_viewport_size({"width": 1280, "height": 1000})
    for _ in range(24):
        page.keyboard.press("n")
        page.keyboard.press("a")
        camera.facts()
        camera.settled()
    page.keyboard.press("n")
    camera.settled()
    page.locator('[data-at="stage"]').evaluate("(stage) => { stage.scrollTop = 0; }")
    camera.shot("redact")
    page.set_viewport_size({"width": 1280, "height": 860})
    page.keyboard.press("?")
    camera.shot("keys")
    page.keyboard.press("Escape")
    for number in range(len(RECORDS)):
        camera.decide_all()
        if number == 0:
            page.keyboard.press("v")
            page.locator('[data-at="preview"]').wait_for()
            camera.settled()
            camera.shot("result")
            page.keyboard.press("v")
            camera.settled()
        shown = page.locator(".fr").get_attribute("data-record")
        page.get_by_role("button", name="I looked at every page").click()
        page.locator(f'.fr[data-record="{shown}"]').wait_for(state="detached")
    camera.take("counsel", "case", "What is withheld, and why", who="Priya Raman", case=case, step="counsel")
    camera.open("case", "required elements", case=case, step="response")
    camera.shot("response")
    page.get_by_role("button", name="Prove and release").click()
    page.get_by_role("button", name="Download the package").wait_for(timeout=300_000)
    page.wait_for_timeout(5500)
    camera.shot("released")
    camera.take("ledger", "ledger", "Every step is written here")
    camera.take("law", "law", "Search words or a citation", node="ilcs/5/140/7/1/c")
    camera.take("settings", "settings", "This program")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
