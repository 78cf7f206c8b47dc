"""The law as it stands on a date: provisions by node or citation, evaluated over answers. Imports: errors, model, the values.

The catalogue is the files of data/ and, on top, an agency's overlays. An overlay is a YAML file with `provisions:` (a node that
exists is replaced; `amends: true` adds versions to it) and its own `documents:`, read from beside it. Nothing here
reads today's date, and nothing here decides: a finding says what the provision says, a named person decides.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from foia import model
from foia.errors import AnswerError, CatalogError, DecisionError, NotInForce, UsageError
from foia.exemptions import citation, corpus
from foia.exemptions.answers import normal, ungrouped
from foia.exemptions.corpus import Document
from foia.exemptions.logic import All, Any, Named, Outcome, Question, Test, Truth, evaluate, facts, walk
from foia.exemptions.provision import (
    CURRENT_TEXT,
    Authority,
    Duty,
    Finding,
    LaterChange,
    Provision,
    Source,
    Status,
    Version,
)

_ALWAYS: Final = All(parts=())
_NEVER: Final = Any(parts=())


class Catalog:
    """Provisions by node or printed citation; iterates in the order of the Acts."""

    def __init__(self, provisions: Mapping[str, Provision], documents: Mapping[str, Document]) -> None:
        self.documents = dict(documents)
        self._provisions = {node: provisions[node] for node in sorted(provisions, key=citation.order)}
        self._by_key = {node.lower(): node for node in self._provisions}
        self._by_key |= {provision.citation.lower(): node for node, provision in self._provisions.items()}
        self._overriding = [p for p in self._provisions.values() if p.effect == "must_disclose" and p.overrides]
        self._expanded: dict[tuple[str, dt.date, dt.date], tuple[Test | None, dict[str, Question]]] = {}

    def __len__(self) -> int:
        return len(self._provisions)

    def __iter__(self) -> Iterator[Provision]:
        return iter(self._provisions.values())

    def __contains__(self, node: object) -> bool:
        return isinstance(node, str) and self._find(node) is not None

    def __getitem__(self, node_or_citation: str) -> Provision:
        """The provision of a node path or printed citation.

        Raises:
            UsageError: nothing of that name; the nearest names are given.
        """
        node = self._find(node_or_citation)
        if node is None:
            near = difflib.get_close_matches(citation.to_node(node_or_citation).lower(), self._by_key, n=3, cutoff=0.7)
            nodes = dict.fromkeys(self._by_key[key] for key in near)
            raise UsageError(
                f"There is no provision '{node_or_citation[:80]}' in the catalogue",
                why="no node and no citation reads like it",
                remedy=f"near it: {', '.join(self._provisions[n].citation for n in nodes)}" if nodes else "see foia law list",
            )
        return self._provisions[node]

    def _find(self, text: str) -> str | None:
        key = text.strip().lower()
        if key in self._by_key:
            return self._by_key[key]
        try:
            node = citation.to_node(text)
        except UsageError:
            return None
        found = self._by_key.get(node.lower())
        if found is None and re.match(rf"{citation.FOIA}/7\.5/[a-z]+/[a-z]+$", node.lower()):
            found = self._by_key.get(node.lower().rpartition("/")[0])  # "7.5(jjj) (hhh)" in print: the new letter, then the old
        if found is None and node.startswith(citation.FOIA + "/") and "ilcs" not in key:
            tail = node.removeprefix(citation.FOIA)  # "10-20(b)": a section that only one other Act has
            others = [n for n in self._provisions if n.lower().endswith(tail.lower()) and n.count("/") == tail.count("/") + 2]
            found = others[0] if len(others) == 1 else None
        return found

    def citation(self, node: str) -> str:
        return self[node].citation

    def authorities(self, node: str) -> tuple[Authority, ...]:
        return self[node].authorities

    # -- evaluation --------------------------------------------------------------------------------------------------------

    def evaluate(self, node: str, answers: Mapping[str, object], as_of: dt.date) -> Finding:
        """What a provision says of a record on a date. Pure: the same answers and date give the same finding.

        `answers`: fact -> True/False, "cant_tell", words (text), ISO date or date, an option (enum); None or absent is open.
        They may also be grouped by scope: {"record": {...}, "request": {...}}.

        Raises:
            AnswerError: an unknown fact, a wrong type, a wrong scope.
            UsageError: the date lies before the corpus; no such provision.
        """
        provision = self[node]
        check_date(as_of)
        version = provision.as_of(as_of)
        test, questions = self.expanded(provision, version, as_of)
        overriding = self._overrides_of(provision, as_of)
        foreign = {name: question for other in overriding for name, question in self.expanded(*other, as_of)[1].items()}
        known = questions | {name: question for name, question in foreign.items() if name not in questions}
        given = normal(provision.citation, known, answers)
        finding = self._finding(provision, version, test, questions, given, as_of)
        return self._overridden(finding, overriding, given, as_of) if provision.exempts else finding

    def evaluate_record(
        self, answers: Mapping[str, object], as_of: dt.date, nodes: Sequence[str] | None = None
    ) -> dict[str, Finding]:
        """Findings of many provisions (all by default) over one set of answers; each takes the facts it knows."""
        chosen = [self[node] for node in nodes] if nodes is not None else list(self)
        flat = dict(ungrouped(answers))
        result = {}
        for provision in chosen:
            known = set(self.questions(provision.node, as_of))
            for other in self._overrides_of(provision, as_of):
                known |= set(self.expanded(*other, as_of)[1])
            result[provision.node] = self.evaluate(
                provision.node, {name: value for name, value in flat.items() if name in known}, as_of
            )
        return result

    def evaluate_subjects(
        self, node: str, answers: Mapping[str, object], subjects: Mapping[str, Mapping[str, object]], as_of: dt.date
    ) -> dict[str, Finding]:
        """One finding for each person: the facts of scope `person` come from `subjects[id]`, all others from `answers`.

        A recording shows several subjects: it is released as far as every one's finding allows, the rest is redacted or cut.
        The statute speaks of "the subject" only; that reading is an inference and each finding says so, for counsel.
        """
        questions = self.questions(node, as_of)
        personal = {name for name, question in questions.items() if question.scope == "person"}
        general = sorted(personal & dict(ungrouped(answers)).keys())
        if general and subjects:
            raise AnswerError(
                f"'{general[0]}' is a fact about one person", why="several persons are named, each with their own answers",
                remedy="answer it for each of them",
            )  # fmt: skip
        found = {}
        for person, own in subjects.items():
            stray = sorted(set(own) - personal)
            if stray:
                raise AnswerError(
                    f"'{stray[0]}' is not a fact about one person", why="it holds for the whole record or request",
                    remedy="answer it once, outside the persons",
                )  # fmt: skip
            finding = self.evaluate(node, {**answers, **own}, as_of)
            note = "Several subjects: the text speaks of one; evaluated for each, an inference for counsel to confirm."
            found[person] = replace(finding, notes=(*finding.notes, note)) if len(subjects) > 1 else finding
        if len({finding.finding for finding in found.values()}) > 1:
            rows = "; ".join(f"{person}: {finding.finding.replace('_', ' ')}" for person, finding in found.items())
            note = f"The subjects' rows differ ({rows}): only what every row allows is released, the rest is cut or redacted."
            found = {person: replace(finding, notes=(*finding.notes, note)) for person, finding in found.items()}
        return found

    def questions(self, node: str, as_of: dt.date) -> Mapping[str, Question]:
        """Every fact that a provision may ask on a date, by name, in the order of its tree."""
        provision = self[node]
        check_date(as_of)
        return self.expanded(provision, provision.as_of(as_of), as_of)[1]

    def basis(self, node: str, as_of: dt.date, *, second: str = "") -> model.Basis:
        """The ground for a decision to withhold.

        Raises:
            NotInForce: on that date it is proposed, repealed, blank, not yet effective, or its words are not in the corpus.
            DecisionError: it never withholds, or it needs the other law's citation and none is given.
        """
        provision = self[node]
        check_date(as_of)
        version = provision.as_of(as_of)
        if version.status is not Status.IN_FORCE:
            raise NotInForce(
                f"{provision.citation} cannot ground a decision",
                why=status_words(provision, version, as_of),
                remedy="choose a provision that is in force, or release the passage",
            )
        if not provision.exempts or provision.refuses:
            raise DecisionError(
                f"{provision.citation} cannot ground a decision to withhold",
                why=provision.refuses or f"its effect is '{provision.effect.replace('_', ' ')}'",
                remedy="choose a provision that exempts, or release the passage",
            )
        second = second.strip() or "; ".join(provision.underlying)
        if provision.second_citation and not second:
            raise DecisionError(
                f"{provision.citation} needs a second citation",
                why="it exempts only what another law prohibits or exempts",
                remedy="name that statute or rule, with its section",
            )
        return model.Basis(
            node=provision.node,
            citation=provision.citation,
            version=version.start,
            status=version.status.value,
            needs_facts=provision.needs_facts,
            second=second if provision.second_citation else "",
            title=provision.title,
        )

    def expanded(self, provision: Provision, version: Version, as_of: dt.date) -> tuple[Test | None, dict[str, Question]]:
        """The version's tree with other provisions filled in, and every question it (and its later changes) may ask."""
        points = version.test is not None and any(isinstance(t, Named) and t.kind == "provision" for t in walk(version.test))
        key = (provision.node, version.start, as_of if points else dt.date.min)
        if key not in self._expanded:
            questions: dict[str, Question] = {}
            test = self._fill(version.test, as_of, questions, provision.node) if version.test is not None else None
            for name in facts(test) if test is not None else ():
                questions.setdefault(name, version.questions.get(name) or questions[name])
            for change in provision.later_changes:
                for name in facts(change.when) if change.when is not None else ():
                    questions.setdefault(name, provision.versions[-1].questions[name])
            own = {**questions, **version.questions}
            own = {name: own[name] for name in (*questions, *version.questions)}
            self._expanded[key] = (test, own)
        return self._expanded[key]

    # -- inside ------------------------------------------------------------------------------------------------------------

    def _fill(self, test: Test, as_of: dt.date, questions: dict[str, Question], seen: str) -> Test:
        unless = self._fill(test.unless, as_of, questions, seen) if test.unless is not None else None
        if isinstance(test, Named) and test.kind == "provision":
            other = self[test.name]
            version = other.as_of(as_of)
            inner: Test = _NEVER
            if other.node == seen:
                raise CatalogError(f"{other.citation} refers to itself", remedy="break the circle of provisions")
            if version.test is not None:  # what is not in force never holds, but its facts may be answered all the same
                filled = self._fill(version.test, as_of, questions, seen)
                questions.update({name: version.questions[name] for name in facts(filled) if name in version.questions})
                inner = filled if version.status is Status.IN_FORCE else _NEVER
            return replace(test, name=other.citation, test=inner, unless=unless)
        if isinstance(test, Named) and test.test is not None:
            return replace(test, test=self._fill(test.test, as_of, questions, seen), unless=unless)
        if isinstance(test, All | Any):
            return replace(test, parts=tuple(self._fill(p, as_of, questions, seen) for p in test.parts), unless=unless)
        return replace(test, unless=unless)

    def _finding(
        self, provision: Provision, version: Version, test: Test | None, questions: Mapping[str, Question],
        given: Mapping[str, object], as_of: dt.date,
    ) -> Finding:  # fmt: skip
        first = provision.first_with_words_of(version)
        blank = Finding(
            node=provision.node, citation=provision.citation, title=provision.title, effect=provision.effect, as_of=as_of,
            version=version.start, since=first.start, status=version.status, finding="not_in_force", applies=Truth.NO, questions=questions,
            enacted_by=version.enacted_by, exact=first.exact, source=version.sources[0] if version.sources else None,
            if_released=version.if_released, law=version.law, words=version.words,
            answered=frozenset(given),
        )  # fmt: skip
        changes = [c for c in provision.later_changes if c.effective is None or c.effective <= as_of]
        notes = [f"Later change: {change.words}. Check the current text." for change in changes]
        usable = version.status is Status.IN_FORCE or (version.status is Status.INFORMATIONAL and not provision.exempts)
        if not usable:
            notes.insert(0, _sentence(status_words(provision, version, as_of)))
            open_text = version.status in (Status.INFORMATIONAL, Status.UNKNOWN_TEXT) or any(
                "not_in_force" in change.flips for change in changes
            )
            return replace(
                blank, notes=tuple(notes), finding="undetermined" if open_text else "not_in_force",
                applies=Truth.UNKNOWN if open_text else Truth.NO, blocked_by=(CURRENT_TEXT,) if open_text else (),
            )  # fmt: skip
        main = test if test is not None else (_NEVER if provision.exempts else _ALWAYS)
        doubt = _doubt(main, changes)
        outcome = evaluate([main], questions, given, as_of)
        settled = outcome
        if doubt is not None:
            settled = evaluate([All(parts=(main,), unless=doubt), doubt], questions, given, as_of)
        applies = outcome.truths[0]
        doubtful = doubt is not None and settled.truths[1] is Truth.YES
        finding = _verdict(provision, applies, settled, doubtful)
        if doubtful:
            notes.append("A later change could turn this finding: undetermined, check the current text.")
        follow = [version, *self._referred(test, as_of)]
        duties = tuple(duty for v in follow for duty in v.if_released)
        notes += [n.note for v in follow for n in v.notes if n.when is None or _is(n.when, questions, given, as_of)]
        released = finding == "not_exempt" and (provision.exempts or applies is Truth.YES)
        return replace(
            blank,
            finding=finding,
            applies=applies,
            asks=tuple(questions[name] for name in settled.asks) if not doubtful else (),
            blocked_by=(CURRENT_TEXT,) if doubtful else settled.blocked_by if finding == "undetermined" else (),
            if_released=duties,
            duties=tuple(d for d in duties if released and _holds(d, questions, given, as_of)),
            trace=outcome.traces[0] if test is not None else None,
            notes=tuple(notes),
            factors=tuple(questions[name] for name in version.factors if given.get(name) is None),
        )

    def _referred(self, test: Test | None, as_of: dt.date) -> list[Version]:
        """Versions of the provisions that a test refers to: their notes and duties follow from it too."""
        named = (
            [part for part in walk(test) if isinstance(part, Named) and part.kind == "provision"] if test is not None else []
        )
        return [self[part.name].as_of(as_of) for part in named]

    def _overrides_of(self, provision: Provision, as_of: dt.date) -> list[tuple[Provision, Version]]:
        found = []
        for other in self._overriding if provision.exempts else ():
            version = other.as_of(as_of)
            beats = any(f"{provision.node}/".startswith(prefix.rstrip("/") + "/") for prefix in other.overrides)
            if beats and version.status is Status.IN_FORCE:
                found.append((other, version))
        return found

    def _overridden(
        self, finding: Finding, overriding: Sequence[tuple[Provision, Version]], given: Mapping[str, object], as_of: dt.date
    ) -> Finding:
        """An order to disclose that beats every exemption ends the matter, whatever the exemption's own tree says."""
        for other, version in overriding:
            test, questions = self.expanded(other, version, as_of)
            own = {name: value for name, value in given.items() if name in questions}
            if test is None or not own or finding.status is not Status.IN_FORCE:
                continue
            order = self._finding(other, version, test, questions, own, as_of)
            if order.applies is Truth.YES:
                return replace(
                    finding, finding="not_exempt", asks=(), blocked_by=(), duties=order.duties, trace=order.trace,
                    questions={**finding.questions, **questions},
                    notes=(*finding.notes, f"{other.citation} orders disclosure and admits no exemption: {other.title}."),
                )  # fmt: skip
        return finding


