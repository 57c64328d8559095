"""The values of the corpus: what was read, what is kept, and the passages it is cut into."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

ArticleId: TypeAlias = int
PassageId: TypeAlias = int
Span: TypeAlias = tuple[int, int]
"""Offsets `start, end` into a text, in Python characters (code points), end exclusive."""


def in_utc(moment: datetime | None) -> datetime | None:
    """Return the same moment in UTC; a naive one is taken to be UTC already."""
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article as it was read: clean, but with no identity yet.

    `origin` says where it was read (a URL, a file's path, a file's path and line), for messages and
    for the identity of a story that has no URL. `url` is canonical, `http` or `https`. `section` is the part
    of the outlet that it stands in, in the outlet's own words.
    """

    title: str
    text: str
    origin: str
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    language: str | None = None
    section: str | None = None

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a draft needs a text")
        if not self.title.strip():
            raise ValueError("a draft needs a title")
        object.__setattr__(self, "published", in_utc(self.published))
        object.__setattr__(self, "updated", in_utc(self.updated))


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The current version of a stored story.

    Datetimes are aware and in UTC. `digest` is the hexadecimal SHA-256 of title and text; `version`
    counts from 1.
    """

    id: ArticleId
    title: str
    text: str
    url: str | None
    source: str | None
    author: str | None
    published: datetime | None
    updated: datetime | None
    fetched: datetime
    digest: str
    language: str | None
    version: int = 1
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of an article: `article.text[start:end]`.

    `sentences` are the spans of its sentences in the article's text, in order. An id is never used
    again for another passage.
    """

    id: PassageId
    article_id: ArticleId
    start: int
    end: int
    sentences: tuple[Span, ...]
