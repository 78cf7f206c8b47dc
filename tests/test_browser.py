"""The sample case in a real browser, from the pasted request to the downloaded package; every screen looked at by axe.

Screenshots are kept under build/screens. Needs Chromium (Debian's package); skipped with a reason where there is none.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "corpus" / "samples"
SCREENS = ROOT / "build" / "screens"
RECORDS = ("incident-report.pdf", "crash-report-scan.pdf", "bwc-transcript.txt", "bwc-audit-log.csv", "attorney-thread.eml")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(900),  # a whole case in a browser, also where other work takes the processors
    pytest.mark.model,
    pytest.mark.ocr,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The app on a free port with the office of a folder."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    environment = {**os.environ, "FOIA_DATA": str(data), "FOIA_DATABASE": "", "FOIA_WORKERS": "serial", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), f"--server.port={port}"]
    with open(data / "log.txt", "wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.25)
        yield url
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    SCREENS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


def visiting(browser: Any, address: str) -> Visit:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(60_000)
    return Visit(context.new_page(), address)


@pytest.fixture(scope="module")
def visit(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    with served(tmp_path_factory.mktemp("office")) as address:
        yield visiting(browser, address)


FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  window.reached = at;
  const names = [at.getAttribute("aria-label"), ...[...(at.labels || [])].map((one) => one.innerText), at.matches("button,a,[role=button]") && at.innerText];
  return at === document.body ? [] : names.filter(Boolean);
}"""
LOOKS = """() => {
  const looks = [];
  for (let one = window.reached, up = 0; one && up < 5; one = one.parentElement, up++) {
    for (const part of [one, ...(up === 1 ? one.children : [])]) {
      const style = getComputedStyle(part);
      looks.push([style.outline, style.boxShadow, style.borderColor, style.backgroundColor].join());
    }
  }
  return looks.join(";");
}"""


class Visit:
    """A page of the browser, what went wrong on it, and how one waits, looks and reviews."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.address = page, address
        self.since = time.monotonic()
        self.wrong: list[str] = []
        self.left: list[str] = []
        page.on("pageerror", lambda error: self.wrong.append(str(error)[:300]))
        page.on("request", lambda request: self._request(request.url))

    def _request(self, url: str) -> None:
        if not url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            self.left.append(url)

    def idle(self) -> None:
        self.page.wait_for_timeout(150)
        quiet = "() => !document.querySelector('[data-testid=stStatusWidget], [data-stale=true]')"
        self.page.wait_for_function(quiet)
        self.page.wait_for_timeout(100)

    def button(self, name: str, *, exact: bool = False) -> Any:
        return self.page.get_by_role("button", name=name, exact=exact).first

    def step(self, name: str, sign: str) -> None:
        self.button(name).click()
        self.page.get_by_text(sign).first.wait_for()
        self.idle()

    def look(self, name: str) -> None:
        """A picture, and what axe finds that is serious."""
        from axe_playwright_python.sync_playwright import Axe

        self.idle()
        print(f"{time.monotonic() - self.since:6.1f} s {name}")
        self.page.screenshot(path=SCREENS / f"{name}.png")
        found = Axe().run(self.page).response["violations"]
        serious = [
            f"{one['id']}: {one['nodes'][0]['html'][:160]} {one['nodes'][0].get('failureSummary', '')[:300]}"
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
        assert not serious, f"{name}: " + "\n".join(serious)

    # ------------------------------------------------------------------------------------------------ by keyboard

    def reach(self, name: str) -> None:
        """Tab until something of this name has the focus; it must show that it has."""
        self.idle()
        for _ in range(220):
            self.page.keyboard.press("Tab")
            if not any(one.splitlines()[-1].startswith(name) for one in self.page.evaluate(FOCUSED)):
                continue
            self.page.wait_for_timeout(250)  # colours change slowly
            focused = self.page.evaluate(LOOKS)
            self.page.evaluate("() => window.reached.blur()")
            self.page.wait_for_timeout(250)
            assert self.page.evaluate(LOOKS) != focused, f"the focus on '{name}' cannot be seen"
            self.page.evaluate("() => window.reached.focus()")
            return
        raise AssertionError(f"'{name}' cannot be reached by keyboard")

    def type(self, name: str, text: str) -> None:
        self.reach(name)
        self.page.keyboard.type(text)

    def press(self, name: str) -> None:
        self.reach(name)
        self.page.keyboard.press("Enter")

    # ------------------------------------------------------------------------------------------------ the review

    def at(self, name: str) -> Any:
        return self.page.locator(f'[data-at="{name}"]')

    def settled(self) -> None:
        self.page.locator('.fr[data-ready="yes"]').wait_for()
        self.page.locator('[data-at="wait"]').wait_for(state="hidden")

    def facts(self) -> None:
        """Write the facts wherever the review asks for them."""
        self.page.wait_for_timeout(60)
        while self.page.locator("dialog[open]").count():
            self.page.locator("#fr-facts").fill(
                "Names a private person as victim or witness; the record tells of a private matter."
            )
            if self.page.locator("#fr-second").is_visible():
                self.page.locator("#fr-second").fill("625 ILCS 5/2-123")
            self.at("ok").click()
            self.page.wait_for_timeout(60)

    def undecided(self) -> int:
        text = self.at("counts").inner_text()
        return int(text.split()[0].replace(",", "")) if "undecided" in text else 0

    def decide_all(self) -> None:
        """Every passage by keyboard: what is proposed is accepted page by page, what is the person's call is released."""
        for _ in range(400):
            self.settled()
            if not self.undecided():
                return
            before = self.undecided()
            self.page.keyboard.press("Shift+A")
            self.facts()
            if self.undecided() == before:
                self.page.keyboard.press("n")
                self.settled()
                if "Your call" in self.at("detail").inner_text():
                    self.page.keyboard.press("r")
        raise AssertionError("the review does not come to an end")


