"""Speed and memory of removal with its proof, and how every hostile PDF ends under `foia redact` and `foia inspect`.

    python bench/removal.py speed [--pages 200] [--profile]   born-digital pages: dense, ordinary; pages/s, and each attacker's share
    python bench/removal.py scan [--pages 6]                   scanned pages: read (OCR), remove and prove; pages/min
    python bench/removal.py curve [--pages 100,1000,3000]      peak memory of all processes together against the number of pages
    python bench/removal.py hostile [--only WORD]              nasty, corrupt and badly redacted files of ../shared/data/pdf

Bars: 4 pages/s on one core (speed), 10 pages/min on two (scan), 1.5 GiB (curve, hostile), 60 s a file (hostile).
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import pstats
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from foia.errors import FoiaError
from foia.model import Basis, Decision, Record, Stance
from foia.records import read
from foia.redaction.prove import attempts, prove
from foia.redaction.release import redacted
from foia.redaction.remove import remove
from foia.redaction.search import occurrences

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "pdf"
AT = dt.datetime(2026, 8, 20, 12, tzinfo=dt.UTC)
BASIS = Basis(node="ilcs/5/140/7/1/b", citation="5 ILCS 140/7(1)(b)", version=dt.date(2022, 1, 7), status="in_force")
SECONDS, MEMORY = 60.0, 1536.0
NAMES = ("Tessa Vantongeren", "Quillon Zabrisky", "217-555-0134", "Ada Pelligrini", "1420 Wexcombe Lane", "Nona Mosswell")
WORDS = [
    "the",
    "officer",
    "stated",
    "that",
    "a",
    "vehicle",
    "was",
    "parked",
    "near",
    "residence",
    "on",
    "and",
    "complainant",
    "called",
    "desk",
    "at",
    "hours",
    "report",
    "taken",
    "by",
    "sergeant",
    "who",
    "spoke",
    "with",
    "witness",
    "about",
    "what",
    "had",
    "been",
    "seen",
    "there",
    "before",
    "dispatch",
    "unit",
    "arrived",
    "to",
    "find",
    "door",
    "open",
    "light",
    "broken",
    "property",
    "missing",
    "from",
    "garage",
]


def write(path: Path, pages: int, *, dense: bool, scan: bool = False) -> None:
    """Pages of 46 lines of 88 characters, or of some 300 words; six passages to remove on each."""
    from reportlab.lib.pagesizes import letter
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen import canvas

    rng = random.Random(7)
    c = canvas.Canvas(str(path), pagesize=letter, invariant=True)
    for _ in range(pages):
        lines = list(_lines(rng, 46 if dense else 26, 88 if dense else 66))
        if scan:
            c.drawImage(ImageReader(_scanned(lines, rng)), 0, 0, 612, 792)
        else:
            text = c.beginText(60 if dense else 80, 730)
            text.setFont("Times-Roman", 10 if dense else 12)
            text.setLeading(14 if dense else 22)
            for line in lines:
                text.textLine(line)
            c.drawText(text)
        c.showPage()
    c.save()


def _lines(rng: random.Random, count: int, width: int) -> Iterator[str]:
    named = set(rng.sample(range(count), 6))
    for number in range(count):
        line = ""
        while len(line) < width - 10:
            line += rng.choice(WORDS) + " "
            if number in named and len(line) > 20:
                line += rng.choice(NAMES) + " "
                named.discard(number)
        yield line.strip()


def _scanned(lines: list[str], rng: random.Random) -> object:
    """The lines as a scanner has them: grey, slightly askew, with noise."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", (1700, 2200), 250)
    font = ImageFont.load_default(30)
    for number, line in enumerate(lines):
        ImageDraw.Draw(image).text((200, 170 + number * 62), line, fill=20, font=font)
    image = image.rotate(rng.uniform(-0.3, 0.3), fillcolor=250, resample=Image.Resampling.BICUBIC)
    noise = np.random.default_rng(rng.randrange(9999)).normal(0, 6, (2200, 1700))
    return Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))


