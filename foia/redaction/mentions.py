"""Names that follow from names already found in the same text: parts of a name, lists, speakers, nicknames, places to leave out.

Works on folded text in natural case; offsets are those of the folded text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from foia.redaction.lexicon import VEHICLES, WORD, lexicon
from foia.redaction.names import NEVER_NAMES, forbidden
from foia.redaction.recognizers import Hit
from foia.redaction.recognizers.birth import DATE

_BIRTH = re.compile(
    rf"[ ]{{0,14}}(?:[,(/-][ ]?)?(?:b\.?[ ]|(?:[MFUX]|[WBHAIU]|[MFU][ /][WBHAIU]|[WBHAIU][ /][MFU]|male|female|dob:?|age \d{{1,3}}|\d{{1,3}}),?[ ]{{1,4}}){{0,3}}\(?(?P<v>{DATE}|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:19\d\d|20[01]\d)(?!\d))",
    re.IGNORECASE,
)
_LONG_AGO = re.compile(
    r"(?:19\d\d|200\d|201[0-5]|(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:0\d|1[0-5]|2[7-9]|[3-9]\d))$|^(?:19\d\d|200\d|201[0-5])-"
)
_DATE = re.compile(rf"(?<![\w/-]){DATE}", re.IGNORECASE)
_IDENTITY = frozenset(("US_SSN", "US_DRIVER_LICENSE", "OFFENDER_ID", "FOID_NUMBER"))
_CAP = r"[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÖØ-öø-ÿĀ-ž'’]{1,20}(?:-[A-ZÀ-Þ][A-Za-zÀ-ÿ']{1,16})?"
_NEXT = re.compile(
    rf"(?:,[ ]|;[ ]|,?[ ]and[ ]|[ ]?/[ ]?|[ ]?&[ ]|,[ ]?\n[ ]{{0,8}})(?:(?:Ofc|Det|Sgt|Dep|Tr)\.?[ ])?(?P<v>(?:[A-Z]\.[ ])?(?:(?:De|Van|Du|La|St\.)[ ])?{_CAP}(?:[ ][A-Z]\.)?(?:[ ]{_CAP})?)(?=[,.;)/\n]|[ ]?\(|[ ]and[ ]|[ ]&|$)"
)
_BEFORE_BROKEN = re.compile(rf"(?P<v>{_CAP})[ ]$")
_SPEAKER = re.compile(r"^[ \t]{0,8}(?:\[?[\d:.]{4,12}\]?[ ]{1,3})?(?P<v>[A-Z][A-Za-zÀ-ž'’-]{2,20}):(?=[ \t\"“])", re.MULTILINE)
_SPELLED = re.compile(r"(?<![\w-])(?P<v>[A-Z](?:-[A-Z]){2,14})(?![\w-])")
_BEFORE_NUMBER = re.compile(rf"(?<![\w'’-])(?P<v>(?P<w>{_CAP})(?:,[ ]?[A-Z]\b\.?)?)[ ]#?$")
_TURNED = re.compile(rf"(?<![\w'’-])(?P<v>(?:(?:De|Van|Du|La|St\.)[ ])?{_CAP}),[ ]$")
_GIVEN = re.compile(rf"(?<![\w'’-])(?P<v>{_CAP})[ ]$")
_NICKNAMED = re.compile(r" [\"“(](?:[A-Z][\w.' -]{1,16})[\")”] $")
_INITIALS = re.compile(r"(?<![\w.'’&-])(?P<v>[A-Z]\.[ ]?[A-Z]\.)(?![\w])")
_OPENS = re.compile(r"(?:^|[.!?:;\n\"(•-][ ]{0,3})$")
_ACTS = re.compile(
    r"(?:['’]s)?[ ](?:said|told|was|is|had|has|saw|asked|knew|went|came|left|did|will|would|could|gave|took|ran|drove|related|stated|advised|reported|denied|described|[a-z]{3,12}ed)\b"
)


_LISTED = re.compile(
    rf"(?<![\w'’-])(?:(?P<l>{_CAP}),[ ](?P<f>{_CAP})(?:[ ][A-Z]\b\.?)?|(?P<first>{_CAP})(?:[ ][A-Z]\b\.?)?[ ](?P<last>{_CAP}))(?![\w’-])"
)


def listed(text: str) -> Iterator[Hit]:
    """A first name and a surname of the lists side by side, where neither is a word of the language and nothing forbids it."""
    lex = lexicon()
    at = 0
    while match := _LISTED.search(text, at):
        first, last = match["f"] or match["first"], match["l"] or match["last"]
        names = lex.may_be_first(first) and lex.is_name(first) and (lex.may_be_name(last) or last.lower() not in lex.words)
        if names and not forbidden(text, *match.span()):
            at = match.end()
            yield Hit(*match.span(), "PERSON", 0.7, "first name and surname of the lists")
        else:
            at = match.start() + len(match["l"] or match["first"])


def again(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """A full name found once, wherever else it stands."""
    spans = {(hit.start, hit.end) for hit in hits if hit.type == "PERSON"}
    full = {text[start:end] for start, end in spans if _FULL.fullmatch(text, start, end)}
    if not full or len(full) > _MOST_NAMES:
        return
    for match in re.finditer(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(full, key=len, reverse=True))) + r")(?!\w)", text):
        if match.span() not in spans:
            yield Hit(*match.span(), "PERSON", 0.8, "a name found elsewhere in this record")


_FULL = re.compile(rf"{_CAP}(?:(?:,?[ ]|[ ](?:de|del|la|van|von|bin)[ ])(?:{_CAP}|[A-Z]\.?)){{1,4}}")
_MOST_NAMES = 400


def numbered(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """The name before a badge or star number: "PRENTISS, D #214"."""
    lex = lexicon()
    for hit in hits:
        named = _BEFORE_NUMBER.search(text, max(0, hit.start - 40), hit.start) if hit.type == "BADGE_NUMBER" else None
        if named and named["w"].lower() not in lex.words and named["w"].lower() not in NEVER_NAMES:
            yield Hit(*named.span("v"), "PERSON", 0.75, "name before a badge number")


def parts(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Where the first name or the surname of somebody named in full, or a nickname, stands alone."""
    lex = lexicon()
    known = [hit for hit in hits if hit.type == "PERSON"]
    covered = {at for hit in known for at in range(hit.start, hit.end)}
    wanted: set[str] = set()
    plain: set[str] = set()  # surnames that are ordinary words: only where a capital can mean nothing else
    for hit in known:
        words = WORD.findall(text[hit.start : hit.end])
        if len(words) > 1 or "nickname" in hit.why:
            wanted.update(
                word
                for word in words
                if len(word) > 2
                and word[0].isupper()
                and "'" not in word[:2]
                and word.lower() not in NEVER_NAMES
                and ("nickname" in hit.why or not lex.is_plain_word(word))
            )
            if (
                len(words[-1]) > 2
                and lex.is_plain_word(words[-1])
                and hit.score >= 0.7
                and words[-1].lower() not in NEVER_NAMES
            ):
                plain.add(words[-1])
        elif len(words) == 1 and hit.score >= 0.85 and len(words[0]) > 3 and words[0].lower() not in lex.words:
            wanted.add(words[0])
    if not wanted and not plain:
        return
    for match in WORD.finditer(text):
        word = match[0][:-2] if match[0][-2:] in ("'s", "’s") else match[0]
        if word not in wanted and word not in plain:
            continue
        opening = _OPENS.search(text[max(0, match.start() - 4) : match.start()]) is not None
        acts = _ACTS.match(text, match.start() + len(word)) is not None
        if (
            word in wanted
            and opening
            and acts
            and match.start() not in covered
            and not forbidden(text, match.start(), match.start() + len(word))
        ):
            yield Hit(match.start(), match.start() + len(word), "PERSON", 0.7, "part of a name found in this record")
            continue
        if word in plain and (opening and not acts):
            continue
        if match.start() not in covered and not forbidden(
            text, match.start(), match.start() + len(word), plain_opening=word not in plain
        ):
            yield Hit(match.start(), match.start() + len(word), "PERSON", 0.7, "part of a name found in this record")


