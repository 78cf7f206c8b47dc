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
    """A loader for which a key given twice is an error (YAML would silently keep the last), as is a day that no calendar has.

    Collections are built here, not by PyYAML's generators: that halves the time.
    """

    def get_single_data(self) -> Any:
        node = self.get_single_node()
        return None if node is None else self._plain(node, {})

    def _plain(self, node: Any, built: dict[int, Any]) -> Any:
        if node.tag == "tag:yaml.org,2002:str":
            return node.value
        if isinstance(node, yaml.ScalarNode):
            try:
                return self.construct_object(node)
            except ValueError as error:
                raise _unreadable("a value that does not exist, such as February 30", node) from error
        if id(node) not in built:  # an alias is built once
            if isinstance(node, yaml.SequenceNode):
                built[id(node)] = [self._plain(item, built) for item in node.value]
            else:
                built[id(node)] = self._mapping(node, built)
        return built[id(node)]

    def _mapping(self, node: Any, built: dict[int, Any]) -> dict[Any, Any]:
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise _unreadable("a key is one word or date", key_node)
            key = self._plain(key_node, built)
            if key in mapping:
                raise _unreadable(f"the key '{key}' stands twice", key_node)
            mapping[key] = self._plain(value_node, built)
        return mapping


def _unreadable(problem: str, node: Any) -> yaml.YAMLError:
    return yaml.constructor.ConstructorError(None, None, problem, node.start_mark)


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
