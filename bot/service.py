"""The news service: builds the parts from Settings; the bot and the verbs talk only to it."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.batch import Batch
from bot.config import Settings
from bot.counting import counts_of, status_of
from bot.erasing import erase
from bot.file_memory import AlreadyIn, FileMemory
from bot.intake import Taken, take_bytes, take_items, take_lines
from bot.lane import Lane, Priority
from bot.reports import AddReport, ArticleSummary, Counts, OnProgress, Progress, ReindexReport, Status
from bot.request import Request
from bot.summary import Summariser, summariser_for
from bot.telling import Telling
from corpus.fetch import FetchedPage, Fetcher
from corpus.ingest import Outcome, Result, ingest
from corpus.readers import Unreadable
from corpus.recording import begin_looks
from corpus.rights import Rights
from corpus.store import Store
from corpus.takedown import withdraw
from corpus.types import Article, ArticleId, Draft
from index.answer import Answerer
from index.encoder import open_encoder
from index.indexes import Indexes
from index.ports import Reranker
from index.rerank import open_reranker
from index.rights import Rightful
from index.search import Searcher
from index.sync import plan, sync_steps
from index.types import Answer, Citation, NoAnswer
from index.witnesses import Corroborating, Witnesses

DATABASE = "citewire.db"
MODELS = "models"
INDEXES = "indexes"
FOLLOW_SECONDS = 2.0
"""How often the bot looks whether another process has added articles."""

log = logging.getLogger(__name__)


class NewsService:
    """Everything that Citewire can do, as coroutines; open it with `async with open_service(settings)`.

    What touches SQLite, the model or an index runs on the lane, a small job at a time, so that a
    question waits for one job and not for a batch. Batches (adding, removing, reindexing) go one
    after another.
    """

    summaries: Summariser | None = None

    def __init__(
        self,
        settings: Settings,
        lane: Lane,
        store: Store,
        indexes: Indexes,
        fetcher: Fetcher,
        reranker: Reranker | None = None,
    ) -> None:
        self._lane = lane
        self._store = store
        self._indexes = indexes
        self._fetcher = fetcher
        answerer = Answerer(store, Searcher(store, indexes), settings.min_confidence, reranker=reranker)
        corroborating = Corroborating(answerer, Witnesses(store, indexes))
        self._answerer = Rightful(corroborating, Rights(store.connection))
        self.telling = Telling(lane, store, indexes, settings.min_confidence)
        self.summaries = summariser_for(settings, lane, indexes.encoder, indexes.words.same)
        self._data_dir = settings.data_dir
        self.count_tokens = indexes.encoder.count_tokens
        self._changing = asyncio.Lock()

    @property
    def lane(self) -> Lane:
        """The thread that owns the database."""
        return self._lane

    @property
    def store(self) -> Store:
        """The store; use it on the lane only."""
        return self._store

    @property
    def fetcher(self) -> Fetcher:
        """What reads pages and feeds."""
        return self._fetcher

    # Asking

    async def ask(self, asked: Request, *, excerpts: int = 3) -> Answer | NoAnswer:
        """Answer a question. Raises QueryError, Busy."""
        reply = await self._lane.run(partial(self._answerer.answer, asked.query(excerpts)))
        return await self.summaries.added_to(reply) if self.summaries else reply

    async def search(self, asked: Request, *, limit: int = 10) -> list[Citation]:
        """Return the best excerpt of each matching article, best first. Raises QueryError, Busy."""
        return await self._lane.run(partial(self._answerer.search, asked.query(limit)))

    async def sources(self) -> list[str]:
        """Return the outlets' names, most articles first; from memory, for autocomplete."""
        return self._indexes.catalogue.outlets()

    # Articles

    async def article(self, article_id: ArticleId) -> Article | None:
        """Return a stored article."""
        return await self._lane.run(partial(self._store.article, article_id))

    async def articles(
        self, *, limit: int | None = None, offset: int = 0, only_gone: bool = False
    ) -> list[ArticleSummary]:
        """Return stored articles, newest publication first; or only those whose pages are gone."""
        job = partial(self._store.articles, limit, offset, only_gone=only_gone)
        return [ArticleSummary(*story) for story in await self._lane.run(job, Priority.ADMIN)]

    async def add(
        self, items: Iterable[str | Path], *, source: str | None = None, on_progress: OnProgress | None = None
    ) -> AddReport:
        """Ingest files, folders and http(s) URLs, then make the index equal. Cancelling keeps what is in."""
        memory = FileMemory(self._lane, self._store)
        taken = take_items(list(items), source, self._fetcher, memory, self._look_again)
        return await self._ingest(taken, on_progress)

    async def add_bytes(
        self, name: str, data: bytes, *, source: str | None = None, on_progress: OnProgress | None = None
    ) -> AddReport:
        """Ingest one uploaded file; its kind is told by its name's ending."""
        return await self._ingest(take_bytes(name, data, source), on_progress)

    async def add_lines(
        self, lines: Iterable[str], *, source: str | None = None, on_progress: OnProgress | None = None
    ) -> AddReport:
        """Ingest article JSON, one a line."""
        return await self._ingest(take_lines(lines, source), on_progress)

    async def remove(
        self, ids: Sequence[ArticleId], *, block: bool = False
    ) -> tuple[list[Article], list[ArticleId]]:
        """Remove articles from the store and the indexes; return those removed and the ids not found.

        With `block` they are refused from now on, under their addresses and wherever their texts come.
        """
        async with self._changing:
            known = await self._lane.run(partial(self._store.articles_by_id, ids), Priority.ADMIN)
            job = partial(withdraw, self._store, ids, block=block, now=datetime.now(UTC))
            removed = await self._lane.run(job, Priority.ADMIN)
            await self._sync()
            if removed:
                await erase(self._lane, self._store, self._indexes, words=block)
        log.info("removed articles=%d blocked=%s", len(removed), block)
        return [known[i] for i in removed if i in known], [i for i in ids if i not in removed]

    # The index

    async def reindex(
        self, *, full: bool = False, dry_run: bool = False, on_progress: OnProgress | None = None
    ) -> ReindexReport:
        """Make the indexes equal to the store. Cancelling leaves a working index."""
        began = time.monotonic()
        async with self._changing:
            planned = await self._lane.run(
                partial(plan, self._store, self._indexes, full=full), Priority.ADMIN
            )
            if not dry_run:
                await self._sync(on_progress, full=full)
        seconds = time.monotonic() - began
        log.info("reindexed full=%s encoded=%d seconds=%.1f", full, planned.encoded, seconds)
        return ReindexReport(planned.encoded, planned.added, planned.removed, planned.total, seconds, dry_run)

    async def status(self) -> Status:
        """Return counts and states."""
        job = partial(status_of, self._store, self._indexes, self._data_dir)
        return await self._lane.run(job, Priority.ADMIN)

    async def counts(self) -> Counts:
        """Return just the counts, at next to no cost."""
        return await self._lane.run(partial(counts_of, self._store, self._indexes), Priority.ADMIN)

    async def _ingest(self, taken: AsyncIterator[Taken], on_progress: OnProgress | None) -> AddReport:
        batch = Batch()
        async with self._changing:
            try:
                async for item in taken:
                    if isinstance(item.read, Unreadable):
                        batch.unreadable(item.read)
                    elif isinstance(item.read, AlreadyIn):
                        batch.known(item.read.stories)
                    else:
                        outcome = await self._lane.run(partial(self._ingest_one, item.read), Priority.INGEST)
                        if outcome.result is not Result.REFUSED:
                            item.stored(outcome.article_id)
                        batch.count(item.read.origin, outcome)
                    if on_progress:
                        on_progress(Progress("reading", item.done, item.total))
            finally:
                await self._lane.run(self._store.checkpoint, Priority.INGEST)
            await self._sync(on_progress)
            find = partial(self._store.articles_by_id, batch.named)
            return batch.report(await self._lane.run(find, Priority.INGEST))

    def _ingest_one(self, draft: Draft) -> Outcome:
        return ingest(draft, self._store, self._indexes.encoder.count_tokens, datetime.now(UTC))

    async def _look_again(self, draft: Draft, article_id: ArticleId, page: FetchedPage) -> None:
        """Have an article that was added by its address looked at again, as those of feeds are."""
        job = partial(begin_looks, self._store, draft, article_id, page, datetime.now(UTC))
        await self._lane.run(job, Priority.INGEST)

    async def _sync(self, on_progress: OnProgress | None = None, *, full: bool = False) -> None:
        """Make the indexes equal to the store, a step at a time; the caller holds `_changing`."""
        steps = sync_steps(self._store, self._indexes, full=full)
        try:
            while (step := await self._lane.run(partial(next, steps, None), Priority.INGEST)) is not None:
                if on_progress:
                    on_progress(Progress(step.stage, step.done, step.total))
        finally:
            await self._lane.run(steps.close, Priority.INGEST)

    async def repair(self, on_progress: OnProgress | None = None) -> None:
        """Make the indexes equal to the store, if a crash or another process left them otherwise."""
        async with self._changing:
            await self._sync(on_progress)

    async def follow_store(self) -> None:
        """Forever: notice what other processes have stored and make the indexes equal to it."""
        while True:
            await asyncio.sleep(FOLLOW_SECONDS)
            if self._changing.locked():
                continue
            async with self._changing:
                if await self._lane.run(partial(self._indexes.is_stale, self._store), Priority.INGEST):
                    await self._sync()


@asynccontextmanager
async def open_service(
    settings: Settings, *, on_progress: OnProgress | None = None
) -> AsyncIterator[NewsService]:
    """Open the data folder, make the indexes equal to the store, and close all at the end."""
    data_dir = settings.data_dir
    async with AsyncExitStack() as opened:
        lane = Lane()
        opened.push_async_callback(lane.close)
        store = await lane.run(partial(Store.open, data_dir / DATABASE))
        opened.push_async_callback(lane.run, store.close)
        encoder = await lane.run(partial(open_encoder, settings.embedding_model, data_dir / MODELS))
        indexes = await lane.run(partial(Indexes.open, store, encoder, data_dir / INDEXES))
        fetcher = await opened.enter_async_context(
            Fetcher(contact=settings.user_agent_contact, allow_private=settings.allow_private_addresses)
        )
        reranker = await lane.run(partial(open_reranker, settings.reranker)) if settings.reranker else None
        service = NewsService(settings, lane, store, indexes, fetcher, reranker)
        await service.repair(on_progress)
        yield service