def lists(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """What goes on after a name as the next of a list: "SGT BRODERICK, CHO, DE LEON", "Lomax/Reed"."""
    lex = lexicon()
    starts = {hit.start for hit in hits if hit.type == "PERSON"}
    for hit in hits:
        if hit.type != "PERSON":
            continue
        at = hit.end
        for _ in range(24):
            match = _NEXT.match(text, at)
            if match is None or match.start("v") in starts:
                break
            words = WORD.findall(match["v"])
            if any(word.lower() in NEVER_NAMES or lex.is_plain_word(word) for word in words) or forbidden(
                text, *match.span("v")
            ):
                break
            if not any(lex.may_be_name(word) for word in words):
                break
            starts.add(match.start("v"))
            yield Hit(*match.span("v"), "PERSON", 0.75, "next in a list of people")
            at = match.end("v")


def joined(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Two pieces of a name with a space or a nickname between are one; a capitalised word before a lone surname belongs to it."""
    lex = lexicon()
    known = [hit for hit in hits if hit.type == "PERSON"]
    starts = {hit.start: hit for hit in known}
    ends = sorted(hit.end for hit in known)
    for hit in known:
        following = starts.get(hit.end + 1) if text[hit.end : hit.end + 1] == " " else None
        if following and "," not in text[following.start : following.end]:
            yield hit._replace(end=following.end)
        if text[hit.end : hit.end + 2] in (' "', " (", " “"):
            close = re.compile(r" [\"“(][A-Z][\w.' -]{1,16}[\")”] ").match(text, hit.end)
            other = starts.get(close.end()) if close else None
            if other and text[hit.end + 1] != "(":
                yield hit._replace(end=other.end)
                yield Hit(hit.end + 2, other.start - 2, "PERSON", 0.8, "nickname within a name")
        first = re.search(r"(?<![\w.'])(?<![A-Z]\.[ ])[A-Z]\.[ ]?$", text[max(0, hit.start - 7) : hit.start])
        if first and "," not in text[hit.start : hit.end]:
            yield hit._replace(start=hit.start - len(first[0]))
        if turned := _TURNED.search(text, max(0, hit.start - 60), hit.start):
            own = WORD.findall(text[hit.start : hit.end])
            surname = turned["v"]
            found = turned.end("v") in ends or not (surname.lower() in lex.words or lex.may_be_first(surname))
            if found and own and lex.may_be_first(own[0]) and lex.is_name(own[0]) and len(own) <= 3:
                yield hit._replace(start=turned.start("v"))
        given = _GIVEN.search(text, max(0, hit.start - 24), hit.start)
        if given and " " not in text[hit.start : hit.end] and lex.may_be_first(given["v"]) and lex.is_name(given["v"]):
            yield hit._replace(start=given.start("v"))
        if " " not in text[hit.start : hit.end] and hit.start - 1 not in ends and lex.is_name(text[hit.start : hit.end]):
            before = _BEFORE_BROKEN.search(text, max(0, hit.start - 24), hit.start)
            opening = before and re.search(r"(?:^|[.!?:;\n\"(•-][ ]{0,3})$", text[max(0, before.start() - 4) : before.start()])
            if (
                before
                and not opening
                and before["v"][1:].islower()
                and before["v"].lower() not in NEVER_NAMES
                and before["v"].lower() not in VEHICLES
                and not forbidden(text, before.start(), hit.end)
                and lex.may_be_name(text[hit.start : hit.end])
                and not before["v"].endswith("ly")
                and len(before["v"]) < 9
            ):
                yield hit._replace(start=before.start())


def speakers(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """A word that opens several lines before a colon is who speaks, unless it is a word of the language."""
    lex = lexicon()
    found = list(_SPEAKER.finditer(text)) if text.count(":") > 2 else []
    often = Counter(match["v"] for match in found)
    for match in found:
        low = match["v"].lower()
        if often[match["v"]] > 1 and low not in NEVER_NAMES and (low not in lex.words or lex.may_be_name(low)):
            if low in lex.words and often[match["v"]] < 3:
                continue
            yield Hit(*match.span("v"), "PERSON", 0.8, "speaker of a transcript")


def spelled(text: str) -> Iterator[Hit]:
    """A name spelled out letter by letter: H-A-V-E-R."""
    for match in _SPELLED.finditer(text) if text.count("-") > 1 else ():
        yield Hit(*match.span("v"), "PERSON", 0.7, "name spelled out")


def initials(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Initials found once are found everywhere; initials that stand twice or act are somebody."""
    known = {text[hit.start : hit.end] for hit in hits if hit.type == "PERSON"}
    found = list(_INITIALS.finditer(text))
    often = Counter(match["v"] for match in found)
    for match in found:
        value = match["v"]
        if (
            value in _ABBREVIATIONS
            or re.match(r" ?[A-Z][a-z]+", text[match.end() : match.end() + 12])
            or re.search(r"\d[ ]{0,2}$", text[max(0, match.start() - 3) : match.start()])
        ):
            continue
        acts = re.match(
            r"(?:['’]s|,? (?:was|is|said|told|did|had|has|and|came|stated|would|will|to|at|or)\b| \()",
            text[match.end() : match.end() + 10],
        )
        if value in known or often[value] > 1 or acts or text[match.start() - 1 : match.start()] == "(":
            yield Hit(*match.span("v"), "PERSON", 0.7, "initials of a person")


_ABBREVIATIONS = frozenset(
    "U.S. D.C. A.M. P.M. P.O. N.E. N.W. S.E. S.W. M.D. R.N. D.L. I.D. I.R. P.C. E.R. I.L. N.B. S.B. E.B. W.B. I.V. P.D. F.D. T.V. H.R. C.O. D.O. R.O. O.P. P.A. L.P. S.A. B.A. B.S. M.A. F.O. J.D. D.B. R.D. N.Y. L.A. C.R. A.D. B.C. U.N. V.A. N.A.".split()  # noqa: SIM905
) - frozenset(("R.D.", "N.Y.", "J.D."))


def births(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """A date that follows a name with nothing between but sex, race or a parenthesis is the day of birth."""
    for hit in hits:
        if hit.type in _IDENTITY:
            line = text.rfind("\n", 0, hit.start) + 1, (text + "\n").find("\n", hit.end)
            for date in _DATE.finditer(text, max(line[0], hit.start - 40), min(line[1], hit.end + 40)):
                if _LONG_AGO.search(date[0]):
                    yield Hit(*date.span(), "DATE_OF_BIRTH", 0.55, "past date beside somebody's number")
        if hit.type == "PERSON":
            match = _BIRTH.match(text, hit.end)
            between = text[hit.end : match.start("v")] if match else ""
            if match and (between.strip(" ") not in ("", ",", "-") or "   " in between or _LONG_AGO.search(match["v"])):
                yield Hit(*match.span("v"), "DATE_OF_BIRTH", 0.6, "date beside a name")
