"""Reads every hostile PDF of ../shared/data/pdf and prints how each ended: a record or a clear error, time, memory.

    python bench/hostile.py [--words]      with --words: also the share of pdfplumber's words that ours hold

Bars: no crash, no hang; at most 60 s and 1.5 GiB a file.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import psutil

from foia.errors import FoiaError
from foia.records import read

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "pdf"
BARS = (60.0, 1536.0)


def peak_while(stop: threading.Event, peak: list[float]) -> None:
    """Watches the largest child process, in MiB."""
    me = psutil.Process()
    while not stop.wait(0.02):
        for child in me.children(recursive=True):
            try:
                peak[0] = max(peak[0], child.memory_info().rss / 2**20)
            except psutil.Error:
                continue


def plumbed(path: Path) -> Counter[str] | None:
    """Words as pdfplumber has them, None where it cannot open the file."""
    import pdfplumber

    try:
        with pdfplumber.open(path) as pdf:
            found: Counter[str] = Counter()
            for page in pdf.pages[:20]:
                found.update(word["text"] for word in page.extract_words())
                page.close()
            return found
    except Exception:  # noqa: BLE001 - a foreign parser over hostile files
        return None


def main() -> int:
    files = sorted(path for folder in ("nasty", "corrupt", "bad_redactions") for path in (DATA / folder).glob("*.pdf"))
    if not files:
        print(f"skipped: no files in {DATA}")
        return 0
    compare = "--words" in sys.argv
    bad = 0
    outcomes: Counter[str] = Counter()
    print(f"{'file':58} {'s':>6} {'MiB':>6} {'pages':>5} {'words':>6} {'pdfplumber':>10}  outcome")
    with tempfile.TemporaryDirectory() as folder:
        for path in files:
            stop, peak = threading.Event(), [0.0]
            watch = threading.Thread(target=peak_while, args=(stop, peak))
            watch.start()
            start = time.perf_counter()
            pages = words = 0
            share = ""
            try:
                records = read(path, into=Path(folder))
                pages, words = len(records[0].pages), sum(len(page.words) for page in records[0].pages)
                outcome = "+".join(sorted({page.source.value for page in records[0].pages}))
                outcome += f" ({len(records) - 1} attached)" if len(records) > 1 else ""
                others = plumbed(path) if compare else None
                if others:
                    ours = Counter(word.text for page in records[0].pages[:20] for word in page.words)
                    share = f"{sum((ours & others).values()) / max(sum(others.values()), 1):.2f}"
            except FoiaError as error:
                outcome = f"{type(error).__name__}: {error.what} ({error.why})"
            except Exception as error:  # noqa: BLE001 - what this benchmark looks for
                outcome = f"*** {type(error).__name__}"
                bad += 1
            seconds = time.perf_counter() - start
            stop.set()
            watch.join()
            over = seconds > BARS[0] or peak[0] > BARS[1]
            bad += over
            outcomes[outcome.split(":")[0].split(" (")[0]] += 1
            mark = " *** over the bar" if over else ""
            print(
                f"{path.name[:58]:58} {seconds:6.2f} {peak[0]:6.0f} {pages:5} {words:6} {share:>10}  {outcome[:120]}{mark}",
                flush=True,
            )
    print(f"\n{len(files)} files, {bad} crashed or over the bars: {dict(outcomes)}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
