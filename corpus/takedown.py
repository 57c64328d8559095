"""Withdrawn stories: removed without a trace of their text, and refused when they come again.

What is kept of one are its address and hashes of its runs of three words, which tell a copy of the
text but don't give it back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import apsw
import numpy as np

from corpus.database import BUSY_MILLISECONDS, rows, transaction
from corpus.duplicates import SHORT, Fingerprint, Shingles, fingerprint_of, runs_of
from corpus.errors import StoreError, UrlError
from corpus.grouping import settle
from corpus.records import moment_from, seconds_of
from corpus.types import Article, ArticleId
from corpus.urls import canonical_url

if TYPE_CHECKING:
    from corpus.store import Store

MOST_OWN = 0.4
"""Share of a text's runs that may be its own while it still is the withdrawn story, edited."""

LEAST_TOLD = 0.3
"""Share of the withdrawn story's runs that such a text tells; less is a passing quotation."""

MOST_TOLD = 0.8
"""Share of the withdrawn story's runs from which a text holds the story, whatever else it says."""

SHORT_WAIT = 1_000
"""Milliseconds that the log's other readers are waited for; questions wait meanwhile."""

_INSERT = "INSERT INTO takedowns (identity, url, source, blocked, runs) VALUES (?, ?, ?, ?, ?)"
_INSERT_BAND = "INSERT OR IGNORE INTO takedown_bands VALUES (?, ?)"


@dataclass(frozen=True, slots=True)
class Takedown:
    """A withdrawn story: the number to unblock it by, its address and outlet where known, and since when.

    `by_text` tells whether copies of the text are refused too, or only this address.
    """

    id: int
    url: str | None
    source: str | None
    blocked: datetime
    by_text: bool


class Takedowns:
    """The list of what must not come back; one thread at a time, like the store it belongs to."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def all(self) -> list[Takedown]:
        """Return the list, oldest first."""
        sql = "SELECT id, url, source, blocked, runs IS NOT NULL FROM takedowns ORDER BY id"
        return [_takedown(row) for row in rows(self._connection, sql)]

    def alike(self, number: int) -> list[Takedown]:
        """Return the other entries that refuse the text of one of the list too, oldest first."""
        sql = "SELECT runs FROM takedowns WHERE id = ? AND runs IS NOT NULL"
        found = rows(self._connection, sql, (number,))
        if not found:
            return []
        told = np.frombuffer(found[0][0], "<u8")
        others = rows(
            self._connection,
            "SELECT id, url, source, blocked, 1, runs FROM takedowns WHERE id != ?1 AND id IN "
            "(SELECT takedown_id FROM takedown_bands WHERE band IN "
            "(SELECT band FROM takedown_bands WHERE takedown_id = ?1)) ORDER BY id",
            (number,),
        )
        return [_takedown(row[:5]) for row in others if _is_copy(told, np.frombuffer(row[5], "<u8"))]

    def block_article(self, article: Article, now: datetime) -> None:
        """Refuse a stored story from now on: under its address and identity, and wherever its text comes."""
        sql = "SELECT identity FROM articles WHERE id = ?"
        identity = rows(self._connection, sql, (article.id,))[0][0]
        marks = fingerprint_of(article.title, article.text)
        runs = runs_of(article.text)
        self._block(identity, article.url, article.source, now, runs, marks.bands)

    def block_url(self, url: str, now: datetime) -> None:
        """Refuse whatever comes from an address. Raises UrlError."""
        address = canonical_url(url)
        found = rows(self._connection, "SELECT id FROM takedowns WHERE url = ?", (address,))
        if not found:
            self._block(f"url:{address}", address, None, now, None, ())

    def named(self, chosen: str) -> Takedown | None:
        """Return the entry with a number or an address; None when it isn't on the list."""
        number, address = _number(chosen), _address(chosen)
        return next(
            (one for one in self.all() if one.id == number or (address is not None and one.url == address)),
            None,
        )

    def unblock(self, chosen: str) -> Takedown | None:
        """Strike an entry off the list, by its number or its address; None when it isn't on it."""
        entry = self.named(chosen)
        if entry is not None:
            with transaction(self._connection):
                self._connection.execute("DELETE FROM takedowns WHERE id = ?", (entry.id,))
        return entry

    def refusal(self, *, identity: str, url: str | None, text: str, marks: Fingerprint) -> str | None:
        """Return why a story may not come in, in words; None when it may."""
        found = rows(
            self._connection,
            "SELECT id FROM takedowns WHERE identity = ? OR (url IS NOT NULL AND url = ?) LIMIT 1",
            (identity, url),
        )
        if found:
            return f"it was withdrawn and is blocked (takedown {found[0][0]})"
        copied = self._copied(text, marks)
        return None if copied is None else f"its text was withdrawn and is blocked (takedown {copied})"

    def _copied(self, text: str, marks: Fingerprint) -> int | None:
        """Return the takedown whose text this is, lightly edited, shortened or framed."""
        found = rows(
            self._connection,
            "SELECT id, runs FROM takedowns WHERE id IN "
            "(SELECT takedown_id FROM takedown_bands WHERE band IN carray(?)) ORDER BY id",
            (apsw.carray(np.array(marks.bands or (0,), dtype=np.int64)),),
        )
        if not found:
            return None
        told = runs_of(text)
        return next((number for number, runs in found if _is_copy(told, np.frombuffer(runs, "<u8"))), None)

    def _block(
        self,
        identity: str,
        url: str | None,
        source: str | None,
        now: datetime,
        runs: Shingles | None,
        bands: Iterable[int],
    ) -> None:
        packed = None if runs is None else runs.astype("<u8").tobytes()
        with transaction(self._connection):
            self._connection.execute("DELETE FROM takedowns WHERE identity = ?", (identity,))
            self._connection.execute(_INSERT, (identity, url, source, seconds_of(now), packed))
            number = self._connection.last_insert_rowid()
            self._connection.executemany(_INSERT_BAND, [(band, number) for band in bands])


