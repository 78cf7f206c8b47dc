"""What copies may cost under Section 6 of the Act, with the reason for each line. Imports: model, errors.

Money is Decimal, in dollars; a float is refused. The quote never charges more than the Act allows, whatever an agency's
schedule says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from foia.errors import UsageError
from foia.model import RequestKind

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLine:
    """One line of a quote. `amount` is what is charged, 0.00 where the line explains why nothing is."""

    words: str
    amount: Decimal
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A fee, line by line. `explanation` is the whole of it in sentences, for the letter."""

    lines: tuple[FeeLine, ...]
    total: Decimal
    explanation: str
    notes: tuple[str, ...] = ()  # for the office


def quote(
    *,
    kind: RequestKind = RequestKind.STANDARD,
    pages: int = 0,
    other_pages: int = 0,
    other_page_cost: Decimal | str = ZERO,
    media: Sequence[tuple[str, Decimal | str]] = (),
    pdf_bytes: int = 0,
    other_bytes: int = 0,
    certified: int = 0,
    hours: Decimal | str = ZERO,
    video_redaction_hours: Decimal | str = ZERO,
    offsite_cost: Decimal | str = ZERO,
    deadline_missed: bool = False,
    waived: Decimal | str = ZERO,
    schedule: Mapping[str, Decimal | str] | None = None,
) -> Quote:
    """The most that a request may cost, or less where the agency's `schedule` says so (keys: page, certification, hour, free_pages).

    `pages` are black-and-white letter or legal copies; `other_pages` colour or other sizes at their actual cost each;
    `media` the actual cost of each disc or drive; `pdf_bytes` and `other_bytes` the electronic records of a voluminous
    request; `hours` the personnel time of a commercial request; `offsite_cost` what a third-party store charges for
    retrieval, commercial only; `waived` the part of the fee waived in the public interest, 0 to 1. Redacting video from a
    body or dashboard camera is never charged, whatever `video_redaction_hours` says. Raises UsageError for negative or
    non-decimal numbers."""
    for name, number in (("pages", pages), ("other_pages", other_pages), ("certified", certified)):
        _whole(name, number)
    _whole("pdf_bytes", pdf_bytes)
    _whole("other_bytes", other_bytes)
    rules, rates = _data()["rules"], _rates(schedule or {})
    lines: list[FeeLine] = []
    notes: list[str] = []
    if pages:
        lines.append(_paper(pages, rates["page"], int(rates["free_pages"]), rules["paper"]))
    if other_pages:
        each = _money("other_page_cost", other_page_cost)
        amount = (each * other_pages).quantize(CENT, ROUND_DOWN)
        lines.append(
            FeeLine(
                words=f"{other_pages} colored or odd-sized pages at their actual cost of ${each} each",
                amount=amount,
                rule=rules["other_paper"],
            )
        )
    for name, cost in media:
        amount = _money("media", cost).quantize(CENT, ROUND_DOWN)
        words = f"{name} at its actual cost (finding, reviewing and redacting the records is free)"
        lines.append(FeeLine(words=words, amount=amount, rule=rules["medium"]))
    if pdf_bytes or other_bytes:
        lines += _electronic(kind, pdf_bytes, other_bytes, rules)
    if certified:
        each = rates["certification"]
        words = f"certifying {certified} {'record' if certified == 1 else 'records'} at ${each} each"
        lines.append(FeeLine(words=words, amount=(each * certified).quantize(CENT), rule=rules["certification"]))
    lines += _hours(kind, _money("hours", hours), _money("offsite_cost", offsite_cost), rates["hour"], rules, notes)
    if _money("video_redaction_hours", video_redaction_hours):
        words = "redacting video from body-worn or dashboard cameras is never charged"
        lines.append(FeeLine(words=words, amount=ZERO, rule=rules["video"]))
        if kind is RequestKind.COMMERCIAL:
            notes.append(
                "Whether Section 6(f) lets a commercial requester be charged for redacting video is open: ask counsel."
            )
    if not lines:
        lines.append(FeeLine(words="records sent by e-mail or a download link cost nothing", amount=ZERO, rule=rules["medium"]))
    total = sum((line.amount for line in lines), ZERO)
    total = _reductions(lines, total, _money("waived", waived), deadline_missed, kind, rules, notes)
    return Quote(lines=tuple(lines), total=total, explanation=_explain(lines, total), notes=tuple(notes))


def _paper(pages: int, each: Decimal, free: int, rule: str) -> FeeLine:
    paid = max(pages - free, 0)
    if not paid:
        return FeeLine(words=f"{pages} black-and-white pages: the first {free} are free", amount=ZERO, rule=rule)
    words = f"{pages} black-and-white pages: the first {free} are free, the other {paid} cost ${each} each"
    return FeeLine(words=words, amount=(each * paid).quantize(CENT, ROUND_DOWN), rule=rule)


