"""The values of feeds: a feed and its schedule, what it lists, what a refresh came to."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from corpus.readers import Unreadable
from corpus.types import ArticleId, in_utc

FeedId: TypeAlias = int


class FeedKind(StrEnum):
    """What form a feed has."""

    RSS = "RSS"
    ATOM = "Atom"
    JSON = "JSON Feed"
    SITEMAP = "sitemap"
    SITEMAP_INDEX = "sitemap index"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed that is followed; the schedule is data: it is asked again when `due` has come.

    `source` is the outlet that its articles are named after, if an admin gave one. `paused` by an
    admin has no `pause_reason`; one that paused itself (410) says why. `last_error` is of the last
    time it was asked (None: that went well), and `advice` what an admin can do about it. `rhythm` is
    how long its schedule waits between two requests at present.
    """

    id: FeedId
    url: str
    name: str
    kind: FeedKind
    source: str | None = None
    site: str | None = None
    language: str | None = None
    etag: str | None = None
    modified: str | None = None
    rhythm: timedelta | None = None
    due: datetime
    failures: int = 0
    paused: bool = False
    pause_reason: str | None = None
    added: datetime
    last_asked: datetime | None = None
    last_success: datetime | None = None
    last_error: str | None = None
    advice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """A story that a feed lists: what the feed says of it, as plain text except for `html`.

    `key` names it within its feed, whatever else of it changes. `html` is the longest text that the
    feed gives for it. `source` is the outlet, where the feed names one for the item.
    """

    key: str
    url: str | None = None
    title: str | None = None
    html: str | None = None
    author: str | None = None
    source: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        if not self.key:
            raise ValueError("an item needs a key")
        object.__setattr__(self, "published", in_utc(self.published))
        object.__setattr__(self, "updated", in_utc(self.updated))

    @property
    def digest(self) -> str:
        """What changes when the feed says something else of the story, so that it is read again."""
        updated = self.updated.isoformat() if self.updated else ""
        said = "\x1f".join([self.url or "", self.title or "", self.html or "", updated])
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a feed and its server say of how often to ask; None: nothing."""

    ttl: timedelta | None = None
    """RSS's `ttl`."""
    period: timedelta | None = None
    """The syndication module's `updatePeriod` / `updateFrequency`."""
    fresh_for: timedelta | None = None
    """Until then the server's answer stays the same (Cache-Control, Expires)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """What was read at a feed's address; `items` are newest first as far as they are dated.

    A sitemap index has `children` (address, moment of the last change) and no items.
    """

    kind: FeedKind
    title: str | None = None
    site: str | None = None
    language: str | None = None
    items: tuple[FeedItem, ...] = ()
    hints: Hints = Hints()
    children: tuple[tuple[str, datetime | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPreview:
    """What following a feed would bring, for the one who decides; `items` are its newest, at most 10."""

    url: str
    name: str
    kind: FeedKind
    site: str | None
    language: str | None
    items: tuple[FeedItem, ...]
    total: int
    """How many items it lists now."""
    per_day: float | None
    """How many it publishes a day; None when its items aren't dated."""
    full_text: bool
    """Whether the feed itself holds the stories; else each story's page is read."""


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """An item that is to be read; `tries` is how often its page could not be.

    `article_id` is the article that it was read into before, when the feed has changed it since.
    """

    id: int
    feed_id: FeedId
    item: FeedItem
    tries: int
    article_id: ArticleId | None = None


class FeedStatus(StrEnum):
    """What asking a feed came to."""

    READ = "read"
    UNCHANGED = "unchanged"
    """The server says that nothing has changed, or it was not yet time to ask."""
    FAILED = "failed"
    GONE = "gone"
    """Removed for good (410): it is paused now, and admins should be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReport:
    """What became of one feed in a refresh; `feed` is as it is now, its error and advice included.

    The counts are of stories: new, changed, known already, and run by another outlet first.
    """

    feed: Feed
    status: FeedStatus
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    failed: tuple[Unreadable, ...] = ()
    """Items whose page could not be read, and why; those worth it are tried again later."""
    changed: tuple[ArticleId, ...] = ()
    """The articles that were added or updated, in order."""
    waiting: int = 0
    """Items left for the next refresh."""
    moved_from: str | None = None
    """The address before, when the site has moved the feed for good."""

    @property
    def error(self) -> str | None:
        """Why the feed could not be read, in words."""
        return self.feed.last_error if self.status in (FeedStatus.FAILED, FeedStatus.GONE) else None
