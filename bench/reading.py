"""Pages a second that `records` reads: ordinary text pages, tables, scans; on one core, and with every worker.

    .venv/bin/python bench/reading.py [--pages 120] [--words 624] [--scans 6] [--long 0] [--profile]

Pages are drawn for the purpose. CPU time is that of one process without workers; wall time is that of `read`, which uses
several. With --long N: a file of N pages read at once, with the memory that its Record holds afterwards. With --profile:
where the CPU time of the text pages goes.
"""

from __future__ import annotations

import cProfile
import gc
import io
import pstats
import random
import tempfile
import time
from pathlib import Path

import click
import psutil
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from foia.records import pdf, read, worker

_LINES = 48
_STEMS = (
    "report",
    "officer",
    "street",
    "vehicle",
    "witness",
    "north",
    "stated",
    "the",
    "of",
    "on",
    "was",
    "arrived",
    "door",
    "and",
)


def text_file(path: Path, pages: int, words: int, *, ruled: bool = False, picture: bool = False) -> Path:
    chance = random.Random(4)
    canvas = Canvas(str(path), pagesize=letter, pageCompression=1)
    logo = _logo() if picture else None
    for number in range(pages):
        canvas.setFont("Times-Roman", 9)
        for line in range(_LINES):
            each = [chance.choice(_STEMS) for _ in range(words // _LINES - 1)]
            canvas.drawString(54, 740 - 14 * line, " ".join([f"{number}.{line}", *each]))
            if ruled:
                canvas.line(50, 736 - 14 * line, 562, 736 - 14 * line)
        if ruled:
            canvas.line(50, 736, 50, 736 - 14 * (_LINES - 1))
            canvas.line(562, 736, 562, 736 - 14 * (_LINES - 1))
        if logo:
            canvas.drawImage(logo, 54, 752, 60, 30)
        canvas.showPage()
    canvas.save()
    return path


def _logo() -> object:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    return ImageReader(Image.new("RGB", (120, 60), (20, 60, 120)))


def scanned_file(path: Path, source: Path, pages: int) -> Path:
    import pypdfium2
    from reportlab.lib.utils import ImageReader

    canvas = Canvas(str(path), pagesize=letter)
    with pypdfium2.PdfDocument(source) as document:
        for number in range(pages):
            held = io.BytesIO()
            document[number].render(scale=200 / 72, grayscale=True).to_pil().save(held, "JPEG", quality=70)
            canvas.drawImage(ImageReader(held), 0, 0, *letter)
            canvas.showPage()
    canvas.save()
    return path


def alone(path: Path) -> tuple[int, float]:
    """(pages, CPU seconds) in this process."""
    started = time.process_time()
    pages = sum(1 for _ in pdf.read_range(path, 1, None))
    return pages, time.process_time() - started


@click.command()
@click.option("--pages", default=120, show_default=True)
@click.option("--words", default=624, show_default=True)
@click.option("--scans", default=6, show_default=True)
@click.option("--long", "many", default=0, show_default=True)
@click.option("--profile", is_flag=True)
def main(pages: int, words: int, scans: int, many: int, profile: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kinds = {
            "text": text_file(folder / "text.pdf", pages, words),
            "text, ruled": text_file(folder / "ruled.pdf", pages, words, ruled=True),
            "text, picture": text_file(folder / "picture.pdf", pages, words, picture=True),
        }
        if scans:
            kinds["scans"] = scanned_file(folder / "scans.pdf", kinds["text"], scans)
        alone(text_file(folder / "warm.pdf", 3, words))
        if profile:
            watch = cProfile.Profile()
            watch.runcall(alone, kinds["text"])
            pstats.Stats(watch).sort_stats("tottime").print_stats(25)
            return
        click.echo(f"{'file':<16}{'pages':>7}{'CPU s':>8}{'pages/CPU s':>13}{'wall s':>8}{'pages/s':>9}")
        for kind, path in kinds.items():
            count, cpu = alone(path)
            started = time.perf_counter()
            read(path, into=folder / "derived")
            wall = time.perf_counter() - started
            click.echo(f"{kind:<16}{count:>7}{cpu:>8.2f}{count / cpu:>13.1f}{wall:>8.2f}{count / wall:>9.1f}")
        if many:
            worker.stop_all()
            path = text_file(folder / "long.pdf", many, words)
            gc.collect()
            before = psutil.Process().memory_info().rss
            started = time.perf_counter()
            record = read(path, into=folder / "derived")[0]
            wall = time.perf_counter() - started
            gc.collect()
            held = (psutil.Process().memory_info().rss - before) / 2**20
            click.echo(
                f"{many} pages: {wall:.1f} s, {many / wall:.1f} pages/s, {held:.0f} MiB held for {len(record.pages)} pages"
            )


if __name__ == "__main__":
    main()
