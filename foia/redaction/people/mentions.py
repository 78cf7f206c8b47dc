"""Gathers mentions of names into persons, and finds the mentions that the model missed. Imports: stdlib, model, names.

A surname alone joins the person of that surname last mentioned; a first name alone likewise. New mentions are looked for only
where the name cannot well be a common word, a street or a firm.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from foia.model import Detection

from . import names
from .lookup import Lookup
from .names import COMMON, Name
from .posts import RANK

_STREET = (
    r"st|street|ave|avenue|av|rd|road|dr|drive|ln|lane|ct|court|blvd|boulevard|pl|place|pkwy|parkway|"
    r"way|ter|terrace|cir|circle|hwy|"
    r"highway|trl|trail|sq|square|plaza|expy|expressway"
)
_NOT_AFTER = re.compile(
    rf"^(?:['’]?s)? +(?:{_STREET}|inc|llc|llp|ltd|co|corp|company|bros|brothers|sons|& ?\w+|hospital|"
    rf"school|elementary|middle|high|park|church|"
    r"academy|college|university|center|hall|library|foods?|motors?|auto(?:motive)?|ford|chevrolet|"
    r"toyota|construction|plumbing|electric|"
    r"heating|roofing|landscaping|towing|insurance|realty|group|associates|partners|enterprises|"
    r"industries|county|creek|lake|woods|"
    r"township|station|bank|foundation|pharmacy|restaurant|tavern|pizza|grill|store|funeral|field|"
    r"stadium|building|apartments?|tower|"
    r"v\.|vs\.|test|act|rights|warning|doctrine|rule|hearing|stop|prison|jail|doors?|wood|mills?)\b",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(
    r"(?:\b\d+ (?:block of )?(?:[nsew]\.? |north |south |east |west )?|\b(?:lake|mount|mt|fort|ft|"
    r"camp|port|point|saint|st)\.? |\b[nsew]\. |\bv\. ?|\bvs\. ?|\b(?:the|an?|this|that|each|every|"
    r"no) |@|\.com|www\.\w*|& )$",
    re.IGNORECASE,
)
_SPEECH = re.compile(
    r"^(?:['’]s\b|,? +(?:and \w+ )?(?:said|stated|told|advised|related|reported|was|were|had|has|did|"
    r"is|then|also|who|reached|fled|ran|refused|denied|admitted|"
    r"would|could|called|left|went|began|became|agreed|asked|struck|exited|entered|drove|appeared|"
    r"complied|told|explained|replied|signed|felt|saw|observed|heard|gave|further|again|walked|"
    r"attempted)\b|:)"
)
_TITLE_BEFORE = re.compile(
    r"(?:\b(?:mr|mrs|ms|miss|dr|officer|ofc|det|detective|sgt|sergeant|lt|deputy|judge|chief|capt|cpl|"
    r"trustee|mayor|attorney|victim|suspect|"
    r"defendant|witness|complainant|arrestee|offender|driver)s?\.? +)$",
    re.IGNORECASE,
)
_ALIAS = re.compile(
    r"\b(?:go(?:es|ing)? by|nicknamed?|known as|a/?k/?a|alias|call(?:s|ed)?(?: (?:him|her|me|himself|"
    r"herself))?|moniker(?: of)?|street name(?: of)?|name of)[ ,:;\"“'‘]*$",
    re.IGNORECASE,
)
# words that may stand capitalised before a bare surname without being a first name
_LEADERS = frozenset(
    [
        "later",
        "then",
        "when",
        "while",
        "after",
        "before",
        "and",
        "but",
        "because",
        "since",
        "if",
        "although",
        "however",
        "meanwhile",
        "both",
        "also",
        "did",
        "was",
        "is",
        "as",
        "at",
        "by",
        "for",
        "from",
        "to",
        "with",
        "had",
        "has",
        "where",
        "who",
        "that",
        "the",
        "once",
        "so",
        "until",
        "upon",
        "during",
        "though",
        "whether",
        "mr",
        "mrs",
        "ms",
        "dr",
        "officer",
        "victim",
        "suspect",
        "defendant",
        "witness",
        "complainant",
        "arrestee",
        "driver",
        "subject",
        "unlike",
        "like",
        "per",
        "via",
        "told",
    ]
)
_MALE = frozenset(["father", "dad", "brother", "son", "husband", "uncle", "nephew", "grandfather", "grandson", "boyfriend"])
_KIN = re.compile(
    r"\b(mother|mom|father|dad|parent|brother|sister|son|daughter|wife|husband|spouse|aunt|uncle|"
    r"cousin|niece|nephew|grandmother|grandfather|grandson|granddaughter|"
    r"guardian)s?[ ,:(-]*(?:\w+ ){0,2}$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_](?:[\w'’\-]*\w)?")


@dataclass
class Group:
    """One person while being gathered."""

    name: Name
    shown: str
    spans: list[tuple[int, int]] = field(default_factory=list)
    rostered: bool = False
    outside: bool = False  # known from another record or the roster, not yet seen here

    @property
    def surname(self) -> str:
        return self.name.last or self.name.single


def gather(text: str, detections: Sequence[Detection], known: Iterable[tuple[str, bool]] = ()) -> list[Group]:
    """Groups the PERSON detections. `known`: names from elsewhere with whether they are on the roster; kept only where
    found."""
    cast = _Cast()
    for shown, rostered in known:
        name = names.parse(shown)
        if name.full or (rostered and name.single):
            cast.add(Group(name, shown, rostered=rostered, outside=True))
    spans = sorted((d.start, d.end) for d in detections if d.type == "PERSON")
    parsed = [(span, names.parse(text[span[0] : span[1]])) for span in spans]
    for span, name in parsed:
        if name.full:
            _join_full(cast, span, name, text)
    for span, name in parsed:
        if not name.full:
            _join_part(cast, span, name, text)
    for group in cast.groups:
        group.spans.sort()
    return cast.groups


class _Cast:
    """The persons gathered so far, found by their names."""

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self._numbers: dict[int, int] = {}  # id of a group -> its place
        self._lookup = Lookup()

    def add(self, group: Group) -> None:
        self._numbers[id(group)] = len(self.groups)
        self._lookup.file(len(self.groups), group.name)
        self.groups.append(group)

    def rename(self, group: Group, name: Name) -> None:
        group.name = name
        self._lookup.file(self._numbers[id(group)], name)

    def near(self, name: Name) -> list[Group]:
        """Those whose name `name` may be another way of writing, in the order in which they were added."""
        return [self.groups[number] for number in self._lookup.near(name)]


def _join_full(cast: _Cast, span: tuple[int, int], name: Name, text: str) -> None:
    shown = " ".join(text[span[0] : span[1]].split())
    fitting = [group for group in cast.near(name) if group.name.full and names.matches(group.name, name)]
    if not fitting:
        cast.add(Group(name, shown, [span]))
        return
    # the exact first name before an initial; then the one mentioned last
    best = max(
        fitting,
        key=lambda group: (group.name.first == name.first, group.name.suffix == name.suffix, group.spans[-1:] or [(-1, -1)]),
    )
    best.spans.append(span)
    if len(best.name.first) == 1 < len(name.first) or (
        len(shown) > len(best.shown) and not best.outside and best.name.first == name.first
    ):
        cast.rename(best, _fuller(best.name, name))
        best.shown = shown if "," not in shown or "," in best.shown else best.shown


def _fuller(a: Name, b: Name) -> Name:
    return Name(
        first=max(a.first, b.first, key=len),
        middle=max(a.middle, b.middle, key=lambda m: len("".join(m))),
        last=max(a.last, b.last, key=len),
        suffix=a.suffix or b.suffix,
    )


def _join_part(cast: _Cast, span: tuple[int, int], name: Name, text: str) -> None:
    if not name.single and not name.initials:
        return
    near = cast.near(name)
    fitting = [group for group in near if group.spans and names.matches(group.name, name)] or [
        group for group in near if group.outside and names.same_last(group.surname, name.single)
    ]
    if name.single:
        by_last = [group for group in fitting if names.same_last(group.surname, name.single)]
        fitting = by_last or fitting
    if name.initials:
        fitting = [group for group in fitting if group.name.full] or [g for g in near if g.name.initials == name.initials]
        fitting = fitting if len(fitting) == 1 else []
    shown = " ".join(text[span[0] : span[1]].split())
    if not fitting and _ALIAS.search(text[max(0, span[0] - 40) : span[0]]):
        before = [
            (max(s for s in group.spans if s[0] < span[0]), group)
            for group in cast.groups
            if any(span[0] - 160 < s[0] < span[0] for s in group.spans)
        ]
        if before:  # 'goes by "Abe"': the person just named
            group = max(before, key=lambda item: item[0])[1]
            group.spans.append(span)
            cast.rename(group, replace(group.name, nick=name.single))
            return
    if not fitting:
        cast.add(Group(name, shown, [span]))
        return
    fitting = _by_address(fitting, span, text)
    earlier = [group for group in fitting if group.spans and min(group.spans)[0] < span[0]]
    if earlier:
        best = max(earlier, key=lambda group: max(s for s in group.spans if s[0] < span[0]))
    else:
        best = min(fitting, key=lambda group: min(group.spans, default=(0, 0)))
    best.spans.append(span)
    best.spans.sort()


def _by_address(fitting: list[Group], span: tuple[int, int], text: str) -> list[Group]:
    """Where two persons share a surname: a rank before this mention picks the one who bears it elsewhere; Mr. and Ms. pick
    by the word
    of kinship that introduced one of them; without either, who is only somebody's relative yields to the other."""
    if len(fitting) < 2:
        return fitting

    def ranked(at: int) -> bool:
        return any(
            match.end() >= len(text[max(0, at - 24) : at].rstrip(" .")) - 1
            for match in RANK.finditer(text[max(0, at - 24) : at])
        )

    here = ranked(span[0])
    alike = [group for group in fitting if (group.rostered or any(ranked(s) for s, _ in group.spans)) is here]
    fitting = alike or fitting
    kin = {
        id(group): match.group(1).lower()
        for group in fitting
        if group.spans and (match := _KIN.search(text[max(0, group.spans[0][0] - 40) : group.spans[0][0]]))
    }
    courtesy = re.search(r"\b(mr|mrs|ms|miss)\.? $", text[max(0, span[0] - 6) : span[0]], re.IGNORECASE)
    if courtesy:
        male = courtesy.group(1).lower() == "mr"
        fits = [group for group in fitting if id(group) not in kin or (kin[id(group)] in _MALE) is male]
        named = [group for group in fits if id(group) in kin]
        return named or fits or fitting
    return [group for group in fitting if id(group) not in kin] or fitting


