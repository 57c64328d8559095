"""Work that goes on beside the main work, for as long as that lasts, whatever goes wrong meanwhile."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from corpus.errors import NewsError

PAUSE_SECONDS = 15.0

log = logging.getLogger(__name__)


@asynccontextmanager
async def meanwhile(
    work: Callable[[], Awaitable[None]], name: str, *, pause: float = PAUSE_SECONDS
) -> AsyncIterator[None]:
    """Do endless work beside what is inside; a fault is noted, and the work begun again `pause` s later."""

    async def keep_on() -> None:
        while True:
            try:
                await work()
            except NewsError as error:
                log.warning("background work paused work=%s reason=%s", name, error)
            except Exception:
                log.exception("background work failed work=%s", name)
            await asyncio.sleep(pause)

    task = asyncio.create_task(keep_on(), name=name)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
