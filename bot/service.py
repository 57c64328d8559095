"""The news service: builds the parts from Settings and answers asynchronously; bots and verbs only talk to it."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bot.config import Settings
from corpus.types import Article, ArticleId
from index.types import Answer, Citation, NoAnswer


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long job is; `total` is None while unknown, `stage` is a word or two for people."""

    stage: str
    done: int
    total: int | None


OnProgress = Callable[[Progress], None]
"""Called on the event loop's thread."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An item that could not be taken and why, in words that a user can act on."""

    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of a batch: counts of stories, and each item that failed."""

    added: int
    updated: int
    unchanged: int
    duplicates: int
    failed: tuple[Failure, ...]
    articles: tuple[Article, ...] = ()
    """The stories added or updated, in order; at most 100."""


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """A line of `articles list`: the article, how many versions it had, which other outlets ran it."""

    article: Article
    versions: int
    also_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReindexReport:
    """What was (or, in a dry run, would be) changed to make the index equal to the articles."""

    encoded: int
    added: int
    removed: int
    total: int
    seconds: float
    dry_run: bool


@dataclass(frozen=True, slots=True)
class Status:
    """Counts and states; `lag` is how many passages are stored but not yet indexed."""

    articles: int
    passages: int
    indexed: int
    lag: int
    encoder: str
    sources: tuple[tuple[str, int], ...]
    """Names of outlets with their number of articles, most first."""
    published_from: datetime | None
    published_to: datetime | None
    database_bytes: int
    index_bytes: int


class NewsService:
    """Everything that Citewire can do, as coroutines; open it with `async with open_service(settings)`."""

    async def ask(
        self,
        question: str,
        *,
        since: date | None = None,
        until: date | None = None,
        sources: Sequence[str] = (),
        excerpts: int = 3,
        now: datetime | None = None,
        conversation: Sequence[str] = (),
    ) -> Answer | NoAnswer:
        """Answer a question. Both days are inclusive. Raises QueryError, Busy."""
        raise NotImplementedError

    async def search(
        self,
        query: str,
        *,
        since: date | None = None,
        until: date | None = None,
        sources: Sequence[str] = (),
        limit: int = 10,
        now: datetime | None = None,
    ) -> list[Citation]:
        """Return the best excerpt of each matching article, best first. Raises QueryError, Busy."""
        raise NotImplementedError

    async def add(
        self, items: Iterable[str | Path], *, source: str | None = None, on_progress: OnProgress | None = None
    ) -> AddReport:
        """Ingest files, folders and http(s) URLs, then make the index equal. Cancelling keeps what is in."""
        raise NotImplementedError

    async def add_bytes(
        self, name: str, data: bytes, *, source: str | None = None, on_progress: OnProgress | None = None
    ) -> AddReport:
        """Ingest one uploaded file; its kind is told by its name's ending."""
        raise NotImplementedError

    async def add_lines(
        self, lines: Iterable[str], *, source: str | None = None, on_progress: OnProgress | None = None
    ) -> AddReport:
        """Ingest article JSON, one a line."""
        raise NotImplementedError

    async def article(self, article_id: ArticleId) -> Article | None:
        """Return a stored article."""
        raise NotImplementedError

    async def articles(self, *, limit: int | None = None, offset: int = 0) -> list[ArticleSummary]:
        """Return stored articles, newest publication first."""
        raise NotImplementedError

    async def remove(self, ids: Sequence[ArticleId]) -> tuple[list[Article], list[ArticleId]]:
        """Remove articles from the store and the indexes; return those removed and the ids not found."""
        raise NotImplementedError

    async def sources(self) -> list[str]:
        """Return the outlets' names, most articles first (for autocomplete: served from memory)."""
        raise NotImplementedError

    async def reindex(
        self, *, full: bool = False, dry_run: bool = False, on_progress: OnProgress | None = None
    ) -> ReindexReport:
        """Make the indexes equal to the store. Cancelling leaves a working index."""
        raise NotImplementedError

    async def status(self) -> Status:
        """Return counts and states."""
        raise NotImplementedError


@asynccontextmanager
async def open_service(settings: Settings, *, on_progress: OnProgress | None = None) -> AsyncIterator[NewsService]:
    """Open the data folder, repair the indexes where they differ from the store, and close all at the end."""
    raise NotImplementedError
    yield
