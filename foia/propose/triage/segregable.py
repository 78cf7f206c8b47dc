"""Warns when more is about to be withheld than the provision reaches, and shows what could be released.

5 ILCS 140/7(1): where a record holds exempt and other information, the body redacts the one and releases the rest.
Imports: model, exemptions, its own room.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foia.model import Decision, Reach, Record, Stance

from .passages import Passage, cut
from .weigh import Triage

if TYPE_CHECKING:
    from foia.exemptions import Catalog

_MOST = 0.85  # part of a page's letters that spans may cover before it counts as the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning:
    decision_ids: tuple[str, ...]
    citation: str
    what: str
    releasable: tuple[Passage, ...]  # passages of the record that nothing found speaks against


def segregability(record: Record, decisions: Sequence[Decision], *, catalog: Catalog, triage: Triage) -> tuple[Warning, ...]:
    """Warnings for decisions that take a page or the record under provisions that withhold only a passage or an identity; spans
    that together leave next to nothing of a page are one warning.

    `releasable` are the passages that no candidate of `triage` points at: a person looks at them before they go out.
    """
    narrow = [
        one
        for one in decisions
        if one.stance is Stance.REDACT
        and one.basis is not None
        and one.basis.node in catalog
        and catalog[one.basis.node].withholds != "record"
    ]
    found = [_warning((one,), what, pages, record, catalog, triage) for one in narrow for what, pages in _whole(one)]
    spans = [one for one in narrow if one.reach is Reach.SPAN]
    for page, start in zip(record.pages, record.starts, strict=True):
        on_page = [one for one in spans if one.start < start + len(page.text) and start < one.end]
        if page.text.strip() and _covered(page.text, start, on_page) >= _MOST:
            what = f"nearly all of page {page.number}"
            found.append(_warning(tuple(on_page), what, frozenset({page.number}), record, catalog, triage))
    return tuple(found)


def _whole(decision: Decision) -> Iterator[tuple[str, frozenset[int] | None]]:
    """What a decision takes whole, with the pages that this touches; None: all."""
    if decision.reach is Reach.RECORD:
        yield "the whole record", None
    elif decision.reach is Reach.PAGE:
        yield f"{len(decision.pages)} whole page{'' if len(decision.pages) == 1 else 's'}", frozenset(decision.pages)
    elif decision.reach is Reach.KEEP:
        pages = frozenset(area.page_number for area in decision.areas)
        yield f"all but what was marked on {len(pages)} page{'' if len(pages) == 1 else 's'}", pages


def _covered(text: str, start: int, decisions: Sequence[Decision]) -> float:
    """The share of a page's letters and digits that the spans cover, however they overlap."""
    written = [at for at, letter in enumerate(text, start) if letter.isalnum()]
    return sum(any(one.start <= at < one.end for one in decisions) for at in written) / max(len(written), 1)


def _warning(
    decisions: tuple[Decision, ...],
    what: str,
    pages: frozenset[int] | None,
    record: Record,
    catalog: Catalog,
    triage: Triage,
) -> Warning:
    bases = {one.basis.node: one.basis.citation for one in decisions if one.basis is not None}
    passages = any(catalog[node].withholds == "passage" for node in bases)
    spans = [span for one in triage for span in one.passages]
    free = tuple(
        passage
        for passage in cut(record.text)
        if (pages is None or record.page_at(passage.start).number in pages)
        and not any(span.start < passage.end and passage.start < span.end for span in spans)
    )
    cited = ", ".join(dict.fromkeys(bases.values()))
    return Warning(
        decision_ids=tuple(one.id for one in decisions),
        citation=cited,
        what=f"{what} would be withheld under {cited}, which reach{'es' if len(bases) == 1 else ''} only "
        + ("the passages described there" if passages else "what identifies a person")
        + f"; {len(free)} other passage{'' if len(free) == 1 else 's'} could be released",
        releasable=free,
    )