def check_date(as_of: dt.date) -> None:
    """Refuse a date whose law the corpus does not show."""
    if as_of < corpus.BEGINS:
        raise UsageError(
            f"The law of {as_of.isoformat()} is not in the catalogue",
            why=f"the oldest text it holds is that of {corpus.BEGINS.isoformat()} (P.A. 102-694)",
            remedy=f"ask as of {corpus.BEGINS.isoformat()} or later, or look the older text up",
        )


def status_words(provision: Provision, version: Version, as_of: dt.date) -> str:
    """Why a version can't be used on a date, as a sentence without its full stop."""
    since = version.start.isoformat()
    words = {
        Status.IN_FORCE: f"it is in force since {'' if version.exact else 'at least '}{since}",
        Status.PROPOSED: "it was only proposed and never enacted: its status is 'proposed'",
        Status.REPEALED: f"it is repealed or inoperative since {since}",
        Status.BLANK: "the Act leaves this letter blank",
        Status.INFORMATIONAL: "it is shown for information only, until its text is loaded",
        Status.NOT_YET: f"it takes effect on {since}, after {as_of.isoformat()}",
        Status.UNKNOWN_TEXT: f"the corpus shows its words since {since} only, not those of {as_of.isoformat()}",
    }[version.status]
    return f"{words}. {provision.refuses.rstrip('.')}" if provision.refuses else words


