"""From decisions to what each page loses: which characters go, which stay, and where boxes must and may not lie.

Pure geometry over a Record; no image is looked at here (page_image.py fits the boxes to the ink). Imports: model, errors, turned.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from foia.errors import DecisionError
from foia.model import Box, Decision, Page, Reach, Record, Stance, Word
from foia.redaction.turned import characters, directions, flipped

_EDGE = 0.5  # points around letters that a rectangle has to cover as well, so that nothing of their ink stands outside it
_CLIMB = 1.45  # times a piece's height: a box that grows higher by joining the next piece is not one line's
TOUCH = 0.25  # a character goes when a drawn rectangle covers more than this share of its width and of its height


@dataclass(frozen=True, slots=True)
class Kept:
    """A word, or the part of a word, that stays. `start` is its offset in the page's text, `turns` where it runs (see turned)."""

    text: str
    start: int
    box: Box
    turns: int = 0


@dataclass(slots=True)
class Run:
    """Removed characters of one line, covered by one box. `box` is where the characters stand, before any padding."""

    box: Box
    decisions: tuple[int, ...]  # indexes into the decisions that remove something
    fixed: bool = False  # a rectangle drawn by a person: neither snapped nor stretched
    last_word: int = -1
    whole_end: bool = True  # the run ends with its word's last character
    turns: int = 0  # where its letters run (see turned)


@dataclass(frozen=True, slots=True)
class PageCover:
    """What one page loses. `withheld` lists the decisions that take the whole page (then nothing else matters)."""

    page: Page
    kept: tuple[Kept, ...]
    runs: tuple[Run, ...]
    texts: dict[int, str] = field(repr=False)  # decision index -> the characters it takes from this page
    withheld: tuple[int, ...] = ()