def missed(text: str, groups: Sequence[Group], taken: Sequence[tuple[int, int]]) -> list[tuple[int, int, Group, str]]:
    """Mentions of the groups that stand in `text` outside the spans `taken` (of any type): (start, end, group, why)."""
    held = sorted(taken)
    found: list[tuple[int, int, Group, str]] = []

    def free(start: int, end: int) -> bool:
        at = bisect_left(held, (start, start))
        return not (at and held[at - 1][1] > start) and not (at < len(held) and held[at][0] < end)

    def offer(start: int, end: int, group: Group, why: str) -> None:
        if free(start, end):
            found.append((start, end, group, why))
            insort(held, (start, end))

    tokens = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
    lower_words = {word for word, _, _ in tokens if word.islower()}
    by_last: dict[str, list[Group]] = {}
    for group in groups:
        for part in {group.surname, *(p for p in re.split(r"[\s-]+", group.surname) if len(p) > 3)}:
            if part:
                by_last.setdefault(part, []).append(group)
    folded = [names.fold(re.sub(r"['’]s$", "", word, flags=re.IGNORECASE)) for word, _, _ in tokens]

    for index, (word, start, end) in enumerate(tokens):
        fold = folded[index]
        candidates = by_last.get(fold, [])
        whole_end = end - (2 if re.search(r"['’][sS]$", word) else 0)
        for group in candidates:
            _offer_full(text, tokens, folded, index, group, offer)
        if candidates and word[0].isupper() and free(start, whole_end):
            group = _nearest(candidates, start)
            if _may_stand_alone(text, fold, word, start, whole_end, group, lower_words):
                offer(start, whole_end, group, "surname of a person known in this record")
    _offer_slips(text, tokens, folded, groups, by_last, lower_words, offer)
    _offer_double(text, groups, offer)
    return found


