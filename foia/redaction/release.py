"""Removes and proves in one step, in a process of its own; what is not proven is deleted. Imports: model, errors, apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from foia.model import Decision, Proof, Record, Removal
from foia.redaction import apart

SECONDS_A_PAGE = 4.0


def redacted(
    record: Record, decisions: Sequence[Decision], out: Path, *, at: dt.datetime, dpi: int = 200
) -> tuple[tuple[Removal, ...], Proof]:
    """The removals and the proof of the redacted copy, which is written to `out` and stays there only if it was proven.

    Raises DecisionError, FileError, TooLarge, NotProven.
    """
    try:
        result: tuple[tuple[Removal, ...], Proof] = apart.call(
            "foia.redaction.release:make", record, tuple(decisions), out, at, dpi,
            name=record.name, seconds=apart.SECONDS + SECONDS_A_PAGE * len(record.pages),
        )  # fmt: skip
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    return result


def make(
    record: Record, decisions: Sequence[Decision], out: Path, at: dt.datetime, dpi: int
) -> tuple[tuple[Removal, ...], Proof]:
    """`redacted`, in this process."""
    from foia.redaction.prove import prove
    from foia.redaction.remove import remove

    removals = remove(record, decisions, out, dpi=dpi)
    return removals, prove(out, record, removals, at=at)
