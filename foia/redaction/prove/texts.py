"""The attackers that read text: PDFium, the exact reader of the content stream, and pdfminer as its judge.

Imports: model, attackers, evidence, expected, stream, printing, pypdfium2, numpy.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import numpy as np
import pypdfium2

from foia.model import Box
from foia.redaction.printing import mark
from foia.redaction.prove.attackers import PDFMINER, Attacker
from foia.redaction.prove.evidence import File, PageEvidence
from foia.redaction.prove.expected import ExpectedPage, Secrets, Whole, squash
from foia.redaction.prove.stream import Letters

PDFIUM = f"pypdfium2 {pypdfium2.PYPDFIUM_INFO}"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_MIRRORED = frozenset("()[]{}<>")  # PDFium turns some of them round beside letters that run from right to left


class TextAttack(Attacker):
    """What both text engines share: letters that should not be there, anything but the mark inside a box, strings found too often."""

    def judge(self, page: ExpectedPage, text: str, inside: Iterable[tuple[Box, str, str]]) -> None:
        """`inside`: box, label, and the text that stands in the box."""
        seen = squash(text)
        extra = Counter(seen) - page.letters if page.known else Counter()
        turned = _MIRRORED if _RIGHT_TO_LEFT.search(text) else frozenset()
        for character in turned:
            del extra[character]
        if extra:
            self.found.append(f"page {page.number}: {sum(extra.values())} letters that no remaining word accounts for")
        for number, (box, _, held) in enumerate(inside, 1):
            printed = "".join(squash(mark(label)) for other, label in page.boxes if _meet(box, other))
            strange = Counter(squash(held)) - Counter(printed)
            for character in turned:
                del strange[character]
            if strange:
                self.found.append(f"page {page.number} box {number}: {sum(strange.values())} letters of text lie in the box")
        if page.known and (extra or self._unmarked(page, seen) != page.squashed):
            self._count(page, seen)

    def _unmarked(self, page: ExpectedPage, seen: str) -> str:
        for printed in {squash(mark(label)) for _, label in page.boxes}:
            seen = seen.replace(printed, "")
        return seen

    def _count(self, page: ExpectedPage, seen: str) -> None:
        """Whole strings, names' parts, digits alone, backwards, across lines: none may occur more often than it may remain."""
        allowed = page.squashed + "\n" + "\n".join(squash(mark(label)) for _, label in page.boxes)
        views = [(seen, allowed)]
        views += [
            ("".join(c for c in a if keep(c)), "".join(c for c in b if keep(c)))
            for keep in (str.isdigit, str.isalnum)
            for a, b in views[:1]
        ]
        for form in self.secrets.gone:
            if any(form in here and here.count(form) > there.count(form) for here, there in views):
                self.found.append(f"page {page.number}: a removed string can be read again")
                return


def _meet(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


class PdfiumText(TextAttack):
    name, tool = "text:pdfium", PDFIUM

    def look(self, page: PageEvidence) -> None:
        text, inside = page.pdfium_text
        self.judge(
            page.expected, text, [(box, label, held) for (box, label), held in zip(page.expected.boxes, inside, strict=True)]
        )


class StreamText(TextAttack):
    """Reads every page's content exactly (see stream). Also weighs what was lost: words that stay must still be there, for a
    removal too many is an error as grave."""

    name, tool = "text:stream", "own reader of the one grammar allowed"

    def __init__(self, secrets: Secrets) -> None:
        super().__init__(secrets)
        self.kept = self.lost = 0

    def look(self, page: PageEvidence) -> None:
        found = page.letters
        self.judge(page.expected, found.text, _in_boxes(page.expected, found))
        stays, there = page.expected.stays, Counter(squash(found.text))
        if stays - there:  # unless they never could be seen
            stays = Counter(squash("".join(piece.text for piece in page.expected.kept if _has_ink(page, piece.box))))
        self.kept += sum(stays.values())
        self.lost += sum((stays - there).values())

    def finish(self, file: File, whole: Whole) -> None:
        if self.lost > max(0.005 * self.kept, 3):
            self.found.append(f"{self.lost} of {self.kept} letters that stay cannot be read any more")
        if self.secrets.remaining:
            shown = ", ".join(map(str, self.secrets.remaining[:20]))
            self.notes.append(f"warning: a removed string is still readable where nobody decided to remove it: page {shown}")


def _in_boxes(page: ExpectedPage, found: Letters) -> list[tuple[Box, str, str]]:
    inside = []
    for box, label in page.boxes:
        within = (found.places > (box.x0, box.y0)).all(axis=1) & (found.places < (box.x1, box.y1)).all(axis=1)
        inside.append((box, label, "".join(found.text[at] for at in np.flatnonzero(within))))
    return inside


class PdfminerText(TextAttack):
    """A foreign engine holds the exact reading to account: the same letters at the same places, on the first page and on a sample.

    It reads every page whose stream the exact reader refused, too.
    """

    name, tool = "text:pdfminer", PDFMINER
    EVERY = 16

    def __init__(self, secrets: Secrets) -> None:
        super().__init__(secrets)
        self.looked = self.read = 0

    def look(self, page: PageEvidence) -> None:
        self.looked += 1
        if self.looked % self.EVERY != 1 and page.exact is not None:
            return
        self.read += 1
        found, own = page.letters_of_pdfminer, page.letters
        self.judge(page.expected, found.text, _in_boxes(page.expected, found))
        if found.text != own.text or not np.allclose(found.places, own.places, atol=0.05):
            self.found.append(f"page {page.expected.number}: two readers of the text disagree")

    def finish(self, file: File, whole: Whole) -> None:
        self.notes.append(f"{self.read} of {self.looked} pages read again, letter by letter")


def _has_ink(page: PageEvidence, box: Box) -> bool:
    if box.x1 <= box.x0:
        return True
    across, down = page.scale
    part = page.grey[int(box.y0 * down) : int(box.y1 * down) + 1, int(box.x0 * across) : int(box.x1 * across) + 1]
    return part.size > 0 and int(part.max()) - int(part.min()) > 60
