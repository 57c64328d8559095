"""Refreshing feeds: ask them side by side, read what is new, store it; no item lost or taken twice."""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from corpus.asking import ask
from corpus.errors import CorpusError, FetchError
from corpus.extract import read_page
from corpus.feed_types import Feed, FeedId, FeedReport, FeedStatus, WaitingItem
from corpus.fetch import FetchedPage, Fetcher
from corpus.fetch_faults import StatusError
from corpus.ingest import Outcome, Result
from corpus.item_drafts import draft_from_item, with_item
from corpus.looking import Looker, Seen
from corpus.passages import CountTokens
from corpus.readers import Unreadable
from corpus.recording import OnStore, Taken, hold_items, record_asked, record_item, record_postponed
from corpus.schedule import retry_after
from corpus.store import Store
from corpus.types import ArticleId, Draft

T = TypeVar("T")

MOST_ITEMS = 1_000
MOST_PAGES = 100
"""Pages of one feed that are read in one refresh; what is left waits for the next."""
MOST_FAULTS = 3
"""After so many pages in a row that a site didn't give, its others wait."""
PARSED_AT_ONCE = 1
"""Feeds and pages that are parsed at once, in a thread: two share the interpreter, so they are no quicker
together, and slow an answer twice as much."""
LOOK_SECONDS = 10.0
"""How often a watch looks for feeds that are due or were added."""
FOR_GOOD = (401, 402, 404, 410, 451)
"""Answers after which a page is not asked for again, unless its feed changes what it says of it."""

log = logging.getLogger(__name__)


class Refresher:
    """Asks feeds and stores what they bring; it needs no lock beside `OnStore`.

    `on_store` runs small jobs with the store (a transaction each); all else happens on the event
    loop and in threads, so that a question waits for one job at most. Articles that were added or
    changed are in the store when a report is given; making the indexes equal to it is the caller's.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        on_store: OnStore,
        count_tokens: CountTokens,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._fetcher = fetcher
        self._on_store = on_store
        self._count_tokens = count_tokens
        self._clock = clock
        self._jitter = jitter
        self._parsing = asyncio.Semaphore(PARSED_AT_ONCE)
        self._looker = Looker(fetcher, on_store, count_tokens, self._parsing, clock)

    async def refresh(self, feeds: Iterable[Feed], *, force: bool = False) -> AsyncIterator[FeedReport]:
        """Yield each feed's report as it is done; one that is not due is asked only with `force`.

        Recent articles are looked at again when that is due: with their feeds, and those of no feed.
        What went wrong with a feed is in its report; only StoreError is raised. Closing the iterator
        stops the rest and keeps what is in.
        """
        tasks = [asyncio.create_task(self._refreshed(feed, force=force)) for feed in feeds]
        others = asyncio.create_task(self._looker.look(None))
        try:
            for done in asyncio.as_completed(tasks):
                yield await done
            await others
        finally:
            await _cancelled([*tasks, others])

    async def watch(self) -> AsyncIterator[FeedReport]:
        """Forever: refresh each feed when it is due and yield its report; feeds added meanwhile too."""
        running: dict[FeedId, asyncio.Task[FeedReport]] = {}
        others = asyncio.create_task(self._looker.look(None))
        try:
            while True:
                if others.done():
                    others.result()
                    others = asyncio.create_task(self._looker.look(None))
                for feed in await self._on_store(partial(_due, now=self._clock())):
                    if feed.id not in running:
                        running[feed.id] = asyncio.create_task(self._refreshed(feed, force=False))
                if not running:
                    await asyncio.sleep(LOOK_SECONDS)
                    continue
                await asyncio.wait(
                    running.values(), timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
                for feed_id in [feed_id for feed_id, task in running.items() if task.done()]:
                    yield running.pop(feed_id).result()
        finally:
            await _cancelled([*running.values(), others])

    async def _refreshed(self, feed: Feed, *, force: bool) -> FeedReport:
        now, status, moved_from = self._clock(), FeedStatus.UNCHANGED, None
        if force or feed.due <= now:
            asked = await ask(feed, self._fetcher, now, self._parsing)
            recorded = await self._on_store(partial(record_asked, asked=asked, jitter=self._jitter()))
            if recorded is None:
                return FeedReport(feed=feed, status=status)
            if asked.error:
                status = FeedStatus.GONE if asked.gone else FeedStatus.FAILED
            elif asked.document:
                status = FeedStatus.READ
            moved_from = feed.url if recorded.url != feed.url else None
            feed = recorded
        tally = await self._items_read(feed)
        tally.add_seen(await self._looker.look(feed.id))
        waiting = await self._on_store(lambda store: store.feeds.items.count_waiting(feed.id))
        report = FeedReport(
            feed=feed,
            status=status,
            added=tally.results[Result.ADDED],
            updated=tally.results[Result.UPDATED],
            unchanged=tally.results[Result.UNCHANGED],
            duplicates=tally.results[Result.DUPLICATE],
            failed=tuple(tally.failed),
            changed=tuple(tally.changed),
            waiting=waiting,
            moved_from=moved_from,
        )
        log.info(
            "refreshed feed=%d status=%s new=%d updated=%d duplicate=%d failed=%d waiting=%d",
            *(feed.id, status, report.added, report.updated, report.duplicates, len(report.failed), waiting),
        )
        return report

    async def _items_read(self, feed: Feed) -> "_Tally":
        """Read the items that wait, each stored before the next is begun."""
        tally = _Tally()
        waiting = await self._on_store(
            lambda store: store.feeds.items.waiting(feed.id, self._clock(), MOST_ITEMS)
        )
        for item in waiting:
            draft = await self._in_thread(partial(_from_feed, item, feed))
            if draft is None:
                if tally.pages >= MOST_PAGES or tally.faults >= MOST_FAULTS:
                    continue
                await self._page_read(item, feed, tally)
            else:
                tally.add(await self._recorded(item, draft))
        if tally.faults >= MOST_FAULTS:
            await self._on_store(partial(hold_items, feed_id=feed.id, now=self._clock()))
        return tally

    async def _page_read(self, waiting: WaitingItem, feed: Feed, tally: "_Tally") -> None:
        """Store an item's page, or why it could not be read."""
        url = waiting.item.url
        if url is None:
            tally.add(
                await self._recorded(waiting, _unreadable(waiting, "it has neither a text nor an address"))
            )
            return
        known = await self._on_store(lambda store: store.feeds.items.read_through_another(waiting))
        if known is not None:
            await self._recorded(waiting, known)
            return
        tally.pages += 1
        try:
            page = await self._fetcher.fetch(url)
            draft = with_item(await self._in_thread(partial(read_page, page)), waiting, feed)
        except FetchError as error:
            await self._not_fetched(waiting, error, tally)
        except CorpusError as error:
            tally.faults = 0
            reason = getattr(error, "reason", str(error))
            tally.add(await self._recorded(waiting, _unreadable(waiting, reason)))
        except Exception as error:
            log.exception("reading a page failed url=%s", url)
            tally.add(
                await self._recorded(
                    waiting, _unreadable(waiting, f"it can't be read ({type(error).__name__})")
                )
            )
        else:
            tally.faults = 0
            tally.add(await self._recorded(waiting, draft, page))

    async def _not_fetched(self, waiting: WaitingItem, error: FetchError, tally: "_Tally") -> None:
        status = error if isinstance(error, StatusError) else None
        if status and status.status in FOR_GOOD:
            tally.faults = 0
            tally.add(await self._recorded(waiting, _unreadable(waiting, error.reason)))
            return
        tally.faults += 1
        now = self._clock()
        wait = retry_after(status.retry_after, now) if status else None
        await self._on_store(
            partial(record_postponed, waiting=waiting, reason=error.reason, wait=wait, now=now)
        )
        tally.failed.append(_unreadable(waiting, error.reason))

    async def _recorded(
        self,
        waiting: WaitingItem,
        read: Draft | ArticleId | Unreadable,
        page: FetchedPage | None = None,
    ) -> Taken:
        return await self._on_store(
            partial(
                record_item,
                waiting=waiting,
                read=read,
                count_tokens=self._count_tokens,
                now=self._clock(),
                page=page,
            )
        )

    async def _in_thread(self, job: Callable[[], T]) -> T:
        async with self._parsing:
            return await asyncio.to_thread(job)


