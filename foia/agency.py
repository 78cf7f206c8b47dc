"""What is particular to one public body: its name, people, numbers, buildings, closures and fees, read from a YAML overlay.

Strict: a misspelt key is an error that names it, since a switchboard silently ignored would black out the desk's own number.
Imports: stdlib, yaml, errors.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from foia.errors import CatalogError

_LIMIT = 2_000_000  # bytes of an overlay; a roster of thousands fits well


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiaOfficer:
    """Who signs: named with title in every letter (5 ILCS 140/9(a), 3.5)."""

    name: str
    title: str = "Freedom of Information Officer"
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """One officer or employee of the body."""

    name: str
    rank: str = ""
    badge: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fees:
    """The body's own fee schedule, within 5 ILCS 140/6. Money in US cents; pages counted a request."""

    free_pages: int = 50
    cents_per_page: int = 15
    certification_cents: int = 100
    color_cents_per_page: int | None = None  # None: actual cost, stated by hand
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pac:
    """The Public Access Counselor as printed in denial letters (5 ILCS 140/9(a))."""

    name: str = "Public Access Counselor, Office of the Illinois Attorney General"
    address: str = "500 South Second Street, Springfield, Illinois 62701"
    phone: str = "877-299-3642"
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Agency:
    """A public body and what is its own. All of it is data of the body itself, none of it private."""

    name: str
    units: tuple[str, ...] = ()  # police department, records unit ...: other names the body goes by
    address: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    website: str = ""
    foia_officer: FoiaOfficer | None = None
    letterhead: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()  # mail domains; subdomains count too
    switchboard: tuple[str, ...] = ()  # leading digits of the body's own telephone numbers
    addresses: tuple[str, ...] = ()  # the body's own buildings
    roster: tuple[RosterEntry, ...] = ()
    closures: tuple[dt.date, ...] = ()  # days closed besides the State's holidays
    fees: Fees = field(default_factory=Fees)
    fein: str = ""
    pac: Pac = field(default_factory=Pac)
    source: str = ""  # name of the overlay file

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The roster's names as written, for gathering people."""
        return tuple(entry.name for entry in self.roster)

    def owns_phone(self, number: str) -> bool:
        """Whether a number, in any spelling, is one of the body's: a listed number, or one that begins as the switchboard
        does."""
        digits = _national(number)
        listed = [self.phone, self.fax, *([self.foia_officer.phone] if self.foia_officer else [])]
        if len(digits) >= 7 and any(
            one and _national(one).endswith(digits[-7:]) and len(digits) in (7, 10) and _national(one)[-len(digits) :] == digits
            for one in listed
        ):
            return True
        prefixes = [re.sub(r"\D", "", prefix) for prefix in self.switchboard]
        return any(
            (len(digits) >= 10 and digits.startswith(prefix))
            or (len(digits) == 7 and len(prefix) > 3 and digits.startswith(prefix[3:]))
            for prefix in prefixes
        )

    def owns_mail(self, address: str) -> bool:
        """Whether a mail address is in one of the body's domains."""
        domain = address.strip().lower().rpartition("@")[2].rstrip(".>")
        return any(domain == own or domain.endswith("." + own) for own in (d.lower().lstrip("@") for d in self.domains))

    def owns_address(self, text: str) -> bool:
        """Whether an address begins as one of the body's own buildings does: house number and street name."""
        key = _street_key(text)
        return bool(key) and any(key == _street_key(own) for own in (self.address, *self.addresses) if own)


def load_agency(path: Path) -> Agency:
    """Reads an overlay. Raises CatalogError naming the file and the key that is wrong."""
    if not path.is_file():
        raise CatalogError(f"There is no agency overlay at {path.name}", remedy="give the path of a YAML file")
    if path.stat().st_size > _LIMIT:
        raise CatalogError(f"The agency overlay {path.name} is larger than 2 MB", remedy="check that it is the right file")
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Strict)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 1}" if mark else ""
        raise CatalogError(
            f"The agency overlay {path.name} is not readable YAML{line}",
            why=str(getattr(error, "problem", "") or error.__class__.__name__),
            remedy="correct the line",
        ) from error
    if not isinstance(data, dict):
        raise CatalogError(
            f"The agency overlay {path.name} is not a list of 'key: value' lines", remedy="begin with 'name: ...'"
        )
    return agency_from(data, source=path.name)


