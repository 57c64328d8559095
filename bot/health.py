"""`GET /healthz` and `GET /metrics` for the operator's monitoring."""

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.errors import ServiceError
from bot.metrics import Metrics
from bot.reports import Counts
from bot.service import NewsService
from corpus.errors import NewsError

LONGEST_LAG = 5_000
"""Passages: more than this not indexed means that the index has stopped following the store."""
LONGEST_COUNT = 5.0
"""Seconds that the database has to answer in."""

Gateway = Callable[[], float | None]
"""Returns the heartbeat's latency in seconds, None while Discord isn't connected."""

log = logging.getLogger(__name__)


class Health:
    """Tells whether the bot does its work."""

    def __init__(self, service: NewsService, metrics: Metrics, gateway: Gateway | None = None) -> None:
        self._service = service
        self._metrics = metrics
        self._gateway = gateway

    async def faults(self) -> list[str]:
        """Return what is wrong, one sentence each; nothing when all is well."""
        faults = []
        try:
            counts = await asyncio.wait_for(self._service.counts(), LONGEST_COUNT)
        except TimeoutError:
            faults.append(f"the database did not answer within {LONGEST_COUNT:.0f} s")
        except NewsError as error:
            faults.append(f"the database does not answer: {error}")
        else:
            self._take(counts)
            if counts.lag > LONGEST_LAG:
                faults.append(f"{counts.lag} passages are stored but not indexed")
        if self._gateway is not None:
            latency = self._gateway()
            self._metrics.gateway.set(latency is not None)
            self._metrics.latency.set(math.nan if latency is None else latency)
            if latency is None:
                faults.append("Discord is not connected")
        return faults

    def _take(self, counts: Counts) -> None:
        self._metrics.articles.set(counts.articles)
        self._metrics.passages.set(counts.passages)
        self._metrics.lag.set(counts.lag)

    async def healthz(self, request: web.Request) -> web.Response:
        """Answer 200 and «ok», or 503 and why."""
        faults = await self.faults()
        return web.Response(text="\n".join(faults or ["ok"]) + "\n", status=503 if faults else 200)

    async def metrics(self, request: web.Request) -> web.Response:
        """Answer with all metrics as Prometheus text."""
        await self.faults()
        body = generate_latest(self._metrics.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


@asynccontextmanager
async def serving_health(health: Health, *, host: str, port: int) -> AsyncIterator[int]:
    """Serve both pages and give the port (a free one for 0). Raises ServiceError when it is taken."""
    app = web.Application()
    app.add_routes([web.get("/healthz", health.healthz), web.get("/metrics", health.metrics)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            raise ServiceError(
                f"CITEWIRE_HTTP_PORT={port} can't be used on {host}: {error.strerror}"
            ) from error
        port = runner.addresses[0][1]
        log.info("health served host=%s port=%s", host, port)
        yield port
    finally:
        await runner.cleanup()
