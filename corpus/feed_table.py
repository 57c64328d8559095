"""The feeds that are followed, and how they are asked: SQL of the feeds' table."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import apsw

from corpus.database import rows, transaction
from corpus.errors import FeedError
from corpus.feed_types import Feed, FeedId, FeedKind
from corpus.item_table import ItemTable
from corpus.records import moment_from, seconds_of
from corpus.schedule import LATEST_LOOK
from corpus.types import ArticleId

ACTIVITY = timedelta(days=7)
"""What a feed publishes a day is counted over so long."""

_SELECT = (
    "SELECT id, url, name, kind, source, site, language, etag, modified, rhythm, due, failures, paused, "
    "pause_reason, added, asked, succeeded, error, advice FROM feeds "
)


class FeedTable:
    """Feeds; each write is a transaction (or part of the one it is called in)."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self.items = ItemTable(connection)

    # Reading

    def all(self) -> list[Feed]:
        """Return the feeds in the order of their names."""
        return self._select("ORDER BY name COLLATE NOCASE, id")

    def get(self, feed_id: FeedId) -> Feed | None:
        """Return a feed."""
        return next(iter(self._select("WHERE id = ?", (feed_id,))), None)

    def named(self, text: str) -> Feed | None:
        """Return the feed that a person means: by id, address or name (in any case)."""
        text = text.strip()
        where = "WHERE url = ?1 OR name = ?1 COLLATE NOCASE OR CAST(id AS TEXT) = ?1 ORDER BY url = ?1 DESC"
        return next(iter(self._select(where, (text,))), None)

    def due(self, now: datetime) -> list[Feed]:
        """Return the feeds that have something to do, longest due first.

        They are to be asked, or items of theirs wait, or their articles are to be looked at again.
        """
        return self._select(
            "WHERE NOT paused AND (due <= ?1 OR EXISTS (SELECT 1 FROM feed_items "
            "WHERE feed_id = feeds.id AND waiting IS NOT NULL AND retry <= ?1) "
            "OR EXISTS (SELECT 1 FROM looks WHERE feed_id = feeds.id AND due <= ?1 AND begun >= ?2)) "
            "ORDER BY due, id",
            (seconds_of(now), seconds_of(now - LATEST_LOOK)),
        )

    def per_day(self, now: datetime) -> dict[FeedId, float]:
        """Return how many items a day each feed has brought of late.

        Counted over a week, or over as long as the feed or the items that it tells go back, but no
        less than a day.
        """
        found = self._rows(
            "SELECT id, (SELECT count(*) FROM feed_items WHERE feed_id = feeds.id "
            "AND coalesce(published, first_listed) >= ?1), min(added, coalesce("
            "(SELECT min(coalesce(published, first_listed)) FROM feed_items WHERE feed_id = feeds.id), "
            "added)) FROM feeds",
            (seconds_of(now - ACTIVITY),),
        )
        day = timedelta(days=1)
        return {
            feed_id: count / (min(max(now - (moment_from(first) or now), day), ACTIVITY) / day)
            for feed_id, count, first in found
        }

    def articles_of(self, feed_id: FeedId) -> list[ArticleId]:
        """Return the articles that this feed alone has brought, to be removed with it."""
        found = self._rows(
            "SELECT DISTINCT article_id FROM feed_items AS mine WHERE feed_id = ?1 AND article_id NOT NULL "
            "AND NOT EXISTS (SELECT 1 FROM feed_items AS other "
            "WHERE other.article_id = mine.article_id AND other.feed_id <> ?1) ORDER BY article_id",
            (feed_id,),
        )
        return [row[0] for row in found]

    # Writing

    def add(
        self,
        *,
        url: str,
        name: str,
        kind: FeedKind,
        now: datetime,
        source: str | None = None,
        site: str | None = None,
        language: str | None = None,
    ) -> Feed:
        """Follow a feed; it is due at once. Raises FeedError when its address is followed already."""
        with transaction(self._connection):
            known = self._select("WHERE url = ?", (url,))
            if known:
                raise FeedError(url, f"it is followed already, as «{known[0].name}» (feed {known[0].id})")
            self._connection.execute(
                "INSERT INTO feeds (url, name, kind, source, site, language, due, added) "
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
                (url, name, kind.value, source, site, language, seconds_of(now)),
            )
            added = self.get(self._connection.last_insert_rowid())
        assert added is not None
        return added

    def remove(self, feed_id: FeedId) -> bool:
        """Forget a feed and its items, not its articles; return whether it was there."""
        with transaction(self._connection):
            return bool(self._rows("DELETE FROM feeds WHERE id = ? RETURNING id", (feed_id,)))

    def pause(self, feed_id: FeedId, reason: str | None = None) -> bool:
        """Ask a feed no more until it is resumed; return whether it is there."""
        sql = "UPDATE feeds SET paused = 1, pause_reason = ? WHERE id = ? RETURNING id"
        return self._change(sql, (reason, feed_id))

    def resume(self, feed_id: FeedId, now: datetime) -> bool:
        """Ask a feed again, at once and with its failures forgotten; return whether it is there."""
        sql = (
            "UPDATE feeds SET paused = 0, pause_reason = NULL, failures = 0, error = NULL, advice = NULL, "
            "due = ? WHERE id = ? RETURNING id"
        )
        return self._change(sql, (seconds_of(now), feed_id))

    def rename(self, feed_id: FeedId, *, name: str, source: str | None) -> bool:
        """Set the feed's name and the outlet that its articles are named after from now on."""
        sql = "UPDATE feeds SET name = ?, source = ? WHERE id = ? RETURNING id"
        return self._change(sql, (name, source, feed_id))

    def note_success(
        self,
        feed: Feed,
        *,
        asked: datetime,
        due: datetime,
        rhythm: timedelta,
        etag: str | None,
        modified: str | None,
        kind: FeedKind,
    ) -> None:
        """Record that a feed was read at its address, or had not changed; one that was gone is back."""
        self._change(
            "UPDATE feeds SET asked = ?1, succeeded = ?1, due = ?2, rhythm = ?3, etag = ?4, modified = ?5, "
            "kind = ?6, failures = 0, error = NULL, advice = NULL, "
            "paused = paused AND pause_reason IS NULL, pause_reason = NULL WHERE id = ?7 RETURNING id",
            (
                seconds_of(asked),
                seconds_of(due),
                rhythm // timedelta(seconds=1),
                etag,
                modified,
                kind.value,
                feed.id,
            ),
        )

    def note_failure(
        self, feed: Feed, *, asked: datetime, due: datetime, error: str, advice: str | None
    ) -> None:
        """Record that a feed could not be read, why, and when it is asked again."""
        self._change(
            "UPDATE feeds SET asked = ?, due = ?, failures = failures + 1, error = ?, advice = ? "
            "WHERE id = ? RETURNING id",
            (seconds_of(asked), seconds_of(due), error, advice, feed.id),
        )

    def move(self, feed: Feed, url: str) -> bool:
        """Remember where the site has moved a feed for good; return False when another feed is there."""
        with transaction(self._connection):
            if self._select("WHERE url = ? AND id <> ?", (url, feed.id)):
                return False
            sql = "UPDATE feeds SET url = ?, etag = NULL, modified = NULL WHERE id = ? RETURNING id"
            return self._change(sql, (url, feed.id))

    def _change(self, sql: str, bindings: Sequence[Any]) -> bool:
        with transaction(self._connection):
            return bool(self._rows(sql, bindings))

    def _select(self, where: str, bindings: Sequence[Any] = ()) -> list[Feed]:
        return [_feed_from(row) for row in self._rows(_SELECT + where, bindings)]

    def _rows(self, sql: str, bindings: Sequence[Any] = ()) -> list[Any]:
        return rows(self._connection, sql, bindings)


def _feed_from(row: Sequence[Any]) -> Feed:
    due, added = moment_from(row[10]), moment_from(row[14])
    assert due is not None
    assert added is not None
    return Feed(
        id=row[0],
        url=row[1],
        name=row[2],
        kind=FeedKind(row[3]),
        source=row[4],
        site=row[5],
        language=row[6],
        etag=row[7],
        modified=row[8],
        rhythm=None if row[9] is None else timedelta(seconds=row[9]),
        due=due,
        failures=row[11],
        paused=bool(row[12]),
        pause_reason=row[13],
        added=added,
        last_asked=moment_from(row[15]),
        last_success=moment_from(row[16]),
        last_error=row[17],
        advice=row[18],
    )
