"""Feeds as admins see them: followed after a look, listed, paused, removed, refreshed when they are due."""

import logging
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from bot.feed_states import FeedState, feed_states
from bot.lane import Priority
from bot.reports import Failure, ImportReport
from bot.service import NewsService
from corpus.discovery import discover
from corpus.errors import FeedError, UrlError
from corpus.feed_types import Feed, FeedKind, FeedPreview, FeedReport
from corpus.opml import Outline
from corpus.refresh import Refresher
from corpus.store import Store
from corpus.types import ArticleId
from corpus.urls import checked_url, site_name
from index.errors import QueryError

T = TypeVar("T")

REMOVED_AT_ONCE = 100
"""Articles that go in one transaction, for which a question may have to wait."""

MOST_ALIKE = 3

log = logging.getLogger(__name__)


class Feeds:
    """What can be done with feeds, as coroutines over the news service.

    Sites are asked on the event loop; the database is used on the lane, behind questions. What a
    refresh stores reaches the answers with the next sync: `NewsService.repair`, or
    `NewsService.follow_store` where that runs.
    """

    def __init__(self, service: NewsService) -> None:
        self._service = service

    # Choosing

    async def discover(self, url: str) -> list[FeedPreview]:
        """Return what can be followed at a site's or a feed's address, best first.

        Raises FetchError, FeedError.
        """
        return await discover(url, self._service.fetcher, now=_now())

    async def follow(
        self, preview: FeedPreview, *, name: str | None = None, source: str | None = None
    ) -> Feed:
        """Follow a feed that was discovered; it is due at once.

        `source` is the outlet that its articles are named after. Raises FeedError when it is followed
        already.
        """

        def add(store: Store) -> Feed:
            return store.feeds.add(
                url=preview.url,
                name=_given(name) or preview.name,
                kind=preview.kind,
                now=_now(),
                source=_given(source),
                site=preview.site,
                language=preview.language,
            )

        feed = await self._on_store(add)
        log.info("feed followed feed=%d url=%s", feed.id, feed.url)
        return feed

    async def import_list(self, outlines: Iterable[Outline]) -> ImportReport:
        """Follow the feeds of a list without asking them first; what is wrong with one, its refresh tells."""
        added: list[Feed] = []
        known: list[Feed] = []
        failed: list[Failure] = []
        for outline in outlines:
            try:
                feed, is_new = await self._on_store(partial(_added_unread, outline=outline))
            except UrlError as error:
                failed.append(Failure(outline.url, error.reason))
            else:
                (added if is_new else known).append(feed)
        log.info("feeds imported added=%d known=%d failed=%d", len(added), len(known), len(failed))
        return ImportReport(tuple(added), tuple(known), tuple(failed))

    # Those that are followed

    async def states(self) -> list[FeedState]:
        """Return the feeds in the order of their names, each with what it brings a day."""
        return await self._on_store(lambda store: feed_states(store, _now()))

    async def named(self, text: str) -> Feed | None:
        """Return the feed that a person means by its number, address or name."""
        return await self._on_store(lambda store: store.feeds.named(text))

    async def chosen(self, text: str) -> Feed:
        """Return the feed that a person means; raise QueryError, naming those much like it, for none."""
        feed = await self.named(text)
        if feed is None:
            alike = await self._on_store(lambda store: _alike(text, store.feeds.all()))
            hint = f"did you mean {alike}?" if alike else "give its number, address or name"
            raise QueryError(f"no feed is called «{text.strip()}»: {hint}")
        return feed

    async def articles_of(self, feed: Feed) -> list[ArticleId]:
        """Return the articles that this feed alone has brought."""
        return await self._on_store(lambda store: store.feeds.articles_of(feed.id))

    async def remove(self, feed: Feed, *, with_articles: bool = False) -> int:
        """Follow a feed no more; return how many articles went with it.

        It is paused first, so that nothing comes in behind, and forgotten last, so that a removal
        that is cut off can be repeated.
        """
        count = 0
        if with_articles:
            await self.pause(feed)
            while ids := (await self.articles_of(feed))[:REMOVED_AT_ONCE]:
                removed, _ = await self._service.remove(ids)
                if not removed:
                    break
                count += len(removed)
        await self._on_store(lambda store: store.feeds.remove(feed.id))
        log.info("feed removed feed=%d articles=%d", feed.id, count)
        return count

    async def pause(self, feed: Feed) -> Feed:
        """Ask a feed no more until it is resumed; return it as it is then."""
        return await self._changed(feed, lambda store: store.feeds.pause(feed.id))

    async def resume(self, feed: Feed) -> Feed:
        """Ask a feed again, from now on and with its failures forgotten; return it as it is then."""
        return await self._changed(feed, lambda store: store.feeds.resume(feed.id, _now()))

    # What they bring

    async def refresh(
        self, feeds: Sequence[Feed] | None = None, *, force: bool = False
    ) -> AsyncIterator[FeedReport]:
        """Ask feeds side by side (those that are due, unless named) and yield each one's report when done.

        With `force`, feeds are asked that aren't due. Cancelling keeps what is in.
        """
        if feeds is None:
            feeds = await self._on_store(lambda store: store.feeds.due(_now()))
        async for report in self._refresher().refresh(feeds, force=force):
            _note(report)
            yield report

    async def watch(self) -> AsyncIterator[FeedReport]:
        """Forever: ask each feed when it is due, those followed meanwhile too, and yield the reports."""
        async for report in self._refresher().watch():
            _note(report)
            yield report

    def _refresher(self) -> Refresher:
        async def on_store(job: Callable[[Store], T]) -> T:
            return await self._on_store(job, Priority.INGEST)

        return Refresher(self._service.fetcher, on_store, self._service.count_tokens)

    async def _changed(self, feed: Feed, change: Callable[[Store], bool]) -> Feed:
        def changed(store: Store) -> Feed | None:
            return store.feeds.get(feed.id) if change(store) else None

        now = await self._on_store(changed)
        if now is None:
            raise FeedError(feed.url, "it isn't followed any more")
        return now

    async def _on_store(self, job: Callable[[Store], T], priority: Priority = Priority.ADMIN) -> T:
        return await self._service.lane.run(partial(job, self._service.store), priority)


def _alike(text: str, feeds: Sequence[Feed]) -> str:
    """Return the names and numbers of a few feeds whose names or addresses hold a text, or nothing."""
    typed = text.strip().casefold()
    if not typed or typed.isdecimal():
        return ""
    found = [feed for feed in feeds if typed in feed.name.casefold() or typed in feed.url.casefold()]
    return " or ".join(f"«{feed.name}» ({feed.id})" for feed in found[:MOST_ALIKE])


def _added_unread(store: Store, outline: Outline) -> tuple[Feed, bool]:
    """Return the feed of a list's line, and whether it wasn't followed before."""
    url = checked_url(outline.url.strip())
    with store.transaction():
        known = store.feeds.named(url)
        if known is not None:
            return known, False
        name = _given(outline.name) or site_name(url)
        return store.feeds.add(url=url, name=name, kind=FeedKind.RSS, now=_now(), site=outline.site), True


def _note(report: FeedReport) -> None:
    if report.error:
        log.info("feed not read feed=%d url=%s reason=%s", report.feed.id, report.feed.url, report.error)


def _given(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def _now() -> datetime:
    return datetime.now(UTC)
