"""Backups are whole whatever goes on, and take the database's place only when nobody uses it."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime

import apsw
import pytest

from bot import guilds
from corpus import schema
from corpus.backup import back_up, is_backup, restore
from corpus.errors import StoreError
from corpus.ingest import ingest
from corpus.store import Store
from corpus.takedown import Takedowns, withdraw
from corpus.types import Draft

NOW = datetime(2024, 3, 20, 9, tzinfo=UTC)
SCHEMAS = {schema.NAMESPACE: len(schema.MIGRATIONS), guilds.NAMESPACE: len(guilds.MIGRATIONS)}


def put(store, *numbers):
    for number in numbers:
        text = " ".join(
            f"Boat {number} carried {number * day} crates of fish on day {day}." for day in range(40)
        )
        draft = Draft(title=f"Boat {number}", text=text, origin="x", url=f"https://herald.example/{number}")
        ingest(draft, store, lambda texts: [len(text.split()) for text in texts], NOW)


def titles(path):
    with Store.open(path) as store:
        return sorted(story.article.title for story in store.articles())


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "data" / "citewire.db"
    with Store.open(path) as store:
        put(store, 1, 2)
    return path


@pytest.fixture
def backup(tmp_path, database):
    path = tmp_path / "backup.db"
    back_up(database, path)
    return path


def bring_back(backup, database):
    return restore(backup, database, schemas=SCHEMAS)


def test_a_backup_is_one_file_that_only_its_owner_reads(tmp_path, database):
    told = []
    size = back_up(database, tmp_path / "new" / "backup.db", on_copied=lambda *pages: told.append(pages))

    (file,) = (tmp_path / "new").iterdir()
    assert (file.name, file.stat().st_size, file.stat().st_mode & 0o777) == ("backup.db", size, 0o600)
    assert told[-1][0] == told[-1][1] > 0
    assert titles(file) == ["Boat 1", "Boat 2"]


def test_a_backup_shows_one_moment_though_others_write_meanwhile(tmp_path, database):
    with Store.open(database) as store:
        put(store, *range(3, 400))

        def write(done, total):
            put(store, 1_000 + done)

        back_up(database, tmp_path / "backup.db", on_copied=write)
        assert store.count_articles() > 399

    assert len(titles(tmp_path / "backup.db")) == 399


def test_a_backup_replaces_an_older_one_and_nothing_else(tmp_path, database, backup):
    with Store.open(database) as store:
        put(store, 3)
    back_up(database, backup)
    assert titles(backup) == ["Boat 1", "Boat 2", "Boat 3"]

    letter = tmp_path / "letter.txt"
    letter.write_text("Dear reader")
    with pytest.raises(StoreError, match="exists and is no backup of Citewire"):
        back_up(database, letter)
    with pytest.raises(StoreError, match="is the database itself"):
        back_up(database, database)
    assert letter.read_text() == "Dear reader"


def test_there_must_be_something_to_back_up(tmp_path):
    with pytest.raises(StoreError, match="nothing to back up"):
        back_up(tmp_path / "citewire.db", tmp_path / "backup.db")
    assert list(tmp_path.iterdir()) == []


def test_what_is_restored_is_what_was_backed_up_under_a_name_of_its_own(database, backup):
    with Store.open(database) as store:
        before = store.database_id
        store.remove([1])
        put(store, 3)

    assert bring_back(backup, database) == 0

    assert titles(database) == ["Boat 1", "Boat 2"]
    with Store.open(database) as store:
        assert store.database_id not in ("", before)
    assert [path.name for path in database.parent.iterdir()] == ["citewire.db"]


def test_a_backup_is_restored_into_a_new_folder(tmp_path, backup):
    bring_back(backup, tmp_path / "elsewhere" / "citewire.db")
    assert titles(tmp_path / "elsewhere" / "citewire.db") == ["Boat 1", "Boat 2"]


def test_a_damaged_database_is_replaced(database, backup):
    database.write_bytes(b"this is no database" * 999)
    bring_back(backup, database)
    assert titles(database) == ["Boat 1", "Boat 2"]


HOLDER = """
import sys
from corpus.store import Store

with Store.open(sys.argv[1]) as store:
    print("open", flush=True)
    sys.stdin.read()
"""


def test_a_running_process_is_noticed_and_nothing_changes(database, backup):
    with Store.open(database) as store:
        put(store, 3)
    command = [sys.executable, "-c", HOLDER, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"open\n"
        with pytest.raises(StoreError, match="is in use: stop the bot") as refused:
            bring_back(backup, database)
        holder.stdin.close()
        assert holder.wait() == 0

    assert "\n" not in str(refused.value)
    assert titles(database) == ["Boat 1", "Boat 2", "Boat 3"]


def test_a_file_of_something_else_is_refused(tmp_path, database):
    (tmp_path / "letter.txt").write_text("Dear reader" * 99)
    with apsw.Connection(str(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE letters (text TEXT)")
    other.close()

    for name in ("letter.txt", "other.db"):
        assert not is_backup(tmp_path / name)
        with pytest.raises(StoreError, match="is no backup of Citewire"):
            bring_back(tmp_path / name, database)
    with pytest.raises(StoreError, match="does not exist"):
        bring_back(tmp_path / "nothing.db", database)
    with pytest.raises(StoreError, match="is the database itself"):
        bring_back(database, database)
    assert titles(database) == ["Boat 1", "Boat 2"]


def test_a_torn_backup_is_refused(database, backup):
    torn = backup.read_bytes()
    backup.write_bytes(torn[: len(torn) // 2])
    with pytest.raises(StoreError, match="damaged"):
        bring_back(backup, database)
    assert titles(database) == ["Boat 1", "Boat 2"]


@pytest.mark.parametrize("namespace", ["corpus", "bot", "something new"])
def test_a_backup_of_a_newer_version_is_refused(database, backup, namespace):
    with apsw.Connection(str(backup)) as connection:
        connection.execute("INSERT INTO migrations VALUES (?, 99), (?, 98)", (namespace, namespace))
        for step in range(20):
            connection.execute("INSERT OR IGNORE INTO migrations VALUES (?, ?)", (namespace, step))
    connection.close()

    with pytest.raises(StoreError, match="newer version"):
        bring_back(backup, database)
    assert titles(database) == ["Boat 1", "Boat 2"]


def test_what_was_withdrawn_since_does_not_come_back(database, backup):
    with Store.open(database) as store:
        withdraw(store, [1], block=True, now=NOW)

    assert bring_back(backup, database) == 1

    assert titles(database) == ["Boat 2"]
    with Store.open(database) as store:
        assert [entry.url for entry in Takedowns(store.connection).all()] == ["https://herald.example/1"]
        put(store, 1)
        assert store.count_articles() == 1
    assert b"Boat 1 carried" not in database.read_bytes()


def test_a_copy_of_the_database_file_can_be_restored_too(tmp_path, database):
    copy = shutil.copy(database, tmp_path / "copy.db")
    with Store.open(database) as store:
        store.remove([1, 2])
    bring_back(tmp_path / copy, database)
    assert titles(database) == ["Boat 1", "Boat 2"]
