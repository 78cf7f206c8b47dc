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
    PdfiumText,
    PdfminerText,
    PixelAttack,
    RevisionAttack,
    StructureAttack,
    WidthAttack,
)
from foia.redaction.prove.evidence import File, Unexpected
from foia.redaction.prove.expected import ExpectedPage, Secrets, expect, secrets_of, squash
from foia.redaction.prove.ocr import OcrAttack
from foia.redaction.prove.outside import OutsideAttack

ENGINE = "foia-prove 1"
ATTACKERS: tuple[type[Attacker], ...] = (
    PixelAttack, PdfiumText, PdfminerText, ObjectAttack, OcrAttack, StructureAttack, RevisionAttack, OutsideAttack, WidthAttack,
)  # fmt: skip


def prove(file: Path, record: Record, removals: Sequence[Removal], *, at: dt.datetime, salt: str | None = None) -> Proof:
    """The proof that `file`, built by `remove` from `record`, holds nothing of what `removals` took out.

    `salt` (hexadecimal; random unless given) keys the digests of the removed strings. Raises NotProven, naming the attempts that
    found something or could not run, and the pages, never the text.
    """
    pages = expect(record, removals)
    salt = salt or random.token_hex(32)
    opened = File(file)
    tried = attack(opened, pages, secrets_of(removals, pages))
    failed = [attempt for attempt in tried if not attempt.passed]
    if failed:
        raise NotProven(
            f"The redacted copy of record {record.id} could not be proven clean",
            why="; ".join(f"{attempt.name}: {attempt.detail}" for attempt in failed),
            remedy="do not release it; widen the boxes, or withhold the pages named, and try again",
        )
    if File(file).sha256 != opened.sha256:
        raise NotProven("The redacted file changed while it was examined", remedy="make it again where nothing else writes")
    texts = sorted({removal.text for removal in removals if removal.text.strip()})
    return Proof(
        record_id=record.id,
        source_sha256=record.sha256,
        file_sha256=opened.sha256,
        file=file,
        pages=len(pages),
        removals=len(removals),
        attempts=tried,
        digests=tuple(digest(text, salt) for text in texts),
        salt=salt,
        at=at,
        engine=ENGINE,
    )


def attempts(file: Path, record: Record, removals: Sequence[Removal]) -> tuple[Attempt, ...]:
    """Every attempt with its result, failed ones too: what the report shows when a proof cannot be given."""
    pages = expect(record, removals)
    return attack(File(file), pages, secrets_of(removals, pages))


def digest(text: str, salt: str) -> str:
    """Keyed SHA-256 of a removed string, case and white space aside. The salt is a key: numbers as short as a Social Security
    number can be guessed through all their digests by anybody who holds it, so it belongs in counsel's log only."""
    return hmac.new(bytes.fromhex(salt), squash(text).encode(), hashlib.sha256).hexdigest()


def attack(
    file: File, pages: tuple[ExpectedPage, ...], secrets: Secrets, kinds: Sequence[type[Attacker]] = ATTACKERS
) -> tuple[Attempt, ...]:
    """Let every attacker look at every page, once through the file, so that memory does not grow with its pages."""
    attackers = [kind(secrets) for kind in kinds]
    spent = dict.fromkeys(attackers, 0.0)
    broken: dict[Attacker, str] = {}

    def act(attacker: Attacker, step: str, *arguments: object) -> None:
        if attacker in broken:
            return
        begun = time.perf_counter()
        try:
            getattr(attacker, step)(*arguments)
        except Exception as error:  # noqa: BLE001 - whatever stops an attacker, the file is not proven
            said = str(error) if isinstance(error, Unexpected) else type(error).__name__
            broken[attacker] = f"could not finish: {said}"
        spent[attacker] += time.perf_counter() - begun

    unread = ""
    try:
        for page in file.pages(pages):
            for attacker in attackers:
                act(attacker, "look", page)
    except Exception as error:  # noqa: BLE001 - a file that cannot be opened again is not proven
        unread = str(error) if isinstance(error, Unexpected) else f"the file cannot be read again ({type(error).__name__})"
    for attacker in attackers:
        act(attacker, "finish", file, pages)
    return tuple(
        Attempt(
            name=attacker.name,
            tool=attacker.tool,
            passed=not attacker.found and attacker not in broken and not unread,
            detail="; ".join(part for part in (broken.get(attacker, ""), unread, attacker.detail()) if part),
            seconds=round(spent[attacker], 4),
        )
        for attacker in attackers
    )
