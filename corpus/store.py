"""The store: every article, its older versions, passages and vectors, in one SQLite database."""

import json
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus import revisions, schema
from corpus.database import IN_MEMORY, checkpoint, migrate, open_database, transaction
from corpus.duplicates import Fingerprint, fingerprint_of
from corpus.errors import StoreError
from corpus.passages import Window
from corpus.reading import StoreReader
from corpus.types import Article, ArticleId, Draft, PassageId


class Store(StoreReader):
    """Articles, passages and vectors; a write is one transaction, and what has returned is kept.

    One thread uses a store at a time; take a `reader` for another thread, and in another process
    open the file again.
    """

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open the database file (or ":memory:"), with its tables brought up to date. Raises StoreError."""
        connection = open_database(path)
        try:
            migrate(connection, schema.NAMESPACE, schema.MIGRATIONS)
        except BaseException:
            connection.close(True)
            raise
        return cls(connection)

    def reader(self) -> StoreReader:
        """Open a second connection to the same file for reading, for another thread; close it too."""
        if not self.connection.filename:
            raise StoreError(f"a database in memory ({IN_MEMORY}) has only one connection")
        return StoreReader.open(self.connection.filename)

    def transaction(self) -> AbstractContextManager[None]:
        """Make all writes inside one transaction; another process's writes wait until it ends."""
        return transaction(self.connection)

    def checkpoint(self) -> None:
        """Make everything committed survive a power cut too."""
        checkpoint(self.connection)

    def put(
        self,
        draft: Draft,
        windows: Iterable[Window],
        *,
        identity: str,
        fetched: datetime,
        fingerprint: Fingerprint | None = None,
    ) -> ArticleId:
        """Store a story with its passages; under a known identity, as the new version of that article.

        The version before is kept with what it said; its passages and vectors go, and the new passages
        have new ids. Metadata that the draft doesn't know is taken from the version before. Whether
        the story is new, changed or a copy is for `corpus.ingest` to judge.
        """
        marks = fingerprint or fingerprint_of(draft.title, draft.text)
        with self.transaction():
            article_id = revisions.write_article(
                self.connection, draft, identity=identity, fingerprint=marks, fetched=fetched
            )
            revisions.replace_passages(self.connection, article_id, windows)
            self.known.sign(article_id, marks)
            self._count_change()
        return article_id

    def fill_in(self, article_id: ArticleId, draft: Draft) -> bool:
        """Add what the draft knows of an article and the store doesn't; return whether there was any."""
        with self.transaction():
            learnt = revisions.fill_in(self.connection, article_id, draft)
            if learnt:
                self._count_change()
        return learnt

    def fold(self, article_id: ArticleId, head: ArticleId) -> None:
        """Make an article, with its copies, a copy of another, which is quoted in its place.

        It stays with its versions, but its passages are put aside.
        """
        windows = [(one.start, one.end, one.sentences) for one in self.passages_of(article_id)]
        with self.transaction():
            self.connection.execute(
                "UPDATE articles SET windows = ? WHERE id = ?", (json.dumps(windows), article_id)
            )
            sql = "UPDATE articles SET copy_of = ?1 WHERE id = ?2 OR copy_of = ?2"
            self.connection.execute(sql, (head, article_id))
            self.known.hand_over_copies(article_id, head)
            self.known.unsign(article_id)
            revisions.replace_passages(self.connection, article_id, ())
            self._count_change()

    def unfold(self, article: Article) -> None:
        """Let an article be quoted itself again, with its passages of before."""
        sql = "UPDATE articles SET copy_of = NULL WHERE id = ? RETURNING windows"
        with self.transaction():
            ((windows,),) = self._rows(sql, (article.id,))
            self.known.sign(article.id, fingerprint_of(article.title, article.text))
            revisions.replace_passages(self.connection, article.id, json.loads(windows))
            self._count_change()

    def remove(self, article_ids: Iterable[ArticleId]) -> list[ArticleId]:
        """Remove articles with their versions, passages, vectors and copies; return those that were there.

        Of the copies, those that are stored themselves stay and are quoted again.
        """
        removed = []
        with self.transaction():
            for article_id in self.articles_by_id(article_ids):
                for copy in self.folded_under(article_id):
                    self.unfold(copy)
                self.known.unsign(article_id)
                sql = "DELETE FROM articles WHERE id = ? RETURNING id"
                removed += [row[0] for row in self._rows(sql, (article_id,))]
            if removed:
                self._count_change()
        return removed

    def put_vectors(
        self, encoder_name: str, vectors: Mapping[PassageId, NDArray[np.float32] | NDArray[np.float16]]
    ) -> None:
        """Store for each passage its array (1 + sentences, dimension); row 0 is the passage.

        Kept as float16, in one transaction. Passages that were removed meanwhile are ignored.
        """
        self._vectors.put(encoder_name, vectors)

    def drop_vectors(self, encoder_names: Iterable[str]) -> None:
        """Delete all vectors of these encoders."""
        self._vectors.drop(encoder_names)

    def set_meta(self, key: str, value: str) -> None:
        """Keep a value under a key, in place of the one before."""
        with self.transaction():
            self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def _count_change(self) -> None:
        self.connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
