"""Every error the program raises on purpose. Imports: nothing.

    FoiaError                     exit code
    ├── UsageError                2   the call or its input file is wrong
    │   ├── AnswerError           2   an answer names no fact, or has the wrong type or scope
    │   └── DecisionError         2   a decision lacks a person, a provision, facts, or points outside the record
    │       └── NotInForce        2   the provision named is not law on that date
    ├── FileError                 3   a file cannot be read, or its format is not supported
    │   ├── TooLarge              3   a limit on size, pages, time or memory was reached
    │   └── Encrypted             4   a password is needed, or the one given does not open the file
    ├── CheckFailed               1   a check that was asked for did not hold
    ├── NotProven                 5   a removal could not be proven; nothing was written
    ├── CatalogError              6   a provision, a quote or an overlay is wrong
    ├── LedgerBroken              7   the chain of events does not verify
    ├── NotPermitted              8   this person may not do this (with the citation, where a statute says so)
    └── StoreError                3   the database or the file store cannot be used
        └── Conflict              1   somebody else changed the same thing first

Each says what happened, why, and what to do. None ever holds text of a record: name the record, page and span instead.
"""

from __future__ import annotations


class FoiaError(Exception):
    """What happened, why, and what to do about it; `exit_code` is what the command ends with."""

    exit_code = 1

    def __init__(self, what: str, *, why: str = "", remedy: str = "") -> None:
        self.what, self.why, self.remedy = what, why, remedy
        super().__init__(what)

    def __str__(self) -> str:
        lines = [self.what.rstrip(".") + "."]
        if self.why:
            lines.append("Why: " + self.why.rstrip(".") + ".")
        if self.remedy:
            lines.append("What to do: " + self.remedy.rstrip(".") + ".")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[object, ...]:
        # exceptions cross process borders (readers run in workers); keyword arguments must survive pickling
        return _rebuild, (type(self), self.what, self.why, self.remedy)


def _rebuild(kind: type[FoiaError], what: str, why: str, remedy: str) -> FoiaError:
    return kind(what, why=why, remedy=remedy)


class UsageError(FoiaError):
    exit_code = 2


class AnswerError(UsageError):
    pass


class DecisionError(UsageError):
    pass


class NotInForce(DecisionError):
    pass


class FileError(FoiaError):
    exit_code = 3


class TooLarge(FileError):
    pass


class Encrypted(FileError):
    exit_code = 4


class CheckFailed(FoiaError):
    exit_code = 1


class NotProven(FoiaError):
    exit_code = 5


class CatalogError(FoiaError):
    exit_code = 6


class LedgerBroken(FoiaError):
    exit_code = 7


class NotPermitted(FoiaError):
    exit_code = 8


class StoreError(FoiaError):
    exit_code = 3


class Conflict(StoreError):
    exit_code = 1
