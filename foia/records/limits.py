"""What a file may cost before reading it is given up. Imports: stdlib."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on reading one file as it was handed in; reaching one raises TooLarge."""

    seconds: float = 50.0  # to open the file and read its first pages: with the rest, a minute for one that never ends
    seconds_a_page: float = 6.0  # added to that for every page that was finished (recognition of scans takes one to two)
    memory: int = 1400 * 1024 * 1024  # bytes of one worker process: looked at every so often, and no file may take 1.5 GiB
    file_size: int = 2 * 1024**3  # bytes
    pages: int = 6000
    pixels: int = 120_000_000  # of one image as stored; pages are drawn with fewer
    ratio: int = 200  # unpacked : packed size of an archive member larger than a megabyte
    unpacked: int = 2 * 1024**3  # bytes of all members of an archive or message
    members: int = 2000  # attachments and archive members, at all depths
    depth: int = 5  # archives within archives, mails within mails
