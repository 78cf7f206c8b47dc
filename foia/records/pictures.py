"""PNG, JPEG, TIFF (of many pages) and kin -> a PDF page each, words by text recognition.

Imports: stdlib, numpy, Pillow, pikepdf and this room's modules. Runs in a worker process.
"""

from __future__ import annotations

import io
import warnings
import zlib
from typing import Any

import numpy as np
import pikepdf
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from foia.errors import FileError, TooLarge
from foia.model import Page, PageSource
from foia.records import ocr
from foia.records.parsed import Job, Parsed

_LONGEST = 17 * 72.0  # points: a picture that claims to be larger is shown on a page of
_SHEET = 11 * 72.0
_STORED = 25_000_000  # pixels of a page in the view
_READ_DPI = (150, 300)  # the resolution that text recognition gets
_PLAIN_DPI = 96  # of a picture that states none and is small
_LOSSLESS = 3_000_000  # colour pixels up to which the view keeps every one

Image.MAX_IMAGE_PIXELS = None  # counted below, with an error that says what to do


def read(job: Job, *, format: str) -> Parsed:
    notes: list[str] = []
    pages: list[Page] = []
    try:
        with warnings.catch_warnings(), Image.open(job.path) as image, pikepdf.new() as view:
            warnings.simplefilter("ignore")
            frames = getattr(image, "n_frames", 1)
            if frames > job.limits.pages:
                raise TooLarge(
                    f"'{job.name}' has {frames:,} pages",
                    why=f"at most {job.limits.pages:,} pages are read from one file",
                    remedy="split the file, or raise the limit",
                )
            if format in {"gif", "webp"} and frames > 1:
                notes.append(f"an animation: all of its {frames} pictures were read as pages")
            if _has_place(image):
                notes.append("the picture's data states where it was taken; that is not printed")
            for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
                pages.append(_page(frame, number, view, job, notes))
                job.tick()
            view.save(job.view, deterministic_id=True)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, zlib.error) as error:
        raise FileError(
            f"'{job.name}' cannot be shown",
            why=f"the picture is damaged or was cut short ({type(error).__name__})",
            remedy="ask for a sound copy of the file",
        ) from None
    return Parsed(format=format, view=job.view, pages=tuple(pages), drawn_by="typeset", notes=tuple(dict.fromkeys(notes)))


def _has_place(image: Any) -> bool:
    return bool(image.getexif().get_ifd(0x8825)) if hasattr(image, "getexif") else False


def _page(frame: Any, number: int, view: Any, job: Job, notes: list[str]) -> Page:
    width, height = frame.size
    if width * height > job.limits.pixels:
        raise TooLarge(
            f"'{job.name}' has a picture of {width:,} x {height:,} pixels",
            why=f"at most {job.limits.pixels:,} pixels are read",
            remedy="save it at a lower resolution",
        )
    across, down = (float(value) for value in frame.info.get("dpi", (0, 0))[:2])
    turned = frame.getexif().get(0x0112, 1) in {5, 6, 7, 8} if hasattr(frame, "getexif") else False
    image = _flat(ImageOps.exif_transpose(frame) or frame)
    if turned:
        across, down = down, across
    if image.size[0] * image.size[1] > _STORED:
        factor = (_STORED / (image.size[0] * image.size[1])) ** 0.5
        image = image.convert("L") if image.mode == "1" else image
        image = image.resize(tuple(max(round(side * factor), 1) for side in image.size), Image.Resampling.BOX)
        across, down = across * factor, down * factor
        notes.append("shown at a lower resolution than stored")
    width_points, height_points = _size(image.size, across, down)
    _add(view, image, width_points, height_points)
    pixels, scale = _for_reading(image, width_points, height_points)
    seen = ocr.recognise_page(pixels, scale=scale)
    if seen.note:
        notes.append(f"page {number}: {seen.note}")
    source = PageSource.OCR if seen.words else PageSource.EMPTY
    return Page(number, width_points, height_points, seen.text, seen.words, source, seen.confidence if seen.words else 1.0)


def _flat(image: Any) -> Any:
    """The picture as it is seen on white paper, in one of the modes 1, L, RGB."""
    if image.mode in {"1", "L", "RGB"} and "transparency" not in image.info:
        return image.copy()
    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, dtype=np.float64)
        top = values.max() if values.size else 0
        scaled = values * (255 / top) if top > 255 else values
        return Image.fromarray(np.clip(scaled, 0, 255).astype(np.uint8))
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image).convert("RGB")
    return image.convert("RGB")


def _size(pixels: tuple[int, int], across: float, down: float) -> tuple[float, float]:
    """The page's size in points, by the resolution stated where it is believable."""
    longest = max(pixels)
    if not (40 <= across <= 2400 and 40 <= down <= 2400):
        across = down = _PLAIN_DPI if longest <= 1200 else longest / 11
    width, height = pixels[0] * 72 / across, pixels[1] * 72 / down
    if max(width, height) > _LONGEST:
        factor = _SHEET / max(width, height)
        width, height = width * factor, height * factor
    return max(round(width, 2), 3.0), max(round(height, 2), 3.0)


def _for_reading(image: Any, width: float, height: float) -> tuple[ocr.Pixels, float]:
    """Grey pixels, square in points, and how many there are to a point."""
    natural = max(image.size[0] / width, image.size[1] / height)
    scale = min(max(natural, _READ_DPI[0] / 72), _READ_DPI[1] / 72)
    if natural < _READ_DPI[0] / 72:
        scale = natural * 2  # small lettering on screens reads better enlarged
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    grey = image.convert("L")
    if grey.size != size:
        grey = grey.resize(size, Image.Resampling.BICUBIC if scale > natural else Image.Resampling.BOX)
    return np.asarray(grey), scale


def _add(view: Any, image: Any, width: float, height: float) -> None:
    """Adds a page that the picture fills."""
    stored = pikepdf.Stream(view, b"")
    if image.mode == "RGB" and image.size[0] * image.size[1] > _LOSSLESS:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=90)
        stored.write(out.getvalue(), filter=pikepdf.Name.DCTDecode)
    else:
        stored.write(zlib.compress(image.tobytes(), 6), filter=pikepdf.Name.FlateDecode)
    stored.Type, stored.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stored.Width, stored.Height = image.size
    stored.BitsPerComponent = 1 if image.mode == "1" else 8
    stored.ColorSpace = pikepdf.Name.DeviceRGB if image.mode == "RGB" else pikepdf.Name.DeviceGray
    page = view.add_blank_page(page_size=(width, height))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=stored))
    page.Contents = pikepdf.Stream(view, f"q {width:g} 0 0 {height:g} 0 0 cm /Im Do Q".encode())