def removing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that remove something, in the order given."""
    return tuple(decision for decision in decisions if decision.stance is Stance.REDACT)


def check(record: Record, decisions: Sequence[Decision]) -> None:
    """Raise DecisionError for a decision that points outside the record or belongs to another one."""
    length, numbers = len(record.text), {page.number for page in record.pages}
    for decision in decisions:
        if decision.record_id != record.id:
            raise DecisionError(
                f"Decision {decision.id} belongs to another record", remedy="give each record its own decisions"
            )
        if decision.reach is Reach.SPAN and decision.end > length:
            raise DecisionError(
                f"Decision {decision.id} points outside the record: characters {decision.start} to {decision.end}",
                why=f"the text of record {record.id} has {length} characters",
                remedy="give offsets in the record's text as `foia detect --json` prints them",
            )
        if decision.stance is not Stance.REDACT:
            continue
        named = set(decision.pages) | {area.page_number for area in decision.areas}
        if decision.reach in (Reach.AREA, Reach.KEEP, Reach.PAGE) and not named:
            raise DecisionError(f"Decision {decision.id} names no page", remedy="give the pages or the areas it covers")
        if strange := sorted(named - numbers):
            raise DecisionError(
                f"Decision {decision.id} names page {strange[0]}, which the record does not have",
                why=f"the record has {len(numbers)} pages, counted from 1",
                remedy="correct the page number",
            )
        for area in decision.areas:
            if not (area.box.x0 < area.box.x1 and area.box.y0 < area.box.y1):
                raise DecisionError(
                    f"Decision {decision.id} has an empty or reversed box on page {area.page_number}",
                    remedy="give x0 < x1 and y0 < y1, points from the top left of the displayed page",
                )


def by_page(record: Record, decisions: Sequence[Decision]) -> list[list[int]]:
    """For every page, the indexes of the decisions that may take something from it; so that long records stay linear."""
    places = {page.number: index for index, page in enumerate(record.pages)}
    found: list[list[int]] = [[] for _ in record.pages]
    for index, decision in enumerate(decisions):
        if decision.reach is Reach.RECORD:
            touched: Iterable[int] = range(len(found))
        elif decision.reach is Reach.SPAN:
            first = max(bisect_right(record.starts, decision.start) - 1, 0)
            touched = range(first, bisect_left(record.starts, decision.end))
        else:
            named = {*decision.pages, *(area.page_number for area in decision.areas)}
            touched = sorted(places[number] for number in named)
        for at in touched:
            found[at].append(index)
    return found


def cover(record: Record, page_index: int, decisions: Sequence[Decision], among: Iterable[int] | None = None) -> PageCover:
    """What the page at `page_index` loses under `decisions` (all of them removing; see `removing`).

    `among`: the indexes of the decisions that touch this page, where they are known (see `by_page`); all of them otherwise.
    """
    page, offset = record.pages[page_index], record.starts[page_index]
    chosen = [(index, decisions[index]) for index in (range(len(decisions)) if among is None else among)]
    withheld = tuple(
        index
        for index, decision in chosen
        if decision.reach is Reach.RECORD or (decision.reach is Reach.PAGE and page.number in decision.pages)
    )
    if withheld:
        return PageCover(page, (), (), dict.fromkeys(withheld, page.text), withheld)
    gone: dict[int, list[set[int]]] = {}
    texts: dict[int, str] = {}
    drawn: list[Run] = []
    for index, decision in chosen:
        if decision.reach is Reach.SPAN:
            start, end = max(decision.start - offset, 0), min(decision.end - offset, len(page.text))
            if start >= end:
                continue
            texts[index] = page.text[start:end]
            for number, word in enumerate(page.words):
                if word.start < end and start < word.end:
                    _take(gone, number, word, range(max(start - word.start, 0), min(end - word.start, len(word.text))), index)
        elif decision.reach in (Reach.AREA, Reach.KEEP):
            boxes = [_clip(area.box, page) for area in decision.areas if area.page_number == page.number]
            boxes = [box for box in boxes if box.x0 < box.x1 and box.y0 < box.y1]
            named = boxes or page.number in decision.pages or decision.reach is Reach.AREA
            if not boxes and (decision.reach is Reach.AREA or not named):
                continue
            if decision.reach is Reach.KEEP:
                boxes = complement(boxes, Box(0, 0, page.width, page.height))
            drawn += [Run(box, (index,), fixed=True) for box in boxes]
            texts[index] = _take_under(gone, page, boxes, index)
    _widen_coarse(gone, page)
    kept, runs = _split(page, gone)
    runs = [run for run in runs if not any(_is_within(run, area) for area in drawn)]
    # a second copy of the same letters printed over the removed ones (simulated bold, shadow) goes with them
    for under in (run.box for run in runs if not run.fixed):
        x0, y0, x1, y1 = under
        kept = [
            piece
            for piece in kept
            if piece.box.y0 >= y1
            or piece.box.y1 <= y0
            or piece.box.x0 >= x1
            or piece.box.x1 <= x0
            or _share(piece.box, under) <= 0.5
        ]
    return PageCover(page, tuple(kept), tuple(drawn + runs), texts)


def outside(page: Page, kept: Sequence[Kept], boxes: Sequence[Box]) -> list[Kept]:
    """What is left of `kept` once `boxes` are drawn: a character whose middle a box covers cannot be read any more, so it goes."""
    if not boxes:
        return list(kept)
    starts = [word.start for word in page.words]
    found: list[Kept] = []
    for piece in kept:
        near = [box for box in boxes if _share(piece.box, box) > 0]
        if not near:
            found.append(piece)
            continue
        word = page.words[bisect_right(starts, piece.start) - 1]
        first = piece.start - word.start
        places = characters(word, piece.turns)[first : first + len(piece.text)]
        covered = [any(_holds(box, place) for box in near) for place in places]
        for is_gone, run in groupby(range(len(places)), key=covered.__getitem__):
            if not is_gone:
                at = list(run)
                boxed = _union(places[at[0]], places[at[-1]]) if len(at) < len(places) else piece.box
                for box in near:
                    boxed = _beside(boxed, box, tall=piece.turns % 2 == 1)
                found.append(Kept(piece.text[at[0] : at[-1] + 1], piece.start + at[0], boxed, piece.turns))
    return found


def joined(kept: Sequence[Kept], boxes: Sequence[Box]) -> list[Kept]:
    """`kept` with letters that follow each other without a space, each with a place of its own (at a slant), as one word again: along
    the middle of what they cover, as high as a letter. But where one of `boxes` lies there."""
    found: list[Kept] = []
    for _, run in groupby(kept, key=_Follows()):
        letters = list(run)
        x0, y0, x1, y1 = zip(*(piece.box for piece in letters), strict=True)
        middle, half = (min(y0) + max(y1)) / 2, (y1[0] - y0[0]) / 2
        band = Box(min(x0), middle - half, max(x1), middle + half)
        if len(letters) > 1 and not any(_share(over, band) for over in boxes):
            letters = [Kept("".join(piece.text for piece in letters), letters[0].start, band, letters[0].turns)]
        found += letters
    return found


class _Follows:
    """Numbers the words that pieces belong to: a piece that begins where the one before it ends belongs to the same."""

    def __init__(self) -> None:
        self._word, self._end, self._turns = 0, -1, 0

    def __call__(self, piece: Kept) -> int:
        self._word += piece.start != self._end or piece.turns != self._turns
        self._end, self._turns = piece.start + len(piece.text), piece.turns
        return self._word


def _beside(piece: Box, box: Box, *, tall: bool) -> Box:
    """`piece` without its end that `box` covers, so that no letter is set there."""
    if tall:
        return flipped(_beside(flipped(piece), flipped(box), tall=False))
    if box.y0 < (piece.y0 + piece.y1) / 2 < box.y1:
        if box.x0 <= piece.x0 < box.x1 < piece.x1:
            return Box(box.x1, piece.y0, piece.x1, piece.y1)
        if piece.x0 < box.x0 < piece.x1 <= box.x1:
            return Box(piece.x0, piece.y0, box.x0, piece.y1)
    return piece


def _holds(box: Box, small: Box) -> bool:
    return box.x0 <= (small.x0 + small.x1) / 2 <= box.x1 and box.y0 <= (small.y0 + small.y1) / 2 <= box.y1


def inconsistent(records: Sequence[Record], decisions: Sequence[Decision]) -> tuple[tuple[str, str, int, int], ...]:
    """Words that are removed in one record and stay in another of the same words: (record that shows it, record that hides it,
    start, end), offsets in the text of the one that shows it. What one copy hides, the other would give away."""
    alike: dict[tuple[str, ...], list[Record]] = {}
    for record in records:
        alike.setdefault(tuple(record.text.split()), []).append(record)
    acting = removing(decisions)
    found = []
    for same in (group for words, group in alike.items() if words and len(group) > 1):
        places = {record.id: [match.span() for match in re.finditer(r"\S+", record.text)] for record in same}
        gone = {record.id: _words_gone(record, acting, places[record.id]) for record in same}
        everywhere = set().union(*gone.values())
        for record in same:
            for number in sorted(everywhere - gone[record.id]):
                hiding = next(other.id for other in same if number in gone[other.id])
                found.append((record.id, hiding, *places[record.id][number]))
    return tuple(found)


def _words_gone(record: Record, acting: Sequence[Decision], places: Sequence[tuple[int, int]]) -> set[int]:
    """The words of the record's text, by number, of which the decisions take a character."""
    own = [decision for decision in acting if decision.record_id == record.id]
    gone: set[int] = set()
    for index, among in enumerate(by_page(record, own)):
        part, offset = cover(record, index, own, among), record.starts[index]
        first, last = bisect_left(places, (offset, 0)), bisect_left(places, (offset + len(part.page.text), 0))
        stays = {at + offset for piece in part.kept for at in range(piece.start, piece.start + len(piece.text))}
        gone |= {number for number in range(first, last) if not stays.issuperset(range(*places[number]))}
    return gone


