"""Medical record numbers and medical facts. A fact is its clause."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from foia.redaction.recognizers.base import Hit, Identifier, Rule, Zones, at_least, labelled, pattern

_DATA = json.loads((Path(__file__).parents[1] / "data" / "medical.json").read_text(encoding="utf-8"))


class MedicalRecordNumber(Identifier):
    """Patient, chart and run numbers; insurance-member, Medicaid, Medicare, student and prescription numbers."""

    type = "MEDICAL_RECORD_NUMBER"
    rules = (
        Rule(
            labelled(
                r"m\.?r\.?n\.?|mr ?#|(?:medical|med|hospital|health|emr|ehr)\.? ?(?:record|rec|chart)s?\.?(?: (?:no|number|num|#|id)\.?)?|patient(?: care)?(?: report)? ?(?:id|no|number|#|account|acct|identifier)\.?(?: (?:no|number|#)\.?)?|pt\.? ?(?:id|no|#)|chart(?: ?(?:no|number|#)\.?)?(?= ?[:#]? ?[A-Z]{0,3}-?\d)|fin(?= ?[:#])|hospital (?:no|number|#|id)\.?|library card(?: (?:no|number|#)\.?)?|patron (?:id|no|number|#)|id ?\((?:student|patient|member)\)|"
                r"(?:ems |ambulance )?(?:pcr|run(?: (?:sheet|report|form))?|epcr|encounter|csn|visit|har|specimen|accession|triage|admission|admit)(?: ?(?:no|number|id|#)\.?)|(?:ems|ambulance) run(?: (?:sheet|report|form))?|pcr|csn|encounter|specimen|subscriber|"
                r"student(?: ?(?:id|no|number|#|identification)\.?)(?: (?:no|number|#)\.?)?|stu\.? ?(?:id|no|#)\.?|sis(?: ?(?:id|#))|(?:isbe|state) student id|lunch (?:pin|number|id)|"
                r"(?:insurance |health |plan |dental |insured'?s? )?(?:member|subscriber|insured|enrollee|beneficiary|recipient|group|participant|cardholder)(?:'s)? ?(?:id|no|number|#|identification)\.?(?: (?:no|number|#)\.?)?|"
                r"medicaid(?: ?(?:id|no|number|#|rin)\.?)?|medicare(?: ?(?:id|no|number|#|mbi)\.?)?|mbi|rin|hicn?|rx(?: ?(?:no|number|#)\.?)?(?= ?[:#]? ?\d{5})|prescription (?:no|number|#)\.?|health (?:plan|insurance|card)(?: (?:id|no|number|#)\.?)?|"
                r"(?:blue cross|bcbs(?:il)?|aetna|cigna|humana|united ?health(?:care)?|tricare|meridian|uhc|molina|countycare|wellcare)(?:[^\n.;:#]{0,24}(?:id|no|number|#|member)\.?|(?= ?[:#]? ?[A-Z]{0,4}\d{5}))",
                r"\d{1,4}(?:[ ]\d{2,8}){2,3}(?!\w)|[A-Z]{0,6}[- ]?\d[\dA-Z]{1,16}(?:[- ][A-Z\d]{0,3}\d[\dA-Z]{0,8}){0,3}(?:-[A-Z]{1,2})?(?!\w)|[A-Z]{1,6}-[A-Z0-9]{0,6}\d[\dA-Z-]{1,14}(?!\w)|\d{1,5}(?:[ -][A-Z\d]{1,8}){1,3}(?!\w)|\d[A-Z][A-Z0-9]\d-?[A-Z][A-Z0-9]\d-?[A-Z]{2}\d{2}(?!\w)",
            ),
            0.92,
            "labelled patient, member or student number",
            (
                "mr",
                "m.r",
                "record",
                "rec",
                "patient",
                "pt",
                "chart",
                "pcr",
                "run",
                "student",
                "member",
                "subscriber",
                "medic",
                "mbi",
                "rin",
                "rx",
                "prescription",
                "health",
                "group",
                "encounter",
                "csn",
                "visit",
                "insured",
                "enrollee",
                "beneficiary",
                "recipient",
                "admi",
                "specimen",
                "accession",
                "bcbs",
                "blue cross",
                "aetna",
                "cigna",
                "humana",
                "united",
                "tricare",
                "meridian",
                "sis",
                "stu",
                "uhc",
                "molina",
                "care",
                "lunch",
                "participant",
                "fin",
                "hospital",
                "library",
                "patron",
                "ambulance",
                "id",
                "card",
            ),
            lambda value: at_least(3)(value) and value.whole[value.end : value.end + 1] not in ("/", "%", ":"),
        ),
        Rule(
            labelled(
                r"student[ ,][^\n;:]{0,24}\bid|(?:sexual assault |evidence |sak |rape |vitullo |saek )?(?:evidence |collection )?kit,?(?: ?(?:no|number|#|id)\.?)?|sak|saek|isaek|vitullo kit",
                r"[A-Z]{0,6}(?:-[A-Z]{1,5})?-?\d[\d-]{3,12}[A-Z]?(?!\w)",
            ),
            0.88,
            "labelled student or kit number",
            ("student", "kit", "sak"),
        ),
        Rule(
            pattern(
                r"(?<![\w-])[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}(?![\w-])"
            ),
            0.9,
            "Medicare beneficiary identifier",
        ),
    )


_WORD = re.compile(r"[a-z0-9]+")


def _heads() -> dict[str, list[tuple[re.Pattern[str], float, str]]]:
    """First word of each term -> patterns of the terms that begin with it; thousands of terms cost one look-up a word."""
    grouped: dict[str, dict[tuple[float, str], list[str]]] = {}
    for key, score, why in (
        ("conditions", 0.75, "medical term"),
        ("drugs", 0.75, "medical term"),
        ("care", 0.75, "medical term"),
        ("injuries", 0.5, "injury"),
    ):
        for term in _DATA[key].split(","):
            head = _WORD.match(term)
            if head:
                grouped.setdefault(head[0], {}).setdefault((score, why), []).append(term)
    return {head: [(_any_of(terms), *kind) for kind, terms in kinds.items()] for head, kinds in grouped.items()}


def _any_of(terms: list[str]) -> re.Pattern[str]:
    longest_first = sorted(terms, key=len, reverse=True)
    body = "|".join("[ \n]".join(map(re.escape, term.split(" "))) for term in longest_first)
    return re.compile(rf"(?:{body})(?!\w)")


_HEADS = _heads()


def _terms(lower: str) -> Iterator[tuple[int, int, float, str]]:
    for word in _WORD.finditer(lower):
        for regex, score, why in _HEADS.get(word[0], ()):
            match = regex.match(lower, word.start())
            if match and not lower[word.start() - 1 : word.start()].isalnum():
                yield word.start(), match.end(), score, why


_VITAL = re.compile(
    r"(?<![\w])(?:(?:bp|b/p|blood pressure|pulse(?: ox)?|hr|heart rate|spo2|resp(?:iration)?s?(?: rate)?|rr(?=[ :]{1,2}\d\d)|gcs|temp|blood (?:glucose|sugar)|bgl|a1c|o2 sat\w*)[ \t]?(?:of|was|is|at|reading|:)?[ \t]?\d{1,3}(?:\.\d)?(?:/\d{2,3})?%?|\d{1,4}(?:\.\d+)? ?(?:mg|mcg|ml)\b)",
    re.IGNORECASE,
)
_EDGE = re.compile(
    r"[.;!?](?=\s|$|\")|\n[ \t]{0,20}\n|\n(?=[ \t]{0,20}(?:[-*•]|[A-Z][A-Za-z /#]{1,28}:|\d{1,2}[.)]\s))|[ ]/[ ]|\||(?<=[a-z)]), (?:and |but |so |then |while |when |after |before )|[ \n](?:but|while|because|although|however|whereupon)[ \n]|[ ]{4,}|\f"
)
_LABEL = re.compile(r"^[\s\"'(•*-]{0,6}(?:[A-Za-z][\w /#().'-]{1,36}:[ \t]{0,12})?")
_VERB = re.compile(
    r"(?<![\w])(?:(?:has|have|had)(?: (?:a|an|been|also|previously|recently))*|(?:was|is|were|been|being) (?:\w{1,14} )?(?:diagnosed|treated|prescribed|admitted|hospitali[sz]ed|transported|given|administered|bleeding|pregnant|suffering|experiencing|seen|under)|"
    r"suffers?(?:ed|ing)?|takes?|taking|took|diagnosed|prescribed|treated|undergo\w*|underwent|receives?|receiving|history of|hx of|complain(?:s|ed|ing)? of|c/o|sustain(?:ed|s|ing)|due to|following)(?![\w])",
    re.IGNORECASE,
)
_OFFICIAL = re.compile(
    r"(?<!\w)(?:training|policy|policies|ordinance|class|program|awareness|budget|grant|vendor|protocol|task force|curriculum|seminar|general order|shall|procedure|insurance premium|department of|kits?|purchase)(?!\w)",
    re.IGNORECASE,
)


_FIELD = re.compile(
    r"(?<![^\W_])(?:injur(?:y|ies)(?: \(?s\)?)?|nature of (?:injury|illness)|medical(?: (?:condition|history|info(?:rmation)?|alert|notes?|problems?))s?|medications?|meds|current meds|diagnos[ie]s|dx|hx|pmh|allerg(?:y|ies)|chief complaint|symptoms?|"
    r"clinical impression|impression|primary impression|treatments?|prognosis|disabilit(?:y|ies)|condition of patient|health concerns?|restrictions?|cause of (?:death|injury))(?:/(?:illness|injury|medications?|symptoms))?[ \t]{0,2}[:=][ \t]{0,12}"
    r"(?P<v>(?!(?:none|no|n/?a|unk(?:nown)?|refused|denied|see|yes|nkda|nka|not|0)\b)[^\W_][^\n|]{2,200}?)(?=[ \t]{3}|\n|\||$|[.](?=\s)|[ ]{2,}[A-Z][A-Za-z #/]{1,20}:)",
    re.IGNORECASE,
)


class MedicalInfo(Identifier):
    """The clause around a condition, drug, treatment, measurement or injury. Injuries alone score low: a remark, not a record."""

    type = "MEDICAL_INFO"

    def find(self, text: str, lower: str, zones: Zones | None = None) -> Iterator[Hit]:
        last = -1
        for match in _FIELD.finditer(text):
            yield Hit(*match.span("v"), self.type, 0.75, "value of a medical field")
        marks = sorted([*_terms(lower), *((m.start(), m.end(), 0.7, "medical measurement") for m in _VITAL.finditer(text))])
        for start, end, _, _ in marks:
            if start < last:
                continue
            begin, stop = self._clause(text, start, end)
            if _OFFICIAL.search(text, begin, stop):
                continue
            stronger = max((mark for mark in marks if begin <= mark[0] < stop), key=lambda mark: mark[2])
            yield Hit(
                begin,
                stop,
                self.type,
                stronger[2],
                f"clause with a {stronger[3]}" if stronger[3] != "injury" else "clause with an injury",
            )
            last = stop

    def _clause(self, text: str, start: int, end: int) -> tuple[int, int]:
        left = max(0, start - 240)
        begin = left
        for edge in _EDGE.finditer(text, left, start):
            begin = edge.end()
        label = _LABEL.match(text[begin:start])
        if label:
            begin += label.end()
        verb = next(_VERB.finditer(text, begin, end), None)
        if verb:
            begin = verb.start()
        close = _EDGE.search(text, end, min(len(text), end + 240))
        stop = close.start() if close else min(len(text), end + 240)
        if close is None and stop < len(text):
            space = text.rfind(" ", end, stop)
            stop = space if space > end else stop
        while stop > end and text[stop - 1] in " \t\n,":
            stop -= 1
        while begin < start and text[begin] in " \t\n,\"'":
            begin += 1
        return begin, stop


RECOGNIZERS = (MedicalRecordNumber, MedicalInfo)
