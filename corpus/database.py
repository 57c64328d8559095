"""The SQLite database: opening it safely, transactions, migrations, and its errors in plain words."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeAlias

import apsw

from corpus.errors import StoreError

FILE_NAME = "citewire.db"
"""The database's name in the data folder."""

IN_MEMORY = ":memory:"

BUSY_MILLISECONDS = 10_000
"""How long a write waits for another process's transaction; ours take milliseconds."""

CACHE_KIBIBYTES = 32_768
"""Pages kept in memory a connection: what finds near-identical texts lies all over its table."""

_REASONS: dict[tuple[type[apsw.Error], ...], str] = {
    (apsw.NotADBError,): "is not a database of this program: move the file away",
    (apsw.CorruptError,): "is damaged: restore a backup",
    (apsw.ReadOnlyError,): "can't be written: check the file's permissions",
    (apsw.FullError,): "could not be written because the disk is full: make room",
    (apsw.BusyError, apsw.LockedError): "has been kept busy by another process: try again when it is done",
    (apsw.CantOpenError,): "can't be opened: check the path and its permissions",
    (apsw.IOError,): "could not be read or written: check the disk",
    (apsw.ConnectionClosedError,): "is closed already",
}

Migration: TypeAlias = str | Callable[[apsw.Connection], None]
"""One step of a schema: SQL statements, or a function for what SQL can't say."""


def open_database(path: Path | str, *, read_only: bool = False) -> apsw.Connection:
    """Open or create the database; close the connection, or the process hangs at exit.

    WAL, so that readers never wait for a writer. With `synchronous=NORMAL` a commit survives the
    death of the process; `checkpoint` makes it survive a power cut too. `read_only` refuses writes,
    for a second connection beside the writing one. Raises StoreError.
    """
    name = str(path)
    flags = apsw.SQLITE_OPEN_READWRITE | (0 if read_only else apsw.SQLITE_OPEN_CREATE)
    with in_plain_words(name):
        if name != IN_MEMORY and not read_only:
            _make_folder(Path(name).parent)
        connection = apsw.Connection(name, flags=flags)
        try:
            connection.set_busy_timeout(BUSY_MILLISECONDS)
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten, not only freed
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")
            if read_only:
                connection.execute("PRAGMA query_only = ON")
            elif name != IN_MEMORY:
                _use_wal(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        except BaseException:
            connection.close(True)
            raise
    return connection


def checkpoint(connection: apsw.Connection) -> None:
    """Write everything committed into the database file and sync it to the disk.

    A reader in the middle of a long read can hold back part of it; that part stays safe in the WAL.
    """
    with in_plain_words(connection), suppress(apsw.BusyError, apsw.LockedError):
        connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_FULL)


@contextmanager
def transaction(connection: apsw.Connection) -> Iterator[None]:
    """Commit all that is written inside, or nothing; one inside another belongs to it. Raises StoreError.

    It takes the right to write at once, so that what is read inside stays true until it ends.
    """
    with in_plain_words(connection):
        if connection.in_transaction:
            yield
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # a full disk has rolled back already
                connection.execute("ROLLBACK")
            raise


def rows(connection: apsw.Connection, sql: str, bindings: Sequence[Any] = ()) -> list[Any]:
    """Return all rows of a query. Raises StoreError."""
    with in_plain_words(connection):
        return connection.execute(sql, bindings).fetchall()


def migrate(connection: apsw.Connection, namespace: str, migrations: Sequence[Migration]) -> None:
    """Bring one namespace's tables up to date: run, in order, the steps that are not recorded yet.

    `migrations` may only ever grow at its end. Each step and its record are one transaction, and two
    processes that start at once don't run a step twice. Raises StoreError for a database that knows
    more steps than this program does.
    """
    with transaction(connection):
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations ("
            "namespace TEXT NOT NULL, step INTEGER NOT NULL, PRIMARY KEY (namespace, step)) WITHOUT ROWID"
        )
    done = _steps_done(connection, namespace)
    if done > len(migrations):
        raise StoreError(
            f"the database {_name(connection)} was written by a newer version of this program "
            f"({namespace} has schema {done}, this version knows {len(migrations)}): update the program"
        )
    for step in range(done, len(migrations)):
        with transaction(connection):
            if _steps_done(connection, namespace) > step:
                continue
            migration = migrations[step]
            if isinstance(migration, str):
                connection.execute(migration)
            else:
                migration(connection)
            connection.execute("INSERT INTO migrations VALUES (?, ?)", (namespace, step))


def schema_version(connection: apsw.Connection, namespace: str) -> int:
    """Return how many migrations of a namespace the database has seen; 0 for a database without any."""
    tables = connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'migrations'").get
    return _steps_done(connection, namespace) if tables else 0


@contextmanager
def in_plain_words(database: apsw.Connection | str) -> Iterator[None]:
    """Turn SQLite's faults that an operator can act on into StoreError; mistakes in SQL pass through."""
    try:
        yield
    except apsw.Error as error:
        name = database if isinstance(database, str) else _name(database)
        reason = _reason(error)
        if reason is None:
            raise
        raise StoreError(f"the database {name} {reason}") from error


def _reason(error: apsw.Error) -> str | None:
    for kinds, reason in _REASONS.items():
        if isinstance(error, kinds):
            return reason
    return None


def _name(connection: apsw.Connection) -> str:
    try:
        return connection.filename or IN_MEMORY
    except apsw.ConnectionClosedError:
        return FILE_NAME


def _steps_done(connection: apsw.Connection, namespace: str) -> int:
    steps = connection.execute("SELECT count(*) FROM migrations WHERE namespace = ?", (namespace,)).get
    assert isinstance(steps, int)
    return steps


def _use_wal(connection: apsw.Connection) -> None:
    """Switch to WAL; two processes that create the file at once find it busy without SQLite's own waiting."""
    for _ in range(BUSY_MILLISECONDS // 100):
        with suppress(apsw.BusyError):
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
            return
        time.sleep(0.1)
    connection.execute("PRAGMA journal_mode = WAL").fetchall()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the data folder {folder} can't be made: {error.strerror}") from error
