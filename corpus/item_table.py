"""The items that feeds have listed: SQL of what is known, what waits to be read and what came of it.

An item waits in the database from the moment its feed is recorded as read until the transaction that
stores its story, so no item is lost or taken twice, wherever the process is killed.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import apsw

from corpus.database import rows, transaction
from corpus.feed_types import FeedId, FeedItem, WaitingItem
from corpus.records import moment_from, seconds_of
from corpus.types import Article, ArticleId

FORGOTTEN_AFTER = timedelta(days=90)
"""Items without an article are forgotten when their feed hasn't listed them for so long."""


class ItemTable:
    """Items by feed; each write is a transaction (or part of the one it is called in)."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def note(self, feed_id: FeedId, items: Iterable[FeedItem], now: datetime) -> int:
        """Record what a feed lists now; new and changed items wait to be read. Return how many those are."""
        noted = 0
        with transaction(self._connection):
            for item in items:
                noted += len(
                    self._rows(
                        "INSERT INTO feed_items (feed_id, key, digest, url, published, first_listed, listed, "
                        "retry, waiting) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?6, ?7) "
                        "ON CONFLICT (feed_id, key) DO UPDATE SET digest = excluded.digest, "
                        "url = excluded.url, listed = excluded.listed, retry = excluded.retry, "
                        "waiting = excluded.waiting, tries = 0, error = NULL "
                        "WHERE digest <> excluded.digest RETURNING id",
                        (
                            feed_id,
                            item.key,
                            item.digest,
                            item.url,
                            seconds_of(item.published),
                            seconds_of(now),
                            _packed(item),
                        ),
                    )
                )
                self._connection.execute(
                    "UPDATE feed_items SET listed = ? WHERE feed_id = ? AND key = ?",
                    (seconds_of(now), feed_id, item.key),
                )
            self._connection.execute(
                "DELETE FROM feed_items WHERE feed_id = ? AND listed < ? "
                "AND article_id IS NULL AND waiting IS NULL",
                (feed_id, seconds_of(now - FORGOTTEN_AFTER)),
            )
        return noted

    def waiting(self, feed_id: FeedId, now: datetime, limit: int) -> list[WaitingItem]:
        """Return items that are to be read now, at most `limit`: newest first, failed ones last."""
        found = self._rows(
            "SELECT id, feed_id, waiting, tries, article_id FROM feed_items "
            "WHERE feed_id = ? AND waiting IS NOT NULL AND retry <= ? "
            "ORDER BY tries, published DESC NULLS LAST, id LIMIT ?",
            (feed_id, seconds_of(now), limit),
        )
        return [WaitingItem(row[0], row[1], _unpacked(row[2]), row[3], row[4]) for row in found]

    def count_waiting(self, feed_id: FeedId) -> int:
        """Return how many items are listed and not read yet, those included whose page failed."""
        sql = "SELECT count(*) FROM feed_items WHERE feed_id = ? AND waiting IS NOT NULL"
        return int(self._rows(sql, (feed_id,))[0][0])

    def is_waiting(self, waiting: WaitingItem) -> bool:
        """Return whether an item still waits: its feed wasn't removed and no other process has read it."""
        sql = "SELECT 1 FROM feed_items WHERE id = ? AND digest = ? AND waiting IS NOT NULL"
        return bool(self._rows(sql, (waiting.id, waiting.item.digest)))

    def read_through_another(self, waiting: WaitingItem) -> ArticleId | None:
        """Return the article of the same page, if another feed has listed it and it was read since.

        «Since» is the item's last change, as its feed tells; so one page of many feeds is read once.
        """
        item = waiting.item
        changed = item.updated or item.published
        if item.url is None or changed is None:
            return None
        found = self._rows(
            "SELECT article_id FROM feed_items WHERE url = ? AND feed_id <> ? AND article_id IS NOT NULL "
            "AND waiting IS NULL AND read >= ? LIMIT 1",
            (item.url, waiting.feed_id, seconds_of(changed)),
        )
        return found[0][0] if found else None

    def settle(
        self, waiting: WaitingItem, now: datetime, article_id: ArticleId | None, error: str | None
    ) -> None:
        """Record that an item was read into an article, or why it never will be.

        Call it in the transaction that stores the article. An item that has changed meanwhile waits on.
        """
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE feed_items SET read = ?1, article_id = coalesce(?2, article_id), error = ?3, "
                "waiting = iif(digest = ?4, NULL, waiting) WHERE id = ?5",
                (seconds_of(now), article_id, error, waiting.item.digest, waiting.id),
            )

    def postpone(self, waiting: WaitingItem, error: str, until: datetime) -> None:
        """Record why an item could not be read now, and when to try again."""
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE feed_items SET tries = tries + 1, error = ?, retry = ? WHERE id = ? AND digest = ?",
                (error, seconds_of(until), waiting.id, waiting.item.digest),
            )

    def read_copies_again(self, article: Article, now: datetime) -> None:
        """Let items be read at their pages that were copies of what an article no longer says."""
        found = self._rows(
            "SELECT id, key, url, published FROM feed_items WHERE article_id = ? AND waiting IS NULL "
            "AND url IS NOT NULL AND url IS NOT ?",
            (article.id, article.url),
        )
        with transaction(self._connection):
            for number, key, url, published in found:
                item = FeedItem(key=key, url=url, published=moment_from(published))
                self._connection.execute(
                    "UPDATE feed_items SET digest = ?, waiting = ?, tries = 0, retry = ? WHERE id = ?",
                    (item.digest, _packed(item), seconds_of(now), number),
                )

    def addresses_waiting(self, urls: Iterable[str]) -> set[str]:
        """Return those of the addresses at which items wait to be read."""
        sql = "SELECT 1 FROM feed_items WHERE url = ? AND waiting IS NOT NULL LIMIT 1"
        return {url for url in urls if self._rows(sql, (url,))}

    def hold(self, feed_id: FeedId, until: datetime) -> None:
        """Read none of a feed's items before a moment: its site is not answering."""
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE feed_items SET retry = max(retry, ?) WHERE feed_id = ? AND waiting IS NOT NULL",
                (seconds_of(until), feed_id),
            )

    def published(self, feed_id: FeedId, limit: int = 20) -> list[datetime]:
        """Return the newest moments of publication that a feed has told, newest first."""
        found = self._rows(
            "SELECT published FROM feed_items WHERE feed_id = ? AND published IS NOT NULL "
            "ORDER BY published DESC LIMIT ?",
            (feed_id, limit),
        )
        return [moment for row in found if (moment := moment_from(row[0]))]

    def _rows(self, sql: str, bindings: Sequence[Any] = ()) -> list[Any]:
        return rows(self._connection, sql, bindings)


def _packed(item: FeedItem) -> str:
    said = {name: getattr(item, name) for name in FeedItem.__slots__}
    return json.dumps({name: _plain(value) for name, value in said.items() if value is not None})


def _plain(value: str | datetime) -> str:
    return value.isoformat() if isinstance(value, datetime) else value


def _unpacked(text: str) -> FeedItem:
    said: dict[str, Any] = json.loads(text)
    for name in ("published", "updated"):
        if name in said:
            said[name] = datetime.fromisoformat(said[name])
    return FeedItem(**said)
