"""Where a version's words stand, proven while they are read: sources, merges, quotes. Imports: errors, corpus, the values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from foia.errors import CatalogError
from foia.exemptions.corpus import Document, Merge, Passage, Place, pieces_of
from foia.exemptions.logic import Quote
from foia.exemptions.provision import Source, Version
from foia.exemptions.strict import Fields

_LONGEST: Final = 60  # lines searched for the end of a quote whose source gives none


class Quotes(Fields):
    """Reads sources and quotes of one file against the documents; words that do not stand there are an error."""

    def __init__(self, origin: str, documents: Mapping[str, Document]) -> None:
        super().__init__(origin)
        self.documents = documents
        self._passages: dict[tuple[object, ...], Passage] = {}

    def sources(
        self, raw: Mapping[str, Any], given: Mapping[str, Any], path: str
    ) -> tuple[tuple[Source, ...], tuple[Merge, ...]]:
        merges = tuple(
            Merge(
                self.text(m, "printed", f"{path}.printed[{i}]"),
                str(m.get("reads", "")),
                self.number(m, "line", f"{path}.printed[{i}]", 0),
                str(m.get("basis", "")),
            )
            for i, m in enumerate(
                self.mapping(m, f"{path}.printed", {"printed", "reads", "line", "basis"})
                for m in self.list(raw.get("printed", []), f"{path}.printed")
            )
        )
        listed = [given["source"]] if "source" in given else self.list(given.get("sources", []), f"{path}.sources")
        spans = []
        for item in listed:
            source = self.mapping(item, f"{path}.source", {"document", "page", "line", "to_page", "to_line"})
            document = self._document(self.text(source, "document", f"{path}.source"), f"{path}.source")
            start = Place(self.number(source, "page", path), self.number(source, "line", path))
            page = self.number(source, "to_page", path, start.page)
            end = Place(page, self.number(source, "to_line", path, 0))
            if not end.line:
                found = self._passage(document, start, document.after(start, _LONGEST), merges, path).find(
                    str(raw.get("law", ""))
                )
                end = found[1] if found else start
            self._passage(document, start, end, (), path)
            spans.append(Source(document.name, start, end))
        return tuple(spans), merges

    def with_words(self, version: Version, raw: Mapping[str, Any], path: str) -> Version:
        passages = self._version_passages(version, path)
        words = "\n\n".join(passage.reads for passage in passages)
        first = version.sources[0]
        law = str(raw.get("law", "")).strip()
        if not law:
            raise self.wrong(path, "quotes nothing", remedy="give law: with at least its opening words")
        found = passages[0].find(law)
        if found is None or found[0] != first.start:
            raise self._misquoted(f"{path}.law", law, first.document, first.start, found and found[0])
        return replace(version, words=words, law=Quote(" ".join(law.split()), first.document, *first.start))

    def _version_passages(self, version: Version, path: str) -> list[Passage]:
        passages, merges = [], list(version.merges)
        for source in version.sources:
            document = self.documents[source.document]
            here = [m for m in merges if self._passage(document, source.start, source.end, (), path).find(m.printed)]
            merges = [m for m in merges if m not in here]
            passages.append(self._passage(document, source.start, source.end, tuple(here), path))
        if merges:
            raise self.wrong(
                f"{path}.printed",
                f"the bill does not print '{merges[0].printed}' there",
                remedy="copy the words as they are printed",
            )
        return passages

    def quote(self, raw: object, path: str, version: Version) -> Quote | None:
        """Words given with a test: found anywhere in the version's own lines, or at the page and line they state themselves."""
        if raw is None:
            return None
        if isinstance(raw, dict):
            spec = self.mapping(raw, f"{path}.law", {"words", "document", "page", "line"})
            words = self.text(spec, "words", f"{path}.law")
            name = str(spec.get("document") or (version.sources[0].document if version.sources else ""))
            document = self._document(name, f"{path}.law")
            place = Place(self.number(spec, "page", path), self.number(spec, "line", path))
            found = self._passage(document, place, document.after(place, _LONGEST), (), path).find(words)
            if found is None or found[0] != place:
                raise self._misquoted(f"{path}.law", words, name, place, found and found[0])
            return Quote(" ".join(words.split()), name, *place)
        words = " ".join(str(raw).split())
        if not pieces_of(words):
            raise self.wrong(f"{path}.law", "quotes nothing")
        for source, passage in zip(version.sources, self._version_passages(version, path), strict=True):
            found = passage.find(words)
            if found is not None:
                return Quote(words, source.document, *found[0])
        if not version.sources:
            raise self.wrong(f"{path}.law", "quotes a text that is not in the corpus", remedy="leave the quote out")
        first = version.sources[0]
        raise self._misquoted(f"{path}.law", words, first.document, first.start, None)

    def _document(self, name: str, path: str) -> Document:
        if name not in self.documents:
            raise self.wrong(path, f"there is no document '{name}'", remedy=f"use one of {', '.join(self.documents)}")
        return self.documents[name]

    def _passage(self, document: Document, start: Place, end: Place, merges: tuple[Merge, ...], path: str) -> Passage:
        key = (document.name, start, end, merges)
        if key not in self._passages:
            try:
                self._passages[key] = document.passage(start, end, merges)
            except CatalogError as error:
                raise self.wrong(path, error.what, why=error.why, remedy=error.remedy) from error
        return self._passages[key]

    def _misquoted(self, path: str, law: str, document: str, place: Place, found: Place | None) -> CatalogError:
        start = " ".join(law.split()[:8])
        stands = f"they begin on page {found.page} line {found.line}" if found else "they do not stand there"
        return self.wrong(
            path,
            f"the words '{start} ...' are not at page {place.page} line {place.line} of {document}",
            why=stands,
            remedy="copy the statute's own words and give the page and line on which they begin",
        )