def _electronic(kind: RequestKind, pdf: int, other: int, rules: Mapping[str, str]) -> list[FeeLine]:
    if kind is not RequestKind.VOLUMINOUS:
        words = "electronic records: only the medium may be charged, their size costs nothing"
        return [FeeLine(words=words, amount=ZERO, rule=rules["medium"])]
    lines = []
    for name, size, key in (("PDF", pdf, "voluminous_pdf"), ("other formats", other, "voluminous_other")):
        if size:
            amount = _tier(size, _data()[key])
            megabytes = (Decimal(size) / _data()["megabyte"]).quantize(Decimal("0.1"))
            words = f"electronic records of a voluminous request, {name}, {megabytes} megabytes"
            lines.append(FeeLine(words=words, amount=amount, rule=rules["voluminous"]))
    return lines


def _tier(size: int, tiers: Sequence[tuple[int | None, str]]) -> Decimal:
    for up_to, dollars in tiers:
        if up_to is None or size <= up_to * int(_data()["megabyte"]):
            return Decimal(dollars)
    raise AssertionError("the last tier has no upper end")


def _hours(
    kind: RequestKind, hours: Decimal, offsite: Decimal, rate: Decimal, rules: Mapping[str, str], notes: list[str]
) -> list[FeeLine]:
    if kind is not RequestKind.COMMERCIAL:
        if hours or offsite:
            notes.append(
                "Search, review and redaction are free unless the purpose is commercial (5 ILCS 140/6(a), (b)): not charged."
            )
        return []
    lines = []
    if hours:
        free = int(_data()["commercial"]["free_hours"])
        paid = max(hours - free, Decimal(0))
        words = (
            f"{hours} hours of finding, retrieving and examining: the first {free} are free, the other {paid} cost ${rate} each"
        )
        if not paid:
            words = f"{hours} hours of finding, retrieving and examining: the first {free} are free"
        lines.append(FeeLine(words=words, amount=(rate * paid).quantize(CENT, ROUND_DOWN), rule=rules["commercial"]))
    if offsite:
        words = "the actual cost of retrieval from a store run by a third party"
        lines.append(FeeLine(words=words, amount=offsite.quantize(CENT, ROUND_DOWN), rule=rules["commercial"]))
    return lines


def _reductions(
    lines: list[FeeLine],
    total: Decimal,
    waived: Decimal,
    deadline_missed: bool,
    kind: RequestKind,
    rules: Mapping[str, str],
    notes: list[str],
) -> Decimal:
    if waived > 1:
        raise UsageError("More than the whole fee cannot be waived", remedy="give a part from 0 to 1")
    if deadline_missed:
        words = "the response is late, so nothing is charged"
        lines.append(FeeLine(words=words, amount=-total, rule=rules["missed"]))
        if kind in (RequestKind.COMMERCIAL, RequestKind.RECURRENT):
            notes.append(
                f"Section 3(d) speaks of ordinary requests; nothing is charged for a late {kind.value} one to be safe."
            )
        return ZERO
    if waived and total:
        off = (total * waived).quantize(CENT)
        words = "waived in the public interest" if waived == 1 else f"reduced by ${off} in the public interest"
        lines.append(FeeLine(words=words, amount=-off, rule=rules["waiver"]))
        return total - off
    return total


def _explain(lines: Sequence[FeeLine], total: Decimal) -> str:
    parts = [f"{line.words[0].upper()}{line.words[1:]}: ${line.amount} ({line.rule})." for line in lines if line.amount >= 0]
    parts += [f"{line.words[0].upper()}{line.words[1:]} ({line.rule})." for line in lines if line.amount < 0]
    return " ".join([*parts, f"Total: ${total}."])


def _rates(schedule: Mapping[str, Decimal | str]) -> dict[str, Decimal]:
    """The rates charged: the agency's where they are lower than the Act's, never higher."""
    data = _data()
    most = {"page": data["page"], "certification": data["certification"], "hour": data["commercial"]["hour"]}
    rates = {key: min(Decimal(cap), _money(key, schedule.get(key, cap))) for key, cap in most.items()}
    least = Decimal(data["free_pages"])
    return {**rates, "free_pages": max(least, _money("free_pages", schedule.get("free_pages", least)))}


def _money(name: str, value: Decimal | str | int) -> Decimal:
    try:
        if isinstance(value, float):
            raise InvalidOperation
        amount = Decimal(value)
    except InvalidOperation as error:
        raise UsageError(
            f"{name}: not an exact amount", remedy="write it as a decimal number in text, such as '0.15'"
        ) from error
    if not amount.is_finite() or amount < 0:
        raise UsageError(f"{name}: {amount} is not an amount", remedy="give a number of zero or more")
    return amount


def _whole(name: str, number: int) -> None:
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise UsageError(f"{name}: a count must be a whole number of zero or more", remedy="count again")


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "fees.yaml").read_text(encoding="utf-8"))
    return data