def decided(record: Record, strings: tuple[str, ...] = NAMES) -> list[Decision]:
    return [
        Decision(
            id=f"d{number}", record_id=record.id, stance=Stance.REDACT, by="Ann Clerk", title="FOIA officer", at=AT, basis=BASIS, start=start, end=end
        )
        for number, (start, end) in enumerate(occurrences(record.text, strings))
    ]  # fmt: skip


def speed(folder: Path, pages: int, profile: bool) -> int:
    slow = False
    print(f"{'pages':10} {'words/p':>7} {'remove':>8} {'prove':>8} {'together':>9} {'2 procs':>8}  pages/s; KB a page")
    for name, dense in (("dense", True), ("ordinary", False)):
        source, out = folder / f"{name}.pdf", folder / f"{name}.out.pdf"
        write(source, pages, dense=dense)
        (record,) = read(source, into=folder)
        chosen = decided(record)
        probe = cProfile.Profile()
        if profile:
            probe.enable()
        begun = time.process_time()
        removals = remove(record, chosen, out)
        between = time.process_time()
        prove(out, record, removals, at=AT)
        ended = time.process_time()
        if profile:
            probe.disable()
            pstats.Stats(probe).sort_stats("tottime").print_stats(25)
        clock = time.perf_counter()
        redacted(record, chosen, folder / "both.pdf", at=AT)
        both = time.perf_counter() - clock
        words = sum(len(page.words) for page in record.pages) / pages
        rates = (pages / (between - begun), pages / (ended - between), pages / (ended - begun), pages / both)
        print(
            f"{name:10} {words:7.0f} {rates[0]:8.1f} {rates[1]:8.1f} {rates[2]:9.1f} {rates[3]:8.1f}  {out.stat().st_size / pages / 1000:.1f} KB"
        )
        for attempt in attempts(out, record, removals):
            print(f"    {attempt.name:14} {1000 * attempt.seconds / pages:7.2f} ms a page   {attempt.detail[:110]}")
        slow |= rates[2] < 4
    return int(slow)


def scan(folder: Path, pages: int) -> int:
    source = folder / "scan.pdf"
    write(source, pages, dense=False, scan=True)
    begun = time.perf_counter()
    (record,) = read(source, into=folder)
    between = time.perf_counter()
    chosen = decided(record)
    removals, proof = redacted(record, chosen, folder / "scan.out.pdf", at=AT)
    ended = time.perf_counter()
    size = (folder / "scan.out.pdf").stat().st_size / pages / 1000
    rate = 60 * pages / (ended - begun)
    print(
        f"{pages} scanned pages, {len(removals)} removals: read {between - begun:.1f} s, remove and prove {ended - between:.1f} s"
    )
    print(f"{rate:.1f} pages/min, {size:.0f} KB a page; {'; '.join(a.detail for a in proof.attempts if a.name == 'ocr')}")
    return int(rate < 10)


@contextmanager
def watched() -> Iterator[list[float]]:
    """Watches this process and all its children together; the first item becomes the peak in MiB."""
    me, stop, peak = psutil.Process(), threading.Event(), [0.0]

    def watch() -> None:
        while not stop.wait(0.05):
            total = 0.0
            for process in (me, *me.children(recursive=True)):
                try:
                    total += process.memory_info().rss / 2**20
                except psutil.Error:
                    continue
            peak[0] = max(peak[0], total)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        stop.set()
        thread.join()


def curve(folder: Path, counts: list[int]) -> int:
    """Each size in a fresh process, so that one run's memory does not count for the next."""
    over = False
    print(
        f"{'pages':>6} {'read s':>7} {'release s':>9} {'pages/s':>8} {'peak MiB':>9}   (this process and its workers together)"
    )
    for count in counts:
        run = subprocess.run([sys.executable, __file__, "point", str(count), str(folder)], capture_output=True, text=True)
        print(run.stdout.strip() or run.stderr.strip()[-400:], flush=True)
        over |= run.returncode != 0
    return int(over)


