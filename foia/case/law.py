"""The law of a case: the provisions it raises, their questions, the answers, the findings. Part of the Office.

Answers are kept by fact, scope and what they are about, never by position in a questionnaire: changing one keeps the rest, and
a fact that two provisions ask is answered once.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from foia import ledger
from foia.case import plain
from foia.case.desk import Change, parse_time
from foia.case.papers import record_key
from foia.case.review import ReviewDesk
from foia.case.views import AnswerView, Candidate, QuestionView
from foia.errors import AnswerError
from foia.ledger import Kind
from foia.model import Actor
from foia.store import database as db

if TYPE_CHECKING:
    from foia.exemptions import Finding
    from foia.propose.triage import Triage

CANT_TELL = "cant_tell"


class LawDesk(ReviewDesk):
    def provisions(self, case_id: str, record_id: str = "") -> tuple[Candidate, ...]:
        """The provisions that the records raise, the likeliest first, each with the passages that raised it."""
        found = []
        for view in self.records(case_id):
            if (record_id and view.id != record_id) or view.set_aside or view.duplicate_of:
                continue
            for raised in self._triage(case_id, view.id):
                found.append(
                    Candidate(
                        node=raised.node,
                        citation=raised.citation,
                        title=raised.title,
                        score=raised.score,
                        why=raised.why,
                        record_id=view.id,
                        passages=tuple((passage.start, passage.end) for passage in raised.passages),
                    )
                )
        return tuple(sorted(found, key=lambda candidate: -candidate.score))

    def questions(
        self, case_id: str, node: str, record_id: str = "", *, person: str = "", passage: str = "", limit: int = 0
    ) -> tuple[QuestionView, ...]:
        """The questions of a provision for a record, those first whose answers still matter. `limit` 0: all of them."""
        finding = self.evaluate(case_id, node, record_id, person=person, passage=passage)
        known = {(answer.fact, answer.scope, answer.scope_id): answer for answer in self.answers(case_id)}
        asked = [question.name for question in finding.asks]
        words = _law_words(finding)
        views = []
        for name, question in finding.questions.items():
            scope_id = _scope_id(question.scope, case_id, record_id, person, passage)
            views.append(
                QuestionView(
                    fact=name,
                    ask=question.ask,
                    scope=question.scope,
                    scope_id=scope_id,
                    type=question.type,
                    options=tuple(question.options.items()),
                    law=words.get(name, ""),
                    open=name in asked,
                    answer=known.get((name, question.scope, scope_id)),
                )
            )
        views.sort(key=lambda view: (view.answer is not None, asked.index(view.fact) if view.fact in asked else len(asked)))
        return tuple(views[:limit] if limit else views)

    def answer(
        self,
        case_id: str,
        fact: str,
        value: object,
        *,
        by: Actor,
        node: str,
        record_id: str = "",
        person: str = "",
        passage: str = "",
        note: str = "",
        seen: int | None = None,
    ) -> Finding:
        """Answer a question of a provision (True, False, "cant_tell", a date, words; None takes the answer back), and evaluate.

        `seen` is the version of the answer on the screen (0: none): Conflict when somebody else changed it since.
        """
        questions = self.catalog.questions(node, self.today())
        if fact not in questions:
            self.catalog.evaluate(node, {fact: value}, self.today())  # raises, naming the facts that there are
            raise AnswerError(f"'{fact[:60]}' is no fact of this provision", remedy="name one of its facts")
        scope = questions[fact].scope
        scope_id = _scope_id(scope, case_id, record_id, person, passage)
        if not scope_id:
            raise AnswerError(
                f"'{fact}' is a fact about one {scope}",
                why="the answer does not say which",
                remedy=f"name the {scope}",
            )
        if value is not None:
            self.catalog.evaluate(node, {fact: value}, self.today())  # the right type, or AnswerError
        plain_value = value.isoformat() if isinstance(value, dt.date) else value
        with self._step(by, "answer a question") as change:
            self._case_row(change.connection, case_id)
            self._answer(change, case_id, fact, scope, scope_id, plain_value, node, note, seen)
        return self.evaluate(case_id, node, record_id, person=person, passage=passage)

    def _answer(
        self,
        change: Change,
        case_id: str,
        fact: str,
        scope: str,
        scope_id: str,
        value: Any,
        node: str,
        note: str,
        seen: int | None,
    ) -> None:
        data = {"value": value, "note": note, "by": change.by.name, "at": change.at.isoformat()}
        id = json.dumps([fact, scope, scope_id])
        if len(id) > 200:
            id = ledger.digest(id)
            data["key"] = [fact, scope, scope_id]
        owner = "" if scope == "body" else case_id
        db.put_entry(change.connection, "answer", id, data, case_id=owner, seen=seen, what=f"The answer to '{fact}'")
        shown = value if isinstance(value, bool) or value == CANT_TELL else "withdrawn" if value is None else "given"
        change.tell(
            Kind.QUESTION_ANSWERED,
            case_id,
            node=node,
            fact=fact,
            scope=scope,
            scope_id=scope_id if scope != "passage" else "",
            value=str(shown).lower(),
            digest=ledger.digest(data),
        )

    def answers(self, case_id: str) -> tuple[AnswerView, ...]:
        """All answers that hold for the case, those about the public body included."""
        with self.store.read() as connection:
            found = [
                *db.all_entries(connection, "answer", case_id="").items(),
                *db.all_entries(connection, "answer", case_id=case_id).items(),
            ]
        views = []
        for id, (data, version) in found:
            fact, scope, scope_id = data.get("key") or json.loads(id)
            if data["value"] is None:
                continue
            views.append(
                AnswerView(
                    fact=fact,
                    scope=scope,
                    scope_id=scope_id,
                    value=data["value"],
                    note=data["note"],
                    by=data["by"],
                    at=parse_time(data["at"]),
                    version=version,
                )
            )
        return tuple(views)

    def evaluate(self, case_id: str, node: str, record_id: str = "", *, person: str = "", passage: str = "") -> Finding:
        """What a provision says of a record, with the answers given so far, on today's date."""
        questions = self.catalog.questions(node, self.today())
        given: dict[str, object] = {}
        for answer in self.answers(case_id):
            question = questions.get(answer.fact)
            about = _scope_id(answer.scope, case_id, record_id, person, passage)
            if question is not None and question.scope == answer.scope and answer.scope_id == about:
                given[answer.fact] = answer.value
        return self.catalog.evaluate(node, given, self.today())

    def findings(self, case_id: str) -> tuple[tuple[str, Finding], ...]:
        """(record id or "", finding) for every provision of which somebody answered a question."""
        with self.store.read() as connection:
            told = [
                (str(event.data.get("fact")), str(event.data.get("node")))
                for event in ledger.events(connection, case_id=case_id, kinds=[Kind.QUESTION_ANSWERED])
            ]
        live = {view.id for view in self.records(case_id) if not view.set_aside and not view.duplicate_of}
        wanted: dict[tuple[str, str], None] = {}
        for answer in self.answers(case_id):
            for fact, node in told:
                if fact == answer.fact:
                    wanted.setdefault((answer.scope_id if answer.scope_id in live else "", node))
        covered = {node for record_id, node in wanted if record_id}
        return tuple(
            (record_id, self.evaluate(case_id, node, record_id))
            for record_id, node in wanted
            if record_id or node not in covered
        )

    def _triage(self, case_id: str, record_id: str) -> Triage:
        from foia.propose.triage import DATA_VERSION, triage

        row = self._row(case_id, record_id)
        key = f"{DATA_VERSION}/{record_key(record_id)}/{row['kind']}/{row['prepared']}/{self._law_of_today()}"

        def load() -> Triage:
            kept = self.files.derived("triage", key)
            if kept is not None:
                return plain.to_triage(kept)
            known = self._prepared(row) if row["prepared"] else {"proposals": {}, "persons": ()}
            made = triage(
                self.record(case_id, record_id),
                persons=known["persons"],
                proposals=tuple(known["proposals"].values()),
                catalog=self.catalog,
                kind=row["kind"] or None,
                as_of=self.today(),
            )
            self.files.keep("triage", key, plain.of_triage(made))
            return made

        found: Triage = self._remember(f"triage/{key}", load)
        return found

    def _law_of_today(self) -> str:
        """A digest of what triage says of the provisions, which changes when the catalogue does or a version comes into force."""
        today = self.today()

        def digest() -> str:
            return ledger.digest(
                [
                    [one.node, one.citation, one.title, one.withholds, one.effect, getattr(one.as_of(today), "status", "")]
                    for one in self.catalog
                ]
            )

        return str(self._remember(f"law/{today}", digest))


def _scope_id(scope: str, case_id: str, record_id: str, person: str, passage: str) -> str:
    """What an answer is about. A fact about a person is the one subject's of a record unless somebody is named."""
    about = {
        "body": "body",
        "request": case_id,
        "record": record_id,
        "person": person or record_id,
        "passage": passage or record_id,
    }
    return about[scope]


def _law_words(finding: Finding) -> Mapping[str, str]:
    """fact -> the statute's words beside it in the tree."""
    words: dict[str, str] = {}
    if finding.trace is not None:
        for trace in finding.trace.walk():
            if trace.law is not None and trace.name:
                words.setdefault(trace.name, trace.law.words)
    return words
