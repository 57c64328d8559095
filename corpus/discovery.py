"""From an address that a person gives, a site's or a feed's, to the feeds that can be followed there."""

from datetime import datetime

from corpus.feed_types import FeedPreview
from corpus.fetch import Fetcher


async def discover(url: str, fetcher: Fetcher, *, now: datetime) -> list[FeedPreview]:
    """Return the feeds at an address, best first: that feed itself, or those that the site names.

    «https://» may be left out. A site's feeds are those its page links to, those of the usual paths,
    and the sitemaps that robots.txt names; each was read, so each can be followed. Raises FetchError
    when the address can't be read, FeedError when no feed is found there (it says what was tried).
    """
    raise NotImplementedError
