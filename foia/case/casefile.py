"""A whole case in one YAML file: its schema, read strictly, with one clear error for whatever is wrong. See docs/respond.md.

Imports: errors, model, yaml, pydantic (which checks what comes from disk).
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from foia.errors import UsageError
from foia.model import ActorRole, RequestKind, Role, Stance

LARGEST = 20_000_000  # bytes of a case file or a decisions file

Text = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)]
Answer = bool | dt.date | str | None


_Part = TypeVar("_Part", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RequestPart(_Strict):
    """The request: a file (.eml or text) or its words, and when it was received."""

    received: str | dt.datetime | dt.date
    file: str = ""
    text: str = ""
    kind: RequestKind | None = None
    requester: str = ""
    items: tuple[str, ...] | None = None
    extended: ExtensionPart | None = None
    agreed_until: dt.date | None = None

    @model_validator(mode="after")
    def _one_source(self) -> RequestPart:
        if bool(self.file) == bool(self.text):
            raise ValueError("give either 'file' or 'text'")
        return self


class ExtensionPart(_Strict):
    reason: Text
    noticed: dt.date
    days: int = 5


class PersonPart(_Strict):
    name: str
    title: str
    role: ActorRole = ActorRole.OFFICER


class RecordingPart(_Strict):
    """A line of the body-camera register."""

    id: Text
    recorded_on: dt.date
    officer: str
    supervisor: str = ""
    flags: tuple[str, ...] = ()
    flagged_on: dt.date | None = None
    proceeding: bool = False
    disposed_on: dt.date | None = None
    training: bool = False
    non_enforcement: bool = False


class RecordPart(_Strict):
    file: str
    kind: str | None = None
    password: Text | None = None
    recording: Text = ""
    not_responsive: str = ""  # the reason; the record is then kept, and no part of the response


class AnswersPart(_Strict):
    """Answers to a provision's questions, for one record where they are about a record."""

    node: str
    answers: dict[str, Answer]
    record: str = ""
    by: str = ""
    note: str = ""


class Where(_Strict):
    """What the decisions files and the rules have in common: what is decided, and on which ground."""

    node: str = ""
    second: str = ""
    facts: str = ""
    reason: str = ""
    by: str = ""


class RulePart(Where):
    """Applies to the proposals that match every condition given; the first rule that matches decides."""

    then: Literal["accept", "redact", "release"]
    record: str = ""
    type: str = ""
    role: Role | None = None
    stance: Stance | None = None
    proposed_node: str = ""
    person: str = ""
    text: Text = ""
    page: int = 0
    score_below: float | None = None
    find: bool = False  # with `text` and `redact`: also where nothing was detected


class WholePart(Where):
    """Whole records, or pages of one."""

    record: str
    withhold: bool = False
    pages: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _something(self) -> WholePart:
        if self.withhold == bool(self.pages):
            raise ValueError("give either 'withhold: true' or 'pages'")
        return self


class EachPart(Where):
    """A line of the decisions file: a place, and what is decided about it."""

    stance: Literal["redact", "release"] = "redact"
    record: str = ""
    start: int | None = None
    end: int | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    pages: tuple[int, ...] = ()
    text: Text = ""
    type: str = ""

    @model_validator(mode="after")
    def _one_place(self) -> EachPart:
        given = [self.start is not None and self.end is not None, self.box is not None, bool(self.pages), bool(self.text)]
        if sum(given) != 1 or (self.box is not None and self.page is None):
            raise ValueError("name one place: start and end, page and box, pages, or text")
        return self


class DecisionsPart(_Strict):
    by: str
    accept: tuple[Literal["redact", "release"], ...] = ()
    facts: dict[str, str] = Field(default_factory=dict)
    record_facts: dict[str, dict[str, str]] = Field(default_factory=dict)  # record -> node -> facts
    each: str = ""
    rules: tuple[RulePart, ...] = ()
    records: tuple[WholePart, ...] = ()
    reviewed: bool = False


class CounselPart(_Strict):
    by: str
    note: str = ""


class FeePart(_Strict):
    """What is copied, for the fee; see requests.quote."""

    pages: int = 0
    other_pages: int = 0
    other_page_cost: Text = "0"
    media: tuple[tuple[str, Text], ...] = ()
    pdf_bytes: int = 0
    other_bytes: int = 0
    certified: int = 0
    hours: Text = "0"
    video_redaction_hours: Text = "0"
    offsite_cost: Text = "0"
    waived: Text = "0"


