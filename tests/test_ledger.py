"""Ledger: every tampering is found, no record text gets in; ten writers at once and a kill at any moment leave it whole."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from databases import Cluster, cluster
from hypothesis import given, settings
from hypothesis import strategies as st

from foia import ledger
from foia.case import Office
from foia.errors import LedgerBroken, UsageError
from foia.ledger import Kind
from foia.model import Actor, ActorRole
from foia.store import Store, hash_file

BY = Actor("Rosalind Achterberg", "FOIA Officer", ActorRole.OFFICER)
AT = dt.datetime(2026, 8, 20, 15, tzinfo=dt.UTC)
KILLS = int(os.environ.get("FOIA_KILLS", "4"))  # of each database; raise it for a longer trial


@pytest.fixture(scope="module")
def postgres() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'foia.db'}"
    return request.getfixturevalue("postgres").fresh()


def _filled(store: Store, count: int = 6) -> list[str]:
    for number in range(count):
        with store.change() as connection:
            ledger.append(connection, Kind.COMMENTED, by=BY, at=AT, case_id="c1", data={"comment": f"n{number}"})
    with store.read() as connection:
        return list(ledger.export(connection))


def test_the_chain_verifies_and_tells_its_head(url: str) -> None:
    store = Store(url)
    lines = _filled(store)
    with store.read() as connection:
        found = ledger.verify(connection)
        events = list(ledger.events(connection, case_id="c1", after=4))
    assert (found.entries, found.head) == (6, json.loads(lines[-1])["head"]["hash"])
    assert ledger.verify_lines(lines) == found
    assert [event.data["comment"] for event in events] == ["n4", "n5"]
    assert events[1].previous == events[0].hash
    store.close()


def test_an_empty_ledger_verifies(url: str) -> None:
    store = Store(url)
    with store.read() as connection:
        assert ledger.verify(connection) == ledger.Verification(0, "", 0)
        assert ledger.verify_lines(ledger.export(connection)).entries == 0
    store.close()


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.COMMENTED, {"text": "what was said"}),
        (Kind.COMMENTED, {"comment": {"nested": "no"}}),
        (Kind.COMMENTED, {"comment": 1.5}),
    ],
)
def test_an_event_carries_only_what_its_kind_lists(tmp_path: Path, kind: Kind, data: dict[str, object]) -> None:
    store = Store(f"sqlite:///{tmp_path / 'foia.db'}")
    with store.change() as connection, pytest.raises(ValueError, match=r"of an event|carries no"):
        ledger.append(connection, kind, by=BY, at=AT, data=data)
    store.close()


@pytest.mark.parametrize("value", ["two\nlines", "x" * 400])
def test_a_value_that_could_be_a_narrative_is_refused(tmp_path: Path, value: str) -> None:
    store = Store(f"sqlite:///{tmp_path / 'foia.db'}")
    with store.change() as connection, pytest.raises(UsageError, match="too long"):
        ledger.append(connection, Kind.PERSON_SAVED, by=BY, at=AT, data={"title": value})
    store.close()


def test_every_kind_says_what_it_may_carry() -> None:
    assert set(ledger._KEYS) == set(Kind)
    assert all(kind.value.replace("_", "").isalpha() for kind in Kind)


# ------------------------------------------------------------------------------------------------------------ tampering


def _change(lines: list[str], at: int, key: str, value: object) -> list[str]:
    raw = json.loads(lines[at])
    raw[key] = value
    return [*lines[:at], ledger.dump(raw) + "\n", *lines[at + 1 :]]


TAMPERINGS: dict[str, Callable[[list[str]], list[str]]] = {
    "the first dropped": lambda lines: lines[1:],
    "one in the middle dropped": lambda lines: lines[:2] + lines[3:],
    "the last dropped": lambda lines: lines[:-2] + lines[-1:],
    "the head dropped": lambda lines: lines[:-1],
    "cut in the middle": lambda lines: lines[:3],
    "two swapped": lambda lines: [*lines[:1], lines[2], lines[1], *lines[3:]],
    "one repeated": lambda lines: [*lines[:2], lines[1], *lines[2:]],
    "one after the head": lambda lines: [*lines, lines[0]],
    "who": lambda lines: _change(lines, 2, "by", "Somebody Else"),
    "when": lambda lines: _change(lines, 2, "at", "2026-08-21T15:00:00+00:00"),
    "what": lambda lines: _change(lines, 2, "kind", "decided"),
    "data": lambda lines: _change(lines, 2, "data", {"comment": "another"}),
    "which case": lambda lines: _change(lines, 2, "case_id", "c2"),
    "role": lambda lines: _change(lines, 2, "role", "counsel"),
    "its hash": lambda lines: _change(lines, 2, "hash", "0" * 64),
    "its link": lambda lines: _change(lines, 2, "previous", "0" * 64),
    "its number": lambda lines: _change(lines, 2, "sequence", 9),
    "a key more": lambda lines: _change(lines, 2, "note", "x"),
    "not JSON": lambda lines: [*lines[:2], "{\n", *lines[3:]],
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_tampering_with_an_export_is_found(tmp_path: Path, tampering: str) -> None:
    store = Store(f"sqlite:///{tmp_path / 'foia.db'}")
    lines = _filled(store)
    store.close()
    assert ledger.verify_lines(lines).entries == 6
    with pytest.raises(LedgerBroken) as caught:
        ledger.verify_lines(TAMPERINGS[tampering](lines))
    assert caught.value.exit_code == 7


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_single_changed_character_goes_unnoticed(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    lines = _lines(tmp_path_factory)
    line = data.draw(st.integers(0, len(lines) - 1))
    at = data.draw(st.integers(0, len(lines[line]) - 2))
    new = data.draw(st.characters(min_codepoint=33, max_codepoint=126).filter(lambda char: char != lines[line][at]))
    changed = [*lines[:line], lines[line][:at] + new + lines[line][at + 1 :], *lines[line + 1 :]]
    with pytest.raises(LedgerBroken):
        ledger.verify_lines(changed)


_KEPT: list[str] = []


def _lines(factory: pytest.TempPathFactory) -> list[str]:
    if not _KEPT:
        store = Store(f"sqlite:///{factory.mktemp('ledger') / 'foia.db'}")
        _KEPT.extend(_filled(store, 3))
        store.close()
    return _KEPT


def _rewritten(connection: sa.Connection, entries: list[dict[str, object]]) -> None:
    """What somebody can do who may write the database and knows how the chain is made: a whole new one, head and all."""
    connection.execute(sa.delete(ledger.ledger))
    connection.execute(sa.update(ledger.ledger_head).values(sequence=0, hash=""))
    for entry in entries:
        ledger.append(connection, Kind(str(entry["kind"])), by=BY, at=AT, data=json.loads(str(entry["data"])))


ACTS = (
    "changed",
    "dropped",
    "inserted",
    "swapped",
    "renumbered",
    "cut off",
    "cut off with its head",
    "rewritten",
    "appended, well made",
    "appended, well made, and work went on",
)


@pytest.mark.parametrize("act", ACTS)
def test_tampering_with_the_database_is_found(tmp_path: Path, act: str) -> None:
    office = Office.open(files=tmp_path)
    office.save_person(BY, by=BY)
    for number in range(5):
        office.save_setting(f"s{number}", number, by=BY)
    assert office.verify_ledger().entries == 6
    with office.store.change() as connection:
        for trigger in ("ledger_no_update", "ledger_no_delete"):
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        rows = [dict(row) for row in connection.execute(sa.select(ledger.ledger)).mappings()]
        last = ledger.ledger.c.sequence == 6
        if act == "changed":
            connection.execute(sa.update(ledger.ledger).where(ledger.ledger.c.sequence == 3).values(data='{"setting":"other"}'))
        elif act == "dropped":
            connection.execute(sa.delete(ledger.ledger).where(ledger.ledger.c.sequence == 3))
        elif act == "inserted":
            connection.execute(sa.insert(ledger.ledger).values(**{**rows[5], "sequence": 7}))
        elif act in ("swapped", "renumbered"):
            for number, other in ((3, 4), (4, 3)):
                own, given = ledger.ledger.c.sequence == number, rows[other - 1]
                if act == "renumbered":  # whole rows change places
                    given = {**given, "sequence": number}
                    connection.execute(sa.delete(ledger.ledger).where(own))
                    connection.execute(sa.insert(ledger.ledger).values(**given))
                else:
                    data = {key: given[key] for key in ("by", "role", "data", "at", "kind")}
                    connection.execute(sa.update(ledger.ledger).where(own).values(**data))
        elif act.startswith("appended"):
            ledger.append(connection, Kind.SETTING_SAVED, by=BY, at=AT, data={"setting": "s9"})
        elif act == "cut off":
            connection.execute(sa.delete(ledger.ledger).where(last))
        elif act == "cut off with its head":
            connection.execute(sa.delete(ledger.ledger).where(last))
            connection.execute(sa.update(ledger.ledger_head).values(sequence=5, hash=rows[4]["hash"]))
        else:
            _rewritten(connection, [row for row in rows if row["sequence"] != 4])
    if act.endswith("work went on"):
        office.save_setting("s6", 6, by=BY)
    with pytest.raises(LedgerBroken):
        office.verify_ledger()
    office.close()


def test_a_step_that_failed_before_its_commit_leaves_a_ledger_that_verifies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office.open(files=tmp_path)
    office.save_person(BY, by=BY)
    own = office.files.intend

    def stopped(first: int, last: int, head: str) -> None:
        own(first, last, head)
        raise UsageError("stopped")

    monkeypatch.setattr(office.files, "intend", stopped)
    with pytest.raises(UsageError):
        office.save_setting("a", 1, by=BY)
    monkeypatch.undo()
    assert office.verify_ledger().entries == 1
    office.save_setting("b", 2, by=BY)
    assert office.verify_ledger().entries == 2
    office.close()


def test_a_head_noted_elsewhere_convicts_a_rewritten_ledger(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'foia.db'}")
    lines = _filled(store)
    store.close()
    head = json.loads(lines[-1])["head"]
    noted = [(head["sequence"], head["hash"])]
    shorter = [*lines[:4], ledger.dump({"head": {"sequence": 4, "hash": json.loads(lines[3])["hash"]}}) + "\n"]
    assert ledger.verify_lines(shorter).entries == 4  # whole in itself: nothing inside it can tell
    with pytest.raises(LedgerBroken, match="end of the ledger is missing"):
        ledger.verify_lines(shorter, anchors=noted)
    with pytest.raises(LedgerBroken, match="not the one that was written"):
        ledger.verify_lines(lines, anchors=[(3, "0" * 64)])


# ------------------------------------------------------------------------------------------------ many, and sudden ends


def _prepared(url: str, files: Path) -> Office:
    office = Office.open(url, files)
    office.save_person(BY, by=BY)
    office.add_request("Please send me the minutes of May.", received=dt.date(2026, 5, 11), by=BY, number="K-1")
    return office


def _started(url: str, files: Path, writer: str, steps: int) -> subprocess.Popen[str]:
    script = Path(__file__).with_name("busy_office.py")
    return subprocess.Popen(
        [sys.executable, str(script), url, str(files), writer, str(steps)], stdout=subprocess.PIPE, text=True
    )


def _settled(office: Office) -> None:
    """Waits until the server has ended what the killed was doing: it may still carry out a commit that it had received."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
    for _ in range(200):
        with office.store.read() as connection:
            if connection.dialect.name != "postgresql" or not connection.exec_driver_sql(others).scalar():
                return
        time.sleep(0.02)
    raise AssertionError("the server still works for somebody killed")