def point(count: int, folder: Path) -> int:
    source = folder / f"{count}.pdf"
    write(source, count, dense=False)
    begun = time.perf_counter()
    (record,) = read(source, into=folder)
    between = time.perf_counter()
    with watched() as peak:
        redacted(record, decided(record), folder / f"{count}.out.pdf", at=AT)
    ended = time.perf_counter()
    print(f"{count:6} {between - begun:7.1f} {ended - between:9.1f} {count / (ended - between):8.1f} {peak[0]:9.0f}")
    return int(peak[0] > MEMORY)


def hostile(folder: Path, only: str) -> int:
    files = sorted(
        path for name in ("nasty", "corrupt", "bad_redactions") for path in (DATA / name).glob("*.pdf") if only in path.name
    )
    if not files:
        print(f"skipped: no files in {DATA}")
        return 0
    bad = 0
    outcomes: Counter[str] = Counter()
    print(f"{'file':52} {'redact':>6} {'inspect':>7} {'MiB':>5} {'pages':>5} {'boxes':>5}  outcome")
    for path in files:
        with watched() as peak:
            begun = time.perf_counter()
            outcome, pages, boxes = _redact(path, folder)
            between = time.perf_counter()
            looked = _inspect(path)
            ended = time.perf_counter()
        over = max(between - begun, ended - between) > SECONDS or peak[0] > MEMORY
        bad += over or "***" in outcome + looked
        outcomes[outcome.split(":")[0]] += 1
        shown = f"{outcome} | {looked}{' *** over the bar' if over else ''}"
        print(
            f"{path.name[:52]:52} {between - begun:6.1f} {ended - between:7.1f} {peak[0]:5.0f} {pages:5} {boxes:5}  {shown[:150]}",
            flush=True,
        )
    print(f"\n{len(files)} files, {bad} crashed or over the bars: {dict(outcomes)}")
    return int(bad > 0)


def _redact(path: Path, folder: Path) -> tuple[str, int, int]:
    """Remove the most frequent word of five letters or more (or the most frequent of all)."""
    try:
        records = read(path, into=folder)
        text = records[0].text
        counts = Counter(word for word in text.split() if word.isalnum())
        word = max(counts, key=lambda w: (len(w) >= 5, counts[w], w), default="")
        chosen = decided(records[0], (word,)) if word else []
        removals, proof = redacted(records[0], chosen, folder / "hostile.pdf", at=AT)
        return "proven", proof.pages, sum(len(removal.boxes) for removal in removals)
    except FoiaError as error:
        return f"{type(error).__name__}: {error.what} ({error.why})", 0, 0
    except Exception as error:  # noqa: BLE001 - what this benchmark looks for
        return f"*** {type(error).__name__}", 0, 0


def _inspect(path: Path) -> str:
    from foia.redaction import inspect

    try:
        found = inspect(path)
        return f"{'clean' if found.clean else 'LEAKS'}, {len(found.found)} findings"
    except FoiaError as error:
        return f"{type(error).__name__}"
    except Exception as error:  # noqa: BLE001 - what this benchmark looks for
        return f"*** {type(error).__name__}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("speed", "scan", "curve", "hostile", "point"))
    parser.add_argument("rest", nargs="*")
    parser.add_argument("--pages", default="")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    if given.what == "point":
        return point(int(given.rest[0]), Path(given.rest[1]))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.what == "speed":
            return speed(folder, int(given.pages or 200), given.profile)
        if given.what == "scan":
            return scan(folder, int(given.pages or 6))
        if given.what == "curve":
            return curve(folder, [int(part) for part in (given.pages or "100,1000,3000").split(",")])
        return hostile(folder, given.only)


if __name__ == "__main__":
    sys.exit(main())
