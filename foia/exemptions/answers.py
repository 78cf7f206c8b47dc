"""Answers as given -> answers the logic can use, or one clear error. Imports: stdlib, errors, logic.

Answers come flat, {fact: value}, or grouped by scope, {"record": {fact: value}}. A blank text or null is no answer at all, and
"none" or "unknown" written where facts are demanded never counts as facts. Errors name facts and what is allowed, never what was typed into a text answer.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator, Mapping
from typing import Final

from foia.errors import AnswerError
from foia.exemptions.logic import CANT_TELL, Question

_SCOPES: Final = frozenset({"body", "request", "record", "person", "passage"})
_NOTHING: Final = frozenset(
    {"none", "no", "nothing", "nil", "n/a", "na", "not applicable", "false", "-", "--", "cannot be stated"}
)
_NOT_KNOWN: Final = frozenset({"unknown", "not known", "don't know", "can't tell", "cannot tell", "unclear", "tbd", "?"})


def normal(citation: str, questions: Mapping[str, Question], answers: Mapping[str, object]) -> dict[str, object]:
    """Check and convert every answer.

    Raises:
        AnswerError: a fact the provision does not know, an answer of the wrong type, or one given in the wrong scope.
    """
    result: dict[str, object] = {}
    for name, value in answers.items():
        if name in _SCOPES and isinstance(value, Mapping) and name not in questions:
            for inner, answer in value.items():
                question = _question(citation, questions, inner)
                if question.scope != name:
                    raise AnswerError(
                        f"{citation}: '{inner}' is answered in the wrong scope",
                        why=f"it is a fact about the {question.scope}, not about the {name}",
                        remedy=f"move it to '{question.scope}'",
                    )
                _put(result, citation, question, answer)
        else:
            _put(result, citation, _question(citation, questions, name), value)
    return result


def ungrouped(answers: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """The same answers without their scopes, for evaluating many provisions at once."""
    for name, value in answers.items():
        if name in _SCOPES and isinstance(value, Mapping):
            yield from value.items()
        else:
            yield name, value


def _question(citation: str, questions: Mapping[str, Question], name: object) -> Question:
    if not isinstance(name, str) or name not in questions:
        near = difflib.get_close_matches(str(name), questions, n=1)
        known = ", ".join(questions) or "it asks nothing"
        raise AnswerError(
            f"{citation} knows no fact '{str(name)[:60]}'",
            why=f"its facts are: {known}",
            remedy=f"did you mean '{near[0]}'?" if near else "name one of its facts",
        )
    return questions[name]


def _put(result: dict[str, object], citation: str, question: Question, value: object) -> None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return
    if question.name in result:
        raise AnswerError(f"{citation}: '{question.name}' is answered twice", remedy="answer it once")
    result[question.name] = _value(citation, question, value)


def _stated(value: bool | str) -> bool | str:
    """Written facts as they are; yes and no stand for "it can be stated" and "it can't", and so do words that state nothing."""
    if isinstance(value, bool):
        return value
    bare = " ".join(value.lower().replace("\u2019", "'").split()).rstrip(".!")
    return False if bare in _NOTHING else CANT_TELL if bare in _NOT_KNOWN else value


def _value(citation: str, question: Question, value: object) -> object:
    if value == CANT_TELL:
        return CANT_TELL
    if question.type == "bool" and isinstance(value, bool):
        return value
    if question.type == "text" and isinstance(value, bool | str):
        return _stated(value)
    if question.type == "enum" and isinstance(value, str) and value in question.options:
        return value
    if question.type == "date":
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        if isinstance(value, str):
            try:
                return dt.date.fromisoformat(value)
            except ValueError:
                pass
    wanted = {
        "bool": "true or false",
        "text": "words",
        "date": "a date, YYYY-MM-DD",
        "enum": f"one of {', '.join(question.options)}",
    }[question.type]
    raise AnswerError(
        f"{citation}: the answer to '{question.name}' is not {wanted}",
        why=f"it is of type {type(value).__name__}" if not isinstance(value, str) else "it is other text",
        remedy=f'write {wanted}, or "{CANT_TELL}"',
    )