def _check(office: Office, said: set[str]) -> None:
    """Everything said to be done is there, once; everything there has its event and its file; the chain holds."""
    found = office.verify_ledger()
    comments = office.comments(office.find_case("K-1"))
    texts = [comment.text for comment in comments]
    assert said <= set(texts)
    assert len(set(texts)) == len(texts)
    events = office.events(kinds=[Kind.COMMENTED], limit=None)
    assert {event.data["comment"] for event in events} == {comment.id for comment in comments}
    assert found.entries == len(events) + 2  # the person and the request
    for comment in comments[-50:]:
        assert hash_file(office.files.path(comment.target)) == comment.target


def test_ten_writers_in_five_processes_lose_nothing(url: str, tmp_path: Path) -> None:
    office = _prepared(url, tmp_path / "files")
    writers = [_started(url, tmp_path / "files", f"w{number}", 6) for number in range(5)]  # of two threads each
    said = {line.strip() for writer in writers for line in writer.communicate(timeout=120)[0].splitlines()} - {"ready"}
    assert [writer.returncode for writer in writers] == [0] * 5
    assert len(said) == 5 * 2 * 6
    _check(office, said)
    office.close()


def test_the_ledger_verifies_and_exports_while_others_write(url: str, tmp_path: Path) -> None:
    office = _prepared(url, tmp_path / "files")
    writer = _started(url, tmp_path / "files", "w", 0)
    assert writer.stdout is not None
    assert writer.stdout.readline().strip() == "ready"
    try:
        reached = []
        for number in range(25):
            reached.append(office.verify_ledger().entries)
            office.export_ledger(tmp_path / f"{number}.jsonl")
            with open(tmp_path / f"{number}.jsonl", encoding="utf-8") as lines:
                assert ledger.verify_lines(lines).entries >= reached[-1]
    finally:
        writer.kill()
        writer.communicate()
    assert reached[-1] > reached[0]
    office.close()


def test_killed_at_any_moment_nothing_committed_is_lost(url: str, tmp_path: Path) -> None:
    chance = random.Random(20260820)
    files = tmp_path / "files"
    office = _prepared(url, files)
    said: set[str] = set()
    for number in range(KILLS):
        writer = _started(url, files, f"k{number}", 0)
        assert writer.stdout is not None
        assert writer.stdout.readline().strip() == "ready"
        time.sleep(chance.uniform(0.0, 0.35))
        writer.kill()
        _settled(office)
        lines = writer.communicate()[0].splitlines(keepends=True)
        said |= {line.strip() for line in lines if line.endswith("\n")}
        _check(office, said)
    assert said
    office.close()
    again = Office.open(url, files)  # sweeps what the killed left behind
    _check(again, said)
    assert not list(files.rglob(".*.writing"))
    again.close()
