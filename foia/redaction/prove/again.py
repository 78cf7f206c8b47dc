"""Proving a file again from its log, long after and without the record. Imports: model, errors, the attackers."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1

from foia.errors import FileError
from foia.model import Box, Proof
from foia.redaction.prove.attackers import (
    Attacker,
    ObjectAttack,
    PixelAttack,
    RevisionAttack,
    StructureAttack,
)
from foia.redaction.prove.evidence import File, PageEvidence
from foia.redaction.prove.expected import ExpectedPage, Secrets, Whole, forms, squash
from foia.redaction.prove.outside import OutsideAttack
from foia.redaction.prove.report import Log, judged, read_log
from foia.redaction.prove.run import ENGINE, attack, digest
from foia.redaction.prove.texts import PdfiumText, PdfminerText, StreamText

_LONGEST = 16  # words of a removed string that are looked for by digest


class SameFile(Attacker):
    """The file is, byte for byte, the one that was proven."""

    name, tool, reads_file = "hash", "SHA-256", True
    wanted = ""

    def finish(self, file: File, whole: Whole) -> None:
        if file.sha256 != self.wanted:
            self.found.append("the file is not the one the proof was given for")


class DigestAttack(Attacker):
    """No run of words in the file has the digest of a removed string; needs the key from counsel's log.

    Strings that remain elsewhere by decision were counted when the file was proven; here they are only reported.
    """

    name, tool = "digests", "HMAC-SHA-256"
    log: Log

    def __init__(self, secrets: Secrets) -> None:
        super().__init__(secrets)
        self.read: set[int] = set()

    def look(self, page: PageEvidence) -> None:
        if not self.log.salt:
            return
        words = page.pdfium_text[0].split()
        for at in range(len(words)):
            text = ""
            for word in words[at : at + _LONGEST]:
                text += squash(word)
                if digest(text, self.log.salt) in self.log.digests:
                    self.read.add(page.expected.number)

    def finish(self, file: File, whole: Whole) -> None:
        if not self.log.salt:
            self.notes.append("not searched: the key stands in counsel's log")
        elif self.read:
            shown = ", ".join(map(str, sorted(self.read)[:20]))
            self.notes.append(f"warning: a removed string is readable elsewhere: page {shown}")


def prove_again(file: Path, log: Path, *, at: dt.datetime) -> Proof:
    """Prove `file` again by `log`: NAME.proof.json, or NAME.counsel.csv with the proof beside it (then strings are searched too).

    Raises NotProven when anything is found or the file is another one; FileError when the log or the file cannot be read.
    """
    known = read_log(log)
    if not file.is_file():
        raise FileError(f"{file.name} is not there", remedy="check the path")
    opened = File(file)
    pages = _pages(opened, known)
    texts = frozenset(form for removal in known.removals if removal.text for form in forms(removal.text))
    gone = tuple(sorted(form for form in texts if len(form) >= 6))
    same = type("SameFile", (SameFile,), {"wanted": known.sha256})
    digests = type("DigestAttack", (DigestAttack,), {"log": known})
    kinds: tuple[type[Attacker], ...] = (
        same, PixelAttack, PdfiumText, StreamText, PdfminerText, ObjectAttack, StructureAttack, RevisionAttack, OutsideAttack, digests,
    )  # fmt: skip
    whole = Whole(len(pages), Counter(), known=False)
    tried = attack(opened, pages, Secrets(texts, gone, ()), whole, kinds)
    judged(tried)
    return Proof(
        record_id="",
        source_sha256="",
        file_sha256=opened.sha256,
        file=file,
        pages=len(pages),
        removals=len(known.removals),
        attempts=tried,
        digests=tuple(sorted(known.digests)),
        salt=known.salt,
        at=at,
        engine=ENGINE,
    )


def _pages(file: File, log: Log) -> tuple[ExpectedPage, ...]:
    """The pages as they are, with the boxes of the log; what may stand outside the boxes is not known any more."""
    try:
        sizes = [tuple(float(resolve1(v)) for v in page.mediabox) for page in PDFPage.create_pages(file.document)]
    except Exception as error:  # noqa: BLE001 - pdfminer raises many kinds for a damaged file
        raise FileError(
            f"{file.path.name} cannot be read as a PDF", why=type(error).__name__, remedy="give the redacted PDF"
        ) from None
    pages = []
    for number, (x0, y0, x1, y1) in enumerate(sizes, 1):
        mine = [removal for removal in log.removals if removal.page_number == number]
        boxes: dict[Box, str] = {box: r.label for r in mine if not r.whole_page for box in r.boxes}
        whole = any(removal.whole_page for removal in mine)
        pages.append(
            ExpectedPage(number, x1 - x0, y1 - y0, (), () if whole else tuple(boxes.items()), placeholder=whole, known=False)
        )
    return tuple(pages)
