"""Looking at recent articles again where they were read: silent edits, and pages that are gone."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from corpus.changes import is_cut_short, is_same_headline, says_otherwise
from corpus.duplicates import is_same_story
from corpus.errors import CorpusError, FetchError
from corpus.extract import read_page
from corpus.feed_types import FeedId
from corpus.fetch import FetchedPage, Fetcher, NotModified
from corpus.fetch_faults import StatusError
from corpus.ingest import Outcome, Result, ingest
from corpus.look_table import Look
from corpus.passages import CountTokens
from corpus.readers import Unreadable
from corpus.recording import FIRST_RETRY, OnStore
from corpus.schedule import retry_after
from corpus.store import Store
from corpus.types import Article, ArticleId, Draft

MOST_LOOKS = 30
"""At one feed's articles in one refresh; what is left waits for the next."""
MOST_FAULTS = 3
"""After so many pages in a row that a feed's site didn't give, its others wait."""
NO_SUCH_PAGE = (404, 410, 451)
FOR_READERS_ONLY = (401, 402)
"""Answers after which a page is not looked at again: it can be read no more, but it is there."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Seen:
    """What looking again has brought: articles that have changed, and those whose pages are gone."""

    changed: list[ArticleId] = field(default_factory=list)
    gone: list[Unreadable] = field(default_factory=list)


class Looker:
    """Looks at what is due; a page's story and the end of its look are one transaction.

    `parsing` bounds how many pages are parsed at once, those of feeds included.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        on_store: OnStore,
        count_tokens: CountTokens,
        parsing: asyncio.Semaphore,
        clock: Callable[[], datetime],
    ) -> None:
        self._fetcher = fetcher
        self._on_store = on_store
        self._count_tokens = count_tokens
        self._parsing = parsing
        self._clock = clock

    async def look(self, feed_id: FeedId | None) -> Seen:
        """Look at the articles of a feed, or of none, that are due; what fails is tried again later."""
        seen, faults = Seen(), 0
        for look in await self._on_store(lambda store: store.looks.due(feed_id, self._clock(), MOST_LOOKS)):
            try:
                page = await self._fetcher.fetch_again(look.url, etag=look.etag, modified=look.modified)
            except FetchError as error:
                faults += await self._not_given(look, error, seen)
                if feed_id is not None and faults >= MOST_FAULTS:
                    until = self._clock() + FIRST_RETRY
                    await self._on_store(partial(_held, feed_id=feed_id, until=until))
                    break
            else:
                faults = 0
                await self._given(look, page, seen)
        if seen.changed or seen.gone:
            log.info("looked again feed=%s changed=%d gone=%d", feed_id, len(seen.changed), len(seen.gone))
        return seen

    async def _given(self, look: Look, page: FetchedPage | NotModified, seen: Seen) -> None:
        draft = None
        if isinstance(page, FetchedPage):
            try:
                async with self._parsing:
                    draft = await asyncio.to_thread(read_page, page)
            except CorpusError as error:  # a wall, a notice; the story that was there stays
                log.info("no story at another look article=%d reason=%s", look.article_id, error)
            except Exception:
                log.exception("reading a page failed url=%s", look.url)
        outcome = await self._on_store(
            partial(
                _recorded,
                look=look,
                draft=draft,
                headers=page.headers,
                count_tokens=self._count_tokens,
                now=self._clock(),
            )
        )
        if outcome and outcome.result is Result.UPDATED:
            seen.changed.append(outcome.article_id)

    async def _not_given(self, look: Look, error: FetchError, seen: Seen) -> bool:
        """Record why a page wasn't given; return whether the site is at fault."""
        now, status = self._clock(), error if isinstance(error, StatusError) else None
        if status and status.status in FOR_READERS_ONLY:
            await self._on_store(lambda store: store.looks.end(look.article_id))
        elif status and status.status in NO_SUCH_PAGE:
            gone = await self._on_store(partial(_missed, look=look, now=now, reason=error.reason))
            if gone:
                log.warning("page gone article=%d url=%s", look.article_id, look.url)
                seen.gone.append(gone)
        else:
            wait = retry_after(status.retry_after, now) if status else None
            await self._on_store(
                lambda store: store.looks.postpone(look, now, error.reason, wait),
            )
            return True
        return False


def _recorded(
    store: Store,
    look: Look,
    draft: Draft | None,
    headers: Mapping[str, str],
    count_tokens: CountTokens,
    now: datetime,
) -> Outcome | None:
    """Store what a page says now, if that is the article's next version, and when to look again."""
    with store.transaction():
        article = store.article(look.article_id)
        if article is None or not store.looks.is_due(look):
            return None
        store.looks.found(look, now, headers)
        revised = revised_by(article, draft) if draft else None
        return ingest(revised, store, count_tokens, now, is_current=True) if revised else None


def revised_by(article: Article, read: Draft) -> Draft | None:
    """Return what another look at an article's page has read, as its next version; None for another story.

    What is known of the article stays. A page that has moved must hold the same story, and what only
    lacks a good part of the text is a teaser or a page that broke off, not a revision. Where no
    sentence and no headline is another, the text that is there stays: pages change their counters,
    their «5 minutes ago» and their lists of other stories all the time.
    """
    if read.url != article.url and not is_same_story(read.text, article.text):
        return None
    if is_cut_short(read.text, article.text, article.language):
        return None
    is_news = not is_same_headline(read.title, article.title) or says_otherwise(
        read.text, article.text, article.language
    )
    told = read if is_news else article
    return replace(
        read,
        title=told.title,
        text=told.text,
        url=article.url,
        source=article.source or read.source,
        author=article.author or read.author,
        published=article.published or read.published,
        section=article.section or read.section,
    )


def _missed(store: Store, look: Look, now: datetime, reason: str) -> Unreadable | None:
    """Record that there is no page; return what admins should know once that is sure."""
    with store.transaction():
        if not store.looks.is_due(look) or not store.looks.missed(look, now, reason):
            return None
    return Unreadable(
        look.url,
        f"{reason}, at two looks; article {look.article_id} stays until it is removed "
        f"(citewire articles remove {look.article_id})",
    )


def _held(store: Store, feed_id: FeedId, until: datetime) -> None:
    store.looks.hold(feed_id, until)
