"""`/healthz` and `/metrics` over real HTTP."""

import aiohttp
import pytest

from bot.health import Health, serving_health
from bot.metrics import Metrics
from bot.reports import Counts
from bot.service import NewsService
from corpus.errors import StoreError


class Counting(NewsService):
    """Counts what it is told to."""

    def __init__(self):
        self.lag = 0
        self.error = None

    async def counts(self):
        if self.error:
            raise self.error
        return Counts(40, 100, 100 - self.lag, self.lag)


@pytest.fixture
def service():
    return Counting()


async def get(service, path, *, gateway=None):
    metrics = Metrics()
    metrics.questions.labels("command", "answered").inc()
    async with (
        serving_health(Health(service, metrics, gateway), host="127.0.0.1", port=0) as port,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as response,
    ):
        return response.status, await response.text()


async def test_all_is_well(service):
    assert await get(service, "/healthz", gateway=lambda: 0.05) == (200, "ok\n")


async def test_a_lost_gateway_is_told(service):
    assert await get(service, "/healthz", gateway=lambda: None) == (503, "Discord is not connected\n")


async def test_an_index_far_behind_is_told(service):
    service.lag = 6_000

    assert await get(service, "/healthz") == (503, "6000 passages are stored but not indexed\n")


async def test_a_database_that_does_not_answer_is_told(service):
    service.error = StoreError("the database is damaged")

    status, text = await get(service, "/healthz")
    assert (status, text) == (503, "the database does not answer: the database is damaged\n")


async def test_metrics_are_prometheus_text(service):
    status, text = await get(service, "/metrics", gateway=lambda: 0.05)

    assert status == 200
    assert 'citewire_questions_total{path="command",status="answered"} 1.0' in text
    assert "citewire_articles 40.0" in text
    assert "citewire_gateway_up 1.0" in text
