"""Which files were read, so that an `add` begun again goes on where it stopped and passes over the rest."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

import apsw

from corpus.database import rows, transaction
from corpus.types import ArticleId

MOST_DIGESTED = 20_000_000
"""Bytes; a larger file is known by its size and times alone."""
_KNOWN = (
    "SELECT path, stamp, digest, source, edition, items, stories, complete, failures "
    "FROM files WHERE path IN carray(?)"
)
_NOTE = """
INSERT INTO files (path, stamp, digest, source, edition, items, stories, complete, failures)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (path) DO UPDATE SET
    stamp = excluded.stamp, digest = excluded.digest, source = excluded.source,
    edition = excluded.edition, items = excluded.items, stories = excluded.stories,
    complete = excluded.complete, failures = excluded.failures
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class FileRead:
    """How far a file was read and what came of it.

    `stamp` is its size and times of change then, `digest` the SHA-256 of its bytes, `source` the
    outlet that was named with it, `edition` that of the rules. Of its first `items` so many `stories`
    are in the store, and each failure is an item with its reason; `complete` when there are no more.
    """

    path: str
    stamp: str
    digest: str | None
    source: str
    edition: int
    items: int = 0
    stories: int = 0
    complete: bool = False
    failures: tuple[tuple[str, str], ...] = ()


class FilesRead:
    """The table of files; removing an article makes its files forgotten, so that they are read again."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def known(self, paths: Sequence[str]) -> dict[str, FileRead]:
        """Return what is known of these files."""
        found = rows(self._connection, _KNOWN, (apsw.carray(tuple(paths)),)) if paths else []
        return {row[0]: _file_from(row) for row in found}

    def note(self, file: FileRead, article_ids: Iterable[ArticleId]) -> None:
        """Remember a file in place of what was known of it; the articles are added to its others."""
        values = (
            file.path, file.stamp, file.digest, file.source, file.edition,
            file.items, file.stories, file.complete, json.dumps(file.failures),
        )  # fmt: skip
        with transaction(self._connection):
            ((file_id,),) = rows(self._connection, _NOTE, values)
            self._connection.executemany(
                "INSERT OR IGNORE INTO files_of_articles VALUES (?, ?)",
                [(article_id, file_id) for article_id in article_ids],
            )


def _file_from(row: Sequence[Any]) -> FileRead:
    path, stamp, digest, source, edition, items, stories, complete, failures = row
    failed = tuple((item, reason) for item, reason in json.loads(failures))
    return FileRead(path, stamp, digest, source, edition, items, stories, bool(complete), failed)


def stamp_of(path: Path) -> str | None:
    """Return a regular file's size and times of change, None for anything else."""
    try:
        state = path.stat()
    except OSError:
        return None
    return f"{state.st_size} {state.st_mtime_ns} {state.st_ctime_ns}" if path.is_file() else None


def digest_of_file(path: Path) -> str | None:
    """Return the SHA-256 of a file's bytes; None for one that is large or can't be read."""
    try:
        if path.stat().st_size > MOST_DIGESTED:
            return None
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