def withdraw(
    store: "Store", article_ids: Iterable[ArticleId], *, block: bool, now: datetime
) -> list[ArticleId]:
    """Remove articles, and with `block` refuse them from now on, in one transaction; return those removed.

    What is blocked goes with the stored articles that tell the same in its place (see `corpus.grouping`);
    else these are quoted again, those of them that repeat each other once.
    """
    wanted = list(article_ids)
    with store.transaction():
        if block:
            wanted += [copy.id for number in wanted for copy in store.folded_under(number)]
            for article in store.articles_by_id(wanted).values():
                Takedowns(store.connection).block_article(article, now)
        freed = {copy.id for number in wanted for copy in store.folded_under(number)}
        removed = store.remove(wanted)
        settle(store, sorted(freed))
        return removed


def block_address(store: "Store", url: str, now: datetime) -> list[ArticleId]:
    """Refuse an address from now on; return the articles stored from it, which have to be withdrawn too.

    Raises UrlError.
    """
    with store.transaction():
        Takedowns(store.connection).block_url(url, now)
        sql = "SELECT id FROM articles WHERE url = ?1 OR identity = 'url:' || ?1"
        store.known.forget_copy(f"url:{canonical_url(url)}")
        return [row[0] for row in rows(store.connection, sql, (canonical_url(url),))]


def carry_over(source: apsw.Connection, store: "Store") -> None:
    """Put the takedown list of another database on this one's too."""
    tables = "SELECT count(*) FROM sqlite_schema WHERE name IN ('takedowns', 'takedown_bands')"
    if rows(source, tables)[0][0] < 2:
        return
    with store.transaction():
        known = {row[0] for row in rows(store.connection, "SELECT identity FROM takedowns")}
        for number, *values in rows(source, "SELECT id, identity, url, source, blocked, runs FROM takedowns"):
            if values[0] in known:
                continue
            bands = rows(source, "SELECT band FROM takedown_bands WHERE takedown_id = ?", (number,))
            store.connection.execute(_INSERT, values)
            new = store.connection.last_insert_rowid()
            store.connection.executemany(_INSERT_BAND, [(band, new) for (band,) in bands])


def matching(store: "Store") -> list[ArticleId]:
    """Return stored articles that are on the takedown list, by address, identity or text."""
    found: set[ArticleId] = set()
    for number, identity, url, runs in rows(
        store.connection, "SELECT id, identity, url, runs FROM takedowns"
    ):
        sql = "SELECT id FROM articles WHERE identity = ? OR (url IS NOT NULL AND url = ?)"
        found |= {row[0] for row in rows(store.connection, sql, (identity, url))}
        if runs is None:
            continue
        alike = rows(
            store.connection,
            "SELECT DISTINCT article_id FROM bands WHERE band IN "
            "(SELECT band FROM takedown_bands WHERE takedown_id = ?)",
            (number,),
        )
        withdrawn = np.frombuffer(runs, "<u8")
        found |= {
            article.id
            for article in store.articles_by_id(row[0] for row in alike).values()
            if _is_copy(runs_of(article.text), withdrawn)
        }
    return sorted(found)


def overwrite_log(store: "Store") -> None:
    """Leave nothing of what was deleted in the write-ahead log; it ends up empty.

    Deleted rows in the database itself are overwritten as they are deleted. Raises StoreError when
    another process keeps the log in use, a backup for instance.
    """
    store.connection.set_busy_timeout(SHORT_WAIT)
    try:
        remaining, _ = store.connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    except (apsw.BusyError, apsw.LockedError):
        remaining = 1
    finally:
        store.connection.set_busy_timeout(BUSY_MILLISECONDS)
    if remaining > 0:
        raise StoreError(
            "the removed text is out of the database but still in its log, which another process is "
            "reading: once the programs that use the database are closed it is gone"
        )


def _is_copy(told: Shingles, withdrawn: Shingles) -> bool:
    shared = len(np.intersect1d(told, withdrawn, assume_unique=True))
    if not shared or len(told) < SHORT:
        return bool(len(told)) and shared == len(told) == len(withdrawn)
    edited = shared >= (1 - MOST_OWN) * len(told) and shared >= LEAST_TOLD * len(withdrawn)
    return edited or shared >= MOST_TOLD * len(withdrawn)


def _number(chosen: str) -> int | None:
    digits = chosen.strip().removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else None


def _address(chosen: str) -> str | None:
    try:
        return canonical_url(chosen)
    except UrlError:
        return None


def _takedown(row: tuple[object, ...]) -> Takedown:
    number, url, source, blocked, by_text = row
    assert isinstance(number, int)
    assert isinstance(blocked, int)
    moment = moment_from(blocked)
    assert moment is not None
    return Takedown(
        number,
        url if isinstance(url, str) else None,
        source if isinstance(source, str) else None,
        moment,
        bool(by_text),
    )