def _offer_full(text: str, tokens: list[tuple[str, int, int]], folded: list[str], index: int, group: Group, offer) -> None:  # type: ignore[no-untyped-def]
    name = group.name
    if not name.first or len(name.first) < 2:
        return
    # FIRST (M.) LAST to the left of the surname, LAST, FIRST (M.) to the right
    start, end = tokens[index][1], tokens[index][2]
    if re.search(r"['’][sS]$", tokens[index][0]):
        end -= 2
    for back in (1, 2, 3):
        if index - back < 0 or text[tokens[index - back][2] : tokens[index - back + 1][1]].strip(" \n\r.\"“”'()"):
            break
        first = folded[index - back]
        if first == name.first or (len(first) > 2 and names.same_first(name.first, first)):
            if tokens[index - back][0][0].isupper():
                offer(tokens[index - back][1], end, group, "name of a person known in this record")
            return
    gap_end = tokens[index + 1][1] if index + 1 < len(tokens) else end
    if (
        index + 1 < len(tokens)
        and re.fullmatch(r"\s*,\s*", text[end:gap_end])
        and names.same_first(name.first, folded[index + 1])
    ):
        if len(folded[index + 1]) < 2 and tokens[index][0][0].islower():
            return
        stop = tokens[index + 1][2]
        if (
            index + 2 < len(tokens)
            and len(folded[index + 2]) == 1
            and tokens[index + 2][0].isupper()
            and text[stop : tokens[index + 2][1]] == " "
        ):
            stop = tokens[index + 2][2]
        offer(start, stop, group, "name of a person known in this record")


