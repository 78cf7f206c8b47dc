"""What stands around the mentions of one person, as plain words: the input of the trained scale in `learned`.

A feature is "place:word": "l1:by" the word just before the name, "r:told" a word after it, "subject:ran" the verb it is the
subject of, "by:struck" who did it, "label:caller" its field's label. Names become NAME, figures NUM,
so that no name is ever learnt. Imports: stdlib, model, evidence, layout,
mentions.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from foia.model import Detection

from .evidence import Shown
from .layout import Layout
from .mentions import Group

_TOKEN = re.compile(r"\x01|[^\W\d_]+(?:['’/][^\W\d_]+)*|\d[\d/:.,-]*|[()\"/:;,.?!&#-]")
_NAME, _NUMBER = "NAME", "NUM"
_VERB = re.compile(
    r"(?:\w{2,}(?:ed|ing)|ran|fled|said|told|saw|heard|gave|took|stole|hit|struck|left|came|went|bit|broke|threw|shot|cut|"
    r"let|met|spoke|found|felt|knew|drove|fell|got|held|kept|lost|made|paid|put|read|sent|sold|wrote|woke|beat|began|bought|"
    r"called|says?|tells?|calls?|asks?|wants?|lives?|works?|owns?|states?|denies|denied|refuses|admits|runs?|is|was|were|has|had)$"
)
_BE = frozenset(("is", "was", "were", "been", "being", "be", "got", "get"))
_PAST = re.compile(
    r"(?:\w{2,}ed|struck|hit|taken|stolen|shot|bitten|beaten|held|found|seen|given|told|sent|thrown|cut|read|left|hurt)$"
)
_SKIP = frozenset(
    (
        "then",
        "also",
        "later",
        "again",
        "never",
        "not",
        "did",
        "does",
        "would",
        "could",
        "had",
        "has",
        "have",
        "who",
        "and",
        "further",
        "both",
        "just",
        "only",
        "first",
        "finally",
        "immediately",
        "verbally",
        "reportedly",
        "allegedly",
        "currently",
        "still",
        "initially",
        "eventually",
        "repeatedly",
    )
)
_PRONOUN = frozenset(("he", "she", "they", "his", "her", "their"))
_SPEAKER = re.compile(r"^\s*(?:\[?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?\]?\s*)?([A-Za-z\x01][\w\x01 .,#'()/-]{0,34}?) ?:(?=\s|$)")
_NEAR = 60  # characters within which an identifier stands beside a name


def stem(word: str) -> str:
    """A word without its commonest endings, so that "threatens", "threatened" and "threatening" are one."""
    for ending in ("ing", "ied", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            root = word[: -len(ending)]
            root = root + "y" if ending in ("ied", "ies") else root
            return root[:-1] if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "sl" else root.rstrip("e") or root
    return word.rstrip("e") if len(word) > 4 else word


class Around:
    """One record's text with its names masked, and the features of each mention in it."""

    def __init__(
        self, text: str, groups: Sequence[Group], layout: Layout, kind: str | None, detections: Iterable[Detection]
    ) -> None:
        self.text, self.layout, self.kind = text, layout, kind
        self.spans = sorted((span, index) for index, group in enumerate(groups) for span in group.spans)
        pieces, at = [], 0
        for (start, end), _ in self.spans:
            if start >= at:
                pieces.append(text[at:start] + "\x01" * (end - start))
                at = end
        self.masked = "".join([*pieces, text[at:]])
        self.found = sorted((d.start, d.end, d.type) for d in detections if d.type != "PERSON")
        self.speakers = self._speakers()

    # ------------------------------------------------------------------------------------------ of one person

    def person(self, group: Group, entry: Shown, order: int) -> set[str]:
        """All features of one person: those of each mention, what the certain rules say, and the person's place in the record."""
        bag: set[str] = {f"kind:{self.kind}", f"order:{min(order, 3)}", f"mentions:{min(len(group.spans), 4)}"}
        if self.kind:
            bag.add(f"order+kind:{min(order, 2)}/{self.kind}")
        strong = 0
        for found in entry.cues.values():
            for cue in found:
                level = "sure" if cue.weight >= 9 else "good" if cue.weight >= 6 else "weak"
                bag.add(f"sign:{cue.role.value}/{level}")
                bag.add(f"reason:{cue.role.value}/{cue.weight}/{cue.reason[:40]}")
                strong = max(strong, cue.weight)
        bag.add(f"rules:{entry.role.value}/{min(strong, 10) // 3}")
        bag.add(f"rules+kind:{entry.role.value}/{self.kind}")
        bag.update(f"other:{role.value}" for role in entry.others)
        if entry.minor:
            bag.add("minor")
        if not group.name.full:
            bag.add("part")
        if len(group.name.first) == 1 or group.name.initials:
            bag.add("initial")
        if group.rostered:
            bag.add("roster")
        for span in group.spans[:12]:
            bag.update(self.mention(span))
        return bag

    # ------------------------------------------------------------------------------------------ of one mention

    def mention(self, span: tuple[int, int]) -> Iterator[str]:
        text, layout = self.masked, self.layout
        start, end = span
        number = layout.line_number(start)
        line_start, line_end = layout.line_span(number)
        left = self._tokens(self._sentence_before(start))
        right = self._tokens(self._sentence_after(end))
        for distance, token in enumerate(reversed(left[-3:]), 1):
            yield from self._worded(f"l{distance}", token)
        if len(left) >= 2:
            yield f"l12:{left[-2]} {left[-1]}"
        for token in left[-10:]:
            if token.isalpha():
                yield from self._worded("l", token)
        for distance, token in enumerate(right[:3], 1):
            yield from self._worded(f"r{distance}", token)
        if len(right) >= 2:
            yield f"r12:{right[0]} {right[1]}"
        for token in right[:12]:
            if token.isalpha():
                yield from self._worded("r", token)
        yield from self._verbs(left, right)
        follow = self._tokens(text[end : end + 420])[len(right) :][:14]
        if follow and follow[0] in _PRONOUN:
            for token in follow[1:]:
                if token.isalpha():
                    yield from self._worded("then", token)
        for place, words in (
            ("label", layout.label(start)),
            ("column", layout.column(start) if line_end - line_start < 400 else ""),
            ("heading", layout.heading(start)),
        ):
            if words:
                for token in self._tokens(words.lower())[:6]:
                    if token.isalpha():
                        yield from self._worded(place, token)
        raw = text[line_start : min(line_end, line_start + 400)]
        if len(raw) < 160 and len(cells := layout.cells(number)) >= 2:
            for a, b in cells[:10]:
                cell = text[a:b].strip(' "').lower()
                if 1 < len(cell) <= 18 and cell.replace(" ", "").replace("/", "").isalpha():
                    yield f"cell:{cell}"
        yield from self._shape(span, line_start, line_end, number)
        yield from self._identifiers(start, end, line_start, line_end)
        yield from self._turns(start, end, number)

    def _shape(self, span: tuple[int, int], line_start: int, line_end: int, number: int) -> Iterator[str]:
        text, masked = self.text, self.masked
        start, end = span
        here = text[start:end]
        if "," in here:
            yield "shape:last, first"
        elif re.match(r"[A-Z]\. ?[A-Z]", here):
            yield "shape:initial and surname"
        elif " " not in here:
            yield "shape:one word"
        if number <= 2:
            yield "place:top"
        if end > len(text) - 60:
            yield "place:end"
        if line_end - line_start < 80:
            if not masked[line_start:start].strip(" -–—*\t"):
                yield "place:begins a line"
                if masked[line_start:start].strip():
                    yield "place:after a dash"
            if not masked[end:line_end].strip(" .,;#0123456789"):
                yield "place:ends a line"
        elif not masked[end : end + 12].split("\n")[0].strip(" .#0123456789") and "\n" in masked[end : end + 12] + "\n":
            yield "place:ends a paragraph"
        if match := re.match(r"[ ,]*(?:#|no\.? ?|star |badge |id )?(\d{2,5})\b(?![/-])", text[end : end + 16], re.IGNORECASE):
            yield "after:number"
            yield f"after:{len(match.group(1))} digits"
        if inside := re.match(r" ?\(([^()\n]{1,60})\)", masked[end : end + 70]):
            for token in self._tokens(inside.group(1)):
                yield from self._worded("bracket", token)

    def _identifiers(self, start: int, end: int, line_start: int, line_end: int) -> Iterator[str]:
        at = bisect_left(self.found, (start - 200, 0, ""))
        for a, _, kind in self.found[at : at + 30]:
            if a > end + 200:
                break
            if 0 <= a - end <= _NEAR and "\x01" not in self.masked[end:a]:
                yield f"has:{kind}"
            elif line_end - line_start < 250 and line_start <= a < line_end:
                yield f"on the line:{kind}"

    def _worded(self, place: str, token: str) -> Iterator[str]:
        root = stem(token) if token.isalpha() else token
        yield f"{place}:{root}"

    def _verbs(self, left: Sequence[str], right: Sequence[str]) -> Iterator[str]:
        """Subject and object by their place: the next verb after the name within a few words; the last one before it."""
        for index, token in enumerate(right[:7]):
            if token == _NAME or token in (".", "?", "!", ":"):
                break
            if token in _BE and index + 1 < len(right):
                done = next((word for word in right[index + 1 : index + 4] if _PAST.match(word)), None)
                if done:
                    yield from self._worded("undergoes", done)
                else:
                    for word in right[index + 1 : index + 4]:
                        if word.isalpha() and len(word) > 2:
                            yield from self._worded("is", word)
                break
            if token.isalpha() and token not in _SKIP and _VERB.match(token):
                yield from self._worded("subject", token)
                for word in right[index + 1 : index + 5]:
                    if word.isalpha() and len(word) > 2:
                        yield from self._worded("object", word)
                break
        back = list(reversed(left[-7:]))
        for index, token in enumerate(back):
            if token in (".", "?", "!", ":", ";"):
                break
            if token.isalpha() and token not in _SKIP and _VERB.match(token):
                between = back[:index]
                link = next(
                    (
                        word
                        for word in between
                        if word in ("by", "from", "with", "to", "at", "of", "for", "as", "that", "against")
                    ),
                    "",
                )
                yield from self._worded(f"acted on{'-' + link if link else ''}", token)
                who = [
                    word
                    for word in back[index + 1 :]
                    if word == _NAME or word in ("i", "he", "she", "r/o", "ro", "officers", "we")
                ]
                if who:
                    yield f"by {who[0]}:{stem(token)}"
                break

    # ------------------------------------------------------------------------------------------ who speaks

    def _speakers(self) -> dict[int, str]:
        """Line number -> the speaker's label in small letters, where at least four lines begin with one."""
        found = {}
        for number in range(len(self.layout.starts)):
            start, end = self.layout.line_span(number)
            match = _SPEAKER.match(self.masked[start : min(end, start + 80)])
            if match:
                found[number] = re.sub(r"\x01+", _NAME, match.group(1).lower()).strip()
        return found if len(found) >= 4 and len(set(found.values())) <= max(8, len(found) * 2 // 3) else {}

    def _turns(self, start: int, end: int, number: int) -> Iterator[str]:
        if not self.speakers:
            return
        yield "in a dialogue"
        line_start = self.layout.line_span(number)[0]
        if (
            number in self.speakers
            and start - line_start < 40
            and self.masked[end : end + 30].split("\n")[0].lstrip(" )#0123456789").startswith((":", "("))
            and _NAME in self.speakers[number]
        ):
            yield "speaks"
            if self.speakers[number] != _NAME:
                for token in self._tokens(self.speakers[number].replace(_NAME, " ")):
                    yield from self._worded("speaks as", token)
            rank = list(dict.fromkeys(self.speakers.values()))
            yield f"speaker {min(rank.index(self.speakers[number]), 3)}"
            words = self._tokens(self.masked[end : end + 200].split("\n")[0])
            if "?" in words:
                yield "speaks:asks"
            return
        speaker = next((self.speakers[n] for n in range(number, max(number - 4, -1), -1) if n in self.speakers), "")
        for token in self._tokens(speaker):
            yield from self._worded("said by", token)
        previous = [self.speakers[n] for n in range(number - 1, max(number - 3, -1), -1) if n in self.speakers]
        if previous:
            for token in self._tokens(previous[0]):
                yield f"answers:{token}"
        lead = self.masked[max(line_start, start - 14) : start].lower()
        if re.search(r"(?:i'm|i am|my name is|name's|this is|it's|:) *$", lead):
            yield "names self"
        if re.match(r"[?!.,]", self.masked[end : end + 1]) and re.search(
            r"[,:.?!] *(?:ma'am |sir |okay,? |mr\.? |ms\.? )?$", lead
        ):
            yield "addressed"

    # ------------------------------------------------------------------------------------------ words

    def _sentence_before(self, start: int) -> str:
        width = len(self.layout.before(start, 200))
        return self.masked[max(0, start - min(width + 4, 200)) : start]

    def _sentence_after(self, end: int) -> str:
        return self.masked[end : end + min(len(self.layout.after(end, 200)) + 2, 200)]

    def _tokens(self, words: str) -> list[str]:
        folded = re.sub(r"\x01+", "\x01", words.lower().replace("’", "'"))
        return [_NAME if t == "\x01" else _NUMBER if t[0].isdigit() else t for t in _TOKEN.findall(folded)]
