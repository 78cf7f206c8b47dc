"""A proof as JSON, and proving a file again from its log. Imports: model, errors, prove's own parts."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path

from foia.errors import FileError, NotProven
from foia.model import Attempt, Box, Proof, Removal

FORMAT = "foia-proof/1"


def proof_json(proof: Proof, removals: Sequence[Removal]) -> str:
    """The proof as JSON text that may be handed out: boxes, provisions and keyed digests, no secret and no file path.

    The key of the digests (`proof.salt`) is left out on purpose: with it a nine-digit number could be found by trying all. It
    stands in counsel's log, which with this file is enough to search for every removed string again.
    """
    return json.dumps(
        {
            "format": FORMAT,
            "record": proof.record_id,
            "source_sha256": proof.source_sha256,
            "file_sha256": proof.file_sha256,
            "file": proof.file.name,
            "proven": True,
            "at": proof.at.isoformat(),
            "engine": proof.engine,
            "pages": proof.pages,
            "removals": [
                {
                    "decision": removal.decision_id,
                    "page": removal.page_number,
                    "provision": removal.label,
                    "whole_page": removal.whole_page,
                    "boxes": [[round(v, 4) for v in box] for box in removal.boxes],
                }
                for removal in removals
            ],
            "attempts": [
                {"name": a.name, "tool": a.tool, "passed": a.passed, "detail": a.detail, "seconds": a.seconds}
                for a in proof.attempts
            ],
            "digests": {"method": "HMAC-SHA-256, key in counsel's log", "values": list(proof.digests)},
        },
        indent=1,
        ensure_ascii=False,
    )


class Log:
    """What a log says was removed: from NAME.proof.json, or from counsel's CSV (which needs the proof beside it)."""

    def __init__(self, removals: tuple[Removal, ...], digests: frozenset[str], salt: str, sha256: str, pages: int) -> None:
        self.removals, self.digests, self.salt, self.sha256, self.pages = removals, digests, salt, sha256, pages


def read_log(path: Path) -> Log:
    """The log at `path`. Counsel's CSV leads to NAME.proof.json in the same folder and adds the key (`salt`) or the texts.

    Raises FileError when a file is missing or is no such log.
    """
    try:
        raw = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(
            f"The log {path.name} cannot be read", why=type(error).__name__, remedy="give NAME.proof.json or NAME.counsel.csv"
        ) from None
    salt = ""
    texts: dict[str, str] = {}
    source = path
    if path.suffix.lower() == ".csv":
        salt, texts = _counsel(raw)
        source = path.with_name(re.sub(r"\.counsel\.csv$|\.csv$", "", path.name) + ".proof.json")
        try:
            raw = source.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise FileError(
                f"{source.name} is not beside {path.name}",
                why="counsel's log says what was removed and why, the proof says where",
                remedy="keep both files in one folder",
            ) from None
    try:
        data = json.loads(raw)
        if data["format"] != FORMAT:
            raise KeyError("format")
        removals = tuple(
            Removal(
                decision_id=str(item["decision"]),
                page_number=int(item["page"]),
                boxes=tuple(Box(*(float(v) for v in box)) for box in item["boxes"]),
                label=str(item["provision"]),
                text=texts.get(str(item["decision"]), ""),
                whole_page=bool(item["whole_page"]),
            )
            for item in data["removals"]
        )
        return Log(removals, frozenset(data["digests"]["values"]), salt, str(data["file_sha256"]), int(data["pages"]))
    except (ValueError, KeyError, TypeError) as error:
        raise FileError(
            f"{source.name} is not a proof that this program wrote",
            why=f"missing or wrong: {error}",
            remedy="give NAME.proof.json",
        ) from None


def _counsel(raw: str) -> tuple[str, dict[str, str]]:
    """(salt, decision id -> removed text where the agency permits it) from counsel's log, by its column names."""
    rows = list(csv.DictReader(io.StringIO(raw)))
    salt = next((row["salt"] for row in rows if re.fullmatch(r"[0-9a-f]{32,}", row.get("salt") or "")), "")
    texts: dict[str, str] = {}
    for row in rows:
        key, text = row.get("decision") or row.get("decision_id") or "", row.get("text") or ""
        if key and text:
            texts[key] = text
    return salt, texts


def judged(attempts: Sequence[Attempt]) -> None:
    """Raise NotProven if any attempt failed."""
    if failed := [attempt for attempt in attempts if not attempt.passed]:
        raise NotProven(
            "The file could not be proven clean again",
            why="; ".join(f"{attempt.name}: {attempt.detail}" for attempt in failed),
            remedy="do not release it; make it again from the record",
        )