class ResponsePart(_Strict):
    by: str = ""
    formats: tuple[Literal["txt", "docx", "pdf"], ...] = ("txt", "docx", "pdf")
    letter: str = ""  # kind of letter, where it is not the one that the decisions call for
    search: str = ""  # where was looked, for a letter that no records were found
    why: str = ""  # the facts of a burden, of a classification, of a doubt
    ways: tuple[str, ...] = ()  # suggestions for narrowing
    other_body: tuple[str, ...] = ()  # who else may hold the records
    not_held: tuple[str, ...] = ()  # items of the request for which there is no record
    online: str = ""  # where a record is published
    waiver: str = ""  # what was decided about waiving the fee
    cite: tuple[str, ...] = ()  # authorities, by their ids in the catalogue
    fee: FeePart | None = None


class CaseFile(_Strict):
    request: RequestPart
    people: tuple[PersonPart, ...] = Field(min_length=1)
    records: tuple[RecordPart, ...] = ()
    decisions: DecisionsPart | None = None
    number: Text = ""
    title: str = ""
    agency: str = ""
    as_of: str | dt.datetime | dt.date | None = None
    recordings: tuple[RecordingPart, ...] = ()
    answers: tuple[AnswersPart, ...] = ()
    counsel: CounselPart | None = None
    response: ResponsePart = ResponsePart()

    @model_validator(mode="after")
    def _names_hold(self) -> CaseFile:
        names = {person.name for person in self.people}
        files = [record.file for record in self.records]
        if len(set(files)) != len(files):
            raise ValueError("two records have the same file")
        named = [
            ("decisions.by", self.decisions.by if self.decisions else ""),
            ("counsel.by", self.counsel.by if self.counsel else ""),
        ]
        named.append(("response.by", self.response.by))
        named += [(f"answers.{i}.by", part.by) for i, part in enumerate(self.answers)]
        if self.decisions:
            named += [(f"decisions.rules.{i}.by", part.by) for i, part in enumerate(self.decisions.rules)]
            named += [(f"decisions.records.{i}.by", part.by) for i, part in enumerate(self.decisions.records)]
        for where, name in named:
            if name and name not in names:
                raise ValueError(f"{where} names somebody who is not among the people")
        known = {part.id for part in self.recordings}
        for i, record in enumerate(self.records):
            if record.recording and record.recording not in known:
                raise ValueError(f"records.{i}.recording is not among the recordings")
        return self


def load_case_file(path: Path) -> CaseFile:
    """Read a case file. Raises UsageError naming the key that is wrong."""
    raw = _yaml(path)
    if not isinstance(raw, dict):
        raise UsageError(
            f"{path.name} is no case file", why="it is not a list of 'key: value' lines", remedy="see docs/respond.md"
        )
    return _checked(CaseFile, raw, path.name)


def load_each(path: Path) -> tuple[EachPart, ...]:
    """Read a decisions file: JSON Lines. Raises UsageError naming the line that is wrong."""
    found = []
    for number, line in enumerate(_read(path).splitlines(), 1):
        if not line.strip():
            continue
        where = f"{path.name}, line {number}"
        try:
            raw = json.loads(line)
        except ValueError as error:
            raise UsageError(f"{where} is not JSON", why="each line is one JSON object", remedy="correct the line") from error
        found.append(_checked(EachPart, raw, where))
    return tuple(found)


def _checked(model: type[_Part], raw: Any, where: str) -> _Part:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        wrong = [
            f"{'.'.join(str(part) for part in one['loc']) or 'the whole'}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors(include_input=False, include_url=False)
        ]
        raise UsageError(
            f"{where} does not follow its schema",
            why="; ".join(wrong[:6]) + (f"; and {len(wrong) - 6} more" if len(wrong) > 6 else ""),
            remedy="correct these keys; docs/respond.md lists what there is",
        ) from None


def _yaml(path: Path) -> Any:
    try:
        return yaml.load(_read(path), Loader=_Loader)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        why = str(getattr(error, "problem", "") or "a date does not exist")
        raise UsageError(f"{path.name} is not readable YAML{where}", why=why, remedy="correct it") from error


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path.name} is larger than {LARGEST // 10**6} MB", remedy="check that it is the right file")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(f"The file {path.name} cannot be read", why=why, remedy="check its name and place") from error


class _Loader(yaml.SafeLoader):
    """Refuses a key that is given twice."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in found:
            raise yaml.constructor.ConstructorError(None, None, f"the key '{key}' is given twice", key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
    return found


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