def complement(holes: Sequence[Box], whole: Box) -> list[Box]:
    """Rectangles that cover `whole` except `holes`, in bands from top to bottom."""
    edges = sorted({whole.y0, whole.y1, *(y for hole in holes for y in (hole.y0, hole.y1) if whole.y0 < y < whole.y1)})
    parts = []
    for top, bottom in pairwise(edges):
        at = whole.x0
        for hole in sorted(hole for hole in holes if hole.y0 <= top and bottom <= hole.y1):
            if hole.x0 > at:
                parts.append(Box(at, top, hole.x0, bottom))
            at = max(at, hole.x1)
        if at < whole.x1:
            parts.append(Box(at, top, whole.x1, bottom))
    return parts


def same_line(one: Box, other: Box) -> bool:
    """Whether two boxes stand on one line of text: they share half the height of the lower one."""
    shared = min(one.y1, other.y1) - max(one.y0, other.y0)
    return shared > 0.5 * min(one.y1 - one.y0, other.y1 - other.y0)


def _is_within(run: Run, area: Run) -> bool:
    """Whether a drawn rectangle covers the run's letters wholly, by the same decisions: then they need no box of their own."""
    (x0, y0, x1, y1), over = run.box, area.box
    inside = over.x0 + _EDGE <= x0 and over.y0 + _EDGE <= y0 and x1 <= over.x1 - _EDGE and y1 <= over.y1 - _EDGE
    return inside and set(run.decisions) <= set(area.decisions)


def _clip(box: Box, page: Page) -> Box:
    return Box(max(box.x0, 0), max(box.y0, 0), min(box.x1, page.width), min(box.y1, page.height))


