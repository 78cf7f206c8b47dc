"""YAML -> provisions: strict about keys, types and quotes, every error naming file and path. Imports: errors, the values.

The format is described in docs/provisions.md. A quote is located while it is read: a provision whose words do not stand in the
corpus at the stated page and line cannot be loaded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from foia.errors import UsageError
from foia.exemptions import citation
from foia.exemptions.logic import MAX_ROWS, Earlier, Fact, Moment, Named, Question, Test, rows, walk
from foia.exemptions.logic import All as AllOf
from foia.exemptions.logic import Any as AnyOf
from foia.exemptions.provision import EFFECTS, EXEMPTS, Duty, LaterChange, Note, Provision, Status, Version
from foia.exemptions.quoting import Quotes

SCOPES: Final = ("body", "request", "record", "person", "passage")
TYPES: Final = ("bool", "date", "text", "enum")
WITHHOLDS: Final = ("record", "passage", "identity")
CERTAINTIES: Final = ("high", "medium", "low")
UNNAMED: Final = "confirmed"  # the fact of a plain `confirm:` that gives no name

_TREE_KEYS: Final = frozenset({"facts", "terms", "confirm", "except", "exempt", "applies", "if_released", "notes", "factors"})
_ENTRY_KEYS: Final = _TREE_KEYS | {
    "node", "citation", "title", "withholds", "effect", "cues", "versions", "second_citation", "underlying", "needs_facts",
    "later_changes", "remarks", "time_limit", "refuses", "part_of", "overrides", "examples", "sources", "amends",
}  # fmt: skip
_VERSION_KEYS: Final = _TREE_KEYS | {
    "status", "known", "enacted_by", "source", "sources", "law", "printed", "own_words", "certainty",
}  # fmt: skip
_AMENDS_KEYS: Final = frozenset({"amends", "node", "versions", "remarks"})
_INHERITED: Final = _TREE_KEYS | {"law", "enacted_by", "own_words", "certainty", "printed"}
_TEST_KEYS: Final = {
    "fact": {"fact", "is"}, "term": {"term"}, "all": {"all"}, "any": {"any"}, "earlier": {"earlier"},
    "provision": {"provision"},
}  # fmt: skip


class Reader(Quotes):
    """Reads entries of one file. `path` grows while it descends, so that every error can say where it stands."""

    # -- entries -----------------------------------------------------------------------------------------------------------

    def entry(self, raw: object, index: int, known: Callable[[str], Provision | None]) -> Provision:
        """One provision. `known` finds the entry that an overlay's `amends: true` builds upon."""
        place = f"provisions[{index}]"
        entry = self.mapping(raw, place, _ENTRY_KEYS)
        node = self.text(entry, "node", place)
        if not citation.is_node(node):
            raise self.wrong(place, f"'{node}' is not a node path", remedy="write it like ilcs/5/140/7/1/d/iv")
        if entry.get("amends"):
            return self._amended(entry, node, known(node))
        effect = self.choice(entry, "effect", node, EFFECTS)
        withholds = self.choice(entry, "withholds", node, WITHHOLDS, "record")
        provision = Provision(
            node=node,
            citation=str(entry.get("citation") or citation.to_citation(node)),
            title=self.text(entry, "title", node),
            effect=effect,
            withholds=withholds,
            versions=self._versions(entry, node, effect, withholds, ()),
            cues={
                k: self.strings(v, f"{node}.cues.{k}") for k, v in self.mapping(entry.get("cues", {}), f"{node}.cues").items()
            },
            second_citation=self.choice(entry, "second_citation", node, ("required", ""), "") == "required",
            underlying=self.strings(entry.get("underlying", []), f"{node}.underlying"),
            needs_facts=self.flag(entry, "needs_facts", node),
            remarks=self.strings(entry.get("remarks", []), f"{node}.remarks"),
            time_limit=str(entry.get("time_limit", "")),
            refuses=str(entry.get("refuses", "")),
            part_of=str(entry.get("part_of", "")),
            overrides=self.strings(entry.get("overrides", []), f"{node}.overrides"),
            examples={k: str(v) for k, v in self._examples(entry, node).items()},
            sources=self.strings(entry.get("sources", []), f"{node}.sources"),
            origin=self.origin,
        )
        return replace(provision, later_changes=self._later_changes(entry, provision))

    def _amended(self, entry: Mapping[str, Any], node: str, base: Provision | None) -> Provision:
        self.mapping(entry, node, _AMENDS_KEYS)
        if base is None:
            raise self.wrong(node, "there is no such provision to amend", remedy="leave out `amends`, or correct the node")
        versions = self._versions(entry, node, base.effect, base.withholds, base.versions)
        remarks = base.remarks + self.strings(entry.get("remarks", []), f"{node}.remarks")
        return replace(base, versions=versions, remarks=remarks, refuses="", origin=self.origin)

    def _examples(self, entry: Mapping[str, Any], node: str) -> Mapping[str, Any]:
        return self.mapping(
            entry.get("examples", {}), f"{node}.examples", {"exempt", "not_exempt", "applies", "does_not_apply"}
        )

    def _later_changes(self, entry: Mapping[str, Any], provision: Provision) -> tuple[LaterChange, ...]:
        changes = []
        for index, raw in enumerate(self.list(entry.get("later_changes", []), f"{provision.node}.later_changes")):
            path = f"{provision.node}.later_changes[{index}]"
            change = self.mapping(raw, path, {"act", "effective", "certainty", "what", "flips", "when"})
            flips = change.get("flips", [])
            kinds = {"exempt", "not_exempt", "not_in_force"}
            chosen = kinds if flips is True else {flips} if isinstance(flips, str) else set(self.strings(flips, path))
            if not chosen <= kinds:
                raise self.wrong(f"{path}.flips", "names no finding", remedy="use exempt, not_exempt, not_in_force or true")
            effective = change.get("effective")
            if effective is not None and not isinstance(effective, dt.date):
                raise self.wrong(f"{path}.effective", "is not a date", remedy="write YYYY-MM-DD, or leave it out")
            last = provision.versions[-1]
            when = None
            if "when" in change:
                when = self._test(change["when"], f"{path}.when", last.questions, {}, last)
            changes.append(
                LaterChange(
                    act=self.text(change, "act", path),
                    what=self.text(change, "what", path),
                    certainty=self.choice(change, "certainty", path, CERTAINTIES),
                    effective=effective,
                    flips=frozenset(chosen),
                    when=when,
                )
            )
        return tuple(changes)

    # -- versions ----------------------------------------------------------------------------------------------------------

    def _versions(
        self, entry: Mapping[str, Any], node: str, effect: str, withholds: str, before: tuple[Version, ...]
    ) -> tuple[Version, ...]:
        raw = self.mapping(entry.get("versions", {}), f"{node}.versions")
        if not raw:
            raise self.wrong(node, "has no versions", remedy="give at least one start date with its status and source")
        shared = {key: entry[key] for key in _TREE_KEYS if key in entry}
        versions, inherited = list(before), dict(shared)
        for start in sorted(raw, key=str):
            path = f"{node}.versions.{start}"
            if not isinstance(start, dt.date):
                raise self.wrong(path, "the key is not a date", remedy="versions are keyed by their start date, YYYY-MM-DD")
            if any(version.start == start for version in versions):
                raise self.wrong(path, "two versions start on the same day", remedy="keep one of them")
            given = self.mapping(raw[start], path, _VERSION_KEYS)
            inherited = {**{key: inherited[key] for key in inherited if key in _INHERITED}, **given}
            versions.append(self._version(start, inherited, given, path, effect, withholds, versions[-1] if versions else None))
        return tuple(sorted(versions, key=lambda version: version.start))

    def _version(
        self, start: dt.date, raw: Mapping[str, Any], given: Mapping[str, Any], path: str, effect: str, withholds: str,
        before: Version | None,
    ) -> Version:  # fmt: skip
        status = Status(
            self.choice(given, "status", path, [s.value for s in Status if s not in (Status.NOT_YET, Status.UNKNOWN_TEXT)])
        )
        if status is Status.IN_FORCE and before and before.status is Status.PROPOSED and "enacted_by" not in given:
            raise self.wrong(path, "does not say what enacted the proposal", remedy="name the Public Act in enacted_by")
        spans, merges = self.sources(raw, given, path)
        version = Version(
            start=start,
            status=status,
            exact=self.choice(given, "known", path, ("at_least", "exact"), "at_least") == "exact",
            enacted_by=str(raw.get("enacted_by", "")),
            sources=spans,
            merges=merges,
            certainty=self.choice(raw, "certainty", path, (*CERTAINTIES, ""), ""),
        )
        amends_quietly = before is not None and "law" not in raw and not spans
        if spans:
            version = self.with_words(version, raw, path)
        elif raw.get("own_words"):
            if status is Status.IN_FORCE:
                raise self.wrong(
                    path, "is in force in words of our own", why="only a text that can be quoted grounds a decision",
                    remedy="give source: and law: from a reviewed text, or status: informational",
                )  # fmt: skip
            version = replace(version, words=str(raw["own_words"]).strip(), own_words=True)
        elif amends_quietly and before is not None:
            version = replace(
                version, sources=before.sources, merges=before.merges, law=before.law, words=before.words,
                enacted_by=version.enacted_by or before.enacted_by,
            )  # fmt: skip
        else:
            raise self.wrong(path, "has neither a source nor words of its own", remedy="give source: and law:, or own_words:")
        if amends_quietly and before is not None and not _TREE_KEYS & raw.keys():
            return replace(
                version, test=before.test, questions=before.questions, if_released=before.if_released, notes=before.notes,
                factors=before.factors,
            )  # fmt: skip
        return self._with_tree(version, raw, path, effect, withholds)

    # -- trees -------------------------------------------------------------------------------------------------------------

    def _with_tree(self, version: Version, raw: Mapping[str, Any], path: str, effect: str, withholds: str) -> Version:
        questions = self._questions(raw.get("facts", {}), f"{path}.facts")
        scope = "record" if withholds == "record" else "passage"
        confirm = self._asked(raw.get("confirm"), f"{path}.confirm", UNNAMED, scope, questions)
        exceptions = self._asked(raw.get("except"), f"{path}.except", "excepted", scope, questions)
        terms: dict[str, Test] = {}
        for name, term in self.mapping(raw.get("terms", {}), f"{path}.terms").items():
            terms[name] = self._test(term, f"{path}.terms.{name}", questions, terms, version)
        key = "exempt" if effect in EXEMPTS else "applies"
        other = "applies" if key == "exempt" else "exempt"
        if other in raw:
            raise self.wrong(f"{path}.{other}", f"an entry whose effect is {effect} has `{key}`, not `{other}`")
        test: Test | None = None
        if key in raw:
            if confirm or exceptions:
                raise self.wrong(path, f"has both `{key}` and `confirm`", remedy="keep one of them")
            test = self._test(raw[key], f"{path}.{key}", questions, terms, version)
        elif confirm:
            parts = tuple(self._leaf(item, questions, version, f"{path}.confirm") for item in confirm)
            if parts[0].law is None and version.law is not None:  # a plain entry quotes its own words
                opening = version.law.words.split("...")[0].strip()
                parts = (replace(parts[0], law=replace(version.law, words=opening)), *parts[1:])
            unless = tuple(self._leaf(item, questions, version, f"{path}.except") for item in exceptions)
            both = AnyOf(parts=unless) if len(unless) > 1 else unless[0] if unless else None
            test = replace(parts[0], unless=both) if len(parts) == 1 else AllOf(parts=parts, unless=both)
        version = replace(version, questions=questions, test=test)
        if (
            test is not None
            and not any(isinstance(t, Named) and t.test is None for t in walk(test))
            and rows([test], questions) > MAX_ROWS
        ):
            raise self.wrong(
                path, "asks too many facts at once", why=f"its truth table has more than {MAX_ROWS} rows", remedy="split it"
            )
        factors = self.strings(raw.get("factors", []), f"{path}.factors")
        for name in factors:
            if name not in questions:
                raise self.wrong(f"{path}.factors", f"the fact '{name}' is not declared", remedy="declare it under facts:")
        return replace(
            version,
            factors=factors,
            if_released=tuple(
                self._duty(duty, f"{path}.if_released[{i}]", version, terms)
                for i, duty in enumerate(self.list(raw.get("if_released", []), f"{path}.if_released"))
            ),
            notes=tuple(
                self._note(note, f"{path}.notes[{i}]", version, terms)
                for i, note in enumerate(self.list(raw.get("notes", []), f"{path}.notes"))
            ),
        )

    def _questions(self, raw: object, path: str) -> dict[str, Question]:
        return {name: self._question(name, spec, f"{path}.{name}", "record") for name, spec in self.mapping(raw, path).items()}

    def _question(self, name: object, raw: object, path: str, scope: str) -> Question:
        spec = self.mapping(raw, path, {"scope", "ask", "type", "options", "fact", "law"})
        kind = self.choice(spec, "type", path, TYPES, "bool")
        options = spec.get("options", {})
        listed = (
            {str(o): str(o).replace("_", " ") for o in options} if isinstance(options, list) else self.mapping(options, path)
        )
        if bool(listed) != (kind == "enum"):
            raise self.wrong(path, "options belong to facts of type enum, and every enum has them")
        if any(words is None for words in listed.values()):
            raise self.wrong(f"{path}.options", "an option has no words", remedy="put words with commas in quotation marks")
        return Question(
            str(name), self.text(spec, "ask", path), self.choice(spec, "scope", path, SCOPES, scope), kind,
            {str(k): str(v) for k, v in listed.items()},
        )  # fmt: skip

    def _asked(
        self, raw: object, path: str, name: str, scope: str, questions: dict[str, Question]
    ) -> tuple[tuple[str, object], ...]:
        """`confirm:` and `except:` in their short forms -> (fact, law) pairs; declares the facts."""
        if raw is None:
            return ()
        items = raw if isinstance(raw, list) else [raw]
        found = []
        for index, item in enumerate(items):
            spec = {"fact": name if index == 0 else f"{name}_{index + 1}", "ask": item} if isinstance(item, str) else item
            spec = self.mapping(spec, path, {"fact", "ask", "scope", "type", "options", "law"})
            fact = self.text(spec, "fact", path)
            if "ask" in spec:
                if fact in questions:
                    raise self.wrong(path, f"the fact '{fact}' is declared twice")
                questions[fact] = self._question(fact, spec, path, scope)
            elif fact not in questions:
                raise self.wrong(path, f"the fact '{fact}' has no question", remedy="give ask:")
            found.append((fact, spec.get("law")))
        return tuple(found)

    def _leaf(self, item: tuple[str, object], questions: Mapping[str, Question], version: Version, path: str) -> Fact:
        return Fact(name=item[0], law=self.quote(item[1], f"{path}.{item[0]}", version))

    def _test(
        self, raw: object, path: str, questions: Mapping[str, Question], terms: Mapping[str, Test], version: Version
    ) -> Test:
        spec = self.mapping(raw, path)
        kinds = [kind for kind in _TEST_KEYS if kind in spec]
        if len(kinds) != 1:
            raise self.wrong(path, "is not one test", remedy=f"give exactly one of {', '.join(_TEST_KEYS)}")
        kind = kinds[0]
        self.mapping(spec, path, _TEST_KEYS[kind] | {"law", "unless"})
        law = self.quote(spec.get("law"), path, version)
        unless = self._test(spec["unless"], f"{path}.unless", questions, terms, version) if "unless" in spec else None
        if kind == "fact":
            name = self.text(spec, "fact", path)
            return Fact(name=name, values=self._values(name, spec, path, questions), law=law, unless=unless)
        if kind == "term":
            name = self.text(spec, "term", path)
            if name not in terms:
                raise self.wrong(path, f"the term '{name}' is not defined", remedy="define it above its use, under terms:")
            return Named(name=name, test=terms[name], law=law, unless=unless)
        if kind == "provision":
            return Named(name=self.text(spec, "provision", path), test=None, kind="provision", law=law, unless=unless)
        if kind == "earlier":
            sides = self.list(spec["earlier"], path)
            if len(sides) != 2:
                raise self.wrong(path, "earlier compares two dates")
            left, right = (self._moment(side, path, questions) for side in sides)
            return Earlier(left=left, right=right, law=law, unless=unless)
        parts = tuple(
            self._test(part, f"{path}.{kind}[{i}]", questions, terms, version)
            for i, part in enumerate(self.list(spec[kind], f"{path}.{kind}"))
        )
        if not parts:
            raise self.wrong(path, f"`{kind}` has no parts")
        return AllOf(parts=parts, law=law, unless=unless) if kind == "all" else AnyOf(parts=parts, law=law, unless=unless)

    def _values(self, name: str, spec: Mapping[str, Any], path: str, questions: Mapping[str, Question]) -> tuple[object, ...]:
        question = questions.get(name)
        if question is None:
            raise self.wrong(path, f"the fact '{name}' is not declared", remedy="declare it under facts:")
        if question.type == "date":
            raise self.wrong(path, f"'{name}' is a date", remedy="compare it with earlier:")
        wanted = spec.get("is", True if question.type != "enum" else None)
        values = tuple(wanted) if isinstance(wanted, list) else (wanted,)
        allowed: Sequence[object] = tuple(question.options) if question.type == "enum" else (True, False)
        if not values or any(value not in allowed for value in values):
            raise self.wrong(f"{path}.is", f"is no answer to '{name}'", remedy=f"use one of {', '.join(map(str, allowed))}")
        return values

    def _moment(self, raw: object, path: str, questions: Mapping[str, Question]) -> Moment:
        spec = raw if isinstance(raw, dict) else {"fact": raw}
        spec = self.mapping(spec, path, {"fact", "plus_days", "plus_years"})
        base, days, years = spec.get("fact"), self.number(spec, "plus_days", path, 0), self.number(spec, "plus_years", path, 0)
        if isinstance(base, dt.date):
            return Moment(date=base, plus_days=days, plus_years=years)
        if base == "as_of":
            return Moment(plus_days=days, plus_years=years)
        if not isinstance(base, str) or base not in questions or questions[base].type != "date":
            raise self.wrong(path, f"'{base}' is neither a date nor a date fact")
        return Moment(fact=base, plus_days=days, plus_years=years)

    def _duty(self, raw: object, path: str, version: Version, terms: Mapping[str, Test]) -> Duty:
        spec = self.mapping(raw, path, {"do", "what", "law", "when"})
        when = self._test(spec["when"], f"{path}.when", version.questions, terms, version) if "when" in spec else None
        return Duty(
            do=self.text(spec, "do", path),
            what=str(spec.get("what", "")),
            law=self.quote(spec.get("law"), path, version),
            when=when,
        )

    def _note(self, raw: object, path: str, version: Version, terms: Mapping[str, Test]) -> Note:
        spec = self.mapping({"note": raw} if isinstance(raw, str) else raw, path, {"note", "when"})
        when = self._test(spec["when"], f"{path}.when", version.questions, terms, version) if "when" in spec else None
        return Note(note=self.text(spec, "note", path), when=when)


def read_entry(reader: Reader, raw: object, index: int, known: Callable[[str], Provision | None]) -> Provision:
    """One entry of a file; a citation that cannot be printed is the catalogue's error, not the user's."""
    try:
        return reader.entry(raw, index, known)
    except UsageError as error:
        raise reader.wrong(f"provisions[{index}]", error.what, why=error.why, remedy=error.remedy) from error