def test_the_sample_case_from_the_pasted_request_to_the_downloaded_package(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    page.goto(visit.address)
    page.get_by_role("textbox", name="Your name").fill("Joyce Tremblay")
    page.get_by_role("textbox", name="Your title").fill("Village Clerk and FOIA Officer")
    page.get_by_text("Put the sample case in the inbox").click()
    visit.look("1-welcome")
    visit.button("Start").click()

    page.get_by_label("Paste the request").fill((SAMPLES / "request.eml").read_text(encoding="utf-8"))
    visit.look("2-inbox")
    visit.button("Add and start the clock").click()

    visit.button("Confirm and go on").wait_for()
    assert page.get_by_role("textbox", name="Who asks").input_value() == "Dana Whitcomb"
    visit.look("3-request")
    visit.button("Confirm and go on").click()

    page.get_by_text("Drop the records here").wait_for()
    page.locator('input[type="file"]').set_input_files([SAMPLES / name for name in RECORDS])
    page.get_by_text(RECORDS[-1]).first.wait_for()
    visit.button("Add to the case").click()
    visit.button("Search 5 records").click()
    visit.button("On to Decide").wait_for(timeout=300_000)
    visit.look("4-records")
    visit.button("On to Decide").click()

    page.get_by_text("Provisions it raises").wait_for()
    page.get_by_text("Facts for the letter").first.wait_for()
    visit.look("5-decide")
    visit.button("On to Redact").click()

    for number, name in enumerate(RECORDS):
        visit.settled()
        assert name in page.locator('[data-at="image"]').get_attribute("alt")
        if number == 0:
            page.keyboard.press("n")
            visit.look("6-redact")
            _draw_undo_redo(visit)
        visit.decide_all()
        if number == 0:
            page.keyboard.press("v")
            visit.at("preview").wait_for()
            visit.settled()
            visit.look("7-redact-result")
            page.keyboard.press("v")
        shown = page.locator(".fr").get_attribute("data-record")
        visit.button("I looked at every page").click()
        page.locator(f'.fr[data-record="{shown}"]').wait_for(state="detached")

    page.get_by_text("What is withheld, and why").wait_for()
    visit.look("8-counsel")
    visit.step("6 Response", "The letter")
    page.get_by_text("Nothing is open: the case may leave.").wait_for()
    visit.look("9-response")
    visit.button("Prove and release").click()
    download = page.get_by_role("button", name="Download the package")
    download.wait_for(timeout=300_000)
    visit.look("10-released")
    with page.expect_download() as got:
        download.click()
    package = tmp_path / "package.zip"
    got.value.save_as(package)
    with zipfile.ZipFile(package) as inside:
        names = inside.namelist()
        assert sum(name.startswith("records/") for name in names) == len(RECORDS), names
        assert any("letter" in name or "denial" in name or "grant" in name for name in names)

    page.reload()
    page.get_by_role("button", name="Download the package").wait_for()
    assert "case=" in page.url
    assert "Whitcomb" not in page.url
    assert not visit.wrong
    assert not visit.left, "the browser asked another machine for something"


def _draw_undo_redo(visit: Visit) -> None:
    """A box drawn with the mouse, undone, done again, undone."""
    page = visit.page
    before = page.locator("svg .box").count()
    sheet = visit.at("sheet").bounding_box()
    page.mouse.move(sheet["x"] + 60, sheet["y"] + 480)
    page.mouse.down()
    page.mouse.move(sheet["x"] + 220, sheet["y"] + 520, steps=4)
    page.mouse.up()
    page.locator("#fr-facts").wait_for()
    visit.facts()
    page.locator("svg .box.drawn").wait_for()
    visit.settled()
    for key, count in (("z", before), ("Shift+Z", before + 1), ("z", before)):
        page.keyboard.press(key)
        visit.settled()
        page.wait_for_function("() => true")
        assert page.locator("svg .box").count() == count


def test_the_other_screens_are_readable_in_light_and_dark_and_on_a_tablet(visit: Visit) -> None:
    page = visit.page
    for name, sign in (
        ("Law", "provisions"),
        ("Ledger", "Every step is written here"),
        ("Settings", "This program"),
        ("Inbox", "New request"),
    ):
        page.get_by_role("link", name=name).click()
        page.get_by_text(sign).first.wait_for()
        visit.look(f"20-{name.lower()}")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 820, "height": 1180})
    for name, sign in (
        ("Law", "provisions"),
        ("Ledger", "Every step is written here"),
        ("Settings", "This program"),
        ("Inbox", "New request"),
        ("Case", "The package"),
    ):
        page.get_by_role("link", name=name).click()
        page.get_by_text(sign).first.wait_for()
        visit.look(f"30-dark-tablet-{name.lower()}")
    for name, sign in (
        ("1 Request", "The request as it came"),
        ("2 Records", "records,"),
        ("3 Decide", "Provisions it raises"),
        ("4 Redact", "Next undecided"),
        ("5 Counsel", "What is withheld, and why"),
    ):
        visit.step(name, sign)
        visit.look(f"31-dark-tablet-{name[2:].lower()}")
    assert not visit.wrong


