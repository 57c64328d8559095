"""The worker lane."""

import asyncio
import threading

import pytest

from bot.errors import Busy
from bot.lane import Lane, Priority


@pytest.fixture
async def lane():
    lane = Lane(longest_queue=2)
    yield lane
    await lane.close()


async def hold(lane: Lane) -> tuple[threading.Event, "asyncio.Task[bool]"]:
    """Occupy the lane until the event is set."""
    started, release = threading.Event(), threading.Event()

    def job() -> bool:
        started.set()
        return release.wait(10)

    task = asyncio.create_task(lane.run(job, Priority.INGEST))
    await asyncio.to_thread(started.wait, 10)
    return release, task


async def test_a_job_returns_its_value_and_runs_on_the_lanes_thread(lane):
    assert await lane.run(lambda: threading.current_thread().name) == "lane"


async def test_an_error_reaches_the_caller_and_the_lane_goes_on(lane):
    with pytest.raises(ZeroDivisionError):
        await lane.run(lambda: 1 // 0)
    assert await lane.run(lambda: 7) == 7


async def test_a_question_goes_ahead_of_waiting_ingestion(lane):
    release, holding = await hold(lane)
    order: list[str] = []
    ingest = asyncio.create_task(lane.run(lambda: order.append("ingest"), Priority.INGEST))
    await asyncio.sleep(0)
    question = asyncio.create_task(lane.run(lambda: order.append("question")))
    await asyncio.sleep(0)
    release.set()
    await asyncio.gather(holding, ingest, question)
    assert order == ["question", "ingest"]


async def test_a_full_queue_is_busy_at_once(lane):
    release, holding = await hold(lane)
    waiting = [asyncio.create_task(lane.run(lambda: None)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await lane.run(lambda: None)
    release.set()
    await asyncio.gather(holding, *waiting)


async def test_a_cancelled_job_that_has_not_begun_is_skipped(lane):
    release, holding = await hold(lane)
    ran: list[int] = []
    task = asyncio.create_task(lane.run(lambda: ran.append(1)))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    release.set()
    await holding
    await lane.run(lambda: None)
    assert ran == []


async def test_closing_finishes_the_job_in_hand_and_cancels_the_rest():
    lane = Lane()
    release, holding = await hold(lane)
    waiting = asyncio.create_task(lane.run(lambda: None))
    await asyncio.sleep(0)
    closing = asyncio.create_task(lane.close())
    await asyncio.sleep(0)
    release.set()
    await closing
    assert await holding is True
    with pytest.raises(asyncio.CancelledError):
        await waiting
