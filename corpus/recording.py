"""Recording what a refresh found, in the store: each function is one transaction, for the store's thread."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias, TypeVar

from corpus.asking import Asked
from corpus.errors import CorpusError, StoreError
from corpus.feed_types import Feed, FeedId, Hints, WaitingItem
from corpus.fetch import FetchedPage
from corpus.ingest import Outcome, Result, identity_of, ingest
from corpus.passages import CountTokens
from corpus.readers import Unreadable
from corpus.schedule import due_after_failure, due_after_success, rhythm_of
from corpus.store import Store
from corpus.types import ArticleId, Draft

T = TypeVar("T")

MOST_TRIES = 5
FIRST_RETRY = timedelta(minutes=15)
"""Four times as long after each further try: the fifth comes after nearly a day."""
Taken: TypeAlias = Outcome | Unreadable | None
"""What became of an item; None: it waits no more, because its feed was removed or another process took it."""


class OnStore(Protocol):
    """Runs a job with the store, where the store may be used, and returns what the job returns."""

    def __call__(self, job: Callable[[Store], T], /) -> Awaitable[T]:
        """Run `job(store)`."""
        ...


def record_asked(store: Store, asked: Asked, jitter: float) -> Feed | None:
    """Record what asking a feed came to and what it lists; return the feed as it is now.

    From here on its items are kept, so it needn't list them again. None when it was removed meanwhile.
    """
    feeds, feed = store.feeds, asked.feed
    with store.transaction():
        if feeds.get(feed.id) is None:
            return None
        if asked.error is not None:
            failures = feed.failures + 1
            due = due_after_failure(asked.at, failures, feed.rhythm, asked.retry_after, jitter)
            feeds.note_failure(feed, asked=asked.at, due=due, error=asked.error, advice=asked.advice)
            if asked.gone:
                feeds.pause(feed.id, asked.error)
            return feeds.get(feed.id)
        if asked.document:
            feeds.items.note(feed.id, asked.document.items, asked.at)
        rhythm = _rhythm(store, asked)
        feeds.note_success(
            feed,
            asked=asked.at,
            due=due_after_success(asked.at, rhythm, jitter),
            rhythm=rhythm,
            etag=asked.etag,
            modified=asked.modified,
            kind=asked.document.kind if asked.document else feed.kind,
        )
        if asked.moved and not feeds.move(feed, asked.moved):
            feeds.pause(feed.id, f"the site has moved it to {asked.moved}, which is followed already")
        return feeds.get(feed.id)


def record_item(
    store: Store,
    waiting: WaitingItem,
    read: Draft | ArticleId | Unreadable,
    count_tokens: CountTokens,
    now: datetime,
    page: FetchedPage | None = None,
) -> Taken:
    """Store what an item was read into (or which article it is already), or why it never will be.

    The article and the item's end of waiting are one transaction. An article that was read at its
    `page` is looked at there again; of one that its feed tells, the feed tells the changes too.
    """
    items = store.feeds.items
    try:
        with store.transaction():
            if not items.is_waiting(waiting):
                return None
            if isinstance(read, Unreadable):
                items.settle(waiting, now, None, read.reason)
                return read
            if isinstance(read, Draft):
                outcome = ingest(read, store, count_tokens, now)
                if outcome.result is Result.REFUSED:
                    items.settle(waiting, now, None, outcome.reason)
                    return Unreadable(read.url or read.title, outcome.reason)
                items.settle(waiting, now, outcome.article_id, None)
                if page is not None:
                    begin_looks(store, read, outcome.article_id, page, now, waiting.feed_id)
                elif outcome.result in (Result.ADDED, Result.UPDATED):
                    store.looks.end(outcome.article_id)
                return outcome
            items.settle(waiting, now, read, None)
            return None
    except StoreError:
        raise
    except CorpusError as error:
        reason = getattr(error, "reason", str(error))
        with store.transaction():
            items.settle(waiting, now, None, reason)
        return Unreadable(waiting.item.url or waiting.item.key, reason)


def begin_looks(
    store: Store,
    draft: Draft,
    article_id: ArticleId,
    page: FetchedPage,
    now: datetime,
    feed_id: FeedId | None = None,
) -> None:
    """Look again, from now on, at the page that an article was read from, unless it is another's copy."""
    article = store.article(article_id)
    known = store.known.by_identity(identity_of(draft))
    if article and draft.url and known and known.article_id == article_id and not known.is_copy:
        store.looks.begin(article, page.url, page.headers, now=now, feed_id=feed_id)


def record_postponed(
    store: Store, waiting: WaitingItem, reason: str, wait: timedelta | None, now: datetime
) -> bool:
    """Record that an item's page could not be read now; return whether it is tried again.

    `wait` is what the site asks for.
    """
    if waiting.tries + 1 >= MOST_TRIES:
        store.feeds.items.settle(waiting, now, None, reason)
        return False
    pause = max(FIRST_RETRY * 4**waiting.tries, wait or timedelta())
    store.feeds.items.postpone(waiting, reason, now + pause)
    return True


def hold_items(store: Store, feed_id: FeedId, now: datetime) -> None:
    """Let a feed's items wait, because its site doesn't answer."""
    store.feeds.items.hold(feed_id, now + FIRST_RETRY)


def _rhythm(store: Store, asked: Asked) -> timedelta:
    """Return the feed's rhythm; an answer «not modified» repeats no advice, so it never quickens one."""
    hints = asked.document.hints if asked.document else Hints()
    hints = Hints(ttl=hints.ttl, period=hints.period, fresh_for=asked.fresh)
    rhythm = rhythm_of(hints, store.feeds.items.published(asked.feed.id), asked.at)
    return rhythm if asked.document else max(rhythm, asked.feed.rhythm or timedelta())
