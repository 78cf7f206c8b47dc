"""Reads rules.yaml: flags (what the text around a span says), and the rules that turn type, role and flags into a stance.

Strict: unknown or doubled keys, unknown flags, roles, kinds or nodes are errors that name the rule. Imports: stdlib, yaml,
model, errors, patterns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from foia.errors import CatalogError
from foia.model import Role, Stance
from foia.patterns import small

from .kinds import KINDS

RULES = Path(__file__).with_name("rules.yaml")
WINDOWS = ("before", "after", "beside", "sentence", "label", "heading", "line", "block", "record", "value")
SCOPES = ("span", "value", "person")  # value: any place of the same number or address; person: any mention of the person
# flags that are computed, not read from words; see context.Context
COMPUTED = frozenset(
    [
        "requester",
        "agency_building",
        "agency_phone",
        "agency_mail",
        "agency_fein",
        "private_ip",
        "coordinates",
        "fragment",
        "block_address",
        "intersection",
        "home_of_victim",
        "home_of_arrestee",
        "owner_known",
        "a_post",
        "agency_name",
        "in_a_name",
        "maybe_private",
        "maybe_public",
        "letter_block",
    ]
)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that the words around a span say. True when any of its patterns is found in its window."""

    key: str
    scope: str
    patterns: tuple[tuple[str, re.Pattern[str]], ...]  # (window, pattern for its text in small letters)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the first whose conditions all hold decides. Empty conditions hold for everything."""

    key: str
    types: frozenset[str]
    roles: frozenset[Role]
    also: frozenset[Role]  # at least one of these among the person's other roles
    kinds: frozenset[str]
    not_kinds: frozenset[str]
    when: tuple[str, ...]  # all of these flags
    any_of: tuple[str, ...]  # at least one of these flags
    unless: tuple[str, ...]  # none of these flags
    stance: Stance
    node: str
    reason: str


@dataclass(frozen=True, slots=True)
class RuleBook:
    citations: Mapping[str, str]  # node -> printed citation
    flags: Mapping[str, Flag]
    rules: tuple[Rule, ...]
    seconds: Mapping[str, str] = field(default_factory=dict)  # node -> the other law's citation
    certain: frozenset[str] = frozenset()  # keys of rules that rest on facts, not on words: their stance stands
    _fitting: dict[tuple[str, Role | None, frozenset[str | None]], tuple[Rule, ...]] = field(default_factory=dict)

    def fitting(self, kind_of_span: str, role: Role | None, kinds: frozenset[str | None]) -> tuple[Rule, ...]:
        """The rules, in their order, that type, role and kind of record leave possible; flags are still to be asked."""
        key = (kind_of_span, role, kinds)
        if key not in self._fitting:
            self._fitting[key] = tuple(
                rule
                for rule in self.rules
                if (not rule.types or kind_of_span in rule.types)
                and (not rule.roles or role in rule.roles)
                and (not rule.kinds or rule.kinds & kinds)
                and not rule.not_kinds & kinds
            )
        return self._fitting[key]


class _Strict(yaml.SafeLoader):
    """Refuses a mapping with the same key twice."""


def _mapping(loader: _Strict, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node)
        if key in seen:
            raise CatalogError(f"'{key}' stands twice in line {key_node.start_mark.line + 1}", remedy="keep one of the two")
        seen.add(key)
    return dict(loader.construct_pairs(node, deep=True))


_Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


@lru_cache(maxsize=4)
def load_rules(path: Path = RULES) -> RuleBook:
    """The rule book, read once. Raises CatalogError naming the rule and key that is wrong."""
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Strict)
    _only(data, {"citations", "seconds", "flags", "sets", "rules"}, path.name)
    sets: Mapping[str, list[str]] = data.get("sets", {})
    flags = {key: _flag(key, entry) for key, entry in data["flags"].items()}
    citations = data["citations"]
    rules = []
    for entry in data["rules"]:
        key = str(entry.get("key", "?"))
        _only(
            entry, {"key", "type", "role", "also", "kind", "not_kind", "when", "any", "unless", "stance", "node", "reason"}, key
        )
        rule = Rule(
            key=key,
            types=frozenset(_listed(entry, "type", sets)),
            roles=frozenset(Role(name) for name in _listed(entry, "role", sets)),
            also=frozenset(Role(name) for name in _listed(entry, "also", sets)),
            kinds=frozenset(_listed(entry, "kind", sets)),
            not_kinds=frozenset(_listed(entry, "not_kind", sets)),
            when=_listed(entry, "when", sets),
            any_of=_listed(entry, "any", sets),
            unless=_listed(entry, "unless", sets),
            stance=Stance(entry["stance"]),
            node=entry["node"],
            reason=" ".join(str(entry["reason"]).split()),
        )
        _check(rule, flags, citations)
        rules.append(rule)
    if len({rule.key for rule in rules}) != len(rules):
        raise CatalogError("Two proposal rules bear the same key", remedy="give each its own")
    seconds: Mapping[str, str] = data.get("seconds", {})
    if strange := sorted(set(seconds) - set(citations)):
        raise CatalogError(f"Second citations for nodes that no rule cites: {', '.join(strange)}", remedy="correct the node")
    certain = frozenset(rule.key for rule in rules if _FACTS & {*rule.when, *rule.any_of})
    return RuleBook(citations, flags, tuple(rules), seconds, certain)


# flags computed from the agency's own data, the requester's name or the value itself
_FACTS = frozenset(
    ("requester", "agency_building", "agency_phone", "agency_mail", "agency_fein", "agency_name", "a_post", "private_ip")
)


def _flag(key: str, entry: Mapping[str, Any]) -> Flag:
    _only(entry, {"scope", *WINDOWS}, f"flag {key}")
    scope = entry.get("scope", "span")
    if scope not in SCOPES:
        raise CatalogError(f"The flag '{key}' has the scope '{scope}'", remedy=f"use one of {', '.join(SCOPES)}")
    patterns = []
    for window in WINDOWS:
        if window in entry:
            source = "".join(line.strip() for line in str(entry[window]).splitlines())
            try:
                patterns.append((window, small(source)))
            except re.error as error:
                raise CatalogError(f"The flag '{key}' has a faulty pattern for '{window}'", why=str(error)) from error
    return Flag(key, scope, tuple(patterns))


def _listed(entry: Mapping[str, Any], key: str, sets: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The values under a key; a value `$name` stands for a set defined at the head of the file."""
    value = entry.get(key, ())
    names: list[str] = []
    for name in [value] if isinstance(value, str) else value:
        names.extend(sets[name[1:]] if name.startswith("$") else [name])
    return tuple(names)


def _check(rule: Rule, flags: Mapping[str, Flag], citations: Mapping[str, str]) -> None:
    unknown = [name for name in (*rule.when, *rule.any_of, *rule.unless) if name not in flags and name not in COMPUTED]
    unknown += [name for name in (*rule.kinds, *rule.not_kinds) if name not in KINDS]
    if rule.node not in citations:
        unknown.append(rule.node)
    if unknown:
        raise CatalogError(
            f"The proposal rule '{rule.key}' names what is not defined: {', '.join(unknown)}",
            remedy="define it, or correct the name",
        )


def _only(entry: Mapping[str, Any], allowed: set[str], where: str) -> None:
    extra = sorted(set(entry) - allowed)
    if extra:
        raise CatalogError(f"Unknown keys in {where}: {', '.join(extra)}", remedy=f"use only {', '.join(sorted(allowed))}")
