"""The words that a redacted file itself says: provisions on boxes, marks in the text layer, placeholders, title.

Shared by remove, which prints them, and prove, which has to know them apart from leftovers. Imports: stdlib.
"""

from __future__ import annotations

from collections.abc import Sequence

TITLE = "Redacted record"
LANGUAGE = "en-US"


def printed(labels: Sequence[str]) -> str:
    """How several provisions stand on one box: each once, in order."""
    return "; ".join(dict.fromkeys(part for label in labels for part in label.split("; ") if part))


def short(label: str) -> str:
    """Citations without act and article: "5 ILCS 140/7(1)(b); 5 ILCS 140/7(1)(c)" -> "7(1)(b); 7(1)(c)"."""
    return "; ".join(part.rsplit("/", 1)[-1].split(" ")[0] for part in label.split("; "))


def mark(label: str) -> str:
    """How a removed passage reads in the text layer: "[7(1)(b)]"; one word, so that it stays whole in every text engine."""
    return f"[{short(label)}]".replace(" ", "") if label else "[removed]"


def statement(pages: int, label: str) -> tuple[str, str]:
    """What a placeholder says, for one page (pages == 1) or for a whole record."""
    what = "This page is withheld in full." if pages == 1 else f"This record is withheld in full ({pages} pages)."
    return what, f"Withheld under {label}."
