"""Hostile files cost no more than their limits, and stop nobody else."""

from __future__ import annotations

import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from foia.errors import FileError, TooLarge
from foia.records import Limits, page_count, read, render_png, worker

sys.path.insert(0, str(Path(__file__).parent / "files"))

import build_records as build


def test_a_page_that_never_ends_is_stopped(tmp_path: Path) -> None:
    path = build.endless_page_pdf(tmp_path / "a.pdf")
    start = time.monotonic()
    with pytest.raises(TooLarge, match="too long"):
        read(path, into=tmp_path / "derived", limits=Limits(seconds=2))
    assert time.monotonic() - start < 10
    assert "JANE" in read(build.text_pdf(tmp_path / "b.pdf"), into=tmp_path / "derived")[0].text


def test_a_crash_is_an_error_and_the_next_file_is_read(tmp_path: Path) -> None:
    path = build.endless_page_pdf(tmp_path / "a.pdf")
    doomed = worker._take()
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(doomed.run, "reader:read_pages", (path, 1, None, None, Limits()), Limits(), "a.pdf")
        time.sleep(1)
        os.kill(doomed._process.pid, signal.SIGSEGV)
        with pytest.raises(FileError, match="cannot be read") as caught:
            reading.result()
    assert "crashed" in caught.value.why
    assert page_count(build.text_pdf(tmp_path / "b.pdf", pages=2)) == 2


def test_memory_is_limited(tmp_path: Path) -> None:
    # a picture of 100 million pixels in 100 KB
    from PIL import Image

    Image.new("RGB", (10_000, 10_000)).save(tmp_path / "a.png")
    with pytest.raises(TooLarge, match="memory"):
        read(tmp_path / "a.png", into=tmp_path / "derived", limits=Limits(memory=200 * 1024**2))


def test_pixels_and_pages_are_limited(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("1", (20_000, 20_000)).save(tmp_path / "a.png")
    with pytest.raises(TooLarge, match="pixels"):
        read(tmp_path / "a.png", into=tmp_path / "derived")
    with pytest.raises(TooLarge, match="pages"):
        read(build.text_pdf(tmp_path / "b.pdf", pages=3), into=tmp_path / "derived", limits=Limits(pages=2))


def test_a_giant_page_is_read_and_drawn_small(tmp_path: Path) -> None:
    page = build.canvas(tmp_path / "a.pdf", size=(14_400, 14_400))
    page.setFont("Helvetica", 400)
    page.drawString(500, 7000, "GIANT")
    page.save()
    (record,) = read(tmp_path / "a.pdf", into=tmp_path / "derived")
    assert record.text == "GIANT"
    assert len(render_png(record.view, 1, 300)) < 5_000_000


def test_an_archive_bomb_is_refused(tmp_path: Path) -> None:
    path = build.packed(tmp_path / "a.zip", {"zeros.txt": b"0" * 50_000_000})
    with pytest.raises(TooLarge, match="200 times"):
        read(path, into=tmp_path / "derived")


def test_archives_within_archives_end(tmp_path: Path) -> None:
    content = b"the innermost text"
    name = "a.txt"
    for level in range(8):
        content = build.packed(tmp_path / "x.zip", {name: content}).read_bytes()
        name = f"level{level}.zip"
    path = tmp_path / "deep.zip"
    path.write_bytes(content)
    records = read(path, into=tmp_path / "derived")
    assert len(records) == 1 + Limits().depth
    assert any("nested too deeply" in note for note in records[-1].notes)


def test_threads_may_read_and_draw_at_once(tmp_path: Path) -> None:
    paths = [build.text_pdf(tmp_path / f"{n}.pdf") for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda path: render_png(path, 1, 50), paths * 3))
    assert len(set(drawn)) == 1


def test_a_page_with_a_huge_picture_is_refused_before_it_is_drawn(tmp_path: Path) -> None:
    import pikepdf

    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(612, 792))
    image = pdf.make_stream(b"\0" * 100)
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height, image.BitsPerComponent = 60_000, 60_000, 8
    image.ColorSpace = pikepdf.Name.DeviceGray
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=image))
    pdf.pages[0].Contents = pdf.make_stream(b"q 600 0 0 600 0 0 cm /X Do Q")
    pdf.save(tmp_path / "a.pdf")
    with pytest.raises(TooLarge, match="60,000 x 60,000"):
        read(tmp_path / "a.pdf", into=tmp_path / "derived")
