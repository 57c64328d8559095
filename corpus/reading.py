"""Reading the store: articles, passages, vectors and the catalogue, by id."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import apsw
import numpy as np
from numpy.typing import NDArray

from corpus import schema
from corpus.catalogue import Catalogue, read_catalogue, read_passage_ids
from corpus.database import open_database, rows, schema_version
from corpus.errors import StoreError
from corpus.feed_table import FeedTable
from corpus.files_read import FilesRead
from corpus.known import KnownStories, outlet_of
from corpus.look_table import LookTable
from corpus.records import (
    SELECT_ARTICLES,
    SELECT_PASSAGES,
    SELECT_VERSIONS,
    article_from,
    moment_from,
    passage_from,
)
from corpus.types import Article, ArticleId, Passage, PassageId
from corpus.vector_table import VectorTable

GREATEST_ID = 2**63 - 1

_HEADS_OR_GONE = "WHERE iif(?, id IN (SELECT article_id FROM looks WHERE gone IS NOT NULL), copy_of IS NULL) "
_OUTLETS = "SELECT id, source, url FROM articles WHERE id IN carray(?)"


class StoredStory(NamedTuple):
    """An article with its number of versions, other outlets that ran it, and since when its page is gone."""

    article: Article
    versions: int
    also_in: tuple[str, ...]
    gone: datetime | None


class StoredPassage(NamedTuple):
    """A passage with what an encoder or a word index reads of it."""

    passage: Passage
    title: str
    text: str


class StoreReader:
    """Everything that can be read of the store; one thread uses it at a time.

    A reader beside a `Store`, on a connection of its own, sees each transaction when it is complete.
    """

    def __init__(self, connection: apsw.Connection) -> None:
        self.connection = connection
        self.known = KnownStories(connection)
        self.feeds = FeedTable(connection)
        self.files = FilesRead(connection)
        self.looks = LookTable(connection)
        self._vectors = VectorTable(connection)

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open an existing database file for reading only. Raises StoreError."""
        connection = open_database(path, read_only=True)
        if schema_version(connection, schema.NAMESPACE) != len(schema.MIGRATIONS):
            connection.close(True)
            raise StoreError(f"the database {path} has another version's tables: open it for writing first")
        return cls(connection)

    def close(self) -> None:
        """Close the database; closing twice is fine."""
        self.connection.close(True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Articles

    def article(self, article_id: ArticleId) -> Article | None:
        """Return the current version of an article."""
        return self.articles_by_id([article_id]).get(article_id)

    def articles_by_id(self, article_ids: Iterable[ArticleId]) -> dict[ArticleId, Article]:
        """Return those of the articles that exist."""
        return {
            row[0]: article_from(row)
            for row in self._of(article_ids, SELECT_ARTICLES + "WHERE id IN carray(?)")
        }

    def articles(
        self, limit: int | None = None, offset: int = 0, *, only_gone: bool = False
    ) -> list[StoredStory]:
        """Return articles, newest publication first, those without a date last; no copies of others.

        With `only_gone` they are those whose pages are gone (see `corpus.looking`).
        """
        gone = self.looks.gone()
        found = self._rows(
            SELECT_ARTICLES + _HEADS_OR_GONE + "ORDER BY published DESC NULLS LAST, id DESC LIMIT ? OFFSET ?",
            (only_gone, -1 if limit is None else limit, offset),
        )
        articles = [article_from(row) for row in found]
        also_in = self.also_in([article.id for article in articles])
        return [
            StoredStory(article, article.version, also_in.get(article.id, ()), gone.get(article.id))
            for article in articles
        ]

    def versions(self, article_id: ArticleId) -> list[Article]:
        """Return what an article said before, oldest first; the current version is not among them."""
        found = self._rows(SELECT_VERSIONS + "WHERE article_id = ? ORDER BY version", (article_id,))
        return [article_from(row) for row in found]

    def version_numbers(self, article_ids: Iterable[ArticleId]) -> dict[ArticleId, int]:
        """Return the numbers of the current versions of those of the articles that exist."""
        sql = "SELECT id, version FROM articles WHERE id IN carray(?)"
        return {row[0]: row[1] for row in self._of(article_ids, sql)}

    def also_in(self, article_ids: Iterable[ArticleId]) -> dict[ArticleId, tuple[str, ...]]:
        """Return the names of other outlets that ran the articles' texts; articles without are left out."""
        ids = list(article_ids)
        own = {row[0]: outlet_of(row[1], row[2]) for row in self._of(ids, _OUTLETS)}
        names: dict[ArticleId, dict[str, str]] = {}
        for copy in self.known.copies(ids):
            name = outlet_of(copy.source, copy.url)
            if name and name.casefold() != (own[copy.article_id] or "").casefold():
                names.setdefault(copy.article_id, {}).setdefault(name.casefold(), name)
        return {article_id: tuple(found.values()) for article_id, found in names.items()}

    def folded_under(self, article_id: ArticleId) -> list[Article]:
        """Return the stored articles that are copies of one, which is quoted in their place."""
        return [article_from(row) for row in self._rows(SELECT_ARTICLES + "WHERE copy_of = ?", (article_id,))]

    def head_of(self, article_id: ArticleId) -> ArticleId | None:
        """Return the article that is quoted in an article's place, or itself; None when it isn't there."""
        found = self._rows("SELECT coalesce(copy_of, id) FROM articles WHERE id = ?", (article_id,))
        return found[0][0] if found else None

    def count_articles(self) -> int:
        """Return how many stories are stored."""
        return int(self._one("SELECT count(*) FROM articles WHERE copy_of IS NULL"))

    def sources(self) -> list[tuple[str, int]]:
        """Return the outlets' names with their number of articles, most first."""
        return [
            (row[0], row[1])
            for row in self._rows(
                "SELECT source, count(*) FROM articles WHERE source IS NOT NULL AND copy_of IS NULL "
                "GROUP BY source ORDER BY count(*) DESC, source"
            )
        ]

    def published_range(self) -> tuple[datetime | None, datetime | None]:
        """Return the first and the last moment of publication."""
        first, last = self._rows("SELECT min(published), max(published) FROM articles")[0]
        return moment_from(first), moment_from(last)

    # Passages

    def passages(self, passage_ids: Iterable[PassageId]) -> dict[PassageId, Passage]:
        """Return those of the passages that exist."""
        sql = SELECT_PASSAGES + "WHERE id IN carray(?)"
        return {row[0]: passage_from(row) for row in self._of(passage_ids, sql)}

    def passages_of(self, article_id: ArticleId) -> list[Passage]:
        """Return an article's passages in the order of its text."""
        sql = SELECT_PASSAGES + "WHERE article_id = ? ORDER BY start, id"
        return [passage_from(row) for row in self._rows(sql, (article_id,))]

    def passage_ids(self) -> NDArray[np.int64]:
        """Return the ids of all live passages, ascending."""
        return read_passage_ids(self.connection)

    def count_passages(self) -> int:
        """Return how many passages are stored."""
        return int(self._one("SELECT count(*) FROM passages"))

    def passage_texts(self, passage_ids: Iterable[PassageId]) -> list[StoredPassage]:
        """Return, ascending by id, those of the passages that exist, each with its story's title and text."""
        passages = sorted(self.passages(passage_ids).values(), key=lambda passage: passage.id)
        stories = {
            row[0]: (row[1], row[2])
            for row in self._of(
                {passage.article_id for passage in passages},
                "SELECT id, title, text FROM articles WHERE id IN carray(?)",
            )
        }
        return [
            StoredPassage(
                passage,
                stories[passage.article_id][0],
                stories[passage.article_id][1][passage.start : passage.end],
            )
            for passage in passages
        ]

    def catalogue(self) -> Catalogue:
        """Return every live passage's outlet, date and language, as arrays."""
        with self._snapshot():
            return read_catalogue(self.connection, self.generation)

    # Vectors

    def passages_without_vectors(
        self, encoder_name: str, limit: int, after: PassageId = 0
    ) -> list[PassageId]:
        """Return ids above `after`, ascending, at most `limit`, of passages this encoder has not encoded."""
        return self._vectors.missing(encoder_name, limit, after)

    def count_without_vectors(self, encoder_name: str) -> int:
        """Return how many passages this encoder has not encoded."""
        return self._vectors.count_missing(encoder_name)

    def vectors(
        self, encoder_name: str, passage_ids: Iterable[PassageId]
    ) -> dict[PassageId, NDArray[np.float32]]:
        """Return what `put_vectors` stored, float32, of those of the passages that have it."""
        return self._vectors.read(encoder_name, passage_ids)

    def passage_vectors(
        self, encoder_name: str, passage_ids: Sequence[PassageId] | NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return row 0 only: ids of the passages that have vectors, ascending, and (n, dimension)."""
        return self._vectors.read_passages(encoder_name, passage_ids)

    def vector_encoders(self) -> list[str]:
        """Return the names of the encoders that vectors are stored of."""
        return self._vectors.encoders()

    # The database itself

    @property
    def generation(self) -> int:
        """A number that changes with every change of passages or of what the catalogue says of them."""
        return int(self.meta("generation") or 0)

    @property
    def database_id(self) -> str:
        """Names this database among all others: caches made of another one are worthless."""
        return self.meta("database") or ""

    def meta(self, key: str) -> str | None:
        """Return a value kept with `set_meta`."""
        found = self._rows("SELECT value FROM meta WHERE key = ?", (key,))
        return found[0][0] if found else None

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Read from one state of the database, whatever others write meanwhile."""
        if self.connection.in_transaction:
            yield
            return
        self._rows("BEGIN")
        try:
            yield
        finally:
            self._rows("COMMIT")

    def _rows(self, sql: str, bindings: Sequence[Any] = ()) -> list[Any]:
        return rows(self.connection, sql, bindings)

    def _one(self, sql: str) -> Any:
        return self._rows(sql)[0][0]

    def _of(self, ids: Iterable[int], sql: str) -> list[Any]:
        wanted = np.fromiter((id_ for id_ in ids if 0 < id_ <= GREATEST_ID), dtype=np.int64)
        return rows(self.connection, sql, (apsw.carray(wanted),)) if len(wanted) else []
