"""Asking one feed: fetch it, read it, with the sitemaps that an index names; nothing is stored here."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from corpus.errors import CorpusError, FeedError, FetchError
from corpus.feed_advice import advice_on
from corpus.feed_types import Feed, FeedDocument, FeedItem, FeedKind
from corpus.feeds import newest_first, parse_feed
from corpus.fetch import FetchedPage, Fetcher, NotModified
from corpus.fetch_faults import StatusError
from corpus.schedule import fresh_for, retry_after

MOST_CHILDREN = 5
"""Sitemaps of an index that are read at once: those of news and the newest."""
NO_STORIES = ("image", "video", "categor", "tag", "author", "page-", "page_", "static")
"""In the name of a sitemap that lists other things."""
STALE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What asking a feed came to at a moment.

    With a `document` it was read; without, it had not changed, or there is an `error`, with advice.
    `moved` is its new address for good, `gone` tells that it was removed for good.
    """

    feed: Feed
    at: datetime
    document: FeedDocument | None = None
    etag: str | None = None
    modified: str | None = None
    fresh: timedelta | None = None
    moved: str | None = None
    error: str | None = None
    advice: str | None = None
    gone: bool = False
    retry_after: timedelta | None = None


async def ask(feed: Feed, fetcher: Fetcher, now: datetime, parsing: asyncio.Semaphore) -> Asked:
    """Ask a feed for what is new; faults are values. `parsing` bounds how many are parsed at once."""
    try:
        page = await fetcher.fetch_feed(feed.url, etag=feed.etag, modified=feed.modified)
        if isinstance(page, NotModified):
            return Asked(feed=feed, at=now, moved=page.moved, **_validators(page.headers, feed, now))
        document = await read_document(page, now, parsing)
        if document.kind is FeedKind.SITEMAP_INDEX:
            document = await _with_children(document, feed.last_success, fetcher, now, parsing)
            return Asked(feed=feed, at=now, document=document, moved=page.moved)
        return Asked(
            feed=feed, at=now, document=document, moved=page.moved, **_validators(page.headers, None, now)
        )
    except CorpusError as error:
        reason = getattr(error, "reason", str(error))
        status = error if isinstance(error, StatusError) else None
        return Asked(
            feed=feed,
            at=now,
            error=reason.replace("the page was removed", "the feed was removed"),
            advice=advice_on(error),
            gone=status is not None and status.status == 410,
            retry_after=retry_after(status.retry_after, now) if status else None,
        )


async def read_document(page: FetchedPage, now: datetime, parsing: asyncio.Semaphore) -> FeedDocument:
    """Return what a fetched feed lists, read in a thread. Raises FeedError."""
    async with parsing:
        return await asyncio.to_thread(parse_feed, page.body, page.url, now=now, charset=page.charset)


async def _with_children(
    index: FeedDocument, since: datetime | None, fetcher: Fetcher, now: datetime, parsing: asyncio.Semaphore
) -> FeedDocument:
    """Return an index with the items of its newest sitemaps; one that fails doesn't hide the others.

    Raises FetchError or FeedError when all of them fail.
    """
    items: dict[str, FeedItem] = {}
    faults: list[CorpusError] = []
    read = 0
    for url in children_to_read(index, since):
        try:
            page = await fetcher.fetch_feed(url)
            assert isinstance(page, FetchedPage)
            for item in (await read_document(page, now, parsing)).items:
                items.setdefault(item.key, item)
            read += 1
        except (FetchError, FeedError) as error:
            faults.append(error)
    if faults and not read:
        raise faults[0]
    return replace(index, items=newest_first(items.values(), now))


def children_to_read(index: FeedDocument, since: datetime | None) -> list[str]:
    """Return the sitemaps of an index that may hold news since a moment: of news first, then the newest."""
    floor = since - STALE if since else None
    chosen = [
        (url, changed)
        for url, changed in index.children
        if not (floor and changed and changed < floor)
        and not any(name in url.rsplit("/", 1)[-1].lower() for name in NO_STORIES)
    ]
    chosen.sort(key=lambda child: ("news" in child[0].lower(), child[1].timestamp() if child[1] else 0.0))
    return [url for url, _ in reversed(chosen[-MOST_CHILDREN:])]


def _validators(headers: Mapping[str, str], before: Feed | None, now: datetime) -> dict[str, Any]:
    return {
        "etag": headers.get("ETag") or (before.etag if before else None),
        "modified": headers.get("Last-Modified") or (before.modified if before else None),
        "fresh": fresh_for(headers, now),
    }
