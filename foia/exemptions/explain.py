"""Finding -> words: an indented text for the terminal, Markdown for screens; what a letter quotes of a provision. Imports:
the values.

Every quotation is a quote of the catalogue, proven in the corpus when it was loaded; nothing is paraphrased inside quotation
marks. What somebody typed as an answer is never repeated here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from foia.exemptions.logic import All, Any, Earlier, Fact, Named, Question, Quote, Test, Trace, Truth, between, inner
from foia.exemptions.provision import CURRENT_TEXT, Authority, Duty, Finding, Provision, Status, Version

HEADINGS: Final = {
    "exempt": "EXEMPT",
    "not_exempt": "NOT EXEMPT",
    "undetermined": "UNDETERMINED",
    "not_in_force": "NOT IN FORCE",
}
_ANSWERS: Final = {"yes": "YES", "no": "NO", "not answered": "not answered", "can't tell": "can't tell", "stated": "STATED"}
_TRUTHS: Final = {Truth.YES: "YES", Truth.NO: "NO", Truth.UNKNOWN: "open"}
_WHOLE: Final = 700  # characters of a provision that a letter quotes
_COLUMN: Final = 60  # where the quotations begin, when the question is shorter


def text(finding: Finding) -> str:
    """The finding, how it came about, what follows and what was not needed; indented plain text."""
    lines = [f"{heading(finding)}  {finding.citation}, {standing(finding)}"]
    if finding.trace is not None and finding.finding != "not_in_force":
        lines += _tree(finding, finding.trace, 1, "")
    lines += [f"  {words}" for words in _opening(finding, lines)]
    lines += [f"  {label}: {words}" for label, words in _closing(finding)]
    return "\n".join(lines)


def markdown(finding: Finding) -> str:
    """The same as a Markdown section without a heading of its own level: bold verdict, nested list, closing lines."""
    lines = [f"**{heading(finding)}** — {finding.citation}, {standing(finding)}", ""]
    if finding.trace is not None and finding.finding != "not_in_force":
        for line in _tree(finding, finding.trace, 0, ""):
            depth = (len(line) - len(line.lstrip())) // 2
            lines.append("  " * depth + "- " + _escaped(line.strip()))
    lines += [f"- {_escaped(words)}" for words in _opening(finding, lines)]
    if len(lines) > 2:
        lines.append("")
    lines += [f"*{label}:* {_escaped(words)}  " for label, words in _closing(finding)]
    return "\n".join(lines).rstrip()


def in_brief(version: Version) -> str:
    """A provision's own words as a letter quotes them: whole where they are short, else their first sentence, else their
    opening; "" where the corpus has none."""
    whole = re.sub(r"[;,:]( and| or)?$", "", " ".join(version.words.split()))
    if not whole or version.own_words:
        return ""
    if len(whole) <= _WHOLE:
        return whole
    sentence = re.match(rf".{{40,{_WHOLE}}}?[a-z]{{3}}\.(?= [\"“A-Z])", whole)
    if sentence is not None:
        return f"{sentence[0]} ..."
    opening = " ".join(version.law.words.split("...")[0].split()) if version.law is not None else ""
    return f"{opening.rstrip(' ,;:')} ..." if opening else ""


def supporting(provision: Provision) -> tuple[Authority, ...]:
    """The authorities that a denial under a provision may cite: of high certainty, and not speaking for disclosure."""
    return tuple(one for one in provision.authorities if one.confidence == "high" and one.supports != "disclosure")


def rule(test: Test, questions: Mapping[str, Question], depth: int = 0) -> list[str]:
    """The test itself in words, before any answer: `? question  [fact: scope, kind]`, with its `but not if` beneath.

    A fact that stands in the tree twice is printed twice; an option is printed under its question.
    """
    return list(_rule(test, questions, depth, ""))


def _rule(test: Test, questions: Mapping[str, Question], depth: int, prefix: str) -> Iterator[str]:
    indent = "  " * depth + prefix
    if isinstance(test, Fact):
        question = questions[test.name]
        kind = " or ".join(map(str, test.values)) if question.options else "" if True in test.values else "no"
        yield f"{indent}? {asked(question)}{f', must be: {kind}' if kind else ''}"
    elif isinstance(test, Earlier):
        dates = [questions[side.fact] for side in (test.left, test.right) if side.fact]
        yield f"{indent}{_before(between(test))}" + "".join(f"\n{'  ' * (depth + 1)}? {asked(question)}" for question in dates)
    elif isinstance(test, Named):
        yield f"{indent}{test.name.replace('_', ' ')}:"
    elif isinstance(test, All | Any):
        yield f"{indent}{'all' if isinstance(test, All) else 'any'} of:"
    for part in inner(test):
        yield from _rule(part, questions, depth + 1, "")
    if test.unless is not None:
        yield from _rule(test.unless, questions, depth + 1, "but not if: ")


def asked(question: Question) -> str:
    """A question with the name under which its answer is given: `Is it ...?  [fact: scope, yes/no]`."""
    kinds = {"bool": "yes/no", "text": "facts in words", "date": "YYYY-MM-DD"}
    return f"{question.ask}  [{question.name}: {question.scope}, {kinds.get(question.type) or '/'.join(question.options)}]"


def heading(finding: Finding) -> str:
    """EXEMPT, NOT EXEMPT ...; for duties and orders to disclose whether they apply."""
    if finding.effect in ("duty", "information", "must_disclose") and finding.finding == "not_exempt":
        named = {"must_disclose": "MUST BE DISCLOSED", "duty": "APPLIES", "information": "APPLIES"}[finding.effect]
        return named if finding.applies is Truth.YES else "DOES NOT APPLY"
    return HEADINGS[finding.finding]


def standing(finding: Finding) -> str:
    """ "as in force 2026-08-20 (P.A. 102-694, in force since at least 2022-01-07; HB3512 p. 162)"."""
    since = f"since {'' if finding.exact else 'at least '}{finding.since.isoformat()}"
    where = f"; {place(finding.source.document, finding.source.start.page)}" if finding.source else ""
    act = f"{finding.enacted_by}, " if finding.enacted_by else ""
    if finding.status is Status.IN_FORCE:
        return f"as in force {finding.as_of.isoformat()} ({act}in force {since}{where})"
    return f"as of {finding.as_of.isoformat()} ({act}{finding.status.value.replace('_', ' ')}{where})"


def place(document: str, page: int) -> str:
    """`hb3512-enrolled`, 162 -> "HB3512 p. 162"."""
    name = document.split("-")[0]
    return f"{name.upper() if any(c.isdigit() for c in name) else document} p. {page}"


def _tree(finding: Finding, trace: Trace, depth: int, prefix: str) -> list[str]:
    lines: list[str] = []
    telling = _telling(trace)
    label, shown = _label(finding, trace)
    if trace.test in ("all", "any") and len(telling) == 1:
        label = ""  # one part made the result: it speaks for itself
    if label:
        line = "  " * depth + prefix + label + "  " + shown
        lines.append(line + " " * max(_COLUMN - len(line), 3) + _quoted(trace.law) if trace.law else line)
        depth, prefix = depth + 1, ""
    for part in telling:
        lines += _tree(finding, part, depth, prefix)
    if trace.unless is not None and trace.base is not Truth.NO:
        lines += _tree(finding, trace.unless, depth if label else depth + 1, "but: ")
    return lines


def _opening(finding: Finding, lines: Sequence[str]) -> Iterator[str]:
    """The provision's own opening words, where no test has quoted any."""
    if finding.law is not None and finding.finding != "not_in_force" and not any('"' in line for line in lines):
        yield f"The law: {_quoted(replace(finding.law, words=finding.law.words.split('...')[0].strip()))}"


