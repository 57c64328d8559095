"""What is known already: stories by identity, by text and by resemblance, and their copies elsewhere."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

import apsw
import numpy as np

from corpus.database import rows
from corpus.duplicates import Fingerprint
from corpus.records import moment_from, seconds_of
from corpus.types import ArticleId, Draft


class Known(NamedTuple):
    """A story that was read before: the article that holds its text; `is_copy` when that is another's."""

    article_id: ArticleId
    digest: str
    is_copy: bool


class Copy(NamedTuple):
    """The same text, or a part of it, from elsewhere: remembered with its article and not indexed again."""

    article_id: ArticleId
    source: str | None
    url: str | None
    title: str
    published: datetime | None


class Remembered(NamedTuple):
    """A copy of which only this is kept, that it is one."""

    identity: str
    source: str | None
    url: str | None


class KnownStories:
    """The tables that tell whether a story is new; every write belongs inside a transaction."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def by_identity(self, identity: str) -> Known | None:
        """Return what was stored or remembered under an identity."""
        found = rows(
            self._connection,
            "SELECT id, digest, 0 FROM articles WHERE identity = ?1 "
            "UNION ALL SELECT article_id, digest, 1 FROM copies WHERE identity = ?1",
            (identity,),
        )
        return Known(found[0][0], found[0][1], bool(found[0][2])) if found else None

    def by_text(self, text_digest: str) -> list[ArticleId]:
        """Return the articles whose current text is identical but for case, spaces, punctuation.

        They come oldest first; where another is quoted in one's place, that is returned.
        """
        sql = "SELECT coalesce(copy_of, id) FROM articles WHERE text_digest = ? ORDER BY id"
        return list(dict.fromkeys(row[0] for row in rows(self._connection, sql, (text_digest,))))

    def resembling(self, bands: Sequence[int], limit: int = 20) -> list[ArticleId]:
        """Return articles that share a band, those that share most first: candidates to be compared."""
        if not bands:
            return []
        found = rows(
            self._connection,
            "SELECT article_id FROM bands WHERE band IN carray(?) "
            "GROUP BY article_id ORDER BY count(*) DESC, article_id LIMIT ?",
            (apsw.carray(np.array(bands, dtype=np.int64)), limit),
        )
        return [row[0] for row in found]

    def sign(self, article_id: ArticleId, fingerprint: Fingerprint) -> None:
        """Make an article findable by resemblance, by its present text only."""
        self.unsign(article_id)
        packed = np.array(fingerprint.bands, dtype="<i4").tobytes()
        self._connection.execute("INSERT INTO signatures VALUES (?, ?)", (article_id, packed))
        self._connection.executemany(
            "INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, article_id) for band in fingerprint.bands]
        )

    def unsign(self, article_id: ArticleId) -> None:
        """Forget what `sign` noted."""
        found = rows(
            self._connection,
            "DELETE FROM signatures WHERE article_id = ? RETURNING bands",
            (article_id,),
        )
        for (packed,) in found:
            self._connection.executemany(
                "DELETE FROM bands WHERE band = ? AND article_id = ?",
                [(band, article_id) for band in np.frombuffer(packed, "<i4").tolist()],
            )

    def bands_of(self, article_id: ArticleId) -> tuple[int, ...]:
        """Return what `sign` noted last; nothing for one in whose place another is quoted."""
        found = rows(self._connection, "SELECT bands FROM signatures WHERE article_id = ?", (article_id,))
        return tuple(np.frombuffer(found[0][0], "<i4").tolist()) if found else ()

    def remember_copy(
        self, article_id: ArticleId, draft: Draft, *, identity: str, digest: str, fetched: datetime
    ) -> None:
        """Note that an article's text was read elsewhere too; a copy noted before is replaced."""
        self._connection.execute(
            "INSERT OR REPLACE INTO copies "
            "(article_id, identity, digest, published, fetched, source, url, title) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article_id,
                identity,
                digest,
                seconds_of(draft.published),
                seconds_of(fetched),
                draft.source,
                draft.url,
                draft.title,
            ),
        )

    def forget_copy(self, identity: str) -> None:
        """Forget a copy; nothing happens when there is none."""
        self._connection.execute("DELETE FROM copies WHERE identity = ?", (identity,))

    def forget_copies(self, article_id: ArticleId) -> None:
        """Forget the copies of an article of which only this is kept, that they are."""
        self._connection.execute("DELETE FROM copies WHERE article_id = ?", (article_id,))

    def hand_over_copies(self, article_id: ArticleId, head: ArticleId) -> None:
        """Make what were an article's copies another's."""
        self._connection.execute("UPDATE copies SET article_id = ? WHERE article_id = ?", (head, article_id))

    def remembered(self, article_id: ArticleId) -> list[Remembered]:
        """Return the copies of an article whose texts aren't kept, in the order they were read."""
        sql = "SELECT identity, source, url FROM copies WHERE article_id = ? ORDER BY id"
        return [Remembered(*row) for row in rows(self._connection, sql, (article_id,))]

    def copies(self, article_ids: Sequence[ArticleId]) -> list[Copy]:
        """Return the copies of these articles, in the order they were read."""
        if not article_ids:
            return []
        found = rows(
            self._connection,
            "SELECT article_id, source, url, title, published, fetched FROM copies "
            "WHERE article_id IN carray(?1) "
            "UNION ALL SELECT copy_of, source, url, title, published, fetched FROM articles "
            "WHERE copy_of IN carray(?1) ORDER BY fetched",
            (apsw.carray(np.array(article_ids, dtype=np.int64)),),
        )
        return [Copy(row[0], row[1], row[2], row[3], moment_from(row[4])) for row in found]


def outlet_of(source: str | None, url: str | None) -> str | None:
    """Return the name an outlet is called by: its own, else its site's."""
    if source:
        return source
    host = urlsplit(url).hostname if url else None
    return host.removeprefix("www.") if host else None
