"""Warns when more is about to be withheld than the provision reaches, and shows what could be released.

5 ILCS 140/7(1): where a record holds exempt and other information, the body redacts the one and releases the rest.
Imports: model, exemptions, its own room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foia.model import Decision, Reach, Record, Stance

from .passages import Passage, cut
from .weigh import Triage

if TYPE_CHECKING:
    from foia.exemptions import Catalog

_MOST = 0.85  # part of a page's words that spans may cover before it counts as the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning:
    decision_ids: tuple[str, ...]
    citation: str
    what: str
    releasable: tuple[Passage, ...]  # passages of the record that nothing found speaks against


def segregability(record: Record, decisions: Sequence[Decision], *, catalog: Catalog, triage: Triage) -> tuple[Warning, ...]:
    """Warnings for decisions that take a page or the record under a provision that withholds only a passage or an identity.

    `releasable` are the passages that no candidate of `triage` points at: a person looks at them before they go out.
    """
    found = []
    for decision in decisions:
        if decision.stance is not Stance.REDACT or decision.basis is None or decision.basis.node not in catalog:
            continue
        reaches = catalog[decision.basis.node].withholds
        if reaches == "record" or not (whole := _whole(record, decision)):
            continue
        free = _free(record, triage, decision)
        found.append(
            Warning(
                decision_ids=(decision.id,),
                citation=decision.basis.citation,
                what=f"{whole} would be withheld under {decision.basis.citation}, which reaches "
                + ("only what identifies a person" if reaches == "identity" else "only the passages it describes")
                + f"; {len(free)} other passage{'' if len(free) == 1 else 's'} could be released",
                releasable=free,
            )
        )
    return tuple(found)


def _whole(record: Record, decision: Decision) -> str:
    if decision.reach is Reach.RECORD:
        return "the whole record"
    if decision.reach is Reach.PAGE:
        return f"{len(decision.pages)} whole page{'' if len(decision.pages) == 1 else 's'}"
    if decision.reach is Reach.SPAN:
        for page, start in zip(record.pages, record.starts, strict=True):
            covered = min(decision.end, start + len(page.text)) - max(decision.start, start)
            if page.text.strip() and covered >= _MOST * len(page.text):
                return "nearly all of a page"
    return ""


def _free(record: Record, triage: Triage, decision: Decision) -> tuple[Passage, ...]:
    spans = [span for one in triage for span in one.passages]
    pages = set(decision.pages) if decision.reach is Reach.PAGE else None
    free = []
    for passage in cut(record.text):
        if pages is not None and record.page_at(passage.start).number not in pages:
            continue
        if decision.reach is Reach.SPAN and not (decision.start <= passage.start and passage.end <= decision.end):
            continue
        if not any(span.start < passage.end and passage.start < span.end for span in spans):
            free.append(passage)
    return tuple(free)
