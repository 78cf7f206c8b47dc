"""Store: one transaction a step on both databases, migrations, files by content hash, clear errors, records as files."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from databases import Cluster, cluster
from hypothesis import given, settings
from hypothesis import strategies as st

from foia import ledger
from foia.errors import Conflict, StoreError
from foia.model import Box, Page, PageSource, Record, Word
from foia.store import Files, Store, hash_file, packs
from foia.store import database as db


@pytest.fixture(scope="module")
def postgres() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'foia.db'}"
    return request.getfixturevalue("postgres").fresh()


# ------------------------------------------------------------------------------------------------------------- database


def test_a_step_is_written_whole_or_not_at_all(url: str) -> None:
    store = Store(url)

    def fail_halfway() -> None:
        with store.change() as connection:
            db.put_entry(connection, "setting", "a", 1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    with store.read() as connection:
        assert db.entry(connection, "setting", "a") is None
    with store.change() as connection:
        db.put_entry(connection, "setting", "a", {"b": [1, 2]})
    store.close()
    with Store(url).read() as connection:
        assert db.entry(connection, "setting", "a") == ({"b": [1, 2]}, 1)


def test_who_saves_over_an_unseen_version_is_told(url: str) -> None:
    store = Store(url)
    with store.change() as connection:
        assert db.put_entry(connection, "setting", "a", 1, seen=0) == 1
        assert db.put_entry(connection, "setting", "a", 2, seen=1) == 2
    with pytest.raises(Conflict, match="somebody else") as caught, store.change() as connection:
        db.put_entry(connection, "setting", "a", 3, seen=1)
    assert caught.value.exit_code == 1
    assert "version 2" in caught.value.why
    store.close()


def test_ten_concurrent_writers_lose_no_update(url: str) -> None:
    store = Store(url)
    errors: list[Exception] = []

    def write() -> None:
        try:
            for _ in range(10):
                with store.change() as connection:
                    found = db.entry(connection, "setting", "count")
                    db.put_entry(connection, "setting", "count", (found[0] if found else 0) + 1)
        except StoreError as error:
            errors.append(error)

    threads = [threading.Thread(target=write) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        assert (errors, db.entry(connection, "setting", "count")) == ([], (100, 100))
    store.close()


def test_the_ledgers_rows_cannot_be_changed_through_the_database(url: str) -> None:
    store = Store(url)
    row = {"at": "x", "case_id": "", "kind": "k", "by": "b", "role": "r", "data": "{}", "previous": "", "hash": "h"}
    with store.change() as connection:
        connection.execute(sa.insert(ledger.ledger).values(sequence=1, **row))
    for act in (sa.update(ledger.ledger).values(kind="other"), sa.delete(ledger.ledger)):
        with pytest.raises(StoreError, match="append-only"), store.change() as connection:
            connection.execute(act)
    store.close()


def test_a_newer_database_is_refused_and_left_alone(url: str) -> None:
    store = Store(url)
    with store.change() as connection:
        connection.execute(sa.insert(db.migrations).values(name="9999-of-tomorrow"))
    store.close()
    with pytest.raises(StoreError, match="newer version") as caught:
        Store(url)
    assert "9999-of-tomorrow" in caught.value.why


def test_foreign_keys_hold(url: str) -> None:
    store = Store(url)
    with pytest.raises(StoreError), store.change() as connection:
        connection.execute(sa.insert(db.records).values(case_id="none", id="r", position=0, sha256="", version=1, data="{}"))
    store.close()


def test_sqlite_writes_ahead_and_waits() -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/foia.db")
        with store.read() as connection:
            pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys")]
            assert pragmas == ["wal", 1]
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() >= 10_000
        store.close()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("nonsense", "address"),
        ("mysql://x/y", "not supported"),
        ("sqlite://", "in memory"),
        ("postgresql+pg8000://nobody@127.0.0.1:1/none", "cannot be reached"),
    ],
)
def test_an_address_that_cannot_serve_is_explained(address: str, says: str) -> None:
    with pytest.raises(StoreError, match=says) as caught:
        Store(address)
    assert caught.value.remedy


def test_a_file_that_is_no_database_is_explained(tmp_path: Path) -> None:
    (tmp_path / "foia.db").write_bytes(b"not a database" * 500)
    with pytest.raises(StoreError, match="damaged"):
        Store(f"sqlite:///{tmp_path / 'foia.db'}")


def test_a_read_only_database_is_explained_and_can_still_be_read(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'foia.db'}"
    store = Store(url)
    with store.change() as connection:
        db.put_entry(connection, "setting", "a", 1)
    sa.event.listen(store._engine, "connect", lambda raw, _: raw.execute("PRAGMA query_only = ON"))
    store._engine.dispose()  # new connections may only read, as on a write-protected disk
    with pytest.raises(StoreError, match="read-only") as caught, store.change() as connection:
        db.put_entry(connection, "setting", "a", 2)
    assert "nothing of this step was written" in caught.value.why
    with store.read() as connection:
        assert db.entry(connection, "setting", "a") == (1, 1)
    store.close()


def test_a_full_disk_is_explained_and_loses_nothing(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'foia.db'}")
    with store.change() as connection:
        db.put_entry(connection, "setting", "a", 1)
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    sa.event.listen(store._engine, "connect", lambda raw, _: raw.execute(f"PRAGMA max_page_count = {pages + 2}"))
    store._engine.dispose()
    with pytest.raises(StoreError, match="full"), store.change() as connection:
        db.put_entry(connection, "setting", "b", "x" * 100_000)
    with store.read() as connection:
        assert db.all_entries(connection, "setting") == {"a": (1, 1)}
    store.close()


def test_two_programs_may_open_a_new_database_at_once(url: str) -> None:
    stores: list[Store] = []
    threads = [threading.Thread(target=lambda: stores.append(Store(url))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stores) == 6
    for store in stores:
        store.close()


# ---------------------------------------------------------------------------------------------------------------- files


@pytest.fixture(params=["folder", "object store"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Files]:
    if request.param == "folder":
        yield Files(tmp_path / "files")
    else:
        address = f"memory://{tmp_path.name}"
        kept = Files(address)
        yield kept
        import shutil

        shutil.rmtree(kept._folder)


def test_a_content_is_kept_once_under_its_hash(files: Files, tmp_path: Path) -> None:
    given = tmp_path / "given.bin"
    given.write_bytes(b"some content" * 1000)
    sha256 = files.put(given)
    assert files.put(given.read_bytes()) == sha256 == hash_file(given)
    assert files.read(sha256) == given.read_bytes()
    assert list(files.all_objects()) == [sha256]
    assert files.holds(sha256)
    assert not files.holds("0" * 64)


def test_a_file_that_was_changed_or_lost_is_noticed(tmp_path: Path) -> None:
    files = Files(tmp_path)
    sha256 = files.put(b"as it was")
    files.path(sha256).write_bytes(b"as it is not")
    with pytest.raises(StoreError, match="was changed"):
        files.read(sha256)
    assert files.put(b"as it was") == sha256  # giving it again mends it
    assert files.read(sha256) == b"as it was"
    files.path(sha256).unlink()
    with pytest.raises(StoreError, match="missing"):
        files.path(sha256)


def test_a_damaged_result_counts_as_none(tmp_path: Path) -> None:
    files = Files(tmp_path)
    files.keep("pages", "key", b"result")
    assert files.derived("pages", "key") == b"result"
    place = next(tmp_path.glob("derived/pages/??/*"))
    place.write_bytes(place.read_bytes()[:-1] + b"?")
    assert files.derived("pages", "key") is None


def test_results_and_heads_are_kept_in_a_shared_store_too(files: Files) -> None:
    files.keep("pages", "key", b"x" * 10_000)
    assert files.derived("pages", "key") == b"x" * 10_000
    assert files.derived("pages", "other") is None
    files.anchor(1, "a" * 64)
    files.anchor(2, "b" * 64)
    assert files.anchors() == ((1, "a" * 64), (2, "b" * 64))


def test_what_a_killed_program_left_behind_is_swept(tmp_path: Path) -> None:
    files = Files(tmp_path)
    dead = next(number for number in range(400_000, 4_000_000) if not Path(f"/proc/{number}").exists())
    (tmp_path / "work" / f"{dead}-abc").mkdir(parents=True)
    (tmp_path / "objects" / "ab").mkdir(parents=True)
    unfinished = tmp_path / "objects" / "ab" / f".{dead}.00.writing"
    unfinished.write_bytes(b"half")
    with files.scratch() as own:
        files.sweep()
        assert Path(own).is_dir()
        assert [path.name for path in (tmp_path / "work").iterdir()] == [Path(own).name]
    assert not unfinished.exists()


@pytest.mark.skipif(os.name != "posix" or not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_file_store_that_cannot_be_written_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = Files(tmp_path)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="cannot be written") as caught:
        files.put(b"content")
    assert caught.value.why == "No space left on device"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


# ---------------------------------------------------------------------------------------------------------------- packs

_number = st.floats(0, 2000, width=32)
_boxes = st.tuples(_number, _number, _number, _number).map(lambda edges: Box(*edges))


@st.composite
def _pages(draw: st.DrawFn, number: int) -> Page:
    words, text = [], ""
    for part in draw(
        st.lists(st.text(st.characters(blacklist_categories=["Cs", "Z", "C"]), min_size=1, max_size=8), max_size=6)
    ):
        start = len(text)
        cuts = tuple(draw(st.lists(_number, min_size=len(part) + 1, max_size=len(part) + 1))) if draw(st.booleans()) else ()
        words.append(Word(part, start, draw(_boxes), cuts))
        text += part + draw(st.sampled_from([" ", "\n"]))
    return Page(number, draw(_number), draw(_number), text, tuple(words), draw(st.sampled_from(PageSource)), 0.5)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_pages_come_back_as_they_were_kept(data: st.DataObject) -> None:
    pages = tuple(data.draw(_pages(number)) for number in range(1, data.draw(st.integers(1, 4)) + 1))
    assert tuple(packs._unpack(packs.pack(pages))) == pages


def test_one_page_of_a_long_record_is_had_without_the_others(tmp_path: Path) -> None:
    files = Files(tmp_path / "files")
    source = tmp_path / "a.txt"
    source.write_text("x")
    pages = tuple(Page(number, 612, 792, f"page {number}", (Word("page", 0, Box(1, 2, 3, 4)),)) for number in range(1, 41))
    record = Record(
        id="r",
        name="a.txt",
        format="txt",
        sha256=hash_file(source),
        source=source,
        view=source,
        pages=pages,
        table=(("a", "b"),),
    )
    packs.keep_record(files, "r/1", record)
    source.unlink()
    loaded = packs.load_pages(files, "r/1", 17, 18)
    assert loaded is not None
    assert [page.number for page in loaded] == [17, 18]
    whole = packs.load_record(files, "r/1")
    assert whole is not None
    assert (whole.pages, whole.table, whole.source.read_text()) == (pages, record.table, "x")
    assert packs.load_record(files, "other") is None


def test_a_damaged_sqlite_page_is_a_clear_error(tmp_path: Path) -> None:
    place = tmp_path / "foia.db"
    store = Store(f"sqlite:///{place}")
    with store.change() as connection:
        db.put_entry(connection, "setting", "a", "x" * 50_000)
    store.close()
    with sqlite3.connect(place) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    content = bytearray(place.read_bytes())
    for at in range(4096, len(content), 4096):
        content[at : at + 8] = b"\xff" * 8
    place.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        Store(f"sqlite:///{place}")
