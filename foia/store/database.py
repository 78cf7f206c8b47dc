"""The database: eight small tables, one transaction a step. SQLite by default, PostgreSQL by URL (`postgresql+pg8000://...`).

What people did is kept twice on purpose: as rows to read from, and as events of the ledger written in the same transaction.
Decisions are rows that are never changed; a step groups those of one act, and undoing turns the step off, so that the state in
force is a fold over steps. Everything small that changes (users, settings, answers, comments, sign-offs, outputs, recordings)
is an entry with a version; pages and identifiers are never in the database (see files.py).

Writers are serialised: SQLite by BEGIN IMMEDIATE, PostgreSQL by one advisory lock taken first in every writing transaction.
That keeps the ledger's chain whole, makes lost updates impossible and, the lock being taken before any row's, excludes
deadlocks; a step holds it for milliseconds, since no file is read and no page is worked on inside a transaction.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from foia.errors import Conflict, StoreError
from foia.ledger import dump, ledger_head, metadata

_LOCK = 0x464F4941  # "FOIA": PostgreSQL's advisory lock for writers
_TIMEOUT = 30  # seconds a writer waits for the others

migrations = sa.Table("migrations", metadata, sa.Column("name", sa.String(80), primary_key=True))
cases = sa.Table(
    "cases",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("number", sa.String(80), unique=True, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("data", sa.Text, nullable=False),
)
records = sa.Table(
    "records",
    metadata,
    sa.Column("case_id", sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("id", sa.String(80), primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("data", sa.Text, nullable=False),
)
steps = sa.Table(
    "steps",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),  # its order, over all cases; given by the program, without gaps
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("undone", sa.Integer, nullable=False),  # 0 in force, 1 undone, 2 undone and no longer to be redone
    sa.Column("data", sa.Text, nullable=False),
)
decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("step_id", sa.ForeignKey("steps.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False),
    sa.Column("record_id", sa.String(80), nullable=False),
    sa.Column("key", sa.String(80), nullable=False),  # what was decided about: a later step's row for it takes its place
    sa.Column("data", sa.Text, nullable=False),
    sa.Index("decisions_of_record", "case_id", "record_id"),
)
entries = sa.Table(
    "entries",
    metadata,
    sa.Column("case_id", sa.String(40), primary_key=True),  # "" for what belongs to the whole body
    sa.Column("kind", sa.String(20), primary_key=True),
    sa.Column("id", sa.String(200), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("data", sa.Text, nullable=False),
)


def _first(connection: sa.Connection) -> None:
    metadata.create_all(connection)
    connection.execute(sa.insert(ledger_head).values(id=1, sequence=0, hash=""))
    if connection.dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER ledger_no_{act.lower()} BEFORE {act} ON ledger "
                "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
            )
    else:
        connection.exec_driver_sql(
            "CREATE FUNCTION ledger_append_only() RETURNS trigger AS "
            "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$ LANGUAGE plpgsql"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()"
        )


MIGRATIONS: tuple[tuple[str, Callable[[sa.Connection], None]], ...] = (("0001-first", _first),)


class Store:
    """One database. Safe to share between threads; every process opens its own."""

    def __init__(self, url: str, *, timeout: float = _TIMEOUT) -> None:
        """Open and, where needed, bring up to date.

        Raises StoreError: unreachable, read-only, damaged, or newer than the program.
        """
        try:
            parsed = sa.make_url(url)
        except exc.ArgumentError as error:
            raise StoreError(
                "The database's address cannot be read",
                remedy="give sqlite:///FILE or postgresql+pg8000://USER@HOST/NAME",
            ) from error
        if parsed.drivername not in ("sqlite", "postgresql+pg8000"):
            raise StoreError(
                f"Databases of the kind '{parsed.drivername}' are not supported",
                remedy="use sqlite:///FILE or postgresql+pg8000://USER@HOST/NAME",
            )
        self.url = url
        self.kind = parsed.get_backend_name()
        if self.kind == "sqlite":
            if not parsed.database or parsed.database == ":memory:":
                raise StoreError("A database in memory keeps nothing", remedy="name a file: sqlite:///FILE")
            folder = Path(parsed.database).absolute().parent
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(
                    "The folder for the database cannot be made",
                    why=error.strerror or "",
                    remedy="choose a folder that you may write in",
                ) from error
            self._engine = sa.create_engine(parsed, connect_args={"timeout": timeout}, pool_size=8, max_overflow=24)
            sa.event.listen(self._engine, "connect", _prepare_sqlite)
            sa.event.listen(self._engine, "begin", _begin_sqlite)
        else:
            self._engine = sa.create_engine(parsed, pool_pre_ping=True, pool_size=8, max_overflow=24)
        with _clear_errors():
            self._migrate()

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that only reads; it sees one state of the database throughout."""
        how = {"isolation_level": "REPEATABLE READ"} if self.kind == "postgresql" else {}
        with _clear_errors(), self._engine.connect().execution_options(**how) as connection, connection.begin():
            yield connection

    @contextmanager
    def change(self) -> Iterator[sa.Connection]:
        """A transaction that writes, alone: commits when the block ends, undoes everything when it raises."""
        with (
            _clear_errors(),
            self._engine.connect().execution_options(foia_writes=True) as connection,
            connection.begin(),
        ):
            if self.kind == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            yield connection

    def _migrate(self) -> None:
        known = [name for name, _ in MIGRATIONS]
        with self._engine.connect() as connection, connection.begin():
            done = _migrations_done(connection)
        newer = sorted(done - set(known))
        if newer:
            raise StoreError(
                "The database was written by a newer version of the program",
                why=f"it holds the migration '{newer[-1]}', which this version does not know",
                remedy="install the newer version; this one has changed nothing",
            )
        if done == set(known):
            return
        with self.change() as connection:
            done = _migrations_done(connection)  # another process may have been first
            for name, function in MIGRATIONS:
                if name not in done:
                    function(connection)
                    connection.execute(sa.insert(migrations).values(name=name))