def _verdict(provision: Provision, applies: Truth, settled: Outcome, doubtful: bool) -> str:
    if doubtful or Truth.UNKNOWN in settled.truths:
        return "undetermined"
    return "exempt" if provision.exempts and applies is Truth.YES else "not_exempt"


def _doubt(main: Test, changes: Sequence[LaterChange]) -> Test | None:
    """A test for "a later change could turn this": the finding it turns, in the case it speaks of."""
    doubts: list[Test] = []
    for change in changes:
        case = change.when if change.when is not None else _ALWAYS
        if {"exempt", "not_exempt"} <= change.flips:
            doubts.append(case)
        elif "exempt" in change.flips:
            doubts.append(All(parts=(case, main)))
        elif "not_exempt" in change.flips:
            doubts.append(All(parts=(case,), unless=main))
    return Any(parts=tuple(doubts)) if doubts else None


def _is(test: Test, questions: Mapping[str, Question], given: Mapping[str, object], as_of: dt.date) -> bool:
    return evaluate([test], questions, given, as_of).truths[0] is Truth.YES


def _holds(duty: Duty, questions: Mapping[str, Question], given: Mapping[str, object], as_of: dt.date) -> bool:
    """A duty stands unless the answers rule it out: an open fact does not waive it."""
    return duty.when is None or evaluate([duty.when], questions, given, as_of).truths[0] is not Truth.NO


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + "."


def place_of(source: Source) -> str:
    """`hb3512-enrolled p. 162:4-163:19`, for people."""
    start, end = source.start, source.end
    last = f"{end.line}" if end.page == start.page else f"{end.page}:{end.line}"
    return f"{source.document} p. {start.page}:{start.line}" + ("" if end == start else f"-{last}")
