"""`foia law list|show|check` and `foia decide`: the law as data, at the terminal. Formats: docs/commands.md."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from foia.errors import AnswerError, CatalogError, CheckFailed, FileError, FoiaError, UsageError
from foia.exemptions import explain
from foia.exemptions.catalog import Catalog, check_date, place_of
from foia.exemptions.loading import load_catalog
from foia.exemptions.logic import CANT_TELL, All, Earlier, Fact, Named, Question, Quote, Test, Trace, facts
from foia.exemptions.logic import Any as AnyOf
from foia.exemptions.provision import Finding, Provision, Status, Version

OVERLAY = click.option(
    "--overlay",
    "overlays",
    multiple=True,
    type=click.Path(path_type=Path),
    help="An agency's own provisions (YAML); repeatable.",
)
AS_OF = click.option("--as-of", "as_of", metavar="DATE", help="The day whose law applies (YYYY-MM-DD); today by default.")
_AGAINST = {"disclosure": ", speaks for disclosure", "exemption": ", speaks for the exemption"}
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout (JSON Lines for many).")


@click.group()
def law() -> None:
    """What the statutes say: every provision with its words, source, questions and standing."""


@law.command("list")
@AS_OF
@JSON
@OVERLAY
def list_(as_of: str | None, as_json: bool, overlays: tuple[Path, ...]) -> None:
    """Every provision: node, citation, title, status, effect."""
    date, catalog = _date(as_of), load_catalog(overlays)
    for provision in catalog:
        status = provision.as_of(date).status.value
        if as_json:
            _emit(
                {"node": provision.node, "citation": provision.citation, "title": provision.title, "status": status,
                 "effect": provision.effect}
            )  # fmt: skip
        else:
            click.echo(f"{provision.citation:38} {status:17} {provision.effect:14} {provision.title}")


@law.command()
@click.argument("node")
@AS_OF
@JSON
@OVERLAY
def show(node: str, as_of: str | None, as_json: bool, overlays: tuple[Path, ...]) -> None:
    """One provision with its words, source page and line, questions, tests, authorities."""
    date, catalog = _date(as_of), load_catalog(overlays)
    provision = catalog[node]
    version = provision.as_of(date)
    if as_json:
        _emit(provision_json(catalog, provision, version, date))
        return
    click.echo(_folded(_shown(catalog, provision, version, date)))


@law.command()
@JSON
@OVERLAY
def check(as_json: bool, overlays: tuple[Path, ...]) -> None:
    """Every quote against the corpus, every entry against the schema, coverage, scenarios; exit 1 when one does not hold."""
    from foia.exemptions.check import check_catalog

    report = check_catalog(load_catalog(overlays))
    if as_json:
        _emit(report.as_json())
    else:
        for line in report.lines():
            click.echo(line)
    if report.problems:
        raise CheckFailed(
            f"{len(report.problems)} check(s) of the catalogue do not hold",
            why=report.problems[0],
            remedy="correct the entries named above",
        )


@click.command()
@click.argument("node")
@click.option("--answers", type=click.Path(path_type=Path), help="YAML or JSON: {fact: true, false, cant_tell, date, words}.")
@click.option("--jsonl", "batch", type=click.Path(path_type=Path), help='Batch: lines {"id", "answers"}.')
@click.option("--out", type=click.Path(path_type=Path), help="Where the batch is written; stdout by default.")
@click.option("--interactive", is_flag=True, help="Ask only what matters, here.")
@AS_OF
@JSON
@OVERLAY
def decide(
    node: str, answers: Path | None, batch: Path | None, out: Path | None, interactive: bool, as_of: str | None,
    as_json: bool, overlays: tuple[Path, ...],
) -> None:  # fmt: skip
    """Evaluate one provision over answers: exempt, not exempt, undetermined (with what to find out), or not in force."""
    if sum((answers is not None, batch is not None, interactive)) > 1:
        raise UsageError("Give one of --answers, --jsonl and --interactive", remedy="leave out the others")
    date, catalog = _date(as_of), load_catalog(overlays)
    if batch is not None:
        lines = list(_batch(catalog, node, batch, date))
        if out is None:
            for line in lines:
                click.echo(line)
        else:
            _write(out, lines)
        return
    if interactive:
        found = [("", _ask(catalog, node, date))]
    else:
        found = _from_file(catalog, node, answers, date) if answers else _evaluated(catalog, node, {}, date)
    for subject, finding in found:
        if as_json:
            _emit(_named(subject) | finding_json(finding))
        else:
            click.echo(f"{subject}: " * bool(subject) + _folded(explain.text(finding)))


def _evaluated(catalog: Catalog, node: str, given: Mapping[str, object], date: dt.date) -> list[tuple[str, Finding]]:
    """One finding; or one for each person where the answers hold `subjects: {name: {fact: answer}}`."""
    if "subjects" not in given:
        return [("", catalog.evaluate(node, given, date))]
    subjects = given["subjects"]
    if not isinstance(subjects, Mapping) or not subjects or not all(isinstance(own, Mapping) for own in subjects.values()):
        raise UsageError(
            "'subjects' does not name persons with their answers",
            why="it is a mapping of a name to the facts about that one person",
            remedy="write subjects: {P1: {arrested: true}, P2: {arrested: false}}",
        )
    shared = {name: answer for name, answer in given.items() if name != "subjects"}
    return list(catalog.evaluate_subjects(node, shared, {str(name): own for name, own in subjects.items()}, date).items())


def _named(subject: str) -> dict[str, str]:
    return {"subject": subject} if subject else {}


# -- shapes ----------------------------------------------------------------------------------------------------------------


def finding_json(finding: Finding) -> dict[str, Any]:
    """The decide object of docs/commands.md (keys may be added, never renamed)."""
    return {
        "node": finding.node,
        "citation": finding.citation,
        "as_of": finding.as_of.isoformat(),
        "version": finding.version.isoformat(),
        "status": finding.status.value,
        "finding": finding.finding,
        "asks": [_question_json(question) for question in finding.asks],
        "blocked_by": list(finding.blocked_by),
        "duties": [{"do": duty.do, "what": duty.what} for duty in finding.duties],
        "trace": _trace_json(finding.trace, finding) if finding.trace else {},
        "explanation": explain.text(finding),
        "effect": finding.effect,
        "applies": finding.applies.name.lower(),
        "notes": list(finding.notes),
        "factors": [_question_json(question) for question in finding.factors],
    }


def provision_json(catalog: Catalog, provision: Provision, version: Version, date: dt.date) -> dict[str, Any]:
    return {
        "node": provision.node,
        "citation": provision.citation,
        "title": provision.title,
        "effect": provision.effect,
        "withholds": provision.withholds,
        "as_of": date.isoformat(),
        "version": version.start.isoformat(),
        "status": version.status.value,
        "known": "exact" if version.exact else "at_least",
        "enacted_by": version.enacted_by,
        "words": version.words,
        "own_words": version.own_words,
        "certainty": version.certainty,
        "sources": [
            {"document": s.document, "page": s.start.page, "line": s.start.line, "to_page": s.end.page, "to_line": s.end.line}
            for s in version.sources
        ],
        "printed": [{"printed": m.printed, "reads": m.reads, "line": m.line, "basis": m.basis} for m in version.merges],
        "questions": [_question_json(question) for question in catalog.questions(provision.node, date).values()],
        "test": test_json(version.test) if version.test else None,
        "duties": [{"do": duty.do, "what": duty.what} for duty in version.if_released],
        "needs_facts": provision.needs_facts,
        "second_citation": provision.second_citation,
        "underlying": list(provision.underlying),
        "time_limit": provision.time_limit,
        "refuses": provision.refuses,
        "remarks": list(provision.remarks),
        "later_changes": [
            {"act": c.act, "effective": c.effective and c.effective.isoformat(), "certainty": c.certainty, "what": c.what,
             "flips": sorted(c.flips)}
            for c in provision.later_changes
        ],
        "authorities": [
            {"name": a.name, "cite": a.cite, "year": a.year, "holding": a.holding, "confidence": a.confidence,
             "supports": a.supports}
            for a in provision.authorities
        ],
        "versions": [{"start": v.start.isoformat(), "status": v.status.value} for v in provision.versions],
        "examples": dict(provision.examples),
        "part_of": provision.part_of,
    }  # fmt: skip


def test_json(test: Test) -> dict[str, Any]:
    shape: dict[str, Any]
    if isinstance(test, Fact):
        shape = {"fact": test.name} | ({"is": list(test.values)} if test.values != (True,) else {})
    elif isinstance(test, Earlier):
        shape = {
            "earlier": [side.fact or (side.date.isoformat() if side.date else "as_of") for side in (test.left, test.right)]
        }
    elif isinstance(test, Named):
        shape = {test.kind: test.name}
    else:
        shape = {"all" if isinstance(test, All) else "any": [test_json(part) for part in test.parts]}
        assert isinstance(test, All | AnyOf)
    if test.law is not None:
        shape["law"] = _quote_json(test.law)
    if test.unless is not None:
        shape["unless"] = test_json(test.unless)
    return shape


def _question_json(question: Question) -> dict[str, Any]:
    shape: dict[str, Any] = {"fact": question.name, "ask": question.ask, "scope": question.scope, "type": question.type}
    if question.options:
        shape["options"] = dict(question.options)
    return shape


def _quote_json(quote: Quote) -> dict[str, Any]:
    return {"words": quote.words, "document": quote.document, "page": quote.page, "line": quote.line}


def _trace_json(trace: Trace, finding: Finding) -> dict[str, Any]:
    shape: dict[str, Any] = {"test": trace.test, "truth": trace.truth.name.lower()}
    if trace.name:
        shape["name"] = trace.name
    if trace.test == "fact" and trace.name in finding.questions:
        shape |= {"ask": finding.questions[trace.name].ask, "answer": trace.answer}
    if trace.law is not None:
        shape["law"] = _quote_json(trace.law)
    if trace.parts:
        shape["parts"] = [_trace_json(part, finding) for part in trace.parts]
    if trace.unless is not None:
        shape["unless"] = _trace_json(trace.unless, finding)
    return shape


# -- words -----------------------------------------------------------------------------------------------------------------


def _shown(catalog: Catalog, provision: Provision, version: Version, date: dt.date) -> str:
    act = f"{version.enacted_by}; " if version.enacted_by else ""
    first = provision.first_with_words_of(version)
    since = f"since {'' if first.exact else 'at least '}{first.start.isoformat()}"
    lines = [
        f"{provision.citation}  {provision.title}",
        f"{provision.node}  {provision.effect.replace('_', ' ')}, {provision.withholds}",
        f"As of {date.isoformat()}: {version.status.value.replace('_', ' ')} ({act}{since})",
    ]
    lines += [f"Source: {place_of(source)}" for source in version.sources]
    lines += ["", *(_wrapped(version.words, "  ")), ""]
    if version.own_words:
        lines.append(f"(Our own words, {version.certainty or 'unrated'} certainty: the corpus does not hold this text.)")
    lines += [f"Printed '{m.printed}', reads '{m.reads}': {m.basis}" for m in version.merges]
    lines += _asked(catalog, provision, version, date)
    lines += [f"If released: {d.do.replace('_', ' ')}{': ' + d.what if d.what else ''}" for d in version.if_released]
    if provision.second_citation:
        lines.append(f"Cite a second law: {'; '.join(provision.underlying) or 'the one that prohibits disclosure'}")
    lines += ["The decision must state facts."] if provision.needs_facts else []
    lines += [f"Time limit: {provision.time_limit}"] if provision.time_limit else []
    lines += [f"Never a ground: {provision.refuses.rstrip('.')}."] if provision.refuses else []
    lines += [f"Later change: {change.words}" for change in provision.later_changes]
    lines += [
        f"Authority ({a.confidence}{_AGAINST.get(a.supports, '')}): {a.name}, {a.cite}: {a.holding}"
        for a in provision.authorities
    ]
    lines += [f"Note: {remark}" for remark in provision.remarks]
    if len(provision.versions) > 1:
        lines.append("Versions: " + ", ".join(f"{v.start.isoformat()} {v.status.value}" for v in provision.versions))
    return "\n".join(lines)


def _asked(catalog: Catalog, provision: Provision, version: Version, date: dt.date) -> list[str]:
    """The test as a tree of questions, then what else may be answered: facts to be weighed, facts of notes and later changes."""
    test, questions = catalog.expanded(provision, version, date)
    lines: list[str] = []
    if test is not None:
        would = "" if version.status in (Status.IN_FORCE, Status.INFORMATIONAL) else " (were it in force)"
        lines += [f"{'Exempt' if provision.exempts else 'Applies'} if{would}:", *explain.rule(test, questions, 1)]
    used = facts(test) if test is not None else ()
    rest = [question for name, question in questions.items() if name not in used]
    weighed = [question for question in rest if question.name in version.factors]
    lines += ["To be weighed and written down:" if weighed else "", *(f"  ? {explain.asked(q)}" for q in weighed)]
    others = [question for question in rest if question not in weighed]
    lines += ["Matters besides:" if others else "", *(f"  ? {explain.asked(q)}" for q in others)]
    return [line for line in lines if line]


def _wrapped(words: str, indent: str) -> Iterator[str]:
    import shutil
    import textwrap

    width = min(shutil.get_terminal_size((110, 0)).columns, 110)
    for paragraph in words.split("\n\n"):
        yield from textwrap.wrap(paragraph, width, initial_indent=indent, subsequent_indent=indent) or [""]


def _folded(text: str) -> str:
    """Long lines folded under their own indent where a person reads them; whole where another program does."""
    import shutil
    import textwrap

    if not sys.stdout.isatty():
        return text
    width = max(shutil.get_terminal_size().columns, 60)
    lines: list[str] = []
    for line in text.splitlines():
        indent = " " * (len(line) - len(line.lstrip()) + 4)
        lines += textwrap.wrap(line, width, subsequent_indent=indent, break_on_hyphens=False) or [""]
    return "\n".join(lines)


def _ask(catalog: Catalog, node: str, date: dt.date) -> Finding:
    """Ask, one question at a time, only what can still change the finding; each answer is kept by its fact."""
    given: dict[str, object] = {}
    finding = catalog.evaluate(node, given, date)
    while finding.asks:
        question = finding.asks[0]
        click.echo(f"[{question.scope}] {question.ask}", err=True)
        for option, words in question.options.items():
            click.echo(f"    {option}: {words}", err=True)
        hint = {"bool": "yes/no", "date": "YYYY-MM-DD", "enum": "one of the above"}.get(question.type, "words")
        typed = click.prompt(f"  {hint}, or ? for can't tell", err=True).strip()
        value: object = typed
        if typed in ("?", CANT_TELL):
            value = CANT_TELL
        elif question.type == "bool":
            value = {"y": True, "yes": True, "true": True, "n": False, "no": False, "false": False}.get(typed.lower(), typed)
        try:
            finding = catalog.evaluate(node, {**given, question.name: value}, date)
        except AnswerError as error:
            click.echo(str(error), err=True)
            continue
        given[question.name] = value
    return finding


# -- files -----------------------------------------------------------------------------------------------------------------


def _batch(catalog: Catalog, node: str, path: Path, date: dt.date) -> Iterator[str]:
    for number, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            given = item.get("answers", {}) if isinstance(item, dict) else None
            if not isinstance(item, dict) or "id" not in item or not isinstance(given, Mapping):
                raise ValueError
        except ValueError as error:
            raise UsageError(
                f"{path.name}, line {number} is not a batch line",
                why='each line is a JSON object {"id", "answers"}',
                remedy="correct it",
            ) from error
        day = _date(item["as_of"]) if "as_of" in item else date
        try:
            found = _evaluated(catalog, str(item.get("node") or node), given, day)
        except FoiaError as error:
            raise type(error)(f"{path.name}, line {number}: {error.what}", why=error.why, remedy=error.remedy) from error
        for subject, finding in found:
            yield json.dumps({"id": item["id"], **_named(subject), **finding_json(finding)}, ensure_ascii=False)


def _from_file(catalog: Catalog, node: str, path: Path, date: dt.date) -> list[tuple[str, Finding]]:
    catalog[node]  # an unknown node is no fault of the file
    try:
        return _evaluated(catalog, node, _read_answers(path), date)
    except AnswerError as error:
        raise AnswerError(f"{path.name}: {error.what}", why=error.why, remedy=error.remedy) from error


def _read_answers(path: Path) -> Mapping[str, object]:
    from foia.exemptions.strict import load_yaml

    try:
        raw = load_yaml(_text(path), path.name)
    except CatalogError as error:
        raise UsageError(error.what, why=error.why, remedy="write one answer a line, fact: true") from error
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise UsageError(
            f"{path.name} holds no answers", why="it is not a mapping of facts to answers", remedy="write fact: true"
        )
    return raw


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise FileError(f"{path.name} cannot be read", why=str(reason), remedy="give a readable text file") from error


def _write(path: Path, lines: Iterable[str]) -> None:
    try:
        path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    except OSError as error:
        raise FileError(
            f"{path.name} cannot be written", why=str(error.strerror), remedy="give another place for --out"
        ) from error


def _date(text: str | None) -> dt.date:
    if text is None:
        return dt.date.today()
    try:
        date = dt.date.fromisoformat(str(text))
    except ValueError as error:
        raise UsageError(f"'{str(text)[:20]}' is not a date", remedy="write YYYY-MM-DD") from error
    check_date(date)
    return date


def _emit(value: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