def _migrations_done(connection: sa.Connection) -> set[str]:
    if not sa.inspect(connection).has_table("migrations"):
        return set()
    return set(connection.execute(sa.select(migrations.c.name)).scalars())


# ----------------------------------------------------------------------------------------------------------- rows


def entry(connection: sa.Connection, kind: str, id: str, *, case_id: str = "") -> tuple[Any, int] | None:
    """An entry's (data, version), or None."""
    row = connection.execute(
        sa.select(entries.c.data, entries.c.version).where(
            entries.c.case_id == case_id, entries.c.kind == kind, entries.c.id == id
        )
    ).first()
    return None if row is None else (json.loads(row.data), row.version)


def all_entries(connection: sa.Connection, kind: str, *, case_id: str | None = "") -> dict[str, tuple[Any, int]]:
    """id -> (data, version), in the order of ids; over all cases, keyed by "case/id", when `case_id` is None."""
    query = sa.select(entries).where(entries.c.kind == kind).order_by(entries.c.case_id, entries.c.id)
    if case_id is not None:
        query = query.where(entries.c.case_id == case_id)
    rows = connection.execute(query)
    return {r.id if case_id is not None else f"{r.case_id}/{r.id}": (json.loads(r.data), r.version) for r in rows}


def put_entry(
    connection: sa.Connection, kind: str, id: str, data: object, *, case_id: str = "", seen: int | None = None, what: str = ""
) -> int:
    """Write an entry and return its new version.

    `seen` is the version the person was looking at (0: none yet); Conflict when it has moved on.
    """
    where = (entries.c.case_id == case_id, entries.c.kind == kind, entries.c.id == id)
    version: int | None = connection.execute(sa.select(entries.c.version).where(*where)).scalar()
    check_version(seen, version or 0, what=what or f"This {kind}")
    if version is None:
        connection.execute(sa.insert(entries).values(case_id=case_id, kind=kind, id=id, version=1, data=dump(data)))
        return 1
    connection.execute(sa.update(entries).where(*where).values(version=version + 1, data=dump(data)))
    return version + 1


def drop_entry(connection: sa.Connection, kind: str, id: str, *, case_id: str = "") -> None:
    connection.execute(sa.delete(entries).where(entries.c.case_id == case_id, entries.c.kind == kind, entries.c.id == id))


def check_version(seen: int | None, version: int, *, what: str) -> None:
    """Raise Conflict when what a person was looking at is no longer what is kept."""
    if seen is not None and seen != version:
        raise Conflict(
            f"{what} was changed by somebody else in the meantime",
            why=f"you were looking at version {seen}, it is now at version {version}",
            remedy="look at the newer state, then do again what is still needed; nothing of theirs was lost",
        )


def loaded(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its JSON read: the columns, and the keys of `data` beside them."""
    return {**json.loads(row["data"]), **{key: value for key, value in row.items() if key != "data"}}


# ------------------------------------------------------------------------------------------------------- databases


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the program says BEGIN itself (see _begin_sqlite)
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")  # a committed step survives a power cut, not only a killed program
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        for attempt in range(50):  # switching to WAL does not wait for others, whatever the timeout
            try:
                cursor.execute("PRAGMA journal_mode = WAL")
                break
            except Exception as error:
                if "locked" not in str(error) or attempt == 49:
                    raise
                time.sleep(0.02 * (1 + attempt % 7))
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("foia_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _clear_errors() -> Iterator[None]:
    try:
        yield
    except (exc.DBAPIError, exc.TimeoutError) as error:
        raise _clear(error) from error


def _clear(error: Exception) -> StoreError:
    """The driver's error in plain words. Its own text may hold values, so only what it says about the database is used."""
    said = str(getattr(error, "orig", error)).lower()
    kept = "nothing of this step was written; everything before it is kept"
    for signs, what, remedy in _CLEAR:
        if any(sign in said for sign in signs):
            return StoreError(what, why=kept, remedy=remedy)
    return StoreError(
        "The database refused the step", why=f"{type(getattr(error, 'orig', error)).__name__}; {kept}", remedy="see its own log"
    )


_CLEAR: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("readonly", "read-only", "25006"),
        "The database is read-only",
        "give this user the right to write the database and its folder, or free the disk",
    ),
    (
        ("disk is full", "53100", "no space left", "disk i/o error"),
        "The disk that holds the database is full or failing",
        "free space on it, then try again",
    ),
    (
        ("unable to open database file",),
        "The database file cannot be opened",
        "check that the folder exists and that this user may write in it",
    ),
    (
        ("not a database", "malformed", "encrypted"),
        "The database file is damaged, or is no database",
        "restore the last backup with `foia restore`",
    ),
    (
        ("create a connection", "network", "refused", "closed", "terminat", "57p", "broken pipe", "reset by"),
        "The database cannot be reached",
        "check that it runs and that its address is right, then try again",
    ),
    (
        ("locked", "55p03", "40p01", "timeout", "queuepool"),
        "The database is busy with somebody else's step",
        "try again; if it stays so, look for a program that holds it open",
    ),
    (
        ("append-only",),
        "The ledger is append-only: an entry cannot be changed or dropped",
        "record a new event instead",
    ),
    (
        ("28p01", "28000", "password", "authentication"),
        "The database does not accept this user or password",
        "check the user name and password in its address",
    ),
    (
        ("3d000", "does not exist"),
        "The database named in the address, or a part of it, does not exist",
        "create it first, or correct the address",
    ),
)
