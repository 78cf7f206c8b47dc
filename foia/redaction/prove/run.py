"""Sends the attackers over a file and makes the proof. Imports: model, errors, the attackers."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets as random
import time
from collections.abc import Sequence
from pathlib import Path

from foia.errors import NotProven
from foia.model import Attempt, Proof, Record, Removal
from foia.redaction.prove.attackers import (
    Attacker,
    ObjectAttack,
    PixelAttack,
    RevisionAttack,
    StructureAttack,
    WidthAttack,
)
from foia.redaction.prove.evidence import File, Unexpected
from foia.redaction.prove.expected import ExpectedPage, Secrets, Whole, expect, overview, squash
from foia.redaction.prove.ocr import OcrAttack
from foia.redaction.prove.outside import OutsideAttack
from foia.redaction.prove.texts import PdfiumText, PdfminerText, StreamText

ENGINE = "foia-prove 2"
ATTACKERS: tuple[type[Attacker], ...] = (
    PixelAttack, PdfiumText, StreamText, PdfminerText, ObjectAttack, OcrAttack, StructureAttack, RevisionAttack, OutsideAttack, WidthAttack,
)  # fmt: skip


def prove(file: Path, record: Record, removals: Sequence[Removal], *, at: dt.datetime, salt: str | None = None) -> Proof:
    """The proof that `file`, built by `remove` from `record`, holds nothing of what `removals` took out.

    `salt` (hexadecimal; random unless given) keys the digests of the removed strings. Raises NotProven, naming the attempts that
    found something or could not run, and the pages, never the text.
    """
    opened = File(file)
    pages = tuple(expect(record, removals))
    secrets, whole = overview(removals, pages)
    tried = attack(opened, pages, secrets, whole)
    return proof_of(file, record, removals, tried, opened.sha256, pages=whole.pages, at=at, salt=salt)


def proof_of(
    file: Path, record: Record, removals: Sequence[Removal], tried: tuple[Attempt, ...], sha256: str, *, pages: int,
    at: dt.datetime, salt: str | None = None,
) -> Proof:  # fmt: skip
    """The proof, when every attempt held; raises NotProven. `sha256` is that of the bytes the attackers saw."""
    salt = salt or random.token_hex(32)
    failed = [attempt for attempt in tried if not attempt.passed]
    if failed:
        raise NotProven(
            f"The redacted copy of record {record.id} could not be proven clean",
            why="; ".join(f"{attempt.name}: {attempt.detail}" for attempt in failed),
            remedy="do not release it; widen the boxes, or withhold the pages named, and try again",
        )
    if File(file).sha256 != sha256:
        raise NotProven("The redacted file changed while it was examined", remedy="make it again where nothing else writes")
    texts = sorted({removal.text for removal in removals if removal.text.strip()})
    return Proof(
        record_id=record.id,
        source_sha256=record.sha256,
        file_sha256=sha256,
        file=file,
        pages=pages,
        removals=len(removals),
        attempts=tried,
        digests=tuple(digest(text, salt) for text in texts),
        salt=salt,
        at=at,
        engine=ENGINE,
    )


def attempts(file: Path, record: Record, removals: Sequence[Removal]) -> tuple[Attempt, ...]:
    """Every attempt with its result, failed ones too: what the report shows when a proof cannot be given."""
    pages = tuple(expect(record, removals))
    return attack(File(file), pages, *overview(removals, pages))


def digest(text: str, salt: str) -> str:
    """Keyed SHA-256 of a removed string, case and white space aside. The salt is a key: numbers as short as a Social Security
    number can be guessed through all their digests by anybody who holds it, so it belongs in counsel's log only."""
    return hmac.new(salt.encode(), squash(text).encode(), hashlib.sha256).hexdigest()


def attack(
    file: File, pages: Sequence[ExpectedPage], secrets: Secrets, whole: Whole, kinds: Sequence[type[Attacker]] = ATTACKERS
) -> tuple[Attempt, ...]:
    """Let every attacker look at every page, once through the file, and then at the whole."""
    assault = Assault(secrets, kinds)
    assault.look(file, pages, count=len(pages))
    assault.examine(file, whole)
    return assault.verdict(file, whole)


class Assault:
    """One attacker of each kind, and what stopped them. May be sent to another process and joined with its like there."""

    def __init__(self, secrets: Secrets, kinds: Sequence[type[Attacker]] = ATTACKERS) -> None:
        self.attackers = [kind(secrets) for kind in kinds]
        self.spent = [0.0] * len(kinds)
        self.broken = [""] * len(kinds)
        self.unread = ""

    def look(self, file: File, pages: Sequence[ExpectedPage], *, first: int = 0, count: int) -> None:
        """At the pages from index `first` on, of `count` in all; once through the file, so that memory does not grow with it."""
        try:
            for page in file.pages(pages, first=first, count=count):
                for number in range(len(self.attackers)):
                    self._act(number, "look", page)
        except Exception as error:  # noqa: BLE001 - a file that cannot be opened again is not proven
            self.unread = (
                str(error) if isinstance(error, Unexpected) else f"the file cannot be read again ({type(error).__name__})"
            )

    def examine(self, file: File, whole: Whole) -> None:
        """The file as a whole, by the attackers that read it so. Once for each file."""
        for number, attacker in enumerate(self.attackers):
            if attacker.reads_file:
                self._act(number, "finish", file, whole)

    def join(self, other: Assault) -> None:
        """Add what was found on other pages."""
        for number, attacker in enumerate(self.attackers):
            attacker.absorb(other.attackers[number])
            self.spent[number] += other.spent[number]
            self.broken[number] = self.broken[number] or other.broken[number]
        self.unread = self.unread or other.unread

    def verdict(self, file: File, whole: Whole) -> tuple[Attempt, ...]:
        for number, attacker in enumerate(self.attackers):
            if not attacker.reads_file:
                self._act(number, "finish", file, whole)
        return tuple(
            Attempt(
                name=attacker.name,
                tool=attacker.tool,
                passed=not attacker.found and not broken and not self.unread,
                detail="; ".join(part for part in (broken, self.unread, attacker.detail()) if part),
                seconds=round(seconds, 4),
            )
            for attacker, broken, seconds in zip(self.attackers, self.broken, self.spent, strict=True)
        )

    def _act(self, number: int, step: str, *arguments: object) -> None:
        if self.broken[number]:
            return
        begun = time.perf_counter()
        try:
            getattr(self.attackers[number], step)(*arguments)
        except Exception as error:  # noqa: BLE001 - whatever stops an attacker, the file is not proven
            said = str(error) if isinstance(error, Unexpected) else type(error).__name__
            self.broken[number] = f"could not finish: {said}"
        self.spent[number] += time.perf_counter() - begun
