"""Letters of a case: what they say, what they cost, writing them. Part of the Office.

What an officer adds to a letter (why, where was looked, what it cites, the measures of a fee, words edited by hand) is kept
with the case, so that the letter in the package is the one that was read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from foia import ledger
from foia.case.dates import DatesDesk
from foia.case.desk import ILLINOIS, Change, parse_time
from foia.case.views import Output, RecordView
from foia.errors import UsageError
from foia.ledger import Kind
from foia.model import Actor, Decision, Record, Stance
from foia.store import database as db

if TYPE_CHECKING:
    from foia.exemptions.provision import Authority
    from foia.requests import Quote
    from foia.response.checklist import Check
    from foia.response.letters import Letter

FORMATS = ("txt", "docx", "pdf")
ANSWERS = ("grant", "partial_denial", "denial")  # letters that state what was decided about the records
CENT = Decimal("0.01")  # dollars
INNER = ("proven", "letter_body", "letter_choices")  # outputs that only the program reads


class LetterDesk(DatesDesk):
    def letter_preview(self, case_id: str, kind: str = "", *, by: Actor, **more: Any) -> Letter:
        """The letter as it would be now.

        Without `kind`: grant, partial denial, denial or no records, as the decisions are. `more` as response.build_letter takes
        it, besides `cite` (ids of authorities, see `citable`) and `fee` (measures, as `quote` takes them); what was chosen when
        a letter of this kind was last written holds where `more` says nothing. Raises CheckFailed or DecisionError naming what
        it lacks.
        """
        from foia.response.letters import Asked, Enclosed, build_letter

        case = self.case(case_id)
        live = self._live(case.records)
        records, labels = self._labelled(case_id, live)
        decisions = [decision for decision in self.decisions(case_id) if decision.record_id in labels]
        withheld = {decision.record_id for decision in decisions if decision.stance is Stance.REDACT}
        kind = kind or self.letter_kind(case_id)
        more = {**self.letter_choices(case_id, kind), **more}
        fee, cite = more.pop("fee", None), more.pop("cite", ())
        final = kind in ANSWERS
        signed = [one for one in self.sign_offs(case_id) if one.verdict == "signed" and one.current]
        return build_letter(
            kind,
            agency=self._letterhead(by),
            asked=Asked(
                reference=case.number,
                requester=case.requester or "Requester",
                received=case.received.astimezone(ILLINOIS).date(),
                kind=case.kind,
                items=case.items,
                address=(case.address,) if case.address else (),
            ),
            date=self.today(),
            decisions=decisions if final else (),
            records=records if final else {},
            labels=labels,
            enclosed=[
                Enclosed(label=labels[view.id], pages=view.pages, withheld=view.id in withheld)
                for view in live
                if view.outcome != "withheld"
            ]
            if final
            else (),
            responsible=self._responsible(kind, by, [one.by for one in signed]),
            clock=case.clock,
            quote=self.quote(case_id, **fee) if fee is not None else None,
            law=self._quoted(decisions) if final else {},
            cited=self._cited(decisions, cite) if final else {},
            **more,
        )

    def letter_kind(self, case_id: str) -> str:
        """Which letter the decisions call for."""
        live = self._live(self.records(case_id))
        if not live:
            return "no_records"
        if all(view.outcome == "withheld" for view in live):
            return "denial"
        kept = {view.id for view in live}
        some = any(d.stance is Stance.REDACT and d.record_id in kept for d in self.decisions(case_id))
        return "partial_denial" if some else "grant"

    def citable(self, case_id: str) -> tuple[Authority, ...]:
        """The authorities that a denial of this case may cite: proposals, each to be read beside its holding and chosen."""
        from foia.exemptions.explain import supporting

        found: dict[str, Authority] = {}
        for decision in self.decisions(case_id):
            if decision.basis is not None and decision.basis.node in self.catalog:
                found.update({one.id: one for one in supporting(self.catalog[decision.basis.node])})
        return tuple(found.values())

    def quote(self, case_id: str, **measures: Any) -> Quote:
        """What the copies may cost (see requests.quote for `measures`), by the agency's schedule; nothing once the time to
        answer has passed."""
        from foia.requests import quote

        case = self.case(case_id)
        schedule: dict[str, Decimal] = {}
        if self.agency is not None:
            schedule["page"] = (Decimal(self.agency.fees.cents_per_page) / 100).quantize(CENT)
            schedule["certification"] = (Decimal(self.agency.fees.certification_cents) / 100).quantize(CENT)
            schedule["free_pages"] = Decimal(self.agency.fees.free_pages)
        return quote(kind=case.kind, schedule=schedule, deadline_missed=bool(self.costs(case_id)), **measures)

    def checklist(self, case_id: str, kind: str = "", *, by: Actor, **more: Any) -> tuple[Check, ...]:
        from foia.response.checklist import checklist

        return checklist(self.letter_preview(case_id, kind, by=by, **more))

    def letter(
        self, case_id: str, kind: str = "", *, by: Actor, formats: Sequence[str] = FORMATS, body: str = "", **more: Any
    ) -> tuple[Output, ...]:
        """Write the letter; `body` replaces its text as an officer edited it, and is checked again."""
        letter = self.worded(case_id, kind, by=by, body=body, **more)
        contents = {"txt": lambda: letter.text.encode(), "docx": letter.docx, "pdf": letter.pdf}
        unknown = sorted(set(formats) - set(contents))
        if unknown:
            raise UsageError(f"'{unknown[0][:20]}' is no format of a letter", remedy=f"choose from: {', '.join(FORMATS)}")
        stem = _stem(letter.kind.value)
        written = [(f"{stem}.{form}", self.files.put(contents[form]())) for form in formats]
        body_kept = self.files.put(letter.body.encode())
        choices = {"edited": bool(body), "more": {**self.letter_choices(case_id, letter.kind.value), **more}}
        choices_kept = self.files.put(json.dumps(choices, sort_keys=True, default=str).encode())
        with self._step(by, "write a response") as change:
            for name, sha256 in written:
                self._put_output(change, case_id, "letter", name, sha256)
            self._put_output(change, case_id, "letter_body", f"{stem}.body", body_kept)
            self._put_output(change, case_id, "letter_choices", f"{stem}.choices", choices_kept)
        return tuple(output for output in self.outputs(case_id) if output.name in {name for name, _ in written})

    def worded(self, case_id: str, kind: str = "", *, by: Actor, body: str = "", **more: Any) -> Letter:
        """The letter with the words that an officer edited by hand, if any; they are checked again."""
        from foia.response.checklist import require

        letter = self.letter_preview(case_id, kind, by=by, **more)
        if body:
            letter = replace(letter, body=body)
            require(letter)
        return letter

    def letter_choices(self, case_id: str, kind: str) -> dict[str, Any]:
        """What was added to the letter of this kind when it was last written."""
        kept = self._kept_choices(case_id, kind)
        return dict(kept.get("more", {}))

    def edited_letter(self, case_id: str, kind: str) -> str:
        """The markup of a letter as an officer edited it by hand; "" where the last one was written as the program words it."""
        if not self._kept_choices(case_id, kind).get("edited"):
            return ""
        return self._inner(case_id, f"{_stem(kind)}.body")

    def _kept_choices(self, case_id: str, kind: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._inner(case_id, f"{_stem(kind)}.choices") or "{}")
        return found

    def _inner(self, case_id: str, name: str) -> str:
        kept = next((one for one in self.outputs(case_id, inner=True) if one.name == name), None)
        return kept.path.read_text(encoding="utf-8") if kept is not None else ""

    def _responsible(self, kind: str, by: Actor, signed: Sequence[str]) -> list[Actor]:
        """Who answers for a denial besides those who decided: counsel who signed; for a denial of the request itself, its
        officer."""
        if kind in ANSWERS:
            return [actor for name in signed for actor in self.people() if actor.name == name]
        return [by] if kind == "burden_denial" else []

    def _quoted(self, decisions: Sequence[Decision]) -> dict[str, str]:
        from foia.exemptions.explain import in_brief

        nodes = {decision.basis.node for decision in decisions if decision.basis is not None}
        return {node: in_brief(self.catalog[node].as_of(self.today())) for node in nodes if node in self.catalog}

    def _cited(self, decisions: Sequence[Decision], chosen: Sequence[str]) -> dict[str, tuple[str, ...]]:
        from foia.exemptions.explain import supporting

        nodes = {decision.basis.node for decision in decisions if decision.basis is not None}
        known = {node: supporting(self.catalog[node]) for node in nodes if node in self.catalog}
        unknown = sorted(set(chosen) - {one.id for offered in known.values() for one in offered})
        if unknown:
            raise UsageError(
                f"'{unknown[0][:40]}' is no authority that this letter may cite",
                why="a denial cites authorities of its own provisions, of high certainty, that do not speak for disclosure",
                remedy="choose from: " + (", ".join(sorted({one.id for each in known.values() for one in each})) or "none"),
            )
        return {node: tuple(f"{a.name}, {a.cite}" for a in offered if a.id in chosen) for node, offered in known.items()}

    # ------------------------------------------------------------------------------------------------------- outputs

    def outputs(self, case_id: str, *, inner: bool = False) -> tuple[Output, ...]:
        """The files made for the response; `inner` with those that only the program reads."""
        with self.store.read() as connection:
            found = db.all_entries(connection, "output", case_id=case_id)
        return tuple(
            Output(
                kind=data["kind"],
                name=name,
                sha256=data["sha256"],
                path=self.files.path(data["sha256"]),
                record_id=data["record"],
                at=parse_time(data["at"]),
            )
            for name, (data, _) in found.items()
            if inner or data["kind"].removeprefix("earlier_") not in INNER
        )

    def _write(self, case_id: str, kind: str, name: str, content: bytes, by: Actor) -> Output:
        sha256 = self.files.put(content)
        with self._step(by, "write a response") as change:
            self._put_output(change, case_id, kind, name, sha256)
        return Output(kind=kind, name=name, sha256=sha256, path=self.files.path(sha256), at=change.at)

    def _put_output(self, change: Change, case_id: str, kind: str, name: str, sha256: str, record_id: str = "") -> None:
        data = {"kind": kind, "sha256": sha256, "record": record_id, "at": change.at.isoformat()}
        db.put_entry(change.connection, "output", name, data, case_id=case_id)
        _, head = ledger.head(change.connection)
        change.tell(Kind.OUTPUT_WRITTEN, case_id, output=kind, sha256=sha256, format=name.rpartition(".")[2][:10], head=head)

    @staticmethod
    def _live(views: Sequence[RecordView]) -> list[RecordView]:
        return [view for view in views if not view.set_aside and not view.duplicate_of]

    def _labelled(self, case_id: str, live: Sequence[RecordView]) -> tuple[dict[str, Record], dict[str, str]]:
        """Records and their names in the letter: by number and kind, since a file's own name may tell what was withheld."""
        from foia.response import record_label

        records = {view.id: self.record(case_id, view.id) for view in live}
        return records, {view.id: record_label(number, view.kind, view.format) for number, view in enumerate(live, 1)}

    def _of(self, case_id: str, labels: Mapping[str, str]) -> list[Decision]:
        return [decision for decision in self.decisions(case_id) if decision.record_id in labels]

    def _letterhead(self, by: Actor) -> Any:
        from foia.agency import Agency, FoiaOfficer

        agency = self.agency or Agency(name="Public body")
        if agency.foia_officer is not None:
            return agency
        officers = [actor for actor in self.people() if actor.role.value == "officer"] or [by]
        return replace(agency, foia_officer=FoiaOfficer(name=officers[0].name, title=officers[0].title))


def _stem(kind: str) -> str:
    return kind.replace("_", "-")