def agency_from(data: Mapping[str, Any], *, source: str = "the agency overlay") -> Agency:
    """The same from a mapping already read."""
    values = _checked(data, Agency, source, without={"source"})
    made: dict[str, Any] = {"source": source}
    for key, value in values.items():
        where = f"{source}: {key}"
        match key:
            case "foia_officer":
                made[key] = FoiaOfficer(**_texts(_checked(value, FoiaOfficer, where), where))
            case "pac":
                made[key] = Pac(**_texts(_checked(value, Pac, where), where))
            case "fees":
                made[key] = Fees(**_amounts(_checked(value, Fees, where), where))
            case "roster":
                made[key] = tuple(
                    RosterEntry(**_texts(_checked(entry, RosterEntry, f"{where}[{at}]"), f"{where}[{at}]"))
                    for at, entry in enumerate(_list(value, where), 1)
                )
            case "closures":
                made[key] = tuple(sorted(_day(entry, where) for entry in _list(value, where)))
            case "units" | "letterhead" | "domains" | "switchboard" | "addresses":
                made[key] = tuple(_text(entry, where) for entry in _list(value, where))
            case _:
                made[key] = _text(value, where)
    agency = Agency(**made)
    for prefix in agency.switchboard:
        if len(re.sub(r"\D", "", prefix)) < 6:
            raise CatalogError(
                f"{source}: switchboard has a prefix of fewer than six digits",
                why="it would make other people's numbers the body's own",
                remedy="give area code and exchange, or more",
            )
    for domain in agency.domains:
        if not re.fullmatch(r"@?(?:[\w-]+\.)+[a-z]{2,}", domain.lower()):
            raise CatalogError(f"{source}: '{domain}' is no mail domain", remedy="write it like example.il.us")
        if domain.lower().lstrip("@") in {"gmail.com", "yahoo.com", "outlook.com", "hotmail.com", "aol.com", "icloud.com"}:
            raise CatalogError(
                f"{source}: '{domain}' is everybody's mail domain",
                why="private addresses would be released as the body's own",
                remedy="take it out",
            )
    return agency


class _Strict(yaml.SafeLoader):
    """Refuses a mapping with the same key twice."""


def _mapping(loader: _Strict, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node)
        if key in seen:
            raise CatalogError(
                f"The key '{key}' stands twice, the second time in line {key_node.start_mark.line + 1}",
                remedy="keep one of the two",
            )
        seen.add(key)
    return dict(loader.construct_pairs(node, deep=True))


_Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _checked(data: object, kind: type, where: str, *, without: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        raise CatalogError(f"{where} is not a list of 'key: value' lines", remedy="see the sample overlay")
    allowed = {one.name for one in fields(kind)} - set(without)
    extra = sorted(str(key) for key in data if key not in allowed)
    if extra:
        raise CatalogError(f"{where} has unknown keys: {', '.join(extra)}", remedy=f"use only: {', '.join(sorted(allowed))}")
    for one in fields(kind):
        required = one.default is MISSING and one.default_factory is MISSING
        if required and not data.get(one.name):
            raise CatalogError(f"{where} lacks '{one.name}'", remedy=f"add '{one.name}: ...'")
    return {str(key): value for key, value in data.items() if value is not None}


def _list(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise CatalogError(f"{where} is not a list", remedy="write one entry a line, each beginning with '- '")
    return value


def _text(value: object, where: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise CatalogError(
            f"{where} is not text", why=f"it was read as {type(value).__name__}", remedy="put it in quotation marks"
        )
    return str(value).strip()


def _texts(values: Mapping[str, Any], where: str) -> dict[str, str]:
    return {key: _text(value, f"{where}.{key}") for key, value in values.items()}


def _amounts(values: Mapping[str, Any], where: str) -> dict[str, Any]:
    for key, value in values.items():
        if key != "note" and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
            raise CatalogError(
                f"{where}.{key} is not a whole number of cents or pages", remedy="write it without a sign or a point"
            )
    if values.get("free_pages", 50) < 50 or values.get("cents_per_page", 15) > 15:
        raise CatalogError(
            f"{where} charges more than the Act allows",
            why="the first 50 black and white pages are free and a page costs at most 15 cents (5 ILCS 140/6(b))",
            remedy="lower the fee",
        )
    return dict(values)


def _day(value: object, where: str) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if isinstance(value, str):  # settings kept as JSON write dates as text
        with contextlib.suppress(ValueError):
            return dt.date.fromisoformat(value)
    raise CatalogError(f"{where} holds what is no date", remedy="write dates like 2026-12-24")


def _national(number: str) -> str:
    digits = re.sub(r"\D", "", re.split(r"(?i)\b(?:x|ext)", number)[0])
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def _street_key(text: str) -> str:
    match = re.match(r"\W*(\d+)\s+(?:([NSEW]|north|south|east|west)\.?\s+)?([a-z0-9]+)", " ".join(text.split()), re.IGNORECASE)
    return f"{match.group(1)} {match.group(3)}".lower() if match else ""
