"""What admins withdraw: addresses blocked and unblocked, and versions of what is stored."""

from datetime import UTC, datetime
from functools import partial

from bot.lane import Priority
from bot.service import NewsService
from corpus.takedown import Takedown, Takedowns, block_address
from corpus.types import Article, ArticleId


async def block(service: NewsService, url: str) -> list[Article]:
    """Refuse an address from now on; remove what is stored from it and return that. Raises UrlError."""
    job = partial(block_address, service.store, url, datetime.now(UTC))
    stored = await service.lane.run(job, Priority.ADMIN)
    if not stored:
        return []
    removed, _ = await service.remove(stored, block=True)
    return removed


async def unblock(service: NewsService, chosen: str) -> tuple[Takedown, list[Takedown]] | None:
    """Strike an entry off the takedown list, by its number or address; None when it isn't on it.

    Return it with the entries that are left and refuse its text all the same.
    """

    def strike_off() -> tuple[Takedown, list[Takedown]] | None:
        takedowns = Takedowns(service.store.connection)
        with service.store.transaction():
            entry = takedowns.named(chosen)
            if entry is None:
                return None
            alike = takedowns.alike(entry.id)
            takedowns.unblock(chosen)
            return entry, alike

    return await service.lane.run(strike_off, Priority.ADMIN)


async def blocked(service: NewsService) -> list[Takedown]:
    """Return the takedown list, oldest first."""
    return await service.lane.run(Takedowns(service.store.connection).all, Priority.ADMIN)


async def versions(service: NewsService, article_id: ArticleId) -> list[Article]:
    """Return all versions of an article, oldest first, the current one last; none when it isn't there."""

    def read() -> list[Article]:
        article = service.store.article(article_id)
        return [] if article is None else [*service.store.versions(article_id), article]

    return await service.lane.run(read, Priority.ADMIN)