def test_a_case_is_answered_without_a_mouse(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    report = tmp_path / "report.txt"
    report.write_text("INCIDENT REPORT 26-118\nComplainant: Odalys Pruett, 217-555-0143\nThe blue folder was found.\n")
    with served(tmp_path / "office") as address:
        visit = visiting(browser, address)
        page = visit.page
        page.goto(address)
        page.get_by_role("textbox", name="Your name").wait_for()
        visit.type("Your name", "Joyce Tremblay")
        visit.type("Your title", "Village Clerk")
        visit.reach("Put the sample case in the inbox")
        page.keyboard.press("Space")
        visit.press("Start")
        page.get_by_label("Paste the request").wait_for()
        visit.type("Paste the request", "Please send the incident report 26-118. Ann Lee")
        visit.press("Add and start the clock")
        visit.button("Confirm and go on").wait_for()
        visit.press("Confirm and go on")
        page.get_by_text("Drop the records here").wait_for()
        visit.reach("Upload")
        page.locator('input[type="file"]').set_input_files(report)  # the dialog itself belongs to the system
        page.get_by_text("report.txt").first.wait_for()
        visit.press("Add to the case")
        visit.button("Search 1 record").wait_for()
        visit.press("Search 1 record")
        visit.button("On to Decide").wait_for(timeout=300_000)
        visit.press("On to Decide")
        page.get_by_text("Provisions it raises").wait_for()
        visit.press("On to Redact")
        for _ in range(40):
            visit.settled()
            if not visit.undecided():
                break
            page.keyboard.press("n")
            page.keyboard.press("r" if "Your call" in visit.at("detail").inner_text() else "a")
            page.wait_for_timeout(80)
            while page.locator("dialog[open]").count():
                visit.type(
                    "Facts of this record", "Names a private person who called for help; it tells nothing of the police."
                )
                visit.press("Withhold")
                page.wait_for_timeout(80)
        visit.press("I looked at every page")
        page.get_by_text("What is withheld, and why").wait_for()
        visit.press("6 Response")
        page.get_by_text("Nothing is open: the case may leave.").wait_for()
        visit.press("Prove and release")
        page.get_by_role("button", name="Download the package").wait_for(timeout=300_000)
        visit.reach("Download the package")
        with page.expect_download() as got:
            page.keyboard.press("Enter")
        assert zipfile.is_zipfile(got.value.path())
        assert not visit.wrong
        assert not visit.left
