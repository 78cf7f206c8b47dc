"""Finds among many names those that another may be a way of writing, without a look at all of them. Imports: stdlib, names.

Each name is filed under keys; two names that `names.matches` takes for one have a key in common. A word is filed as it is, with OCR's
look-alikes folded, and, from seven letters on, with each letter left out, so that one wrong letter still leads to it (the
deletion neighbourhoods of Mor and Fraenkel 1982).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from . import names
from .names import Name


class Lookup:
    """Numbers of names by their keys."""

    def __init__(self) -> None:
        self._filed: dict[str, list[int]] = {}

    def file(self, number: int, name: Name) -> None:
        """Files `name` under `number`; a number may be filed again with a fuller name."""
        for key in keys(name):
            filed = self._filed.setdefault(key, [])
            if not filed or filed[-1] != number:
                filed.append(number)

    def near(self, name: Name) -> list[int]:
        """The numbers whose name shares a key with `name`, in ascending order; more than match, never fewer."""
        return sorted({number for key in keys(name) for number in self._filed.get(key, ())})


@lru_cache(maxsize=8_192)
def keys(name: Name) -> frozenset[str]:
    found = {*_words(name.last), *_words(name.single), *_word(name.nick), *_word(name.first)}
    for first in (name.first, name.single):
        found.update(f"first {first[:end]}" for end in range(3, len(first) + 1))
        found.update(f"nick {group}" for group in names.nick_groups(first))
    if name.full:
        found.add(f"initials {name.first[0]}{name.last[0]}")
    if name.initials:
        found.update((f"initials {name.initials[0]}{name.initials[-1]}", f"only {name.initials}"))
    return frozenset(found)


def _words(surname: str) -> Iterator[str]:
    yield from _word(surname)
    for part in names.surnames(surname):
        yield from _word(part)


def _word(word: str) -> Iterator[str]:
    if not word:
        return
    yield word
    if len(word) >= 4:
        yield f"ocr {names.ocr_fold(word)}"
    if len(word) >= names.LONG:
        yield f"without {word}"
        yield from (f"without {word[:at]}{word[at + 1 :]}" for at in range(len(word)))
