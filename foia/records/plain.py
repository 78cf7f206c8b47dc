"""TXT, CSV, SRT and VTT -> typeset pages. Imports: stdlib and this room's modules. Runs in a worker process."""

from __future__ import annotations

import codecs
import csv
import io
import re

from foia.errors import FileError
from foia.records.parsed import Job, Parsed
from foia.records.typeset import Lines, Table, legible, typeset

_WIDE_TABLE = 7  # columns from which pages are set landscape
_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]


def decode(content: bytes) -> tuple[str, str]:
    """(text, name of the encoding): by its mark, else UTF-16 if many bytes are zero, UTF-8 if it can be, Windows-1252."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, errors="replace"), name.removesuffix("-sig")
    sample = content[:4096]
    if len(sample) >= 4 and sample.count(0) > len(sample) // 4:
        name = "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
        return content.decode(name, errors="replace"), name
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    table = {code: bytes([code]).decode("cp1252", errors="replace") for code in range(256)}
    # five bytes that Windows-1252 leaves open are kept as the control characters they are in Latin-1
    return content.decode("latin-1").translate({k: (v if v != "\ufffd" else chr(k)) for k, v in table.items()}), "windows-1252"


def is_text(content: bytes) -> bool:
    """Whether the bytes read as text: hardly any control characters once decoded."""
    text, _ = decode(content[:65536])
    strange = sum(c == "\ufffd" or (ord(c) < 32 and c not in "\t\n\r\f\x0b\x1b\x08") for c in text)
    return strange <= 0.02 * len(text) + 1


def read_text(job: Job, *, format: str) -> Parsed:
    text, encoding = decode(job.path.read_bytes())
    notes = () if encoding == "utf-8" else (f"read as {encoding}",)
    if not text.strip():
        raise FileError(
            f"'{job.name}' holds no text", why="there is nothing but white space in it", remedy="ask for the right file"
        )
    made = typeset([Lines(text)], job.view, title=job.name, limits=job.limits)
    return Parsed(format=format, view=job.view, pages=made.pages, drawn_by="typeset", notes=notes + made.notes)


def read_table(job: Job) -> Parsed:
    """A CSV: rows as they are, one line of text a row."""
    text, encoding = decode(job.path.read_bytes())
    notes = () if encoding == "utf-8" else (f"read as {encoding}",)
    csv.field_size_limit(2**31 - 1)
    rows = tuple(
        tuple(row) for row in csv.reader(io.StringIO(legible(text), newline=""), delimiter=_delimiter(text)) if any(row)
    )
    if not rows:
        raise FileError(f"'{job.name}' holds no rows", why="every line of it is empty", remedy="ask for the right file")
    wide = max(map(len, rows)) >= _WIDE_TABLE
    made = typeset([Table(rows)], job.view, title=job.name, limits=job.limits, wide=wide)
    return Parsed(format="csv", view=job.view, pages=made.pages, drawn_by="typeset", notes=notes + made.notes, table=rows)


def _delimiter(text: str) -> str:
    """The separator that divides the first lines most evenly."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]

    def evenness(mark: str) -> tuple[int, int]:
        counts = [re.sub(r'"(?:[^"]|"")*"', "", line).count(mark) for line in lines]
        usual = max(set(counts), key=counts.count, default=0)
        return (counts.count(usual) if usual else 0, usual)

    return max([",", ";", "\t", "|"], key=evenness)
