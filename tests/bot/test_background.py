"""Work beside the main work."""

import asyncio

from bot.background import meanwhile
from corpus.errors import NewsError


async def test_work_is_begun_again_after_faults_of_any_kind_and_ends_with_what_it_stands_beside():
    faults = [NewsError("the database is busy"), RuntimeError("nobody foresaw this")]
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work():
        if faults:
            raise faults.pop()
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with meanwhile(work, "test", pause=0):
        await begun.wait()
    assert ended.is_set()
    assert faults == []
