"""The front desk: people, settings, requests with their clocks, the inbox. Part of the Office."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from foia import ledger
from foia.case.counsel import CounselDesk
from foia.case.desk import ILLINOIS, new_id, parse_time
from foia.case.views import CaseSummary, CaseView
from foia.errors import NotPermitted, UsageError
from foia.ledger import Kind
from foia.model import Actor, ActorRole, RequestKind
from foia.store import database as db

if TYPE_CHECKING:
    from foia.requests.intake import Intake


class FrontDesk(CounselDesk):
    # ------------------------------------------------------------------------------------------- people and settings

    def people(self) -> tuple[Actor, ...]:
        """Everybody who may work here."""
        with self.store.read() as connection:
            found = db.all_entries(connection, "person")
        return tuple(_actor(name, data) for name, (data, _) in found.items() if data["active"])

    def person(self, name: str) -> Actor | None:
        return next((actor for actor in self.people() if actor.name == name), None)

    def save_person(self, actor: Actor, *, by: Actor, active: bool = True) -> None:
        """Register somebody, or change their title or role. The first person lets themselves in."""
        if not actor.name.strip() or not actor.title.strip():
            raise UsageError("A person needs a name and a title", why="letters print both: 5 ILCS 140/9(a)", remedy="give both")
        with self._step(by, "save a person") as change:
            if not db.all_entries(change.connection, "person") and actor != by:
                raise NotPermitted("The first person registers themselves", remedy="register yourself first")
            data = {"title": actor.title, "role": actor.role.value, "active": active}
            db.put_entry(change.connection, "person", actor.name, data)
            change.tell(Kind.PERSON_SAVED, person=actor.name, title=actor.title, role=actor.role.value if active else "none")

    def setting(self, key: str, default: Any = None) -> Any:
        with self.store.read() as connection:
            found = db.entry(connection, "setting", key)
        return default if found is None else found[0]

    def save_setting(self, key: str, value: Any, *, by: Actor) -> None:
        with self._step(by, "save a setting") as change:
            db.put_entry(change.connection, "setting", key, value)
            change.tell(Kind.SETTING_SAVED, setting=key, digest=ledger.digest(value))

    # ------------------------------------------------------------------------------------------------------ requests

    def add_request(
        self, source: bytes | str, *, received: dt.datetime | dt.date, by: Actor, name: str = "request", number: str = ""
    ) -> CaseView:
        """Open a case on a request: an .eml, or text as it came. `received` without a zone is Illinois time.

        What is read from it is proposed; the FOIA officer confirms (`confirm_request`). Raises UsageError for a date in the
        future, an empty request, or a number that is taken.
        """
        content = source.encode() if isinstance(source, str) else source
        words = self._words_of(content, name)
        if not words.strip():
            raise UsageError("The request is empty", remedy="paste its text, or drop the e-mail itself")
        moment = received if isinstance(received, dt.datetime) else dt.datetime.combine(received, dt.time(12))
        if moment.utcoffset() is None:
            moment = moment.replace(tzinfo=ILLINOIS)
        now = self.now()
        read = self._intake(words, received if not isinstance(received, dt.datetime) else moment, now=now)
        kind = RequestKind(read.kind)
        sha256 = self.files.put(content)
        case_id = new_id()
        data = {
            "title": _title(words, name),
            "requester": read.requester.value if read.requester else "",
            "address": read.address.value if read.address else "",
            "received": moment.isoformat(),
            "whole_day": not isinstance(received, dt.datetime),
            "request_kind": kind.value,
            "request_sha256": sha256,
            "request_name": Path(name).name,
            "text": words,
            "items": [" ".join(item.words.split()) for item in read.items],
            "body_camera": read.mentions_body_camera,
            "extension": None,
            "agreed": None,
            "assigned": by.name,
            "confirmed": "",
            "needs_counsel": False,
            "outcome": "",
            "released": "",
        }
        clock = self._clock_of(data, now=now)
        with self._step(by, "add a request") as change:
            number = number.strip() or self._next_number(change.connection, moment)
            if change.connection.execute(sa.select(db.cases.c.id).where(db.cases.c.number == number)).first():
                raise UsageError(f"There is a case with the number '{number[:40]}' already", remedy="choose another number")
            change.connection.execute(
                sa.insert(db.cases).values(id=case_id, number=number, status="new", version=1, data=ledger.dump(data))
            )
            change.tell(
                Kind.REQUEST_ADDED,
                case_id,
                number=number,
                sha256=sha256,
                received=moment.isoformat(),
                request_kind=kind.value,
                due=clock.target.isoformat(),
            )
        return self.case(case_id)

    def confirm_request(
        self,
        case_id: str,
        *,
        by: Actor,
        kind: RequestKind | None = None,
        requester: str | None = None,
        title: str | None = None,
        items: Sequence[str] | None = None,
        body_camera: bool | None = None,
        needs_counsel: bool | None = None,
        seen: int | None = None,
    ) -> CaseView:
        """The FOIA officer confirms or corrects what was read from the request; its clock follows the kind."""
        with self._step(by, "confirm a request") as change:
            row = self._case_row(change.connection, case_id)
            for key, value in (
                ("request_kind", kind.value if kind else None),
                ("requester", requester),
                ("title", title),
                ("items", list(items) if items is not None else None),
                ("body_camera", body_camera),
                ("needs_counsel", needs_counsel),
            ):
                if value is not None:
                    row[key] = value
            row["confirmed"] = by.name
            row["status"] = "open" if row["status"] == "new" else row["status"]
            clock = self._clock_of(row)
            self._save_case(change.connection, row, seen=seen)
            confirmed = {
                key: row[key] for key in ("request_kind", "requester", "title", "items", "body_camera", "needs_counsel")
            }
            change.tell(
                Kind.REQUEST_CONFIRMED,
                case_id,
                request_kind=row["request_kind"],
                due=clock.target.isoformat(),
                digest=ledger.digest(confirmed),
            )
        return self.case(case_id)

    def extend(
        self,
        case_id: str,
        *,
        reason: str = "",
        by: Actor,
        days: int = 5,
        noticed: dt.date | None = None,
        agreed_until: dt.date | None = None,
    ) -> CaseView:
        """More time under Section 3(e): one of its seven reasons (i to vii) noticed in time, or a date agreed in writing."""
        with self._step(by, "extend the time") as change:
            row = self._case_row(change.connection, case_id)
            if agreed_until is not None:
                row["agreed"] = agreed_until.isoformat()
            else:
                if row["extension"]:
                    raise UsageError(
                        "The time was extended already",
                        why="Section 3(e) allows one extension",
                        remedy="agree on a later date with the requester in writing",
                    )
                row["extension"] = {"reason": reason, "noticed": (noticed or self.today()).isoformat(), "days": days}
            clock = self._clock_of(row)  # raises for a reason that the statute does not list, and after the due date
            self._save_case(change.connection, row)
            change.tell(
                Kind.TIME_EXTENDED,
                case_id,
                reason="agreed in writing" if agreed_until else clock.reason.citation,
                until=clock.target.isoformat(),
            )
        return self.case(case_id)

    def assign(self, case_id: str, name: str, *, by: Actor) -> None:
        with self._step(by, "assign a case") as change:
            row = self._case_row(change.connection, case_id)
            if db.entry(change.connection, "person", name) is None:
                raise UsageError("Nobody of that name is registered", remedy="choose somebody from the list of people")
            row["assigned"] = name
            self._save_case(change.connection, row)
            change.tell(Kind.CASE_ASSIGNED, case_id, digest=ledger.digest(name))

    def close_case(self, case_id: str, *, by: Actor, outcome: str) -> None:
        """The case is done: `outcome` is released, denied, no_records, withdrawn or referred."""
        known = ("released", "denied", "no_records", "withdrawn", "referred")
        if outcome not in known:
            raise UsageError(f"'{outcome[:40]}' is no outcome of a case", remedy=f"choose one of: {', '.join(known)}")
        with self._step(by, "close a case") as change:
            row = self._case_row(change.connection, case_id)
            self._check_told(change.connection, row, outcome)
            row["status"], row["outcome"] = "closed", outcome
            self._save_case(change.connection, row)
            change.tell(Kind.CASE_CLOSED, case_id, outcome=outcome)

    @staticmethod
    def _check_told(connection: sa.Connection, row: dict[str, Any], outcome: str) -> None:
        """Nothing is called released that was not, and no requester is left without the letter that ends the case."""
        if row["status"] in ("released", "closed") or outcome == "withdrawn":
            return
        needed = {"no_records": "no-records", "referred": "referral", "denied": "burden-denial"}.get(outcome)
        if needed is None:
            raise UsageError("This case was not released", why="nothing left", remedy="release it first")
        if not any(name.startswith(f"{needed}.") for name in db.all_entries(connection, "output", case_id=row["id"])):
            raise UsageError(
                "The letter that ends this case was not written",
                why="a requester who is not sent records is told so in writing (5 ILCS 140/3(d), 9(a))",
                remedy=f"write the letter: {needed.replace('-', ' ')}",
            )

    def reopen(self, case_id: str, *, by: Actor, reason: str) -> CaseView:
        """Open a case that was released or closed for a supplemental or corrected response, and say why.

        What left stays kept: the outputs of the response before are called `response-1/...` from now on. The new response goes
        through every step again: review, counsel where needed, release. Raises UsageError for a case that is not done.
        """
        if not reason.strip():
            raise UsageError("A case is reopened for a reason", remedy="say what the further response is for")
        with self._step(by, "reopen a case") as change:
            row = self._case_row(change.connection, case_id)
            if row["status"] not in ("released", "closed"):
                raise UsageError("This case is not done", why=f"it is {row['status']}", remedy="go on with it as it is")
            outputs = db.all_entries(change.connection, "output", case_id=case_id)
            number = 1 + max((int(name[9:].partition("/")[0]) for name in outputs if name.startswith("response-")), default=0)
            for name, (data, _) in outputs.items():
                if name.startswith("response-"):
                    continue
                earlier = {**data, "kind": f"earlier_{data['kind']}"}
                db.put_entry(change.connection, "output", f"response-{number}/{name}", earlier, case_id=case_id)
                db.drop_entry(change.connection, "output", name, case_id=case_id)
            for record in self._record_rows(change.connection, case_id):
                if not record["set_aside"]:
                    record["outcome"] = "pending"
                    self._save_record(change.connection, record)
            row["status"], row["outcome"], row["released"] = "open", "", ""
            self._save_case(change.connection, row)
            change.tell(Kind.CASE_REOPENED, case_id, count=number, digest=ledger.digest(reason))
        return self.case(case_id)

    # --------------------------------------------------------------------------------------------------------- views

    def case(self, case_id: str) -> CaseView:
        """One case with its request, clock and records."""
        with self.store.read() as connection:
            row = self._case_row(connection, case_id)
            rows = self._record_rows(connection, case_id)
            views = self._record_views(connection, case_id, rows)
        moment = parse_time(row["received"])
        return CaseView(
            id=case_id,
            number=row["number"],
            title=row["title"],
            requester=row["requester"],
            received=moment,
            kind=RequestKind(row["request_kind"]),
            status=row["status"],
            assigned=row["assigned"],
            version=row["version"],
            text=row["text"],
            request_sha256=row["request_sha256"],
            intake=self._intake(row["text"], moment),
            address=row["address"],
            clock=self._clock_of(row),
            items=tuple(row["items"]),
            body_camera=row["body_camera"],
            confirmed=bool(row["confirmed"]),
            needs_counsel=row["needs_counsel"],
            outcome=row["outcome"],
            released=parse_time(row["released"]) if row["released"] else None,
            records=views,
        )

    def find_case(self, number: str) -> str:
        """The id of the case with this number. Raises UsageError."""
        with self.store.read() as connection:
            found = connection.execute(sa.select(db.cases.c.id).where(db.cases.c.number == number)).scalar()
        if found is None:
            raise UsageError(f"There is no case with the number '{number[:40]}'", remedy="look in the inbox")
        return str(found)

    def inbox(self, *, closed: bool = False) -> tuple[CaseSummary, ...]:
        """All open cases, overdue first, then by due date."""
        today = self.today()
        found = []
        with self.store.read() as connection:
            query = sa.select(db.cases) if closed else sa.select(db.cases).where(db.cases.c.status != "closed")
            for raw in connection.execute(query).mappings().all():
                row: dict[str, Any] = db.loaded(raw)  # type: ignore[arg-type]
                views = self._record_views(connection, row["id"], self._record_rows(connection, row["id"]))
                due = self._clock_of(row).target
                done = row["status"] in ("released", "closed")
                found.append(
                    CaseSummary(
                        id=row["id"],
                        number=row["number"],
                        title=row["title"],
                        requester=row["requester"],
                        received=parse_time(row["received"]),
                        kind=RequestKind(row["request_kind"]),
                        due=due,
                        days_left=days_left(today, due),
                        overdue=due < today and not done,
                        status=row["status"],
                        assigned=row["assigned"],
                        waits_for=_waits_for(row, views),
                        records=len(views),
                        undecided=sum(view.undecided for view in views),
                        version=row["version"],
                    )
                )
        return tuple(sorted(found, key=lambda case: (case.status in ("released", "closed"), case.due, case.number)))

    def _clock_of(self, row: dict[str, Any], *, now: dt.datetime | None = None) -> Any:
        """Its clock; with `now`, UsageError for a receipt in the future."""
        from foia.requests import Extension, due

        moment = parse_time(row["received"]).astimezone(ILLINOIS)
        extension = row["extension"]
        return due(
            moment.date() if row["whole_day"] else moment,
            RequestKind(row["request_kind"]),
            extension=Extension(
                reason=extension["reason"], noticed=dt.date.fromisoformat(extension["noticed"]), days=extension["days"]
            )
            if extension
            else None,
            agreed=dt.date.fromisoformat(row["agreed"]) if row["agreed"] else None,
            closures=tuple(self.agency.closures) if self.agency else (),
            now=now,
        )

    def _intake(self, words: str, received: dt.datetime | dt.date, *, now: dt.datetime | None = None) -> Intake:
        from foia.requests.intake import intake

        when = received.astimezone(ILLINOIS) if isinstance(received, dt.datetime) else received
        return intake(words, received=when, now=now)

    def _words_of(self, content: bytes, name: str) -> str:
        """What a request says: an e-mail or text as it came, any other file (a letter as PDF, a form) as it is read."""
        if b"\0" not in content[:4096] and not content.startswith(b"%PDF"):
            from foia.requests.message import read_message

            return content.decode() if _is_text(content) else read_message(content).text
        from foia.records import read

        with self.files.scratch() as folder:
            given = Path(folder) / (Path(name).name or "request")
            given.write_bytes(content)
            return read(given, into=Path(folder) / "derived")[0].text

    def _next_number(self, connection: sa.Connection, moment: dt.datetime) -> str:
        year = f"{moment.astimezone(ILLINOIS).year}-"
        taken = connection.execute(sa.select(db.cases.c.number).where(db.cases.c.number.startswith(year))).scalars()
        numbers = [int(number[5:]) for number in taken if number[5:].isdigit()]
        return f"{year}{max(numbers, default=0) + 1:04d}"


def _title(text: str, name: str) -> str:
    found = re.search(r"(?im)^subject:\s*(.+)$", text)
    if found:
        return found[1].strip()[:120]
    first = next((line.strip() for line in text.splitlines() if line.strip()), name)
    return first[:120]


def _is_text(content: bytes) -> bool:
    """Whether the content is plain text, and no e-mail whose parts have to be decoded first."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    head = content[:20_000].lower()
    return b"content-transfer-encoding: base64" not in head and b"quoted-printable" not in head and b"boundary=" not in head


def days_left(today: dt.date, due: dt.date) -> int:
    from foia.requests.calendar import counts

    step = 1 if due >= today else -1
    first, last = (today, due) if step == 1 else (due, today)
    days = (first + dt.timedelta(days=n) for n in range(1, (last - first).days + 1))
    return step * sum(counts(day) for day in days)


def _waits_for(row: dict[str, Any], views: Sequence[Any]) -> str:
    live = [view for view in views if not view.set_aside and not view.duplicate_of]
    if row["status"] == "released":
        return "closing"
    if row["status"] == "closed":
        return "nothing"
    if not row["confirmed"]:
        return "the FOIA officer to confirm the request"
    if not live:
        return "records"
    if row["status"] == "counsel":
        return "counsel"
    if any(not view.prepared for view in live):
        return "detection"
    open_items = sum(view.undecided for view in live)
    if open_items:
        return f"{open_items} decisions"
    if any(not view.reviewed and view.outcome != "withheld" for view in live):
        return "somebody to look at every page"
    return "release"


def _actor(name: str, data: dict[str, Any]) -> Actor:
    return Actor(name, data["title"], ActorRole(data["role"]))
