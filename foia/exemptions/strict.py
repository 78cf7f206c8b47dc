"""Strict YAML: a key given twice is an error, and every value is read with its type or refused with file and path.

Imports: yaml, errors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from foia.errors import CatalogError


class _Strict(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """A loader for which a key given twice is an error: YAML would silently keep the last."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in mapping:
                raise yaml.constructor.ConstructorError(None, None, f"the key '{key}' stands twice", key_node.start_mark)
            mapping[key] = self.construct_object(value_node, deep=True)
        return mapping

    def construct_date(self, node: Any) -> Any:
        """A day that no calendar has (2026-02-30) is an error at its line."""
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError as error:
            raise yaml.constructor.ConstructorError(None, None, "a date that no calendar has", node.start_mark) from error


_Strict.add_constructor("tag:yaml.org,2002:timestamp", _Strict.construct_date)
_Strict.add_constructor("tag:yaml.org,2002:map", lambda loader, node: loader.construct_mapping(node, deep=True))


def load_yaml(text: str, origin: str) -> Any:
    """Parse one YAML text strictly.

    Raises:
        CatalogError: it is not YAML, or a key stands twice; names file, line and key.
    """
    try:
        return yaml.load(text, Loader=_Strict)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{origin}, line {mark.line + 1}" if mark else origin
        raise CatalogError(
            f"{where}: the file cannot be read as YAML",
            why=str(getattr(error, "problem", None) or "it is not well formed"),
            remedy="correct that line; put quotes from statutes in block scalars (>-)",
        ) from error
    except RecursionError as error:
        raise CatalogError(
            f"{origin}: the file cannot be read as YAML", why="it nests too deeply", remedy="flatten it"
        ) from error


def read_yaml(path: Path) -> Any:
    """Parse one YAML file strictly.

    Raises:
        CatalogError: it cannot be read, is not UTF-8 or not YAML; names the file.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = str(error.strerror) if isinstance(error, OSError) else "it is not UTF-8 text"
        raise CatalogError(f"{path.name} cannot be read", why=why, remedy="give a readable YAML file") from error
    return load_yaml(text, path.name)


class Fields:
    """Reads the values of one file; `wrong` makes the error that says where something stands."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    def wrong(self, path: str, what: str, *, why: str = "", remedy: str = "") -> CatalogError:
        return CatalogError(f"{self.origin}: {path}: {what}", why=why, remedy=remedy or "correct the entry")

    def mapping(self, raw: object, path: str, allowed: frozenset[str] | set[str] | None = None) -> dict[str, Any]:
        if not isinstance(raw, dict):
            raise self.wrong(path, "is not a mapping of keys to values")
        unknown = [str(key) for key in raw if allowed is not None and key not in allowed]
        if unknown:
            raise self.wrong(path, f"unknown key '{unknown[0]}'", remedy=f"known keys: {', '.join(sorted(allowed or ()))}")
        return raw

    def list(self, raw: object, path: str) -> list[Any]:
        if not isinstance(raw, list):
            raise self.wrong(path, "is not a list")
        return raw

    def strings(self, raw: object, path: str) -> tuple[str, ...]:
        return tuple(str(item) for item in self.list(raw, path))

    def text(self, raw: Mapping[str, Any], key: str, path: str) -> str:
        value = raw.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(path, f"`{key}` is missing or not text")
        return " ".join(value.split())

    def number(self, raw: Mapping[str, Any], key: str, path: str, default: int | None = None) -> int:
        value = raw.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(path, f"`{key}` is missing or not a number")
        return value

    def flag(self, raw: Mapping[str, Any], key: str, path: str) -> bool:
        value = raw.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(path, f"`{key}` is not true or false")
        return value

    def choice(self, raw: Mapping[str, Any], key: str, path: str, allowed: Sequence[str], default: str | None = None) -> str:
        value = raw.get(key, default)
        if value not in allowed:
            raise self.wrong(
                f"{path}.{key}", f"'{value}' is not allowed", remedy=f"use one of {', '.join(a for a in allowed if a)}"
            )
        return str(value)
