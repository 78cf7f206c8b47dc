"""What a file is, by its content; its name only decides between kinds of plain text. Imports: stdlib, errors, plain."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from foia.errors import Encrypted, FileError
from foia.records.plain import decode, is_text

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = [
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"{\\rtf", "rtf"),
]
_SAME = {
    "jpg": "jpeg",
    "jpe": "jpeg",
    "jfif": "jpeg",
    "tif": "tiff",
    "htm": "html",
    "docm": "docx",
    "dotx": "docx",
    "xlsm": "xlsx",
    "tsv": "csv",
    "log": "txt",
    "text": "txt",
    "md": "txt",
    "json": "txt",
    "xml": "txt",
    "yaml": "txt",
    "yml": "txt",
}
_TEXT_KINDS = {"txt", "csv", "eml", "srt", "vtt", "html", "mbox"}
_MAIL_HEADER = re.compile(
    r"^(from|to|cc|subject|date|received|return-path|message-id|mime-version|delivered-to|x-[\w-]+):", re.I
)
_CUE = re.compile(r"^\s*(\d+\s*\n\s*)?\d{1,2}:\d\d:\d\d[,.]\d{3}\s*-->\s*\d{1,2}:\d\d:\d\d[,.]\d{3}", re.M)


def kind_of(path: Path, name: str) -> tuple[str, str]:
    """(format, note). The note is not empty where the content is not what the name says. Raises FileError, Encrypted."""
    suffix = Path(name).suffix.lower().lstrip(".")
    claimed = _SAME.get(suffix, suffix)
    with path.open("rb") as file:
        head = file.read(65536)
    if not head:
        raise FileError(f"'{name}' is empty", why="it has no bytes at all", remedy="ask for the file again")
    kind = _by_content(path, head, claimed, name)
    if claimed and kind != claimed and not (kind == "txt" and claimed not in _KNOWN):
        return kind, f"the name ends in .{suffix}, but the content is {kind.upper()} and was read as such"
    return kind, ""


_KNOWN = _TEXT_KINDS | {
    "pdf",
    "png",
    "jpeg",
    "tiff",
    "gif",
    "bmp",
    "webp",
    "rtf",
    "docx",
    "xlsx",
    "pptx",
    "odt",
    "ods",
    "msg",
    "zip",
}


def _by_content(path: Path, head: bytes, claimed: str, name: str) -> str:
    if b"%PDF-" in head[:1024] or (claimed == "pdf" and (b"%PDF" in head or b" obj" in head)):
        return "pdf"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _in_zip(path, name)
    if head.startswith(_OLE):
        return _in_ole(path, name)
    if not is_text(head):
        raise FileError(
            f"'{name}' is of a format that is not supported",
            why="its content is neither text nor any of the formats that can be read",
            remedy="save it as PDF and add that",
        )
    if claimed in {"pdf", "png", "jpeg", "tiff", "docx", "xlsx", "msg", "zip"}:
        raise FileError(
            f"'{name}' is not a {claimed.upper()} file",
            why="the name says so, but its content is plain text",
            remedy="ask for the file again, or rename it to .txt if it is meant to be text",
        )
    return _text_kind(decode(head)[0], claimed)


def _text_kind(text: str, claimed: str) -> str:
    lines = text.lstrip("\ufeff\r\n ").splitlines()[:40]
    if lines and lines[0].startswith("WEBVTT"):
        return "vtt"
    if (
        lines
        and lines[0].startswith("From ")
        and claimed in {"mbox", ""}
        and any(_MAIL_HEADER.match(line) for line in lines[1:6])
    ):
        return "mbox"
    if claimed in {"eml", "mbox"} or claimed not in _TEXT_KINDS:
        headers = 0
        for line in lines:
            if not line.strip():
                break
            headers += bool(_MAIL_HEADER.match(line))
        if headers >= 2 or (claimed == "eml" and headers):
            return "eml"
    if claimed in {"html", ""} and re.match(r"\s*(<!doctype html|<html)", text, re.I):
        return "html"
    if claimed in {"srt", "vtt"} and _CUE.search(text):
        return "srt"
    return "csv" if claimed == "csv" else "txt"


def _in_zip(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                kind = archive.open("mimetype").read(100).decode("ascii", errors="replace")
                if kind.endswith("opendocument.text"):
                    return "odt"
                if kind.endswith("opendocument.spreadsheet"):
                    return "ods"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        raise FileError(
            f"'{name}' is a damaged archive",
            why="its list of contents cannot be read; the file may have been cut short",
            remedy="ask for the file again",
        ) from None
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    if "ppt/presentation.xml" in names:
        return "pptx"
    return "zip"


def _in_ole(path: Path, name: str) -> str:
    content = path.read_bytes()

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if has("EncryptedPackage"):
        raise Encrypted(
            f"'{name}' is locked with a password",
            why="Office files with a password are encrypted as a whole",
            remedy="open it in Office, save it without the password, and add that copy",
        )
    if has("__properties_version1.0"):
        return "msg"
    if has("WordDocument"):
        return "doc"
    if has("Workbook"):
        return "xls"
    if has("PowerPoint Document"):
        return "ppt"
    raise FileError(
        f"'{name}' is of a format that is not supported",
        why="it is a Microsoft container that holds neither a message nor an Office document, or it is damaged",
        remedy="save it as PDF and add that",
    )
