"""Who may import whom: no arrow runs back up, no circle; streamlit stays in its room."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "foia"

NOUNS = {"model", "errors", "pdfium", "patterns", "worker"}  # and three small neutral pieces of machinery
MAY_IMPORT = {
    "errors": set(),
    "model": {"errors"},
    "patterns": set(),
    "pdfium": {"errors"},
    "worker": {"errors"},
    "exemptions": NOUNS,
    "records": NOUNS,
    "redaction": NOUNS,
    "agency": NOUNS,
    "ledger": NOUNS,
    "jobs": NOUNS,
    "store": NOUNS | {"ledger"},
    "requests": NOUNS | {"agency"},
    "propose": NOUNS | {"agency", "exemptions", "records", "redaction"},
    "response": NOUNS | {"agency", "exemptions", "redaction", "requests"},
}
LOWER = set(MAY_IMPORT)
MAY_IMPORT["case"] = LOWER
MAY_IMPORT["cli"] = LOWER | {"case"}
MAY_IMPORT["screens"] = LOWER | {"case"}


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
            if node.module == "foia":
                names.update(f"foia.{alias.name}" for alias in node.names)
    return names


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_from_the_rooms_below_it(path: Path) -> None:
    own = room(path)
    if own == "__init__":
        return
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "foia" and len(parts) > 1 and parts[1] not in {own, "__version__"}:
            assert parts[1] in MAY_IMPORT[own], f"{path.name} in {own} imports foia.{parts[1]}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_streamlit_is_imported_by_the_screens_alone(path: Path) -> None:
    if room(path) != "screens":
        assert not any(name.split(".")[0] == "streamlit" for name in imported(path))


def test_the_law_needs_nothing_heavier_than_the_standard_library_to_be_evaluated() -> None:
    third_party = {name.split(".")[0] for name in imported(PACKAGE / "exemptions" / "logic.py")} - {"foia"}
    import sys

    assert third_party <= set(sys.stdlib_module_names)
