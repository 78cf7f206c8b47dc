"""Files -> catalogue: the provisions of data/, and an agency's overlays on top. Imports: errors, the catalogue, the schema.

Loading proves the schema, every quote at its page and line, and the statutes' sha256; a catalogue that exists has passed.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeAlias

from foia.errors import CatalogError
from foia.exemptions import corpus
from foia.exemptions.catalog import Catalog
from foia.exemptions.corpus import Document, read_document
from foia.exemptions.logic import Named, walk
from foia.exemptions.provision import Authority, Provision
from foia.exemptions.schema import Reader, read_entry
from foia.exemptions.strict import read_yaml

DATA: Final = Path(__file__).parent / "data"
_DOCUMENT_KEYS: Final = frozenset({"file", "title", "act", "status", "layout", "sha256"})


def load_catalog(overlays: Sequence[Path] = ()) -> Catalog:
    """The catalogue of data/ with an agency's overlays on top, in their order. Cached for as long as the files stay the same.

    Raises:
        CatalogError: an entry, a quote or an overlay is wrong; names file and path.
    """
    base = _base(_stamps(sorted(DATA.glob("*.yaml"))))
    return _with_overlays(base, _stamps(overlays)) if overlays else base


_Stamps: TypeAlias = tuple[tuple[Path, int, int], ...]


def _stamps(paths: Sequence[Path]) -> _Stamps:
    """Path, time of change and size of each file: what a cached catalogue depends on."""
    stamps = []
    for path in paths:
        try:
            stamps.append((path, path.stat().st_mtime_ns, path.stat().st_size))
        except OSError as error:
            raise CatalogError(
                f"{path.name} cannot be read", why=str(error.strerror), remedy="give the path of an overlay file"
            ) from error
    return tuple(stamps)


@lru_cache(maxsize=2)
def _base(stamps: _Stamps) -> Catalog:
    documents = dict(corpus.statutes())
    provisions: dict[str, Provision] = {}
    authorities: tuple[Authority, ...] = ()
    collecting = gc.isenabled()
    gc.disable()  # a hundred thousand small objects that all stay: collecting while they are made costs a quarter of the time
    try:
        for path, _, _ in stamps:
            raw = read_yaml(path)
            if path.name == "authorities.yaml":
                authorities = _authorities(raw)
            else:
                _read_file(path, raw, documents, provisions, overlay=False)
    finally:
        if collecting:
            gc.enable()
    _check_references(provisions)
    speaking = {node: tuple(a for a in authorities if node in a.nodes) for node in provisions}
    return Catalog({node: replace(p, authorities=speaking[node]) for node, p in provisions.items()}, documents)


@lru_cache(maxsize=8)
def _with_overlays(base: Catalog, stamps: _Stamps) -> Catalog:
    documents, provisions = dict(base.documents), {provision.node: provision for provision in base}
    for path, _, _ in stamps:
        _read_file(path, read_yaml(path), documents, provisions, overlay=True)
    _check_references(provisions)
    return Catalog(provisions, documents)


def _read_file(
    path: Path, raw: object, documents: dict[str, Document], provisions: dict[str, Provision], overlay: bool
) -> None:
    allowed = {"provisions", "documents"} if overlay else {"provisions"}
    if not isinstance(raw, dict) or not set(raw) <= allowed or not isinstance(raw.get("provisions", []), list):
        raise CatalogError(
            f"{path.name}: the file is not a mapping with {' and '.join(sorted(allowed))}", remedy="see docs/provisions.md"
        )
    reader = Reader(path.name, documents)
    for name, entry in reader.mapping(raw.get("documents", {}), "documents").items():
        where = f"documents.{name}"
        reader.mapping(entry, where, _DOCUMENT_KEYS)
        reader.choice(entry, "layout", where, ("plain", "bill"), "plain")
        if Path(reader.text(entry, "file", where)).name != entry["file"]:
            raise reader.wrong(f"{where}.file", "is not the name of a file beside the overlay", remedy="put the text there")
        if name in documents:
            raise CatalogError(
                f"{path.name}: documents.{name}: the catalogue already has a document of that name",
                why="an overlay brings its own texts and leaves the statutes alone",
                remedy="give it another name",
            )
        documents[name] = read_document(str(name), entry, path.parent, path.name)
    seen: set[str] = set()
    for index, entry in enumerate(raw.get("provisions") or []):
        provision = read_entry(reader, entry, index, provisions.get)
        if provision.node in seen or (provision.node in provisions and not overlay):
            raise CatalogError(
                f"{path.name}: {provision.node}: the node stands twice",
                remedy="keep one entry; several versions go under `versions`",
            )
        seen.add(provision.node)
        provisions[provision.node] = provision


def _check_references(provisions: Mapping[str, Provision]) -> None:
    """Every provision that a test refers to is there, and none leads back to where it began."""
    points = {node: found for node, provision in provisions.items() if (found := _points(provision))}
    for node in points:
        to_visit, seen = [(node, other) for other in points[node]], set()
        while to_visit:
            by, other = to_visit.pop()
            if other not in provisions or other == node:
                raise CatalogError(
                    f"{provisions[by].origin}: {by}: refers to {other}",
                    why="that leads back to where it began" if other == node else "there is no such provision",
                    remedy="break the circle" if other == node else "correct the node, or declare that provision",
                )
            to_visit += [(other, further) for further in points.get(other, ()) if other not in seen]
            seen.add(other)


def _points(provision: Provision) -> list[str]:
    tests = [test for version in provision.versions if version.test is not None for test in walk(version.test)]
    return [test.name for test in tests if isinstance(test, Named) and test.kind == "provision"]


def _authorities(raw: object) -> tuple[Authority, ...]:
    entries = raw.get("authorities", []) if isinstance(raw, dict) else []
    return tuple(
        Authority(
            id=e["id"], name=e["name"], cite=e["cite"], year=e["year"], holding=" ".join(e["holding"].split()),
            confidence=e["confidence"], supports=e["supports"], nodes=tuple(e["nodes"]),
        )
        for e in entries
    )  # fmt: skip