@dataclass(slots=True)
class _Tally:
    """What became of a feed's items so far; `faults` is how many pages in a row its site didn't give."""

    results: Counter[Result] = field(default_factory=Counter)
    changed: list[ArticleId] = field(default_factory=list)
    failed: list[Unreadable] = field(default_factory=list)
    pages: int = 0
    faults: int = 0

    def add(self, taken: Taken) -> None:
        if isinstance(taken, Unreadable):
            self.failed.append(taken)
        elif isinstance(taken, Outcome):
            self.results[taken.result] += 1
            if taken.result in (Result.ADDED, Result.UPDATED):
                self.changed.append(taken.article_id)

    def add_seen(self, seen: Seen) -> None:
        self.results[Result.UPDATED] += len(seen.changed)
        self.changed += seen.changed
        self.failed += seen.gone


def _due(store: Store, now: datetime) -> list[Feed]:
    return store.feeds.due(now)


def _from_feed(waiting: WaitingItem, feed: Feed) -> Draft | None:
    """Return the story that the feed holds; what its text breaks, its page may tell."""
    try:
        return draft_from_item(waiting, feed)
    except Exception:
        log.exception("reading an item failed feed=%d key=%s", feed.id, waiting.item.key)
        return None


def _unreadable(waiting: WaitingItem, reason: str) -> Unreadable:
    return Unreadable(waiting.item.url or waiting.item.title or waiting.item.key, reason)


async def _cancelled(tasks: Iterable[asyncio.Task[Any]]) -> None:
    waited = list(tasks)
    for task in waited:
        task.cancel()
    await asyncio.gather(*waited, return_exceptions=True)
