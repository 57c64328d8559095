"""Feeds as they are now, for lists and for the status."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from corpus.feed_types import Feed

if TYPE_CHECKING:
    from corpus.reading import StoreReader


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed as it is now, and how many items a day it has brought of late; None before it was ever read."""

    feed: Feed
    per_day: float | None


def feed_states(store: "StoreReader", now: datetime) -> list[FeedState]:
    """Return the feeds in the order of their names."""
    per_day = store.feeds.per_day(now)
    return [
        FeedState(feed, per_day.get(feed.id, 0.0) if feed.last_success else None)
        for feed in store.feeds.all()
    ]
