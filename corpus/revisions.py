"""Writing stories: a new one, a new version of one, its passages; every call belongs in a transaction."""

from collections.abc import Iterable
from datetime import datetime

import apsw

from corpus.duplicates import Fingerprint
from corpus.passages import Window
from corpus.records import packed_spans, seconds_of
from corpus.types import ArticleId, Draft

_KEEP_VERSION = """
INSERT INTO versions (
    article_id, version, digest, published, updated, fetched, language, source, author, url, title, text,
    section
)
SELECT id, version, digest, published, updated, fetched, language, source, author, url, title, text,
    section
FROM articles WHERE id = ?
"""


def write_article(
    connection: apsw.Connection, draft: Draft, *, identity: str, fingerprint: Fingerprint, fetched: datetime
) -> ArticleId:
    """Insert a story, or under a known identity keep what it said as a version and write what it says now.

    It is a copy of no other then, until that is settled anew.
    """
    known = connection.execute("SELECT id FROM articles WHERE identity = ?", (identity,)).get
    values = {
        "identity": identity,
        "digest": fingerprint.digest,
        "text_digest": fingerprint.text_digest,
        "fetched": seconds_of(fetched),
        "title": draft.title,
        "text": draft.text,
        **_metadata(draft),
    }
    if known is None:
        connection.execute(
            "INSERT INTO articles (identity, version, digest, text_digest, published, updated, fetched, "
            "language, source, author, url, title, text, section) VALUES (:identity, 1, :digest, "
            ":text_digest, :published, :updated, :fetched, :language, :source, :author, :url, :title, "
            ":text, :section)",
            values,
        )
        return connection.last_insert_rowid()
    connection.execute(_KEEP_VERSION, (known,))
    connection.execute(
        "UPDATE articles SET version = version + 1, digest = :digest, text_digest = :text_digest, "
        "published = coalesce(:published, published), updated = coalesce(:updated, updated), "
        "fetched = :fetched, language = coalesce(:language, language), source = coalesce(:source, source), "
        "author = coalesce(:author, author), url = coalesce(:url, url), title = :title, text = :text, "
        "section = coalesce(:section, section), copy_of = NULL WHERE identity = :identity",
        values,
    )
    return int(known)


def replace_passages(connection: apsw.Connection, article_id: ArticleId, windows: Iterable[Window]) -> None:
    """Give an article these passages, with new ids, in place of those it had; their vectors go too."""
    connection.execute("DELETE FROM passages WHERE article_id = ?", (article_id,))
    connection.executemany(
        'INSERT INTO passages (article_id, start, "end", sentences) VALUES (?, ?, ?, ?)',
        [(article_id, start, end, packed_spans(sentences)) for start, end, sentences in windows],
    )


def fill_in(connection: apsw.Connection, article_id: ArticleId, draft: Draft) -> bool:
    """Set what is not known yet of an article and the draft tells; what is known stays."""
    found = connection.execute(
        "UPDATE articles SET published = coalesce(published, :published), "
        "updated = coalesce(updated, :updated), language = coalesce(language, :language), "
        "source = coalesce(source, :source), author = coalesce(author, :author), url = coalesce(url, :url), "
        "section = coalesce(section, :section) "
        "WHERE id = :id AND ((published IS NULL AND :published IS NOT NULL) "
        "OR (updated IS NULL AND :updated IS NOT NULL) OR (language IS NULL AND :language IS NOT NULL) "
        "OR (source IS NULL AND :source IS NOT NULL) OR (author IS NULL AND :author IS NOT NULL) "
        "OR (url IS NULL AND :url IS NOT NULL) OR (section IS NULL AND :section IS NOT NULL)) RETURNING id",
        {"id": article_id, **_metadata(draft)},
    )
    return bool(found.fetchall())


def _metadata(draft: Draft) -> dict[str, int | str | None]:
    return {
        "published": seconds_of(draft.published),
        "updated": seconds_of(draft.updated),
        "language": draft.language,
        "source": draft.source,
        "author": draft.author,
        "url": draft.url,
        "section": draft.section,
    }