def _label(finding: Finding, trace: Trace) -> tuple[str, str]:
    if trace.test == "fact":
        question = finding.questions.get(trace.name)
        chosen = question.options.get(trace.answer) if question else None
        shown = f"{chosen}: {_TRUTHS[trace.base]}" if chosen else _ANSWERS[trace.answer]
        return (question.ask if question else trace.name), shown
    if trace.test in ("term", "provision"):
        return f"{trace.name.replace('_', ' ')}:", _TRUTHS[trace.truth]
    if trace.test == "earlier":
        return f"Is it so that: {_dates(finding, trace.name)}?", _TRUTHS[trace.base]
    return "all of:" if trace.test == "all" else "any of:", _TRUTHS[trace.base]


def _dates(finding: Finding, words: str) -> str:
    """`as_of earlier than recorded_on + 90 days` in words."""
    return _before(words.replace("as_of", finding.as_of.isoformat()))


def _before(words: str) -> str:
    words = words.replace("as_of", "the day of the decision").replace(" earlier than ", " is before ")
    return words.replace("_", " ").replace(" + ", " plus ")


def _telling(trace: Trace) -> tuple[Trace, ...]:
    """The parts that made the result what it is: the yes of an `any`, the no of an `all`; otherwise all of them."""
    if trace.test == "any" and trace.base is Truth.YES:
        return tuple(part for part in trace.parts if part.truth is Truth.YES) or trace.parts
    if trace.test == "all" and trace.base is Truth.NO:
        return tuple(part for part in trace.parts if part.truth is Truth.NO) or trace.parts
    return trace.parts


def _closing(finding: Finding) -> Iterator[tuple[str, str]]:
    if finding.if_released and finding.finding in ("not_exempt", "undetermined") and (finding.duties or finding.asks):
        label = "If released" if finding.effect in ("may_withhold", "must_withhold") else "Duties"
        yield label, "; ".join(_duty(duty) for duty in (finding.duties or finding.if_released)) + "."
    if finding.asks:
        yield "Still to find out", " ".join(question.ask for question in finding.asks)
    if finding.blocked_by:
        yield "For counsel", _reason(finding) + "."
    for note in finding.notes:
        yield "Note", note
    if finding.factors:
        yield "To be weighed and written down", " ".join(question.ask for question in finding.factors)
    asked = {question.name for question in (*finding.asks, *finding.factors)}
    if not finding.blocked_by and finding.finding != "not_in_force":
        spare = [name.replace("_", " ") for name in finding.questions if name not in asked | finding.answered]
        if spare:
            yield "Not needed", ", ".join(spare) + "."


def _reason(finding: Finding) -> str:
    if CURRENT_TEXT in finding.blocked_by:
        return "the corpus does not show the words in force; check the current text"
    if finding.blocked_by:
        names = ", ".join(name.replace("_", " ") for name in finding.blocked_by)
        return f"nobody at the body can tell: {names}"
    if finding.finding == "not_in_force":
        return finding.notes[0].rstrip(".") if finding.notes else "it is not law on that date"
    return "it is not decided yet"


def _duty(duty: Duty) -> str:
    return f"{duty.do.replace('_', ' ')} ({duty.what})" if duty.what else duty.do.replace("_", " ")


def _quoted(quote: Quote) -> str:
    return f"“{quote.words}”" if '"' in quote.words else f'"{quote.words}"'


def _escaped(words: str) -> str:
    return words.replace("*", "\\*").replace("_", "\\_").replace("<", "&lt;")
