"""Refreshing feeds: ask them side by side, read what is new, store it; no item lost or taken twice."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from corpus.feed_types import Feed, FeedReport
from corpus.fetch import Fetcher
from corpus.passages import CountTokens
from corpus.store import Store

T = TypeVar("T")


class OnStore(Protocol):
    """Runs a job with the store, where the store may be used, and returns what the job returns."""

    def __call__(self, job: Callable[[Store], T], /) -> Awaitable[T]:
        """Run `job(store)`."""
        ...


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
    ) -> None:
        raise NotImplementedError

    def refresh(self, feeds: Iterable[Feed], *, force: bool = False) -> AsyncIterator[FeedReport]:
        """Yield each feed's report as it is done; one that is not due is asked only with `force`.

        Never raises for a feed: what went wrong is in its report. Cancelling keeps what is in.
        """
        raise NotImplementedError

    def watch(self) -> AsyncIterator[FeedReport]:
        """Forever: refresh each feed when it is due and yield its report; feeds added meanwhile too."""
        raise NotImplementedError
