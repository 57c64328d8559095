"""One file with everything that is stored: made while the bot runs, checked before it takes its place."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import apsw

from corpus.database import in_plain_words, open_database, rows
from corpus.errors import StoreError
from corpus.store import Store
from corpus.takedown import carry_over, matching

PAGES_AT_ONCE = 1_024
"""Copied in a step: 4 MB."""

SECONDS_FOR_OTHERS = 2
"""How long another process's short use of the database is waited for before it counts as running."""

OnCopied = Callable[[int, int], None]
"""Called with how many pages are copied, of how many."""


def back_up(database: Path, target: Path, *, on_copied: OnCopied | None = None) -> int:
    """Copy the database, as it is at one moment, to a file of its own; return the file's bytes.

    Others may read and write meanwhile. The file appears whole or not at all, readable by its owner
    only; an earlier backup of that name is replaced, any other file is not. Raises StoreError.
    """
    if not database.is_file():
        raise StoreError(f"there is nothing to back up: {database} does not exist")
    if target.exists():
        _check_replaceable(target, database)
    with _drafted(target) as draft:
        with closing(open_database(database, read_only=True)) as source, in_plain_words(str(draft)):
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_schema").fetchall()  # from here on one moment
            _copy(source, draft, on_copied)
        _make_one_file(draft)
        with _in_words(target):
            draft.chmod(0o600)
            draft.replace(target)
        return target.stat().st_size


def restore(
    backup: Path, database: Path, *, schemas: Mapping[str, int], on_copied: OnCopied | None = None
) -> int:
    """Put a backup in the database's place; return how many of its articles had been withdrawn since.

    `schemas` are the steps that this program knows, a namespace. The backup is checked and made
    ready beside the database, which stays as it is until then. The takedown list is kept: what was
    withdrawn since the backup stays so. Caches of the old database are not taken for the new one's.
    Raises StoreError, when another process has the database open too.
    """
    if not backup.is_file():
        raise StoreError(f"the backup {backup} does not exist")
    if database.exists() and backup.samefile(database):
        raise StoreError(f"{backup} is the database itself: name a backup")
    with closing(_opened(backup)) as source:
        _check(source, backup, schemas)
        with _held(database) as present, _drafted(database) as draft:
            with in_plain_words(str(draft)):
                _copy(source, draft, on_copied)
            withdrawn = _made_ready(draft, backup, present)
            _make_one_file(draft)
            _exchange(draft, database, present)
    return withdrawn


def is_backup(file: Path) -> bool:
    """Tell whether a file is a database of this program."""
    try:
        with closing(_opened(file)) as connection:
            return _schemas(connection) is not None
    except StoreError:
        return False


def _check_replaceable(target: Path, database: Path) -> None:
    if target.samefile(database):
        raise StoreError(f"{target} is the database itself: name another file for the backup")
    if not is_backup(target):
        raise StoreError(f"{target} exists and is no backup of Citewire: name another file")


def _check(source: apsw.Connection, backup: Path, known: Mapping[str, int]) -> None:
    schemas = _schemas(source)
    if schemas is None:
        raise StoreError(f"{backup} is no backup of Citewire")
    newer = [name for name, steps in schemas.items() if steps > known.get(name, 0)]
    if newer:
        raise StoreError(f"{backup} was written by a newer version of this program: update the program")


def _schemas(connection: apsw.Connection) -> dict[str, int] | None:
    """Return how many steps of each namespace a database has seen; None for another program's."""
    tables = {row[0] for row in rows(connection, "SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not {"migrations", "meta", "articles"} <= tables:
        return None
    return dict(rows(connection, "SELECT namespace, count(*) FROM migrations GROUP BY namespace"))


def _opened(file: Path) -> apsw.Connection:
    """Open a file for reading that nobody else writes."""
    with in_plain_words(str(file)):
        connection = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        except apsw.NotADBError as error:
            connection.close(True)
            raise StoreError(f"{file} is no backup of Citewire") from error
        except BaseException:
            connection.close(True)
            raise
    return connection


def _copy(source: apsw.Connection, draft: Path, on_copied: OnCopied | None) -> None:
    with closing(apsw.Connection(str(draft))) as target, target.backup("main", source, "main") as copying:
        while not copying.done:
            copying.step(PAGES_AT_ONCE)
            if on_copied:
                on_copied(copying.page_count - copying.remaining, copying.page_count)


def _made_ready(draft: Path, backup: Path, present: apsw.Connection | None) -> int:
    """Check the copy, bring its tables up to date, give it a name of its own, enforce the takedown list."""
    with in_plain_words(str(backup)), closing(apsw.Connection(str(draft))) as connection:
        found = connection.execute("PRAGMA integrity_check(1)").get
        if found != "ok":
            raise StoreError(f"{backup} is damaged: {found}")
    with Store.open(draft) as store:
        store.set_meta("database", uuid4().hex)
        if present is not None:
            carry_over(present, store)
        return len(store.remove(matching(store)))


@contextmanager
def _held(database: Path) -> Iterator[apsw.Connection | None]:
    """Keep every other process out of the database; None where there is none that can be opened.

    Raises StoreError when another has it open: only alone can its journal be switched off.
    """
    try:
        connection = open_database(database) if database.exists() else None
    except StoreError:  # it is damaged, and that is why a backup is restored
        connection = None
    if connection is None:
        yield None
        return
    try:
        connection.set_busy_timeout(SECONDS_FOR_OTHERS * 1_000)
        try:
            connection.execute("PRAGMA journal_mode = DELETE").fetchall()
            connection.execute("BEGIN EXCLUSIVE")
        except (apsw.BusyError, apsw.LockedError) as error:
            raise StoreError(
                f"the database {database} is in use: stop the bot and every other citewire first"
            ) from error
        yield connection
    finally:
        connection.close(True)


def _exchange(draft: Path, database: Path, present: apsw.Connection | None) -> None:
    """Put the draft in the database's place; the old one is kept aside until that is done."""
    aside = database.with_name(f"{database.name}.before-restore")
    with _in_words(database):
        if present is not None and os.name == "nt":  # an open file can't be renamed there
            present.close(True)
        aside.unlink(missing_ok=True)
        if database.exists():
            _keep_aside(database, aside)
        try:
            for ending in ("-wal", "-shm", "-journal"):
                database.with_name(database.name + ending).unlink(missing_ok=True)
            draft.replace(database)
        except BaseException:
            if aside.exists():
                aside.replace(database)
            raise
        _sync_folder(database.parent)
        aside.unlink(missing_ok=True)


def _keep_aside(database: Path, aside: Path) -> None:
    """Give the old database a second name, so that there is one under its own at every moment."""
    try:
        aside.hardlink_to(database)
    except OSError:  # the file system knows no second names
        database.replace(aside)


@contextmanager
def _drafted(target: Path) -> Iterator[Path]:
    """Give the name of a file beside the target, and leave nothing of it behind."""
    with _in_words(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        yield draft
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            draft.with_name(draft.name + ending).unlink(missing_ok=True)


def _make_one_file(draft: Path) -> None:
    """Leave the write-ahead log behind, and make the file survive a power cut."""
    with in_plain_words(str(draft)), closing(apsw.Connection(str(draft))) as connection:
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    with _in_words(draft), draft.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path} can't be written: {error.strerror or error}") from error


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # some systems can't
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