def _share(inner: Box, outer: Box) -> float:
    """The share of `inner`'s area that lies in `outer`."""
    width = min(inner.x1, outer.x1) - max(inner.x0, outer.x0)
    height = min(inner.y1, outer.y1) - max(inner.y0, outer.y0)
    area = (inner.x1 - inner.x0) * (inner.y1 - inner.y0)
    return width * height / area if width > 0 and height > 0 and area > 0 else 0.0


def _take(gone: dict[int, list[set[int]]], number: int, word: Word, characters: Iterable[int], index: int) -> None:
    marks = gone.setdefault(number, [set() for _ in word.text])
    for at in characters:
        marks[at].add(index)


def _take_under(gone: dict[int, list[set[int]]], page: Page, boxes: Sequence[Box], index: int) -> str:
    """Take every character that one of `boxes` covers in part; return them, word by word."""
    taken = []
    for number, word in enumerate(page.words):
        near = [box for box in boxes if _share(word.box, box) > 0]
        if not near:
            continue
        if word.cuts:
            hit = [at for at in range(len(word.text)) if _touched(word.part(at, at + 1), near)]
        else:
            hit = (
                list(range(len(word.text))) if _touched(word.box, near) or sum(_share(word.box, b) for b in near) > 0.1 else []
            )
        if hit:
            _take(gone, number, word, hit, index)
            taken.append("".join(word.text[at] for at in hit))
    return " ".join(taken)


def _touched(box: Box, covers: Sequence[Box]) -> bool:
    width, height = box.x1 - box.x0, box.y1 - box.y0
    for over in covers:
        across = min(box.x1, over.x1) - max(box.x0, over.x0)
        down = min(box.y1, over.y1) - max(box.y0, over.y0)
        if across > TOUCH * width and down > TOUCH * height and across > 0 and down > 0:
            return True
    return False


def _widen_coarse(gone: dict[int, list[set[int]]], page: Page) -> None:
    """Where the places of single characters are unknown, a word that loses one character goes whole."""
    for number, marks in gone.items():
        word = page.words[number]
        if not word.cuts:
            union = set().union(*marks)
            gone[number] = [set(union) for _ in marks]


def _split(page: Page, gone: dict[int, list[set[int]]]) -> tuple[list[Kept], list[Run]]:
    """Words into what stays and what goes; what goes on one line without anything kept in between becomes one run."""
    kept: list[Kept] = []
    runs: list[Run] = []
    last_box = Box(0, 0, 0, 0)  # of the last removed piece, which is part of the last run
    for number, (word, turns) in enumerate(zip(page.words, directions(page.words), strict=True)):
        marks = gone.get(number)
        if marks is None:
            kept.append(Kept(word.text, word.start, word.box, turns))
            continue
        at = 0
        while at < len(marks):
            to = at + 1
            while to < len(marks) and bool(marks[to]) == bool(marks[at]):
                to += 1
            box = word.part(at, to)
            if not marks[at]:
                kept.append(Kept(word.text[at:to], word.start + at, box, turns))
            else:
                taken = tuple(sorted(set().union(*marks[at:to])))
                last = runs[-1] if runs else None
                follows = last and at == 0 and last.last_word == number - 1 and last.whole_end and last.turns == turns
                if last and follows and _joins(last.box, box, last_box, turns):
                    last.box = _union(last.box, box)
                    last.decisions = tuple(sorted({*last.decisions, *taken}))
                    last.last_word, last.whole_end = number, to == len(marks)
                else:
                    runs.append(Run(box, taken, last_word=number, whole_end=to == len(marks), turns=turns))
                last_box = box
            at = to
    return kept, runs


def _joins(run: Box, right: Box, left: Box, turns: int) -> bool:
    """Whether a removed piece goes on where the last piece of a run, `left`, ends; on one level, so that one box over both covers no
    more than the line: words on a page scanned askew and letters at a slant climb."""
    if turns % 2:
        run, left, right = flipped(run), flipped(left), flipped(right)
    height = max(left.y1 - left.y0, right.y1 - right.y0)
    gap = max(right.x0 - left.x1, left.x0 - right.x1)
    climbs = max(run.y1, right.y1) - min(run.y0, right.y0) > _CLIMB * height
    return same_line(left, right) and gap < 1.5 * height and not climbs


def _union(one: Box, other: Box) -> Box:
    return Box(min(one.x0, other.x0), min(one.y0, other.y0), max(one.x1, other.x1), max(one.y1, other.y1))
