"""Reindexing from Discord: one at a time, its progress shown in place, cancelled at a press."""

import asyncio
import logging

import discord
from discord.ext import tasks

from bot.errors import ServiceError
from bot.render.admin_cards import reindexed_card, reindexing_card
from bot.render.cards import Card, notice_card
from bot.replies import Reply
from bot.reports import Progress, ReindexReport
from bot.service import NewsService

SECONDS_BETWEEN_EDITS = 2.0
"""Discord lets a message be edited about once a second."""

CANCELLED = "**Reindexing was cancelled.** Search goes on with what is indexed; start it again at any time."
ENDED_BEFORE = "This reindexing has ended. **/admin status** shows whether the index is up to date."

log = logging.getLogger(__name__)


class Reindexing:
    """The reindexing in hand, if there is one."""

    def __init__(self, service: NewsService) -> None:
        self._service = service
        self._job: asyncio.Future[ReindexReport] | None = None
        self._progress = Progress("starting", 0, None)
        self._cancelling = False

    def check_free(self) -> None:
        """Raise ServiceError when a reindexing is in hand already."""
        if self._job is not None:
            raise ServiceError("a reindexing is in hand already: its message shows how far it is")

    def cancel(self) -> bool:
        """Ask the reindexing to stop; False when there is none."""
        if self._job is None:
            return False
        self._cancelling = True
        return self._job.cancel()

    def card(self, *, cancelling: bool) -> Card:
        """Return how far the reindexing is, or that there is none any more."""
        if self._job is None:
            return notice_card(ENDED_BEFORE)
        return reindexing_card(self._progress, cancelling=cancelling)

    async def run(self, reply: Reply, *, full: bool) -> None:
        """Reindex, showing the progress in the reply; raises ServiceError when one is in hand already."""
        self.check_free()
        self._progress, self._cancelling = Progress("starting", 0, None), False
        self._job = asyncio.ensure_future(self._service.reindex(full=full, on_progress=self._take))
        try:
            await reply.show(await self._followed(self._job, reply))
        finally:
            self._job = None

    async def _followed(self, job: asyncio.Future[ReindexReport], reply: Reply) -> Card:
        """Show the progress until the job ends, and return what it ended with."""
        editing = asyncio.Lock()
        shown: Progress | None = None

        async def show() -> None:
            nonlocal shown
            async with editing:
                if shown == self._progress or self._cancelling:
                    return
                shown = self._progress
                try:
                    await reply.show(reindexing_card(shown))
                except discord.HTTPException as error:
                    log.warning("progress not shown code=%s", error.code)

        ticker = tasks.loop(seconds=SECONDS_BETWEEN_EDITS)(show)
        ticker.start()
        try:
            report = await job
        except asyncio.CancelledError:
            if not self._cancelling:
                raise
            log.info("reindexing cancelled stage=%s done=%d", self._progress.stage, self._progress.done)
            return notice_card(CANCELLED)
        finally:
            async with editing:
                ticker.cancel()
        log.info("reindexed encoded=%d added=%d removed=%d", report.encoded, report.added, report.removed)
        return reindexed_card(report)

    def _take(self, progress: Progress) -> None:
        self._progress = progress
