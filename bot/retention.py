"""Articles go when their outlets' time for keeping them is over."""

import asyncio
from datetime import UTC, datetime
from functools import partial

from bot.lane import Priority
from bot.service import NewsService
from corpus.rights import Rights
from corpus.types import Article, ArticleId

SECONDS_BETWEEN = 3_600.0


async def purge(service: NewsService) -> list[Article]:
    """Remove the articles that have been kept for as long as their outlets allow; return them."""
    expired = await service.lane.run(partial(_expired, service), Priority.INGEST)
    if not expired:
        return []
    removed, _ = await service.remove(expired)
    return removed


async def keep_within_time(service: NewsService) -> None:
    """Forever: purge, once an hour."""
    while True:
        await purge(service)
        await asyncio.sleep(SECONDS_BETWEEN)


def _expired(service: NewsService) -> list[ArticleId]:
    return Rights(service.store.connection).expired(datetime.now(UTC))