def _may_stand_alone(text: str, fold: str, word: str, start: int, end: int, group: Group, lower_words: set[str]) -> bool:
    """Whether a bare surname here is the person: not a street, firm, place or common word."""
    if len(fold) < 3 or (group.outside and not group.spans):
        titled = bool(_TITLE_BEFORE.search(text[max(0, start - 20) : start]))
        return group.rostered and titled
    before, after = text[max(0, start - 24) : start], text[end : end + 28]
    if _NOT_AFTER.search(after) or _NOT_BEFORE.search(before):
        return False
    if _TITLE_BEFORE.search(before):
        return True
    # beside another capitalised word it is part of another name, a firm or a place
    line = " ".join((before.rsplit("\n", 1)[-1], word, after.split("\n", 1)[0]))
    shouting = line.upper() == line
    if not shouting and (
        re.match(r" (?:[A-Z][a-z]+|&)", after)
        or ((lead := re.search(r"([A-Z][a-z]+) $", before)) and lead.group(1).lower() not in _LEADERS)
    ):
        return False
    if fold in COMMON or fold in lower_words:
        if shouting:
            return bool(
                re.match(r"(?:['’]S\b| (?:STATED|SAID|TOLD|ADVISED|RELATED|REPORTED|DENIED|ADMITTED|FLED|REFUSED))", after)
            )
        sentence_start = not before.strip() or bool(re.search(r"[.!?:;\"”]\s*$|\n\s*$", before))
        return bool(_SPEECH.match(after)) if sentence_start else word[1:].islower() or bool(_SPEECH.match(after))
    return word[1:] != word[1:].upper() or shouting or len(word) > 3


def _nearest(groups: list[Group], start: int) -> Group:
    seen = [group for group in groups if group.spans]
    if not seen:
        return groups[0]
    if len(seen) == 1:
        return seen[0]

    def distance(group: Group) -> int:
        at = bisect_left(group.spans, (start, start))
        before = start - group.spans[at - 1][0] if at else 1 << 30
        after = (group.spans[at][0] - start) * 4 if at < len(group.spans) else 1 << 30
        return min(before, after)

    return min(seen, key=distance)


def _offer_slips(text: str, tokens, folded: list[str], groups: Sequence[Group], by_last, lower_words: set[str], offer) -> None:  # type: ignore[no-untyped-def]
    """Misread names: both parts must fit, one of them to the letter, or the look-alike folding must be equal."""
    lasts = {names.ocr_fold(group.surname): group for group in groups if group.spans and len(group.surname) >= 5}
    raw = [(m.group(), m.start(), m.end()) for m in re.finditer(r"[A-Za-z0-9|!'’\-]{5,30}", text)] if lasts else []
    for word, start, end in raw:
        if (
            not (any(char.isdigit() or char in "|!" for char in word) and sum(char.isalpha() for char in word) >= 3)
            and "rn" not in word.lower()
            and "vv" not in word.lower()
        ):
            continue
        fold = names.fold(re.sub(r"['’]s$", "", word, flags=re.IGNORECASE))
        group = lasts.get(names.ocr_fold(fold))
        if group is not None and fold not in by_last and fold not in lower_words and not word.isdigit():
            offer(
                start,
                end - (2 if re.search(r"['’][sS]$", word) else 0),
                group,
                "a misread name of a person known in this record",
            )
    full = [group for group in groups if group.spans and group.name.full and len(group.name.first) > 1]
    firsts: dict[str, list[Group]] = {}
    for group in full:
        firsts.setdefault(group.name.first, []).append(group)
    for index in range(len(tokens) - 1):
        for group in firsts.get(folded[index], ()):
            last = folded[index + 1]
            if (
                text[tokens[index][2] : tokens[index + 1][1]].strip() == ""
                and tokens[index + 1][0][0].isupper()
                and last != group.name.last
                and names.same_word(group.name.last, last)
            ):
                offer(tokens[index][1], tokens[index + 1][2], group, "a misread name of a person known in this record")


def _offer_double(text: str, groups: Sequence[Group], offer) -> None:  # type: ignore[no-untyped-def]
    """Surnames of several words ("de la Cruz") and hyphenated ones over a line break."""
    for group in groups:
        parts = re.split(r"[\s-]+", group.name.last)
        if not group.spans or len(parts) < 2:
            continue
        middle = r"(?:\s+|-\s*)".join(re.escape(part) for part in parts)
        first = rf"(?:{re.escape(group.name.first)}\s+(?:[A-Z]\.?\s+)?)?" if len(group.name.first) > 1 else ""
        for match in re.finditer(rf"(?<!\w){first}{middle}(?!\w)", text, re.IGNORECASE):
            begins = match.group()[0].isupper() or match.group().startswith(parts[0])
            if (
                begins
                and any(char.isupper() for char in match.group())
                and not _NOT_AFTER.search(text[match.end() : match.end() + 28])
            ):
                offer(match.start(), match.end(), group, "name of a person known in this record")
