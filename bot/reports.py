"""What the service tells: progress, and what became of a job."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.feed_states import FeedState
from corpus.feed_types import Feed
from corpus.types import Article


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
    """A line of `articles list`: the article, how many versions it had, which other outlets ran it.

    `gone` is since when its page is known to be gone.
    """

    article: Article
    versions: int
    also_in: tuple[str, ...]
    gone: datetime | None = None


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
class ImportReport:
    """What became of a list of feeds: followed now, followed before, and not to be used."""

    added: tuple[Feed, ...]
    known: tuple[Feed, ...]
    failed: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """What is stored and indexed; `lag` is how many passages an index still has to take in or out."""

    articles: int
    passages: int
    indexed: int
    lag: int


@dataclass(frozen=True, slots=True)
class Status(Counts):
    """Counts and states."""

    encoder: str
    sources: tuple[tuple[str, int], ...]
    """Names of outlets with their number of articles, most first."""
    published_from: datetime | None
    published_to: datetime | None
    database_bytes: int
    index_bytes: int
    feeds: tuple[FeedState, ...] = ()
    """In the order of their names."""
    gone_pages: int = 0
    """How many articles' pages are known to be gone."""
