"""Articles that are looked at again where they were read, and when: SQL of the looks' table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import apsw

from corpus.database import rows, transaction
from corpus.feed_types import FeedId
from corpus.records import moment_from, seconds_of
from corpus.schedule import LATEST_LOOK, look_after_fault, next_look
from corpus.types import Article, ArticleId

MISSES = 2
"""So many looks in a row that find no page make it gone."""
_SELECT = "SELECT article_id, url, feed_id, begun, due, etag, modified, missed FROM looks "


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A look at an article's page that is due.

    `begun` is the article's publication, or when it was read if that isn't known; its looks are counted from
    there. `missed` is how many looks in a row have found no page.
    """

    article_id: ArticleId
    url: str
    feed_id: FeedId | None
    begun: datetime
    due: datetime
    etag: str | None
    modified: str | None
    missed: int


class LookTable:
    """The looks that are to come; each write is a transaction (or part of the one it is called in)."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def begin(
        self,
        article: Article,
        url: str,
        headers: Mapping[str, str],
        *,
        now: datetime,
        feed_id: FeedId | None = None,
    ) -> None:
        """Look again, from now on, at an article that was read at `url`, if it is recent.

        `headers` are those of its page. Of one that is looked at already the next look is counted anew.
        """
        begun = min(article.published or now, now)
        due = next_look(begun, now)
        with transaction(self._connection):
            over = seconds_of(now - LATEST_LOOK)
            self._connection.execute("DELETE FROM looks WHERE gone IS NULL AND begun < ?", (over,))
            if due is None:
                return
            self._connection.execute(
                "INSERT INTO looks (article_id, url, feed_id, begun, due, etag, modified, missed) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, 0) "
                "ON CONFLICT (article_id) DO UPDATE SET url = excluded.url, etag = excluded.etag, "
                "modified = excluded.modified, missed = 0, gone = NULL, due = excluded.due, "
                "feed_id = coalesce(feed_id, excluded.feed_id)",
                (
                    article.id,
                    url,
                    feed_id,
                    seconds_of(begun),
                    seconds_of(due),
                    headers.get("ETag"),
                    headers.get("Last-Modified"),
                ),
            )

    def due(self, feed_id: FeedId | None, now: datetime, limit: int) -> list[Look]:
        """Return looks that are due at articles of a feed, or of none, longest due first.

        Those of a story that is old by now are not made up for.
        """
        found = self._rows(
            _SELECT + "WHERE feed_id IS ? AND due <= ? AND begun >= ? ORDER BY due, article_id LIMIT ?",
            (feed_id, seconds_of(now), seconds_of(now - LATEST_LOOK), limit),
        )
        return [_look_from(row) for row in found]

    def is_due(self, look: Look) -> bool:
        """Return whether a look is still to be done: no other process did it, the article is there."""
        sql = "SELECT 1 FROM looks WHERE article_id = ? AND due = ?"
        return bool(self._rows(sql, (look.article_id, seconds_of(look.due))))

    def found(self, look: Look, now: datetime, headers: Mapping[str, str]) -> None:
        """Record that the page was there, with the headers of its answer; the last look ends it."""
        due = next_look(look.begun, now)
        if due is None:
            self.end(look.article_id)
            return
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE looks SET due = ?, etag = ?, modified = ?, missed = 0, error = NULL "
                "WHERE article_id = ?",
                (
                    seconds_of(due),
                    headers.get("ETag") or look.etag,
                    headers.get("Last-Modified") or look.modified,
                    look.article_id,
                ),
            )

    def missed(self, look: Look, now: datetime, error: str) -> bool:
        """Record that the site has no such page any more; return whether it is gone: missed twice."""
        is_gone = look.missed + 1 >= MISSES
        due = None if is_gone else seconds_of(look_after_fault(look.begun, now))
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE looks SET due = ?1, missed = missed + 1, error = ?2, gone = iif(?3, ?4, NULL) "
                "WHERE article_id = ?5",
                (due, error, is_gone, seconds_of(now), look.article_id),
            )
        return is_gone

    def postpone(self, look: Look, now: datetime, error: str, wait: timedelta | None) -> None:
        """Record why the page could not be looked at now; `wait` is what the site asks for."""
        due = look_after_fault(look.begun, now, wait)
        with transaction(self._connection):
            sql = "UPDATE looks SET due = ?, error = ? WHERE article_id = ?"
            self._connection.execute(sql, (seconds_of(due), error, look.article_id))

    def hold(self, feed_id: FeedId, until: datetime) -> None:
        """Look at none of a feed's articles before a moment: its site is not answering."""
        with transaction(self._connection):
            sql = "UPDATE looks SET due = max(due, ?) WHERE feed_id = ? AND due IS NOT NULL"
            self._connection.execute(sql, (seconds_of(until), feed_id))

    def end(self, article_id: ArticleId) -> None:
        """Look at an article no more."""
        with transaction(self._connection):
            self._connection.execute("DELETE FROM looks WHERE article_id = ?", (article_id,))

    def gone(self) -> dict[ArticleId, datetime]:
        """Return the articles whose pages are gone, each with when that was found, newest first."""
        found = self._rows(
            "SELECT article_id, gone FROM looks WHERE gone IS NOT NULL ORDER BY gone DESC, article_id DESC"
        )
        return {row[0]: moment for row in found if (moment := moment_from(row[1]))}

    def _rows(self, sql: str, bindings: Sequence[Any] = ()) -> list[Any]:
        return rows(self._connection, sql, bindings)


def _look_from(row: Sequence[Any]) -> Look:
    begun, due = moment_from(row[3]), moment_from(row[4])
    assert begun is not None
    assert due is not None
    return Look(
        article_id=row[0],
        url=row[1],
        feed_id=row[2],
        begun=begun,
        due=due,
        etag=row[5],
        modified=row[6],
        missed=row[7],
    )
